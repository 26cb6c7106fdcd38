//! Stays: the people one survey year finds in one house. A house code joins rows of a year unless the places are
//! against it; an address joins rows unless two house codes stand at it.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

use crate::record::is_digit_slip;
use crate::view::{Symbol, View};

/// The people of one house in one survey year.
#[derive(Debug, Default)]
pub(crate) struct Stay {
    pub(crate) year: i16,
    /// Rows in view, ascending.
    pub(crate) rows: Vec<usize>,
    pub(crate) people: BTreeSet<u32>,
    /// Those some household file names as head.
    pub(crate) heads: BTreeSet<u32>,
    pub(crate) codes: BTreeSet<Symbol>,
    pub(crate) addresses: BTreeSet<Symbol>,
    /// As they sound.
    pub(crate) surnames: BTreeSet<Symbol>,
}

/// The stays of all rows in view, and which rows have a house code that stands elsewhere too.
pub(crate) struct Stays {
    pub(crate) all: Vec<Stay>,
    /// Per row in view, its stay.
    pub(crate) of_row: Vec<usize>,
    pub(crate) code_elsewhere: HashSet<usize>,
}

/// Sets of rows that grow together.
struct Sets(Vec<usize>);

impl Sets {
    fn root(&mut self, mut it: usize) -> usize {
        while self.0[it] != it {
            self.0[it] = self.0[self.0[it]];
            it = self.0[it];
        }
        it
    }

    /// The smaller root wins, so that the order of joining does not matter.
    fn join(&mut self, a: usize, b: usize) {
        let (a, b) = (self.root(a), self.root(b));
        self.0[a.max(b)] = a.min(b);
    }

    fn join_all(&mut self, rows: &[usize]) {
        for pair in rows.windows(2) {
            self.join(pair[0], pair[1]);
        }
    }
}

/// Groups the rows in view into stays; `of_row` is each row's person.
pub(crate) fn find_stays(view: &View<'_>, of_row: &[u32]) -> Stays {
    let mut sets = Sets((0..view.rows.len()).collect());
    let code_elsewhere = join_by_code(view, of_row, &mut sets);
    join_by_address(view, of_row, &mut sets);
    join_homeless(view, of_row, &mut sets);
    join_by_head(view, of_row, &mut sets);

    let mut number_of_root = HashMap::new();
    let mut stays: Vec<Stay> = Vec::new();
    let mut stay_of_row = Vec::with_capacity(view.rows.len());
    for (idx, row) in view.rows.iter().enumerate() {
        let number = *number_of_root.entry(sets.root(idx)).or_insert_with(|| {
            stays.push(Stay { year: row.year, ..Stay::default() });
            stays.len() - 1
        });
        let stay = &mut stays[number];
        stay.rows.push(idx);
        stay.people.insert(of_row[idx]);
        stay.codes.extend(row.code);
        stay.addresses.extend(row.address);
        stay.surnames.extend(row.last.map(|it| view.sound(it)));
        if row.record.is_head {
            stay.heads.insert(of_row[idx]);
        }
        stay_of_row.push(number);
    }
    Stays { all: stays, of_row: stay_of_row, code_elsewhere }
}

/// Rows by something of theirs, in the order of that.
fn grouped<K: Ord + Copy>(view: &View<'_>, key: impl Fn(usize) -> Option<K>) -> Vec<(K, Vec<usize>)> {
    let mut rows: Vec<(K, usize)> =
        (0..view.rows.len()).filter_map(|idx| key(idx).map(|key| (key, idx))).collect();
    rows.sort_unstable();
    rows.chunk_by(|a, b| a.0 == b.0)
        .map(|group| (group[0].0, group.iter().map(|it| it.1).collect()))
        .collect()
}

