//! Checks and imports of uploaded files that a serving process carries out: who holds which, how far it is, what came of it.

use std::collections::HashMap;

use chrono::{DateTime, Utc};
use phonjon_domain::ids::UserId;
use sea_orm::{ConnectionTrait, QueryResult, Value};
use uuid::Uuid;

use crate::database::Tx;
use crate::error::StoreError;
use crate::sql;

/// Which of the two.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum JobKind {
    /// To say what importing would do.
    Check,
    /// To import.
    Apply,
}

impl JobKind {
    /// The stable word.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Check => "check",
            Self::Apply => "apply",
        }
    }
}

/// A check or an import of an uploaded file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ImportJob {
    /// Its id; an import that it begins has the same.
    pub id: Uuid,
    /// Which of the two.
    pub kind: JobKind,
    /// The file.
    pub upload: Uuid,
    /// Who asked for it.
    pub account: UserId,
    /// The survey year that was given.
    pub year: Option<i16>,
    /// The hash of the plan that an import has to keep to.
    pub plan: Option<String>,
    /// What was chosen for it, as JSON.
    pub chosen: Option<String>,
    /// When it was asked for.
    pub created_at: DateTime<Utc>,
    /// It is not done yet.
    pub is_open: bool,
    /// How often somebody began with it.
    pub n_tries: i32,
    /// Rows in the file; 0 until it was read.
    pub n_rows: i64,
    /// Rows taken up so far.
    pub n_rows_done: i64,
    /// The import that has its rows.
    pub batch: Option<Uuid>,
    /// Why it ended without success: a code and the arguments of its sentence, as JSON.
    pub failure: Option<String>,
    /// What came of it, sealed under the upload's data key.
    pub found: Option<Vec<u8>>,
    /// When it ended.
    pub finished_at: Option<DateTime<Utc>>,
}

const COLUMNS: &str = "id, kind, upload_id, account_id, survey_year, created_at, open_since, n_tries, n_rows, \
     n_rows_done, batch_id, failure, found, finished_at, plan, chosen";

impl ImportJob {
    fn read(row: &QueryResult) -> Result<Self, StoreError> {
        let kind: String = row.try_get("", "kind")?;
        let open_since: Option<DateTime<Utc>> = row.try_get("", "open_since")?;
        Ok(Self {
            id: row.try_get("", "id")?,
            kind: if kind == JobKind::Apply.code() { JobKind::Apply } else { JobKind::Check },
            upload: row.try_get("", "upload_id")?,
            account: UserId(row.try_get("", "account_id")?),
            year: row.try_get("", "survey_year")?,
            plan: row.try_get("", "plan")?,
            chosen: row.try_get("", "chosen")?,
            created_at: row.try_get("", "created_at")?,
            is_open: open_since.is_some(),
            n_tries: row.try_get("", "n_tries")?,
            n_rows: row.try_get("", "n_rows")?,
            n_rows_done: row.try_get("", "n_rows_done")?,
            batch: row.try_get("", "batch_id")?,
            failure: row.try_get("", "failure")?,
            found: row.try_get("", "found")?,
            finished_at: row.try_get("", "finished_at")?,
        })
    }
}

/// Adds a job: one that is open waits to be done, another to be opened.
///
/// # Errors
///
/// The database's own.
pub async fn insert(tx: &Tx, it: &ImportJob) -> Result<(), StoreError> {
    let columns = [
        "id",
        "kind",
        "upload_id",
        "account_id",
        "survey_year",
        "created_at",
        "open_since",
        "n_tries",
        "n_rows",
        "n_rows_done",
        "plan",
        "chosen",
    ];
    let values = vec![
        it.id.into(),
        it.kind.code().into(),
        it.upload.into(),
        it.account.0.into(),
        it.year.into(),
        it.created_at.into(),
        it.is_open.then_some(it.created_at).into(),
        0_i32.into(),
        0_i64.into(),
        0_i64.into(),
        it.plan.clone().into(),
        it.chosen.clone().into(),
    ];
    Ok(sql::insert_many(&**tx, "import_job", &columns, vec![values]).await?)
}

/// A job of this account.
///
/// # Errors
///
/// The database's own.
pub async fn find(
    db: &impl ConnectionTrait,
    account: UserId,
    kind: JobKind,
    id: Uuid,
) -> Result<Option<ImportJob>, StoreError> {
    let text = format!("select {COLUMNS} from import_job where id = ? and kind = ? and account_id = ?");
    let values = vec![id.into(), kind.code().into(), account.0.into()];
    sql::row(db, &text, values).await?.as_ref().map(ImportJob::read).transpose()
}

