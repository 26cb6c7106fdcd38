//! Connections: with which settings, how many, how long they are waited for, and clean when they are handed on.

use std::path::Path;
use std::str::FromStr;
use std::time::Duration;

use sea_orm::{DatabaseConnection, DbBackend, SqlxPostgresConnector, SqlxSqliteConnector};
use sqlx::postgres::{PgConnectOptions, PgPoolOptions};
use sqlx::sqlite::{SqliteConnectOptions, SqliteJournalMode, SqlitePoolOptions, SqliteSynchronous};
use sqlx::{Connection as _, PgConnection};

use crate::database::{Store, StoreSettings};
use crate::error::StoreError;
use crate::sql;

/// How long work that is not hurried waits for a connection, or for SQLite's writer.
const PATIENCE: Duration = Duration::from_secs(30);

/// The way to a database.
pub(crate) struct Way {
    options: Options,
    max_connections: u32,
}

enum Options {
    Sqlite(SqliteConnectOptions),
    Postgres(PgConnectOptions),
}

impl Way {
    /// The way that the settings tell.
    pub(crate) fn parse(settings: &StoreSettings) -> Result<Self, StoreError> {
        let url = settings.database_url.as_str();
        let options = match url.split(':').next().unwrap_or_default() {
            "sqlite" => Options::Sqlite(sqlite(url)?),
            "postgres" | "postgresql" => Options::Postgres(postgres(url)?),
            // Never the whole URL: it may hold a password.
            other => return Err(StoreError::UnknownDatabase(other.to_owned())),
        };
        Ok(Self { options, max_connections: settings.max_connections })
    }

    /// The file of a SQLite database.
    pub(crate) fn file(&self) -> Option<&Path> {
        match &self.options {
            Options::Sqlite(options) => Some(options.get_filename()),
            Options::Postgres(_) => None,
        }
    }

    /// Finds out whether the database answers, once: a pool would go on asking and say in the end that time ran out.
    pub(crate) async fn try_once(&self) -> Result<(), StoreError> {
        match &self.options {
            Options::Sqlite(_) => Ok(()),
            Options::Postgres(options) => reach(options).await?.close().await.map_err(StoreError::Connect),
        }
    }

    /// Connects.
    pub(crate) async fn connect(&self) -> Result<DatabaseConnection, StoreError> {
        let db = match &self.options {
            Options::Sqlite(options) => {
                let pool = self.sqlite_pool(PATIENCE).connect_with(options.clone()).await;
                SqlxSqliteConnector::from_sqlx_sqlite_pool(pool.map_err(StoreError::Connect)?)
            }
            Options::Postgres(options) => {
                let pool = self.postgres_pool(PATIENCE).connect_with(options.clone()).await;
                SqlxPostgresConnector::from_sqlx_postgres_pool(pool.map_err(StoreError::Connect)?)
            }
        };
        Ok(counted(db))
    }

    /// Connections that are made when they are asked for, on which nothing takes longer than `patience`.
    pub(crate) fn connect_hurried(&self, patience: Duration) -> DatabaseConnection {
        let db = match &self.options {
            Options::Sqlite(options) => {
                let options = options.clone().busy_timeout(patience);
                SqlxSqliteConnector::from_sqlx_sqlite_pool(
                    self.sqlite_pool(patience).connect_lazy_with(options),
                )
            }
            Options::Postgres(options) => {
                let options =
                    options.clone().options([("statement_timeout", patience.as_millis().to_string())]);
                let pool = self.postgres_pool(patience).connect_lazy_with(options);
                SqlxPostgresConnector::from_sqlx_postgres_pool(pool)
            }
        };
        counted(db)
    }

    fn sqlite_pool(&self, patience: Duration) -> SqlitePoolOptions {
        SqlitePoolOptions::new()
            .max_connections(self.max_connections)
            .acquire_timeout(patience)
            .after_release(|connection, _| Box::pin(async move { rolled_back(connection).await }))
    }

