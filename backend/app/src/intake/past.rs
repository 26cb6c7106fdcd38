//! Work that was done before, and who does it: visits and help of households that have a case within the importer's reach,
//! the members of teams and the accounts of a district come in by the road of the lists, row by row.
//!
//! A row brings a visit, a piece of help, a member or an account of its own; the same row again changes nothing. What a row says of an earlier
//! day counts for that day.

use phonjon_domain::calendar::{BuddhistYear, FiscalYear};
use phonjon_domain::ids::BatchId;
use phonjon_domain::policy::Action;
use phonjon_rows::{Counts, FileHead, Outcome, ReadRow};
use phonjon_store::cases::{self, By, CaseKey, Change};
use phonjon_store::keys::DataKey;
use phonjon_store::past::{self as stored, PastRow};
use phonjon_store::sources::{self, Batch};
use phonjon_store::{Connection, Tx, audit, figures, interventions, problems, visits};
use uuid::Uuid;

use super::batch::{begin_batch, event, json, resumed, take_turn};
use super::chunk::UNCHANGED;
use super::decide::Chosen;
use super::decide::{Mode, Wanted};
use super::file::{Compared, FileInfo, FileOutcome};
use super::foreseen::Foreseen;
use super::plan_hash::{Hashing, PlanHash};
use super::raw::seal_raw;
use super::run::{Progress, new_batch};
use super::stage::Staged;
use super::units::Units;
use super::write;
use crate::assess::{Cause, assess_many};
use crate::error::{AppError, Refusal};
use crate::{Ctx, parameters, team};

mod accounts;
mod given;
mod plan;
mod standing;
mod teams;
mod visited;
mod whom;

pub(super) use plan::Seen;
pub(super) use plan::UnitPlan;

/// What a file that brings something of its own with each row tells of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum PastWork {
    /// Visits.
    Visits,
    /// Help.
    Help,
    /// Who serves in which team.
    Teams,
    /// Who has an account, in which role.
    Accounts,
}

impl PastWork {
    /// The kind of a source's word.
    pub(crate) fn from_code(code: &str) -> Option<Self> {
        [Self::Visits, Self::Help, Self::Teams, Self::Accounts].into_iter().find(|it| it.code() == code)
    }

    pub(super) const fn code(self) -> &'static str {
        match self {
            Self::Visits => "visits",
            Self::Help => "help",
            Self::Teams => "teams",
            Self::Accounts => "accounts",
        }
    }

    /// What its importer must be permitted to do by hand.
    pub(super) const fn action(self) -> Action {
        match self {
            Self::Visits => Action::RecordVisit,
            Self::Help => Action::RecordIntervention,
            Self::Teams => Action::ManageTeam,
            Self::Accounts => Action::ManageAccounts,
        }
    }
}

