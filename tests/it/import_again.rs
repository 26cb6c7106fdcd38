//! What an import promises about itself: a check stores nothing, a file again changes nothing, a bad row stops nobody.

use std::fs;
use std::path::PathBuf;

use serde_json::Value;

use crate::imports::{
    Import, apply, import, issue_codes, look, personal_number, pid, samples, sources, spooled, text,
};
use crate::world::World;

const REGISTER: &str = "ลำดับ,หมายเลขประจำตัว 13 หลัก,คำนำหน้า,ชื่อ,ชื่อสกุล,วันเดือนปีเกิด,ที่อยู่,ปีที่ลงทะเบียน,ผลการพิจารณา";

/// A welfare register of people at one address each: number, title, first name, last name, birth.
pub(crate) fn register(people: &[(String, &str, &str, &str, &str)]) -> String {
    let mut written = format!("{REGISTER}\n");
    for (n, (pid, title, first, last, birth)) in people.iter().enumerate() {
        let address = format!("{} หมู่ที่ 2 ตำบลในเมือง อำเภอเมืองนครพนม จังหวัดนครพนม", 10 + n);
        let line = format!("{},{pid},{title},{first},{last},{birth},{address},2565,ผ่านเกณฑ์\n", n + 1);
        written.push_str(&line);
    }
    written
}

/// Loads the village of the register, so that nothing is told of where its people live.
pub(crate) fn know_the_village(world: &World) {
    let areas = "area_code,province,amphoe,tambon,moo,village\n48010102,นครพนม,เมืองนครพนม,ในเมือง,2,บ้านสอง\n";
    world.run(&["areas", "import", &world.file("areas.csv", areas).to_string_lossy()]);
}

fn a_register() -> Vec<(String, &'static str, &'static str, &'static str, &'static str)> {
    vec![
        (pid(1), "นาย", "สมมุติ", "หนึ่งใจ", "1/2/2500"),
        (pid(2), "นางสาว", "สมใจ", "สองแคว", "3/4/2520"),
        (pid(3), "นาย", "สมหวัง", "สามเสน", "5/6/2530"),
        (pid(4), "นาง", "สมศรี", "สี่พระยา", "7/8/2510"),
    ]
}

/// What a check and an import must agree in: place, outcome, issues, values.
fn told(import: &Import) -> Vec<String> {
    let codes = |row: &Value| issue_codes(row).join(",");
    let rows = import.rows().into_iter();
    rows.map(|(place, it)| format!("{place:?} {} {} {}", it["outcome"], codes(it), it["normalised"]))
        .collect()
}

async fn a_check_says_what_an_import_does_and_stores_nothing(world: World) {
    let set = samples("nakhonphanom-300");
    for (name, n_rows_before) in [("tpmap_2565.xlsx", 0), ("thaiqm_2566_cp874.csv", 198)] {
        let file = [set.join(name)];
        let checked = import(&world, "check", &file, &[]);
        assert_eq!(checked.code, Some(0), "{}", checked.printed);
        assert_eq!(sources(&world).1.len(), n_rows_before, "a check of {name} stored rows");
        let applied = apply(&world, &file, &[]);
        assert_eq!(told(&checked), told(&applied));
        assert_eq!(checked.report["counts"], applied.report["counts"]);
        assert_eq!(spooled(&world), Vec::<String>::new());
    }
    let kept = look(&world, "select cast(count(*) as text) from attachment").await;
    assert_eq!(
        kept[0][0].as_deref(),
        Some("2"),
        "the originals of the imports are kept, not those of the checks"
    );
}

