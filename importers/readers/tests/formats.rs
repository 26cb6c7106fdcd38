//! Whether one list says the same in every format: sample workbooks made into .xlsb cell by cell, and the others as they came.

#![expect(clippy::unwrap_used, reason = "a test fails loudly")]

mod made;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use calamine::{Data, Reader, open_workbook_auto};
use made::xlsb::{Cell, Sheet, record, xlsb};
use phonjon_readers::{ReadOptions, read_file};
use phonjon_rows::{FileHead, Message, ReadRow};

fn sample(name: &str) -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../tests/fixtures/samples/nakhonphanom-300").join(name)
}

/// Head and rows of a file, or the code it is refused with.
fn read(path: &Path) -> Result<(FileHead, Vec<ReadRow>), String> {
    let (mut head, mut rows, mut refused) = (None, Vec::new(), None);
    read_file(path, &ReadOptions::default(), &mut |message| {
        match message {
            Message::Head(it) => head = Some(it),
            Message::Row(row) => rows.push(row),
            Message::Tail(_) | Message::Recognised(_) => {}
            Message::Refused(it) => refused = Some(it.code),
        }
        Ok(())
    })
    .unwrap();
    refused.map_or_else(|| Ok((head.unwrap(), rows)), Err)
}

fn read_bytes(bytes: &[u8]) -> Result<(FileHead, Vec<ReadRow>), String> {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("list.xlsb");
    std::fs::write(&path, bytes).unwrap();
    read(&path)
}

/// The same cells as a binary workbook; rows of these numbers are hidden.
fn as_xlsb(path: &Path, hidden: &[u32]) -> Vec<Sheet> {
    let mut book = open_workbook_auto(path).unwrap();
    let mut sheets = Vec::new();
    for name in book.sheet_names() {
        let range = book.worksheet_range(&name).unwrap();
        let (first_row, first_column) = range.start().unwrap_or_default();
        let mut rows = BTreeMap::new();
        for (number, cells) in (first_row + 1..).zip(range.rows()) {
            let cells: Vec<(u32, Cell)> = (first_column..)
                .zip(cells)
                .filter_map(|(column, it)| Some((column, cell(it, number % 2 == 0)?)))
                .collect();
            rows.insert(number, (hidden.contains(&number), cells));
        }
        sheets.push(Sheet { name, rows });
    }
    sheets
}

fn cell(value: &Data, is_inline: bool) -> Option<Cell> {
    Some(match value {
        Data::Empty => return None,
        Data::String(text) | Data::DurationIso(text) | Data::DateTimeIso(text) if is_inline => {
            Cell::Inline(text.clone())
        }
        Data::String(text) | Data::DurationIso(text) | Data::DateTimeIso(text) => Cell::Shared(text.clone()),
        Data::Float(n) => Cell::Number(*n),
        Data::Int(n) => Cell::Number(f64::from(i32::try_from(*n).unwrap())),
        Data::DateTime(at) => Cell::Day(at.as_f64()),
        Data::Bool(it) => Cell::Truth(*it),
        Data::Error(_) => Cell::Fault,
    })
}

#[test]
fn a_binary_workbook_says_what_the_other_says() {
    for name in ["tpmap_2565.xlsx", "tpmap_2566_by_district.xlsx", "bmn_2565.xlsx", "thaiqm_2565.xlsx"] {
        let (head, rows) = read(&sample(name)).unwrap();
        let hidden: Vec<u32> = rows
            .iter()
            .filter(|it| it.issues.iter().any(|it| it.code == "row_hidden"))
            .map(|it| it.row)
            .collect();
        let (binary_head, binary_rows) = read_bytes(&xlsb(&as_xlsb(&sample(name), &hidden))).unwrap();
        assert_eq!(binary_head, FileHead { format: "xlsb".to_owned(), ..head }, "{name}");
        assert_eq!(binary_rows.len(), rows.len(), "{name}");
        for (binary, row) in binary_rows.iter().zip(&rows) {
            assert_eq!(binary, row, "{name}");
        }
        assert!(rows.len() > 100, "{name}");
    }
}

