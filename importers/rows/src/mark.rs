//! What is to be written beside the rows of a workbook that goes back to its office.

use serde::{Deserialize, Serialize};

use crate::recognised::Mapping;
use crate::row::Outcome;

/// What is the same for all rows: the first line.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct MarkHead {
    /// The file that the workbook is made from.
    pub file_name: String,
    /// What stands beside a row of which nothing is said.
    pub accepted: String,
    /// What stands beside a row that is no data.
    pub skipped: String,
    /// How the file was read; recognised anew where nothing is said.
    #[serde(default)]
    pub mapping: Option<Mapping>,
}

/// What is said of one row.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Mark {
    /// Sheet name; empty for text files.
    pub sheet: String,
    /// Row as shown, from 1.
    pub row: u32,
    /// What became of it.
    pub outcome: Outcome,
    /// The same in words.
    pub status: String,
    /// Why, in words.
    pub reason: String,
    /// The cells it is said of.
    pub cells: Vec<MarkedCell>,
}

/// A cell of which something is said.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct MarkedCell {
    /// Header as written.
    pub column: Option<String>,
    /// Field name.
    pub field: Option<String>,
    /// What is the matter: a stable word.
    pub code: String,
}
