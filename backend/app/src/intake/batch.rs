//! An import's own record: found again by the bytes of its file, or begun with the original kept.

use chrono::{Days, NaiveDate};
use phonjon_domain::calendar::BuddhistYear;
use phonjon_domain::setting::OfficeSetting;
use phonjon_domain::source::Source;
use phonjon_store::audit::{self, AuditEvent};
use phonjon_store::sources::{self, Attachment, Batch};
use uuid::Uuid;

use super::foreseen::Foreseen;
use super::run::FileInfo;
use super::stage::Staged;
use crate::Ctx;
use crate::error::AppError;
use crate::settings;

/// What is known of the same bytes, imported or checked before.
pub(super) struct Before {
    pub(super) import: Option<Import>,
    /// A file that is imported again under another name is the same file.
    pub(super) file_name: String,
}

/// An import, or a check, of the same bytes.
pub(super) struct Import {
    pub(super) id: Uuid,
    pub(super) is_done: bool,
    /// Its data key, wrapped, and which master key did; none where only a check knows it.
    pub(super) key: Option<(Vec<u8>, String)>,
}

impl Before {
    /// An import counts as long as no later one of the same name came after it: then the older bytes are a change again.
    pub(super) async fn find(
        ctx: &Ctx,
        foreseen: &Foreseen,
        file: &FileInfo,
        source: Source,
        year: BuddhistYear,
    ) -> Result<Self, AppError> {
        if let Some((id, name, has_later)) = foreseen.find_file(&file.sha256, source, year) {
            let import = (!has_later).then_some(Import { id, is_done: true, key: None });
            return Ok(Self { import, file_name: name.to_owned() });
        }
        let db = ctx.store.reader();
        let Some(found) = sources::find_batch_of_file(db, &file.sha256, source.code(), year.get()).await?
        else {
            return Ok(Self { import: None, file_name: file.name.clone() });
        };
        let has_later =
            foreseen.has_file(source, year, &found.file_name) || sources::has_later_batch(db, &found).await?;
        let is_done = found.state == "applied";
        let import = Import { id: found.id, is_done, key: Some((found.data_key, found.master_key_id)) };
        Ok(Self { import: (!has_later).then_some(import), file_name: found.file_name })
    }
}

/// Begins an import: its original is kept before anything names it.
pub(super) async fn begin_batch(
    ctx: &Ctx,
    id: Uuid,
    staged: &Staged,
    file: &FileInfo,
    file_name: &str,
    (source, year): (&str, BuddhistYear),
) -> Result<(), AppError> {
    let counts = staged.counts;
    let n_all = counts.accepted + counts.accepted_with_warning + counts.rejected + counts.skipped;
    let unknown_columns = staged.head.as_ref().map_or(&[][..], |it| &it.unknown_columns);
    let unknown_columns =
        serde_json::to_string(unknown_columns).map_err(|e| AppError::Unexpected(e.to_string()))?;
    let days = settings::count(ctx.store.reader(), OfficeSetting::ImportKeepOriginalDays).await?;
    let keep_until = ctx.today().checked_add_days(Days::new(days.into()));
    let attachment = keep_original(ctx, staged, file, keep_until)?;
    let tx = ctx.store.begin().await?;
    sources::insert_attachment(&tx, &attachment).await?;
    let batch = Batch {
        id,
        source: source.to_owned(),
        survey_year: year.get(),
        file_name: file_name.to_owned(),
        file_hash: file.sha256.to_vec(),
        state: "applying".to_owned(),
        data_key: staged.key.wrapped.clone(),
        master_key_id: staged.key.key_id.clone(),
        n_rows_read: i64::try_from(n_all).unwrap_or(i64::MAX),
        n_rows_applied: 0,
        counts: "{}".to_owned(),
        attachment_id: Some(attachment.id),
        started_by: ctx.actor.name.clone(),
        account_id: ctx.actor.account.map(|it| it.0),
        started_at: ctx.now,
        finished_at: None,
        undone_at: None,
        unknown_columns: Some(unknown_columns),
        compared: None,
    };
    sources::insert_batch(&tx, &batch).await?;
    let detail = serde_json::json!({ "source": source, "year": year.get(), "rows": n_all });
    audit::record(&tx, &event(ctx, "import.begun", id, detail)).await?;
    Ok(tx.commit().await?)
}

/// Writes the original file, encrypted under the batch's data key, before anything names it.
fn keep_original(
    ctx: &Ctx,
    staged: &Staged,
    file: &FileInfo,
    keep_until: Option<NaiveDate>,
) -> Result<Attachment, AppError> {
    let original = std::fs::File::open(&file.path)
        .map_err(|e| AppError::Unexpected(format!("the file cannot be opened again: {e}")))?;
    let id = ctx.new_id();
    let written = ctx.store.blobs().put(id, &staged.key.key, original)?;
    if written.sha256 != file.sha256 {
        return Err(AppError::Unexpected("the file was changed while it was read".to_owned()));
    }
    Ok(Attachment {
        id,
        kind: "import_original".to_owned(),
        file_name: file.name.clone(),
        n_bytes: i64::try_from(written.n_bytes).unwrap_or(i64::MAX),
        sha256: written.sha256.to_vec(),
        blob_key: written.blob_key,
        data_key: staged.key.wrapped.clone(),
        master_key_id: staged.key.key_id.clone(),
        created_at: ctx.now,
        keep_until,
    })
}

/// An event about an import.
pub(super) fn event(ctx: &Ctx, action: &str, batch: Uuid, detail: serde_json::Value) -> AuditEvent {
    let subject = Some(("batch".to_owned(), batch.to_string()));
    AuditEvent { subject, ..crate::audit::event(ctx, action, detail) }
}
