//! Years and levels: a fall that only a survey says, continuing care, surveys that come late, and years a case is open.

use serde_json::{Value, json};

use crate::district::{District, Row, row, thaiqm, tpmap};
use crate::imports::{look, text};
use crate::world::World;

/// Everything the default criteria ask for, as a visit finds it well.
pub(crate) fn all_well() -> String {
    let codes = [
        "q01",
        "q07",
        "q22",
        "q23",
        "q24",
        "bmn.safe_food",
        "bmn.drinking_water",
        "bmn.bedridden_cared",
        "bmn.disabled_cared",
        "bmn.elderly_cared",
        "dimension.health",
        "dimension.living",
        "dimension.education",
        "dimension.income",
        "dimension.access",
    ];
    let said: Vec<String> = codes.iter().map(|it| format!("{{ code: \"{it}\", answer: false }}")).collect();
    format!("findings: [{}]", said.join(", "))
}

/// How many households each value of a facet counts in the district, of a fiscal year or the present one.
async fn n(d: &District, facet: &str, value: &str, year: Option<u16>) -> i64 {
    let area = d.area("4801").await;
    let year = year.map(|it| format!(", fiscalYear: {it}")).unwrap_or_default();
    let asked = format!(
        "{{ summary(areaId: \"{area}\", by: [{facet}]{year}) {{ lines {{ keys {{ value }} figure {{ households {{ value }} }} }} }} }}"
    );
    let told = d.ask("chief", &asked).await;
    let lines = told["summary"]["lines"].as_array().unwrap();
    let line = lines.iter().find(|it| it["keys"][0]["value"] == value);
    line.unwrap()["figure"]["households"]["value"].as_i64().unwrap()
}

async fn a_fall_by_a_survey_stands_apart_until_somebody_was_at_home(world: World) {
    let mut rows: Vec<Row> = (1..=2).map(|n| row(n, "48010901")).collect();
    let d = District::with_problems(world, &rows);
    let mut cases = Vec::new();
    for it in &rows {
        let case = d.case_of(it).await;
        let visit =
            format!("visitedOn: \"2023-04-01\", manner: AT_HOME, verification: CONFIRMED, {}", all_well());
        let seen = d.visit("team", &case, &visit, "level levelFromSurveyOnly").await;
        assert_eq!(seen, json!({ "level": "SURVIVE", "levelFromSurveyOnly": false }));
        cases.push(case);
    }
    for it in &mut rows {
        it.troubles = vec!["q07"];
    }
    d.import("thaiqm_2567.csv", &thaiqm(&rows), 2567);

    let fields = "level levelFromSurveyOnly";
    assert_eq!(
        d.case("team", &cases[0], fields).await,
        json!({ "level": "BELOW_SURVIVE", "levelFromSurveyOnly": true })
    );
    for year in [Some(2567), None] {
        assert_eq!(n(&d, "LEVEL", "fall_not_confirmed", year).await, 2);
        assert_eq!(n(&d, "LEVEL", "below_survive", year).await, 0);
    }
    let found =
        |wanted: bool| format!("{{ cases(filter: {{ levelSurveyOnly: {wanted} }}) {{ totalCount }} }}");
    assert_eq!(d.ask("team", &found(true)).await["cases"]["totalCount"], 2);
    assert_eq!(d.ask("team", &found(false)).await["cases"]["totalCount"], 0);

    let list = |waiting: bool| {
        format!(
            "{{ proposals(onlyWaiting: {waiting}, kinds: [RECHECK]) {{ nodes {{ case {{ id }} reason decision decidedBy {{ id }} }} }} }}"
        )
    };
    let waiting = d.ask("head", &list(true)).await["proposals"]["nodes"].take();
    assert_eq!(waiting.as_array().unwrap().len(), 2, "{waiting}");
    let reason: Value = serde_json::from_str(waiting[0]["reason"].as_str().unwrap()).unwrap();
    assert_eq!((&reason["from"], &reason["to"]), (&json!("survive"), &json!("below_survive")));

    // One is as the survey says, the other is not.
    for (case, there) in cases.iter().zip([true, false]) {
        let visit = format!(
            "visitedOn: \"2024-05-01\", manner: AT_HOME, findings: [{{ code: \"q07\", answer: {there} }}]"
        );
        d.visit("team", case, &visit, "id").await;
    }
    assert_eq!(d.ask("head", &list(true)).await["proposals"]["nodes"], json!([]));
    let team = text(&d.ask("team", "{ me { id } }").await["me"]["id"]);
    let settled = d.ask("head", &list(false)).await["proposals"]["nodes"].take();
    for it in settled.as_array().unwrap() {
        let wanted = if it["case"]["id"] == cases[0].as_str() { "ACCEPTED" } else { "REFUSED" };
        assert_eq!((&it["decision"], &it["decidedBy"]["id"]), (&json!(wanted), &json!(team)));
    }
    assert_eq!(n(&d, "LEVEL", "fall_not_confirmed", None).await, 0);
    assert_eq!(n(&d, "LEVEL", "below_survive", None).await, 1);
    assert_eq!(d.case("team", &cases[1], "level").await["level"], "SURVIVE");
}

