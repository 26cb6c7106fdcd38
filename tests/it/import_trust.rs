//! Whether an office sets for an import on which fields its file is believed before, and after, other lists.

use serde_json::{Value, json};

use crate::district::{District, row, thaiqm, tpmap};
use crate::imports::{import, text};
use crate::world::World;

impl District {
    /// Checks an uploaded file with what is chosen, and gives its plan.
    async fn plan_with(&self, upload: &str, year: i32, trust: &str) -> Value {
        let arguments = format!("uploadId: \"{upload}\", surveyYear: {year}, trust: [{trust}]");
        let begun = self.act("officer", "importCheck", &arguments, "check { id }").await;
        let told = "state plan nChanged trust { field name trust }";
        let query = format!("{{ importCheck(id: {}) {{ {told} }} }}", begun["check"]["id"]);
        self.ended("officer", &query, "importCheck").await
    }

    /// The first name of the head of a case's household.
    async fn head(&self, case: &str) -> Value {
        let told = self.case("officer", case, "household { members { person { firstName } } }").await;
        told["household"]["members"][0]["person"]["firstName"].clone()
    }

    /// The house number of a case.
    async fn house(&self, case: &str) -> Value {
        self.case("officer", case, "household { houseNo }").await["household"]["houseNo"].take()
    }
}

const FIRST: &str = "{ field: \"first\", trust: FIRST }";
const LAST: &str = "{ field: \"house_no\", trust: LAST }";

async fn a_list_is_believed_before_another_of_its_year_on_the_fields_that_were_chosen(world: World) {
    let it = District::new(world);
    it.world.run(&["office-setting", "set", "import.duplicates_percent", "100"]);
    let mut rows: Vec<_> = (1..=3).map(|n| row(n, "48010901")).collect();
    it.import("list_2566.csv", &tpmap(&rows), 2566);
    let case = it.case_of(&rows[0]).await;
    let (usually, otherwise) = (rows[0].first_name.clone(), format!("{}์", rows[0].first_name));
    rows[0].first_name.clone_from(&otherwise);
    let upload = it.upload("officer", "thaiqm_2566.csv", thaiqm(&rows)).await;

    let (usual, first) = (it.plan_with(&upload, 2566, "").await, it.plan_with(&upload, 2566, FIRST).await);
    assert_ne!(usual["plan"], first["plan"], "how far a file is believed is part of the plan");
    let chosen = |told: &Value| {
        let all = told["trust"].as_array().unwrap().iter();
        all.filter(|it| it["trust"] != "USUAL").cloned().collect::<Vec<_>>()
    };
    assert_eq!(chosen(&usual), [] as [Value; 0]);
    assert_eq!(chosen(&first), [json!({ "field": "first", "name": "ชื่อ", "trust": "FIRST" })]);
    let stale = it.apply_planned_in("officer", &upload, 2566, &format!("plan: {}", first["plan"])).await;
    assert_eq!(stale["failure"]["code"], "PLAN_STALE", "a plan holds for what was chosen before it");

    let done = it.apply_planned_in("officer", &upload, 2566, &format!("plan: {}", usual["plan"])).await;
    assert_eq!(
        (&done["state"], it.head(&case).await),
        (&json!("APPLIED"), json!(usually)),
        "TPMAP comes first"
    );
    it.act("officer", "importUndo", &format!("importId: {}", done["id"]), "undo { nRows }").await;
    let of = format!("plan: {}, trust: [{FIRST}]", first["plan"]);
    let done = it.apply_planned_in("officer", &upload, 2566, &of).await;
    assert_eq!((&done["state"], it.head(&case).await), (&json!("APPLIED"), json!(otherwise)), "{done}");
    let told = format!("{{ import(id: {}) {{ trust {{ field name trust }} }} }}", done["id"]);
    assert_eq!(chosen(&it.ask("officer", &told).await["import"]), chosen(&first), "the history tells");
    // It still counts when the household is composed anew, outside any import.
    let other = it.upload("officer", "list_2565.csv", tpmap(&rows[1..])).await;
    let earlier = it.apply_planned_in("officer", &other, 2565, "plan: null").await;
    it.act("officer", "importUndo", &format!("importId: {}", earlier["id"]), "undo { nRows }").await;
    assert_eq!(it.head(&case).await, otherwise);
    it.act("officer", "importUndo", &format!("importId: {}", done["id"]), "undo { nRows }").await;
    assert_eq!(it.head(&case).await, usually, "taken back");
}

