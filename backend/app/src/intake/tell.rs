//! By what a row of a list is known again when its content or its place has changed. Pure.

use std::collections::{BTreeMap, HashMap, HashSet, VecDeque};
use std::hash::{DefaultHasher, Hash, Hasher};

use phonjon_rows::{Value, fields};

use super::evidence::Values;
use super::survey;

/// How many ways there are to know a row again, the surest first.
const N_WAYS: usize = 6;
/// The last way knows the house only: another head may live in it.
const HOUSE_ONLY: usize = 5;

/// What a row is known by, way for way; nothing where it does not say enough.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) struct Told([Option<u64>; N_WAYS]);

const NAME: [&str; 2] = [fields::FIRST, fields::LAST];
const VILLAGE: [&str; 3] = [fields::AMPHOE, fields::TAMBON, fields::MOO];

/// What a row with these values is known by: number and name, number, house code and name, address and name, village
/// and name; in a list of households the house code alone.
pub(super) fn told(is_household_file: bool, values: &Values) -> Told {
    let hash = |way: usize, groups: &[&[&str]]| {
        let mut hasher = DefaultHasher::new();
        way.hash(&mut hasher);
        for name in groups.iter().copied().flatten() {
            match values.get(*name)? {
                Value::Null => return None,
                Value::Int(n) => n.hash(&mut hasher),
                Value::Text(text) if text.is_empty() => return None,
                Value::Text(text) => text.hash(&mut hasher),
            }
        }
        Some(hasher.finish())
    };
    Told([
        hash(0, &[&[fields::PID], &NAME]),
        hash(1, &[&[fields::PID]]),
        hash(2, &[&[fields::HOUSE_CODE], &NAME]),
        hash(3, &[&[fields::HOUSE_NO], &VILLAGE, &NAME]),
        hash(4, &[&[fields::AREA_CODE], &NAME]).or_else(|| hash(4, &[&VILLAGE, &NAME])),
        if is_household_file { hash(HOUSE_ONLY, &[&[fields::HOUSE_CODE]]) } else { None },
    ])
}

/// For each new row the older one it takes the place of, and whether both name the same person. The surest way first;
/// within one way, rows that are known by the same are matched in their order.
pub(super) fn pair(new: &[&Told], old: &[&Told]) -> Vec<Option<(usize, bool)>> {
    let mut found: Vec<Option<(usize, bool)>> = vec![None; new.len()];
    let mut taken: HashSet<usize> = HashSet::new();
    for way in 0..N_WAYS {
        let mut waiting: HashMap<u64, VecDeque<usize>> = HashMap::new();
        for (at, it) in old.iter().enumerate().filter(|it| !taken.contains(&it.0)) {
            if let Some(key) = it.0.get(way).copied().flatten() {
                waiting.entry(key).or_default().push_back(at);
            }
        }
        for (slot, it) in found.iter_mut().zip(new).filter(|it| it.0.is_none()) {
            let key = it.0.get(way).copied().flatten();
            if let Some(at) = key.and_then(|it| waiting.get_mut(&it)).and_then(VecDeque::pop_front) {
                taken.insert(at);
                *slot = Some((at, way != HOUSE_ONLY));
            }
        }
    }
    found
}

/// The fields that differ between an old row and the one that takes its place.
pub(super) fn changed_fields(old: &Values, new: &Values) -> Vec<String> {
    let names: std::collections::BTreeSet<&String> = old.keys().chain(new.keys()).collect();
    let said =
        |values: &BTreeMap<String, Value>, name: &String| values.get(name).cloned().unwrap_or(Value::Null);
    names.into_iter().filter(|name| said(old, name) != said(new, name)).cloned().collect()
}

