//! What a reader recognised in a file and how sure it is, and how somebody says that it is to be read otherwise.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

/// Most that anything can be sure of: it was read as it is always written.
pub const CERTAIN: u16 = 1000;

/// Why something was recognised: a stable word whose sentence the words room has, and its arguments.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Reason {
    /// Stable word such as `header_exact`.
    pub code: String,
    /// Arguments of the sentence.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub args: BTreeMap<String, String>,
}

impl Reason {
    /// A reason whose sentence takes no arguments.
    pub fn new(code: &str) -> Self {
        Self { code: code.to_owned(), args: BTreeMap::new() }
    }

    /// The same with one more argument.
    #[must_use]
    pub fn with(mut self, name: &str, value: &impl ToString) -> Self {
        self.args.insert(name.to_owned(), value.to_string());
        self
    }
}

/// A source that a file may be of.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SourceGuess {
    /// `tpmap`, `thaiqm`, `bmn`, `welfare` or `tpmap-public`.
    pub source: String,
    /// 0 to [`CERTAIN`].
    pub confidence: u16,
    /// Why.
    pub reasons: Vec<Reason>,
}

/// The survey year a file is taken for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct YearGuess {
    /// Buddhist era.
    pub year: i16,
    /// 0 to [`CERTAIN`].
    pub confidence: u16,
    /// Why.
    pub reason: Reason,
}

/// A cell as it is written and as it is read.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Sample {
    /// As written.
    pub written: String,
    /// As read, where it is.
    pub read: Option<String>,
}

/// A field that a column may hold.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Candidate {
    /// The field.
    pub field: String,
    /// 0 to [`CERTAIN`].
    pub confidence: u16,
}

/// A column of a sheet, and what it was taken for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ColumnRead {
    /// As spreadsheet programs letter it.
    pub column: String,
    /// The header as written.
    pub header: String,
    /// The field it was taken for; none where it is kept as written and not read.
    pub field: Option<String>,
    /// 0 to [`CERTAIN`].
    pub confidence: u16,
    /// Why.
    pub reason: Reason,
    /// Other fields it may hold, the likeliest first.
    pub others: Vec<Candidate>,
    /// Its first cells.
    pub samples: Vec<Sample>,
}

/// A sheet, and how it is laid out.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SheetRead {
    /// Its name; empty for text files.
    pub sheet: String,
    /// Last row of its header, as shown; of a sheet that is not read, the row that looks most like one.
    pub header_row: Option<u32>,
    /// True where rows are read from it.
    pub is_read: bool,
    /// True where somebody said that it is to be left out.
    pub is_left_out: bool,
    /// 0 to [`CERTAIN`].
    pub confidence: u16,
    /// Why.
    pub reason: Reason,
    /// Its columns.
    pub columns: Vec<ColumnRead>,
}

/// Something odd about a sheet as a whole, told once with its place.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Told {
    /// Sheet; empty for text files.
    pub sheet: String,
    /// What, with the place among its arguments.
    pub what: Reason,
}

/// What a reader recognised in a file.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Recognised {
    /// The source it was taken for.
    pub source: Option<SourceGuess>,
    /// What else it may be.
    pub second: Option<SourceGuess>,
    /// The survey year, where something says it.
    pub year: Option<YearGuess>,
    /// The sheets in their order.
    pub sheets: Vec<SheetRead>,
    /// The saved mapping by which it was read.
    pub saved: Option<String>,
    /// True where somebody said how it is to be read.
    pub is_mapped: bool,
    /// The fields that a column of its source may hold.
    pub fields: Vec<String>,
    /// What is odd about its sheets.
    pub told: Vec<Told>,
}

impl Recognised {
    /// How the file is read, in the form in which it can be given back.
    pub fn mapping(&self) -> Mapping {
        let of_sheet = |it: &SheetRead| SheetChoice {
            sheet: it.sheet.clone(),
            is_left_out: it.is_left_out,
            header_row: it.header_row.filter(|_| it.is_read),
        };
        let columns = self.sheets.iter().filter(|it| it.is_read).flat_map(|sheet| {
            sheet.columns.iter().map(|it| ColumnChoice {
                sheet: Some(sheet.sheet.clone()),
                column: Some(it.column.clone()),
                header: Some(it.header.clone()),
                field: it.field.clone(),
            })
        });
        Mapping {
            source: self.source.as_ref().map(|it| it.source.clone()),
            year: self.year.as_ref().map(|it| it.year),
            sheets: self.sheets.iter().map(of_sheet).collect(),
            columns: columns.collect(),
        }
    }

