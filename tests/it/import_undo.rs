//! Whether the command line lists imports and takes them back, and says in three buckets what became of their rows.

use serde_json::{Value, json};

use crate::import_again::register;
use crate::import_refused::thaiqm;
use crate::imports::{apply, pid, sources};
use crate::world::World;

fn people() -> Vec<(String, &'static str, &'static str, &'static str, &'static str)> {
    vec![
        (pid(1), "นาย", "สมมุติ", "หนึ่งใจ", "1/2/2500"),
        (pid(2), "นางสาว", "สมใจ", "สองแคว", "3/4/2520"),
        (pid(3), "นาย", "สมหวัง", "สามเสน", "5/6/2530"),
    ]
}

fn printed(world: &World, args: &[&str]) -> Value {
    serde_json::from_str(&world.run(args)).unwrap()
}

fn imports(world: &World) -> Vec<Value> {
    printed(world, &["import", "list", "--json"]).as_array().unwrap().clone()
}

async fn an_import_is_listed_and_taken_back_by_command(world: World) {
    let state = |world: &World| {
        let out = world.path().join("state.json");
        world.run(&["export", "state", "--json", &out.to_string_lossy()]);
        std::fs::read_to_string(out).unwrap()
    };
    world.run(&["migrate"]);
    assert_eq!(imports(&world), Vec::<Value>::new());
    let before = state(&world);
    apply(&world, &[world.file("register.csv", register(&people()))], &[]);
    let listed = imports(&world);
    assert_eq!(listed.len(), 1);
    let it = &listed[0];
    assert_eq!(
        (&it["file"], &it["source"], &it["state"]),
        (&"register.csv".into(), &"welfare".into(), &"applied".into())
    );
    let compared =
        json!({ "new": 3, "changed": 0, "unchanged": 0, "no_longer_listed": 0, "other_file_replaced": 0 });
    assert_eq!(it["compared"], compared);
    let id = it["import"].as_str().unwrap();
    let told = world.run(&["import", "list"]);
    assert!(told.contains(id) && told.contains("register.csv") && told.lines().count() == 1, "{told}");

    let told = world.run(&["import", "undo", id, "--preview"]);
    assert!(told.contains("Would be taken back: 3 rows") && !told.contains("Taken back"), "{told}");
    let mut promised = printed(&world, &["import", "undo", id, "--preview", "--json"]);
    assert_eq!(promised["preview"], true);
    promised["preview"] = false.into();
    assert_eq!(sources(&world).1.len(), 3, "a preview changes nothing");
    let done = printed(&world, &["import", "undo", id, "--json"]);
    assert_eq!(promised, done);
    let wanted = json!({
        "import": id,
        "preview": false,
        "reversed": { "rows": 3, "households": 3, "cases": 0 },
        "kept": { "rows": 0, "households": 0, "because": [] },
        "failed": { "rows": 0, "households": 0 },
    });
    assert_eq!(done, wanted);
    assert_eq!(state(&world), before);
    assert_eq!(imports(&world)[0]["state"], "undone");

    let again = world.phonjon(&["import", "undo", id]);
    assert_eq!(again.status.code(), Some(1));
    assert!(String::from_utf8(again.stderr).unwrap().contains("already undone"));
    let unknown = world.phonjon(&["import", "undo", "00000000-0000-7000-8000-000000000000"]);
    assert_eq!(unknown.status.code(), Some(1));
    assert_eq!(world.phonjon(&["import", "undo", "register.csv"]).status.code(), Some(2));
    let audited = world.run(&["audit", "verify", "--json"]);
    assert_eq!(serde_json::from_str::<Value>(&audited).unwrap()["faults"], json!([]));
}

async fn what_a_later_import_speaks_of_is_kept_and_told(world: World) {
    apply(&world, &[world.file("register.csv", register(&people()))], &[]);
    let heads = [(pid(1), "นายสมมุติ หนึ่งใจ", "10", 2)];
    apply(&world, &[world.file("homes.csv", thaiqm("บัญชี", &heads))], &["--year", "2566"]);
    let id = imports(&world)[1]["import"].as_str().unwrap().to_owned();
    let done = printed(&world, &["import", "undo", &id, "--json"]);
    assert_eq!(done["reversed"]["rows"], 2);
    let because = json!([{ "because": "later_import", "rows": 1, "households": 1 }]);
    assert_eq!(done["kept"], json!({ "rows": 1, "households": 1, "because": because }));
    assert_eq!(done["failed"], json!({ "rows": 0, "households": 0 }));
    assert_eq!(sources(&world).1.len(), 2);

    // The words for people say the same.
    let id = imports(&world)[0]["import"].as_str().unwrap().to_owned();
    let told = world.run(&["import", "undo", &id]);
    assert!(told.contains("Taken back: 1 rows of 1 households") && told.contains("ย้อนคืนแล้ว"), "{told}");
}

on_both!(an_import_is_listed_and_taken_back_by_command, what_a_later_import_speaks_of_is_kept_and_told);
