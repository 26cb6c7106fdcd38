//! Files that are sent to be imported: taken in and encrypted piece by piece, checked and imported in the background, gone
//! after a day.

use std::io::{self, ErrorKind, Read};

use chrono::TimeDelta;
use phonjon_domain::ids::UploadId;
use phonjon_domain::policy::Action;
use phonjon_store::audit as log;
use phonjon_store::blobs::Written;
use phonjon_store::keys::NewDataKey;
use phonjon_store::uploads::{self, Upload};
use phonjon_store::{StoreError, private};
use serde_json::json;
use tokio::sync::mpsc;
use tokio::task::JoinHandle;

use crate::audit;
use crate::ctx::Ctx;
use crate::error::{AppError, Refusal};
use crate::permit::authorize;
use crate::sessions::who;

mod found;
mod jobs;
mod work;

pub use found::{CheckedRow, Found, IssueKind, Weight};
pub use jobs::{Checking, How, check, checks_alone, find_check, order_import, recognised, rows};
pub(crate) use jobs::{of_batches, of_job, open_check, opened, without_rows};
pub use phonjon_rows::{Reason, Recognised, SheetRead, SourceGuess, Told};
pub use work::{Reading, Workbooks, keep_importing, let_go};

/// How long a file stays that was sent.
const KEPT: TimeDelta = TimeDelta::days(1);
/// Pieces that wait to be written.
const AHEAD: usize = 8;
/// What stays free on the disk whatever is sent.
const RESERVE: u64 = 64 << 20;
/// Files of one account that wait at once.
const MOST_THERE: i64 = 50;
/// Longest name of a file, in letters.
const LONGEST_NAME: usize = 200;
/// Files removed in one commit.
const A_COMMIT: u32 = 100;

/// A file that was taken in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Kept {
    /// Its id.
    pub id: UploadId,
    /// Base name.
    pub file_name: String,
    /// Its bytes.
    pub n_bytes: u64,
    /// SHA-256 of them.
    pub sha256: [u8; 32],
}

/// A file whose bytes are coming in. Dropped before its end, it leaves nothing.
pub struct Receiving {
    name: String,
    key: NewDataKey,
    pieces: mpsc::Sender<Option<Vec<u8>>>,
    writing: JoinHandle<Result<Written, StoreError>>,
    id: UploadId,
}

impl std::fmt::Debug for Receiving {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Receiving({:?})", self.id)
    }
}

impl Receiving {
    /// Begins to take a file in, for whoever may import; `n_bytes` is how long it is said to be, or may be.
    ///
    /// # Errors
    ///
    /// [`AppError::Forbidden`], `FILE_NAME_MALFORMED`, `TOO_MANY_UPLOADS`, `NO_SPACE`, or the store's own.
    pub async fn begin(ctx: &Ctx, name: &str, n_bytes: u64) -> Result<Self, AppError> {
        authorize(&ctx.actor, Action::Import, ctx.today())?;
        if uploads::n_there(ctx.store.reader(), who(ctx)?).await? >= MOST_THERE {
            return Err(Refusal::new("TOO_MANY_UPLOADS").with("max", MOST_THERE).into());
        }
        let name = base_name(name).ok_or_else(|| Refusal::of("FILE_NAME_MALFORMED", "name"))?;
        let free = private::free_bytes(ctx.store.spool_dir()).map_err(StoreError::Blob)?;
        // An import keeps its original beside it.
        if free < n_bytes.saturating_mul(2).saturating_add(RESERVE) {
            return Err(Refusal::new("NO_SPACE").into());
        }
        let id = UploadId(ctx.new_id());
        let key = ctx.store.keys().new_data_key()?;
        let (pieces, coming) = mpsc::channel(AHEAD);
        let (store, data_key) = (ctx.store.clone(), key.key.clone());
        let writing = tokio::task::spawn_blocking(move || {
            let bytes = Coming { pieces: coming, piece: Vec::new(), at: 0, is_ended: false };
            store.blobs().put(id.0, &data_key, bytes)
        });
        Ok(Self { name, key, pieces, writing, id })
    }

    /// Takes the next bytes.
    ///
    /// # Errors
    ///
    /// [`AppError`] where they cannot be written.
    pub async fn take(&mut self, bytes: Vec<u8>) -> Result<(), AppError> {
        match self.pieces.send(Some(bytes)).await {
            Ok(()) => Ok(()),
            Err(_) => Err(self.broken().await),
        }
    }

    /// Why nobody writes any more.
    async fn broken(&mut self) -> AppError {
        match (&mut self.writing).await {
            Ok(Err(error)) => error.into(),
            Ok(Ok(_)) | Err(_) => AppError::Unexpected("an upload broke off".to_owned()),
        }
    }

