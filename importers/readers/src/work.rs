//! What a row of work or of a roster says: which household or place, on which day, and what, in words or by their codes.

use phonjon_rows::{Value, fields};

use crate::book::Cell;
use crate::cells::areas::{Level, complete_district, read_area, read_village};
use crate::cells::citizen::read_citizen_number;
use crate::cells::dates::read_birth;
use crate::cells::houses::read_moo;
use crate::cells::marks::is_tick;
use crate::cells::numbers::{Number, read_number};
use crate::cells::place_codes::{HouseCodeUse, read_house_code, read_village_code};
use crate::cells::{Note, Reading, says_nothing};
use crate::codes;
use crate::columns::{Reads, Vocabulary};
use crate::row_reader::Draft;
use crate::wording::{ascii_digits, key, tidy};

/// Letters of an ISO day.
const WHOLE_DAY: usize = 10;
/// Satang in a baht.
const SATANG: f64 = 100.0;
/// Years that a power may be given ahead.
const YEARS_AHEAD: i32 = 20;
/// The codes of an answer, as the sheet has them, and of a problem that was solved meanwhile.
const YES: &str = "yes";
const NO: &str = "no";
/// What a question of a visit sheet is answered by.
pub(crate) const FOUND: Vocabulary = &[
    (YES, &["มี", "มีปัญหา", "ยังมีอยู่", "ใช่", "พบ", "y"]),
    (NO, &["ไม่มี", "ไม่มีปัญหา", "ไม่ใช่", "ไม่พบ", "n"]),
    ("solved", &["แก้ไขแล้ว", "แก้แล้ว", "แก้ไขเสร็จแล้ว", "แก้ไขปัญหาแล้ว"]),
    ("refused", &["ไม่ให้ข้อมูล", "ไม่ตอบ", "ไม่ประสงค์ให้ข้อมูล"]),
];
/// Most baht that one piece of help is worth.
const MOST_BAHT: f64 = 1e9;

/// Reads the cells of a row that tells of work; blank ones say nothing.
pub(crate) fn read_work(draft: &mut Draft<'_>, latest: i32) {
    for column in &draft.layout.columns {
        let Some(binding) = &column.binding else { continue };
        let cell = draft.cell(column).filter(|it| !says_nothing(&it.written()));
        let reading = match binding.reads {
            Reads::CitizenNumber => {
                if cell.is_none() {
                    Reading::none()
                } else {
                    citizen_number(draft, cell)
                }
            }
            Reads::HouseCode => match cell {
                None => Reading::none(),
                Some(_) => read_house_code(cell, HouseCodeUse::Key),
            },
            Reads::ShortNumber => cell.map_or_else(Reading::none, short_number),
            Reads::Day => cell.map_or_else(Reading::none, |it| day(it, latest)),
            Reads::DayAhead => cell.map_or_else(Reading::none, |it| day_ahead(it, latest)),
            Reads::Words => cell.map_or_else(Reading::none, |it| Reading::text(tidy(&it.written()))),
            Reads::OneOf(known) => cell.map_or_else(Reading::none, |it| one_of(it, known)),
            Reads::Worth => worth(cell),
            // That there is no such problem is said by words that say nothing of a number or a name.
            Reads::Found => found(draft.cell(column)),
            Reads::Area(level) => cell.map_or_else(Reading::none, |it| area(draft, it, level)),
            Reads::Moo => cell.map_or_else(Reading::none, |it| read_moo(Some(it))),
            Reads::Village => read_village(cell.map(Cell::written).as_deref()),
            Reads::VillageCode => read_village_code(cell),
            Reads::Sequence
            | Reads::Title
            | Reads::First
            | Reads::Last
            | Reads::WholeName
            | Reads::Sex
            | Reads::Birth
            | Reads::Age
            | Reads::HouseNumber
            | Reads::Address
            | Reads::Failing
            | Reads::Problem(_)
            | Reads::IndicatorResult
            | Reads::Card
            | Reads::Baht
            | Reads::Members
            | Reads::Year
            | Reads::Status
            | Reads::StatisticCode(_)
            | Reads::Statistic => continue,
        };
        draft.put(&binding.field, Some(column), reading);
    }
}