/// The fields of which a newer row of the same person in another file says otherwise. What it leaves blank erases nothing,
/// but for results, which count as the newer row has them where `results_count` says so.
pub(super) fn contradicted_fields(old: &Values, new: &Values, results_count: bool) -> Vec<String> {
    let is_said = |it: &&Value| match it {
        Value::Null => false,
        Value::Int(_) => true,
        Value::Text(text) => !text.trim().is_empty(),
    };
    let differs = |name: &String, was: &Value| match new.get(name).filter(is_said) {
        Some(is) => is != was,
        None => results_count && survey::is_result(name),
    };
    let said = old.iter().filter(|it| is_said(&it.1));
    said.filter(|(name, was)| differs(name, was)).map(|it| it.0.clone()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn values(pairs: &[(&str, &str)]) -> Values {
        pairs.iter().map(|(k, v)| ((*k).to_owned(), Value::Text((*v).to_owned()))).collect()
    }

    fn row(pid: &str, first: &str, house: &str) -> Told {
        let said = [("pid", pid), ("first", first), ("last", "ใจดี"), ("house_code", house)];
        told(true, &values(&said.into_iter().filter(|it| !it.1.is_empty()).collect::<Vec<_>>()))
    }

    fn pairs(new: &[Told], old: &[Told]) -> Vec<Option<(usize, bool)>> {
        pair(&new.iter().collect::<Vec<_>>(), &old.iter().collect::<Vec<_>>())
    }

    #[test]
    fn a_row_is_known_by_number_then_house_and_name_then_house() {
        let old = [row("1", "ก", "11"), row("2", "ข", "12"), row("", "ค", "13"), row("4", "ง", "14")];
        let new = [row("9", "ก", "11"), row("2", "ขข", "99"), row("", "คค", "13"), row("5", "จ", "15")];
        assert_eq!(pairs(&new, &old), [Some((0, true)), Some((1, true)), Some((2, false)), None]);
    }

    #[test]
    fn a_surer_way_goes_before_an_earlier_row() {
        let old = [row("1", "ก", "11"), row("1", "ข", "12")];
        assert_eq!(pairs(&[row("1", "ข", "13")], &old), [Some((1, true))]);
        assert_eq!(
            pairs(&[row("1", "ค", "13"), row("1", "ก", "14")], &old),
            [Some((1, true)), Some((0, true))]
        );
    }

    #[test]
    fn an_older_row_is_taken_once_and_silence_tells_nobody() {
        let old = [row("1", "ก", "11")];
        assert_eq!(pairs(&[row("1", "ก", "12"), row("1", "ก", "13")], &old), [Some((0, true)), None]);
        assert_eq!(pairs(&[Told::default()], &[Told::default()]), [None]);
    }

    #[test]
    fn a_list_of_people_is_not_known_by_its_houses() {
        let said = values(&[("house_code", "11"), ("first", "ก"), ("last", "ใจดี")]);
        let other = values(&[("house_code", "11"), ("first", "ข"), ("last", "ใจดี")]);
        assert_eq!(pairs(&[told(false, &said)], &[told(false, &other)]), [None]);
        assert_eq!(pairs(&[told(true, &said)], &[told(true, &other)]), [Some((0, false))]);
    }

    #[test]
    fn only_what_was_said_differently_has_changed() {
        let mut old = values(&[("first", "ก")]);
        old.extend([("age".to_owned(), Value::Int(3)), ("card".to_owned(), Value::Null)]);
        let mut new = values(&[("first", "ข")]);
        new.insert("age".to_owned(), Value::Int(3));
        assert_eq!(changed_fields(&old, &new), ["first"]);
    }

    #[test]
    fn a_blank_of_another_file_contradicts_nothing_but_a_result() {
        let old = values(&[("first", "ก"), ("last", "ใจดี"), ("house_no", "12"), ("title", " ")]);
        let results = [("income", 1), ("health", 0), ("q07", 2), ("members", 4)];
        let old: Values =
            old.into_iter().chain(results.map(|it| (it.0.to_owned(), Value::Int(it.1)))).collect();
        assert!(contradicted_fields(&old, &old, true).is_empty());
        let mut new = values(&[("first", "ข"), ("last", " "), ("title", "นาย")]);
        new.extend([("income".to_owned(), Value::Int(0)), ("health".to_owned(), Value::Null)]);
        assert_eq!(contradicted_fields(&old, &new, true), ["first", "health", "income", "q07"]);
        assert_eq!(contradicted_fields(&old, &new, false), ["first", "income"]);
    }
}
