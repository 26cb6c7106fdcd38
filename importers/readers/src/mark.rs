//! An office's workbook as it goes back: the same sheets, rows and values, what is wrong coloured, and beside each row what
//! became of it and why.

use std::cmp::Ordering;
use std::collections::HashMap;
use std::io::{self, BufRead, Write};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;

use phonjon_rows::{Mark, MarkHead, Outcome};

use crate::book::ours::{MADE_FROM, REASON, STATUS};
use crate::book::{Book, Cell, Step, Stop, open};
use crate::codes::{Weight, weight};
use crate::layout::Layout;
use crate::read::ReadOptions;
use crate::recognise::{Sheets, recognise};
use crate::row_reader::RowReader;

#[cfg(test)]
mod tests;
mod workbook;

use workbook::{Tone, Workbook};

/// Why a workbook cannot be marked.
#[derive(Debug, thiserror::Error)]
pub enum MarkError {
    /// The file cannot be read, or nothing of it is known.
    #[error("the file cannot be read")]
    Unreadable,
    /// The marks cannot be read, or the workbook not be written.
    #[error("the workbook cannot be written")]
    Io(#[from] io::Error),
}

impl From<Stop> for MarkError {
    fn from(stop: Stop) -> Self {
        match stop {
            Stop::Refused(_) => Self::Unreadable,
            Stop::Sink(fault) => Self::Io(fault),
        }
    }
}

/// Latest common year of a birth: which it is makes no row data or none.
const LATEST: i32 = 2037;

/// Writes the workbook of a file with its marks: a [`MarkHead`] and [`Mark`]s, a line each.
///
/// # Errors
///
/// [`MarkError`].
pub fn mark_file(path: &Path, marks: impl BufRead, out: impl Write) -> Result<(), MarkError> {
    // Libraries that read foreign formats may panic on hostile input.
    catch_unwind(AssertUnwindSafe(|| mark(path, marks, out))).unwrap_or(Err(MarkError::Unreadable))
}

fn mark(path: &Path, marks: impl BufRead, out: impl Write) -> Result<(), MarkError> {
    let mut lines = marks.lines();
    let first = lines.next().ok_or(MarkError::Unreadable)??;
    let head: MarkHead = serde_json::from_str(&first).map_err(io::Error::from)?;
    let mut by_row: HashMap<(String, u32), Mark> = HashMap::new();
    for line in lines {
        let mark: Mark = serde_json::from_str(&line?).map_err(io::Error::from)?;
        by_row.insert((mark.sheet.clone(), mark.row), mark);
    }
    let mut book = open(path)?;
    let options = ReadOptions { mapping: head.mapping.clone(), ..ReadOptions::default() };
    let sheets = recognise(book.as_mut(), &options)?.sheets?;
    let made_from = book.made_from().unwrap_or_else(|| head.file_name.clone());
    let mut workbook = Workbook::begin(out);
    let marks = Marks { head, by_row };
    for (at, (name, layout)) in sheets.sheets.iter().enumerate() {
        let looks = book.looks(at);
        let ours = match layout {
            Some(_) => Some(first_free(book.as_mut(), at)?),
            None => None,
        };
        workbook.begin_sheet(name, &looks.widths, ours)?;
        match (layout, ours) {
            (Some(layout), Some(ours)) => {
                let rows = MarkedRows { name, layout, ours, marks: &marks };
                rows.write(book.as_mut(), at, &sheets, &mut workbook)?;
            }
            _ => as_it_is(book.as_mut(), at, &mut workbook)?,
        }
        workbook.end_sheet(&looks.merged)?;
    }
    workbook.finish(MADE_FROM, &made_from)?.flush()?;
    Ok(())
}

/// The column behind the last in which anything stands.
fn first_free(book: &mut dyn Book, sheet: usize) -> Result<u32, Stop> {
    let mut free = 0;
    book.rows(sheet, &mut |row| {
        free = free.max(row.cells.last().map_or(0, |(at, _)| at + 1));
        Ok(Step::More)
    })?;
    let merged = book.looks(sheet).merged;
    Ok(merged.iter().map(|(_, (_, right))| right + 1).fold(free, u32::max))
}

/// A sheet of which nothing is read.
fn as_it_is<W: Write>(book: &mut dyn Book, sheet: usize, to: &mut Workbook<W>) -> Result<(), Stop> {
    book.rows(sheet, &mut |row| {
        for (column, cell) in &row.cells {
            to.cell(row.number, *column, Some(cell), Tone::Plain);
        }
        to.end_row(row.number).map_err(Stop::Sink)?;
        Ok(Step::More)
    })
}

struct Marks {
    head: MarkHead,
    by_row: HashMap<(String, u32), Mark>,
}

struct MarkedRows<'a> {
    name: &'a str,
    layout: &'a Layout,
    /// Where our columns begin.
    ours: u32,
    marks: &'a Marks,
}

