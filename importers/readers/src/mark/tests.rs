//! Whether a workbook that goes back says what the file said, with what is wrong marked, and is read again as the file.

use std::io::Cursor;

use phonjon_rows::{MarkedCell, Message, ReadRow};

use super::*;
use crate::read::read_named;

const HEAD: &str = "ลำดับ,จังหวัด,อำเภอ,ตำบล,หมู่ที่,บ้านเลขที่,เลขประจำตัวประชาชนหัวหน้าครัวเรือน,ชื่อ-สกุล หัวหน้าครัวเรือน,\
                    จำนวนสมาชิก (คน),ไม่มีบ้านอยู่อาศัย (คน),บ้านทรุดโทรม (ครัวเรือน),ไม่มีส้วม (ครัวเรือน),\
                    ไม่มีน้ำดื่มสะอาด (ครัวเรือน),ไม่มีเงินออม (คน),ไม่มีบัตรประชาชน (คน),หนี้นอกระบบ (คน)\n";

fn list() -> String {
    let row = |n: u32, more: &str| {
        format!("{n},นครพนม,เมืองนครพนม,ในเมือง,1,0{n}/1,148900000001{n},{more}นายสมมุติ ใจดี{n},3,0,,,,1,,\n")
    };
    let rows = [row(1, ""), row(2, "\" =1+1 & <b>\n\"\"\" "), row(3, "")].concat().replace("\"\"\" ", "\"\"");
    format!("{HEAD}{}", rows.replace(",\" =1+1 & <b>\n\"\"นายสมมุติ ใจดี2", ",\" นายสมมุติ =1+1 & <b>\nใจดี2 \""))
}

fn marks(marks: &[Mark]) -> Vec<u8> {
    let head = MarkHead {
        file_name: "รายชื่อ \"ก\".csv".to_owned(),
        accepted: "รับได้".to_owned(),
        skipped: "ไม่ใช่ข้อมูล".to_owned(),
        mapping: None,
    };
    let mut lines = serde_json::to_vec(&head).unwrap();
    for mark in marks {
        lines.push(b'\n');
        lines.extend(serde_json::to_vec(mark).unwrap());
    }
    lines
}

fn bad(row: u32) -> Mark {
    let cell = MarkedCell { column: None, field: Some("pid".to_owned()), code: "id_check_digit".to_owned() };
    Mark {
        sheet: String::new(),
        row,
        outcome: Outcome::Rejected,
        status: "ไม่รับ".to_owned(),
        reason: "เลขผิด".to_owned(),
        cells: vec![cell],
    }
}

fn read(path: &Path) -> (Option<String>, Vec<ReadRow>) {
    let (mut made_from, mut rows) = (None, Vec::new());
    let mut sink = |message| {
        match message {
            Message::Head(head) => made_from = head.made_from,
            Message::Row(row) => rows.push(row),
            Message::Tail(_) | Message::Recognised(_) => {}
            Message::Refused(refusal) => panic!("{refusal:?}"),
        }
        Ok(())
    };
    let options = ReadOptions { year: Some(2566), ..ReadOptions::default() };
    read_named(path, "list.csv", &options, &mut sink).unwrap();
    (made_from, rows)
}

fn marked(path: &Path, of: &[Mark]) -> Vec<u8> {
    let mut out = Vec::new();
    mark_file(path, Cursor::new(marks(of)), &mut out).unwrap();
    out
}

#[test]
fn a_file_that_went_back_is_read_again_as_what_it_was() {
    let dir = tempfile::tempdir().unwrap();
    let (file, workbook) = (dir.path().join("list.csv"), dir.path().join("list.xlsx"));
    std::fs::write(&file, list()).unwrap();
    let (_, before) = read(&file);
    std::fs::write(&workbook, marked(&file, &[bad(2)])).unwrap();
    let (made_from, after) = read(&workbook);
    assert_eq!(made_from.as_deref(), Some("รายชื่อ \"ก\".csv"));
    let said =
        |rows: &[ReadRow]| rows.iter().map(|it| (it.raw.clone(), it.values.clone())).collect::<Vec<_>>();
    assert_eq!(said(&after), said(&before));
    assert_eq!(before.len(), 3);
    // Marked a second time it has the columns once, and still says from which file it was made.
    let again = dir.path().join("again.xlsx");
    std::fs::write(&again, marked(&workbook, &[])).unwrap();
    assert_eq!(read(&again).0, made_from);
    assert_eq!(said(&read(&again).1), said(&before));
}

#[test]
fn each_row_says_what_became_of_it_and_no_cell_is_a_formula() {
    use calamine::{Data, Reader};
    let dir = tempfile::tempdir().unwrap();
    let file = dir.path().join("list.csv");
    std::fs::write(&file, list()).unwrap();
    let bytes = marked(&file, &[bad(2)]);
    let mut book: calamine::Xlsx<_> = calamine::open_workbook_from_rs(Cursor::new(bytes)).unwrap();
    let name = book.sheet_names()[0].clone();
    let cells = book.worksheet_range(&name).unwrap();
    let ours: Vec<Vec<Data>> = cells.rows().map(|row| row[16..].to_vec()).collect();
    let text = |it: &str| Data::String(it.to_owned());
    assert_eq!(ours[0], [text(STATUS), text(REASON)]);
    assert_eq!(ours[1], [text("ไม่รับ"), text("เลขผิด")]);
    assert_eq!(ours[2], [text("รับได้"), Data::Empty]);
    assert_eq!(cells.get((1, 5)), Some(&text("01/1")), "text stays text");
    assert!(book.worksheet_formula(&name).unwrap().is_empty());
}

#[test]
fn what_cannot_be_read_is_not_marked() {
    let dir = tempfile::tempdir().unwrap();
    let file = dir.path().join("list.csv");
    std::fs::write(&file, "nothing,of,the,kind\n1,2,3,4\n").unwrap();
    let refused = mark_file(&file, Cursor::new(marks(&[])), &mut Vec::new());
    assert!(matches!(refused, Err(MarkError::Unreadable)));
}
