//! Who each row is about: the best of the people who share a blocking key with it, or somebody new.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use phonjon_domain::ids::PersonId;

use crate::judge::{Evidence, IdMatch, Verdict, judge, reasons};
use crate::keys::{BlockingKey, number_key};
use crate::name::Likeness;
use crate::plan::{Match, Matcher, Pair, PersonRef, Question, Warning};
use crate::record::{Known, PidToken, RowKey, Sex};
use crate::view::{Row, Symbol, View};
use crate::when::{self, Agreement, Birth};
use crate::yardstick::Yardstick;

/// A key shared by more people than this tells nobody apart: the first ones are compared, by id and row order.
const MAX_PEOPLE_PER_KEY: usize = 64;

/// Who the rows in view are about.
pub(crate) struct People {
    /// Per row in view, its person's number.
    pub(crate) of_row: Vec<u32>,
    /// Per person's number, who that is.
    pub(crate) refs: Vec<PersonRef>,
    pub(crate) n_new: u32,
    /// Per row of the chunk.
    pub(crate) matches: Vec<Match>,
    /// Per row of the chunk.
    pub(crate) warnings: Vec<Vec<Warning>>,
    pub(crate) questions: Vec<Question>,
}

/// What the rows so far say about a person, each thing once.
#[derive(Default)]
struct Profile {
    pids: Vec<PidToken>,
    masks: Vec<Symbol>,
    names: Vec<(Option<Symbol>, Option<Symbol>)>,
    births: Vec<Birth>,
    sexes: Vec<Sex>,
    places: Vec<Place>,
}

/// Where a row of a person stands.
#[derive(PartialEq, Eq, Clone, Copy)]
struct Place {
    list: (phonjon_domain::source::Source, i16),
    code: Option<Symbol>,
    address: Option<Symbol>,
    village: Option<Symbol>,
}

fn is_shared(a: Option<Symbol>, b: Option<Symbol>) -> bool {
    a.is_some() && a == b
}

impl Place {
    fn of(row: &Row<'_>) -> Self {
        let list = (row.record.source, row.year);
        Self { list, code: row.code, address: row.address, village: row.village }
    }

    fn is_same_house(&self, other: &Self) -> bool {
        is_shared(self.code, other.code) || is_shared(self.address, other.address)
    }
}

fn add<T: PartialEq>(list: &mut Vec<T>, thing: impl IntoIterator<Item = T>) {
    for it in thing {
        if !list.contains(&it) {
            list.push(it);
        }
    }
}

impl Profile {
    fn take_in(&mut self, row: &Row<'_>) {
        add(&mut self.pids, row.pid);
        add(&mut self.masks, row.mask);
        add(&mut self.births, row.birth);
        add(&mut self.sexes, row.sex);
        add(&mut self.places, [Place::of(row)]);
        if row.first.is_some() || row.last.is_some() {
            add(&mut self.names, [(row.first, row.last)]);
        }
    }

    fn evidence(&self, view: &View<'_>, row: &Row<'_>) -> Evidence {
        let id = match row.pid {
            Some(pid) if self.pids.contains(&pid) => IdMatch::Same,
            Some(_) if !self.pids.is_empty() => IdMatch::Other,
            Some(_) | None => IdMatch::Unknown,
        };
        let (first, last) = self.name(view, row);
        let births = self.births.iter().filter_map(|it| Some(when::compare(*it, row.birth?)));
        let here = Place::of(row);
        let is_same_house = self.places.iter().any(|it| it.is_same_house(&here));
        Evidence {
            id,
            first,
            last,
            birth: births.min().unwrap_or(Agreement::Unknown),
            is_other_sex: row.sex.is_some_and(|sex| !self.sexes.is_empty() && !self.sexes.contains(&sex)),
            is_same_house,
            is_same_village: is_same_house
                || self.places.iter().any(|it| is_shared(it.village, here.village)),
            is_same_mask: row.mask.is_some_and(|mask| self.masks.contains(&mask)),
            is_listed_apart: self.places.iter().any(|it| it.list == here.list && !it.is_same_house(&here)),
        }
    }

