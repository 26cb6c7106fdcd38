//! Work that was done before it could be recorded here: visits and help of a workbook, checked, brought in, taken back.

use std::fmt::Write;
use std::path::Path;
use std::process::Stdio;
use std::time::Duration;

use serde_json::{Value, json};

use crate::district::{District, Row, row};
use crate::imports::{Import, apply, import, issue_codes, look, pid, text};
use crate::world::World;

fn rows(of: std::ops::RangeInclusive<u64>) -> Vec<Row> {
    of.map(|n| row(n, if n % 2 == 0 { "48010901" } else { "48010902" })).collect()
}

/// A list of visits: number of the head or short number, day, who went, what was found, who told, result, class.
pub(crate) fn visits(lines: &[[&str; 7]]) -> String {
    let mut list = "แบบสรุปการเยี่ยมครัวเรือน\nลำดับ,เลขประจำตัวประชาชน,วันที่เยี่ยม,ผู้เยี่ยม,สิ่งที่พบ,ผู้ให้ข้อมูล,ผลการตรวจสอบ,ประเภทครัวเรือน\n".to_owned();
    for (n, it) in lines.iter().enumerate() {
        writeln!(list, "{},{}", n + 1, it.join(",")).unwrap();
    }
    list
}

/// A list of help: number, day, need, kind, form, value, agency, sector.
pub(crate) fn help(lines: &[[&str; 8]]) -> String {
    let mut list = "ลำดับ,เลขประจำตัวประชาชน,วันที่ช่วยเหลือ,ความต้องการช่วยเหลือ,ประเภทการช่วยเหลือ,รูปแบบการช่วยเหลือ,มูลค่า (บาท),หน่วยงาน,ภาคีเครือข่าย\n".to_owned();
    for (n, it) in lines.iter().enumerate() {
        writeln!(list, "{},{}", n + 1, it.join(",")).unwrap();
    }
    list
}

fn bring(d: &District, mode: &str, name: &str, list: &str) -> Import {
    import(&d.world, mode, &[d.world.file(name, list)], &[])
}

/// Everything the database says, without what no undo takes back.
pub(crate) fn state(d: &District) -> String {
    let out = d.world.path().join("state.json");
    d.world.run(&["export", "state", "--json", &out.to_string_lossy()]);
    std::fs::read_to_string(out).unwrap()
}

pub(crate) fn told(import: &Import) -> Vec<(u64, String, Vec<String>)> {
    let rows = import.rows().into_iter();
    rows.map(|(place, it)| (place.2, text(&it["outcome"]), issue_codes(it))).collect()
}

pub(crate) async fn latest(d: &District) -> String {
    text(&d.ask("officer", "{ imports(first: 1) { nodes { id } } }").await["imports"]["nodes"][0]["id"])
}

const VISITS: &str = "status verification class lastVisitedOn visits { totalCount nodes { visitedOn toldBy note visitedBy { name } } }";

