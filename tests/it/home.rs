//! The screen that the day begins with: what waits for whom, and how many cases are alike.

use serde_json::{Value, json};

use crate::district::{District, row};
use crate::imports::text;
use crate::world::World;

const WAITING: &str = "{ waiting { withoutMentorTeam urgentUnseen(days: 7) unseen toVerify plansToApprove \
    closingsToAgree assignmentsToCommit proposalsToDecide linkQuestions rechecks } }";

async fn what_waits_is_told_to_whom_it_waits_for(world: World) {
    let mut rows: Vec<_> = (1..=4).map(|n| row(n, "48010901")).collect();
    rows.push(row(5, "48010101"));
    let d = District::with_problems(world.telling_statements(), &rows);
    let waiting = async |who: &str| d.ask(who, WAITING).await["waiting"].take();
    let at_first = waiting("chief").await;
    assert_eq!(
        at_first,
        json!({ "withoutMentorTeam": 5, "urgentUnseen": 0, "unseen": 5, "toVerify": 5, "plansToApprove": 0,
            "closingsToAgree": 0, "assignmentsToCommit": 0, "proposalsToDecide": 0, "linkQuestions": 0, "rechecks": 0 })
    );
    // A team sees to what it visits and verifies; sharing, agreeing and deciding are others'.
    let team = waiting("team").await;
    assert_eq!(
        (&team["unseen"], &team["toVerify"], &team["linkQuestions"]),
        (&json!(4), &json!(4), &json!(0))
    );
    for theirs in
        ["withoutMentorTeam", "plansToApprove", "closingsToAgree", "assignmentsToCommit", "proposalsToDecide"]
    {
        assert_eq!(team[theirs], Value::Null, "{theirs}");
    }
    assert_eq!(waiting("far_head").await["withoutMentorTeam"], 1);
    let admin = waiting("admin").await;
    assert!(admin.as_object().unwrap().values().all(Value::is_null), "{admin}");

    let mut cases = Vec::new();
    for it in &rows {
        cases.push(d.case_of(it).await);
    }
    let seen = "visitedOn: \"2026-02-27\", manner: AT_HOME, verification: CONFIRMED";
    d.visit("team", &cases[0], seen, "id").await;
    let plan = format!("caseId: \"{}\", plan: {{ wayOut: \"เลี้ยงไก่\", agreedOn: \"2026-02-27\" }}", cases[0]);
    d.act("team", "caseMakePlan", &plan, "case { id }").await;
    d.on("team", &cases[1], "caseProposeClosing", "reason: NOT_IN_NEED", "id").await;
    d.on("head", &cases[2], "caseClose", "reason: NOT_FOUND", "id").await;
    let subdistrict = d.team_of("480109").await;
    let mentor = d.mentor_team("ทีมบ้านหนึ่ง", "48010901").await;
    let named =
        |n: usize, version: &Value| format!("{{ caseId: \"{}\", expectedVersion: {version} }}", cases[n]);
    let version = d.case("chief", &cases[3], "version").await["version"].clone();
    let share = format!("selection: {{ cases: [{}] }}, mentorTeamIds: [\"{mentor}\"]", named(3, &version));
    d.act("head", "casesShareAmongMentors", &share, "act { id }").await;
    let prepare = format!(
        "selection: {{ filter: {{ teamId: \"{subdistrict}\", status: [TO_VERIFY] }}, expectedCount: 2 }}, teamId: \"{subdistrict}\""
    );
    d.act("officer", "assignmentPrepare", &prepare, "prepared { id }").await;
    let village = d.area("48010903").await;
    let propose = format!(
        "household: {{ areaId: \"{village}\", description: \"เพิง\", reason: \"ไม่มีบ้าน\", urgent: true }}"
    );
    d.act("reporter", "householdPropose", &propose, "proposal { id }").await;

    let (chief, n_statements) = d.statements("chief", WAITING).await;
    let later = &chief["waiting"];
    assert_eq!(later["withoutMentorTeam"], 4, "{later:#}");
    assert_eq!((&later["urgentUnseen"], &later["toVerify"]), (&json!(1), &json!(4)), "{later:#}");
    assert_eq!((&later["plansToApprove"], &later["closingsToAgree"]), (&json!(1), &json!(1)), "{later:#}");
    assert_eq!(
        (&later["assignmentsToCommit"], &later["proposalsToDecide"]),
        (&json!(1), &json!(1)),
        "{later:#}"
    );
    // All that is cases in one statement, and one for each of the others.
    assert!(n_statements <= 6, "{n_statements} statements");
    // It is what the lists find.
    for (filter, n) in [
        ("withoutMentorTeam: true", &later["withoutMentorTeam"]),
        ("unseenForDays: 30", &later["unseen"]),
        ("closingProposed: true", &later["closingsToAgree"]),
        ("planStatus: [AGREED]", &later["plansToApprove"]),
    ] {
        let open = "status: [TO_VERIFY, BEING_HELPED, BEING_FOLLOWED]";
        let found =
            d.ask("chief", &format!("{{ cases(filter: {{ {filter}, {open} }}) {{ totalCount }} }}")).await;
        assert_eq!(&found["cases"]["totalCount"], n, "{filter}");
    }
    let twice = "{ waiting { a: unseen(days: 0) b: unseen(days: 3) c: unseen(days: 30000) } }";
    assert_eq!(d.ask("chief", twice).await["waiting"], json!({ "a": 5, "b": 5, "c": 4 }));
    assert_eq!(d.error("chief", "{ waiting { unseen(days: -1) } }").await, "BAD_INPUT");
}

