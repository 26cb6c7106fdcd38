//! Which cases an act on many is about: named at the versions that were read, or all that a filter finds but some.
//!
//! It is evaluated when the act is done, all or nothing.

use phonjon_domain::policy::Action;
use phonjon_store::Tx;
use phonjon_store::cases::{self, CaseFilter, CaseKey, CaseRow};
use phonjon_store::teams::acts::lock_cases;

use crate::case::work::conflict;
use crate::ctx::Ctx;
use crate::error::{AppError, Refusal};
use crate::permit::scope_for;

/// Most cases that may be left out.
const MOST_EXCEPTED: usize = 100;

/// Most cases that may be named: more do not fit into a request of 64 KiB with everything else in it.
const MOST_NAMED: usize = 500;

/// Which cases an act is about.
#[derive(Debug, Clone)]
pub struct Selection {
    /// Named or found.
    pub which: Which,
    /// How many cases the person saw, those left out not counted; with another number nothing is done. What a filter
    /// finds needs it.
    pub expected_count: Option<i64>,
}

/// Cases that are named or found.
#[derive(Debug, Clone)]
pub enum Which {
    /// These, each at the version that was read; at most 500.
    Cases(Vec<(CaseKey, i64)>),
    /// What the filter finds.
    Found {
        /// The filter.
        filter: Box<CaseFilter>,
        /// But these, at most 100.
        except: Vec<CaseKey>,
    },
}

impl Selection {
    /// What a filter finds, of which so many were seen.
    pub fn found(filter: CaseFilter, except: Vec<CaseKey>, expected_count: i64) -> Self {
        let which = Which::Found { filter: Box::new(filter), except };
        Self { which, expected_count: Some(expected_count) }
    }

    /// These cases, each at the version that was read.
    pub const fn cases(cases: Vec<(CaseKey, i64)>) -> Self {
        Self { which: Which::Cases(cases), expected_count: None }
    }

    /// Refuses more than can be named or left out.
    fn check_size(&self) -> Result<(), Refusal> {
        match &self.which {
            Which::Cases(cases) if MOST_NAMED < cases.len() => {
                Err(Refusal::of("TOO_LARGE", "selection.cases").with("max", MOST_NAMED))
            }
            Which::Found { except, .. } if MOST_EXCEPTED < except.len() => {
                Err(Refusal::of("TOO_MANY_EXCEPTIONS", "selection.exceptIds").with("max", MOST_EXCEPTED))
            }
            Which::Cases(_) | Which::Found { .. } => Ok(()),
        }
    }

    /// Refuses another number of cases than was seen.
    fn check_count(&self, n_found: usize) -> Result<(), Refusal> {
        let expected = match (&self.which, self.expected_count) {
            (Which::Found { .. }, None) => return Err(Refusal::of("REQUIRED", "selection.expectedCount")),
            (Which::Cases(_), None) => return Ok(()),
            (Which::Cases(_) | Which::Found { .. }, Some(expected)) => expected,
        };
        if i64::try_from(n_found) == Ok(expected) {
            return Ok(());
        }
        let refusal = Refusal::of("SELECTION_CHANGED", "selection.expectedCount");
        Err(refusal.with("wanted", expected).with("found", n_found))
    }
}

/// The selected cases, locked: those the actor reads, all of them within the act's reach, as many as were seen and at
/// the versions that were read. `yours` is what the act wants of each, for who reads of a conflict.
///
/// # Errors
///
/// `TOO_LARGE`, `TOO_MANY_EXCEPTIONS`, `SELECTION_CHANGED`, `REQUIRED` where nothing is selected,
/// [`AppError::Hidden`] for a named case out of reach, [`AppError::VersionConflict`], [`AppError::Forbidden`].
pub(crate) async fn select(
    tx: &Tx,
    ctx: &Ctx,
    action: Action,
    selection: &Selection,
    yours: &[(&str, Option<&str>)],
) -> Result<Vec<CaseRow>, AppError> {
    selection.check_size()?;
    let reads = scope_for(&ctx.actor, Action::ReadCase, ctx.today());
    let cases = match &selection.which {
        Which::Found { filter, except } => cases::select_for_update(tx, &reads, filter, except).await?,
        Which::Cases(named) => {
            let mut keys: Vec<CaseKey> = named.iter().map(|it| it.0).collect();
            keys.sort_unstable();
            keys.dedup();
            let cases = lock_cases(tx, &reads, &keys).await?;
            for (key, version) in named {
                let case = cases.iter().find(|it| it.key == *key).ok_or(AppError::Hidden)?;
                if case.version != *version {
                    return Err(conflict(tx, case, *version, yours).await?);
                }
            }
            cases
        }
    };
    selection.check_count(cases.len())?;
    if cases.is_empty() {
        return Err(Refusal::of("REQUIRED", "selection").into());
    }
    check_reach(tx, ctx, action, &cases).await?;
    Ok(cases)
}

/// The selected cases as they are now, of those the actor reads: neither number nor versions are compared.
///
/// # Errors
///
/// `TOO_LARGE`, `TOO_MANY_EXCEPTIONS`, or the store's own.
pub(crate) async fn look(ctx: &Ctx, selection: &Selection) -> Result<Vec<CaseRow>, AppError> {
    selection.check_size()?;
    let reads = scope_for(&ctx.actor, Action::ReadCase, ctx.today());
    let db = ctx.store.reader();
    Ok(match &selection.which {
        Which::Found { filter, except } => cases::select(db, &reads, filter, except).await?,
        Which::Cases(named) => {
            let keys: Vec<CaseKey> = named.iter().map(|it| it.0).collect();
            cases::find_many(db, &reads, &keys).await?.into_values().collect()
        }
    })
}

/// Every one of these cases lies within what the actor may do the act on.
pub(crate) async fn check_reach(
    tx: &Tx,
    ctx: &Ctx,
    action: Action,
    cases: &[CaseRow],
) -> Result<(), AppError> {
    let reads = scope_for(&ctx.actor, Action::ReadCase, ctx.today());
    let reach = scope_for(&ctx.actor, action, ctx.today());
    if reads == reach {
        return Ok(());
    }
    let keys: Vec<CaseKey> = cases.iter().map(|it| it.key).collect();
    let within = lock_cases(tx, &reach, &keys).await?;
    if within.len() == cases.len() { Ok(()) } else { Err(AppError::Forbidden) }
}
