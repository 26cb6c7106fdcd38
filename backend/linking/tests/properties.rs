//! What holds of linking whatever rows come: comparing is symmetric, and what is known may come in any order.
#![expect(clippy::unwrap_used, reason = "a test that cannot make its own rows should stop")]

mod harness;

use harness::Store;
use phonjon_domain::calendar::{BuddhistYear, PartialDate};
use phonjon_domain::source::Source;
use phonjon_linking::learn::pairs;
use phonjon_linking::link::link;
use phonjon_linking::name;
use phonjon_linking::record::{Digits, PidToken, Record, RowKey, Sex};
use phonjon_linking::sound::sound;
use phonjon_linking::when::{Birth, compare};
use phonjon_linking::yardstick::Yardstick;
use proptest::prelude::*;

const NUMBERS: [&str; 4] = ["3480123456785", "3480123456795", "3480123465785", "1489900112233"];

/// A row of a small village where everything resembles something.
fn any_row() -> impl Strategy<Value = Record> {
    let one_of = |texts: &'static [&'static str]| prop::option::weighted(0.9, prop::sample::select(texts));
    let name = (
        one_of(&["สมชาย", "สมชัย", "นายสมชาย", "สมศรี", "แสงวงศ์"]),
        one_of(&["แสงวงศ์", "แสงวงค์", "แสงวงษ์", "ใจดี", "สมชาย"]),
    );
    let born = one_of(&["1967-03-05", "1967-05-03", "1967-03", "1967", "1967-01-01", "1990-02-02"]);
    let house = (
        one_of(&["48010000001", "48010000002", "48019999999"]),
        one_of(&["1", "เลขที่ 1", "2/3"]),
        prop::option::weighted(0.8, 1u16..3),
    );
    let who = (prop::option::weighted(0.6, 0usize..NUMBERS.len()), any::<bool>(), 0usize..4, 2565i32..2567);
    (name, born, house, who).prop_map(
        |((first, last), born, (code, no, moo), (number, valid, source, year))| {
            let text = |it: Option<&str>| it.map(str::to_owned);
            let number = number.map(|it| NUMBERS[it]);
            let mut token = [0; 32];
            token[..13].copy_from_slice(number.unwrap_or("0000000000000").as_bytes());
            let source = Source::ALL[source];
            Record {
                pid: number.filter(|_| valid).map(|_| PidToken(token)),
                digits: number.and_then(Digits::parse),
                first: text(first),
                last: text(last),
                sex: (year == 2565).then_some(Sex::Male),
                birth: born.and_then(PartialDate::parse_iso),
                house_code: text(code),
                house_no: text(no),
                moo,
                tambon: Some("บ้านกลาง".to_owned()),
                amphoe: Some("เมืองนครพนม".to_owned()),
                province: Some("นครพนม".to_owned()),
                ..Record::empty(RowKey(0), source, BuddhistYear::new(year).unwrap())
            }
        },
    )
}

fn any_rows(n: usize) -> impl Strategy<Value = Vec<Record>> {
    prop::collection::vec(any_row(), 2..n).prop_map(|rows| {
        let keyed = |(record, key): (Record, u64)| Record { key: RowKey(key), ..record };
        rows.into_iter().zip(1..).map(keyed).collect()
    })
}

fn any_name() -> impl Strategy<Value = String> {
    prop_oneof![
        prop::sample::select(vec!["สมชาย", "สมชัย", "แสงวงศ์", "แสงวงค์", "มะลิวัลย์", "มะลิวัลย", "นางนวล", ""])
            .prop_map(str::to_owned),
        "[ก-ฮะ-ฺเ-๎ ]{0,9}",
    ]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]

    #[test]
    fn two_rows_compare_alike_either_way(rows in any_rows(3)) {
        let there = pairs(&rows);
        let back: Vec<Record> = rows.into_iter().rev().collect();
        prop_assert_eq!(
            there.iter().map(|it| (it.vector, it.has_one_number)).collect::<Vec<_>>(),
            pairs(&back).iter().map(|it| (it.vector, it.has_one_number)).collect::<Vec<_>>()
        );
    }

    #[test]
    fn names_and_births_compare_alike_either_way(a in any_name(), b in any_name(), y in 1960i32..1970, z in 1960i32..1970) {
        prop_assert_eq!(name::compare(&a, &b), name::compare(&b, &a));
        prop_assert_eq!(sound(&a), sound(a.trim()));
        prop_assert_eq!(compare(Birth::About(y), Birth::About(z)), compare(Birth::About(z), Birth::About(y)));
    }

    #[test]
    fn the_same_rows_and_knowledge_give_the_same_plan_in_any_order(rows in any_rows(14), cut in 0usize..14, turn in 0usize..9) {
        let (before, chunk) = rows.split_at(cut.min(rows.len()));
        let mut store = Store::default();
        store.import(before);
        let mut known = store.candidates(chunk);
        let plan = link(chunk, &known, &Yardstick::default());
        prop_assert_eq!(&link(chunk, &known, &Yardstick::default()), &plan);
        let n = known.rows.len().max(1);
        known.rows.rotate_left(turn % n);
        prop_assert_eq!(&link(chunk, &known, &Yardstick::default()), &plan);
        known.rows.reverse();
        prop_assert_eq!(link(chunk, &known, &Yardstick::default()), plan);
    }

    #[test]
    fn a_question_of_two_people_says_what_it_weighs(rows in any_rows(14)) {
        let plan = link(&rows, &Store::default().candidates(&rows), &Yardstick::default());
        for it in plan.questions.iter().filter(|it| matches!(it.pair, phonjon_linking::plan::Pair::People(..))) {
            let told = it.explanation.as_ref().unwrap();
            prop_assert!(!told.parts.is_empty());
            prop_assert!(it.score <= 1000);
        }
    }
}
