//! Reads every sample file and compares every row, value and defect with what is true of it.

#![expect(clippy::unwrap_used, clippy::panic, clippy::print_stdout, reason = "a test fails loudly")]

mod truth;

use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;

use phonjon_readers::{ReadOptions, read_file};
use phonjon_rows::{FileHead, Message, Outcome, ReadRow, Value};
use truth::{Defect, Row, Truth};

fn folder(set: &str) -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../tests/fixtures/samples").join(set)
}

/// A file as read: its head and its rows by sheet and number.
struct FileRead {
    head: FileHead,
    rows: BTreeMap<(String, u32), ReadRow>,
}

fn read(set: &str, name: &str) -> FileRead {
    let mut head = None;
    let mut rows = BTreeMap::new();
    read_file(&folder(set).join(name), &ReadOptions::default(), &mut |message| {
        match message {
            Message::Head(it) => head = Some(it),
            Message::Row(row) => {
                assert!(rows.insert((row.sheet.clone(), row.row), row).is_none(), "{name}: a row twice");
            }
            Message::Tail(_) | Message::Recognised(_) => {}
            Message::Refused(it) => panic!("{name} was refused: {it:?}"),
        }
        Ok(())
    })
    .unwrap();
    FileRead { head: head.expect("a head"), rows }
}

/// The values of a row that are not as they should be.
fn wrong_values(row: &Row, read: &ReadRow) -> Vec<String> {
    let wrong = row.values.iter().filter_map(|(field, wanted)| {
        let found = read.values.get(field).unwrap_or(&Value::Null);
        (found != wanted).then(|| format!("{field}: wanted {wanted:?}, found {found:?}"))
    });
    wrong.collect()
}

/// True where nobody could see the defect in this file: the number is another person's, but that person's own row gives
/// no whole number.
fn is_out_of_sight(defect: &Defect, rows: &[Row]) -> bool {
    let holders =
        rows.iter().filter(|it| it.values.get("pid").and_then(Value::as_text) == defect.value.as_str());
    defect.kind == "id_of_another" && holders.count() == 1
}

/// True where the defect was met as it should be, or in a way that is as good.
fn is_handled(defect: &Defect, file: &FileRead) -> bool {
    let Some(row) = defect.row_key().and_then(|it| file.rows.get(&it)) else {
        return defect.is_header_met(&file.head);
    };
    let outcome = |expected: &str| match expected {
        "reject_row" => row.outcome == Outcome::Rejected,
        "skip_row" => row.outcome == Outcome::Skipped,
        "accept_with_warning" => {
            let names_it = defect.header.is_none()
                || row
                    .issues
                    .iter()
                    .any(|it| it.column == defect.header || it.field.is_none() || it.field == defect.field);
            row.outcome == Outcome::AcceptedWithWarning && names_it
        }
        // The value is compared with the row's; here only that the row was not lost.
        "normalise_to" => row.outcome != Outcome::Skipped && defect.is_stored(row),
        other => panic!("unknown expectation {other}"),
    };
    // A row refused for another of its defects is refused.
    outcome(&defect.expected)
        || defect.also_ok.iter().any(|it| outcome(it))
        || (defect.row_is_rejected && row.outcome == Outcome::Rejected)
}

fn compare(set: &str) {
    let truth = Truth::read(&folder(set).join("truth.json.gz"));
    let mut faults: Vec<String> = Vec::new();
    let mut table: BTreeMap<String, (usize, usize)> = BTreeMap::new();
    for (name, rows) in &truth.files {
        let file = read(set, name);
        let source = name.split('_').next().unwrap();
        assert_eq!(file.head.source, source, "{name}");
        assert_eq!(
            file.head.year.map(|it| it.to_string()),
            name.get(source.len() + 1..source.len() + 5).map(str::to_owned),
            "{name}"
        );
        for row in rows {
            let Some(read) = file.rows.get(&(row.sheet.clone(), row.number)) else {
                faults.push(format!("{name} {} {}: not read", row.sheet, row.number));
                continue;
            };
            let kept = matches!(read.outcome, Outcome::Accepted | Outcome::AcceptedWithWarning);
            if kept == row.reject {
                faults.push(format!(
                    "{name} {} {}: {:?} {:?}",
                    row.sheet,
                    row.number,
                    read.outcome,
                    codes(read)
                ));
            }
            if kept {
                faults.extend(
                    wrong_values(row, read)
                        .into_iter()
                        .map(|it| format!("{name} {} {}: {it}", row.sheet, row.number)),
                );
            }
        }
        let data: BTreeSet<(String, u32)> = rows.iter().map(|it| (it.sheet.clone(), it.number)).collect();
        for (key, row) in &file.rows {
            if !data.contains(key) && row.outcome != Outcome::Skipped {
                faults.push(format!("{name} {key:?}: no data, but {:?} {:?}", row.outcome, codes(row)));
            }
        }
        for defect in truth.defects.iter().filter(|it| &it.file == name) {
            let count = table.entry(defect.kind.clone()).or_default();
            count.0 += 1;
            if is_handled(defect, &file) || is_out_of_sight(defect, rows) {
                count.1 += 1;
            } else {
                faults.push(format!(
                    "{name} {} {} {}: {} {:?}",
                    defect.sheet, defect.row, defect.kind, defect.expected, defect.header
                ));
            }
        }
    }
    println!("{set}");
    for (kind, (n, handled)) in &table {
        println!("{kind:28} {n:6} {handled:6}{}", if n == handled { "" } else { "   <-- " });
    }
    let shown: Vec<&String> = faults.iter().take(60).collect();
    assert!(faults.is_empty(), "{} faults: {shown:#?}", faults.len());
}

fn codes(row: &ReadRow) -> Vec<&str> {
    row.issues.iter().map(|it| it.code.as_str()).collect()
}

#[test]
fn one_province_is_read_as_it_truly_is() {
    compare("nakhonphanom-300");
}

#[test]
fn three_provinces_are_read_as_they_truly_are() {
    compare("three-provinces-600");
}
