//! Households: their current fields, where they lived and when, and those that no list names.

use std::collections::HashMap;

use chrono::{DateTime, NaiveDate, Utc};
use phonjon_domain::ids::{AreaId, HomeProvince, HouseholdId, PersonId};
use sea_orm::{ConnectionTrait, QueryResult};
use uuid::Uuid;

use crate::cases::{HouseholdKey, key_condition};
use crate::database::Tx;
use crate::error::StoreError;
use crate::people::PersonKey;
use crate::sql;

/// A household's current fields.
#[derive(Clone, PartialEq, Eq)]
pub struct HouseholdRow {
    /// Home province and id.
    pub key: HouseholdKey,
    /// One more at each change.
    pub version: i64,
    /// A short number printed on visit sheets.
    pub short_number: Option<String>,
    /// Where it lives now.
    pub area: Option<AreaId>,
    /// House code, 11 digits.
    pub house_code: Option<String>,
    /// House number.
    pub house_no: Option<String>,
    /// Village number.
    pub moo: Option<i16>,
    /// Village name.
    pub village_name: Option<String>,
    /// How to find it, where it has no number.
    pub description: Option<String>,
    /// The head.
    pub head: Option<PersonKey>,
    /// How many members it says it has.
    pub n_members: Option<i32>,
    /// Sources that speak of it, as bits.
    pub sources: i16,
    /// Which row each field comes from, as JSON.
    pub composed_from: String,
    /// Set where no row speaks of it any more.
    pub gone_at: Option<DateTime<Utc>>,
}

impl std::fmt::Debug for HouseholdRow {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "HouseholdRow({:?})", self.key.1)
    }
}

/// These households by id. The caller found them, or their cases, within a scope.
///
/// # Errors
///
/// The database's own.
pub async fn households(
    db: &impl ConnectionTrait,
    keys: &[HouseholdKey],
) -> Result<HashMap<HouseholdId, HouseholdRow>, StoreError> {
    let pairs: Vec<_> = keys.iter().map(|it| (it.0.0, it.1.0)).collect();
    let mut found = HashMap::with_capacity(keys.len());
    for some in pairs.chunks(5_000) {
        let (condition, values) = key_condition("home_province", "id", some);
        let text = format!(
            "select home_province, id, version, short_number, area_id, house_code, house_no, moo, village_name, \
             description, head_province, head_person_id, n_members, sources, composed_from, gone_at \
             from household where {condition}"
        );
        for row in sql::rows(db, &text, values).await? {
            let household = read(&row)?;
            found.insert(household.key.1, household);
        }
    }
    Ok(found)
}

fn read(row: &QueryResult) -> Result<HouseholdRow, StoreError> {
    let head_province: Option<i16> = row.try_get("", "head_province")?;
    let head: Option<Uuid> = row.try_get("", "head_person_id")?;
    Ok(HouseholdRow {
        key: (HomeProvince(row.try_get("", "home_province")?), HouseholdId(row.try_get("", "id")?)),
        version: row.try_get("", "version")?,
        short_number: row.try_get("", "short_number")?,
        area: row.try_get::<Option<Uuid>>("", "area_id")?.map(AreaId),
        house_code: row.try_get("", "house_code")?,
        house_no: row.try_get("", "house_no")?,
        moo: row.try_get("", "moo")?,
        village_name: row.try_get("", "village_name")?,
        description: row.try_get("", "description")?,
        head: head_province.zip(head).map(|(province, id)| (HomeProvince(province), PersonId(id))),
        n_members: row.try_get("", "n_members")?,
        sources: row.try_get("", "sources")?,
        composed_from: row.try_get("", "composed_from")?,
        gone_at: row.try_get("", "gone_at")?,
    })
}

/// Where a household lived, and when.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Residence {
    /// The area.
    pub area: AreaId,
    /// First day known.
    pub since: NaiveDate,
    /// First day it lived elsewhere.
    pub until: Option<NaiveDate>,
}

