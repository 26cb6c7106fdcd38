//! Assigning as a district does it: to the right team at once, thousands in one act, seen before and taken back later.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use crate::district::{District, Row, row};
use crate::imports::text;
use crate::world::World;

const N_CASES: u64 = 2_000;
const N_ELSEWHERE: u64 = 20;

fn rows() -> Vec<Row> {
    let village = |n: u64| match n {
        _ if n < N_ELSEWHERE => "48010101",
        _ if n < 1_000 => "48010901",
        _ if n < 1_600 => "48010902",
        _ => "48010903",
    };
    (0..N_CASES).map(|n| row(n, village(n))).collect()
}

async fn count(d: &District, filter: &str) -> u64 {
    let found =
        d.ask("chief", &format!("{{ cases(filter: {{ {filter} }}, first: 1) {{ totalCount }} }}")).await;
    found["cases"]["totalCount"].as_u64().unwrap()
}

fn load<'a>(preview: &'a Value, name: &str) -> &'a Value {
    let loads = preview["loads"].as_array().unwrap();
    loads.iter().find(|it| it["name"] == name).unwrap_or_else(|| panic!("no load of {name}: {preview}"))
}

async fn thousands_are_assigned_in_one_act_and_returned_but_those_worked_on(world: World) {
    let rows = rows();
    let d = District::with_problems(world, &rows);
    let n_here = N_CASES - N_ELSEWHERE;
    let (team, elsewhere) = (d.team_of("480109").await, d.team_of("480101").await);
    assert_eq!(
        count(&d, &format!("teamId: \"{team}\"")).await,
        n_here,
        "a new case is its area's team's at once"
    );
    assert_eq!(count(&d, &format!("teamId: \"{elsewhere}\"")).await, N_ELSEWHERE);

    let mentor = d.mentor_team("ทีมพี่เลี้ยง", "480109").await;
    let target = format!("teamId: \"{team}\", mentorTeamId: \"{mentor}\"");
    let of = |expected: u64| {
        format!("selection: {{ filter: {{ teamId: \"{team}\" }}, expectedCount: {expected} }}, {target}")
    };
    let asked = format!(
        "{{ assignmentPreview({}) {{ caseCount loadLine loads {{ team {{ id }} name before after isOverLine }} }} }}",
        of(n_here)
    );
    let preview = d.ask("officer", &asked).await["assignmentPreview"].take();
    assert_eq!((&preview["caseCount"], &preview["loadLine"]), (&json!(n_here), &json!(15)));
    let told = json!({ "team": { "id": mentor }, "name": "ทีมพี่เลี้ยง", "before": 0, "after": n_here, "isOverLine": true });
    assert_eq!(*load(&preview, "ทีมพี่เลี้ยง"), told);
    let of_team = load(&preview, "ทีมตำบลบ้านกลาง");
    assert_eq!((&of_team["before"], &of_team["after"]), (&json!(n_here), &json!(n_here)));

    let refused = d.refused("chief", "casesAssign", &of(n_here - 1)).await;
    assert_eq!(refused, ("SELECTION_CHANGED".into(), "selection.expectedCount".into()));
    let whole = d.area("4801").await;
    let crossing =
        format!("selection: {{ filter: {{ areaId: \"{whole}\" }}, expectedCount: {N_CASES} }}, {target}");
    assert_eq!(d.refused("chief", "casesAssign", &crossing).await.0, "TEAM_OUTSIDE_AREA");
    assert_eq!(d.denied("officer", "casesAssign", &of(n_here)).await, "FORBIDDEN");
    assert_eq!(count(&d, &format!("mentorTeamId: \"{mentor}\"")).await, 0, "refusals leave nothing done");

    // The officer prepares, and takes it back; prepares again, and the chief commits.
    let prepare =
        async || d.act("officer", "assignmentPrepare", &of(n_here), "prepared { id caseCount state }").await;
    let withdrawn = prepare().await["prepared"].take();
    assert_eq!((&withdrawn["caseCount"], &withdrawn["state"]), (&json!(n_here), &json!("prepared")));
    let id = format!("preparedId: \"{}\"", text(&withdrawn["id"]));
    let left = d.act("officer", "assignmentWithdraw", &id, "prepared { state }").await;
    assert_eq!(left["prepared"]["state"], "withdrawn");
    assert_eq!(d.refused("chief", "assignmentCommit", &id).await.0, "ASSIGNMENT_SETTLED");
    let prepared = text(&prepare().await["prepared"]["id"]);
    let waiting = "{ preparedAssignments { id caseCount state team { name } mentorTeam { name } } }";
    assert_eq!(
        d.ask("chief", waiting).await["preparedAssignments"],
        json!([{ "id": prepared, "caseCount": n_here, "state": "prepared",
                 "team": { "name": "ทีมตำบลบ้านกลาง" }, "mentorTeam": { "name": "ทีมพี่เลี้ยง" } }])
    );
    assert_eq!(count(&d, &format!("mentorTeamId: \"{mentor}\"")).await, 0, "preparing changes nothing");
    let id = format!("preparedId: \"{prepared}\"");
    assert_eq!(d.denied("officer", "assignmentCommit", &id).await, "FORBIDDEN");
    let act =
        d.act("chief", "assignmentCommit", &id, "act { id caseCount overloaded { name } }").await["act"]
            .take();
    assert_eq!((&act["caseCount"], &act["overloaded"]), (&json!(n_here), &json!([{ "name": "ทีมพี่เลี้ยง" }])));
    assert_eq!(count(&d, &format!("mentorTeamId: \"{mentor}\"")).await, n_here);
    assert_eq!(d.refused("chief", "assignmentCommit", &id).await.0, "ASSIGNMENT_SETTLED");
    assert_eq!(d.ask("chief", waiting).await["preparedAssignments"], json!([]));

    // Some are worked on, in different ways; all others come back.
    let visited = d.case_of(&rows[25]).await;
    d.visit("team", &visited, "visitedOn: \"2026-03-01\", manner: AT_HOME, verification: CONFIRMED", "id")
        .await;
    let commented = d.case_of(&rows[1_999]).await;
    let args = format!("caseId: \"{commented}\", text: \"โปรดไปเยี่ยม\"");
    d.act("officer", "caseComment", &args, "case { id }").await;
    let untouched = d.case_of(&rows[500]).await;
    let undo = format!("actId: \"{}\"", text(&act["id"]));
    assert_eq!(d.denied("team", "actUndo", &undo).await, "FORBIDDEN");
    let fields =
        "undone { returnedCount keptCount kept { nodes { case { id } by { id } event } } act { undoneAt } }";
    let undone = d.act("chief", "actUndo", &undo, fields).await["undone"].take();
    assert_eq!((&undone["returnedCount"], &undone["keptCount"]), (&json!(n_here - 2), &json!(2)));
    assert!(undone["act"]["undoneAt"].is_string());
    let me = async |who| text(&d.ask(who, "{ me { id } }").await["me"]["id"]);
    let kept: BTreeSet<(String, String, String)> = undone["kept"]["nodes"]
        .as_array()
        .unwrap()
        .iter()
        .map(|it| (text(&it["case"]["id"]), text(&it["by"]["id"]), text(&it["event"])))
        .collect();
    let wanted = [
        (visited.clone(), me("team").await, "VISITED".to_owned()),
        (commented.clone(), me("officer").await, "COMMENTED".to_owned()),
    ];
    assert_eq!(kept, BTreeSet::from(wanted), "what stays is listed with who and what");
    assert_eq!(count(&d, &format!("mentorTeamId: \"{mentor}\"")).await, 2);
    assert_eq!(count(&d, &format!("teamId: \"{team}\", withoutMentorTeam: true")).await, n_here - 2);
    let back = d
        .case("chief", &untouched, "team { id } mentorTeam { id } events(first: 2) { nodes { kind } }")
        .await;
    assert_eq!((&back["team"]["id"], &back["mentorTeam"]), (&json!(team), &json!(null)));
    assert_eq!(d.refused("chief", "actUndo", &undo).await.0, "ALREADY_UNDONE");
}

