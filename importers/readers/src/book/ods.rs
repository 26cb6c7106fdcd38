//! Rows of .ods workbooks, one at a time from the packed XML, with hidden rows and repeated cells.

use std::collections::BTreeSet;
use std::fs::File;
use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};

use quick_xml::events::{BytesRef, BytesStart, Event};
use quick_xml::{Reader, XmlVersion};
use zip::ZipArchive;

use crate::book::xlsx::read_iso;
use crate::book::{
    Book, Cell, Gatherer, MAX_COLUMNS, MAX_ROWS, Oddities, RawRow, Step, Stop, Visit, zip_check,
};
use crate::codes;

pub(crate) struct OdsBook {
    path: PathBuf,
    names: Vec<String>,
    hidden_sheets: BTreeSet<usize>,
    /// What is odd by sheet.
    odd: Vec<Oddities>,
}

impl OdsBook {
    pub(crate) fn open(path: &Path) -> Result<Self, Stop> {
        zip_check::check(path)?;
        refuse_encrypted(path)?;
        let mut names = Vec::new();
        let mut hidden_sheets = BTreeSet::new();
        // A sheet is hidden by its style.
        let mut style = None;
        let mut hiding = BTreeSet::new();
        let mut form = Form::default();
        with_content(path, |reader| {
            let mut buf = Vec::new();
            loop {
                match next(reader, &mut buf)? {
                    Event::Start(it) if it.local_name().as_ref() == "style" => style = attribute(&it, "name"),
                    Event::Start(it) | Event::Empty(it) if it.local_name().as_ref() == "table-properties" => {
                        hiding.extend(
                            style.take().filter(|_| attribute(&it, "display").as_deref() == Some("false")),
                        );
                    }
                    Event::Start(it) | Event::Empty(it) if it.local_name().as_ref() == "table" => {
                        if attribute(&it, "style-name").is_some_and(|it| hiding.contains(&it)) {
                            hidden_sheets.insert(names.len());
                        }
                        names.push(attribute(&it, "name").unwrap_or_default());
                        form.next_sheet();
                    }
                    Event::Start(it) | Event::Empty(it) => form.look(&it),
                    Event::Eof => return Ok(()),
                    Event::End(_)
                    | Event::Text(_)
                    | Event::GeneralRef(_)
                    | Event::CData(_)
                    | Event::Comment(_)
                    | Event::Decl(_)
                    | Event::PI(_)
                    | Event::DocType(_) => {}
                }
                buf.clear();
            }
        })?;
        Ok(Self { path: path.to_owned(), names, hidden_sheets, odd: form.sheets })
    }
}

impl Book for OdsBook {
    fn format(&self) -> &'static str {
        "ods"
    }

    fn sheets(&self) -> Vec<String> {
        self.names.clone()
    }

    fn is_hidden(&self, sheet: usize) -> bool {
        self.hidden_sheets.contains(&sheet)
    }

    fn oddities(&self, sheet: usize) -> Oddities {
        self.odd.get(sheet).cloned().unwrap_or_default()
    }

    fn rows(&mut self, sheet: usize, visit: Visit<'_>) -> Result<(), Stop> {
        with_content(&self.path, |reader| {
            let mut buf = Vec::new();
            let mut table = 0;
            loop {
                match next(reader, &mut buf)? {
                    Event::Start(it) if it.local_name().as_ref() == "table" => {
                        if table == sheet {
                            return read_table(reader, visit);
                        }
                        table += 1;
                    }
                    Event::Empty(it) if it.local_name().as_ref() == "table" => table += 1,
                    Event::Eof => return Ok(()),
                    Event::Start(_)
                    | Event::Empty(_)
                    | Event::End(_)
                    | Event::Text(_)
                    | Event::GeneralRef(_)
                    | Event::CData(_)
                    | Event::Comment(_)
                    | Event::Decl(_)
                    | Event::PI(_)
                    | Event::DocType(_) => {}
                }
                buf.clear();
            }
        })
    }
}

/// What is odd about the form of the sheets, seen while their names are read.
#[derive(Default)]
struct Form {
    sheets: Vec<Oddities>,
    row: u32,
    column: u32,
}

impl Form {
    fn next_sheet(&mut self) {
        self.sheets.push(Oddities::default());
        (self.row, self.column) = (0, 0);
    }

