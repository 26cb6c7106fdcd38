//! One household, whoever lists it: what is uncertain is asked, an answer is remembered, and people are set right by hand.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use crate::district::{District, Row, row, thaiqm, tpmap};
use crate::imports::{pid, text};
use crate::world::World;

const SIDE: &str = "households { houseNo moo area { code } } persons { firstName isHead maskedNumbers }";

/// Perhaps the same man as another list writes him: no number, a slip in his name, another house of the village.
fn slipped(it: &Row) -> Row {
    Row {
        pid: None,
        first_name: it.first_name.replace("นะ", "น๊ะ"),
        house: format!("{}/9", it.house),
        ..it.clone()
    }
}

async fn questions(d: &District, who: &str, answered: bool) -> Vec<Value> {
    let asked = format!(
        "{{ linkQuestions(answered: {answered}) {{ nodes {{ id kind score reasons {{ code message }} area {{ code }} \
            answer answeredBy {{ id }} answeredAt left {{ {SIDE} }} right {{ {SIDE} }} }} }} }}"
    );
    d.ask(who, &asked).await["linkQuestions"]["nodes"].as_array().unwrap().clone()
}

const ALL: &str = "{ cases(filter: { status: [TO_VERIFY, BEING_HELPED, BEING_FOLLOWED] }) { totalCount nodes { household { sources members { person { id firstName } } } } } }";

async fn what_may_be_one_is_asked_and_the_answer_is_remembered(world: World) {
    let listed = row(1, "48010901");
    let asked = slipped(&listed);
    let d = District::with_problems(world, &[asked.clone(), row(2, "48010902")]);
    d.import("tpmap_2566.csv", &tpmap(&[listed, row(2, "48010902")]), 2566);
    let cases = d.ask("chief", ALL).await["cases"].take();
    assert_eq!(
        cases["totalCount"], 3,
        "two heads of two lists are one household; a third is doubtful: {cases:#}"
    );
    let waiting = questions(&d, "team", false).await;
    assert_eq!(waiting.len(), 1, "{waiting:#?}");
    let question = &waiting[0];
    assert_eq!((&question["kind"], &question["answer"]), (&json!("PERSONS"), &json!(null)));
    assert_eq!(question["area"]["code"], "48010901");
    let reasons: Vec<String> =
        question["reasons"].as_array().unwrap().iter().map(|it| text(&it["code"])).collect();
    assert_eq!(reasons, ["SIMILAR_NAME", "SAME_VILLAGE"]);
    assert_eq!(question["reasons"][0]["message"], "ชื่อคล้ายกัน");
    let mut sides = [question["left"].clone(), question["right"].clone()];
    sides.sort_by_key(|it| text(&it["households"][0]["houseNo"]));
    let here = |house: &str| json!([{ "houseNo": house, "moo": 1, "area": { "code": "48010901" } }]);
    assert_eq!((&sides[0]["households"], &sides[1]["households"]), (&here("1"), &here("1/9")));
    // A target list names people, a problem list heads.
    let shown = |name: &str, is_head: bool, numbers: Value| json!([{ "firstName": name, "isHead": is_head, "maskedNumbers": numbers }]);
    let masked = sides[0]["persons"][0]["maskedNumbers"].clone();
    assert!(text(&masked[0]).contains('x'), "no number is open here: {masked}");
    assert_eq!(sides[0]["persons"], shown(&row(1, "48010901").first_name, false, masked));
    assert_eq!(sides[1]["persons"], shown(&asked.first_name, true, json!([])));
    let id = text(&question["id"]);
    assert_eq!(questions(&d, "far_head", false).await, Vec::<Value>::new());
    let answer = |answer: &str| format!("questionId: \"{id}\", answer: {answer}");
    let fields = "question { answer answeredBy { id } answeredAt }";
    assert_eq!(d.denied("far_head", "linkQuestionAnswer", &answer("SAME")).await, "NOT_FOUND");
    assert_eq!(
        d.refused("team", "linkAnswerUndo", &format!("questionId: \"{id}\"")).await.0,
        "QUESTION_NOT_ANSWERED"
    );

    // Not the same: they stay two, and the next list does not ask again.
    let told = d.act("team", "linkQuestionAnswer", &answer("NOT_THE_SAME"), fields).await["question"].take();
    let me = d.ask("team", "{ me { id } }").await["me"]["id"].take();
    assert_eq!((&told["answer"], &told["answeredBy"]["id"]), (&json!("NOT_THE_SAME"), &me));
    assert!(told["answeredAt"].is_string());
    assert_eq!(d.refused("head", "linkQuestionAnswer", &answer("SAME")).await.0, "QUESTION_SETTLED");
    d.import("thaiqm_2567.csv", &thaiqm(std::slice::from_ref(&asked)), 2567);
    assert_eq!(
        questions(&d, "team", false).await,
        Vec::<Value>::new(),
        "a settled question is not asked again"
    );
    assert_eq!(questions(&d, "team", true).await.len(), 1);
    assert_eq!(d.ask("chief", ALL).await["cases"]["totalCount"], 3);

    // Taken back, it waits again; the same: both houses name one man.
    d.act("head", "linkAnswerUndo", &format!("questionId: \"{id}\""), fields).await;
    let waiting = questions(&d, "team", false).await;
    assert_eq!((waiting.len(), &waiting[0]["id"]), (1, &json!(id)));
    let before = d.ask("chief", ALL).await;
    assert_eq!(people(&before).len(), 3);
    d.act("head", "linkQuestionAnswer", &answer("SAME"), fields).await;
    assert_eq!(people(&d.ask("chief", ALL).await).len(), 2, "two records are one person");
    let one = d.ask("team", &format!("{{ linkQuestion(id: \"{id}\") {{ answer kind }} }}")).await;
    assert_eq!(one["linkQuestion"], json!({ "answer": "SAME", "kind": "PERSONS" }));
    d.act("head", "linkAnswerUndo", &format!("questionId: \"{id}\""), fields).await;
    assert_eq!(d.ask("chief", ALL).await, before, "two again, each with what they had");
}

