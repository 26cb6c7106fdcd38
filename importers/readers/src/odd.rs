//! What is odd about a sheet as a whole, told once with its place: hidden rows and columns, formulas, merged areas, a
//! second table, numbers kept as text, years of two digits.

use std::collections::BTreeMap;

use phonjon_rows::{ReadRow, Reason, Told, column_letters};

use crate::book::{Book, Cell, RawRow};
use crate::codes;
use crate::columns::{Header, Reads};
use crate::layout::Layout;
use crate::sources::Profile;
use crate::wording::{ascii_digits, is_blank};

/// Sheets that are told of.
const SHEETS: usize = 60;
/// Fields whose headers stand twice in one line before a second table is seen beside the first.
const BESIDE: usize = 3;

/// What the first reading of the rows counts.
#[derive(Debug, Default)]
pub(crate) struct Counted {
    /// Numbers that are text: how many, and the first's row and column.
    as_text: BTreeMap<usize, (u64, u32, u32)>,
    /// Years of two digits: how many, and the first's row.
    short_years: BTreeMap<usize, (u64, u32)>,
    /// Where a header stands again below blank rows.
    again: BTreeMap<usize, u32>,
}

impl Counted {
    /// Notes a row of a sheet; `is_apart` where the row above it is blank.
    pub(crate) fn note(
        &mut self,
        sheet: usize,
        layout: &Layout,
        raw: &RawRow,
        read: &ReadRow,
        is_apart: bool,
    ) {
        if sheet >= SHEETS {
            return;
        }
        let is_header = read.issues.iter().any(|it| it.code == codes::ROW_HEADER);
        if is_header && is_apart {
            self.again.entry(sheet).or_insert(raw.number);
        }
        if !read.is_accepted() {
            return;
        }
        for column in
            layout.columns.iter().filter(|it| it.binding.as_ref().is_some_and(|it| counts(it.reads)))
        {
            if let Some(Cell::Text(text)) = raw.cell(column.index)
                && is_number(text)
            {
                self.as_text.entry(sheet).or_insert((0, raw.number, column.index)).0 += 1;
            }
        }
        let n_short = read.issues.iter().filter(|it| it.code == codes::DATE_TWO_DIGIT_YEAR).count() as u64;
        if n_short > 0 {
            self.short_years.entry(sheet).or_insert((0, raw.number)).0 += n_short;
        }
    }
}

/// True for columns whose cells are amounts.
const fn counts(reads: Reads) -> bool {
    matches!(reads, Reads::Age | Reads::Baht | Reads::Members | Reads::Year)
}

fn is_number(text: &str) -> bool {
    let text = ascii_digits(text.trim());
    text.starts_with(|it: char| it.is_ascii_digit())
        && text.chars().all(|it| it.is_ascii_digit() || matches!(it, ',' | '.' | ' '))
}

/// All that is odd, in the order of the sheets.
pub(crate) fn told(
    book: &dyn Book,
    sheets: &[(String, Option<Layout>)],
    profile: Option<&Profile>,
    counted: &Counted,
) -> Vec<Told> {
    let mut all = Vec::new();
    let is_text = book.format() == "csv";
    for (at, (name, layout)) in sheets.iter().enumerate().take(SHEETS) {
        let mut tell = |what: Reason| all.push(Told { sheet: name.clone(), what });
        let odd = book.oddities(at);
        if book.is_hidden(at) {
            tell(Reason::new("told_hidden_sheet"));
        }
        if let (rows @ 1.., Some(first)) = odd.hidden_rows {
            tell(Reason::new("told_hidden_rows").with("rows", &rows).with("row", &first));
        }
        if !odd.hidden_columns.is_empty() {
            let runs = odd.hidden_columns.iter().map(|(first, last)| run(*first, *last));
            tell(Reason::new("told_hidden_columns").with("columns", &runs.collect::<Vec<_>>().join(", ")));
        }
        if let Some((row, column)) = odd.formulas.first {
            let n = odd.formulas.n;
            tell(Reason::new("told_formulas").with("cells", &n).with("cell", &cell(row, column)));
        }
        if let Some((row, column)) = odd.merged.first {
            let n = odd.merged.n;
            tell(Reason::new("told_merged").with("areas", &n).with("cell", &cell(row, column)));
        }
        if let Some(row) = counted.again.get(&at) {
            tell(Reason::new("told_second_table").with("row", row));
        }
        if let Some(column) = layout.as_ref().zip(profile).and_then(|(it, profile)| beside(it, profile)) {
            tell(Reason::new("told_table_beside").with("column", &column_letters(column)));
        }
        if let Some((n, row, column)) = counted.as_text.get(&at).filter(|_| !is_text) {
            tell(Reason::new("told_numbers_as_text").with("cells", n).with("cell", &cell(*row, *column)));
        }
        if let Some((n, row)) = counted.short_years.get(&at) {
            tell(Reason::new("told_two_digit_years").with("cells", n).with("row", row));
        }
    }
    all
}

fn run(first: u32, last: u32) -> String {
    if first == last {
        column_letters(first)
    } else {
        format!("{}–{}", column_letters(first), column_letters(last))
    }
}

fn cell(row: u32, column: u32) -> String {
    format!("{}{row}", column_letters(column))
}

/// Where a second table begins beside the first: the headers of several of its fields stand once more.
fn beside(layout: &Layout, profile: &Profile) -> Option<u32> {
    let found = layout.fields();
    let mut again = layout.columns.iter().filter(|it| {
        it.binding.is_none()
            && !is_blank(&it.header)
            && (profile.bind)(&Header::new(&it.header)).is_some_and(|it| found.contains(it.field.as_str()))
    });
    let first = again.next()?.index;
    (again.count() + 1 >= BESIDE).then_some(first)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn runs_and_cells_are_named_as_spreadsheet_programs_do() {
        assert_eq!((run(2, 2), run(2, 27)), ("C".to_owned(), "C–AB".to_owned()));
        assert_eq!(cell(7, 1), "B7");
    }

    #[test]
    fn a_number_that_is_text_is_known_by_its_digits() {
        for it in ["12", "1,200.50", "๓๔"] {
            assert!(is_number(it), "{it}");
        }
        for it in ["", "12 ปี", "-", "ไม่มี"] {
            assert!(!is_number(it), "{it}");
        }
    }
}
