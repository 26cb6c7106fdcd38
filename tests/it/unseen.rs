//! What nobody saw proves nothing: visits that met nobody, what the office records, and what is told by telephone.

use serde_json::{Value, json};

use crate::district::{District, row, thaiqm};
use crate::imports::text;
use crate::world::World;

const LEVEL: &str =
    "level levelFromSurveyOnly lastVisitedOn verdict { seenOn criteria { code fact { origin seenAtHome } } }";

/// Everything the criteria ask, and all well.
const WELL: &str = "{ code: \"bmn.safe_food\", answer: false }, { code: \"dimension.health\", answer: false }, \
     { code: \"dimension.living\", answer: false }, { code: \"dimension.education\", answer: false }, \
     { code: \"dimension.income\", answer: false }, { code: \"dimension.access\", answer: false }, \
     { code: \"savings\", answer: true }, { code: \"q18\", problem: SOLVED }, \
     { code: \"income_per_person\", amountPerMonth: \"375000\" }";

fn well(on: &str, rest: &str) -> String {
    format!("visitedOn: \"{on}\", manner: AT_HOME, verification: CONFIRMED, findings: [{WELL}{rest}]")
}

async fn visited(d: &District) -> Value {
    let summary = "{ summary(areaId: \"AREA\") { progress { step figure { households { value } } } } }";
    let told = d.ask("chief", &summary.replace("AREA", &d.area("4801").await)).await;
    let progress = told["summary"]["progress"].as_array().unwrap().clone();
    progress.iter().find(|it| it["step"] == "visited").unwrap()["figure"]["households"]["value"].clone()
}

async fn a_visit_that_met_nobody_is_an_attempt_and_no_more(world: World) {
    let rows = [row(1, "48010901"), row(2, "48010902")];
    let d = District::with_problems(world, &rows);
    let (case, unmet) = (d.case_of(&rows[0]).await, d.case_of(&rows[1]).await);
    let refused = async |rest: &str| {
        let visit = format!("visitedOn: \"2026-07-20\", manner: NOBODY_MET, {rest}");
        d.refused("team", "caseRecordVisit", &format!("caseId: \"{case}\", visit: {{ {visit} }}")).await
    };
    for (field, rest) in [
        ("findings", "findings: [{ code: \"savings\", answer: true }]"),
        ("nothingChanged", "nothingChanged: true"),
        ("verification", "verification: CONFIRMED"),
        ("class", "class: CAN_DEVELOP"),
        ("consents", "consents: [{ kind: PHOTO, given: true }]"),
    ] {
        assert_eq!(refused(rest).await, ("VISIT_NOBODY_MET".into(), field.into()));
    }
    // It is no visit that anybody counts, and the household is as long unseen as before.
    let nobody = "visitedOn: \"2026-11-02\", manner: NOBODY_MET, verification: NOT_FOUND, \
        consents: [{ kind: NOTICE, given: true }], note: \"บ้านปิด\"";
    let fields = "lastVisitedOn step verification visits { nodes { manner } } verdict { seenOn cause }";
    let tried = d.visit("team", &unmet, nobody, fields).await;
    assert_eq!((&tried["lastVisitedOn"], &tried["step"]), (&Value::Null, &json!("VERIFIED")));
    assert_eq!(tried["visits"]["nodes"], json!([{ "manner": "NOBODY_MET" }]));
    assert_eq!(tried["verdict"]["seenOn"], "2023-01-01", "when the survey was there");
    assert_eq!(visited(&d).await, 0);
    d.visit("team", &unmet, "visitedOn: \"2026-11-03\", manner: TELEPHONE", "id").await;
    assert_eq!(visited(&d).await, 1);
    // A household that was sufficient half a year ago does not become sustainable behind a closed door.
    let first = d.visit("team", &case, &well("2026-01-10", ""), LEVEL).await;
    assert_eq!(first["level"], "SUFFICIENT");
    let shut = "visitedOn: \"2026-07-20\", manner: NOBODY_MET";
    let after = d.visit("team", &case, shut, LEVEL).await;
    assert_eq!((&after["level"], &after["lastVisitedOn"]), (&json!("SUFFICIENT"), &json!("2026-01-10")));
    assert_eq!(after["verdict"]["seenOn"], "2026-01-10");
    // Neither does one that was met and of which nothing was said.
    let met = d.visit("team", &case, "visitedOn: \"2026-07-21\", note: \"พบกันที่ตลาด\"", LEVEL).await;
    assert_eq!((&met["level"], &met["lastVisitedOn"]), (&json!("SUFFICIENT"), &json!("2026-07-21")));
    d.act("team", "caseReassess", &format!("caseId: \"{case}\""), "case { id }").await;
    assert_eq!(d.case("team", &case, "level").await["level"], "SUFFICIENT");
    let seen = "visitedOn: \"2026-07-22\", nothingChanged: true";
    assert_eq!(d.visit("team", &case, seen, LEVEL).await["level"], "SUSTAINABLE");
}

