//! Whose an account is to manage when it holds nothing any more, or never did; and grants over what there is not.

use chrono::TimeDelta;
use phonjon_app::{Key, accounts};
use phonjon_domain::access::Role;
use phonjon_domain::ids::{AreaId, UserId};
use serde_json::{Value, json};
use uuid::Uuid;

use crate::base::ids::{Kind, plain_id};
use crate::base::testing::{Came, World};

/// The code with which a reset of a password was refused; empty where it was done.
async fn reset(world: &World, carried: &str, account: &Value, key: &str) -> String {
    let reset = "mutation($id: ID!, $version: Int!, $key: ID!) {
        accountResetPassword(accountId: $id, expectedVersion: $version, key: $key) {
            newPassword { account { version } } userErrors { code conflict { version } } } }";
    let mut version = 1;
    loop {
        let sent = json!({ "id": account, "version": version, "key": format!("{key}-{version}") });
        let came = world.post(Some(carried), reset, sent).await;
        let conflict = came.data("/accountResetPassword/userErrors/0/conflict/version").as_i64();
        match conflict {
            Some(now) => version = now,
            None => return came.code().unwrap_or_default().to_owned(),
        }
    }
}

async fn revoke_all(world: &World, name: &str) {
    let operator = world.operator();
    for grant in accounts::named(&operator, name).await.unwrap().grants {
        accounts::revoke(&operator, &Key::fresh(&operator), grant.grant.id).await.unwrap();
    }
}

#[tokio::test]
async fn an_account_without_a_grant_is_managed_by_who_managed_its_last() {
    for world in World::each().await {
        let here = world.signed_in("here", Role::DistrictChief, Some("4801")).await;
        let there = world.signed_in("there", Role::DistrictChief, Some("4901")).await;
        let (gone, _) = world.account("gone", Role::DistrictOfficer, Some("4901")).await;
        let gone = json!(plain_id(Kind::Account, gone));
        assert_eq!(reset(&world, &here, &gone, "1").await, "NOT_FOUND");
        assert_eq!(reset(&world, &there, &gone, "1").await, "");
        revoke_all(&world, "gone").await;
        assert_eq!(reset(&world, &here, &gone, "2").await, "NOT_FOUND", "not everybody's since");
        assert_eq!(reset(&world, &there, &gone, "2").await, "");

        // Over by its day, not revoked; and the last counts, not the first.
        let (over, _) = world.account("over", Role::DistrictOfficer, Some("4901")).await;
        revoke_all(&world, "over").await;
        let mut draft = world.grant(Role::DistrictOfficer, Some("4801")).await;
        draft.valid_until = Some(world.today() + TimeDelta::days(3));
        let operator = world.operator();
        accounts::grant(&operator, &Key::fresh(&operator), over, &draft).await.unwrap();
        world.pass(TimeDelta::days(5));
        let [here, there] = [
            world.sign_in("here", crate::base::testing::PASSWORD).await.unwrap(),
            world.sign_in("there", crate::base::testing::PASSWORD).await.unwrap(),
        ];
        let over = json!(plain_id(Kind::Account, over));
        assert_eq!(reset(&world, &there, &over, "3").await, "NOT_FOUND");
        assert_eq!(reset(&world, &here, &over, "3").await, "");
    }
}

#[tokio::test]
async fn an_account_that_never_had_a_grant_is_its_makers() {
    for world in World::each().await {
        let here = world.signed_in("here", Role::DistrictChief, Some("4801")).await;
        let there = world.signed_in("there", Role::DistrictChief, Some("4901")).await;
        let system = world.signed_in("system", Role::SystemAdministrator, None).await;
        let make =
            "mutation { accountCreate(userName: \"bare\", displayName: \"\", grants: [], key: \"make\") {
            newPassword { account { id } } userErrors { code } } }";
        let came = world.post(Some(&here), make, json!({})).await;
        let bare = came.data("/accountCreate/newPassword/account/id").clone();
        assert!(bare.is_string(), "{}", came.body);
        assert_eq!(reset(&world, &there, &bare, "1").await, "NOT_FOUND");
        assert_eq!(reset(&world, &here, &bare, "1").await, "");
        assert_eq!(reset(&world, &system, &bare, "1").await, "");
        let give = json!({ "id": bare, "areas": [plain_id(Kind::Area, world.area("4901").await)] });
        assert_eq!(grant(&world, &there, &give).await.code(), Some("NOT_FOUND"));

        // Made on the command line, it is nobody's but the system administrator's.
        let operator = world.operator();
        let new = accounts::NewAccount {
            user_name: "of-operator".to_owned(),
            display_name: String::new(),
            grants: vec![],
        };
        let bare_of_operator = accounts::add(&operator, &Key::fresh(&operator), new).await.unwrap().account;
        let bare_of_operator = json!(plain_id(Kind::Account, bare_of_operator.id));
        assert_eq!(reset(&world, &here, &bare_of_operator, "2").await, "NOT_FOUND");
        assert_eq!(reset(&world, &system, &bare_of_operator, "2").await, "");
    }
}

