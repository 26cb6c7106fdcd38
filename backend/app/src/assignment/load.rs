//! What an assignment does to the teams' loads, before it is done and after.

use std::collections::{BTreeSet, HashMap};

use phonjon_domain::ids::TeamId;
use phonjon_domain::policy::Action;
use phonjon_domain::team::{TeamKind, is_overloaded};
use phonjon_store::cases::CaseRow;
use phonjon_store::teams::{self, TeamRow, load};

use super::Target;
use super::foresee::{InTheWay, part};
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
    /// Those of them that stand in the way, for it is done to all or none; the most first.
    pub in_the_way: Vec<InTheWay>,
    /// Every team that gains or loses once what stands in the way is left out, the gaining first.
    pub loads: Vec<TeamLoad>,
    /// The households above which a mentor team is warned about.
    pub line: u32,
}

/// What stands in the way of an assignment, and the loads of all teams concerned before and after it, without doing it.
/// Neither the expected count nor versions are compared.
///
/// # Errors
///
/// [`AppError::Forbidden`], [`AppError::Hidden`] for a team out of reach.
pub async fn preview(ctx: &Ctx, selection: &Selection, target: Target) -> Result<Preview, AppError> {
    // Who may do it sees what would stop the act, who prepares it what would stop preparing.
    let acts = [Action::AssignCase, Action::PrepareAssignment, Action::ShareAmongMentors];
    let allowed = |it: &Action| authorize(&ctx.actor, *it, ctx.today()).is_ok();
    let action = acts.into_iter().find(allowed).ok_or(AppError::Forbidden)?;
    let db = ctx.store.reader();
    let wanted: Vec<TeamId> = [Some(target.team), target.mentor_team].into_iter().flatten().collect();
    let seen = teams::find_many(db, &scope_for(&ctx.actor, Action::ReadTeam, ctx.today()), &wanted).await?;
    if seen.len() != wanted.len() {
        return Err(AppError::Hidden);
    }
    let cases = look(ctx, selection).await?;
    let n_cases = i64::try_from(cases.len()).unwrap_or(i64::MAX);
    let (able, in_the_way) = part(ctx, action, cases, target, |_| None).await?;
    let given = able.into_iter().map(|case| (case, target)).collect::<Vec<_>>();
    told(ctx, n_cases, in_the_way, &given, &wanted).await
}

/// The answer of a preview: what giving these cases does to the loads, those of the wanted teams in any case.
pub(super) async fn told(
    ctx: &Ctx,
    n_cases: i64,
    in_the_way: Vec<InTheWay>,
    given: &[(CaseRow, Target)],
    wanted: &[TeamId],
) -> Result<Preview, AppError> {
    let mut changes: HashMap<TeamId, i64> = HashMap::new();
    for (case, target) in given.iter().filter(|it| it.0.state.is_open()) {
        for team in [case.team, case.mentor_team].into_iter().flatten() {
            *changes.entry(team).or_default() -= 1;
        }
        for team in [Some(target.team), target.mentor_team].into_iter().flatten() {
            *changes.entry(team).or_default() += 1;
        }
    }
    let ids: BTreeSet<TeamId> = changes.keys().chain(wanted).copied().collect();
    let mut loads = loads(ctx, &ids.into_iter().collect::<Vec<_>>(), &changes).await?;
    loads.sort_by(|a, b| (b.after - b.before).cmp(&(a.after - a.before)).then(a.team.name.cmp(&b.team.name)));
    Ok(Preview { n_cases, in_the_way, loads, line: load_line(ctx).await? })
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
