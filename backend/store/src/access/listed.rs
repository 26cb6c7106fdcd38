//! Accounts that a list brought: whether anybody used or changed them since, and taking them away.

use std::collections::HashSet;

use phonjon_domain::access::Grant;
use phonjon_domain::ids::{GrantId, UserId};
use sea_orm::{ConnectionTrait, Value};
use uuid::Uuid;

use super::grants::{GRANT_COLUMNS, read_grants};
use crate::database::Tx;
use crate::error::StoreError;
use crate::sql;

/// Ids asked for in one statement.
const LIST: usize = 5_000;

/// The accounts that are as a list brought them, of those that each got one grant from it: never given a password, nobody's
/// session or token, in no team, with that grant and no other. The caller has locked them, or only looks.
///
/// # Errors
///
/// The database's own.
pub async fn unused(
    db: &impl ConnectionTrait,
    brought: &[(UserId, GrantId)],
) -> Result<HashSet<UserId>, StoreError> {
    let mut free = HashSet::new();
    for some in brought.chunks(LIST) {
        let marks = sql::marks(some.len());
        let ids = || some.iter().map(|it| Value::from(it.0.0));
        let text = format!(
            "select a.id from account a where a.id in ({marks}) and a.version = 1 and a.password_hash is null \
             and a.disabled_at is null and not exists (select 1 from session s where s.account_id = a.id) \
             and not exists (select 1 from team_member m where m.account_id = a.id)"
        );
        for row in sql::rows(db, &text, ids().collect()).await? {
            free.insert(UserId(row.try_get("", "id")?));
        }
        let own: HashSet<(UserId, GrantId)> = some.iter().copied().collect();
        let text =
            format!("select id, account_id, revoked_at from access_grant where account_id in ({marks})");
        for row in sql::rows(db, &text, ids().collect()).await? {
            let of = (UserId(row.try_get("", "account_id")?), GrantId(row.try_get("", "id")?));
            let is_revoked =
                row.try_get::<Option<chrono::DateTime<chrono::Utc>>>("", "revoked_at")?.is_some();
            if is_revoked || !own.contains(&of) {
                free.remove(&of.0);
            }
        }
    }
    Ok(free)
}

/// These grants, whether they hold or are over or revoked.
///
/// # Errors
///
/// The database's own.
pub async fn grants_by_id(db: &impl ConnectionTrait, ids: &[GrantId]) -> Result<Vec<Grant>, StoreError> {
    let mut found = Vec::new();
    for some in ids.chunks(LIST) {
        let text = format!(
            "select {GRANT_COLUMNS} from access_grant g left join grant_area ga on ga.grant_id = g.id \
             where g.id in ({}) order by g.id, ga.area_id",
            sql::marks(some.len())
        );
        let values = some.iter().map(|it| it.0.into()).collect();
        found.extend(read_grants(&sql::rows(db, &text, values).await?)?);
    }
    Ok(found)
}

/// Takes accounts away with their grants.
///
/// # Errors
///
/// The database's own.
pub async fn remove_accounts(tx: &Tx, brought: &[(UserId, GrantId)]) -> Result<(), StoreError> {
    for some in brought.chunks(LIST) {
        let marks = sql::marks(some.len());
        let grants: Vec<Uuid> = some.iter().map(|it| it.1.0).collect();
        let accounts: Vec<Uuid> = some.iter().map(|it| it.0.0).collect();
        for (text, ids) in [
            (format!("delete from grant_area where grant_id in ({marks})"), &grants),
            (format!("delete from access_grant where id in ({marks})"), &grants),
            (format!("delete from account where id in ({marks})"), &accounts),
        ] {
            sql::execute(&**tx, &text, ids.iter().map(|it| (*it).into()).collect()).await?;
        }
    }
    Ok(())
}
