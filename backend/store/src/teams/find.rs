//! Finding teams: within a scope, by area, by kind.

use std::collections::{HashMap, HashSet};

use chrono::NaiveDate;
use phonjon_domain::access::{Reach, Scope};
use phonjon_domain::ids::{AreaId, HomeProvince, TeamId};
use phonjon_domain::team::TeamKind;
use sea_orm::{ConnectionTrait, QueryResult, Value};
use uuid::Uuid;

use super::TeamRow;
use crate::access::scope_condition;
use crate::database::Tx;
use crate::error::StoreError;
use crate::sql;

/// Which teams are wanted.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct TeamFilter {
    /// Teams that serve this area or something in it.
    pub area: Option<AreaId>,
    /// Teams of this kind.
    pub kind: Option<TeamKind>,
    /// Teams directly inside this one.
    pub parent: Option<TeamId>,
    /// Ended teams too.
    pub with_ended: bool,
}

/// A team that the scope reaches: one that serves an area of it, or one of its own mentor teams.
///
/// # Errors
///
/// The database's own, and [`StoreError::Corrupt`].
pub async fn find(
    db: &impl ConnectionTrait,
    scope: &Scope,
    id: TeamId,
) -> Result<Option<TeamRow>, StoreError> {
    Ok(find_many(db, scope, &[id]).await?.pop())
}

/// As [`find`], locked until the transaction ends.
///
/// # Errors
///
/// The database's own, and [`StoreError::Corrupt`].
pub async fn find_for_update(tx: &Tx, scope: &Scope, id: TeamId) -> Result<Option<TeamRow>, StoreError> {
    let text = format!("select 1 as one from team where id = ?{}", tx.for_update());
    sql::row(&**tx, &text, vec![id.0.into()]).await?;
    find(&**tx, scope, id).await
}

/// Keeps these teams from being changed or ended until the transaction ends; others may hold them so as well.
///
/// # Errors
///
/// The database's own.
pub async fn hold(tx: &Tx, ids: &[TeamId]) -> Result<(), StoreError> {
    if !tx.for_update().is_empty() && !ids.is_empty() {
        let text =
            format!("select id from team where id in ({}) order by id for share", sql::marks(ids.len()));
        sql::rows(&**tx, &text, ids.iter().map(|it| it.0.into()).collect()).await?;
    }
    Ok(())
}

/// Those of these teams that the scope reaches, in no order.
///
/// # Errors
///
/// The database's own, and [`StoreError::Corrupt`].
pub async fn find_many(
    db: &impl ConnectionTrait,
    scope: &Scope,
    ids: &[TeamId],
) -> Result<Vec<TeamRow>, StoreError> {
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    let (reach, bound) = reached(scope);
    let text = format!("select t.* from team t where t.id in ({}) and {reach}", sql::marks(ids.len()));
    let values = ids.iter().map(|it| it.0.into()).chain(bound).collect();
    with_areas(db, sql::rows(db, &text, values).await?).await
}

/// Teams in the order of their names, after the given one, and whether more follow.
///
/// # Errors
///
/// The database's own, and [`StoreError::Corrupt`].
pub async fn list(
    db: &impl ConnectionTrait,
    scope: &Scope,
    filter: &TeamFilter,
    first: u32,
    after: Option<&(String, TeamId)>,
) -> Result<(Vec<TeamRow>, bool), StoreError> {
    let (mut condition, mut values) = reached(scope);
    if let Some(area) = filter.area {
        condition.push_str(
            " and exists (select 1 from team_area ta join area_closure ac on ac.descendant_id = ta.area_id \
               where ta.team_id = t.id and ac.ancestor_id = ? and ac.valid_from <= ? \
                 and (ac.valid_until is null or ? < ac.valid_until))",
        );
        values.extend([area.0.into(), scope.day.into(), scope.day.into()]);
    }
    if let Some(kind) = filter.kind {
        condition.push_str(" and t.kind = ?");
        values.push(kind.code().into());
    }
    if let Some(parent) = filter.parent {
        condition.push_str(" and t.parent_id = ?");
        values.push(parent.0.into());
    }
    if !filter.with_ended {
        condition.push_str(" and (t.ended_on is null or ? < t.ended_on)");
        values.push(scope.day.into());
    }
    let by_letter = sql::by_letter(db.get_database_backend());
    if let Some((name, id)) = after {
        condition = format!("{condition} and (t.name{by_letter} > ? or (t.name = ? and t.id > ?))");
        values.extend([name.as_str().into(), name.as_str().into(), id.0.into()]);
    }
    values.push((i64::from(first) + 1).into());
    let text = format!("select t.* from team t where {condition} order by t.name{by_letter}, t.id limit ?");
    let mut rows = sql::rows(db, &text, values).await?;
    let first = usize::try_from(first).unwrap_or(usize::MAX);
    let has_next = first < rows.len();
    rows.truncate(first);
    Ok((with_areas(db, rows).await?, has_next))
}

