//! Teams as a district knows them: three kinds, members of seven sectors, loads, and what becomes of an ended one.

use serde_json::json;

use crate::district::{District, row, thaiqm};
use crate::imports::text;
use crate::world::World;

const SEVEN: [&str; 7] = ["STATE", "RELIGION", "ACADEMIA", "PRIVATE", "PEOPLE", "CIVIL_SOCIETY", "MEDIA"];

fn member(kind: &str, name: &str, sector: &str, formality: &str, role: &str) -> String {
    format!(
        "{{ kind: {kind}, name: \"{name}\", sector: {sector}, formality: {formality}, role: {role}, since: \"2026-01-05\" }}"
    )
}

async fn a_team_says_who_serves_and_which_sectors_are_missing(world: World) {
    let d = District::with_problems(world, &[row(1, "48010901")]);
    let (village, district) = (d.area("48010901").await, d.area("4801").await);
    let of_subdistrict = d.team_of("480109").await;
    let board = format!("team: {{ kind: DISTRICT, name: \"ศจพ.อ.เมือง\", areaIds: [\"{district}\"] }}");
    let board = text(&d.act("chief", "teamCreate", &board, "team { id }").await["team"]["id"]);
    let mentor = |parent: &str| {
        format!("team: {{ kind: MENTOR, name: \"ทีมบ้านหนึ่ง\", areaIds: [\"{village}\"]{parent} }}")
    };
    let refused = d.refused("head", "teamCreate", &mentor("")).await;
    assert_eq!(refused, ("REQUIRED".into(), "parentId".into()));
    let in_board = mentor(&format!(", parentId: \"{board}\""));
    assert_eq!(d.refused("chief", "teamCreate", &in_board).await.0, "TEAM_WRONG_KIND");
    let wanted = mentor(&format!(", parentId: \"{of_subdistrict}\""));
    assert_eq!(d.denied("far_head", "teamCreate", &wanted).await, "FORBIDDEN");
    let made = d.act("head", "teamCreate", &wanted, "team { id sectorsPresent sectorsMissing }").await;
    assert_eq!(
        (&made["team"]["sectorsPresent"], &made["team"]["sectorsMissing"]),
        (&json!([]), &json!(SEVEN))
    );
    let team = text(&made["team"]["id"]);

    let someone_far = text(&d.ask("far_head", "{ me { id } }").await["me"]["id"]);
    let mut lead = member("PERSON", "นางสาวสมมุติ ตั้งใจ", "STATE", "FORMAL", "LEAD");
    lead.insert_str(1, &format!(" accountId: \"{someone_far}\","));
    let fields = "team { members { nodes { kind name sector formality role since until } } sectorsPresent sectorsMissing }";
    let args = format!("teamId: \"{team}\", member: {lead}");
    d.act("head", "teamAddMember", &args, fields).await;
    let temple = member("ORGANISATION", "วัดสมมุติ", "RELIGION", "INFORMAL", "MEMBER");
    let args = format!("teamId: \"{team}\", member: {temple}");
    let shown = d.act("head", "teamAddMember", &args, fields).await["team"].take();
    assert_eq!(shown["sectorsPresent"], json!(["STATE", "RELIGION"]));
    assert_eq!(shown["sectorsMissing"], json!(SEVEN[2..]));
    assert_eq!(
        shown["members"]["nodes"],
        json!([
            { "kind": "PERSON", "name": "นางสาวสมมุติ ตั้งใจ", "sector": "STATE", "formality": "FORMAL",
              "role": "LEAD", "since": "2026-01-05", "until": null },
            { "kind": "ORGANISATION", "name": "วัดสมมุติ", "sector": "RELIGION", "formality": "INFORMAL",
              "role": "MEMBER", "since": "2026-01-05", "until": null },
        ])
    );
    assert_eq!(
        d.ask("far_head", "{ cases { totalCount } }").await["cases"]["totalCount"],
        0,
        "serving in a team gives no access"
    );
    for sector in &SEVEN[2..] {
        let other = member("ORGANISATION", sector, sector, "INFORMAL", "MEMBER");
        d.act("head", "teamAddMember", &format!("teamId: \"{team}\", member: {other}"), "team { id }").await;
    }
    let whole = format!("{{ team(id: \"{team}\") {{ sectorsMissing members {{ nodes {{ id name }} }} }} }}");
    let shown = d.ask("head", &whole).await["team"].take();
    assert_eq!(
        (&shown["sectorsMissing"], shown["members"]["nodes"].as_array().unwrap().len()),
        (&json!([]), 7)
    );

    let leaving = text(&shown["members"]["nodes"][1]["id"]);
    let end = |version: u32, until: &str| {
        format!("memberId: \"{leaving}\", expectedVersion: {version}, until: \"{until}\"")
    };
    assert_eq!(d.refused("head", "teamEndMember", &end(1, "2026-01-04")).await.0, "DAYS_OUT_OF_ORDER");
    assert_eq!(d.refused("head", "teamEndMember", &end(7, "2026-03-01")).await.0, "VERSION_CONFLICT");
    let fields = "team { sectorsMissing members { nodes { name } } past: members(withPast: true) { nodes { name until version } } }";
    let shown = d.act("head", "teamEndMember", &end(1, "2026-03-01"), fields).await["team"].take();
    assert_eq!(shown["sectorsMissing"], json!(["RELIGION"]));
    assert_eq!(shown["members"]["nodes"].as_array().unwrap().len(), 6);
    assert_eq!(shown["past"]["nodes"][1], json!({ "name": "วัดสมมุติ", "until": "2026-03-01", "version": 2 }));
    assert_eq!(d.refused("head", "teamEndMember", &end(2, "2026-03-01")).await.0, "MEMBER_ENDED");

    for (kind, n) in [("DISTRICT", 1), ("SUBDISTRICT", 1), ("MENTOR", 1)] {
        let asked = format!(
            "{{ teams(areaId: \"{district}\", kind: {kind}) {{ nodes {{ kind parent {{ kind }} }} }} }}"
        );
        let found = d.ask("chief", &asked).await["teams"]["nodes"].take();
        assert_eq!(found.as_array().unwrap().len(), n, "{kind}: {found}");
        assert_eq!(found[0]["kind"], kind);
    }
}