/// The name of a place; a district that is called เมือง alone bears the name of its province.
fn area(draft: &Draft<'_>, cell: &Cell, level: Level) -> Reading {
    let Some(name) = read_area(Some(&cell.written()), level) else { return Reading::none() };
    if level != Level::District {
        return Reading::text(name);
    }
    let province = draft.layout.column(Reads::Area(Level::Province)).and_then(|it| draft.cell(it));
    let province = province.and_then(|it| read_area(Some(&it.written()), Level::Province));
    complete_district(name, province.as_deref())
}

/// A masked number finds nobody.
fn citizen_number(draft: &mut Draft<'_>, cell: Option<&Cell>) -> Reading {
    let number = read_citizen_number(cell);
    if let Some(masked) = number.masked {
        draft.values.insert(fields::PID_MASKED.to_owned(), Value::Text(masked));
    }
    number.whole
}

fn short_number(cell: &Cell) -> Reading {
    let text = ascii_digits(&cell.written()).to_uppercase();
    // Letters that are easily mistaken for a digit are none of a short number's.
    let one = |it: char| match it {
        'O' => '0',
        'I' | 'L' => '1',
        other => other,
    };
    let text: String = text.chars().filter(|it| it.is_alphanumeric()).map(one).collect();
    if text.is_empty() { Reading::none() } else { Reading::text(text) }
}

/// A whole day; the year alone, or the month, is no day on which somebody went.
fn day(cell: &Cell, latest: i32) -> Reading {
    whole_day(cell, latest).unwrap_or_else(|| Reading::nothing(codes::DAY_UNREADABLE))
}

/// A whole day on which something begins or ends, in some years yet.
fn day_ahead(cell: &Cell, latest: i32) -> Reading {
    whole_day(cell, latest + YEARS_AHEAD).unwrap_or_else(|| Reading::nothing(codes::DAY_AHEAD_UNREADABLE))
}

fn whole_day(cell: &Cell, latest: i32) -> Option<Reading> {
    let reading = read_birth(Some(cell), latest);
    reading.value.as_text().is_some_and(|it| it.len() == WHOLE_DAY).then_some(reading)
}

fn one_of(cell: &Cell, known: Vocabulary) -> Reading {
    let written = key(&cell.written());
    let is_it = |(code, words): &&(&str, &[&str])| {
        !written.is_empty() && (key(code) == written || words.iter().any(|it| key(it) == written))
    };
    match known.iter().find(is_it) {
        Some((code, _)) => Reading::text(*code),
        None => {
            let words: Vec<&str> = offered(known).collect();
            Reading::noted(Value::Null, Note::with(codes::WORD_UNKNOWN, "known", &words.join(", ")))
        }
    }
}

/// What is written under a question of a visit sheet. A cross is made by some where a question is answered and by others
/// where it does not apply.
fn found(cell: Option<&Cell>) -> Reading {
    let Some(cell) = cell else { return Reading::none() };
    if is_tick(&cell.written()) {
        return Reading::text(YES);
    }
    let worded = one_of(cell, FOUND);
    if worded.note.is_none() {
        return worded;
    }
    match read_number(Some(cell)) {
        Number::Nothing if is_dash(&tidy(&cell.written())) => Reading::none(),
        Number::Whole(0) => Reading::text(NO),
        Number::Whole(1..) => Reading::text(YES),
        Number::Nothing | Number::Whole(_) | Number::Fraction(_) | Number::Unreadable => worded,
    }
}

/// True for what is written where nothing is.
fn is_dash(text: &str) -> bool {
    text.chars().all(|it| matches!(it, '-' | '\u{2013}' | '\u{2014}' | '.'))
}

/// The words of a vocabulary that officers choose from.
pub(crate) fn offered(known: Vocabulary) -> impl Iterator<Item = &'static str> {
    known.iter().filter_map(|it| it.1.first().copied()).filter(|it| !it.is_empty())
}

