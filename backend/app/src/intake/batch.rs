//! An import's own record: found again by the bytes of its file, or begun with the original kept.

use chrono::{Days, NaiveDate};
use phonjon_domain::calendar::BuddhistYear;
use phonjon_domain::setting::OfficeSetting;
use phonjon_domain::source::Source;
use phonjon_store::audit::{self, AuditEvent};
use phonjon_store::sources::{self, Attachment, Batch};
use phonjon_store::{Tx, parameters};
use uuid::Uuid;

use super::decide::{Chosen, Stops, Wanted};
use super::file::FileInfo;
use super::foreseen::Foreseen;
use super::stage::Staged;
use crate::Ctx;
use crate::error::{AppError, Refusal};
use crate::settings;

/// What is known of the same bytes, imported or checked before.
pub(super) struct Before {
    pub(super) import: Option<Import>,
    /// A file that is imported again under another name is the same file.
    pub(super) file_name: String,
    /// The newest stored import of these bytes, whether it counts or not.
    pub(super) newest: Option<Uuid>,
}

/// An import, or a check, of the same bytes.
pub(super) struct Import {
    pub(super) id: Uuid,
    pub(super) is_done: bool,
    /// Its data key, wrapped, and which master key did; none where only a check knows it.
    pub(super) key: Option<(Vec<u8>, String)>,
    /// How many rows it has taken up.
    pub(super) n_taken_up: i64,
    /// What was chosen when it began; none where only a check knows it.
    chosen: Option<Chosen>,
    /// Who began it; none where it was the command line, or a check.
    account: Option<Uuid>,
}

impl Before {
    /// An import counts as long as no later one of the same name came after it: then the older bytes are a change again.
    pub(super) async fn find(
        ctx: &Ctx,
        foreseen: &Foreseen,
        file: &FileInfo,
        made_from: Option<&str>,
        source: Source,
        year: BuddhistYear,
    ) -> Result<Self, AppError> {
        if let Some((id, name, has_later)) = foreseen.find_file(&file.sha256, source, year) {
            let import = (!has_later).then_some(Import {
                id,
                is_done: true,
                key: None,
                n_taken_up: 0,
                chosen: None,
                account: None,
            });
            return Ok(Self { import, file_name: name.to_owned(), newest: None });
        }
        let db = ctx.store.reader();
        let Some(found) = sources::find_batch_of_file(db, &file.sha256, source.code(), year.get()).await?
        else {
            // A workbook that we gave back with marks speaks for the file it was made from.
            let file_name = made_from.unwrap_or(&file.name).to_owned();
            return Ok(Self { import: None, file_name, newest: None });
        };
        let has_later =
            foreseen.has_file(source, year, &found.file_name) || sources::has_later_batch(db, &found).await?;
        let is_done = found.state == "applied";
        let newest = Some(found.id);
        let key = Some((found.data_key, found.master_key_id));
        let import = Import {
            id: found.id,
            is_done,
            key,
            n_taken_up: found.n_rows_applied,
            chosen: Some(
                found.chosen.as_deref().and_then(|it| serde_json::from_str(it).ok()).unwrap_or_default(),
            ),
            account: found.account_id,
        };
        Ok(Self { import: (!has_later).then_some(import), file_name: found.file_name, newest })
    }
}

impl Before {
    /// What an import was begun with that was broken off: it goes on so, whatever is wanted now.
    pub(super) fn chosen(&self) -> Option<Chosen> {
        self.import.as_ref().filter(|it| !it.is_done)?.chosen
    }

    /// True where what is wanted now makes something else of the same cells than when they were imported. Bands do not: what
    /// was linked stays.
    pub(super) fn is_meant_otherwise(&self, wanted: Chosen) -> bool {
        let meant = |it: Chosen| (it.blanks, it.trusts);
        self.import.as_ref().and_then(|it| it.chosen).is_some_and(|it| meant(it) != meant(wanted))
    }

    /// True where an account would go on with an import that somebody else began.
    pub(super) fn is_of_others(&self, ctx: &Ctx) -> bool {
        let mine = ctx.actor.account.map(|it| it.0);
        mine.is_some() && self.import.as_ref().is_some_and(|it| !it.is_done && it.account != mine)
    }
}

