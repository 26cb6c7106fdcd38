//! What one source row says that helps to tell who and which household it means.

use std::fmt;

use phonjon_domain::calendar::{BuddhistYear, PartialDate};
use phonjon_domain::ids::{HouseholdId, PersonId};
use phonjon_domain::source::Source;

/// The caller's key of a source row: unique among all rows, stored or not, and growing with file order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct RowKey(pub u64);

/// Sex as the registers write it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Sex {
    /// ชาย
    Male,
    /// หญิง
    Female,
}

impl Sex {
    /// The sex a Thai title written in full implies; most professional titles imply none.
    pub fn of_title(title: &str) -> Option<Self> {
        match title.trim() {
            "นาย" | "เด็กชาย" | "พระ" | "สามเณร" => Some(Self::Male),
            "นาง" | "นางสาว" | "เด็กหญิง" | "แม่ชี" => {
                Some(Self::Female)
            }
            _ => None,
        }
    }
}

/// A keyed hash of a valid citizen number: two are equal when the numbers are, for ever.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct PidToken(pub [u8; 32]);

impl fmt::Debug for PidToken {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("PidToken(…)")
    }
}

/// The 13 digits of a citizen number as a row writes them, valid or not: they only tell whether two numbers are a slip
/// of the hand apart, or whether one may be what another shows masked.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct Digits([u8; 13]);

impl Digits {
    /// Reads 13 digits, dashes and spaces between them.
    pub fn parse(text: &str) -> Option<Self> {
        let mut digits = [0; 13];
        let mut n = 0;
        for it in text.bytes().filter(|it| !matches!(it, b'-' | b' ')) {
            *digits.get_mut(n)? = it;
            n += 1;
            if !it.is_ascii_digit() {
                return None;
            }
        }
        (n == 13).then_some(Self(digits))
    }

    /// True where one digit differs, or two neighbours changed places.
    pub fn is_slip_of(self, other: Self) -> bool {
        is_digit_slip(&self.0, &other.0)
    }

    /// True where every digit that a masked number shows is this one's.
    pub(crate) fn shows_as(self, mask: &str) -> bool {
        self.0.iter().zip(mask.bytes()).all(|(digit, shown)| shown == b'x' || shown == *digit)
    }
}

/// True where two codes of one length differ in one digit, or in two neighbours that changed places.
pub(crate) fn is_digit_slip(a: &[u8], b: &[u8]) -> bool {
    let mut differing = a.iter().zip(b).enumerate().filter(|(_, (a, b))| a != b).map(|(at, _)| at);
    let (Some(first), second, None) = (differing.next(), differing.next(), differing.next()) else {
        return false;
    };
    let is_swap = |second| second == first + 1 && a[first] == b[second] && a[second] == b[first];
    a.len() == b.len() && second.is_none_or(is_swap)
}

impl fmt::Debug for Digits {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Digits(…)")
    }
}

/// One source row's evidence. Texts are normalised already (composed letters, full titles, bare place names);
/// `None` and empty mean the row does not say.
#[derive(Debug, Clone, PartialEq)]
pub struct Record {
    /// The caller's key of the row.
    pub key: RowKey,
    /// The register or survey.
    pub source: Source,
    /// The survey year.
    pub year: BuddhistYear,
    /// True where the row is about a household and names this person as its head.
    pub is_head: bool,
    /// The valid citizen number, hashed.
    pub pid: Option<PidToken>,
    /// The digits of the number as written, valid or not.
    pub digits: Option<Digits>,
    /// The citizen number with digits hidden, as written: `3-4801-xxxxx-xx-5`.
    pub masked: Option<String>,
    /// Title in full.
    pub title: Option<String>,
    /// First name.
    pub first: Option<String>,
    /// Last name.
    pub last: Option<String>,
    /// Sex as stated.
    pub sex: Option<Sex>,
    /// Birth date as far as it is known, common era.
    pub birth: Option<PartialDate>,
    /// Age in years, in the survey year.
    pub age: Option<u16>,
    /// House code, 11 digits.
    pub house_code: Option<String>,
    /// House number, `12/3`.
    pub house_no: Option<String>,
    /// Village number within the subdistrict.
    pub moo: Option<u16>,
    /// Code of the village, 8 digits.
    pub area_code: Option<String>,
    /// Subdistrict.
    pub tambon: Option<String>,
    /// District.
    pub amphoe: Option<String>,
    /// Province.
    pub province: Option<String>,
}

impl Record {
    /// A row of which only its place among the rows is known yet.
    pub fn empty(key: RowKey, source: Source, year: BuddhistYear) -> Self {
        Self {
            key,
            source,
            year,
            is_head: source.is_household_file(),
            pid: None,
            digits: None,
            masked: None,
            title: None,
            first: None,
            last: None,
            sex: None,
            birth: None,
            age: None,
            house_code: None,
            house_no: None,
            moo: None,
            area_code: None,
            tambon: None,
            amphoe: None,
            province: None,
        }
    }

    pub(crate) fn stated_sex(&self) -> Option<Sex> {
        self.sex.or_else(|| self.title.as_deref().and_then(Sex::of_title))
    }
}

/// A stored row and whom it is linked to.
#[derive(Debug, Clone, PartialEq)]
pub struct KnownRow {
    /// What the row says.
    pub record: Record,
    /// The person it is linked to.
    pub person: PersonId,
    /// The household it places that person in.
    pub household: HouseholdId,
    /// True where a person decided this link or somebody worked on the household: the row is never placed anew, and
    /// rows of the same house and year follow it.
    pub is_fixed: bool,
}

/// What is stored about the people and households a chunk may mean.
///
/// `rows` holds every row of each household that has a row with one of the chunk's keys, or a row of a person who
/// has a row with one of the chunk's keys. Their order does not matter.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Known {
    /// The stored rows.
    pub rows: Vec<KnownRow>,
    /// Numbers that people of `rows` bear though no row says so: somebody recorded them by hand.
    pub numbers: Vec<(PersonId, PidToken)>,
    /// Pairs a person declared to be two people.
    pub different_people: Vec<(PersonId, PersonId)>,
    /// Pairs a person declared to be two households.
    pub different_households: Vec<(HouseholdId, HouseholdId)>,
}

#[cfg(test)]
mod tests {
    use super::*;

    fn is_slip(a: &str, b: &str) -> bool {
        let (a, b) = (Digits::parse(a).unwrap(), Digits::parse(b).unwrap());
        assert_eq!(a.is_slip_of(b), b.is_slip_of(a));
        a.is_slip_of(b)
    }

    #[test]
    fn one_wrong_digit_or_two_neighbours_that_changed_places_are_a_slip() {
        assert!(is_slip("3-4801-23456-78-9", "3480123456780"));
        assert!(is_slip("3480123456789", "3480123465789"));
        assert!(!is_slip("3480123456789", "3480123456789"));
        assert!(!is_slip("3480123456789", "3480123457889"));
        assert!(!is_slip("3480123456789", "3480183456729"));
        assert_eq!(Digits::parse("348012345678"), None);
        assert_eq!(Digits::parse("34801234567890"), None);
        assert_eq!(Digits::parse("3-4801-xxxxx-xx-5"), None);
    }

    #[test]
    fn a_number_may_be_what_a_mask_shows() {
        let number = Digits::parse("3480123456785").unwrap();
        assert!(number.shows_as("34801xxxxxxx5"));
        assert!(!number.shows_as("34801xxxxxxx4"));
        assert_eq!(format!("{number:?}"), "Digits(…)");
    }
}
