//! Cases whose household has moved away: a former area sees the events of its own time only.

use phonjon_domain::ids::AreaId;
use phonjon_domain::policy::Action;
use phonjon_store::cases::{self, CaseKey, EventPage, FormerTime, OwnPast, OwnTime};

use super::restricted_open;
use crate::ctx::{Ctx, midnight};
use crate::error::AppError;
use crate::permit::scope_for;

/// The times over in which the household of a case lived where the actor reads cases, the latest first; empty where it
/// never did.
///
/// # Errors
///
/// The store's own.
pub async fn former_times(ctx: &Ctx, key: CaseKey) -> Result<Vec<FormerTime>, AppError> {
    let scope = scope_for(&ctx.actor, Action::ReadCase, ctx.today());
    Ok(cases::former_times(ctx.store.reader(), &scope, key).await?)
}

/// What happened to a case while its household lived where the actor reads cases, as far as it was recorded then, or
/// later by the actor, and all that was recorded while the case itself lay there; newest first, before an event's number.
/// What is restricted is left out where the actor may not open it in every one of these areas.
///
/// # Errors
///
/// The store's own.
pub async fn former_events(
    ctx: &Ctx,
    key: CaseKey,
    before: Option<i64>,
    first: u32,
) -> Result<EventPage, AppError> {
    let own = |time: FormerTime| OwnTime { time, over_at: midnight(time.until) };
    let times: Vec<OwnTime> = former_times(ctx, key).await?.into_iter().map(own).collect();
    let db = ctx.store.reader();
    let areas: Vec<AreaId> = times.iter().map(|it| it.time.area).collect();
    let open = restricted_open(db, ctx, &areas).await?;
    let is_open = areas.iter().all(|it| open.contains(it));
    let past = OwnPast { account: ctx.actor.account, between: lay_here(ctx, key).await?, times };
    Ok(cases::events_of_times(db, key, &past, is_open, (before, first)).await?)
}

/// Between which events the case lay where the actor reads cases, before it went elsewhere with its household.
async fn lay_here(ctx: &Ctx, key: CaseKey) -> Result<Vec<(i64, i64)>, AppError> {
    let db = ctx.store.reader();
    let left = cases::left_areas(db, key).await?;
    let areas: Vec<AreaId> = left.iter().map(|it| it.1).collect();
    let scope = scope_for(&ctx.actor, Action::ReadCase, ctx.today());
    let reached = cases::areas_reached(db, &scope, &areas).await?;
    let since = std::iter::once(0).chain(left.iter().map(|it| it.0));
    let stays = since.zip(&left).filter(|(_, it)| reached.contains(&it.1));
    Ok(stays.map(|(since, it)| (since, it.0)).collect())
}
