//! The facts of one case, a row for each fiscal year in which it is open or listed: pure.
//!
//! A past year keeps what stood at its end: status, closing reason and continuing care from the events, level from the assessments, dimensions from the
//! survey rounds, groups from the problems then unsettled. Once the last assessment lies in the year or before it,
//! level, dimensions and groups are those it found, the same that lists of cases are filtered by. Where the household
//! lives, how many it counts and urgency are always those of now.

use chrono::NaiveDate;
use phonjon_domain::calendar::{BuddhistYear, FiscalYear};
use phonjon_domain::case::act::CaseEventKind;
use phonjon_domain::case::{CaseStatus, HouseholdClass};
use phonjon_domain::level::Level;
use uuid::Uuid;

use super::fact::Fact;
use super::inputs::{Event, Input};

/// The rows of a case, oldest year first; `through` is the year up to which open cases have one.
pub(super) fn facts(input: &Input, tally_area_id: Uuid, through: Option<i16>) -> Vec<Fact> {
    years(input, through).into_iter().filter_map(|year| fact(input, tally_area_id, year)).collect()
}

/// The fiscal years in which the case is open or listed, ascending.
fn years(input: &Input, through: Option<i16>) -> Vec<i16> {
    let mut years: Vec<i16> = input.listings.keys().copied().collect();
    let mut open_since = Some(input.opened_on);
    for event in &input.events {
        match (event.kind, open_since) {
            (CaseEventKind::Closed, Some(since)) => {
                years.extend(year_of(since)..=year_of(event.on));
                open_since = None;
            }
            (CaseEventKind::Reopened, None) => open_since = Some(event.on),
            (_, Some(_) | None) => {}
        }
    }
    if let Some(since) = open_since {
        let latest_work = input.visits.iter().map(|it| it.0).chain(input.events.iter().map(|it| it.on)).max();
        let until = input.closed_on.or(latest_work).map_or(year_of(since), year_of);
        let until = if input.status.is_open() { until.max(through.unwrap_or(until)) } else { until };
        years.extend(year_of(since)..=until.max(year_of(since)));
    }
    years.sort_unstable();
    years.dedup();
    years
}

fn year_of(day: NaiveDate) -> i16 {
    FiscalYear::of(day).map_or(0, |it| it.0.get())
}

fn fact(input: &Input, tally_area_id: Uuid, year: i16) -> Option<Fact> {
    let fiscal = FiscalYear(BuddhistYear::new(i32::from(year))?);
    let (first, last) = (fiscal.first_day()?, fiscal.last_day()?);
    let in_year = |day: &NaiveDate| first <= *day && *day <= last;
    let status = status_at(input, last);
    let (level, level_survey_only) = level_at(input, last);
    let checked = input.visits.iter().filter(|it| it.1.is_some()).map(|it| it.0);
    let judged = input.events.iter().filter(|it| it.kind == CaseEventKind::Verified).map(|it| it.on);
    let closing = (status == CaseStatus::Closed).then(|| closing_at(input, last)).flatten();
    let (closed_on, closing_reason) = closing.filter(|it| in_year(&it.0)).unzip();
    let is_judged = input.assessed_on.is_some_and(|it| it <= last);
    let given = || input.help.iter().filter(|it| it.2).map(|it| it.0);
    let acts = input.events.iter().filter(|it| is_work(it.kind)).map(|it| it.on);
    let worked = input.visits.iter().map(|it| it.0).chain(acts).chain(given());
    Some(Fact {
        home_province: input.home_province,
        case_id: input.case_id,
        fiscal_year: year,
        area_id: input.area_id,
        tally_area_id,
        status,
        level,
        level_survey_only,
        continuing_care: is_in_care_at(input, last),
        urgent: input.urgent,
        closing_reason: closing_reason.flatten(),
        dimensions: if is_judged { input.judged.0 } else { dimensions_at(input, year) },
        problem_groups: if is_judged { input.judged.1 } else { groups_at(input, last) },
        sources: input.listings.get(&year).copied().unwrap_or(0),
        sectors: input.help.iter().filter(|it| in_year(&it.0)).fold(0, |set, it| set | it.1),
        n_persons: input.n_persons,
        opened_on: input.opened_on,
        assigned_on: assigned_at(input, last),
        visited_on: input.visits.iter().filter(|it| it.2).map(|it| it.0).filter(in_year).min(),
        verified_on: checked.chain(judged).filter(|it| *it <= last).min(),
        helped_on: given().filter(in_year).min(),
        closed_on,
        last_activity_on: worked.filter(|it| *it <= last).max(),
    })
}