    fn postgres_pool(&self, patience: Duration) -> PgPoolOptions {
        PgPoolOptions::new()
            .max_connections(self.max_connections)
            .acquire_timeout(patience)
            .after_release(|connection, _| Box::pin(async move { rolled_back_pg(connection).await }))
    }
}

/// One connection, or which database it is that cannot be used.
pub(crate) async fn reach(options: &PgConnectOptions) -> Result<PgConnection, StoreError> {
    PgConnection::connect_with(options).await.map_err(|source| {
        let place = match options.get_socket() {
            Some(socket) => socket.display().to_string(),
            None => format!("{}:{}", options.get_host(), options.get_port()),
        };
        let name = options.get_database().unwrap_or_else(|| options.get_username());
        StoreError::Unreachable { place: format!("`{name}` at {place}"), source }
    })
}

fn counted(mut db: DatabaseConnection) -> DatabaseConnection {
    db.set_metric_callback(crate::counting::note);
    db
}

fn sqlite(url: &str) -> Result<SqliteConnectOptions, StoreError> {
    Ok(SqliteConnectOptions::from_str(url)
        .map_err(StoreError::Connect)?
        .create_if_missing(true)
        .journal_mode(SqliteJournalMode::Wal)
        .synchronous(SqliteSynchronous::Full)
        .foreign_keys(true)
        .busy_timeout(PATIENCE)
        .pragma("cache_size", "-64000")
        // An import writes the same pages again and again: the log takes 64 MiB of them before they are copied.
        .pragma("wal_autocheckpoint", "16384")
        .pragma("temp_store", "memory"))
}

fn postgres(url: &str) -> Result<PgConnectOptions, StoreError> {
    // Only what any role may set: a role that is not a superuser is refused its connection for more.
    Ok(PgConnectOptions::from_str(url).map_err(StoreError::Connect)?.application_name("phonjon").options([
        ("idle_in_transaction_session_timeout", "60000"),
        // Values may be numbers of persons, and PostgreSQL's log is no place for them.
        ("log_parameter_max_length_on_error", "0"),
        // For disks without a moving head: else a few hundred keys are looked up by reading a whole table.
        ("random_page_cost", "1.1"),
        // A plan made without the values takes a province for a village, and both for two rows.
        ("plan_cache_mode", "force_custom_plan"),
        // No statement of ours runs as long as compiling it would take.
        ("jit", "off"),
    ]))
}

/// What makes PostgreSQL write the values of statements into its log, for whoever administers it; a superuser sets it,
/// for the role or for the server.
///
/// # Errors
///
/// The database's own.
pub async fn values_in_log(store: &Store) -> Result<Vec<String>, StoreError> {
    if store.backend() != DbBackend::Postgres {
        return Ok(Vec::new());
    }
    // Values are written with a statement that is logged as such or as slow, unless their length is set to 0.
    let text = "select name || ' = ' || setting as told from pg_settings \
                where (name = 'log_statement' and setting <> 'none' \
                or name like 'log_min_duration_s%' and setting <> '-1') \
                and current_setting('log_parameter_max_length') <> '0' order by name";
    let rows = sql::rows(store.reader(), text, Vec::new()).await?;
    Ok(rows.iter().map(|it| it.try_get("", "told")).collect::<Result<_, _>>()?)
}

/// A client that went away while its transaction was beginning can leave the connection inside one. A pool that
/// handed it on would lose the next writer's acknowledged work, so each connection is rolled back when it returns.
async fn rolled_back(connection: &mut sqlx::SqliteConnection) -> Result<bool, sqlx::Error> {
    match sqlx::query("rollback").execute(connection).await {
        // "cannot rollback - no transaction is active" is the good case.
        Ok(_) | Err(sqlx::Error::Database(_)) => Ok(true),
        Err(_) => Ok(false),
    }
}

async fn rolled_back_pg(connection: &mut sqlx::PgConnection) -> Result<bool, sqlx::Error> {
    // Outside a transaction PostgreSQL only warns.
    Ok(sqlx::query("rollback").execute(connection).await.is_ok())
}

#[cfg(test)]
mod tests;
