//! Help: planned, given or cancelled, with a warning where the same need is already met.

use std::collections::HashMap;

use chrono::NaiveDate;
use phonjon_domain::case::act::{CaseAct, CaseEventKind};
use phonjon_domain::ids::{CaseId, InterventionId, ProblemId};
use phonjon_domain::intervention::{
    Intervention, InterventionForm, InterventionKind, InterventionStatus, NeedItem, Outcome, Value,
    same_need_already_met,
};
use phonjon_domain::money::Satang;
use phonjon_domain::plan::PlanStatus;
use phonjon_domain::policy::Action;
use phonjon_domain::sector::Sector;
use phonjon_domain::setting::OfficeSetting;
use phonjon_rules::needs::NeedMenu;
use phonjon_store::cases::{CaseKey, CaseRow};
use phonjon_store::interventions;
use phonjon_store::{plans, problems};
use serde_json::json;
use uuid::Uuid;

use crate::case::required;
use crate::case::work::{Begun, Work, client_id};
use crate::ctx::Ctx;
use crate::error::{AppError, Refusal};
use crate::idempotent::Key;
use crate::{parameters, settings};

pub use phonjon_rules::needs::{MenuItem, Need};
pub use phonjon_store::interventions::{InterventionKey, InterventionRow};

/// Help as somebody plans or reports it.
#[derive(Debug, Clone)]
pub struct NewIntervention {
    /// The id the client gave it, version 7.
    pub id: Option<Uuid>,
    /// The need it meets.
    pub need: String,
    /// Item of the menu of measures.
    pub menu_item: Option<String>,
    /// The problem it is meant to solve.
    pub problem: Option<ProblemId>,
    /// Immediate or development.
    pub kind: InterventionKind,
    /// Cash, in kind or service.
    pub form: InterventionForm,
    /// The sector that gives it.
    pub sector: Sector,
    /// Who gives it, as named.
    pub agency: String,
    /// The project.
    pub project: Option<String>,
    /// The budget line.
    pub budget_line: Option<String>,
    /// What it is worth.
    pub value: Value,
    /// The local day it is planned for.
    pub planned_on: Option<NaiveDate>,
    /// The local day it was given; it is then done.
    pub done_on: Option<NaiveDate>,
    /// What came of it.
    pub outcome: Outcome,
}

/// What adding help came to.
#[derive(Debug, Clone)]
pub struct Added {
    /// The case.
    pub case: CaseRow,
    /// The help.
    pub id: InterventionId,
    /// Other help that already meets the same need: a warning, never a refusal.
    pub same_need_met_by: Vec<InterventionRow>,
}

/// Plans help, or records help given.
///
/// # Errors
///
/// [`AppError::Hidden`], [`AppError::Forbidden`], the refusals of help (`HELP_IN_FUTURE`, …), `NEED_UNKNOWN`,
/// `MENU_ITEM_UNKNOWN`, `PLAN_NEEDED`, or a refusal of the case's state.
pub async fn add(ctx: &Ctx, case: CaseKey, new: NewIntervention, key: &Key) -> Result<Added, AppError> {
    let mut work =
        match Work::begin(ctx, "caseAddIntervention", case, Action::RecordIntervention, key).await? {
            Begun::Again(case, done) => return again(ctx, case, InterventionId(done.uuid()?)).await,
            Begun::Fresh(work) => work,
        };
    let row = accept(&work, new)?;
    let rules = parameters::rules_in(&*work.tx).await?;
    on_the_menu(&rules.needs, &row)?;
    if interventions::find(&*work.tx, row.key()).await?.is_some() {
        return Err(Refusal::of("BAD_ID", "id").into());
    }
    if let Some(problem) = row.help.problem {
        let found = problems::find(&*work.tx, (case.0, problem)).await?;
        let found = found.filter(|it| it.household == work.case.household).ok_or(AppError::Hidden)?;
        if found.restricted {
            let open = crate::case::restricted_open(&*work.tx, ctx, &[work.case.area]).await?;
            if !open.contains(&work.case.area) {
                return Err(AppError::Hidden);
            }
        }
    }
    if row.help.status != InterventionStatus::Planned {
        needs_plan(&work, &row.help).await?;
    }
    let same_need_met_by = same_need(&work, &row.help).await?;
    interventions::insert_many(&work.tx, std::slice::from_ref(&row)).await?;
    let (id, kind) = (row.help.id, row.help.kind);
    let on = row.help.done_on.or(row.help.planned_on.filter(|it| *it <= ctx.today())).unwrap_or(ctx.today());
    let detail = json!({ "intervention": id.0, "kind": kind.code(), "status": row.help.status.code() });
    work.act(CaseAct::PlanHelp { intervention: id, kind }, detail, on)?;
    let case = work.finish("case.help_added", key, "intervention", id.0).await?;
    Ok(Added { case, id, same_need_met_by })
}

