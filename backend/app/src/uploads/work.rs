//! Checks and imports of uploaded files, carried out by a serving process: each is held by one process, and what a dead one
//! left is taken up by the next.

use std::collections::BTreeMap;
use std::fs::File;
use std::io::{self, Seek};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use chrono::TimeDelta;
use phonjon_domain::access::Actor;
use phonjon_domain::calendar::{BuddhistYear, FiscalYear};
use phonjon_domain::policy::Action;
use phonjon_domain::setting::OfficeSetting;
use phonjon_rows::{Mapping, Message, ReadRow, SavedMapping};
use phonjon_store::import_jobs::{self, CheckRow, Ended, ImportJob, JobKind, Reached};
use phonjon_store::keys::DataKey;
use phonjon_store::uploads::{self, Upload};
use phonjon_store::{Store, StoreError, access, private};
use serde_json::json;
use tokio::sync::{Notify, Semaphore};
use tokio::task::JoinSet;
use uuid::Uuid;

use super::found::{Found, Kinds, Weight};
use super::jobs::{FOUND, JobChoice, ROW};
use crate::audit;
use crate::ctx::{Clock, Ctx};
use crate::error::{AppError, error_chain};
use crate::imports::{Marks, Refused};
use crate::intake::{
    self, Changes, Chosen, FileInfo, Foreseen, Mode, Original, PlanHash, Progress, Staged, Staging, Stops,
    UNCHANGED, Wanted,
};
use crate::mappings;
use crate::permit::authorize;
use crate::settings;

/// How often a serving process looks for work that another was asked for, or left.
const EVERY: Duration = Duration::from_secs(1);
/// How often it says that it is still at it.
const BEAT: Duration = Duration::from_secs(2);
/// How long it may be silent before another takes its work up.
const HELD: TimeDelta = TimeDelta::seconds(15);
/// Imports at once in one process: they would wait for one another's commits.
const IMPORTS: usize = 1;
/// Checks at once in one process.
const CHECKS: usize = 2;
/// How often a job is begun before it is given up.
const MOST_TRIES: i32 = 5;
/// Rows of a check kept in one commit.
const A_COMMIT: usize = 500;

/// Somebody asked for something in this process.
static ASKED: Notify = Notify::const_new();

/// Has the work that was just asked for begun at once where this process does such work.
pub(super) fn wake() {
    ASKED.notify_one();
}

/// What a reader is told of a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reading {
    /// Base name.
    pub name: String,
    /// Survey year that was given, Buddhist era.
    pub year: Option<i16>,
    /// This year, Buddhist era.
    pub this_year: Option<i16>,
    /// How somebody says that it is to be read.
    pub mapping: Option<Mapping>,
    /// How the office read its lists before, the likeliest first.
    pub saved: Vec<SavedMapping>,
}

/// Whoever reads workbooks for us: this room never opens one.
pub trait Workbooks: std::fmt::Debug + Send + Sync + 'static {
    /// Reads a file into a staging, and gives up where it is not to go on.
    ///
    /// # Errors
    ///
    /// [`AppError`] where it cannot be read at all; what is wrong with the file is a refusal of the staging.
    fn read(
        &self,
        staging: &mut Staging,
        file: File,
        of: &Reading,
        goes_on: &dyn Fn() -> bool,
    ) -> Result<(), AppError>;

    /// Begins the marks of a file, whose columns are taken for what the mapping says.
    ///
    /// # Errors
    ///
    /// [`AppError`] where they cannot be kept.
    fn marks(&self, file_name: &str, mapping: Option<&Mapping>) -> Result<Box<dyn Marks>, AppError>;

    /// What an issue of a code does to its row.
    fn weight(&self, code: &str) -> Weight;
}

/// A process that does such work.
struct Worker {
    store: Store,
    clock: Clock,
    holder: Uuid,
    workbooks: Arc<dyn Workbooks>,
}

/// How far a job is, for whoever beats, and whether it goes on.
#[derive(Default)]
struct Standing {
    reached: Mutex<Reached>,
    is_over: AtomicBool,
}

