//! Which stays of different years are one household: shared people and the head lead, the house follows.

use std::cmp::Reverse;
use std::collections::{BTreeSet, HashMap};

use phonjon_domain::ids::HouseholdId;

use crate::bands::{Band, Bands};
use crate::plan::Matcher;
use crate::record::Known;
use crate::stay::Stay;

/// Two stays of different years that may be one household.
pub(crate) struct Tie {
    pub(crate) weight: u32,
    pub(crate) earlier: usize,
    pub(crate) later: usize,
    pub(crate) by: Matcher,
}

/// Two stays that share people although the head is elsewhere, a split or a move not fully listed; or a house and
/// no people at all.
pub(crate) struct Doubt {
    pub(crate) earlier: usize,
    pub(crate) later: usize,
    pub(crate) n_shared: usize,
}

/// Every pair of stays of different years that share a person, a house code or an address, weighed.
pub(crate) fn weigh(
    stays: &[Stay],
    ids: &[BTreeSet<HouseholdId>],
    known: &Known,
    bands: Bands,
) -> (Vec<Tie>, Vec<Doubt>) {
    let mut by_person: HashMap<u32, Vec<usize>> = HashMap::new();
    let mut by_code: HashMap<u32, Vec<usize>> = HashMap::new();
    let mut by_address: HashMap<u32, Vec<usize>> = HashMap::new();
    for (number, stay) in stays.iter().enumerate() {
        stay.people.iter().for_each(|it| by_person.entry(*it).or_default().push(number));
        stay.codes.iter().for_each(|it| by_code.entry(*it).or_default().push(number));
        stay.addresses.iter().for_each(|it| by_address.entry(*it).or_default().push(number));
    }
    let different: BTreeSet<(HouseholdId, HouseholdId)> =
        known.different_households.iter().flat_map(|(a, b)| [(*a, *b), (*b, *a)]).collect();
    let is_forbidden = |a: usize, b: usize| {
        !different.is_empty() && ids[a].iter().any(|a| ids[b].iter().any(|b| different.contains(&(*a, *b))))
    };

    let mut ties = Vec::new();
    let mut doubts = Vec::new();
    let mut neighbours: Vec<usize> = Vec::new();
    for (number, stay) in stays.iter().enumerate() {
        neighbours.clear();
        neighbours.extend(stay.people.iter().filter_map(|it| by_person.get(it)).flatten());
        neighbours.extend(stay.codes.iter().filter_map(|it| by_code.get(it)).flatten());
        neighbours.extend(stay.addresses.iter().filter_map(|it| by_address.get(it)).flatten());
        neighbours.retain(|it| stays[*it].year > stay.year);
        neighbours.sort_unstable();
        neighbours.dedup();
        for other in neighbours.iter().copied().filter(|other| !is_forbidden(number, *other)) {
            let is_elsewhere =
                |person: &u32, year: i16| by_person[person].iter().any(|it| stays[*it].year == year);
            let found = if stay.people.is_disjoint(&stays[other].people) {
                weigh_house(stay, &stays[other], &is_elsewhere)
            } else {
                weigh_people(stay, &stays[other])
            };
            match found {
                Found::Tie(weight, _) if bands.of(tie_score(weight)) != Band::Same => {
                    let n_shared = stay.people.intersection(&stays[other].people).count();
                    doubts.push(Doubt { earlier: number, later: other, n_shared });
                }
                Found::Tie(weight, by) => {
                    let kept = u32::from(!ids[number].is_disjoint(&ids[other]));
                    ties.push(Tie { weight: weight + kept, earlier: number, later: other, by });
                }
                Found::Doubt(n_shared) => doubts.push(Doubt { earlier: number, later: other, n_shared }),
                Found::Nothing => {}
            }
        }
    }
    (ties, doubts)
}

enum Found {
    Tie(u32, Matcher),
    Doubt(usize),
    Nothing,
}

