//! One file from its staged rows to its outcome, chunk by chunk, in commits small enough that nobody waits.

use std::collections::{HashMap, HashSet};
use std::time::{Duration, Instant};

use phonjon_domain::access::Reach;
use phonjon_domain::calendar::BuddhistYear;
use phonjon_domain::policy::Action;
use phonjon_domain::source::Source;
use phonjon_rows::{Counts, ReadRow};
use phonjon_store::areas::{self, AreaIndex};
use phonjon_store::intake::{GonePlace, asked_pairs, count_tables};
use phonjon_store::sources;
use phonjon_store::{Tx, access, audit};
use tokio::task::spawn_blocking;
use uuid::Uuid;

use super::batch::{Before, begin_batch, event, json, resumed, take_turn};
use super::chunk::{self, ChunkPlan, Session};
use super::decide::{FileRefused, Kind, Mode, Wanted, decide};
use super::file::{Compared, FileInfo, FileOutcome};
use super::foreseen::Foreseen;
use super::former::Former;
use super::past::{self, PastWork};
use super::plan_hash::{self, Hashing};
use super::stage::Staged;
use super::units::{UNIT_ROWS, Units};
use super::unlisted::Unlisting;
use super::{caches, places, screen, write};
use crate::Ctx;
use crate::error::{AppError, Refusal};
use crate::mappings;
use crate::permit::scope_for;

/// Most rows in a commit.
const MOST_ROWS: usize = 2_000;
/// A commit takes in units of rows until it took this long: other writers wait while it lasts.
const COMMIT_TIME: Duration = Duration::from_millis(200);

/// Once so many times as many rows were taken up, the database counts its tables anew.
const COUNT_EVERY: i64 = 4;

/// How far it has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Progress {
    /// Rows taken up.
    pub n_done: u64,
    /// Rows in the file.
    pub n_all: u64,
    /// The import that has the rows; none where nothing is stored.
    pub batch: Option<Uuid>,
}

/// Walks a staged file; `report` gets every row in file order, `progress` every commit. `foreseen` is one and the same
/// for all files of a command. An import whose plan no longer holds is refused with `PLAN_STALE`.
///
/// # Errors
///
/// [`AppError`] when the store fails; what was committed stays, and the same file again goes on from there.
pub async fn run(
    ctx: &Ctx,
    foreseen: &mut Foreseen,
    staged: &Staged,
    file: &FileInfo,
    wanted: Wanted,
    report: &mut (dyn FnMut(&ReadRow) -> Result<(), AppError> + Send),
    progress: &(dyn Fn(Progress) + Sync),
) -> Result<FileOutcome, AppError> {
    match plan_hash::refused_before(ctx, staged, file, wanted).await? {
        Some(stale) => Ok(stale),
        None => walk(ctx, foreseen, staged, file, wanted, report, progress).await,
    }
}

/// As [`run`], whatever the file comes to.
pub(super) async fn walk(
    ctx: &Ctx,
    foreseen: &mut Foreseen,
    staged: &Staged,
    file: &FileInfo,
    wanted: Wanted,
    report: &mut (dyn FnMut(&ReadRow) -> Result<(), AppError> + Send),
    progress: &(dyn Fn(Progress) + Sync),
) -> Result<FileOutcome, AppError> {
    let mut outcome = FileOutcome::default();
    if let Some(head) = &staged.head {
        outcome.source = Some(head.source.clone());
        outcome.unknown_columns.clone_from(&head.unknown_columns);
        outcome.missing_fields.clone_from(&head.missing_fields);
    }
    if let Some(refusal) = &staged.refusal {
        outcome.refused = Some(refusal.clone().into());
        return Ok(outcome);
    }
    let Some(head) = &staged.head else {
        return Err(AppError::Unexpected("a read file has no head".to_owned()));
    };
    if let Some(work) = PastWork::from_code(&head.source) {
        let year = past::year(ctx, head, wanted)?;
        outcome.year = Some(year.get());
        let given = past::Given { work, year, mode: wanted.mode, plan: wanted.plan };
        past::run(ctx, foreseen, staged, file, given, &mut outcome, report, progress).await?;
        return Ok(outcome);
    }
    let (kind, year) = match decide(head, wanted) {
        Ok(decided) => decided,
        Err(refused) => {
            outcome.refused = Some(refused);
            return Ok(outcome);
        }
    };
    outcome.year = Some(year.get());
    match kind {
        Kind::Rows(source) => {
            let mut road = Road::begin(ctx, foreseen, staged, file, (source, year), wanted).await?;
            outcome.chosen = Some(road.session.chosen);
            road.walk(staged, &mut outcome, report, progress).await?;
            road.end(file);
        }
        Kind::PublishedStatistics
            if scope_for(&ctx.actor, Action::Import, ctx.today()).reach != Reach::Everywhere =>
        {
            outcome.refused = Some(FileRefused::of("file_of_the_country"));
        }
        Kind::PublishedStatistics => {
            super::published::run(ctx, staged, file, year, wanted, &mut outcome, report).await?;
        }
    }
    Ok(outcome)
}

