//! Writes an .xlsx workbook row by row into a stream: no more of it is ever held than a row, nothing lies on a disk, and no
//! cell is a formula.

use std::io::{self, Write};

use chrono::NaiveDate;
use zip::write::{SimpleFileOptions, StreamWriter};
use zip::{CompressionMethod, ZipWriter};

use crate::book::{Cell, Merged, Width};

/// How a cell is to be seen.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Tone {
    Plain,
    /// The row is refused for it.
    Bad,
    /// Somebody should look at it.
    Doubtful,
    /// A header of ours.
    Head,
}

/// Letters wide that our own columns are.
const STATUS_WIDTH: f64 = 24.0;
const REASON_WIDTH: f64 = 70.0;
/// Longest text of a cell, by the format.
const LONGEST: usize = 32_767;
/// Longest name of a sheet, by the format.
const LONGEST_NAME: usize = 31;

const MAIN: &str = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
const RELATIONS: &str = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
const PACKAGE: &str = "http://schemas.openxmlformats.org/package/2006";
const HEAD: &str = "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n";

/// A workbook as it is written.
pub(super) struct Workbook<W: Write> {
    zip: ZipWriter<StreamWriter<W>>,
    names: Vec<String>,
    /// Of the row that is open.
    row: String,
}

impl<W: Write> Workbook<W> {
    pub(super) fn begin(out: W) -> Self {
        Self { zip: ZipWriter::new_stream(out), names: Vec::new(), row: String::new() }
    }

    fn part(&mut self, name: &str) -> io::Result<()> {
        let options = SimpleFileOptions::default().compression_method(CompressionMethod::Deflated);
        self.zip.start_file(name, options.large_file(true)).map_err(io::Error::other)
    }

    /// Begins a sheet; our columns begin at `ours`.
    pub(super) fn begin_sheet(&mut self, name: &str, widths: &[Width], ours: Option<u32>) -> io::Result<()> {
        let name: String = name.chars().take(LONGEST_NAME).collect();
        self.names.push(if name.is_empty() {
            format!("แผ่น {}", self.names.len() + 1)
        } else {
            name
        });
        let part = format!("xl/worksheets/sheet{}.xml", self.names.len());
        self.part(&part)?;
        write!(self.zip, "{HEAD}<worksheet xmlns=\"{MAIN}\">")?;
        let mut columns = String::new();
        for Width { first, last, letters } in widths {
            let last = ours.map_or(*last, |it| (*last).min(it));
            if *first <= last {
                columns.push_str(&col(*first, last, *letters));
            }
        }
        if let Some(at) = ours {
            columns.push_str(&col(at + 1, at + 1, STATUS_WIDTH));
            columns.push_str(&col(at + 2, at + 2, REASON_WIDTH));
        }
        if !columns.is_empty() {
            write!(self.zip, "<cols>{columns}</cols>")?;
        }
        write!(self.zip, "<sheetData>")
    }

    /// Adds a cell to the row that is open, of a column counted from 0 and behind those before it.
    pub(super) fn cell(&mut self, number: u32, column: u32, cell: Option<&Cell>, tone: Tone) {
        use std::fmt::Write as _;
        let place = format!("{}{number}", letters(column));
        let row = &mut self.row;
        // Writing to a text cannot fail.
        let _ = match cell {
            None => write!(row, "<c r=\"{place}\" s=\"{}\"/>", style(Kind::General, tone)),
            Some(Cell::Number(n)) if n.is_finite() => {
                let kind = if n.fract() == 0.0 && n.abs() >= 1e11 { Kind::Whole } else { Kind::General };
                write!(row, "<c r=\"{place}\" s=\"{}\"><v>{n}</v></c>", style(kind, tone))
            }
            Some(Cell::Date(day)) if let Some(serial) = serial(*day) => {
                write!(row, "<c r=\"{place}\" s=\"{}\"><v>{serial}</v></c>", style(Kind::Day, tone))
            }
            Some(other) => write!(
                row,
                "<c r=\"{place}\" s=\"{}\" t=\"inlineStr\"><is><t xml:space=\"preserve\">{}</t></is></c>",
                style(Kind::Text, tone),
                escaped(&other.written())
            ),
        };
    }

    /// Ends the row that is open.
    pub(super) fn end_row(&mut self, number: u32) -> io::Result<()> {
        write!(self.zip, "<row r=\"{number}\">{}</row>", self.row)?;
        self.row.clear();
        Ok(())
    }

    pub(super) fn end_sheet(&mut self, merged: &[Merged]) -> io::Result<()> {
        write!(self.zip, "</sheetData>")?;
        if !merged.is_empty() {
            write!(self.zip, "<mergeCells count=\"{}\">", merged.len())?;
            for ((top, left), (bottom, right)) in merged {
                let (first, last) = (letters(*left), letters(*right));
                write!(self.zip, "<mergeCell ref=\"{first}{}:{last}{}\"/>", top + 1, bottom + 1)?;
            }
            write!(self.zip, "</mergeCells>")?;
        }
        write!(self.zip, "</worksheet>")
    }

