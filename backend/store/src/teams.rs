//! Teams: who serves in them, what they carry, the cases given to them, and bulk acts that can be taken back.

pub mod acts;
pub mod assign;
pub mod load;
pub mod members;
pub mod prepared;
pub mod roster;

mod area;
mod find;

use chrono::{DateTime, NaiveDate, Utc};
use phonjon_domain::ids::{AreaId, HomeProvince, TeamId};
use phonjon_domain::team::TeamKind;

use crate::database::Tx;
use crate::error::StoreError;
use crate::sql;

pub use area::{adopt, ensure_subdistrict_teams, outside, serving};
pub use assign::assigned;
pub(crate) use assign::{end_assignments, resume_assignments};
pub use find::{TeamFilter, find, find_for_update, find_many, hold, list, lock_ended};

/// A team as kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TeamRow {
    /// The team.
    pub id: TeamId,
    /// The province it was made in.
    pub home_province: HomeProvince,
    /// District, subdistrict or mentor team.
    pub kind: TeamKind,
    /// What it is called.
    pub name: String,
    /// The team it stands inside.
    pub parent: Option<TeamId>,
    /// The areas it serves.
    pub areas: Vec<AreaId>,
    /// When it was made.
    pub created_at: DateTime<Utc>,
    /// The day it ended, if it did.
    pub ended_on: Option<NaiveDate>,
    /// One more with every change.
    pub version: i64,
}

/// Adds teams.
///
/// # Errors
///
/// The database's own.
pub async fn insert(tx: &Tx, teams: &[TeamRow]) -> Result<(), StoreError> {
    let columns = ["id", "home_province", "kind", "name", "parent_id", "created_at", "ended_on", "version"];
    let row = |team: &TeamRow| {
        vec![
            team.id.0.into(),
            team.home_province.0.into(),
            team.kind.code().into(),
            team.name.as_str().into(),
            team.parent.map(|it| it.0).into(),
            team.created_at.into(),
            team.ended_on.into(),
            team.version.into(),
        ]
    };
    sql::insert_many(&**tx, "team", &columns, teams.iter().map(row).collect()).await?;
    let areas = teams.iter().flat_map(|team| team.areas.iter().map(|it| vec![team.id.0.into(), it.0.into()]));
    Ok(sql::insert_many(&**tx, "team_area", &["team_id", "area_id"], areas.collect()).await?)
}

/// Stores a team's name, end and version; `team.version` is the one that was read.
///
/// # Errors
///
/// [`StoreError::Stale`] when somebody changed the team since.
pub async fn update(tx: &Tx, team: &TeamRow) -> Result<(), StoreError> {
    let text = "update team set name = ?, ended_on = ?, version = version + 1 where id = ? and version = ?";
    let values = vec![team.name.as_str().into(), team.ended_on.into(), team.id.0.into(), team.version.into()];
    let done = sql::execute(&**tx, text, values).await?;
    if done.rows_affected() == 1 { Ok(()) } else { Err(StoreError::Stale) }
}