async fn a_mentor_team_is_warned_above_its_load_and_ends_when_it_carries_nobody(world: World) {
    let rows: Vec<_> = (1..=17).map(|n| row(n, if n == 17 { "48010101" } else { "48010901" })).collect();
    let d = District::with_problems(world, &rows);
    let team = d.team_of("480109").await;
    let mentor = d.mentor_team("ทีมบ้านหนึ่ง", "48010901").await;
    let other = d.mentor_team("ทีมบ้านสอง", "48010901").await;
    let last = d.case_of(&rows[15]).await;
    let fields = "act { caseCount overloaded { name before after isOverLine } }";
    let all = |rest: &str| {
        format!(
            "selection: {{ filter: {{ teamId: \"{team}\" }}, {rest} }}, teamId: \"{team}\", mentorTeamId: \"{mentor}\""
        )
    };
    let at_line = all(&format!("exceptIds: [\"{last}\"], expectedCount: 15"));
    let act = d.act("chief", "casesAssign", &at_line, fields).await["act"].take();
    assert_eq!(act, json!({ "caseCount": 15, "overloaded": [] }));
    let loads = format!("{{ team(id: \"{mentor}\") {{ householdCount loadLine isOverLine version }} }}");
    let carried = d.ask("head", &loads).await["team"].take();
    assert_eq!(carried, json!({ "householdCount": 15, "loadLine": 15, "isOverLine": false, "version": 1 }));

    let over = all("expectedCount: 16");
    let act = d.act("chief", "casesAssign", &over, fields).await["act"].take();
    let warned = json!([{ "name": "ทีมบ้านหนึ่ง", "before": 16, "after": 16, "isOverLine": true }]);
    assert_eq!(act, json!({ "caseCount": 16, "overloaded": warned }), "a warning, no refusal");
    let carried = d.ask("head", &loads).await["team"].take();
    assert_eq!(carried, json!({ "householdCount": 16, "loadLine": 15, "isOverLine": true, "version": 1 }));

    let end = format!("teamId: \"{mentor}\", expectedVersion: 1, on: \"2026-06-30\"");
    assert_eq!(d.refused("head", "teamEnd", &end).await.0, "TEAM_HAS_CASES");
    let lead = member("PERSON", "นายสมมุติ ผู้ลา", "PEOPLE", "INFORMAL", "LEAD");
    let args = format!("teamId: \"{mentor}\", member: {lead}");
    let made = d.act("head", "teamAddMember", &args, "team { members { nodes { id } } }").await;
    let leaving = text(&made["team"]["members"]["nodes"][0]["id"]);
    let over = format!(
        "fromTeamId: \"{mentor}\", teamId: \"{team}\", mentorTeamId: \"{other}\", leavingMemberId: \"{leaving}\", until: \"2026-06-30\", expectedCount: "
    );
    let over = |n: u8| format!("{over}{n}");
    assert_eq!(d.denied("far_head", "casesHandOver", &over(16)).await, "NOT_FOUND");
    assert_eq!(
        d.refused("head", "casesHandOver", &over(15)).await,
        ("SELECTION_CHANGED".into(), "expectedCount".into()),
        "a case that came meanwhile does not go unseen"
    );
    let act = d.act("head", "casesHandOver", &over(16), "act { id kind caseCount }").await["act"].take();
    assert_eq!(act["caseCount"], 16);
    // Taken back, the households and who left are where they were.
    let serving = format!(
        "{{ team(id: \"{mentor}\") {{ householdCount members {{ nodes {{ id until }} }} }} other: team(id: \"{other}\") {{ householdCount }} }}"
    );
    let undo = format!("actId: \"{}\"", text(&act["id"]));
    let undone = d.act("head", "actUndo", &undo, "undone { returnedCount keptCount }").await;
    assert_eq!(undone["undone"], json!({ "returnedCount": 16, "keptCount": 0 }));
    assert_eq!(
        d.ask("head", &serving).await,
        json!({ "team": { "householdCount": 16, "members": { "nodes": [{ "id": leaving, "until": null }] } },
                "other": { "householdCount": 0 } })
    );
    d.act("head", "casesHandOver", &over(16), "act { kind }").await;
    let both = format!(
        "{{ from: team(id: \"{mentor}\") {{ householdCount members {{ nodes {{ id }} }} past: members(withPast: true) {{ nodes {{ until }} }} }} \
            to: team(id: \"{other}\") {{ householdCount }} }}"
    );
    assert_eq!(
        d.ask("head", &both).await,
        json!({ "from": { "householdCount": 0, "members": { "nodes": [] }, "past": { "nodes": [{ "until": "2026-06-30" }] } },
                "to": { "householdCount": 16 } })
    );
    let handed = d.case("head", &last, "events(first: 1) { nodes { kind } } mentorTeam { id }").await;
    assert_eq!(handed["events"]["nodes"][0]["kind"], "HANDED_OVER");
    assert_eq!(handed["mentorTeam"]["id"], other.as_str());

    let ended = d.act("head", "teamEnd", &end, "team { endedOn }").await;
    assert_eq!(ended["team"]["endedOn"], "2026-06-30");
    let lists = format!(
        "{{ now: teams(kind: MENTOR, parentId: \"{team}\") {{ nodes {{ name }} }} \
            ever: teams(kind: MENTOR, parentId: \"{team}\", withEnded: true) {{ nodes {{ name endedOn }} }} }}"
    );
    let lists = d.ask("head", &lists).await;
    assert_eq!(lists["now"]["nodes"], json!([{ "name": "ทีมบ้านสอง" }]));
    assert_eq!(lists["ever"]["nodes"].as_array().unwrap().len(), 2);
    assert_eq!(
        d.refused("chief", "casesAssign", &all("expectedCount: 16")).await,
        ("TEAM_ENDED".into(), "mentorTeamId".into())
    );
}

