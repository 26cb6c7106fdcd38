//! What every format gives alike: named sheets of numbered rows of cells, read one row at a time.

pub(crate) mod ahead;
mod cfb;
mod guard;
mod looks;
mod newlines;
mod ods;
pub(crate) mod ours;
mod sniff;
mod text;
mod xls;
mod xlsb;
mod xlsx;
mod zip_check;

use std::collections::{BTreeMap, BTreeSet};
use std::io;
use std::path::Path;

use chrono::NaiveDate;
use phonjon_rows::FileRefusal;

use crate::codes;
pub(crate) use looks::Width;

/// Columns that are read; a cell beyond refuses the file.
pub(crate) const MAX_COLUMNS: u32 = 512;
/// Rows that are read; a row beyond refuses the file.
pub(crate) const MAX_ROWS: u32 = 1_048_576;

/// What stands in a cell. A blank cell is no cell.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Cell {
    Text(String),
    Number(f64),
    /// The day a date cell holds, as the file has it: the year may be Buddhist.
    Date(NaiveDate),
    /// `#REF!` and the like.
    Fault(String),
}

impl Cell {
    /// The cell as it was written; a number as the file holds it, a date as its ISO day.
    pub(crate) fn written(&self) -> String {
        match self {
            Self::Text(text) | Self::Fault(text) => text.clone(),
            // Nearly all are whole, and those are written many times faster.
            #[expect(clippy::cast_possible_truncation, reason = "whole, and below 10^15")]
            Self::Number(n) if n.abs() < 1e15 && n.fract() == 0.0 && *n != 0.0 => (*n as i64).to_string(),
            Self::Number(n) if n.abs() < 1e15 => format!("{n}"),
            Self::Number(n) => format!("{n:e}"),
            Self::Date(day) => day.to_string(),
        }
    }

    /// True where only spaces stand in it.
    pub(crate) fn is_blank(&self) -> bool {
        match self {
            Self::Text(text) => crate::wording::is_blank(text),
            Self::Number(_) | Self::Date(_) | Self::Fault(_) => false,
        }
    }
}

/// One row of a sheet.
#[derive(Debug, Clone, PartialEq, Default)]
pub(crate) struct RawRow {
    /// As shown, from 1.
    pub(crate) number: u32,
    pub(crate) is_hidden: bool,
    /// Lines of a text file that it takes below its first: a quoted cell may hold lines of its own.
    pub(crate) further_lines: u32,
    /// Column (from 0) and cell, in column order, blank cells left out.
    pub(crate) cells: Vec<(u32, Cell)>,
}

impl RawRow {
    pub(crate) fn cell(&self, column: u32) -> Option<&Cell> {
        self.cells
            .binary_search_by_key(&column, |(it, _)| *it)
            .ok()
            .and_then(|at| self.cells.get(at))
            .map(|(_, cell)| cell)
    }
}

/// Whether the visitor of rows wants more.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Step {
    More,
    Enough,
}

/// Why reading stopped before the end.
#[derive(Debug)]
pub(crate) enum Stop {
    /// The file cannot be read (on).
    Refused(FileRefusal),
    /// Whoever takes the rows failed.
    Sink(io::Error),
}

impl Stop {
    pub(crate) fn refused(code: &str) -> Self {
        Self::Refused(FileRefusal { code: code.to_owned(), args: BTreeMap::new() })
    }

    /// True for a refusal by this code.
    pub(crate) fn is_of(&self, code: &str) -> bool {
        matches!(self, Self::Refused(it) if it.code == code)
    }

    pub(crate) fn refused_of(code: &str, args: &[(&str, &str)]) -> Self {
        let args = args.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned()));
        Self::Refused(FileRefusal { code: code.to_owned(), args: args.collect() })
    }

    pub(crate) fn refused_with(code: &str, name: &str, value: &impl ToString) -> Self {
        let args = BTreeMap::from([(name.to_owned(), value.to_string())]);
        Self::Refused(FileRefusal { code: code.to_owned(), args })
    }
}

