//! Empty databases for tests: SQLite always, PostgreSQL where `PHONJON_TEST_POSTGRES` names a server.

use std::io::Write;
use std::ops::Deref;

use chrono::{DateTime, Utc};
use sea_orm::{ConnectionTrait, Database, DbErr};
use uuid::Uuid;

use crate::database::{Store, StoreSettings};

/// An open store in a folder of its own; SQLite's goes with the folder, PostgreSQL's database stays until dropped.
pub(crate) struct TestStore {
    store: Store,
    pub(crate) settings: StoreSettings,
    _folder: tempfile::TempDir,
}

impl TestStore {
    pub(crate) fn store(&self) -> &Store {
        &self.store
    }
}

impl Deref for TestStore {
    type Target = Store;

    fn deref(&self) -> &Store {
        &self.store
    }
}

/// A fresh store on each database there is.
pub(crate) async fn stores() -> Vec<TestStore> {
    let mut all = vec![open(|folder| format!("sqlite:{}/test.db", folder.display())).await];
    if let Ok(server) = std::env::var("PHONJON_TEST_POSTGRES") {
        let url = new_database(&server, "").await.unwrap();
        all.push(open(|_| url).await);
    } else {
        SAID.call_once(|| {
            // Past the capture of the test runner, as the tests from outside say it.
            let _ = writeln!(std::io::stderr(), "{ON_SQLITE_ONLY}");
        });
    }
    all
}

/// As [`stores`], and on PostgreSQL one whose database was made for Thai, where texts are ordered as in a dictionary.
pub(crate) async fn stores_of_any_language() -> Vec<TestStore> {
    const THAI: &str = " template template0 encoding 'UTF8' locale_provider icu icu_locale 'th-TH'";
    let mut all = stores().await;
    if let Ok(server) = std::env::var("PHONJON_TEST_POSTGRES") {
        match new_database(&server, THAI).await {
            Ok(url) => all.push(open(|_| url).await),
            Err(refused) => {
                let _ = writeln!(std::io::stderr(), "this PostgreSQL makes no database for Thai: {refused}");
            }
        }
    }
    all
}

static SAID: std::sync::Once = std::sync::Once::new();
const ON_SQLITE_ONLY: &str =
    "PHONJON_TEST_POSTGRES names no PostgreSQL: the store's own tests ran on SQLite only";

/// Seconds after the first instant of 2026.
pub(crate) fn instant(seconds: i64) -> DateTime<Utc> {
    DateTime::from_timestamp(1_767_225_600 + seconds, 0).unwrap()
}

async fn open(url: impl FnOnce(&std::path::Path) -> String) -> TestStore {
    let folder = tempfile::tempdir().unwrap();
    let settings = StoreSettings {
        database_url: url(folder.path()),
        data_dir: folder.path().to_owned(),
        key_file: folder.path().join("phonjon.keys"),
        max_connections: 4,
    };
    let store = Store::open(&settings).await.unwrap();
    TestStore { store, settings, _folder: folder }
}

/// A role as an office would have it: no superuser, owner of its database.
const MAKE_ROLE: &str = "do $$ begin create role phonjon_test login; \
    exception when duplicate_object or unique_violation then null; end $$";

/// Makes a database on the server for an ordinary role, made as told, and gives the URL with which that role reaches it.
async fn new_database(server: &str, made: &str) -> Result<String, DbErr> {
    let mut random = [0; 16];
    getrandom::fill(&mut random).unwrap();
    let name = format!("phonjon_test_{}", Uuid::from_bytes(random).simple());
    let admin = Database::connect(server).await.unwrap();
    admin.execute_unprepared(MAKE_ROLE).await.unwrap();
    let done = admin.execute_unprepared(&format!("create database {name} owner phonjon_test{made}")).await;
    admin.close().await.unwrap();
    done?;
    let (base, query) = server.split_once('?').unwrap_or((server, ""));
    let (authority, _) = base.rsplit_once('/').unwrap();
    Ok(format!("{authority}/{name}?{query}&user=phonjon_test"))
}
