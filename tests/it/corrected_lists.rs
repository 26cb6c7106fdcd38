//! A list that comes again corrected under another file name: what it says counts instead of the first one, which is told,
//! and counts again once the corrected one is taken back.

use std::fmt::Write;

use serde_json::{Value, json};

use crate::district::{District, Row, row, thaiqm, tpmap};
use crate::imports::{Import, apply, import, issue_codes, personal_number, text};
use crate::world::World;

/// A target list with house codes: whoever stands under one belongs to one household, wherever the list finds it.
fn with_house_codes(rows: &[Row]) -> String {
    let list = tpmap(rows);
    let mut lines = list.lines();
    let mut written = format!("{},รหัสบ้าน\n", lines.next().unwrap());
    for (line, it) in lines.zip(rows) {
        writeln!(written, "{line},4801000{:04}", it.n).unwrap();
    }
    written
}

/// Everything the database says, without what no undo takes back.
fn state(d: &District) -> String {
    let out = d.world.path().join("state.json");
    d.world.run(&["export", "state", "--json", &out.to_string_lossy()]);
    std::fs::read_to_string(out).unwrap()
}

/// Compares states, and tells the first line that differs.
fn same(now: &str, before: &str) {
    let differs = now.lines().zip(before.lines()).find(|it| it.0 != it.1);
    assert!(now == before, "{differs:#?}");
}

/// How many households fail in a dimension in 2566.
async fn failing(d: &District, dimension: &str) -> i64 {
    let asked = format!(
        "{{ summary(areaId: \"{}\", by: [DIMENSION], fiscalYear: 2566) {{ lines {{ keys {{ value }} figure {{ households {{ value }} }} }} }} }}",
        d.area("4801").await
    );
    let told = d.ask("chief", &asked).await;
    let lines = told["summary"]["lines"].as_array().unwrap();
    let line = lines.iter().find(|it| it["keys"][0]["value"] == dimension);
    line.map_or(0, |it| it["figure"]["households"]["value"].as_i64().unwrap())
}

/// What a case shows of lists.
async fn shown(d: &District, case: &str) -> Value {
    let fields = "level failingDimensions household { moo villageName houseNo members { person { firstName } } \
        surveyResults { nodes { source surveyYear failingDimensions knownDimensions } } }";
    d.case("chief", case, fields).await
}

/// What the rows of an import say that they count instead of.
fn replaced(it: &Import) -> Vec<(u64, String, String)> {
    let rows = it.rows().into_iter();
    let issues = rows.flat_map(|(place, row)| {
        let issues =
            row["issues"].as_array().unwrap().iter().filter(|it| it["code"] == "other_file_replaced");
        issues.map(move |it| (place.2, text(&it["message_en"]), text(&it["message_th"])))
    });
    issues.collect()
}

