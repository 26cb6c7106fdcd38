//! What a roster that comes in as a file has to know of teams, and taking its members and teams back.

use std::collections::{HashMap, HashSet};

use phonjon_domain::access::Scope;
use phonjon_domain::ids::{AreaId, TeamId, TeamMemberId, UserId};
use sea_orm::{ConnectionTrait, Value};
use uuid::Uuid;

use super::TeamRow;
use super::find::{reached, with_areas};
use super::members::{self, MemberRow};
use crate::database::Tx;
use crate::error::StoreError;
use crate::sql;

/// Ids asked for in one statement.
const LIST: usize = 5_000;

/// The teams that serve still, that the scope reaches, and that one of these areas was given to.
///
/// # Errors
///
/// The database's own, and [`StoreError::Corrupt`].
pub async fn of_areas(
    db: &impl ConnectionTrait,
    scope: &Scope,
    areas: &[AreaId],
) -> Result<Vec<TeamRow>, StoreError> {
    let within = "t.id in (select of.team_id from team_area of where of.area_id in";
    serving(db, scope, within, &areas.iter().map(|it| it.0).collect::<Vec<_>>()).await
}

/// The teams that serve still, that the scope reaches, and that stand directly inside one of these.
///
/// # Errors
///
/// The database's own, and [`StoreError::Corrupt`].
pub async fn inside(
    db: &impl ConnectionTrait,
    scope: &Scope,
    parents: &[TeamId],
) -> Result<Vec<TeamRow>, StoreError> {
    serving(db, scope, "(t.parent_id in", &parents.iter().map(|it| it.0).collect::<Vec<_>>()).await
}

async fn serving(
    db: &impl ConnectionTrait,
    scope: &Scope,
    within: &str,
    ids: &[Uuid],
) -> Result<Vec<TeamRow>, StoreError> {
    let mut found = Vec::new();
    for some in ids.chunks(LIST) {
        let (reach, bound) = reached(scope);
        let text = format!(
            "select t.* from team t where {within} ({})) and t.ended_on is null and {reach} order by t.id",
            sql::marks(some.len())
        );
        let values = some.iter().map(|it| (*it).into()).chain(bound).collect();
        found.extend(with_areas(db, sql::rows(db, &text, values).await?).await?);
    }
    Ok(found)
}

/// The accounts that sign in with these names.
///
/// # Errors
///
/// The database's own.
pub async fn accounts_named(
    db: &impl ConnectionTrait,
    names: &[String],
) -> Result<HashMap<String, UserId>, StoreError> {
    let mut found = HashMap::new();
    for some in names.chunks(LIST) {
        let text =
            format!("select id, user_name from account where user_name in ({})", sql::marks(some.len()));
        for row in sql::rows(db, &text, some.iter().map(|it| it.as_str().into()).collect()).await? {
            found.insert(row.try_get("", "user_name")?, UserId(row.try_get("", "id")?));
        }
    }
    Ok(found)
}

/// Who of these is in a team as the roster brought them: nobody changed or ended the membership, and no bulk act names it.
///
/// # Errors
///
/// The database's own, and [`StoreError::Corrupt`].
pub async fn unchanged_members(
    db: &impl ConnectionTrait,
    ids: &[TeamMemberId],
) -> Result<Vec<MemberRow>, StoreError> {
    let mut found = Vec::new();
    for some in ids.chunks(LIST) {
        let all = members::find_many(db, some).await?;
        found.extend(all.into_iter().filter(|it| it.version == 1 && it.term.until.is_none()));
    }
    Ok(found)
}

/// What stands of the teams that a roster made, and whether they serve.
#[derive(Debug, Default)]
pub struct Standing {
    /// Those that are as they were made.
    pub unchanged: HashSet<TeamId>,
    /// Those that cases, assignments or grants speak of.
    pub used: HashSet<TeamId>,
    /// Teams that stand inside them, with the one they stand inside; without those that were made with their area, which
    /// only found their district team.
    pub children: Vec<(TeamId, TeamId)>,
    /// Who is or was in them.
    pub members: HashMap<TeamId, Vec<MemberRow>>,
}

/// How these teams stand; the caller has locked them, or only looks.
///
/// # Errors
///
/// The database's own, and [`StoreError::Corrupt`].
pub async fn standing(db: &impl ConnectionTrait, teams: &[TeamId]) -> Result<Standing, StoreError> {
    let mut standing = Standing::default();
    for some in teams.chunks(LIST) {
        let marks = sql::marks(some.len());
        let ids = || some.iter().map(|it| Value::from(it.0));
        let text = format!("select id from team where id in ({marks}) and version = 1 and ended_on is null");
        for row in sql::rows(db, &text, ids().collect()).await? {
            standing.unchanged.insert(TeamId(row.try_get("", "id")?));
        }
        let text = format!(
            "select team_id as team from \"case\" where team_id in ({marks}) \
             union select mentor_team_id from \"case\" where mentor_team_id in ({marks}) \
             union select team_id from access_grant where team_id in ({marks}) \
             union select team_id from assignment where team_id in ({marks}) \
             union select mentor_team_id from assignment where mentor_team_id in ({marks}) \
             union select team_id from prepared_assignment where team_id in ({marks}) \
             union select mentor_team_id from prepared_assignment where mentor_team_id in ({marks})"
        );
        let values = std::iter::repeat_with(ids).take(7).flatten().collect();
        for row in sql::rows(db, &text, values).await? {
            standing.used.insert(TeamId(row.try_get("", "team")?));
        }
        let text =
            format!("select id, parent_id from team where parent_id in ({marks}) and made_for is null");
        for row in sql::rows(db, &text, ids().collect()).await? {
            standing.children.push((TeamId(row.try_get("", "id")?), TeamId(row.try_get("", "parent_id")?)));
        }
        standing.members.extend(members::of_teams(db, some).await?);
    }
    Ok(standing)
}

/// Those of these teams that are there.
///
/// # Errors
///
/// The database's own.
pub async fn there(db: &impl ConnectionTrait, teams: &[TeamId]) -> Result<u64, StoreError> {
    let mut n = 0;
    for some in teams.chunks(LIST) {
        let text = format!("select id from team where id in ({})", sql::marks(some.len()));
        n += sql::rows(db, &text, some.iter().map(|it| it.0.into()).collect()).await?.len() as u64;
    }
    Ok(n)
}

/// Removes members and teams that a roster brought.
///
/// # Errors
///
/// The database's own.
pub async fn remove(tx: &Tx, members: &[TeamMemberId], teams: &[TeamId]) -> Result<(), StoreError> {
    for some in members.chunks(LIST) {
        let text = format!("delete from team_member where id in ({})", sql::marks(some.len()));
        sql::execute(&**tx, &text, some.iter().map(|it| it.0.into()).collect()).await?;
    }
    for some in teams.chunks(LIST) {
        let marks = sql::marks(some.len());
        for text in [
            format!("update team set parent_id = null where parent_id in ({marks})"),
            format!("delete from team_area where team_id in ({marks})"),
            format!("delete from team where id in ({marks})"),
        ] {
            sql::execute(&**tx, &text, some.iter().map(|it| it.0.into()).collect()).await?;
        }
    }
    Ok(())
}
