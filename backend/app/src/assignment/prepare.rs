//! Assignments that district officers prepare and the chief, or whoever acts in the post, commits in one act.

use std::collections::HashMap;

use phonjon_domain::ids::ActId;
use phonjon_domain::policy::Action;
use phonjon_store::StoreError;
use phonjon_store::cases::{CaseKey, CaseRow};
use phonjon_store::teams::acts::lock_cases;
use phonjon_store::teams::prepared::{self, PreparedCase, PreparedRow, PreparedState};
use serde_json::json;
use uuid::Uuid;

use super::{Act, Target, check_target, find, give};
use crate::audit;
use crate::ctx::Ctx;
use crate::error::{AppError, Refusal};
use crate::idempotent::Key;
use crate::permit::{authorize, scope_for};
use crate::selection::{Selection, check_reach, select};

/// Keeps an assignment with its cases for the chief to commit; nothing else changes.
///
/// # Errors
///
/// As for [`super::assign`].
pub async fn prepare(
    ctx: &Ctx,
    key: &Key,
    selection: &Selection,
    target: Target,
) -> Result<PreparedRow, AppError> {
    let tx = ctx.store.begin().await?;
    if let Some(done) = key.done(&tx, ctx, "assignmentPrepare").await? {
        drop(tx);
        return find_prepared(ctx, done.uuid()?).await;
    }
    authorize(&ctx.actor, Action::PrepareAssignment, ctx.today())?;
    check_target(&tx, ctx, Action::PrepareAssignment, target).await?;
    let cases = select(&tx, ctx, Action::PrepareAssignment, selection, &[]).await?;
    let cases: Vec<PreparedCase> = cases
        .iter()
        .map(|it| PreparedCase { key: it.key, team: it.team, mentor_team: it.mentor_team })
        .collect();
    let row = PreparedRow {
        id: ctx.new_id(),
        team: target.team,
        mentor_team: target.mentor_team,
        n_cases: i64::try_from(cases.len()).unwrap_or(i64::MAX),
        by_actor: ctx.actor.name.clone(),
        account: ctx.actor.account,
        at: ctx.now,
        state: PreparedState::Prepared,
        decided_by: None,
        decided_at: None,
        act: None,
    };
    prepared::insert(&tx, &row, &cases).await?;
    let detail = json!({ "n_cases": row.n_cases, "team": target.team.0.to_string() });
    audit::record(ctx, &tx, "assignment.prepared", ("prepared_assignment", row.id), detail).await?;
    key.remember(&tx, ctx, "assignmentPrepare", "prepared_assignment", row.id).await?;
    tx.commit().await?;
    Ok(row)
}

/// Commits a prepared assignment with exactly the cases it was prepared with.
///
/// # Errors
///
/// [`AppError::Forbidden`], [`AppError::Hidden`], `ASSIGNMENT_SETTLED` when it does not wait any more,
/// `SELECTION_CHANGED` when a case of it has left the district, `ASSIGNMENT_STALE` when cases of it were given to others
/// meanwhile, `CASE_CLOSED` when one was closed.
pub async fn commit(ctx: &Ctx, key: &Key, id: Uuid) -> Result<Act, AppError> {
    let tx = ctx.store.begin().await?;
    if let Some(done) = key.done(&tx, ctx, "assignmentCommit").await? {
        drop(tx);
        return find(ctx, ActId(done.uuid()?)).await;
    }
    authorize(&ctx.actor, Action::AssignCase, ctx.today())?;
    let row = waiting_one(&tx, ctx, id).await?;
    let target = Target { team: row.team, mentor_team: row.mentor_team };
    check_target(&tx, ctx, Action::AssignCase, target).await?;
    let prepared = prepared::cases(&*tx, id).await?;
    let keys: Vec<CaseKey> = prepared.iter().map(|it| it.key).collect();
    let reads = scope_for(&ctx.actor, Action::ReadCase, ctx.today());
    let cases = lock_cases(&tx, &reads, &keys).await?;
    if cases.len() != keys.len() {
        let refusal = Refusal::of("SELECTION_CHANGED", "preparedId");
        return Err(refusal.with("wanted", keys.len()).with("found", cases.len()).into());
    }
    check_reach(&tx, ctx, Action::AssignCase, &cases).await?;
    check_teams(&prepared, &cases, target)?;
    let wanted = cases.into_iter().map(|case| (case, target)).collect();
    let act = give(&tx, ctx, "assign", Action::AssignCase, wanted).await?;
    prepared::decide(&tx, id, PreparedState::Committed, &ctx.actor.name, ctx.now, Some(act))
        .await
        .map_err(settled)?;
    key.remember(&tx, ctx, "assignmentCommit", "bulk_act", act.0).await?;
    tx.commit().await?;
    find(ctx, act).await
}

