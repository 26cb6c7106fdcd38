//! An act sent twice happens once, and two who change the same thing are told: keys of acts and versions of records.

use serde_json::{Value, json};

use crate::imports::look;
use crate::office::{Province, area_id, code, manage, province};
use crate::world::World;

const VISIT: &str = "mutation ($id: ID!, $key: ID!, $note: String) {
    caseRecordVisit(caseId: $id, key: $key, visit: { visitedOn: \"2025-02-01\", manner: AT_HOME, verification: CONFIRMED, note: $note }) {
        case { id version status visits { nodes { id note } } } userErrors { code field }
    }
}";
const COMMENT: &str = "mutation ($id: ID!, $key: ID!) { caseComment(caseId: $id, key: $key, text: \"โปรดตรวจ\") { case { id } userErrors { code } } }";
const TEAM: &str = "mutation ($team: TeamInput!, $key: ID!) { teamCreate(team: $team, key: $key) { team { id name } userErrors { code field } } }";
const CLASSIFY: &str = "mutation ($id: ID!, $class: HouseholdClass!, $version: Int!, $key: ID!) {
    caseClassify(caseId: $id, class: $class, expectedVersion: $version, key: $key) {
        case { version class } userErrors { code field conflict { version fields { name base yours theirs } } }
    }
}";

/// How many rows a table has.
async fn n_rows(world: &World, table: &str) -> i64 {
    look(world, &format!("select cast(count(*) as text) from {table}")).await[0][0]
        .as_ref()
        .unwrap()
        .parse()
        .unwrap()
}

async fn a_key_makes_one_act_of_one_account(world: World) {
    let Province { here, beside, .. } = province(&world).await;
    let chief = world.signed_in("chief", "district_chief", "4801").await;
    let member = world.signed_in("member", "team_member", "480101").await;
    let visit = async |token: &str, id: &str, key: &str, note: Value| {
        world.graphql(Some(token), VISIT, json!({ "id": id, "key": key, "note": note })).await
    };

    // Sent again, also while the first is still on its way: one visit, answered alike.
    let sent = || visit(&member, &here.case, "visit-1", json!("ครั้งแรก"));
    let (one, two, three) = tokio::join!(sent(), sent(), sent());
    assert_eq!(code(&one), "", "{one:#}");
    assert_eq!((&one, &one), (&two, &three));
    assert_eq!(n_rows(&world, "visit").await, 1);
    let n_events = n_rows(&world, "case_event").await;
    assert_eq!(sent().await, one);
    assert_eq!((n_rows(&world, "visit").await, n_rows(&world, "case_event").await), (1, n_events));
    let n_recorded = "audit_event where action = 'case.visit_recorded'";
    assert_eq!(n_rows(&world, n_recorded).await, 1);

    // Another argument, another household, another act: the key is taken, and nothing is done.
    for answer in [
        visit(&member, &here.case, "visit-1", json!("ครั้งที่สอง")).await,
        visit(&member, &here.case, "visit-1", json!(null)).await,
        world.graphql(Some(&member), COMMENT, json!({ "id": here.case, "key": "visit-1" })).await,
    ] {
        assert_eq!(code(&answer), "KEY_REUSED", "{answer:#}");
    }
    assert_eq!(n_rows(&world, n_recorded).await, 1);
    // The order of arguments and how they are written are no arguments.
    let literal = format!(
        "mutation {{ caseRecordVisit(visit: {{ note: \"ครั้งแรก\", verification: CONFIRMED, manner: AT_HOME, visitedOn: \"2025-02-01\" }},
            key: \"visit-1\", caseId: \"{}\") {{ userErrors {{ code }} }} }}",
        here.case
    );
    assert_eq!(code(&world.graphql(Some(&member), &literal, json!({})).await), "");
    for malformed in ["", "a b", "ก", &"k".repeat(101)] {
        assert_eq!(code(&visit(&member, &here.case, malformed, json!(null)).await), "KEY_MALFORMED");
    }

    // The key is this account's: another's act under the same name is its own.
    assert_eq!(code(&visit(&chief, &here.case, "visit-1", json!("ของนายอำเภอ")).await), "");
    assert_eq!(n_rows(&world, "visit").await, 2);

    // A refusal is not kept: put right, the same key goes.
    assert_eq!(code(&visit(&member, &beside.case, "visit-2", json!(null)).await), "NOT_FOUND");
    assert_eq!(code(&visit(&member, &here.case, "visit-2", json!(null)).await), "");

    // The answer of a replay is the present one.
    let again = visit(&member, &here.case, "visit-1", json!("ครั้งแรก")).await;
    assert_eq!(again["data"]["caseRecordVisit"]["case"]["visits"]["nodes"].as_array().unwrap().len(), 3);

    // A team made twice, and by two at once.
    let area = area_id(&world, &chief, "480101").await;
    let parent = world
        .data(&chief, "query ($id: ID!) { case(id: $id) { team { id } } }", json!({ "id": here.case }))
        .await;
    let team = json!({ "kind": "MENTOR", "name": "ทีมพี่เลี้ยง", "areaIds": [area], "parentId": parent["case"]["team"]["id"] });
    let make = || world.graphql(Some(&chief), TEAM, json!({ "team": team, "key": "team-1" }));
    let (one, two) = tokio::join!(make(), make());
    assert_eq!(code(&one), "", "{one:#}");
    assert_eq!(one, two);
    assert_eq!(n_rows(&world, "team where name = 'ทีมพี่เลี้ยง'").await, 1);

    // Whoever lost the right is not told what came of it.
    let system = world.signed_in("system", "system_administrator", "").await;
    let grants = world.data(&chief, "{ me { grants { id } } }", json!({})).await;
    let grant = json!({ "grantId": grants["me"]["grants"][0]["id"] });
    assert_eq!(
        manage(&world, &system, "grantRevoke", "account { id }", grant).await["userErrors"],
        json!([])
    );
    let replayed = visit(&chief, &here.case, "visit-1", json!("ของนายอำเภอ")).await;
    assert_eq!((code(&replayed), &replayed["data"]), ("NOT_FOUND".to_owned(), &json!(null)));
    let replayed = make().await;
    assert!(["NOT_FOUND", "FORBIDDEN"].contains(&&*code(&replayed)), "{replayed:#}");
    assert_eq!(replayed["data"], json!(null));
}

