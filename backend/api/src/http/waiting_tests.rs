//! Requests that wait: for whom, how long, and what they leave behind.

use std::time::{Duration, Instant};

use axum::body::Body;
use axum::http::{Request, StatusCode};
use phonjon_domain::access::Role;
use serde_json::json;
use sqlx::Connection;

use super::ApiSettings;
use crate::base::testing::{Came, World};

/// How long the servers here wait; long enough for any answer that nobody holds up.
const PATIENCE: Duration = Duration::from_secs(2);

fn hasty() -> ApiSettings {
    ApiSettings { patience: PATIENCE, ..ApiSettings::default() }
}

/// Somebody else who holds what everybody needs until dropped: on SQLite the writer's lock, on PostgreSQL a table.
enum Holder {
    Sqlite(sqlx::SqliteConnection),
    Postgres(sqlx::PgConnection),
}

impl Holder {
    async fn hold(world: &World, table: &'static str) -> Self {
        if world.database_url.starts_with("sqlite:") {
            let mut db = sqlx::SqliteConnection::connect(&world.database_url).await.unwrap();
            sqlx::raw_sql("begin immediate").execute(&mut db).await.unwrap();
            return Self::Sqlite(db);
        }
        let mut db = sqlx::PgConnection::connect(&world.database_url).await.unwrap();
        let lock = format!("begin; lock table \"{table}\" in access exclusive mode");
        sqlx::raw_sql(sqlx::AssertSqlSafe(lock)).execute(&mut db).await.unwrap();
        Self::Postgres(db)
    }

    const fn is_postgres(&self) -> bool {
        matches!(self, Self::Postgres(_))
    }

    async fn let_go(self) {
        match self {
            Self::Sqlite(db) => db.close().await.unwrap(),
            Self::Postgres(db) => db.close().await.unwrap(),
        }
    }
}

const CHOOSE: &str = "mutation { chooseLanguage(language: EN, key: \"1\") { done userErrors { code } } }";

async fn timed(world: &World, carried: &str, query: &str) -> (Came, Duration) {
    let begun = Instant::now();
    let came = world.post(Some(carried), query, json!({})).await;
    (came, begun.elapsed())
}

fn is_given_up(came: &Came) -> bool {
    matches!(came.code(), Some("TOO_SLOW" | "BUSY"))
}

#[tokio::test]
async fn nobody_waits_longer_than_agreed_for_who_they_are() {
    for world in World::each_with(hasty()).await {
        let carried = world.signed_in("chief", Role::DistrictChief, Some("4801")).await;
        let holder = Holder::hold(&world, "session").await;
        if !holder.is_postgres() {
            // Who reads on SQLite waits for no writer.
            assert_eq!(timed(&world, &carried, "{ me { userName } }").await.0.data("/me/userName"), "chief");
            continue;
        }
        let (came, waited) = timed(&world, &carried, "{ me { userName } }").await;
        assert_eq!(came.status, StatusCode::SERVICE_UNAVAILABLE, "{}", came.body);
        assert!(is_given_up(&came), "{}", came.body);
        assert!(waited < PATIENCE * 2, "{waited:?}");
        holder.let_go().await;
        assert_eq!(timed(&world, &carried, "{ me { userName } }").await.0.data("/me/userName"), "chief");
    }
}

#[tokio::test]
async fn what_was_given_up_holds_no_connection() {
    for world in World::each_with(hasty()).await {
        let carried = world.signed_in("chief", Role::DistrictChief, Some("4801")).await;
        let holder = Holder::hold(&world, "case").await;
        if !holder.is_postgres() {
            continue;
        }
        // As many as there are connections, and one more.
        let cases = "{ cases { totalCount } }";
        let slow = (0..5).map(|_| timed(&world, &carried, cases));
        for (came, waited) in futures_util::future::join_all(slow).await {
            assert!(is_given_up(&came), "{}", came.body);
            assert!(waited < PATIENCE * 2, "{waited:?}");
        }
        // The table is still held; who does not need it is served.
        let (came, _) = timed(&world, &carried, "{ me { userName } }").await;
        assert_eq!(came.data("/me/userName"), "chief", "{}", came.body);
        holder.let_go().await;
        assert_eq!(timed(&world, &carried, cases).await.0.data("/cases/totalCount"), 0);
    }
}

