//! One household, whoever lists it: what is uncertain is asked, an answer is remembered, and people are set right by hand.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use crate::district::{District, Row, row, thaiqm, tpmap};
use crate::imports::{pid, text};
use crate::office::create_account;
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

async fn a_question_is_asked_where_both_belong_now(world: World) {
    let (listed, far) = (row(1, "48010901"), row(3, "48020101"));
    let d = District::with_problems(world, &[slipped(&listed)]);
    d.import("tpmap_2566.csv", &tpmap(&[listed.clone(), far.clone()]), 2566);
    let asked = format!(
        "{{ linkQuestions {{ nodes {{ id left {{ {SIDE} elsewhere {{ code }} }} right {{ {SIDE} elsewhere {{ code }} }} }} }} }}"
    );
    let waiting =
        async |who: &str| d.ask(who, &asked).await["linkQuestions"]["nodes"].as_array().unwrap().clone();
    let before = waiting("chief").await;
    assert_eq!(before.len(), 1);
    assert!(before[0].to_string().matches("\"elsewhere\":[]").count() == 2, "{before:#?}");
    let answer = format!("questionId: {}, answer: SAME", before[0]["id"]);

    // The one of the list moves to another district: what they are is no longer this one's to say, nor that one's.
    let (home, other) = (home_of(&d, "chief", &listed).await, home_of(&d, "far_chief", &far).await);
    let both = both_districts(&d).await;
    let person = &home["household"]["members"][0]["person"]["id"];
    let to = |home: &Value, on: &str| {
        format!("personId: {person}, toHouseholdId: {}, on: \"{on}\"", home["household"]["id"])
    };
    correct(&d, &both, "personMove", &to(&other, "2026-02-01")).await;
    for who in ["chief", "team", "far_chief"] {
        assert_eq!(waiting(who).await, Vec::<Value>::new(), "{who}");
        assert_eq!(d.denied(who, "linkQuestionAnswer", &answer).await, "NOT_FOUND", "{who}");
    }

    // Come back, of the house between the district is told, and nothing else.
    correct(&d, &both, "personMove", &to(&home, "2026-02-10")).await;
    let after = waiting("chief").await;
    assert_eq!(after.len(), 1);
    let sides = [&after[0]["left"], &after[0]["right"]];
    let lived = sides.iter().find(|it| it["elsewhere"] != json!([])).unwrap();
    assert_eq!(lived["elsewhere"], json!([{ "code": "4802" }]));
    let places: Vec<&Value> =
        lived["households"].as_array().unwrap().iter().map(|it| &it["area"]["code"]).collect();
    assert_eq!(places, ["48010901"]);
    d.act("chief", "linkQuestionAnswer", &answer, "question { answer }").await;
}

async fn who_moved_to_another_district_is_out_of_reach_of_the_first(world: World) {
    let d = District::new(world);
    let (head, far) = (row(1, "48010901"), row(3, "48020101"));
    let moving = Row { house: "1".to_owned(), ..row(2, "48010901") };
    d.import("tpmap_2566.csv", &tpmap(&[head.clone(), moving.clone(), far.clone()]), 2566);
    let both = both_districts(&d).await;
    let (home, other) = (home_of(&d, "chief", &head).await, home_of(&d, "far_chief", &far).await);
    let found = member(&home, &moving.first_name);
    let person = found["person"]["id"].clone();
    let to = |home: &Value, on: &str| {
        format!("personId: {person}, toHouseholdId: {}, on: \"{on}\"", home["household"]["id"])
    };
    let moved = correct(&d, &both, "personMove", &to(&other, "2026-02-01")).await;
    let number = |n: u64| format!("personId: {person}, number: \"{}\", on: \"2026-02-05\"", pid(n));
    d.act("far_chief", "personNewNumber", &number(777), "correction { id }").await;
    let died = format!("personId: {person}, on: \"2026-03-01\"");
    let died_at = d.act("far_chief", "personDied", &died, "correction { id }").await["correction"].take();

    // Who had them sees that they left, as they were known there, and can touch nothing of what came after.
    for who in ["chief", "team"] {
        for (act, arguments) in [
            ("personDied", died.clone()),
            ("personNewNumber", number(778)),
            ("personMove", to(&home, "2026-03-02")),
            ("correctionUndo", format!("correctionId: {moved}")),
            ("correctionUndo", format!("correctionId: {}", died_at["id"])),
        ] {
            assert_eq!(d.denied(who, act, &arguments).await, "NOT_FOUND", "{who} {act}");
        }
        let open = format!("{{ personNumber(personId: {person}, reason: \"ตรวจสอบสิทธิ\") {{ text }} }}");
        assert_eq!(d.error(who, &open).await, "NOT_FOUND");
    }
    let left = member(&home_of(&d, "chief", &head).await, &moving.first_name);
    assert_eq!(
        (&left["until"], &left["person"]["lastName"]),
        (&json!("2026-02-01"), &found["person"]["lastName"])
    );
    assert_eq!((&left["person"]["diedOn"], &left["person"]["numbers"]), (&json!(null), &json!([])));

    // Where they belonged last knows all of it, and may take it back.
    let there = member(&home_of(&d, "far_chief", &far).await, &moving.first_name);
    assert_eq!((&there["until"], &there["person"]["diedOn"]), (&json!("2026-03-01"), &json!("2026-03-01")));
    assert_eq!(there["person"]["numbers"].as_array().unwrap().len(), 2);
    let history = [told("DIED", true, false), told("NUMBER", true, false), told("MOVE", true, false)];
    assert_eq!(corrections(&d, "far_chief", &far).await, history);
    assert_eq!(corrections(&d, "chief", &head).await, Vec::<Value>::new(), "what came after is not theirs");
    d.act("far_chief", "correctionUndo", &format!("correctionId: {}", died_at["id"]), "correction { id }")
        .await;
    d.act("far_chief", "correctionUndo", &format!("correctionId: {moved}"), "correction { id }").await;
    assert_eq!(
        d.denied("far_chief", "personDied", &died).await,
        "NOT_FOUND",
        "they are the first district's again"
    );
    let back = member(&home_of(&d, "chief", &head).await, &moving.first_name);
    assert!(back["until"].is_null() && !back["person"]["numbers"].as_array().unwrap().is_empty(), "{back:#}");
    // What was taken back stays in the history of where they are; who only reads takes nothing back.
    let history = [told("DIED", false, true), told("NUMBER", true, false), told("MOVE", false, true)];
    assert_eq!(corrections(&d, "team", &head).await, history);
    let seen = corrections(&d, "province", &head).await;
    assert!(seen.iter().all(|it| it["canUndo"] == false) && seen.len() == 3, "{seen:#?}");
    assert_eq!(corrections(&d, "far_chief", &far).await, Vec::<Value>::new());
}

