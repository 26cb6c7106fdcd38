//! The caches of the persons and households a chunk touches, composed from all rows linked to them. Pure.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet, HashMap};

use chrono::NaiveDate;
use phonjon_domain::area::{AreaCode, AreaLevel};
use phonjon_domain::calendar::{BuddhistYear, PartialDate};
use phonjon_domain::source::Source;
use phonjon_linking::compose::{Correction, Current, Origin, Priority, SourceFacts, Value, compose};
use phonjon_linking::record::RowKey;
use phonjon_rows::{Value as Read, fields};
use uuid::Uuid;

use super::evidence::{self, Values};
use super::{blanks, trust};

/// One linked row, stored or new.
pub(super) struct Linked<'a> {
    pub(super) key: RowKey,
    pub(super) id: (i16, Uuid),
    pub(super) source: Source,
    pub(super) year: BuddhistYear,
    pub(super) values: &'a Values,
    /// The area its place names resolve to, and its code.
    pub(super) area: Option<(Uuid, AreaCode)>,
    pub(super) person: (i16, Uuid),
    pub(super) household: (i16, Uuid),
    pub(super) is_head: bool,
    /// True where its file no longer lists it.
    pub(super) is_gone: bool,
}

/// Field of the household's area; its value is the area's id.
pub(super) const AREA: &str = "area";
/// Field of a person's day of death; only a correction says it.
pub(super) const DIED_ON: &str = "died_on";
const PERSON_FIELDS: [&str; 5] = [fields::TITLE, fields::FIRST, fields::LAST, fields::SEX, fields::CARD];
const HOME_FIELDS: [&str; 5] =
    [fields::HOUSE_CODE, fields::HOUSE_NO, fields::MOO, fields::VILLAGE, fields::MEMBERS];

/// Sources believed first about a home: those that were there. The welfare register keeps what people once told it.
fn priority() -> Priority {
    let order = vec![Source::Bmn, Source::Tpmap, Source::Thaiqm, Source::Welfare];
    Priority { order, by_field: BTreeMap::new() }
}

/// Current fields and where each comes from: row id by field, as JSON.
pub(super) struct Composed {
    pub(super) fields: BTreeMap<String, Current>,
    pub(super) from: String,
}

