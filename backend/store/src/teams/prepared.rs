//! Assignments that officers prepared and the chief has yet to commit.

use chrono::{DateTime, Utc};
use phonjon_domain::access::Scope;
use phonjon_domain::ids::{ActId, CaseId, HomeProvince, TeamId, UserId};
use sea_orm::{ConnectionTrait, QueryResult, Value};
use uuid::Uuid;

use crate::access::scope_condition;
use crate::cases::CaseKey;
use crate::database::Tx;
use crate::error::StoreError;
use crate::sql;

/// Where a prepared assignment stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum PreparedState {
    /// Waiting for the chief.
    Prepared,
    /// Committed; the act is named.
    Committed,
    /// Taken back or returned without effect.
    Withdrawn,
}

impl PreparedState {
    /// The stable word.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Prepared => "prepared",
            Self::Committed => "committed",
            Self::Withdrawn => "withdrawn",
        }
    }

    /// The state of a stable word.
    pub fn from_code(code: &str) -> Option<Self> {
        [Self::Prepared, Self::Committed, Self::Withdrawn].into_iter().find(|it| it.code() == code)
    }
}

/// A prepared assignment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PreparedRow {
    /// Its id.
    pub id: Uuid,
    /// The subdistrict team.
    pub team: TeamId,
    /// The mentor team within it.
    pub mentor_team: Option<TeamId>,
    /// How many cases.
    pub n_cases: i64,
    /// Who prepared it: `account:<id>` or `operator:<os user>`.
    pub by_actor: String,
    /// Their account.
    pub account: Option<UserId>,
    /// When.
    pub at: DateTime<Utc>,
    /// Where it stands.
    pub state: PreparedState,
    /// Who committed or withdrew it.
    pub decided_by: Option<String>,
    /// When that was.
    pub decided_at: Option<DateTime<Utc>>,
    /// The act it became.
    pub act: Option<ActId>,
}

/// A case of a prepared assignment, as it was when that was prepared.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PreparedCase {
    /// The case.
    pub key: CaseKey,
    /// The subdistrict team it had.
    pub team: Option<TeamId>,
    /// The mentor team it had.
    pub mentor_team: Option<TeamId>,
}

/// Keeps a prepared assignment with its cases.
///
/// # Errors
///
/// The database's own.
pub async fn insert(tx: &Tx, row: &PreparedRow, cases: &[PreparedCase]) -> Result<(), StoreError> {
    let columns = ["id", "team_id", "mentor_team_id", "n_cases", "by_actor", "account_id", "at", "state"];
    let head = vec![
        row.id.into(),
        row.team.0.into(),
        row.mentor_team.map(|it| it.0).into(),
        row.n_cases.into(),
        row.by_actor.as_str().into(),
        row.account.map(|it| it.0).into(),
        row.at.into(),
        row.state.code().into(),
    ];
    sql::insert_many(&**tx, "prepared_assignment", &columns, vec![head]).await?;
    let values = |it: &PreparedCase| {
        let team = |it: Option<TeamId>| it.map(|it| it.0).into();
        vec![row.id.into(), it.key.0.0.into(), it.key.1.0.into(), team(it.team), team(it.mentor_team)]
    };
    let rows = cases.iter().map(values).collect();
    let columns = ["prepared_id", "home_province", "case_id", "team_id", "mentor_team_id"];
    Ok(sql::insert_many(&**tx, "prepared_assignment_case", &columns, rows).await?)
}

/// A prepared assignment whose team serves an area of the scope.
///
/// # Errors
///
/// The database's own, and [`StoreError::Corrupt`].
pub async fn find(
    db: &impl ConnectionTrait,
    scope: &Scope,
    id: Uuid,
) -> Result<Option<PreparedRow>, StoreError> {
    let (reach, bound) = reached(scope);
    let text = format!("select p.* from prepared_assignment p where p.id = ? and {reach}");
    let values = std::iter::once(id.into()).chain(bound).collect();
    sql::row(db, &text, values).await?.as_ref().map(read).transpose()
}

