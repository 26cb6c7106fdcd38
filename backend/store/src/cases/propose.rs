//! Proposals stored, many at once: each only where nobody was asked the same before, and withdrawn when what they rest on
//! is no more.

use std::collections::{HashMap, HashSet};

use chrono::{DateTime, Utc};
use phonjon_domain::calendar::BuddhistYear;
use phonjon_domain::ids::{CaseId, HouseholdId};
use sea_orm::{ConnectionTrait, QueryResult, Value};
use uuid::Uuid;

use super::find::key_condition;
use super::proposal::{ProposalKey, ProposalKind, ProposalRow};
use super::row::word;
use super::{CaseKey, HouseholdKey};
use crate::database::Tx;
use crate::error::StoreError;
use crate::sql;

/// Ids a statement asks for.
const LIST: usize = 5_000;

/// The word of a proposal that nobody decided on.
pub(super) const WITHDRAWN: &str = "withdrawn";

/// What a proposal rests on, each of it once.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Cause {
    /// The rule with its version.
    pub rule: String,
    /// The source.
    pub source: String,
    /// The source's year.
    pub year: BuddhistYear,
}

impl Cause {
    fn text(&self) -> String {
        format!("{}@{}/{}", self.rule, self.source, self.year)
    }

    /// The causes of a kept text.
    pub(super) fn read(text: &str) -> Vec<Self> {
        let one = |it: &str| {
            let (rule, place) = it.rsplit_once('@')?;
            let (source, year) = place.rsplit_once('/')?;
            let year = BuddhistYear::new(year.parse().ok()?)?;
            Some(Self { rule: rule.to_owned(), source: source.to_owned(), year })
        };
        text.split(' ').filter_map(one).collect()
    }
}

/// Stores proposals that wait for a decision.
///
/// # Errors
///
/// The database's own.
pub async fn insert_proposals(tx: &Tx, rows: Vec<ProposalRow>) -> Result<(), StoreError> {
    let columns = [
        "home_province",
        "id",
        "kind",
        "household_id",
        "case_id",
        "area_id",
        "reason",
        "cause",
        "urgent",
        "proposed_by",
        "account_id",
        "proposed_at",
        "batch_id",
    ];
    let values = rows
        .into_iter()
        .map(|it| {
            let causes: Vec<String> = it.causes.iter().map(Cause::text).collect();
            let cause = (!causes.is_empty()).then(|| causes.join(" "));
            vec![
                it.key.0.0.into(),
                it.key.1.into(),
                it.kind.code().into(),
                it.household.0.into(),
                it.case.map(|case| case.0).into(),
                it.area.0.into(),
                it.reason.into(),
                cause.into(),
                it.urgent.into(),
                it.proposed_by.into(),
                it.account.map(|account| account.0).into(),
                it.proposed_at.into(),
                it.batch.map(|batch| batch.0).into(),
            ]
        })
        .collect();
    Ok(sql::insert_many(&**tx, "opening_proposal", &columns, values).await?)
}

/// Stores proposals, leaving out those of a kind that wait already, and those that rest on nothing but what was decided
/// on before: who has said no is not asked again for the same rule, source and year. Gives the keys of those stored.
///
/// # Errors
///
/// The database's own.
pub async fn propose_many(tx: &Tx, mut rows: Vec<ProposalRow>) -> Result<Vec<ProposalKey>, StoreError> {
    let mut waiting: HashSet<(HouseholdId, String)> = HashSet::new();
    let mut decided: HashSet<(HouseholdId, String, Cause)> = HashSet::new();
    let homes: Vec<Uuid> = rows.iter().map(|it| it.household.0).collect();
    for some in homes.chunks(LIST) {
        let text = format!(
            "select household_id, kind, cause, decision from opening_proposal where household_id in ({})",
            sql::marks(some.len())
        );
        for row in sql::rows(&**tx, &text, some.iter().map(|it| (*it).into()).collect()).await? {
            let home = HouseholdId(row.try_get("", "household_id")?);
            let kind: String = row.try_get("", "kind")?;
            let causes: Option<String> = row.try_get("", "cause")?;
            match row.try_get::<Option<String>>("", "decision")?.as_deref() {
                None => drop(waiting.insert((home, kind))),
                Some(WITHDRAWN) => {}
                Some(_) => {
                    let causes = Cause::read(&causes.unwrap_or_default());
                    decided.extend(causes.into_iter().map(|it| (home, kind.clone(), it)));
                }
            }
        }
    }
    let is_decided = |it: &ProposalRow| {
        let known =
            |cause: &Cause| decided.contains(&(it.household, it.kind.code().to_owned(), cause.clone()));
        !it.causes.is_empty() && it.causes.iter().all(known)
    };
    rows.retain(|it| !is_decided(it) && waiting.insert((it.household, it.kind.code().to_owned())));
    let keys = rows.iter().map(|it| it.key).collect();
    insert_proposals(tx, rows).await?;
    Ok(keys)
}

