//! What a request's headers say: who asks, in which language, from where, and whether a foreign page sent it.

use std::net::{IpAddr, SocketAddr};

use axum::http::{HeaderMap, HeaderName, header};

use super::ApiSettings;

/// The value of a header that is plain text.
pub(super) fn text(headers: &HeaderMap, name: impl Into<HeaderName>) -> Option<&str> {
    headers.get(name.into()).and_then(|value| value.to_str().ok())
}

/// What is carried in `Authorization: Bearer`.
pub(super) fn carried(headers: &HeaderMap) -> Option<&str> {
    let value = text(headers, header::AUTHORIZATION)?;
    let (scheme, carried) = value.split_once(' ')?;
    (scheme.eq_ignore_ascii_case("bearer") && carried.len() <= 200).then_some(carried.trim())
}

/// True for a body of JSON: any other kind could be sent by a foreign page without asking.
pub(super) fn is_json(headers: &HeaderMap) -> bool {
    let kind = text(headers, header::CONTENT_TYPE).unwrap_or_default();
    let kind = kind.split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
    kind == "application/json" || kind == "application/graphql-response+json"
}

/// True where a browser says that a page of another site sent the request.
pub(super) fn is_foreign(headers: &HeaderMap, settings: &ApiSettings) -> bool {
    let is_allowed = |origin: &str| settings.origins.iter().any(|it| it.eq_ignore_ascii_case(origin));
    match text(headers, header::ORIGIN) {
        Some(origin) => {
            let host = origin.split_once("://").map_or(origin, |(_, host)| host);
            let is_own = text(headers, header::HOST).is_some_and(|it| it.eq_ignore_ascii_case(host));
            !is_own && !is_allowed(origin)
        }
        None => text(headers, HeaderName::from_static("sec-fetch-site")) == Some("cross-site"),
    }
}

/// The address that asks: the peer, or behind a trusted proxy the last address that no trusted proxy has.
pub(super) fn address(peer: Option<SocketAddr>, headers: &HeaderMap, settings: &ApiSettings) -> String {
    let Some(peer) = peer.map(|it| it.ip().to_canonical()) else { return "unknown".to_owned() };
    let is_trusted = |it: &IpAddr| settings.trusted_proxies.contains(it);
    if !is_trusted(&peer) {
        return peer.to_string();
    }
    let forwarded = headers.get_all("x-forwarded-for").iter().filter_map(|it| it.to_str().ok());
    let hops: Vec<&str> = forwarded.flat_map(|it| it.split(',')).map(str::trim).collect();
    let asking = hops.iter().rev().map_while(|it| it.parse::<IpAddr>().ok()).find(|it| !is_trusted(it));
    asking.unwrap_or(peer).to_string()
}

#[cfg(test)]
mod tests {
    use axum::http::HeaderValue;

    use super::*;

    fn headers(pairs: &[(&'static str, &'static str)]) -> HeaderMap {
        pairs
            .iter()
            .map(|(name, value)| (HeaderName::from_static(name), HeaderValue::from_static(value)))
            .collect()
    }

    #[test]
    fn only_a_trusted_proxy_is_believed() {
        let mut settings = ApiSettings::default();
        let peer: SocketAddr = "10.0.0.1:4000".parse().unwrap();
        let sent = headers(&[("x-forwarded-for", "1.2.3.4, 203.0.113.9")]);
        assert_eq!(address(Some(peer), &sent, &settings), "10.0.0.1");
        settings.trusted_proxies.push(peer.ip());
        assert_eq!(address(Some(peer), &sent, &settings), "203.0.113.9");
        assert_eq!(address(Some(peer), &headers(&[]), &settings), "10.0.0.1");
        assert_eq!(address(None, &sent, &settings), "unknown");
    }

    #[test]
    fn a_page_of_another_site_is_foreign() {
        let mut settings = ApiSettings::default();
        let own = headers(&[("origin", "https://phonjon.example"), ("host", "phonjon.example")]);
        let other = headers(&[("origin", "https://elsewhere.example"), ("host", "phonjon.example")]);
        assert!(!is_foreign(&own, &settings));
        assert!(is_foreign(&other, &settings));
        assert!(is_foreign(&headers(&[("sec-fetch-site", "cross-site")]), &settings));
        assert!(!is_foreign(&headers(&[]), &settings));
        settings.origins.push("https://elsewhere.example".to_owned());
        assert!(!is_foreign(&other, &settings));
    }

    #[test]
    fn json_is_json_whatever_its_parameters() {
        assert!(is_json(&headers(&[("content-type", "application/json; charset=utf-8")])));
        assert!(is_json(&headers(&[("content-type", "application/graphql-response+json")])));
        for other in ["text/plain", "multipart/form-data", "application/x-www-form-urlencoded", ""] {
            assert!(!is_json(&headers(&[("content-type", other)])), "{other}");
        }
        assert!(!is_json(&headers(&[])));
    }
}
