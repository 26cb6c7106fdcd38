//! The level of a household on a day: every criterion with its value, line, result and source, and what is missing.

use chrono::{Datelike, NaiveDate};

use phonjon_domain::calendar::{BUDDHIST_OFFSET, BuddhistYear};
use phonjon_domain::level::Level;
use phonjon_domain::money::Satang;

use crate::criteria::{Criteria, Criterion, LEVELS, Test};
use crate::facts::{Fact, FactValue, Facts, INCOME, Origin};
use crate::history::{History, Past, Run};

/// Whether a criterion is met.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Met {
    /// Met.
    Yes,
    /// Not met.
    No,
    /// A fact is missing.
    Unknown,
}

impl Met {
    /// All three.
    pub const ALL: [Self; 3] = [Self::Yes, Self::No, Self::Unknown];

    /// Its stable word.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Yes => "yes",
            Self::No => "no",
            Self::Unknown => "unknown",
        }
    }
}

/// What one criterion says, and why.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CriterionResult {
    /// The criterion.
    pub code: String,
    /// The level that needs it.
    pub level: Level,
    /// Whether it is met.
    pub met: Met,
    /// The fact that decides, with its value, day and source; none where nothing is known.
    pub fact: Option<Fact>,
    /// The line the value is held against, where there is one.
    pub line: Option<Satang>,
    /// The version of that line.
    pub line_version: Option<String>,
}

/// A household's level on a day, with everything it rests on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Verdict {
    /// The day.
    pub day: NaiveDate,
    /// The last day up to then on which somebody looked at the household: sustainable counts up to it.
    pub seen_on: NaiveDate,
    /// The level.
    pub level: Level,
    /// The criteria, lowest level first.
    pub results: Vec<CriterionResult>,
    /// Codes of the criteria of the next level that are unknown.
    pub missing: Vec<String>,
    /// Lower than the last confirmed level by what a survey says and nobody has seen at home.
    pub survey_only: bool,
    /// How long the household was sufficient before this assessment.
    pub run: Run,
    /// The criteria set with its version.
    pub criteria: String,
    /// False for the system's own default, not an official criterion.
    pub is_official: bool,
}

impl Verdict {
    /// The verdict as later assessments see it.
    pub fn as_past(&self) -> Past {
        Past {
            day: self.day,
            level: self.level,
            survey_only: self.survey_only,
            is_seen: self.day == self.seen_on,
        }
    }
}

/// Judges a household on a day on which somebody looked at it, from what was true by then.
///
/// Below survive: an urgent criterion is not met. Not yet assessable: none is unmet and one is unknown. Above that, the
/// last level of which every criterion is met. Sustainable also needs sufficient to have held as long as the set says.
pub fn assess(facts: &Facts, criteria: &Criteria, history: &History, day: NaiveDate) -> Verdict {
    assess_unseen(facts, criteria, history, AsOf::seen(day))
}

/// The day a household is judged on, and the last on which somebody looked at it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct AsOf {
    /// What was true by this day counts.
    pub day: NaiveDate,
    /// Up to this day, the same or earlier, time counts as proof.
    pub seen_on: NaiveDate,
    /// ดูแลต่อเนื่อง: there is no sustainable target.
    pub in_care: bool,
}

impl AsOf {
    /// A day on which somebody looked.
    pub const fn seen(day: NaiveDate) -> Self {
        Self { day, seen_on: day, in_care: false }
    }
}

/// As [`assess`], on a day that the office's own records reach: time that passed since somebody looked proves nothing.
pub fn assess_unseen(facts: &Facts, criteria: &Criteria, history: &History, as_of: AsOf) -> Verdict {
    let AsOf { day, seen_on, in_care } = as_of;
    let has_target = |it: &&Criterion| !in_care || it.level != Level::Sustainable;
    let results: Vec<CriterionResult> =
        criteria.criteria.iter().filter(has_target).map(|it| result(it, facts, criteria, day)).collect();
    let run = history.run_before(day);
    let (level, next) = reached(&results, is_sustained(criteria, run, as_of) && !in_care);

    let of_next = || results.iter().filter(|it| Some(it.level) == next);
    let missing = of_next().filter(|it| it.met == Met::Unknown).map(|it| it.code.clone()).collect();
    let mut unmet = of_next().filter(|it| it.met == Met::No).peekable();
    let fell = level != Level::NotYetAssessable
        && history.find_confirmed_level(day).is_some_and(|confirmed| level < confirmed);
    let survey_only =
        fell && unmet.peek().is_some() && unmet.all(|it| is_from_survey(it, facts, criteria, day));

    Verdict {
        day,
        seen_on,
        level,
        missing,
        survey_only,
        run,
        results,
        criteria: criteria.set.name(),
        is_official: criteria.is_official(),
    }
}

