//! What a row below the header is: data, or blank, a header again, a total, a note.

use crate::book::{Cell, RawRow};
use crate::cells::areas::Level;
use crate::columns::Reads;
use crate::layout::Layout;
use crate::wording::{key, tidy};

/// What a row is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum RowKind {
    Blank,
    Header,
    Total(Closes),
    Note,
    /// Cells are filled, but nothing says whom they are about.
    Nobody,
    Data,
    /// A row of published figures.
    Statistic,
}

impl RowKind {
    /// True where cells are read by the columns they stand in.
    pub(crate) const fn holds_data(self) -> bool {
        matches!(self, Self::Nobody | Self::Data | Self::Statistic)
    }
}

/// The largest place that a total closes; what lies in it is closed too.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Closes {
    Village,
    Subdistrict,
    District,
    Province,
}

/// Words for a level after รวม, the longer ones first.
const LEVELS: [(&str, Closes); 8] = [
    ("หมู่", Closes::Village),
    ("บ้าน", Closes::Village),
    ("ชุมชน", Closes::Village),
    ("ตำบล", Closes::Subdistrict),
    ("แขวง", Closes::Subdistrict),
    ("อำเภอ", Closes::District),
    ("เขต", Closes::District),
    ("จังหวัด", Closes::Province),
];

/// Words that begin a total; longer words that only begin with รวม may be names.
const TOTALS: [&str; 18] = [
    "รวมทั้ง",
    "รวมตำบล",
    "รวมอำเภอ",
    "รวมจังหวัด",
    "รวมหมู่",
    "รวมบ้าน",
    "รวมเขต",
    "รวมแขวง",
    "รวมทุก",
    "รวมเป็น",
    "รวมจำนวน",
    "รวมครัวเรือน",
    "รวมยอด",
    "ยอดรวม",
    "ผลรวม",
    "total",
    "grandtotal",
    "subtotal",
];

/// Letters of the shortest citizen number or house code, spoiled ones (`4.8E+10`) included.
const SHORTEST_NUMBER: usize = 5;

/// Sorts a row.
pub(crate) fn row_kind(row: &RawRow, layout: &Layout) -> RowKind {
    if row.cells.is_empty() {
        return RowKind::Blank;
    }
    if layout.is_header_again(row) {
        return RowKind::Header;
    }
    if layout.column(Reads::Statistic).is_some() {
        return if row.cells.len() < 3 { RowKind::Note } else { RowKind::Statistic };
    }
    if layout.tells_of_work() {
        let mut first = row.cells.iter().take(3);
        if let Some((index, cell)) = first.find(|(index, cell)| is_total(cell, is_sequence(layout, *index))) {
            return RowKind::Total(closes(cell, layout, *index));
        }
        let bound = row.cells.iter().filter(|(index, _)| is_bound(layout, *index)).count();
        return if bound < 2 { RowKind::Note } else { RowKind::Data };
    }
    let filled = |reads| layout.column(reads).and_then(|it| row.cell(it.index));
    let numbers = || [Reads::CitizenNumber, Reads::HouseCode].into_iter().filter_map(filled);
    // A total counts its rows in whatever column is next; a number of a person or house is longer.
    let has_long_number = || numbers().any(|it| key(&it.written()).chars().count() >= SHORTEST_NUMBER);
    let has_number = numbers().next().is_some();
    let total = row.cells.iter().take(3).find(|(index, cell)| is_total(cell, is_sequence(layout, *index)));
    if let Some((index, cell)) = total.filter(|_| !has_long_number()) {
        return RowKind::Total(closes(cell, layout, *index));
    }
    let is_named = [Reads::First, Reads::Last, Reads::WholeName].into_iter().any(|it| filled(it).is_some());
    let is_somewhere = [Reads::Address, Reads::HouseNumber].into_iter().any(|it| filled(it).is_some());
    if has_number || is_named {
        return RowKind::Data;
    }
    let bound = row.cells.iter().filter(|(index, _)| is_bound(layout, *index)).count();
    match (is_somewhere, bound) {
        (false, 0..=2) => RowKind::Note,
        _ => RowKind::Nobody,
    }
}

fn is_total(cell: &Cell, is_sequence: bool) -> bool {
    let text = key(&cell.written());
    let begins = TOTALS.iter().any(|it| text.starts_with(it)) || text == "รวม";
    begins || (text.starts_with("รวม") && (is_sequence || tidy(&cell.written()).starts_with("รวม ")))
}

