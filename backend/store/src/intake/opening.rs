//! Problems that a survey names, and proposals that an import makes.

use std::collections::HashSet;

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

/// Something for the head of the subdistrict team to decide.
#[derive(Debug, Clone)]
pub struct ProposalRow {
    /// Home province and id.
    pub key: (i16, Uuid),
    /// `reopen`, `verify` or `no_longer_listed`.
    pub kind: String,
    /// Whose.
    pub household_id: Uuid,
    /// The case, where there is one.
    pub case_id: Option<Uuid>,
    /// Where the household lives.
    pub area_id: Uuid,
    /// Why, as JSON.
    pub reason: String,
    /// Rule, source and year of each thing it rests on, each once.
    pub causes: Vec<String>,
    /// Who or what proposes.
    pub proposed_by: String,
    /// When.
    pub proposed_at: DateTime<Utc>,
    /// The import.
    pub batch_id: Uuid,
}

/// Stores proposals, leaving out those of a kind that wait already, and those that rest on nothing but what was decided
/// on before: who has said no is not asked again for the same rule, source and year.
///
/// # Errors
///
/// The database's own.
pub async fn insert_proposals(tx: &Tx, proposals: Vec<ProposalRow>) -> Result<(), StoreError> {
    let homes: Vec<Uuid> = proposals.iter().map(|it| it.household_id).collect();
    let mut waiting: HashSet<(Uuid, String)> = HashSet::new();
    let mut decided: HashSet<(Uuid, String, String)> = HashSet::new();
    for some in homes.chunks(10_000) {
        let text = format!(
            "select household_id, kind, cause, decision from opening_proposal where household_id in ({})",
            sql::marks(some.len())
        );
        for row in sql::rows(&**tx, &text, some.iter().map(|it| (*it).into()).collect()).await? {
            let (home, kind): (Uuid, String) = (row.try_get("", "household_id")?, row.try_get("", "kind")?);
            if row.try_get::<Option<String>>("", "decision")?.is_none() {
                waiting.insert((home, kind));
                continue;
            }
            let causes: String = row.try_get::<Option<String>>("", "cause")?.unwrap_or_default();
            decided.extend(causes.split(' ').map(|it| (home, kind.clone(), it.to_owned())));
        }
    }
    let is_decided = |it: &ProposalRow| {
        let known = |cause: &String| decided.contains(&(it.household_id, it.kind.clone(), cause.clone()));
        !it.causes.is_empty() && it.causes.iter().all(known)
    };
    let columns = [
        "home_province",
        "id",
        "kind",
        "household_id",
        "case_id",
        "area_id",
        "reason",
        "cause",
        "urgent",
        "proposed_by",
        "proposed_at",
        "batch_id",
    ];
    let values = proposals
        .into_iter()
        .filter(|it| !is_decided(it) && waiting.insert((it.household_id, it.kind.clone())))
        .map(|it| {
            vec![
                it.key.0.into(),
                it.key.1.into(),
                it.kind.into(),
                it.household_id.into(),
                it.case_id.into(),
                it.area_id.into(),
                it.reason.into(),
                it.causes.join(" ").into(),
                false.into(),
                it.proposed_by.into(),
                it.proposed_at.into(),
                it.batch_id.into(),
            ]
        })
        .collect();
    Ok(sql::insert_many(&**tx, "opening_proposal", &columns, values).await?)
}
