//! What the score of a question is the sum of: kept when it is asked, by the weights of that day, and told as it was.

use phonjon_linking::explain::Explanation;
use phonjon_linking::weights;
use phonjon_store::links::Question;
use serde::{Deserialize, Serialize};

use crate::error::AppError;

/// A score as the sum it is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Explained {
    /// What any two people weigh before anything is compared, in hundredths of a bit.
    pub prior: i32,
    /// Each comparison that had something to compare.
    pub parts: Vec<Weighed>,
}

/// One comparison, how it compared, and what that weighs.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Weighed {
    /// What was compared, a stable word.
    pub comparison: String,
    /// How it compared, a stable word.
    pub level: String,
    /// In hundredths of a bit: 100 makes it twice as likely that the two are one, -100 half as likely.
    pub weight: i32,
}

impl Explained {
    /// The sum.
    pub fn sum(&self) -> i32 {
        self.parts.iter().map(|it| it.weight).fold(self.prior, i32::saturating_add)
    }

    /// The score that the sum stands for, 0 to 1000. The question's own is lower where a rule holds it down.
    pub fn score(&self) -> u16 {
        weights::score(self.sum())
    }
}

/// What a question's score is the sum of; none of households, of what somebody asked, and of what was asked before this
/// was kept.
///
/// # Errors
///
/// [`AppError::Unexpected`] where what was kept cannot be read.
pub fn explained(question: &Question) -> Result<Option<Explained>, AppError> {
    let kept = question.explanation.as_deref();
    kept.map(serde_json::from_str).transpose().map_err(|e| AppError::Unexpected(e.to_string()))
}

/// How it is kept with the question: codes and numbers, nothing of a person.
pub(crate) fn kept(explanation: &Explanation) -> Result<String, AppError> {
    let part = |it: &phonjon_linking::explain::Part| Weighed {
        comparison: it.comparison.code().to_owned(),
        level: it.level.code().to_owned(),
        weight: it.weight,
    };
    let kept = Explained { prior: explanation.prior, parts: explanation.parts.iter().map(part).collect() };
    serde_json::to_string(&kept).map_err(|e| AppError::Unexpected(e.to_string()))
}