/// Jobs by their ids, whoever asked for them.
///
/// # Errors
///
/// The database's own.
pub async fn find_many(db: &impl ConnectionTrait, ids: &[Uuid]) -> Result<Vec<ImportJob>, StoreError> {
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    let text = format!("select {COLUMNS} from import_job where id in ({})", sql::marks(ids.len()));
    let rows = sql::rows(db, &text, ids.iter().map(|it| (*it).into()).collect()).await?;
    rows.iter().map(ImportJob::read).collect()
}

/// The checks of a file that came to their end, newest first.
///
/// # Errors
///
/// The database's own.
pub async fn checks_of(db: &impl ConnectionTrait, upload: Uuid) -> Result<Vec<ImportJob>, StoreError> {
    let text = format!(
        "select {COLUMNS} from import_job where upload_id = ? and kind = 'check' and open_since is null \
         order by id desc"
    );
    sql::rows(db, &text, vec![upload.into()]).await?.iter().map(ImportJob::read).collect()
}

/// Opens a job that waited for somebody's word: from now on it waits to be done.
///
/// # Errors
///
/// The database's own.
pub async fn open(tx: &Tx, id: Uuid, now: DateTime<Utc>) -> Result<(), StoreError> {
    let text =
        "update import_job set open_since = ? where id = ? and open_since is null and finished_at is null";
    sql::execute(&**tx, text, vec![now.into(), id.into()]).await?;
    Ok(())
}

/// How many jobs of an account are not done.
///
/// # Errors
///
/// The database's own.
pub async fn n_open(db: &impl ConnectionTrait, account: UserId) -> Result<i64, StoreError> {
    let text = "select count(*) from import_job where account_id = ? and open_since is not null";
    let row = sql::row(db, text, vec![account.0.into()]).await?;
    Ok(row.map(|it| it.try_get_by_index(0)).transpose()?.unwrap_or_default())
}

/// Imports that an account asked for and that have no row, newest first, before the given one: they wait, or the file was
/// refused.
///
/// # Errors
///
/// The database's own.
pub async fn without_batch(
    db: &impl ConnectionTrait,
    account: UserId,
    before: Option<Uuid>,
    limit: u64,
) -> Result<Vec<ImportJob>, StoreError> {
    let mut values = vec![account.0.into()];
    let beyond = if let Some(before) = before {
        values.push(before.into());
        " and id < ?"
    } else {
        ""
    };
    let text = format!(
        "select {COLUMNS} from import_job where account_id = ? and kind = 'apply' and batch_id is null{beyond} \
         order by id desc limit {limit}"
    );
    sql::rows(db, &text, values).await?.iter().map(ImportJob::read).collect()
}

/// The newest check of each file of an account that is still there and whose import nobody asked for, newest first.
///
/// # Errors
///
/// The database's own.
pub async fn checks_alone(db: &impl ConnectionTrait, account: UserId) -> Result<Vec<ImportJob>, StoreError> {
    let columns = COLUMNS.split(", ").map(|it| format!("j.{it}")).collect::<Vec<_>>().join(", ");
    let text = format!(
        "select {columns} from upload u join import_job j on j.upload_id = u.id \
         where u.account_id = ? and u.removed_at is null and j.kind = 'check' and not exists \
         (select 1 from import_job o where o.upload_id = u.id and (o.kind = 'apply' or o.id > j.id)) \
         order by j.id desc"
    );
    sql::rows(db, &text, vec![account.0.into()]).await?.iter().map(ImportJob::read).collect()
}

/// The jobs that imports were last worked on by, by import.
///
/// # Errors
///
/// The database's own.
pub async fn of_batches(
    db: &impl ConnectionTrait,
    batches: &[Uuid],
) -> Result<HashMap<Uuid, ImportJob>, StoreError> {
    if batches.is_empty() {
        return Ok(HashMap::new());
    }
    let text = format!(
        "select {COLUMNS} from import_job where batch_id in ({}) order by created_at, id",
        sql::marks(batches.len())
    );
    let rows = sql::rows(db, &text, batches.iter().map(|it| (*it).into()).collect()).await?;
    let jobs = rows.iter().map(ImportJob::read).collect::<Result<Vec<_>, _>>()?;
    Ok(jobs.into_iter().filter_map(|it| Some((it.batch?, it))).collect())
}

/// True where a job of a kind waits that nobody holds.
///
/// # Errors
///
/// The database's own.
pub async fn is_waiting(
    db: &impl ConnectionTrait,
    kind: JobKind,
    now: DateTime<Utc>,
) -> Result<bool, StoreError> {
    let text = "select 1 as one from import_job where open_since is not null and kind = ? \
                and (held_until is null or held_until < ?) limit 1";
    Ok(sql::row(db, text, vec![kind.code().into(), now.into()]).await?.is_some())
}

