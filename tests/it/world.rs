//! A world for one test: a fresh database, a fresh data folder, the real program, and a client of it.

use std::fs::{self, File};
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use std::sync::{Mutex, PoisonError};

use serde_json::{Value, json};
use tempfile::TempDir;
use tokio::sync::OnceCell;

use crate::plans;
use crate::postgres::Cluster;
use crate::program::{Server, phonjon};

/// Runs `async fn story(world: World)` once on SQLite and once on PostgreSQL, as `story::sqlite` and
/// `story::postgres`. Where PostgreSQL is missing the second says so and passes.
macro_rules! on_both {
    ($($story:ident),+ $(,)?) => {$(
        mod $story {
            #[tokio::test]
            async fn sqlite() {
                super::$story($crate::world::World::sqlite()).await;
            }

            #[tokio::test]
            async fn postgres() {
                if let Some(world) = $crate::world::World::postgres().await {
                    super::$story(world).await;
                }
            }
        }
    )+};
}

/// The first thing a new account must do.
const CHANGE_PASSWORD: &str = "mutation ($old: String!, $new: String!) {
    changePassword(oldPassword: $old, newPassword: $new, key: \"first-password\") { userErrors { code } }
}";

/// The sign-in mutation as clients write it.
const SIGN_IN: &str = "mutation SignIn($userName: String!, $password: String!) {
  signIn(userName: $userName, password: $password) { session { token mustChangePassword } userErrors { code message field } }
}";

/// One database, one data folder, one server started when it is first asked something.
pub(crate) struct World {
    dir: TempDir,
    database_url: String,
    server: OnceCell<Server>,
    http: reqwest::Client,
    secrets: Mutex<Vec<String>>,
    /// Its programs tell every statement they run.
    tells_statements: bool,
}

/// Who may sign in to a world.
#[derive(Debug, Clone)]
pub(crate) struct Account {
    /// The name to sign in with.
    pub(crate) user_name: String,
    /// The password that was printed once.
    pub(crate) password: String,
}

impl World {
    /// An empty world on SQLite.
    pub(crate) fn sqlite() -> Self {
        let dir = TempDir::with_prefix("phonjon").expect("a folder for the world");
        let database_url = format!("sqlite:{}", dir.path().join("phonjon.db").display());
        Self::new(dir, database_url)
    }

    /// An empty world on PostgreSQL, or `None` where it is not installed.
    pub(crate) async fn postgres() -> Option<Self> {
        let cluster = Cluster::get()?;
        let name = cluster.create_database().await;
        let dir = TempDir::with_prefix("phonjon").expect("a folder for the world");
        Some(Self::new(dir, cluster.url(&name)))
    }

    fn new(dir: TempDir, database_url: String) -> Self {
        let (server, secrets) = (OnceCell::new(), Mutex::default());
        let tells_statements = every_story_is_asked();
        Self { dir, database_url, server, http: reqwest::Client::new(), secrets, tells_statements }
    }

    /// The same world, whose programs tell every statement they run.
    pub(crate) fn telling_statements(mut self) -> Self {
        self.tells_statements = true;
        self
    }

    /// What its statements read whole; its database is SQLite.
    pub(crate) fn reading_all(&self) -> Vec<String> {
        let told = fs::read_to_string(self.path().join("told.txt")).unwrap_or_default();
        plans::reading_all(&self.path().join("phonjon.db"), &plans::statements(&(told + &self.log())))
    }

    /// True on PostgreSQL.
    pub(crate) fn is_postgres(&self) -> bool {
        self.database_url.starts_with("postgres:")
    }

    /// The address of the world's database.
    pub(crate) fn database_url(&self) -> &str {
        &self.database_url
    }

    /// The folder of everything this world keeps; its data folder is `data` inside.
    pub(crate) fn path(&self) -> &Path {
        self.dir.path()
    }

    /// The data folder the program is given.
    pub(crate) fn data_dir(&self) -> PathBuf {
        self.dir.path().join("data")
    }

    /// Writes a file into the world's folder and gives its path.
    pub(crate) fn file(&self, name: &str, content: impl AsRef<[u8]>) -> PathBuf {
        let path = self.dir.path().join(name);
        fs::write(&path, content).expect("the file is written");
        path
    }

