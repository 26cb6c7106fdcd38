//! Sharing a subdistrict team's cases among its mentor teams, and handing households over when a member or a whole
//! mentor team leaves.

use std::collections::HashMap;

use chrono::NaiveDate;
use phonjon_domain::ids::{ActId, AreaId, TeamId, TeamMemberId};
use phonjon_domain::policy::Action;
use phonjon_domain::team::TeamKind;
use phonjon_store::Connection;
use phonjon_store::cases::{CaseFilter, CaseRow, select_for_update};
use phonjon_store::teams::{self, acts, load, members};

use super::foresee::part;
use super::load::{Preview, told};
use super::{Act, Target, check_target, check_team, find, give};
use crate::ctx::Ctx;
use crate::error::{AppError, Refusal};
use crate::idempotent::Key;
use crate::permit::{authorize, scope_for};
use crate::selection::{Selection, check_reach, look, select};
use crate::team::end_membership;

/// Shares the selected cases of one subdistrict team among these mentor teams of it, in one act.
///
/// A case goes to a mentor team that serves its village, else to any of them; among several to the one that then
/// carries least. The same selection is always shared the same way.
///
/// # Errors
///
/// As for [`super::assign`], and `CASE_HAS_NO_TEAM` or `MENTOR_TEAM_ELSEWHERE` for a case of another subdistrict team.
pub async fn share(
    ctx: &Ctx,
    key: &Key,
    selection: &Selection,
    mentor_teams: &[TeamId],
) -> Result<Act, AppError> {
    let tx = ctx.store.begin().await?;
    if let Some(done) = key.done(&tx, ctx, "casesShareAmongMentors").await? {
        drop(tx);
        return find(ctx, ActId(done.uuid()?)).await;
    }
    authorize(&ctx.actor, Action::ShareAmongMentors, ctx.today())?;
    // Nobody ends them meanwhile.
    teams::hold(&tx, mentor_teams).await?;
    let team = common_team(&*tx, ctx, mentor_teams).await?;
    check_target(&tx, ctx, Action::ShareAmongMentors, Target { team, mentor_team: None }).await?;
    let cases = select(&tx, ctx, Action::ShareAmongMentors, selection, &[]).await?;
    if let Some((refusal, case)) = cases.iter().find_map(|it| Some((of_other_team(it, team)?, it.key))) {
        return Err(refusal.of_case(case).into());
    }
    let wanted = spread(&*tx, cases, team, mentor_teams).await?;
    let act = give(&tx, ctx, "share", Action::ShareAmongMentors, wanted).await?;
    key.remember(&tx, ctx, "casesShareAmongMentors", "bulk_act", act.0).await?;
    tx.commit().await?;
    find(ctx, act).await
}

/// What stands in the way of sharing the selected cases among these mentor teams, and the loads of all teams concerned
/// before and after, without doing it. Neither the expected count nor versions are compared.
///
/// # Errors
///
/// [`AppError::Forbidden`], [`AppError::Hidden`] for a team out of reach, and the refusals of the mentor teams.
pub async fn share_preview(
    ctx: &Ctx,
    selection: &Selection,
    mentor_teams: &[TeamId],
) -> Result<Preview, AppError> {
    let action = Action::ShareAmongMentors;
    authorize(&ctx.actor, action, ctx.today())?;
    let db = ctx.store.reader();
    let team = common_team(db, ctx, mentor_teams).await?;
    let cases = look(ctx, selection).await?;
    let n_cases = i64::try_from(cases.len()).unwrap_or(i64::MAX);
    let target = Target { team, mentor_team: mentor_teams.first().copied() };
    let (able, in_the_way) = part(ctx, action, cases, target, |it| of_other_team(it, team)).await?;
    let given = spread(db, able, team, mentor_teams).await?;
    told(ctx, n_cases, in_the_way, &given, mentor_teams).await
}

/// Why a case cannot be shared among mentor teams of this subdistrict team, where it is not the team's.
fn of_other_team(case: &CaseRow, team: TeamId) -> Option<Refusal> {
    match case.team {
        None => Some(Refusal::of("CASE_HAS_NO_TEAM", "selection")),
        Some(its) if its != team => Some(Refusal::of("MENTOR_TEAM_ELSEWHERE", "mentorTeamIds")),
        Some(_) => None,
    }
}

/// The subdistrict team that all these live mentor teams stand inside.
async fn common_team(db: &impl Connection, ctx: &Ctx, mentor_teams: &[TeamId]) -> Result<TeamId, AppError> {
    let reads = scope_for(&ctx.actor, Action::ReadTeam, ctx.today());
    let found = teams::find_many(db, &reads, mentor_teams).await?;
    let mut wanted = mentor_teams.to_vec();
    wanted.sort_unstable();
    wanted.dedup();
    if wanted.is_empty() {
        return Err(Refusal::of("REQUIRED", "mentorTeamIds").into());
    }
    if found.len() != wanted.len() {
        return Err(AppError::Hidden);
    }
    for team in &found {
        check_team(team, TeamKind::Mentor, "mentorTeamIds")?;
    }
    let parents: std::collections::HashSet<_> = found.iter().map(|it| it.parent).collect();
    match parents.into_iter().collect::<Vec<_>>().as_slice() {
        [Some(team)] => Ok(*team),
        _ => Err(Refusal::of("MENTOR_TEAM_ELSEWHERE", "mentorTeamIds").into()),
    }
}

