//! From a read file to linked households and opened cases: stage, plan each chunk, and, when applying, store it.
//!
//! `check` and `apply` walk the same road; only the last step of each chunk differs. The rows come from a reader
//! process as messages; this room never opens a workbook itself.

mod bands;
mod batch;
mod beyond;
mod blanks;
mod caches;
mod changes;
mod chunk;
mod compose;
mod decide;
mod duplicates;
mod emptied;
mod evidence;
mod file;
mod foreseen;
mod former;
mod numbers;
mod past;
mod place_again;
mod places;
mod plan_hash;
mod problems;
mod published;
mod raw;
mod recompose;
mod run;
mod screen;
mod stage;
mod succession;
mod survey;
mod tell;
mod trust;
mod units;
mod unlisted;
mod write;

pub use bands::{Bands, bands};
pub use blanks::Blanks;
pub(crate) use caches::Touched;
pub(crate) use changes::{CHANGE, Changes};
pub use changes::{ChangedField, ChangedHousehold, ToldValue};
pub(crate) use chunk::UNCHANGED;
pub use decide::{Chosen, FileRefused, Mode, Stops, Wanted};
pub use duplicates::{Duplicate, Duplicates};
pub use file::{Compared, FileInfo, FileOutcome, Original};
pub use foreseen::Foreseen;
pub(crate) use numbers::sealed;
pub(crate) use past::PastWork;
pub use phonjon_store::intake::GonePlace;
pub use place_again::Placed;
pub(crate) use place_again::place_again;
pub use plan_hash::{PlanHash, stopped};
pub(crate) use raw::open_raw;
pub use raw::{RawRow, cells_as_written};
pub(crate) use recompose::{recompose, recompose_as};
pub use run::{Progress, run};
pub use stage::{Staged, Staging};
pub use trust::{Trust, Trusts};
pub(crate) use write::ISSUES;

#[cfg(test)]
mod tests;
