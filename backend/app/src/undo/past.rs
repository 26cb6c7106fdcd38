//! Past work taken back: each visit and each piece of help an import brought goes, and the case stands as it stood, unless
//! somebody worked on the household since.

use std::collections::HashMap;

use phonjon_domain::access::Scope;
use phonjon_domain::case::act::CaseEventKind;
use phonjon_domain::case::{HouseholdClass, Verification};
use phonjon_domain::problem::ProblemStatus;
use phonjon_store::cases::{self, By, CaseKey, CaseRow, Change, EventRow, HouseholdKey};
use phonjon_store::links::reversal::{self, Worked};
use phonjon_store::past::{self as stored, PastRow};
use phonjon_store::problems::{self, ProblemRow};
use phonjon_store::sources::{self, Batch};
use phonjon_store::{Tx, assessments, figures};
use uuid::Uuid;

use super::{Failed, HOMES_A_COMMIT, Kept, Undoing, WorkedOn, kept_then};
use crate::case::work::base;
use crate::ctx::Ctx;
use crate::error::AppError;
use crate::intake::PastWork;
use crate::{assess, parameters};

/// True for an import of past work.
pub(super) fn is(batch: &Batch) -> bool {
    PastWork::from_code(&batch.source).is_some_and(|it| matches!(it, PastWork::Visits | PastWork::Help))
}

/// What an undo would do.
pub(super) async fn preview(ctx: &Ctx, batch: &Batch) -> Result<Undoing, AppError> {
    let db = ctx.store.reader();
    let homes = by_household(stored::standing(db, batch.id).await?);
    let mut undoing = Undoing::of(batch);
    for some in homes.chunks(HOMES_A_COMMIT) {
        let work = reversal::worked_since(db, batch, &ids(some)).await?;
        count(&mut undoing, some, &work);
    }
    Ok(undoing)
}

/// What an undo that was done did.
pub(super) async fn done(ctx: &Ctx, batch: &Batch) -> Result<Undoing, AppError> {
    let db = ctx.store.reader();
    let mut undoing = Undoing::of(batch);
    undoing.n_rows = n_undone(ctx, batch).await?;
    let homes = by_household(stored::standing(db, batch.id).await?);
    for some in homes.chunks(HOMES_A_COMMIT) {
        let mut work = reversal::worked_since(db, batch, &ids(some)).await?;
        for (home, _) in some {
            work.entry(home.1.0).or_insert_with(|| kept_then(batch));
        }
        count(&mut undoing, some, &work);
    }
    Ok(undoing)
}

/// Takes the rows back, some hundred households a commit; killed in between, the same undo again goes on.
pub(super) async fn reverse(
    ctx: &Ctx,
    batch: &Batch,
    told: &mut (dyn FnMut(u64, u64) + Send),
) -> Result<Undoing, AppError> {
    let mut undoing = Undoing::of(batch);
    undoing.n_rows = n_undone(ctx, batch).await?;
    let homes = by_household(stored::standing(ctx.store.reader(), batch.id).await?);
    let (mut n_done, n_all) = (0, homes.len() as u64);
    for some in homes.chunks(HOMES_A_COMMIT) {
        match reverse_some(ctx, batch, some).await {
            Ok(work) => count(&mut undoing, some, &work),
            Err(error) => {
                tracing::error!(%error, "households of an import of past work cannot be taken back");
                let n_rows = some.iter().map(|it| it.1.len() as u64).sum::<u64>();
                let before = undoing.failed;
                undoing.failed = Failed {
                    n_households: before.n_households + some.len() as u64,
                    n_rows: before.n_rows + n_rows,
                };
            }
        }
        n_done += some.len() as u64;
        told(n_done, n_all);
    }
    Ok(undoing)
}

/// A household with the rows of the import that are about it.
type Home = (HouseholdKey, Vec<PastRow>);

fn by_household(rows: Vec<PastRow>) -> Vec<Home> {
    let mut homes: Vec<Home> = Vec::new();
    for row in rows {
        let Some(home) = row.household else { continue };
        match homes.last_mut() {
            Some(last) if last.0 == home => last.1.push(row),
            _ => homes.push((home, vec![row])),
        }
    }
    homes
}

fn ids(homes: &[Home]) -> Vec<Uuid> {
    homes.iter().map(|it| it.0.1.0).collect()
}

async fn n_undone(ctx: &Ctx, batch: &Batch) -> Result<u64, AppError> {
    let n = stored::n_undone(ctx.store.reader(), batch.id).await?;
    Ok(u64::try_from(n).unwrap_or(0))
}

fn count(undoing: &mut Undoing, homes: &[Home], work: &WorkedOn) {
    for (home, rows) in homes {
        let n_rows = rows.len() as u64;
        let Some(worked) = work.get(&home.1.0).copied() else {
            undoing.n_rows += n_rows;
            undoing.n_households += 1;
            continue;
        };
        let Worked { why, .. } = worked;
        match undoing.kept.iter_mut().find(|it| it.why == why) {
            Some(it) => {
                it.n_rows += n_rows;
                it.n_households += 1;
            }
            None => undoing.kept.push(Kept { why, n_rows, n_households: 1 }),
        }
        undoing.kept_households.push((*home, worked));
    }
}

