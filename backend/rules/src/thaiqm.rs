//! The ThaiQM catalogue: 34 problems and 2 positive questions as printed, each with group, unit, polarity and owner.

use std::collections::BTreeSet;

use serde::Deserialize;

use phonjon_domain::problem::{Polarity, ProblemCode, ProblemGroup, Sensitivity, Unit};

use crate::parameter::{ParameterError, ParameterKind, ParameterSet};

/// One item of the catalogue.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ProblemItem {
    /// Its code.
    pub code: ProblemCode,
    /// Its group.
    pub group: ProblemGroup,
    /// What it counts.
    pub unit: Unit,
    /// Trouble, or something good.
    pub polarity: Polarity,
    /// Its wording as printed, Thai, without the unit.
    pub text: String,
    /// The agency that owns it unless decided otherwise.
    pub agency: String,
    /// Somebody must go at once.
    pub is_urgent: bool,
    /// Who may see it.
    pub sensitivity: Sensitivity,
}

/// The items, in printed order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ThaiqmCatalogue {
    /// What the set says of itself.
    pub set: ParameterSet,
    /// The items in printed order.
    pub items: Vec<ProblemItem>,
}

#[derive(Deserialize)]
struct Body {
    item: Vec<ItemText>,
}

#[derive(Deserialize)]
struct ItemText {
    code: String,
    group: String,
    unit: String,
    polarity: String,
    text: String,
    agency: String,
    #[serde(default)]
    urgent: bool,
    sensitivity: Option<String>,
}

fn known<T>(what: &'static str, value: &str, found: Option<T>) -> Result<T, ParameterError> {
    found.ok_or_else(|| ParameterError::Value { what, value: value.to_owned() })
}

impl ThaiqmCatalogue {
    /// Reads a catalogue's text.
    ///
    /// # Errors
    ///
    /// [`ParameterError`] for another kind of set, an unknown word, or a code that stands twice.
    pub fn parse(body: &str) -> Result<Self, ParameterError> {
        let set = ParameterSet::parse_as(ParameterKind::ProblemCatalogue, body)?;
        let texts: Body = toml::from_str(body).map_err(ParameterError::Syntax)?;
        let mut seen = BTreeSet::new();
        let mut items = Vec::with_capacity(texts.item.len());
        for it in texts.item {
            let code = known("code", &it.code, ProblemCode::parse(&it.code).ok())?;
            if !seen.insert(code.clone()) {
                return Err(ParameterError::Twice { code: it.code });
            }
            let sensitivity = match it.sensitivity.as_deref() {
                Some(word) => known("sensitivity", word, Sensitivity::from_code(word))?,
                None => Sensitivity::Ordinary,
            };
            items.push(ProblemItem {
                code,
                group: known("group", &it.group, ProblemGroup::from_code(&it.group))?,
                unit: known("unit", &it.unit, Unit::from_code(&it.unit))?,
                polarity: known("polarity", &it.polarity, Polarity::from_code(&it.polarity))?,
                text: it.text,
                agency: it.agency,
                is_urgent: it.urgent,
                sensitivity,
            });
        }
        Ok(Self { set, items })
    }

    /// Codes of the items that open only to named district officers.
    pub fn restricted(&self) -> impl Iterator<Item = String> {
        self.items.iter().filter(|it| it.sensitivity == Sensitivity::Restricted).map(|it| it.code.to_string())
    }

    /// The item of a code.
    pub fn find(&self, code: &str) -> Option<&ProblemItem> {
        self.items.iter().find(|it| it.code.as_str() == code)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::seeds::Defaults;

    #[test]
    fn thirty_four_problems_and_two_positive_questions_in_seven_groups() {
        let catalogue = Defaults::read().unwrap().thaiqm;
        let codes: Vec<String> = (1..=36).map(|it| format!("q{it:02}")).collect();
        assert_eq!(catalogue.items.iter().map(|it| it.code.to_string()).collect::<Vec<_>>(), codes);
        let positive: Vec<&str> = catalogue
            .items
            .iter()
            .filter(|it| it.polarity == Polarity::Positive)
            .map(|it| it.code.as_str())
            .collect();
        assert_eq!(positive, ["q05", "q06"]);
        let sizes =
            ProblemGroup::ALL.map(|group| catalogue.items.iter().filter(|it| it.group == group).count());
        assert_eq!(sizes, [6, 3, 5, 4, 2, 5, 11]);
    }

    #[test]
    fn what_a_neighbour_may_have_done_is_restricted() {
        let catalogue = Defaults::read().unwrap().thaiqm;
        let of = |sensitivity| -> Vec<&str> {
            let items = catalogue.items.iter().filter(|it| it.sensitivity == sensitivity);
            items.map(|it| it.code.as_str()).collect()
        };
        assert_eq!(of(Sensitivity::Restricted), ["q20", "q33", "q34", "q35"]);
        assert_eq!(of(Sensitivity::Debt), ["q32"]);
        assert_eq!(of(Sensitivity::Health), ["q21", "q22", "q23", "q24", "q25"]);
    }

    #[test]
    fn what_cannot_wait_is_urgent() {
        let catalogue = Defaults::read().unwrap().thaiqm;
        let urgent: Vec<&str> =
            catalogue.items.iter().filter(|it| it.is_urgent).map(|it| it.code.as_str()).collect();
        assert_eq!(urgent, ["q01", "q07", "q22", "q23", "q24"]);
    }

    #[test]
    fn unknown_words_and_codes_that_stand_twice_are_refused() {
        let body = Defaults::read().unwrap().thaiqm.set.body;
        let twice = body.replace("\"q02\"", "\"q01\"");
        assert!(matches!(ThaiqmCatalogue::parse(&twice), Err(ParameterError::Twice { .. })));
        let odd = body.replace("\"both\"", "\"village\"");
        assert!(matches!(ThaiqmCatalogue::parse(&odd), Err(ParameterError::Value { what: "unit", .. })));
    }
}