/// Withdraws the proposals to look at households because they are no longer listed, where a list of the year they rest on
/// or a later one, given with each household, lists them.
///
/// # Errors
///
/// The database's own.
pub async fn withdraw_no_longer_listed(
    tx: &Tx,
    listed: &[(HouseholdId, BuddhistYear)],
    batch: Uuid,
    at: DateTime<Utc>,
) -> Result<(), StoreError> {
    let years: HashMap<HouseholdId, BuddhistYear> = listed.iter().copied().collect();
    let mut obsolete = Vec::new();
    for some in listed.chunks(LIST) {
        let text = format!(
            "select home_province, id, household_id, cause from opening_proposal \
             where kind = ? and decided_at is null and household_id in ({})",
            sql::marks(some.len())
        );
        let kind: Value = ProposalKind::NoLongerListed.code().into();
        let values = std::iter::once(kind).chain(some.iter().map(|it| it.0.0.into())).collect();
        for row in sql::rows(&**tx, &text, values).await? {
            let causes: Option<String> = row.try_get("", "cause")?;
            let dropped = Cause::read(&causes.unwrap_or_default()).into_iter().map(|it| it.year).max();
            let year = years.get(&HouseholdId(row.try_get("", "household_id")?)).copied();
            if dropped <= year {
                obsolete.push((row.try_get("", "home_province")?, row.try_get("", "id")?));
            }
        }
    }
    withdraw(tx, &obsolete, batch, at).await
}

/// Withdraws what waits about these households, of one kind or of all.
///
/// # Errors
///
/// The database's own.
pub async fn withdraw_waiting(
    tx: &Tx,
    kind: Option<ProposalKind>,
    households: &[HouseholdId],
    batch: Uuid,
    at: DateTime<Utc>,
) -> Result<(), StoreError> {
    let mut waiting = Vec::new();
    for some in households.chunks(LIST) {
        let of_kind = if kind.is_some() { "kind = ? and" } else { "" };
        let text = format!(
            "select home_province, id from opening_proposal where {of_kind} decided_at is null \
             and household_id in ({})",
            sql::marks(some.len())
        );
        let first = kind.map(|it| Value::from(it.code()));
        let values = first.into_iter().chain(some.iter().map(|it| it.0.into())).collect();
        for row in sql::rows(&**tx, &text, values).await? {
            waiting.push((row.try_get("", "home_province")?, row.try_get("", "id")?));
        }
    }
    withdraw(tx, &waiting, batch, at).await
}

async fn withdraw(
    tx: &Tx,
    proposals: &[(i16, Uuid)],
    batch: Uuid,
    at: DateTime<Utc>,
) -> Result<(), StoreError> {
    for some in proposals.chunks(LIST) {
        let (condition, ids) = key_condition("home_province", "id", some);
        let text = format!(
            "update opening_proposal set decision = ?, decided_at = ?, withdrawn_in = ? \
             where decided_at is null and {condition}"
        );
        let first: [Value; 3] = [WITHDRAWN.into(), at.into(), Some(batch).into()];
        sql::execute(&**tx, &text, first.into_iter().chain(ids).collect()).await?;
    }
    Ok(())
}

