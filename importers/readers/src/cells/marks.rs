//! What a mark says: fails or not, has the problem or how many, passes or does not apply, has a card, man or woman.

use phonjon_rows::Value;

use crate::book::Cell;
use crate::cells::numbers::{Number, read_number};
use crate::cells::{Note, Reading, says_nothing};
use crate::codes;
use crate::wording::{key, tidy};

const TICKS: [&str; 7] = ["✓", "✔", "√", "/", "☑", "●", "•"];
/// Mark what is meant or cross out what is not, as the form has it.
const CROSSES: [&str; 2] = ["✗", "×"];
/// Typed for either of them.
const LETTERS: [&str; 2] = ["x", "X"];
/// Ticks that in a column with crosses say that a cross is none.
const OTHERS_THAN_CROSSES: [&str; 5] = ["✓", "✔", "√", "/", "☑"];

/// True for a tick beside which a cross does not say the same.
pub(crate) fn is_tick(text: &str) -> bool {
    text.len() <= 16 && OTHERS_THAN_CROSSES.contains(&tidy(text).as_str())
}

/// A cross is a mark, if no tick stands in its column: see [`codes::MARK_CROSS`].
fn crossed() -> Reading {
    Reading::noted(Value::Int(1), Note::new(codes::MARK_CROSS))
}

/// An x where marks and counts stand is a mark, whatever else stands in its column: see [`codes::MARK_LETTER`].
fn lettered() -> Reading {
    Reading::noted(Value::Int(1), Note::new(codes::MARK_LETTER))
}

/// Reads a mark of a target list: 1 = fails the dimension or indicator; blank and `-` = does not.
pub(crate) fn read_failing(cell: Option<&Cell>) -> Reading {
    match plain(cell) {
        Plain::Nothing | Plain::Dash | Plain::Number(0) => Reading::int(0),
        Plain::Tick | Plain::Number(1) => Reading::int(1),
        Plain::Cross | Plain::Letter => crossed(),
        Plain::Number(_) => Reading::nothing(codes::MARK_UNREADABLE),
        Plain::Word(word) => match word.as_str() {
            "ตก" | "ตกเกณฑ์" | "ไม่ผ่าน" | "ไม่ผ่านเกณฑ์" | "มี" | "ใช่" | "มีปัญหา" | "y" | "yes" | "true" => {
                Reading::int(1)
            }
            "ผ่าน" | "ผ่านเกณฑ์" | "ไม่ใช่" | "ไม่มี" | "ไม่เกี่ยวข้อง" | "n" | "no" | "false" => {
                Reading::int(0)
            }
            "ไม่มีข้อมูล" | "ไม่ทราบ" | "ไม่ระบุ" => {
                Reading::none()
            }
            _ => Reading::nothing(codes::MARK_UNREADABLE),
        },
    }
}

/// Reads a problem of ThaiQM: a mark, also the letter x, is 1, a count is the count, blank and `-` are 0.
pub(crate) fn read_problem(cell: Option<&Cell>) -> Reading {
    match plain(cell) {
        Plain::Nothing | Plain::Dash => Reading::int(0),
        Plain::Tick => Reading::int(1),
        Plain::Letter => lettered(),
        Plain::Cross => crossed(),
        Plain::Number(n) if (0..1000).contains(&n) => Reading::int(n),
        Plain::Number(_) => Reading::nothing(codes::MARK_UNREADABLE),
        Plain::Word(word) => match word.as_str() {
            "มี" | "ใช่" | "มีปัญหา" | "y" | "yes" | "true" => Reading::int(1),
            "ไม่มี" | "ไม่ใช่" | "ไม่มีปัญหา" | "n" | "no" | "false" => {
                Reading::int(0)
            }
            "ไม่มีข้อมูล" | "ไม่ทราบ" | "ไม่ระบุ" => {
                Reading::none()
            }
            _ => Reading::nothing(codes::MARK_UNREADABLE),
        },
    }
}

/// Reads a result of จปฐ.: 1 passes, 0 fails, `-` does not apply.
pub(crate) fn read_result(cell: Option<&Cell>) -> Reading {
    match plain(cell) {
        Plain::Nothing => Reading::nothing(codes::INDICATOR_BLANK),
        Plain::Dash => Reading::text("-"),
        Plain::Number(n @ (0 | 1)) => Reading::int(n),
        Plain::Number(_) | Plain::Tick | Plain::Cross | Plain::Letter => {
            Reading::nothing(codes::INDICATOR_BAD)
        }
        Plain::Word(word) => match word.as_str() {
            "ผ่าน" | "ผ่านเกณฑ์" => Reading::int(1),
            "ตก" | "ตกเกณฑ์" | "ไม่ผ่าน" | "ไม่ผ่านเกณฑ์" => {
                Reading::int(0)
            }
            "ไม่เกี่ยวข้อง" | "ไม่มี" | "ไม่เข้าข่าย" | "na" => {
                Reading::text("-")
            }
            "ไม่มีข้อมูล" | "ไม่ทราบ" | "ไม่ระบุ" => {
                Reading::nothing(codes::INDICATOR_BLANK)
            }
            _ => Reading::nothing(codes::INDICATOR_BAD),
        },
    }
}