async fn a_case_that_opens_again_goes_to_teams_that_still_serve(world: World) {
    let rows = [row(1, "48010901")];
    let d = District::with_problems(world, &rows);
    let (team, mentor) = (d.team_of("480109").await, d.mentor_team("ทีมบ้านหนึ่ง", "48010901").await);
    let case = d.case_of(&rows[0]).await;
    let give = format!(
        "selection: {{ filter: {{ teamId: \"{team}\" }}, expectedCount: 1 }}, teamId: \"{team}\", mentorTeamId: \"{mentor}\""
    );
    d.act("chief", "casesAssign", &give, "act { id }").await;
    let fields = "status step team { id } mentorTeam { id }";
    let ends = |team: &str| format!("teamId: \"{team}\", expectedVersion: 1");

    d.on("head", &case, "caseClose", "reason: SOLVED_ITSELF", "id").await;
    d.act("head", "teamEnd", &ends(&mentor), "team { id }").await;
    let again = d.on("head", &case, "caseReopen", "", fields).await;
    let shared_anew =
        json!({ "status": "TO_VERIFY", "step": "LISTED", "team": { "id": team }, "mentorTeam": null });
    assert_eq!(again, shared_anew, "no ended team carries it");
    let events = d.case("head", &case, "events(first: 2) { nodes { kind } }").await["events"].take();
    assert_eq!(events["nodes"], json!([{ "kind": "UNASSIGNED" }, { "kind": "REOPENED" }]));

    d.on("head", &case, "caseClose", "reason: SOLVED_ITSELF", "id").await;
    d.act("chief", "teamEnd", &ends(&team), "team { id }").await;
    d.import("thaiqm_2568.csv", &thaiqm(&rows), 2568);
    let proposals = "{ proposals(onlyWaiting: true, kinds: [REOPEN]) { nodes { id } } }";
    let proposal = d.ask("head", proposals).await["proposals"]["nodes"][0]["id"].take();
    let accept = format!("proposalId: {proposal}, decision: ACCEPTED");
    let decided = d.act("head", "proposalDecide", &accept, "proposal { case { status team { id } } }").await;
    let now_of = decided["proposal"]["case"].clone();
    let made = d.team_of("480109").await;
    assert_eq!(now_of, json!({ "status": "TO_VERIFY", "team": { "id": made } }));
    assert_ne!(made, team, "the area's team ended, and another has its cases");
}

