//! Rechecks: households that fell by a survey alone, waiting to be seen at home.

use std::collections::{BTreeMap, HashSet};

use chrono::{DateTime, Utc};
use phonjon_domain::ids::{AreaId, BatchId, HouseholdId, UserId};
use sea_orm::Value;
use uuid::Uuid;

use super::CaseKey;
use super::proposal::{Decision, ProposalKey, ProposalKind, ProposalRow};
use super::propose::insert_proposals;
use crate::database::Tx;
use crate::error::StoreError;
use crate::sql;

/// Ids a statement asks for.
const LIST: usize = 5_000;

/// A recheck to be proposed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewRecheck {
    /// The household's home province, and the proposal.
    pub key: ProposalKey,
    /// The household.
    pub household: HouseholdId,
    /// Its case.
    pub case: CaseKey,
    /// Where it lives.
    pub area: AreaId,
    /// From which level it fell to which, as JSON.
    pub reason: String,
    /// An urgent fact is said to be true.
    pub urgent: bool,
    /// Who or what brought the survey.
    pub proposed_by: String,
    /// When.
    pub at: DateTime<Utc>,
    /// The import that caused it.
    pub batch: Option<BatchId>,
}

/// Stores rechecks, leaving out households of which one waits already.
///
/// # Errors
///
/// The database's own.
pub async fn propose_rechecks(tx: &Tx, rechecks: Vec<NewRecheck>) -> Result<(), StoreError> {
    let homes: Vec<Uuid> = rechecks.iter().map(|it| it.household.0).collect();
    let mut waiting: HashSet<Uuid> = HashSet::new();
    for some in homes.chunks(LIST) {
        let text = format!(
            "select household_id from opening_proposal where kind = ? and decided_at is null \
             and household_id in ({})",
            sql::marks(some.len())
        );
        let kind: Value = ProposalKind::Recheck.code().into();
        let values = std::iter::once(kind).chain(some.iter().map(|it| (*it).into())).collect();
        for row in sql::rows(&**tx, &text, values).await? {
            waiting.insert(row.try_get("", "household_id")?);
        }
    }
    let new = rechecks.into_iter().filter(|it| waiting.insert(it.household.0)).map(|it| ProposalRow {
        key: it.key,
        kind: ProposalKind::Recheck,
        household: it.household,
        case: Some(it.case.1),
        area: it.area,
        lives_in: it.area,
        reason: it.reason,
        causes: Vec::new(),
        urgent: it.urgent,
        proposed_by: it.proposed_by,
        account: None,
        proposed_at: it.at,
        decided: None,
        decision_note: None,
        withdrawn_at: None,
        batch: it.batch,
    });
    insert_proposals(tx, new.collect()).await
}

/// Settles the rechecks that wait for these cases: accepted where a visit confirmed the fall, refused where it did not.
///
/// # Errors
///
/// The database's own.
pub async fn settle_rechecks(
    tx: &Tx,
    seen: &[(CaseKey, Decision)],
    by: Option<UserId>,
    at: DateTime<Utc>,
) -> Result<(), StoreError> {
    let mut alike: BTreeMap<(i16, &str), Vec<Uuid>> = BTreeMap::new();
    for (case, decision) in seen {
        alike.entry((case.0.0, decision.code())).or_default().push(case.1.0);
    }
    for ((province, decision), cases) in alike {
        for some in cases.chunks(LIST) {
            let text = format!(
                "update opening_proposal set decision = ?, decided_by = ?, decided_at = ? \
                 where home_province = ? and kind = ? and decided_at is null and case_id in ({})",
                sql::marks(some.len())
            );
            let first: [Value; 5] = [
                decision.into(),
                by.map(|it| it.0).into(),
                at.into(),
                province.into(),
                ProposalKind::Recheck.code().into(),
            ];
            let values = first.into_iter().chain(some.iter().map(|it| (*it).into())).collect();
            sql::execute(&**tx, &text, values).await?;
        }
    }
    Ok(())
}
