//! One file from its staged rows to its outcome, chunk by chunk, in commits small enough that nobody waits.

use std::collections::{HashMap, HashSet, VecDeque};
use std::path::PathBuf;
use std::time::{Duration, Instant};

use chrono::Days;
use phonjon_domain::access::Reach;
use phonjon_domain::calendar::BuddhistYear;
use phonjon_domain::policy::Action;
use phonjon_domain::source::Source;
use phonjon_rows::{Counts, ReadRow, UnknownColumn};
use phonjon_store::areas::AreaIndex;
use phonjon_store::audit::AuditEvent;
use phonjon_store::sources::{self, Attachment, Batch};
use phonjon_store::{Tx, audit};
use uuid::Uuid;

use super::chunk::{self, ChunkPlan, Session};
use super::decide::{FileRefused, Kind, Wanted, decide};
use super::stage::Staged;
use super::{screen, write};
use crate::Ctx;
use crate::error::AppError;
use crate::permit::scope_for;

/// Most rows in a commit.
const MOST_ROWS: usize = 2_000;
/// Fewest rows in a commit.
const FEWEST_ROWS: usize = 100;
/// A commit that takes longer makes the next one smaller: other writers wait while it lasts.
const COMMIT_TIME: Duration = Duration::from_millis(200);

/// Days an original file is kept; the default until an office sets its own retention.
const KEEP_DAYS: u64 = 5 * 365;

/// Whether anything is stored.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mode {
    /// Everything but the storing.
    Check,
    /// Everything.
    Apply,
}

/// How far it has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Progress {
    /// Rows taken up.
    pub n_done: u64,
    /// Rows in the file.
    pub n_all: u64,
}

/// The file as the caller knows it.
#[derive(Debug, Clone)]
pub struct FileInfo {
    /// Base name.
    pub name: String,
    /// SHA-256 of its bytes.
    pub sha256: [u8; 32],
    /// Where it lies; the original is kept, encrypted, until its retention date.
    pub path: PathBuf,
}

/// What became of a file.
#[derive(Debug, Clone, Default)]
pub struct FileOutcome {
    /// The source, where it was recognised.
    pub source: Option<String>,
    /// The survey year, where it is known.
    pub year: Option<i16>,
    /// Columns that no field took.
    pub unknown_columns: Vec<UnknownColumn>,
    /// Why the whole file is refused, if it is.
    pub refused: Option<FileRefused>,
    /// Rows by outcome.
    pub counts: Counts,
    /// The batch that holds its rows.
    pub batch: Option<Uuid>,
    /// Cases opened.
    pub n_cases_opened: u64,
    /// Rows stored before.
    pub n_unchanged: u64,
}

/// Walks a staged file; `report` gets every row in file order, `progress` every chunk.
///
/// # Errors
///
/// [`AppError`] when the store fails; what was committed stays, and the same file again goes on from there.
pub async fn run(
    ctx: &Ctx,
    staged: &Staged,
    file: &FileInfo,
    wanted: Wanted,
    mode: Mode,
    report: &mut (dyn FnMut(&ReadRow) -> Result<(), AppError> + Send),
    progress: &(dyn Fn(Progress) + Sync),
) -> Result<FileOutcome, AppError> {
    let mut outcome = FileOutcome::default();
    if let Some(head) = &staged.head {
        outcome.source = Some(head.source.clone());
        outcome.unknown_columns.clone_from(&head.unknown_columns);
    }
    if let Some(refusal) = &staged.refusal {
        outcome.refused = Some(refusal.clone().into());
        return Ok(outcome);
    }
    let Some(head) = &staged.head else {
        return Err(AppError::Unexpected("a read file has no head".to_owned()));
    };
    let (kind, year) = match decide(head, wanted) {
        Ok(decided) => decided,
        Err(refused) => {
            outcome.refused = Some(refused);
            return Ok(outcome);
        }
    };
    outcome.year = Some(year.get());
    match kind {
        Kind::Rows(source) => {
            let mut road = Road::begin(ctx, staged, file, source, year, mode).await?;
            road.walk(staged, &mut outcome, report, progress).await?;
        }
        Kind::PublishedStatistics => {
            super::published::run(ctx, staged, file, year, mode, &mut outcome, report).await?;
        }
    }
    Ok(outcome)
}

/// What walking a file needs from chunk to chunk.
struct Road<'a> {
    ctx: &'a Ctx,
    mode: Mode,
    session: Session,
    n_all: u64,
    chunk_rows: usize,
    /// What the batch keeps of its rows' outcomes.
    batch_counts: Counts,
    /// The file was imported to its end before.
    is_done: bool,
}

