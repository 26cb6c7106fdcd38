//! Where the header of a sheet stands, one line or two, and what each column under it holds.

use std::collections::{BTreeSet, HashMap};

use crate::book::{Cell, RawRow};
use crate::columns::{Binding, Header, Reads, WHOLE_NAME};
use crate::mapping::Overrides;
use crate::passwords;
use crate::sources::Profile;
use crate::wording::{key, tidy};

/// Rows among which a header is looked for.
pub(crate) const ROWS_LOOKED_AT: usize = 60;

/// Cells of a row that are compared with the header.
const CELLS_COMPARED: usize = 8;

/// A column under the header.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Column {
    /// Counted from 0.
    pub(crate) index: u32,
    /// As written; `column 7` where nothing is.
    pub(crate) header: String,
    pub(crate) binding: Option<Binding>,
    /// Keys of the header's lines in this column, by which a repeated header is known.
    keys: Vec<String>,
}

/// What a header that stands again makes of the columns below it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Change {
    /// They stay as they were.
    None,
    /// They are other ones.
    To(Box<Layout>),
    /// Some bear another name, and it is not known what they hold.
    Unclear,
}

/// How a sheet is laid out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Layout {
    pub(crate) columns: Vec<Column>,
    /// Last row of the header, as shown.
    pub(crate) last_header_row: u32,
    /// Texts above the header.
    pub(crate) titles: Vec<String>,
    /// What somebody said of the columns.
    pub(crate) overrides: Overrides,
}

impl Layout {
    pub(crate) fn fields(&self) -> BTreeSet<&str> {
        self.columns.iter().filter_map(|it| it.binding.as_ref()).map(|it| it.field.as_str()).collect()
    }

    pub(crate) fn column(&self, reads: Reads) -> Option<&Column> {
        self.columns.iter().find(|it| it.binding.as_ref().is_some_and(|it| it.reads == reads))
    }

    /// True where rows tell of work that was done, or of who does it: no other list has words or days to be kept as they are.
    pub(crate) fn tells_of_work(&self) -> bool {
        let is_of_work =
            |it: &Binding| matches!(it.reads, Reads::Day | Reads::DayAhead | Reads::Words | Reads::OneOf(_));
        self.columns.iter().filter_map(|it| it.binding.as_ref()).any(is_of_work)
    }

    /// True where a column is one of passwords.
    pub(crate) fn has_passwords(&self) -> bool {
        let mut keys = self.columns.iter().flat_map(|it| it.keys.iter());
        keys.any(|it| passwords::is_header(it))
    }

    /// Does what was said of columns by their place.
    fn apply_by_index(&mut self) {
        let said: Vec<(u32, Option<Binding>)> =
            self.overrides.by_index().map(|(index, binding)| (index, binding.cloned())).collect();
        for (index, binding) in said {
            let is_taken = |it: &Column| {
                let field = |it: &Option<Binding>| it.as_ref().map(|it| it.field.clone());
                it.index != index && field(&it.binding).is_some() && field(&it.binding) == field(&binding)
            };
            for other in self.columns.iter_mut().filter(|it| is_taken(it)) {
                other.binding = None;
            }
            match self.columns.iter_mut().find(|it| it.index == index) {
                Some(column) => column.binding = binding,
                None => {
                    self.columns.push(Column { index, header: nameless(index), binding, keys: Vec::new() });
                }
            }
        }
        self.columns.sort_by_key(|it| it.index);
    }

    /// Columns under a header that no field took.
    pub(crate) fn unknown(&self) -> impl Iterator<Item = &Column> {
        self.columns.iter().filter(|it| it.binding.is_none() && !it.header.trim().is_empty())
    }

    /// The column at an index, for cells beyond the header.
    pub(crate) fn header_at(&self, index: u32) -> String {
        self.columns
            .iter()
            .find(|it| it.index == index)
            .map_or_else(|| nameless(index), |it| it.header.clone())
    }

