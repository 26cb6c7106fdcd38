//! How a file becomes messages: recognised first, read once to learn what only the whole can tell, then row by row.

use std::collections::{BTreeMap, BTreeSet};
use std::io;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;

use phonjon_domain::calendar::BUDDHIST_OFFSET;
use phonjon_rows::{Counts, FileHead, FileTail, Message, Outcome, ReadRow, SheetHead, UnknownColumn};

use crate::book::{Book, RawRow, Step, Stop, open};
use crate::cells::Note;
use crate::codes;
use crate::evidence::{Before, Evidence};
use crate::kind::Kind;
use crate::layout::{Layout, ROWS_LOOKED_AT, find_layout};
use crate::row_reader::{RowReader, issue};
use crate::sources::{PROFILES, Profile, profile};
use crate::year::{stated_years, year_of_public_name, years_in_name};

/// What the caller knows of the file.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct ReadOptions {
    /// The source it should be of; any, where none is given.
    pub source: Option<Kind>,
    /// The survey year (Buddhist) it should be of.
    pub year: Option<i16>,
    /// This year (Buddhist): the latest that a birth may lie in where the file states no year.
    pub this_year: Option<i16>,
}

/// Why a file could not be read to messages at all; faults of the file itself are [`Message::Refused`].
#[derive(Debug, thiserror::Error)]
pub enum ReadError {
    /// Whoever takes the messages failed.
    #[error("the messages could not be handed on")]
    Sink(#[source] io::Error),
}

/// Takes messages one by one.
pub type Sink<'a> = &'a mut dyn FnMut(Message) -> io::Result<()>;

/// Latest Buddhist year of a birth where nobody says which year it is.
const LATEST_YEAR: i16 = 2580;
/// Blank rows in a row that are told one by one.
const BLANKS_TOLD: u32 = 64;

/// Reads a file: a head, its rows and a tail, or a refusal.
///
/// # Errors
///
/// [`ReadError::Sink`] when a message could not be handed on. Whatever is wrong with the file is a message.
pub fn read_file(path: &Path, options: &ReadOptions, sink: Sink<'_>) -> Result<(), ReadError> {
    let name = path.file_name().map(|it| it.to_string_lossy().into_owned()).unwrap_or_default();
    read_named(path, &name, options, sink)
}

/// The same of a file that lies under another name than its own.
///
/// # Errors
///
/// As [`read_file`].
pub fn read_named(path: &Path, name: &str, options: &ReadOptions, sink: Sink<'_>) -> Result<(), ReadError> {
    // Libraries that read foreign formats may panic on hostile input; to the caller that is an unreadable file.
    let read = catch_unwind(AssertUnwindSafe(|| read_messages(path, name, options, sink)));
    let stop = match read {
        Ok(Ok(())) => return Ok(()),
        Ok(Err(stop)) => stop,
        Err(_) => Stop::refused(codes::FILE_UNREADABLE),
    };
    match stop {
        Stop::Refused(refusal) => sink(Message::Refused(refusal)).map_err(ReadError::Sink),
        Stop::Sink(fault) => Err(ReadError::Sink(fault)),
    }
}

fn read_messages(path: &Path, name: &str, options: &ReadOptions, sink: Sink<'_>) -> Result<(), Stop> {
    let mut book = open(path)?;
    let sheets = recognise(book.as_mut(), options)?;
    let profile = sheets.profile;
    let mut years = sheets.years();
    if profile.kind == Kind::TpmapPublic && years.is_empty() {
        years.extend(year_of_public_name(name));
    }
    check_years(&years, options.year)?;
    let year = years.first().copied();
    // Work may have been done after the survey that a title names.
    let of_survey = year.or(options.year).filter(|_| !profile.tells_of_work);
    let latest = i32::from(of_survey.or(options.this_year).unwrap_or(LATEST_YEAR)) - BUDDHIST_OFFSET;

    let mut evidence = Evidence::new(profile.is_household_file);
    if profile.kind != Kind::TpmapPublic {
        read_rows(book.as_mut(), &sheets, latest, &mut |row| {
            evidence.learn(&row);
            Ok(())
        })?;
    }
    // A register of one round is of that year.
    let mut rounds = evidence.rounds.keys().filter_map(|it| i16::try_from(*it).ok());
    let year = match (year, rounds.next(), rounds.next()) {
        (None, Some(round), None) => Some(round),
        _ => year,
    };
    check_years(&year.into_iter().collect(), options.year)?;

    sink(Message::Head(FileHead { made_from: book.made_from(), ..sheets.head(book.format(), year) }))
        .map_err(Stop::Sink)?;
    let mut before = Before::default();
    let mut counts = Counts::default();
    read_rows(book.as_mut(), &sheets, latest, &mut |mut row| {
        evidence.judge(&mut row, &mut before);
        counts.add(row.outcome);
        sink(Message::Row(row)).map_err(Stop::Sink)
    })?;
    for row in sheets_left_out(book.as_mut(), &sheets)? {
        counts.add(row.outcome);
        sink(Message::Row(row)).map_err(Stop::Sink)?;
    }
    sink(Message::Tail(FileTail { counts })).map_err(Stop::Sink)
}

/// One row for each sheet that holds something but no header: nothing of it is read, and that is said.
fn sheets_left_out(book: &mut dyn Book, sheets: &Sheets) -> Result<Vec<ReadRow>, Stop> {
    let mut told = Vec::new();
    for (at, (name, _)) in sheets.sheets.iter().enumerate().filter(|(_, (_, layout))| layout.is_none()) {
        let mut first = None;
        let mut rows: u64 = 0;
        book.rows(at, &mut |row| {
            first.get_or_insert(row.number);
            rows += 1;
            Ok(Step::More)
        })?;
        let Some(first) = first else { continue };
        let note = Note::with(codes::SHEET_WITHOUT_HEADER, "rows", &rows);
        told.push(ReadRow {
            sheet: name.clone(),
            row: first,
            outcome: Outcome::Skipped,
            issues: vec![issue(note, None, None, None)],
            values: BTreeMap::new(),
            raw: Vec::new(),
        });
    }
    Ok(told)
}

fn check_years(stated: &BTreeSet<i16>, wanted: Option<i16>) -> Result<(), Stop> {
    let all: BTreeSet<i16> = stated.iter().copied().chain(wanted).collect();
    if stated.len() > 1 || (!stated.is_empty() && all.len() > 1) {
        let years: Vec<String> = all.iter().map(i16::to_string).collect();
        return Err(Stop::refused_with(codes::YEARS_DISAGREE, "years", &years.join(", ")));
    }
    Ok(())
}

/// The sheets of a file and how each is laid out.
pub(crate) struct Sheets {
    pub(crate) profile: &'static Profile,
    /// Name, and layout where a header was found.
    pub(crate) sheets: Vec<(String, Option<Layout>)>,
}

impl Sheets {
    /// The years of all sheets: those in a sheet's titles; in its name where no title of it states one.
    fn years(&self) -> BTreeSet<i16> {
        let laid_out = self.sheets.iter().filter_map(|(name, layout)| Some((name, layout.as_ref()?)));
        let of_sheet = |(name, layout): (&String, &Layout)| {
            let titles: BTreeSet<i16> = layout.titles.iter().flat_map(|it| stated_years(it)).collect();
            if titles.is_empty() { years_in_name(name) } else { titles }
        };
        laid_out.flat_map(of_sheet).collect()
    }

