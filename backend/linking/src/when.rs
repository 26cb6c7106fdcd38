//! How well two statements of a birth date agree, each perhaps only a year, a month or an age.

use chrono::Datelike;
use phonjon_domain::calendar::PartialDate;

/// What a row says of a person's birth.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Birth {
    /// A date as far as it is known.
    Date(PartialDate),
    /// Only an age: the common-era year it points to, which may be one off.
    About(i32),
}

/// How well two births agree, from best to worst; unknown when a row says nothing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Agreement {
    /// The same whole date.
    SameDay,
    /// Year and month, more is not known to both.
    SameMonth,
    /// The year, more is not known to both: or one is the first of January, which registers write where nobody knew.
    SameYear,
    /// An age that points to the year.
    SameAge,
    /// One part differs, or day and month changed places.
    Slip,
    /// Other dates.
    Different,
    /// Nothing to compare.
    Unknown,
}

impl Agreement {
    /// The same day, or all parts known to both.
    pub const fn agrees(self) -> bool {
        matches!(self, Self::SameDay) || self.is_partial()
    }

    /// All parts known to both, which are not all there are.
    pub const fn is_partial(self) -> bool {
        matches!(self, Self::SameMonth | Self::SameYear | Self::SameAge)
    }
}

impl Birth {
    /// What a birth date, or else an age in a survey year of the common era, says.
    pub fn of(date: Option<PartialDate>, age: Option<u16>, survey_year: i32) -> Option<Self> {
        date.map(Self::Date).or_else(|| age.map(|age| Self::About(survey_year - i32::from(age))))
    }

    /// The year, perhaps one off.
    pub fn year(self) -> i32 {
        match self {
            Self::Date(date) => date.year(),
            Self::About(year) => year,
        }
    }
}

/// Compares two births.
pub fn compare(a: Birth, b: Birth) -> Agreement {
    let (a, b) = match (a, b) {
        (Birth::Date(a), Birth::Date(b)) => (a, b),
        (Birth::About(_), _) | (_, Birth::About(_)) => {
            return match (a.year() - b.year()).abs() {
                0 | 1 => Agreement::SameAge,
                2 => Agreement::Slip,
                _ => Agreement::Different,
            };
        }
    };
    let (a, b) = (without_guess(a), without_guess(b));
    if let (PartialDate::Day(a), PartialDate::Day(b)) = (a, b) {
        if a == b {
            return Agreement::SameDay;
        }
        let n_different = [a.year() != b.year(), a.month() != b.month(), a.day() != b.day()];
        let n_different = n_different.into_iter().filter(|it| *it).count();
        let swapped = a.year() == b.year() && a.month() == b.day() && a.day() == b.month();
        return if n_different == 1 || swapped { Agreement::Slip } else { Agreement::Different };
    }
    if a.agrees_with(b) {
        let is_of_month = !matches!(a, PartialDate::Year(_)) && !matches!(b, PartialDate::Year(_));
        if is_of_month { Agreement::SameMonth } else { Agreement::SameYear }
    } else if (a.year() - b.year()).abs() <= 1 {
        Agreement::Slip
    } else {
        Agreement::Different
    }
}

/// The first of January says no more than its year.
fn without_guess(date: PartialDate) -> PartialDate {
    match date {
        PartialDate::Day(day) if (day.month(), day.day()) == (1, 1) => PartialDate::Year(day.year()),
        PartialDate::Day(_) | PartialDate::Month(..) | PartialDate::Year(_) => date,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The one place that calls the comparison, both ways round.
    fn agreement(a: &str, b: &str) -> Agreement {
        let birth = |text: &str| match text.strip_prefix('~') {
            Some(year) => Birth::About(year.parse().unwrap()),
            None => Birth::Date(PartialDate::parse_iso(text).unwrap()),
        };
        let found = compare(birth(a), birth(b));
        assert_eq!(found, compare(birth(b), birth(a)));
        found
    }

    #[test]
    fn whole_dates_agree_or_slip_by_one_part() {
        assert_eq!(agreement("1967-03-05", "1967-03-05"), Agreement::SameDay);
        assert_eq!(agreement("1967-03-05", "1967-03-15"), Agreement::Slip);
        assert_eq!(agreement("1967-03-05", "1976-03-05"), Agreement::Slip);
        assert_eq!(agreement("1967-03-05", "1967-05-03"), Agreement::Slip);
        assert_eq!(agreement("1967-03-05", "1968-03-06"), Agreement::Different);
    }

    #[test]
    fn partial_dates_agree_on_what_both_know() {
        assert_eq!(agreement("1967", "1967-03-05"), Agreement::SameYear);
        assert_eq!(agreement("1967-03", "1967-03"), Agreement::SameMonth);
        assert_eq!(agreement("1967-03", "1967-03-05"), Agreement::SameMonth);
        assert_eq!(agreement("1967-04", "1967-03-05"), Agreement::Slip);
        assert_eq!(agreement("1968", "1967-03-05"), Agreement::Slip);
        assert_eq!(agreement("1969", "1967-03-05"), Agreement::Different);
    }

    #[test]
    fn the_first_of_january_says_no_more_than_its_year() {
        assert_eq!(agreement("1967-01-01", "1967-01-01"), Agreement::SameYear);
        assert_eq!(agreement("1967-01-01", "1967-03-05"), Agreement::SameYear);
        assert_eq!(agreement("1967-01-01", "1969-03-05"), Agreement::Different);
        assert_eq!(agreement("1967-02-01", "1967-02-01"), Agreement::SameDay);
    }

    #[test]
    fn an_age_may_be_a_year_off() {
        assert_eq!(agreement("~1967", "1968-01-01"), Agreement::SameAge);
        assert_eq!(agreement("~1967", "~1969"), Agreement::Slip);
        assert_eq!(agreement("~1967", "1971"), Agreement::Different);
        assert_eq!(Birth::of(None, Some(43), 2022), Some(Birth::About(1979)));
        assert_eq!(Birth::of(None, None, 2022), None);
    }
}
