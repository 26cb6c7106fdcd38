//! How somebody wants columns to be read, in the form in which a header is bound by it.

use std::collections::{BTreeMap, BTreeSet};

use phonjon_rows::{ColumnChoice, Mapping, column_index};

use crate::book::Stop;
use crate::catalogue::binding_of;
use crate::codes;
use crate::columns::Binding;
use crate::kind::Kind;
use crate::layout::Layout;
use crate::wording::key;

/// What is said of the columns of one sheet, for one source.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) struct Overrides {
    /// By the key of a header; what is not to be read has no binding.
    by_header: BTreeMap<String, Option<Binding>>,
    /// By the place of a column, where no header tells it.
    by_index: BTreeMap<u32, Option<Binding>>,
    /// The fields that are spoken for.
    fields: BTreeSet<String>,
    /// Last row of the header, where it is said.
    pub(crate) header_row: Option<u32>,
}

impl Overrides {
    /// What a mapping says of a sheet; refused where it says what cannot be.
    pub(crate) fn of(mapping: &Mapping, kind: Kind, sheet: &str) -> Result<Self, Stop> {
        let header_row = mapping.sheet(sheet).and_then(|it| it.header_row);
        let mut all = Self { header_row, ..Self::default() };
        let mine = |it: &&ColumnChoice| it.sheet.as_deref().is_none_or(|it| it == sheet);
        let choices: Vec<&ColumnChoice> = mapping.columns.iter().filter(mine).collect();
        for choice in &choices {
            let binding = match &choice.field {
                None => None,
                Some(field) => Some(binding_of(kind, field).ok_or_else(|| {
                    let source = [("field", field.as_str()), ("source", kind.code())];
                    Stop::refused_of(codes::MAPPING_FIELD_UNKNOWN, &source)
                })?),
            };
            if let Some(binding) = &binding
                && !all.fields.insert(binding.field.clone())
                && choice.sheet.is_some()
            {
                let of = [("field", binding.field.as_str()), ("column", &named(choice))];
                return Err(Stop::refused_of(codes::MAPPING_FIELD_TWICE, &of));
            }
            let header = header_key(choice);
            let is_twice = |header: &str| {
                choices.iter().filter(|it| header_key(it).as_deref() == Some(header)).count() > 1
            };
            let index = choice.column.as_deref().and_then(column_index);
            match (header, index) {
                (Some(header), Some(index)) if is_twice(&header) => {
                    all.by_index.insert(index, binding);
                }
                (Some(header), _) => {
                    all.by_header.insert(header, binding);
                }
                (None, Some(index)) => {
                    all.by_index.insert(index, binding);
                }
                (None, None) => {}
            }
        }
        Ok(all)
    }

    /// The same for a header that stands in this row, or anywhere.
    pub(crate) fn with_header_row(self, header_row: Option<u32>) -> Self {
        Self { header_row, ..self }
    }

    /// What is said of a column by its header.
    pub(crate) fn by_header(&self, header: &str) -> Option<&Option<Binding>> {
        if self.by_header.is_empty() { None } else { self.by_header.get(&key(header)) }
    }

    /// What is said of columns by their place.
    pub(crate) fn by_index(&self) -> impl Iterator<Item = (u32, Option<&Binding>)> {
        self.by_index.iter().map(|(index, binding)| (*index, binding.as_ref()))
    }

    /// True where a field is spoken for: no other column is taken for it.
    pub(crate) fn speaks_of(&self, field: &str) -> bool {
        self.fields.contains(field)
    }

    /// True where the fields it speaks of are all found in a sheet.
    pub(crate) fn is_met_by(&self, layout: &Layout) -> bool {
        let found = layout.fields();
        !self.fields.is_empty() && self.fields.iter().all(|it| found.contains(it.as_str()))
    }

    /// True where something of it is said of a column of this sheet.
    pub(crate) fn touches(&self, layout: &Layout) -> bool {
        layout.columns.iter().any(|it| self.said_of(it.index, &it.header))
    }

    /// True where it says what a column is.
    pub(crate) fn said_of(&self, index: u32, header: &str) -> bool {
        self.by_index.contains_key(&index) || self.by_header(header).is_some()
    }
}

/// The key of the header a choice names, if it has any letter.
fn header_key(choice: &ColumnChoice) -> Option<String> {
    choice.header.as_deref().map(key).filter(|it| !it.is_empty())
}

/// A choice as a person knows it.
pub(crate) fn named(choice: &ColumnChoice) -> String {
    let words = [choice.column.as_deref(), choice.header.as_deref()];
    words.into_iter().flatten().collect::<Vec<_>>().join(" ")
}

/// True where a column of a sheet is the one that a choice names.
pub(crate) fn is_named(choice: &ColumnChoice, index: u32, header: &str) -> bool {
    match header_key(choice) {
        Some(wanted) => wanted == key(header),
        None => choice.column.as_deref().and_then(column_index) == Some(index),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn choice(column: &str, header: &str, field: Option<&str>) -> ColumnChoice {
        let some = |it: &str| (!it.is_empty()).then(|| it.to_owned());
        ColumnChoice {
            sheet: Some("ก".to_owned()),
            column: some(column),
            header: some(header),
            field: field.map(str::to_owned),
        }
    }

    fn of(columns: Vec<ColumnChoice>) -> Result<Overrides, String> {
        let mapping = Mapping { columns, ..Mapping::default() };
        Overrides::of(&mapping, Kind::Tpmap, "ก").map_err(|stop| match stop {
            Stop::Refused(it) => it.code,
            Stop::Sink(_) => String::new(),
        })
    }

    #[test]
    fn a_header_names_a_column_and_a_letter_tells_two_of_a_name_apart() {
        let all = of(vec![
            choice("B", "ชื่อ\nจริง", Some("first")),
            choice("C", "อื่นๆ", Some("last")),
            choice("D", "อื่นๆ", None),
            choice("F", "", Some("moo")),
        ])
        .unwrap();
        assert!(all.by_header("ชื่อ จริง").is_some_and(Option::is_some));
        assert!(all.by_header("อื่นๆ").is_none());
        assert_eq!(
            all.by_index().map(|(at, it)| (at, it.is_some())).collect::<Vec<_>>(),
            [(2, true), (3, false), (5, true)]
        );
        assert!(all.speaks_of("moo") && !all.speaks_of("village"));
    }

    #[test]
    fn what_cannot_be_is_refused() {
        assert_eq!(of(vec![choice("A", "x", Some("q01"))]), Err("mapping_field_unknown".to_owned()));
        let twice = vec![choice("A", "x", Some("first")), choice("B", "y", Some("first"))];
        assert_eq!(of(twice), Err("mapping_field_twice".to_owned()));
    }
}
