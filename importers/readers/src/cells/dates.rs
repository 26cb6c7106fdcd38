//! Which day a cell gives, in the common era, however it was written: text, day number, date cell, whole or in part.

use chrono::{Datelike, Days, NaiveDate};
use phonjon_domain::calendar::{BUDDHIST_OFFSET, PartialDate};
use phonjon_rows::Value;

use crate::book::Cell;
use crate::cells::{Note, Reading, says_nothing};
use crate::codes;
use crate::wording::{ascii_digits, tidy};

/// Thai month names and abbreviations (dots and spaces left out), January first; English ones beside them.
const MONTHS: [&[&str]; 12] = [
    &["มกราคม", "มค", "january", "jan"],
    &["กุมภาพันธ์", "กพ", "february", "feb"],
    &["มีนาคม", "มีค", "march", "mar"],
    &["เมษายน", "เมย", "april", "apr"],
    &["พฤษภาคม", "พค", "may", "may"],
    &["มิถุนายน", "มิย", "june", "jun"],
    &["กรกฎาคม", "กค", "july", "jul"],
    &["สิงหาคม", "สค", "august", "aug"],
    &["กันยายน", "กย", "september", "sep", "sept"],
    &["ตุลาคม", "ตค", "october", "oct"],
    &["พฤศจิกายน", "พย", "november", "nov"],
    &["ธันวาคม", "ธค", "december", "dec"],
];

/// Reads a birth date. `latest` is the last common year it may lie in.
pub(crate) fn read_birth(cell: Option<&Cell>, latest: i32) -> Reading {
    match cell {
        None => Reading::nothing(codes::DATE_MISSING),
        Some(Cell::Date(day)) => read_day_cell(*day, latest),
        Some(Cell::Number(n)) => read_number(*n, latest),
        Some(Cell::Fault(_)) => Reading::nothing(codes::DATE_UNREADABLE),
        Some(Cell::Text(text)) if says_nothing(text) => Reading::nothing(codes::DATE_MISSING),
        Some(Cell::Text(text)) => read_text(&ascii_digits(&tidy(text)).to_lowercase(), latest),
    }
}

/// The month (1 to 12) a word names, dots and spaces left out.
pub(crate) fn find_month(word: &str) -> Option<u32> {
    let bare: String = word.chars().filter(|c| !matches!(c, '.' | ' ')).collect();
    let bare = match bare.to_lowercase() {
        it if it == "sept" => "sep".to_owned(),
        it => it,
    };
    MONTHS.iter().zip(1..).find(|(names, _)| names.contains(&bare.as_str())).map(|(_, month)| month)
}

fn read_day_cell(day: NaiveDate, latest: i32) -> Reading {
    if day.year() <= latest {
        return finish(PartialDate::Day(day), latest, None);
    }
    match common_day(day.year(), day.month(), day.day()) {
        Some(day) => finish(PartialDate::Day(day), latest, Some(codes::DATE_BUDDHIST_CELL)),
        None => Reading::nothing(codes::DATE_IMPOSSIBLE),
    }
}

fn read_number(n: f64, latest: i32) -> Reading {
    if n.fract() != 0.0 || !(1.0..1e9).contains(&n) {
        return Reading::nothing(codes::DATE_UNREADABLE);
    }
    read_text(&format!("{n:.0}"), latest)
}

fn read_text(text: &str, latest: i32) -> Reading {
    let text = text.replace("พ.ศ.", " ").replace("พ.ศ", " ").replace("ค.ศ.", " ").replace("วันที่", " ");
    // A time of day after the date says nothing here: 1958-05-18t00:00:00.
    let text = text
        .split_once('t')
        .filter(|(date, time)| date.len() >= 8 && time.starts_with(|c: char| c.is_ascii_digit()))
        .map_or(text.as_str(), |it| it.0);
    let text = if text.contains(':') { text.rsplit_once(' ').map_or(text, |(date, _)| date) } else { text };
    let words = split(text);
    let numbers: Vec<Option<u32>> = words.iter().map(|it| it.parse().ok()).collect();
    match (words.as_slice(), numbers.as_slice()) {
        ([word], [Some(n)]) => read_one(word, *n, latest),
        ([_, _], [Some(month), Some(year)]) => from_parts(0, *month, *year, words[1].len(), latest),
        ([month, _], [None, Some(year)]) => match find_month(month) {
            Some(month) => from_parts(0, month, *year, words[1].len(), latest),
            None => Reading::nothing(codes::DATE_UNREADABLE),
        },
        ([first, ..], [Some(year), Some(month), Some(day)]) if first.len() == 4 => {
            from_parts(*day, *month, *year, 4, latest)
        }
        ([_, _, last], [Some(day), Some(month), Some(year)]) => {
            from_parts(*day, *month, *year, last.len(), latest)
        }
        ([_, month, last], [Some(day), None, Some(year)])
        | ([month, _, last], [None, Some(day), Some(year)]) => match find_month(month) {
            Some(month) => from_parts(*day, month, *year, last.len(), latest),
            None => Reading::nothing(codes::DATE_UNREADABLE),
        },
        _ => Reading::nothing(codes::DATE_UNREADABLE),
    }
}