/// The proposals that wait about a case, each with its kind.
///
/// # Errors
///
/// The database's own, and [`StoreError::Corrupt`].
pub async fn waiting_of_case(
    db: &impl ConnectionTrait,
    case: CaseKey,
) -> Result<Vec<(Uuid, ProposalKind)>, StoreError> {
    let text = "select o.id, o.kind from \"case\" c join opening_proposal o on o.household_id = c.household_id \
        and o.case_id = c.id where c.home_province = ? and c.id = ? and o.decided_at is null order by o.id";
    let rows = sql::rows(db, text, vec![case.0.0.into(), case.1.0.into()]).await?;
    let read = |row: &QueryResult| {
        let kind: String = row.try_get("", "kind")?;
        Ok((row.try_get("", "id")?, word("proposal kind", &kind, ProposalKind::from_code)?))
    };
    rows.iter().map(read).collect()
}

/// Lets these proposals, those that wait, be about another household and its case.
///
/// # Errors
///
/// The database's own.
pub async fn move_waiting(
    tx: &Tx,
    ids: &[Uuid],
    household: HouseholdKey,
    case: CaseId,
) -> Result<(), StoreError> {
    let text = format!(
        "update opening_proposal set home_province = ?, household_id = ?, case_id = ? \
         where decided_at is null and id in ({})",
        sql::marks(ids.len())
    );
    let to: [Value; 3] = [household.0.0.into(), household.1.0.into(), case.0.into()];
    if !ids.is_empty() {
        sql::execute(&**tx, &text, to.into_iter().chain(ids.iter().map(|it| (*it).into())).collect()).await?;
    }
    Ok(())
}

/// Withdraws these proposals, those that wait; with none as the instant those that were withdrawn wait again.
///
/// # Errors
///
/// The database's own.
pub async fn mark_withdrawn(tx: &Tx, ids: &[Uuid], at: Option<DateTime<Utc>>) -> Result<(), StoreError> {
    if ids.is_empty() {
        return Ok(());
    }
    let text = format!(
        "update opening_proposal set decision = ?, decided_at = ? \
         where (decided_at is null or decision = '{WITHDRAWN}') and id in ({})",
        sql::marks(ids.len())
    );
    let first: [Value; 2] = [at.map(|_| WITHDRAWN).into(), at.into()];
    sql::execute(&**tx, &text, first.into_iter().chain(ids.iter().map(|it| (*it).into())).collect()).await?;
    Ok(())
}

/// Removes a proposal, if it still waits.
///
/// # Errors
///
/// The database's own.
pub async fn forget_waiting(tx: &Tx, key: ProposalKey) -> Result<(), StoreError> {
    let text = "delete from opening_proposal where home_province = ? and id = ? and decided_at is null";
    sql::execute(&**tx, text, vec![key.0.0.into(), key.1.into()]).await?;
    Ok(())
}

/// Lets the proposals about these households that an import withdrew wait again.
///
/// # Errors
///
/// The database's own.
pub(crate) async fn forget_withdrawn(tx: &Tx, batch: Uuid, households: &[Uuid]) -> Result<(), StoreError> {
    for some in households.chunks(LIST) {
        let text = format!(
            "update opening_proposal set decision = null, decided_by = null, decided_at = null, withdrawn_in = null \
             where withdrawn_in = ? and household_id in ({})",
            sql::marks(some.len())
        );
        let values = std::iter::once(batch.into()).chain(some.iter().map(|it| (*it).into())).collect();
        sql::execute(&**tx, &text, values).await?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_proposal_rests_on_is_read_as_it_was_kept() {
        let year = |it: i32| BuddhistYear::new(it).unwrap();
        let of = |source: &str, it: i32| Cause {
            rule: "default_opening/1".to_owned(),
            source: source.to_owned(),
            year: year(it),
        };
        let both = [of("tpmap", 2566), of("thaiqm", 2567)];
        let kept: Vec<String> = both.iter().map(Cause::text).collect();
        assert_eq!(kept[0], "default_opening/1@tpmap/2566");
        assert_eq!(Cause::read(&kept.join(" ")), both);
        assert_eq!(Cause::read(""), []);
    }
}