    /// The name of the person that is most like the row's.
    fn name(&self, view: &View<'_>, row: &Row<'_>) -> (Likeness, Likeness) {
        let weight = |likeness| match likeness {
            Likeness::Same => 8,
            Likeness::Slip => 7,
            Likeness::Near => 5,
            Likeness::Unknown => 1,
            Likeness::Different => 0,
        };
        self.names
            .iter()
            .map(|(first, last)| (view.likeness(*first, row.first), view.likeness(*last, row.last)))
            .max_by_key(|(first, last)| weight(*first) + weight(*last))
            .unwrap_or((Likeness::Unknown, Likeness::Unknown))
    }
}

/// The people met so far and the keys they are found by.
struct Register<'v, 'a> {
    view: &'v View<'a>,
    yardstick: &'v Yardstick,
    profiles: Vec<Profile>,
    /// Only keys of the chunk: nobody is looked up by another.
    by_key: HashMap<BlockingKey, Vec<u32>>,
    /// The last row each person was compared with, so that none is compared twice.
    compared_with: Vec<usize>,
}

/// The verdict on one person.
struct Candidate {
    person: u32,
    evidence: Evidence,
    verdict: Verdict,
}

impl Register<'_, '_> {
    fn add_person(&mut self) -> u32 {
        self.profiles.push(Profile::default());
        self.compared_with.push(usize::MAX);
        u32::try_from(self.profiles.len() - 1).expect("fewer people than rows in view")
    }

    fn add_row(&mut self, person: u32, row: usize) {
        let row = &self.view.rows[row];
        self.profiles[person as usize].take_in(row);
        for key in &row.keys {
            let Some(people) = self.by_key.get_mut(key) else { continue };
            if people.len() < MAX_PEOPLE_PER_KEY && !people.contains(&person) {
                people.push(person);
            }
        }
    }

    /// A number that no row of the person says.
    fn add_number(&mut self, person: u32, number: PidToken) {
        add(&mut self.profiles[person as usize].pids, [number]);
        if let Some(people) = self.by_key.get_mut(&number_key(number))
            && people.len() < MAX_PEOPLE_PER_KEY
            && !people.contains(&person)
        {
            people.push(person);
        }
    }

    /// Everybody who shares a key with the row, judged; only the one whose id and name agree if there is one.
    fn candidates(&mut self, idx: usize) -> Vec<Candidate> {
        let row = &self.view.rows[idx];
        let mut found = Vec::new();
        for person in row.keys.iter().filter_map(|key| self.by_key.get(key)).flatten().copied() {
            if std::mem::replace(&mut self.compared_with[person as usize], idx) == idx {
                continue;
            }
            let evidence = self.profiles[person as usize].evidence(self.view, row);
            let verdict = judge(&evidence, self.yardstick.bands);
            let is_certain = matches!(verdict, Verdict::Same { score: 1000, .. });
            let candidate = Candidate { person, evidence, verdict };
            if is_certain {
                return vec![candidate];
            }
            found.push(candidate);
        }
        found.sort_unstable_by_key(|it| it.person);
        found
    }
}

/// Finds the person of every row in view.
pub(crate) fn find_people(view: &View<'_>, known: &Known, yardstick: &Yardstick) -> People {
    let by_key =
        view.rows[view.n_known..].iter().flat_map(|row| &row.keys).map(|key| (*key, Vec::new())).collect();
    let mut register = Register { view, yardstick, profiles: Vec::new(), by_key, compared_with: Vec::new() };
    let mut of_row = vec![u32::MAX; view.rows.len()];
    let mut refs = Vec::new();

    let mut stored: BTreeMap<PersonId, Vec<usize>> = BTreeMap::new();
    for (idx, row) in view.rows.iter().enumerate() {
        if let Some(known) = row.known {
            stored.entry(known.person).or_default().push(idx);
        }
    }
    for (id, rows) in stored {
        let person = register.add_person();
        refs.push(PersonRef::Existing(id));
        for idx in rows {
            register.add_row(person, idx);
            of_row[idx] = person;
        }
        for (_, number) in known.numbers.iter().filter(|it| it.0 == id) {
            register.add_number(person, *number);
        }
    }

    // Rows with an id first: they are the surest, whatever order a file has.
    let chunk = view.n_known..view.rows.len();
    let (with_id, without): (Vec<_>, Vec<_>) = chunk.clone().partition(|idx| view.rows[*idx].pid.is_some());
    let mut outcomes: Vec<Option<Outcome>> = chunk.clone().map(|_| None).collect();
    for idx in with_id.into_iter().chain(without) {
        let candidates = register.candidates(idx);
        let outcome = settle(&candidates).unwrap_or_else(|| {
            refs.push(PersonRef::New(0));
            let by = Match { by: Matcher::New, score: 1000 };
            Outcome { person: register.add_person(), by, warnings: Vec::new(), asks: Vec::new() }
        });
        let outcome = outcome.with_doubts(&candidates, view.rows[idx].key);
        register.add_row(outcome.person, idx);
        of_row[idx] = outcome.person;
        outcomes[idx - view.n_known] = Some(outcome);
    }

    let n_new = number_new(&of_row[view.n_known..], &mut refs);
    let outcomes: Vec<Outcome> = outcomes.into_iter().flatten().collect();
    let questions = questions(&outcomes, &refs, known);
    let matches = outcomes.iter().map(|it| it.by).collect();
    let warnings = outcomes.into_iter().map(|it| it.warnings).collect();
    People { of_row, refs, n_new, matches, warnings, questions }
}