/// Words between slashes, dashes and spaces; a dot parts numbers but stays inside ม.ค.
fn split(text: &str) -> Vec<String> {
    let mut words: Vec<String> = Vec::new();
    let mut was_digit = false;
    let mut open = false;
    for c in text.chars() {
        if c.is_whitespace() || matches!(c, '/' | '-' | '.' | ',' | '\\' | '–') {
            // ม.ค. is one word: a dot inside letters does not part.
            open = open && c == '.' && !was_digit;
            continue;
        }
        let is_digit = c.is_ascii_digit();
        match words.last_mut().filter(|_| open && is_digit == was_digit) {
            Some(word) => word.push(c),
            None => words.push(c.to_string()),
        }
        open = true;
        was_digit = is_digit;
    }
    words
}

/// One number alone: a year, `yyyymmdd`, or a spreadsheet's day number.
fn read_one(word: &str, n: u32, latest: i32) -> Reading {
    match word.len() {
        8 => from_parts(n % 100, n / 100 % 100, n / 10_000, 4, latest),
        4 if (1850..=2700).contains(&n) => from_parts(0, 0, n, 4, latest),
        4 | 5 => {
            let day = NaiveDate::from_ymd_opt(1899, 12, 30)
                .and_then(|it| it.checked_add_days(Days::new(u64::from(n))));
            match day {
                Some(day) if day.year() <= latest => {
                    finish(PartialDate::Day(day), latest, Some(codes::DATE_SERIAL))
                }
                _ => Reading::nothing(codes::DATE_UNREADABLE),
            }
        }
        _ => Reading::nothing(codes::DATE_UNREADABLE),
    }
}

/// A date of its numbers; 0 = unknown. `year_digits` tells 11 from 2511.
fn from_parts(day: u32, month: u32, year: u32, year_digits: usize, latest: i32) -> Reading {
    if year == 0 {
        return Reading::nothing(codes::DATE_MISSING);
    }
    let Ok(written) = i32::try_from(year) else { return Reading::nothing(codes::DATE_UNREADABLE) };
    let (common, guessed) = match year_digits {
        4 if written > 2300 => (written - BUDDHIST_OFFSET, false),
        4 => (written, false),
        2 => {
            let this_century = 2500 + written - BUDDHIST_OFFSET;
            (if this_century <= latest { this_century } else { this_century - 100 }, true)
        }
        _ => return Reading::nothing(codes::DATE_UNREADABLE),
    };
    let date = match (month, day) {
        (0, _) => Some(PartialDate::Year(common)),
        (1..=12, 0) => Some(PartialDate::Month(common, month)),
        _ => NaiveDate::from_ymd_opt(common, month, day).map(PartialDate::Day),
    };
    match date {
        Some(date) if guessed => finish(date, latest, Some(codes::DATE_TWO_DIGIT_YEAR)),
        Some(date) => finish(date, latest, None),
        None => Reading::nothing(codes::DATE_IMPOSSIBLE),
    }
}

fn common_day(year: i32, month: u32, day: u32) -> Option<NaiveDate> {
    NaiveDate::from_ymd_opt(year - BUDDHIST_OFFSET, month, day)
}

