//! Signing in and out, and managing accounts, from outside.

use chrono::TimeDelta;
use phonjon_app::Key;
use phonjon_domain::access::Role;
use serde_json::json;

use crate::base::ids::{Kind, plain_id};
use crate::base::testing::{PASSWORD, World};

const ME: &str =
    "{ me { userName mustChangePassword may grants { role areas { code } } sessions { isCurrent } } }";

#[tokio::test]
async fn a_new_account_changes_its_password_before_anything_else() {
    for world in World::each().await {
        let (_, password) = world.account("somsri", Role::DistrictChief, Some("4801")).await;
        let carried = world.sign_in("Somsri", &password).await.unwrap();
        let came = world.post(Some(&carried), ME, json!({})).await;
        assert_eq!(came.data("/me/mustChangePassword"), true);
        assert_eq!(came.data("/me/may"), &json!([]));
        let came = world.post(Some(&carried), "{ accounts { nodes { userName } } }", json!({})).await;
        assert_eq!(came.code(), Some("PASSWORD_CHANGE_REQUIRED"));

        let change = "mutation($old: String!, $new: String!) {
            changePassword(oldPassword: $old, newPassword: $new, key: \"first\") { done userErrors { code field } } }";
        let came = world.post(Some(&carried), change, json!({ "old": password, "new": "somsri-2569" })).await;
        assert_eq!(came.data("/changePassword/userErrors/0/code"), "PASSWORD_TOO_SHORT");
        let came = world.post(Some(&carried), change, json!({ "old": "not it", "new": PASSWORD })).await;
        assert_eq!(came.data("/changePassword/userErrors/0/code"), "PASSWORD_WRONG");
        let came = world.post(Some(&carried), change, json!({ "old": password, "new": PASSWORD })).await;
        assert_eq!(came.data("/changePassword/done"), true);

        let came = world.post(Some(&carried), ME, json!({})).await;
        assert_eq!(came.data("/me/mustChangePassword"), false);
        let grant = json!({ "role": "DISTRICT_CHIEF", "areas": [{ "code": "4801" }] });
        assert_eq!(came.data("/me/grants/0"), &grant);
        assert_eq!(came.data("/me/sessions/0/isCurrent"), true);
        let may = came.data("/me/may").as_array().unwrap();
        assert!(may.contains(&json!("AGREE_CLOSING")) && !may.contains(&json!("READ_AUDIT")));
        assert!(world.sign_in("somsri", &password).await.is_none());
        assert!(world.sign_in("somsri", PASSWORD).await.is_some());
    }
}

#[tokio::test]
async fn unknown_names_wrong_passwords_and_disabled_accounts_are_answered_alike() {
    for world in World::each().await {
        let (id, password) = world.account("somsri", Role::DistrictChief, Some("4801")).await;
        let wrong = world.try_sign_in("somsri", "not the password").await.body;
        let unknown = world.try_sign_in("nobody", "not the password").await.body;
        let operator = world.operator();
        phonjon_app::accounts::disable(&operator, &Key::fresh(&operator), id, 1).await.unwrap();
        let disabled = world.try_sign_in("somsri", &password).await.body;
        assert_eq!(wrong, unknown);
        assert_eq!(wrong, disabled);
        assert_eq!(wrong.pointer("/data/signIn/userErrors/0/code").unwrap(), "LOGIN_FAILED");
    }
}

#[tokio::test]
async fn after_five_failures_even_the_right_password_waits() {
    for world in World::each().await {
        let (_, password) = world.account("somsri", Role::DistrictChief, Some("4801")).await;
        for _ in 0..5 {
            let came = world.try_sign_in("somsri", "wrong").await;
            assert_eq!(came.data("/signIn/userErrors/0/code"), "LOGIN_FAILED");
        }
        let came = world.try_sign_in("somsri", &password).await;
        assert_eq!(came.data("/signIn/userErrors/0/code"), "TOO_MANY_ATTEMPTS");
        assert_eq!(came.data("/signIn/retryAt"), "2026-03-02T03:00:01+00:00");
        world.pass(TimeDelta::seconds(2));
        assert!(world.sign_in("somsri", &password).await.is_some());
        // The failures are forgotten.
        let came = world.try_sign_in("somsri", "wrong").await;
        assert_eq!(came.data("/signIn/userErrors/0/code"), "LOGIN_FAILED");
        assert!(world.sign_in("somsri", &password).await.is_some());
    }
}

#[tokio::test]
async fn a_session_ends_idle_absolutely_and_by_signing_out() {
    for world in World::each().await {
        let carried = world.signed_in("somsri", Role::DistrictChief, Some("4801")).await;
        let is_in = async |carried: &str| {
            let came = world.post(Some(carried), "{ me { userName } }", json!({})).await;
            !came.data("/me").is_null()
        };
        world.pass(TimeDelta::minutes(29));
        assert!(is_in(&carried).await);
        world.pass(TimeDelta::minutes(29));
        assert!(is_in(&carried).await);
        world.pass(TimeDelta::minutes(31));
        assert!(!is_in(&carried).await);

        let carried = world.sign_in("somsri", PASSWORD).await.unwrap();
        for _ in 0..24 {
            world.pass(TimeDelta::minutes(29));
            assert!(is_in(&carried).await);
        }
        world.pass(TimeDelta::minutes(25));
        assert!(!is_in(&carried).await);

        let one = world.sign_in("somsri", PASSWORD).await.unwrap();
        let other = world.sign_in("somsri", PASSWORD).await.unwrap();
        world.post(Some(&one), "mutation { signOut { done } }", json!({})).await;
        assert!(!is_in(&one).await);
        assert!(is_in(&other).await);
        world.post(Some(&other), "mutation { signOutEverywhere { done } }", json!({})).await;
        assert!(!is_in(&other).await);
    }
}

#[tokio::test]
async fn a_chief_gives_roles_of_the_district_within_the_district() {
    for world in World::each().await {
        let carried = world.signed_in("chief", Role::DistrictChief, Some("4801")).await;
        let create = "mutation($name: String!, $grant: GrantInput!, $key: ID!) {
            accountCreate(userName: $name, displayName: \"\", grants: [$grant], key: $key) {
                newPassword { account { id version } password } userErrors { code field } } }";
        let here = plain_id(Kind::Area, world.area("480102").await);
        let there = plain_id(Kind::Area, world.area("480201").await);
        let grant =
            |role: &str, area: &str| json!({ "role": role, "areaIds": [area], "validFrom": "2026-03-01" });

        let sent = json!({ "name": "head", "grant": grant("SUBDISTRICT_HEAD", &here), "key": "1" });
        let came = world.post(Some(&carried), create, sent.clone()).await;
        assert!(came.data("/accountCreate/newPassword/password").is_string(), "{}", came.body);
        let head = came.data("/accountCreate/newPassword/account").clone();
        let again = json!({ "name": "head", "grant": grant("SUBDISTRICT_HEAD", &here), "key": "2" });
        let came = world.post(Some(&carried), create, again).await;
        assert_eq!(came.data("/accountCreate/userErrors/0/code"), "ACCOUNT_NAME_TAKEN");
        // Sent again with its key: the account, and no password.
        let came = world.post(Some(&carried), create, sent).await;
        let told = json!({ "newPassword": { "account": head, "password": null }, "userErrors": [] });
        assert_eq!(came.data("/accountCreate"), &told);

        let sent = json!({ "name": "other", "grant": grant("SUBDISTRICT_HEAD", &there), "key": "3" });
        assert_eq!(world.post(Some(&carried), create, sent).await.code(), Some("FORBIDDEN"));
        for role in ["DISTRICT_CHIEF", "OPERATOR", "SYSTEM_ADMINISTRATOR"] {
            let sent = json!({ "name": "other", "grant": grant(role, &here), "key": role });
            let came = world.post(Some(&carried), create, sent).await;
            assert_eq!(came.data("/accountCreate/userErrors/0/code"), "ROLE_CANNOT_BE_GIVEN", "{role}");
        }
        let listed = world.post(Some(&carried), "{ accounts { nodes { userName } } }", json!({})).await;
        assert_eq!(listed.data("/accounts/nodes"), &json!([{ "userName": "chief" }, { "userName": "head" }]));

        let disable = "mutation($id: ID!, $version: Int!) {
            accountDisable(accountId: $id, expectedVersion: $version, key: \"4\") {
                account { isDisabled version }
                userErrors { code conflict { version fields { name yours theirs } } } } }";
        let stale = json!({ "id": head["id"], "version": 7 });
        let came = world.post(Some(&carried), disable, stale).await;
        assert_eq!(
            came.data("/accountDisable/userErrors/0"),
            &json!({ "code": "VERSION_CONFLICT", "conflict": { "version": 1, "fields": [
                { "name": "isDisabled", "yours": "true", "theirs": "false" }
            ] } })
        );
        let sent = json!({ "id": head["id"], "version": head["version"] });
        for _ in 0..2 {
            let came = world.post(Some(&carried), disable, sent.clone()).await;
            let disabled = json!({ "isDisabled": true, "version": 2 });
            assert_eq!(came.data("/accountDisable/account"), &disabled, "{}", came.body);
        }
    }
}

