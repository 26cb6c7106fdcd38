//! Problems that a survey names.

use chrono::{DateTime, NaiveDate, Utc};
use phonjon_domain::problem::ProblemStatus;
use sea_orm::ConnectionTrait;
use uuid::Uuid;

use crate::Tx;
use crate::cases::word;
use crate::error::StoreError;
use crate::sql;

/// A problem that a survey found.
#[derive(Debug, Clone)]
pub struct ProblemRow {
    /// Home province and id.
    pub key: (i16, Uuid),
    /// Whose.
    pub household_id: Uuid,
    /// Item of the catalogue.
    pub item: String,
    /// The catalogue, with its version.
    pub catalogue: String,
    /// The source.
    pub source: String,
    /// Its survey year.
    pub survey_year: i16,
    /// The row that says so.
    pub source_row_id: Uuid,
    /// How many persons, or 1 for the household.
    pub n_count: i32,
    /// The day it was true.
    pub found_on: NaiveDate,
    /// The day since which it is known to be gone, where it is.
    pub gone_on: Option<NaiveDate>,
    /// Open only to named district officers.
    pub restricted: bool,
    /// When it was recorded.
    pub recorded_at: DateTime<Utc>,
}

/// A problem that a household has or had.
#[derive(Debug, Clone)]
pub struct KnownProblem {
    /// As it is stored.
    pub row: ProblemRow,
    /// True while it is there.
    pub is_still_there: bool,
    /// Since when it stands where it stands.
    pub status_since: NaiveDate,
    /// True where anybody found it, moved it on or planned help for it; else a list named it and that was all.
    pub is_worked: bool,
}

/// Every problem that these households have or had.
///
/// # Errors
///
/// The database's own.
pub async fn known_problems(
    db: &impl ConnectionTrait,
    households: &[Uuid],
) -> Result<Vec<KnownProblem>, StoreError> {
    let mut found = Vec::new();
    for some in households.chunks(10_000) {
        let text = format!(
            "select p.home_province, p.id, p.household_id, p.item, p.catalogue, p.source, p.survey_year, \
             p.source_row_id, p.visit_id, p.n_count, p.status, p.status_since, p.found_on, p.solved_on, \
             p.restricted, p.recorded_at, p.version, case when exists (select 1 from intervention i \
             where i.household_id = p.household_id and i.problem_id = p.id) then 1 else 0 end as is_helped \
             from problem p \
             where p.gone_at is null and p.household_id in ({})",
            sql::marks(some.len())
        );
        for row in sql::rows(db, &text, some.iter().map(|it| (*it).into()).collect()).await? {
            let status: String = row.try_get("", "status")?;
            let status = word("problem status", &status, ProblemStatus::from_code)?;
            let source_row: Option<Uuid> = row.try_get("", "source_row_id")?;
            let survey_year: Option<i16> = row.try_get("", "survey_year")?;
            let is_listed = source_row.is_some() && survey_year.is_some();
            let is_untouched = row.try_get::<i64>("", "version")? == 1
                && row.try_get::<Option<Uuid>>("", "visit_id")?.is_none()
                && row.try_get::<i32>("", "is_helped")? == 0
                && matches!(status, ProblemStatus::Open | ProblemStatus::NoLongerPresent);
            found.push(KnownProblem {
                is_still_there: status.is_still_there(),
                status_since: row.try_get("", "status_since")?,
                is_worked: !(is_listed && is_untouched),
                row: ProblemRow {
                    key: (row.try_get("", "home_province")?, row.try_get("", "id")?),
                    household_id: row.try_get("", "household_id")?,
                    item: row.try_get("", "item")?,
                    catalogue: row.try_get("", "catalogue")?,
                    source: row.try_get("", "source")?,
                    survey_year: survey_year.unwrap_or_default(),
                    source_row_id: source_row.unwrap_or_default(),
                    n_count: row.try_get("", "n_count")?,
                    found_on: row.try_get("", "found_on")?,
                    gone_on: row.try_get("", "solved_on")?,
                    restricted: row.try_get("", "restricted")?,
                    recorded_at: row.try_get("", "recorded_at")?,
                },
            });
        }
    }
    Ok(found)
}

/// Takes out those of these problems that nobody moved on meanwhile.
///
/// # Errors
///
/// The database's own.
pub async fn take_untouched_problems(tx: &Tx, problems: &[Uuid]) -> Result<(), StoreError> {
    for some in problems.chunks(10_000) {
        let text = format!("delete from problem where version = 1 and id in ({})", sql::marks(some.len()));
        sql::execute(&**tx, &text, some.iter().map(|it| (*it).into()).collect()).await?;
    }
    Ok(())
}

/// Stores problems, open from the day they were found; those known to be gone since, gone. One that is there becomes what
/// is given, unless somebody moved it on meanwhile.
///
/// # Errors
///
/// The database's own.
pub async fn save_problems(tx: &Tx, problems: Vec<ProblemRow>) -> Result<(), StoreError> {
    let columns = [
        "home_province",
        "id",
        "household_id",
        "item",
        "catalogue",
        "source",
        "survey_year",
        "source_row_id",
        "n_count",
        "status",
        "status_since",
        "found_on",
        "solved_on",
        "restricted",
        "recorded_at",
        "version",
    ];
    let values = problems
        .into_iter()
        .map(|it| {
            let status =
                if it.gone_on.is_some() { ProblemStatus::NoLongerPresent } else { ProblemStatus::Open };
            vec![
                it.key.0.into(),
                it.key.1.into(),
                it.household_id.into(),
                it.item.into(),
                it.catalogue.into(),
                it.source.into(),
                it.survey_year.into(),
                it.source_row_id.into(),
                it.n_count.into(),
                status.code().into(),
                it.gone_on.unwrap_or(it.found_on).into(),
                it.found_on.into(),
                it.gone_on.into(),
                it.restricted.into(),
                it.recorded_at.into(),
                1_i64.into(),
            ]
        })
        .collect();
    let conflict = format!(
        "on conflict (home_province, id) do update set {} where problem.version = 1",
        sql::excluded(&columns[2..])
    );
    Ok(sql::insert_many_or(&**tx, "problem", &columns, values, &conflict).await?)
}
