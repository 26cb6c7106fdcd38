//! Questions whether two records are one: whose turn they are, and how sure a score is in words.

use chrono::{DateTime, TimeDelta, Utc};

use crate::access::Role;

coded! {
    /// Who is asked first and who later: those who know both families, from the village up.
    pub enum Stage {
        /// Who lives among them.
        Village = "village",
        /// The subdistrict's team and local organisation.
        Subdistrict = "subdistrict",
        /// The district and whoever is above it.
        District = "district",
    }
}

impl Stage {
    /// Where somebody in a role answers.
    pub const fn of(role: Role) -> Self {
        match role {
            Role::VillageReporter => Self::Village,
            Role::SubdistrictHead | Role::TeamMember | Role::LocalOfficer => Self::Subdistrict,
            Role::Governor
            | Role::ProvincialOfficeHead
            | Role::ProvinceOfficer
            | Role::DistrictChief
            | Role::DistrictOfficer
            | Role::BoardSecretary
            | Role::Mentor
            | Role::AgencyOfficer
            | Role::ComplaintOfficer
            | Role::Partner
            | Role::Media
            | Role::MinistryAnalyst
            | Role::Auditor
            | Role::SystemAdministrator
            | Role::Operator => Self::District,
        }
    }

    /// Who is asked when these do not know.
    pub const fn next(self) -> Option<Self> {
        match self {
            Self::Village => Some(Self::Subdistrict),
            Self::Subdistrict => Some(Self::District),
            Self::District => None,
        }
    }
}

/// What says whose turn a question is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Waits {
    /// When it was asked.
    pub asked_at: DateTime<Utc>,
    /// Whom it was passed on to by somebody who did not know, and when.
    pub passed: Option<(Stage, DateTime<Utc>)>,
    /// Somebody of the village reaches both.
    pub village_knows: bool,
    /// Somebody of the subdistrict reaches both.
    pub subdistrict_knows: bool,
}

impl Waits {
    /// Whose turn it is, and when the next ones are asked too; each stage has so many days. A stage at which nobody reaches
    /// both is passed over.
    pub fn stage(&self, now: DateTime<Utc>, days: TimeDelta) -> (Stage, Option<DateTime<Utc>>) {
        let next = self.asked_at + days;
        let is_passed = self.passed.is_some();
        if !is_passed && self.village_knows && now < next {
            return (Stage::Village, Some(next));
        }
        let mut last = self.asked_at + days * 2;
        if !self.village_knows {
            last = next;
        }
        match self.passed {
            Some((Stage::District, _)) => return (Stage::District, None),
            Some((Stage::Village | Stage::Subdistrict, at)) => last = last.min(at + days),
            None => {}
        }
        if self.subdistrict_knows && now < last {
            (Stage::Subdistrict, Some(last))
        } else {
            (Stage::District, None)
        }
    }

    /// True where it is the turn of who answers at a stage: it has come there, and nobody there passed it on.
    pub fn is_turn_of(&self, stage: Stage, now: DateTime<Utc>, days: TimeDelta) -> bool {
        stage <= self.stage(now, days).0 && self.passed.is_none_or(|it| it.0 <= stage)
    }
}

coded! {
    /// How sure a score is, in words.
    pub enum Band {
        /// Surely one.
        Certain = "certain",
        /// Probably one.
        Likely = "likely",
        /// It may be either.
        Unsure = "unsure",
    }
}

impl Band {
    /// The words of a score of 0 to 1000.
    pub const fn of(score: i16) -> Self {
        if score >= 900 {
            Self::Certain
        } else if score >= 600 {
            Self::Likely
        } else {
            Self::Unsure
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(day: i64) -> DateTime<Utc> {
        DateTime::UNIX_EPOCH + TimeDelta::days(day)
    }

    fn asked() -> Waits {
        Waits { asked_at: at(0), passed: None, village_knows: true, subdistrict_knows: true }
    }

    fn stage(of: Waits, day: i64) -> Stage {
        of.stage(at(day), TimeDelta::days(7)).0
    }

    #[test]
    fn the_village_is_asked_first_and_the_district_last() {
        assert_eq!(
            [0, 6, 7, 13, 14].map(|day| stage(asked(), day).code()),
            ["village", "village", "subdistrict", "subdistrict", "district"]
        );
        assert_eq!(asked().stage(at(1), TimeDelta::days(7)).1, Some(at(7)));
    }

    #[test]
    fn who_does_not_know_passes_it_on() {
        let passed = Waits { passed: Some((Stage::Subdistrict, at(1))), ..asked() };
        assert_eq!(
            [1, 7, 8].map(|day| stage(passed, day).code()),
            ["subdistrict", "subdistrict", "district"]
        );
        let twice = Waits { passed: Some((Stage::District, at(1))), ..asked() };
        assert_eq!(stage(twice, 1), Stage::District);
        let turns = Stage::ALL.map(|it| passed.is_turn_of(it, at(1), TimeDelta::days(7)));
        assert_eq!(turns, [false, true, false]);
    }

    #[test]
    fn where_nobody_knows_both_the_next_ones_are_asked_at_once() {
        let no_village = Waits { village_knows: false, ..asked() };
        assert_eq!(
            [0, 6, 7].map(|day| stage(no_village, day).code()),
            ["subdistrict", "subdistrict", "district"]
        );
        let no_subdistrict = Waits { subdistrict_knows: false, ..asked() };
        assert_eq!([6, 7].map(|day| stage(no_subdistrict, day).code()), ["village", "district"]);
        let nobody = Waits { village_knows: false, subdistrict_knows: false, ..asked() };
        assert_eq!(stage(nobody, 0), Stage::District);
    }

    #[test]
    fn a_score_has_one_of_three_words() {
        assert_eq!(
            [1000, 900, 899, 600, 599, 0].map(|it| Band::of(it).code()),
            ["certain", "certain", "likely", "likely", "unsure", "unsure"]
        );
    }
}
