//! Cases go to the teams of their places: where a household lives elsewhere now, its case follows it, and back when the
//! import that moved it is taken back; where a team ended while a case was closed, another has it when it opens again.

use std::collections::{HashMap, HashSet};

use chrono::{DateTime, NaiveDate, Utc};
use phonjon_domain::case::act::CaseEventKind;
use phonjon_domain::ids::{AreaId, CaseId, HomeProvince, TeamId};
use sea_orm::{ConnectionTrait, QueryResult, Value};
use serde_json::{Value as Json, json};
use uuid::Uuid;

use super::append::{By, Change, NewEvent, append_many};
use super::find::{find_many_for_update, id_condition};
use super::open::teams_of_areas;
use super::row::{CaseRow, columns};
use super::{CaseKey, HouseholdKey};
use crate::database::Tx;
use crate::error::StoreError;
use crate::{sql, teams};

/// Households or areas asked for in one statement.
const LIST: usize = 5_000;

/// A case whose household lives elsewhere now.
struct Left {
    case: CaseRow,
    area: AreaId,
    since: Option<NaiveDate>,
}

/// Moves the cases of these households to where the households live now, each with its event and to the subdistrict
/// team of the new place, which shares it anew; gives the keys of those that moved.
///
/// A place that is only known better, the village of a subdistrict, is no move: there is no event, and the teams stay
/// as long as they serve it.
///
/// # Errors
///
/// The database's own.
pub async fn follow_households(
    tx: &Tx,
    by: &By,
    today: NaiveDate,
    households: &[HouseholdKey],
) -> Result<Vec<CaseKey>, StoreError> {
    let left = left(tx, households).await?;
    if left.is_empty() {
        return Ok(Vec::new());
    }
    let areas: Vec<AreaId> = distinct(left.iter().map(|it| it.area));
    let known_better = nested(tx, &left).await?;
    let mut new_teams = teams_of_areas(tx, &areas).await?;
    let without: Vec<AreaId> = areas.iter().copied().filter(|it| !new_teams.contains_key(it)).collect();
    let without = within_subdistricts(tx, &without).await?;
    if !without.is_empty() {
        teams::ensure_subdistrict_teams(tx, &without, by.at).await?;
        new_teams.extend(teams_of_areas(tx, &without).await?);
    }
    let present: Vec<TeamId> =
        distinct(left.iter().flat_map(|it| [it.case.team, it.case.mentor_team]).flatten());
    let serving = teams::serving(&**tx, &present, &areas).await?;

    let (mut changes, mut given) = (Vec::with_capacity(left.len()), Vec::new());
    for Left { mut case, area, since } in left {
        let serves = |team: TeamId| serving.get(&area).is_some_and(|it| it.contains(&team));
        let is_known_better = known_better.contains(&(case.area, area));
        let from = (case.area, case.team, case.mentor_team);
        let new_team = new_teams.get(&area).copied().or(case.team.filter(|_| is_known_better));
        case.team = case.team.filter(|it| serves(*it)).or(new_team);
        case.mentor_team = case.mentor_team.filter(|it| case.team == from.1 && serves(*it));
        case.area = area;
        let is_given = (case.team, case.mentor_team) != (from.1, from.2);
        if is_given {
            given.push(case.key);
        }
        let mut events = Vec::new();
        if is_given || !is_known_better {
            events.push(moved(&case, from, since.filter(|it| *it <= today).unwrap_or(today)));
        }
        changes.push(Change { case, events });
    }
    teams::end_assignments(tx, by, &given).await?;
    let stored = append_many(tx, by, changes).await?;
    Ok(stored.into_iter().map(|it| it.key).collect())
}