    /// True where a row says the header again, its columns in whatever order, or only numbers its columns.
    pub(crate) fn is_header_again(&self, row: &RawRow) -> bool {
        // The first cells tell; every row is asked.
        let first = row.cells.get(..CELLS_COMPARED.min(row.cells.len())).unwrap_or_default();
        let mut same = 0;
        let mut moved = BTreeSet::new();
        for (index, cell) in first {
            let Cell::Text(text) = cell else { continue };
            let text = key(text);
            if self.columns.iter().any(|it| it.index == *index && it.keys.contains(&text)) {
                same += 1;
            } else if self.columns.iter().any(|it| it.binding.is_some() && it.keys.last() == Some(&text)) {
                moved.insert(text);
            }
        }
        let (known, all) = (same + moved.len(), first.len());
        (same >= 2 && same * 2 >= all) || (known >= 3 && known * 2 > all) || is_numbering(row)
    }

    /// What the lines of a header that stands again make of the columns.
    pub(crate) fn change(&self, lines: &[RawRow], profile: &Profile) -> Change {
        let other = |row: &RawRow| {
            let cells = row.cells.iter().map(|(index, cell)| (*index, key(&cell.written())));
            let at = |index| self.columns.iter().find(|it| it.index == index);
            cells
                .filter(|(index, text)| at(*index).is_none_or(|it| !it.keys.contains(text)))
                .collect::<Vec<_>>()
        };
        let others: Vec<(u32, String)> = lines.iter().flat_map(other).collect();
        if others.is_empty() {
            return Change::None;
        }
        let again = self.overrides.clone().with_header_row(None);
        if let Some(layout) =
            find_layout(lines, profile, &again).filter(|it| it.fields().is_superset(&self.fields()))
        {
            return Change::To(Box::new(layout));
        }
        let speaks_of_a_field = |(index, text): &(u32, String)| {
            self.columns
                .iter()
                .filter(|it| it.binding.is_some())
                .any(|it| it.index == *index || it.keys.contains(text))
        };
        if others.iter().any(speaks_of_a_field) { Change::Unclear } else { Change::None }
    }
}

/// The best header of a profile among the first rows of a sheet, if any proves the source.
pub(crate) fn find_layout(rows: &[RawRow], profile: &Profile, overrides: &Overrides) -> Option<Layout> {
    best_layout(rows, profile, overrides, &|found| (profile.is_proved_by)(found))
}

/// The row that looks most like a header of a profile, whether it proves the source or not.
pub(crate) fn guess_layout(rows: &[RawRow], profile: &Profile, overrides: &Overrides) -> Option<Layout> {
    best_layout(rows, profile, overrides, &|found| overrides.header_row.is_some() || !found.is_empty())
}

fn best_layout(
    rows: &[RawRow],
    profile: &Profile,
    overrides: &Overrides,
    is_one: &dyn Fn(&BTreeSet<&str>) -> bool,
) -> Option<Layout> {
    let mut best: Option<(usize, Layout)> = None;
    let mut known: HashMap<String, Option<Binding>> = HashMap::new();
    let mut consider = |at: usize, lines: &[&RawRow]| {
        let last_header_row = lines.last().map_or(0, |it| it.number);
        if overrides.header_row.is_some_and(|it| it != last_header_row) {
            return;
        }
        let columns = bind_columns(lines, profile, overrides, &mut known);
        let mut layout =
            Layout { columns, last_header_row, titles: Vec::new(), overrides: overrides.clone() };
        // What is said of places is said of any row: it makes none of them a header.
        let score = layout.fields().len();
        layout.apply_by_index();
        if is_one(&layout.fields()) && best.as_ref().is_none_or(|(it, _)| score > *it) {
            let titles =
                rows.iter().take(at).flat_map(|it| it.cells.iter()).map(|(_, cell)| cell.written()).collect();
            best = Some((score, Layout { titles, ..layout }));
        }
    };
    // One line first: two must say more than either alone.
    for (at, row) in rows.iter().enumerate() {
        consider(at, &[row]);
    }
    for (at, pair) in rows.windows(2).enumerate() {
        if let [upper, lower] = pair
            && lower.number == upper.number + 1
        {
            consider(at, &[upper, lower]);
        }
    }
    best.map(|(_, layout)| layout)
}

