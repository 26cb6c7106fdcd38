//! What each column of a sheet was taken for, why, how sure that is, and how its first cells are read.

use std::collections::BTreeSet;

use phonjon_rows::{
    CERTAIN, Candidate, ColumnRead, ReadRow, Reason, Sample, Value, column_letters, fields, header_told,
};

use crate::book::{Cell, RawRow};
use crate::catalogue::{CatalogueField, catalogue};
use crate::cells::citizen::read_citizen_number;
use crate::cells::dates::read_birth;
use crate::cells::marks::read_sex;
use crate::cells::titles::find_title;
use crate::codes::{self, Weight, weight};
use crate::columns::{ADDRESS, Header, WHOLE_NAME};
use crate::kind::Kind;
use crate::layout::{Column, Layout};
use crate::row_reader::RowReader;
use crate::sources::Profile;
use crate::wording::{ascii_digits, key, likeness};

/// Rows whose cells are looked at.
const ROWS: usize = 40;
/// Cells of a column that are shown.
const SHOWN: usize = 3;
/// Letters of a cell that are shown.
const LETTERS: usize = 60;
/// Fields that are named beside the one a column was taken for.
const OTHERS: usize = 3;
/// How alike two headers must be to be named, of 100.
const ALIKE: usize = 40;

const BY_HEADER: u16 = CERTAIN;
const BY_SYNONYM: u16 = 950;
/// The header says it, and the cells say something else.
const AGAINST_CELLS: u16 = 400;
/// Only the cells say it.
const BY_CELLS: u16 = 650;

/// What a sheet's reading was decided by.
#[derive(Clone, Copy)]
pub(crate) struct Of<'a> {
    pub(crate) profile: &'static Profile,
    pub(crate) layout: &'a Layout,
    /// True where its rows are read; of others every row may be data.
    pub(crate) is_read: bool,
    /// True where the mapping was saved by an office, not told for this file.
    pub(crate) is_saved: bool,
    /// Last common year that a birth may lie in.
    pub(crate) latest: i32,
}

/// The columns of a sheet, from its first rows.
pub(crate) fn columns_read(of: Of<'_>, rows: &[RawRow]) -> Vec<ColumnRead> {
    let Of { profile, layout, latest, .. } = of;
    let below = rows.iter().filter(|it| it.number > layout.last_header_row).take(ROWS);
    let mut reader = RowReader::new(profile, layout, "", false, latest);
    let read: Vec<(&RawRow, ReadRow)> = below.map(|it| (it, reader.read(it))).collect();
    let is_data = |it: &ReadRow| !of.is_read || !it.issues.iter().any(|it| weight(&it.code) == Weight::Skips);
    let read: Vec<_> = read.into_iter().filter(|(_, it)| is_data(it)).collect();
    let all = catalogue(profile.kind);
    let taken = layout.fields();
    layout.columns.iter().map(|it| one(of, it, &read, &all, &taken)).collect()
}

fn one(
    of: Of<'_>,
    column: &Column,
    rows: &[(&RawRow, ReadRow)],
    all: &[CatalogueField],
    taken: &BTreeSet<&str>,
) -> ColumnRead {
    let cells: Vec<(&Cell, &ReadRow)> =
        rows.iter().filter_map(|(raw, read)| Some((raw.cell(column.index)?, read))).collect();
    let field = column.binding.as_ref().map(|it| it.field.clone());
    let written = header_told(&column.header);
    let (mut confidence, mut reason) = match &field {
        Some(field) => by_header(of, column, field, all),
        None => unread(of, column, taken),
    };
    if confidence > AGAINST_CELLS
        && !of.layout.overrides.said_of(column.index, &column.header)
        && let Some(share) = field.as_ref().and_then(|it| share_read(column, it, &cells))
        && share < 50
    {
        confidence = AGAINST_CELLS;
        reason = Reason::new("cells_differ").with("share", &share);
    }
    let others = candidates(of, column, field.as_deref(), &cells, all, taken);
    let mut samples: Vec<Sample> = Vec::new();
    for (cell, read) in &cells {
        let sample = Sample {
            written: cut(&cell.written()),
            read: field.as_ref().and_then(|it| read_as(it, read)).map(|it| cut(&it)),
        };
        if samples.len() < SHOWN && !samples.contains(&sample) {
            samples.push(sample);
        }
    }
    ColumnRead {
        column: column_letters(column.index),
        header: written,
        field,
        confidence,
        reason,
        others,
        samples,
    }
}

