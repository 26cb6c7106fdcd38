//! Imports that wait until a second person agrees to their plan: who asked, which districts they touch, what was decided.

use std::collections::HashMap;

use chrono::{DateTime, Utc};
use phonjon_domain::access::{Reach, Scope};
use phonjon_domain::ids::{AreaId, UserId};
use sea_orm::{ConnectionTrait, QueryResult, Value};
use uuid::Uuid;

use crate::access::scope_condition;
use crate::database::Tx;
use crate::error::StoreError;
use crate::sql;

const COLUMNS: &str = "job_id, account_id, counts, asked_at, decided_by, decided_at, is_agreed, reason";

/// An import that a second person has to agree to, or had to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ImportApproval {
    /// The import, which is its job too.
    pub job: Uuid,
    /// Who asked for the import.
    pub account: UserId,
    /// What its plan comes to, as JSON.
    pub counts: String,
    /// When it was asked for.
    pub asked_at: DateTime<Utc>,
    /// Who decided, when, whether it may be imported, and why.
    pub decided: Option<Decided>,
}

/// What was decided.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Decided {
    /// By whom.
    pub by: UserId,
    /// When.
    pub at: DateTime<Utc>,
    /// True where it may be imported.
    pub is_agreed: bool,
    /// Why, where that was said.
    pub reason: Option<String>,
}

impl ImportApproval {
    fn read(row: &QueryResult) -> Result<Self, StoreError> {
        let by: Option<Uuid> = row.try_get("", "decided_by")?;
        let at: Option<DateTime<Utc>> = row.try_get("", "decided_at")?;
        let is_agreed: Option<bool> = row.try_get("", "is_agreed")?;
        let reason: Option<String> = row.try_get("", "reason")?;
        let decided = by.zip(at).zip(is_agreed);
        Ok(Self {
            job: row.try_get("", "job_id")?,
            account: UserId(row.try_get("", "account_id")?),
            counts: row.try_get("", "counts")?,
            asked_at: row.try_get("", "asked_at")?,
            decided: decided.map(|((by, at), is_agreed)| Decided { by: UserId(by), at, is_agreed, reason }),
        })
    }
}

/// Notes that an import waits for a second person, and the areas that it touches.
///
/// # Errors
///
/// The database's own.
pub async fn ask(tx: &Tx, it: &ImportApproval, areas: &[AreaId]) -> Result<(), StoreError> {
    let columns = ["job_id", "account_id", "counts", "asked_at"];
    let values = vec![it.job.into(), it.account.0.into(), it.counts.as_str().into(), it.asked_at.into()];
    sql::insert_many(&**tx, "import_approval", &columns, vec![values]).await?;
    let areas = areas.iter().map(|area| vec![it.job.into(), area.0.into()]).collect();
    Ok(sql::insert_many(&**tx, "import_approval_area", &["job_id", "area_id"], areas).await?)
}

/// The approvals of these imports, those that need none left out.
///
/// # Errors
///
/// The database's own.
pub async fn find_many(
    db: &impl ConnectionTrait,
    jobs: &[Uuid],
) -> Result<HashMap<Uuid, ImportApproval>, StoreError> {
    if jobs.is_empty() {
        return Ok(HashMap::new());
    }
    let text = format!("select {COLUMNS} from import_approval where job_id in ({})", sql::marks(jobs.len()));
    let rows = sql::rows(db, &text, jobs.iter().map(|it| (*it).into()).collect()).await?;
    rows.iter().map(|row| ImportApproval::read(row).map(|it| (it.job, it))).collect()
}

/// One of them, where the scope has all that the import touches.
///
/// # Errors
///
/// The database's own.
pub async fn find(
    db: &impl ConnectionTrait,
    scope: &Scope,
    job: Uuid,
) -> Result<Option<ImportApproval>, StoreError> {
    let (reach, mut values) = whole(scope);
    values.push(job.into());
    let text = format!("select {COLUMNS} from import_approval p where {reach} and p.job_id = ?");
    sql::row(db, &text, values).await?.as_ref().map(ImportApproval::read).transpose()
}

/// Imports that wait and of which the scope has all that they touch, somebody's own left out, the longest waiting first.
///
/// # Errors
///
/// The database's own.
pub async fn waiting(
    db: &impl ConnectionTrait,
    scope: &Scope,
    but: UserId,
    limit: u64,
) -> Result<Vec<ImportApproval>, StoreError> {
    let (reach, mut values) = whole(scope);
    values.push(but.0.into());
    let text = format!(
        "select {COLUMNS} from import_approval p where {reach} and p.decided_at is null and p.account_id <> ? \
         order by p.asked_at, p.job_id limit {limit}"
    );
    sql::rows(db, &text, values).await?.iter().map(ImportApproval::read).collect()
}

/// True where a scope has every area of an import: of one that touches none, only the whole country has all.
fn whole(scope: &Scope) -> (String, Vec<Value>) {
    if scope.reach == Reach::Everywhere {
        return ("1 = 1".to_owned(), Vec::new());
    }
    let (reach, values) = scope_condition(scope, "a.area_id", None);
    let text = format!(
        "exists (select 1 from import_approval_area a where a.job_id = p.job_id) and not exists \
         (select 1 from import_approval_area a where a.job_id = p.job_id and not ({reach}))"
    );
    (text, values)
}

/// Decides about an import that waits; false where somebody has decided already.
///
/// # Errors
///
/// The database's own.
pub async fn decide(tx: &Tx, job: Uuid, it: &Decided) -> Result<bool, StoreError> {
    let text = "update import_approval set decided_by = ?, decided_at = ?, is_agreed = ?, reason = ? \
                where job_id = ? and decided_at is null";
    let values: Vec<Value> =
        vec![it.by.0.into(), it.at.into(), it.is_agreed.into(), it.reason.clone().into(), job.into()];
    Ok(sql::execute(&**tx, text, values).await?.rows_affected() == 1)
}
