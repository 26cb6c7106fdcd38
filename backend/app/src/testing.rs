//! Stores for tests with the sample files imported: SQLite always, PostgreSQL where `PHONJON_TEST_POSTGRES` names a server.

use std::io::Write;
use std::ops::Deref;
use std::path::PathBuf;

use chrono::{DateTime, Utc};
use phonjon_domain::access::{Actor, Grant, HeldAs, Role};
use phonjon_domain::calendar::BuddhistYear;
use phonjon_domain::ids::{AreaId, GrantId, UserId};
use phonjon_readers::area_lists::read_area_list;
use phonjon_readers::{ReadOptions, read_file};
use phonjon_rows::ReadRow;
use phonjon_store::{Store, StoreSettings};
use sha2::{Digest, Sha256};
use sqlx::{Connection, Executor};
use uuid::Uuid;

use crate::intake::{FileInfo, FileOutcome, Foreseen, Mode, Original, PlanHash, Staging, Wanted, run};
use crate::{AppError, Ctx};

/// An open store in a folder of its own.
pub(crate) struct TestStore {
    store: Store,
    settings: StoreSettings,
    _folder: tempfile::TempDir,
}

impl Deref for TestStore {
    type Target = Store;

    fn deref(&self) -> &Store {
        &self.store
    }
}

impl TestStore {
    /// The command line's context, some seconds after the first instant of 2026.
    pub(crate) fn ctx(&self, seconds: i64) -> Ctx {
        let now = instant(seconds);
        let actor = Actor::operator("somchai", "2026-01-01".parse().unwrap());
        Ctx::new(self.store.clone(), actor, now)
    }

    /// How it was opened, for a second process.
    pub(crate) const fn settings(&self) -> &StoreSettings {
        &self.settings
    }

    /// Loads the areas of a sample set.
    pub(crate) async fn load_areas(&self, set: &str) {
        let list = read_area_list(std::fs::File::open(sample(set, "areas.csv")).unwrap()).unwrap();
        crate::areas::import_list(&self.ctx(0), &list.lines).await.unwrap();
    }

    /// The context of a district officer of an area.
    pub(crate) fn officer(&self, seconds: i64, account: u128, area: AreaId) -> Ctx {
        let grant = Grant {
            id: GrantId(Uuid::from_u128(account)),
            role: Role::DistrictOfficer,
            held_as: HeldAs::Held,
            areas: Some(vec![area]),
            team: None,
            sector: None,
            need: None,
            opens_restricted: false,
            valid_from: "2025-01-01".parse().unwrap(),
            valid_until: None,
        };
        let account = Uuid::from_u128(account);
        let actor =
            Actor { account: Some(UserId(account)), name: format!("account:{account}"), grants: vec![grant] };
        Ctx::new(self.store.clone(), actor, instant(seconds))
    }

    /// The state of the store, a line each.
    pub(crate) async fn state(&self) -> Vec<String> {
        let mut out = Vec::new();
        phonjon_store::state::export(&self.store, &mut out).await.unwrap();
        String::from_utf8(out).unwrap().lines().map(|it| it.trim_end_matches(',').to_owned()).collect()
    }

    /// Imports a sample file.
    pub(crate) async fn import(&self, seconds: i64, set: &str, name: &str) -> FileOutcome {
        self.import_until(seconds, set, name, u64::MAX).await.unwrap()
    }

    /// Imports a sample file, and is killed once `n_rows` were reported.
    pub(crate) async fn import_until(
        &self,
        seconds: i64,
        set: &str,
        name: &str,
        n_rows: u64,
    ) -> Result<FileOutcome, AppError> {
        let bytes = std::fs::read(sample(set, name)).unwrap();
        self.walk_until(&self.ctx(seconds), name, &bytes, n_rows).await
    }

