//! Office settings: the few numbers that an office may choose for itself, with what holds where nothing was chosen.
//!
//! How levels, targets and openings are judged is not among them: those are parameter sets, released from a day on.

use std::ops::RangeInclusive;

use crate::figures::DEFAULT_K;
use crate::team::MENTOR_LOAD_WARNING;

coded! {
    /// A number that an office may choose.
    pub enum OfficeSetting {
        /// The smallest count that is published.
        FiguresK = "figures.k",
        /// Minutes between two published snapshots.
        FiguresPublishMinutes = "figures.publish_minutes",
        /// The households above which a mentor team is warned about.
        TeamsMentorLoadLine = "teams.mentor_load_line",
        /// The value above which development help needs an approved plan, satang.
        HelpPlanNeededAboveSatang = "help.plan_needed_above_satang",
        /// Days the original file of an import is kept.
        ImportKeepOriginalDays = "import.keep_original_days",
        /// Of a hundred rows that an import takes, how many may be duplicates before it stops itself.
        ImportDuplicatesPercent = "import.duplicates_percent",
        /// 1 where a second person has to agree to an import before it begins, 0 where nobody has.
        ImportSecondPerson = "import.second_person",
        /// Days a question whether two are one waits for the village, and then for the subdistrict.
        LinksDaysAtEachStep = "links.days_at_each_step",
    }
}

impl OfficeSetting {
    /// What holds where nothing was chosen. None: no line is drawn.
    pub const fn default_value(self) -> Option<i64> {
        match self {
            Self::FiguresK => Some(DEFAULT_K as i64),
            Self::FiguresPublishMinutes => Some(60),
            Self::TeamsMentorLoadLine => Some(MENTOR_LOAD_WARNING as i64),
            Self::HelpPlanNeededAboveSatang => None,
            // Five years.
            Self::ImportKeepOriginalDays => Some(5 * 365),
            Self::ImportDuplicatesPercent => Some(50),
            Self::ImportSecondPerson => Some(0),
            Self::LinksDaysAtEachStep => Some(7),
        }
    }

    /// What may be chosen. Below three, a published count would point at people.
    pub const fn range(self) -> RangeInclusive<i64> {
        match self {
            Self::FiguresK => 3..=1_000,
            Self::FiguresPublishMinutes => 1..=1_440,
            Self::TeamsMentorLoadLine => 1..=10_000,
            Self::HelpPlanNeededAboveSatang => 0..=1_000_000_000_000,
            Self::ImportKeepOriginalDays => 1..=36_500,
            Self::ImportDuplicatesPercent => 1..=100,
            Self::ImportSecondPerson => 0..=1,
            Self::LinksDaysAtEachStep => 1..=365,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_default_may_be_chosen_too() {
        for it in OfficeSetting::ALL {
            assert!(it.default_value().is_none_or(|value| it.range().contains(&value)), "{it:?}");
            assert_eq!(OfficeSetting::from_code(it.code()), Some(it));
        }
    }
}
