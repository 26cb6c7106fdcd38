//! An import taken back: every row reversed, except those of households that somebody worked on since, which are told.
//!
//! What is kept is decided for households together that the import joined by moving rows between them. The undo
//! goes in commits of some hundred households; killed in between, the same undo again goes on.

use std::collections::{BTreeMap, HashMap};

use phonjon_domain::access::{Reach, Scope};
use phonjon_domain::ids::{BatchId, HomeProvince, HouseholdId};
use phonjon_domain::policy::Action;
use phonjon_domain::source::Source;
use phonjon_store::cases::{self, HouseholdKey};
use phonjon_store::intake::{LinkRow, bring_back_problems, forget_marks, insert_links, undo_links};
use phonjon_store::links::reversal::{self, Brought};
use phonjon_store::links::{LastLink, last_links, revive_rows};
use phonjon_store::sources::{self, Batch};
use phonjon_store::{Connection, StoreError, Tx, access, figures, statistics};
use serde_json::json;
use uuid::Uuid;

use crate::assess;
use crate::audit;
use crate::ctx::Ctx;
use crate::error::{AppError, Refusal};
use crate::idempotent::Key;
use crate::intake::{Touched, recompose};
use crate::parameters;
use crate::permit::{authorize, scope_for};
use crate::uploads;

mod accounts;
mod groups;
mod past;
mod roster;

use groups::{Group, groups};
pub use phonjon_store::links::reversal::{Work, Worked};

/// Households whose rows are reversed in one commit.
const HOMES_A_COMMIT: usize = 300;
const OPERATION: &str = "importUndo";

/// Households kept for one kind of work.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Kept {
    /// The work.
    pub why: Work,
    /// How many households.
    pub n_households: u64,
    /// How many rows of the import stay with them.
    pub n_rows: u64,
}

/// Rows and households that could not be taken back.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Failed {
    /// How many households.
    pub n_households: u64,
    /// How many rows of the import.
    pub n_rows: u64,
}

/// What an undo does, or would do.
#[derive(Debug, Clone, PartialEq)]
pub struct Undoing {
    /// The import.
    pub batch: BatchId,
    /// Rows reversed.
    pub n_rows: u64,
    /// Households whose rows of the import are all reversed.
    pub n_households: u64,
    /// Cases that the import opened and that go with it.
    pub n_cases: u64,
    /// What stays, by the work that keeps it.
    pub kept: Vec<Kept>,
    /// What could not be taken back; the same undo again tries it again.
    pub failed: Failed,
    /// The households that stay as they are, each with the work that keeps it.
    pub kept_households: Vec<(HouseholdKey, Worked)>,
}

/// What an undo would do.
///
/// # Errors
///
/// [`AppError::Hidden`], [`AppError::Forbidden`], `ALREADY_UNDONE`.
pub async fn preview(ctx: &Ctx, batch: BatchId) -> Result<Undoing, AppError> {
    let db = ctx.store.reader();
    let batch = match permitted(ctx, db, batch).await {
        // Of an import that holds no row there is nothing to take back.
        Err(AppError::Hidden) if uploads::of_job(ctx, batch).await?.is_some() => {
            return Ok(Undoing::nothing(batch));
        }
        other => other?,
    };
    if past::is(&batch) {
        return past::preview(ctx, &batch).await;
    }
    if roster::is(&batch) {
        return roster::preview(ctx, &batch).await;
    }
    if accounts::is(&batch) {
        return accounts::preview(ctx, &batch).await;
    }
    let groups = groups(db, batch.id).await?;
    let mut undoing = Undoing::of(&batch);
    for some in groups.chunks(HOMES_A_COMMIT) {
        let homes = homes_of(some);
        let work = reversal::worked_since(db, &batch, &homes).await?;
        let gone: Vec<Uuid> = some
            .iter()
            .filter(|it| it.work(&work).is_none())
            .flat_map(|it| it.homes.iter().map(|home| home.1))
            .collect();
        undoing.n_cases += reversal::opened_by(db, batch.id, &gone).await?.len() as u64;
        for it in some {
            undoing.count(it, it.work(&work));
        }
    }
    Ok(undoing)
}

/// Takes an import back.
///
/// # Errors
///
/// [`AppError::Hidden`], [`AppError::Forbidden`], `ALREADY_UNDONE`; after a fault the same undo again goes on.
pub async fn apply(ctx: &Ctx, batch: BatchId, key: &Key) -> Result<Undoing, AppError> {
    apply_telling(ctx, batch, key, &mut |_, _| ()).await
}

