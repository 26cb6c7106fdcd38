//! An import as it is seen over GraphQL, and taken back: all is as before, but what somebody worked on since.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use crate::district::{District, Row, row, thaiqm, tpmap};
use crate::imports::{pid, text};
use crate::world::World;

const IMPORT: &str = "id fileName source surveyYear state nAccepted nAcceptedWithWarning nRejected nSkipped nRowsDone nRows \
    startedBy account { id } startedAt finishedAt undoneAt";

fn rows(of: std::ops::RangeInclusive<u64>) -> Vec<Row> {
    of.map(|n| row(n, if n % 2 == 0 { "48010901" } else { "48010902" })).collect()
}

/// Everything the database says, without what no undo takes back.
fn state(d: &District) -> String {
    let out = d.world.path().join("state.json");
    d.world.run(&["export", "state", "--json", &out.to_string_lossy()]);
    std::fs::read_to_string(out).unwrap()
}

async fn an_import_is_told_with_every_row_it_refused(world: World) {
    let mut list = rows(1..=4);
    let mut wrong = pid(2);
    let digit = wrong.pop();
    wrong.push(if digit == Some('0') { '1' } else { '0' });
    list[1].pid = Some(wrong.clone());
    list[3].pid = Some("14890".to_owned());
    let d = District::with_problems(world, &list);
    let found = d.ask("officer", &format!("{{ imports {{ nodes {{ {IMPORT} }} }} }}")).await;
    let found = found["imports"]["nodes"].as_array().unwrap();
    assert_eq!(found.len(), 1);
    let mut told = found[0].clone();
    let (id, started, finished) =
        (text(&told["id"].take()), told["startedAt"].take(), told["finishedAt"].take());
    assert!(text(&started) <= text(&finished));
    assert!(text(&told["startedBy"].take()).starts_with("operator:"));
    let plain = json!({ "id": null, "fileName": "thaiqm_2566.csv", "source": "thaiqm", "surveyYear": 2566, "state": "APPLIED",
        "nAccepted": 2, "nAcceptedWithWarning": 0, "nRejected": 2, "nSkipped": 0, "nRowsDone": 4, "nRows": 4,
        "startedBy": null, "account": null, "startedAt": null, "finishedAt": null, "undoneAt": null });
    assert_eq!(told, plain);
    let one = d.ask("officer", &format!("{{ import(id: \"{id}\") {{ {IMPORT} undoPreview {{ nRows nHouseholds nCases kept {{ because }} }} }} }}")).await;
    assert_eq!((&one["import"]["id"], &one["import"]["fileName"]), (&json!(id), &json!("thaiqm_2566.csv")));
    assert_eq!(
        one["import"]["undoPreview"],
        json!({ "nRows": 2, "nHouseholds": 2, "nCases": 2, "kept": [] })
    );

    let page = |rest: &str| {
        format!(
            "{{ rejectedRows(importId: \"{id}\"{rest}) {{ nodes {{ sheet row issues {{ code message field column value }} }} pageInfo {{ hasNextPage endCursor }} }} }}"
        )
    };
    let first = d.ask("officer", &page(", first: 1")).await["rejectedRows"].take();
    let issue = json!({ "code": "id_check_digit",
        "message": "เลขประจำตัวไม่ถูกต้อง หลักสุดท้ายไม่ตรงกับ 12 หลักแรก จึงไม่รับแถวนี้ โปรดตรวจกับบัตรหรือทะเบียนบ้าน",
        "field": "pid", "column": "เลขประจำตัวประชาชนหัวหน้าครัวเรือน", "value": wrong });
    assert_eq!(first["nodes"], json!([{ "sheet": "", "row": 3, "issues": [issue] }]));
    assert_eq!(first["pageInfo"]["hasNextPage"], true);
    let after = format!(", after: {}", first["pageInfo"]["endCursor"]);
    let second = d.ask("officer", &page(&after)).await["rejectedRows"].take();
    assert_eq!((&second["nodes"][0]["row"], &second["pageInfo"]["hasNextPage"]), (&json!(5), &json!(false)));
    assert_eq!(second["nodes"][0]["issues"][0]["code"], "id_length");

    // A file that brought rows of another district too: what was refused may be of anybody there.
    let far = Row { pid: Some("14890".to_owned()), ..row(31, "48010901") };
    d.import("thaiqm_2567.csv", &thaiqm(&[row(30, "48020101"), row(32, "48010901"), far]), 2567);
    let both =
        text(&d.ask("officer", "{ imports(first: 1) { nodes { id } } }").await["imports"]["nodes"][0]["id"]);
    assert_eq!(d.error("officer", &page("").replace(&id, &both)).await, "FORBIDDEN");

    // Who imports elsewhere, or nowhere, is told nothing of it.
    let theirs = d.ask("far_chief", "{ imports { nodes { id } } }").await;
    assert_eq!(theirs["imports"]["nodes"], json!([{ "id": both }]));
    assert_eq!(d.error("far_chief", &format!("{{ import(id: \"{id}\") {{ id }} }}")).await, "NOT_FOUND");
    assert_eq!(d.error("far_chief", &page("")).await, "NOT_FOUND");
    assert_eq!(d.error("team", "{ imports { nodes { id } } }").await, "FORBIDDEN");
}

