//! What can go wrong with keeping things.

use std::io;
use std::path::{Path, PathBuf};

use sea_orm::{DbErr, RuntimeErr};

/// One variant per thing a caller may do differently.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// The database refused or went away.
    #[error("the database failed")]
    Database(#[from] DbErr),
    /// The connection could not be made.
    #[error("cannot connect to the database")]
    Connect(#[source] sqlx::Error),
    /// PostgreSQL does not answer, or refuses us.
    #[error(
        "cannot use the PostgreSQL database {place}; see that it runs there and that --database-url is right"
    )]
    Unreachable {
        /// Which database, and where.
        place: String,
        /// Why not.
        #[source]
        source: sqlx::Error,
    },
    /// A URL that names neither SQLite nor PostgreSQL.
    #[error("the database URL must begin with sqlite: or postgres:, found `{0}`")]
    UnknownDatabase(String),
    /// Another writer was faster: the row is no longer the version that was read.
    #[error("the record was changed meanwhile")]
    Stale,
    /// A constraint that users can hit, by its name.
    #[error("the constraint `{0}` does not hold")]
    Constraint(&'static str),
    /// What was stored cannot be read back as what it should be.
    #[error("stored {what} cannot be read: {why}")]
    Corrupt {
        /// Which record or column.
        what: &'static str,
        /// What was wrong, without personal data.
        why: String,
    },
    /// The key file is missing, unreadable or belongs to another database.
    #[error("{0}")]
    Keys(String),
    /// A file of the blob store.
    #[error("cannot keep the file")]
    Blob(#[source] io::Error),
    /// A file or folder of ours cannot be made, opened or written.
    #[error("cannot use `{}`; see that its folder is there and that this user may write in it", path.display())]
    Place {
        /// Which.
        path: PathBuf,
        /// Why not.
        #[source]
        source: io::Error,
    },
}

impl StoreError {
    /// The error of a file or folder, for `map_err`.
    pub(crate) fn at(path: &Path) -> impl FnOnce(io::Error) -> Self + '_ {
        |source| Self::Place { path: path.to_owned(), source }
    }

    /// True where a connection was waited for in vain.
    pub fn is_busy(&self) -> bool {
        matches!(self, Self::Database(DbErr::ConnectionAcquire(_)) | Self::Connect(sqlx::Error::PoolTimedOut))
            || self.database_code().is_some_and(|it| SQLITE_BUSY.contains(&it.as_str()))
    }

    /// True where a statement took longer than its connection permits.
    pub fn is_too_slow(&self) -> bool {
        self.database_code().as_deref() == Some(QUERY_CANCELED)
    }

    fn database_code(&self) -> Option<String> {
        let Self::Database(DbErr::Conn(error) | DbErr::Exec(error) | DbErr::Query(error)) = self else {
            return None;
        };
        match error {
            RuntimeErr::SqlxError(error) => Some(error.as_database_error()?.code()?.into_owned()),
            RuntimeErr::Internal(_) => None,
        }
    }
}

/// PostgreSQL's word for a statement that was ended.
const QUERY_CANCELED: &str = "57014";

/// SQLite's words for another writer that does not end: plainly, in recovery, and on a snapshot that is too old.
const SQLITE_BUSY: [&str; 3] = ["5", "261", "517"];
