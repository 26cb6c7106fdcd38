//! Files that were sent over HTTP and wait to be checked or imported: what they are, and which are to go.

use std::collections::HashMap;

use chrono::{DateTime, Utc};
use phonjon_domain::ids::UserId;
use sea_orm::{ConnectionTrait, QueryResult};
use uuid::Uuid;

use crate::database::Tx;
use crate::error::StoreError;
use crate::sql;

/// A file on its way in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Upload {
    /// Its id.
    pub id: Uuid,
    /// Who sent it.
    pub account: UserId,
    /// Base name.
    pub file_name: String,
    /// Its plain bytes.
    pub n_bytes: i64,
    /// SHA-256 of its plain bytes.
    pub sha256: Vec<u8>,
    /// What it is found by among the blobs.
    pub blob_key: String,
    /// The data key it is encrypted under, wrapped by the master key.
    pub data_key: Vec<u8>,
    /// Which master key wrapped it.
    pub master_key_id: String,
    /// When it came.
    pub created_at: DateTime<Utc>,
    /// Its bytes are still there.
    pub is_there: bool,
}

const COLUMNS: &str =
    "id, account_id, file_name, n_bytes, sha256, blob_key, data_key, master_key_id, created_at, removed_at";

impl Upload {
    fn read(row: &QueryResult) -> Result<Self, StoreError> {
        Ok(Self {
            id: row.try_get("", "id")?,
            account: UserId(row.try_get("", "account_id")?),
            file_name: row.try_get("", "file_name")?,
            n_bytes: row.try_get("", "n_bytes")?,
            sha256: row.try_get("", "sha256")?,
            blob_key: row.try_get("", "blob_key")?,
            data_key: row.try_get("", "data_key")?,
            master_key_id: row.try_get("", "master_key_id")?,
            created_at: row.try_get("", "created_at")?,
            is_there: row.try_get::<Option<DateTime<Utc>>>("", "removed_at")?.is_none(),
        })
    }
}

/// Records a file that was written to the blobs.
///
/// # Errors
///
/// The database's own.
pub async fn insert(tx: &Tx, it: &Upload) -> Result<(), StoreError> {
    let columns: Vec<&str> = COLUMNS.split(", ").collect();
    let values = vec![
        it.id.into(),
        it.account.0.into(),
        it.file_name.as_str().into(),
        it.n_bytes.into(),
        it.sha256.clone().into(),
        it.blob_key.as_str().into(),
        it.data_key.clone().into(),
        it.master_key_id.as_str().into(),
        it.created_at.into(),
        None::<DateTime<Utc>>.into(),
    ];
    Ok(sql::insert_many(&**tx, "upload", &columns, vec![values]).await?)
}

/// A file, whether its bytes are still there or not.
///
/// # Errors
///
/// The database's own.
pub async fn find(db: &impl ConnectionTrait, id: Uuid) -> Result<Option<Upload>, StoreError> {
    let text = format!("select {COLUMNS} from upload where id = ?");
    sql::row(db, &text, vec![id.into()]).await?.as_ref().map(Upload::read).transpose()
}

/// Files by id, whether their bytes are still there or not.
///
/// # Errors
///
/// The database's own.
pub async fn find_many(db: &impl ConnectionTrait, ids: &[Uuid]) -> Result<HashMap<Uuid, Upload>, StoreError> {
    if ids.is_empty() {
        return Ok(HashMap::new());
    }
    let text = format!("select {COLUMNS} from upload where id in ({})", sql::marks(ids.len()));
    let rows = sql::rows(db, &text, ids.iter().map(|it| (*it).into()).collect()).await?;
    rows.iter().map(|row| Upload::read(row).map(|it| (it.id, it))).collect()
}

/// How many files of an account are still there.
///
/// # Errors
///
/// The database's own.
pub async fn n_there(db: &impl ConnectionTrait, account: UserId) -> Result<i64, StoreError> {
    let text = "select count(*) from upload where account_id = ? and removed_at is null";
    let row = sql::row(db, text, vec![account.0.into()]).await?;
    Ok(row.map(|it| it.try_get_by_index(0)).transpose()?.unwrap_or_default())
}

/// Files that came before an instant and that nothing is to be done with any more, oldest first; locked, so that two
/// processes do not remove the same.
///
/// # Errors
///
/// The database's own.
pub async fn due(tx: &Tx, before: DateTime<Utc>, limit: u32) -> Result<Vec<Upload>, StoreError> {
    let text = format!(
        "select {COLUMNS} from upload where removed_at is null and created_at < ? and not exists \
         (select 1 from import_job j where j.upload_id = upload.id and j.open_since is not null) \
         and not exists (select 1 from import_job j join import_approval p on p.job_id = j.id \
         where j.upload_id = upload.id and p.decided_at is null) \
         order by created_at limit {limit}{}",
        tx.for_update()
    );
    sql::rows(&**tx, &text, vec![before.into()]).await?.iter().map(Upload::read).collect()
}

/// Notes that the bytes of these are gone, and forgets what checks found in them.
///
/// # Errors
///
/// The database's own.
pub async fn mark_removed(tx: &Tx, ids: &[Uuid], at: DateTime<Utc>) -> Result<(), StoreError> {
    let marks = sql::marks(ids.len());
    let values = || ids.iter().map(|it| (*it).into()).collect::<Vec<sea_orm::Value>>();
    for table in ["import_check_issue", "import_check_row", "import_check_change"] {
        let text = format!(
            "delete from {table} where job_id in (select id from import_job where upload_id in ({marks}))"
        );
        sql::execute(&**tx, &text, values()).await?;
    }
    let text = format!("delete from import_job where upload_id in ({marks}) and kind = 'check'");
    sql::execute(&**tx, &text, values()).await?;
    let text = format!("update upload set removed_at = ? where id in ({marks})");
    let values = std::iter::once(at.into()).chain(values()).collect();
    sql::execute(&**tx, &text, values).await?;
    Ok(())
}
