//! What is told as it changes, over Server-Sent Events: to whom, how often, and when it ends.

use std::time::{Duration, Instant};

use serde_json::{Value, json};

use crate::imports::look;
use crate::office::{Province, code, province};
use crate::program::Server;
use crate::world::World;

const CASE: &str = "subscription ($id: ID!) { caseChanged(caseId: $id) { id version } }";
const IMPORT: &str = "subscription ($id: ID!) { importProgress(importId: $id) { state nRowsDone } }";
const PACE: &str = "subscription ($id: ID!) { importProgress(importId: $id) { state nRows nRowsDone \
    pace { nRowsLeft rowsPerMinute secondsLeft resumedAfterRows resumedAt } } }";
const VISIT: &str = "mutation ($id: ID!, $key: ID!) {
    caseRecordVisit(caseId: $id, key: $key, visit: { visitedOn: \"2025-02-01\", manner: AT_HOME, verification: CONFIRMED }) {
        case { version } userErrors { code }
    }
}";

/// A live answer.
struct Live {
    answer: reqwest::Response,
    read: String,
}

impl Live {
    async fn ask(
        world: &World,
        server: &str,
        token: Option<&str>,
        query: &str,
        id: &str,
    ) -> reqwest::Response {
        let mut request = world.http().post(format!("{server}/graphql"));
        if let Some(token) = token {
            request = request.bearer_auth(token);
        }
        let body = json!({ "query": query, "variables": { "id": id } });
        request.header("accept", "text/event-stream, multipart/mixed").json(&body).send().await.unwrap()
    }

    async fn of(world: &World, server: &str, token: Option<&str>, query: &str, id: &str) -> Self {
        let answer = Self::ask(world, server, token, query, id).await;
        assert_eq!(answer.status(), 200);
        assert_eq!(answer.headers()["content-type"], "text/event-stream");
        assert_eq!(answer.headers()["cache-control"], "no-store");
        Self { answer, read: String::new() }
    }

    /// The next event and its data; nothing where the answer is at its end.
    async fn event(&mut self) -> Option<(String, Value)> {
        loop {
            while let Some((event, rest)) = self.read.split_once("\n\n") {
                let (event, rest) = (event.to_owned(), rest.to_owned());
                self.read = rest;
                let field = |name: &str| {
                    event.lines().find_map(|it| it.strip_prefix(name)).map(|it| it.trim().to_owned())
                };
                if let Some(name) = field("event:") {
                    let data = field("data:").unwrap_or_default();
                    return Some((name, serde_json::from_str(&data).unwrap_or(Value::Null)));
                }
            }
            let chunk = tokio::time::timeout(Duration::from_secs(30), self.answer.chunk());
            let chunk = chunk.await.expect("something is told within half a minute").unwrap()?;
            self.read.push_str(std::str::from_utf8(&chunk).unwrap());
        }
    }

    /// The next answer.
    async fn next(&mut self) -> Value {
        let (event, data) = self.event().await.expect("it is not at its end");
        assert_eq!(event, "next", "{data:#}");
        data
    }

    /// Nothing more comes.
    async fn is_complete(&mut self) {
        assert_eq!(self.event().await, Some(("complete".to_owned(), Value::Null)));
        assert_eq!(self.event().await, None);
    }
}

async fn a_case_is_told_as_it_changes_until_its_session_ends(world: World) {
    let Province { here, there, .. } = province(&world).await;
    let chief = world.signed_in("chief", "district_chief", "4801").await;
    let member = world.signed_in("member", "team_member", "480101").await;
    let other = Server::start(world.command(), world.path().join("other.log")).await;
    let server = world.server().await.base_url().to_owned();

    let mut live = Live::of(&world, &server, Some(&chief), CASE, &here.case).await;
    let first = live.next().await;
    let version = |told: &Value| told["data"]["caseChanged"]["version"].as_i64();
    assert!(version(&first).is_some(), "{first:#}");
    assert_eq!(first["data"]["caseChanged"]["id"], here.case.as_str());
    // Done at another server of the same database.
    for key in ["visit-1", "visit-2"] {
        let before = version(&first);
        let body = json!({ "query": VISIT, "variables": { "id": here.case, "key": key } });
        let sent =
            world.http().post(format!("{}/graphql", other.base_url())).bearer_auth(&member).json(&body);
        let done: Value = sent.send().await.unwrap().json().await.unwrap();
        assert_eq!(code(&done), "", "{done:#}");
        let told = live.next().await;
        assert_eq!(version(&told), done["data"]["caseRecordVisit"]["case"]["version"].as_i64());
        assert!(before < version(&told), "{told:#}");
    }

    // What one may not read is not there, and nobody is told anything.
    for (token, id, refusal) in [
        (Some(&*chief), &*there.case, "NOT_FOUND"),
        (Some(&*chief), "1", "NOT_FOUND"),
        (None, &here.case, "UNAUTHENTICATED"),
    ] {
        let mut refused = Live::of(&world, &server, token, CASE, id).await;
        assert_eq!(code(&refused.next().await), refusal);
        refused.is_complete().await;
    }

    // Looking is no use of the session, and ends with it.
    let seen = "select cast(max(seen_at) as text) from session";
    let before = look(&world, seen).await;
    world.data(&chief, "mutation { signOut { done } }", json!({})).await;
    let ended = live.next().await;
    assert_eq!(code(&ended), "SESSION_ENDED", "{ended:#}");
    live.is_complete().await;
    assert_eq!(look(&world, seen).await, before);
}

