//! What is known of a household: dated facts by code, each with the day it was true and who says so.

use chrono::NaiveDate;

use phonjon_domain::calendar::BuddhistYear;
use phonjon_domain::dimension::Dimension;
use phonjon_domain::ids::VisitId;
use phonjon_domain::indicator::IndicatorResult;
use phonjon_domain::money::Satang;
use phonjon_domain::problem::ProblemCode;
use phonjon_domain::source::Source;
use phonjon_domain::visit::{Finding, FindingValue};

use crate::bmn::{BmnCatalogue, find_failing};

/// The code of the income fact, per person per year.
pub const INCOME: &str = "income_per_person";

/// The code of savings as a visit sees them.
pub const SAVINGS: &str = "savings";

/// Who says that a fact is so.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Origin {
    /// A round of a survey or list.
    Survey {
        /// Which.
        source: Source,
        /// Its survey year.
        year: BuddhistYear,
    },
    /// A visit.
    Visit {
        /// Which.
        visit: VisitId,
        /// Seen at home, not told by telephone or met elsewhere.
        at_home: bool,
    },
    /// Recorded by those who work on it, with nobody having looked at the household.
    Office,
}

impl Origin {
    /// The stable word of the source, `visit` or `office`.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Survey { source, .. } => source.code(),
            Self::Visit { .. } => "visit",
            Self::Office => "office",
        }
    }

    /// True for what only a survey says.
    pub const fn is_survey(self) -> bool {
        match self {
            Self::Survey { .. } => true,
            Self::Visit { .. } | Self::Office => false,
        }
    }

    /// True for what somebody saw at the household's home.
    pub const fn is_seen_at_home(self) -> bool {
        match self {
            Self::Visit { at_home, .. } => at_home,
            Self::Survey { .. } | Self::Office => false,
        }
    }

    /// True where somebody looked at the household, or asked it: all but the office's own records.
    pub const fn is_seen(self) -> bool {
        match self {
            Self::Survey { .. } | Self::Visit { .. } => true,
            Self::Office => false,
        }
    }

    const fn round(self) -> Option<BuddhistYear> {
        match self {
            Self::Survey { year, .. } => Some(year),
            Self::Visit { .. } | Self::Office => None,
        }
    }

    /// Of facts of one day that say the same, what was seen nearest is told.
    const fn nearness(self) -> u8 {
        match self {
            Self::Visit { at_home: true, .. } => 3,
            Self::Visit { at_home: false, .. } => 2,
            Self::Office => 1,
            Self::Survey { .. } => 0,
        }
    }
}

/// What a fact says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FactValue {
    /// The trouble is there, or not.
    Trouble(bool),
    /// An amount per person per year.
    PerYear(Satang),
}

/// One fact.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fact {
    /// Its code: `q07`, `bmn.safe_food`, `dimension.income`, [`INCOME`], [`SAVINGS`].
    pub code: String,
    /// What it says.
    pub value: FactValue,
    /// The day it was true.
    pub observed_on: NaiveDate,
    /// Who says so.
    pub origin: Origin,
}

/// The day something was true and who says so.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Seen {
    /// The day it was true.
    pub on: NaiveDate,
    /// Who says so.
    pub origin: Origin,
}

impl Fact {
    /// True for what the office recorded on the very day on which a visit saw it otherwise.
    fn comes_after_that_day(&self, seen: &Self) -> bool {
        let of_one_thing = self.code == seen.code && self.observed_on == seen.observed_on;
        of_one_thing
            && self.origin == Origin::Office
            && self.value != seen.value
            && matches!(seen.origin, Origin::Visit { .. })
    }

    fn new(code: String, value: FactValue, seen: Seen) -> Self {
        Self { code, value, observed_on: seen.on, origin: seen.origin }
    }

    /// A catalogue item is there, or not.
    pub fn problem(code: &ProblemCode, is_there: bool, seen: Seen) -> Self {
        Self::new(code.to_string(), FactValue::Trouble(is_there), seen)
    }

    /// A จปฐ. indicator by its number on a form; `None` where the result says nothing or the form has no such number.
    pub fn find_indicator(
        form: &BmnCatalogue,
        number: u8,
        result: IndicatorResult,
        seen: Seen,
    ) -> Option<Self> {
        let indicator = form.find(number)?;
        let fails = find_failing(result)?;
        Some(Self::new(format!("bmn.{}", indicator.key), FactValue::Trouble(fails), seen))
    }

