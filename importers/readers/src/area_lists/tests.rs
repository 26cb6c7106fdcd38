//! Whether the known lists of areas are told apart and read.

use super::*;

fn read(text: &str) -> AreaList {
    read_area_list(text.as_bytes()).unwrap()
}

fn names(list: &AreaList) -> Vec<(&str, Option<&str>)> {
    list.lines.iter().map(|it| (it.code.as_str(), it.name_th.as_deref())).collect()
}

const POPULATION: &str = "6812|48|จังหวัดนครพนม|0|รวม|0||0||1|1|2|1|
6812|48|จังหวัดนครพนม|4801|อำเภอเมืองนครพนม|48010100|ตำบลในเมือง|48010101|บ้านดอนแสง|10|11|21|7|
6812|48|จังหวัดนครพนม|4801|อำเภอเมืองนครพนม|48010100|ตำบลในเมือง|48010100|-|1|1|2|1|
6812|48|จังหวัดนครพนม|4899|เทศบาลเมืองนครพนม|48010200|ตำบลหนองแสง|48010201|บ้านใหม่|10|11|21|7|
";

#[test]
fn the_population_file_names_provinces_districts_subdistricts_and_villages() {
    let header = "YYMM|CC-CODE|CC-DESC|RCODE-CODE|RCODE-DESC|CCAATT-CODE|CCAATT-DESC|CCAATTMM-CODE|CCAATTMM-DESC|MALE|FEMALE|TOTAL|HOUSE|\n";
    let expected = [
        ("48", Some("นครพนม")),
        ("4801", Some("เมืองนครพนม")),
        ("480101", Some("ในเมือง")),
        ("48010101", Some("บ้านดอนแสง")),
        ("480102", Some("หนองแสง")),
        ("48010201", Some("บ้านใหม่")),
    ];
    for text in [POPULATION.to_owned(), format!("\u{feff}{header}{POPULATION}")] {
        let list = read(&text);
        assert_eq!(names(&list), expected);
        assert_eq!(list.issues, []);
    }
}

#[test]
fn thai_windows_letters_are_read() {
    let (bytes, _, _) = WINDOWS_874.encode(POPULATION);
    assert_eq!(read_area_list(&*bytes).unwrap(), read(POPULATION));
}

#[test]
fn a_table_of_villages_names_everything_above_them() {
    let list = read(
        "\u{feff}area_code,province,amphoe,tambon,moo,village
48010101,นครพนม,เมืองนครพนม,ในเมือง,1,บ้านดอนแสง
48010102,นครพนม,เมืองนครพนม,ต่างไป,2,บ้านภูไผ่
4801010,นครพนม,เมืองนครพนม,ในเมือง,3,บ้านบ่อศรี
",
    );
    let expected = [
        ("48", Some("นครพนม")),
        ("4801", Some("เมืองนครพนม")),
        ("480101", Some("ในเมือง")),
        ("48010101", Some("บ้านดอนแสง")),
        ("48010102", Some("บ้านภูไผ่")),
    ];
    assert_eq!(names(&list), expected);
    let issue = |line, code, area: &str| AreaListIssue { line, code, area_code: area.to_owned() };
    assert_eq!(
        list.issues,
        [issue(3, "area_line_name_differs", "480101"), issue(4, "area_line_code_invalid", "4801010")]
    );
}

#[test]
fn a_table_of_areas_must_agree_with_its_codes() {
    let list = read(
        "code,parent_code,level,name_th,name_en
48,,province,นครพนม,Nakhon Phanom
4801,48,district,เมืองนครพนม,Mueang Nakhon Phanom
4802,47,district,ปลาปาก,Pla Pak
4803,48,province,ท่าอุเทน,Tha Uthen
",
    );
    assert_eq!(names(&list), [("48", Some("นครพนม")), ("4801", Some("เมืองนครพนม"))]);
    assert_eq!(list.lines[1].name_en.as_deref(), Some("Mueang Nakhon Phanom"));
    let codes: Vec<_> = list.issues.iter().map(|it| (it.line, it.code)).collect();
    assert_eq!(codes, [(4, "area_line_parent_differs"), (5, "area_line_level_differs")]);
}

#[test]
fn codes_and_names_of_villages_are_enough() {
    let list = read("village_ID,village_name\n25096206,ชุมชนบ้านต้นโพธิ์\n2509620x,ผิด\n");
    assert_eq!(names(&list), [("25096206", Some("ชุมชนบ้านต้นโพธิ์"))]);
    assert_eq!(list.issues.len(), 1);
}

#[test]
fn anything_else_is_no_list() {
    for text in ["a,b\n1,2\n", "ชื่อ,นามสกุล\n", "48|1|2\n"] {
        let error = read_area_list(text.as_bytes()).unwrap_err();
        assert!(matches!(error, AreaListError::Unknown { .. }), "{error}");
    }
    assert_eq!(read(""), AreaList::default());
    for workbook in [&b"PK\x03\x04 and so on"[..], b"\xd0\xcf\x11\xe0\xa1\xb1"] {
        assert_eq!(read_area_list(workbook).unwrap_err().told().0, "area_list_workbook");
    }
    let (code, args) = read_area_list("ชื่อ,นามสกุล\n".as_bytes()).unwrap_err().told();
    assert_eq!((code, args["found"].as_str()), ("area_list_unknown", "ชื่อ, นามสกุล"));
}

#[test]
fn organisations_and_clusters_are_sets_of_areas() {
    let list = read(
        "code,name,kind,members\n06480101,เทศบาลสมมุติ,local_organisation,48010102 480109;48010102\n\
         ,คุ้มเหนือ,cluster,48010101\n,อื่น,district,48010101\n,คุ้มใต้,cluster,4801010\n,คุ้มว่าง,cluster,\n",
    );
    let sets: Vec<(Option<&str>, &str, usize)> =
        list.sets.iter().map(|it| (it.code.as_deref(), it.name.as_str(), it.members.len())).collect();
    assert_eq!(sets, [(Some("06480101"), "เทศบาลสมมุติ", 2), (None, "คุ้มเหนือ", 1)]);
    let issues: Vec<(u64, &str)> = list.issues.iter().map(|it| (it.line, it.code)).collect();
    assert_eq!(
        issues,
        [(4, "area_line_kind_unknown"), (5, "area_line_code_invalid"), (6, "area_line_set_empty")]
    );
    assert!(list.lines.is_empty());
}
