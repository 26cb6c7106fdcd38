//! How the product looks to clients: GraphQL over HTTP.
//!
//! Nothing is decided here: every field calls one function of the uses' room and turns its answer into types.

mod accounts;
mod areas;
mod assignment;
mod audit;
mod base;
mod cases;
mod figures;
pub mod hand_back;
mod http;
mod import_approval;
mod import_check;
mod import_mapping;
mod import_pace;
mod import_plan;
mod import_trust;
mod import_undo;
mod imports;
mod links;
mod live;
mod merging;
mod parameters;
mod partners;
mod schema;
#[cfg(test)]
mod schema_tests;
mod settings;
mod statistics;
mod teams;
mod upload_limits;
mod views;

pub use base::ids::team_of;
pub use http::{ApiSettings, BodyLimits, Limits, ServeError, UploadLimits, router, serve, serve_on};
pub use schema::sdl;
