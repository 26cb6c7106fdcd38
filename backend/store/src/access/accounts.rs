//! Accounts: who can sign in, and with which password hash.

use std::collections::HashMap;

use chrono::{DateTime, Utc};
use phonjon_domain::access::{Reach, Scope};
use phonjon_domain::ids::UserId;
use sea_orm::{ConnectionTrait, DbErr, QueryResult, SqlErr, Value};
use uuid::Uuid;

use super::scope::scope_condition;
use crate::database::Tx;
use crate::error::StoreError;
use crate::sql;

/// An account as it is kept.
#[derive(Clone, PartialEq, Eq)]
pub struct Account {
    /// The account.
    pub id: UserId,
    /// What one signs in with, in small letters.
    pub user_name: String,
    /// What others see.
    pub display_name: String,
    /// Argon2id in PHC form; none for an account that only holds tokens.
    pub password_hash: Option<String>,
    /// The language chosen, as `th` or `en`.
    pub language: Option<String>,
    /// The password was made by somebody else.
    pub must_change_password: bool,
    /// Which account made it; none where the operator did.
    pub made_by: Option<UserId>,
    /// When it was made.
    pub created_at: DateTime<Utc>,
    /// When it was disabled.
    pub disabled_at: Option<DateTime<Utc>>,
    /// Counts its changes.
    pub version: i64,
}

impl std::fmt::Debug for Account {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Account({})", self.id.0)
    }
}

/// An account to be made.
pub struct NewAccount<'a> {
    /// The account.
    pub id: UserId,
    /// What one signs in with, in small letters.
    pub user_name: &'a str,
    /// What others see.
    pub display_name: &'a str,
    /// Argon2id in PHC form.
    pub password_hash: Option<&'a str>,
    /// Which account makes it; none where the operator does.
    pub made_by: Option<UserId>,
    /// When it is made.
    pub at: DateTime<Utc>,
}

/// The name of the constraint that keeps user names apart.
const USER_NAME: &str = "account_user_name";

