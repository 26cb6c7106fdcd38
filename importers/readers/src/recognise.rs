//! Which source a file is of and how its sheets are laid out, how sure that is and why, and what somebody said of it.

use std::collections::{BTreeMap, BTreeSet};

use phonjon_domain::calendar::BUDDHIST_OFFSET;
use phonjon_rows::{
    CERTAIN, FileHead, Mapping, Reason, Recognised, SheetHead, SheetRead, SourceGuess, UnknownColumn,
    YearGuess,
};

use crate::book::{Book, RawRow, Step, Stop};
use crate::catalogue::{catalogue, says_what, says_who};
use crate::codes;
use crate::columns_read::{Of, columns_read, share_of_usual};
use crate::kind::Kind;
use crate::layout::{Layout, ROWS_LOOKED_AT, find_layout, guess_layout};
use crate::mapping::{Overrides, is_named, named};
use crate::passwords;
use crate::read::{LATEST_YEAR, ReadOptions};
use crate::sources::{PROFILES, Profile, profile};
use crate::year::{stated_years, years_in_name};

/// Sheets whose columns are told one by one.
const SHEETS_TOLD: usize = 30;
/// How sure a source is whose columns do not prove it, at most.
const UNPROVED: usize = 400;

/// The sheets of a file and how each is laid out.
pub(crate) struct Sheets {
    pub(crate) profile: &'static Profile,
    /// Name, and layout where a header was found.
    pub(crate) sheets: Vec<(String, Option<Layout>)>,
}

impl Sheets {
    /// The years of all sheets: those in a sheet's titles; in its name where no title of it states one.
    pub(crate) fn years(&self) -> (BTreeSet<i16>, bool) {
        let laid_out = self.sheets.iter().filter_map(|(name, layout)| Some((name, layout.as_ref()?)));
        let mut is_by_title = false;
        let mut all = BTreeSet::new();
        for (name, layout) in laid_out {
            let titles: BTreeSet<i16> = layout.titles.iter().flat_map(|it| stated_years(it)).collect();
            is_by_title |= !titles.is_empty();
            all.extend(if titles.is_empty() { years_in_name(name) } else { titles });
        }
        (all, is_by_title)
    }