/// Takes a case that is opened again from the teams that ended while it was closed: to the subdistrict team of its area
/// where its own ended, and back to be shared where its mentor team did. Gives the event, to be stored with the case.
///
/// # Errors
///
/// The database's own.
pub async fn leave_ended_teams(
    tx: &Tx,
    by: &By,
    on: NaiveDate,
    case: &mut CaseRow,
) -> Result<Option<NewEvent>, StoreError> {
    let from = (case.team, case.mentor_team);
    let teams: Vec<TeamId> = [from.0, from.1].into_iter().flatten().collect();
    let ended = teams::lock_ended(tx, &teams).await?;
    if ended.is_empty() {
        return Ok(None);
    }
    if from.0.is_some_and(|it| ended.contains(&it)) {
        let area = within_subdistricts(tx, &[case.area]).await?;
        teams::ensure_subdistrict_teams(tx, &area, by.at).await?;
        case.team = teams_of_areas(tx, &[case.area]).await?.remove(&case.area);
    }
    case.mentor_team = from.1.filter(|it| case.team == from.0 && !ended.contains(it));
    teams::end_assignments(tx, by, &[case.key]).await?;
    let kind = if case.team == from.0 { CaseEventKind::Unassigned } else { CaseEventKind::HandedOver };
    let detail = json!({
        "from_team": team_id(from.0),
        "team": team_id(case.team),
        "from_mentor_team": team_id(from.1),
        "mentor_team": team_id(case.mentor_team),
    });
    Ok(Some(NewEvent { kind, status: case.state.status, detail, happened_on: on }))
}

fn team_id(team: Option<TeamId>) -> Option<String> {
    team.map(|it| it.0.to_string())
}

fn moved(
    case: &CaseRow,
    (area, team, mentor_team): (AreaId, Option<TeamId>, Option<TeamId>),
    on: NaiveDate,
) -> NewEvent {
    let detail = json!({
        "from_area": area.0.to_string(),
        "area": case.area.0.to_string(),
        "from_team": team_id(team),
        "team": team_id(case.team),
        "from_mentor_team": team_id(mentor_team),
        "mentor_team": team_id(case.mentor_team),
    });
    NewEvent { kind: CaseEventKind::Moved, status: case.state.status, detail, happened_on: on }
}

fn distinct<T: Ord>(all: impl Iterator<Item = T>) -> Vec<T> {
    let mut all: Vec<T> = all.collect();
    all.sort_unstable();
    all.dedup();
    all
}

/// The cases of these households that lie elsewhere than their household, locked in the order of their ids.
async fn left(tx: &Tx, households: &[HouseholdKey]) -> Result<Vec<Left>, StoreError> {
    let mut found = Vec::new();
    for some in households.chunks(LIST) {
        let pairs: Vec<_> = some.iter().map(|it| (it.0.0, it.1.0)).collect();
        let (condition, values) = id_condition("c.household_id", &pairs);
        let text = format!(
            "select {}, h.area_id as lives_at, (select max(r.since) from residence r \
               where r.home_province = h.home_province and r.household_id = h.id and r.area_id = h.area_id \
               and r.until is null) as lives_since \
             from \"case\" c join household h on h.home_province = c.home_province and h.id = c.household_id \
             where {condition} and h.area_id is not null and h.area_id <> c.area_id \
             order by c.home_province, c.id{}",
            columns("c"),
            tx.for_update()
        );
        for row in sql::rows(&**tx, &text, values).await? {
            found.push(Left {
                case: CaseRow::read(&row)?,
                area: AreaId(row.try_get("", "lives_at")?),
                since: row.try_get("", "lives_since")?,
            });
        }
    }
    Ok(found)
}

/// Where a case lay and where it lies now, of those pairs of which one lies in the other.
async fn nested(tx: &Tx, left: &[Left]) -> Result<HashSet<(AreaId, AreaId)>, StoreError> {
    let areas = distinct(left.iter().flat_map(|it| [it.area, it.case.area]));
    let mut within = HashSet::new();
    for some in areas.chunks(LIST) {
        let text = format!(
            "select ancestor_id, descendant_id from area_closure where valid_until is null and descendant_id in ({})",
            sql::marks(some.len())
        );
        for row in sql::rows(&**tx, &text, some.iter().map(|it| it.0.into()).collect()).await? {
            let pair = (AreaId(row.try_get_by_index(0)?), AreaId(row.try_get_by_index(1)?));
            within.extend([pair, (pair.1, pair.0)]);
        }
    }
    Ok(within)
}

