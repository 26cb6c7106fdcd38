//! Two made one by hand, and taken apart again without loss.

use serde_json::{Value, json};

use crate::district::{District, Row, row, thaiqm, tpmap};
use crate::imports::text;
use crate::world::World;

/// What is kept, line by line.
fn state(d: &District) -> Vec<String> {
    let out = d.world.path().join("state.json");
    d.world.run(&["export", "state", "--json", &out.to_string_lossy()]);
    std::fs::read_to_string(out).unwrap().lines().map(|it| it.trim_end_matches(',').to_owned()).collect()
}

/// The lines of one state that the other does not have, either way.
fn differences(before: &[String], after: &[String]) -> Vec<String> {
    let less = before.iter().filter(|it| !after.contains(it)).map(|it| format!("- {it}"));
    less.chain(after.iter().filter(|it| !before.contains(it)).map(|it| format!("+ {it}"))).collect()
}

/// Without what a judgement in between says, and numbers of events.
fn work_alone(state: Vec<String>) -> Vec<String> {
    let judged = |it: &String| it.contains(r#""_":"assessment""#) || it.contains(r#""kind":"level_changed""#);
    let told = |it: String| match it.find(r#""seq":"#) {
        Some(at) => {
            let rest = it[at..].find(',').map_or("", |end| &it[at + end + 1..]);
            format!("{}{rest}", &it[..at])
        }
        None => it,
    };
    state.into_iter().filter(|it| !judged(it)).map(told).collect()
}

/// The household of a row, with its head.
async fn home(d: &District, of: &Row) -> Value {
    let case = d.case_of(of).await;
    let fields = "id household { id version members { until person { id version firstName } } mergings { id kind reason canUndo undoneReason by { id } } }";
    d.case("chief", &case, fields).await
}

fn pair(one: &Value, other: &Value) -> String {
    let (one, other) = (&one["household"], &other["household"]);
    format!(
        "householdId: {}, expectedVersion: {}, otherId: {}, otherVersion: {}, reason: \"บ้านเดียวกัน\"",
        one["id"], one["version"], other["id"], other["version"]
    )
}

fn people(one: &Value, other: &Value) -> String {
    let (one, other) =
        (&one["household"]["members"][0]["person"], &other["household"]["members"][0]["person"]);
    format!(
        "personId: {}, expectedVersion: {}, otherId: {}, otherVersion: {}, reason: \"คนเดียวกัน\"",
        one["id"], one["version"], other["id"], other["version"]
    )
}

async fn merge(d: &District, act: &str, arguments: &str) -> String {
    text(&d.act("officer", act, arguments, "merging { id }").await["merging"]["id"])
}

async fn take_apart(d: &District, id: &str) {
    let arguments = format!("mergingId: \"{id}\", reason: \"คนละบ้านกัน\"");
    d.act("officer", "mergingUndo", &arguments, "merging { undoneAt }").await;
}

/// Families of two in several villages, with problems, listed in two years.
fn families() -> Vec<Row> {
    let villages = ["48010901", "48010902", "48010903", "48010101"];
    let mut rows = Vec::new();
    let kinds = [vec!["q18"], vec!["q07", "q32"], vec!["q24"], vec!["q03"]].into_iter().cycle();
    let dimensions = [[0, 0, 0, 1, 0], [1, 0, 0, 1, 0], [0, 1, 0, 0, 0]].into_iter().cycle();
    let told = kinds.skip(1).zip(dimensions.skip(1));
    for ((n, village), (troubles, failing)) in (1..).zip(villages.iter().cycle().take(8)).zip(told) {
        rows.push(Row { troubles, failing, ..row(n * 10, village) });
    }
    rows
}

fn district(world: World) -> (District, Vec<Row>) {
    let rows = families();
    let d = District::with_problems(world, &rows);
    d.import("tpmap_2567.csv", &tpmap(&rows[..6]), 2567);
    d.import("thaiqm_2567.csv", &thaiqm(&rows[2..5]), 2567);
    (d, rows)
}

async fn what_was_made_one_and_taken_apart_is_as_it_was_to_the_byte(world: World) {
    let (d, rows) = district(world);
    for who in ["chief", "officer"] {
        d.token(who).await;
    }
    let before = state(&d);
    // Pairs by a seed: neighbours, other villages, another subdistrict.
    let mut seed = 2567_usize;
    let mut next = |below: usize| {
        seed = (seed * 1_103_515_245 + 12_345) % (1 << 31);
        (seed >> 8) % below
    };
    for round in 0..8 {
        let one = next(rows.len());
        let other = (one + 1 + next(rows.len() - 1)) % rows.len();
        let (a, b) = (home(&d, &rows[one]).await, home(&d, &rows[other]).await);
        let of_people = round % 3 == 2;
        let merged = if of_people {
            merge(&d, "personsMerge", &people(&a, &b)).await
        } else {
            merge(&d, "householdsMerge", &pair(&a, &b)).await
        };
        let one_now = state(&d);
        assert!(!differences(&before, &one_now).is_empty());
        take_apart(&d, &merged).await;
        let after = state(&d);
        assert_eq!(differences(&before, &after), Vec::<String>::new(), "{one} and {other}, {of_people}");
        assert_eq!(before, after);
    }
}

async fn several_are_taken_apart_the_last_one_first(world: World) {
    let (d, rows) = district(world);
    for who in ["chief", "officer"] {
        d.token(who).await;
    }
    let before = state(&d);
    let (a, b) = (home(&d, &rows[0]).await, home(&d, &rows[4]).await);
    let first = merge(&d, "householdsMerge", &pair(&a, &b)).await;
    let open = "{ cases(filter: { status: [TO_VERIFY, BEING_HELPED, BEING_FOLLOWED] }, first: 50) { nodes { household { id version } } } }";
    let left = d.ask("chief", open).await["cases"]["nodes"].as_array().unwrap().clone();
    assert_eq!(left.len(), 7);
    let kept =
        left.iter().find(|it| [&a, &b].iter().any(|side| side["household"]["id"] == it["household"]["id"]));
    let c = home(&d, &rows[5]).await;
    let second = merge(&d, "householdsMerge", &pair(kept.unwrap(), &c)).await;
    let early = format!("mergingId: \"{first}\", reason: \"ผิดลำดับ\"");
    assert_eq!(d.refused("officer", "mergingUndo", &early).await.0, "MERGED_SINCE");
    take_apart(&d, &second).await;
    take_apart(&d, &first).await;
    assert_eq!(differences(&before, &state(&d)), Vec::<String>::new());
}

async fn what_was_recorded_meanwhile_stays_with_whom_it_was_recorded_for(world: World) {
    let (d, rows) = district(world);
    for who in ["chief", "officer", "team", "head"] {
        d.token(who).await;
    }
    let (a, b) = (home(&d, &rows[1]).await, home(&d, &rows[5]).await);
    let merged = merge(&d, "householdsMerge", &pair(&a, &b)).await;
    let open = "{ cases(filter: { status: [TO_VERIFY, BEING_HELPED, BEING_FOLLOWED] }, first: 50) { nodes { id household { id } } } }";
    let left = d.ask("chief", open).await["cases"]["nodes"].as_array().unwrap().clone();
    let case = left.iter().find(|it| [&a, &b].iter().any(|side| side["id"] == it["id"])).unwrap();
    let (kept, gone) = if case["id"] == a["id"] { (&a, &b) } else { (&b, &a) };
    let kept = text(&kept["id"]);
    let between = state(&d);
    d.act("head", "caseComment", &format!("caseId: \"{kept}\", text: \"โปรดติดตามต่อ\""), "case { id }").await;
    d.visit("team", &kept, "visitedOn: \"2026-03-01\", manner: AT_HOME, verification: CONFIRMED", "id").await;
    let worked = state(&d);
    let added: Vec<String> = differences(&work_alone(between), &work_alone(worked))
        .into_iter()
        .filter(|it| it.starts_with("+ ") && (it.contains(r#""_":"visit""#) || it.contains("โปรดติดตามต่อ")))
        .collect();
    assert!(!added.is_empty());
    take_apart(&d, &merged).await;
    let after = work_alone(state(&d));
    for line in &added {
        let n = after.iter().filter(|it| line.ends_with(it.as_str())).count();
        assert_eq!(n, 1, "{line} is still there, once");
    }
    let events = d.case("chief", &kept, "events(first: 20) { nodes { kind } }").await;
    assert!(events.to_string().contains("COMMENTED"), "{events}");
    let other = d.case("chief", &text(&gone["id"]), "status events(first: 20) { nodes { kind } }").await;
    assert!(!other.to_string().contains("COMMENTED") && other["status"] != "CLOSED", "{other}");
}

async fn who_may_not_make_two_one_asks_instead(world: World) {
    let (d, rows) = district(world);
    let (a, b) = (home(&d, &rows[0]).await, home(&d, &rows[4]).await);
    assert_eq!(d.denied("team", "householdsMerge", &pair(&a, &b)).await, "FORBIDDEN");
    assert_eq!(d.denied("far_chief", "householdsMerge", &pair(&a, &b)).await, "NOT_FOUND");
    let refused = d.refused("officer", "householdsMerge", &pair(&a, &a)).await;
    assert_eq!(refused, ("SAME_RECORD".to_owned(), "otherId".to_owned()));
    let short = pair(&a, &b).replace("บ้านเดียวกัน", "ก");
    assert_eq!(d.refused("officer", "householdsMerge", &short).await.0, "REASON_NEEDED");
    let mutation = format!(
        "mutation {{ householdsMerge({}, key: \"stale\") {{ userErrors {{ code }} }} }}",
        pair(&a, &b)
            .replace(&format!("expectedVersion: {}", a["household"]["version"]), "expectedVersion: 99")
    );
    let stale = d.ask("officer", &mutation).await;
    assert_eq!(stale["householdsMerge"]["userErrors"][0]["code"], "VERSION_CONFLICT");

    // The team asks; the question waits for those who know both, and is answered as every other.
    let ask = format!(
        "oneId: {}, otherId: {}, reason: \"น่าจะเป็นบ้านเดียวกัน\"",
        a["household"]["id"], b["household"]["id"]
    );
    let asked = d
        .act(
            "team",
            "linkQuestionAsk",
            &ask,
            "question { id kind note askedBy { id } reasons { code message } }",
        )
        .await;
    let question = &asked["question"];
    assert_eq!((&question["kind"], &question["note"]), (&json!("HOUSEHOLDS"), &json!("น่าจะเป็นบ้านเดียวกัน")));
    assert_eq!(question["reasons"][0]["code"], "BY_HAND");
    assert_eq!(d.refused("team", "linkQuestionAsk", &ask).await.0, "QUESTION_WAITS");
    assert_eq!(d.refused("officer", "householdsMerge", &pair(&a, &b)).await.0, "QUESTION_WAITS");
    // Help goes on while it waits, and the household says that it does.
    let doubt = "household { nOpenQuestions }";
    let case = text(&a["id"]);
    assert_eq!(d.case("chief", &case, doubt).await["household"]["nOpenQuestions"], 1);
    d.act("head", "caseComment", &format!("caseId: \"{case}\", text: \"ช่วยเหลือต่อ\""), "case { id }").await;
    let answer = format!("questionId: {}, answer: NOT_THE_SAME", question["id"]);
    d.act("head", "linkQuestionAnswer", &answer, "question { id }").await;
    assert_eq!(d.refused("officer", "householdsMerge", &pair(&a, &b)).await.0, "SAID_NOT_THE_SAME");
    assert_eq!(d.case("chief", &case, doubt).await["household"]["nOpenQuestions"], 0);
}

async fn a_household_tells_what_was_made_one_with_it(world: World) {
    let (d, rows) = district(world);
    let (a, b) = (home(&d, &rows[0]).await, home(&d, &rows[4]).await);
    let merged = merge(&d, "householdsMerge", &pair(&a, &b)).await;
    let open = "{ cases(filter: { status: [TO_VERIFY, BEING_HELPED, BEING_FOLLOWED] }, first: 50) { nodes { id household { id mergings { id kind reason canUndo undoneReason } lineage { kind } } } } }";
    let seen = async |who: &str| {
        let all = d.ask(who, open).await["cases"]["nodes"].as_array().unwrap().clone();
        all.into_iter().find(|it| it["household"]["mergings"] != json!([])).unwrap()["household"].take()
    };
    let told = seen("chief").await;
    let line = json!({ "id": merged, "kind": "HOUSEHOLDS", "reason": "บ้านเดียวกัน", "canUndo": true, "undoneReason": null });
    assert_eq!(told["mergings"], json!([line]));
    assert!(told["lineage"].to_string().contains("MADE_ONE"), "{told}");
    assert_eq!(seen("team").await["mergings"][0]["canUndo"], false);
    assert_eq!(
        d.denied("team", "mergingUndo", &format!("mergingId: \"{merged}\", reason: \"ลองดู\"")).await,
        "FORBIDDEN"
    );
    assert_eq!(
        d.denied("far_chief", "mergingUndo", &format!("mergingId: \"{merged}\", reason: \"ลองดู\"")).await,
        "NOT_FOUND"
    );
    take_apart(&d, &merged).await;
    let told = seen("chief").await;
    assert_eq!(
        (&told["mergings"][0]["canUndo"], &told["mergings"][0]["undoneReason"]),
        (&json!(false), &json!("คนละบ้านกัน"))
    );
    assert_eq!(
        d.refused("officer", "mergingUndo", &format!("mergingId: \"{merged}\", reason: \"อีกครั้ง\"")).await.0,
        "ALREADY_UNDONE"
    );
    // As many statements for many households as for one.
    let (_, many) = d.statements("chief", open).await;
    let (_, one) = d.statements("chief", &open.replace("first: 50", "first: 1")).await;
    assert_eq!(one, many);
}

on_both!(
    what_was_made_one_and_taken_apart_is_as_it_was_to_the_byte,
    several_are_taken_apart_the_last_one_first,
    what_was_recorded_meanwhile_stays_with_whom_it_was_recorded_for,
    who_may_not_make_two_one_asks_instead,
    a_household_tells_what_was_made_one_with_it,
);