async fn visits_made_before_come_in_for_the_days_they_were_made(world: World) {
    let all = rows(1..=5);
    let d = District::with_problems(world, &all);
    // Whoever asks later has an account from now on.
    for who in ["officer", "chief"] {
        d.token(who).await;
    }
    let before = state(&d);
    let (one, two, three) = (pid(1), pid(2), pid(3));
    let list = visits(&[
        [&one, "5 มี.ค. 2566", "ผู้ใหญ่บ้าน และ อสม.", "หลังคารั่ว", "ย่า", "ยืนยัน", "สงเคราะห์"],
        [&two, "10/4/2566", "ครู", "อยู่กันสองคน", "", "", ""],
        [&one, "1 ก.พ. 2566", "อสม.", "ยังไม่พบใคร", "", "ไม่พบตัว", ""],
        [&three, "เม.ย. 2566", "ครู", "", "", "", ""],
        [&pid(99), "5/3/2566", "ครู", "", "", "", ""],
        [&two, "10/4/2566", "ครู", "อยู่กันสองคน", "", "", ""],
        ["", "5/3/2566", "ครู", "", "", "", ""],
        [&three, "6/3/2566", "", "ไม่มีผู้เยี่ยม", "", "", ""],
        [&three, "7/3/2566", "ครู", "", "", "รวย", ""],
    ]);
    let checked = bring(&d, "check", "visits.csv", &list);
    assert_eq!(state(&d), before, "a check stores nothing");
    let brought = apply(&d.world, &[d.world.file("visits.csv", &list)], &[]);
    assert_eq!(told(&checked), told(&brought), "a check says what the import does");
    let wanted = |row: u64, outcome: &str, codes: &[&str]| {
        (row, outcome.to_owned(), codes.iter().map(|it| (*it).to_owned()).collect::<Vec<_>>())
    };
    assert_eq!(
        told(&brought),
        [
            wanted(3, "accepted", &[]),
            wanted(4, "accepted", &[]),
            wanted(5, "accepted", &[]),
            wanted(6, "rejected", &["day_unreadable"]),
            wanted(7, "rejected", &["past_household_unknown"]),
            wanted(8, "accepted_with_warning", &["duplicate_row"]),
            wanted(9, "rejected", &["past_not_named"]),
            wanted(10, "rejected", &["VISIT_WITHOUT_VISITOR"]),
            wanted(11, "rejected", &["word_unknown"]),
        ]
    );

    // The later day holds, though its row stands first in the file.
    let first = d.case("chief", &d.case_of(&all[0]).await, VISITS).await;
    assert_eq!(
        first,
        json!({ "status": "BEING_HELPED", "verification": "CONFIRMED", "class": "NEEDS_WELFARE",
            "lastVisitedOn": "2023-03-05", "visits": { "totalCount": 2, "nodes": [
                { "visitedOn": "2023-03-05", "toldBy": "ย่า", "note": "หลังคารั่ว",
                  "visitedBy": [{ "name": "ผู้ใหญ่บ้าน" }, { "name": "อสม." }] },
                { "visitedOn": "2023-02-01", "toldBy": null, "note": "ยังไม่พบใคร", "visitedBy": [{ "name": "อสม." }] }] } })
    );
    let second = d.case("chief", &d.case_of(&all[1]).await, VISITS).await;
    assert_eq!(
        (&second["visits"]["totalCount"], &second["lastVisitedOn"]),
        (&json!(1), &json!("2023-04-10"))
    );

    // The same file again, and the same rows in another file and order, change nothing.
    let after = state(&d);
    let again = apply(&d.world, &[d.world.file("visits.csv", &list)], &[]);
    assert!(
        told(&again).iter().all(|it| it.1 == "rejected" || it.2.contains(&"unchanged".to_owned())),
        "{:?}",
        told(&again)
    );
    let other = visits(&[
        [&two, "10/4/2566", "ครู", "อยู่กันสองคน", "", "", ""],
        [&two, "10/4/2566", "ผู้ใหญ่บ้าน", "มาอีกครั้งในวันเดียวกัน", "", "", ""],
    ]);
    let other = apply(&d.world, &[d.world.file("other.csv", &other)], &[]);
    assert_eq!(
        told(&other),
        [wanted(3, "accepted", &["unchanged"]), wanted(4, "accepted_with_warning", &["past_same_day"])]
    );

    // Taken back, all is as it was.
    let undo = format!("importId: \"{}\"", latest(&d).await);
    let fields = "undo { nRows nHouseholds kept { because nRows } }";
    let undone = d.act("officer", "importUndo", &undo, fields).await["undo"].take();
    assert_eq!(undone, json!({ "nRows": 1, "nHouseholds": 1, "kept": [] }));
    assert_eq!(state(&d), after);
    let found = d
        .ask("officer", "{ imports { nodes { id source state nAccepted nAcceptedWithWarning nRejected } } }")
        .await;
    let of_visits = &found["imports"]["nodes"][1];
    assert_eq!(
        (
            &of_visits["source"],
            &of_visits["nAccepted"],
            &of_visits["nAcceptedWithWarning"],
            &of_visits["nRejected"]
        ),
        (&json!("visits"), &json!(3), &json!(1), &json!(5))
    );
    let undo = format!("importId: \"{}\"", text(&of_visits["id"]));
    let undone = d.act("officer", "importUndo", &undo, fields).await["undo"].take();
    assert_eq!(undone, json!({ "nRows": 3, "nHouseholds": 2, "kept": [] }));
    assert_eq!(state(&d), before);
}

