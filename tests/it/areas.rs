//! Which area a row means: official lists in their three shapes, areas that a file names first, names within their parent.

use serde_json::{Value, json};

use crate::import_again::register;
use crate::import_refused::thaiqm;
use crate::imports::{apply, look, pid, sources};
use crate::world::World;

const AREA: &str = "query($code: String!) { area(code: $code) { code nameTh isOfficial path { code } } }";

/// An area by its code as a signed-in person sees it.
async fn area(world: &World, token: &str, code: &str) -> Value {
    world.data(token, AREA, json!({ "code": code })).await["area"].take()
}

fn codes(area: &Value) -> Vec<&str> {
    area["path"].as_array().unwrap().iter().filter_map(|it| it["code"].as_str()).collect()
}

/// A TPMAP target list of one row a village code.
pub(crate) fn target_list(rows: &[(u64, &str, u32, [&str; 3], &str)]) -> String {
    let mut written = "บัญชีคนจนเป้าหมาย ปี พ.ศ. 2566\nลำดับ,รหัสบ้าน,เลขประจำตัวประชาชน,คำนำหน้า,ชื่อ,นามสกุล,เพศ,วันเกิด,อายุ (ปี),\
         บ้านเลขที่,หมู่ที่,ตำบล,อำเภอ,จังหวัด,รหัสพื้นที่,ด้านสุขภาพ,ด้านความเป็นอยู่,ด้านการศึกษา,ด้านรายได้,ด้านการเข้าถึงบริการภาครัฐ\n"
        .to_owned();
    for (n, house, moo, [tambon, amphoe, province], code) in rows {
        let line = format!(
            "{n},,{},นาย,สมมุติ{n},ใจดี{n},ชาย,1/1/2500,66,{house},{moo},{tambon},{amphoe},{province},{code},0,1,0,1,0\n",
            pid(100 + n)
        );
        written.push_str(&line);
    }
    written
}

/// The code of the area of each stored row, by row number.
async fn placed(world: &World) -> Vec<(String, String)> {
    let query = "select cast(r.row_number as text), a.code from source_row r join area a on a.id = r.area_id \
                 order by r.row_number";
    let text = |it: &Option<String>| it.clone().unwrap_or_default();
    look(world, query).await.iter().map(|it| (text(&it[0]), text(&it[1]))).collect()
}

async fn three_shapes_of_lists_name_the_same_areas(world: World) {
    let population = world.file(
        "population.txt",
        "6812|48|จังหวัดนครพนม|4801|อำเภอเมืองนครพนม|48010100|ตำบลในเมือง|48010101|บ้านหนึ่ง|1|1|2|1|\n",
    );
    let villages = world.file(
        "villages.csv",
        "\u{feff}area_code,province,amphoe,tambon,moo,village\n48010202,นครพนม,เมืองนครพนม,หนองแสง,2,บ้านสอง\n",
    );
    let plain = world.file(
        "areas.csv",
        "code,name_th,name_en,parent_code,level\n480103,นาทราย,Na Sai,4801,subdistrict\n48010303,บ้านสาม,,480103,village\n",
    );
    for list in [&population, &villages, &plain] {
        world.run(&["areas", "import", &list.to_string_lossy()]);
        let again = world.run(&["areas", "import", &list.to_string_lossy()]);
        assert!(again.contains("0 new, 0 renamed, 0 changed, 0 now official"), "{again}");
    }
    let token = world.signed_in("admin", "system_administrator", "").await;
    for (code, name) in [
        ("4801", "เมืองนครพนม"),
        ("480101", "ในเมือง"),
        ("48010101", "บ้านหนึ่ง"),
        ("480102", "หนองแสง"),
        ("48010202", "บ้านสอง"),
        ("480103", "นาทราย"),
        ("48010303", "บ้านสาม"),
    ] {
        let found = area(&world, &token, code).await;
        assert_eq!((&found["nameTh"], &found["isOfficial"]), (&name.into(), &true.into()), "{code}");
        let path: Vec<&str> = (2..=code.len()).step_by(2).map(|it| &code[..it]).collect();
        assert_eq!(codes(&found), path);
    }
    let refused =
        world.phonjon(&["areas", "import", &world.file("other.csv", "a,b\n1,2\n").to_string_lossy()]);
    assert_eq!(refused.status.code(), Some(1), "a file that is no list is refused, as an import is");
    for (name, bytes, code, said) in [
        ("book.csv", &b"PK\x03\x04\x14\x00"[..], 1, "Save it as CSV"),
        ("empty.csv", b"", 1, "No area was found"),
        ("head.csv", b"code,name_th\n", 1, "No area was found"),
        ("wrong.csv", "ชื่อ,นามสกุล\n".as_bytes(), 1, "ชื่อ, นามสกุล"),
    ] {
        let refused = world.phonjon(&["areas", "import", &world.file(name, bytes).to_string_lossy()]);
        let told = String::from_utf8(refused.stderr).unwrap();
        assert_eq!(refused.status.code(), Some(code), "{name}: {told}");
        assert!(told.contains(said) && told.contains("โปรด") && told.contains(name), "{told}");
    }
    let folder = world.phonjon(&["areas", "import", &world.path().to_string_lossy()]);
    assert_eq!(folder.status.code(), Some(2));
    assert!(String::from_utf8(folder.stderr).unwrap().contains("folder"));
}

