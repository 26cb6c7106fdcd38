//! Households that lists name again, no longer, or not surely: what an import proposes, and what it does not.

use serde_json::{Value, json};

use crate::district::{District, Row, row, thaiqm, tpmap};
use crate::imports::{pid, text};
use crate::world::World;

/// What waits of a kind: the head's first name of each household.
async fn waiting(d: &District, kind: &str) -> Vec<String> {
    let list = format!(
        "{{ proposals(onlyWaiting: true, kinds: [{kind}]) {{ nodes {{ id household {{ members {{ person {{ firstName }} }} }} }} }} }}"
    );
    let found = d.ask("head", &list).await["proposals"]["nodes"].take();
    let names = found.as_array().unwrap().iter();
    names.map(|it| text(&it["household"]["members"][0]["person"]["firstName"])).collect()
}

/// Decides on the only one of a kind that waits.
async fn decide(d: &District, kind: &str, decision: &str) -> Value {
    let list = format!("{{ proposals(onlyWaiting: true, kinds: [{kind}]) {{ nodes {{ id }} }} }}");
    let found = d.ask("head", &list).await["proposals"]["nodes"].take();
    assert_eq!(found.as_array().unwrap().len(), 1, "{found}");
    let decided = format!("proposalId: {}, decision: {decision}", found[0]["id"]);
    d.act("head", "proposalDecide", &decided, "proposal { case { status } }").await["proposal"].take()
}

fn none() -> Vec<String> {
    Vec::new()
}

async fn a_closed_household_is_proposed_when_it_is_newly_listed(world: World) {
    let d = District::new(world);
    let listed = row(1, "48010901");
    let list = |year: i32| (format!("tpmap_{year}.csv"), tpmap(std::slice::from_ref(&listed)));
    let import = |year: i32| d.import(&list(year).0, &list(year).1, u16::try_from(year).unwrap());
    import(2566);
    let case = d.case_of(&listed).await;
    d.on("head", &case, "caseClose", "reason: SOLVED_ITSELF", "id").await;
    let register = |round: u16| {
        let name = format!("{},วงศ์{}", listed.first_name, last_name(&listed));
        format!(
            "ลำดับ,หมายเลขประจำตัว 13 หลัก,คำนำหน้า,ชื่อ,ชื่อสกุล,วันเดือนปีเกิด,ที่อยู่,ปีที่ลงทะเบียน,ผลการพิจารณา\n\
             1,{},นาย,{name},2/2/2510,1 หมู่ที่ 1 ตำบลบ้านกลาง อำเภอเมืองนครพนม จังหวัดนครพนม,{round},ผ่านเกณฑ์\n",
            pid(1)
        )
    };
    d.import("welfare_2566.csv", &register(2566), 2566);
    assert_eq!(waiting(&d, "REOPEN").await, none(), "a register lists nobody, whatever the year's lists say");
    import(2565);
    assert_eq!(waiting(&d, "REOPEN").await, none(), "a list of an older year that comes late is history");
    import(2566);
    assert_eq!(waiting(&d, "REOPEN").await, none(), "the list it was closed under again");

    import(2567);
    assert_eq!(waiting(&d, "REOPEN").await, std::slice::from_ref(&listed.first_name));
    assert_eq!(decide(&d, "REOPEN", "REFUSED").await["case"]["status"], "CLOSED");
    let changed = Row { house: "9".to_owned(), ..listed.clone() };
    d.import("tpmap_2567.csv", &tpmap(&[changed]), 2567);
    assert_eq!(waiting(&d, "REOPEN").await, none(), "who said no is not asked again about the same list");
    d.import("thaiqm_2568.csv", &thaiqm(std::slice::from_ref(&listed)), 2568);
    assert_eq!(
        waiting(&d, "REOPEN").await,
        std::slice::from_ref(&listed.first_name),
        "another year is another list"
    );
}

fn last_name(it: &Row) -> String {
    let list = tpmap(std::slice::from_ref(it));
    let cell = list.lines().nth(1).unwrap().split(',').nth(4).unwrap();
    cell.trim_start_matches("วงศ์").to_owned()
}

