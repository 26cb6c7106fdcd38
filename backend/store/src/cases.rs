//! Cases: the current row and the events that made it, opened one by one or thousands at a time.

mod append;
mod count;
mod events;
mod find;
mod follow;
mod former;
mod list;
mod open;
mod proposal;
mod propose;
mod recheck;
mod row;

use phonjon_domain::ids::{CaseId, HomeProvince, HouseholdId};

pub use append::{By, Change, NewEvent, RESTRICTED, append, append_many};
pub use count::{Alike, CountBy, count_by, count_open_of_each};
pub use events::{
    EventPage, EventRow, EventsAsked, OVERTAKEN, StatusSpan, care_of_many, events, events_of_many,
    status_spans,
};
pub use find::{
    areas_reached, count_open, find, find_for_update, find_many, find_many_for_update, find_of_households,
    open_after,
};
pub(crate) use find::{id_condition, key_condition, of_cases_or_homes};
pub(crate) use follow::follow_back;
pub use follow::{follow_households, leave_ended_teams, left_areas};
pub use former::{FormerTime, OwnPast, OwnTime, events_of_times, former_times};
pub use list::{CaseFilter, CaseOrder, Page, PageAsked, Text, list, select, select_for_update};
pub use open::{ListingRow, NewCase, give_unassigned, list_many, listings_of_many, open_many, years_of_many};
pub use proposal::{
    Decision, ProposalKey, ProposalKind, ProposalRow, ProposalsAsked, count_waiting_proposals, decide,
    find_proposal, find_proposals_for_update, proposals,
};
pub(crate) use propose::forget_withdrawn;
pub use propose::{
    Cause, forget_waiting, insert_proposals, mark_withdrawn, move_waiting, propose_many, waiting_of_case,
    withdraw_no_longer_listed, withdraw_waiting,
};
pub use recheck::{
    bring_back_rechecks, count_waiting_rechecks, propose_rechecks, settle_rechecks, waiting_rechecks,
};
pub use row::{CaseRow, ClosingProposal};
pub(crate) use row::{maybe_word, word};

/// What names a case: the province it was opened in, and its id.
pub type CaseKey = (HomeProvince, CaseId);

/// What names a household: the province it was first met in, and its id.
pub type HouseholdKey = (HomeProvince, HouseholdId);

/// The programme that cases are opened under.
pub const PROGRAMME: &str = "poverty";
