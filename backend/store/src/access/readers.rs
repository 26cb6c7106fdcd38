//! Who reads a household: the grants that reach its place or its mentor team on a day.

use std::collections::{HashMap, HashSet};

use chrono::NaiveDate;
use phonjon_domain::access::{HeldAs, Role};
use phonjon_domain::area::AreaLevel;
use phonjon_domain::ids::{AreaId, TeamId, UserId};
use sea_orm::{ConnectionTrait, QueryResult, Value};
use uuid::Uuid;

use crate::cases::word;
use crate::error::StoreError;
use crate::sql;

/// A grant that opens a record, and by what.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ReaderRow {
    /// Whose it is.
    pub account: UserId,
    /// The role.
    pub role: Role,
    /// How it is held.
    pub held_as: HeldAs,
    /// What of the grant the record belongs to.
    pub by: ReadsBy,
}

/// What of a grant a record belongs to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ReadsBy {
    /// An area, and how large it is.
    Area(AreaId, AreaLevel),
    /// A mentor team.
    Team(TeamId),
}

const LIVE: &str = "g.revoked_at is null and a.disabled_at is null and g.valid_from <= ? \
     and (g.valid_until is null or ? <= g.valid_until)";

/// The grants of these roles that cover each of these areas on a day, each once; those over the smallest areas first.
///
/// # Errors
///
/// The database's own, and [`StoreError::Corrupt`].
pub async fn readers_by_area(
    db: &impl ConnectionTrait,
    day: NaiveDate,
    roles: &[Role],
    areas: &[AreaId],
) -> Result<HashMap<AreaId, Vec<ReaderRow>>, StoreError> {
    let mut found: HashMap<AreaId, Vec<ReaderRow>> = HashMap::new();
    if areas.is_empty() || roles.is_empty() {
        return Ok(found);
    }
    let text = format!(
        "select ac.descendant_id, ga.area_id, ar.level, g.id as grant_id, g.account_id, g.role, g.held_as \
         from area_closure ac join grant_area ga on ga.area_id = ac.ancestor_id \
         join access_grant g on g.id = ga.grant_id join account a on a.id = g.account_id \
         join area ar on ar.id = ga.area_id \
         where ac.descendant_id in ({}) and ac.valid_from <= ? and (ac.valid_until is null or ? < ac.valid_until) \
         and g.role in ({}) and {LIVE} \
         order by case ar.level when 'village' then 0 when 'subdistrict' then 1 when 'district' then 2 else 3 end, \
           g.id",
        sql::marks(areas.len()),
        sql::marks(roles.len())
    );
    let mut values: Vec<Value> = areas.iter().map(|it| it.0.into()).collect();
    values.extend([Value::from(day), Value::from(day)]);
    values.extend(roles.iter().map(|it| Value::from(it.code())));
    values.extend([Value::from(day), Value::from(day)]);
    let mut seen: HashSet<(Uuid, Uuid)> = HashSet::new();
    for row in sql::rows(db, &text, values).await? {
        let (place, grant): (Uuid, Uuid) = (row.try_get("", "descendant_id")?, row.try_get("", "grant_id")?);
        if seen.insert((place, grant)) {
            let level: String = row.try_get("", "level")?;
            let level = word("area level", &level, AreaLevel::from_code)?;
            let by = ReadsBy::Area(AreaId(row.try_get("", "area_id")?), level);
            found.entry(AreaId(place)).or_default().push(read(&row, by)?);
        }
    }
    Ok(found)
}

/// The grants of these roles within each of these mentor teams on a day.
///
/// # Errors
///
/// The database's own, and [`StoreError::Corrupt`].
pub async fn readers_by_team(
    db: &impl ConnectionTrait,
    day: NaiveDate,
    roles: &[Role],
    teams: &[TeamId],
) -> Result<HashMap<TeamId, Vec<ReaderRow>>, StoreError> {
    let mut found: HashMap<TeamId, Vec<ReaderRow>> = HashMap::new();
    if teams.is_empty() || roles.is_empty() {
        return Ok(found);
    }
    let text = format!(
        "select g.team_id, g.account_id, g.role, g.held_as from access_grant g \
         join account a on a.id = g.account_id \
         where g.team_id in ({}) and g.role in ({}) and {LIVE} order by g.id",
        sql::marks(teams.len()),
        sql::marks(roles.len())
    );
    let mut values: Vec<Value> = teams.iter().map(|it| it.0.into()).collect();
    values.extend(roles.iter().map(|it| Value::from(it.code())));
    values.extend([Value::from(day), Value::from(day)]);
    for row in sql::rows(db, &text, values).await? {
        let team = TeamId(row.try_get("", "team_id")?);
        found.entry(team).or_default().push(read(&row, ReadsBy::Team(team))?);
    }
    Ok(found)
}

fn read(row: &QueryResult, by: ReadsBy) -> Result<ReaderRow, StoreError> {
    let (role, held_as): (String, String) = (row.try_get("", "role")?, row.try_get("", "held_as")?);
    Ok(ReaderRow {
        account: UserId(row.try_get("", "account_id")?),
        role: word("role", &role, Role::from_code)?,
        held_as: word("how a power is held", &held_as, HeldAs::from_code)?,
        by,
    })
}