impl Composed {
    fn of(rows: &[&Linked<'_>], facts: &[SourceFacts], corrections: &[Correction]) -> Self {
        let fields = compose(facts, corrections, &priority());
        let ids: HashMap<RowKey, Uuid> = rows.iter().map(|it| (it.key, it.id.1)).collect();
        let from: BTreeMap<&str, String> = fields
            .iter()
            .filter_map(|(field, current)| match current.origin {
                Origin::Row(key) => Some((field.as_str(), ids.get(&key)?.to_string())),
                Origin::Correction(n) => Some((field.as_str(), format!("correction:{n}"))),
            })
            .collect();
        // A map of text to text is always JSON. One that no row speaks of any more is told from one of which the
        // rows say nothing.
        let from = if rows.is_empty() {
            r#"{"gone":true}"#.to_owned()
        } else {
            serde_json::to_string(&from).unwrap_or_default()
        };
        Self { fields, from }
    }

    pub(super) fn text(&self, field: &str) -> Option<String> {
        match &self.fields.get(field)?.value {
            Value::Text(text) => Some(text.clone()),
            Value::Whole(n) => Some(n.to_string()),
            Value::Date(date) => Some(date.to_string()),
        }
    }

    pub(super) fn whole(&self, field: &str) -> Option<i64> {
        match &self.fields.get(field)?.value {
            Value::Whole(n) => Some(*n),
            Value::Text(_) | Value::Date(_) => None,
        }
    }

    pub(super) fn area(&self) -> Option<Uuid> {
        self.text(AREA)?.parse().ok()
    }
}

fn facts_of(row: &Linked<'_>, names: &[&str]) -> SourceFacts {
    let values = names
        .iter()
        .filter_map(|name| {
            let value = match row.values.get(*name)? {
                Read::Null => return None,
                Read::Int(n) => Value::Whole(*n),
                Read::Text(text) => Value::Text(text.clone()),
            };
            Some(((*name).to_owned(), value))
        })
        .collect();
    SourceFacts {
        key: row.key,
        source: row.source,
        year: row.year,
        observed_on: evidence::observed_on(row.year),
        values,
        erased: blanks::erased(row.values).filter(|it| names.contains(it)).map(str::to_owned).collect(),
        trusts: trust::of_row(row.values).map(|(field, trust)| (field.to_owned(), trust)).collect(),
    }
}

/// A person's current fields.
pub(super) fn person(rows: &[&Linked<'_>], corrections: &[Correction]) -> Composed {
    let facts: Vec<SourceFacts> = rows
        .iter()
        .map(|row| {
            let mut facts = facts_of(row, &PERSON_FIELDS);
            if blanks::erased(row.values).any(|it| it == fields::BIRTH) {
                facts.erased.insert(fields::BIRTH.to_owned());
            }
            if let Some(birth) =
                row.values.get(fields::BIRTH).and_then(Read::as_text).and_then(PartialDate::parse_iso)
            {
                facts.values.insert(fields::BIRTH.to_owned(), Value::Date(birth));
            }
            facts
        })
        .collect();
    Composed::of(rows, &facts, corrections)
}

/// A household's current fields.
pub(super) fn household(rows: &[&Linked<'_>]) -> Composed {
    let home = home(rows);
    let facts: Vec<SourceFacts> = rows
        .iter()
        .map(|row| {
            let mut facts = facts_of(row, &HOME_FIELDS);
            if let Some((key, area)) = home
                && key == row.key
            {
                facts.values.insert(AREA.to_owned(), Value::Text(area.to_string()));
            }
            facts
        })
        .collect();
    Composed::of(rows, &facts, &[])
}

/// The row that says where the household lives, and the area: the latest that names a place, as of every other field. One
/// that names no more than what the place known by then lies in says nothing new: it moves nobody out of a village.
fn home(rows: &[&Linked<'_>]) -> Option<(RowKey, Uuid)> {
    let order = priority().order;
    let rank = |source| order.iter().position(|it| *it == source).unwrap_or(order.len());
    let deepest = rows.iter().filter_map(|it| it.area.as_ref()).map(|it| it.1.level()).max()?;
    let right = |it: &Linked<'_>| {
        let noted = trust::of_row(it.values).find(|it| it.0 == AREA).map(|it| it.1);
        let (is_heard, is_first) = noted.unwrap_or_default().around_the_day();
        (is_heard, evidence::observed_on(it.year), is_first, Reverse(rank(it.source)))
    };
    let mut rows: Vec<&Linked<'_>> = rows.to_vec();
    rows.sort_by_key(|it| (right(it), it.key));
    let mut home: Option<(&Linked<'_>, Uuid, &AreaCode)> = None;
    for row in rows {
        let Some((area, code)) = &row.area else { continue };
        let is_enclosing = home.is_some_and(|it| encloses(code, it.2));
        let is_repeat = home.is_some_and(|it| it.1 == *area && right(it.0) == right(row));
        if is_home(code.level(), deepest) && !is_enclosing && !is_repeat {
            home = Some((row, *area, code));
        }
    }
    home.map(|it| (it.0.key, it.1))
}

/// A row that names only the district, whichever, does not move a household out of its village.
fn is_home(level: AreaLevel, deepest: AreaLevel) -> bool {
    level >= AreaLevel::Subdistrict || level == deepest
}

fn encloses(outer: &AreaCode, inner: &AreaCode) -> bool {
    outer != inner && inner.as_str().starts_with(outer.as_str())
}

/// Where a household lived: area, first day, first day elsewhere; one entry per move.
pub(super) fn residences(rows: &[&Linked<'_>]) -> Vec<(Uuid, NaiveDate, Option<NaiveDate>)> {
    let years: BTreeSet<BuddhistYear> = rows.iter().map(|it| it.year).collect();
    let mut homes: Vec<(Uuid, NaiveDate, Option<NaiveDate>)> = Vec::new();
    for year in years {
        let until_then: Vec<&Linked<'_>> = rows.iter().filter(|it| it.year <= year).copied().collect();
        let Some((_, area)) = home(&until_then) else { continue };
        let since = evidence::observed_on(year);
        match homes.last_mut() {
            Some((last, _, _)) if *last == area => {}
            Some((_, _, until)) => {
                *until = Some(since);
                homes.push((area, since, None));
            }
            None => homes.push((area, since, None)),
        }
    }
    homes
}

/// The head: the person the latest household file names.
pub(super) fn head(rows: &[&Linked<'_>]) -> Option<(i16, Uuid)> {
    rows.iter().filter(|it| it.is_head).max_by_key(|it| (it.year, it.key)).map(|it| it.person)
}

/// Sources that speak of a household, as bits.
pub(super) fn sources(rows: &[&Linked<'_>]) -> i16 {
    rows.iter().fold(0, |bits, it| bits | i16::from(it.source.bit()))
}

/// How long a person belonged to a household: first day known, first day known elsewhere.
///
/// `places` are the days on which the person is known to have stood somewhere.
pub(super) fn stay(
    places: &BTreeSet<(NaiveDate, Uuid)>,
    home: Uuid,
) -> Option<(NaiveDate, Option<NaiveDate>)> {
    let here: Vec<NaiveDate> = places.iter().filter(|it| it.1 == home).map(|it| it.0).collect();
    let (first, last) = (*here.first()?, *here.last()?);
    let left = places.iter().find(|(on, elsewhere)| *on > last && *elsewhere != home).map(|it| it.0);
    Some((first, left))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn id(n: u128) -> (i16, Uuid) {
        (48, Uuid::from_u128(n))
    }

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    fn year(year: i32) -> BuddhistYear {
        BuddhistYear::new(year).unwrap()
    }

    fn values(pairs: &[(&str, Read)]) -> Values {
        pairs.iter().map(|(field, value)| ((*field).to_owned(), value.clone())).collect()
    }

    fn area(n: u128, code: &str) -> (Uuid, AreaCode) {
        (Uuid::from_u128(n), AreaCode::parse(code).unwrap())
    }

    /// The village 48010101 is 1, 48010202 is 2.
    fn village(n: u128) -> (Uuid, AreaCode) {
        area(n, &format!("48010{n}0{n}"))
    }

    fn linked(n: u64, values: &Values, in_year: i32, area: u128) -> Linked<'_> {
        Linked {
            key: RowKey(n),
            id: id(u128::from(n)),
            source: Source::Bmn,
            year: year(in_year),
            values,
            area: Some(village(area)),
            person: id(100),
            household: id(200),
            is_head: true,
            is_gone: false,
        }
    }

    #[test]
    fn a_household_that_moved_lived_in_both_places() {
        let values = values(&[(fields::HOUSE_NO, Read::Text("12/3".into()))]);
        let rows = [linked(1, &values, 2565, 1), linked(2, &values, 2565, 1), linked(3, &values, 2566, 2)];
        let rows: Vec<&Linked<'_>> = rows.iter().collect();
        let homes = residences(&rows);
        assert_eq!(homes.len(), 2);
        assert_eq!(homes[0].2, Some(homes[1].1));
        assert_eq!(homes[1], (Uuid::from_u128(2), "2023-01-01".parse().unwrap(), None));
        assert_eq!(household(&rows).area(), Some(Uuid::from_u128(2)));
    }

    #[test]
    fn a_row_that_names_only_the_district_moves_nobody() {
        let values = Values::new();
        let village = linked(1, &values, 2565, 1);
        for district in ["4801", "4802"] {
            let district = Linked { area: Some(area(9, district)), ..linked(2, &values, 2566, 1) };
            assert_eq!(household(&[&village, &district]).area(), Some(Uuid::from_u128(1)));
            assert_eq!(residences(&[&village, &district]).len(), 1);
            assert_eq!(household(&[&district]).area(), Some(Uuid::from_u128(9)));
        }
    }

    #[test]
    fn a_row_that_names_only_the_subdistrict_moves_nobody_within_it() {
        let values = Values::new();
        let subdistrict = |n, year, code| Linked { area: Some(area(9, code)), ..linked(n, &values, year, 1) };
        let (village, same) = (linked(1, &values, 2565, 1), subdistrict(2, 2566, "480101"));
        assert_eq!(household(&[&village, &same]).area(), Some(Uuid::from_u128(1)));
        assert_eq!(residences(&[&village, &same]), [(Uuid::from_u128(1), day("2022-01-01"), None)]);
        // Another subdistrict is another place, as is the first one again once it lived elsewhere.
        let other = subdistrict(2, 2566, "480102");
        assert_eq!(household(&[&village, &other]).area(), Some(Uuid::from_u128(9)));
        let (moved, back) = (linked(2, &values, 2566, 2), subdistrict(3, 2567, "480101"));
        assert_eq!(household(&[&village, &moved, &back]).area(), Some(Uuid::from_u128(9)));
        // In the same year, and before, a village says more.
        let earlier = subdistrict(2, 2564, "480101");
        let beside = Linked { source: Source::Bmn, ..subdistrict(2, 2565, "480101") };
        for it in [&earlier, &beside] {
            assert_eq!(household(&[it, &village]).area(), Some(Uuid::from_u128(1)));
        }
    }

    #[test]
    fn of_two_lists_of_one_year_the_one_that_came_later_says_where_a_household_lives() {
        let values = values(&[(fields::HOUSE_NO, Read::Text("12/3".into()))]);
        let (wrong, corrected) = (linked(1, &values, 2566, 1), linked(2, &values, 2566, 2));
        let repeated = linked(3, &values, 2566, 2);
        for rows in [vec![&wrong, &corrected, &repeated], vec![&repeated, &corrected, &wrong]] {
            assert_eq!(home(&rows), Some((RowKey(2), Uuid::from_u128(2))));
            assert_eq!(residences(&rows), [(Uuid::from_u128(2), day("2023-01-01"), None)]);
        }
        // A list that is believed less says nothing of it, and one of an older year neither.
        let welfare = Linked { source: Source::Welfare, ..linked(4, &values, 2566, 1) };
        let earlier = linked(5, &values, 2565, 1);
        assert_eq!(household(&[&corrected, &welfare, &earlier]).area(), Some(Uuid::from_u128(2)));
    }

    #[test]
    fn a_member_known_elsewhere_later_has_left() {
        let (here, there) = (id(200).1, id(201).1);
        let mut places = BTreeSet::from([(day("2022-01-01"), here)]);
        assert_eq!(stay(&places, here), Some((day("2022-01-01"), None)));
        assert_eq!(stay(&places, there), None);
        places.insert((day("2023-01-01"), there));
        assert_eq!(stay(&places, here), Some((day("2022-01-01"), Some(day("2023-01-01")))));
        // Back again: the stay elsewhere is over, this one lasts.
        places.insert((day("2024-01-01"), here));
        assert_eq!(stay(&places, here), Some((day("2022-01-01"), None)));
        assert_eq!(stay(&places, there), Some((day("2023-01-01"), Some(day("2024-01-01")))));
    }

    #[test]
    fn each_field_names_the_row_it_comes_from() {
        let old = values(&[
            (fields::FIRST, Read::Text("บุญชู".into())),
            (fields::BIRTH, Read::Text("1967-03-05".into())),
        ]);
        let new = values(&[(fields::FIRST, Read::Text("แทนไท".into())), (fields::BIRTH, Read::Null)]);
        let rows = [linked(1, &old, 2565, 1), linked(2, &new, 2566, 1)];
        let composed = person(&rows.iter().collect::<Vec<_>>(), &[]);
        assert_eq!(composed.text(fields::FIRST).as_deref(), Some("แทนไท"));
        assert_eq!(composed.text(fields::BIRTH).as_deref(), Some("1967-03-05"));
        let from: BTreeMap<String, Uuid> = serde_json::from_str(&composed.from).unwrap();
        assert_eq!(from[fields::FIRST], id(2).1);
        assert_eq!(from[fields::BIRTH], id(1).1);
    }
}
