//! The file of an import or a check as it was sent, and the same again with what became of each row beside it.

use std::fs::File;
use std::io::{self, Read, Seek};
use std::sync::Arc;

use phonjon_domain::access::Reach;
use phonjon_domain::ids::{BatchId, CheckId};
use phonjon_domain::policy::Action;
use phonjon_rows::{Issue, Outcome, ReadRow};
use phonjon_store::keys::DataKey;
use phonjon_store::links::imports;
use phonjon_store::sources::Batch;
use phonjon_store::{StoreError, access, import_jobs, private};
use serde_json::json;
use uuid::Uuid;

use super::{batch, is_reached, read_issues};
use crate::audit;
use crate::ctx::Ctx;
use crate::error::{AppError, Refusal};
use crate::mappings;
use crate::originals::{self, Original};
use crate::permit::scope_for;
use crate::uploads::{self, Workbooks};

/// Rows noted at a time.
const A_PAGE: u64 = 500;

/// Marks of one file: what became of its rows, until its workbook is written again with them.
pub trait Marks: Send {
    /// Notes a row of which something may be to be said.
    ///
    /// # Errors
    ///
    /// [`AppError`] where it cannot be kept.
    fn note(&mut self, row: &ReadRow) -> Result<(), AppError>;

    /// Writes the workbook; false where the file is over the limits of whoever writes it.
    ///
    /// # Errors
    ///
    /// [`AppError`] where nothing can be written at all.
    fn write(self: Box<Self>, original: File, out: &mut File) -> Result<bool, AppError>;
}

/// Whose file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FileOf {
    /// Of a check that the account asked for.
    Check(CheckId),
    /// Of an import.
    Import(BatchId),
}

/// A file to be taken away.
pub struct Taken {
    /// Base name that it came under.
    pub file_name: String,
    /// Its bytes.
    pub n_bytes: u64,
    /// Them.
    pub bytes: Box<dyn Read + Send>,
}

/// The file as it was sent. It holds what was written, numbers of persons too: it opens to who may see the refused rows and
/// the numbers of all that it brought, and is not there for anybody else. Recorded before it is given.
///
/// # Errors
///
/// [`AppError::Hidden`], `ORIGINAL_REMOVED`, `UPLOAD_GONE`, or the store's own.
pub async fn original(ctx: &Ctx, of: FileOf) -> Result<Taken, AppError> {
    let (subject, file) = match of {
        FileOf::Check(id) => {
            let (job, file) = of_check(ctx, id).await?;
            (("import_job", job.id), file)
        }
        FileOf::Import(id) => {
            let batch = open_import(ctx, id).await?;
            (("batch", batch.id), originals::open(ctx, &batch).await?)
        }
    };
    let bytes = ctx.store.blobs().get(&file.blob_key, &file.key)?;
    record(ctx, "import.original_read", subject).await?;
    Ok(Taken { file_name: file.file_name, n_bytes: file.n_bytes, bytes: Box::new(bytes) })
}

/// The file as a workbook, what is wrong with its rows marked in it. It opens as [`original`] does. Of a check all that was
/// found stands in it; of an import the rows that were refused. Recorded before it is given.
///
/// # Errors
///
/// As [`original`], and `IMPORT_NOT_ENDED`, `NOTHING_TO_MARK` where no row was read, `WORKBOOK_NOT_MARKED` where it is over
/// the limits of whoever writes it.
pub async fn marked(ctx: &Ctx, of: FileOf, workbooks: Arc<dyn Workbooks>) -> Result<Taken, AppError> {
    let (subject, marks, file) = match of {
        FileOf::Check(id) => {
            let (marks, job, file) = marks_of_check(ctx, id, workbooks.as_ref()).await?;
            (("import_job", job), marks, file)
        }
        FileOf::Import(id) => {
            let batch = open_import(ctx, id).await?;
            let (marks, file) = marks_of_import(ctx, &batch, workbooks.as_ref()).await?;
            (("batch", batch.id), marks, file)
        }
    };
    let (store, file_name) = (ctx.store.clone(), file.file_name.clone());
    let writing = tokio::task::spawn_blocking(move || {
        let mut plain = store.blobs().get(&file.blob_key, &file.key)?;
        let mut in_memory = || {
            let mut original = private::memory_file()?;
            io::copy(&mut plain, &mut original)?;
            original.rewind()?;
            Ok((original, private::memory_file()?))
        };
        let (original, mut out) = in_memory().map_err(StoreError::Blob)?;
        if !marks.write(original, &mut out)? {
            return Err(AppError::from(Refusal::new("WORKBOOK_NOT_MARKED")));
        }
        let n_bytes = out.stream_position().and_then(|it| out.rewind().map(|()| it));
        Ok((out, n_bytes.map_err(StoreError::Blob)?))
    });
    let written = writing.await.map_err(|e| AppError::Unexpected(format!("marking broke off: {e}")))?;
    let (out, n_bytes): (File, u64) = written?;
    record(ctx, "import.workbook_read", subject).await?;
    Ok(Taken { file_name, n_bytes, bytes: Box::new(out) })
}

