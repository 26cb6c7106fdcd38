//! Two that are one: their rows, problems, cases and what else hangs on them put together, and taken apart again.

use std::collections::{BTreeMap, HashMap, HashSet};

use chrono::{DateTime, Utc};
use phonjon_domain::access::Scope;
use phonjon_domain::calendar::{BuddhistYear, FiscalYear};
use phonjon_domain::case::act::CaseAct;
use phonjon_domain::case::{Agreement, CaseStatus, ClosingReason};
use phonjon_domain::ids::{BatchId, CaseId, HomeProvince, HouseholdId, QuestionId, UserId};
use phonjon_store::cases::{
    self, By, CaseKey, CaseRow, Cause as RestsOn, ClosingProposal, HouseholdKey, ListingRow, ProposalKind,
    ProposalRow,
};
use phonjon_store::intake::{LinkRow, insert_links, refused_pairs, rows_of_entities, undo_links};
use phonjon_store::links::{self, Dependents, LastLink, Question, reversal};
use phonjon_store::{Tx, figures};
use serde::{Deserialize, Serialize};
use serde_json::json;
use uuid::Uuid;

use super::answer::kind;
use super::carry::{Carried, carry, take_back};
use crate::assess::{self, Cause, assess_many};
use crate::case::bulk::open_again;
use crate::case::work::{apply, by, next_event, refused};
use crate::ctx::Ctx;
use crate::error::AppError;
use crate::intake::{Touched, recompose_as};
use crate::parameters;

/// What a person links by.
const FIXED: &str = "fixed";

type Id = (i16, Uuid);

/// What becoming one changed, so that it can be taken back.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(default)]
pub(super) struct Merged {
    kept: Id,
    gone: Id,
    /// Rows that were linked to the one that is gone.
    rows: Vec<Uuid>,
    problems: Vec<Uuid>,
    /// Problems that both had.
    double_problems: Vec<Uuid>,
    consents: Vec<Uuid>,
    proposals: Vec<Uuid>,
    visits: Vec<Uuid>,
    interventions: Vec<Uuid>,
    corrections: Vec<Uuid>,
    /// Questions about the one that is gone, asked about the other now.
    questions: Vec<Id>,
    /// Who the kept one is not, because the one that is gone was not.
    refusals: Vec<Uuid>,
    cases: Option<MergedCases>,
    /// The merging by hand that did it: what it added to cases goes with it. None of an answer, which stays in their
    /// history.
    by_hand: Option<Uuid>,
    /// Each case that was judged anew with its household, and its last event then.
    left_at: Vec<(Id, Uuid, i64)>,
}

impl Merged {
    fn act(&self) -> Option<BatchId> {
        self.by_hand.map(BatchId)
    }

    /// The one that stays, and the one that is gone.
    pub(super) const fn pair(&self) -> (Id, Id) {
        (self.kept, self.gone)
    }
}

/// Both households had a case; where both were open, the less worked one was closed as a duplicate.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(default)]
struct MergedCases {
    kept: Id,
    gone: Id,
    /// Where it stood before it was closed; none where it was closed already.
    status: Option<String>,
    /// Since when it stood there.
    status_since: Option<DateTime<Utc>>,
    /// What the other case took over from it.
    carried: Option<Carried>,
    continuing_care: bool,
    /// The closing that waited for the chief.
    closing: Option<WaitingClosing>,
    /// Its listings: year, source, rule, import.
    listings: Vec<(i16, String, String, Option<Uuid>)>,
    /// Those of them that the other case did not have.
    added: Vec<(i16, String)>,
    /// Proposals about it that wait about the other case now.
    moved: Vec<Uuid>,
    /// Proposals about it that say nothing of the other case.
    withdrawn: Vec<Uuid>,
    /// The proposal to open the other case again, as its household is newly listed.
    proposed: Option<Uuid>,
}

/// A closing that waits for the chief.
#[derive(Debug, Clone, Serialize, Deserialize)]
struct WaitingClosing {
    reason: String,
    account: Option<Uuid>,
    at: DateTime<Utc>,
    note: Option<String>,
}

