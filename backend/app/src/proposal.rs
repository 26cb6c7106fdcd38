//! Proposals: a household that no list names, one that a list only asks to verify, a closed case to reopen.

use chrono::NaiveDate;
use phonjon_domain::calendar::FiscalYear;
use phonjon_domain::case::act::CaseAct;
use phonjon_domain::case::{Agreement, CaseStatus, ClosingReason};
use phonjon_domain::ids::{AreaId, BatchId, CaseId, HouseholdId, PersonId};
use phonjon_domain::policy::Action;
use phonjon_store::cases::{self, CaseKey, CaseRow, Change, ListingRow, NewCase};
use phonjon_store::people::{self, NewHead, NewHousehold};
use phonjon_store::{Tx, areas, figures, teams};
use serde_json::json;

use crate::assess::{Cause, assess_many};
use crate::audit;
use crate::case::work::{apply, by, next_event, refused};
use crate::ctx::Ctx;
use crate::error::{AppError, Refusal};
use crate::idempotent::Key;
use crate::parameters;
use crate::permit::{Located, require, scope_for};
use crate::recheck;

pub use phonjon_store::cases::{Decision, ProposalKey, ProposalKind, ProposalRow, ProposalsAsked};

/// A household that no list names, as somebody proposes it.
#[derive(Debug, Clone)]
pub struct NewProposal {
    /// The village, or a larger area where that is not known.
    pub area: AreaId,
    /// House number, if it has one.
    pub house_no: Option<String>,
    /// How to find it.
    pub description: String,
    /// Title, first and last name of the head, as far as told.
    pub head: Option<(Option<String>, Option<String>, Option<String>)>,
    /// How many members, as far as told.
    pub n_members: Option<u16>,
    /// Why it needs help.
    pub reason: String,
    /// To be worked at once: the case opens before anybody decides.
    pub urgent: bool,
    /// The local day somebody met the household there.
    pub met_on: Option<NaiveDate>,
}

