//! How a file becomes messages: recognised first, read once to learn what only the whole can tell, then row by row.

use std::collections::{BTreeMap, BTreeSet};
use std::io;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;

use phonjon_domain::calendar::BUDDHIST_OFFSET;
use phonjon_rows::{
    CERTAIN, Counts, FileHead, FileTail, Mapping, Message, Outcome, ReadRow, Recognised, SavedMapping,
};

use crate::book::{Book, RawRow, Step, Stop, ahead, open};
use crate::cells::Note;
use crate::codes;
use crate::evidence::{Before, Evidence};
use crate::kind::Kind;
use crate::odd::{self, Counted};
use crate::passwords;
use crate::recognise::{Recognition, Sheets, recognise, year_guess};
use crate::row_reader::{RowReader, issue};
use crate::template::is_notes;
use crate::year::year_of_public_name;

/// What the caller knows of the file.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ReadOptions {
    /// The source it should be of; any, where none is given.
    pub source: Option<Kind>,
    /// The survey year (Buddhist) it should be of.
    pub year: Option<i16>,
    /// This year (Buddhist): the latest that a birth may lie in where the file states no year.
    pub this_year: Option<i16>,
    /// How somebody says that it is to be read.
    pub mapping: Option<Mapping>,
    /// Mappings that the office saved, the likeliest first: where nobody says, the first whose headers agree is taken.
    pub saved: Vec<SavedMapping>,
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
pub(crate) const LATEST_YEAR: i16 = 2580;
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
    let Recognition { sheets, mut seen } = recognise(book.as_mut(), options)?;
    let learned = match sheets {
        Ok(sheets) => learn(book.as_mut(), sheets, name, options, &mut seen),
        Err(stop) => Err(stop),
    };
    let Learned { sheets, evidence, latest, year, counted } = match learned {
        Ok(learned) => learned,
        Err(stop) if stop.is_of(codes::FILE_WITH_PASSWORDS) => return Err(stop),
        Err(stop) => {
            // What was seen of a file that is refused is what somebody needs who says how to read it.
            sink(Message::Recognised(Box::new(seen))).map_err(Stop::Sink)?;
            return Err(stop);
        }
    };
    seen.told = odd::told(book.as_ref(), &sheets.sheets, Some(sheets.profile), &counted);
    sink(Message::Recognised(Box::new(seen))).map_err(Stop::Sink)?;
    sink(Message::Head(FileHead { made_from: book.made_from(), ..sheets.head(book.format(), year) }))
        .map_err(Stop::Sink)?;
    let mut before = Before::default();
    let mut counts = Counts::default();
    read_rows(book.as_mut(), &sheets, latest, &mut |mut row, _| {
        evidence.judge(&mut row, &mut before);
        counts.add(row.outcome);
        sink(Message::Row(row)).map_err(Stop::Sink)
    })?;
    for row in sheets_left_out(book.as_mut(), &sheets, options)? {
        counts.add(row.outcome);
        sink(Message::Row(row)).map_err(Stop::Sink)?;
    }
    sink(Message::Tail(FileTail { counts })).map_err(Stop::Sink)
}

/// What a first reading of the whole file tells.
struct Learned {
    sheets: Sheets,
    evidence: Evidence,
    /// Last common year that a birth may lie in.
    latest: i32,
    year: Option<i16>,
    counted: Counted,
}

