//! Which file answers what, in which form, with which headers; and the page that stands where the client is not.

use axum::body::{Body, to_bytes};
use axum::http::Method;
use tower::ServiceExt;

use super::*;

/// What the page says where the program was built without the client.
const NO_CLIENT: &str = include_str!("no-client.html");

async fn ask(method: Method, path: &str, headers: &[(HeaderName, &str)]) -> Response {
    let mut request = Request::builder().method(method).uri(path);
    for (name, value) in headers {
        request = request.header(name, *value);
    }
    routes(false).oneshot(request.body(Body::empty()).unwrap()).await.unwrap()
}

async fn get(path: &str, headers: &[(HeaderName, &str)]) -> Response {
    ask(Method::GET, path, headers).await
}

const BROWSER: (HeaderName, &str) = (header::ACCEPT, "text/html,application/xhtml+xml,*/*;q=0.8");

#[tokio::test]
async fn a_place_of_the_client_is_the_page_and_what_is_not_there_is_not() {
    for place in ["/", "/cases", "/cases/abc?tab=visits", "/no.such.file", "/index.html"] {
        let page = get(place, &[BROWSER]).await;
        assert_eq!(page.status(), StatusCode::OK, "{place}");
        assert_eq!(page.headers()["content-type"], "text/html; charset=utf-8");
        assert_eq!(page.headers()["cache-control"], "no-cache");
    }
    for gone in ["/assets/no-such.js", "/graphql", "/graphiql", "/healthz", "/uploads", "/uploads/x"] {
        assert_eq!(get(gone, &[BROWSER]).await.status(), StatusCode::NOT_FOUND, "{gone}");
    }
    for script in ["/", "/cases", "/app.js"] {
        assert_eq!(get(script, &[(header::ACCEPT, "*/*")]).await.status(), StatusCode::NOT_FOUND, "{script}");
    }
    assert_eq!(ask(Method::POST, "/cases", &[BROWSER]).await.status(), StatusCode::METHOD_NOT_ALLOWED);
    let head = ask(Method::HEAD, "/", &[BROWSER]).await;
    assert_eq!(head.status(), StatusCode::OK);
    assert!(to_bytes(head.into_body(), 1).await.unwrap().is_empty());
}

#[tokio::test]
async fn graphiql_is_served_apart_and_under_its_own_policy() {
    assert_eq!(get("/graphiql/index.html", &[BROWSER]).await.status(), StatusCode::NOT_FOUND);
    let pieces: Vec<_> = FILES.iter().filter(|it| it.path.starts_with("/graphiql/")).collect();
    let Some(router) = graphiql(false) else {
        assert!(pieces.is_empty());
        return;
    };
    let ask = async |path: &str| {
        let request = Request::get(path).header(BROWSER.0, BROWSER.1).body(Body::empty()).unwrap();
        router.clone().oneshot(request).await.unwrap()
    };
    for piece in pieces {
        assert_eq!(get(piece.path, &[BROWSER]).await.status(), StatusCode::NOT_FOUND, "{}", piece.path);
        let came = ask(piece.path).await;
        assert_eq!(came.status(), StatusCode::OK, "{}", piece.path);
        assert_eq!(came.headers()[header::CONTENT_SECURITY_POLICY], GRAPHIQL_POLICY);
        assert!(!came.headers()[header::CACHE_CONTROL].to_str().unwrap().contains("public"));
    }
    assert_eq!(ask("/graphiql").await.headers()[header::CACHE_CONTROL], "no-store");
    for other in ["/", "/cases", "/index.html", "/graphiql/", "/graphiql/none.js", "/sw.js"] {
        assert_eq!(ask(other).await.status(), StatusCode::NOT_FOUND, "{other}");
    }
}

#[tokio::test]
async fn what_a_browser_has_is_not_sent_again() {
    let etag = get("/", &[BROWSER]).await.headers()[header::ETAG].to_str().unwrap().to_owned();
    let known = format!("W/\"0\", {etag}");
    let again = get("/", &[BROWSER, (header::IF_NONE_MATCH, &known)]).await;
    assert_eq!(again.status(), StatusCode::NOT_MODIFIED);
    assert_eq!(again.headers()[header::ETAG], etag);
    assert_eq!(again.headers()["x-frame-options"], "DENY");
    let other = get("/", &[BROWSER, (header::IF_NONE_MATCH, "W/\"0\"")]).await;
    assert_eq!(other.status(), StatusCode::OK);
}

#[test]
fn the_smallest_form_that_is_understood_is_sent() {
    let file = File { path: "/a.js", etag: "W/\"1\"", plain: b"plain", gzip: b"gzip", brotli: b"br" };
    let picture = File { path: "/a.png", gzip: b"", brotli: b"", ..file };
    for (accepted, encoding) in [
        ("gzip, deflate, br, zstd", "br"),
        ("GZIP", "gzip"),
        ("br;q=0, gzip;q=0.5", "gzip"),
        ("br;q=0.0,gzip; q=0", ""),
        ("identity", ""),
        ("", ""),
    ] {
        let sent = HeaderMap::from_iter([(header::ACCEPT_ENCODING, HeaderValue::from_static(accepted))]);
        assert_eq!(encoded(&file, &sent).0, encoding, "{accepted}");
        assert_eq!(encoded(&picture, &sent), ("", &b"plain"[..]), "{accepted}");
    }
    assert_eq!(encoded(&file, &HeaderMap::new()), ("", &b"plain"[..]));
}

#[test]
fn files_are_in_order_and_say_nothing_inline() {
    assert!(FILES.is_sorted_by(|one, other| one.path < other.path));
    let page = find("/", true).unwrap();
    for text in [std::str::from_utf8(page.plain).unwrap(), NO_CLIENT] {
        assert!(!["<style", "style=", "<script>", " onload="].iter().any(|it| text.contains(it)), "{text}");
    }
}

#[test]
fn where_the_client_is_not_the_page_says_what_is_missing() {
    assert!(NO_CLIENT.contains("<html lang=\"th\">"));
    let (thai, english) =
        (NO_CLIENT.find("โปรดติดตั้ง Node.js").unwrap(), NO_CLIENT.find("install Node.js 20").unwrap());
    assert!(thai < english);
    assert_eq!(NO_CLIENT.matches("npm").count(), 2);
}

#[tokio::test]
async fn only_over_tls_browsers_are_told_to_stay_there() {
    for is_over_tls in [false, true] {
        let request = Request::get("/").header(BROWSER.0, BROWSER.1).body(Body::empty()).unwrap();
        let page = routes(is_over_tls).oneshot(request).await.unwrap();
        assert_eq!(page.headers().contains_key(header::STRICT_TRANSPORT_SECURITY), is_over_tls);
    }
}
