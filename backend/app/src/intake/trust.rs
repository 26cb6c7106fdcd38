//! How far a file is believed on a field beside other lists: as its source usually is, before them, or after all of them.
//! Chosen before the plan and kept with the import; each row keeps what was chosen of the fields that it speaks of.

use std::collections::BTreeMap;

use phonjon_rows::{ReadRow, Value, fields};
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::blanks;
use super::compose::AREA;
use crate::error::Refusal;

pub use phonjon_linking::compose::Trust;

/// Fields that a file may be believed on otherwise than usual: those of a person, then those of a household.
pub(super) const FIELDS: [&str; 12] = [
    fields::TITLE,
    fields::FIRST,
    fields::LAST,
    fields::SEX,
    fields::BIRTH,
    fields::CARD,
    AREA,
    fields::HOUSE_CODE,
    fields::HOUSE_NO,
    fields::MOO,
    fields::VILLAGE,
    fields::MEMBERS,
];

/// How far a file is believed, field by field.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Trusts([Trust; FIELDS.len()]);

impl Trusts {
    /// What somebody chose.
    ///
    /// # Errors
    ///
    /// `TRUST_FIELD_UNKNOWN` of a field that has no trust of its own, `TRUST_FIELD_TWICE`.
    pub fn of<'a>(chosen: impl IntoIterator<Item = (&'a str, Trust)>) -> Result<Self, Refusal> {
        let mut it = Self::default();
        let mut seen = [false; FIELDS.len()];
        for (field, trust) in chosen {
            let refused = |code| Refusal::of(code, "trust").with("name", field.to_owned());
            let at =
                FIELDS.iter().position(|it| *it == field).ok_or_else(|| refused("TRUST_FIELD_UNKNOWN"))?;
            if std::mem::replace(&mut seen[at], true) {
                return Err(refused("TRUST_FIELD_TWICE"));
            }
            it.0[at] = trust;
        }
        Ok(it)
    }

    /// Every field.
    pub fn all(self) -> impl Iterator<Item = (&'static str, Trust)> {
        FIELDS.into_iter().zip(self.0)
    }

    /// Fields that it is believed on otherwise than usual.
    pub(super) fn other(self) -> impl Iterator<Item = (&'static str, Trust)> {
        self.all().filter(|it| it.1 != Trust::Usual)
    }

    /// Notes on a row how far it is believed on what it speaks of.
    pub(super) fn mark(self, row: &mut ReadRow) {
        for (trust, name) in MARKS {
            let here: Vec<&str> =
                self.other().filter(|it| it.1 == trust && speaks(row, it.0)).map(|it| it.0).collect();
            if !here.is_empty() {
                row.values.insert(name.to_owned(), Value::Text(here.join(" ")));
            }
        }
    }
}

/// Under which names a row keeps the fields that it is believed on otherwise than usual.
const MARKS: [(Trust, &str); 2] = [(Trust::First, "trusted_first"), (Trust::Last, "trusted_last")];

/// True where the row says something of the field. What a row says of its place is known once its place is looked up.
fn speaks(row: &ReadRow, field: &str) -> bool {
    let says = row.values.get(field).is_some_and(|it| *it != Value::Null);
    says || field == AREA || blanks::erased(&row.values).any(|it| it == field)
}

/// The fields that a row with these values is believed on otherwise than usual.
pub(super) fn of_row(values: &BTreeMap<String, Value>) -> impl Iterator<Item = (&str, Trust)> {
    MARKS.into_iter().flat_map(|(trust, name)| {
        let noted = values.get(name).and_then(Value::as_text).unwrap_or_default();
        noted.split_whitespace().map(move |field| (field, trust))
    })
}

impl Serialize for Trusts {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        to.collect_map(self.other().map(|(field, trust)| (field, code(trust))))
    }
}

impl<'de> Deserialize<'de> for Trusts {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        let kept = BTreeMap::<String, String>::deserialize(from)?;
        let trust = |text: &str| {
            let known = [Trust::First, Trust::Usual, Trust::Last].into_iter().find(|it| code(*it) == text);
            known.ok_or_else(|| serde::de::Error::custom("no such trust"))
        };
        let chosen = kept.iter().map(|(field, text)| Ok((field.as_str(), trust(text)?)));
        let chosen = chosen.collect::<Result<Vec<_>, D::Error>>()?;
        Self::of(chosen).map_err(|it| serde::de::Error::custom(it.code))
    }
}

/// The stable word.
pub(super) const fn code(trust: Trust) -> &'static str {
    match trust {
        Trust::First => "first",
        Trust::Usual => "usual",
        Trust::Last => "last",
    }
}

#[cfg(test)]
mod tests {
    use phonjon_rows::Outcome;

    use super::*;

    #[test]
    fn what_was_chosen_is_read_as_it_was_kept() {
        let chosen =
            Trusts::of([("house_no", Trust::First), ("sex", Trust::Usual), ("area", Trust::Last)]).unwrap();
        let kept = serde_json::to_string(&chosen).unwrap();
        assert_eq!(kept, r#"{"area":"last","house_no":"first"}"#);
        assert_eq!(serde_json::from_str::<Trusts>(&kept).unwrap(), chosen);
        assert_eq!(serde_json::to_string(&Trusts::default()).unwrap(), "{}");
    }

    #[test]
    fn a_field_that_is_none_or_named_twice_is_refused() {
        let refused = |chosen: &[(&str, Trust)]| Trusts::of(chosen.iter().copied()).unwrap_err();
        let unknown = refused(&[("pid", Trust::First)]);
        assert_eq!((unknown.code.as_str(), unknown.args["name"].as_str()), ("TRUST_FIELD_UNKNOWN", "pid"));
        assert_eq!(refused(&[("sex", Trust::First), ("sex", Trust::Last)]).code, "TRUST_FIELD_TWICE");
    }

    #[test]
    fn a_row_notes_the_fields_that_it_speaks_of() {
        let chosen = [("house_no", Trust::First), ("sex", Trust::First), ("area", Trust::Last)];
        let mut row = ReadRow {
            sheet: String::new(),
            row: 2,
            outcome: Outcome::Accepted,
            issues: Vec::new(),
            values: [("house_no".to_owned(), Value::Text("12".to_owned())), ("sex".to_owned(), Value::Null)]
                .into(),
            raw: Vec::new(),
        };
        Trusts::of(chosen).unwrap().mark(&mut row);
        let noted: Vec<_> = of_row(&row.values).collect();
        assert_eq!(noted, [("house_no", Trust::First), ("area", Trust::Last)]);
    }
}
