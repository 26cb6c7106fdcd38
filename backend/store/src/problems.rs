//! Problems of households: found by surveys and visits, moved on by those who work on them.

use std::collections::{BTreeMap, HashMap};

use chrono::{DateTime, NaiveDate, Utc};
use phonjon_domain::ids::{HomeProvince, HouseholdId, ProblemId, SourceRowId, VisitId};
use phonjon_domain::problem::{ProblemCode, ProblemStatus};
use sea_orm::{ConnectionTrait, QueryResult, Value};
use uuid::Uuid;

use crate::cases::{HouseholdKey, id_condition, word};
use crate::database::Tx;
use crate::error::StoreError;
use crate::sql;

/// What names a problem: its household's home province, and its id.
pub type ProblemKey = (HomeProvince, ProblemId);

/// A problem of a household.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ProblemRow {
    /// The household's home province, and the problem.
    pub key: ProblemKey,
    /// The household.
    pub household: HouseholdId,
    /// The catalogue item.
    pub code: ProblemCode,
    /// The catalogue with its version.
    pub catalogue: String,
    /// The source that named it first, or `visit` or `team`.
    pub source: String,
    /// Survey year of that source.
    pub survey_year: Option<i16>,
    /// The row that named it.
    pub source_row: Option<SourceRowId>,
    /// The visit that found it.
    pub visit: Option<VisitId>,
    /// How many persons or households it counts.
    pub n_count: i32,
    /// Where it stands.
    pub status: ProblemStatus,
    /// Since which local day.
    pub status_since: NaiveDate,
    /// The local day it was found, or the first of the survey year.
    pub found_on: NaiveDate,
    /// The local day it was solved or gone.
    pub solved_on: Option<NaiveDate>,
    /// Opens only to named district officers.
    pub restricted: bool,
    /// When it was recorded.
    pub recorded_at: DateTime<Utc>,
    /// One more at each change.
    pub version: i64,
}

const COLUMNS: [&str; 17] = [
    "home_province",
    "id",
    "household_id",
    "item",
    "catalogue",
    "source",
    "survey_year",
    "source_row_id",
    "visit_id",
    "n_count",
    "status",
    "status_since",
    "found_on",
    "solved_on",
    "restricted",
    "recorded_at",
    "version",
];

/// Stores new problems.
///
/// # Errors
///
/// The database's own.
pub async fn insert_many(tx: &Tx, problems: &[ProblemRow]) -> Result<(), StoreError> {
    let values = problems.iter().map(stored).collect();
    Ok(sql::insert_many(&**tx, "problem", &COLUMNS, values).await?)
}

/// In the order of [`COLUMNS`].
fn stored(it: &ProblemRow) -> Vec<Value> {
    vec![
        it.key.0.0.into(),
        it.key.1.0.into(),
        it.household.0.into(),
        it.code.as_str().into(),
        it.catalogue.clone().into(),
        it.source.clone().into(),
        it.survey_year.into(),
        it.source_row.map(|row| row.0).into(),
        it.visit.map(|visit| visit.0).into(),
        it.n_count.into(),
        it.status.code().into(),
        it.status_since.into(),
        it.found_on.into(),
        it.solved_on.into(),
        it.restricted.into(),
        it.recorded_at.into(),
        it.version.into(),
    ]
}

const CHANGES: [&str; 6] = ["home_province", "problem_id", "version", "from_status", "to_status", "since"];

/// A problem that a visit of an import moved on: how it stands then, with its next version.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Moved {
    /// As it stands then.
    pub row: ProblemRow,
    /// Where it stood.
    pub from: ProblemStatus,
}

/// Stores problems as they stand after having moved on, each once or several times. The caller holds their cases.
///
/// # Errors
///
/// The database's own.
pub async fn move_many(tx: &Tx, moves: &[Moved]) -> Result<(), StoreError> {
    let last: BTreeMap<ProblemKey, &ProblemRow> = moves.iter().map(|it| (it.row.key, &it.row)).collect();
    replace(tx, last.into_values()).await?;
    let change = |it: &Moved| {
        vec![
            it.row.key.0.0.into(),
            it.row.key.1.0.into(),
            it.row.version.into(),
            it.from.code().into(),
            it.row.status.code().into(),
            it.row.status_since.into(),
        ]
    };
    Ok(sql::insert_many(&**tx, "problem_change", &CHANGES, moves.iter().map(change).collect()).await?)
}

/// Stores problems as they stood before they moved on, and forgets that they did. The caller holds their cases.
///
/// # Errors
///
/// The database's own.
pub async fn move_back(tx: &Tx, rows: &[ProblemRow]) -> Result<(), StoreError> {
    replace(tx, rows.iter()).await?;
    for some in rows.chunks(CONDITIONS) {
        let conditions =
            vec!["home_province = ? and problem_id = ? and version > ?"; some.len()].join(" or ");
        let values = some.iter().flat_map(|it| [it.key.0.0.into(), it.key.1.0.into(), it.version.into()]);
        sql::execute(&**tx, &format!("delete from problem_change where {conditions}"), values.collect())
            .await?;
    }
    Ok(())
}

/// Conditions that one statement takes.
const CONDITIONS: usize = 300;

async fn replace(tx: &Tx, rows: impl Iterator<Item = &ProblemRow>) -> Result<(), StoreError> {
    let conflict = "on conflict (home_province, id) do update set status = excluded.status, \
                    status_since = excluded.status_since, solved_on = excluded.solved_on, version = excluded.version";
    let values = rows.map(stored).collect();
    Ok(sql::insert_many_or(&**tx, "problem", &COLUMNS, values, conflict).await?)
}

