//! The help that a row of past work tells of, and whether somebody met the same need already.

use phonjon_domain::case::act::CaseAct;
use phonjon_domain::ids::InterventionId;
use phonjon_domain::intervention::{
    Intervention, InterventionForm, InterventionKind, InterventionStatus, NeedItem, Outcome, Value,
    same_need_already_met,
};
use phonjon_domain::money::Satang;
use phonjon_domain::plan::PlanStatus;
use phonjon_domain::sector::Sector;
use phonjon_rows::{Issue, ReadRow, fields};
use phonjon_rules::needs::NeedMenu;
use phonjon_store::interventions::InterventionRow;
use phonjon_store::plans::PlanRow;
use serde_json::json;

use super::plan::issue;
use super::standing::Standing;
use super::visited::day;
use crate::Ctx;
use crate::error::{AppError, Refusal};

/// Takes help: the same rules as for help that is recorded by hand, but that what was given without a plan was given.
pub(super) fn take(
    ctx: &Ctx,
    menu: &NeedMenu,
    report: &mut ReadRow,
    standing: &mut Standing,
) -> Result<InterventionRow, AppError> {
    let needed = |field: &'static str| {
        let text = report.text(field).map(str::to_owned);
        text.ok_or_else(|| Refusal::of("past_field_missing", field))
    };
    let need = needed(fields::NEED)?;
    let agency = needed(fields::AGENCY)?;
    let kind = InterventionKind::from_code(&needed(fields::KIND)?);
    let form = InterventionForm::from_code(&needed(fields::FORM)?);
    let (Some(kind), Some(form)) = (kind, form) else {
        return Err(AppError::Unexpected("the reader gave a word that is none".to_owned()));
    };
    let need = find_need(menu, &need)?;
    let (planned_on, done_on) = (day(report, fields::PLANNED_ON), day(report, fields::DONE_ON));
    if planned_on.or(done_on).is_none() {
        return Err(Refusal::of("past_day_missing", "doneOn").into());
    }
    let sector = report.text(fields::SECTOR).and_then(Sector::from_code);
    let help = Intervention {
        id: InterventionId(ctx.new_id()),
        household: standing.case.household,
        need: NeedItem(need),
        problem: None,
        kind,
        form,
        sector: sector.unwrap_or(Sector::State),
        agency,
        project: report.text(fields::PROJECT).map(str::to_owned),
        budget_line: None,
        value: report.int(fields::VALUE_SATANG).map_or(Value::None, |it| Value::Known(Satang(it))),
        planned_on,
        done_on,
        status: if done_on.is_some() { InterventionStatus::Done } else { InterventionStatus::Planned },
        outcome: report.text(fields::OUTCOME).and_then(Outcome::from_code).unwrap_or(Outcome::NotYetKnown),
    };
    help.check(ctx.today()).map_err(|refused| {
        let refusal = Refusal::of(refused.code(), refused.field()).with("today", ctx.today());
        match help.done_on {
            Some(done_on) => refusal.with("doneOn", done_on),
            None => refusal,
        }
    })?;
    let on = help.done_on.or(help.planned_on.filter(|it| *it <= ctx.today())).unwrap_or(ctx.today());
    let detail = json!({ "intervention": help.id.0, "kind": kind.code(), "status": help.status.code() });
    standing.act(ctx, CaseAct::PlanHelp { intervention: help.id, kind }, detail, on)?;
    if sector.is_none() {
        report.issues.push(issue("past_sector_assumed", fields::SECTOR, &[]));
    }
    Ok(InterventionRow {
        province: standing.case.key.0,
        case: standing.case.key.1,
        help,
        menu_item: None,
        made_by: ctx.actor.account,
        recorded_at: ctx.now,
        version: 1,
    })
}

/// The need that a cell names by its code, its words, or those of an item of its menu.
fn find_need(menu: &NeedMenu, written: &str) -> Result<String, Refusal> {
    let bare = |text: &str| text.chars().filter(|it| !it.is_whitespace()).collect::<String>();
    let written = bare(written);
    let found = menu.needs.iter().find(|it| {
        let says = |text: &String| bare(text) == written;
        says(&it.code) || says(&it.text) || it.items.iter().any(|item| says(&item.code) || says(&item.text))
    });
    let known = || menu.needs.iter().map(|it| it.text.as_str()).collect::<Vec<_>>().join(", ");
    found
        .map(|it| it.code.clone())
        .ok_or_else(|| Refusal::of("past_need_unknown", "need").with("known", known()))
}

/// The remark that other help met the same need.
pub(super) fn same_need<'a>(
    help: &Intervention,
    others: impl Iterator<Item = &'a Intervention>,
) -> Option<Issue> {
    let mut others = others.filter(|it| same_need_already_met(help, it));
    let other = others.next()?;
    let day = other.done_on.or(other.planned_on).map_or_else(|| "–".to_owned(), |it| it.to_string());
    let args = [("agency", other.agency.clone()), ("day", day)];
    Some(issue("past_same_need", fields::NEED, &args))
}

/// True where by hand it could have been recorded under an approved plan only.
pub(super) fn lacks_plan(help: &Intervention, line: Option<i64>, plans: &[PlanRow]) -> bool {
    help.status == InterventionStatus::Done
        && line.is_some_and(|it| help.needs_approved_plan(Satang(it)))
        && !plans.iter().any(|it| it.status == PlanStatus::Approved)
}
