//! Failed sign-ins, counted in the database so that two servers agree, by account and by address, each as a hash.

use chrono::{DateTime, Utc};

use crate::database::Tx;
use crate::error::StoreError;
use crate::sql;

/// How often it failed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Attempts {
    /// Failures since they were last forgotten.
    pub n_failures: i32,
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
         on conflict (subject) do update set kind = excluded.kind returning n_failures, blocked_until",
        vec![subject.to_vec().into(), kind.into(), at.into()],
    )
    .await?;
    let Some(row) = row else { return Ok(Attempts { n_failures: 0, blocked_until: None }) };
    Ok(Attempts {
        n_failures: row.try_get("", "n_failures")?,
        blocked_until: row.try_get("", "blocked_until")?,
    })
}

/// Keeps what is counted for a subject whose row is locked.
///
/// # Errors
///
/// The database's own.
pub async fn set_attempts(tx: &Tx, subject: &[u8], attempts: Attempts) -> Result<(), StoreError> {
    let values = vec![attempts.n_failures.into(), attempts.blocked_until.into(), subject.to_vec().into()];
    let text = "update login_counter set n_failures = ?, blocked_until = ? where subject = ?";
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
