//! Which columns the workbook has that somebody enters from, as the office chose for each system.

use phonjon_domain::hand_back::{HandBackColumn, HandBackTarget};
use phonjon_domain::policy::Action;
use phonjon_store::{Connection, settings};
use serde_json::json;

use crate::audit;
use crate::ctx::Ctx;
use crate::error::{AppError, Conflict, Refusal};
use crate::idempotent::Key;
use crate::permit::{Located, authorize, require};

/// The columns of a system's workbook.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Columns {
    /// Where it is to be entered.
    pub target: HandBackTarget,
    /// What it has, in this order.
    pub columns: Vec<HandBackColumn>,
    /// True while nothing was chosen.
    pub is_default: bool,
    /// 0 before the first choice.
    pub version: i64,
}

/// The columns of a system's workbook, for whoever takes records out or chooses them.
///
/// # Errors
///
/// [`AppError::Forbidden`], or the store's own.
pub async fn find(ctx: &Ctx, target: HandBackTarget) -> Result<Columns, AppError> {
    if authorize(&ctx.actor, Action::ExportRecords, ctx.today()).is_err() {
        authorize(&ctx.actor, Action::ManageParameters, ctx.today())?;
    }
    of(ctx.store.reader(), target).await
}

pub(super) async fn of(db: &impl Connection, target: HandBackTarget) -> Result<Columns, AppError> {
    let kept = settings::find_text(db, name(target)).await?;
    let version = kept.as_ref().map_or(0, |it| it.1);
    let chosen = kept.map(|it| it.0).unwrap_or_default();
    let columns: Vec<HandBackColumn> = chosen.split(',').filter_map(HandBackColumn::from_code).collect();
    let is_default = columns.is_empty();
    let columns = if is_default { HandBackColumn::ALL.into() } else { columns };
    Ok(Columns { target, columns, is_default, version })
}

/// Chooses the columns of a system's workbook; none goes back to the system's own.
///
/// # Errors
///
/// [`AppError::Forbidden`], `HAND_BACK_COLUMN_TWICE`, [`AppError::VersionConflict`], or the store's own.
pub async fn choose(
    ctx: &Ctx,
    key: &Key,
    target: HandBackTarget,
    columns: &[HandBackColumn],
    expected_version: i64,
) -> Result<Columns, AppError> {
    let tx = ctx.store.begin().await?;
    require(&tx, ctx, Action::ManageParameters, &Located::COUNTRY).await?;
    if key.done(&tx, ctx, "handBackColumnsChange").await?.is_none() {
        let is_twice = |(at, it): (usize, &HandBackColumn)| columns.iter().take(at).any(|other| other == it);
        if columns.iter().enumerate().any(is_twice) {
            return Err(Refusal::of("HAND_BACK_COLUMN_TWICE", "columns").into());
        }
        let before = of(&*tx, target).await?;
        let text = text_of(columns);
        let is_next = before.version == expected_version;
        if !is_next || !settings::put_text(&tx, name(target), &text, expected_version + 1).await? {
            let theirs = of(&*tx, target).await?;
            let fields = vec![("columns".to_owned(), None, Some(text), Some(text_of(&theirs.columns)))];
            return Err(AppError::VersionConflict(Box::new(Conflict { version: theirs.version, fields })));
        }
        let detail = json!({ "before": text_of(&before.columns), "after": text });
        audit::record(ctx, &tx, "setting.changed", ("setting", name(target)), detail).await?;
        key.remember(&tx, ctx, "handBackColumnsChange", "setting", name(target)).await?;
    }
    let chosen = of(&*tx, target).await?;
    tx.commit().await?;
    Ok(chosen)
}

/// What the choice is kept under.
const fn name(target: HandBackTarget) -> &'static str {
    match target {
        HandBackTarget::TpmapLogbook => "hand_back.columns.tpmap_logbook",
        HandBackTarget::Thaiqm => "hand_back.columns.thaiqm",
    }
}

fn text_of(columns: &[HandBackColumn]) -> String {
    columns.iter().map(|it| it.code()).collect::<Vec<_>>().join(",")
}
