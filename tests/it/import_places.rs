//! Places that nobody knows yet: told when a list names them, and found again when a list of areas does.

use serde_json::{Value, json};

use crate::areas::target_list;
use crate::imports::{apply, import, issue_codes, look, text};
use crate::world::World;

const AREAS: &str = "area_code,province,amphoe,tambon,moo,village\n\
    48010102,นครพนม,เมืองนครพนม,ในเมือง,2,บ้านสอง\n\
    48010903,นครพนม,เมืองนครพนม,บ้านกลาง,3,บ้านสาม\n";

/// The issue of a code, with its field and column.
fn told(row: &Value, code: &str) -> (String, String) {
    let issues = row["issues"].as_array().unwrap();
    let issue = issues.iter().find(|it| it["code"] == code).unwrap_or_else(|| panic!("no {code}: {row}"));
    assert_eq!(row["outcome"], "accepted_with_warning");
    let word = |name: &str| issue[name].as_str().unwrap_or_default().to_owned();
    (word("field"), word("column"))
}

fn list_of_areas(world: &World) -> String {
    world.run(&["areas", "import", &world.file("areas.csv", AREAS).to_string_lossy()])
}

async fn what_is_not_known_of_a_place_is_told(world: World) {
    list_of_areas(&world);
    let place = ["ในเมือง", "เมืองนครพนม", "นครพนม"];
    let rows = [
        (1, "1", 2, place, "48010102"),
        (2, "2", 2, ["ในเมิอง", "เมืองนครพนม", "นครพนม"], ""),
        (3, "3", 9, place, ""),
        (4, "4", 2, ["ในเมือง", "เมืองนครพนมม", "นครพนม"], ""),
        (5, "5", 2, place, "48010902"),
        (6, "6", 2, ["ในเมือง", "เมืองนครพนม", "นครพนมม"], ""),
    ];
    let file = world.file("tpmap.csv", target_list(&rows));
    let checked = import(&world, "check", std::slice::from_ref(&file), &[]);
    let applied = apply(&world, std::slice::from_ref(&file), &[]);
    for list in [&checked, &applied] {
        let places = |row: &Value| -> Vec<String> {
            issue_codes(row)
                .into_iter()
                .filter(|it| it.starts_with("area_n") || it == "code_contradicts")
                .collect()
        };
        assert_eq!(places(list.row(3)), Vec::<String>::new());
        assert_eq!(told(list.row(4), "area_not_found"), ("tambon".to_owned(), "ตำบล".to_owned()));
        assert_eq!(told(list.row(5), "area_not_found"), ("moo".to_owned(), "หมู่ที่".to_owned()));
        assert_eq!(told(list.row(6), "area_name_differs").0, "amphoe", "another name decided");
        assert_eq!(told(list.row(8), "area_name_differs").0, "province");
        assert_eq!(told(list.row(7), "code_contradicts"), ("area_code".to_owned(), "รหัสพื้นที่".to_owned()));
        let issues = list.row(4)["issues"].as_array().unwrap();
        let said = issues.iter().find(|it| it["code"] == "area_not_found").unwrap();
        assert!(
            text(&said["message_th"]).contains("ตำบล") && text(&said["message_th"]).contains("4801"),
            "{said}"
        );
    }
    assert_eq!(checked.report["counts"], applied.report["counts"]);
    let again = apply(&world, &[file], &[]);
    assert!(issue_codes(again.row(4)).contains(&"unchanged".to_owned()));
    assert_eq!(told_again(again.row(4)), ["area_not_found"], "it is told as long as it is so");
}

async fn a_place_found_by_the_name_of_its_subdistrict_alone_is_told(world: World) {
    list_of_areas(&world);
    let rows = [
        (1, "1", 2, ["ในเมือง", "", ""], ""),
        (2, "2", 2, ["ในเมือง", "", ""], "48010102"),
        (3, "3", 2, ["ในเมิอง", "", ""], ""),
        // Below it, its province would be taken from it.
        (4, "4", 2, ["ในเมือง", "", "นครพนม"], ""),
    ];
    let file = world.file("tpmap.csv", target_list(&rows));
    let list = apply(&world, &[file], &[]);
    let alone = |row: u64| issue_codes(list.row(row)).contains(&"area_name_alone".to_owned());
    assert_eq!([alone(3), alone(4), alone(5), alone(6)], [true, false, false, false]);
    assert_eq!(told(list.row(3), "area_name_alone"), ("tambon".to_owned(), "ตำบล".to_owned()));
    let unknown = list.row(5)["issues"].as_array().unwrap();
    let unknown = unknown.iter().find(|it| it["code"] == "area_unknown").unwrap();
    assert!(text(&unknown["message_en"]).contains("no case is opened"), "{unknown}");
}

