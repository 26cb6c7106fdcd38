//! What a question's score is the sum of, in the reader's words.

use async_graphql::SimpleObject;
use phonjon_app::links::{Explained, Weighed};
use phonjon_words::label;
use phonjon_words::language::Language;

/// A score as the sum of its comparisons. Weights are hundredths of a bit: 100 makes it twice as likely that the two are
/// one, -100 half as likely.
#[derive(SimpleObject)]
#[graphql(name = "LinkExplanation")]
pub(crate) struct ExplanationNode {
    /// What any two people weigh before anything is compared.
    prior: i32,
    /// Each comparison that had something to compare.
    parts: Vec<PartNode>,
    /// The prior and the weights of all parts together.
    sum: i32,
    /// The score that this sum stands for, 0 to 1000.
    score: i32,
    /// True where the question's score is lower: a rule lets somebody be asked where weights alone would join.
    is_held_down: bool,
}

/// One comparison of a score: what was compared, how it compared, and what that weighs.
#[derive(SimpleObject)]
#[graphql(name = "LinkExplanationPart")]
pub(crate) struct PartNode {
    /// What was compared, a stable word such as `GIVEN_NAME`.
    comparison: String,
    /// The same in the reader's language.
    comparison_label: String,
    /// How it compared, a stable word such as `SLIP`.
    level: String,
    /// The same in the reader's language.
    level_label: String,
    /// What that weighs, in hundredths of a bit.
    weight: i32,
}

impl ExplanationNode {
    pub(super) fn of(it: &Explained, score: i16, language: Language) -> Self {
        let word = |family: &str, code: &str| label(language, family, &code.to_ascii_lowercase());
        let part = |it: &Weighed| PartNode {
            comparison_label: word("link_comparison", &it.comparison),
            comparison: it.comparison.clone(),
            level_label: word("link_level", &it.level),
            level: it.level.clone(),
            weight: it.weight,
        };
        let stands_for = i32::from(it.score());
        Self {
            prior: it.prior,
            parts: it.parts.iter().map(part).collect(),
            sum: it.sum(),
            score: stands_for,
            is_held_down: i32::from(score) < stands_for,
        }
    }
}
