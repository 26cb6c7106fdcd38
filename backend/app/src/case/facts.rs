//! What surveys, visits and the work on problems say of one household, as dated facts.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use phonjon_domain::calendar::BuddhistYear;
use phonjon_domain::dimension::DimensionSet;
use phonjon_domain::indicator::IndicatorResult;
use phonjon_domain::money::Satang;
use phonjon_domain::problem::{ProblemCode, ProblemStatus};
use phonjon_domain::source::Source;
use phonjon_rules::assess::AsOf;
use phonjon_rules::bmn::BmnCatalogue;
use phonjon_rules::facts::{Fact, Facts, Origin, Seen};
use phonjon_rules::seeds::Defaults;
use phonjon_store::assessments::SurveyResult;
use phonjon_store::problems::{ProblemChange, ProblemRow};
use phonjon_store::visits::VisitFindings;

/// What is known of one household, and when somebody looked at it.
#[derive(Debug, Clone, Default)]
pub(crate) struct Gathered {
    /// What is known.
    pub(crate) facts: Facts,
    /// The days of visits that say how things stand, if only that nothing had changed.
    pub(crate) visited: Vec<NaiveDate>,
    /// The days on which the case came under continuing care, or stopped being.
    pub(crate) care: Vec<(NaiveDate, bool)>,
}

impl Gathered {
    /// The day a judgement is of: the newest of which anything is known, with the newest on which somebody looked at the
    /// household. Time that passes unseen proves nothing. Whether it is in continuing care is said by the case.
    pub(crate) fn as_of(&self, today: NaiveDate, in_care: bool) -> AsOf {
        let seen_on = self.seen_by(today).unwrap_or(today);
        let known = self.facts.facts.iter().map(|it| it.observed_on).filter(|it| *it <= today);
        AsOf { day: known.max().map_or(seen_on, |it| it.max(seen_on)), seen_on, in_care }
    }

    /// A day that was judged, with the newest up to then on which somebody looked at the household.
    pub(crate) fn on(&self, day: NaiveDate) -> AsOf {
        let in_care = self.care.iter().rev().find(|it| it.0 <= day).is_some_and(|it| it.1);
        AsOf { day, seen_on: self.seen_by(day).unwrap_or(day), in_care }
    }

    fn seen_by(&self, day: NaiveDate) -> Option<NaiveDate> {
        let looked = self.facts.facts.iter().filter(|it| it.origin.is_seen()).map(|it| it.observed_on);
        looked.chain(self.visited.iter().copied()).filter(|it| *it <= day).max()
    }
}

/// What is kept about one household.
#[derive(Debug, Clone, Default)]
pub(crate) struct Known {
    /// What surveys and lists say.
    pub(crate) surveys: Vec<SurveyResult>,
    /// What visits found.
    pub(crate) findings: Vec<VisitFindings>,
    /// Its problems and how far they have come.
    pub(crate) problems: Vec<ProblemWork>,
}

/// A problem with the work on it.
#[derive(Debug, Clone)]
pub(crate) struct ProblemWork {
    /// As it stands.
    pub(crate) row: ProblemRow,
    /// How it came there, in the order in which it was recorded.
    pub(crate) changes: Vec<ProblemChange>,
}

impl Known {
    /// All of it as facts, with the days of its visits.
    pub(crate) fn gathered(&self, rules: &Defaults) -> Gathered {
        let visited = self.findings.iter().map(|it| it.visited_on).collect();
        Gathered { facts: self.facts(rules), visited, care: Vec::new() }
    }

    /// All of it as facts.
    fn facts(&self, rules: &Defaults) -> Facts {
        let surveys = self.surveys.iter().flat_map(|it| survey_facts(it, rules));
        let visits = self.findings.iter().flat_map(|it| {
            let at_home = it.manner.confirms_at_home();
            let seen = Seen { on: it.visited_on, origin: Origin::Visit { visit: it.visit, at_home } };
            it.findings.iter().filter_map(move |finding| Fact::from_finding(finding, seen))
        });
        let problems: Vec<Fact> = self.problems.iter().flat_map(problem_facts).collect();
        let unchanged = self.unchanged(&problems);
        Facts { facts: surveys.chain(visits).chain(unchanged).chain(problems).collect() }
    }

    /// What visits at home say where nothing had changed: what the visit before found is so still, but for what the work
    /// on problems has changed since. Without a visit before they say nothing.
    fn unchanged(&self, problems: &[Fact]) -> Vec<Fact> {
        let is_unchanged = |it: &&VisitFindings| it.findings.is_empty() && it.manner.confirms_at_home();
        let mut facts = Vec::new();
        for visit in self.findings.iter().filter(is_unchanged) {
            let is_before = |it: &&VisitFindings| !it.findings.is_empty() && it.visited_on < visit.visited_on;
            let found = self.findings.iter().filter(is_before).max_by_key(|it| (it.visited_on, it.visit.0));
            let Some(before) = found else { continue };
            let origin = Origin::Visit { visit: visit.visit, at_home: true };
            let seen = Seen { on: visit.visited_on, origin };
            let has_changed = |fact: &Fact| {
                let since = |it: &Fact| before.visited_on < it.observed_on && it.observed_on <= seen.on;
                problems.iter().any(|it| it.code == fact.code && since(it))
            };
            let still = before.findings.iter().filter_map(|it| Fact::from_finding(it, seen));
            facts.extend(still.filter(|it| !has_changed(it)));
        }
        facts
    }
}

/// The results of a packed row by indicator number; the first letter is of number 1.
pub(crate) fn unpack_letters(results: &str) -> impl Iterator<Item = (u8, IndicatorResult)> {
    (1_u8..).zip(results.chars()).filter_map(|(n, letter)| Some((n, IndicatorResult::from_letter(letter)?)))
}