/// One year and house code, one stay: unless it stands in two villages and nobody stands in both.
fn join_by_code(view: &View<'_>, of_row: &[u32], sets: &mut Sets) -> HashSet<usize> {
    let mut elsewhere = HashSet::new();
    for (_, rows) in grouped(view, |idx| Some((view.rows[idx].year, view.rows[idx].code?))) {
        let mut villages: BTreeMap<Symbol, Vec<usize>> = BTreeMap::new();
        let mut placeless = Vec::new();
        for idx in rows {
            match view.rows[idx].village {
                Some(village) => villages.entry(village).or_default().push(idx),
                None => placeless.push(idx),
            }
        }
        let mut parts: Vec<Vec<usize>> = villages.into_values().collect();
        // Most rows first; a mistyped code is the lonelier one.
        parts.sort_by_key(|rows| (std::cmp::Reverse(rows.len()), rows[0]));
        let mut parts = parts.into_iter();
        let mut main = parts.next().unwrap_or_default();
        main.extend(placeless);
        let people: BTreeSet<u32> = main.iter().map(|idx| of_row[*idx]).collect();
        sets.join_all(&main);
        for part in parts {
            sets.join_all(&part);
            if part.iter().any(|idx| people.contains(&of_row[*idx])) {
                sets.join(main[0], part[0]);
            } else {
                elsewhere.extend(part);
            }
        }
    }
    elsewhere
}

/// One year and address, one stay: unless two house codes stand there; then a row without a code goes to the one
/// its person or surname belongs to.
fn join_by_address(view: &View<'_>, of_row: &[u32], sets: &mut Sets) {
    let code_at = codes_of_people_at_addresses(view, of_row);
    let lonely = lonely_codes(view, of_row);
    for ((_, address), rows) in grouped(view, |idx| Some((view.rows[idx].year, view.rows[idx].address?))) {
        let mut by_code: BTreeMap<Symbol, Vec<usize>> = BTreeMap::new();
        let mut codeless: BTreeMap<u32, Vec<usize>> = BTreeMap::new();
        for idx in rows {
            let person = of_row[idx];
            match view.rows[idx].code.or_else(|| code_at.get(&(person, address)).copied()) {
                Some(code) => by_code.entry(code).or_default().push(idx),
                None => codeless.entry(person).or_default().push(idx),
            }
        }
        let mut houses: Vec<Vec<usize>> = by_code.into_values().collect();
        for rows in &houses {
            sets.join_all(rows);
        }
        join_houses_of_one_person(of_row, &houses, sets);
        join_mistyped_codes(view, &houses, &lonely, sets);
        let mut homeless: Vec<usize> = Vec::new();
        for rows in codeless.into_values() {
            sets.join_all(&rows);
            match house_of(view, &rows, &houses) {
                Some(house) => {
                    sets.join(houses[house][0], rows[0]);
                    houses[house].extend(rows);
                }
                None => homeless.extend(rows),
            }
        }
        sets.join_all(&homeless);
    }
}

/// The house code a person has at an address, in any year.
fn codes_of_people_at_addresses(view: &View<'_>, of_row: &[u32]) -> HashMap<(u32, Symbol), Symbol> {
    let mut codes = HashMap::new();
    for (row, person) in view.rows.iter().zip(of_row) {
        if let (Some(code), Some(address)) = (row.code, row.address) {
            codes.entry((*person, address)).or_insert(code);
        }
    }
    codes
}

/// A person under two codes at one address: one of the codes is mistyped.
fn join_houses_of_one_person(of_row: &[u32], houses: &[Vec<usize>], sets: &mut Sets) {
    if houses.len() < 2 {
        return;
    }
    let mut first_row = HashMap::new();
    for idx in houses.iter().flatten().copied() {
        sets.join(*first_row.entry(of_row[idx]).or_insert(idx), idx);
    }
}

