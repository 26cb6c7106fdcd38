//! Who a row names: title, first and last name, from two, three or one cell.

use phonjon_rows::Value;

use crate::cells::stray_numbers::reads_as_number;
use crate::cells::titles::{find_title, split_title};
use crate::cells::{Note, Reading, says_nothing};
use crate::codes;
use crate::wording::tidy;

/// A name taken apart.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct PersonName {
    pub(crate) title: Reading,
    pub(crate) first: Reading,
    pub(crate) last: Reading,
}

/// Reads a name whose title, first and last name have cells of their own; the title may be glued to the first name.
pub(crate) fn read_name_cells(title: Option<&str>, first: Option<&str>, last: Option<&str>) -> PersonName {
    let title = title.map(tidy).filter(|it| !says_nothing(it));
    let first = first.map(tidy).filter(|it| !says_nothing(it));
    let last = last.map(tidy).filter(|it| !says_nothing(it));
    let (title, first) = match (title, first) {
        (Some(title), first) => {
            let read = read_title(&title);
            // A title given twice (นาย, นายสมชาย) is one title.
            let first = first.map(|it| match split_title(&it) {
                Some((glued, rest)) if read.value.as_text() == Some(glued) => rest.to_owned(),
                _ => it,
            });
            (read, first)
        }
        (None, Some(first)) => match split_title(&first) {
            Some((title, rest)) => (title_from_name(title), Some(rest.to_owned())),
            None => (Reading::nothing(codes::TITLE_MISSING), Some(first)),
        },
        (None, None) => (Reading::nothing(codes::TITLE_MISSING), None),
    };
    if last.is_none()
        && let Some((head, tail)) = first.as_deref().and_then(|it| it.split_once(' '))
    {
        let last = Reading::noted(Value::Text(tail.to_owned()), Note::new(codes::LAST_NAME_FROM_FIRST));
        return PersonName { title, first: named(head), last: only_a_name(last) };
    }
    PersonName {
        title,
        first: part(first, codes::FIRST_NAME_MISSING),
        last: part(last, codes::LAST_NAME_MISSING),
    }
}

/// Reads a whole name in one cell.
pub(crate) fn read_whole_name(cell: Option<&str>) -> PersonName {
    let name = cell.map(tidy).filter(|it| !says_nothing(it)).unwrap_or_default();
    let (title, name) = match split_title(&name) {
        Some((title, rest)) => (Reading::text(title), rest),
        None => (Reading::nothing(codes::TITLE_MISSING), name.as_str()),
    };
    let (first, last) = match name.split_once(' ') {
        Some((first, last)) => (Some(first.to_owned()), Some(last.to_owned())),
        None if name.is_empty() => (None, None),
        None => (Some(name.to_owned()), None),
    };
    PersonName {
        title,
        first: part(first, codes::FIRST_NAME_MISSING),
        last: part(last, codes::LAST_NAME_MISSING),
    }
}

fn read_title(title: &str) -> Reading {
    match find_title(title) {
        Some(full) => Reading::text(full),
        None => only_a_name(Reading::noted(Value::Text(title.to_owned()), Note::new(codes::TITLE_UNKNOWN))),
    }
}

fn title_from_name(title: &str) -> Reading {
    Reading::noted(Value::Text(title.to_owned()), Note::new(codes::TITLE_FROM_NAME))
}

fn part(text: Option<String>, missing: &'static str) -> Reading {
    text.map_or_else(|| Reading::nothing(missing), |it| named(&it))
}

fn named(text: &str) -> Reading {
    only_a_name(Reading::text(text))
}

/// The reading, unless what it read is no name at all: then the row's columns are shifted, and nothing of it can be
/// trusted to be what its header says.
fn only_a_name(reading: Reading) -> Reading {
    let is_a_name = |it: &str| it.chars().any(char::is_alphabetic) && !reads_as_number(it);
    match reading.value.as_text() {
        Some(text) if !is_a_name(text) => Reading::nothing(codes::NAME_NOT_A_NAME),
        Some(_) | None => reading,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(name: &PersonName) -> [Option<&str>; 3] {
        [name.title.value.as_text(), name.first.value.as_text(), name.last.value.as_text()]
    }

    #[test]
    fn a_title_glued_to_the_first_name_is_a_title() {
        let name = read_name_cells(None, Some("นาย.อุทัย"), Some("  วรรณพฤกษ์"));
        assert_eq!(shown(&name), [Some("นาย"), Some("อุทัย"), Some("วรรณพฤกษ์")]);
        assert_eq!(name.title.note, Some(Note::new(codes::TITLE_FROM_NAME)));
    }

    #[test]
    fn a_name_beside_its_title_is_left_alone() {
        assert_eq!(
            shown(&read_name_cells(Some("น.ส."), Some("นายิกา"), Some("นางาม"))),
            [Some("นางสาว"), Some("นายิกา"), Some("นางาม")]
        );
        assert_eq!(
            shown(&read_name_cells(Some("นาง"), Some("นายแก้ว"), None)),
            [Some("นาง"), Some("นายแก้ว"), None]
        );
        assert_eq!(
            shown(&read_name_cells(Some("นาย"), Some("นายแก้ว"), None)),
            [Some("นาย"), Some("แก้ว"), None]
        );
    }

    #[test]
    fn a_number_where_a_name_is_due_is_neither_kept_nor_taken_for_one() {
        let refused = Reading::nothing(codes::NAME_NOT_A_NAME);
        for number in ["1-4849-56378-38-1", "1484956378381", "1 4849 56378 38 1", "๑๔๘๔๙๕๖๓๗๘๓๘๑", "12345"]
        {
            let shifted = read_name_cells(Some(number), Some("นาย"), Some("จีรวัฒน์"));
            assert_eq!(shifted.title, refused, "{number}");
            assert_eq!(read_name_cells(Some("นาย"), Some(number), Some("ใจดี")).first, refused, "{number}");
            assert_eq!(read_name_cells(None, Some("สมชาย"), Some(number)).last, refused, "{number}");
            assert_eq!(read_whole_name(Some(number)).first, refused, "{number}");
        }
        assert_eq!(read_whole_name(Some("นายสมชาย 1484956378381")).last, refused);
        assert_eq!(read_name_cells(None, Some("สมชาย 1-4849-56378-38-1"), None).last, refused);
        assert_eq!(read_name_cells(Some("1-4849-xxxxx-38-1"), None, None).title, refused);
        for name in ["O’Neil", "สมชาย (เล็ก)", "สมชาย 2", "ณ นคร"] {
            assert_eq!(named(name), Reading::text(name));
        }
    }

    #[test]
    fn a_whole_name_is_taken_apart() {
        assert_eq!(
            shown(&read_whole_name(Some("น.ส. ประไพ ราชพิลา"))),
            [Some("นางสาว"), Some("ประไพ"), Some("ราชพิลา")]
        );
        assert_eq!(shown(&read_whole_name(Some("ภาคิน พิมพา"))), [None, Some("ภาคิน"), Some("พิมพา")]);
        assert_eq!(
            shown(&read_whole_name(Some("นายสมชาย ณ นคร"))),
            [Some("นาย"), Some("สมชาย"), Some("ณ นคร")]
        );
        assert_eq!(shown(&read_whole_name(Some("สมชาย"))), [None, Some("สมชาย"), None]);
        assert_eq!(shown(&read_whole_name(Some("-"))), [None, None, None]);
        assert_eq!(shown(&read_whole_name(None)), [None, None, None]);
    }
}