/// Who lives in the households of the open cases.
fn people(cases: &Value) -> BTreeSet<String> {
    let members = cases["cases"]["nodes"].as_array().unwrap().iter().flat_map(|it| {
        let members = it["household"]["members"].as_array().unwrap();
        members.iter().map(|it| text(&it["person"]["id"]))
    });
    members.collect()
}

async fn another_family_in_a_house_is_asked_about_and_may_be_one_household(world: World) {
    let d = District::new(world);
    let family =
        |first: u64| [row(first, "48010901"), Row { house: first.to_string(), ..row(first + 1, "48010901") }];
    let (before, after) = (family(1), family(11).map(|it| Row { house: "1".to_owned(), ..it }));
    d.import("tpmap_2566.csv", &tpmap(&before), 2566);
    d.import("tpmap_2567.csv", &tpmap(&after), 2567);
    assert_eq!(d.ask("chief", ALL).await["cases"]["totalCount"], 2, "one house, two families");
    let waiting = questions(&d, "head", false).await;
    assert_eq!((waiting.len(), &waiting[0]["kind"]), (1, &json!("HOUSEHOLDS")), "{waiting:#?}");
    let id = text(&waiting[0]["id"]);
    let two = d.ask("chief", ALL).await;
    let same = format!("questionId: \"{id}\", answer: SAME");
    d.act("head", "linkQuestionAnswer", &same, "question { answer }").await;
    let one = d.ask("chief", ALL).await["cases"].take();
    assert_eq!(one["totalCount"], 1, "{one:#}");
    assert_eq!(one["nodes"][0]["household"]["members"].as_array().unwrap().len(), 4);
    let closed = d.ask("chief", "{ cases(filter: { status: [CLOSED] }) { nodes { closingReason } } }").await;
    assert_eq!(closed["cases"]["nodes"], json!([{ "closingReason": "DUPLICATE" }]));
    d.act("head", "linkAnswerUndo", &format!("questionId: \"{id}\""), "question { answer }").await;
    assert_eq!(d.ask("chief", ALL).await, two, "two households again, each with its case");
}

/// Two people in one house, one in another.
fn three_people() -> [Row; 3] {
    let second = Row { house: "1".to_owned(), ..row(3, "48010901") };
    [row(1, "48010901"), second, row(2, "48010902")]
}

