//! How an office reads the columns of its lists: saved in versions, offered again, and kept with each import.

use std::collections::HashMap;

use chrono::{DateTime, Utc};
use phonjon_domain::access::{Reach, Scope};
use phonjon_domain::ids::{AreaId, CheckId, MappingId, UserId};
use phonjon_domain::policy::Action;
use phonjon_rows::{Recognised, SavedMapping};
use phonjon_store::mappings::{self as stored, BatchMapping, MappingRow};
use phonjon_store::{Tx, access};
use serde_json::json;
use uuid::Uuid;

use crate::audit;
use crate::ctx::Ctx;
use crate::error::{AppError, Conflict, Refusal};
use crate::idempotent::Key;
use crate::permit::{authorize, scope_for};
use crate::sessions::who;
use crate::uploads;

pub use phonjon_rows::{ColumnChoice, Mapping, SheetChoice};

/// Most mappings that are shown, or tried on a file.
const MOST: u64 = 50;
/// Mappings that are tried on a file.
const TRIED: u64 = 12;
/// Longest name, in characters.
const LONGEST_NAME: usize = 100;
/// Longest mapping that is kept, in bytes: it is handed to the reader process as one word.
const LONGEST: usize = 100_000;

/// A version of a mapping that an office saved.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OfficeMapping {
    /// This version.
    pub id: MappingId,
    /// The office, by its area.
    pub area: AreaId,
    /// `tpmap`, `thaiqm`, `bmn` or `welfare`.
    pub source: String,
    /// What the office calls it.
    pub name: String,
    /// 1 when it is first saved.
    pub version: i32,
    /// What it says.
    pub mapping: Mapping,
    /// Who saved it.
    pub account: UserId,
    /// When.
    pub saved_at: DateTime<Utc>,
    /// False where a newer version took its place.
    pub is_in_use: bool,
}

/// How the file of an import was read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UsedMapping {
    /// The saved version it was read by, if by one.
    pub saved: Option<(String, i32)>,
    /// True where somebody said how.
    pub is_mapped: bool,
    /// What every column was taken for.
    pub mapping: Mapping,
}

fn of_row(row: MappingRow) -> Result<OfficeMapping, AppError> {
    Ok(OfficeMapping {
        mapping: read(&row.mapping)?,
        id: row.id,
        area: row.area,
        source: row.source,
        name: row.name,
        version: row.version,
        account: row.account,
        saved_at: row.saved_at,
        is_in_use: row.replaced_at.is_none(),
    })
}

/// The mappings in use of the actor's offices, the newest first.
///
/// # Errors
///
/// [`AppError::Forbidden`], or the store's own.
pub async fn list(ctx: &Ctx, source: Option<&str>) -> Result<Vec<OfficeMapping>, AppError> {
    let scope = office_scope(ctx)?;
    let found = stored::in_use(ctx.store.reader(), &scope, MOST).await?;
    let of_source = found.into_iter().filter(|it| source.is_none_or(|source| it.source == source));
    of_source.map(of_row).collect()
}

/// Every version of a mapping, the newest first.
///
/// # Errors
///
/// [`AppError::Hidden`] for one of another office, [`AppError::Forbidden`], or the store's own.
pub async fn versions(ctx: &Ctx, id: MappingId) -> Result<Vec<OfficeMapping>, AppError> {
    let scope = office_scope(ctx)?;
    let db = ctx.store.reader();
    let row = stored::find(db, &scope, id).await?.ok_or(AppError::Hidden)?;
    stored::versions(db, &row, MOST).await?.into_iter().map(of_row).collect()
}

/// A mapping that an office wants to keep.
#[derive(Debug, Clone, Copy)]
pub struct NewMapping<'a> {
    /// The check whose file was read by it.
    pub check: CheckId,
    /// The office, by its area; where none is given, the only one of whoever saves it.
    pub area: Option<AreaId>,
    /// What the office calls it.
    pub name: &'a str,
    /// The version that was read; 0 for a new one.
    pub version: i32,
}

