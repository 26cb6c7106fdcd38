//! A list written in blocks: what stands once above is meant for the rows below.

#![expect(clippy::unwrap_used, reason = "a test fails loudly")]

use std::fmt::Write;

use phonjon_readers::{ReadOptions, read_file};
use phonjon_rows::{Message, ReadRow, Value};

fn read(text: &str) -> Vec<ReadRow> {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("list.csv");
    std::fs::write(&path, text).unwrap();
    let mut rows = Vec::new();
    read_file(&path, &ReadOptions { year: Some(2566), ..ReadOptions::default() }, &mut |message| {
        if let Message::Row(row) = message {
            rows.push(row);
        }
        Ok(())
    })
    .unwrap();
    rows
}

/// A target list of one row a place: subdistrict, village number and name.
fn list(places: &[(&str, &str, &str)]) -> Vec<ReadRow> {
    let mut text = "ลำดับ,ชื่อ,นามสกุล,บ้านเลขที่,หมู่ที่,ชื่อหมู่บ้าน,ตำบล,อำเภอ,จังหวัด,ด้านสุขภาพ,ด้านรายได้\n".to_owned();
    for (n, (tambon, moo, village)) in (1..).zip(places) {
        let (amphoe, province) = if tambon.is_empty() {
            ("", "")
        } else {
            ("เมืองนครพนม", "นครพนม")
        };
        writeln!(text, "{n},สมมุติ{n},ใจดี,{n},{moo},{village},{tambon},{amphoe},{province},0,1").unwrap();
    }
    read(&text)
}

fn village(row: &ReadRow) -> (Option<i64>, Option<&str>) {
    (row.int("moo"), row.text("village"))
}

fn codes<'a>(row: &'a ReadRow, field: &str) -> Vec<&'a str> {
    let told = row.issues.iter().filter(|it| it.field.as_deref() == Some(field));
    told.map(|it| it.code.as_str()).collect()
}

#[test]
fn a_blank_village_below_a_merged_block_is_the_one_above() {
    let rows = list(&[
        ("ในเมือง", "2", "บ้านสอง"),
        ("", "", ""),
        ("", "3", "บ้านสาม"),
        ("", "", "บ้านสาม"),
        ("", "3", ""),
        ("", "", "บ้านอื่น"),
        ("บ้านกลาง", "", ""),
        ("", "", ""),
    ]);
    let villages: Vec<_> = rows.iter().map(village).collect();
    let (two, three) = ((Some(2), Some("บ้านสอง")), (Some(3), Some("บ้านสาม")));
    assert_eq!(villages[..5], [two, two, three, three, three]);
    assert_eq!(codes(&rows[1], "moo"), ["area_filled_down"]);
    assert_eq!(codes(&rows[1], "village"), ["area_filled_down"]);
    assert_eq!(codes(&rows[2], "moo"), Vec::<&str>::new());
    // Another village stands there, and its number is not known.
    assert_eq!((villages[5], codes(&rows[5], "moo")), ((None, Some("บ้านอื่น")), vec!["area_missing"]));
    // The first of a block says none: so do those below it, and that is told.
    assert_eq!((villages[6], codes(&rows[6], "moo")), ((None, None), vec![]));
    assert_eq!((villages[7], codes(&rows[7], "moo")), ((None, None), vec!["area_missing"]));
}

#[test]
fn where_every_row_names_its_subdistrict_a_blank_village_is_none() {
    let rows = list(&[("ในเมือง", "2", "บ้านสอง"), ("ในเมือง", "", "")]);
    assert_eq!((village(&rows[1]), rows[1].values.get("moo")), ((None, None), Some(&Value::Null)));
    assert_eq!(codes(&rows[1], "moo"), Vec::<&str>::new());
}
