//! Results of จปฐ. indicators: pass, fail, and the four ways of not knowing, kept apart.

/// What a survey says about one indicator.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum IndicatorResult {
    /// ผ่านเกณฑ์
    Pass,
    /// ตกเกณฑ์
    Fail,
    /// No such member in the household: no newborn, no disabled member.
    NotApplicable,
    /// The cell was blank or not readable.
    NotAsked,
    /// The household would not say.
    Refused,
}

impl IndicatorResult {
    /// One letter, as packed in a survey round's results: `1 0 - ? r`.
    pub const fn letter(self) -> char {
        match self {
            Self::Pass => '1',
            Self::Fail => '0',
            Self::NotApplicable => '-',
            Self::NotAsked => '?',
            Self::Refused => 'r',
        }
    }

    /// The result of a packed letter.
    pub const fn from_letter(letter: char) -> Option<Self> {
        Some(match letter {
            '1' => Self::Pass,
            '0' => Self::Fail,
            '-' => Self::NotApplicable,
            '?' => Self::NotAsked,
            'r' => Self::Refused,
            _ => return None,
        })
    }
}
