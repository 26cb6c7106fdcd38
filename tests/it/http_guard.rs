//! What the server answers before it asks anything: wrong doors, too long, too deep, too much, each with its code.

use std::net::SocketAddr;

use reqwest::header::HeaderMap;
use serde_json::{Value, json};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpSocket, TcpStream};

use crate::office::{code, province};
use crate::program::Server;
use crate::world::World;

/// Sends a body as it is and gives status, headers and the code of the refusal.
async fn send(world: &World, kind: &str, body: impl Into<reqwest::Body>) -> (u16, HeaderMap, String) {
    let sent = world.http().post(world.url("/graphql").await).header("content-type", kind).body(body);
    told(sent.send().await.unwrap()).await
}

async fn told(answer: reqwest::Response) -> (u16, HeaderMap, String) {
    let (status, headers) = (answer.status().as_u16(), answer.headers().clone());
    let text = answer.text().await.unwrap();
    (status, headers, code(&serde_json::from_str(&text).unwrap_or(Value::Null)))
}

/// As [`send`], one document.
async fn ask(world: &World, document: &str) -> (u16, String) {
    let (status, _, code) = send(world, "application/json", json!({ "query": document }).to_string()).await;
    (status, code)
}

async fn wrong_doors_are_shut_with_a_code(world: World) {
    let url = world.url("/graphql").await;
    let whole = r#"{"query":"{ me { id } }"}"#;
    for answer in [
        world.http().get(format!("{url}?query=%7Bme%7Bid%7D%7D")).send().await.unwrap(),
        world.http().put(&url).header("content-type", "application/json").body(whole).send().await.unwrap(),
        world.http().delete(&url).send().await.unwrap(),
    ] {
        let (status, headers, code) = told(answer).await;
        assert_eq!((status, &*code), (405, "BAD_INPUT"));
        assert_eq!(headers["allow"], "POST");
        assert_eq!(headers["cache-control"], "no-store");
    }
    // The reader is told in their language, whoever wrote the client what exactly is wrong.
    for (language, message) in [("en", "The request is too complex"), ("de, th", "คำขอซับซ้อนเกินไป")]
    {
        let sent = world.http().post(&url).header("accept-language", language);
        let answer = sent.json(&json!({ "query": format!("{}{}", "{".repeat(33), "}".repeat(33)) })).send();
        let answer: Value = answer.await.unwrap().json().await.unwrap();
        assert!(answer["errors"][0]["message"].as_str().unwrap().starts_with(message), "{answer:#}");
        assert_eq!(answer["errors"][0]["extensions"]["detail"], "the document is nested too deep");
    }
    let missing = told(world.http().get(world.url("/admin").await).send().await.unwrap()).await;
    assert_eq!((missing.0, &*missing.2), (404, "NOT_FOUND"));

    for kind in [
        "text/plain",
        "application/x-www-form-urlencoded",
        "multipart/form-data; boundary=x",
        "text/json",
        "application/graphql-response+json",
        "",
    ] {
        let (status, _, code) = send(&world, kind, whole).await;
        assert_eq!((status, &*code), (415, "BAD_INPUT"), "{kind}");
    }
    for body in
        ["", "{", "[]", "null", "\"query\"", "{}", r#"{"query":1}"#, &format!("[{whole}]"), "\u{feff}{}"]
    {
        let (status, _, code) = send(&world, "application/json", body.to_owned()).await;
        assert_eq!((status, &*code), (400, "BAD_INPUT"), "{body}");
    }
    let not_utf8 = [br#"{"query":"{ me { id } } #"#, &[0xff, 0xfe][..], br#""}"#].concat();
    assert_eq!(send(&world, "application/json", not_utf8).await.2, "BAD_INPUT");

    // A page of another site, and one of this.
    for (name, value, status) in [
        ("origin", "https://elsewhere.example", 403),
        ("origin", "null", 403),
        ("sec-fetch-site", "cross-site", 403),
        ("origin", world.server().await.base_url(), 200),
        ("sec-fetch-site", "same-origin", 200),
    ] {
        let sent = world.http().post(&url).header("content-type", "application/json").header(name, value);
        let answer = told(sent.body(whole).send().await.unwrap()).await;
        assert_eq!(answer.0, status, "{name}: {value}");
        assert_eq!(answer.2, if status == 403 { "FORBIDDEN" } else { "" });
    }

    // Exactly 64 KiB is read, one byte more is not.
    let of_length = |n: usize| {
        let frame = r#"{"query":"{ me { id } }","variables":{"x":""}}"#.len();
        format!(r#"{{"query":"{{ me {{ id }} }}","variables":{{"x":"{}"}}}}"#, "x".repeat(n - frame))
    };
    assert_eq!(send(&world, "application/json", of_length(65_536)).await.0, 200);
    let (status, _, code) = send(&world, "application/json", of_length(65_537)).await;
    assert_eq!((status, &*code), (413, "TOO_LARGE"));

    let (status, headers, _) = send(&world, "application/json", whole).await;
    assert_eq!(status, 200);
    for (name, value) in [
        ("content-type", "application/json"),
        ("cache-control", "no-store"),
        ("x-content-type-options", "nosniff"),
        ("referrer-policy", "no-referrer"),
        ("x-frame-options", "DENY"),
        ("content-security-policy", "default-src 'none'; frame-ancestors 'none'"),
    ] {
        assert_eq!(headers[name], value, "{name}");
    }
    assert!(headers.get("set-cookie").is_none() && headers.get("access-control-allow-origin").is_none());
    for path in ["/healthz", "/readyz"] {
        let answer = told(world.http().get(world.url(path).await).send().await.unwrap()).await;
        assert_eq!((answer.0, &answer.1["cache-control"]), (200, &"no-store".parse().unwrap()), "{path}");
    }
    let door = world.http().get(world.url("/").await).send().await.unwrap();
    assert_eq!(
        (door.status().as_u16(), &door.headers()["content-type"]),
        (200, &"text/plain; charset=utf-8".parse().unwrap())
    );
    let said = door.text().await.unwrap();
    assert!(said.contains("/graphql") && said.contains("docs/tour.md"), "{said}");
}

/// A document so deep: `{areas{nodes{path{…}}}}`, told in levels of fields.
fn deep(levels: usize) -> String {
    let inner: Vec<&str> = (0..levels - 2).map(|_| "path").collect();
    format!(
        "{{ areas {{ {} }} }}",
        inner.iter().rev().fold("id".to_owned(), |it, name| format!("{name} {{ {it} }}"))
    )
}

async fn a_document_asks_for_so_much_and_no_more(world: World) {
    let all = |n: usize, one: &dyn Fn(usize) -> String| (0..n).map(one).collect::<Vec<_>>().concat();
    let me = |n: usize| format!("{{ {} }}", all(n, &|it| format!("a{it}: me {{ id }} ")));
    let plain = |n: usize| format!("{{ {} }}", "__typename ".repeat(n));
    let nested = |n: usize| format!("{{ area(id: {}1{}) {{ id }} }}", "[".repeat(n - 2), "]".repeat(n - 2));
    let of_bytes = |n: usize| format!("{{ __typename }} #{}", "x".repeat(n - 16));
    let bomb = {
        let fragments = (0..15).map(|it| format!("fragment F{it} on Query {{ ...F{0} ...F{0} }} ", it + 1));
        format!("{{ ...F0 }} {} fragment F15 on Query {{ me {{ id }} }}", fragments.collect::<String>())
    };
    let directives = |n: usize| format!("{{ me{} {{ id }} }}", " @skip(if: false)".repeat(n));
    let operations = |n: usize| all(n, &|it| format!("query Q{it} {{ __typename }} "));
    // Each at its line, and one beyond.
    let page = |first: usize| {
        format!("{{ cases(first: {first}) {{ nodes {{ household {{ members {{ person {{ id }} }} }} }} }} }}")
    };
    let wide = |n: usize| format!("{{ cases(first: 100) {{ nodes {{ {} }} }} }}", "id ".repeat(n));
    let in_fragment = |n: usize| {
        format!("{{ cases {{ ...P }} }} fragment P on CaseConnection {{ nodes {{ {} }} }}", "id ".repeat(n))
    };
    let chained = |n: usize| {
        let links = (0..n / 2).map(|it| {
            format!("fragment F{it} on Household {{ case {{ household {{ ...F{} }} }} }} ", it + 1)
        });
        let links: String = links.collect();
        let team = "{ team(id: \"7\") { id } cases(first: 1) { nodes { household { ...F0 } } } }";
        format!("{team} {links} fragment F{} on Household {{ id }}", n / 2)
    };
    let fragments = |n: usize| {
        let spread = all(n, &|it| format!("...F{it} "));
        format!("{{ {spread} }} {}", all(n, &|it| format!("fragment F{it} on Query {{ __typename }} ")))
    };
    let listed = |field: &str, n: usize| {
        let ids = "\"1\" ".repeat(n);
        let selection = format!("{{ filter: {{ }}, {field}: [{ids}] }}");
        format!(
            "mutation {{ casesAssign(selection: {selection}, teamId: \"1\", key: \"1\") {{ userErrors {{ code }} }} }}"
        )
    };
    for (what, document, expected) in [
        ("bytes", of_bytes(32_768), ""),
        ("bytes", of_bytes(32_769), "TOO_COMPLEX"),
        ("tokens", plain(1_998), ""),
        ("tokens", plain(1_999), "TOO_COMPLEX"),
        ("nesting", nested(32), "DOCUMENT_INVALID"),
        ("nesting", nested(33), "TOO_COMPLEX"),
        ("depth", deep(15), "DOCUMENT_INVALID"),
        ("depth", deep(16), "TOO_COMPLEX"),
        ("aliases", me(15), ""),
        ("aliases", me(16), "TOO_COMPLEX"),
        ("directives", directives(5), "DOCUMENT_INVALID"),
        ("directives", directives(6), "TOO_COMPLEX"),
        ("operations", operations(10), "DOCUMENT_INVALID"),
        ("operations", operations(11), "TOO_COMPLEX"),
        ("fragments", bomb, "TOO_COMPLEX"),
        ("many fragments", fragments(20), ""),
        ("many fragments", fragments(21), "TOO_COMPLEX"),
        ("a list", listed("exceptIds", 100), "UNAUTHENTICATED"),
        ("a list", listed("exceptIds", 101), "TOO_COMPLEX"),
        ("cases of a selection", listed("cases", 101).replace("\"1\"", "1"), "DOCUMENT_INVALID"),
        ("cases of a selection", listed("cases", 501).replace("\"1\"", "1"), "TOO_COMPLEX"),
        ("a page", page(100), "UNAUTHENTICATED"),
        ("fields of a page", wide(198), "UNAUTHENTICATED"),
        ("fields of a page", wide(199), "TOO_COMPLEX"),
        (
            "page in page",
            page(100).replace("members", "case { events(first: 100) { nodes { number } } } members"),
            "TOO_COMPLEX",
        ),
        ("a page in a fragment", in_fragment(998), "UNAUTHENTICATED"),
        ("a page in a fragment", in_fragment(999), "TOO_COMPLEX"),
        ("fragments without pages", chained(10), "UNAUTHENTICATED"),
        ("no document", String::new(), "DOCUMENT_INVALID"),
        ("half a document", "{ me {".to_owned(), "DOCUMENT_INVALID"),
        (
            "two mutations",
            "mutation { a: signOutEverywhere { done } b: signOut { done } }".to_owned(),
            "TOO_COMPLEX",
        ),
        (
            "hidden mutations",
            "mutation { ...M } fragment M on Mutation { signOut { done } }".to_owned(),
            "TOO_COMPLEX",
        ),
        ("one mutation", "mutation { signOut { done } }".to_owned(), "UNAUTHENTICATED"),
        (
            "a subscription without events",
            "subscription { caseChanged(caseId: \"1\") { id } }".to_owned(),
            "BAD_INPUT",
        ),
        (
            "two subscriptions",
            "subscription { a: caseChanged(caseId: \"1\") { id } b: caseChanged(caseId: \"1\") { id } }"
                .to_owned(),
            "TOO_COMPLEX",
        ),
    ] {
        let (status, code) = ask(&world, &document).await;
        assert_eq!(code, expected, "{what}, {} bytes", document.len());
        assert!(status == 200 || status == 400 && code != "UNAUTHENTICATED", "{what}: {status}");
    }

    // Lists of variables are as long as those of documents.
    for n in [100, 101] {
        let body = json!({ "query": "{ __typename }", "variables": { "ids": vec!["1"; n] } });
        let code = send(&world, "application/json", body.to_string()).await.2;
        assert_eq!(code, if n == 100 { "" } else { "TOO_COMPLEX" }, "{n}");
    }

    // Pages of 1 to 100, however the number is sent.
    let token = world.signed_in("governor", "system_administrator", "").await;
    for (first, expected) in
        [("0", "PAGE_SIZE"), ("101", "PAGE_SIZE"), ("-1", "PAGE_SIZE"), ("1", ""), ("100", "")]
    {
        let query = format!("{{ areas(first: {first}) {{ nodes {{ id }} }} }}");
        let answer = world.graphql(Some(&token), &query, json!({})).await;
        assert_eq!(code(&answer), expected, "first: {first}");
        let query = "query ($n: Int) { areas(first: $n) { nodes { id } } }";
        let answer = world.graphql(Some(&token), query, json!({ "n": first.parse::<i32>().unwrap() })).await;
        assert_eq!(code(&answer), expected, "$n: {first}");
    }
    let answer =
        world.graphql(Some(&token), "{ areas(after: \"nowhere\") { nodes { id } } }", json!({})).await;
    assert_eq!(code(&answer), "BAD_CURSOR");
    let of_another_list = "{ cases(after: \"61\") { nodes { id } } }";
    assert_eq!(code(&world.graphql(Some(&token), of_another_list, json!({})).await), "BAD_CURSOR");

    // The schema is told where the setting says so, and nowhere else.
    let schema = "{ __schema { types { name } } }";
    let closed = world.graphql(Some(&token), schema, json!({})).await;
    assert!(!closed.to_string().contains("Mutation"), "{closed:#}");
    for guess in
        ["{ casess { totalCount } }", "{ cases { nodes { idd } } }", "{ cases(frist: 1) { totalCount } }"]
    {
        let answer = world.graphql(Some(&token), guess, json!({})).await;
        assert_eq!(code(&answer), "DOCUMENT_INVALID");
        let told = answer.to_string();
        assert!(!["Query", "Case", "mean"].iter().any(|it| told.contains(it)), "{answer:#}");
    }
    let mut settings = world.command();
    settings.env("PHONJON_INTROSPECTION", "true");
    let open = Server::start(settings, world.path().join("open.log")).await;
    let sent = world.http().post(format!("{}/graphql", open.base_url())).json(&json!({ "query": schema }));
    assert!(sent.send().await.unwrap().text().await.unwrap().contains("\"Mutation\""));
}

/// Documents of a few kilobytes that would each end the process, were the parser given them.
fn deadly() -> Vec<String> {
    let deep = |n: usize| format!("{}{}", "[".repeat(n), "]".repeat(n));
    let mut all = Vec::new();
    for n in [33, 300, 2_000, 8_000] {
        for begin in [
            "{me(x:",
            "{me(x:[\"\"\"a\",",
            "{me(x:\"\"\"a\",y:",
            "{me(x:\"a\\u0041\"\"\"a\",y:",
            "{me(x:\"a\r\",y:",
            "{me(x:\"\"\"\\\"\"\"\",y:",
            "query($a:B=\"\"\"a\"){me(x:",
            "\u{feff}{me#\"\"\"\r(x:",
        ] {
            all.push(format!("{begin}{}){{id}}}}", deep(n)));
            all.push(format!("{begin}{}", "[{a:".repeat(n)));
        }
        all.push(format!("{{me{{...A{}}}}} fragment A on Me{{id}}", "...A".repeat(n.max(1_000))));
        all.push(format!("{{me(x:[{}]){{id}}}}", "-1".repeat(n)));
        all.push(format!("{{me(x:[{}]){{id}}}}", "truenull".repeat(n)));
        all.push(format!("query($a:{}){{me{{id}}}}", deep(n).replacen("[]", "[B]", 1)));
        all.push(format!("{{me{}{}}}", "{me".repeat(n), "}".repeat(n)));
        all.push(format!("{{...@a(x:\"\"\"b\"){}{}}}", "{...".repeat(n), "}".repeat(n)));
    }
    all
}

async fn no_document_ends_the_server(world: World) {
    for document in deadly() {
        let (status, code) = ask(&world, &document).await;
        let shown: String = document.chars().take(60).collect();
        assert!(matches!(&*code, "TOO_COMPLEX" | "DOCUMENT_INVALID"), "{shown}: {status} {code}");
    }
    // A server that died would not be started again: it is the same process.
    assert_eq!(ask(&world, "{ me { id } }").await, (200, String::new()), "{}", world.log());
    assert_eq!(world.server().await.stop(), Some(0), "{}", world.log());
}

async fn a_request_and_its_lines_in_the_log_have_one_id(world: World) {
    let send = async |id: &str, query: &str| {
        let sent = world.http().post(world.url("/graphql").await).header("x-request-id", id);
        let answer = sent.json(&json!({ "query": query })).send().await.unwrap();
        answer.headers()["x-request-id"].to_str().unwrap().to_owned()
    };
    let of = |id: &str| world.log().lines().filter(|line| line.contains(&format!("id=\"{id}\""))).count();
    let chosen = "0198c0de-0000-7000-8000-00000000a11c";
    assert_eq!(send(chosen, "{ me { id } }").await, chosen);
    assert_eq!(of(chosen), 1, "{}", world.log());
    // Refused, and in a task of its own.
    let refused = send("", "{ me {").await;
    assert_eq!(of(&refused), 1, "{}", world.log());
    let acted = send("somsri", "mutation { signOut { done } }").await;
    assert_eq!(of(&acted), 1, "{}", world.log());
    assert_ne!(refused, acted);
}

async fn the_log_tells_neither_queries_nor_persons(world: World) {
    let office = province(&world).await;
    let token = world.signed_in("chief", "district_chief", "4801").await;
    let number = &office.here.number;
    world.keep_secret("ความลับในคำถาม");
    world.keep_secret("secretInQuery");
    // A name, a number and a remark, in every place where a client can write one.
    for (query, variables) in [
        (
            "query ($text: String!) { cases(filter: { text: $text }) { totalCount } }",
            json!({ "text": number }),
        ),
        (
            "query ($text: String!) { cases(filter: { text: $text }) { totalCount } }",
            json!({ "text": "หนึ่งใจ" }),
        ),
        ("{ areaSearch(text: \"ความลับในคำถาม\") { id } }", json!({})),
        ("{ secretInQuery(text: \"ความลับในคำถาม\") { id } }", json!({})),
        ("{ cases(filter: { text: 5 }) { totalCount } } # ความลับในคำถาม", json!({})),
        ("query ($on: Date!) { case(id: $on) { id } }", json!({ "on": number })),
        (
            "mutation ($id: ID!, $on: Date!) { personDied(personId: $id, on: $on, key: \"ความลับในคำถาม\") { userErrors { code } } }",
            json!({ "id": office.here.person, "on": number }),
        ),
    ] {
        world.graphql(Some(&token), query, variables).await;
    }
    let named = format!("query Find_{number} {{ me {{ id }} }}");
    world.data(&token, &named, json!({})).await;
    let log = world.log();
    assert!(log.contains("operation.name=\"Find_\""), "names of operations are told without digits:\n{log}");
    assert!(log.contains("code=\"DOCUMENT_INVALID\""), "{log}");
    assert!(log.contains("dur_ms="), "{log}");
    assert_eq!(world.told_in_logs(), Vec::<String>::new(), "{log}");
}

on_both!(
    wrong_doors_are_shut_with_a_code,
    a_document_asks_for_so_much_and_no_more,
    no_document_ends_the_server,
    a_request_and_its_lines_in_the_log_have_one_id,
    the_log_tells_neither_queries_nor_persons,
);

/// A connection from an address of this machine on which half a request was sent.
async fn half_sent(world: &World, from: &str) -> TcpStream {
    let url = world.url("").await;
    let server: SocketAddr = url.trim_start_matches("http://").parse().unwrap();
    let socket = TcpSocket::new_v4().unwrap();
    socket.bind(format!("{from}:0").parse().unwrap()).unwrap();
    let mut stream = socket.connect(server).await.unwrap();
    let half = "POST /graphql HTTP/1.1\r\nhost: here\r\ncontent-type: application/json\r\n\
        content-length: 60000\r\n\r\n{\"query\":\"{ me";
    stream.write_all(half.as_bytes()).await.unwrap();
    stream
}

async fn half_sent_bodies_take_nobody_elses_turn(world: World) {
    let token = world.signed_in("governor", "system_administrator", "").await;
    let mut held = Vec::new();
    for _ in 0..600 {
        held.push(half_sent(&world, "127.0.0.2").await);
    }
    // As many as one address may send at once are waited for; the next is told to come again.
    let mut last = held.pop().unwrap();
    let mut told = [0; 12];
    last.read_exact(&mut told).await.unwrap();
    assert_eq!(&told, b"HTTP/1.1 503");
    let answer = world.graphql(Some(&token), "{ me { userName } }", json!({})).await;
    assert_eq!(answer["data"]["me"]["userName"], "governor", "{answer:#}");
}

async fn what_is_refused_early_is_told_in_the_language_of_the_account(world: World) {
    let token = world.signed_in("governor", "system_administrator", "").await;
    let choose = "mutation { chooseLanguage(language: EN, key: \"en\") { userErrors { code } } }";
    world.data(&token, choose, json!({})).await;
    let url = world.url("/graphql").await;
    let message = async |token: Option<&str>, body: String| {
        let mut sent = world.http().post(&url).header("accept-language", "th");
        if let Some(token) = token {
            sent = sent.bearer_auth(token);
        }
        let answer = sent.header("content-type", "application/json").body(body).send().await.unwrap();
        let answer: Value = answer.json().await.unwrap();
        answer["errors"][0]["message"].as_str().unwrap_or_else(|| panic!("{answer:#}")).to_owned()
    };
    for body in [
        "{".to_owned(),
        json!({ "query": "{ me {" }).to_string(),
        json!({ "query": "{ me { id } }", "operationName": "Other" }).to_string(),
        json!({ "query": format!("{}{}", "{".repeat(33), "}".repeat(33)) }).to_string(),
        " ".repeat(70_000),
    ] {
        assert!(message(Some(&token), body.clone()).await.is_ascii(), "{body:.60}");
        assert!(!message(Some("phonjon_s_0"), body.clone()).await.is_ascii(), "{body:.60}");
        assert!(!message(None, body.clone()).await.is_ascii(), "{body:.60}");
    }
}

on_both!(
    half_sent_bodies_take_nobody_elses_turn,
    what_is_refused_early_is_told_in_the_language_of_the_account
);