async fn a_list_that_is_believed_last_fills_what_is_not_known(world: World) {
    let it = District::new(world);
    it.world.run(&["office-setting", "set", "import.duplicates_percent", "100"]);
    let mut rows: Vec<_> = (1..=3).map(|n| row(n, "48010901")).collect();
    rows[1].house = String::new();
    it.import("list_2565.csv", &tpmap(&rows), 2565);
    let (known, unknown) = (it.case_of(&rows[0]).await, it.case_of(&rows[1]).await);
    assert_eq!((it.house(&known).await, it.house(&unknown).await), (json!("1"), Value::Null));
    rows[0].house = "77".to_owned();
    rows[1].house = "78".to_owned();
    let upload = it.upload("officer", "list_2566.csv", tpmap(&rows)).await;
    let plan = it.plan_with(&upload, 2566, LAST).await;
    let of = format!("plan: {}, trust: [{LAST}]", plan["plan"]);
    let done = it.apply_planned_in("officer", &upload, 2566, &of).await;
    assert_eq!(done["state"], "APPLIED", "{done}");
    assert_eq!((it.house(&known).await, it.house(&unknown).await), (json!("1"), json!("78")));
    // The same file again without that choice says something else.
    let usual = it.plan_with(&upload, 2566, "").await;
    assert_eq!(usual["nChanged"], 3, "{usual}");
    let of = format!("plan: {}", usual["plan"]);
    let done = it.apply_planned_in("officer", &upload, 2566, &of).await;
    assert_eq!((&done["state"], it.house(&known).await), (&json!("APPLIED"), json!("77")), "{done}");
}

async fn a_field_that_cannot_be_chosen_is_refused(world: World) {
    let it = District::new(world);
    let upload = it.upload("officer", "list.csv", tpmap(&[row(1, "48010901")])).await;
    let unknown = "{ field: \"pid\", trust: FIRST }".to_owned();
    for (trust, code) in [(unknown, "TRUST_FIELD_UNKNOWN"), (format!("{LAST}, {LAST}"), "TRUST_FIELD_TWICE")]
    {
        let of = format!("uploadId: \"{upload}\", surveyYear: 2566, trust: [{trust}]");
        for act in ["importCheck", "importApply"] {
            assert_eq!(it.refused("officer", act, &of).await, (code.into(), "trust".into()));
        }
    }
}

async fn the_command_line_takes_it_too(world: World) {
    let it = District::new(world);
    let mut rows: Vec<_> = (1..=3).map(|n| row(n, "48010901")).collect();
    it.import("list_2566.csv", &tpmap(&rows), 2566);
    let case = it.case_of(&rows[0]).await;
    rows[0].first_name.push('์');
    let file = [it.world.file("thaiqm_2566.csv", thaiqm(&rows))];
    let plan = |more: &[&str]| {
        let options = [&["--year", "2566"], more].concat();
        text(&import(&it.world, "check", &file, &options).report["files"][0]["plan"])
    };
    let (usual, first) = (plan(&[]), plan(&["--trust-first", "first,moo"]));
    assert_ne!(usual, first);
    assert_ne!(first, plan(&["--trust-first", "first", "--trust-last", "moo"]));
    let options = ["--year", "2566", "--trust-first", "first,moo", "--plan", &first, "--despite-duplicates"];
    import(&it.world, "apply", &file, &options);
    assert_eq!(it.head(&case).await, rows[0].first_name);
    let listed: Value = serde_json::from_str(&it.world.run(&["import", "list", "--json"])).unwrap();
    assert_eq!(listed[0]["chosen"]["trusts"], json!({ "first": "first", "moo": "first" }), "{listed}");
}

on_both!(
    a_list_is_believed_before_another_of_its_year_on_the_fields_that_were_chosen,
    a_list_that_is_believed_last_fills_what_is_not_known,
    a_field_that_cannot_be_chosen_is_refused,
    the_command_line_takes_it_too,
);
