//! What an import reads and writes in bulk: candidates by blocking key, links, and the caches composed from linked rows.

mod candidates;
mod former;
mod identifiers;
mod opening;
mod packing;
mod people;
mod places;
mod planner;
mod rows;

pub use candidates::{
    Standing, StoredRow, moved_by_hand, rows_by_ids, rows_by_keys, rows_of_entities, rows_of_households,
    rows_of_persons,
};
pub use former::{
    FormerRow, GonePlace, bring_back_problems, forget_marks, former_rows, gone_rows, mark, put_away_problems,
};
pub use identifiers::{
    IdentifierRow, existing_identifiers, forget_identifiers, numbers_by_hand, persons_by_numbers,
    save_identifiers,
};
pub use opening::{KnownProblem, ProblemRow, known_problems, save_problems, take_untouched_problems};
pub use packing::{compress, decompress};
pub use people::{
    HouseholdCache, MembershipRow, PersonCache, ResidenceRow, SurveyRow, existing_versions,
    forget_survey_results, insert_survey_results, replace_memberships, replace_residences, save_households,
    save_persons,
};
pub use places::{PlacedRow, areas_of_households, move_what_waits, open_places, set_places};
pub use planner::count_tables;
pub use rows::{
    LinkRow, QuestionRow, asked_pairs, insert_keys, insert_links, insert_questions, refused_pairs,
    replace_rows, undo_links, worked_households,
};