/// Refuses a need or an item that the menu in force does not name: by its code it is known who meets it already.
fn on_the_menu(menu: &NeedMenu, row: &InterventionRow) -> Result<(), Refusal> {
    let code = &row.help.need.0;
    let need = find_need(menu, code)?;
    match &row.menu_item {
        Some(item) if !need.items.iter().any(|it| it.code == *item) => {
            Err(Refusal::of("MENU_ITEM_UNKNOWN", "menuItem").with("code", item).with("need", code))
        }
        Some(_) | None => Ok(()),
    }
}

/// The need of a code, refused with the codes that there are.
pub(crate) fn find_need<'a>(menu: &'a NeedMenu, code: &str) -> Result<&'a Need, Refusal> {
    menu.find(code).ok_or_else(|| {
        let known: Vec<&str> = menu.needs.iter().map(|it| it.code.as_str()).collect();
        Refusal::of("NEED_UNKNOWN", "need").with("code", code).with("known", known.join(", "))
    })
}

/// The needs of the menu in force.
///
/// # Errors
///
/// The store's own.
pub async fn needs(ctx: &Ctx) -> Result<Vec<Need>, AppError> {
    Ok(parameters::rules(&ctx.store).await?.needs.needs.clone())
}

async fn again(ctx: &Ctx, case: CaseRow, id: InterventionId) -> Result<Added, AppError> {
    let db = ctx.store.reader();
    let same_need_met_by = match interventions::find(db, (case.key.0, id)).await? {
        Some(row) => {
            let others = interventions::of_need(db, case.household_key(), &row.help.need).await?;
            others.into_iter().filter(|it| same_need_already_met(&row.help, &it.help)).collect()
        }
        None => Vec::new(),
    };
    Ok(Added { case, id, same_need_met_by })
}

async fn same_need(work: &Work<'_>, help: &Intervention) -> Result<Vec<InterventionRow>, AppError> {
    let others = interventions::of_need(&*work.tx, work.case.household_key(), &help.need).await?;
    Ok(others.into_iter().filter(|it| same_need_already_met(help, &it.help)).collect())
}

fn accept(work: &Work<'_>, new: NewIntervention) -> Result<InterventionRow, AppError> {
    let ctx = work.ctx;
    let id = client_id(ctx, new.id)?;
    required("need", &new.need)?;
    required("agency", &new.agency)?;
    let status = if new.done_on.is_some() { InterventionStatus::Done } else { InterventionStatus::Planned };
    let help = Intervention {
        id: InterventionId(id),
        household: work.case.household,
        need: NeedItem(new.need.trim().to_owned()),
        problem: new.problem,
        kind: new.kind,
        form: new.form,
        sector: new.sector,
        agency: new.agency.trim().to_owned(),
        project: new.project,
        budget_line: new.budget_line,
        value: new.value,
        planned_on: new.planned_on,
        done_on: new.done_on,
        status,
        outcome: new.outcome,
    };
    check(ctx, &help)?;
    Ok(InterventionRow {
        province: work.case.key.0,
        case: work.case.key.1,
        help,
        menu_item: new.menu_item.map(|it| it.trim().to_owned()).filter(|it| !it.is_empty()),
        made_by: ctx.actor.account,
        recorded_at: ctx.now,
        version: 1,
    })
}

