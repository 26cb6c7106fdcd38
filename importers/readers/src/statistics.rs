//! What a row of published figures says: the area, and every figure under the name the file gives it.

use phonjon_rows::Value;

use crate::book::Cell;
use crate::cells::numbers::{Number, read_number};
use crate::cells::{Note, Reading};
use crate::codes;
use crate::columns::Reads;
use crate::row_reader::Draft;
use crate::sources::tpmap_public::{CODE, LEVEL, level_of};
use crate::wording::{ascii_digits, key, tidy};

/// Reads a row of figures: counts as whole numbers, rates and means as text with their decimals.
pub(crate) fn read_statistics(draft: &mut Draft<'_>) {
    let mut area = ("country", Value::Text("country".to_owned()), 0);
    for column in &draft.layout.columns {
        let Some(binding) = &column.binding else { continue };
        let cell = draft.cell(column);
        let Reads::StatisticCode(digits) = binding.reads else {
            draft.put(&binding.field, Some(column), read_figure(cell, is_rate(&binding.field)));
            continue;
        };
        let code = match read_code(cell, digits) {
            Some(code) => Reading::text(code),
            None => Reading::nothing(codes::STATISTIC_CODE_UNREADABLE),
        };
        if let Some((level, depth)) = level_of(&key(&binding.field)).filter(|(_, depth)| *depth > area.2) {
            area = (level, code.value.clone(), depth);
        }
        draft.put(&binding.field, Some(column), code);
    }
    draft.values.insert(LEVEL.to_owned(), Value::Text(area.0.to_owned()));
    draft.values.insert(CODE.to_owned(), area.1);
}

/// A code of so many digits; a village's may also have eight.
///
/// Some parts of villages are published under codes with a letter (`340151A001`): they are kept as published, so that
/// the totals stay whole.
fn read_code(cell: Option<&Cell>, digits: u8) -> Option<String> {
    let code = ascii_digits(&tidy(&cell?.written()));
    let is_part = digits == 10 && code.len() == 10;
    let is_sound = !code.starts_with('0')
        && code.bytes().all(|b| b.is_ascii_digit() || (is_part && b.is_ascii_uppercase()));
    (is_sound && (code.len() == usize::from(digits) || (digits == 10 && code.len() == 8))).then_some(code)
}

/// Rates and means are text in every row, also where one happens to be whole.
fn is_rate(name: &str) -> bool {
    name == "happiness" || name.rsplit('.').next() == Some("rate")
}

fn read_figure(cell: Option<&Cell>, is_rate: bool) -> Reading {
    match (read_number(cell), cell) {
        (Number::Nothing, _) => Reading::none(),
        (Number::Whole(_), Some(cell)) if is_rate => Reading::text(tidy(&cell.written())),
        (Number::Whole(n), _) => Reading::int(n),
        (Number::Fraction(_), Some(cell)) => Reading::text(tidy(&cell.written())),
        (Number::Fraction(_) | Number::Unreadable, _) => match cell.map(|it| key(&it.written())).as_deref() {
            Some("na" | "nan" | "null") => Reading::none(),
            _ => Reading::noted(Value::Null, Note::new(codes::NUMBER_UNREADABLE)),
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_has_the_digits_of_its_level() {
        let read = |text: &str, digits| read_code(Some(&Cell::Text(text.to_owned())), digits);
        assert_eq!(read("1101100101", 10).as_deref(), Some("1101100101"));
        assert_eq!(read("11011001", 10).as_deref(), Some("11011001"));
        assert_eq!(read("110110", 6).as_deref(), Some("110110"));
        assert_eq!(read("0110110", 6), None);
        assert_eq!(read("1101", 6), None);
        assert_eq!(read("340151A001", 10).as_deref(), Some("340151A001"));
        assert_eq!(read("34015A", 6), None);
    }

    #[test]
    fn counts_are_whole_and_rates_keep_their_decimals() {
        let read = |text: &str| read_figure(Some(&Cell::Text(text.to_owned())), false);
        assert_eq!(read_figure(Some(&Cell::Text("8".to_owned())), is_rate("happiness")), Reading::text("8"));
        assert_eq!(read("1249672"), Reading::int(1_249_672));
        assert_eq!(read("4.50310559006211"), Reading::text("4.50310559006211"));
        assert_eq!(read("NA"), Reading::none());
        assert_eq!(read("many").value, Value::Null);
    }
}
