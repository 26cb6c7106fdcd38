//! The lock under which a start brings a database up to date: processes that start at once do it one after the other.

use std::fs::File;
use std::path::PathBuf;
use std::str::FromStr;

use sqlx::postgres::PgConnectOptions;
use sqlx::sqlite::SqliteConnectOptions;
use sqlx::{Connection, PgConnection};

use crate::connect::reach;
use crate::error::StoreError;
use crate::private;

/// The number of the lock on PostgreSQL; it means nothing but this.
const LOCK: i64 = 7_406_100;

/// Held while a database is brought up to date; dropped, or with the end of its process, the next start goes on.
pub struct Starting {
    held: Held,
}

enum Held {
    /// A lock of a connection of its own: the pool may have only one.
    Postgres(PgConnection),
    /// A lock on a file beside the database.
    Sqlite(File),
}

impl std::fmt::Debug for Starting {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Starting")
    }
}

impl Starting {
    /// Waits until no other process is starting on this database.
    ///
    /// # Errors
    ///
    /// [`StoreError`] when the database cannot be reached, or the file beside it cannot be made.
    pub(crate) async fn wait(url: &str) -> Result<Self, StoreError> {
        let held = if url.starts_with("sqlite:") {
            let options = SqliteConnectOptions::from_str(url).map_err(StoreError::Connect)?;
            let mut path = options.get_filename().as_os_str().to_owned();
            path.push("-start");
            let locked = tokio::task::spawn_blocking(move || lock(&PathBuf::from(path))).await;
            Held::Sqlite(locked.map_err(|e| StoreError::Blob(std::io::Error::other(e)))??)
        } else {
            let options = PgConnectOptions::from_str(url).map_err(StoreError::Connect)?;
            let mut connection = reach(&options).await?;
            sqlx::query("select pg_advisory_lock($1)")
                .bind(LOCK)
                .execute(&mut connection)
                .await
                .map_err(StoreError::Connect)?;
            Held::Postgres(connection)
        };
        Ok(Self { held })
    }

    /// Lets the next start go on.
    ///
    /// # Errors
    ///
    /// The database's own.
    pub async fn end(self) -> Result<(), StoreError> {
        match self.held {
            Held::Postgres(connection) => connection.close().await.map_err(StoreError::Connect),
            Held::Sqlite(file) => file.unlock().map_err(StoreError::Blob),
        }
    }
}

fn lock(path: &std::path::Path) -> Result<File, StoreError> {
    let file = private::create(path)?;
    file.lock().map_err(StoreError::at(path))?;
    Ok(file)
}