fn finish(date: PartialDate, latest: i32, code: Option<&'static str>) -> Reading {
    if date.year() > latest {
        return Reading::nothing(codes::DATE_IN_FUTURE);
    }
    if date.year() < 1850 {
        return Reading::nothing(codes::DATE_IMPOSSIBLE);
    }
    let partial = match date {
        PartialDate::Year(_) | PartialDate::Month(..) => Some(codes::DATE_PARTIAL),
        PartialDate::Day(_) => None,
    };
    let stored = date.to_string();
    match code.or(partial) {
        Some(code) => Reading::noted(Value::Text(stored.clone()), Note::with(code, "stored", &stored)),
        None => Reading::text(stored),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> (Option<String>, Option<&'static str>) {
        told(read_birth(Some(&Cell::Text(text.to_owned())), 2023))
    }

    fn told(read: Reading) -> (Option<String>, Option<&'static str>) {
        (read.value.as_text().map(str::to_owned), read.note.map(|it| it.code))
    }

    fn day(text: &str) -> (Option<String>, Option<&'static str>) {
        (Some(text.to_owned()), None)
    }

    #[test]
    fn a_whole_date_is_read_however_written() {
        assert_eq!(read("24/9/2539"), day("1996-09-24"));
        assert_eq!(read("10-02-2497"), day("1954-02-10"));
        assert_eq!(read("7 มิ.ย. 2515"), day("1972-06-07"));
        assert_eq!(read("7มิ.ย.2515"), day("1972-06-07"));
        assert_eq!(read("22 เมษายน พ.ศ. 2535"), day("1992-04-22"));
        assert_eq!(read("๑๙ ต.ค. ๒๔๙๙"), day("1956-10-19"));
        assert_eq!(read("25190925"), day("1976-09-25"));
        assert_eq!(read("1958-05-18"), day("1958-05-18"));
        assert_eq!(read("1958-05-18T00:00:00"), day("1958-05-18"));
        assert_eq!(read("1958-05-18 00:00:00"), day("1958-05-18"));
        assert_eq!(read("18.5.2501"), day("1958-05-18"));
        assert_eq!(read("29/2/2535"), day("1992-02-29"));
    }

    #[test]
    fn a_month_may_be_named_in_english() {
        for text in ["12 August 2505", "12 Aug. 1962", "12-Aug-2505", "August 12, 1962", "12AUG2505"] {
            assert_eq!(read(text), day("1962-08-12"), "{text}");
        }
        assert_eq!(read("1 October 2505"), day("1962-10-01"));
        assert_eq!(read("1 Sept 2505 00:00:00"), day("1962-09-01"));
        assert_eq!(read("August 2505"), (Some("1962-08".to_owned()), Some(codes::DATE_PARTIAL)));
        assert_eq!(read("12 Augustus 2505").0, None);
    }

    #[test]
    fn a_date_is_cut_at_its_first_unknown_part() {
        let partial = |text: &str| (Some(text.to_owned()), Some(codes::DATE_PARTIAL));
        assert_eq!(read("พ.ศ. 2494"), partial("1951"));
        assert_eq!(read("2493"), partial("1950"));
        assert_eq!(read("00/08/2509"), partial("1966-08"));
        assert_eq!(read("25030400"), partial("1960-04"));
        assert_eq!(read("25030000"), partial("1960"));
        assert_eq!(read("15/00/2509"), partial("1966"));
        assert_eq!(read("เม.ย. 2510"), partial("1967-04"));
        assert_eq!(read("00000000"), (None, Some(codes::DATE_MISSING)));
    }

    #[test]
    fn two_digits_are_the_latest_buddhist_year_not_in_the_future() {
        let guessed = |text: &str| (Some(text.to_owned()), Some(codes::DATE_TWO_DIGIT_YEAR));
        assert_eq!(read("21/11/11"), guessed("1968-11-21"));
        assert_eq!(read("24/7/96"), guessed("1953-07-24"));
        assert_eq!(read("1/1/66"), guessed("2023-01-01"));
        assert_eq!(read("1/1/67"), guessed("1924-01-01"));
    }

    #[test]
    fn a_day_number_is_a_day() {
        assert_eq!(
            told(read_birth(Some(&Cell::Number(21756.0)), 2023)),
            (Some("1959-07-25".to_owned()), Some(codes::DATE_SERIAL))
        );
        assert_eq!(read("21756"), (Some("1959-07-25".to_owned()), Some(codes::DATE_SERIAL)));
        assert_eq!(told(read_birth(Some(&Cell::Number(1.5)), 2023)), (None, Some(codes::DATE_UNREADABLE)));
    }

    #[test]
    fn a_date_cell_may_hold_the_buddhist_year() {
        let cell = |text: &str| told(read_birth(Some(&Cell::Date(text.parse().unwrap())), 2023));
        assert_eq!(cell("1942-02-04"), day("1942-02-04"));
        assert_eq!(cell("2511-01-20"), (Some("1968-01-20".to_owned()), Some(codes::DATE_BUDDHIST_CELL)));
        assert_eq!(cell("2130-01-20"), (None, Some(codes::DATE_IMPOSSIBLE)));
    }

    #[test]
    fn a_day_that_never_was_is_left_out() {
        for text in ["1/13/2492", "31/4/2483", "29/2/2534"] {
            assert_eq!(read(text), (None, Some(codes::DATE_IMPOSSIBLE)), "{text}");
        }
        assert_eq!(read("1/1/2600"), (None, Some(codes::DATE_IN_FUTURE)));
        for text in ["เมื่อวาน", "1/2", "1/2/3/4", "12345678901"] {
            assert_eq!(read(text).0, None, "{text}");
        }
        assert_eq!(read("-"), (None, Some(codes::DATE_MISSING)));
    }
}
