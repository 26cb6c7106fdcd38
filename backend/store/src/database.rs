//! The store: opening, migrating, and transactions that begin the way each database needs.

use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use sea_orm::{
    AccessMode, ConnectionTrait, DatabaseConnection, DatabaseTransaction, DbBackend, IsolationLevel,
    SqliteTransactionMode, TransactionOptions, TransactionTrait,
};
use sea_orm_migration::MigratorTrait;

use crate::blobs::Blobs;
use crate::connect::Way;
use crate::copy;
use crate::error::StoreError;
use crate::examine::{self, Schema};
use crate::keys::Keyring;
use crate::migrate::Migrator;
use crate::private;
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
    /// Most connections at once: for requests that read so many, and as many for all else.
    pub max_connections: u32,
}

/// Whether a SQLite file is copied before its schema is changed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Copies {
    /// It is copied beside itself.
    BeforeMigrating,
    /// Whoever starts the program sees to it.
    None,
}

/// An open database with its keys and its folder of files.
#[derive(Clone)]
pub struct Store {
    db: DatabaseConnection,
    way: Arc<Way>,
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
        let (store, starting) = Self::open_first(settings, Copies::BeforeMigrating).await?;
        starting.end().await?;
        Ok(store)
    }

    /// As [`Store::open`], and keeps other starts waiting until the caller has put into an empty database what belongs
    /// there.
    ///
    /// # Errors
    ///
    /// As [`Store::open`].
    pub async fn open_first(
        settings: &StoreSettings,
        copies: Copies,
    ) -> Result<(Self, Starting), StoreError> {
        let way = Way::parse(settings)?;
        let starting = Starting::wait(&settings.database_url).await?;
        if let Some(file) = way.file() {
            private::keep(file)?;
        }
        let db = way.connect().await?;
        if copies == Copies::BeforeMigrating
            && let Some(file) = way.file()
        {
            copy::before_migrating(&db, file).await?;
        }
        migrate(&db).await?;
        let keys = Keyring::open(&db, &settings.key_file).await?;
        let blobs = Blobs::open(&settings.data_dir).map_err(StoreError::at(&settings.data_dir))?;
        let spool_dir = settings.data_dir.join("spool");
        private::folder(&spool_dir)?;
        let store = Self {
            db,
            way: Arc::new(way),
            keys: Arc::new(keys),
            blobs: Arc::new(blobs),
            spool_dir: Arc::new(spool_dir),
        };
        Ok((store, starting))
    }

    /// A store over a database that is only looked at: nothing is made for it.
    pub(crate) fn examined(
        db: DatabaseConnection,
        way: Way,
        keys: Arc<Keyring>,
        settings: &StoreSettings,
    ) -> Self {
        let blobs = Arc::new(Blobs::unopened(&settings.data_dir));
        let spool_dir = Arc::new(settings.data_dir.join("spool"));
        Self { db, way: Arc::new(way), keys, blobs, spool_dir }
    }

    /// The same store over connections of its own, for requests that are given up after a while: there a statement
    /// ends by itself when nobody waits for it any more, and so does the wait for a connection. Acts, imports and
    /// commands may take longer and keep theirs.
    #[must_use]
    pub fn hurried(&self, patience: Duration) -> Self {
        Self { db: self.way.connect_hurried(patience), ..self.clone() }
    }

    /// Whether the database answers and has exactly the schema that this program knows.
    ///
    /// # Errors
    ///
    /// The database's own.
    pub async fn is_current(&self) -> Result<bool, StoreError> {
        Ok(examine::schema(&self.db).await? == Schema::UpToDate)
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
