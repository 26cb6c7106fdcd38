//! What is recognised in a file and how sure that is; files that are read as somebody says; templates; what is odd.

#![expect(clippy::unwrap_used, reason = "a test fails loudly")]

use std::io::Cursor;

use phonjon_readers::catalogue::{CatalogueField, Cells, catalogue};
use phonjon_readers::{Kind, ReadOptions, read_file, write_template};
use phonjon_rows::{
    ColumnChoice, FileHead, Mapping, Message, ReadRow, Recognised, SavedMapping, SheetChoice,
};
use rust_xlsxwriter::{Format, Formula, Workbook};

#[derive(Debug, Default)]
struct Came {
    seen: Recognised,
    head: Option<FileHead>,
    rows: Vec<ReadRow>,
    refused: Option<(String, Vec<String>)>,
}

fn read(name: &str, bytes: &[u8], options: &ReadOptions) -> Came {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join(name);
    std::fs::write(&path, bytes).unwrap();
    let mut came = Came::default();
    read_file(&path, options, &mut |message| {
        match message {
            Message::Recognised(it) => came.seen = *it,
            Message::Head(it) => came.head = Some(it),
            Message::Row(row) => came.rows.push(row),
            Message::Tail(_) => {}
            Message::Refused(it) => came.refused = Some((it.code, it.args.into_values().collect())),
        }
        Ok(())
    })
    .unwrap();
    came
}

/// A list of headers that nobody knows, with people whose numbers agree.
const FOREIGN: &str = "บัญชีผู้ยากไร้ของอำเภอ\n\
    เลข ปชช. 13,ผู้รับ,สกุลผู้รับ,หลังที่,หมู่ฯ,ต.ที่อยู่,อ.ที่อยู่,จว.,ขาดรายได้,ป่วย,จดไว้\n\
    3480100000011,สมมุติ,หนึ่งใจ,12,3,บ้านกลาง,เมืองนครพนม,นครพนม,1,0,ก\n\
    3480100000020,สมมุติ,สองใจ,13,3,บ้านกลาง,เมืองนครพนม,นครพนม,0,1,ข\n\
    3480100000038,สมมุติ,สามใจ,14,4,บ้านกลาง,เมืองนครพนม,นครพนม,1,1,ค\n";

fn choice(header: &str, field: Option<&str>) -> ColumnChoice {
    ColumnChoice {
        sheet: None,
        column: None,
        header: Some(header.to_owned()),
        field: field.map(str::to_owned),
    }
}

fn by_hand() -> Mapping {
    let columns = [
        ("เลข ปชช. 13", "pid"),
        ("ผู้รับ", "first"),
        ("สกุลผู้รับ", "last"),
        ("หลังที่", "house_no"),
        ("หมู่ฯ", "moo"),
        ("ต.ที่อยู่", "tambon"),
        ("อ.ที่อยู่", "amphoe"),
        ("จว.", "province"),
        ("ขาดรายได้", "income"),
        ("ป่วย", "health"),
    ];
    Mapping {
        source: Some("tpmap".to_owned()),
        columns: columns.map(|(header, field)| choice(header, Some(field))).to_vec(),
        ..Mapping::default()
    }
}

fn mapped(mapping: Mapping) -> Came {
    let options = ReadOptions { mapping: Some(mapping), year: Some(2566), ..ReadOptions::default() };
    read("list.csv", FOREIGN.as_bytes(), &options)
}

#[test]
fn a_list_that_nobody_knows_is_refused_and_shows_its_columns() {
    let came = read("list.csv", FOREIGN.as_bytes(), &ReadOptions::default());
    assert_eq!(came.refused.unwrap().0, "source_unknown");
    let sheet = &came.seen.sheets[0];
    assert_eq!((sheet.header_row, sheet.is_read), (Some(2), false));
    assert_eq!(sheet.columns.len(), 11);
    let pid = &sheet.columns[0];
    assert_eq!((pid.column.as_str(), pid.header.as_str()), ("A", "เลข ปชช. 13"));
    assert_eq!(pid.others[0].field, "pid", "by the look of its cells: {pid:?}");
    assert_eq!(pid.samples[0].written, "3480100000011");
}

