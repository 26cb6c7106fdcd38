//! Levels at, just under and just over every line of the default criteria.

use uuid::Uuid;

use super::*;
use crate::facts::Seen;
use crate::seeds::Defaults;
use phonjon_domain::dimension::Dimension;
use phonjon_domain::ids::VisitId;
use phonjon_domain::problem::ProblemCode;
use phonjon_domain::source::Source;

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

fn survey(on: &str) -> Seen {
    let year = BuddhistYear::new(day(on).year() + BUDDHIST_OFFSET).unwrap();
    Seen { on: day(on), origin: Origin::Survey { source: Source::Bmn, year } }
}

fn visit(on: &str) -> Seen {
    Seen { on: day(on), origin: Origin::Visit { visit: VisitId(Uuid::nil()), at_home: true } }
}

fn trouble(code: &str, is_there: bool, seen: Seen) -> Fact {
    Fact {
        code: code.to_owned(),
        value: FactValue::Trouble(is_there),
        observed_on: seen.on,
        origin: seen.origin,
    }
}

const URGENT: [&str; 6] = ["q01", "bmn.safe_food", "q07", "q22", "q23", "q24"];

/// A household of which every fact is known and good, on one day.
fn well_off(seen: Seen) -> Facts {
    let urgent = URGENT.map(|it| trouble(it, false, seen));
    let dimensions = Dimension::ALL.map(|it| Fact::dimension(it, false, seen));
    let rest = [Fact::income(Satang(4_000_000), seen), Fact::savings(true, seen)];
    Facts { facts: urgent.into_iter().chain(dimensions).chain(rest).collect() }
}

impl Facts {
    fn and(mut self, fact: Fact) -> Self {
        self.facts.push(fact);
        self
    }

    fn without(mut self, code: &str) -> Self {
        self.facts.retain(|it| it.code != code);
        self
    }

    fn but(self, fact: Fact) -> Self {
        self.without(&fact.code).and(fact)
    }
}

fn past(on: &str, level: Level) -> Past {
    Past { day: day(on), level, survey_only: false, is_seen: true }
}

fn default_criteria() -> Criteria {
    Defaults::read().unwrap().criteria.on(day(TODAY)).clone()
}

fn judge(facts: &Facts, history: &[Past], on: &str) -> Verdict {
    assess(facts, &default_criteria(), &History(history.to_vec()), day(on))
}

/// Level, mark and what is missing, as one line.
fn verdict(facts: &Facts, history: &[Past], on: &str) -> String {
    let it = judge(facts, history, on);
    let mark = if it.survey_only { " survey-only" } else { "" };
    format!("{}{mark} [{}]", it.level.code(), it.missing.join(","))
}

const TODAY: &str = "2023-06-01";

#[test]
fn each_urgent_trouble_alone_is_below_survive() {
    for code in URGENT {
        let facts = well_off(survey("2023-03-01")).but(trouble(code, true, survey("2023-03-01")));
        assert_eq!(verdict(&facts, &[], TODAY), "below_survive []", "{code}");
    }
}

#[test]
fn care_that_fails_on_either_form_is_urgent() {
    use phonjon_domain::indicator::IndicatorResult::{Fail, Pass};
    let Defaults { bmn31, bmn38, .. } = Defaults::read().unwrap();
    let criteria = default_criteria();
    let seen = survey("2023-03-01");
    // Food, drinking water, and care: of the elderly, the disabled, and chronic or bedridden patients.
    for (form, numbers) in [(&bmn31, [4, 9, 27, 28, 29]), (&bmn38, [6, 18, 34, 35, 10])] {
        let judged = |failing: Option<u8>| {
            let result = |n: &u8| if Some(*n) == failing { Fail } else { Pass };
            let facts = numbers.iter().filter_map(|n| Fact::find_indicator(form, *n, result(n), seen));
            let facts = facts.chain([trouble("q01", false, seen)]).collect();
            let facts = Facts { facts };
            assess(&facts, &criteria, &History::default(), day(TODAY)).level
        };
        assert_eq!(judged(None), Level::Survive, "{}", form.set.code);
        for n in numbers {
            assert_eq!(judged(Some(n)), Level::BelowSurvive, "{} {n}", form.set.code);
        }
    }
}

