//! The demonstration: where one may be made, with which numbers, and whether it was made to its end.

use phonjon_domain::policy::Action;
use phonjon_store::demonstration as stored;
use serde::{Deserialize, Serialize};
use serde_json::json;

use crate::audit;
use crate::ctx::Ctx;
use crate::error::{AppError, Refusal};
use crate::permit::authorize;

/// What a demonstration is made of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Demonstration {
    /// Where chance starts.
    pub seed: u64,
    /// Invented households.
    pub households: u32,
    /// It was made to its end, and its passwords were told.
    pub is_made: bool,
}

/// Begins a demonstration in an empty database, or gives the one that was begun here before: whoever goes on with it
/// goes on with its numbers.
///
/// # Errors
///
/// `DEMO_NOT_EMPTY` where the database holds anything else; [`AppError::Forbidden`]; the store's own.
pub async fn begin(ctx: &Ctx, wanted: Demonstration) -> Result<Demonstration, AppError> {
    authorize(&ctx.actor, Action::ManageAccounts, ctx.today())?;
    let tx = ctx.store.begin().await?;
    if let Some(noted) = stored::find(&*tx).await? {
        return serde_json::from_str(&noted)
            .map_err(|e| AppError::Unexpected(format!("the demonstration: {e}")));
    }
    if !stored::is_untouched(&*tx).await? {
        return Err(Refusal::new("DEMO_NOT_EMPTY").into());
    }
    let begun = Demonstration { is_made: false, ..wanted };
    stored::put(&tx, &json!(begun).to_string()).await?;
    audit::record(ctx, &tx, "demonstration.begun", ("demonstration", ""), json!(begun)).await?;
    tx.commit().await?;
    Ok(begun)
}

/// Notes that the demonstration was made to its end.
///
/// # Errors
///
/// [`AppError::Forbidden`], or the store's own.
pub async fn made(ctx: &Ctx, it: Demonstration) -> Result<(), AppError> {
    authorize(&ctx.actor, Action::ManageAccounts, ctx.today())?;
    let done = Demonstration { is_made: true, ..it };
    let tx = ctx.store.begin().await?;
    stored::put(&tx, &json!(done).to_string()).await?;
    audit::record(ctx, &tx, "demonstration.made", ("demonstration", ""), json!(done)).await?;
    Ok(tx.commit().await?)
}
