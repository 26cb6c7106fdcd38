//! What it means for a household that its file no longer lists it, or lists it again: it is screened as after any change.

use std::collections::{HashSet, VecDeque};

use phonjon_store::Tx;
use phonjon_store::intake as stored;
use uuid::Uuid;

use super::chunk::{self, Session};
use super::compose::Linked;
use super::former::Former;
use super::screen;
use crate::Ctx;
use crate::error::AppError;

/// The rows of which it is still to be stored that their file no longer lists them, or lists them again.
pub(super) struct Unlisting {
    /// Those listed again come first: a household that keeps one of them is not asked about for another that is gone.
    again: VecDeque<Uuid>,
    gone: VecDeque<Uuid>,
}

impl Unlisting {
    pub(super) fn of(former: &Former) -> Self {
        Self {
            again: former.listed_again().iter().copied().collect(),
            gone: former.gone().map(|it| it.0).collect(),
        }
    }

    pub(super) fn is_empty(&self) -> bool {
        self.again.is_empty() && self.gone.is_empty()
    }

    /// Marks the next rows, at most so many, and screens their households. Gives how many rows it took and how many
    /// cases it opened.
    pub(super) async fn unit(
        &mut self,
        ctx: &Ctx,
        tx: &Tx,
        session: &mut Session,
        most: usize,
    ) -> Result<(usize, u64), AppError> {
        let are_gone = self.again.is_empty();
        let waiting = if are_gone { &mut self.gone } else { &mut self.again };
        let rows: Vec<Uuid> = waiting.drain(..most.min(waiting.len())).collect();
        // Before it was broken off, this import may have marked some of them.
        let marked = stored::mark(tx, session.batch, &rows, are_gone).await?;
        Ok((rows.len(), screen(ctx, tx, session, &marked, are_gone).await?))
    }
}

/// Screens the households of rows that have just been marked as gone, or as listed again. Gives how many cases it opened.
async fn screen(
    ctx: &Ctx,
    tx: &Tx,
    session: &mut Session,
    marked: &[Uuid],
    are_gone: bool,
) -> Result<u64, AppError> {
    if marked.is_empty() {
        return Ok(0);
    }
    let rows = stored::rows_by_ids(&**tx, marked).await?;
    let homes: HashSet<Uuid> = rows.iter().map(|it| it.household.1).collect();
    let homes: Vec<Uuid> = homes.into_iter().collect();
    let rows = stored::rows_of_households(&**tx, &homes).await?;
    let rows = chunk::open_rows(ctx, &**tx, session, rows).await?;
    let marked: HashSet<Uuid> = marked.iter().copied().collect();
    let now: Vec<Linked<'_>> = rows.iter().map(|it| chunk::linked(&session.areas, it)).collect();
    let before: Vec<Linked<'_>> = rows
        .iter()
        .map(|it| Linked {
            is_gone: if marked.contains(&it.row.key.1) { !are_gone } else { it.row.is_gone },
            ..chunk::linked(&session.areas, it)
        })
        .collect();
    let before = screen::opens(&session.round(), &before);
    let screened = screen::open_cases(ctx, tx, &session.round(), &now, &homes, Some(&before)).await?;
    if screened.n_opened > 0 {
        screen::follow(ctx, tx, &session.round(), &screened).await?;
    }
    Ok(screened.n_opened)
}
