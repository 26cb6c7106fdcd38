//! A roster taken back: each member it brought goes, and the team that was made for one, unless somebody changed or uses
//! them since.

use std::collections::HashSet;

use phonjon_domain::ids::{TeamId, TeamMemberId};
use phonjon_store::links::reversal::Work;
use phonjon_store::past::{self as stored, PastRow};
use phonjon_store::sources::{self, Batch};
use phonjon_store::teams::{self, roster};
use phonjon_store::{Connection, Tx};
use serde_json::json;

use super::{Kept, Undoing};
use crate::audit;
use crate::ctx::Ctx;
use crate::error::AppError;
use crate::intake::PastWork;

/// True for an import of a roster.
pub(super) fn is(batch: &Batch) -> bool {
    PastWork::from_code(&batch.source) == Some(PastWork::Teams)
}

/// What an undo would do.
pub(super) async fn preview(ctx: &Ctx, batch: &Batch) -> Result<Undoing, AppError> {
    let db = ctx.store.reader();
    Ok(decide(db, stored::standing(db, batch.id).await?).await?.told(batch))
}

/// What an undo that was done did.
pub(super) async fn done(ctx: &Ctx, batch: &Batch) -> Result<Undoing, AppError> {
    let db = ctx.store.reader();
    let n_stay = roster::there(db, &stored::teams_of_undone(db, batch.id).await?).await?;
    let n_undone = u64::try_from(stored::n_undone(db, batch.id).await?).unwrap_or(0);
    let n_changed = stored::standing(db, batch.id).await?.len() as u64;
    Ok(told(batch, n_undone.saturating_sub(n_stay), n_changed, n_stay))
}

/// Takes the rows back in one commit: a roster names some hundred members, not households.
pub(super) async fn reverse(ctx: &Ctx, batch: &Batch) -> Result<Undoing, AppError> {
    let tx = ctx.store.begin().await?;
    sources::wait_for_turn(&tx).await?;
    let rows = stored::standing(&*tx, batch.id).await?;
    lock(&tx, &rows).await?;
    let decided = decide(&*tx, rows).await?;
    let members: Vec<TeamMemberId> = decided.gone.iter().map(|it| TeamMemberId(it.made)).collect();
    roster::remove(&tx, &members, &decided.teams).await?;
    stored::mark_undone(&tx, &decided.gone, ctx.now).await?;
    let removed = decided.teams.iter().map(|it| ("team.removed", ("team", it.0.to_string()), json!({})));
    audit::record_many(ctx, &tx, removed.collect()).await?;
    tx.commit().await?;
    Ok(decided.told(batch))
}

/// Locks the teams: nobody is given to them, or gives households to them, meanwhile.
async fn lock(tx: &Tx, rows: &[PastRow]) -> Result<(), AppError> {
    let members: Vec<TeamMemberId> = rows.iter().map(|it| TeamMemberId(it.made)).collect();
    let of_members = roster::unchanged_members(&**tx, &members).await?.into_iter().map(|it| it.team);
    let mut ids: Vec<TeamId> = of_members.chain(rows.iter().filter_map(|it| it.also.map(TeamId))).collect();
    ids.sort_unstable();
    ids.dedup();
    teams::lock_ended(tx, &ids).await?;
    Ok(())
}

/// What becomes of a roster.
struct Decided {
    /// Rows whose members go.
    gone: Vec<PastRow>,
    /// Teams that go.
    teams: Vec<TeamId>,
    /// Rows whose members somebody changed.
    n_changed: u64,
    /// Rows whose members go, and whose teams stay.
    n_stay: u64,
}

impl Decided {
    fn told(&self, batch: &Batch) -> Undoing {
        let n_gone = self.gone.len() as u64;
        told(batch, n_gone.saturating_sub(self.n_stay), self.n_changed, self.n_stay)
    }
}

fn told(batch: &Batch, n_rows: u64, n_changed: u64, n_stay: u64) -> Undoing {
    let kept = [(Work::ChangedSince, n_changed), (Work::TeamInUse, n_stay)];
    let kept = kept.into_iter().filter(|it| it.1 > 0);
    Undoing {
        n_rows,
        kept: kept.map(|(why, n_rows)| Kept { why, n_households: 0, n_rows }).collect(),
        ..Undoing::of(batch)
    }
}

async fn decide(db: &impl Connection, rows: Vec<PastRow>) -> Result<Decided, AppError> {
    let ids: Vec<TeamMemberId> = rows.iter().map(|it| TeamMemberId(it.made)).collect();
    let free: HashSet<TeamMemberId> =
        roster::unchanged_members(db, &ids).await?.into_iter().map(|it| it.id).collect();
    let n_all = rows.len();
    let gone: Vec<PastRow> = rows.into_iter().filter(|it| free.contains(&TeamMemberId(it.made))).collect();
    let made: Vec<TeamId> = gone.iter().filter_map(|it| it.also.map(TeamId)).collect();
    let standing = roster::standing(db, &made).await?;
    let is_empty =
        |id: &TeamId| standing.members.get(id).into_iter().flatten().all(|member| free.contains(&member.id));
    let mut teams: HashSet<TeamId> = made
        .iter()
        .copied()
        .filter(|it| standing.unchanged.contains(it) && !standing.used.contains(it) && is_empty(it))
        .collect();
    // A team stays with a team inside it that stays.
    loop {
        let stays = standing.children.iter().filter(|it| !teams.contains(&it.0)).map(|it| it.1);
        let held: Vec<TeamId> = stays.filter(|it| teams.contains(it)).collect();
        if held.is_empty() {
            break;
        }
        for it in held {
            teams.remove(&it);
        }
    }
    let n_stay = made.iter().filter(|it| !teams.contains(it)).count() as u64;
    let mut teams: Vec<TeamId> = teams.into_iter().collect();
    teams.sort_unstable();
    Ok(Decided { n_changed: (n_all - gone.len()) as u64, gone, teams, n_stay })
}