async fn a_village_seen_first_makes_its_parents_and_becomes_official(world: World) {
    let list = target_list(&[(1, "7", 3, ["ในเมือง", "เมืองนครพนม", "นครพนม"], "48010103")]);
    apply(&world, &[world.file("tpmap.csv", list)], &[]);
    let token = world.signed_in("admin", "system_administrator", "").await;
    let seen = area(&world, &token, "48010103").await;
    assert_eq!((&seen["nameTh"], &seen["isOfficial"]), (&Value::Null, &false.into()));
    assert_eq!(codes(&seen), ["48", "4801", "480101", "48010103"]);
    assert_eq!(placed(&world).await, [("3".to_owned(), "48010103".to_owned())]);
    assert_eq!(area(&world, &token, "480101").await["isOfficial"], false);

    let official =
        "area_code,province,amphoe,tambon,moo,village\n48010103,นครพนม,เมืองนครพนม,ในเมือง,3,บ้านสาม\n";
    let said = world.run(&["areas", "import", &world.file("areas.csv", official).to_string_lossy()]);
    assert!(said.contains("3 now official"), "{said}");
    for (code, name) in [("4801", "เมืองนครพนม"), ("480101", "ในเมือง"), ("48010103", "บ้านสาม")]
    {
        let found = area(&world, &token, code).await;
        assert_eq!((&found["nameTh"], &found["isOfficial"]), (&name.into(), &true.into()), "{code}");
    }
    assert_eq!(placed(&world).await, [("3".to_owned(), "48010103".to_owned())], "rows stay where they were");
}

async fn a_name_means_the_area_within_its_parent(world: World) {
    let official = "area_code,province,amphoe,tambon,moo,village\n\
        48010102,นครพนม,เมืองนครพนม,ในเมือง,2,บ้านสอง\n\
        48050102,นครพนม,นาแก,บ้านแก้ง,2,บ้านสอง\n\
        47010102,สกลนคร,เมืองสกลนคร,ธาตุเชิงชุม,2,บ้านสอง\n\
        47020102,สกลนคร,กุสุมาลย์,ในเมือง,2,บ้านสอง\n";
    world.run(&["areas", "import", &world.file("areas.csv", official).to_string_lossy()]);
    let rows = [
        (1, "1", 2, ["ในเมือง", "เมืองนครพนม", "นครพนม"], ""),
        (2, "2", 2, ["ต.ในเมือง", "อ.กุสุมาลย์", "จ.สกลนคร"], ""),
        (3, "3", 2, ["บ้านแก้ง", "นาแก", "นครพนม"], ""),
        (4, "4", 2, ["ธาตุเชิงชุม", "เมือง", "สกลนคร"], ""),
        // The names win over a code that says another place.
        (5, "5", 2, ["ในเมือง", "เมืองนครพนม", "นครพนม"], "47020102"),
    ];
    apply(&world, &[world.file("tpmap.csv", target_list(&rows))], &[]);
    let placed: Vec<String> = placed(&world).await.into_iter().map(|it| it.1).collect();
    assert_eq!(placed, ["48010102", "47020102", "48050102", "47010102", "48010102"]);
}

