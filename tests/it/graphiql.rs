//! GraphiQL: nothing where the operator did not turn it on, nothing to who may not use it, and to who may a page of its
//! own with bounds of its own.

use reqwest::header::HeaderMap;
use serde_json::{Value, json};

use crate::cookie_sessions::Browser;
use crate::program::Server;
use crate::world::{Account, World};

const MAY: &str = "{ me { may } }";

/// A session in a cookie, of an account whose password is its own.
async fn cookie(world: &World, role: &str, area: &str) -> String {
    let account = world.add_user(role, role, area);
    world.sign_in(&account).await;
    let password = format!("{}-anew", account.password);
    world.keep_secret(&password);
    signed_in(world, &Account { password, ..account }).await
}

async fn signed_in(world: &World, account: &Account) -> String {
    let browser = Browser::of(world, world.server().await.base_url());
    browser.sign_in("", account, Value::Null).await.cookie()
}

struct Came {
    status: u16,
    headers: HeaderMap,
    text: String,
}

impl Came {
    fn header(&self, name: &str) -> &str {
        self.headers.get(name).map_or("", |it| it.to_str().unwrap())
    }
}

async fn get(world: &World, url: &str, headers: &[(&str, &str)]) -> Came {
    let mut request = world.http().get(url).header("accept", "text/html,*/*;q=0.8");
    for (name, value) in headers {
        request = request.header(*name, *value);
    }
    let answer = request.send().await.unwrap();
    let (status, headers) = (answer.status().as_u16(), answer.headers().clone());
    Came { status, headers, text: answer.text().await.unwrap() }
}

/// The files that a page names; none where the program was built without the client.
fn assets<'a>(page: &'a str, beginning: &str) -> Vec<&'a str> {
    page.split('"').filter(|it| it.starts_with(beginning)).collect()
}

/// True where screens of the account offer it.
async fn is_offered(world: &World, url: &str, cookie: &str) -> bool {
    let came = Browser::of(world, url).ask(cookie, MAY, json!({})).await;
    came.body["data"]["me"]["may"].as_array().unwrap().contains(&json!("USE_GRAPHIQL"))
}

async fn turned_on(world: &World) -> Server {
    let mut settings = world.command();
    settings.env("PHONJON_GRAPHIQL", "true");
    Server::start(settings, world.path().join("on.log")).await
}

async fn who_may_not_use_graphiql_finds_nothing_there(world: World) {
    world.run(&["areas", "import", &world.file("areas.csv", phonjon_demo::area_lines()).to_string_lossy()]);
    let admin = cookie(&world, "system_administrator", "").await;
    let on = turned_on(&world).await;
    let (off, on) = (world.server().await.base_url(), on.base_url());
    let page = get(&world, &format!("{on}/graphiql"), &[("cookie", &admin)]).await.text;
    let mut paths = vec!["/graphiql", "/graphiql/", "/graphiql/index.html", "/graphiql/assets/none.js"];
    paths.extend(assets(&page, "/graphiql/assets/"));
    let nothing = get(&world, &format!("{off}/assets/none.js"), &[]).await;
    assert_eq!(nothing.status, 404);

    let unchanged = world.add_user("unchanged", "system_administrator", "");
    let unchanged = signed_in(&world, &unchanged).await;
    let bearer = world.signed_in("bearer", "system_administrator", "").await;
    let bearer = format!("Bearer {bearer}");
    let (chief, auditor) =
        (cookie(&world, "district_chief", "4801").await, cookie(&world, "auditor", "").await);
    for (who, url, headers) in [
        ("where it is off", off, vec![("cookie", &*admin)]),
        ("nobody", on, vec![]),
        ("a wrong cookie", on, vec![("cookie", "phonjon-session=phonjon_c_0")]),
        ("a chief", on, vec![("cookie", &*chief)]),
        ("an auditor", on, vec![("cookie", &*auditor)]),
        ("whose password is another's", on, vec![("cookie", &*unchanged)]),
        ("a program", on, vec![("authorization", &*bearer)]),
        ("another site", on, vec![("cookie", &*admin), ("sec-fetch-site", "cross-site")]),
        ("a host beside", on, vec![("cookie", &*admin), ("sec-fetch-site", "same-site")]),
        ("another page", on, vec![("cookie", &*admin), ("origin", "https://elsewhere.example")]),
    ] {
        for path in &paths {
            let came = get(&world, &format!("{url}{path}"), &headers).await;
            assert_eq!((came.status, &came.text), (404, &nothing.text), "{who}: {path}");
            assert_eq!(came.header("cache-control"), "no-store", "{who}: {path}");
        }
    }
    assert!(!is_offered(&world, off, &admin).await && !is_offered(&world, on, &chief).await);
    let posted = world.http().post(format!("{on}/graphiql")).header("cookie", &admin).send().await.unwrap();
    assert_eq!(posted.status(), 404);
}

