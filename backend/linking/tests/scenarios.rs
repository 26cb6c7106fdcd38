//! What happens to people and households between two surveys, told in a few rows each.
#![expect(clippy::unwrap_used, reason = "a test that cannot read its own rows should stop")]

mod harness;

use harness::Store;
use phonjon_domain::calendar::{BuddhistYear, PartialDate};
use phonjon_domain::ids::{HouseholdId, PersonId};
use phonjon_domain::source::Source;
use phonjon_linking::bands::Bands;
use phonjon_linking::link::link;
use phonjon_linking::plan::{HouseholdRef, LinkPlan, Matcher, Pair, PersonRef, Reason, Warning};
use phonjon_linking::record::{Known, PidToken, Record, RowKey};
use phonjon_linking::yardstick::Yardstick;

fn usual_link(chunk: &[Record], known: &Known) -> LinkPlan {
    link(chunk, known, &Yardstick::default())
}

/// A house of one village: its number, and a code made of it.
fn at(house: u16, record: Record) -> Record {
    Record { house_code: Some(format!("4801{house:07}")), ..no_code(house, record) }
}

fn no_code(house: u16, record: Record) -> Record {
    let text = |it: &str| Some(it.to_owned());
    Record {
        house_no: Some(house.to_string()),
        moo: Some(3),
        tambon: text("บ้านกลาง"),
        amphoe: text("เมืองนครพนม"),
        province: text("นครพนม"),
        ..record
    }
}

/// A person by number and name, `first last`; number 0 has no id.
fn row(source: Source, year: i32, pid: u8, name: &str) -> Record {
    let (first, last) = name.split_once(' ').unwrap();
    Record {
        pid: (pid > 0).then_some(PidToken([pid; 32])),
        first: Some(first.to_owned()),
        last: Some(last.to_owned()),
        ..Record::empty(RowKey(0), source, BuddhistYear::new(year).unwrap())
    }
}

fn member(year: i32, pid: u8, name: &str) -> Record {
    row(Source::Tpmap, year, pid, name)
}

fn head(year: i32, pid: u8, name: &str) -> Record {
    row(Source::Bmn, year, pid, name)
}

fn born(date: &str, record: Record) -> Record {
    Record { birth: PartialDate::parse_iso(date), ..record }
}

/// Imports each list of rows as a chunk of its own; keys count from 1 through all of them.
fn imported(chunks: &[&[Record]]) -> Store {
    let mut store = Store::default();
    for chunk in chunks {
        let first = store.rows.len() as u64 + 1;
        let chunk: Vec<Record> =
            (first..).zip(*chunk).map(|(key, it)| Record { key: RowKey(key), ..it.clone() }).collect();
        store.import(&chunk);
    }
    store
}

/// The household of each row, named by the first row in it.
fn households(store: &Store) -> Vec<usize> {
    store
        .rows
        .iter()
        .map(|row| 1 + store.rows.iter().position(|it| it.household == row.household).unwrap())
        .collect()
}

/// The person of each row, named by the person's first row.
fn people(store: &Store) -> Vec<usize> {
    store
        .rows
        .iter()
        .map(|row| 1 + store.rows.iter().position(|it| it.person == row.person).unwrap())
        .collect()
}

const CHAI: &str = "สมชาย แสงสว่าง";
const SRI: &str = "สมศรี แสงสว่าง";
const LEK: &str = "เล็ก แสงสว่าง";
const DAM: &str = "ดำ วงศ์ษา";
const DAENG: &str = "แดง วงศ์ษา";

#[test]
fn a_household_keeps_its_id_when_all_of_it_moves() {
    let store = imported(&[
        &[at(1, head(2565, 1, CHAI)), at(1, member(2565, 2, SRI))],
        &[at(9, head(2566, 1, CHAI)), at(9, member(2566, 2, SRI))],
    ]);
    assert_eq!(households(&store), [1, 1, 1, 1]);
}

#[test]
fn after_a_split_the_part_with_the_head_keeps_the_id() {
    let before = [at(1, head(2565, 1, CHAI)), at(1, member(2565, 2, SRI)), at(1, member(2565, 3, LEK))];
    // The head leaves; the others stay in the house.
    let after = [at(9, head(2566, 1, CHAI)), at(1, member(2566, 2, SRI)), at(1, member(2566, 3, LEK))];
    assert_eq!(households(&imported(&[&before, &after])), [1, 1, 1, 1, 5, 5]);
    assert_eq!(households(&imported(&[&after, &before])), [1, 2, 2, 1, 1, 1]);
}

#[test]
fn a_split_seen_late_places_the_stored_rows_anew() {
    let before = [at(1, head(2565, 1, CHAI)), at(1, member(2565, 2, SRI))];
    let leaver = [at(9, member(2566, 2, SRI))];
    let stayer = [at(1, head(2566, 1, CHAI))];
    let store = imported(&[&before, &leaver, &stayer]);
    assert_eq!(households(&store), [1, 1, 3, 1]);
    assert_eq!(store.n_replaced, 1);
}

