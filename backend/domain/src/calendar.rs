//! Years and days of the field: Buddhist and common years, fiscal years, and dates of which only a part is known.

use std::fmt;

use chrono::{DateTime, Datelike, NaiveDate, TimeDelta, Utc};

/// Years between the common and the Buddhist era.
pub const BUDDHIST_OFFSET: i32 = 543;

/// The first year that is taken for one of the Buddhist era: a smaller number is one of the common era, or none.
pub const FIRST_BUDDHIST_YEAR: i32 = 2400;

/// Hours that clocks in Thailand are ahead of UTC, all the year round.
const BANGKOK_HOURS: i64 = 7;

/// The day in Thailand of an instant: the day that people there write on what they do.
pub fn bangkok_day(at: DateTime<Utc>) -> NaiveDate {
    at.checked_add_signed(TimeDelta::hours(BANGKOK_HOURS)).unwrap_or(at).date_naive()
}

/// A year of the Buddhist era, as documents and forms print it: 2566 is 2023.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct BuddhistYear(i16);

impl BuddhistYear {
    /// Reads a year between 2400 and 2700.
    pub fn new(year: i32) -> Option<Self> {
        (FIRST_BUDDHIST_YEAR..=2700).contains(&year).then(|| i16::try_from(year).ok()).flatten().map(Self)
    }

    /// The year's number in the Buddhist era.
    pub fn get(self) -> i16 {
        self.0
    }

    /// The same year in the common era.
    pub fn common(self) -> i32 {
        i32::from(self.0) - BUDDHIST_OFFSET
    }
}

impl fmt::Display for BuddhistYear {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.0)
    }
}

/// A fiscal year, named by the Buddhist year it ends in: 2566 runs from 1 October 2022 to 30 September 2023.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct FiscalYear(pub BuddhistYear);

impl FiscalYear {
    /// The fiscal year a day lies in.
    pub fn of(day: NaiveDate) -> Option<Self> {
        let year = day.year() + BUDDHIST_OFFSET + i32::from(day.month() >= 10);
        BuddhistYear::new(year).map(Self)
    }

    /// First day.
    pub fn first_day(self) -> Option<NaiveDate> {
        NaiveDate::from_ymd_opt(self.0.common() - 1, 10, 1)
    }

    /// Last day.
    pub fn last_day(self) -> Option<NaiveDate> {
        NaiveDate::from_ymd_opt(self.0.common(), 9, 30)
    }
}

/// A date of which only the year, or the year and month, may be known. Common era.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum PartialDate {
    /// Only the year.
    Year(i32),
    /// Year and month (1 to 12).
    Month(i32, u32),
    /// The whole date.
    Day(NaiveDate),
}

impl PartialDate {
    /// Reads `1967`, `1967-03` or `1967-03-05`.
    pub fn parse_iso(text: &str) -> Option<Self> {
        let mut parts = text.split('-');
        let year: i32 = parts.next().filter(|it| it.len() == 4)?.parse().ok()?;
        let Some(month) = parts.next() else { return Some(Self::Year(year)) };
        let month: u32 = month.parse().ok().filter(|m| (1..=12).contains(m))?;
        let Some(day) = parts.next() else { return Some(Self::Month(year, month)) };
        if parts.next().is_some() {
            return None;
        }
        NaiveDate::from_ymd_opt(year, month, day.parse().ok()?).map(Self::Day)
    }

    /// The year, always known.
    pub fn year(self) -> i32 {
        match self {
            Self::Year(year) | Self::Month(year, _) => year,
            Self::Day(day) => day.year(),
        }
    }

    /// True when both could be the same day: every part known to both is equal.
    pub fn agrees_with(self, other: Self) -> bool {
        if self.year() != other.year() {
            return false;
        }
        let month = |date: Self| match date {
            Self::Year(_) => None,
            Self::Month(_, month) => Some(month),
            Self::Day(day) => Some(day.month()),
        };
        match (month(self), month(other)) {
            (Some(a), Some(b)) if a != b => false,
            _ => match (self, other) {
                (Self::Day(a), Self::Day(b)) => a == b,
                _ => true,
            },
        }
    }
}

impl fmt::Display for PartialDate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Year(year) => write!(f, "{year:04}"),
            Self::Month(year, month) => write!(f, "{year:04}-{month:02}"),
            Self::Day(day) => write!(f, "{day}"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    #[test]
    fn the_fiscal_year_turns_on_the_first_of_october() {
        assert_eq!(FiscalYear::of(day("2022-09-30")).unwrap().0.get(), 2565);
        assert_eq!(FiscalYear::of(day("2022-10-01")).unwrap().0.get(), 2566);
        let year = FiscalYear(BuddhistYear::new(2566).unwrap());
        assert_eq!(year.first_day().unwrap(), day("2022-10-01"));
        assert_eq!(year.last_day().unwrap(), day("2023-09-30"));
    }

    #[test]
    fn the_day_turns_at_midnight_in_thailand() {
        let day_of = |text: &str| bangkok_day(text.parse().unwrap()).to_string();
        assert_eq!(day_of("2026-01-01T16:59:59Z"), "2026-01-01");
        assert_eq!(day_of("2026-01-01T17:00:00Z"), "2026-01-02");
        assert_eq!(bangkok_day(DateTime::<Utc>::MAX_UTC), DateTime::<Utc>::MAX_UTC.date_naive());
    }

    #[test]
    fn a_partial_date_keeps_only_what_is_known() {
        for text in ["1967", "1967-03", "1967-03-05"] {
            assert_eq!(PartialDate::parse_iso(text).unwrap().to_string(), text);
        }
        assert_eq!(PartialDate::parse_iso("1967-13"), None);
        assert_eq!(PartialDate::parse_iso("1967-02-30"), None);
        assert_eq!(PartialDate::parse_iso("67"), None);
    }

    #[test]
    fn dates_agree_on_the_parts_both_know() {
        let date = |text| PartialDate::parse_iso(text).unwrap();
        assert!(date("1967").agrees_with(date("1967-03-05")));
        assert!(date("1967-03").agrees_with(date("1967-03-05")));
        assert!(!date("1967-04").agrees_with(date("1967-03-05")));
        assert!(!date("1967-03-06").agrees_with(date("1967-03-05")));
        assert!(!date("1968").agrees_with(date("1967")));
    }
}