/// The counts of a packed ThaiQM row by item; an item without an answer is left out.
pub(crate) fn unpack_counts(results: &str) -> impl Iterator<Item = (ProblemCode, i64)> {
    (1_u8..).zip(results.split(',')).filter_map(|(n, count)| {
        let count = count.parse().ok()?;
        Some((ProblemCode::parse(&format!("q{n:02}")).ok()?, count))
    })
}

/// The จปฐ. form that a catalogue's letters follow, where they do.
pub(crate) fn form<'a>(catalogue: &str, rules: &'a Defaults) -> Option<&'a BmnCatalogue> {
    match catalogue {
        "bmn31" | "tpmap31" => Some(&rules.bmn31),
        "bmn38" => Some(&rules.bmn38),
        _ => None,
    }
}

fn survey_facts(row: &SurveyResult, rules: &Defaults) -> Vec<Fact> {
    let Some(year) = BuddhistYear::new(i32::from(row.year)) else { return Vec::new() };
    let seen = Seen { on: row.observed_on, origin: Origin::Survey { source: row.source, year } };
    let mut facts = Vec::new();
    if let Some(form) = form(&row.catalogue, rules) {
        let results: Vec<_> = unpack_letters(&row.results).collect();
        facts.extend(results.iter().filter_map(|(n, result)| Fact::find_indicator(form, *n, *result, seen)));
        if row.source == Source::Bmn {
            let sums = form.dimensions(&results);
            facts.extend(sums.failing.iter().map(|it| Fact::dimension(it, true, seen)));
            facts.extend(sums.passing.iter().map(|it| Fact::dimension(it, false, seen)));
        }
    }
    // A target list says of each dimension that it marks whether it fails; of the others nothing.
    if row.source == Source::Tpmap {
        let set = |bits: Option<i16>| {
            DimensionSet::from_bits(bits.and_then(|it| u8::try_from(it).ok()).unwrap_or(0))
        };
        let (failing, known) = (set(row.failing_dimensions), set(row.known_dimensions));
        facts.extend(known.iter().map(|it| Fact::dimension(it, failing.contains(it), seen)));
    }
    if row.source == Source::Thaiqm {
        facts.extend(unpack_counts(&row.results).map(|(code, count)| Fact::problem(&code, count > 0, seen)));
    }
    facts.extend(row.income_satang.map(|it| Fact::income(Satang(it), seen)));
    facts
}

/// What the work on a problem says: that it is over, cannot be solved, or came back, each since its day.
///
/// That a problem was named is said by the survey's row or the visit itself; that somebody works on it says nothing new.
/// Of one day the last change counts.
fn problem_facts(problem: &ProblemWork) -> Vec<Fact> {
    let mut by_day: BTreeMap<NaiveDate, bool> = BTreeMap::new();
    for change in &problem.changes {
        let is_there = change.to.is_still_there();
        let is_news = is_there != change.from.is_still_there() || change.to == ProblemStatus::CannotBeSolved;
        if is_news || by_day.contains_key(&change.since) {
            by_day.insert(change.since, is_there);
        }
    }
    let by_team = |on| Seen { on, origin: Origin::Office };
    by_day.into_iter().map(|(on, is_there)| Fact::problem(&problem.row.code, is_there, by_team(on))).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn survey(source: Source, catalogue: &str, results: &str) -> SurveyResult {
        SurveyResult {
            source_row: uuid::Uuid::nil(),
            household: phonjon_domain::ids::HouseholdId(uuid::Uuid::nil()),
            person: None,
            source,
            year: 2566,
            observed_on: "2023-01-01".parse().unwrap(),
            catalogue: catalogue.to_owned(),
            results: results.to_owned(),
            failing_dimensions: None,
            known_dimensions: None,
            income_satang: None,
            n_members: None,
            has_card: None,
        }
    }

    fn said(survey: SurveyResult) -> Vec<String> {
        let known = Known { surveys: vec![survey], ..Known::default() };
        let facts = known.facts(&Defaults::read().unwrap()).facts;
        facts.into_iter().map(|it| format!("{} {:?}", it.code, it.value)).collect()
    }

    #[test]
    fn a_counted_item_is_trouble_and_an_unanswered_one_unknown() {
        let facts = said(survey(Source::Thaiqm, "thaiqm36", "1,,0"));
        assert_eq!(facts, ["q01 Trouble(true)", "q03 Trouble(false)"]);
    }

    #[test]
    fn a_target_list_says_of_the_dimensions_it_marks_whether_they_fail() {
        let list = |known| {
            let row = survey(Source::Tpmap, "tpmap31", "");
            said(SurveyResult { failing_dimensions: Some(8), known_dimensions: known, ..row })
        };
        let all = list(Some(31));
        assert_eq!(all.len(), 5);
        assert!(all.contains(&"dimension.income Trouble(true)".to_owned()));
        assert!(all.contains(&"dimension.health Trouble(false)".to_owned()));
        let two = ["dimension.health Trouble(false)", "dimension.income Trouble(true)"];
        assert_eq!(list(Some(9)), two, "nothing is proved of what the list does not mark");
    }

    #[test]
    fn an_indicator_that_was_not_asked_says_nothing() {
        let letters: String = "?".repeat(31);
        assert!(said(survey(Source::Bmn, "bmn31", &letters)).is_empty());
        let facts = said(survey(Source::Bmn, "bmn31", &format!("0{}", "1".repeat(30))));
        assert!(facts.contains(&"dimension.health Trouble(true)".to_owned()), "{facts:?}");
        assert!(facts.contains(&"dimension.income Trouble(false)".to_owned()));
    }
}
