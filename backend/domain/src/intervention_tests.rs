//! When two pieces of help meet the same need, and what help is refused.

use uuid::Uuid;

use super::*;

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

fn help(id: u128, done_on: &str) -> Intervention {
    Intervention {
        id: InterventionId(Uuid::from_u128(id)),
        household: HouseholdId(Uuid::from_u128(7)),
        need: NeedItem("house_repair".to_owned()),
        problem: None,
        kind: InterventionKind::Development,
        form: InterventionForm::Service,
        sector: Sector::State,
        agency: "อบต.".to_owned(),
        project: None,
        budget_line: None,
        value: Value::Known(Satang(5_000_000)),
        planned_on: None,
        done_on: Some(day(done_on)),
        status: InterventionStatus::Done,
        outcome: Outcome::NotYetKnown,
    }
}

#[test]
fn help_a_year_apart_is_the_same_need_and_a_day_more_is_not() {
    let first = help(1, "2022-01-01");
    assert!(same_need_already_met(&first, &help(2, "2023-01-01")));
    assert!(!same_need_already_met(&first, &help(2, "2023-01-02")));
    assert!(same_need_already_met(&help(2, "2023-01-01"), &first));
}

#[test]
fn overlapping_periods_are_the_same_need_whoever_helps() {
    let long = Intervention { planned_on: Some(day("2020-01-01")), ..help(1, "2023-01-01") };
    let inside =
        Intervention { sector: Sector::Religion, agency: "วัด".to_owned(), ..help(2, "2021-06-01") };
    assert!(same_need_already_met(&long, &inside));
}

#[test]
fn cancelled_help_other_needs_and_other_households_do_not_count() {
    let first = help(1, "2022-01-01");
    let second = help(2, "2022-01-01");
    assert!(!same_need_already_met(&first, &first.clone()));
    let cancelled = Intervention { status: InterventionStatus::Cancelled, ..second.clone() };
    assert!(!same_need_already_met(&first, &cancelled));
    assert!(!same_need_already_met(&cancelled, &first));
    let other_need = Intervention { need: NeedItem("rice".to_owned()), ..second.clone() };
    assert!(!same_need_already_met(&first, &other_need));
    let other_house = Intervention { household: HouseholdId(Uuid::from_u128(8)), ..second };
    assert!(!same_need_already_met(&first, &other_house));
}

#[test]
fn help_without_any_day_is_near_to_everything() {
    let undated = Intervention {
        planned_on: None,
        done_on: None,
        status: InterventionStatus::Planned,
        ..help(2, "2022-01-01")
    };
    assert!(same_need_already_met(&help(1, "2010-01-01"), &undated));
}

#[test]
fn help_is_done_on_a_past_day() {
    let today = day("2023-03-05");
    assert_eq!(help(1, "2023-03-05").check(today), Ok(()));
    assert_eq!(help(1, "2023-03-06").check(today).unwrap_err().code(), "HELP_IN_FUTURE");
    let undated = Intervention { done_on: None, ..help(1, "2023-03-05") };
    assert_eq!(undated.check(today), Err(InterventionRefused::DoneWithoutDay));
    let planned = Intervention { status: InterventionStatus::Planned, ..help(1, "2023-03-05") };
    assert_eq!(planned.check(today), Err(InterventionRefused::DayWithoutDone));
    let negative = Intervention { value: Value::Estimated(Satang(-1)), ..help(1, "2023-03-05") };
    assert_eq!(negative.check(today), Err(InterventionRefused::NegativeValue));
}

#[test]
fn only_dear_development_help_needs_an_approved_plan() {
    let line = Satang(5_000_000);
    assert!(!help(1, "2023-03-05").needs_approved_plan(line));
    let dearer = Intervention { value: Value::Estimated(Satang(5_000_001)), ..help(1, "2023-03-05") };
    assert!(dearer.needs_approved_plan(line));
    let immediate = Intervention { kind: InterventionKind::Immediate, ..dearer.clone() };
    assert!(!immediate.needs_approved_plan(line));
    assert!(!Intervention { value: Value::None, ..dearer }.needs_approved_plan(line));
}

#[test]
fn a_value_is_known_estimated_or_none() {
    assert_eq!(Value::from_parts("known", Some(Satang(1))), Some(Value::Known(Satang(1))));
    assert_eq!(Value::from_parts("none", None), Some(Value::None));
    assert_eq!(Value::from_parts("none", Some(Satang(1))), None);
    assert_eq!(Value::from_parts("known", None), None);
    assert_eq!(Value::from_parts("known", Some(Satang(-1))), None);
}
