//! Which house code or village code a cell gives, and whether a spreadsheet has cost it digits.

use phonjon_rows::Value;

use crate::book::Cell;
use crate::cells::citizen::is_scientific;
use crate::cells::{Note, Reading, says_nothing};
use crate::codes;
use crate::wording::ascii_digits;

/// Digits of a house code.
const HOUSE_CODE: usize = 11;

/// What a lost digit of the house code does to the row.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum HouseCodeUse {
    /// The household's key in this source: refuse the row.
    Key,
    /// One sign among others: keep the row without it.
    Sign,
}

/// Reads รหัสประจำบ้าน.
pub(crate) fn read_house_code(cell: Option<&Cell>, used_as: HouseCodeUse) -> Reading {
    let lost = |digits: usize| {
        let code = match used_as {
            HouseCodeUse::Key => codes::HOUSE_CODE_LOST,
            HouseCodeUse::Sign => codes::HOUSE_CODE_INCOMPLETE,
        };
        Reading::noted(Value::Null, Note::with(code, "digits", &digits))
    };
    match bare_digits(cell) {
        Bare::Nothing => Reading::nothing(codes::HOUSE_CODE_MISSING),
        Bare::Spoiled => lost(0),
        Bare::Digits(digits) if digits.len() == HOUSE_CODE && !is_rounded(&digits) => Reading::text(digits),
        Bare::Digits(digits) => lost(digits.trim_end_matches('0').len().min(HOUSE_CODE)),
    }
}

/// Reads a village code of eight digits.
pub(crate) fn read_village_code(cell: Option<&Cell>) -> Reading {
    match bare_digits(cell) {
        Bare::Nothing => Reading::none(),
        Bare::Digits(digits) if digits.len() == 8 && !digits.starts_with('0') => Reading::text(digits),
        Bare::Digits(_) | Bare::Spoiled => Reading::nothing(codes::AREA_CODE_UNREADABLE),
    }
}

enum Bare {
    Nothing,
    Digits(String),
    Spoiled,
}

fn bare_digits(cell: Option<&Cell>) -> Bare {
    let text = match cell {
        None => return Bare::Nothing,
        Some(Cell::Number(n)) if n.fract() == 0.0 && 0.0 <= *n && *n < 1e15 => format!("{n:.0}"),
        Some(Cell::Number(_) | Cell::Date(_) | Cell::Fault(_)) => return Bare::Spoiled,
        Some(Cell::Text(text)) => ascii_digits(text.trim()),
    };
    if says_nothing(&text) {
        return Bare::Nothing;
    }
    if is_scientific(&text) {
        return Bare::Spoiled;
    }
    let text = text.strip_suffix(".0").unwrap_or(&text);
    let bare: String = text
        .chars()
        .filter(|c| !c.is_whitespace() && !matches!(c, '-' | '–' | '\'' | '\u{200b}' | '\u{feff}'))
        .collect();
    if !bare.is_empty() && bare.bytes().all(|b| b.is_ascii_digit()) {
        Bare::Digits(bare)
    } else {
        Bare::Spoiled
    }
}

fn is_rounded(digits: &str) -> bool {
    digits.ends_with("000000")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn house(text: &str, used_as: HouseCodeUse) -> (Option<String>, Option<&'static str>) {
        let read = read_house_code(Some(&Cell::Text(text.to_owned())), used_as);
        (read.value.as_text().map(str::to_owned), read.note.map(|it| it.code))
    }

    #[test]
    fn a_house_code_has_eleven_digits_however_written() {
        for text in ["48019253910", "4801-925391-0", "๔๘๐๑๙๒๕๓๙๑๐", "48019253910.0", " 48019253910 "]
        {
            assert_eq!(house(text, HouseCodeUse::Key), (Some("48019253910".to_owned()), None), "{text}");
        }
        let number = read_house_code(Some(&Cell::Number(48_019_253_910.0)), HouseCodeUse::Key);
        assert_eq!(number, Reading::text("48019253910"));
    }

    #[test]
    fn a_spoiled_house_code_refuses_the_row_only_where_it_is_the_key() {
        for text in ["4801933662", "4.8050E+10", "48050000000", "บ้าน"] {
            assert_eq!(house(text, HouseCodeUse::Key), (None, Some(codes::HOUSE_CODE_LOST)), "{text}");
            assert_eq!(house(text, HouseCodeUse::Sign), (None, Some(codes::HOUSE_CODE_INCOMPLETE)), "{text}");
        }
        assert_eq!(house("-", HouseCodeUse::Key), (None, Some(codes::HOUSE_CODE_MISSING)));
    }

    #[test]
    fn a_village_code_has_eight_digits() {
        let read = |text: &str| read_village_code(Some(&Cell::Text(text.to_owned())));
        assert_eq!(read("๔๘๐๓๑๑๑๒"), Reading::text("48031112"));
        assert_eq!(read_village_code(Some(&Cell::Number(48_010_902.0))), Reading::text("48010902"));
        assert_eq!(read("4801090"), Reading::nothing(codes::AREA_CODE_UNREADABLE));
        assert_eq!(read(""), Reading::none());
    }
}
