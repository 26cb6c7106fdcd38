//! Finding cases by their key or household, always within a scope.

use std::collections::{HashMap, HashSet};

use phonjon_domain::access::Scope;
use phonjon_domain::ids::{AreaId, CaseId, HomeProvince, HouseholdId};
use sea_orm::{ConnectionTrait, Value};

use super::row::{CaseRow, columns};
use super::{CaseKey, HouseholdKey, PROGRAMME};
use crate::access::scope_condition;
use crate::database::Tx;
use crate::error::StoreError;
use crate::sql;

/// Keys asked for in one statement.
const LIST: usize = 5_000;

/// A case the scope reaches.
///
/// # Errors
///
/// The database's own.
pub async fn find(
    db: &impl ConnectionTrait,
    scope: &Scope,
    key: CaseKey,
) -> Result<Option<CaseRow>, StoreError> {
    Ok(select(db, scope, &[key], "").await?.pop())
}

/// A case the scope reaches, locked until the transaction ends.
///
/// # Errors
///
/// The database's own.
pub async fn find_for_update(tx: &Tx, scope: &Scope, key: CaseKey) -> Result<Option<CaseRow>, StoreError> {
    Ok(select(&**tx, scope, &[key], tx.for_update()).await?.pop())
}

/// The cases of these that the scope reaches, by id.
///
/// # Errors
///
/// The database's own.
pub async fn find_many(
    db: &impl ConnectionTrait,
    scope: &Scope,
    keys: &[CaseKey],
) -> Result<HashMap<CaseId, CaseRow>, StoreError> {
    let found = select(db, scope, keys, "").await?;
    Ok(found.into_iter().map(|it| (it.key.1, it)).collect())
}

/// The cases of these that the scope reaches, locked in the order of their ids.
///
/// # Errors
///
/// The database's own.
pub async fn find_many_for_update(
    tx: &Tx,
    scope: &Scope,
    keys: &[CaseKey],
) -> Result<Vec<CaseRow>, StoreError> {
    // One order for everybody: two bulk acts over the same cases wait for each other instead of deadlocking.
    select(&**tx, scope, keys, &format!(" order by c.home_province, c.id{}", tx.for_update())).await
}

/// The cases of these households that the scope reaches, by household.
///
/// # Errors
///
/// The database's own.
pub async fn find_of_households(
    db: &impl ConnectionTrait,
    scope: &Scope,
    households: &[HouseholdKey],
) -> Result<HashMap<HouseholdId, CaseRow>, StoreError> {
    let mut found = HashMap::with_capacity(households.len());
    for some in households.chunks(LIST) {
        let pairs: Vec<_> = some.iter().map(|it| (it.0.0, it.1.0)).collect();
        let (keys, mut values) = id_condition("c.household_id", &pairs);
        let (reach, reach_values) = scope_condition(scope, "c.area_id", Some("c.mentor_team_id"));
        values.push(PROGRAMME.into());
        values.extend(reach_values);
        let text =
            format!("select {} from \"case\" c where {keys} and c.programme = ? and {reach}", columns("c"));
        for row in sql::rows(db, &text, values).await? {
            let case = CaseRow::read(&row)?;
            found.insert(case.household, case);
        }
    }
    Ok(found)
}

/// Open cases that the scope reaches, in the order of their keys, after one.
///
/// # Errors
///
/// The database's own.
pub async fn open_after(
    db: &impl ConnectionTrait,
    scope: &Scope,
    after: Option<CaseKey>,
    n: u32,
) -> Result<Vec<CaseKey>, StoreError> {
    let (reach, mut values) = scope_condition(scope, "c.area_id", Some("c.mentor_team_id"));
    let mut beyond = "";
    if let Some((province, case)) = after {
        beyond = " and (c.home_province > ? or c.home_province = ? and c.id > ?)";
        values.extend([province.0.into(), province.0.into(), case.0.into()]);
    }
    values.push(i64::from(n).into());
    let text = format!(
        "select c.home_province, c.id from \"case\" c where {reach} and c.status <> 'closed'{beyond} \
         order by c.home_province, c.id limit ?"
    );
    let rows = sql::rows(db, &text, values).await?;
    rows.iter()
        .map(|row| Ok((HomeProvince(row.try_get_by_index(0)?), CaseId(row.try_get_by_index(1)?))))
        .collect()
}