/// True for what somebody did about the household; what a list or a clock brought is no activity of the team.
fn is_work(kind: CaseEventKind) -> bool {
    !matches!(
        kind,
        CaseEventKind::Opened
            | CaseEventKind::Listed
            | CaseEventKind::NoLongerListed
            | CaseEventKind::Moved
            | CaseEventKind::LevelChanged
            | CaseEventKind::ReopeningProposed
    )
}

/// Where the case stood at the end of a day.
fn status_at(input: &Input, last: NaiveDate) -> CaseStatus {
    if input.events.iter().all(|it| it.on <= last) {
        return input.status;
    }
    input.events.iter().rev().find(|it| it.on <= last).map_or(CaseStatus::ToVerify, |it| it.status)
}

/// The last closing by a day: when, and why it was closed then, whatever became of the case later.
fn closing_at(input: &Input, last: NaiveDate) -> Option<(NaiveDate, Option<String>)> {
    let event = input.events.iter().rev().find(|it| it.on <= last && it.kind == CaseEventKind::Closed);
    let now = || input.closed_on.filter(|it| *it <= last).map(|it| (it, input.closing_reason.clone()));
    event.map(|it| (it.on, it.word.clone())).or_else(now)
}

/// Whether the case was under continuing care at the end of a day.
fn is_in_care_at(input: &Input, last: NaiveDate) -> bool {
    if input.events.iter().all(|it| it.on <= last) {
        return input.continuing_care;
    }
    let ends = [CaseEventKind::ContinuingCareEnded, CaseEventKind::Closed];
    let after = |is_in_care: bool, it: &Event| {
        // Continuing care is for households that need welfare.
        let is_other_class = it.kind == CaseEventKind::Classified
            && it.word.as_deref() != Some(HouseholdClass::NeedsWelfare.code());
        let is_ended = ends.contains(&it.kind) || is_other_class;
        it.kind == CaseEventKind::ContinuingCareSet || is_in_care && !is_ended
    };
    input.events.iter().filter(|it| it.on <= last).fold(false, after)
}

/// The level that stood at the end of a day, and whether it fell by a survey alone.
fn level_at(input: &Input, last: NaiveDate) -> (Level, bool) {
    if input.assessed_on.is_none_or(|it| it <= last) {
        return (input.level, input.level_survey_only);
    }
    let held = input.levels.iter().rev().find(|it| it.0 <= last);
    held.map_or((Level::NotYetAssessable, false), |it| (it.1, it.2))
}

/// Since when a team has had the case, where one had it at the end of a day: a household that moved away from its team
/// waits to be given to another.
fn assigned_at(input: &Input, last: NaiveDate) -> Option<NaiveDate> {
    let is_held = input.assigned.iter().any(|it| it.0 <= last && it.1.is_none_or(|until| last < until));
    input.assigned.iter().map(|it| it.0).min().filter(|_| is_held)
}

/// The dimensions that fail in any member by the latest round of the year or before that says anything of each.
fn dimensions_at(input: &Input, year: i16) -> i16 {
    let rounds = || input.rounds.iter().filter(|it| it.0 <= year);
    let fails = |bit: &i16| {
        let latest = rounds().filter(|it| it.2 & bit != 0).map(|it| it.0).max();
        rounds().any(|it| Some(it.0) == latest && it.1 & bit != 0)
    };
    (0..5).map(|place| 1 << place).filter(fails).sum()
}