/// Proposes a household that no list names. An urgent one is opened at once and decided on later.
///
/// # Errors
///
/// [`AppError::Forbidden`], `REQUIRED`, `AREA_UNKNOWN`, or `DAY_IN_FUTURE`.
pub async fn propose(ctx: &Ctx, new: &NewProposal, key: &Key) -> Result<ProposalRow, AppError> {
    const OPERATION: &str = "householdPropose";
    let on = new.met_on.unwrap_or(ctx.today());
    crate::case::status_day(ctx, "metOn", on)?;
    crate::case::required("description", &new.description)?;
    crate::case::required("reason", &new.reason)?;
    let tx = ctx.store.begin().await?;
    let done = key.done(&tx, ctx, OPERATION).await?;
    let area = areas::find(&*tx, new.area).await?.ok_or_else(|| Refusal::of("AREA_UNKNOWN", "areaId"))?;
    require(&tx, ctx, Action::ProposeHousehold, &Located::in_area(area.id)).await?;
    if let Some(done) = done {
        let everywhere = phonjon_domain::access::Scope::everywhere(ctx.today());
        let key = (area.home_province, done.uuid()?);
        let found = cases::find_proposal(&*tx, &everywhere, ctx.actor.account, key).await?;
        return found.map(|row| ProposalRow { lives_in: row.area, ..row }).ok_or(AppError::Hidden);
    }
    let household = NewHousehold {
        key: (area.home_province, HouseholdId(ctx.new_id())),
        area: area.id,
        house_no: new.house_no.clone(),
        description: new.description.trim().to_owned(),
        n_members: new.n_members.map(i32::from),
        head: new.head.clone().map(|(title, first_name, last_name)| NewHead {
            id: PersonId(ctx.new_id()),
            title,
            first_name,
            last_name,
        }),
        at: ctx.now,
        on,
    };
    people::insert_household(&tx, &household).await?;
    let (id, place) = ((area.home_province, ctx.new_id()), (household.key.1, area.id));
    let reason = json!({ "text": new.reason.trim() }).to_string();
    let mut row = ProposalRow {
        urgent: new.urgent,
        ..ProposalRow::new(&by(ctx), id, ProposalKind::Household, place, reason)
    };
    if row.urgent {
        row.case = Some(open(ctx, &tx, &row).await?.key.1);
    }
    cases::insert_proposals(&tx, vec![row.clone()]).await?;
    let detail = json!({ "urgent": row.urgent, "case": row.case.map(|it| it.0) });
    audit::record(ctx, &tx, "household.proposed", ("proposal", row.key.1), detail).await?;
    key.remember(&tx, ctx, OPERATION, "proposal", row.key.1).await?;
    tx.commit().await?;
    Ok(row)
}

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
    let scope = scope_for(&ctx.actor, Action::ReadProposal, ctx.today());
    let found = cases::find_proposal_for_update(&tx, &scope, ctx.actor.account, proposal).await?;
    let mut row = found.ok_or(AppError::Hidden)?;
    // Where the household lives now: who had it before decides nothing about it any more.
    require(&tx, ctx, Action::AcceptProposal, &Located::in_area(row.lives_in)).await?;
    if done.is_some() {
        return Ok(row);
    }
    if !row.is_waiting() {
        return Err(Refusal::of("PROPOSAL_SETTLED", "proposalId").into());
    }
    match (row.kind, decision) {
        (ProposalKind::Household | ProposalKind::Verify, Decision::Accepted) if row.case.is_none() => {
            row.case = Some(open(ctx, &tx, &row).await?.key.1);
        }
        (ProposalKind::Household, Decision::Refused) if row.case.is_some() => {
            let reason = ClosingReason::NotInNeed;
            let detail = json!({ "reason": reason.code(), "proposal": row.key.1 });
            act(ctx, &tx, &row, CaseAct::Close { reason, agreed: Agreement::Officer }, detail).await?;
        }
        (ProposalKind::Reopen, Decision::Accepted) => {
            act(ctx, &tx, &row, CaseAct::Reopen, json!({ "proposal": row.key.1 })).await?;
        }
        (ProposalKind::NoLongerListed, Decision::Accepted) => {
            // The year of the list that lists it no longer, whenever that is decided on.
            let of_list = row.causes.iter().map(|it| FiscalYear(it.year)).max();
            if let Some(year) = of_list.or_else(|| FiscalYear::of(ctx.today())) {
                let detail = json!({ "proposal": row.key.1, "year": year.0.get() });
                act(ctx, &tx, &row, CaseAct::NoLongerList { year }, detail).await?;
            }
        }
        (ProposalKind::Household | ProposalKind::Verify | ProposalKind::Recheck, Decision::Accepted)
        | (_, Decision::Refused) => {}
    }
    row.decided = Some((decision, ctx.actor.account, ctx.now));
    row.decision_note = note.map(str::to_owned);
    cases::decide(&tx, &row).await?;
    let detail = json!({ "decision": decision.code(), "case": row.case.map(|it| it.0) });
    audit::record(ctx, &tx, "proposal.decided", ("proposal", row.key.1), detail).await?;
    key.remember(&tx, ctx, OPERATION, "proposal", row.key.1).await?;
    tx.commit().await?;
    Ok(row)
}

