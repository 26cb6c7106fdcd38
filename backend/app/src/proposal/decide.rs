//! Deciding on proposals: one, or many alike in one act, all or none; as many statements for many as for one.

use std::collections::{HashMap, HashSet};

use phonjon_domain::access::Scope;
use phonjon_domain::calendar::FiscalYear;
use phonjon_domain::case::act::{CaseAct, CaseEventKind};
use phonjon_domain::case::{Agreement, CaseStatus, ClosingReason};
use phonjon_domain::ids::{AreaId, BatchId, CaseId, HouseholdId, TeamId};
use phonjon_domain::policy::Action;
use phonjon_store::cases::{
    self, CaseKey, CaseRow, Change, Decision, HouseholdKey, ListingRow, NewCase, NewEvent, ProposalKey,
    ProposalKind, ProposalRow,
};
use phonjon_store::{Tx, figures, teams};
use serde_json::{Value as Json, json};

use crate::assess::{Cause, assess_many};
use crate::audit;
use crate::case::work::{apply, by, next_event, refusal};
use crate::ctx::Ctx;
use crate::error::{AppError, Refusal};
use crate::idempotent::Key;
use crate::parameters;
use crate::permit::{require_areas, scope_for};
use crate::recheck;

/// Most proposals that are decided in one act.
const MOST: usize = 100;

/// Accepts a proposal or does not.
///
/// Accepted: a household is opened or a case reopened; a case no longer listed only gets the event. Refused: nothing,
/// but an urgent household's case is closed as not in need. A recheck changes nothing either way: only a visit does.
///
/// # Errors
///
/// [`AppError::Hidden`], [`AppError::Forbidden`], `PROPOSAL_SETTLED`, or a refusal of the case's state.
pub async fn decide(
    ctx: &Ctx,
    proposal: ProposalKey,
    decision: Decision,
    note: Option<&str>,
    key: &Key,
) -> Result<ProposalRow, AppError> {
    const OPERATION: &str = "proposalDecide";
    let tx = ctx.store.begin().await?;
    let done = key.done(&tx, ctx, OPERATION).await?;
    let mut rows = lock(ctx, &tx, &[proposal]).await?;
    if done.is_none() {
        if !rows.iter().all(ProposalRow::is_waiting) {
            return Err(Refusal::of("PROPOSAL_SETTLED", "proposalId").into());
        }
        settle(ctx, &tx, &mut rows, decision, note).await?;
        key.remember(&tx, ctx, OPERATION, "proposal", proposal.1).await?;
        tx.commit().await?;
    }
    rows.pop().ok_or(AppError::Hidden)
}

/// Accepts proposals or does not, all of them or none, and gives them in the order in which they were named.
///
/// # Errors
///
/// As [`decide`]; `PROPOSAL_SETTLED` for each that is, `TOO_LARGE`, or `REQUIRED` without any.
pub async fn decide_many(
    ctx: &Ctx,
    proposals: &[ProposalKey],
    decision: Decision,
    note: Option<&str>,
    key: &Key,
) -> Result<Vec<ProposalRow>, AppError> {
    const OPERATION: &str = "proposalsDecide";
    const FIELD: &str = "proposalIds";
    let mut named = HashSet::new();
    let asked: Vec<ProposalKey> = proposals.iter().copied().filter(|it| named.insert(*it)).collect();
    if MOST < asked.len() {
        return Err(Refusal::of("TOO_LARGE", FIELD).with("max", MOST).into());
    }
    let Some(first) = asked.first().map(|it| it.1) else { return Err(Refusal::of("REQUIRED", FIELD).into()) };
    let tx = ctx.store.begin().await?;
    let done = key.done(&tx, ctx, OPERATION).await?;
    let mut rows = lock(ctx, &tx, &asked).await?;
    let place = |row: &ProposalRow| proposals.iter().position(|it| *it == row.key);
    rows.sort_by_key(place);
    if done.is_none() {
        let settled = rows.iter().filter(|it| !it.is_waiting()).filter_map(place);
        let settled: Vec<Refusal> =
            settled.map(|n| Refusal::of("PROPOSAL_SETTLED", &format!("{FIELD}.{n}"))).collect();
        if !settled.is_empty() {
            return Err(AppError::Refused(settled));
        }
        settle(ctx, &tx, &mut rows, decision, note).await?;
        key.remember(&tx, ctx, OPERATION, "proposal", first).await?;
        tx.commit().await?;
    }
    Ok(rows)
}