async fn continuing_care_is_counted_by_itself(world: World) {
    let rows: Vec<Row> = (1..=3).map(|n| row(n, "48010901")).collect();
    let d = District::with_problems(world, &rows);
    for it in &rows {
        let case = d.case_of(it).await;
        let visit =
            "visitedOn: \"2023-04-01\", manner: AT_HOME, verification: CONFIRMED, class: NEEDS_WELFARE";
        d.visit("team", &case, visit, "id").await;
    }
    let case = d.case_of(&rows[0]).await;
    d.on("team", &case, "caseSetContinuingCare", "wanted: true", "continuingCare").await;
    assert_eq!(n(&d, "STATUS", "continuing_care", None).await, 1);
    assert_eq!(n(&d, "STATUS", "being_helped", None).await, 2);
    let found = "{ cases(filter: { continuingCare: true }) { nodes { id } } }";
    assert_eq!(d.ask("team", found).await["cases"]["nodes"], json!([{ "id": case }]));
    d.on("team", &case, "caseSetContinuingCare", "wanted: false", "continuingCare").await;
    assert_eq!(n(&d, "STATUS", "continuing_care", None).await, 0);
    assert_eq!(n(&d, "STATUS", "being_helped", None).await, 3);
}

async fn surveys_count_for_their_years_in_whatever_order_they_come(world: World) {
    let d = District::new(world);
    let list = |n: u64, year: u16| {
        let mut it = row(n, "48010901");
        it.troubles = if year == 2565 { vec!["q07"] } else { vec!["q18"] };
        thaiqm(&[it])
    };
    for (n, years) in [(1, [2565, 2566]), (2, [2566, 2565])] {
        for year in years {
            d.import(&format!("thaiqm_{n}_{year}.csv"), &list(n, year), year);
        }
    }
    assert_eq!(n(&d, "LEVEL", "below_survive", Some(2565)).await, 2);
    assert_eq!(n(&d, "LEVEL", "not_yet_assessable", Some(2566)).await, 2);
    let fields = "level urgent problemGroups verdict { assessedOn level } listings { fiscalYear source }";
    let mut told = Vec::new();
    for at in [1, 2] {
        told.push(d.case("chief", &d.case_of(&row(at, "48010901")).await, fields).await);
    }
    assert_eq!(told[0], told[1]);
    let years: Vec<(u64, String)> = told[0]["listings"]
        .as_array()
        .unwrap()
        .iter()
        .map(|it| (it["fiscalYear"].as_u64().unwrap(), text(&it["source"])))
        .collect();
    assert_eq!(years[..2], [(2565, "thaiqm".to_owned()), (2566, "thaiqm".to_owned())]);
    assert_eq!(years.last().unwrap().1, "open", "the present year, in which nothing lists it: {years:?}");
}

