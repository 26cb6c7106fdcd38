//! Rechecks: households that fell by a survey alone, waiting to be seen at home.

use std::collections::{BTreeMap, HashMap, HashSet};

use chrono::{DateTime, Utc};
use phonjon_domain::access::Scope;
use phonjon_domain::ids::{BatchId, CaseId, HomeProvince, UserId};
use sea_orm::{ConnectionTrait, Value};
use uuid::Uuid;

use super::CaseKey;
use super::find::key_condition;
use super::proposal::{Decision, ProposalKind, ProposalRow};
use super::propose::{WITHDRAWN, insert_proposals};
use crate::access::scope_condition;
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

/// The rechecks that wait for these cases, each with its case.
///
/// # Errors
///
/// The database's own.
pub async fn waiting_rechecks(
    db: &impl ConnectionTrait,
    cases: &[CaseKey],
) -> Result<HashMap<CaseKey, Uuid>, StoreError> {
    let pairs: Vec<(i16, Uuid)> = cases.iter().map(|it| (it.0.0, it.1.0)).collect();
    let mut found = HashMap::new();
    for some in pairs.chunks(LIST) {
        let (condition, keys) = key_condition("home_province", "case_id", some);
        let text = format!(
            "select home_province, case_id, id from opening_proposal \
             where kind = ? and decided_at is null and {condition}"
        );
        let kind: Value = ProposalKind::Recheck.code().into();
        for row in sql::rows(db, &text, std::iter::once(kind).chain(keys).collect()).await? {
            let case = CaseId(row.try_get("", "case_id")?);
            found.insert((HomeProvince(row.try_get("", "home_province")?), case), row.try_get("", "id")?);
        }
    }
    Ok(found)
}

/// Lets the rechecks wait again that were withdrawn with the closing of these cases, which are still stored as closed. What
/// an import withdrew is the import's.
///
/// # Errors
///
/// The database's own.
pub async fn bring_back_rechecks(tx: &Tx, cases: &[CaseKey]) -> Result<(), StoreError> {
    let pairs: Vec<(i16, Uuid)> = cases.iter().map(|it| (it.0.0, it.1.0)).collect();
    for some in pairs.chunks(LIST) {
        let (condition, keys) = key_condition("home_province", "case_id", some);
        let text = format!(
            "update opening_proposal set decision = null, decided_at = null \
             where kind = ? and decision = '{WITHDRAWN}' and withdrawn_in is null and {condition} \
             and decided_at = (select c.status_since from \"case\" c \
               where c.home_province = opening_proposal.home_province and c.id = opening_proposal.case_id)"
        );
        let kind: Value = ProposalKind::Recheck.code().into();
        sql::execute(&**tx, &text, std::iter::once(kind).chain(keys).collect()).await?;
    }
    Ok(())
}

/// How many rechecks wait for cases that the scope reaches.
///
/// # Errors
///
/// The database's own.
pub async fn count_waiting_rechecks(db: &impl ConnectionTrait, scope: &Scope) -> Result<i64, StoreError> {
    let (reach, mut values) = scope_condition(scope, "c.area_id", Some("c.mentor_team_id"));
    values.push(ProposalKind::Recheck.code().into());
    let text = format!(
        "select count(*) from opening_proposal o join \"case\" c \
           on c.home_province = o.home_province and c.id = o.case_id \
         where {reach} and o.decided_at is null and o.kind = ?"
    );
    let row = sql::row(db, &text, values).await?;
    Ok(row.map_or(Ok(0), |row| row.try_get_by_index(0))?)
}

/// Settles the rechecks that wait for these cases: accepted where a visit confirmed the fall, refused where it did not.
/// Those that visits of an import settle wait again when it is taken back.
///
/// # Errors
///
/// The database's own.
pub async fn settle_rechecks(
    tx: &Tx,
    seen: &[(CaseKey, Decision)],
    by: Option<UserId>,
    at: DateTime<Utc>,
    batch: Option<BatchId>,
) -> Result<(), StoreError> {
    let mut alike: BTreeMap<&str, Vec<(i16, Uuid)>> = BTreeMap::new();
    for (case, decision) in seen {
        alike.entry(decision.code()).or_default().push((case.0.0, case.1.0));
    }
    for (decision, cases) in alike {
        for some in cases.chunks(LIST) {
            let (condition, keys) = key_condition("home_province", "case_id", some);
            let text = format!(
                "update opening_proposal set decision = ?, decided_by = ?, decided_at = ?, \
                 withdrawn_in = ? where kind = ? and decided_at is null and {condition}"
            );
            let first: [Value; 5] = [
                decision.into(),
                by.map(|it| it.0).into(),
                at.into(),
                batch.map(|it| it.0).into(),
                ProposalKind::Recheck.code().into(),
            ];
            sql::execute(&**tx, &text, first.into_iter().chain(keys).collect()).await?;
        }
    }
    Ok(())
}
