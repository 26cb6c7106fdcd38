//! How offices read the columns of their lists: mappings kept in versions, and by which one a file was read.

use std::collections::HashMap;

use chrono::{DateTime, Utc};
use phonjon_domain::access::Scope;
use phonjon_domain::ids::{AreaId, MappingId, UserId};
use sea_orm::{ConnectionTrait, QueryResult, Value};
use uuid::Uuid;

use crate::access::scope_condition;
use crate::database::Tx;
use crate::error::StoreError;
use crate::sql;

/// A version of a mapping that an office saved.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MappingRow {
    /// This version.
    pub id: MappingId,
    /// The office, by its area.
    pub area: AreaId,
    /// `tpmap`, `thaiqm`, `bmn` or `welfare`.
    pub source: String,
    /// What the office calls it.
    pub name: String,
    /// 1 when it is first saved.
    pub version: i32,
    /// What it says, as JSON.
    pub mapping: String,
    /// Who saved it.
    pub account: UserId,
    /// When.
    pub saved_at: DateTime<Utc>,
    /// When a newer version took its place.
    pub replaced_at: Option<DateTime<Utc>>,
}

const COLUMNS: &str = "id, area_id, source, name, version, mapping, account_id, saved_at, replaced_at";

impl MappingRow {
    fn read(row: &QueryResult) -> Result<Self, StoreError> {
        Ok(Self {
            id: MappingId(row.try_get("", "id")?),
            area: AreaId(row.try_get("", "area_id")?),
            source: row.try_get("", "source")?,
            name: row.try_get("", "name")?,
            version: row.try_get("", "version")?,
            mapping: row.try_get("", "mapping")?,
            account: UserId(row.try_get("", "account_id")?),
            saved_at: row.try_get("", "saved_at")?,
            replaced_at: row.try_get("", "replaced_at")?,
        })
    }
}

/// The mappings in use of the offices within a scope, the newest first.
///
/// # Errors
///
/// The database's own.
pub async fn in_use(
    db: &impl ConnectionTrait,
    scope: &Scope,
    limit: u64,
) -> Result<Vec<MappingRow>, StoreError> {
    let (condition, values) = scope_condition(scope, "area_id", None);
    let text = format!(
        "select {COLUMNS} from import_mapping where replaced_at is null and {condition} \
         order by saved_at desc, id limit {limit}"
    );
    sql::rows(db, &text, values).await?.iter().map(MappingRow::read).collect()
}

/// One version within a scope.
///
/// # Errors
///
/// The database's own.
pub async fn find(
    db: &impl ConnectionTrait,
    scope: &Scope,
    id: MappingId,
) -> Result<Option<MappingRow>, StoreError> {
    let (condition, mut values) = scope_condition(scope, "area_id", None);
    values.insert(0, id.0.into());
    let text = format!("select {COLUMNS} from import_mapping where id = ? and {condition}");
    sql::row(db, &text, values).await?.as_ref().map(MappingRow::read).transpose()
}

/// Some versions, by id: whoever asks saw what was read by them.
///
/// # Errors
///
/// The database's own.
pub async fn find_many(
    db: &impl ConnectionTrait,
    ids: &[MappingId],
) -> Result<HashMap<MappingId, MappingRow>, StoreError> {
    if ids.is_empty() {
        return Ok(HashMap::new());
    }
    let text = format!("select {COLUMNS} from import_mapping where id in ({})", sql::marks(ids.len()));
    let rows = sql::rows(db, &text, ids.iter().map(|it| it.0.into()).collect()).await?;
    rows.iter().map(|it| MappingRow::read(it).map(|it| (it.id, it))).collect()
}

/// The version in use of an office's mapping of this name, for update.
///
/// # Errors
///
/// The database's own.
pub async fn newest(
    tx: &Tx,
    area: AreaId,
    source: &str,
    name: &str,
) -> Result<Option<MappingRow>, StoreError> {
    let text = format!(
        "select {COLUMNS} from import_mapping where area_id = ? and source = ? and name = ? \
         order by version desc limit 1{}",
        tx.for_update()
    );
    let values: Vec<Value> = vec![area.0.into(), source.into(), name.into()];
    sql::row(&**tx, &text, values).await?.as_ref().map(MappingRow::read).transpose()
}