async fn the_head_shares_cases_evenly_among_mentor_teams(world: World) {
    let rows: Vec<Row> = (0..25)
        .map(|n| {
            row(
                n,
                match n {
                    0..9 => "48010901",
                    9..15 => "48010902",
                    15..20 => "48010903",
                    _ => "48010101",
                },
            )
        })
        .collect();
    let d = District::with_problems(world, &rows);
    let team = d.team_of("480109").await;
    let (one, two) = (d.mentor_team("ทีมหนึ่ง ก", "48010901").await, d.mentor_team("ทีมหนึ่ง ข", "48010901").await);
    let other = d.mentor_team("ทีมสอง", "48010902").await;
    let far = d.mentor_team("ทีมในเมือง", "48010101").await;
    let share = |teams: &[&String], expected: u32| {
        format!(
            "selection: {{ filter: {{ teamId: \"{team}\" }}, expectedCount: {expected} }}, mentorTeamIds: {teams:?}"
        )
    };
    let all = [&one, &two, &other];
    assert_eq!(d.refused("head", "casesShareAmongMentors", &share(&all, 19)).await.0, "SELECTION_CHANGED");
    assert_eq!(d.denied("team", "casesShareAmongMentors", &share(&all, 20)).await, "FORBIDDEN");
    assert_eq!(
        d.refused("chief", "casesShareAmongMentors", &share(&[&one, &far], 20)).await.0,
        "MENTOR_TEAM_ELSEWHERE"
    );
    let act = d.act("head", "casesShareAmongMentors", &share(&all, 20), "act { id kind caseCount }").await;
    assert_eq!((&act["act"]["kind"], &act["act"]["caseCount"]), (&json!("share"), &json!(20)));
    let carried = async |team: &str| {
        let found = d.ask("head", &format!("{{ team(id: \"{team}\") {{ householdCount }} }}")).await;
        found["team"]["householdCount"].as_u64().unwrap()
    };
    // Nine of their own village for the first two, six for the third; five of a village without a team even it out.
    let loads = [carried(&one).await, carried(&two).await, carried(&other).await];
    assert_eq!(loads.iter().sum::<u64>(), 20);
    assert!(loads.iter().max().unwrap() - loads.iter().min().unwrap() <= 1, "{loads:?}");
    for (at, teams) in [(3, vec![&one, &two]), (12, vec![&other])] {
        let case = d.case_of(&rows[at]).await;
        let shared = d.case("head", &case, "mentorTeam { id }").await;
        let shared = text(&shared["mentorTeam"]["id"]);
        assert!(teams.contains(&&shared), "a household goes to a team of its own village");
    }
    // Shared again the same way: nothing moves.
    let whose = "{ cases(first: 100, order: NEWEST_OPENED) { nodes { id mentorTeam { id } } } }";
    let before = d.ask("head", whose).await;
    d.act("head", "casesShareAmongMentors", &share(&all, 20), "act { id }").await;
    assert_eq!(d.ask("head", whose).await, before);
    let acts = d.ask("chief", "{ bulkActs(first: 5) { nodes { kind caseCount } } }").await;
    assert_eq!(acts["bulkActs"]["nodes"].as_array().unwrap().len(), 2);
}

