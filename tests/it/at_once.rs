//! Two people at the same moment: what one of them settled the other is told, and what somebody changed meanwhile is
//! shown with what it was, is and should become.

use serde_json::{Value, json};

use crate::district::{District, Row, row, thaiqm, tpmap};
use crate::imports::pid;
use crate::world::World;

/// Who, which act, with which arguments.
type Act<'a> = (&'a str, &'a str, String);

/// Sends two acts at once; the codes they end with, the one that was done first.
async fn at_once(d: &District, name: &str, acts: [Act<'_>; 2]) -> [String; 2] {
    let send = async |n: usize| {
        let (who, act, arguments) = &acts[n];
        let mutation =
            format!("mutation {{ {act}({arguments}, key: \"{name}-{n}\") {{ userErrors {{ code }} }} }}");
        let answer = d.world.graphql(Some(&d.token(who).await), &mutation, json!({})).await;
        let refused = answer["data"][act]["userErrors"][0]["code"].as_str();
        let code = refused.or(answer["errors"][0]["extensions"]["code"].as_str());
        code.unwrap_or_default().to_owned()
    };
    for (who, ..) in &acts {
        d.token(who).await;
    }
    let (one, two) = tokio::join!(send(0), send(1));
    let mut codes = [one, two];
    codes.sort_unstable();
    codes
}

async fn two_who_set_a_person_right_at_once_do_not_both_stand(world: World) {
    let d = District::new(world);
    let second = Row { house: "1".to_owned(), ..row(2, "48010901") };
    let rows = [row(1, "48010901"), second, row(3, "48010902"), row(4, "48010903")];
    d.import("tpmap_2566.csv", &tpmap(&rows), 2566);
    let members = "household { id members { until person { id firstName } } }";
    let of = async |at: usize| {
        let case = d.case_of(&rows[at]).await;
        d.case("team", &case, members).await["household"].take()
    };
    let home = of(0).await;
    let (left, right) = (of(2).await["id"].clone(), of(3).await["id"].clone());
    let member = home["members"]
        .as_array()
        .unwrap()
        .iter()
        .find(|it| it["person"]["firstName"] == rows[1].first_name.as_str());
    let person = member.unwrap()["person"]["id"].clone();

    let to = |home: &Value| format!("personId: {person}, toHouseholdId: {home}, on: \"2026-02-01\"");
    let moves = [("team", "personMove", to(&left)), ("head", "personMove", to(&right))];
    assert_eq!(at_once(&d, "move", moves).await, ["", "CORRECTED_SINCE"]);
    let mut lives = 0;
    for at in [2, 3] {
        let there = of(at).await["members"].take();
        lives += there
            .as_array()
            .unwrap()
            .iter()
            .filter(|it| it["person"]["id"] == person && it["until"].is_null())
            .count();
    }
    assert_eq!(lives, 1, "one move, one refusal");

    let number = |n: u64| format!("personId: {person}, number: \"{}\", on: \"2026-03-01\"", pid(n));
    let numbers = [("team", "personNewNumber", number(777)), ("head", "personNewNumber", number(778))];
    assert_eq!(at_once(&d, "number", numbers).await, ["", "CORRECTED_SINCE"]);
    let died = || format!("personId: {person}, on: \"2026-04-01\"");
    let deaths = [("team", "personDied", died()), ("head", "personDied", died())];
    assert_eq!(at_once(&d, "died", deaths).await, ["", "ALREADY_DEAD"]);
}

async fn two_who_settle_the_same_thing_at_once_do_not_both_stand(world: World) {
    let listed = row(1, "48010901");
    let slipped = Row {
        pid: None,
        first_name: listed.first_name.replace("นะ", "น๊ะ"),
        house: "1/9".to_owned(),
        ..listed.clone()
    };
    let d = District::with_problems(world, &[slipped]);
    d.import("tpmap_2566.csv", &tpmap(&[listed]), 2566);
    let asked = d.ask("team", "{ linkQuestions(answered: false) { nodes { id } } }").await;
    let question = asked["linkQuestions"]["nodes"][0]["id"].clone();
    let answer = |said: &str| format!("questionId: {question}, answer: {said}");
    let answers = [
        ("team", "linkQuestionAnswer", answer("NOT_THE_SAME")),
        ("head", "linkQuestionAnswer", answer("SAME")),
    ];
    assert_eq!(at_once(&d, "answer", answers).await, ["", "QUESTION_SETTLED"]);

    let village = d.area("48010901").await;
    let propose = format!("household: {{ areaId: \"{village}\", description: \"เพิง\", reason: \"ไม่มีบ้าน\" }}");
    let proposed =
        d.act("team", "householdPropose", &propose, "proposal { id }").await["proposal"]["id"].take();
    let decide = |decision: &str| format!("proposalId: {proposed}, decision: {decision}");
    let decisions =
        [("head", "proposalDecide", decide("ACCEPTED")), ("chief", "proposalDecide", decide("REFUSED"))];
    assert_eq!(at_once(&d, "decide", decisions).await, ["", "PROPOSAL_SETTLED"]);

    let team = d.team_of("480109").await;
    let count = d.ask("chief", "{ cases(filter: { status: [TO_VERIFY] }) { totalCount } }").await;
    let n = &count["cases"]["totalCount"];
    let prepare =
        format!("selection: {{ filter: {{ status: [TO_VERIFY] }}, expectedCount: {n} }}, teamId: \"{team}\"");
    let prepared =
        d.act("officer", "assignmentPrepare", &prepare, "prepared { id }").await["prepared"]["id"].take();
    let of = || format!("preparedId: {prepared}");
    let settled = [("chief", "assignmentCommit", of()), ("officer", "assignmentWithdraw", of())];
    assert_eq!(at_once(&d, "prepared", settled).await, ["", "ASSIGNMENT_SETTLED"]);
}

/// The conflict that an act ends in: base, yours and theirs of its one field.
async fn conflict(d: &District, who: &str, act: &str, arguments: &str) -> [Value; 3] {
    let mutation = format!(
        "mutation {{ {act}({arguments}, key: \"{act}-stale\") {{ userErrors {{ code conflict {{ fields {{ name base yours theirs }} }} }} }} }}"
    );
    let mut error = d.ask(who, &mutation).await[act]["userErrors"][0].take();
    assert_eq!(error["code"], "VERSION_CONFLICT", "{mutation}");
    let field = error["conflict"]["fields"][0].take();
    ["base", "yours", "theirs"].map(|it| field[it].clone())
}

async fn a_conflict_tells_what_was_read(world: World) {
    let listed = Row { troubles: vec!["q07"], ..row(1, "48010901") };
    let d = District::with_problems(world, std::slice::from_ref(&listed));
    d.import("thaiqm_2567.csv", &thaiqm(std::slice::from_ref(&listed)), 2567);
    let case = d.case_of(&listed).await;
    let version = async || d.case("team", &case, "version").await["version"].clone();
    let at = |version: &Value, rest: &str| format!("caseId: \"{case}\", expectedVersion: {version}, {rest}");
    d.on("team", &case, "caseVerify", "result: CONFIRMED", "id").await;
    let read = version().await;
    d.on("team", &case, "caseClassify", "class: NEEDS_WELFARE", "id").await;
    let told = conflict(&d, "team", "caseClassify", &at(&read, "class: CAN_DEVELOP")).await;
    assert_eq!(told, [json!(null), json!("can_develop"), json!("needs_welfare")], "it had none");
    let read = version().await;
    d.on("team", &case, "caseSetContinuingCare", "wanted: true", "id").await;
    let told = conflict(&d, "team", "caseSetContinuingCare", &at(&read, "wanted: true")).await;
    assert_eq!(told, [json!("false"), json!("true"), json!("true")]);
    let read = version().await;
    d.on("team", &case, "caseFollow", "", "id").await;
    let told = conflict(&d, "team", "caseFollow", &at(&read, "")).await;
    assert_eq!(told, [json!("being_helped"), json!(null), json!("being_followed")]);

    let problem = d.case("team", &case, "problems { id version }").await["problems"][0].take();
    let problem = |status: &str, version: i32| {
        format!(
            "caseId: \"{case}\", problemId: {}, expectedVersion: {version}, change: {{ status: {status} }}",
            problem["id"]
        )
    };
    d.act("team", "caseUpdateProblem", &problem("IN_PROGRESS", 1), "case { id }").await;
    d.act("team", "caseUpdateProblem", &problem("REFERRED", 2), "case { id }").await;
    let told = conflict(&d, "team", "caseUpdateProblem", &problem("SOLVED", 2)).await;
    assert_eq!(told, [json!("in_progress"), json!("solved"), json!("referred")]);

    let help = format!(
        "caseId: \"{case}\", intervention: {{ need: \"drinking_water\", kind: IMMEDIATE, form: IN_KIND, sector: STATE, agency: \"อบต.\", plannedOn: \"2026-02-01\" }}"
    );
    let help =
        d.act("team", "caseAddIntervention", &help, "intervention { id }").await["intervention"]["id"].take();
    let help =
        |version: i32| format!("caseId: \"{case}\", interventionId: {help}, expectedVersion: {version}");
    d.act("team", "caseBeginIntervention", &help(1), "case { id }").await;
    let told = conflict(&d, "team", "caseCancelIntervention", &help(1)).await;
    assert_eq!(told, [json!("planned"), json!("cancelled"), json!("in_progress")]);

    let plan = format!("caseId: \"{case}\", plan: {{ wayOut: \"เลี้ยงไก่\", agreedOn: \"2026-02-01\" }}");
    let plan =
        d.act("team", "caseMakePlan", &plan, "case { plans { id } }").await["case"]["plans"][0]["id"].take();
    let plan = format!("caseId: \"{case}\", planId: {plan}, expectedVersion: 1");
    d.act("chief", "caseReturnPlan", &format!("{plan}, note: \"เพิ่มน้ำ\""), "case { id }").await;
    let told = conflict(&d, "chief", "caseApprovePlan", &plan).await;
    assert_eq!(told, [json!("agreed"), json!("approved"), json!("returned")]);
}

on_both!(
    two_who_set_a_person_right_at_once_do_not_both_stand,
    two_who_settle_the_same_thing_at_once_do_not_both_stand,
    a_conflict_tells_what_was_read,
);