#[test]
fn urgent_trouble_counts_though_another_urgent_fact_is_unknown() {
    let facts = well_off(survey("2023-03-01")).but(trouble("q07", true, survey("2023-03-01"))).without("q22");
    insta::assert_snapshot!(verdict(&facts, &[], TODAY), @"below_survive [bedridden_cared]");
}

#[test]
fn an_unknown_urgent_fact_makes_the_household_not_yet_assessable() {
    insta::assert_snapshot!(verdict(&Facts::default(), &[], TODAY),
        @"not_yet_assessable [has_house,has_food,has_drinking_water,bedridden_cared,disabled_cared,elderly_cared]");
    let facts = well_off(survey("2023-03-01")).without("bmn.safe_food");
    insta::assert_snapshot!(verdict(&facts, &[], TODAY), @"not_yet_assessable [has_food]");
}

#[test]
fn with_urgent_facts_known_and_nothing_else_the_household_survives() {
    let mut facts = well_off(survey("2023-03-01"));
    facts.facts.retain(|it| URGENT.contains(&it.code.as_str()));
    insta::assert_snapshot!(verdict(&facts, &[], TODAY),
        @"survive [dimension_health,dimension_living,dimension_education,dimension_income,dimension_access,income_at_line]");
}

#[test]
fn each_failing_dimension_alone_stops_at_survive() {
    for dimension in Dimension::ALL {
        let facts =
            well_off(survey("2023-03-01")).but(Fact::dimension(dimension, true, survey("2023-03-01")));
        assert_eq!(verdict(&facts, &[], TODAY), "survive []", "{dimension:?}");
    }
}

#[test]
fn income_at_the_line_is_enough_and_a_satang_less_is_not() {
    let with = |satang, on| well_off(survey(on)).but(Fact::income(Satang(satang), survey(on)));
    // Survey year 2566: 40,000 baht.
    assert_eq!(judge(&with(4_000_000, "2023-03-01"), &[], TODAY).level, Level::Sufficient);
    assert_eq!(judge(&with(4_000_001, "2023-03-01"), &[], TODAY).level, Level::Sufficient);
    assert_eq!(judge(&with(3_999_999, "2023-03-01"), &[], TODAY).level, Level::Survive);
    // Survey year 2565: 38,000 baht.
    assert_eq!(judge(&with(3_800_000, "2022-03-01"), &[], TODAY).level, Level::Sufficient);
    assert_eq!(judge(&with(3_799_999, "2022-03-01"), &[], TODAY).level, Level::Survive);
}

#[test]
fn the_income_result_says_value_line_day_and_source() {
    let it = judge(&well_off(survey("2023-03-01")), &[], TODAY);
    let income = it.results.iter().find(|it| it.code == "income_at_line").unwrap();
    let fact = income.fact.as_ref().unwrap();
    assert_eq!((income.met, income.line), (Met::Yes, Some(Satang(4_000_000))));
    assert_eq!(income.line_version.as_deref(), Some("bmn_income_line/2566"));
    assert_eq!((fact.observed_on, fact.origin.code()), (day("2023-03-01"), "bmn"));
    assert_eq!((it.criteria.as_str(), it.is_official), ("default_levels/1", false));
}

#[test]
fn an_income_before_any_line_is_unknown() {
    let facts = well_off(survey("2023-03-01")).without(INCOME);
    let facts = facts.and(Fact::income(Satang(9_000_000), survey("2010-03-01")));
    insta::assert_snapshot!(verdict(&facts, &[], TODAY), @"survive [income_at_line]");
}

#[test]
fn sustainable_needs_an_earlier_sufficient_assessment_180_days_before() {
    let facts = well_off(survey("2022-10-01"));
    let earlier = |on| [past(on, Level::Sufficient)];
    // 180 days before 1 June 2023 is 3 December 2022.
    assert_eq!(verdict(&facts, &earlier("2022-12-02"), TODAY), "sustainable []");
    assert_eq!(verdict(&facts, &earlier("2022-12-03"), TODAY), "sustainable []");
    assert_eq!(verdict(&facts, &earlier("2022-12-04"), TODAY), "sufficient []");
    assert_eq!(verdict(&facts, &[], TODAY), "sufficient []");
}