#[tokio::test]
async fn an_account_of_another_district_does_not_exist_for_a_chief() {
    for world in World::each().await {
        let carried = world.signed_in("chief", Role::DistrictChief, Some("4801")).await;
        let (other, _) = world.account("other", Role::SubdistrictHead, Some("480201")).await;
        let (system, _) = world.account("system", Role::SystemAdministrator, None).await;
        for id in [other, system] {
            let reset =
                "mutation($id: ID!) { accountResetPassword(accountId: $id, expectedVersion: 1, key: \"1\") {
                    newPassword { password } } }";
            let sent = json!({ "id": plain_id(Kind::Account, id) });
            let came = world.post(Some(&carried), reset, sent).await;
            assert_eq!(came.code(), Some("NOT_FOUND"));
        }
    }
}

#[tokio::test]
async fn a_key_does_an_act_on_accounts_once() {
    for world in World::each().await {
        let system = world.signed_in("system", Role::SystemAdministrator, None).await;
        let (chief, first) = world.account("chief", Role::DistrictChief, Some("4801")).await;
        let sent = json!({
            "id": plain_id(Kind::Account, chief),
            "area": plain_id(Kind::Area, world.area("4802").await),
        });
        let give = "mutation($id: ID!, $area: ID!) { grantGive(accountId: $id, grant: {
            role: DISTRICT_CHIEF, areaIds: [$area], validFrom: \"2026-03-01\" }, key: \"give\") {
                account { grants { role } } } }";
        for _ in 0..2 {
            let came = world.post(Some(&system), give, sent.clone()).await;
            assert_eq!(came.data("/grantGive/account/grants").as_array().map(Vec::len), Some(2));
        }

        let reset =
            "mutation($id: ID!) { accountResetPassword(accountId: $id, expectedVersion: 1, key: \"reset\") {
            newPassword { account { userName version } password } userErrors { code } } }";
        let sent = json!({ "id": sent["id"] });
        let came = world.post(Some(&system), reset, sent.clone()).await;
        let second = came.data("/accountResetPassword/newPassword/password").as_str().unwrap().to_owned();
        assert_ne!(first, second);
        let came = world.post(Some(&system), reset, sent).await;
        let told = json!({ "account": { "userName": "chief", "version": 2 }, "password": null });
        assert_eq!(came.data("/accountResetPassword/newPassword"), &told);
        // The second sending gave no third password.
        let carried = world.sign_in("chief", &second).await.unwrap();

        let change = "mutation($old: String!, $new: String!) {
            changePassword(oldPassword: $old, newPassword: $new, key: \"change\") { done userErrors { code } } }";
        let sent = json!({ "old": second, "new": PASSWORD });
        for _ in 0..8 {
            let came = world.post(Some(&carried), change, sent.clone()).await;
            assert_eq!(came.data("/changePassword/done"), true, "{}", came.body);
        }
        let other = json!({ "old": PASSWORD, "new": "another-mango-11" });
        let came = world.post(Some(&carried), change, other).await;
        assert_eq!(came.data("/changePassword/userErrors/0/code"), "KEY_REUSED");
        assert!(world.sign_in("chief", PASSWORD).await.is_some());
    }
}

