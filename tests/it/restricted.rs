//! Drugs, being cheated, lured abroad, treated unfairly: who is named reads it, nobody else learns that it is there.

use serde_json::{Value, json};

use crate::imports::text;
use crate::office::{area_id, code, named_officer, nowhere, province};
use crate::world::World;

/// Everything that is told of a case.
const ALL: &str = "query ($id: ID!) { case(id: $id) {
    openedBecause urgent problemGroups failingDimensions step
    problems { id version code text group status isRestricted }
    visits { nodes { findings { code } note } }
    verdict { missing criteria { code isMet } }
    events(first: 100) { totalCount nodes { number kind detail by } pageInfo { endCursor } }
    household { composedFrom surveyResults { nodes { answers { code text result } } } }
} }";
const PROPOSALS: &str = "{ proposals(onlyWaiting: false) { nodes { id kind reason } } }";
const QUESTIONS: &str = "mutation ($id: ID!, $problem: ID!, $key: ID!) {
    caseUpdateProblem(caseId: $id, problemId: $problem, expectedVersion: 1, key: $key,
        change: { status: REFERRED, note: \"ส่งให้ศูนย์คัดกรองโดยไม่บอกเพื่อนบ้าน\" }) { userErrors { code } }
}";

async fn only_who_is_named_learns_of_it(world: World) {
    let office = province(&world).await;
    let named = named_officer(&world).await;
    let chief = world.signed_in("chief", "district_chief", "4801").await;
    let member = world.signed_in("member", "team_member", "480101").await;
    let here = json!({ "id": office.here.case });
    let told = async |token: &str| world.data(token, ALL, here.clone()).await["case"].take();

    // As it was imported.
    let open = told(&named).await;
    let drugs = open["problems"].as_array().unwrap().iter().find(|it| it["code"] == "q20").unwrap().clone();
    assert_eq!(drugs["isRestricted"], true);
    let answers = &open["household"]["surveyResults"]["nodes"][0]["answers"];
    assert!(
        answers.as_array().unwrap().iter().any(|it| it["code"] == "q20" && it["result"] == "1"),
        "{open:#}"
    );

    // At a visit, and what became of it.
    let visit = "mutation ($id: ID!) { caseRecordVisit(caseId: $id, key: \"visit\", visit: { visitedOn: \"2025-02-01\",
        manner: AT_HOME, verification: CONFIRMED, findings: [
            { code: \"q33\", problem: OPEN }, { code: \"q35\", answer: true }, { code: \"savings\", answer: true }
        ] }) { userErrors { code } } }";
    assert_eq!(code(&world.graphql(Some(&member), visit, here.clone()).await), "");
    let update = async |token: &str, problem: &str, key: &str| {
        let variables = json!({ "id": office.here.case, "problem": problem, "key": key });
        world.graphql(Some(token), QUESTIONS, variables).await
    };
    let drugs = text(&drugs["id"]);
    let hidden = update(&chief, &drugs, "1").await;
    assert_eq!(code(&hidden), "NOT_FOUND");
    assert_eq!(
        hidden,
        update(&chief, &nowhere(&drugs), "2").await,
        "a chief who is not named learns nothing by trying"
    );
    // Nor by help that is meant for it.
    let helped = async |token: &str, problem: &str, key: &str| {
        let help = "mutation ($id: ID!, $problem: ID!, $key: ID!) { caseAddIntervention(caseId: $id, key: $key, intervention: {
            need: \"food\", kind: DEVELOPMENT, form: SERVICE, sector: STATE, agency: \"รพ.สต.\", problemId: $problem
        }) { userErrors { code } } }";
        let variables = json!({ "id": office.here.case, "problem": problem, "key": key });
        world.graphql(Some(token), help, variables).await
    };
    let hidden = helped(&member, &drugs, "help-1").await;
    assert_eq!(code(&hidden), "NOT_FOUND");
    assert_eq!(hidden, helped(&member, &nowhere(&drugs), "help-2").await);
    assert_eq!(code(&update(&named, &drugs, "3").await), "");

    let open = told(&named).await.to_string();
    for expected in ["q20", "q33", "q35", "ยาเสพติด", "โดยไม่บอกเพื่อนบ้าน"]
    {
        assert!(open.contains(expected), "{expected} is not in {open}");
    }
    for token in [&chief, &member] {
        let closed = told(token).await;
        assert_eq!(closed["visits"]["nodes"][0]["findings"], json!([{ "code": "savings" }]));
        assert_eq!(closed["problemGroups"], json!(["WATER", "INCOME"]), "{closed:#}");
        let closed = closed.to_string();
        for secret in ["q20", "q33", "q35", "ยาเสพติด", "ต่างประเทศ", "ความเป็นธรรม", "โดยไม่บอกเพื่อนบ้าน", &drugs]
        {
            assert!(!closed.contains(secret), "{secret} is in {closed}");
        }
    }
    // Nor does what happened tell that something is left out: not by a kind, a number, a count or a page.
    let all = told(&named).await["events"].take();
    let n_all = all["totalCount"].as_u64().unwrap();
    assert_eq!(all["nodes"].as_array().unwrap().len() as u64, n_all);
    for token in [&chief, &member] {
        let seen = told(token).await["events"].take();
        let nodes = seen["nodes"].as_array().unwrap();
        // Found q33 and q35; referred q20.
        assert_eq!(seen["totalCount"], n_all - 3, "{seen:#}");
        let numbers: Vec<u64> = nodes.iter().rev().map(|it| it["number"].as_u64().unwrap()).collect();
        assert_eq!(numbers, (1..=n_all - 3).collect::<Vec<_>>());
        for it in nodes.iter().filter(|it| text(&it["kind"]).starts_with("PROBLEM")) {
            assert_ne!(it["detail"], "{}", "something happened that is not told: {seen:#}");
        }
        let mut after = json!(null);
        for wanted in nodes {
            let query = "query ($id: ID!, $after: String) { case(id: $id) {
                events(first: 1, after: $after) { totalCount nodes { number kind detail by } pageInfo { endCursor } } } }";
            let page = world.data(token, query, json!({ "id": office.here.case, "after": after })).await;
            let page = &page["case"]["events"];
            assert_eq!((&page["nodes"][0], &page["totalCount"]), (wanted, &seen["totalCount"]));
            after = page["pageInfo"]["endCursor"].clone();
        }
    }
    let proposals = world.data(&chief, PROPOSALS, json!({})).await.to_string();
    assert!(!proposals.contains("q20"), "{proposals}");

    // No list and no figure tells it either.
    let by_group =
        "query ($group: ProblemGroup!) { cases(filter: { problemGroup: [$group] }) { totalCount } }";
    let n_cases = async |group: &str| {
        world.data(&chief, by_group, json!({ "group": group })).await["cases"]["totalCount"].clone()
    };
    assert_eq!(
        (n_cases("WATER").await, n_cases("SAFETY").await, n_cases("OTHER").await),
        (json!(2), json!(0), json!(0))
    );
    let area = area_id(&world, &chief, "4801").await;
    let figures =
        "query ($area: ID!, $year: Int!) { summary(areaId: $area, fiscalYear: $year, by: [PROBLEM_GROUP]) {
        isExact lines { keys { value } figure { households { value } } } } }";
    for year in [2566, 2567, 2568, 2569] {
        let summary =
            world.data(&chief, figures, json!({ "area": area, "year": year })).await["summary"].take();
        assert_eq!(summary["isExact"], true);
        let told = |group: &str| {
            let lines = summary["lines"].as_array().unwrap().iter();
            lines
                .filter(|it| it.to_string().contains(group))
                .map(|it| it["figure"]["households"]["value"].clone())
                .collect::<Vec<Value>>()
        };
        assert!(
            told("safety").iter().chain(&told("other")).all(|it| *it == 0 || it.is_null()),
            "{summary:#}"
        );
        assert!(year != 2566 || told("water") == [json!(2)], "{summary:#}");
    }
}

