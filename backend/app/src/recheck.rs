//! Rechecks: a household that falls by a survey alone waits to be seen at home, until a visit judges it. Where its case is
//! closed nobody visits it: what waits is withdrawn until it is opened again, and for a new fall opening it is proposed.

use std::collections::HashMap;

use phonjon_domain::ids::BatchId;
use phonjon_domain::source::Source;
use phonjon_rules::facts::{Facts, Origin};
use phonjon_store::Tx;
use phonjon_store::cases::{self, CaseKey, CaseRow, Cause as RestsOn, Decision, ProposalKind, ProposalRow};
use serde_json::{Value as Json, json};
use uuid::Uuid;

use crate::assess::Cause;
use crate::case::work::by;
use crate::ctx::Ctx;
use crate::error::AppError;

/// Ids a statement takes.
const IDS: usize = 5_000;

/// What the judgements of many cases ask to be seen again, and what they settle.
#[derive(Debug, Default)]
pub(crate) struct Rechecks {
    asked: Vec<ProposalRow>,
    reopen: Vec<ProposalRow>,
    seen: Vec<(CaseKey, Decision)>,
}

impl Rechecks {
    /// Notes what a judgement of what is known makes of a case.
    pub(crate) fn note(
        &mut self,
        ctx: &Ctx,
        (before, after): (&CaseRow, &CaseRow),
        known: &Facts,
        cause: Cause,
    ) {
        let (was, is) = (before.state, after.state);
        if is.survey_only {
            let has_fallen = !was.survey_only || is.level < was.level;
            match (has_fallen, is.is_open()) {
                (true, true) => {
                    self.asked.push(asked(ctx, ProposalKind::Recheck, before, after, cause.batch()));
                }
                (true, false) => {
                    let asked = asked(ctx, ProposalKind::Reopen, before, after, cause.batch());
                    self.reopen.push(ProposalRow { causes: causes(after, known), ..asked });
                }
                (false, _) => {}
            }
            return;
        }
        match cause {
            Cause::Visit { at_home: true } | Cause::Sheet { at_home: true, .. } => {
                let is_confirmed = was.survey_only && is.level <= was.level;
                let decision = if is_confirmed { Decision::Accepted } else { Decision::Refused };
                self.seen.push((after.key, decision));
            }
            // A call, the desk, another survey, other criteria: nobody was at home.
            Cause::Visit { at_home: false }
            | Cause::Sheet { at_home: false, .. }
            | Cause::Problem
            | Cause::Import(_)
            | Cause::Merging(_)
            | Cause::Release
            | Cause::Asked => {}
        }
    }

    /// Stores what was noted: as many statements for many cases as for one, none where there is nothing.
    pub(crate) async fn store(self, ctx: &Ctx, tx: &Tx, batch: Option<BatchId>) -> Result<(), AppError> {
        cases::propose_rechecks(tx, self.asked).await?;
        if !self.reopen.is_empty() {
            cases::propose_many(tx, self.reopen).await?;
        }
        Ok(cases::settle_rechecks(tx, &self.seen, ctx.actor.account, ctx.now, batch).await?)
    }
}

/// Withdraws the rechecks that wait for cases about to be closed: nobody visits a closed case. Gives them, each with its
/// case, for the event that tells of it.
pub(crate) async fn withdraw(
    ctx: &Ctx,
    tx: &Tx,
    closing: &[CaseKey],
) -> Result<HashMap<CaseKey, Uuid>, AppError> {
    let waiting = cases::waiting_rechecks(&**tx, closing).await?;
    let ids: Vec<Uuid> = waiting.values().copied().collect();
    for some in ids.chunks(IDS) {
        cases::mark_withdrawn(tx, some, Some(ctx.now)).await?;
    }
    Ok(waiting)
}

/// Adds a withdrawn recheck to what the closing tells.
pub(crate) fn tell(detail: &mut Json, withdrawn: Option<Uuid>) {
    if let Some(id) = withdrawn {
        detail["recheck"] = json!(id);
    }
}

/// The survey that a fall rests on, by the criteria that judged it: who has said no is not asked again for the same.
fn causes(after: &CaseRow, known: &Facts) -> Vec<RestsOn> {
    let surveys = known.facts.iter().filter_map(|it| match it.origin {
        Origin::Survey { source, year } => Some((it.observed_on, year, source)),
        Origin::Visit { .. } | Origin::Office => None,
    });
    let by_then = surveys.filter(|it| after.assessed_on.is_none_or(|on| it.0 <= on));
    let newest = by_then.max_by_key(|it| (it.0, it.1, it.2.code()));
    let rests = |(_, year, source): (_, _, Source)| RestsOn {
        rule: after.criteria.clone(),
        source: source.code().to_owned(),
        year,
    };
    newest.map(rests).into_iter().collect()
}

fn asked(
    ctx: &Ctx,
    kind: ProposalKind,
    before: &CaseRow,
    after: &CaseRow,
    batch: Option<BatchId>,
) -> ProposalRow {
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
        ..ProposalRow::new(&by(ctx), key, kind, place, reason.to_string())
    }
}
