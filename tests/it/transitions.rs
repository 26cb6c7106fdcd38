//! Which act may follow in which state of a case, asked from outside: every forbidden one has its sentence.

use serde_json::{Value, json};

use crate::district::{District, Row, row, thaiqm, tpmap};
use crate::imports::text;
use crate::world::World;

const STANDS: &str =
    "status verification class continuingCare closingReason version events(first: 1) { totalCount }";

/// A kind of help, as an argument.
fn help(kind: &str) -> String {
    format!(
        "intervention: {{ need: \"house_repair\", kind: {kind}, form: SERVICE, sector: STATE, agency: \"อบต.สมมุติ\", plannedOn: \"2026-02-01\" }}"
    )
}

const PLAN: &str = "plan: { wayOut: \"เลี้ยงไก่\", agreedOn: \"2026-02-01\" }";
const VISIT: &str = "visit: { visitedOn: \"2026-02-01\" }";

/// An act that a case cannot take as it stands: act, arguments but the case and its version, code.
type Forbidden<'a> = (&'a str, String, &'a str);

/// Tries every act on a case: each is refused for its own reason, and the case stays as it is.
async fn none_of_these(d: &District, case: &str, forbidden: &[Forbidden<'_>]) {
    let before = d.case("chief", case, STANDS).await;
    for (act, arguments, code) in forbidden {
        let without_version = ["caseRecordVisit", "caseMakePlan", "caseAddIntervention", "caseComment"];
        let given = if arguments.contains("expectedVersion") || without_version.contains(act) {
            format!("caseId: \"{case}\", {arguments}")
        } else {
            d.at(case, arguments).await
        };
        let refused = d.refused("chief", act, &given).await;
        assert_eq!(refused.0, *code, "{act} {arguments} of {before}");
    }
    assert_eq!(d.case("chief", case, STANDS).await, before);
}

fn no(act: &'static str, arguments: &str, code: &'static str) -> Forbidden<'static> {
    (act, arguments.to_owned(), code)
}

