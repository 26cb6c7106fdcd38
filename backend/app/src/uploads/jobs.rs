//! Asking that an uploaded file be checked or imported, and looking at how far that is and what came of it.

use std::collections::HashMap;

use chrono::{DateTime, Utc};
use phonjon_domain::calendar::{BuddhistYear, FiscalYear};
use phonjon_domain::ids::{BatchId, CheckId, UploadId};
use phonjon_domain::policy::Action;
use phonjon_rows::{Mapping, ReadRow, Recognised};
use phonjon_store::import_jobs::{self, ImportJob, JobKind};
use phonjon_store::keys::DataKey;
use phonjon_store::uploads::{self, Upload};
use serde::{Deserialize, Serialize};
use serde_json::json;
use uuid::Uuid;

use super::approval::{self, Approval};
use super::found::{CheckedRow, Found, masked};
use super::work::wake;
use crate::audit;
use crate::ctx::Ctx;
use crate::error::{AppError, Refusal};
use crate::idempotent::Key;
use crate::imports::{Import, Refused};
use crate::intake::{self, Blanks, CHANGE, ChangedHousehold, Chosen, PlanHash, Trust, Trusts};
use crate::mappings;
use crate::permit::authorize;
use crate::sessions::who;

/// What a check found, sealed.
pub(super) const FOUND: &[u8] = b"import-found";
/// A row of a check, sealed.
pub(super) const ROW: &[u8] = b"import-check-row";

/// Checks and imports of one account that are not done yet.
const MOST_OPEN: i64 = 20;
/// The first survey year that may be given.
const FIRST_YEAR: i32 = 2540;

/// A check of a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Checking {
    /// Its id.
    pub id: CheckId,
    /// The file.
    pub upload: UploadId,
    /// Base name of the file.
    pub file_name: String,
    /// When the file came.
    pub sent_at: DateTime<Utc>,
    /// It is not done yet.
    pub is_open: bool,
    /// Rows in the file; 0 until it was read.
    pub n_rows: i64,
    /// Rows looked at so far.
    pub n_rows_done: i64,
    /// Why it came to no end.
    pub failure: Option<Refused>,
    /// What it found, once it is done.
    pub found: Option<Found>,
}

/// Begins to check an uploaded file: what importing it would do. Nothing of it is stored.
///
/// # Errors
///
/// [`AppError::Forbidden`], `UPLOAD_GONE`, `YEAR_OUT_OF_RANGE`, [`AppError::Busy`] where too much of the account is under
/// way, or the store's own.
pub async fn check(ctx: &Ctx, key: &Key, upload: UploadId, of: Ordered<'_>) -> Result<Checking, AppError> {
    let id = order(ctx, key, JobKind::Check, upload, Ordered { plan: None, despite: None, ..of }).await?;
    find_check(ctx, CheckId(id)).await
}

/// Begins to import an uploaded file; with a plan, nothing else than this plan.
///
/// # Errors
///
/// As [`check`], and `PLAN_STALE` where it is no plan. One that no longer holds is told by the import.
pub async fn order_import(
    ctx: &Ctx,
    key: &Key,
    upload: UploadId,
    of: Ordered<'_>,
) -> Result<Import, AppError> {
    let of_check = match (of.mapping, of.as_checked) {
        (None, Some(check)) => {
            let (job, ..) = open_check(ctx, check).await?;
            if job.upload != upload.0 {
                return Err(AppError::Hidden);
            }
            mappings::said_of_job(ctx, job.id).await?
        }
        _ => None,
    };
    let of = Ordered { mapping: of.mapping.or(of_check.as_ref()), ..of };
    let id = order(ctx, key, JobKind::Apply, upload, of).await?;
    crate::imports::find(ctx, BatchId(id)).await
}

