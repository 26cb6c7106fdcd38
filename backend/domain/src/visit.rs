//! Visits to households: who went, who told, who typed, on which day, and what was found.

use chrono::NaiveDate;

use crate::ids::{TeamMemberId, UserId};
use crate::problem::ProblemStatus;

coded! {
    /// How the household was reached.
    pub enum VisitManner {
        /// เยี่ยมที่บ้าน
        AtHome = "at_home",
        /// พบที่อื่น: met elsewhere in the village.
        Elsewhere = "elsewhere",
        /// โทรศัพท์
        Telephone = "telephone",
        /// ไม่พบผู้ใด: nobody was met.
        NobodyMet = "nobody_met",
    }
}

impl VisitManner {
    /// True when what was found counts as seen at home.
    pub const fn confirms_at_home(self) -> bool {
        match self {
            Self::AtHome => true,
            Self::Elsewhere | Self::Telephone | Self::NobodyMet => false,
        }
    }

    /// True when somebody of the household, or who speaks for it, was met or heard.
    pub const fn met_somebody(self) -> bool {
        match self {
            Self::AtHome | Self::Elsewhere | Self::Telephone => true,
            Self::NobodyMet => false,
        }
    }
}

/// One of those who went: an account, a member of a team, or a name on the sheet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Visitor {
    /// Somebody with an account.
    Account(UserId),
    /// A team member, with or without an account.
    Member(TeamMemberId),
    /// A name as written on the sheet.
    Named(String),
}

/// A fact a visit saw, by the code the criteria use: an item of a catalogue, `income_per_person`, `savings`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    /// The fact's code.
    pub code: String,
    /// What was seen.
    pub value: FindingValue,
}

/// What was seen of one fact.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FindingValue {
    /// A problem stands so.
    Problem(ProblemStatus),
    /// Yes or no.
    Answer(bool),
    /// An amount of money a person a year, in satang, as told.
    AmountSatang(i64),
    /// An amount of money a person a month, in satang, as told.
    MonthlySatang(i64),
    /// The household would not say.
    Refused,
}

/// A visit as recorded.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Visit {
    /// The local day of the visit.
    pub visited_on: NaiveDate,
    /// How the household was reached.
    pub manner: VisitManner,
    /// Everybody who went.
    pub visited_by: Vec<Visitor>,
    /// Who in or near the household told, as written; may be nobody.
    pub told_by: Option<String>,
    /// Whose account typed it in; often not one of those who went.
    pub entered_by: UserId,
    /// What was found.
    pub findings: Vec<Finding>,
    /// "Nothing changed since the last visit."
    pub nothing_changed: bool,
}

/// Why a visit is refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum VisitRefused {
    /// Its day is after today.
    #[error("the visit is on {visited_on}, after today, {today}")]
    InFuture {
        /// The day as given.
        visited_on: NaiveDate,
        /// Today, local.
        today: NaiveDate,
    },
    /// Nobody is named as having gone.
    #[error("a visit names at least one visitor")]
    NobodyWent,
    /// It says that nothing changed and also what changed.
    #[error("a visit where nothing changed has no findings")]
    ChangedAndNot,
    /// It says of one thing twice how it stands.
    #[error("a visit says of each thing once how it stands")]
    FoundTwice,
    /// Nobody was met, and yet it says how things stand.
    #[error("a visit where nobody was met says nothing of how things stand; `{field}` does")]
    NobodyMet {
        /// What says so.
        field: &'static str,
    },
}

impl VisitRefused {
    /// The refusal's stable word.
    pub const fn code(self) -> &'static str {
        match self {
            Self::InFuture { .. } => "VISIT_IN_FUTURE",
            Self::NobodyWent => "VISIT_WITHOUT_VISITOR",
            Self::ChangedAndNot => "VISIT_CHANGED_AND_NOT",
            Self::FoundTwice => "VISIT_FOUND_TWICE",
            Self::NobodyMet { .. } => "VISIT_NOBODY_MET",
        }
    }

    /// The part of the visit it is about.
    pub const fn field(self) -> &'static str {
        match self {
            Self::InFuture { .. } => "visitedOn",
            Self::NobodyWent => "visitedBy",
            Self::ChangedAndNot => "nothingChanged",
            Self::FoundTwice => "findings",
            Self::NobodyMet { field } => field,
        }
    }
}

