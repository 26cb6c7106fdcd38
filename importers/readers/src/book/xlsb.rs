//! Rows of .xlsb workbooks, one cell at a time; which rows are hidden is read from the records of their parts.

use std::collections::BTreeSet;
use std::fs::File;
use std::io::{self, BufReader, Read};
use std::path::Path;

use calamine::{Reader, Xlsb};
use zip::ZipArchive;

use crate::book::xlsx::{Input, input, read_cell, targets};
use crate::book::{Book, Gatherer, Oddities, Step, Stop, Visit, hidden_sheets, zip_check};
use crate::codes;

/// A row begins.
const ROW: u16 = 0;
/// A sheet of the workbook.
const SHEET: u16 = 0x9c;
/// The bit of a row's twelfth byte that hides it.
const HIDDEN: u8 = 0x10;
/// Cells that hold a formula: a text, a number, a truth, a fault.
const FORMULAS: [u16; 4] = [8, 9, 10, 11];
/// A run of columns.
const COLUMNS: u16 = 60;
/// A merged area.
const MERGED: u16 = 176;
/// Longest record that is kept; of longer ones only the beginning counts.
const KEPT: usize = 4096;

pub(crate) struct XlsbBook {
    book: Xlsb<Input>,
    names: Vec<String>,
    /// Hidden rows by sheet, in the order of `names`.
    hidden: Vec<BTreeSet<u32>>,
    hidden_sheets: BTreeSet<usize>,
    /// What is odd by sheet.
    odd: Vec<Oddities>,
}

impl XlsbBook {
    pub(crate) fn open(path: &Path) -> Result<Self, Stop> {
        zip_check::check(path)?;
        let unreadable = |_| Stop::refused(codes::FILE_UNREADABLE);
        let book = Xlsb::new(input(path)?).map_err(unreadable)?;
        let names = book.sheet_names();
        let parts = sheet_parts(path).unwrap_or_default();
        let part_of = |name: &String| parts.iter().find(|it| it.0 == *name).map(|it| it.1.as_str());
        let seen = names.iter().map(|it| part_of(it).and_then(|it| look(path, it)).unwrap_or_default());
        let (hidden, odd) = seen.unzip();
        let hidden_sheets = hidden_sheets(book.sheets_metadata());
        Ok(Self { book, names, hidden, hidden_sheets, odd })
    }
}

impl Book for XlsbBook {
    fn format(&self) -> &'static str {
        "xlsb"
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

    fn rows(&mut self, sheet: usize, visit: Visit<'_>) -> Result<(), Stop> {
        let Some(name) = self.names.get(sheet) else { return Ok(()) };
        let unreadable = |_| Stop::refused(codes::FILE_UNREADABLE);
        let mut cells = self.book.worksheet_cells_reader(name).map_err(unreadable)?;
        let nothing_hidden = BTreeSet::new();
        let mut gatherer = Gatherer::new(visit, self.hidden.get(sheet).unwrap_or(&nothing_hidden));
        while let Some(cell) = cells.next_cell().map_err(unreadable)? {
            let (row, column) = cell.get_position();
            let Some(value) = read_cell(cell.get_value()) else { continue };
            if gatherer.take(row, column, value)? == Step::Enough {
                return Ok(());
            }
        }
        gatherer.flush().map(drop)
    }
}

/// Name and part of each sheet.
fn sheet_parts(path: &Path) -> Option<Vec<(String, String)>> {
    let mut zip = ZipArchive::new(BufReader::new(File::open(path).ok()?)).ok()?;
    let targets = targets(&io::read_to_string(zip.by_name("xl/_rels/workbook.bin.rels").ok()?).ok()?);
    let mut sheets = Vec::new();
    let workbook = BufReader::new(zip.by_name("xl/workbook.bin").ok()?);
    each_record(workbook, |kind, body| {
        if kind == SHEET
            && let Some((relation, after)) = text(body, 8)
            && let Some((name, _)) = text(body, after)
            && let Some(part) = targets.get(&relation)
        {
            sheets.push((name, part.clone()));
        }
    });
    Some(sheets)
}

/// The hidden rows of a sheet, as shown, and what else is odd about it.
fn look(path: &Path, part: &str) -> Option<(BTreeSet<u32>, Oddities)> {
    let mut zip = ZipArchive::new(BufReader::new(File::open(path).ok()?)).ok()?;
    let (mut hidden, mut odd) = (BTreeSet::new(), Oddities::default());
    let mut row = 0;
    each_record(BufReader::new(zip.by_name(part).ok()?), |kind, body| {
        let number = |at| body.get(at..).and_then(<[u8]>::first_chunk).map(|it| u32::from_le_bytes(*it));
        match (kind, number(0), number(4)) {
            (ROW, Some(number), _) => {
                row = number.saturating_add(1);
                if body.get(11).is_some_and(|it| it & HIDDEN != 0) {
                    hidden.insert(row);
                }
            }
            (COLUMNS, Some(first), Some(last)) if body.get(16).is_some_and(|it| it & 1 != 0) => {
                odd.hide_columns(first, last);
            }
            (MERGED, Some(first), _) => odd.merged.add(first.saturating_add(1), number(8).unwrap_or(0)),
            (kind, Some(column), _) if FORMULAS.contains(&kind) => odd.formulas.add(row, column),
            _ => {}
        }
    });
    Some((hidden, odd))
}

/// A counted UTF-16 text at a place, and where it ends.
fn text(body: &[u8], at: usize) -> Option<(String, usize)> {
    let len = usize::try_from(u32::from_le_bytes(*body.get(at..)?.first_chunk()?)).ok()?;
    let end = len.checked_mul(2)?.checked_add(at + 4)?;
    let units = body.get(at + 4..end)?.as_chunks::<2>().0.iter().map(|it| u16::from_le_bytes(*it));
    Some((char::decode_utf16(units).map(|it| it.unwrap_or('\u{fffd}')).collect(), end))
}

/// Hands on each record: its kind and the beginning of its body. Ends where the part breaks off.
fn each_record(mut part: impl Read, mut take: impl FnMut(u16, &[u8])) {
    let mut body = Vec::new();
    while let Some((kind, len)) = record_head(&mut part) {
        body.clear();
        let kept = u64::try_from(len.min(KEPT)).unwrap_or_default();
        let all = u64::try_from(len).unwrap_or_default();
        let is_whole = part.by_ref().take(kept).read_to_end(&mut body).is_ok_and(|it| it as u64 == kept);
        let skipped = io::copy(&mut part.by_ref().take(all - kept), &mut io::sink());
        if !is_whole || !skipped.is_ok_and(|it| it == all - kept) {
            return;
        }
        take(kind, &body);
    }
}

/// Kind and length of the next record.
fn record_head(part: &mut impl Read) -> Option<(u16, usize)> {
    let mut byte = || {
        let mut one = [0];
        part.read_exact(&mut one).ok().map(|()| one[0])
    };
    let first = byte()?;
    let second = if first & 0x80 == 0 { 0 } else { byte()? };
    let kind = u16::from(first & 0x7f) | u16::from(second & 0x7f) << 7;
    let mut len = 0;
    for n in 0..4 {
        let next = byte()?;
        len |= usize::from(next & 0x7f) << (7 * n);
        if next & 0x80 == 0 {
            break;
        }
    }
    Some((kind, len))
}