/// What is asked for with a check or an import.
#[derive(Debug, Clone, Copy, Default)]
pub struct Ordered<'a> {
    /// The survey year, where the file does not state it.
    pub year: Option<i32>,
    /// What blank cells mean.
    pub blanks: Blanks,
    /// From which score on two are the same, and from which on somebody is asked; the usual ones where nobody says.
    pub bands: Option<(i32, i32)>,
    /// How far it is believed on fields, where otherwise than usual.
    pub trusts: &'a [(&'a str, Trust)],
    /// The plan that an import has to keep to.
    pub plan: Option<&'a str>,
    /// Why an import goes on despite too many duplicates.
    pub despite: Option<&'a str>,
    /// How it is to be read, as somebody says.
    pub mapping: Option<&'a Mapping>,
    /// To be read as in this check of it, where nobody says.
    pub as_checked: Option<CheckId>,
}

/// What is kept with a job of what was chosen, as JSON.
#[derive(Debug, Default, Serialize, Deserialize)]
pub(super) struct JobChoice {
    #[serde(flatten)]
    pub(super) chosen: Chosen,
    /// Why it goes on despite too many duplicates.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) despite: Option<String>,
}

impl JobChoice {
    pub(super) fn of(job: &ImportJob) -> Result<Self, AppError> {
        job.chosen.as_ref().map_or_else(|| Ok(Self::default()), |it| read(it.as_bytes()))
    }
}

async fn order(
    ctx: &Ctx,
    key: &Key,
    kind: JobKind,
    upload: UploadId,
    Ordered { year, blanks, bands, trusts, plan, despite, mapping, .. }: Ordered<'_>,
) -> Result<Uuid, AppError> {
    authorize(&ctx.actor, Action::Import, ctx.today())?;
    let account = who(ctx)?;
    let operation = match kind {
        JobKind::Check => "importCheck",
        JobKind::Apply => "importApply",
    };
    let tx = ctx.store.begin().await?;
    if let Some(done) = key.done(&tx, ctx, operation).await? {
        return done.uuid();
    }
    let year = year.map(|it| survey_year(ctx, it)).transpose()?;
    let is_plan = |text: &str| PlanHash::parse(text).ok_or_else(|| Refusal::of("PLAN_STALE", "plan"));
    let plan = plan.map(is_plan).transpose()?;
    let despite = despite.map(|it| it.trim().to_owned());
    if despite.as_ref().is_some_and(String::is_empty) {
        return Err(Refusal::of("REQUIRED", "despiteDuplicates").into());
    }
    let bands = bands.map(|(same, ask)| intake::bands(same, ask)).transpose()?.unwrap_or_default();
    let trusts = Trusts::of(trusts.iter().copied())?;
    let choice = JobChoice { chosen: Chosen { blanks, bands, trusts }, despite };
    let chosen = serde_json::to_string(&choice).map_err(|e| AppError::Unexpected(e.to_string()))?;
    let found = uploads::find(&*tx, upload.0).await?;
    if found.is_none_or(|it| !it.is_there || it.account != account) {
        return Err(Refusal::of("UPLOAD_GONE", "uploadId").into());
    }
    if import_jobs::n_open(&*tx, account).await? >= MOST_OPEN {
        return Err(AppError::Busy);
    }
    let second = match kind {
        JobKind::Check => None,
        JobKind::Apply => approval::needed(ctx, &tx, upload, plan.map(|it| it.to_string())).await?,
    };
    let job = ImportJob {
        id: ctx.new_id(),
        kind,
        upload: upload.0,
        account,
        year: year.map(BuddhistYear::get),
        plan: plan.map(|it| it.to_string()),
        chosen: Some(chosen),
        created_at: ctx.now,
        is_open: second.is_none(),
        n_tries: 0,
        n_rows: 0,
        n_rows_done: 0,
        batch: None,
        failure: None,
        found: None,
        finished_at: None,
    };
    import_jobs::insert(&tx, &job).await?;
    let waits = second.is_some();
    if let Some(second) = second {
        second.ask(ctx, &tx, &job).await?;
    }
    if let Some(mapping) = mapping {
        mappings::keep_of_job(&tx, job.id, mapping).await?;
    }
    let action = match kind {
        JobKind::Check => "import.check_asked",
        JobKind::Apply => "import.asked",
    };
    let detail = json!({ "job": job.id, "year": job.year, "plan": job.plan, "mapped": mapping.is_some(),
        "chosen": choice.chosen, "despiteDuplicates": choice.despite.is_some(), "waitsForAgreement": waits });
    audit::record(ctx, &tx, action, ("upload", upload.0), detail).await?;
    key.remember(&tx, ctx, operation, "import_job", job.id).await?;
    tx.commit().await?;
    wake();
    Ok(job.id)
}

