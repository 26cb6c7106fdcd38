//! Sessions in a cookie: how one begins, goes on and ends in a browser, and what a page of another site can do with it.

use reqwest::header::HeaderMap;
use serde_json::{Value, json};
use sqlx::types::chrono::{DateTime, Utc};

use crate::imports::look;
use crate::office::code;
use crate::program::Server;
use crate::world::{Account, World};

const SIGN_IN: &str = "mutation ($userName: String!, $password: String!, $device: String) {
    signIn(userName: $userName, password: $password, device: $device) {
        session { token endsAt mustChangePassword } userErrors { code field }
    }
}";
const ME: &str =
    "{ me { userName language sessions { id kind device isCurrent beganAt idleUntil endsAt } } }";
const EVERYWHERE: &str = "mutation { signOutEverywhere { done userErrors { code } } }";

/// What came back: status, headers, body.
pub(crate) struct Came {
    status: u16,
    headers: HeaderMap,
    pub(crate) body: Value,
}

impl Came {
    async fn of(request: reqwest::RequestBuilder) -> Self {
        let answer = request.send().await.unwrap();
        let (status, headers) = (answer.status().as_u16(), answer.headers().clone());
        let body = serde_json::from_str(&answer.text().await.unwrap()).unwrap_or(Value::Null);
        Self { status, headers, body }
    }

    fn set_cookie(&self) -> &str {
        self.headers.get("set-cookie").map_or("", |it| it.to_str().unwrap())
    }

    /// The cookie that was set, as it is sent back: name and value.
    pub(crate) fn cookie(&self) -> String {
        self.set_cookie().split(';').next().unwrap().to_owned()
    }

    /// True where the cookie of this name is taken away.
    fn takes_away(&self, name: &str) -> bool {
        let cookie = self.set_cookie();
        cookie.starts_with(&format!("{name}=;")) && cookie.ends_with("; Max-Age=0")
    }
}

/// A browser on the server's own page.
pub(crate) struct Browser<'a> {
    world: &'a World,
    base_url: String,
    headers: Vec<(&'static str, String)>,
}

impl<'a> Browser<'a> {
    async fn at(world: &'a World) -> Self {
        Self::of(world, world.server().await.base_url())
    }

    pub(crate) fn of(world: &'a World, base_url: &str) -> Self {
        let headers = vec![("x-phonjon-client", "web".to_owned()), ("origin", base_url.to_owned())];
        Self { world, base_url: base_url.to_owned(), headers }
    }