async fn what_somebody_worked_on_since_keeps_its_past_visits(world: World) {
    let all = rows(1..=3);
    let d = District::with_problems(world, &all);
    let (one, two) = (pid(1), pid(2));
    let list = visits(&[
        [&one, "5/3/2566", "ครู", "หลังคารั่ว", "", "ยืนยัน", "พัฒนาได้"],
        [&two, "5/3/2566", "ครู", "น้ำไม่พอ", "", "ยืนยัน", ""],
    ]);
    apply(&d.world, &[d.world.file("visits.csv", &list)], &[]);
    let import = latest(&d).await;
    let (first, second) = (d.case_of(&all[0]).await, d.case_of(&all[1]).await);
    d.visit("team", &first, "visitedOn: \"2026-02-01\", manner: AT_HOME", "id").await;
    let preview = format!(
        "{{ import(id: \"{import}\") {{ undoPreview {{ nRows nHouseholds kept {{ because nRows nHouseholds }} }} }} }}"
    );
    let promised = d.ask("officer", &preview).await["import"]["undoPreview"].take();
    let undo = format!("importId: \"{import}\"");
    let fields = "undo { nRows nHouseholds kept { because nRows nHouseholds } }";
    let undone = d.act("officer", "importUndo", &undo, fields).await["undo"].take();
    assert_eq!(undone, promised);
    assert_eq!(
        undone,
        json!({ "nRows": 1, "nHouseholds": 1, "kept": [{ "because": "VISITED", "nRows": 1, "nHouseholds": 1 }] })
    );
    let kept = d.case("chief", &first, VISITS).await;
    assert_eq!((&kept["visits"]["totalCount"], &kept["class"]), (&json!(2), &json!("CAN_DEVELOP")));
    let back = d.case("chief", &second, VISITS).await;
    assert_eq!(
        (&back["status"], &back["verification"], &back["lastVisitedOn"], &back["visits"]["totalCount"]),
        (&json!("TO_VERIFY"), &Value::Null, &Value::Null, &json!(0))
    );
    assert_eq!(d.refused("officer", "importUndo", &undo).await.0, "ALREADY_UNDONE");
}

