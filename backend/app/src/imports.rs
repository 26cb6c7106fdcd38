//! Imports as people see them: what was brought, how far it has come, and which rows were refused and why.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use phonjon_domain::access::{Grant, Reach, Scope};
use phonjon_domain::calendar::bangkok_day;
use phonjon_domain::ids::{BatchId, UserId};
use phonjon_domain::policy::{Action, Relation, permits};
use phonjon_rows::{Counts, Issue, fields};
use phonjon_store::access;
use phonjon_store::intake::gone_rows;
use phonjon_store::keys::DataKey;
use phonjon_store::links::{imports, reversal};
use phonjon_store::sources::Batch;
use serde::{Deserialize, Serialize};
use serde_json::json;

use crate::audit;
use crate::ctx::Ctx;
use crate::error::AppError;
use crate::intake::{Chosen, Compared, GonePlace, ISSUES};
use crate::mappings::{self, UsedMapping};
use crate::permit::{authorize, scope_for};
use crate::uploads::{self, Approval};

mod pace;
mod workbook;

pub use pace::{Pace, Resumed};
pub use phonjon_rows::{Counts as RowCounts, Issue as RowIssue, Outcome as RowOutcome, UnknownColumn};
pub use workbook::{FileOf, Marks, Taken, marked, original};

/// Why a file is not imported: a code and the arguments of its sentence.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Refused {
    /// Stable word.
    pub code: String,
    /// Arguments of the sentence.
    #[serde(default)]
    pub args: BTreeMap<String, String>,
}

impl Refused {
    /// A code whose sentence takes no arguments.
    pub(crate) fn of(code: &str) -> Self {
        Self { code: code.to_owned(), args: BTreeMap::new() }
    }
}

/// One file's import.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Import {
    /// Its id.
    pub id: BatchId,
    /// Base name of the file.
    pub file_name: String,
    /// `tpmap`, `thaiqm`, `bmn`, `welfare`, `tpmap-public`, `visits`, `help`, `teams` or `accounts`.
    pub source: String,
    /// Survey year, Buddhist era.
    pub year: i16,
    /// `waiting` for a second person, `sent_back` by them, `applying`, `applied`, `undoing`, `undone`, `stopped`, or
    /// `failed` where it ended without success.
    pub state: String,
    /// Rows by outcome, so far.
    pub counts: Counts,
    /// Rows taken up so far.
    pub n_rows_done: i64,
    /// Rows the file holds, data or not.
    pub n_rows: i64,
    /// `account:<id>` or `operator:<os user>`.
    pub started_by: String,
    /// The account, unless the operator.
    pub account: Option<UserId>,
    /// When it began.
    pub started_at: DateTime<Utc>,
    /// When the last row was taken up.
    pub finished_at: Option<DateTime<Utc>>,
    /// When it was undone.
    pub undone_at: Option<DateTime<Utc>>,
    /// Columns that no field took.
    pub unknown_columns: Vec<UnknownColumn>,
    /// Fields that the source usually has and that the file had no column for.
    pub missing_columns: Vec<String>,
    /// How its rows compare with those of the same file before it.
    pub compared: Compared,
    /// Rows taken of whose place nothing was known when they were imported.
    pub n_without_place: i64,
    /// The hash of the plan that it keeps to, or of what it came to.
    pub plan: Option<String>,
    /// What was chosen before its plan.
    pub chosen: Chosen,
    /// Why it ended without success.
    pub failure: Option<Refused>,
    /// What a second person said of it, where one was asked.
    pub approval: Option<Approval>,
    /// How its columns were read; nothing where it was not kept, or nothing was read.
    pub mapping: Option<UsedMapping>,
    /// Where it was gone on with after it was broken off, the last time.
    pub resumed: Option<Resumed>,
    /// Kind and version of each set of rules that held for its year when it began; nothing where that was not kept.
    pub rules: Vec<(String, String)>,
}

impl Import {
    /// True where nothing begins before a second person has agreed.
    pub fn waits(&self) -> bool {
        self.state == "waiting"
    }

    /// True where this account may be the second person: it waits, and somebody else asked for it.
    pub fn may_be_agreed_by(&self, account: UserId) -> bool {
        self.waits() && self.approval.as_ref().is_some_and(|it| it.asked_by != account)
    }
}

