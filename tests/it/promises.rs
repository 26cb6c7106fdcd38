//! Whether every promise of docs/promises.md names tests that exist.

use std::fs;

use crate::arrows::named;
use crate::tidy::root;

/// True where a test exists that a promise names: `module::test` of this program, or a file's path and perhaps its test.
fn exists(named: &str) -> bool {
    let (file, test) = named.split_once("::").unwrap_or((named, ""));
    let file = if file.contains('/') { file.to_owned() } else { format!("tests/it/{file}.rs") };
    let is_there = |text: String| test.is_empty() || text.contains(&format!("fn {test}("));
    fs::read_to_string(root().join(file)).is_ok_and(is_there)
}

/// The promises of a page with what holds each: its rows of three cells.
fn promises(page: &str) -> Vec<(&str, &str)> {
    let rows = page.lines().filter_map(|it| it.strip_prefix("| ")?.strip_suffix(" |"));
    rows.filter_map(|it| it.split_once(" | "))
        .filter(|(name, _)| name.len() <= 3 && *name != "---")
        .filter_map(|(name, rest)| Some((name, rest.split_once(" | ")?.1)))
        .collect()
}

#[test]
fn every_promise_names_tests_that_exist() {
    let page = fs::read_to_string(root().join("docs/promises.md")).unwrap();
    let all = promises(&page);
    assert!(all.len() > 30, "only {} promises were found", all.len());
    let faults: Vec<String> = all
        .into_iter()
        .flat_map(|(name, cell)| {
            let tests: Vec<&str> = named(cell).collect();
            let silent = (tests.is_empty() && cell != "not yet").then(|| format!("{name} names no test"));
            let gone =
                tests.into_iter().filter(|it| !exists(it)).map(move |it| format!("{name}: no test {it}"));
            silent.into_iter().chain(gone).collect::<Vec<_>>()
        })
        .collect();
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

#[test]
fn a_promise_that_nothing_holds_is_seen() {
    let page = "| a1 | is kept | `promises::a_promise_that_nothing_holds_is_seen` |\n| a2 | is not | `promises::nothing` |";
    let tests: Vec<bool> = promises(page).into_iter().map(|(_, cell)| named(cell).all(exists)).collect();
    assert_eq!(tests, [true, false]);
}
