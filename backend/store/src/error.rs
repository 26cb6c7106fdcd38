//! What can go wrong with keeping things.

/// One variant per thing a caller may do differently.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// The database refused or went away.
    #[error("the database failed")]
    Database(#[from] sea_orm::DbErr),
    /// The connection could not be made.
    #[error("cannot connect to the database")]
    Connect(#[source] sqlx::Error),
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
    Blob(#[source] std::io::Error),
}
