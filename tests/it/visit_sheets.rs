//! Visit sheets that were filled in by hand and typed into a workbook, a column a question: what they found counts as if
//! each visit had been recorded here.

use serde_json::{Value, json};

use crate::district::{District, Row, row, thaiqm};
use crate::imports::{apply, import, pid};
use crate::past_work::{goes_on_after_kills, latest, state, told, undo};
use crate::world::World;
use crate::years::all_well;

fn rows(of: std::ops::RangeInclusive<u64>) -> Vec<Row> {
    let one = |n| Row { troubles: vec!["q03"], ..row(n, "48010901") };
    of.map(one).collect()
}

/// A sheet: number of the head, day, who went, no toilet, no house, water, electricity, income a year, nothing changed.
fn sheet(lines: &[[&str; 9]]) -> String {
    let mut list = "เลขประจำตัวประชาชน,วันที่เยี่ยม,ผู้เยี่ยม,ไม่มีส้วม,ไม่มีบ้านอยู่อาศัย (คน),ไม่มีน้ำดื่มสะอาด,ไม่มีไฟฟ้าใช้,รายได้เฉลี่ยต่อคนต่อปี (บาท),ไม่มีอะไรเปลี่ยนจากครั้งก่อน"
        .to_owned();
    for it in lines {
        list.push('\n');
        list.push_str(&it.join(","));
    }
    list
}

const STANDS: &str = "level urgent lastVisitedOn verdict { level cause missing } \
    problems { code status statusSince foundOn solvedOn version } \
    visits { nodes { visitedOn nothingChanged findings { code problem answer amount refused } } }";

/// Holds two states to be the same, and says where they are not.
#[track_caller]
fn same(one: &str, other: &str) {
    let only = |a: &str, b: &str| -> Vec<String> {
        let b: std::collections::HashSet<&str> = b.lines().collect();
        a.lines().filter(|it| !b.contains(it)).take(3).map(str::to_owned).collect()
    };
    assert_eq!(only(one, other), only(other, one));
    assert_eq!(one.len(), other.len());
}

async fn stands(d: &District, of: &Row) -> Value {
    d.case("officer", &d.case_of(of).await, STANDS).await
}

