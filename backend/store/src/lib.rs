//! How things are kept, scoped and counted, on SQLite and on PostgreSQL: the only room that knows sea-orm.
//!
//! Whatever looks for people's records takes a [`phonjon_domain::access::Scope`] first; what belongs to a record is read
//! by a key that the caller found within one, as the function says. Functions take a connection that is either the pool
//! ([`Store::reader`]) or an open transaction ([`Tx`]); what changes something takes a `Tx`.

pub mod access;
pub mod areas;
pub mod assessments;
pub mod audit;
pub mod blobs;
pub mod cases;
pub mod counting;
pub mod demonstration;
pub mod examine;
pub mod figures;
pub mod hand_back;
pub mod idempotency;
pub mod import_approvals;
pub mod import_jobs;
pub mod incoming;
pub mod intake;
pub mod interventions;
pub mod jobs;
pub mod keys;
pub mod links;
pub mod mappings;
pub mod originals;
pub mod parameters;
pub mod partners;
pub mod past;
pub mod people;
pub mod plans;
pub mod private;
pub mod problems;
pub mod references;
pub mod settings;
pub mod sources;
pub mod sql;
pub mod state;
pub mod statistics;
pub mod teams;
pub mod uploads;
pub mod views;
pub mod visits;
pub mod watch;

mod connect;
mod copy;
mod database;
mod error;
mod migrate;
mod start;
#[cfg(test)]
mod testing;

pub use connect::values_in_log;
pub use database::{Copies, Store, StoreSettings, Tx};
pub use error::StoreError;
/// Something statements can be run on: the pool or an open transaction.
pub use sea_orm::ConnectionTrait as Connection;
pub use start::Starting;