    /// The same for files to come: columns by their headers alone, wherever they will stand, and of no year.
    pub fn mapping_by_header(&self) -> Mapping {
        let mut seen = BTreeSet::new();
        let columns = self.sheets.iter().filter(|it| it.is_read).flat_map(|it| &it.columns);
        let columns = columns.filter(|it| !it.header.trim().is_empty() && seen.insert(it.header.clone()));
        let choice = |it: &ColumnRead| ColumnChoice {
            sheet: None,
            column: None,
            header: Some(it.header.clone()),
            field: it.field.clone(),
        };
        let left_out = self.sheets.iter().filter(|it| it.is_left_out);
        Mapping {
            source: self.source.as_ref().map(|it| it.source.clone()),
            year: None,
            sheets: left_out
                .map(|it| SheetChoice { sheet: it.sheet.clone(), is_left_out: true, header_row: None })
                .collect(),
            columns: columns.map(choice).collect(),
        }
    }
}

/// How a file is to be read, where somebody says so; what it does not speak of is recognised as ever.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Mapping {
    /// The source it is of.
    #[serde(default)]
    pub source: Option<String>,
    /// The survey year (Buddhist era) it is of, whatever its titles say.
    #[serde(default)]
    pub year: Option<i16>,
    /// What is said of its sheets.
    #[serde(default)]
    pub sheets: Vec<SheetChoice>,
    /// What is said of its columns.
    #[serde(default)]
    pub columns: Vec<ColumnChoice>,
}

impl Mapping {
    /// What is said of a sheet.
    pub fn sheet(&self, name: &str) -> Option<&SheetChoice> {
        self.sheets.iter().find(|it| it.sheet == name)
    }
}

/// What is said of a sheet.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SheetChoice {
    /// Its name; empty for text files.
    pub sheet: String,
    /// Nothing is read from it.
    #[serde(default)]
    pub is_left_out: bool,
    /// Last row of its header, as shown.
    #[serde(default)]
    pub header_row: Option<u32>,
}

/// What is said of a column. Its header names it wherever it stands; where two bear the same, or none, its letter does.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ColumnChoice {
    /// The sheet; every one where none is given.
    #[serde(default)]
    pub sheet: Option<String>,
    /// As spreadsheet programs letter it.
    #[serde(default)]
    pub column: Option<String>,
    /// Its header.
    #[serde(default)]
    pub header: Option<String>,
    /// What it holds; nothing is read from it where none is given.
    #[serde(default)]
    pub field: Option<String>,
}

/// A mapping that an office saved.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SavedMapping {
    /// What it is known by.
    pub id: String,
    /// How files are to be read by it.
    pub mapping: Mapping,
}

/// The place of a column by its letters, from 0: `A` is 0, `AA` is 26.
pub fn column_index(letters: &str) -> Option<u32> {
    let mut index: u32 = 0;
    for letter in letters.trim().chars() {
        let digit = letter.is_ascii_alphabetic().then(|| letter.to_digit(36)).flatten()?;
        index = index.checked_mul(26)?.checked_add(digit - 9)?;
    }
    index.checked_sub(1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn letters_say_where_a_column_stands() {
        let all: Vec<_> = ["A", "z", "AA", "AZ", "BA", "ZZ", "AAA"].into_iter().map(column_index).collect();
        assert_eq!(all, [0, 25, 26, 51, 52, 701, 702].map(Some));
        for none in ["", "1", "A1", "ก", "AAAAAAAAAAAA"] {
            assert_eq!(column_index(none), None, "{none}");
        }
    }

    #[test]
    fn what_was_recognised_can_be_given_back() {
        let column = |column: &str, header: &str, field: Option<&str>| ColumnRead {
            column: column.to_owned(),
            header: header.to_owned(),
            field: field.map(str::to_owned),
            confidence: CERTAIN,
            reason: Reason::new("header_exact"),
            others: Vec::new(),
            samples: Vec::new(),
        };
        let sheet = |name: &str, is_read: bool, columns: Vec<ColumnRead>| SheetRead {
            sheet: name.to_owned(),
            header_row: Some(3),
            is_read,
            is_left_out: !is_read,
            confidence: CERTAIN,
            reason: Reason::default(),
            columns,
        };
        let found = Recognised {
            sheets: vec![
                sheet("ก", true, vec![column("A", "ชื่อ", Some("first")), column("B", "หมายเหตุ", None)]),
                sheet("ข", false, vec![column("A", "อื่น", None)]),
            ],
            ..Recognised::default()
        };
        let exact = found.mapping();
        assert_eq!(exact.columns.len(), 2);
        assert_eq!(exact.sheet("ก").unwrap().header_row, Some(3));
        let text = serde_json::to_string(&exact).unwrap();
        assert_eq!(serde_json::from_str::<Mapping>(&text).unwrap(), exact);
        let to_come = found.mapping_by_header();
        assert!(to_come.columns.iter().all(|it| it.sheet.is_none() && it.column.is_none()));
        assert_eq!(to_come.sheets.len(), 1, "the one that is left out");
        assert!(serde_json::from_str::<Mapping>(r#"{"colums":[]}"#).is_err(), "a slip is no mapping");
    }
}