/// Reads whether a person has the state welfare card.
pub(crate) fn read_card(cell: Option<&Cell>) -> Reading {
    match plain(cell) {
        Plain::Nothing => Reading::none(),
        Plain::Dash | Plain::Number(0) => Reading::int(0),
        Plain::Tick | Plain::Number(1) => Reading::int(1),
        Plain::Letter => lettered(),
        Plain::Cross => crossed(),
        Plain::Number(_) => Reading::nothing(codes::MARK_UNREADABLE),
        Plain::Word(word) => match word.as_str() {
            "มี" | "มีบัตร" | "ใช่" | "y" | "yes" | "true" | "ได้รับ" => {
                Reading::int(1)
            }
            "ไม่มี" | "ไม่มีบัตร" | "ไม่ใช่" | "n" | "no" | "false" | "ไม่ได้รับ" => {
                Reading::int(0)
            }
            "ไม่มีข้อมูล" | "ไม่ทราบ" | "ไม่ระบุ" => {
                Reading::none()
            }
            _ => Reading::nothing(codes::MARK_UNREADABLE),
        },
    }
}

/// Reads the result of the welfare register: as written, and whether the person holds a card, which is known only from
/// results whose meaning is known.
pub(crate) fn read_register_result(cell: Option<&Cell>) -> (Reading, Value) {
    const YES: [&str; 13] = [
        "ผ่าน",
        "ผ่านเกณฑ์",
        "ผ่านคุณสมบัติ",
        "ผ่านการตรวจสอบ",
        "ผ่านการตรวจสอบคุณสมบัติ",
        "ผ่านเกณฑ์คุณสมบัติ",
        "ผ่านการพิจารณา",
        "ผ่านการคัดกรอง",
        "มีสิทธิ",
        "มีสิทธิ์",
        "ได้รับสิทธิ",
        "ได้รับสิทธิ์",
        "ได้รับบัตร",
    ];
    let Some(text) = cell.map(|it| tidy(&it.written())).filter(|it| !says_nothing(it)) else {
        return (Reading::none(), Value::Null);
    };
    let word = key(&text);
    let is_of = |word: &str| YES.iter().any(|it| key(it) == word);
    let card = if is_of(&word) {
        Value::Int(1)
    } else if word.strip_prefix(&key("ไม่")).is_some_and(is_of) {
        Value::Int(0)
    } else {
        return (Reading::noted(Value::Text(text), Note::new(codes::REGISTER_RESULT_UNKNOWN)), Value::Null);
    };
    (Reading::text(text), card)
}

/// Reads the sex, `M` or `F`; 1 and 2 as the civil register codes them.
pub(crate) fn read_sex(cell: Option<&Cell>) -> Reading {
    match plain(cell) {
        Plain::Nothing | Plain::Dash => Reading::none(),
        Plain::Number(1) => Reading::text("M"),
        Plain::Number(2) => Reading::text("F"),
        Plain::Number(_) | Plain::Tick | Plain::Cross | Plain::Letter => {
            Reading::nothing(codes::SEX_UNREADABLE)
        }
        Plain::Word(word) => match word.as_str() {
            "ชาย" | "ช" | "เพศชาย" | "m" | "male" => Reading::text("M"),
            "หญิง" | "ญ" | "เพศหญิง" | "f" | "female" => Reading::text("F"),
            "ไม่มีข้อมูล" | "ไม่ทราบ" | "ไม่ระบุ" => {
                Reading::none()
            }
            _ => Reading::nothing(codes::SEX_UNREADABLE),
        },
    }
}

/// The remark that a count is larger than the household.
pub(crate) fn over_members(count: &Value, members: Option<i64>) -> Option<Note> {
    let (count, members) = (count.as_int()?, members?);
    (count > members).then(|| Note {
        code: codes::COUNT_OVER_MEMBERS,
        args: vec![("count", count.to_string()), ("members", members.to_string())],
    })
}

enum Plain {
    Nothing,
    Dash,
    Tick,
    Cross,
    /// An x.
    Letter,
    Number(i64),
    /// As a key.
    Word(String),
}

