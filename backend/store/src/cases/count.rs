//! Counting cases: by one column of the row, and how many there are of several kinds, in one statement either way.

use phonjon_domain::access::Scope;
use phonjon_domain::case::{CaseStatus, HouseholdClass, Verification};
use phonjon_domain::ids::TeamId;
use phonjon_domain::level::Level;
use sea_orm::{ConnectionTrait, QueryResult, Value};
use uuid::Uuid;

use super::PROGRAMME;
use super::list::{CaseFilter, condition, wanted};
use super::row::{maybe_word, word};
use crate::access::scope_condition;
use crate::error::StoreError;
use crate::sql;

/// What cases are counted by.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CountBy {
    /// Where the case stands.
    Status,
    /// The household's level.
    Level,
    /// What checking found.
    Verification,
    /// The household's class.
    Class,
    /// The subdistrict team.
    Team,
    /// The mentor team.
    MentorTeam,
}

impl CountBy {
    const fn column(self) -> &'static str {
        match self {
            Self::Status => "c.status",
            Self::Level => "c.level",
            Self::Verification => "c.verification",
            Self::Class => "c.class",
            Self::Team => "c.team_id",
            Self::MentorTeam => "c.mentor_team_id",
        }
    }
}

/// What the counted cases have in common. None: they have none of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Alike {
    /// Where they stand.
    Status(CaseStatus),
    /// Their level.
    Level(Level),
    /// What checking found.
    Verification(Option<Verification>),
    /// Their class.
    Class(Option<HouseholdClass>),
    /// Their subdistrict team.
    Team(Option<TeamId>),
    /// Their mentor team.
    MentorTeam(Option<TeamId>),
}

impl Alike {
    fn read(row: &QueryResult, by: CountBy) -> Result<Self, StoreError> {
        let text = || row.try_get::<Option<String>>("", "alike");
        let team = || Ok::<_, StoreError>(row.try_get::<Option<Uuid>>("", "alike")?.map(TeamId));
        Ok(match by {
            CountBy::Status => {
                Self::Status(word("case status", &text()?.unwrap_or_default(), CaseStatus::from_code)?)
            }
            CountBy::Level => Self::Level(word("level", &text()?.unwrap_or_default(), Level::from_code)?),
            CountBy::Verification => {
                Self::Verification(maybe_word("verification", text()?.as_deref(), Verification::from_code)?)
            }
            CountBy::Class => {
                Self::Class(maybe_word("class", text()?.as_deref(), HouseholdClass::from_code)?)
            }
            CountBy::Team => Self::Team(team()?),
            CountBy::MentorTeam => Self::MentorTeam(team()?),
        })
    }
}

/// How many of the cases that the scope reaches and the filter asks for are alike, the most first.
///
/// # Errors
///
/// The database's own.
pub async fn count_by(
    db: &impl ConnectionTrait,
    scope: &Scope,
    filter: &CaseFilter,
    by: CountBy,
) -> Result<Vec<(Alike, i64)>, StoreError> {
    let (condition, values) = condition(db.get_database_backend(), scope, filter);
    let column = by.column();
    let text = format!(
        "select {column} as alike, count(*) as n from \"case\" c where {condition} \
         group by {column} order by n desc, {column}"
    );
    let rows = sql::rows(db, &text, values).await?;
    rows.iter().map(|row| Ok((Alike::read(row, by)?, row.try_get("", "n")?))).collect()
}

/// How many open cases that the scope reaches each of these filters finds, in their order.
///
/// # Errors
///
/// The database's own.
pub async fn count_open_of_each(
    db: &impl ConnectionTrait,
    scope: &Scope,
    filters: &[CaseFilter],
) -> Result<Vec<i64>, StoreError> {
    let (mut columns, mut values) = (Vec::with_capacity(filters.len()), Vec::new());
    for filter in filters {
        let (condition, of_filter) = wanted(db.get_database_backend(), scope.day, filter);
        columns.push(format!("count(case when {condition} then 1 end)"));
        values.extend(of_filter);
    }
    let (reach, of_reach) = scope_condition(scope, "c.area_id", Some("c.mentor_team_id"));
    values.extend(of_reach);
    values.push(Value::from(PROGRAMME));
    let text = format!(
        "select {} from \"case\" c where {reach} and c.programme = ? and c.status <> 'closed'",
        columns.join(", ")
    );
    let Some(row) = sql::row(db, &text, values).await? else { return Ok(vec![0; filters.len()]) };
    (0..filters.len()).map(|at| Ok(row.try_get_by_index(at)?)).collect()
}
