//! The template workbook of a source: its columns in the catalogue's wording, lists for coded cells, and a sheet of notes.

use std::io::{Seek, Write};

use rust_xlsxwriter::{
    Color, DataValidation, DocProperties, ExcelDateTime, Format, FormatAlign, FormatBorder, Workbook,
    Worksheet, XlsxError,
};

use crate::book::RawRow;
use crate::catalogue::{CatalogueField, Cells, catalogue};
use crate::kind::Kind;
use crate::wording::key;

/// What stands first in the sheet of notes, by which it is known when the workbook comes back.
const NOTES: &str = "คำอธิบายแม่แบบนำเข้าข้อมูลพ้นจน";
/// Letters that a spreadsheet program shows of a message.
const MESSAGE: usize = 255;
/// Rows that have lists and formats.
const ROWS: u32 = 5000;

/// Writes the template of a source; nothing for published statistics, which nobody fills in.
///
/// # Errors
///
/// The writer's own.
pub fn write_template(kind: Kind, out: &mut (impl Write + Seek + Send)) -> Result<bool, XlsxError> {
    let all: Vec<CatalogueField> = catalogue(kind).into_iter().filter(|it| it.is_in_template).collect();
    if all.is_empty() {
        return Ok(false);
    }
    let mut workbook = Workbook::new();
    // The same program writes the same bytes: no clock.
    let properties = DocProperties::new()
        .set_title(format!("{NOTES} {}", name_of(kind)))
        .set_creation_datetime(&ExcelDateTime::from_ymd(2026, 1, 1)?);
    workbook.set_properties(&properties);
    list(workbook.add_worksheet(), kind, &all)?;
    notes(workbook.add_worksheet(), kind, &all)?;
    workbook.save_to_writer(out)?;
    Ok(true)
}

/// True for the first row of a template's sheet of notes.
pub(crate) fn is_notes(row: &RawRow) -> bool {
    row.cells.first().is_some_and(|(_, cell)| key(&cell.written()).starts_with(&key(NOTES)))
}

const fn name_of(kind: Kind) -> &'static str {
    match kind {
        Kind::Tpmap | Kind::TpmapPublic => "TPMAP",
        Kind::Thaiqm => "ThaiQM",
        Kind::Bmn => "จปฐ.",
        Kind::Welfare => "ทะเบียนสวัสดิการแห่งรัฐ",
        Kind::Visits => "การเยี่ยมครัวเรือน",
        Kind::Help => "การช่วยเหลือ",
        Kind::Teams => "ทะเบียนทีม",
        Kind::Accounts => "บัญชีผู้ใช้",
    }
}

/// The header as the template writes it: what is needed bears a star.
fn header(field: &CatalogueField) -> String {
    if field.is_needed { format!("{} *", field.header) } else { field.header.clone() }
}

fn list(sheet: &mut Worksheet, kind: Kind, all: &[CatalogueField]) -> Result<(), XlsxError> {
    sheet.set_name(name_of(kind))?;
    let plain = Format::new().set_bold().set_text_wrap().set_align(FormatAlign::Top);
    let plain = plain.set_border(FormatBorder::Thin).set_background_color(Color::RGB(0x00EA_EFF7));
    let needed = plain.clone().set_background_color(Color::RGB(0x00FF_E9B8));
    // Spreadsheet programs keep digits of text cells as they were typed.
    let text = Format::new().set_num_format("@");
    for (at, field) in (0..).zip(all) {
        sheet.set_column_width(at, if field.header.chars().count() > 24 { 26 } else { 18 })?;
        sheet.write_string_with_format(
            0,
            at,
            header(field),
            if field.is_needed { &needed } else { &plain },
        )?;
        match field.cells {
            Cells::Free => {}
            Cells::Digits => {
                sheet.set_column_format(at, &text)?;
            }
            Cells::OneOf(_) | Cells::Coded(_) => {
                let words = field.cells.offered();
                let mut told = format!("โปรดเลือกจาก {}", words.join(" "));
                if told.chars().count() > MESSAGE {
                    "โปรดเลือกจากรายการในช่อง".clone_into(&mut told);
                }
                let list = DataValidation::new()
                    .allow_list_strings(&words)?
                    .set_error_title("ค่าที่ใส่ได้")?
                    .set_error_message(told)?;
                sheet.add_data_validation(1, at, ROWS, at, &list)?;
            }
        }
    }
    sheet.set_freeze_panes(1, 0)?;
    Ok(())
}

