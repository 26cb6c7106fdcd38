//! What is true of the sample files, as their maker wrote it down.

use std::collections::BTreeMap;
use std::fs::File;
use std::path::Path;

use flate2::read::GzDecoder;
use phonjon_rows::{FileHead, ReadRow, Value};
use serde_json::Value as Json;

/// A row that holds data.
pub(crate) struct Row {
    pub(crate) sheet: String,
    pub(crate) number: u32,
    pub(crate) reject: bool,
    pub(crate) values: BTreeMap<String, Value>,
}

/// Something wrong or odd that was put in on purpose.
pub(crate) struct Defect {
    pub(crate) file: String,
    pub(crate) sheet: String,
    pub(crate) row: u32,
    pub(crate) level: String,
    pub(crate) kind: String,
    pub(crate) header: Option<String>,
    pub(crate) field: Option<String>,
    pub(crate) expected: String,
    pub(crate) also_ok: Vec<String>,
    pub(crate) value: Json,
    pub(crate) raw: Json,
    pub(crate) row_is_rejected: bool,
}

pub(crate) struct Truth {
    /// File name and its rows.
    pub(crate) files: Vec<(String, Vec<Row>)>,
    pub(crate) defects: Vec<Defect>,
}

impl Truth {
    pub(crate) fn read(path: &Path) -> Self {
        let json: Json = serde_json::from_reader(GzDecoder::new(File::open(path).unwrap())).unwrap();
        let files: Vec<(String, Vec<Row>)> =
            list(&json["files"]).iter().map(|it| (text(&it["file"]), rows(it))).collect();
        let rejected = |file: &str, sheet: &str, row: u32| {
            let rows = files.iter().find(|(name, _)| name == file).map(|(_, rows)| rows);
            rows.is_some_and(|it| it.iter().any(|it| it.reject && it.sheet == sheet && it.number == row))
        };
        let defects = list(&json["defects"])
            .iter()
            .map(|it| {
                let (file, sheet, row) = (text(&it["file"]), text(&it["sheet"]), number(&it["row"]));
                Defect {
                    row_is_rejected: rejected(&file, &sheet, row),
                    file,
                    sheet,
                    row,
                    level: text(&it["level"]),
                    kind: text(&it["kind"]),
                    header: it["header"].as_str().map(str::to_owned),
                    field: it["field"].as_str().map(str::to_owned),
                    expected: text(&it["expected"]),
                    also_ok: it["also_ok"]
                        .as_array()
                        .map(|it| it.iter().map(text).collect())
                        .unwrap_or_default(),
                    value: it["value"].clone(),
                    raw: it["raw"].clone(),
                }
            })
            .collect();
        Self { files, defects }
    }
}

impl Defect {
    /// Sheet and row, where the defect is one of a row or cell.
    pub(crate) fn row_key(&self) -> Option<(String, u32)> {
        (self.level != "header").then(|| (self.sheet.clone(), self.row))
    }

    /// True where a header was understood, or told as unknown.
    pub(crate) fn is_header_met(&self, head: &FileHead) -> bool {
        if self.level != "header" {
            return false;
        }
        let written = self.raw.as_str().unwrap_or_default().to_owned();
        let is_unknown = head.unknown_columns.iter().any(|it| it.sheet == self.sheet && it.header == written);
        is_unknown == (self.kind == "unknown_column")
    }

    /// True where the cell's value was stored as it should be.
    pub(crate) fn is_stored(&self, row: &ReadRow) -> bool {
        if row.outcome == phonjon_rows::Outcome::Rejected {
            return true;
        }
        match (&self.value, &self.field) {
            (Json::Object(parts), _) => {
                parts.iter().all(|(field, it)| row.values.get(field) == Some(&value(it)))
            }
            (it, Some(field)) => row.values.get(field).unwrap_or(&Value::Null) == &value(it),
            (_, None) => true,
        }
    }
}

fn rows(file: &Json) -> Vec<Row> {
    let mut rows = Vec::new();
    for sheet in list(&file["sheets"]) {
        let fields: Vec<String> = list(&sheet["fields"]).iter().map(text).collect();
        rows.extend(list(&sheet["rows"]).iter().map(|it| Row {
            sheet: text(&sheet["sheet"]),
            number: number(&it["row"]),
            reject: it["reject"].as_bool().unwrap_or(false),
            values: fields.iter().cloned().zip(list(&it["values"]).iter().map(value)).collect(),
        }));
    }
    rows
}

fn value(json: &Json) -> Value {
    match json {
        Json::Null => Value::Null,
        Json::Number(n) => Value::Int(n.as_i64().expect("a whole number")),
        Json::String(text) => Value::Text(text.clone()),
        Json::Bool(_) | Json::Array(_) | Json::Object(_) => panic!("no value: {json}"),
    }
}

fn list(json: &Json) -> &Vec<Json> {
    json.as_array().expect("a list")
}

fn text(json: &Json) -> String {
    json.as_str().expect("a text").to_owned()
}

fn number(json: &Json) -> u32 {
    u32::try_from(json.as_u64().expect("a number")).expect("small")
}
