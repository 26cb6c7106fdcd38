//! What an import reads and writes in bulk: candidates by blocking key, links, and the caches composed from linked rows.

mod identifiers;
mod opening;
mod packing;
mod people;
mod rows;

pub use identifiers::{IdentifierRow, existing_identifiers, forget_identifiers, save_identifiers};
pub use opening::{ProblemRow, ProposalRow, insert_problems, insert_proposals, known_problems};
pub use packing::{compress, decompress};
pub use people::{
    HouseholdCache, MembershipRow, PersonCache, ResidenceRow, SurveyRow, existing_versions,
    forget_survey_results, insert_survey_results, replace_memberships, replace_residences, save_households,
    save_persons,
};
pub use rows::{
    LinkRow, QuestionRow, StoredRow, candidates, insert_keys, insert_links, insert_questions, refused_pairs,
    replace_rows, rows_of_entities, undo_links, worked_households,
};
