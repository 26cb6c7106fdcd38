//! The floor under an import's writing: a bare load of the rows that it wrote, into the same tables of an empty database.
//!
//! PostgreSQL takes them by COPY in its binary form, SQLite by prepared inserts of many rows. References are not checked
//! meanwhile, indexes are kept; reading the rows out again is not timed.

use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use futures_util::{StreamExt, TryStreamExt};
use sqlx::sqlite::{SqliteArguments, SqliteConnectOptions, SqliteJournalMode, SqliteRow, SqliteSynchronous};
use sqlx::{
    AssertSqlSafe, Connection, Executor, PgConnection, Row, SqliteConnection, TypeInfo, Value, ValueRef,
};
use tokio::fs::File;
use tokio::io::AsyncWriteExt;

use crate::world::World;

/// Rows in one prepared insert, as long as all their values together are no more than SQLite takes.
const ROWS_A_STATEMENT: usize = 200;
const VALUES_A_STATEMENT: usize = 32_000;
/// Rows held in memory between reading them and loading them.
const ROWS_A_READ: usize = 2_000;

/// What a database held before an import.
#[derive(Debug)]
pub(crate) enum Before {
    /// A copy of it, beside which rows are new.
    Sqlite(PathBuf),
    /// The transaction that had begun last.
    Postgres(i64),
}

/// What a bare load took.
#[derive(Debug)]
pub(crate) struct Loaded {
    pub(crate) took: Duration,
    pub(crate) n_rows: u64,
    pub(crate) n_tables: usize,
}

impl Loaded {
    fn add(&mut self, n_rows: u64, took: Duration) {
        if n_rows > 0 {
            self.n_rows += n_rows;
            self.took += took;
            self.n_tables += 1;
        }
    }
}

/// Looks what is there before an import.
pub(crate) async fn before(world: &World) -> Before {
    if world.is_postgres() {
        let row = postgres(world).await.fetch_one("select txid_current()").await;
        Before::Postgres(row.expect("a transaction is numbered").get(0))
    } else {
        let copy = world.path().join("before.db");
        let text = format!("vacuum into '{}'", copy.display());
        sqlite(world).await.execute(AssertSqlSafe(text)).await.expect("a copy is made");
        Before::Sqlite(copy)
    }
}

/// Loads what was written since into the tables of another world, which are emptied first.
pub(crate) async fn load(from: &World, before: &Before, into: &World) -> Loaded {
    let mut loaded = Loaded { took: Duration::ZERO, n_rows: 0, n_tables: 0 };
    match before {
        Before::Postgres(transaction) => load_postgres(from, *transaction, into, &mut loaded).await,
        Before::Sqlite(copy) => load_sqlite(from, copy, into, &mut loaded).await,
    }
    loaded
}

async fn load_postgres(from: &World, transaction: i64, into: &World, loaded: &mut Loaded) {
    let (mut source, mut target) = (postgres(from).await, postgres(into).await);
    let names = "select tablename::text from pg_tables where schemaname = 'public' order by 1";
    let names = source.fetch_all(names).await.expect("the tables are named");
    let tables: Vec<String> = names.iter().map(|it| it.get(0)).collect();
    let references = "select conrelid::regclass::text, conname::text from pg_constraint where contype = 'f'";
    for row in target.fetch_all(references).await.expect("references are named") {
        let (table, name): (String, String) = (row.get(0), row.get(1));
        let drop = format!("alter table {table} drop constraint \"{name}\"");
        target.execute(AssertSqlSafe(drop)).await.expect("a reference is dropped");
    }
    let all = tables.iter().map(|it| format!("\"{it}\"")).collect::<Vec<_>>().join(", ");
    target.execute(AssertSqlSafe(format!("truncate {all}"))).await.expect("the tables are emptied");
    let rows = into.path().join("rows.copy");
    for table in &tables {
        let new = format!("select * from \"{table}\" where xmin::text::bigint > {transaction}");
        copied_out(&mut source, &format!("copy ({new}) to stdout (format binary)"), &rows).await;
        let file = File::open(&rows).await.expect("the rows are there");
        let begun = Instant::now();
        let copy = target.copy_in_raw(&format!("copy \"{table}\" from stdin (format binary)")).await;
        let mut copy = copy.expect("rows can be loaded");
        copy.read_from(file).await.expect("rows are loaded");
        let n_rows = copy.finish().await.expect("rows are stored");
        loaded.add(n_rows, begun.elapsed());
    }
}