async fn people_are_set_right_by_hand_and_it_can_be_taken_back(world: World) {
    let d = District::new(world);
    let rows = three_people();
    d.import("tpmap_2566.csv", &tpmap(&rows), 2566);
    let (home, other) = (d.case_of(&rows[0]).await, d.case_of(&rows[2]).await);
    assert_eq!(d.case_of(&rows[1]).await, home, "two people of one house are one household");
    let members = "household { id members { since until isHead person { id firstName diedOn movedAwayOn numbers { kind text status } } } }";
    let both = async || [d.case("team", &home, members).await, d.case("team", &other, members).await];
    let before = both().await;
    let member = |homes: &[Value; 2], at: usize, name: &str| {
        let members = homes[at]["household"]["members"].as_array().unwrap();
        members.iter().find(|it| it["person"]["firstName"] == name).cloned()
    };
    let name = &rows[1].first_name;
    let person = member(&before, 0, name).unwrap()["person"]["id"].clone();
    let target = before[1]["household"]["id"].clone();

    let to = |on: &str| format!("personId: {person}, toHouseholdId: {target}, on: \"{on}\"");
    let fields = "correction { id kind on household { id } undoneAt }";
    assert_eq!(d.refused("team", "personMove", &to("2299-01-01")).await.0, "DAY_IN_FUTURE");
    assert_eq!(d.denied("far_head", "personMove", &to("2026-02-01")).await, "NOT_FOUND");
    let moved = d.act("team", "personMove", &to("2026-02-01"), fields).await["correction"].take();
    assert_eq!(
        (&moved["kind"], &moved["on"], &moved["household"]["id"]),
        (&json!("MOVE"), &json!("2026-02-01"), &target)
    );
    let homes = both().await;
    assert_eq!(member(&homes, 0, name).unwrap()["until"], "2026-02-01", "{homes:#?}");
    let there = member(&homes, 1, name).unwrap();
    assert_eq!((&there["since"], &there["until"]), (&json!("2026-02-01"), &json!(null)));
    assert_eq!(d.refused("team", "personMove", &to("2026-02-02")).await.0, "ALREADY_MEMBER");
    // A later list that still writes the old house does not bring them back.
    d.import("tpmap_2567.csv", &tpmap(&rows[..2]), 2567);
    assert!(member(&both().await, 1, name).unwrap()["until"].is_null());

    let died = format!("personId: {person}, on: \"2026-03-01\"");
    let died_at = d.act("team", "personDied", &died, fields).await["correction"].take();
    assert_eq!(died_at["kind"], "DIED");
    let there = member(&both().await, 1, name).unwrap();
    assert_eq!((&there["until"], &there["person"]["diedOn"]), (&json!("2026-03-01"), &json!("2026-03-01")));
    assert_eq!(d.refused("team", "personDied", &died).await.0, "ALREADY_DEAD");

    let head = member(&before, 0, &rows[0].first_name).unwrap()["person"]["id"].clone();
    let number = |number: &str| format!("personId: {head}, number: \"{number}\", on: \"2026-03-01\"");
    assert_eq!(d.refused("team", "personNewNumber", &number("1234567890123")).await.0, "NUMBER_INVALID");
    assert_eq!(d.refused("team", "personNewNumber", &number(&pid(1))).await.0, "NUMBER_KNOWN");
    let renumbered = d.act("team", "personNewNumber", &number(&pid(777)), fields).await["correction"].take();
    let numbers = member(&both().await, 0, &rows[0].first_name).unwrap()["person"]["numbers"].take();
    let statuses: Vec<&Value> = numbers.as_array().unwrap().iter().map(|it| &it["status"]).collect();
    assert!(statuses.contains(&&json!("valid")) && statuses.contains(&&json!("replaced")), "{numbers}");
    assert!(numbers.as_array().unwrap().iter().all(|it| text(&it["text"]).contains('x')), "{numbers}");

    for it in [&renumbered, &died_at, &moved] {
        let undo = format!("correctionId: {}", it["id"]);
        let undone = d.act("team", "correctionUndo", &undo, fields).await["correction"].take();
        assert!(undone["undoneAt"].is_string());
        assert_eq!(d.refused("team", "correctionUndo", &undo).await.0, "ALREADY_UNDONE");
    }
    assert_eq!(both().await, before, "taken back, everybody is where they were");
}

on_both!(
    what_may_be_one_is_asked_and_the_answer_is_remembered,
    another_family_in_a_house_is_asked_about_and_may_be_one_household,
    people_are_set_right_by_hand_and_it_can_be_taken_back,
);
