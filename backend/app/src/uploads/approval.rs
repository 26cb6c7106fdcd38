//! The second person of an import: where the office wants one, an import begins once somebody else who may import for all
//! its areas has agreed to its plan.

use std::collections::HashMap;

use chrono::{DateTime, Utc};
use phonjon_domain::area::AreaCode;
use phonjon_domain::ids::{AreaId, BatchId, UploadId, UserId};
use phonjon_domain::policy::Action;
use phonjon_domain::setting::OfficeSetting;
use phonjon_rows::Counts;
use phonjon_store::import_approvals::{self as stored, Decided, ImportApproval};
use phonjon_store::import_jobs::{self, ImportJob};
use phonjon_store::{Connection, Tx, areas, uploads};
use serde::{Deserialize, Serialize};
use serde_json::json;
use uuid::Uuid;

use super::found::Found;
use super::jobs::{all_asked, opened};
use super::work::wake;
use crate::audit;
use crate::ctx::Ctx;
use crate::error::{AppError, Refusal};
use crate::idempotent::Key;
use crate::imports::Import;
use crate::intake::Compared;
use crate::permit::{authorize, scope_for};
use crate::sessions::who;
use crate::settings;

/// Imports shown to whoever may agree to them.
const MOST_SHOWN: u64 = 100;
/// Longest reason, in letters.
const LONGEST_REASON: usize = 1_000;

/// What a second person said of an import, or is asked to say.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Approval {
    /// Who asked for the import.
    pub asked_by: UserId,
    /// When.
    pub asked_at: DateTime<Utc>,
    /// What its plan comes to.
    pub counts: PlanCounts,
    /// What was decided, by whom, when and why; nothing while it waits.
    pub decided: Option<Decided>,
}

/// What a plan comes to.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct PlanCounts {
    /// The source, where it was recognised.
    pub source: Option<String>,
    /// Rows by outcome.
    pub rows: Counts,
    /// How they compare with those of the same file before it.
    pub compared: Compared,
    /// Cases that would be opened.
    pub n_cases_opened: u64,
    /// Questions that would be asked for the first time.
    pub n_questions: u64,
    /// Households with a case that would change, those of them that would fall, and those whose case is open.
    pub n_changing: (i64, i64, i64),
}

impl PlanCounts {
    fn of(found: &Found) -> Self {
        Self {
            source: found.source.clone(),
            rows: found.counts,
            compared: found.compared,
            n_cases_opened: found.n_cases_opened,
            n_questions: found.n_questions,
            n_changing: found.n_changing,
        }
    }
}

/// What a second person decides.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Decision<'a> {
    /// It may be imported.
    Agree,
    /// It is not imported, and why.
    SendBack(&'a str),
}

/// An import that a second person is to be asked about.
pub(super) struct Second {
    counts: PlanCounts,
    areas: Vec<AreaId>,
}

impl Second {
    /// Has the import wait.
    pub(super) async fn ask(&self, ctx: &Ctx, tx: &Tx, job: &ImportJob) -> Result<(), AppError> {
        let counts = serde_json::to_string(&self.counts).map_err(|e| AppError::Unexpected(e.to_string()))?;
        let it =
            ImportApproval { job: job.id, account: job.account, counts, asked_at: ctx.now, decided: None };
        Ok(stored::ask(tx, &it, &self.areas).await?)
    }
}

/// True where the office wants a second person for each import.
async fn is_wanted(db: &impl Connection) -> Result<bool, AppError> {
    Ok(settings::count(db, OfficeSetting::ImportSecondPerson).await? == 1)
}

/// Refuses what one person would import alone, with nobody to ask.
///
/// # Errors
///
/// `SECOND_PERSON_ON_SCREEN`, or the store's own.
pub async fn refuse_alone(ctx: &Ctx) -> Result<(), AppError> {
    if is_wanted(ctx.store.reader()).await? {
        return Err(Refusal::new("SECOND_PERSON_ON_SCREEN").into());
    }
    Ok(())
}

/// What a second person has to be asked before this plan of a file is imported; nothing where none is wanted.
pub(super) async fn needed(
    ctx: &Ctx,
    tx: &Tx,
    upload: UploadId,
    plan: Option<String>,
) -> Result<Option<Second>, AppError> {
    if !is_wanted(&**tx).await? {
        return Ok(None);
    }
    let plan = plan.ok_or_else(|| Refusal::of("IMPORT_PLAN_NEEDED", "plan"))?;
    let upload = uploads::find(&**tx, upload.0).await?.ok_or(AppError::Hidden)?;
    let key = ctx.store.keys().unwrap_data_key(&upload.data_key, &upload.master_key_id)?;
    for check in import_jobs::checks_of(&**tx, upload.id).await? {
        let Some(found) = opened(&check, &key)?.filter(|it| it.plan.as_ref() == Some(&plan)) else {
            continue;
        };
        let codes: Vec<AreaCode> = found.districts.iter().filter_map(|it| AreaCode::parse(it).ok()).collect();
        let known = areas::find_by_codes(&**tx, &codes).await?;
        // Of a place that no list names yet nobody has all but who has the whole country.
        let are_known = known.len() == found.districts.len();
        let areas = if are_known { known.into_iter().map(|it| it.id).collect() } else { Vec::new() };
        return Ok(Some(Second { counts: PlanCounts::of(&found), areas }));
    }
    Err(Refusal::of("PLAN_STALE", "plan").into())
}