#[test]
fn a_failing_assessment_between_begins_the_time_anew() {
    let facts = well_off(survey("2022-01-01"));
    let history = |between| [past("2022-02-01", Level::Sufficient), past("2023-01-15", between)];
    assert_eq!(judge(&facts, &history(Level::Sufficient), TODAY).level, Level::Sustainable);
    assert_eq!(judge(&facts, &history(Level::Sustainable), TODAY).level, Level::Sustainable);
    assert_eq!(judge(&facts, &history(Level::Survive), TODAY).level, Level::Sufficient);
    assert_eq!(judge(&facts, &history(Level::BelowSurvive), TODAY).level, Level::Sufficient);
    // One that could not be made, or that a survey alone lowered, does not break the run.
    assert_eq!(judge(&facts, &history(Level::NotYetAssessable), TODAY).level, Level::Sustainable);
    let by_survey = [
        past("2022-02-01", Level::Sufficient),
        Past { survey_only: true, ..past("2023-01-15", Level::Survive) },
    ];
    assert_eq!(judge(&facts, &by_survey, TODAY).level, Level::Sustainable);
}

#[test]
fn sustainable_needs_savings_known_and_true() {
    let earlier = [past("2022-02-01", Level::Sufficient)];
    let facts = well_off(survey("2022-01-01"));
    let unknown = facts.clone().without("savings");
    insta::assert_snapshot!(verdict(&unknown, &earlier, TODAY), @"sufficient [has_savings]");
    let none = facts.but(Fact::savings(false, survey("2022-01-01")));
    insta::assert_snapshot!(verdict(&none, &earlier, TODAY), @"sufficient []");
}

#[test]
fn only_what_was_true_by_the_day_counts() {
    let facts = well_off(survey("2023-03-01")).and(trouble("q07", true, visit("2023-06-02")));
    assert_eq!(judge(&facts, &[], "2023-06-01").level, Level::Sufficient);
    assert_eq!(judge(&facts, &[], "2023-06-02").level, Level::BelowSurvive);
    assert_eq!(judge(&facts, &[], "2023-02-28").level, Level::NotYetAssessable);
}

#[test]
fn an_older_survey_that_comes_in_late_changes_the_past_and_not_the_present() {
    let criteria = default_criteria();
    let days = ["2022-05-01", "2023-05-01"].map(|it| (AsOf::seen(day(it)), &criteria));
    let levels = |facts: &Facts| reassess(facts, &days).iter().map(|it| it.level).collect::<Vec<_>>();
    let facts = well_off(survey("2023-03-01"));
    assert_eq!(levels(&facts), [Level::NotYetAssessable, Level::Sufficient]);
    let mut late = facts.clone();
    late.facts.extend(well_off(survey("2022-03-01")).but(trouble("q01", true, survey("2022-03-01"))).facts);
    assert_eq!(levels(&late), [Level::BelowSurvive, Level::Sufficient]);
    let mut good = facts;
    good.facts.extend(well_off(survey("2022-03-01")).facts);
    assert_eq!(levels(&good), [Level::Sufficient, Level::Sustainable]);
}

#[test]
fn a_fall_from_a_survey_alone_is_marked_until_a_visit_speaks() {
    let before = [past("2022-06-01", Level::Sufficient)];
    let facts = well_off(visit("2022-06-01")).and(trouble("q07", true, survey("2023-03-01")));
    insta::assert_snapshot!(verdict(&facts, &before, TODAY), @"below_survive survey-only []");
    // Judged again with nothing new, it is still marked.
    let marked = judge(&facts, &before, TODAY).as_past();
    insta::assert_snapshot!(verdict(&facts, &[before[0], marked], "2023-07-01"), @"below_survive survey-only []");
    // A visit confirms it, or rejects it.
    let confirmed = facts.clone().and(trouble("q07", true, visit("2023-07-01")));
    insta::assert_snapshot!(verdict(&confirmed, &[before[0], marked], "2023-07-01"), @"below_survive []");
    let rejected = facts.and(trouble("q07", false, visit("2023-07-01")));
    insta::assert_snapshot!(verdict(&rejected, &[before[0], marked], "2023-07-01"), @"sustainable []");
}