on_both!(
    a_case_that_opens_again_goes_to_teams_that_still_serve,
    a_team_says_who_serves_and_which_sectors_are_missing,
    a_mentor_team_is_warned_above_its_load_and_ends_when_it_carries_nobody,
);

async fn a_team_is_managed_by_who_manages_all_that_it_serves(world: World) {
    let d = District::with_problems(world, &[row(1, "48010901")]);
    let (here, beside) = (d.area("480109").await, d.area("480101").await);
    let both =
        format!("team: {{ kind: SUBDISTRICT, name: \"ทีมสองตำบล\", areaIds: [\"{here}\", \"{beside}\"] }}");
    assert_eq!(d.denied("head", "teamCreate", &both).await, "FORBIDDEN");
    let made = d.act("chief", "teamCreate", &both, "team { id }").await;
    let team = text(&made["team"]["id"]);
    let temple = member("ORGANISATION", "วัดสมมุติ", "RELIGION", "INFORMAL", "MEMBER");
    let added = format!("teamId: \"{team}\", member: {temple}");
    let made = d.act("chief", "teamAddMember", &added, "team { members { nodes { id } } }").await;
    let served = text(&made["team"]["members"]["nodes"][0]["id"]);
    let renamed = format!("teamId: \"{team}\", expectedVersion: 1, name: \"ทีมตำบลเดียว\"");
    let ended = format!("teamId: \"{team}\", expectedVersion: 1");
    let left = format!("memberId: \"{served}\", expectedVersion: 1");
    for who in ["head", "far_head"] {
        let shown = d.ask(who, &format!("{{ team(id: \"{team}\") {{ name }} }}")).await;
        assert_eq!(shown["team"]["name"], "ทีมสองตำบล", "who serves there is seen");
        for (act, arguments) in [
            ("teamRename", &renamed),
            ("teamEnd", &ended),
            ("teamAddMember", &added),
            ("teamEndMember", &left),
        ] {
            assert_eq!(d.denied(who, act, arguments).await, "FORBIDDEN", "{who}: {act}");
        }
    }
    d.act("chief", "teamRename", &renamed, "team { id }").await;
    d.act("chief", "teamEndMember", &left, "team { id }").await;
}

on_both!(a_team_is_managed_by_who_manages_all_that_it_serves);
