//! A row whose cells slipped beside their columns: no citizen number is kept where a name or address is due.

#![expect(clippy::unwrap_used, reason = "a test fails loudly")]

use phonjon_readers::{ReadOptions, read_file};
use phonjon_rows::{Message, Outcome, ReadRow};

const HEADER: &str =
    "ลำดับ,รหัสบ้าน,เลขประจำตัวประชาชน,คำนำหน้า,ชื่อ,นามสกุล,บ้านเลขที่,หมู่ที่,ชื่อหมู่บ้าน,ตำบล,อำเภอ,จังหวัด,ด้านสุขภาพ,ด้านรายได้";

fn read(rows: &[&str]) -> Vec<ReadRow> {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("list.csv");
    std::fs::write(&path, format!("{HEADER}\n{}\n", rows.join("\n"))).unwrap();
    let mut read = Vec::new();
    read_file(&path, &ReadOptions { year: Some(2566), ..ReadOptions::default() }, &mut |message| {
        if let Message::Row(row) = message {
            read.push(row);
        }
        Ok(())
    })
    .unwrap();
    read
}

/// The columns of a row's issues of a code.
fn columns<'a>(row: &'a ReadRow, code: &str) -> Vec<&'a str> {
    row.issues.iter().filter(|it| it.code == code).filter_map(|it| it.column.as_deref()).collect()
}

fn is_kept(row: &ReadRow, digits: &str) -> bool {
    let bare = |text: &str| text.chars().filter(char::is_ascii_digit).collect::<String>();
    let others = row.values.iter().filter(|(name, _)| name.as_str() != "pid");
    others.filter_map(|(_, value)| value.as_text()).any(|it| bare(it).contains(digits))
}

#[test]
fn a_row_that_slipped_by_a_cell_is_refused_and_its_number_kept_nowhere() {
    let rows = read(&[
        "1,48019200046,1-4849-56378-38-1,นาย,จีรวัฒน์,ใจดี,12,3,บ้านดอน,ในเมือง,เมืองนครพนม,นครพนม,0,1",
        "2,48019200046,,1-4849-56378-38-1,นาย,จีรวัฒน์,ใจดี,12,3,บ้านดอน,ในเมือง,เมืองนครพนม,นครพนม,0,1",
        "3,48019200046,1-4849-56378-38-1,นาย,12345,67890,12,3,บ้านดอน,ในเมือง,เมืองนครพนม,นครพนม,0,1",
    ]);
    assert_eq!(rows[0].outcome, Outcome::Accepted, "{:?}", rows[0].issues);
    assert_eq!(rows[1].outcome, Outcome::Rejected);
    assert_eq!(columns(&rows[1], "name_not_a_name"), ["คำนำหน้า"]);
    assert_eq!(rows[2].outcome, Outcome::Rejected);
    assert_eq!(columns(&rows[2], "name_not_a_name"), ["ชื่อ", "นามสกุล"]);
    assert!(rows.iter().all(|it| !is_kept(it, "1484956378381")));
}

#[test]
fn a_number_among_the_words_of_an_address_is_left_out_and_told() {
    let rows = read(&[
        "1,48019200046,,นาย,จีรวัฒน์,ใจดี,1484956378381,3,บ้านดอน,ในเมือง,เมืองนครพนม,นครพนม,0,1",
        "2,48019200046,,นาย,สมชาย,ใจดี,12,3,บ้านดอน ๑-๔๘๔๙-๕๖๓๗๘-๓๘-๑,ในเมือง,เมืองนครพนม,นครพนม,0,1",
    ]);
    assert_eq!(columns(&rows[0], "id_in_text"), ["บ้านเลขที่"]);
    assert_eq!(rows[0].text("house_no"), None);
    assert_eq!(columns(&rows[1], "id_in_text"), ["ชื่อหมู่บ้าน"]);
    assert_eq!(rows[1].text("village"), Some("บ้านดอน"));
    assert!(
        rows.iter().all(|it| it.outcome == Outcome::AcceptedWithWarning && !is_kept(it, "1484956378381"))
    );
}
