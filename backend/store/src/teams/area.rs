//! The subdistrict team of an area: made with the area's first cases, and found for a new one.

use std::collections::HashMap;

use chrono::{DateTime, Utc};
use phonjon_domain::ids::{AreaId, TeamId};
use phonjon_domain::team::TeamKind;
use sea_orm::{ConnectionTrait, Value};
use uuid::Uuid;

use crate::database::Tx;
use crate::error::StoreError;
use crate::sql;

/// Areas asked for in one statement.
const LIST: usize = 5_000;

/// Makes the subdistrict team of every subdistrict that none serves: of each subdistrict among these areas, of the
/// subdistrict each of them lies in, and of all subdistricts of a district or province among them. Gives how many
/// were made.
///
/// Import and demonstration call it before they open cases, so that a new case belongs at once to a team. Where the
/// team that was made was ended and no other took its place, a new one is made.
///
/// # Errors
///
/// The database's own.
pub async fn ensure_subdistrict_teams(
    tx: &Tx,
    areas: &[AreaId],
    at: DateTime<Utc>,
) -> Result<u64, StoreError> {
    let mut n_made = 0;
    for some in areas.chunks(LIST) {
        let marks = sql::marks(some.len());
        let text = format!(
            "select distinct s.id, s.name_th, s.code, s.home_province from area s \
             join area_closure c on (c.ancestor_id = s.id and c.descendant_id in ({marks})) \
                or (c.descendant_id = s.id and c.ancestor_id in ({marks})) \
             where s.level = 'subdistrict' and s.kind = 'administrative' and s.valid_until is null \
               and c.valid_until is null \
               and not exists (select 1 from team t where t.made_for = s.id and t.ended_on is null) \
               and not exists (select 1 from team_area ta join team t on t.id = ta.team_id \
                 join area_closure up on up.ancestor_id = ta.area_id and up.descendant_id = s.id \
                 where up.valid_until is null and t.kind = 'subdistrict' and t.ended_on is null)"
        );
        let values: Vec<Value> = some.iter().chain(some).map(|it| it.0.into()).collect();
        for row in make(tx, sql::rows(&**tx, &text, values).await?, at).await? {
            n_made += row;
        }
    }
    Ok(n_made)
}

/// Makes the teams of these subdistricts; another process may have been faster with some of them.
async fn make(
    tx: &Tx,
    subdistricts: Vec<sea_orm::QueryResult>,
    at: DateTime<Utc>,
) -> Result<Vec<u64>, StoreError> {
    let mut made = Vec::new();
    for some in subdistricts.chunks(500) {
        let mut values: Vec<Value> = Vec::with_capacity(some.len() * 7);
        let mut areas: Vec<Value> = Vec::with_capacity(some.len());
        for row in some {
            let (area, province): (Uuid, i16) = (row.try_get("", "id")?, row.try_get("", "home_province")?);
            let name: Option<String> = row.try_get("", "name_th")?;
            let name = match name {
                Some(name) => name,
                None => row.try_get::<Option<String>>("", "code")?.unwrap_or_default(),
            };
            values.extend([
                new_id().into(),
                province.into(),
                TeamKind::Subdistrict.code().into(),
                format!("ทีมตำบล{name}").into(),
                area.into(),
                at.into(),
                1_i64.into(),
            ]);
            areas.push(area.into());
        }
        // One that was ended gives its place up.
        let text = format!(
            "update team set made_for = null where ended_on is not null and made_for in ({})",
            sql::marks(areas.len())
        );
        sql::execute(&**tx, &text, areas.clone()).await?;
        let text = format!(
            "insert into team (id, home_province, kind, name, made_for, created_at, version) values {} \
             on conflict (made_for) do nothing",
            vec!["(?, ?, ?, ?, ?, ?, ?)"; some.len()].join(", ")
        );
        made.push(sql::execute(&**tx, &text, values).await?.rows_affected());
        let text = format!(
            "insert into team_area (team_id, area_id) select id, made_for from team where made_for in ({}) \
             on conflict (team_id, area_id) do nothing",
            sql::marks(areas.len())
        );
        sql::execute(&**tx, &text, areas.clone()).await?;
        let text = format!(
            "update team set parent_id = ({DISTRICT_TEAM}) where parent_id is null and made_for in ({})",
            sql::marks(areas.len())
        );
        sql::execute(&**tx, &text, areas).await?;
    }
    Ok(made)
}

