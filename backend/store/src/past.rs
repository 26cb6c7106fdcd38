//! Work that was done before, and who does it, as they came in as files: whom rows mean, which were brought before, and
//! taking them back.

use std::collections::HashMap;

use chrono::{DateTime, NaiveDate, Utc};
use phonjon_domain::ids::{AreaId, CaseId, HomeProvince, HouseholdId, TeamId};
use sea_orm::{ConnectionTrait, QueryResult, Value};
use uuid::Uuid;

use crate::cases::{CaseKey, HouseholdKey, key_condition};
use crate::database::Tx;
use crate::error::StoreError;
use crate::sql;

/// Ids asked for in one statement.
const LIST: usize = 5_000;

/// A row of past work that was taken.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PastRow {
    /// Its id.
    pub id: Uuid,
    /// The import.
    pub batch: Uuid,
    /// Sheet; empty for text files.
    pub sheet: String,
    /// Row as shown, from 1.
    pub row: i32,
    /// Hash of what it says, and of whom.
    pub content: Vec<u8>,
    /// `accepted` or `accepted_with_warning`.
    pub outcome: String,
    /// What was noted on it since it was read, as JSON.
    pub remarks: Option<String>,
    /// The household; none for a row of a roster or of a list of accounts.
    pub household: Option<HouseholdKey>,
    /// Where it lived when the row came in, or the first area of the team or of the grant.
    pub area: AreaId,
    /// The visit, the help, the member of a team, or the account that it brought.
    pub made: Uuid,
    /// The team that was made for the member, or the grant of the account.
    pub also: Option<Uuid>,
    /// When.
    pub recorded_at: DateTime<Utc>,
}

const COLUMNS: [&str; 13] = [
    "id",
    "batch_id",
    "sheet",
    "row_number",
    "content_hash",
    "outcome",
    "remarks",
    "home_province",
    "household_id",
    "area_id",
    "made_id",
    "also_id",
    "recorded_at",
];

/// Stores rows.
///
/// # Errors
///
/// The database's own.
pub async fn insert(tx: &Tx, rows: Vec<PastRow>) -> Result<(), StoreError> {
    let values = rows.into_iter().map(|it| {
        vec![
            it.id.into(),
            it.batch.into(),
            it.sheet.into(),
            it.row.into(),
            it.content.into(),
            it.outcome.into(),
            it.remarks.into(),
            it.household.map(|it| it.0.0).into(),
            it.household.map(|it| it.1.0).into(),
            it.area.0.into(),
            it.made.into(),
            it.also.into(),
            it.recorded_at.into(),
        ]
    });
    Ok(sql::insert_many(&**tx, "past_row", &COLUMNS, values.collect()).await?)
}

fn read(row: &QueryResult) -> Result<PastRow, StoreError> {
    let province = row.try_get::<Option<i16>>("", "home_province")?.map(HomeProvince);
    let home = row.try_get::<Option<Uuid>>("", "household_id")?.map(HouseholdId);
    Ok(PastRow {
        id: row.try_get("", "id")?,
        batch: row.try_get("", "batch_id")?,
        sheet: row.try_get("", "sheet")?,
        row: row.try_get("", "row_number")?,
        content: row.try_get("", "content_hash")?,
        outcome: row.try_get("", "outcome")?,
        remarks: row.try_get("", "remarks")?,
        household: province.zip(home),
        area: AreaId(row.try_get("", "area_id")?),
        made: row.try_get("", "made_id")?,
        also: row.try_get("", "also_id")?,
        recorded_at: row.try_get("", "recorded_at")?,
    })
}

/// The rows that stand and say one of these, by what they say: the first that came.
///
/// # Errors
///
/// The database's own.
pub async fn known(
    db: &impl ConnectionTrait,
    contents: &[Vec<u8>],
) -> Result<HashMap<Vec<u8>, PastRow>, StoreError> {
    let mut found = HashMap::new();
    for some in contents.chunks(LIST) {
        let text = format!(
            "select {} from past_row where undone_at is null and content_hash in ({}) order by id",
            COLUMNS.join(", "),
            sql::marks(some.len())
        );
        for row in sql::rows(db, &text, some.iter().map(|it| it.clone().into()).collect()).await? {
            let row = read(&row)?;
            found.entry(row.content.clone()).or_insert(row);
        }
    }
    Ok(found)
}

/// The rows of an import that stand, household by household.
///
/// # Errors
///
/// The database's own.
pub async fn standing(db: &impl ConnectionTrait, batch: Uuid) -> Result<Vec<PastRow>, StoreError> {
    let text = format!(
        "select {} from past_row where batch_id = ? and undone_at is null order by household_id, id",
        COLUMNS.join(", ")
    );
    sql::rows(db, &text, vec![batch.into()]).await?.iter().map(read).collect()
}

/// The teams that rows of an import made which were taken back, though some may stand still.
///
/// # Errors
///
/// The database's own.
pub async fn teams_of_undone(db: &impl ConnectionTrait, batch: Uuid) -> Result<Vec<TeamId>, StoreError> {
    let text =
        "select also_id from past_row where batch_id = ? and undone_at is not null and also_id is not null";
    let rows = sql::rows(db, text, vec![batch.into()]).await?;
    Ok(rows.iter().map(|it| it.try_get("", "also_id").map(TeamId)).collect::<Result<_, _>>()?)
}

/// How many rows of an import were taken back.
///
/// # Errors
///
/// The database's own.
pub async fn n_undone(db: &impl ConnectionTrait, batch: Uuid) -> Result<i64, StoreError> {
    let text = "select count(*) as n from past_row where batch_id = ? and undone_at is not null";
    let row = sql::row(db, text, vec![batch.into()]).await?;
    Ok(row.map(|it| it.try_get("", "n")).transpose()?.unwrap_or(0))
}