impl Standing {
    fn reached(&self) -> Reached {
        *self.reached.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn tell(&self, it: Progress) {
        let number = |n| i64::try_from(n).unwrap_or(i64::MAX);
        *self.reached.lock().unwrap_or_else(PoisonError::into_inner) =
            Reached { n_rows: number(it.n_all), n_rows_done: number(it.n_done), batch: it.batch };
    }

    fn goes_on(&self) -> bool {
        !self.is_over.load(Ordering::Relaxed)
    }
}

/// Ends the reading of a file when the work it was read for ends.
struct Over(Arc<Standing>);

impl Drop for Over {
    fn drop(&mut self) {
        self.0.is_over.store(true, Ordering::Relaxed);
    }
}

/// Does what was asked for, for as long as a process serves; `holder` is the process.
pub async fn keep_importing(store: Store, clock: Clock, holder: Uuid, workbooks: Arc<dyn Workbooks>) {
    let worker = Arc::new(Worker { store, clock, holder, workbooks });
    let kinds = [(JobKind::Apply, IMPORTS), (JobKind::Check, CHECKS)];
    let kinds = kinds.map(|(kind, n)| (kind, Arc::new(Semaphore::new(n))));
    let mut at_work = JoinSet::new();
    let mut every = tokio::time::interval(EVERY);
    every.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Delay);
    loop {
        tokio::select! {
            _ = every.tick() => {}
            () = ASKED.notified() => {}
            Some(_) = at_work.join_next() => {}
        }
        for (kind, turns) in &kinds {
            while let Ok(turn) = Arc::clone(turns).try_acquire_owned() {
                match worker.take_up(*kind).await {
                    Ok(Some(job)) => {
                        let worker = Arc::clone(&worker);
                        at_work.spawn(async move {
                            worker.carry_out(job).await;
                            drop(turn);
                        });
                    }
                    Ok(None) => break,
                    Err(error) => {
                        tracing::warn!(error = %error_chain(&error), "uploaded files wait");
                        break;
                    }
                }
            }
        }
    }
}

/// Gives up what a process holds, so that the next goes on with it at once: for when it is told to end.
///
/// # Errors
///
/// The store's own.
pub async fn let_go(ctx: &Ctx, holder: Uuid) -> Result<(), AppError> {
    Ok(import_jobs::let_go(ctx.store.reader(), holder).await?)
}

/// How a job ended.
enum End {
    /// With this.
    Found(Box<Found>),
    /// Without success.
    Failed(Refused),
}

impl Worker {
    async fn take_up(&self, kind: JobKind) -> Result<Option<ImportJob>, AppError> {
        let now = (self.clock)();
        if !import_jobs::is_waiting(self.store.reader(), kind, now).await? {
            // Looking costs no writer its turn.
            return Ok(None);
        }
        let tx = self.store.begin().await?;
        let job = import_jobs::take_up(&tx, kind, self.holder, (now, now + HELD)).await?;
        if job.is_some() {
            tx.commit().await?;
        }
        Ok(job)
    }

    async fn carry_out(&self, job: ImportJob) {
        let standing = Arc::new(Standing::default());
        let _over = Over(Arc::clone(&standing));
        let mut beating = JoinSet::new();
        let (store, clock, holder) = (self.store.clone(), Arc::clone(&self.clock), self.holder);
        beating.spawn(beat(store, clock, holder, job.id, Arc::clone(&standing)));
        let done = match self.work(&job, &standing).await {
            Ok(end) => self.end(&job, &standing, end).await,
            Err(AppError::Refused(refusals)) => match refusals.into_iter().next() {
                Some(it) => {
                    let refused = Refused { code: it.code, args: it.args };
                    self.end(&job, &standing, End::Failed(refused)).await
                }
                None => Ok(()),
            },
            Err(AppError::Forbidden | AppError::Unauthenticated | AppError::Hidden) => {
                self.end(&job, &standing, End::Failed(Refused::of("FORBIDDEN"))).await
            }
            Err(error) => Err(error),
        };
        let Err(error) = done else { return };
        if !standing.goes_on() {
            return;
        }
        tracing::warn!(error = %error_chain(&error), job = %job.id, "a check or import broke off");
        if job.n_tries >= MOST_TRIES {
            let failure = End::Failed(Refused::of(error.failure()));
            if let Err(error) = self.end(&job, &standing, failure).await {
                tracing::warn!(error = %error_chain(&error), job = %job.id, "and cannot be given up");
            }
        }
        // Else it is taken up again when it is no longer held.
    }

    /// Whoever asked for it, with the powers of today.
    async fn ctx(&self, job: &ImportJob) -> Result<Ctx, AppError> {
        let name = crate::sessions::actor_name(job.account);
        let nobody = Actor { account: Some(job.account), name, grants: Vec::new() };
        let mut ctx = Ctx::new(self.store.clone(), nobody, (self.clock)());
        let found = access::find_account(self.store.reader(), job.account).await?;
        if found.is_some_and(|it| it.disabled_at.is_none()) {
            let today = ctx.today();
            let grants = access::grants_of(self.store.reader(), job.account, today).await?;
            ctx.actor.grants = grants.into_iter().filter(|it| it.holds_on(today)).collect();
        }
        authorize(&ctx.actor, Action::Import, ctx.today())?;
        Ok(ctx)
    }

