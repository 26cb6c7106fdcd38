//! Import batches and the rows they brought: what was read, where it stood, and how far an import has come.

mod attachment;
mod places;
mod written;

use std::collections::HashMap;

use chrono::{DateTime, NaiveDate, Utc};
use sea_orm::{ConnectionTrait, DbBackend, QueryResult, Value};
use uuid::Uuid;

pub use attachment::{Attachment, insert_attachment};
pub use places::{RowPlace, row_places};
pub use written::{ChunkStart, WrittenRow, chunk_bodies, chunk_starts, written_rows};

use crate::Tx;
use crate::error::StoreError;
use crate::sql;

/// One file's import.
#[derive(Debug, Clone, PartialEq)]
pub struct Batch {
    /// Its id.
    pub id: Uuid,
    /// `tpmap`, `thaiqm`, `bmn`, `welfare`, `tpmap-public`, `visits`, `help`, `teams` or `accounts`.
    pub source: String,
    /// Survey year, Buddhist era.
    pub survey_year: i16,
    /// Base name of the file.
    pub file_name: String,
    /// SHA-256 of the file.
    pub file_hash: Vec<u8>,
    /// `applying`, `applied` or `undone`.
    pub state: String,
    /// The data key of its rows, wrapped by the master key.
    pub data_key: Vec<u8>,
    /// Which master key wrapped it.
    pub master_key_id: String,
    /// Rows the file holds, data or not.
    pub n_rows_read: i64,
    /// Rows taken up so far: the checkpoint.
    pub n_rows_applied: i64,
    /// Rows by outcome, as JSON.
    pub counts: String,
    /// The original file.
    pub attachment_id: Option<Uuid>,
    /// Who: `account:<id>` or `operator:<os user>`.
    pub started_by: String,
    /// The account, unless the operator.
    pub account_id: Option<Uuid>,
    /// When.
    pub started_at: DateTime<Utc>,
    /// When the last row was taken up.
    pub finished_at: Option<DateTime<Utc>>,
    /// When it was undone.
    pub undone_at: Option<DateTime<Utc>>,
    /// Columns that no field took, as JSON.
    pub unknown_columns: Option<String>,
    /// Columns the source usually has and the file has not, as JSON.
    pub missing_columns: Option<String>,
    /// How its rows compare with those of the same file before it, as JSON.
    pub compared: Option<String>,
    /// Rows taken of whose place nothing was known.
    pub n_without_place: i64,
    /// The hash of its plan.
    pub plan: Option<String>,
    /// What was chosen for it, as JSON.
    pub chosen: Option<String>,
    /// Rows that were taken up when somebody last went on with it; nothing where it was never broken off.
    pub resumed_from: Option<i64>,
    /// When that was.
    pub resumed_at: Option<DateTime<Utc>>,
    /// By which rules it is judged, as JSON.
    pub rules: Option<String>,
}

const BATCH_COLUMNS: &str = "id, source, survey_year, file_name, file_hash, state, data_key, master_key_id, n_rows_read, \
     n_rows_applied, counts, attachment_id, started_by, account_id, started_at, finished_at, undone_at, unknown_columns, missing_columns, compared, n_without_place, plan, chosen, resumed_from, resumed_at, rules";

impl Batch {
    pub(crate) fn read(row: &QueryResult) -> Result<Self, StoreError> {
        Ok(Self {
            id: row.try_get("", "id")?,
            source: row.try_get("", "source")?,
            survey_year: row.try_get("", "survey_year")?,
            file_name: row.try_get("", "file_name")?,
            file_hash: row.try_get("", "file_hash")?,
            state: row.try_get("", "state")?,
            data_key: row.try_get("", "data_key")?,
            master_key_id: row.try_get("", "master_key_id")?,
            n_rows_read: row.try_get("", "n_rows_read")?,
            n_rows_applied: row.try_get("", "n_rows_applied")?,
            counts: row.try_get("", "counts")?,
            attachment_id: row.try_get("", "attachment_id")?,
            started_by: row.try_get("", "started_by")?,
            account_id: row.try_get("", "account_id")?,
            started_at: row.try_get("", "started_at")?,
            finished_at: row.try_get("", "finished_at")?,
            undone_at: row.try_get("", "undone_at")?,
            unknown_columns: row.try_get("", "unknown_columns")?,
            missing_columns: row.try_get("", "missing_columns")?,
            compared: row.try_get("", "compared")?,
            n_without_place: row.try_get("", "n_without_place")?,
            plan: row.try_get("", "plan")?,
            chosen: row.try_get("", "chosen")?,
            resumed_from: row.try_get("", "resumed_from")?,
            resumed_at: row.try_get("", "resumed_at")?,
            rules: row.try_get("", "rules")?,
        })
    }
}

