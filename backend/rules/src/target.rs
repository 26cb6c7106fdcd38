//! Who is a target person in a fiscal year: how many failing dimensions, and whether a welfare card is needed.

use serde::Deserialize;

use phonjon_domain::calendar::BuddhistYear;
use phonjon_domain::dimension::DimensionSet;

use crate::parameter::{ParameterError, ParameterKind, ParameterSet};

/// The definition of a target and the years it holds for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TargetRule {
    /// What the set says of itself.
    pub set: ParameterSet,
    /// At least so many failing dimensions.
    pub failing_dimensions: u32,
    /// A state welfare card as well.
    pub is_card_needed: bool,
}

/// What a target rule says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum IsTarget {
    /// A target.
    Yes,
    /// Not a target.
    No,
    /// A target if a card is held, which is not known.
    IfCard,
}

#[derive(Deserialize)]
struct Body {
    failing_dimensions: u32,
    card_needed: bool,
}

impl TargetRule {
    /// Reads a rule's text.
    ///
    /// # Errors
    ///
    /// [`ParameterError`] for another kind of set or a number of dimensions that is not 1 to 5.
    pub fn parse(body: &str) -> Result<Self, ParameterError> {
        let set = ParameterSet::parse_as(ParameterKind::TargetRule, body)?;
        let text: Body = toml::from_str(body).map_err(ParameterError::Syntax)?;
        if !(1..=5).contains(&text.failing_dimensions) {
            let value = text.failing_dimensions.to_string();
            return Err(ParameterError::Value { what: "failing_dimensions", value });
        }
        Ok(Self { set, failing_dimensions: text.failing_dimensions, is_card_needed: text.card_needed })
    }

    /// Judges failing dimensions and a card held by anybody in the household, `None` where that is unknown.
    pub fn judge(&self, failing: DimensionSet, card: Option<bool>) -> IsTarget {
        if failing.bits().count_ones() < self.failing_dimensions {
            return IsTarget::No;
        }
        match card {
            _ if !self.is_card_needed => IsTarget::Yes,
            Some(true) => IsTarget::Yes,
            Some(false) => IsTarget::No,
            None => IsTarget::IfCard,
        }
    }
}

/// The rules of all years.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct TargetRules(pub Vec<TargetRule>);

impl TargetRules {
    /// The rule of a year; of several that hold, the one that came into force last.
    pub fn find(&self, year: BuddhistYear) -> Option<&TargetRule> {
        self.0.iter().filter(|it| it.set.holds_in(year)).max_by_key(|it| it.set.valid_from)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::seeds::Defaults;
    use phonjon_domain::dimension::Dimension;

    #[test]
    fn the_card_is_needed_through_2565_and_not_after() {
        let rules = Defaults::read().unwrap().targets;
        let judge = |year, card| {
            let rule = rules.find(BuddhistYear::new(year).unwrap()).unwrap();
            rule.judge(DimensionSet::default().with(Dimension::Income), card)
        };
        assert_eq!(judge(2565, Some(true)), IsTarget::Yes);
        assert_eq!(judge(2565, Some(false)), IsTarget::No);
        assert_eq!(judge(2565, None), IsTarget::IfCard);
        for card in [Some(true), Some(false), None] {
            assert_eq!(judge(2566, card), IsTarget::Yes);
        }
        assert_eq!(rules.find(BuddhistYear::new(2560).unwrap()), None);
    }

    #[test]
    fn without_a_failing_dimension_nobody_is_a_target() {
        let rules = Defaults::read().unwrap().targets;
        for rule in &rules.0 {
            assert_eq!(rule.judge(DimensionSet::default(), Some(true)), IsTarget::No);
        }
    }
}
