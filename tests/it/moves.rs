//! A household that lives elsewhere now: its case goes to the team of its new place, and nobody is left with a case that
//! they cannot open.

use serde_json::{Value, json};

use crate::district::{District, Row, row, thaiqm};
use crate::imports::text;
use crate::world::World;

const CASE: &str = "step team { id } mentorTeam { id } area { code } \
    events(first: 1) { nodes { kind happenedOn } }";

/// Everything the database says, without what no undo takes back.
fn state(d: &District) -> String {
    let out = d.world.path().join("state.json");
    d.world.run(&["export", "state", "--json", &out.to_string_lossy()]);
    std::fs::read_to_string(out).unwrap()
}

async fn load(d: &District, team: &str) -> Value {
    let asked = format!("{{ team(id: \"{team}\") {{ householdCount }} }}");
    d.ask("chief", &asked).await["team"]["householdCount"].take()
}

async fn former(d: &District, who: &str, case: &str) -> Value {
    let asked = format!(
        "{{ formerCase(id: \"{case}\") {{ times {{ area {{ code }} until }} events(first: 20) {{ nodes {{ kind }} }} }} }}"
    );
    d.ask(who, &asked).await["formerCase"].take()
}

async fn a_case_goes_with_its_household_to_the_team_of_its_new_place(world: World) {
    let rows = [row(1, "48010901"), row(2, "48010901")];
    let d = District::with_problems(world, &rows);
    let (case, other) = (d.case_of(&rows[0]).await, d.case_of(&rows[1]).await);
    let (team, mentor) = (d.team_of("480109").await, d.mentor_team("ทีมบ้านหนึ่ง", "48010901").await);
    let both = format!(
        "selection: {{ filter: {{ teamId: \"{team}\" }}, expectedCount: 2 }}, teamId: \"{team}\", mentorTeamId: \"{mentor}\""
    );
    let act = d.act("chief", "casesAssign", &both, "act { id }").await["act"]["id"].take();
    d.act(
        "team",
        "caseRecordVisit",
        &format!("caseId: \"{case}\", visit: {{ visitedOn: \"2026-03-01\", note: \"พบแล้ว\" }}"),
        "case { id }",
    )
    .await;

    // Another village of the same subdistrict: its team stays, and the mentor team of the old village does not.
    let next_door = Row { village: "48010902", ..rows[1].clone() };
    d.import("thaiqm_2567.csv", &thaiqm(&[next_door]), 2567);
    let there = d.case("head", &other, CASE).await;
    assert_eq!((&there["team"]["id"], &there["mentorTeam"]), (&json!(team), &Value::Null));
    assert_eq!(there["area"]["code"], "48010902");

    // Another subdistrict: the new head has it, the old one sees its own past.
    let moved = Row { village: "48010101", ..rows[0].clone() };
    d.import("thaiqm_2568.csv", &thaiqm(std::slice::from_ref(&moved)), 2568);
    let new_team = d.team_of("480101").await;
    let here = d.case("far_head", &case, CASE).await;
    assert_eq!(
        here,
        json!({ "step": "VISITED", "team": { "id": new_team }, "mentorTeam": null, "area": { "code": "48010101" },
                "events": { "nodes": [{ "kind": "MOVED", "happenedOn": "2025-01-01" }] } })
    );
    assert_eq!((load(&d, &team).await, load(&d, &new_team).await), (json!(1), json!(1)));
    assert_eq!(load(&d, &mentor).await, 0);
    assert_eq!(d.case("head", &case, "id").await, Value::Null);
    let past = former(&d, "head", &case).await;
    assert_eq!(past["times"], json!([{ "area": { "code": "48010901" }, "until": "2025-01-01" }]));
    let kinds: Vec<&Value> =
        past["events"]["nodes"].as_array().unwrap().iter().map(|it| &it["kind"]).collect();
    assert_eq!(kinds, ["VISITED", "ASSIGNED", "OPENED"], "what it did itself, and nothing of the move");
    assert_eq!(former(&d, "far_head", &case).await, Value::Null);
    let unshared = "{ cases(filter: { withoutMentorTeam: true }) { nodes { id } } }";
    assert_eq!(d.ask("far_head", unshared).await["cases"]["nodes"], json!([{ "id": case }]));
    let new_mentor = d.mentor_team("ทีมในเมือง", "48010101").await;
    let share = format!(
        "selection: {{ filter: {{ teamId: \"{new_team}\" }}, expectedCount: 1 }}, mentorTeamIds: [\"{new_mentor}\"]"
    );
    let shared = d.act("far_head", "casesShareAmongMentors", &share, "act { id }").await["act"]["id"].take();
    assert_eq!(d.case("far_head", &case, "mentorTeam { id }").await["mentorTeam"]["id"], new_mentor.as_str());
    d.act("far_head", "actUndo", &format!("actId: {shared}"), "undone { returnedCount }").await;

    // The assignment of the old subdistrict is not given back over the move.
    let undone = d
        .act(
            "chief",
            "actUndo",
            &format!("actId: {act}"),
            "undone { returnedCount kept { nodes { event } } }",
        )
        .await;
    assert_eq!(undone["undone"]["returnedCount"], 0);
}

