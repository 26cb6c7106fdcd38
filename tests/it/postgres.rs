//! One throw-away PostgreSQL per test process, and one empty database per test.
//!
//! The server is stopped by a shell that sees its input close when this process ends, however it ends.

use std::fs;
use std::io;
use std::os::unix::fs::{MetadataExt, chown};
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::OnceLock;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::{Duration, Instant};

use sqlx::Connection;
use tokio::sync::OnceCell;

/// A running server with its folder; the child is the shell that stops it.
pub(crate) struct Cluster {
    dir: PathBuf,
    _watchdog: Child,
}

static CLUSTER: OnceLock<Option<Cluster>> = OnceLock::new();
static ROLE: OnceCell<()> = OnceCell::const_new();
static N_DATABASES: AtomicU32 = AtomicU32::new(0);

impl Cluster {
    /// The cluster of this process, started by whoever asks first; `None`, said once, where PostgreSQL is missing.
    pub(crate) fn get() -> Option<&'static Self> {
        CLUSTER
            .get_or_init(|| {
                let bin = bin_dir();
                if bin.is_none() {
                    let is_wanted = std::env::var("PHONJON_TEST_POSTGRES").is_ok();
                    assert!(!is_wanted, "PHONJON_TEST_POSTGRES is set, and PostgreSQL is not installed");
                    say("PostgreSQL is not installed: these tests ran on SQLite only (apt-get install postgresql)");
                }
                bin.map(|bin| Self::start(&bin).expect("the throw-away PostgreSQL starts"))
            })
            .as_ref()
    }

    fn start(bin: &Path) -> io::Result<Self> {
        // A socket's path may have 107 bytes, so the folder's name is short.
        let dir = tempfile::Builder::new().prefix("pgt").tempdir_in("/tmp")?.keep();
        if let Some((user, group)) = server_user() {
            chown(&dir, Some(user), Some(group))?;
        }
        // The shell makes the cluster as well, so that nothing is left behind whenever this process ends. A server
        // that is only just starting still ignores QUIT, so TERM goes first.
        let script = format!(
            "'{bin}/initdb' -D '{dir}/d' -U postgres -A trust -E UTF8 --locale=C.UTF-8 --no-sync \
             --no-instructions >'{dir}/log' 2>&1 || exit 1; \
             '{bin}/postgres' -D '{dir}/d' -k '{dir}' -c listen_addresses= -c fsync=off \
             -c synchronous_commit=off -c full_page_writes=off -c max_connections=300 -c shared_buffers=128MB \
             -c wal_level=minimal -c max_wal_senders=0 >'{dir}/log' 2>&1 & p=$!; \
             read -r _; kill -TERM $p; sleep 0.2; kill -QUIT $p; wait $p; cd / && rm -rf '{dir}'",
            bin = bin.display(),
            dir = dir.display()
        );
        let mut watchdog = command("/bin/sh", &dir)
            .arg("-c")
            .arg(script)
            .stdin(Stdio::piped())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .process_group(0)
            .spawn()?;
        let socket = dir.join(".s.PGSQL.5432");
        let begun = Instant::now();
        while std::os::unix::net::UnixStream::connect(&socket).is_err() {
            let has_ended = watchdog.try_wait()?.is_some();
            if has_ended || begun.elapsed() > Duration::from_mins(1) {
                let log = fs::read(dir.join("log")).unwrap_or_default();
                panic!("PostgreSQL did not start: {}", String::from_utf8_lossy(&log));
            }
            std::thread::sleep(Duration::from_millis(10));
        }
        Ok(Self { dir, _watchdog: watchdog })
    }

    /// The address of a database of this cluster, for a role as an office would have it: no superuser.
    pub(crate) fn url(&self, database: &str) -> String {
        format!("postgres:///{database}?host={}&user=office", self.dir.display())
    }

    /// Makes an empty database that the ordinary role owns, and gives its name.
    pub(crate) async fn create_database(&self) -> String {
        ROLE.get_or_init(async || self.execute("create role office login").await.expect("the role is made"))
            .await;
        let name = format!("t{}", N_DATABASES.fetch_add(1, Ordering::Relaxed));
        let text = format!("create database {name} owner office template template0 strategy file_copy");
        // Two copies of one template at once refuse each other for a moment.
        for _ in 0..100 {
            match self.execute(&text).await {
                Ok(()) => return name,
                Err(sqlx::Error::Database(refused)) if refused.code().as_deref() == Some("55006") => {
                    tokio::time::sleep(Duration::from_millis(30)).await;
                }
                Err(other) => panic!("cannot make a database: {other}"),
            }
        }
        panic!("the template stayed in use")
    }

    /// Runs one statement in the maintenance database, as superuser.
    ///
    /// # Errors
    ///
    /// PostgreSQL's own, or the connection's while the server is still starting up.
    pub(crate) async fn execute(&self, text: &str) -> Result<(), sqlx::Error> {
        let admin = format!("postgres:///postgres?host={}&user=postgres", self.dir.display());
        let mut connection = loop {
            match sqlx::PgConnection::connect(&admin).await {
                Ok(connection) => break connection,
                // "the database system is starting up"
                Err(sqlx::Error::Database(refused)) if refused.code().as_deref() == Some("57P03") => {
                    tokio::time::sleep(Duration::from_millis(20)).await;
                }
                Err(other) => return Err(other),
            }
        };
        sqlx::raw_sql(sqlx::AssertSqlSafe(text.to_owned())).execute(&mut connection).await?;
        connection.close().await
    }
}

