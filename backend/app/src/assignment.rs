//! Giving cases to teams: one or thousands in one act, prepared by officers and committed by the chief, shared among
//! mentor teams by the head, handed over when somebody leaves, and taken back later.

mod foresee;
mod load;
mod prepare;
mod share;
#[cfg(test)]
pub(crate) mod tests;
mod undo;

use std::collections::{BTreeMap, HashMap, HashSet};

use phonjon_domain::case::act::{CaseAct, CaseEventKind};
use phonjon_domain::ids::{ActId, TeamId};
use phonjon_domain::policy::Action;
use phonjon_domain::team::TeamKind;
use phonjon_store::cases::{By, CaseKey, CaseRow};
use phonjon_store::teams::acts::{self, Was};
use phonjon_store::teams::assign::{Move, move_many};
use phonjon_store::teams::{self, TeamRow};
use phonjon_store::{StoreError, Tx};
use serde_json::{Value, json};

use crate::audit;
use crate::ctx::Ctx;
use crate::error::{AppError, Refusal};
use crate::idempotent::Key;
use crate::permit::{authorize, scope_for};
use crate::selection::{Selection, select};

pub use foresee::InTheWay;
pub use load::{Preview, TeamLoad, preview};
pub use phonjon_store::teams::acts::{ActRow, Kept, Touched};
pub use phonjon_store::teams::prepared::{PreparedRow, PreparedState};
pub use prepare::{commit, find_prepared, prepare, waiting, withdraw};
pub use share::{HandOver, hand_over, share, share_preview};
pub use undo::{Undone, undo};

/// What the act of giving cases to a team is called.
const ASSIGN: &str = "assign";

/// The teams that cases shall have.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Target {
    /// The subdistrict team.
    pub team: TeamId,
    /// The mentor team within it.
    pub mentor_team: Option<TeamId>,
}

/// An act that was done.
#[derive(Debug, Clone, PartialEq)]
pub struct Act {
    /// The act.
    pub row: ActRow,
    /// The mentor teams above the line after it: a warning, never a refusal.
    pub overloaded: Vec<TeamLoad>,
}

/// Gives the selected cases to a subdistrict team and perhaps one of its mentor teams, in one act.
///
/// # Errors
///
/// [`AppError::Forbidden`], [`AppError::Hidden`] for a team out of reach, `SELECTION_CHANGED`, `CASE_CLOSED`,
/// `TEAM_WRONG_KIND`, `TEAM_ENDED`, `TEAM_OUTSIDE_AREA`, `TOO_MANY_EXCEPTIONS`.
pub async fn assign(ctx: &Ctx, key: &Key, selection: &Selection, target: Target) -> Result<Act, AppError> {
    let tx = ctx.store.begin().await?;
    if let Some(done) = key.done(&tx, ctx, "casesAssign").await? {
        drop(tx);
        return find(ctx, ActId(done.uuid()?)).await;
    }
    authorize(&ctx.actor, Action::AssignCase, ctx.today())?;
    check_target(&tx, ctx, Action::AssignCase, target).await?;
    let cases = select(&tx, ctx, Action::AssignCase, selection, &[]).await?;
    let wanted = cases.into_iter().map(|case| (case, target)).collect();
    let act = give(&tx, ctx, ASSIGN, Action::AssignCase, wanted).await?;
    key.remember(&tx, ctx, "casesAssign", "bulk_act", act.0).await?;
    tx.commit().await?;
    find(ctx, act).await
}

/// A bulk act that touches something the actor reads.
///
/// # Errors
///
/// [`AppError::Hidden`] where there is none.
pub async fn find(ctx: &Ctx, id: ActId) -> Result<Act, AppError> {
    let scope = scope_for(&ctx.actor, Action::ReadCase, ctx.today());
    let row = acts::find(ctx.store.reader(), &scope, id).await?.ok_or(AppError::Hidden)?;
    let overloaded = load::overloaded(ctx, &mentor_teams(&row.detail)).await?;
    Ok(Act { row, overloaded })
}

/// Those of these bulk acts that touch something the actor reads.
///
/// # Errors
///
/// The store's own.
pub async fn find_many(ctx: &Ctx, ids: &[ActId]) -> Result<Vec<ActRow>, AppError> {
    let scope = scope_for(&ctx.actor, Action::ReadCase, ctx.today());
    Ok(acts::find_many(ctx.store.reader(), &scope, ids).await?)
}

