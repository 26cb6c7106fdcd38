//! How well and how fast rows are linked, on the labelled samples and on invented people:
//! `cargo bench -p phonjon-linking --bench quality -- [N] [--write DIR] [--learn]`.

#![expect(clippy::print_stdout, reason = "the figures are what it is run for")]
#![expect(clippy::unwrap_used, reason = "a measurement that cannot read its samples should stop")]

mod chance;
#[path = "../../tests/harness/mod.rs"]
mod harness;
mod learned;
mod lists;
mod names;
#[path = "../../tests/harness/pairwise.rs"]
mod pairwise;
#[path = "../../tests/harness/truth.rs"]
mod truth;
mod world;
mod written;

use std::collections::{BTreeMap, HashMap};
use std::path::PathBuf;
use std::time::{Duration, Instant};

use harness::Store;
use lists::{Defect, TrueRow};
use pairwise::Pairwise;
use phonjon_linking::record::Record;
use world::World;

/// Rows that an import plans together.
const CHUNK: usize = 250;
const SEED: u64 = 2566;

fn main() {
    let args: Vec<String> = std::env::args().skip(1).filter(|it| it != "--bench").collect();
    let n_people = args.iter().find_map(|it| it.parse().ok()).unwrap_or(20_000);
    let after = |name: &str| args.iter().position(|it| it == name).and_then(|at| args.get(at + 1));
    let lists = lists::lists(&World::new(SEED, n_people), SEED);
    if args.iter().any(|it| it == "--learn") {
        learned::print(&lists);
        return;
    }
    samples();
    let n_rows: usize = lists.iter().map(Vec::len).sum();
    println!("\n{n_people} invented people, {n_rows} rows in {} lists", lists.len());
    let rows: Vec<&TrueRow> = lists.iter().flatten().collect();
    let linked = linked(&rows);
    println!(
        "linked in {:.2?}, {:.0} rows/s; {} questions",
        linked.spent,
        per_second(n_rows, linked.spent),
        linked.store.n_questions
    );
    if let Some(memory) = peak_memory() {
        println!("most memory {} MiB, the rows themselves and their truth among it", memory / 1024);
    }
    by_kind(&rows, &linked.store);
    by_id_alone(&rows);
    if args.iter().any(|it| it == "--misses") {
        misses(&rows, &linked.store);
    }
    if let Some(folder) = after("--write").map(PathBuf::from) {
        match written::write(&folder, &rows, &linked.store) {
            Ok(()) => println!("written to {}", folder.display()),
            Err(error) => println!("not written: {error}"),
        }
    }
}

/// The labelled samples in the usual order of their files.
fn samples() {
    for set in ["nakhonphanom-300", "three-provinces-600"] {
        let rows: Vec<truth::TrueRow> = truth::sample(set).into_iter().flatten().collect();
        let mut store = Store::default();
        for chunk in rows.chunks(CHUNK) {
            let chunk: Vec<Record> = chunk.iter().map(|it| it.record.clone()).collect();
            store.import(&chunk);
        }
        let linked = store.rows.iter().zip(&rows);
        let people = Pairwise::of(linked.clone().map(|(row, truth)| (row.person, &truth.person)));
        let households = Pairwise::of(linked.map(|(row, truth)| (row.household, &truth.household)));
        println!("{set}: {} rows, {} questions", rows.len(), store.n_questions);
        println!("  persons    {people}\n  households {households}");
    }
}

struct Linked {
    store: Store,
    spent: Duration,
}

fn linked(rows: &[&TrueRow]) -> Linked {
    let mut store = Store::default();
    let mut spent = Duration::ZERO;
    for chunk in rows.chunks(CHUNK) {
        let chunk: Vec<Record> = chunk.iter().map(|it| it.record.clone()).collect();
        let known = store.candidates(&chunk);
        let start = Instant::now();
        let plan = phonjon_linking::link::link(&chunk, &known, &store.yardstick);
        spent += start.elapsed();
        store.apply(&chunk, &plan);
    }
    Linked { store, spent }
}

#[expect(clippy::cast_precision_loss, reason = "there are far fewer rows than 2^52")]
fn per_second(n: usize, spent: Duration) -> f64 {
    n as f64 / spent.as_secs_f64()
}

