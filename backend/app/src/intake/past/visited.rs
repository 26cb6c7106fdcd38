//! The visit that a row of past work tells of.

use chrono::NaiveDate;
use phonjon_domain::case::act::{CaseAct, CaseEventKind};
use phonjon_domain::case::{HouseholdClass, Verification};
use phonjon_domain::ids::{UserId, VisitId};
use phonjon_domain::problem::ProblemStatus;
use phonjon_domain::visit::{Finding, FindingValue, Visit, VisitManner, Visitor};
use phonjon_rows::{ReadRow, fields};
use phonjon_rules::facts::INCOME;
use phonjon_store::cases::EventRow;
use phonjon_store::visits::VisitRow;
use serde_json::{Value as Json, json};
use uuid::Uuid;

use super::standing::Standing;
use crate::Ctx;
use crate::case::told::Told;
use crate::error::{AppError, Refusal};

/// Takes a visit: the same rules as for one that is recorded by hand. `events` are those of the case that are stored.
pub(super) fn take(
    ctx: &Ctx,
    report: &ReadRow,
    standing: &mut Standing,
    events: &[EventRow],
) -> Result<VisitRow, AppError> {
    let text = |field: &str| report.text(field);
    let on = day(report, fields::VISITED_ON).ok_or_else(|| Refusal::of("past_day_missing", "visitedOn"))?;
    let visit = Visit {
        visited_on: on,
        // A list of visits says so where nobody was at home.
        manner: text(fields::MANNER).and_then(VisitManner::from_code).unwrap_or(VisitManner::AtHome),
        visited_by: names(text(fields::VISITED_BY).unwrap_or_default()),
        told_by: text(fields::TOLD_BY).map(str::to_owned),
        entered_by: ctx.actor.account.unwrap_or(UserId(Uuid::nil())),
        findings: findings(report),
        nothing_changed: text(fields::NOTHING_CHANGED) == Some(YES),
    };
    let verification = text(fields::VERIFICATION).and_then(Verification::from_code);
    let class = text(fields::CLASS).and_then(HouseholdClass::from_code);
    let checked = visit.check(ctx.today()).and_then(|()| {
        if verification == Some(Verification::Confirmed) {
            visit.needs_somebody_met(fields::VERIFICATION)?;
        }
        if class.is_some() { visit.needs_somebody_met(fields::CLASS) } else { Ok(()) }
    });
    checked.map_err(|refused| {
        Refusal::of(refused.code(), refused.field()).with("visitedOn", on).with("today", ctx.today())
    })?;
    let id = VisitId(ctx.new_id());
    standing.act(ctx, CaseAct::Visit { visit: id }, json!({ "visit": id.0 }), on)?;
    if visit.manner.met_somebody() {
        standing.case.last_visited_on = standing.case.last_visited_on.max(Some(on));
    }
    let later: Vec<(CaseEventKind, Json)> = events
        .iter()
        .map(|it| (it.happened_on, it.kind, &it.detail))
        .chain(standing.events.iter().map(|it| (it.happened_on, it.kind, &it.detail)))
        .filter(|it| on < it.0)
        .map(|it| (it.1, it.2.clone()))
        .collect();
    let later: Vec<(CaseEventKind, &Json)> = later.iter().map(|it| (it.0, &it.1)).collect();
    let told = Told { verification, class, visit: Some(id) };
    for step in told.steps(standing.case.state, &later)? {
        if step.is_overtaken {
            standing.keep(step.act.kind(), step.detail, on);
        } else {
            standing.act(ctx, step.act, step.detail, on)?;
        }
    }
    Ok(VisitRow {
        key: (standing.case.key.0, id),
        case: standing.case.key.1,
        household: standing.case.household,
        visit,
        recorded_at: ctx.now,
        verification,
        class,
        note: text(fields::FINDINGS).map(str::to_owned),
    })
}

/// The code of an answer of the sheet.
const YES: &str = "yes";

/// True where a row says more than that somebody was there: it changes what is known of its household.
pub(super) fn says_what_stands(report: &ReadRow) -> bool {
    report.text(fields::NOTHING_CHANGED) == Some(YES) || !findings(report).is_empty()
}

/// What the sheet's questions were answered by; a blank one says nothing.
fn findings(report: &ReadRow) -> Vec<Finding> {
    let is_item =
        |field: &str| field.strip_prefix('q').is_some_and(|it| it.bytes().all(|it| it.is_ascii_digit()));
    let answered = report.values.iter().filter(|it| is_item(it.0)).filter_map(|it| {
        let value = match it.1.as_text()? {
            YES => FindingValue::Answer(true),
            "no" => FindingValue::Answer(false),
            "solved" => FindingValue::Problem(ProblemStatus::Solved),
            "refused" => FindingValue::Refused,
            _ => return None,
        };
        Some(Finding { code: it.0.clone(), value })
    });
    let told = |field: &str| report.values.get(field).and_then(phonjon_rows::Value::as_int);
    let a_year = told(fields::INCOME_YEAR).map(FindingValue::AmountSatang);
    let a_month = told(fields::INCOME_MONTH).map(FindingValue::MonthlySatang);
    let income = a_year.into_iter().chain(a_month).map(|value| Finding { code: INCOME.to_owned(), value });
    answered.chain(income).collect()
}

/// The day of a field.
pub(super) fn day(report: &ReadRow, field: &str) -> Option<NaiveDate> {
    report.text(field)?.parse().ok()
}

/// Everybody who is named, however they are parted.
fn names(written: &str) -> Vec<Visitor> {
    let parts = written.split([',', ';', '/', '\n', '、']).flat_map(|it| it.split(" และ "));
    let names = parts.map(str::trim).filter(|it| !it.is_empty());
    names.map(|it| Visitor::Named(it.to_owned())).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn everybody_who_went_is_named() {
        let named = |text: &str| names(text).len();
        assert_eq!(named("ผู้ใหญ่บ้าน, อสม. และ ครู"), 3);
        assert_eq!(named("ทีมพี่เลี้ยงบ้านกลาง"), 1);
        assert_eq!(named(" "), 0);
    }
}