    pub(crate) fn head(&self, format: &str, year: Option<i16>) -> FileHead {
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

/// What came of recognising a file: the sheets, or why it is refused; and in either case what was seen.
pub(crate) struct Recognition {
    pub(crate) sheets: Result<Sheets, Stop>,
    pub(crate) seen: Recognised,
}

/// What the survey year is, and by what it is known.
pub(crate) fn year_guess(year: i16, code: &str, confidence: u16) -> YearGuess {
    YearGuess { year, confidence, reason: Reason::new(code) }
}

/// How somebody wants the file to be read: as they say, or as their office saved it.
struct Wish<'a> {
    mapping: Option<&'a Mapping>,
    is_saved: bool,
    /// The source that is asked for.
    kind: Option<Kind>,
}

/// Finds the source by the headers of the sheets, or takes what somebody said.
pub(crate) fn recognise(book: &mut dyn Book, options: &ReadOptions) -> Result<Recognition, Stop> {
    let names = book.sheets();
    let mut seen = Recognised { is_mapped: options.mapping.is_some(), ..Recognised::default() };
    let saved = match &options.mapping {
        Some(_) => None,
        None => agreeing(book, &names, options)?,
    };
    seen.saved = saved.map(|(id, _)| id.to_owned());
    let mapping = options.mapping.as_ref().or_else(|| saved.map(|(_, mapping)| mapping));
    let asked = mapping.and_then(|it| it.source.as_deref());
    let kind = asked.and_then(Kind::from_code);
    let wish = Wish { mapping, is_saved: saved.is_some(), kind };
    let mut stop = None;
    if asked.is_some() && kind.is_none() {
        stop = Some(Stop::refused(codes::SOURCE_UNKNOWN));
    }
    let missing = mapping.filter(|_| !wish.is_saved).into_iter().flat_map(|it| &it.sheets);
    if let Some(it) = missing.into_iter().find(|it| !names.contains(&it.sheet)) {
        stop = stop.or(Some(Stop::refused_of(codes::MAPPING_SHEET_MISSING, &[("sheet", &it.sheet)])));
    }
    let mut looked = Looked::default();
    for (at, name) in names.into_iter().enumerate() {
        look_at(book, at, name, options, &wish, &mut looked)?;
    }
    let Looked { chosen, sheets, read, guesses, is_empty, refused } = looked;
    seen.sheets = read;
    (seen.source, seen.second) = sources(guesses, chosen, &wish);
    let kind = seen.source.as_ref().and_then(|it| Kind::from_code(&it.source));
    seen.fields = catalogue(kind.unwrap_or(Kind::Tpmap)).into_iter().map(|it| it.field).collect();
    let is_all_out = !sheets.is_empty() && sheets.iter().all(|(name, _)| is_left_out(&wish, name));
    let all_out = is_all_out.then(|| Stop::refused(codes::MAPPING_WITHOUT_SHEET));
    let stop = stop.or(refused).or(all_out).or_else(|| missing_column(&wish, &sheets));
    let sheets = match (stop, chosen) {
        (Some(stop), _) => Err(stop),
        (None, Some(profile)) => Ok(Sheets { profile, sheets }),
        (None, None) if is_empty => Err(Stop::refused(codes::FILE_EMPTY)),
        (None, None) if options.source.is_some() || wish.kind.is_some() => {
            Err(Stop::refused(codes::NO_HEADER))
        }
        (None, None) => Err(Stop::refused(codes::SOURCE_UNKNOWN)),
    };
    Ok(Recognition { sheets, seen })
}

/// What was seen sheet by sheet.
struct Looked {
    chosen: Option<&'static Profile>,
    sheets: Vec<(String, Option<Layout>)>,
    read: Vec<SheetRead>,
    /// How likely each source is, by the sheet that says most.
    guesses: Vec<SourceGuess>,
    is_empty: bool,
    refused: Option<Stop>,
}

impl Default for Looked {
    fn default() -> Self {
        Self {
            chosen: None,
            sheets: Vec::new(),
            read: Vec::new(),
            guesses: Vec::new(),
            is_empty: true,
            refused: None,
        }
    }
}

fn look_at(
    book: &mut dyn Book,
    at: usize,
    name: String,
    options: &ReadOptions,
    wish: &Wish<'_>,
    looked: &mut Looked,
) -> Result<(), Stop> {
    let header_row = wish.mapping.and_then(|it| it.sheet(&name)).and_then(|it| it.header_row);
    let rows = first_rows(book, at, header_row)?;
    // Nothing of such a file is shown, not even to whoever says how it is to be read.
    if passwords::stand_in(&rows) {
        return Err(Stop::refused(codes::FILE_WITH_PASSWORDS));
    }
    if is_left_out(wish, &name) {
        let reason = Reason::new("sheet_left_out_by_hand");
        looked.read.push(SheetRead { is_left_out: true, ..unread_sheet(&name, reason) });
        looked.sheets.push((name, None));
        return Ok(());
    }
    looked.is_empty &= rows.is_empty();
    let found = match lay_out(&rows, wish, &name) {
        Ok(found) => found,
        Err(stop) => {
            looked.refused.get_or_insert(stop);
            None
        }
    };
    if found.as_ref().is_some_and(|(_, layout)| layout.has_passwords()) {
        return Err(Stop::refused(codes::FILE_WITH_PASSWORDS));
    }
    if let Some((found, _)) = &found {
        let wanted = options.source.map(profile).or(looked.chosen);
        if let Some(wanted) = wanted.filter(|it| it.kind != found.kind) {
            let args = [("wanted", wanted.kind.code()), ("found", found.kind.code())];
            looked.refused.get_or_insert(Stop::refused_of(codes::SOURCE_MISMATCH, &args));
        }
        looked.chosen = Some(found);
    }
    // One sheet that proves it tells what the file is.
    let is_asked = !looked.guesses.iter().any(|it| usize::from(it.confidence) > UNPROVED);
    if is_asked && at < SHEETS_TOLD && !rows.is_empty() {
        take_guesses(&rows, &mut looked.guesses);
    }
    if looked.read.len() < SHEETS_TOLD {
        looked.read.push(sheet_read(&rows, &name, found.as_ref(), options, wish, looked));
    }
    looked.sheets.push((name, found.map(|(_, layout)| layout)));
    Ok(())
}

fn is_left_out(wish: &Wish<'_>, name: &str) -> bool {
    wish.mapping.and_then(|it| it.sheet(name)).is_some_and(|it| it.is_left_out)
}

/// The source of a sheet and its layout, as far as its header or somebody says.
fn lay_out(rows: &[RawRow], wish: &Wish<'_>, name: &str) -> Result<Option<(&'static Profile, Layout)>, Stop> {
    let nothing = Mapping::default();
    let mapping = wish.mapping.unwrap_or(&nothing);
    let profiles: Vec<&'static Profile> = match wish.kind {
        Some(kind) => vec![profile(kind)],
        None => PROFILES.to_vec(),
    };
    let mut unfit = None;
    for profile in profiles {
        let overrides = match Overrides::of(mapping, profile.kind, name) {
            Ok(overrides) => overrides,
            // Another source may have such a field.
            Err(stop) => {
                unfit.get_or_insert(stop);
                continue;
            }
        };
        if let Some(layout) = find_layout(rows, profile, &overrides) {
            if !mapping.columns.is_empty() && !says_who(&layout.fields()) {
                return Err(Stop::refused(codes::MAPPING_WITHOUT_PERSON));
            }
            return Ok(Some((profile, layout)));
        }
        if wish.kind.is_none() {
            continue;
        }
        // Somebody says what it is: less will do than where the header alone must prove it.
        let Some(layout) = guess_layout(rows, profile, &overrides) else { continue };
        if overrides.header_row.is_none() && !overrides.touches(&layout) {
            continue;
        }
        let found = layout.fields();
        if !says_who(&found) {
            return Err(Stop::refused(codes::MAPPING_WITHOUT_PERSON));
        }
        if !says_what(profile.kind, &found) {
            return Err(Stop::refused_of(codes::MAPPING_WITHOUT_CONTENT, &[("source", profile.kind.code())]));
        }
        return Ok(Some((profile, layout)));
    }
    match unfit {
        Some(stop) if wish.kind.is_some() => Err(stop),
        _ => Ok(None),
    }
}