#[test]
fn a_list_that_nobody_knows_is_read_as_somebody_says() {
    let came = mapped(by_hand());
    assert_eq!(came.refused, None);
    let head = came.head.unwrap();
    assert_eq!(head.source, "tpmap");
    assert_eq!(head.unknown_columns.len(), 1, "the one that nobody spoke of");
    let first = &came.rows[0];
    assert_eq!(
        (first.text("first"), first.int("income"), first.int("health")),
        (Some("สมมุติ"), Some(1), Some(0))
    );
    assert_eq!(first.text("tambon"), Some("บ้านกลาง"));
    let seen = came.seen;
    assert!(seen.is_mapped);
    assert_eq!(seen.source.as_ref().unwrap().reasons[0].code, "source_by_hand");
    assert_eq!(seen.sheets[0].columns[1].reason.code, "mapped_by_hand");
    assert_eq!(seen.sheets[0].columns[4].samples[0].read.as_deref(), Some("3"));

    // What was recognised, given back, reads the same.
    let again = mapped(seen.mapping());
    assert_eq!(again.refused, None);
    assert_eq!(again.rows, came.rows);
}

#[test]
fn a_wrong_mapping_is_refused_with_its_reason() {
    let refused = |change: &dyn Fn(&mut Mapping)| {
        let mut mapping = by_hand();
        change(&mut mapping);
        mapped(mapping).refused.unwrap()
    };
    let (code, args) = refused(&|it| it.columns.push(choice("จดไว้", Some("q01"))));
    assert_eq!((code.as_str(), args), ("mapping_field_unknown", vec!["q01".to_owned(), "tpmap".to_owned()]));
    let (code, args) = refused(&|it| it.columns.push(choice("ไม่มีในแฟ้ม", Some("sex"))));
    assert_eq!((code.as_str(), args), ("mapping_column_missing", vec!["ไม่มีในแฟ้ม".to_owned()]));
    let twice = |it: &mut Mapping| {
        for it in &mut it.columns {
            it.sheet = Some(String::new());
        }
        it.columns
            .push(ColumnChoice { sheet: Some(String::new()), ..choice("จดไว้", Some("first")) });
    };
    assert_eq!(refused(&twice).0, "mapping_field_twice");
    assert_eq!(refused(&|it| it.columns.truncate(8)).0, "mapping_without_content");
    assert_eq!(refused(&|it| drop(it.columns.drain(..3))).0, "mapping_without_person");
    let sheet = SheetChoice { sheet: "อื่น".to_owned(), is_left_out: false, header_row: None };
    assert_eq!(refused(&|it| it.sheets.push(sheet.clone())).0, "mapping_sheet_missing");
    let out = SheetChoice { sheet: String::new(), is_left_out: true, header_row: None };
    assert_eq!(refused(&|it| it.sheets.push(out.clone())).0, "mapping_without_sheet");
    assert_eq!(refused(&|it| it.source = Some("x".to_owned())).0, "source_unknown");
}

#[test]
fn a_saved_mapping_is_used_where_its_headers_agree() {
    let mut earlier = by_hand();
    earlier.columns.push(choice("ไม่มีในแฟ้ม", Some("sex")));
    let saved = [("1", earlier), ("2", by_hand())];
    let saved = saved.map(|(id, mapping)| SavedMapping { id: id.to_owned(), mapping }).to_vec();
    let options = ReadOptions { saved, year: Some(2566), ..ReadOptions::default() };
    let came = read("list.csv", FOREIGN.as_bytes(), &options);
    assert_eq!((came.refused, came.seen.saved.as_deref()), (None, Some("2")));
    assert_eq!(came.seen.sheets[0].columns[1].reason.code, "mapped_as_saved");
    assert_eq!(came.rows[0].text("first"), Some("สมมุติ"));
    // Whoever says otherwise is heard.
    let options = ReadOptions { mapping: Some(Mapping::default()), ..options };
    assert_eq!(read("list.csv", FOREIGN.as_bytes(), &options).refused.unwrap().0, "source_unknown");
}

#[test]
fn a_known_header_can_be_taken_otherwise_and_a_year_set_against_the_title() {
    let list = "บัญชี ปี 2565\nชื่อ,นามสกุล,ด้านสุขภาพ,ด้านรายได้,ด้านการศึกษา\nก,ข,1,0,\nค,ง,0,1,\n";
    let mapping = Mapping {
        year: Some(2566),
        columns: vec![choice("ด้านสุขภาพ", Some("living")), choice("ด้านการศึกษา", None)],
        ..Mapping::default()
    };
    let options = ReadOptions { mapping: Some(mapping), ..ReadOptions::default() };
    let came = read("list.csv", list.as_bytes(), &options);
    assert_eq!(came.head.as_ref().unwrap().year, Some(2566));
    assert_eq!((came.rows[0].int("living"), came.rows[0].int("health")), (Some(1), None));
    assert!(!came.rows[0].values.contains_key("education"));
    assert_eq!(came.seen.year.unwrap().reason.code, "year_by_hand");
}

