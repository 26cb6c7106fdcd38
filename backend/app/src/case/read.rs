//! Reading cases and what belongs to them, within what the actor may read.

use std::collections::{HashMap, HashSet};

use phonjon_domain::case::step::{Done, Step, step};
use phonjon_domain::ids::{AreaId, CaseId, HouseholdId};
use phonjon_domain::intervention::InterventionStatus;
use phonjon_domain::plan::PlanStatus;
use phonjon_domain::policy::Action;
use phonjon_domain::problem::ProblemStatus;
use phonjon_store::access::{self, Attempts};
use phonjon_store::assessments::{self, AssessmentRow};
use phonjon_store::cases::{
    self, CaseFilter, CaseKey, CaseOrder, CaseRow, EventPage, EventsAsked, HouseholdKey, ListingRow, Page,
    PageAsked, StatusSpan, Text,
};
use phonjon_store::interventions::InterventionRow;
use phonjon_store::plans::PlanRow;
use phonjon_store::problems::ProblemRow;
use phonjon_store::{Connection, teams};

use crate::audit;
use crate::ctx::Ctx;
use crate::error::{AppError, Refusal};
use crate::permit::scope_for;

/// Searches by citizen number and new numbers of one account on one day: enough for a desk, too few to try out a
/// number's digits.
const MOST_NUMBERS: i32 = 100;

/// One case that the actor may read.
///
/// # Errors
///
/// The store's own.
pub async fn case(ctx: &Ctx, key: CaseKey) -> Result<Option<CaseRow>, AppError> {
    let scope = scope_for(&ctx.actor, Action::ReadCase, ctx.today());
    Ok(cases::find(ctx.store.reader(), &scope, key).await?)
}

/// Cases that the actor may read, of a filter and in an order.
///
/// # Errors
///
/// The store's own.
pub async fn cases(
    ctx: &Ctx,
    filter: &CaseFilter,
    order: CaseOrder,
    asked: &PageAsked,
) -> Result<Page, AppError> {
    let scope = scope_for(&ctx.actor, Action::ReadCase, ctx.today());
    Ok(cases::list(ctx.store.reader(), &scope, filter, order, asked).await?)
}

/// How many of the cases that the actor may read and the filter finds are alike, the most first.
///
/// # Errors
///
/// The store's own.
pub async fn case_counts(
    ctx: &Ctx,
    filter: &CaseFilter,
    by: cases::CountBy,
) -> Result<Vec<(cases::Alike, i64)>, AppError> {
    let scope = scope_for(&ctx.actor, Action::ReadCase, ctx.today());
    Ok(cases::count_by(ctx.store.reader(), &scope, filter, by).await?)
}

/// The cases of these that the actor may read.
///
/// # Errors
///
/// The store's own.
pub async fn cases_of(ctx: &Ctx, keys: &[CaseKey]) -> Result<HashMap<CaseId, CaseRow>, AppError> {
    let scope = scope_for(&ctx.actor, Action::ReadCase, ctx.today());
    Ok(cases::find_many(ctx.store.reader(), &scope, keys).await?)
}

/// The cases of these households that the actor may read, by household.
///
/// # Errors
///
/// The store's own.
pub async fn cases_of_households(
    ctx: &Ctx,
    keys: &[HouseholdKey],
) -> Result<HashMap<HouseholdId, CaseRow>, AppError> {
    let scope = scope_for(&ctx.actor, Action::ReadCase, ctx.today());
    Ok(cases::find_of_households(ctx.store.reader(), &scope, keys).await?)
}

/// What somebody typed to find a household: a citizen number, or part of a name, a short number or a house code.
///
/// Looking for a number tells whose it is, so it is asked of who may open numbers, found only where they may, counted
/// for each account and day, and recorded before anything is found.
///
/// # Errors
///
/// `NUMBER_SEARCH_NOT_YOURS`, `TOO_MANY_NUMBERS`, or the store's own.
pub async fn looked_for(ctx: &Ctx, typed: &str) -> Result<Option<Text>, AppError> {
    let typed = typed.trim();
    if typed.is_empty() {
        return Ok(None);
    }
    let digits: String = typed.chars().filter(|it| !matches!(it, '-' | ' ')).collect();
    if digits.len() != 13 || !digits.bytes().all(|it| it.is_ascii_digit()) {
        return Ok(Some(Text::Words { name_key: typed.to_owned(), typed: typed.to_owned() }));
    }
    let within = scope_for(&ctx.actor, Action::ReadPersonNumber, ctx.today());
    if within.is_nothing() {
        return Err(Refusal::of("NUMBER_SEARCH_NOT_YOURS", "filter.text").into());
    }
    count_number(ctx, "person.number_searched", "filter.text").await?;
    let hashes = ctx.store.keys().blind_indexes("citizen", &digits);
    Ok(Some(Text::Number { hashes: hashes.into_iter().map(|it| it.to_vec()).collect(), within }))
}

