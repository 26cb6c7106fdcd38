//! The menu of needs: what help is for, by dimension, with the items of a menu of measures.

use std::collections::BTreeSet;

use serde::Deserialize;

use phonjon_domain::dimension::Dimension;

use crate::parameter::{ParameterError, ParameterKind, ParameterSet};

/// An item of the menu of measures.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct MenuItem {
    /// Its code.
    pub code: String,
    /// Its wording, Thai.
    pub text: String,
}

/// A need that help meets (ความต้องการช่วยเหลือ).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Need {
    /// Its code: help for the same code is help for the same need.
    pub code: String,
    /// Its wording, Thai.
    pub text: String,
    /// The dimension it belongs to.
    pub dimension: Dimension,
    /// What can be done, where the menu names it.
    pub items: Vec<MenuItem>,
}

/// A menu of needs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NeedMenu {
    /// What the set says of itself.
    pub set: ParameterSet,
    /// The needs, in the order of the menu.
    pub needs: Vec<Need>,
}

#[derive(Deserialize)]
struct Body {
    need: Vec<NeedText>,
}

#[derive(Deserialize)]
struct NeedText {
    code: String,
    text: String,
    dimension: String,
    #[serde(default)]
    item: Vec<MenuItem>,
}

impl NeedMenu {
    /// Reads a menu's text.
    ///
    /// # Errors
    ///
    /// [`ParameterError`] for another kind of set, an unknown dimension, a blank code or text, a code that stands twice,
    /// or a menu without needs.
    pub fn parse(body: &str) -> Result<Self, ParameterError> {
        let set = ParameterSet::parse_as(ParameterKind::NeedMenu, body)?;
        let texts: Body = toml::from_str(body).map_err(ParameterError::Syntax)?;
        let mut seen = BTreeSet::new();
        let mut needs = Vec::with_capacity(texts.need.len());
        for it in texts.need {
            check(&mut seen, &it.code, &it.text)?;
            let mut items = BTreeSet::new();
            it.item.iter().try_for_each(|item| check(&mut items, &item.code, &item.text))?;
            let Some(dimension) = Dimension::from_code(&it.dimension) else {
                return Err(ParameterError::Value { what: "dimension", value: it.dimension });
            };
            needs.push(Need { code: it.code, text: it.text, dimension, items: it.item });
        }
        if needs.is_empty() {
            return Err(ParameterError::Missing { what: "need" });
        }
        Ok(Self { set, needs })
    }

    /// The need of a code.
    pub fn find(&self, code: &str) -> Option<&Need> {
        self.needs.iter().find(|it| it.code == code)
    }
}

fn check(seen: &mut BTreeSet<String>, code: &str, text: &str) -> Result<(), ParameterError> {
    let is_code = |it: char| it.is_ascii_lowercase() || it.is_ascii_digit() || it == '_';
    if code.is_empty() || !code.chars().all(is_code) || text.trim().is_empty() {
        return Err(ParameterError::Value { what: "need", value: code.to_owned() });
    }
    if seen.insert(code.to_owned()) { Ok(()) } else { Err(ParameterError::Twice { code: code.to_owned() }) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::seeds::Defaults;

    #[test]
    fn every_dimension_has_needs_and_each_need_one_code() {
        let menu = Defaults::read().unwrap().needs;
        for dimension in Dimension::ALL {
            assert!(menu.needs.iter().any(|it| it.dimension == dimension), "{dimension:?}");
        }
        let repair = menu.find("house_repair").unwrap();
        assert_eq!((repair.text.as_str(), repair.dimension), ("ซ่อมบ้าน", Dimension::Living));
        assert_eq!(menu.find("ซ่อมบ้าน"), None);
    }

    #[test]
    fn a_menu_with_a_code_twice_a_blank_or_an_unknown_dimension_is_refused() {
        let body = Defaults::read().unwrap().needs.set.body;
        let broken = |from: &str, to: &str| NeedMenu::parse(&body.replace(from, to)).unwrap_err();
        let twice = broken("code = \"toilet\"", "code = \"food\"");
        assert!(matches!(twice, ParameterError::Twice { code } if code == "food"));
        let item = broken("code = \"regular_meals\"", "code = \"relief_bag\"");
        assert!(matches!(item, ParameterError::Twice { code } if code == "relief_bag"));
        let dimension = broken("dimension = \"access\"", "dimension = \"money\"");
        assert!(matches!(dimension, ParameterError::Value { what: "dimension", .. }));
        for blank in ["code = \"\"", "code = \"Toilet room\""] {
            let refused = broken("code = \"toilet\"", blank);
            assert!(matches!(refused, ParameterError::Value { what: "need", .. }), "{blank}");
        }
    }
}