/// Two stays without a common person: the house joins them if no member is found elsewhere.
fn weigh_house(earlier: &Stay, later: &Stay, is_elsewhere: &dyn Fn(&u32, i16) -> bool) -> Found {
    let is_same_code = !earlier.codes.is_disjoint(&later.codes);
    let is_same_address = !earlier.addresses.is_disjoint(&later.addresses);
    let is_other_code = !is_same_code && !earlier.codes.is_empty() && !later.codes.is_empty();
    let is_other_address = !is_same_address && !earlier.addresses.is_empty() && !later.addresses.is_empty();
    if is_other_code || is_other_address {
        return Found::Nothing;
    }
    if earlier.people.iter().any(|it| is_elsewhere(it, later.year))
        || later.people.iter().any(|it| is_elsewhere(it, earlier.year))
    {
        return Found::Nothing;
    }
    // Several people on either side and no surname in common: another family lives there now.
    let are_families = earlier.people.len() > 1 && later.people.len() > 1;
    if are_families && earlier.surnames.is_disjoint(&later.surnames) {
        return Found::Doubt(0);
    }
    Found::Tie(u32::from(is_same_code) * 60 + u32::from(is_same_address) * 40, Matcher::SameHouse)
}

/// Two stays with common people: the part with the head goes on, then the part in the same house, then the larger.
fn weigh_people(earlier: &Stay, later: &Stay) -> Found {
    let n_shared = earlier.people.intersection(&later.people).count();
    let has_head = !earlier.heads.is_disjoint(&later.people);
    let is_same_code = !earlier.codes.is_disjoint(&later.codes);
    let is_other_code = !is_same_code && !earlier.codes.is_empty() && !later.codes.is_empty();
    let is_same_address = !earlier.addresses.is_disjoint(&later.addresses) && !is_other_code;
    let is_same_house = is_same_code || is_same_address;
    if !is_same_house && !has_head {
        let is_minor = n_shared * 2 < earlier.people.len().min(later.people.len());
        let has_other_head = !earlier.heads.is_empty() && !later.heads.is_empty();
        if is_minor || has_other_head {
            return Found::Doubt(n_shared);
        }
    }
    let n = u32::try_from(n_shared).unwrap_or(u32::MAX).min(50);
    let weight = u32::from(has_head) * 10_000 + u32::from(is_same_house) * 500 + n * 100;
    Found::Tie(weight + u32::from(is_same_code) * 60 + u32::from(is_same_address) * 40, Matcher::Members)
}

/// From 700 for a house alone to 960 for the head and more in the same house.
pub(crate) fn tie_score(weight: u32) -> u16 {
    match weight {
        0..=40 => 700,
        41..=99 => 760,
        100..=199 => 800,
        200..=599 => 850,
        600..=9_999 => 920,
        _ => 960,
    }
}

/// Stays tied into households.
pub(crate) struct Tied {
    /// Per stay, its household's number, from 0 and without gaps.
    pub(crate) household_of: Vec<usize>,
    pub(crate) n_households: usize,
    /// Per stay, its strongest tie.
    pub(crate) by: Vec<Option<(Matcher, u32)>>,
}

/// Ties stays into households, the strongest first; a household has one stay a year.
pub(crate) fn tie(stays: &[Stay], mut ties: Vec<Tie>) -> Tied {
    ties.sort_unstable_by_key(|it| (Reverse(it.weight), stays[it.earlier].rows[0], stays[it.later].rows[0]));
    let mut group_of: Vec<usize> = (0..stays.len()).collect();
    let mut stays_of: Vec<Vec<usize>> = (0..stays.len()).map(|it| vec![it]).collect();
    let mut by = vec![None; stays.len()];
    for it in ties {
        let (a, b) = (group_of[it.earlier], group_of[it.later]);
        let have_common_year =
            || stays_of[a].iter().any(|a| stays_of[b].iter().any(|b| stays[*a].year == stays[*b].year));
        if a == b || have_common_year() {
            continue;
        }
        let (kept, gone) = (a.min(b), a.max(b));
        let moved = std::mem::take(&mut stays_of[gone]);
        for stay in &moved {
            group_of[*stay] = kept;
        }
        stays_of[kept].extend(moved);
        for stay in [it.earlier, it.later] {
            by[stay].get_or_insert((it.by, it.weight));
        }
    }
    let mut number_of_group = HashMap::new();
    let mut household_of = Vec::with_capacity(stays.len());
    for group in group_of {
        let next = number_of_group.len();
        household_of.push(*number_of_group.entry(group).or_insert(next));
    }
    Tied { household_of, n_households: number_of_group.len(), by }
}
