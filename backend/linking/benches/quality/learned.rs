//! Weights learned from the invented people, as a table to be compared with the ones that are shipped.

use phonjon_linking::explain::Comparison;
use phonjon_linking::learn::{Parameters, count, learn, pairs, random_pairs};
use phonjon_linking::record::Record;
use phonjon_linking::weights::Weights;

use crate::lists::TrueRow;

/// What any two people weigh: one in a million.
const PRIOR: i32 = -2000;

/// Learns of one person from pairs that bear one valid number, of two from random pairs, and prints both.
pub(crate) fn print(lists: &[Vec<TrueRow>]) {
    let rows: Vec<Record> = lists.iter().flatten().map(|it| it.record.clone()).collect();
    let random: Vec<_> = random_pairs(&rows, 4_000_000).into_iter().map(|it| it.vector).collect();
    let known = pairs(&rows);
    println!("{} rows, {} pairs that share a key, {} random pairs", rows.len(), known.len(), random.len());
    // Of two people of one house or village too few random pairs tell; pairs that share a key and bear two numbers do.
    let two_numbers: Vec<_> = known
        .iter()
        .filter(|it| !it.has_one_number && rows[it.rows.0].pid.is_some() && rows[it.rows.1].pid.is_some())
        .map(|it| it.vector)
        .collect();
    let mut start = Parameters { share: 0.99, of_two: count(&random), ..Parameters::default() };
    let near = count(&two_numbers);
    for it in [Comparison::SurnameAtHome, Comparison::SurnameInVillage] {
        start.of_two[it as usize] = near[it as usize];
    }
    let one_number: Vec<_> = known.iter().filter(|it| it.has_one_number).map(|it| it.vector).collect();
    let learned = learn(&one_number, start, true, 30);
    println!("of pairs that bear one number {:.4} are one person", learned.parameters.share);
    let weights = learned.parameters.weights(PRIOR);
    for it in Comparison::ALL {
        println!("{}", it.code());
        for (at, level) in it.levels().iter().enumerate() {
            let one = learned.parameters.of_one[it as usize][at];
            let two = learned.parameters.of_two[it as usize][at];
            println!(
                "  {:<12} {one:>10.6} {two:>10.6} {:>6} {:>6}",
                level.code(),
                of(&weights, it, at),
                of(&Weights::default(), it, at)
            );
        }
    }
}

fn of(weights: &Weights, comparison: Comparison, at: usize) -> i32 {
    weights.of_level(comparison, comparison.levels()[at])
}
