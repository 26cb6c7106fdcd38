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

async fn a_file_whose_columns_are_all_known_tells_none(world: World) {
    let file = [crate::imports::samples("nakhonphanom-300").join("welfare_2565.csv")];
    let checked = import(&world, "check", &file, &[]);
    let unknown = checked.report["files"][0]["unknown_columns"].as_array().unwrap();
    assert_eq!(unknown.is_empty(), !checked.printed.contains("no field took"));
}

on_both!(columns_that_no_field_took_are_told, a_file_whose_columns_are_all_known_tells_none);