async fn what_a_state_forbids_is_refused_with_its_reason(world: World) {
    let rows: Vec<Row> = (1..=4).map(|n| row(n, "48010901")).collect();
    let d = District::with_problems(world, &rows);
    let listed = d.case_of(&rows[0]).await;
    assert_eq!(d.case("team", &listed, "status").await["status"], "TO_VERIFY");
    none_of_these(
        &d,
        &listed,
        &[
            no("caseClassify", "class: CAN_DEVELOP", "CASE_NOT_CONFIRMED"),
            no("caseMakePlan", PLAN, "CASE_NOT_CONFIRMED"),
            no("caseAddIntervention", &help("DEVELOPMENT"), "CASE_NOT_CONFIRMED"),
            no("caseFollow", "", "CASE_NOT_CONFIRMED"),
            no("caseResumeHelp", "", "CASE_NOT_CONFIRMED"),
            no("caseReopen", "", "CASE_NOT_CLOSED"),
            no("caseClose", "reason: SUSTAINABLE", "CASE_NOT_CONFIRMED"),
            no("caseProposeClosing", "reason: SUSTAINABLE", "CASE_NOT_CONFIRMED"),
            no("caseSetContinuingCare", "wanted: true", "NOT_NEEDS_WELFARE"),
            no("caseSetContinuingCare", "wanted: false", "NOT_IN_CONTINUING_CARE"),
        ],
    )
    .await;
    // Checked and not confirmed, it stays to be verified.
    let inaccessible =
        d.on("team", &listed, "caseVerify", "result: INACCESSIBLE", "status verification").await;
    assert_eq!(inaccessible, json!({ "status": "TO_VERIFY", "verification": "INACCESSIBLE" }));
    none_of_these(
        &d,
        &listed,
        &[no("caseFollow", "", "CASE_NOT_CONFIRMED"), no("caseMakePlan", PLAN, "CASE_NOT_CONFIRMED")],
    )
    .await;

    let helped = d.case_of(&rows[1]).await;
    let case = d.on("team", &helped, "caseVerify", "result: CONFIRMED", "status").await;
    assert_eq!(case["status"], "BEING_HELPED");
    d.on("team", &helped, "caseClassify", "class: CAN_DEVELOP", "class").await;
    none_of_these(
        &d,
        &helped,
        &[
            no("caseResumeHelp", "", "CASE_ALREADY_SO"),
            no("caseReopen", "", "CASE_NOT_CLOSED"),
            no("caseClose", "reason: SUSTAINABLE", "LEVEL_NOT_SUSTAINABLE"),
            no("caseProposeClosing", "reason: SUSTAINABLE", "LEVEL_NOT_SUSTAINABLE"),
            no("caseSetContinuingCare", "wanted: true", "NOT_NEEDS_WELFARE"),
        ],
    )
    .await;

    let followed = d.case_of(&rows[2]).await;
    d.on("team", &followed, "caseVerify", "result: CONFIRMED", "status").await;
    let case = d.on("team", &followed, "caseFollow", "", "status").await;
    assert_eq!(case["status"], "BEING_FOLLOWED");
    none_of_these(
        &d,
        &followed,
        &[no("caseFollow", "", "CASE_ALREADY_SO"), no("caseReopen", "", "CASE_NOT_CLOSED")],
    )
    .await;
    assert_eq!(d.on("team", &followed, "caseResumeHelp", "", "status").await["status"], "BEING_HELPED");

    // Under continuing care there is no sustainable target.
    d.on("team", &followed, "caseClassify", "class: NEEDS_WELFARE", "class").await;
    let case = d.on("team", &followed, "caseSetContinuingCare", "wanted: true", "continuingCare step").await;
    assert_eq!(case, json!({ "continuingCare": true, "step": "CONTINUING_CARE" }));
    none_of_these(
        &d,
        &followed,
        &[
            no("caseSetContinuingCare", "wanted: true", "UNDER_CONTINUING_CARE"),
            no("caseClose", "reason: SUSTAINABLE", "UNDER_CONTINUING_CARE"),
            no("caseProposeClosing", "reason: SUSTAINABLE", "UNDER_CONTINUING_CARE"),
        ],
    )
    .await;
    let case = d.on("team", &followed, "caseSetContinuingCare", "wanted: false", "continuingCare").await;
    assert_eq!(case["continuingCare"], false);

    a_closed_case_takes_no_work(&d, &d.case_of(&rows[3]).await).await;
}

/// A case with a plan, help and a problem is closed: what belongs to it stands still too.
async fn a_closed_case_takes_no_work(d: &District, case: &str) {
    d.on("team", case, "caseVerify", "result: CONFIRMED", "status").await;
    let of_case = format!("caseId: \"{case}\"");
    d.act("team", "caseMakePlan", &format!("{of_case}, {PLAN}"), "case { id }").await;
    d.act(
        "team",
        "caseAddIntervention",
        &format!("{of_case}, {}", help("DEVELOPMENT")),
        "intervention { id }",
    )
    .await;
    let parts = "plans { id version } interventions { nodes { id version } } problems { id version }";
    let held = d.case("team", case, parts).await;
    let part = |of: &str, name: &str| {
        let list = held[of].as_array().or_else(|| held[of]["nodes"].as_array()).unwrap();
        let it = &list[0];
        format!("{name}: {}, expectedVersion: {}", it["id"], it["version"])
    };
    let (plan, problem) = (part("plans", "planId"), part("problems", "problemId"));
    let help_id = part("interventions", "interventionId");
    d.on("head", case, "caseClose", "reason: MOVED_AWAY, note: \"ย้ายไปต่างจังหวัด\"", "status").await;
    none_of_these(
        d,
        case,
        &[
            no("caseRecordVisit", VISIT, "CASE_CLOSED"),
            no("caseVerify", "result: CONFIRMED", "CASE_CLOSED"),
            no("caseClassify", "class: CAN_DEVELOP", "CASE_CLOSED"),
            no("caseFollow", "", "CASE_CLOSED"),
            no("caseResumeHelp", "", "CASE_CLOSED"),
            no("caseSetContinuingCare", "wanted: true", "CASE_CLOSED"),
            no("caseSetContinuingCare", "wanted: false", "CASE_CLOSED"),
            no("caseMakePlan", PLAN, "CASE_CLOSED"),
            ("caseApprovePlan", plan.clone(), "CASE_CLOSED"),
            ("caseReturnPlan", format!("{plan}, note: \"แก้ไข\""), "CASE_CLOSED"),
            no("caseAddIntervention", &help("IMMEDIATE"), "CASE_CLOSED"),
            no("caseAddIntervention", &help("DEVELOPMENT"), "CASE_CLOSED"),
            ("caseBeginIntervention", help_id.clone(), "CASE_CLOSED"),
            ("caseCancelIntervention", help_id.clone(), "CASE_CLOSED"),
            (
                "caseCompleteIntervention",
                format!("{help_id}, done: {{ doneOn: \"2026-03-01\", outcome: NEED_MET }}"),
                "CASE_CLOSED",
            ),
            ("caseUpdateProblem", format!("{problem}, change: {{ status: IN_PROGRESS }}"), "CASE_CLOSED"),
            no("caseProposeClosing", "reason: DECLINED", "CASE_CLOSED"),
            no("caseReturnClosing", "note: \"ยังไม่ครบ\"", "CASE_CLOSED"),
            no("caseClose", "reason: DECLINED", "CASE_ALREADY_SO"),
        ],
    )
    .await;
    // What is heard of a closed case is still kept.
    d.act("officer", "caseComment", &format!("{of_case}, text: \"กลับมาแล้ว\""), "case { id }").await;
}

