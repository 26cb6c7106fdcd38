//! A small world for tests: a migrated database, a clock that is moved by hand, and the routes over them.

use std::sync::{Arc, Mutex};

use axum::Router;
use axum::body::Body;
use axum::http::{HeaderMap, Request, StatusCode, header};
use chrono::{DateTime, NaiveDate, TimeDelta, Utc};
use phonjon_app::accounts::{self, GrantDraft, NewAccount};
use phonjon_app::sessions::{Door, SessionSettings};
use phonjon_app::{Clock, Ctx, Key};
use phonjon_domain::access::{Actor, Role};
use phonjon_domain::area::AreaCode;
use phonjon_domain::ids::{AreaId, UserId};
use phonjon_store::{Store, StoreSettings, areas};
use serde_json::{Value, json};
use tempfile::TempDir;
use tower::ServiceExt;

use crate::http::{ApiSettings, Server, routes};

/// The password that accounts of the world change to.
pub(crate) const PASSWORD: &str = "khao-niao-mamuang-9";

/// A role as an office would have it: no superuser, owner of its database.
const MAKE_ROLE: &str = "do $$ begin create role phonjon_test login; \
    exception when duplicate_object or unique_violation then null; end $$";

/// A world of its own for one test.
pub(crate) struct World {
    pub(crate) store: Store,
    pub(crate) server: Arc<Server>,
    pub(crate) database_url: String,
    app: Router,
    now: Arc<Mutex<DateTime<Utc>>>,
    _dir: TempDir,
}

/// What came back.
pub(crate) struct Came {
    pub(crate) status: StatusCode,
    pub(crate) headers: HeaderMap,
    pub(crate) body: Value,
}

impl Came {
    /// The code of the first error.
    pub(crate) fn code(&self) -> Option<&str> {
        self.body.pointer("/errors/0/extensions/code").and_then(Value::as_str)
    }

    /// The part of the data at a pointer.
    pub(crate) fn data(&self, pointer: &str) -> &Value {
        let data = self.body.get("data").unwrap_or(&Value::Null);
        data.pointer(pointer).unwrap_or(&Value::Null)
    }
}

impl World {
    /// A world on SQLite.
    pub(crate) async fn new() -> Self {
        Self::with(ApiSettings { tell_statements: true, ..ApiSettings::default() }).await
    }

    /// A world on SQLite with other settings.
    pub(crate) async fn with(settings: ApiSettings) -> Self {
        let dir = tempfile::tempdir().unwrap();
        let url = format!("sqlite:{}", dir.path().join("phonjon.db").display());
        Self::open(url, dir, settings).await
    }

    /// A world on each database: PostgreSQL too where `PHONJON_TEST_POSTGRES` names a server to make databases on.
    pub(crate) async fn each() -> Vec<Self> {
        Self::each_with(ApiSettings { tell_statements: true, ..ApiSettings::default() }).await
    }

    /// A world on each database with other settings.
    pub(crate) async fn each_with(settings: ApiSettings) -> Vec<Self> {
        let mut worlds = vec![Self::with(settings.clone()).await];
        if let Ok(server) = std::env::var("PHONJON_TEST_POSTGRES") {
            let dir = tempfile::tempdir().unwrap();
            let name = format!("phonjon_api_{}", dir.path().file_name().unwrap().to_string_lossy());
            let name = name.to_lowercase().replace(|c: char| !c.is_ascii_alphanumeric(), "_");
            let pool = sqlx::PgPool::connect(&server).await.unwrap();
            sqlx::raw_sql(MAKE_ROLE).execute(&pool).await.unwrap();
            let create = sqlx::AssertSqlSafe(format!("create database {name} owner phonjon_test"));
            sqlx::query(create).execute(&pool).await.unwrap();
            let (head, tail) = server.split_once("/postgres?").unwrap();
            let url = format!("{head}/{name}?{tail}&user=phonjon_test");
            worlds.push(Self::open(url, dir, settings).await);
        }
        worlds
    }

    async fn open(database_url: String, dir: TempDir, settings: ApiSettings) -> Self {
        let store = StoreSettings {
            database_url: database_url.clone(),
            data_dir: dir.path().to_owned(),
            key_file: dir.path().join("phonjon.keys"),
            max_connections: 4,
        };
        let store = Store::open(&store).await.unwrap();
        let now = Arc::new(Mutex::new("2026-03-02T03:00:00Z".parse().unwrap()));
        let clock: Clock = {
            let now = Arc::clone(&now);
            Arc::new(move || *now.lock().unwrap())
        };
        let door = Door::new(store.clone(), clock, SessionSettings::default());
        let server = Arc::new(Server::new(door, settings));
        let app = routes(Arc::clone(&server), Router::new());
        Self { store, server, database_url, app, now, _dir: dir }
    }