/// The id of an import that is begun: the one it shall have, unless another began since that was given. Imports follow
/// one another by their ids.
pub(super) async fn new_batch(ctx: &Ctx, file: &FileInfo) -> Result<Uuid, AppError> {
    match file.id {
        Some(id) if !sources::is_batch_after(ctx.store.reader(), id).await? => Ok(id),
        _ => Ok(ctx.new_id()),
    }
}

/// What walking a file needs from chunk to chunk.
struct Road<'a> {
    ctx: &'a Ctx,
    foreseen: &'a mut Foreseen,
    mode: Mode,
    /// What the plan comes to; none where an import goes on that was broken off.
    hashing: Option<Hashing>,
    session: Session,
    n_all: u64,
    /// What the batch says was taken up, if nobody else is at it.
    n_taken_up: i64,
    /// How many rows were taken up when the database last counted its tables.
    n_when_counted: i64,
    /// True until it was recorded that somebody goes on with an import that was broken off.
    goes_on: bool,
    /// Once all rows were taken up: what is to be done about those that the file no longer lists.
    unlisting: Option<Unlisting>,
    /// What the batch keeps of its rows' outcomes.
    batch_counts: Counts,
    /// What the batch keeps of how they compare.
    batch_compared: Compared,
}

impl<'a> Road<'a> {
    async fn begin(
        ctx: &'a Ctx,
        foreseen: &'a mut Foreseen,
        staged: &Staged,
        file: &FileInfo,
        (source, year): (Source, BuddhistYear),
        wanted: Wanted,
    ) -> Result<Self, AppError> {
        let mode = wanted.mode;
        let counts = staged.counts;
        let n_all = counts.accepted + counts.accepted_with_warning + counts.rejected + counts.skipped;
        let made_from = staged.head.as_ref().and_then(|it| it.made_from.as_deref());
        let before = Before::find(ctx, foreseen, file, made_from, source, year).await?;
        if mode == Mode::Apply && before.is_of_others(ctx) {
            // Its rows were taken in another's areas.
            return Err(Refusal::of("IMPORT_UNDER_WAY", "file").into());
        }
        let areas = AreaIndex::load(ctx.store.reader()).await?;
        let scope = scope_for(&ctx.actor, Action::Import, ctx.today());
        let reach = access::areas_in_scope(ctx.store.reader(), &scope).await?;
        let chosen = before.chosen().unwrap_or(wanted.chosen());
        let is_meant_otherwise = before.is_meant_otherwise(wanted.chosen());
        let mut session = Session {
            source,
            year,
            file_name: before.file_name,
            batch: match &before.import {
                Some(import) => import.id,
                None => new_batch(ctx, file).await?,
            },
            is_done: before.import.as_ref().is_some_and(|it| it.is_done),
            areas,
            columns: staged.head.as_ref().map(|it| it.columns.clone()).unwrap_or_default(),
            reach,
            data_keys: HashMap::new(),
            rules: crate::parameters::rules(&ctx.store).await?,
            chosen,
            former: Former::default(),
        };
        foreseen.lend(&mut session);
        // A check knows the key of a file that it checked before.
        if let Some((wrapped, key_id)) = before.import.as_ref().and_then(|it| it.key.as_ref()) {
            let key = ctx.store.keys().unwrap_data_key(wrapped, key_id)?;
            session.data_keys.insert(session.batch, key);
        }
        session.former = Former::find(ctx, &mut session, staged, foreseen).await?;
        let mut n_taken_up = before.import.as_ref().map_or(0, |it| it.n_taken_up);
        let mut is_begun = before.import.is_some();
        let is_read_otherwise = session.is_done
            && match &staged.recognised {
                _ if is_meant_otherwise => true,
                Some(it) => mappings::is_other(ctx, session.batch, it).await?,
                None => false,
            };
        if session.is_done && (is_read_otherwise || session.former.lacks_rows(&session, staged)?) {
            // Rows were refused that are not any more, or lie where somebody else may import, or the columns are taken
            // for something else, or the cells mean something else: a new import has them.
            session.batch = new_batch(ctx, file).await?;
            session.is_done = false;
            session.chosen = wanted.chosen();
            is_begun = false;
            n_taken_up = 0;
            session.former = Former::find(ctx, &mut session, staged, foreseen).await?;
        }
        if !is_begun {
            session.data_keys.insert(session.batch, staged.key.key.clone());
            if mode == Mode::Apply {
                let of = (source.code(), year);
                begin_batch(
                    ctx,
                    session.batch,
                    staged,
                    file,
                    (&session.file_name, before.newest, wanted),
                    of,
                )
                .await?;
            }
        }
        let is_whole = mode == Mode::Check || session.is_done || !is_begun;
        let rules = crate::parameters::rules_hash(ctx.store.reader()).await?;
        let hashing = is_whole.then(|| Hashing::begin(&session, file, &rules));
        Ok(Self {
            ctx,
            foreseen,
            mode,
            hashing,
            session,
            n_all,
            n_taken_up,
            n_when_counted: 0,
            goes_on: is_begun,
            unlisting: None,
            batch_counts: Counts::default(),
            batch_compared: Compared::default(),
        })
    }

