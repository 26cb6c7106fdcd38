//! Whether a citizen number leads to its person, whatever became of the keys, by hand, or at the same moment elsewhere.

use std::collections::BTreeSet;
use std::path::PathBuf;
use std::process::{Child, Stdio};

use crate::district::{District, Row, row, tpmap};
use crate::imports::{look, pid, sources, text};
use crate::world::World;

/// The same person in another list: renamed, at another address; only the number is as it was.
fn elsewhere(it: &Row) -> Row {
    Row {
        first_name: "สมมุติใหม่".to_owned(),
        village: "48010101",
        house: format!("9/{}", it.house),
        ..it.clone()
    }
}

fn persons(world: &World) -> BTreeSet<String> {
    sources(world).1.into_iter().map(|it| it.person).collect()
}

async fn a_number_leads_to_its_person_after_the_keys_were_replaced(world: World) {
    let d = District::new(world);
    let listed = row(1, "48010901");
    d.import("tpmap_2566.csv", &tpmap(std::slice::from_ref(&listed)), 2566);
    let before = persons(&d.world);
    d.world.run(&["key", "rotate"]);
    d.import("tpmap_2567.csv", &tpmap(&[elsewhere(&listed)]), 2567);
    assert_eq!(sources(&d.world).1.len(), 2);
    assert_eq!(persons(&d.world), before, "one number, one person");
}

async fn a_number_recorded_by_hand_leads_to_its_person(world: World) {
    let d = District::new(world);
    let listed = row(1, "48010901");
    d.import("tpmap_2566.csv", &tpmap(std::slice::from_ref(&listed)), 2566);
    let before = persons(&d.world);
    let found = d.ask("officer", "{ cases { nodes { household { members { person { id } } } } } }").await;
    let id = text(&found["cases"]["nodes"][0]["household"]["members"][0]["person"]["id"]);
    let number = pid(900);
    let new = format!("personId: \"{id}\", number: \"{number}\", on: \"2024-01-01\"");
    d.act("officer", "personNewNumber", &new, "").await;
    d.world.run(&["key", "rotate"]);
    let again = Row { pid: Some(number), ..elsewhere(&listed) };
    d.import("tpmap_2567.csv", &tpmap(&[again]), 2567);
    assert_eq!(sources(&d.world).1.len(), 2);
    assert_eq!(persons(&d.world), before, "the new number is the same person's");
}

/// Begins an import without waiting for its end.
fn begin(world: &World, file: &PathBuf, year: &str) -> Child {
    let mut command = world.command();
    command.args(["import", "apply", "--year", year]).arg(file);
    command.stdout(Stdio::null()).stderr(Stdio::piped()).spawn().expect("the program starts")
}

async fn two_imports_at_once_make_one_person_of_each(world: World) {
    const N: u64 = 500;
    let d = District::new(world);
    let rows: Vec<Row> = (1..=N).map(|n| row(n, "48010901")).collect();
    let first = d.world.file("tpmap_2566.csv", tpmap(&rows));
    let moved: Vec<Row> = rows.iter().map(elsewhere).collect();
    let second = d.world.file("tpmap_2567.csv", tpmap(&moved));
    let running = [begin(&d.world, &first, "2566"), begin(&d.world, &second, "2567")];
    for it in running {
        let ended = it.wait_with_output().unwrap();
        assert!(ended.status.success(), "{}", String::from_utf8_lossy(&ended.stderr));
    }
    assert_eq!(sources(&d.world).1.len() as u64, 2 * N);
    assert_eq!(persons(&d.world).len() as u64, N, "two imports at once made two persons of one");
}

async fn one_file_imported_twice_at_once_comes_in_once(world: World) {
    let d = District::new(world);
    let rows: Vec<Row> = (1..=300).map(|n| row(n, "48010901")).collect();
    let file = d.world.file("tpmap_2566.csv", tpmap(&rows));
    let running = [begin(&d.world, &file, "2566"), begin(&d.world, &file, "2566")];
    let codes: Vec<Option<i32>> = running.into_iter().map(|mut it| it.wait().unwrap().code()).collect();
    assert!(codes.contains(&Some(0)), "{codes:?}");
    assert!(codes.iter().all(|it| matches!(it, Some(0 | 1))), "the other one is told to wait: {codes:?}");
    assert_eq!(sources(&d.world).1.len(), 300);
    let batches = look(&d.world, "select state from import_batch").await;
    assert_eq!(batches, [[Some("applied".to_owned())]]);
}

on_both!(
    a_number_leads_to_its_person_after_the_keys_were_replaced,
    a_number_recorded_by_hand_leads_to_its_person,
    two_imports_at_once_make_one_person_of_each,
    one_file_imported_twice_at_once_comes_in_once,
);