async fn a_household_that_a_list_drops_is_proposed_to_be_looked_at(world: World) {
    let d = District::new(world);
    let rows = [row(1, "48010901"), row(2, "48010902"), row(3, "48010903")];
    d.import("tpmap_2566.csv", &tpmap(&rows), 2566);
    assert_eq!(waiting(&d, "NO_LONGER_LISTED").await, none());
    // The list is corrected, and lacks the first.
    d.import("tpmap_2566.csv", &tpmap(&rows[1..]), 2566);
    assert_eq!(waiting(&d, "NO_LONGER_LISTED").await, [rows[0].first_name.clone()]);
    let decided = decide(&d, "NO_LONGER_LISTED", "REFUSED").await;
    assert_eq!(decided["case"]["status"], "TO_VERIFY", "nothing is closed by itself");
    let corrected = [Row { house: "22".to_owned(), ..rows[1].clone() }, rows[2].clone()];
    d.import("tpmap_2566.csv", &tpmap(&corrected), 2566);
    assert_eq!(waiting(&d, "NO_LONGER_LISTED").await, none(), "who said no is not asked again");

    // A later survey finds no problem in the second; one of an older year that comes late says nothing of today.
    let sound = Row { troubles: vec![], ..rows[1].clone() };
    d.import("thaiqm_2565.csv", &thaiqm(&[Row { troubles: vec![], ..rows[2].clone() }]), 2565);
    assert_eq!(waiting(&d, "NO_LONGER_LISTED").await, none());
    d.import("thaiqm_2567.csv", &thaiqm(&[sound]), 2567);
    assert_eq!(waiting(&d, "NO_LONGER_LISTED").await, [rows[1].first_name.clone()]);
    let accepted = decide(&d, "NO_LONGER_LISTED", "ACCEPTED").await;
    assert_eq!(accepted["case"]["status"], "TO_VERIFY");
    let case = d.case_of(&rows[1]).await;
    let told = d.case("head", &case, "events(first: 1) { nodes { kind detail } }").await["events"].take();
    assert_eq!(told["nodes"][0]["kind"], "NO_LONGER_LISTED");
    let detail: Value = serde_json::from_str(told["nodes"][0]["detail"].as_str().unwrap()).unwrap();
    assert_eq!(detail["year"], 2567, "the year of the list, not of the day it was decided on");
}

async fn a_household_that_is_listed_again_waits_no_longer(world: World) {
    let d = District::new(world);
    let rows = [row(1, "48010901"), row(2, "48010902")];
    let moved = |house: &str| Row { house: house.to_owned(), ..rows[1].clone() };
    let dropped = std::slice::from_ref(&rows[0].first_name);
    d.import("tpmap_2566.csv", &tpmap(&rows), 2566);
    d.import("tpmap_2566.csv", &tpmap(&rows[1..]), 2566);
    assert_eq!(waiting(&d, "NO_LONGER_LISTED").await, dropped);
    d.import("tpmap_2566.csv", &tpmap(&[rows[0].clone(), moved("21")]), 2566);
    assert_eq!(waiting(&d, "NO_LONGER_LISTED").await, none(), "it is listed again");
    let all =
        "{ proposals(onlyWaiting: false, kinds: [NO_LONGER_LISTED]) { nodes { id decision withdrawnAt } } }";
    let found = d.ask("head", all).await["proposals"]["nodes"].take();
    assert_eq!((found.as_array().unwrap().len(), &found[0]["decision"]), (1, &Value::Null));
    assert!(found[0]["withdrawnAt"].is_string());
    let late = format!("proposalId: {}, decision: ACCEPTED", found[0]["id"]);
    assert_eq!(d.refused("head", "proposalDecide", &late).await.0, "PROPOSAL_SETTLED");
    // Nobody has said no: dropped once more, it is asked once more.
    d.import("tpmap_2566.csv", &tpmap(&[moved("22")]), 2566);
    assert_eq!(waiting(&d, "NO_LONGER_LISTED").await, dropped);
    // A list of an older year lists it, which says nothing of this one; a newer one does.
    d.import("tpmap_2565.csv", &tpmap(&rows), 2565);
    assert_eq!(waiting(&d, "NO_LONGER_LISTED").await, dropped);
    d.import("tpmap_2567.csv", &tpmap(&rows), 2567);
    assert_eq!(waiting(&d, "NO_LONGER_LISTED").await, none());
    // Taken back, that list says nothing any more.
    let latest = d.ask("officer", "{ imports(first: 1) { nodes { id } } }").await["imports"]["nodes"].take();
    d.act("officer", "importUndo", &format!("importId: {}", latest[0]["id"]), "undo { nRows }").await;
    assert_eq!(waiting(&d, "NO_LONGER_LISTED").await, dropped);
}