/// These proposals, locked: those the actor reads, all of them where the actor decides.
async fn lock(ctx: &Ctx, tx: &Tx, keys: &[ProposalKey]) -> Result<Vec<ProposalRow>, AppError> {
    let scope = scope_for(&ctx.actor, Action::ReadProposal, ctx.today());
    let rows = cases::find_proposals_for_update(tx, &scope, ctx.actor.account, keys).await?;
    if rows.len() != keys.len() {
        return Err(AppError::Hidden);
    }
    // Where the household lives now: who had it before decides nothing about it any more.
    let areas: Vec<AreaId> = rows.iter().map(|it| it.lives_in).collect();
    require_areas(tx, ctx, Action::AcceptProposal, &areas).await?;
    Ok(rows)
}

/// Does what the decision asks for, and stores and records it. All of them wait.
async fn settle(
    ctx: &Ctx,
    tx: &Tx,
    rows: &mut [ProposalRow],
    decision: Decision,
    note: Option<&str>,
) -> Result<(), AppError> {
    use ProposalKind::{Household, NoLongerListed, Recheck, Reopen, Verify};
    let (mut opening, mut acts) = (Vec::new(), Vec::new());
    for row in &mut *rows {
        match (row.kind, decision) {
            (Household | Verify, Decision::Accepted) if row.case.is_none() => opening.push(row),
            (Household, Decision::Refused) if row.case.is_some() => {
                let reason = ClosingReason::NotInNeed;
                let detail = json!({ "reason": reason.code(), "proposal": row.key.1 });
                acts.push((&*row, CaseAct::Close { reason, agreed: Agreement::Officer }, detail));
            }
            (Reopen, Decision::Accepted) => {
                acts.push((&*row, CaseAct::Reopen, json!({ "proposal": row.key.1 })));
            }
            (NoLongerListed, Decision::Accepted) => {
                // The year of the list that lists it no longer, whenever that is decided on.
                let of_list = row.causes.iter().map(|it| FiscalYear(it.year)).max();
                if let Some(year) = of_list.or_else(|| FiscalYear::of(ctx.today())) {
                    let detail = json!({ "proposal": row.key.1, "year": year.0.get() });
                    acts.push((&*row, CaseAct::NoLongerList { year }, detail));
                }
            }
            (Household | Verify | Recheck, Decision::Accepted) | (_, Decision::Refused) => {}
        }
    }
    let acts = acts
        .into_iter()
        .filter_map(|(row, act, detail)| row.case.map(|case| ((row.key.0, case), act, detail)))
        .collect();
    open(ctx, tx, opening).await?;
    act(ctx, tx, acts).await?;
    cases::decide(tx, rows, (decision, ctx.actor.account, ctx.now), note).await?;
    let mut told = Vec::with_capacity(rows.len());
    for row in rows {
        row.decided = Some((decision, ctx.actor.account, ctx.now));
        row.decision_note = note.map(str::to_owned);
        let detail = json!({ "decision": decision.code(), "case": row.case.map(|it| it.0) });
        told.push(("proposal.decided", ("proposal", row.key.1.to_string()), detail));
    }
    audit::record_many(ctx, tx, told).await
}

/// Opens the cases of these proposed households, lists them for the fiscal year, and judges their level; one that has a
/// case keeps it.
pub(super) async fn open(ctx: &Ctx, tx: &Tx, rows: Vec<&mut ProposalRow>) -> Result<(), AppError> {
    if rows.is_empty() {
        return Ok(());
    }
    let rules = parameters::rules_in(&**tx).await?;
    let households: Vec<HouseholdKey> = rows.iter().map(|it| (it.key.0, it.household)).collect();
    let everywhere = Scope::everywhere(ctx.today());
    let found = cases::find_of_households(&**tx, &everywhere, &households).await?;
    let mut cases_of: HashMap<HouseholdId, CaseId> =
        found.into_values().map(|it| (it.household, it.key.1)).collect();
    let mut new = Vec::new();
    for row in rows {
        let case = *cases_of.entry(row.household).or_insert_with(|| {
            let case = CaseId(ctx.new_id());
            let because = json!({
                "proposal": row.key.1,
                "proposedBy": row.proposed_by,
                "reason": serde_json::from_str::<Json>(&row.reason).unwrap_or_default(),
            });
            new.push(NewCase {
                key: (row.key.0, case),
                household: row.household,
                area: row.lives_in,
                opened_on: ctx.today(),
                because,
                urgent: row.urgent,
            });
            case
        });
        row.case = Some(case);
    }
    if new.is_empty() {
        return Ok(());
    }
    let keys: Vec<CaseKey> = new.iter().map(|it| it.key).collect();
    let areas: Vec<AreaId> = new.iter().map(|it| it.area).collect();
    // A case belongs at once to the subdistrict team of its area, as one that a list opens does.
    teams::ensure_subdistrict_teams(tx, &areas, ctx.now).await?;
    cases::open_many(tx, &by(ctx), new).await?;
    if let Some(year) = FiscalYear::of(ctx.today()) {
        let rule_version = rules.opening.on(ctx.today()).set.name();
        let listing = |case: &CaseKey| ListingRow {
            case: *case,
            year,
            source: "proposal".to_owned(),
            rule_version: rule_version.clone(),
            batch: None::<BatchId>,
        };
        cases::list_many(tx, &keys.iter().map(listing).collect::<Vec<_>>()).await?;
    }
    assess_many(ctx, tx, &rules, &keys, Cause::Asked).await?;
    Ok(figures::refresh(&**tx, &keys).await?)
}