/// Takes up the job of a kind that has waited longest and that nobody holds, until an instant.
///
/// # Errors
///
/// The database's own.
pub async fn take_up(
    tx: &Tx,
    kind: JobKind,
    by: Uuid,
    (now, until): (DateTime<Utc>, DateTime<Utc>),
) -> Result<Option<ImportJob>, StoreError> {
    let text = format!(
        "select {COLUMNS} from import_job where open_since is not null and kind = ? \
         and (held_until is null or held_until < ?) order by open_since, id limit 1{}",
        tx.for_update()
    );
    let Some(row) = sql::row(&**tx, &text, vec![kind.code().into(), now.into()]).await? else {
        return Ok(None);
    };
    let mut job = ImportJob::read(&row)?;
    job.n_tries += 1;
    let text = "update import_job set held_by = ?, held_until = ?, n_tries = ? where id = ?";
    let values = vec![by.into(), until.into(), job.n_tries.into(), job.id.into()];
    sql::execute(&**tx, text, values).await?;
    Ok(Some(job))
}

/// How far a job has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Reached {
    /// Rows in the file.
    pub n_rows: i64,
    /// Rows taken up.
    pub n_rows_done: i64,
    /// The import that has them.
    pub batch: Option<Uuid>,
}

/// Holds a job on, and tells how far it has come; false where somebody else holds it by now.
///
/// # Errors
///
/// The database's own.
pub async fn hold_on(
    db: &impl ConnectionTrait,
    job: Uuid,
    by: Uuid,
    until: DateTime<Utc>,
    at: Reached,
) -> Result<bool, StoreError> {
    let text = "update import_job set held_until = ?, n_rows = ?, n_rows_done = ?, batch_id = ? \
                where id = ? and held_by = ? and open_since is not null";
    let values =
        vec![until.into(), at.n_rows.into(), at.n_rows_done.into(), at.batch.into(), job.into(), by.into()];
    Ok(sql::execute(db, text, values).await?.rows_affected() == 1)
}

/// Gives up the jobs that somebody holds: whoever comes next goes on with them at once.
///
/// # Errors
///
/// The database's own.
pub async fn let_go(db: &impl ConnectionTrait, by: Uuid) -> Result<(), StoreError> {
    let text = "update import_job set held_by = null, held_until = null, n_tries = n_tries - 1 \
                where held_by = ? and open_since is not null";
    sql::execute(db, text, vec![by.into()]).await?;
    Ok(())
}

/// How a job ended.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Ended {
    /// How far it came.
    pub at: Reached,
    /// Why it ended without success, as JSON.
    pub failure: Option<String>,
    /// What came of it, sealed.
    pub found: Option<Vec<u8>>,
}

/// Ends a job; false where somebody else holds it by now.
///
/// # Errors
///
/// The database's own.
pub async fn end(tx: &Tx, job: Uuid, by: Uuid, now: DateTime<Utc>, ended: Ended) -> Result<bool, StoreError> {
    let text = "update import_job set open_since = null, held_by = null, held_until = null, finished_at = ?, \
                n_rows = ?, n_rows_done = ?, batch_id = ?, failure = ?, found = ? \
                where id = ? and held_by = ? and open_since is not null";
    let values: Vec<Value> = vec![
        now.into(),
        ended.at.n_rows.into(),
        ended.at.n_rows_done.into(),
        ended.at.batch.into(),
        ended.failure.into(),
        ended.found.into(),
        job.into(),
        by.into(),
    ];
    Ok(sql::execute(&**tx, text, values).await?.rows_affected() == 1)
}

/// A row that a check found something about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CheckRow {
    /// Its place among the rows of the file.
    pub place: i32,
    /// What was found, sealed.
    pub body: Vec<u8>,
}

/// Keeps rows that a check found something about, each with the codes it bears.
///
/// # Errors
///
/// The database's own.
pub async fn keep_rows(tx: &Tx, job: Uuid, rows: Vec<(CheckRow, Vec<String>)>) -> Result<(), StoreError> {
    let mut bodies: Vec<Vec<Value>> = Vec::with_capacity(rows.len());
    let mut codes: Vec<Vec<Value>> = Vec::new();
    for (row, of_row) in rows {
        codes.extend(of_row.into_iter().map(|it| vec![job.into(), it.into(), row.place.into()]));
        bodies.push(vec![job.into(), row.place.into(), row.body.into()]);
    }
    sql::insert_many(&**tx, "import_check_row", &["job_id", "place", "body"], bodies).await?;
    Ok(sql::insert_many(&**tx, "import_check_issue", &["job_id", "code", "place"], codes).await?)
}

/// A household with a case that a check would change.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CheckChange {
    /// The household.
    pub household: Uuid,
    /// Its case is open.
    pub is_open: bool,
    /// Its level would be a lower one.
    pub falls: bool,
    /// What would change, sealed.
    pub body: Vec<u8>,
}