async fn rows_whose_place_is_not_known_are_counted(world: World) {
    list_of_areas(&world);
    let place = ["ในเมือง", "เมืองนครพนม", "นครพนม"];
    let nowhere = ["ไกลโพ้น", "ไกลโพ้น", "ไกลโพ้น"];
    let rows = [(1, "1", 2, place, ""), (2, "2", 2, nowhere, ""), (3, "3", 2, nowhere, "")];
    let file = world.file("tpmap.csv", target_list(&rows));
    for (mode, n_opened) in [("check", 1), ("apply", 1), ("apply", 0), ("check", 0)] {
        let list = import(&world, mode, std::slice::from_ref(&file), &[]);
        assert_eq!(list.report["files"][0]["without_place"], 2, "{mode}");
        assert!(list.printed.contains(&format!("cases opened: {n_opened}\n")), "{mode}: {}", list.printed);
        assert!(
            list.printed.contains("Rows whose place is not known: 2. No case is opened"),
            "{}",
            list.printed
        );
        assert!(list.printed.contains("ไม่รู้จักพื้นที่: 2 แถว"), "{}", list.printed);
    }
    let officer = world.signed_in("officer", "district_officer", "4801").await;
    let asked = "{ imports(first: 10) { nodes { nAccepted nAcceptedWithWarning nWithoutPlace } } }";
    let found = world.data(&officer, asked, json!({})).await["imports"]["nodes"].take();
    assert_eq!(found, json!([{ "nAccepted": 0, "nAcceptedWithWarning": 3, "nWithoutPlace": 2 }]));
    let listed: Value = serde_json::from_str(&world.run(&["import", "list", "--json"])).unwrap();
    assert_eq!(listed[0]["without_place"], 2);

    let known = world.file("tpmap.csv", target_list(&rows[..1]));
    let list = apply(&world, &[known], &[]);
    assert_eq!(list.report["files"][0]["without_place"], 0);
    assert!(!list.printed.contains("place is not known"), "{}", list.printed);
}

fn told_again(row: &Value) -> Vec<String> {
    issue_codes(row).into_iter().filter(|it| it.starts_with("area_not")).collect()
}

async fn a_list_of_areas_places_what_came_before_it(world: World) {
    let place = ["ในเมือง", "เมืองนครพนม", "นครพนม"];
    // The province of the second is misspelt: nothing is known of where it lies.
    let rows = [(1, "1", 2, place, ""), (2, "2", 2, ["ในเมือง", "เมืองนครพนม", "นครพนมม"], "")];
    let file = world.file("tpmap.csv", target_list(&rows));
    let first = apply(&world, std::slice::from_ref(&file), &[]);
    assert_eq!(told(first.row(3), "area_not_found").0, "amphoe");
    assert!(issue_codes(first.row(4)).contains(&"area_unknown".to_owned()));
    let opened = async || -> Vec<Option<String>> {
        let query = "select a.code from \"case\" c join area a on a.id = c.area_id order by a.code, c.id";
        look(&world, query).await.into_iter().flatten().collect()
    };
    assert_eq!(opened().await, [Some("48".to_owned())], "without a place no case is opened");

    let said = list_of_areas(&world);
    assert!(said.contains("placed anew: rows: 2, households: 2, cases opened: 1"), "{said}");
    assert_eq!(opened().await, [Some("48010102".to_owned()), Some("48010102".to_owned())]);
    let head = world.signed_in("head", "subdistrict_head", "480101").await;
    let asked = "{ cases { totalCount nodes { area { code } team { id } } } }";
    let seen = world.data(&head, asked, json!({})).await["cases"].take();
    assert_eq!(seen["totalCount"], 2, "the subdistrict sees its households: {seen}");
    for case in seen["nodes"].as_array().unwrap() {
        assert_eq!(case["area"]["code"], "48010102");
        assert!(case["team"]["id"].is_string(), "it belongs to the team of its subdistrict: {case}");
    }
    let listed = look(&world, "select cast(count(*) as text) from listing").await;
    assert_eq!(listed[0][0].as_deref(), Some("2"));
    assert!(!list_of_areas(&world).contains("placed anew"), "everything has its place");
    let again = apply(&world, &[file], &[]);
    assert_eq!(told_again(again.row(3)), Vec::<String>::new());
    world.run(&["audit", "verify"]);
}

on_both!(
    what_is_not_known_of_a_place_is_told,
    a_place_found_by_the_name_of_its_subdistrict_alone_is_told,
    rows_whose_place_is_not_known_are_counted,
    a_list_of_areas_places_what_came_before_it
);