async fn help_given_before_comes_in_and_the_same_need_is_told(world: World) {
    let all = rows(1..=4);
    let d = District::with_problems(world, &all);
    let first = d.case_of(&all[0]).await;
    let by_hand = format!(
        "caseId: \"{first}\", intervention: {{ need: \"food\", kind: IMMEDIATE, form: IN_KIND, sector: PEOPLE, agency: \"วัด\", doneOn: \"2023-01-10\" }}"
    );
    d.act("head", "caseAddIntervention", &by_hand, "intervention { id }").await;
    d.token("officer").await;
    let before = state(&d);
    let (one, two, three) = (pid(1), pid(2), pid(3));
    let list = help(&[
        [&one, "5/3/2566", "อาหารและของยังชีพ", "เร่งด่วน", "สิ่งของ", "\"1,200\"", "พมจ.", "ราชการ"],
        [&two, "5/3/2566", "ถุงยังชีพ", "เร่งด่วน", "สิ่งของ", "700", "อบต.", ""],
        [&two, "5/6/2566", "อาหารและของยังชีพ", "เร่งด่วน", "เงิน", "", "กาชาด", "ประชาสังคม"],
        [&three, "5/6/2566", "ซ่อมบ้าน", "พัฒนา", "สิ่งของ", "5000", "อบต.", "ราชการ"],
        [&three, "5/6/2566", "ขนม", "เร่งด่วน", "สิ่งของ", "", "อบต.", "ราชการ"],
        [&three, "5/6/2566", "ซ่อมบ้าน", "เร่งด่วน", "ทอง", "", "อบต.", "ราชการ"],
        [&three, "5/6/2566", "ซ่อมบ้าน", "เร่งด่วน", "เงิน", "มาก", "อบต.", "ราชการ"],
    ]);
    let checked = bring(&d, "check", "help.csv", &list);
    let brought = apply(&d.world, &[d.world.file("help.csv", &list)], &[]);
    assert_eq!(told(&checked), told(&brought));
    let codes: Vec<(String, Vec<String>)> = told(&brought).into_iter().map(|it| (it.1, it.2)).collect();
    let wanted = |outcome: &str, codes: &[&str]| {
        (outcome.to_owned(), codes.iter().map(|it| (*it).to_owned()).collect::<Vec<_>>())
    };
    assert_eq!(
        codes,
        [
            wanted("accepted_with_warning", &["past_same_need"]),
            wanted("accepted", &["past_sector_assumed"]),
            wanted("accepted_with_warning", &["past_same_need"]),
            wanted("rejected", &["CASE_NOT_CONFIRMED"]),
            wanted("rejected", &["past_need_unknown"]),
            wanted("rejected", &["word_unknown"]),
            wanted("rejected", &["worth_unreadable"]),
        ]
    );
    let said = &brought.row(2)["issues"][0];
    assert!(text(&said["message_th"]).contains("วัด") && text(&said["message_en"]).contains("วัด"), "{said}");
    let fields = "interventions { nodes { need form sector agency doneOn status valueBasis } }";
    let second = d.case("chief", &d.case_of(&all[1]).await, fields).await;
    assert_eq!(second["interventions"]["nodes"].as_array().unwrap().len(), 2, "{second}");
    let undo = format!("importId: \"{}\"", latest(&d).await);
    let undone = d.act("officer", "importUndo", &undo, "undo { nRows nHouseholds kept { because } }").await;
    assert_eq!(undone["undo"], json!({ "nRows": 3, "nHouseholds": 2, "kept": [] }));
    assert_eq!(state(&d), before);
}

async fn past_work_counts_where_its_importer_could_have_done_it(world: World) {
    let mut list = rows(1..=2);
    list.push(row(3, "48020101"));
    let d = District::with_problems(world, &list);
    let file = visits(&[
        [&pid(1), "5/3/2566", "ครู", "น้ำไม่พอ", "", "", ""],
        [&pid(3), "5/3/2566", "ครู", "น้ำไม่พอ", "", "", ""],
    ]);
    let upload = d.upload("officer", "visits.csv", file.as_bytes()).await;
    let done = d.apply_upload("officer", &upload, None).await;
    assert_eq!((&done["nAccepted"], &done["nRejected"]), (&json!(1), &json!(1)), "{done}");
    // A province officer imports lists, and records no visit.
    let file = file.replace("น้ำไม่พอ", "หลังคารั่ว");
    let upload = d.upload("province", "visits_2.csv", file.as_bytes()).await;
    let done = d.apply_upload("province", &upload, None).await;
    assert_eq!((&done["nAccepted"], &done["nRejected"]), (&json!(0), &json!(2)), "{done}");
    let stored = look(&d.world, "select cast(count(*) as text) from visit").await;
    assert_eq!(stored[0][0].as_deref(), Some("1"));
}

async fn a_short_number_finds_the_household(world: World) {
    let all = rows(1..=2);
    let d = District::with_problems(world, &all);
    let case = d.case_of(&all[0]).await;
    let short = text(&d.case("chief", &case, "household { shortNumber }").await["household"]["shortNumber"]);
    let spaced = format!("{} {}", &short[..4], short[4..].to_lowercase());
    let list = format!(
        "เลขย่อบนใบเยี่ยม,เลขประจำตัวประชาชน,วันที่เยี่ยม,ผู้เยี่ยม,ผลการเยี่ยม\n{spaced},,5/3/2566,ครู,หนึ่ง\n{short},{},6/3/2566,ครู,สอง\n{short},{},6/3/2566,ครู,สาม\n",
        pid(1),
        pid(2)
    );
    let brought = apply(&d.world, &[d.world.file("sheets.csv", list)], &[]);
    let codes: Vec<(String, Vec<String>)> = told(&brought).into_iter().map(|it| (it.1, it.2)).collect();
    assert_eq!(
        codes,
        [
            ("accepted".to_owned(), vec![]),
            ("accepted".to_owned(), vec![]),
            ("rejected".to_owned(), vec!["past_names_disagree".to_owned()])
        ]
    );
    assert_eq!(d.case("chief", &case, "visits { totalCount }").await["visits"]["totalCount"], 2);
}

