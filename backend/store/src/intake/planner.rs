//! How much stands in the tables that an import fills, told to PostgreSQL, which plans its statements by it.

use sea_orm::{ConnectionTrait, DbBackend};

use crate::database::Store;
use crate::error::StoreError;

/// The tables that grow with the rows of an import and are searched while it goes on.
const FILLED: [&str; 17] = [
    "area",
    "area_closure",
    "source_row",
    "link",
    "link_key",
    "survey_result",
    "person",
    "identifier",
    "household",
    "residence",
    "membership",
    "\"case\"",
    "case_event",
    "case_fact",
    "assessment",
    "listing",
    "problem",
];

/// Has PostgreSQL count the tables that imports fill. It does so by itself, but a minute late: until then it takes a
/// table that was empty when the import began for empty, and reads the whole of it for each unit of rows.
///
/// Tables that somebody is counting at the moment are left to him. SQLite plans without counting.
///
/// # Errors
///
/// The database's own.
pub async fn count_tables(store: &Store) -> Result<(), StoreError> {
    if store.backend() == DbBackend::Postgres {
        let text = format!("analyze (skip_locked) {}", FILLED.join(", "));
        store.reader().execute_unprepared(&text).await?;
    }
    Ok(())
}
