//! Reads official lists of areas: the Interior Ministry's population file and two plain tables of codes and names.

use std::collections::BTreeMap;
use std::io::{self, Read};

use encoding_rs::WINDOWS_874;
use phonjon_domain::area::{AreaCode, AreaLevel, AreaLine, AreaSetLine};

use crate::wording::{ascii_digits, tidy};

mod layout;
mod sets;

use layout::Layout;
use sets::SetLayout;

/// Longest list in bytes: the whole country's villages take a tenth of it.
const LONGEST: u64 = 128 * 1024 * 1024;

/// How workbooks begin: packed ones, and those of old.
const WORKBOOKS: [&[u8]; 2] = [b"PK\x03\x04", b"\xd0\xcf\x11\xe0"];

/// Why a file is no list of areas.
#[derive(Debug, thiserror::Error)]
pub enum AreaListError {
    /// The file cannot be read.
    #[error("cannot read the list of areas")]
    Read(#[source] io::Error),
    /// The file is a workbook of a spreadsheet program.
    #[error("a workbook is no list of areas")]
    Workbook,
    /// The file is too long to be one.
    #[error("a list of areas has at most {LONGEST} bytes")]
    TooLong,
    /// The columns are none of those known.
    #[error("no known list of areas; it begins with the columns {}", found.join(", "))]
    Unknown {
        /// The first columns as written.
        found: Vec<String>,
    },
    /// The text is no table.
    #[error("the list of areas is no table")]
    Table(#[source] csv::Error),
}

impl AreaListError {
    /// A stable word and the arguments of its sentence.
    pub fn told(&self) -> (&'static str, BTreeMap<String, String>) {
        let with = |name: &str, value: String| BTreeMap::from([(name.to_owned(), value)]);
        match self {
            Self::Workbook => ("area_list_workbook", BTreeMap::new()),
            Self::TooLong => ("area_list_too_long", with("limit", LONGEST.to_string())),
            Self::Unknown { found } => ("area_list_unknown", with("found", found.join(", "))),
            Self::Read(_) | Self::Table(_) => ("area_list_unreadable", BTreeMap::new()),
        }
    }
}

/// Something about one line of a list that a person should know.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AreaListIssue {
    /// Line of the file, from 1.
    pub line: u64,
    /// `area_line_code_invalid`, `area_line_name_differs`, `area_line_parent_differs`, `area_line_level_differs`,
    /// `area_line_kind_unknown` or `area_line_set_empty`.
    pub code: &'static str,
    /// The code as written.
    pub area_code: String,
}

/// A list as read: its areas in the order of their codes, each once, and what was wrong with it.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct AreaList {
    /// The areas.
    pub lines: Vec<AreaLine>,
    /// Local administrative organisations and clusters, as sets of areas.
    pub sets: Vec<AreaSetLine>,
    /// What was wrong; those lines were left out, or of two names the first was kept.
    pub issues: Vec<AreaListIssue>,
}