/// The district team that the subdistrict of a made team lies under: the nearest, and of two the first made.
const DISTRICT_TEAM: &str = "select d.id from team d join team_area da on da.team_id = d.id \
     join area_closure ac on ac.ancestor_id = da.area_id and ac.descendant_id = team.made_for \
     where d.kind = 'district' and d.ended_on is null and ac.valid_until is null order by ac.depth, d.id limit 1";

/// Gives the subdistrict teams that were made with their areas, stand in these areas and have no district team that
/// still serves, their district team. Gives how many.
///
/// # Errors
///
/// The database's own.
pub async fn adopt(tx: &Tx, district_areas: &[AreaId]) -> Result<u64, StoreError> {
    let mut n_adopted = 0;
    for some in district_areas.chunks(LIST) {
        let text = format!(
            "update team set parent_id = ({DISTRICT_TEAM}) where kind = 'subdistrict' and made_for is not null \
             and ended_on is null and (parent_id is null \
               or exists (select 1 from team p where p.id = team.parent_id and p.ended_on is not null)) \
             and exists (select 1 from area_closure c where c.descendant_id = team.made_for \
               and c.valid_until is null and c.ancestor_id in ({}))",
            sql::marks(some.len())
        );
        let done = sql::execute(&**tx, &text, some.iter().map(|it| it.0.into()).collect()).await?;
        n_adopted += done.rows_affected();
    }
    Ok(n_adopted)
}

/// The id of a team that is made with its area, which nobody chose.
fn new_id() -> Uuid {
    #[expect(
        clippy::disallowed_methods,
        reason = "a team made with its area has no request to take an id from"
    )]
    Uuid::now_v7()
}

/// Those of these areas that a team does not serve: none of its areas is one of them or above it.
///
/// # Errors
///
/// The database's own.
pub async fn outside(
    db: &impl ConnectionTrait,
    team: TeamId,
    areas: &[AreaId],
) -> Result<Vec<AreaId>, StoreError> {
    let mut served = std::collections::HashSet::new();
    for some in areas.chunks(LIST) {
        let text = format!(
            "select distinct ac.descendant_id from area_closure ac join team_area ta on ta.area_id = ac.ancestor_id \
             where ta.team_id = ? and ac.valid_until is null and ac.descendant_id in ({})",
            sql::marks(some.len())
        );
        let values = std::iter::once(team.0.into()).chain(some.iter().map(|it| it.0.into())).collect();
        for row in sql::rows(db, &text, values).await? {
            served.insert(AreaId(row.try_get("", "descendant_id")?));
        }
    }
    Ok(areas.iter().copied().filter(|it| !served.contains(it)).collect())
}

/// For each of these areas which of these teams serve it, as pairs.
///
/// # Errors
///
/// The database's own.
pub async fn serving(
    db: &impl ConnectionTrait,
    teams: &[TeamId],
    areas: &[AreaId],
) -> Result<HashMap<AreaId, Vec<TeamId>>, StoreError> {
    let mut found: HashMap<AreaId, Vec<TeamId>> = HashMap::new();
    if teams.is_empty() {
        return Ok(found);
    }
    for some in areas.chunks(LIST) {
        let text = format!(
            "select distinct ac.descendant_id, ta.team_id from area_closure ac \
             join team_area ta on ta.area_id = ac.ancestor_id \
             where ta.team_id in ({}) and ac.valid_until is null and ac.descendant_id in ({}) \
             order by ac.descendant_id, ta.team_id",
            sql::marks(teams.len()),
            sql::marks(some.len())
        );
        let values = teams.iter().map(|it| it.0.into()).chain(some.iter().map(|it| it.0.into())).collect();
        for row in sql::rows(db, &text, values).await? {
            let area = AreaId(row.try_get("", "descendant_id")?);
            found.entry(area).or_default().push(TeamId(row.try_get("", "team_id")?));
        }
    }
    Ok(found)
}
