//! Who a row names: title, first and last name, from two, three or one cell.

use phonjon_rows::Value;

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
        return PersonName { title, first: Reading::text(head), last };
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
        None => Reading::noted(Value::Text(title.to_owned()), Note::new(codes::TITLE_UNKNOWN)),
    }
}

fn title_from_name(title: &str) -> Reading {
    Reading::noted(Value::Text(title.to_owned()), Note::new(codes::TITLE_FROM_NAME))
}

fn part(text: Option<String>, missing: &'static str) -> Reading {
    text.map_or_else(|| Reading::nothing(missing), Reading::text)
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
