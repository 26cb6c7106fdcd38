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
    kind == "application/json"
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

/// The address that asks: the peer, or behind a trusted proxy the last address that no trusted proxy has. Of the new
/// kind only the network: whoever has one address of it has all.
pub(super) fn address(peer: Option<SocketAddr>, headers: &HeaderMap, settings: &ApiSettings) -> String {
    let Some(peer) = peer.map(|it| it.ip().to_canonical()) else { return "unknown".to_owned() };
    let is_trusted = |it: &IpAddr| settings.trusted_proxies.iter().any(|proxy| proxy.to_canonical() == *it);
    if !is_trusted(&peer) {
        return network(peer);
    }
    let forwarded = headers.get_all("x-forwarded-for").iter().filter_map(|it| it.to_str().ok());
    let hops: Vec<&str> = forwarded.flat_map(|it| it.split(',')).map(str::trim).collect();
    let asking = hops.iter().rev().map_while(|it| hop(it)).find(|it| !is_trusted(it));
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
