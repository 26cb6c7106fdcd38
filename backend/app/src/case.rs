//! Cases: verified, classified, followed, closed and opened again, each act within its permit and leaving its event.

pub(crate) mod bulk;
mod close;
pub(crate) mod facts;
mod former;
mod read;
mod status;
pub(crate) mod told;
pub(crate) mod verdict;
pub(crate) mod work;

pub use bulk::agree_closing;
pub use close::{Closing, close, propose_closing, reopen, return_closing};
pub use former::{former_events, former_times};
pub use phonjon_store::assessments::AssessmentRow;
pub use phonjon_store::cases::{
    Alike, CaseFilter, CaseKey, CaseOrder, CaseRow, ClosingProposal, CountBy, EventPage, EventRow,
    FormerTime, HouseholdKey, ListingRow, Page, PageAsked, StatusSpan, Text,
};
pub use read::{
    Related, assigned, case, case_counts, cases, cases_of, cases_of_households, events, listings, looked_for,
    progress, status_spans, verdicts,
};
pub use status::{classify, comment, follow, resume_help, set_continuing_care, verify};
pub use verdict::{CriterionView, FactView, VerdictView, view};
pub use work::Changed;

pub(crate) use phonjon_store::cases::RESTRICTED;
pub(crate) use read::{count_number, restricted_open};
pub(crate) use status::{not_in_future as status_day, required};

#[cfg(test)]
mod tests;