    /// Imports a file of this name, and is killed once `n_rows` were reported.
    pub(crate) async fn walk_until(
        &self,
        ctx: &Ctx,
        name: &str,
        bytes: &[u8],
        n_rows: u64,
    ) -> Result<FileOutcome, AppError> {
        let mut n = 0;
        let mut report = |_: &ReadRow| {
            n += 1;
            if n > n_rows { Err(AppError::Unexpected("killed".to_owned())) } else { Ok(()) }
        };
        self.read(ctx, &mut Foreseen::default(), (name, bytes), Mode::Apply, &mut report).await
    }

    /// Checks or imports a file of this name, and gives what became of it and of its rows.
    pub(crate) async fn walk(
        &self,
        ctx: &Ctx,
        foreseen: &mut Foreseen,
        name: &str,
        bytes: &[u8],
        mode: Mode,
    ) -> Result<(FileOutcome, Vec<ReadRow>), AppError> {
        let mut rows = Vec::new();
        let mut report = |row: &ReadRow| {
            rows.push(row.clone());
            Ok(())
        };
        let outcome = self.read(ctx, foreseen, (name, bytes), mode, &mut report).await?;
        Ok((outcome, rows))
    }

    /// Checks or imports a file of this name; `report` hears of every row.
    pub(crate) async fn read(
        &self,
        ctx: &Ctx,
        foreseen: &mut Foreseen,
        (name, bytes): (&str, &[u8]),
        mode: Mode,
        report: &mut (dyn FnMut(&ReadRow) -> Result<(), AppError> + Send),
    ) -> Result<FileOutcome, AppError> {
        let staging = Staging::begin(ctx).unwrap();
        self.take_in(ctx, foreseen, staging, (name, bytes), (mode, None), report).await
    }

    /// Imports a file that has to keep to a plan, and is killed once `n_rows` were reported.
    pub(crate) async fn planned_until(
        &self,
        ctx: &Ctx,
        file: (&str, &[u8]),
        plan: Option<PlanHash>,
        n_rows: u64,
    ) -> Result<FileOutcome, AppError> {
        let mut n = 0;
        let mut report = |_: &ReadRow| {
            n += 1;
            if n > n_rows { Err(AppError::Unexpected("killed".to_owned())) } else { Ok(()) }
        };
        let staging = Staging::begin(ctx).unwrap();
        self.take_in(ctx, &mut Foreseen::default(), staging, file, (Mode::Apply, plan), &mut report).await
    }

    /// Imports a file of this name into a staging that was begun before.
    pub(crate) async fn read_into(
        &self,
        ctx: &Ctx,
        staging: Staging,
        file: (&str, &[u8]),
    ) -> Result<FileOutcome, AppError> {
        self.take_in(ctx, &mut Foreseen::default(), staging, file, (Mode::Apply, None), &mut |_| Ok(())).await
    }

    async fn take_in(
        &self,
        ctx: &Ctx,
        foreseen: &mut Foreseen,
        mut staging: Staging,
        (name, bytes): (&str, &[u8]),
        (mode, plan): (Mode, Option<PlanHash>),
        report: &mut (dyn FnMut(&ReadRow) -> Result<(), AppError> + Send),
    ) -> Result<FileOutcome, AppError> {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join(name);
        std::fs::write(&path, bytes).unwrap();
        let year = year_in(name);
        let options = ReadOptions { year: Some(year), this_year: Some(2569), ..ReadOptions::default() };
        read_file(&path, &options, &mut |message| {
            staging.take(message).map_err(|error| std::io::Error::other(error.to_string()))
        })
        .unwrap();
        let staged = staging.finish().unwrap();
        let original = Original::File(path);
        let sha256 = Sha256::digest(bytes).into();
        let file = FileInfo { name: name.to_owned(), sha256, original, id: None };
        let wanted = Wanted { year: BuddhistYear::new(i32::from(year)), mode, plan, ..Wanted::default() };
        run(ctx, foreseen, &staged, &file, wanted, report, &|_| {}).await
    }