async fn a_sheet_says_what_the_same_visits_say_by_hand(world: World) {
    let all = rows(1..=6);
    let d = District::with_problems(world, &all);
    let by_hand = [
        (0, "2026-02-01", "findings: [{ code: \"q01\", answer: false }, { code: \"q07\", answer: true }]"),
        (
            0,
            "2026-03-01",
            "findings: [{ code: \"q03\", problem: SOLVED }, { code: \"income_per_person\", amount: \"5000000\" }]",
        ),
        (1, "2026-02-10", "findings: [{ code: \"q07\", answer: false }, { code: \"q30\", refused: true }]"),
        (2, "2026-02-11", "findings: [{ code: \"q07\", answer: true }]"),
        (2, "2026-03-11", "nothingChanged: true"),
        (2, "2026-04-11", "findings: [{ code: \"q07\", answer: false }]"),
    ];
    for (n, day, found) in by_hand {
        let case = d.case_of(&all[n]).await;
        let visit =
            format!("visitedOn: \"{day}\", manner: AT_HOME, visitedBy: [{{ name: \"ครู\" }}], {found}");
        d.visit("officer", &case, &visit, "id").await;
    }
    let (four, five, six) = (pid(4), pid(5), pid(6));
    // In whatever order they were typed in.
    let list = sheet(&[
        [&four, "1/3/2569", "ครู", "แก้ไขแล้ว", "", "", "", "\"50,000\"", ""],
        [&four, "1/2/2569", "ครู", "", "ไม่มี", "มี", "", "", ""],
        [&five, "10/2/2569", "ครู", "", "", "ไม่มี", "ไม่ให้ข้อมูล", "", ""],
        [&six, "11/2/2569", "ครู", "", "", "✓", "", "", ""],
        [&six, "11/4/2569", "ครู", "", "", "0", "", "", "-"],
        [&six, "11/3/2569", "ครู", "", "", "", "", "", "ใช่"],
        [&six, "12/4/2569", "ครู", "", "", "บางที", "", "", ""],
        [&six, "13/4/2569", "ครู", "มี", "", "", "", "", "ใช่"],
    ]);
    let typed_in = d.world.file("sheet.csv", &list);
    let before = state(&d);
    let checked = import(&d.world, "check", std::slice::from_ref(&typed_in), &[]);
    same(&state(&d), &before);
    let brought = apply(&d.world, std::slice::from_ref(&typed_in), &[]);
    assert_eq!(told(&checked), told(&brought), "a check says what the import does");
    let outcomes: Vec<(String, Vec<String>)> = told(&brought).into_iter().map(|it| (it.1, it.2)).collect();
    let refused = |code: &str| ("rejected".to_owned(), vec![code.to_owned()]);
    assert_eq!(outcomes[..6], vec![("accepted".to_owned(), Vec::new()); 6]);
    assert_eq!(outcomes[6..], [refused("word_unknown"), refused("VISIT_CHANGED_AND_NOT")]);
    for n in 0..3 {
        let (hand, typed) = (stands(&d, &all[n]).await, stands(&d, &all[n + 3]).await);
        assert_eq!(hand, typed, "{}", n + 1);
    }
    let both = "เลขประจำตัวประชาชน,วันที่เยี่ยม,ผู้เยี่ยม,รายได้เฉลี่ยต่อคนต่อปี (บาท),รายได้เฉลี่ยต่อคนต่อเดือน (บาท)\n";
    let both = d.world.file("both.csv", format!("{both}{six},14/4/2569,ครู,60000,5000\n"));
    let both = told(&import(&d.world, "check", &[both], &[]));
    assert_eq!((both[0].1.as_str(), &both[0].2), ("rejected", &vec!["VISIT_FOUND_TWICE".to_owned()]));
    let first = stands(&d, &all[3]).await;
    let toilet = first["problems"].as_array().unwrap().iter().find(|it| it["code"] == "q03").unwrap();
    assert_eq!((&toilet["status"], &toilet["solvedOn"]), (&json!("SOLVED"), &json!("2026-03-01")));

    let after = state(&d);
    let again = apply(&d.world, &[typed_in], &[]);
    assert!(told(&again)[..6].iter().all(|it| it.2 == ["unchanged"]), "{:?}", told(&again));
    same(&state(&d), &after);
}

async fn a_sheet_taken_back_leaves_problems_and_levels_as_they_were(world: World) {
    let all = rows(1..=3);
    let d = District::with_problems(world, &all);
    for who in ["officer", "chief"] {
        d.token(who).await;
    }
    // One problem was moved on before, one was found by a visit.
    let case = d.case_of(&all[0]).await;
    let found = "visitedOn: \"2026-01-05\", manner: AT_HOME, findings: [{ code: \"q03\", answer: false }, { code: \"q07\", answer: true }]";
    d.visit("officer", &case, found, "id").await;
    let before = state(&d);
    let (one, two, three) = (pid(1), pid(2), pid(3));
    let list = sheet(&[
        [&one, "1/2/2569", "ครู", "มี", "มี", "แก้ไขแล้ว", "", "", ""],
        [&one, "1/3/2569", "ครู", "แก้ไขแล้ว", "ไม่มี", "มี", "", "60000", ""],
        [&two, "1/2/2569", "ครู", "ไม่มี", "", "มี", "", "", ""],
        [&three, "1/2/2569", "ครู", "", "", "มี", "", "", ""],
    ]);
    let typed_in = d.world.file("sheet.csv", &list);
    let brought = apply(&d.world, std::slice::from_ref(&typed_in), &[]);
    assert!(told(&brought).iter().all(|it| it.1 == "accepted"), "{:?}", told(&brought));
    assert_ne!(state(&d), before);
    undo(&d, "visits");
    same(&state(&d), &before);

    // Brought again, and worked on: that household keeps what it has.
    apply(&d.world, &[typed_in], &[]);
    let case = d.case_of(&all[2]).await;
    d.visit(
        "officer",
        &case,
        "visitedOn: \"2026-05-01\", manner: AT_HOME, findings: [{ code: \"q07\", answer: false }]",
        "id",
    )
    .await;
    let kept = stands(&d, &all[2]).await;
    let arguments = format!("importId: \"{}\"", latest(&d).await);
    let fields = "undo { nRows nHouseholds kept { because nRows nHouseholds } }";
    let undone = d.act("officer", "importUndo", &arguments, fields).await["undo"].take();
    let because = json!([{ "because": "VISITED", "nRows": 1, "nHouseholds": 1 }]);
    assert_eq!(undone, json!({ "nRows": 3, "nHouseholds": 2, "kept": because }));
    assert_eq!(stands(&d, &all[2]).await, kept);
}

