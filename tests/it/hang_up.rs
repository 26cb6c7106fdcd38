//! Clients that go away and servers that are asked to end: what was begun is done.

use std::io::{Read, Write};
use std::net::TcpStream;
use std::time::{Duration, Instant};

use serde_json::json;
use sqlx::Connection;

use crate::imports::look;
use crate::office::province;
use crate::world::World;

const COMMENT: &str = "mutation ($id: ID!, $text: String!) {
    caseComment(caseId: $id, key: $text, text: $text) { case { id } userErrors { code } }
}";

/// A request whose head the server has read: it waits for the body.
fn begun(address: &str, token: &str, body: &str) -> TcpStream {
    let mut stream = TcpStream::connect(address).unwrap();
    stream.set_read_timeout(Some(Duration::from_mins(1))).unwrap();
    write!(
        stream,
        "POST /graphql HTTP/1.1\r\nhost: {address}\r\ncontent-type: application/json\r\nauthorization: Bearer {token}\r\n\
         content-length: {}\r\nexpect: 100-continue\r\nconnection: close\r\n\r\n",
        body.len()
    )
    .unwrap();
    let mut told = [0; 25];
    stream.read_exact(&mut told).unwrap();
    assert_eq!(String::from_utf8_lossy(&told), "HTTP/1.1 100 Continue\r\n\r\n");
    stream
}

/// Somebody else who writes: nobody's act is done until it is dropped.
enum Writer {
    Sqlite(sqlx::SqliteConnection),
    Postgres(sqlx::PgConnection),
}

impl Writer {
    async fn hold(world: &World) -> Self {
        if world.is_postgres() {
            let mut db = sqlx::PgConnection::connect(world.database_url()).await.unwrap();
            sqlx::raw_sql("begin; lock table case_event in exclusive mode").execute(&mut db).await.unwrap();
            Self::Postgres(db)
        } else {
            let mut db = sqlx::SqliteConnection::connect(world.database_url()).await.unwrap();
            sqlx::raw_sql("begin immediate").execute(&mut db).await.unwrap();
            Self::Sqlite(db)
        }
    }

    async fn let_go(self) {
        match self {
            Self::Sqlite(mut db) => drop(sqlx::raw_sql("rollback").execute(&mut db).await.unwrap()),
            Self::Postgres(mut db) => drop(sqlx::raw_sql("rollback").execute(&mut db).await.unwrap()),
        }
    }
}

/// True when a comment of this text is kept; looked for until a while has passed.
async fn is_kept(world: &World, text: &str, patience: Duration) -> bool {
    let query = format!("select cast(count(*) as text) from idempotency_key where key = '{text}'");
    let since = Instant::now();
    loop {
        if look(world, &query).await[0][0].as_deref() == Some("1") {
            return true;
        }
        if patience < since.elapsed() {
            return false;
        }
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
}

async fn an_act_is_done_though_its_client_hangs_up(world: World) {
    let here = province(&world).await.here;
    let token = world.signed_in("chief", "district_chief", "4801").await;
    let address = world.server().await.base_url().trim_start_matches("http://").to_owned();
    // When the server has begun cannot be seen from outside, so each try waits twice as long before it hangs up.
    // An act that ends with its connection is done in none of them.
    let mut n_tries = 0;
    loop {
        let text = format!("hang-up-{n_tries}");
        let body = json!({ "query": COMMENT, "variables": { "id": here.case, "text": text } }).to_string();
        let wait = Duration::from_millis(40 << n_tries);
        let writer = Writer::hold(&world).await;
        let mut stream = begun(&address, &token, &body);
        stream.write_all(body.as_bytes()).unwrap();
        tokio::time::sleep(wait).await;
        stream.shutdown(std::net::Shutdown::Both).unwrap();
        drop(stream);
        tokio::time::sleep(wait).await;
        assert!(!is_kept(&world, &text, Duration::ZERO).await, "nobody could have done it yet");
        writer.let_go().await;
        if is_kept(&world, &text, Duration::from_secs(2)).await {
            break;
        }
        n_tries += 1;
        assert!(n_tries < 6, "no act outlived its client\n{}", world.log());
    }
    // Nobody is left waiting, and the next is served.
    let again = world.data(&token, COMMENT, json!({ "id": here.case, "text": "after" })).await;
    assert_eq!(again["caseComment"]["userErrors"], json!([]));
    // A body that is never finished is nothing that was begun.
    let body = json!({ "query": COMMENT, "variables": { "id": here.case, "text": "half" } }).to_string();
    let mut stream = begun(&address, &token, &body);
    stream.write_all(&body.as_bytes()[..body.len() - 2]).unwrap();
    drop(stream);
    assert!(!is_kept(&world, "half", Duration::from_millis(200)).await);
}

async fn a_server_that_is_asked_to_end_ends_what_it_began(world: World) {
    let here = province(&world).await.here;
    let token = world.signed_in("chief", "district_chief", "4801").await;
    let server = world.server().await;
    let address = server.base_url().trim_start_matches("http://");
    let body = json!({ "query": COMMENT, "variables": { "id": here.case, "text": "last" } }).to_string();
    let mut stream = begun(address, &token, &body);
    let ended = std::thread::scope(|threads| {
        let ending = threads.spawn(|| server.stop());
        // Nobody new is let in.
        let since = Instant::now();
        while TcpStream::connect(address).is_ok() {
            assert!(since.elapsed() < Duration::from_secs(30), "it goes on listening");
            std::thread::sleep(Duration::from_millis(10));
        }
        stream.write_all(body.as_bytes()).unwrap();
        let mut answer = String::new();
        stream.read_to_string(&mut answer).unwrap();
        assert!(
            answer.starts_with("HTTP/1.1 200 OK\r\n") && answer.contains("\"userErrors\":[]"),
            "{answer}"
        );
        ending.join().unwrap()
    });
    assert_eq!(ended, Some(0), "{}", world.log());
    assert!(is_kept(&world, "last", Duration::ZERO).await);
    world.run(&["audit", "verify"]);
}

on_both!(an_act_is_done_though_its_client_hangs_up, a_server_that_is_asked_to_end_ends_what_it_began);
