//! Releasing a set of values from a day on, and judging the open cases anew by it, in chunks that go on after a kill.

use std::time::Duration;

use chrono::{DateTime, NaiveDate, Utc};
use phonjon_domain::access::{Actor, Scope};
use phonjon_domain::calendar::FiscalYear;
use phonjon_domain::ids::{CaseId, HomeProvince, ParameterSetId, UserId};
use phonjon_domain::policy::Action;
use phonjon_rules::parameter::ParameterKind;
use phonjon_store::cases::{self, CaseKey};
use phonjon_store::jobs::{self, Job};
use phonjon_store::parameters::{self as stored, ParameterRow};
use phonjon_store::{Store, Tx, figures};
use serde::{Deserialize, Serialize};
use serde_json::json;
use uuid::Uuid;

use super::{RELEASED, put_figure_items, rules_in};
use crate::assess::{Cause, assess_many};
use crate::audit;
use crate::ctx::{Clock, Ctx, midnight};
use crate::error::{AppError, Refusal};
use crate::idempotent::Key;
use crate::permit::{Located, require};

/// What jobs that judge cases by a released set are called.
const JOB: &str = "release_parameters";

/// Cases judged in one transaction.
pub(super) const CHUNK: u32 = 500;

/// How often a serving process looks for a set whose day has come.
const EVERY: Duration = Duration::from_secs(10);

/// How far judging by a released set has come.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
struct Payload {
    by: String,
    account: Option<Uuid>,
    /// Home province and id of the last case judged.
    after: Option<(i16, Uuid)>,
    n_done: u64,
    n_all: u64,
}

/// How far judging by a released set has come, for who looks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Progress {
    /// The set.
    pub set: ParameterSetId,
    /// Cases judged.
    pub n_done: u64,
    /// Cases that were open when it began; 0 before.
    pub n_all: u64,
}

/// Releases a drafted set from a day on, today where none is given. From then on it is used for every judgement, and
/// every open case that it concerns is judged anew in the background.
///
/// # Errors
///
/// [`AppError::Hidden`], [`AppError::Forbidden`], `PARAMETER_SET_RELEASED`, `DAY_IN_PAST`, and `PARAMETER_SET_YEARS`
/// where the set does not hold for the fiscal year of that day.
pub async fn release(
    ctx: &Ctx,
    key: &Key,
    id: ParameterSetId,
    from: Option<NaiveDate>,
) -> Result<ParameterRow, AppError> {
    let tx = ctx.store.begin().await?;
    require(&tx, ctx, Action::ReleaseParameters, &Located::COUNTRY).await?;
    if key.done(&tx, ctx, "parameterSetRelease").await?.is_none() {
        let set = find(&tx, id).await?;
        if set.state != super::DRAFT {
            return Err(Refusal::of("PARAMETER_SET_RELEASED", "id").with("version", &set.version).into());
        }
        let from = from.unwrap_or(ctx.today());
        if from < ctx.today() {
            return Err(Refusal::of("DAY_IN_PAST", "from").with("day", from).into());
        }
        check_years(&set, from)?;
        let at = if from == ctx.today() { ctx.now } else { midnight(from) };
        stored::schedule(&tx, id, at).await?;
        if from == ctx.today() {
            take_effect(ctx, &tx, &set).await?;
        } else {
            let detail = json!({ "kind": set.kind, "version": set.version, "from": from });
            audit::record(ctx, &tx, "parameters.dated", ("parameter_set", id.0), detail).await?;
        }
        order(ctx, &tx, id, at).await?;
        key.remember(&tx, ctx, "parameterSetRelease", "parameter_set", id.0).await?;
    }
    let set = find(&tx, id).await?;
    tx.commit().await?;
    Ok(set)
}

/// Orders that the cases a set concerns are judged anew, not before an instant.
pub(super) async fn order(
    ctx: &Ctx,
    tx: &Tx,
    set: ParameterSetId,
    run_after: DateTime<Utc>,
) -> Result<(), AppError> {
    let account = ctx.actor.account.map(|it| it.0);
    let payload = Payload { by: ctx.actor.name.clone(), account, ..Payload::default() };
    let job = Job {
        id: ctx.new_id(),
        kind: JOB.to_owned(),
        subject: set.0.to_string(),
        is_done: false,
        payload: written(&payload)?,
        run_after,
    };
    Ok(jobs::insert(tx, &job).await?)
}

/// What waits for its day or is being judged by, and how far that has come.
///
/// # Errors
///
/// The store's own.
pub async fn under_way(ctx: &Ctx) -> Result<Vec<Progress>, AppError> {
    let jobs = jobs::waiting(ctx.store.reader(), JOB).await?;
    let progress = |job: &Job| {
        let payload = payload(job)?;
        Ok(Progress { set: subject(job)?, n_done: payload.n_done, n_all: payload.n_all })
    };
    jobs.iter().map(progress).collect()
}

/// Does what is due: sets whose day has come are used, and open cases judged by them, chunk after chunk, each with its
/// checkpoint in the same transaction. Killed in between, or done by two processes at once, it goes on where it was.
///
/// # Errors
///
/// The store's own, or what `told` answers.
pub async fn carry_out(
    ctx: &Ctx,
    told: &mut (dyn FnMut(Progress) -> Result<(), AppError> + Send),
) -> Result<(), AppError> {
    for job in jobs::waiting(ctx.store.reader(), JOB).await? {
        if ctx.now < job.run_after {
            continue;
        }
        while let Some(progress) = step(ctx, job.id).await? {
            told(progress)?;
        }
    }
    Ok(())
}