    /// Runs an act while another transaction has the turn of those who decide who is who, and gives what came of it;
    /// `None` where it did not wait for the turn.
    pub(crate) async fn in_turn<T>(&self, act: impl Future<Output = T>) -> Option<T> {
        let others = self.begin().await.unwrap();
        phonjon_store::sources::wait_for_turn(&others).await.unwrap();
        let has_ended = std::cell::Cell::new(false);
        let act = async {
            let done = act.await;
            has_ended.set(true);
            done
        };
        let watch = async {
            let waiting = "select cast(count(*) as text) from pg_locks where locktype = 'advisory' and not granted \
                and database = (select oid from pg_database where datname = current_database())";
            while !has_ended.get() && self.text_of(waiting).await.as_deref() == Some("0") {
                tokio::task::yield_now().await;
            }
            let waited = !has_ended.get();
            others.commit().await.unwrap();
            waited
        };
        let (done, waited) = tokio::join!(act, watch);
        waited.then_some(done)
    }

    /// True on PostgreSQL.
    pub(crate) fn is_postgres(&self) -> bool {
        format!("{:?}", self.store) == "Store(Postgres)"
    }

    /// How many rows a table has.
    pub(crate) async fn count_rows(&self, table: &str) -> Result<i64, AppError> {
        let text = self.text_of(&format!("select cast(count(*) as text) from {table}")).await;
        Ok(text.and_then(|it| it.parse().ok()).unwrap_or_default())
    }

    /// The one text that a query gives.
    pub(crate) async fn text_of(&self, query: &str) -> Option<String> {
        let row = phonjon_store::sql::row(self.reader(), query, vec![]).await.unwrap()?;
        row.try_get_by_index(0).unwrap()
    }
}

fn sample(set: &str, name: &str) -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../tests/fixtures/samples").join(set).join(name)
}

/// The year in a sample's name.
fn year_in(name: &str) -> i16 {
    let digits = name.split('_').filter_map(|it| it.get(..4)).find_map(|it| it.parse().ok());
    digits.unwrap()
}

/// Seconds after the first instant of 2026.
pub(crate) fn instant(seconds: i64) -> DateTime<Utc> {
    DateTime::from_timestamp(1_767_225_600 + seconds, 0).unwrap()
}

/// A fresh store on each database there is.
pub(crate) async fn stores() -> Vec<TestStore> {
    let mut all = vec![open(|folder| format!("sqlite:{}/test.db", folder.display())).await];
    if let Ok(server) = std::env::var("PHONJON_TEST_POSTGRES") {
        let url = new_database(&server).await;
        all.push(open(|_| url).await);
    } else {
        SAID.call_once(|| {
            // Past the capture of the test runner, as the tests from outside say it.
            let _ = writeln!(std::io::stderr(), "{ON_SQLITE_ONLY}");
        });
    }
    all
}

static SAID: std::sync::Once = std::sync::Once::new();
const ON_SQLITE_ONLY: &str =
    "PHONJON_TEST_POSTGRES names no PostgreSQL: the app's own tests ran on SQLite only";

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

/// Makes a database on the server for an ordinary role, and gives the URL with which that role reaches it.
async fn new_database(server: &str) -> String {
    let mut random = [0; 16];
    getrandom::fill(&mut random).unwrap();
    let name = format!("phonjon_test_{}", Uuid::from_bytes(random).simple());
    let mut admin = sqlx::PgConnection::connect(server).await.unwrap();
    admin.execute(MAKE_ROLE).await.unwrap();
    let create = format!("create database {name} owner phonjon_test");
    admin.execute(sqlx::AssertSqlSafe(create)).await.unwrap();
    admin.close().await.unwrap();
    let (base, query) = server.split_once('?').unwrap_or((server, ""));
    let (authority, _) = base.rsplit_once('/').unwrap();
    format!("{authority}/{name}?{query}&user=phonjon_test")
}
