//! Sets of values on the command line: listed, drafted, released; open cases are judged by what was released.

use serde_json::{Value, json};

use crate::world::World;

const CRITERIA: &str = include_str!("../../backend/rules/seeds/criteria.toml");

const CASES: &str = "{ cases(first: 100) { nodes { verdict { criteriaSet cause isOfficial note } } } }";

fn sets(world: &World) -> Vec<Value> {
    serde_json::from_str(&world.run(&["parameters", "list", "--json"])).unwrap()
}

async fn verdicts(world: &World, token: &str) -> Vec<Value> {
    let found = world.data(token, CASES, json!({})).await;
    found["cases"]["nodes"].as_array().unwrap().iter().map(|it| it["verdict"].clone()).collect()
}

async fn a_ministrys_criteria_are_released_and_every_verdict_names_them(world: World) {
    let settings = phonjon_demo::DemoSettings { seed: 3, n_households: 60, survey_years: vec![2566] };
    let workbooks = phonjon_demo::write_workbooks(world.path(), &settings).unwrap();
    let areas = world.file("areas.csv", phonjon_demo::area_lines());
    world.run(&["areas", "import", &areas.to_string_lossy()]);
    for workbook in workbooks {
        world.run(&["import", "apply", &workbook.to_string_lossy()]);
    }
    let chief = world.signed_in("chief", "district_chief", "4801").await;
    let before = verdicts(&world, &chief).await;
    assert!(!before.is_empty());
    for it in &before {
        assert_eq!((&it["criteriaSet"], &it["isOfficial"]), (&json!("default_levels/1"), &json!(false)));
        assert_eq!(it["note"], "เกณฑ์ตั้งต้นของระบบ รอหน่วยงานยืนยัน");
    }

    let all = sets(&world);
    assert_eq!(all.len(), 10);
    assert!(all.iter().all(|it| it["state"] == "released" && it["sha256"].as_str().unwrap().len() == 64));
    let text = CRITERIA
        .replace("\"default_levels\"", "\"ministry_levels\"")
        .replace("version = \"1\"", "version = \"2570\"")
        .replace("\"default_to_be_confirmed\"", "\"official\"");
    let file = world.file("criteria.toml", &text);
    world.run(&["parameters", "draft", &file.to_string_lossy()]);
    let drafted = |sets: Vec<Value>| sets.into_iter().find(|it| it["version"] == "2570").unwrap();
    assert_eq!(drafted(sets(&world))["state"], "draft");
    assert_eq!(verdicts(&world, &chief).await, before, "nothing is judged by a draft");

    let past = world.phonjon(&["parameters", "release", "criteria", "2570", "--from", "2020-01-01"]);
    assert_eq!(past.status.code(), Some(1), "{}", String::from_utf8_lossy(&past.stderr));
    world.run(&["parameters", "release", "criteria", "2570"]);
    let released = drafted(sets(&world));
    assert_eq!((&released["state"], &released["standing"]), (&json!("released"), &json!("official")));
    assert_eq!(released["judging"], Value::Null, "it is done");
    let after = verdicts(&world, &chief).await;
    assert_eq!(after.len(), before.len());
    let named = json!({
        "criteriaSet": "ministry_levels/2570", "cause": "release", "isOfficial": true, "note": null,
    });
    assert!(after.iter().all(|it| *it == named), "{after:?}");
    world.run(&["parameters", "carry-on"]);
    assert_eq!(verdicts(&world, &chief).await, after);
    world.run(&["audit", "verify"]);
}

async fn what_is_unfit_in_a_set_is_said_in_the_readers_language(world: World) {
    let admin = world.signed_in("admin", "system_administrator", "").await;
    let next = CRITERIA.replace("version = \"1\"", "version = \"2\"");
    let lines = next.lines().count();
    let draft = "mutation($text: String!, $key: ID!) { parameterSetDraft(text: $text, key: $key) {
        userErrors { code message field } } }";
    let line = |n: usize| format!("line {n}, column");
    for (n, (text, place, keys)) in [
        (format!("{next}\n= 5\n"), Some(lines + 2), vec![]),
        (next.replacen("level = \"survive\"", "level = 5", 1), Some(19), vec![]),
        (next.replacen("level = \"survive\"", "level = \"high\"", 1), None, vec!["level", "high"]),
        (next.replacen("has_food", "has_house", 1), None, vec!["has_house"]),
        (next.replacen("version = \"2\"\n", "", 1), None, vec!["version"]),
    ]
    .into_iter()
    .enumerate()
    {
        let sent = json!({ "text": text, "key": n.to_string() });
        let told = world.data(&admin, draft, sent).await["parameterSetDraft"]["userErrors"][0].take();
        assert_eq!((&told["code"], &told["field"]), (&json!("PARAMETER_SET_UNREADABLE"), &json!("text")));
        let thai = told["message"].as_str().unwrap();
        let file = world.file("broken.toml", &text);
        let said = world.phonjon(&["parameters", "draft", &file.to_string_lossy()]);
        let said = String::from_utf8(said.stderr).unwrap();
        assert!(said.contains(thai), "{said}");
        assert!(place.is_none_or(|it| said.contains(&line(it))), "{said}");
        assert!(keys.iter().all(|it| said.matches(&format!("“{it}”")).count() == 2), "{said}");
        let words = thai.split(|it: char| !it.is_ascii_alphabetic() && it != '_').filter(|it| !it.is_empty());
        assert!(words.into_iter().all(|it| keys.contains(&it)), "no word of the reader's: {thai}");
    }
}

on_both!(
    a_ministrys_criteria_are_released_and_every_verdict_names_them,
    what_is_unfit_in_a_set_is_said_in_the_readers_language
);