/// Looks again and again for what is due, for as long as a process serves.
pub async fn keep_releasing(store: Store, clock: Clock) {
    let mut every = tokio::time::interval(EVERY);
    every.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Delay);
    loop {
        every.tick().await;
        let system = Actor { account: None, name: "system".to_owned(), grants: Vec::new() };
        let ctx = Ctx::new(store.clone(), system, clock());
        if let Err(error) = carry_out(&ctx, &mut |_| Ok(())).await {
            tracing::error!(error = &error as &dyn std::error::Error, "released values wait");
        }
    }
}

/// One chunk in one transaction; nothing where the job is done.
async fn step(ctx: &Ctx, id: Uuid) -> Result<Option<Progress>, AppError> {
    let tx = ctx.store.begin().await?;
    let Some(mut job) = jobs::find_for_update(&tx, id).await?.filter(|it| !it.is_done) else {
        return Ok(None);
    };
    let mut done = payload(&job)?;
    let set = find(&tx, subject(&job)?).await?;
    // The acts are of who released it, whichever process does the work.
    let actor = Actor { account: done.account.map(UserId), name: done.by.clone(), grants: Vec::new() };
    let ctx = Ctx::new(ctx.store.clone(), actor, ctx.now);
    if set.state != RELEASED {
        take_effect(&ctx, &tx, &set).await?;
    }
    let everywhere = Scope::everywhere(ctx.today());
    if done.after.is_none() {
        done.n_all = u64::try_from(cases::count_open(&*tx, &everywhere).await?).unwrap_or(0);
    }
    let after = done.after.map(|it| (HomeProvince(it.0), CaseId(it.1)));
    let keys: Vec<CaseKey> = if concerns_levels(&set.kind) {
        cases::open_after(&*tx, &everywhere, after, CHUNK).await?
    } else {
        Vec::new()
    };
    if let Some(last) = keys.last() {
        let rules = rules_in(&*tx).await?;
        assess_many(&ctx, &tx, &rules, &keys, Cause::Release).await?;
        figures::refresh(&*tx, &keys).await?;
        done.after = Some((last.0.0, last.1.0));
        done.n_done += keys.len() as u64;
    } else {
        job.is_done = true;
        let detail = json!({ "kind": set.kind, "version": set.version, "n_cases": done.n_done });
        audit::record(&ctx, &tx, "parameters.judged_by", ("parameter_set", set.id.0), detail).await?;
    }
    job.payload = written(&done)?;
    jobs::keep(&tx, &job).await?;
    tx.commit().await?;
    let progress = Progress { set: set.id, n_done: done.n_done, n_all: done.n_all };
    Ok((!job.is_done).then_some(progress))
}

/// The set is used from now on.
async fn take_effect(ctx: &Ctx, tx: &Tx, set: &ParameterRow) -> Result<(), AppError> {
    stored::release(tx, set.id, ctx.now).await?;
    put_figure_items(tx, set).await?;
    let detail = json!({ "kind": set.kind, "version": set.version });
    audit::record(ctx, tx, "parameters.released", ("parameter_set", set.id.0), detail).await
}

/// True for a set that levels are judged by. What opens a case is looked at when a source changes.
pub(super) fn concerns_levels(kind: &str) -> bool {
    match ParameterKind::from_code(kind) {
        Some(
            ParameterKind::Criteria
            | ParameterKind::IncomeLine
            | ParameterKind::BmnCatalogue
            | ParameterKind::ProblemCatalogue,
        ) => true,
        Some(ParameterKind::TargetRule | ParameterKind::OpeningRule | ParameterKind::NeedMenu) | None => {
            false
        }
    }
}

/// Criteria and needs are of the year in which something is judged or given: a set must hold in the one it begins in. The
/// others are chosen by the survey.
fn check_years(set: &ParameterRow, from: NaiveDate) -> Result<(), Refusal> {
    let of_the_day = [ParameterKind::Criteria, ParameterKind::NeedMenu].map(ParameterKind::code);
    let year = FiscalYear::of(from).map_or(0, |it| it.0.get());
    let holds = set.first_year.is_none_or(|it| it <= year) && set.last_year.is_none_or(|it| year <= it);
    if of_the_day.contains(&set.kind.as_str()) && !holds {
        return Err(Refusal::of("PARAMETER_SET_YEARS", "from").with("year", year));
    }
    Ok(())
}

async fn find(tx: &Tx, id: ParameterSetId) -> Result<ParameterRow, AppError> {
    stored::find_for_update(tx, id).await?.ok_or(AppError::Hidden)
}

fn subject(job: &Job) -> Result<ParameterSetId, AppError> {
    let id = Uuid::parse_str(&job.subject);
    id.map(ParameterSetId).map_err(|_| AppError::Unexpected("a job names no parameter set".to_owned()))
}

fn payload(job: &Job) -> Result<Payload, AppError> {
    serde_json::from_str(&job.payload).map_err(|error| unwritten(&error))
}

fn written(payload: &Payload) -> Result<String, AppError> {
    serde_json::to_string(payload).map_err(|error| unwritten(&error))
}

fn unwritten(error: &serde_json::Error) -> AppError {
    AppError::Unexpected(format!("how far a job has come cannot be read or written: {error}"))
}