    fn look(&mut self, element: &BytesStart<'_>) {
        let Some(odd) = self.sheets.last_mut() else { return };
        match element.local_name().as_ref() {
            "table-column" => {
                let last = self.column.saturating_add(repeat(element, "number-columns-repeated"));
                if is_hidden(element) {
                    odd.hide_columns(self.column, last - 1);
                }
                self.column = last;
            }
            "table-row" => {
                let first = self.row.saturating_add(1);
                let times = repeat(element, "number-rows-repeated");
                self.row = self.row.saturating_add(times);
                self.column = 0;
                // The rest of a sheet is one row repeated to its end.
                if is_hidden(element) && self.row < MAX_ROWS {
                    odd.hidden_rows.0 += u64::from(times);
                    odd.hidden_rows.1.get_or_insert(first);
                }
            }
            "table-cell" | "covered-table-cell" => {
                let mut times = 1;
                for it in element.attributes().flatten() {
                    match it.key.local_name().as_ref() {
                        "formula" => odd.formulas.add(self.row, self.column),
                        "number-columns-spanned" => odd.merged.add(self.row, self.column),
                        "number-columns-repeated" => times = repeat(element, "number-columns-repeated"),
                        _ => {}
                    }
                }
                self.column = self.column.saturating_add(times);
            }
            _ => {}
        }
    }
}

fn is_hidden(element: &BytesStart<'_>) -> bool {
    matches!(attribute(element, "visibility").as_deref(), Some("collapse" | "filter"))
}

/// A cell being read.
#[derive(Default)]
struct OpenCell {
    repeat: u32,
    kind: String,
    value: String,
    text: String,
    paragraphs: u32,
}

fn read_table<B: BufRead>(reader: &mut Reader<B>, visit: Visit<'_>) -> Result<(), Stop> {
    let mut buf = Vec::new();
    let mut row: u32 = 0;
    let mut row_repeat: u32 = 1;
    let mut is_row_hidden = false;
    let mut column: u32 = 0;
    let mut cells: Vec<(u32, Cell)> = Vec::new();
    let mut cell: Option<OpenCell> = None;
    let mut in_note = 0_u32;
    let mut depth = 0_u32;
    loop {
        match next(reader, &mut buf)? {
            Event::Start(it) => match it.local_name().as_ref() {
                "table" => depth += 1,
                "annotation" => in_note += 1,
                "table-row" => {
                    row_repeat = repeat(&it, "number-rows-repeated");
                    is_row_hidden = is_hidden(&it);
                    column = 0;
                    cells.clear();
                }
                "table-cell" | "covered-table-cell" => cell = Some(open_cell(&it)),
                "p" if in_note == 0 => {
                    if let Some(open) = cell.as_mut() {
                        if open.paragraphs > 0 {
                            open.text.push('\n');
                        }
                        open.paragraphs += 1;
                    }
                }
                "s" => push_spaces(&it, cell.as_mut()),
                _ => {}
            },
            Event::Empty(it) => match it.local_name().as_ref() {
                "table-row" => row = row.saturating_add(repeat(&it, "number-rows-repeated")),
                "table-cell" | "covered-table-cell" => {
                    let open = open_cell(&it);
                    close_cell(open, &mut column, &mut cells)?;
                }
                "s" => push_spaces(&it, cell.as_mut()),
                "tab" | "line-break" => {
                    if let Some(open) = cell.as_mut() {
                        open.text.push(' ');
                    }
                }
                _ => {}
            },
            Event::Text(it) if in_note == 0 => {
                if let Some(open) = cell.as_mut().filter(|it| it.paragraphs > 0) {
                    open.text.push_str(&it.xml10_content());
                }
            }
            Event::GeneralRef(it) if in_note == 0 => {
                if let Some(open) = cell.as_mut() {
                    open.text.push_str(&resolve(&it));
                }
            }
            Event::End(it) => match it.local_name().as_ref() {
                "table" if depth > 0 => depth -= 1,
                "table" => return Ok(()),
                "annotation" => in_note = in_note.saturating_sub(1),
                "table-cell" | "covered-table-cell" => {
                    if let Some(open) = cell.take() {
                        close_cell(open, &mut column, &mut cells)?;
                    }
                }
                "table-row" => {
                    if hand_on(row, row_repeat, is_row_hidden, &cells, visit)? == Step::Enough {
                        return Ok(());
                    }
                    row = row.saturating_add(row_repeat);
                }
                _ => {}
            },
            Event::Eof => return Err(Stop::refused(codes::FILE_UNREADABLE)),
            Event::Text(_)
            | Event::GeneralRef(_)
            | Event::CData(_)
            | Event::Comment(_)
            | Event::Decl(_)
            | Event::PI(_)
            | Event::DocType(_) => {}
        }
        buf.clear();
    }
}