/// Opens the proposed household's case, lists it for the fiscal year, and judges its level.
async fn open(ctx: &Ctx, tx: &Tx, row: &ProposalRow) -> Result<CaseRow, AppError> {
    let rules = parameters::rules_in(&**tx).await?;
    let household = (row.key.0, row.household);
    let everywhere = phonjon_domain::access::Scope::everywhere(ctx.today());
    if let Some(case) =
        cases::find_of_households(&**tx, &everywhere, &[household]).await?.remove(&row.household)
    {
        return Ok(case);
    }
    let because = json!({
        "proposal": row.key.1,
        "proposedBy": row.proposed_by,
        "reason": serde_json::from_str::<serde_json::Value>(&row.reason).unwrap_or_default(),
    });
    let new = NewCase {
        key: (row.key.0, CaseId(ctx.new_id())),
        household: row.household,
        area: row.lives_in,
        opened_on: ctx.today(),
        because,
        urgent: row.urgent,
    };
    let key = new.key;
    // A case belongs at once to the subdistrict team of its area, as one that a list opens does.
    teams::ensure_subdistrict_teams(tx, &[row.lives_in], ctx.now).await?;
    cases::open_many(tx, &by(ctx), vec![new]).await?;
    if let Some(year) = FiscalYear::of(ctx.today()) {
        let listing = ListingRow {
            case: key,
            year,
            source: "proposal".to_owned(),
            rule_version: rules.opening.on(ctx.today()).set.name(),
            batch: None::<BatchId>,
        };
        cases::list_many(tx, &[listing]).await?;
    }
    let case = assess_many(ctx, tx, &rules, &[key], Cause::Asked).await?.pop().ok_or(AppError::Hidden)?;
    figures::refresh(&**tx, &[key]).await?;
    Ok(case)
}

/// Does an act to the proposal's case, if it is still open to it.
async fn act(
    ctx: &Ctx,
    tx: &Tx,
    row: &ProposalRow,
    act: CaseAct,
    mut detail: serde_json::Value,
) -> Result<(), AppError> {
    let Some(id) = row.case else { return Ok(()) };
    let key: CaseKey = (row.key.0, id);
    let everywhere = phonjon_domain::access::Scope::everywhere(ctx.today());
    let mut case = cases::find_for_update(tx, &everywhere, key).await?.ok_or(AppError::Hidden)?;
    // Locked now: it may have moved since the proposal was read.
    require(tx, ctx, Action::AcceptProposal, &Located::in_area(case.area)).await?;
    // What the proposal asks for may have been done by hand meanwhile.
    let is_closing = act.kind() == phonjon_domain::case::act::CaseEventKind::Closed;
    let is_reopening = act == CaseAct::Reopen;
    let is_closed = case.state.status == CaseStatus::Closed;
    if is_closing && is_closed || is_reopening && !is_closed {
        return Ok(());
    }
    if is_closing {
        recheck::tell(&mut detail, recheck::withdraw(ctx, tx, &[key]).await?.remove(&key));
    }
    if is_reopening {
        cases::bring_back_rechecks(tx, &[key]).await?;
    }
    let event = case.state.apply(act).map_err(refused)?;
    apply(&mut case, &event, ctx, ctx.today());
    let mut events = vec![next_event(&event, detail, ctx.today())];
    if is_reopening {
        events.extend(cases::leave_ended_teams(tx, &by(ctx), ctx.today(), &mut case).await?);
    }
    cases::append_many(tx, &by(ctx), vec![Change { case, events }]).await?;
    figures::refresh(&**tx, &[key]).await?;
    Ok(())
}

/// Proposals within what the actor may read by where their households live now, and the actor's own; of these no more is
/// told of where a household went that left.
///
/// # Errors
///
/// The store's own.
pub async fn list(ctx: &Ctx, asked: &ProposalsAsked) -> Result<(Vec<ProposalRow>, bool), AppError> {
    let scope = scope_for(&ctx.actor, Action::ReadProposal, ctx.today());
    let (mut found, more) = cases::proposals(ctx.store.reader(), &scope, ctx.actor.account, asked).await?;
    let moved: Vec<AreaId> = found.iter().filter(|it| it.lives_in != it.area).map(|it| it.lives_in).collect();
    let reached = cases::areas_reached(ctx.store.reader(), &scope, &moved).await?;
    for row in &mut found {
        if !reached.contains(&row.lives_in) {
            row.lives_in = row.area;
        }
    }
    Ok((found, more))
}
