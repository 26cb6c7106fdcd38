//! What is currently true of a person or household: a pure function of its linked rows, the manual corrections and
//! the priority of sources.
//!
//! A field follows the day it was true, not the day it was entered. A blank says nothing and never erases; only a
//! correction may, and a row that was told to. A later statement that merely says less (a birth year where the date is
//! known) does not win. Of one day a row that is believed first wins, then the source that is; a row that is believed last
//! speaks where nobody else does. Of two that are equal in all of this the one that came later wins: a list may have been
//! corrected in another file.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDate;
use phonjon_domain::calendar::{BuddhistYear, PartialDate};
use phonjon_domain::source::Source;

use crate::record::RowKey;

/// The value of a field.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Value {
    /// Words, codes, marks.
    Text(String),
    /// Counts and amounts, in the field's own unit.
    Whole(i64),
    /// A date as far as it is known.
    Date(PartialDate),
}

impl Value {
    /// True where this says nothing.
    pub fn is_blank(&self) -> bool {
        match self {
            Self::Text(text) => text.trim().is_empty(),
            Self::Whole(_) | Self::Date(_) => false,
        }
    }

    /// True where this says the same as `other` and more.
    fn refines(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Date(a), Self::Date(b)) => detail(*a) > detail(*b) && a.agrees_with(*b),
            (Self::Text(_) | Self::Whole(_) | Self::Date(_), _) => false,
        }
    }
}

const fn detail(date: PartialDate) -> u8 {
    match date {
        PartialDate::Year(_) => 1,
        PartialDate::Month(..) => 2,
        PartialDate::Day(_) => 3,
    }
}

/// How far a row is believed on a field.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub enum Trust {
    /// Only where nobody else says anything of it.
    Last,
    /// As its source is.
    #[default]
    Usual,
    /// Before every other list that speaks of the same day.
    First,
}

impl Trust {
    /// What comes before the day that a fact was true, and what after it: the greater wins.
    pub const fn around_the_day(self) -> (bool, bool) {
        (!matches!(self, Self::Last), matches!(self, Self::First))
    }
}

/// A linked source row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SourceFacts {
    /// The row.
    pub key: RowKey,
    /// Its source.
    pub source: Source,
    /// Its survey year.
    pub year: BuddhistYear,
    /// The day its facts were true.
    pub observed_on: NaiveDate,
    /// Field to value; a blank or missing field says nothing.
    pub values: BTreeMap<String, Value>,
    /// Fields of which it says that what was known of them is no more.
    pub erased: BTreeSet<String>,
    /// Fields that it is believed on otherwise than usual.
    pub trusts: BTreeMap<String, Trust>,
}

/// What a person set right by hand.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Correction {
    /// The caller's key of the correction, growing with the order they were made.
    pub key: u64,
    /// The field.
    pub field: String,
    /// What is true, or `None` where what is stored is wrong and nothing better is known.
    pub value: Option<Value>,
    /// The day it was true.
    pub observed_on: NaiveDate,
}

/// Which source is believed first where two speak of the same day.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Priority {
    /// Most trusted first; a source not named comes last.
    pub order: Vec<Source>,
    /// Another order for single fields.
    pub by_field: BTreeMap<String, Vec<Source>>,
}

impl Priority {
    fn rank(&self, field: &str, source: Source) -> usize {
        let order = self.by_field.get(field).unwrap_or(&self.order);
        order.iter().position(|it| *it == source).unwrap_or(order.len())
    }
}

/// Where a current value comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Origin {
    /// A source row.
    Row(RowKey),
    /// A correction, by its key.
    Correction(u64),
}

/// A field's current value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Current {
    /// The value.
    pub value: Value,
    /// Where it comes from.
    pub origin: Origin,
    /// The day it was true.
    pub observed_on: NaiveDate,
}

/// One statement about a field; the greatest wins. The order of the parts is the rule.
#[derive(PartialEq, Eq, PartialOrd, Ord, Clone, Copy)]
struct Claim<'a> {
    /// False where it speaks only while nobody else does.
    is_heard: bool,
    observed_on: NaiveDate,
    is_correction: bool,
    is_first: bool,
    rank: Reverse<usize>,
    year: Option<BuddhistYear>,
    /// Grows with the order in which it came.
    order: u64,
    origin: Origin,
    value: Option<&'a Value>,
}

