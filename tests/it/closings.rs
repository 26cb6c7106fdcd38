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

async fn the_chief_approves_all_plans_that_wait_but_one(world: World) {
    let rows: Vec<_> = (1..=5).map(|n| row(n, "48010901")).collect();
    let d = District::with_problems(world, &rows);
    let mut cases = Vec::new();
    for it in &rows {
        let case = d.case_of(it).await;
        d.on("team", &case, "caseVerify", "result: CONFIRMED", "id").await;
        cases.push(case);
    }
    for case in &cases[..4] {
        let plan = format!("caseId: \"{case}\", plan: {{ wayOut: \"เลี้ยงไก่\", agreedOn: \"2026-02-01\" }}");
        d.act("team", "caseMakePlan", &plan, "case { id }").await;
    }
    let agreed = async || {
        let found = d.ask("chief", "{ cases(filter: { planStatus: [AGREED] }) { nodes { id } } }").await;
        let nodes = found["cases"]["nodes"].as_array().unwrap().clone();
        nodes.iter().map(|it| text(&it["id"])).collect::<std::collections::BTreeSet<_>>()
    };
    assert_eq!(agreed().await.len(), 4);
    let all = format!(
        "selection: {{ filter: {{ planStatus: [AGREED] }}, exceptIds: [\"{}\"], expectedCount: 3 }}, note: \" มติครั้งที่ 3 \"",
        cases[3]
    );
    assert_eq!(d.denied("head", "plansApprove", &all).await, "FORBIDDEN");
    let fewer = all.replace("expectedCount: 3", "expectedCount: 2");
    assert_eq!(d.refused("chief", "plansApprove", &fewer).await.0, "SELECTION_CHANGED");
    // All or none: the one without a plan is named.
    let mutation = "mutation { plansApprove(selection: { filter: { verification: [CONFIRMED] }, expectedCount: 5 }, \
        key: \"unready\") { act { id } userErrors { code field caseId message } } }";
    let refused = d.ask("chief", mutation).await["plansApprove"].take();
    let error = &refused["userErrors"][0];
    assert_eq!(
        (&error["code"], &error["field"], &error["caseId"]),
        (&json!("NO_PLAN_WAITS"), &json!("selection"), &json!(cases[4]))
    );
    assert_eq!((agreed().await.len(), &refused["act"]), (4, &Value::Null));

    let act = d.act("chief", "plansApprove", &all, "act { id kind caseCount canUndo }").await["act"].take();
    assert_eq!((&act["kind"], &act["caseCount"]), (&json!("approve_plans"), &json!(3)));
    assert_eq!(agreed().await, [cases[3].clone()].into());
    let shown = "plans { status approvedOn approvedBy { id } } events(first: 1) { nodes { kind detail } }";
    let one = d.case("chief", &cases[0], shown).await;
    let chief = d.ask("chief", "{ me { id } }").await["me"]["id"].take();
    assert_eq!(one["plans"][0]["status"], "APPROVED");
    assert_eq!(one["plans"][0]["approvedBy"]["id"], chief);
    assert_eq!(one["events"]["nodes"][0]["kind"], "PLAN_APPROVED");
    assert!(text(&one["events"]["nodes"][0]["detail"]).contains("มติครั้งที่ 3"), "{one:#}");

    // Help begun under one plan, and another plan made since: these stay; the third waits again.
    let help =
        "intervention: { need: \"food\", kind: IMMEDIATE, form: IN_KIND, sector: STATE, agency: \"อบต.\" }";
    d.act("team", "caseAddIntervention", &format!("caseId: \"{}\", {help}", cases[0]), "case { id }").await;
    let plan = format!("caseId: \"{}\", plan: {{ wayOut: \"เลี้ยงปลา\", agreedOn: \"2026-02-02\" }}", cases[1]);
    d.act("team", "caseMakePlan", &plan, "case { id }").await;
    let undo = format!("actId: {}", act["id"]);
    assert_eq!(d.denied("head", "actUndo", &undo).await, "FORBIDDEN");
    let fields = "undone { returnedCount keptCount act { undoneAt canUndo } \
        kept { nodes { case { id } because event } } }";
    let undone = d.act("chief", "actUndo", &undo, fields).await["undone"].take();
    assert_eq!((&undone["returnedCount"], &undone["keptCount"]), (&json!(1), &json!(2)));
    let kept: std::collections::BTreeMap<String, String> = undone["kept"]["nodes"]
        .as_array()
        .unwrap()
        .iter()
        .map(|it| (text(&it["case"]["id"]), text(&it["event"])))
        .collect();
    let wanted =
        [(cases[0].clone(), "INTERVENTION_PLANNED".into()), (cases[1].clone(), "PLAN_AGREED".into())];
    assert_eq!(kept, wanted.into());
    assert_eq!(agreed().await, cases[1..4].iter().cloned().collect());
    let third = d.case("chief", &cases[2], shown).await;
    assert_eq!(third["plans"][0], json!({ "status": "AGREED", "approvedOn": null, "approvedBy": null }));
    assert!(text(&third["events"]["nodes"][0]["detail"]).contains("undone_act"), "{third:#}");
    assert_eq!(d.case("chief", &cases[0], shown).await["plans"][0]["status"], "APPROVED");
    d.world.run(&["figures", "recount"]);
}

