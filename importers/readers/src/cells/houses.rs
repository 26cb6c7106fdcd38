//! Which house number and village number a cell gives.

use chrono::Datelike;
use phonjon_rows::Value;

use crate::book::Cell;
use crate::cells::dates::find_month;
use crate::cells::{Note, Reading, says_nothing};
use crate::codes;
use crate::wording::{ascii_digits, tidy};

/// Reads a house number; one that a spreadsheet took for a date (12 March) is turned back (12/3).
pub(crate) fn read_house_number(cell: Option<&Cell>) -> Reading {
    match cell {
        None => Reading::none(),
        Some(Cell::Fault(_)) => Reading::nothing(codes::CELL_FAULT),
        Some(Cell::Date(day)) => was_date(day.day(), day.month()),
        Some(Cell::Number(n)) => Reading::text(format!("{n}")),
        Some(Cell::Text(text)) => {
            let text = ascii_digits(&tidy(text));
            if says_nothing(&text) {
                return Reading::none();
            }
            if let Some((day, month)) = find_day_and_month(&text) {
                return was_date(day, month);
            }
            Reading::text(without_prefix(&text))
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

fn was_date(day: u32, month: u32) -> Reading {
    let stored = format!("{day}/{month}");
    Reading::noted(Value::Text(stored.clone()), Note::with(codes::HOUSE_NUMBER_WAS_DATE, "stored", &stored))
}

/// `12-มี.ค.` and `12-Mar` as spreadsheets write them in text files.
fn find_day_and_month(text: &str) -> Option<(u32, u32)> {
    let (day, month) = text.split_once(['-', ' '])?;
    let day = day.parse().ok().filter(|it| (1..=31).contains(it))?;
    Some((day, find_month(month)?))
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
        read_house_number(Some(&Cell::Text(text.to_owned())))
    }

    #[test]
    fn a_house_number_loses_its_prefix_and_thai_digits() {
        assert_eq!(house("บ้านเลขที่ 37/1"), Reading::text("37/1"));
        assert_eq!(house("เลขที่ 58"), Reading::text("58"));
        assert_eq!(house("๒๓/๗"), Reading::text("23/7"));
        assert_eq!(read_house_number(Some(&Cell::Number(122.0))), Reading::text("122"));
        assert_eq!(house("-"), Reading::none());
    }

    #[test]
    fn a_house_number_taken_for_a_date_is_turned_back() {
        for (cell, stored) in [
            (Cell::Date("2023-06-18".parse().unwrap()), "18/6"),
            (Cell::Text("12-มี.ค.".to_owned()), "12/3"),
            (Cell::Text("3-ต.ค.".to_owned()), "3/10"),
            (Cell::Text("12-Mar".to_owned()), "12/3"),
        ] {
            let read = read_house_number(Some(&cell));
            assert_eq!(read.value.as_text(), Some(stored));
            assert_eq!(read.note.unwrap().code, codes::HOUSE_NUMBER_WAS_DATE);
        }
        assert_eq!(house("12-3"), Reading::text("12-3"));
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