async fn what_stands_in_the_way_is_told_before_with_why_and_where(world: World) {
    let village = |n| match n {
        0..4 => "48010901",
        4..6 => "48010101",
        // No list of areas names it: of that household no more than the district is known.
        _ => "48011201",
    };
    let rows: Vec<Row> = (0..7).map(|n| row(n, village(n))).collect();
    let d = District::with_problems(world, &rows);
    let (team, whole) = (d.team_of("480109").await, d.area("4801").await);
    let mentor = d.mentor_team("ทีมหนึ่ง", "480109").await;
    let closed = d.case_of(&rows[3]).await;
    d.on("head", &closed, "caseClose", "reason: SOLVED_ITSELF", "id").await;
    let told = "caseCount refusals { code message caseCount caseIds areas { caseCount area { code } } } loads { name before after }";
    let all = format!("selection: {{ filter: {{ areaId: \"{whole}\" }}, expectedCount: 7 }}");
    let preview = format!("{{ assignmentPreview({all}, teamId: \"{team}\") {{ {told} }} }}");
    let seen = d.ask("chief", &preview).await["assignmentPreview"].take();
    let refusals = seen["refusals"].as_array().unwrap();
    let codes: Vec<&Value> = refusals.iter().map(|it| &it["code"]).collect();
    assert_eq!(codes, ["TEAM_OUTSIDE_AREA", "CASE_CLOSED"], "{seen:#}");
    assert_eq!((&seen["caseCount"], &refusals[0]["caseCount"]), (&json!(7), &json!(3)));
    assert_eq!(
        refusals[0]["areas"],
        json!([{ "caseCount": 2, "area": { "code": "480101" } }, { "caseCount": 1, "area": { "code": "4801" } }])
    );
    assert_eq!(refusals[1]["caseIds"], json!([closed]));
    assert!(text(&refusals[0]["message"]).contains("ทีม"), "{seen:#}");
    // The loads are those of the act without what stands in the way: here nothing changes.
    assert_eq!(load(&seen, "ทีมตำบลบ้านกลาง")["after"], load(&seen, "ทีมตำบลบ้านกลาง")["before"]);
    assert_eq!(d.ask("officer", &preview).await["assignmentPreview"]["refusals"], seen["refusals"]);
    // The head of one subdistrict reads no others, and is told of those alone.
    let of_head = d.ask("head", &preview).await["assignmentPreview"].take();
    assert_eq!((&of_head["caseCount"], &of_head["refusals"][0]["code"]), (&json!(4), &json!("CASE_CLOSED")));
    assert_eq!(d.error("team", &preview).await, "FORBIDDEN");

    // Left out as told, the same act is done.
    let except: Vec<&Value> =
        refusals.iter().flat_map(|it| it["caseIds"].as_array().unwrap().iter()).collect();
    let but = format!(
        "selection: {{ filter: {{ areaId: \"{whole}\" }}, exceptIds: {}, expectedCount: 3 }}, teamId: \"{team}\"",
        serde_json::to_string(&except).unwrap()
    );
    assert_eq!(
        d.refused("chief", "casesAssign", &format!("{all}, teamId: \"{team}\"")).await.0,
        "TEAM_OUTSIDE_AREA"
    );
    let done = d.act("chief", "casesAssign", &but, "act { caseCount }").await;
    assert_eq!(done["act"]["caseCount"], 3);
    let again = format!("{{ assignmentPreview({but}) {{ caseCount refusals {{ code }} }} }}");
    let clean = d.ask("chief", &again).await;
    assert_eq!(clean["assignmentPreview"], json!({ "caseCount": 3, "refusals": [] }));

    // Sharing asks first whose the cases are, and tells how the rest would be spread.
    let share = format!("{{ sharingPreview({all}, mentorTeamIds: [\"{mentor}\"]) {{ {told} }} }}");
    let seen = d.ask("chief", &share).await["sharingPreview"].take();
    let codes: Vec<&Value> = seen["refusals"].as_array().unwrap().iter().map(|it| &it["code"]).collect();
    assert_eq!(codes, ["MENTOR_TEAM_ELSEWHERE", "CASE_CLOSED", "CASE_HAS_NO_TEAM"], "{seen:#}");
    let of_mentor = load(&seen, "ทีมหนึ่ง");
    assert_eq!((&of_mentor["before"], &of_mentor["after"]), (&json!(0), &json!(3)));
    assert_eq!(d.error("officer", &share).await, "FORBIDDEN");
    assert_eq!(d.error("far_head", &share).await, "NOT_FOUND");
}