fn worth(cell: Option<&Cell>) -> Reading {
    let baht = match read_number(cell) {
        Number::Nothing => return Reading::none(),
        Number::Unreadable => return Reading::nothing(codes::WORTH_UNREADABLE),
        #[expect(clippy::cast_precision_loss, reason = "what is above a thousand million is refused")]
        Number::Whole(baht) => baht as f64,
        Number::Fraction(baht) => baht,
    };
    if !(0.0..=MOST_BAHT).contains(&baht) {
        return Reading::nothing(codes::WORTH_UNREADABLE);
    }
    #[expect(clippy::cast_possible_truncation, reason = "it is whole and small")]
    Reading::int((baht * SATANG).round() as i64)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cell(text: &str) -> Cell {
        Cell::Text(text.to_owned())
    }

    #[test]
    fn a_day_is_whole_or_none() {
        assert_eq!(day(&cell("5 มี.ค. 2566"), 2024), Reading::text("2023-03-05"));
        for partly in ["มีนาคม 2566", "2566", "เมื่อวาน", "31/2/2566"] {
            assert_eq!(
                day(&cell(partly), 2024).note.map(|it| it.code),
                Some(codes::DAY_UNREADABLE),
                "{partly}"
            );
        }
    }

    #[test]
    fn a_day_ahead_lies_within_twenty_years() {
        assert_eq!(day_ahead(&cell("30 ก.ย. 2570"), 2024), Reading::text("2027-09-30"));
        assert_eq!(day_ahead(&cell("30/9/2587"), 2024), Reading::text("2044-09-30"));
        for wrong in ["30/9/2588", "2570", "ตลอดไป"] {
            assert_eq!(
                day_ahead(&cell(wrong), 2024).note.map(|it| it.code),
                Some(codes::DAY_AHEAD_UNREADABLE),
                "{wrong}"
            );
        }
    }

    #[test]
    fn what_is_offered_to_nobody_is_known_all_the_same() {
        let known: Vocabulary = &[("mentor", &["พี่เลี้ยง"]), ("auditor", &["", "ผู้ตรวจสอบ"])];
        assert_eq!(one_of(&cell("ผู้ตรวจสอบ"), known), Reading::text("auditor"));
        for unknown in ["นาย", "…"] {
            let told = one_of(&cell(unknown), known).note.map(|it| it.args);
            assert_eq!(told, Some(vec![("known", "พี่เลี้ยง".to_owned())]), "{unknown}");
        }
    }

    #[test]
    fn a_word_is_kept_by_its_code() {
        let known: Vocabulary = &[("cash", &["เงิน", "เงินสด"]), ("service", &["บริการ"])];
        assert_eq!(one_of(&cell(" เงินสด "), known), Reading::text("cash"));
        assert_eq!(one_of(&cell("service"), known), Reading::text("service"));
        let unknown = one_of(&cell("บัตร"), known);
        assert_eq!(unknown.note.map(|it| it.args), Some(vec![("known", "เงิน, บริการ".to_owned())]));
    }

    #[test]
    fn what_help_was_worth_is_kept_in_satang() {
        assert_eq!(worth(Some(&cell("1,250"))), Reading::int(125_000));
        assert_eq!(worth(Some(&cell("99.50"))), Reading::int(9_950));
        assert_eq!(worth(None), Reading::none());
        for wrong in ["-5", "มาก", "5000000000"] {
            assert_eq!(
                worth(Some(&cell(wrong))).note.map(|it| it.code),
                Some(codes::WORTH_UNREADABLE),
                "{wrong}"
            );
        }
    }

    #[test]
    fn what_was_found_is_kept_by_its_code() {
        for (written, code) in [
            ("มี", "yes"),
            ("✓", "yes"),
            ("2", "yes"),
            ("ไม่มี", "no"),
            ("0", "no"),
            ("แก้ไขแล้ว", "solved"),
            ("ไม่ให้ข้อมูล", "refused"),
        ] {
            assert_eq!(found(Some(&cell(written))), Reading::text(code), "{written}");
        }
        for nothing in ["-", " "] {
            assert_eq!(found(Some(&cell(nothing))), Reading::none(), "{nothing}");
        }
        for unclear in ["x", "×", "บางที", "-1", "0.5"] {
            let told = found(Some(&cell(unclear))).note.map(|it| it.code);
            assert_eq!(told, Some(codes::WORD_UNKNOWN), "{unclear}");
        }
    }

    #[test]
    fn a_short_number_is_read_however_it_was_typed() {
        assert_eq!(short_number(&cell(" k7mp-2x4q ")), Reading::text("K7MP2X4Q"));
        assert_eq!(short_number(&cell("KOMPIXLQ")), Reading::text("K0MP1X1Q"));
    }
}
