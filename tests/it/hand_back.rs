//! What was done here is handed back to the TPMAP Logbook and ThaiQM: listed, taken out as a workbook, marked as entered.

use calamine::{Reader, Xlsx};
use serde_json::{Value, json};

use crate::corrected_workbook::asked;
use crate::district::{District, row};
use crate::imports::{look, text};
use crate::world::World;

const LIST: &str = "count lines { kind head text day }";

async fn list(d: &District, who: &str, target: &str, code: &str) -> Value {
    let area = d.area(code).await;
    let query = format!("{{ handBack(target: {target}, areaId: \"{area}\") {{ {LIST} }} }}");
    d.ask(who, &query).await["handBack"].take()
}

/// The cells of the first sheet of a workbook, and the formulas in all of them.
fn sheets(bytes: Vec<u8>) -> (Vec<Vec<String>>, usize) {
    let mut book: Xlsx<_> = calamine::open_workbook_from_rs(std::io::Cursor::new(bytes)).unwrap();
    let names = book.sheet_names();
    assert_eq!(names.len(), 2, "{names:?}");
    let n_formulas = names
        .iter()
        .map(|it| book.worksheet_formula(it).unwrap().used_cells().filter(|it| !it.2.is_empty()).count())
        .sum();
    let range = book.worksheet_range(&names[0]).unwrap();
    (range.rows().map(|it| it.iter().map(ToString::to_string).collect()).collect(), n_formulas)
}

/// Where the workbook of an area lies.
async fn path(d: &District, target: &str, code: &str) -> String {
    format!("/downloads/hand-back/{}/{target}", d.area(code).await)
}

async fn a_list_is_marked_as_entered_and_what_is_done_later_waits_again(world: World) {
    let all = [row(1, "48010901"), row(2, "48010902"), row(3, "48020101")];
    let d = District::with_problems(world, &all);
    let first = d.case_of(&all[0]).await;
    for case in [&first, &d.case_of(&all[1]).await] {
        d.visit(
            "team",
            case,
            "visitedOn: \"2026-02-01\", manner: AT_HOME, verification: CONFIRMED, class: CAN_DEVELOP",
            "id",
        )
        .await;
    }
    let help = |case: &str, agency: &str| {
        format!(
            "caseId: \"{case}\", intervention: {{ need: \"food\", kind: IMMEDIATE, form: IN_KIND, sector: STATE, agency: \"{agency}\", doneOn: \"2026-02-02\" }}"
        )
    };
    d.act("head", "caseAddIntervention", &help(&first, "=1+1"), "intervention { id }").await;

    let waiting = list(&d, "officer", "TPMAP_LOGBOOK", "480109").await;
    assert_eq!(waiting["count"], 3, "{waiting}");
    let kinds: Vec<&str> =
        waiting["lines"].as_array().unwrap().iter().map(|it| it["kind"].as_str().unwrap()).collect();
    assert_eq!(
        (kinds.iter().filter(|it| **it == "CLASS").count(), kinds.iter().filter(|it| **it == "HELP").count()),
        (2, 1)
    );
    let of_list = path(&d, "tpmap-logbook", "480109").await;
    let read = "select count(*) || '' from audit_event where action = 'person.read'";
    let before = look(&d.world, read).await;
    let status = async |who: &str, path: &str| asked(&d.world, &d.token(who).await, path).await.status;
    assert_eq!(status("team", &of_list).await, 403);
    assert_eq!(status("ministry", &of_list).await, 403, "a token is given no file");
    assert_eq!(look(&d.world, read).await, before, "nobody was shown");
    let came = asked(&d.world, &d.token("officer").await, &of_list).await;
    let header = |name: &str| came.headers[name].to_str().unwrap().to_owned();
    assert_eq!(header("cache-control"), "no-store");
    assert_eq!(header("content-disposition"), "attachment; filename*=UTF-8''tpmap-logbook.xlsx");
    assert_eq!(header("content-length"), came.bytes.len().to_string());
    let (cells, n_formulas) = sheets(came.bytes.clone());
    assert_ne!(look(&d.world, read).await, before, "whom it names was read");
    assert_eq!((cells.len(), n_formulas), (4, 0), "{cells:?}");
    assert!(cells.iter().flatten().any(|it| it.contains("=1+1")), "as text: {cells:?}");
    assert!(cells.iter().flatten().any(|it| it.contains(&all[0].first_name)));
    assert_eq!(list(&d, "officer", "TPMAP_LOGBOOK", "480101").await["count"], 0);

    // Who takes no records out sees none; of another district nothing is there.
    let area = d.area("480109").await;
    let query = format!("{{ handBack(target: THAIQM, areaId: \"{area}\") {{ count }} }}");
    assert_eq!(d.error("team", &query).await, "FORBIDDEN");
    assert_eq!(list(&d, "far_chief", "THAIQM", "480109").await["count"], 0);
    assert_eq!(sheets(d.taken("far_chief", &of_list).await).0.len(), 1, "its headers alone");
    for nothing in ["1/thaiqm".to_owned(), format!("{area}/elsewhere")] {
        assert_eq!(status("officer", &format!("/downloads/hand-back/{nothing}")).await, 404, "{nothing}");
    }
    assert_eq!(asked(&d.world, "", &of_list).await.status, 401);

    let of = |n: u32| format!("target: TPMAP_LOGBOOK, areaId: \"{area}\", expectedCount: {n}");
    assert_eq!(d.denied("far_chief", "handBackMark", &of(3)).await, "FORBIDDEN");
    assert_eq!(d.refused("officer", "handBackMark", &of(2)).await.0, "SELECTION_CHANGED");
    let marked = d
        .act("officer", "handBackMark", &of(3), "mark { id count area { code } by { displayName } undoneAt }")
        .await;
    assert_eq!(marked["mark"]["count"], 3);
    assert_eq!(list(&d, "officer", "TPMAP_LOGBOOK", "480109").await["count"], 0);
    assert_eq!(
        list(&d, "officer", "THAIQM", "480109").await["count"],
        3,
        "the other system knows nothing of it"
    );
    assert_eq!(d.refused("officer", "handBackMark", &of(0)).await.0, "HAND_BACK_EMPTY");

    // Work done later waits, and so does a class that is another one now.
    d.act("head", "caseAddIntervention", &help(&first, "อบต."), "intervention { id }").await;
    d.visit("team", &first, "visitedOn: \"2026-02-05\", manner: AT_HOME, class: NEEDS_WELFARE", "id").await;
    assert_eq!(list(&d, "officer", "TPMAP_LOGBOOK", "480109").await["count"], 2);

    let id = text(&marked["mark"]["id"]);
    let undo = format!("markId: \"{id}\"");
    assert_eq!(d.denied("far_chief", "handBackUnmark", &undo).await, "NOT_FOUND");
    d.act("officer", "handBackUnmark", &undo, "mark { undoneAt }").await;
    assert_eq!(list(&d, "officer", "TPMAP_LOGBOOK", "480109").await["count"], 4);
    assert_eq!(d.refused("officer", "handBackUnmark", &undo).await.0, "ALREADY_UNDONE");
    let marks = d.ask("officer", "{ handBackMarks(target: TPMAP_LOGBOOK) { id undoneAt } }").await;
    assert_eq!(marks["handBackMarks"].as_array().unwrap().len(), 1);
    assert!(marks["handBackMarks"][0]["undoneAt"].is_string());
}