    /// The program with this world's settings in its environment, ready for arguments.
    pub(crate) fn command(&self) -> Command {
        let mut command = phonjon();
        command
            .env("PHONJON_DATABASE_URL", &self.database_url)
            .env("PHONJON_DATA_DIR", self.data_dir())
            .env("PHONJON_TELL_STATEMENTS", "true")
            .env("HOME", self.dir.path())
            .current_dir(self.dir.path());
        if self.tells_statements {
            command.env("PHONJON_LOG", "sqlx::query=debug").env("PHONJON_LOG_FORMAT", "json");
        }
        command
    }

    /// Runs one command of the program to its end, whatever it says.
    pub(crate) fn phonjon(&self, args: &[&str]) -> Output {
        let mut output = self.command().args(args).output().expect("the program starts");
        if self.tells_statements {
            let said = String::from_utf8_lossy(&output.stderr).into_owned();
            let (told, said): (Vec<&str>, Vec<&str>) =
                said.split_inclusive('\n').partition(|line| line.starts_with("{\"timestamp\""));
            let file = File::options().create(true).append(true).open(self.path().join("told.txt"));
            file.expect("a file opens").write_all(told.concat().as_bytes()).expect("what was told is kept");
            output.stderr = said.concat().into_bytes();
        }
        output
    }

    /// Runs one command of the program, which must succeed, and gives what it printed.
    pub(crate) fn run(&self, args: &[&str]) -> String {
        let output = self.phonjon(args);
        assert!(
            output.status.success(),
            "phonjon {} ended with {}\n{}",
            args.join(" "),
            output.status,
            String::from_utf8_lossy(&output.stderr)
        );
        String::from_utf8(output.stdout).expect("the program prints UTF-8")
    }

    /// Makes an account with a role over an area; the whole country is the empty code.
    pub(crate) fn add_user(&self, user_name: &str, role: &str, area: &str) -> Account {
        let mut args = vec!["user", "add", "--user-name", user_name, "--role", role, "--json"];
        if !area.is_empty() {
            args.extend(["--area", area]);
        }
        if matches!(role, "agency_officer" | "partner") {
            args.extend(["--need", "drinking_water"]);
        }
        let printed: Value = serde_json::from_str(&self.run(&args)).expect("user add --json prints JSON");
        let password = printed["password"].as_str().expect("user add prints the password").to_owned();
        self.keep_secret(&password);
        Account { user_name: user_name.to_owned(), password }
    }

    /// The server, started by whoever asks first.
    pub(crate) async fn server(&self) -> &Server {
        self.server.get_or_init(|| Server::start(self.command(), self.dir.path().join("serve.log"))).await
    }

    /// The same world with its server gone; the next question starts another.
    pub(crate) fn restarted(mut self) -> Self {
        self.server = OnceCell::new();
        self
    }

    /// What the server has logged so far.
    pub(crate) fn log(&self) -> String {
        fs::read_to_string(self.dir.path().join("serve.log")).unwrap_or_default()
    }

    /// Notes what no server of this world may write into its log: looked for when the world ends.
    pub(crate) fn keep_secret(&self, secret: &str) {
        self.secrets.lock().unwrap_or_else(PoisonError::into_inner).push(secret.to_owned());
    }

    /// What stands in the logs of this world's servers and must not: secrets, and whoever's personal number.
    pub(crate) fn told_in_logs(&self) -> Vec<String> {
        let secrets = self.secrets.lock().unwrap_or_else(PoisonError::into_inner);
        let entries = fs::read_dir(self.dir.path()).into_iter().flatten().flatten().map(|it| it.path());
        let mut told = Vec::new();
        for path in entries.filter(|it| it.extension().is_some_and(|it| it == "log")) {
            let log = fs::read_to_string(path).unwrap_or_default();
            told.extend(secrets.iter().filter(|it| log.contains(it.as_str())).cloned());
            told.extend(log.split(|it: char| !it.is_alphanumeric() && it != '-').filter_map(thirteen_digits));
        }
        told
    }

    /// The address of a path of the server.
    pub(crate) async fn url(&self, path: &str) -> String {
        format!("{}{path}", self.server().await.base_url())
    }

    /// The client, for requests that are not GraphQL.
    pub(crate) fn http(&self) -> &reqwest::Client {
        &self.http
    }