async fn a_recount_names_what_differs_and_makes_it_anew(world: World) {
    let rows: Vec<Row> = (1..=5).map(|n| row(n, "48010901")).collect();
    let d = District::with_problems(world, &rows);
    let recount = |more: &[&str]| {
        let args = [&["figures", "recount", "--json"], more].concat();
        let out = d.world.phonjon(&args);
        let told: Value = serde_json::from_slice(&out.stdout).unwrap();
        (out.status.code().unwrap(), told)
    };
    let well = json!({ "facts": [], "cells": [], "rebuilt": false });
    assert_eq!(recount(&[]), (0, well.clone()));

    // A tally that counts one too many, and a fact that is not what its case says.
    let planted = "update tally_delta set n_households = n_households + 1 where facet_a = 'status' and facet_b = '' \
        and fiscal_year = 2566 and n_households = 5";
    look(&d.world, planted).await;
    look(
        &d.world,
        "update case_fact set n_persons = n_persons + 1 where fiscal_year = 2566 and case_id = \
        (select case_id from case_fact where fiscal_year = 2566 order by case_id limit 1)",
    )
    .await;
    let (code, told) = recount(&[]);
    assert_eq!((code, told["facts"].as_array().unwrap().len()), (1, 1));
    let cell = told["cells"].as_array().unwrap().iter().find(|it| it["cell"] == "status=to_verify").unwrap();
    let wanted = json!({ "area": "480109", "fiscalYear": 2566, "cell": "status=to_verify",
        "counted": { "households": 5, "persons": 16 }, "tallied": { "households": 6, "persons": 15 } });
    assert_eq!(*cell, wanted);
    assert!(d.world.phonjon(&["figures", "recount"]).status.code() == Some(1), "it changed nothing");

    let (code, told) = recount(&["--rebuild"]);
    assert_eq!((code, &told["rebuilt"]), (0, &json!(true)));
    assert_eq!(recount(&[]), (0, well));
    assert_eq!(n(&d, "STATUS", "to_verify", Some(2566)).await, 5);
}

async fn a_past_year_keeps_the_dimensions_that_a_visit_in_it_found(world: World) {
    let rows = [row(1, "48010901")];
    let d = District::with_problems(world, &rows);
    d.import("tpmap_2566.csv", &tpmap(&rows), 2566);
    let case = d.case_of(&rows[0]).await;
    assert_eq!(n(&d, "DIMENSION", "income", Some(2566)).await, 1);
    let well = format!("visitedOn: \"2023-09-20\", manner: AT_HOME, verification: CONFIRMED, {}", all_well());
    d.visit("team", &case, &well, "id").await;
    let found = [("income", 0), ("none", 1)];
    for (value, wanted) in found {
        assert_eq!(n(&d, "DIMENSION", value, Some(2566)).await, wanted, "{value}");
    }
    // Whatever is found in a later year says nothing of that one.
    let worse = "visitedOn: \"2025-01-10\", manner: AT_HOME, findings: [{ code: \"dimension.health\", answer: true }]";
    d.visit("team", &case, worse, "id").await;
    for (value, wanted) in found {
        assert_eq!(n(&d, "DIMENSION", value, Some(2566)).await, wanted, "{value}");
    }
    assert_eq!(n(&d, "DIMENSION", "health", None).await, 1);
}