/// Precision, recall and F1 of the pairs that rows with each defect belong to.
fn by_kind(rows: &[&TrueRow], store: &Store) {
    let people: Vec<_> = store.rows.iter().zip(rows).map(|(row, it)| (row.person, it.person)).collect();
    let homes: Vec<_> = store.rows.iter().zip(rows).map(|(row, it)| (row.household, it.home)).collect();
    println!("{:<24} {:>7}  {:<34} households", "", "rows", "persons");
    let line = |name: &str, n: usize, people: &Pairwise, homes: &Pairwise| {
        println!("{name:<24} {n:>7}  {people:<34} {homes}");
    };
    line("all", rows.len(), &Pairwise::of(people.iter().copied()), &Pairwise::of(homes.iter().copied()));
    let mut kinds: BTreeMap<Defect, Vec<usize>> = BTreeMap::new();
    for (at, row) in rows.iter().enumerate() {
        row.defects.iter().for_each(|it| kinds.entry(*it).or_default().push(at));
    }
    for (kind, at) in kinds {
        let name = if let Defect::Fate(fate) = kind { format!("{fate:?}") } else { format!("{kind:?}") };
        line(&name, at.len(), &around(&people, &at), &around(&homes, &at));
    }
}

/// Agreement over the pairs that some rows are part of.
fn around<A: std::hash::Hash + Eq + Copy, B: std::hash::Hash + Eq + Copy>(
    all: &[(A, B)],
    some: &[usize],
) -> Pairwise {
    let mut found: HashMap<A, u64> = HashMap::new();
    let mut truth: HashMap<B, u64> = HashMap::new();
    let mut both: HashMap<(A, B), u64> = HashMap::new();
    for (a, b) in all {
        *found.entry(*a).or_default() += 1;
        *truth.entry(*b).or_default() += 1;
        *both.entry((*a, *b)).or_default() += 1;
    }
    let mut sum = Pairwise::default();
    for (a, b) in some.iter().map(|at| all[*at]) {
        sum.found += found[&a] - 1;
        sum.truth += truth[&b] - 1;
        sum.right += both[&(a, b)] - 1;
    }
    sum
}

/// What the citizen number alone would find.
fn by_id_alone(rows: &[&TrueRow]) {
    let alone = rows.iter().enumerate().map(|(at, row)| {
        let number = row.record.pid.map_or_else(|| format!("row {at}"), |_| row.pid.clone());
        (number, row.person)
    });
    println!("{:<24} {:>7}  {}", "by valid number alone", "", Pairwise::of(alone));
}

/// Rows of people who are not exactly one found person, for working on the weights.
fn misses(rows: &[&TrueRow], store: &Store) {
    let mut found: BTreeMap<u32, Vec<usize>> = BTreeMap::new();
    let mut true_of: HashMap<_, u32> = HashMap::new();
    let mut is_mixed: HashMap<_, bool> = HashMap::new();
    for (at, row) in rows.iter().enumerate() {
        found.entry(row.person).or_default().push(at);
        let id = store.rows[at].person;
        if *true_of.entry(id).or_insert(row.person) != row.person {
            is_mixed.insert(id, true);
        }
    }
    let is_one = |rows: &Vec<usize>| {
        let first = store.rows[rows[0]].person;
        rows.iter().all(|at| store.rows[*at].person == first) && !is_mixed.contains_key(&first)
    };
    for rows_of in found.values().filter(|it| !is_one(it)).take(60) {
        println!("--");
        for at in rows_of {
            let (it, record) = (rows[*at], &rows[*at].record);
            println!(
                "P{} is {} {:?} {} {} {} {} {:?} {:?} {:?} {:?} {} {:?}",
                it.person,
                store.rows[*at].person.0.as_u128(),
                record.source,
                record.year.get(),
                it.pid,
                record.first.as_deref().unwrap_or("-"),
                record.last.as_deref().unwrap_or("-"),
                record.birth,
                record.house_code,
                record.house_no,
                record.moo,
                record.tambon.as_deref().unwrap_or("-"),
                it.defects
            );
        }
    }
}

/// The most memory this process ever held, in KiB, where the system tells.
fn peak_memory() -> Option<u64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find(|it| it.starts_with("VmHWM:"))?;
    line.split_whitespace().nth(1)?.parse().ok()
}