/// Takes rows one by one.
pub(crate) type Visit<'a> = &'a mut dyn FnMut(RawRow) -> Result<Step, Stop>;

/// The first and the last row and column, from 0, of cells that were made one.
pub(crate) type Merged = ((u32, u32), (u32, u32));

/// What is kept of how a sheet looks.
#[derive(Debug, Clone, PartialEq, Default)]
pub(crate) struct Looks {
    pub(crate) widths: Vec<Width>,
    pub(crate) merged: Vec<Merged>,
}

/// An open file.
pub(crate) trait Book: Send {
    /// `xlsx`, `xls`, `xlsb`, `ods` or `csv`.
    fn format(&self) -> &'static str;

    /// Names of the sheets, in their order; one empty name for a text file.
    fn sheets(&self) -> Vec<String>;

    /// True where a sheet is hidden; a text file has none.
    fn is_hidden(&self, _sheet: usize) -> bool {
        false
    }

    /// What is odd about a sheet's form; of a text file nothing is.
    fn oddities(&self, _sheet: usize) -> Oddities {
        Oddities::default()
    }

    /// The file it was made from, where it is a workbook that we gave back with marks.
    fn made_from(&self) -> Option<String> {
        None
    }

    /// How a sheet looks; of formats other than .xlsx nothing is known.
    fn looks(&mut self, _sheet: usize) -> Looks {
        Looks::default()
    }

    /// Hands the rows of a sheet that hold anything to `visit`, in their order.
    fn rows(&mut self, sheet: usize, visit: Visit<'_>) -> Result<(), Stop>;
}

/// What is odd about the form of a sheet, with the first place of each.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Oddities {
    /// Hidden rows, and the first as shown.
    pub(crate) hidden_rows: (u64, Option<u32>),
    /// Hidden columns: first and last of each run, from 0.
    pub(crate) hidden_columns: Vec<(u32, u32)>,
    /// Cells that hold a formula, and the first: row as shown, column from 0.
    pub(crate) formulas: Places,
    /// Merged areas, and the first corner of the first.
    pub(crate) merged: Places,
}

/// How many there are, and where the first stands: row as shown, column from 0.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Places {
    pub(crate) n: u64,
    pub(crate) first: Option<(u32, u32)>,
}

impl Places {
    /// Counts one more.
    pub(crate) fn add(&mut self, row: u32, column: u32) {
        self.n += 1;
        self.first.get_or_insert((row, column));
    }
}

impl Oddities {
    /// Notes a run of hidden columns; the hidden rest of a sheet beyond what is read is no column of anybody's.
    pub(crate) fn hide_columns(&mut self, first: u32, last: u32) {
        if first < MAX_COLUMNS && self.hidden_columns.len() < MOST_RUNS {
            self.hidden_columns.push((first, last.min(MAX_COLUMNS - 1)));
        }
    }

    /// The same with the rows that are hidden.
    pub(crate) fn with_hidden_rows(&self, rows: &BTreeSet<u32>) -> Self {
        Self { hidden_rows: (rows.len() as u64, rows.first().copied()), ..self.clone() }
    }
}

/// Runs of hidden columns that are kept of a sheet.
const MOST_RUNS: usize = 64;

/// Which sheets a library's workbook hides, by their place.
pub(crate) fn hidden_sheets(sheets: &[calamine::Sheet]) -> BTreeSet<usize> {
    (0..)
        .zip(sheets)
        .filter(|(_, it)| it.visible != calamine::SheetVisible::Visible)
        .map(|(at, _)| at)
        .collect()
}

/// Opens a file by what it holds, whatever its name says.
pub(crate) fn open(path: &Path) -> Result<Box<dyn Book>, Stop> {
    let book: Box<dyn Book> = match sniff::sniff(path)? {
        sniff::Format::Xlsx => Box::new(xlsx::XlsxBook::open(path)?),
        sniff::Format::Xlsb => Box::new(xlsb::XlsbBook::open(path)?),
        sniff::Format::Ods => Box::new(ods::OdsBook::open(path)?),
        sniff::Format::Xls => Box::new(xls::XlsBook::open(path)?),
        sniff::Format::Text(encoding) => Box::new(text::TextBook::open(path, encoding)?),
    };
    Ok(Box::new(ours::WithoutOurs(book)))
}

