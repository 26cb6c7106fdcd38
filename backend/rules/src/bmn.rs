//! The จปฐ. indicators of one form: their numbers, stable keys, wording, and the TPMAP dimensions they feed.

use std::collections::BTreeSet;

use serde::Deserialize;

use phonjon_domain::dimension::{Dimension, DimensionSet};
use phonjon_domain::indicator::IndicatorResult;

use crate::parameter::{ParameterError, ParameterKind, ParameterSet};

/// One indicator.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Indicator {
    /// Its number on the form.
    pub number: u8,
    /// Its topic, the same on every form that asks it.
    pub key: String,
    /// Its wording, Thai.
    pub text: String,
    /// The TPMAP dimension it feeds, if any.
    pub dimension: Option<Dimension>,
}

/// The indicators of one form, by number.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BmnCatalogue {
    /// What the set says of itself.
    pub set: ParameterSet,
    /// The indicators in the order of their numbers.
    pub indicators: Vec<Indicator>,
    /// Numbers of the form that the source does not give.
    pub missing: Vec<u8>,
}

#[derive(Deserialize)]
struct Body {
    #[serde(default)]
    missing: Vec<u8>,
    indicator: Vec<IndicatorText>,
}

#[derive(Deserialize)]
struct IndicatorText {
    number: u8,
    key: String,
    text: String,
    dimension: Option<String>,
}

/// What a round's results say of the five dimensions.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct DimensionResults {
    /// Dimensions with an indicator that fails.
    pub failing: DimensionSet,
    /// Dimensions of which every indicator is known and none fails.
    pub passing: DimensionSet,
}

impl DimensionResults {
    /// The dimensions of which it is known whether they fail.
    pub const fn known(self) -> DimensionSet {
        DimensionSet::from_bits(self.failing.bits() | self.passing.bits())
    }
}

impl BmnCatalogue {
    /// Reads a catalogue's text.
    ///
    /// # Errors
    ///
    /// [`ParameterError`] for another kind of set, an unknown dimension, or a number or key that stands twice.
    pub fn parse(body: &str) -> Result<Self, ParameterError> {
        let set = ParameterSet::parse_as(ParameterKind::BmnCatalogue, body)?;
        let texts: Body = toml::from_str(body).map_err(ParameterError::Syntax)?;
        let mut seen = BTreeSet::new();
        let mut indicators = Vec::with_capacity(texts.indicator.len());
        for it in texts.indicator {
            if !seen.insert(it.number.to_string()) || !seen.insert(it.key.clone()) {
                return Err(ParameterError::Twice { code: format!("{} {}", it.number, it.key) });
            }
            let dimension = match it.dimension {
                Some(code) => Some(
                    Dimension::from_code(&code)
                        .ok_or(ParameterError::Value { what: "dimension", value: code })?,
                ),
                None => None,
            };
            indicators.push(Indicator { number: it.number, key: it.key, text: it.text, dimension });
        }
        indicators.sort_by_key(|it| it.number);
        Ok(Self { set, indicators, missing: texts.missing })
    }

    /// The indicator of a number.
    pub fn find(&self, number: u8) -> Option<&Indicator> {
        self.indicators.iter().find(|it| it.number == number)
    }

    /// The indicators that feed a dimension.
    pub fn feeding(&self, dimension: Dimension) -> impl Iterator<Item = &Indicator> {
        self.indicators.iter().filter(move |it| it.dimension == Some(dimension))
    }

    /// What results by number say of the dimensions: one failing indicator fails its dimension; one unknown leaves
    /// a dimension without a failure unknown. A number without a result is unknown.
    pub fn dimensions(&self, results: &[(u8, IndicatorResult)]) -> DimensionResults {
        let result = |number: u8| {
            results.iter().find(|it| it.0 == number).map_or(IndicatorResult::NotAsked, |(_, result)| *result)
        };
        let mut sums = DimensionResults::default();
        for dimension in Dimension::ALL {
            let fails = self.feeding(dimension).map(|it| find_failing(result(it.number)));
            let fails: Vec<Option<bool>> = fails.collect();
            if fails.contains(&Some(true)) {
                sums.failing = sums.failing.with(dimension);
            } else if !fails.is_empty() && !fails.contains(&None) {
                sums.passing = sums.passing.with(dimension);
            }
        }
        sums
    }
}

