//! The list of what waits to be entered elsewhere as an .xlsx: texts and numbers alone, never a formula.

use phonjon_app::hand_back::{HandBack, Line};
use phonjon_domain::calendar::BUDDHIST_OFFSET;
use phonjon_domain::hand_back::{HandBackColumn, HandBackKind};
use phonjon_words::language::Language;
use phonjon_words::{field, label};
use rust_xlsxwriter::{DocProperties, ExcelDateTime, Format, Workbook, XlsxError};

use chrono::{Datelike, NaiveDate};

/// Satang in a baht.
const SATANG: f64 = 100.0;
/// Characters of the widest column.
const WIDE: f64 = 40.0;

/// A cell of the list.
enum Cell {
    Text(String),
    Number(f64),
    Nothing,
}

impl Cell {
    fn text(text: Option<&str>) -> Self {
        text.map_or(Self::Nothing, |it| Self::Text(it.to_owned()))
    }
}

/// What is to be entered, in words.
pub(super) fn told(line: &Line, language: Language) -> String {
    match line.kind {
        HandBackKind::Help => {
            let Some(help) = &line.help else { return String::new() };
            let form = label(language, "intervention_form", help.help.form.code());
            [line.need.as_deref().unwrap_or_default(), form.as_str(), help.help.agency.as_str()].join(" · ")
        }
        HandBackKind::Class => {
            line.class.map(|it| label(language, "household_class", it.code())).unwrap_or_default()
        }
        HandBackKind::Household => label(language, "hand_back_kind", line.kind.code()),
    }
}

/// A day of the Buddhist calendar: 5/3/2566.
fn day(day: NaiveDate) -> String {
    format!("{}/{}/{}", day.day(), day.month(), day.year() + BUDDHIST_OFFSET)
}

/// What a column is called.
pub(super) fn called(column: HandBackColumn, language: Language) -> String {
    match column {
        HandBackColumn::Kind
        | HandBackColumn::Head
        | HandBackColumn::Place
        | HandBackColumn::Text
        | HandBackColumn::Day => label(language, "hand_back_column", column.code()),
        HandBackColumn::ShortNumber
        | HandBackColumn::HouseCode
        | HandBackColumn::HouseNo
        | HandBackColumn::Moo
        | HandBackColumn::Project
        | HandBackColumn::Value => field(language, column.code()),
    }
}

fn cell(line: &Line, column: HandBackColumn, language: Language) -> Cell {
    let help = line.help.as_ref().map(|it| &it.help);
    match column {
        HandBackColumn::Kind => Cell::Text(label(language, "hand_back_kind", line.kind.code())),
        HandBackColumn::ShortNumber => Cell::text(line.short_number.as_deref()),
        HandBackColumn::HouseCode => Cell::text(line.house_code.as_deref()),
        HandBackColumn::Head => Cell::text(line.head.as_deref()),
        HandBackColumn::HouseNo => Cell::text(line.house_no.as_deref()),
        HandBackColumn::Moo => line.moo.map_or(Cell::Nothing, |it| Cell::Number(it.into())),
        HandBackColumn::Place => Cell::text(line.area.as_deref()),
        HandBackColumn::Text => Cell::Text(told(line, language)),
        HandBackColumn::Project => Cell::text(help.and_then(|it| it.project.as_deref())),
        #[expect(clippy::cast_precision_loss, reason = "no help is worth 2^53 satang")]
        HandBackColumn::Value => {
            let satang = help.and_then(|it| it.value.amount());
            satang.map_or(Cell::Nothing, |it| Cell::Number(it.0 as f64 / SATANG))
        }
        HandBackColumn::Day => line.day.map_or(Cell::Nothing, |it| Cell::Text(day(it))),
    }
}

/// Writes the list as a workbook with a sheet of notes.
///
/// # Errors
///
/// The writer's own.
pub fn workbook(list: &HandBack, language: Language) -> Result<Vec<u8>, XlsxError> {
    let mut workbook = Workbook::new();
    // The day of writing would make equal lists unequal files.
    let written = ExcelDateTime::from_ymd(2023, 1, 1)?;
    workbook.set_properties(&DocProperties::new().set_creation_datetime(&written));
    let bold = Format::new().set_bold();
    let sheet = workbook.add_worksheet();
    sheet.set_name(label(language, "hand_back_sheet", "list"))?;
    sheet.set_freeze_panes(1, 0)?;
    for (at, column) in (0u16..).zip(&list.columns) {
        sheet.write_string_with_format(0, at, called(*column, language), &bold)?;
        let is_wide = matches!(column, HandBackColumn::Head | HandBackColumn::Text);
        sheet.set_column_width(at, if is_wide { WIDE } else { WIDE / 2.0 })?;
    }
    for (row, line) in (1u32..).zip(&list.lines) {
        for (at, column) in (0u16..).zip(&list.columns) {
            match cell(line, *column, language) {
                Cell::Text(text) => drop(sheet.write_string(row, at, text)?),
                Cell::Number(number) => drop(sheet.write_number(row, at, number)?),
                Cell::Nothing => {}
            }
        }
    }
    let notes = workbook.add_worksheet();
    notes.set_name(label(language, "hand_back_sheet", "notes"))?;
    notes.set_column_width(0, WIDE * 2.0)?;
    notes.write_string_with_format(0, 0, label(language, "hand_back_target", list.target.code()), &bold)?;
    for (row, note) in (1u32..).zip(["whole", "mark", "private"]) {
        notes.write_string(row, 0, label(language, "hand_back_note", note))?;
    }
    workbook.save_to_buffer()
}
