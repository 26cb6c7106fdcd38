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
