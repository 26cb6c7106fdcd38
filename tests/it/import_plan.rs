//! Whether an import keeps to the plan that its check gave, and stores nothing where that plan no longer holds.

use serde_json::{Value, json};

use crate::district::{District, row, tpmap};
use crate::imports::{apply, import, look, text};
use crate::world::World;

const IMPORT: &str = "id state plan nAccepted nNew failure { code message }";

impl District {
    /// Checks an uploaded file, and gives what its check says of some fields.
    pub(crate) async fn planned(&self, who: &str, upload: &str, fields: &str) -> Value {
        let arguments = format!("uploadId: \"{upload}\", surveyYear: 2566");
        let begun = self.act(who, "importCheck", &arguments, "check { id state }").await;
        let id = text(&begun["check"]["id"]);
        self.ended(who, &format!("{{ importCheck(id: \"{id}\") {{ id state {fields} }} }}"), "importCheck")
            .await
    }

    /// Imports an uploaded file with these arguments, and gives the import when it has ended.
    pub(crate) async fn apply_planned(&self, who: &str, upload: &str, more: &str) -> Value {
        let arguments = format!("uploadId: \"{upload}\", surveyYear: 2566, {more}");
        let begun = self.act(who, "importApply", &arguments, &format!("import {{ {IMPORT} }}")).await;
        let id = text(&begun["import"]["id"]);
        self.ended(who, &format!("{{ import(id: \"{id}\") {{ {IMPORT} }} }}"), "import").await
    }
}

async fn n_rows(world: &World, table: &str) -> String {
    look(world, &format!("select cast(count(*) as text) from {table}")).await[0][0].clone().unwrap()
}

async fn an_import_keeps_to_its_plan_or_stores_nothing(world: World) {
    let it = District::new(world);
    let rows: Vec<_> = (1..=20).map(|n| row(n, "48010901")).collect();
    let upload = it.upload("officer", "list.csv", tpmap(&rows)).await;
    let check = it.planned("officer", &upload, "plan nNew").await;
    let plan = text(&check["plan"]);
    assert_eq!((plan.len(), &check["nNew"]), (64, &json!(20)), "{check}");
    assert_eq!(it.planned("officer", &upload, "plan").await["plan"], plan, "the same again");
    let wrong = format!("uploadId: \"{upload}\", surveyYear: 2566, plan: \"{}\"", &plan[1..]);
    assert_eq!(it.refused("officer", "importApply", &wrong).await, ("PLAN_STALE".into(), "plan".into()));

    // Somebody else brings one of these households meanwhile: what the plan says of it is no longer so.
    it.import("other.csv", &tpmap(&rows[4..5]), 2566);
    let before = (n_rows(&it.world, "import_batch").await, n_rows(&it.world, "source_row").await);
    let stale = it.apply_planned("officer", &upload, &format!("plan: \"{plan}\"")).await;
    assert_eq!(
        (&stale["state"], &stale["failure"]["code"]),
        (&json!("FAILED"), &json!("PLAN_STALE")),
        "{stale}"
    );
    assert_eq!(stale["plan"], plan, "it is told which plan it was");
    assert!(!text(&stale["failure"]["message"]).is_empty());
    let after = (n_rows(&it.world, "import_batch").await, n_rows(&it.world, "source_row").await);
    assert_eq!(before, after, "nothing was stored");

    // Checked again, it goes in, and the history keeps the plan.
    let again = it.planned("officer", &upload, "plan nNew").await;
    assert_ne!(again["plan"], plan);
    let done = it.apply_planned("officer", &upload, &format!("plan: {}", again["plan"])).await;
    assert_eq!((&done["state"], &done["plan"]), (&json!("APPLIED"), &again["plan"]), "{done}");
    let listed = it.ask("officer", "{ imports { nodes { plan } } }").await;
    let plans: Vec<&Value> =
        listed["imports"]["nodes"].as_array().unwrap().iter().map(|it| &it["plan"]).collect();
    assert!(plans.contains(&&again["plan"]) && plans.contains(&&stale["plan"]), "{listed}");
}

async fn the_command_line_keeps_to_a_plan_too(world: World) {
    let it = District::new(world);
    let rows: Vec<_> = (1..=5).map(|n| row(n, "48010901")).collect();
    let file = it.world.file("list.csv", tpmap(&rows));
    let year = ["--year", "2566"];
    let checked = import(&it.world, "check", std::slice::from_ref(&file), &year).report["files"][0].take();
    let plan = text(&checked["plan"]);
    let told = it.world.run(&["import", "check", &file.to_string_lossy(), "--year", "2566"]);
    assert!(told.contains(&format!("plan {plan}")), "{told}");
    let two = [file.clone(), it.world.file("more.csv", tpmap(&rows))];
    let run = |files: &[std::path::PathBuf], plan: &str| {
        let mut command = it.world.command();
        command.args(["import", "apply"]).args(files).args(["--year", "2566", "--plan", plan]);
        command.output().unwrap()
    };
    assert_eq!(run(&two, &plan).status.code(), Some(2), "a plan is of one file");
    assert_eq!(run(&two[..1], "abc").status.code(), Some(2));
    let other = format!("{}{}", if plan.starts_with('0') { "1" } else { "0" }, &plan[1..]);
    assert_eq!(run(&two[..1], &other).status.code(), Some(1));
    assert_eq!(n_rows(&it.world, "source_row").await, "0");
    let done = apply(&it.world, &two[..1], &[year[0], year[1], "--plan", &plan]);
    assert_eq!(done.report["files"][0]["plan"], plan, "what it came to is what was planned");
    let kept = look(&it.world, "select plan from import_batch").await;
    assert_eq!(kept[0][0].as_deref(), Some(plan.as_str()));
}

on_both!(an_import_keeps_to_its_plan_or_stores_nothing, the_command_line_keeps_to_a_plan_too);