/// What waits for the chief within the scope, oldest first, at most 100.
///
/// # Errors
///
/// The database's own, and [`StoreError::Corrupt`].
pub async fn waiting(db: &impl ConnectionTrait, scope: &Scope) -> Result<Vec<PreparedRow>, StoreError> {
    let (reach, values) = reached(scope);
    let text = format!(
        "select p.* from prepared_assignment p where p.state = 'prepared' and {reach} order by p.at, p.id limit 100"
    );
    sql::rows(db, &text, values).await?.iter().map(read).collect()
}

/// How many wait for the chief within the scope.
///
/// # Errors
///
/// The database's own.
pub async fn count_waiting(db: &impl ConnectionTrait, scope: &Scope) -> Result<i64, StoreError> {
    let (reach, values) = reached(scope);
    let text = format!("select count(*) from prepared_assignment p where p.state = 'prepared' and {reach}");
    let row = sql::row(db, &text, values).await?;
    Ok(row.map_or(Ok(0), |row| row.try_get_by_index(0))?)
}

/// The cases of a prepared assignment.
///
/// # Errors
///
/// The database's own.
pub async fn cases(db: &impl ConnectionTrait, id: Uuid) -> Result<Vec<PreparedCase>, StoreError> {
    let text = "select home_province, case_id, team_id, mentor_team_id from prepared_assignment_case \
        where prepared_id = ? order by home_province, case_id";
    let read = |row: &QueryResult| {
        Ok(PreparedCase {
            key: (HomeProvince(row.try_get("", "home_province")?), CaseId(row.try_get("", "case_id")?)),
            team: row.try_get::<Option<Uuid>>("", "team_id")?.map(TeamId),
            mentor_team: row.try_get::<Option<Uuid>>("", "mentor_team_id")?.map(TeamId),
        })
    };
    sql::rows(db, text, vec![id.into()]).await?.iter().map(read).collect()
}

/// Moves a waiting one to its end.
///
/// # Errors
///
/// [`StoreError::Stale`] when it does not wait any more.
pub async fn decide(
    tx: &Tx,
    id: Uuid,
    state: PreparedState,
    by_actor: &str,
    at: DateTime<Utc>,
    act: Option<ActId>,
) -> Result<(), StoreError> {
    let text = "update prepared_assignment set state = ?, decided_by = ?, decided_at = ?, act_id = ? \
        where id = ? and state = 'prepared'";
    let act: Value = act.map(|it| it.0).into();
    let values = vec![state.code().into(), by_actor.into(), at.into(), act, id.into()];
    let done = sql::execute(&**tx, text, values).await?;
    if done.rows_affected() == 1 { Ok(()) } else { Err(StoreError::Stale) }
}

fn reached(scope: &Scope) -> (String, Vec<Value>) {
    let (condition, values) = scope_condition(scope, "ta.area_id", None);
    (format!("exists (select 1 from team_area ta where ta.team_id = p.team_id and {condition})"), values)
}

fn read(row: &QueryResult) -> Result<PreparedRow, StoreError> {
    let state: String = row.try_get("", "state")?;
    Ok(PreparedRow {
        id: row.try_get("", "id")?,
        team: TeamId(row.try_get("", "team_id")?),
        mentor_team: row.try_get::<Option<Uuid>>("", "mentor_team_id")?.map(TeamId),
        n_cases: row.try_get("", "n_cases")?,
        by_actor: row.try_get("", "by_actor")?,
        account: row.try_get::<Option<Uuid>>("", "account_id")?.map(UserId),
        at: row.try_get("", "at")?,
        state: PreparedState::from_code(&state)
            .ok_or(StoreError::Corrupt { what: "prepared_assignment.state", why: state })?,
        decided_by: row.try_get("", "decided_by")?,
        decided_at: row.try_get("", "decided_at")?,
        act: row.try_get::<Option<Uuid>>("", "act_id")?.map(ActId),
    })
}
