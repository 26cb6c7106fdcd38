//! TPMAP's published aggregates: counts per area, stored beside our own figures and never mixed with them.

use phonjon_domain::calendar::BuddhistYear;
use phonjon_domain::ids::BatchId;
use phonjon_rows::ReadRow;
use phonjon_store::statistics::PublishedCounts;
use phonjon_store::{audit, sources};

use super::batch::{begin_batch, event, json, resumed, take_turn};
use super::decide::{Mode, Wanted};
use super::plan_hash::Hashing;
use super::run::{Compared, FileInfo, FileOutcome, new_batch};
use super::stage::Staged;
use crate::Ctx;
use crate::error::AppError;
use crate::statistics;

/// Walks the rows of a published file, and keeps them where it applies. A file that was imported to its end and that no
/// later one of its name has replaced changes nothing.
pub(super) async fn run(
    ctx: &Ctx,
    staged: &Staged,
    file: &FileInfo,
    year: BuddhistYear,
    wanted: Wanted,
    outcome: &mut FileOutcome,
    report: &mut (dyn FnMut(&ReadRow) -> Result<(), AppError> + Send),
) -> Result<(), AppError> {
    let (source, db, mode) = (statistics::SOURCE, ctx.store.reader(), wanted.mode);
    let found = sources::find_batch_of_file(db, &file.sha256, source, year.get()).await?;
    let newest = found.as_ref().map(|it| it.id);
    let counts = match found {
        Some(batch) if !sources::has_later_batch(db, &batch).await? => Some(batch),
        Some(_) | None => None,
    };
    let is_done = counts.as_ref().is_some_and(|it| it.state == "applied");
    let mut n_taken_up = counts.as_ref().map_or(0, |it| it.n_rows_applied);
    let mut goes_on = counts.is_some();
    let is_whole = !goes_on || is_done || mode == Mode::Check;
    let batch = match counts {
        Some(it) => it.id,
        None => new_batch(ctx, file).await?,
    };
    if mode == Mode::Apply {
        outcome.batch = Some(batch);
        if newest != Some(batch) {
            begin_batch(ctx, batch, staged, file, (&file.name, newest, wanted.plan), (source, year)).await?;
        }
    }
    let mut n_done = 0;
    let mut frames = staged.frames().peekable();
    // An empty file has its end too.
    let mut is_last = false;
    while !is_last {
        let rows = frames.next().transpose()?.unwrap_or_default();
        is_last = frames.peek().is_none();
        n_done += i64::try_from(rows.len()).unwrap_or(i64::MAX);
        for row in &rows {
            outcome.counts.add(row.outcome);
            report(row)?;
        }
        if is_done || mode == Mode::Check {
            outcome
                .compared
                .take_in(statistics::compare(db, year.get(), BatchId(batch), &rows, is_done).await?);
            if is_last && is_whole {
                outcome.plan = Some(Hashing::of_figures(file, year.get()).end(outcome));
            }
            continue;
        }
        let tx = ctx.store.begin().await?;
        take_turn(&tx, batch, n_taken_up).await?;
        if std::mem::take(&mut goes_on) {
            resumed(ctx, &tx, batch, n_taken_up).await?;
        }
        outcome.compared.take_in(statistics::keep(&tx, year.get(), BatchId(batch), &rows).await?);
        if is_last && is_whole {
            outcome.plan = Some(Hashing::of_figures(file, year.get()).end(outcome));
        }
        let at = sources::Checkpoint {
            n_rows_applied: n_done,
            counts: json(&outcome.counts)?,
            compared: Some(json(&outcome.compared)?),
            n_without_place: 0,
            finished_at: is_last.then_some(ctx.now),
            plan: outcome.plan.map(|it| it.to_string()),
        };
        sources::checkpoint(&tx, batch, at).await?;
        if is_last {
            let detail = serde_json::json!({
                "source": source,
                "year": year.get(),
                "counts": outcome.counts,
                "compared": outcome.compared,
            });
            audit::record(&tx, &event(ctx, "import.applied", batch, detail)).await?;
        }
        tx.commit().await?;
        n_taken_up = n_done;
    }
    Ok(())
}

impl Compared {
    fn take_in(&mut self, counts: PublishedCounts) {
        self.new += counts.n_new as u64;
        self.changed += counts.n_changed as u64;
        self.unchanged += counts.n_unchanged as u64;
    }
}
