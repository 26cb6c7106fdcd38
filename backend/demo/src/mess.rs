//! How offices write: the same fact in many forms, and now and then a wrong one.

use crate::chance::Chance;
use crate::person::Person;

const MONTHS: [&str; 12] = [
    "มกราคม",
    "กุมภาพันธ์",
    "มีนาคม",
    "เมษายน",
    "พฤษภาคม",
    "มิถุนายน",
    "กรกฎาคม",
    "สิงหาคม",
    "กันยายน",
    "ตุลาคม",
    "พฤศจิกายน",
    "ธันวาคม",
];
const SHORT_MONTHS: [&str; 12] =
    ["ม.ค.", "ก.พ.", "มี.ค.", "เม.ย.", "พ.ค.", "มิ.ย.", "ก.ค.", "ส.ค.", "ก.ย.", "ต.ค.", "พ.ย.", "ธ.ค."];

/// A cell as it will be written.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Cell {
    /// Nothing.
    Blank,
    /// Text.
    Text(String),
    /// A number.
    Number(f64),
    /// A date cell: year of the common era, month, day.
    Date(u16, u8, u8),
}

impl Cell {
    /// Text.
    pub(crate) fn text(text: impl Into<String>) -> Self {
        Self::Text(text.into())
    }

    /// A whole number.
    pub(crate) fn count(n: u32) -> Self {
        Self::Number(f64::from(n))
    }

    /// The cell as a field of a text file.
    pub(crate) fn into_text(self) -> String {
        match self {
            Self::Blank => String::new(),
            Self::Text(text) => text,
            Self::Number(number) => number.to_string(),
            Self::Date(year, month, day) => format!("{day}/{month}/{}", year + 543),
        }
    }
}

/// The 13 digits, usually plain, sometimes with dashes, spaces or as a number, rarely masked, mistyped or absent.
pub(crate) fn pid(chance: &mut Chance, person: &Person) -> Cell {
    let Some(pid) = &person.pid else { return Cell::Blank };
    let dashed = || format!("{}-{}-{}-{}-{}", &pid[..1], &pid[1..5], &pid[5..10], &pid[10..12], &pid[12..]);
    match chance.below(1000) {
        0..60 => Cell::Text(dashed()),
        60..90 => Cell::Text(dashed().replace('-', " ")),
        90..150 => pid.parse().map_or(Cell::Blank, Cell::Number),
        150..160 => Cell::Text(thai_digits(pid)),
        160..166 => Cell::Text(format!("{}-{}-xxxxx-xx-{}", &pid[..1], &pid[1..5], &pid[12..])),
        166..170 => Cell::Text(mistyped(pid)),
        170..174 => Cell::Blank,
        _ => Cell::text(pid),
    }
}

/// The number with its last digit off by one: its check digit no longer agrees.
fn mistyped(pid: &str) -> String {
    let last = pid.as_bytes().last().map_or(0, |it| (it - b'0' + 1) % 10);
    format!("{}{last}", &pid[..12])
}

/// A day of birth in one of the forms seen in offices.
pub(crate) fn birth(chance: &mut Chance, person: &Person) -> Cell {
    let (year, month, day) = (person.born_year, person.born_month, person.born_day);
    let year_be = year + 543;
    let named = |names: &[&str; 12]| names[usize::from(month) - 1].to_owned();
    match chance.below(1000) {
        0..90 => Cell::Text(format!("{day} {} {year_be}", named(&SHORT_MONTHS))),
        90..150 => Cell::Text(format!("{day} {} {year_be}", named(&MONTHS))),
        150..210 => Cell::Text(format!("{day:02}-{month:02}-{year_be}")),
        210..250 => Cell::Text(format!("{year:04}-{month:02}-{day:02}")),
        250..300 => Cell::Date(year, month, day),
        300..320 => Cell::Text(thai_digits(&format!("{day}/{month}/{year_be}"))),
        320..340 => Cell::Text(format!("{year_be}{month:02}{day:02}")),
        340..355 => Cell::Text(year_be.to_string()),
        355..360 => Cell::Blank,
        _ => Cell::Text(format!("{day}/{month}/{year_be}")),
    }
}

/// The title, in full or short.
pub(crate) fn title(chance: &mut Chance, title: &'static str) -> &'static str {
    if !chance.per_mille(180) {
        return title;
    }
    match title {
        "นางสาว" => "น.ส.",
        "เด็กชาย" => "ด.ช.",
        "เด็กหญิง" => "ด.ญ.",
        other => other,
    }
}

/// Title, first name and surname in one cell, spaced in one of several ways.
pub(crate) fn full_name(chance: &mut Chance, person: &Person, year: u16) -> Cell {
    let short = title(chance, person.title_in(year));
    let between = if chance.per_mille(60) { "  " } else { " " };
    let after_title = if chance.per_mille(120) { " " } else { "" };
    Cell::Text(format!("{short}{after_title}{}{between}{}", person.first, person.last))
}

/// หมู่ที่ as a number, or as words, or in Thai digits.
pub(crate) fn moo(chance: &mut Chance, moo: u32) -> Cell {
    match chance.below(100) {
        0..4 => Cell::Text(format!("หมู่ที่ {moo}")),
        4..8 => Cell::Text(format!("ม.{moo}")),
        8..11 => Cell::Text(thai_digits(&moo.to_string())),
        _ => Cell::count(moo),
    }
}

/// The name of an area, now and then with its kind before it.
pub(crate) fn area(chance: &mut Chance, kind: &str, name: &str) -> Cell {
    if chance.per_mille(80) { Cell::Text(format!("{kind}{name}")) } else { Cell::text(name) }
}

/// An amount of baht: a number, or text with commas, or with its unit.
pub(crate) fn baht(chance: &mut Chance, amount: u32) -> Cell {
    match chance.below(100) {
        0..8 => Cell::Text(with_commas(amount)),
        8..10 => Cell::Text(format!("{} บาท", with_commas(amount))),
        _ => Cell::count(amount),
    }
}

/// A yes-or-no column of a list: 1 or 0, now and then in words.
pub(crate) fn card(chance: &mut Chance, has_card: bool) -> Cell {
    match (chance.per_mille(400), has_card) {
        (true, true) => Cell::text("มี"),
        (true, false) => Cell::text("ไม่มี"),
        (false, has_card) => Cell::count(u32::from(has_card)),
    }
}

fn with_commas(amount: u32) -> String {
    let digits = amount.to_string();
    let mut text = String::new();
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

fn thai_digits(text: &str) -> String {
    let thai = |it: char| it.to_digit(10).and_then(|digit| char::from_u32(0x0e50 + digit)).unwrap_or(it);
    text.chars().map(thai).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_written_with_commas_and_thai_digits() {
        assert_eq!(with_commas(1_234_567), "1,234,567");
        assert_eq!(with_commas(999), "999");
        assert_eq!(thai_digits("2566/01"), "๒๕๖๖/๐๑");
        assert_eq!(mistyped("1484956378381"), "1484956378382");
    }
}
