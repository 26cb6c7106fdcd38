//! Views of screens that people keep for themselves.

use chrono::{DateTime, Utc};
use phonjon_domain::ids::{SavedViewId, UserId};
use sea_orm::{ConnectionTrait, QueryResult};

use crate::database::Tx;
use crate::error::StoreError;
use crate::sql;

/// A view that somebody keeps.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ViewRow {
    /// The view.
    pub id: SavedViewId,
    /// Whose it is.
    pub account: UserId,
    /// What they call it.
    pub name: String,
    /// Which screen.
    pub screen: String,
    /// The query of the screen's address.
    pub query: String,
    /// 1 when it is first kept.
    pub version: i64,
    /// When it was last changed.
    pub changed_at: DateTime<Utc>,
}

const COLUMNS: [&str; 7] = ["id", "account_id", "name", "screen", "query", "version", "changed_at"];

/// The views of an account, in no order.
///
/// # Errors
///
/// The database's own.
pub async fn of_account(db: &impl ConnectionTrait, account: UserId) -> Result<Vec<ViewRow>, StoreError> {
    let text = format!("select {} from saved_view where account_id = ?", COLUMNS.join(", "));
    sql::rows(db, &text, vec![account.0.into()]).await?.iter().map(read).collect()
}

/// Keeps a new view.
///
/// # Errors
///
/// The database's own.
pub async fn insert(tx: &Tx, row: &ViewRow) -> Result<(), StoreError> {
    let values = vec![
        row.id.0.into(),
        row.account.0.into(),
        row.name.as_str().into(),
        row.screen.as_str().into(),
        row.query.as_str().into(),
        row.version.into(),
        row.changed_at.into(),
    ];
    Ok(sql::insert_many(&**tx, "saved_view", &COLUMNS, vec![values]).await?)
}

/// Changes a view whose kept version is still the one before it.
///
/// # Errors
///
/// [`StoreError::Stale`] where it is not.
pub async fn update(tx: &Tx, row: &ViewRow) -> Result<(), StoreError> {
    let text = "update saved_view set name = ?, screen = ?, query = ?, version = ?, changed_at = ? \
        where id = ? and account_id = ? and version = ?";
    let values = vec![
        row.name.as_str().into(),
        row.screen.as_str().into(),
        row.query.as_str().into(),
        row.version.into(),
        row.changed_at.into(),
        row.id.0.into(),
        row.account.0.into(),
        (row.version - 1).into(),
    ];
    let done = sql::execute(&**tx, text, values).await?;
    if done.rows_affected() == 1 { Ok(()) } else { Err(StoreError::Stale) }
}

/// Removes a view of an account.
///
/// # Errors
///
/// The database's own.
pub async fn remove(tx: &Tx, account: UserId, id: SavedViewId) -> Result<(), StoreError> {
    let text = "delete from saved_view where id = ? and account_id = ?";
    sql::execute(&**tx, text, vec![id.0.into(), account.0.into()]).await?;
    Ok(())
}

fn read(row: &QueryResult) -> Result<ViewRow, StoreError> {
    Ok(ViewRow {
        id: SavedViewId(row.try_get("", "id")?),
        account: UserId(row.try_get("", "account_id")?),
        name: row.try_get("", "name")?,
        screen: row.try_get("", "screen")?,
        query: row.try_get("", "query")?,
        version: row.try_get("", "version")?,
        changed_at: row.try_get("", "changed_at")?,
    })
}
