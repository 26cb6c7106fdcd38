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
        assert!(again.contains("0 new, 0 renamed, 0 now official"), "{again}");
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

on_both!(
    three_shapes_of_lists_name_the_same_areas,
    a_village_seen_first_makes_its_parents_and_becomes_official,
    a_name_means_the_area_within_its_parent,
    a_household_of_two_lists_is_one_household,
);
