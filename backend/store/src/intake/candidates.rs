//! Stored rows that may speak of the same people and households as new ones, each with its live link.

use std::collections::HashSet;

use chrono::NaiveDate;
use sea_orm::ConnectionTrait;
use uuid::Uuid;

use crate::error::StoreError;
use crate::sql;

/// How many values are bound to one list at most.
const LIST: usize = 10_000;

/// A stored row with its live link.
#[derive(Debug, Clone)]
pub struct StoredRow {
    /// Home province and id of the row.
    pub key: (i16, Uuid),
    /// The batch whose data key opens `facts`.
    pub batch_id: Uuid,
    /// Its source.
    pub source: String,
    /// Its survey year.
    pub survey_year: i16,
    /// Base name of its file.
    pub file_name: String,
    /// Its sheet; empty for text files.
    pub sheet: String,
    /// Its row as shown.
    pub row_number: i32,
    /// Its values, sealed; none where they were erased.
    pub facts: Option<Vec<u8>>,
    /// Where its place names resolve to.
    pub area_id: Option<Uuid>,
    /// The day its facts were true.
    pub observed_on: NaiveDate,
    /// Number of the live link.
    pub link_seq: i32,
    /// Home province and id of the person.
    pub person: (i16, Uuid),
    /// What linked the person.
    pub person_matcher: String,
    /// Home province and id of the household.
    pub household: (i16, Uuid),
    /// What linked the household.
    pub household_matcher: String,
    /// True where the row names the person as head.
    pub is_head: bool,
    /// True where its file no longer lists it.
    pub is_gone: bool,
}

/// Where a live row stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Standing {
    /// The row.
    pub row: Uuid,
    /// The person it is about.
    pub person: Uuid,
    /// The household it places that person in.
    pub household: Uuid,
}

/// Where the live rows stand that have one of these keys.
///
/// # Errors
///
/// The database's own.
pub async fn rows_by_keys(db: &impl ConnectionTrait, keys: &[[u8; 16]]) -> Result<Vec<Standing>, StoreError> {
    let mut found = Vec::new();
    for some in keys.chunks(LIST) {
        let (bearing, values) =
            sql::bearing(db, ("link_key", "key_hash"), some.iter().map(|it| it.to_vec().into()).collect());
        let text = format!(
            "select distinct l.source_row_id, l.person_id, l.household_id from {bearing} join link l \
             on l.home_province = link_key.home_province and l.source_row_id = link_key.source_row_id \
             and l.undone_at is null"
        );
        for row in sql::rows(db, &text, values).await? {
            found.push(standing(&row)?);
        }
    }
    Ok(found)
}

/// Where the live rows of these persons stand.
///
/// # Errors
///
/// The database's own.
pub async fn rows_of_persons(
    db: &impl ConnectionTrait,
    persons: &[Uuid],
) -> Result<Vec<Standing>, StoreError> {
    let mut found = Vec::new();
    for some in persons.chunks(LIST) {
        let text = format!(
            "select source_row_id, person_id, household_id from link where person_id in ({}) and undone_at is null",
            sql::marks(some.len())
        );
        for row in sql::rows(db, &text, some.iter().map(|it| (*it).into()).collect()).await? {
            found.push(standing(&row)?);
        }
    }
    Ok(found)
}

fn standing(row: &sea_orm::QueryResult) -> Result<Standing, StoreError> {
    Ok(Standing {
        row: row.try_get("", "source_row_id")?,
        person: row.try_get("", "person_id")?,
        household: row.try_get("", "household_id")?,
    })
}

/// The households that somebody moved these persons into by hand: what an import says may end that stay.
///
/// # Errors
///
/// The database's own.
pub async fn moved_by_hand(db: &impl ConnectionTrait, persons: &[Uuid]) -> Result<Vec<Uuid>, StoreError> {
    let mut found = Vec::new();
    for some in persons.chunks(LIST) {
        let text = format!(
            "select distinct household_id from correction where kind = 'move' and undone_at is null \
             and person_id in ({})",
            sql::marks(some.len())
        );
        for row in sql::rows(db, &text, some.iter().map(|it| (*it).into()).collect()).await? {
            found.push(row.try_get("", "household_id")?);
        }
    }
    Ok(found)
}

/// Every live row linked to one of these households.
///
/// # Errors
///
/// The database's own.
pub async fn rows_of_households(
    db: &impl ConnectionTrait,
    households: &[Uuid],
) -> Result<Vec<StoredRow>, StoreError> {
    rows_where(db, "l.household_id", households).await
}

/// Those of these rows that are live.
///
/// # Errors
///
/// The database's own.
pub async fn rows_by_ids(db: &impl ConnectionTrait, rows: &[Uuid]) -> Result<Vec<StoredRow>, StoreError> {
    rows_where(db, "r.id", rows).await
}

/// Every live row linked to one of these persons or households.
///
/// # Errors
///
/// The database's own.
pub async fn rows_of_entities(
    db: &impl ConnectionTrait,
    persons: &[Uuid],
    households: &[Uuid],
) -> Result<Vec<StoredRow>, StoreError> {
    let mut rows = rows_where(db, "l.household_id", households).await?;
    let seen: HashSet<Uuid> = rows.iter().map(|it| it.key.1).collect();
    rows.extend(
        rows_where(db, "l.person_id", persons).await?.into_iter().filter(|it| !seen.contains(&it.key.1)),
    );
    rows.sort_by_key(|it| it.key.1);
    Ok(rows)
}

async fn rows_where(
    db: &impl ConnectionTrait,
    column: &str,
    ids: &[Uuid],
) -> Result<Vec<StoredRow>, StoreError> {
    let mut out = Vec::new();
    for some in ids.chunks(LIST) {
        let text = format!(
            "select r.home_province, r.id, r.batch_id, r.source, r.survey_year, r.file_name, r.sheet, r.row_number, r.facts, r.area_id, r.observed_on, r.gone_in, \
             l.seq, l.person_province, l.person_id, l.person_matcher, l.household_province, l.household_id, \
             l.household_matcher, l.is_head from link l join source_row r \
             on r.home_province = l.home_province and r.id = l.source_row_id \
             where {column} in ({}) and l.undone_at is null and r.reversed_at is null and r.replaced_by is null",
            sql::marks(some.len())
        );
        for row in sql::rows(db, &text, some.iter().map(|it| (*it).into()).collect()).await? {
            out.push(StoredRow {
                key: (row.try_get("", "home_province")?, row.try_get("", "id")?),
                batch_id: row.try_get("", "batch_id")?,
                source: row.try_get("", "source")?,
                survey_year: row.try_get("", "survey_year")?,
                file_name: row.try_get("", "file_name")?,
                sheet: row.try_get("", "sheet")?,
                row_number: row.try_get("", "row_number")?,
                facts: row.try_get("", "facts")?,
                area_id: row.try_get("", "area_id")?,
                observed_on: row.try_get("", "observed_on")?,
                link_seq: row.try_get("", "seq")?,
                person: (row.try_get("", "person_province")?, row.try_get("", "person_id")?),
                person_matcher: row.try_get("", "person_matcher")?,
                household: (row.try_get("", "household_province")?, row.try_get("", "household_id")?),
                household_matcher: row.try_get("", "household_matcher")?,
                is_head: row.try_get("", "is_head")?,
                is_gone: row.try_get::<Option<Uuid>>("", "gone_in")?.is_some(),
            });
        }
    }
    out.sort_by_key(|it| it.key.1);
    Ok(out)
}