/// A household that two sources name stands under one id, with a row of each source behind it.
async fn a_household_of_two_lists_is_one_household(world: World) {
    let place = ["ในเมือง", "เมืองนครพนม", "นครพนม"];
    let rows = [(1, "12", 1, place, "48010101"), (2, "34", 2, place, "48010102")];
    let target = world.file("tpmap.csv", target_list(&rows));
    let heads = [(pid(101), "นายสมมุติ1 ใจดี1", "12", 1), (pid(203), "นายอื่น ไกล", "56", 2)];
    let problems = world.file("thaiqm.csv", thaiqm("บัญชีครัวเรือนที่มีปัญหา ปี พ.ศ. 2566", &heads));
    let card = (pid(102), "นาย", "สมมุติ2", "ใจดี2", "1/1/2500");
    let cards = world.file("welfare.csv", register(&[card]));
    apply(&world, &[target, problems], &["--year", "2566"]);
    apply(&world, &[cards], &[]);

    let stored = sources(&world).1;
    let at = |file: &str, row: u64| stored.iter().find(|it| it.place.0 == file && it.place.2 == row).unwrap();
    let (listed, asked) = (at("tpmap.csv", 3), at("thaiqm.csv", 3));
    assert_eq!((&listed.person, &listed.household), (&asked.person, &asked.household));
    assert_eq!(at("tpmap.csv", 4).person, at("welfare.csv", 2).person);
    let other = at("thaiqm.csv", 4);
    assert!(
        stored.iter().filter(|it| it.household == other.household).count() == 1,
        "another household is its own"
    );
    let households = look(&world, "select cast(count(*) as text) from \"case\"").await;
    assert_eq!(households[0][0].as_deref(), Some("3"), "three households, one case each");
}

async fn an_area_that_ends_is_found_in_its_successor(world: World) {
    let list = target_list(&[
        (1, "1", 2, ["ในเมือง", "เมืองนครพนม", "นครพนม"], "48010102"),
        (2, "2", 3, ["บ้านกลาง", "เมืองนครพนม", "นครพนม"], "48010903"),
    ]);
    let official = "area_code,province,amphoe,tambon,moo,village\n\
        48010102,นครพนม,เมืองนครพนม,ในเมือง,2,บ้านสอง\n48010903,นครพนม,เมืองนครพนม,บ้านกลาง,3,บ้านสาม\n";
    world.run(&["areas", "import", &world.file("areas.csv", official).to_string_lossy()]);
    apply(&world, &[world.file("tpmap.csv", list)], &[]);
    let here = world.signed_in("here", "subdistrict_head", "480101").await;
    let there = world.signed_in("there", "subdistrict_head", "480109").await;
    let seen = async |token: &str| {
        let asked = "{ cases { totalCount nodes { area { code successors { code } validUntil } } } }";
        world.data(token, asked, json!({})).await["cases"].take()
    };
    assert_eq!((&seen(&here).await["totalCount"], &seen(&there).await["totalCount"]), (&json!(1), &json!(1)));

    let said = world.run(&["areas", "supersede", "48010102", "48010903", "--since", "2026-01-01"]);
    assert!(said.contains("48010102 is no more since 2026-01-01; followed by 48010903"), "{said}");
    assert_eq!(seen(&here).await["totalCount"], 0, "it lies there no more");
    let found = seen(&there).await;
    assert_eq!(found["totalCount"], 2);
    let ended =
        json!({ "code": "48010102", "successors": [{ "code": "48010903" }], "validUntil": "2026-01-01" });
    assert!(found["nodes"].as_array().unwrap().iter().any(|it| it["area"] == ended), "{found}");

    for (args, code) in [
        (&["48010102", "48010903", "--since", "2026-01-01"][..], Some(1)),
        (&["48010903", "48010903", "--since", "2026-01-01"], Some(1)),
        (&["48010903", "48019999", "--since", "2026-01-01"], Some(1)),
        (&["48010903", "48010101", "--since", "2299-01-01"], Some(1)),
        (&["48010903", "--since", "2026-01-01"], Some(2)),
        (&["4801090", "48010102", "--since", "2026-01-01"], Some(2)),
    ] {
        let ended = world.phonjon(&[&["areas", "supersede"], args].concat());
        assert_eq!(ended.status.code(), code, "{args:?}: {}", String::from_utf8_lossy(&ended.stderr));
    }
    world.run(&["audit", "verify"]);
}