async fn whoever_may_is_told_that_an_act_can_be_undone(world: World) {
    let rows: Vec<_> = (1..=3).map(|n| row(n, "48010901")).collect();
    let far = row(4, "48010101");
    let d = District::with_problems(world, &[&rows[..], std::slice::from_ref(&far)].concat());
    let team = d.team_of("480109").await;
    let mentor = d.mentor_team("ทีมบ้านหนึ่ง", "48010901").await;
    let assign =
        format!("selection: {{ filter: {{ teamId: \"{team}\" }}, expectedCount: 3 }}, teamId: \"{team}\"");
    d.act("chief", "casesAssign", &assign, "act { id }").await;
    let share = format!(
        "selection: {{ filter: {{ teamId: \"{team}\" }}, expectedCount: 3 }}, mentorTeamIds: [\"{mentor}\"]"
    );
    let shared = d.act("head", "casesShareAmongMentors", &share, "act { id canUndo }").await["act"].take();
    assert_eq!(shared["canUndo"], true);
    let of = async |who: &str| {
        let acts = d.ask(who, "{ bulkActs { nodes { kind canUndo } } }").await["bulkActs"]["nodes"].take();
        let told = acts.as_array().unwrap().iter().map(|it| (text(&it["kind"]), it["canUndo"].clone()));
        told.collect::<Vec<_>>()
    };
    let both = |share: bool, assign: bool| {
        vec![("share".to_owned(), json!(share)), ("assign".to_owned(), json!(assign))]
    };
    assert_eq!(of("chief").await, both(true, true));
    assert_eq!(of("head").await, both(true, false), "assigning is the chief's, and so is taking it back");
    assert_eq!(of("team").await, both(false, false));
    d.act("head", "actUndo", &format!("actId: {}", shared["id"]), "undone { returnedCount }").await;
    assert_eq!(of("chief").await, both(false, true));

    // Of an act over more than one's own places the part is no reason.
    let all = "selection: { filter: { status: [TO_VERIFY] }, expectedCount: 4 }";
    for case in rows.iter().chain([&far]) {
        let case = d.case_of(case).await;
        d.on("chief", &case, "caseProposeClosing", "reason: NOT_IN_NEED", "id").await;
    }
    d.act("chief", "caseAgreeClosing", all, "act { id }").await;
    assert_eq!(
        (of("chief").await[0].1.clone(), of("far_head").await[0].1.clone()),
        (json!(true), json!(false))
    );
}

on_both!(the_chief_approves_all_plans_that_wait_but_one, whoever_may_is_told_that_an_act_can_be_undone,);
on_both!(the_chief_finds_what_waits_and_agrees_to_all_but_one, plans_that_wait_for_the_board_are_found);