async fn an_act_that_was_taken_back_is_no_work(world: World) {
    let rows: Vec<Row> = (1..=4).map(|n| row(n, "48010901")).collect();
    let d = District::with_problems(world, &rows);
    let team = d.team_of("480109").await;
    let (one, two) = (d.mentor_team("ทีมหนึ่ง", "48010901").await, d.mentor_team("ทีมสอง", "48010901").await);
    for it in &rows {
        let case = d.case_of(it).await;
        d.on("team", &case, "caseProposeClosing", "reason: SOLVED_ITSELF", "id").await;
    }
    let all = format!("selection: {{ filter: {{ teamId: \"{team}\" }}, expectedCount: 4 }}");
    let stand = "{ cases(first: 10) { nodes { id status statusSince mentorTeam { id } timeInState { status since until } } } }";
    let before = d.ask("chief", stand).await;
    let assigned = d.act("chief", "casesAssign", &format!("{all}, teamId: \"{team}\""), "act { id }").await;
    let undo = async |act: &Value| {
        let act = format!("actId: {}", act["act"]["id"]);
        let undone = d.act("chief", "actUndo", &act, "undone { returnedCount keptCount }").await;
        assert_eq!(undone["undone"], json!({ "returnedCount": 4, "keptCount": 0 }));
    };
    let share = format!("{all}, mentorTeamIds: {:?}", [&one, &two]);
    undo(&d.act("chief", "casesShareAmongMentors", &share, "act { id }").await).await;
    // Closed and not closed: since when a case stands where it stands is as it was, and it was never closed.
    undo(&d.act("chief", "caseAgreeClosing", &all, "act { id }").await).await;
    assert_eq!(d.ask("chief", stand).await, before);
    undo(&assigned).await;
    assert_eq!(d.ask("chief", stand).await, before);
    // What was done in an act that stands is work.
    let assigned = d.act("chief", "casesAssign", &format!("{all}, teamId: \"{team}\""), "act { id }").await;
    d.act("chief", "casesShareAmongMentors", &share, "act { id }").await;
    let act = format!("actId: {}", assigned["act"]["id"]);
    let undone = d.act("chief", "actUndo", &act, "undone { returnedCount keptCount }").await;
    assert_eq!(undone["undone"], json!({ "returnedCount": 0, "keptCount": 4 }));
}

