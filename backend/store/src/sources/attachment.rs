//! Files that are kept, such as the originals of imports: what is noted of each beside its encrypted bytes.

use chrono::{DateTime, NaiveDate, Utc};
use uuid::Uuid;

use crate::database::Tx;
use crate::error::StoreError;
use crate::sql;

/// A file that is kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Attachment {
    /// Its id.
    pub id: Uuid,
    /// What it is: `import_original`.
    pub kind: String,
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
    /// Last day it is kept.
    pub keep_until: Option<NaiveDate>,
}

/// Records a file that was written to the blobs.
///
/// # Errors
///
/// The database's own.
pub async fn insert_attachment(tx: &Tx, it: &Attachment) -> Result<(), StoreError> {
    let columns = [
        "id",
        "kind",
        "file_name",
        "n_bytes",
        "sha256",
        "blob_key",
        "data_key",
        "master_key_id",
        "created_at",
        "keep_until",
    ];
    let values = vec![
        it.id.into(),
        it.kind.clone().into(),
        it.file_name.clone().into(),
        it.n_bytes.into(),
        it.sha256.clone().into(),
        it.blob_key.clone().into(),
        it.data_key.clone().into(),
        it.master_key_id.clone().into(),
        it.created_at.into(),
        it.keep_until.into(),
    ];
    Ok(sql::insert_many(&**tx, "attachment", &columns, vec![values]).await?)
}