async fn what_the_office_records_counts_at_once_and_passes_no_time(world: World) {
    let rows = [row(1, "48010901")];
    let d = District::with_problems(world, &rows);
    let case = d.case_of(&rows[0]).await;
    let debt = ", { code: \"q32\", problem: OPEN }, { code: \"q07\", problem: OPEN }";
    let first = d.visit("team", &case, &well("2026-01-10", debt), LEVEL).await;
    assert_eq!(first["level"], "BELOW_SURVIVE");
    let settle = async |code: &str, on: &str| {
        let all = d.case("team", &case, "problems { id version code }").await["problems"].take();
        let it = all.as_array().unwrap().iter().find(|it| it["code"] == code).unwrap().clone();
        let args = format!(
            "caseId: \"{case}\", problemId: {}, expectedVersion: {}, change: {{ status: SOLVED, on: \"{on}\" }}",
            it["id"], it["version"]
        );
        d.act("officer", "caseUpdateProblem", &args, &format!("case {{ {LEVEL} }}")).await["case"].take()
    };
    let better = settle("q07", "2026-01-12").await;
    assert_eq!(
        (&better["level"], &better["verdict"]["seenOn"]),
        (&json!("SUFFICIENT"), &json!("2026-01-10"))
    );
    let criteria = better["verdict"]["criteria"].as_array().unwrap();
    let water = criteria.iter().find(|it| it["code"] == "has_drinking_water").unwrap();
    assert_eq!(water["fact"], json!({ "origin": "office", "seenAtHome": false }));
    assert_eq!(better["lastVisitedOn"], "2026-01-10");
    // Half a year later the office settles a debt: nobody has looked at the household since.
    let later = settle("q32", "2026-08-01").await;
    assert_eq!((&later["level"], &later["verdict"]["seenOn"]), (&json!("SUFFICIENT"), &json!("2026-01-10")));
    // Seen again, it is sufficient for the first time that somebody saw it so.
    let again = d.visit("team", &case, "visitedOn: \"2026-08-02\", nothingChanged: true", LEVEL).await;
    assert_eq!((&again["level"], &again["verdict"]["seenOn"]), (&json!("SUFFICIENT"), &json!("2026-08-02")));
}

