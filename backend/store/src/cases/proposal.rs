//! Proposals: to take in a household that no list names, to verify one, to reopen a closed case.

use chrono::{DateTime, Utc};
use phonjon_domain::access::Scope;
use phonjon_domain::ids::{AreaId, BatchId, CaseId, HomeProvince, HouseholdId, UserId};
use sea_orm::{ConnectionTrait, QueryResult, Value};
use uuid::Uuid;

use super::PROGRAMME;
use super::append::By;
use super::find::key_condition;
use super::propose::{Cause, WITHDRAWN};
use super::row::word;
use crate::access::scope_condition;
use crate::database::Tx;
use crate::error::StoreError;
use crate::sql;

/// What names a proposal: its household's home province, and its id.
pub type ProposalKey = (HomeProvince, Uuid);

/// What is proposed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum ProposalKind {
    /// Take in a household that no list names.
    Household,
    /// Verify a household that a list names without opening a case.
    Verify,
    /// Reopen a closed case whose household is listed again, or fell by a survey.
    Reopen,
    /// Look again at a case whose household is no longer listed.
    NoLongerListed,
    /// Look again at a household that fell by a survey alone.
    Recheck,
}

impl ProposalKind {
    /// All of them.
    pub const ALL: [Self; 5] =
        [Self::Household, Self::Verify, Self::Reopen, Self::NoLongerListed, Self::Recheck];

    /// The stable word.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Household => "household",
            Self::Verify => "verify",
            Self::Reopen => "reopen",
            Self::NoLongerListed => "no_longer_listed",
            Self::Recheck => "recheck",
        }
    }

    /// The kind of a stable word.
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|it| it.code() == code)
    }
}

/// What came of a proposal.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Decision {
    /// Taken.
    Accepted,
    /// Not taken.
    Refused,
}

impl Decision {
    /// Both.
    pub const ALL: [Self; 2] = [Self::Accepted, Self::Refused];

    /// The stable word.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Accepted => "accepted",
            Self::Refused => "refused",
        }
    }

    /// The decision of a stable word.
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|it| it.code() == code)
    }
}

/// A proposal.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ProposalRow {
    /// The household's home province, and the proposal.
    pub key: ProposalKey,
    /// What is proposed.
    pub kind: ProposalKind,
    /// The household.
    pub household: HouseholdId,
    /// Its case, where it has one.
    pub case: Option<CaseId>,
    /// Where it was proposed.
    pub area: AreaId,
    /// Where the household lives now: who reaches that place reads the proposal and decides on it.
    pub lives_in: AreaId,
    /// Why, as JSON.
    pub reason: String,
    /// What of lists it rests on.
    pub causes: Vec<Cause>,
    /// To be worked at once.
    pub urgent: bool,
    /// `account:<id>`, `operator:<os user>`.
    pub proposed_by: String,
    /// The account, where there is one.
    pub account: Option<UserId>,
    /// When.
    pub proposed_at: DateTime<Utc>,
    /// What came of it, whose account said so and when.
    pub decided: Option<(Decision, Option<UserId>, DateTime<Utc>)>,
    /// What the one who decided wrote.
    pub decision_note: Option<String>,
    /// When it was withdrawn, because what it rested on was no more.
    pub withdrawn_at: Option<DateTime<Utc>>,
    /// The import that proposed it.
    pub batch: Option<BatchId>,
}

impl ProposalRow {
    /// One that waits, for a household at a place, because of this (JSON).
    pub fn new(
        by: &By,
        key: ProposalKey,
        kind: ProposalKind,
        (household, area): (HouseholdId, AreaId),
        reason: String,
    ) -> Self {
        Self {
            key,
            kind,
            household,
            case: None,
            area,
            lives_in: area,
            reason,
            causes: Vec::new(),
            urgent: false,
            proposed_by: by.actor.clone(),
            account: by.account,
            proposed_at: by.at,
            decided: None,
            decision_note: None,
            withdrawn_at: None,
            batch: by.batch,
        }
    }

    /// True while it waits for a decision.
    pub const fn is_waiting(&self) -> bool {
        self.decided.is_none() && self.withdrawn_at.is_none()
    }
}

const COLUMNS: &str = "o.home_province, o.id, o.kind, o.household_id, o.case_id, o.area_id, o.reason, o.urgent, \
     o.proposed_by, o.account_id, o.proposed_at, o.decision, o.decision_note, o.decided_by, o.decided_at, o.cause, \
     o.batch_id";

