//! The wire between the reader process and the one that started it: one JSON object a line.

use std::io::{self, BufRead, Write};

use serde::{Deserialize, Serialize};

use crate::row::{Counts, ReadRow};

/// What the reader recognised, sent before the first row.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FileHead {
    /// `tpmap`, `thaiqm`, `bmn`, `welfare` or `tpmap-public`.
    pub source: String,
    /// Survey year (Buddhist era) that the file itself states, if it does.
    pub year: Option<i16>,
    /// The survey years the file states, when they disagree with each other.
    #[serde(default)]
    pub years_stated: Vec<i16>,
    /// `xlsx`, `xls`, `xlsb`, `ods` or `csv`.
    pub format: String,
    /// Columns that were not understood, kept as raw: sheet and header as written.
    pub unknown_columns: Vec<(String, String)>,
    /// Fields the source usually has that no column was found for.
    pub missing_fields: Vec<String>,
}

/// Sent after the last row.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct FileTail {
    /// How many rows came to what.
    pub counts: Counts,
}

/// Why a whole file was refused.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FileRefusal {
    /// Stable word such as `file_encrypted`.
    pub code: String,
    /// Arguments of the sentence.
    #[serde(default)]
    pub args: std::collections::BTreeMap<String, String>,
}

/// One line between the processes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Message {
    /// First, when the file can be read.
    Head(FileHead),
    /// A row.
    Row(ReadRow),
    /// Last, when the file was read to its end.
    Tail(FileTail),
    /// First or in the middle: the file cannot be read (on), nothing of it counts.
    Refused(FileRefusal),
}

/// Writes one message as one line.
///
/// # Errors
///
/// The writer's own.
pub fn write_message(out: &mut impl Write, message: &Message) -> io::Result<()> {
    serde_json::to_writer(&mut *out, message)?;
    out.write_all(b"\n")
}

/// Reads messages line by line.
///
/// # Errors
///
/// Each item is the reader's own error, or `InvalidData` for a line that is not a message.
pub fn read_messages(input: impl BufRead) -> impl Iterator<Item = io::Result<Message>> {
    input.lines().map(|line| serde_json::from_str(&line?).map_err(io::Error::from))
}