async fn a_file_again_changes_nothing(world: World) {
    let set = samples("nakhonphanom-300");
    let files = [set.join("thaiqm_2566.xls"), set.join("welfare_2565.csv")];
    let first = apply(&world, &files, &[]);
    let before = sources(&world).0;

    let under_another_name = world.path().join("สำเนา.xls");
    fs::copy(&files[0], &under_another_name).unwrap();
    for again in [files.to_vec(), vec![under_another_name]] {
        let again = apply(&world, &again, &[]);
        let mut n_unchanged = 0;
        for (place, row) in again.rows() {
            let is_stored = row["outcome"] == "accepted" || row["outcome"] == "accepted_with_warning";
            assert_eq!(issue_codes(row).contains(&"unchanged".to_owned()), is_stored, "{place:?} {row}");
            n_unchanged += usize::from(is_stored);
        }
        assert!(n_unchanged > 150, "{n_unchanged}");
        assert_eq!(sources(&world).0, before, "the same rows stand with the same people");
    }
    let outcomes = |it: &Import| it.report["counts"]["rejected"].clone();
    assert_eq!(outcomes(&apply(&world, &files, &[])), outcomes(&first));
}

async fn a_changed_file_says_what_changed_and_the_person_follows(world: World) {
    know_the_village(&world);
    let mut people = a_register();
    let name = "welfare.csv";
    let first = apply(&world, &[world.file(name, register(&people))], &[]);
    assert!(first.outcomes().iter().all(|it| it.1 == "accepted"), "{:?}", first.outcomes());
    let before = sources(&world).1;

    people[1].3 = "สองพี่น้อง";
    people[1].1 = "นาง";
    people[2].0 = "1489000000039".to_owned();
    people.push((pid(5), "นาย", "สมบูรณ์", "ห้าธันวา", "9/10/2515"));
    let changed = apply(&world, &[world.file(name, register(&people))], &[]);
    assert_eq!(issue_codes(changed.row(2)), ["unchanged"]);
    assert_eq!(issue_codes(changed.row(5)), ["unchanged"]);
    let issues = changed.row(3)["issues"].as_array().unwrap();
    let said = issues.iter().find(|it| it["code"] == "changed").expect("the changed row says so");
    for field in ["last", "title"] {
        assert!(text(&said["message_en"]).contains(field), "{said}");
        assert!(text(&said["message_th"]).contains(field), "{said}");
    }
    assert_eq!(changed.row(4)["outcome"], "rejected");
    assert!(changed.row(6)["outcome"] == "accepted", "{}", changed.row(6));

    let after = sources(&world).1;
    let person = |stored: &[crate::imports::Stored], row: u64| {
        stored.iter().find(|it| it.place.2 == row).map(|it| it.person.clone())
    };
    assert_eq!(person(&after, 3), person(&before, 3), "the person stays the same");
    assert_eq!(after.iter().filter(|it| it.place.2 == 3).count(), 1, "the old row is out of the way");
    assert_eq!(person(&after, 4), person(&before, 4), "a row that became bad leaves what was good before");
    let query = "select title, last_name from person where first_name = 'สมใจ'";
    assert_eq!(look(&world, query).await, [[Some("นาง".to_owned()), Some("สองพี่น้อง".to_owned())]]);
}