/// Begins a batch.
///
/// # Errors
///
/// The database's own.
pub async fn insert_batch(tx: &Tx, batch: &Batch) -> Result<(), StoreError> {
    let columns: Vec<&str> = BATCH_COLUMNS.split(',').map(str::trim).collect();
    let values: Vec<Value> = vec![
        batch.id.into(),
        batch.source.clone().into(),
        batch.survey_year.into(),
        batch.file_name.clone().into(),
        batch.file_hash.clone().into(),
        batch.state.clone().into(),
        batch.data_key.clone().into(),
        batch.master_key_id.clone().into(),
        batch.n_rows_read.into(),
        batch.n_rows_applied.into(),
        batch.counts.clone().into(),
        batch.attachment_id.into(),
        batch.started_by.clone().into(),
        batch.account_id.into(),
        batch.started_at.into(),
        batch.finished_at.into(),
        batch.undone_at.into(),
        batch.unknown_columns.clone().into(),
        batch.missing_columns.clone().into(),
        batch.compared.clone().into(),
        batch.n_without_place.into(),
        batch.plan.clone().into(),
        batch.chosen.clone().into(),
        batch.resumed_from.into(),
        batch.resumed_at.into(),
        batch.rules.clone().into(),
    ];
    Ok(sql::insert_many(&**tx, "import_batch", &columns, vec![values]).await?)
}

/// Notes that somebody goes on with an import that was broken off: behind which row, and when.
///
/// # Errors
///
/// The database's own.
pub async fn resumed(tx: &Tx, batch: Uuid, from: i64, at: DateTime<Utc>) -> Result<(), StoreError> {
    let text = "update import_batch set resumed_from = ?, resumed_at = ? where id = ?";
    sql::execute(&**tx, text, vec![from.into(), at.into(), batch.into()]).await?;
    Ok(())
}

/// The live batch of exactly this file, source and year, if it was imported or begun before.
///
/// # Errors
///
/// The database's own.
pub async fn find_batch_of_file(
    db: &impl ConnectionTrait,
    file_hash: &[u8],
    source: &str,
    survey_year: i16,
) -> Result<Option<Batch>, StoreError> {
    let row = sql::row(
        db,
        &format!(
            "select {BATCH_COLUMNS} from import_batch where file_hash = ? and source = ? and survey_year = ? \
             and undone_at is null order by started_at desc limit 1"
        ),
        vec![file_hash.to_vec().into(), source.into(), survey_year.into()],
    )
    .await?;
    row.map(|row| Batch::read(&row)).transpose()
}

/// True where a live batch of the same file name, source and year began after this one.
///
/// # Errors
///
/// The database's own.
pub async fn has_later_batch(db: &impl ConnectionTrait, batch: &Batch) -> Result<bool, StoreError> {
    let text = "select 1 as one from import_batch where source = ? and survey_year = ? and file_name = ? \
                and undone_at is null and id > ? limit 1";
    let values = vec![
        batch.source.clone().into(),
        batch.survey_year.into(),
        batch.file_name.clone().into(),
        batch.id.into(),
    ];
    Ok(sql::row(db, text, values).await?.is_some())
}

/// True where a batch began after the one of this id, or one that has this id.
///
/// # Errors
///
/// The database's own.
pub async fn is_batch_after(db: &impl ConnectionTrait, id: Uuid) -> Result<bool, StoreError> {
    let text = "select 1 as one from import_batch where id >= ? limit 1";
    Ok(sql::row(db, text, vec![id.into()]).await?.is_some())
}