#[tokio::test]
async fn nobody_gives_a_grant_to_oneself() {
    for world in World::each().await {
        let (id, password) = world.account("system", Role::SystemAdministrator, None).await;
        let carried = world.sign_in("system", &password).await.unwrap();
        let change = "mutation($old: String!, $new: String!) {
            changePassword(oldPassword: $old, newPassword: $new, key: \"first\") { done } }";
        world.post(Some(&carried), change, json!({ "old": password, "new": PASSWORD })).await;
        let give = "mutation($id: ID!, $area: ID!) { grantGive(accountId: $id, grant: {
            role: DISTRICT_CHIEF, areaIds: [$area], validFrom: \"2026-03-01\" }, key: \"1\") { userErrors { code } } }";
        let sent = json!({
            "id": plain_id(Kind::Account, id),
            "area": plain_id(Kind::Area, world.area("4801").await),
        });
        let came = world.post(Some(&carried), give, sent).await;
        assert_eq!(came.data("/grantGive/userErrors/0/code"), "GRANT_TO_SELF");
    }
}

#[tokio::test]
async fn a_revoked_grant_gives_nothing_from_the_next_request_on() {
    for world in World::each().await {
        let carried = world.signed_in("chief", Role::DistrictChief, Some("4801")).await;
        let list = "{ accounts { nodes { grants { id } } } }";
        let came = world.post(Some(&carried), list, json!({})).await;
        let id = came.data("/accounts/nodes/0/grants/0/id").as_str().unwrap().to_owned();
        let revoke = "mutation($id: ID!) { grantRevoke(grantId: $id, key: \"1\") { account { userName } } }";
        let system = world.signed_in("system", Role::SystemAdministrator, None).await;
        for _ in 0..2 {
            let came = world.post(Some(&system), revoke, json!({ "id": id })).await;
            assert_eq!(came.data("/grantRevoke/account/userName"), "chief");
        }
        assert_eq!(world.post(Some(&carried), list, json!({})).await.code(), Some("FORBIDDEN"));
    }
}

#[tokio::test]
async fn a_token_reads_and_changes_nothing_and_ends() {
    for world in World::each().await {
        let (analyst, _) = world.account("analyst", Role::MinistryAnalyst, None).await;
        let (chief, _) = world.account("chief", Role::DistrictChief, Some("4801")).await;
        let system = world.signed_in("system", Role::SystemAdministrator, None).await;
        let create =
            "mutation($id: ID!) { tokenCreate(accountId: $id, name: \"dashboard\", days: 30, key: \"1\") {
            newToken { token { id name } carried } userErrors { code } } }";
        let sent = json!({ "id": plain_id(Kind::Account, chief) });
        let came = world.post(Some(&system), create, sent).await;
        assert_eq!(came.data("/tokenCreate/userErrors/0/code"), "NOT_AN_ANALYST");
        let sent = json!({ "id": plain_id(Kind::Account, analyst) });
        let came = world.post(Some(&system), create, sent.clone()).await;
        let carried = came.data("/tokenCreate/newToken/carried").as_str().unwrap().to_owned();
        let token = came.data("/tokenCreate/newToken/token/id").clone();
        let came = world.post(Some(&system), create, sent).await;
        let told = json!({ "token": { "id": token, "name": "dashboard" }, "carried": null });
        assert_eq!(came.data("/tokenCreate/newToken"), &told);

        let came = world.post(Some(&carried), "{ me { userName } }", json!({})).await;
        assert_eq!(came.data("/me/userName"), "analyst");
        for act in ["signOutEverywhere { done }", "chooseLanguage(language: EN, key: \"1\") { done }"] {
            let came = world.post(Some(&carried), &format!("mutation {{ {act} }}"), json!({})).await;
            assert_eq!(came.code(), Some("FORBIDDEN"), "{act}");
        }
        let revoke = "mutation($id: ID!) { tokenRevoke(tokenId: $id, key: \"2\") { done } }";
        for _ in 0..2 {
            let came = world.post(Some(&system), revoke, json!({ "id": token })).await;
            assert_eq!(came.data("/tokenRevoke/done"), true);
        }
        let came = world.post(Some(&carried), "{ me { userName } }", json!({})).await;
        assert!(came.data("/me").is_null());
    }
}

