//! Cases given to teams, thousands at once: the rows, their events, the dated assignments, and the figures.

use std::collections::{BTreeMap, HashSet};

use chrono::{DateTime, NaiveDate, Utc};
use phonjon_domain::case::act::CaseEventKind;
use phonjon_domain::ids::{ActId, CaseId, TeamId};
use sea_orm::{ConnectionTrait, Value};
use serde_json::json;
use uuid::Uuid;

use crate::cases::{By, CaseKey, CaseRow, Change, NewEvent, append_many};
use crate::database::Tx;
use crate::error::StoreError;
use crate::{figures, sql};

/// A case and the teams it shall have.
#[derive(Debug, Clone)]
pub struct Move {
    /// The case as it was read and locked.
    pub case: CaseRow,
    /// The subdistrict team it shall belong to.
    pub team: Option<TeamId>,
    /// The mentor team within it.
    pub mentor_team: Option<TeamId>,
    /// Assigned, handed over or unassigned.
    pub kind: CaseEventKind,
}

/// Gives every case its teams: closes the assignment that holds, opens the next, and gives the cases as stored.
///
/// `new_id` makes the ids of the assignments.
///
/// # Errors
///
/// [`StoreError::Stale`] when somebody changed one of the cases since it was read.
pub async fn move_many(
    tx: &Tx,
    by: &By,
    act: ActId,
    on: NaiveDate,
    moves: Vec<Move>,
    new_id: impl Fn() -> Uuid,
) -> Result<Vec<CaseRow>, StoreError> {
    let keys: Vec<CaseKey> = moves.iter().map(|it| it.case.key).collect();
    end_assignments(tx, by, &keys).await?;
    let mut opened: Vec<Vec<Value>> = Vec::with_capacity(moves.len());
    let mut changes = Vec::with_capacity(moves.len());
    for Move { mut case, team, mentor_team, kind } in moves {
        let id = |team: Option<TeamId>| team.map(|it| it.0.to_string());
        let detail = json!({
            "act": act.0.to_string(),
            "team": id(team),
            "mentor_team": id(mentor_team),
            "from_team": id(case.team),
            "from_mentor_team": id(case.mentor_team),
        });
        case.team = team;
        case.mentor_team = mentor_team;
        if let Some(team) = team {
            opened.push(vec![
                case.key.0.0.into(),
                new_id().into(),
                case.key.1.0.into(),
                team.0.into(),
                mentor_team.map(|it| it.0).into(),
                by.at.into(),
                act.0.into(),
                by.actor.as_str().into(),
            ]);
        }
        let event = NewEvent { kind, status: case.state.status, detail, happened_on: on };
        changes.push(Change { case, events: vec![event] });
    }
    let columns =
        ["home_province", "id", "case_id", "team_id", "mentor_team_id", "since", "act_id", "by_actor"];
    sql::insert_many(&**tx, "assignment", &columns, opened).await?;
    let stored = append_many(tx, by, changes).await?;
    figures::refresh(&**tx, &keys).await?;
    Ok(stored)
}

/// Puts every case back to the teams it had before an act: the assignments that the act opened go, those that it
/// closed hold again.
///
/// # Errors
///
/// [`StoreError::Stale`] when somebody changed one of the cases since it was read.
pub async fn move_back(
    tx: &Tx,
    by: &By,
    act: ActId,
    acted_at: DateTime<Utc>,
    on: NaiveDate,
    moves: Vec<Move>,
) -> Result<Vec<CaseRow>, StoreError> {
    let keys: Vec<CaseKey> = moves.iter().map(|it| it.case.key).collect();
    for (province, cases) in by_province(&keys) {
        for some in cases.chunks(5_000) {
            let marks = sql::marks(some.len());
            let ids = || some.iter().map(|it| Value::from(*it));
            let text = format!(
                "delete from assignment where home_province = ? and act_id = ? and case_id in ({marks})"
            );
            let values = [province.into(), act.0.into()].into_iter().chain(ids()).collect();
            sql::execute(&**tx, &text, values).await?;
            let text = format!(
                "update assignment set until = null where home_province = ? and until = ? and case_id in ({marks})"
            );
            let values = [province.into(), acted_at.into()].into_iter().chain(ids()).collect();
            sql::execute(&**tx, &text, values).await?;
        }
    }
    let mut changes = Vec::with_capacity(moves.len());
    for Move { mut case, team, mentor_team, kind } in moves {
        let id = |team: Option<TeamId>| team.map(|it| it.0.to_string());
        let detail =
            json!({ "undone_act": act.0.to_string(), "team": id(team), "mentor_team": id(mentor_team) });
        case.team = team;
        case.mentor_team = mentor_team;
        let event = NewEvent { kind, status: case.state.status, detail, happened_on: on };
        changes.push(Change { case, events: vec![event] });
    }
    let stored = append_many(tx, by, changes).await?;
    figures::refresh(&**tx, &keys).await?;
    Ok(stored)
}

