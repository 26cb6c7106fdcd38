//! Plans, problems and help: agreed and approved, found and solved, given once, and paid for as the rules say.

use serde_json::{Value, json};

use crate::district::{District, Row, row};
use crate::imports::text;
use crate::world::World;

/// Help as an argument: its need, kind and sector, and what else is to be said.
fn help(need: &str, kind: &str, sector: &str, rest: &str) -> String {
    format!(
        "intervention: {{ need: \"{need}\", kind: {kind}, form: IN_KIND, sector: {sector}, agency: \"หน่วยงาน{sector}\", {rest} }}"
    )
}

/// A district with confirmed cases.
async fn confirmed(world: World, rows: &[Row]) -> (District, Vec<String>) {
    let d = District::with_problems(world, rows);
    let mut cases = Vec::new();
    for it in rows {
        let case = d.case_of(it).await;
        d.on("team", &case, "caseVerify", "result: CONFIRMED", "id").await;
        cases.push(case);
    }
    (d, cases)
}

async fn a_plan_is_agreed_returned_agreed_again_and_approved(world: World) {
    let (d, cases) = confirmed(world, &[row(1, "48010901")]).await;
    let case = &cases[0];
    let agree = |plan: &str| format!("caseId: \"{case}\", plan: {{ {plan} }}");
    let whole = "attitude: \"อยากเลี้ยงปลา\", skills: \"ทำนา\", resources: \"ที่ดิน 2 ไร่\", wayOut: \"บ่อปลา\", agreedOn: \"2026-01-15\"";
    let without = whole.replace("บ่อปลา", " ");
    assert_eq!(d.refused("team", "caseMakePlan", &agree(&without)).await.0, "PLAN_WITHOUT_WAY_OUT");
    let later = whole.replace("2026-01-15", "2299-01-15");
    assert_eq!(d.refused("team", "caseMakePlan", &agree(&later)).await.0, "PLAN_AGREED_IN_FUTURE");

    let plans = "case { step plans { id version number attitude skills resources wayOut status agreedOn approvedOn approvedBy { id } } }";
    let mut made = d.act("team", "caseMakePlan", &agree(whole), plans).await["case"].take();
    assert_eq!(made["step"], "PLAN_AGREED");
    let first = made["plans"][0].take();
    let told = json!({ "id": first["id"], "version": 1, "number": 1, "attitude": "อยากเลี้ยงปลา", "skills": "ทำนา",
        "resources": "ที่ดิน 2 ไร่", "wayOut": "บ่อปลา", "status": "AGREED", "agreedOn": "2026-01-15",
        "approvedOn": null, "approvedBy": null });
    assert_eq!(first, told);
    let of = |plan: &Value| {
        format!("caseId: \"{case}\", planId: {}, expectedVersion: {}", plan["id"], plan["version"])
    };
    for who in ["team", "head", "officer"] {
        assert_eq!(d.denied(who, "caseApprovePlan", &of(&first)).await, "FORBIDDEN");
    }
    let back = format!("{}, note: \"เพิ่มน้ำ\"", of(&first));
    let returned = d
        .act(
            "chief",
            "caseReturnPlan",
            &back,
            "case { plans { id version status } events(first: 1) { nodes { kind detail } } }",
        )
        .await["case"]
        .take();
    assert_eq!(returned["plans"][0]["status"], "RETURNED");
    let event = &returned["events"]["nodes"][0];
    assert_eq!(event["kind"], "PLAN_RETURNED");
    assert!(text(&event["detail"]).contains("เพิ่มน้ำ"), "the team is told why: {event}");
    assert_eq!(d.refused("chief", "caseApprovePlan", &of(&first)).await.0, "VERSION_CONFLICT");
    assert_eq!(
        d.refused("chief", "caseApprovePlan", &of(&returned["plans"][0])).await.0,
        "PLAN_CANNOT_BECOME"
    );

    let better = whole.replace("บ่อปลา", "บ่อน้ำและบ่อปลา");
    let made = d.act("team", "caseMakePlan", &agree(&better), plans).await["case"].take();
    let statuses: Vec<_> =
        made["plans"].as_array().unwrap().iter().map(|it| (&it["number"], &it["status"])).collect();
    assert_eq!(statuses, [(&json!(2), &json!("AGREED")), (&json!(1), &json!("REPLACED"))]);
    let approved = d.act("chief", "caseApprovePlan", &of(&made["plans"][0]), plans).await["case"].take();
    let chief = d.ask("chief", "{ me { id } }").await["me"]["id"].take();
    assert_eq!(
        (&approved["step"], &approved["plans"][0]["status"]),
        (&json!("APPROVED"), &json!("APPROVED"))
    );
    assert_eq!(approved["plans"][0]["approvedBy"]["id"], chief);
    assert!(approved["plans"][0]["approvedOn"].is_string());
    assert_eq!(
        d.refused("chief", "caseApprovePlan", &of(&approved["plans"][0])).await.0,
        "PLAN_CANNOT_BECOME"
    );
}