/// Those of these areas that are subdistricts or lie in one: of a larger area nobody knows whose a case would be.
async fn within_subdistricts(tx: &Tx, areas: &[AreaId]) -> Result<Vec<AreaId>, StoreError> {
    let mut found = Vec::new();
    for some in areas.chunks(LIST) {
        let text = format!(
            "select id from area where level in ('subdistrict', 'village') and id in ({})",
            sql::marks(some.len())
        );
        for row in sql::rows(&**tx, &text, some.iter().map(|it| it.0.into()).collect()).await? {
            found.push(AreaId(row.try_get_by_index(0)?));
        }
    }
    Ok(found)
}

/// The areas that a case moved away from, each with the number of the event; oldest first.
///
/// # Errors
///
/// The database's own.
pub async fn left_areas(db: &impl ConnectionTrait, key: CaseKey) -> Result<Vec<(i64, AreaId)>, StoreError> {
    let text = "select seq, detail from case_event where home_province = ? and case_id = ? and kind = 'moved' \
        order by seq";
    let mut left = Vec::new();
    for row in sql::rows(db, text, vec![key.0.0.into(), key.1.0.into()]).await? {
        if let Some(was) = read(&row)? {
            left.push((row.try_get("", "seq")?, was.area));
        }
    }
    Ok(left)
}

/// Where a case was before it moved.
struct Was {
    area: AreaId,
    team: Option<TeamId>,
    mentor_team: Option<TeamId>,
}

/// Puts the cases of these households back where they were before an import moved them, with the teams and the
/// assignment they had. The events go with all that the import added.
///
/// # Errors
///
/// The database's own.
pub(crate) async fn follow_back(tx: &Tx, batch: Uuid, households: &[Uuid]) -> Result<(), StoreError> {
    let mut was: HashMap<CaseKey, Was> = HashMap::new();
    let mut at: Vec<DateTime<Utc>> = Vec::new();
    for some in households.chunks(LIST) {
        let text = format!(
            "select e.home_province, e.case_id, e.detail, e.recorded_at from \"case\" c \
             join case_event e on e.home_province = c.home_province and e.case_id = c.id \
             where e.batch_id = ? and e.kind = 'moved' and c.household_id in ({}) order by e.case_id, e.seq",
            sql::marks(some.len())
        );
        let values = std::iter::once(batch.into()).chain(some.iter().map(|it| Value::from(*it))).collect();
        for row in sql::rows(&**tx, &text, values).await? {
            let key = (HomeProvince(row.try_get("", "home_province")?), CaseId(row.try_get("", "case_id")?));
            at.push(row.try_get("", "recorded_at")?);
            // Of several moves by one import the first says where the case was before it.
            if let (false, Some(first)) = (was.contains_key(&key), read(&row)?) {
                was.insert(key, first);
            }
        }
    }
    if was.is_empty() {
        return Ok(());
    }
    at.sort_unstable();
    at.dedup();
    let keys: Vec<CaseKey> = was.keys().copied().collect();
    teams::resume_assignments(tx, &keys, &at).await?;
    let scope = phonjon_domain::access::Scope::everywhere(NaiveDate::MAX);
    let mut changes = Vec::with_capacity(keys.len());
    for mut case in find_many_for_update(tx, &scope, &keys).await? {
        let Some(was) = was.get(&case.key) else { continue };
        (case.area, case.team, case.mentor_team) = (was.area, was.team, was.mentor_team);
        changes.push(Change { case, events: Vec::new() });
    }
    let by = By { actor: String::new(), account: None, at: DateTime::UNIX_EPOCH, batch: None };
    append_many(tx, &by, changes).await?;
    Ok(())
}

fn read(event: &QueryResult) -> Result<Option<Was>, StoreError> {
    let detail: String = event.try_get("", "detail")?;
    let detail: Json = serde_json::from_str(&detail)
        .map_err(|error| StoreError::Corrupt { what: "event detail", why: error.to_string() })?;
    let id = |name: &str| detail.get(name).and_then(Json::as_str).and_then(|it| Uuid::parse_str(it).ok());
    Ok(id("from_area").map(|area| Was {
        area: AreaId(area),
        team: id("from_team").map(TeamId),
        mentor_team: id("from_mentor_team").map(TeamId),
    }))
}
