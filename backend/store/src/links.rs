//! What people decide about links: questions and their answers, pairs that are two, and what they set right by hand.

mod correction;
pub mod imports;
mod merging;
mod question;
mod relink;
pub mod reversal;
mod turn;

pub use correction::{
    CorrectionKind, CorrectionRow, Stand, corrections_ever_of, corrections_of, find_correction, homes_of,
    insert_correction, lock_person, move_corrections, put_corrections, stands, undo_correction,
};
pub use merging::{
    Merging, find_merging_for_update, insert_merging, is_merged_since, mergings_of, undo_merging,
};
pub use question::{
    Answer, Question, QuestionsAsked, answer, count_waiting, find_question, find_question_for_update,
    forget_refusals, note, open_between, questions, redirect, refuse, reopen,
};
pub use relink::{
    Dependents, LastLink, dependents_of, last_links, mark_problems, move_dependents, remove_events,
    remove_listings, restore_places, results_of, revive_rows,
};
pub use turn::{Turn, doubts_about, number, pass_on};
