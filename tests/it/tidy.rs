//! Whether every file is one idea that says what it answers, and holds nothing that belongs to one machine.

use std::fs;
use std::path::{Path, PathBuf};

const MOST_LINES: usize = 600;

/// Text that belongs to the machine or the day a file was written on; spelt in halves, or this file would hold it.
const FOREIGN: &[&str] = &[
    concat!("/wo", "rk/"),
    concat!("../sha", "red"),
    concat!("/ro", "ot/"),
    concat!("/ho", "me/"),
    concat!("wt", "-"),
    concat!("To be wri", "tten"),
    concat!("Clau", "de"),
];

pub(crate) fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..").canonicalize().unwrap()
}

/// What folders beside the project's begin with whose content nobody wrote here.
const NOT_OURS: [&str; 3] = [".git", "target", "phonjon-data"];

/// Folders anywhere whose content was made or fetched.
const MADE: [&str; 2] = ["node_modules", "dist"];

/// Files of the project whose name ends so, with their text.
fn files(ending: &str) -> Vec<(String, String)> {
    let root = root();
    let mut found = Vec::new();
    let mut folders = vec![root.clone()];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(&folder).into_iter().flatten().flatten() {
            let path = entry.path();
            let name = entry.file_name().to_string_lossy().into_owned();
            let is_ours = folder != root || !NOT_OURS.iter().any(|it| name.starts_with(it));
            let is_ours = is_ours && !MADE.contains(&&*name);
            if path.is_dir() && is_ours {
                folders.push(path);
            } else if path.is_file() && path.to_string_lossy().ends_with(ending) {
                let name = path.strip_prefix(&root).unwrap().display().to_string();
                found.push((name, fs::read_to_string(&path).unwrap()));
            }
        }
    }
    found.sort();
    found
}

fn none(faults: &[String]) {
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

#[test]
fn every_module_says_in_one_sentence_what_it_answers() {
    let faults: Vec<String> = files(".rs")
        .into_iter()
        .filter_map(|(name, text)| {
            let said: Vec<&str> = text.lines().map_while(|line| line.strip_prefix("//!")).collect();
            let first: Vec<&str> = said.iter().map(|it| it.trim()).take_while(|it| !it.is_empty()).collect();
            let ends = first.last().is_some_and(|line| line.ends_with(['.', ':', ')']));
            (!ends).then(|| format!("{name} does not begin with a `//!` sentence"))
        })
        .collect();
    none(&faults);
}

#[test]
fn no_file_is_longer_than_six_hundred_lines() {
    let faults: Vec<String> = files(".rs")
        .into_iter()
        .map(|(name, text)| (name, text.lines().count()))
        .filter(|(_, n_lines)| *n_lines > MOST_LINES)
        .map(|(name, n_lines)| format!("{name} has {n_lines} lines; split it by use"))
        .collect();
    none(&faults);
}

#[test]
fn lints_are_answered_with_expect_and_a_reason() {
    let silenced = [concat!("#[al", "low("), concat!("#![al", "low(")];
    let mut faults = Vec::new();
    for (name, text) in files(".rs") {
        for (idx, line) in text.lines().enumerate() {
            if silenced.iter().any(|it| line.contains(it)) {
                faults.push(format!("{name}:{} silences a lint; use #[expect(…, reason = …)]", idx + 1));
            }
        }
    }
    none(&faults);
}

#[test]
fn no_file_speaks_of_the_machine_it_was_written_on() {
    let mut faults = Vec::new();
    for ending in [".rs", ".md", ".sql", ".toml", ".ftl", ".graphql", ".lock", ".ci/run", ".gitignore"] {
        let files = files(ending);
        assert!(!files.is_empty(), "no file ends with {ending}");
        for (name, text) in files {
            for (idx, line) in text.lines().enumerate() {
                if let Some(found) = FOREIGN.iter().find(|it| line.contains(**it)) {
                    faults.push(format!("{name}:{} holds `{found}`", idx + 1));
                }
            }
        }
    }
    none(&faults);
}