    async fn walk(
        &mut self,
        staged: &Staged,
        outcome: &mut FileOutcome,
        report: &mut (dyn FnMut(&ReadRow) -> Result<(), AppError> + Send),
        progress: &(dyn Fn(Progress) + Sync),
    ) -> Result<(), AppError> {
        let mut units = Units::of(staged, self.session.chosen);
        loop {
            let (reports, is_last) = if self.mode == Mode::Apply && !self.session.is_done {
                let committed = self.commit(&mut units, outcome).await?;
                self.count_tables().await?;
                committed
            } else {
                self.look(&mut units, outcome).await?
            };
            for row in &reports {
                report(row)?;
            }
            // Some ten thousand texts are given back by a thread that nobody waits for.
            drop(spawn_blocking(move || drop(reports)));
            let batch = (self.mode == Mode::Apply).then_some(self.session.batch);
            progress(Progress { n_done: units.n_taken, n_all: self.n_all, batch });
            if is_last {
                break;
            }
        }
        if self.mode == Mode::Apply {
            outcome.batch = Some(self.session.batch);
        }
        Ok(())
    }

    /// Lets the database know how its tables have grown, in steps that grow as they do.
    async fn count_tables(&mut self) -> Result<(), AppError> {
        if self.n_taken_up > self.n_when_counted.saturating_mul(COUNT_EVERY) {
            self.n_when_counted = self.n_taken_up;
            count_tables(&self.ctx.store).await?;
        }
        Ok(())
    }

    /// Stores units of rows in one commit, with the checkpoint.
    async fn commit(
        &mut self,
        units: &mut Units,
        outcome: &mut FileOutcome,
    ) -> Result<(Vec<ReadRow>, bool), AppError> {
        let began = Instant::now();
        let tx = self.ctx.store.begin().await?;
        take_turn(&tx, self.session.batch, self.n_taken_up).await?;
        if std::mem::take(&mut self.goes_on) {
            resumed(self.ctx, &tx, self.session.batch, self.n_taken_up).await?;
        }
        let mut reports = Vec::new();
        let mut n_rows = 0;
        loop {
            let unit_began = Instant::now();
            n_rows += match &mut self.unlisting {
                None => self.store_unit(&tx, units, outcome, &mut reports).await?,
                Some(unlisting) => {
                    let (n, n_opened) = unlisting.unit(self.ctx, &tx, &mut self.session, UNIT_ROWS).await?;
                    outcome.n_cases_opened += n_opened;
                    n
                }
            };
            let is_last = self.unlisting.as_ref().is_some_and(Unlisting::is_empty);
            let is_full =
                n_rows + UNIT_ROWS > MOST_ROWS || began.elapsed() + unit_began.elapsed() > COMMIT_TIME;
            if is_last {
                self.end_plan(outcome);
            }
            if is_last || is_full {
                let n_done = i64::try_from(units.n_taken).unwrap_or(i64::MAX);
                self.checkpoint(&tx, n_done, is_last, outcome).await?;
                tx.commit().await?;
                self.n_taken_up = n_done;
                return Ok((reports, is_last));
            }
        }
    }