async fn cases_are_counted_by_what_they_have_in_common(world: World) {
    let mut rows: Vec<_> = (1..=3).map(|n| row(n, "48010901")).collect();
    rows.push(row(5, "48010101"));
    let d = District::with_problems(world, &rows);
    let case = d.case_of(&rows[0]).await;
    d.on("head", &case, "caseVerify", "result: CONFIRMED", "id").await;
    d.on("head", &case, "caseClassify", "class: CAN_DEVELOP", "id").await;
    let (subdistrict, mentor) = (d.team_of("480109").await, d.mentor_team("ทีมบ้านหนึ่ง", "48010901").await);
    let share = format!(
        "selection: {{ filter: {{ teamId: \"{subdistrict}\" }}, expectedCount: 3 }}, mentorTeamIds: [\"{mentor}\"]"
    );
    d.act("head", "casesShareAmongMentors", &share, "act { id }").await;
    let counted = async |who: &str, asked: &str, field: &str| {
        let found = d.ask(who, &format!("{{ caseCounts({asked}) {{ count {field} }} }}")).await;
        let rows = found["caseCounts"].as_array().unwrap().clone();
        rows.iter()
            .map(|it| {
                let alike = &it[field.split(' ').next().unwrap()];
                let alike = alike.as_str().or_else(|| alike["name"].as_str()).unwrap_or("-");
                (alike.to_owned(), it["count"].as_i64().unwrap())
            })
            .collect::<Vec<_>>()
    };
    let of = |pairs: &[(&str, i64)]| pairs.iter().map(|it| (it.0.to_owned(), it.1)).collect::<Vec<_>>();
    assert_eq!(counted("chief", "by: STATUS", "status").await, of(&[("TO_VERIFY", 3), ("BEING_HELPED", 1)]));
    assert_eq!(counted("far_head", "by: STATUS", "status").await, of(&[("TO_VERIFY", 1)]));
    assert_eq!(counted("far_chief", "by: STATUS", "status").await, of(&[]));
    assert_eq!(counted("chief", "by: CLASS", "class").await, of(&[("-", 3), ("CAN_DEVELOP", 1)]));
    assert_eq!(counted("chief", "by: VERIFICATION", "verification").await, of(&[("-", 3), ("CONFIRMED", 1)]));
    assert_eq!(counted("chief", "by: MENTOR_TEAM", "team { name }").await, of(&[("ทีมบ้านหนึ่ง", 3), ("-", 1)]));
    let teams = counted("chief", "by: TEAM, filter: { verification: [CONFIRMED] }", "team { name }").await;
    assert_eq!(teams, of(&[("ทีมตำบลบ้านกลาง", 1)]));
    let levels = counted("chief", "by: LEVEL", "level").await;
    assert_eq!(levels.iter().map(|it| it.1).sum::<i64>(), 4, "{levels:?}");
    let shown = d.case("chief", &case, "level").await;
    assert!(levels.iter().any(|it| it.0 == text(&shown["level"])), "{levels:?}");
}

on_both!(what_waits_is_told_to_whom_it_waits_for, cases_are_counted_by_what_they_have_in_common);
