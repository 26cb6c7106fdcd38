//! Household plans: made with the household, agreed, approved or returned by the district board.

pub(crate) mod bulk;

use std::collections::HashMap;

use chrono::NaiveDate;
use phonjon_domain::case::act::CaseAct;
use phonjon_domain::ids::{CaseId, PlanId};
use phonjon_domain::plan::{Plan, PlanStatus};
use phonjon_domain::policy::Action;
use phonjon_store::cases::{CaseKey, CaseRow};
use phonjon_store::plans;
use serde_json::json;
use uuid::Uuid;

use crate::case::required;
use crate::case::work::{Begun, Work, client_id};
use crate::ctx::Ctx;
use crate::error::{AppError, Refusal};
use crate::idempotent::Key;

pub use bulk::approve_many;
pub use phonjon_store::plans::{PlanKey, PlanRow};

/// A plan as somebody writes it: the four ท. and the day the household agreed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewPlan {
    /// The id the client gave it, version 7.
    pub id: Option<Uuid>,
    /// ทัศนคติ
    pub attitude: String,
    /// ทักษะ
    pub skills: String,
    /// ทรัพยากร
    pub resources: String,
    /// ทางออก
    pub way_out: String,
    /// The local day the household agreed.
    pub agreed_on: NaiveDate,
}

/// Records the plan that the household agreed to, as the next version; an earlier one is replaced.
///
/// # Errors
///
/// [`AppError::Hidden`], [`AppError::Forbidden`], `PLAN_WITHOUT_WAY_OUT`, `PLAN_AGREED_IN_FUTURE`, or a refusal of the
/// case's state.
pub async fn make(ctx: &Ctx, case: CaseKey, new: NewPlan, key: &Key) -> Result<(CaseRow, PlanId), AppError> {
    let mut work = match Work::begin(ctx, "caseMakePlan", case, Action::RecordPlan, key).await? {
        Begun::Again(case, done) => return Ok((case, PlanId(done.uuid()?))),
        Begun::Fresh(work) => work,
    };
    let id = client_id(ctx, new.id)?;
    let earlier = plans::of_cases(&*work.tx, &[case]).await?.remove(&case.1).unwrap_or_default();
    let last = earlier.iter().map(|it| it.plan.version).max().unwrap_or(0);
    let plan = Plan {
        version: last + 1,
        attitude: new.attitude,
        skills: new.skills,
        resources: new.resources,
        way_out: new.way_out,
        agreed_on: Some(new.agreed_on),
    };
    plan.check(last, ctx.today()).map_err(|refused| Refusal::of(refused.code(), "plan"))?;
    if plans::find(&*work.tx, (case.0, PlanId(id))).await?.is_some() {
        return Err(Refusal::of("BAD_ID", "id").into());
    }
    plans::replace_earlier(&work.tx, case).await?;
    let row = PlanRow {
        key: (case.0, PlanId(id)),
        case: case.1,
        plan,
        status: PlanStatus::Agreed,
        approved_on: None,
        approved_by: None,
        made_by: ctx.actor.account,
        recorded_at: ctx.now,
        version: 1,
    };
    plans::insert(&work.tx, &row).await?;
    let act = CaseAct::AgreePlan { plan: PlanId(id), version: row.plan.version };
    work.act(act, json!({ "plan": id, "number": row.plan.version }), new.agreed_on)?;
    let case = work.finish("case.plan_made", key, "plan", id).await?;
    Ok((case, PlanId(id)))
}

/// Approves a plan for the district board.
///
/// # Errors
///
/// [`AppError::Hidden`], [`AppError::Forbidden`], `PLAN_CANNOT_BECOME`, or a version conflict.
pub async fn approve(
    ctx: &Ctx,
    case: CaseKey,
    plan: PlanKey,
    version: i64,
    key: &Key,
) -> Result<CaseRow, AppError> {
    let act = CaseAct::ApprovePlan { plan: plan.1 };
    decide(ctx, "caseApprovePlan", case, (plan, version), (act, PlanStatus::Approved), None, key).await
}

/// Sends a plan back to be corrected, with a remark.
///
/// # Errors
///
/// As [`approve`], or `REQUIRED` without a remark.
pub async fn return_plan(
    ctx: &Ctx,
    case: CaseKey,
    plan: PlanKey,
    version: i64,
    note: &str,
    key: &Key,
) -> Result<CaseRow, AppError> {
    required("note", note)?;
    let act = CaseAct::ReturnPlan { plan: plan.1 };
    decide(ctx, "caseReturnPlan", case, (plan, version), (act, PlanStatus::Returned), Some(note), key).await
}

async fn decide(
    ctx: &Ctx,
    operation: &'static str,
    case: CaseKey,
    (plan, version): (PlanKey, i64),
    (act, to): (CaseAct, PlanStatus),
    note: Option<&str>,
    key: &Key,
) -> Result<CaseRow, AppError> {
    let mut work = match Work::begin(ctx, operation, case, Action::ApprovePlan, key).await? {
        Begun::Again(case, _) => return Ok(case),
        Begun::Fresh(work) => work,
    };
    let found = plans::find(&*work.tx, plan).await?;
    let row = found.filter(|it| it.case == case.1).ok_or(AppError::Hidden)?;
    if row.version != version {
        // A plan is agreed when it is made, and decided or replaced once.
        let base = (version == 1).then(|| PlanStatus::Agreed.code().to_owned());
        return Err(AppError::stale_status(row.version, base, to.code(), row.status.code()));
    }
    if !row.status.allows(to) {
        return Err(Refusal::of("PLAN_CANNOT_BECOME", "planId")
            .with("from", row.status.code())
            .with("to", to.code())
            .into());
    }
    work.act(act, json!({ "plan": plan.1.0, "note": note }), ctx.today())?;
    let is_approved = to == PlanStatus::Approved;
    let row = PlanRow {
        status: to,
        approved_on: is_approved.then(|| ctx.today()),
        approved_by: ctx.actor.account.filter(|_| is_approved),
        ..row
    };
    plans::update(&work.tx, row).await?;
    work.finish("case.plan_decided", key, "plan", plan.1.0).await
}

/// The plans of these cases, newest version first.
///
/// # Errors
///
/// The store's own.
pub async fn of_cases(ctx: &Ctx, keys: &[CaseKey]) -> Result<HashMap<CaseId, Vec<PlanRow>>, AppError> {
    Ok(plans::of_cases(ctx.store.reader(), keys).await?)
}