#[test]
fn columns_say_how_sure_they_are_and_why() {
    let list = "ชื่อ,สกุล,เลขประจำตัวประชาชน,ด้านสุขภาพ,ด้านรายได้,รายได้เฉลี่ย (บาท/คน/เดือน),หมายเหตุ\n\
        ก,ข,ไม่ได้จด,1,0,5,x\nค,ง,อยู่ที่บ้าน,0,1,5,y\nจ,ฉ,ถามลูก,0,1,5,z\n";
    let came = read("list.csv", list.as_bytes(), &ReadOptions { year: Some(2566), ..ReadOptions::default() });
    let columns = &came.seen.sheets[0].columns;
    let told: Vec<_> = columns.iter().map(|it| (it.reason.code.as_str(), it.confidence)).collect();
    assert_eq!(told[0], ("header_exact", 1000));
    assert_eq!(told[1], ("header_synonym", 950));
    assert_eq!(told[2], ("cells_differ", 400));
    assert_eq!(told[5], ("unit_differs", 0));
    assert_eq!(told[6], ("header_unknown", 0));
    let source = came.seen.source.unwrap();
    assert!(source.confidence > 400 && source.confidence < 1000, "{source:?}");
    assert!(came.seen.second.unwrap().confidence < source.confidence);
}

#[test]
fn a_filled_template_is_recognised_without_doubt() {
    for kind in Kind::ALL.into_iter().filter(|it| *it != Kind::TpmapPublic) {
        let mut bytes = Cursor::new(Vec::new());
        assert!(write_template(kind, &mut bytes).unwrap());
        let came =
            read("t.xlsx", bytes.get_ref(), &ReadOptions { year: Some(2566), ..ReadOptions::default() });
        assert_eq!(came.refused, None, "{kind:?}");
        let source = came.seen.source.unwrap();
        assert_eq!((source.source.as_str(), source.confidence), (kind.code(), 1000), "{source:?}");
        let sheet = &came.seen.sheets[0];
        assert_eq!((sheet.header_row, sheet.confidence), (Some(1), 1000));
        for column in &sheet.columns {
            assert_eq!(
                (column.confidence, column.reason.code.as_str()),
                (1000, "header_exact"),
                "{column:?}"
            );
        }
        assert!(came.head.unwrap().unknown_columns.is_empty());
        assert!(came.rows.is_empty(), "the notes are no rows: {:?}", came.rows);
        let mut again = Cursor::new(Vec::new());
        write_template(kind, &mut again).unwrap();
        assert_eq!(bytes, again, "the same program writes the same bytes");
    }
    assert!(!write_template(Kind::TpmapPublic, &mut Cursor::new(Vec::new())).unwrap());
}

#[test]
fn what_a_template_of_work_offers_is_read_as_its_code() {
    for kind in [Kind::Visits, Kind::Help, Kind::Teams, Kind::Accounts] {
        let fields: Vec<_> = catalogue(kind).into_iter().filter(|it| it.is_in_template).collect();
        let coded = fields.iter().filter_map(|it| match it.cells {
            // What is known and offered to nobody stands behind what is offered.
            Cells::Coded(codes) => Some((it.field.as_str(), &codes[..it.cells.offered().len()])),
            Cells::Free | Cells::Digits | Cells::OneOf(_) => None,
        });
        let coded: Vec<_> = coded.collect();
        assert!(coded.len() >= 2, "{kind:?}");
        let n = coded.iter().map(|it| it.1.len()).max().unwrap();
        let headers: Vec<String> = fields.iter().map(|it| format!("\"{}\"", it.header)).collect();
        let mut list = headers.join(",");
        for row in 0..n {
            let cell = |it: &CatalogueField| match (it.field.as_str(), it.cells.offered()) {
                ("short_number", _) => format!("ABCD{row:04}"),
                ("visited_on" | "done_on" | "since", _) => format!("{}/3/2566", row + 1),
                ("valid_until", _) => "30/9/2575".to_owned(),
                ("user_name", _) if kind == Kind::Accounts => format!("somsri.{row}"),
                ("need" | "findings" | "member", _) => "ซ่อมหลังคา".to_owned(),
                ("tambon", _) => "บ้านกลาง".to_owned(),
                (_, offered) => {
                    offered.get(row % offered.len().max(1)).copied().unwrap_or_default().to_owned()
                }
            };
            list.push('\n');
            list.push_str(&fields.iter().map(cell).collect::<Vec<_>>().join(","));
        }
        let came = read("t.csv", list.as_bytes(), &ReadOptions::default());
        assert_eq!(came.refused, None, "{kind:?}");
        assert_eq!(came.seen.source.unwrap().source, kind.code());
        assert_eq!(came.rows.len(), n, "{kind:?}");
        for (row, read) in came.rows.iter().enumerate() {
            assert!(!read.issues.iter().any(|it| it.code == "word_unknown"), "{:?}", read.issues);
            for (field, codes) in &coded {
                assert_eq!(read.text(field), Some(codes[row % codes.len()].0), "{field}");
            }
        }
    }
}