async fn what_keeps_a_case_from_an_undo_is_not_told_either(world: World) {
    let office = province(&world).await;
    let named = named_officer(&world).await;
    let chief = world.signed_in("chief", "district_chief", "4801").await;
    let here = json!({ "id": office.here.case });
    let read = "query ($id: ID!) { case(id: $id) { team { id } area { id } problems { id code } } }";
    let case = world.data(&named, read, here).await["case"].take();
    let assign = "mutation ($team: ID!, $area: ID!, $n: Int!) { casesAssign(teamId: $team, key: \"assign\",
        selection: { filter: { areaId: $area }, expectedCount: $n }) { act { id } userErrors { code } } }";
    let count = "query ($area: ID!) { cases(filter: { areaId: $area }) { totalCount } }";
    let area = json!({ "area": case["area"]["id"] });
    let n_here = world.data(&chief, count, area).await["cases"]["totalCount"].take();
    let wanted = json!({ "team": case["team"]["id"], "area": case["area"]["id"], "n": n_here });
    let act = world.data(&chief, assign, wanted).await["casesAssign"]["act"]["id"].take();

    let drugs = case["problems"].as_array().unwrap().iter().find(|it| it["code"] == "q20").unwrap();
    let change = json!({ "id": office.here.case, "problem": drugs["id"], "key": "refer" });
    assert_eq!(code(&world.graphql(Some(&named), QUESTIONS, change).await), "");
    let undo = "mutation ($act: ID!) { actUndo(actId: $act, key: \"undo\") { userErrors { code }
        undone { keptCount kept { nodes { case { id } by { id } at event } } } } }";
    let undone = world.data(&chief, undo, json!({ "act": act })).await["actUndo"]["undone"].take();
    let kept = json!([{ "case": { "id": office.here.case }, "by": null, "at": null, "event": null }]);
    assert_eq!((&undone["keptCount"], &undone["kept"]["nodes"]), (&json!(1), &kept));
}

on_both!(only_who_is_named_learns_of_it, what_keeps_a_case_from_an_undo_is_not_told_either);
