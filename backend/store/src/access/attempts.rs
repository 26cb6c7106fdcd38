//! Failed sign-ins, counted in the database so that two servers agree, by account and by address, each as a hash.

use chrono::{DateTime, Utc};
use sea_orm::ConnectionTrait;

use crate::database::Tx;
use crate::error::StoreError;
use crate::sql;

/// How often it failed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Attempts {
    /// Failures since they were last forgotten.
    pub n_failures: i32,
    /// Since when they are counted.
    pub since: DateTime<Utc>,
    /// Until when nothing is tried.
    pub blocked_until: Option<DateTime<Utc>>,
}

/// What is counted for a subject, its row locked until the transaction ends: attempts at once are looked at one after
/// another.
///
/// # Errors
///
/// The database's own.
pub async fn lock_attempts(
    tx: &Tx,
    subject: &[u8],
    kind: &str,
    at: DateTime<Utc>,
) -> Result<Attempts, StoreError> {
    let row = sql::row(
        &**tx,
        "insert into login_counter (subject, kind, n_failures, since) values (?, ?, 0, ?) \
         on conflict (subject) do update set kind = excluded.kind returning n_failures, since, blocked_until",
        vec![subject.to_vec().into(), kind.into(), at.into()],
    )
    .await?;
    let Some(row) = row else { return Ok(Attempts { n_failures: 0, since: at, blocked_until: None }) };
    Ok(Attempts {
        n_failures: row.try_get("", "n_failures")?,
        since: row.try_get("", "since")?,
        blocked_until: row.try_get("", "blocked_until")?,
    })
}

/// Keeps what is counted for a subject whose row is locked.
///
/// # Errors
///
/// The database's own.
pub async fn set_attempts(tx: &Tx, subject: &[u8], attempts: Attempts) -> Result<(), StoreError> {
    let Attempts { n_failures, since, blocked_until } = attempts;
    let values = vec![n_failures.into(), since.into(), blocked_until.into(), subject.to_vec().into()];
    let text = "update login_counter set n_failures = ?, since = ?, blocked_until = ? where subject = ?";
    sql::execute(&**tx, text, values).await?;
    Ok(())
}

/// Forgets all failures of a subject.
///
/// # Errors
///
/// The database's own.
pub async fn forget_failures(tx: &Tx, subject: &[u8]) -> Result<(), StoreError> {
    sql::execute(&**tx, "delete from login_counter where subject = ?", vec![subject.to_vec().into()]).await?;
    Ok(())
}

/// Takes back one attempt that was counted as failed and was none.
///
/// # Errors
///
/// The database's own.
pub async fn forgive_failure(tx: &Tx, subject: &[u8]) -> Result<(), StoreError> {
    let text = "update login_counter set n_failures = n_failures - 1, blocked_until = null \
                where subject = ? and 0 < n_failures";
    sql::execute(&**tx, text, vec![subject.to_vec().into()]).await?;
    Ok(())
}

/// True where a subject was noted as known on or after an instant.
///
/// # Errors
///
/// The database's own.
pub async fn is_known(
    db: &impl ConnectionTrait,
    subject: &[u8],
    since: DateTime<Utc>,
) -> Result<bool, StoreError> {
    let text = "select 1 as one from login_counter where subject = ? and kind = 'known' and ? <= since";
    Ok(sql::row(db, text, vec![subject.to_vec().into(), since.into()]).await?.is_some())
}

/// Notes a subject as known.
///
/// # Errors
///
/// The database's own.
pub async fn set_known(tx: &Tx, subject: &[u8], at: DateTime<Utc>) -> Result<(), StoreError> {
    let text = "insert into login_counter (subject, kind, n_failures, since) values (?, 'known', 0, ?) \
                on conflict (subject) do update set since = excluded.since";
    sql::execute(&**tx, text, vec![subject.to_vec().into(), at.into()]).await?;
    Ok(())
}

/// Forgets every subject that was counted or noted before an instant.
///
/// # Errors
///
/// The database's own.
pub async fn forget_attempts(tx: &Tx, before: DateTime<Utc>) -> Result<u64, StoreError> {
    let text = "delete from login_counter where since < ?";
    Ok(sql::execute(&**tx, text, vec![before.into()]).await?.rows_affected())
}