async fn load_sqlite(from: &World, copy: &Path, into: &World, loaded: &mut Loaded) {
    let (mut source, mut target) = (sqlite(from).await, sqlite(into).await);
    let attach = format!("attach '{}' as earlier", copy.display());
    source.execute(AssertSqlSafe(attach)).await.expect("the copy is there");
    let names =
        "select name from main.sqlite_master where type = 'table' and name not like 'sqlite_%' order by 1";
    let names = source.fetch_all(names).await.expect("the tables are named");
    let tables: Vec<String> = names.iter().map(|it| it.get(0)).collect();
    for table in &tables {
        target.execute(AssertSqlSafe(format!("delete from \"{table}\""))).await.expect("a table is emptied");
    }
    for table in &tables {
        let keys = format!("select name from pragma_table_info('{table}') where pk > 0");
        let keys = source.fetch_all(AssertSqlSafe(keys)).await.expect("the key is named");
        let mut same: Vec<_> = keys
            .iter()
            .map(|it| it.get::<String, _>(0))
            .map(|it| format!("e.\"{it}\" = t.\"{it}\""))
            .collect();
        if same.is_empty() {
            same.push("e.rowid = t.rowid".to_owned());
        }
        let new = format!(
            "select t.* from main.\"{table}\" t where not exists (select 1 from earlier.\"{table}\" e where {})",
            same.join(" and ")
        );
        let (n_rows, took) = load_table(&mut source, &mut target, table, &new).await;
        loaded.add(n_rows, took);
    }
}

async fn copied_out(source: &mut PgConnection, out: &str, rows: &Path) {
    let mut file = File::create(rows).await.expect("a file for the rows");
    let mut stream = source.copy_out_raw(out).await.expect("rows are read");
    while let Some(piece) = stream.try_next().await.expect("rows are read") {
        file.write_all(&piece).await.expect("rows are kept");
    }
    file.flush().await.expect("rows are kept");
}

/// Loads rows into one table, in one transaction; says how many they are, and how long it took.
async fn load_table(
    source: &mut SqliteConnection,
    target: &mut SqliteConnection,
    table: &str,
    new: &str,
) -> (u64, Duration) {
    let (mut n_rows, mut took) = (0, Duration::ZERO);
    target.execute("begin immediate").await.expect("a transaction begins");
    let mut rows = source.fetch(AssertSqlSafe(new.to_owned())).ready_chunks(ROWS_A_READ);
    while let Some(rows) = rows.next().await {
        let rows: Vec<Vec<Held>> = rows.into_iter().map(|it| held(&it.expect("a row is read"))).collect();
        n_rows += rows.len() as u64;
        let n_columns = rows.first().map_or(1, Vec::len);
        let a_statement = ROWS_A_STATEMENT.min(VALUES_A_STATEMENT / n_columns).max(1);
        let mut rows = rows.into_iter().peekable();
        let begun = Instant::now();
        let mut text = (0, String::new());
        while rows.peek().is_some() {
            let some: Vec<_> = rows.by_ref().take(a_statement).collect();
            if text.0 != some.len() {
                text = (some.len(), insert(table, n_columns, some.len()));
            }
            let mut arguments = SqliteArguments::default();
            for value in some.into_iter().flatten() {
                value.bind(&mut arguments);
            }
            let insert = sqlx::query_with(AssertSqlSafe(text.1.clone()), arguments);
            insert.execute(&mut *target).await.expect("rows are loaded");
        }
        took += begun.elapsed();
    }
    let begun = Instant::now();
    target.execute("commit").await.expect("rows are stored");
    (n_rows, took + begun.elapsed())
}

fn held(row: &SqliteRow) -> Vec<Held> {
    (0..row.len()).map(|at| Held::of(&row.try_get_raw(at).expect("a value"))).collect()
}

fn insert(table: &str, n_columns: usize, n_rows: usize) -> String {
    let row = format!("({})", vec!["?"; n_columns].join(", "));
    format!("insert into \"{table}\" values {}", vec![row; n_rows].join(", "))
}

/// One value of a row of SQLite.
#[derive(Debug)]
enum Held {
    Nothing,
    Integer(i64),
    Real(f64),
    Text(String),
    Bytes(Vec<u8>),
}

impl Held {
    fn of(value: &sqlx::sqlite::SqliteValueRef<'_>) -> Self {
        if value.is_null() {
            return Self::Nothing;
        }
        let owned = ValueRef::to_owned(value);
        match owned.type_info().name() {
            "INTEGER" | "BOOLEAN" => Self::Integer(owned.decode_unchecked()),
            "REAL" => Self::Real(owned.decode_unchecked()),
            "BLOB" => Self::Bytes(owned.decode_unchecked()),
            _ => Self::Text(owned.decode_unchecked()),
        }
    }

    fn bind(self, arguments: &mut SqliteArguments) {
        use sqlx::Arguments;
        let added = match self {
            Self::Nothing => arguments.add(None::<i64>),
            Self::Integer(value) => arguments.add(value),
            Self::Real(value) => arguments.add(value),
            Self::Text(value) => arguments.add(value),
            Self::Bytes(value) => arguments.add(value),
        };
        added.expect("a value is bound");
    }
}

async fn postgres(world: &World) -> PgConnection {
    PgConnection::connect(world.database_url()).await.expect("the database answers")
}

/// With the settings that the program itself has.
async fn sqlite(world: &World) -> SqliteConnection {
    let options: SqliteConnectOptions = world.database_url().parse().expect("the address is one of SQLite");
    let options = options
        .journal_mode(SqliteJournalMode::Wal)
        .synchronous(SqliteSynchronous::Full)
        .foreign_keys(false)
        .pragma("cache_size", "-64000");
    SqliteConnection::connect_with(&options).await.expect("the database answers")
}
