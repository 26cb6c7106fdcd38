//! The lists as files: one module per list, and what writing any of them needs.

use std::path::{Path, PathBuf};

use rust_xlsxwriter::{DocProperties, ExcelDateTime, Format, Workbook, Worksheet, XlsxError};

use crate::DemoError;
use crate::mess::Cell;

pub(crate) mod bmn;
pub(crate) mod thaiqm;
pub(crate) mod tpmap;
pub(crate) mod welfare;

/// What stands below the title of every list.
const INVENTED: &str = "จังหวัดนครพนม  (ข้อมูลสมมุติเพื่อการสาธิต ไม่ใช่บุคคลจริง)";

/// The 17 indicators of TPMAP's lists and the 31 of จปฐ. share this wording; the line of indicator 22 is its own.
const INDICATORS: [&str; 31] = [
    "เด็กแรกเกิดมีน้ำหนัก 2,500 กรัม ขึ้นไป",
    "เด็กแรกเกิดได้กินนมแม่อย่างเดียวอย่างน้อย 6 เดือน",
    "เด็กแรกเกิดถึง 12 ปี ได้รับวัคซีนครบ",
    "ครัวเรือนกินอาหารถูกสุขลักษณะ ปลอดภัย และได้มาตรฐาน",
    "ครัวเรือนมีการใช้ยาเพื่อบำบัดอย่างเหมาะสม",
    "คนอายุ 35 ปีขึ้นไป ได้รับการตรวจสุขภาพประจำปี",
    "คนอายุ 6 ปีขึ้นไป ออกกำลังกายสัปดาห์ละ 3 วัน",
    "ครัวเรือนมีความมั่นคงในที่อยู่อาศัยและบ้านมีสภาพคงทนถาวร",
    "ครัวเรือนมีน้ำสะอาดสำหรับดื่มเพียงพอตลอดปี",
    "ครัวเรือนมีน้ำใช้เพียงพอตลอดปี",
    "ครัวเรือนมีการจัดบ้านเรือนเป็นระเบียบ สะอาด ถูกสุขลักษณะ",
    "ครัวเรือนไม่ถูกรบกวนจากมลพิษ",
    "ครัวเรือนมีการป้องกันอุบัติภัยและภัยธรรมชาติ",
    "ครัวเรือนมีความปลอดภัยในชีวิตและทรัพย์สิน",
    "เด็กอายุ 3-5 ปี ได้รับบริการเลี้ยงดูเตรียมความพร้อมก่อนวัยเรียน",
    "เด็กอายุ 6-14 ปี ได้รับการศึกษาภาคบังคับ 9 ปี",
    "เด็กจบชั้น ม.3 ได้เรียนต่อชั้น ม.4 หรือเทียบเท่า",
    "คนจบการศึกษาภาคบังคับที่ไม่เรียนต่อและไม่มีงานทำ ได้ฝึกอาชีพ",
    "คนอายุ 15-59 ปี อ่านเขียนภาษาไทยและคิดเลขอย่างง่ายได้",
    "คนอายุ 15-59 ปี มีอาชีพและรายได้",
    "คนอายุ 60 ปีขึ้นไป มีอาชีพและรายได้",
    "รายได้เฉลี่ยของคนในครัวเรือนต่อปี ไม่ต่ำกว่า 38,000 บาท",
    "ครัวเรือนมีการเก็บออมเงิน",
    "คนในครัวเรือนไม่ดื่มสุรา",
    "คนในครัวเรือนไม่สูบบุหรี่",
    "คนอายุ 6 ปีขึ้นไป ปฏิบัติกิจกรรมทางศาสนาอย่างน้อยสัปดาห์ละ 1 ครั้ง",
    "ผู้สูงอายุได้รับการดูแล",
    "ผู้พิการได้รับการดูแล",
    "ผู้ป่วยโรคเรื้อรังได้รับการดูแล",
    "ครัวเรือนมีส่วนร่วมทำกิจกรรมสาธารณะของหมู่บ้าน",
    "ครอบครัวมีความอบอุ่น",
];

/// One sheet written row by row, each row leaving memory when the next begins.
struct List {
    workbook: Workbook,
    sheet: Worksheet,
    date: Format,
    row: u32,
    path: PathBuf,
}

impl List {
    fn new(path: &Path, name: &str) -> Result<Self, DemoError> {
        Self::made(path, name).map_err(|source| DemoError::Workbook { path: path.to_owned(), source })
    }

    fn made(path: &Path, name: &str) -> Result<Self, XlsxError> {
        let mut workbook = Workbook::new();
        // The day of writing would make every file different.
        let written = ExcelDateTime::from_ymd(2023, 1, 31)?;
        workbook.set_properties(&DocProperties::new().set_creation_datetime(&written));
        let mut sheet = workbook.new_worksheet_with_constant_memory()?;
        sheet.set_name(name)?;
        let date = Format::new().set_num_format("d/m/yyyy");
        Ok(Self { workbook, sheet, date, row: 0, path: path.to_owned() })
    }

    /// Writes one row from the first column on.
    fn row(&mut self, cells: impl IntoIterator<Item = Cell>) -> Result<(), DemoError> {
        self.row_cells(cells).map_err(|source| DemoError::Workbook { path: self.path.clone(), source })
    }

    fn row_cells(&mut self, cells: impl IntoIterator<Item = Cell>) -> Result<(), XlsxError> {
        for (column, cell) in (0u16..).zip(cells) {
            match cell {
                Cell::Blank => {}
                Cell::Text(text) => {
                    self.sheet.write_string(self.row, column, text)?;
                }
                Cell::Number(number) => {
                    self.sheet.write_number(self.row, column, number)?;
                }
                Cell::Date(year, month, day) => {
                    let day = ExcelDateTime::from_ymd(year, month, day)?;
                    self.sheet.write_datetime_with_format(self.row, column, &day, &self.date)?;
                }
            }
        }
        self.row += 1;
        Ok(())
    }

    /// Writes one row of text.
    fn texts<T: Into<String>>(&mut self, texts: impl IntoIterator<Item = T>) -> Result<(), DemoError> {
        self.row(texts.into_iter().map(|it| {
            let text: String = it.into();
            if text.is_empty() { Cell::Blank } else { Cell::Text(text) }
        }))
    }

    fn save(self) -> Result<(), DemoError> {
        let Self { mut workbook, sheet, path, .. } = self;
        workbook.push_worksheet(sheet);
        workbook.save(&path).map_err(|source| DemoError::Workbook { path, source })
    }
}
