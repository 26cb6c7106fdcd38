//! What one cell says: a value to store and what a person should know about how it was read.

pub(crate) mod address;
pub(crate) mod areas;
pub(crate) mod citizen;
pub(crate) mod dates;
pub(crate) mod houses;
pub(crate) mod marks;
pub(crate) mod names;
pub(crate) mod numbers;
pub(crate) mod place_codes;
pub(crate) mod stray_numbers;
pub(crate) mod titles;

use phonjon_rows::Value;

use crate::wording::key;

/// Something to tell about a cell.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Note {
    pub(crate) code: &'static str,
    pub(crate) args: Vec<(&'static str, String)>,
}

impl Note {
    pub(crate) fn new(code: &'static str) -> Self {
        Self { code, args: Vec::new() }
    }

    pub(crate) fn with(code: &'static str, name: &'static str, value: &impl ToString) -> Self {
        Self { code, args: vec![(name, value.to_string())] }
    }
}

/// A value with what is to be told about it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Reading {
    pub(crate) value: Value,
    pub(crate) note: Option<Note>,
}

impl Reading {
    pub(crate) fn sure(value: Value) -> Self {
        Self { value, note: None }
    }

    pub(crate) fn text(text: impl Into<String>) -> Self {
        Self::sure(Value::Text(text.into()))
    }

    pub(crate) fn int(n: i64) -> Self {
        Self::sure(Value::Int(n))
    }

    pub(crate) fn none() -> Self {
        Self::sure(Value::Null)
    }

    pub(crate) fn nothing(code: &'static str) -> Self {
        Self { value: Value::Null, note: Some(Note::new(code)) }
    }

    pub(crate) fn noted(value: Value, note: Note) -> Self {
        Self { value, note: Some(note) }
    }
}

/// True where the text only says that nothing is known: `-`, `ไม่มีข้อมูล`, `ไม่ทราบ` and the like.
pub(crate) fn says_nothing(text: &str) -> bool {
    const WORDS: [&str; 12] = [
        "",
        "ไม่มีข้อมูล",
        "ไม่ทราบ",
        "ไม่ระบุ",
        "ไม่มี",
        "ไม่ปรากฏ",
        "ไม่มีเลข",
        "ไม่มีบัตร",
        "ไม่มีบัตรประชาชน",
        "na",
        "null",
        "none",
    ];
    // No such word begins with a digit, as numbers and codes do.
    !text.starts_with(|it: char| it.is_ascii_digit()) && WORDS.contains(&key(text).as_str())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dashes_and_polite_words_say_nothing() {
        for text in ["", "-", " – ", "--", "ไม่ทราบ", "ไม่มีข้อมูล ", "N/A", "…"]
        {
            assert!(says_nothing(text), "{text}");
        }
        for text in ["0", "x", "ไม่มีญาติ"] {
            assert!(!says_nothing(text), "{text}");
        }
    }
}
