//! Files of which not every byte has come yet: how much has, in which pieces, and which are to go.

use chrono::{DateTime, Utc};
use phonjon_domain::ids::UserId;
use sea_orm::{ConnectionTrait, QueryResult, Value};
use uuid::Uuid;

use crate::database::Tx;
use crate::error::StoreError;
use crate::sql;

/// A file that comes in pieces.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Incoming {
    /// Its id, and that of the upload it becomes.
    pub id: Uuid,
    /// Who sends it.
    pub account: UserId,
    /// Base name.
    pub file_name: String,
    /// How long it will be.
    pub n_bytes: i64,
    /// How many bytes have come.
    pub n_received: i64,
    /// What the whole is said to hash to.
    pub sha256: Option<Vec<u8>>,
    /// The data key its pieces and the whole are encrypted under, wrapped by the master key.
    pub data_key: Vec<u8>,
    /// Which master key wrapped it.
    pub master_key_id: String,
    /// When its sending began.
    pub created_at: DateTime<Utc>,
    /// It is whole, or was given up.
    pub has_ended: bool,
}

const COLUMNS: &str =
    "id, account_id, file_name, n_bytes, n_received, sha256, data_key, master_key_id, created_at, ended_at";

impl Incoming {
    fn read(row: &QueryResult) -> Result<Self, StoreError> {
        Ok(Self {
            id: row.try_get("", "id")?,
            account: UserId(row.try_get("", "account_id")?),
            file_name: row.try_get("", "file_name")?,
            n_bytes: row.try_get("", "n_bytes")?,
            n_received: row.try_get("", "n_received")?,
            sha256: row.try_get("", "sha256")?,
            data_key: row.try_get("", "data_key")?,
            master_key_id: row.try_get("", "master_key_id")?,
            created_at: row.try_get("", "created_at")?,
            has_ended: row.try_get::<Option<DateTime<Utc>>>("", "ended_at")?.is_some(),
        })
    }
}

/// Records a file whose sending begins.
///
/// # Errors
///
/// The database's own.
pub async fn insert(tx: &Tx, it: &Incoming) -> Result<(), StoreError> {
    let columns: Vec<&str> = COLUMNS.split(", ").collect();
    let values = vec![
        it.id.into(),
        it.account.0.into(),
        it.file_name.as_str().into(),
        it.n_bytes.into(),
        it.n_received.into(),
        it.sha256.clone().into(),
        it.data_key.clone().into(),
        it.master_key_id.as_str().into(),
        it.created_at.into(),
        None::<DateTime<Utc>>.into(),
    ];
    Ok(sql::insert_many(&**tx, "incoming_upload", &columns, vec![values]).await?)
}

/// A file of an account that is still coming.
///
/// # Errors
///
/// The database's own.
pub async fn find(
    db: &impl ConnectionTrait,
    account: UserId,
    id: Uuid,
) -> Result<Option<Incoming>, StoreError> {
    found(db, account, id, "").await
}

/// The same, locked until the transaction ends.
///
/// # Errors
///
/// The database's own.
pub async fn lock(tx: &Tx, account: UserId, id: Uuid) -> Result<Option<Incoming>, StoreError> {
    found(&**tx, account, id, tx.for_update()).await
}

async fn found(
    db: &impl ConnectionTrait,
    account: UserId,
    id: Uuid,
    lock: &str,
) -> Result<Option<Incoming>, StoreError> {
    let text = format!(
        "select {COLUMNS} from incoming_upload where id = ? and account_id = ? and ended_at is null{lock}"
    );
    let row = sql::row(db, &text, vec![id.into(), account.0.into()]).await?;
    row.as_ref().map(Incoming::read).transpose()
}

/// How many files of an account are still coming.
///
/// # Errors
///
/// The database's own.
pub async fn n_coming(db: &impl ConnectionTrait, account: UserId) -> Result<i64, StoreError> {
    let text = "select count(*) from incoming_upload where account_id = ? and ended_at is null";
    count(db, text, account.0.into()).await
}

/// How many pieces of a file were begun.
///
/// # Errors
///
/// The database's own.
pub async fn n_pieces(db: &impl ConnectionTrait, upload: Uuid) -> Result<i64, StoreError> {
    count(db, "select count(*) from upload_piece where upload_id = ?", upload.into()).await
}

async fn count(db: &impl ConnectionTrait, text: &str, of: Value) -> Result<i64, StoreError> {
    let row = sql::row(db, text, vec![of]).await?;
    Ok(row.map(|it| it.try_get_by_index(0)).transpose()?.unwrap_or_default())
}

/// Notes a piece before its first byte is written.
///
/// # Errors
///
/// The database's own.
pub async fn note_piece(
    db: &impl ConnectionTrait,
    id: Uuid,
    upload: Uuid,
    n_from: i64,
) -> Result<(), StoreError> {
    let text = "insert into upload_piece (id, upload_id, n_from) values (?, ?, ?)";
    sql::execute(db, text, vec![id.into(), upload.into(), n_from.into()]).await?;
    Ok(())
}