/// What was said of these imports, by import.
pub(crate) async fn of_imports(ctx: &Ctx, imports: &[Uuid]) -> Result<HashMap<Uuid, Approval>, AppError> {
    let found = stored::find_many(ctx.store.reader(), imports).await?;
    found.into_iter().map(|(id, it)| Ok((id, read(it)?))).collect()
}

fn read(it: ImportApproval) -> Result<Approval, AppError> {
    let counts = serde_json::from_str(&it.counts).map_err(|e| AppError::Unexpected(e.to_string()))?;
    Ok(Approval { asked_by: it.account, asked_at: it.asked_at, counts, decided: it.decided })
}

/// True where the actor may import for all that an import touches about which somebody is asked, or was.
pub(super) async fn is_for(ctx: &Ctx, import: BatchId) -> Result<bool, AppError> {
    let scope = scope_for(&ctx.actor, Action::Import, ctx.today());
    Ok(stored::find(ctx.store.reader(), &scope, import.0).await?.is_some())
}

/// Imports of others that wait for somebody like the actor, the longest waiting first.
///
/// # Errors
///
/// [`AppError::Forbidden`], or the store's own.
pub async fn waiting(ctx: &Ctx) -> Result<Vec<Import>, AppError> {
    authorize(&ctx.actor, Action::Import, ctx.today())?;
    let scope = scope_for(&ctx.actor, Action::Import, ctx.today());
    let waiting = stored::waiting(ctx.store.reader(), &scope, who(ctx)?, MOST_SHOWN).await?;
    let ids: Vec<Uuid> = waiting.iter().map(|it| it.job).collect();
    let jobs = import_jobs::find_many(ctx.store.reader(), &ids).await?;
    let mut imports = all_asked(ctx, jobs).await?;
    imports.sort_by_key(|it| (it.started_at, it.id.0));
    Ok(imports)
}

/// Agrees that an import begins, or sends it back with a reason. Who asked for it may only take it back.
///
/// # Errors
///
/// [`AppError::Hidden`] for who may not import for all that it touches, [`AppError::Forbidden`],
/// `SECOND_PERSON_NEEDED`, `IMPORT_DECIDED`, `REQUIRED` or `TEXT_TOO_LONG` for the reason, or the store's own.
pub async fn decide(
    ctx: &Ctx,
    key: &Key,
    import: BatchId,
    decision: Decision<'_>,
) -> Result<Import, AppError> {
    authorize(&ctx.actor, Action::Import, ctx.today())?;
    let me = who(ctx)?;
    let tx = ctx.store.begin().await?;
    let own = stored::find_many(&*tx, &[import.0]).await?.remove(&import.0).filter(|it| it.account == me);
    let scope = scope_for(&ctx.actor, Action::Import, ctx.today());
    let found = match own {
        Some(own) => own,
        None => stored::find(&*tx, &scope, import.0).await?.ok_or(AppError::Hidden)?,
    };
    if key.done(&tx, ctx, "importDecide").await?.is_none() {
        let is_agreed = decision == Decision::Agree;
        if is_agreed && found.account == me {
            return Err(Refusal::of("SECOND_PERSON_NEEDED", "importId").into());
        }
        let reason = match decision {
            Decision::Agree => None,
            Decision::SendBack(reason) => Some(reason_of(reason)?),
        };
        let decided = Decided { by: me, at: ctx.now, is_agreed, reason };
        if !stored::decide(&tx, import.0, &decided).await? {
            return Err(Refusal::of("IMPORT_DECIDED", "importId").into());
        }
        if is_agreed {
            import_jobs::open(&tx, import.0, ctx.now).await?;
        }
        let action = if is_agreed { "import.agreed" } else { "import.sent_back" };
        audit::record(ctx, &tx, action, ("import_job", import.0), json!({ "askedBy": found.account.0 }))
            .await?;
        key.remember(&tx, ctx, "importDecide", "import_job", import.0).await?;
        tx.commit().await?;
        wake();
    }
    crate::imports::find(ctx, import).await
}

fn reason_of(text: &str) -> Result<String, Refusal> {
    let text = text.trim();
    if text.is_empty() {
        return Err(Refusal::of("REQUIRED", "reason"));
    }
    if text.chars().count() > LONGEST_REASON {
        return Err(Refusal::of("TEXT_TOO_LONG", "reason").with("max", LONGEST_REASON));
    }
    Ok(text.to_owned())
}
