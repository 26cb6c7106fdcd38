//! The web client's pages, from the program itself: what a browser is given, how, and with which bounds.

use std::io::Read as _;

use reqwest::header::HeaderMap;
use serde_json::Value;

use crate::office::code;
use crate::program::Server;
use crate::world::World;

const BROWSER: (&str, &str) = ("accept", "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8");

struct Came {
    status: u16,
    headers: HeaderMap,
    body: Vec<u8>,
}

impl Came {
    fn header(&self, name: &str) -> &str {
        self.headers.get(name).map_or("", |it| it.to_str().unwrap())
    }

    fn text(&self) -> String {
        String::from_utf8(self.body.clone()).unwrap()
    }
}

async fn get(world: &World, path: &str, headers: &[(&str, &str)]) -> Came {
    let mut request = world.http().get(world.url(path).await);
    for (name, value) in headers {
        request = request.header(*name, *value);
    }
    let answer = request.send().await.unwrap();
    let (status, headers) = (answer.status().as_u16(), answer.headers().clone());
    Came { status, headers, body: answer.bytes().await.unwrap().to_vec() }
}

/// The files under `/assets/` that a page names; none where the program was built without the client.
fn assets(page: &str) -> Vec<String> {
    let named = page.split('"').filter(|it| it.starts_with("/assets/"));
    named.map(str::to_owned).collect()
}

async fn a_browser_is_given_the_page_and_everybody_else_a_sentence(world: World) {
    let page = get(&world, "/", &[BROWSER]).await;
    assert_eq!((page.status, page.header("content-type")), (200, "text/html; charset=utf-8"));
    assert!(page.text().contains("<html lang=\"th\">"));
    for (name, value) in [
        ("cache-control", "no-cache"),
        ("x-content-type-options", "nosniff"),
        ("referrer-policy", "no-referrer"),
        ("x-frame-options", "DENY"),
        ("cross-origin-opener-policy", "same-origin"),
        ("cross-origin-resource-policy", "same-origin"),
        (
            "content-security-policy",
            "default-src 'none'; script-src 'self'; style-src 'self' \
             'sha256-38RhXrc7EdReTKsOm23ZPOCUgniTUUcjky8QOOrQx6o='; img-src 'self' data: blob:; font-src 'self'; \
             connect-src 'self'; worker-src 'self'; manifest-src 'self'; form-action 'none'; base-uri 'none'; \
             frame-ancestors 'none'",
        ),
    ] {
        assert_eq!(page.header(name), value, "{name}");
    }
    let policy = page.header("permissions-policy");
    assert!(policy.starts_with("geolocation=(self), camera=(self), ") && policy.contains("microphone=()"));
    assert_eq!(page.header("strict-transport-security"), "", "nothing is known of TLS");
    assert!(!page.header("x-request-id").is_empty());
    let sentence = get(&world, "/", &[]).await;
    assert!(sentence.text().contains("/graphql"), "{}", sentence.text());

    // A place of the client is the page; what is no place is not.
    for place in ["/cases/abc", "/figures?year=2569", "/admin"] {
        let came = get(&world, place, &[BROWSER]).await;
        assert_eq!((came.status, &came.body), (200, &page.body), "{place}");
        let program = get(&world, place, &[("accept", "application/json")]).await;
        assert_eq!(program.status, 404, "{place}");
        assert_eq!(code(&serde_json::from_slice(&program.body).unwrap()), "NOT_FOUND", "{place}");
    }
    for (path, status) in [("/assets/none.js", 404), ("/graphql", 405), ("/uploads/none", 405)] {
        let came = get(&world, path, &[BROWSER]).await;
        assert_eq!(came.status, status, "{path}");
        let told: Value = serde_json::from_slice(&came.body).unwrap();
        assert!(!code(&told).is_empty(), "{path}");
        assert_eq!(came.header("cache-control"), "no-store", "{path}");
    }
    for path in ["/healthz", "/readyz"] {
        assert_eq!(get(&world, path, &[BROWSER]).await.header("content-type"), "text/plain; charset=utf-8");
    }
    let posted =
        world.http().post(world.url("/cases").await).header(BROWSER.0, BROWSER.1).send().await.unwrap();
    assert_eq!(posted.status(), 404);
}

async fn files_come_compressed_and_are_kept_by_the_browser(world: World) {
    let plain = get(&world, "/", &[BROWSER]).await;
    assert_eq!(plain.header("content-encoding"), "");
    let mut all = vec!["/".to_owned()];
    all.extend(assets(&plain.text()));
    for path in all {
        let plain = get(&world, &path, &[BROWSER]).await;
        // Of less than this nothing is gained.
        if plain.body.len() < 256 {
            continue;
        }
        let small = get(&world, &path, &[BROWSER, ("accept-encoding", "gzip, deflate, br")]).await;
        let zipped = get(&world, &path, &[BROWSER, ("accept-encoding", "gzip")]).await;
        assert_eq!(
            (small.header("content-encoding"), zipped.header("content-encoding")),
            ("br", "gzip"),
            "{path}"
        );
        assert!(small.body.len() < plain.body.len() && zipped.body.len() < plain.body.len(), "{path}");
        let mut unzipped = Vec::new();
        flate2::read::GzDecoder::new(&*zipped.body).read_to_end(&mut unzipped).unwrap();
        assert_eq!(unzipped, plain.body, "{path}");
        assert!(small.header("vary").contains("Accept-Encoding"), "{path}");
        let kept = if path == "/" { "no-cache" } else { "public, max-age=31536000, immutable" };
        assert_eq!(small.header("cache-control"), kept, "{path}");
        assert_eq!(small.header("x-content-type-options"), "nosniff", "{path}");
        let again = get(&world, &path, &[BROWSER, ("if-none-match", small.header("etag"))]).await;
        assert_eq!((again.status, again.body.len()), (304, 0), "{path}");
    }
    let mut settings = world.command();
    settings.env("PHONJON_PUBLIC_URL", "https://phonjon.example");
    let public = Server::start(settings, world.path().join("public.log")).await;
    let page = world.http().get(public.base_url()).header(BROWSER.0, BROWSER.1).send().await.unwrap();
    assert_eq!(page.headers()["strict-transport-security"], "max-age=31536000");
}

on_both!(
    a_browser_is_given_the_page_and_everybody_else_a_sentence,
    files_come_compressed_and_are_kept_by_the_browser,
);
