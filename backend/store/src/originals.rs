//! Original files of imports: where one is kept and until when, whose retention date has passed, and noting that they are
//! gone.

use chrono::{DateTime, NaiveDate, Utc};
use sea_orm::ConnectionTrait;
use uuid::Uuid;

use crate::database::Tx;
use crate::error::StoreError;
use crate::sql;

/// An original as it is kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Kept {
    /// Base name.
    pub file_name: String,
    /// Its plain bytes.
    pub n_bytes: i64,
    /// What its bytes are found by among the blobs.
    pub blob_key: String,
    /// The data key it is encrypted under, wrapped by the master key.
    pub data_key: Vec<u8>,
    /// Which master key wrapped it.
    pub master_key_id: String,
    /// Last day it is kept.
    pub keep_until: Option<NaiveDate>,
    /// Its bytes are gone.
    pub is_removed: bool,
}

/// One original, by its attachment.
///
/// # Errors
///
/// The database's own.
pub async fn find(db: &impl ConnectionTrait, id: Uuid) -> Result<Option<Kept>, StoreError> {
    let text = "select file_name, n_bytes, blob_key, data_key, master_key_id, keep_until, removed_at \
                from attachment where id = ? and kind = 'import_original'";
    let Some(row) = sql::row(db, text, vec![id.into()]).await? else { return Ok(None) };
    let removed_at: Option<DateTime<Utc>> = row.try_get("", "removed_at")?;
    Ok(Some(Kept {
        file_name: row.try_get("", "file_name")?,
        n_bytes: row.try_get("", "n_bytes")?,
        blob_key: row.try_get("", "blob_key")?,
        data_key: row.try_get("", "data_key")?,
        master_key_id: row.try_get("", "master_key_id")?,
        keep_until: row.try_get("", "keep_until")?,
        is_removed: removed_at.is_some(),
    }))
}

/// An original that is no longer to be kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Due {
    /// The attachment.
    pub id: Uuid,
    /// What its bytes are found by among the blobs.
    pub blob_key: String,
    /// The last day it was to be kept.
    pub kept_until: NaiveDate,
    /// The import it was the original of.
    pub batch: Option<Uuid>,
}

/// Originals to be kept until a day before this one whose bytes are still there, oldest first; locked, so that two
/// processes do not remove the same.
///
/// # Errors
///
/// The database's own.
pub async fn due(tx: &Tx, today: NaiveDate, limit: u32) -> Result<Vec<Due>, StoreError> {
    let lock = tx.for_update();
    let text = format!(
        "select a.id, a.blob_key, a.keep_until, \
         (select b.id from import_batch b where b.attachment_id = a.id) as batch \
         from attachment a where a.kind = 'import_original' and a.removed_at is null and a.keep_until < ? \
         order by a.keep_until, a.id limit {limit}{lock}"
    );
    let rows = sql::rows(&**tx, &text, vec![today.into()]).await?;
    let read = |row: &sea_orm::QueryResult| {
        Ok(Due {
            id: row.try_get("", "id")?,
            blob_key: row.try_get("", "blob_key")?,
            kept_until: row.try_get("", "keep_until")?,
            batch: row.try_get("", "batch")?,
        })
    };
    rows.iter().map(read).collect()
}

/// Notes that the bytes of these are gone.
///
/// # Errors
///
/// The database's own.
pub async fn mark_removed(tx: &Tx, ids: &[Uuid], at: DateTime<Utc>) -> Result<(), StoreError> {
    let text = format!("update attachment set removed_at = ? where id in ({})", sql::marks(ids.len()));
    let values = std::iter::once(at.into()).chain(ids.iter().map(|it| (*it).into())).collect();
    sql::execute(&**tx, &text, values).await?;
    Ok(())
}
