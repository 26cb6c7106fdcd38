//! Rows with each header written once: the form that their cells take on the wire, in a spool and in a store. Headers are
//! often longer than what stands under them.

use std::collections::{BTreeMap, HashMap};

use serde::{Deserialize, Serialize};

use crate::row::{Issue, Outcome, RawCell, ReadRow, Value};

/// Cells, each with the number of its header; the headers that no cell before them stood under come along.
#[derive(Debug, Serialize)]
pub struct PackedCells<'a> {
    #[serde(skip_serializing_if = "Vec::is_empty")]
    new: Vec<&'a str>,
    cells: Vec<(u32, &'a str)>,
}

/// A row with its cells packed.
#[derive(Debug, Serialize)]
pub struct PackedRow<'a> {
    sheet: &'a str,
    row: u32,
    outcome: Outcome,
    issues: &'a [Issue],
    values: &'a BTreeMap<String, Value>,
    raw: PackedCells<'a>,
}

/// Packs rows one after the other.
#[derive(Debug, Default)]
pub struct Packing {
    numbers: HashMap<String, u32>,
}

impl Packing {
    /// The next row.
    pub fn row<'a>(&mut self, it: &'a ReadRow) -> PackedRow<'a> {
        PackedRow {
            sheet: &it.sheet,
            row: it.row,
            outcome: it.outcome,
            issues: &it.issues,
            values: &it.values,
            raw: self.cells(&it.raw),
        }
    }

    /// The cells of the next row.
    pub fn cells<'a>(&mut self, raw: &'a [RawCell]) -> PackedCells<'a> {
        let mut new = Vec::new();
        let mut cells = Vec::with_capacity(raw.len());
        for cell in raw {
            let number = self.numbers.get(&cell.column).copied().unwrap_or_else(|| {
                let number = u32::try_from(self.numbers.len()).unwrap_or(u32::MAX);
                new.push(cell.column.as_str());
                self.numbers.insert(cell.column.clone(), number);
                number
            });
            cells.push((number, cell.text.as_str()));
        }
        PackedCells { new, cells }
    }
}

/// What [`PackedCells`] was written as.
#[derive(Debug, Deserialize)]
pub struct WrittenCells {
    #[serde(default)]
    new: Vec<String>,
    cells: Vec<(u32, String)>,
}

/// What [`PackedRow`] was written as.
#[derive(Debug, Deserialize)]
pub struct WrittenRow {
    sheet: String,
    row: u32,
    outcome: Outcome,
    issues: Vec<Issue>,
    values: BTreeMap<String, Value>,
    raw: WrittenCells,
}

/// Unpacks rows in the order they were packed in.
#[derive(Debug, Default)]
pub struct Unpacking {
    headers: Vec<String>,
}

impl Unpacking {
    /// The next row; none where a cell stands under a header that never came.
    pub fn row(&mut self, it: WrittenRow) -> Option<ReadRow> {
        let WrittenRow { sheet, row, outcome, issues, values, raw } = it;
        Some(ReadRow { sheet, row, outcome, issues, values, raw: self.cells(raw)? })
    }

    /// The cells of the next row; none likewise.
    pub fn cells(&mut self, it: WrittenCells) -> Option<Vec<RawCell>> {
        self.headers.extend(it.new);
        let cell = |(number, text): (u32, String)| {
            let column = self.headers.get(usize::try_from(number).ok()?)?.clone();
            Some(RawCell { column, text })
        };
        it.cells.into_iter().map(cell).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(number: u32, cells: &[(&str, &str)]) -> ReadRow {
        let cell = |(column, text): &(&str, &str)| RawCell { column: (*column).into(), text: (*text).into() };
        ReadRow {
            sheet: "บัญชี".to_owned(),
            row: number,
            outcome: Outcome::Accepted,
            issues: Vec::new(),
            values: [("sex".to_owned(), Value::Null)].into(),
            raw: cells.iter().map(cell).collect(),
        }
    }

    #[test]
    fn rows_come_back_as_they_were_and_each_header_is_written_once() {
        let rows = [
            row(2, &[("ชื่อ", "บุญชู"), ("ชื่อ", "ซ้ำ"), ("สกุล", "ดี")]),
            row(3, &[("สกุล", "ใส")]),
            row(4, &[]),
            row(5, &[("อายุ", "5"), ("ชื่อ", "คำ")]),
        ];
        let mut packing = Packing::default();
        let written: Vec<String> =
            rows.iter().map(|it| serde_json::to_string(&packing.row(it)).unwrap()).collect();
        assert_eq!(written.concat().matches("สกุล").count(), 1);
        let mut unpacking = Unpacking::default();
        for (row, text) in rows.iter().zip(&written) {
            assert_eq!(unpacking.row(serde_json::from_str(text).unwrap()).as_ref(), Some(row));
        }
    }

    #[test]
    fn a_cell_under_a_header_that_never_came_is_no_row() {
        let cells = serde_json::from_str(r#"{"new":["ก"],"cells":[[0,"x"],[1,"y"]]}"#).unwrap();
        assert_eq!(Unpacking::default().cells(cells), None);
    }
}
