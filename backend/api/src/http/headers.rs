//! What a request's headers say: who asks, in which language, from where, and whether a foreign page sent it.

use std::net::{IpAddr, SocketAddr};

use axum::http::{HeaderMap, HeaderName, header};

use super::ApiSettings;

/// The value of a header that is plain text.
pub(super) fn text(headers: &HeaderMap, name: impl Into<HeaderName>) -> Option<&str> {
    headers.get(name.into()).and_then(|value| value.to_str().ok())
}

/// What is carried in `Authorization: Bearer`.
pub(super) fn bearer(headers: &HeaderMap) -> Option<&str> {
    let value = text(headers, header::AUTHORIZATION)?;
    let (scheme, carried) = value.split_once(' ')?;
    scheme.eq_ignore_ascii_case("bearer").then_some(carried.trim())
}

/// True for a body of JSON: any other kind could be sent by a foreign page without asking.
pub(super) fn is_json(headers: &HeaderMap) -> bool {
    let kind = text(headers, header::CONTENT_TYPE).unwrap_or_default();
    let kind = kind.split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
    kind == "application/json"
}

/// True where the answer may come as Server-Sent Events.
pub(super) fn takes_events(headers: &HeaderMap) -> bool {
    let accepted = headers.get_all(header::ACCEPT).iter().filter_map(|it| it.to_str().ok());
    accepted.flat_map(|it| it.split(',')).any(|it| {
        let kind = it.split(';').next().unwrap_or_default();
        kind.trim().eq_ignore_ascii_case("text/event-stream")
    })
}

/// True where a browser says that a page of another site sent the request.
pub(super) fn is_foreign(headers: &HeaderMap, settings: &ApiSettings, is_secure: bool) -> bool {
    match origin(headers) {
        Some(origin) => !is_own(origin, headers, settings, is_secure) && !is_listed(origin, settings),
        None => site(headers) == Some("cross-site"),
    }
}

/// True where a browser says that something else than a page of ours, or whoever sits before it, asks for a page.
pub(super) fn is_elsewhere(headers: &HeaderMap, settings: &ApiSettings, is_secure: bool) -> bool {
    is_foreign(headers, settings, is_secure)
        || site(headers).is_some_and(|it| it != "same-origin" && it != "none")
}

/// True where a browser says that a page of ours, or of a listed origin, sent the request.
pub(super) fn is_own_page(headers: &HeaderMap, settings: &ApiSettings, is_secure: bool) -> bool {
    let site = site(headers);
    match origin(headers) {
        Some(origin) if is_listed(origin, settings) => true,
        Some(origin) => {
            is_own(origin, headers, settings, is_secure) && site.is_none_or(|it| it == "same-origin")
        }
        None => site == Some("same-origin"),
    }
}

/// Where the page comes from; what is no text comes from nowhere we know.
fn origin(headers: &HeaderMap) -> Option<&str> {
    headers.get(header::ORIGIN).map(|it| it.to_str().unwrap_or_default())
}

fn site(headers: &HeaderMap) -> Option<&str> {
    text(headers, HeaderName::from_static("sec-fetch-site"))
}

fn is_listed(origin: &str, settings: &ApiSettings) -> bool {
    settings.origins.iter().any(|it| it.eq_ignore_ascii_case(origin))
}

/// The public address is the one own origin where it is known; else the host that was asked is.
fn is_own(origin: &str, headers: &HeaderMap, settings: &ApiSettings, is_secure: bool) -> bool {
    if let Some(public) = &settings.public_origin {
        return public.eq_ignore_ascii_case(origin);
    }
    let (scheme, host) = origin.split_once("://").unwrap_or_default();
    let is_host = text(headers, header::HOST).is_some_and(|it| it.eq_ignore_ascii_case(host));
    is_host && (!is_secure || scheme.eq_ignore_ascii_case("https"))
}