/// Says one line to the person who runs the tests, past the capture of the test runner.
fn say(line: &str) {
    use io::Write;
    let _ = writeln!(io::stderr(), "{line}");
}

/// The newest installed server, or the one that `PHONJON_TEST_PG_BIN` names.
fn bin_dir() -> Option<PathBuf> {
    if let Ok(named) = std::env::var("PHONJON_TEST_PG_BIN") {
        return Some(named.into());
    }
    fs::read_dir("/usr/lib/postgresql")
        .into_iter()
        .flatten()
        .flatten()
        .filter_map(|it| Some((it.file_name().to_str()?.parse::<u32>().ok()?, it.path().join("bin"))))
        .filter(|(_, bin)| bin.join("initdb").exists() && bin.join("postgres").exists())
        .max()
        .map(|(_, bin)| bin)
}

/// The user and group to run the server under: PostgreSQL refuses root.
fn server_user() -> Option<(u32, u32)> {
    if fs::metadata("/proc/self").ok()?.uid() != 0 {
        return None;
    }
    let accounts = fs::read_to_string("/etc/passwd").ok()?;
    let line = ["postgres:", "nobody:"]
        .iter()
        .find_map(|wanted| accounts.lines().find(|line| line.starts_with(wanted)))?;
    let mut fields = line.split(':').skip(2);
    Some((fields.next()?.parse().ok()?, fields.next()?.parse().ok()?))
}

fn command(program: impl AsRef<Path>, dir: &Path) -> Command {
    let mut command = Command::new(program.as_ref());
    command
        .env_clear()
        .env("HOME", dir)
        .env("LC_ALL", "C.UTF-8")
        .env("PATH", "/usr/bin:/bin")
        .current_dir(dir);
    if let Some((user, group)) = server_user() {
        command.uid(user).gid(group);
    }
    command
}

#[tokio::test]
async fn every_database_is_new() {
    let Some(world) = crate::world::World::postgres().await else { return };
    assert!(world.is_postgres());
    let mut connection = sqlx::PgConnection::connect(world.database_url()).await.unwrap();
    sqlx::query("create table only_here (id int)").execute(&mut connection).await.unwrap();

    let other = crate::world::World::postgres().await.unwrap();
    let mut connection = sqlx::PgConnection::connect(other.database_url()).await.unwrap();
    assert!(sqlx::query("select id from only_here").execute(&mut connection).await.is_err());
}

#[tokio::test]
async fn the_program_needs_no_superuser() {
    let Some(world) = crate::world::World::postgres().await else { return };
    world.run(&["migrate"]);
    let who = "select current_user || case when usesuper or usecreatedb then ' may all' else '' end \
               from pg_user where usename = current_user";
    assert_eq!(crate::imports::look(&world, who).await, [[Some("office".to_owned())]]);
}
