//! Signing in and out: who gets in, who waits, and when a session is over.

use std::time::{Duration, Instant};

use serde_json::{Value, json};

use crate::imports::look;
use crate::office::code;
use crate::program::Server;
use crate::world::{Account, World};

const SIGN_IN: &str = "mutation ($userName: String!, $password: String!) {
    signIn(userName: $userName, password: $password) {
        session { token mustChangePassword } retryAt userErrors { code message field }
    }
}";
const CHANGE: &str = "mutation ($old: String!, $new: String!) {
    changePassword(oldPassword: $old, newPassword: $new, key: \"change\") { done userErrors { code field } }
}";
const ME: &str = "{ me { userName mustChangePassword sessions { id isCurrent } } }";

/// Tries to sign in at a server, from an address of this machine, and gives the payload.
async fn try_at(server: &str, from: &str, user_name: &str, password: &str) -> Value {
    let client =
        reqwest::Client::builder().local_address(from.parse::<std::net::IpAddr>().ok()).build().unwrap();
    let body = json!({ "query": SIGN_IN, "variables": { "userName": user_name, "password": password } });
    let answer = client.post(format!("{server}/graphql")).json(&body).send().await.unwrap();
    let mut answer: Value = serde_json::from_str(&answer.text().await.unwrap()).unwrap();
    assert!(answer.get("errors").is_none(), "{answer:#}");
    answer["data"]["signIn"].take()
}

/// The code of a payload's first refusal.
fn refused(payload: &Value) -> &str {
    payload["userErrors"][0]["code"].as_str().unwrap_or_default()
}

