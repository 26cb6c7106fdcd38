//! A store in memory that finds candidates by blocking key only, as a database would.

use std::collections::{BTreeSet, HashMap};

use phonjon_domain::ids::{HouseholdId, PersonId};
use phonjon_linking::keys::{BlockingKey, keys};
use phonjon_linking::link::link;
use phonjon_linking::plan::{HouseholdRef, LinkPlan, PersonRef};
use phonjon_linking::record::{Known, KnownRow, Record, RowKey};
use phonjon_linking::yardstick::Yardstick;
use uuid::Uuid;

/// What has been imported so far.
#[derive(Default)]
pub(crate) struct Store {
    pub(crate) rows: Vec<KnownRow>,
    pub(crate) n_questions: usize,
    pub(crate) n_replaced: usize,
    pub(crate) keeps_first_place: bool,
    pub(crate) yardstick: Yardstick,
    by_row: HashMap<RowKey, usize>,
    by_key: HashMap<BlockingKey, Vec<usize>>,
    by_person: HashMap<PersonId, Vec<usize>>,
    by_household: HashMap<HouseholdId, BTreeSet<usize>>,
    next_id: u128,
}

impl Store {
    /// Links a chunk and stores what the plan says.
    pub(crate) fn import(&mut self, chunk: &[Record]) -> LinkPlan {
        let known = self.candidates(chunk);
        let plan = link(chunk, &known, &self.yardstick);
        self.apply(chunk, &plan);
        plan
    }

    /// All rows of each household with a row of the chunk's keys, or of a person with such a row.
    pub(crate) fn candidates(&self, chunk: &[Record]) -> Known {
        let wanted: BTreeSet<BlockingKey> = chunk.iter().flat_map(keys).collect();
        let mut people = BTreeSet::new();
        let mut households = BTreeSet::new();
        for idx in wanted.iter().filter_map(|it| self.by_key.get(it)).flatten() {
            people.insert(self.rows[*idx].person);
            households.insert(self.rows[*idx].household);
        }
        for idx in people.iter().filter_map(|it| self.by_person.get(it)).flatten() {
            households.insert(self.rows[*idx].household);
        }
        let rows: BTreeSet<usize> =
            households.iter().filter_map(|it| self.by_household.get(it)).flatten().copied().collect();
        Known { rows: rows.into_iter().map(|idx| self.rows[idx].clone()).collect(), ..Known::default() }
    }

    fn apply(&mut self, chunk: &[Record], plan: &LinkPlan) {
        let mut fresh = |n: u32| -> Vec<Uuid> {
            let ids = (0..n).map(|it| Uuid::from_u128(self.next_id + u128::from(it))).collect();
            self.next_id += u128::from(n);
            ids
        };
        let new_people = fresh(plan.n_new_people);
        let new_households = fresh(plan.n_new_households);
        let household = |it: HouseholdRef| match it {
            HouseholdRef::Existing(id) => id,
            HouseholdRef::New(n) => HouseholdId(new_households[n as usize]),
        };
        assert_eq!(chunk.len(), plan.rows.len());
        self.n_questions += plan.questions.len();
        self.n_replaced += plan.replaced.len();
        if !self.keeps_first_place {
            for it in &plan.replaced {
                let idx = self.by_row[&it.key];
                assert_eq!(self.rows[idx].household, it.from);
                self.by_household.entry(it.from).or_default().remove(&idx);
                self.rows[idx].household = household(it.household);
                self.by_household.entry(household(it.household)).or_default().insert(idx);
            }
        }
        for (record, linked) in chunk.iter().zip(&plan.rows) {
            assert_eq!(record.key, linked.key);
            let person = match linked.person {
                PersonRef::Existing(id) => id,
                PersonRef::New(n) => PersonId(new_people[n as usize]),
            };
            let household = household(linked.household);
            let idx = self.rows.len();
            self.by_row.insert(record.key, idx);
            for key in keys(record) {
                self.by_key.entry(key).or_default().push(idx);
            }
            self.by_person.entry(person).or_default().push(idx);
            self.by_household.entry(household).or_default().insert(idx);
            self.rows.push(KnownRow { record: record.clone(), person, household, is_fixed: false });
        }
    }
}
