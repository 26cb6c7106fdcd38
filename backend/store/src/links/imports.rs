//! Imports as people see them: their own, and those that brought rows of their areas; and the rows that were refused.

use phonjon_domain::access::{Reach, Scope};
use phonjon_domain::ids::UserId;
use sea_orm::{ConnectionTrait, Value};
use uuid::Uuid;

use crate::access::scope_condition;
use crate::error::StoreError;
use crate::sources::Batch;
use crate::sql;

/// Imports, newest first, before the given one: the account's own and those with rows that the scope reaches. Of the
/// whole country all of them, those without any row too.
///
/// # Errors
///
/// The database's own.
pub async fn imports(
    db: &impl ConnectionTrait,
    scope: &Scope,
    account: Option<UserId>,
    before: Option<Uuid>,
    limit: u64,
) -> Result<Vec<Batch>, StoreError> {
    let (reach, mut values) = reached(scope, account);
    let beyond = if let Some(before) = before {
        values.push(before.into());
        " and b.id < ?"
    } else {
        ""
    };
    let text =
        format!("select b.* from import_batch b where {reach}{beyond} order by b.id desc limit {limit}");
    sql::rows(db, &text, values).await?.iter().map(Batch::read).collect()
}

/// One of these imports.
///
/// # Errors
///
/// The database's own.
pub async fn find_import(
    db: &impl ConnectionTrait,
    scope: &Scope,
    account: Option<UserId>,
    id: Uuid,
) -> Result<Option<Batch>, StoreError> {
    let (reach, mut values) = reached(scope, account);
    values.push(id.into());
    let text = format!("select b.* from import_batch b where {reach} and b.id = ?");
    sql::row(db, &text, values).await?.as_ref().map(Batch::read).transpose()
}

fn reached(scope: &Scope, account: Option<UserId>) -> (String, Vec<Value>) {
    if scope.reach == Reach::Everywhere {
        return ("1 = 1".to_owned(), Vec::new());
    }
    let (reach, mut values) = scope_condition(scope, "r.area_id", None);
    let text = format!(
        "(exists (select 1 from source_row r where r.batch_id = b.id and {reach}) \
         or exists (select 1 from past_row r where r.batch_id = b.id and {reach}) or b.account_id = ?)"
    );
    let again = values.clone();
    values.extend(again);
    values.push(account.map_or(Uuid::nil(), |it| it.0).into());
    (text, values)
}

/// A refused row: its place, and why, sealed under the import's data key.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RejectedRow {
    /// Sheet; empty for text files.
    pub sheet: String,
    /// Row as shown, from 1.
    pub row: i32,
    /// Issues and cells, sealed.
    pub issues: Vec<u8>,
}

/// The refused rows of an import in the order of the file, after the given place.
///
/// # Errors
///
/// The database's own.
pub async fn rejected_rows(
    db: &impl ConnectionTrait,
    batch: Uuid,
    after: Option<(String, i32)>,
    limit: u64,
) -> Result<Vec<RejectedRow>, StoreError> {
    let (sheet, row) = after.unwrap_or_else(|| (String::new(), -1));
    let text = format!(
        "select sheet, row_number, issues from rejected_row where batch_id = ? \
         and (sheet > ? or (sheet = ? and row_number > ?)) order by sheet, row_number limit {limit}"
    );
    let values = vec![batch.into(), sheet.clone().into(), sheet.into(), row.into()];
    let rows = sql::rows(db, &text, values).await?;
    rows.iter()
        .map(|row| {
            Ok(RejectedRow {
                sheet: row.try_get("", "sheet")?,
                row: row.try_get("", "row_number")?,
                issues: row.try_get("", "issues")?,
            })
        })
        .collect()
}
