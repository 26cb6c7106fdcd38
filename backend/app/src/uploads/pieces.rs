//! How a file comes in: in pieces, each kept whole or not at all, so that whoever sends goes on from the last of them
//! whatever became of the line, the page or the server meanwhile.

use std::collections::VecDeque;
use std::io::{self, ErrorKind, Read};

use chrono::{DateTime, Utc};
use phonjon_domain::ids::UploadId;
use phonjon_domain::policy::Action;
use phonjon_store::audit as log;
use phonjon_store::blobs::{BlobReader, Written, blob_key};
use phonjon_store::incoming::{self, Incoming};
use phonjon_store::keys::DataKey;
use phonjon_store::uploads::{self, Upload};
use phonjon_store::{Store, StoreError, private};
use serde_json::json;
use tokio::sync::mpsc;
use tokio::task::JoinHandle;
use uuid::Uuid;

use super::{A_COMMIT, KEPT, Kept, base_name};
use crate::audit;
use crate::ctx::Ctx;
use crate::error::{AppError, Refusal};
use crate::permit::authorize;
use crate::sessions::who;

/// Buffers that wait to be written.
const AHEAD: usize = 8;
/// What stays free on the disk whatever is sent.
const RESERVE: u64 = 64 << 20;
/// Files of one account that wait or come at once.
const MOST_THERE: i64 = 50;
/// Pieces of one file that may be begun.
const MOST_PIECES: i64 = 10_000;

/// A file that is coming, or has come.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Begun {
    /// Its id.
    pub id: UploadId,
    /// Base name.
    pub file_name: String,
    /// How long it is.
    pub n_bytes: u64,
    /// How many bytes have come.
    pub n_received: u64,
    /// Until when it is kept.
    pub until: DateTime<Utc>,
}

/// What a piece came to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Came {
    /// How far the file is.
    pub begun: Begun,
    /// The file, where that was its last piece.
    pub kept: Option<Kept>,
}

fn number(n: i64) -> u64 {
    u64::try_from(n).unwrap_or_default()
}

fn stored(n: u64) -> i64 {
    i64::try_from(n).unwrap_or(i64::MAX)
}

fn begun(it: &Incoming, n_received: i64) -> Begun {
    Begun {
        id: UploadId(it.id),
        file_name: it.file_name.clone(),
        n_bytes: number(it.n_bytes),
        n_received: number(n_received),
        until: it.created_at + KEPT,
    }
}

/// Begins to take a file in, for whoever may import; `sha256` is what the whole shall hash to, where it is said.
///
/// # Errors
///
/// [`AppError::Forbidden`], `FILE_NAME_MALFORMED`, `file_empty`, `TOO_MANY_UPLOADS`, `NO_SPACE`, or the store's own.
pub async fn begin(ctx: &Ctx, name: &str, n_bytes: u64, sha256: Option<[u8; 32]>) -> Result<Begun, AppError> {
    authorize(&ctx.actor, Action::Import, ctx.today())?;
    let (account, db) = (who(ctx)?, ctx.store.reader());
    if uploads::n_there(db, account).await? + incoming::n_coming(db, account).await? >= MOST_THERE {
        return Err(Refusal::new("TOO_MANY_UPLOADS").with("max", MOST_THERE).into());
    }
    let file_name = base_name(name).ok_or_else(|| Refusal::of("FILE_NAME_MALFORMED", "name"))?;
    if n_bytes == 0 {
        return Err(Refusal::new("file_empty").into());
    }
    let free = private::free_bytes(ctx.store.spool_dir()).map_err(StoreError::Blob)?;
    // Its pieces lie beside the whole while that is put together, and an import keeps its original beside it.
    if free < n_bytes.saturating_mul(3).saturating_add(RESERVE) {
        return Err(Refusal::new("NO_SPACE").into());
    }
    let tx = ctx.store.begin().await?;
    let key = ctx.store.keys().new_data_key()?;
    let it = Incoming {
        id: ctx.new_id(),
        account,
        file_name,
        n_bytes: stored(n_bytes),
        n_received: 0,
        sha256: sha256.map(|it| it.to_vec()),
        data_key: key.wrapped,
        master_key_id: key.key_id,
        created_at: ctx.now,
        has_ended: false,
    };
    incoming::insert(&tx, &it).await?;
    audit::record(ctx, &tx, "upload.begun", ("upload", it.id), json!({ "bytes": n_bytes })).await?;
    tx.commit().await?;
    Ok(begun(&it, 0))
}

