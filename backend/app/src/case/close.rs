//! Closing a case with its reason, and opening it again.

use phonjon_domain::case::act::CaseAct;
use phonjon_domain::case::{Agreement, ClosingReason};
use phonjon_domain::policy::Action;
use phonjon_store::cases::{self, CaseKey, CaseRow, ClosingProposal};
use serde_json::json;

use super::status::required;
use super::work::{Begun, Changed, Work};
use crate::ctx::Ctx;
use crate::error::AppError;
use crate::idempotent::Key;
use crate::recheck;

/// What somebody wants to close, and why.
#[derive(Debug, Clone, Copy)]
pub struct Closing<'a> {
    /// The case.
    pub case: CaseKey,
    /// Why.
    pub reason: ClosingReason,
    /// What else is to be known.
    pub note: Option<&'a str>,
    /// The version of the case that was read.
    pub version: i64,
}

/// Closes a case for a reason. Closing as sustainable is agreed to by the district chief.
///
/// # Errors
///
/// [`AppError::Hidden`], [`AppError::Forbidden`], a refusal of the case's state, or a version conflict.
pub async fn close(ctx: &Ctx, closing: &Closing<'_>, key: &Key) -> Result<CaseRow, AppError> {
    let (action, agreed) = if closing.reason.counts_as_out_of_poverty() {
        (Action::AgreeClosing, Agreement::Chief)
    } else {
        (Action::CloseCase, Agreement::Officer)
    };
    let mut work = match Work::begin(ctx, "caseClose", closing.case, action, key).await? {
        Begun::Again(case, _) => return Ok(case),
        Begun::Fresh(work) => work,
    };
    let yours = [("closingReason", Some(closing.reason.code()))];
    work.expect(Changed { version: Some(closing.version), yours: &yours }).await?;
    let recheck = recheck::withdraw(ctx, &work.tx, &[closing.case]).await?.remove(&closing.case);
    let mut detail =
        json!({ "reason": closing.reason.code(), "agreed": agreed.code(), "note": closing.note });
    recheck::tell(&mut detail, recheck);
    work.act(CaseAct::Close { reason: closing.reason, agreed }, detail, ctx.today())?;
    work.finish("case.closed", key, "case", closing.case.1.0).await
}

/// Proposes to the chief to close a case.
///
/// # Errors
///
/// As [`close`].
pub async fn propose_closing(ctx: &Ctx, closing: &Closing<'_>, key: &Key) -> Result<CaseRow, AppError> {
    let mut work = match Work::begin(ctx, "caseProposeClosing", closing.case, Action::VerifyCase, key).await?
    {
        Begun::Again(case, _) => return Ok(case),
        Begun::Fresh(work) => work,
    };
    work.expect(Changed { version: Some(closing.version), yours: &[("status", None)] }).await?;
    let detail = json!({ "reason": closing.reason.code(), "note": closing.note });
    work.act(CaseAct::ProposeClosing { reason: closing.reason }, detail, ctx.today())?;
    work.case.closing_proposal = Some(ClosingProposal {
        account: ctx.actor.account,
        at: ctx.now,
        note: closing.note.map(str::trim).filter(|it| !it.is_empty()).map(str::to_owned),
    });
    work.finish("case.closing_proposed", key, "case", closing.case.1.0).await
}

/// Sends a proposed closing back with a remark.
///
/// # Errors
///
/// As [`close`], and `CLOSING_NOT_PROPOSED`, or `REQUIRED` without a remark.
pub async fn return_closing(
    ctx: &Ctx,
    case: CaseKey,
    note: &str,
    version: i64,
    key: &Key,
) -> Result<CaseRow, AppError> {
    required("note", note)?;
    let mut work = match Work::begin(ctx, "caseReturnClosing", case, Action::AgreeClosing, key).await? {
        Begun::Again(case, _) => return Ok(case),
        Begun::Fresh(work) => work,
    };
    work.expect(Changed { version: Some(version), yours: &[("closingProposed", None)] }).await?;
    work.act(CaseAct::ReturnClosing, json!({ "note": note.trim() }), ctx.today())?;
    work.finish("case.closing_returned", key, "case", case.1.0).await
}

/// Opens a closed case again; teams that ended meanwhile do not get it back.
///
/// # Errors
///
/// As [`close`].
pub async fn reopen(
    ctx: &Ctx,
    case: CaseKey,
    note: Option<&str>,
    version: i64,
    key: &Key,
) -> Result<CaseRow, AppError> {
    let mut work = match Work::begin(ctx, "caseReopen", case, Action::ReopenCase, key).await? {
        Begun::Again(case, _) => return Ok(case),
        Begun::Fresh(work) => work,
    };
    work.expect(Changed { version: Some(version), yours: &[("status", Some("being_helped"))] }).await?;
    cases::bring_back_rechecks(&work.tx, &[case]).await?;
    work.act(CaseAct::Reopen, json!({ "note": note }), ctx.today())?;
    work.leave_ended_teams().await?;
    work.finish("case.reopened", key, "case", case.1.0).await
}
