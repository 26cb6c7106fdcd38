//! How many households and persons there are, of what kind, where: facts of cases, tallies of them, and what was published.
//!
//! A fact is one row per case and fiscal year in which the case is open or listed. Whatever changes a case calls
//! [`refresh`] in the same transaction; it recomputes the facts of all the cases at once and appends what changed to
//! the tallies. [`fold`] adds that up in the background; [`check::check`] says whether all of it is so.

pub mod check;
pub mod coverage;
pub mod facet;
pub mod snapshot;
pub mod summary;
pub mod tally;
pub mod year;

mod climb;
mod compute;
mod fact;
mod inputs;
mod refresh;
#[cfg(test)]
mod tests;

pub use facet::Facet;
pub use refresh::refresh;
pub use tally::{Difference, fold, recount};
