//! What only the whole file can tell of a row: said before, the same number under other names, a person in two houses,
//! a house under two heads, a code that belongs to other names. Only hashes are kept.

use std::collections::{HashMap, HashSet};
use std::hash::{DefaultHasher, Hash, Hasher};

use phonjon_rows::{ReadRow, Value, fields};

use crate::cells::Note;
use crate::cells::marks::is_tick;
use crate::codes;
use crate::row_reader::{issue, outcome};

/// Share of blank cells, in percent, from which on a column of places is written in blocks.
const BLOCKS_FROM: u64 = 20;

/// Learned from a first reading of the file.
#[derive(Debug, Default)]
pub(crate) struct Evidence {
    is_household_file: bool,
    by_number: HashMap<u64, Seen>,
    by_birth: HashMap<u64, Seen>,
    by_house: HashMap<u64, Seen>,
    /// Names of a subdistrict → first six digits of the code → rows.
    codes: HashMap<u64, HashMap<u32, u32>>,
    /// Sheet and field → rows, rows filled from above.
    filled: HashMap<(String, &'static str), (u64, u64)>,
    /// Sheet → headers of columns in which a tick stands.
    ticked: HashMap<String, HashSet<String>>,
    /// Sheet → header of a column → row in which an x first stands for a mark, and in how many rows.
    lettered: HashMap<String, HashMap<String, (u32, u64)>>,
    /// Rounds of a register, and how many rows said none.
    pub(crate) rounds: HashMap<i64, u64>,
}

/// What was seen beside a key: one name, one place, or several.
#[derive(Debug, Clone, Copy, Default)]
struct Seen {
    name: Option<u64>,
    several_names: bool,
    place: Option<u64>,
    several_places: bool,
}

impl Seen {
    fn add(&mut self, name: Option<u64>, place: Option<u64>) {
        self.several_names |= differs(self.name, name);
        self.several_places |= differs(self.place, place);
        self.name = self.name.or(name);
        self.place = self.place.or(place);
    }
}

fn differs(known: Option<u64>, other: Option<u64>) -> bool {
    matches!((known, other), (Some(a), Some(b)) if a != b)
}

impl Evidence {
    pub(crate) fn new(is_household_file: bool) -> Self {
        Self { is_household_file, ..Self::default() }
    }

    /// Learns from a row of the first reading.
    pub(crate) fn learn(&mut self, row: &ReadRow) {
        if !row.values.contains_key(fields::FIRST) && !row.values.contains_key(fields::PID) {
            return;
        }
        let (name, place) = (hash_of(row, NAME), hash_of(row, PLACE));
        if let Some(number) = hash_of(row, &[fields::PID]) {
            self.by_number.entry(number).or_default().add(name, place);
        }
        if let Some(person) = birth_key(row) {
            self.by_birth.entry(person).or_default().add(hash_of(row, &[fields::PID]), place);
        }
        if let Some(house) = house_key(row).filter(|_| self.is_household_file) {
            self.by_house.entry(house).or_default().add(name, None);
        }
        if let (Some(names), Some(code)) = (hash_of(row, NAMES_OF_PLACE), code_start(row)) {
            *self.codes.entry(names).or_default().entry(code).or_default() += 1;
        }
        for field in PLACE_FIELDS {
            if row.values.contains_key(field) {
                let count = self.filled.entry((row.sheet.clone(), field)).or_default();
                count.0 += 1;
                count.1 += u64::from(
                    row.issues
                        .iter()
                        .any(|it| it.code == codes::AREA_FILLED_DOWN && it.field.as_deref() == Some(field)),
                );
            }
        }
        for it in row.raw.iter().filter(|it| is_tick(&it.text)) {
            if self.ticked.get(&row.sheet).is_none_or(|ticked| !ticked.contains(&it.column)) {
                self.ticked.entry(row.sheet.clone()).or_default().insert(it.column.clone());
            }
        }
        if row.is_accepted() {
            for column in row.issues.iter().filter(|it| it.code == codes::MARK_LETTER) {
                let columns = self.lettered.entry(row.sheet.clone()).or_default();
                columns.entry(column.column.clone().unwrap_or_default()).or_insert((row.row, 0)).1 += 1;
            }
        }
        if let Some(round) = row.int(fields::ROUND) {
            *self.rounds.entry(round).or_default() += 1;
        }
    }

