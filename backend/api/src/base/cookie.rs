//! A session in a cookie: what the cookie is called, how it is set, and how it is taken away.

use axum::http::HeaderValue;

/// How cookies of this request are set.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Jar {
    /// The browser came over TLS: the cookie goes back that way only, and is bound to the host by its name.
    pub(crate) is_secure: bool,
}

impl Jar {
    /// What the cookie is called. No other host and no page without TLS can set one of the first name.
    pub(crate) const fn name(self) -> &'static str {
        if self.is_secure { "__Host-phonjon-session" } else { "phonjon-session" }
    }

    /// Gives a browser what to carry, for so many seconds at the longest.
    pub(crate) fn set(self, carried: &str, seconds: i64) -> Option<HeaderValue> {
        let secure = if self.is_secure { "Secure; " } else { "" };
        let attributes = format!("{secure}HttpOnly; SameSite=Strict; Path=/; Max-Age={}", seconds.max(0));
        let mut value = HeaderValue::try_from(format!("{}={carried}; {attributes}", self.name())).ok()?;
        value.set_sensitive(true);
        Some(value)
    }

    /// Takes it away.
    pub(crate) fn clear(self) -> Option<HeaderValue> {
        self.set("", 0)
    }

    /// What a browser carries in it, of one `Cookie` header.
    pub(crate) fn find(self, header: &str) -> Option<&str> {
        let mut pairs = header.split(';').filter_map(|it| it.trim().split_once('='));
        pairs.find_map(|(name, value)| (name == self.name()).then_some(value))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn over_tls_it_is_bound_to_the_host_by_its_name() {
        for (is_secure, set) in [
            (false, "phonjon-session=it; HttpOnly; SameSite=Strict; Path=/; Max-Age=60"),
            (true, "__Host-phonjon-session=it; Secure; HttpOnly; SameSite=Strict; Path=/; Max-Age=60"),
        ] {
            assert_eq!(Jar { is_secure }.set("it", 60).unwrap(), set);
        }
        assert!(Jar { is_secure: true }.clear().unwrap().to_str().unwrap().ends_with("; Max-Age=0"));
        assert_eq!(Jar { is_secure: true }.set("a\nb", 60), None);
    }

    #[test]
    fn only_the_cookie_of_its_whole_name_is_read() {
        let jar = Jar { is_secure: false };
        assert_eq!(jar.find("theme=dark; phonjon-session=it;x=y"), Some("it"));
        assert_eq!(jar.find("phonjon-session="), Some(""));
        for other in
            ["", "phonjon-session", "Phonjon-Session=it", "__Host-phonjon-session=it", "x-phonjon-session=it"]
        {
            assert_eq!(jar.find(other), None, "{other}");
        }
    }
}