async fn a_bad_row_stops_nobody_and_every_ending_has_its_code(world: World) {
    know_the_village(&world);
    let mut people = a_register();
    people[1].0 = "1489000000021".to_owned();
    let good = world.file("good.csv", register(&a_register()));
    let mixed = world.file("mixed.csv", register(&people));
    let bad = world.file("bad.xlsx", b"no workbook at all \x00\x01\x02\x00\x00");

    let with_bad_row = import(&world, "apply", &[mixed], &[]);
    assert_eq!(with_bad_row.code, Some(0), "refused rows are told, not failed for: {}", with_bad_row.printed);
    let outcomes: Vec<String> = with_bad_row.outcomes().into_iter().map(|it| it.1).collect();
    assert_eq!(outcomes, ["accepted", "rejected", "accepted", "accepted"]);
    assert_eq!(sources(&world).1.len(), 3);

    let with_bad_file = import(&world, "apply", &[bad, good.clone()], &[]);
    assert_eq!(with_bad_file.code, Some(1));
    let files = with_bad_file.report["files"].as_array().unwrap();
    assert_eq!((&files[0]["outcome"], &files[1]["outcome"]), (&"rejected".into(), &"accepted".into()));
    assert_eq!(sources(&world).1.len(), 7, "the good file came in beside the bad one");

    let good = good.to_string_lossy();
    for usage in [
        &["import", "apply"][..],
        &["import", "apply", "no-such-file.xlsx"],
        &["import", "apply", &good, "--year", "66"],
        &["import", "apply", &good, "--source", "guess"],
        &["import", "undo-everything", &good],
        &["areas", "import", "no-such-list.csv"],
        &["serve", "--listen", "here"],
        &["audit", "verify", "--head", "12"],
    ] {
        assert_eq!(world.phonjon(usage).status.code(), Some(2), "{usage:?}");
    }
    let taken = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let address = taken.local_addr().unwrap().to_string();
    for machine in [
        &["import", "apply", &good, "--json", "no/such/folder/report.json"][..],
        &["export", "state", "--json", "no/such/folder/state.json"],
        &["serve", "--listen", &address],
    ] {
        assert_eq!(world.phonjon(machine).status.code(), Some(3), "{machine:?}");
    }
    for refused in [
        &["user", "add", "--user-name", "chief", "--role", "district_chief", "--area", "4899"][..],
        &["parameters", "release", "criteria", "no-such-version"],
        &["user", "reset", "--user-name", "nobody"],
    ] {
        assert_eq!(world.phonjon(refused).status.code(), Some(1), "{refused:?}");
    }
}

async fn nobodys_number_is_printed_and_writing_a_report_is_recorded(world: World) {
    let mut people = a_register();
    people[1].0 = "1489000000021".to_owned();
    people[3].0 = "1.489E+12".to_owned();
    let file = world.file("welfare.csv", register(&people));
    let n_events = || -> u64 {
        let said: Value = serde_json::from_str(&world.run(&["audit", "verify", "--json"])).unwrap();
        assert_eq!(said["faults"], serde_json::json!([]));
        said["sealed"].as_u64().unwrap() + said["unsealed"].as_array().unwrap().len() as u64
    };
    let named = file.to_string_lossy();
    let begun = n_events();
    let printed = world.run(&["import", "check", &named]);
    let without = n_events();
    let reported = import(&world, "check", std::slice::from_ref(&file), &[]);
    let with = n_events();
    assert_eq!(with - without, without - begun + 1, "writing the report is one event more");
    sources(&world);
    assert_eq!(n_events(), with + 1, "writing the export is an event");

    // Bad numbers stand in the report where they belong, and nowhere else.
    assert_eq!(reported.row(3)["issues"][0]["value"], "1489000000021");
    let mut command = world.command();
    command.env("PHONJON_LOG", "debug").args(["import", "apply", &named]);
    let ended = command.output().unwrap();
    let out = String::from_utf8(ended.stdout).unwrap();
    let log = String::from_utf8(ended.stderr).unwrap();
    assert_eq!(personal_number(&format!("{printed}{out}")), None);
    for (pid, _, first, last, _) in &people {
        for personal in [pid.as_str(), *first, *last] {
            assert!(!format!("{printed}{out}{log}").contains(personal), "it prints {personal}");
        }
    }
}

async fn a_report_takes_over_no_open_rights(world: World) {
    use std::os::unix::fs::PermissionsExt;
    let file = world.file("welfare.csv", register(&a_register()));
    let out: PathBuf = world.file("open.json", "old");
    fs::set_permissions(&out, fs::Permissions::from_mode(0o644)).unwrap();
    world.run(&["import", "check", &file.to_string_lossy(), "--json", &out.to_string_lossy()]);
    assert_eq!(fs::metadata(&out).unwrap().permissions().mode() & 0o777, 0o600);
}

on_both!(
    a_check_says_what_an_import_does_and_stores_nothing,
    a_file_again_changes_nothing,
    a_changed_file_says_what_changed_and_the_person_follows,
    a_bad_row_stops_nobody_and_every_ending_has_its_code,
    nobodys_number_is_printed_and_writing_a_report_is_recorded,
    a_report_takes_over_no_open_rights,
);