/// Binds every column of a header; the lower line names a column where it says anything.
fn bind_columns(
    lines: &[&RawRow],
    profile: &Profile,
    overrides: &Overrides,
    known: &mut HashMap<String, Option<Binding>>,
) -> Vec<Column> {
    let indices: BTreeSet<u32> =
        lines.iter().flat_map(|it| it.cells.iter().map(|(index, _)| *index)).collect();
    let mut columns: Vec<Column> = Vec::new();
    for index in indices {
        let written: Vec<String> = lines.iter().filter_map(|it| it.cell(index)).map(header_text).collect();
        let Some(header) = written.last() else { continue };
        let bind = || {
            let header = Header::new(header);
            let is_in_unit = |it: &Binding| it.reads != Reads::Baht || header.is_in_unit_of(&it.field);
            (profile.bind)(&header).filter(is_in_unit)
        };
        let binding = match overrides.by_header(header) {
            Some(said) => said.clone(),
            None => {
                let found = known.entry(header.clone()).or_insert_with(bind).clone();
                found.filter(|it| !overrides.speaks_of(&it.field))
            }
        };
        // A field is found once; a second column of the same name is not understood.
        let is_new = |it: &Binding| {
            columns.iter().all(|column| column.binding.as_ref().is_none_or(|other| other.field != it.field))
        };
        let binding = binding.filter(is_new);
        columns.push(Column {
            index,
            header: header.clone(),
            binding,
            keys: written.iter().map(|it| key(it)).collect(),
        });
    }
    name_whole_names(&mut columns, overrides);
    columns
}

/// A last name without a first one (ชื่อสกุล) is a whole name.
fn name_whole_names(columns: &mut [Column], overrides: &Overrides) {
    let has = |columns: &[Column], reads| {
        columns.iter().any(|it| it.binding.as_ref().is_some_and(|it| it.reads == reads))
    };
    if has(columns, Reads::First) || has(columns, Reads::WholeName) {
        return;
    }
    for column in columns.iter_mut().filter(|it| overrides.by_header(&it.header).is_none()) {
        if let Some(binding) = column.binding.as_mut().filter(|it| it.reads == Reads::Last) {
            *binding = Binding::new(WHOLE_NAME, Reads::WholeName);
        }
    }
}

fn header_text(cell: &Cell) -> String {
    cell.written()
}

pub(crate) fn nameless(index: u32) -> String {
    format!("column {}", index + 1)
}