    fn head(&self, format: &str, year: Option<i16>) -> FileHead {
        let found: BTreeSet<&str> =
            self.sheets.iter().filter_map(|(_, it)| it.as_ref()).flat_map(Layout::fields).collect();
        let unknown = self.sheets.iter().flat_map(|(name, layout)| {
            layout.iter().flat_map(Layout::unknown).map(|it| UnknownColumn::new(name, it.index, &it.header))
        });
        let mut columns = BTreeMap::new();
        for column in self.sheets.iter().filter_map(|(_, it)| it.as_ref()).flat_map(|it| &it.columns) {
            if let Some(binding) = &column.binding {
                columns.entry(binding.field.clone()).or_insert_with(|| column.header.clone());
            }
        }
        FileHead {
            source: self.profile.kind.code().to_owned(),
            year,
            years_stated: Vec::new(),
            format: format.to_owned(),
            made_from: None,
            unknown_columns: unknown.collect(),
            missing_fields: (self.profile.usual)()
                .into_iter()
                .filter(|it| !found.contains(it.as_str()))
                .collect(),
            columns,
            sheets: self
                .sheets
                .iter()
                .map(|(name, layout)| SheetHead {
                    sheet: name.clone(),
                    header_row: layout.as_ref().map(|it| it.last_header_row),
                })
                .collect(),
        }
    }
}

/// Finds the source by the headers of the sheets.
pub(crate) fn recognise(book: &mut dyn Book, options: &ReadOptions) -> Result<Sheets, Stop> {
    let mut chosen: Option<&'static Profile> = None;
    let mut sheets = Vec::new();
    let mut is_empty = true;
    for (at, name) in book.sheets().into_iter().enumerate() {
        let first = first_rows(book, at)?;
        is_empty &= first.is_empty();
        let found = PROFILES.iter().find_map(|it| Some((*it, find_layout(&first, it)?)));
        if let Some((found, _)) = &found {
            let wanted = options.source.map(profile).or(chosen);
            if let Some(wanted) = wanted.filter(|it| it.kind != found.kind) {
                let mut stop = Stop::refused_with(codes::SOURCE_MISMATCH, "wanted", &wanted.kind.code());
                if let Stop::Refused(refusal) = &mut stop {
                    refusal.args.insert("found".to_owned(), found.kind.code().to_owned());
                }
                return Err(stop);
            }
            chosen = Some(found);
        }
        sheets.push((name, found.map(|(_, layout)| layout)));
    }
    match chosen {
        Some(profile) => Ok(Sheets { profile, sheets }),
        None if is_empty => Err(Stop::refused(codes::FILE_EMPTY)),
        None if options.source.is_some() => Err(Stop::refused(codes::NO_HEADER)),
        None => Err(Stop::refused(codes::SOURCE_UNKNOWN)),
    }
}

fn first_rows(book: &mut dyn Book, sheet: usize) -> Result<Vec<RawRow>, Stop> {
    let mut rows = Vec::new();
    book.rows(sheet, &mut |row| {
        rows.push(row);
        Ok(if rows.len() < ROWS_LOOKED_AT { Step::More } else { Step::Enough })
    })?;
    Ok(rows)
}

/// Reads every row below the headers, blank ones between them included.
fn read_rows(
    book: &mut dyn Book,
    sheets: &Sheets,
    latest: i32,
    take: &mut dyn FnMut(ReadRow) -> Result<(), Stop>,
) -> Result<(), Stop> {
    for (at, (name, layout)) in sheets.sheets.iter().enumerate() {
        let Some(layout) = layout else { continue };
        let mut reader = RowReader::new(sheets.profile, layout, name, book.is_hidden(at), latest);
        let mut last = layout.last_header_row;
        book.rows(at, &mut |row| {
            if row.number <= layout.last_header_row {
                return Ok(Step::More);
            }
            for number in (last + 1..row.number).take(BLANKS_TOLD as usize) {
                take(reader.read(&RawRow { number, ..RawRow::default() }))?;
            }
            last = row.number + row.further_lines;
            take(reader.read(&row))?;
            Ok(Step::More)
        })?;
    }
    Ok(())
}
