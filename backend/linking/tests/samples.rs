//! The invented sample files, imported one after another in any order: who and which household each row means
//! agrees with what is known to be true.
#![expect(clippy::unwrap_used, reason = "a test that cannot read its own fixture should stop")]
#![expect(clippy::print_stdout, reason = "precision and recall are worth reading when they move")]

mod harness;

use std::collections::HashMap;
use std::fmt;
use std::hash::Hash;
use std::io::Read;
use std::path::Path;

use flate2::read::GzDecoder;
use harness::Store;
use phonjon_domain::calendar::{BuddhistYear, PartialDate};
use phonjon_domain::source::Source;
use phonjon_linking::record::{PidToken, Record, RowKey, Sex};
use serde_json::Value;

/// A row as it should be stored, and whom it truly means.
struct TrueRow {
    record: Record,
    person: String,
    household: String,
}

/// The rows of each file of a sample set, in file order.
fn sample(set: &str) -> Vec<Vec<TrueRow>> {
    let path = format!("{}/../../tests/fixtures/samples/{set}/truth.json.gz", env!("CARGO_MANIFEST_DIR"));
    let mut text = String::new();
    let file = std::fs::File::open(Path::new(&path)).expect("the sample's truth is a fixture");
    GzDecoder::new(file).read_to_string(&mut text).unwrap();
    let truth: Value = serde_json::from_str(&text).unwrap();

    let place = |it: &Value| {
        (
            it["file"].as_str().unwrap().to_owned(),
            it["sheet"].as_str().unwrap().to_owned(),
            it["row"].as_u64(),
        )
    };
    let masked: HashMap<_, _> = truth["defects"]
        .as_array()
        .unwrap()
        .iter()
        .filter(|it| it["kind"] == "id_masked")
        .map(|it| (place(it), it["raw"].as_str().unwrap().to_owned()))
        .collect();
    let mut key = 0;
    let mut file_rows = |file: &Value| {
        let name = file["file"].as_str().unwrap();
        let mut rows = Vec::new();
        for sheet in file["sheets"].as_array().unwrap() {
            let fields: Vec<&str> =
                sheet["fields"].as_array().unwrap().iter().map(|it| it.as_str().unwrap()).collect();
            for row in sheet["rows"].as_array().unwrap().iter().filter(|it| it["reject"] != true) {
                key += 1;
                let at = (name.to_owned(), sheet["sheet"].as_str().unwrap().to_owned(), row["row"].as_u64());
                let values = fields.iter().copied().zip(row["values"].as_array().unwrap()).collect();
                let record =
                    Record { masked: masked.get(&at).cloned(), ..record(RowKey(key), name, &values) };
                let truth = |field: &str| row[field].as_str().unwrap().to_owned();
                rows.push(TrueRow { record, person: truth("person"), household: truth("hh") });
            }
        }
        rows
    };
    truth["files"].as_array().unwrap().iter().map(&mut file_rows).collect()
}

fn record(key: RowKey, file: &str, values: &HashMap<&str, &Value>) -> Record {
    let source = Source::from_code(file.split('_').next().unwrap()).unwrap();
    let year = if file.contains("2565") { 2565 } else { 2566 };
    let text = |field: &str| Some(values.get(field)?.as_str()?.to_owned());
    let number = |field: &str| u16::try_from(values.get(field)?.as_i64()?).ok();
    let token = |pid: String| {
        let mut token = [0; 32];
        token[..13].copy_from_slice(pid.as_bytes());
        PidToken(token)
    };
    Record {
        pid: text("pid").map(token),
        title: text("title"),
        first: text("first"),
        last: text("last"),
        sex: text("sex").map(|it| if it == "M" { Sex::Male } else { Sex::Female }),
        birth: text("birth").map(|it| PartialDate::parse_iso(&it).unwrap()),
        age: number("age"),
        house_code: text("house_code"),
        house_no: text("house_no"),
        moo: number("moo"),
        area_code: text("area_code"),
        tambon: text("tambon"),
        amphoe: text("amphoe"),
        province: text("province"),
        ..Record::empty(key, source, BuddhistYear::new(year).unwrap())
    }
}

/// Agreement over pairs of rows.
struct Pairwise {
    right: u64,
    found: u64,
    truth: u64,
}

impl Pairwise {
    fn of<A: Hash + Eq + Clone, B: Hash + Eq + Clone>(rows: impl Iterator<Item = (A, B)> + Clone) -> Self {
        fn pairs<K: Hash + Eq>(groups: impl Iterator<Item = K>) -> u64 {
            let mut sizes: HashMap<K, u64> = HashMap::new();
            groups.for_each(|it| *sizes.entry(it).or_default() += 1);
            sizes.into_values().map(|n| n * (n - 1) / 2).sum()
        }
        Self {
            right: pairs(rows.clone()),
            found: pairs(rows.clone().map(|(found, _)| found)),
            truth: pairs(rows.map(|(_, truth)| truth)),
        }
    }

    #[expect(clippy::cast_precision_loss, reason = "a sample has far fewer pairs than 2^52")]
    fn f1(&self) -> f64 {
        2.0 * self.right as f64 / (self.found + self.truth) as f64
    }
}

impl fmt::Display for Pairwise {
    #[expect(clippy::cast_precision_loss, reason = "a sample has far fewer pairs than 2^52")]
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let right = self.right as f64;
        let (precision, recall) = (right / self.found as f64, right / self.truth as f64);
        write!(f, "P {precision:.4} R {recall:.4} F1 {:.4}", self.f1())
    }
}

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