/// A change of a problem's status.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ProblemChange {
    /// Where it stood before.
    pub from: ProblemStatus,
    /// Where it stood after.
    pub to: ProblemStatus,
    /// Since which local day.
    pub since: NaiveDate,
}

/// Stores where a problem stands now and where it stood, if it still has the version that was read, and gives it with
/// the next.
///
/// # Errors
///
/// [`StoreError::Stale`] when somebody changed it.
pub async fn update(tx: &Tx, row: ProblemRow, from: ProblemStatus) -> Result<ProblemRow, StoreError> {
    let text = "update problem set status = ?, status_since = ?, solved_on = ?, version = version + 1 \
         where home_province = ? and id = ? and version = ?";
    let values = vec![
        row.status.code().into(),
        row.status_since.into(),
        row.solved_on.into(),
        row.key.0.0.into(),
        row.key.1.0.into(),
        row.version.into(),
    ];
    if sql::execute(&**tx, text, values).await?.rows_affected() != 1 {
        return Err(StoreError::Stale);
    }
    let change = vec![
        row.key.0.0.into(),
        row.key.1.0.into(),
        (row.version + 1).into(),
        from.code().into(),
        row.status.code().into(),
        row.status_since.into(),
    ];
    sql::insert_many(&**tx, "problem_change", &CHANGES, vec![change]).await?;
    Ok(ProblemRow { version: row.version + 1, ..row })
}

/// How the problems of these households came to where they stand, by problem, in the order in which it was recorded.
///
/// # Errors
///
/// The database's own.
pub async fn changes_of_households(
    db: &impl ConnectionTrait,
    households: &[HouseholdKey],
) -> Result<HashMap<ProblemId, Vec<ProblemChange>>, StoreError> {
    let pairs: Vec<_> = households.iter().map(|it| (it.0.0, it.1.0)).collect();
    let mut found: HashMap<ProblemId, Vec<ProblemChange>> = HashMap::new();
    for some in pairs.chunks(5_000) {
        let (condition, values) = id_condition("p.household_id", some);
        // A problem moves to another province with its household; what was recorded of it stays where it was.
        let text = format!(
            "select c.problem_id, c.from_status, c.to_status, c.since from problem p \
             join problem_change c on c.problem_id = p.id \
             where {condition} and p.gone_at is null and p.version > 1 order by c.problem_id, c.version"
        );
        let status = |row: &QueryResult, name: &str| {
            let code: String = row.try_get("", name)?;
            word("problem status", &code, ProblemStatus::from_code)
        };
        for row in sql::rows(db, &text, values).await? {
            let (from, to) = (status(&row, "from_status")?, status(&row, "to_status")?);
            let change = ProblemChange { from, to, since: row.try_get("", "since")? };
            found.entry(ProblemId(row.try_get("", "problem_id")?)).or_default().push(change);
        }
    }
    Ok(found)
}

/// One problem that is not gone. The caller checks that its household is within a scope.
///
/// # Errors
///
/// The database's own.
pub async fn find(db: &impl ConnectionTrait, key: ProblemKey) -> Result<Option<ProblemRow>, StoreError> {
    let text = format!(
        "select {} from problem where home_province = ? and id = ? and gone_at is null",
        COLUMNS.join(", ")
    );
    sql::row(db, &text, vec![key.0.0.into(), key.1.0.into()]).await?.as_ref().map(read).transpose()
}

/// The problems of these households, in the order of the catalogue, by household. The caller found the households
/// within a scope and leaves out what is restricted where it must.
///
/// # Errors
///
/// The database's own.
pub async fn of_households(
    db: &impl ConnectionTrait,
    households: &[HouseholdKey],
) -> Result<HashMap<HouseholdId, Vec<ProblemRow>>, StoreError> {
    let pairs: Vec<_> = households.iter().map(|it| (it.0.0, it.1.0)).collect();
    let mut found: HashMap<HouseholdId, Vec<ProblemRow>> = HashMap::new();
    for some in pairs.chunks(5_000) {
        let (condition, values) = id_condition("household_id", some);
        let text = format!(
            "select {} from problem where {condition} and gone_at is null order by item, found_on",
            COLUMNS.join(", ")
        );
        for row in sql::rows(db, &text, values).await? {
            let problem = read(&row)?;
            found.entry(problem.household).or_default().push(problem);
        }
    }
    Ok(found)
}

fn read(row: &QueryResult) -> Result<ProblemRow, StoreError> {
    let item: String = row.try_get("", "item")?;
    let status: String = row.try_get("", "status")?;
    Ok(ProblemRow {
        key: (HomeProvince(row.try_get("", "home_province")?), ProblemId(row.try_get("", "id")?)),
        household: HouseholdId(row.try_get("", "household_id")?),
        code: word("catalogue item", &item, |it| ProblemCode::parse(it).ok())?,
        catalogue: row.try_get("", "catalogue")?,
        source: row.try_get("", "source")?,
        survey_year: row.try_get("", "survey_year")?,
        source_row: row.try_get::<Option<Uuid>>("", "source_row_id")?.map(SourceRowId),
        visit: row.try_get::<Option<Uuid>>("", "visit_id")?.map(VisitId),
        n_count: row.try_get("", "n_count")?,
        status: word("problem status", &status, ProblemStatus::from_code)?,
        status_since: row.try_get("", "status_since")?,
        found_on: row.try_get("", "found_on")?,
        solved_on: row.try_get("", "solved_on")?,
        restricted: row.try_get("", "restricted")?,
        recorded_at: row.try_get("", "recorded_at")?,
        version: row.try_get("", "version")?,
    })
}