/// A survey year that may be: of the Buddhist era, and not ahead of the present one.
fn survey_year(ctx: &Ctx, year: i32) -> Result<BuddhistYear, Refusal> {
    let this = FiscalYear::of(ctx.today()).map_or(i32::from(i16::MAX), |it| i32::from(it.0.get()));
    let fits = (FIRST_YEAR..=this).contains(&year);
    BuddhistYear::new(year).filter(|_| fits).ok_or_else(|| {
        Refusal::of("YEAR_OUT_OF_RANGE", "surveyYear").with("from", FIRST_YEAR).with("to", this)
    })
}

/// What was recognised in the file of a check, its samples without whole numbers of persons. Recorded before it is shown.
///
/// # Errors
///
/// As [`find_check`].
pub async fn recognised(ctx: &Ctx, id: CheckId) -> Result<Option<Box<Recognised>>, AppError> {
    let (job, _, key) = open_check(ctx, id).await?;
    let Some(found) = opened(&job, &key)?.and_then(|it| it.recognised) else { return Ok(None) };
    let tx = ctx.store.begin().await?;
    let n_columns: usize = found.sheets.iter().map(|it| it.columns.len()).sum();
    let detail = json!({ "columns": n_columns });
    audit::record(ctx, &tx, "import.check_read", ("import_job", job.id), detail).await?;
    tx.commit().await?;
    Ok(Some(found))
}

/// A check that the account asked for.
///
/// # Errors
///
/// [`AppError::Hidden`], [`AppError::Forbidden`], or the store's own.
pub async fn find_check(ctx: &Ctx, id: CheckId) -> Result<Checking, AppError> {
    let (job, upload, key) = open_check(ctx, id).await?;
    checking(&job, upload, &key)
}

/// The account's files that were sent and whose import nobody asked for, each with its newest check, newest first.
///
/// # Errors
///
/// [`AppError::Forbidden`], or the store's own.
pub async fn checks_alone(ctx: &Ctx) -> Result<Vec<Checking>, AppError> {
    authorize(&ctx.actor, Action::Import, ctx.today())?;
    let jobs = import_jobs::checks_alone(ctx.store.reader(), who(ctx)?).await?;
    with_uploads(ctx, jobs)
        .await?
        .into_iter()
        .map(|(job, upload, key)| checking(&job, upload, &key))
        .collect()
}

fn checking(job: &ImportJob, upload: Upload, key: &DataKey) -> Result<Checking, AppError> {
    Ok(Checking {
        id: CheckId(job.id),
        upload: UploadId(upload.id),
        file_name: upload.file_name,
        sent_at: upload.created_at,
        is_open: job.is_open,
        n_rows: job.n_rows,
        n_rows_done: job.n_rows_done,
        failure: failure(job)?,
        found: opened(job, key)?,
    })
}

/// The jobs with their files and what these are sealed under.
async fn with_uploads(
    ctx: &Ctx,
    jobs: Vec<ImportJob>,
) -> Result<Vec<(ImportJob, Upload, DataKey)>, AppError> {
    let ids: Vec<_> = jobs.iter().map(|it| it.upload).collect();
    let uploads = uploads::find_many(ctx.store.reader(), &ids).await?;
    let with_upload = |job: ImportJob| {
        let upload = uploads.get(&job.upload).cloned().ok_or(AppError::Hidden)?;
        let key = ctx.store.keys().unwrap_data_key(&upload.data_key, &upload.master_key_id)?;
        Ok((job, upload, key))
    };
    jobs.into_iter().map(with_upload).collect()
}