/// Where these households lived, newest first, by household. The caller found them within a scope.
///
/// # Errors
///
/// The database's own.
pub async fn residences(
    db: &impl ConnectionTrait,
    keys: &[HouseholdKey],
) -> Result<HashMap<HouseholdId, Vec<Residence>>, StoreError> {
    let pairs: Vec<_> = keys.iter().map(|it| (it.0.0, it.1.0)).collect();
    let mut found: HashMap<HouseholdId, Vec<Residence>> = HashMap::new();
    for some in pairs.chunks(5_000) {
        let (condition, values) = key_condition("home_province", "household_id", some);
        let text = format!(
            "select household_id, area_id, since, until from residence where {condition} order by since desc"
        );
        for row in sql::rows(db, &text, values).await? {
            found.entry(HouseholdId(row.try_get("", "household_id")?)).or_default().push(Residence {
                area: AreaId(row.try_get("", "area_id")?),
                since: row.try_get("", "since")?,
                until: row.try_get("", "until")?,
            });
        }
    }
    Ok(found)
}

/// A household that no list names.
#[derive(Clone, PartialEq, Eq)]
pub struct NewHousehold {
    /// Home province and id.
    pub key: HouseholdKey,
    /// The village or a larger area it was met in.
    pub area: AreaId,
    /// House number, if it has one.
    pub house_no: Option<String>,
    /// How to find it.
    pub description: String,
    /// How many members it says it has.
    pub n_members: Option<i32>,
    /// Who heads it, where somebody told.
    pub head: Option<NewHead>,
    /// When it was proposed.
    pub at: DateTime<Utc>,
    /// The local day it was met there.
    pub on: NaiveDate,
}

/// The head of a household that no list names.
#[derive(Clone, PartialEq, Eq)]
pub struct NewHead {
    /// The person's id; the home province is the household's.
    pub id: PersonId,
    /// Title in full.
    pub title: Option<String>,
    /// First name.
    pub first_name: Option<String>,
    /// Last name.
    pub last_name: Option<String>,
}

impl std::fmt::Debug for NewHousehold {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "NewHousehold({:?})", self.key.1)
    }
}

/// Stores a household that no list names, with where it was met.
///
/// # Errors
///
/// The database's own.
pub async fn insert_household(tx: &Tx, new: &NewHousehold) -> Result<(), StoreError> {
    let columns = [
        "home_province",
        "id",
        "version",
        "area_id",
        "house_no",
        "description",
        "head_province",
        "head_person_id",
        "n_members",
        "sources",
        "composed_from",
        "created_at",
    ];
    let province = new.key.0.0;
    let values = vec![
        province.into(),
        new.key.1.0.into(),
        1_i64.into(),
        new.area.0.into(),
        new.house_no.clone().into(),
        new.description.clone().into(),
        new.head.as_ref().map(|_| province).into(),
        new.head.as_ref().map(|it| it.id.0).into(),
        new.n_members.into(),
        0_i16.into(),
        "{}".into(),
        new.at.into(),
    ];
    sql::insert_many(&**tx, "household", &columns, vec![values]).await?;
    let columns = ["home_province", "household_id", "area_id", "since"];
    let values = vec![province.into(), new.key.1.0.into(), new.area.0.into(), new.on.into()];
    sql::insert_many(&**tx, "residence", &columns, vec![values]).await?;
    if let Some(head) = &new.head {
        insert_head(tx, new, head).await?;
    }
    Ok(())
}

async fn insert_head(tx: &Tx, new: &NewHousehold, head: &NewHead) -> Result<(), StoreError> {
    let province = new.key.0.0;
    let names: Vec<&str> =
        [&head.first_name, &head.last_name].into_iter().flatten().map(String::as_str).collect();
    let columns = [
        "home_province",
        "id",
        "version",
        "title",
        "first_name",
        "last_name",
        "name_key",
        "composed_from",
        "created_at",
    ];
    let values = vec![
        province.into(),
        head.id.0.into(),
        1_i64.into(),
        head.title.clone().into(),
        head.first_name.clone().into(),
        head.last_name.clone().into(),
        names.join(" ").into(),
        "{}".into(),
        new.at.into(),
    ];
    sql::insert_many(&**tx, "person", &columns, vec![values]).await?;
    let columns = ["home_province", "household_id", "person_province", "person_id", "since", "is_head"];
    let values = vec![
        province.into(),
        new.key.1.0.into(),
        province.into(),
        head.id.0.into(),
        new.on.into(),
        true.into(),
    ];
    Ok(sql::insert_many(&**tx, "membership", &columns, vec![values]).await?)
}