/// Makes the two sides of a question one.
pub(super) async fn merge(
    ctx: &Ctx,
    tx: &Tx,
    question: &Question,
    by_hand: Option<Uuid>,
) -> Result<Merged, AppError> {
    let sides = [question.left, question.right];
    let mut cases = BTreeMap::new();
    if question.is_of_households {
        let keys = sides.map(|it| (HomeProvince(it.0), HouseholdId(it.1)));
        let scope = Scope::everywhere(ctx.today());
        let found = cases::find_of_households(&**tx, &scope, &keys).await?;
        let keys: Vec<CaseKey> = found.values().map(|it| it.key).collect();
        for case in cases::find_many_for_update(tx, &scope, &keys).await? {
            cases.insert(case.household.0, case);
        }
    }
    // The one with an open case stays, so that nobody falls out of care; of two alike the one that was worked on more,
    // else the one that was met first.
    let work = |side: &Id| cases.get(&side.1).map(|it| (it.state.is_open(), it.last_seq));
    let mut order = sides;
    order.sort_by_key(|it| (std::cmp::Reverse(work(it)), it.1));
    let [kept, gone] = order;
    let mut merged = Merged { kept, gone, by_hand, ..Merged::default() };
    let mut touched = relink(ctx, tx, question, &mut merged).await?;
    if question.is_of_households {
        touched.homes.extend([kept, gone]);
        put_dependents(ctx, tx, &mut merged).await?;
    } else {
        touched.people.extend([kept, gone]);
        merged.corrections = links::move_corrections(tx, gone.1, kept).await?;
    }
    redirect(tx, question, &mut merged).await?;
    if let (Some(of_kept), Some(of_gone)) = (cases.remove(&kept.1), cases.remove(&gone.1)) {
        merged.cases = Some(close_duplicate(ctx, tx, question.key.1, &of_kept, of_gone, merged.act()).await?);
    }
    let keys = touched_cases(ctx, tx, touched, &merged).await?;
    let cause = merged.act().map_or(Cause::Problem, Cause::Merging);
    judge(ctx, tx, &keys, cause).await?;
    if by_hand.is_some() {
        let rows = cases::find_many(&**tx, &Scope::everywhere(ctx.today()), &keys).await?;
        merged.left_at =
            rows.values().map(|it| ((it.key.0.0, it.key.1.0), it.household.0, it.last_seq)).collect();
        merged.left_at.sort_unstable();
    }
    Ok(merged)
}

/// Links the rows of the one that goes to the one that stays.
async fn relink(ctx: &Ctx, tx: &Tx, question: &Question, merged: &mut Merged) -> Result<Touched, AppError> {
    let gone = [merged.gone.1];
    let rows = if question.is_of_households {
        rows_of_entities(&**tx, &[], &gone).await?
    } else {
        rows_of_entities(&**tx, &gone, &[]).await?
    };
    merged.rows = rows.iter().map(|it| it.key.1).collect();
    let before = links::last_links(&**tx, &merged.rows).await?;
    undo_links(tx, &merged.rows, ctx.now).await?;
    let mut touched = Touched::default();
    let mut anew = Vec::with_capacity(rows.len());
    for link in before.values().filter_map(|all| all.last()) {
        touched.people.insert(link.person);
        touched.homes.insert(link.household);
        let mut link = again(ctx, link, link.seq + 1);
        if question.is_of_households {
            (link.household, link.household_by) = (merged.kept, (FIXED.to_owned(), 1_000));
        } else {
            (link.person, link.person_by) = (merged.kept, (FIXED.to_owned(), 1_000));
        }
        anew.push(link);
    }
    insert_links(tx, anew).await?;
    Ok(touched)
}

fn again(ctx: &Ctx, link: &LastLink, seq: i32) -> LinkRow {
    LinkRow {
        row: link.row,
        seq,
        person: link.person,
        person_by: link.person_by.clone(),
        household: link.household,
        household_by: link.household_by.clone(),
        is_head: link.is_head,
        by_actor: ctx.actor.name.clone(),
        at: ctx.now,
        batch: None,
    }
}

