//! Which stays of different years are one household, and which stored household each of them is.
//!
//! A household is the group of people: shared people and the head lead, the house follows. Stays are weighed
//! together, so what a chunk adds may show that a stored row belongs to another household than stored.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

use phonjon_domain::ids::HouseholdId;

use crate::bands::Bands;
use crate::people::People;
use crate::plan::{HouseholdRef, Match, Matcher, Pair, Question, Reason, Replaced, Warning};
use crate::record::Known;
use crate::stay::{Stay, Stays, find_stays};
use crate::tie::{Doubt, Tied, tie, tie_score, weigh};
use crate::view::View;

/// The households of the rows in view.
pub(crate) struct Homes {
    /// Per row of the chunk.
    pub(crate) refs: Vec<HouseholdRef>,
    /// Per row of the chunk.
    pub(crate) matches: Vec<Match>,
    /// Per row of the chunk.
    pub(crate) warnings: Vec<Vec<Warning>>,
    pub(crate) replaced: Vec<Replaced>,
    pub(crate) n_new: u32,
    pub(crate) questions: Vec<Question>,
}

/// Finds the household of every row in view.
pub(crate) fn find_homes(view: &View<'_>, people: &People, known: &Known, bands: Bands) -> Homes {
    let stays = find_stays(view, &people.of_row);
    let ids_of_stay = stored_ids(view, &stays.all);
    let (candidates, doubts) = weigh(&stays.all, &ids_of_stay, known, bands);
    let tied = tie(&stays.all, candidates);
    let refs = name_households(view, &stays.all, &tied);

    let household_of = |idx: usize| tied.household_of[stays.of_row[idx]];
    let of_row = |idx: usize| refs[household_of(idx)];
    let match_of = |idx: usize| matched(view, &stays, tied.by[stays.of_row[idx]], idx);
    let mut replaced = Vec::new();
    let mut questions: BTreeMap<Pair, Question> = BTreeMap::new();
    for (idx, row) in view.rows[..view.n_known].iter().enumerate() {
        let Some(stored) = row.known else { continue };
        let found = of_row(idx);
        let from = HouseholdRef::Existing(stored.household);
        if found == from {
            continue;
        }
        if stored.is_fixed {
            let pair = pair(from, found);
            let question = Question { pair, score: 500, row: row.key, reasons: vec![Reason::Fixed] };
            questions.entry(pair).or_insert(question);
        } else {
            let by = match_of(idx);
            replaced.push(Replaced { key: row.key, from: stored.household, household: found, by });
        }
    }
    ask_doubts(view, &stays.all, &doubts, &tied, &refs, &mut questions);
    let settled: BTreeSet<Pair> = known
        .different_households
        .iter()
        .map(|(a, b)| pair(HouseholdRef::Existing(*a), HouseholdRef::Existing(*b)))
        .collect();

    let chunk = view.n_known..view.rows.len();
    let n_new = refs.iter().filter(|it| matches!(it, HouseholdRef::New(_))).count();
    Homes {
        refs: chunk.clone().map(of_row).collect(),
        matches: chunk.clone().map(match_of).collect(),
        warnings: chunk_warnings(view, people, &stays, &tied),
        replaced,
        n_new: u32::try_from(n_new).expect("fewer households than rows in view"),
        questions: questions.into_values().filter(|it| !settled.contains(&it.pair)).collect(),
    }
}

/// The stored households each stay's rows were linked to.
fn stored_ids(view: &View<'_>, stays: &[Stay]) -> Vec<BTreeSet<HouseholdId>> {
    let ids =
        |stay: &Stay| stay.rows.iter().filter_map(|idx| Some(view.rows[*idx].known?.household)).collect();
    stays.iter().map(ids).collect()
}

/// Names every household. One with rows a person settled is what that person said. Else a stored id goes to the one
/// that goes on from its earliest year, then to the one with most of its rows; the others are new, in the order of
/// the chunk.
fn name_households(view: &View<'_>, stays: &[Stay], tied: &Tied) -> Vec<HouseholdRef> {
    let mut claims: BTreeMap<(HouseholdId, usize), Claim> = BTreeMap::new();
    let mut settled: BTreeMap<(usize, HouseholdId), usize> = BTreeMap::new();
    let mut first_years: HashMap<HouseholdId, i16> = HashMap::new();
    // Rows of the chunk before those of stored rows alone.
    let mut first_rows = vec![(true, usize::MAX); tied.n_households];
    for (stay, household) in stays.iter().zip(&tied.household_of) {
        for idx in stay.rows.iter().copied() {
            first_rows[*household] = first_rows[*household].min((idx < view.n_known, idx));
            let Some(known) = view.rows[idx].known else { continue };
            let claim = claims.entry((known.household, *household)).or_default();
            claim.n_rows += 1;
            if known.is_fixed {
                *settled.entry((*household, known.household)).or_default() += 1;
            }
            claim.first_year = Some(claim.first_year.map_or(stay.year, |it| it.min(stay.year)));
            let first = first_years.entry(known.household).or_insert(stay.year);
            *first = (*first).min(stay.year);
        }
    }
    let mut ranked: Vec<_> = claims.into_iter().collect();
    ranked.sort_by_key(|((id, household), claim)| {
        let goes_on = claim.first_year == first_years.get(id).copied();
        (Reverse(goes_on), Reverse(claim.n_rows), *id, *household)
    });
    let mut refs: Vec<Option<HouseholdRef>> = vec![None; tied.n_households];
    let mut most_settled = vec![0; tied.n_households];
    for ((household, id), n_rows) in settled {
        if n_rows > most_settled[household] {
            most_settled[household] = n_rows;
            refs[household] = Some(HouseholdRef::Existing(id));
        }
    }
    let mut taken: BTreeSet<HouseholdId> = BTreeSet::new();
    for ((id, household), _) in ranked {
        if refs[household].is_none() && taken.insert(id) {
            refs[household] = Some(HouseholdRef::Existing(id));
        }
    }
    let mut unnamed: Vec<usize> = (0..tied.n_households).filter(|it| refs[*it].is_none()).collect();
    unnamed.sort_unstable_by_key(|it| first_rows[*it]);
    for (number, household) in (0..).zip(unnamed) {
        refs[household] = Some(HouseholdRef::New(number));
    }
    refs.into_iter().flatten().collect()
}