fn plain(cell: Option<&Cell>) -> Plain {
    let Some(cell) = cell else { return Plain::Nothing };
    if let Cell::Text(text) = cell {
        let text = tidy(text);
        if text.is_empty() {
            return Plain::Nothing;
        }
        if TICKS.contains(&text.as_str()) {
            return Plain::Tick;
        }
        if CROSSES.contains(&text.as_str()) {
            return Plain::Cross;
        }
        if LETTERS.contains(&text.as_str()) {
            return Plain::Letter;
        }
        if text.chars().all(|c| matches!(c, '-' | '–' | '—')) {
            return Plain::Dash;
        }
    }
    match (cell, read_number(Some(cell))) {
        (_, Number::Whole(n)) => Plain::Number(n),
        (Cell::Text(text), Number::Nothing | Number::Fraction(_) | Number::Unreadable) => match key(text) {
            word if word.is_empty() => Plain::Word("?".to_owned()),
            word => Plain::Word(word),
        },
        (Cell::Number(_) | Cell::Date(_) | Cell::Fault(_), _) => Plain::Word("?".to_owned()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_result_of_the_register_is_yes_no_or_not_known() {
        let read = |text: &str| {
            let (result, card) = read_register_result(Some(&Cell::Text(text.to_owned())));
            (card, result.note.is_some())
        };
        for yes in ["ผ่านเกณฑ์", " ผ่านการตรวจสอบคุณสมบัติ", "ได้รับสิทธิ์"]
        {
            assert_eq!(read(yes), (Value::Int(1), false), "{yes}");
        }
        for no in ["ไม่ผ่านเกณฑ์", "ไม่ผ่าน", "ไม่มีสิทธิ"]
        {
            assert_eq!(read(no), (Value::Int(0), false), "{no}");
        }
        assert_eq!(read("รออุทธรณ์"), (Value::Null, true));
        assert_eq!(read("-"), (Value::Null, false));
    }

    fn each(read: fn(Option<&Cell>) -> Reading, cases: &[(&str, Reading)]) {
        for (written, wanted) in cases {
            assert_eq!(&read(Some(&Cell::Text((*written).to_owned()))), wanted, "{written}");
        }
    }

    #[test]
    fn a_target_list_marks_what_fails() {
        let (no, yes) = (Reading::int(0), Reading::int(1));
        each(read_failing, &[("", no.clone()), ("-", no.clone()), ("ผ่าน", no.clone()), ("0", no.clone())]);
        each(
            read_failing,
            &[
                ("✓", yes.clone()),
                ("/", yes.clone()),
                ("✗", crossed()),
                ("×", crossed()),
                ("x", crossed()),
                ("มี", yes.clone()),
                ("ตกเกณฑ์", yes),
            ],
        );
        each(read_failing, &[("2", Reading::nothing(codes::MARK_UNREADABLE)), ("ไม่ทราบ", Reading::none())]);
        assert_eq!(read_failing(None), no);
    }

    #[test]
    fn thaiqm_marks_or_counts() {
        each(
            read_problem,
            &[
                ("✓", Reading::int(1)),
                ("x", lettered()),
                ("✗", crossed()),
                ("3", Reading::int(3)),
                ("2 คน", Reading::int(2)),
                ("๒", Reading::int(2)),
            ],
        );
        each(read_problem, &[("-", Reading::int(0)), ("ไม่มีข้อมูล", Reading::none()), ("มี", Reading::int(1))]);
        each(
            read_problem,
            &[
                ("1.5", Reading::nothing(codes::MARK_UNREADABLE)),
                ("-3", Reading::nothing(codes::MARK_UNREADABLE)),
            ],
        );
        assert_eq!(read_problem(None), Reading::int(0));
    }

    #[test]
    fn a_result_passes_fails_or_does_not_apply() {
        each(
            read_result,
            &[
                ("1", Reading::int(1)),
                ("ผ่าน", Reading::int(1)),
                ("ไม่ผ่าน", Reading::int(0)),
                ("-", Reading::text("-")),
            ],
        );
        each(
            read_result,
            &[("ไม่เกี่ยวข้อง", Reading::text("-")), ("9", Reading::nothing(codes::INDICATOR_BAD))],
        );
        each(
            read_result,
            &[("?", Reading::nothing(codes::INDICATOR_BAD)), (" ", Reading::nothing(codes::INDICATOR_BLANK))],
        );
        assert_eq!(read_result(None), Reading::nothing(codes::INDICATOR_BLANK));
    }

    #[test]
    fn cards_and_sexes_have_many_spellings() {
        each(
            read_card,
            &[
                ("มีบัตร", Reading::int(1)),
                ("N", Reading::int(0)),
                ("Y", Reading::int(1)),
                ("✓", Reading::int(1)),
                ("X", lettered()),
                ("ไม่มีบัตร", Reading::int(0)),
            ],
        );
        each(
            read_sex,
            &[
                ("ญ.", Reading::text("F")),
                ("ช", Reading::text("M")),
                ("2", Reading::text("F")),
                ("M", Reading::text("M")),
            ],
        );
        each(read_sex, &[("3", Reading::nothing(codes::SEX_UNREADABLE)), ("-", Reading::none())]);
    }

    #[test]
    fn a_count_over_the_members_is_told() {
        assert!(over_members(&Value::Int(4), Some(3)).is_some());
        assert!(over_members(&Value::Int(3), Some(3)).is_none());
        assert!(over_members(&Value::Null, Some(3)).is_none());
        assert!(over_members(&Value::Int(4), None).is_none());
    }
}
