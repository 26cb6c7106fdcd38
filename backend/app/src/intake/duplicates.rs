//! Rows that mean somebody twice: in the file itself, and against what another file of the source and year has stored.
//!
//! A row that says again what the same file said before is unchanged, and one that takes its place is changed: neither is
//! a duplicate, so that the same list may come as often as it likes.

use std::collections::{HashMap, HashSet};

use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::chunk::{ChunkPlan, Session};

/// Examples that are told of each kind.
const MOST_EXAMPLES: usize = 10;

/// Rows that mean somebody twice.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Duplicates {
    /// Rows about somebody whom an earlier row of the file is about.
    pub in_file: u64,
    /// Rows about somebody whom another file of the source and year has listed.
    pub stored: u64,
    /// Some of them.
    pub examples: Vec<Duplicate>,
}

/// A row and the one that means the same.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Duplicate {
    /// Sheet of the row; empty for text files.
    pub sheet: String,
    /// The row as shown, from 1.
    pub row: u32,
    /// The file of the other one; none where it is the same.
    pub other_file: Option<String>,
    /// Sheet of the other one.
    pub other_sheet: String,
    /// The other one.
    pub other_row: u32,
}

impl Duplicates {
    /// All of them.
    pub const fn all(&self) -> u64 {
        self.in_file + self.stored
    }

    /// True where they are more than so many of a hundred of the rows that are taken.
    pub const fn are_too_many(&self, n_taken: u64, percent: u64) -> bool {
        self.all() * 100 > n_taken * percent
    }

    /// Counts the duplicates of a unit of rows.
    pub(super) fn count(&mut self, session: &Session, plan: &ChunkPlan) {
        let replaced: HashSet<_> = plan.replaced.iter().map(|it| it.0).collect();
        let takes: HashSet<Uuid> = plan.replaced.iter().map(|it| it.1).collect();
        // Of those before it in the file and of those stored, by person.
        let mut own: HashMap<Uuid, (String, u32)> = HashMap::new();
        let mut others: HashMap<Uuid, (String, String, u32)> = HashMap::new();
        for it in plan.known.iter().filter(|it| !replaced.contains(&it.key)) {
            let number = u32::try_from(it.row.row_number).unwrap_or_default();
            if it.row.batch_id == session.batch {
                own.entry(it.row.person.1).or_insert_with(|| (it.row.sheet.clone(), number));
            } else if (it.source, it.year) == (session.source, session.year)
                && it.row.file_name != session.file_name
            {
                let place = || (it.row.file_name.clone(), it.row.sheet.clone(), number);
                others.entry(it.row.person.1).or_insert_with(place);
            }
        }
        for row in &plan.rows {
            let Some(report) = plan.reports.get(row.report) else { continue };
            let (sheet, number) = (report.sheet.clone(), report.row);
            if let Some((other_sheet, other_row)) = own.get(&row.person.1) {
                self.in_file += 1;
                let (other_sheet, other_row) = (other_sheet.clone(), *other_row);
                self.show(Duplicate { sheet, row: number, other_file: None, other_sheet, other_row });
                continue;
            }
            own.insert(row.person.1, (sheet.clone(), number));
            if takes.contains(&row.id.1) {
                continue;
            }
            if let Some((file, other_sheet, other_row)) = others.get(&row.person.1) {
                self.stored += 1;
                let (other_file, other_sheet, other_row) =
                    (Some(file.clone()), other_sheet.clone(), *other_row);
                self.show(Duplicate { sheet, row: number, other_file, other_sheet, other_row });
            }
        }
    }

    fn show(&mut self, it: Duplicate) {
        let is_stored = it.other_file.is_some();
        if self.examples.iter().filter(|it| it.other_file.is_some() == is_stored).count() < MOST_EXAMPLES {
            self.examples.push(it);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn too_many_is_more_than_the_share_that_is_allowed() {
        let of = |in_file, stored| Duplicates { in_file, stored, examples: Vec::new() };
        assert!(!of(0, 0).are_too_many(0, 50));
        assert!(!of(2, 3).are_too_many(10, 50));
        assert!(of(3, 3).are_too_many(10, 50));
        assert!(of(0, 1).are_too_many(99, 1));
        assert!(!of(0, 10).are_too_many(10, 100));
    }
}
