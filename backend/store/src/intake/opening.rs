//! Problems that a survey names.

use chrono::{DateTime, NaiveDate, Utc};
use sea_orm::ConnectionTrait;
use uuid::Uuid;

use crate::Tx;
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
    /// Open only to named district officers.
    pub restricted: bool,
    /// When it was recorded.
    pub recorded_at: DateTime<Utc>,
}

/// Household and item of every problem that these households have or had.
///
/// # Errors
///
/// The database's own.
pub async fn known_problems(
    db: &impl ConnectionTrait,
    households: &[Uuid],
) -> Result<Vec<(Uuid, String)>, StoreError> {
    let mut found = Vec::new();
    for some in households.chunks(10_000) {
        let text = format!(
            "select household_id, item from problem where gone_at is null and household_id in ({})",
            sql::marks(some.len())
        );
        for row in sql::rows(db, &text, some.iter().map(|it| (*it).into()).collect()).await? {
            found.push((row.try_get("", "household_id")?, row.try_get("", "item")?));
        }
    }
    Ok(found)
}

/// Stores problems, open from the day they were found.
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
        "restricted",
        "recorded_at",
        "version",
    ];
    let values = problems
        .into_iter()
        .map(|it| {
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
                "open".into(),
                it.found_on.into(),
                it.found_on.into(),
                it.restricted.into(),
                it.recorded_at.into(),
                1_i64.into(),
            ]
        })
        .collect();
    Ok(sql::insert_many(&**tx, "problem", &columns, values).await?)
}
