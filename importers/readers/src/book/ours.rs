//! The two columns that we write into a workbook that goes back to its office, known again when it is sent anew: what it
//! holds is then what the office wrote, and nothing of ours.

use crate::book::{Book, Cell, Looks, Oddities, RawRow, Step, Stop, Visit};

/// Header of the column that says what became of a row.
pub(crate) const STATUS: &str = "สถานะ · Status";
/// Header of the column beside it that says why.
pub(crate) const REASON: &str = "เหตุผล · Reason";
/// The name in a workbook that says which file it was made from.
pub(crate) const MADE_FROM: &str = "phonjon_file";

/// A file without the two columns.
pub(crate) struct WithoutOurs(pub(crate) Box<dyn Book>);

impl Book for WithoutOurs {
    fn format(&self) -> &'static str {
        self.0.format()
    }

    fn sheets(&self) -> Vec<String> {
        self.0.sheets()
    }

    fn is_hidden(&self, sheet: usize) -> bool {
        self.0.is_hidden(sheet)
    }

    fn oddities(&self, sheet: usize) -> Oddities {
        self.0.oddities(sheet)
    }

    fn looks(&mut self, sheet: usize) -> Looks {
        self.0.looks(sheet)
    }

    fn made_from(&self) -> Option<String> {
        self.0.made_from()
    }

    fn rows(&mut self, sheet: usize, visit: Visit<'_>) -> Result<(), Stop> {
        let mut ours: Option<u32> = None;
        self.0.rows(sheet, &mut |mut row| {
            ours = status_at(&row).or(ours);
            if let Some(at) = ours {
                row.cells.retain(|(column, _)| *column != at && *column != at + 1);
                if row.cells.is_empty() {
                    return Ok(Step::More);
                }
            }
            visit(row)
        })
    }
}

/// Where a row bears the headers of the two columns, side by side.
fn status_at(row: &RawRow) -> Option<u32> {
    let is = |cell: &Cell, header| matches!(cell, Cell::Text(text) if text.trim() == header);
    let at = row.cells.iter().find(|(_, cell)| is(cell, STATUS)).map(|(at, _)| *at)?;
    row.cell(at + 1).is_some_and(|cell| is(cell, REASON)).then_some(at)
}
