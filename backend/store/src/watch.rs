//! What a live answer waits for: marks that change whenever the thing does, each one statement by the key of what was
//! found within a scope before.

use phonjon_domain::ids::BatchId;
use sea_orm::ConnectionTrait;

use crate::cases::CaseKey;
use crate::error::StoreError;
use crate::sql;

/// The version of a case.
///
/// # Errors
///
/// The database's own.
pub async fn case_version(db: &impl ConnectionTrait, key: CaseKey) -> Result<Option<i64>, StoreError> {
    let text = "select version from \"case\" where home_province = ? and id = ?";
    let row = sql::row(db, text, vec![key.0.0.into(), key.1.0.into()]).await?;
    Ok(row.map(|it| it.try_get("", "version")).transpose()?)
}

/// How far an import is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Progress {
    /// Its state.
    pub state: String,
    /// Rows of the file.
    pub n_rows: i64,
    /// Rows taken up.
    pub n_rows_done: i64,
}

/// How far an import is.
///
/// # Errors
///
/// The database's own.
pub async fn import_progress(db: &impl ConnectionTrait, id: BatchId) -> Result<Option<Progress>, StoreError> {
    let text = "select state, n_rows_read, n_rows_applied from import_batch where id = ?";
    let Some(row) = sql::row(db, text, vec![id.0.into()]).await? else { return Ok(None) };
    Ok(Some(Progress {
        state: row.try_get("", "state")?,
        n_rows: row.try_get("", "n_rows_read")?,
        n_rows_done: row.try_get("", "n_rows_applied")?,
    }))
}