async fn what_was_prepared_takes_no_case_from_who_got_it_meanwhile(world: World) {
    let rows: Vec<Row> = (1..=3).map(|n| row(n, "48010901")).collect();
    let d = District::with_problems(world, &rows);
    let team = d.team_of("480109").await;
    let (one, two) = (d.mentor_team("ทีมหนึ่ง", "48010901").await, d.mentor_team("ทีมสอง", "48010901").await);
    let to = |filter: &str, n: u8, mentor: &str| {
        format!(
            "selection: {{ filter: {{ {filter} }}, expectedCount: {n} }}, teamId: \"{team}\", mentorTeamId: \"{mentor}\""
        )
    };
    let all = to(&format!("teamId: \"{team}\""), 3, &one);
    let prepare = async || {
        let made = d.act("officer", "assignmentPrepare", &all, "prepared { id }").await;
        format!("preparedId: {}", made["prepared"]["id"])
    };
    let stale = prepare().await;
    let given = to(&format!("text: \"{}\"", rows[0].first_name), 1, &two);
    d.act("chief", "casesAssign", &given, "act { id }").await;
    let refused = d.refused("chief", "assignmentCommit", &stale).await;
    assert_eq!(refused, ("ASSIGNMENT_STALE".into(), "preparedId".into()));
    assert_eq!(count(&d, &format!("mentorTeamId: \"{two}\"")).await, 1);
    assert_eq!(count(&d, &format!("mentorTeamId: \"{one}\"")).await, 0, "nothing is done");
    d.act("officer", "assignmentWithdraw", &stale, "prepared { state }").await;
    // Prepared anew by who sees it; that a case is worked on, or has come where it shall be, is no obstacle.
    let seen = prepare().await;
    let visited = d.case_of(&rows[1]).await;
    d.visit("team", &visited, "visitedOn: \"2026-03-01\", manner: AT_HOME", "id").await;
    let there = to(&format!("text: \"{}\"", rows[2].first_name), 1, &one);
    d.act("chief", "casesAssign", &there, "act { id }").await;
    let act = d.act("chief", "assignmentCommit", &seen, "act { caseCount }").await;
    assert_eq!(act["act"]["caseCount"], 3);
    assert_eq!(count(&d, &format!("mentorTeamId: \"{one}\"")).await, 3);
}

on_both!(
    what_stands_in_the_way_is_told_before_with_why_and_where,
    an_act_that_was_taken_back_is_no_work,
    what_was_prepared_takes_no_case_from_who_got_it_meanwhile,
    thousands_are_assigned_in_one_act_and_returned_but_those_worked_on,
    the_head_shares_cases_evenly_among_mentor_teams,
);
