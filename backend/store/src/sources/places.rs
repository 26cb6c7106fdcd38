//! Where rows of lists stand: source, year, file, sheet and row.

use std::collections::HashMap;

use chrono::NaiveDate;
use phonjon_domain::access::Scope;
use phonjon_domain::ids::UserId;
use sea_orm::{ConnectionTrait, Value};
use uuid::Uuid;

use crate::access::scope_condition;
use crate::error::StoreError;
use crate::sql;

/// Rows asked for in one statement.
const LIST: usize = 5_000;

/// Where a row of a list stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RowPlace {
    /// `tpmap`, `thaiqm`, `bmn` or `welfare`.
    pub source: String,
    /// Survey year, Buddhist era.
    pub year: i16,
    /// Base name of the file; none for who reads no import that brought the row.
    pub file: Option<String>,
    /// Sheet; empty for text files.
    pub sheet: String,
    /// Row as shown, from 1.
    pub row: i32,
    /// The day its facts were true.
    pub observed_on: NaiveDate,
}

/// Where these rows stand. The name of the file is told where the scope reaches the row, or the account imported it. The
/// caller found within a scope what was composed of them.
///
/// # Errors
///
/// The database's own.
pub async fn row_places(
    db: &impl ConnectionTrait,
    scope: &Scope,
    account: Option<UserId>,
    rows: &[Uuid],
) -> Result<HashMap<Uuid, RowPlace>, StoreError> {
    let mut found = HashMap::with_capacity(rows.len());
    for some in rows.chunks(LIST) {
        let (reach, mut values) = scope_condition(scope, "r.area_id", None);
        values.push(account.map_or(Uuid::nil(), |it| it.0).into());
        values.extend(some.iter().map(|it| Value::from(*it)));
        let text = format!(
            "select r.id, r.source, r.survey_year, r.sheet, r.row_number, r.observed_on, \
               case when {reach} or b.account_id = ? then r.file_name end as file_name \
             from source_row r join import_batch b on b.id = r.batch_id where r.id in ({})",
            sql::marks(some.len())
        );
        for row in sql::rows(db, &text, values).await? {
            let place = RowPlace {
                source: row.try_get("", "source")?,
                year: row.try_get("", "survey_year")?,
                file: row.try_get("", "file_name")?,
                sheet: row.try_get("", "sheet")?,
                row: row.try_get("", "row_number")?,
                observed_on: row.try_get("", "observed_on")?,
            };
            found.insert(row.try_get("", "id")?, place);
        }
    }
    Ok(found)
}