async fn a_fall_from_a_survey_is_confirmed_at_home_alone(world: World) {
    let rows = [row(1, "48010901"), row(2, "48010901")];
    let d = District::with_problems(world, &rows);
    let (case, other) = (d.case_of(&rows[0]).await, d.case_of(&rows[1]).await);
    for it in [&case, &other] {
        let before = d.visit("team", it, &well("2025-06-01", ""), LEVEL).await;
        assert_eq!(before["level"], "SUFFICIENT");
    }
    let homeless = rows.map(|it| crate::district::Row { troubles: vec!["q01"], ..it });
    d.import("thaiqm_2569.csv", &thaiqm(&homeless), 2569);
    let marked = |it: &Value| (it["level"].clone(), it["levelFromSurveyOnly"].clone());
    let fell = (json!("BELOW_SURVIVE"), json!(true));
    assert_eq!(marked(&d.case("team", &case, LEVEL).await), fell);
    let told = |manner: &str, on: &str| {
        format!("visitedOn: \"{on}\", manner: {manner}, findings: [{{ code: \"q01\", problem: OPEN }}]")
    };
    assert_eq!(marked(&d.visit("team", &case, &told("TELEPHONE", "2026-02-01"), LEVEL).await), fell);
    assert_eq!(marked(&d.visit("team", &case, &told("ELSEWHERE", "2026-02-02"), LEVEL).await), fell);
    let it = d.case("team", &case, "problems { id version code }").await["problems"].take();
    let it = it.as_array().unwrap().iter().find(|it| it["code"] == "q01").unwrap().clone();
    let args = format!(
        "caseId: \"{case}\", problemId: {}, expectedVersion: {}, change: {{ status: CANNOT_BE_SOLVED, on: \"2026-02-03\" }}",
        it["id"], it["version"]
    );
    let by_office = d.act("officer", "caseUpdateProblem", &args, &format!("case {{ {LEVEL} }}")).await;
    assert_eq!(marked(&by_office["case"]), fell, "an office confirms nothing");
    let seen = d.visit("team", &case, &told("AT_HOME", "2026-02-04"), LEVEL).await;
    assert_eq!(marked(&seen), (json!("BELOW_SURVIVE"), json!(false)));
    // What is told without a survey saying so is a fall like any other.
    let hungry = "visitedOn: \"2026-02-01\", manner: TELEPHONE, findings: [{ code: \"q01\", answer: false }, { code: \"bmn.safe_food\", answer: true }]";
    assert_eq!(marked(&d.visit("team", &other, hungry, LEVEL).await), (json!("BELOW_SURVIVE"), json!(false)));
}

async fn income_is_kept_as_it_was_told(world: World) {
    let rows = [row(1, "48010901")];
    let d = District::with_problems(world, &rows);
    let case = d.case_of(&rows[0]).await;
    let visit =
        "visitedOn: \"2026-01-10\", findings: [{ code: \"income_per_person\", amountPerMonth: \"333334\" }]";
    let fields = "visits { nodes { findings { code amount amountPerMonth } } } verdict { criteria { code isMet fact { amount } } }";
    let after = d.visit("team", &case, visit, fields).await;
    let told = json!([{ "code": "income_per_person", "amount": null, "amountPerMonth": "333334" }]);
    assert_eq!(after["visits"]["nodes"][0]["findings"], told);
    let criteria = after["verdict"]["criteria"].as_array().unwrap();
    let at_line = criteria.iter().find(|it| it["code"] == "income_at_line").unwrap();
    assert_eq!((&at_line["isMet"], &at_line["fact"]["amount"]), (&json!(true), &json!("4000008")));
    let refused = async |finding: &str| {
        let visit =
            format!("visitedOn: \"2026-01-11\", findings: [{{ code: \"income_per_person\", {finding} }}]");
        d.refused("team", "caseRecordVisit", &format!("caseId: \"{case}\", visit: {{ {visit} }}")).await
    };
    for finding in [
        "amount: \"1\", amountPerMonth: \"1\"",
        "amountPerMonth: \"-1\"",
        "amountPerMonth: \"9000000000000000000\"",
    ] {
        assert_eq!(refused(finding).await, ("BAD_INPUT".into(), "findings".into()), "{finding}");
    }
}