/// Kills the import of a file some times halfway, lets it go on, and looks that each of its rows is stored once.
pub(crate) async fn goes_on_after_kills(d: &District, file: &Path, source: &str, table: &str, n_rows: u32) {
    let count = format!("select cast(count(*) as text) from {table}");
    let n_stored = async || look(&d.world, &count).await[0][0].as_deref().unwrap().parse::<u32>().unwrap();
    let mut n_halfway = 0;
    for _ in 0..3 {
        let stored = n_stored().await;
        let mut command = d.world.command();
        command.args(["import", "apply"]).arg(file).stdout(Stdio::null()).stderr(Stdio::null());
        let mut running = command.spawn().unwrap();
        while running.try_wait().unwrap().is_none() && n_stored().await == stored {
            std::thread::sleep(Duration::from_millis(2));
        }
        running.kill().unwrap();
        running.wait().unwrap();
        n_halfway += u32::from((1..n_rows).contains(&n_stored().await));
    }
    assert!(n_halfway > 0, "no kill left the file halfway");
    let ended = apply(&d.world, &[file.to_owned()], &[]);
    assert!(told(&ended).iter().all(|it| it.1 == "accepted"), "{:?}", told(&ended));
    assert_eq!(n_stored().await, n_rows, "every row is stored once");
    let kept = format!("select state, counts from import_batch where source = '{source}'");
    let kept = look(&d.world, &kept).await;
    assert_eq!(kept.len(), 1, "{kept:?}");
    assert_eq!(kept[0][0].as_deref(), Some("applied"));
    let counts: Value = serde_json::from_str(kept[0][1].as_deref().unwrap()).unwrap();
    assert_eq!(counts["accepted"], n_rows);
}

/// Takes the import of a source back.
pub(crate) fn undo(d: &District, source: &str) {
    let listed: Value = serde_json::from_str(&d.world.run(&["import", "list", "--json"])).unwrap();
    let import = listed.as_array().unwrap().iter().find(|it| it["source"] == source).unwrap();
    d.world.run(&["import", "undo", import["import"].as_str().unwrap()]);
}

async fn past_work_that_is_killed_goes_on_to_the_same_end(world: World) {
    let all = rows(1..=60);
    let d = District::with_problems(world, &all);
    let before = state(&d);
    // Ten visits a household are more than a commit takes.
    let pids: Vec<String> = (1..=60).map(pid).collect();
    let days: Vec<String> = (1..=10).map(|n| format!("{n}/3/2566")).collect();
    let lines: Vec<[&str; 7]> = days
        .iter()
        .flat_map(|day| pids.iter().map(move |pid| [pid.as_str(), day.as_str(), "ครู", "น้ำไม่พอ", "", "", ""]))
        .collect();
    let file = d.world.file("visits.csv", visits(&lines));
    goes_on_after_kills(&d, &file, "visits", "visit", 600).await;
    let events = look(&d.world, "select cast(count(*) as text) from case_event where kind = 'visited'").await;
    assert_eq!(events[0][0].as_deref(), Some("600"));
    d.world.run(&["audit", "verify"]);

    undo(&d, "visits");
    assert_eq!(state(&d), before);
}

on_both!(
    visits_made_before_come_in_for_the_days_they_were_made,
    what_somebody_worked_on_since_keeps_its_past_visits,
    help_given_before_comes_in_and_the_same_need_is_told,
    past_work_counts_where_its_importer_could_have_done_it,
    a_short_number_finds_the_household,
    past_work_that_is_killed_goes_on_to_the_same_end
);
