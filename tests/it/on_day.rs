//! A household over the years: as it was on a day, its rounds beside each other, and where it came from.

use serde_json::{Value, json};

use crate::district::{District, Row, row, thaiqm, tpmap};
use crate::imports::text;
use crate::world::World;

const ON: &str = "day area { code } members { isHead person { firstName } } \
    problems { status problem { code status } } \
    case { status verification class level team { name } mentorTeam { name } lastVisitedOn }";

async fn as_on(d: &District, who: &str, case: &str, day: &str) -> Value {
    let fields = format!("household {{ asOn(day: \"{day}\") {{ {ON} }} }}");
    d.case(who, case, &fields).await["household"]["asOn"].take()
}

async fn a_household_is_seen_as_it_was_on_a_day(world: World) {
    let troubled = Row { troubles: vec!["q18", "q07"], ..row(1, "48010901") };
    let second = Row { house: "1".to_owned(), ..row(3, "48010901") };
    let d = District::with_problems(world, std::slice::from_ref(&troubled));
    d.import("tpmap_2566.csv", &tpmap(&[troubled.clone(), second.clone(), row(2, "48010902")]), 2566);
    let (case, other) = (d.case_of(&troubled).await, d.case_of(&row(2, "48010902")).await);
    let today = as_on(&d, "chief", &case, "2099-01-01").await;
    assert_eq!(today["case"]["status"], "TO_VERIFY", "{today:#}");
    assert_eq!(today["members"].as_array().unwrap().len(), 2);
    let day = text(&today["day"]);

    // Before anybody knew of them there was no case; who lived there is told as it was true.
    let then = as_on(&d, "chief", &case, "2024-06-01").await;
    assert_eq!((&then["case"], &then["problems"]), (&json!(null), &json!([])));
    assert_eq!(then["area"]["code"], "48010901");
    assert_eq!(then["members"].as_array().unwrap().len(), 2);
    let long_ago = as_on(&d, "chief", &case, "2010-01-01").await;
    assert_eq!((&long_ago["members"], &long_ago["area"]), (&json!([]), &json!(null)));

    // Somebody moves away as of a day: before it they belonged here, from it on they do not.
    let members = "household { id members { person { id firstName } } }";
    let here = d.case("chief", &case, members).await["household"].take();
    let there = d.case("chief", &other, members).await["household"].take();
    let person = here["members"]
        .as_array()
        .unwrap()
        .iter()
        .find(|it| it["person"]["firstName"] == json!(second.first_name))
        .unwrap();
    let moved =
        format!("personId: {}, toHouseholdId: {}, on: \"2026-02-01\"", person["person"]["id"], there["id"]);
    d.act("chief", "personMove", &moved, "correction { id }").await;
    assert_eq!(as_on(&d, "chief", &case, "2026-01-31").await["members"].as_array().unwrap().len(), 2);
    assert_eq!(as_on(&d, "chief", &case, "2026-02-01").await["members"].as_array().unwrap().len(), 1);
    assert_eq!(as_on(&d, "chief", &other, "2026-02-01").await["members"].as_array().unwrap().len(), 2);

    // What is done today is known today, and was not known yesterday.
    d.on("team", &case, "caseVerify", "result: CONFIRMED", "id").await;
    d.on("team", &case, "caseClassify", "class: CAN_DEVELOP", "id").await;
    let now = as_on(&d, "chief", &case, &day).await["case"].take();
    assert_eq!((&now["verification"], &now["class"]), (&json!("CONFIRMED"), &json!("CAN_DEVELOP")), "{now}");
    let level = d.case("chief", &case, "level team { name } status").await;
    assert_eq!(
        (&now["level"], &now["team"], &now["status"]),
        (&level["level"], &level["team"], &level["status"])
    );
    assert_eq!(as_on(&d, "chief", &case, "2026-03-01").await["case"], json!(null));
    // Whom one may not read one sees on no day.
    assert_eq!(d.case("far_head", &case, "id").await, json!(null));
    let both =
        format!("{{ cases(first: 50) {{ nodes {{ household {{ asOn(day: \"{day}\") {{ {ON} }} }} }} }} }}");
    let (_, many) = d.statements("chief", &both).await;
    let (_, one) = d.statements("chief", &both.replace("first: 50", "first: 1")).await;
    assert_eq!(one, many, "many households cost as much as one");
}

