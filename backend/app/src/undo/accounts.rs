//! A list of accounts taken back: each account goes with its grant, unless somebody used or changed it since.

use std::collections::HashSet;

use phonjon_domain::ids::{GrantId, UserId};
use phonjon_store::links::reversal::Work;
use phonjon_store::past::{self as stored, PastRow};
use phonjon_store::sources::{self, Batch};
use phonjon_store::{Connection, access};
use serde_json::json;

use super::{Kept, Undoing};
use crate::accounts::{gives_all, hold_still_manages};
use crate::audit;
use crate::ctx::Ctx;
use crate::error::AppError;
use crate::intake::PastWork;

/// True for an import of accounts.
pub(super) fn is(batch: &Batch) -> bool {
    PastWork::from_code(&batch.source) == Some(PastWork::Accounts)
}

/// Refuses whoever could not give the roles that the list brought: nobody takes an account away by an import whom he could
/// not manage by hand.
pub(super) async fn require(ctx: &Ctx, db: &impl Connection, batch: &Batch) -> Result<(), AppError> {
    let rows = stored::standing(db, batch.id).await?;
    let ids: Vec<GrantId> = brought(&rows).into_iter().map(|it| it.1).collect();
    let grants = access::grants_by_id(db, &ids).await?;
    if gives_all(ctx, db, grants).await? { Ok(()) } else { Err(AppError::Forbidden) }
}

/// What an undo would do.
pub(super) async fn preview(ctx: &Ctx, batch: &Batch) -> Result<Undoing, AppError> {
    let db = ctx.store.reader();
    let (gone, n_kept) = decide(db, stored::standing(db, batch.id).await?).await?;
    Ok(told(batch, gone.len() as u64, n_kept))
}

/// What an undo that was done did.
pub(super) async fn done(ctx: &Ctx, batch: &Batch) -> Result<Undoing, AppError> {
    let db = ctx.store.reader();
    let n_gone = u64::try_from(stored::n_undone(db, batch.id).await?).unwrap_or(0);
    Ok(told(batch, n_gone, stored::standing(db, batch.id).await?.len() as u64))
}

/// Takes the rows back in one commit: a list names some hundred accounts, not households.
pub(super) async fn reverse(ctx: &Ctx, batch: &Batch) -> Result<Undoing, AppError> {
    let tx = ctx.store.begin().await?;
    sources::wait_for_turn(&tx).await?;
    hold_still_manages(ctx, &tx).await?;
    let rows = stored::standing(&*tx, batch.id).await?;
    // Nobody gives one of them a password meanwhile.
    let accounts: Vec<UserId> = brought(&rows).into_iter().map(|it| it.0).collect();
    access::lock_accounts(&tx, &accounts).await?;
    let (gone, n_kept) = decide(&*tx, rows).await?;
    let accounts = brought(&gone);
    access::remove_accounts(&tx, &accounts).await?;
    stored::mark_undone(&tx, &gone, ctx.now).await?;
    let removed = accounts.iter().map(|it| ("account.removed", ("account", it.0.0.to_string()), json!({})));
    audit::record_many(ctx, &tx, removed.collect()).await?;
    tx.commit().await?;
    Ok(told(batch, gone.len() as u64, n_kept))
}

/// The accounts of rows, each with the grant that it got.
fn brought(rows: &[PastRow]) -> Vec<(UserId, GrantId)> {
    rows.iter().filter_map(|it| Some((UserId(it.made), GrantId(it.also?)))).collect()
}

/// The rows whose accounts go, and how many stay.
async fn decide(db: &impl Connection, rows: Vec<PastRow>) -> Result<(Vec<PastRow>, u64), AppError> {
    let free: HashSet<UserId> = access::unused(db, &brought(&rows)).await?;
    let n_all = rows.len();
    let gone: Vec<PastRow> = rows.into_iter().filter(|it| free.contains(&UserId(it.made))).collect();
    let n_kept = (n_all - gone.len()) as u64;
    Ok((gone, n_kept))
}

fn told(batch: &Batch, n_rows: u64, n_kept: u64) -> Undoing {
    let kept = (n_kept > 0).then_some(Kept { why: Work::ChangedSince, n_households: 0, n_rows: n_kept });
    Undoing { n_rows, kept: kept.into_iter().collect(), ..Undoing::of(batch) }
}
