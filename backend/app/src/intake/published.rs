//! TPMAP's published aggregates: counts per area, stored beside our own figures and never mixed with them.

use phonjon_domain::calendar::BuddhistYear;
use phonjon_domain::ids::BatchId;
use phonjon_rows::ReadRow;
use phonjon_store::{audit, sources};

use super::batch::{begin_batch, event};
use super::decide::Mode;
use super::run::{FileInfo, FileOutcome};
use super::stage::Staged;
use crate::Ctx;
use crate::error::AppError;

/// Walks the rows of a published file, and keeps them where it applies.
pub(super) async fn run(
    ctx: &Ctx,
    staged: &Staged,
    file: &FileInfo,
    year: BuddhistYear,
    mode: Mode,
    outcome: &mut FileOutcome,
    report: &mut (dyn FnMut(&ReadRow) -> Result<(), AppError> + Send),
) -> Result<(), AppError> {
    let source = staged.head.as_ref().map_or("", |it| it.source.as_str());
    let existing = sources::find_batch_of_file(ctx.store.reader(), &file.sha256, source, year.get()).await?;
    let batch = match (existing, mode) {
        (Some(batch), _) => Some(batch.id),
        (None, Mode::Check) => None,
        (None, Mode::Apply) => {
            let id = ctx.new_id();
            begin_batch(ctx, id, staged, file, &file.name, (source, year)).await?;
            Some(id)
        }
    };
    let mut n_done = 0;
    for rows in staged.frames() {
        let rows = rows?;
        for row in &rows {
            outcome.counts.add(row.outcome);
            report(row)?;
        }
        n_done += i64::try_from(rows.len()).unwrap_or(i64::MAX);
        if let (Some(batch), Mode::Apply) = (batch, mode) {
            let tx = ctx.store.begin().await?;
            crate::statistics::keep(&tx, year.get(), BatchId(batch), &rows).await?;
            let counts =
                serde_json::to_string(&outcome.counts).map_err(|e| AppError::Unexpected(e.to_string()))?;
            let at =
                sources::Checkpoint { n_rows_applied: n_done, counts, compared: None, finished_at: None };
            sources::checkpoint(&tx, batch, at).await?;
            tx.commit().await?;
        }
    }
    if let (Some(batch), Mode::Apply) = (batch, mode) {
        let tx = ctx.store.begin().await?;
        let counts =
            serde_json::to_string(&outcome.counts).map_err(|e| AppError::Unexpected(e.to_string()))?;
        let finished_at = Some(ctx.now);
        let at = sources::Checkpoint { n_rows_applied: n_done, counts, compared: None, finished_at };
        sources::checkpoint(&tx, batch, at).await?;
        let detail = serde_json::json!({ "source": source, "year": year.get(), "counts": outcome.counts });
        audit::record(&tx, &event(ctx, "import.applied", batch, detail)).await?;
        tx.commit().await?;
        outcome.batch = Some(batch);
    }
    Ok(())
}