/// Moves what hangs on the household that goes; a problem that both have stays once.
async fn put_dependents(ctx: &Ctx, tx: &Tx, merged: &mut Merged) -> Result<(), AppError> {
    let there = links::dependents_of(&**tx, merged.kept.1).await?;
    let items: HashSet<&str> = there.problems.iter().map(|it| it.1.as_str()).collect();
    let mut what = links::dependents_of(&**tx, merged.gone.1).await?;
    let (double, single): (Vec<_>, Vec<_>) =
        what.problems.into_iter().partition(|it| items.contains(it.1.as_str()));
    what.problems = single;
    if merged.kept.0 != merged.gone.0 {
        what.visits.clear();
        what.interventions.clear();
    }
    merged.double_problems = double.into_iter().map(|it| it.0).collect();
    links::mark_problems(tx, &merged.double_problems, Some(ctx.now)).await?;
    links::move_dependents(tx, &what, merged.kept).await?;
    merged.problems = what.problems.into_iter().map(|it| it.0).collect();
    merged.consents = what.consents;
    merged.proposals = what.proposals;
    merged.visits = what.visits;
    merged.interventions = what.interventions;
    Ok(())
}

/// Lets questions and refusals about the one that goes speak of the one that stays.
async fn redirect(tx: &Tx, question: &Question, merged: &mut Merged) -> Result<(), AppError> {
    let kind = kind(question);
    let asked: HashSet<Uuid> =
        links::open_between(&**tx, kind, merged.kept.1).await?.into_iter().map(|it| it.1).collect();
    for (key, other) in links::open_between(&**tx, kind, merged.gone.1).await? {
        // Asked about the other already, or the very question.
        if other != merged.kept.1 && !asked.contains(&other) {
            links::redirect(tx, key, merged.gone.1, merged.kept).await?;
            merged.questions.push((key.0, key.1.0));
        }
    }
    let of = |pairs: Vec<(Uuid, Uuid)>| pairs.into_iter().map(|it| it.1).collect::<Vec<Uuid>>();
    let known: HashSet<Uuid> = of(refused_pairs(&**tx, kind, &[merged.kept.1]).await?).into_iter().collect();
    for other in of(refused_pairs(&**tx, kind, &[merged.gone.1]).await?) {
        if other != merged.kept.1 && !known.contains(&other) {
            links::refuse(tx, kind, (merged.kept.1, other), "system", question.asked_at).await?;
            merged.refusals.push(other);
        }
    }
    Ok(())
}

async fn close_duplicate(
    ctx: &Ctx,
    tx: &Tx,
    question: QuestionId,
    kept: &CaseRow,
    mut gone: CaseRow,
    by_hand: Option<BatchId>,
) -> Result<MergedCases, AppError> {
    let mut listings = cases::listings_of_many(&**tx, &[kept.key, gone.key]).await?;
    let there = listings.remove(&kept.key.1).unwrap_or_default();
    let here = listings.remove(&gone.key.1).unwrap_or_default();
    let has = |it: &ListingRow| there.iter().any(|known| known.year == it.year && known.source == it.source);
    let added: Vec<ListingRow> =
        here.iter().filter(|it| !has(it)).map(|it| ListingRow { case: kept.key, ..it.clone() }).collect();
    links::remove_listings(tx, gone.key, None).await?;
    cases::list_many(tx, &added).await?;
    let mut merged = MergedCases {
        kept: (kept.key.0.0, kept.key.1.0),
        gone: (gone.key.0.0, gone.key.1.0),
        status_since: Some(gone.status_since),
        carried: carry(ctx, tx, question, kept, &gone).await?,
        continuing_care: gone.state.continuing_care,
        closing: gone.closing().map(|(reason, by)| WaitingClosing {
            reason: reason.code().to_owned(),
            account: by.account.map(|it| it.0),
            at: by.at,
            note: by.note.clone(),
        }),
        listings: here
            .iter()
            .map(|it| {
                let batch = it.batch.map(|batch| batch.0);
                (it.year.0.get(), it.source.clone(), it.rule_version.clone(), batch)
            })
            .collect(),
        added: added.iter().map(|it| (it.year.0.get(), it.source.clone())).collect(),
        ..MergedCases::default()
    };
    put_proposals(ctx, tx, kept, &gone, &mut merged).await?;
    let newest = there.iter().map(|it| it.year).max();
    let newly: Vec<ListingRow> = added.into_iter().filter(|it| newest <= Some(it.year)).collect();
    if !kept.state.is_open() && !newly.is_empty() {
        merged.proposed = propose_reopening(ctx, tx, question, kept, &newly).await?;
    }
    if gone.state.is_open() {
        merged.status = Some(gone.state.status.code().to_owned());
        let act = CaseAct::Close { reason: ClosingReason::Duplicate, agreed: Agreement::Officer };
        let event = gone.state.apply(act).map_err(refused)?;
        let detail = json!({
            "reason": ClosingReason::Duplicate.code(),
            "duplicateOf": kept.key.1.0,
            "question": question.0,
        });
        let event_row = next_event(&event, detail, ctx.today());
        apply(&mut gone, &event, ctx, ctx.today());
        cases::append(tx, &By { batch: by_hand, ..by(ctx) }, gone, vec![event_row]).await?;
    }
    Ok(merged)
}