/// Saves how the file of a check was read, for the lists to come.
///
/// # Errors
///
/// `REQUIRED`, `TEXT_TOO_LONG`, `MAPPING_NOT_READ` where the check read nothing, `MAPPING_OFFICE_NEEDED` for who has
/// several offices or none, [`AppError::Hidden`], [`AppError::Forbidden`], or a version conflict.
pub async fn save(ctx: &Ctx, new: &NewMapping<'_>, key: &Key) -> Result<OfficeMapping, AppError> {
    const OPERATION: &str = "mappingSave";
    let scope = office_scope(ctx)?;
    let account = who(ctx)?;
    let tx = ctx.store.begin().await?;
    if let Some(done) = key.done(&tx, ctx, OPERATION).await? {
        let row = stored::find(&*tx, &scope, MappingId(done.uuid()?)).await?.ok_or(AppError::Hidden)?;
        return of_row(row);
    }
    let name = new.name.trim();
    if name.is_empty() {
        return Err(Refusal::of("REQUIRED", "name").into());
    }
    if LONGEST_NAME < name.chars().count() {
        return Err(Refusal::of("TEXT_TOO_LONG", "name").with("max", LONGEST_NAME).into());
    }
    let (job, _, data_key) = uploads::open_check(ctx, new.check).await?;
    let found = uploads::opened(&job, &data_key)?;
    let recognised = found.and_then(|it| it.recognised).filter(|it| it.sheets.iter().any(|it| it.is_read));
    let recognised = recognised.ok_or_else(|| Refusal::of("MAPPING_NOT_READ", "checkId"))?;
    let mapping = recognised.mapping_by_header();
    let source = mapping.source.clone().filter(|it| it != "tpmap-public");
    let source = source.ok_or_else(|| Refusal::of("MAPPING_NOT_READ", "checkId"))?;
    let area = office(&tx, &scope, new.area).await?;
    // Whoever saves two at once saves one after the other.
    access::lock_accounts(&tx, &[account]).await?;
    let before = stored::newest(&tx, area, &source, name).await?;
    let kept = before.as_ref().map_or(0, |it| it.version);
    if kept != new.version {
        let field = ("version".to_owned(), None, Some(new.version.to_string()), Some(kept.to_string()));
        let conflict = Conflict { version: kept.into(), fields: vec![field] };
        return Err(AppError::VersionConflict(Box::new(conflict)));
    }
    let row = MappingRow {
        id: MappingId(ctx.new_id()),
        area,
        source,
        name: name.to_owned(),
        version: kept + 1,
        mapping: written(&mapping)?,
        account,
        saved_at: ctx.now,
        replaced_at: None,
    };
    stored::insert(&tx, &row, before.map(|it| it.id)).await?;
    let detail = json!({ "source": row.source, "version": row.version, "check": job.id });
    audit::record(ctx, &tx, "mapping.saved", ("mapping", row.id.0), detail).await?;
    key.remember(&tx, ctx, OPERATION, "mapping", row.id.0).await?;
    tx.commit().await?;
    of_row(row)
}

/// Where the actor may import: what offices there saved is theirs to use.
fn office_scope(ctx: &Ctx) -> Result<Scope, AppError> {
    authorize(&ctx.actor, Action::Import, ctx.today())?;
    Ok(scope_for(&ctx.actor, Action::Import, ctx.today()))
}

/// The office that a mapping is saved for.
async fn office(tx: &Tx, scope: &Scope, area: Option<AreaId>) -> Result<AreaId, AppError> {
    if let Some(area) = area {
        return if access::in_scope(&**tx, scope, Some(area), None).await? {
            Ok(area)
        } else {
            Err(AppError::Hidden)
        };
    }
    match &scope.reach {
        Reach::Within { areas, .. } if areas.len() == 1 => areas.first().copied().ok_or(AppError::Forbidden),
        Reach::Within { .. } | Reach::Everywhere => {
            Err(Refusal::of("MAPPING_OFFICE_NEEDED", "areaId").into())
        }
    }
}