/// A batch by its id.
///
/// # Errors
///
/// The database's own.
pub async fn find_batch(db: &impl ConnectionTrait, id: Uuid) -> Result<Option<Batch>, StoreError> {
    let row =
        sql::row(db, &format!("select {BATCH_COLUMNS} from import_batch where id = ?"), vec![id.into()])
            .await?;
    row.map(|row| Batch::read(&row)).transpose()
}

/// Batches, newest first, before the given one; of one account where it is given.
///
/// # Errors
///
/// The database's own.
pub async fn batches(
    db: &impl ConnectionTrait,
    account: Option<Uuid>,
    before: Option<Uuid>,
    limit: u64,
) -> Result<Vec<Batch>, StoreError> {
    let mut conditions = vec!["1 = 1"];
    let mut values: Vec<Value> = Vec::new();
    if let Some(account) = account {
        conditions.push("account_id = ?");
        values.push(account.into());
    }
    if let Some(before) = before {
        conditions.push("id < ?");
        values.push(before.into());
    }
    let text = format!(
        "select {BATCH_COLUMNS} from import_batch where {} order by id desc limit {limit}",
        conditions.join(" and ")
    );
    sql::rows(db, &text, values).await?.iter().map(Batch::read).collect()
}

/// The wrapped data keys of batches: wrapped key and master key id by batch.
///
/// # Errors
///
/// The database's own.
pub async fn data_keys(
    db: &impl ConnectionTrait,
    batches: &[Uuid],
) -> Result<HashMap<Uuid, (Vec<u8>, String)>, StoreError> {
    let mut keys = HashMap::new();
    for some in batches.chunks(10_000) {
        let text = format!(
            "select id, data_key, master_key_id from import_batch where id in ({})",
            sql::marks(some.len())
        );
        for row in sql::rows(db, &text, some.iter().map(|it| (*it).into()).collect()).await? {
            keys.insert(
                row.try_get("", "id")?,
                (row.try_get("", "data_key")?, row.try_get("", "master_key_id")?),
            );
        }
    }
    Ok(keys)
}

/// How far a batch is.
#[derive(Debug, Clone)]
pub struct Checkpoint {
    /// Rows taken up.
    pub n_rows_applied: i64,
    /// Rows by outcome, as JSON.
    pub counts: String,
    /// How they compare with the same file before, as JSON.
    pub compared: Option<String>,
    /// Rows taken of whose place nothing is known.
    pub n_without_place: i64,
    /// When the last row was taken up, if it was.
    pub finished_at: Option<DateTime<Utc>>,
    /// The hash of what it came to, kept where it has no plan yet.
    pub plan: Option<String>,
}

/// Moves a batch's checkpoint, in the transaction of the rows it counts.
///
/// # Errors
///
/// [`StoreError::Stale`] where the batch is not being applied any more.
pub async fn checkpoint(tx: &Tx, batch: Uuid, at: Checkpoint) -> Result<(), StoreError> {
    let state = if at.finished_at.is_some() { "applied" } else { "applying" };
    let done = sql::execute(
        &**tx,
        "update import_batch set n_rows_applied = ?, counts = ?, compared = ?, n_without_place = ?, state = ?, \
         finished_at = ?, plan = coalesce(plan, ?) \
         where id = ? and state = 'applying'",
        vec![
            at.n_rows_applied.into(),
            at.counts.into(),
            at.compared.into(),
            at.n_without_place.into(),
            state.into(),
            at.finished_at.into(),
            at.plan.into(),
            batch.into(),
        ],
    )
    .await?;
    if done.rows_affected() == 1 { Ok(()) } else { Err(StoreError::Stale) }
}

/// What those who decide who is who take turns by on PostgreSQL.
const TURN: i64 = 0x7068_6f6e_6a6f_6e01;

