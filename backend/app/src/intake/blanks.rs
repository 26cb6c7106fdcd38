//! What a blank cell means: nothing is known of it, unless the import was told that a mark erases what is known.

use std::collections::BTreeMap;

use phonjon_rows::{ReadRow, Value, fields};
use serde::{Deserialize, Serialize};

/// What blank cells mean, chosen before the plan.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Blanks {
    /// A blank says nothing: what is known stays.
    #[default]
    Keep,
    /// A cell that holds a mark erases what older rows say; any other blank says nothing.
    EraseMarked,
}

impl Blanks {
    /// The stable word.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Keep => "keep",
            Self::EraseMarked => "erase_marked",
        }
    }
}

/// What erases, alone in its cell.
const MARKS: [&str; 4] = ["-", "–", "--", "ลบ"];

/// Fields that may be erased. Names and numbers of persons and the place are not among them: without them nobody knows
/// whom a row means.
const ERASABLE: [&str; 7] = [
    fields::TITLE,
    fields::SEX,
    fields::BIRTH,
    fields::CARD,
    fields::HOUSE_CODE,
    fields::HOUSE_NO,
    fields::MEMBERS,
];

/// Under which name a row keeps the fields that it erases.
pub(super) const ERASED: &str = "erased";

/// Notes on a row which fields it erases; `columns` are the headers that fields were found under.
pub(super) fn mark(row: &mut ReadRow, columns: &BTreeMap<String, String>) {
    let holds_mark = |field: &&str| {
        let header = columns.get(*field)?;
        let cell = row.raw.iter().find(|it| it.column == *header)?;
        MARKS.contains(&cell.text.trim()).then_some(())
    };
    let erased: Vec<&str> = ERASABLE.into_iter().filter(|it| holds_mark(it).is_some()).collect();
    if erased.is_empty() {
        return;
    }
    for field in &erased {
        row.values.insert((*field).to_owned(), Value::Null);
    }
    row.values.insert(ERASED.to_owned(), Value::Text(erased.join(" ")));
}

/// The fields that a row with these values erases.
pub(super) fn erased(values: &BTreeMap<String, Value>) -> impl Iterator<Item = &str> {
    values.get(ERASED).and_then(Value::as_text).unwrap_or_default().split_whitespace()
}

#[cfg(test)]
mod tests {
    use phonjon_rows::{Outcome, RawCell};

    use super::*;

    #[test]
    fn only_a_mark_alone_in_the_cell_of_such_a_field_erases() {
        let columns = [("title", "คำนำหน้า"), ("house_no", "บ้านเลขที่"), ("first", "ชื่อ"), ("sex", "เพศ")];
        let columns = columns.map(|(field, header)| (field.to_owned(), header.to_owned())).into();
        let cells = [("คำนำหน้า", " - "), ("บ้านเลขที่", "12-3"), ("ชื่อ", "-"), ("หมายเหตุ", "ลบ")];
        let mut row = ReadRow {
            sheet: String::new(),
            row: 2,
            outcome: Outcome::Accepted,
            issues: Vec::new(),
            values: BTreeMap::from([("title".to_owned(), Value::Text("นาย".to_owned()))]),
            raw: cells.map(|(column, text)| RawCell { column: column.into(), text: text.into() }).into(),
        };
        mark(&mut row, &columns);
        assert_eq!(erased(&row.values).collect::<Vec<_>>(), ["title"]);
        assert_eq!(row.values["title"], Value::Null);
    }
}