/// Gathers cells into rows and guards the limits.
pub(crate) struct Gatherer<'a> {
    visit: Visit<'a>,
    hidden: &'a BTreeSet<u32>,
    row: Option<RawRow>,
}

impl<'a> Gatherer<'a> {
    pub(crate) fn new(visit: Visit<'a>, hidden: &'a BTreeSet<u32>) -> Self {
        Self { visit, hidden, row: None }
    }

    /// Takes a cell at a row and column counted from 0.
    pub(crate) fn take(&mut self, row: u32, column: u32, cell: Cell) -> Result<Step, Stop> {
        if cell.is_blank() {
            return Ok(Step::More);
        }
        if column >= MAX_COLUMNS {
            return Err(Stop::refused_with(codes::TOO_MANY_COLUMNS, "limit", &MAX_COLUMNS));
        }
        if row >= MAX_ROWS {
            return Err(Stop::refused_with(codes::TOO_MANY_ROWS, "limit", &MAX_ROWS));
        }
        let number = row + 1;
        match &mut self.row {
            Some(open) if open.number == number => {
                if open.cells.last().is_some_and(|(last, _)| *last >= column) {
                    return Err(Stop::refused(codes::FILE_UNREADABLE));
                }
                open.cells.push((column, cell));
                Ok(Step::More)
            }
            Some(open) if open.number > number => Err(Stop::refused(codes::FILE_UNREADABLE)),
            _ => {
                let step = self.flush()?;
                let is_hidden = self.hidden.contains(&number);
                self.row = Some(RawRow { number, is_hidden, further_lines: 0, cells: vec![(column, cell)] });
                Ok(step)
            }
        }
    }

    /// Says how many lines the row that is open takes below its first.
    pub(crate) fn spread(&mut self, further_lines: u32) {
        if let Some(open) = &mut self.row {
            open.further_lines = further_lines;
        }
    }

    /// Hands on the row that is open.
    pub(crate) fn flush(&mut self) -> Result<Step, Stop> {
        match self.row.take() {
            Some(row) => (self.visit)(row),
            None => Ok(Step::More),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_is_written_as_the_file_holds_it() {
        assert_eq!(Cell::Number(1_484_181_529_741.0).written(), "1484181529741");
        assert_eq!(Cell::Number(0.0).written(), "0");
        assert_eq!(Cell::Number(-12.0).written(), "-12");
        assert_eq!(Cell::Number(999_999_999_999_999.0).written(), "999999999999999");
        assert_eq!(Cell::Number(0.5).written(), "0.5");
        assert_eq!(Cell::Number(1e300).written(), "1e300");
        assert_eq!(Cell::Date("2511-01-20".parse().unwrap()).written(), "2511-01-20");
    }

    #[test]
    fn cells_become_rows_and_limits_hold() {
        let mut rows = Vec::new();
        let mut visit = |row: RawRow| {
            rows.push((row.number, row.is_hidden, row.cells.len()));
            Ok(Step::More)
        };
        let hidden = BTreeSet::from([3]);
        let mut gatherer = Gatherer::new(&mut visit, &hidden);
        for (row, column) in [(0, 0), (0, 2), (2, 1)] {
            gatherer.take(row, column, Cell::Number(1.0)).unwrap();
        }
        gatherer.take(2, 600, Cell::Text("  ".to_owned())).unwrap();
        assert!(gatherer.take(2, 512, Cell::Number(1.0)).is_err());
        assert!(gatherer.take(1_048_576, 0, Cell::Number(1.0)).is_err());
        assert!(gatherer.take(0, 0, Cell::Number(1.0)).is_err());
        gatherer.flush().unwrap();
        assert_eq!(rows, [(1, false, 2), (3, true, 1)]);
    }
}
