//! Personal numbers: masked wherever they are shown, opened for a reason, and everybody who saw anybody is on record.

use serde_json::{Value, json};

use crate::district::{District, Row, row, tpmap};
use crate::imports::{look, personal_number, pid, text};
use crate::office::{HEADS, code, create_account, manage, nowhere, province};
use crate::world::World;

const LIST: &str = "query Page($text: String) { cases(first: 10, filter: { text: $text }) { totalCount nodes {
    household { members { person { id firstName numbers { kind text status } composedFrom } } surveyResults { nodes { person { id } } } }
} } }";
const OPEN: &str = "query ($id: ID!, $reason: String!) { personNumber(personId: $id, reason: $reason) { kind text status } }";
const EVENTS: &str =
    "query ($action: String!) { auditEvents(first: 100, filter: { action: $action }) { nodes {
    actor account { id } subjectKind detail nPersons
} } }";
const WHO_SAW: &str = "query ($id: ID!) { auditWhoSaw(personId: $id) { nodes { action actor nPersons } } }";

async fn a_number_is_masked_until_it_is_opened_for_a_reason(world: World) {
    let office = province(&world).await;
    let chief = world.signed_in("chief", "district_chief", "4801").await;
    let other = world.signed_in("other", "district_chief", "4802").await;
    let auditor = world.signed_in("auditor", "auditor", "").await;
    let me = text(&world.data(&chief, "{ me { id } }", json!({})).await["me"]["id"]);
    let events = async |action: &str| {
        let found = world.data(&auditor, EVENTS, json!({ "action": action })).await;
        let nodes = found["auditEvents"]["nodes"].as_array().unwrap().clone();
        nodes.into_iter().filter(|it| it["account"]["id"] == *me).collect::<Vec<Value>>()
    };

    // A page of persons is one event, whatever it shows of them, and written before the answer is read.
    assert_eq!(events("person.read").await, Vec::<Value>::new());
    let (page, n_statements) = world.counted(Some(&chief), LIST, json!({})).await;
    assert!(n_statements.is_some_and(|it| it < 20), "{n_statements:?}");
    assert_eq!(page["data"]["cases"]["totalCount"], 2);
    assert_eq!(personal_number(&page.to_string()), None, "{page:#}");
    let number = &page["data"]["cases"]["nodes"][0]["household"]["members"][0]["person"]["numbers"][0];
    assert_eq!(*number, json!({ "kind": "citizen", "text": masked(&office.here.number), "status": "valid" }));
    let read = events("person.read").await;
    assert_eq!(read.len(), 1, "{read:#?}");
    assert_eq!(read[0]["nPersons"], 2);
    assert_eq!(read[0]["actor"], format!("account:{}", uuid(&me)));
    // So are two pages, told in one answer.
    let twice = LIST.replace(
        "cases(first: 10,",
        "other: cases(first: 1) { nodes { household { members { person { id } } } } } cases(first: 10,",
    );
    let deeper = twice
        .replace("personId }", "personId } case { household { members { person { numbers { text } } } } }");
    world.data(&chief, &deeper, json!({})).await;
    let read = events("person.read").await;
    assert_eq!(read.len(), 2, "{read:#?}");
    assert_eq!(read[0]["nPersons"], 2);
    // A page without persons is none.
    world.data(&chief, "{ cases { nodes { id household { houseNo } } } }", json!({})).await;
    assert_eq!(events("person.read").await.len(), 2);
    // What is told of persons is read of them, whether or not it names them; asked together it is one event.
    for told in [
        "problems { code }",
        "visits { nodes { note findings { code } } }",
        "plans { wayOut }",
        "interventions { nodes { need } }",
        "verdict { level }",
        "events { nodes { detail } }",
        "household { surveyResults { nodes { answers { code } } } }",
        "problems { code } visits { nodes { note } } household { members { person { id } } }",
    ] {
        let before = events("person.read").await.len();
        world.data(&chief, &format!("{{ cases {{ nodes {{ {told} }} }} }}"), json!({})).await;
        let read = events("person.read").await;
        assert_eq!((read.len(), &read[0]["nPersons"]), (before + 1, &json!(2)), "{told}: {read:#?}");
    }

    // Whole numbers find, however they are written; parts of them do not; and nobody elsewhere is found.
    for (typed, n_found) in [
        (office.here.number.clone(), 1),
        (
            format!(
                "{}-{}-{}",
                &office.here.number[..1],
                &office.here.number[1..5],
                &office.here.number[5..]
            ),
            1,
        ),
        (office.here.number[..12].to_owned(), 0),
        (pid(999), 0),
        (office.there.number.clone(), 0),
        (HEADS[0][1].to_owned(), 1),
        (HEADS[2][1].to_owned(), 0),
        ("%".to_owned(), 0),
        ("' or 1 = 1 --".to_owned(), 0),
    ] {
        let found = world.data(&chief, LIST, json!({ "text": typed })).await;
        assert_eq!(found["cases"]["totalCount"], n_found, "{typed}");
        assert_eq!(personal_number(&found.to_string()), None);
    }
    // Each search by a whole number is on record, found or not.
    assert_eq!(events("person.number_searched").await.len(), 4);
    // Who may not open numbers looks for nobody by one, in no list and no act.
    for (name, role, area) in [("local", "local_officer", "480101"), ("lord", "governor", "48")] {
        let token = world.signed_in(name, role, area).await;
        let refused = world.graphql(Some(&token), LIST, json!({ "text": office.here.number })).await;
        assert_eq!(code(&refused), "NUMBER_SEARCH_NOT_YOURS");
        assert!(refused["data"].is_null(), "{refused:#}");
        let by_name = world.data(&token, LIST, json!({ "text": HEADS[0][1] })).await;
        assert_eq!(by_name["cases"]["totalCount"], 1);
    }
    // Nor does anybody try out a number's digits: so many a day, then no more.
    look(&world, "update login_counter set n_failures = 99 where kind = 'number_search'").await;
    let search =
        async || code(&world.graphql(Some(&chief), LIST, json!({ "text": office.here.number })).await);
    assert_eq!((search().await, search().await), (String::new(), "TOO_MANY_NUMBERS".to_owned()));
    assert_eq!(events("person.number_searched").await.len(), 5);
    look(&world, "delete from login_counter where kind = 'number_search'").await;

    // Opened with a reason, by who may, and recorded.
    let open = async |token: &str, id: &str, reason: &str| {
        world.graphql(Some(token), OPEN, json!({ "id": id, "reason": reason })).await
    };
    for reason in ["", "  ", "ok"] {
        assert_eq!(code(&open(&chief, &office.here.person, reason).await), "REASON_REQUIRED");
    }
    let hidden = open(&chief, &office.there.person, "ตรวจสอบสิทธิบัตรสวัสดิการ").await;
    assert_eq!(code(&hidden), "NOT_FOUND");
    assert_eq!(hidden, open(&chief, &nowhere(&office.there.person), "ตรวจสอบสิทธิบัตรสวัสดิการ").await);
    assert_eq!(open(&other, &office.here.person, "ตรวจสอบสิทธิบัตรสวัสดิการ").await, hidden);
    assert_eq!(code(&open(&auditor, &office.here.person, "ตรวจสอบสิทธิบัตรสวัสดิการ").await), "FORBIDDEN");
    assert_eq!(events("person.number_opened").await, Vec::<Value>::new(), "what was refused was not opened");
    let opened = open(&chief, &office.here.person, " ตรวจสอบสิทธิบัตรสวัสดิการ ").await;
    let shown = json!([{ "kind": "citizen", "text": office.here.number, "status": "valid" }]);
    assert_eq!(opened["data"]["personNumber"], shown);
    let recorded = events("person.number_opened").await;
    assert_eq!((recorded.len(), &recorded[0]["nPersons"]), (1, &json!(1)));
    assert_eq!(recorded[0]["detail"], json!({ "reason": "ตรวจสอบสิทธิบัตรสวัสดิการ" }).to_string());

    // Another number of the person: found by both, and taken back again.
    let new = pid(77);
    world.keep_secret(&new);
    let correct = "mutation ($id: ID!, $number: String!) {
        personNewNumber(personId: $id, number: $number, on: \"2025-03-01\", key: \"new\") { correction { id } userErrors { code } } }";
    let corrected = world.data(&chief, correct, json!({ "id": office.here.person, "number": new })).await;
    let found = async |number: &str| {
        world.data(&chief, LIST, json!({ "text": number })).await["cases"]["totalCount"].as_i64().unwrap()
    };
    assert_eq!((found(&new).await, found(&office.here.number).await), (1, 1));
    let numbers = open(&chief, &office.here.person, "ตรวจสอบเลขใหม่").await;
    let numbers = numbers["data"]["personNumber"].as_array().unwrap();
    assert!(numbers.iter().any(|it| it["text"] == *new && it["status"] == "valid"), "{numbers:#?}");
    assert!(
        numbers.iter().any(|it| it["text"] == *office.here.number && it["status"] == "replaced"),
        "{numbers:#?}"
    );
    let undo = "mutation ($id: ID!) { correctionUndo(correctionId: $id, key: \"undo\") { correction { undoneAt } userErrors { code } } }";
    let undone =
        world.data(&chief, undo, json!({ "id": corrected["personNewNumber"]["correction"]["id"] })).await;
    assert!(undone["correctionUndo"]["correction"]["undoneAt"].is_string(), "{undone:#}");
    assert_eq!((found(&new).await, found(&office.here.number).await), (0, 1));

    // Who saw whom: only auditors ask, and that they did is recorded too.
    assert_eq!(
        code(&world.graphql(Some(&chief), WHO_SAW, json!({ "id": office.here.person })).await),
        "FORBIDDEN"
    );
    let saw =
        world.data(&auditor, WHO_SAW, json!({ "id": office.here.person })).await["auditWhoSaw"]["nodes"]
            .take();
    let saw: Vec<&str> = saw
        .as_array()
        .unwrap()
        .iter()
        .filter(|it| it["actor"] == read[0]["actor"])
        .map(|it| it["action"].as_str().unwrap())
        .collect();
    assert_eq!(saw.iter().filter(|it| **it == "person.number_opened").count(), 2);
    assert!(saw.iter().filter(|it| **it == "person.read").count() >= 2, "{saw:?}");
    let unseen =
        world.data(&auditor, WHO_SAW, json!({ "id": office.far.person })).await["auditWhoSaw"]["nodes"]
            .take();
    assert!(unseen.as_array().unwrap().iter().all(|it| it["actor"] != read[0]["actor"]), "{unseen:#}");
    let asked =
        look(&world, "select cast(count(*) as text) from audit_event where action = 'audit.who_saw'").await;
    assert_eq!(asked[0][0].as_deref(), Some("2"));
    let log = world
        .data(
            &auditor,
            "{ auditEvents(first: 100) { nodes { id actor action detail subjectId } } }",
            json!({}),
        )
        .await;
    for head in HEADS.iter().flatten() {
        assert!(!log.to_string().contains(head), "the audit log names {head}");
    }
}

async fn a_number_of_two_people_is_disputed_until_one_bears_another(world: World) {
    let d = District::new(world);
    d.import("tpmap_2566.csv", &tpmap(&[row(1, "48010901")]), 2566);
    let other = Row { pid: Some(pid(1)), ..row(5, "48010902") };
    d.import("tpmap_2567.csv", &tpmap(std::slice::from_ref(&other)), 2567);
    let cases = [d.case_of(&row(1, "48010901")).await, d.case_of(&other).await];
    let members = "household { members { person { id numbers { status } } } }";
    let statuses = async || {
        let mut all = Vec::new();
        for case in &cases {
            let person = d.case("team", case, members).await["household"]["members"][0]["person"].take();
            let numbers = person["numbers"].as_array().unwrap().iter().map(|it| text(&it["status"]));
            all.push(numbers.collect::<Vec<_>>());
        }
        all
    };
    assert_eq!(statuses().await, [["disputed"], ["disputed"]]);
    let person = d.case("team", &cases[1], members).await["household"]["members"][0]["person"]["id"].take();
    let number = format!("personId: {person}, number: \"{}\", on: \"2026-01-05\"", pid(55));
    let corrected = d.act("team", "personNewNumber", &number, "correction { id }").await;
    assert_eq!(statuses().await, [vec!["valid"], vec!["valid", "replaced"]]);
    let undo = format!("correctionId: {}", corrected["correction"]["id"]);
    d.act("team", "correctionUndo", &undo, "correction { id }").await;
    assert_eq!(statuses().await, [["disputed"], ["disputed"]]);
}

/// What is shown of a number.
fn masked(number: &str) -> String {
    format!("{}-xxxx-xxxxx-{}-x", &number[..1], &number[10..12])
}

/// The id within the system of what a client knows by an opaque one.
fn uuid(id: &str) -> String {
    let hex = &id[6..];
    [&hex[..8], &hex[8..12], &hex[12..16], &hex[16..20], &hex[20..]].join("-")
}

async fn what_somebody_did_to_the_audit_log_is_seen(world: World) {
    let admin = world.signed_in("admin", "system_administrator", "").await;
    let grant = json!({ "role": "AUDITOR", "validFrom": "2025-01-01" });
    for name in ["one", "two", "three"] {
        create_account(&world, &admin, name, grant.clone()).await;
    }
    let accounts = world.data(&admin, "{ accounts { nodes { userName grants { id } } } }", json!({})).await;
    let nodes = accounts["accounts"]["nodes"].as_array().unwrap();
    let grant = &nodes.iter().find(|it| it["userName"] == "one").unwrap()["grants"][0]["id"];
    manage(&world, &admin, "grantRevoke", "account { id }", json!({ "grantId": grant })).await;
    let verify = || {
        let ended = world.phonjon(&["audit", "verify", "--json"]);
        let report: Value = serde_json::from_slice(&ended.stdout).unwrap();
        (ended.status.code(), report["faults"].to_string(), report)
    };
    let (code, _, report) = verify();
    assert_eq!(code, Some(0), "{report:#}");
    world.server().await.stop();
    let (code, _, report) = verify();
    assert_eq!((code, &report["unsealed"]), (Some(0), &json!([])), "{report:#}");
    assert!(report["sealed"].as_i64() > Some(10));

    let place = |n: i64| format!("(select event_id from audit_seal where place = {n})");
    let detail = look(&world, &format!("select detail from audit_event where id = {}", place(3))).await[0][0]
        .clone()
        .unwrap();
    for (what, act, undo, fault) in [
        (
            "another detail",
            format!("update audit_event set detail = '{{\"forged\":true}}' where id = {}", place(3)),
            format!("update audit_event set detail = '{detail}' where id = {}", place(3)),
            "AUDIT_EVENT_CHANGED",
        ),
        (
            "another actor",
            format!("update audit_event set actor = actor || 'x' where id = {}", place(4)),
            format!(
                "update audit_event set actor = substr(actor, 1, length(actor) - 1) where id = {}",
                place(4)
            ),
            "AUDIT_EVENT_CHANGED",
        ),
        (
            "another order",
            "update audit_seal set place = -place where place in (2, 3)".to_owned(),
            "update audit_seal set place = -place where place in (-2, -3)".to_owned(),
            "AUDIT_CHAIN_BROKEN",
        ),
    ] {
        look(&world, &act).await;
        let (code, faults, report) = verify();
        assert_eq!(code, Some(1), "{what}: {report:#}");
        assert!(faults.contains(fault), "{what}: {faults}");
        look(&world, &undo).await;
        let (code, _, report) = verify();
        assert_eq!(code, Some(0), "{what}, put back: {report:#}");
    }
    look(&world, "delete from audit_seal where place = 5").await;
    let (code, faults, _) = verify();
    assert!(code == Some(1) && faults.contains("AUDIT_GAP"), "{faults}");
}

on_both!(
    a_number_is_masked_until_it_is_opened_for_a_reason,
    a_number_of_two_people_is_disputed_until_one_bears_another,
    what_somebody_did_to_the_audit_log_is_seen,
);

async fn a_guess_at_a_number_counts_like_a_search_and_is_on_record(world: World) {
    let d = District::new(world);
    d.import("tpmap_2566.csv", &tpmap(&[row(1, "48010901")]), 2566);
    let case = d.case_of(&row(1, "48010901")).await;
    let members = "household { members { person { id } } }";
    let person = d.case("team", &case, members).await["household"]["members"][0]["person"]["id"].take();
    // A local officer corrects households and opens no numbers.
    let local = d.world.signed_in("local", "local_officer", "480109").await;
    let guess = async |token: &str, number: &str, on: &str, key: &str| {
        let act = "mutation ($id: ID!, $number: String!, $on: Date!, $key: ID!) {
            personNewNumber(personId: $id, number: $number, on: $on, key: $key) { userErrors { code field } } }";
        let sent = json!({ "id": person, "number": number, "on": on, "key": key });
        let answer = d.world.graphql(Some(token), act, sent).await;
        let field = answer["data"]["personNewNumber"]["userErrors"][0]["field"].as_str();
        (code(&answer), field.unwrap_or_default().to_owned())
    };
    let tried = async || {
        let auditor = d.token("auditor").await;
        let found = d.world.data(&auditor, EVENTS, json!({ "action": "person.number_tried" })).await;
        found["auditEvents"]["nodes"].as_array().unwrap().len()
    };
    assert_eq!(guess(&local, &pid(1), "2026-01-05", "1").await.0, "NUMBER_KNOWN");
    assert_eq!(tried().await, 1, "what was refused was tried");
    // Where another is recorded for the day, a right guess is answered as a wrong one.
    let number = format!("personId: {person}, number: \"{}\", on: \"2026-01-05\"", pid(55));
    d.act("team", "personNewNumber", &number, "correction { id }").await;
    assert_eq!(guess(&local, &pid(55), "2026-01-05", "2").await.0, "CORRECTED_SINCE");
    assert_eq!(guess(&local, &pid(56), "2026-01-05", "3").await.0, "CORRECTED_SINCE");
    assert_eq!(tried().await, 4);
    // Searches and tries of a day are counted together, and end.
    look(&d.world, "update login_counter set n_failures = 99 where kind = 'number_search'").await;
    let team = d.token("team").await;
    let search = async || {
        let found = d.world.graphql(Some(&team), LIST, json!({ "text": pid(1) })).await;
        code(&found)
    };
    assert_eq!(search().await, "");
    let too_many = ("TOO_MANY_NUMBERS".to_owned(), "number".to_owned());
    assert_eq!(guess(&team, &pid(57), "2026-02-01", "4").await, too_many);
    assert_eq!(search().await, "TOO_MANY_NUMBERS");
    assert_eq!(guess(&local, &pid(55), "2026-02-01", "5").await.0, "NUMBER_KNOWN");
    assert_eq!(guess(&local, &pid(55), "2026-02-01", "6").await, too_many);
    assert_eq!(tried().await, 5);
    // Who may correct nobody compares nothing: nothing is counted, and nothing told.
    let far = d.token("far_head").await;
    let auditor = d.token("auditor").await;
    assert_eq!(guess(&auditor, &pid(55), "2026-02-01", "7").await.0, "NOT_FOUND");
    assert_eq!(guess(&far, &pid(55), "2026-02-01", "8").await.0, "NOT_FOUND");
    assert_eq!(tried().await, 6);
}

on_both!(a_guess_at_a_number_counts_like_a_search_and_is_on_record);