/// Counts for the account and the day that a number was named to be compared with those that are kept, and records it;
/// both in a transaction of its own, before anything is looked at.
///
/// # Errors
///
/// `TOO_MANY_NUMBERS` of the argument, or the store's own.
pub(crate) async fn count_number(ctx: &Ctx, action: &str, field: &str) -> Result<(), AppError> {
    let counted_by = ctx.store.keys().link_hash(format!("number_search/{}/{}", ctx.actor.name, ctx.today()));
    let tx = ctx.store.begin().await?;
    let before = access::lock_attempts(&tx, &counted_by, "number_search", ctx.now).await?;
    if MOST_NUMBERS <= before.n_failures && ctx.actor.account.is_some() {
        // Dropped without commit: what was refused is not counted.
        return Err(Refusal::of("TOO_MANY_NUMBERS", field).with("max", MOST_NUMBERS).into());
    }
    let n_failures = before.n_failures.saturating_add(1);
    access::set_attempts(&tx, &counted_by, Attempts { n_failures, ..before }).await?;
    let event = audit::event(ctx, action, serde_json::json!({ "today": n_failures }));
    phonjon_store::audit::record(&tx, &event).await?;
    Ok(tx.commit().await?)
}

/// The areas of these where the actor may open what is restricted.
///
/// # Errors
///
/// The store's own.
pub(crate) async fn restricted_open(
    db: &impl Connection,
    ctx: &Ctx,
    areas: &[AreaId],
) -> Result<HashSet<AreaId>, AppError> {
    let scope = scope_for(&ctx.actor, Action::ReadRestricted, ctx.today());
    Ok(cases::areas_reached(db, &scope, areas).await?)
}

/// Events of cases the caller has found, each in its area, newest first, at most so many a case, before an event's
/// number. What is restricted is left out where the actor may not open it, and no number and no count tells of it.
///
/// # Errors
///
/// The store's own.
pub async fn events(
    ctx: &Ctx,
    found_in: &[(CaseKey, AreaId)],
    before: Option<i64>,
    first: u32,
) -> Result<HashMap<CaseId, EventPage>, AppError> {
    let keys: Vec<CaseKey> = found_in.iter().map(|it| it.0).collect();
    let areas: HashSet<AreaId> = found_in.iter().map(|it| it.1).collect();
    let open = restricted_open(ctx.store.reader(), ctx, &Vec::from_iter(areas)).await?;
    let open: Vec<CaseKey> = found_in.iter().filter(|it| open.contains(&it.1)).map(|it| it.0).collect();
    let asked = EventsAsked { cases: &keys, open: &open, before, first };
    Ok(cases::events(ctx.store.reader(), &asked).await?)
}

/// How long each of these cases stood where.
///
/// # Errors
///
/// The store's own.
pub async fn status_spans(ctx: &Ctx, keys: &[CaseKey]) -> Result<HashMap<CaseId, Vec<StatusSpan>>, AppError> {
    let events = cases::events_of_many(ctx.store.reader(), keys).await?;
    Ok(events.into_iter().map(|(id, events)| (id, cases::status_spans(&events))).collect())
}

/// The fiscal years in which these cases are open or listed.
///
/// # Errors
///
/// The store's own.
pub async fn listings(ctx: &Ctx, keys: &[CaseKey]) -> Result<HashMap<CaseId, Vec<ListingRow>>, AppError> {
    Ok(cases::years_of_many(ctx.store.reader(), keys).await?)
}

/// The latest verdict on each of these cases.
///
/// # Errors
///
/// The store's own.
pub async fn verdicts(ctx: &Ctx, keys: &[CaseKey]) -> Result<HashMap<CaseId, AssessmentRow>, AppError> {
    Ok(assessments::latest_of_many(ctx.store.reader(), keys).await?)
}

/// Whether each of these cases is assigned to a team by an act that holds.
///
/// # Errors
///
/// The store's own.
pub async fn assigned(ctx: &Ctx, keys: &[CaseKey]) -> Result<HashMap<CaseId, bool>, AppError> {
    let found = teams::assigned(ctx.store.reader(), keys).await?;
    Ok(keys.iter().map(|it| (it.1, found.contains(&it.1))).collect())
}

/// What belongs to one case, as far as its progress goes.
#[derive(Debug, Clone, Copy)]
pub struct Related<'a> {
    /// Its plans.
    pub plans: &'a [PlanRow],
    /// Its help.
    pub help: &'a [InterventionRow],
    /// The household's problems.
    pub problems: &'a [ProblemRow],
    /// A team was given it by an act: that it belongs to the team of its area is none.
    pub is_assigned: bool,
}

/// How far the case has come, as one step.
pub fn progress(case: &CaseRow, related: &Related<'_>) -> Step {
    let plan_is = |wanted: &[PlanStatus]| related.plans.iter().any(|it| wanted.contains(&it.status));
    let done = Done {
        assigned: related.is_assigned,
        visited: case.last_visited_on.is_some(),
        plan_agreed: plan_is(&[PlanStatus::Agreed, PlanStatus::Approved]),
        plan_approved: plan_is(&[PlanStatus::Approved]),
        help_begun: related
            .help
            .iter()
            .any(|it| matches!(it.help.status, InterventionStatus::InProgress | InterventionStatus::Done)),
        escalated: related.problems.iter().any(|it| it.status == ProblemStatus::Escalated),
        problems_settled: related.problems.iter().any(|it| it.status == ProblemStatus::Solved)
            && related.problems.iter().all(|it| !it.status.is_still_there()),
    };
    step(&case.state, &done)
}