/// Tries until the wait is over, and gives the token.
async fn in_at_last(server: &str, from: &str, account: &Account) -> String {
    let begun = Instant::now();
    loop {
        let payload = try_at(server, from, &account.user_name, &account.password).await;
        if let Some(token) = payload["session"]["token"].as_str() {
            return token.to_owned();
        }
        assert_eq!(refused(&payload), "TOO_MANY_ATTEMPTS", "{payload:#}");
        assert!(begun.elapsed() < Duration::from_secs(30), "{payload:#}");
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
}

async fn failures_are_answered_alike_and_counted_on_every_server(world: World) {
    let chief = world.add_user("chief", "system_administrator", "");
    let gone = world.add_user("gone", "system_administrator", "");
    world.run(&["user", "disable", "--user-name", "gone"]);
    world.keep_secret("ไม่ใช่รหัสของใคร");
    let second = Server::start(world.command(), world.path().join("second.log")).await;
    let servers = [world.server().await.base_url(), second.base_url()];
    let home = "127.0.0.1";

    let wrong = try_at(servers[0], home, "chief", "ไม่ใช่รหัสของใคร").await;
    let refusal = json!({
        "code": "LOGIN_FAILED",
        "message": "เข้าสู่ระบบไม่ได้ ชื่อบัญชีหรือรหัสผ่านไม่ถูกต้อง โปรดตรวจแล้วลองใหม่",
        "field": null,
    });
    assert_eq!(wrong, json!({ "session": null, "retryAt": null, "userErrors": [refusal] }));
    for (user_name, password) in
        [("nobody", "ไม่ใช่รหัสของใคร"), ("gone", &*gone.password), ("chief", ""), ("", "")]
    {
        assert_eq!(try_at(servers[0], home, user_name, password).await, wrong, "{user_name}");
    }

    // Two failures so far; the rest are at the other server, which then agrees with the first.
    for _ in 0..3 {
        assert_eq!(refused(&try_at(servers[1], home, "CHIEF", "ไม่ใช่รหัสของใคร").await), "LOGIN_FAILED");
    }
    for server in servers {
        let waits = try_at(server, home, "chief", &chief.password).await;
        assert_eq!(refused(&waits), "TOO_MANY_ATTEMPTS", "the right password waits as well");
        assert!(waits["retryAt"].as_str().is_some_and(|it| it.ends_with("+00:00")), "{waits:#}");
        assert!(waits["session"].is_null());
    }
    let token = in_at_last(servers[0], home, &chief).await;
    // What was counted is forgotten with the success.
    assert_eq!(refused(&try_at(servers[0], home, "chief", "ไม่ใช่รหัสของใคร").await), "LOGIN_FAILED");
    let sent = json!({ "userName": "chief", "password": chief.password });
    assert!(world.graphql(None, SIGN_IN, sent).await["data"]["signIn"]["session"]["token"].is_string());
    assert!(world.graphql(Some(&token), ME, json!({})).await["data"]["me"].is_object());

    // By address: whichever names are tried, on whichever server.
    let elsewhere = "127.0.0.2";
    let mut n_tried = 0;
    while refused(&try_at(servers[n_tried % 2], elsewhere, &format!("guess{n_tried}"), "guess").await)
        == "LOGIN_FAILED"
    {
        n_tried += 1;
        assert!(n_tried <= 30, "an address tries for ever");
    }
    assert_eq!(n_tried, 30);
    let waits = try_at(servers[1], elsewhere, "chief", &chief.password).await;
    assert_eq!(refused(&waits), "TOO_MANY_ATTEMPTS");
    let at_home = try_at(servers[1], home, "chief", &chief.password).await;
    assert!(at_home["session"]["token"].is_string(), "another address does not wait: {at_home:#}");
    // An address is only believed of a proxy that is trusted.
    let body = json!({ "query": SIGN_IN, "variables": { "userName": "chief", "password": chief.password } });
    let client = reqwest::Client::builder().local_address("127.0.0.2".parse::<std::net::IpAddr>().ok());
    let spoofed = client.build().unwrap().post(format!("{}/graphql", servers[0])).json(&body);
    let answer: Value =
        spoofed.header("x-forwarded-for", "127.0.0.9").send().await.unwrap().json().await.unwrap();
    assert_eq!(code(&answer), "TOO_MANY_ATTEMPTS");
    assert_eq!(second.stop(), Some(0));
}

/// Tries to sign in through the proxy on this machine, which says where the client is.
async fn try_for(server: &str, client: &str, user_name: &str, password: &str) -> String {
    let body = json!({ "query": SIGN_IN, "variables": { "userName": user_name, "password": password } });
    let sent = reqwest::Client::new().post(format!("{server}/graphql")).header("x-forwarded-for", client);
    let mut answer: Value =
        serde_json::from_str(&sent.json(&body).send().await.unwrap().text().await.unwrap()).unwrap();
    refused(&answer["data"]["signIn"].take()).to_owned()
}

async fn an_office_that_exhausts_its_address_delays_no_other(world: World) {
    let chief = world.add_user("chief", "system_administrator", "");
    let mut settings = world.command();
    settings.env("PHONJON_TRUSTED_PROXIES", "10.9.8.7,127.0.0.1");
    let proxied = Server::start(settings, world.path().join("proxied.log")).await;
    let (server, one, other) = (proxied.base_url(), "203.0.113.1", "203.0.113.2");
    // The chief was signed in from the first office before somebody there began to guess.
    assert_eq!(try_for(server, one, "chief", &chief.password).await, "");
    let mut n_tried = 0;
    while try_for(server, one, &format!("guess{n_tried}"), "guess").await == "LOGIN_FAILED" {
        n_tried += 1;
        assert!(n_tried <= 30, "an address tries for ever");
    }
    assert_eq!(n_tried, 30);
    assert_eq!(try_for(server, one, "nobody", "guess").await, "TOO_MANY_ATTEMPTS");
    // What a client puts before its own address is not believed.
    assert_eq!(try_for(server, &format!("{other}, {one}"), "nobody", "guess").await, "TOO_MANY_ATTEMPTS");
    assert_eq!(try_for(server, other, "nobody", "guess").await, "LOGIN_FAILED");
    // Who was signed in from there is not delayed by colleagues, nor by failures elsewhere.
    assert_eq!(try_for(server, one, "chief", &chief.password).await, "");
    for _ in 0..5 {
        assert_eq!(try_for(server, other, "chief", "guess").await, "LOGIN_FAILED");
    }
    assert_eq!(try_for(server, other, "chief", &chief.password).await, "TOO_MANY_ATTEMPTS");
    assert_eq!(try_for(server, one, "chief", &chief.password).await, "");
    // Nor is the account guessed there without end.
    for _ in 0..5 {
        assert_eq!(try_for(server, one, "chief", "guess").await, "LOGIN_FAILED");
    }
    assert_eq!(try_for(server, one, "chief", &chief.password).await, "TOO_MANY_ATTEMPTS");

    // The quarter of an hour of the first office is over.
    let (long_ago, kept) = if world.is_postgres() {
        ("since - interval '15 minutes'", "null::timestamptz")
    } else {
        ("strftime('%Y-%m-%dT%H:%M:%f+00:00', since, '-15 minutes')", "null")
    };
    look(&world, &format!("update login_counter set since = {long_ago}, blocked_until = {kept}")).await;
    assert_eq!(try_for(server, one, "nobody", "guess").await, "LOGIN_FAILED");

    // Another server trusts no proxy.
    let body = json!({ "query": SIGN_IN, "variables": { "userName": "nobody", "password": "guess" } });
    let direct = world.url("/graphql").await;
    for n in 0..40 {
        let sent = world.http().post(&direct).header("x-forwarded-for", format!("198.51.100.{n}"));
        let answer: Value =
            serde_json::from_str(&sent.json(&body).send().await.unwrap().text().await.unwrap()).unwrap();
        if code(&answer) == "TOO_MANY_ATTEMPTS" {
            return;
        }
    }
    panic!("whoever asks chooses an address");
}

async fn a_session_begins_changed_and_ends_by_every_door(world: World) {
    let account = world.add_user("chief", "system_administrator", "");
    let enter = async |password: &str| {
        let sent = json!({ "userName": "Chief", "password": password });
        let answer = world.graphql(None, SIGN_IN, sent).await;
        let session = &answer["data"]["signIn"]["session"];
        let token = session["token"].as_str().map(str::to_owned);
        if let Some(token) = &token {
            world.keep_secret(token);
        }
        token
    };
    let is_in = async |token: &str| !world.graphql(Some(token), ME, json!({})).await["data"]["me"].is_null();
    let act = async |token: &str, act: &str| {
        let query = format!("mutation {{ {act} {{ done userErrors {{ code }} }} }}");
        code(&world.graphql(Some(token), &query, json!({})).await)
    };

    // A password that somebody else knows opens nothing but the change of it.
    let first = enter(&account.password).await.unwrap();
    assert_eq!(world.data(&first, ME, json!({})).await["me"]["mustChangePassword"], true);
    let accounts = "{ accounts { nodes { userName } } }";
    for closed in [accounts, "{ cases { totalCount } }", "{ proposals { totalCount } }"] {
        let answer = world.graphql(Some(&first), closed, json!({})).await;
        assert_eq!(code(&answer), "PASSWORD_CHANGE_REQUIRED", "{answer}");
    }
    for (old, new, refusal) in [
        (&*account.password, "สั้นไป", "PASSWORD_TOO_SHORT"),
        (&account.password, "chief-2569-2569", "PASSWORD_TOO_COMMON"),
        (&account.password, &account.password, "PASSWORD_UNCHANGED"),
        ("ไม่ใช่รหัสเดิม", "ข้าวเหนียวหมูปิ้งตอนเช้า", "PASSWORD_WRONG"),
    ] {
        world.keep_secret(new);
        let answer = world.graphql(Some(&first), CHANGE, json!({ "old": old, "new": new })).await;
        assert_eq!(code(&answer), refusal);
    }
    let refused = "select cast(count(*) as text) from audit_event where action = 'password.refused'";
    assert_eq!(look(&world, refused).await[0][0].as_deref(), Some("1"), "a wrong old password is on record");
    let other = enter(&account.password).await.unwrap();
    let new = "ข้าวเหนียวหมูปิ้งตอนเช้า";
    let changed = world.data(&first, CHANGE, json!({ "old": account.password, "new": new })).await;
    assert_eq!(changed["changePassword"]["done"], true);
    assert!(is_in(&first).await, "who changed it stays");
    assert!(!is_in(&other).await, "the other sessions end");
    assert_eq!(code(&world.graphql(Some(&first), accounts, json!({})).await), "");
    assert!(enter(&account.password).await.is_none());

    // Signing out here, elsewhere, everywhere.
    let [second, third, fourth] =
        [enter(new).await.unwrap(), enter(new).await.unwrap(), enter(new).await.unwrap()];
    assert_eq!(act(&second, "signOut").await, "");
    assert!(!is_in(&second).await && is_in(&third).await);
    assert_eq!(act(&second, "signOut").await, "UNAUTHENTICATED");
    let sessions = world.data(&third, ME, json!({})).await["me"]["sessions"].take();
    let sessions = sessions.as_array().unwrap();
    assert_eq!(sessions.len(), 3);
    let newest = sessions.iter().find(|it| it["isCurrent"] == false).unwrap()["id"].as_str().unwrap();
    assert_eq!(act(&third, &format!("signOut(sessionId: \"{newest}\")")).await, "");
    assert!(!is_in(&fourth).await && is_in(&third).await);
    assert_eq!(act(&third, "signOutEverywhere").await, "");
    assert!(!is_in(&third).await && !is_in(&first).await);

    // A session that stood too long, or too long unseen.
    let stored = if world.is_postgres() {
        "timestamptz '2020-01-01T00:00:00Z'"
    } else {
        "'2020-01-01T00:00:00+00:00'"
    };
    for limit in ["idle_until", "absolute_until"] {
        let token = enter(new).await.unwrap();
        assert!(is_in(&token).await);
        look(&world, &format!("update session set {limit} = {stored} where revoked_at is null")).await;
        assert!(!is_in(&token).await, "{limit}");
    }

    // Somebody else made a new password, or ended the account: at once, for open sessions too.
    let token = enter(new).await.unwrap();
    let printed: Value =
        serde_json::from_str(&world.run(&["user", "reset", "--user-name", "chief", "--json"])).unwrap();
    let reset = printed["password"].as_str().unwrap().to_owned();
    world.keep_secret(&reset);
    assert!(!is_in(&token).await);
    assert!(enter(new).await.is_none());
    let token = enter(&reset).await.unwrap();
    assert_eq!(world.data(&token, ME, json!({})).await["me"]["mustChangePassword"], true);
    world.run(&["user", "disable", "--user-name", "chief"]);
    assert!(!is_in(&token).await);
    assert!(enter(&reset).await.is_none());
    let useless = world.phonjon(&["user", "reset", "--user-name", "chief"]);
    assert_eq!(useless.status.code(), Some(1), "a password for an account that signs in no more");
    assert_eq!(useless.stdout, b"");

    // Only what hashes to something known is a session; nothing else is looked at.
    for carried in ["phonjon_s_", "phonjon_s_00000000000000000000000000000000", &*"x".repeat(5_000)] {
        assert!(!is_in(carried).await);
    }
    let bytes = if world.is_postgres() {
        format!("convert_to('{token}', 'UTF8')")
    } else {
        format!("cast('{token}' as blob)")
    };
    let of_it = format!("select cast(count(*) as text) from session where token_hash = {bytes}");
    assert_eq!(look(&world, &of_it).await, [[Some("0".to_owned())]], "what is carried is not what is kept");
    let all = "select cast(count(*) as text) from session where length(token_hash) = 32";
    assert!(look(&world, all).await[0][0].as_deref() > Some("5"));
}

on_both!(
    an_office_that_exhausts_its_address_delays_no_other,
    failures_are_answered_alike_and_counted_on_every_server,
    a_session_begins_changed_and_ends_by_every_door,
);
