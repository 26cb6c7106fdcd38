//! Which rows an import refused, for people at a terminal: where each stands, what was found there and what to do.

use phonjon_readers::codes::{Weight, weight};
use phonjon_rows::{Issue, Outcome, ReadRow};

use crate::failure::both;

/// Rows told in one command; the report has all of them.
const MOST: usize = 20;

/// Letters of a cell that are told.
const LONGEST: usize = 40;

/// The first refused rows of a command, and how many there were.
#[derive(Default)]
pub(crate) struct Rejected {
    lines: Vec<String>,
    n_told: usize,
    n_all: usize,
}

impl Rejected {
    /// Takes note of a row where it is refused.
    pub(crate) fn note(&mut self, file: &str, row: &ReadRow) {
        if row.outcome != Outcome::Rejected {
            return;
        }
        self.n_all += 1;
        if self.n_told < MOST {
            self.n_told += 1;
            let refusing = row.issues.iter().filter(|it| is_refusing(it));
            self.lines.extend(refusing.map(|it| line(file, row, it)));
        }
    }

    /// Tells the rows noted since it was told last.
    pub(crate) fn tell(&mut self) {
        for line in self.lines.drain(..) {
            answer!("{line}");
        }
    }

    /// Says how the others are found, once all files were read.
    pub(crate) fn tell_of_others(&self) {
        if self.n_told < self.n_all {
            let (told, all) = (self.n_told, self.n_all);
            answer!(
                "แสดง {told} จาก {all} แถวที่ไม่รับ ดูทั้งหมดด้วย --json OUT / \
                 {told} of {all} rejected rows are shown; --json OUT writes all of them"
            );
        }
    }
}

/// True for what the row is refused for; its other remarks matter once it is taken. Rows are refused by the reader and,
/// in capitals, by what is stored.
fn is_refusing(issue: &Issue) -> bool {
    is_refused_for(&issue.code)
}

/// The same of a code.
pub(crate) fn is_refused_for(code: &str) -> bool {
    weight(code) == Weight::Refuses || code == "OUT_OF_SCOPE"
}

fn line(file: &str, row: &ReadRow, issue: &Issue) -> String {
    let sheet = if row.sheet.is_empty() { String::new() } else { format!(" [{}]", row.sheet) };
    let column = issue.column.as_ref().map(|it| format!(" “{it}”")).unwrap_or_default();
    let found = issue.value.as_ref().map(|it| format!(" = {}", shape(it))).unwrap_or_default();
    format!("{file}{sheet}:{}{column}{found}: {}", row.row, both(&issue.code, &issue.args))
}

/// What a cell looks like without what it says: digits become `x` and words `…`, for a screen and a log are no place for
/// numbers and names of people.
fn shape(value: &str) -> String {
    let mut shape = String::new();
    for c in value.chars().take(LONGEST) {
        if c.is_numeric() {
            shape.push('x');
        } else if !c.is_alphanumeric() && !('\u{e00}'..='\u{e7f}').contains(&c) {
            shape.push(c);
        } else if !shape.ends_with('…') {
            shape.push('…');
        }
    }
    shape
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::*;

    fn row(number: u32, outcome: Outcome) -> ReadRow {
        let issue = |code: &str, value: &str| Issue {
            code: code.to_owned(),
            field: Some("pid".to_owned()),
            column: Some("เลขประจำตัวประชาชน".to_owned()),
            value: Some(value.to_owned()),
            args: BTreeMap::new(),
        };
        ReadRow {
            sheet: "รายชื่อ".to_owned(),
            row: number,
            outcome,
            issues: vec![issue("id_check_digit", "3-4856-42081-37-5"), issue("date_missing", "")],
            values: BTreeMap::new(),
            raw: Vec::new(),
        }
    }

    #[test]
    fn a_refused_row_is_told_by_its_place_and_never_by_its_number() {
        let mut rejected = Rejected::default();
        rejected.note("list.xlsx", &row(7, Outcome::Rejected));
        rejected.note("list.xlsx", &row(8, Outcome::AcceptedWithWarning));
        let [line] = &rejected.lines[..] else { panic!("{:?}", rejected.lines) };
        assert!(
            line.starts_with("list.xlsx [รายชื่อ]:7 “เลขประจำตัวประชาชน” = x-xxxx-xxxxx-xx-x: ")
                && line.contains("its last digit does not agree"),
            "{line}"
        );
        assert_eq!(shape("สมชาย 12 ใจดี"), "… xx …");
        assert_eq!(shape("2.49E+12"), "x.xx…+xx");
    }

    #[test]
    fn only_the_first_rows_are_told_and_all_are_counted() {
        let mut rejected = Rejected::default();
        for number in 0..50 {
            rejected.note("list.csv", &row(number, Outcome::Rejected));
        }
        assert_eq!((rejected.lines.len(), rejected.n_told, rejected.n_all), (MOST, MOST, 50));
    }
}