/// Does these acts to the proposals' cases, those that are still open to them.
async fn act(ctx: &Ctx, tx: &Tx, acts: Vec<(CaseKey, CaseAct, Json)>) -> Result<(), AppError> {
    let mut keys: Vec<CaseKey> = acts.iter().map(|it| it.0).collect();
    keys.sort_unstable();
    keys.dedup();
    if keys.is_empty() {
        return Ok(());
    }
    let everywhere = Scope::everywhere(ctx.today());
    let locked = cases::find_many_for_update(tx, &everywhere, &keys).await?;
    if locked.len() != keys.len() {
        return Err(AppError::Hidden);
    }
    // Locked now: they may have moved since the proposals were read.
    let areas: Vec<AreaId> = locked.iter().map(|it| it.area).collect();
    require_areas(tx, ctx, Action::AcceptProposal, &areas).await?;
    let is_closing = |act: &CaseAct| act.kind() == CaseEventKind::Closed;
    let among = |cases: &[CaseRow], wanted: &dyn Fn(&CaseAct, bool) -> bool| -> Vec<CaseKey> {
        let is_wanted = |case: &&CaseRow| {
            let closed = case.state.status == CaseStatus::Closed;
            acts.iter().any(|it| it.0 == case.key && wanted(&it.1, closed))
        };
        cases.iter().filter(is_wanted).map(|it| it.key).collect()
    };
    // What the proposal asks for may have been done by hand meanwhile.
    let closing = among(&locked, &|act, closed| is_closing(act) && !closed);
    let opening = among(&locked, &|act, closed| *act == CaseAct::Reopen && closed);
    let rechecks = recheck::withdraw(ctx, tx, &closing).await?;
    cases::bring_back_rechecks(tx, &opening).await?;
    let mut changes: HashMap<CaseKey, Change> =
        locked.into_iter().map(|case| (case.key, Change { case, events: Vec::new() })).collect();
    for (key, act, mut detail) in acts {
        let Some(Change { case, events }) = changes.get_mut(&key) else { continue };
        let closed = case.state.status == CaseStatus::Closed;
        if is_closing(&act) && closed || act == CaseAct::Reopen && !closed {
            continue;
        }
        if is_closing(&act) {
            recheck::tell(&mut detail, rechecks.get(&key).copied());
        }
        let event = case.state.apply(act).map_err(|against| refusal(against).of_case(key))?;
        apply(case, &event, ctx, ctx.today());
        events.push(next_event(&event, detail, ctx.today()));
    }
    let mut changes: Vec<Change> = changes.into_values().filter(|it| !it.events.is_empty()).collect();
    changes.sort_by_key(|it| it.case.key);
    leave_ended_teams(ctx, tx, &opening, &mut changes).await?;
    let keys: Vec<CaseKey> = changes.iter().map(|it| it.case.key).collect();
    cases::append_many(tx, &by(ctx), changes).await?;
    Ok(figures::refresh(&**tx, &keys).await?)
}

/// Takes those that were opened again from teams that ended meanwhile.
async fn leave_ended_teams(
    ctx: &Ctx,
    tx: &Tx,
    opened: &[CaseKey],
    changes: &mut [Change],
) -> Result<(), AppError> {
    let of = |it: &Change| [it.case.team, it.case.mentor_team].into_iter().flatten();
    let is_opened = |it: &Change| opened.contains(&it.case.key);
    let mut had: Vec<TeamId> = changes.iter().filter(|it| is_opened(it)).flat_map(of).collect();
    had.sort_unstable();
    had.dedup();
    let ended = teams::lock_ended(tx, &had).await?;
    // Few, if any: most teams still serve.
    for change in changes.iter_mut().filter(|it| is_opened(it) && of(it).any(|team| ended.contains(&team))) {
        let left: Option<NewEvent> =
            cases::leave_ended_teams(tx, &by(ctx), ctx.today(), &mut change.case).await?;
        change.events.extend(left);
    }
    Ok(())
}