/// `(1) (2) (3) …` under a header.
pub(crate) fn is_numbering(row: &RawRow) -> bool {
    let number = |cell: &Cell| match cell {
        Cell::Number(n) => format!("{n}").parse().ok(),
        Cell::Text(text) => crate::wording::ascii_digits(&tidy(text)).trim_matches(['(', ')']).parse().ok(),
        Cell::Date(_) | Cell::Fault(_) => None,
    };
    let numbers: Option<Vec<u32>> = row.cells.iter().map(|(_, cell)| number(cell)).collect();
    numbers
        .is_some_and(|it| it.len() >= 8 && it.windows(2).all(|pair| pair[0].checked_add(1) == Some(pair[1])))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sources::{thaiqm, tpmap};

    fn row(number: u32, cells: &[&str]) -> RawRow {
        let cells = (0..).zip(cells).filter(|(_, it)| !it.is_empty());
        RawRow {
            number,
            is_hidden: false,
            further_lines: 0,
            cells: cells.map(|(at, it)| (at, Cell::Text((*it).to_owned()))).collect(),
        }
    }

    #[test]
    fn a_header_is_found_below_titles() {
        let rows = [
            row(1, &["บัญชีรายชื่อ ปี พ.ศ. 2565"]),
            row(2, &["ลำดับ", "ชื่อ", "นามสกุล", "ด้านสุขภาพ", "ด้านรายได้", "หมายเหตุ"]),
            row(3, &["1", "สมชาย", "ใจดี", "1", "0", ""]),
        ];
        let layout = find_layout(&rows, &tpmap::PROFILE, &Overrides::default()).unwrap();
        assert_eq!(layout.last_header_row, 2);
        assert_eq!(layout.titles, ["บัญชีรายชื่อ ปี พ.ศ. 2565"]);
        assert_eq!(
            layout.unknown().map(|it| (it.index, it.header.as_str())).collect::<Vec<_>>(),
            [(5, "หมายเหตุ")]
        );
        assert!(layout.is_header_again(&rows[1]));
        assert!(!layout.is_header_again(&rows[2]));
    }

    #[test]
    fn a_header_of_two_lines_is_named_by_the_lower() {
        let rows = [
            row(3, &["ลำดับ", "ตำบล", "บ้าน/ที่อยู่อาศัย", "", "", "น้ำดื่ม/น้ำใช้", "", ""]),
            row(
                4,
                &[
                    "",
                    "",
                    "ไม่มีส้วม (ครัวเรือน)",
                    "คัดแยกขยะ (ครัวเรือน)",
                    "บ้านทรุดโทรม (ครัวเรือน)",
                    "ไม่มีน้ำประปา (ครัวเรือน)",
                    "หนี้นอกระบบ (คน)",
                    "ถูกฉ้อโกง (คน)",
                ],
            ),
            row(5, &["1", "บ้านกลาง", "✓", "", "", "", "", ""]),
        ];
        let layout = find_layout(&rows, &thaiqm::PROFILE, &Overrides::default()).unwrap();
        assert_eq!(layout.last_header_row, 4);
        assert!(layout.fields().contains("tambon"));
        assert!(layout.is_header_again(&rows[0]));
        assert!(layout.is_header_again(&rows[1]));
        assert!(!layout.is_header_again(&rows[2]));
    }

    #[test]
    fn an_income_of_a_month_is_not_taken_for_one_of_a_year() {
        let rows = [row(1, &["ชื่อ", "นามสกุล", "ด้านสุขภาพ", "ด้านรายได้", "รายได้เฉลี่ย (บาท/คน/เดือน)"])];
        let layout = find_layout(&rows, &tpmap::PROFILE, &Overrides::default()).unwrap();
        assert!(!layout.fields().contains("income_avg"));
        assert_eq!(layout.unknown().map(|it| it.index).collect::<Vec<_>>(), [4]);
    }

    #[test]
    fn an_income_of_the_household_is_not_taken_for_one_of_a_person() {
        for unit in ["บาท/ครัวเรือน/ปี", "พันบาท"] {
            let average = format!("รายได้เฉลี่ย ({unit})");
            let rows = [row(1, &["ชื่อ", "นามสกุล", "ด้านสุขภาพ", "ด้านรายได้", &average])];
            let layout = find_layout(&rows, &tpmap::PROFILE, &Overrides::default()).unwrap();
            assert!(!layout.fields().contains("income_avg"), "{unit}");
            assert_eq!(layout.unknown().map(|it| it.index).collect::<Vec<_>>(), [4]);
        }
    }

    #[test]
    fn no_header_is_no_layout() {
        assert_eq!(
            find_layout(&[row(1, &["a", "b"]), row(2, &["1", "2"])], &tpmap::PROFILE, &Overrides::default()),
            None
        );
        assert_eq!(find_layout(&[], &tpmap::PROFILE, &Overrides::default()), None);
    }

    #[test]
    fn a_numbering_of_columns_is_no_data() {
        let row = row(5, &["(1)", "(2)", "(3)", "(4)", "(5)", "(6)", "(7)", "(8)"]);
        assert!(is_numbering(&row));
    }
}
