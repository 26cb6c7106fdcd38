//! Who belonged where when, of households and of those that they exchanged people with.

use std::collections::HashMap;

use phonjon_domain::ids::{HomeProvince, HouseholdId, PersonId};
use phonjon_domain::lineage::Belonging;
use sea_orm::{ConnectionTrait, QueryResult, Value};

use crate::cases::HouseholdKey;
use crate::error::StoreError;
use crate::sql;

/// Households asked for in one statement.
const LIST: usize = 5_000;

/// Every belonging of whoever ever belonged to these households, and of the other households they belonged to; and the key of
/// each household. The caller found the first ones within a scope.
///
/// # Errors
///
/// The database's own.
pub async fn belongings(
    db: &impl ConnectionTrait,
    households: &[HouseholdKey],
) -> Result<(Vec<Belonging>, HashMap<HouseholdId, HouseholdKey>), StoreError> {
    let mut found = Vec::new();
    let mut keys: HashMap<HouseholdId, HouseholdKey> = households.iter().map(|it| (it.1, *it)).collect();
    let asked: Vec<HouseholdId> = households.iter().map(|it| it.1).collect();
    let of_people = "select distinct x.home_province, x.household_id, x.person_id, x.since, x.until \
         from membership m join membership x on x.person_id = m.person_id \
         join household h on h.home_province = x.home_province and h.id = x.household_id \
         where h.gone_at is null and m.household_id in ";
    for some in asked.chunks(LIST) {
        for row in in_list(db, of_people, some).await? {
            read(&row, &mut found, &mut keys)?;
        }
    }
    let others: Vec<HouseholdId> = keys.keys().filter(|it| !asked.contains(it)).copied().collect();
    let of_homes = "select m.home_province, m.household_id, m.person_id, m.since, m.until \
         from membership m where m.household_id in ";
    for some in others.chunks(LIST) {
        for row in in_list(db, of_homes, some).await? {
            read(&row, &mut found, &mut keys)?;
        }
    }
    found.sort_unstable();
    found.dedup();
    Ok((found, keys))
}

async fn in_list(
    db: &impl ConnectionTrait,
    text: &str,
    ids: &[HouseholdId],
) -> Result<Vec<QueryResult>, StoreError> {
    let values: Vec<Value> = ids.iter().map(|it| it.0.into()).collect();
    Ok(sql::rows(db, &format!("{text}({})", sql::marks(ids.len())), values).await?)
}

fn read(
    row: &QueryResult,
    found: &mut Vec<Belonging>,
    keys: &mut HashMap<HouseholdId, HouseholdKey>,
) -> Result<(), StoreError> {
    let household = HouseholdId(row.try_get("", "household_id")?);
    keys.entry(household).or_insert((HomeProvince(row.try_get("", "home_province")?), household));
    found.push(Belonging {
        person: PersonId(row.try_get("", "person_id")?),
        since: row.try_get("", "since")?,
        until: row.try_get("", "until")?,
        household,
    });
    Ok(())
}
