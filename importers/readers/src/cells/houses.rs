//! Which house number and village number a cell gives.

use chrono::{Datelike, NaiveDate};
use phonjon_domain::calendar::BUDDHIST_OFFSET;
use phonjon_rows::Value;

use crate::book::Cell;
use crate::cells::dates::find_month;
use crate::cells::{Note, Reading, says_nothing};
use crate::codes;
use crate::wording::{ascii_digits, tidy};

/// Reads a house number; one that a spreadsheet took for a date (12 March, March 1945) is turned back (12/3, 3/45) where
/// that is certain, and left out where not. `latest` is the last common year that the file may speak of.
pub(crate) fn read_house_number(cell: Option<&Cell>, latest: i32) -> Reading {
    match cell {
        None => Reading::none(),
        Some(Cell::Fault(_)) => Reading::nothing(codes::CELL_FAULT),
        Some(Cell::Date(day)) => was_day(*day, latest),
        Some(Cell::Number(n)) => Reading::text(format!("{n}")),
        Some(Cell::Text(text)) => {
            let text = ascii_digits(&tidy(text));
            if says_nothing(&text) {
                return Reading::none();
            }
            find_date(&text, latest).unwrap_or_else(|| Reading::text(without_prefix(&text)))
        }
    }
}

/// Reads a village number: 2, 02, ม.2, หมู่ 2, หมู่ที่ 2; 0 is none.
pub(crate) fn read_moo(cell: Option<&Cell>) -> Reading {
    let text = match cell {
        None => return Reading::none(),
        Some(Cell::Number(n)) => format!("{n}"),
        Some(Cell::Text(text)) => ascii_digits(&tidy(text)),
        Some(Cell::Date(_) | Cell::Fault(_)) => return Reading::nothing(codes::MOO_UNREADABLE),
    };
    if says_nothing(&text) {
        return Reading::none();
    }
    let bare = ["หมู่บ้านที่", "หมู่ที่", "หมู่", "ม.", "ม", "moo", "Moo", "M."]
        .iter()
        .find_map(|it| text.strip_prefix(it))
        .unwrap_or(&text)
        .trim_matches(['.', ' ', ':']);
    let bare = bare.strip_suffix(".0").unwrap_or(bare);
    match bare.parse::<i64>() {
        Ok(0) => Reading::none(),
        Ok(moo) if (1..1000).contains(&moo) => Reading::int(moo),
        _ => Reading::nothing(codes::MOO_UNREADABLE),
    }
}

/// Years around the file's own in which a house number was typed, and so took for its year.
const YEARS_AROUND: i32 = 5;
/// Years of the last century that a spreadsheet makes of two digits no day or month can be.
const YEARS_OF_TWO_DIGITS: std::ops::RangeInclusive<i32> = 1932..=1999;

fn was_date(first: u32, second: u32) -> Reading {
    let stored = format!("{first}/{second}");
    Reading::noted(Value::Text(stored.clone()), Note::with(codes::HOUSE_NUMBER_WAS_DATE, "stored", &stored))
}

/// A day of this year was 12/3; the first of a month long ago was 3/45; which number any other was, nobody knows.
fn was_day(day: NaiveDate, latest: i32) -> Reading {
    let is_near = |year: i32| (latest - YEARS_AROUND..=latest + YEARS_AROUND).contains(&year);
    if is_near(day.year()) || is_near(day.year() - BUDDHIST_OFFSET) {
        was_date(day.day(), day.month())
    } else if day.day() == 1 && YEARS_OF_TWO_DIGITS.contains(&day.year()) {
        was_date(day.month(), day.year().unsigned_abs() % 100)
    } else {
        Reading::nothing(codes::HOUSE_NUMBER_LOST)
    }
}

/// A date as spreadsheets write one in text files: `12-มี.ค.`, `12-Mar`, `Mar-45`, `12-Mar-45`, `2025-03-12`, `12/3/2568`.
fn find_date(text: &str, latest: i32) -> Option<Reading> {
    let date = text.split_once(' ').filter(|(_, time)| time.contains(':')).map_or(text, |(date, _)| date);
    let words: Vec<&str> = date.split(['-', ' ']).collect();
    let day_of = |word: &str| word.parse().ok().filter(|it| (1..=31).contains(it));
    let two_digits = |word: &str| word.parse::<u32>().ok().filter(|_| word.len() == 2);
    let month_of = |word: &str| find_month(word).filter(|_| !word.is_empty());
    match *words.as_slice() {
        [first, second] => {
            if let (Some(day), Some(month)) = (day_of(first), month_of(second)) {
                return Some(was_date(day, month));
            }
            let (month, year) = (month_of(first)?, two_digits(second)?);
            // Up to 12 it was typed with more than it shows.
            Some(if year > 12 { was_date(month, year) } else { Reading::nothing(codes::HOUSE_NUMBER_LOST) })
        }
        [first, second, third] => {
            if month_of(second).is_some() && day_of(first).is_some() && third.parse::<u32>().is_ok() {
                return Some(Reading::nothing(codes::HOUSE_NUMBER_LOST));
            }
            let is_iso = first.len() == 4 && second.len() == 2 && third.len() == 2;
            day_of_parts(third, second, first).filter(|_| is_iso).map(|it| was_day(it, latest))
        }
        _ => {
            let mut parts = date.split('/');
            let (day, month, year) = (parts.next()?, parts.next()?, parts.next()?);
            let is_whole = parts.next().is_none() && year.len() == 4;
            day_of_parts(day, month, year).filter(|_| is_whole).map(|it| was_day(it, latest))
        }
    }
}