fn learn(
    book: &mut dyn Book,
    sheets: Sheets,
    name: &str,
    options: &ReadOptions,
    seen: &mut Recognised,
) -> Result<Learned, Stop> {
    let profile = sheets.profile;
    let (mut years, is_by_title) = sheets.years();
    let mut code = if is_by_title { "year_in_title" } else { "year_in_sheet_name" };
    if profile.kind == Kind::TpmapPublic && years.is_empty() {
        years.extend(year_of_public_name(name));
        code = "year_in_file_name";
    }
    // Whoever knows better than the titles says so, and the titles are not asked.
    if let Some(year) = options.mapping.as_ref().and_then(|it| it.year) {
        years = BTreeSet::from([year]);
        code = "year_by_hand";
    }
    let sure = if is_by_title || code == "year_by_hand" { CERTAIN } else { YEAR_BY_NAME };
    seen.year = years.first().map(|it| year_guess(*it, code, if years.len() == 1 { sure } else { 0 }));
    check_years(&years, options.year)?;
    let year = years.first().copied();
    // Work may have been done after the survey that a title names.
    let of_survey = year.or(options.year).filter(|_| !profile.tells_of_work);
    let latest = i32::from(of_survey.or(options.this_year).unwrap_or(LATEST_YEAR)) - BUDDHIST_OFFSET;

    let mut evidence = Evidence::new(profile.is_household_file);
    let mut counted = Counted::default();
    let is_of_accounts = profile.kind == Kind::Accounts;
    if profile.kind != Kind::TpmapPublic {
        let mut is_apart = false;
        read_rows(book, &sheets, latest, &mut |row, raw| {
            match raw {
                Some((_, raw)) if is_of_accounts && passwords::speaks_of_one(raw) => {
                    return Err(Stop::refused(codes::FILE_WITH_PASSWORDS));
                }
                Some((at, raw)) => {
                    if let Some((_, Some(layout))) = sheets.sheets.get(at) {
                        counted.note(at, layout, raw, &row, is_apart);
                    }
                    is_apart = false;
                }
                None => is_apart = true,
            }
            evidence.learn(&row);
            Ok(())
        })?;
    }
    // A register of one round is of that year.
    let mut rounds = evidence.rounds.keys().filter_map(|it| i16::try_from(*it).ok());
    let year = match (year, rounds.next(), rounds.next()) {
        (None, Some(round), None) => {
            seen.year = Some(year_guess(round, "year_of_round", YEAR_BY_NAME));
            Some(round)
        }
        _ => year,
    };
    check_years(&year.into_iter().collect(), options.year)?;
    if let (None, Some(year)) = (&seen.year, options.year) {
        seen.year = Some(year_guess(year, "year_given", CERTAIN));
    }
    Ok(Learned { sheets, evidence, latest, year, counted })
}

/// How sure a year is that only a name or a column says.
const YEAR_BY_NAME: u16 = 900;

/// One row for each sheet that holds something but no header: nothing of it is read, and that is said.
fn sheets_left_out(
    book: &mut dyn Book,
    sheets: &Sheets,
    options: &ReadOptions,
) -> Result<Vec<ReadRow>, Stop> {
    let mut told = Vec::new();
    for (at, (name, _)) in sheets.sheets.iter().enumerate().filter(|(_, (_, layout))| layout.is_none()) {
        let mut first = None;
        let mut rows: u64 = 0;
        let mut is_ours = false;
        book.rows(at, &mut |row| {
            if first.is_none() {
                first = Some(row.number);
                is_ours = is_notes(&row);
            }
            rows += 1;
            Ok(Step::More)
        })?;
        let Some(first) = first.filter(|_| !is_ours) else { continue };
        let choice = options.mapping.as_ref().and_then(|it| it.sheet(name));
        let is_left_out = choice.is_some_and(|it| it.is_left_out);
        let code = if is_left_out { codes::SHEET_LEFT_OUT } else { codes::SHEET_WITHOUT_HEADER };
        let note = Note::with(code, "rows", &rows);
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

/// Takes a row with its sheet and its cells; a blank one has none.
type Take<'a> = &'a mut dyn FnMut(ReadRow, Option<(usize, &RawRow)>) -> Result<(), Stop>;

/// Reads every row below the headers, blank ones between them included; those come without cells.
fn read_rows(book: &mut dyn Book, sheets: &Sheets, latest: i32, take: Take<'_>) -> Result<(), Stop> {
    for (at, (name, layout)) in sheets.sheets.iter().enumerate() {
        let Some(layout) = layout else { continue };
        let mut reader = RowReader::new(sheets.profile, layout, name, book.is_hidden(at), latest);
        let mut last = layout.last_header_row;
        ahead::rows(book, at, &mut |row| {
            if row.number <= layout.last_header_row {
                return Ok(Step::More);
            }
            for number in (last + 1..row.number).take(BLANKS_TOLD as usize) {
                take(reader.read(&RawRow { number, ..RawRow::default() }), None)?;
            }
            last = row.number + row.further_lines;
            take(reader.read(&row), Some((at, &row)))?;
            Ok(Step::More)
        })?;
    }
    Ok(())
}