/// Plans unit by unit, the same for a check and an import.
enum Planner<'a> {
    /// Of work.
    Work(Box<plan::Planner<'a>>),
    /// Of who serves in which team.
    Teams(Box<teams::Planner<'a>>),
    /// Of who has an account.
    Accounts(Box<accounts::Planner<'a>>),
}

impl<'a> Planner<'a> {
    async fn begin(ctx: &'a Ctx, work: PastWork, batch: Option<Uuid>, seen: Seen) -> Result<Self, AppError> {
        Ok(match work {
            PastWork::Teams => Self::Teams(Box::new(teams::Planner::begin(ctx, batch, seen).await?)),
            PastWork::Accounts => Self::Accounts(Box::new(accounts::Planner::begin(ctx, batch, seen).await?)),
            PastWork::Visits | PastWork::Help => {
                Self::Work(Box::new(plan::Planner::begin(ctx, work, batch, seen).await?))
            }
        })
    }

    /// What the files that follow in the same check have to know.
    fn end(self) -> Seen {
        match self {
            Self::Work(it) => it.end(),
            Self::Teams(it) => it.end(),
            Self::Accounts(it) => it.end(),
        }
    }

    /// Plans a unit that will be stored, what it rests on locked.
    async fn plan(&mut self, tx: &Tx, rows: Vec<ReadRow>) -> Result<UnitPlan, AppError> {
        match self {
            Self::Work(it) => it.plan(tx, rows).await,
            Self::Teams(it) => it.plan(tx, rows).await,
            Self::Accounts(it) => it.plan(tx, rows).await,
        }
    }

    /// Plans a unit without storing it.
    async fn look(&mut self, db: &impl Connection, rows: Vec<ReadRow>) -> Result<UnitPlan, AppError> {
        match self {
            Self::Work(it) => it.look(db, rows).await,
            Self::Teams(it) => it.look(db, rows).await,
            Self::Accounts(it) => it.look(db, rows).await,
        }
    }
}

/// What a file is and what is done with it.
#[derive(Debug, Clone, Copy)]
pub(super) struct Given {
    pub(super) work: PastWork,
    pub(super) year: BuddhistYear,
    pub(super) mode: Mode,
    pub(super) plan: Option<PlanHash>,
}

/// The year an import of past work stands under: each row has its own day, so that it is none of a survey.
pub(super) fn year(ctx: &Ctx, head: &FileHead, wanted: Wanted) -> Result<BuddhistYear, AppError> {
    let stated = head.year.and_then(|it| BuddhistYear::new(i32::from(it)));
    let this = FiscalYear::of(ctx.today()).map(|it| it.0);
    let year = wanted.year.or(stated).or(this);
    year.ok_or_else(|| AppError::Unexpected("today lies in no year".to_owned()))
}

/// Walks the rows of a file, and stores what they bring where it applies.
#[expect(clippy::too_many_arguments, reason = "as every walk of a file")]
pub(super) async fn run(
    ctx: &Ctx,
    foreseen: &mut Foreseen,
    staged: &Staged,
    file: &FileInfo,
    given: Given,
    outcome: &mut FileOutcome,
    report: &mut (dyn FnMut(&ReadRow) -> Result<(), AppError> + Send),
    progress: &(dyn Fn(Progress) + Sync),
) -> Result<(), AppError> {
    let db = ctx.store.reader();
    let (code, year) = (given.work.code(), given.year);
    let found = sources::find_batch_of_file(db, &file.sha256, code, year.get()).await?;
    if given.mode == Mode::Apply && found.as_ref().is_some_and(|it| is_of_others(ctx, it)) {
        return Err(Refusal::of("IMPORT_UNDER_WAY", "file").into());
    }
    let newest = found.as_ref().map(|it| it.id);
    let goes_on = match found {
        // Rows were refused that are not any more: a new import has them.
        Some(it) if it.state == "applied" && brings_more(ctx, staged, given).await? => None,
        other => other,
    };
    let is_done = goes_on.as_ref().is_some_and(|it| it.state == "applied");
    let (batch, key) = match &goes_on {
        Some(it) => (it.id, ctx.store.keys().unwrap_data_key(&it.data_key, &it.master_key_id)?),
        None => (new_batch(ctx, file).await?, staged.key.key.clone()),
    };
    if given.mode == Mode::Apply && goes_on.is_none() {
        let wanted = Wanted { plan: given.plan, ..Wanted::default() };
        begin_batch(ctx, batch, staged, file, (&file.name, newest, wanted), (code, year)).await?;
    }
    // Of a file that is done every row was brought before, also one that another of its rows repeats.
    let own = (!is_done).then_some(batch);
    let mut road = Road {
        ctx,
        batch,
        key,
        n_taken_up: goes_on.as_ref().map_or(0, |it| it.n_rows_applied),
        goes_on: goes_on.is_some(),
        planner: Planner::begin(ctx, given.work, own, std::mem::take(&mut foreseen.past)).await?,
        counts: Counts::default(),
        compared: Compared::default(),
        plan: None,
        given,
    };
    // Of an import that was broken off the rows it had stored are its own: its plan was hashed when it was checked.
    let is_whole = goes_on.is_none() || is_done || given.mode == Mode::Check;
    let mut hashing = is_whole.then(|| Hashing::of_work(file, code, year.get()));
    let mut units = Units::of(staged, Chosen::default());
    let counts = staged.counts;
    let n_all = counts.accepted + counts.accepted_with_warning + counts.rejected + counts.skipped;
    loop {
        let ordinal = units.n_taken;
        let (rows, is_last) = units.take().await?;
        let plan = if given.mode == Mode::Apply && !is_done {
            road.commit(rows, (ordinal, units.n_taken), is_last, (&mut hashing, outcome)).await?
        } else {
            let plan = road.planner.look(ctx.store.reader(), rows).await?;
            outcome.take_in(&plan);
            road.hash(&plan, is_last, &mut hashing, outcome);
            plan
        };
        for row in &plan.reports {
            report(row)?;
        }
        let batch = (given.mode == Mode::Apply).then_some(batch);
        progress(Progress { n_done: units.n_taken, n_all, batch });
        if is_last {
            break;
        }
    }
    outcome.plan = road.plan;
    if given.mode == Mode::Apply {
        outcome.batch = Some(batch);
    } else {
        foreseen.past = road.planner.end();
    }
    Ok(())
}

/// True where an account would go on with an import that somebody else began.
fn is_of_others(ctx: &Ctx, batch: &Batch) -> bool {
    let mine = ctx.actor.account.map(|it| it.0);
    mine.is_some() && batch.state == "applying" && batch.account_id != mine
}

/// True where a file that was imported to its end has rows that would be taken now.
async fn brings_more(ctx: &Ctx, staged: &Staged, given: Given) -> Result<bool, AppError> {
    let mut planner = Planner::begin(ctx, given.work, None, Seen::default()).await?;
    let mut units = Units::of(staged, Chosen::default());
    loop {
        let (rows, is_last) = units.take().await?;
        if !planner.look(ctx.store.reader(), rows).await?.rows.is_empty() {
            return Ok(true);
        }
        if is_last {
            return Ok(false);
        }
    }
}

/// What walking a file needs from unit to unit.
struct Road<'a> {
    ctx: &'a Ctx,
    given: Given,
    batch: Uuid,
    key: DataKey,
    /// What the batch says was taken up, if nobody else is at it.
    n_taken_up: i64,
    goes_on: bool,
    planner: Planner<'a>,
    counts: Counts,
    compared: Compared,
    /// What the whole comes to, once it is known.
    plan: Option<PlanHash>,
}

impl Road<'_> {
    /// Adds a unit to the hash of the plan, and ends it with the last.
    fn hash(&mut self, plan: &UnitPlan, is_last: bool, hashing: &mut Option<Hashing>, outcome: &FileOutcome) {
        if let Some(hashing) = hashing {
            hashing.unit_of_work(plan);
        }
        if is_last {
            self.plan = hashing.take().map(|it| it.end(outcome));
        }
    }

    /// Stores a unit of rows with the checkpoint. `places` are how many rows stood before it and how many with it.
    async fn commit(
        &mut self,
        rows: Vec<ReadRow>,
        places: (u64, u64),
        is_last: bool,
        (hashing, outcome): (&mut Option<Hashing>, &mut FileOutcome),
    ) -> Result<UnitPlan, AppError> {
        let (ctx, batch) = (self.ctx, self.batch);
        let tx = ctx.store.begin().await?;
        take_turn(&tx, batch, self.n_taken_up).await?;
        if std::mem::take(&mut self.goes_on) {
            resumed(ctx, &tx, batch, self.n_taken_up).await?;
        }
        let mut plan = self.planner.plan(&tx, rows).await?;
        outcome.take_in(&plan);
        self.hash(&plan, is_last, hashing, outcome);
        self.store(&tx, &mut plan, places.0).await?;
        for (n, row) in plan.reports.iter().enumerate() {
            self.counts.add(plan.then.get(&n).copied().unwrap_or(row.outcome));
        }
        let n_own = plan.then.len() as u64;
        self.compared.new += plan.n_new() + n_own;
        self.compared.unchanged += plan.n_known - n_own;
        let n_done = i64::try_from(places.1).unwrap_or(i64::MAX);
        let at = sources::Checkpoint {
            n_rows_applied: n_done,
            counts: json(&self.counts)?,
            compared: Some(json(&self.compared)?),
            n_without_place: 0,
            finished_at: is_last.then_some(ctx.now),
            plan: self.plan.or(self.given.plan).map(|it| it.to_string()),
        };
        sources::checkpoint(&tx, batch, at).await?;
        if is_last {
            let detail = serde_json::json!({
                "source": self.given.work.code(),
                "year": self.given.year.get(),
                "counts": self.counts,
                "compared": self.compared,
            });
            audit::record(&tx, &event(ctx, "import.applied", batch, detail)).await?;
        }
        tx.commit().await?;
        self.n_taken_up = n_done;
        Ok(plan)
    }

    async fn store(&self, tx: &Tx, plan: &mut UnitPlan, ordinal: u64) -> Result<(), AppError> {
        let (ctx, batch) = (self.ctx, self.batch);
        write::keep_rejected(tx, batch, &self.key, &plan.reports).await?;
        let Some(first) = plan.rows.first() else { return Ok(()) };
        let report =
            |n: usize| plan.reports.get(n).ok_or_else(|| AppError::Unexpected("no report".to_owned()));
        let first = (report(first.report)?, first.report);
        let mut cells = Vec::with_capacity(plan.rows.len());
        let mut rows = Vec::with_capacity(plan.rows.len());
        for row in &plan.rows {
            let report = report(row.report)?;
            cells.push((report.sheet.clone(), report.row, report.raw.clone()));
            rows.push(PastRow {
                id: ctx.new_id(),
                batch,
                sheet: report.sheet.clone(),
                row: write::number(report.row),
                content: row.content.clone(),
                outcome: write::outcome_text(report.outcome).to_owned(),
                remarks: write::remarks(&report.issues, row.n_read_issues)?,
                household: row.household,
                area: row.area,
                made: row.made,
                also: row.also,
                recorded_at: ctx.now,
            });
        }
        let n_rows = i32::try_from(rows.len()).unwrap_or(i32::MAX);
        let ordinal = i32::try_from(ordinal).unwrap_or(i32::MAX);
        let ordinal = ordinal.saturating_add(i32::try_from(first.1).unwrap_or(i32::MAX));
        let at = (first.0.sheet.as_str(), write::number(first.0.row));
        let body = seal_raw(&self.key, &cells)?;
        sources::insert_raw_chunk(tx, batch, ordinal, at, n_rows, body).await?;
        stored::insert(tx, rows).await?;
        visits::insert_many(tx, &plan.visits).await?;
        problems::insert_many(tx, &plan.found).await?;
        problems::move_many(tx, &plan.moved).await?;
        interventions::insert_many(tx, &plan.help).await?;
        team::insert(ctx, tx, &plan.teams).await?;
        team::insert_members(ctx, tx, &plan.members).await?;
        crate::accounts::insert(ctx, tx, &plan.accounts).await?;
        let by = By {
            actor: ctx.actor.name.clone(),
            account: ctx.actor.account,
            at: ctx.now,
            batch: Some(BatchId(batch)),
        };
        let changes: Vec<Change> = std::mem::take(&mut plan.changes);
        let after = cases::append_many(tx, &by, changes).await?;
        let keys: Vec<CaseKey> = after.iter().map(|it| it.key).collect();
        let batch = BatchId(batch);
        for at_home in [false, true] {
            let seen: Vec<CaseKey> = plan.seen.iter().filter(|it| it.1 == at_home).map(|it| it.0).collect();
            if !seen.is_empty() {
                let rules = parameters::rules(&ctx.store).await?;
                assess_many(ctx, tx, &rules, &seen, Cause::Sheet { batch, at_home }).await?;
            }
        }
        Ok(figures::refresh(&**tx, &keys).await?)
    }
}