/// Hands on a row as often as it is repeated; empty ones pass by.
fn hand_on(
    row: u32,
    times: u32,
    is_hidden: bool,
    cells: &[(u32, Cell)],
    visit: Visit<'_>,
) -> Result<Step, Stop> {
    if cells.is_empty() {
        return Ok(Step::More);
    }
    if row >= MAX_ROWS {
        return Err(Stop::refused_with(codes::TOO_MANY_ROWS, "limit", &MAX_ROWS));
    }
    for number in (row..row.saturating_add(times)).map(|it| it.saturating_add(1)) {
        let hidden = if is_hidden { BTreeSet::from([number]) } else { BTreeSet::new() };
        let mut one = |row: RawRow| visit(row);
        let mut gatherer = Gatherer::new(&mut one, &hidden);
        for (column, cell) in cells {
            gatherer.take(number - 1, *column, cell.clone())?;
        }
        if gatherer.flush()? == Step::Enough {
            return Ok(Step::Enough);
        }
    }
    Ok(Step::More)
}

fn open_cell(element: &BytesStart<'_>) -> OpenCell {
    let value = ["value", "date-value", "boolean-value", "time-value", "string-value"];
    OpenCell {
        repeat: repeat(element, "number-columns-repeated"),
        kind: attribute(element, "value-type").unwrap_or_default(),
        value: value.iter().find_map(|it| attribute(element, it)).unwrap_or_default(),
        ..OpenCell::default()
    }
}

fn close_cell(open: OpenCell, column: &mut u32, cells: &mut Vec<(u32, Cell)>) -> Result<(), Stop> {
    let cell = match open.kind.as_str() {
        "float" | "currency" | "percentage" => match open.value.parse::<f64>() {
            Ok(n) => Cell::Number(n),
            Err(_) => Cell::Text(open.text),
        },
        "date" => read_iso(&open.value),
        "boolean" => Cell::Text(open.value.to_uppercase()),
        _ if open.text.is_empty() => Cell::Text(open.value),
        _ => Cell::Text(open.text),
    };
    if !cell.is_blank() {
        if open.repeat > MAX_COLUMNS {
            return Err(Stop::refused_with(codes::TOO_MANY_COLUMNS, "limit", &MAX_COLUMNS));
        }
        cells.extend((0..open.repeat).map(|n| (column.saturating_add(n), cell.clone())));
    }
    *column = column.saturating_add(open.repeat);
    Ok(())
}

fn push_spaces(element: &BytesStart<'_>, cell: Option<&mut OpenCell>) {
    let count = repeat(element, "c").min(64);
    if let Some(open) = cell {
        open.text.extend(std::iter::repeat_n(' ', usize::try_from(count).unwrap_or(1)));
    }
}

fn repeat(element: &BytesStart<'_>, name: &str) -> u32 {
    attribute(element, name).and_then(|it| it.parse().ok()).unwrap_or(1).max(1)
}

/// An attribute by its local name.
fn attribute(element: &BytesStart<'_>, name: &str) -> Option<String> {
    let found = element.attributes().flatten().find(|it| it.key.local_name().as_ref() == name)?;
    found.normalized_value(XmlVersion::Implicit1_0).ok().map(std::borrow::Cow::into_owned)
}

fn resolve(reference: &BytesRef<'_>) -> String {
    if let Ok(Some(letter)) = reference.resolve_char_ref() {
        return letter.to_string();
    }
    match reference.xml10_content().as_ref() {
        "amp" => "&",
        "lt" => "<",
        "gt" => ">",
        "quot" => "\"",
        "apos" => "'",
        _ => "",
    }
    .to_owned()
}

fn next<'b, B: BufRead>(reader: &mut Reader<B>, buf: &'b mut Vec<u8>) -> Result<Event<'b>, Stop> {
    reader.read_event_into(buf).map_err(|_| Stop::refused(codes::FILE_UNREADABLE))
}

fn refuse_encrypted(path: &Path) -> Result<(), Stop> {
    let unreadable = || Stop::refused(codes::FILE_UNREADABLE);
    let mut zip = ZipArchive::new(File::open(path).map(BufReader::new).map_err(|_| unreadable())?)
        .map_err(|_| unreadable())?;
    let Ok(part) = zip.by_name("META-INF/manifest.xml") else { return Ok(()) };
    let manifest = std::io::read_to_string(part).map_err(|_| unreadable())?;
    if manifest.contains("encryption-data") {
        return Err(Stop::refused(codes::FILE_ENCRYPTED));
    }
    Ok(())
}

fn with_content<T>(
    path: &Path,
    read: impl FnOnce(&mut Reader<BufReader<zip::read::ZipFile<'_, BufReader<File>>>>) -> Result<T, Stop>,
) -> Result<T, Stop> {
    let unreadable = || Stop::refused(codes::FILE_UNREADABLE);
    let mut zip = ZipArchive::new(File::open(path).map(BufReader::new).map_err(|_| unreadable())?)
        .map_err(|_| unreadable())?;
    let part = zip.by_name("content.xml").map_err(|_| unreadable())?;
    let mut reader = Reader::from_reader(BufReader::new(part));
    let config = reader.config_mut();
    config.check_end_names = false;
    read(&mut reader)
}