async fn every_closing_reason_closes_and_every_closed_case_reopens(world: World) {
    const REASONS: [&str; 8] = [
        "NOT_IN_NEED",
        "NOT_FOUND",
        "MOVED_AWAY",
        "ALL_DIED",
        "DUPLICATE",
        "DECLINED",
        "SOLVED_ITSELF",
        "SOLVED_ELSEWHERE",
    ];
    let rows: Vec<Row> = (1..=8).map(|n| row(n, "48010901")).collect();
    let d = District::with_problems(world, &rows);
    for (at, reason) in REASONS.iter().enumerate() {
        let case = d.case_of(&rows[at]).await;
        let is_confirmed = at % 2 == 0;
        if is_confirmed {
            d.on("team", &case, "caseVerify", "result: CONFIRMED", "id").await;
        }
        let wanted = format!("reason: {reason}");
        let args = d.at(&case, &wanted).await;
        assert_eq!(d.denied("team", "caseClose", &args).await, "FORBIDDEN");
        assert_eq!(d.denied("officer", "caseClose", &args).await, "FORBIDDEN");
        let closed = d.on("head", &case, "caseClose", &wanted, "status step closingReason closedOn").await;
        let step = if *reason == "SOLVED_ELSEWHERE" { *reason } else { "CLOSED" };
        assert_eq!((&closed["status"], &closed["step"]), (&json!("CLOSED"), &json!(step)));
        assert_eq!(closed["closingReason"], *reason);
        assert!(closed["closedOn"].is_string());
        let again = "status closingReason closedOn";
        let again = d.on("head", &case, "caseReopen", "note: \"กลับมา\"", again).await;
        let status = if is_confirmed { "BEING_HELPED" } else { "TO_VERIFY" };
        assert_eq!(again, json!({ "status": status, "closingReason": null, "closedOn": null }));
    }
    // The whole story of the first: what happened, newest first, and how long it stood where.
    let fields = "events(first: 100) { totalCount nodes { number kind status by } } timeInState { status since until days } statusSince";
    let case = d.case("team", &d.case_of(&rows[0]).await, fields).await;
    let events = case["events"]["nodes"].as_array().unwrap();
    let kinds: Vec<&str> = events.iter().rev().filter_map(|it| it["kind"].as_str()).collect();
    assert_eq!(kinds[0], "OPENED");
    let worked: Vec<&&str> =
        kinds.iter().filter(|it| ["VERIFIED", "CLOSED", "REOPENED"].contains(it)).collect();
    assert_eq!(worked, [&"VERIFIED", &"CLOSED", &"REOPENED"]);
    let numbers: Vec<u64> = events.iter().rev().filter_map(|it| it["number"].as_u64()).collect();
    assert_eq!(numbers, (1..=case["events"]["totalCount"].as_u64().unwrap()).collect::<Vec<_>>());
    let spans = case["timeInState"].as_array().unwrap();
    let stood: Vec<&Value> = spans.iter().map(|it| &it["status"]).collect();
    assert_eq!(stood, ["TO_VERIFY", "BEING_HELPED", "CLOSED", "BEING_HELPED"]);
    for (before, after) in spans.iter().zip(&spans[1..]) {
        assert_eq!(before["until"], after["since"], "no time is lost between two states");
    }
    assert_eq!((&spans[3]["until"], &spans[3]["since"]), (&Value::Null, &case["statusSince"]));
    let first = d
        .case(
            "team",
            &d.case_of(&rows[0]).await,
            "events(first: 2) { nodes { number } pageInfo { hasNextPage endCursor } }",
        )
        .await;
    let cursor = text(&first["events"]["pageInfo"]["endCursor"]);
    let next = format!("events(first: 100, after: \"{cursor}\") {{ nodes {{ number }} }}");
    let next = d.case("team", &d.case_of(&rows[0]).await, &next).await;
    assert_eq!(next["events"]["nodes"].as_array().unwrap().len(), events.len() - 2);
}