    /// Sends one GraphQL operation and gives the whole answer, with its `data` and its `errors`.
    pub(crate) async fn graphql(&self, token: Option<&str>, query: &str, variables: Value) -> Value {
        self.counted(token, query, variables).await.0
    }

    /// Sends one GraphQL operation, and gives the whole answer and how many statements it cost.
    pub(crate) async fn counted(
        &self,
        token: Option<&str>,
        query: &str,
        variables: Value,
    ) -> (Value, Option<usize>) {
        let mut request = self.http.post(self.url("/graphql").await);
        if let Some(token) = token {
            request = request.bearer_auth(token);
        }
        let answer = request
            .json(&json!({ "query": query, "variables": variables }))
            .send()
            .await
            .unwrap_or_else(|refused| panic!("no answer: {refused}\n{}", self.log()));
        let status = answer.status();
        let n_statements = answer.headers().get("x-phonjon-statements");
        let n_statements = n_statements.and_then(|it| it.to_str().ok()?.parse().ok());
        let text = answer.text().await.expect("the answer is text");
        let answer = serde_json::from_str(&text).unwrap_or_else(|_| panic!("{status}, not JSON: {text}"));
        (answer, n_statements)
    }

    /// Sends one GraphQL operation that must not end in errors, and gives its `data`.
    pub(crate) async fn data(&self, token: &str, query: &str, variables: Value) -> Value {
        let mut answer = self.graphql(Some(token), query, variables).await;
        assert!(answer.get("errors").is_none(), "errors: {:#}\nof {query}", answer["errors"]);
        answer["data"].take()
    }

    /// Signs in and gives the token; the first time the password is changed, as every new account must.
    pub(crate) async fn sign_in(&self, account: &Account) -> String {
        let anew = format!("{}-anew", account.password);
        let mut answer = json!(null);
        for password in [&account.password, &anew] {
            let variables = json!({ "userName": account.user_name, "password": password });
            answer = self.graphql(None, SIGN_IN, variables).await;
            let session = &answer["data"]["signIn"]["session"];
            let Some(token) = session["token"].as_str() else { continue };
            self.keep_secret(token);
            if session["mustChangePassword"] == true {
                let changed =
                    self.data(token, CHANGE_PASSWORD, json!({ "old": password, "new": anew })).await;
                assert_eq!(changed["changePassword"]["userErrors"], json!([]));
            }
            return token.to_owned();
        }
        panic!("{} cannot sign in: {answer:#}", account.user_name)
    }

    /// Makes an account and signs in with it.
    pub(crate) async fn signed_in(&self, user_name: &str, role: &str, area: &str) -> String {
        let account = self.add_user(user_name, role, area);
        self.sign_in(&account).await
    }
}

/// True where every story is asked what its statements read, and not one alone.
fn every_story_is_asked() -> bool {
    std::env::var_os("PHONJON_TEST_PLANS").is_some()
}

impl Drop for World {
    fn drop(&mut self) {
        if !std::thread::panicking() {
            assert_eq!(self.told_in_logs(), Vec::<String>::new(), "the log tells what it must not");
            if every_story_is_asked() && !self.is_postgres() {
                assert_eq!(self.reading_all(), Vec::<String>::new(), "statements read whole tables");
            }
        }
    }
}

/// A word of thirteen digits, Thai ones and dashes between them included.
fn thirteen_digits(word: &str) -> Option<String> {
    let digits: String = word.chars().filter(|it| *it != '-').collect();
    (digits.chars().count() == 13 && digits.chars().all(char::is_numeric)).then_some(digits)
}

#[test]
fn what_a_log_must_not_tell_is_seen() {
    let world = World::sqlite();
    world.keep_secret("phonjon_s_secret");
    let number = crate::imports::pid(7);
    let dashed = format!("{}-{}", &number[..1], &number[1..]);
    fs::write(world.path().join("serve.log"), format!("token=phonjon_s_secret of {dashed}, {number}\n"))
        .unwrap();
    assert_eq!(world.told_in_logs(), ["phonjon_s_secret", &number, &number]);
    let log =
        "2026-11-21T14:41:37.123456Z INFO event=01930412-3456-7890-8123-456789012345 n=12345678901234\n";
    fs::write(world.path().join("serve.log"), log).unwrap();
    assert_eq!(world.told_in_logs(), Vec::<String>::new());
}
