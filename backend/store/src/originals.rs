//! Original files of imports whose retention date has passed: which they are, and noting that they are gone.

use chrono::{DateTime, NaiveDate, Utc};
use uuid::Uuid;

use crate::database::Tx;
use crate::error::StoreError;
use crate::sql;

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
