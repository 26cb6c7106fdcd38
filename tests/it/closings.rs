//! Closings that wait: proposed by the team, found by the chief, agreed to in one act or sent back.

use serde_json::{Value, json};

use crate::district::{District, row};
use crate::imports::text;
use crate::world::World;

const WAITING: &str = "{ cases(filter: { closingProposed: true }, first: 100) { totalCount nodes { id closingProposal { reason note proposedAt proposedBy { id } } } } }";

async fn waiting(d: &District, who: &str) -> Vec<Value> {
    d.ask(who, WAITING).await["cases"]["nodes"].as_array().unwrap().clone()
}

async fn the_chief_finds_what_waits_and_agrees_to_all_but_one(world: World) {
    let rows: Vec<_> = (1..=4).map(|n| row(n, "48010901")).collect();
    let d = District::with_problems(world, &rows);
    let mut cases = Vec::new();
    for it in &rows {
        cases.push(d.case_of(it).await);
    }
    let back = d.at(&cases[0], "note: \"ยังไม่ครบ\"").await;
    assert_eq!(d.refused("chief", "caseReturnClosing", &back).await.0, "CLOSING_NOT_PROPOSED");
    for (case, reason) in cases.iter().zip(["SOLVED_ITSELF", "MOVED_AWAY", "DECLINED"]) {
        let args = format!("reason: {reason}, note: \" ถามแล้ว \"");
        let proposed =
            d.on("team", case, "caseProposeClosing", &args, "status closingProposal { reason }").await;
        assert_eq!(proposed, json!({ "status": "TO_VERIFY", "closingProposal": { "reason": reason } }));
    }
    let team = d.ask("team", "{ me { id } }").await["me"]["id"].take();
    let found = waiting(&d, "chief").await;
    assert_eq!(found.len(), 3);
    let of = |case: &String| found.iter().find(|it| it["id"] == *case).unwrap()["closingProposal"].clone();
    let told = of(&cases[1]);
    assert_eq!((&told["reason"], &told["note"]), (&json!("MOVED_AWAY"), &json!("ถามแล้ว")));
    assert_eq!(told["proposedBy"]["id"], team);
    assert!(told["proposedAt"].is_string());
    let without = d.ask("chief", "{ cases(filter: { closingProposed: false }) { nodes { id } } }").await;
    assert_eq!(without["cases"]["nodes"], json!([{ "id": cases[3] }]));

    // One goes back with a remark, and another waits no longer for what it rested on has changed.
    let blank = d.at(&cases[0], "note: \" \"").await;
    assert_eq!(d.refused("chief", "caseReturnClosing", &blank).await, ("REQUIRED".into(), "note".into()));
    let returned = d
        .on("chief", &cases[0], "caseReturnClosing", "note: \"เยี่ยมอีกครั้ง\"", "closingProposal { reason }")
        .await;
    assert_eq!(returned["closingProposal"], Value::Null);
    d.on("team", &cases[0], "caseProposeClosing", "reason: NOT_IN_NEED", "id").await;
    let verified =
        d.on("team", &cases[2], "caseVerify", "result: CONFIRMED", "closingProposal { reason }").await;
    assert_eq!(verified["closingProposal"], Value::Null);
    d.on("team", &cases[2], "caseProposeClosing", "reason: SOLVED_ELSEWHERE", "id").await;

    let all = format!(
        "selection: {{ filter: {{ closingProposed: true }}, exceptIds: [\"{}\"], expectedCount: 2 }}",
        cases[2]
    );
    assert_eq!(d.denied("head", "caseAgreeClosing", &all).await, "FORBIDDEN");
    // Of many, the one that stands against it is named.
    let unready = "mutation { caseAgreeClosing(selection: { filter: { closingProposed: false }, expectedCount: 1 }, \
        key: \"unready\") { userErrors { code field caseId } } }";
    let refused = d.ask("chief", unready).await["caseAgreeClosing"].take();
    let named = json!([{ "code": "CASE_NOT_CONFIRMED", "field": "selection", "caseId": cases[3] }]);
    assert_eq!(refused["userErrors"], named);
    let act = d.act("chief", "caseAgreeClosing", &all, "act { id caseCount }").await["act"].take();
    assert_eq!(act["caseCount"], 2);
    let closed = async |case: &String| {
        let it = d.case("chief", case, "status closingReason closingProposal { reason }").await;
        (it["status"].clone(), it["closingReason"].clone(), it["closingProposal"].clone())
    };
    assert_eq!(closed(&cases[0]).await, (json!("CLOSED"), json!("NOT_IN_NEED"), Value::Null));
    assert_eq!(closed(&cases[1]).await, (json!("CLOSED"), json!("MOVED_AWAY"), Value::Null));
    let left = waiting(&d, "chief").await;
    assert_eq!((left.len(), &left[0]["id"]), (1, &json!(cases[2])));
    // Taken back, they wait again as they did.
    let undo = format!("actId: \"{}\"", text(&act["id"]));
    d.act("chief", "actUndo", &undo, "undone { returnedCount }").await;
    let again = waiting(&d, "chief").await;
    assert_eq!(again.len(), 3);
    assert!(again.iter().any(|it| it["id"] == cases[1] && it["closingProposal"] == told), "{again:#?}");
}

async fn plans_that_wait_for_the_board_are_found(world: World) {
    let rows = [row(1, "48010901"), row(2, "48010901")];
    let d = District::with_problems(world, &rows);
    let agreed = "{ cases(filter: { planStatus: [AGREED] }) { nodes { id plans { id version status } } } }";
    let case = d.case_of(&rows[0]).await;
    d.on("team", &case, "caseVerify", "result: CONFIRMED", "id").await;
    let plan = format!("caseId: \"{case}\", plan: {{ wayOut: \"เลี้ยงไก่\", agreedOn: \"2026-02-01\" }}");
    d.act("team", "caseMakePlan", &plan, "case { id }").await;
    d.act("team", "caseMakePlan", &plan, "case { id }").await;
    let found = d.ask("chief", agreed).await["cases"]["nodes"].take();
    assert_eq!((found.as_array().unwrap().len(), &found[0]["id"]), (1, &json!(case)));
    let plan = &found[0]["plans"][0];
    let of = format!("caseId: \"{case}\", planId: {}, expectedVersion: {}", plan["id"], plan["version"]);
    let blank = format!("{of}, note: \"\"");
    assert_eq!(d.refused("chief", "caseReturnPlan", &blank).await, ("REQUIRED".into(), "note".into()));
    d.act("chief", "caseApprovePlan", &of, "case { id }").await;
    assert_eq!(d.ask("chief", agreed).await["cases"]["nodes"], json!([]));
}

on_both!(the_chief_finds_what_waits_and_agrees_to_all_but_one, plans_that_wait_for_the_board_are_found);