#[test]
fn a_house_taken_over_by_others_is_another_household() {
    let before = [at(1, head(2565, 1, CHAI)), at(1, member(2565, 2, SRI))];
    let moved = [at(9, head(2566, 1, CHAI)), at(1, head(2566, 4, DAM))];
    assert_eq!(households(&imported(&[&before, &moved])), [1, 1, 1, 4]);
    // Nobody says where the first family went, but no one of it is left.
    let family = [at(1, head(2566, 4, DAM)), at(1, member(2566, 5, DAENG))];
    assert_eq!(households(&imported(&[&before, &family])), [1, 1, 3, 3]);
}

#[test]
fn a_new_head_in_the_same_house_is_the_same_household() {
    let store = imported(&[&[at(1, head(2565, 1, CHAI))], &[at(1, head(2566, 2, SRI))]]);
    assert_eq!(households(&store), [1, 1]);
    assert_eq!(people(&store), [1, 2]);
}

#[test]
fn a_household_listed_under_two_heads_is_one_with_a_warning() {
    let mut store = imported(&[&[at(1, member(2566, 1, CHAI)), at(1, member(2566, 2, SRI))]]);
    let rows: Vec<Record> = [(1, CHAI), (2, SRI)]
        .map(|(pid, name)| {
            let record = no_code(1, row(Source::Thaiqm, 2566, pid, name));
            Record { key: RowKey(10 + u64::from(pid)), ..record }
        })
        .into();
    let plan = store.import(&rows);
    assert_eq!(households(&store), [1, 1, 1, 1]);
    assert!(plan.rows.iter().all(|it| it.warnings == [Warning::TwoHeads]));
    assert!(plan.rows.iter().all(|it| it.household_by.by == Matcher::Address));
}

#[test]
fn a_person_may_stand_in_two_households_in_one_year() {
    let store = imported(&[&[
        at(1, member(2566, 1, CHAI)),
        at(1, member(2566, 2, SRI)),
        at(7, member(2566, 4, DAM)),
        at(7, member(2566, 2, SRI)),
    ]]);
    assert_eq!(people(&store), [1, 2, 3, 2]);
    assert_eq!(households(&store), [1, 1, 3, 3]);
}

#[test]
fn two_houses_of_one_number_are_told_apart_once_their_codes_are_known() {
    let with_code = |code: &str, it: Record| Record { house_code: Some(code.to_owned()), ..it };
    let unknown =
        [no_code(5, row(Source::Welfare, 2565, 1, CHAI)), no_code(5, row(Source::Welfare, 2565, 4, DAM))];
    let coded = [
        with_code("48010000001", no_code(5, member(2565, 1, CHAI))),
        with_code("48010000002", no_code(5, member(2565, 4, DAM))),
    ];
    assert_eq!(households(&imported(&[&unknown])), [1, 1]);
    assert_eq!(households(&imported(&[&unknown, &coded])), [1, 2, 1, 2]);
    assert_eq!(households(&imported(&[&coded, &unknown])), [1, 2, 1, 2]);
}

#[test]
fn the_id_of_another_makes_two_people_and_a_warning() {
    let mut store = imported(&[&[at(1, born("1996-03-10", member(2565, 1, CHAI)))]]);
    let wrong = born("2014-07-09", at(7, member(2566, 1, DAM)));
    let plan = store.import(&[Record { key: RowKey(2), ..wrong }]);
    assert_eq!(plan.rows[0].person, PersonRef::New(0));
    assert_eq!(plan.rows[0].warnings, [Warning::IdOfAnother]);
    assert_eq!(people(&store), [1, 2]);
}

#[test]
fn a_new_id_with_name_and_birth_date_is_the_same_person() {
    let store = imported(&[
        &[at(1, born("1996-03-10", member(2565, 1, CHAI)))],
        &[at(1, born("1996-03-10", member(2566, 9, CHAI)))],
        &[at(1, born("1996", member(2566, 0, "สมชาย แสงสวาง")))],
    ]);
    assert_eq!(people(&store), [1, 1, 1]);
}

#[test]
fn a_new_name_with_the_id_is_the_same_person() {
    let store = imported(&[&[at(1, member(2565, 1, CHAI))], &[at(8, member(2566, 1, "แทนไท แสงสว่าง"))]]);
    assert_eq!(people(&store), [1, 1]);
    assert_eq!(households(&store), [1, 1]);
}

#[test]
fn twins_without_ids_are_two_and_asked_about() {
    let twin = |name| at(1, born("2015-01-02", member(2566, 0, name)));
    let store = imported(&[&[twin(SRI), twin(LEK)]]);
    assert_eq!(people(&store), [1, 2]);
    assert_eq!(store.n_questions, 1);
}

#[test]
fn what_a_person_settled_is_not_placed_anew_and_others_follow_it() {
    let mut store = imported(&[
        &[at(1, head(2565, 1, CHAI)), at(1, member(2565, 2, SRI))],
        &[at(9, member(2566, 2, SRI))],
    ]);
    store.rows[2].is_fixed = true;
    let plan = store.import(&[Record { key: RowKey(4), ..at(1, head(2566, 1, CHAI)) }]);
    assert_eq!((plan.replaced.len(), plan.questions.len()), (0, 0));
    store.import(&[Record { key: RowKey(5), ..at(9, member(2566, 3, LEK)) }]);
    assert_eq!(households(&store), [1, 1, 1, 1, 1]);
}