async fn who_comes_second_is_told_what_the_first_did(world: World) {
    let Province { here, .. } = province(&world).await;
    let chief = world.signed_in("chief", "district_chief", "4801").await;
    let member = world.signed_in("member", "team_member", "480101").await;
    let visit = json!({ "id": here.case, "key": "visit", "note": null });
    let visited = world.data(&member, VISIT, visit).await["caseRecordVisit"]["case"].take();
    let version = visited["version"].as_i64().unwrap();
    let classify = async |token: &str, class: &str, version: i64, key: &str| {
        let variables = json!({ "id": here.case, "class": class, "version": version, "key": key });
        world.data(token, CLASSIFY, variables).await["caseClassify"].take()
    };

    let done = classify(&member, "CAN_DEVELOP", version, "class-1").await;
    assert_eq!(done["case"], json!({ "version": version + 1, "class": "CAN_DEVELOP" }));
    let refused = classify(&chief, "NEEDS_WELFARE", version, "class-1").await;
    let conflict = json!({
        "version": version + 1,
        "fields": [{ "name": "class", "base": null, "yours": "needs_welfare", "theirs": "can_develop" }],
    });
    assert_eq!(
        refused["userErrors"][0],
        json!({ "code": "VERSION_CONFLICT", "field": "expectedVersion", "conflict": conflict })
    );
    assert!(refused["case"].is_null());
    let settled = classify(&chief, "NEEDS_WELFARE", version + 1, "class-1").await;
    assert_eq!(settled["case"]["class"], "NEEDS_WELFARE", "{settled:#}");
    let future = classify(&chief, "DECLINES", version + 40, "class-2").await;
    assert_eq!(future["userErrors"][0]["code"], "VERSION_CONFLICT");

    // Ten at once at the same version: one is first, nine are told.
    let keys: Vec<String> = (0..10).map(|n| format!("race-{n}")).collect();
    let racing = keys.iter().enumerate().map(|(n, key)| {
        classify(
            if n % 2 == 0 { &chief } else { &member },
            ["CAN_DEVELOP", "DECLINES"][n % 2],
            version + 2,
            key,
        )
    });
    let mut tasks = Vec::new();
    for it in racing {
        tasks.push(Box::pin(it));
    }
    let ended = together(tasks).await;
    let n_done = ended.iter().filter(|it| it["case"]["version"] == version + 3).count();
    let n_told = ended.iter().filter(|it| it["userErrors"][0]["code"] == "VERSION_CONFLICT").count();
    assert_eq!((n_done, n_told), (1, 9), "{ended:#?}");

    // What only adds asks for no version, and none of it is lost.
    let keys: Vec<String> = (0..8).map(|n| format!("together-{n}")).collect();
    let adding = keys.iter().map(|key| {
        Box::pin(world.graphql(Some(&member), VISIT, json!({ "id": here.case, "key": key, "note": key })))
    });
    let ended = together(adding.collect()).await;
    assert!(ended.iter().all(|it| code(it).is_empty()), "{ended:#?}");
    assert_eq!(n_rows(&world, "visit").await, 9);
    let seen = world
        .data(
            &chief,
            "query ($id: ID!) { case(id: $id) { events(first: 100) { totalCount nodes { number } } } }",
            json!({ "id": here.case }),
        )
        .await;
    let numbers: Vec<i64> = seen["case"]["events"]["nodes"]
        .as_array()
        .unwrap()
        .iter()
        .map(|it| it["number"].as_i64().unwrap())
        .collect();
    let expected: Vec<i64> = (1..=i64::try_from(numbers.len()).unwrap()).rev().collect();
    assert_eq!(numbers, expected, "no number is missing and none is there twice");
    assert_eq!(json!(numbers.len()), seen["case"]["events"]["totalCount"]);
    world.run(&["audit", "verify"]);
}

/// Runs all of them at once and gives what each came to, in their order.
async fn together<F: Future + Unpin>(mut running: Vec<F>) -> Vec<F::Output> {
    let mut ended: Vec<Option<F::Output>> = running.iter().map(|_| None).collect();
    std::future::poll_fn(|ctx| {
        for (one, into) in running.iter_mut().zip(&mut ended) {
            if into.is_none()
                && let std::task::Poll::Ready(it) = std::pin::Pin::new(one).poll(ctx)
            {
                *into = Some(it);
            }
        }
        if ended.iter().all(Option::is_some) { std::task::Poll::Ready(()) } else { std::task::Poll::Pending }
    })
    .await;
    ended.into_iter().flatten().collect()
}

on_both!(a_key_makes_one_act_of_one_account, who_comes_second_is_told_what_the_first_did);