/// Lets what waits about the case that goes wait about the one that stays, or withdraws it where it says nothing of that.
async fn put_proposals(
    ctx: &Ctx,
    tx: &Tx,
    kept: &CaseRow,
    gone: &CaseRow,
    merged: &mut MergedCases,
) -> Result<(), AppError> {
    let there = cases::waiting_of_case(&**tx, kept.key).await?;
    let is_open = kept.state.is_open();
    for (id, kind) in cases::waiting_of_case(&**tx, gone.key).await? {
        let is_asked = there.iter().any(|it| it.1 == kind);
        let is_obsolete = is_asked || is_open && kind == ProposalKind::Reopen;
        if is_obsolete { merged.withdrawn.push(id) } else { merged.moved.push(id) }
    }
    cases::mark_withdrawn(tx, &merged.withdrawn, Some(ctx.now)).await?;
    Ok(cases::move_waiting(tx, &merged.moved, kept.household_key(), kept.key.1).await?)
}

/// Proposes to open a closed case again for lists that name its household, as an import would have, had it known.
async fn propose_reopening(
    ctx: &Ctx,
    tx: &Tx,
    question: QuestionId,
    kept: &CaseRow,
    newly: &[ListingRow],
) -> Result<Option<Uuid>, AppError> {
    let list =
        |it: &ListingRow| json!({ "rule": it.rule_version, "source": it.source, "year": it.year.0.get() });
    let list: Vec<_> = newly.iter().map(list).collect();
    let cause = |it: &ListingRow| RestsOn {
        rule: it.rule_version.clone(),
        source: it.source.clone(),
        year: it.year.0,
    };
    let (key, place) = ((kept.key.0, ctx.new_id()), (kept.household, kept.area));
    let reason = json!({ "list": list, "question": question.0 }).to_string();
    let row = ProposalRow {
        case: Some(kept.key.1),
        causes: newly.iter().map(cause).collect(),
        account: None,
        ..ProposalRow::new(&by(ctx), key, ProposalKind::Reopen, place, reason)
    };
    Ok(cases::propose_many(tx, vec![row]).await?.pop().map(|it| it.1))
}