/// Where the household of `opening_proposal o` lives now.
const LIVES_IN: &str = "coalesce((select h.area_id from household h where h.home_province = o.home_province \
     and h.id = o.household_id), o.area_id)";

/// Those of these proposals that are within the scope or made by the account, locked in the order of their ids until the
/// transaction ends.
///
/// # Errors
///
/// The database's own.
pub async fn find_proposals_for_update(
    tx: &Tx,
    scope: &Scope,
    account: Option<UserId>,
    keys: &[ProposalKey],
) -> Result<Vec<ProposalRow>, StoreError> {
    let (reach, mut values) = reach(scope, account);
    let pairs: Vec<_> = keys.iter().map(|it| (it.0.0, it.1)).collect();
    let (condition, of) = key_condition("o.home_province", "o.id", &pairs);
    values.extend(of);
    let text = format!(
        "select {COLUMNS}, {LIVES_IN} as lives_in from opening_proposal o where {reach} and {condition} \
         order by o.home_province, o.id{}",
        tx.for_update()
    );
    sql::rows(&**tx, &text, values).await?.iter().map(read).collect()
}

/// One proposal within the scope or made by the account.
///
/// # Errors
///
/// The database's own.
pub async fn find_proposal(
    db: &impl ConnectionTrait,
    scope: &Scope,
    account: Option<UserId>,
    key: ProposalKey,
) -> Result<Option<ProposalRow>, StoreError> {
    let (reach, mut values) = reach(scope, account);
    values.extend([key.0.0.into(), key.1.into()]);
    let text = format!(
        "select {COLUMNS}, {LIVES_IN} as lives_in from opening_proposal o where {reach} and o.home_province = ? and o.id = ?"
    );
    sql::row(db, &text, values).await?.as_ref().map(read).transpose()
}

/// Proposals that wait, or all, urgent first and then oldest first, after the given one.
#[derive(Debug, Clone, Default)]
pub struct ProposalsAsked {
    /// Only those that wait for a decision.
    pub only_waiting: bool,
    /// Only of these kinds; empty is all.
    pub kinds: Vec<ProposalKind>,
    /// Only those that the account made, newest first whether urgent or not.
    pub own: bool,
    /// How many.
    pub first: u32,
    /// After this place: urgent and id.
    pub after: Option<(bool, Uuid)>,
}

/// Proposals within the scope or made by the account, and whether more follow.
///
/// # Errors
///
/// The database's own.
pub async fn proposals(
    db: &impl ConnectionTrait,
    scope: &Scope,
    account: Option<UserId>,
    asked: &ProposalsAsked,
) -> Result<(Vec<ProposalRow>, bool), StoreError> {
    let (reach, mut values) = match account.filter(|_| asked.own) {
        Some(account) => ("o.account_id = ?".to_owned(), vec![account.0.into()]),
        None => reach(scope, account),
    };
    let mut conditions = vec![reach];
    if asked.only_waiting {
        conditions.push("o.decided_at is null".to_owned());
    }
    if !asked.kinds.is_empty() {
        conditions.push(format!("o.kind in ({})", sql::marks(asked.kinds.len())));
        values.extend(asked.kinds.iter().map(|it| Value::from(it.code())));
    }
    // Ids are ordered by time.
    let rank = "case when o.urgent then 0 else 1 end";
    let order = if asked.own { "o.id desc".to_owned() } else { format!("{rank}, o.id") };
    if let Some((_, id)) = asked.after.filter(|_| asked.own) {
        conditions.push("o.id < ?".to_owned());
        values.push(id.into());
    } else if let Some((urgent, id)) = asked.after {
        conditions.push(format!("({rank} > ? or ({rank} = ? and o.id > ?))"));
        let after = i32::from(!urgent);
        values.extend([after.into(), after.into(), id.into()]);
    }
    values.push((i64::from(asked.first) + 1).into());
    let text = format!(
        "select {COLUMNS}, {LIVES_IN} as lives_in from opening_proposal o where {} order by {order} limit ?",
        conditions.join(" and ")
    );
    let mut found: Vec<ProposalRow> =
        sql::rows(db, &text, values).await?.iter().map(read).collect::<Result<_, _>>()?;
    let first = usize::try_from(asked.first).unwrap_or(usize::MAX);
    let more = first < found.len();
    found.truncate(first);
    Ok((found, more))
}