/// How far one of the account's files is.
///
/// # Errors
///
/// [`AppError::Hidden`] where it is not the account's or no longer there, [`AppError::Forbidden`], or the store's own.
pub async fn standing(ctx: &Ctx, id: UploadId) -> Result<Begun, AppError> {
    authorize(&ctx.actor, Action::Import, ctx.today())?;
    let (account, db) = (who(ctx)?, ctx.store.reader());
    if let Some(it) = incoming::find(db, account, id.0).await? {
        still_kept(ctx, &it)?;
        return Ok(begun(&it, it.n_received));
    }
    let whole = uploads::find(db, id.0).await?.filter(|it| it.is_there && it.account == account);
    let whole = whole.ok_or(AppError::Hidden)?;
    Ok(Begun {
        id,
        n_bytes: number(whole.n_bytes),
        n_received: number(whole.n_bytes),
        until: whole.created_at + KEPT,
        file_name: whole.file_name,
    })
}

fn still_kept(ctx: &Ctx, it: &Incoming) -> Result<(), AppError> {
    if it.created_at + KEPT < ctx.now { Err(AppError::Hidden) } else { Ok(()) }
}

/// Gives up a file that is still coming; what came of it goes.
///
/// # Errors
///
/// As [`standing`]; a file that has come whole goes by itself after a day.
pub async fn give_up(ctx: &Ctx, id: UploadId) -> Result<(), AppError> {
    authorize(&ctx.actor, Action::Import, ctx.today())?;
    let tx = ctx.store.begin().await?;
    let it = incoming::lock(&tx, who(ctx)?, id.0).await?.ok_or(AppError::Hidden)?;
    incoming::end(&tx, &[it.id], ctx.now).await?;
    audit::record(ctx, &tx, "upload.given_up", ("upload", it.id), json!({})).await?;
    tx.commit().await?;
    clear(ctx).await
}

/// A piece whose bytes are coming in. Dropped before its end, it counts for nothing.
pub struct Piece {
    id: Uuid,
    of: Incoming,
    key: DataKey,
    buffers: mpsc::Sender<Option<Vec<u8>>>,
    writing: JoinHandle<Result<Written, StoreError>>,
    n_bytes: u64,
}

impl std::fmt::Debug for Piece {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Piece({:?} of {:?})", self.id, self.of.id)
    }
}

impl Piece {
    /// Begins to take a piece in, behind those that came.
    ///
    /// # Errors
    ///
    /// [`AppError::Hidden`], [`AppError::Forbidden`], `OFFSET_DIFFERS` where the file is not that far or farther,
    /// `TOO_MANY_PIECES`, or the store's own.
    pub async fn begin(ctx: &Ctx, upload: UploadId, n_from: u64) -> Result<Self, AppError> {
        let at = standing(ctx, upload).await?;
        if at.n_received != n_from {
            return Err(offset_differs(at.n_received));
        }
        let tx = ctx.store.begin().await?;
        let of = incoming::lock(&tx, who(ctx)?, upload.0).await?.ok_or(AppError::Hidden)?;
        if incoming::n_pieces(&*tx, of.id).await? >= MOST_PIECES {
            return Err(Refusal::new("TOO_MANY_PIECES").with("max", MOST_PIECES).into());
        }
        let id = ctx.new_id();
        incoming::note_piece(&*tx, id, of.id, of.n_received).await?;
        tx.commit().await?;
        let key = ctx.store.keys().unwrap_data_key(&of.data_key, &of.master_key_id)?;
        let (buffers, coming) = mpsc::channel(AHEAD);
        let (store, data_key) = (ctx.store.clone(), key.clone());
        let writing = tokio::task::spawn_blocking(move || {
            let bytes = Coming { buffers: coming, buffer: Vec::new(), at: 0, is_ended: false };
            store.blobs().put(id, &data_key, bytes)
        });
        Ok(Self { id, of, key, buffers, writing, n_bytes: 0 })
    }

    /// Takes the next bytes.
    ///
    /// # Errors
    ///
    /// `OFFSET_DIFFERS` where they are more than the file was said to have; [`AppError`] where they cannot be written.
    pub async fn take(&mut self, bytes: Vec<u8>) -> Result<(), AppError> {
        self.n_bytes += bytes.len() as u64;
        if number(self.of.n_bytes - self.of.n_received) < self.n_bytes {
            return Err(offset_differs(number(self.of.n_received)));
        }
        match self.buffers.send(Some(bytes)).await {
            Ok(()) => Ok(()),
            Err(_) => Err(self.broken().await),
        }
    }