/// Bulk acts that touch something the actor reads, newest first, after the given one, and whether more follow.
///
/// # Errors
///
/// [`AppError::Forbidden`], or the store's failure.
pub async fn list(
    ctx: &Ctx,
    first: u32,
    after: Option<(chrono::DateTime<chrono::Utc>, ActId)>,
) -> Result<(Vec<ActRow>, bool), AppError> {
    authorize(&ctx.actor, Action::ReadCase, ctx.today())?;
    let scope = scope_for(&ctx.actor, Action::ReadCase, ctx.today());
    Ok(acts::list(ctx.store.reader(), &scope, first, after).await?)
}

/// Those of these acts, none of them taken back, that the actor may take back: each by what it was called.
///
/// # Errors
///
/// The store's own.
pub async fn undoable(ctx: &Ctx, acts: &[(ActId, String)]) -> Result<HashSet<ActId>, AppError> {
    let reads = scope_for(&ctx.actor, Action::ReadCase, ctx.today());
    let mut by_action: BTreeMap<&str, (Action, Vec<ActId>)> = BTreeMap::new();
    for (id, kind) in acts {
        let action = undo::needed(kind);
        by_action.entry(action.code()).or_insert_with(|| (action, Vec::new())).1.push(*id);
    }
    let mut found = HashSet::new();
    // As many statements as there are rights to take something back by: four at most.
    for (action, ids) in by_action.into_values() {
        let reach = scope_for(&ctx.actor, action, ctx.today());
        if !reach.is_nothing() {
            found.extend(acts::within(ctx.store.reader(), &reads, &reach, &ids).await?);
        }
    }
    Ok(found)
}

/// The team is a live subdistrict team within reach, and the mentor team a live one inside it.
async fn check_target(tx: &Tx, ctx: &Ctx, action: Action, target: Target) -> Result<(), AppError> {
    let reads = scope_for(&ctx.actor, Action::ReadTeam, ctx.today());
    let reach = scope_for(&ctx.actor, action, ctx.today());
    let ids: Vec<TeamId> = [Some(target.team), target.mentor_team].into_iter().flatten().collect();
    // Nobody ends them meanwhile.
    teams::hold(tx, &ids).await?;
    let read = teams::find_many(&**tx, &reads, &ids).await?;
    let find = |id: TeamId| read.iter().find(|it| it.id == id).ok_or(AppError::Hidden);
    check_team(find(target.team)?, TeamKind::Subdistrict, "teamId")?;
    if let Some(mentor) = target.mentor_team {
        let mentor = find(mentor)?;
        check_team(mentor, TeamKind::Mentor, "mentorTeamId")?;
        if mentor.parent != Some(target.team) {
            return Err(Refusal::of("MENTOR_TEAM_ELSEWHERE", "mentorTeamId").into());
        }
    }
    teams::find(&**tx, &reach, target.team).await?.ok_or(AppError::Forbidden)?;
    Ok(())
}

fn check_team(team: &TeamRow, wanted: TeamKind, field: &str) -> Result<(), AppError> {
    if team.kind != wanted {
        let refusal = Refusal::of("TEAM_WRONG_KIND", field).with("found", team.kind.code());
        return Err(refusal.with("wanted", wanted.code()).into());
    }
    if team.ended_on.is_some() {
        return Err(Refusal::of("TEAM_ENDED", field).into());
    }
    Ok(())
}

/// Gives every case its target and records the act; the caller permitted it and checked the targets.
async fn give(
    tx: &Tx,
    ctx: &Ctx,
    kind: &str,
    action: Action,
    wanted: Vec<(CaseRow, Target)>,
) -> Result<ActId, AppError> {
    check_areas(tx, &wanted).await?;
    let id = ActId(ctx.new_id());
    let mut before = BTreeMap::new();
    let mut moves = Vec::with_capacity(wanted.len());
    let mut by_target: HashMap<(TeamId, Option<TeamId>), i64> = HashMap::new();
    for (case, target) in wanted {
        let act = if action == Action::HandOver {
            CaseAct::HandOver { subdistrict_team: target.team, mentor_team: target.mentor_team }
        } else {
            CaseAct::Assign { subdistrict_team: target.team, mentor_team: target.mentor_team }
        };
        let event = case.state.apply(act).map_err(|against| refused(&against, case.key))?;
        let was = Was { team: case.team, mentor_team: case.mentor_team, ..Was::default() };
        before.insert(case.key, was);
        *by_target.entry((target.team, target.mentor_team)).or_default() += 1;
        moves.push(Move {
            case,
            team: Some(target.team),
            mentor_team: target.mentor_team,
            kind: event.kind(),
        });
    }
    let detail = detail(&by_target);
    let n_cases = moves.len();
    let stored = move_many(tx, &by(ctx), id, ctx.today(), moves, || ctx.new_id()).await.map_err(busy)?;
    keep_act(ctx, tx, (id, kind), detail.clone(), (&before, &stored)).await?;
    let told = json!({ "kind": kind, "n_cases": n_cases, "targets": detail["targets"] });
    audit::record(ctx, tx, "cases.assigned", ("bulk_act", id.0), told).await?;
    Ok(id)
}

