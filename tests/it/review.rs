//! The question queue as those who know the families work it: the village first, numbers for a meeting, two at once.

use serde_json::{Value, json};

use crate::district::{District, Row, row, tpmap};
use crate::imports::text;
use crate::world::World;

/// Perhaps the same man as another list writes him: no number, a slip in his name, another house of the village.
fn slipped(it: &Row) -> Row {
    Row {
        pid: None,
        first_name: it.first_name.replace("นะ", "น๊ะ"),
        house: format!("{}/9", it.house),
        ..it.clone()
    }
}

/// A district with one question in each of these villages.
fn asked_in(world: World, villages: &[&'static str]) -> District {
    let listed: Vec<Row> = (1..).zip(villages).map(|(n, village)| row(n, village)).collect();
    let slips: Vec<Row> = listed.iter().map(slipped).collect();
    let d = District::with_problems(world, &slips);
    d.import("tpmap_2566.csv", &tpmap(&listed), 2566);
    d
}

const FIELDS: &str = "id band score waitsFor movesOnAt isMyTurn number area { code }";

/// The questions that wait, as somebody lists them.
async fn waiting(d: &District, who: &str, arguments: &str) -> Vec<Value> {
    let asked = format!("{{ linkQuestions({arguments}first: 50) {{ nodes {{ {FIELDS} }} }} }}");
    d.ask(who, &asked).await["linkQuestions"]["nodes"].as_array().unwrap().clone()
}

async fn mine(d: &District, who: &str) -> Vec<String> {
    waiting(d, who, "onlyMyTurn: true, ").await.iter().map(|it| text(&it["area"]["code"])).collect()
}

fn of(question: &Value, rest: &str) -> String {
    format!("questionId: {}{rest}", question["id"])
}

async fn the_village_is_asked_before_the_subdistrict_and_that_before_the_district(world: World) {
    let d = asked_in(world, &["48010901", "48010903"]);
    for who in ["reporter", "team", "officer"] {
        d.token(who).await;
    }
    // Of the third village somebody reports; of the first nobody does, so that its subdistrict is asked at once.
    assert_eq!(mine(&d, "reporter").await, ["48010903"]);
    assert_eq!(mine(&d, "team").await, ["48010901"]);
    assert_eq!(mine(&d, "officer").await, Vec::<String>::new());
    let all = waiting(&d, "officer", "").await;
    assert_eq!(all.len(), 2, "whoever reaches both may look, and may answer");
    let stages: Vec<(String, String)> =
        all.iter().map(|it| (text(&it["area"]["code"]), text(&it["waitsFor"]))).collect();
    assert!(stages.contains(&("48010901".to_owned(), "SUBDISTRICT".to_owned())), "{stages:?}");
    assert!(stages.contains(&("48010903".to_owned(), "VILLAGE".to_owned())), "{stages:?}");
    assert!(all.iter().all(|it| it["movesOnAt"].is_string() && it["isMyTurn"] == false), "{all:#?}");

    // Who does not know passes it on, step by step; at the district nobody is left.
    let third = waiting(&d, "reporter", "").await.remove(0);
    let passed =
        d.act("reporter", "linkQuestionPassOn", &of(&third, ""), "question { waitsFor isMyTurn }").await;
    assert_eq!(passed["question"], json!({ "waitsFor": "SUBDISTRICT", "isMyTurn": false }));
    assert_eq!(mine(&d, "reporter").await, Vec::<String>::new(), "who passed it on is not asked again");
    assert_eq!(mine(&d, "team").await.len(), 2);
    assert_eq!(mine(&d, "officer").await, Vec::<String>::new());
    d.act("team", "linkQuestionPassOn", &of(&third, ""), "question { id }").await;
    assert_eq!(mine(&d, "officer").await, ["48010903"]);
    let refused = d.refused("officer", "linkQuestionPassOn", &of(&third, "")).await;
    assert_eq!(refused, ("QUESTION_AT_DISTRICT".to_owned(), "questionId".to_owned()));
    assert_eq!(d.denied("far_head", "linkQuestionPassOn", &of(&third, "")).await, "NOT_FOUND");
    // The village may still answer: it moved up, not away.
    d.act("reporter", "linkQuestionAnswer", &of(&third, ", answer: NOT_THE_SAME"), "question { answer }")
        .await;
    assert_eq!(mine(&d, "officer").await, Vec::<String>::new());
}

async fn the_second_of_two_is_told_who_answered(world: World) {
    let d = asked_in(world, &["48010901"]);
    let question = waiting(&d, "team", "").await.remove(0);
    assert_eq!((&question["band"], &question["score"]), (&json!("UNSURE"), &json!(550)), "{question:#}");
    d.act("team", "linkQuestionAnswer", &of(&question, ", answer: NOT_THE_SAME"), "question { id }").await;
    let mutation = format!(
        "mutation {{ linkQuestionAnswer({}, key: \"second\") {{ userErrors {{ code message }} }} }}",
        of(&question, ", answer: SAME")
    );
    let told = d.ask("head", &mutation).await["linkQuestionAnswer"]["userErrors"][0].take();
    let name = d.ask("team", "{ me { displayName } }").await["me"]["displayName"].take();
    assert_eq!(told["code"], "QUESTION_SETTLED");
    assert!(text(&told["message"]).contains(&text(&name)), "{told} names {name}");
}

async fn a_question_tells_what_its_score_is_the_sum_of(world: World) {
    let d = asked_in(world, &["48010901", "48010902"]);
    let fields = "score explanation { prior sum score isHeldDown \
                  parts { comparison comparisonLabel level levelLabel weight } }";
    let asked = |first: u32| format!("{{ linkQuestions(first: {first}) {{ nodes {{ {fields} }} }} }}");
    let all = d.ask("officer", &asked(50)).await["linkQuestions"]["nodes"].take();
    assert_eq!(all.as_array().unwrap().len(), 2);
    for it in all.as_array().unwrap() {
        let told = &it["explanation"];
        let parts = told["parts"].as_array().unwrap();
        let weighed: i64 = parts.iter().map(|it| it["weight"].as_i64().unwrap()).sum();
        assert_eq!(told["prior"].as_i64().unwrap() + weighed, told["sum"].as_i64().unwrap(), "{it:#}");
        // The score is the likelihood that the sum, in hundredths of a bit, stands for.
        let odds = (told["sum"].as_f64().unwrap() / 100.0).exp2();
        let stands_for = told["score"].as_f64().unwrap();
        assert!((stands_for - 1000.0 * odds / (odds + 1.0)).abs() < 20.0, "{it:#}");
        let is_lower = it["score"].as_f64().unwrap() < stands_for;
        assert_eq!(told["isHeldDown"], is_lower, "{it:#}");
        // He is written otherwise, has no number, and lives in another house of the village.
        let told_of = |what: &str| parts.iter().find(|it| it["comparison"] == what);
        assert_eq!(told_of("GIVEN_NAME").unwrap()["level"], "SLIP", "{it:#}");
        assert_eq!(told_of("NUMBER"), None, "what was not there to compare weighs nothing");
        let surname = told_of("SURNAME_IN_VILLAGE").unwrap();
        assert_eq!(surname["comparisonLabel"], "นามสกุล (หมู่บ้านเดียวกัน)");
        assert_eq!((&surname["level"], &surname["levelLabel"]), (&json!("SAME"), &json!("ตรงกัน")));
    }
    // Two as one: it was kept with the question, and nothing is read for it.
    assert_eq!(d.statements("officer", &asked(1)).await.1, d.statements("officer", &asked(50)).await.1);
    let without = "{ linkQuestions(first: 50) { nodes { score } } }";
    assert_eq!(d.statements("officer", &asked(50)).await.1, d.statements("officer", without).await.1);
}

async fn a_meeting_answers_by_the_numbers_on_its_paper(world: World) {
    let d = asked_in(world, &["48010901", "48010902", "48010101"]);
    let numbered = d.act("head", "linkQuestionsNumber", "onlyMyTurn: true", "numbered").await;
    assert_eq!(numbered["numbered"], 2, "those of the head's own subdistrict");
    let again = d.act("head", "linkQuestionsNumber", "onlyMyTurn: true", "numbered").await;
    assert_eq!(again["numbered"], 0, "a number stays");
    d.act("officer", "linkQuestionsNumber", "onlyMyTurn: false", "numbered").await;
    let mut all: Vec<i64> = waiting(&d, "officer", "numbered: true, ")
        .await
        .iter()
        .map(|it| it["number"].as_i64().unwrap())
        .collect();
    all.sort_unstable();
    assert_eq!(all, [1, 2, 3]);
    let second = waiting(&d, "head", "number: 2, ").await;
    assert_eq!(second.len(), 1);
    assert_eq!(waiting(&d, "far_head", "number: 2, ").await, Vec::<Value>::new(), "not theirs");
    d.act("head", "linkQuestionAnswer", &of(&second[0], ", answer: SAME"), "question { answer }").await;
    assert_eq!(waiting(&d, "head", "number: 2, ").await, Vec::<Value>::new());
    // A page of questions costs as much as one question.
    let asked = |first: u32| {
        format!(
            "{{ linkQuestions(first: {first}) {{ nodes {{ {FIELDS} left {{ persons {{ firstName }} }} }} }} }}"
        )
    };
    let (_, one) = d.statements("officer", &asked(1)).await;
    let (_, both) = d.statements("officer", &asked(50)).await;
    assert_eq!(one, both);
}

on_both!(
    the_village_is_asked_before_the_subdistrict_and_that_before_the_district,
    the_second_of_two_is_told_who_answered,
    a_meeting_answers_by_the_numbers_on_its_paper,
    a_question_tells_what_its_score_is_the_sum_of,
);