    /// Ends the file: from now on it waits to be checked or imported. Where it is said what it must hash to, it does.
    ///
    /// # Errors
    ///
    /// `CHECKSUM_DIFFERS`, `file_empty`, or the store's own; then nothing is left.
    pub async fn end(mut self, ctx: &Ctx, wanted: Option<[u8; 32]>) -> Result<Kept, AppError> {
        if self.pieces.send(None).await.is_err() {
            return Err(self.broken().await);
        }
        let written = self.writing.await;
        let written = written.map_err(|e| AppError::Unexpected(format!("an upload broke off: {e}")))??;
        let kept =
            Kept { id: self.id, file_name: self.name, n_bytes: written.n_bytes, sha256: written.sha256 };
        let refused = if wanted.is_some_and(|it| it != written.sha256) {
            Some(Refusal::new("CHECKSUM_DIFFERS"))
        } else {
            (written.n_bytes == 0).then(|| Refusal::new("file_empty"))
        };
        let done = match refused {
            Some(refusal) => Err(refusal.into()),
            None => record(ctx, &kept, &self.key, &written).await,
        };
        if done.is_err() {
            ctx.store.blobs().remove(&written.blob_key)?;
        }
        done.map(|()| kept)
    }
}

async fn record(ctx: &Ctx, kept: &Kept, key: &NewDataKey, written: &Written) -> Result<(), AppError> {
    let account = who(ctx)?;
    let tx = ctx.store.begin().await?;
    // It may have taken minutes to come, and the keys been replaced meanwhile.
    let data_key = ctx.store.keys().wrap_data_key(&key.key)?;
    let upload = Upload {
        id: kept.id.0,
        account,
        file_name: kept.file_name.clone(),
        n_bytes: i64::try_from(kept.n_bytes).unwrap_or(i64::MAX),
        sha256: kept.sha256.to_vec(),
        blob_key: written.blob_key.clone(),
        data_key: data_key.ciphertext,
        master_key_id: data_key.key_id,
        created_at: ctx.now,
        is_there: true,
    };
    uploads::insert(&tx, &upload).await?;
    audit::record(ctx, &tx, "upload.kept", ("upload", kept.id.0), json!({ "bytes": kept.n_bytes })).await?;
    Ok(tx.commit().await?)
}

/// Removes the files that were sent more than a day ago and with which nothing is to be done, with all that checks found
/// in them, and gives how many. Two processes may do so at once.
///
/// # Errors
///
/// The store's own.
pub async fn remove_old(ctx: &Ctx) -> Result<u64, AppError> {
    let mut n_removed = 0;
    loop {
        let tx = ctx.store.begin().await?;
        let due = uploads::due(&tx, ctx.now - KEPT, A_COMMIT).await?;
        if due.is_empty() {
            return Ok(n_removed);
        }
        // The bytes go first: killed in between, the same row is found again and its bytes are gone already.
        for it in &due {
            ctx.store.blobs().remove(&it.blob_key)?;
        }
        let ids: Vec<_> = due.iter().map(|it| it.id).collect();
        uploads::mark_removed(&tx, &ids, ctx.now).await?;
        let event = |it: &Upload| log::AuditEvent {
            subject: Some(("upload".to_owned(), it.id.to_string())),
            ..audit::event(ctx, "upload.removed", json!({}))
        };
        log::record_many(&tx, &due.iter().map(event).collect::<Vec<_>>()).await?;
        tx.commit().await?;
        n_removed += ids.len() as u64;
    }
}

/// The name of a file without the folders it lay in; nothing where it is no name.
fn base_name(name: &str) -> Option<String> {
    let name = name.rsplit(['/', '\\']).next().unwrap_or_default().trim();
    let fits = !name.is_empty()
        && name != "."
        && name != ".."
        && name.chars().count() <= LONGEST_NAME
        && !name.chars().any(char::is_control);
    fits.then(|| name.to_owned())
}

/// The bytes of a file as they come; one that breaks off before its end is an error.
struct Coming {
    pieces: mpsc::Receiver<Option<Vec<u8>>>,
    piece: Vec<u8>,
    at: usize,
    is_ended: bool,
}

impl Read for Coming {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        while self.at == self.piece.len() && !self.is_ended {
            match self.pieces.blocking_recv() {
                Some(Some(piece)) => (self.piece, self.at) = (piece, 0),
                Some(None) => self.is_ended = true,
                None => return Err(io::Error::new(ErrorKind::UnexpectedEof, "the upload broke off")),
            }
        }
        let left = self.piece.get(self.at..).unwrap_or_default();
        let n = buffer.len().min(left.len());
        for (to, from) in buffer.iter_mut().zip(left) {
            *to = *from;
        }
        self.at += n;
        Ok(n)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_has_no_folder() {
        for (sent, kept) in [
            ("tpmap_2566.xlsx", Some("tpmap_2566.xlsx")),
            ("C:\\งาน\\บัญชี.csv", Some("บัญชี.csv")),
            ("../../etc/passwd", Some("passwd")),
            ("", None),
            ("..", None),
            ("a/", None),
            ("a\nb.csv", None),
            ("a\0.csv", None),
            (&"x".repeat(201), None),
        ] {
            assert_eq!(base_name(sent).as_deref(), kept, "{sent:?}");
        }
    }
}
