//! The rules that change with years: target rules, indicator catalogues, income lines, what opens a case, and levels.
//!
//! Rules are values, read from parameter sets; the files under `seeds/` are compiled in and only seed the database.
//! This room is pure: the same facts and the same values give the same answer, with the version and source of each.

pub mod assess;
pub mod bmn;
pub mod criteria;
pub mod facts;
pub mod history;
pub mod in_years;
pub mod income;
pub mod needs;
pub mod parameter;
pub mod screen;
pub mod seeds;
pub mod target;
pub mod thaiqm;