impl From<Batch> for Import {
    fn from(batch: Batch) -> Self {
        Self {
            id: BatchId(batch.id),
            file_name: batch.file_name,
            source: batch.source,
            year: batch.survey_year,
            state: batch.state,
            // An import that has just begun has counted nothing.
            counts: serde_json::from_str(&batch.counts).unwrap_or_default(),
            n_rows_done: batch.n_rows_applied,
            n_rows: batch.n_rows_read,
            started_by: batch.started_by,
            account: batch.account_id.map(UserId),
            started_at: batch.started_at,
            finished_at: batch.finished_at,
            undone_at: batch.undone_at,
            unknown_columns: read_json(batch.unknown_columns),
            missing_columns: read_json(batch.missing_columns),
            compared: read_json(batch.compared),
            n_without_place: batch.n_without_place,
            plan: batch.plan,
            chosen: read_json(batch.chosen),
            failure: None,
            approval: None,
            mapping: None,
            resumed: batch.resumed_from.zip(batch.resumed_at).map(|(n_rows, at)| Resumed { n_rows, at }),
            rules: read_json(batch.rules),
        }
    }
}

/// What was kept as JSON; nothing where nothing was.
fn read_json<T: Default + serde::de::DeserializeOwned>(text: Option<String>) -> T {
    text.and_then(|it| serde_json::from_str(&it).ok()).unwrap_or_default()
}

/// A refused row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rejected {
    /// Sheet; empty for text files.
    pub sheet: String,
    /// Row as shown, from 1.
    pub row: i32,
    /// Why.
    pub issues: Vec<Issue>,
}

/// Imports, newest first: the actor's own, those too that wait or whose file was refused, and those that brought rows of the
/// actor's areas.
///
/// # Errors
///
/// [`AppError::Forbidden`], or the store's failure.
pub async fn list(ctx: &Ctx, before: Option<BatchId>, limit: u64) -> Result<Vec<Import>, AppError> {
    authorize(&ctx.actor, Action::Import, ctx.today())?;
    let scope = scope_for(&ctx.actor, Action::Import, ctx.today());
    let asked = uploads::without_rows(ctx, before, limit).await?;
    let before = before.map(|it| it.0);
    let found = imports::imports(ctx.store.reader(), &scope, ctx.actor.account, before, limit).await?;
    let mut found = with_failures(ctx, found).await?;
    // One that begins between the two questions is in both.
    let is_there = |id: BatchId| found.iter().any(|it| it.id == id);
    let asked: Vec<_> = asked.into_iter().filter(|it| !is_there(it.id)).collect();
    found.extend(asked);
    found.sort_by_key(|it| std::cmp::Reverse(it.id.0));
    found.truncate(usize::try_from(limit).unwrap_or(usize::MAX));
    Ok(found)
}

/// One import; also one that the account asked for and that has not begun, or could not.
///
/// # Errors
///
/// [`AppError::Hidden`], or the store's failure.
pub async fn find(ctx: &Ctx, id: BatchId) -> Result<Import, AppError> {
    let found = match batch(ctx, id).await {
        Err(AppError::Hidden) => {
            let (job, asked) = uploads::of_job(ctx, id).await?.ok_or(AppError::Hidden)?;
            // The same file was brought before: that import has its rows.
            let before = match job.batch {
                Some(before) => batch(ctx, BatchId(before)).await,
                None => Err(AppError::Hidden),
            };
            match before {
                Err(AppError::Hidden) => return Ok(asked),
                other => other?,
            }
        }
        other => other?,
    };
    let found = with_failures(ctx, vec![found]).await?;
    found.into_iter().next().ok_or(AppError::Hidden)
}

/// The imports, those that were given up with the reason.
async fn with_failures(ctx: &Ctx, found: Vec<Batch>) -> Result<Vec<Import>, AppError> {
    let is_halfway = |it: &&Batch| it.state == "applying";
    let halfway: Vec<_> = found.iter().filter(is_halfway).map(|it| it.id).collect();
    let mut failures = uploads::of_batches(ctx, &halfway).await?;
    let ids: Vec<_> = found.iter().map(|it| it.id).collect();
    let mut used = mappings::of_batches(ctx, &ids).await?;
    let mut approvals = uploads::approvals(ctx, &ids).await?;
    let with_failure = |batch: Batch| {
        let failure = failures.remove(&batch.id);
        let state = if failure.is_some() { "failed".to_owned() } else { batch.state.clone() };
        let mapping = used.remove(&batch.id);
        let approval = approvals.remove(&batch.id);
        Import { state, failure, approval, mapping, ..batch.into() }
    };
    Ok(found.into_iter().map(with_failure).collect())
}

async fn batch(ctx: &Ctx, id: BatchId) -> Result<Batch, AppError> {
    authorize(&ctx.actor, Action::Import, ctx.today())?;
    let scope = scope_for(&ctx.actor, Action::Import, ctx.today());
    let found = imports::find_import(ctx.store.reader(), &scope, ctx.actor.account, id.0).await?;
    found.ok_or(AppError::Hidden)
}