impl Claim<'_> {
    /// True where this says what `other` says, with the same right.
    fn repeats(&self, other: &Self) -> bool {
        let right =
            |it: &Self| (it.is_heard, it.observed_on, it.is_correction, it.is_first, it.rank, it.year);
        right(self) == right(other) && self.value == other.value
    }
}

/// The current fields of a person or household. The order of `rows` and `corrections` does not matter.
pub fn compose(
    rows: &[SourceFacts],
    corrections: &[Correction],
    priority: &Priority,
) -> BTreeMap<String, Current> {
    let mut claims: BTreeMap<&str, Vec<Claim<'_>>> = BTreeMap::new();
    for row in rows {
        let said = row.values.iter().filter(|(_, value)| !value.is_blank());
        let said = said.map(|(field, value)| (field, Some(value)));
        for (field, value) in said.chain(row.erased.iter().map(|field| (field, None))) {
            let (is_heard, is_first) = row.trusts.get(field).copied().unwrap_or_default().around_the_day();
            claims.entry(field).or_default().push(Claim {
                is_heard,
                observed_on: row.observed_on,
                is_correction: false,
                is_first,
                rank: Reverse(priority.rank(field, row.source)),
                year: Some(row.year),
                order: row.key.0,
                origin: Origin::Row(row.key),
                value,
            });
        }
    }
    for it in corrections {
        claims.entry(&it.field).or_default().push(Claim {
            is_heard: true,
            observed_on: it.observed_on,
            is_correction: true,
            is_first: false,
            rank: Reverse(0),
            year: None,
            order: it.key,
            origin: Origin::Correction(it.key),
            value: it.value.as_ref().filter(|value| !value.is_blank()),
        });
    }
    claims.into_iter().filter_map(|(field, claims)| Some((field.to_owned(), settle(claims)?))).collect()
}

fn settle(mut claims: Vec<Claim<'_>>) -> Option<Current> {
    claims.sort_unstable();
    let mut winner = newest(claims.iter())?;
    // Each step knows more of the date, so there are at most two.
    while let Some(finer) = newest(claims.iter().filter(|it| refines(it, &winner))) {
        winner = finer;
    }
    Some(Current { value: winner.value?.clone(), origin: winner.origin, observed_on: winner.observed_on })
}

/// The last of sorted claims; where those just before it say the same, the first of them: a repeat changes nothing.
fn newest<'a, 'v: 'a>(sorted: impl DoubleEndedIterator<Item = &'a Claim<'v>>) -> Option<Claim<'v>> {
    let mut newest_first = sorted.rev().copied();
    let last = newest_first.next()?;
    Some(newest_first.take_while(|it| it.repeats(&last)).last().unwrap_or(last))
}

