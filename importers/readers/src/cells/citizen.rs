//! Which citizen number a cell gives: whole, masked, missing, or spoiled by a spreadsheet.

use phonjon_domain::national_id::{NationalId, NationalIdError};
use phonjon_rows::Value;

use crate::book::Cell;
use crate::cells::{Note, Reading, says_nothing};
use crate::codes;
use crate::wording::ascii_digits;

/// A citizen number as read, and its masked form where that is all there is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct CitizenNumber {
    pub(crate) whole: Reading,
    /// Digits and `x` only.
    pub(crate) masked: Option<String>,
}

/// Zeros at the end of a number from which on we take it for a rounded one: a true number ends so once in 100,000.
const ROUNDED_ZEROS: usize = 5;

/// Reads the citizen number of a cell.
pub(crate) fn read_citizen_number(cell: Option<&Cell>) -> CitizenNumber {
    let Some(cell) = cell else { return unmasked(Reading::nothing(codes::ID_MISSING)) };
    let text = match cell {
        Cell::Number(n) if n.fract() == 0.0 && n.abs() < 1e15 => format!("{n:.0}"),
        Cell::Number(_) | Cell::Date(_) | Cell::Fault(_) => {
            return unmasked(Reading::nothing(codes::ID_UNREADABLE));
        }
        Cell::Text(text) => ascii_digits(text),
    };
    if says_nothing(&text) {
        return unmasked(Reading::nothing(codes::ID_MISSING));
    }
    if is_scientific(&text) {
        return unmasked(Reading::nothing(codes::ID_SCIENTIFIC));
    }
    let text = text.trim();
    let text = text.strip_suffix(".0").or_else(|| text.strip_suffix(".00")).unwrap_or(text);
    let bare: String = text.chars().filter(|c| !is_filler(*c)).collect();
    if let Some(masked) = find_masked(&bare) {
        return CitizenNumber { whole: Reading::nothing(codes::ID_MASKED), masked: Some(masked) };
    }
    if bare.is_empty() || !bare.bytes().all(|b| b.is_ascii_digit()) {
        return unmasked(Reading::nothing(codes::ID_UNREADABLE));
    }
    unmasked(read_digits(&bare))
}

fn read_digits(digits: &str) -> Reading {
    if digits.len() == 12 {
        let restored = format!("0{digits}");
        if NationalId::parse(&restored).is_ok() {
            return Reading::noted(Value::Text(restored), Note::new(codes::ID_LEADING_ZERO_RESTORED));
        }
    }
    let zeros = digits.bytes().rev().take_while(|b| *b == b'0').count();
    if digits.len() == 13 && zeros >= ROUNDED_ZEROS {
        return Reading::nothing(codes::ID_SCIENTIFIC);
    }
    match NationalId::parse(digits) {
        Ok(id) => Reading::text(id.reveal()),
        Err(NationalIdError::CheckDigit) => Reading::nothing(codes::ID_CHECK_DIGIT),
        Err(NationalIdError::Length) => {
            Reading::noted(Value::Null, Note::with(codes::ID_LENGTH, "digits", &digits.len()))
        }
    }
}

/// True for `1.2E+12` and its likes.
pub(crate) fn is_scientific(text: &str) -> bool {
    let text = text.trim();
    let Some((mantissa, exponent)) = text.split_once(['e', 'E']) else { return false };
    let exponent = exponent.trim_start_matches(['+', '-']);
    let is_number =
        |it: &str| !it.is_empty() && it.bytes().all(|b| b.is_ascii_digit() || matches!(b, b'.' | b','));
    is_number(mantissa) && is_number(exponent)
}

fn is_filler(c: char) -> bool {
    c.is_whitespace()
        || matches!(c, '-' | '–' | '—' | '_' | '.' | '\'' | '’' | '`' | '"' | '/' | '=')
        || c == '\u{200b}'
        || c == '\u{feff}'
}

fn find_masked(bare: &str) -> Option<String> {
    let is_mask = |c: char| matches!(c, 'x' | 'X' | '*' | '×' | '•' | '●' | '#');
    if !bare.chars().any(is_mask) || !bare.chars().all(|c| c.is_ascii_digit() || is_mask(c)) {
        return None;
    }
    Some(bare.chars().map(|c| if is_mask(c) { 'x' } else { c }).collect())
}

fn unmasked(whole: Reading) -> CitizenNumber {
    CitizenNumber { whole, masked: None }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> (Option<String>, Option<&'static str>) {
        read_cell(&Cell::Text(text.to_owned()))
    }

    fn read_cell(cell: &Cell) -> (Option<String>, Option<&'static str>) {
        let read = read_citizen_number(Some(cell)).whole;
        (read.value.as_text().map(str::to_owned), read.note.map(|it| it.code))
    }

    const WHOLE: &str = "3485642081374";

    #[test]
    fn dashes_spaces_thai_digits_and_a_decimal_point_do_no_harm() {
        for text in [
            "3485642081374",
            "3 4856 42081 37 4",
            "3-4856-42081-37-4",
            "๓๔๘๕๖๔๒๐๘๑๓๗๔",
            "3485642081374.0",
            "'3485642081374",
        ] {
            assert_eq!(read(text), (Some(WHOLE.to_owned()), None), "{text}");
        }
        assert_eq!(read_cell(&Cell::Number(3_485_642_081_374.0)), (Some(WHOLE.to_owned()), None));
    }

    #[test]
    fn a_lost_leading_zero_is_put_back_only_where_the_check_digit_agrees() {
        let restored = Some("0484247001775".to_owned());
        assert_eq!(read("484247001775"), (restored.clone(), Some(codes::ID_LEADING_ZERO_RESTORED)));
        assert_eq!(
            read_cell(&Cell::Number(484_247_001_775.0)),
            (restored, Some(codes::ID_LEADING_ZERO_RESTORED))
        );
        assert_eq!(read("348465798941"), (None, Some(codes::ID_LENGTH)));
    }

    #[test]
    fn lost_digits_are_never_guessed() {
        for text in ["2.49E+12", "1.48569E+12", "1.4e12", "1484140000000"] {
            assert_eq!(read(text), (None, Some(codes::ID_SCIENTIFIC)), "{text}");
        }
        assert_eq!(read_cell(&Cell::Number(1_484_140_000_000.0)), (None, Some(codes::ID_SCIENTIFIC)));
        assert_eq!(read_cell(&Cell::Number(1.5)), (None, Some(codes::ID_UNREADABLE)));
        assert_eq!(read("3485642081375"), (None, Some(codes::ID_CHECK_DIGIT)));
        assert_eq!(read("34856420813744"), (None, Some(codes::ID_LENGTH)));
        assert_eq!(read("สมชาย"), (None, Some(codes::ID_UNREADABLE)));
    }

    #[test]
    fn a_masked_number_keeps_what_it_shows() {
        for text in ["3-4949-XXXXX-XX-5", "3-4949-*****-**-5", "34949xxxxxxx5"] {
            let number = read_citizen_number(Some(&Cell::Text(text.to_owned())));
            assert_eq!(number.masked.as_deref(), Some("34949xxxxxxx5"), "{text}");
            assert_eq!(number.whole, Reading::nothing(codes::ID_MASKED));
        }
    }

    #[test]
    fn some_people_have_none() {
        for text in ["-", "ไม่มีบัตร", "ไม่มีข้อมูล", " "] {
            assert_eq!(read(text), (None, Some(codes::ID_MISSING)), "{text}");
        }
        assert_eq!(read_citizen_number(None).whole, Reading::nothing(codes::ID_MISSING));
    }
}