/// Where the rows stood that the file had before and this import no longer found in it, after a place. They stay.
///
/// # Errors
///
/// [`AppError::Hidden`], [`AppError::Forbidden`], or the store's failure.
pub async fn no_longer_listed(
    ctx: &Ctx,
    id: BatchId,
    after: Option<(String, i32)>,
    limit: u64,
) -> Result<Vec<GonePlace>, AppError> {
    batch(ctx, id).await?;
    let scope = scope_for(&ctx.actor, Action::Import, ctx.today());
    Ok(gone_rows(ctx.store.reader(), &scope, id.0, after, limit).await?)
}

/// The refused rows of an import in the order of the file, after a place: they hold what was written, numbers of persons
/// too. They open to who has all that the import brought in their areas today; where it brought nothing, to who imported
/// it with a power that still holds. Numbers are hidden from who may not open those of all the import brought. Recorded
/// before it is shown.
///
/// # Errors
///
/// [`AppError::Hidden`], [`AppError::Forbidden`], or the store's failure.
pub async fn rejected(
    ctx: &Ctx,
    id: BatchId,
    after: Option<(String, i32)>,
    limit: u64,
) -> Result<Vec<Rejected>, AppError> {
    let batch = batch(ctx, id).await?;
    let (is_permitted, are_open) = is_reached(ctx, &batch).await?;
    if !is_permitted {
        return Err(AppError::Forbidden);
    }
    let key = ctx.store.keys().unwrap_data_key(&batch.data_key, &batch.master_key_id)?;
    let found = imports::rejected_rows(ctx.store.reader(), id.0, after, limit).await?;
    let mut rows = Vec::with_capacity(found.len());
    for row in found {
        let mut issues = read_issues(&key, &row.issues)?;
        if !are_open {
            for issue in &mut issues {
                let is_number =
                    issue.field.as_deref().is_some_and(|it| [fields::PID, fields::PID_MASKED].contains(&it));
                issue.value = issue.value.take().map(|it| without_number(it, is_number));
            }
        }
        rows.push(Rejected { sheet: row.sheet, row: row.row, issues });
    }
    let tx = ctx.store.begin().await?;
    audit::record(ctx, &tx, "import.rejected_read", ("batch", id.0), json!({ "rows": rows.len() })).await?;
    tx.commit().await?;
    Ok(rows)
}

/// What is the matter with a refused row. The cells follow the issues; they are not shown here.
fn read_issues(key: &DataKey, sealed: &[u8]) -> Result<Vec<Issue>, AppError> {
    let plain = key.open(ISSUES, sealed)?;
    let (issues, _): (Vec<Issue>, serde_json::Value) =
        serde_json::from_slice(&plain).map_err(|e| AppError::Unexpected(e.to_string()))?;
    Ok(issues)
}

/// Whether the actor may see the refused rows of an import, and the numbers of all that it brought.
async fn is_reached(ctx: &Ctx, batch: &Batch) -> Result<(bool, bool), AppError> {
    let db = ctx.store.reader();
    let brought = reversal::areas_of_batch(db, batch.id).await?;
    let scope = scope_for(&ctx.actor, Action::Import, ctx.today());
    let reaches = async |scope: &Scope| match scope.reach {
        Reach::Everywhere => Ok(true),
        Reach::Within { .. } => access::all_in_scope(db, scope, &brought).await,
    };
    let is_permitted = if brought.is_empty() && scope.reach != Reach::Everywhere {
        is_own_still(ctx, batch)
    } else {
        reaches(&scope).await?
    };
    let opens = scope_for(&ctx.actor, Action::ReadPersonNumber, ctx.today());
    let are_open = !opens.is_nothing() && reaches(&opens).await?;
    Ok((is_permitted, are_open))
}

/// True where the actor imported it, with a power that holds today as it did then.
fn is_own_still(ctx: &Ctx, batch: &Batch) -> bool {
    let then = bangkok_day(batch.started_at);
    let may = |it: &Grant| permits(it.role, Action::Import, Relation::Within);
    batch.account_id.is_some()
        && batch.account_id == ctx.actor.account.map(|it| it.0)
        && ctx.actor.grants.iter().any(|it| it.holds_on(ctx.today()) && it.holds_on(then) && may(it))
}

/// A written cell with its digits hidden where it holds a person's number, or so many digits that it may.
fn without_number(text: String, is_number: bool) -> String {
    const MAY_BE_ONE: usize = 9;
    if !is_number && text.chars().filter(|it| it.is_numeric()).count() < MAY_BE_ONE {
        return text;
    }
    text.chars().map(|it| if it.is_numeric() { 'x' } else { it }).collect()
}

#[cfg(test)]
mod tests;
