//! What was done and read, by whom: events recorded with what they record, sealed into a chain soon after, verified.
//!
//! Hashes are keyed: who can write to the database but has not the key file can neither change an event nor rebuild
//! the chain without it being seen. Only a cut tail needs a head that was kept outside.

use chrono::{DateTime, Utc};
use phonjon_domain::ids::{PersonId, UserId};
use sea_orm::{ConnectionTrait, QueryResult, Value};
use uuid::Uuid;

use crate::database::Tx;
use crate::error::StoreError;
use crate::keys::Keyring;
use crate::sql;

mod chain;
mod find;

pub use chain::{Fault, Head, Report, Unsealed, head, seal, verify};
pub use find::{EventFilter, events, who_saw};

/// Something that was done or read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AuditEvent {
    /// The event.
    pub id: Uuid,
    /// When, cut to microseconds.
    pub at: DateTime<Utc>,
    /// `account:<id>`, `operator:<os user>` or `system`.
    pub actor: String,
    /// The account, where there is one.
    pub account: Option<UserId>,
    /// What: `case.visit_recorded`, `person.read`, ….
    pub action: String,
    /// What it was done to: kind and id.
    pub subject: Option<(String, String)>,
    /// The rest. Never names, personal numbers or addresses.
    pub detail: serde_json::Value,
    /// The persons an answer showed.
    pub persons: Vec<PersonId>,
}

/// Records an event in the transaction of what it records.
///
/// # Errors
///
/// The database's own.
pub async fn record(tx: &Tx, event: &AuditEvent) -> Result<(), StoreError> {
    record_many(tx, std::slice::from_ref(event)).await
}

/// Records several events in the transaction of what they record.
///
/// # Errors
///
/// The database's own.
pub async fn record_many(tx: &Tx, events: &[AuditEvent]) -> Result<(), StoreError> {
    let rows = events.iter().map(|it| StoredEvent::of(it).into_values(tx.keys())).collect();
    sql::insert_many(&**tx, "audit_event", &EVENT_COLUMNS, rows).await?;
    let pending = events.iter().map(|it| vec![it.id.into()]).collect();
    sql::insert_many(&**tx, "audit_pending", &["event_id"], pending).await?;
    Ok(())
}

const EVENT_COLUMNS: [&str; 10] = [
    "id",
    "at",
    "actor",
    "account_id",
    "action",
    "subject_kind",
    "subject_id",
    "detail",
    "persons",
    "content_hash",
];

/// An event as its row holds it, so that its hash can be made again from the row.
#[derive(Debug)]
struct StoredEvent {
    id: Uuid,
    at: DateTime<Utc>,
    actor: String,
    account_id: Option<Uuid>,
    action: String,
    subject_kind: Option<String>,
    subject_id: Option<String>,
    detail: String,
    persons: Option<Vec<u8>>,
}

impl StoredEvent {
    fn of(event: &AuditEvent) -> Self {
        let (kind, id) = event.subject.clone().unzip();
        let persons: Vec<u8> = event.persons.iter().flat_map(|it| *it.0.as_bytes()).collect();
        Self {
            id: event.id,
            at: event.at,
            actor: event.actor.clone(),
            account_id: event.account.map(|it| it.0),
            action: event.action.clone(),
            subject_kind: kind,
            subject_id: id,
            detail: event.detail.to_string(),
            persons: (!persons.is_empty()).then_some(persons),
        }
    }

    /// Reads the first nine of [`EVENT_COLUMNS`], beginning at a column.
    fn read(row: &QueryResult, first: usize) -> Result<Self, StoreError> {
        Ok(Self {
            id: row.try_get_by_index(first)?,
            at: row.try_get_by_index(first + 1)?,
            actor: row.try_get_by_index(first + 2)?,
            account_id: row.try_get_by_index(first + 3)?,
            action: row.try_get_by_index(first + 4)?,
            subject_kind: row.try_get_by_index(first + 5)?,
            subject_id: row.try_get_by_index(first + 6)?,
            detail: row.try_get_by_index(first + 7)?,
            persons: row.try_get_by_index(first + 8)?,
        })
    }

    fn hash(&self, keys: &Keyring) -> [u8; 32] {
        let none: &[u8] = b"";
        // Absent and empty differ by the first byte.
        let maybe = |it: Option<&[u8]>| [&[u8::from(it.is_some())], it.unwrap_or(none)].concat();
        keys.audit_hash(&[
            b"event",
            self.id.as_bytes(),
            &self.at.timestamp_micros().to_be_bytes(),
            self.actor.as_bytes(),
            &maybe(self.account_id.as_ref().map(|it| it.as_bytes().as_slice())),
            self.action.as_bytes(),
            &maybe(self.subject_kind.as_deref().map(str::as_bytes)),
            &maybe(self.subject_id.as_deref().map(str::as_bytes)),
            self.detail.as_bytes(),
            &maybe(self.persons.as_deref()),
        ])
    }

    fn into_values(self, keys: &Keyring) -> Vec<Value> {
        let hash = self.hash(keys);
        vec![
            self.id.into(),
            self.at.into(),
            self.actor.into(),
            self.account_id.into(),
            self.action.into(),
            self.subject_kind.into(),
            self.subject_id.into(),
            self.detail.into(),
            self.persons.into(),
            hash.to_vec().into(),
        ]
    }

    fn into_event(self) -> Result<AuditEvent, StoreError> {
        let corrupt = |why: String| StoreError::Corrupt { what: "audit event", why };
        Ok(AuditEvent {
            id: self.id,
            at: self.at,
            actor: self.actor,
            account: self.account_id.map(UserId),
            action: self.action,
            subject: self.subject_kind.zip(self.subject_id),
            detail: serde_json::from_str(&self.detail).map_err(|error| corrupt(error.to_string()))?,
            persons: self
                .persons
                .unwrap_or_default()
                .chunks(16)
                .map(|it| Uuid::from_slice(it).map(PersonId).map_err(|error| corrupt(error.to_string())))
                .collect::<Result<_, _>>()?,
        })
    }
}

async fn pages(
    db: &impl ConnectionTrait,
    sql: &str,
    values: Vec<Value>,
) -> Result<Vec<AuditEvent>, StoreError> {
    sql::rows(db, sql, values).await?.iter().map(|row| StoredEvent::read(row, 0)?.into_event()).collect()
}

#[cfg(test)]
mod tests;
