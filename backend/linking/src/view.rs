//! The rows of a chunk and of what is known, with their texts as numbers, so that comparing is cheap.

use std::borrow::Cow;
use std::collections::HashMap;
use std::hash::Hash;

use crate::keys::{self, BlockingKey, keys_of};
use crate::name::{Likeness, compare_skeletons, given_name, skeleton};
use crate::record::{Known, KnownRow, PidToken, Record, RowKey, Sex};
use crate::sound::sound;
use crate::when::Birth;

/// A text or place as a number; equal numbers, equal things.
pub(crate) type Symbol = u32;

/// One row, ready to compare.
pub(crate) struct Row<'a> {
    pub(crate) key: RowKey,
    pub(crate) record: &'a Record,
    pub(crate) known: Option<&'a KnownRow>,
    pub(crate) year: i16,
    pub(crate) pid: Option<PidToken>,
    pub(crate) mask: Option<Symbol>,
    pub(crate) first: Option<Symbol>,
    pub(crate) last: Option<Symbol>,
    pub(crate) sex: Option<Sex>,
    pub(crate) birth: Option<Birth>,
    pub(crate) code: Option<Symbol>,
    pub(crate) village: Option<Symbol>,
    pub(crate) subdistrict: Option<Symbol>,
    pub(crate) address: Option<Symbol>,
    pub(crate) keys: Vec<BlockingKey>,
}

/// All rows in view: the known ones by key, then the chunk in its order.
pub(crate) struct View<'a> {
    pub(crate) rows: Vec<Row<'a>>,
    pub(crate) n_known: usize,
    names: Names<'a>,
    masks: Vec<String>,
}

#[derive(Default)]
struct Names<'a> {
    numbers: HashMap<&'a str, Symbol>,
    /// Per name, the number of its skeleton and where that stands.
    skeletons: Vec<Symbol>,
    /// Per name, the number of its sound.
    sounds: Vec<Symbol>,
    sound_numbers: HashMap<String, Symbol>,
    skeleton_numbers: HashMap<String, Symbol>,
    skeleton_texts: Vec<String>,
}

impl<'a> Names<'a> {
    /// What is left of a name; nothing of none.
    fn skeleton(&self, name: Option<Symbol>) -> &str {
        name.map_or("", |it| &self.skeleton_texts[self.skeletons[it as usize] as usize])
    }

    fn number(&mut self, name: &'a str) -> Symbol {
        if let Some(number) = self.numbers.get(name) {
            return *number;
        }
        let bare = skeleton(name);
        let next = count(self.skeleton_texts.len());
        let number = *self.skeleton_numbers.entry(bare.clone()).or_insert(next);
        if number == next {
            self.skeleton_texts.push(bare);
        }
        let name_number = count(self.skeletons.len());
        self.skeletons.push(number);
        let next = count(self.sound_numbers.len());
        self.sounds.push(*self.sound_numbers.entry(sound(name)).or_insert(next));
        self.numbers.insert(name, name_number);
        name_number
    }
}

/// Numbers things in the order they are met.
struct Numbers<T>(HashMap<T, Symbol>);

impl<T: Hash + Eq> Numbers<T> {
    fn new() -> Self {
        Self(HashMap::new())
    }

    fn of(&mut self, thing: T) -> Symbol {
        let next = count(self.0.len());
        *self.0.entry(thing).or_insert(next)
    }
}

fn count(n: usize) -> Symbol {
    Symbol::try_from(n).expect("a chunk and what is known of it are far below four thousand million rows")
}

