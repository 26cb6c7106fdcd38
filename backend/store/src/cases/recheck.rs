//! Rechecks: households that fell by a survey alone, waiting to be seen at home.

use std::collections::{BTreeMap, HashSet};

use chrono::{DateTime, Utc};
use phonjon_domain::ids::UserId;
use sea_orm::Value;
use uuid::Uuid;

use super::CaseKey;
use super::proposal::{Decision, ProposalKind, ProposalRow};
use super::propose::insert_proposals;
use crate::database::Tx;
use crate::error::StoreError;
use crate::sql;

/// Ids a statement asks for.
const LIST: usize = 5_000;

/// Stores rechecks, leaving out households of which one waits already.
///
/// # Errors
///
/// The database's own.
pub async fn propose_rechecks(tx: &Tx, rechecks: Vec<ProposalRow>) -> Result<(), StoreError> {
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
    let new = rechecks.into_iter().filter(|it| waiting.insert(it.household.0));
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
    let mut alike: BTreeMap<&str, Vec<Uuid>> = BTreeMap::new();
    for (case, decision) in seen {
        alike.entry(decision.code()).or_default().push(case.1.0);
    }
    for (decision, cases) in alike {
        for some in cases.chunks(LIST) {
            let text = format!(
                "update opening_proposal set decision = ?, decided_by = ?, decided_at = ? \
                 where kind = ? and decided_at is null and case_id in ({})",
                sql::marks(some.len())
            );
            let first: [Value; 4] =
                [decision.into(), by.map(|it| it.0).into(), at.into(), ProposalKind::Recheck.code().into()];
            let values = first.into_iter().chain(some.iter().map(|it| (*it).into())).collect();
            sql::execute(&**tx, &text, values).await?;
        }
    }
    Ok(())
}