/// As [`apply`]; `told` hears how many of how many households were looked at.
///
/// # Errors
///
/// As [`apply`].
pub async fn apply_telling(
    ctx: &Ctx,
    batch: BatchId,
    key: &Key,
    told: &mut (dyn FnMut(u64, u64) + Send),
) -> Result<Undoing, AppError> {
    let db = ctx.store.reader();
    let tx = ctx.store.begin().await?;
    // An import that still runs ends here: its next commit finds that it is being taken back.
    sources::wait_for_turn(&tx).await?;
    if key.done(&tx, ctx, OPERATION).await?.is_some() {
        let batch = reached(ctx, db, batch).await?;
        return done(ctx, &batch).await;
    }
    let batch = permitted(ctx, &*tx, batch).await?;
    reversal::mark_batch(&tx, batch.id, "undoing", None).await?;
    let detail = json!({ "state": batch.state });
    audit::record(ctx, &tx, "import.undo_begun", ("batch", batch.id), detail).await?;
    tx.commit().await?;

    if past::is(&batch) {
        let undoing = past::reverse(ctx, &batch, told).await?;
        return ended(ctx, &batch, undoing, key).await;
    }
    if roster::is(&batch) {
        let undoing = roster::reverse(ctx, &batch).await?;
        told(undoing.n_rows, undoing.n_rows);
        return ended(ctx, &batch, undoing, key).await;
    }
    if accounts::is(&batch) {
        let undoing = accounts::reverse(ctx, &batch).await?;
        told(undoing.n_rows, undoing.n_rows);
        return ended(ctx, &batch, undoing, key).await;
    }
    let mut undoing = Undoing::of(&batch);
    // What a killed undo did before.
    undoing.n_rows = n_reversed(ctx, &batch).await?;
    let groups = groups(db, batch.id).await?;
    let n_homes = |some: &[Group]| some.iter().map(|it| it.homes.len() as u64).sum::<u64>();
    let (mut n_done, n_all) = (0, n_homes(&groups));
    for some in groups.chunks(HOMES_A_COMMIT) {
        if let Err(error) = reverse(ctx, &batch, some, &mut undoing).await {
            tracing::warn!(%error, "some households of an import cannot be taken back together");
            one_by_one(ctx, &batch, some, &mut undoing).await;
        }
        n_done += n_homes(some);
        told(n_done, n_all);
    }
    ended(ctx, &batch, undoing, key).await
}

/// Ends an undo: the import is marked, or left to be tried again where something failed.
async fn ended(ctx: &Ctx, batch: &Batch, undoing: Undoing, key: &Key) -> Result<Undoing, AppError> {
    let kept: BTreeMap<&str, u64> = undoing.kept.iter().map(|it| (it.why.code(), it.n_households)).collect();
    let failed = undoing.failed.n_rows;
    let detail = json!({ "rows": undoing.n_rows, "cases": undoing.n_cases, "kept": kept, "failed": failed });
    let tx = ctx.store.begin().await?;
    sources::wait_for_turn(&tx).await?;
    if failed > 0 {
        audit::record(ctx, &tx, "import.undo_broken_off", ("batch", batch.id), detail).await?;
        tx.commit().await?;
        return Ok(undoing);
    }
    statistics::remove_batch(&tx, BatchId(batch.id)).await?;
    forget_marks(&tx, batch.id).await?;
    reversal::mark_batch(&tx, batch.id, "undone", Some(ctx.now)).await.map_err(undone_meanwhile)?;
    audit::record(ctx, &tx, "import.undone", ("batch", batch.id), detail).await?;
    key.remember(&tx, ctx, OPERATION, "batch", batch.id).await?;
    tx.commit().await?;
    Ok(undoing)
}

fn undone_meanwhile(error: StoreError) -> AppError {
    if matches!(error, StoreError::Stale) {
        Refusal::of("ALREADY_UNDONE", "importId").into()
    } else {
        error.into()
    }
}

/// Takes groups back each in a transaction of its own; those that cannot be are counted.
async fn one_by_one(ctx: &Ctx, batch: &Batch, groups: &[Group], undoing: &mut Undoing) {
    for group in groups {
        if let Err(error) = reverse(ctx, batch, std::slice::from_ref(group), undoing).await {
            tracing::error!(%error, "households of an import cannot be taken back");
            undoing.failed.n_rows += group.brought.len() as u64;
            undoing.failed.n_households += group.homes.len() as u64;
        }
    }
}

impl Undoing {
    fn of(batch: &Batch) -> Self {
        Self::nothing(BatchId(batch.id))
    }

