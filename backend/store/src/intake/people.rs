//! The caches of persons and households: written from what was composed, only where something changed.

use std::collections::HashMap;

use chrono::{DateTime, NaiveDate, Utc};
use sea_orm::{ConnectionTrait, Value};
use uuid::Uuid;

use crate::Tx;
use crate::error::StoreError;
use crate::sql;

const LIST: usize = 10_000;

/// A person's current fields.
#[derive(Debug, Clone)]
pub struct PersonCache {
    /// Home province and id.
    pub key: (i16, Uuid),
    /// 1 for a new person, one more at each change.
    pub version: i64,
    /// Title in full.
    pub title: Option<String>,
    /// First name.
    pub first_name: Option<String>,
    /// Last name.
    pub last_name: Option<String>,
    /// Both names, for search.
    pub name_key: Option<String>,
    /// `M` or `F`.
    pub sex: Option<String>,
    /// Birth date as far as known, ISO.
    pub birth: Option<String>,
    /// Day of death as far as known, ISO.
    pub died_on: Option<String>,
    /// Holds a welfare card.
    pub card: Option<bool>,
    /// Which row each field comes from, as JSON; equal text means nothing changed.
    pub composed_from: String,
    /// When first met.
    pub created_at: DateTime<Utc>,
    /// Set where no row speaks of the person any more.
    pub gone_at: Option<DateTime<Utc>>,
}

/// A household's current fields.
#[derive(Debug, Clone)]
pub struct HouseholdCache {
    /// Home province and id.
    pub key: (i16, Uuid),
    /// 1 for a new household, one more at each change.
    pub version: i64,
    /// A short number to print on visit sheets.
    pub short_number: Option<String>,
    /// Where it lives now.
    pub area_id: Option<Uuid>,
    /// House code, 11 digits.
    pub house_code: Option<String>,
    /// House number.
    pub house_no: Option<String>,
    /// Village number.
    pub moo: Option<i16>,
    /// Village name.
    pub village_name: Option<String>,
    /// The head.
    pub head: Option<(i16, Uuid)>,
    /// How many members it says it has.
    pub n_members: Option<i32>,
    /// Sources that speak of it, as bits.
    pub sources: i16,
    /// Which row each field comes from, as JSON.
    pub composed_from: String,
    /// When first met.
    pub created_at: DateTime<Utc>,
    /// Set where no row speaks of it any more.
    pub gone_at: Option<DateTime<Utc>>,
}

/// Version, `composed_from` and creation instant of stored persons or households.
///
/// # Errors
///
/// The database's own.
pub async fn existing_versions(
    db: &impl ConnectionTrait,
    table: &str,
    ids: &[Uuid],
) -> Result<HashMap<Uuid, (i64, String, DateTime<Utc>)>, StoreError> {
    let mut out = HashMap::new();
    for some in ids.chunks(LIST) {
        let text = format!(
            "select id, version, composed_from, created_at from {table} where id in ({})",
            sql::marks(some.len())
        );
        for row in sql::rows(db, &text, some.iter().map(|it| (*it).into()).collect()).await? {
            out.insert(
                row.try_get("", "id")?,
                (
                    row.try_get("", "version")?,
                    row.try_get("", "composed_from")?,
                    row.try_get("", "created_at")?,
                ),
            );
        }
    }
    Ok(out)
}

/// Inserts or updates persons.
///
/// # Errors
///
/// The database's own.
pub async fn save_persons(tx: &Tx, persons: Vec<PersonCache>) -> Result<(), StoreError> {
    let columns = [
        "home_province",
        "id",
        "version",
        "title",
        "first_name",
        "last_name",
        "name_key",
        "sex",
        "birth",
        "died_on",
        "card",
        "composed_from",
        "created_at",
        "gone_at",
    ];
    let values = persons
        .into_iter()
        .map(|it| {
            vec![
                it.key.0.into(),
                it.key.1.into(),
                it.version.into(),
                it.title.into(),
                it.first_name.into(),
                it.last_name.into(),
                it.name_key.into(),
                it.sex.into(),
                it.birth.into(),
                it.died_on.into(),
                it.card.into(),
                it.composed_from.into(),
                it.created_at.into(),
                it.gone_at.into(),
            ]
        })
        .collect();
    upsert(tx, "person", &columns, values).await
}

/// Inserts or updates households.
///
/// # Errors
///
/// The database's own.
pub async fn save_households(tx: &Tx, households: Vec<HouseholdCache>) -> Result<(), StoreError> {
    let columns = [
        "home_province",
        "id",
        "version",
        "short_number",
        "area_id",
        "house_code",
        "house_no",
        "moo",
        "village_name",
        "head_province",
        "head_person_id",
        "n_members",
        "sources",
        "composed_from",
        "created_at",
        "gone_at",
    ];
    let values = households
        .into_iter()
        .map(|it| {
            vec![
                it.key.0.into(),
                it.key.1.into(),
                it.version.into(),
                it.short_number.into(),
                it.area_id.into(),
                it.house_code.into(),
                it.house_no.into(),
                it.moo.into(),
                it.village_name.into(),
                it.head.map(|head| head.0).into(),
                it.head.map(|head| head.1).into(),
                it.n_members.into(),
                it.sources.into(),
                it.composed_from.into(),
                it.created_at.into(),
                it.gone_at.into(),
            ]
        })
        .collect();
    upsert(tx, "household", &columns, values).await
}