/// A column that somebody spoke of and that no sheet has.
fn missing_column(wish: &Wish<'_>, sheets: &[(String, Option<Layout>)]) -> Option<Stop> {
    let mapping = wish.mapping.filter(|_| !wish.is_saved)?;
    let is_there = |choice: &&phonjon_rows::ColumnChoice| {
        let mine = sheets.iter().filter(|(name, _)| choice.sheet.as_ref().is_none_or(|it| it == name));
        mine.filter_map(|(_, it)| it.as_ref())
            .flat_map(|it| &it.columns)
            .any(|it| is_named(choice, it.index, &it.header))
    };
    let missing = mapping.columns.iter().find(|it| it.field.is_some() && !is_there(it))?;
    Some(Stop::refused_of(codes::MAPPING_COLUMN_MISSING, &[("column", &named(missing))]))
}

/// The first saved mapping whose headers all stand in one sheet.
fn agreeing<'a>(
    book: &mut dyn Book,
    names: &[String],
    options: &'a ReadOptions,
) -> Result<Option<(&'a str, &'a Mapping)>, Stop> {
    if options.saved.is_empty() {
        return Ok(None);
    }
    for at in 0..names.len().min(SHEETS_TOLD) {
        let rows = first_rows(book, at, None)?;
        for saved in &options.saved {
            let Some(kind) = saved.mapping.source.as_deref().and_then(Kind::from_code) else { continue };
            if options.source.is_some_and(|it| it != kind) {
                continue;
            }
            let Some(name) = names.get(at) else { continue };
            let Ok(overrides) = Overrides::of(&saved.mapping, kind, name) else { continue };
            let layout = guess_layout(&rows, profile(kind), &overrides);
            if layout.is_some_and(|it| overrides.is_met_by(&it)) {
                return Ok(Some((saved.id.as_str(), &saved.mapping)));
            }
        }
    }
    Ok(None)
}

/// How likely each source is by the header of a sheet; what another sheet says more surely stays.
fn take_guesses(rows: &[RawRow], guesses: &mut Vec<SourceGuess>) {
    let nothing = Overrides::default();
    for profile in PROFILES {
        let Some(layout) = guess_layout(rows, profile, &nothing) else { continue };
        let found = layout.fields();
        let is_proved = (profile.is_proved_by)(&found);
        let (n_found, n_usual) = share_of_usual(profile, &found);
        let share = |of: usize| n_found * of / n_usual.max(1);
        let whole = usize::from(CERTAIN);
        let confidence = if is_proved { UNPROVED + share(whole - UNPROVED) } else { share(UNPROVED) };
        let n_own = found.iter().filter(|it| crate::catalogue::is_own(profile.kind, it)).count();
        let mut reasons = vec![Reason::new("source_columns").with("found", &n_found).with("all", &n_usual)];
        if n_own > 0 {
            reasons.push(Reason::new("source_own_columns").with("columns", &n_own));
        }
        let guess = SourceGuess {
            source: profile.kind.code().to_owned(),
            confidence: u16::try_from(confidence).unwrap_or(CERTAIN),
            reasons,
        };
        match guesses.iter_mut().find(|it| it.source == guess.source) {
            Some(known) if known.confidence < guess.confidence => *known = guess,
            Some(_) => {}
            None => guesses.push(guess),
        }
    }
    guesses.retain(|it| it.confidence > 0);
    // Of two equally likely the one looked for first.
    guesses.sort_by_key(|it| std::cmp::Reverse(it.confidence));
}

