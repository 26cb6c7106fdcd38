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
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KnownProblem {
    /// Whose.
    pub household: Uuid,
    /// Item of the catalogue.
    pub item: String,
    /// Where it stands.
    pub status: ProblemStatus,
    /// Since when.
    pub status_since: NaiveDate,
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
            "select household_id, item, status, status_since from problem where gone_at is null and household_id in ({})",
            sql::marks(some.len())
        );
        for row in sql::rows(db, &text, some.iter().map(|it| (*it).into()).collect()).await? {
            let status: String = row.try_get("", "status")?;
            found.push(KnownProblem {
                household: row.try_get("", "household_id")?,
                item: row.try_get("", "item")?,
                status: word("problem status", &status, ProblemStatus::from_code)?,
                status_since: row.try_get("", "status_since")?,
            });
        }
    }
    Ok(found)
}

/// Stores problems, open from the day they were found; those known to be gone since, gone.
///
/// # Errors
///
/// The database's own.
pub async fn insert_problems(tx: &Tx, problems: Vec<ProblemRow>) -> Result<(), StoreError> {
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
    Ok(sql::insert_many(&**tx, "problem", &columns, values).await?)
}
