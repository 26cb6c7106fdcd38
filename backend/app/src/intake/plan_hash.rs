//! The hash of a plan: what importing a file would store, in an order and in words that do not depend on the ids it gets.
//!
//! Persons and households are named by where the rows stand that are linked to them, so that a check, whose ids are never
//! stored, and the import that follows name the same ones alike. What is only shown (levels, what would fall) is not in it.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::fmt;

use phonjon_linking::plan::{HouseholdRef, Pair, PersonRef};
use phonjon_linking::record::RowKey;
use phonjon_store::sources;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use uuid::Uuid;

use super::chunk::{ChunkPlan, Session, StoredRow};
use super::decide::{FileRefused, Kind, Mode, Stops, Wanted, decide};
use super::file::{FileInfo, FileOutcome};
use super::foreseen::Foreseen;
use super::past::{self, PastWork, UnitPlan};
use super::run::walk;
use super::stage::Staged;
use super::trust;
use crate::Ctx;
use crate::error::AppError;
use crate::statistics;

/// The hash of what importing a file would store.
#[derive(Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct PlanHash([u8; 32]);

impl PlanHash {
    /// Reads it as it is shown: 64 hexadecimal letters.
    pub fn parse(text: &str) -> Option<Self> {
        let text = text.trim();
        if text.len() != 64 || !text.bytes().all(|it| it.is_ascii_hexdigit()) {
            return None;
        }
        let mut hash = [0; 32];
        for (slot, at) in hash.iter_mut().zip((0..).step_by(2)) {
            *slot = u8::from_str_radix(text.get(at..at + 2)?, 16).ok()?;
        }
        Some(Self(hash))
    }
}

impl fmt::Display for PlanHash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|it| write!(f, "{it:02x}"))
    }
}

impl fmt::Debug for PlanHash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

/// A plan that is being hashed, unit by unit.
pub(super) struct Hashing(Sha256);

impl Hashing {
    /// Begins with what the whole plan rests on: the file, as what it is read, and by which rules it is judged.
    pub(super) fn begin(session: &Session, file: &FileInfo, rules: &[u8; 32]) -> Self {
        let mut it = Self(Sha256::new());
        it.put("plan 1");
        it.put(file.sha256);
        it.put(session.source.code());
        it.put(session.year.get().to_le_bytes());
        it.put(&session.file_name);
        for (field, header) in &session.columns {
            it.put(field);
            it.put(header);
        }
        it.put(rules);
        it.put(session.chosen.blanks.code());
        let bands = session.chosen.bands;
        it.put(bands.same().to_le_bytes());
        it.put(bands.ask().to_le_bytes());
        for (field, trust) in session.chosen.trusts.other() {
            it.put(field);
            it.put(trust::code(trust));
        }
        it
    }

    /// As [`Self::begin`], of a file that is not about persons.
    pub(super) fn of_figures(file: &FileInfo, year: i16) -> Self {
        let mut it = Self(Sha256::new());
        it.put("figures 1");
        it.put(file.sha256);
        it.put(year.to_le_bytes());
        it
    }

    /// As [`Self::begin`], of a file that tells of work that was done before.
    pub(super) fn of_work(file: &FileInfo, source: &str, year: i16) -> Self {
        let mut it = Self(Sha256::new());
        it.put("work 1");
        it.put(file.sha256);
        it.put(source);
        it.put(year.to_le_bytes());
        it
    }

    /// Adds what a unit of rows of such a file comes to.
    pub(super) fn unit_of_work(&mut self, plan: &UnitPlan) {
        for row in &plan.reports {
            self.put(&row.sheet);
            self.number(row.row.into());
            self.put([row.outcome as u8]);
            for issue in &row.issues {
                self.put(&issue.code);
                for (name, value) in &issue.args {
                    self.put(name);
                    self.put(value);
                }
            }
        }
        for row in &plan.rows {
            self.number(row.report as u64);
            self.put(&row.content);
            if let Some(home) = row.household {
                self.put(home.1.0.as_bytes());
            }
        }
    }

    /// Adds some bytes, told apart from those before and after them.
    fn put(&mut self, bytes: impl AsRef<[u8]>) {
        let bytes = bytes.as_ref();
        self.0.update((bytes.len() as u64).to_le_bytes());
        self.0.update(bytes);
    }

    fn number(&mut self, n: u64) {
        self.put(n.to_le_bytes());
    }

