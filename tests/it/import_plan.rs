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
        self.apply_planned_in(who, upload, 2566, more).await
    }

    /// As [`Self::apply_planned`], of a survey year.
    pub(crate) async fn apply_planned_in(&self, who: &str, upload: &str, year: i32, more: &str) -> Value {
        let arguments = format!("uploadId: \"{upload}\", surveyYear: {year}, {more}");
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

async fn a_check_says_what_would_change_of_households_with_a_case(world: World) {
    let it = District::new(world);
    let mut rows: Vec<_> = (1..=6).map(|n| row(n, "48010901")).collect();
    it.import("list_2566.csv", &tpmap(&rows), 2566);
    let before = n_rows(&it.world, "source_row").await;
    // One moves to another house and fails a dimension more; one says what it said.
    rows[1].house = "99/1".to_owned();
    rows[1].failing = [1, 0, 0, 1, 0];
    let upload = it.upload("officer", "list_2566.csv", tpmap(&rows)).await;
    let page = "changedHouseholds { nodes { household { id } isOpen level levelAfter falls \
        fields { field label person before { text fileName row } after { text fileName row } } } }";
    let told = "nNew nChanged nUnchanged nHouseholdsChanging nHouseholdsFalling nOpenCasesChanging";
    let check = it.planned("officer", &upload, &format!("{told} {page}")).await;
    assert_eq!((&check["nChanged"], &check["nUnchanged"]), (&json!(1), &json!(5)), "{check}");
    assert_eq!(
        (&check["nHouseholdsChanging"], &check["nOpenCasesChanging"]),
        (&json!(1), &json!(1)),
        "{check}"
    );
    let changed = &check["changedHouseholds"]["nodes"][0];
    let case = it.case_of(&rows[1]).await;
    let home = it.case("officer", &case, "household { id } level").await;
    assert_eq!((&changed["household"]["id"], &changed["level"]), (&home["household"]["id"], &home["level"]));
    let field = |name: &str| {
        let fields = changed["fields"].as_array().unwrap();
        let found = fields.iter().find(|it| it["field"] == name);
        found.unwrap_or_else(|| panic!("no {name}: {changed}")).clone()
    };
    let house = field("house_no");
    assert_eq!((&house["before"]["text"], &house["after"]["text"]), (&json!("2"), &json!("99/1")));
    assert_eq!((&house["after"]["fileName"], &house["after"]["row"]), (&json!("list_2566.csv"), &json!(3)));
    assert!(!text(&house["label"]).is_empty());
    let health = field("health");
    assert_eq!((&health["before"]["text"], &health["after"]["text"]), (&json!("0"), &json!("1")));
    assert_eq!(n_rows(&it.world, "source_row").await, before, "nothing was stored");
    // What was promised is what then is.
    it.apply_planned("officer", &upload, "plan: null").await;
    let now = it.case("officer", &case, "household { houseNo } level").await;
    assert_eq!((&now["household"]["houseNo"], &now["level"]), (&json!("99/1"), &changed["levelAfter"]));
    let again = it.planned("officer", &upload, told).await;
    assert_eq!((&again["nHouseholdsChanging"], &again["nUnchanged"]), (&json!(0), &json!(6)));
}

async fn too_many_duplicates_stop_an_import_until_somebody_says_why_not(world: World) {
    let it = District::new(world);
    let rows: Vec<_> = (1..=4).map(|n| row(n, "48010901")).collect();
    it.import("first.csv", &tpmap(&rows), 2566);
    // Two of the file itself twice, three of another file of the same source and year.
    let mut more: Vec<_> = (2..=4).map(|n| row(n, "48010901")).collect();
    more.extend([row(7, "48010901"), row(7, "48010901"), row(8, "48010901"), row(8, "48010901")]);
    let list = tpmap(&more);
    let upload = it.upload("officer", "second.csv", list.as_bytes()).await;
    let told = "plan nDuplicatesInFile nDuplicatesStored duplicates { row otherFile otherRow } stops { code message }";
    let check = it.planned("officer", &upload, told).await;
    assert_eq!((&check["nDuplicatesInFile"], &check["nDuplicatesStored"]), (&json!(2), &json!(3)), "{check}");
    let examples = check["duplicates"].as_array().unwrap();
    assert!(examples.contains(&json!({ "row": 6, "otherFile": null, "otherRow": 5 })), "{check}");
    assert!(examples.contains(&json!({ "row": 2, "otherFile": "first.csv", "otherRow": 3 })), "{check}");
    assert_eq!(check["stops"]["code"], "TOO_MANY_DUPLICATES");

    let before = n_rows(&it.world, "source_row").await;
    let plan = format!("plan: {}", check["plan"]);
    let stopped = it.apply_planned("officer", &upload, &plan).await;
    assert_eq!(
        (&stopped["state"], &stopped["failure"]["code"]),
        (&json!("STOPPED"), &check["stops"]["code"])
    );
    let unasked = it.apply_planned("officer", &upload, "plan: null").await;
    assert_eq!(unasked["state"], "STOPPED", "with or without a plan");
    assert_eq!(n_rows(&it.world, "source_row").await, before, "nothing was stored");
    // Of what holds no row nothing would be taken back.
    let nothing = format!(
        "{{ import(id: {}) {{ undoPreview {{ nRows nCases kept {{ because }} }} }} }}",
        stopped["id"]
    );
    let nothing = it.ask("officer", &nothing).await["import"]["undoPreview"].take();
    assert_eq!(nothing, json!({ "nRows": 0, "nCases": 0, "kept": [] }));

    let empty = format!("uploadId: \"{upload}\", surveyYear: 2566, despiteDuplicates: \" \"");
    assert_eq!(it.refused("officer", "importApply", &empty).await.0, "REQUIRED");
    let goes_on = format!("{plan}, despiteDuplicates: \"บัญชีแก้ไขของตำบล\"");
    assert_eq!(it.apply_planned("officer", &upload, &goes_on).await["state"], "APPLIED");
    let log = look(&it.world, "select detail from audit_event where action = 'import.begun'").await;
    assert!(
        log.iter().any(|it| it[0].as_deref().is_some_and(|it| it.contains("\"despiteDuplicates\":true")))
    );

    // The same list again is unchanged, and no duplicate of itself.
    let upload = it.upload("officer", "second.csv", list.as_bytes()).await;
    let again = it.planned("officer", &upload, told).await;
    assert_eq!((&again["nDuplicatesInFile"], &again["nDuplicatesStored"]), (&json!(0), &json!(0)), "{again}");
    // An office may draw the line elsewhere.
    let ran = it.world.phonjon(&["office-setting", "set", "import.duplicates_percent", "100"]);
    assert_eq!(ran.status.code(), Some(0));
    let third = it.upload("officer", "third.csv", list.as_bytes()).await;
    assert_eq!(it.planned("officer", &third, told).await["stops"], Value::Null);
}

async fn a_marked_cell_erases_only_where_that_was_chosen(world: World) {
    let it = District::new(world);
    let mut rows: Vec<_> = (1..=3).map(|n| row(n, "48010901")).collect();
    it.import("list_2566.csv", &tpmap(&rows), 2566);
    let case = it.case_of(&rows[0]).await;
    let house =
        async || it.case("officer", &case, "household { houseNo }").await["household"]["houseNo"].take();
    assert_eq!(house().await, "1");
    // Another file about the same people, of which one cell holds a mark.
    it.world.run(&["office-setting", "set", "import.duplicates_percent", "100"]);
    rows[0].house = "-".to_owned();
    let upload = it.upload("officer", "marked_2566.csv", tpmap(&rows)).await;
    let check = async |blanks: &str| {
        let arguments = format!("uploadId: \"{upload}\", surveyYear: 2566, blanks: {blanks}");
        let begun = it.act("officer", "importCheck", &arguments, "check { id }").await;
        let query = format!("{{ importCheck(id: {}) {{ state plan blanks }} }}", begun["check"]["id"]);
        it.ended("officer", &query, "importCheck").await
    };
    let take_back = async |import: &Value| {
        it.act("officer", "importUndo", &format!("importId: {}", import["id"]), "undo { nRows }").await
    };
    let (kept_plan, erasing) = (check("KEEP").await, check("ERASE_MARKED").await);
    assert_ne!(kept_plan["plan"], erasing["plan"], "what blanks mean is part of the plan");
    assert_eq!(erasing["blanks"], "ERASE_MARKED");
    let other = format!("plan: {}, blanks: KEEP", erasing["plan"]);
    assert_eq!(it.apply_planned("officer", &upload, &other).await["failure"]["code"], "PLAN_STALE");

    // A mark means nothing where nobody chose it.
    let kept_import = it.apply_planned("officer", &upload, &format!("plan: {}", kept_plan["plan"])).await;
    assert_eq!((&kept_import["state"], house().await), (&json!("APPLIED"), json!("1")), "{kept_import}");
    take_back(&kept_import).await;
    let chosen = format!("plan: {}, blanks: ERASE_MARKED", erasing["plan"]);
    let gone = it.apply_planned("officer", &upload, &chosen).await;
    assert_eq!((&gone["state"], house().await), (&json!("APPLIED"), Value::Null), "{gone}");
    let told = format!("{{ import(id: {}) {{ blanks }} }}", gone["id"]);
    assert_eq!(it.ask("officer", &told).await["import"]["blanks"], "ERASE_MARKED", "the history tells");
    take_back(&gone).await;
    assert_eq!(house().await, "1", "taken back, it is known again");
}

on_both!(
    an_import_keeps_to_its_plan_or_stores_nothing,
    the_command_line_keeps_to_a_plan_too,
    a_check_says_what_would_change_of_households_with_a_case,
    too_many_duplicates_stop_an_import_until_somebody_says_why_not,
    a_marked_cell_erases_only_where_that_was_chosen,
);