/// The source a file was taken for and the next likely one.
fn sources(
    mut guesses: Vec<SourceGuess>,
    chosen: Option<&Profile>,
    wish: &Wish<'_>,
) -> (Option<SourceGuess>, Option<SourceGuess>) {
    let kind = chosen.map(|it| it.kind).or(wish.kind);
    let at = kind.and_then(|kind| guesses.iter().position(|it| it.source == kind.code()));
    let mut first = match (at, kind) {
        (Some(at), _) => Some(guesses.remove(at)),
        (None, Some(kind)) => {
            Some(SourceGuess { source: kind.code().to_owned(), confidence: 0, reasons: Vec::new() })
        }
        (None, None) if guesses.is_empty() => None,
        (None, None) => Some(guesses.remove(0)),
    };
    if let Some(first) = first.as_mut().filter(|_| wish.kind.is_some()) {
        first.confidence = CERTAIN;
        let code = if wish.is_saved { "source_as_saved" } else { "source_by_hand" };
        first.reasons.insert(0, Reason::new(code));
    }
    (first, guesses.into_iter().next())
}

fn unread_sheet(name: &str, reason: Reason) -> SheetRead {
    SheetRead {
        sheet: name.to_owned(),
        header_row: None,
        is_read: false,
        is_left_out: false,
        confidence: 0,
        reason,
        columns: Vec::new(),
    }
}

/// A sheet as it is shown: by its header, or by the row that looks most like one.
fn sheet_read(
    rows: &[RawRow],
    name: &str,
    found: Option<&(&'static Profile, Layout)>,
    options: &ReadOptions,
    wish: &Wish<'_>,
    looked: &Looked,
) -> SheetRead {
    let year = options.year.or(options.this_year).unwrap_or(LATEST_YEAR);
    let latest = i32::from(year) - BUDDHIST_OFFSET;
    if rows.is_empty() {
        return unread_sheet(name, Reason::new("sheet_empty"));
    }
    if let Some((profile, layout)) = found {
        let of = Of { profile, layout, is_read: true, is_saved: wish.is_saved, latest };
        let columns = columns_read(of, rows);
        let n_named = columns.iter().filter(|it| !it.header.trim().is_empty()).count();
        let n_known = columns.iter().filter(|it| it.field.is_some()).count();
        let is_said = layout.overrides.header_row.is_some();
        let share = n_known * usize::from(CERTAIN) / n_named.max(1);
        let reason = if is_said {
            Reason::new("header_row_by_hand")
        } else {
            Reason::new("header_columns").with("found", &n_known).with("all", &n_named)
        };
        return SheetRead {
            header_row: Some(layout.last_header_row),
            is_read: true,
            confidence: if is_said { CERTAIN } else { u16::try_from(share).unwrap_or(CERTAIN).min(CERTAIN) },
            columns,
            ..unread_sheet(name, reason)
        };
    }
    let likely = looked.guesses.first().and_then(|it| Kind::from_code(&it.source));
    let profile = profile(wish.kind.or(options.source).or(likely).unwrap_or(Kind::Tpmap));
    let Some(at) = most_like_a_header(rows) else {
        return unread_sheet(name, Reason::new("sheet_without_header"));
    };
    let overrides = Overrides::default().with_header_row(Some(at));
    let reason = Reason::new("sheet_without_header");
    let Some(layout) = guess_layout(rows, profile, &overrides) else { return unread_sheet(name, reason) };
    let columns =
        columns_read(Of { profile, layout: &layout, is_read: false, is_saved: false, latest }, rows);
    SheetRead { header_row: Some(at), columns, ..unread_sheet(name, reason) }
}

/// The row that may be a header although it proves nothing: the first of about the most words.
fn most_like_a_header(rows: &[RawRow]) -> Option<u32> {
    let n_words = |row: &RawRow| {
        let words = row.cells.iter().map(|(_, cell)| cell.written());
        let words: BTreeSet<String> =
            words.filter(|it| it.chars().any(char::is_alphabetic) && it.chars().count() < 60).collect();
        words.len()
    };
    let most = rows.iter().map(n_words).max().filter(|it| *it > 1)?;
    rows.iter().find(|it| n_words(it) * 10 >= most * 8).map(|it| it.number)
}

fn first_rows(book: &mut dyn Book, sheet: usize, header_row: Option<u32>) -> Result<Vec<RawRow>, Stop> {
    /// Rows below a header that somebody names.
    const BELOW: usize = 40;
    /// The last row that a header may be said to stand in.
    const LAST: usize = 1000;
    let named = header_row.map_or(0, |it| usize::try_from(it).unwrap_or(LAST).min(LAST) + BELOW);
    let most = named.max(ROWS_LOOKED_AT);
    let mut rows = Vec::new();
    book.rows(sheet, &mut |row| {
        rows.push(row);
        Ok(if rows.len() < most { Step::More } else { Step::Enough })
    })?;
    Ok(rows)
}
