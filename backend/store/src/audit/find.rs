//! Reading what was recorded: by actor, action, subject and time, and who saw a person.

use chrono::{DateTime, Utc};
use phonjon_domain::ids::{PersonId, UserId};
use sea_orm::{ConnectionTrait, DbBackend, Value};
use uuid::Uuid;

use super::{AuditEvent, pages};
use crate::error::StoreError;

/// Which events are asked for; an empty filter asks for all.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct EventFilter {
    /// Of this account.
    pub account: Option<UserId>,
    /// Of this kind.
    pub action: Option<String>,
    /// About this subject: kind and id.
    pub subject: Option<(String, String)>,
    /// From this instant on.
    pub from: Option<DateTime<Utc>>,
    /// Before this instant.
    pub until: Option<DateTime<Utc>>,
}

impl EventFilter {
    fn clause(&self) -> (String, Vec<Value>) {
        let (mut clause, mut values) = (String::from("1 = 1"), Vec::<Value>::new());
        let mut and = |sql: &str, value: Value| {
            clause.push_str(" and ");
            clause.push_str(sql);
            values.push(value);
        };
        if let Some(it) = self.account {
            and("account_id = ?", it.0.into());
        }
        if let Some(it) = &self.action {
            and("action = ?", it.clone().into());
        }
        if let Some((kind, id)) = &self.subject {
            and("subject_kind = ?", kind.clone().into());
            and("subject_id = ?", id.clone().into());
        }
        if let Some(it) = self.from {
            and("at >= ?", it.into());
        }
        if let Some(it) = self.until {
            and("at < ?", it.into());
        }
        (clause, values)
    }

    fn clause_after(&self, after: Option<(DateTime<Utc>, Uuid)>) -> (String, Vec<Value>) {
        let (mut clause, mut values) = self.clause();
        if let Some((at, id)) = after {
            clause.push_str(" and (at < ? or (at = ? and id < ?))");
            values.extend([at.into(), at.into(), id.into()]);
        }
        (clause, values)
    }
}

const COLUMNS: &str = "id, at, actor, account_id, action, subject_kind, subject_id, detail, persons";

/// Events, newest first, after the last one of the page before.
///
/// # Errors
///
/// The database's own.
pub async fn events(
    db: &impl ConnectionTrait,
    filter: &EventFilter,
    after: Option<(DateTime<Utc>, Uuid)>,
    first: u32,
) -> Result<Vec<AuditEvent>, StoreError> {
    let (clause, values) = filter.clause_after(after);
    let sql =
        format!("select {COLUMNS} from audit_event where {clause} order by at desc, id desc limit {first}");
    pages(db, &sql, values).await
}

/// The events whose answers showed a person, newest first, after the last one of the page before.
///
/// # Errors
///
/// The database's own.
pub async fn who_saw(
    db: &impl ConnectionTrait,
    person: PersonId,
    filter: &EventFilter,
    after: Option<(DateTime<Utc>, Uuid)>,
    first: u32,
) -> Result<Vec<AuditEvent>, StoreError> {
    let (clause, mut values) = filter.clause_after(after);
    let is_postgres = db.get_database_backend() == DbBackend::Postgres;
    let holds = if is_postgres { "position(? in persons) > 0" } else { "instr(persons, ?) > 0" };
    values.push(person.0.as_bytes().to_vec().into());
    let sql = format!(
        "select {COLUMNS} from audit_event where {clause} and persons is not null and {holds}
         order by at desc, id desc limit {first}"
    );
    let mut found = pages(db, &sql, values).await?;
    // Sixteen bytes may straddle two ids.
    found.retain(|it| it.persons.contains(&person));
    Ok(found)
}