/// The rows that a check found something about, in the order of the file after a place; where a code is given, those that
/// bear it. They hold what was written, without whole numbers of persons. Recorded before it is shown.
///
/// # Errors
///
/// As [`find_check`].
pub async fn rows(
    ctx: &Ctx,
    id: CheckId,
    code: Option<&str>,
    after: i32,
    limit: u64,
) -> Result<Vec<CheckedRow>, AppError> {
    let (job, _, key) = open_check(ctx, id).await?;
    let columns = opened(&job, &key)?.map(|it| it.columns).unwrap_or_default();
    if job.is_open {
        // What a check that was broken off has kept is not all there is.
        return Ok(Vec::new());
    }
    let found = import_jobs::rows(ctx.store.reader(), job.id, code, after, limit).await?;
    let mut shown = Vec::with_capacity(found.len());
    for it in found {
        let row: ReadRow = read(&key.open(ROW, &it.body)?)?;
        shown.push(CheckedRow { place: it.place, row: masked(row, &columns) });
    }
    let tx = ctx.store.begin().await?;
    let detail = json!({ "rows": shown.len() });
    audit::record(ctx, &tx, "import.check_read", ("import_job", job.id), detail).await?;
    tx.commit().await?;
    Ok(shown)
}

/// The rows that a check which is done found something about, after a place, as they were found: whoever shows them masks
/// and records.
pub(crate) async fn rows_as_found(
    ctx: &Ctx,
    job: &ImportJob,
    key: &DataKey,
    after: i32,
    limit: u64,
) -> Result<Vec<(i32, ReadRow)>, AppError> {
    let found = import_jobs::rows(ctx.store.reader(), job.id, None, after, limit).await?;
    found.into_iter().map(|it| Ok((it.place, read(&key.open(ROW, &it.body)?)?))).collect()
}

/// The households with a case that a check would change, after one, in the order of their ids; where it is asked so, those
/// whose level would fall. Those that the actor may not read are left out. Recorded before it is shown.
///
/// # Errors
///
/// As [`find_check`].
pub async fn changes(
    ctx: &Ctx,
    id: CheckId,
    falling_only: bool,
    after: Option<Uuid>,
    limit: u64,
) -> Result<Vec<ChangedHousehold>, AppError> {
    let (job, _, key) = open_check(ctx, id).await?;
    if job.is_open {
        return Ok(Vec::new());
    }
    let found = import_jobs::changes(ctx.store.reader(), job.id, falling_only, after, limit).await?;
    let mut shown: Vec<ChangedHousehold> = Vec::with_capacity(found.len());
    for it in found {
        shown.push(read(&key.open(CHANGE, &it.body)?)?);
    }
    let tx = ctx.store.begin().await?;
    let detail = json!({ "households": shown.len() });
    audit::record(ctx, &tx, "import.check_read", ("import_job", job.id), detail).await?;
    tx.commit().await?;
    Ok(shown)
}

/// A check of the account, its file, and what this is sealed under.
pub(crate) async fn open_check(ctx: &Ctx, id: CheckId) -> Result<(ImportJob, Upload, DataKey), AppError> {
    authorize(&ctx.actor, Action::Import, ctx.today())?;
    let db = ctx.store.reader();
    let job = import_jobs::find(db, who(ctx)?, JobKind::Check, id.0).await?.ok_or(AppError::Hidden)?;
    let upload = uploads::find(db, job.upload).await?.ok_or(AppError::Hidden)?;
    let key = ctx.store.keys().unwrap_data_key(&upload.data_key, &upload.master_key_id)?;
    Ok((job, upload, key))
}

/// An import that the account asked for and that holds no row yet, or never will.
pub(crate) async fn of_job(ctx: &Ctx, id: BatchId) -> Result<Option<(ImportJob, Import)>, AppError> {
    let Some(account) = ctx.actor.account else { return Ok(None) };
    let db = ctx.store.reader();
    let job = match import_jobs::find(db, account, JobKind::Apply, id.0).await? {
        Some(own) => Some(own),
        None if approval::is_for(ctx, id).await? => import_jobs::find_many(db, &[id.0]).await?.pop(),
        None => None,
    };
    let Some(job) = job else { return Ok(None) };
    let import = all_asked(ctx, vec![job.clone()]).await?.into_iter().next();
    Ok(Some((job, import.ok_or(AppError::Hidden)?)))
}