    /// Adds what a unit of rows comes to.
    pub(super) fn unit(&mut self, plan: &ChunkPlan) {
        for (n, row) in plan.reports.iter().enumerate() {
            self.put(&row.sheet);
            self.number(row.row.into());
            // A row that is stored already has an outcome of its own; the file that brings it again changes nothing.
            self.put([row.outcome as u8, u8::from(plan.stored_outcomes.contains_key(&n))]);
            for issue in &row.issues {
                self.put(&issue.code);
                for (name, value) in &issue.args {
                    self.put(name);
                    self.put(value);
                }
            }
        }
        let names = Names::of(plan);
        let places: HashMap<RowKey, Vec<u8>> = plan.known.iter().map(|it| (it.key, place(it))).collect();
        for (row, linked) in plan.rows.iter().zip(&plan.links.rows) {
            self.number(row.report as u64);
            self.put(&row.content_hash);
            self.put(names.of_person(row.person.1));
            self.put(linked.person_by.by.code());
            self.put(linked.person_by.score.to_le_bytes());
            self.put(names.of_home(row.household.1));
            self.put(linked.household_by.by.code());
            self.put(linked.household_by.score.to_le_bytes());
        }
        let replaced = plan.replaced.iter().filter_map(|it| places.get(&it.0));
        self.all(replaced.cloned());
        let moved = plan.moved();
        let to = |it: &RowKey| Some([places.get(it)?.as_slice(), names.of_home(moved.get(it)?.1)].concat());
        self.all(plan.links.replaced.iter().filter_map(|it| to(&it.key)));
        self.all(plan.links.questions.iter().map(|it| {
            let (mut pair, kind): ([&[u8]; 2], &[u8]) = match it.pair {
                Pair::People(a, b) => ([a, b].map(|it| names.of_person_ref(plan, it)), b"person"),
                Pair::Households(a, b) => ([a, b].map(|it| names.of_home_ref(plan, it)), b"household"),
            };
            pair.sort_unstable();
            let reasons: Vec<&str> = it.reasons.iter().map(|it| it.code()).collect();
            let score = it.score.to_le_bytes();
            [kind, pair[0], pair[1], &score, reasons.join(" ").as_bytes()].concat()
        }));
    }

    /// Adds some things whose order means nothing.
    fn all(&mut self, them: impl Iterator<Item = Vec<u8>>) {
        let them: BTreeSet<Vec<u8>> = them.collect();
        self.number(them.len() as u64);
        for it in them {
            self.put(it);
        }
    }

    /// Ends with the counts, and with the rows that the file no longer lists.
    pub(super) fn end(mut self, outcome: &FileOutcome) -> PlanHash {
        let (counts, compared) = (outcome.counts, outcome.compared);
        for n in [
            counts.accepted,
            counts.accepted_with_warning,
            counts.rejected,
            counts.skipped,
            compared.new,
            compared.changed,
            compared.unchanged,
            compared.other_file_replaced,
            outcome.n_cases_opened,
            outcome.n_without_place,
            outcome.n_questions,
        ] {
            self.number(n);
        }
        for gone in &outcome.no_longer_listed {
            self.put(&gone.sheet);
            self.put(gone.row.to_le_bytes());
        }
        PlanHash(self.0.finalize().into())
    }
}

/// What becomes of an import whose file no longer comes to the plan that it has to keep to, or holds too many duplicates:
/// it is checked once more, and nothing is stored. One that was begun so goes on; what it has stored since is its own.
pub(super) async fn refused_before(
    ctx: &Ctx,
    staged: &Staged,
    file: &FileInfo,
    wanted: Wanted,
) -> Result<Option<FileOutcome>, AppError> {
    let (Mode::Apply, Some(head)) = (wanted.mode, &staged.head) else { return Ok(None) };
    let line = match wanted.stops {
        Stops::Above(percent) => Some(percent),
        Stops::Never | Stops::GoesOn => None,
    };
    if wanted.plan.is_none() && line.is_none() {
        return Ok(None);
    }
    let (source, year) = match PastWork::from_code(&head.source) {
        Some(work) => (work.code(), past::year(ctx, head, wanted)?),
        None => match decide(head, wanted) {
            Ok((Kind::Rows(source), year)) => (source.code(), year),
            Ok((Kind::PublishedStatistics, year)) => (statistics::SOURCE, year),
            Err(_) => return Ok(None),
        },
    };
    let db = ctx.store.reader();
    if let Some(begun) = sources::find_batch_of_file(db, &file.sha256, source, year.get()).await?
        && begun.state == "applying"
        && wanted.plan.is_none_or(|it| begun.plan == Some(it.to_string()))
        && !sources::has_later_batch(db, &begun).await?
    {
        return Ok(None);
    }
    let check = Wanted { mode: Mode::Check, plan: None, ..wanted };
    let mut foreseen = Foreseen::default();
    let again = walk(ctx, &mut foreseen, staged, file, check, &mut |_| Ok(()), &|_| {}).await?;
    if again.refused.is_some() {
        return Ok(None);
    }
    let refused = if wanted.plan.is_some_and(|it| again.plan != Some(it)) {
        Some(FileRefused::of("PLAN_STALE"))
    } else {
        line.and_then(|it| stopped(&again, it))
    };
    if refused.is_none() {
        return Ok(None);
    }
    Ok(Some(FileOutcome { source: again.source, year: again.year, refused, ..FileOutcome::default() }))
}

