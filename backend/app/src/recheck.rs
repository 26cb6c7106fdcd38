//! Rechecks: a household that falls by a survey alone waits to be seen at home, until a visit judges it.

use phonjon_domain::ids::BatchId;
use phonjon_store::Tx;
use phonjon_store::cases::{self, CaseKey, CaseRow, Decision, ProposalKind, ProposalRow};
use serde_json::json;

use crate::assess::Cause;
use crate::case::work::by;
use crate::ctx::Ctx;
use crate::error::AppError;

/// What the judgements of many cases ask to be seen again, and what they settle.
#[derive(Debug, Default)]
pub(crate) struct Rechecks {
    asked: Vec<ProposalRow>,
    seen: Vec<(CaseKey, Decision)>,
}

impl Rechecks {
    /// Notes what a judgement makes of a case.
    pub(crate) fn note(&mut self, ctx: &Ctx, before: &CaseRow, after: &CaseRow, cause: Cause) {
        let (was, is) = (before.state, after.state);
        if is.survey_only {
            if !was.survey_only || is.level < was.level {
                self.asked.push(asked(ctx, before, after, cause.batch()));
            }
            return;
        }
        match cause {
            Cause::Visit { at_home: true } => {
                let is_confirmed = was.survey_only && is.level <= was.level;
                let decision = if is_confirmed { Decision::Accepted } else { Decision::Refused };
                self.seen.push((after.key, decision));
            }
            // A call, the desk, another survey, other criteria: nobody was at home.
            Cause::Visit { at_home: false }
            | Cause::Problem
            | Cause::Import(_)
            | Cause::Release
            | Cause::Asked => {}
        }
    }

    /// Stores what was noted: as many statements for many cases as for one, none where there is nothing.
    pub(crate) async fn store(self, ctx: &Ctx, tx: &Tx) -> Result<(), AppError> {
        cases::propose_rechecks(tx, self.asked).await?;
        Ok(cases::settle_rechecks(tx, &self.seen, ctx.actor.account, ctx.now).await?)
    }
}

fn asked(ctx: &Ctx, before: &CaseRow, after: &CaseRow, batch: Option<BatchId>) -> ProposalRow {
    let reason = json!({
        "from": before.state.level.code(),
        "to": after.state.level.code(),
        "on": after.assessed_on,
        "criteria": after.criteria,
    });
    let (key, place) = ((after.key.0, ctx.new_id()), (after.household, after.area));
    ProposalRow {
        case: Some(after.key.1),
        urgent: after.urgent,
        account: None,
        batch,
        ..ProposalRow::new(&by(ctx), key, ProposalKind::Recheck, place, reason.to_string())
    }
}
