//! Taking a bulk act back: every case is as it was before, except those that somebody has worked on since or whose team
//! has ended, and who left with the cases serves again.

use std::collections::{HashMap, HashSet};

use phonjon_domain::ids::{ActId, TeamId};
use phonjon_domain::policy::Action;
use phonjon_store::Tx;
use phonjon_store::cases::{CaseKey, CaseRow};
use phonjon_store::teams;
use phonjon_store::teams::acts::{self, Kept, Was};
use phonjon_store::teams::assign::{Move, move_back};
use serde_json::json;

use super::{ASSIGN, Act, busy, by, find, kind_back};
use crate::audit;
use crate::case::bulk::{AGREE_CLOSING, take_back};
use crate::ctx::Ctx;
use crate::error::{AppError, Refusal};
use crate::idempotent::Key;
use crate::permit::{authorize, scope_for};
use crate::plan::bulk::{APPROVE_PLANS, take_back_approvals};
use crate::selection::check_reach;

/// What taking an act back did.
#[derive(Debug, Clone, PartialEq)]
pub struct Undone {
    /// The act.
    pub act: Act,
    /// Cases that are as they were before.
    pub n_returned: i64,
    /// Cases kept as they are, each with the first work on it since; then those whose team has ended.
    pub kept: Vec<Kept>,
}

/// Takes a bulk act back.
///
/// # Errors
///
/// [`AppError::Hidden`], [`AppError::Forbidden`], `ALREADY_UNDONE`.
pub async fn undo(ctx: &Ctx, key: &Key, id: ActId) -> Result<Undone, AppError> {
    let tx = ctx.store.begin().await?;
    let reads = scope_for(&ctx.actor, Action::ReadCase, ctx.today());
    let row = acts::find(&*tx, &reads, id).await?.ok_or(AppError::Hidden)?;
    if key.done(&tx, ctx, "actUndo").await?.is_some() {
        drop(tx);
        return again(ctx, id).await;
    }
    let action = needed(&row.kind);
    authorize(&ctx.actor, action, ctx.today())?;
    if row.undone_at.is_some() {
        return Err(Refusal::of("ALREADY_UNDONE", "actId").into());
    }
    let before: HashMap<CaseKey, Was> = acts::cases_before(&*tx, id).await?.into_iter().collect();
    let keys: Vec<CaseKey> = before.keys().copied().collect();
    // Locked before looking who worked on them: nobody can begin meanwhile.
    let cases = acts::lock_cases(&tx, &reads, &keys).await?;
    let worked = acts::touched_since(&*tx, id).await?;
    let touched: HashSet<CaseKey> = worked.iter().map(|it| it.key).collect();
    let reached: HashSet<CaseKey> = cases.iter().map(|it| it.key).collect();
    // A case that moved away with its household since is kept like any other that something happened to.
    if keys.iter().any(|it| !reached.contains(it) && !touched.contains(it)) {
        return Err(AppError::Forbidden);
    }
    check_reach(&tx, ctx, action, &cases).await?;
    let untouched = cases.into_iter().filter(|it| !touched.contains(&it.key));
    let (without_team, returned) = of_ended_teams(&tx, &before, untouched.collect()).await?;
    let without_team = without_team.into_iter().map(|it| Kept::TeamEnded(it.key));
    let kept: Vec<Kept> = worked.into_iter().map(Kept::WorkedOn).chain(without_team).collect();
    let n_returned = i64::try_from(returned.len()).unwrap_or(i64::MAX);
    if row.kind == AGREE_CLOSING {
        take_back(ctx, &tx, id, returned, &before).await?;
    } else if row.kind == APPROVE_PLANS {
        take_back_approvals(ctx, &tx, id, returned, &before).await?;
    } else {
        let back = |case: CaseRow| {
            let Was { team, mentor_team, .. } = before.get(&case.key).cloned().unwrap_or_default();
            Move { case, team, mentor_team, kind: kind_back(team) }
        };
        let moves = returned.into_iter().map(back).collect();
        move_back(&tx, &by(ctx), id, row.at, ctx.today(), moves).await.map_err(busy)?;
        // Who left with the households serves again, unless somebody changed the membership since.
        for member in acts::resume_ended(&tx, id).await? {
            let detail = json!({ "member": member.id.0.to_string(), "act": id.0 });
            audit::record(ctx, &tx, "team.member_resumed", ("team", member.team.0), detail).await?;
        }
    }
    acts::mark_undone(&tx, id, ctx.now, ctx.actor.account).await.map_err(busy)?;
    acts::keep_undone(&tx, id, &kept).await?;
    let detail = json!({ "n_returned": n_returned, "n_kept": kept.len() });
    audit::record(ctx, &tx, "act.undone", ("bulk_act", id.0), detail).await?;
    key.remember(&tx, ctx, "actUndo", "bulk_act", id.0).await?;
    tx.commit().await?;
    Ok(Undone { act: find(ctx, id).await?, n_returned, kept })
}

/// Those of these cases that would go back to a team that has ended, and the others. No such team ends meanwhile.
async fn of_ended_teams(
    tx: &Tx,
    before: &HashMap<CaseKey, Was>,
    cases: Vec<CaseRow>,
) -> Result<(Vec<CaseRow>, Vec<CaseRow>), AppError> {
    let had = |key: CaseKey| before.get(&key).into_iter().flat_map(|it| [it.team, it.mentor_team]).flatten();
    let mut all: Vec<TeamId> = cases.iter().flat_map(|it| had(it.key)).collect();
    all.sort_unstable();
    all.dedup();
    let ended = teams::lock_ended(tx, &all).await?;
    Ok(cases.into_iter().partition(|it| had(it.key).any(|team| ended.contains(&team))))
}

/// Who takes back what is the chief's to do is who may do it.
pub(super) fn needed(kind: &str) -> Action {
    match kind {
        AGREE_CLOSING => Action::AgreeClosing,
        APPROVE_PLANS => Action::ApprovePlan,
        ASSIGN => Action::AssignCase,
        _ => Action::UndoAct,
    }
}

/// The same answer to the same key.
async fn again(ctx: &Ctx, id: ActId) -> Result<Undone, AppError> {
    let kept = acts::kept_by_undo(ctx.store.reader(), id).await?;
    let act = find(ctx, id).await?;
    let n_kept = i64::try_from(kept.len()).unwrap_or(0);
    Ok(Undone { n_returned: act.row.n_cases - n_kept, act, kept })
}
