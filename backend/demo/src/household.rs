//! One invented household in one survey round: where it lives, who is in it, and what it has to live on.

use crate::DemoError;
use crate::chance::Chance;
use crate::person::{Person, surname};
use crate::places::{Village, villages};
use crate::survey::{N_INDICATORS, Survey};

/// Numbers of people a household may use, the newborn of later rounds included.
const NUMBERS_A_HOUSEHOLD: u64 = 10;

/// Everything that can be asked about: each household is invented anew whenever it is wanted.
#[derive(Debug)]
pub(crate) struct Province {
    seed: u64,
    n_households: u32,
    years: Vec<u16>,
}

/// One household in one round.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Household {
    pub(crate) idx: u32,
    /// 11 digits, higher than any real register's.
    pub(crate) house_code: String,
    /// บ้านเลขที่
    pub(crate) house_no: String,
    /// Its place in [`villages`].
    pub(crate) village_idx: usize,
    /// The head is the first.
    pub(crate) members: Vec<Person>,
    /// What the จปฐ. survey of the round found.
    pub(crate) survey: Survey,
}

impl Household {
    /// Where it lives.
    pub(crate) fn village(&self) -> &'static Village {
        &villages()[self.village_idx]
    }

    /// Who answers for it.
    pub(crate) fn head(&self) -> &Person {
        &self.members[0]
    }
}

impl Province {
    /// A province of so many households over these survey years, Buddhist era.
    pub(crate) fn new(seed: u64, n_households: u32, years: &[u16]) -> Result<Self, DemoError> {
        if n_households > 1_000_000 {
            return Err(DemoError::TooMany(n_households));
        }
        Ok(Self { seed, n_households, years: years.to_vec() })
    }

    /// The survey year of a round, Buddhist era.
    pub(crate) fn year(&self, round: usize) -> u16 {
        self.years[round]
    }

    /// The survey year of a round, common era.
    pub(crate) fn year_ce(&self, round: usize) -> u16 {
        self.years[round].saturating_sub(543)
    }

    /// Every household of a round, village by village.
    pub(crate) fn households(&self, round: usize) -> impl Iterator<Item = Household> {
        (0..self.n_households).map(move |idx| self.household(idx, round))
    }

    /// Chance about one household that is the same in every round.
    pub(crate) fn chance(&self, idx: u32, topic: u64) -> Chance {
        Chance::of(self.seed, &[u64::from(idx), topic])
    }

    /// Chance about one household in one round.
    pub(crate) fn chance_in(&self, idx: u32, round: usize, topic: u64) -> Chance {
        Chance::of(self.seed, &[u64::from(idx), topic, u64::from(self.years[round])])
    }

    fn household(&self, idx: u32, round: usize) -> Household {
        let n_villages = villages().len();
        let mut chance = self.chance(idx, 0);
        let mut village_idx = idx as usize * n_villages / self.n_households.max(1) as usize;
        let mut members = self.first_members(&mut chance, idx);
        let mut house_no = house_no(&mut chance);
        // A million house codes in each office's share: scattered, and never twice.
        let scattered = (u64::from(idx) * 765_437 + 104_729) % 1_000_000;
        let mut house_code = format!("{}9{scattered:06}", &villages()[village_idx].code[..4]);
        for later in 1..=round {
            let mut chance = self.chance_in(idx, later, 1);
            if chance.per_mille(25) {
                let step = chance.between(1, 3) as usize;
                village_idx = (village_idx + step).min(n_villages - 1);
                house_no = self::house_no(&mut chance);
                let share = 9 - later.min(4);
                house_code = format!("{}{share}{scattered:06}", &villages()[village_idx].code[..4]);
            }
            if members.len() > 1 && chance.per_mille(20) {
                members.pop();
            }
            // The first members use the numbers 0 to 5; a household has four left for its newborn.
            if later <= 4 && chance.per_mille(30) {
                let number = u64::from(idx) * NUMBERS_A_HOUSEHOLD + 5 + later as u64;
                let last = members[0].last.clone();
                members.push(Person::invented(&mut chance, number, 0, self.year_ce(later), &last));
            }
        }
        let survey = self.survey(idx, round, &members);
        Household { idx, house_code, house_no, village_idx, members, survey }
    }

    fn first_members(&self, chance: &mut Chance, idx: u32) -> Vec<Person> {
        let year = self.years.first().map_or(0, |it| it.saturating_sub(543));
        let last = surname(chance);
        let head_age = chance.between(26, 82);
        let n_children = if head_age < 60 { chance.below(4) } else { chance.below(2) };
        let has_partner = chance.per_mille(640);
        let has_parent = head_age < 58 && chance.per_mille(220);
        let mut ages = vec![head_age];
        if has_partner {
            ages.push((head_age + chance.below(8)).saturating_sub(5).max(20));
        }
        for _ in 0..n_children {
            let oldest = head_age.saturating_sub(21).clamp(1, 24);
            ages.push(chance.below(oldest));
        }
        if has_parent {
            ages.push(head_age + chance.between(20, 30));
        }
        ages.into_iter()
            .zip(0u64..)
            .map(|(age, at)| {
                let number = u64::from(idx) * NUMBERS_A_HOUSEHOLD + at;
                let age = u16::try_from(age).unwrap_or_default();
                Person::invented(chance, number, age, year, &last)
            })
            .collect()
    }

    /// Hardship is a household's own, from 0 to 999, and drifts from round to round.
    fn survey(&self, idx: u32, round: usize, members: &[Person]) -> Survey {
        let mut hardship = self.chance(idx, 2).below(1000);
        for later in 1..=round {
            let mut chance = self.chance_in(idx, later, 2);
            hardship = (hardship + chance.below(260)).saturating_sub(150).min(999);
        }
        let year = self.year_ce(round);
        // Each indicator's own luck stays from round to round, so that a cracked roof is a cracked roof next year.
        let mut luck = self.chance(idx, 3);
        let luck = [(); N_INDICATORS].map(|()| luck.below(1000));
        Survey::found(hardship, &luck, members, year, &mut self.chance_in(idx, round, 4))
    }
}

fn house_no(chance: &mut Chance) -> String {
    let no = chance.between(1, 260);
    if chance.per_mille(180) { format!("{no}/{}", chance.between(1, 18)) } else { no.to_string() }
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;

    fn province() -> Province {
        Province::new(3, 3_000, &[2565, 2566]).unwrap()
    }

    #[test]
    fn a_household_stays_who_it_is_from_round_to_round() {
        let province = province();
        let pairs: Vec<_> = province.households(0).zip(province.households(1)).collect();
        assert!(pairs.iter().all(|(before, after)| before.head().pid == after.head().pid));
        let n_moved = pairs.iter().filter(|(before, after)| before.house_code != after.house_code).count();
        assert!((30..150).contains(&n_moved), "{n_moved} of 3000 moved");
    }

    #[test]
    fn no_two_people_share_a_number_and_no_two_households_a_house() {
        let province = province();
        let households: Vec<_> = province.households(1).collect();
        let codes: HashSet<_> = households.iter().map(|it| &it.house_code).collect();
        assert_eq!(codes.len(), households.len());
        let numbers: Vec<_> =
            households.iter().flat_map(|it| &it.members).filter_map(|it| it.pid.as_ref()).collect();
        assert_eq!(numbers.iter().collect::<HashSet<_>>().len(), numbers.len());
    }
}