/// The condition over `team t` that the scope reaches it.
pub(super) fn reached(scope: &Scope) -> (String, Vec<Value>) {
    let Reach::Within { teams, .. } = &scope.reach else { return ("1 = 1".to_owned(), Vec::new()) };
    let (area, mut values) = scope_condition(scope, "ta.area_id", None);
    let mut condition = format!("exists (select 1 from team_area ta where ta.team_id = t.id and {area})");
    if !teams.is_empty() {
        // A mentor knows the mentor team and the subdistrict team it stands inside.
        let marks = sql::marks(teams.len());
        condition = format!(
            "({condition} or t.id in ({marks}) or t.id in (select own.parent_id from team own where own.id in ({marks})))"
        );
        for _ in 0..2 {
            values.extend(teams.iter().map(|it| Value::from(it.0)));
        }
    }
    (condition, values)
}

/// The teams of these rows, each with its areas.
pub(super) async fn with_areas(
    db: &impl ConnectionTrait,
    rows: Vec<QueryResult>,
) -> Result<Vec<TeamRow>, StoreError> {
    let mut teams = rows.iter().map(read).collect::<Result<Vec<TeamRow>, StoreError>>()?;
    if teams.is_empty() {
        return Ok(teams);
    }
    let text = format!(
        "select team_id, area_id from team_area where team_id in ({}) order by area_id",
        sql::marks(teams.len())
    );
    let mut areas: HashMap<TeamId, Vec<AreaId>> = HashMap::new();
    for row in sql::rows(db, &text, teams.iter().map(|it| it.id.0.into()).collect()).await? {
        areas
            .entry(TeamId(row.try_get("", "team_id")?))
            .or_default()
            .push(AreaId(row.try_get("", "area_id")?));
    }
    for team in &mut teams {
        team.areas = areas.remove(&team.id).unwrap_or_default();
    }
    Ok(teams)
}

/// Those of these teams that have ended. All of them are locked in the order of their ids: none ends meanwhile.
///
/// # Errors
///
/// The database's own.
pub async fn lock_ended(tx: &Tx, ids: &[TeamId]) -> Result<HashSet<TeamId>, StoreError> {
    let mut ended = HashSet::new();
    if ids.is_empty() {
        return Ok(ended);
    }
    let text = format!(
        "select id, ended_on from team where id in ({}) order by id{}",
        sql::marks(ids.len()),
        tx.for_update()
    );
    for row in sql::rows(&**tx, &text, ids.iter().map(|it| it.0.into()).collect()).await? {
        if row.try_get::<Option<NaiveDate>>("", "ended_on")?.is_some() {
            ended.insert(TeamId(row.try_get("", "id")?));
        }
    }
    Ok(ended)
}

fn read(row: &QueryResult) -> Result<TeamRow, StoreError> {
    let kind: String = row.try_get("", "kind")?;
    Ok(TeamRow {
        id: TeamId(row.try_get("", "id")?),
        home_province: HomeProvince(row.try_get("", "home_province")?),
        kind: TeamKind::from_code(&kind).ok_or(StoreError::Corrupt { what: "team.kind", why: kind })?,
        name: row.try_get("", "name")?,
        parent: row.try_get::<Option<Uuid>>("", "parent_id")?.map(TeamId),
        areas: Vec::new(),
        created_at: row.try_get("", "created_at")?,
        ended_on: row.try_get("", "ended_on")?,
        version: row.try_get("", "version")?,
    })
}