async fn grant(world: &World, carried: &str, sent: &Value) -> Came {
    let give = "mutation($id: ID!, $areas: [ID!]!) { grantGive(accountId: $id, grant: {
        role: DISTRICT_OFFICER, areaIds: $areas, validFrom: \"2026-03-01\" }, key: \"give\") {
            account { grants { areas { code } } } userErrors { code field } } }";
    world.post(Some(carried), give, sent.clone()).await
}

#[tokio::test]
async fn what_there_is_not_is_refused_by_name() {
    for world in World::each().await {
        let system = world.signed_in("system", Role::SystemAdministrator, None).await;
        let chief = world.signed_in("chief", Role::DistrictChief, Some("4801")).await;
        let (officer, _) = world.account("officer", Role::DistrictOfficer, Some("4801")).await;
        let officer = plain_id(Kind::Account, officer);
        let area = plain_id(Kind::Area, world.area("4801").await);
        let nowhere = plain_id(Kind::Area, AreaId(Uuid::from_u128(7)));
        for carried in [&system, &chief] {
            let came = grant(&world, carried, &json!({ "id": officer, "areas": [area, nowhere] })).await;
            let refusal = json!({ "code": "AREA_UNKNOWN", "field": "areaIds" });
            assert_eq!(came.data("/grantGive/userErrors/0"), &refusal, "{}", came.body);
        }
        let nobody = plain_id(Kind::Account, UserId(Uuid::from_u128(7)));
        let came = grant(&world, &system, &json!({ "id": nobody, "areas": [area] })).await;
        assert_eq!(came.code(), Some("NOT_FOUND"));
        // The same area twice is one area.
        let came = grant(&world, &system, &json!({ "id": officer, "areas": [area, area] })).await;
        let grants = json!([{ "areas": [{ "code": "4801" }] }, { "areas": [{ "code": "4801" }] }]);
        assert_eq!(came.data("/grantGive/account/grants"), &grants, "{}", came.body);

        let create = "mutation($areas: [ID!]!) { teamCreate(team: { kind: DISTRICT, name: \"ก\", areaIds: $areas }, key: \"team\") {
            team { id } userErrors { code field } } }";
        let came = world.post(Some(&chief), create, json!({ "areas": [nowhere] })).await;
        assert_eq!(came.data("/teamCreate/userErrors/0/code"), "AREA_UNKNOWN", "{}", came.body);
        let came = world.post(Some(&chief), create, json!({ "areas": [area, area] })).await;
        let team = came.data("/teamCreate/team/id").clone();
        let add = "mutation($team: ID!, $account: ID!) { teamAddMember(teamId: $team, member: { kind: PERSON, name: \"ก\",
            sector: STATE, formality: FORMAL, role: LEAD, accountId: $account }, key: \"add\") {
                team { members { nodes { name } } } userErrors { code field } } }";
        let came = world.post(Some(&chief), add, json!({ "team": team, "account": nobody })).await;
        let refusal = json!({ "code": "ACCOUNT_UNKNOWN", "field": "member.accountId" });
        assert_eq!(came.data("/teamAddMember/userErrors/0"), &refusal, "{}", came.body);
        let came = world.post(Some(&chief), add, json!({ "team": team, "account": officer })).await;
        assert!(came.data("/teamAddMember/userErrors/0").is_null(), "{}", came.body);
    }
}
