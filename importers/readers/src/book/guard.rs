//! A watch over packed XML that is read before any library sees it: no tag, text or cell may be longer than an office
//! file's, and on the way it finds hidden rows and what the shared strings claim.

use std::collections::BTreeSet;
use std::io::Read;

use phonjon_rows::column_index;

use crate::book::{Oddities, Stop};
use crate::codes;

/// Longest tag, comment or run of text, bytes.
const MAX_RUN: usize = 1024 * 1024;
/// Longest cell or shared string, bytes; Excel's own limit is 32,767 letters.
const MAX_CELL: usize = 4 * 1024 * 1024;

/// What the watch saw.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct Seen {
    /// Rows as shown that are hidden.
    pub(crate) hidden_rows: BTreeSet<u32>,
    /// Hidden columns, formulas and merged areas.
    pub(crate) odd: Oddities,
    /// What `<sst uniqueCount>` claims.
    pub(crate) strings_claimed: Option<u64>,
    /// Bytes after unpacking.
    pub(crate) bytes: u64,
}

enum State {
    Text,
    /// Inside `<…>`, with the open quote if any.
    Tag(Option<u8>),
    /// Inside a comment or CDATA, which ends with these bytes.
    Until(&'static [u8]),
}

/// Reads a part to its end; more than `limit` bytes refuse the file.
pub(crate) fn watch(mut part: impl Read, limit: u64) -> Result<Seen, Stop> {
    let mut seen = Seen::default();
    let mut state = State::Text;
    let mut run: usize = 0;
    let mut tag: Vec<u8> = Vec::new();
    // The tag before: that of the cell a formula stands in.
    let mut before: Vec<u8> = Vec::new();
    let mut cell: usize = 0;
    let mut row: u32 = 0;
    let mut chunk = vec![0; 64 * 1024];
    loop {
        let n = part.read(&mut chunk).map_err(|_| Stop::refused(codes::FILE_UNREADABLE))?;
        if n == 0 {
            return Ok(seen);
        }
        seen.bytes += n as u64;
        if seen.bytes > limit {
            return Err(Stop::refused_with(codes::FILE_TOO_LARGE, "limit", &limit));
        }
        for &b in chunk.get(..n).unwrap_or_default() {
            run += 1;
            if run > MAX_RUN {
                return Err(bomb("text"));
            }
            match &mut state {
                State::Text if b == b'<' => {
                    cell += run;
                    run = 0;
                    std::mem::swap(&mut tag, &mut before);
                    tag.clear();
                    state = State::Tag(None);
                    if cell > MAX_CELL {
                        return Err(bomb("cell"));
                    }
                }
                State::Text => {}
                State::Tag(quote) => {
                    match (*quote, b) {
                        (Some(open), _) if open == b => *quote = None,
                        (None, b'"' | b'\'') => *quote = Some(b),
                        (None, b'>') => {
                            let name = local_name(&tag);
                            if matches!(name, b"c" | b"si" | b"row" | b"table-cell" | b"table-row") {
                                cell = 0;
                            }
                            if name == b"row" && !tag.starts_with(b"/") {
                                row = number(&tag, b"r")
                                    .and_then(|n| u32::try_from(n).ok())
                                    .unwrap_or(row.saturating_add(1));
                                if matches!(attribute(&tag, b"hidden"), Some(b"1" | b"true")) {
                                    seen.hidden_rows.insert(row);
                                }
                            }
                            if matches!(name, b"f" | b"mergeCell" | b"col") && !tag.starts_with(b"/") {
                                note_odd(&mut seen.odd, name, &tag, &before, row);
                            }
                            if name == b"sst" && !tag.starts_with(b"/") {
                                seen.strings_claimed = number(&tag, b"uniqueCount");
                            }
                            run = 0;
                            state = State::Text;
                            continue;
                        }
                        (Some(_) | None, _) => {}
                    }
                    tag.push(b);
                    match tag.as_slice() {
                        b"!--" => state = State::Until(b"-->"),
                        b"![CDATA[" => {
                            tag.clear();
                            state = State::Until(b"]]>");
                        }
                        // No office file has a document type; entities hide there.
                        b"!DOCTYPE" => return Err(Stop::refused(codes::FILE_UNREADABLE)),
                        _ => {}
                    }
                }
                State::Until(end) => {
                    tag.push(b);
                    if tag.ends_with(end) {
                        cell += run;
                        run = 0;
                        state = State::Text;
                    }
                }
            }
        }
    }
}

/// Notes a formula by the cell around it, a merged area by its first corner, columns that are hidden.
fn note_odd(odd: &mut Oddities, name: &[u8], tag: &[u8], before: &[u8], row: u32) {
    let corner = |tag: &[u8], name: &[u8]| {
        let text = std::str::from_utf8(attribute(tag, name)?).ok()?;
        let letters = text.find(|it: char| !it.is_ascii_alphabetic()).and_then(|at| text.get(..at))?;
        let rest = text.get(letters.len()..)?;
        let digits = rest.split(|it: char| !it.is_ascii_digit()).next()?;
        Some((digits.parse().ok()?, column_index(letters)?))
    };
    match name {
        b"f" if local_name(before) == b"c" => {
            // Only the first is told with its place.
            let place = if odd.formulas.n == 0 { corner(before, b"r") } else { None };
            let (row, column) = place.unwrap_or((row, 0));
            odd.formulas.add(row, column);
        }
        b"mergeCell" => {
            let (row, column) = corner(tag, b"ref").unwrap_or((row, 0));
            odd.merged.add(row, column);
        }
        b"col" if matches!(attribute(tag, b"hidden"), Some(b"1" | b"true")) => {
            let at = |name| number(tag, name).and_then(|it| u32::try_from(it).ok());
            if let (Some(first), Some(last)) = (at(b"min"), at(b"max")) {
                odd.hide_columns(first.saturating_sub(1), last.saturating_sub(1));
            }
        }
        _ => {}
    }
}

fn bomb(what: &str) -> Stop {
    Stop::refused_with(codes::ZIP_BOMB, "limit", &what)
}

fn local_name(tag: &[u8]) -> &[u8] {
    let tag = tag.strip_prefix(b"/").unwrap_or(tag);
    let end = tag.iter().position(|b| b.is_ascii_whitespace() || *b == b'/').unwrap_or(tag.len());
    let name = tag.get(..end).unwrap_or_default();
    name.iter().position(|b| *b == b':').and_then(|at| name.get(at + 1..)).unwrap_or(name)
}

/// The value of an attribute, by its name without prefix.
fn attribute<'a>(tag: &'a [u8], name: &[u8]) -> Option<&'a [u8]> {
    let mut rest = tag;
    loop {
        let at = rest.iter().position(|b| *b == b'=')?;
        let before = rest.get(..at)?.trim_ascii_end();
        let start = before.iter().rposition(|b| b.is_ascii_whitespace() || *b == b':').map_or(0, |it| it + 1);
        let is_wanted = before.get(start..) == Some(name);
        let after = rest.get(at + 1..)?.trim_ascii_start();
        let quote = *after.first()?;
        let value = after.get(1..)?;
        let end = value.iter().position(|b| *b == quote)?;
        if is_wanted {
            return value.get(..end);
        }
        rest = value.get(end + 1..)?;
    }
}