#[tokio::test]
async fn an_act_that_takes_too_long_is_told_and_done() {
    for world in World::each_with(hasty()).await {
        let carried = world.signed_in("chief", Role::DistrictChief, Some("4801")).await;
        let holder = Holder::hold(&world, "account").await;
        if holder.is_postgres() {
            // Whoever comes in needs the account as well, so that the act is not begun.
            let (came, waited) = timed(&world, &carried, CHOOSE).await;
            assert!(is_given_up(&came) && waited < PATIENCE * 2, "{waited:?} {}", came.body);
            holder.let_go().await;
            continue;
        }
        let (came, waited) = timed(&world, &carried, CHOOSE).await;
        assert_eq!(came.status, StatusCode::SERVICE_UNAVAILABLE);
        assert_eq!(came.code(), Some("TOO_SLOW"));
        assert!(PATIENCE <= waited && waited < PATIENCE * 2, "{waited:?}");
        holder.let_go().await;
        world.server.acts.close();
        world.server.acts.wait().await;
        let came = world.post(Some(&carried), "{ me { language } }", json!({})).await;
        assert_eq!(came.data("/me/language"), "EN");
    }
}

#[tokio::test]
async fn one_too_many_at_once_is_told_to_come_again() {
    let settings = ApiSettings { at_once: 1, ..ApiSettings::default() };
    for world in World::each_with(settings).await {
        let carried = world.signed_in("chief", Role::DistrictChief, Some("4801")).await;
        let holder = Holder::hold(&world, "idempotency_key").await;
        let mut first = Box::pin(world.post(Some(&carried), CHOOSE, json!({})));
        // Begun, and held up by somebody else.
        while world.server.acts.is_empty() {
            assert!(futures_util::poll!(&mut first).is_pending());
            tokio::task::yield_now().await;
        }
        let second = world.post(Some(&carried), "{ me { userName } }", json!({})).await;
        assert_eq!(second.status, StatusCode::SERVICE_UNAVAILABLE);
        assert_eq!(second.code(), Some("BUSY"));
        holder.let_go().await;
        assert_eq!(first.await.data("/chooseLanguage/done"), true);
        let third = world.post(Some(&carried), "{ me { userName } }", json!({})).await;
        assert_eq!(third.data("/me/userName"), "chief");
    }
}

async fn readiness(world: &World) -> StatusCode {
    world.send(Request::get("/readyz").body(Body::empty()).unwrap()).await.status
}

async fn change(world: &World, statement: &'static str) {
    if world.database_url.starts_with("sqlite:") {
        let mut db = sqlx::SqliteConnection::connect(&world.database_url).await.unwrap();
        sqlx::raw_sql(statement).execute(&mut db).await.unwrap();
        db.close().await.unwrap();
    } else {
        let mut db = sqlx::PgConnection::connect(&world.database_url).await.unwrap();
        sqlx::raw_sql(statement).execute(&mut db).await.unwrap();
        db.close().await.unwrap();
    }
}

#[tokio::test]
async fn a_server_is_ready_with_its_own_schema_and_no_other() {
    for world in World::each_with(hasty()).await {
        assert_eq!(readiness(&world).await, StatusCode::OK);
        for (breaks, mends) in [
            ("alter table session rename to elsewhere", "alter table elsewhere rename to session"),
            (
                "insert into seaql_migrations (version, applied_at) values ('99_newer', 0)",
                "delete from seaql_migrations where version = '99_newer'",
            ),
            (
                "update seaql_migrations set version = 'older' where version = '90_imports'",
                "update seaql_migrations set version = '90_imports' where version = 'older'",
            ),
        ] {
            change(&world, breaks).await;
            assert_eq!(readiness(&world).await, StatusCode::SERVICE_UNAVAILABLE, "{breaks}");
            change(&world, mends).await;
            assert_eq!(readiness(&world).await, StatusCode::OK, "{mends}");
        }
    }
}