/// Whoever got a case since the assignment was prepared keeps it: the chief sees first what it is taken from.
fn check_teams(prepared: &[PreparedCase], cases: &[CaseRow], target: Target) -> Result<(), Refusal> {
    let had: HashMap<CaseKey, _> = prepared.iter().map(|it| (it.key, (it.team, it.mentor_team))).collect();
    let given = |it: &&CaseRow| {
        let has = (it.team, it.mentor_team);
        had.get(&it.key) != Some(&has) && has != (Some(target.team), target.mentor_team)
    };
    let changed: Vec<&CaseRow> = cases.iter().filter(given).collect();
    let Some(first) = changed.first() else { return Ok(()) };
    let refusal = Refusal::of("ASSIGNMENT_STALE", "preparedId").of_case(first.key);
    Err(refusal.with("changed", changed.len()).with("all", cases.len()))
}

/// Takes a prepared assignment back, or returns it to who prepared it, without effect.
///
/// # Errors
///
/// [`AppError::Forbidden`], [`AppError::Hidden`], `ASSIGNMENT_SETTLED`.
pub async fn withdraw(ctx: &Ctx, key: &Key, id: Uuid) -> Result<PreparedRow, AppError> {
    let tx = ctx.store.begin().await?;
    if key.done(&tx, ctx, "assignmentWithdraw").await?.is_none() {
        authorize(&ctx.actor, Action::PrepareAssignment, ctx.today())?;
        waiting_one(&tx, ctx, id).await?;
        prepared::decide(&tx, id, PreparedState::Withdrawn, &ctx.actor.name, ctx.now, None)
            .await
            .map_err(settled)?;
        audit::record(ctx, &tx, "assignment.withdrawn", ("prepared_assignment", id), json!({})).await?;
        key.remember(&tx, ctx, "assignmentWithdraw", "prepared_assignment", id).await?;
        tx.commit().await?;
    }
    find_prepared(ctx, id).await
}

/// Of two who decide at once the second is told that it is decided.
fn settled(error: StoreError) -> AppError {
    if matches!(error, StoreError::Stale) {
        Refusal::of("ASSIGNMENT_SETTLED", "preparedId").into()
    } else {
        error.into()
    }
}

/// A prepared assignment.
///
/// # Errors
///
/// [`AppError::Hidden`] where the actor reaches none.
pub async fn find_prepared(ctx: &Ctx, id: Uuid) -> Result<PreparedRow, AppError> {
    let scope = scope_for(&ctx.actor, Action::PrepareAssignment, ctx.today());
    prepared::find(ctx.store.reader(), &scope, id).await?.ok_or(AppError::Hidden)
}

/// What waits for the chief, oldest first, at most 100.
///
/// # Errors
///
/// [`AppError::Forbidden`], or the store's failure.
pub async fn waiting(ctx: &Ctx) -> Result<Vec<PreparedRow>, AppError> {
    authorize(&ctx.actor, Action::PrepareAssignment, ctx.today())?;
    let scope = scope_for(&ctx.actor, Action::PrepareAssignment, ctx.today());
    Ok(prepared::waiting(ctx.store.reader(), &scope).await?)
}

async fn waiting_one(tx: &phonjon_store::Tx, ctx: &Ctx, id: Uuid) -> Result<PreparedRow, AppError> {
    let scope = scope_for(&ctx.actor, Action::PrepareAssignment, ctx.today());
    let row = prepared::find(&**tx, &scope, id).await?.ok_or(AppError::Hidden)?;
    match row.state {
        PreparedState::Prepared => Ok(row),
        PreparedState::Committed | PreparedState::Withdrawn => {
            Err(Refusal::of("ASSIGNMENT_SETTLED", "preparedId").into())
        }
    }
}
