//! What a scope means in SQL: the one place where areas, their dated closure and teams become a condition.

use std::collections::{BTreeSet, HashMap, HashSet};

use phonjon_domain::access::{Reach, Scope};
use phonjon_domain::ids::{AreaId, TeamId};
use sea_orm::{ConnectionTrait, Value};

use crate::error::StoreError;
use crate::sql;

/// A condition for `where`, and its values, that holds for the records a scope reaches.
///
/// `area_column` names the column with the record's area, `team_column` the one with its mentor team; a record
/// without such a column is reached through its area only. What reaches nothing gives `1 = 0`, the whole country
/// `1 = 1`.
pub fn scope_condition(scope: &Scope, area_column: &str, team_column: Option<&str>) -> (String, Vec<Value>) {
    let (areas, teams) = match &scope.reach {
        Reach::Everywhere => return ("1 = 1".to_owned(), Vec::new()),
        Reach::Within { areas, teams } => (areas, teams),
    };
    let (mut conditions, mut values) = (Vec::new(), Vec::new());
    if !areas.is_empty() {
        conditions.push(format!(
            "{area_column} in (select descendant_id from area_closure where ancestor_id in ({}) \
             and valid_from <= ? and (valid_until is null or ? < valid_until))",
            sql::marks(areas.len())
        ));
        values.extend(areas.iter().map(|it| Value::from(it.0)));
        values.extend([Value::from(scope.day), Value::from(scope.day)]);
    }
    if let Some(team_column) = team_column.filter(|_| !teams.is_empty()) {
        conditions.push(format!("{team_column} in ({})", sql::marks(teams.len())));
        values.extend(teams.iter().map(|it| Value::from(it.0)));
    }
    if conditions.is_empty() {
        return ("1 = 0".to_owned(), Vec::new());
    }
    (format!("({})", conditions.join(" or ")), values)
}

/// True when a record in this area, of this mentor team, is within the scope. A record without an area belongs to
/// the country as a whole.
///
/// # Errors
///
/// The database's own.
pub async fn in_scope(
    db: &impl ConnectionTrait,
    scope: &Scope,
    area: Option<AreaId>,
    mentor_team: Option<TeamId>,
) -> Result<bool, StoreError> {
    let (areas, teams) = match &scope.reach {
        Reach::Everywhere => return Ok(true),
        Reach::Within { areas, teams } => (areas, teams),
    };
    if mentor_team.is_some_and(|it| teams.contains(&it)) {
        return Ok(true);
    }
    let Some(area) = area.filter(|_| !areas.is_empty()) else { return Ok(false) };
    let text = format!(
        "select 1 as one from area_closure where descendant_id = ? and ancestor_id in ({}) \
         and valid_from <= ? and (valid_until is null or ? < valid_until) limit 1",
        sql::marks(areas.len())
    );
    let mut values = vec![Value::from(area.0)];
    values.extend(areas.iter().map(|it| Value::from(it.0)));
    values.extend([Value::from(scope.day), Value::from(scope.day)]);
    Ok(sql::row(db, &text, values).await?.is_some())
}

/// Every area that a scope's areas reach; none is everywhere.
///
/// # Errors
///
/// The database's own.
pub async fn areas_in_scope(
    db: &impl ConnectionTrait,
    scope: &Scope,
) -> Result<Option<HashSet<AreaId>>, StoreError> {
    let areas = match &scope.reach {
        Reach::Everywhere => return Ok(None),
        Reach::Within { areas, .. } if areas.is_empty() => return Ok(Some(HashSet::new())),
        Reach::Within { areas, .. } => areas,
    };
    let text = format!(
        "select distinct descendant_id from area_closure where ancestor_id in ({}) \
         and valid_from <= ? and (valid_until is null or ? < valid_until)",
        sql::marks(areas.len())
    );
    let mut values: Vec<Value> = areas.iter().map(|it| it.0.into()).collect();
    values.extend([Value::from(scope.day), Value::from(scope.day)]);
    let rows = sql::rows(db, &text, values).await?;
    Ok(Some(rows.iter().map(|row| row.try_get("", "descendant_id").map(AreaId)).collect::<Result<_, _>>()?))
}