#[test]
fn only_what_was_seen_at_home_confirms_a_fall() {
    let before = [past("2022-06-01", Level::Sufficient)];
    let facts = well_off(visit("2022-06-01")).and(trouble("q07", true, survey("2023-03-01")));
    for origin in [Origin::Visit { visit: VisitId(Uuid::nil()), at_home: false }, Origin::Office] {
        let told = facts.clone().and(trouble("q07", true, Seen { on: day("2023-05-01"), origin }));
        assert_eq!(verdict(&told, &before, TODAY), "below_survive survey-only []", "{origin:?}");
        let seen = told.and(trouble("q07", true, visit("2023-05-02")));
        assert_eq!(verdict(&seen, &before, TODAY), "below_survive []", "{origin:?}");
        // Where no survey says so, what was told is a fall like any other.
        let alone = well_off(visit("2022-06-01"));
        let alone = alone.and(trouble("q07", true, Seen { on: day("2023-05-01"), origin }));
        assert_eq!(verdict(&alone, &before, TODAY), "below_survive []", "{origin:?}");
    }
}

#[test]
fn time_that_passes_unseen_proves_nothing() {
    let criteria = default_criteria();
    let office = Seen { on: day(TODAY), origin: Origin::Office };
    let facts = well_off(visit("2022-10-01")).and(trouble("q32", false, office));
    let history = History(vec![past("2022-10-01", Level::Sufficient)]);
    let as_of = |seen_on| AsOf { seen_on: day(seen_on), ..AsOf::seen(day(TODAY)) };
    let level = |seen_on| assess_unseen(&facts, &criteria, &history, as_of(seen_on)).level;
    assert_eq!(level("2022-10-01"), Level::Sufficient);
    assert_eq!(level(TODAY), Level::Sustainable);
    // What was found when somebody looked last counts, if only the office has recorded anything since.
    let failed = |on, is_seen| Past { is_seen, ..past(on, Level::BelowSurvive) };
    for (between, seen_on) in
        [(failed("2023-05-01", true), "2023-05-01"), (failed("2023-05-01", false), "2022-10-01")]
    {
        let history = History(vec![
            past("2022-06-01", Level::Sufficient),
            past("2022-10-01", Level::Sufficient),
            between,
        ]);
        let it = assess_unseen(&facts, &criteria, &history, as_of(seen_on));
        assert_eq!((it.level, it.run.n_assessments), (Level::Sufficient, 0), "{between:?}");
    }
    let held = History(vec![past("2022-10-01", Level::Sufficient), past("2023-05-01", Level::Sufficient)]);
    assert_eq!(assess_unseen(&facts, &criteria, &held, as_of("2023-05-01")).level, Level::Sustainable);
    // A judgement that only the office's records made is nothing to count from.
    let unseen = Past { is_seen: false, ..past("2022-10-01", Level::Sufficient) };
    let it = assess(&facts, &criteria, &History(vec![unseen]), day(TODAY));
    assert_eq!((it.level, it.run.n_assessments), (Level::Sufficient, 0));
    // What the office records counts at once, for better and worse.
    let solved = well_off(visit("2022-10-01")).but(trouble("q07", true, visit("2022-10-01")));
    let solved = solved.and(trouble("q07", false, office));
    let it = assess_unseen(&solved, &criteria, &History::default(), as_of("2022-10-01"));
    assert_eq!((it.level, it.seen_on, it.day), (Level::Sufficient, day("2022-10-01"), day(TODAY)));
}

#[test]
fn what_the_office_recorded_of_the_day_of_a_visit_came_after_it() {
    let office = Seen { on: day(TODAY), origin: Origin::Office };
    for (seen, since, level) in [(true, false, Level::Sufficient), (false, true, Level::BelowSurvive)] {
        let facts = well_off(survey("2023-03-01"));
        let facts = facts.and(trouble("q07", since, office)).and(trouble("q07", seen, visit(TODAY)));
        assert_eq!(judge(&facts, &[], TODAY).level, level);
    }
    // Of another thing it says nothing.
    let facts = well_off(survey("2023-03-01")).and(trouble("q07", true, visit(TODAY)));
    assert_eq!(judge(&facts.and(trouble("q32", false, office)), &[], TODAY).level, Level::BelowSurvive);
}