/// Gives new people their numbers in the order the chunk names them.
fn number_new(of_chunk: &[u32], refs: &mut [PersonRef]) -> u32 {
    let mut seen = BTreeSet::new();
    let mut next = 0;
    for person in of_chunk {
        if matches!(refs[*person as usize], PersonRef::New(_)) && seen.insert(*person) {
            refs[*person as usize] = PersonRef::New(next);
            next += 1;
        }
    }
    next
}

/// Whom a row is about, and whom it might also be.
struct Outcome {
    person: u32,
    by: Match,
    warnings: Vec<Warning>,
    asks: Vec<Ask>,
}

struct Ask {
    person: u32,
    score: u16,
    row: RowKey,
    evidence: Evidence,
}

/// The best of the candidates that are the same person.
fn settle(candidates: &[Candidate]) -> Option<Outcome> {
    let mut best: Option<(u16, bool, Outcome)> = None;
    for it in candidates {
        let Verdict::Same { score, by, warning } = it.verdict else { continue };
        let is_better = match &best {
            Some((best_score, is_home, _)) => (score, it.evidence.is_same_house) > (*best_score, *is_home),
            None => true,
        };
        if is_better {
            let by = Match { by, score };
            let warnings = warning.into_iter().collect();
            let outcome = Outcome { person: it.person, by, warnings, asks: Vec::new() };
            best = Some((score, it.evidence.is_same_house, outcome));
        }
    }
    best.map(|(_, _, outcome)| outcome)
}

impl Outcome {
    /// Adds what speaks for or against the others.
    fn with_doubts(mut self, candidates: &[Candidate], row: RowKey) -> Self {
        for it in candidates.iter().filter(|it| it.person != self.person) {
            match it.verdict {
                Verdict::IdOfAnother => self.warnings.push(Warning::IdOfAnother),
                // Two who could both be meant may be one.
                Verdict::Same { score, .. } | Verdict::Ask { score } => {
                    self.asks.push(Ask { person: it.person, score, row, evidence: it.evidence });
                }
                Verdict::Other => {}
            }
        }
        self
    }
}

fn questions(outcomes: &[Outcome], refs: &[PersonRef], known: &Known) -> Vec<Question> {
    let settled: BTreeSet<_> = known
        .different_people
        .iter()
        .map(|(a, b)| ordered(PersonRef::Existing(*a), PersonRef::Existing(*b)))
        .collect();
    let mut asked: BTreeMap<Pair, Question> = BTreeMap::new();
    for outcome in outcomes {
        for ask in &outcome.asks {
            let (a, b) = ordered(refs[outcome.person as usize], refs[ask.person as usize]);
            if settled.contains(&(a, b)) {
                continue;
            }
            let pair = Pair::People(a, b);
            let question = Question { pair, score: ask.score, row: ask.row, reasons: reasons(&ask.evidence) };
            let strongest = asked.entry(pair).or_insert_with(|| question.clone());
            if strongest.score < question.score {
                *strongest = question;
            }
        }
    }
    asked.into_values().collect()
}

fn ordered(a: PersonRef, b: PersonRef) -> (PersonRef, PersonRef) {
    if a <= b { (a, b) } else { (b, a) }
}