async fn a_problem_is_found_worked_on_and_solved(world: World) {
    let mut listed = row(1, "48010901");
    listed.troubles = vec!["q07", "q20"];
    let (d, cases) = confirmed(world, &[listed]).await;
    let case = &cases[0];
    let problems = "level problemGroups problems { id version code text group owningAgency status statusSince foundOn solvedOn source isRestricted }";
    let before = d.case("team", case, problems).await;
    assert_eq!((&before["level"], &before["problemGroups"]), (&json!("BELOW_SURVIVE"), &json!(["WATER"])));
    let mut water = before["problems"][0].clone();
    let agency = text(&water["owningAgency"].take());
    assert!(!agency.is_empty());
    assert_eq!(
        water,
        json!({ "id": water["id"], "version": 1, "code": "q07", "text": "ไม่มีน้ำดื่มสะอาด", "group": "WATER", "owningAgency": null,
            "status": "OPEN", "statusSince": "2023-01-01", "foundOn": "2023-01-01", "solvedOn": null, "source": "thaiqm", "isRestricted": false })
    );
    assert_eq!(
        before["problems"].as_array().unwrap().len(),
        1,
        "about drugs only who was named is told: {before}"
    );

    let change = async |status: &str, on: &str| {
        let it = d.case("team", case, "problems { id version }").await["problems"][0].take();
        format!(
            "caseId: \"{case}\", problemId: {}, expectedVersion: {}, change: {{ status: {status}, on: \"{on}\" }}",
            it["id"], it["version"]
        )
    };
    let stale = change("ESCALATED", "2026-03-10").await;
    assert_eq!(
        d.refused("team", "caseUpdateProblem", &change("SOLVED", "2299-01-01").await).await.0,
        "DAY_IN_FUTURE"
    );
    for (status, on) in [("IN_PROGRESS", "2026-02-01"), ("REFERRED", "2026-02-10"), ("SOLVED", "2026-03-01")]
    {
        let args = change(status, on).await;
        let after =
            d.act("team", "caseUpdateProblem", &args, &format!("case {{ {problems} }}")).await["case"].take();
        let it = &after["problems"][0];
        assert_eq!((&it["status"], &it["statusSince"]), (&json!(status), &json!(on)));
        let solved_on = if status == "SOLVED" { json!(on) } else { Value::Null };
        assert_eq!(it["solvedOn"], solved_on);
    }
    let after = d.case("team", case, &format!("{problems} step")).await;
    assert_eq!(
        (&after["level"], &after["problemGroups"]),
        (&json!("NOT_YET_ASSESSABLE"), &json!([])),
        "solved counts at once"
    );
    assert_eq!(
        d.refused("team", "caseUpdateProblem", &change("IN_PROGRESS", "2026-03-02").await).await.0,
        "PROBLEM_CANNOT_BECOME"
    );
    assert_eq!(d.refused("team", "caseUpdateProblem", &stale).await.0, "VERSION_CONFLICT");
    // A visit finds it again.
    let visit = "visitedOn: \"2026-04-01\", manner: AT_HOME, findings: [{ code: \"q07\", problem: OPEN }]";
    let again = d.visit("team", case, visit, problems).await;
    assert_eq!((&again["level"], &again["problems"][0]["status"]), (&json!("BELOW_SURVIVE"), &json!("OPEN")));
    assert_eq!(again["problems"].as_array().unwrap().len(), 1, "the same problem came back");
}