#[test]
fn what_is_odd_about_a_sheet_is_told_once_with_its_place() {
    let mut book = Workbook::new();
    let sheet = book.add_worksheet();
    sheet.set_name("รายชื่อ").unwrap();
    sheet.merge_range(0, 0, 0, 4, "บัญชี ปี 2566", &Format::new()).unwrap();
    let header = ["ชื่อ", "นามสกุล", "ด้านสุขภาพ", "ด้านรายได้", "อายุ (ปี)", "วันเกิด"];
    for (at, word) in (0..).zip(header) {
        sheet.write_string(1, at, word).unwrap();
        sheet.write_string(6, at, word).unwrap();
    }
    for row in [2, 3, 7] {
        sheet.write_string(row, 0, "สมมุติ").unwrap();
        sheet.write_string(row, 1, format!("ใจ{row}")).unwrap();
        sheet.write_number(row, 2, 1).unwrap();
        sheet.write_formula(row, 3, Formula::new("=C3*1").set_result("1")).unwrap();
        sheet.write_string(row, 4, "45").unwrap();
        sheet.write_string(row, 5, "5/3/10").unwrap();
    }
    sheet.set_row_hidden(3).unwrap();
    sheet.set_column_hidden(2).unwrap();
    let bytes = book.save_to_buffer().unwrap();
    let came = read("odd.xlsx", &bytes, &ReadOptions::default());
    assert_eq!(came.refused, None);
    let told: Vec<(String, String)> = came
        .seen
        .told
        .iter()
        .map(|it| {
            assert_eq!(it.sheet, "รายชื่อ");
            (it.what.code.clone(), it.what.args.values().cloned().collect::<Vec<_>>().join(" "))
        })
        .collect();
    let told: Vec<(&str, &str)> = told.iter().map(|(code, args)| (code.as_str(), args.as_str())).collect();
    assert_eq!(
        told,
        [
            ("told_hidden_rows", "4 1"),
            ("told_hidden_columns", "C"),
            ("told_formulas", "D3 3"),
            ("told_merged", "1 A1"),
            ("told_second_table", "7"),
            ("told_numbers_as_text", "E3 3"),
            ("told_two_digit_years", "3 3"),
        ]
    );
    let data: Vec<_> = came.rows.iter().filter(|it| it.is_accepted()).collect();
    assert_eq!(data.len(), 3);
    assert_eq!(data[0].int("income"), Some(1), "a formula counts by the value stored beside it");
}

#[test]
fn a_roster_without_days_is_read_with_its_places() {
    let list = "ทำเนียบทีม อำเภอเมือง\nระดับทีม,ทีม,ชื่อ-นามสกุล,ภาคี,หมู่,ตำบล,อำเภอ,จังหวัด\n\
        พี่เลี้ยง,ทีมบ้านหนึ่ง,นางสมมุติ ใจดี,ประชาชน,หมู่ 1,ต.บ้านกลาง,เมือง,จ.นครพนม\n\
        ทีมตำบล,,วัดสมมุติ 1 1037 02071 81 1,ศาสนา,,บ้านกลาง,เมืองนครพนม,นครพนม\n";
    let came = read("teams.csv", list.as_bytes(), &ReadOptions::default());
    assert_eq!(came.refused, None);
    let source = came.seen.source.unwrap();
    assert_eq!(source.source, Kind::Teams.code());
    let told = |n: usize, field: &str| came.rows[n].text(field).map(str::to_owned);
    for (field, wanted) in [
        ("team_kind", "mentor"),
        ("team", "ทีมบ้านหนึ่ง"),
        ("member", "นางสมมุติ ใจดี"),
        ("sector", "people"),
        ("tambon", "บ้านกลาง"),
        ("amphoe", "เมืองนครพนม"),
        ("province", "นครพนม"),
    ] {
        assert_eq!(told(0, field).as_deref(), Some(wanted), "{field}");
    }
    assert_eq!(came.rows[0].int("moo"), Some(1));
    assert_eq!((told(1, "team_kind").as_deref(), told(1, "team")), (Some("subdistrict"), None));
    // A member is called by a name, never by a citizen number.
    assert!(!told(1, "member").unwrap_or_default().contains("1037"), "{:?}", told(1, "member"));
    assert!(came.rows[1].issues.iter().any(|it| it.code == "id_in_text"));
}