async fn an_import_tells_how_far_it_is_until_it_is_at_its_end(world: World) {
    province(&world).await;
    let chief = world.signed_in("chief", "district_chief", "4801").await;
    let server = world.server().await.base_url().to_owned();
    let imports = world.data(&chief, "{ imports { nodes { id nRowsDone } } }", json!({})).await;
    let import = &imports["imports"]["nodes"][0];
    let id = import["id"].as_str().unwrap();
    let mut done = Live::of(&world, &server, Some(&chief), IMPORT, id).await;
    assert_eq!(done.next().await["data"]["importProgress"]["state"], "APPLIED");
    done.is_complete().await;

    look(&world, "update import_batch set state = 'applying', n_rows_applied = 0").await;
    let mut live = Live::of(&world, &server, Some(&chief), IMPORT, id).await;
    let told = |state: &str, n: i64| json!({ "importProgress": { "state": state, "nRowsDone": n } });
    assert_eq!(live.next().await["data"], told("APPLYING", 0));
    look(&world, "update import_batch set n_rows_applied = 1").await;
    assert_eq!(live.next().await["data"], told("APPLYING", 1));
    look(&world, "update import_batch set n_rows_applied = 2, state = 'applied'").await;
    assert_eq!(live.next().await["data"], told("APPLIED", 2));
    live.is_complete().await;
}

async fn an_import_tells_its_pace_and_where_it_was_gone_on_with(world: World) {
    province(&world).await;
    let chief = world.signed_in("chief", "district_chief", "4801").await;
    let server = world.server().await.base_url().to_owned();
    let imports = world.data(&chief, "{ imports { nodes { id nRows } } }", json!({})).await;
    let import = &imports["imports"]["nodes"][0];
    let (id, n_rows) = (import["id"].as_str().unwrap(), import["nRows"].as_i64().unwrap());
    let told = async |live: &mut Live| live.next().await["data"]["importProgress"].take();
    let number = |told: &Value, name: &str| told["pace"][name].as_i64();

    // Nothing of its pace is known before its first rows.
    look(&world, "update import_batch set state = 'applying', n_rows_applied = 0").await;
    let mut live = Live::of(&world, &server, Some(&chief), PACE, id).await;
    let first = told(&mut live).await;
    assert_eq!(number(&first, "nRowsLeft"), Some(n_rows), "{first}");
    assert_eq!((number(&first, "rowsPerMinute"), number(&first, "secondsLeft")), (None, None), "{first}");
    assert_eq!(number(&first, "resumedAfterRows"), None, "{first}");
    // It was begun just now, and two rows are taken up.
    look(&world, "update import_batch set n_rows_read = 1000000, n_rows_applied = 2").await;
    let second = told(&mut live).await;
    let pace = number(&second, "rowsPerMinute").expect("its pace is known");
    assert_eq!(number(&second, "nRowsLeft"), Some(999_998), "{second}");
    let left = number(&second, "secondsLeft").expect("so is how long it takes");
    // Minutes left by the pace are those told, but for what is rounded.
    assert!(pace > 0 && 999_998 / (pace + 1) <= left / 60 + 1 && left / 60 <= 999_998 / pace + 1, "{second}");
    // It was broken off, and gone on with now: what was done before tells nothing of the pace.
    look(&world, "update import_batch set n_rows_applied = 3, resumed_from = 3, resumed_at = started_at")
        .await;
    let third = told(&mut live).await;
    assert_eq!(
        (number(&third, "resumedAfterRows"), number(&third, "rowsPerMinute")),
        (Some(3), None),
        "{third}"
    );
    assert!(third["pace"]["resumedAt"].is_string(), "{third}");
    look(&world, "update import_batch set n_rows_applied = 4, state = 'applied'").await;
    let last = told(&mut live).await;
    assert_eq!(
        (number(&last, "resumedAfterRows"), number(&last, "rowsPerMinute")),
        (Some(3), None),
        "{last}"
    );
    live.is_complete().await;
}

async fn who_goes_away_makes_room_and_a_server_that_stops_says_so(world: World) {
    let Province { here, .. } = province(&world).await;
    let chief = world.signed_in("chief", "district_chief", "4801").await;
    let server = world.server().await.base_url().to_owned();
    let mut all = Vec::new();
    for _ in 0..20 {
        let mut live = Live::of(&world, &server, Some(&chief), CASE, &here.case).await;
        live.next().await;
        all.push(live);
    }
    let refused = Live::ask(&world, &server, Some(&chief), CASE, &here.case).await;
    assert_eq!(refused.status(), 503);
    assert_eq!(code(&serde_json::from_str(&refused.text().await.unwrap()).unwrap()), "BUSY");
    drop(all.pop());
    let begun = Instant::now();
    loop {
        let again = Live::ask(&world, &server, Some(&chief), CASE, &here.case).await;
        if again.status() == 200 {
            break;
        }
        assert!(begun.elapsed() < Duration::from_secs(30), "who went away keeps the place");
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
    let mut last = all.pop().unwrap();
    let begun = Instant::now();
    assert_eq!(world.server().await.stop(), Some(0));
    assert!(begun.elapsed() < Duration::from_secs(10), "nobody is waited for: {:?}", begun.elapsed());
    last.is_complete().await;
}

on_both!(
    a_case_is_told_as_it_changes_until_its_session_ends,
    an_import_tells_how_far_it_is_until_it_is_at_its_end,
    an_import_tells_its_pace_and_where_it_was_gone_on_with,
    who_goes_away_makes_room_and_a_server_that_stops_says_so,
);
