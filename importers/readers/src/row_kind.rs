//! What a row below the header is: data, or blank, a header again, a total, a note.

use crate::book::{Cell, RawRow};
use crate::columns::Reads;
use crate::layout::Layout;
use crate::wording::{key, tidy};

/// What a row is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum RowKind {
    Blank,
    Header,
    Total,
    Note,
    /// Cells are filled, but nothing says whom they are about.
    Nobody,
    Data,
    /// A row of published figures.
    Statistic,
}

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
    let filled = |reads| layout.column(reads).and_then(|it| row.cell(it.index));
    let numbers = || [Reads::CitizenNumber, Reads::HouseCode].into_iter().filter_map(filled);
    // A total counts its rows in whatever column is next; a number of a person or house is longer.
    let has_long_number = numbers().any(|it| key(&it.written()).chars().count() >= SHORTEST_NUMBER);
    let has_number = numbers().next().is_some();
    if !has_long_number
        && row.cells.iter().take(3).any(|(index, cell)| is_total(cell, is_sequence(layout, *index)))
    {
        return RowKind::Total;
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
            cells: cells.map(|(at, it)| (at, Cell::Text((*it).to_owned()))).collect(),
        }
    }

    #[test]
    fn rows_that_are_no_data_are_told_apart() {
        let header = row(
            1,
            &["ลำดับ", "เลขประจำตัวประชาชน", "ชื่อ", "นามสกุล", "อำเภอ", "ด้านสุขภาพ", "ด้านรายได้", "หมายเหตุ"],
        );
        let layout = find_layout(std::slice::from_ref(&header), &tpmap::PROFILE).unwrap();
        let kind = |cells: &[&str]| row_kind(&row(9, cells), &layout);
        assert_eq!(kind(&[]), RowKind::Blank);
        assert_eq!(row_kind(&header, &layout), RowKind::Header);
        assert_eq!(kind(&["รวมทั้งสิ้น", "", "", "", "", "12", "9"]), RowKind::Total);
        assert_eq!(kind(&["", "", "", "", "รวมอำเภอนาแก", "12", "9"]), RowKind::Total);
        assert_eq!(kind(&["", "", "รวม"]), RowKind::Total);
        assert_eq!(kind(&["หมายเหตุ : ข้อมูล ณ วันที่จัดทำรายงาน"]), RowKind::Note);
        assert_eq!(kind(&["1", "", "รวมพล", "ใจดี", "นาแก", "1"]), RowKind::Data);
        assert_eq!(kind(&["1", "", "", "", "นาแก", "1", "0"]), RowKind::Nobody);
    }
}
