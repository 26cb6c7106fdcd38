//! Rosters: teams with their members come in as a workbook, checked, brought in, taken back.

use std::collections::BTreeMap;
use std::fmt::Write;

use serde_json::{Value, json};

use crate::district::{District, row};
use crate::imports::{apply, import, look, text};
use crate::past_work::{goes_on_after_kills, latest, state, told, undo};
use crate::world::World;

/// A roster of teams: kind, team, member, sector, part, since, user name, village number, subdistrict, district.
fn roster(lines: &[[&str; 10]]) -> String {
    let mut list =
        "ทำเนียบทีมปฏิบัติการ\nลำดับ,ประเภททีม,ชื่อทีม,ชื่อ-สกุล,ภาคีเครือข่าย,หน้าที่ในทีม,เริ่มเมื่อ,ชื่อผู้ใช้,หมู่ที่,ตำบล,อำเภอ,จังหวัด\n"
            .to_owned();
    for (n, it) in lines.iter().enumerate() {
        writeln!(list, "{},{},นครพนม", n + 1, it.join(",")).unwrap();
    }
    list
}

fn district() -> Vec<crate::district::Row> {
    vec![row(1, "48010901"), row(2, "48010902"), row(3, "48020101")]
}

fn wanted(row: u64, outcome: &str, codes: &[&str]) -> (u64, String, Vec<String>) {
    (row, outcome.to_owned(), codes.iter().map(|it| (*it).to_owned()).collect())
}

/// The teams of the district, each with the team it stands inside and its members.
async fn teams(d: &District) -> BTreeMap<String, (Value, Vec<String>)> {
    let asked = format!(
        "{{ teams(areaId: \"{}\") {{ nodes {{ name parent {{ name }} members {{ nodes {{ name role }} }} }} }} }}",
        d.area("4801").await
    );
    let found = d.ask("chief", &asked).await["teams"]["nodes"].take();
    let of = |it: &Value| {
        let members = it["members"]["nodes"].as_array().unwrap().iter();
        let members = members.map(|it| format!("{} {}", text(&it["name"]), text(&it["role"])));
        (text(&it["name"]), (it["parent"]["name"].clone(), members.collect()))
    };
    found.as_array().unwrap().iter().map(of).collect()
}

const MAYOR: [&str; 10] =
    ["ทีมอำเภอ", "ศจพ.อ.เมือง", "นายอำเภอสมมุติ", "ราชการ", "หัวหน้าทีม", "5/1/2569", "", "", "", "เมืองนครพนม"];

