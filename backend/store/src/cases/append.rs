//! Changing cases: the new row and the events that made it, in one statement each, refused where the row has moved on.

use chrono::{DateTime, NaiveDate, Utc};
use phonjon_domain::case::CaseStatus;
use phonjon_domain::case::act::CaseEventKind;
use phonjon_domain::ids::{BatchId, UserId};
use sea_orm::Value;

use super::row::{COLUMNS, CaseRow};
use crate::database::Tx;
use crate::error::StoreError;
use crate::sql;

/// Who did it, when, and in which import.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct By {
    /// `account:<id>`, `operator:<os user>` or `system`.
    pub actor: String,
    /// The account, where there is one.
    pub account: Option<UserId>,
    /// When it was recorded.
    pub at: DateTime<Utc>,
    /// The import that did it.
    pub batch: Option<BatchId>,
}

/// Marks the detail of an event that opens only to named district officers.
pub const RESTRICTED: &str = "restricted";

/// Something that happened to a case.
#[derive(Debug, Clone, PartialEq)]
pub struct NewEvent {
    /// What.
    pub kind: CaseEventKind,
    /// Where the case stands after it.
    pub status: CaseStatus,
    /// The rest: ids and stable words, never names or numbers of persons.
    pub detail: serde_json::Value,
    /// The local day it happened.
    pub happened_on: NaiveDate,
}

impl NewEvent {
    /// True where it opens only to named district officers: its detail says so.
    fn is_restricted(&self) -> bool {
        self.detail.get(RESTRICTED).is_some()
    }
}

/// A case after one or more events; its version and last event are still those that were read.
#[derive(Debug, Clone)]
pub struct Change {
    /// The row as it shall be.
    pub case: CaseRow,
    /// What happened, in order.
    pub events: Vec<NewEvent>,
}

/// Stores a changed case with its events and gives it with its new version.
///
/// # Errors
///
/// [`StoreError::Stale`] when somebody changed the case since it was read.
pub async fn append(tx: &Tx, by: &By, case: CaseRow, events: Vec<NewEvent>) -> Result<CaseRow, StoreError> {
    let stored = append_many(tx, by, vec![Change { case, events }]).await?;
    stored.into_iter().next().ok_or(StoreError::Stale)
}

/// Stores changed cases with their events, all or none, and gives them with their new versions. A change of which all
/// events open only to named officers makes no new version: everybody reads it.
///
/// # Errors
///
/// [`StoreError::Stale`] when somebody changed one of the cases since it was read.
pub async fn append_many(tx: &Tx, by: &By, changes: Vec<Change>) -> Result<Vec<CaseRow>, StoreError> {
    let mut cases = Vec::with_capacity(changes.len());
    let mut unseen = Vec::new();
    let mut events = Vec::with_capacity(changes.len());
    for Change { mut case, events: happened } in changes {
        let is_unseen = !happened.is_empty() && happened.iter().all(NewEvent::is_restricted);
        case.version += i64::from(!is_unseen);
        for event in happened {
            case.last_seq += 1;
            events.push(event_values(&case, by, &event));
        }
        if is_unseen { unseen.push(case) } else { cases.push(case) }
    }
    update(tx, &cases, "\"case\".version = excluded.version - 1").await?;
    let as_read = "\"case\".version = excluded.version and \"case\".last_seq < excluded.last_seq";
    update(tx, &unseen, as_read).await?;
    insert_event_values(tx, events).await?;
    cases.extend(unseen);
    Ok(cases)
}

/// Replaces rows that are still as they were read.
async fn update(tx: &Tx, cases: &[CaseRow], as_read: &str) -> Result<(), StoreError> {
    let set = sql::excluded(COLUMNS[6..].iter().chain(&COLUMNS[4..6]));
    let conflict = format!("on conflict (home_province, id) do update set {set} where {as_read}");
    let rows = cases.iter().map(CaseRow::values).collect();
    let n_written = sql::insert_counted(&**tx, "case", &COLUMNS, rows, &conflict).await?;
    if usize::try_from(n_written) == Ok(cases.len()) { Ok(()) } else { Err(StoreError::Stale) }
}

/// An event's values, as number `case.last_seq`.
pub(super) fn event_values(case: &CaseRow, by: &By, event: &NewEvent) -> Vec<Value> {
    vec![
        case.key.0.0.into(),
        case.key.1.0.into(),
        case.last_seq.into(),
        case.version.into(),
        event.kind.code().into(),
        event.status.code().into(),
        event.detail.to_string().into(),
        by.actor.clone().into(),
        by.account.map(|it| it.0).into(),
        event.happened_on.into(),
        by.at.into(),
        by.batch.map(|it| it.0).into(),
        event.is_restricted().into(),
    ]
}

pub(super) async fn insert_event_values(tx: &Tx, events: Vec<Vec<Value>>) -> Result<(), StoreError> {
    let columns = [
        "home_province",
        "case_id",
        "seq",
        "case_version",
        "kind",
        "status",
        "detail",
        "by_actor",
        "account_id",
        "happened_on",
        "recorded_at",
        "batch_id",
        "restricted",
    ];
    Ok(sql::insert_many(&**tx, "case_event", &columns, events).await?)
}