on_both!(a_past_year_keeps_the_dimensions_that_a_visit_in_it_found);
on_both!(a_recount_names_what_differs_and_makes_it_anew);
on_both!(a_fall_by_a_survey_stands_apart_until_somebody_was_at_home);
on_both!(continuing_care_is_counted_by_itself);
async fn nothing_changed_at_home_settles_a_fall_by_a_survey(world: World) {
    let mut rows: Vec<Row> = (1..=2).map(|n| row(n, "48010901")).collect();
    let d = District::with_problems(world, &rows);
    let (seen, unseen) = (d.case_of(&rows[0]).await, d.case_of(&rows[1]).await);
    let visit =
        format!("visitedOn: \"2023-04-01\", manner: AT_HOME, verification: CONFIRMED, {}", all_well());
    d.visit("team", &seen, &visit, "id").await;
    for it in &mut rows {
        it.troubles = vec!["q07"];
    }
    d.import("thaiqm_2567.csv", &thaiqm(&rows), 2567);
    let fields = "level levelFromSurveyOnly";
    let fallen = json!({ "level": "BELOW_SURVIVE", "levelFromSurveyOnly": true });
    assert_eq!(d.case("team", &seen, fields).await, fallen);
    let unseen_before = d.case("team", &unseen, fields).await;
    let called = "visitedOn: \"2024-04-30\", manner: TELEPHONE, nothingChanged: true";
    assert_eq!(d.visit("team", &seen, called, fields).await, fallen, "nobody was at home");
    let same = "visitedOn: \"2024-05-01\", manner: AT_HOME, nothingChanged: true";
    let stands = d.visit("team", &seen, same, fields).await;
    assert_eq!(stands, json!({ "level": "SURVIVE", "levelFromSurveyOnly": false }));
    let list = "{ proposals(onlyWaiting: false, kinds: [RECHECK]) { nodes { case { id } decision } } }";
    let settled = d.ask("head", list).await["proposals"]["nodes"].take();
    assert!(settled.as_array().unwrap().contains(&json!({ "case": { "id": seen }, "decision": "REFUSED" })));
    // Of a household that nobody had visited it says nothing.
    assert_eq!(d.visit("team", &unseen, same, fields).await["level"], unseen_before["level"]);
}

async fn a_closed_household_that_falls_is_proposed_to_be_opened(world: World) {
    let rows = [row(1, "48010901")];
    let d = District::with_problems(world, &rows);
    let case = d.case_of(&rows[0]).await;
    let visit =
        format!("visitedOn: \"2023-04-01\", manner: AT_HOME, verification: CONFIRMED, {}", all_well());
    d.visit("team", &case, &visit, "id").await;
    d.on("head", &case, "caseClose", "reason: SOLVED_ITSELF", "id").await;
    let waiting = async |kind: &str| {
        let list = format!("{{ proposals(onlyWaiting: true, kinds: [{kind}]) {{ nodes {{ id reason }} }} }}");
        d.ask("head", &list).await["proposals"]["nodes"].as_array().unwrap().clone()
    };
    let decide = async |decision: &str| {
        let found = waiting("REOPEN").await;
        assert_eq!(found.len(), 1, "{found:?}");
        let decided = format!("proposalId: {}, decision: {decision}", found[0]["id"]);
        d.act("head", "proposalDecide", &decided, "proposal { case { status } }").await;
        text(&found[0]["reason"])
    };
    d.import("thaiqm_2567.csv", &thaiqm(&rows), 2567);
    decide("REFUSED").await;
    let fallen = Row { troubles: vec!["q07"], ..rows[0].clone() };
    d.import("thaiqm_2567.csv", &thaiqm(std::slice::from_ref(&fallen)), 2567);
    assert_eq!(waiting("RECHECK").await, Vec::<Value>::new(), "a closed case takes no visit");
    let reason: Value = serde_json::from_str(&decide("REFUSED").await).unwrap();
    assert_eq!((&reason["from"], &reason["to"]), (&json!("survive"), &json!("below_survive")));
    // Who said no is not asked again for the same survey; another asks anew.
    let well = Row { troubles: vec!["q18"], ..fallen.clone() };
    for it in [&well, &fallen] {
        d.import("thaiqm_2567.csv", &thaiqm(std::slice::from_ref(it)), 2567);
    }
    assert_eq!(waiting("REOPEN").await, Vec::<Value>::new());
    d.import("thaiqm_2568.csv", &thaiqm(std::slice::from_ref(&fallen)), 2568);
    decide("ACCEPTED").await;
    assert_eq!(d.case("team", &case, "status").await["status"], "BEING_HELPED");
}