/// Keeps a bulk act: what it was, and of each case how it stood before and after.
pub(crate) async fn keep_act(
    ctx: &Ctx,
    tx: &Tx,
    (id, kind): (ActId, &str),
    detail: Value,
    (before, after): (&BTreeMap<CaseKey, Was>, &[CaseRow]),
) -> Result<(), AppError> {
    let row = ActRow {
        id,
        kind: kind.to_owned(),
        account: ctx.actor.account,
        at: ctx.now,
        n_cases: i64::try_from(after.len()).unwrap_or(i64::MAX),
        detail,
        undone_at: None,
        undone_by: None,
    };
    Ok(acts::insert(tx, &row, before, after).await?)
}

/// Every case's household lives where its new team serves.
async fn check_areas(tx: &Tx, wanted: &[(CaseRow, Target)]) -> Result<(), AppError> {
    let mut by_team: HashMap<TeamId, Vec<_>> = HashMap::new();
    for (case, target) in wanted {
        by_team.entry(target.team).or_default().push(case.area);
    }
    for (team, mut areas) in by_team {
        areas.sort_unstable();
        areas.dedup();
        let outside = teams::outside(&**tx, team, &areas).await?;
        let is_outside = |it: &&(CaseRow, Target)| it.1.team == team && outside.contains(&it.0.area);
        if let Some((case, _)) = wanted.iter().find(is_outside) {
            return Err(Refusal::of("TEAM_OUTSIDE_AREA", "teamId").of_case(case.key).into());
        }
    }
    Ok(())
}

/// How many cases went to which teams.
fn detail(by_target: &HashMap<(TeamId, Option<TeamId>), i64>) -> Value {
    let mut targets: Vec<_> = by_target.iter().collect();
    targets.sort_unstable();
    let targets: Vec<Value> = targets
        .into_iter()
        .map(|((team, mentor), n)| {
            json!({ "team": team.0.to_string(), "mentor_team": mentor.map(|it| it.0.to_string()), "n": n })
        })
        .collect();
    json!({ "targets": targets })
}

/// The mentor teams that an act's detail names.
fn mentor_teams(detail: &Value) -> Vec<TeamId> {
    let targets = detail["targets"].as_array().map(Vec::as_slice).unwrap_or_default();
    let ids = targets.iter().filter_map(|it| it["mentor_team"].as_str()?.parse().ok());
    ids.map(TeamId).collect()
}

fn by(ctx: &Ctx) -> By {
    By { actor: ctx.actor.name.clone(), account: ctx.actor.account, at: ctx.now, batch: None }
}

/// What stands in a case's state against the act, as a refusal of the selection that names the case.
fn refused(conflict: &phonjon_domain::case::Conflict, case: CaseKey) -> AppError {
    refusal_of_state(conflict).of_case(case).into()
}

/// What stands in a case's state against the act, as a refusal of the selection.
fn refusal_of_state(conflict: &phonjon_domain::case::Conflict) -> Refusal {
    let refusal = Refusal::of(conflict.code(), "selection");
    conflict.args().into_iter().fold(refusal, |it, (name, value)| it.with(name, value))
}

/// Rows are locked before they are changed, so a stale one means that the lock was not had: try again.
pub(crate) fn busy(error: StoreError) -> AppError {
    if matches!(error, StoreError::Stale) { AppError::Busy } else { AppError::Store(error) }
}

/// The kind of event that gives a case back the teams it had.
const fn kind_back(team: Option<TeamId>) -> CaseEventKind {
    if team.is_some() { CaseEventKind::Assigned } else { CaseEventKind::Unassigned }
}
