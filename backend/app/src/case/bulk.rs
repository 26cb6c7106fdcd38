//! The chief agrees to closings as sustainable: the listed cases, or all that a filter finds but those marked.

use phonjon_domain::case::act::CaseAct;
use phonjon_domain::case::{Agreement, ClosingReason};
use phonjon_domain::ids::{AreaId, TeamId};
use phonjon_domain::policy::Action;
use phonjon_store::cases::{self, CaseFilter, CaseKey, CaseRow, Change};
use phonjon_store::{Tx, figures};
use serde_json::json;

use super::work::{apply, by, next_event, refusal};
use crate::audit;
use crate::ctx::Ctx;
use crate::error::{AppError, Refusal};
use crate::idempotent::Key;
use crate::permit::{Located, require, scope_for};

/// Most cases that may be left out of a selection.
const MOST_EXCEPTED: usize = 100;
/// Most cases of one bulk act.
const MOST: usize = 2_000;

/// Which cases a bulk act is about, evaluated when it is done.
#[derive(Debug, Clone)]
pub enum Selection {
    /// These, each at the version that was read.
    Cases(Vec<(CaseKey, i64)>),
    /// What the filter finds, but these; as many as the person saw.
    Filtered {
        /// The filter.
        filter: Box<CaseFilter>,
        /// Left out.
        except: Vec<CaseKey>,
        /// How many the person saw, those left out not counted.
        expected: usize,
    },
}

/// What a bulk agreement came to.
#[derive(Debug, Clone)]
pub struct AgreedClosing {
    /// How many were closed; also when the same act is sent again.
    pub n_closed: usize,
    /// The cases as they stand; empty when the same act is sent again.
    pub cases: Vec<CaseRow>,
}

/// Agrees to close cases as sustainable, all or none.
///
/// # Errors
///
/// `SELECTION_CHANGED` where the count is another than the person saw, a refusal naming the first case whose state
/// stands against it, a version conflict, or [`AppError::Forbidden`].
pub async fn agree_closing(ctx: &Ctx, selection: &Selection, key: &Key) -> Result<AgreedClosing, AppError> {
    const OPERATION: &str = "caseAgreeClosing";
    let tx = ctx.store.begin().await?;
    if let Some(done) = key.done(&tx, ctx, OPERATION).await? {
        crate::permit::authorize(&ctx.actor, Action::AgreeClosing, ctx.today())?;
        return Ok(AgreedClosing { n_closed: done.id.parse().unwrap_or_default(), cases: Vec::new() });
    }
    let selected = select(ctx, &tx, selection).await?;
    let mut places: Vec<(AreaId, Option<TeamId>)> =
        selected.iter().map(|it| (it.area, it.mentor_team)).collect();
    places.sort_unstable();
    places.dedup();
    for (area, team) in places {
        require(&tx, ctx, Action::AgreeClosing, &Located::case(area, team)).await?;
    }
    let reason = ClosingReason::Sustainable;
    let mut changes = Vec::with_capacity(selected.len());
    for mut case in selected {
        let act = CaseAct::Close { reason, agreed: Agreement::Chief };
        let event = case
            .state
            .apply(act)
            .map_err(|against| AppError::from(refusal(against).with("case", case.key.1.0)))?;
        apply(&mut case, &event, ctx, ctx.today());
        let detail = json!({ "reason": reason.code(), "agreed": Agreement::Chief.code() });
        changes.push(Change { case, events: vec![next_event(&event, detail, ctx.today())] });
    }
    let closed = cases::append_many(&tx, &by(ctx), changes).await?;
    let keys: Vec<CaseKey> = closed.iter().map(|it| it.key).collect();
    figures::refresh(&*tx, &keys).await?;
    let ids: Vec<String> = keys.iter().map(|it| it.1.0.to_string()).collect();
    audit::record(ctx, &tx, "case.closings_agreed", ("cases", ids.len()), json!({ "cases": ids })).await?;
    key.remember(&tx, ctx, OPERATION, "count", closed.len()).await?;
    tx.commit().await?;
    Ok(AgreedClosing { n_closed: closed.len(), cases: closed })
}

/// The selected cases, locked, within what the actor may read.
pub(crate) async fn select(ctx: &Ctx, tx: &Tx, selection: &Selection) -> Result<Vec<CaseRow>, AppError> {
    let scope = scope_for(&ctx.actor, Action::ReadCase, ctx.today());
    let (found, wanted) = match selection {
        Selection::Cases(wanted) => {
            let keys: Vec<CaseKey> = wanted.iter().map(|it| it.0).collect();
            if keys.len() > MOST {
                return Err(Refusal::of("TOO_LARGE", "selection").with("max", MOST).into());
            }
            let found = cases::find_many_for_update(tx, &scope, &keys).await?;
            for (key, version) in wanted {
                let case = found.iter().find(|it| it.key == *key).ok_or(AppError::Hidden)?;
                if case.version != *version {
                    return Err(
                        super::work::conflict(tx, case, *version, &[("status", Some("closed"))]).await?
                    );
                }
            }
            return Ok(found);
        }
        Selection::Filtered { filter, except, expected } => {
            if except.len() > MOST_EXCEPTED {
                return Err(Refusal::of("TOO_MANY_EXCEPTIONS", "selection")
                    .with("max", MOST_EXCEPTED)
                    .into());
            }
            if *expected > MOST {
                return Err(Refusal::of("TOO_LARGE", "selection").with("max", MOST).into());
            }
            (cases::select_for_update(tx, &scope, filter, except).await?, *expected)
        }
    };
    if found.len() != wanted {
        return Err(Refusal::of("SELECTION_CHANGED", "selection")
            .with("wanted", wanted)
            .with("found", found.len())
            .into());
    }
    Ok(found)
}