async fn an_import_taken_back_leaves_what_somebody_worked_on(world: World) {
    let d = District::with_problems(world, &rows(1..=6));
    let latest = async || {
        text(&d.ask("officer", "{ imports(first: 1) { nodes { id } } }").await["imports"]["nodes"][0]["id"])
    };
    // Nobody worked on what it brought: everything is as it was, to the byte.
    d.token("officer").await;
    let before = state(&d);
    d.import("tpmap_2566.csv", &tpmap(&rows(5..=8)), 2566);
    assert_ne!(state(&d), before);
    let undo = format!("importId: \"{}\"", latest().await);
    let fields = "undo { nRows nHouseholds nCases kept { because nHouseholds nRows } keptHouseholds { nodes { household { id } because by { id } at } } }";
    let undone = d.act("officer", "importUndo", &undo, fields).await["undo"].take();
    assert_eq!(
        undone,
        json!({ "nRows": 4, "nHouseholds": 4, "nCases": 2, "kept": [], "keptHouseholds": { "nodes": [] } })
    );
    assert_eq!(state(&d), before);

    // Six and seven of ten are worked on; all are assigned, which is no work on any one of them.
    d.import("tpmap_2567.csv", &tpmap(&rows(4..=10)), 2567);
    let import = latest().await;
    let undo = format!("importId: \"{import}\"");
    let all = rows(1..=10);
    let (six, seven, nine) = (d.case_of(&all[5]).await, d.case_of(&all[6]).await, d.case_of(&all[8]).await);
    let team = d.team_of("480109").await;
    let mentor = d.mentor_team("ทีมบ้านหนึ่ง", "480109").await;
    let assign = format!(
        "selection: {{ filter: {{ teamId: \"{team}\" }}, expectedCount: 10 }}, teamId: \"{team}\", mentorTeamId: \"{mentor}\""
    );
    d.act("chief", "casesAssign", &assign, "act { id }").await;
    d.visit("team", &six, "visitedOn: \"2026-02-01\", manner: AT_HOME", "id").await;
    let help = format!(
        "caseId: \"{seven}\", intervention: {{ need: \"food\", kind: IMMEDIATE, form: IN_KIND, sector: STATE, agency: \"อบต.\", doneOn: \"2026-02-01\" }}"
    );
    d.act("head", "caseAddIntervention", &help, "intervention { id }").await;
    assert_eq!(d.denied("team", "importUndo", &undo).await, "FORBIDDEN");
    assert_eq!(d.denied("far_chief", "importUndo", &undo).await, "NOT_FOUND");

    let promised = format!(
        "{{ import(id: \"{import}\") {{ undoPreview {{ nRows nHouseholds nCases kept {{ because nHouseholds nRows }} keptHouseholds {{ nodes {{ household {{ id }} because by {{ id }} at }} }} }} }} }}"
    );
    let promised = d.ask("officer", &promised).await["import"]["undoPreview"].take();
    let undone = d.act("officer", "importUndo", &undo, fields).await["undo"].take();
    assert_eq!(undone, promised, "what was promised was done");
    assert_eq!(
        (&undone["nRows"], &undone["nHouseholds"], &undone["nCases"]),
        (&json!(5), &json!(5), &json!(3))
    );
    assert_eq!(
        undone["kept"]
            .as_array()
            .unwrap()
            .iter()
            .map(|it| (text(&it["because"]), it["nHouseholds"].clone(), it["nRows"].clone()))
            .collect::<Vec<_>>(),
        [("VISITED".to_owned(), json!(1), json!(1)), ("HELPED".to_owned(), json!(1), json!(1))]
    );
    let me = async |who: &str| d.ask(who, "{ me { id } }").await["me"]["id"].clone();
    let home = async |case: &str| text(&d.case("chief", case, "household { id }").await["household"]["id"]);
    let kept: BTreeMap<String, (Value, Value)> = undone["keptHouseholds"]["nodes"]
        .as_array()
        .unwrap()
        .iter()
        .map(|it| (text(&it["household"]["id"]), (it["because"].clone(), it["by"]["id"].clone())))
        .collect();
    let wanted = [
        (home(&six).await, (json!("VISITED"), me("team").await)),
        (home(&seven).await, (json!("HELPED"), me("head").await)),
    ];
    assert_eq!(kept, BTreeMap::from(wanted), "who worked on what stays");
    assert!(
        undone["keptHouseholds"]["nodes"]
            .as_array()
            .unwrap()
            .iter()
            .all(|it| text(&it["at"]).starts_with("20"))
    );

    let sources = "household { sources } listings { source }";
    for (case, told) in [(&six, json!(["TPMAP", "THAIQM"])), (&seven, json!(["TPMAP"]))] {
        assert_eq!(d.case("chief", case, sources).await["household"]["sources"], told);
    }
    let back = d.case("chief", &d.case_of(&all[3]).await, sources).await;
    assert_eq!(
        (&back["household"]["sources"], &back["listings"]),
        (&json!(["THAIQM"]), &json!([{ "source": "thaiqm" }, { "source": "open" }]))
    );
    assert_eq!(
        d.case("chief", &nine, "id").await,
        Value::Null,
        "opened by the import and only assigned: gone"
    );
    assert_eq!(d.ask("chief", "{ cases { totalCount } }").await["cases"]["totalCount"], 7);
    assert_eq!(d.refused("officer", "importUndo", &undo).await.0, "ALREADY_UNDONE");
    let told =
        d.ask("officer", "{ imports(first: 1) { nodes { state undoneAt } } }").await["imports"]["nodes"]
            .take();
    assert_eq!(told[0]["state"], "UNDONE");
    assert!(told[0]["undoneAt"].is_string());
    // What was taken back can be brought again.
    d.import("tpmap_2567.csv", &tpmap(&rows(4..=10)), 2567);
    assert_eq!(d.ask("chief", "{ cases { totalCount } }").await["cases"]["totalCount"], 10);
}