/// How many proposals wait within the scope for somebody to decide; a recheck waits for a visit.
///
/// # Errors
///
/// The database's own.
pub async fn count_waiting_proposals(db: &impl ConnectionTrait, scope: &Scope) -> Result<i64, StoreError> {
    let (reach, mut values) = scope_condition(scope, LIVES_IN, None);
    values.push(ProposalKind::Recheck.code().into());
    let text = format!(
        "select count(*) from opening_proposal o where {reach} and o.decided_at is null and o.kind <> ?"
    );
    let row = sql::row(db, &text, values).await?;
    Ok(row.map_or(Ok(0), |row| row.try_get_by_index(0))?)
}

/// Stores what came of these proposals, the same of each, and the cases that they opened, all or none.
///
/// # Errors
///
/// [`StoreError::Stale`] when one was decided meanwhile.
pub async fn decide(
    tx: &Tx,
    rows: &[ProposalRow],
    (decision, account, at): (Decision, Option<UserId>, DateTime<Utc>),
    note: Option<&str>,
) -> Result<(), StoreError> {
    let pairs: Vec<_> = rows.iter().map(|it| (it.key.0.0, it.key.1)).collect();
    let (condition, of) = key_condition("home_province", "id", &pairs);
    let text = format!(
        "update opening_proposal set decision = ?, decision_note = ?, decided_by = ?, decided_at = ?, \
         case_id = coalesce(case_id, (select c.id from \"case\" c \
           where c.household_id = opening_proposal.household_id and c.programme = ? \
           and c.home_province = opening_proposal.home_province \
           and opening_proposal.kind in ('household', 'verify') and ?)) \
         where {condition} and decided_at is null"
    );
    let accepted = decision == Decision::Accepted;
    let mut values: Vec<Value> = vec![
        decision.code().into(),
        note.into(),
        account.map(|it| it.0).into(),
        at.into(),
        PROGRAMME.into(),
        accepted.into(),
    ];
    values.extend(of);
    let decided = sql::execute(&**tx, &text, values).await?.rows_affected();
    if usize::try_from(decided) == Ok(rows.len()) { Ok(()) } else { Err(StoreError::Stale) }
}

fn reach(scope: &Scope, account: Option<UserId>) -> (String, Vec<Value>) {
    let (mut reach, mut values) = scope_condition(scope, LIVES_IN, None);
    if let Some(account) = account {
        reach = format!("({reach} or o.account_id = ?)");
        values.push(account.0.into());
    }
    (reach, values)
}

fn read(row: &QueryResult) -> Result<ProposalRow, StoreError> {
    let kind: String = row.try_get("", "kind")?;
    let decision: Option<String> = row.try_get("", "decision")?;
    let decided_at: Option<DateTime<Utc>> = row.try_get("", "decided_at")?;
    let decided_by = row.try_get::<Option<Uuid>>("", "decided_by")?.map(UserId);
    let (decided, withdrawn_at) = match (decision, decided_at) {
        (Some(code), Some(at)) if code == WITHDRAWN => (None, Some(at)),
        (Some(code), Some(at)) => {
            (Some((word("decision", &code, Decision::from_code)?, decided_by, at)), None)
        }
        _ => (None, None),
    };
    let causes: Option<String> = row.try_get("", "cause")?;
    Ok(ProposalRow {
        key: (HomeProvince(row.try_get("", "home_province")?), row.try_get("", "id")?),
        kind: word("proposal kind", &kind, ProposalKind::from_code)?,
        household: HouseholdId(row.try_get("", "household_id")?),
        case: row.try_get::<Option<Uuid>>("", "case_id")?.map(CaseId),
        area: AreaId(row.try_get("", "area_id")?),
        lives_in: AreaId(row.try_get("", "lives_in")?),
        reason: row.try_get("", "reason")?,
        urgent: row.try_get("", "urgent")?,
        proposed_by: row.try_get("", "proposed_by")?,
        account: row.try_get::<Option<Uuid>>("", "account_id")?.map(UserId),
        proposed_at: row.try_get("", "proposed_at")?,
        decided,
        decision_note: row.try_get("", "decision_note")?,
        causes: Cause::read(&causes.unwrap_or_default()),
        withdrawn_at,
        batch: row.try_get::<Option<Uuid>>("", "batch_id")?.map(BatchId),
    })
}