async fn another_district_takes_over_and_gives_back_with_the_import(world: World) {
    let rows = [row(1, "48010901"), row(2, "48010901")];
    let d = District::with_problems(world, &rows);
    let case = d.case_of(&rows[0]).await;
    let (team, mentor) = (d.team_of("480109").await, d.mentor_team("ทีมบ้านหนึ่ง", "48010901").await);
    let both = format!(
        "selection: {{ filter: {{ teamId: \"{team}\" }}, expectedCount: 2 }}, teamId: \"{team}\", mentorTeamId: \"{mentor}\""
    );
    d.act("chief", "casesAssign", &both, "act { id }").await;
    let proposed =
        d.on("team", &case, "caseProposeClosing", "reason: MOVED_AWAY", "closingProposal { reason }").await;
    assert_eq!(proposed["closingProposal"]["reason"], "MOVED_AWAY");
    d.token("far_chief").await;
    let before = state(&d);
    let moved = Row { village: "48020101", ..rows[0].clone() };
    d.import("thaiqm_2569.csv", &thaiqm(&[moved]), 2569);

    assert_eq!(d.case("chief", &case, "id").await, Value::Null, "it is another district's now");
    let here = d
        .case(
            "far_chief",
            &case,
            "step team { id name } mentorTeam { id } events(first: 5) { nodes { kind detail } }",
        )
        .await;
    assert_eq!((&here["step"], &here["mentorTeam"]), (&json!("LISTED"), &Value::Null));
    assert_eq!(here["team"]["name"], "ทีมตำบลปลาปาก", "the team of its new place, made with its first case");
    let event = &here["events"]["nodes"][0];
    assert_eq!(event["kind"], "MOVED");
    assert!(text(&event["detail"]).contains("from_team"), "{event}");
    assert_eq!(load(&d, &team).await, 1);
    let past = former(&d, "chief", &case).await;
    let kinds: Vec<&Value> =
        past["events"]["nodes"].as_array().unwrap().iter().map(|it| &it["kind"]).collect();
    assert_eq!(kinds, ["CLOSING_PROPOSED", "ASSIGNED", "OPENED"]);
    assert_eq!(former(&d, "team", &case).await["events"], past["events"]);

    // Taken back, the case is where it was, with the teams it had.
    let told = d.world.run(&["import", "list", "--json"]);
    let imports: Value = serde_json::from_str(&told).unwrap();
    let last = imports
        .as_array()
        .unwrap()
        .iter()
        .find(|it| it["file"] == "thaiqm_2569.csv")
        .unwrap_or_else(|| panic!("{imports:#}"));
    d.world.run(&["import", "undo", &text(&last["import"])]);
    let back =
        d.case("team", &case, "step team { id } mentorTeam { id } events(first: 1) { nodes { kind } }").await;
    assert_eq!(
        back,
        json!({ "step": "ASSIGNED", "team": { "id": team }, "mentorTeam": { "id": mentor },
                "events": { "nodes": [{ "kind": "CLOSING_PROPOSED" }] } })
    );
    assert_eq!(load(&d, &team).await, 2);
    assert_eq!(d.case("far_chief", &case, "id").await, Value::Null);
    assert_eq!(state(&d), before, "to the byte");
}

on_both!(
    a_case_goes_with_its_household_to_the_team_of_its_new_place,
    another_district_takes_over_and_gives_back_with_the_import,
);