async fn the_same_need_is_met_once(world: World) {
    let (d, cases) = confirmed(world, &[row(1, "48010901"), row(2, "48010901")]).await;
    let (case, other) = (&cases[0], &cases[1]);
    let problem = d.case("team", case, "problems { id }").await["problems"][0]["id"].clone();
    let add = async |who: &str, case: &str, help: &str| {
        let args = format!("caseId: \"{case}\", {help}");
        let fields = "intervention { id } sameNeedMetBy { agency sector need }";
        d.act(who, "caseAddIntervention", &args, fields).await
    };
    let rest = format!(
        "menuItem: \"roof_and_walls\", problemId: {problem}, project: \"บ้านพอเพียง\", budgetLine: \"งบจังหวัด\", \
         value: {{ known: \"4000000050\" }}, plannedOn: \"2025-01-10\", doneOn: \"2025-02-01\", outcome: PARTLY_MET"
    );
    let first = add("team", case, &help("house_repair", "DEVELOPMENT", "STATE", &rest)).await;
    assert_eq!(first["sameNeedMetBy"], json!([]));
    let fields = "interventions { nodes { id version need menuItem problem { id } kind form sector agency project budgetLine valueBasis value plannedOn doneOn status outcome } }";
    let told = json!({ "id": first["intervention"]["id"], "version": 1, "need": "house_repair", "menuItem": "roof_and_walls",
        "problem": { "id": problem }, "kind": "DEVELOPMENT", "form": "IN_KIND", "sector": "STATE", "agency": "หน่วยงานSTATE",
        "project": "บ้านพอเพียง", "budgetLine": "งบจังหวัด", "valueBasis": "known", "value": "4000000050",
        "plannedOn": "2025-01-10", "doneOn": "2025-02-01", "status": "DONE", "outcome": "PARTLY_MET" });
    assert_eq!(d.case("team", case, fields).await["interventions"]["nodes"], json!([told]));

    let by_state = json!([{ "agency": "หน่วยงานSTATE", "sector": "STATE", "need": "house_repair" }]);
    // Another sector a year later to the day is warned; a day after that is not. Nobody is refused.
    let near =
        add("team", case, &help("house_repair", "DEVELOPMENT", "PRIVATE", "plannedOn: \"2026-02-01\"")).await;
    assert_eq!(near["sameNeedMetBy"], by_state);
    let cancel = |version: u32| {
        format!(
            "caseId: \"{case}\", interventionId: {}, expectedVersion: {version}",
            near["intervention"]["id"]
        )
    };
    let cancelled = d
        .act("team", "caseCancelIntervention", &cancel(1), "case { interventions { nodes { status } } }")
        .await;
    assert_eq!(cancelled["case"]["interventions"]["nodes"][0]["status"], "CANCELLED");
    assert_eq!(d.refused("team", "caseCancelIntervention", &cancel(2)).await.0, "HELP_CANNOT_BECOME");
    assert_eq!(d.refused("team", "caseCancelIntervention", &cancel(1)).await.0, "VERSION_CONFLICT");
    let far =
        add("team", case, &help("house_repair", "DEVELOPMENT", "RELIGION", "plannedOn: \"2026-02-02\""))
            .await;
    assert_eq!(far["sameNeedMetBy"], json!([]));
    let same_time =
        add("team", case, &help("house_repair", "IMMEDIATE", "MEDIA", "plannedOn: \"2025-06-01\"")).await;
    let both = same_time["sameNeedMetBy"].as_array().unwrap();
    assert_eq!(both.len(), 2, "what is given and what is planned, but not what was cancelled: {both:?}");
    let another_need =
        add("team", case, &help("occupation", "DEVELOPMENT", "PRIVATE", "plannedOn: \"2025-02-01\"")).await;
    assert_eq!(another_need["sameNeedMetBy"], json!([]));
    let another_home =
        add("team", other, &help("house_repair", "DEVELOPMENT", "PRIVATE", "plannedOn: \"2025-02-01\""))
            .await;
    assert_eq!(another_home["sameNeedMetBy"], json!([]));

    // From planned through begun to done.
    let change = |version: u32, rest: &str| {
        format!(
            "caseId: \"{case}\", interventionId: {}, expectedVersion: {version}{rest}",
            far["intervention"]["id"]
        )
    };
    let done = ", done: { doneOn: \"2026-03-01\", outcome: NEED_MET, value: { estimated: \"120000\" } }";
    let late = done.replace("2026-03-01", "2299-03-01");
    d.act("team", "caseBeginIntervention", &change(1, ""), "case { id }").await;
    assert_eq!(d.refused("team", "caseCompleteIntervention", &change(2, &late)).await.0, "HELP_IN_FUTURE");
    d.act("team", "caseCompleteIntervention", &change(2, done), "case { id }").await;
    assert_eq!(d.refused("team", "caseBeginIntervention", &change(3, "")).await.0, "HELP_CANNOT_BECOME");
    let all = d
        .case(
            "team",
            case,
            "interventions { nodes { id status outcome doneOn valueBasis value } } events(first: 1) { nodes { kind } }",
        )
        .await;
    let it = all["interventions"]["nodes"]
        .as_array()
        .unwrap()
        .iter()
        .find(|it| it["id"] == far["intervention"]["id"])
        .unwrap();
    assert_eq!(
        *it,
        json!({ "id": far["intervention"]["id"], "status": "DONE", "outcome": "NEED_MET", "doneOn": "2026-03-01", "valueBasis": "estimated", "value": "120000" })
    );
    assert_eq!(all["events"]["nodes"][0]["kind"], "INTERVENTION_CHANGED");
    let negative =
        format!("caseId: \"{case}\", {}", help("food", "IMMEDIATE", "STATE", "value: { known: \"-1\" }"));
    assert_eq!(d.refused("team", "caseAddIntervention", &negative).await.0, "HELP_VALUE_NEGATIVE");
    let nobody = format!(
        "caseId: \"{case}\", {}",
        help("food", "IMMEDIATE", "STATE", "").replace("หน่วยงานSTATE", " ")
    );
    assert_eq!(d.refused("team", "caseAddIntervention", &nobody).await, ("REQUIRED".into(), "agency".into()));
}