/// What a household is named by in a row of work.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NamedBy {
    /// The short number on its sheet.
    ShortNumber,
    /// The house code.
    HouseCode,
}

/// The households that bear one of these, with the one they bear. Whether somebody may know of them is the caller's to ask.
///
/// # Errors
///
/// The database's own.
pub async fn households_named(
    db: &impl ConnectionTrait,
    by: NamedBy,
    names: &[String],
) -> Result<Vec<(String, HouseholdKey)>, StoreError> {
    let column = match by {
        NamedBy::ShortNumber => "short_number",
        NamedBy::HouseCode => "house_code",
    };
    let mut found = Vec::new();
    for some in names.chunks(LIST) {
        let text = format!(
            "select {column} as name, home_province, id from household \
             where gone_at is null and {column} in ({})",
            sql::marks(some.len())
        );
        for row in sql::rows(db, &text, some.iter().map(|it| it.clone().into()).collect()).await? {
            found.push((row.try_get("", "name")?, household(&row, "id")?));
        }
    }
    Ok(found)
}

/// The households in which those live who bear one of these numbers, with its blind index. Whether somebody may know of
/// them is the caller's to ask.
///
/// # Errors
///
/// The database's own.
pub async fn households_of_numbers(
    db: &impl ConnectionTrait,
    kind: &str,
    indexes: &[[u8; 32]],
) -> Result<Vec<(Vec<u8>, HouseholdKey)>, StoreError> {
    let mut found = Vec::new();
    for some in indexes.chunks(LIST) {
        let text = format!(
            "select distinct i.blind_index, m.home_province, m.household_id from identifier i \
             join membership m on m.person_id = i.person_id and m.until is null \
             where i.kind = ? and i.blind_index in ({})",
            sql::marks(some.len())
        );
        let values = std::iter::once(kind.into()).chain(some.iter().map(|it| it.to_vec().into())).collect();
        for row in sql::rows(db, &text, values).await? {
            found.push((row.try_get("", "blind_index")?, household(&row, "household_id")?));
        }
    }
    Ok(found)
}

fn household(row: &QueryResult, id: &str) -> Result<HouseholdKey, StoreError> {
    Ok((HomeProvince(row.try_get("", "home_province")?), HouseholdId(row.try_get("", id)?)))
}

/// The days on which these households were visited. The caller found them within a scope.
///
/// # Errors
///
/// The database's own.
pub async fn days_visited(
    db: &impl ConnectionTrait,
    households: &[Uuid],
) -> Result<Vec<(HouseholdId, NaiveDate)>, StoreError> {
    let mut found = Vec::new();
    for some in households.chunks(LIST) {
        let text = format!(
            "select distinct household_id, visited_on from visit where household_id in ({})",
            sql::marks(some.len())
        );
        for row in sql::rows(db, &text, some.iter().map(|it| (*it).into()).collect()).await? {
            found.push((HouseholdId(row.try_get("", "household_id")?), row.try_get("", "visited_on")?));
        }
    }
    Ok(found)
}

/// Removes the visits and the help that rows brought, with the problems that those visits found, and marks the rows.
///
/// # Errors
///
/// The database's own.
pub async fn take_back(tx: &Tx, rows: &[PastRow], at: DateTime<Utc>) -> Result<(), StoreError> {
    for some in rows.chunks(LIST) {
        let made: Vec<(i16, Uuid)> =
            some.iter().filter_map(|it| Some((it.household?.0.0, it.made))).collect();
        let (condition, values) = key_condition("home_province", "visit_id", &made);
        let found = format!("select id from problem where {condition}");
        let text = format!("delete from problem_change where problem_id in ({found})");
        sql::execute(&**tx, &text, values.clone()).await?;
        sql::execute(&**tx, &format!("delete from problem where {condition}"), values).await?;
        for table in ["visit", "intervention"] {
            let (condition, values) = key_condition("home_province", "id", &made);
            sql::execute(&**tx, &format!("delete from {table} where {condition}"), values).await?;
        }
    }
    mark_undone(tx, rows, at).await
}

/// Marks rows whose visits, help or members were removed.
///
/// # Errors
///
/// The database's own.
pub async fn mark_undone(tx: &Tx, rows: &[PastRow], at: DateTime<Utc>) -> Result<(), StoreError> {
    for some in rows.chunks(LIST) {
        let text = format!("update past_row set undone_at = ? where id in ({})", sql::marks(some.len()));
        let values = std::iter::once(Value::from(at)).chain(some.iter().map(|it| it.id.into())).collect();
        sql::execute(&**tx, &text, values).await?;
    }
    Ok(())
}

/// The last day on which each of these cases' households was met, of those that ever were.
///
/// # Errors
///
/// The database's own.
pub async fn last_met(
    db: &impl ConnectionTrait,
    cases: &[CaseKey],
) -> Result<HashMap<CaseId, NaiveDate>, StoreError> {
    let mut found = HashMap::new();
    for some in cases.chunks(LIST) {
        let pairs: Vec<_> = some.iter().map(|it| (it.0.0, it.1.0)).collect();
        let (condition, values) = key_condition("home_province", "case_id", &pairs);
        let text = format!(
            "select case_id, max(visited_on) as day from visit where {condition} and manner <> 'nobody_met' \
             group by case_id"
        );
        for row in sql::rows(db, &text, values).await? {
            found.insert(CaseId(row.try_get("", "case_id")?), row.try_get("", "day")?);
        }
    }
    Ok(found)
}