async fn a_household_has_one_case_for_ever(world: World) {
    let rows = [row(1, "48010901"), row(2, "48010901")];
    let d = District::with_problems(world, &rows);
    let (open, closed) = (d.case_of(&rows[0]).await, d.case_of(&rows[1]).await);
    d.on("head", &closed, "caseClose", "reason: SOLVED_ITSELF", "id").await;
    d.import("tpmap_2567.csv", &tpmap(&rows), 2567);
    d.import("thaiqm_2568.csv", &thaiqm(&rows), 2568);
    let cases = d.ask("chief", "{ cases { totalCount nodes { id status listings { fiscalYear source } household { sources } } } }").await;
    assert_eq!(cases["cases"]["totalCount"], 2, "{cases:#}");
    let listed =
        d.case("chief", &open, "listings { fiscalYear source } household { sources case { id } }").await;
    let (years, rest) = listed["listings"].as_array().unwrap().split_at(3);
    let wanted = json!([
        { "fiscalYear": 2566, "source": "thaiqm" },
        { "fiscalYear": 2567, "source": "tpmap" },
        { "fiscalYear": 2568, "source": "thaiqm" },
    ]);
    assert_eq!(json!(years), wanted);
    assert!(rest.iter().all(|it| it["source"] == "open"), "opened after these years: {rest:?}");
    assert_eq!(listed["household"], json!({ "sources": ["TPMAP", "THAIQM"], "case": { "id": open } }));

    // Listed again when closed: a proposal to open again, for the head to decide, never by itself.
    assert_eq!(d.case("head", &closed, "status").await["status"], "CLOSED");
    let proposals = "{ proposals(onlyWaiting: true, kinds: [REOPEN]) { nodes { id kind case { id } } } }";
    let found = d.ask("head", proposals).await["proposals"]["nodes"].take();
    assert_eq!((found.as_array().unwrap().len(), &found[0]["case"]["id"]), (1, &json!(closed)));
    let accept = format!("proposalId: {}, decision: ACCEPTED", found[0]["id"]);
    assert_eq!(d.denied("officer", "proposalDecide", &accept).await, "FORBIDDEN");
    let decided = d.act("head", "proposalDecide", &accept, "proposal { decision case { id status } }").await;
    assert_eq!(decided["proposal"]["case"], json!({ "id": closed, "status": "TO_VERIFY" }));
    assert_eq!(d.refused("head", "proposalDecide", &accept).await.0, "PROPOSAL_SETTLED");
    assert_eq!(d.ask("head", proposals).await["proposals"]["nodes"], json!([]));
}

on_both!(
    what_a_state_forbids_is_refused_with_its_reason,
    every_closing_reason_closes_and_every_closed_case_reopens,
    a_household_has_one_case_for_ever,
);