#[test]
fn an_urgent_trouble_is_not_lifted_by_the_answer_to_another_question() {
    let facts = well_off(visit("2023-01-01"));
    let bedridden = facts.clone().and(trouble("q22", true, visit("2023-02-01")));
    let later = bedridden.clone().and(trouble("bmn.chronic_cared", false, survey("2023-03-01")));
    assert_eq!(judge(&later, &[], TODAY).level, Level::BelowSurvive, "no chronic patient, and one bedridden");
    let later = bedridden.and(trouble("bmn.bedridden_cared", false, survey("2023-03-01")));
    assert_eq!(judge(&later, &[], TODAY).level, Level::Sufficient, "the same, asked on another form");
    let chronic = facts.and(trouble("bmn.chronic_cared", true, survey("2023-02-01")));
    let later = chronic.and(trouble("q22", false, visit("2023-03-01")));
    let verdict = judge(&later, &[], TODAY);
    assert_eq!(verdict.level, Level::BelowSurvive, "nobody bedridden, and a chronic patient uncared for");
    let care = verdict.results.iter().find(|it| it.code == "bedridden_cared").unwrap();
    assert_eq!(care.fact.as_ref().unwrap().code, "bmn.chronic_cared");
}

#[test]
fn of_what_says_the_same_on_one_day_the_nearest_is_told() {
    let facts =
        [Origin::Office, Origin::Visit { visit: VisitId(Uuid::nil()), at_home: true }, Origin::Office];
    let facts = facts.map(|origin| trouble("q07", false, Seen { on: day(TODAY), origin }));
    let facts = Facts { facts: facts.to_vec() };
    assert!(facts.find_deciding(&["q07".to_owned()], day(TODAY)).unwrap().origin.is_seen_at_home());
}

#[test]
fn a_first_level_from_a_survey_is_no_fall() {
    let facts = well_off(survey("2023-03-01")).but(trouble("q07", true, survey("2023-03-01")));
    assert!(!judge(&facts, &[], TODAY).survey_only);
    let lower = [past("2022-06-01", Level::BelowSurvive)];
    assert!(!judge(&facts, &lower, TODAY).survey_only);
}

#[test]
fn a_visit_outweighs_earlier_surveys_of_every_source() {
    let facts = well_off(survey("2023-03-01"))
        .and(trouble("bmn.drinking_water", true, survey("2023-03-01")))
        .and(trouble("q07", false, visit("2023-05-01")));
    assert_eq!(judge(&facts, &[], TODAY).level, Level::Sufficient);
    assert_eq!(judge(&facts, &[], "2023-04-30").level, Level::BelowSurvive);
}

#[test]
fn of_two_surveys_of_one_year_the_one_that_sees_trouble_counts() {
    let facts = well_off(survey("2023-05-01")).and(trouble("bmn.drinking_water", true, survey("2023-02-01")));
    assert_eq!(judge(&facts, &[], TODAY).level, Level::BelowSurvive);
    let last_year =
        well_off(survey("2023-05-01")).and(trouble("bmn.drinking_water", true, survey("2022-02-01")));
    assert_eq!(judge(&last_year, &[], TODAY).level, Level::Sufficient);
}

#[test]
fn under_continuing_care_there_is_no_sustainable_target() {
    let facts = well_off(survey("2022-01-01")).without("savings");
    let history = History(vec![past("2022-02-01", Level::Sufficient)]);
    let as_of = AsOf { in_care: true, ..AsOf::seen(day(TODAY)) };
    let it = assess_unseen(&facts, &default_criteria(), &history, as_of);
    assert_eq!((it.level, it.missing.len()), (Level::Sufficient, 0));
    assert!(it.results.iter().all(|it| it.level != Level::Sustainable));
}

#[test]
fn findings_of_a_visit_are_facts() {
    use phonjon_domain::problem::ProblemStatus;
    use phonjon_domain::visit::{Finding, FindingValue};
    let fact = |code: &str, value| {
        Fact::from_finding(&Finding { code: code.to_owned(), value }, visit("2023-05-01")).map(|it| it.value)
    };
    assert_eq!(fact("q07", FindingValue::Problem(ProblemStatus::Solved)), Some(FactValue::Trouble(false)));
    assert_eq!(
        fact("q07", FindingValue::Problem(ProblemStatus::CannotBeSolved)),
        Some(FactValue::Trouble(true))
    );
    assert_eq!(fact("savings", FindingValue::Answer(true)), Some(FactValue::Trouble(false)));
    assert_eq!(fact("q18", FindingValue::Answer(true)), Some(FactValue::Trouble(true)));
    assert_eq!(fact(INCOME, FindingValue::AmountSatang(5)), Some(FactValue::PerYear(Satang(5))));
    assert_eq!(fact(INCOME, FindingValue::MonthlySatang(5)), Some(FactValue::PerYear(Satang(60))));
    assert_eq!(fact(INCOME, FindingValue::MonthlySatang(i64::MAX)), None);
    assert_eq!(fact("q07", FindingValue::Refused), None);
}