/// Keeps households that a check would change, in place of what was kept of them; those that it would not change after
/// all are forgotten.
///
/// # Errors
///
/// The database's own.
pub async fn keep_changes(
    tx: &Tx,
    job: Uuid,
    changed: Vec<CheckChange>,
    same: &[Uuid],
) -> Result<(), StoreError> {
    let again: Vec<Uuid> = changed.iter().map(|it| it.household).chain(same.iter().copied()).collect();
    for some in again.chunks(LIST) {
        let text = format!(
            "delete from import_check_change where job_id = ? and household_id in ({})",
            sql::marks(some.len())
        );
        let values = std::iter::once(job.into()).chain(some.iter().map(|it| (*it).into())).collect();
        sql::execute(&**tx, &text, values).await?;
    }
    let columns = ["job_id", "household_id", "is_open", "falls", "body"];
    let row = |it: CheckChange| {
        vec![job.into(), it.household.into(), it.is_open.into(), it.falls.into(), it.body.into()]
    };
    Ok(sql::insert_many(&**tx, "import_check_change", &columns, changed.into_iter().map(row).collect())
        .await?)
}

/// How many households a check would change, of how many the level would fall, and how many have an open case.
///
/// # Errors
///
/// The database's own.
pub async fn count_changes(db: &impl ConnectionTrait, job: Uuid) -> Result<(i64, i64, i64), StoreError> {
    let text = "select count(*), count(case when falls then 1 end), count(case when is_open then 1 end) \
                from import_check_change where job_id = ?";
    let Some(row) = sql::row(db, text, vec![job.into()]).await? else { return Ok((0, 0, 0)) };
    Ok((row.try_get_by_index(0)?, row.try_get_by_index(1)?, row.try_get_by_index(2)?))
}

/// The households that a check would change, after one; where it is asked so, those whose level would fall.
///
/// # Errors
///
/// The database's own.
pub async fn changes(
    db: &impl ConnectionTrait,
    job: Uuid,
    falling_only: bool,
    after: Option<Uuid>,
    limit: u64,
) -> Result<Vec<CheckChange>, StoreError> {
    let mut values: Vec<Value> = vec![job.into()];
    let mut beyond = String::new();
    if let Some(after) = after {
        beyond.push_str(" and household_id > ?");
        values.push(after.into());
    }
    if falling_only {
        beyond.push_str(" and falls");
    }
    let text = format!(
        "select household_id, is_open, falls, body from import_check_change where job_id = ?{beyond} \
         order by household_id limit {limit}"
    );
    let read = |it: &QueryResult| {
        Ok(CheckChange {
            household: it.try_get("", "household_id")?,
            is_open: it.try_get("", "is_open")?,
            falls: it.try_get("", "falls")?,
            body: it.try_get("", "body")?,
        })
    };
    sql::rows(db, &text, values).await?.iter().map(read).collect()
}

/// Most ids in one statement.
const LIST: usize = 10_000;

/// Forgets what a check that was broken off has kept.
///
/// # Errors
///
/// The database's own.
pub async fn forget_rows(tx: &Tx, job: Uuid) -> Result<(), StoreError> {
    for table in ["import_check_issue", "import_check_row"] {
        sql::execute(&**tx, &format!("delete from {table} where job_id = ?"), vec![job.into()]).await?;
    }
    Ok(())
}

/// Forgets the households that a check which was broken off has found changed.
///
/// # Errors
///
/// The database's own.
pub async fn forget_changes(tx: &Tx, job: Uuid) -> Result<(), StoreError> {
    sql::execute(&**tx, "delete from import_check_change where job_id = ?", vec![job.into()]).await?;
    Ok(())
}

/// The rows that a check found something about, after a place; where a code is given, those that bear it.
///
/// # Errors
///
/// The database's own.
pub async fn rows(
    db: &impl ConnectionTrait,
    job: Uuid,
    code: Option<&str>,
    after: i32,
    limit: u64,
) -> Result<Vec<CheckRow>, StoreError> {
    let mut values: Vec<Value> = vec![job.into(), after.into()];
    let text = match code {
        None => format!(
            "select place, body from import_check_row where job_id = ? and place > ? order by place limit {limit}"
        ),
        Some(code) => {
            values = vec![job.into(), code.into(), after.into()];
            format!(
                "select r.place, r.body from import_check_issue i \
                 join import_check_row r on r.job_id = i.job_id and r.place = i.place \
                 where i.job_id = ? and i.code = ? and i.place > ? order by i.place limit {limit}"
            )
        }
    };
    let found = sql::rows(db, &text, values).await?;
    found
        .iter()
        .map(|it| Ok(CheckRow { place: it.try_get("", "place")?, body: it.try_get("", "body")? }))
        .collect()
}
