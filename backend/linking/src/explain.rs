//! What of two is compared, how each thing compared, and what that weighs: a score as a sum that can be read.

/// A thing of two people that is compared.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Comparison {
    /// Citizen numbers that do not decide: a slip apart, masked, another.
    Number,
    /// Given name.
    Given,
    /// Surname of two in one house, where most share it.
    SurnameAtHome,
    /// Surname of two in one village, where many share it.
    SurnameInVillage,
    /// Surname of two whose places do not meet.
    Surname,
    /// Birth date, or what is known of it.
    Birth,
    /// Sex.
    Sex,
    /// Where they live.
    Place,
    /// With whom they live, where they live apart.
    Company,
    /// Whether one list names both, in two houses.
    List,
}

impl Comparison {
    /// All of them, in the order of a [`Vector`].
    pub const ALL: [Self; 10] = [
        Self::Number,
        Self::Given,
        Self::SurnameAtHome,
        Self::SurnameInVillage,
        Self::Surname,
        Self::Birth,
        Self::Sex,
        Self::Place,
        Self::Company,
        Self::List,
    ];

    /// The stable word.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Number => "NUMBER",
            Self::Given => "GIVEN_NAME",
            Self::SurnameAtHome => "SURNAME_AT_HOME",
            Self::SurnameInVillage => "SURNAME_IN_VILLAGE",
            Self::Surname => "SURNAME",
            Self::Birth => "BIRTH",
            Self::Sex => "SEX",
            Self::Place => "PLACE",
            Self::Company => "COMPANY",
            Self::List => "LIST",
        }
    }

    /// The levels it has, from the one that speaks most for the same; each a stable word.
    pub const fn levels(self) -> &'static [Level] {
        match self {
            Self::Number => &[Level::Slip, Level::MaskAgrees, Level::MaskDiffers, Level::Other],
            Self::Given | Self::SurnameAtHome | Self::SurnameInVillage | Self::Surname => {
                &[Level::Same, Level::Slip, Level::Sound, Level::Near, Level::Swapped, Level::Other]
            }
            Self::Birth => {
                &[Level::Same, Level::SameMonth, Level::SameYear, Level::SameAge, Level::Slip, Level::Other]
            }
            Self::Sex => &[Level::Same, Level::Other],
            Self::Place => {
                &[Level::HouseCode, Level::Address, Level::Village, Level::Subdistrict, Level::Other]
            }
            Self::Company => &[Level::Shared, Level::Other],
            Self::List => &[Level::Apart],
        }
    }

    const fn at(self) -> usize {
        self as usize
    }
}

/// How a thing compared.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Level {
    /// Equal.
    Same,
    /// A slip of hand or ear: one digit, one mark, one part of a date.
    Slip,
    /// Heard alike.
    Sound,
    /// A letter away.
    Near,
    /// Given name and surname changed places.
    Swapped,
    /// Another.
    Other,
    /// The digits that a masked number shows agree.
    MaskAgrees,
    /// The digits that a masked number shows differ.
    MaskDiffers,
    /// Year and month agree, more is not known.
    SameMonth,
    /// The year agrees, more is not known or not meant.
    SameYear,
    /// The age agrees.
    SameAge,
    /// One house code.
    HouseCode,
    /// One address.
    Address,
    /// One village.
    Village,
    /// One subdistrict.
    Subdistrict,
    /// Others of the household are the same.
    Shared,
    /// One list names both, in two houses.
    Apart,
}

impl Level {
    /// The stable word.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Same => "SAME",
            Self::Slip => "SLIP",
            Self::Sound => "SOUND",
            Self::Near => "NEAR",
            Self::Swapped => "SWAPPED",
            Self::Other => "OTHER",
            Self::MaskAgrees => "MASK_AGREES",
            Self::MaskDiffers => "MASK_DIFFERS",
            Self::SameMonth => "SAME_MONTH",
            Self::SameYear => "SAME_YEAR",
            Self::SameAge => "SAME_AGE",
            Self::HouseCode => "HOUSE_CODE",
            Self::Address => "ADDRESS",
            Self::Village => "VILLAGE",
            Self::Subdistrict => "SUBDISTRICT",
            Self::Shared => "SHARED",
            Self::Apart => "APART",
        }
    }
}

/// How many levels a comparison has at most.
pub const MAX_LEVELS: usize = 6;

/// How two compare: of each comparison its level counted from 1, or 0 where there is nothing to compare.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Vector(pub(crate) [u8; Comparison::ALL.len()]);

impl Vector {
    /// Notes how a thing compared; a level that it does not have leaves it open.
    pub fn set(&mut self, comparison: Comparison, level: Level) {
        let found = comparison.levels().iter().position(|it| *it == level);
        self.0[comparison.at()] = found.and_then(|it| u8::try_from(it + 1).ok()).unwrap_or(0);
    }

    /// How a thing compared.
    pub fn level(&self, comparison: Comparison) -> Option<Level> {
        let at = usize::from(self.0[comparison.at()]).checked_sub(1)?;
        comparison.levels().get(at).copied()
    }

    /// The same, with a thing left open.
    #[must_use]
    pub fn without(mut self, comparison: Comparison) -> Self {
        self.0[comparison.at()] = 0;
        self
    }
}

/// One comparison of a score: what was compared, how it compared, what that weighs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Part {
    /// What.
    pub comparison: Comparison,
    /// How.
    pub level: Level,
    /// In hundredths of a bit: 100 makes it twice as likely that the two are one, -100 half as likely.
    pub weight: i32,
}

/// A score as the sum it is. The score may be lower than the sum says where a rule holds it down.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Explanation {
    /// What two people weigh of whom nothing was compared.
    pub prior: i32,
    /// Each comparison that had something to compare.
    pub parts: Vec<Part>,
}

impl Explanation {
    /// The sum.
    pub fn sum(&self) -> i32 {
        self.prior + self.parts.iter().map(|it| it.weight).sum::<i32>()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_order_of_the_comparisons_is_that_of_a_vector() {
        for (at, it) in Comparison::ALL.into_iter().enumerate() {
            assert_eq!(it.at(), at);
            assert!(it.levels().len() <= MAX_LEVELS);
        }
    }

    #[test]
    fn a_vector_keeps_the_level_of_each_comparison() {
        let mut vector = Vector::default();
        assert_eq!(vector.level(Comparison::Birth), None);
        vector.set(Comparison::Birth, Level::SameYear);
        vector.set(Comparison::Sex, Level::SameYear);
        assert_eq!(vector.level(Comparison::Birth), Some(Level::SameYear));
        assert_eq!(vector.level(Comparison::Sex), None);
        assert_eq!(vector.without(Comparison::Birth), Vector::default());
    }

    #[test]
    fn words_are_each_their_own() {
        for it in Comparison::ALL {
            let words: std::collections::BTreeSet<_> = it.levels().iter().map(|it| it.code()).collect();
            assert_eq!(words.len(), it.levels().len());
        }
        let words: std::collections::BTreeSet<_> = Comparison::ALL.iter().map(|it| it.code()).collect();
        assert_eq!(words.len(), Comparison::ALL.len());
    }
}
