//! The wire between the reader process and the one that started it: one JSON object a line.

use std::io::{self, BufRead, Write};

use serde::{Deserialize, Serialize};

use crate::packed::{PackedRow, Packing, Unpacking, WrittenRow};
use crate::recognised::Recognised;
use crate::row::{Counts, ReadRow};

/// What the reader recognised, sent before the first row.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FileHead {
    /// `tpmap`, `thaiqm`, `bmn`, `welfare`, `tpmap-public`, `visits`, `help` or `teams`.
    pub source: String,
    /// Survey year (Buddhist era) that the file itself states, if it does.
    pub year: Option<i16>,
    /// The survey years the file states, when they disagree with each other.
    #[serde(default)]
    pub years_stated: Vec<i16>,
    /// `xlsx`, `xls`, `xlsb`, `ods` or `csv`.
    pub format: String,
    /// Columns that no field took; their cells are kept as written.
    pub unknown_columns: Vec<UnknownColumn>,
    /// Fields the source usually has that no column was found for.
    pub missing_fields: Vec<String>,
    /// The file that a workbook was made from which we gave back with marks: it speaks for that one, whatever its name.
    #[serde(default)]
    pub made_from: Option<String>,
    /// Header that each field was found under, in the first sheet that has it.
    #[serde(default)]
    pub columns: std::collections::BTreeMap<String, String>,
    /// The sheets that hold something, in their order.
    #[serde(default)]
    pub sheets: Vec<SheetHead>,
}

/// Where the header of a sheet stands.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SheetHead {
    /// Sheet name; empty for text files.
    pub sheet: String,
    /// Last row of its header, as shown; none where no header was found and nothing of it is read.
    pub header_row: Option<u32>,
}

/// A column whose header no field took.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct UnknownColumn {
    /// Sheet name; empty for text files.
    pub sheet: String,
    /// The column as spreadsheet programs letter it: `A`, `B`, … `AA`.
    pub column: String,
    /// The header as written.
    pub header: String,
}

impl UnknownColumn {
    /// Names a column by its sheet, its place counted from 0 and its header.
    pub fn new(sheet: &str, index: u32, header: &str) -> Self {
        Self { sheet: sheet.to_owned(), column: column_letters(index), header: header_told(header) }
    }

    /// Place and header in one: `บัญชี!K หมายเหตุ`.
    pub fn text(&self) -> String {
        let place = if self.sheet.is_empty() { String::new() } else { format!("{}!", self.sheet) };
        format!("{place}{} {}", self.column, self.header.split_whitespace().collect::<Vec<_>>().join(" "))
    }
}

/// A header as it may be told: one that holds a personal number is no header, and the number is not told.
pub fn header_told(header: &str) -> String {
    let n_digits = header.chars().filter(|it| it.is_numeric()).count();
    if n_digits < 13 { header.to_owned() } else { header.replace(char::is_numeric, "x") }
}

/// `A` for 0, `Z` for 25, `AA` for 26.
pub fn column_letters(index: u32) -> String {
    let mut left = index;
    let mut reversed = Vec::new();
    loop {
        reversed.extend(char::from_digit(left % 26 + 10, 36).map(|it| it.to_ascii_uppercase()));
        match left / 26 {
            0 => break,
            more => left = more - 1,
        }
    }
    reversed.into_iter().rev().collect()
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
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Message {
    /// What was recognised; before the head, or before the refusal of a file in which something stands.
    Recognised(Box<Recognised>),
    /// First, when the file can be read.
    Head(FileHead),
    /// A row.
    Row(ReadRow),
    /// Last, when the file was read to its end.
    Tail(FileTail),
    /// First or in the middle: the file cannot be read (on), nothing of it counts.
    Refused(FileRefusal),
}

/// A message as it is written.
#[derive(Serialize)]
#[serde(rename_all = "snake_case")]
enum Sent<'a> {
    Recognised(&'a Recognised),
    Head(&'a FileHead),
    Row(PackedRow<'a>),
    Tail(&'a FileTail),
    Refused(&'a FileRefusal),
}

/// A message as it is read.
#[derive(Deserialize)]
#[serde(rename_all = "snake_case")]
enum Received {
    Recognised(Box<Recognised>),
    Head(FileHead),
    Row(WrittenRow),
    Tail(FileTail),
    Refused(FileRefusal),
}

/// Writes messages, each as one line.
#[derive(Debug)]
pub struct MessageWriter<W> {
    out: W,
    packing: Packing,
}

impl<W: Write> MessageWriter<W> {
    /// Writes to an output on which nothing was written before.
    pub fn new(out: W) -> Self {
        Self { out, packing: Packing::default() }
    }

    /// Writes the next message.
    ///
    /// # Errors
    ///
    /// The output's own.
    pub fn write(&mut self, message: &Message) -> io::Result<()> {
        let sent = match message {
            Message::Recognised(it) => Sent::Recognised(it),
            Message::Head(it) => Sent::Head(it),
            Message::Row(it) => Sent::Row(self.packing.row(it)),
            Message::Tail(it) => Sent::Tail(it),
            Message::Refused(it) => Sent::Refused(it),
        };
        serde_json::to_writer(&mut self.out, &sent)?;
        self.out.write_all(b"\n")
    }

    /// Writes what the output holds back.
    ///
    /// # Errors
    ///
    /// The output's own.
    pub fn flush(&mut self) -> io::Result<()> {
        self.out.flush()
    }
}

/// Reads messages line by line.
///
/// # Errors
///
/// Each item is the reader's own error, or `InvalidData` for a line that is not a message.
pub fn read_messages(input: impl BufRead) -> impl Iterator<Item = io::Result<Message>> {
    let mut unpacking = Unpacking::default();
    input.lines().map(move |line| {
        Ok(match serde_json::from_str(&line?)? {
            Received::Recognised(it) => Message::Recognised(it),
            Received::Head(it) => Message::Head(it),
            Received::Row(it) => Message::Row(unpacking.row(it).ok_or(io::ErrorKind::InvalidData)?),
            Received::Tail(it) => Message::Tail(it),
            Received::Refused(it) => Message::Refused(it),
        })
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_are_lettered_as_spreadsheet_programs_do() {
        let all: Vec<String> = [0, 25, 26, 51, 52, 701, 702].into_iter().map(column_letters).collect();
        assert_eq!(all, ["A", "Z", "AA", "AZ", "BA", "ZZ", "AAA"]);
    }

    #[test]
    fn a_column_is_told_with_its_place() {
        assert_eq!(UnknownColumn::new("บัญชี", 10, "หมาย\nเหตุ").text(), "บัญชี!K หมาย เหตุ");
        assert_eq!(UnknownColumn::new("", 0, "x").text(), "A x");
    }
}