fn refines(claim: &Claim<'_>, winner: &Claim<'_>) -> bool {
    // What a person set right by hand is meant as it stands.
    !winner.is_correction && matches!((claim.value, winner.value), (Some(a), Some(b)) if a.refines(b))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    fn text(value: &str) -> Value {
        Value::Text(value.to_owned())
    }

    fn date(value: &str) -> Value {
        Value::Date(PartialDate::parse_iso(value).unwrap())
    }

    fn row(key: u64, source: Source, on: &str, values: &[(&str, Value)]) -> SourceFacts {
        let observed_on = day(on);
        SourceFacts {
            key: RowKey(key),
            source,
            year: BuddhistYear::new(chrono::Datelike::year(&observed_on) + 543).unwrap(),
            observed_on,
            values: values.iter().map(|(field, value)| ((*field).to_owned(), value.clone())).collect(),
            erased: BTreeSet::new(),
            trusts: BTreeMap::new(),
        }
    }

    fn trusted(trust: Trust, row: SourceFacts) -> SourceFacts {
        SourceFacts { trusts: [("first".to_owned(), trust)].into(), ..row }
    }

    fn correction(key: u64, on: &str, value: Option<Value>) -> Correction {
        Correction { key, field: "first".into(), value, observed_on: day(on) }
    }

    fn priority() -> Priority {
        let order = vec![Source::Bmn, Source::Tpmap, Source::Thaiqm, Source::Welfare];
        let by_field = [("card".to_owned(), vec![Source::Welfare])].into();
        Priority { order, by_field }
    }

    /// Value and origin of a field, for short asserts.
    fn current(rows: &[SourceFacts], corrections: &[Correction], field: &str) -> Option<(Value, Origin)> {
        compose(rows, corrections, &priority()).remove(field).map(|it| (it.value, it.origin))
    }

    #[test]
    fn the_day_a_fact_was_true_counts_not_the_day_it_came() {
        let late = row(9, Source::Bmn, "2022-01-01", &[("first", text("บุญชู"))]);
        let newest = row(1, Source::Welfare, "2023-01-01", &[("first", text("แทนไท"))]);
        assert_eq!(current(&[late, newest], &[], "first"), Some((text("แทนไท"), Origin::Row(RowKey(1)))));
    }

    #[test]
    fn a_row_believed_first_wins_its_day_and_no_later_one() {
        let usual = row(1, Source::Bmn, "2023-01-01", &[("first", text("ก"))]);
        let first = trusted(Trust::First, row(2, Source::Welfare, "2023-01-01", &[("first", text("ข"))]));
        let later = row(3, Source::Welfare, "2024-01-01", &[("first", text("ค"))]);
        let one_day = [usual.clone(), first.clone()];
        assert_eq!(current(&one_day, &[], "first"), Some((text("ข"), Origin::Row(RowKey(2)))));
        assert_eq!(current(&[later, usual, first], &[], "first"), Some((text("ค"), Origin::Row(RowKey(3)))));
        let by_hand = correction(0, "2023-01-01", Some(text("ง")));
        assert_eq!(current(&one_day, &[by_hand], "first"), Some((text("ง"), Origin::Correction(0))));
    }

    #[test]
    fn a_row_believed_last_speaks_where_nobody_else_does() {
        let old = row(1, Source::Welfare, "2020-01-01", &[("first", text("ก"))]);
        let said = [("first", text("ข")), ("last", text("ค"))];
        let last = trusted(Trust::Last, row(2, Source::Bmn, "2024-01-01", &said));
        assert_eq!(
            current(&[old.clone(), last.clone()], &[], "first"),
            Some((text("ก"), Origin::Row(RowKey(1))))
        );
        assert_eq!(current(&[old, last.clone()], &[], "last"), Some((text("ค"), Origin::Row(RowKey(2)))));
        assert_eq!(current(&[last], &[], "first"), Some((text("ข"), Origin::Row(RowKey(2)))));
    }

    #[test]
    fn a_blank_never_erases() {
        let old = row(1, Source::Bmn, "2022-01-01", &[("first", text("บุญชู")), ("moo", Value::Whole(0))]);
        let blank = row(2, Source::Bmn, "2023-01-01", &[("first", text(" "))]);
        let rows = [old, blank];
        assert_eq!(current(&rows, &[], "first"), Some((text("บุญชู"), Origin::Row(RowKey(1)))));
        assert_eq!(current(&rows, &[], "moo"), Some((Value::Whole(0), Origin::Row(RowKey(1)))));
        assert_eq!(current(&rows, &[], "last"), None);
    }

    #[test]
    fn a_row_that_erases_takes_away_what_older_rows_say_and_nothing_newer() {
        let old = row(1, Source::Bmn, "2022-01-01", &[("first", text("บุญชู")), ("last", text("ใจดี"))]);
        let mut marked = row(2, Source::Bmn, "2023-01-01", &[]);
        marked.erased.insert("first".to_owned());
        assert_eq!(current(&[old.clone(), marked.clone()], &[], "first"), None);
        assert_eq!(
            current(&[old.clone(), marked.clone()], &[], "last"),
            Some((text("ใจดี"), Origin::Row(RowKey(1))))
        );
        assert_eq!(
            current(std::slice::from_ref(&old), &[], "first"),
            Some((text("บุญชู"), Origin::Row(RowKey(1)))),
            "taken back, it is as before"
        );
        let newer = row(3, Source::Bmn, "2024-01-01", &[("first", text("แทนไท"))]);
        assert_eq!(
            current(&[old, marked, newer], &[], "first"),
            Some((text("แทนไท"), Origin::Row(RowKey(3))))
        );
    }

    #[test]
    fn on_one_day_the_priority_of_the_field_decides() {
        let on = "2023-01-01";
        let rows = [
            row(1, Source::Welfare, on, &[("first", text("ก")), ("card", Value::Whole(1))]),
            row(2, Source::Bmn, on, &[("first", text("ข")), ("card", Value::Whole(0))]),
        ];
        assert_eq!(current(&rows, &[], "first"), Some((text("ข"), Origin::Row(RowKey(2)))));
        assert_eq!(current(&rows, &[], "card"), Some((Value::Whole(1), Origin::Row(RowKey(1)))));
    }

    #[test]
    fn a_correction_wins_on_its_day_and_gives_way_to_a_later_one() {
        let rows = [row(1, Source::Bmn, "2023-01-01", &[("first", text("ก"))])];
        let set = |on| correction(5, on, Some(text("ข")));
        assert_eq!(current(&rows, &[set("2023-01-01")], "first"), Some((text("ข"), Origin::Correction(5))));
        assert_eq!(current(&rows, &[set("2022-12-31")], "first"), Some((text("ก"), Origin::Row(RowKey(1)))));
        let again = correction(6, "2023-01-01", Some(text("ค")));
        assert_eq!(
            current(&rows, &[set("2023-01-01"), again], "first"),
            Some((text("ค"), Origin::Correction(6)))
        );
    }

    #[test]
    fn a_correction_may_say_that_nothing_is_known() {
        let rows = [row(1, Source::Bmn, "2023-01-01", &[("first", text("ก"))])];
        assert_eq!(current(&rows, &[correction(5, "2023-02-01", None)], "first"), None);
    }

    #[test]
    fn a_later_year_alone_keeps_the_known_date() {
        let rows = [
            row(1, Source::Bmn, "2021-01-01", &[("birth", date("1967-03-05"))]),
            row(2, Source::Bmn, "2022-01-01", &[("birth", date("1967-03"))]),
            row(3, Source::Bmn, "2023-01-01", &[("birth", date("1967"))]),
        ];
        assert_eq!(current(&rows, &[], "birth"), Some((date("1967-03-05"), Origin::Row(RowKey(1)))));
        let other = row(4, Source::Bmn, "2024-01-01", &[("birth", date("1968"))]);
        let rows = [rows.as_slice(), &[other]].concat();
        assert_eq!(current(&rows, &[], "birth"), Some((date("1968"), Origin::Row(RowKey(4)))));
    }

    #[test]
    fn a_repeated_row_changes_nothing() {
        let a = row(1, Source::Bmn, "2023-01-01", &[("first", text("ก"))]);
        let b = SourceFacts { key: RowKey(2), ..a.clone() };
        assert_eq!(current(&[a, b], &[], "first"), Some((text("ก"), Origin::Row(RowKey(1)))));
    }

    #[test]
    fn of_two_lists_of_one_year_the_one_that_came_later_counts() {
        let on = "2023-01-01";
        let said =
            |key, name, moo| row(key, Source::Bmn, on, &[("first", text(name)), ("moo", Value::Whole(moo))]);
        let (first, corrected, repeated) = (said(1, "ก", 4), said(2, "ข", 4), said(3, "ข", 4));
        let rows = [repeated, first.clone(), corrected];
        assert_eq!(current(&rows, &[], "first"), Some((text("ข"), Origin::Row(RowKey(2)))));
        assert_eq!(current(&rows, &[], "moo"), Some((Value::Whole(4), Origin::Row(RowKey(1)))));
        // What a third list says once more counts again, as said by that list.
        let rows = [rows.as_slice(), &[said(4, "ก", 4)]].concat();
        assert_eq!(current(&rows, &[], "first"), Some((text("ก"), Origin::Row(RowKey(4)))));
        // Which source is believed first goes before which list came later.
        let better = SourceFacts { source: Source::Bmn, ..said(0, "ค", 5) };
        let worse = SourceFacts { source: Source::Welfare, ..said(9, "ง", 6) };
        let lists = [SourceFacts { source: Source::Tpmap, ..first }, better, worse];
        assert_eq!(current(&lists, &[], "first"), Some((text("ค"), Origin::Row(RowKey(0)))));
    }

    #[test]
    fn a_later_list_of_the_year_that_knows_only_the_birth_year_keeps_the_newest_whole_date() {
        let born = |key, on| row(key, Source::Bmn, "2023-01-01", &[("birth", date(on))]);
        let rows = [born(1, "1967-03-05"), born(2, "1967-03-06"), born(3, "1967")];
        assert_eq!(current(&rows, &[], "birth"), Some((date("1967-03-06"), Origin::Row(RowKey(2)))));
    }

    fn any_value() -> impl Strategy<Value = Value> {
        prop_oneof![
            "[กข ]{0,2}".prop_map(Value::Text),
            (0i64..3).prop_map(Value::Whole),
            prop::sample::select(vec!["1967", "1967-03", "1967-03-05", "1967-03-06", "1968"]).prop_map(date),
        ]
    }

    fn any_rows() -> impl Strategy<Value = Vec<SourceFacts>> {
        let values = prop::collection::btree_map("[ab]", any_value(), 0..3);
        let facts = (0usize..4, 0u32..3, values);
        prop::collection::vec(facts, 0..8).prop_map(|rows| {
            let rows = rows.into_iter().zip(0u64..);
            rows.map(|((source, day, values), key)| {
                let on = format!("2023-01-{:02}", day + 1);
                SourceFacts { values, ..row(key, Source::ALL[source], &on, &[]) }
            })
            .collect()
        })
    }

    fn any_corrections() -> impl Strategy<Value = Vec<Correction>> {
        let one = ("[ab]", prop::option::of(any_value()), 0u32..3);
        prop::collection::vec(one, 0..4).prop_map(|all| {
            let all = all.into_iter().zip(0u64..);
            all.map(|((field, value, on), key)| Correction {
                key,
                field,
                value,
                observed_on: day(&format!("2023-01-{:02}", on + 1)),
            })
            .collect()
        })
    }

    proptest! {
        #[test]
        fn the_order_of_what_is_known_does_not_matter(
            (rows, shuffled) in any_rows().prop_flat_map(|it| (Just(it.clone()), Just(it).prop_shuffle())),
            (set, reset) in any_corrections().prop_flat_map(|it| (Just(it.clone()), Just(it).prop_shuffle())),
        ) {
            prop_assert_eq!(compose(&rows, &set, &priority()), compose(&shuffled, &reset, &priority()));
        }

        #[test]
        fn rows_that_say_nothing_change_nothing(rows in any_rows(), on in 1u32..9) {
            let blank = [("a", text(" ")), ("b", text(""))];
            let silent = row(100, Source::Bmn, &format!("2023-01-{on:02}"), &blank);
            let more = [rows.as_slice(), &[silent]].concat();
            prop_assert_eq!(compose(&rows, &[], &priority()), compose(&more, &[], &priority()));
        }

        #[test]
        fn the_newest_row_once_more_changes_nothing(rows in any_rows()) {
            let Some(last) = rows.last() else { return Ok(()) };
            let more = [rows.as_slice(), &[SourceFacts { key: RowKey(100), ..last.clone() }]].concat();
            prop_assert_eq!(compose(&rows, &[], &priority()), compose(&more, &[], &priority()));
        }

        #[test]
        fn a_current_value_is_what_its_origin_says(rows in any_rows()) {
            for (field, it) in compose(&rows, &[], &priority()) {
                let Origin::Row(key) = it.origin else { panic!("no corrections were given") };
                let row = rows.iter().find(|row| row.key == key).unwrap();
                prop_assert_eq!(row.values.get(&field), Some(&it.value));
                prop_assert!(!it.value.is_blank());
            }
        }
    }
}