/// A จปฐ. form of one household that fails in income only.
fn bmn(it: &Row) -> String {
    let numbers: Vec<String> = (1..=31).map(|n| format!("ข้อ {n}")).collect();
    let results: Vec<&str> = (1..=31).map(|n| if n == 22 { "0" } else { "1" }).collect();
    format!(
        "ลำดับ,เลขประจำตัวประชาชน,ชื่อ-สกุล หัวหน้าครัวเรือน,บ้านเลขที่,หมู่ที่,ตำบล,อำเภอ,จังหวัด,{}\n\
         1,{},นาย{} วงศ์{},{},1,บ้านกลาง,เมืองนครพนม,นครพนม,{}\n",
        numbers.join(","),
        pid(it.n),
        it.first_name,
        last_name(it),
        it.house,
        results.join(",")
    )
}

async fn a_household_is_verified_listed_with_its_card_and_no_longer_without(world: World) {
    let d = District::new(world);
    let listed = row(4, "48010901");
    let register = |result: &str| {
        format!(
            "ลำดับ,หมายเลขประจำตัว 13 หลัก,คำนำหน้า,ชื่อ,ชื่อสกุล,วันเดือนปีเกิด,ที่อยู่,ปีที่ลงทะเบียน,ผลการพิจารณา\n\
             1,{},นาย,{},วงศ์{},5/5/2510,4 หมู่ที่ 1 ตำบลบ้านกลาง อำเภอเมืองนครพนม จังหวัดนครพนม,2565,{result}\n",
            pid(4),
            listed.first_name,
            last_name(&listed)
        )
    };
    d.import("bmn_2565.csv", &bmn(&listed), 2565);
    let cases = "{ cases { totalCount } }";
    assert_eq!(d.ask("chief", cases).await["cases"]["totalCount"], 0);
    assert_eq!(
        waiting(&d, "VERIFY").await,
        std::slice::from_ref(&listed.first_name),
        "somebody must ask about the card"
    );
    let told = d.import("welfare_2565.csv", &register("รอผลอุทธรณ์"), 2565);
    assert_eq!(crate::imports::issue_codes(told.row(2)), ["register_result_unknown"]);
    assert_eq!(d.ask("chief", cases).await["cases"]["totalCount"], 0, "an unknown result is no card");
    d.import("welfare_2565.csv", &register("ผ่านการตรวจสอบคุณสมบัติ"), 2565);
    assert_eq!(d.ask("chief", cases).await["cases"], json!({ "totalCount": 1 }));
    assert_eq!(waiting(&d, "NO_LONGER_LISTED").await, none());
    d.import("welfare_2565.csv", &register("ไม่ผ่านเกณฑ์"), 2565);
    assert_eq!(waiting(&d, "NO_LONGER_LISTED").await, [listed.first_name], "the card was withdrawn");
}

on_both!(
    a_closed_household_is_proposed_when_it_is_newly_listed,
    a_household_that_a_list_drops_is_proposed_to_be_looked_at,
    a_household_that_is_listed_again_waits_no_longer,
    a_household_is_verified_listed_with_its_card_and_no_longer_without,
);
