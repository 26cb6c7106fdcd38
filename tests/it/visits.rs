//! Visits and what they make of a household's level: by the day things were true, explained, and never final.

use serde_json::{Value, json};

use crate::district::{District, Row, row, thaiqm, tpmap};
use crate::imports::text;
use crate::office::{code, nowhere};
use crate::world::World;

const NOTE: &str = "เกณฑ์ตั้งต้นของระบบ รอหน่วยงานยืนยัน";

/// Every urgent fact that a ThaiQM list does not ask, and what a target list would say of the dimensions: all well.
const WELL: &str = "{ code: \"bmn.safe_food\", answer: false }, { code: \"dimension.health\", answer: false }, \
     { code: \"dimension.living\", answer: false }, { code: \"dimension.education\", answer: false }, \
     { code: \"dimension.income\", answer: false }, { code: \"dimension.access\", answer: false }";

/// A visit at home that found these things.
fn found(on: &str, findings: &str) -> String {
    format!("visitedOn: \"{on}\", manner: AT_HOME, findings: [{findings}]")
}

fn income(satang_a_year: u64) -> String {
    format!("{{ code: \"income_per_person\", amount: \"{satang_a_year}\" }}")
}

fn criterion<'a>(verdict: &'a Value, code: &str) -> &'a Value {
    let criteria = verdict["criteria"].as_array().unwrap();
    criteria.iter().find(|it| it["code"] == code).unwrap_or_else(|| panic!("no {code} in {verdict}"))
}

async fn a_visit_keeps_who_went_who_told_and_who_typed(world: World) {
    let rows = [row(1, "48010901")];
    let d = District::with_problems(world, &rows);
    let case = d.case_of(&rows[0]).await;
    let team = d.mentor_team("ทีมบ้านหนึ่ง", "48010901").await;
    let volunteer = "member: { kind: PERSON, name: \"นางสมมุติ อสม.\", sector: PEOPLE, formality: INFORMAL, role: MENTOR, since: \"2026-01-01\" }";
    let args = format!("teamId: \"{team}\", {volunteer}");
    let made = d.act("head", "teamAddMember", &args, "team { members { nodes { id } } }").await;
    let member = text(&made["team"]["members"]["nodes"][0]["id"]);
    let me = async |who| text(&d.ask(who, "{ me { id } }").await["me"]["id"]);
    let (went, typed) = (me("team").await, me("officer").await);

    let visit = format!(
        "visitedOn: \"2026-01-10\", manner: AT_HOME, toldBy: \"หลานสาว\", verification: CONFIRMED, class: CAN_DEVELOP, \
         visitedBy: [{{ accountId: \"{went}\" }}, {{ teamMemberId: \"{member}\" }}, {{ name: \"ผู้ใหญ่บ้าน\" }}], \
         findings: [{{ code: \"q07\", problem: OPEN }}, {{ code: \"savings\", answer: true }}, {income}, {{ code: \"q32\", refused: true }}], \
         note: \"น้ำบ่อขุ่น\", \
         consents: [{{ kind: NOTICE, given: true, noticeVersion: \"1\", language: \"th\" }}, {{ kind: PHOTO, given: false }}]",
        income = income(1_800_000)
    );
    let fields = "lastVisitedOn verification class household { consents { kind given on noticeVersion } } \
        visits { nodes { visitedOn recordedAt manner toldBy enteredBy { id } verification class note nothingChanged \
            visitedBy { account { id } teamMember { id } name } findings { code problem answer amount refused } } } \
        events(first: 20) { nodes { kind happenedOn recordedAt } }";
    let case_after = d.visit("officer", &case, &visit, fields).await;
    assert_eq!(
        (&case_after["lastVisitedOn"], &case_after["class"]),
        (&json!("2026-01-10"), &json!("CAN_DEVELOP"))
    );
    let mut told = case_after["visits"]["nodes"][0].clone();
    let recorded = text(&told["recordedAt"].take());
    assert!(recorded.as_str() > "2026-01-11", "typed in later than it was: {recorded}");
    assert_eq!(
        told,
        json!({
            "visitedOn": "2026-01-10", "recordedAt": null, "manner": "AT_HOME", "toldBy": "หลานสาว",
            "enteredBy": { "id": typed }, "verification": "CONFIRMED", "class": "CAN_DEVELOP", "note": "น้ำบ่อขุ่น",
            "nothingChanged": false,
            "visitedBy": [
                { "account": { "id": went }, "teamMember": null, "name": null },
                { "account": null, "teamMember": { "id": member }, "name": null },
                { "account": null, "teamMember": null, "name": "ผู้ใหญ่บ้าน" },
            ],
            "findings": [
                { "code": "q07", "problem": "OPEN", "answer": null, "amount": null, "refused": false },
                { "code": "savings", "problem": null, "answer": true, "amount": null, "refused": false },
                { "code": "income_per_person", "problem": null, "answer": null, "amount": "1800000", "refused": false },
                { "code": "q32", "problem": null, "answer": null, "amount": null, "refused": true },
            ],
        })
    );
    assert_eq!(
        case_after["household"]["consents"],
        json!([
            { "kind": "photo", "given": false, "on": "2026-01-10", "noticeVersion": null },
            { "kind": "notice", "given": true, "on": "2026-01-10", "noticeVersion": "1" },
        ])
    );
    let events = case_after["events"]["nodes"].as_array().unwrap();
    for kind in ["VISITED", "VERIFIED", "CLASSIFIED", "PROBLEM_FOUND"] {
        let it =
            events.iter().find(|it| it["kind"] == kind).unwrap_or_else(|| panic!("no {kind}: {events:?}"));
        assert_eq!(it["happenedOn"], "2026-01-10", "{kind} counts for the day it was true");
    }

    let refused = async |visit: &str| {
        let args = format!("caseId: \"{case}\", visit: {{ {visit} }}");
        d.refused("team", "caseRecordVisit", &args).await.0
    };
    assert_eq!(refused("visitedOn: \"2299-01-01\"").await, "VISIT_IN_FUTURE");
    let both =
        "visitedOn: \"2026-02-01\", nothingChanged: true, findings: [{ code: \"savings\", answer: true }]";
    assert_eq!(refused(both).await, "VISIT_CHANGED_AND_NOT");
    assert_eq!(
        refused("visitedOn: \"2026-02-01\", findings: [{ code: \"q99\", answer: true }]").await,
        "PROBLEM_UNKNOWN"
    );
    let count = d.case("team", &case, "visits { nodes { id } }").await;
    assert_eq!(count["visits"]["nodes"].as_array().unwrap().len(), 1, "what is refused is not recorded");
}