/// Imports that the account asked for and that hold no row, newest first, before the given one.
pub(crate) async fn without_rows(
    ctx: &Ctx,
    before: Option<BatchId>,
    limit: u64,
) -> Result<Vec<Import>, AppError> {
    let Some(account) = ctx.actor.account else { return Ok(Vec::new()) };
    let db = ctx.store.reader();
    let jobs = import_jobs::without_batch(db, account, before.map(|it| it.0), limit).await?;
    all_asked(ctx, jobs).await
}

/// Imports that hold no row, as they stand.
pub(super) async fn all_asked(ctx: &Ctx, jobs: Vec<ImportJob>) -> Result<Vec<Import>, AppError> {
    let ids: Vec<Uuid> = jobs.iter().map(|it| it.id).collect();
    let mut approvals = approval::of_imports(ctx, &ids).await?;
    let jobs = with_uploads(ctx, jobs).await?.into_iter();
    jobs.map(|(job, upload, key)| asked(&job, upload, &key, approvals.remove(&job.id))).collect()
}

fn asked(
    job: &ImportJob,
    upload: Upload,
    key: &DataKey,
    approval: Option<Approval>,
) -> Result<Import, AppError> {
    let found = opened(job, key)?.unwrap_or_default();
    let failure = failure(job)?;
    let agreed = approval.as_ref().map(|it| it.decided.as_ref().map(|it| it.is_agreed));
    let state = match (&failure, job.is_open) {
        (Some(it), _) if it.code == "TOO_MANY_DUPLICATES" => "stopped",
        (Some(_), _) => "failed",
        (None, true) => "applying",
        (None, false) => match agreed {
            Some(None) => "waiting",
            Some(Some(false)) => "sent_back",
            _ => "applied",
        },
    };
    Ok(Import {
        id: BatchId(job.id),
        file_name: upload.file_name,
        source: found
            .source
            .or_else(|| approval.as_ref()?.counts.source.clone())
            .unwrap_or_else(|| UNREAD.to_owned()),
        year: found.year.or(job.year).unwrap_or_default(),
        state: state.to_owned(),
        counts: found.counts,
        n_rows_done: job.n_rows_done,
        n_rows: job.n_rows,
        started_by: crate::sessions::actor_name(job.account),
        account: Some(job.account),
        started_at: job.created_at,
        finished_at: job.finished_at.filter(|_| failure.is_none()),
        undone_at: None,
        unknown_columns: found.unknown_columns,
        missing_columns: found.missing_fields,
        compared: found.compared,
        n_without_place: i64::try_from(found.n_without_place).unwrap_or(i64::MAX),
        plan: job.plan.clone().or(found.plan),
        chosen: JobChoice::of(job)?.chosen,
        failure,
        approval,
        mapping: None,
        resumed: None,
        rules: Vec::new(),
    })
}

/// The source of a file that was not read yet.
const UNREAD: &str = "unknown";

/// Why imports were given up, by import: those whose last job ended without success.
pub(crate) async fn of_batches(ctx: &Ctx, batches: &[Uuid]) -> Result<HashMap<Uuid, Refused>, AppError> {
    let jobs = import_jobs::of_batches(ctx.store.reader(), batches).await?;
    let mut failures = HashMap::new();
    for (batch, job) in jobs {
        if let Some(failure) = failure(&job)? {
            failures.insert(batch, failure);
        }
    }
    Ok(failures)
}

fn failure(job: &ImportJob) -> Result<Option<Refused>, AppError> {
    job.failure.as_ref().map(|it| read(it.as_bytes())).transpose()
}

pub(crate) fn opened(job: &ImportJob, key: &DataKey) -> Result<Option<Found>, AppError> {
    let Some(sealed) = &job.found else { return Ok(None) };
    read(&key.open(FOUND, sealed)?).map(Some)
}

fn read<T: serde::de::DeserializeOwned>(bytes: &[u8]) -> Result<T, AppError> {
    serde_json::from_slice(bytes).map_err(|e| AppError::Unexpected(e.to_string()))
}
