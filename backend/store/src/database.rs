//! The connection: opening, migrating, and transactions that begin the way each database needs.

use std::path::PathBuf;
use std::str::FromStr;
use std::sync::Arc;
use std::time::Duration;

use sea_orm::{
    AccessMode, ConnectionTrait, DatabaseConnection, DatabaseTransaction, DbBackend, IsolationLevel,
    SqliteTransactionMode, SqlxPostgresConnector, SqlxSqliteConnector, TransactionOptions, TransactionTrait,
};
use sea_orm_migration::MigratorTrait;
use sqlx::postgres::{PgConnectOptions, PgPoolOptions};
use sqlx::sqlite::{SqliteConnectOptions, SqliteJournalMode, SqlitePoolOptions, SqliteSynchronous};

use crate::blobs::Blobs;
use crate::error::StoreError;
use crate::keys::Keyring;
use crate::migrate::Migrator;
use crate::start::Starting;

/// Where things are kept.
#[derive(Debug, Clone)]
pub struct StoreSettings {
    /// `sqlite:<path>` or `postgres://…`.
    pub database_url: String,
    /// Folder of uploaded files, spool and, by default, the key file.
    pub data_dir: PathBuf,
    /// The key file; every node needs the same one.
    pub key_file: PathBuf,
    /// Most connections at once.
    pub max_connections: u32,
}

/// An open database with its keys and its folder of files.
#[derive(Clone)]
pub struct Store {
    db: DatabaseConnection,
    keys: Arc<Keyring>,
    blobs: Arc<Blobs>,
    spool_dir: Arc<PathBuf>,
}

impl std::fmt::Debug for Store {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Store({:?})", self.db.get_database_backend())
    }
}

impl Store {
    /// Opens the database, brings its schema up to date, and matches it with the key file.
    ///
    /// # Errors
    ///
    /// [`StoreError`] when the database cannot be reached or migrated, or when the key file is not its own.
    pub async fn open(settings: &StoreSettings) -> Result<Self, StoreError> {
        let (store, starting) = Self::open_first(settings).await?;
        starting.end().await?;
        Ok(store)
    }

    /// As [`Store::open`], and keeps other starts waiting until the caller has put into an empty database what belongs
    /// there.
    ///
    /// # Errors
    ///
    /// As [`Store::open`].
    pub async fn open_first(settings: &StoreSettings) -> Result<(Self, Starting), StoreError> {
        is_known(&settings.database_url)?;
        let starting = Starting::wait(&settings.database_url).await?;
        let mut db = connect(settings).await?;
        db.set_metric_callback(crate::counting::note);
        migrate(&db).await?;
        let keys = Keyring::open(&db, &settings.key_file).await?;
        let blobs = Blobs::open(&settings.data_dir).map_err(StoreError::Blob)?;
        let spool_dir = settings.data_dir.join("spool");
        std::fs::create_dir_all(&spool_dir).map_err(StoreError::Blob)?;
        let store = Self { db, keys: Arc::new(keys), blobs: Arc::new(blobs), spool_dir: Arc::new(spool_dir) };
        Ok((store, starting))
    }

    /// A store over a database that is only looked at: nothing is made for it.
    pub(crate) fn examined(db: DatabaseConnection, keys: Arc<Keyring>, settings: &StoreSettings) -> Self {
        let blobs = Arc::new(Blobs::unopened(&settings.data_dir));
        Self { db, keys, blobs, spool_dir: Arc::new(settings.data_dir.join("spool")) }
    }

    /// The pool, for reads that need no transaction.
    pub fn reader(&self) -> &DatabaseConnection {
        &self.db
    }

    /// Which of the two databases it is.
    pub fn backend(&self) -> DbBackend {
        self.db.get_database_backend()
    }

    /// The keys that personal data is encrypted and indexed with.
    pub fn keys(&self) -> &Keyring {
        &self.keys
    }

    /// Where files are kept.
    pub fn blobs(&self) -> &Blobs {
        &self.blobs
    }

    /// Folder for what is on its way in: sealed, and removed when taken up.
    pub fn spool_dir(&self) -> &std::path::Path {
        &self.spool_dir
    }

    /// Begins a transaction that may write. On SQLite it takes the writer's lock at once: a transaction that reads
    /// first and writes later would fail with a busy database instead of waiting its turn.
    ///
    /// # Errors
    ///
    /// The database's own.
    pub async fn begin(&self) -> Result<Tx, StoreError> {
        let options = TransactionOptions {
            isolation_level: (self.backend() == DbBackend::Postgres).then_some(IsolationLevel::ReadCommitted),
            access_mode: (self.backend() == DbBackend::Postgres).then_some(AccessMode::ReadWrite),
            sqlite_transaction_mode: Some(SqliteTransactionMode::Immediate),
        };
        Ok(Tx { tx: self.db.begin_with_options(options).await?, keys: Arc::clone(&self.keys) })
    }
}

