//! What a check of a file, or its import, came to: what was recognised, the counts, and what is the matter with which rows.

use std::collections::{BTreeMap, BTreeSet};

use phonjon_rows::{Counts, FileHead, Issue, ReadRow, Recognised, SheetHead, UnknownColumn, fields};
use serde::{Deserialize, Serialize};

use crate::imports::Refused;
use crate::intake::{Chosen, Compared, Duplicates, FileOutcome};

/// What an issue does to its row.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Weight {
    /// The row is refused for it.
    Refuses,
    /// The row is kept, and somebody should look.
    Warns,
    /// The row is kept: a certain repair, or a thing worth knowing.
    Notes,
    /// The row is no data.
    Skips,
}

/// The rows that bear one code.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct IssueKind {
    /// Stable word.
    pub code: String,
    /// Arguments of its sentence, where all its rows have the same.
    pub args: BTreeMap<String, String>,
    /// What it does to a row.
    pub weight: Weight,
    /// How many rows bear it.
    pub n_rows: u64,
}

/// What a file came to.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Found {
    /// The source, where it was recognised.
    pub source: Option<String>,
    /// The survey year, Buddhist era, where it is known.
    pub year: Option<i16>,
    /// `xlsx`, `xls`, `xlsb`, `ods` or `csv`.
    pub format: Option<String>,
    /// What was recognised, how surely and why, its samples without whole numbers of persons.
    #[serde(default)]
    pub recognised: Option<Box<Recognised>>,
    /// The sheets with the row their header stands in.
    pub sheets: Vec<SheetHead>,
    /// The header that each field was found under.
    pub columns: BTreeMap<String, String>,
    /// Columns that no field took.
    pub unknown_columns: Vec<UnknownColumn>,
    /// Fields that the source usually has and that no column was found for.
    pub missing_fields: Vec<String>,
    /// Why the whole file is refused, if it is.
    pub refused: Option<Refused>,
    /// Rows by outcome.
    pub counts: Counts,
    /// How they compare with those of the same file before it.
    pub compared: Compared,
    /// Cases that are opened.
    pub n_cases_opened: u64,
    /// Rows taken of whose place nothing is known.
    pub n_without_place: u64,
    /// Questions that are asked for the first time.
    pub n_questions: u64,
    /// The hash of the plan.
    #[serde(default)]
    pub plan: Option<String>,
    /// Rows that mean somebody twice.
    #[serde(default)]
    pub duplicates: Duplicates,
    /// Why importing would stop itself, if it would.
    #[serde(default)]
    pub stops: Option<Refused>,
    /// What was chosen.
    #[serde(default)]
    pub chosen: Chosen,
    /// Codes of the districts that rows would be stored of.
    #[serde(default)]
    pub districts: BTreeSet<String>,
    /// Households with a case that would change, those of them that would fall, and those whose case is open.
    #[serde(default)]
    pub n_changing: (i64, i64, i64),
    /// What is the matter, with how many rows each; the heaviest first.
    pub kinds: Vec<IssueKind>,
}

impl Found {
    /// What was recognised, and what became of the rows.
    pub(super) fn of(
        (head, recognised): (Option<&FileHead>, Option<Box<Recognised>>),
        outcome: &FileOutcome,
        kinds: Vec<IssueKind>,
    ) -> Self {
        Self {
            recognised: recognised.map(unnumbered),
            source: outcome.source.clone(),
            year: outcome.year,
            format: head.map(|it| it.format.clone()),
            sheets: head.map(|it| it.sheets.clone()).unwrap_or_default(),
            columns: head.map(|it| it.columns.clone()).unwrap_or_default(),
            unknown_columns: outcome.unknown_columns.clone(),
            missing_fields: outcome.missing_fields.clone(),
            refused: outcome
                .refused
                .as_ref()
                .map(|it| Refused { code: it.code.clone(), args: it.args.clone() }),
            counts: outcome.counts,
            compared: outcome.compared,
            n_cases_opened: outcome.n_cases_opened,
            n_without_place: outcome.n_without_place,
            n_questions: outcome.n_questions,
            plan: outcome.plan.map(|it| it.to_string()),
            duplicates: outcome.duplicates.clone(),
            districts: outcome.districts.clone(),
            kinds,
            ..Self::default()
        }
    }
}

/// Counts rows by what is the matter with them.
#[derive(Default)]
pub(super) struct Kinds(BTreeMap<String, (BTreeMap<String, String>, u64)>);

impl Kinds {
    /// Notes a row; gives the codes that it bears, each once.
    pub(super) fn note(&mut self, row: &ReadRow) -> Vec<String> {
        let mut codes: Vec<String> = Vec::new();
        for issue in &row.issues {
            if codes.contains(&issue.code) {
                continue;
            }
            codes.push(issue.code.clone());
            let (args, n) = self.0.entry(issue.code.clone()).or_insert_with(|| (issue.args.clone(), 0));
            *n += 1;
            if *args != issue.args {
                args.clear();
            }
        }
        codes
    }

    /// The kinds, the heaviest first, and of the same weight those of most rows.
    pub(super) fn all(self, weight: impl Fn(&str) -> Weight) -> Vec<IssueKind> {
        let kinds = self.0.into_iter();
        let mut kinds: Vec<IssueKind> = kinds
            .map(|(code, (args, n_rows))| IssueKind { weight: weight(&code), code, args, n_rows })
            .collect();
        kinds.sort_by_key(|it| (it.weight as u8, std::cmp::Reverse(it.n_rows)));
        kinds
    }
}

