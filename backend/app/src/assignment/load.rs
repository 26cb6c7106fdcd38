//! What an assignment does to the teams' loads, before it is done and after.

use std::collections::{BTreeSet, HashMap};

use phonjon_domain::ids::TeamId;
use phonjon_domain::policy::Action;
use phonjon_domain::team::{TeamKind, is_overloaded};
use phonjon_store::teams::{self, TeamRow, load};

use super::Target;
use crate::ctx::Ctx;
use crate::error::AppError;
use crate::permit::{authorize, scope_for};
use crate::selection::{Selection, look};
use crate::team::load_line;

/// A team with the open households it carries before and after.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TeamLoad {
    /// The team.
    pub team: TeamRow,
    /// Open households now.
    pub before: i64,
    /// Open households after the act.
    pub after: i64,
    /// True for a mentor team above the line after the act.
    pub is_over_line: bool,
}

/// What an assignment would do.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Preview {
    /// Cases the selection finds now.
    pub n_cases: i64,
    /// Every team that gains or loses, the gaining first.
    pub loads: Vec<TeamLoad>,
    /// The households above which a mentor team is warned about.
    pub line: u32,
}

/// The loads of all teams concerned before and after an assignment, without doing it. Neither the expected
/// count nor versions are compared.
///
/// # Errors
///
/// [`AppError::Forbidden`], [`AppError::Hidden`] for a team out of reach.
pub async fn preview(ctx: &Ctx, selection: &Selection, target: Target) -> Result<Preview, AppError> {
    authorize(&ctx.actor, Action::PrepareAssignment, ctx.today())
        .or_else(|_| authorize(&ctx.actor, Action::ShareAmongMentors, ctx.today()))?;
    let db = ctx.store.reader();
    let leaving = leaving(ctx, selection).await?;
    let n_cases = leaving.values().map(|it| it.0).sum();
    let wanted: Vec<TeamId> = [Some(target.team), target.mentor_team].into_iter().flatten().collect();
    let seen = teams::find_many(db, &scope_for(&ctx.actor, Action::ReadTeam, ctx.today()), &wanted).await?;
    if seen.len() != wanted.len() {
        return Err(AppError::Hidden);
    }
    let mut changes: HashMap<TeamId, i64> = HashMap::new();
    for ((team, mentor), (_, n_open)) in leaving {
        for team in [team, mentor].into_iter().flatten() {
            *changes.entry(team).or_default() -= n_open;
        }
        for team in &wanted {
            *changes.entry(*team).or_default() += n_open;
        }
    }
    let ids: BTreeSet<TeamId> = changes.keys().chain(&wanted).copied().collect();
    let mut loads = loads(ctx, &ids.into_iter().collect::<Vec<_>>(), &changes).await?;
    loads.sort_by(|a, b| (b.after - b.before).cmp(&(a.after - a.before)).then(a.team.name.cmp(&b.team.name)));
    Ok(Preview { n_cases, loads, line: load_line(ctx).await? })
}

/// The selected cases by the teams they have now: how many, and how many of them open.
async fn leaving(
    ctx: &Ctx,
    selection: &Selection,
) -> Result<HashMap<(Option<TeamId>, Option<TeamId>), (i64, i64)>, AppError> {
    let mut leaving: HashMap<_, (i64, i64)> = HashMap::new();
    for case in look(ctx, selection).await? {
        let n = leaving.entry((case.team, case.mentor_team)).or_default();
        n.0 += 1;
        n.1 += i64::from(case.state.is_open());
    }
    Ok(leaving)
}

/// Those of these mentor teams that are above the line now.
pub(super) async fn overloaded(ctx: &Ctx, ids: &[TeamId]) -> Result<Vec<TeamLoad>, AppError> {
    let loads = loads(ctx, ids, &HashMap::new()).await?;
    Ok(loads.into_iter().filter(|it| it.is_over_line).collect())
}

async fn loads(ctx: &Ctx, ids: &[TeamId], changes: &HashMap<TeamId, i64>) -> Result<Vec<TeamLoad>, AppError> {
    let db = ctx.store.reader();
    let scope = scope_for(&ctx.actor, Action::ReadTeam, ctx.today());
    let now = load::of_teams(db, ids).await?;
    let line = load_line(ctx).await?;
    let rows = teams::find_many(db, &scope, ids).await?;
    Ok(rows
        .into_iter()
        .map(|team| {
            let before = now.get(&team.id).copied().unwrap_or(0);
            let after = before + changes.get(&team.id).copied().unwrap_or(0);
            let is_over_line = team.kind == TeamKind::Mentor && is_overloaded(after, line);
            TeamLoad { team, before, after, is_over_line }
        })
        .collect())
}
