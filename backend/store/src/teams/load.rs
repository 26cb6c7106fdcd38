//! How many open households teams carry.

use std::collections::HashMap;

use phonjon_domain::ids::TeamId;
use sea_orm::{ConnectionTrait, Value};

use crate::error::StoreError;
use crate::sql;

/// The open households of each of these teams: of a district or subdistrict team those assigned to it, of a mentor
/// team those shared to it. Teams without any are left out.
///
/// # Errors
///
/// The database's own.
pub async fn of_teams(
    db: &impl ConnectionTrait,
    teams: &[TeamId],
) -> Result<HashMap<TeamId, i64>, StoreError> {
    if teams.is_empty() {
        return Ok(HashMap::new());
    }
    let marks = sql::marks(teams.len());
    let text = format!(
        "select team_id as team, count(*) as n from \"case\" where status <> 'closed' and team_id in ({marks}) \
           group by team_id \
         union all select mentor_team_id, count(*) from \"case\" where status <> 'closed' \
           and mentor_team_id in ({marks}) group by mentor_team_id"
    );
    let values: Vec<Value> = teams.iter().chain(teams).map(|it| it.0.into()).collect();
    let mut loads = HashMap::new();
    for row in sql::rows(db, &text, values).await? {
        *loads.entry(TeamId(row.try_get("", "team")?)).or_default() += row.try_get::<i64>("", "n")?;
    }
    Ok(loads)
}