/// What was said of how the file of a job is to be read, and where nothing was, what its office saved: for its own areas
/// first.
pub(crate) async fn of_job(ctx: &Ctx, job: Uuid) -> Result<(Option<Mapping>, Vec<SavedMapping>), AppError> {
    let db = ctx.store.reader();
    if let Some(text) = stored::of_job(db, job).await? {
        return Ok((Some(read(&text)?), Vec::new()));
    }
    let scope = scope_for(&ctx.actor, Action::Import, ctx.today());
    let mut found = stored::in_use(db, &scope, TRIED).await?;
    if let Reach::Within { areas, .. } = &scope.reach {
        found.sort_by_key(|it| !areas.contains(&it.area));
    }
    let saved = |it: MappingRow| -> Result<SavedMapping, AppError> {
        Ok(SavedMapping { id: it.id.0.to_string(), mapping: read(&it.mapping)? })
    };
    Ok((None, found.into_iter().map(saved).collect::<Result<_, AppError>>()?))
}

/// What somebody said of how the file of a job is to be read.
pub(crate) async fn said_of_job(ctx: &Ctx, job: Uuid) -> Result<Option<Mapping>, AppError> {
    stored::of_job(ctx.store.reader(), job).await?.map(|it| read(&it)).transpose()
}

/// Keeps how somebody said that a file is to be read.
pub(crate) async fn keep_of_job(tx: &Tx, job: Uuid, mapping: &Mapping) -> Result<(), AppError> {
    Ok(stored::keep_of_job(tx, job, &written(mapping)?).await?)
}

/// Keeps how the file of an import was read.
pub(crate) async fn keep_of_batch(tx: &Tx, batch: Uuid, of: &Recognised) -> Result<(), AppError> {
    let saved = of.saved.as_deref().and_then(|it| it.parse().ok()).map(MappingId);
    let mapping = serde_json::to_string(&of.mapping()).map_err(|e| AppError::Unexpected(e.to_string()))?;
    let it = BatchMapping { batch, saved, is_mapped: of.is_mapped, mapping };
    Ok(stored::keep_of_batch(tx, &it).await?)
}

/// True where a file was imported before with its columns taken for something else.
pub(crate) async fn is_other(ctx: &Ctx, batch: Uuid, now: &Recognised) -> Result<bool, AppError> {
    let before = stored::of_batches(ctx.store.reader(), &[batch]).await?.remove(&batch);
    let Some(before) = before.map(|it| read(&it.mapping)).transpose()? else { return Ok(false) };
    let now = now.mapping();
    let fields = |it: &Mapping| {
        let read = it.columns.iter().filter(|it| it.field.is_some());
        let mut all: Vec<_> =
            read.map(|it| (it.sheet.clone(), it.column.clone(), it.field.clone())).collect();
        all.sort();
        all
    };
    Ok(fields(&before) != fields(&now))
}

/// How the files of imports were read, by import.
pub(crate) async fn of_batches(ctx: &Ctx, batches: &[Uuid]) -> Result<HashMap<Uuid, UsedMapping>, AppError> {
    let db = ctx.store.reader();
    let found = stored::of_batches(db, batches).await?;
    let saved: Vec<MappingId> = found.values().filter_map(|it| it.saved).collect();
    let saved = stored::find_many(db, &saved).await?;
    let used = |it: BatchMapping| -> Result<UsedMapping, AppError> {
        let of_saved = it.saved.and_then(|id| saved.get(&id)).map(|it| (it.name.clone(), it.version));
        Ok(UsedMapping { saved: of_saved, is_mapped: it.is_mapped, mapping: read(&it.mapping)? })
    };
    found.into_iter().map(|(batch, it)| Ok((batch, used(it)?))).collect()
}

/// The names of saved versions that files were read by.
///
/// # Errors
///
/// The store's own.
pub async fn saved_name(ctx: &Ctx, id: &str) -> Result<Option<(String, i32)>, AppError> {
    let Some(id) = id.parse().ok().map(MappingId) else { return Ok(None) };
    let found = stored::find_many(ctx.store.reader(), &[id]).await?;
    Ok(found.into_values().next().map(|it| (it.name, it.version)))
}

fn read(text: &str) -> Result<Mapping, AppError> {
    serde_json::from_str(text).map_err(|e| AppError::Unexpected(e.to_string()))
}

fn written(mapping: &Mapping) -> Result<String, AppError> {
    let text = serde_json::to_string(mapping).map_err(|e| AppError::Unexpected(e.to_string()))?;
    if text.len() > LONGEST {
        return Err(Refusal::of("MAPPING_TOO_LONG", "mapping").into());
    }
    Ok(text)
}
