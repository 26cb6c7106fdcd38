//! `phonjon doctor`: it says what is wrong with an installation, and changes nothing of it.

use std::fs;
use std::os::unix::fs::PermissionsExt;

use crate::import_again::register;
use crate::imports::{another, apply, look, pid};
use crate::world::World;

/// What it says, and its exit code.
fn examined(world: &World, key_file: Option<&std::path::Path>) -> (Option<i32>, String) {
    let mut command = world.command();
    if let Some(file) = key_file {
        command.env("PHONJON_KEY_FILE", file);
    }
    let ended = command.arg("doctor").output().unwrap();
    (ended.status.code(), String::from_utf8(ended.stdout).unwrap())
}

fn failing(said: &str) -> Vec<&str> {
    said.lines().filter_map(|it| it.strip_prefix("FAIL ")).collect()
}

async fn a_healthy_office_has_nothing_to_mend(world: World) {
    world.run(&["migrate"]);
    let (code, said) = examined(&world, None);
    assert_eq!((code, failing(&said)), (Some(0), Vec::new()), "{said}");
    for good in [
        "data folder",
        "only its owner reads",
        "schema is up to date",
        "this database's",
        "held to its memory",
        "audit chain",
        "every row refers to what is there",
    ] {
        assert!(said.lines().any(|it| it.starts_with("ok   ") && it.contains(good)), "{good}\n{said}");
    }
}

async fn what_is_wrong_is_said_line_by_line(world: World) {
    world.run(&["migrate"]);
    let other = another(&world).await;
    other.run(&["migrate"]);
    let (code, said) = examined(&world, Some(&other.data_dir().join("phonjon.keys")));
    assert_eq!((code, failing(&said).len()), (Some(1), 1), "{said}");
    assert!(failing(&said)[0].contains("belongs to another database"), "{said}");

    let keys = world.data_dir().join("phonjon.keys");
    fs::set_permissions(&keys, fs::Permissions::from_mode(0o644)).unwrap();
    let (code, said) = examined(&world, None);
    assert_eq!(code, Some(1));
    assert!(failing(&said)[0].contains("only its owner reads"), "{said}");
    fs::set_permissions(&keys, fs::Permissions::from_mode(0o600)).unwrap();

    // A file stands where the data folder should: nothing can be listed or made there.
    let kept = world.file("kept.keys", fs::read(&keys).unwrap());
    fs::set_permissions(&kept, fs::Permissions::from_mode(0o600)).unwrap();
    fs::remove_dir_all(world.data_dir()).unwrap();
    fs::write(world.data_dir(), "").unwrap();
    let (code, said) = examined(&world, Some(&kept));
    assert_eq!((code, failing(&said).len()), (Some(1), 1), "{said}");
    assert!(failing(&said)[0].contains("the data folder"), "{said}");
}

async fn a_database_that_is_behind_is_not_brought_up_to_date(world: World) {
    let (code, said) = examined(&world, None);
    assert_eq!(code, Some(1), "{said}");
    assert!(!world.data_dir().exists(), "an absent data folder is not made");
    assert!(!world.path().join("phonjon.db").exists(), "an absent database is not made");
    world.run(&["migrate"]);
    let behind = "delete from seaql_migrations where version = '96_originals'";
    look(&world, &format!("{behind} returning version")).await;
    let (code, said) = examined(&world, None);
    assert_eq!((code, failing(&said).len()), (Some(1), 1), "{said}");
    assert!(
        failing(&said)[0].contains("behind by 96_originals") && said.contains("phonjon migrate"),
        "{said}"
    );
    let there = look(&world, "select version from seaql_migrations where version = '96_originals'").await;
    assert!(there.is_empty(), "doctor does not migrate");
}

async fn a_row_that_refers_to_nothing_is_found(world: World) {
    world.run(&["migrate"]);
    let people = [(pid(1), "นาย", "สมมุติ", "หนึ่งใจ", "1/2/2500")];
    apply(&world, &[world.file("register.csv", register(&people))], &[]);
    let (code, said) = examined(&world, None);
    assert_eq!((code, failing(&said)), (Some(0), Vec::new()), "{said}");
    // As no statement of the program would.
    let lose = "delete from source_row returning file_name";
    if world.is_postgres() {
        look(&world, lose).await;
    } else {
        look(&world, &format!("pragma foreign_keys = off; {lose}")).await;
    }
    let (code, said) = examined(&world, None);
    assert_eq!(code, Some(1), "{said}");
    assert_eq!(failing(&said), ["link -> source_row: 1 rows refer to what is not there"], "{said}");
}

#[test]
fn the_reader_process_is_limited_in_all_four_ways_and_held_to_its_memory() {
    let ended = crate::program::phonjon().arg("try-limits").output().unwrap();
    let said = String::from_utf8(ended.stdout).unwrap();
    assert_eq!(
        said.lines().collect::<Vec<_>>(),
        ["address space", "CPU", "file size", "core", "more memory"]
    );
}

on_both!(
    a_database_that_is_behind_is_not_brought_up_to_date,
    a_healthy_office_has_nothing_to_mend,
    a_row_that_refers_to_nothing_is_found,
    what_is_wrong_is_said_line_by_line,
);
