//! Problems of households (ปัญหา/ความเดือดร้อน): the seven groups, the catalogue's items, and what may follow what.

use std::fmt;

coded! {
    /// One of ThaiQM's seven problem groups.
    ///
    /// Source: the seven group headings printed over the ThaiQM survey's columns.
    pub enum ProblemGroup {
        /// บ้าน/ที่อยู่อาศัย
        Housing = "housing",
        /// น้ำดื่ม/น้ำใช้
        Water = "water",
        /// การศึกษา
        Education = "education",
        /// รายได้และอาชีพ
        Income = "income",
        /// ความปลอดภัยในชีวิตและทรัพย์สิน
        Safety = "safety",
        /// กลุ่มเปราะบาง
        Vulnerable = "vulnerable",
        /// ความเดือดร้อนที่ไม่สามารถแก้ไขได้ด้วยตนเอง
        Other = "other",
    }
}

impl ProblemGroup {
    /// Its bit in a set of groups: housing 1, water 2, education 4, income 8, safety 16, vulnerable 32, other 64.
    pub const fn bit(self) -> u8 {
        1 << self as u8
    }
}

coded! {
    /// What a catalogue item counts.
    pub enum Unit {
        /// คน
        Person = "person",
        /// ครัวเรือน
        Household = "household",
        /// Printed as persons in one place and as households in another.
        Both = "both",
    }
}

coded! {
    /// Whether an item is trouble or something good that the survey also asks.
    pub enum Polarity {
        /// A problem.
        Negative = "negative",
        /// Something good: grows vegetables, sorts waste. Never opens a case.
        Positive = "positive",
    }
}

coded! {
    /// Who may see that a household has the problem, beyond its own team.
    pub enum Sensitivity {
        /// Nothing more to hide than in any other case.
        Ordinary = "ordinary",
        /// Health or disability: not for partners.
        Health = "health",
        /// Debt: not for partners.
        Debt = "debt",
        /// Drugs, cheated, lured abroad, treated unfairly: only for named district officers, since the person
        /// complained of may be a neighbour.
        Restricted = "restricted",
    }
}

/// Code of a catalogue item: `q01` to `q36` for the printed ThaiQM items, others for later catalogues.
///
/// One to 32 lower-case letters, digits and underscores, beginning with a letter.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ProblemCode(String);

impl ProblemCode {
    /// Reads an item's code.
    ///
    /// # Errors
    ///
    /// [`ProblemCodeError`] carries the text as found.
    pub fn parse(text: &str) -> Result<Self, ProblemCodeError> {
        let well_formed = (1..=32).contains(&text.len())
            && text.starts_with(|it: char| it.is_ascii_lowercase())
            && text.chars().all(|it| it.is_ascii_lowercase() || it.is_ascii_digit() || it == '_');
        if well_formed { Ok(Self(text.to_owned())) } else { Err(ProblemCodeError { found: text.to_owned() }) }
    }

    /// The code as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for ProblemCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// Why a text is not an item's code.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("a catalogue item is a word of lower-case letters, digits and _, such as q01; found `{found}`")]
pub struct ProblemCodeError {
    /// The text as found.
    pub found: String,
}

coded! {
    /// Where one problem of a household stands.
    pub enum ProblemStatus {
        /// ยังไม่ดำเนินการ
        Open = "open",
        /// อยู่ระหว่างดำเนินการ
        InProgress = "in_progress",
        /// ส่งต่อหน่วยงาน: sideways, to the agency that owns it.
        Referred = "referred",
        /// เสนอจังหวัด/กระทรวงพิจารณา: up, to the province or a ministry.
        Escalated = "escalated",
        /// แก้ไขแล้ว
        Solved = "solved",
        /// แก้ไขไม่ได้
        CannotBeSolved = "cannot_be_solved",
        /// ไม่พบปัญหาแล้ว: gone without anybody's help.
        NoLongerPresent = "no_longer_present",
    }
}

impl ProblemStatus {
    /// True while somebody still has to do something.
    pub const fn is_live(self) -> bool {
        match self {
            Self::Open | Self::InProgress | Self::Referred | Self::Escalated => true,
            Self::Solved | Self::CannotBeSolved | Self::NoLongerPresent => false,
        }
    }

    /// True while the problem still weighs on the household: also where nobody can solve it.
    pub const fn is_still_there(self) -> bool {
        match self {
            Self::Open | Self::InProgress | Self::Referred | Self::Escalated | Self::CannotBeSolved => true,
            Self::Solved | Self::NoLongerPresent => false,
        }
    }

    /// What may follow: a live problem goes anywhere but back to untouched; a settled one can only come back.
    pub const fn may_become(self) -> &'static [Self] {
        match self {
            Self::Open => &[
                Self::InProgress,
                Self::Referred,
                Self::Escalated,
                Self::Solved,
                Self::CannotBeSolved,
                Self::NoLongerPresent,
            ],
            Self::InProgress => {
                &[Self::Referred, Self::Escalated, Self::Solved, Self::CannotBeSolved, Self::NoLongerPresent]
            }
            Self::Referred => &[
                Self::InProgress,
                Self::Escalated,
                Self::Solved,
                Self::CannotBeSolved,
                Self::NoLongerPresent,
            ],
            Self::Escalated => {
                &[Self::InProgress, Self::Referred, Self::Solved, Self::CannotBeSolved, Self::NoLongerPresent]
            }
            Self::CannotBeSolved => &[Self::Open, Self::InProgress, Self::Escalated],
            Self::Solved | Self::NoLongerPresent => &[Self::Open],
        }
    }

    /// True when `next` may follow this status.
    pub fn allows(self, next: Self) -> bool {
        self.may_become().contains(&next)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_settled_problem_can_only_come_back() {
        assert_eq!(ProblemStatus::Solved.may_become(), [ProblemStatus::Open]);
        assert!(ProblemStatus::CannotBeSolved.allows(ProblemStatus::Escalated));
        assert!(!ProblemStatus::Solved.allows(ProblemStatus::CannotBeSolved));
    }

    #[test]
    fn nothing_becomes_what_it_is_and_nothing_is_a_dead_end() {
        for status in ProblemStatus::ALL {
            assert!(!status.allows(status), "{status:?}");
            assert!(status.may_become().iter().any(|it| it.is_live()), "{status:?}");
        }
    }

    #[test]
    fn what_cannot_be_solved_is_settled_and_still_there() {
        let both = |it: ProblemStatus| !it.is_live() && it.is_still_there();
        let found: Vec<ProblemStatus> = ProblemStatus::ALL.into_iter().filter(|it| both(*it)).collect();
        assert_eq!(found, [ProblemStatus::CannotBeSolved]);
    }

    #[test]
    fn every_live_problem_can_be_solved() {
        for status in ProblemStatus::ALL.into_iter().filter(|it| it.is_live()) {
            assert!(status.allows(ProblemStatus::Solved));
        }
    }

    #[test]
    fn an_item_code_is_one_lower_case_word() {
        assert_eq!(ProblemCode::parse("q01").unwrap().as_str(), "q01");
        for text in ["", "Q01", "1q", "q-1", "q 1", "ก"] {
            assert!(ProblemCode::parse(text).is_err(), "{text}");
        }
    }

    #[test]
    fn groups_have_one_bit_each() {
        let bits: u8 = ProblemGroup::ALL.iter().map(|it| it.bit()).sum();
        assert_eq!(bits, 127);
    }
}