#[tokio::test]
async fn who_i_am_costs_three_statements() {
    for world in World::each().await {
        let carried = world.signed_in("chief", Role::DistrictChief, Some("4801")).await;
        let came = world.post(Some(&carried), "{ me { userName grants { role } } }", json!({})).await;
        // The account and its grants; the session was looked up before they are counted.
        assert_eq!(came.headers.get("x-phonjon-statements").unwrap(), "2");
    }
}

#[tokio::test]
async fn the_areas_of_all_grants_of_a_page_are_read_together() {
    for world in World::each().await {
        let system = world.signed_in("system", Role::SystemAdministrator, None).await;
        let list = "{ accounts { nodes { userName grants { areas { code } team { name } } } } }";
        let mut costs = Vec::new();
        for n in 0..3 {
            world
                .account(&format!("head-{n}"), Role::SubdistrictHead, Some(&format!("48010{}", n + 1)))
                .await;
            let came = world.post(Some(&system), list, json!({})).await;
            let at = format!("/accounts/nodes/{n}/grants/0/areas/0/code");
            let code = format!("48010{}", n + 1);
            assert_eq!(came.data(&at), code.as_str(), "{}", came.body);
            costs.push(came.headers.get("x-phonjon-statements").unwrap().clone());
        }
        assert!(costs.iter().all(|it| it == costs[0]), "{costs:?}");
    }
}

