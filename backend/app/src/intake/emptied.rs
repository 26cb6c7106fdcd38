//! Households that an import left without a row: their people stand in others now, and nobody had worked on them.

use phonjon_domain::access::Scope;
use phonjon_domain::case::act::CaseAct;
use phonjon_domain::case::{Agreement, ClosingReason};
use phonjon_domain::ids::BatchId;
use phonjon_store::Tx;
use phonjon_store::cases::{self, By, CaseKey, CaseRow, Change};
use serde_json::json;

use crate::Ctx;
use crate::case::work::{apply, next_event, refused};
use crate::error::AppError;

/// Closes their open cases as duplicates; what waited for a decision about them waits no more.
///
/// Where somebody had worked, linking moves no row away. Taking the import back opens the cases again.
pub(super) async fn close(ctx: &Ctx, tx: &Tx, batch: BatchId, gone: &[CaseKey]) -> Result<(), AppError> {
    let rows = cases::find_many_for_update(tx, &Scope::everywhere(ctx.today()), gone).await?;
    let homes: Vec<_> = rows.iter().map(|it| it.household).collect();
    let close_one = |mut case: CaseRow| {
        let act = CaseAct::Close { reason: ClosingReason::Duplicate, agreed: Agreement::Officer };
        let event = case.state.apply(act).map_err(refused)?;
        apply(&mut case, &event, ctx, ctx.today());
        let detail = json!({ "reason": ClosingReason::Duplicate.code(), "import": batch.0 });
        Ok::<_, AppError>(Change { case, events: vec![next_event(&event, detail, ctx.today())] })
    };
    let open = rows.into_iter().filter(|it| it.state.is_open());
    let changes = open.map(close_one).collect::<Result<Vec<_>, _>>()?;
    let by =
        By { actor: ctx.actor.name.clone(), account: ctx.actor.account, at: ctx.now, batch: Some(batch) };
    cases::append_many(tx, &by, changes).await?;
    Ok(cases::withdraw_waiting(tx, None, &homes, batch.0, ctx.now).await?)
}