    fn nothing(batch: BatchId) -> Self {
        Self {
            batch,
            n_rows: 0,
            n_households: 0,
            n_cases: 0,
            kept: Vec::new(),
            failed: Failed::default(),
            kept_households: Vec::new(),
        }
    }

    fn count(&mut self, group: &Group, work: Option<Worked>) {
        let (n_rows, n_homes) = (group.brought.len() as u64, group.homes.len() as u64);
        let Some(worked) = work else {
            self.n_rows += n_rows;
            self.n_households += n_homes;
            return;
        };
        let why = worked.why;
        match self.kept.iter_mut().find(|it| it.why == why) {
            Some(it) => {
                it.n_rows += n_rows;
                it.n_households += n_homes;
            }
            None => self.kept.push(Kept { why, n_rows, n_households: n_homes }),
        }
        let homes = group.homes.iter();
        self.kept_households.extend(homes.map(|it| ((HomeProvince(it.0), HouseholdId(it.1)), worked)));
    }
}

/// An import that the actor sees.
async fn reached(ctx: &Ctx, db: &impl Connection, batch: BatchId) -> Result<Batch, AppError> {
    authorize(&ctx.actor, Action::UndoImport, ctx.today())?;
    let batch = sources::find_batch(db, batch.0).await?.ok_or(AppError::Hidden)?;
    let is_own = batch.account_id.is_some() && batch.account_id == ctx.actor.account.map(|it| it.0);
    let scope = scope_for(&ctx.actor, Action::UndoImport, ctx.today());
    let sees = is_own || scope.reach == Reach::Everywhere || covers(db, &scope, &batch).await?;
    if sees { Ok(batch) } else { Err(AppError::Hidden) }
}

/// True where everything the import brought lies within the scope, and it brought something.
pub(crate) async fn covers(db: &impl Connection, scope: &Scope, batch: &Batch) -> Result<bool, AppError> {
    let areas = reversal::areas_of_batch(db, batch.id).await?;
    Ok(!areas.is_empty() && access::all_in_scope(db, scope, &areas).await?)
}

async fn permitted(ctx: &Ctx, db: &impl Connection, batch: BatchId) -> Result<Batch, AppError> {
    let batch = reached(ctx, db, batch).await?;
    if batch.undone_at.is_some() {
        return Err(Refusal::of("ALREADY_UNDONE", "importId").into());
    }
    let scope = scope_for(&ctx.actor, Action::UndoImport, ctx.today());
    let areas = reversal::areas_of_batch(db, batch.id).await?;
    if !access::all_in_scope(db, &scope, &areas).await? {
        return Err(AppError::Forbidden);
    }
    if accounts::is(&batch) {
        accounts::require(ctx, db, &batch).await?;
    }
    Ok(batch)
}

/// What an undo that was done did: what stays is what is still there.
async fn done(ctx: &Ctx, batch: &Batch) -> Result<Undoing, AppError> {
    if past::is(batch) {
        return past::done(ctx, batch).await;
    }
    if roster::is(batch) {
        return roster::done(ctx, batch).await;
    }
    if accounts::is(batch) {
        return accounts::done(ctx, batch).await;
    }
    let db = ctx.store.reader();
    let mut undoing = Undoing::of(batch);
    undoing.n_rows = n_reversed(ctx, batch).await?;
    for some in groups(db, batch.id).await?.chunks(HOMES_A_COMMIT) {
        let work = reversal::worked_since(db, batch, &homes_of(some)).await?;
        for it in some {
            undoing.count(it, it.work(&work).or(Some(kept_then(batch))));
        }
    }
    Ok(undoing)
}

/// What stayed for work that is itself no more.
fn kept_then(batch: &Batch) -> Worked {
    Worked { why: Work::CaseWorked, at: batch.undone_at.unwrap_or(batch.started_at), by: None }
}

async fn n_reversed(ctx: &Ctx, batch: &Batch) -> Result<u64, AppError> {
    let n = reversal::n_reversed(ctx.store.reader(), batch.id).await?;
    Ok(u64::try_from(n).unwrap_or(0))
}

fn homes_of(groups: &[Group]) -> Vec<Uuid> {
    groups.iter().flat_map(|it| it.homes.iter().map(|home| home.1)).collect()
}

/// Reverses the groups that nobody worked on, in a commit of their own; counts them where it holds.
async fn reverse(ctx: &Ctx, batch: &Batch, groups: &[Group], undoing: &mut Undoing) -> Result<(), AppError> {
    let mut counted = undoing.clone();
    let tx = ctx.store.begin().await?;
    sources::wait_for_turn(&tx).await?;
    reverse_in(ctx, &tx, batch, groups, &mut counted).await?;
    tx.commit().await?;
    *undoing = counted;
    Ok(())
}