    async fn work(&self, job: &ImportJob, standing: &Arc<Standing>) -> Result<End, AppError> {
        let ctx = self.ctx(job).await?;
        let upload = uploads::find(self.store.reader(), job.upload).await?;
        let upload = upload.filter(|it| it.is_there).ok_or(AppError::Hidden)?;
        let key = self.store.keys().unwrap_data_key(&upload.data_key, &upload.master_key_id)?;
        let staged = self.read(&ctx, job, &upload, &key, standing).await?;
        let mode = match job.kind {
            JobKind::Check => Mode::Check,
            JobKind::Apply => Mode::Apply,
        };
        let sha256 = upload.sha256.as_slice().try_into();
        let info = FileInfo {
            name: upload.file_name.clone(),
            sha256: sha256.map_err(|_| AppError::Unexpected("a hash is no SHA-256".to_owned()))?,
            original: Original::Blob(upload.blob_key.clone(), key.clone()),
            id: (mode == Mode::Apply).then_some(job.id),
        };
        let year = job.year.and_then(|it| BuddhistYear::new(i32::from(it)));
        let mut noted = Noted::begin(&ctx, mode)?;
        let mut report = |row: &ReadRow| {
            if standing.goes_on() { noted.note(row) } else { Err(AppError::Busy) }
        };
        let progress = |it: Progress| standing.tell(it);
        let plan = job.plan.as_deref().and_then(PlanHash::parse);
        let choice = JobChoice::of(job)?;
        let percent = settings::count(self.store.reader(), OfficeSetting::ImportDuplicatesPercent).await?;
        let stops = if choice.despite.is_some() { Stops::GoesOn } else { Stops::Above(percent) };
        let Chosen { blanks, bands, trusts } = choice.chosen;
        let wanted = Wanted { year, mode, plan, blanks, bands, trusts, stops };
        let mut foreseen = Foreseen::default();
        if mode == Mode::Check {
            let tx = self.store.begin().await?;
            import_jobs::forget_changes(&tx, job.id).await?;
            tx.commit().await?;
            foreseen.tell_changes(Changes::of_job(job.id, key.clone()));
        }
        let outcome =
            intake::run(&ctx, &mut foreseen, &staged, &info, wanted, &mut report, &progress).await?;
        let Noted { kinds, rows, .. } = noted;
        if let Some(rows) = rows {
            self.keep_rows(&ctx, job, &key, &rows.finish()?).await?;
        }
        if let Some(batch) = outcome.batch {
            standing.reached.lock().unwrap_or_else(PoisonError::into_inner).batch = Some(batch);
        }
        match (mode, &outcome.refused) {
            (Mode::Apply, Some(refused)) => {
                Ok(End::Failed(Refused { code: refused.code.clone(), args: refused.args.clone() }))
            }
            _ => {
                let kinds = kinds.all(|it| self.workbooks.weight(it));
                let read = (staged.head.as_ref(), staged.recognised.clone());
                let mut found = Found::of(read, &outcome, kinds);
                found.chosen = outcome.chosen.unwrap_or(choice.chosen);
                if mode == Mode::Check {
                    found.n_changing = import_jobs::count_changes(self.store.reader(), job.id).await?;
                    let stops = intake::stopped(&outcome, percent);
                    found.stops = stops.map(|it| Refused { code: it.code, args: it.args });
                }
                Ok(End::Found(Box::new(found)))
            }
        }
    }

    /// Has the file read, its plain bytes in memory alone.
    async fn read(
        &self,
        ctx: &Ctx,
        job: &ImportJob,
        upload: &Upload,
        key: &DataKey,
        standing: &Arc<Standing>,
    ) -> Result<Staged, AppError> {
        let (mapping, saved) = mappings::of_job(ctx, job.id).await?;
        let of = Reading {
            mapping,
            saved,
            name: upload.file_name.clone(),
            year: job.year,
            this_year: FiscalYear::of(ctx.today()).map(|it| it.0.get()),
        };
        let mut staging = Staging::begin(ctx)?;
        let (store, workbooks) = (self.store.clone(), Arc::clone(&self.workbooks));
        let (key, blob_key, standing) = (key.clone(), upload.blob_key.clone(), Arc::clone(standing));
        let reading = tokio::task::spawn_blocking(move || {
            let in_memory = || {
                let mut file = private::memory_file()?;
                let mut bytes = store.blobs().get(&blob_key, &key).map_err(io::Error::other)?;
                io::copy(&mut bytes, &mut file)?;
                file.rewind().map(|()| file)
            };
            let file = in_memory().map_err(StoreError::Blob)?;
            workbooks.read(&mut staging, file, &of, &|| standing.goes_on())?;
            staging.finish()
        });
        reading.await.map_err(|e| AppError::Unexpected(format!("reading a file broke off: {e}")))?
    }