/// How many open cases the scope reaches.
///
/// # Errors
///
/// The database's own.
pub async fn count_open(db: &impl ConnectionTrait, scope: &Scope) -> Result<i64, StoreError> {
    let (reach, values) = scope_condition(scope, "c.area_id", Some("c.mentor_team_id"));
    let text = format!("select count(*) from \"case\" c where {reach} and c.status <> 'closed'");
    let row = sql::row(db, &text, values).await?;
    Ok(row.map_or(Ok(0), |row| row.try_get_by_index(0))?)
}

async fn select(
    db: &impl ConnectionTrait,
    scope: &Scope,
    keys: &[CaseKey],
    tail: &str,
) -> Result<Vec<CaseRow>, StoreError> {
    let mut found = Vec::with_capacity(keys.len());
    for some in keys.chunks(LIST) {
        let pairs: Vec<_> = some.iter().map(|it| (it.0.0, it.1.0)).collect();
        let (keys, mut values) = key_condition("c.home_province", "c.id", &pairs);
        let (reach, reach_values) = scope_condition(scope, "c.area_id", Some("c.mentor_team_id"));
        values.extend(reach_values);
        let text = format!("select {} from \"case\" c where {keys} and {reach}{tail}", columns("c"));
        for row in sql::rows(db, &text, values).await? {
            found.push(CaseRow::read(&row)?);
        }
    }
    Ok(found)
}

/// The areas of these that the scope reaches.
///
/// # Errors
///
/// The database's own.
pub async fn areas_reached(
    db: &impl ConnectionTrait,
    scope: &Scope,
    areas: &[AreaId],
) -> Result<HashSet<AreaId>, StoreError> {
    if scope.is_nothing() || areas.is_empty() {
        return Ok(HashSet::new());
    }
    let (reach, reach_values) = scope_condition(scope, "a.id", None);
    let text = format!("select a.id from area a where a.id in ({}) and {reach}", sql::marks(areas.len()));
    let values = areas.iter().map(|it| Value::from(it.0)).chain(reach_values).collect();
    let rows = sql::rows(db, &text, values).await?;
    rows.iter().map(|row| Ok(AreaId(row.try_get("", "id")?))).collect()
}

/// A condition that holds for these keys. Ids are unique over all provinces; the province only leads the index.
pub(crate) fn key_condition(
    province_column: &str,
    id_column: &str,
    keys: &[(i16, uuid::Uuid)],
) -> (String, Vec<Value>) {
    if keys.is_empty() {
        return ("1 = 0".to_owned(), Vec::new());
    }
    let mut provinces: Vec<i16> = keys.iter().map(|it| it.0).collect();
    provinces.sort_unstable();
    provinces.dedup();
    let text = format!(
        "{province_column} in ({}) and {id_column} in ({})",
        sql::marks(provinces.len()),
        sql::marks(keys.len())
    );
    let values =
        provinces.into_iter().map(Value::from).chain(keys.iter().map(|it| Value::from(it.1))).collect();
    (text, values)
}

/// `… in (…)` for ids that an index of their own begins with.
///
/// Beside a province, as in [`key_condition`], SQLite would take the primary key for a long list, which leads with the
/// province, and read all that the table holds of it.
pub(crate) fn id_condition(id_column: &str, keys: &[(i16, uuid::Uuid)]) -> (String, Vec<Value>) {
    if keys.is_empty() {
        return ("1 = 0".to_owned(), Vec::new());
    }
    let text = format!("{id_column} in ({})", sql::marks(keys.len()));
    (text, keys.iter().map(|it| Value::from(it.1)).collect())
}

/// The rows of a table that name these cases or the households of them, each with the case it belongs to as `of_case`.
pub(crate) fn of_cases_or_homes(
    table: &str,
    columns: &[&str],
    cases: &[(i16, uuid::Uuid)],
) -> (String, Vec<Value>) {
    let (condition, values) = key_condition("c.home_province", "c.id", cases);
    let columns: Vec<String> = columns.iter().map(|it| format!("t.{it}")).collect();
    let text = format!(
        "select c.id as of_case, {} from \"case\" c join {table} t on t.household_id = c.household_id \
         or (t.home_province = c.home_province and t.case_id = c.id) where {condition}",
        columns.join(", ")
    );
    (text, values)
}