fn number(tag: &[u8], name: &[u8]) -> Option<u64> {
    std::str::from_utf8(attribute(tag, name)?).ok()?.trim().parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn seen(xml: &str) -> Result<Seen, Stop> {
        watch(xml.as_bytes(), 1 << 30)
    }

    #[test]
    fn hidden_rows_are_found() {
        let found = seen(
            r#"<sheetData><row r="1"/><row r="43" spans="1:42" hidden="1"><c/></row><x:row hidden = 'true'/></sheetData>"#,
        );
        assert_eq!(found.unwrap().hidden_rows, BTreeSet::from([43, 44]));
    }

    #[test]
    fn formulas_merged_areas_and_hidden_columns_are_found() {
        let found = seen(
            r#"<cols><col min="3" max="4" hidden="1"/><col min="5" max="5"/></cols><sheetData><row r="2"><c r="B2"><v>1</v></c><c r="D2" t="n"><f>B2*2</f><v>2</v></c><c r="E2"><f t="shared" si="0"/></c></row></sheetData><mergeCells><mergeCell ref="A1:F1"/></mergeCells>"#,
        );
        let odd = found.unwrap().odd;
        assert_eq!((odd.formulas.n, odd.formulas.first), (2, Some((2, 3))));
        assert_eq!((odd.merged.n, odd.merged.first), (1, Some((1, 0))));
        assert_eq!(odd.hidden_columns, [(2, 3)]);
    }

    #[test]
    fn a_claim_of_strings_is_read_wherever_it_stands() {
        let xml = r#"<?xml version="1.0"?><!-- a > b --><x:sst xmlns:x="a>b" count="9" uniqueCount="4294967295"></x:sst>"#;
        assert_eq!(seen(xml).unwrap().strings_claimed, Some(4_294_967_295));
    }

    #[test]
    fn long_runs_and_document_types_are_refused() {
        let spaces = " ".repeat(MAX_RUN + 1);
        assert!(seen(&format!("<a>{spaces}</a>")).is_err());
        assert!(seen(&format!("<a b='{spaces}'/>")).is_err());
        assert!(seen(&format!("<a><![CDATA[{}]]></a>", "<b>".repeat(MAX_RUN / 3 + 1))).is_err());
        assert!(seen("<!DOCTYPE a [<!ENTITY b 'c'>]><a/>").is_err());
        let run = format!("<t>{}</t>", "x".repeat(MAX_RUN - 10)).repeat(5);
        assert!(seen(&format!("<si>{run}</si>")).is_err());
        assert!(watch("<a/><a/>".as_bytes(), 7).is_err());
    }
}