/// An import whose every cell the actor may see.
async fn open_import(ctx: &Ctx, id: BatchId) -> Result<Batch, AppError> {
    let found = match batch(ctx, id).await {
        Err(AppError::Hidden) => {
            let (job, _) = uploads::of_job(ctx, id).await?.ok_or(AppError::Hidden)?;
            match job.batch {
                // The same file was brought before: that import has its rows.
                Some(before) => batch(ctx, BatchId(before)).await?,
                None if job.is_open => return Err(Refusal::new("IMPORT_NOT_ENDED").into()),
                None => return Err(Refusal::new("NOTHING_TO_MARK").into()),
            }
        }
        Err(AppError::Forbidden) => return Err(AppError::Hidden),
        found => found?,
    };
    match is_reached(ctx, &found).await? {
        (true, true) => Ok(found),
        _ => Err(AppError::Hidden),
    }
}

/// A check whose every cell the actor may see: they sent the file, and may read numbers wherever they import.
async fn of_check(ctx: &Ctx, id: CheckId) -> Result<(import_jobs::ImportJob, Original), AppError> {
    let (job, upload, key) = match uploads::open_check(ctx, id).await {
        Err(AppError::Forbidden) => return Err(AppError::Hidden),
        found => found?,
    };
    let imports = scope_for(&ctx.actor, Action::Import, ctx.today());
    let opens = scope_for(&ctx.actor, Action::ReadPersonNumber, ctx.today());
    let are_open = match &imports.reach {
        Reach::Everywhere => opens.reach == Reach::Everywhere,
        Reach::Within { areas, .. } => access::all_in_scope(ctx.store.reader(), &opens, areas).await?,
    };
    if opens.is_nothing() || !are_open {
        return Err(AppError::Hidden);
    }
    if !upload.is_there {
        return Err(Refusal::new("UPLOAD_GONE").into());
    }
    let n_bytes = u64::try_from(upload.n_bytes).unwrap_or_default();
    Ok((job, Original { file_name: upload.file_name, n_bytes, blob_key: upload.blob_key, key }))
}

async fn marks_of_check(
    ctx: &Ctx,
    id: CheckId,
    workbooks: &dyn Workbooks,
) -> Result<(Box<dyn Marks>, Uuid, Original), AppError> {
    let (job, file) = of_check(ctx, id).await?;
    if job.is_open {
        return Err(Refusal::new("IMPORT_NOT_ENDED").into());
    }
    let found = uploads::opened(&job, &file.key)?.filter(|it| it.refused.is_none());
    let found = found.ok_or_else(|| Refusal::new("NOTHING_TO_MARK"))?;
    let mapping = found.recognised.map(|it| it.mapping());
    let mut marks = workbooks.marks(&file.file_name, mapping.as_ref())?;
    let mut after = 0;
    loop {
        let page = uploads::rows_as_found(ctx, &job, &file.key, after, A_PAGE).await?;
        let Some((last, _)) = page.last() else { break };
        after = *last;
        for (_, row) in &page {
            marks.note(row)?;
        }
    }
    Ok((marks, job.id, file))
}

async fn marks_of_import(
    ctx: &Ctx,
    batch: &Batch,
    workbooks: &dyn Workbooks,
) -> Result<(Box<dyn Marks>, Original), AppError> {
    if !["applied", "undoing", "undone"].contains(&batch.state.as_str()) {
        return Err(Refusal::new("IMPORT_NOT_ENDED").into());
    }
    let file = originals::open(ctx, batch).await?;
    let used = mappings::of_batches(ctx, &[batch.id]).await?.remove(&batch.id);
    let mut marks = workbooks.marks(&batch.file_name, used.as_ref().map(|it| &it.mapping))?;
    let key = ctx.store.keys().unwrap_data_key(&batch.data_key, &batch.master_key_id)?;
    let mut after = None;
    loop {
        let page = imports::rejected_rows(ctx.store.reader(), batch.id, after, A_PAGE).await?;
        let Some(last) = page.last() else { break };
        after = Some((last.sheet.clone(), last.row));
        for row in &page {
            marks.note(&refused(row, &key)?)?;
        }
    }
    Ok((marks, file))
}

/// A refused row as it was read.
fn refused(row: &imports::RejectedRow, key: &DataKey) -> Result<ReadRow, AppError> {
    let issues: Vec<Issue> = read_issues(key, &row.issues)?;
    Ok(ReadRow {
        sheet: row.sheet.clone(),
        row: u32::try_from(row.row).unwrap_or_default(),
        outcome: Outcome::Rejected,
        issues,
        values: std::collections::BTreeMap::new(),
        raw: Vec::new(),
    })
}

async fn record(ctx: &Ctx, action: &str, subject: (&str, Uuid)) -> Result<(), AppError> {
    let tx = ctx.store.begin().await?;
    audit::record(ctx, &tx, action, subject, json!({})).await?;
    tx.commit().await?;
    Ok(())
}
