//! What it means for a household that its file no longer lists it, or lists it again: it is screened as after any change.

use std::collections::HashSet;

use phonjon_store::Tx;
use phonjon_store::intake as stored;
use uuid::Uuid;

use super::chunk::{self, Session};
use super::compose::Linked;
use super::screen;
use crate::Ctx;
use crate::error::AppError;

/// Households screened together.
const ROWS_AT_ONCE: usize = 2_000;

/// Screens the households of rows that the file no longer lists and of rows that it lists again; they are marked as
/// such. Gives how many cases it opened.
pub(super) async fn screen(
    ctx: &Ctx,
    tx: &Tx,
    session: &mut Session,
    gone: Vec<Uuid>,
    again: Vec<Uuid>,
) -> Result<u64, AppError> {
    let was_listed: HashSet<Uuid> = gone.iter().copied().collect();
    let was_gone: HashSet<Uuid> = again.iter().copied().collect();
    let all: Vec<Uuid> = gone.into_iter().chain(again).collect();
    let mut n_opened = 0;
    for some in all.chunks(ROWS_AT_ONCE) {
        let rows = stored::rows_by_ids(&**tx, some).await?;
        let homes: HashSet<Uuid> = rows.iter().map(|it| it.household.1).collect();
        let homes: Vec<Uuid> = homes.into_iter().collect();
        let rows = stored::rows_of_households(&**tx, &homes).await?;
        let rows = chunk::open_rows(ctx, &**tx, session, rows).await?;
        let linked = |is_gone: &dyn Fn(Uuid, bool) -> bool| -> Vec<Linked<'_>> {
            let linked = rows.iter().map(|it| Linked {
                is_gone: is_gone(it.row.key.1, it.row.is_gone),
                ..chunk::linked(&session.areas, it)
            });
            linked.collect()
        };
        let before = linked(&|id, is_gone| !was_listed.contains(&id) && (is_gone || was_gone.contains(&id)));
        let before = screen::opens(&session.round(), &before);
        let now = linked(&|_, is_gone| is_gone);
        let screened = screen::open_cases(ctx, tx, &session.round(), &now, &homes, Some(&before)).await?;
        if screened.n_opened > 0 {
            screen::follow(ctx, tx, &session.round(), &screened).await?;
        }
        n_opened += screened.n_opened;
    }
    Ok(n_opened)
}
