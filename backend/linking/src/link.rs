//! Links one chunk of rows to people and households, given what is known of those they may mean.

use crate::homes::find_homes;
use crate::people::find_people;
use crate::plan::{LinkPlan, LinkedRow};
use crate::record::{Known, Record};
use crate::view::View;
use crate::yardstick::Yardstick;

/// Links a chunk: people first, one row at a time; then households, all rows in view together.
///
/// The same chunk, knowledge and yardstick give the same plan, whatever the order of `known.rows`. Work grows with the rows in
/// view times the few that share a blocking key with each, never with their square.
pub fn link(chunk: &[Record], known: &Known, yardstick: &Yardstick) -> LinkPlan {
    let view = View::new(chunk, known);
    let people = find_people(&view, known, yardstick);
    let homes = find_homes(&view, &people, known, yardstick.bands);

    let rows = chunk
        .iter()
        .enumerate()
        .map(|(n, record)| {
            let mut warnings = [people.warnings[n].as_slice(), &homes.warnings[n]].concat();
            warnings.sort_unstable();
            warnings.dedup();
            LinkedRow {
                key: record.key,
                person: people.refs[people.of_row[view.n_known + n] as usize],
                person_by: people.matches[n],
                household: homes.refs[n],
                household_by: homes.matches[n],
                warnings,
            }
        })
        .collect();
    let mut questions = people.questions;
    questions.extend(homes.questions);
    questions.sort_unstable();
    LinkPlan {
        rows,
        replaced: homes.replaced,
        n_new_people: people.n_new,
        n_new_households: homes.n_new,
        questions,
    }
}