async fn a_level_is_explained_with_what_is_missing(world: World) {
    let mut thirsty = row(2, "48010901");
    thirsty.troubles.push("q07");
    let rows = [row(1, "48010901"), thirsty];
    let d = District::with_problems(world, &rows);
    let (case, thirsty) = (d.case_of(&rows[0]).await, d.case_of(&rows[1]).await);
    let verdict = "level urgent verdict { level levelText note isOfficial criteriaSet cause missing missingTexts \
        criteria { code text level isMet line lineVersion fact { code trouble amount observedOn origin surveyYear seenAtHome } } }";

    let asked = d.case("team", &case, verdict).await;
    let told = &asked["verdict"];
    assert_eq!((&asked["level"], &asked["urgent"]), (&json!("NOT_YET_ASSESSABLE"), &json!(false)));
    assert_eq!((&told["levelText"], &told["note"]), (&json!("ยังประเมินไม่ได้"), &json!(NOTE)));
    assert_eq!((&told["isOfficial"], &told["cause"]), (&json!(false), &json!("import")));
    assert_eq!(
        (&told["missing"], &told["missingTexts"]),
        (&json!(["has_food"]), &json!(["มีอาหารถูกสุขลักษณะ"]))
    );
    let water = json!({ "code": "has_drinking_water", "text": "มีน้ำดื่มสะอาด", "level": "SURVIVE", "isMet": true,
        "line": null, "lineVersion": null,
        "fact": { "code": "q07", "trouble": false, "amount": null, "observedOn": "2023-01-01", "origin": "thaiqm",
                  "surveyYear": 2566, "seenAtHome": null } });
    assert_eq!(*criterion(told, "has_drinking_water"), water);
    assert_eq!(criterion(told, "has_food")["isMet"], Value::Null, "what nobody asked is not known");
    let parched = d.case("team", &thirsty, verdict).await;
    assert_eq!((&parched["level"], &parched["urgent"]), (&json!("BELOW_SURVIVE"), &json!(true)));
    assert_eq!(parched["verdict"]["levelText"], "ต่ำกว่าขั้นอยู่รอด");
    assert_eq!(criterion(&parched["verdict"], "has_drinking_water")["isMet"], false);

    // A visit answers what was missing; the income line is 40,000 baht a person a year.
    let fed = "{ code: \"bmn.safe_food\", answer: false }";
    let after = d.visit("team", &case, &found("2026-01-10", fed), verdict).await;
    assert_eq!(after["level"], "SURVIVE");
    let of_next = [
        "dimension_health",
        "dimension_living",
        "dimension_education",
        "dimension_income",
        "dimension_access",
        "income_at_line",
    ];
    assert_eq!(after["verdict"]["missing"], json!(of_next));
    let under = d
        .visit("team", &case, &found("2026-01-20", &format!("{WELL}, {}", income(3_999_999))), verdict)
        .await;
    assert_eq!((&under["level"], &under["verdict"]["missing"]), (&json!("SURVIVE"), &json!([])));
    let at_line = criterion(&under["verdict"], "income_at_line");
    assert_eq!((&at_line["isMet"], &at_line["line"]), (&json!(false), &json!("4000000")));
    assert_eq!(at_line["fact"]["amount"], "3999999");
    assert!(at_line["lineVersion"].is_string());
    let at = d.visit("team", &case, &found("2026-01-30", &income(4_000_000)), verdict).await;
    assert_eq!((&at["level"], &at["verdict"]["levelText"]), (&json!("SUFFICIENT"), &json!("ขั้นพอเพียง")));
    assert_eq!(criterion(&at["verdict"], "income_at_line")["isMet"], true);
    let fact = &criterion(&at["verdict"], "has_food")["fact"];
    assert_eq!(
        (&fact["origin"], &fact["seenAtHome"], &fact["observedOn"]),
        (&json!("visit"), &json!(true), &json!("2026-01-20"))
    );
    assert_eq!((&at["verdict"]["note"], &at["verdict"]["cause"]), (&json!(NOTE), &json!("visit")));
    let listed = d.ask("chief", "{ cases { nodes { level verdict { note } } } }").await;
    for it in listed["cases"]["nodes"].as_array().unwrap() {
        assert_eq!(it["verdict"]["note"], NOTE, "beside every level: {it}");
    }
}