/// Makes two again of what became one.
pub(super) async fn split(ctx: &Ctx, tx: &Tx, question: &Question, merged: &Merged) -> Result<(), AppError> {
    let touched = link_back(ctx, tx, question, merged).await?;
    let worked = worked_since(ctx, tx, merged).await?;
    if question.is_of_households {
        let what = Dependents {
            problems: merged.problems.iter().map(|it| (*it, String::new())).collect(),
            consents: merged.consents.clone(),
            proposals: merged.proposals.clone(),
            visits: merged.visits.clone(),
            interventions: merged.interventions.clone(),
        };
        links::move_dependents(tx, &what, merged.gone).await?;
        links::mark_problems(tx, &merged.double_problems, None).await?;
    } else {
        links::put_corrections(tx, &merged.corrections, merged.gone).await?;
    }
    for key in &merged.questions {
        links::redirect(tx, (key.0, QuestionId(key.1)), merged.kept.1, merged.gone).await?;
    }
    let pairs: Vec<(Uuid, Uuid)> = merged.refusals.iter().map(|it| (merged.kept.1, *it)).collect();
    links::forget_refusals(tx, kind(question), &pairs).await?;
    if let Some(act) = merged.act() {
        let mut homes: Vec<Uuid> = merged.left_at.iter().map(|it| it.1).collect();
        homes.extend(touched.homes.iter().map(|it| it.1));
        homes.sort_unstable();
        homes.dedup();
        reversal::forget_additions(tx, act.0, &homes).await?;
    }
    if let Some(cases) = &merged.cases {
        let household = (HomeProvince(merged.gone.0), HouseholdId(merged.gone.1));
        let is_worked = worked.contains(&(HomeProvince(cases.gone.0), CaseId(cases.gone.1)));
        let again = merged.by_hand.map(|_| is_worked);
        open_duplicate(ctx, tx, question.key.1, household, cases, again).await?;
    }
    let keys = touched_cases(ctx, tx, touched, merged).await?;
    if merged.by_hand.is_none() {
        return judge(ctx, tx, &keys, Cause::Problem).await;
    }
    // What nobody worked on meanwhile stands as it was judged last; what somebody did is judged by what is known now.
    let (anew, as_before): (Vec<CaseKey>, Vec<CaseKey>) = keys.iter().partition(|it| worked.contains(it));
    let as_before = open(ctx, tx, &as_before).await?;
    assess::restore(ctx, tx, &*parameters::rules(&ctx.store).await?, &as_before).await?;
    figures::refresh(&**tx, &keys).await?;
    judge(ctx, tx, &anew, Cause::Problem).await
}

/// The cases to which something happened since they became one.
async fn worked_since(ctx: &Ctx, tx: &Tx, merged: &Merged) -> Result<HashSet<CaseKey>, AppError> {
    let then: HashMap<CaseKey, i64> =
        merged.left_at.iter().map(|it| ((HomeProvince(it.0.0), CaseId(it.0.1)), it.2)).collect();
    let keys: Vec<CaseKey> = then.keys().copied().collect();
    let rows = cases::find_many(&**tx, &Scope::everywhere(ctx.today()), &keys).await?;
    let worked = |it: &&CaseRow| then.get(&it.key).is_some_and(|seq| *seq < it.last_seq);
    Ok(rows.values().filter(worked).map(|it| it.key).collect())
}

/// Gives the rows that still stand with the kept one their links of before.
async fn link_back(ctx: &Ctx, tx: &Tx, question: &Question, merged: &Merged) -> Result<Touched, AppError> {
    let entity = |it: &LastLink| if question.is_of_households { it.household } else { it.person };
    let (mut moved, mut anew) = (Vec::new(), Vec::new());
    let mut touched = Touched::default();
    for (row, all) in links::last_links(&**tx, &merged.rows).await? {
        let (Some(now), Some(was)) = (all.last(), all.iter().rev().find(|it| entity(it) == merged.gone))
        else {
            continue;
        };
        if now.is_live && entity(now) == merged.kept {
            moved.push(row);
            let mut link = again(ctx, now, now.seq + 1);
            if question.is_of_households {
                (link.household, link.household_by) = (was.household, was.household_by.clone());
            } else {
                (link.person, link.person_by) = (was.person, was.person_by.clone());
            }
            link.batch = was.batch;
            touched.people.extend([now.person, link.person]);
            touched.homes.extend([now.household, link.household]);
            anew.push(link);
        }
    }
    undo_links(tx, &moved, ctx.now).await?;
    insert_links(tx, anew).await?;
    Ok(touched)
}