#[test]
fn every_refusal_has_a_sentence() {
    for code in [
        "LOGIN_FAILED",
        "TOO_MANY_ATTEMPTS",
        "PASSWORD_TOO_SHORT",
        "PASSWORD_TOO_LONG",
        "PASSWORD_TOO_COMMON",
        "PASSWORD_WRONG",
        "PASSWORD_UNCHANGED",
        "ACCOUNT_NAME_MALFORMED",
        "ACCOUNT_NAME_TAKEN",
        "ACCOUNT_OWN",
        "AREA_REQUIRED",
        "DAYS_OUT_OF_ORDER",
        "ROLE_CANNOT_BE_GIVEN",
        "GRANT_TO_SELF",
        "GRANT_TEAM_IS_A_MENTORS",
        "GRANT_NEED_IS_A_PARTNERS",
        "GRANT_NEVER_RESTRICTED",
        "GRANT_NEEDS_ORDER",
        "TEAM_UNKNOWN",
        "TOKEN_DAYS",
        "NOT_AN_ANALYST",
        "VERSION_CONFLICT",
        "NOT_FOUND",
        "FORBIDDEN",
        "UNAUTHENTICATED",
        "BUSY",
        "INTERNAL",
    ] {
        assert!(phonjon_words::knows(code), "{code}");
    }
}