async fn facts_count_by_the_day_they_were_true(world: World) {
    let rows: Vec<Row> = (1..=2).map(|n| row(n, "48010901")).collect();
    let d = District::with_problems(world, &rows);
    let level = "level levelFromSurveyOnly lastVisitedOn verdict { assessedOn }";
    let enough = format!("{WELL}, {}", income(4_500_000));
    let (case, other) = (d.case_of(&rows[0]).await, d.case_of(&rows[1]).await);
    for it in [&case, &other] {
        let after = d.visit("team", it, &found("2025-06-01", &enough), level).await;
        assert_eq!(after["level"], "SUFFICIENT");
    }
    // An older visit, typed in late, changes what was and not what is.
    let hungry = found("2025-02-01", "{ code: \"bmn.safe_food\", answer: true }");
    let late = d.visit("team", &case, &hungry, level).await;
    assert_eq!((&late["level"], &late["lastVisitedOn"]), (&json!("SUFFICIENT"), &json!("2025-06-01")));
    assert_eq!(late["verdict"]["assessedOn"], "2025-06-01");
    let visits = d
        .case("team", &case, "visits { nodes { visitedOn } } events(first: 50) { nodes { kind happenedOn } }")
        .await;
    assert_eq!(
        visits["visits"]["nodes"],
        json!([{ "visitedOn": "2025-06-01" }, { "visitedOn": "2025-02-01" }])
    );
    // So does an older survey.
    let mut homeless = rows.clone();
    for it in &mut homeless {
        it.troubles.push("q01");
    }
    d.import("thaiqm_2565.csv", &thaiqm(&homeless), 2565);
    let after = d.case("team", &case, level).await;
    assert_eq!((&after["level"], &after["levelFromSurveyOnly"]), (&json!("SUFFICIENT"), &json!(false)));

    // A newer survey makes it fall at once, marked as seen by nobody at home.
    d.import("thaiqm_2569.csv", &thaiqm(&homeless), 2569);
    for it in [&case, &other] {
        let after = d.case("team", it, &format!("{level} events(first: 1) {{ nodes {{ kind }} }}")).await;
        assert_eq!((&after["level"], &after["levelFromSurveyOnly"]), (&json!("BELOW_SURVIVE"), &json!(true)));
    }
    let confirmed =
        d.visit("team", &case, &found("2026-02-01", "{ code: \"q01\", problem: OPEN }"), level).await;
    assert_eq!(
        (&confirmed["level"], &confirmed["levelFromSurveyOnly"]),
        (&json!("BELOW_SURVIVE"), &json!(false))
    );
    let denied =
        d.visit("team", &other, &found("2026-02-01", "{ code: \"q01\", answer: false }"), level).await;
    assert_eq!((&denied["level"], &denied["levelFromSurveyOnly"]), (&json!("SUFFICIENT"), &json!(false)));
    // A fall that a visit sees counts at once.
    let fallen = d
        .visit("team", &other, &found("2026-03-01", "{ code: \"bmn.safe_food\", answer: true }"), level)
        .await;
    assert_eq!((&fallen["level"], &fallen["levelFromSurveyOnly"]), (&json!("BELOW_SURVIVE"), &json!(false)));
}

