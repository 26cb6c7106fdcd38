//! The facts of one case, a row for each fiscal year in which it is open or listed: pure.
//!
//! A past year keeps what stood at its end: status, closing reason and continuing care from the events, level from the assessments, dimensions from
//! visits and survey rounds, groups from the problems then there. Once the last assessment lies in the year or before it,
//! level, dimensions and groups are those it found, the same that lists of cases are filtered by. Where the household
//! lives, how many it counts and urgency are always those of now.

use chrono::NaiveDate;
use phonjon_domain::calendar::{BuddhistYear, FiscalYear};
use phonjon_domain::case::act::CaseEventKind;
use phonjon_domain::case::{CaseStatus, ClosingReason, HouseholdClass, Verification};
use phonjon_domain::level::Level;
use uuid::Uuid;

use super::fact::Fact;
use super::inputs::{Event, Input, Judgement, Round};

/// The rows of a case, oldest year first; `through` is the year up to which open cases have one.
pub(super) fn facts(input: &Input, tally_area_id: Uuid, through: Option<i16>) -> Vec<Fact> {
    let events = standing(&input.events);
    let years = years(input, &events, through);
    years.into_iter().filter_map(|year| fact(input, &events, tally_area_id, year)).collect()
}

/// What happened, in order, without closings that were taken back and what took them back: these never were.
fn standing(events: &[Event]) -> Vec<&Event> {
    let mut standing: Vec<&Event> = Vec::with_capacity(events.len());
    for event in events {
        let is_its_closing = |it: &&Event| it.kind == CaseEventKind::Closed && it.cause == event.cause;
        let is_back = event.kind == CaseEventKind::Reopened && event.cause.is_some();
        match standing.iter().rposition(is_its_closing).filter(|_| is_back) {
            Some(closing) => {
                standing.remove(closing);
            }
            None => standing.push(event),
        }
    }
    standing
}

