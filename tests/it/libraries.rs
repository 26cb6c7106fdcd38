//! Whether every library that the build takes is under a licence that deny.toml allows; `cargo deny` need not be there.

use std::collections::BTreeSet;
use std::path::Path;
use std::process::Command;

/// The licences that deny.toml allows: the lines of its list.
fn allowed() -> Vec<String> {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../deny.toml");
    let text = std::fs::read_to_string(file).unwrap();
    let list = text.split("allow = [").nth(1).unwrap().split("\n]").next().unwrap();
    let quoted = list.lines().filter_map(|line| line.trim().strip_prefix('"')?.split('"').next());
    quoted.map(str::to_owned).collect()
}

/// True where an expression of licences holds when only these are allowed: `OR` and `/` choose, `AND` binds closer.
fn holds(expression: &str, allowed: &[String]) -> bool {
    let spaced = expression.replace('(', " ( ").replace(')', " ) ").replace('/', " OR ");
    let words: Vec<&str> = spaced.split_whitespace().collect();
    let mut at = 0;
    let it = any(&words, &mut at, allowed);
    it && at == words.len()
}

fn any(words: &[&str], at: &mut usize, allowed: &[String]) -> bool {
    let mut it = all(words, at, allowed);
    while words.get(*at) == Some(&"OR") {
        *at += 1;
        // Both sides are read, whichever holds.
        let other = all(words, at, allowed);
        it = it || other;
    }
    it
}

fn all(words: &[&str], at: &mut usize, allowed: &[String]) -> bool {
    let mut it = one(words, at, allowed);
    while words.get(*at) == Some(&"AND") {
        *at += 1;
        let other = one(words, at, allowed);
        it = it && other;
    }
    it
}

fn one(words: &[&str], at: &mut usize, allowed: &[String]) -> bool {
    let Some(word) = words.get(*at) else { return false };
    *at += 1;
    if *word == "(" {
        let it = any(words, at, allowed);
        *at += 1;
        return it;
    }
    let mut licence = (*word).to_owned();
    if words.get(*at) == Some(&"WITH") {
        licence = format!("{licence} WITH {}", words.get(*at + 1).unwrap_or(&""));
        *at += 2;
    }
    allowed.contains(&licence)
}

#[test]
fn every_library_is_under_a_licence_that_is_allowed() {
    // What is really built here: the lock file also names what other platforms and unused features would take.
    let output = Command::new(env!("CARGO"))
        .args(["tree", "--workspace", "--offline", "--locked", "--prefix", "none", "--format", "{l}|{p}"])
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .output()
        .unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let told = String::from_utf8(output.stdout).unwrap();
    let libraries: BTreeSet<&str> =
        told.lines().filter(|it| !it.is_empty()).map(|it| it.trim_end_matches(" (*)")).collect();
    assert!(libraries.len() > 100, "{} libraries", libraries.len());
    let allowed = allowed();
    let faults: Vec<&&str> =
        libraries.iter().filter(|it| !holds(it.split('|').next().unwrap_or_default(), &allowed)).collect();
    assert!(faults.is_empty(), "licence|library, not allowed by deny.toml: {faults:#?}");
}

#[test]
fn a_licence_is_chosen_where_one_may_be_and_held_where_both_must() {
    let allowed = ["MIT", "ISC", "Apache-2.0 WITH LLVM-exception"].map(str::to_owned);
    for good in [
        "MIT",
        "GPL-3.0 OR MIT",
        "GPL-3.0/MIT",
        "MIT AND ISC",
        "(GPL-3.0 OR MIT) AND ISC",
        "Apache-2.0 WITH LLVM-exception OR GPL-3.0",
        "GPL-3.0 AND ISC OR MIT",
    ] {
        assert!(holds(good, &allowed), "{good}");
    }
    for bad in ["", "GPL-3.0", "MIT AND GPL-3.0", "(MIT OR ISC) AND GPL-3.0", "Apache-2.0", "MIT ISC", "OR"] {
        assert!(!holds(bad, &allowed), "{bad}");
    }
}