async fn sustainable_needs_half_a_year_and_the_chief(world: World) {
    let rows = [row(1, "48010901"), row(2, "48010902"), row(3, "48010902")];
    let d = District::with_problems(world, &rows[..2]);
    d.import("tpmap_2566.csv", &tpmap(&rows[2..]), 2566);
    let (case, other) = (d.case_of(&rows[0]).await, d.case_of(&rows[1]).await);
    let saved = "{ code: \"savings\", answer: true }, { code: \"q18\", problem: SOLVED }";
    let enough = format!("{WELL}, {saved}, {}", income(4_500_000));
    let confirmed = |visit: &str| format!("{visit}, verification: CONFIRMED");
    let fields = "level status verdict { nSufficientBefore sufficientSince }";
    for it in [&case, &other] {
        let after = d.visit("team", it, &confirmed(&found("2026-01-10", &enough)), fields).await;
        assert_eq!(
            (&after["level"], &after["verdict"]["nSufficientBefore"]),
            (&json!("SUFFICIENT"), &json!(0))
        );
    }
    let again = |on: &str| format!("visitedOn: \"{on}\", manner: AT_HOME, nothingChanged: true");
    let early = d.visit("team", &case, &again("2026-07-08"), fields).await;
    assert_eq!(early["level"], "SUFFICIENT", "179 days are not enough");
    let close = d.at(&case, "reason: SUSTAINABLE").await;
    assert_eq!(d.refused("chief", "caseClose", &close).await.0, "LEVEL_NOT_SUSTAINABLE");
    let held = d.visit("team", &case, &again("2026-07-09"), fields).await;
    assert_eq!(
        (&held["level"], &held["status"]),
        (&json!("SUSTAINABLE"), &json!("BEING_HELPED")),
        "180 days are"
    );
    assert_eq!(held["verdict"], json!({ "nSufficientBefore": 2, "sufficientSince": "2026-01-10" }));
    // One failing between begins the count again.
    d.visit("team", &other, &found("2026-04-01", "{ code: \"bmn.safe_food\", answer: true }"), fields).await;
    let back = d
        .visit("team", &other, &found("2026-07-20", "{ code: \"bmn.safe_food\", answer: false }"), fields)
        .await;
    assert_eq!((&back["level"], &back["verdict"]["nSufficientBefore"]), (&json!("SUFFICIENT"), &json!(0)));

    // The team proposes, the head may not agree, the chief returns it once and then agrees.
    let close = d.at(&case, "reason: SUSTAINABLE").await;
    for who in ["team", "head", "officer"] {
        assert_eq!(d.denied(who, "caseClose", &close).await, "FORBIDDEN");
    }
    let proposed = d
        .on(
            "team",
            &case,
            "caseProposeClosing",
            "reason: SUSTAINABLE, note: \"ครบเกณฑ์\"",
            "status events(first: 1) { nodes { kind } }",
        )
        .await;
    assert_eq!(
        (&proposed["status"], &proposed["events"]["nodes"][0]["kind"]),
        (&json!("BEING_HELPED"), &json!("CLOSING_PROPOSED"))
    );
    let selection = async |cases: &[&String]| {
        let mut named = Vec::new();
        for it in cases {
            let version = d.case("chief", it, "version").await["version"].clone();
            named.push(format!("{{ caseId: \"{it}\", expectedVersion: {version} }}"));
        }
        format!("selection: {{ cases: [{}] }}", named.join(", "))
    };
    let one = selection(&[&case]).await;
    assert_eq!(d.denied("head", "caseAgreeClosing", &one).await, "FORBIDDEN");
    let both = selection(&[&case, &other]).await;
    assert_eq!(d.refused("chief", "caseAgreeClosing", &both).await.0, "LEVEL_NOT_SUSTAINABLE");
    assert_eq!(d.case("chief", &case, "status").await["status"], "BEING_HELPED", "all or none");
    d.act("chief", "caseAgreeClosing", &one, "").await;
    let closed = d.case("team", &case, "status closingReason step level").await;
    assert_eq!(
        closed,
        json!({ "status": "CLOSED", "closingReason": "SUSTAINABLE", "step": "CLOSED", "level": "SUSTAINABLE" })
    );
    // Only this closing counts as brought out of poverty.
    d.on("head", &other, "caseClose", "reason: SOLVED_ITSELF", "id").await;
    let summary = "{ summary(areaId: \"AREA\") { progress { step figure { households { value } } } } }";
    let summary = summary.replace("AREA", &d.area("4801").await);
    let told = d.ask("chief", &summary).await["summary"]["progress"].take();
    let of = |step: &str| {
        let found = told.as_array().unwrap().iter().find(|it| it["step"] == step);
        found.unwrap_or_else(|| panic!("no {step}: {told}"))["figure"]["households"]["value"].clone()
    };
    assert_eq!((of("closed"), of("sustainable")), (json!(2), json!(1)));
}

