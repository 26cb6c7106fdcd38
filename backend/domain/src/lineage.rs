//! How households came out of one another over the years, from who belonged where and when.

use std::collections::{BTreeMap, HashMap};

use chrono::NaiveDate;

use crate::ids::{HouseholdId, PersonId};

coded! {
    /// How a household stands to another.
    pub enum Kin {
        /// It began with people of the other, which goes on.
        SplitFrom = "split_from",
        /// People of it began the other, and it goes on.
        SplitOff = "split_off",
        /// All of the other came to it.
        TookIn = "took_in",
        /// All of it went to the other.
        WentInto = "went_into",
        /// It began with all of the other.
        Follows = "follows",
        /// The other began with all of it.
        FollowedBy = "followed_by",
        /// People came from the other; both go on.
        PeopleCame = "people_came",
        /// People went to the other; both go on.
        PeopleWent = "people_went",
    }
}

/// Somebody belonged to a household.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Belonging {
    /// Who.
    pub person: PersonId,
    /// The first day that is known.
    pub since: NaiveDate,
    /// The first day known elsewhere.
    pub until: Option<NaiveDate>,
    /// Where.
    pub household: HouseholdId,
}

/// How a household came to stand to another, and when.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Kinship {
    /// The other.
    pub other: HouseholdId,
    /// How.
    pub kin: Kin,
    /// The first day that is known.
    pub on: NaiveDate,
    /// How many went from one to the other.
    pub n_persons: usize,
}

/// How a household stands to others, the newest first. Of everybody who ever belonged to it, and of the households they
/// belonged to, all must be told.
pub fn kinships(of: HouseholdId, all: &[Belonging]) -> Vec<Kinship> {
    let mut by_person: HashMap<PersonId, Vec<Belonging>> = HashMap::new();
    for it in all {
        by_person.entry(it.person).or_default().push(*it);
    }
    let mut moves: BTreeMap<(NaiveDate, HouseholdId, HouseholdId), usize> = BTreeMap::new();
    for mut stays in by_person.into_values() {
        stays.sort_unstable();
        stays.dedup();
        for pair in stays.windows(2) {
            let [from, to] = pair else { continue };
            // Who belongs to two at once moved to neither.
            let has_left = from.until.is_some_and(|until| until <= to.since);
            if has_left && from.household != to.household && (from.household == of || to.household == of) {
                *moves.entry((to.since, from.household, to.household)).or_default() += 1;
            }
        }
    }
    let is_there = |household: HouseholdId, by: &dyn Fn(&Belonging) -> bool| {
        all.iter().any(|it| it.household == household && by(it))
    };
    let mut found: Vec<Kinship> = moves
        .into_iter()
        .map(|((on, from, to), n_persons)| {
            let goes_on = is_there(from, &|it| it.since < on && it.until.is_none_or(|until| on < until));
            let was_there = is_there(to, &|it| it.since < on);
            let (came, went) = match (goes_on, was_there) {
                (true, false) => (Kin::SplitFrom, Kin::SplitOff),
                (false, true) => (Kin::TookIn, Kin::WentInto),
                (false, false) => (Kin::Follows, Kin::FollowedBy),
                (true, true) => (Kin::PeopleCame, Kin::PeopleWent),
            };
            let (other, kin) = if to == of { (from, came) } else { (to, went) };
            Kinship { other, kin, on, n_persons }
        })
        .collect();
    found.reverse();
    found
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;

    fn home(n: u128) -> HouseholdId {
        HouseholdId(Uuid::from_u128(n))
    }

    fn stay(person: u128, household: u128, since: i32, until: Option<i32>) -> Belonging {
        let day = |year| NaiveDate::from_ymd_opt(year, 1, 1).unwrap();
        let person = PersonId(Uuid::from_u128(person));
        Belonging { person, since: day(since), until: until.map(day), household: home(household) }
    }

    fn told(of: u128, all: &[Belonging]) -> Vec<(&'static str, usize)> {
        kinships(home(of), all).iter().map(|it| (it.kin.code(), it.n_persons)).collect()
    }

    #[test]
    fn a_household_that_began_with_people_of_another_split_from_it() {
        let all = [stay(1, 1, 2022, None), stay(2, 1, 2022, Some(2024)), stay(2, 2, 2024, None)];
        assert_eq!(told(2, &all), [("split_from", 1)]);
        assert_eq!(told(1, &all), [("split_off", 1)]);
        assert_eq!(kinships(home(2), &all)[0].other, home(1));
    }

    #[test]
    fn a_household_whose_people_all_went_to_another_went_into_it() {
        let all = [
            stay(1, 1, 2022, Some(2024)),
            stay(2, 1, 2022, Some(2024)),
            stay(3, 2, 2022, None),
            stay(1, 2, 2024, None),
            stay(2, 2, 2024, None),
        ];
        assert_eq!(told(2, &all), [("took_in", 2)]);
        assert_eq!(told(1, &all), [("went_into", 2)]);
    }

    #[test]
    fn a_household_that_began_with_all_of_another_follows_it() {
        let all = [stay(1, 1, 2022, Some(2024)), stay(1, 2, 2024, None), stay(2, 2, 2024, None)];
        assert_eq!((told(2, &all), told(1, &all)), (vec![("follows", 1)], vec![("followed_by", 1)]));
    }

    #[test]
    fn who_moves_between_two_that_go_on_makes_neither() {
        let all = [
            stay(1, 1, 2022, None),
            stay(2, 1, 2022, Some(2024)),
            stay(3, 2, 2022, None),
            stay(2, 2, 2024, None),
        ];
        assert_eq!((told(2, &all), told(1, &all)), (vec![("people_came", 1)], vec![("people_went", 1)]));
    }

    #[test]
    fn who_belongs_to_two_at_once_moved_to_neither() {
        let all = [stay(1, 1, 2022, None), stay(1, 2, 2023, None)];
        assert_eq!(told(1, &all), []);
    }
}
