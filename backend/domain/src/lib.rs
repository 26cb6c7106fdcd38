//! The words of the field: what a household, a case, a team, a visit *is*, what may follow what, and who may do what.
//!
//! This room knows neither databases nor requests nor the clock, and nothing in it can fail for an outside reason.

#[macro_use]
mod coded;

pub mod access;
pub mod area;
pub mod calendar;
pub mod case;
pub mod dimension;
pub mod figures;
pub mod hand_back;
pub mod ids;
pub mod indicator;
pub mod intervention;
pub mod level;
pub mod lineage;
pub mod link;
pub mod money;
pub mod national_id;
pub mod partner;
pub mod plan;
pub mod policy;
pub mod position;
pub mod problem;
pub mod sector;
pub mod setting;
pub mod source;
pub mod team;
pub mod visit;
