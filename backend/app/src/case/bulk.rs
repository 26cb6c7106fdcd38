//! The chief agrees to closings, each for the reason that was proposed, in one act that can be taken back: the cases
//! that are named, or all that a filter finds but those marked.

use std::collections::{BTreeMap, HashMap};

use chrono::{DateTime, Utc};
use phonjon_domain::case::act::CaseAct;
use phonjon_domain::case::{Agreement, CaseStatus, ClosingReason};
use phonjon_domain::ids::ActId;
use phonjon_domain::policy::Action;
use phonjon_store::cases::{self, CaseKey, CaseRow, Change, NewEvent};
use phonjon_store::teams::acts::Was;
use phonjon_store::{Tx, figures};
use serde_json::{Value as Json, json};

use super::work::{apply, by, next_event, refusal, refused};
use crate::assignment::{self, Act, busy};
use crate::audit;
use crate::ctx::Ctx;
use crate::error::AppError;
use crate::idempotent::Key;
use crate::permit::authorize;
use crate::recheck;
use crate::selection::{Selection, select};

/// What a bulk act of agreed closings is called.
pub(crate) const AGREE_CLOSING: &str = "agree_closing";

/// Agrees to close cases, all or none, in one act: each for the reason that is proposed, as sustainable where none is.
///
/// # Errors
///
/// `SELECTION_CHANGED` where the count is another than the person saw, a refusal naming the first case whose state
/// stands against it, a version conflict, or [`AppError::Forbidden`].
pub async fn agree_closing(ctx: &Ctx, selection: &Selection, key: &Key) -> Result<Act, AppError> {
    const OPERATION: &str = "caseAgreeClosing";
    let tx = ctx.store.begin().await?;
    authorize(&ctx.actor, Action::AgreeClosing, ctx.today())?;
    if let Some(done) = key.done(&tx, ctx, OPERATION).await? {
        drop(tx);
        return assignment::find(ctx, ActId(done.uuid()?)).await;
    }
    let yours = [("status", Some("closed"))];
    let selected = select(&tx, ctx, Action::AgreeClosing, selection, &yours).await?;
    let id = ActId(ctx.new_id());
    let closing: Vec<CaseKey> = selected.iter().map(|it| it.key).collect();
    let rechecks = recheck::withdraw(ctx, &tx, &closing).await?;
    let mut before = BTreeMap::new();
    let mut changes = Vec::with_capacity(selected.len());
    for mut case in selected {
        let reason = case.state.closing_proposed.unwrap_or(ClosingReason::Sustainable);
        let act = CaseAct::Close { reason, agreed: Agreement::Chief };
        let event =
            case.state.apply(act).map_err(|against| AppError::from(refusal(against).of_case(case.key)))?;
        let was = Was {
            team: case.team,
            mentor_team: case.mentor_team,
            status: Some(case.state.status),
            status_since: Some(case.status_since),
            continuing_care: case.state.continuing_care,
            closing: case.closing().map(|it| (it.0, it.1.clone())),
            plan: None,
        };
        before.insert(case.key, was);
        apply(&mut case, &event, ctx, ctx.today());
        let mut detail = json!({ "reason": reason.code(), "agreed": Agreement::Chief.code(), "act": id.0 });
        recheck::tell(&mut detail, rechecks.get(&case.key).copied());
        changes.push(Change { case, events: vec![next_event(&event, detail, ctx.today())] });
    }
    let told = "case.closings_agreed";
    carry_out(ctx, tx, Decided { id, kind: AGREE_CLOSING, operation: OPERATION, told, before, changes }, key)
        .await
}

/// A bulk act of which everything is decided and nothing done.
pub(crate) struct Decided {
    pub(crate) id: ActId,
    /// What it is called.
    pub(crate) kind: &'static str,
    /// The mutation that asked for it.
    pub(crate) operation: &'static str,
    /// What the audit log calls it.
    pub(crate) told: &'static str,
    pub(crate) before: BTreeMap<CaseKey, Was>,
    pub(crate) changes: Vec<Change>,
}

/// Does it: events, figures, the act itself, audit and key, and with that the transaction ends.
pub(crate) async fn carry_out(ctx: &Ctx, tx: Tx, it: Decided, key: &Key) -> Result<Act, AppError> {
    let cases = cases::append_many(&tx, &by(ctx), it.changes).await.map_err(busy)?;
    let keys: Vec<CaseKey> = cases.iter().map(|it| it.key).collect();
    figures::refresh(&*tx, &keys).await?;
    assignment::keep_act(ctx, &tx, (it.id, it.kind), json!({}), (&it.before, &cases)).await?;
    let ids: Vec<String> = keys.iter().map(|it| it.1.0.to_string()).collect();
    audit::record(ctx, &tx, it.told, ("bulk_act", it.id.0), json!({ "cases": ids })).await?;
    key.remember(&tx, ctx, it.operation, "bulk_act", it.id.0).await?;
    tx.commit().await?;
    assignment::find(ctx, it.id).await
}

/// Opens the cases of an act of agreed closings again where they stood before it.
pub(crate) async fn take_back(
    ctx: &Ctx,
    tx: &Tx,
    act: ActId,
    closed: Vec<CaseRow>,
    before: &HashMap<CaseKey, Was>,
) -> Result<(), AppError> {
    let keys: Vec<CaseKey> = closed.iter().map(|it| it.key).collect();
    cases::bring_back_rechecks(tx, &keys).await?;
    let mut changes = Vec::with_capacity(closed.len());
    for mut case in closed {
        let was = before.get(&case.key).cloned().unwrap_or_default();
        let detail = json!({ "undone_act": act.0 });
        let events =
            open_again(ctx, &mut case, (was.status, was.status_since), was.continuing_care, &detail)?;
        // What was proposed waits again.
        case.state.closing_proposed = was.closing.as_ref().map(|it| it.0);
        case.closing_proposal = was.closing.map(|it| it.1);
        changes.push(Change { case, events });
    }
    let opened = cases::append_many(tx, &by(ctx), changes).await.map_err(busy)?;
    let keys: Vec<CaseKey> = opened.iter().map(|it| it.key).collect();
    Ok(figures::refresh(&**tx, &keys).await?)
}

/// Opens a case that was closed by mistake: it stands where it stood and since when it stood there, whatever reopening
/// alone would lead to, and under continuing care where it was. Gives what happened.
pub(crate) fn open_again(
    ctx: &Ctx,
    case: &mut CaseRow,
    stood: (Option<CaseStatus>, Option<DateTime<Utc>>),
    continuing_care: bool,
    detail: &Json,
) -> Result<Vec<NewEvent>, AppError> {
    let mut event = case.state.apply(CaseAct::Reopen).map_err(refused)?;
    event.to = stood.0.unwrap_or(event.to);
    apply(case, &event, ctx, ctx.today());
    case.status_since = stood.1.unwrap_or(case.status_since);
    let mut events = vec![next_event(&event, detail.clone(), ctx.today())];
    if continuing_care {
        let event = case.state.apply(CaseAct::SetContinuingCare).map_err(refused)?;
        apply(case, &event, ctx, ctx.today());
        events.push(next_event(&event, detail.clone(), ctx.today()));
    }
    Ok(events)
}