#[test]
fn accounts_are_read_with_days_that_lie_ahead() {
    let list = "บัญชีผู้ใช้ระบบ อำเภอเมือง\nชื่อผู้ใช้งาน,ชื่อ-นามสกุล,บทบาทในระบบ,คำสั่งที่,ตั้งแต่วันที่,ถึงวันที่,ตำบล,อำเภอ,จังหวัด\n\
        Somsri.P,นางสมศรี สมมุติ,เจ้าหน้าที่ อปท.,12/2569,1 ต.ค. 2569,30 ก.ย. 2573,ต.บ้านกลาง,เมือง,จ.นครพนม\n\
        somchai,นายสมชาย สมมุติ,ผู้ตรวจสอบ,,,,,,นครพนม\n\
        somjai,นางสมใจ สมมุติ,เจ้านาย,,,30 ก.ย. 2599,,เมืองนครพนม,นครพนม\n";
    let options = ReadOptions { this_year: Some(2569), ..ReadOptions::default() };
    let came = read("accounts.csv", list.as_bytes(), &options);
    assert_eq!(came.refused, None);
    assert_eq!(came.seen.source.unwrap().source, Kind::Accounts.code());
    for (field, wanted) in [
        ("user_name", "Somsri.P"),
        ("display_name", "นางสมศรี สมมุติ"),
        ("role", "local_officer"),
        ("order_number", "12/2569"),
        ("valid_from", "2026-10-01"),
        ("valid_until", "2030-09-30"),
        ("tambon", "บ้านกลาง"),
        ("amphoe", "เมืองนครพนม"),
    ] {
        assert_eq!(came.rows[0].text(field), Some(wanted), "{field}");
    }
    assert_eq!(came.rows[1].text("role"), Some("auditor"), "what no list brings is known all the same");
    let codes: Vec<&str> = came.rows[2].issues.iter().map(|it| it.code.as_str()).collect();
    assert_eq!(codes, ["word_unknown", "day_ahead_unreadable"]);
    let known = &came.rows[2].issues[0].args["known"];
    assert!(known.contains("นายอำเภอ") && !known.contains("ผู้ตรวจสอบ"), "{known}");
}

#[test]
fn nothing_is_told_of_a_file_with_passwords() {
    let with = |header: &str, row: &str| format!("บัญชี\n{header}\n{row}\n{row}\n");
    let whole = with("ชื่อผู้ใช้,สิทธิ์การใช้งาน,รหัสผ่าน,อำเภอ", "somsri,นายอำเภอ,Lotus-4711,เมืองนครพนม");
    let unproved = with("ชื่อผู้ใช้,Password,อีเมล", "somsri,Lotus-4711,x@example.org");
    let below = format!(
        "{}\n{}",
        with("ชื่อผู้ใช้,สิทธิ์การใช้งาน,อำเภอ,หมายเหตุ", "somsri,นายอำเภอ,เมืองนครพนม,"),
        ",,,รหัสผ่าน: Lotus-4711\n"
    );
    let roster = with("ประเภททีม,ชื่อ-สกุล,ชื่อผู้ใช้,รหัสผ่านชั่วคราว,อำเภอ", "ทีมอำเภอ,นางสมมุติ,somsri,Lotus-4711,เมือง");
    let left_out = Mapping {
        sheets: vec![SheetChoice { sheet: String::new(), is_left_out: true, header_row: None }],
        ..Mapping::default()
    };
    for list in [&whole, &unproved, &below, &roster] {
        for mapping in [None, Some(Mapping::default()), Some(left_out.clone())] {
            if mapping.is_some() && list == &below {
                continue;
            }
            let options = ReadOptions { mapping, year: Some(2569), ..ReadOptions::default() };
            let came = read("accounts.csv", list.as_bytes(), &options);
            assert_eq!(came.refused.clone().unwrap().0, "file_with_passwords", "{list}");
            assert!(came.head.is_none() && came.rows.is_empty());
            let seen = serde_json::to_string(&came.seen).unwrap();
            assert!(!seen.contains("Lotus"), "{seen}");
        }
    }
}
