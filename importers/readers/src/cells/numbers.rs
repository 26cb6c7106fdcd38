//! Which number a cell gives: baht, persons, years of age; thousands commas and units taken off.

use phonjon_rows::Value;

use crate::book::Cell;
use crate::cells::{Note, Reading, says_nothing};
use crate::codes;
use crate::wording::{ascii_digits, tidy};

/// Most baht that anybody means; a citizen number that slipped into the column has a digit more.
const MOST_BAHT: i64 = 999_999_999_999;

/// Reads an amount of whole baht; a dash or `ไม่ทราบ` is *not stated*, never 0.
pub(crate) fn read_baht(cell: Option<&Cell>) -> Reading {
    match read_number(cell) {
        Number::Nothing => Reading::none(),
        Number::Whole(n) if (0..=MOST_BAHT).contains(&n) => Reading::int(n),
        Number::Fraction(n) if (0.0..1e12).contains(&n) => match whole(n.round()) {
            Some(baht) => Reading::noted(Value::Int(baht), Note::new(codes::BAHT_ROUNDED)),
            None => Reading::nothing(codes::NUMBER_UNREADABLE),
        },
        Number::Whole(_) | Number::Fraction(_) | Number::Unreadable => {
            Reading::nothing(codes::NUMBER_UNREADABLE)
        }
    }
}

/// Reads a count of persons or years between 0 and `most`.
pub(crate) fn read_count(cell: Option<&Cell>, most: i64) -> Reading {
    match read_number(cell) {
        Number::Nothing => Reading::none(),
        Number::Whole(n) if (0..=most).contains(&n) => Reading::int(n),
        Number::Whole(_) | Number::Fraction(_) | Number::Unreadable => {
            Reading::nothing(codes::NUMBER_UNREADABLE)
        }
    }
}

/// Reads a Buddhist year of four digits; a common year is turned.
pub(crate) fn read_year(cell: Option<&Cell>) -> Reading {
    match read_number(cell) {
        Number::Nothing => Reading::none(),
        Number::Whole(n) if (2400..2700).contains(&n) => Reading::int(n),
        Number::Whole(n) if (1900..2157).contains(&n) => Reading::int(n + 543),
        Number::Whole(_) | Number::Fraction(_) | Number::Unreadable => {
            Reading::nothing(codes::NUMBER_UNREADABLE)
        }
    }
}

/// A number as a cell gives it.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) enum Number {
    /// Nothing is stated.
    Nothing,
    /// A whole number.
    Whole(i64),
    /// A number with a fraction.
    Fraction(f64),
    /// No number.
    Unreadable,
}

/// Reads a number with commas, Thai digits and a unit behind it.
pub(crate) fn read_number(cell: Option<&Cell>) -> Number {
    match cell {
        None => Number::Nothing,
        Some(Cell::Number(n)) => whole(*n).map_or(Number::Fraction(*n), Number::Whole),
        Some(Cell::Date(_) | Cell::Fault(_)) => Number::Unreadable,
        Some(Cell::Text(text)) => {
            let text = ascii_digits(&tidy(text));
            if says_nothing(&text) { Number::Nothing } else { parse(&text) }
        }
    }
}

fn parse(text: &str) -> Number {
    let text = without_unit(text);
    let text = text.strip_suffix(".-").or_else(|| text.strip_suffix(",-")).unwrap_or(text);
    if !has_sound_commas(text) {
        return Number::Unreadable;
    }
    let bare: String = text.chars().filter(|c| *c != ',').collect();
    let bare = bare.trim_end_matches('.');
    if bare.is_empty() || !bare.trim_start_matches('-').bytes().all(|b| b.is_ascii_digit() || b == b'.') {
        return Number::Unreadable;
    }
    match bare.parse::<f64>() {
        Ok(n) if n.is_finite() => whole(n).map_or(Number::Fraction(n), Number::Whole),
        Ok(_) | Err(_) => Number::Unreadable,
    }
}

/// `1,234,567` and `1234567`, but not `12,34`.
fn has_sound_commas(text: &str) -> bool {
    let whole = text.split('.').next().unwrap_or(text);
    let mut groups = whole.split(',');
    let first = groups.next().unwrap_or_default().trim_start_matches('-');
    let rest: Vec<&str> = groups.collect();
    rest.is_empty() || ((1..=3).contains(&first.len()) && rest.iter().all(|it| it.len() == 3))
}

fn without_unit(text: &str) -> &str {
    ["บาทถ้วน", "บาท", "คน", "ปี", "ครัวเรือน", "ราย", "หลัง", "฿"]
        .iter()
        .find_map(|it| text.strip_suffix(it))
        .unwrap_or(text)
        .trim()
}

/// The whole number that a float holds exactly.
#[expect(
    clippy::cast_possible_truncation,
    reason = "the range was checked: below 10^15 every whole float is exact"
)]
fn whole(n: f64) -> Option<i64> {
    (n.fract() == 0.0 && n.abs() < 1e15).then_some(n as i64)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(text: &str) -> Cell {
        Cell::Text(text.to_owned())
    }

    #[test]
    fn baht_come_with_commas_units_and_thai_digits() {
        for written in ["84600", "84,600", "84,600.-", "84600 บาท", "๘๔,๖๐๐", "84600.00", " 84,600 บาท "]
        {
            assert_eq!(read_baht(Some(&text(written))), Reading::int(84600), "{written}");
        }
        assert_eq!(read_baht(Some(&Cell::Number(84600.0))), Reading::int(84600));
        assert_eq!(read_baht(Some(&text("0"))), Reading::int(0));
    }

    #[test]
    fn not_stated_is_not_nought() {
        for written in ["-", "ไม่ทราบ", "ไม่มีข้อมูล", ""] {
            assert_eq!(read_baht(Some(&text(written))), Reading::none(), "{written}");
        }
        assert_eq!(read_baht(None), Reading::none());
    }

    #[test]
    fn what_is_no_amount_is_left_out() {
        for written in ["12,34", "abc", "-500", "1e999", "1.2.3", "1E+5"] {
            assert_eq!(
                read_baht(Some(&text(written))),
                Reading::nothing(codes::NUMBER_UNREADABLE),
                "{written}"
            );
        }
        assert_eq!(read_baht(Some(&Cell::Number(f64::NAN))), Reading::nothing(codes::NUMBER_UNREADABLE));
        let rounded = read_baht(Some(&text("50266.67")));
        assert_eq!((rounded.value, rounded.note), (Value::Int(50267), Some(Note::new(codes::BAHT_ROUNDED))));
    }

    #[test]
    fn a_count_has_bounds() {
        assert_eq!(read_count(Some(&text("84 ปี")), 150), Reading::int(84));
        assert_eq!(read_count(Some(&text("151")), 150), Reading::nothing(codes::NUMBER_UNREADABLE));
        assert_eq!(read_count(Some(&text("1.5")), 150), Reading::nothing(codes::NUMBER_UNREADABLE));
    }

    #[test]
    fn a_register_year_is_buddhist() {
        assert_eq!(read_year(Some(&text("2565"))), Reading::int(2565));
        assert_eq!(read_year(Some(&text("2022"))), Reading::int(2565));
        assert_eq!(read_year(Some(&text("65"))), Reading::nothing(codes::NUMBER_UNREADABLE));
    }
}
