//! The web client as files in the program: which file a path is, how it is sent, and what its pages may do in a browser.

use axum::Router;
use axum::extract::Request;
use axum::http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::get;

mod kind;

/// What a page may load and do: only what the program itself serves. The hash is of the one rule that React Aria writes
/// into the page, so that a press does not scroll it.
const CONTENT_SECURITY_POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self' \
     'sha256-38RhXrc7EdReTKsOm23ZPOCUgniTUUcjky8QOOrQx6o='; \
     img-src 'self' data: blob:; \
     font-src 'self'; connect-src 'self'; worker-src 'self'; manifest-src 'self'; form-action 'none'; base-uri 'none'; \
     frame-ancestors 'none'";

/// The same for GraphiQL alone: its editor writes its own styles, and its letters and pictures stand in its stylesheet.
const GRAPHIQL_POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; \
     img-src 'self' data:; font-src 'self' data:; connect-src 'self'; worker-src 'self'; form-action 'none'; \
     base-uri 'none'; frame-ancestors 'none'";

/// What a page may ask the device for: where it is and its camera, for visits.
const PERMISSIONS_POLICY: &str = "geolocation=(self), camera=(self), accelerometer=(), autoplay=(), \
     browsing-topics=(), display-capture=(), encrypted-media=(), fullscreen=(), gamepad=(), gyroscope=(), hid=(), \
     idle-detection=(), local-fonts=(), magnetometer=(), microphone=(), midi=(), payment=(), picture-in-picture=(), \
     publickey-credentials-get=(), screen-wake-lock=(), serial=(), usb=(), xr-spatial-tracking=()";

/// What every file is sent with besides.
const HEADERS: [(HeaderName, &str); 6] = [
    (HeaderName::from_static("permissions-policy"), PERMISSIONS_POLICY),
    (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
    (header::REFERRER_POLICY, "no-referrer"),
    (header::X_FRAME_OPTIONS, "DENY"),
    (HeaderName::from_static("cross-origin-opener-policy"), "same-origin"),
    (HeaderName::from_static("cross-origin-resource-policy"), "same-origin"),
];

/// First parts of paths that are no places of the client: what is asked for there is there or not.
const NO_PLACES: [&str; 6] = ["assets", "graphql", "graphiql", "healthz", "readyz", "uploads"];

/// Files whose names change with what is in them.
const HASHED: &str = "/assets/";

/// The page that is every place of the client.
const PAGE: &str = "/index.html";

/// Where GraphiQL is, its page, and the beginning of all its files.
const GRAPHIQL: (&str, &str, &str) = ("/graphiql", "/graphiql/index.html", "/graphiql/");

/// A file of the client.
#[derive(Debug)]
struct File {
    path: &'static str,
    /// Weak: it stands for the file however it is compressed.
    etag: &'static str,
    plain: &'static [u8],
    /// Empty where compressing gains nothing.
    gzip: &'static [u8],
    /// Empty where compressing gains nothing.
    brotli: &'static [u8],
}

/// Ordered by path.
static FILES: &[File] = include!(concat!(env!("OUT_DIR"), "/files.rs"));

/// The routes of the client: its files, and its page wherever a browser asks for one. Elsewhere 404, without a word.
///
/// `is_over_tls`: browsers are told to come over TLS for a year.
pub fn routes(is_over_tls: bool) -> Router {
    let answer = async move |request: Request| {
        let file = find(request.uri().path(), asks_for_page(request.headers()));
        answer(file, request.headers(), CONTENT_SECURITY_POLICY, is_over_tls)
    };
    Router::new().fallback_service(get(answer))
}

/// GraphiQL's files at `/graphiql`, for whoever serves them to those who may use it; none where the client was not built.
pub fn graphiql(is_over_tls: bool) -> Option<Router> {
    at(GRAPHIQL.1)?;
    let answer = async move |request: Request| {
        let file = of_graphiql(request.uri().path());
        answer(file, request.headers(), GRAPHIQL_POLICY, is_over_tls)
    };
    Some(Router::new().fallback_service(get(answer)))
}

fn answer(
    file: Option<&'static File>,
    sent: &HeaderMap,
    policy: &'static str,
    is_over_tls: bool,
) -> Response {
    let Some(file) = file else { return StatusCode::NOT_FOUND.into_response() };
    let mut response = send(file, sent);
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_SECURITY_POLICY, HeaderValue::from_static(policy));
    for (name, value) in HEADERS {
        headers.insert(name, HeaderValue::from_static(value));
    }
    if is_over_tls {
        let year = HeaderValue::from_static("max-age=31536000");
        headers.insert(header::STRICT_TRANSPORT_SECURITY, year);
    }
    response
}