#[test]
fn hidden_rows_of_a_binary_workbook_are_told() {
    let path = sample("thaiqm_2565.xlsx");
    let (_, rows) = read(&path).unwrap();
    let chosen: Vec<u32> = rows.iter().filter(|it| it.is_accepted()).map(|it| it.row).take(3).collect();
    let (_, binary) = read_bytes(&xlsb(&as_xlsb(&path, &chosen))).unwrap();
    let is_told = |it: &&ReadRow| it.issues.iter().any(|it| it.code == "row_hidden");
    let told: Vec<u32> = binary.iter().filter(is_told).map(|it| it.row).collect();
    assert_eq!(told, chosen);
}

#[test]
fn every_kind_of_cell_of_a_binary_workbook_is_read() {
    let text = |it: &str| Cell::Shared(it.to_owned());
    let row = |cells: Vec<Cell>| (false, (0..).zip(cells).collect());
    let headers = ["เลขประจำตัวประชาชน", "ชื่อ", "นามสกุล", "วันเกิด", "ปีที่ลงทะเบียน", "ผลการพิจารณา", "ก", "ข"];
    let person = vec![
        Cell::Number(1_484_956_378_381.0),
        Cell::Inline("นายสมชาย".to_owned()),
        text("ใจดี"),
        Cell::Day(22_000.0),
        Cell::Whole(2565),
        text("ผ่านเกณฑ์"),
        Cell::Truth(true),
        Cell::Fault,
    ];
    let rows = BTreeMap::from([(3, row(headers.map(text).to_vec())), (5, row(person))]);
    let (head, rows) = read_bytes(&xlsb(&[Sheet { name: "ทะเบียน".to_owned(), rows }])).unwrap();
    assert_eq!((head.source.as_str(), head.year), ("welfare", Some(2565)));
    let read = rows.iter().find(|it| it.is_accepted()).unwrap();
    assert_eq!((read.sheet.as_str(), read.row), ("ทะเบียน", 5));
    assert_eq!((read.text("first"), read.text("birth")), (Some("สมชาย"), Some("1960-03-25")));
    assert_eq!((read.int("round"), read.text("pid")), (Some(2565), Some("1484956378381")));
    let raw: Vec<&str> = read.raw.iter().skip(6).map(|it| it.text.as_str()).collect();
    assert_eq!(raw, ["TRUE", "#REF!"]);
}

#[test]
fn other_formats_of_the_samples_are_read() {
    for (name, format) in [
        ("thaiqm_2566.xls", "xls"),
        ("bmn_2566.ods", "ods"),
        ("welfare_2565.csv", "csv"),
        ("thaiqm_2566_cp874.csv", "csv"),
        ("tpmap_2566.xlsx", "xlsx"),
    ] {
        let (head, rows) = read(&sample(name)).unwrap();
        assert_eq!(head.format, format);
        assert!(rows.iter().filter(|it| it.is_accepted()).count() > 100, "{name}");
    }
}

#[test]
fn a_damaged_binary_workbook_is_read_or_refused() {
    let sheets = as_xlsb(&sample("thaiqm_2565.xlsx"), &[]);
    let whole = xlsb(&sheets);
    for percent in (1..100).step_by(7) {
        assert!(read_bytes(&whole[..whole.len() * percent / 100]).is_err(), "cut at {percent} %");
    }
    // A record that claims to be longer than the part, and a list of strings that claims to be endless.
    let mut endless = Vec::new();
    record(&mut endless, 0x9f, &[0xff; 8]);
    for (part, bytes) in [
        ("xl/worksheets/sheet1.bin", vec![0x81, 0x01, 0xff, 0xff, 0xff, 0x7f, 0]),
        ("xl/sharedStrings.bin", endless),
        ("xl/workbook.bin", vec![0x9c, 0x01, 0x08, 0, 0, 0, 0, 0, 0, 0, 0]),
    ] {
        let mut zip = zip::ZipArchive::new(std::io::Cursor::new(&whole)).unwrap();
        let mut parts: Vec<(String, Vec<u8>)> = Vec::new();
        for at in 0..zip.len() {
            let mut entry = zip.by_index(at).unwrap();
            let mut read = Vec::new();
            std::io::Read::read_to_end(&mut entry, &mut read).unwrap();
            parts.push((entry.name().unwrap().into_owned(), read));
        }
        for it in parts.iter_mut().filter(|it| it.0 == part) {
            it.1.clone_from(&bytes);
        }
        let parts: Vec<(&str, Vec<u8>)> = parts.iter().map(|it| (it.0.as_str(), it.1.clone())).collect();
        assert!(read_bytes(&made::packed(&parts)).is_err(), "{part}");
    }
}
