//! Which of several released sets of a kind holds in a year.

use chrono::NaiveDate;

use phonjon_domain::calendar::{BuddhistYear, FiscalYear};

use crate::criteria::Criteria;
use crate::parameter::ParameterSet;
use crate::screen::OpeningRule;

/// A value read from a parameter set.
pub trait OfSet {
    /// What the set says of itself.
    fn set(&self) -> &ParameterSet;
}

impl OfSet for Criteria {
    fn set(&self) -> &ParameterSet {
        &self.set
    }
}

impl OfSet for OpeningRule {
    fn set(&self) -> &ParameterSet {
        &self.set
    }
}

/// The released sets of one kind, of which each year has one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct InYears<T> {
    first: T,
    rest: Vec<T>,
}

impl<T: OfSet> InYears<T> {
    /// One set for all years.
    pub const fn always(set: T) -> Self {
        Self { first: set, rest: Vec::new() }
    }

    /// Several sets, each of which wins over those before it in the years it holds for; nothing where there is none.
    pub fn released(sets: Vec<T>) -> Option<Self> {
        let mut sets = sets.into_iter();
        Some(Self { first: sets.next()?, rest: sets.collect() })
    }

    /// The set of a year: of those that hold in it the last; in a year that none holds for, the one nearest to it.
    pub fn of(&self, year: BuddhistYear) -> &T {
        self.iter().fold(&self.first, |best, it| {
            if years_off(it.set(), year) <= years_off(best.set(), year) { it } else { best }
        })
    }

    /// The set of the fiscal year of a day.
    pub fn on(&self, day: NaiveDate) -> &T {
        let last = || self.rest.last().unwrap_or(&self.first);
        FiscalYear::of(day).map_or_else(last, |it| self.of(it.0))
    }

    /// All of them, the last of which wins.
    pub fn iter(&self) -> impl Iterator<Item = &T> {
        std::iter::once(&self.first).chain(&self.rest)
    }
}

/// How many years lie between a year and those a set holds for; nought within them.
fn years_off(set: &ParameterSet, year: BuddhistYear) -> i16 {
    let before = set.valid_from.get() - year.get();
    let after = set.valid_until.map_or(0, |until| year.get() - until.get());
    before.max(after).max(0)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::seeds::Defaults;

    /// Sets numbered from 1 on.
    fn sets(years: &[&str]) -> InYears<Criteria> {
        let seed = Defaults::read().unwrap();
        let body = &seed.criteria.first.set.body;
        let set = |(at, years): (usize, &&str)| {
            let body = body.replace("version = \"1\"", &format!("version = \"{}\"", at + 1));
            Criteria::parse(&body.replace("valid_from = 2560", years), seed.lines.clone()).unwrap()
        };
        InYears::released(years.iter().enumerate().map(set).collect()).unwrap()
    }

    #[test]
    fn each_year_has_the_last_set_that_holds_in_it() {
        let sets = sets(&[
            "valid_from = 2560",
            "valid_from = 2569\nvalid_until = 2569",
            "valid_from = 2568\nvalid_until = 2569",
        ]);
        let of = |year| sets.of(BuddhistYear::new(year).unwrap()).set.version.as_str();
        assert_eq!([2560, 2567, 2568, 2569, 2570].map(of), ["1", "1", "3", "3", "1"]);
    }

    #[test]
    fn a_year_that_no_set_holds_for_has_the_nearest() {
        let sets = sets(&["valid_from = 2565\nvalid_until = 2566", "valid_from = 2568\nvalid_until = 2568"]);
        let of = |year| sets.of(BuddhistYear::new(year).unwrap()).set.version.as_str();
        assert_eq!([2560, 2566, 2568, 2575].map(of), ["1", "1", "2", "2"]);
        assert_eq!(of(2567), "2", "of two as near, the last");
    }
}