    /// The local day.
    pub(crate) fn today(&self) -> NaiveDate {
        self.operator().today()
    }

    /// Lets time pass.
    pub(crate) fn pass(&self, time: TimeDelta) {
        *self.now.lock().unwrap() += time;
    }

    /// The context of the command line.
    pub(crate) fn operator(&self) -> Ctx {
        let now = *self.now.lock().unwrap();
        Ctx::new(self.store.clone(), Actor::operator("test", now.date_naive()), now)
    }

    /// The area of a code, made with its parents where it is not there.
    pub(crate) async fn area(&self, code: &str) -> AreaId {
        let code = AreaCode::parse(code).unwrap();
        let tx = self.store.begin().await.unwrap();
        areas::ensure_seen(&tx, std::slice::from_ref(&code)).await.unwrap();
        tx.commit().await.unwrap();
        areas::find_by_code(self.store.reader(), &code).await.unwrap().unwrap().id
    }

    /// A grant held over the area of a code, or over the country.
    pub(crate) async fn grant(&self, role: Role, code: Option<&str>) -> GrantDraft {
        let areas = match code {
            Some(code) => Some(vec![self.area(code).await]),
            None => None,
        };
        GrantDraft::held(role, areas, self.today())
    }

    /// An account with one grant, as it is made: with a password that must be changed.
    pub(crate) async fn account(&self, name: &str, role: Role, code: Option<&str>) -> (UserId, String) {
        let grants = vec![self.grant(role, code).await];
        let new = NewAccount { user_name: name.to_owned(), display_name: name.to_owned(), grants };
        let operator = self.operator();
        let made = accounts::add(&operator, &Key::fresh(&operator), new).await.unwrap();
        (made.account.id, made.password.unwrap())
    }

    /// An account with one grant that is signed in; gives what it carries.
    pub(crate) async fn signed_in(&self, name: &str, role: Role, code: Option<&str>) -> String {
        let (_, password) = self.account(name, role, code).await;
        let carried = self.sign_in(name, &password).await.unwrap();
        let change = "mutation($old: String!, $new: String!) {
            changePassword(oldPassword: $old, newPassword: $new, key: \"first-password\") { done userErrors { code } } }";
        let came = self.post(Some(&carried), change, json!({ "old": password, "new": PASSWORD })).await;
        assert_eq!(came.data("/changePassword/done"), true, "{}", came.body);
        carried
    }

    /// Signs in; gives what is carried from then on.
    pub(crate) async fn sign_in(&self, name: &str, password: &str) -> Option<String> {
        let came = self.try_sign_in(name, password).await;
        came.data("/signIn/session/token").as_str().map(str::to_owned)
    }

    /// Signs in; gives the whole answer.
    pub(crate) async fn try_sign_in(&self, name: &str, password: &str) -> Came {
        let query = "mutation($name: String!, $password: String!) {
            signIn(userName: $name, password: $password) {
                session { token mustChangePassword } retryAt userErrors { code message field } } }";
        self.post(None, query, json!({ "name": name, "password": password })).await
    }

    /// Asks.
    pub(crate) async fn post(&self, carried: Option<&str>, query: &str, variables: Value) -> Came {
        let body = json!({ "query": query, "variables": variables }).to_string();
        let mut request = Request::post("/graphql").header(header::CONTENT_TYPE, "application/json");
        if let Some(carried) = carried {
            request = request.header(header::AUTHORIZATION, format!("Bearer {carried}"));
        }
        self.send(request.body(Body::from(body)).unwrap()).await
    }

    /// Sends a request as it is.
    pub(crate) async fn send(&self, request: Request<Body>) -> Came {
        let response = self.app.clone().oneshot(request).await.unwrap();
        let (status, headers) = (response.status(), response.headers().clone());
        let bytes = axum::body::to_bytes(response.into_body(), usize::MAX).await.unwrap();
        let body = serde_json::from_slice(&bytes)
            .unwrap_or_else(|_| Value::String(String::from_utf8_lossy(&bytes).into_owned()));
        Came { status, headers, body }
    }
}