/// Why an import that would come to this stops itself where more than so many of a hundred of its rows are duplicates.
pub fn stopped(of: &FileOutcome, percent: u32) -> Option<FileRefused> {
    let n_taken = of.counts.accepted + of.counts.accepted_with_warning;
    of.duplicates.are_too_many(n_taken, percent.into()).then(|| {
        let args = [("rows", of.duplicates.all()), ("all", n_taken), ("percent", percent.into())];
        FileRefused {
            code: "TOO_MANY_DUPLICATES".to_owned(),
            args: args.map(|(name, n)| (name.to_owned(), n.to_string())).into(),
        }
    })
}

/// Where a stored row stands, in a few bytes.
fn place(it: &StoredRow) -> Vec<u8> {
    let mut hash = Sha256::new();
    for part in [it.row.source.as_bytes(), it.row.file_name.as_bytes(), it.row.sheet.as_bytes()] {
        hash.update((part.len() as u64).to_le_bytes());
        hash.update(part);
    }
    hash.update(it.row.survey_year.to_le_bytes());
    hash.update(it.row.row_number.to_le_bytes());
    hash.finalize().to_vec()
}

/// What the persons and households of a unit are called: the rows they have, or the order in which they are new.
struct Names {
    people: HashMap<Uuid, Vec<u8>>,
    homes: HashMap<Uuid, Vec<u8>>,
}

impl Names {
    fn of(plan: &ChunkPlan) -> Self {
        let mut people: BTreeMap<Uuid, BTreeSet<Vec<u8>>> = BTreeMap::new();
        let mut homes: BTreeMap<Uuid, BTreeSet<Vec<u8>>> = BTreeMap::new();
        for it in &plan.known {
            people.entry(it.row.person.1).or_default().insert(place(it));
            homes.entry(it.row.household.1).or_default().insert(place(it));
        }
        let name = |(id, rows): (Uuid, BTreeSet<Vec<u8>>)| {
            let mut hash = Sha256::new();
            for it in rows {
                hash.update(it);
            }
            (id, hash.finalize().to_vec())
        };
        let mut names = Self {
            people: people.into_iter().map(name).collect(),
            homes: homes.into_iter().map(name).collect(),
        };
        let (mut n_people, mut n_homes) = (0, 0);
        for row in &plan.rows {
            call(&mut names.people, row.person.1, &mut n_people);
            call(&mut names.homes, row.household.1, &mut n_homes);
        }
        for (_, home) in &plan.new_households {
            call(&mut names.homes, *home, &mut n_homes);
        }
        names
    }

    fn of_person(&self, id: Uuid) -> &[u8] {
        self.people.get(&id).map_or(&[], Vec::as_slice)
    }

    fn of_home(&self, id: Uuid) -> &[u8] {
        self.homes.get(&id).map_or(&[], Vec::as_slice)
    }

    fn of_person_ref(&self, plan: &ChunkPlan, it: PersonRef) -> &[u8] {
        match it {
            PersonRef::Existing(id) => self.of_person(id.0),
            PersonRef::New(n) => plan.new_people.get(n as usize).map_or(&[], |it| self.of_person(it.1)),
        }
    }

    fn of_home_ref(&self, plan: &ChunkPlan, it: HouseholdRef) -> &[u8] {
        match it {
            HouseholdRef::Existing(id) => self.of_home(id.0),
            HouseholdRef::New(n) => plan.new_households.get(n as usize).map_or(&[], |it| self.of_home(it.1)),
        }
    }
}

/// Calls somebody new by the order in which the unit names them.
fn call(names: &mut HashMap<Uuid, Vec<u8>>, id: Uuid, n: &mut u32) {
    names.entry(id).or_insert_with(|| {
        *n += 1;
        n.to_le_bytes().to_vec()
    });
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_hash_is_read_as_it_is_shown() {
        let hash = PlanHash([0xa5; 32]);
        let text = hash.to_string();
        assert_eq!((text.len(), PlanHash::parse(&format!(" {text} "))), (64, Some(hash)));
        assert_eq!(PlanHash::parse(&text.to_uppercase()), Some(hash));
        for wrong in ["", "a5", &text[1..], &text.replace('a', "g"), &"ก".repeat(22)] {
            assert_eq!(PlanHash::parse(wrong), None, "{wrong}");
        }
    }
}
