//! Household plans, version after version.

use std::collections::HashMap;

use chrono::{DateTime, NaiveDate, Utc};
use phonjon_domain::ids::{CaseId, HomeProvince, PlanId, UserId};
use phonjon_domain::plan::{Plan, PlanStatus};
use sea_orm::{ConnectionTrait, QueryResult, Value};
use uuid::Uuid;

use crate::cases::{CaseKey, key_condition, word};
use crate::database::Tx;
use crate::error::StoreError;
use crate::sql;

/// What names a plan: its case's home province, and its id.
pub type PlanKey = (HomeProvince, PlanId);

/// A version of a household's plan.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PlanRow {
    /// The case's home province, and the plan.
    pub key: PlanKey,
    /// The case.
    pub case: CaseId,
    /// What it says.
    pub plan: Plan,
    /// Where it stands.
    pub status: PlanStatus,
    /// The local day it was approved.
    pub approved_on: Option<NaiveDate>,
    /// Whose account approved it.
    pub approved_by: Option<UserId>,
    /// Whose account made it.
    pub made_by: Option<UserId>,
    /// When it was recorded.
    pub recorded_at: DateTime<Utc>,
    /// One more at each change.
    pub version: i64,
}

const COLUMNS: [&str; 15] = [
    "home_province",
    "id",
    "case_id",
    "number",
    "attitude",
    "skills",
    "resources",
    "way_out",
    "state",
    "agreed_on",
    "approved_on",
    "approved_by",
    "made_by",
    "recorded_at",
    "version",
];

/// Stores a new plan.
///
/// # Errors
///
/// The database's own.
pub async fn insert(tx: &Tx, row: &PlanRow) -> Result<(), StoreError> {
    let values = vec![
        row.key.0.0.into(),
        row.key.1.0.into(),
        row.case.0.into(),
        i32::try_from(row.plan.version).unwrap_or(i32::MAX).into(),
        row.plan.attitude.clone().into(),
        row.plan.skills.clone().into(),
        row.plan.resources.clone().into(),
        row.plan.way_out.clone().into(),
        row.status.code().into(),
        row.plan.agreed_on.into(),
        row.approved_on.into(),
        row.approved_by.map(|it| it.0).into(),
        row.made_by.map(|it| it.0).into(),
        row.recorded_at.into(),
        row.version.into(),
    ];
    Ok(sql::insert_many(&**tx, "plan", &COLUMNS, vec![values]).await?)
}

/// Stores where a plan stands now, if it still has the version that was read, and gives it with the next.
///
/// # Errors
///
/// [`StoreError::Stale`] when somebody changed it.
pub async fn update(tx: &Tx, row: PlanRow) -> Result<PlanRow, StoreError> {
    let text = "update plan set state = ?, approved_on = ?, approved_by = ?, version = version + 1 \
         where home_province = ? and id = ? and version = ?";
    let values = vec![
        row.status.code().into(),
        row.approved_on.into(),
        row.approved_by.map(|it| it.0).into(),
        row.key.0.0.into(),
        row.key.1.0.into(),
        row.version.into(),
    ];
    if sql::execute(&**tx, text, values).await?.rows_affected() != 1 {
        return Err(StoreError::Stale);
    }
    Ok(PlanRow { version: row.version + 1, ..row })
}

/// Moves these plans from one place to another, all or none; approved by whom and on which day, where they become so.
///
/// # Errors
///
/// [`StoreError::Stale`] when one of them does not stand there any more.
pub async fn move_many(
    tx: &Tx,
    keys: &[PlanKey],
    (from, to): (PlanStatus, PlanStatus),
    approved: Option<(NaiveDate, Option<UserId>)>,
) -> Result<(), StoreError> {
    let pairs: Vec<_> = keys.iter().map(|it| (it.0.0, it.1.0)).collect();
    for some in pairs.chunks(5_000) {
        let (condition, of) = key_condition("home_province", "id", some);
        let text = format!(
            "update plan set state = ?, approved_on = ?, approved_by = ?, version = version + 1 \
             where {condition} and state = ?"
        );
        let mut values: Vec<Value> = vec![
            to.code().into(),
            approved.map(|it| it.0).into(),
            approved.and_then(|it| it.1).map(|it| it.0).into(),
        ];
        values.extend(of);
        values.push(from.code().into());
        let moved = sql::execute(&**tx, &text, values).await?.rows_affected();
        if usize::try_from(moved) != Ok(some.len()) {
            return Err(StoreError::Stale);
        }
    }
    Ok(())
}

/// Every earlier plan of the case that is not replaced becomes so.
///
/// # Errors
///
/// The database's own.
pub async fn replace_earlier(tx: &Tx, case: CaseKey) -> Result<(), StoreError> {
    let text = "update plan set state = ?, version = version + 1 \
         where home_province = ? and case_id = ? and state <> ?";
    let replaced = PlanStatus::Replaced.code();
    let values = vec![replaced.into(), case.0.0.into(), case.1.0.into(), replaced.into()];
    sql::execute(&**tx, text, values).await?;
    Ok(())
}

/// One plan. The caller checks that its case is within a scope.
///
/// # Errors
///
/// The database's own.
pub async fn find(db: &impl ConnectionTrait, key: PlanKey) -> Result<Option<PlanRow>, StoreError> {
    let text = format!("select {} from plan where home_province = ? and id = ?", COLUMNS.join(", "));
    sql::row(db, &text, vec![key.0.0.into(), key.1.0.into()]).await?.as_ref().map(read).transpose()
}

/// The plans of these cases, newest version first, by case. The caller found the cases within a scope.
///
/// # Errors
///
/// The database's own.
pub async fn of_cases(
    db: &impl ConnectionTrait,
    keys: &[CaseKey],
) -> Result<HashMap<CaseId, Vec<PlanRow>>, StoreError> {
    let pairs: Vec<_> = keys.iter().map(|it| (it.0.0, it.1.0)).collect();
    let mut found: HashMap<CaseId, Vec<PlanRow>> = HashMap::new();
    for some in pairs.chunks(5_000) {
        let (condition, values) = key_condition("home_province", "case_id", some);
        let text = format!("select {} from plan where {condition} order by number desc", COLUMNS.join(", "));
        for row in sql::rows(db, &text, values).await? {
            let plan = read(&row)?;
            found.entry(plan.case).or_default().push(plan);
        }
    }
    Ok(found)
}

fn read(row: &QueryResult) -> Result<PlanRow, StoreError> {
    let status: String = row.try_get("", "state")?;
    let number: i32 = row.try_get("", "number")?;
    Ok(PlanRow {
        key: (HomeProvince(row.try_get("", "home_province")?), PlanId(row.try_get("", "id")?)),
        case: CaseId(row.try_get("", "case_id")?),
        plan: Plan {
            version: u32::try_from(number).unwrap_or_default(),
            attitude: row.try_get("", "attitude")?,
            skills: row.try_get("", "skills")?,
            resources: row.try_get("", "resources")?,
            way_out: row.try_get("", "way_out")?,
            agreed_on: row.try_get("", "agreed_on")?,
        },
        status: word("plan status", &status, PlanStatus::from_code)?,
        approved_on: row.try_get("", "approved_on")?,
        approved_by: row.try_get::<Option<Uuid>>("", "approved_by")?.map(UserId),
        made_by: row.try_get::<Option<Uuid>>("", "made_by")?.map(UserId),
        recorded_at: row.try_get("", "recorded_at")?,
        version: row.try_get("", "version")?,
    })
}
