//! Whether every room knows only the rooms and libraries that the table in docs/architecture.md permits it.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;
use std::process::Command;

use serde_json::Value;

type Arrows = BTreeMap<String, BTreeSet<String>>;

/// The names in a cell of a table: what stands between backquotes.
pub(crate) fn named(cell: &str) -> impl Iterator<Item = &str> {
    cell.split('`').skip(1).step_by(2)
}

/// What the table permits: lines `| `phonjon-…` | … | `library`, … |`, the last cell holding the names.
fn permitted() -> Arrows {
    let page = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/architecture.md");
    let page = fs::read_to_string(page).unwrap();
    page.lines()
        .filter_map(|line| line.strip_prefix("| `phonjon-"))
        .map(|line| {
            let cells: Vec<&str> = line.trim_end().trim_end_matches('|').split('|').collect();
            let room = format!("phonjon-{}", cells[0].trim().trim_end_matches('`'));
            (room, named(cells.last().unwrap()).map(str::to_owned).collect())
        })
        .collect()
}

/// The direct, normal dependencies that each manifest declares.
fn declared() -> Arrows {
    let output = Command::new(env!("CARGO"))
        .args(["metadata", "--no-deps", "--offline", "--locked", "--format-version", "1"])
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .output()
        .unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let metadata: Value = serde_json::from_slice(&output.stdout).unwrap();
    let text = |value: &Value| value.as_str().unwrap().to_owned();
    metadata["packages"]
        .as_array()
        .unwrap()
        .iter()
        .map(|package| {
            let normal = package["dependencies"].as_array().unwrap().iter().filter(|it| it["kind"].is_null());
            (text(&package["name"]), normal.map(|it| text(&it["name"])).collect())
        })
        .collect()
}

/// Every arrow in `found` that is not in `wanted`, as `from -> to`.
fn too_many(found: &Arrows, wanted: &Arrows) -> Vec<String> {
    let nothing = BTreeSet::new();
    found
        .iter()
        .flat_map(|(room, names)| {
            let known = wanted.get(room).unwrap_or(&nothing);
            names.difference(known).map(move |name| format!("{room} -> {name}"))
        })
        .collect()
}

#[test]
fn no_room_knows_more_than_the_table_permits() {
    let faults = too_many(&declared(), &permitted());
    assert!(faults.is_empty(), "not permitted by docs/architecture.md:\n{}", faults.join("\n"));
}

#[test]
fn the_table_permits_nothing_that_no_room_uses() {
    let faults = too_many(&permitted(), &declared());
    assert!(faults.is_empty(), "docs/architecture.md permits what is not used:\n{}", faults.join("\n"));
}

#[test]
fn an_arrow_too_many_is_named() {
    let arrows = |names: &[&str]| {
        Arrows::from([("phonjon-rules".to_owned(), names.iter().map(|it| (*it).to_owned()).collect())])
    };
    let faults = too_many(&arrows(&["phonjon-domain", "sea-orm"]), &arrows(&["phonjon-domain"]));
    assert_eq!(faults, ["phonjon-rules -> sea-orm"]);
}