    /// Stores a unit of rows; gives how many they are.
    async fn store_unit(
        &mut self,
        tx: &Tx,
        units: &mut Units,
        outcome: &mut FileOutcome,
        reports: &mut Vec<ReadRow>,
    ) -> Result<usize, AppError> {
        let ordinal = i32::try_from(units.n_taken).unwrap_or(i32::MAX);
        let (rows, is_last) = units.take().await?;
        let n_rows = rows.len();
        let unseen = chunk::unseen_areas(&self.session, &rows);
        if !unseen.is_empty() {
            let made = areas::ensure_seen(tx, &unseen).await?;
            self.session.know(&made);
        }
        let mut plan = chunk::plan(self.ctx, &**tx, &mut self.session, self.foreseen, rows).await?;
        let written = write::store(self.ctx, tx, &self.session, &mut plan, ordinal).await?;
        outcome.n_cases_opened += written.screened.n_opened;
        outcome.n_questions += written.n_questions;
        screen::follow(self.ctx, tx, &self.session.round(), &written.screened).await?;
        self.count(&plan, outcome);
        self.hash(&plan);
        reports.extend(plan.reports);
        if is_last {
            self.compare_end(outcome);
        }
        Ok(n_rows)
    }

    /// Plans a unit of rows without storing it: a check, or a file that was imported to its end, which changes nothing,
    /// whoever imports it again.
    async fn look(
        &mut self,
        units: &mut Units,
        outcome: &mut FileOutcome,
    ) -> Result<(Vec<ReadRow>, bool), AppError> {
        let db = self.ctx.store.reader();
        let (rows, is_last) = units.take().await?;
        let unseen = chunk::unseen_areas(&self.session, &rows);
        if !unseen.is_empty() {
            let made = areas::foresee(db, &unseen).await?;
            self.foreseen.make_areas(&mut self.session, made);
        }
        let plan = chunk::plan(self.ctx, db, &mut self.session, self.foreseen, rows).await?;
        self.foresee(&plan, outcome).await?;
        self.count(&plan, outcome);
        self.hash(&plan);
        if is_last {
            if self.mode == Mode::Check {
                self.foreseen.unlist(&self.session.former);
            }
            outcome.no_longer_listed = self.session.former.gone().map(|it| it.1.clone()).collect();
            outcome.no_longer_listed.sort_unstable();
            outcome.compared.no_longer_listed = outcome.no_longer_listed.len() as u64;
            self.end_plan(outcome);
        }
        Ok((plan.reports, is_last))
    }

