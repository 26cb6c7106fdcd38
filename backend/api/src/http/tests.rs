//! What the route refuses, and what its answers carry.

use std::time::Instant;

use axum::body::Body;
use axum::http::{Request, StatusCode, header};
use serde_json::{Value, json};

use super::ApiSettings;
use crate::base::testing::{Came, World};

async fn ask(world: &World, query: &str) -> Came {
    world.post(None, query, json!({})).await
}

#[tokio::test]
async fn only_json_posts_of_no_other_site_are_read() {
    let world = World::new().await;
    let body = || Body::from(r#"{"query":"{ me { id } }"}"#);
    for kind in ["text/plain", "multipart/form-data; boundary=x", "application/x-www-form-urlencoded"] {
        let request = Request::post("/graphql").header(header::CONTENT_TYPE, kind).body(body()).unwrap();
        assert_eq!(world.send(request).await.status, StatusCode::UNSUPPORTED_MEDIA_TYPE, "{kind}");
    }
    let get = Request::get("/graphql?query={me{id}}").body(Body::empty()).unwrap();
    assert_eq!(world.send(get).await.status, StatusCode::METHOD_NOT_ALLOWED);
    let json = Request::post("/graphql").header(header::CONTENT_TYPE, "application/json");
    let foreign = json.header("sec-fetch-site", "cross-site").body(body()).unwrap();
    assert_eq!(world.send(foreign).await.status, StatusCode::FORBIDDEN);
}

#[tokio::test]
async fn batches_and_long_bodies_are_refused() {
    let world = World::new().await;
    let send = async |body: String| {
        let request = Request::post("/graphql").header(header::CONTENT_TYPE, "application/json");
        world.send(request.body(Body::from(body)).unwrap()).await
    };
    assert_eq!(send(r#"[{"query":"{ me { id } }"}]"#.to_owned()).await.code(), Some("BAD_INPUT"));
    assert_eq!(send("{".to_owned()).await.code(), Some("BAD_INPUT"));
    let long = json!({ "query": "{ me { id } }", "variables": { "x": "x".repeat(65_536) } }).to_string();
    assert_eq!(send(long).await.status, StatusCode::PAYLOAD_TOO_LARGE);
    let deep = format!(
        r#"{{"query":"{{ me {{ id }} }}","variables":{{"x":{}1{}}}}}"#,
        "[".repeat(9_000),
        "]".repeat(9_000)
    );
    assert_eq!(send(deep).await.code(), Some("BAD_INPUT"));
}

#[tokio::test]
async fn hostile_documents_are_refused_at_once() {
    let world = World::new().await;
    let bomb = |n: usize| {
        let fragments: Vec<String> =
            (0..n).map(|it| format!("fragment F{it} on Query{{...F{} ...F{}}} ", it + 1, it + 1)).collect();
        format!("{{...F0}} {} fragment F{n} on Query{{me{{id}}}}", fragments.concat())
    };
    let hostile = [
        ("nested values", format!("{{me(x:{}1{}){{id}}}}", "[".repeat(1_600), "]".repeat(1_600))),
        ("fragment bomb", bomb(15)),
        ("fragment bomb of nothing", bomb(15).replace("me{id}", "...Nowhere")),
        ("long fragment chain", bomb(30)),
        ("fragment cycle", "{...A} fragment A on Query{...B} fragment B on Query{...A}".to_owned()),
        (
            "aliases",
            format!("{{{}}}", (0..16).map(|it| format!("a{it}:me{{id}} ")).collect::<Vec<_>>().concat()),
        ),
        ("tokens", format!("{{{}}}", "me{id} ".repeat(500))),
        ("long document", format!("{{me{{id}}}} #{}", "x".repeat(33_000))),
        ("directives", format!("{{me{}{{id}}}}", " @skip(if:false)".repeat(6))),
        ("depth", format!("{{{}id{}}}", "me{".repeat(20), "}".repeat(20))),
        ("two mutations", "mutation{a:signOut{done} b:signOut{done}}".to_owned()),
        ("hidden mutations", "mutation{...M} fragment M on Mutation{signOut{done}}".to_owned()),
    ];
    for (what, document) in hostile {
        let begun = Instant::now();
        let came = ask(&world, &document).await;
        assert_eq!(came.status, StatusCode::BAD_REQUEST, "{what}: {}", came.body);
        assert_eq!(came.code(), Some("TOO_COMPLEX"), "{what}: {}", came.body);
        assert!(begun.elapsed().as_millis() < 1_000, "{what}");
    }
}

#[tokio::test]
async fn pages_count_as_long_as_they_may_be() {
    let world = World::new().await;
    let page =
        |first: &str| format!("accounts(first: {first}) {{ nodes {{ {} }} }}", "id userName ".repeat(125));
    let written = async |first: &str| ask(&world, &format!("{{ {} }}", page(first))).await;
    assert_eq!(written("100").await.code(), Some("TOO_COMPLEX"));
    assert_eq!(written("10").await.code(), Some("UNAUTHENTICATED"));
    let query = format!("query($n: Int) {{ {} }}", page("$n"));
    let sent = async |variables: Value| world.post(None, &query, variables).await;
    assert_eq!(sent(json!({ "n": 100 })).await.code(), Some("TOO_COMPLEX"));
    assert_eq!(sent(json!({})).await.code(), Some("TOO_COMPLEX"));
    assert_eq!(sent(json!({ "n": 10 })).await.code(), Some("UNAUTHENTICATED"));
    let left_out = page("1").replace("(first: 1)", "");
    assert_eq!(ask(&world, &format!("{{ {left_out} }}")).await.code(), Some("UNAUTHENTICATED"));
    let nested = "me { ".repeat(5) + &page("100").replace("userName", "") + &" }".repeat(5);
    assert_ne!(ask(&world, &format!("{{ {nested} }}")).await.code(), Some("UNAUTHENTICATED"));
}

#[tokio::test]
async fn the_schema_is_told_only_where_it_may() {
    let closed = World::new().await;
    let open = World::with(ApiSettings { introspection: true, ..ApiSettings::default() }).await;
    let schema = "{ __schema { types { name } } }";
    assert!(ask(&closed, schema).await.data("/__schema/types/0").is_null());
    assert!(ask(&open, schema).await.data("/__schema/types/0/name").is_string());
    for (wrong, told, place) in [
        ("{ mee { id } }", "there is no field `mee` here", "(line 1, column 3)"),
        ("{ other: mee { id } }", "there is no field `mee` here", "(line 1, column 3)"),
        ("{\n  me { idd } }", "there is no field `idd` here", "(line 2, column 8)"),
        ("{ me(x: 1) { id } }", "there is no argument `x` here", "(line 1, column 6)"),
        (
            "mutation { signIn(userName: 1) { session { token } } }",
            "the value of argument `userName` does not fit",
            "(line 1, column 19)",
        ),
    ] {
        let came = ask(&closed, wrong).await;
        assert_eq!(came.code(), Some("DOCUMENT_INVALID"), "{wrong}");
        let text = came.body.to_string();
        assert!(text.contains(&format!("{told} {place}")), "{wrong}: {text}");
        for name in ["Query", "Me", "password", "SignIn", "String"] {
            assert!(!text.contains(name), "{wrong} told {name}: {text}");
        }
    }
    let came = ask(&open, "{ mee { id } }").await.body.to_string();
    assert!(came.contains("on type \\\"Query\\\""), "{came}");
}

#[tokio::test]
async fn a_value_that_does_not_fit_is_never_repeated() {
    let closed = World::new().await;
    let open = World::with(ApiSettings { introspection: true, ..ApiSettings::default() }).await;
    let carried = closed.signed_in("chief", phonjon_domain::access::Role::DistrictChief, Some("4801")).await;
    let secret = "1103702071234";
    let filter = "query($filter: CaseFilter) { cases(filter: $filter) { totalCount } }";
    let day = "mutation($on: Date!) { caseVerify(caseId: \"1\", result: CONFIRMED, on: $on, expectedVersion: 1, key: \"1\") {
        case { id } } }";
    for (query, variables, name) in [
        (filter, json!({ "filter": { "status": [secret] } }), "`filter.status.0`"),
        (filter, json!({ "filter": { "statuses": [secret] } }), "`statuses`"),
        (filter, json!({ "filter": { "urgent": secret } }), "`filter.urgent`"),
        (day, json!({ "on": secret }), "caseVerify"),
    ] {
        for (world, carried) in [(&closed, Some(carried.as_str())), (&open, None)] {
            let came = world.post(carried, query, variables.clone()).await;
            let text = came.body.to_string();
            assert_eq!(came.code(), Some("DOCUMENT_INVALID"), "{text}");
            assert!(!text.contains(secret), "{text}");
            assert!(text.contains(name), "{text}");
        }
    }
}

#[tokio::test]
async fn answers_are_not_kept_and_not_sniffed() {
    let world = World::new().await;
    let came = ask(&world, "{ me { id } }").await;
    assert_eq!(came.status, StatusCode::OK);
    assert_eq!(came.headers.get(header::CACHE_CONTROL).unwrap(), "no-store");
    assert_eq!(came.headers.get(header::X_CONTENT_TYPE_OPTIONS).unwrap(), "nosniff");
    assert_eq!(came.headers.get(header::CONTENT_TYPE).unwrap(), "application/json");
    let refused = ask(&world, "{").await;
    assert_eq!(refused.headers.get(header::CACHE_CONTROL).unwrap(), "no-store");
}

#[tokio::test]
async fn an_answer_that_is_too_large_does_not_leave() {
    let world = World::with(ApiSettings { answer_bytes: 20, ..ApiSettings::default() }).await;
    let came = ask(&world, "{ me { id } other: me { id } }").await;
    assert_eq!(came.code(), Some("TOO_COMPLEX"));
}

#[tokio::test]
async fn the_server_says_whether_it_is_ready() {
    let world = World::new().await;
    for path in ["/healthz", "/readyz"] {
        let came = world.send(Request::get(path).body(Body::empty()).unwrap()).await;
        assert_eq!(came.status, StatusCode::OK, "{path}");
    }
}

#[tokio::test]
async fn an_act_is_done_though_its_client_went_away() {
    let world = World::new().await;
    let carried = world.signed_in("chief", phonjon_domain::access::Role::DistrictChief, Some("4801")).await;
    let body =
        json!({ "query": "mutation { chooseLanguage(language: EN, key: \"1\") { done } }" }).to_string();
    let request = Request::post("/graphql")
        .header(header::CONTENT_TYPE, "application/json")
        .header(header::AUTHORIZATION, format!("Bearer {carried}"))
        .body(Body::from(body))
        .unwrap();
    let mut asking = Box::pin(world.send(request));
    // Polled until the act is begun, then dropped as a server drops what nobody waits for.
    while world.server.acts.is_empty() {
        assert!(futures_util::poll!(&mut asking).is_pending());
        tokio::task::yield_now().await;
    }
    drop(asking);
    world.server.acts.close();
    world.server.acts.wait().await;
    let came = world.post(Some(&carried), "{ me { language } }", json!({})).await;
    assert_eq!(came.data("/me/language"), "EN");
}

#[tokio::test]
async fn a_text_that_no_database_keeps_is_refused_in_the_readers_language() {
    for world in World::each().await {
        let carried =
            world.signed_in("chief", phonjon_domain::access::Role::DistrictChief, Some("4801")).await;
        let english = "mutation { chooseLanguage(language: EN, key: \"1\") { done } }";
        assert_eq!(world.post(Some(&carried), english, json!({})).await.data("/chooseLanguage/done"), true);
        let by_variable = "query($text: String!) { cases(filter: { text: $text }) { totalCount } }";
        for (query, variables) in [
            (by_variable, json!({ "text": "a\0" })),
            (by_variable, json!({ "text": "a", "unused": { "deep": ["\0"] } })),
            (by_variable, json!({ "text": "a", "\0": 1 })),
            ("{ cases(filter: { text: \"a\\u0000\" }) { totalCount } }", json!({})),
            ("{ cases(filter: { text: \"a\0\" }) { totalCount } }", json!({})),
            ("{ cases(filter: { text: \"\"\"a\0\"\"\" }) { totalCount } }", json!({})),
            (
                "query($text: String = \"\\u0000\") { cases(filter: { text: $text }) { totalCount } }",
                json!({}),
            ),
            ("mutation { chooseLanguage(language: TH, key: \"\\u0000\") { done } }", json!({})),
        ] {
            let came = world.post(Some(&carried), query, variables).await;
            assert_eq!(came.status, StatusCode::BAD_REQUEST, "{query}");
            assert_eq!(came.code(), Some("BAD_INPUT"), "{query}");
            let message = came.body.pointer("/errors/0/message").and_then(Value::as_str).unwrap();
            assert!(message.starts_with("What was sent"), "{message}");
        }
        let nobody = world.post(None, by_variable, json!({ "text": "\0" })).await;
        assert!(!nobody.body.pointer("/errors/0/message").unwrap().as_str().unwrap().is_ascii());
        // A cursor that was not given out, with such a text inside.
        for list in ["accounts", "cases"] {
            let query = format!("{{ {list}(after: \"610061\") {{ nodes {{ id }} }} }}");
            let came = world.post(Some(&carried), &query, json!({})).await;
            assert_eq!(came.code(), Some("BAD_CURSOR"), "{list}: {}", came.body);
        }
        // What only looks like it is a text as any other.
        let came = world.post(Some(&carried), by_variable, json!({ "text": "\\u0000" })).await;
        assert_eq!(came.data("/cases/totalCount"), 0, "{}", came.body);
    }
}

#[tokio::test]
async fn a_request_has_an_id_of_its_own() {
    let world = World::new().await;
    let send = async |id: Option<&str>| {
        let mut request = Request::post("/graphql").header(header::CONTENT_TYPE, "application/json");
        if let Some(id) = id {
            request = request.header("x-request-id", id);
        }
        let came = world.send(request.body(Body::from(r#"{"query":"{ me { id } }"}"#)).unwrap()).await;
        came.headers.get("x-request-id").and_then(|it| it.to_str().ok()).unwrap().to_owned()
    };
    let (one, other) = (send(None).await, send(None).await);
    assert!(uuid::Uuid::try_parse(&one).is_ok());
    assert_ne!(one, other);
    let chosen = "0198c0de-0000-7000-8000-00000000a11c";
    assert_eq!(send(Some(chosen)).await, chosen);
    // A client's words do not come into the log.
    assert_ne!(send(Some("1103702071234")).await, "1103702071234");
}

#[tokio::test]
async fn a_cookie_of_another_name_is_nobody() {
    let world = World::new().await;
    let carried = world.signed_in("chief", phonjon_domain::access::Role::DistrictChief, Some("4801")).await;
    for name in ["session", "token", "Authorization", "authorization"] {
        let request = Request::post("/graphql")
            .header(header::CONTENT_TYPE, "application/json")
            .header(header::COOKIE, format!("{name}={carried}; {name}=Bearer {carried}"))
            .body(Body::from(r#"{"query":"mutation { chooseLanguage(language: EN, key: \"1\") { done } }"}"#))
            .unwrap();
        let came = world.send(request).await;
        assert_eq!(came.code(), Some("UNAUTHENTICATED"), "{name}");
        assert!(came.headers.get(header::SET_COOKIE).is_none());
    }
}