fn at(path: &str) -> Option<&'static File> {
    FILES.binary_search_by(|it| it.path.cmp(path)).ok().and_then(|idx| FILES.get(idx))
}

/// The file of a path; the page, where somebody asks for one at a place of the client.
fn find(path: &str, asks_for_page: bool) -> Option<&'static File> {
    let first = path.split('/').nth(1).unwrap_or_default();
    let file = at(path).filter(|it| !it.path.starts_with(GRAPHIQL.2));
    file.or_else(|| if asks_for_page && !NO_PLACES.contains(&first) { at(PAGE) } else { None })
}

fn of_graphiql(path: &str) -> Option<&'static File> {
    let (place, page, beginning) = GRAPHIQL;
    if path == place { at(page) } else { at(path).filter(|it| it.path.starts_with(beginning)) }
}

/// True of a browser that goes to an address; a script or a picture is asked for otherwise.
fn asks_for_page(sent: &HeaderMap) -> bool {
    let accepted = sent.get_all(header::ACCEPT).iter().filter_map(|it| it.to_str().ok());
    accepted.flat_map(|it| it.split(',')).any(|it| {
        let kind = it.split(';').next().unwrap_or_default();
        kind.trim().eq_ignore_ascii_case("text/html")
    })
}

fn send(file: &File, sent: &HeaderMap) -> Response {
    let is_page = file.path == PAGE;
    // What is not for everybody is kept by no proxy, and its page by nobody.
    let cached = match file.path.strip_prefix(GRAPHIQL.0) {
        Some(own) if own.starts_with(HASHED) => "private, max-age=31536000, immutable",
        Some(_) => "no-store",
        None if file.path.starts_with(HASHED) => "public, max-age=31536000, immutable",
        None => "no-cache",
    };
    let headers = [
        (header::CACHE_CONTROL, cached),
        (header::ETAG, file.etag),
        (header::VARY, if is_page { "Accept, Accept-Encoding" } else { "Accept-Encoding" }),
    ];
    let known = sent.get(header::IF_NONE_MATCH).and_then(|it| it.to_str().ok()).unwrap_or_default();
    if known.split(',').any(|it| it.trim() == file.etag) {
        return (StatusCode::NOT_MODIFIED, headers).into_response();
    }
    let (encoding, bytes) = encoded(file, sent);
    let kind = [(header::CONTENT_TYPE, kind::of(file.path))];
    let mut response = (headers, kind, bytes).into_response();
    if !encoding.is_empty() {
        response.headers_mut().insert(header::CONTENT_ENCODING, HeaderValue::from_static(encoding));
    }
    response
}

/// The smallest form that is understood.
fn encoded(file: &File, sent: &HeaderMap) -> (&'static str, &'static [u8]) {
    let accepted = sent.get_all(header::ACCEPT_ENCODING).iter().filter_map(|it| it.to_str().ok());
    let accepted: Vec<&str> = accepted.flat_map(|it| it.split(',')).map(str::trim).collect();
    let understands = |encoding: &str| {
        accepted.iter().any(|it| {
            let (name, weight) = it.split_once(';').unwrap_or((it, ""));
            let weight = weight.trim().trim_start_matches("q=").parse().unwrap_or(1.0_f32);
            name.trim().eq_ignore_ascii_case(encoding) && 0.0 < weight
        })
    };
    let forms = [("br", file.brotli), ("gzip", file.gzip)];
    let smallest = forms.into_iter().find(|(name, bytes)| !bytes.is_empty() && understands(name));
    smallest.unwrap_or(("", file.plain))
}

#[cfg(test)]
mod tests;