async fn costly_development_waits_for_an_approved_plan_and_immediate_help_for_nothing(world: World) {
    let rows = [row(1, "48010901"), row(2, "48010902")];
    let d = District::with_problems(world, &rows);
    d.world.run(&["office-setting", "set", "help.plan_needed_above_satang", "5000000"]);
    let (case, listed) = (d.case_of(&rows[0]).await, d.case_of(&rows[1]).await);
    d.on("team", &case, "caseVerify", "result: CONFIRMED", "id").await;
    let costs = |kind: &str, value: &str, day: &str| {
        help("occupation", kind, "STATE", &format!("value: {{ {value} }}, {day}: \"2026-02-01\""))
    };
    let add = |case: &str, help: &str| format!("caseId: \"{case}\", {help}");
    let fields = "intervention { id } case { status }";
    // Immediate help, however dear, to a household that nobody has verified yet.
    let dear = add(&listed, &costs("IMMEDIATE", "known: \"90000000\"", "doneOn"));
    assert_eq!(d.act("team", "caseAddIntervention", &dear, fields).await["case"]["status"], "TO_VERIFY");
    d.on("team", &listed, "caseVerify", "result: CONFIRMED", "id").await;
    let followed = d.on("team", &listed, "caseFollow", "", "status").await;
    assert_eq!(followed["status"], "BEING_FOLLOWED");
    assert_eq!(d.act("team", "caseAddIntervention", &dear, fields).await["case"]["status"], "BEING_FOLLOWED");

    let at_line = add(&case, &costs("DEVELOPMENT", "known: \"5000000\"", "doneOn"));
    d.act("team", "caseAddIntervention", &at_line, fields).await;
    for value in ["known: \"5000001\"", "estimated: \"5000001\""] {
        let over = add(&case, &costs("DEVELOPMENT", value, "doneOn"));
        assert_eq!(
            d.refused("team", "caseAddIntervention", &over).await,
            ("PLAN_NEEDED".into(), "value".into())
        );
    }
    let planned = add(&case, &costs("DEVELOPMENT", "known: \"5000001\"", "plannedOn"));
    let id = d.act("team", "caseAddIntervention", &planned, fields).await["intervention"]["id"].take();
    let begin = format!("caseId: \"{case}\", interventionId: {id}, expectedVersion: 1");
    assert_eq!(d.refused("team", "caseBeginIntervention", &begin).await.0, "PLAN_NEEDED");
    let plan = format!("caseId: \"{case}\", plan: {{ wayOut: \"เลี้ยงวัว\", agreedOn: \"2026-01-20\" }}");
    let made = d.act("team", "caseMakePlan", &plan, "case { plans { id version } }").await;
    assert_eq!(
        d.refused("team", "caseBeginIntervention", &begin).await.0,
        "PLAN_NEEDED",
        "agreed is not approved"
    );
    let plan = &made["case"]["plans"][0];
    let approve = format!("caseId: \"{case}\", planId: {}, expectedVersion: {}", plan["id"], plan["version"]);
    d.act("chief", "caseApprovePlan", &approve, "case { id }").await;
    let under_way = d
        .act("team", "caseBeginIntervention", &begin, "case { step interventions { nodes { id status } } }")
        .await;
    assert_eq!(under_way["case"]["interventions"]["nodes"][0], json!({ "id": id, "status": "IN_PROGRESS" }));
    assert_eq!(under_way["case"]["step"], "IN_PROGRESS");
}

on_both!(
    a_plan_is_agreed_returned_agreed_again_and_approved,
    a_problem_is_found_worked_on_and_solved,
    the_same_need_is_met_once,
    costly_development_waits_for_an_approved_plan_and_immediate_help_for_nothing,
);