async fn a_list_shows_who_was_not_seen_and_who_stands_lowest(world: World) {
    let mut rows: Vec<_> = (1..=4).map(|n| row(n, "48010901")).collect();
    rows[1].troubles.push("q07");
    let d = District::with_problems(world, &rows);
    let mut cases = Vec::new();
    for it in &rows {
        cases.push(d.case_of(it).await);
    }
    let fresh = d.case("team", &cases[0], "step team { id } level levelNote").await;
    assert_eq!(fresh["step"], "LISTED", "that it belongs to the team of its area is no assignment: {fresh}");
    assert!(fresh["team"]["id"].is_string());
    assert_eq!(fresh["levelNote"], "เกณฑ์ตั้งต้นของระบบ รอหน่วยงานยืนยัน");
    let village = d.area("48010901").await;
    let propose = format!(
        "household: {{ areaId: \"{village}\", description: \"เพิง\", reason: \"ไม่มีบ้าน\", urgent: true }}"
    );
    d.act("team", "householdPropose", &propose, "proposal { id }").await;

    d.visit(
        "team",
        &cases[2],
        "visitedOn: \"2025-01-01\", findings: [{ code: \"bmn.safe_food\", answer: false }]",
        "id",
    )
    .await;
    d.visit("team", &cases[3], &well("2026-11-01", ""), "id").await;
    let list = async |rest: &str| {
        let asked =
            format!("{{ cases({rest}, first: 100) {{ totalCount nodes {{ id level levelNote }} }} }}");
        d.ask("team", &asked).await["cases"].take()
    };
    let ids = |list: &Value| -> Vec<String> {
        list["nodes"].as_array().unwrap().iter().map(|it| text(&it["id"])).collect()
    };
    let lowest = list("order: LOWEST_LEVEL").await;
    let levels: Vec<&Value> = lowest["nodes"].as_array().unwrap().iter().map(|it| &it["level"]).collect();
    assert_eq!(
        levels,
        ["NOT_YET_ASSESSABLE", "NOT_YET_ASSESSABLE", "BELOW_SURVIVE", "SURVIVE", "SUFFICIENT"]
    );
    assert_eq!(ids(&lowest)[2..], [cases[1].clone(), cases[2].clone(), cases[3].clone()]);
    assert!(lowest["nodes"].as_array().unwrap().iter().all(|it| it["levelNote"].is_string()));
    // Seen this month, seen last year, never seen, and met by nobody yesterday.
    d.visit("team", &cases[1], "visitedOn: \"2026-11-20\", manner: NOBODY_MET", "id").await;
    let unseen = ids(&list("filter: { unseenForDays: 300 }").await);
    assert_eq!(unseen.len(), 4);
    assert!(!unseen.contains(&cases[3]) && unseen.contains(&cases[1]) && unseen.contains(&cases[2]));
    let longest = list("order: LONGEST_UNSEEN").await;
    assert_eq!(ids(&longest)[3..], [cases[2].clone(), cases[3].clone()]);
    // Given to a team by an act, it is assigned.
    let (team, mentor) = (d.team_of("480109").await, d.mentor_team("ทีมบ้านหนึ่ง", "48010901").await);
    let version = d.case("chief", &cases[0], "version").await["version"].clone();
    let give = format!(
        "selection: {{ cases: [{{ caseId: \"{}\", expectedVersion: {version} }}] }}, teamId: \"{team}\", mentorTeamId: \"{mentor}\"",
        cases[0]
    );
    let act = d.act("chief", "casesAssign", &give, "act { id }").await;
    assert_eq!(d.case("team", &cases[0], "step").await["step"], "ASSIGNED");
    d.act("chief", "actUndo", &format!("actId: {}", act["act"]["id"]), "undone { returnedCount }").await;
    assert_eq!(d.case("team", &cases[0], "step").await["step"], "LISTED");
}

on_both!(
    a_visit_that_met_nobody_is_an_attempt_and_no_more,
    what_the_office_records_counts_at_once_and_passes_no_time,
    a_fall_from_a_survey_is_confirmed_at_home_alone,
    income_is_kept_as_it_was_told,
    a_list_shows_who_was_not_seen_and_who_stands_lowest,
);
