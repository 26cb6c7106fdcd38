//! One line of the state: an object of named cells, read from a row of any table.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use sea_orm::QueryResult;
use serde_json::Value as Json;
use uuid::Uuid;

use super::json;
use super::label::Naming;
use crate::error::StoreError;
use crate::keys::hex;

/// What kind of value a column holds.
#[derive(Debug, Clone, Copy)]
pub(super) enum Cell {
    Text,
    /// JSON kept as text; ids in it become names.
    Json,
    Small,
    Int,
    Big,
    Bool,
    Day,
    /// Bytes that are the same everywhere, such as the hash of a file.
    Bytes,
    /// The id of anything, told by its name.
    Id,
    /// True where the instant is set.
    IsSet,
}

/// Columns of a table and what they hold.
pub(super) type Columns = &'static [(&'static str, Cell)];

/// One line.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Line(BTreeMap<String, Json>);

impl Line {
    /// A line that says what it is about.
    pub(super) fn new(kind: &str) -> Self {
        Self::default().with("_", kind)
    }

    /// The same with one more cell; what is not known is left out.
    pub(super) fn with(mut self, name: &str, value: impl Into<Json>) -> Self {
        let value = value.into();
        if !value.is_null() {
            self.0.insert(name.to_owned(), value);
        }
        self
    }

    /// The same with the cells of a row.
    pub(super) fn read(
        mut self,
        row: &QueryResult,
        columns: Columns,
        labels: &impl Naming,
    ) -> Result<Self, StoreError> {
        for (name, cell) in columns {
            self = self.with(name, value(row, name, *cell, labels)?);
        }
        Ok(self)
    }

    pub(super) fn into_text(self) -> String {
        Json::from_iter(self.0).to_string()
    }
}

fn value(row: &QueryResult, name: &str, cell: Cell, labels: &impl Naming) -> Result<Json, StoreError> {
    Ok(match cell {
        Cell::Text => row.try_get::<Option<String>>("", name)?.into(),
        Cell::Json => row.try_get::<Option<String>>("", name)?.map(|it| labels.named(json(&it))).into(),
        Cell::Small => row.try_get::<Option<i16>>("", name)?.into(),
        Cell::Int => row.try_get::<Option<i32>>("", name)?.into(),
        Cell::Big => row.try_get::<Option<i64>>("", name)?.into(),
        Cell::Bool => row.try_get::<Option<bool>>("", name)?.into(),
        Cell::Day => row.try_get::<Option<NaiveDate>>("", name)?.map(|it| it.to_string()).into(),
        Cell::Bytes => row.try_get::<Option<Vec<u8>>>("", name)?.map(|it| hex(&it)).into(),
        Cell::Id => row.try_get::<Option<Uuid>>("", name)?.map(|it| labels.of(it)).into(),
        Cell::IsSet => {
            let at = row.try_get::<Option<chrono::DateTime<chrono::Utc>>>("", name)?;
            at.map(|_| true).into()
        }
    })
}