async fn open_duplicate(
    ctx: &Ctx,
    tx: &Tx,
    question: QuestionId,
    household: HouseholdKey,
    merged: &MergedCases,
    by_hand: Option<bool>,
) -> Result<(), AppError> {
    let key = |it: Id| (HomeProvince(it.0), CaseId(it.1));
    let year = |it: i16| BuddhistYear::new(i32::from(it)).map(FiscalYear);
    links::remove_listings(tx, key(merged.kept), Some(&merged.added)).await?;
    let listings: Vec<ListingRow> = merged
        .listings
        .iter()
        .filter_map(|(fiscal_year, source, rule_version, batch)| {
            Some(ListingRow {
                case: key(merged.gone),
                year: year(*fiscal_year)?,
                source: source.clone(),
                rule_version: rule_version.clone(),
                batch: batch.map(BatchId),
            })
        })
        .collect();
    cases::list_many(tx, &listings).await?;
    if let Some(proposed) = merged.proposed {
        cases::forget_waiting(tx, (HomeProvince(merged.kept.0), proposed)).await?;
    }
    if let Some(carried) = &merged.carried {
        take_back(ctx, tx, merged.kept, carried).await?;
    }
    cases::mark_withdrawn(tx, &merged.withdrawn, None).await?;
    cases::move_waiting(tx, &merged.moved, household, CaseId(merged.gone.1)).await?;
    let Some(status) = merged.status.as_deref().and_then(CaseStatus::from_code) else { return Ok(()) };
    let scope = Scope::everywhere(ctx.today());
    let Some(mut case) = cases::find_for_update(tx, &scope, key(merged.gone)).await? else { return Ok(()) };
    let events = match by_hand {
        // Somebody opened it meanwhile, and went on.
        Some(true) => return Ok(()),
        // That it was closed went with the merging: it stands where it stood.
        Some(false) => {
            case.state.status = status;
            case.state.continuing_care = merged.continuing_care;
            case.status_since = merged.status_since.unwrap_or(case.status_since);
            Vec::new()
        }
        None if case.state.closed != Some(ClosingReason::Duplicate) => return Ok(()),
        None => {
            let detail = json!({ "reason": "answer_undone", "question": question.0 });
            let stood = (Some(status), merged.status_since);
            open_again(ctx, &mut case, stood, merged.continuing_care, &detail)?
        }
    };
    if let Some(it) = &merged.closing {
        // What was proposed waits again.
        case.state.closing_proposed = ClosingReason::from_code(&it.reason);
        let account = it.account.map(UserId);
        case.closing_proposal = Some(ClosingProposal { account, at: it.at, note: it.note.clone() });
    }
    cases::append(tx, &by(ctx), case, events).await?;
    Ok(())
}

/// Composes everybody touched anew, and gives the cases that this is about.
async fn touched_cases(
    ctx: &Ctx,
    tx: &Tx,
    touched: Touched,
    merged: &Merged,
) -> Result<Vec<CaseKey>, AppError> {
    let mut keys = recompose_as(ctx, tx, touched, merged.act()).await?;
    if let Some(cases) = &merged.cases {
        keys.extend([cases.kept, cases.gone].map(|it| (HomeProvince(it.0), CaseId(it.1))));
    }
    keys.sort_unstable();
    keys.dedup();
    Ok(keys)
}

/// Those of these cases that are open.
async fn open(ctx: &Ctx, tx: &Tx, keys: &[CaseKey]) -> Result<Vec<CaseKey>, AppError> {
    let found = cases::find_many(&**tx, &Scope::everywhere(ctx.today()), keys).await?;
    Ok(found.into_values().filter(|it| it.state.is_open()).map(|it| it.key).collect())
}

/// Judges the open ones of these cases by what is known now.
async fn judge(ctx: &Ctx, tx: &Tx, keys: &[CaseKey], cause: Cause) -> Result<(), AppError> {
    let open = open(ctx, tx, keys).await?;
    assess_many(ctx, tx, &*parameters::rules(&ctx.store).await?, &open, cause).await?;
    Ok(figures::refresh(&**tx, keys).await?)
}