/// Every version of an office's mapping, the newest first.
///
/// # Errors
///
/// The database's own.
pub async fn versions(
    db: &impl ConnectionTrait,
    of: &MappingRow,
    limit: u64,
) -> Result<Vec<MappingRow>, StoreError> {
    let text = format!(
        "select {COLUMNS} from import_mapping where area_id = ? and source = ? and name = ? \
         order by version desc limit {limit}"
    );
    let values: Vec<Value> = vec![of.area.0.into(), of.source.as_str().into(), of.name.as_str().into()];
    sql::rows(db, &text, values).await?.iter().map(MappingRow::read).collect()
}

/// Saves a version; the one before it stays, and is no longer in use.
///
/// # Errors
///
/// [`StoreError::Stale`] where somebody saved one meanwhile, or the database's own.
pub async fn insert(tx: &Tx, row: &MappingRow, before: Option<MappingId>) -> Result<(), StoreError> {
    if let Some(before) = before {
        let text = "update import_mapping set replaced_at = ? where id = ? and replaced_at is null";
        let done = sql::execute(&**tx, text, vec![row.saved_at.into(), before.0.into()]).await?;
        if done.rows_affected() != 1 {
            return Err(StoreError::Stale);
        }
    }
    let columns: Vec<&str> = COLUMNS.split(", ").collect();
    let values = vec![
        row.id.0.into(),
        row.area.0.into(),
        row.source.as_str().into(),
        row.name.as_str().into(),
        row.version.into(),
        row.mapping.as_str().into(),
        row.account.0.into(),
        row.saved_at.into(),
        row.replaced_at.into(),
    ];
    Ok(sql::insert_many(&**tx, "import_mapping", &columns, vec![values]).await?)
}

/// Keeps how somebody said that a file is to be read.
///
/// # Errors
///
/// The database's own.
pub async fn keep_of_job(tx: &Tx, job: Uuid, mapping: &str) -> Result<(), StoreError> {
    let values = vec![job.into(), mapping.into()];
    Ok(sql::insert_many(&**tx, "import_job_mapping", &["job_id", "mapping"], vec![values]).await?)
}

/// How somebody said that the file of a job is to be read.
///
/// # Errors
///
/// The database's own.
pub async fn of_job(db: &impl ConnectionTrait, job: Uuid) -> Result<Option<String>, StoreError> {
    let text = "select mapping from import_job_mapping where job_id = ?";
    let row = sql::row(db, text, vec![job.into()]).await?;
    Ok(row.map(|it| it.try_get_by_index(0)).transpose()?)
}

/// How the file of an import was read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BatchMapping {
    /// The import.
    pub batch: Uuid,
    /// The saved version it was read by, if by one.
    pub saved: Option<MappingId>,
    /// True where somebody said how.
    pub is_mapped: bool,
    /// What every column was taken for, as JSON.
    pub mapping: String,
}

/// Keeps how the file of an import was read.
///
/// # Errors
///
/// The database's own.
pub async fn keep_of_batch(tx: &Tx, it: &BatchMapping) -> Result<(), StoreError> {
    let columns = ["batch_id", "mapping_id", "is_mapped", "mapping"];
    let values = vec![
        it.batch.into(),
        it.saved.map(|it| it.0).into(),
        it.is_mapped.into(),
        it.mapping.as_str().into(),
    ];
    Ok(sql::insert_many(&**tx, "import_batch_mapping", &columns, vec![values]).await?)
}

/// How the files of imports were read, by import.
///
/// # Errors
///
/// The database's own.
pub async fn of_batches(
    db: &impl ConnectionTrait,
    batches: &[Uuid],
) -> Result<HashMap<Uuid, BatchMapping>, StoreError> {
    if batches.is_empty() {
        return Ok(HashMap::new());
    }
    let text = format!(
        "select batch_id, mapping_id, is_mapped, mapping from import_batch_mapping where batch_id in ({})",
        sql::marks(batches.len())
    );
    let rows = sql::rows(db, &text, batches.iter().map(|it| (*it).into()).collect()).await?;
    let read = |row: &QueryResult| {
        let saved: Option<Uuid> = row.try_get("", "mapping_id")?;
        let it = BatchMapping {
            batch: row.try_get("", "batch_id")?,
            saved: saved.map(MappingId),
            is_mapped: row.try_get("", "is_mapped")?,
            mapping: row.try_get("", "mapping")?,
        };
        Ok((it.batch, it))
    };
    rows.iter().map(read).collect()
}