/// Reads a list of areas, in UTF-8 or Thai Windows letters. Which of the known lists it is its columns say:
///
/// - the Interior Ministry's population file: `CC-CODE`, `CCAATT-CODE`, `CCAATTMM-CODE` with a `-DESC` each, with or
///   without its line of column names, separated by `|`;
/// - one line a village: `area_code, province, amphoe, tambon, moo, village`;
/// - one line an area: `code` (or `village_ID`) and `name_th` (or `village_name`), perhaps `parent_code`, `level` and
///   `name_en`;
/// - one line a local administrative organisation or cluster: `kind` (`local_organisation` or `cluster`), `name`,
///   `members` (codes, separated by spaces) and perhaps `code`.
///
/// # Errors
///
/// [`AreaListError`]. What is wrong with single lines is in the list's issues.
pub fn read_area_list(input: impl Read) -> Result<AreaList, AreaListError> {
    let mut bytes = Vec::new();
    input.take(LONGEST + 1).read_to_end(&mut bytes).map_err(AreaListError::Read)?;
    if bytes.len() as u64 > LONGEST {
        return Err(AreaListError::TooLong);
    }
    if WORKBOOKS.iter().any(|it| bytes.starts_with(it)) {
        return Err(AreaListError::Workbook);
    }
    let text = match std::str::from_utf8(&bytes) {
        Ok(text) => text.strip_prefix('\u{feff}').unwrap_or(text).into(),
        Err(_) => WINDOWS_874.decode_without_bom_handling(&bytes).0,
    };
    let mut table = csv::ReaderBuilder::new()
        .delimiter(delimiter(&text))
        .quoting(delimiter(&text) != b'|')
        .has_headers(false)
        .flexible(true)
        .from_reader(text.as_bytes());
    let mut list = Reading::default();
    let (mut layout, mut of_sets) = (None, None);
    for record in table.records() {
        let record = record.map_err(AreaListError::Table)?;
        let line = record.position().map_or(0, csv::Position::line);
        let cells: Vec<String> = record.iter().map(tidy).collect();
        if of_sets.is_none() && layout.is_none() {
            of_sets = SetLayout::of(&cells);
            if of_sets.is_some() {
                continue;
            }
        }
        if let Some(layout) = &of_sets {
            sets::read(layout, line, &cells, &mut list);
            continue;
        }
        if let Some(layout) = &layout {
            layout::read(layout, line, &cells, &mut list);
            continue;
        }
        let short = |it: &String| it.chars().take(40).collect();
        let first = || AreaListError::Unknown { found: cells.iter().take(8).map(short).collect() };
        let (found, is_header) = Layout::of(&cells).ok_or_else(first)?;
        if !is_header {
            layout::read(&found, line, &cells, &mut list);
        }
        layout = Some(found);
    }
    Ok(list.done())
}

/// The separator that the first line has most of.
fn delimiter(text: &str) -> u8 {
    let first = text.lines().next().unwrap_or_default();
    [b'|', b'\t', b';', b',']
        .into_iter()
        .max_by_key(|it| first.bytes().filter(|b| b == it).count())
        .unwrap_or(b',')
}

#[derive(Default)]
struct Reading {
    areas: BTreeMap<AreaCode, (Option<String>, Option<String>)>,
    sets: Vec<AreaSetLine>,
    issues: Vec<AreaListIssue>,
}

impl Reading {
    fn issue(&mut self, line: u64, code: &'static str, area_code: &str) {
        self.issues.push(AreaListIssue { line, code, area_code: area_code.to_owned() });
    }

    /// The code of a cell, perhaps padded with zeros; `None` with an issue where it is none.
    fn code(&mut self, line: u64, cell: &str) -> Option<AreaCode> {
        let code =
            AreaCode::parse_padded(&ascii_digits(cell)).ok().filter(|it| !it.as_str().starts_with('0'));
        if code.is_none() {
            self.issue(line, "area_line_code_invalid", cell);
        }
        code
    }

    fn add(&mut self, line: u64, code: &AreaCode, name_th: &str, name_en: &str) {
        let name_th = name(code.level(), name_th);
        let name_en = name(AreaLevel::Country, name_en);
        let (th, en) = self.areas.entry(code.clone()).or_default();
        let differs = matches!((&*th, &name_th), (Some(old), Some(new)) if old != new);
        if th.is_none() {
            *th = name_th;
        }
        if en.is_none() {
            *en = name_en;
        }
        if differs {
            self.issue(line, "area_line_name_differs", code.as_str());
        }
    }

    fn done(self) -> AreaList {
        let lines = self
            .areas
            .into_iter()
            .map(|(code, (name_th, name_en))| AreaLine { code, name_th, name_en })
            .collect();
        AreaList { lines, sets: self.sets, issues: self.issues }
    }
}

/// A name without its level's prefix; `None` where nothing is said.
fn name(level: AreaLevel, text: &str) -> Option<String> {
    let prefixes: &[&str] = match level {
        AreaLevel::Province => &["จังหวัด"],
        AreaLevel::District => &["กิ่งอำเภอ", "อำเภอ", "เขต"],
        AreaLevel::Subdistrict => &["ตำบล", "แขวง"],
        AreaLevel::Country | AreaLevel::Village => &[],
    };
    let bare = prefixes.iter().find_map(|it| text.strip_prefix(it)).unwrap_or(text).trim();
    (!matches!(bare, "" | "-" | "0")).then(|| bare.to_owned())
}

#[cfg(test)]
mod tests;