/// How sure a header makes it that its column holds the field.
fn by_header(of: Of<'_>, column: &Column, field: &str, all: &[CatalogueField]) -> (u16, Reason) {
    if of.layout.overrides.said_of(column.index, &column.header) {
        let code = if of.is_saved { "mapped_as_saved" } else { "mapped_by_hand" };
        return (CERTAIN, Reason::new(code));
    }
    let Some(known) = all.iter().find(|it| it.field == field) else {
        return (BY_HEADER, Reason::new("header_exact"));
    };
    let mine = Header::new(&column.header);
    let theirs = Header::new(&known.header);
    if mine.key == theirs.key || mine.bare == theirs.bare {
        return (BY_HEADER, Reason::new("header_exact"));
    }
    let words = |it: &str| it.trim_start_matches(|c: char| c.is_ascii_digit()).to_owned();
    let is_worded = key(&known.header).chars().count() > 12;
    let share = likeness(&words(&mine.bare), &words(&theirs.bare));
    if is_worded && share < 90 && is_numbered(field) {
        let confidence = u16::try_from(share * 10).unwrap_or(BY_SYNONYM).clamp(700, BY_SYNONYM);
        return (confidence, Reason::new("header_alike").with("wording", &known.header));
    }
    (BY_SYNONYM, Reason::new("header_synonym").with("wording", &known.header))
}

/// True for fields that bear a number in place of a name.
fn is_numbered(field: &str) -> bool {
    field.ends_with(|it: char| it.is_ascii_digit())
}

/// Why nothing is read from a column.
fn unread(of: Of<'_>, column: &Column, taken: &BTreeSet<&str>) -> (u16, Reason) {
    if of.layout.overrides.said_of(column.index, &column.header) {
        let code = if of.is_saved { "ignored_as_saved" } else { "ignored_by_hand" };
        return (CERTAIN, Reason::new(code));
    }
    let meant = (of.profile.bind)(&Header::new(&column.header));
    match meant {
        Some(it) if taken.contains(it.field.as_str()) => {
            (0, Reason::new("field_taken").with("field", &it.field))
        }
        Some(it) => (0, Reason::new("unit_differs").with("field", &it.field)),
        None => (0, Reason::new("header_unknown")),
    }
}

/// Of a hundred cells, how many the field's reader can read; nothing where there are too few to say.
fn share_read(column: &Column, field: &str, cells: &[(&Cell, &ReadRow)]) -> Option<usize> {
    if cells.len() < 3 || field == WHOLE_NAME || field == ADDRESS {
        return None;
    }
    let is_bad = |row: &ReadRow| {
        row.issues.iter().any(|it| {
            it.field.as_deref() == Some(field)
                && it.column.as_ref() == Some(&column.header)
                && matches!(weight(&it.code), Weight::Refuses | Weight::Warns)
                && it.code != codes::ID_MASKED
        })
    };
    let n_good = cells.iter().filter(|(_, row)| !is_bad(row)).count();
    Some(n_good * 100 / cells.len())
}

/// Other fields a column may hold: by a header that is alike, or by how its cells look.
fn candidates(
    of: Of<'_>,
    column: &Column,
    field: Option<&str>,
    cells: &[(&Cell, &ReadRow)],
    all: &[CatalogueField],
    taken: &BTreeSet<&str>,
) -> Vec<Candidate> {
    let mine = key(&column.header);
    let is_free = |it: &str| Some(it) != field && !taken.contains(it);
    let mut found: Vec<Candidate> = all
        .iter()
        .filter(|it| is_free(&it.field))
        .map(|it| (it, likeness(&mine, &key(&it.header))))
        .filter(|(_, share)| *share >= ALIKE)
        .map(|(it, share)| Candidate {
            field: it.field.clone(),
            confidence: u16::try_from(share * 6).unwrap_or_default(),
        })
        .collect();
    if let Some(looked) = looks_like(cells, of.latest).filter(|it| is_free(it)) {
        if let Some(it) = found.iter_mut().find(|it| it.field == looked) {
            it.confidence = it.confidence.max(BY_CELLS);
        } else if all.iter().any(|it| it.field == looked) {
            found.push(Candidate { field: looked.to_owned(), confidence: BY_CELLS });
        }
    }
    found.sort_by(|a, b| b.confidence.cmp(&a.confidence).then_with(|| a.field.cmp(&b.field)));
    found.truncate(OTHERS);
    found
}