/// An open transaction; dropped without [`Tx::commit`] it changes nothing.
pub struct Tx {
    tx: DatabaseTransaction,
    keys: Arc<Keyring>,
}

impl Tx {
    /// The keys that personal data is encrypted and indexed with.
    pub fn keys(&self) -> &Keyring {
        &self.keys
    }

    /// Makes everything done through this transaction stay.
    ///
    /// # Errors
    ///
    /// The database's own; then nothing stays.
    pub async fn commit(self) -> Result<(), StoreError> {
        Ok(self.tx.commit().await?)
    }

    /// ` for update` where the database has row locks; SQLite's writer holds the whole file already.
    pub fn for_update(&self) -> &'static str {
        if self.tx.get_database_backend() == DbBackend::Postgres { " for update" } else { "" }
    }
}

impl std::fmt::Debug for Tx {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Tx")
    }
}

impl std::ops::Deref for Tx {
    type Target = DatabaseTransaction;

    fn deref(&self) -> &DatabaseTransaction {
        &self.tx
    }
}

/// Brings the schema up to date, and puts in the areas that come with the program. Under the lock of the start.
async fn migrate(db: &DatabaseConnection) -> Result<(), StoreError> {
    Migrator::up(db, None).await?;
    crate::areas::seed(db).await
}

/// Whether an address is one of the two databases'.
fn is_known(url: &str) -> Result<(), StoreError> {
    if ["sqlite:", "postgres:", "postgresql:"].iter().any(|it| url.starts_with(it)) {
        return Ok(());
    }
    // Never the whole URL: it may hold a password.
    Err(StoreError::UnknownDatabase(url.split(':').next().unwrap_or_default().to_owned()))
}

/// Connects to a database that is there; an SQLite file that is not there is not made.
pub(crate) async fn connect_existing(settings: &StoreSettings) -> Result<DatabaseConnection, StoreError> {
    is_known(&settings.database_url)?;
    if settings.database_url.starts_with("sqlite:") {
        let options = SqliteConnectOptions::from_str(&settings.database_url).map_err(StoreError::Connect)?;
        std::fs::metadata(options.get_filename()).map_err(|e| StoreError::Connect(e.into()))?;
    }
    connect(settings).await
}

async fn connect(settings: &StoreSettings) -> Result<DatabaseConnection, StoreError> {
    let url = settings.database_url.as_str();
    if url.starts_with("sqlite:") {
        let options = SqliteConnectOptions::from_str(url)
            .map_err(StoreError::Connect)?
            .create_if_missing(true)
            .journal_mode(SqliteJournalMode::Wal)
            .synchronous(SqliteSynchronous::Full)
            .foreign_keys(true)
            .busy_timeout(Duration::from_secs(30))
            .pragma("cache_size", "-64000")
            // An import writes the same pages again and again: the log takes 64 MiB of them before they are copied.
            .pragma("wal_autocheckpoint", "16384")
            .pragma("temp_store", "memory");
        let pool = SqlitePoolOptions::new()
            .max_connections(settings.max_connections)
            .acquire_timeout(Duration::from_secs(30))
            .after_release(|connection, _| Box::pin(async move { rolled_back(connection).await }))
            .connect_with(options)
            .await
            .map_err(StoreError::Connect)?;
        return Ok(SqlxSqliteConnector::from_sqlx_sqlite_pool(pool));
    }
    let options =
        PgConnectOptions::from_str(url).map_err(StoreError::Connect)?.application_name("phonjon").options([
            ("idle_in_transaction_session_timeout", "60000"),
            ("log_parameter_max_length", "0"),
            // For disks without a moving head: else a few hundred keys are looked up by reading a whole table.
            ("random_page_cost", "1.1"),
            // A plan made without the values takes a province for a village, and both for two rows.
            ("plan_cache_mode", "force_custom_plan"),
            // No statement of ours runs as long as compiling it would take.
            ("jit", "off"),
        ]);
    let pool = PgPoolOptions::new()
        .max_connections(settings.max_connections)
        .acquire_timeout(Duration::from_secs(30))
        .after_release(|connection, _| Box::pin(async move { rolled_back_pg(connection).await }))
        .connect_with(options)
        .await
        .map_err(StoreError::Connect)?;
    Ok(SqlxPostgresConnector::from_sqlx_postgres_pool(pool))
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
