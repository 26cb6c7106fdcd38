//! What somebody watches, and whether it is still as they were told.

use phonjon_domain::ids::BatchId;
use phonjon_store::Store;
use phonjon_store::cases::{CaseKey, CaseRow};
use phonjon_store::watch::{self, Progress};

use crate::error::AppError;
use crate::imports::Import;

/// A thing as it was told; whoever told it found it within their scope.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Told {
    /// A case at a version.
    Case(CaseKey, i64),
    /// An import so far on.
    Import(BatchId, Progress),
}

impl From<&CaseRow> for Told {
    fn from(case: &CaseRow) -> Self {
        Self::Case(case.key, case.version)
    }
}

impl From<&Import> for Told {
    fn from(import: &Import) -> Self {
        let (n_rows, n_rows_done) = (import.n_rows, import.n_rows_done);
        Self::Import(import.id, Progress { state: import.state.clone(), n_rows, n_rows_done })
    }
}

impl Told {
    /// True where nothing more will come of it: the import is at its end.
    pub fn is_last(&self) -> bool {
        match self {
            Self::Case(..) => false,
            Self::Import(_, progress) => matches!(progress.state.as_str(), "applied" | "undone"),
        }
    }

    /// True where it is as it was told no longer: one statement by its key.
    ///
    /// # Errors
    ///
    /// The store's own.
    pub(crate) async fn is_old(&self, store: &Store) -> Result<bool, AppError> {
        let db = store.reader();
        Ok(match self {
            Self::Case(key, version) => watch::case_version(db, *key).await? != Some(*version),
            Self::Import(id, progress) => watch::import_progress(db, *id).await?.as_ref() != Some(progress),
        })
    }
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;

    #[test]
    fn an_import_is_told_to_its_end_and_a_case_for_ever() {
        let import = |state: &str| {
            let progress = Progress { state: state.to_owned(), n_rows: 9, n_rows_done: 9 };
            Told::Import(BatchId(Uuid::nil()), progress)
        };
        assert!(import("applied").is_last() && import("undone").is_last());
        assert!(!import("applying").is_last() && !import("undoing").is_last());
    }
}