async fn who_may_use_graphiql_is_given_its_page_and_pieces(world: World) {
    let (admin, analyst) =
        (cookie(&world, "system_administrator", "").await, cookie(&world, "ministry_analyst", "").await);
    let server = turned_on(&world).await;
    let on = server.base_url();
    let client = get(&world, on, &[]).await.text;
    if assets(&client, "/assets/").is_empty() {
        let log = std::fs::read_to_string(world.path().join("on.log")).unwrap();
        assert!(log.contains("--graphiql serves nothing: this program was built without its web client"));
        assert!(!is_offered(&world, on, &admin).await);
        return;
    }
    for who in [&admin, &analyst] {
        assert!(is_offered(&world, on, who).await);
        for from in ["none", "same-origin"] {
            let headers = [("cookie", &**who), ("sec-fetch-site", from)];
            assert_eq!(get(&world, &format!("{on}/graphiql"), &headers).await.status, 200, "{from}");
        }
    }
    let page = get(&world, &format!("{on}/graphiql"), &[("cookie", &admin)]).await;
    let pieces = assets(&page.text, "/graphiql/assets/");
    assert!(pieces.len() >= 2, "{}", page.text);
    assert!(!page.text.contains("<style") && !page.text.contains("<script>") && !page.text.contains("//"));
    assert!(!client.contains("graphiql"), "nothing of it comes with the client");
    let mut all = vec![("/graphiql", "text/html; charset=utf-8", "no-store")];
    for piece in pieces {
        let kind = if piece.contains(".css") { "text/css" } else { "text/javascript" };
        all.push((piece, kind, "private, max-age=31536000, immutable"));
    }
    for (path, kind, kept) in all {
        let came = get(&world, &format!("{on}{path}"), &[("cookie", &admin)]).await;
        assert_eq!(came.status, 200, "{path}");
        assert!(came.header("content-type").starts_with(kind), "{path}");
        for (name, value) in [
            ("cache-control", kept),
            (
                "content-security-policy",
                "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; \
                 font-src 'self' data:; connect-src 'self'; worker-src 'self'; form-action 'none'; base-uri 'none'; \
                 frame-ancestors 'none'",
            ),
            ("x-content-type-options", "nosniff"),
            ("referrer-policy", "no-referrer"),
            ("x-frame-options", "DENY"),
            ("cross-origin-opener-policy", "same-origin"),
            ("cross-origin-resource-policy", "same-origin"),
        ] {
            assert_eq!(came.header(name), value, "{name} of {path}");
        }
        assert!(came.header("permissions-policy").contains("microphone=()"), "{path}");
        let small =
            get(&world, &format!("{on}{path}"), &[("cookie", &admin), ("accept-encoding", "br")]).await;
        assert_eq!(small.header("content-encoding"), "br", "{path}");
    }
    let policy = get(&world, &format!("{on}/account"), &[]).await;
    assert!(!policy.header("content-security-policy").contains("unsafe"), "its policy is its own");

    // What it brings along is no reason to open the schema, and it goes with the session.
    let browser = Browser::of(&world, on);
    let asked = browser.ask(&admin, "{ __schema { queryType { name } } }", json!({})).await;
    assert_eq!(asked.body["data"]["__schema"], Value::Null);
    browser.ask(&admin, "mutation { signOut { done } }", json!({})).await;
    assert_eq!(get(&world, &format!("{on}/graphiql"), &[("cookie", &admin)]).await.status, 404);
}

on_both!(who_may_not_use_graphiql_finds_nothing_there, who_may_use_graphiql_is_given_its_page_and_pieces);
