//! What was found of a household that becomes one with another: its last visit, verification, class and care go over to
//! the case that stays, where that does not know better, and come back when the two are two again.

use chrono::{DateTime, NaiveDate, Utc};
use phonjon_domain::access::Scope;
use phonjon_domain::case::act::{CaseAct, CaseEventKind};
use phonjon_domain::case::{CaseStatus, HouseholdClass, Verification};
use phonjon_domain::ids::{CaseId, HomeProvince, QuestionId};
use phonjon_store::cases::{self, CaseKey, CaseRow, EventRow, NewEvent};
use phonjon_store::{Tx, links};
use serde::{Deserialize, Serialize};
use serde_json::{Value as Json, json};
use uuid::Uuid;

use crate::case::work::{apply, by, next_event, refused};
use crate::ctx::Ctx;
use crate::error::AppError;

/// What the case that stays took over, and how it stood before.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(super) struct Carried {
    last_visited_on: Option<NaiveDate>,
    status: String,
    status_since: DateTime<Utc>,
    verification: Option<String>,
    class: Option<String>,
    continuing_care: bool,
    /// The events that say so.
    events: Vec<i64>,
    /// The day of the last visit that it took over.
    visited_on: Option<NaiveDate>,
}

/// Lets the case that stays take over what was found of the other; nothing where it knows all of it.
pub(super) async fn carry(
    ctx: &Ctx,
    tx: &Tx,
    question: QuestionId,
    kept: &CaseRow,
    gone: &CaseRow,
) -> Result<Option<Carried>, AppError> {
    let events = cases::events_of_many(&**tx, &[gone.key]).await?.remove(&gone.key.1).unwrap_or_default();
    let mut case = kept.clone();
    case.last_visited_on = case.last_visited_on.max(gone.last_visited_on);
    let mut found = Vec::new();
    if kept.state.is_open() {
        for (act, kind) in acts(kept, gone) {
            let event = case.state.apply(act.clone()).map_err(refused)?;
            let on = events.iter().rev().find(|it| it.kind == kind && !it.is_overtaken());
            let on = on.map_or(ctx.today(), |it| it.happened_on);
            apply(&mut case, &event, ctx, ctx.today());
            found.push(next_event(&event, detail(&act, question, gone), on));
        }
    }
    if case == *kept && found.is_empty() {
        return Ok(None);
    }
    let n_found = i64::try_from(found.len()).unwrap_or(0);
    let visited_on = case.last_visited_on;
    cases::append(tx, &by(ctx), case, found).await?;
    Ok(Some(Carried {
        last_visited_on: kept.last_visited_on,
        status: kept.state.status.code().to_owned(),
        status_since: kept.status_since,
        verification: kept.state.verification.map(|it| it.code().to_owned()),
        class: kept.state.class.map(|it| it.code().to_owned()),
        continuing_care: kept.state.continuing_care,
        events: (kept.last_seq + 1..=kept.last_seq + n_found).collect(),
        visited_on,
    }))
}

/// What of the other the case that stays does not know, as acts on it.
fn acts(kept: &CaseRow, gone: &CaseRow) -> Vec<(CaseAct, CaseEventKind)> {
    let mut acts = Vec::new();
    let is_found = |it: &Verification| it.is_a_result();
    let known = kept.state.verification.filter(is_found);
    // That it is the same as another is settled by becoming one.
    let told = gone.state.verification.filter(|it| is_found(it) && *it != Verification::Duplicate);
    if let (None, Some(result)) = (known, told) {
        acts.push((CaseAct::Verify { result }, CaseEventKind::Verified));
    }
    let is_confirmed = known.or(told) == Some(Verification::Confirmed);
    if let (true, None, Some(class)) = (is_confirmed, kept.state.class, gone.state.class) {
        acts.push((CaseAct::Classify { class }, CaseEventKind::Classified));
        if gone.state.continuing_care && class == HouseholdClass::NeedsWelfare {
            acts.push((CaseAct::SetContinuingCare, CaseEventKind::ContinuingCareSet));
        }
    }
    acts
}

fn detail(act: &CaseAct, question: QuestionId, gone: &CaseRow) -> Json {
    let mut detail = json!({ "question": question.0, "from": gone.key.1.0 });
    if let CaseAct::Verify { result } = act {
        detail["result"] = result.code().into();
    } else if let CaseAct::Classify { class } = act {
        detail["class"] = class.code().into();
    }
    detail
}

/// Gives back what the case that stays took over, unless work since rests on it.
pub(super) async fn take_back(
    ctx: &Ctx,
    tx: &Tx,
    kept: (i16, Uuid),
    carried: &Carried,
) -> Result<(), AppError> {
    let key: CaseKey = (HomeProvince(kept.0), CaseId(kept.1));
    let scope = Scope::everywhere(ctx.today());
    let Some(mut case) = cases::find_for_update(tx, &scope, key).await? else { return Ok(()) };
    let before = case.clone();
    if case.last_visited_on == carried.visited_on {
        case.last_visited_on = carried.last_visited_on;
    }
    let events = cases::events_of_many(&**tx, &[key]).await?.remove(&key.1).unwrap_or_default();
    let last = carried.events.last().copied();
    let rests_on_it = |it: &EventRow| last.is_some_and(|last| last < it.seq) && rests_on_findings(it.kind);
    if last.is_some() && !events.iter().any(rests_on_it) {
        links::remove_events(tx, key, &carried.events, &carried.status).await?;
        let left = events.iter().map(|it| it.seq).filter(|it| !carried.events.contains(it));
        case.last_seq = left.max().unwrap_or(case.last_seq);
        case.state.verification = carried.verification.as_deref().and_then(Verification::from_code);
        case.state.class = carried.class.as_deref().and_then(HouseholdClass::from_code);
        case.state.continuing_care = carried.continuing_care;
        case.state.status = CaseStatus::from_code(&carried.status).unwrap_or(case.state.status);
        case.status_since = carried.status_since;
    }
    if case != before {
        cases::append(tx, &by(ctx), case, Vec::<NewEvent>::new()).await?;
    }
    Ok(())
}

/// True for what is done on the strength of what checking found.
const fn rests_on_findings(kind: CaseEventKind) -> bool {
    use CaseEventKind as Kind;
    matches!(
        kind,
        Kind::Verified
            | Kind::Classified
            | Kind::PlanAgreed
            | Kind::PlanReturned
            | Kind::PlanApproved
            | Kind::InterventionPlanned
            | Kind::InterventionChanged
            | Kind::FollowStarted
            | Kind::HelpResumed
            | Kind::ContinuingCareSet
            | Kind::ContinuingCareEnded
            | Kind::ClosingProposed
            | Kind::Closed
            | Kind::Reopened
    )
}