impl<'a> Road<'a> {
    async fn begin(
        ctx: &'a Ctx,
        staged: &Staged,
        file: &FileInfo,
        source: Source,
        year: BuddhistYear,
        mode: Mode,
    ) -> Result<Self, AppError> {
        let counts = staged.counts;
        let n_all = counts.accepted + counts.accepted_with_warning + counts.rejected + counts.skipped;
        let existing =
            sources::find_batch_of_file(ctx.store.reader(), &file.sha256, source.code(), year.get()).await?;
        let is_done = existing.as_ref().is_some_and(|it| it.state == "applied");
        let batch = match (&existing, mode) {
            (Some(batch), _) => batch.id,
            (None, Mode::Check) => ctx.new_id(),
            (None, Mode::Apply) => begin_batch(ctx, staged, file, source.code(), year, n_all).await?,
        };
        let mut data_keys = HashMap::new();
        let key = match &existing {
            Some(it) => ctx.store.keys().unwrap_data_key(&it.data_key, &it.master_key_id)?,
            None => ctx.store.keys().unwrap_data_key(&staged.key.wrapped, &staged.key.key_id)?,
        };
        data_keys.insert(batch, key);
        let areas = AreaIndex::load(ctx.store.reader()).await?;
        let reach = match scope_for(&ctx.actor, Action::Import, ctx.today()).reach {
            Reach::Everywhere => None,
            Reach::Within { areas, .. } => Some(areas.into_iter().map(|it| it.0).collect::<HashSet<Uuid>>()),
        };
        let rules = crate::parameters::rules(&ctx.store).await?;
        let session = Session {
            source,
            year,
            // A file that is imported again under another name is the same file.
            file_name: existing.map_or_else(|| file.name.clone(), |it| it.file_name),
            batch,
            areas,
            reach,
            data_keys,
            rules,
        };
        Ok(Self { ctx, mode, session, n_all, chunk_rows: 500, batch_counts: Counts::default(), is_done })
    }

    async fn walk(
        &mut self,
        staged: &Staged,
        outcome: &mut FileOutcome,
        report: &mut (dyn FnMut(&ReadRow) -> Result<(), AppError> + Send),
        progress: &(dyn Fn(Progress) + Sync),
    ) -> Result<(), AppError> {
        let mut waiting: VecDeque<ReadRow> = VecDeque::new();
        let mut frames = staged.frames();
        let mut is_read = false;
        let mut n_done: u64 = 0;
        loop {
            while !is_read && waiting.len() < self.chunk_rows {
                match frames.next().transpose()? {
                    Some(rows) => waiting.extend(rows),
                    None => is_read = true,
                }
            }
            let n = waiting.len().min(self.chunk_rows);
            let is_last = is_read && n == waiting.len();
            if n == 0 && !(is_last && self.mode == Mode::Apply) {
                break;
            }
            let rows: Vec<ReadRow> = waiting.drain(..n).collect();
            n_done += n as u64;
            let reports = self.chunk(rows, n_done, is_last, outcome).await?;
            for row in &reports {
                report(row)?;
            }
            progress(Progress { n_done, n_all: self.n_all });
            if is_last {
                break;
            }
        }
        if self.mode == Mode::Apply {
            outcome.batch = Some(self.session.batch);
        }
        Ok(())
    }

    async fn chunk(
        &mut self,
        rows: Vec<ReadRow>,
        n_done: u64,
        is_last: bool,
        outcome: &mut FileOutcome,
    ) -> Result<Vec<ReadRow>, AppError> {
        let n_rows = rows.len() as u64;
        let reports = match self.mode {
            Mode::Apply if !self.is_done => {
                let began = Instant::now();
                let tx = self.ctx.store.begin().await?;
                chunk::see_areas(&tx, &mut self.session, &rows).await?;
                let mut plan = chunk::plan(self.ctx, &*tx, &mut self.session, rows).await?;
                let replaced = write::note_changes(&self.session, &mut plan);
                let ordinal = i32::try_from(n_done - n_rows).unwrap_or(i32::MAX);
                let screened = write::store(self.ctx, &tx, &self.session, &plan, &replaced, ordinal).await?;
                outcome.n_cases_opened += screened.n_opened;
                screen::follow(self.ctx, &tx, &self.session, &screened).await?;
                self.count(&plan, outcome);
                self.checkpoint(&tx, n_done, is_last, outcome).await?;
                tx.commit().await?;
                self.pace(began.elapsed());
                plan.reports
            }
            // A file that was imported to its end changes nothing, whoever imports it again.
            Mode::Check | Mode::Apply => {
                let mut plan =
                    chunk::plan(self.ctx, self.ctx.store.reader(), &mut self.session, rows).await?;
                write::note_changes(&self.session, &mut plan);
                self.count(&plan, outcome);
                plan.reports
            }
        };
        Ok(reports)
    }