async fn an_office_chooses_the_columns_of_each_workbook(world: World) {
    let all = [row(1, "48010901")];
    let d = District::with_problems(world, &all);
    let case = d.case_of(&all[0]).await;
    d.visit(
        "team",
        &case,
        "visitedOn: \"2026-02-01\", manner: AT_HOME, verification: CONFIRMED, class: CAN_DEVELOP",
        "id",
    )
    .await;
    let heads =
        async |target: &str| sheets(d.taken("officer", &path(&d, target, "480109").await).await).0.remove(0);
    let told = "isDefault version columns { column name } others { column }";
    let usual = heads("thaiqm").await;
    assert_eq!((usual.len(), usual[3].as_str()), (11, "หัวหน้าครัวเรือน"));
    let act = "handBackColumnsChange";
    let change = |columns: &str, version: u32| {
        format!("target: THAIQM, columns: [{columns}], expectedVersion: {version}")
    };
    assert_eq!(d.denied("officer", act, &change("DAY", 0)).await, "FORBIDDEN");
    assert_eq!(d.error("team", "{ handBackColumns(target: THAIQM) { version } }").await, "FORBIDDEN");
    assert_eq!(d.refused("admin", act, &change("DAY, HEAD, DAY", 0)).await.0, "HAND_BACK_COLUMN_TWICE");
    let chosen = d.act("admin", act, &change("DAY, HEAD", 0), &format!("columns {{ {told} }}")).await;
    let names = json!([{ "column": "DAY", "name": "วันที่" }, { "column": "HEAD", "name": "หัวหน้าครัวเรือน" }]);
    assert_eq!((&chosen["columns"]["columns"], &chosen["columns"]["version"]), (&names, &json!(1)));
    assert_eq!(chosen["columns"]["others"].as_array().unwrap().len(), 9);
    assert_eq!(heads("thaiqm").await, ["วันที่", "หัวหน้าครัวเรือน"]);
    assert_eq!(heads("tpmap-logbook").await, usual, "each system has its own");
    assert_eq!(d.refused("admin", act, &change("DAY", 0)).await.0, "VERSION_CONFLICT");
    let again = d.act("admin", act, &change("", 1), "columns { isDefault }").await;
    assert_eq!((&again["columns"]["isDefault"], heads("thaiqm").await), (&json!(true), usual));
}

async fn the_command_line_writes_the_workbook_and_marks_it(world: World) {
    let all = [row(1, "48010901"), row(2, "48010902")];
    let d = District::with_problems(world, &all);
    let case = d.case_of(&all[0]).await;
    d.visit(
        "team",
        &case,
        "visitedOn: \"2026-02-01\", manner: AT_HOME, verification: CONFIRMED, class: NEEDS_WELFARE",
        "id",
    )
    .await;
    let write = |name: &str, more: &[&str]| {
        let out = d.world.path().join(name);
        let out_text = out.to_string_lossy().into_owned();
        let mut args = vec!["hand-back", "--target", "tpmap-logbook", "--area", "480109", "--out", &out_text];
        args.extend(more);
        let said = d.world.run(&args);
        (sheets(std::fs::read(out).unwrap()).0.len() - 1, said)
    };
    assert_eq!(write("one.xlsx", &["--mark"]).0, 1);
    assert_eq!(write("two.xlsx", &[]).0, 0);
    let asked = d.world.phonjon(&["hand-back", "--target", "thaiqm", "--area", "999999", "--out", "x.xlsx"]);
    assert_eq!(asked.status.code(), Some(2));
    let marks =
        d.ask("officer", "{ handBackMarks(target: TPMAP_LOGBOOK) { count by { displayName } } }").await;
    assert_eq!(marks["handBackMarks"], json!([{ "count": 1, "by": null }]));
}

on_both!(
    a_list_is_marked_as_entered_and_what_is_done_later_waits_again,
    an_office_chooses_the_columns_of_each_workbook,
    the_command_line_writes_the_workbook_and_marks_it
);
