//! Reads the spreadsheets and text files that offices hand in, and says of every row what it holds and what is wrong.
//!
//! Knows the sources' layouts and the accidents of typing and of spreadsheets; knows no database, no clock and no scope.
//! Meant to run in a process of its own under limits: see [`read_file`].

pub mod area_lists;
mod book;
pub mod catalogue;
mod cells;
pub mod codes;
mod columns;
mod columns_read;
mod evidence;
mod kind;
mod layout;
mod mapping;
mod mark;
mod odd;
mod passwords;
mod read;
mod recognise;
mod row_kind;
mod row_reader;
mod sources;
mod statistics;
mod template;
mod wording;
mod work;
mod year;

pub use kind::Kind;
pub use mark::{MarkError, mark_file};
pub use read::{ReadError, ReadOptions, Sink, read_file, read_named};
pub use template::write_template;