/// Which mentor team each case goes to.
async fn spread(
    db: &impl Connection,
    cases: Vec<CaseRow>,
    team: TeamId,
    mentor_teams: &[TeamId],
) -> Result<Vec<(CaseRow, Target)>, AppError> {
    let mut areas: Vec<AreaId> = cases.iter().map(|it| it.area).collect();
    areas.sort_unstable();
    areas.dedup();
    let near = teams::serving(db, mentor_teams, &areas).await?;
    let mut loads: HashMap<TeamId, i64> = load::of_teams(db, mentor_teams).await?;
    // The households that are shared anew leave their mentor team first, so that sharing again changes nothing.
    for mentor in cases.iter().filter(|it| it.state.is_open()).filter_map(|it| it.mentor_team) {
        loads.entry(mentor).and_modify(|it| *it -= 1);
    }
    let everybody: Vec<TeamId> = mentor_teams.to_vec();
    let mut cases = cases;
    cases.sort_by_key(|it| (it.area, it.key));
    let mut wanted = Vec::with_capacity(cases.len());
    for case in cases {
        let able = near.get(&case.area).unwrap_or(&everybody);
        let least = able.iter().copied().min_by_key(|it| (loads.get(it).copied().unwrap_or(0), *it));
        let Some(mentor) = least else { continue };
        *loads.entry(mentor).or_default() += i64::from(case.state.is_open());
        wanted.push((case, Target { team, mentor_team: Some(mentor) }));
    }
    Ok(wanted)
}

/// Households to hand over.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct HandOver {
    /// The subdistrict or mentor team that gives all its open households.
    pub from: TeamId,
    /// Who takes them.
    pub to: Target,
    /// How many households the person saw; with another number nothing is done.
    pub expected_count: i64,
    /// The member of the giving team who leaves with it, if one does.
    pub leaving: Option<TeamMemberId>,
    /// First day no longer in the team; today where it is not given.
    pub until: Option<NaiveDate>,
}

/// Hands all open households of a subdistrict or mentor team over to another, in one act, and ends the membership of
/// who leaves.
///
/// # Errors
///
/// As for [`super::assign`], `SELECTION_CHANGED`, and `REQUIRED` where the team has no open household.
pub async fn hand_over(ctx: &Ctx, key: &Key, asked: &HandOver) -> Result<Act, AppError> {
    let tx = ctx.store.begin().await?;
    if let Some(done) = key.done(&tx, ctx, "casesHandOver").await? {
        drop(tx);
        return find(ctx, ActId(done.uuid()?)).await;
    }
    authorize(&ctx.actor, Action::HandOver, ctx.today())?;
    let reads = scope_for(&ctx.actor, Action::ReadTeam, ctx.today());
    let from = teams::find(&*tx, &reads, asked.from).await?.ok_or(AppError::Hidden)?;
    check_target(&tx, ctx, Action::HandOver, asked.to).await?;
    let filter = giving(from.kind, asked.from)?;
    let scope = scope_for(&ctx.actor, Action::ReadCase, ctx.today());
    let cases = select_for_update(&tx, &scope, &filter, &[]).await?;
    if cases.is_empty() {
        return Err(Refusal::of("REQUIRED", "fromTeamId").into());
    }
    if i64::try_from(cases.len()) != Ok(asked.expected_count) {
        let refusal = Refusal::of("SELECTION_CHANGED", "expectedCount");
        return Err(refusal.with("wanted", asked.expected_count).with("found", cases.len()).into());
    }
    check_reach(&tx, ctx, Action::HandOver, &cases).await?;
    let wanted = cases.into_iter().map(|case| (case, asked.to)).collect();
    let act = give(&tx, ctx, "hand_over", Action::HandOver, wanted).await?;
    if let Some(leaving) = asked.leaving {
        let member = members::find(&*tx, leaving).await?;
        let member = member.filter(|it| it.team == asked.from).ok_or(AppError::Hidden)?;
        end_membership(&tx, ctx, &member, asked.until.unwrap_or_else(|| ctx.today())).await?;
        acts::insert_ended(&tx, act, leaving, member.version + 1).await?;
    }
    key.remember(&tx, ctx, "casesHandOver", "bulk_act", act.0).await?;
    tx.commit().await?;
    find(ctx, act).await
}

/// The open households of a team.
fn giving(kind: TeamKind, team: TeamId) -> Result<CaseFilter, Refusal> {
    let statuses = phonjon_domain::case::CaseStatus::ALL.into_iter().filter(|it| it.is_open()).collect();
    match kind {
        TeamKind::Mentor => Ok(CaseFilter { mentor_team: Some(team), statuses, ..CaseFilter::default() }),
        TeamKind::Subdistrict => Ok(CaseFilter { team: Some(team), statuses, ..CaseFilter::default() }),
        TeamKind::District => {
            let refusal = Refusal::of("TEAM_WRONG_KIND", "fromTeamId").with("found", kind.code());
            Err(refusal.with("wanted", TeamKind::Subdistrict.code()))
        }
    }
}