async fn a_corrected_list_under_another_name_counts_and_is_told(world: World) {
    let first: Vec<Row> = (1..=3).map(|n| row(n, "48010901")).collect();
    let d = District::new(world);
    d.import("tpmap_2566.csv", &with_house_codes(&first), 2566);
    let mut cases = Vec::new();
    for it in &first {
        cases.push(d.case_of(it).await);
    }
    // An account more is no part of what is compared.
    d.token("province").await;
    let (before, before_shown) = (state(&d), shown(&d, &cases[0]).await);
    assert_eq!(before_shown["failingDimensions"], json!(["INCOME"]));
    assert_eq!((failing(&d, "income").await, failing(&d, "education").await), (3, 0));

    // The first has another income, education, village and name; of the second nothing changed; the third is left out.
    let mut corrected = first[..2].to_vec();
    corrected[0].failing = [0, 0, 1, 0, 0];
    corrected[0].village = "48010902";
    corrected[0].first_name = "ทองใหม่นะ".to_owned();
    let file = [d.world.file("tpmap_2566_แก้ไข.csv", with_house_codes(&corrected))];
    let checked = import(&d.world, "check", &file, &["--year", "2566"]);
    same(&state(&d), &before);
    let applied = apply(&d.world, &file, &["--year", "2566"]);
    let told = replaced(&applied);
    assert_eq!(told, replaced(&checked));
    assert_eq!(applied.report["files"][0]["compared"], checked.report["files"][0]["compared"]);
    assert_eq!(applied.report["files"][0]["compared"]["other_file_replaced"], 1);
    assert!(applied.printed.contains("1 instead of another file's"), "{}", applied.printed);
    assert_eq!(told.iter().map(|it| it.0).collect::<Vec<_>>(), [2]);
    for said in [&told[0].1, &told[0].2] {
        for wanted in ["tpmap_2566.csv", "2", "education", "first", "income", "moo"] {
            assert!(said.contains(wanted), "no {wanted} in {said}");
        }
        assert!(!said.contains("health") && personal_number(said).is_none(), "{said}");
    }
    assert_eq!(applied.row(2)["outcome"], "accepted_with_warning");
    assert!(!issue_codes(applied.row(3)).contains(&"other_file_replaced".to_owned()));

    let now = shown(&d, &cases[0]).await;
    assert_eq!(now["failingDimensions"], json!(["EDUCATION"]));
    assert_eq!((&now["household"]["moo"], &before_shown["household"]["moo"]), (&json!(2), &json!(1)));
    assert_eq!(now["household"]["houseNo"], before_shown["household"]["houseNo"], "it is said by both");
    assert_eq!(now["household"]["members"], json!([{ "person": { "firstName": "ทองใหม่นะ" } }]));
    let all = ["HEALTH", "LIVING", "EDUCATION", "INCOME", "ACCESS"];
    assert_eq!(
        now["household"]["surveyResults"]["nodes"],
        json!([{ "source": "TPMAP", "surveyYear": 2566, "failingDimensions": ["EDUCATION"], "knownDimensions": all }])
    );
    assert_eq!((failing(&d, "income").await, failing(&d, "education").await), (2, 1));
    for case in &cases[1..] {
        assert_eq!(shown(&d, case).await["failingDimensions"], json!(["INCOME"]));
    }
    let recount: Value = serde_json::from_str(&d.world.run(&["figures", "recount", "--json"])).unwrap();
    assert_eq!(recount["facts"], json!([]));
    let imports = d.ask("province", "{ imports(first: 1) { nodes { id nOtherFileReplaced } } }").await;
    let latest = &imports["imports"]["nodes"][0];
    assert_eq!(latest["nOtherFileReplaced"], 1);

    // The same file again, and the same list with a line more, say nothing anew.
    let after = state(&d);
    let again = apply(&d.world, &file, &["--year", "2566"]);
    assert_eq!(replaced(&again), []);
    same(&state(&d), &after);
    corrected.push(row(4, "48010901"));
    let third = [d.world.file("tpmap_2566_ครบ.csv", with_house_codes(&corrected))];
    assert_eq!(replaced(&import(&d.world, "check", &third, &["--year", "2566"])), []);

    let undo = format!("importId: {}", latest["id"]);
    d.act("province", "importUndo", &undo, "undo { nRows }").await;
    same(&state(&d), &before);
    assert_eq!(shown(&d, &cases[0]).await, before_shown);
    assert_eq!((failing(&d, "income").await, failing(&d, "education").await), (3, 0));
}

async fn a_corrected_problem_list_opens_and_judges_what_it_says_alone(world: World) {
    let d = District::new(world);
    let mut rows: Vec<Row> = (1..=2).map(|n| row(n, "48010901")).collect();
    rows[0].troubles = vec!["q07", "q18"];
    d.import("thaiqm_2566.csv", &thaiqm(&rows), 2566);
    let case = d.case_of(&rows[0]).await;
    let fields = "level problems { code } household { houseNo surveyResults { nodes { source answers { code result } } } }";
    d.token("province").await;
    let before = (state(&d), d.case("chief", &case, fields).await);
    assert_eq!(before.1["level"], "BELOW_SURVIVE");

    rows[0].troubles = vec!["q18"];
    rows[0].house = "99".to_owned();
    let file = [d.world.file("thaiqm_2566_แก้ไข.csv", thaiqm(&rows))];
    let applied = apply(&d.world, &file, &["--year", "2566"]);
    let told = replaced(&applied);
    assert_eq!(told.len(), 1);
    assert!(told[0].1.contains("house_no, q07"), "{told:?}");
    let now = d.case("chief", &case, fields).await;
    assert_ne!(now["level"], "BELOW_SURVIVE");
    assert_eq!(now["household"]["houseNo"], "99");
    assert_eq!(now["problems"], json!([{ "code": "q18" }]));
    assert_eq!(now["household"]["surveyResults"]["nodes"].as_array().unwrap().len(), 1);

    let imports = d.ask("province", "{ imports(first: 1) { nodes { id } } }").await;
    let undo = format!("importId: {}", imports["imports"]["nodes"][0]["id"]);
    d.act("province", "importUndo", &undo, "undo { nRows }").await;
    same(&state(&d), &before.0);
    assert_eq!(d.case("chief", &case, fields).await, before.1);
}

on_both!(
    a_corrected_list_under_another_name_counts_and_is_told,
    a_corrected_problem_list_opens_and_judges_what_it_says_alone,
);
