//! What an import tells of its file as a whole: columns that no field took, on the screen, in the report, over GraphQL.

use serde_json::json;

use crate::imports::{Import, apply, import, pid};
use crate::world::World;

/// A register with two columns that nobody knows, one of them twice the name of a known one.
fn with_more_columns() -> String {
    let header = "ลำดับ,หมายเลขประจำตัว 13 หลัก,คำนำหน้า,ชื่อ,ชื่อสกุล,วันเดือนปีเกิด,ชื่อเล่น,ที่อยู่,ปีที่ลงทะเบียน,ผลการพิจารณา,ชื่อ";
    let line = format!(
        "1,{},นาย,สมมุติ,หนึ่งใจ,1/2/2500,หนึ่ง,10 หมู่ที่ 2 ตำบลในเมือง อำเภอเมืองนครพนม จังหวัดนครพนม,2565,ผ่านเกณฑ์,อีกชื่อ",
        pid(1)
    );
    format!("{header}\n{line}\n")
}

async fn columns_that_no_field_took_are_told(world: World) {
    let file = [world.file("welfare.csv", with_more_columns())];
    let told = json!([
        { "sheet": "", "column": "G", "header": "ชื่อเล่น" },
        { "sheet": "", "column": "K", "header": "ชื่อ" },
    ]);
    let says = |import: &Import| {
        assert_eq!(import.report["files"][0]["unknown_columns"], told);
        for language in ["คอลัมน์ที่ระบบไม่รู้จัก", "no field took"]
        {
            assert!(import.printed.contains(language), "{}", import.printed);
        }
        assert!(import.printed.contains("G ชื่อเล่น, K ชื่อ"), "{}", import.printed);
    };
    says(&import(&world, "check", &file, &[]));
    says(&apply(&world, &file, &[]));
    says(&apply(&world, &file, &[]));

    let officer = world.signed_in("officer", "district_officer", "48").await;
    let data = world.data(&officer, "{ imports { nodes { id unknownColumns } } }", json!({})).await;
    assert_eq!(data["imports"]["nodes"][0]["unknownColumns"], json!(["G ชื่อเล่น", "K ชื่อ"]));
    let one = "query ($id: ID!) { import(id: $id) { unknownColumns } }";
    let data = world.data(&officer, one, json!({ "id": data["imports"]["nodes"][0]["id"] })).await;
    assert_eq!(data["import"]["unknownColumns"], json!(["G ชื่อเล่น", "K ชื่อ"]));
}

async fn columns_that_a_file_lacks_are_told(world: World) {
    // A register that says neither when anybody was born nor in which year they registered.
    let header = "หมายเลขประจำตัว 13 หลัก,คำนำหน้า,ชื่อ,ชื่อสกุล,ที่อยู่,ผลการพิจารณา";
    let address = "10 หมู่ที่ 2 ตำบลในเมือง อำเภอเมืองนครพนม จังหวัดนครพนม";
    let list = format!("{header}\n{},นาย,สมมุติ,หนึ่งใจ,{address},ผ่านเกณฑ์\n", pid(1));
    let file = [world.file("welfare.csv", list)];
    let told = json!(["birth", "round"]);
    let says = |import: &Import| {
        assert_eq!(import.report["files"][0]["missing_columns"], told, "{}", import.printed);
        for sentence in ["จึงถือว่าไม่ทราบ: วันเกิด", "nothing is known of: "]
        {
            assert!(import.printed.contains(sentence), "{}", import.printed);
        }
    };
    says(&import(&world, "check", &file, &["--year", "2565"]));
    says(&apply(&world, &file, &["--year", "2565"]));
    let officer = world.signed_in("officer", "district_officer", "48").await;
    let data = world.data(&officer, "{ imports { nodes { missingColumns } } }", json!({})).await;
    let names = data["imports"]["nodes"][0]["missingColumns"].as_array().unwrap();
    assert_eq!((names.len(), &names[0]), (2, &json!("วันเกิด")));

    // An average of the household in a column of persons' averages is no income of a person.
    let lacking = "เลขประจำตัวประชาชน,ชื่อ,นามสกุล,ด้านสุขภาพ,ด้านความเป็นอยู่,รายได้เฉลี่ย (บาท/ครัวเรือน/ปี)\n";
    let list = format!("{lacking}{},สมมุติ,หนึ่งใจ,1,0,90000\n", pid(1));
    let checked = import(&world, "check", &[world.file("tpmap_2566.csv", list)], &["--year", "2566"]);
    let unknown = &checked.report["files"][0]["unknown_columns"];
    assert_eq!(unknown, &json!([{ "sheet": "", "column": "F", "header": "รายได้เฉลี่ย (บาท/ครัวเรือน/ปี)" }]));
    assert_eq!(checked.row(2)["normalised"]["income_avg"], json!(null));
}