impl MarkedRows<'_> {
    fn write<W: Write>(
        &self,
        book: &mut dyn Book,
        sheet: usize,
        sheets: &Sheets,
        to: &mut Workbook<W>,
    ) -> Result<(), Stop> {
        let mut reader =
            RowReader::new(sheets.profile, self.layout, self.name, book.is_hidden(sheet), LATEST);
        // Cells of several lines in a text file push the rows below down; in a workbook they do not.
        let mut shift = 0;
        book.rows(sheet, &mut |row| {
            let number = row.number - shift;
            shift += row.further_lines;
            let mark = self.marks.by_row.get(&(self.name.to_owned(), row.number));
            let tones: Vec<(u32, Tone)> = mark.map(|it| self.tones(it)).unwrap_or_default();
            let tone = |column: u32| {
                tones.iter().find(|(at, _)| *at == column).map_or(Tone::Plain, |(_, tone)| *tone)
            };
            let blank = tones.iter().filter(|(at, _)| row.cell(*at).is_none()).map(|(at, _)| (*at, None));
            let mut cells: Vec<(u32, Option<&Cell>)> =
                row.cells.iter().map(|(at, cell)| (*at, Some(cell))).chain(blank).collect();
            cells.sort_by_key(|(at, _)| *at);
            cells.dedup_by_key(|(at, _)| *at);
            for (column, cell) in cells {
                to.cell(number, column, cell, tone(column));
            }
            let (status, reason, tone) = match row.number.cmp(&self.layout.last_header_row) {
                Ordering::Less => ("", "", Tone::Plain),
                Ordering::Equal => (STATUS, REASON, Tone::Head),
                Ordering::Greater => {
                    // Read even where a mark stands: the reader goes by the rows above.
                    let read = reader.read(&row);
                    self.said(mark, read.outcome)
                }
            };
            for (column, text) in [(self.ours, status), (self.ours + 1, reason)] {
                if !text.is_empty() {
                    to.cell(number, column, Some(&Cell::Text(text.to_owned())), tone);
                }
            }
            to.end_row(number).map_err(Stop::Sink)?;
            Ok(Step::More)
        })
    }

    /// What stands beside a row below the header.
    fn said<'a>(&'a self, mark: Option<&'a Mark>, read: Outcome) -> (&'a str, &'a str, Tone) {
        let head = &self.marks.head;
        match mark {
            Some(it) if it.outcome == Outcome::Rejected => (&it.status, &it.reason, Tone::Bad),
            Some(it) => (&it.status, &it.reason, Tone::Plain),
            None if read == Outcome::Skipped => (&head.skipped, "", Tone::Plain),
            None => (&head.accepted, "", Tone::Plain),
        }
    }

    /// The columns of a row of which something is said, the heaviest first.
    fn tones(&self, mark: &Mark) -> Vec<(u32, Tone)> {
        let mut tones: Vec<(u32, Tone)> = Vec::new();
        for it in &mark.cells {
            let tone = match weight(&it.code) {
                Weight::Refuses | Weight::RefusesFile => Tone::Bad,
                Weight::Warns => Tone::Doubtful,
                Weight::Notes | Weight::Skips => continue,
            };
            let by_header = |header: &str| self.layout.columns.iter().find(|it| it.header == header);
            let by_field = |field: &str| {
                let is =
                    |it: &&crate::layout::Column| it.binding.as_ref().is_some_and(|it| it.field == field);
                self.layout.columns.iter().find(is)
            };
            let found =
                it.column.as_deref().and_then(by_header).or_else(|| it.field.as_deref().and_then(by_field));
            tones.extend(found.map(|it| (it.index, tone)));
        }
        tones.sort_by_key(|(_, tone)| *tone == Tone::Doubtful);
        tones
    }
}
