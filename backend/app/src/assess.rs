//! Levels of cases judged anew: what is known of each household, the verdict of the criteria in force, and the change.
//!
//! Many cases are judged with as many statements as one: facts are read for all of them at once and written back at once.

use std::collections::HashMap;

use chrono::NaiveDate;
use phonjon_domain::access::Scope;
use phonjon_domain::case::act::CaseAct;
use phonjon_domain::dimension::{Dimension, DimensionSet};
use phonjon_domain::ids::{AssessmentId, BatchId, CaseId, HouseholdId};
use phonjon_domain::level::Level;
use phonjon_domain::policy::Action;
use phonjon_domain::problem::Polarity;
use phonjon_rules::assess::{AsOf, Met, Verdict, assess_unseen, reassess as reassess_on};
use phonjon_rules::criteria::Criteria;
use phonjon_rules::facts::{FactValue, Facts};
use phonjon_rules::history::{History, Past};
use phonjon_rules::seeds::Defaults;
use phonjon_store::assessments::{self, AssessmentRow, PastLevel, SurveyResult};
use phonjon_store::cases::{self, By, CaseKey, CaseRow, Change, HouseholdKey};
use phonjon_store::problems::{self, ProblemRow};
use phonjon_store::visits;
use phonjon_store::{Connection, Tx};

use crate::case::facts::{Gathered, Known, ProblemWork};
use crate::case::verdict;
use crate::case::work::{Begun, Work, next_event, refused};
use crate::ctx::Ctx;
use crate::error::AppError;
use crate::idempotent::Key;
use crate::recheck::Rechecks;

/// Why levels are judged anew.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Cause {
    /// A visit.
    Visit {
        /// Somebody looked at the household at home.
        at_home: bool,
    },
    /// An import.
    Import(BatchId),
    /// A visit that an import brought.
    Sheet {
        /// The import.
        batch: BatchId,
        /// Somebody looked at the household at home.
        at_home: bool,
    },
    /// Two became one, by hand.
    Merging(BatchId),
    /// A problem changed.
    Problem,
    /// A criteria set was released.
    Release,
    /// Somebody asked for it.
    Asked,
}

impl Cause {
    /// The stable word.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Visit { .. } | Self::Sheet { .. } => "visit",
            Self::Import(_) => "import",
            Self::Merging(_) => "merging",
            Self::Problem => "problem",
            Self::Release => "release",
            Self::Asked => "asked",
        }
    }

    pub(crate) const fn batch(self) -> Option<BatchId> {
        match self {
            Self::Import(batch) | Self::Merging(batch) | Self::Sheet { batch, .. } => Some(batch),
            Self::Visit { .. } | Self::Problem | Self::Release | Self::Asked => None,
        }
    }
}

/// Judges these cases by what was last seen, stores the judgements and what they change, and gives the cases as they stand
/// then. Figures are for the caller to refresh.
///
/// # Errors
///
/// The store's own.
pub async fn assess_many(
    ctx: &Ctx,
    tx: &Tx,
    rules: &Defaults,
    keys: &[CaseKey],
    cause: Cause,
) -> Result<Vec<CaseRow>, AppError> {
    let rows = cases::find_many_for_update(tx, &Scope::everywhere(ctx.today()), keys).await?;
    let by =
        By { actor: ctx.actor.name.clone(), account: ctx.actor.account, at: ctx.now, batch: cause.batch() };
    let mut changes = Vec::new();
    let mut same = Vec::new();
    for judged in judge(ctx, tx, rules, rows, cause).await? {
        if judged.is_changed { changes.push(judged.change) } else { same.push(judged.change.case) }
    }
    let mut after = cases::append_many(tx, &by, changes).await?;
    after.extend(same);
    Ok(after)
}

/// A case as a judgement leaves it.
pub(crate) struct Judged {
    pub(crate) change: Change,
    pub(crate) is_changed: bool,
}