    /// The same with other headers instead of its own.
    fn with(&self, headers: &[(&'static str, &str)]) -> Self {
        let headers = headers.iter().map(|(name, value)| (*name, (*value).to_owned())).collect();
        Self { world: self.world, base_url: self.base_url.clone(), headers }
    }

    fn request(&self, cookie: &str) -> reqwest::RequestBuilder {
        let mut request = self.world.http().post(format!("{}/graphql", self.base_url));
        for (name, value) in &self.headers {
            request = request.header(*name, value);
        }
        if cookie.is_empty() { request } else { request.header("cookie", cookie) }
    }

    pub(crate) async fn ask(&self, cookie: &str, query: &str, variables: Value) -> Came {
        Came::of(self.request(cookie).json(&json!({ "query": query, "variables": variables }))).await
    }

    pub(crate) async fn sign_in(&self, cookie: &str, account: &Account, device: Value) -> Came {
        let sent = json!({ "userName": account.user_name, "password": account.password, "device": device });
        let came = self.ask(cookie, SIGN_IN, sent).await;
        if let Some((_, value)) = came.cookie().split_once('=').filter(|it| !it.1.is_empty()) {
            self.world.keep_secret(value);
        }
        came
    }

    /// Who the cookie is: `me`, null where it is nobody.
    async fn me(&self, cookie: &str) -> Value {
        let mut came = self.ask(cookie, ME, json!({})).await;
        assert_eq!((came.status, code(&came.body).as_str()), (200, ""), "{:#}", came.body);
        came.body["data"]["me"].take()
    }
}

/// An account whose password is its own.
async fn settled(world: &World, user_name: &str) -> Account {
    let account = world.add_user(user_name, "system_administrator", "");
    world.sign_in(&account).await;
    let password = format!("{}-anew", account.password);
    world.keep_secret(&password);
    Account { password, ..account }
}

async fn no_page_of_another_site_acts_with_a_cookie(world: World) {
    let account = settled(&world, "governor").await;
    let browser = Browser::at(&world).await;
    let cookie = browser.sign_in("", &account, Value::Null).await.cookie();
    let own = world.server().await.base_url();
    let other = "https://elsewhere.example";
    let body = json!({ "query": EVERYWHERE }).to_string();
    let url = world.url("/graphql").await;
    let post = |headers: &[(&'static str, &str)], kind: &str, body: &str| {
        let request = browser.with(headers).request(&cookie).header("content-type", kind);
        Came::of(request.body(body.to_owned()))
    };
    let client = ("x-phonjon-client", "web");
    let asked = EVERYWHERE.replace(' ', "+").replace('{', "%7B").replace('}', "%7D");
    let get = world.http().get(format!("{url}?query={asked}")).header("cookie", &cookie);
    let form = format!("query={asked}");
    let parts =
        format!("--x\r\ncontent-disposition: form-data; name=\"query\"\r\n\r\n{EVERYWHERE}\r\n--x--\r\n");
    let multipart = "multipart/form-data; boundary=x";
    let json = "application/json";
    for (what, came, status, refusal) in [
        ("GET", Came::of(get).await, 405, "BAD_INPUT"),
        ("text", post(&[("origin", other)], "text/plain", &body).await, 415, "BAD_INPUT"),
        (
            "a form",
            post(&[("origin", other)], "application/x-www-form-urlencoded", &form).await,
            415,
            "BAD_INPUT",
        ),
        ("parts", post(&[("origin", other)], multipart, &parts).await, 415, "BAD_INPUT"),
        ("a foreign origin", post(&[client, ("origin", other)], json, &body).await, 403, "FORBIDDEN"),
        ("no page's origin", post(&[client, ("origin", "null")], json, &body).await, 403, "FORBIDDEN"),
        (
            "cross-site",
            post(&[client, ("sec-fetch-site", "cross-site")], json, &body).await,
            403,
            "FORBIDDEN",
        ),
        (
            "same-site",
            post(&[client, ("sec-fetch-site", "same-site")], json, &body).await,
            403,
            "COOKIE_REFUSED",
        ),
        ("no header", post(&[("origin", own)], json, &body).await, 403, "COOKIE_REFUSED"),
        (
            "another header",
            post(&[("x-phonjon-client", "Web"), ("origin", own)], json, &body).await,
            403,
            "COOKIE_REFUSED",
        ),
        ("a simple request", post(&[], json, &body).await, 403, "COOKIE_REFUSED"),
        ("nothing of a page", post(&[client], json, &body).await, 403, "COOKIE_REFUSED"),
        (
            "the address bar",
            post(&[client, ("sec-fetch-site", "none")], json, &body).await,
            403,
            "COOKIE_REFUSED",
        ),
        (
            "an own origin of another site",
            post(&[client, ("origin", own), ("sec-fetch-site", "same-site")], json, &body).await,
            403,
            "COOKIE_REFUSED",
        ),
    ] {
        assert_eq!((came.status, code(&came.body).as_str()), (status, refusal), "{what}");
        assert_eq!(came.set_cookie(), "", "{what}");
        assert_eq!(browser.me(&cookie).await["userName"], "governor", "{what} changed something");
    }
    // Nor is one signed in as somebody else: a session in a cookie begins on the own page alone.
    let sent = json!({ "userName": account.user_name, "password": account.password });
    for headers in [&[client][..], &[client, ("sec-fetch-site", "same-site")]] {
        let came = browser.with(headers).ask("", SIGN_IN, sent.clone()).await;
        assert_eq!((came.status, code(&came.body).as_str(), came.set_cookie()), (403, "COOKIE_REFUSED", ""));
    }
    let came =
        browser.with(&[client, ("sec-fetch-site", "same-origin")]).ask(&cookie, EVERYWHERE, json!({})).await;
    assert_eq!(
        came.body["data"]["signOutEverywhere"]["done"], true,
        "without an Origin the browser's own word counts"
    );
}

async fn a_session_in_a_cookie_begins_goes_on_and_ends(world: World) {
    let account = settled(&world, "governor").await;
    let bearer = world.sign_in(&account).await;
    let browser = Browser::at(&world).await;
    let name = "phonjon-session";

    let came = browser.sign_in("", &account, json!("เครื่องที่โต๊ะหน้า")).await;
    assert_eq!(came.body["data"]["signIn"]["session"]["token"], Value::Null, "{:#}", came.body);
    assert_eq!(came.body["data"]["signIn"]["userErrors"], json!([]));
    let (value, attributes) = came.set_cookie().split_once("; ").unwrap();
    assert_eq!(attributes, "HttpOnly; SameSite=Strict; Path=/; Max-Age=43200");
    let carried = value.strip_prefix("phonjon-session=").unwrap();
    assert!(64 < carried.len(), "a secret as long as any");
    assert!(!came.body.to_string().contains(carried));
    let cookie = came.cookie();

    // It is seen beside the others, with what it is and when it ends.
    let me = browser.me(&cookie).await;
    assert_eq!(me["userName"], "governor");
    let sessions = me["sessions"].as_array().unwrap();
    let told: Vec<_> =
        sessions.iter().map(|it| (it["kind"].as_str().unwrap(), it["isCurrent"] == true)).collect();
    assert_eq!(told[..2], [("COOKIE", true), ("BEARER", false)]);
    assert_eq!(sessions[0]["device"], "เครื่องที่โต๊ะหน้า");
    let minutes = |from: &Value, to: &Value| {
        let instant = |it: &Value| it.as_str().unwrap().parse::<DateTime<Utc>>().unwrap();
        (instant(to) - instant(from)).num_minutes()
    };
    assert_eq!(minutes(&sessions[0]["beganAt"], &sessions[0]["idleUntil"]), 30);
    assert_eq!(minutes(&sessions[0]["beganAt"], &sessions[0]["endsAt"]), 720);
    let too_long = browser.sign_in("", &account, json!("ก".repeat(101))).await;
    assert_eq!(code(&too_long.body), "TEXT_TOO_LONG");
    assert_eq!(too_long.body["data"]["signIn"]["userErrors"][0]["field"], "device");
    assert_eq!(too_long.set_cookie(), "");

    // What is carried in one way is nobody in the other.
    let as_bearer = world.graphql(Some(carried), ME, json!({})).await;
    assert_eq!(as_bearer["data"]["me"], Value::Null);
    let query = "{ areas(first: 1) { nodes { id } } }";
    let as_cookie = browser.ask(&format!("{name}={bearer}"), query, json!({})).await;
    assert_eq!((as_cookie.status, code(&as_cookie.body).as_str()), (401, "SESSION_ENDED"));
    // A bearer wins over a cookie, whatever page it comes from, and a wrong one is not made good by it.
    let both = |token: &str| {
        Came::of(browser.with(&[]).request(&cookie).bearer_auth(token).json(&json!({ "query": ME })))
    };
    let seen = both(&bearer).await.body["data"]["me"]["sessions"].take();
    let current = seen.as_array().unwrap().iter().find(|it| it["isCurrent"] == true).unwrap();
    assert_eq!(current["kind"], "BEARER");
    assert_eq!(both("phonjon_s_0").await.body["data"]["me"], Value::Null);

    // Who changes the password stays, everybody else is out.
    let change = "mutation ($old: String!, $new: String!) {
        changePassword(oldPassword: $old, newPassword: $new, key: \"cookie\") { done userErrors { code } } }";
    let new = "ข้าวเหนียวหมูปิ้งตอนเช้า";
    world.keep_secret(new);
    let another = browser.sign_in("", &account, Value::Null).await.cookie();
    let changed = browser.ask(&cookie, change, json!({ "old": account.password, "new": new })).await;
    assert_eq!(changed.body["data"]["changePassword"]["done"], true, "{:#}", changed.body);
    assert_eq!(changed.set_cookie(), "");
    assert_eq!(browser.me(&cookie).await["userName"], "governor");
    assert_eq!(world.graphql(Some(&bearer), ME, json!({})).await["data"]["me"], Value::Null);
    let account = Account { password: new.to_owned(), ..account };

    // Whose session is over is told so, in their language, and loses the cookie; `me` and signing in need none.
    let over = browser.ask(&another, query, json!({})).await;
    assert_eq!((over.status, code(&over.body).as_str()), (401, "SESSION_ENDED"));
    assert!(over.takes_away(name), "{}", over.set_cookie());
    assert!(over.body["errors"][0]["message"].as_str().unwrap().contains("เข้าสู่ระบบ"), "{:#}", over.body);
    let asked = browser.ask(&another, ME, json!({})).await;
    assert_eq!((asked.status, &asked.body["data"]["me"]), (200, &Value::Null));
    assert!(asked.takes_away(name), "{}", asked.set_cookie());
    let more = "{ me { userName } areas(first: 1) { nodes { id } } }";
    assert_eq!(code(&browser.ask(&another, more, json!({})).await.body), "SESSION_ENDED");
    let again = browser.sign_in(&another, &account, Value::Null).await;
    assert!(!again.takes_away(name));
    let again = again.cookie();
    assert_eq!(browser.me(&again).await["userName"], "governor");

    // Signing out here, of another, everywhere.
    let sessions = browser.me(&again).await["sessions"].take();
    let older = sessions.as_array().unwrap().iter().find(|it| it["isCurrent"] == false).unwrap();
    let out = format!("mutation {{ signOut(sessionId: {}) {{ done userErrors {{ code }} }} }}", older["id"]);
    let came = browser.ask(&again, &out, json!({})).await;
    assert_eq!((came.body["data"]["signOut"]["done"].as_bool(), came.set_cookie()), (Some(true), ""));
    assert_eq!(code(&browser.ask(&cookie, query, json!({})).await.body), "SESSION_ENDED");
    let came = browser.ask(&again, "mutation { signOut { done } }", json!({})).await;
    assert_eq!(came.body["data"]["signOut"]["done"], true);
    assert!(came.takes_away(name), "{}", came.set_cookie());
    assert_eq!(code(&browser.ask(&again, query, json!({})).await.body), "SESSION_ENDED");
    let last = browser.sign_in("", &account, Value::Null).await.cookie();
    let bearer = world.graphql(None, SIGN_IN, json!({ "userName": "governor", "password": new })).await;
    let bearer = bearer["data"]["signIn"]["session"]["token"].as_str().unwrap().to_owned();
    world.keep_secret(&bearer);
    let came = browser.ask(&last, EVERYWHERE, json!({})).await;
    assert!(came.takes_away(name), "{}", came.set_cookie());
    assert_eq!(code(&browser.ask(&last, query, json!({})).await.body), "SESSION_ENDED");
    assert_eq!(world.graphql(Some(&bearer), ME, json!({})).await["data"]["me"], Value::Null);

    // It stood too long, or too long unseen.
    let stored = if world.is_postgres() {
        "timestamptz '2020-01-01T00:00:00Z'"
    } else {
        "'2020-01-01T00:00:00+00:00'"
    };
    for limit in ["idle_until", "absolute_until"] {
        let cookie = browser.sign_in("", &account, Value::Null).await.cookie();
        assert_eq!(browser.me(&cookie).await["userName"], "governor");
        look(&world, &format!("update session set {limit} = {stored} where revoked_at is null")).await;
        let over = browser.ask(&cookie, query, json!({})).await;
        assert_eq!((over.status, code(&over.body).as_str()), (401, "SESSION_ENDED"), "{limit}");
    }
}

async fn over_tls_the_cookie_is_bound_to_its_host(world: World) {
    let account = settled(&world, "governor").await;
    let name = "__Host-phonjon-session";
    let mut settings = world.command();
    settings.env("PHONJON_PUBLIC_URL", "https://phonjon.example/");
    settings.env("PHONJON_SESSION_IDLE_MINUTES", "5").env("PHONJON_SESSION_HOURS", "2");
    let public = Server::start(settings, world.path().join("public.log")).await;
    let page = ("origin", "https://phonjon.example");
    let client = ("x-phonjon-client", "web");
    let browser = Browser::of(&world, public.base_url()).with(&[client, page]);
    let came = browser.sign_in("", &account, Value::Null).await;
    let (value, attributes) = came.set_cookie().split_once("; ").unwrap();
    assert_eq!(attributes, "Secure; HttpOnly; SameSite=Strict; Path=/; Max-Age=7200");
    let cookie = came.cookie();
    assert!(value.starts_with(&format!("{name}=")), "the name binds it to the host");
    let me = browser.me(&cookie).await;
    assert_eq!(me["userName"], "governor");
    // The page of the same host that anybody on the way could have written is another's.
    let host = public.base_url().strip_prefix("http://").unwrap();
    for origin in ["http://phonjon.example", "https://phonjon.example:8443", &format!("http://{host}")] {
        let came = browser.with(&[client, ("origin", origin)]).ask(&cookie, EVERYWHERE, json!({})).await;
        assert_eq!(came.status, 403, "{origin}");
    }
    // A cookie without the prefix may be anybody's of the domain: it is nobody.
    let unbound = cookie.replace("__Host-", "");
    assert_eq!(
        code(&browser.ask(&unbound, "{ tokens { totalCount } }", json!({})).await.body),
        "UNAUTHENTICATED"
    );
    let out = browser.ask(&cookie, "mutation { signOut { done } }", json!({})).await;
    assert!(out.takes_away(name) && out.set_cookie().contains("; Secure;"), "{}", out.set_cookie());

    // Behind a proxy that ends TLS, its word counts; anybody else's does not.
    let mut settings = world.command();
    settings.env("PHONJON_TRUSTED_PROXIES", "127.0.0.1");
    let proxied = Server::start(settings, world.path().join("proxied.log")).await;
    let own = format!("https://{}", proxied.base_url().strip_prefix("http://").unwrap());
    let browser = Browser::of(&world, proxied.base_url());
    let over_tls = browser.with(&[client, ("origin", &own), ("x-forwarded-proto", "https")]);
    assert!(over_tls.sign_in("", &account, Value::Null).await.set_cookie().starts_with("__Host-"));
    let plain = browser.with(&[client, ("origin", proxied.base_url()), ("x-forwarded-proto", "http")]);
    assert!(plain.sign_in("", &account, Value::Null).await.set_cookie().starts_with("phonjon-session="));
    let direct = Browser::at(&world).await;
    let base_url = direct.base_url.clone();
    let direct = direct.with(&[client, ("origin", &base_url), ("x-forwarded-proto", "https")]);
    assert!(direct.sign_in("", &account, Value::Null).await.set_cookie().starts_with("phonjon-session="));
}

on_both!(
    no_page_of_another_site_acts_with_a_cookie,
    a_session_in_a_cookie_begins_goes_on_and_ends,
    over_tls_the_cookie_is_bound_to_its_host,
);