async fn who_a_household_split_from_is_told_on_both(world: World) {
    let d = District::new(world);
    let head = row(1, "48010901");
    let second = Row { house: "1".to_owned(), ..row(3, "48010901") };
    let third = row(2, "48010902");
    d.import("tpmap_2566.csv", &tpmap(&[head.clone(), second.clone(), third.clone()]), 2566);
    let lineage = "household { id lineage { kind on nPersons household { id } from { code } } }";
    let case = d.case_of(&head).await;
    assert_eq!(d.case("chief", &case, lineage).await["household"]["lineage"], json!([]));
    // A year later one of them stands in a house of their own.
    let alone = Row { house: "77".to_owned(), ..second.clone() };
    d.import("tpmap_2567.csv", &tpmap(&[head.clone(), alone.clone(), third.clone()]), 2567);
    let found = d
        .ask(
            "chief",
            &format!("{{ cases(filter: {{ text: \"{}\" }}) {{ nodes {{ id }} }} }}", second.first_name),
        )
        .await;
    let cases: Vec<String> =
        found["cases"]["nodes"].as_array().unwrap().iter().map(|it| text(&it["id"])).collect();
    let other = cases.iter().find(|it| **it != case).expect("a household of their own").clone();
    let (old, new) = (d.case("chief", &case, lineage).await, d.case("chief", &other, lineage).await);
    let line = |of: &Value| of["household"]["lineage"][0].clone();
    assert_eq!((&line(&old)["kind"], &line(&new)["kind"]), (&json!("SPLIT_OFF"), &json!("SPLIT_FROM")));
    assert_eq!(line(&new)["household"]["id"], old["household"]["id"]);
    assert_eq!(line(&old)["household"]["id"], new["household"]["id"]);
    assert_eq!((&line(&new)["nPersons"], &line(&new)["on"]), (&json!(1), &line(&old)["on"]));
    // What changed from one round to the next stands there for each dimension.
    let years = "household { overYears { source code change rounds { surveyYear passes } } }";
    let years = d.case("chief", &case, years).await["household"]["overYears"].take();
    let income = years.as_array().unwrap().iter().find(|it| it["code"] == "dimension.income").unwrap();
    assert_eq!(
        income["rounds"],
        json!([{ "surveyYear": 2566, "passes": false }, { "surveyYear": 2567, "passes": false }])
    );
    assert_eq!(income["change"], "SAME");
}

async fn what_changed_from_round_to_round_is_told(world: World) {
    let first = Row { failing: [1, 0, 0, 1, 0], troubles: vec!["q18", "q07"], ..row(1, "48010901") };
    let later = Row { failing: [0, 1, 0, 1, 0], troubles: vec!["q18", "q32"], ..first.clone() };
    let d = District::with_problems(world, std::slice::from_ref(&first));
    d.import("thaiqm_2567.csv", &thaiqm(std::slice::from_ref(&later)), 2567);
    d.import("tpmap_2566.csv", &tpmap(std::slice::from_ref(&first)), 2566);
    d.import("tpmap_2567.csv", &tpmap(std::slice::from_ref(&later)), 2567);
    let case = d.case_of(&first).await;
    let years = d
        .case("chief", &case, "household { overYears { source code change rounds { surveyYear passes } } }")
        .await;
    let years = years["household"]["overYears"].as_array().unwrap().clone();
    let change = |code: &str| years.iter().find(|it| it["code"] == code).map(|it| it["change"].clone());
    assert_eq!(change("dimension.health"), Some(json!("BETTER")), "{years:#?}");
    assert_eq!(change("dimension.living"), Some(json!("WORSE")));
    assert_eq!(change("dimension.income"), Some(json!("SAME")));
    assert_eq!(change("q07"), Some(json!("BETTER")));
    assert_eq!(change("q32"), Some(json!("WORSE")));
    assert_eq!(change("q18"), Some(json!("SAME")));
}

on_both!(
    a_household_is_seen_as_it_was_on_a_day,
    who_a_household_split_from_is_told_on_both,
    what_changed_from_round_to_round_is_told,
);
