//! Where a case stands: verified, classified, followed, under continuing care.

use chrono::NaiveDate;
use phonjon_domain::case::act::CaseAct;
use phonjon_domain::case::{HouseholdClass, Verification};
use phonjon_domain::policy::Action;
use phonjon_store::cases::{CaseKey, CaseRow};
use serde_json::json;

use super::told::Told;
use super::work::{Begun, Changed, Work};
use crate::assess::Cause;
use crate::ctx::Ctx;
use crate::error::{AppError, Refusal};
use crate::idempotent::Key;

/// Refuses a day after today.
pub(crate) fn not_in_future(ctx: &Ctx, field: &str, day: NaiveDate) -> Result<(), AppError> {
    if day <= ctx.today() {
        return Ok(());
    }
    Err(Refusal::of("DAY_IN_FUTURE", field).with("day", day).with("today", ctx.today()).into())
}

/// Refuses a text that is left blank.
pub(crate) fn required(field: &str, text: &str) -> Result<(), Refusal> {
    if text.trim().is_empty() { Err(Refusal::of("REQUIRED", field)) } else { Ok(()) }
}

/// Records what checking found.
///
/// # Errors
///
/// [`AppError::Hidden`], [`AppError::Forbidden`], a refusal of the case's state, or a version conflict.
pub async fn verify(
    ctx: &Ctx,
    case: CaseKey,
    result: Verification,
    on: Option<NaiveDate>,
    version: i64,
    key: &Key,
) -> Result<CaseRow, AppError> {
    let on = on.unwrap_or(ctx.today());
    not_in_future(ctx, "on", on)?;
    let mut work = match Work::begin(ctx, "caseVerify", case, Action::VerifyCase, key).await? {
        Begun::Again(case, _) => return Ok(case),
        Begun::Fresh(work) => work,
    };
    let yours = [("verification", Some(result.code()))];
    work.expect(Changed { version: Some(version), yours: &yours }).await?;
    Told { verification: Some(result), class: None, visit: None }.on(&mut work, on).await?;
    work.finish("case.verified", key, "case", case.1.0).await
}

/// Sets what kind of help the household can use.
///
/// # Errors
///
/// As [`verify`].
pub async fn classify(
    ctx: &Ctx,
    case: CaseKey,
    class: HouseholdClass,
    version: i64,
    key: &Key,
) -> Result<CaseRow, AppError> {
    let mut work = match Work::begin(ctx, "caseClassify", case, Action::VerifyCase, key).await? {
        Begun::Again(case, _) => return Ok(case),
        Begun::Fresh(work) => work,
    };
    let yours = [("class", Some(class.code()))];
    work.expect(Changed { version: Some(version), yours: &yours }).await?;
    let was_in_care = work.case.state.continuing_care;
    work.act(CaseAct::Classify { class }, json!({ "class": class.code() }), ctx.today())?;
    if work.case.state.continuing_care != was_in_care {
        // Outside continuing care there is a sustainable target.
        work.assess(Cause::Asked).await?;
    }
    work.finish("case.classified", key, "case", case.1.0).await
}

/// Puts a household that needs welfare under continuing care, or ends that.
///
/// # Errors
///
/// As [`verify`].
pub async fn set_continuing_care(
    ctx: &Ctx,
    case: CaseKey,
    wanted: bool,
    version: i64,
    key: &Key,
) -> Result<CaseRow, AppError> {
    let operation = "caseSetContinuingCare";
    let mut work = match Work::begin(ctx, operation, case, Action::VerifyCase, key).await? {
        Begun::Again(case, _) => return Ok(case),
        Begun::Fresh(work) => work,
    };
    let yours = [("continuingCare", Some(if wanted { "true" } else { "false" }))];
    work.expect(Changed { version: Some(version), yours: &yours }).await?;
    let act = if wanted { CaseAct::SetContinuingCare } else { CaseAct::EndContinuingCare };
    work.act(act, json!({}), ctx.today())?;
    // Under continuing care there is no sustainable target.
    work.assess(Cause::Asked).await?;
    work.finish("case.continuing_care", key, "case", case.1.0).await
}

/// From helping to following: what was to be done is done, and the household is seen again.
///
/// # Errors
///
/// As [`verify`].
pub async fn follow(ctx: &Ctx, case: CaseKey, version: i64, key: &Key) -> Result<CaseRow, AppError> {
    move_on(ctx, "caseFollow", case, CaseAct::StartFollowing, version, key).await
}

/// From following back to helping.
///
/// # Errors
///
/// As [`verify`].
pub async fn resume_help(ctx: &Ctx, case: CaseKey, version: i64, key: &Key) -> Result<CaseRow, AppError> {
    move_on(ctx, "caseResumeHelp", case, CaseAct::ResumeHelp, version, key).await
}

async fn move_on(
    ctx: &Ctx,
    operation: &'static str,
    case: CaseKey,
    act: CaseAct,
    version: i64,
    key: &Key,
) -> Result<CaseRow, AppError> {
    let mut work = match Work::begin(ctx, operation, case, Action::VerifyCase, key).await? {
        Begun::Again(case, _) => return Ok(case),
        Begun::Fresh(work) => work,
    };
    work.expect(Changed { version: Some(version), yours: &[("status", None)] }).await?;
    work.act(act, json!({}), ctx.today())?;
    work.finish("case.moved_on", key, "case", case.1.0).await
}

/// A superior comments, or returns a record for correction; nobody edits a team's record silently.
///
/// # Errors
///
/// [`AppError::Hidden`], [`AppError::Forbidden`], or `REQUIRED`.
pub async fn comment(ctx: &Ctx, case: CaseKey, text: &str, key: &Key) -> Result<CaseRow, AppError> {
    required("text", text)?;
    let mut work = match Work::begin(ctx, "caseComment", case, Action::ReturnRecord, key).await? {
        Begun::Again(case, _) => return Ok(case),
        Begun::Fresh(work) => work,
    };
    work.act(CaseAct::Comment, json!({ "text": text.trim() }), ctx.today())?;
    work.finish("case.commented", key, "case", case.1.0).await
}