/// True where the browser came over TLS: so says the public address, or else a proxy that is trusted.
pub(super) fn is_over_tls(peer: Option<SocketAddr>, headers: &HeaderMap, settings: &ApiSettings) -> bool {
    if let Some(public) = &settings.public_origin {
        return is_https(public);
    }
    let is_trusted = peer.is_some_and(|it| is_trusted(&it.ip().to_canonical(), settings));
    let told = text(headers, HeaderName::from_static("x-forwarded-proto")).unwrap_or_default();
    let last = told.rsplit(',').next().unwrap_or_default().trim();
    is_trusted && last.eq_ignore_ascii_case("https")
}

/// True of an address over TLS.
pub(super) fn is_https(origin: &str) -> bool {
    origin.get(..8).is_some_and(|it| it.eq_ignore_ascii_case("https://"))
}

fn is_trusted(address: &IpAddr, settings: &ApiSettings) -> bool {
    settings.trusted_proxies.iter().any(|proxy| proxy.to_canonical() == *address)
}

/// The address that asks: the peer, or behind a trusted proxy the last address that no trusted proxy has. Of the new
/// kind only the network: whoever has one address of it has all.
pub(super) fn address(peer: Option<SocketAddr>, headers: &HeaderMap, settings: &ApiSettings) -> String {
    let Some(peer) = peer.map(|it| it.ip().to_canonical()) else { return "unknown".to_owned() };
    if !is_trusted(&peer, settings) {
        return network(peer);
    }
    let forwarded = headers.get_all("x-forwarded-for").iter().filter_map(|it| it.to_str().ok());
    let hops: Vec<&str> = forwarded.flat_map(|it| it.split(',')).map(str::trim).collect();
    let asking = hops.iter().rev().map_while(|it| hop(it)).find(|it| !is_trusted(it, settings));
    network(asking.unwrap_or(peer))
}

/// One address of the header, which some proxies write with a port.
fn hop(text: &str) -> Option<IpAddr> {
    let address = text.parse::<IpAddr>().or_else(|_| text.parse::<SocketAddr>().map(|it| it.ip()));
    Some(address.ok()?.to_canonical())
}

