//! A list that says a thing twice or in its own way: an address beside columns of its places, a header that stands again
//! with its columns moved, sheets of several years, hidden sheets, crosses beside ticks, cells of several lines.

#![expect(clippy::unwrap_used, reason = "a test fails loudly")]

mod made;

use phonjon_readers::{ReadOptions, read_file};
use phonjon_rows::{FileHead, Message, Outcome, ReadRow};

fn read_bytes(name: &str, bytes: &[u8], year: Option<i16>) -> Result<(FileHead, Vec<ReadRow>), String> {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join(name);
    std::fs::write(&path, bytes).unwrap();
    let (mut head, mut rows, mut refused) = (None, Vec::new(), None);
    read_file(&path, &ReadOptions { year, ..ReadOptions::default() }, &mut |message| {
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

fn read(text: &str) -> Vec<ReadRow> {
    read_bytes("list.csv", text.as_bytes(), Some(2566)).unwrap().1
}

fn codes(row: &ReadRow) -> Vec<(&str, &str)> {
    row.issues.iter().map(|it| (it.code.as_str(), it.field.as_deref().unwrap_or_default())).collect()
}

fn place(row: &ReadRow) -> String {
    let text = |field| row.text(field).unwrap_or("-");
    let moo = row.int("moo").map_or("-".to_owned(), |it| it.to_string());
    format!("{}|{moo}|{}|{}|{}", text("house_no"), text("tambon"), text("amphoe"), text("province"))
}

const ADDRESSED: &str = "ลำดับ,ชื่อ,นามสกุล,ที่อยู่,หมู่ที่,ตำบล,อำเภอ,จังหวัด,ด้านสุขภาพ,ด้านรายได้\n";

#[test]
fn columns_of_the_places_are_read_beside_an_address() {
    let rows = read(&format!(
        "{ADDRESSED}1,สมชาย,ใจดี,12/3,2,บ้านกลาง,เมืองฯ,นครพนม,0,1\n\
         2,สมหญิง,ใจดี,12/4 ม.3 ต.ในเมือง อ.เมือง จ.นครพนม,,บ้านกลาง,เมืองนครพนม,นครพนม,0,1\n\
         3,สมศรี,ใจดี,12/5 ม.3 ต.ในเมือง อ.ธาตุพนม จ.นครพนม,,,,,0,1\n\
         4,สมปอง,ใจดี,12/6,4,,,,0,1\n\
         5,สมใจ,ใจดี,12/7 ม.3,4,ในเมือง,ธาตุพนม,นครพนม,0,1\n"
    ));
    let places: Vec<String> = rows.iter().map(place).collect();
    assert_eq!(
        places,
        [
            "12/3|2|บ้านกลาง|เมืองนครพนม|นครพนม",
            "12/4|3|บ้านกลาง|เมืองนครพนม|นครพนม",
            "12/5|3|ในเมือง|ธาตุพนม|นครพนม",
            "12/6|4|ในเมือง|ธาตุพนม|นครพนม",
            "12/7|4|ในเมือง|ธาตุพนม|นครพนม",
        ]
    );
    assert!(!codes(&rows[0]).iter().any(|it| it.0.starts_with("address")), "{:?}", codes(&rows[0]));
    let disagree = |row: &ReadRow| -> Vec<String> {
        codes(row).into_iter().filter(|it| it.0 == "address_disagrees").map(|it| it.1.to_owned()).collect()
    };
    assert_eq!(rows.iter().map(disagree).collect::<Vec<_>>(), [&[][..], &["tambon"], &[], &[], &["moo"]]);
    assert!(
        codes(&rows[3]).contains(&("area_guessed", "tambon"))
            || codes(&rows[3]).contains(&("area_filled_down", "tambon"))
    );
}

#[test]
fn a_house_number_stands_in_its_column_or_in_the_address() {
    let rows = read(
        "ชื่อ,นามสกุล,ที่อยู่,บ้านเลขที่,ด้านสุขภาพ,ด้านรายได้\n\
         สมชาย,ใจดี,12 ม.3 ต.ในเมือง อ.เมือง จ.นครพนม,,0,1\n\
         สมหญิง,ใจดี,12 ม.3 ต.ในเมือง อ.เมือง จ.นครพนม,14,0,1\n",
    );
    assert_eq!(place(&rows[0]), "12|3|ในเมือง|เมืองนครพนม|นครพนม");
    assert_eq!(place(&rows[1]), "14|3|ในเมือง|เมืองนครพนม|นครพนม");
    assert!(codes(&rows[1]).contains(&("address_disagrees", "house_no")));
}

#[test]
fn a_total_forgets_only_what_it_closes() {
    let rows = read(
        "ลำดับ,ชื่อ,นามสกุล,บ้านเลขที่,หมู่ที่,ตำบล,อำเภอ,จังหวัด,ด้านสุขภาพ,ด้านรายได้\n\
         1,สมชาย,ใจดี,1,2,ในเมือง,เมืองฯ,นครพนม,0,1\n\
         รวมหมู่ที่ 2,,,,,,,,0,1\n\
         2,สมหญิง,ใจดี,2,3,,,,0,1\n\
         รวมตำบลในเมือง,,,,,,,,0,2\n\
         3,สมศรี,ใจดี,3,1,บ้านกลาง,,,0,1\n\
         4,สมปอง,ใจดี,4,,,,,0,1\n\
         รวมทั้งสิ้น,,,,,,,,0,4\n\
         5,สมใจ,ใจดี,5,,,,,0,1\n",
    );
    let places: Vec<String> = rows.iter().filter(|it| it.is_accepted()).map(place).collect();
    assert_eq!(
        places,
        [
            "1|2|ในเมือง|เมืองนครพนม|นครพนม",
            "2|3|ในเมือง|เมืองนครพนม|นครพนม",
            "3|1|บ้านกลาง|เมืองนครพนม|นครพนม",
            "4|1|บ้านกลาง|เมืองนครพนม|นครพนม",
            "5|-|-|-|-",
        ]
    );
    assert_eq!(rows.iter().filter(|it| it.outcome == Outcome::Skipped).count(), 3);
}

#[test]
fn a_header_that_stands_again_is_followed() {
    let rows = read(
        "ลำดับ,ชื่อ,นามสกุล,บ้านเลขที่,หมู่ที่,ตำบล,อำเภอ,จังหวัด,ด้านสุขภาพ,ด้านรายได้\n\
         1,สมชาย,ใจดี,1,2,ในเมือง,ธาตุพนม,นครพนม,0,1\n\
         ลำดับ,ชื่อ,นามสกุล,บ้านเลขที่,หมู่ที่,ตำบล,อำเภอ,จังหวัด,ด้านรายได้,ด้านสุขภาพ\n\
         2,สมหญิง,ใจดี,2,2,ในเมือง,ธาตุพนม,นครพนม,0,1\n\
         นามสกุล,ชื่อ,จังหวัด,อำเภอ,ตำบล,หมู่ที่,บ้านเลขที่,ลำดับ,ด้านสุขภาพ,ด้านรายได้\n\
         ใจดี,สมศรี,นครพนม,ธาตุพนม,ในเมือง,2,3,3,1,0\n\
         ลำดับ,ชื่อ,นามสกุล,บ้านเลขที่,หมู่ที่,ตำบล,อำเภอ,จังหวัด,หนี้สิน,ด้านสุขภาพ\n\
         4,สมปอง,ใจดี,4,2,ในเมือง,ธาตุพนม,นครพนม,1,0\n\
         (1),(2),(3),(4),(5),(6),(7),(8),(9),(10)\n\
         5,สมใจ,ใจดี,5,2,ในเมือง,ธาตุพนม,นครพนม,1,0\n\
         ลำดับ,ชื่อ,นามสกุล,บ้านเลขที่,หมู่ที่,ตำบล,อำเภอ,จังหวัด,ด้านสุขภาพ,ด้านรายได้\n\
         6,สมาน,ใจดี,6,2,ในเมือง,ธาตุพนม,นครพนม,0,1\n",
    );
    let kept: Vec<_> = rows
        .iter()
        .filter(|it| it.is_accepted())
        .map(|it| {
            (
                it.text("first").unwrap(),
                it.text("last").unwrap(),
                place(it),
                it.int("health"),
                it.int("income"),
            )
        })
        .collect();
    let here = |house: &str| format!("{house}|2|ในเมือง|ธาตุพนม|นครพนม");
    assert_eq!(
        kept,
        [
            ("สมชาย", "ใจดี", here("1"), Some(0), Some(1)),
            ("สมหญิง", "ใจดี", here("2"), Some(1), Some(0)),
            ("สมศรี", "ใจดี", here("3"), Some(1), Some(0)),
            ("สมาน", "ใจดี", here("6"), Some(0), Some(1)),
        ]
    );
    let refused: Vec<_> = rows.iter().filter(|it| it.outcome == Outcome::Rejected).collect();
    assert_eq!(
        refused.iter().map(|it| (it.row, codes(it))).collect::<Vec<_>>(),
        [(8, vec![("header_changed", "")]), (10, vec![("header_changed", "")]),]
    );
    assert_eq!(refused[0].issues[0].args["row"], "7");
}

const LIST: [&[&str]; 2] =
    [&["ชื่อ", "นามสกุล", "ตำบล", "ด้านสุขภาพ", "ด้านรายได้"], &["สมชาย", "ใจดี", "ในเมือง", "✗", "0"]];

#[test]
fn sheets_of_two_years_are_no_file_of_one() {
    let of_2565: [&[&str]; 3] = [&["บัญชี ปี พ.ศ. 2565"], LIST[0], LIST[1]];
    let untitled = LIST;
    let year = |sheets: &[(&str, bool, &[&[&str]])]| {
        read_bytes("list.xlsx", &made::xlsx_of_sheets(sheets), None).map(|it| it.0.year)
    };
    assert_eq!(year(&[("ก", false, &of_2565), ("2566", false, &untitled)]), Err("years_disagree".to_owned()));
    assert_eq!(year(&[("ก", false, &of_2565), ("2565", false, &untitled)]), Ok(Some(2565)));
    assert_eq!(
        year(&[("2566", false, &of_2565), ("ข", false, &untitled)]),
        Ok(Some(2565)),
        "a title is more than a name"
    );
    assert_eq!(
        year(&[("2565", false, &untitled), ("2566", false, &untitled)]),
        Err("years_disagree".to_owned())
    );
}

#[test]
fn a_hidden_sheet_is_told() {
    let told = |rows: &[ReadRow]| -> Vec<(String, bool)> {
        let is_told = |it: &ReadRow| it.issues.iter().any(|it| it.code == "sheet_hidden");
        rows.iter()
            .map(|it| (it.sheet.clone(), is_told(it) && it.outcome == Outcome::AcceptedWithWarning))
            .collect()
    };
    let bytes = made::xlsx_of_sheets(&[("ก", false, &LIST), ("ข", true, &LIST)]);
    let (_, rows) = read_bytes("list.xlsx", &bytes, Some(2566)).unwrap();
    assert_eq!(told(&rows), [("ก".to_owned(), false), ("ข".to_owned(), true)]);
    let bytes = made::ods_of_sheets(&[("ก", false, &LIST), ("ข", true, &LIST)]);
    let (_, rows) = read_bytes("list.ods", &bytes, Some(2566)).unwrap();
    assert_eq!(told(&rows), [("ก".to_owned(), false), ("ข".to_owned(), true)]);
}

#[test]
fn a_cross_beside_ticks_is_not_taken_for_one() {
    let list = |other: &str| {
        read(&format!("ชื่อ,นามสกุล,ตำบล,ด้านสุขภาพ,ด้านรายได้\nสมชาย,ใจดี,ในเมือง,✗,1\nสมหญิง,ใจดี,ในเมือง,{other},1\n"))
    };
    let alone = list("");
    assert_eq!((alone[0].int("health"), alone[1].int("health")), (Some(1), Some(0)));
    assert!(codes(&alone[0]).contains(&("mark_cross", "health")));
    for tick in ["✓", "/"] {
        let beside = list(tick);
        assert_eq!((beside[0].int("health"), beside[1].int("health")), (None, Some(1)), "{tick}");
        assert!(codes(&beside[0]).contains(&("mark_unreadable", "health")));
    }
}

#[test]
fn an_x_for_a_mark_is_told_once_of_a_column() {
    let head = "ลำดับ,จังหวัด,อำเภอ,ตำบล,หมู่ที่,บ้านเลขที่,ชื่อ-สกุล หัวหน้าครัวเรือน,จำนวนสมาชิก (คน),ไม่มีบ้านอยู่อาศัย (คน),\
        บ้านทรุดโทรม (ครัวเรือน),ไม่มีส้วม (ครัวเรือน),ไม่มีน้ำดื่มสะอาด (ครัวเรือน),ไม่มีเงินออม (คน),ไม่มีบัตรประชาชน (คน)";
    let line = |n: usize, marks: &str| format!("\n{n},นครพนม,เมืองนครพนม,ในเมือง,1,{n},สมมุติ{n} ใจดี,5,{marks}");
    let marks = ["✓,,,,,", "x,x,,,,", "X,,,2,,", "x,x,,,,1"];
    let lines: String = marks.iter().zip(1..).map(|(it, n)| line(n, it)).collect();
    let rows = read(&format!("{head}{lines}\n"));
    let told: Vec<Vec<(&str, &str)>> = rows.iter().map(codes).collect();
    let q01: Vec<Option<i64>> = rows.iter().map(|it| it.int("q01")).collect();
    assert_eq!(q01, [Some(1); 4], "{told:?}");
    let letters = |it: &ReadRow| -> Vec<(String, String)> {
        let found = it.issues.iter().filter(|it| it.code == "mark_letter");
        found.map(|it| (it.column.clone().unwrap(), it.args["count"].clone())).collect()
    };
    assert_eq!(
        rows.iter().map(|it| it.outcome == Outcome::Accepted).collect::<Vec<_>>(),
        [true, false, true, true]
    );
    let wanted = [("ไม่มีบ้านอยู่อาศัย (คน)", "3"), ("บ้านทรุดโทรม (ครัวเรือน)", "2")];
    assert_eq!(letters(&rows[1]), wanted.map(|it| (it.0.to_owned(), it.1.to_owned())));
}

#[test]
fn a_cell_of_several_lines_leaves_no_blank_rows() {
    let rows = read(
        "ชื่อ,นามสกุล,ที่อยู่,ด้านสุขภาพ,ด้านรายได้\n\
         สมชาย,ใจดี,\"12 ม.3\nต.ในเมือง\nอ.เมือง จ.นครพนม\",0,1\n\
         สมหญิง,ใจดี,\"12 ม.3\nต.ในเมือง อ.เมือง จ.นครพนม\",0,1\n\
         \n\
         สมศรี,ใจดี,12 ม.3 ต.ในเมือง อ.เมือง จ.นครพนม,0,1\n",
    );
    let lines: Vec<(u32, bool)> = rows.iter().map(|it| (it.row, it.is_accepted())).collect();
    assert_eq!(lines, [(2, true), (5, true), (7, false), (8, true)]);
}
