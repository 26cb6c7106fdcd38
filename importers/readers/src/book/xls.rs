//! Rows of .xls workbooks: checked record by record first, then read whole, for the format bounds their size.

use std::collections::BTreeSet;
use std::io::Cursor;
use std::path::Path;

use calamine::{Data, DataRef, Range, Reader, Xls, XlsError};

use crate::book::cfb::{Compound, SheetSeen, scan_workbook};
use crate::book::xlsx::{read_cell, read_iso};
use crate::book::{Book, Cell, Gatherer, Oddities, Step, Stop, Visit, hidden_sheets};
use crate::codes;

/// Largest file, bytes.
const MAX_BYTES: u64 = 128 << 20;
/// Most cells that the sheets may span together: the library keeps one slot for each, also for empty ones.
const MAX_SPAN: u64 = 8 << 20;

pub(crate) struct XlsBook {
    sheets: Vec<(String, Range<Data>)>,
    seen: Vec<SheetSeen>,
    hidden_sheets: BTreeSet<usize>,
}

impl XlsBook {
    pub(crate) fn open(path: &Path) -> Result<Self, Stop> {
        let unreadable = |_| Stop::refused(codes::FILE_UNREADABLE);
        if std::fs::metadata(path).map_err(unreadable)?.len() > MAX_BYTES {
            return Err(Stop::refused_with(codes::FILE_TOO_LARGE, "limit", &MAX_BYTES));
        }
        let bytes = std::fs::read(path).map_err(unreadable)?;
        let seen = check(&bytes)?;
        let mut book = Xls::new(Cursor::new(bytes)).map_err(|fault| {
            let is_locked = matches!(fault, XlsError::Password);
            Stop::refused(if is_locked { codes::FILE_ENCRYPTED } else { codes::FILE_UNREADABLE })
        })?;
        let mut sheets = Vec::new();
        for name in book.sheet_names() {
            let range = book.worksheet_range(&name).unwrap_or_else(|_| Range::empty());
            sheets.push((name, range));
        }
        let hidden_sheets = hidden_sheets(book.sheets_metadata());
        Ok(Self { sheets, seen, hidden_sheets })
    }
}

impl Book for XlsBook {
    fn format(&self) -> &'static str {
        "xls"
    }

    fn sheets(&self) -> Vec<String> {
        self.sheets.iter().map(|(name, _)| name.clone()).collect()
    }

    fn is_hidden(&self, sheet: usize) -> bool {
        self.hidden_sheets.contains(&sheet)
    }

    fn oddities(&self, sheet: usize) -> Oddities {
        self.seen.get(sheet).map(|it| it.odd.with_hidden_rows(&it.hidden_rows)).unwrap_or_default()
    }

    fn rows(&mut self, sheet: usize, visit: Visit<'_>) -> Result<(), Stop> {
        let Some((_, range)) = self.sheets.get(sheet) else { return Ok(()) };
        let nothing_hidden = BTreeSet::new();
        let hidden = self.seen.get(sheet).map_or(&nothing_hidden, |it| &it.hidden_rows);
        let mut gatherer = Gatherer::new(visit, hidden);
        let (first_row, first_column) = range.start().unwrap_or_default();
        for (row, cells) in (first_row..).zip(range.rows()) {
            for (column, value) in (first_column..).zip(cells) {
                let Some(cell) = owned_cell(value) else { continue };
                if gatherer.take(row, column, cell)? == Step::Enough {
                    return Ok(());
                }
            }
        }
        gatherer.flush().map(drop)
    }
}

fn check(bytes: &[u8]) -> Result<Vec<SheetSeen>, Stop> {
    let compound = Compound::parse(bytes).ok_or_else(|| Stop::refused(codes::FILE_UNREADABLE))?;
    if compound.has("EncryptedPackage") {
        return Err(Stop::refused(codes::FILE_ENCRYPTED));
    }
    if compound.has("_VBA_PROJECT_CUR") || compound.has("_VBA_PROJECT") {
        return Err(Stop::refused(codes::ACTIVE_CONTENT));
    }
    let Some(stream) = compound.stream("Workbook").or_else(|| compound.stream("Book")) else {
        return Err(Stop::refused_with(codes::FORMAT_UNKNOWN, "found", &"compound"));
    };
    let workbook = scan_workbook(&stream).ok_or_else(|| Stop::refused(codes::FILE_UNREADABLE))?;
    if workbook.is_encrypted {
        return Err(Stop::refused(codes::FILE_ENCRYPTED));
    }
    let span: u64 = workbook.sheets.iter().map(SheetSeen::span).sum();
    if span > MAX_SPAN {
        return Err(Stop::refused_with(codes::FILE_TOO_LARGE, "limit", &MAX_SPAN));
    }
    Ok(workbook.sheets)
}

fn owned_cell(value: &Data) -> Option<Cell> {
    match value {
        Data::Empty => None,
        Data::Int(n) => Some(Cell::Text(n.to_string())),
        Data::Float(n) => Some(Cell::Number(*n)),
        Data::String(text) | Data::DurationIso(text) => Some(Cell::Text(text.clone())),
        Data::Bool(truth) => read_cell(&DataRef::Bool(*truth)),
        Data::DateTime(at) => read_cell(&DataRef::DateTime(*at)),
        Data::DateTimeIso(text) => Some(read_iso(text)),
        Data::Error(fault) => Some(Cell::Fault(fault.to_string())),
    }
}