/// What one customer of a network has.
fn network(address: IpAddr) -> String {
    match address {
        IpAddr::V4(address) => address.to_string(),
        IpAddr::V6(address) => {
            let bits = address.to_bits() >> 64 << 64;
            format!("{}/64", std::net::Ipv6Addr::from_bits(bits))
        }
    }
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
    fn an_address_is_found_however_the_proxies_write_it() {
        let proxies = ["10.0.0.1", "10.0.0.2"].map(|it| it.parse().unwrap()).to_vec();
        let settings = ApiSettings { trusted_proxies: proxies, ..ApiSettings::default() };
        let told = |peer: &str, forwarded: &'static str| {
            address(peer.parse().ok(), &headers(&[("x-forwarded-for", forwarded)]), &settings)
        };
        for (peer, forwarded, address) in [
            ("10.0.0.1:1", "203.0.113.9, 10.0.0.2", "203.0.113.9"),
            ("[::ffff:10.0.0.1]:1", "203.0.113.9", "203.0.113.9"),
            ("10.0.0.1:1", "203.0.113.9:4711", "203.0.113.9"),
            ("10.0.0.1:1", "::ffff:203.0.113.9", "203.0.113.9"),
            ("10.0.0.1:1", "2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
            ("10.0.0.1:1", "[2001:db8:1:2::9]:4711", "2001:db8:1:2::/64"),
            ("[2001:db8:1:2:3:4:5:6]:1", "203.0.113.9", "2001:db8:1:2::/64"),
            ("10.0.0.1:1", "203.0.113.9, nobody", "10.0.0.1"),
            ("10.0.0.1:1", "", "10.0.0.1"),
        ] {
            assert_eq!(told(peer, forwarded), address, "{peer} for {forwarded}");
        }
    }

    #[test]
    fn a_page_of_another_site_is_foreign() {
        let mut settings = ApiSettings::default();
        let own = headers(&[("origin", "https://phonjon.example"), ("host", "phonjon.example")]);
        let other = headers(&[("origin", "https://elsewhere.example"), ("host", "phonjon.example")]);
        assert!(!is_foreign(&own, &settings, false));
        assert!(is_foreign(&other, &settings, false));
        assert!(is_foreign(&headers(&[("sec-fetch-site", "cross-site")]), &settings, false));
        assert!(!is_foreign(&headers(&[]), &settings, false));
        settings.origins.push("https://elsewhere.example".to_owned());
        assert!(!is_foreign(&other, &settings, false));
        // A page that came without TLS may be anybody's on the way.
        let plain = headers(&[("origin", "http://phonjon.example"), ("host", "phonjon.example")]);
        assert!(!is_foreign(&plain, &settings, false) && is_foreign(&plain, &settings, true));
        // Where the public address is known, no host that a request names is own.
        settings.public_origin = Some("https://phonjon.go.example".to_owned());
        assert!(is_foreign(&own, &settings, true) && !is_foreign(&other, &settings, true));
        let public = headers(&[("origin", "https://phonjon.go.example"), ("host", "10.0.0.1:8080")]);
        assert!(!is_foreign(&public, &settings, true));
    }

    #[test]
    fn a_page_is_ours_only_where_the_browser_says_so() {
        let settings =
            ApiSettings { origins: vec!["http://127.0.0.1:5173".to_owned()], ..ApiSettings::default() };
        let own = |sent: &[(&'static str, &'static str)]| {
            let mut sent = headers(sent);
            sent.insert("host", HeaderValue::from_static("phonjon.example"));
            is_own_page(&sent, &settings, true)
        };
        let (origin, site) = (("origin", "https://phonjon.example"), "sec-fetch-site");
        assert!(own(&[origin]) && own(&[origin, (site, "same-origin")]) && own(&[(site, "same-origin")]));
        assert!(own(&[("origin", "http://127.0.0.1:5173"), (site, "same-origin")]));
        for other in ["same-site", "cross-site", "none"] {
            assert!(!own(&[origin, (site, other)]) && !own(&[(site, other)]), "{other}");
        }
        assert!(!own(&[]) && !own(&[("origin", "null")]) && !own(&[("origin", "https://elsewhere.example")]));
        let mut unread = headers(&[(site, "same-origin")]);
        unread.insert("origin", HeaderValue::from_bytes(&[0xff]).unwrap());
        assert!(!is_own_page(&unread, &settings, true));
    }

    #[test]
    fn who_came_over_tls_is_told_by_the_public_address_or_a_trusted_proxy() {
        let mut settings = ApiSettings::default();
        let peer: SocketAddr = "10.0.0.1:4000".parse().unwrap();
        let sent = headers(&[("x-forwarded-proto", "http, HTTPS")]);
        assert!(!is_over_tls(Some(peer), &sent, &settings));
        settings.trusted_proxies.push(peer.ip());
        assert!(is_over_tls(Some(peer), &sent, &settings));
        assert!(!is_over_tls(None, &sent, &settings) && !is_over_tls(Some(peer), &headers(&[]), &settings));
        assert!(!is_over_tls(Some(peer), &headers(&[("x-forwarded-proto", "https, http")]), &settings));
        settings.public_origin = Some("http://phonjon.example".to_owned());
        assert!(!is_over_tls(Some(peer), &sent, &settings));
        settings.public_origin = Some("HTTPS://phonjon.example".to_owned());
        assert!(is_over_tls(None, &headers(&[]), &settings));
    }

    #[test]
    fn json_is_json_whatever_its_parameters() {
        assert!(is_json(&headers(&[("content-type", "application/json; charset=utf-8")])));
        for other in [
            "application/graphql-response+json",
            "text/plain",
            "multipart/form-data",
            "application/x-www-form-urlencoded",
            "",
        ] {
            assert!(!is_json(&headers(&[("content-type", other)])), "{other}");
        }
        assert!(!is_json(&headers(&[])));
    }
}
