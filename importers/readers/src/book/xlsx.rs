//! Rows of .xlsx workbooks, one cell at a time and never a whole sheet.

use std::collections::{BTreeMap, BTreeSet};
use std::fs::File;
use std::io::BufReader;
use std::path::{Path, PathBuf};

use calamine::{DataRef, Reader, Xlsx, XlsxError};
use chrono::NaiveDate;
use zip::ZipArchive;

use crate::book::looks::widths;
use crate::book::ours::MADE_FROM;
use crate::book::{Book, Cell, Gatherer, Looks, Oddities, Step, Stop, Visit, hidden_sheets, zip_check};
use crate::codes;

pub(crate) type Input = BufReader<File>;

pub(crate) struct XlsxBook {
    book: Xlsx<Input>,
    names: Vec<String>,
    /// Hidden rows by sheet, in the order of `names`.
    hidden: Vec<BTreeSet<u32>>,
    hidden_sheets: BTreeSet<usize>,
    /// What is odd by sheet.
    odd: Vec<Oddities>,
    path: PathBuf,
    /// Part names of the sheets.
    paths: BTreeMap<String, String>,
}

/// Most areas of merged cells that are kept.
const MOST_MERGED: usize = 20_000;

impl XlsxBook {
    pub(crate) fn open(path: &Path) -> Result<Self, Stop> {
        let parts = zip_check::check(path)?;
        let book = Xlsx::new(input(path)?).map_err(|fault| refusal(&fault))?;
        let names = book.sheet_names();
        let paths = sheet_paths(path);
        let hidden = names
            .iter()
            .map(|it| paths.get(it).and_then(|part| parts.hidden_rows.get(part)).cloned().unwrap_or_default())
            .collect();
        let odd = names
            .iter()
            .map(|it| paths.get(it).and_then(|part| parts.odd.get(part)).cloned().unwrap_or_default())
            .collect();
        let hidden_sheets = hidden_sheets(book.sheets_metadata());
        Ok(Self { book, names, hidden, hidden_sheets, path: path.to_owned(), paths, odd })
    }
}

impl Book for XlsxBook {
    fn format(&self) -> &'static str {
        "xlsx"
    }

    fn sheets(&self) -> Vec<String> {
        self.names.clone()
    }

    fn is_hidden(&self, sheet: usize) -> bool {
        self.hidden_sheets.contains(&sheet)
    }

    fn oddities(&self, sheet: usize) -> Oddities {
        let odd = self.odd.get(sheet).cloned().unwrap_or_default();
        self.hidden.get(sheet).map(|it| odd.with_hidden_rows(it)).unwrap_or(odd)
    }

    fn made_from(&self) -> Option<String> {
        let (_, text) = self.book.defined_names().iter().find(|(name, _)| name == MADE_FROM)?;
        let text = text.strip_prefix('"')?.strip_suffix('"')?.replace("\"\"", "\"");
        (!text.is_empty()).then_some(text)
    }

    fn looks(&mut self, sheet: usize) -> Looks {
        let Some(name) = self.names.get(sheet) else { return Looks::default() };
        let widths = self.paths.get(name).map(|part| widths(&self.path, part)).unwrap_or_default();
        let merged = self.book.merge_cells_by_sheet_name(name).unwrap_or_default();
        let merged = merged.into_iter().take(MOST_MERGED).map(|it| (it.start, it.end)).collect();
        Looks { widths, merged }
    }

    fn rows(&mut self, sheet: usize, visit: Visit<'_>) -> Result<(), Stop> {
        let Some(name) = self.names.get(sheet) else { return Ok(()) };
        let mut cells = match self.book.worksheet_cells_reader(name) {
            Ok(cells) => cells,
            // A sheet of charts has no rows.
            Err(XlsxError::NotAWorksheet(_) | XlsxError::WorksheetNotFound(_)) => return Ok(()),
            Err(fault) => return Err(refusal(&fault)),
        };
        let nothing_hidden = BTreeSet::new();
        let mut gatherer = Gatherer::new(visit, self.hidden.get(sheet).unwrap_or(&nothing_hidden));
        while let Some(cell) = cells.next_cell().map_err(|fault| refusal(&fault))? {
            let (row, column) = cell.get_position();
            let Some(value) = read_cell(cell.get_value()) else { continue };
            if gatherer.take(row, column, value)? == Step::Enough {
                return Ok(());
            }
        }
        gatherer.flush().map(drop)
    }
}