/// Adds accounts whose passwords must be changed at first sign-in.
///
/// # Errors
///
/// [`StoreError::Constraint`] `account_user_name` where a name is taken; else the database's own.
pub async fn insert_accounts(tx: &Tx, accounts: &[NewAccount<'_>]) -> Result<(), StoreError> {
    let columns = [
        "id",
        "user_name",
        "display_name",
        "password_hash",
        "must_change_password",
        "made_by",
        "created_at",
        "version",
    ];
    let values = accounts.iter().map(|it| {
        vec![
            it.id.0.into(),
            it.user_name.into(),
            it.display_name.into(),
            it.password_hash.map(str::to_owned).into(),
            true.into(),
            it.made_by.map(|it| it.0).into(),
            it.at.into(),
            1_i64.into(),
        ]
    });
    sql::insert_many(&**tx, "account", &columns, values.collect()).await.map_err(named)
}

/// PostgreSQL names the constraint, SQLite the columns.
fn named(error: DbErr) -> StoreError {
    match error.sql_err() {
        Some(SqlErr::UniqueConstraintViolation(text))
            if text.contains(USER_NAME) || text.contains("account.user_name") =>
        {
            StoreError::Constraint(USER_NAME)
        }
        _ => error.into(),
    }
}

const ACCOUNT_COLUMNS: &str = "id, user_name, display_name, password_hash, language, must_change_password, made_by, \
     created_at, disabled_at, version";

/// The account of an id.
///
/// # Errors
///
/// The database's own.
pub async fn find_account(db: &impl ConnectionTrait, id: UserId) -> Result<Option<Account>, StoreError> {
    find(db, "id = ?", id.0.into()).await
}

/// The account of an id, locked until the transaction ends.
///
/// # Errors
///
/// The database's own.
pub async fn find_account_for_update(tx: &Tx, id: UserId) -> Result<Option<Account>, StoreError> {
    find(&**tx, &format!("id = ?{}", tx.for_update()), id.0.into()).await
}

/// Locks accounts until the transaction ends, always in the same order, so that two who give to each other wait instead
/// of standing in each other's way.
///
/// # Errors
///
/// The database's own.
pub async fn lock_accounts(tx: &Tx, ids: &[UserId]) -> Result<(), StoreError> {
    if ids.is_empty() {
        return Ok(());
    }
    let lock = tx.for_update();
    let text = format!("select id from account where id in ({}) order by id{lock}", sql::marks(ids.len()));
    sql::rows(&**tx, &text, ids.iter().map(|it| it.0.into()).collect()).await?;
    Ok(())
}

/// The account of a user name in small letters.
///
/// # Errors
///
/// The database's own.
pub async fn find_account_by_name(
    db: &impl ConnectionTrait,
    user_name: &str,
) -> Result<Option<Account>, StoreError> {
    find(db, "user_name = ?", user_name.into()).await
}

/// The accounts of user names in small letters, by these.
///
/// # Errors
///
/// The database's own.
pub async fn find_accounts_by_names(
    db: &impl ConnectionTrait,
    user_names: &[String],
) -> Result<HashMap<String, Account>, StoreError> {
    if user_names.is_empty() {
        return Ok(HashMap::new());
    }
    let marks = sql::marks(user_names.len());
    let text = format!("select {ACCOUNT_COLUMNS} from account where user_name in ({marks})");
    let rows = sql::rows(db, &text, user_names.iter().map(|it| it.as_str().into()).collect()).await?;
    let found = rows.iter().map(|row| read(row).map(|it| (it.user_name.clone(), it)));
    Ok(found.collect::<Result<_, _>>()?)
}

/// What these accounts show to others, by id.
///
/// # Errors
///
/// The database's own.
pub async fn account_names(
    db: &impl ConnectionTrait,
    ids: &[UserId],
) -> Result<HashMap<UserId, String>, StoreError> {
    if ids.is_empty() {
        return Ok(HashMap::new());
    }
    let text = format!("select id, display_name from account where id in ({})", sql::marks(ids.len()));
    let rows = sql::rows(db, &text, ids.iter().map(|it| it.0.into()).collect()).await?;
    let read =
        |row: &QueryResult| Ok((UserId(row.try_get::<Uuid>("", "id")?), row.try_get("", "display_name")?));
    rows.iter().map(read).collect()
}

/// The accounts with a grant, not revoked, that covers something within a scope, by user name after one name; where
/// the scope is everywhere, all accounts. With a part, only those in whose user name or name it stands, in letters of
/// any size: looked for among those of the scope, in the order of the index of user names.
///
/// # Errors
///
/// The database's own.
pub async fn accounts_within(
    db: &impl ConnectionTrait,
    scope: &Scope,
    part: &str,
    after: &str,
    n: u64,
) -> Result<Vec<Account>, StoreError> {
    let (mut condition, mut values) = match &scope.reach {
        Reach::Everywhere => ("1 = 1".to_owned(), Vec::new()),
        Reach::Within { .. } => {
            let (within, values) = scope_condition(scope, "ga.area_id", None);
            let text = format!(
                "id in (select g.account_id from access_grant g join grant_area ga on ga.grant_id = g.id \
                 where g.revoked_at is null and {within})"
            );
            (text, values)
        }
    };
    let by_letter = sql::by_letter(db.get_database_backend());
    if !part.is_empty() {
        condition = format!(
            "{condition} and lower((user_name || ' ' || display_name){by_letter}) like ? escape '\\'"
        );
        values.push(sql::holding(part).into());
    }
    values.extend([after.into(), i64::try_from(n).unwrap_or(i64::MAX).into()]);
    let name = format!("user_name{by_letter}");
    let text = format!(
        "select {ACCOUNT_COLUMNS} from account where {condition} and ? < {name} order by {name} limit ?"
    );
    Ok(sql::rows(db, &text, values).await?.iter().map(read).collect::<Result<_, _>>()?)
}

async fn find(
    db: &impl ConnectionTrait,
    condition: &str,
    value: Value,
) -> Result<Option<Account>, StoreError> {
    let text = format!("select {ACCOUNT_COLUMNS} from account where {condition}");
    Ok(sql::row(db, &text, vec![value]).await?.map(|row| read(&row)).transpose()?)
}

fn read(row: &QueryResult) -> Result<Account, DbErr> {
    Ok(Account {
        id: UserId(row.try_get::<Uuid>("", "id")?),
        user_name: row.try_get("", "user_name")?,
        display_name: row.try_get("", "display_name")?,
        password_hash: row.try_get("", "password_hash")?,
        language: row.try_get("", "language")?,
        must_change_password: row.try_get("", "must_change_password")?,
        made_by: row.try_get::<Option<Uuid>>("", "made_by")?.map(UserId),
        created_at: row.try_get("", "created_at")?,
        disabled_at: row.try_get("", "disabled_at")?,
        version: row.try_get("", "version")?,
    })
}

/// Gives an account another password hash; `must_change` where somebody else made the password.
///
/// # Errors
///
/// The database's own.
pub async fn set_password(tx: &Tx, id: UserId, hash: &str, must_change: bool) -> Result<(), StoreError> {
    let values = vec![hash.into(), must_change.into(), id.0.into()];
    sql::execute(
        &**tx,
        "update account set password_hash = ?, must_change_password = ?, version = version + 1 where id = ?",
        values,
    )
    .await?;
    Ok(())
}

/// Keeps the language an account chose.
///
/// # Errors
///
/// The database's own.
pub async fn set_language(tx: &Tx, id: UserId, language: &str) -> Result<(), StoreError> {
    let values = vec![language.into(), id.0.into()];
    sql::execute(&**tx, "update account set language = ?, version = version + 1 where id = ?", values)
        .await?;
    Ok(())
}

/// Disables an account; one that is disabled stays as it is.
///
/// # Errors
///
/// The database's own.
pub async fn disable_account(tx: &Tx, id: UserId, at: DateTime<Utc>) -> Result<(), StoreError> {
    let text =
        "update account set disabled_at = ?, version = version + 1 where id = ? and disabled_at is null";
    sql::execute(&**tx, text, vec![at.into(), id.0.into()]).await?;
    Ok(())
}