/// A field that most cells can only hold by their form.
fn looks_like(cells: &[(&Cell, &ReadRow)], latest: i32) -> Option<&'static str> {
    if cells.len() < 2 {
        return None;
    }
    let most = |is_one: &dyn Fn(&Cell) -> bool| {
        let n = cells.iter().filter(|(cell, _)| is_one(cell)).count();
        n * 5 >= cells.len() * 4
    };
    let digits = |cell: &Cell| {
        let text = ascii_digits(&cell.written());
        let only = text.chars().all(|it| it.is_ascii_digit() || matches!(it, '-' | ' '));
        only.then(|| text.chars().filter(char::is_ascii_digit).count())
    };
    let is_pid = |cell: &Cell| {
        let read = read_citizen_number(Some(cell)).whole;
        read.value != Value::Null && read.note.is_none()
    };
    let is_birth = |cell: &Cell| {
        let is_written_so = match cell {
            Cell::Date(_) => true,
            Cell::Text(text) => text.contains(['/', '-', '.', ' ']),
            Cell::Number(_) | Cell::Fault(_) => false,
        };
        is_written_so && read_birth(Some(cell), latest).value != Value::Null
    };
    let is_sex = |cell: &Cell| matches!(cell, Cell::Text(_)) && read_sex(Some(cell)).value != Value::Null;
    let is_title = |cell: &Cell| find_title(&cell.written()).is_some();
    if most(&is_pid) {
        Some(fields::PID)
    } else if most(&|it| digits(it) == Some(11)) {
        Some(fields::HOUSE_CODE)
    } else if most(&is_birth) {
        Some(fields::BIRTH)
    } else if most(&is_sex) {
        Some(fields::SEX)
    } else if most(&is_title) {
        Some(fields::TITLE)
    } else if most(&|it| digits(it) == Some(8)) {
        Some(fields::AREA_CODE)
    } else {
        None
    }
}

/// What was read for a field of a row, in one line.
fn read_as(field: &str, row: &ReadRow) -> Option<String> {
    let text = |name: &str| match row.values.get(name)? {
        Value::Null => None,
        Value::Int(n) => Some(n.to_string()),
        Value::Text(text) => Some(text.clone()),
    };
    let joined = |names: &[&str]| {
        let parts: Vec<String> = names.iter().filter_map(|it| text(it)).collect();
        (!parts.is_empty()).then(|| parts.join(" · "))
    };
    match field {
        WHOLE_NAME => joined(&[fields::TITLE, fields::FIRST, fields::LAST]),
        ADDRESS => joined(&[
            fields::HOUSE_NO,
            fields::MOO,
            fields::VILLAGE,
            fields::TAMBON,
            fields::AMPHOE,
            fields::PROVINCE,
        ]),
        fields::PID => text(fields::PID).or_else(|| text(fields::PID_MASKED)),
        field => text(field),
    }
}

fn cut(text: &str) -> String {
    let one_line = text.split_whitespace().collect::<Vec<_>>().join(" ");
    one_line.chars().take(LETTERS).collect()
}

/// The fields of a source a sheet was found to hold, of those it usually has, of a hundred.
pub(crate) fn share_of_usual(profile: &Profile, found: &BTreeSet<&str>) -> (usize, usize) {
    let usual = (profile.usual)();
    if profile.kind == Kind::TpmapPublic {
        return (found.len(), found.len());
    }
    let n_found =
        usual.iter().filter(|it| found.contains(it.as_str()) || is_said_otherwise(it, found)).count();
    (n_found, usual.len())
}

/// A whole name says what its parts say, and the other way round; an address what its places say.
fn is_said_otherwise(field: &str, found: &BTreeSet<&str>) -> bool {
    match field {
        fields::FIRST | fields::LAST => found.contains(WHOLE_NAME),
        WHOLE_NAME => found.contains(fields::FIRST),
        ADDRESS => found.contains(fields::TAMBON),
        fields::HOUSE_NO | fields::MOO | fields::TAMBON | fields::AMPHOE | fields::PROVINCE => {
            found.contains(ADDRESS)
        }
        _ => false,
    }
}