/// Takes the rows of some households back in one transaction; gives those that somebody worked on.
async fn reverse_some(ctx: &Ctx, batch: &Batch, homes: &[Home]) -> Result<WorkedOn, AppError> {
    let tx = ctx.store.begin().await?;
    sources::wait_for_turn(&tx).await?;
    let scope = Scope::everywhere(ctx.today());
    let keys: Vec<HouseholdKey> = homes.iter().map(|it| it.0).collect();
    let found = cases::find_of_households(&*tx, &scope, &keys).await?;
    let locked: Vec<CaseKey> = found.values().map(|it| it.key).collect();
    cases::find_many_for_update(&tx, &scope, &locked).await?;
    let work = reversal::worked_since(&*tx, batch, &ids(homes)).await?;
    let is_free = |it: &&Home| !work.contains_key(&it.0.1.0);
    let free: Vec<&Home> = homes.iter().filter(is_free).collect();
    let rows: Vec<PastRow> = free.iter().flat_map(|it| it.1.iter().cloned()).collect();
    let keys: Vec<CaseKey> = free.iter().filter_map(|it| Some(found.get(&it.0.1)?.key)).collect();
    let homes: Vec<HouseholdKey> = free.iter().map(|it| it.0).collect();
    move_back(&tx, batch, &homes, &keys).await?;
    stored::take_back(&tx, &rows, ctx.now).await?;
    let left: Vec<Uuid> = homes.iter().map(|it| it.1.0).collect();
    let judged = assessments::judged_by(&*tx, batch.id, &keys).await?;
    reversal::forget_additions(&tx, batch.id, &left).await?;
    stand_again(ctx, &tx, &scope, &keys).await?;
    if !judged.is_empty() {
        assess::restore(ctx, &tx, &*parameters::rules(&ctx.store).await?, &judged).await?;
    }
    figures::refresh(&*tx, &keys).await?;
    tx.commit().await?;
    Ok(work)
}

/// Brings problems that the import's visits moved on to where they stood: nobody moved them since.
async fn move_back(tx: &Tx, batch: &Batch, homes: &[HouseholdKey], keys: &[CaseKey]) -> Result<(), AppError> {
    let events = cases::events_of_many(&**tx, keys).await?;
    let is_own = |it: &&EventRow| {
        it.kind == CaseEventKind::ProblemChanged && it.batch.is_some_and(|it| it.0 == batch.id)
    };
    // How often each was moved, and how it stood before the first time.
    let mut moved: HashMap<String, (i64, &EventRow)> = HashMap::new();
    for event in events.values().flatten().filter(is_own) {
        let Some(problem) = event.detail["problem"].as_str() else { continue };
        moved.entry(problem.to_owned()).or_insert((0, event)).0 += 1;
    }
    if moved.is_empty() {
        return Ok(());
    }
    let known = problems::of_households(&**tx, homes).await?;
    let mut before = Vec::with_capacity(moved.len());
    for row in known.into_values().flatten() {
        let Some((n, first)) = moved.get(&row.key.1.0.to_string()) else { continue };
        let text = |name: &str| first.detail[name].as_str().unwrap_or_default();
        let unreadable = || AppError::Unexpected("a problem's change cannot be read".to_owned());
        let status = ProblemStatus::from_code(text("from")).ok_or_else(unreadable)?;
        let status_since = text("since").parse().map_err(|_| unreadable())?;
        let solved_on = (!status.is_still_there()).then_some(status_since);
        before.push(ProblemRow { status, status_since, solved_on, version: row.version - n, ..row });
    }
    Ok(problems::move_back(tx, &before).await?)
}

/// Brings cases to where what is left of their events says that they stand.
async fn stand_again(ctx: &Ctx, tx: &Tx, scope: &Scope, keys: &[CaseKey]) -> Result<(), AppError> {
    let rows = cases::find_many_for_update(tx, scope, keys).await?;
    let events = cases::events_of_many(&**tx, keys).await?;
    let met = stored::last_met(&**tx, keys).await?;
    let mut changes = Vec::new();
    for before in rows {
        let left = events.get(&before.key.1).map_or(&[][..], Vec::as_slice);
        let mut case = as_left(before.clone(), left);
        case.last_visited_on = met.get(&case.key.1).copied();
        if case != before {
            changes.push(Change { case, events: Vec::new() });
        }
    }
    let by = By { actor: ctx.actor.name.clone(), account: ctx.actor.account, at: ctx.now, batch: None };
    cases::append_many(tx, &by, changes).await?;
    Ok(())
}

fn as_left(mut case: CaseRow, events: &[EventRow]) -> CaseRow {
    let standing: Vec<&EventRow> = events.iter().filter(|it| !it.is_overtaken()).collect();
    if let Some(last) = standing.last() {
        case.state.status = last.status;
    }
    if let Some(last) = cases::status_spans(events).last() {
        case.status_since = last.since;
    }
    let word = |field: &str| base(&standing, field);
    case.state.verification = word("verification").as_deref().and_then(Verification::from_code);
    case.state.class = word("class").as_deref().and_then(HouseholdClass::from_code);
    case.state.continuing_care = word("continuingCare").as_deref() == Some("true");
    case
}