    /// Adds to a row of the second reading what the whole file says of it.
    pub(crate) fn judge(&self, row: &mut ReadRow, before: &mut Before) {
        self.judge_letters(row);
        if !row.is_accepted() {
            before.keep(row);
            return;
        }
        self.judge_filling(row);
        self.judge_code(row);
        self.judge_crosses(row);
        let mut notes = Vec::new();
        let number =
            hash_of(row, &[fields::PID]).and_then(|it| self.by_number.get(&it)).copied().unwrap_or_default();
        let birth = birth_key(row).and_then(|it| self.by_birth.get(&it)).copied().unwrap_or_default();
        if number.several_names {
            notes.push(Note::new(codes::ID_SHARED));
        } else if !self.is_household_file
            && (number.several_places || (birth.several_places && !birth.several_names))
        {
            notes.push(Note::new(codes::PERSON_IN_TWO_HOUSEHOLDS));
        }
        let house = house_key(row).filter(|_| self.is_household_file).and_then(|it| self.by_house.get(&it));
        if house.is_some_and(|it| it.several_names) {
            notes.push(Note::new(codes::HOUSEHOLD_LISTED_TWICE));
        }
        notes.extend(before.find(row));
        row.issues.extend(notes.into_iter().map(|it| issue(it, None, None, None)));
        row.outcome = outcome(&row.issues);
    }

    /// A blank cell in a column that mostly is filled may be no block but an omission.
    fn judge_filling(&self, row: &mut ReadRow) {
        for it in &mut row.issues {
            let Some(field) = PLACE_FIELDS.into_iter().find(|field| it.field.as_deref() == Some(*field))
            else {
                continue;
            };
            let (rows, filled) = self.filled.get(&(row.sheet.clone(), field)).copied().unwrap_or_default();
            if it.code == codes::AREA_FILLED_DOWN && filled * 100 < rows * BLOCKS_FROM {
                codes::AREA_GUESSED.clone_into(&mut it.code);
            }
        }
    }

    /// Where one column has ticks and crosses, a cross says something else than a tick.
    fn judge_crosses(&self, row: &mut ReadRow) {
        let Some(ticked) = self.ticked.get(&row.sheet) else { return };
        for it in row.issues.iter_mut().filter(|it| it.code == codes::MARK_CROSS) {
            if it.column.as_ref().is_some_and(|column| ticked.contains(column)) {
                codes::MARK_UNREADABLE.clone_into(&mut it.code);
                if let Some(field) = &it.field {
                    row.values.insert(field.clone(), Value::Null);
                }
            }
        }
    }

    /// That an x is read as a mark is told once of a column: where it first stands, with how often it does.
    fn judge_letters(&self, row: &mut ReadRow) {
        let columns = self.lettered.get(&row.sheet);
        let here = row.row;
        row.issues.retain_mut(|it| {
            if it.code != codes::MARK_LETTER {
                return true;
            }
            let found = columns.and_then(|columns| columns.get(it.column.as_deref().unwrap_or_default()));
            let Some((_, count)) = found.filter(|it| it.0 == here) else { return false };
            it.args.insert("count".to_owned(), count.to_string());
            true
        });
    }

