//! Who reads a household: whose grants open its case, and by what.

use std::collections::HashMap;

use phonjon_domain::access::Role;
use phonjon_domain::ids::{AreaId, TeamId};
use phonjon_domain::policy::{Action, Relation, permits};
use phonjon_store::access;

use crate::ctx::Ctx;
use crate::error::AppError;

pub use phonjon_store::access::{ReaderRow, ReadsBy};

/// Most readers that are told.
const MOST: usize = 100;

/// Where a case lies, and its mentor team.
pub type CasePlace = (AreaId, Option<TeamId>);

/// Whose grants open a case at each of these places today: of the mentor team first, then those over the smallest areas;
/// at most 100. The caller found the cases within what the actor may read.
///
/// # Errors
///
/// The store's own.
pub async fn readers(
    ctx: &Ctx,
    places: &[CasePlace],
) -> Result<HashMap<CasePlace, Vec<ReaderRow>>, AppError> {
    let (db, day) = (ctx.store.reader(), ctx.today());
    let who = |relation| {
        let reads = |it: &Role| permits(*it, Action::ReadCase, relation);
        Role::ALL.into_iter().filter(reads).collect::<Vec<_>>()
    };
    let mut areas: Vec<AreaId> = places.iter().map(|it| it.0).collect();
    areas.sort_unstable();
    areas.dedup();
    let mut teams: Vec<TeamId> = places.iter().filter_map(|it| it.1).collect();
    teams.sort_unstable();
    teams.dedup();
    let by_area = access::readers_by_area(db, day, &who(Relation::Within), &areas).await?;
    let by_team = access::readers_by_team(db, day, &who(Relation::MentorTeam), &teams).await?;
    let of = |(area, team): &CasePlace| {
        let of_team = team.and_then(|it| by_team.get(&it)).into_iter().flatten();
        of_team.chain(by_area.get(area).into_iter().flatten()).take(MOST).copied().collect()
    };
    Ok(places.iter().map(|it| (*it, of(it))).collect())
}