fn check(ctx: &Ctx, help: &Intervention) -> Result<(), AppError> {
    help.check(ctx.today()).map_err(|refused| {
        let refusal = Refusal::of(refused.code(), refused.field()).with("today", ctx.today());
        AppError::from(match help.done_on {
            Some(done_on) => refusal.with("doneOn", done_on),
            None => refusal,
        })
    })
}

/// Refuses development help above the configured value without an approved plan.
async fn needs_plan(work: &Work<'_>, help: &Intervention) -> Result<(), AppError> {
    let Some(line) = settings::value(&*work.tx, OfficeSetting::HelpPlanNeededAboveSatang).await? else {
        return Ok(());
    };
    if !help.needs_approved_plan(Satang(line)) {
        return Ok(());
    }
    let plans = plans::of_cases(&*work.tx, &[work.case.key]).await?.remove(&work.case.key.1);
    if plans.unwrap_or_default().iter().any(|it| it.status == PlanStatus::Approved) {
        return Ok(());
    }
    Err(Refusal::of("PLAN_NEEDED", "value").with("lineSatang", line).into())
}

/// How help went on.
#[derive(Debug, Clone)]
pub struct HelpChange {
    /// The case.
    pub case: CaseKey,
    /// The help.
    pub intervention: InterventionKey,
    /// Begun, done or cancelled.
    pub to: InterventionStatus,
    /// The local day it was given.
    pub done_on: Option<NaiveDate>,
    /// What came of it.
    pub outcome: Option<Outcome>,
    /// What it turned out to be worth.
    pub value: Option<Value>,
    /// The version of the help that was read.
    pub version: i64,
}

/// Moves help on: begun, done with its outcome, or cancelled.
///
/// # Errors
///
/// [`AppError::Hidden`], [`AppError::Forbidden`], `HELP_CANNOT_BECOME`, the refusals of help, or a version conflict.
pub async fn change(ctx: &Ctx, change: &HelpChange, key: &Key) -> Result<CaseRow, AppError> {
    let operation = match change.to {
        InterventionStatus::Cancelled => "caseCancelIntervention",
        InterventionStatus::Done => "caseCompleteIntervention",
        InterventionStatus::Planned | InterventionStatus::InProgress => "caseBeginIntervention",
    };
    let mut work = match Work::begin(ctx, operation, change.case, Action::RecordIntervention, key).await? {
        Begun::Again(case, _) => return Ok(case),
        Begun::Fresh(work) => work,
    };
    let found = interventions::find(&*work.tx, change.intervention).await?;
    let row = found.filter(|it| it.case == change.case.1 || it.help.household == work.case.household);
    let row = row.ok_or(AppError::Hidden)?;
    if row.version != change.version {
        let of = (CaseEventKind::InterventionChanged, ("intervention", row.help.id.0));
        let base = work.status_at(of.0, of.1, change.version).await?;
        return Err(AppError::stale_status(row.version, base, change.to.code(), row.help.status.code()));
    }
    let (from, id) = (row.help.status, row.help.id);
    let help = Intervention {
        status: change.to,
        done_on: change.done_on.or(row.help.done_on),
        outcome: change.outcome.unwrap_or(row.help.outcome),
        value: change.value.unwrap_or(row.help.value),
        ..row.help.clone()
    };
    check(ctx, &help)?;
    if change.to != InterventionStatus::Cancelled {
        needs_plan(&work, &help).await?;
    }
    let on = change.done_on.unwrap_or(ctx.today());
    let detail = json!({ "intervention": id.0, "from": from.code(), "to": change.to.code() });
    work.act(CaseAct::ChangeHelp { intervention: id, from, to: change.to }, detail, on)?;
    interventions::update(&work.tx, InterventionRow { help, ..row }).await?;
    work.finish("case.help_changed", key, "intervention", id.0).await
}

/// The help of these cases, newest first.
///
/// # Errors
///
/// The store's own.
pub async fn of_cases(
    ctx: &Ctx,
    keys: &[CaseKey],
) -> Result<HashMap<CaseId, Vec<InterventionRow>>, AppError> {
    Ok(interventions::of_cases(ctx.store.reader(), keys).await?)
}