/// The cell of a library's value; a formula gives the value stored beside it.
pub(crate) fn read_cell(value: &DataRef<'_>) -> Option<Cell> {
    Some(match value {
        DataRef::Empty => return None,
        DataRef::Int(n) => Cell::Text(n.to_string()),
        DataRef::Float(n) => Cell::Number(*n),
        DataRef::String(text) | DataRef::DurationIso(text) => Cell::Text(text.clone()),
        DataRef::SharedString(text) => Cell::Text((*text).to_owned()),
        DataRef::Bool(truth) => Cell::Text(if *truth { "TRUE" } else { "FALSE" }.to_owned()),
        // A cell that shows a date and holds nought, or a time of day, holds no day.
        DataRef::DateTime(at) if at.is_datetime() && at.as_f64() >= 1.0 => match at.as_datetime() {
            Some(day) => Cell::Date(day.date()),
            None => Cell::Number(at.as_f64()),
        },
        DataRef::DateTime(length) => Cell::Number(length.as_f64()),
        DataRef::DateTimeIso(text) => read_iso(text),
        DataRef::Error(fault) => Cell::Fault(fault.to_string()),
    })
}

/// A date as ISO text, or the text.
pub(crate) fn read_iso(text: &str) -> Cell {
    match text.get(..10).and_then(|it| it.parse().ok()) {
        Some(day) if Some(day) == NOUGHT => Cell::Number(0.0),
        Some(day) => Cell::Date(day),
        None => Cell::Text(text.to_owned()),
    }
}

/// What a cell that shows a date and holds nought is written as.
const NOUGHT: Option<NaiveDate> = NaiveDate::from_ymd_opt(1899, 12, 30);

pub(crate) fn input(path: &Path) -> Result<Input, Stop> {
    File::open(path).map(BufReader::new).map_err(|_| Stop::refused(codes::FILE_UNREADABLE))
}

fn refusal(fault: &XlsxError) -> Stop {
    if matches!(fault, XlsxError::Password) {
        return Stop::refused(codes::FILE_ENCRYPTED);
    }
    Stop::refused(codes::FILE_UNREADABLE)
}

/// Part names of the sheets by sheet name, from the workbook and its relations; hidden rows stand in the parts.
fn sheet_paths(path: &Path) -> BTreeMap<String, String> {
    let read = |part: &str| -> Option<String> {
        let mut zip = ZipArchive::new(File::open(path).map(BufReader::new).ok()?).ok()?;
        std::io::read_to_string(zip.by_name(part).ok()?).ok()
    };
    let targets = targets(&read("xl/_rels/workbook.xml.rels").unwrap_or_default());
    elements(&read("xl/workbook.xml").unwrap_or_default(), "sheet")
        .into_iter()
        .filter_map(|mut it| {
            let part = targets.get(&it.remove("id")?)?.clone();
            Some((it.remove("name")?, part))
        })
        .collect()
}

/// Part names by the ids of a workbook's relations.
pub(crate) fn targets(relations: &str) -> BTreeMap<String, String> {
    let part =
        |target: String| target.strip_prefix('/').map_or_else(|| format!("xl/{target}"), str::to_owned);
    elements(relations, "Relationship")
        .into_iter()
        .filter_map(|mut it| Some((it.remove("Id")?, part(it.remove("Target")?))))
        .collect()
}

/// Attributes, by local name, of every element of a name.
fn elements(xml: &str, name: &str) -> Vec<BTreeMap<String, String>> {
    use quick_xml::events::Event;
    let mut reader = quick_xml::Reader::from_str(xml);
    let mut found = Vec::new();
    loop {
        match reader.read_event() {
            Ok(Event::Start(element) | Event::Empty(element)) if element.local_name().as_ref() == name => {
                let attributes = element.attributes().flatten().filter_map(|it| {
                    let value = it.normalized_value(quick_xml::XmlVersion::Implicit1_0).ok()?;
                    Some((it.key.local_name().as_ref().to_owned(), value.into_owned()))
                });
                found.push(attributes.collect());
            }
            Ok(Event::Eof) | Err(_) => return found,
            Ok(_) => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use calamine::{ExcelDateTime, ExcelDateTimeType};

    use super::*;

    #[test]
    fn a_date_cell_that_holds_nought_is_no_day() {
        let read = |value| {
            let at = ExcelDateTime::new(value, ExcelDateTimeType::DateTime, false);
            read_cell(&DataRef::DateTime(at))
        };
        assert_eq!(read(0.0), Some(Cell::Number(0.0)));
        assert_eq!(read(0.5), Some(Cell::Number(0.5)));
        assert_eq!(read(21756.0), Some(Cell::Date("1959-07-25".parse().unwrap())));
        assert_eq!(read_iso("1899-12-30"), Cell::Number(0.0));
        assert_eq!(read_iso("1899-12-31T00:00:00"), Cell::Date("1899-12-31".parse().unwrap()));
    }
}