    async fn checkpoint(
        &self,
        tx: &Tx,
        n_done: u64,
        is_last: bool,
        outcome: &FileOutcome,
    ) -> Result<(), AppError> {
        let counts =
            serde_json::to_string(&self.batch_counts).map_err(|e| AppError::Unexpected(e.to_string()))?;
        let n_done = i64::try_from(n_done).unwrap_or(i64::MAX);
        sources::checkpoint(tx, self.session.batch, n_done, &counts, is_last.then_some(self.ctx.now)).await?;
        if is_last {
            let detail = serde_json::json!({
                "source": self.session.source.code(),
                "year": self.session.year.get(),
                "counts": self.batch_counts,
                "casesOpened": outcome.n_cases_opened,
            });
            audit::record(tx, &event(self.ctx, "import.applied", self.session.batch, detail)).await?;
        }
        Ok(())
    }

    /// Counts the rows for the person who asks, and for the batch: a row that was stored before is accepted to the one
    /// and what it was then to the other, so that an import that was broken off ends as one that was not.
    fn count(&mut self, plan: &ChunkPlan, outcome: &mut FileOutcome) {
        for (n, row) in plan.reports.iter().enumerate() {
            outcome.counts.add(row.outcome);
            self.batch_counts.add(plan.stored_outcomes.get(&n).copied().unwrap_or(row.outcome));
        }
        outcome.n_unchanged += plan.stored_outcomes.len() as u64;
    }

    /// Fewer rows next time where a commit took too long, more where there was room.
    fn pace(&mut self, took: Duration) {
        if took > COMMIT_TIME {
            self.chunk_rows = (self.chunk_rows / 2).max(FEWEST_ROWS);
        } else if took < COMMIT_TIME / 2 {
            self.chunk_rows = (self.chunk_rows * 2).min(MOST_ROWS);
        }
    }
}

pub(super) async fn begin_batch(
    ctx: &Ctx,
    staged: &Staged,
    file: &FileInfo,
    source: &str,
    year: BuddhistYear,
    n_all: u64,
) -> Result<Uuid, AppError> {
    let id = ctx.new_id();
    let unknown_columns = staged.head.as_ref().map_or(&[][..], |it| &it.unknown_columns);
    let unknown_columns =
        serde_json::to_string(unknown_columns).map_err(|e| AppError::Unexpected(e.to_string()))?;
    let attachment = keep_original(ctx, staged, file)?;
    let tx = ctx.store.begin().await?;
    sources::insert_attachment(&tx, &attachment).await?;
    let batch = Batch {
        id,
        source: source.to_owned(),
        survey_year: year.get(),
        file_name: file.name.clone(),
        file_hash: file.sha256.to_vec(),
        state: "applying".to_owned(),
        data_key: staged.key.wrapped.clone(),
        master_key_id: staged.key.key_id.clone(),
        n_rows_read: i64::try_from(n_all).unwrap_or(i64::MAX),
        n_rows_applied: 0,
        counts: "{}".to_owned(),
        attachment_id: Some(attachment.id),
        started_by: ctx.actor.name.clone(),
        account_id: ctx.actor.account.map(|it| it.0),
        started_at: ctx.now,
        finished_at: None,
        undone_at: None,
        unknown_columns: Some(unknown_columns),
        compared: None,
    };
    sources::insert_batch(&tx, &batch).await?;
    let detail = serde_json::json!({ "source": source, "year": year.get(), "rows": n_all });
    audit::record(&tx, &event(ctx, "import.begun", id, detail)).await?;
    tx.commit().await?;
    Ok(id)
}

/// Writes the original file, encrypted under the batch's data key, before anything names it.
fn keep_original(ctx: &Ctx, staged: &Staged, file: &FileInfo) -> Result<Attachment, AppError> {
    let original = std::fs::File::open(&file.path)
        .map_err(|e| AppError::Unexpected(format!("the file cannot be opened again: {e}")))?;
    let id = ctx.new_id();
    let written = ctx.store.blobs().put(id, &staged.key.key, original)?;
    if written.sha256 != file.sha256 {
        return Err(AppError::Unexpected("the file was changed while it was read".to_owned()));
    }
    Ok(Attachment {
        id,
        kind: "import_original".to_owned(),
        file_name: file.name.clone(),
        n_bytes: i64::try_from(written.n_bytes).unwrap_or(i64::MAX),
        sha256: written.sha256.to_vec(),
        blob_key: written.blob_key,
        data_key: staged.key.wrapped.clone(),
        master_key_id: staged.key.key_id.clone(),
        created_at: ctx.now,
        keep_until: ctx.today().checked_add_days(Days::new(KEEP_DAYS)),
    })
}

pub(super) fn event(ctx: &Ctx, action: &str, batch: Uuid, detail: serde_json::Value) -> AuditEvent {
    AuditEvent {
        id: ctx.new_id(),
        at: ctx.now,
        actor: ctx.actor.name.clone(),
        account: ctx.actor.account,
        action: action.to_owned(),
        subject: Some(("batch".to_owned(), batch.to_string())),
        detail,
        persons: Vec::new(),
    }
}
