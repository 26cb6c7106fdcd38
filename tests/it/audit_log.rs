//! The audit log from the command line: its head told and held, its tail listed, and what was exported told apart.

use serde_json::{Value, json};
use sqlx::{Connection, Executor};

use crate::imports::{apply, look, text};
use crate::world::World;

/// Does something to the database that the program would never do.
async fn tamper(world: &World, statement: &str) {
    let statement = sqlx::AssertSqlSafe(statement.to_owned());
    if world.is_postgres() {
        sqlx::PgConnection::connect(world.database_url()).await.unwrap().execute(statement).await.unwrap();
    } else {
        sqlx::SqliteConnection::connect(world.database_url())
            .await
            .unwrap()
            .execute(statement)
            .await
            .unwrap();
    }
}

/// The check as JSON, with its exit code.
fn verified(world: &World, more: &[&str]) -> (Option<i32>, Value) {
    let ended = world.phonjon(&[&["audit", "verify", "--json"], more].concat());
    (ended.status.code(), serde_json::from_slice(&ended.stdout).unwrap())
}

fn codes(report: &Value) -> Vec<&str> {
    let faults = report["faults"].as_array().unwrap();
    for fault in faults {
        for language in ["message_th", "message_en"] {
            let sentence = fault[language].as_str().unwrap();
            assert!(!sentence.contains("no explanation yet") && !sentence.contains('{'), "{sentence}");
        }
    }
    faults.iter().map(|it| it["code"].as_str().unwrap()).collect()
}

async fn a_cut_tail_is_found_by_the_head_that_was_told_before(world: World) {
    for name in ["first", "second", "third"] {
        world.add_user(name, "system_administrator", "");
    }
    let printed = world.run(&["audit", "verify"]);
    let (code, report) = verified(&world, &[]);
    assert_eq!((code, &report["unsealed"], &report["faults"]), (Some(0), &json!([]), &json!([])));
    let head = text(&report["head"]);
    assert!(printed.lines().any(|it| it == format!("head {head}")), "{printed}");
    let (place, hash) = head.split_once(':').unwrap();
    assert_eq!((place.parse().ok(), hash.len()), (report["sealed"].as_i64(), 64));
    assert_eq!(verified(&world, &["--head", &head]).0, Some(0));

    // The newest events and their seals go: without the head nobody would see it.
    tamper(&world, &format!("delete from audit_seal where place > {place} - 2")).await;
    tamper(&world, "delete from audit_event where id not in (select event_id from audit_seal)").await;
    assert_eq!(verified(&world, &[]).0, Some(0));
    let (code, report) = verified(&world, &["--head", &head]);
    assert_eq!((code, codes(&report)), (Some(1), vec!["AUDIT_HEAD_MISSING"]));
    assert_eq!(report["faults"][0]["place"].to_string(), place);

    // Nor does it help to go on writing over the cut.
    world.add_user("fourth", "system_administrator", "");
    world.add_user("fifth", "system_administrator", "");
    let (code, report) = verified(&world, &["--head", &head]);
    assert!(report["sealed"].as_i64().unwrap() >= place.parse().unwrap());
    assert_eq!((code, codes(&report)), (Some(1), vec!["AUDIT_HEAD_MISSING"]));
}

async fn what_is_wrong_has_a_code_and_what_is_not_sealed_is_listed(world: World) {
    world.add_user("first", "system_administrator", "");
    world.add_user("second", "system_administrator", "");
    // The newest event loses its place: it is listed as one that has none yet.
    let newest =
        "select e.id from audit_seal s join audit_event e on e.id = s.event_id order by s.place desc limit 1";
    tamper(&world, &format!("insert into audit_pending (event_id) {newest}")).await;
    tamper(&world, "delete from audit_seal where event_id in (select event_id from audit_pending)").await;
    let ended = world.phonjon(&["audit", "verify"]);
    let printed = String::from_utf8(ended.stdout).unwrap();
    assert_eq!(ended.status.code(), Some(0), "{printed}");
    assert_eq!(printed.lines().filter(|it| it.starts_with("not sealed ")).count(), 1, "{printed}");

    tamper(&world, "update audit_event set actor = 'account:nobody' where action = 'account.added'").await;
    tamper(&world, "delete from audit_seal where place = 1").await;
    let (code, report) = verified(&world, &[]);
    assert_eq!(code, Some(1));
    let mut found = codes(&report);
    found.dedup();
    assert!(found.contains(&"AUDIT_GAP") && found.contains(&"AUDIT_EVENT_CHANGED"), "{report:#}");
    let printed = String::from_utf8(world.phonjon(&["audit", "verify"]).stdout).unwrap();
    assert!(printed.contains("AUDIT_GAP: ") && !printed.contains("Gap {"), "{printed}");
    assert!(printed.contains("AUDIT_EVENT_CHANGED: ") && printed.contains(" (event 0"), "{printed}");
    assert!(!printed.contains('…'), "no sentence hides what it is about: {printed}");
}

async fn each_export_says_what_was_exported(world: World) {
    let file =
        world.file("welfare.csv", "ลำดับ,เลขประจำตัวประชาชน,คำนำหน้า,ชื่อ,นามสกุล,บ้านเลขที่,หมู่ที่,ตำบล,อำเภอ,จังหวัด\n");
    let out = world.path().join("out.json");
    let out = out.to_string_lossy();
    world.phonjon(&["import", "check", &file.to_string_lossy(), "--year", "2566", "--json", &out]);
    world.run(&["export", "sources", "--json", &out]);
    world.run(&["export", "state", "--json", &out]);
    let told = look(
        &world,
        "select action, detail from audit_event where action like 'export.%' order by at, action",
    )
    .await;
    let told: Vec<(&str, Value)> = told
        .iter()
        .map(|it| (it[0].as_deref().unwrap(), serde_json::from_str(it[1].as_deref().unwrap()).unwrap()))
        .collect();
    assert_eq!(
        told,
        [
            ("export.import_report", json!({ "mode": "check", "files": 1 })),
            ("export.sources", json!({})),
            ("export.state", json!({})),
        ]
    );
}

async fn an_original_whose_last_day_has_passed_is_removed(world: World) {
    let sample = crate::imports::samples("nakhonphanom-300");
    world.run(&["areas", "import", &sample.join("areas.csv").to_string_lossy()]);
    apply(&world, &[sample.join("tpmap_2566.xlsx")], &[]);
    let n_files = || {
        let folders = std::fs::read_dir(world.data_dir().join("blobs")).unwrap().flatten();
        folders.map(|it| std::fs::read_dir(it.path()).unwrap().count()).sum::<usize>()
    };
    assert_eq!(
        (n_files(), world.run(&["import", "remove-originals"]).trim()),
        (1, "original files removed: 0")
    );
    tamper(&world, "update attachment set keep_until = '2020-01-31'").await;
    assert_eq!(world.run(&["import", "remove-originals"]).trim(), "original files removed: 1");
    assert_eq!(n_files(), 0);
    let told = "select cast(count(*) as text) from audit_event where action = 'import.original_removed'";
    assert_eq!(look(&world, told).await[0][0].as_deref(), Some("1"));
    assert_eq!(verified(&world, &[]).0, Some(0));
    world.run(&["key", "rotate"]);
}

on_both!(
    a_cut_tail_is_found_by_the_head_that_was_told_before,
    an_original_whose_last_day_has_passed_is_removed,
    each_export_says_what_was_exported,
    what_is_wrong_has_a_code_and_what_is_not_sealed_is_listed,
);