impl Visit {
    /// Accepts the visit on a local day.
    ///
    /// # Errors
    ///
    /// [`VisitRefused`] names the first rule it breaks.
    pub fn check(&self, today: NaiveDate) -> Result<(), VisitRefused> {
        if today < self.visited_on {
            return Err(VisitRefused::InFuture { visited_on: self.visited_on, today });
        }
        if self.visited_by.is_empty() {
            return Err(VisitRefused::NobodyWent);
        }
        if self.nothing_changed && !self.findings.is_empty() {
            return Err(VisitRefused::ChangedAndNot);
        }
        if !self.findings.is_empty() {
            self.needs_somebody_met("findings")?;
        }
        let mut codes: Vec<&str> = self.findings.iter().map(|it| it.code.as_str()).collect();
        codes.sort_unstable();
        if codes.windows(2).any(|it| it[0] == it[1]) {
            return Err(VisitRefused::FoundTwice);
        }
        if self.nothing_changed {
            self.needs_somebody_met("nothingChanged")?;
        }
        Ok(())
    }

    /// Accepts a part of the visit that only somebody of the household could tell.
    ///
    /// # Errors
    ///
    /// [`VisitRefused::NobodyMet`] where nobody was met.
    pub const fn needs_somebody_met(&self, field: &'static str) -> Result<(), VisitRefused> {
        if self.manner.met_somebody() { Ok(()) } else { Err(VisitRefused::NobodyMet { field }) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use uuid::Uuid;

    fn visit(visited_on: &str) -> Visit {
        Visit {
            visited_on: visited_on.parse().unwrap(),
            manner: VisitManner::AtHome,
            visited_by: vec![Visitor::Named("ผู้ใหญ่บ้าน".to_owned())],
            told_by: None,
            entered_by: UserId(Uuid::nil()),
            findings: Vec::new(),
            nothing_changed: true,
        }
    }

    #[test]
    fn a_visit_today_is_accepted_and_tomorrow_refused() {
        let today = "2023-03-05".parse().unwrap();
        assert_eq!(visit("2023-03-05").check(today), Ok(()));
        assert_eq!(visit("2022-10-01").check(today), Ok(()));
        assert_eq!(visit("2023-03-06").check(today).unwrap_err().code(), "VISIT_IN_FUTURE");
    }

    #[test]
    fn somebody_went_and_nothing_changed_means_nothing() {
        let today = "2023-03-05".parse().unwrap();
        let nobody = Visit { visited_by: Vec::new(), ..visit("2023-03-05") };
        assert_eq!(nobody.check(today).unwrap_err(), VisitRefused::NobodyWent);
        let both = Visit {
            findings: vec![Finding { code: "savings".to_owned(), value: FindingValue::Answer(true) }],
            ..visit("2023-03-05")
        };
        assert_eq!(both.check(today).unwrap_err(), VisitRefused::ChangedAndNot);
        let finding = |value| Finding { code: "q07".to_owned(), value: FindingValue::Answer(value) };
        let twice =
            Visit { findings: vec![finding(true), finding(false)], nothing_changed: false, ..both.clone() };
        assert_eq!(twice.check(today).unwrap_err(), VisitRefused::FoundTwice);
    }

    #[test]
    fn where_nobody_was_met_nothing_is_known_of_how_things_stand() {
        let today = "2023-03-05".parse().unwrap();
        let nobody = Visit { manner: VisitManner::NobodyMet, ..visit("2023-03-05") };
        let refused = nobody.check(today).unwrap_err();
        assert_eq!((refused.code(), refused.field()), ("VISIT_NOBODY_MET", "nothingChanged"));
        let found = vec![Finding { code: "savings".to_owned(), value: FindingValue::Answer(true) }];
        let found = Visit { findings: found, nothing_changed: false, ..nobody.clone() };
        assert_eq!(found.check(today).unwrap_err().field(), "findings");
        let tried = Visit { nothing_changed: false, ..nobody };
        assert_eq!(tried.check(today), Ok(()));
        assert_eq!(tried.needs_somebody_met("verification").unwrap_err().field(), "verification");
    }
}