async fn teams_and_their_members_come_in_from_a_list(world: World) {
    let d = District::with_problems(world, &district());
    for who in ["officer", "chief"] {
        d.token(who).await;
    }
    let before = state(&d);
    let teams_before = teams(&d).await;
    let list = roster(&[
        // A mentor team stands before the teams it stands inside, and the rows of a team apart.
        [
            "ทีมพี่เลี้ยง",
            "พี่เลี้ยงบ้านหนึ่ง",
            "นางสมมุติ ใจดี",
            "ประชาชน",
            "พี่เลี้ยง",
            "6/1/2569",
            "",
            "1",
            "บ้านกลาง",
            "เมืองนครพนม",
        ],
        MAYOR,
        ["ทีมตำบล", "", "นายก อบต.สมมุติ", "ราชการ", "หัวหน้าทีม", "", "officer", "", "บ้านกลาง", "เมืองนครพนม"],
        ["ทีมพี่เลี้ยง", "พี่เลี้ยงบ้านหนึ่ง", "วัดสมมุติ", "ศาสนา", "", "", "", "1", "บ้านกลาง", "เมืองนครพนม"],
        MAYOR,
        ["ทีมตำบล", "", "ครูสมมุติ", "วิชาการ", "เลขานุการ", "", "nobody", "", "บ้านกลาง", "เมืองนครพนม"],
        ["ทีมหมู่บ้านใหญ่", "", "ครูสมมุติ", "วิชาการ", "", "", "", "", "บ้านกลาง", "เมืองนครพนม"],
        ["ทีมตำบล", "", "ครูสมมุติ", "", "", "", "", "", "บ้านกลาง", "เมืองนครพนม"],
        ["ทีมตำบล", "", "ครูสมมุติ", "วิชาการ", "", "", "", "", "ไม่มีตำบลนี้", "เมืองนครพนม"],
        ["ทีมพี่เลี้ยง", "", "ครูสมมุติ", "วิชาการ", "", "", "", "1", "บ้านกลาง", "เมืองนครพนม"],
        ["ทีมพี่เลี้ยง", "พี่เลี้ยงในเมือง", "ครูสมมุติ", "วิชาการ", "", "", "", "", "ในเมือง", "เมืองนครพนม"],
        ["ทีมตำบล", "ทีมใหม่", "ครูสมมุติ", "วิชาการ", "", "ปีก่อน", "", "", "บ้านกลาง", "เมืองนครพนม"],
    ]);
    let file = d.world.file("teams.csv", &list);
    let checked = import(&d.world, "check", std::slice::from_ref(&file), &[]);
    assert_eq!(state(&d), before, "a check stores nothing");
    let brought = apply(&d.world, std::slice::from_ref(&file), &[]);
    assert_eq!(told(&checked), told(&brought), "a check says what the import does");
    assert_eq!(
        told(&brought),
        [
            wanted(3, "accepted", &[]),
            wanted(4, "accepted", &[]),
            wanted(5, "accepted", &[]),
            wanted(6, "accepted", &[]),
            wanted(7, "accepted_with_warning", &["duplicate_row"]),
            wanted(8, "rejected", &["ACCOUNT_UNKNOWN"]),
            wanted(9, "rejected", &["word_unknown"]),
            wanted(10, "rejected", &["past_field_missing"]),
            wanted(11, "rejected", &["roster_area_unknown"]),
            wanted(12, "rejected", &["past_field_missing"]),
            wanted(13, "rejected", &["roster_subdistrict_team_missing"]),
            wanted(14, "rejected", &["day_unreadable"]),
        ]
    );
    let refused = &brought.row(8)["issues"][0];
    assert!(text(&refused["message_th"]).contains("ไม่พบบัญชีผู้ใช้"), "{refused}");

    let found = teams(&d).await;
    let of_subdistrict = found.keys().find(|it| it.contains("บ้านกลาง")).unwrap().clone();
    assert_eq!(found["ศจพ.อ.เมือง"], (Value::Null, vec!["นายอำเภอสมมุติ HEAD".to_owned()]));
    assert_eq!(found[&of_subdistrict], (json!("ศจพ.อ.เมือง"), vec!["นายก อบต.สมมุติ HEAD".to_owned()]));
    assert_eq!(
        found["พี่เลี้ยงบ้านหนึ่ง"],
        (json!(of_subdistrict), vec!["นางสมมุติ ใจดี MENTOR".to_owned(), "วัดสมมุติ MEMBER".to_owned()])
    );
    assert_eq!(found.len(), teams_before.len() + 2, "the team of the subdistrict was there");

    // The same file, and the same members in another one, change nothing; nor does who is in the team by hand.
    let after = state(&d);
    let again = apply(&d.world, &[file], &[]);
    assert!(
        told(&again).iter().all(|it| it.1 != "accepted" || it.2.contains(&"unchanged".to_owned())),
        "{:?}",
        told(&again)
    );
    let other = roster(&[
        ["ทีมตำบล", "ชื่ออื่น", "นายก อบต.สมมุติ", "ราชการ", "หัวหน้าทีม", "7/1/2569", "", "", "บ้านกลาง", "เมืองนครพนม"],
        ["ทีมตำบล", "ชื่ออื่น", "กำนันสมมุติ", "ราชการ", "", "", "", "", "บ้านกลาง", "เมืองนครพนม"],
    ]);
    let other = apply(&d.world, &[d.world.file("other.csv", &other)], &[]);
    assert_eq!(
        told(&other),
        [
            wanted(3, "accepted", &["roster_team_called", "unchanged"]),
            wanted(4, "accepted", &["roster_team_called"]),
        ]
    );

    // Taken back, all is as it was.
    let fields = "undo { nRows kept { because nRows } }";
    let undo = format!("importId: \"{}\"", latest(&d).await);
    let undone = d.act("officer", "importUndo", &undo, fields).await["undo"].take();
    assert_eq!(undone, json!({ "nRows": 1, "kept": [] }));
    assert_eq!(state(&d), after);
    let found = d.ask("officer", "{ imports(first: 2) { nodes { id source nAccepted nRejected } } }").await;
    let of_teams = &found["imports"]["nodes"][1];
    assert_eq!(
        (&of_teams["source"], &of_teams["nAccepted"], &of_teams["nRejected"]),
        (&json!("teams"), &json!(4), &json!(7))
    );
    let undo = format!("importId: \"{}\"", text(&of_teams["id"]));
    let undone = d.act("officer", "importUndo", &undo, fields).await["undo"].take();
    assert_eq!(undone, json!({ "nRows": 4, "kept": [] }));
    assert_eq!(state(&d), before);
    d.world.run(&["audit", "verify"]);
}