async fn a_visit_typed_in_late_leaves_what_a_later_day_says(world: World) {
    let rows = [row(1, "48010901")];
    let d = District::with_problems(world, &rows);
    let case = d.case_of(&rows[0]).await;
    let visit = |on: &str, manner: &str, rest: &str| format!("visitedOn: \"{on}\", manner: {manner}, {rest}");
    let fields = "status verification class continuingCare closingProposal { reason }";
    let found = visit("2026-05-01", "AT_HOME", "verification: CONFIRMED, class: NEEDS_WELFARE");
    d.visit("team", &case, &found, "id").await;
    d.on("team", &case, "caseSetContinuingCare", "wanted: true", "id").await;
    let stands = d.on("team", &case, "caseProposeClosing", "reason: DECLINED", fields).await;
    let confirmed = json!({ "status": "BEING_HELPED", "verification": "CONFIRMED", "class": "NEEDS_WELFARE",
        "continuingCare": true, "closingProposal": { "reason": "DECLINED" } });
    assert_eq!(stands, confirmed);
    // Sheets of earlier days lie on the desk still, and a later day met nobody who would tell.
    for late in [
        visit("2026-03-01", "AT_HOME", "verification: CONFIRMED, class: CAN_DEVELOP"),
        visit("2026-03-02", "NOBODY_MET", "verification: NOT_FOUND"),
        visit("2026-06-01", "AT_HOME", "verification: REFUSED"),
        visit("2026-06-02", "NOBODY_MET", "verification: INACCESSIBLE"),
    ] {
        assert_eq!(d.visit("team", &case, &late, fields).await, confirmed, "{late}");
    }
    let late = d.on("team", &case, "caseVerify", "result: NOT_IN_NEED, on: \"2026-04-01\"", fields).await;
    assert_eq!(late, confirmed, "nor does the desk");
    let told = d.case("team", &case, "events(first: 50) { nodes { kind happenedOn } }").await;
    let told = told["events"]["nodes"].as_array().unwrap();
    for (kind, on) in [("CLASSIFIED", "2026-03-01"), ("VERIFIED", "2026-03-02"), ("VERIFIED", "2026-04-01")] {
        assert!(told.iter().any(|it| it["kind"] == kind && it["happenedOn"] == on), "{kind} {on}: {told:?}");
    }
    d.act("team", "caseReassess", &format!("caseId: \"{case}\""), "case { id }").await;
    assert_eq!(d.case("team", &case, fields).await, confirmed);
    // Who came under continuing care since needs welfare; by a class of today it ends.
    let before = visit("2026-07-01", "AT_HOME", "class: CAN_DEVELOP");
    assert_eq!(d.visit("team", &case, &before, fields).await, confirmed);
    d.on("team", &case, "caseClassify", "class: CAN_DEVELOP", "id").await;
    let now = d.case("team", &case, fields).await;
    assert_eq!((&now["class"], &now["continuingCare"]), (&json!("CAN_DEVELOP"), &json!(false)));
}