    /// Why nobody writes any more.
    async fn broken(&mut self) -> AppError {
        match (&mut self.writing).await {
            Ok(Err(error)) => error.into(),
            Ok(Ok(_)) | Err(_) => AppError::Unexpected("a piece broke off".to_owned()),
        }
    }

    /// Ends the piece; where it is said what it must hash to, it does. With the last piece the file waits to be checked
    /// or imported.
    ///
    /// # Errors
    ///
    /// `CHECKSUM_DIFFERS`, `OFFSET_DIFFERS` where another piece came to its end first, [`AppError::Hidden`] where the file
    /// was given up meanwhile, or the store's own; then the piece counts for nothing.
    pub async fn end(mut self, ctx: &Ctx, wanted: Option<[u8; 32]>) -> Result<Came, AppError> {
        if self.buffers.send(None).await.is_err() {
            return Err(self.broken().await);
        }
        let written = (&mut self.writing).await;
        let written = written.map_err(|e| AppError::Unexpected(format!("a piece broke off: {e}")))??;
        let done = if wanted.is_some_and(|it| it != written.sha256) {
            Err(Refusal::new("CHECKSUM_DIFFERS").into())
        } else {
            self.count(ctx, stored(written.n_bytes)).await
        };
        if done.is_err() {
            ctx.store.blobs().remove(&written.blob_key)?;
        }
        done
    }

    async fn count(&self, ctx: &Ctx, n_bytes: i64) -> Result<Came, AppError> {
        if self.of.n_received + n_bytes < self.of.n_bytes {
            let tx = ctx.store.begin().await?;
            self.still_next(ctx, &tx).await?;
            incoming::take_piece(&tx, self.id, &self.of, n_bytes).await?;
            tx.commit().await?;
            return Ok(Came { begun: begun(&self.of, self.of.n_received + n_bytes), kept: None });
        }
        let whole = ctx.new_id();
        let tx = ctx.store.begin().await?;
        self.still_next(ctx, &tx).await?;
        incoming::note_whole(&*tx, self.id, whole).await?;
        tx.commit().await?;
        let mut pieces = incoming::pieces(ctx.store.reader(), self.of.id).await?;
        pieces.push(self.id);
        let (store, key) = (ctx.store.clone(), self.key.clone());
        let putting = tokio::task::spawn_blocking(move || {
            let bytes = Pieces { store: store.clone(), key: key.clone(), left: pieces.into(), open: None };
            store.blobs().put(whole, &key, bytes)
        });
        let written = putting.await;
        let written = written.map_err(|e| AppError::Unexpected(format!("an upload broke off: {e}")))??;
        let kept = self.keep(ctx, &written).await;
        if kept.is_err() {
            ctx.store.blobs().remove(&written.blob_key)?;
        }
        let kept = kept?;
        // Its pieces are not needed any more; what cannot be removed now is removed when old files are.
        if let Err(error) = clear(ctx).await {
            tracing::warn!(error = %crate::error::error_chain(&error), "pieces of a file wait to be removed");
        }
        Ok(Came { begun: begun(&self.of, self.of.n_bytes), kept: Some(kept) })
    }

    /// Nothing else came, and nobody gave the file up, while this was coming.
    async fn still_next(&self, ctx: &Ctx, tx: &phonjon_store::Tx) -> Result<(), AppError> {
        let now = incoming::lock(tx, self.of.account, self.of.id).await?.ok_or(AppError::Hidden)?;
        still_kept(ctx, &now)?;
        if now.n_received == self.of.n_received {
            Ok(())
        } else {
            Err(offset_differs(number(now.n_received)))
        }
    }