/// Notes under which id the file is put together, before it is.
///
/// # Errors
///
/// The database's own.
pub async fn note_whole(db: &impl ConnectionTrait, piece: Uuid, whole: Uuid) -> Result<(), StoreError> {
    let text = "update upload_piece set whole_id = ? where id = ?";
    sql::execute(db, text, vec![whole.into(), piece.into()]).await?;
    Ok(())
}

/// Has a piece count: the file has come so far.
///
/// # Errors
///
/// The database's own.
pub async fn take_piece(tx: &Tx, id: Uuid, of: &Incoming, n_bytes: i64) -> Result<(), StoreError> {
    let text = "update upload_piece set n_bytes = ? where id = ?";
    sql::execute(&**tx, text, vec![n_bytes.into(), id.into()]).await?;
    let text = "update incoming_upload set n_received = ? where id = ?";
    sql::execute(&**tx, text, vec![(of.n_received + n_bytes).into(), of.id.into()]).await?;
    Ok(())
}

/// The pieces of a file that count, in their order.
///
/// # Errors
///
/// The database's own.
pub async fn pieces(db: &impl ConnectionTrait, upload: Uuid) -> Result<Vec<Uuid>, StoreError> {
    let text = "select id from upload_piece where upload_id = ? and n_bytes is not null order by n_from";
    let rows = sql::rows(db, text, vec![upload.into()]).await?;
    Ok(rows.iter().map(|it| it.try_get_by_index(0)).collect::<Result<_, _>>()?)
}

/// The file is whole, or given up: nothing is taken of it any more.
///
/// # Errors
///
/// The database's own.
pub async fn end(tx: &Tx, ids: &[Uuid], at: DateTime<Utc>) -> Result<(), StoreError> {
    let text = format!("update incoming_upload set ended_at = ? where id in ({})", sql::marks(ids.len()));
    let values = std::iter::once(at.into()).chain(ids.iter().map(|it| (*it).into()));
    sql::execute(&**tx, &text, values.collect()).await?;
    Ok(())
}

/// Files whose sending began before an instant and has not ended; locked, so that two processes do not end the same.
///
/// # Errors
///
/// The database's own.
pub async fn overdue(tx: &Tx, before: DateTime<Utc>, limit: u32) -> Result<Vec<Incoming>, StoreError> {
    let text = format!(
        "select {COLUMNS} from incoming_upload where created_at < ? and ended_at is null \
         order by created_at limit {limit}{}",
        tx.for_update()
    );
    sql::rows(&**tx, &text, vec![before.into()]).await?.iter().map(Incoming::read).collect()
}

/// Files that have ended and of which something may still lie about.
///
/// # Errors
///
/// The database's own.
pub async fn ended(db: &impl ConnectionTrait, limit: u32) -> Result<Vec<Uuid>, StoreError> {
    let text =
        format!("select id from incoming_upload where ended_at is not null order by ended_at limit {limit}");
    let rows = sql::rows(db, &text, vec![]).await?;
    Ok(rows.iter().map(|it| it.try_get_by_index(0)).collect::<Result<_, _>>()?)
}

/// What lies among the blobs of files that ended, and is not the file itself.
///
/// # Errors
///
/// The database's own.
pub async fn left_behind(db: &impl ConnectionTrait, uploads: &[Uuid]) -> Result<Vec<Uuid>, StoreError> {
    let marks = sql::marks(uploads.len());
    let values = || uploads.iter().map(|it| (*it).into()).collect::<Vec<Value>>();
    let text = format!("select id, whole_id from upload_piece where upload_id in ({marks})");
    let mut left: Vec<Uuid> = Vec::new();
    for row in sql::rows(db, &text, values()).await? {
        left.push(row.try_get_by_index(0)?);
        left.extend(row.try_get_by_index::<Option<Uuid>>(1)?);
    }
    let text = format!("select blob_key from upload where id in ({marks})");
    let mut kept: Vec<String> = Vec::new();
    for row in sql::rows(db, &text, values()).await? {
        kept.push(row.try_get_by_index(0)?);
    }
    left.retain(|it| !kept.contains(&crate::blobs::blob_key(*it)));
    Ok(left)
}

/// Forgets files that have ended and of which nothing is left.
///
/// # Errors
///
/// The database's own.
pub async fn forget(tx: &Tx, ids: &[Uuid]) -> Result<(), StoreError> {
    let marks = sql::marks(ids.len());
    for (table, column) in [("upload_piece", "upload_id"), ("incoming_upload", "id")] {
        let text = format!("delete from {table} where {column} in ({marks})");
        sql::execute(&**tx, &text, ids.iter().map(|it| (*it).into()).collect()).await?;
    }
    Ok(())
}
