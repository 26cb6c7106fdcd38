//! How many rows a second are linked: `cargo run --release -p phonjon-linking --example speed`.
#![expect(clippy::print_stdout, reason = "its whole purpose is to print")]

use std::time::{Duration, Instant};

use phonjon_domain::calendar::{BuddhistYear, PartialDate};
use phonjon_domain::source::Source;
use phonjon_linking::link::link;
use phonjon_linking::record::{PidToken, Record, RowKey};
use phonjon_linking::yardstick::Yardstick;

#[path = "../tests/harness/mod.rs"]
mod harness;

const SYLLABLES: [&str; 24] = [
    "สม",
    "บุญ",
    "ทอง",
    "คำ",
    "เพ็ญ",
    "อร",
    "วิ",
    "มา",
    "ใจ",
    "จีร",
    "พิมพ์",
    "สาร",
    "ดวง",
    "หาญ",
    "แสง",
    "กอง",
    "วงศ์",
    "นา",
    "โพธิ์",
    "ไตร",
    "เหง้า",
    "ศรี",
    "แก้ว",
    "ชัย",
];

/// One of 13,824 names.
fn name(n: u64) -> String {
    let n = usize::try_from(n.wrapping_mul(0x9e37_79b9_7f4a_7c15) >> 40).unwrap_or(0);
    let syllable = |n: usize| SYLLABLES[n % SYLLABLES.len()];
    [syllable(n), syllable(n / 24), syllable(n / 576)].concat()
}

/// Person `n` of an invented country: four to a house, 120 houses to a village; every twentieth has no id.
fn person(n: u64, key: u64, source: Source, year: i32) -> Record {
    let house = n / 4;
    let village = house / 120;
    let mut pid = [0; 32];
    pid[..8].copy_from_slice(&n.wrapping_mul(0x9e37_79b9_7f4a_7c15).to_be_bytes());
    let number = |n: u64, modulo: u64| u16::try_from(n % modulo).unwrap_or(0);
    let born = format!("{}-{:02}-{:02}", 1940 + number(n, 70), 1 + number(n / 7, 12), 1 + number(n / 5, 28));
    let is_dated = !source.is_household_file();
    let year = BuddhistYear::new(year).expect("a survey year");
    Record {
        pid: (!n.is_multiple_of(20)).then_some(PidToken(pid)),
        first: Some(name(n)),
        last: Some(name(house + 1_000_000)),
        birth: is_dated.then(|| PartialDate::parse_iso(&born)).flatten(),
        house_code: (source != Source::Thaiqm).then(|| format!("48{house:09}")),
        house_no: Some(format!("{}/{}", 1 + house % 120, village % 9)),
        moo: Some(1 + number(village, 12)),
        tambon: Some(format!("ตำบล{}", village / 12)),
        amphoe: Some(format!("อำเภอ{}", village / 120)),
        province: Some("จังหวัด".to_owned()),
        ..Record::empty(RowKey(key), source, year)
    }
}

fn main() {
    let mut store = harness::Store::default();
    let mut key = 0;
    let files = [
        (Source::Tpmap, 2565, 1),
        (Source::Bmn, 2565, 4),
        (Source::Tpmap, 2566, 1),
        (Source::Thaiqm, 2566, 4),
    ];
    for (source, year, step) in files {
        let rows: Vec<Record> = (0..40_000)
            .step_by(step)
            .map(|n| {
                key += 1;
                person(n, key, source, year)
            })
            .collect();
        let (mut spent, mut n_known) = (Duration::ZERO, 0);
        for chunk in rows.chunks(2000) {
            let known = store.candidates(chunk);
            n_known += known.rows.len();
            let start = Instant::now();
            let plan = link(chunk, &known, &Yardstick::default());
            spent += start.elapsed();
            assert_eq!(plan.rows.len(), chunk.len());
            store.import(chunk);
        }
        let per_second = f64::from(u32::try_from(rows.len()).unwrap_or(0)) / spent.as_secs_f64();
        println!(
            "{} {year}: {} rows, {n_known} known in view, {per_second:.0} rows/s",
            source.code(),
            rows.len()
        );
    }
    println!("{key} rows, {} questions, {} replaced", store.n_questions, store.n_replaced);
}