/// What a total closes, by its own words, or by the column of a place it stands in; one of neither closes all.
fn closes(cell: &Cell, layout: &Layout, index: u32) -> Closes {
    let text = key(&cell.written());
    let rest = text.strip_prefix("ยอด").unwrap_or(&text);
    let rest = rest.strip_prefix("รวม").unwrap_or(rest);
    let rest = rest.strip_prefix("ยอด").unwrap_or(rest);
    let level_of =
        |text: &str| LEVELS.iter().find(|(word, _)| text.starts_with(word)).map(|(_, level)| *level);
    if let Some(every) = rest.strip_prefix("ทุก") {
        // All villages are a subdistrict.
        return match level_of(every) {
            Some(Closes::Village) => Closes::Subdistrict,
            Some(Closes::Subdistrict) => Closes::District,
            Some(Closes::District | Closes::Province) | None => Closes::Province,
        };
    }
    if let Some(level) = level_of(rest.strip_prefix("ทั้ง").unwrap_or(rest)) {
        return level;
    }
    let is_grand = ["ทั้ง", "เป็น", "grand"].iter().any(|it| rest.starts_with(it));
    let column = layout.columns.iter().find(|it| it.index == index).and_then(|it| it.binding.as_ref());
    match column.map(|it| it.reads).filter(|_| !is_grand) {
        Some(Reads::Moo | Reads::Village) => Closes::Village,
        Some(Reads::Area(Level::Subdistrict)) => Closes::Subdistrict,
        Some(Reads::Area(Level::District)) => Closes::District,
        _ => Closes::Province,
    }
}

fn is_sequence(layout: &Layout, index: u32) -> bool {
    layout.column(Reads::Sequence).is_some_and(|it| it.index == index)
}

fn is_bound(layout: &Layout, index: u32) -> bool {
    layout.columns.iter().any(|it| it.index == index && it.binding.is_some())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::layout::find_layout;
    use crate::sources::tpmap;

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
    fn rows_that_are_no_data_are_told_apart() {
        let header = row(
            1,
            &["ลำดับ", "เลขประจำตัวประชาชน", "ชื่อ", "นามสกุล", "อำเภอ", "ด้านสุขภาพ", "ด้านรายได้", "หมายเหตุ"],
        );
        let layout = find_layout(
            std::slice::from_ref(&header),
            &tpmap::PROFILE,
            &crate::mapping::Overrides::default(),
        )
        .unwrap();
        let kind = |cells: &[&str]| row_kind(&row(9, cells), &layout);
        assert_eq!(kind(&[]), RowKind::Blank);
        assert_eq!(row_kind(&header, &layout), RowKind::Header);
        assert_eq!(kind(&["รวมทั้งสิ้น", "", "", "", "", "12", "9"]), RowKind::Total(Closes::Province));
        assert_eq!(kind(&["", "", "", "", "รวมอำเภอนาแก", "12", "9"]), RowKind::Total(Closes::District));
        assert_eq!(kind(&["", "", "รวม"]), RowKind::Total(Closes::Province));
        assert_eq!(kind(&["", "", "", "", "รวม"]), RowKind::Total(Closes::District));
        assert_eq!(kind(&["", "", "", "", "รวมทั้งสิ้น"]), RowKind::Total(Closes::Province));
        assert_eq!(kind(&["รวมหมู่ที่ 2", "", "", "", "", "3"]), RowKind::Total(Closes::Village));
        assert_eq!(kind(&["รวมทั้งตำบล", "", "", "", "", "3"]), RowKind::Total(Closes::Subdistrict));
        assert_eq!(kind(&["รวมทุกตำบล", "", "", "", "", "3"]), RowKind::Total(Closes::District));
        assert_eq!(kind(&["ยอดรวมตำบลนาแก", "", "", "", "", "3"]), RowKind::Total(Closes::Subdistrict));
        assert_eq!(kind(&["หมายเหตุ : ข้อมูล ณ วันที่จัดทำรายงาน"]), RowKind::Note);
        assert_eq!(kind(&["1", "", "รวมพล", "ใจดี", "นาแก", "1"]), RowKind::Data);
        assert_eq!(kind(&["1", "", "", "", "นาแก", "1", "0"]), RowKind::Nobody);
    }
}