fn told(kind: &str, can_undo: bool, is_undone: bool) -> Value {
    json!({ "kind": kind, "canUndo": can_undo, "isUndone": is_undone })
}

/// What was set right by hand in the household of this row's head, as somebody sees it.
async fn corrections(d: &District, who: &str, of: &Row) -> Vec<Value> {
    let asked = format!(
        "{{ cases(filter: {{ text: \"{}\" }}) {{ nodes {{ household {{ corrections {{ kind canUndo undoneAt person {{ id }} by {{ id }} }} }} }} }} }}",
        of.first_name
    );
    let found = d.ask(who, &asked).await["cases"]["nodes"][0]["household"]["corrections"].take();
    let line = |it: &Value| {
        assert!(it["person"]["id"].is_string() && it["by"]["id"].is_string(), "{it}");
        json!({ "kind": it["kind"], "canUndo": it["canUndo"], "isUndone": it["undoneAt"].is_string() })
    };
    found.as_array().unwrap().iter().map(line).collect()
}

/// The household of the case that this name finds.
async fn home_of(d: &District, who: &str, of: &Row) -> Value {
    let asked = format!(
        "{{ cases(filter: {{ text: \"{}\" }}) {{ nodes {{ id household {{ id members {{ since until \
            person {{ id firstName lastName diedOn numbers {{ status }} }} }} }} }} }} }}",
        of.first_name
    );
    d.ask(who, &asked).await["cases"]["nodes"][0].take()
}

/// The member of a household of this name.
fn member(home: &Value, first_name: &str) -> Value {
    let members = home["household"]["members"].as_array().unwrap();
    members
        .iter()
        .find(|it| it["person"]["firstName"] == first_name)
        .unwrap_or_else(|| panic!("{home:#}"))
        .clone()
}

/// Signs in an officer of both districts.
async fn both_districts(d: &District) -> String {
    let areas = [d.area("4801").await, d.area("4802").await];
    let grant = json!({ "role": "DISTRICT_OFFICER", "areaIds": areas, "validFrom": "2025-01-01" });
    let account = create_account(&d.world, &d.token("admin").await, "both", grant).await;
    d.world.sign_in(&account).await
}