/// Inserts rows; where the key (home province, id) exists, every other column but the creation instant is replaced.
pub(super) async fn upsert(
    tx: &Tx,
    table: &str,
    columns: &[&str],
    rows: Vec<Vec<Value>>,
) -> Result<(), StoreError> {
    let replaced = columns.iter().filter(|it| !["home_province", "id", "created_at"].contains(*it));
    let conflict = format!("on conflict (home_province, id) do update set {}", sql::excluded(replaced));
    Ok(sql::insert_many_or(&**tx, table, columns, rows, &conflict).await?)
}

/// Removes what was packed from these rows; the rows themselves stay.
///
/// # Errors
///
/// The database's own.
pub async fn forget_survey_results(tx: &Tx, rows: &[Uuid]) -> Result<(), StoreError> {
    delete_where(tx, "survey_result", "source_row_id", rows).await
}

/// Where a household lived, and when.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ResidenceRow {
    /// The household.
    pub household: (i16, Uuid),
    /// The area.
    pub area_id: Uuid,
    /// First day known.
    pub since: NaiveDate,
    /// First day it lived elsewhere.
    pub until: Option<NaiveDate>,
}

/// Replaces all residences of the households that `rows` speak of or `households` names.
///
/// # Errors
///
/// The database's own.
pub async fn replace_residences(
    tx: &Tx,
    households: &[Uuid],
    rows: Vec<ResidenceRow>,
) -> Result<(), StoreError> {
    delete_where(tx, "residence", "household_id", households).await?;
    let values = rows
        .into_iter()
        .map(|it| {
            vec![
                it.household.0.into(),
                it.household.1.into(),
                it.area_id.into(),
                it.since.into(),
                it.until.into(),
            ]
        })
        .collect();
    let columns = ["home_province", "household_id", "area_id", "since", "until"];
    Ok(sql::insert_many(&**tx, "residence", &columns, values).await?)
}

/// Who belonged to a household, and when.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MembershipRow {
    /// The household.
    pub household: (i16, Uuid),
    /// The person.
    pub person: (i16, Uuid),
    /// First day known.
    pub since: NaiveDate,
    /// First day the person was known elsewhere.
    pub until: Option<NaiveDate>,
    /// True where the latest household file names the person as head.
    pub is_head: bool,
}

/// Replaces all memberships of these households.
///
/// # Errors
///
/// The database's own.
pub async fn replace_memberships(
    tx: &Tx,
    households: &[Uuid],
    rows: Vec<MembershipRow>,
) -> Result<(), StoreError> {
    delete_where(tx, "membership", "household_id", households).await?;
    let values = rows
        .into_iter()
        .map(|it| {
            vec![
                it.household.0.into(),
                it.household.1.into(),
                it.person.0.into(),
                it.person.1.into(),
                it.since.into(),
                it.until.into(),
                it.is_head.into(),
            ]
        })
        .collect();
    let columns =
        ["home_province", "household_id", "person_province", "person_id", "since", "until", "is_head"];
    Ok(sql::insert_many(&**tx, "membership", &columns, values).await?)
}

pub(super) async fn delete_where(tx: &Tx, table: &str, column: &str, ids: &[Uuid]) -> Result<(), StoreError> {
    for some in ids.chunks(LIST) {
        let text = format!("delete from {table} where {column} in ({})", sql::marks(some.len()));
        sql::execute(&**tx, &text, some.iter().map(|it| (*it).into()).collect()).await?;
    }
    Ok(())
}

/// One row's survey results about a household or a person.
#[derive(Debug, Clone)]
pub struct SurveyRow {
    /// The row.
    pub row_id: Uuid,
    /// The household.
    pub household: (i16, Uuid),
    /// The person, in person files.
    pub person_id: Option<Uuid>,
    /// Its source.
    pub source: String,
    /// Its survey year.
    pub survey_year: i16,
    /// The day its facts were true.
    pub observed_on: NaiveDate,
    /// Which catalogue `results` follow.
    pub catalogue: String,
    /// The results, packed.
    pub results: String,
    /// Failing TPMAP dimensions as bits; none where the source does not say.
    pub failing_dimensions: Option<i16>,
    /// TPMAP dimensions the row says anything of, as bits.
    pub known_dimensions: Option<i16>,
    /// Average income, satang a person a year.
    pub income_satang: Option<i64>,
    /// Members it states.
    pub n_members: Option<i32>,
    /// Holds a welfare card.
    pub has_card: Option<bool>,
}

/// Stores survey results.
///
/// # Errors
///
/// The database's own.
pub async fn insert_survey_results(tx: &Tx, rows: Vec<SurveyRow>) -> Result<(), StoreError> {
    let columns = [
        "home_province",
        "source_row_id",
        "household_id",
        "person_id",
        "source",
        "survey_year",
        "observed_on",
        "catalogue",
        "results",
        "failing_dimensions",
        "known_dimensions",
        "income_satang",
        "n_members",
        "has_card",
    ];
    let values = rows
        .into_iter()
        .map(|it| {
            vec![
                it.household.0.into(),
                it.row_id.into(),
                it.household.1.into(),
                it.person_id.into(),
                it.source.into(),
                it.survey_year.into(),
                it.observed_on.into(),
                it.catalogue.into(),
                it.results.into(),
                it.failing_dimensions.into(),
                it.known_dimensions.into(),
                it.income_satang.into(),
                it.n_members.into(),
                it.has_card.into(),
            ]
        })
        .collect();
    Ok(sql::insert_many(&**tx, "survey_result", &columns, values).await?)
}
