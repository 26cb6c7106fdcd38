//! The promises, from outside: the real program, on both databases, over HTTP and the command line.
//!
//! A test is a plain `async fn story(world: World)`; `on_both!(story)` runs it on SQLite and on PostgreSQL.

#[cfg(test)]
#[macro_use]
mod world;

#[cfg(test)]
mod access_roles;
#[cfg(test)]
mod access_token;
#[cfg(test)]
mod account_lists;
#[cfg(test)]
mod acts_twice;
#[cfg(test)]
mod areas;
#[cfg(test)]
mod arrows;
#[cfg(test)]
mod assignment;
#[cfg(test)]
mod at_once;
#[cfg(test)]
mod audit_log;
#[cfg(test)]
mod browser;
#[cfg(test)]
mod closings;
#[cfg(test)]
mod command_line;
#[cfg(test)]
mod cookie_sessions;
#[cfg(test)]
mod corrected_lists;
#[cfg(test)]
mod corrected_workbook;
#[cfg(test)]
mod demonstration;
#[cfg(test)]
mod district;
#[cfg(test)]
mod doctor;
#[cfg(test)]
mod graphiql;
#[cfg(test)]
mod hand_back;
#[cfg(test)]
mod hang_up;
#[cfg(test)]
mod help;
#[cfg(test)]
mod home;
#[cfg(test)]
mod hostile;
#[cfg(test)]
mod households;
#[cfg(test)]
mod http_guard;
#[cfg(test)]
mod import_again;
#[cfg(test)]
mod import_approval;
#[cfg(test)]
mod import_bands;
#[cfg(test)]
mod import_check;
#[cfg(test)]
mod import_killed;
#[cfg(test)]
mod import_mapping;
#[cfg(test)]
mod import_numbers;
#[cfg(test)]
mod import_places;
#[cfg(test)]
mod import_plan;
#[cfg(test)]
mod import_refused;
#[cfg(test)]
mod import_samples;
#[cfg(test)]
mod import_told;
#[cfg(test)]
mod import_trust;
#[cfg(test)]
mod import_undo;
#[cfg(test)]
mod import_undone;
#[cfg(test)]
mod imports;
#[cfg(test)]
mod key_file;
#[cfg(test)]
mod known;
#[cfg(test)]
mod libraries;
#[cfg(test)]
mod live;
#[cfg(test)]
mod merges;
#[cfg(test)]
mod moves;
#[cfg(test)]
mod needs;
#[cfg(test)]
mod numbers;
#[cfg(test)]
mod office;
#[cfg(test)]
mod office_settings;
#[cfg(test)]
mod on_day;
#[cfg(test)]
mod pages;
#[cfg(test)]
mod parameters;
#[cfg(test)]
mod partners;
#[cfg(test)]
mod past_work;
#[cfg(test)]
mod pieces;
#[cfg(test)]
mod plans;
#[cfg(test)]
mod postgres;
#[cfg(test)]
mod posts;
#[cfg(test)]
mod program;
#[cfg(test)]
mod promises;
#[cfg(test)]
mod proposals;
#[cfg(test)]
mod published;
#[cfg(test)]
mod relisted;
#[cfg(test)]
mod replays;
#[cfg(test)]
mod restricted;
#[cfg(test)]
mod review;
#[cfg(test)]
mod rosters;
#[cfg(test)]
mod schema;
#[cfg(test)]
mod serving;
#[cfg(test)]
mod shown;
#[cfg(test)]
mod signing_in;
#[cfg(test)]
mod statements;
#[cfg(test)]
mod summary;
#[cfg(test)]
mod teams;
#[cfg(test)]
mod tidy;
#[cfg(test)]
mod tour;
#[cfg(test)]
mod transitions;
#[cfg(test)]
mod unseen;
#[cfg(test)]
mod uploads;
#[cfg(test)]
mod views;
#[cfg(test)]
mod visit_sheets;
#[cfg(test)]
mod visits;
#[cfg(test)]
mod whole;
#[cfg(test)]
mod years;
