//! Whether an office sets for an import how alike two must be to be one, and how alike to be asked about.

use serde_json::{Value, json};

use crate::district::{District, Row, row, tpmap};
use crate::imports::{import, look, text};
use crate::world::World;

const TOLD: &str = "state plan nQuestions bands { same ask }";

impl District {
    /// Checks an uploaded file with these thresholds, if with any.
    async fn checked_within(&self, upload: &str, bands: &str) -> Value {
        let arguments = format!("uploadId: \"{upload}\", surveyYear: 2566 {bands}");
        let begun = self.act("officer", "importCheck", &arguments, "check { id }").await;
        let query = format!("{{ importCheck(id: {}) {{ {TOLD} }} }}", begun["check"]["id"]);
        self.ended("officer", &query, "importCheck").await
    }
}

/// People of whom some list speaks.
async fn n_people(world: &World) -> String {
    look(world, "select cast(count(distinct person_id) as text) from link where undone_at is null").await[0]
        [0]
    .clone()
    .unwrap()
}

/// One household as a list has it, and as another has it that knows no number.
fn with_and_without_number() -> (Vec<Row>, Vec<Row>) {
    let known = vec![row(1, "48010901")];
    let unnumbered = vec![Row { pid: None, ..known[0].clone() }];
    (known, unnumbered)
}

const SURE: &str = ", bands: { same: 1000, ask: 400 }";
const UNASKED: &str = ", bands: { same: 1000, ask: 1000 }";

async fn an_office_sets_how_alike_two_must_be_to_be_one(world: World) {
    let it = District::new(world);
    it.world.run(&["office-setting", "set", "import.duplicates_percent", "100"]);
    let (known, unnumbered) = with_and_without_number();
    it.import("list_2566.csv", &tpmap(&known), 2566);
    let upload = it.upload("officer", "other_2566.csv", tpmap(&unnumbered)).await;

    let usual = it.checked_within(&upload, "").await;
    assert_eq!(usual["bands"], json!({ "same": 700, "ask": 400 }));
    assert_eq!(usual["nQuestions"], 0, "the usual ones hold them for one: {usual}");
    let sure = it.checked_within(&upload, SURE).await;
    assert_eq!(sure["bands"], json!({ "same": 1000, "ask": 400 }));
    assert_ne!(sure["nQuestions"], 0, "somebody is asked: {sure}");
    let unasked = it.checked_within(&upload, UNASKED).await;
    assert_eq!(unasked["nQuestions"], 0, "{unasked}");
    let plans = [&usual["plan"], &sure["plan"], &unasked["plan"]].map(text);
    assert!(plans[0] != plans[1] && plans[1] != plans[2] && plans[0] != plans[2], "each has its plan");

    // A plan holds for the thresholds of its check alone.
    let other = it.apply_planned("officer", &upload, &format!("plan: {}", sure["plan"])).await;
    assert_eq!(other["failure"]["code"], "PLAN_STALE", "{other}");
    assert_eq!(n_people(&it.world).await, "1", "nothing was stored");

    for (plan, bands, n_after) in [(&sure, SURE, "2"), (&unasked, UNASKED, "2"), (&usual, "", "1")] {
        let done = it.apply_planned("officer", &upload, &format!("plan: {}{bands}", plan["plan"])).await;
        assert_eq!(done["state"], "APPLIED", "{done}");
        assert_eq!(n_people(&it.world).await, n_after, "{bands}");
        let waiting = it.ask("officer", "{ linkQuestions { nodes { id } } }").await;
        let is_asked = waiting["linkQuestions"]["nodes"].as_array().is_some_and(|it| !it.is_empty());
        assert_eq!(is_asked, bands == SURE, "{bands}: {waiting}");
        let told = format!("{{ import(id: {}) {{ bands {{ same ask }} }} }}", done["id"]);
        assert_eq!(it.ask("officer", &told).await["import"]["bands"], plan["bands"], "the history tells");
        it.act("officer", "importUndo", &format!("importId: {}", done["id"]), "undo { nRows }").await;
        assert_eq!(n_people(&it.world).await, "1", "taken back");
    }
}

async fn thresholds_that_cannot_be_are_refused_with_their_range(world: World) {
    let it = District::new(world);
    let upload = it.upload("officer", "list.csv", tpmap(&with_and_without_number().0)).await;
    for (same, ask, code, field) in [
        (599, 400, "SAME_OUT_OF_RANGE", "bands.same"),
        (70_000, 400, "SAME_OUT_OF_RANGE", "bands.same"),
        (700, -1, "ASK_OUT_OF_RANGE", "bands.ask"),
        (700, 701, "ASK_ABOVE_SAME", "bands.ask"),
    ] {
        let of = format!("uploadId: \"{upload}\", surveyYear: 2566, bands: {{ same: {same}, ask: {ask} }}");
        for act in ["importCheck", "importApply"] {
            assert_eq!(it.refused("officer", act, &of).await, (code.into(), field.into()), "{same} {ask}");
        }
    }
}

async fn the_command_line_takes_them_too(world: World) {
    let it = District::new(world);
    let (known, unnumbered) = with_and_without_number();
    it.import("list_2566.csv", &tpmap(&known), 2566);
    let file = [it.world.file("other_2566.csv", tpmap(&unnumbered))];
    let said = |more: &[&str]| {
        let options = [&["--year", "2566"], more].concat();
        text(&import(&it.world, "check", &file, &options).report["files"][0]["plan"])
    };
    let (usual, sure) = (said(&[]), said(&["--same", "1000"]));
    assert_eq!(said(&["--same", "700", "--ask", "400"]), usual, "these are the usual ones");
    assert_ne!(usual, sure);
    import(
        &it.world,
        "apply",
        &file,
        &["--year", "2566", "--same", "1000", "--plan", &sure, "--despite-duplicates"],
    );
    assert_eq!(n_people(&it.world).await, "2");
    let listed: Value = serde_json::from_str(&it.world.run(&["import", "list", "--json"])).unwrap();
    assert_eq!(listed[0]["chosen"]["bands"], json!({ "same": 1000, "ask": 400 }), "{listed}");
}

on_both!(
    an_office_sets_how_alike_two_must_be_to_be_one,
    thresholds_that_cannot_be_are_refused_with_their_range,
    the_command_line_takes_them_too,
);