/// Judges cases and stores the judgements; the cases' own rows are for the caller to store.
pub(crate) async fn judge(
    ctx: &Ctx,
    tx: &Tx,
    rules: &Defaults,
    rows: Vec<CaseRow>,
    cause: Cause,
) -> Result<Vec<Judged>, AppError> {
    let households: Vec<HouseholdKey> = rows.iter().map(CaseRow::household_key).collect();
    let keys: Vec<CaseKey> = rows.iter().map(|it| it.key).collect();
    let known = gather(&**tx, rules, &households).await?;
    let levels = assessments::levels_of_many(&**tx, &keys).await?;
    let mut care = cases::care_of_many(&**tx, &keys).await?;
    let today = ctx.today();
    let mut stored = Vec::new();
    let mut rechecks = Rechecks::default();
    let mut judged = Vec::with_capacity(rows.len());
    for case in rows {
        let mut known = known.get(&case.household).cloned().unwrap_or_default();
        known.care = care.remove(&case.key.1).unwrap_or_default();
        let earlier = levels.get(&case.key.1).map_or(&[][..], Vec::as_slice);
        let as_of = known.as_of(today, case.state.continuing_care);
        let mut history = judge_through(&known, rules, earlier, as_of, today);
        let verdict = history.pop().ok_or_else(|| AppError::Unexpected("a day was not judged".to_owned()))?;
        let was_urgent = history.iter().any(is_urgent_unmet);
        history.retain(|it| changes_history(earlier, it));
        stored.extend(history.iter().map(|it| kept(ctx, &case, it, cause)));
        if is_news(earlier, &verdict, cause) {
            stored.push(kept(ctx, &case, &verdict, cause));
        }
        let one = judge_one(&case, &known.facts, &verdict, was_urgent, rules)?;
        rechecks.note(ctx, (&case, &one.change.case), &known.facts, cause);
        judged.push(one);
    }
    assessments::insert_many(tx, &stored).await?;
    rechecks.store(ctx, tx, cause.batch()).await?;
    Ok(judged)
}

/// A judgement as it is kept.
fn kept(ctx: &Ctx, of: &CaseRow, verdict: &Verdict, cause: Cause) -> AssessmentRow {
    AssessmentRow {
        key: (of.key.0, AssessmentId(ctx.new_id())),
        case: of.key.1,
        case_version: of.version + 1,
        assessed_on: verdict.day,
        recorded_at: ctx.now,
        level: verdict.level,
        survey_only: verdict.survey_only,
        criteria: verdict.criteria.clone(),
        cause: cause.code().to_owned(),
        verdict: verdict::stored(verdict),
        batch: cause.batch(),
    }
}

/// Brings cases back to their last judgement, after later ones were taken back with the import that caused them.
pub(crate) async fn restore(ctx: &Ctx, tx: &Tx, rules: &Defaults, keys: &[CaseKey]) -> Result<(), AppError> {
    let rows = cases::find_many_for_update(tx, &Scope::everywhere(ctx.today()), keys).await?;
    let households: Vec<HouseholdKey> = rows.iter().map(CaseRow::household_key).collect();
    let known = gather(&**tx, rules, &households).await?;
    let levels = assessments::levels_of_many(&**tx, keys).await?;
    let ids: Vec<uuid::Uuid> = households.iter().map(|it| it.1.0).collect();
    let urgent = phonjon_store::links::reversal::proposed_urgent(&**tx, &ids).await?;
    let criteria = rules.criteria.on(ctx.today());
    let mut changes = Vec::with_capacity(rows.len());
    for before in rows {
        let case = CaseRow { urgent: urgent.contains(&before.household.0), ..before.clone() };
        let known = known.get(&case.household).cloned().unwrap_or_default();
        let earlier = levels.get(&case.key.1).map_or(&[][..], Vec::as_slice);
        let day = known.as_of(ctx.today(), case.state.continuing_care).day;
        let case = match standing(earlier, day) {
            None => never_judged(case),
            Some(last) => {
                let past = history(earlier, &known);
                let as_of = AsOf { in_care: case.state.continuing_care, ..known.on(last.assessed_on) };
                let verdict = assess_unseen(&known.facts, criteria, &past, as_of);
                let mut case = judge_one(&case, &known.facts, &verdict, false, rules)?.change.case;
                case.state.level = last.level;
                case.state.survey_only = last.survey_only;
                case.criteria.clone_from(&last.criteria);
                case
            }
        };
        if case != before {
            changes.push(Change { case, events: Vec::new() });
        }
    }
    let by = By { actor: ctx.actor.name.clone(), account: ctx.actor.account, at: ctx.now, batch: None };
    cases::append_many(tx, &by, changes).await?;
    Ok(())
}

fn never_judged(mut case: CaseRow) -> CaseRow {
    case.state.level = Level::NotYetAssessable;
    case.state.survey_only = false;
    case.criteria = String::new();
    case.assessed_on = None;
    case.failing_dimensions = 0;
    case.problem_groups = 0;
    case
}

/// The last judgement of a day.
fn last_of(levels: &[PastLevel], day: NaiveDate) -> Option<&PastLevel> {
    levels.iter().rev().find(|it| it.assessed_on == day)
}