on_both!(
    a_visit_typed_in_late_leaves_what_a_later_day_says,
    a_visit_keeps_who_went_who_told_and_who_typed,
    a_level_is_explained_with_what_is_missing,
    facts_count_by_the_day_they_were_true,
    sustainable_needs_half_a_year_and_the_chief,
);

async fn a_visit_of_the_local_office_neither_confirms_nor_classifies(world: World) {
    let rows = [row(1, "48010901")];
    let d = District::with_problems(world, &rows);
    let case = d.case_of(&rows[0]).await;
    let local = d.world.signed_in("local", "local_officer", "480109").await;
    let record = async |more: &str, key: &str| {
        let visit = format!(
            "mutation {{ caseRecordVisit(caseId: \"{case}\", key: \"{key}\", visit: {{ visitedOn: \"2026-01-10\", \
             manner: AT_HOME{more} }}) {{ case {{ id }} userErrors {{ code }} }} }}"
        );
        code(&d.world.graphql(Some(&local), &visit, json!({})).await)
    };
    assert_eq!(record(", verification: CONFIRMED", "1").await, "FORBIDDEN");
    assert_eq!(record(", class: CAN_DEVELOP", "2").await, "FORBIDDEN");
    assert_eq!(record(", note: \"น้ำบ่อขุ่น\"", "3").await, "");
    let shown = d.case("team", &case, "verification class visits { nodes { note } }").await;
    assert_eq!(shown["visits"]["nodes"], json!([{ "note": "น้ำบ่อขุ่น" }]));
    assert_ne!(shown["verification"], "CONFIRMED");
    assert_eq!(shown["class"], json!(null));
}

async fn whoever_went_is_somebody(world: World) {
    let rows = [row(1, "48010901"), row(2, "48010101")];
    let d = District::with_problems(world, &rows);
    let case = d.case_of(&rows[0]).await;
    let me = text(&d.ask("officer", "{ me { id } }").await["me"]["id"]);
    let mut members = Vec::new();
    for (head, village) in [("head", "48010901"), ("far_head", "48010101")] {
        let team = d.mentor_team("ทีมบ้านหนึ่ง", village).await;
        let volunteer = "member: { kind: PERSON, name: \"นางสมมุติ อสม.\", sector: PEOPLE, formality: INFORMAL, role: MENTOR }";
        let args = format!("teamId: \"{team}\", {volunteer}");
        let made = d.act(head, "teamAddMember", &args, "team { members { nodes { id } } }").await;
        members.push(text(&made["team"]["members"]["nodes"][0]["id"]));
    }
    let account = |id: &str| format!("{{ accountId: \"{id}\" }}");
    let member = |id: &str| format!("{{ teamMemberId: \"{id}\" }}");
    let visit = |by: &str| {
        format!(
            "caseId: \"{case}\", visit: {{ visitedOn: \"2026-01-10\", manner: AT_HOME, visitedBy: [{by}] }}"
        )
    };
    for (by, wanted) in [
        (account(&nowhere(&me)), "ACCOUNT_UNKNOWN"),
        (format!("{}, {}", account(&me), account(&nowhere(&me))), "ACCOUNT_UNKNOWN"),
        (member(&nowhere(&members[0])), "MEMBER_UNKNOWN"),
        (member(&members[1]), "MEMBER_UNKNOWN"),
    ] {
        let refused = d.refused("team", "caseRecordVisit", &visit(&by)).await;
        assert_eq!(refused, (wanted.to_owned(), "visitedBy".to_owned()), "{by}");
    }
    let both = format!("{0}, {0}, {1}, {1}", account(&me), member(&members[0]));
    d.act("team", "caseRecordVisit", &visit(&both), "case { id }").await;
}

on_both!(a_visit_of_the_local_office_neither_confirms_nor_classifies, whoever_went_is_somebody);