/// The day of a year that dates may be of, Buddhist or common; 12/3/1250 is a house.
fn day_of_parts(day: &str, month: &str, year: &str) -> Option<NaiveDate> {
    let year = year.parse().ok().filter(|it| (1900..=2100).contains(it) || (2443..=2643).contains(it))?;
    NaiveDate::from_ymd_opt(year, month.parse().ok()?, day.parse().ok()?)
}

fn without_prefix(text: &str) -> &str {
    ["บ้านเลขที่", "เลขที่บ้าน", "เลขที่", "บ."]
        .iter()
        .find_map(|it| text.strip_prefix(it))
        .map_or(text, |it| it.trim_start_matches([' ', '.', ':']))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn house(text: &str) -> Reading {
        read_house_number(Some(&Cell::Text(text.to_owned())), 2023)
    }

    #[test]
    fn a_house_number_loses_its_prefix_and_thai_digits() {
        assert_eq!(house("บ้านเลขที่ 37/1"), Reading::text("37/1"));
        assert_eq!(house("เลขที่ 58"), Reading::text("58"));
        assert_eq!(house("๒๓/๗"), Reading::text("23/7"));
        assert_eq!(read_house_number(Some(&Cell::Number(122.0)), 2023), Reading::text("122"));
        assert_eq!(house("-"), Reading::none());
    }

    #[test]
    fn a_house_number_taken_for_a_date_is_turned_back() {
        for (cell, stored) in [
            (Cell::Date("2023-06-18".parse().unwrap()), "18/6"),
            (Cell::Text("12-มี.ค.".to_owned()), "12/3"),
            (Cell::Text("3-ต.ค.".to_owned()), "3/10"),
            (Cell::Text("12-Mar".to_owned()), "12/3"),
            (Cell::Date("2566-06-18".parse().unwrap()), "18/6"),
            (Cell::Date("1945-03-01".parse().unwrap()), "3/45"),
            (Cell::Date("1999-12-01".parse().unwrap()), "12/99"),
            (Cell::Text("Mar-45".to_owned()), "3/45"),
            (Cell::Text("มี.ค.-45".to_owned()), "3/45"),
            (Cell::Text("2025-03-12".to_owned()), "12/3"),
            (Cell::Text("2025-03-12 00:00:00".to_owned()), "12/3"),
            (Cell::Text("12/3/2568".to_owned()), "12/3"),
            (Cell::Text("12/3/2025".to_owned()), "12/3"),
        ] {
            let read = read_house_number(Some(&cell), 2023);
            assert_eq!(read.value.as_text(), Some(stored));
            assert_eq!(read.note.unwrap().code, codes::HOUSE_NUMBER_WAS_DATE);
        }
        for kept in ["12-3", "12/3", "12/3/45", "12/3/1250", "99/45/2568", "12-3-1"] {
            assert_eq!(house(kept), Reading::text(kept), "{kept}");
        }
    }

    #[test]
    fn a_date_that_may_have_been_any_number_is_left_out() {
        let lost = Reading::nothing(codes::HOUSE_NUMBER_LOST);
        for day in ["1945-03-02", "1931-03-01", "2005-03-01", "1899-12-31"] {
            assert_eq!(read_house_number(Some(&Cell::Date(day.parse().unwrap())), 2023), lost, "{day}");
            assert_eq!(house(day) == lost, !day.starts_with("18"), "{day}");
        }
        for text in ["Mar-05", "12-Mar-45", "1-มี.ค.-2488", "12/3/2500"] {
            assert_eq!(house(text), lost, "{text}");
        }
    }

    #[test]
    fn a_village_number_is_a_number() {
        let moo = |text: &str| read_moo(Some(&Cell::Text(text.to_owned())));
        for text in ["2", "02", "หมู่ 2", "หมู่ที่ 2", "ม.2", "ม. 2", "๒", "2.0"]
        {
            assert_eq!(moo(text), Reading::int(2), "{text}");
        }
        assert_eq!(read_moo(Some(&Cell::Number(12.0))), Reading::int(12));
        assert_eq!(moo("00"), Reading::none());
        assert_eq!(moo("สอง"), Reading::nothing(codes::MOO_UNREADABLE));
        assert_eq!(moo("2.5"), Reading::nothing(codes::MOO_UNREADABLE));
        assert_eq!(moo("-1"), Reading::nothing(codes::MOO_UNREADABLE));
    }
}
