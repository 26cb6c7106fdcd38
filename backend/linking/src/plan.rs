//! What linking a chunk decided, what it asks and what it warns of; codes only, never sentences.

use phonjon_domain::ids::{HouseholdId, PersonId};

use crate::explain::Explanation;
use crate::record::RowKey;

/// A person of the plan.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum PersonRef {
    /// One that is stored.
    Existing(PersonId),
    /// The n-th new one of this plan, from 0.
    New(u32),
}

/// A household of the plan.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum HouseholdRef {
    /// One that is stored.
    Existing(HouseholdId),
    /// The n-th new one of this plan, from 0.
    New(u32),
}

/// The comparison that decided a link.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Matcher {
    /// Nothing stored or earlier in the chunk is the same.
    New,
    /// Equal id; one of the rows has no name.
    Id,
    /// Equal id and name.
    IdName,
    /// Equal id, one of first and last name: renamed.
    IdPartOfName,
    /// Name and birth date.
    NameBirth,
    /// House (code, or village and number) and name.
    HouseName,
    /// Village and name.
    VillageName,
    /// Same year and house code.
    HouseCode,
    /// Same year, village and house number.
    Address,
    /// The same people in another year, or the same head.
    Members,
    /// Same house code or address in another year, and nobody against it.
    SameHouse,
    /// A person settled it earlier.
    Fixed,
}

impl Matcher {
    /// All of them.
    pub const ALL: [Self; 12] = [
        Self::New,
        Self::Id,
        Self::IdName,
        Self::IdPartOfName,
        Self::NameBirth,
        Self::HouseName,
        Self::VillageName,
        Self::HouseCode,
        Self::Address,
        Self::Members,
        Self::SameHouse,
        Self::Fixed,
    ];

    /// The comparison of a stored word.
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|it| it.code() == code)
    }

    /// The stable word that is stored with a link.
    pub const fn code(self) -> &'static str {
        match self {
            Self::New => "new",
            Self::Id => "id",
            Self::IdName => "id+name",
            Self::IdPartOfName => "id+part-of-name",
            Self::NameBirth => "name+birth",
            Self::HouseName => "house+name",
            Self::VillageName => "village+name",
            Self::HouseCode => "house-code",
            Self::Address => "address",
            Self::Members => "members",
            Self::SameHouse => "same-house",
            Self::Fixed => "fixed",
        }
    }
}

/// How sure a link is and what made it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Match {
    /// The comparison.
    pub by: Matcher,
    /// 0 to 1000.
    pub score: u16,
}

/// Something about a row's link worth a look.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Warning {
    /// The id stands elsewhere with another name and birth date: two people.
    IdOfAnother,
    /// The person carries another valid id elsewhere: issued anew or mistyped.
    IdDiffers,
    /// The id agrees, a part of the name does not.
    NameDiffers,
    /// The id and name agree, the birth date does not.
    BirthDiffers,
    /// The person stands in another household in the same year.
    TwoHouseholds,
    /// The household is listed under another head in the same source and year.
    TwoHeads,
    /// The house code stands at another village in the same year.
    HouseCodeElsewhere,
}

impl Warning {
    /// The stable word.
    pub const fn code(self) -> &'static str {
        match self {
            Self::IdOfAnother => "ID_OF_ANOTHER",
            Self::IdDiffers => "ID_DIFFERS",
            Self::NameDiffers => "NAME_DIFFERS",
            Self::BirthDiffers => "BIRTH_DIFFERS",
            Self::TwoHouseholds => "PERSON_IN_TWO_HOUSEHOLDS",
            Self::TwoHeads => "HOUSEHOLD_LISTED_TWICE",
            Self::HouseCodeElsewhere => "HOUSE_CODE_ELSEWHERE",
        }
    }
}

/// One row of the chunk and whom it means.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LinkedRow {
    /// The row.
    pub key: RowKey,
    /// Who it is about.
    pub person: PersonRef,
    /// What decided that.
    pub person_by: Match,
    /// The household it places that person in.
    pub household: HouseholdRef,
    /// What decided that.
    pub household_by: Match,
    /// Sorted, each once.
    pub warnings: Vec<Warning>,
}

/// A stored row whose household became clearer: it belongs elsewhere than stored.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Replaced {
    /// The row.
    pub key: RowKey,
    /// Where it stood.
    pub from: HouseholdId,
    /// Where it belongs.
    pub household: HouseholdRef,
    /// What decided that.
    pub by: Match,
}

/// Whom a question is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Pair {
    /// Are these one person?
    People(PersonRef, PersonRef),
    /// Are these one household?
    Households(HouseholdRef, HouseholdRef),
}

/// Why a pair may be the same, or may not.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Reason {
    /// Equal id.
    SameId,
    /// Two valid ids.
    OtherId,
    /// First and last name agree.
    SameName,
    /// The names differ by what a hand or ear may slip.
    SimilarName,
    /// A name differs.
    OtherName,
    /// Birth dates agree as far as known.
    SameBirth,
    /// Birth dates differ.
    OtherBirth,
    /// One house.
    SameHouse,
    /// One village.
    SameVillage,
    /// The part that can be seen of a masked id agrees.
    SameMaskedId,
    /// Some people of one are found in the other.
    SharedMembers,
    /// The head is elsewhere.
    HeadElsewhere,
    /// A person settled a row of both.
    Fixed,
}

impl Reason {
    /// The stable word.
    pub const fn code(self) -> &'static str {
        match self {
            Self::SameId => "SAME_ID",
            Self::OtherId => "OTHER_ID",
            Self::SameName => "SAME_NAME",
            Self::SimilarName => "SIMILAR_NAME",
            Self::OtherName => "OTHER_NAME",
            Self::SameBirth => "SAME_BIRTH",
            Self::OtherBirth => "OTHER_BIRTH",
            Self::SameHouse => "SAME_HOUSE",
            Self::SameVillage => "SAME_VILLAGE",
            Self::SameMaskedId => "SAME_MASKED_ID",
            Self::SharedMembers => "SHARED_MEMBERS",
            Self::HeadElsewhere => "HEAD_ELSEWHERE",
            Self::Fixed => "FIXED",
        }
    }
}

/// A pair nobody but a person who knows them can settle; until then they are kept apart.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Question {
    /// The two, smaller first.
    pub pair: Pair,
    /// 0 to 1000: how likely they are the same.
    pub score: u16,
    /// The row that raised it.
    pub row: RowKey,
    /// For and against, sorted, each once.
    pub reasons: Vec<Reason>,
    /// Of two people, the sum that the score comes from; none of households.
    pub explanation: Option<Explanation>,
}

/// What linking a chunk decided.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct LinkPlan {
    /// One per row of the chunk, in its order.
    pub rows: Vec<LinkedRow>,
    /// Stored rows that belong to another household than stored, by key.
    pub replaced: Vec<Replaced>,
    /// How many new people the rows name: `PersonRef::New(0)` and on.
    pub n_new_people: u32,
    /// How many new households the rows name.
    pub n_new_households: u32,
    /// Sorted, each pair once.
    pub questions: Vec<Question>,
}