/// Judges a household anew on several days, each by the criteria of its year and leaning on the ones before.
///
/// When an older survey comes in late, this is what the past looks like now.
pub fn reassess(facts: &Facts, days: &[(AsOf, &Criteria)]) -> Vec<Verdict> {
    let mut days = days.to_vec();
    days.sort_by_key(|it| it.0.day);
    days.dedup_by_key(|it| it.0);
    let mut history = History::default();
    days.into_iter()
        .map(|(as_of, criteria)| {
            let verdict = assess_unseen(facts, criteria, &history, as_of);
            history.0.push(verdict.as_past());
            verdict
        })
        .collect()
}

/// True where a survey says that a criterion is not met and nobody has seen that at home: what was told by telephone or
/// elsewhere, or recorded at the office, confirms nothing.
fn is_from_survey(unmet: &CriterionResult, facts: &Facts, criteria: &Criteria, day: NaiveDate) -> bool {
    let seen = |it: Origin| it.is_survey() || it.is_seen_at_home();
    let of = |it: &&Criterion| it.code == unmet.code;
    let found = criteria.criteria.iter().find(of).map(|it| result_of(it, facts, criteria, day, seen));
    found.is_some_and(|it| it.met == Met::No && it.fact.is_some_and(|fact| fact.origin.is_survey()))
}

/// The level reached and the next one, whose facts are asked for.
fn reached(results: &[CriterionResult], is_sustained: bool) -> (Level, Option<Level>) {
    let mut level = Level::BelowSurvive;
    for next in LEVELS {
        let of_next = || results.iter().filter(|it| it.level == next);
        let is_met = of_next().all(|it| it.met == Met::Yes);
        let is_held = next != Level::Sustainable || is_sustained;
        if is_met && is_held {
            level = next;
            continue;
        }
        let is_unmet = of_next().any(|it| it.met == Met::No);
        if next == Level::Survive && !is_unmet {
            return (Level::NotYetAssessable, Some(next));
        }
        return (level, Some(next));
    }
    (level, None)
}

/// True when sufficient held at enough assessments over enough days, this one included where somebody looked.
fn is_sustained(criteria: &Criteria, run: Run, as_of: AsOf) -> bool {
    let AsOf { day, seen_on, .. } = as_of;
    let long_enough = |since: NaiveDate| i64::from(criteria.sustained_days) <= (seen_on - since).num_days();
    let n_assessments = run.n_assessments.saturating_add(u32::from(seen_on == day));
    let often_enough = criteria.sustained_assessments <= n_assessments;
    often_enough && (criteria.sustained_days == 0 || run.since.is_some_and(long_enough))
}

fn result(criterion: &Criterion, facts: &Facts, criteria: &Criteria, day: NaiveDate) -> CriterionResult {
    result_of(criterion, facts, criteria, day, |_| true)
}

/// What one criterion says by the facts of some origins alone.
fn result_of(
    criterion: &Criterion,
    facts: &Facts,
    criteria: &Criteria,
    day: NaiveDate,
    is_asked: impl Fn(Origin) -> bool,
) -> CriterionResult {
    let fact = match &criterion.test {
        Test::NoTrouble(troubles) => {
            // Of several troubles one that is there tells, else the newest that is not.
            let told = troubles.iter().filter_map(|it| facts.find_deciding_of(it, day, &is_asked));
            told.max_by_key(|it| (it.value == FactValue::Trouble(true), it.observed_on))
        }
        Test::IncomeAtLine => facts.find_deciding_of(&[INCOME.to_owned()], day, is_asked),
    };
    let line = match criterion.test {
        Test::NoTrouble(_) => None,
        Test::IncomeAtLine => fact.and_then(year_of).and_then(|year| criteria.lines.find(year)),
    };
    let met = match (fact.map(|it| it.value), line) {
        (Some(FactValue::Trouble(is_there)), None) => yes_or_no(!is_there),
        (Some(FactValue::PerYear(income)), Some(line)) => yes_or_no(line.line <= income),
        _ => Met::Unknown,
    };
    CriterionResult {
        code: criterion.code.clone(),
        level: criterion.level,
        met,
        fact: fact.cloned(),
        line: line.map(|it| it.line),
        line_version: line.map(|it| it.set.name()),
    }
}

const fn yes_or_no(is_met: bool) -> Met {
    if is_met { Met::Yes } else { Met::No }
}

/// The year whose line a fact is held against: the survey's, else the year of the day, Buddhist era.
fn year_of(fact: &Fact) -> Option<BuddhistYear> {
    match fact.origin {
        Origin::Survey { year, .. } => Some(year),
        Origin::Visit { .. } | Origin::Office => BuddhistYear::new(fact.observed_on.year() + BUDDHIST_OFFSET),
    }
}

#[cfg(test)]
#[path = "assess_tests.rs"]
mod tests;
