//! The invented sample files, imported one after another in any order: who and which household each row means
//! agrees with what is known to be true.
#![expect(clippy::unwrap_used, reason = "a test that cannot read its own fixture should stop")]
#![expect(clippy::print_stdout, reason = "precision and recall are worth reading when they move")]

mod harness;
#[path = "harness/pairwise.rs"]
mod pairwise;
#[path = "harness/truth.rs"]
mod truth;

use std::collections::HashMap;

use harness::Store;
use pairwise::Pairwise;
use phonjon_linking::record::{Record, RowKey};
use truth::{TrueRow, sample};

/// Imports files in an order and measures; keys grow with the order of import, as an importer gives them.
fn measure(files: &[Vec<TrueRow>], order: &[usize], chunk_size: usize, store: Store) -> (Pairwise, Pairwise) {
    let mut store = store;
    let mut truths = Vec::new();
    for file in order.iter().map(|it| &files[*it]) {
        for chunk in file.chunks(chunk_size) {
            let chunk: Vec<Record> = chunk
                .iter()
                .map(|row| {
                    truths.push((row.person.as_str(), row.household.as_str()));
                    Record { key: RowKey(truths.len() as u64), ..row.record.clone() }
                })
                .collect();
            store.import(&chunk);
        }
    }
    if std::env::var_os("SHOW_MISSES").is_some() {
        show_misses(&store, &truths);
    }
    let linked = store.rows.iter().zip(&truths);
    let people = Pairwise::of(linked.clone().map(|(row, truth)| (row.person, truth.0)));
    let households = Pairwise::of(linked.map(|(row, truth)| (row.household, truth.1)));
    println!(
        "{order:?} chunk {chunk_size}: people {people}; households {households}; {} questions, {} replaced",
        store.n_questions, store.n_replaced
    );
    (people, households)
}

/// Rows of every true person or household that is not exactly one found one, for working on the rules.
fn show_misses(store: &Store, truths: &[(&str, &str)]) {
    let mut found_of: HashMap<&str, Vec<_>> = HashMap::new();
    let mut true_of: HashMap<_, Vec<&str>> = HashMap::new();
    for (row, (person, household)) in store.rows.iter().zip(truths) {
        for (truth, id) in [(person, row.person.0), (household, row.household.0)] {
            found_of.entry(truth).or_default().push(id);
            true_of.entry(id).or_default().push(truth);
        }
    }
    let is_one = |list: &[uuid::Uuid]| {
        list.iter().all(|it| *it == list[0] && true_of[it].iter().all(|t| *t == true_of[it][0]))
    };
    let mut missed: Vec<&str> =
        found_of.iter().filter(|(_, it)| !is_one(it)).map(|(truth, _)| *truth).collect();
    missed.sort_unstable();
    for truth in missed {
        println!("-- {truth}");
        for (row, it) in store.rows.iter().zip(truths).filter(|(_, it)| it.0 == truth || it.1 == truth) {
            let r = &row.record;
            println!(
                "   {:>5} {:?} {} {it:?} P{} H{} {:?} {:?} {:?} {:?} {:?} {:?} {:?}",
                r.key.0,
                r.source,
                r.year,
                row.person.0.as_u128(),
                row.household.0.as_u128(),
                r.pid.map(|it| String::from_utf8_lossy(&it.0[..13]).into_owned()),
                r.first,
                r.last,
                r.birth,
                r.house_code,
                r.house_no,
                r.tambon
            );
        }
    }
}

/// An order of `n` files, the same for the same seed.
fn shuffled(n: usize, seed: u64) -> Vec<usize> {
    let mut state = seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1;
    let mut order: Vec<usize> = (0..n).collect();
    for last in (1..n).rev() {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        order.swap(last, usize::try_from(state % (last as u64 + 1)).unwrap());
    }
    order
}

fn assert_agrees(set: &str) {
    let files = sample(set);
    let n = files.len();
    let mut orders = vec![(0..n).collect(), (0..n).rev().collect()];
    orders.extend((1..=4).map(|seed| shuffled(n, seed)));
    let mut worst = Vec::new();
    for order in orders {
        for chunk_size in [2000, 100] {
            let (people, households) = measure(&files, &order, chunk_size, Store::default());
            if people.f1() < 0.995 || households.f1() < 0.995 {
                worst.push(format!("{order:?} chunk {chunk_size}: people {people}; households {households}"));
            }
        }
    }
    assert!(worst.is_empty(), "{set}: below 0.995\n{}", worst.join("\n"));
}

#[test]
fn one_province_agrees_with_the_truth_in_any_order_of_files() {
    assert_agrees("nakhonphanom-300");
}

#[test]
fn files_in_the_usual_order_agree_even_where_stored_rows_stay_where_they_are() {
    for set in ["nakhonphanom-300", "three-provinces-600"] {
        let files = sample(set);
        let order: Vec<usize> = (0..files.len()).collect();
        for chunk_size in [2000, 100] {
            let mut store = Store::default();
            store.keeps_first_place = true;
            let (people, households) = measure(&files, &order, chunk_size, store);
            assert!(
                people.f1() >= 0.995 && households.f1() >= 0.995,
                "{set}: people {people}; households {households}"
            );
        }
    }
}

#[test]
fn three_provinces_agree_with_the_truth_in_any_order_of_files() {
    assert_agrees("three-provinces-600");
}