#[test]
fn rows_settled_apart_that_look_like_one_are_asked_about() {
    let mut store = imported(&[&[at(1, head(2565, 1, CHAI))], &[at(1, member(2566, 1, CHAI))]]);
    let (a, b) = (store.rows[0].household, HouseholdId(uuid::Uuid::from_u128(999)));
    store.rows[1].household = b;
    store.rows.iter_mut().for_each(|it| it.is_fixed = true);
    let known = Known { rows: store.rows, ..Known::default() };
    let plan = usual_link(&[Record { key: RowKey(3), ..at(1, member(2566, 2, SRI)) }], &known);
    assert_eq!(plan.replaced.len(), 0);
    let pair = Pair::Households(HouseholdRef::Existing(a), HouseholdRef::Existing(b));
    assert_eq!(plan.questions.iter().map(|it| it.pair).collect::<Vec<_>>(), [pair]);
    assert_eq!(plan.questions[0].reasons, [Reason::Fixed]);
}

#[test]
fn pairs_declared_different_are_neither_tied_nor_asked_again() {
    let store = imported(&[&[at(1, head(2565, 1, CHAI))], &[at(1, head(2566, 4, DAM))]]);
    assert_eq!(households(&store), [1, 1]);
    let a = store.rows[0].household;
    let b = HouseholdId(uuid::Uuid::from_u128(999));
    let mut known = Known { rows: store.rows.clone(), ..Known::default() };
    known.rows[1].household = b;
    let more = [Record { key: RowKey(3), ..at(1, member(2566, 4, DAM)) }];
    assert_eq!(usual_link(&more, &known).rows[0].household, HouseholdRef::Existing(a));
    known.different_households = vec![(a, b)];
    let plan = usual_link(&more, &known);
    assert_eq!(plan.rows[0].household, HouseholdRef::Existing(b));
    assert_eq!((plan.replaced.len(), plan.questions.len()), (0, 0));

    let twin = |name| at(1, born("2015-01-02", member(2566, 0, name)));
    let mut known = Known { rows: imported(&[&[twin(SRI)]]).rows, ..Known::default() };
    known.rows[0].person = PersonId(uuid::Uuid::from_u128(5));
    let plan = usual_link(&[Record { key: RowKey(2), ..twin(LEK) }], &known);
    assert_eq!(
        plan.questions[0].pair,
        Pair::People(PersonRef::Existing(known.rows[0].person), PersonRef::New(0))
    );
    assert_eq!(plan.questions[0].reasons, [Reason::OtherName, Reason::SameBirth, Reason::SameHouse]);
}

#[test]
fn the_order_of_what_is_known_does_not_matter() {
    let store = imported(&[
        &[at(1, head(2565, 1, CHAI)), at(1, member(2565, 2, SRI)), at(1, member(2565, 3, LEK))],
        &[at(9, head(2566, 1, CHAI)), at(7, head(2565, 4, DAM))],
    ]);
    let chunk = [at(1, member(2566, 2, SRI)), at(7, member(2566, 5, DAENG)), at(9, member(2566, 0, LEK))];
    let chunk: Vec<Record> = (50..).zip(chunk).map(|(key, it)| Record { key: RowKey(key), ..it }).collect();
    let mut known = store.candidates(&chunk);
    let plan = usual_link(&chunk, &known);
    for _ in 0..known.rows.len() {
        known.rows.rotate_left(1);
        assert_eq!(usual_link(&chunk, &known), plan);
    }
    known.rows.reverse();
    assert_eq!(usual_link(&chunk, &known), plan);
}

#[test]
fn a_row_that_says_nothing_is_somebody_new() {
    let silent = Record::empty(RowKey(1), Source::Thaiqm, BuddhistYear::new(2566).unwrap());
    let plan = usual_link(&[silent.clone(), Record { key: RowKey(2), ..silent }], &Known::default());
    assert_eq!((plan.n_new_people, plan.n_new_households), (2, 2));
    assert!(usual_link(&[], &Known::default()).rows.is_empty());
}

#[test]
fn what_one_office_joins_another_may_have_asked() {
    let row = |key, source| Record { key: RowKey(key), ..no_code(1, row(source, 2566, 0, CHAI)) };
    let import = |bands| {
        let mut store = Store::default();
        store.yardstick = Yardstick::with_bands(bands);
        store.import(&[row(1, Source::Tpmap)]);
        let plan = store.import(&[row(2, Source::Welfare)]);
        (people(&store), plan.questions.len())
    };
    assert_eq!(import(Bands::default()), (vec![1, 1], 0));
    assert_eq!(import(Bands::new(1000, 400).unwrap()), (vec![1, 2], 1));
    assert_eq!(import(Bands::new(1000, 1000).unwrap()), (vec![1, 2], 0));
}
