//! The levels a household passes: below survive, survive, sufficient, sustainable, or not yet assessable.

/// A household's level under a criteria set.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Level {
    /// ยังประเมินไม่ได้: an urgent fact is unknown.
    NotYetAssessable,
    /// ต่ำกว่าขั้นอยู่รอด
    BelowSurvive,
    /// ขั้นอยู่รอด
    Survive,
    /// ขั้นพอเพียง
    Sufficient,
    /// ขั้นยั่งยืน
    Sustainable,
}

impl Level {
    /// All of them, lowest first.
    pub const ALL: [Self; 5] =
        [Self::NotYetAssessable, Self::BelowSurvive, Self::Survive, Self::Sufficient, Self::Sustainable];

    /// The level's stable word.
    pub const fn code(self) -> &'static str {
        match self {
            Self::NotYetAssessable => "not_yet_assessable",
            Self::BelowSurvive => "below_survive",
            Self::Survive => "survive",
            Self::Sufficient => "sufficient",
            Self::Sustainable => "sustainable",
        }
    }

    /// The level of a stable word.
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|it| it.code() == code)
    }
}