/// Whether a result fails; `None` when it says nothing. No such member in the household is no failure.
pub(crate) const fn find_failing(result: IndicatorResult) -> Option<bool> {
    match result {
        IndicatorResult::Fail => Some(true),
        IndicatorResult::Pass | IndicatorResult::NotApplicable => Some(false),
        IndicatorResult::NotAsked | IndicatorResult::Refused => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::seeds::Defaults;

    fn results(letters: &str) -> Vec<(u8, IndicatorResult)> {
        (1..)
            .zip(letters.chars())
            .map(|(number, it)| (number, IndicatorResult::from_letter(it).unwrap()))
            .collect()
    }

    #[test]
    fn seventeen_of_the_thirty_one_feed_the_dimensions() {
        let form = Defaults::read().unwrap().bmn31;
        assert_eq!(form.indicators.len(), 31);
        let fed: Vec<u8> =
            form.indicators.iter().filter(|it| it.dimension.is_some()).map(|it| it.number).collect();
        assert_eq!(fed, [1, 4, 5, 7, 8, 9, 10, 11, 15, 16, 17, 19, 20, 21, 22, 27, 28]);
        let per_dimension = Dimension::ALL.map(|it| form.feeding(it).count());
        assert_eq!(per_dimension, [4, 4, 4, 3, 2]);
    }

    #[test]
    fn the_later_form_keeps_the_keys_of_topics_that_went_on() {
        let Defaults { bmn31, bmn38, .. } = Defaults::read().unwrap();
        assert_eq!((bmn38.indicators.len(), bmn38.missing.as_slice()), (37, [37].as_slice()));
        for it in bmn38.indicators.iter().filter(|it| it.dimension.is_some()) {
            let earlier = bmn31.indicators.iter().find(|other| other.key == it.key).unwrap();
            assert_eq!(earlier.dimension, it.dimension, "{}", it.key);
        }
        assert_eq!(bmn38.indicators.iter().filter(|it| it.dimension.is_some()).count(), 16);
    }

    #[test]
    fn one_failing_indicator_fails_its_dimension_and_an_unknown_one_leaves_it_open() {
        let form = Defaults::read().unwrap().bmn31;
        let all_pass = form.dimensions(&results(&"1".repeat(31)));
        assert_eq!((all_pass.failing.bits(), all_pass.passing.bits()), (0, 31));
        // Number 9 fails (living); number 22 is blank (income); 27 and 28 have no such member (access).
        let mixed = form.dimensions(
            &results("11111111011111111111" /* 20 */)
                .into_iter()
                .chain([
                    (21, IndicatorResult::Pass),
                    (22, IndicatorResult::NotAsked),
                    (27, IndicatorResult::NotApplicable),
                    (28, IndicatorResult::NotApplicable),
                ])
                .collect::<Vec<_>>(),
        );
        assert_eq!(mixed.failing.iter().collect::<Vec<_>>(), [Dimension::Living]);
        assert_eq!(
            mixed.passing.iter().collect::<Vec<_>>(),
            [Dimension::Health, Dimension::Education, Dimension::Access]
        );
        // A failure counts whatever else is unknown.
        let only = form.dimensions(&[(20, IndicatorResult::Fail)]);
        assert_eq!((only.failing.bits(), only.passing.bits()), (Dimension::Income.bit(), 0));
        // An indicator that feeds nothing changes nothing.
        assert_eq!(form.dimensions(&[(23, IndicatorResult::Fail)]), DimensionResults::default());
    }

    #[test]
    fn a_number_stands_once_and_a_dimension_is_one_of_five() {
        let form = Defaults::read().unwrap().bmn31;
        let twice = form.set.body.replace("number = 2\n", "number = 1\n");
        assert!(matches!(BmnCatalogue::parse(&twice), Err(ParameterError::Twice { .. })));
        let odd = form.set.body.replace("\"living\"", "\"housing\"");
        assert!(matches!(BmnCatalogue::parse(&odd), Err(ParameterError::Value { what: "dimension", .. })));
    }
}
