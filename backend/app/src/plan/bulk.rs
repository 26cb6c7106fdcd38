//! The chief approves plans for the board, those that wait of many cases, in one act that can be taken back.

use std::collections::{BTreeMap, HashMap};

use phonjon_domain::case::act::CaseAct;
use phonjon_domain::ids::ActId;
use phonjon_domain::plan::PlanStatus;
use phonjon_domain::policy::Action;
use phonjon_store::cases::{self, CaseKey, CaseRow, Change};
use phonjon_store::teams::acts::Was;
use phonjon_store::{Tx, figures, plans};
use serde_json::json;

use crate::assignment::{self, Act, busy};
use crate::case::bulk::{Decided, carry_out};
use crate::case::work::{apply, by, next_event, refusal};
use crate::ctx::Ctx;
use crate::error::{AppError, Refusal};
use crate::idempotent::Key;
use crate::permit::authorize;
use crate::plan::PlanKey;
use crate::selection::{Selection, select};

/// What a bulk act of approved plans is called.
pub(crate) const APPROVE_PLANS: &str = "approve_plans";

/// Approves the plans that wait for the board, one of each selected case, all or none, in one act.
///
/// # Errors
///
/// `SELECTION_CHANGED` where the count is another than the person saw, `NO_PLAN_WAITS` or another refusal naming the
/// first case that stands against it, a version conflict, or [`AppError::Forbidden`].
pub async fn approve_many(
    ctx: &Ctx,
    selection: &Selection,
    note: Option<&str>,
    key: &Key,
) -> Result<Act, AppError> {
    const OPERATION: &str = "plansApprove";
    let tx = ctx.store.begin().await?;
    authorize(&ctx.actor, Action::ApprovePlan, ctx.today())?;
    if let Some(done) = key.done(&tx, ctx, OPERATION).await? {
        drop(tx);
        return assignment::find(ctx, ActId(done.uuid()?)).await;
    }
    let selected = select(&tx, ctx, Action::ApprovePlan, selection, &[]).await?;
    let note = note.map(str::trim).filter(|it| !it.is_empty());
    let keys: Vec<CaseKey> = selected.iter().map(|it| it.key).collect();
    let plans_of = plans::of_cases(&*tx, &keys).await?;
    let id = ActId(ctx.new_id());
    let (mut before, mut changes) = (BTreeMap::new(), Vec::with_capacity(selected.len()));
    let mut waiting: Vec<PlanKey> = Vec::with_capacity(selected.len());
    for mut case in selected {
        let mut of_case = plans_of.get(&case.key.1).into_iter().flatten();
        let plan = of_case
            .find(|it| it.status == PlanStatus::Agreed)
            .ok_or_else(|| Refusal::new("NO_PLAN_WAITS").of_case(case.key))?;
        let event = case
            .state
            .apply(CaseAct::ApprovePlan { plan: plan.key.1 })
            .map_err(|against| AppError::from(refusal(against).of_case(case.key)))?;
        let (team, mentor_team) = (case.team, case.mentor_team);
        before.insert(case.key, Was { team, mentor_team, plan: Some(plan.key.1), ..Was::default() });
        waiting.push(plan.key);
        apply(&mut case, &event, ctx, ctx.today());
        let detail = json!({ "plan": plan.key.1.0, "note": note, "act": id.0 });
        changes.push(Change { case, events: vec![next_event(&event, detail, ctx.today())] });
    }
    let approved = Some((ctx.today(), ctx.actor.account));
    plans::move_many(&tx, &waiting, (PlanStatus::Agreed, PlanStatus::Approved), approved)
        .await
        .map_err(busy)?;
    let told = "case.plans_approved";
    carry_out(ctx, tx, Decided { id, kind: APPROVE_PLANS, operation: OPERATION, told, before, changes }, key)
        .await
}

/// Lets the plans of an act of approved plans wait for the board again.
pub(crate) async fn take_back_approvals(
    ctx: &Ctx,
    tx: &Tx,
    act: ActId,
    approved: Vec<CaseRow>,
    before: &HashMap<CaseKey, Was>,
) -> Result<(), AppError> {
    let keys: Vec<CaseKey> = approved.iter().map(|it| it.key).collect();
    let plans_of = plans::of_cases(&**tx, &keys).await?;
    let (mut waiting, mut changes) = (Vec::with_capacity(keys.len()), Vec::with_capacity(keys.len()));
    for mut case in approved {
        let plan = before.get(&case.key).and_then(|it| it.plan);
        let mut of_case = plans_of.get(&case.key.1).into_iter().flatten();
        let plan = of_case
            .find(|it| Some(it.key.1) == plan)
            .ok_or_else(|| AppError::Unexpected("the plan of an act is not there".to_owned()))?;
        let version = plan.plan.version;
        let again = CaseAct::AgreePlan { plan: plan.key.1, version };
        let event =
            case.state.apply(again).map_err(|against| AppError::from(refusal(against).of_case(case.key)))?;
        waiting.push(plan.key);
        apply(&mut case, &event, ctx, ctx.today());
        let detail = json!({ "plan": plan.key.1.0, "number": version, "undone_act": act.0 });
        changes.push(Change { case, events: vec![next_event(&event, detail, ctx.today())] });
    }
    plans::move_many(tx, &waiting, (PlanStatus::Approved, PlanStatus::Agreed), None).await.map_err(busy)?;
    let cases = cases::append_many(tx, &by(ctx), changes).await.map_err(busy)?;
    let keys: Vec<CaseKey> = cases.iter().map(|it| it.key).collect();
    Ok(figures::refresh(&**tx, &keys).await?)
}