    fn judge_code(&self, row: &mut ReadRow) {
        let Some(code) = row.text(fields::AREA_CODE).map(str::to_owned) else { return };
        let moo: Option<i64> = code.get(6..8).and_then(|it| it.parse().ok());
        let other_moo = matches!((moo, row.int(fields::MOO)), (Some(of_code), Some(moo)) if of_code != moo);
        let votes = hash_of(row, NAMES_OF_PLACE).and_then(|it| self.codes.get(&it));
        let usual =
            votes.and_then(|it| it.iter().max_by_key(|(_, rows)| **rows)).map(|(code, rows)| (*code, *rows));
        let mine = code_start(row);
        let other_names = match (usual, mine) {
            (Some((usual, rows)), Some(mine)) if usual != mine => {
                let with_mine = votes.and_then(|it| it.get(&mine)).copied().unwrap_or_default();
                rows >= 3 && rows >= with_mine * 3
            }
            _ => false,
        };
        if other_moo || other_names {
            let column = row
                .raw
                .iter()
                .find(|it| crate::wording::ascii_digits(&it.text).contains(&code))
                .map(|it| it.column.clone());
            let told = issue(
                Note::new(codes::AREA_CODE_MISMATCH),
                Some(fields::AREA_CODE.to_owned()),
                column,
                Some(code),
            );
            row.issues.push(told);
            row.values.insert(fields::AREA_CODE.to_owned(), Value::Null);
        }
    }
}

const NAME: &[&str] = &[fields::FIRST, fields::LAST];
const NAMES_OF_PLACE: &[&str] = &[fields::TAMBON, fields::AMPHOE, fields::PROVINCE];
const PLACE: &[&str] = &[fields::HOUSE_NO, fields::MOO, fields::TAMBON, fields::AMPHOE, fields::PROVINCE];
/// Who and in which house; a father and a son of one name have numbers of their own.
const PERSON: &[&str] =
    &[fields::FIRST, fields::LAST, fields::HOUSE_NO, fields::MOO, fields::TAMBON, fields::AMPHOE];
const PLACE_FIELDS: [&str; 5] =
    [fields::PROVINCE, fields::AMPHOE, fields::TAMBON, fields::MOO, fields::VILLAGE];

/// Rows that stood before this one, refused ones by their person only.
#[derive(Debug, Default)]
pub(crate) struct Before {
    whole: HashMap<u64, Place>,
    /// Name and house → where first, and the citizen number if it is known.
    persons: HashMap<u64, (Place, Option<u64>)>,
    sheets: Vec<String>,
}

/// Sheet (by its place in the file) and row.
type Place = (usize, u32);

impl Before {
    /// The remark that a row, or its person, stood before.
    fn find(&mut self, row: &ReadRow) -> Option<Note> {
        let whole = hash(&row.values);
        let number = hash_of(row, &[fields::PID]);
        let same_row = self.whole.get(&whole).copied();
        let same_person = hash_of(row, PERSON)
            .and_then(|it| self.persons.get(&it))
            .filter(|(_, known)| !differs(*known, number))
            .map(|(place, _)| *place);
        let here = self.keep(row);
        self.whole.entry(whole).or_insert(here);
        let (place, code) = match (same_row, same_person) {
            (Some(place), _) => (place, codes::DUPLICATE_ROW),
            (None, Some(place)) => (place, codes::DUPLICATE_PERSON),
            (None, None) => return None,
        };
        let sheet = self.sheets.get(place.0).cloned().unwrap_or_default();
        Some(Note { code, args: vec![("row", place.1.to_string()), ("sheet", sheet)] })
    }

    /// Remembers the person of a row.
    fn keep(&mut self, row: &ReadRow) -> Place {
        if self.sheets.last() != Some(&row.sheet) {
            self.sheets.push(row.sheet.clone());
        }
        let here = (self.sheets.len() - 1, row.row);
        if let Some(person) = hash_of(row, PERSON) {
            self.persons.entry(person).or_insert((here, hash_of(row, &[fields::PID])));
        }
        here
    }
}

/// The house code; in a file without it, the address and the number of members.
fn house_key(row: &ReadRow) -> Option<u64> {
    if row.values.contains_key(fields::HOUSE_CODE) {
        return hash_of(row, &[fields::HOUSE_CODE]);
    }
    let mut names = PLACE.to_vec();
    names.push(fields::MEMBERS);
    hash_of(row, &names)
}

/// Name and whole birth date.
fn birth_key(row: &ReadRow) -> Option<u64> {
    row.text(fields::BIRTH).filter(|it| it.len() == 10)?;
    hash_of(row, &[fields::FIRST, fields::LAST, fields::BIRTH])
}

/// The first six digits of the village code.
fn code_start(row: &ReadRow) -> Option<u32> {
    row.text(fields::AREA_CODE)?.get(..6)?.parse().ok()
}

/// Hash of some fields, where all of them are known.
fn hash_of(row: &ReadRow, names: &[&str]) -> Option<u64> {
    let mut hasher = DefaultHasher::new();
    for name in names {
        match row.values.get(*name)? {
            Value::Null => return None,
            Value::Int(n) => n.hash(&mut hasher),
            Value::Text(text) => text.hash(&mut hasher),
        }
    }
    Some(hasher.finish())
}

fn hash(values: &std::collections::BTreeMap<String, Value>) -> u64 {
    let mut hasher = DefaultHasher::new();
    for (name, value) in values {
        name.hash(&mut hasher);
        match value {
            Value::Null => 0_u8.hash(&mut hasher),
            Value::Int(n) => n.hash(&mut hasher),
            Value::Text(text) => text.hash(&mut hasher),
        }
    }
    hasher.finish()
}