/// House codes that one person has in one year, and nobody else in any.
fn lonely_codes(view: &View<'_>, of_row: &[u32]) -> HashSet<Symbol> {
    let mut bearers: HashMap<Symbol, Option<(u32, i16)>> = HashMap::new();
    for (row, person) in view.rows.iter().zip(of_row) {
        let Some(code) = row.code else { continue };
        let bearer = (*person, row.year);
        bearers.entry(code).and_modify(|it| *it = it.filter(|it| *it == bearer)).or_insert(Some(bearer));
    }
    bearers.into_iter().filter_map(|(code, bearer)| bearer.map(|_| code)).collect()
}

/// A code that stands once, a slip of the hand from the code of a family of the same surname at the same address, is
/// that family's code.
fn join_mistyped_codes(view: &View<'_>, houses: &[Vec<usize>], lonely: &HashSet<Symbol>, sets: &mut Sets) {
    let code = |house: &[usize]| house.iter().find_map(|idx| view.rows[*idx].record.house_code.as_deref());
    let is_lonely = |house: &[usize]| {
        house.iter().all(|idx| view.rows[*idx].code.is_none_or(|code| lonely.contains(&code)))
    };
    if houses.len() < 2 {
        return;
    }
    for (mistyped, other) in houses.iter().flat_map(|a| houses.iter().map(move |b| (a, b))) {
        let (Some(a), Some(b)) = (code(mistyped), code(other)) else { continue };
        let is_namesake = || {
            let of = |idx: &usize| view.rows[*idx].last;
            other.iter().any(|it| mistyped.iter().any(|row| view.likeness(of(row), of(it)).is_slip()))
        };
        if is_digit_slip(a.as_bytes(), b.as_bytes())
            && is_lonely(mistyped)
            && !is_lonely(other)
            && is_namesake()
        {
            sets.join(mistyped[0], other[0]);
        }
    }
}

/// Which of the houses at an address rows without a code belong to: the only one, or the one with most of the
/// surname; none where that does not tell.
fn house_of(view: &View<'_>, rows: &[usize], houses: &[Vec<usize>]) -> Option<usize> {
    if houses.len() < 2 {
        return (!houses.is_empty()).then_some(0);
    }
    let n_namesakes = |house: &Vec<usize>| {
        let is_namesake = |idx: &&usize| {
            rows.iter().any(|row| view.likeness(view.rows[*row].last, view.rows[**idx].last).is_slip())
        };
        house.iter().filter(is_namesake).count()
    };
    let (best, n) = houses.iter().map(n_namesakes).enumerate().rev().max_by_key(|(_, n)| *n)?;
    (n > 0).then_some(best)
}

/// A row that names no house follows its person, where that person has one stay in the year.
fn join_homeless(view: &View<'_>, of_row: &[u32], sets: &mut Sets) {
    let is_homeless = |idx: usize| view.rows[idx].code.is_none() && view.rows[idx].address.is_none();
    if !(0..view.rows.len()).any(is_homeless) {
        return;
    }
    for (_, rows) in grouped(view, |idx| Some((view.rows[idx].year, of_row[idx]))) {
        let (homeless, housed): (Vec<_>, Vec<_>) = rows.into_iter().partition(|idx| is_homeless(*idx));
        let found: BTreeSet<usize> = housed.iter().map(|idx| sets.root(*idx)).collect();
        sets.join_all(&homeless);
        if let (1, Some(house), Some(row)) = (found.len(), found.first(), homeless.first()) {
            sets.join(*house, *row);
        }
    }
}

/// Two household files of one year that name one head speak of one household, wherever each found it.
fn join_by_head(view: &View<'_>, of_row: &[u32], sets: &mut Sets) {
    let of_heads =
        grouped(view, |idx| view.rows[idx].record.is_head.then(|| (view.rows[idx].year, of_row[idx])));
    for (_, rows) in of_heads {
        let codes: BTreeSet<Symbol> = rows.iter().filter_map(|idx| view.rows[*idx].code).collect();
        if codes.len() <= 1 {
            sets.join_all(&rows);
        }
    }
}