/// A row that a check found something about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CheckedRow {
    /// Its place among the rows of the file.
    pub place: i32,
    /// The row, its numbers of persons masked.
    pub row: ReadRow,
}

/// The row as it may be shown: of numbers of persons only what tells two apart.
pub(super) fn masked(mut row: ReadRow, columns: &BTreeMap<String, String>) -> ReadRow {
    let of_number = [fields::PID, fields::PID_MASKED].map(|it| columns.get(it));
    for cell in &mut row.raw {
        let is_number = of_number.contains(&Some(&cell.column));
        cell.text = mask(&cell.text, is_number);
        cell.column = mask(&cell.column, false);
    }
    for issue in &mut row.issues {
        mask_issue(issue);
    }
    row.values.clear();
    row
}

/// What was recognised as it may be shown.
fn unnumbered(mut it: Box<Recognised>) -> Box<Recognised> {
    for column in it.sheets.iter_mut().flat_map(|it| &mut it.columns) {
        let likely = column.field.as_deref().or_else(|| column.others.first().map(|it| it.field.as_str()));
        let is_number = likely.is_some_and(|it| [fields::PID, fields::PID_MASKED].contains(&it));
        for sample in &mut column.samples {
            sample.written = mask(&sample.written, is_number);
            sample.read = sample.read.take().map(|it| mask(&it, is_number));
        }
    }
    it
}

fn mask_issue(issue: &mut Issue) {
    let is_number = issue.field.as_deref().is_some_and(|it| [fields::PID, fields::PID_MASKED].contains(&it));
    issue.value = issue.value.take().map(|it| mask(&it, is_number));
    issue.column = issue.column.take().map(|it| mask(&it, false));
}

/// Digits of a citizen number.
const N_DIGITS: usize = 13;
/// Digits of which some may be a citizen number's.
const MAY_BE_ONE: usize = 9;

/// A cell with its numbers of persons masked: `1-xxxx-xxxxx-12-x` where it holds nothing but one, else without its digits.
pub(crate) fn mask(text: &str, is_number: bool) -> String {
    let digits: Vec<u32> = text.chars().filter_map(digit).collect();
    if digits.is_empty() || !is_number && digits.len() < MAY_BE_ONE {
        return text.to_owned();
    }
    let is_bare = text.chars().all(|it| digit(it).is_some() || "- \u{a0}'".contains(it));
    if let (true, [first, .., eleventh, twelfth, _], N_DIGITS) = (is_bare, digits.as_slice(), digits.len()) {
        return format!("{first}-xxxx-xxxxx-{eleventh}{twelfth}-x");
    }
    text.chars().map(|it| if it.is_numeric() { 'x' } else { it }).collect()
}

/// What a digit is worth, a Thai one too.
fn digit(it: char) -> Option<u32> {
    const THAI_NOUGHT: u32 = 0xe50;
    it.to_digit(10).or_else(|| u32::from(it).checked_sub(THAI_NOUGHT).filter(|it| *it < 10))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn of_a_number_of_a_person_only_what_tells_two_apart_is_shown() {
        for (text, is_number, shown) in [
            ("1234567890123", false, "1-xxxx-xxxxx-12-x"),
            ("1-2345-67890-12-3", false, "1-xxxx-xxxxx-12-x"),
            ("๑๒๓๔๕๖๗๘๙๐๑๒๓", false, "1-xxxx-xxxxx-12-x"),
            ("123456789012", true, "xxxxxxxxxxxx"),
            ("1.23E+12", true, "x.xxE+xx"),
            ("บัตร 1234567890123 จริง", false, "บัตร xxxxxxxxxxxxx จริง"),
            ("12345678901234", false, "xxxxxxxxxxxxxx"),
            ("12/3", false, "12/3"),
            ("2510-01-31", false, "2510-01-31"),
            ("ไม่มี", true, "ไม่มี"),
        ] {
            assert_eq!(mask(text, is_number), shown, "{text}");
        }
    }

    #[test]
    fn kinds_count_rows_and_keep_the_arguments_that_all_share() {
        let issue = |code: &str, digits: &str| Issue {
            code: code.to_owned(),
            field: None,
            column: None,
            value: None,
            args: BTreeMap::from([("digits".to_owned(), digits.to_owned())]),
        };
        let row = |issues: Vec<Issue>| ReadRow {
            sheet: String::new(),
            row: 1,
            outcome: phonjon_rows::Outcome::Rejected,
            issues,
            values: BTreeMap::new(),
            raw: Vec::new(),
        };
        let mut kinds = Kinds::default();
        assert_eq!(kinds.note(&row(vec![issue("a", "1"), issue("a", "1")])), ["a"]);
        kinds.note(&row(vec![issue("a", "1"), issue("b", "1")]));
        kinds.note(&row(vec![issue("b", "2")]));
        let all = kinds.all(|it| if it == "b" { Weight::Refuses } else { Weight::Notes });
        let told: Vec<_> = all.iter().map(|it| (it.code.as_str(), it.n_rows, it.args.len())).collect();
        assert_eq!(told, [("b", 2, 0), ("a", 2, 1)]);
    }
}