    /// Keeps the rows that a check found something about, in place of those that it kept before it was broken off.
    async fn keep_rows(
        &self,
        ctx: &Ctx,
        job: &ImportJob,
        key: &DataKey,
        rows: &Staged,
    ) -> Result<(), AppError> {
        let tx = self.store.begin().await?;
        import_jobs::forget_rows(&tx, job.id).await?;
        tx.commit().await?;
        let mut place = 0;
        for frame in rows.frames() {
            let mut kept = Vec::with_capacity(A_COMMIT);
            for row in frame? {
                place += 1;
                let codes = Kinds::default().note(&row);
                kept.push((CheckRow { place, body: key.seal(ROW, &written(&row)?)? }, codes));
            }
            let tx = ctx.store.begin().await?;
            import_jobs::keep_rows(&tx, job.id, kept).await?;
            tx.commit().await?;
        }
        Ok(())
    }

    async fn end(&self, job: &ImportJob, standing: &Standing, end: End) -> Result<(), AppError> {
        let now = (self.clock)();
        let (mut failure, mut found) = (None, None);
        let detail = match &end {
            End::Found(it) => json!({ "upload": job.upload, "counts": it.counts }),
            End::Failed(it) => json!({ "upload": job.upload, "failed": it.code }),
        };
        match end {
            End::Found(it) => {
                let upload = uploads::find(self.store.reader(), job.upload).await?.ok_or(AppError::Hidden)?;
                let key = self.store.keys().unwrap_data_key(&upload.data_key, &upload.master_key_id)?;
                found = Some(key.seal(FOUND, &written(&*it)?)?);
            }
            End::Failed(it) => {
                failure = Some(serde_json::to_string(&it).map_err(|e| AppError::Unexpected(e.to_string()))?);
            }
        }
        let name = crate::sessions::actor_name(job.account);
        let actor = Actor { account: Some(job.account), name, grants: Vec::new() };
        let ctx = Ctx::new(self.store.clone(), actor, now);
        let action = match (job.kind, &failure) {
            (JobKind::Check, _) => Some("import.checked"),
            (JobKind::Apply, Some(_)) => Some("import.failed"),
            // The import's own record says that it was applied.
            (JobKind::Apply, None) => None,
        };
        let tx = self.store.begin().await?;
        let ended = Ended { at: standing.reached(), failure, found };
        if import_jobs::end(&tx, job.id, self.holder, now, ended).await? {
            if let Some(action) = action {
                audit::record(&ctx, &tx, action, ("import_job", job.id), detail).await?;
            }
            tx.commit().await?;
        }
        Ok(())
    }
}

/// Says again and again that a job is still worked on, and how far it is, until somebody else has it.
async fn beat(store: Store, clock: Clock, holder: Uuid, job: Uuid, standing: Arc<Standing>) {
    let mut every = tokio::time::interval(BEAT);
    every.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Delay);
    loop {
        every.tick().await;
        let until = clock() + HELD;
        match import_jobs::hold_on(store.reader(), job, holder, until, standing.reached()).await {
            Ok(true) => {}
            Ok(false) => {
                standing.is_over.store(true, Ordering::Relaxed);
                return;
            }
            Err(error) => tracing::warn!(error = %error_chain(&error), "a check or import cannot be held"),
        }
    }
}

/// The rows of a check with something the matter: counted, and kept aside sealed until the file is at its end.
struct Noted {
    kinds: Kinds,
    rows: Option<Staging>,
}

impl Noted {
    fn begin(ctx: &Ctx, mode: Mode) -> Result<Self, AppError> {
        let rows = match mode {
            Mode::Check => Some(Staging::begin(ctx)?),
            Mode::Apply => None,
        };
        Ok(Self { kinds: Kinds::default(), rows })
    }

    fn note(&mut self, row: &ReadRow) -> Result<(), AppError> {
        let codes = self.kinds.note(row);
        let says_something = codes.iter().any(|it| it != UNCHANGED);
        match &mut self.rows {
            Some(rows) if says_something => {
                let row = ReadRow { values: BTreeMap::new(), ..row.clone() };
                rows.take(Message::Row(row))
            }
            _ => Ok(()),
        }
    }
}

fn written(it: &impl serde::Serialize) -> Result<Vec<u8>, AppError> {
    serde_json::to_vec(it).map_err(|e| AppError::Unexpected(e.to_string()))
}