async fn a_file_whose_columns_are_all_known_tells_none(world: World) {
    let file = [crate::imports::samples("nakhonphanom-300").join("welfare_2565.csv")];
    let checked = import(&world, "check", &file, &[]);
    let unknown = checked.report["files"][0]["unknown_columns"].as_array().unwrap();
    assert_eq!(unknown.is_empty(), !checked.printed.contains("no field took"));
}

async fn a_report_of_an_import_that_broke_off_can_be_read(world: World) {
    let set = crate::imports::samples("nakhonphanom-300");
    world.run(&["areas", "import", &set.join("areas.csv").to_string_lossy()]);
    let files = ["welfare_2565.csv", "tpmap_2566.xlsx"].map(|it| set.join(it));
    apply(&world, &files[..1], &[]);
    // Where an original would be kept stand files, not folders: the second file breaks off, when rows are told already.
    let blobs = world.data_dir().join("blobs");
    for end in 0..=255 {
        let folder = blobs.join(format!("{end:02x}"));
        drop(std::fs::remove_dir_all(&folder));
        std::fs::write(folder, "").unwrap();
    }
    let broken = import(&world, "apply", &files, &[]);
    assert_eq!(broken.code, Some(3), "{}", broken.printed);
    let told = broken.report["files"].as_array().unwrap();
    assert_eq!((told.len(), &told[0]["outcome"], &told[0]["error"]), (2, &json!("accepted"), &json!(null)));
    assert!(told[0]["rows"].as_array().unwrap().len() > 5);
    assert_eq!((&told[1]["file"], &told[1]["outcome"]), (&json!("tpmap_2566.xlsx"), &json!("rejected")));
    assert_eq!(told[1]["error"]["code"], "import_broken_off");
    assert_eq!(broken.report["counts"], told[0]["counts"], "what broke off counts for nothing");

    for end in 0..=255 {
        std::fs::remove_file(blobs.join(format!("{end:02x}"))).unwrap();
    }
    apply(&world, &files, &[]);
}

/// The lines of a log that tell how far some work is.
fn told_of(world: &World, args: &[&str], work: &str) -> Vec<String> {
    let ended = world.phonjon(args);
    let log = String::from_utf8(ended.stderr).unwrap();
    assert!(ended.status.success(), "{args:?}: {log}");
    let told: Vec<String> = log.lines().filter(|it| it.starts_with(work)).map(str::to_owned).collect();
    let last = told.last().unwrap_or_else(|| panic!("{args:?} tells nothing of {work}\n{log}"));
    assert!(last.contains(" a second, done in "), "{last}");
    assert!(told.len() <= 10, "a log is told a tenth at most ten times: {told:#?}");
    told
}

async fn long_work_tells_a_log_how_far_it_is_in_plain_lines(world: World) {
    let set = crate::imports::samples("nakhonphanom-300");
    let areas = set.join("areas.csv");
    let file = set.join("tpmap_2566.xlsx");
    let out = world.path().join("out.json");
    let [areas, file, out] = [&areas, &file, &out].map(|it| it.to_string_lossy().into_owned());
    assert!(told_of(&world, &["areas", "import", &areas], "areas: ")[0].contains(" lines, "));
    let rows = told_of(&world, &["import", "apply", &file], "tpmap_2566.xlsx: ");
    assert!(rows[0].contains(" rows, "), "{rows:?}");
    told_of(&world, &["export", "sources", "--json", &out], "sources: ");
    let parts = told_of(&world, &["export", "state", "--json", &out], "state: ");
    assert!(parts.last().unwrap().starts_with("state: 6 of 6 parts, "), "{parts:?}");
    told_of(&world, &["audit", "verify"], "audit log: ");
    told_of(&world, &["key", "rotate"], "key rotate: ");
    let listed: serde_json::Value = serde_json::from_str(&world.run(&["import", "list", "--json"])).unwrap();
    let import = listed[0]["import"].as_str().unwrap();
    told_of(&world, &["import", "undo", import], "import undo: ");
}

on_both!(
    a_report_of_an_import_that_broke_off_can_be_read,
    columns_that_no_field_took_are_told,
    columns_that_a_file_lacks_are_told,
    a_file_whose_columns_are_all_known_tells_none,
    long_work_tells_a_log_how_far_it_is_in_plain_lines,
);