async fn a_recheck_waits_no_more_while_its_case_is_closed(world: World) {
    let mut rows: Vec<Row> = (1..=3).map(|n| row(n, "48010901")).collect();
    let d = District::with_problems(world, &rows);
    let mut cases = Vec::new();
    let visit =
        format!("visitedOn: \"2023-04-01\", manner: AT_HOME, verification: CONFIRMED, {}", all_well());
    for it in &rows {
        let case = d.case_of(it).await;
        d.visit("team", &case, &visit, "id").await;
        cases.push(case);
    }
    for it in &mut rows {
        it.troubles = vec!["q07"];
    }
    d.import("thaiqm_2567.csv", &thaiqm(&rows), 2567);
    let list = |waiting: bool| {
        format!(
            "{{ proposals(onlyWaiting: {waiting}, kinds: [RECHECK]) {{ nodes {{ id case {{ id }} decision withdrawnAt }} }} }}"
        )
    };
    let waiting = async || {
        let found = d.ask("head", &list(true)).await["proposals"]["nodes"].take();
        let mut found: Vec<String> =
            found.as_array().unwrap().iter().map(|it| text(&it["case"]["id"])).collect();
        found.sort();
        found
    };
    let mut all = cases.clone();
    all.sort();
    assert_eq!(waiting().await, all);

    // Whatever it is closed for, the recheck is withdrawn, and the closing tells of it.
    d.on("head", &cases[0], "caseClose", "reason: MOVED_AWAY", "id").await;
    let told = d.ask("head", &list(false)).await["proposals"]["nodes"].take();
    let of = told.as_array().unwrap().iter().find(|it| it["case"]["id"] == cases[0]).unwrap();
    assert!(of["withdrawnAt"].is_string() && of["decision"].is_null(), "{of}");
    let events = d.case("head", &cases[0], "events(first: 50) { nodes { kind detail } }").await;
    let events = events["events"]["nodes"].as_array().unwrap();
    let event = events.iter().find(|it| it["kind"] == "CLOSED").unwrap();
    let detail: Value = serde_json::from_str(event["detail"].as_str().unwrap()).unwrap();
    assert!(detail["recheck"].is_string(), "{detail}");
    let decided = format!("proposalId: {}, decision: REFUSED", of["id"]);
    assert_eq!(d.refused("head", "proposalDecide", &decided).await.0, "PROPOSAL_SETTLED");

    // So are those of closings agreed to in one act, which come back with it.
    for (case, reason) in cases[1..].iter().zip(["ALL_DIED", "SOLVED_ITSELF"]) {
        d.on("team", case, "caseProposeClosing", &format!("reason: {reason}"), "id").await;
    }
    let both = "selection: { filter: { closingProposed: true }, expectedCount: 2 }";
    let act = d.act("chief", "caseAgreeClosing", both, "act { id }").await["act"].take();
    assert_eq!(waiting().await, Vec::<String>::new());
    d.act("chief", "actUndo", &format!("actId: {}", act["id"]), "undone { returnedCount }").await;
    let mut two = cases[1..].to_vec();
    two.sort();
    assert_eq!(waiting().await, two);

    // Opened again, it waits as it did, until somebody is at home.
    d.on("chief", &cases[0], "caseReopen", "note: \"กลับมาแล้ว\"", "id").await;
    assert_eq!(waiting().await, all);
    let seen = "visitedOn: \"2024-05-01\", manner: AT_HOME, findings: [{ code: \"q07\", answer: true }]";
    d.visit("team", &cases[0], seen, "id").await;
    assert_eq!(waiting().await, two);
    d.on("head", &cases[0], "caseClose", "reason: MOVED_AWAY", "id").await;
    d.on("chief", &cases[0], "caseReopen", "note: \"กลับมาแล้ว\"", "id").await;
    assert_eq!(waiting().await, two, "what a visit settled stays so");
}

on_both!(
    a_recheck_waits_no_more_while_its_case_is_closed,
    nothing_changed_at_home_settles_a_fall_by_a_survey,
    a_closed_household_that_falls_is_proposed_to_be_opened,
    surveys_count_for_their_years_in_whatever_order_they_come
);
