//! Which source and year a file is of, and when it must be refused as a whole.

use std::collections::BTreeMap;

use phonjon_domain::calendar::BuddhistYear;
use phonjon_domain::source::Source;
use phonjon_rows::{FileHead, FileRefusal};
use serde::{Deserialize, Serialize};

use super::bands::{self, Bands};
use super::blanks::Blanks;
use super::plan_hash::PlanHash;
use super::trust::Trusts;

/// What the person said about the file.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Wanted {
    /// The survey year; required unless the file states it.
    pub year: Option<BuddhistYear>,
    /// Whether anything is stored.
    pub mode: Mode,
    /// The plan that an import has to keep to; none where whatever it comes to is stored.
    pub plan: Option<PlanHash>,
    /// What blank cells mean.
    pub blanks: Blanks,
    /// From which score on two are the same, and from which on somebody is asked.
    pub bands: Bands,
    /// How far it is believed on each field.
    pub trusts: Trusts,
    /// Whether it stops itself where it holds too many duplicates.
    pub stops: Stops,
}

/// What is kept of what was chosen, as JSON.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Chosen {
    /// What blank cells mean.
    #[serde(default)]
    pub blanks: Blanks,
    /// From which score on two are the same, and from which on somebody is asked.
    #[serde(default, with = "bands")]
    pub bands: Bands,
    /// How far it is believed on each field.
    #[serde(default)]
    pub trusts: Trusts,
}

impl Wanted {
    /// What is kept of it with the import.
    pub(super) const fn chosen(self) -> Chosen {
        Chosen { blanks: self.blanks, bands: self.bands, trusts: self.trusts }
    }
}

/// Whether an import stops itself where it holds too many duplicates.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Stops {
    /// It does not look.
    #[default]
    Never,
    /// Above so many of a hundred of the rows that are taken, before anything is stored.
    Above(u32),
    /// Somebody said that it shall go on despite them.
    GoesOn,
}

/// Whether anything is stored.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Mode {
    /// Everything but the storing.
    #[default]
    Check,
    /// Everything.
    Apply,
}

/// Why a file is refused as a whole: a code and the sentence's arguments.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FileRefused {
    /// Stable word.
    pub code: String,
    /// Arguments of the sentence.
    pub args: BTreeMap<String, String>,
}

impl FileRefused {
    /// A refusal whose sentence takes no arguments.
    pub(super) fn of(code: &str) -> Self {
        refused(code, &[])
    }
}

impl From<FileRefusal> for FileRefused {
    fn from(refusal: FileRefusal) -> Self {
        Self { code: refusal.code, args: refusal.args }
    }
}

/// What a file turned out to be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    /// Rows about persons and households.
    Rows(Source),
    /// TPMAP's published aggregates.
    PublishedStatistics,
}

/// The kind and year of a file.
pub(super) fn decide(head: &FileHead, wanted: Wanted) -> Result<(Kind, BuddhistYear), FileRefused> {
    let kind = match Source::from_code(&head.source) {
        Some(source) => Kind::Rows(source),
        None if head.source == "tpmap-public" => Kind::PublishedStatistics,
        None => return Err(refused("source_unknown", &[])),
    };
    if head.years_stated.len() > 1 {
        let years: Vec<String> = head.years_stated.iter().map(ToString::to_string).collect();
        return Err(refused("years_disagree", &[("years", years.join(", "))]));
    }
    let stated = head.year.and_then(|year| BuddhistYear::new(i32::from(year)));
    match (wanted.year, stated) {
        (Some(wanted), Some(stated)) if wanted != stated => {
            Err(refused("year_mismatch", &[("stated", stated.to_string()), ("wanted", wanted.to_string())]))
        }
        (Some(year), _) | (None, Some(year)) => Ok((kind, year)),
        (None, None) => Err(refused("year_needed", &[])),
    }
}

fn refused(code: &str, args: &[(&str, String)]) -> FileRefused {
    let args = args.iter().map(|(name, value)| ((*name).to_owned(), value.clone())).collect();
    FileRefused { code: code.to_owned(), args }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn head(source: &str, year: Option<i16>, years_stated: &[i16]) -> FileHead {
        FileHead {
            made_from: None,
            source: source.into(),
            year,
            years_stated: years_stated.to_vec(),
            format: "xlsx".into(),
            unknown_columns: vec![],
            missing_fields: vec![],
            columns: BTreeMap::new(),
            sheets: vec![],
        }
    }

    fn year(year: i32) -> Wanted {
        Wanted { year: BuddhistYear::new(year), ..Wanted::default() }
    }

    #[test]
    fn a_year_must_come_from_the_file_or_the_person_and_agree() {
        let code = |head: &FileHead, wanted| decide(head, wanted).unwrap_err().code;
        assert_eq!(code(&head("tpmap", None, &[]), Wanted::default()), "year_needed");
        assert_eq!(code(&head("tpmap", Some(2565), &[]), year(2566)), "year_mismatch");
        assert_eq!(code(&head("tpmap", Some(2565), &[2565, 2566]), year(2565)), "years_disagree");
        assert_eq!(code(&head("other", Some(2565), &[]), year(2565)), "source_unknown");
        let (kind, found) = decide(&head("bmn", Some(2565), &[2565]), Wanted::default()).unwrap();
        assert_eq!((kind, found.get()), (Kind::Rows(Source::Bmn), 2565));
        let (kind, found) = decide(&head("tpmap-public", None, &[]), year(2561)).unwrap();
        assert_eq!((kind, found.get()), (Kind::PublishedStatistics, 2561));
    }
}
