//! What earlier assessments said, as far as later ones lean on them.

use chrono::NaiveDate;

use phonjon_domain::level::Level;

/// One earlier assessment.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Past {
    /// The day it judges.
    pub day: NaiveDate,
    /// The level.
    pub level: Level,
    /// It fell by a survey alone and was not confirmed at home.
    pub survey_only: bool,
    /// Somebody looked at the household on that day; false for what the office alone recorded.
    pub is_seen: bool,
}

/// Earlier assessments, in any order.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct History(pub Vec<Past>);

/// How long a household has been sufficient.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Run {
    /// Earlier assessments at sufficient or above, with none failing since.
    pub n_assessments: u32,
    /// The first of them.
    pub since: Option<NaiveDate>,
}

impl History {
    /// The newest level before a day that was assessable and not from a survey alone.
    pub(crate) fn find_confirmed_level(&self, day: NaiveDate) -> Option<Level> {
        let confirmed = |it: &&Past| it.day < day && !it.survey_only && it.level != Level::NotYetAssessable;
        self.0.iter().filter(confirmed).max_by_key(|it| it.day).map(|it| it.level)
    }

    /// The unbroken run of sufficient assessments up to a day.
    ///
    /// A fall from a survey alone does not break it, nor does an assessment that could not be made; any other does,
    /// also the last and one that the office's own records made. An assessment of a day on which nobody looked at the
    /// household does not lengthen it.
    pub(crate) fn run_before(&self, day: NaiveDate) -> Run {
        let mut earlier: Vec<&Past> = self.0.iter().filter(|it| it.day < day).collect();
        earlier.sort_by_key(|it| std::cmp::Reverse(it.day));
        let mut run = Run::default();
        for past in earlier {
            if Level::Sufficient <= past.level {
                if !past.is_seen {
                    continue;
                }
                run = Run { n_assessments: run.n_assessments + 1, since: Some(past.day) };
            } else if past.level != Level::NotYetAssessable && !past.survey_only {
                break;
            }
        }
        run
    }
}