/// Sets somebody right with a token, and gives the id of the correction as it is written in a query.
async fn correct(d: &District, token: &str, act: &str, arguments: &str) -> Value {
    let key = arguments.bytes().map(u64::from).sum::<u64>();
    let mutation = format!(
        "mutation {{ {act}({arguments}, key: \"both-{key}\") {{ correction {{ id }} userErrors {{ code }} }} }}"
    );
    let mut done = d.world.data(token, &mutation, json!({})).await[act].take();
    assert_eq!(done["userErrors"], json!([]), "{mutation}");
    done["correction"]["id"].take()
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
    let area = d.area("4801").await;
    let counted = format!(
        "{{ then: summary(areaId: \"{area}\", fiscalYear: 2566) {{ total {{ households {{ value }} }} }} \
            now: summary(areaId: \"{area}\") {{ total {{ households {{ value }} }} }} }}"
    );
    let n = async || {
        d.world.run(&["figures", "recount"]);
        let told = d.ask("chief", &counted).await;
        ["then", "now"].map(|it| told[it]["total"]["households"]["value"].as_i64().unwrap())
    };
    assert_eq!(n().await, [1, 2]);
    let same = format!("questionId: \"{id}\", answer: SAME");
    d.act("head", "linkQuestionAnswer", &same, "question { answer }").await;
    let one = d.ask("chief", ALL).await["cases"].take();
    assert_eq!(one["totalCount"], 1, "{one:#}");
    assert_eq!(one["nodes"][0]["household"]["members"].as_array().unwrap().len(), 4);
    let closed = d.ask("chief", "{ cases(filter: { status: [CLOSED] }) { nodes { closingReason } } }").await;
    assert_eq!(closed["cases"]["nodes"], json!([{ "closingReason": "DUPLICATE" }]));
    assert_eq!(n().await, [1, 1], "the duplicate is no household of any year");
    d.act("head", "linkAnswerUndo", &format!("questionId: \"{id}\""), "question { answer }").await;
    assert_eq!(d.ask("chief", ALL).await, two, "two households again, each with its case");
    assert_eq!(n().await, [1, 2]);
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

async fn what_was_done_for_either_is_done_for_the_one(world: World) {
    let d = District::new(world);
    let family =
        |first: u64| [row(first, "48010901"), Row { house: first.to_string(), ..row(first + 1, "48010901") }];
    let (before, after) = (family(1), family(11).map(|it| Row { house: "1".to_owned(), ..it }));
    d.import("tpmap_2566.csv", &tpmap(&before), 2566);
    d.import("tpmap_2567.csv", &tpmap(&after), 2567);
    let (kept, gone) = (d.case_of(&before[0]).await, d.case_of(&after[0]).await);
    let today = text(&d.case("team", &gone, "openedOn").await["openedOn"]);
    let visit =
        format!("visitedOn: \"{today}\", manner: AT_HOME, verification: CONFIRMED, class: NEEDS_WELFARE");
    d.visit("team", &gone, &visit, "id").await;
    d.on("team", &gone, "caseSetContinuingCare", "wanted: true", "id").await;
    let help = format!(
        "caseId: \"{gone}\", intervention: {{ need: \"house_repair\", kind: IMMEDIATE, form: IN_KIND, sector: STATE, agency: \"อบต.\", doneOn: \"{today}\" }}"
    );
    d.act("team", "caseAddIntervention", &help, "intervention { id }").await;
    for _ in 0..20 {
        let args = format!("caseId: \"{kept}\", text: \"โปรดติดตาม\"");
        d.act("officer", "caseComment", &args, "case { id }").await;
    }
    let fields = "status verification class continuingCare step lastVisitedOn statusSince \
        visits { nodes { visitedOn } } interventions { nodes { need doneOn } } timeInState { status since until }";
    let cases = async || [d.case("team", &kept, fields).await, d.case("team", &gone, fields).await];
    let area = d.area("4801").await;
    let counted = format!(
        "{{ summary(areaId: \"{area}\", by: [PROGRESS]) {{ lines {{ keys {{ value }} figure {{ households {{ value }} }} }} }} }}"
    );
    let n = async || d.ask("chief", &counted).await["summary"]["lines"].take();
    let (two, two_counted) = (cases().await, n().await);
    assert_eq!(two[0]["step"], "LISTED");
    let id = questions(&d, "head", false).await[0]["id"].clone();
    d.act("head", "linkQuestionAnswer", &format!("questionId: {id}, answer: SAME"), "question { answer }")
        .await;
    let one = d.case("team", &kept, fields).await;
    assert_eq!(one["visits"]["nodes"], json!([{ "visitedOn": today }]));
    assert_eq!(one["interventions"]["nodes"], two[1]["interventions"]["nodes"]);
    for it in ["status", "verification", "class", "continuingCare", "step", "lastVisitedOn"] {
        assert_eq!(one[it], two[1][it], "{it}");
    }
    let counts = n().await;
    let of = |name: &str| {
        let lines = counts.as_array().unwrap();
        let line = lines.iter().find(|it| it["keys"][0]["value"] == name);
        line.map(|it| it["figure"]["households"]["value"].clone())
    };
    for name in ["visited", "verified", "helped"] {
        assert_eq!(of(name), Some(json!(1)), "{name}: {counts}");
    }
    d.act("head", "linkAnswerUndo", &format!("questionId: {id}"), "question { answer }").await;
    assert_eq!(cases().await, two, "two again, each with its own");
    assert_eq!(n().await, two_counted);
}

on_both!(
    what_was_done_for_either_is_done_for_the_one,
    what_may_be_one_is_asked_and_the_answer_is_remembered,
    a_question_is_asked_where_both_belong_now,
    who_moved_to_another_district_is_out_of_reach_of_the_first,
    another_family_in_a_house_is_asked_about_and_may_be_one_household,
    people_are_set_right_by_hand_and_it_can_be_taken_back,
);