impl FileOutcome {
    fn take_in(&mut self, plan: &UnitPlan) {
        for row in &plan.reports {
            self.counts.add(row.outcome);
        }
        self.compared.new += plan.n_new();
        self.compared.unchanged += plan.n_known;
    }
}

/// Marks a row that was brought before, with what was noted on it then where this import brought it.
fn mark_known(report: &mut ReadRow, known: &PastRow, is_own: bool) -> Result<Option<Outcome>, AppError> {
    let outcome = match known.outcome.as_str() {
        "accepted" => Outcome::Accepted,
        _ => Outcome::AcceptedWithWarning,
    };
    let then = is_own.then_some(outcome);
    if let Some(remarks) = known.remarks.as_deref().filter(|_| is_own) {
        let noted: Vec<phonjon_rows::Issue> =
            serde_json::from_str(remarks).map_err(|e| AppError::Unexpected(e.to_string()))?;
        report.issues.extend(noted);
    }
    report.outcome = Outcome::Accepted;
    report.issues.push(super::chunk::issue(UNCHANGED));
    Ok(then)
}

/// Where a row stands, as [`PastRow`] has it.
fn is_place(known: &PastRow, report: &ReadRow) -> bool {
    known.sheet == report.sheet && known.row == write::number(report.row)
}
