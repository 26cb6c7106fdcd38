//! The keys of personal data: what state they are in, and replacing them while others work. For the operator only.

use std::time::Duration;

use phonjon_domain::access::Role;
use phonjon_store::keys::rotate::{self, Remaining};

use crate::audit;
use crate::ctx::Ctx;
use crate::error::AppError;

/// Data keys of each table, and identifiers, that one transaction brings over.
const STEP: u32 = 200;

/// Every process looks at its key file at least this often before it uses a key.
const LEARNT: Duration = Duration::from_secs(2);

/// What state the keys are in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KeyState {
    /// The generation that new things are encrypted and indexed with.
    pub current: String,
    /// All generations in the key file, oldest first.
    pub generations: Vec<String>,
    /// What is still under older ones.
    pub remaining: Remaining,
}

/// Says what state the keys are in. Opening the store has made the key file of an empty database.
///
/// # Errors
///
/// [`AppError::Forbidden`] to all but the operator; the store's own.
pub async fn describe(ctx: &Ctx) -> Result<KeyState, AppError> {
    only_operator(ctx)?;
    let keys = ctx.store.keys();
    Ok(KeyState {
        current: keys.current_key_id(),
        generations: keys.key_ids(),
        remaining: rotate::remaining(&ctx.store).await?,
    })
}

/// Adds a generation to the key file without using it. Where there are several nodes, the file is then copied to
/// all of them before [`fn@rotate`] is called.
///
/// # Errors
///
/// [`AppError::Forbidden`] to all but the operator; the store's own.
pub async fn prepare(ctx: &Ctx) -> Result<String, AppError> {
    only_operator(ctx)?;
    let next = ctx.store.keys().prepare_next()?;
    noted(ctx, "key.prepared", &next).await?;
    Ok(next)
}

/// Replaces the current generation by the next and brings everything over, in small transactions while others
/// work; `told` hears after each how many of how many were brought. Broken off, it goes on where it was when called again: it
/// begins another generation only when nothing is left under older ones.
///
/// The link key stays: hashes for linking cannot be made again without reading every source row.
///
/// # Errors
///
/// [`AppError::Forbidden`] to all but the operator; the store's own.
pub async fn rotate(ctx: &Ctx, mut told: impl FnMut(u64, u64)) -> Result<KeyState, AppError> {
    only_operator(ctx)?;
    let keys = ctx.store.keys();
    let newest = keys.key_ids().pop();
    let is_broken_off =
        newest == Some(keys.current_key_id()) && rotate::remaining(&ctx.store).await? != Remaining::default();
    if !is_broken_off {
        let next = keys.prepare_next()?;
        tokio::time::sleep(LEARNT).await;
        keys.promote(&next)?;
        noted(ctx, "key.promoted", &next).await?;
    }
    let left = rotate::remaining(&ctx.store).await?;
    let n_all = u64::try_from(left.n_data_keys + left.n_identifiers).unwrap_or(0);
    let mut n_done = 0;
    loop {
        let n = rotate::step(&ctx.store, STEP).await?;
        if n > 0 {
            n_done += n as u64;
            // What others write meanwhile is brought over too.
            told(n_done, n_all.max(n_done));
            continue;
        }
        // Another process may have written with the old generation just before it learnt of the new one.
        tokio::time::sleep(LEARNT).await;
        if rotate::remaining(&ctx.store).await? == Remaining::default() {
            break;
        }
    }
    noted(ctx, "key.rotated", &keys.current_key_id()).await?;
    describe(ctx).await
}

fn only_operator(ctx: &Ctx) -> Result<(), AppError> {
    let is_operator = ctx.actor.grants.iter().any(|it| it.role == Role::Operator && it.holds_on(ctx.today()));
    if is_operator { Ok(()) } else { Err(AppError::Forbidden) }
}

async fn noted(ctx: &Ctx, action: &str, key_id: &str) -> Result<(), AppError> {
    let tx = ctx.store.begin().await?;
    audit::record(ctx, &tx, action, ("key", key_id), serde_json::Value::Null).await?;
    Ok(tx.commit().await?)
}

#[cfg(test)]
mod tests;