    /// Ends the workbook; `made_from` is the file it was made from, under the name `name`.
    pub(super) fn finish(mut self, name: &str, made_from: &str) -> io::Result<W> {
        let names = std::mem::take(&mut self.names);
        let all = 1..=names.len();
        let sheets: Vec<String> = all
            .clone()
            .zip(&names)
            .map(|(at, name)| {
                format!("<sheet name=\"{}\" sheetId=\"{at}\" r:id=\"rId{at}\"/>", escaped(name))
            })
            .collect();
        let text = escaped(&made_from.replace('"', "\"\""));
        self.part("xl/workbook.xml")?;
        write!(
            self.zip,
            "{HEAD}<workbook xmlns=\"{MAIN}\" xmlns:r=\"{RELATIONS}\"><sheets>{}</sheets><definedNames>\
             <definedName name=\"{name}\" hidden=\"1\">\"{text}\"</definedName></definedNames></workbook>",
            sheets.concat()
        )?;
        let relations: Vec<String> = all.clone().map(|at| {
            format!("<Relationship Id=\"rId{at}\" Type=\"{RELATIONS}/worksheet\" Target=\"worksheets/sheet{at}.xml\"/>")
        }).collect();
        self.part("xl/_rels/workbook.xml.rels")?;
        write!(
            self.zip,
            "{HEAD}<Relationships xmlns=\"{PACKAGE}/relationships\">{}\
             <Relationship Id=\"rIdS\" Type=\"{RELATIONS}/styles\" Target=\"styles.xml\"/></Relationships>",
            relations.concat()
        )?;
        self.part("xl/styles.xml")?;
        write!(self.zip, "{HEAD}{}", styles())?;
        self.part("_rels/.rels")?;
        write!(
            self.zip,
            "{HEAD}<Relationships xmlns=\"{PACKAGE}/relationships\"><Relationship Id=\"rId1\" \
             Type=\"{RELATIONS}/officeDocument\" Target=\"xl/workbook.xml\"/></Relationships>"
        )?;
        let kind = "application/vnd.openxmlformats-officedocument.spreadsheetml";
        let parts: Vec<String> = all.map(|at| {
            format!("<Override PartName=\"/xl/worksheets/sheet{at}.xml\" ContentType=\"{kind}.worksheet+xml\"/>")
        }).collect();
        self.part("[Content_Types].xml")?;
        write!(
            self.zip,
            "{HEAD}<Types xmlns=\"{PACKAGE}/content-types\"><Default Extension=\"rels\" \
             ContentType=\"application/vnd.openxmlformats-package.relationships+xml\"/>\
             <Default Extension=\"xml\" ContentType=\"application/xml\"/>\
             <Override PartName=\"/xl/workbook.xml\" ContentType=\"{kind}.sheet.main+xml\"/>\
             <Override PartName=\"/xl/styles.xml\" ContentType=\"{kind}.styles+xml\"/>{}</Types>",
            parts.concat()
        )?;
        self.zip.finish().map(StreamWriter::into_inner).map_err(io::Error::other)
    }
}

fn col(first: u32, last: u32, letters: f64) -> String {
    format!("<col min=\"{first}\" max=\"{last}\" width=\"{letters}\" customWidth=\"1\"/>")
}

/// How a value is shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    General,
    Whole,
    Day,
    Text,
}

/// The place of a style among those of [`styles`].
fn style(kind: Kind, tone: Tone) -> u32 {
    let kind = match kind {
        Kind::General => 0,
        Kind::Whole => 1,
        Kind::Day => 2,
        Kind::Text => 3,
    };
    let tone = match tone {
        Tone::Plain => 0,
        Tone::Bad => 1,
        Tone::Doubtful => 2,
        Tone::Head => 3,
    };
    tone * 4 + kind
}

fn styles() -> String {
    let fill = |colour| {
        format!("<fill><patternFill patternType=\"solid\"><fgColor rgb=\"{colour}\"/></patternFill></fill>")
    };
    let one =
        |(font, fill): (u32, u32)| {
            // General, a whole number, a day, text.
            [0, 1, 14, 49].map(|format| {
            format!(
                "<xf numFmtId=\"{format}\" fontId=\"{font}\" fillId=\"{fill}\" borderId=\"0\" xfId=\"0\" \
                 applyNumberFormat=\"1\" applyFont=\"1\" applyFill=\"1\"/>"
            )
        }).concat()
        };
    let all = [(0, 0), (0, 2), (0, 3), (1, 0)].map(one).concat();
    format!(
        "<styleSheet xmlns=\"{MAIN}\"><fonts count=\"2\"><font><sz val=\"11\"/><name val=\"Calibri\"/></font>\
         <font><b/><sz val=\"11\"/><name val=\"Calibri\"/></font></fonts>\
         <fills count=\"4\"><fill><patternFill patternType=\"none\"/></fill><fill><patternFill patternType=\"gray125\"/></fill>{}{}</fills>\
         <borders count=\"1\"><border/></borders><cellStyleXfs count=\"1\"><xf/></cellStyleXfs>\
         <cellXfs count=\"16\">{all}</cellXfs></styleSheet>",
        fill("FFFFC7CE"),
        fill("FFFFEB9C"),
    )
}

/// A day as spreadsheets count it; of days before March 1900 they disagree.
fn serial(day: NaiveDate) -> Option<i64> {
    let nought = NaiveDate::from_ymd_opt(1899, 12, 30)?;
    let days = (day - nought).num_days();
    (days > 60).then_some(days)
}

fn letters(column: u32) -> String {
    let mut left = column;
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

/// A text as a part may hold it: what no part may hold is left out.
fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 8);
    for c in text.chars().take(LONGEST) {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            // A reader makes one line end of the two.
            '\r' => out.push_str("&#13;"),
            '\n' | '\t' => out.push(c),
            c if c < ' ' || c == '\u{fffe}' || c == '\u{ffff}' => {}
            c => out.push(c),
        }
    }
    out
}