/// How much of a stored household a household of the plan holds.
#[derive(Default)]
struct Claim {
    n_rows: usize,
    first_year: Option<i16>,
}

/// What placed a row in its household, as far as it is not alone.
fn matched(view: &View<'_>, stays: &Stays, tied_by: Option<(Matcher, u32)>, idx: usize) -> Match {
    let row = &view.rows[idx];
    if row.known.is_some_and(|it| it.is_fixed) {
        return Match { by: Matcher::Fixed, score: 1000 };
    }
    let stay = &stays.all[stays.of_row[idx]];
    let has_fellow = |is_one: &dyn Fn(usize) -> bool| stay.rows.iter().any(|it| *it != idx && is_one(*it));
    if has_fellow(&|it| row.code.is_some() && view.rows[it].code == row.code) {
        Match { by: Matcher::HouseCode, score: 980 }
    } else if has_fellow(&|it| row.address.is_some() && view.rows[it].address == row.address) {
        Match { by: Matcher::Address, score: 940 }
    } else if stay.rows.len() > 1 {
        Match { by: Matcher::Members, score: 900 }
    } else {
        match tied_by {
            Some((by, weight)) => Match { by, score: tie_score(weight) },
            None => Match { by: Matcher::New, score: 1000 },
        }
    }
}

/// A pair that may be one household or two, where the chunk has a say and no other stay of that year
/// shows where the household went.
fn ask_doubts(
    view: &View<'_>,
    stays: &[Stay],
    doubts: &[Doubt],
    tied: &Tied,
    refs: &[HouseholdRef],
    questions: &mut BTreeMap<Pair, Question>,
) {
    let years: BTreeSet<(usize, i16)> =
        stays.iter().zip(&tied.household_of).map(|(stay, it)| (*it, stay.year)).collect();
    for doubt in doubts {
        let (earlier, later) = (&stays[doubt.earlier], &stays[doubt.later]);
        let (a, b) = (tied.household_of[doubt.earlier], tied.household_of[doubt.later]);
        let goes_on = years.contains(&(a, later.year)) || years.contains(&(b, earlier.year));
        let of_chunk = earlier.rows.iter().chain(&later.rows).copied().find(|it| *it >= view.n_known);
        let Some(row) = of_chunk.filter(|_| a != b && !goes_on) else { continue };
        let pair = pair(refs[a], refs[b]);
        let score = 400 + u16::try_from(doubt.n_shared.min(3) * 50).unwrap_or_default();
        let reasons = match doubt.n_shared {
            0 => vec![Reason::OtherName, Reason::SameHouse],
            _ => vec![Reason::SharedMembers, Reason::HeadElsewhere],
        };
        questions.entry(pair).or_insert(Question { pair, score, row: view.rows[row].key, reasons });
    }
}

/// What is odd about the households of the chunk's rows.
fn chunk_warnings(view: &View<'_>, people: &People, stays: &Stays, tied: &Tied) -> Vec<Vec<Warning>> {
    let chunk = view.n_known..view.rows.len();
    let mut homes_of: HashMap<(u32, i16), BTreeSet<usize>> = HashMap::new();
    let mut heads_of: HashMap<_, BTreeSet<u32>> = HashMap::new();
    // Only the households and people of the chunk are asked about below.
    let asked_homes: HashSet<usize> = chunk.clone().map(|idx| tied.household_of[stays.of_row[idx]]).collect();
    let asked_people: HashSet<u32> = chunk.clone().map(|idx| people.of_row[idx]).collect();
    for (idx, row) in view.rows.iter().enumerate() {
        let (person, household) = (people.of_row[idx], tied.household_of[stays.of_row[idx]]);
        if asked_people.contains(&person) {
            homes_of.entry((person, row.year)).or_default().insert(household);
        }
        if row.record.is_head && asked_homes.contains(&household) {
            heads_of.entry((household, row.record.source, row.year)).or_default().insert(person);
        }
    }
    let warnings = |idx: usize| {
        let row = &view.rows[idx];
        let (person, household) = (people.of_row[idx], tied.household_of[stays.of_row[idx]]);
        let is_many = |it: Option<usize>| it.is_some_and(|n| n > 1);
        let n_homes = homes_of.get(&(person, row.year)).map(BTreeSet::len);
        let n_heads = heads_of.get(&(household, row.record.source, row.year)).map(BTreeSet::len);
        let all = [
            (Warning::TwoHouseholds, is_many(n_homes)),
            (Warning::TwoHeads, row.record.is_head && is_many(n_heads)),
            (Warning::HouseCodeElsewhere, stays.code_elsewhere.contains(&idx)),
        ];
        all.into_iter().filter_map(|(warning, holds)| holds.then_some(warning)).collect()
    };
    chunk.map(warnings).collect()
}

fn pair(a: HouseholdRef, b: HouseholdRef) -> Pair {
    if a <= b { Pair::Households(a, b) } else { Pair::Households(b, a) }
}