async fn what_somebody_changed_or_uses_since_stays_when_a_roster_is_taken_back(world: World) {
    let all = district();
    let d = District::with_problems(world, &all);
    let of = |team: &'static str, member: &'static str, moo: &'static str| {
        ["ทีมพี่เลี้ยง", team, member, "ประชาชน", "พี่เลี้ยง", "5/1/2569", "", moo, "บ้านกลาง", "เมืองนครพนม"]
    };
    let list = roster(&[
        of("พี่เลี้ยงบ้านหนึ่ง", "นางหนึ่ง สมมุติ", "1"),
        of("พี่เลี้ยงบ้านหนึ่ง", "นางสอง สมมุติ", "1"),
        of("พี่เลี้ยงบ้านสอง", "นางสาม สมมุติ", "2"),
        of("พี่เลี้ยงบ้านสอง", "นางสี่ สมมุติ", "2"),
        MAYOR,
    ]);
    apply(&d.world, &[d.world.file("teams.csv", &list)], &[]);
    let import = latest(&d).await;
    let shown =
        d.ask("chief", "{ teams(kind: MENTOR) { nodes { id name members { nodes { id name } } } } }").await;
    let shown = shown["teams"]["nodes"].as_array().unwrap();
    let [one, two] =
        ["หนึ่ง", "สอง"].map(|name| shown.iter().find(|it| text(&it["name"]).ends_with(name)).unwrap());
    // The first carries a household by now; of the second, one member left.
    let subdistrict = d.team_of("480109").await;
    let case = d.case_of(&all[0]).await;
    let version = &d.case("chief", &case, "version").await["version"];
    let assign = format!(
        "selection: {{ cases: [{{ caseId: \"{case}\", expectedVersion: {version} }}] }}, teamId: \"{subdistrict}\", mentorTeamId: \"{}\"",
        text(&one["id"])
    );
    d.act("chief", "casesAssign", &assign, "act { id }").await;
    let leaving =
        two["members"]["nodes"].as_array().unwrap().iter().find(|it| text(&it["name"]).contains("สี่"));
    let end =
        format!("memberId: \"{}\", expectedVersion: 1, until: \"2026-02-01\"", text(&leaving.unwrap()["id"]));
    d.act("head", "teamEndMember", &end, "team { id }").await;

    let fields = "nRows kept { because nRows }";
    let preview = format!("{{ import(id: \"{import}\") {{ undoPreview {{ {fields} }} }} }}");
    let promised = d.ask("officer", &preview).await["import"]["undoPreview"].take();
    let undo = format!("importId: \"{import}\"");
    let undone = d.act("officer", "importUndo", &undo, &format!("undo {{ {fields} }}")).await["undo"].take();
    assert_eq!(undone, promised, "a preview says what taking back does");
    assert_eq!(
        undone,
        json!({ "nRows": 2, "kept": [
            { "because": "CHANGED_SINCE", "nRows": 1 }, { "because": "TEAM_IN_USE", "nRows": 2 }] })
    );
    let left = teams(&d).await;
    assert!(!left.contains_key("ศจพ.อ.เมือง"), "{left:?}");
    assert_eq!(left["พี่เลี้ยงบ้านหนึ่ง"].1, Vec::<String>::new());
    assert!(left.contains_key("พี่เลี้ยงบ้านสอง"), "{left:?}");
    assert_eq!(d.refused("officer", "importUndo", &undo).await.0, "ALREADY_UNDONE");
}

async fn a_roster_brings_members_only_where_its_importer_could_add_them(world: World) {
    let d = District::with_problems(world, &district());
    let line = |tambon: &'static str, amphoe: &'static str| {
        ["ทีมตำบล", "ทีมตำบลสมมุติ", "นางสมมุติ ใจดี", "ประชาชน", "", "5/1/2569", "", "", tambon, amphoe]
    };
    let file = roster(&[line("บ้านกลาง", "เมืองนครพนม"), line("ปลาปาก", "ปลาปาก")]);
    let upload = d.upload("officer", "teams.csv", file.as_bytes()).await;
    let done = d.apply_upload("officer", &upload, None).await;
    assert_eq!((&done["nAccepted"], &done["nRejected"]), (&json!(1), &json!(1)), "{done}");
    // A province officer imports lists, and manages no team.
    let file = file.replace("นางสมมุติ", "นายสมมุติ");
    let upload = d.upload("province", "teams_2.csv", file.as_bytes()).await;
    let done = d.apply_upload("province", &upload, None).await;
    assert_eq!((&done["nAccepted"], &done["nRejected"]), (&json!(0), &json!(2)), "{done}");
    let stored = look(&d.world, "select cast(count(*) as text) from team_member").await;
    assert_eq!(stored[0][0].as_deref(), Some("1"));
}

async fn a_roster_that_is_killed_goes_on_to_the_same_end(world: World) {
    let d = District::with_problems(world, &district());
    let before = state(&d);
    let names: Vec<String> = (1..=1_200).map(|n| format!("นางสมมุติที่{n}")).collect();
    let lines: Vec<[&str; 10]> = names
        .iter()
        .map(|it| ["ทีมตำบล", "", it.as_str(), "ประชาชน", "", "5/1/2569", "", "", "บ้านกลาง", "เมืองนครพนม"])
        .chain([MAYOR])
        .collect();
    let file = d.world.file("teams.csv", roster(&lines));
    goes_on_after_kills(&d, &file, "teams", "team_member", 1_201).await;
    undo(&d, "teams");
    assert_eq!(state(&d), before);
}

on_both!(
    teams_and_their_members_come_in_from_a_list,
    what_somebody_changed_or_uses_since_stays_when_a_roster_is_taken_back,
    a_roster_brings_members_only_where_its_importer_could_add_them,
    a_roster_that_is_killed_goes_on_to_the_same_end
);