    /// A TPMAP dimension fails, or not.
    pub fn dimension(dimension: Dimension, fails: bool, seen: Seen) -> Self {
        Self::new(format!("dimension.{}", dimension.code()), FactValue::Trouble(fails), seen)
    }

    /// Income per person per year, as told.
    pub fn income(per_year: Satang, seen: Seen) -> Self {
        Self::new(INCOME.to_owned(), FactValue::PerYear(per_year), seen)
    }

    /// The household saves, or does not.
    pub fn savings(saves: bool, seen: Seen) -> Self {
        Self::new(SAVINGS.to_owned(), FactValue::Trouble(!saves), seen)
    }

    /// What a visit found; `None` where the household would not say.
    ///
    /// A problem that cannot be solved is still there. A yes or no says whether the trouble of the code is there,
    /// and for [`SAVINGS`] whether the household saves.
    pub fn from_finding(finding: &Finding, seen: Seen) -> Option<Self> {
        let value = match finding.value {
            FindingValue::Problem(status) => FactValue::Trouble(status.is_still_there()),
            FindingValue::Answer(saves) if finding.code == SAVINGS => FactValue::Trouble(!saves),
            FindingValue::Answer(is_there) => FactValue::Trouble(is_there),
            FindingValue::AmountSatang(amount) => FactValue::PerYear(Satang(amount)),
            FindingValue::MonthlySatang(amount) => FactValue::PerYear(Satang(amount.checked_mul(12)?)),
            FindingValue::Refused => return None,
        };
        Some(Self::new(finding.code.clone(), value, seen))
    }
}

/// Everything known of a household.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Facts {
    /// The facts, in any order.
    pub facts: Vec<Fact>,
}

impl Facts {
    /// The fact that decides about any of several codes on a day; `None` when nothing is known.
    ///
    /// A visit outweighs everything up to its day, and what the office recorded of the same day outweighs the visit: it
    /// was done since. After it, the newest fact decides. Surveys of one round year are taken as of one time, and then
    /// trouble outweighs its absence, whichever of them was earlier in the year.
    pub fn find_deciding(&self, codes: &[String], day: NaiveDate) -> Option<&Fact> {
        self.find_deciding_of(codes, day, |_| true)
    }

    /// Since when a trouble is known not to be there on a day; `None` where it is, or nothing is known of it.
    pub fn find_gone(&self, code: &str, day: NaiveDate) -> Option<NaiveDate> {
        let deciding = self.find_deciding(&[code.to_owned()], day)?;
        (deciding.value == FactValue::Trouble(false)).then_some(deciding.observed_on)
    }

    /// As [`Facts::find_deciding`], of the facts of some origins alone.
    pub(crate) fn find_deciding_of(
        &self,
        codes: &[String],
        day: NaiveDate,
        is_asked: impl Fn(Origin) -> bool,
    ) -> Option<&Fact> {
        let is_known = |it: &&Fact| it.observed_on <= day && codes.contains(&it.code) && is_asked(it.origin);
        let known = || self.facts.iter().filter(is_known);
        let visited_on = known().filter(|it| !it.origin.is_survey()).map(|it| it.observed_on).max();
        let stands = |fact: &&Fact| {
            let is_standing = |visited_on: NaiveDate| {
                visited_on < fact.observed_on || visited_on == fact.observed_on && !fact.origin.is_survey()
            };
            visited_on.is_none_or(is_standing) && !known().any(|it| it.comes_after_that_day(fact))
        };
        let newest = known().filter(stands).max_by_key(|it| it.observed_on)?;
        let is_of_the_same_time = |fact: &&Fact| match (newest.origin.round(), fact.origin.round()) {
            (Some(newest), Some(round)) => newest == round,
            _ => newest.observed_on == fact.observed_on,
        };
        let weight = |fact: &&Fact| {
            let is_there = match fact.value {
                FactValue::Trouble(is_there) => is_there,
                FactValue::PerYear(_) => false,
            };
            (is_there, fact.observed_on, fact.origin.nearness())
        };
        known().filter(stands).filter(is_of_the_same_time).max_by_key(weight)
    }
}
