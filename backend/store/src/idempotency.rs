//! What a key of the caller's stands for: the act that was done under it, kept beside its effect.

use chrono::{DateTime, Utc};
use phonjon_domain::ids::UserId;
use sea_orm::{ConnectionTrait, DbBackend};
use sha2::{Digest, Sha256};
use uuid::Uuid;

use crate::database::Tx;
use crate::error::StoreError;
use crate::sql;

/// An act that was done under a key.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DoneAct {
    /// The mutation, as named in the API.
    pub operation: String,
    /// SHA-256 of its arguments.
    pub arguments_hash: Vec<u8>,
    /// What came of it: `visit`, `plan`, ….
    pub result_kind: String,
    /// Its id, as text.
    pub result_id: String,
}

/// Finds what was done under a key. Of two transactions with the same key the second waits here for the first, so
/// that it sees what the first has done.
///
/// # Errors
///
/// The database's own.
pub async fn find(tx: &Tx, account: Option<UserId>, key: &str) -> Result<Option<DoneAct>, StoreError> {
    if tx.get_database_backend() == DbBackend::Postgres {
        let digest = Sha256::new().chain_update(owner(account)).chain_update(key).finalize();
        let mut lock = [0; 8];
        lock.copy_from_slice(&digest[..8]);
        sql::execute(&**tx, "select pg_advisory_xact_lock(?)", vec![i64::from_be_bytes(lock).into()]).await?;
    }
    let sql = "select operation, arguments_hash, result_kind, result_id from idempotency_key
        where account_id = ? and key = ?";
    let Some(row) = sql::row(&**tx, sql, vec![owner(account).into(), key.into()]).await? else {
        return Ok(None);
    };
    Ok(Some(DoneAct {
        operation: row.try_get_by_index(0)?,
        arguments_hash: row.try_get_by_index(1)?,
        result_kind: row.try_get_by_index(2)?,
        result_id: row.try_get_by_index(3)?,
    }))
}

/// Remembers what was done under a key, in the transaction that does it.
///
/// # Errors
///
/// The database's own; a key that was not asked for with [`find`] before may already stand.
pub async fn insert(
    tx: &Tx,
    account: Option<UserId>,
    key: &str,
    act: DoneAct,
    at: DateTime<Utc>,
) -> Result<(), StoreError> {
    let sql = "insert into idempotency_key
        (account_id, key, operation, arguments_hash, result_kind, result_id, at) values (?, ?, ?, ?, ?, ?, ?)";
    let values = vec![
        owner(account).into(),
        key.into(),
        act.operation.into(),
        act.arguments_hash.into(),
        act.result_kind.into(),
        act.result_id.into(),
        at.into(),
    ];
    sql::execute(&**tx, sql, values).await?;
    Ok(())
}

/// Forgets keys used before an instant and gives how many.
///
/// # Errors
///
/// The database's own.
pub async fn forget_before(tx: &Tx, instant: DateTime<Utc>) -> Result<u64, StoreError> {
    Ok(sql::execute(&**tx, "delete from idempotency_key where at < ?", vec![instant.into()])
        .await?
        .rows_affected())
}

/// The operator on the server's command line has no account: its keys stand under the nil id.
fn owner(account: Option<UserId>) -> Uuid {
    account.map_or(Uuid::nil(), |it| it.0)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::{self, instant};

    fn act(id: &str) -> DoneAct {
        DoneAct {
            operation: "caseRecordVisit".into(),
            arguments_hash: vec![1; 32],
            result_kind: "visit".into(),
            result_id: id.into(),
        }
    }

    #[tokio::test]
    async fn a_key_is_its_accounts_own_and_lasts_until_forgotten() {
        for store in testing::stores().await {
            let (mine, theirs) = (Some(UserId(Uuid::from_u128(1))), Some(UserId(Uuid::from_u128(2))));
            let tx = store.begin().await.unwrap();
            assert_eq!(find(&tx, mine, "k").await.unwrap(), None);
            insert(&tx, mine, "k", act("v1"), instant(0)).await.unwrap();
            tx.commit().await.unwrap();

            let tx = store.begin().await.unwrap();
            assert_eq!(find(&tx, mine, "k").await.unwrap(), Some(act("v1")));
            assert_eq!(find(&tx, theirs, "k").await.unwrap(), None);
            assert_eq!(find(&tx, None, "k").await.unwrap(), None);
            assert_eq!(forget_before(&tx, instant(0)).await.unwrap(), 0);
            assert_eq!(forget_before(&tx, instant(1)).await.unwrap(), 1);
            assert_eq!(find(&tx, mine, "k").await.unwrap(), None);
        }
    }

    #[tokio::test]
    async fn the_second_of_two_at_once_sees_what_the_first_did() {
        for store in testing::stores().await {
            let one = |n: u32| {
                let store = store.store().clone();
                tokio::spawn(async move {
                    let tx = store.begin().await.unwrap();
                    if let Some(done) = find(&tx, None, "k").await.unwrap() {
                        return done.result_id;
                    }
                    insert(&tx, None, "k", act(&n.to_string()), instant(0)).await.unwrap();
                    tx.commit().await.unwrap();
                    n.to_string()
                })
            };
            let (a, b) = (one(1), one(2));
            assert_eq!(a.await.unwrap(), b.await.unwrap());
        }
    }
}
