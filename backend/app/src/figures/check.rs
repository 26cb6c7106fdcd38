//! Figures checked against the cases, and made anew where they differ: for whoever runs the server.

use phonjon_domain::access::Role;
use phonjon_store::figures::check::{Findings, check as checked, make_anew as anew};

use crate::audit;
use crate::ctx::Ctx;
use crate::error::AppError;

/// What figures say that the cases do not; changes nothing.
///
/// # Errors
///
/// [`AppError::Forbidden`] to all but the operator, or the store's own.
pub async fn check(ctx: &Ctx) -> Result<Findings, AppError> {
    only_operator(ctx)?;
    Ok(checked(&ctx.store).await?)
}

/// Makes all facts and tallies again from the cases.
///
/// # Errors
///
/// [`AppError::Forbidden`] to all but the operator, or the store's own.
pub async fn make_anew(ctx: &Ctx) -> Result<(), AppError> {
    only_operator(ctx)?;
    let tx = ctx.store.begin().await?;
    anew(&tx).await?;
    audit::record(ctx, &tx, "figures.made_anew", ("figures", "all"), serde_json::json!({})).await?;
    Ok(tx.commit().await?)
}

fn only_operator(ctx: &Ctx) -> Result<(), AppError> {
    let is_operator = ctx.actor.grants.iter().any(|it| it.role == Role::Operator && it.holds_on(ctx.today()));
    if is_operator { Ok(()) } else { Err(AppError::Forbidden) }
}