#[test]
fn indicators_are_facts_by_topic_on_either_form() {
    use phonjon_domain::indicator::IndicatorResult;
    let Defaults { bmn31, bmn38, .. } = Defaults::read().unwrap();
    let seen = survey("2023-03-01");
    let old = Fact::find_indicator(&bmn31, 4, IndicatorResult::Fail, seen).unwrap();
    let new = Fact::find_indicator(&bmn38, 6, IndicatorResult::Fail, seen).unwrap();
    assert_eq!((old.code.as_str(), &old), ("bmn.safe_food", &new));
    assert_eq!(Fact::find_indicator(&bmn31, 4, IndicatorResult::Refused, seen), None);
    assert_eq!(Fact::find_indicator(&bmn38, 37, IndicatorResult::Fail, seen), None);
    let code = ProblemCode::parse("q01").unwrap();
    assert_eq!(Fact::problem(&code, true, seen), trouble("q01", true, seen));
}

#[test]
fn every_criterion_looks_at_something_a_catalogue_knows() {
    let defaults = Defaults::read().unwrap();
    for code in default_criteria().fact_codes() {
        let is_known = match code.split_once('.') {
            Some(("bmn", key)) => {
                let forms = [&defaults.bmn31, &defaults.bmn38];
                forms.iter().any(|form| form.indicators.iter().any(|it| it.key == key))
            }
            Some(("dimension", it)) => Dimension::from_code(it).is_some(),
            _ => code == INCOME || code == "savings" || defaults.thaiqm.find(&code).is_some(),
        };
        assert!(is_known, "{code}");
    }
}

#[test]
fn a_set_may_ask_for_more_assessments_over_more_days() {
    let defaults = Defaults::read().unwrap();
    let body = default_criteria().set.body.replace("sustained_assessments = 2", "sustained_assessments = 3");
    let criteria = Criteria::parse(&body, defaults.lines).unwrap();
    let facts = well_off(survey("2022-01-01"));
    let level = |history: &[Past]| assess(&facts, &criteria, &History(history.to_vec()), day(TODAY)).level;
    let two = [past("2022-02-01", Level::Sufficient), past("2023-02-01", Level::Sufficient)];
    assert_eq!(level(&two[..1]), Level::Sufficient);
    assert_eq!(level(&two), Level::Sustainable);
}

#[test]
fn each_day_is_judged_by_the_criteria_it_is_given_and_leans_on_the_days_before() {
    let lenient = default_criteria();
    let body = lenient.set.body.replace("version = \"1\"", "version = \"2\"");
    let body =
        format!("{body}\n[[criterion]]\ncode = \"no_debt\"\nlevel = \"sufficient\"\ntroubles = [\"q32\"]\n");
    let strict = Criteria::parse(&body, lenient.lines.clone()).unwrap();
    let facts = well_off(survey("2022-03-01"));
    let judged = |of_2022, of_2023| {
        let days = [("2023-05-01", of_2023), ("2022-05-01", of_2022)];
        let days = days.map(|(on, criteria)| (AsOf::seen(day(on)), criteria));
        let verdicts = reassess(&facts, &days);
        verdicts.into_iter().map(|it| (it.criteria, it.level)).collect::<Vec<_>>()
    };
    let named = |set: &str, level| (format!("default_levels/{set}"), level);
    assert_eq!(judged(&lenient, &lenient), [named("1", Level::Sufficient), named("1", Level::Sustainable)]);
    assert_eq!(judged(&strict, &lenient), [named("2", Level::Survive), named("1", Level::Sufficient)]);
    assert_eq!(judged(&lenient, &strict), [named("1", Level::Sufficient), named("2", Level::Survive)]);
}
