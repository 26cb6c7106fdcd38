//! One function per use: load, permit, decide, store, answer, in one transaction.
//!
//! This room knows neither GraphQL nor HTTP nor spreadsheets, and speaks to the database only through the store's
//! functions. Every use takes a [`Ctx`] first: who asks, when, and where new ids come from.

pub mod accounts;
pub mod areas;
pub mod assess;
pub mod assignment;
pub mod audit;
pub mod case;
pub mod demonstration;
pub mod figures;
pub mod hand_back;
pub mod household;
pub mod imports;
pub mod intake;
pub mod intervention;
pub mod keys;
pub mod links;
pub mod mappings;
pub mod originals;
pub mod parameters;
pub mod partner;
pub mod plan;
pub mod problem;
pub mod proposal;
mod recheck;
pub mod sessions;
pub mod settings;
pub mod statistics;
pub mod team;
pub mod undo;
pub mod uploads;
pub mod views;
pub mod visit;
pub mod waiting;
pub mod watch;

mod ctx;
mod error;
mod idempotent;
pub mod permit;
pub mod selection;
#[cfg(test)]
mod testing;

pub use ctx::{Clock, Ctx, IdSource, fixed_clock, system_clock};
pub use error::{AppError, Conflict, ConflictField, Refusal, error_chain};
pub use idempotent::{Done, Key, forget_old_keys};
pub use permit::{authorize, scope_for};
pub use phonjon_store::counting;