fn notes(sheet: &mut Worksheet, kind: Kind, all: &[CatalogueField]) -> Result<(), XlsxError> {
    sheet.set_name("คำอธิบาย")?;
    sheet.set_column_width(0, 48)?.set_column_width(1, 30)?.set_column_width(2, 20)?;
    let bold = Format::new().set_bold();
    sheet.write_string_with_format(0, 0, format!("{NOTES}: {}", name_of(kind)), &bold)?;
    let is_work = matches!(kind, Kind::Visits | Kind::Help);
    let is_roster = matches!(kind, Kind::Teams | Kind::Accounts);
    let told = [
        "กรอกข้อมูลในแผ่นงานแรก หนึ่งแถวต่อหนึ่งรายการ เริ่มใต้หัวตาราง โปรดอย่าเปลี่ยนชื่อหัวคอลัมน์",
        "คอลัมน์ที่มี * และพื้นสีเหลืองควรมีทุกแถว คอลัมน์อื่นเว้นว่างหรือลบออกได้",
        "เลขประจำตัวและรหัสให้กรอกเป็นข้อความ เพื่อไม่ให้เลขศูนย์ข้างหน้าหาย",
        if kind == Kind::Accounts {
            "วันที่เขียนเป็น วัน/เดือน/ปี พ.ศ. ครบทั้งวัน เช่น 30/9/2570 ห้ามใส่รหัสผ่าน รหัสผ่านแรกตั้งในหน้าบัญชีผู้ใช้ บทบาทระดับจังหวัดกรอกเฉพาะจังหวัด พี่เลี้ยงต้องมีชื่อทีมพี่เลี้ยงและตำบล"
        } else if is_roster {
            "วันที่เขียนเป็น วัน/เดือน/ปี พ.ศ. ครบทั้งวัน เช่น 5/3/2566 ทีมอำเภอไม่ต้องกรอกตำบล ทีมตำบลไม่ต้องกรอกหมู่ที่"
        } else if kind == Kind::Visits {
            "วันที่เขียนเป็น วัน/เดือน/ปี พ.ศ. ครบทั้งวัน เช่น 5/3/2566 ใช้เลขย่อบนใบเยี่ยมแทนเลขประจำตัวได้ คำถามที่ไม่ได้ถามให้เว้นว่าง"
        } else if is_work {
            "วันที่เขียนเป็น วัน/เดือน/ปี พ.ศ. ครบทั้งวัน เช่น 5/3/2566 ใช้เลขย่อบนใบเยี่ยมแทนเลขประจำตัวได้"
        } else {
            "วันเกิดเขียนเป็น วัน/เดือน/ปี พ.ศ. เช่น 5/3/2510 หากทราบแต่ปีให้เขียนปี พ.ศ. 4 หลัก"
        },
        if is_work || is_roster {
            "ระบบตรวจแฟ้มก่อนทุกครั้ง และยังไม่บันทึกจนกว่าจะกดนำเข้า"
        } else {
            "ระบบตรวจแฟ้มก่อนทุกครั้ง และยังไม่บันทึกจนกว่าจะกดนำเข้า ปีสำรวจระบุเมื่อส่งแฟ้ม"
        },
    ];
    for (row, line) in (1..).zip(told) {
        sheet.write_string(row, 0, line)?;
    }
    let first = 7;
    for (at, word) in (0..).zip(["คอลัมน์", "ค่าที่ใส่ได้", "จำเป็น"])
    {
        sheet.write_string_with_format(first, at, word, &bold)?;
    }
    for (row, field) in (first + 1..).zip(all) {
        sheet.write_string(row, 0, &field.header)?;
        let cells = match field.cells {
            Cells::Free => "",
            Cells::Digits => "ตัวเลขหรือวันที่ เก็บเป็นข้อความ",
            Cells::OneOf(_) | Cells::Coded(_) => &field.cells.offered().join(" หรือ "),
        };
        sheet.write_string(row, 1, cells)?;
        sheet.write_string(row, 2, if field.is_needed { "ควรมีทุกแถว" } else { "" })?;
    }
    Ok(())
}