/// Waits until nobody else decides whom rows mean, and keeps others waiting until this transaction ends. An import, the
/// undo of one, an answer to a question and a correction by hand begin with it: who waits for it holds nothing yet.
///
/// What a row means is decided by what is stored: two imports that decide at once about somebody new would make two
/// persons of one, each blind to the other's rows, and one that has decided for a person brings that person back whom
/// an answer has just made one with another. Everybody waits for one lock, not for one a province, since a number is
/// looked for in the whole country. SQLite has one writer, who has waited already.
///
/// # Errors
///
/// The database's own.
pub async fn wait_for_turn(tx: &Tx) -> Result<(), StoreError> {
    if tx.get_database_backend() == DbBackend::Postgres {
        sql::execute(&**tx, "select pg_advisory_xact_lock(?)", vec![TURN.into()]).await?;
    }
    Ok(())
}

/// The state of a batch and how many rows were taken up, as the transaction sees it.
///
/// # Errors
///
/// The database's own.
pub async fn standing(tx: &Tx, batch: Uuid) -> Result<Option<(String, i64)>, StoreError> {
    let text = "select state, n_rows_applied from import_batch where id = ?";
    let row = sql::row(&**tx, text, vec![batch.into()]).await?;
    row.map(|it| Ok((it.try_get_by_index(0)?, it.try_get_by_index(1)?))).transpose()
}

/// True while some batch is being applied.
///
/// # Errors
///
/// The database's own.
pub async fn is_import_running(db: &impl ConnectionTrait) -> Result<bool, StoreError> {
    Ok(sql::row(db, "select 1 as one from import_batch where state = 'applying' limit 1", vec![])
        .await?
        .is_some())
}

/// A row to be stored.
#[derive(Debug, Clone)]
pub struct NewRow {
    /// Home province and id.
    pub key: (i16, Uuid),
    /// The batch.
    pub batch_id: Uuid,
    /// Its source.
    pub source: String,
    /// Its survey year.
    pub survey_year: i16,
    /// Base name of the file.
    pub file_name: String,
    /// Sheet; empty for text files.
    pub sheet: String,
    /// Row as shown, from 1.
    pub row_number: i32,
    /// Keyed hash of what it says.
    pub content_hash: Vec<u8>,
    /// `accepted` or `accepted_with_warning`.
    pub outcome: String,
    /// The deepest area its place names resolve to.
    pub area_id: Option<Uuid>,
    /// The day its facts were true.
    pub observed_on: NaiveDate,
    /// When it was recorded.
    pub recorded_at: DateTime<Utc>,
    /// Its values, sealed.
    pub facts: Vec<u8>,
    /// What was noted on it since it was read, as JSON: codes and arguments, no values.
    pub remarks: Option<String>,
    /// True where the names of its place say more than `area_id`.
    pub is_place_open: bool,
}

/// Stores rows.
///
/// # Errors
///
/// The database's own.
pub async fn insert_rows(tx: &Tx, rows: Vec<NewRow>) -> Result<(), StoreError> {
    let values = rows
        .into_iter()
        .map(|it| {
            vec![
                it.key.0.into(),
                it.key.1.into(),
                it.batch_id.into(),
                it.source.into(),
                it.survey_year.into(),
                it.file_name.into(),
                it.sheet.into(),
                it.row_number.into(),
                it.content_hash.into(),
                it.outcome.into(),
                it.area_id.into(),
                it.observed_on.into(),
                it.recorded_at.into(),
                it.facts.into(),
                it.remarks.into(),
                it.is_place_open.into(),
            ]
        })
        .collect();
    let columns = [
        "home_province",
        "id",
        "batch_id",
        "source",
        "survey_year",
        "file_name",
        "sheet",
        "row_number",
        "content_hash",
        "outcome",
        "area_id",
        "observed_on",
        "recorded_at",
        "facts",
        "remarks",
        "is_place_open",
    ];
    Ok(sql::insert_many(&**tx, "source_row", &columns, values).await?)
}

/// Stores the cells of consecutive rows as they were written.
///
/// # Errors
///
/// The database's own.
pub async fn insert_raw_chunk(
    tx: &Tx,
    batch: Uuid,
    chunk: i32,
    first: (&str, i32),
    n_rows: i32,
    body: Vec<u8>,
) -> Result<(), StoreError> {
    let values = vec![batch.into(), chunk.into(), first.0.into(), first.1.into(), n_rows.into(), body.into()];
    let columns = ["batch_id", "chunk", "first_sheet", "first_row", "n_rows", "body"];
    Ok(sql::insert_many(&**tx, "raw_chunk", &columns, vec![values]).await?)
}