    async fn keep(&self, ctx: &Ctx, written: &Written) -> Result<Kept, AppError> {
        let it = &self.of;
        let tx = ctx.store.begin().await?;
        self.still_next(ctx, &tx).await?;
        incoming::end(&tx, &[it.id], ctx.now).await?;
        if it.sha256.as_deref().is_some_and(|wanted| wanted != written.sha256) {
            // Every piece was what was sent, and the whole is not: it was another file that went on.
            audit::record(ctx, &tx, "upload.given_up", ("upload", it.id), json!({})).await?;
            tx.commit().await?;
            clear(ctx).await?;
            return Err(Refusal::new("CHECKSUM_DIFFERS").into());
        }
        // It may have taken minutes to come, and the keys been replaced meanwhile.
        let data_key = ctx.store.keys().wrap_data_key(&self.key)?;
        let upload = Upload {
            id: it.id,
            account: it.account,
            file_name: it.file_name.clone(),
            n_bytes: stored(written.n_bytes),
            sha256: written.sha256.to_vec(),
            blob_key: written.blob_key.clone(),
            data_key: data_key.ciphertext,
            master_key_id: data_key.key_id,
            created_at: ctx.now,
            is_there: true,
        };
        uploads::insert(&tx, &upload).await?;
        let detail = json!({ "bytes": written.n_bytes });
        audit::record(ctx, &tx, "upload.kept", ("upload", it.id), detail).await?;
        tx.commit().await?;
        Ok(Kept {
            id: UploadId(it.id),
            file_name: it.file_name.clone(),
            n_bytes: written.n_bytes,
            sha256: written.sha256,
        })
    }
}

fn offset_differs(n_received: u64) -> AppError {
    Refusal::new("OFFSET_DIFFERS").with("received", n_received).into()
}

/// Ends the files whose sending began more than a day ago and removes what came of them; gives how many.
pub(super) async fn remove_overdue(ctx: &Ctx) -> Result<u64, AppError> {
    let mut n_removed = 0;
    loop {
        let tx = ctx.store.begin().await?;
        let due = incoming::overdue(&tx, ctx.now - KEPT, A_COMMIT).await?;
        if due.is_empty() {
            break;
        }
        let ids: Vec<_> = due.iter().map(|it| it.id).collect();
        incoming::end(&tx, &ids, ctx.now).await?;
        let event = |it: &Incoming| log::AuditEvent {
            subject: Some(("upload".to_owned(), it.id.to_string())),
            ..audit::event(ctx, "upload.removed", json!({}))
        };
        log::record_many(&tx, &due.iter().map(event).collect::<Vec<_>>()).await?;
        tx.commit().await?;
        n_removed += ids.len() as u64;
    }
    clear(ctx).await?;
    Ok(n_removed)
}

/// Removes what lies about of files that have ended, by whomever: the bytes first, so that what is left by one that is
/// killed meanwhile is found by the next.
async fn clear(ctx: &Ctx) -> Result<(), AppError> {
    loop {
        let ids = incoming::ended(ctx.store.reader(), A_COMMIT).await?;
        if ids.is_empty() {
            return Ok(());
        }
        let left = incoming::left_behind(ctx.store.reader(), &ids).await?;
        let store = ctx.store.clone();
        let removing = tokio::task::spawn_blocking(move || {
            left.into_iter().try_for_each(|it| store.blobs().remove(&blob_key(it)))
        });
        removing.await.map_err(|e| AppError::Unexpected(format!("removing pieces broke off: {e}")))??;
        let tx = ctx.store.begin().await?;
        incoming::forget(&tx, &ids).await?;
        tx.commit().await?;
    }
}

/// The bytes of a piece as they come; one that breaks off before its end is an error.
struct Coming {
    buffers: mpsc::Receiver<Option<Vec<u8>>>,
    buffer: Vec<u8>,
    at: usize,
    is_ended: bool,
}

impl Read for Coming {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        while self.at == self.buffer.len() && !self.is_ended {
            match self.buffers.blocking_recv() {
                Some(Some(bytes)) => (self.buffer, self.at) = (bytes, 0),
                Some(None) => self.is_ended = true,
                None => return Err(io::Error::new(ErrorKind::UnexpectedEof, "the piece broke off")),
            }
        }
        let left = self.buffer.get(self.at..).unwrap_or_default();
        let n = buffer.len().min(left.len());
        for (to, from) in buffer.iter_mut().zip(left) {
            *to = *from;
        }
        self.at += n;
        Ok(n)
    }
}

/// The bytes of a file, piece after piece.
struct Pieces {
    store: Store,
    key: DataKey,
    left: VecDeque<Uuid>,
    open: Option<BlobReader>,
}

impl Read for Pieces {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        loop {
            if let Some(piece) = &mut self.open {
                let n = piece.read(buffer)?;
                if 0 < n {
                    return Ok(n);
                }
            }
            let Some(next) = self.left.pop_front() else { return Ok(0) };
            let piece = self.store.blobs().get(&blob_key(next), &self.key).map_err(io::Error::other)?;
            self.open = Some(piece);
        }
    }
}