async fn a_grant_over_an_organisation_reaches_its_villages(world: World) {
    let official = "area_code,province,amphoe,tambon,moo,village\n\
        48010101,นครพนม,เมืองนครพนม,ในเมือง,1,บ้านหนึ่ง\n48010102,นครพนม,เมืองนครพนม,ในเมือง,2,บ้านสอง\n\
        48010903,นครพนม,เมืองนครพนม,บ้านกลาง,3,บ้านสาม\n";
    world.run(&["areas", "import", &world.file("areas.csv", official).to_string_lossy()]);
    let of = |members: &str| {
        let list = format!(
            "code,name,kind,members\n06480101,เทศบาลตำบลสมมุติ,local_organisation,{members}\n\
             ,คุ้มเหนือ,cluster,48010101\n,คุ้มไกล,cluster,99010101\n,ที่ว่าง,district,48010101\n"
        );
        world.run(&["areas", "import", &world.file("sets.csv", list).to_string_lossy()])
    };
    let said = of("48010102 48010903");
    assert!(
        said.contains("2 new, 0 changed, 0 unchanged, 1 left out with unknown members, 1 lines"),
        "{said}"
    );
    assert!(of("48010102 48010903").contains("0 new, 0 changed, 2 unchanged"));
    let here = ["ในเมือง", "เมืองนครพนม", "นครพนม"];
    let rows = [
        (1, "1", 1, here, "48010101"),
        (2, "2", 2, here, "48010102"),
        (3, "3", 3, ["บ้านกลาง", "เมืองนครพนม", "นครพนม"], "48010903"),
    ];
    apply(&world, &[world.file("tpmap.csv", target_list(&rows))], &[]);
    let officer = world.signed_in("officer", "local_officer", "เทศบาลตำบลสมมุติ").await;
    let seen = async |token: &str| -> Vec<String> {
        let asked = "{ cases { nodes { area { code path { code } } } } }";
        let cases = world.data(token, asked, json!({})).await["cases"]["nodes"].take();
        let mut codes: Vec<String> = Vec::new();
        for it in cases.as_array().unwrap() {
            assert_eq!(
                it["area"]["path"].as_array().unwrap().len(),
                5,
                "a path is of the administration: {it}"
            );
            codes.push(it["area"]["code"].as_str().unwrap().to_owned());
        }
        codes.sort();
        codes
    };
    assert_eq!(seen(&officer).await, ["48010102", "48010903"]);
    let cluster = world.signed_in("cluster", "local_officer", "คุ้มเหนือ").await;
    assert_eq!(seen(&cluster).await, ["48010101"]);
    let found = world
        .data(&officer, "{ areaSearch(text: \"06480101\") { nameTh kind parent { code } } }", json!({}))
        .await;
    let wanted =
        json!([{ "nameTh": "เทศบาลตำบลสมมุติ", "kind": "LOCAL_ORGANISATION", "parent": { "code": "4801" } }]);
    assert_eq!(found["areaSearch"], wanted);

    // A village leaves the organisation from today on.
    assert!(of("48010903").contains("0 new, 1 changed, 1 unchanged"));
    assert_eq!(seen(&officer).await, ["48010903"]);
    assert!(of("48010102 48010903").contains("0 new, 1 changed, 1 unchanged"));
    assert_eq!(seen(&officer).await, ["48010102", "48010903"]);
    world.run(&["audit", "verify"]);
}

on_both!(
    a_grant_over_an_organisation_reaches_its_villages,
    an_area_that_ends_is_found_in_its_successor,
    three_shapes_of_lists_name_the_same_areas,
    a_village_seen_first_makes_its_parents_and_becomes_official,
    a_name_means_the_area_within_its_parent,
    a_household_of_two_lists_is_one_household,
);