/// Chunks of an import's cells as they were written, sealed, in the order of the file after one, at most so many.
///
/// # Errors
///
/// The database's own.
pub async fn raw_chunks(
    db: &impl ConnectionTrait,
    batch: Uuid,
    after: Option<i32>,
    limit: u32,
) -> Result<Vec<(i32, Vec<u8>)>, StoreError> {
    let text = format!(
        "select chunk, body from raw_chunk where batch_id = ? and chunk > ? order by chunk limit {limit}"
    );
    let rows = sql::rows(db, &text, vec![batch.into(), after.unwrap_or(-1).into()]).await?;
    rows.iter().map(|it| Ok((it.try_get("", "chunk")?, it.try_get("", "body")?))).collect()
}

/// Stores why rows were refused; `issues` are sealed.
///
/// # Errors
///
/// The database's own.
pub async fn insert_rejected(
    tx: &Tx,
    batch: Uuid,
    rows: Vec<(String, i32, Vec<u8>)>,
) -> Result<(), StoreError> {
    let values = rows
        .into_iter()
        .map(|(sheet, row, issues)| vec![batch.into(), sheet.into(), row.into(), issues.into()])
        .collect();
    // An import that goes on meets the rows again that it refused before it was killed.
    let conflict = "on conflict (batch_id, sheet, row_number) do update set issues = excluded.issues";
    let columns = ["batch_id", "sheet", "row_number", "issues"];
    Ok(sql::insert_many_or(&**tx, "rejected_row", &columns, values, conflict).await?)
}

/// One line of `export sources`: where a row stands and whom it is linked to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ExportedSource {
    /// Base name of the file.
    pub file: String,
    /// Sheet; empty for text files.
    pub sheet: String,
    /// Row as shown.
    pub row: i32,
    /// The person it is about.
    pub person_id: Uuid,
    /// The household it places that person in.
    pub household_id: Uuid,
}

/// How many rows [`exported_sources`] gives at most: those that stand.
///
/// # Errors
///
/// The database's own.
pub async fn count_standing_rows(db: &impl ConnectionTrait) -> Result<i64, StoreError> {
    let text = "select count(*) from source_row where reversed_at is null and replaced_by is null";
    let row = sql::row(db, text, vec![]).await?;
    Ok(row.map(|it| it.try_get_by_index(0)).transpose()?.unwrap_or(0))
}

/// A page of linked rows in the order of batch, sheet and row, after the given place.
///
/// # Errors
///
/// The database's own.
pub async fn exported_sources(
    db: &impl ConnectionTrait,
    after: Option<(Uuid, String, i32)>,
    limit: u64,
) -> Result<(Vec<ExportedSource>, Option<(Uuid, String, i32)>), StoreError> {
    let (condition, values): (&str, Vec<Value>) = match after {
        Some((batch, sheet, row)) => (
            "and (r.batch_id > ? or (r.batch_id = ? and (r.sheet > ? or (r.sheet = ? and r.row_number > ?))))",
            vec![batch.into(), batch.into(), sheet.clone().into(), sheet.into(), row.into()],
        ),
        None => ("", vec![]),
    };
    let text = format!(
        "select r.batch_id, r.file_name, r.sheet, r.row_number, l.person_id, l.household_id from source_row r \
         join link l on l.home_province = r.home_province and l.source_row_id = r.id and l.undone_at is null \
         where r.reversed_at is null and r.replaced_by is null {condition} \
         order by r.batch_id, r.sheet, r.row_number limit {limit}"
    );
    let mut last = None;
    let mut page = Vec::new();
    for row in sql::rows(db, &text, values).await? {
        let it = ExportedSource {
            file: row.try_get("", "file_name")?,
            sheet: row.try_get("", "sheet")?,
            row: row.try_get("", "row_number")?,
            person_id: row.try_get("", "person_id")?,
            household_id: row.try_get("", "household_id")?,
        };
        last = Some((row.try_get("", "batch_id")?, it.sheet.clone(), it.row));
        page.push(it);
    }
    Ok((page, last))
}