#[derive(PartialEq, Eq, Hash, Clone, Copy)]
enum Village<'a> {
    Named { province: &'a str, amphoe: &'a str, tambon: &'a str, moo: u16 },
    Coded(&'a str),
}

#[derive(PartialEq, Eq, Hash, Clone, Copy)]
enum Subdistrict<'a> {
    Named([&'a str; 3]),
    Coded(&'a str),
}

impl<'a> Village<'a> {
    fn subdistrict(self) -> Subdistrict<'a> {
        match self {
            Self::Named { province, amphoe, tambon, .. } => Subdistrict::Named([province, amphoe, tambon]),
            Self::Coded(code) => Subdistrict::Coded(code.get(..6).unwrap_or(code)),
        }
    }
}

impl<'a> View<'a> {
    pub(crate) fn new(chunk: &'a [Record], known: &'a Known) -> Self {
        let mut stored: Vec<&KnownRow> = known.rows.iter().collect();
        stored.sort_unstable_by_key(|it| it.record.key);
        let all: Vec<(&Record, Option<&KnownRow>)> = stored
            .iter()
            .map(|it| (&it.record, Some(*it)))
            .chain(chunk.iter().map(|record| (record, None)))
            .collect();

        let named_villages = villages_behind_codes(all.iter().map(|(record, _)| *record));
        let mut names = Names::default();
        let mut masks = Numbers::new();
        let mut texts = Numbers::new();
        let mut villages = Numbers::new();
        let mut addresses = Numbers::new();
        let mut subdistricts = Numbers::new();
        let mut mask_texts = Vec::new();
        let rows = all
            .into_iter()
            .map(|(record, known)| {
                let coded = keys::village_by_code(record);
                let village = named(record)
                    .or_else(|| coded.and_then(|code| named_villages.get(code).copied()))
                    .or(coded.map(Village::Coded));
                let subdistrict = village
                    .map(Village::subdistrict)
                    .or_else(|| keys::place_names(record).map(Subdistrict::Named))
                    .map(|it| subdistricts.of(it));
                let village = village.map(|it| villages.of(it));
                let house_no = keys::house_no(record).map(|it| texts.of(it));
                let mask = record.masked.as_deref().and_then(bare_mask).map(|it| {
                    let number = masks.of(it.clone());
                    if number as usize == mask_texts.len() {
                        mask_texts.push(it);
                    }
                    number
                });
                let first = given_name(record).map(|it| names.number(it));
                let last = keys::known(record.last.as_deref()).map(|it| names.number(it));
                Row {
                    key: record.key,
                    record,
                    known,
                    year: record.year.get(),
                    pid: record.pid,
                    mask,
                    first,
                    last,
                    sex: record.stated_sex(),
                    birth: Birth::of(record.birth, record.age, record.year.common()),
                    code: keys::known(record.house_code.as_deref()).map(|it| texts.of(Cow::Borrowed(it))),
                    village,
                    subdistrict,
                    address: village.zip(house_no).map(|it| addresses.of(it)),
                    keys: keys_of(record, names.skeleton(first), names.skeleton(last)),
                }
            })
            .collect();
        Self { rows, n_known: stored.len(), names, masks: mask_texts }
    }

    /// The digits that a mask shows.
    pub(crate) fn mask(&self, mask: Symbol) -> &str {
        &self.masks[mask as usize]
    }

    /// What is left of a name: equal for names a slip apart.
    pub(crate) fn sound(&self, name: Symbol) -> Symbol {
        self.names.skeletons[name as usize]
    }

    /// How alike two names are.
    pub(crate) fn likeness(&self, a: Option<Symbol>, b: Option<Symbol>) -> Likeness {
        let (Some(a), Some(b)) = (a, b) else { return Likeness::Unknown };
        if a == b {
            return Likeness::Same;
        }
        let is_one_sound = self.names.sounds[a as usize] == self.names.sounds[b as usize];
        let (a, b) = (self.names.skeletons[a as usize], self.names.skeletons[b as usize]);
        if a == b {
            return Likeness::Slip;
        }
        let text = |it: Symbol| &self.names.skeleton_texts[it as usize];
        compare_skeletons(text(a), text(b), is_one_sound)
    }
}

fn named(record: &Record) -> Option<Village<'_>> {
    let [province, amphoe, tambon] = keys::place_names(record)?;
    Some(Village::Named { province, amphoe, tambon, moo: record.moo? })
}

/// For each village code the names most rows give it.
fn villages_behind_codes<'a>(records: impl Iterator<Item = &'a Record>) -> HashMap<&'a str, Village<'a>> {
    let mut votes: HashMap<&str, Vec<(Village<'_>, usize)>> = HashMap::new();
    for record in records {
        if let (Some(code), Some(village)) = (keys::village_by_code(record), named(record)) {
            let votes = votes.entry(code).or_default();
            match votes.iter_mut().find(|(it, _)| *it == village) {
                Some((_, n)) => *n += 1,
                None => votes.push((village, 1)),
            }
        }
    }
    let winner = |votes: Vec<(Village<'a>, usize)>| votes.into_iter().rev().max_by_key(|(_, n)| *n);
    votes.into_iter().filter_map(|(code, votes)| Some((code, winner(votes)?.0))).collect()
}

/// A masked id without its dashes, hidden digits as `x`; only one of 13 places with something to see.
fn bare_mask(text: &str) -> Option<String> {
    let bare: String = text
        .chars()
        .filter(|it| !it.is_whitespace() && *it != '-')
        .map(|it| if it.is_ascii_digit() { it } else { 'x' })
        .collect();
    (bare.len() == 13 && bare.bytes().any(|it| it != b'x')).then_some(bare)
}
