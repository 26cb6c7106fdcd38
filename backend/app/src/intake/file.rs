//! A file that is imported: what the caller knows of it, and what became of it.

use std::collections::BTreeSet;
use std::fs::File;
use std::io::Read;
use std::path::PathBuf;

use phonjon_rows::{Counts, ReadRow, UnknownColumn};
use phonjon_store::intake::GonePlace;
use phonjon_store::keys::DataKey;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::chunk;
use super::decide::{Chosen, FileRefused};
use super::duplicates::Duplicates;
use super::plan_hash::PlanHash;
use crate::Ctx;
use crate::error::AppError;

/// The file as the caller knows it.
#[derive(Debug, Clone)]
pub struct FileInfo {
    /// Base name.
    pub name: String,
    /// SHA-256 of its bytes.
    pub sha256: [u8; 32],
    /// Where it lies; the original is kept, encrypted, until its retention date.
    pub original: Original,
    /// The id that an import shall have that is begun for it; a new one where none is given.
    pub id: Option<Uuid>,
}

/// Where the bytes of a file lie.
#[derive(Debug, Clone)]
pub enum Original {
    /// A file of the machine.
    File(PathBuf),
    /// A file among the blobs, and the key it is encrypted under.
    Blob(String, DataKey),
}

impl Original {
    /// Opens the plain bytes.
    ///
    /// # Errors
    ///
    /// [`AppError`] when they are not there any more.
    pub fn open(&self, ctx: &Ctx) -> Result<Box<dyn Read + Send>, AppError> {
        match self {
            Self::File(path) => {
                let file = File::open(path)
                    .map_err(|e| AppError::Unexpected(format!("the file cannot be opened again: {e}")))?;
                Ok(Box::new(file))
            }
            Self::Blob(blob_key, key) => Ok(Box::new(ctx.store.blobs().get(blob_key, key)?)),
        }
    }
}

/// What became of a file.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct FileOutcome {
    /// The source, where it was recognised.
    pub source: Option<String>,
    /// The survey year, where it is known.
    pub year: Option<i16>,
    /// Columns that no field took.
    pub unknown_columns: Vec<UnknownColumn>,
    /// Fields that the source usually has and that no column was found for: of them nothing is known.
    pub missing_fields: Vec<String>,
    /// Why the whole file is refused, if it is.
    pub refused: Option<FileRefused>,
    /// Rows by outcome.
    pub counts: Counts,
    /// The batch that holds its rows.
    pub batch: Option<Uuid>,
    /// Cases opened.
    pub n_cases_opened: u64,
    /// Rows taken of whose place nothing is known: no case is opened for them until it is.
    pub n_without_place: u64,
    /// Questions asked for the first time: are these two the same?
    pub n_questions: u64,
    /// How its rows compare with those of the same file before it.
    pub compared: Compared,
    /// Where the rows stood that the file no longer lists.
    pub no_longer_listed: Vec<GonePlace>,
    /// Rows that mean somebody twice.
    pub duplicates: Duplicates,
    /// Codes of the districts that it stores rows of, or of the provinces where no district is known.
    pub districts: BTreeSet<String>,
    /// What was chosen before the plan, where that says anything of the file: an import that goes on keeps to what it began with.
    pub chosen: Option<Chosen>,
    /// What it stores, or would; none where an import goes on that was broken off.
    pub plan: Option<PlanHash>,
}

/// How the rows of a file compare with those of the same file before it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Compared {
    /// Rows that nothing stored before speaks of.
    pub new: u64,
    /// Rows that take an older one's place.
    pub changed: u64,
    /// Rows that say what an older one says.
    pub unchanged: u64,
    /// Older rows that the file no longer lists; they stay.
    pub no_longer_listed: u64,
    /// New or changed rows that count instead of what another file says of the same person.
    #[serde(default)]
    pub other_file_replaced: u64,
}

impl Compared {
    const fn count(&mut self, is_changed: bool, is_unchanged: bool) {
        if is_unchanged {
            self.unchanged += 1;
        } else if is_changed {
            self.changed += 1;
        } else {
            self.new += 1;
        }
    }

    pub(super) fn add(&mut self, row: &ReadRow, is_unchanged: bool) {
        let is_noted = |code: &str| row.issues.iter().any(|it| it.code == code);
        self.count(is_noted(chunk::CHANGED), is_unchanged);
        self.other_file_replaced += u64::from(!is_unchanged && is_noted(chunk::OTHER_FILE));
    }
}