async fn a_sheet_settles_what_was_to_be_looked_at_at_home(world: World) {
    let mut all = rows(1..=3);
    let d = District::with_problems(world, &all);
    for it in &all {
        let case = d.case_of(it).await;
        let well =
            format!("visitedOn: \"2023-04-01\", manner: AT_HOME, verification: CONFIRMED, {}", all_well());
        d.visit("officer", &case, &well, "id").await;
    }
    for it in &mut all {
        it.troubles = vec!["q07"];
    }
    d.import("thaiqm_2567.csv", &thaiqm(&all), 2567);
    for who in ["officer", "head"] {
        d.token(who).await;
    }
    let before = state(&d);
    let mut cases = Vec::new();
    for it in &all {
        cases.push(d.case_of(it).await);
    }
    let decisions = async || {
        let list = "{ proposals(onlyWaiting: false, kinds: [RECHECK]) { nodes { case { id } decision } } }";
        let told = d.ask("head", list).await["proposals"]["nodes"].take();
        let of = |case: &String| {
            let one = told.as_array().unwrap().iter().find(|it| it["case"]["id"] == case.as_str());
            one.unwrap()["decision"].clone()
        };
        cases.iter().map(of).collect::<Vec<_>>()
    };
    assert_eq!(decisions().await, vec![json!(null); 3], "each fell by a survey alone");
    let (one, two, three) = (pid(1), pid(2), pid(3));
    let list = format!(
        "เลขประจำตัวประชาชน,วันที่เยี่ยม,ผู้เยี่ยม,วิธีเยี่ยม,ไม่มีน้ำดื่มสะอาด\n\
         {one},1/5/2567,ครู,ที่บ้าน,มี\n{one},2/5/2567,ครู,โทรศัพท์,มี\n{two},1/5/2567,ครู,ที่บ้าน,ไม่มี\n\
         {three},1/5/2567,ครู,โทรศัพท์,มี\n"
    );
    apply(&d.world, &[d.world.file("sheet.csv", list)], &[]);
    let told = [json!("ACCEPTED"), json!("REFUSED"), json!(null)];
    assert_eq!(decisions().await, told, "by telephone nobody was at home");
    undo(&d, "visits");
    same(&state(&d), &before);
}

async fn a_sheet_that_is_killed_goes_on_to_the_same_end(world: World) {
    let all = rows(1..=60);
    let d = District::with_problems(world, &all);
    // Who asks later has an account from now on.
    for who in ["officer", "chief"] {
        d.token(who).await;
    }
    let before = state(&d);
    let pids: Vec<String> = (1..=60).map(pid).collect();
    let days: Vec<String> = (1..=10).map(|n| format!("{n}/3/2568")).collect();
    let lines: Vec<[&str; 9]> = days
        .iter()
        .enumerate()
        .flat_map(|(n, day)| {
            let water = if n % 2 == 0 { "มี" } else { "แก้ไขแล้ว" };
            pids.iter().map(move |pid| [pid.as_str(), day.as_str(), "ครู", "", "", water, "", "", ""])
        })
        .collect();
    let file = d.world.file("sheet.csv", sheet(&lines));
    goes_on_after_kills(&d, &file, "visits", "visit", 600).await;
    let water = stands(&d, &all[9]).await["problems"]
        .as_array()
        .unwrap()
        .iter()
        .find(|it| it["code"] == "q07")
        .cloned();
    assert_eq!(water.unwrap()["solvedOn"], "2025-03-10");
    d.world.run(&["audit", "verify"]);
    undo(&d, "visits");
    same(&state(&d), &before);
}

on_both!(
    a_sheet_says_what_the_same_visits_say_by_hand,
    a_sheet_taken_back_leaves_problems_and_levels_as_they_were,
    a_sheet_settles_what_was_to_be_looked_at_at_home,
    a_sheet_that_is_killed_goes_on_to_the_same_end,
);