    /// Counts the questions and cases that storing a chunk would bring, and keeps what it would store.
    async fn foresee(&mut self, plan: &ChunkPlan, outcome: &mut FileOutcome) -> Result<(), AppError> {
        if plan.rows.is_empty() {
            return Ok(());
        }
        let db = self.ctx.store.reader();
        let pairs: Vec<(Uuid, Uuid)> = write::questions(self.ctx, &self.session, plan)?
            .iter()
            .map(|it| (it.left.1, it.right.1))
            .collect();
        let lefts: Vec<Uuid> = pairs.iter().map(|it| it.0).collect();
        let asked = asked_pairs(db, &lefts).await?;
        outcome.n_questions += self.foreseen.ask(pairs.into_iter().filter(|it| !asked.contains(it)));

        let gone: HashSet<_> = plan.replaced.iter().map(|it| it.0).collect();
        let rows = caches::linked_rows(&self.session.areas, &self.session, plan, &gone);
        let mut touched = caches::touched(plan, &gone);
        touched.follow(&rows);
        let touched_homes: HashSet<(i16, Uuid)> = touched.homes.iter().copied().collect();
        let homes: HashSet<Uuid> = touched_homes.iter().map(|it| it.1).collect();
        for home in screen::foresee_cases(self.ctx, db, &self.session.round(), &rows, &homes).await? {
            outcome.n_cases_opened += u64::from(self.foreseen.open_case(home));
        }
        if self.mode == Mode::Check
            && let Some(mut changes) = self.foreseen.changes.take()
        {
            changes.note(self.ctx, &mut self.session, plan, (&rows, &touched_homes)).await?;
            self.foreseen.changes = Some(changes);
        }
        match self.mode {
            Mode::Check => self.foreseen.keep(&self.session, plan),
            Mode::Apply => Ok(()),
        }
    }

    /// Tells which older rows the file no longer lists; they are marked in the units that follow.
    fn compare_end(&mut self, outcome: &mut FileOutcome) {
        let former = &self.session.former;
        let mut places: Vec<GonePlace> = former.gone().map(|it| it.1.clone()).collect();
        places.sort_unstable();
        outcome.compared.no_longer_listed = places.len() as u64;
        self.batch_compared.no_longer_listed = places.len() as u64;
        outcome.no_longer_listed = places;
        self.unlisting = Some(Unlisting::of(former));
    }

    async fn checkpoint(
        &self,
        tx: &Tx,
        n_done: i64,
        is_last: bool,
        outcome: &FileOutcome,
    ) -> Result<(), AppError> {
        let at = sources::Checkpoint {
            n_rows_applied: n_done,
            counts: json(&self.batch_counts)?,
            compared: Some(json(&self.batch_compared)?),
            n_without_place: i64::try_from(outcome.n_without_place).unwrap_or(i64::MAX),
            finished_at: is_last.then_some(self.ctx.now),
            plan: outcome.plan.map(|it| it.to_string()),
        };
        sources::checkpoint(tx, self.session.batch, at).await?;
        if is_last {
            let detail = serde_json::json!({
                "source": self.session.source.code(),
                "year": self.session.year.get(),
                "counts": self.batch_counts,
                "compared": self.batch_compared,
                "casesOpened": outcome.n_cases_opened,
                "withoutPlace": outcome.n_without_place,
            });
            audit::record(tx, &event(self.ctx, "import.applied", self.session.batch, detail)).await?;
        }
        Ok(())
    }

    /// Counts the rows for the person who asks, and for the batch: a row that was stored before is accepted to the one
    /// and what it was then to the other, so that an import that was broken off ends as one that was not.
    fn count(&mut self, plan: &ChunkPlan, outcome: &mut FileOutcome) {
        outcome.duplicates.count(&self.session, plan);
        let areas = plan.rows.iter().filter_map(|it| self.session.areas.code(it.area_id?.into()));
        outcome.districts.extend(areas.map(|it| it.get(..4).unwrap_or(it).to_owned()));
        for (n, row) in plan.reports.iter().enumerate() {
            outcome.counts.add(row.outcome);
            outcome.n_without_place += u64::from(places::is_without_place(row));
            self.batch_counts.add(plan.stored_outcomes.get(&n).copied().unwrap_or(row.outcome));
            if row.is_accepted() {
                outcome.compared.add(row, plan.stored_outcomes.contains_key(&n));
                self.batch_compared
                    .add(row, plan.stored_outcomes.contains_key(&n) && !self.session.former.is_own(row));
            }
        }
    }

    fn hash(&mut self, plan: &ChunkPlan) {
        if let Some(hashing) = &mut self.hashing {
            hashing.unit(plan);
        }
    }

    fn end_plan(&mut self, outcome: &mut FileOutcome) {
        outcome.plan = self.hashing.take().map(|it| it.end(outcome));
    }

    /// Leaves what a check foresaw to the next file.
    fn end(mut self, file: &FileInfo) {
        if self.mode == Mode::Check {
            self.foreseen.end_file(&mut self.session, file.sha256);
        }
    }
}