fn groups_at(input: &Input, last: NaiveDate) -> i16 {
    let stood =
        |found: NaiveDate, settled: Option<NaiveDate>| found <= last && settled.is_none_or(|it| last < it);
    input.problems.iter().filter(|it| stood(it.0, it.1)).fold(0, |set, it| set | it.2)
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use phonjon_domain::case::{ClosingReason, Verification};

    use super::*;

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    fn event(on: &str, kind: CaseEventKind, status: CaseStatus) -> Event {
        Event { on: day(on), kind, status, word: None }
    }

    fn closed(on: &str, reason: ClosingReason) -> Event {
        let word = Some(reason.code().to_owned());
        Event { word, ..event(on, CaseEventKind::Closed, CaseStatus::Closed) }
    }

    fn input() -> Input {
        Input {
            home_province: 48,
            case_id: Uuid::from_u128(1),
            area_id: Uuid::from_u128(2),
            status: CaseStatus::BeingHelped,
            level: Level::Survive,
            level_survey_only: false,
            assessed_on: Some(day("2023-02-01")),
            continuing_care: false,
            urgent: false,
            closing_reason: None,
            opened_on: day("2022-05-01"),
            closed_on: None,
            n_persons: 3,
            judged: (4, 2),
            listings: BTreeMap::from([(2565, 1), (2566, 4)]),
            visits: vec![(day("2023-02-01"), Some(Verification::Confirmed), true)],
            events: vec![
                event("2022-05-01", CaseEventKind::Opened, CaseStatus::ToVerify),
                event("2023-02-01", CaseEventKind::Visited, CaseStatus::BeingHelped),
            ],
            assigned: vec![(day("2022-06-01"), None)],
            help: vec![(day("2023-03-01"), 1, true)],
            problems: vec![(day("2022-05-01"), Some(day("2023-01-01")), 1), (day("2022-12-01"), None, 2)],
            rounds: vec![(2565, 8, 31), (2565, 1, 31), (2566, 4, 31)],
            levels: Vec::new(),
        }
    }

    #[test]
    fn a_past_year_keeps_what_stood_at_its_end() {
        let rows = facts(&input(), Uuid::from_u128(2), None);
        assert_eq!(rows.iter().map(|it| it.fiscal_year).collect::<Vec<_>>(), [2565, 2566]);
        let (past, now) = (&rows[0], &rows[1]);
        assert_eq!((past.status, now.status), (CaseStatus::ToVerify, CaseStatus::BeingHelped));
        assert_eq!((past.level, now.level), (Level::NotYetAssessable, Level::Survive));
        assert_eq!((past.dimensions, now.dimensions), (9, 4));
        assert_eq!((past.problem_groups, now.problem_groups), (1, 2));
        assert_eq!((past.sources, now.sources), (1, 4));
        assert_eq!((past.visited_on, now.visited_on), (None, Some(day("2023-02-01"))));
        assert_eq!((past.sectors, now.sectors), (0, 1));
        assert_eq!(past.assigned_on, Some(day("2022-06-01")));
    }

    #[test]
    fn a_round_that_says_nothing_of_a_dimension_leaves_it_as_it_was_found_before() {
        let at_the_end =
            |rounds: &[(i16, i16, i16)]| dimensions_at(&Input { rounds: rounds.to_vec(), ..input() }, 2566);
        assert_eq!(at_the_end(&[(2565, 3, 31), (2566, 4, 4)]), 7);
        assert_eq!(at_the_end(&[(2565, 3, 31), (2566, 4, 5)]), 6);
        assert_eq!(at_the_end(&[(2565, 3, 31), (2566, 0, 31)]), 0);
        assert_eq!(at_the_end(&[(2566, 1, 31), (2566, 0, 31)]), 1, "any member counts");
        assert_eq!(at_the_end(&[(2567, 31, 31)]), 0, "later than the year");
    }

    #[test]
    fn a_case_that_no_team_has_at_the_end_of_a_year_is_not_assigned_in_it() {
        let at = |assigned: &[(&str, Option<&str>)], last: &str| {
            let days = |it: &(&str, Option<&str>)| (day(it.0), it.1.map(day));
            let assigned = assigned.iter().map(days).collect();
            assigned_at(&Input { assigned, ..input() }, day(last)).map(|it| it.to_string())
        };
        let handed_over = [("2022-06-01", Some("2023-02-01")), ("2023-02-01", None)];
        assert_eq!(at(&handed_over, "2023-09-30").as_deref(), Some("2022-06-01"));
        let moved = [("2022-06-01", Some("2023-02-01"))];
        assert_eq!(at(&moved, "2022-09-30").as_deref(), Some("2022-06-01"));
        assert_eq!(at(&moved, "2023-09-30"), None);
        assert_eq!(at(&moved, "2022-05-31"), None);
    }

    #[test]
    fn an_open_case_has_a_row_up_to_the_turned_year_and_a_closed_one_does_not() {
        assert_eq!(years(&input(), Some(2568)), [2565, 2566, 2567, 2568]);
        let mut closed = input();
        closed.status = CaseStatus::Closed;
        closed.closed_on = Some(day("2023-05-01"));
        closed.events.push(event("2023-05-01", CaseEventKind::Closed, CaseStatus::Closed));
        assert_eq!(years(&closed, Some(2568)), [2565, 2566]);
    }

    #[test]
    fn years_between_closing_and_reopening_have_no_row() {
        let mut again = input();
        again.events.push(event("2023-05-01", CaseEventKind::Closed, CaseStatus::Closed));
        again.events.push(event("2025-05-01", CaseEventKind::Reopened, CaseStatus::BeingHelped));
        assert_eq!(years(&again, Some(2569)), [2565, 2566, 2568, 2569]);
        let rows = facts(&again, Uuid::from_u128(2), Some(2569));
        let statuses: Vec<CaseStatus> = rows.iter().map(|it| it.status).collect();
        let (verify, helped) = (CaseStatus::ToVerify, CaseStatus::BeingHelped);
        assert_eq!(statuses, [verify, CaseStatus::Closed, helped, helped]);
        assert_eq!(rows.iter().filter(|it| it.closed_on.is_some()).count(), 1);
    }
    #[test]
    fn each_year_keeps_the_reason_it_was_closed_for() {
        let mut again = input();
        again.events.push(closed("2023-05-01", ClosingReason::NotFound));
        again.events.push(event("2024-11-01", CaseEventKind::Reopened, CaseStatus::BeingHelped));
        again.events.push(closed("2025-05-01", ClosingReason::Sustainable));
        again.status = CaseStatus::Closed;
        again.closed_on = Some(day("2025-05-01"));
        again.closing_reason = Some(ClosingReason::Sustainable.code().to_owned());
        let reasons = |input: &Input| -> Vec<(i16, Option<String>)> {
            let rows = facts(input, Uuid::from_u128(2), Some(2569));
            rows.into_iter().map(|it| (it.fiscal_year, it.closing_reason)).collect()
        };
        let said = |it: ClosingReason| Some(it.code().to_owned());
        assert_eq!(
            reasons(&again),
            [(2565, None), (2566, said(ClosingReason::NotFound)), (2568, said(ClosingReason::Sustainable))]
        );
        // Opened once more, the year it was out of poverty in keeps that.
        again.events.push(event("2025-11-01", CaseEventKind::Reopened, CaseStatus::BeingHelped));
        (again.status, again.closed_on, again.closing_reason) = (CaseStatus::BeingHelped, None, None);
        assert_eq!(
            reasons(&again)[1..],
            [(2566, said(ClosingReason::NotFound)), (2568, said(ClosingReason::Sustainable)), (2569, None)]
        );
    }

    #[test]
    fn continuing_care_counts_in_the_years_it_stood() {
        let mut cared = input();
        cared.events.push(event("2023-08-01", CaseEventKind::ContinuingCareSet, CaseStatus::BeingFollowed));
        let mut classified = event("2024-11-01", CaseEventKind::Classified, CaseStatus::BeingFollowed);
        classified.word = Some(HouseholdClass::CanDevelop.code().to_owned());
        cared.events.push(classified);
        cared.status = CaseStatus::BeingFollowed;
        let rows = facts(&cared, Uuid::from_u128(2), Some(2568));
        let by_year: Vec<(i16, bool)> = rows.iter().map(|it| (it.fiscal_year, it.continuing_care)).collect();
        assert_eq!(by_year, [(2565, false), (2566, true), (2567, true), (2568, false)]);
    }
}