async fn reverse_in(
    ctx: &Ctx,
    tx: &Tx,
    batch: &Batch,
    groups: &[Group],
    undoing: &mut Undoing,
) -> Result<(), AppError> {
    let homes = homes_of(groups);
    lock(ctx, tx, groups).await?;
    let work = reversal::worked_since(&**tx, batch, &homes).await?;
    let names_problems = batch.source == Source::Thaiqm.code();
    let mut touched = Touched { names_problems, ..Touched::default() };
    let (mut rows, mut moved, mut replaced) = (Vec::new(), Vec::new(), Vec::new());
    for group in groups {
        let kept = group.work(&work);
        undoing.count(group, kept);
        if kept.is_some() {
            continue;
        }
        touched.homes.extend(&group.homes);
        touched.people.extend(group.brought.iter().chain(&group.moved).map(|it| it.person));
        rows.extend(group.brought.iter().map(|it| it.row.1));
        moved.extend(&group.moved);
        replaced.extend(&group.replaced);
    }
    let about: Vec<Uuid> = touched.homes.iter().chain(&touched.people).map(|it| it.1).collect();
    let homes: Vec<Uuid> = touched.homes.iter().map(|it| it.1).collect();
    reversal::reverse_rows(tx, &rows, ctx.now).await?;
    link_back(ctx, tx, batch, &moved, &replaced, &mut touched).await?;
    reversal::forget_questions(tx, batch.id, &about).await?;

    let opened = reversal::opened_by(&**tx, batch.id, &homes).await?;
    undoing.n_cases += opened.len() as u64;
    reversal::remove_cases(tx, &opened).await?;
    reversal::forget_additions(tx, batch.id, &homes).await?;
    figures::refresh(&**tx, &opened).await?;
    let left = recompose(ctx, tx, touched).await?;
    assess::restore(ctx, tx, &*parameters::rules(&ctx.store).await?, &left).await?;
    Ok(figures::refresh(&**tx, &left).await?)
}

/// Locks the cases before looking who worked on them: nobody can begin meanwhile.
async fn lock(ctx: &Ctx, tx: &Tx, groups: &[Group]) -> Result<(), AppError> {
    let homes: Vec<HouseholdKey> = groups
        .iter()
        .flat_map(|it| it.homes.iter().map(|home| (HomeProvince(home.0), HouseholdId(home.1))))
        .collect();
    let scope = Scope::everywhere(ctx.today());
    let found = cases::find_of_households(&**tx, &scope, &homes).await?;
    let keys: Vec<cases::CaseKey> = found.values().map(|it| it.key).collect();
    cases::find_many_for_update(tx, &scope, &keys).await?;
    Ok(())
}

/// Gives rows that the import moved or took the place of the link they had before.
async fn link_back(
    ctx: &Ctx,
    tx: &Tx,
    batch: &Batch,
    moved: &[Brought],
    replaced: &[Uuid],
    touched: &mut Touched,
) -> Result<(), AppError> {
    let moved: Vec<Uuid> = moved.iter().map(|it| it.row.1).collect();
    let both: Vec<Uuid> = moved.iter().chain(replaced).copied().collect();
    let links = last_links(&**tx, &both).await?;
    undo_links(tx, &moved, ctx.now).await?;
    bring_back_problems(tx, replaced).await?;
    revive_rows(tx, replaced).await?;
    let again = links.values().filter_map(|all| {
        let before = all.iter().rev().find(|it| it.batch != Some(batch.id))?;
        Some(linked_again(ctx, before, all.last()?.seq + 1))
    });
    let again: Vec<LinkRow> = again.collect();
    for it in &again {
        touched.people.insert(it.person);
        touched.homes.insert(it.household);
    }
    Ok(insert_links(tx, again).await?)
}

/// An earlier link, made once more.
fn linked_again(ctx: &Ctx, link: &LastLink, seq: i32) -> LinkRow {
    LinkRow {
        row: link.row,
        seq,
        person: link.person,
        person_by: link.person_by.clone(),
        household: link.household,
        household_by: link.household_by.clone(),
        is_head: link.is_head,
        by_actor: ctx.actor.name.clone(),
        at: ctx.now,
        batch: link.batch,
    }
}

/// Households somebody worked on, by household.
type WorkedOn = HashMap<Uuid, Worked>;

#[cfg(test)]
mod tests;