/// The judgement that stands when the household was last seen on a day: of the newest day by then the last.
fn standing(levels: &[PastLevel], day: NaiveDate) -> Option<&PastLevel> {
    let by_then = levels.iter().filter(|it| it.assessed_on <= day);
    // Of equals the last one is given: judgements come in the order they were made.
    by_then.max_by_key(|it| it.assessed_on).or_else(|| levels.last())
}

/// True where an earlier day was never judged, or is judged otherwise by what has become known of it since: an older
/// survey or a visit typed in late. What another criteria set judged stays as it was judged then.
fn changes_history(earlier: &[PastLevel], verdict: &Verdict) -> bool {
    last_of(earlier, verdict.day).is_none_or(|it| {
        it.criteria == verdict.criteria && (it.level, it.survey_only) != (verdict.level, verdict.survey_only)
    })
}

/// An import may judge the same household many times a day; a judgement that says nothing new is not kept.
fn is_news(earlier: &[PastLevel], verdict: &Verdict, cause: Cause) -> bool {
    let repeats = |it: &PastLevel| it.level == verdict.level && it.survey_only == verdict.survey_only;
    match cause {
        Cause::Import(_) => !last_of(earlier, verdict.day).is_some_and(repeats),
        // By another set the same level is news: the verdict names what it was judged by.
        Cause::Visit { .. }
        | Cause::Sheet { .. }
        | Cause::Merging(_)
        | Cause::Problem
        | Cause::Release
        | Cause::Asked => true,
    }
}

/// The judgements of a day and of every earlier day on which anything was seen or judged, oldest first, each leaning on
/// those before: a visit typed in late counts for the day it was made, an older survey for its own. In whatever order
/// things become known, the same comes of them. The last day is how the household stands today, by the criteria of
/// today; the days before are judged by the criteria of their year.
fn judge_through(
    known: &Gathered,
    rules: &Defaults,
    earlier: &[PastLevel],
    as_of: AsOf,
    today: NaiveDate,
) -> Vec<Verdict> {
    let seen = known.facts.facts.iter().map(|it| it.observed_on).chain(known.visited.iter().copied());
    let earlier = seen.chain(earlier.iter().map(|it| it.assessed_on)).filter(|it| *it < as_of.day);
    let mut days: Vec<(AsOf, &Criteria)> = earlier.map(|it| (known.on(it), rules.criteria.on(it))).collect();
    days.push((as_of, rules.criteria.on(today)));
    reassess_on(&known.facts, &days)
}

/// Of the judgements of one day only the last counts.
fn history(levels: &[PastLevel], known: &Gathered) -> History {
    let by_day: std::collections::BTreeMap<NaiveDate, &PastLevel> =
        levels.iter().map(|it| (it.assessed_on, it)).collect();
    let past = |it: &PastLevel| Past {
        day: it.assessed_on,
        level: it.level,
        survey_only: it.survey_only,
        is_seen: known.on(it.assessed_on).seen_on == it.assessed_on,
    };
    History(by_day.into_values().map(past).collect())
}

fn judge_one(
    before: &CaseRow,
    facts: &Facts,
    verdict: &Verdict,
    was_urgent: bool,
    rules: &Defaults,
) -> Result<Judged, AppError> {
    let mut case = before.clone();
    let mut events = Vec::new();
    if case.state.level != verdict.level || case.state.survey_only != verdict.survey_only {
        let act = CaseAct::ChangeLevel { to: verdict.level, survey_only: verdict.survey_only };
        let event = case.state.apply(act).map_err(refused)?;
        let detail = serde_json::json!({
            "from": case.state.level.code(),
            "to": verdict.level.code(),
            "surveyOnly": verdict.survey_only,
            "criteria": verdict.criteria,
        });
        case.state = case.state.after(&event);
        events.push(next_event(&event, detail, verdict.day));
    }
    // Proposed as urgent, and nobody knows better yet; what was urgent by a fact is so as long as the fact is true.
    let is_proposed = case.urgent && !was_urgent && verdict.level == Level::NotYetAssessable;
    case.urgent = is_urgent_unmet(verdict) || is_proposed;
    case.criteria.clone_from(&verdict.criteria);
    case.assessed_on = Some(verdict.day);
    case.failing_dimensions = i16::from(failing(facts, verdict.day).bits());
    case.problem_groups = problem_groups(facts, verdict.day, rules);
    let is_changed = case != *before || !events.is_empty();
    Ok(Judged { change: Change { case, events }, is_changed })
}