/// Assigns the cases to nobody from now on.
pub(crate) async fn end_assignments(tx: &Tx, by: &By, keys: &[CaseKey]) -> Result<(), StoreError> {
    for (province, cases) in by_province(keys) {
        for some in cases.chunks(5_000) {
            let text = format!(
                "update assignment set until = ? where home_province = ? and until is null and case_id in ({})",
                sql::marks(some.len())
            );
            let values: Vec<Value> = [by.at.into(), province.into()]
                .into_iter()
                .chain(some.iter().map(|it| Value::from(*it)))
                .collect();
            sql::execute(&**tx, &text, values).await?;
        }
    }
    Ok(())
}

/// Forgets what these cases were assigned to since these instants; the assignments that ended at one of them hold again.
pub(crate) async fn resume_assignments(
    tx: &Tx,
    keys: &[CaseKey],
    ended_at: &[DateTime<Utc>],
) -> Result<(), StoreError> {
    let (Some(first), instants) = (ended_at.iter().min(), sql::marks(ended_at.len())) else { return Ok(()) };
    for (province, cases) in by_province(keys) {
        for some in cases.chunks(5_000) {
            let marks = sql::marks(some.len());
            let ids = || some.iter().map(|it| Value::from(*it));
            let text = format!(
                "delete from assignment where home_province = ? and since >= ? and case_id in ({marks})"
            );
            let values = [province.into(), (*first).into()].into_iter().chain(ids()).collect();
            sql::execute(&**tx, &text, values).await?;
            let text = format!(
                "update assignment set until = null where home_province = ? and until in ({instants}) \
                 and case_id in ({marks})"
            );
            let at = ended_at.iter().map(|it| Value::from(*it));
            let values = std::iter::once(province.into()).chain(at).chain(ids()).collect();
            sql::execute(&**tx, &text, values).await?;
        }
    }
    Ok(())
}

/// Those of these cases that are assigned to a team now.
///
/// # Errors
///
/// The database's own.
pub async fn assigned(db: &impl ConnectionTrait, keys: &[CaseKey]) -> Result<HashSet<CaseId>, StoreError> {
    let mut found = HashSet::new();
    for (province, cases) in by_province(keys) {
        for some in cases.chunks(5_000) {
            let text = format!(
                "select distinct case_id from assignment where home_province = ? and until is null \
                 and case_id in ({})",
                sql::marks(some.len())
            );
            let ids = some.iter().map(|it| Value::from(*it));
            let values = std::iter::once(province.into()).chain(ids).collect();
            for row in sql::rows(db, &text, values).await? {
                found.insert(CaseId(row.try_get("", "case_id")?));
            }
        }
    }
    Ok(found)
}

pub(super) fn by_province(keys: &[CaseKey]) -> BTreeMap<i16, Vec<Uuid>> {
    let mut found: BTreeMap<i16, Vec<Uuid>> = BTreeMap::new();
    for (province, case) in keys {
        found.entry(province.0).or_default().push(case.0);
    }
    for cases in found.values_mut() {
        cases.sort_unstable();
    }
    found
}
