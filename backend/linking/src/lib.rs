//! Which rows speak of the same person, which of the same household, and what is currently true of either.
//!
//! Nothing here reads a database, a file or a clock: the caller hands in one chunk of rows and what is already
//! known about the people and households those rows may mean, and gets a plan back.

pub mod bands;
pub mod compose;
mod homes;
mod judge;
pub mod keys;
pub mod link;
pub mod name;
mod people;
pub mod plan;
pub mod record;
mod stay;
mod tie;
mod view;
pub mod when;
pub mod yardstick;