/// The lines of a state that speak of none of these people's rows, in a list before or in the one taken back, and are
/// neither that list itself nor figures of a place, which count who was kept.
fn without(state: &str, people: &[u64], first_of_list: u64) -> Vec<String> {
    let names: Vec<String> = people
        .iter()
        .flat_map(|n| {
            [("thaiqm_2566.csv", n + 1), ("tpmap_2567.csv", n - first_of_list + 2)]
                .map(|(file, row)| format!("/{file}//{row}\""))
        })
        .collect();
    let whole = ["{\"_\":\"tally\"", "\"file_name\":\"tpmap_2567.csv\""];
    let speaks = |line: &str| names.iter().map(String::as_str).chain(whole).any(|it| line.contains(it));
    state.lines().map(|it| it.trim_end_matches(',').to_owned()).filter(|it| !speaks(it)).collect()
}

async fn all_but_five_households_that_were_worked_on_are_to_the_byte_as_before(world: World) {
    let known = rows(1..=12);
    let d = District::with_problems(world, &known);
    for who in ["officer", "chief", "team", "head"] {
        d.token(who).await;
    }
    let before = state(&d);
    // All twelve are listed again with other values, and eight are new.
    let listed: Vec<Row> = rows(1..=20)
        .into_iter()
        .map(|it| Row { first_name: format!("{}ใหม่", it.first_name), ..it })
        .collect();
    d.import("tpmap_2567.csv", &tpmap(&listed), 2567);
    let changed = state(&d);
    assert!(without(&changed, &[], 1).len() > without(&before, &[], 1).len());
    let five = [3, 4, 5, 6, 7];
    let mut cases = Vec::new();
    for n in five {
        cases.push(d.case_of(&known[n - 1]).await);
    }
    for case in &cases[..4] {
        d.visit("team", case, "visitedOn: \"2026-02-01\", manner: AT_HOME", "id").await;
    }
    let help = "intervention: { need: \"food\", kind: IMMEDIATE, form: IN_KIND, sector: STATE, agency: \"อบต.\", doneOn: \"2026-02-01\" }";
    let help = format!("caseId: \"{}\", {help}", cases[4]);
    d.act("head", "caseAddIntervention", &help, "intervention { id }").await;

    let import =
        text(&d.ask("officer", "{ imports(first: 1) { nodes { id } } }").await["imports"]["nodes"][0]["id"]);
    let fields = "undo { nRows kept { because nHouseholds nRows } }";
    let undone =
        d.act("officer", "importUndo", &format!("importId: \"{import}\""), fields).await["undo"].take();
    let kept = json!([{ "because": "VISITED", "nHouseholds": 4, "nRows": 4 },
        { "because": "HELPED", "nHouseholds": 1, "nRows": 1 }]);
    assert_eq!(undone, json!({ "nRows": 15, "kept": kept }));
    let after = state(&d);
    assert_ne!(after, before, "five are kept with what was done for them");
    let five = five.map(|it| it as u64);
    let (after, before) = (without(&after, &five, 1), without(&before, &five, 1));
    let lost: Vec<&String> = before.iter().filter(|it| !after.contains(it)).collect();
    let added: Vec<&String> = after.iter().filter(|it| !before.contains(it)).collect();
    assert!(after == before, "lost {lost:#?}, added {added:#?}");
}

on_both!(
    an_import_is_told_with_every_row_it_refused,
    an_import_taken_back_leaves_what_somebody_worked_on,
    all_but_five_households_that_were_worked_on_are_to_the_byte_as_before,
);