/// Begins an import: its original is kept before anything names it. `newest` is the newest import of these bytes that
/// was found before.
///
/// # Errors
///
/// `IMPORT_UNDER_WAY` where another process has begun with the same bytes meanwhile.
pub(super) async fn begin_batch(
    ctx: &Ctx,
    id: Uuid,
    staged: &Staged,
    file: &FileInfo,
    (file_name, newest, wanted): (&str, Option<Uuid>, Wanted),
    (source, year): (&str, BuddhistYear),
) -> Result<(), AppError> {
    let counts = staged.counts;
    let n_all = counts.accepted + counts.accepted_with_warning + counts.rejected + counts.skipped;
    let days = settings::count(ctx.store.reader(), OfficeSetting::ImportKeepOriginalDays).await?;
    let keep_until = ctx.today().checked_add_days(Days::new(days.into()));
    let head = staged.head.as_ref();
    let unknown_columns = json(&head.map(|it| &it.unknown_columns))?;
    let missing_columns = json(&head.map(|it| &it.missing_fields))?;
    let attachment = keep_original(ctx, staged, file, keep_until)?;
    let rules = parameters::in_force(ctx.store.reader(), year.get()).await?;
    let tx = ctx.store.begin().await?;
    sources::wait_for_turn(&tx).await?;
    // The file may have taken minutes to read, and the keys been replaced meanwhile.
    let data_key = ctx.store.keys().wrap_data_key(&staged.key.key)?;
    let attachment = Attachment {
        data_key: data_key.ciphertext.clone(),
        master_key_id: data_key.key_id.clone(),
        ..attachment
    };
    let found = sources::find_batch_of_file(&*tx, &file.sha256, source, year.get()).await?;
    if found.map(|it| it.id) != newest {
        return Err(Refusal::of("IMPORT_UNDER_WAY", "file").into());
    }
    sources::insert_attachment(&tx, &attachment).await?;
    let batch = Batch {
        id,
        source: source.to_owned(),
        survey_year: year.get(),
        file_name: file_name.to_owned(),
        file_hash: file.sha256.to_vec(),
        state: "applying".to_owned(),
        data_key: data_key.ciphertext,
        master_key_id: data_key.key_id,
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
        missing_columns: Some(missing_columns),
        compared: None,
        n_without_place: 0,
        plan: wanted.plan.map(|it| it.to_string()),
        chosen: Some(json(&wanted.chosen())?),
        resumed_from: None,
        resumed_at: None,
        rules: Some(json(&rules)?),
    };
    sources::insert_batch(&tx, &batch).await?;
    if let Some(recognised) = &staged.recognised {
        crate::mappings::keep_of_batch(&tx, id, recognised).await?;
    }
    let detail = serde_json::json!({ "source": source, "year": year.get(), "rows": n_all, "plan": batch.plan, "chosen": batch.chosen, "despiteDuplicates": wanted.stops == Stops::GoesOn });
    audit::record(&tx, &event(ctx, "import.begun", id, detail)).await?;
    Ok(tx.commit().await?)
}

/// Waits for the turn of an import that has taken up so many rows, and makes sure that nobody else is at it.
///
/// # Errors
///
/// `IMPORT_TAKEN_BACK` where somebody undoes it meanwhile, `IMPORT_UNDER_WAY` where another process goes on with it.
pub(super) async fn take_turn(tx: &Tx, batch: Uuid, n_taken_up: i64) -> Result<(), AppError> {
    sources::wait_for_turn(tx).await?;
    let standing = sources::standing(tx, batch).await?;
    match standing.as_ref().map(|(state, n)| (state.as_str(), *n)) {
        Some(("applying", n)) if n == n_taken_up => Ok(()),
        Some(("undoing" | "undone", _)) => Err(Refusal::of("IMPORT_TAKEN_BACK", "file").into()),
        _ => Err(Refusal::of("IMPORT_UNDER_WAY", "file").into()),
    }
}

/// Records that somebody goes on with an import that was broken off, in the first transaction that does.
pub(super) async fn resumed(ctx: &Ctx, tx: &Tx, batch: Uuid, n_taken_up: i64) -> Result<(), AppError> {
    sources::resumed(tx, batch, n_taken_up, ctx.now).await?;
    let detail = serde_json::json!({ "rows": n_taken_up });
    Ok(audit::record(tx, &event(ctx, "import.resumed", batch, detail)).await?)
}

/// A value as JSON.
pub(super) fn json(value: &impl serde::Serialize) -> Result<String, AppError> {
    serde_json::to_string(value).map_err(|e| AppError::Unexpected(e.to_string()))
}

/// Writes the original file, encrypted under the batch's data key, before anything names it.
fn keep_original(
    ctx: &Ctx,
    staged: &Staged,
    file: &FileInfo,
    keep_until: Option<NaiveDate>,
) -> Result<Attachment, AppError> {
    let original = file.original.open(ctx)?;
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