/// In which of the scope's areas each of these areas lies; one that lies in none is not among them, and with a scope that
/// is everywhere none is.
///
/// # Errors
///
/// The database's own.
pub async fn areas_covering(
    db: &impl ConnectionTrait,
    scope: &Scope,
    areas: &[AreaId],
) -> Result<HashMap<AreaId, HashSet<AreaId>>, StoreError> {
    let mut found: HashMap<AreaId, HashSet<AreaId>> = HashMap::new();
    let Reach::Within { areas: covered, .. } = &scope.reach else { return Ok(found) };
    if covered.is_empty() || areas.is_empty() {
        return Ok(found);
    }
    let text = format!(
        "select descendant_id, ancestor_id from area_closure where descendant_id in ({}) \
         and ancestor_id in ({}) and valid_from <= ? and (valid_until is null or ? < valid_until)",
        sql::marks(areas.len()),
        sql::marks(covered.len())
    );
    let mut values: Vec<Value> = areas.iter().map(|it| it.0.into()).collect();
    values.extend(covered.iter().map(|it| Value::from(it.0)));
    values.extend([Value::from(scope.day), Value::from(scope.day)]);
    for row in sql::rows(db, &text, values).await? {
        let ancestor = AreaId(row.try_get("", "ancestor_id")?);
        found.entry(AreaId(row.try_get("", "descendant_id")?)).or_default().insert(ancestor);
    }
    Ok(found)
}

/// True when every one of these areas lies within the scope's areas.
///
/// # Errors
///
/// The database's own.
pub async fn all_in_scope(
    db: &impl ConnectionTrait,
    scope: &Scope,
    areas: &[AreaId],
) -> Result<bool, StoreError> {
    if scope.reach == Reach::Everywhere {
        return Ok(true);
    }
    let areas: BTreeSet<AreaId> = areas.iter().copied().collect();
    let areas = Vec::from_iter(areas);
    Ok(areas_covering(db, scope, &areas).await?.len() == areas.len())
}

/// The areas that each of these teams serves; one that has ended is not among them.
///
/// # Errors
///
/// The database's own.
pub async fn areas_of_teams(
    db: &impl ConnectionTrait,
    teams: &[TeamId],
) -> Result<HashMap<TeamId, Vec<AreaId>>, StoreError> {
    let mut found: HashMap<TeamId, Vec<AreaId>> = HashMap::new();
    if teams.is_empty() {
        return Ok(found);
    }
    let text = format!(
        "select ta.team_id, ta.area_id from team_area ta join team t on t.id = ta.team_id \
         where t.id in ({}) and t.ended_on is null order by ta.team_id, ta.area_id",
        sql::marks(teams.len())
    );
    for row in sql::rows(db, &text, teams.iter().map(|it| it.0.into()).collect()).await? {
        found
            .entry(TeamId(row.try_get("", "team_id")?))
            .or_default()
            .push(AreaId(row.try_get("", "area_id")?));
    }
    Ok(found)
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;

    fn day() -> chrono::NaiveDate {
        "2026-03-01".parse().unwrap()
    }

    #[test]
    fn nothing_and_everything_need_no_table() {
        assert_eq!(scope_condition(&Scope::nothing(day()), "c.area_id", None).0, "1 = 0");
        assert_eq!(scope_condition(&Scope::everywhere(day()), "c.area_id", None).0, "1 = 1");
    }

    #[test]
    fn teams_count_only_where_the_record_has_one() {
        let reach = Reach::Within { areas: vec![], teams: vec![TeamId(Uuid::nil())] };
        let scope = Scope { reach, day: day() };
        assert_eq!(scope_condition(&scope, "h.area_id", None).0, "1 = 0");
        let (text, values) = scope_condition(&scope, "c.area_id", Some("c.mentor_team_id"));
        assert_eq!(text, "(c.mentor_team_id in (?))");
        assert_eq!(values.len(), 1);
    }

    #[test]
    fn marks_and_values_are_as_many() {
        let reach = Reach::Within {
            areas: vec![AreaId(Uuid::nil()), AreaId(Uuid::max())],
            teams: vec![TeamId(Uuid::nil())],
        };
        let scope = Scope { reach, day: day() };
        let (text, values) = scope_condition(&scope, "c.area_id", Some("c.mentor_team_id"));
        assert_eq!(text.matches('?').count(), values.len());
        assert!(text.starts_with('(') && text.ends_with(')'));
    }
}