/// The fiscal years in which the case is open or listed, ascending.
fn years(input: &Input, events: &[&Event], through: Option<i16>) -> Vec<i16> {
    let mut years: Vec<i16> = input.listings.keys().copied().collect();
    let mut open_since = Some(input.opened_on);
    for event in events {
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
        let latest_work = input.visits.iter().map(|it| it.0).chain(events.iter().map(|it| it.on)).max();
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

fn fact(input: &Input, events: &[&Event], tally_area_id: Uuid, year: i16) -> Option<Fact> {
    let fiscal = FiscalYear(BuddhistYear::new(i32::from(year))?);
    let (first, last) = (fiscal.first_day()?, fiscal.last_day()?);
    let in_year = |day: &NaiveDate| first <= *day && *day <= last;
    let status = status_at(input, events, last);
    let (level, level_survey_only) = level_at(input, last);
    let is_checked = |found: Option<Verification>| found.is_some_and(Verification::is_a_result);
    let checked = input.visits.iter().filter(|it| is_checked(it.1)).map(|it| it.0);
    let judged = events.iter().filter(|it| is_checked(found(it))).map(|it| it.on);
    let closing = (status == CaseStatus::Closed).then(|| closing_at(input, events, last)).flatten();
    let (closed_on, closing_reason) = closing.filter(|it| in_year(&it.0)).unzip();
    let is_judged = input.assessed_on.is_some_and(|it| it <= last);
    let given = || input.help.iter().filter(|it| it.2).map(|it| it.0);
    let acts = events.iter().filter(|it| is_work(it)).map(|it| it.on);
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
        continuing_care: is_in_care_at(input, events, last),
        urgent: input.urgent,
        closing_reason: closing_reason.flatten(),
        dimensions: if is_judged { input.judged.0 } else { dimensions_at(input, year, last) },
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

/// True for what is activity beside visits and help: somebody verified the household, or closed its case. Giving the case
/// to a team or writing about it is none, and a double that a list shows is nobody's work.
fn is_work(event: &Event) -> bool {
    let is_double = event.word.as_deref() == Some(ClosingReason::Duplicate.code());
    event.kind == CaseEventKind::Verified || event.kind == CaseEventKind::Closed && !is_double
}

/// What checking found, where the event is of that.
fn found(event: &Event) -> Option<Verification> {
    let word = event.word.as_deref().filter(|_| event.kind == CaseEventKind::Verified)?;
    Verification::from_code(word)
}

/// Where the case stood at the end of a day, by what of that day or before moves a case on. Everything else carries the
/// status of the day it was typed in, which may be long after the day it tells of.
fn status_at(input: &Input, events: &[&Event], last: NaiveDate) -> CaseStatus {
    if events.iter().all(|it| it.on <= last) {
        return input.status;
    }
    let moves = [
        CaseEventKind::FollowStarted,
        CaseEventKind::HelpResumed,
        CaseEventKind::Closed,
        CaseEventKind::Reopened,
    ];
    let after = |status: CaseStatus, event: &&Event| {
        // What was typed in as confirmed once more may have been so for the first time by the day.
        let is_confirmed = found(event) == Some(Verification::Confirmed);
        if moves.contains(&event.kind) {
            event.status
        } else if is_confirmed && status == CaseStatus::ToVerify {
            CaseStatus::BeingHelped
        } else {
            status
        }
    };
    events.iter().filter(|it| it.on <= last).fold(CaseStatus::ToVerify, after)
}

/// The last closing by a day: when, and why it was closed then, whatever became of the case later.
fn closing_at(input: &Input, events: &[&Event], last: NaiveDate) -> Option<(NaiveDate, Option<String>)> {
    let event = events.iter().rev().find(|it| it.on <= last && it.kind == CaseEventKind::Closed);
    let now = || input.closed_on.filter(|it| *it <= last).map(|it| (it, input.closing_reason.clone()));
    event.map(|it| (it.on, it.word.clone())).or_else(now)
}

/// Whether the case was under continuing care at the end of a day.
fn is_in_care_at(input: &Input, events: &[&Event], last: NaiveDate) -> bool {
    if events.iter().all(|it| it.on <= last) {
        return input.continuing_care;
    }
    let after = |is_in_care: bool, it: &&Event| {
        it.kind.is_in_care_after(is_in_care, it.word.as_deref().and_then(HouseholdClass::from_code))
    };
    events.iter().filter(|it| it.on <= last).fold(false, after)
}

/// The level that stood at the end of a day, and whether it fell by a survey alone.
fn level_at(input: &Input, last: NaiveDate) -> (Level, bool) {
    let by_then = || input.levels.iter().filter(|it| it.of <= last);
    // What was known by then is judged anew by other criteria: that is told of the years after.
    let is_hindsight = |it: &Judgement| it.again_on.is_some_and(|on| last < on);
    if input.assessed_on.is_none_or(|it| it <= last) && !by_then().any(is_hindsight) {
        return (input.level, input.level_survey_only);
    }
    // Where nobody had judged before, as of a case that was opened since, hindsight is all there is.
    let held = by_then().rfind(|it| !is_hindsight(it)).or_else(|| by_then().next_back());
    held.map_or((Level::NotYetAssessable, false), |it| (it.level, it.survey_only))
}

/// Since when a team has had the case, where one had it at the end of a day: a household that moved away from its team
/// waits to be given to another.
fn assigned_at(input: &Input, last: NaiveDate) -> Option<NaiveDate> {
    let is_held = input.assigned.iter().any(|it| it.0 <= last && it.1.is_none_or(|until| last < until));
    input.assigned.iter().map(|it| it.0).min().filter(|_| is_held)
}

/// The dimensions that fail by what was known at the end of a year: as the last visit by then found, and where a survey is
/// newer, in any member by the latest round that says anything of each.
fn dimensions_at(input: &Input, year: i16, last: NaiveDate) -> i16 {
    let fails = |bit: &i16| {
        let found = || input.found.iter().filter(|it| it.0 <= last && it.2 & bit != 0);
        let seen_on = found().map(|it| it.0).max();
        let is_newer = |it: &&Round| seen_on.is_none_or(|on| on < it.on);
        let rounds =
            || input.rounds.iter().filter(|it| it.year <= year && it.known & bit != 0).filter(is_newer);
        match rounds().map(|it| it.year).max() {
            Some(latest) => rounds().any(|it| it.year == latest && it.failing & bit != 0),
            None => found().any(|it| Some(it.0) == seen_on && it.1 & bit != 0),
        }
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

    use super::*;

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    /// Of the middle of its year.
    fn round((year, failing, known): (i16, i16, i16)) -> Round {
        let on = NaiveDate::from_ymd_opt(i32::from(year) - 543, 6, 1).unwrap();
        Round { year, on, failing, known }
    }

    fn event(on: &str, kind: CaseEventKind, status: CaseStatus) -> Event {
        Event { on: day(on), kind, status, word: None, cause: None }
    }

    fn closed_for(on: &str, reason: ClosingReason) -> Event {
        let word = Some(reason.code().to_owned());
        Event { word, ..event(on, CaseEventKind::Closed, CaseStatus::Closed) }
    }

    fn verified(on: &str, found: Verification, status: CaseStatus) -> Event {
        Event { word: Some(found.code().to_owned()), ..event(on, CaseEventKind::Verified, status) }
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
                verified("2023-02-01", Verification::Confirmed, CaseStatus::BeingHelped),
            ],
            assigned: vec![(day("2022-06-01"), None)],
            help: vec![(day("2023-03-01"), 1, true)],
            problems: vec![(day("2022-05-01"), Some(day("2023-01-01")), 1), (day("2022-12-01"), None, 2)],
            rounds: [(2565, 8, 31), (2565, 1, 31), (2566, 4, 31)].map(round).to_vec(),
            found: Vec::new(),
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
        let at_the_end = |rounds: &[(i16, i16, i16)]| {
            let rounds = rounds.iter().copied().map(round).collect();
            dimensions_at(&Input { rounds, ..input() }, 2566, day("2023-09-30"))
        };
        assert_eq!(at_the_end(&[(2565, 3, 31), (2566, 4, 4)]), 7);
        assert_eq!(at_the_end(&[(2565, 3, 31), (2566, 4, 5)]), 6);
        assert_eq!(at_the_end(&[(2565, 3, 31), (2566, 0, 31)]), 0);
        assert_eq!(at_the_end(&[(2566, 1, 31), (2566, 0, 31)]), 1, "any member counts");
        assert_eq!(at_the_end(&[(2567, 31, 31)]), 0, "later than the year");
    }

    #[test]
    fn a_visit_says_of_the_dimensions_until_a_newer_survey_does() {
        let at_the_end = |found: &[(&str, i16, i16)], last: &str| {
            let found = found.iter().map(|it| (day(it.0), it.1, it.2)).collect();
            let rounds = [(2565, 9, 31), (2566, 8, 31)].map(round).to_vec();
            let year = year_of(day(last));
            dimensions_at(&Input { rounds, found, ..input() }, year, day(last))
        };
        let seen = [("2023-08-01", 1, 9)];
        assert_eq!(at_the_end(&[], "2023-09-30"), 8);
        assert_eq!(at_the_end(&seen, "2023-09-30"), 1, "found after the survey");
        assert_eq!(at_the_end(&seen, "2022-09-30"), 9, "not yet found");
        assert_eq!(at_the_end(&[("2023-03-01", 1, 9)], "2023-09-30"), 8, "the survey is newer");
        assert_eq!(at_the_end(&[("2023-07-01", 0, 9), ("2023-08-01", 8, 8)], "2024-09-30"), 8);
    }

    #[test]
    fn to_give_a_case_to_a_team_is_no_activity() {
        let last = |kind: CaseEventKind| {
            let mut input = input();
            input.events.push(event("2023-06-01", kind, CaseStatus::BeingHelped));
            facts(&input, Uuid::from_u128(2), None).last().and_then(|it| it.last_activity_on)
        };
        let given = Some(day("2023-03-01"));
        assert_eq!(last(CaseEventKind::Assigned), given);
        assert_eq!(last(CaseEventKind::Commented), given);
        assert_eq!(last(CaseEventKind::Verified), Some(day("2023-06-01")));
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
        let years = |it: &Input| years(it, &standing(&it.events), Some(2568));
        assert_eq!(years(&input()), [2565, 2566, 2567, 2568]);
        let mut closed = input();
        closed.status = CaseStatus::Closed;
        closed.closed_on = Some(day("2023-05-01"));
        closed.events.push(event("2023-05-01", CaseEventKind::Closed, CaseStatus::Closed));
        assert_eq!(years(&closed), [2565, 2566]);
    }

    #[test]
    fn years_between_closing_and_reopening_have_no_row() {
        let mut again = input();
        again.events.push(event("2023-05-01", CaseEventKind::Closed, CaseStatus::Closed));
        again.events.push(event("2025-05-01", CaseEventKind::Reopened, CaseStatus::BeingHelped));
        let rows = facts(&again, Uuid::from_u128(2), Some(2569));
        assert_eq!(rows.iter().map(|it| it.fiscal_year).collect::<Vec<_>>(), [2565, 2566, 2568, 2569]);
        let statuses: Vec<CaseStatus> = rows.iter().map(|it| it.status).collect();
        let (verify, helped) = (CaseStatus::ToVerify, CaseStatus::BeingHelped);
        assert_eq!(statuses, [verify, CaseStatus::Closed, helped, helped]);
        assert_eq!(rows.iter().filter(|it| it.closed_on.is_some()).count(), 1);
    }
    #[test]
    fn each_year_keeps_the_reason_it_was_closed_for() {
        let mut again = input();
        again.events.push(closed_for("2023-05-01", ClosingReason::NotFound));
        again.events.push(event("2024-11-01", CaseEventKind::Reopened, CaseStatus::BeingHelped));
        again.events.push(closed_for("2025-05-01", ClosingReason::Sustainable));
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

    /// The fiscal years of a case with what is asked of each.
    fn by_year<T>(input: &Input, asked: impl Fn(&Fact) -> T) -> Vec<(i16, T)> {
        let rows = facts(input, Uuid::from_u128(2), Some(2567));
        rows.iter().map(|it| (it.fiscal_year, asked(it))).collect()
    }

    #[test]
    fn what_is_typed_in_late_does_not_carry_its_status_back() {
        let (verify, helped) = (CaseStatus::ToVerify, CaseStatus::BeingHelped);
        let mut late = input();
        let visit = event("2022-09-20", CaseEventKind::Visited, helped);
        late.events.push(visit);
        late.events.push(event("2022-06-01", CaseEventKind::LevelChanged, helped));
        assert_eq!(by_year(&late, |it| it.status), [(2565, verify), (2566, helped), (2567, helped)]);
        // A visit that confirmed it then moved it on then, whatever was typed in first.
        late.events.push(verified("2022-09-20", Verification::Confirmed, helped));
        assert_eq!(by_year(&late, |it| it.status), [(2565, helped), (2566, helped), (2567, helped)]);

        let mut closed = input();
        closed.events.push(closed_for("2023-11-01", ClosingReason::Declined));
        closed.events.push(event("2023-06-01", CaseEventKind::LevelChanged, CaseStatus::Closed));
        (closed.status, closed.closed_on) = (CaseStatus::Closed, Some(day("2023-11-01")));
        let told = by_year(&closed, |it| (it.status, it.closed_on.is_some()));
        let wanted = [(2565, (verify, false)), (2566, (helped, false)), (2567, (CaseStatus::Closed, true))];
        assert_eq!(told, wanted);
    }

    #[test]
    fn a_closing_that_was_taken_back_never_was() {
        let by_act = |on: &str, kind, status, act: &str| {
            let closed = closed_for(on, ClosingReason::Sustainable);
            Event { kind, status, cause: Some(act.to_owned()), ..closed }
        };
        let (shut, again) = (CaseEventKind::Closed, CaseEventKind::Reopened);
        let (helped, followed) = (CaseStatus::BeingHelped, CaseStatus::BeingFollowed);
        let mut undone = input();
        undone.status = followed;
        undone.events.extend([
            event("2023-08-01", CaseEventKind::FollowStarted, followed),
            by_act("2023-09-29", shut, CaseStatus::Closed, "1"),
            event("2023-09-30", CaseEventKind::Commented, CaseStatus::Closed),
            by_act("2023-10-02", again, followed, "1"),
        ]);
        let told = |it: &Input| by_year(it, |it| (it.status, it.closing_reason.clone()))[1..].to_vec();
        assert_eq!(told(&undone), [(2566, (followed, None)), (2567, (followed, None))]);
        // Closed for the same cause once more, it is closed.
        undone.events.push(by_act("2023-10-03", shut, CaseStatus::Closed, "1"));
        undone.status = CaseStatus::Closed;
        assert_eq!(told(&undone)[1].1.0, CaseStatus::Closed);
        // Opened again for another reason, it had been closed.
        let mut opened = input();
        opened.events.extend([
            by_act("2023-09-29", shut, CaseStatus::Closed, "1"),
            event("2023-10-02", again, helped),
        ]);
        let reason = Some(ClosingReason::Sustainable.code().to_owned());
        assert_eq!(told(&opened), [(2566, (CaseStatus::Closed, reason)), (2567, (helped, None))]);
    }

    #[test]
    fn a_household_that_could_not_be_met_is_not_verified() {
        let mut tried = input();
        tried.visits = vec![(day("2022-07-01"), Some(Verification::Inaccessible), false)];
        tried.events = vec![
            event("2022-05-01", CaseEventKind::Opened, CaseStatus::ToVerify),
            verified("2022-07-01", Verification::Inaccessible, CaseStatus::ToVerify),
            verified("2022-11-01", Verification::Refused, CaseStatus::ToVerify),
            verified("2023-11-01", Verification::NotFound, CaseStatus::ToVerify),
        ];
        tried.status = CaseStatus::ToVerify;
        let found = Some(day("2023-11-01"));
        assert_eq!(by_year(&tried, |it| it.verified_on), [(2565, None), (2566, None), (2567, found)]);
    }

    #[test]
    fn other_criteria_judge_no_year_that_is_over() {
        let judged = |of: &str, level, again: Option<&str>| Judgement {
            of: day(of),
            level,
            survey_only: false,
            again_on: again.map(day),
        };
        let mut released = input();
        released.level = Level::BelowSurvive;
        released.levels = vec![
            judged("2022-06-01", Level::Survive, None),
            judged("2023-02-01", Level::Sufficient, Some("2023-09-30")),
            judged("2023-02-01", Level::BelowSurvive, Some("2023-11-01")),
        ];
        let wanted = [(2565, Level::Survive), (2566, Level::Sufficient), (2567, Level::BelowSurvive)];
        assert_eq!(by_year(&released, |it| it.level), wanted);
        // What became known late counts, whenever that was.
        released.levels.push(judged("2023-09-20", Level::Sustainable, None));
        (released.level, released.assessed_on) = (Level::Sustainable, Some(day("2023-09-20")));
        assert_eq!(
            by_year(&released, |it| it.level)[1..],
            [(2566, Level::Sustainable), (2567, Level::Sustainable)]
        );
        // Of a case that nobody had judged before, hindsight is all there is.
        released.levels = vec![judged("2022-06-01", Level::Survive, Some("2023-11-01"))];
        (released.level, released.assessed_on) = (Level::Survive, Some(day("2022-06-01")));
        assert_eq!(by_year(&released, |it| it.level)[0], (2565, Level::Survive));
    }
}