fn is_urgent_unmet(verdict: &Verdict) -> bool {
    verdict.results.iter().any(|it| it.level == Level::Survive && it.met == Met::No)
}

fn is_trouble(facts: &Facts, code: String, day: NaiveDate) -> bool {
    facts.find_deciding(&[code], day).is_some_and(|it| it.value == FactValue::Trouble(true))
}

fn failing(facts: &Facts, day: NaiveDate) -> DimensionSet {
    let fails = |it: &Dimension| is_trouble(facts, format!("dimension.{}", it.code()), day);
    Dimension::ALL.into_iter().filter(fails).collect()
}

/// Groups with a live problem that is not restricted, as bits.
fn problem_groups(facts: &Facts, day: NaiveDate, rules: &Defaults) -> i16 {
    let counts = rules.thaiqm.items.iter().filter(|it| {
        it.polarity == Polarity::Negative
            && !rules.restricted.contains(it.code.as_str())
            && is_trouble(facts, it.code.to_string(), day)
    });
    counts.fold(0, |set, it| set | i16::from(it.group.bit()))
}

/// Everything known of these households, by household.
pub(crate) async fn gather(
    db: &impl Connection,
    rules: &Defaults,
    households: &[HouseholdKey],
) -> Result<HashMap<HouseholdId, Gathered>, AppError> {
    let known = known_of(db, households).await?;
    Ok(known.into_iter().map(|(id, known)| (id, known.gathered(rules))).collect())
}

/// The levels that would be judged of cases today, were this what surveys and lists say of their households.
pub(crate) async fn foresee(
    ctx: &Ctx,
    db: &impl Connection,
    rules: &Defaults,
    cases: impl Iterator<Item = &CaseRow> + Clone + Send,
    mut surveys: HashMap<HouseholdId, Vec<SurveyResult>>,
) -> Result<HashMap<HouseholdId, Level>, AppError> {
    let households: Vec<HouseholdKey> = cases.clone().map(CaseRow::household_key).collect();
    let keys: Vec<CaseKey> = cases.clone().map(|it| it.key).collect();
    let mut known = known_of(db, &households).await?;
    let levels = assessments::levels_of_many(db, &keys).await?;
    let mut care = cases::care_of_many(db, &keys).await?;
    let mut foreseen = HashMap::with_capacity(keys.len());
    for case in cases {
        let mut known = known.remove(&case.household).unwrap_or_default();
        known.surveys = surveys.remove(&case.household).unwrap_or_default();
        let mut known = known.gathered(rules);
        known.care = care.remove(&case.key.1).unwrap_or_default();
        let earlier = levels.get(&case.key.1).map_or(&[][..], Vec::as_slice);
        let as_of = known.as_of(ctx.today(), case.state.continuing_care);
        if let Some(verdict) = judge_through(&known, rules, earlier, as_of, ctx.today()).pop() {
            foreseen.insert(case.household, verdict.level);
        }
    }
    Ok(foreseen)
}

/// What surveys, visits and problems say of these households, by household.
async fn known_of(
    db: &impl Connection,
    households: &[HouseholdKey],
) -> Result<HashMap<HouseholdId, Known>, AppError> {
    let mut surveys = assessments::survey_results(db, households).await?;
    let mut findings = visits::findings_of_households(db, households).await?;
    let mut problems = problems::of_households(db, households).await?;
    let mut changes = problems::changes_of_households(db, households).await?;
    let mut work =
        |row: ProblemRow| ProblemWork { changes: changes.remove(&row.key.1).unwrap_or_default(), row };
    Ok(households
        .iter()
        .map(|(_, id)| {
            let known = Known {
                surveys: surveys.remove(id).unwrap_or_default(),
                findings: findings.remove(id).unwrap_or_default(),
                problems: problems.remove(id).into_iter().flatten().map(&mut work).collect(),
            };
            (*id, known)
        })
        .collect())
}

/// Judges one case again because somebody asks for it.
///
/// # Errors
///
/// [`AppError::Hidden`], [`AppError::Forbidden`], or the store's failure.
pub async fn reassess(ctx: &Ctx, case: CaseKey, key: &Key) -> Result<CaseRow, AppError> {
    const OPERATION: &str = "caseReassess";
    let mut work = match Work::begin(ctx, OPERATION, case, Action::ReassessCase, key).await? {
        Begun::Again(case, _) => return Ok(case),
        Begun::Fresh(work) => work,
    };
    work.assess(Cause::Asked).await?;
    let id: CaseId = case.1;
    work.finish("case.reassessed", key, "case", id.0).await
}
