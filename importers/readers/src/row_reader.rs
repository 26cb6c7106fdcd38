//! What a row says: its values by field, its issues and what becomes of it.

use std::collections::BTreeMap;
use std::rc::Rc;

use phonjon_rows::{Issue, Outcome, RawCell, ReadRow, Value, fields};

use crate::book::{Cell, RawRow};
use crate::cells::address::{Beside, read_address};
use crate::cells::areas::{Level, complete_district, is_same_area, read_area, read_village};
use crate::cells::citizen::read_citizen_number;
use crate::cells::dates::read_birth;
use crate::cells::houses::{read_house_number, read_moo};
use crate::cells::marks::{
    over_members, read_card, read_failing, read_problem, read_register_result, read_result, read_sex,
};
use crate::cells::names::{PersonName, read_name_cells, read_whole_name};
use crate::cells::numbers::{read_baht, read_count, read_year};
use crate::cells::place_codes::{read_house_code, read_village_code};
use crate::cells::stray_numbers::without_numbers;
use crate::cells::{Note, Reading, says_nothing};
use crate::codes::{self, Weight, weight};
use crate::columns::Reads;
use crate::layout::{Change, Column, Layout, is_numbering};
use crate::row_kind::{Closes, RowKind, row_kind};
use crate::sources::Profile;
use crate::statistics::read_statistics;
use crate::wording::tidy;
use crate::work::read_work;

/// Oldest age, years.
const MAX_AGE: i64 = 150;
/// Most members of a household.
const MAX_MEMBERS: i64 = 200;

/// Reads the rows of one sheet; remembers the places of the row above.
pub(crate) struct RowReader<'a> {
    pub(crate) profile: &'static Profile,
    /// As the last header has it.
    layout: Rc<Layout>,
    /// The lines of the last header that stands again, while nothing else stood below.
    header_again: Vec<RawRow>,
    /// The row of a header that could not be followed: the rows below are refused.
    lost_at: Option<u32>,
    pub(crate) sheet: &'a str,
    is_hidden: bool,
    /// Last common year that a birth may lie in.
    pub(crate) latest_year: i32,
    /// Province that the titles name, for files without a column of it.
    pub(crate) province: Option<String>,
    above: Places,
}

/// Names of the places of a row.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
struct Places {
    province: Option<String>,
    district: Option<String>,
    subdistrict: Option<String>,
    moo: Option<i64>,
    village: Option<String>,
}

impl Places {
    /// Forgets what a total closes: what it counts lies above it.
    fn close(&mut self, closes: Closes) {
        self.moo = None;
        self.village = None;
        if closes >= Closes::Subdistrict {
            self.subdistrict = None;
        }
        if closes >= Closes::District {
            self.district = None;
        }
        if closes >= Closes::Province {
            self.province = None;
        }
    }
}

impl<'a> RowReader<'a> {
    pub(crate) fn new(
        profile: &'static Profile,
        layout: &Layout,
        sheet: &'a str,
        is_hidden: bool,
        latest_year: i32,
    ) -> Self {
        let province = layout.titles.iter().find_map(|it| {
            let text = tidy(it);
            let after = text.split("จังหวัด").nth(1)?.trim_start();
            read_area(after.split(' ').next(), Level::Province)
        });
        Self {
            profile,
            layout: Rc::new(layout.clone()),
            header_again: Vec::new(),
            lost_at: None,
            sheet,
            is_hidden,
            latest_year,
            province,
            above: Places::default(),
        }
    }

    /// Reads a row below the header.
    pub(crate) fn read(&mut self, row: &RawRow) -> ReadRow {
        let kind = row_kind(row, &self.layout);
        if kind == RowKind::Header {
            self.follow_header(row);
        } else {
            self.header_again.clear();
        }
        let layout = Rc::clone(&self.layout);
        let mut draft = Draft { layout: &layout, row, issues: Vec::new(), values: BTreeMap::new() };
        if kind != RowKind::Blank {
            if row.is_hidden {
                draft.tell(None, Note::new(codes::ROW_HIDDEN));
            }
            if self.is_hidden {
                draft.tell(None, Note::new(codes::SHEET_HIDDEN));
            }
        }
        if let Some(header) = self.lost_at.filter(|_| kind.holds_data()) {
            draft.tell(None, Note::with(codes::HEADER_CHANGED, "row", &header));
            return draft.finish(self.sheet);
        }
        match kind {
            RowKind::Blank => draft.tell(None, Note::new(codes::ROW_BLANK)),
            RowKind::Header => draft.tell(None, Note::new(codes::ROW_HEADER)),
            RowKind::Note => draft.tell(None, Note::new(codes::ROW_NOTE)),
            RowKind::Total(closes) => {
                self.above.close(closes);
                draft.tell(None, Note::new(codes::ROW_TOTAL));
            }
            RowKind::Nobody => draft.tell(None, Note::new(codes::ROW_WITHOUT_IDENTITY)),
            RowKind::Statistic => read_statistics(&mut draft),
            RowKind::Data if layout.tells_of_work() => read_work(&mut draft, self.latest_year),
            RowKind::Data => {
                self.read_names(&mut draft);
                self.read_places(&mut draft);
                self.read_cells(&mut draft);
            }
        }
        draft.finish(self.sheet)
    }

    /// Reads the rows below a header that names other columns by it; where it leaves out what the first one has, nobody can
    /// tell whether the columns are other ones, and the rows below are refused.
    fn follow_header(&mut self, row: &RawRow) {
        if is_numbering(row) {
            return;
        }
        // A header has two lines at most.
        if self.header_again.len() > 1 {
            self.header_again.remove(0);
        }
        self.header_again.push(row.clone());
        match self.layout.change(&self.header_again, self.profile) {
            Change::None => self.lost_at = None,
            Change::To(layout) => {
                self.layout = Rc::new(*layout);
                self.lost_at = None;
            }
            Change::Unclear => self.lost_at = Some(row.number),
        }
    }

    fn read_names(&self, draft: &mut Draft<'_>) {
        let text = |reads| draft.column_cell(reads).1.map(Cell::written);
        let (title, first, last, whole) =
            (text(Reads::Title), text(Reads::First), text(Reads::Last), text(Reads::WholeName));
        let has = |reads| self.layout.column(reads).is_some();
        let name = if has(Reads::WholeName) {
            read_whole_name(whole.as_deref())
        } else if has(Reads::First) {
            read_name_cells(title.as_deref(), first.as_deref(), last.as_deref())
        } else {
            return;
        };
        let PersonName { title, first, last } = name;
        let whole = has(Reads::WholeName);
        for (field, reads, reading) in [
            (fields::TITLE, Reads::Title, title),
            (fields::FIRST, Reads::First, first),
            (fields::LAST, Reads::Last, last),
        ] {
            let column = self.layout.column(if whole { Reads::WholeName } else { reads });
            let column = column.or_else(|| self.layout.column(Reads::First));
            draft.put(field, column, reading);
        }
    }

    fn read_places(&mut self, draft: &mut Draft<'_>) {
        if let (Some(column), cell) = draft.column_cell(Reads::Address) {
            let beside = places_beside(draft);
            read_address_column(draft, column, cell, &beside, self.latest_year);
        }
        let province = self.read_level(draft, Level::Province, fields::PROVINCE, true);
        let same = |it: &Option<String>, above: &Option<String>| it == above && above.is_some();
        let district_may_fill = province.is_none() || same(&province, &self.above.province);
        let known = province.clone().or_else(|| self.province.clone());
        let district = self.read_district(draft, known.as_deref(), district_may_fill);
        let subdistrict_may_fill =
            district_may_fill && (district.is_none() || same(&district, &self.above.district));
        let subdistrict = self.read_level(draft, Level::Subdistrict, fields::TAMBON, subdistrict_may_fill);
        let places = Places { province, district, subdistrict, moo: None, village: None };
        self.above = self.read_village(draft, places);
    }

    /// Number and name of the village. Below the first row of a block, where the subdistrict is taken from above, a blank
    /// of either is the one above too, unless the other says another village.
    fn read_village(&self, draft: &mut Draft<'_>, mut places: Places) -> Places {
        let (moo_column, moo_cell) = draft.column_cell(Reads::Moo);
        let (village_column, village_cell) = draft.column_cell(Reads::Village);
        let mut moo = read_moo(moo_cell);
        let mut village = read_village(village_cell.map(Cell::written).as_deref());
        // An address may say what its column leaves blank.
        let of_address =
            |it: &mut Reading, field| match draft.values.get(field).filter(|it| **it != Value::Null) {
                Some(value) if it.value == Value::Null && it.note.is_none() => {
                    *it = Reading::sure(value.clone());
                }
                Some(value) if field == fields::MOO && it.value != Value::Null && *value != it.value => {
                    it.note = it.note.take().or(Some(Note::new(codes::ADDRESS_DISAGREES)));
                }
                _ => {}
            };
        of_address(&mut moo, fields::MOO);
        of_address(&mut village, fields::VILLAGE);
        let is_filled = draft.is_filled_down(fields::TAMBON);
        if is_filled {
            let says_other = |here: bool, same: bool| here && !same;
            let other_moo = says_other(moo.value != Value::Null, moo.value.as_int() == self.above.moo);
            let other_village = says_other(
                village.value != Value::Null,
                village.value.as_text() == self.above.village.as_deref(),
            );
            let is_blank = |it: &Reading| it.value == Value::Null && it.note.is_none();
            if moo_column.is_some() && is_blank(&moo) {
                moo = filled(self.above.moo.filter(|_| !other_village).map(Value::Int));
            }
            if village_column.is_some() && is_blank(&village) && !other_moo && self.above.village.is_some() {
                village = filled(self.above.village.clone().map(Value::Text));
            }
        }
        places.moo = moo.value.as_int();
        places.village = village.value.as_text().map(str::to_owned);
        for (field, column, reading) in
            [(fields::MOO, moo_column, moo), (fields::VILLAGE, village_column, village)]
        {
            if column.is_some() {
                draft.put(field, column, reading);
            }
        }
        places
    }

    fn read_district(&self, draft: &mut Draft<'_>, province: Option<&str>, may_fill: bool) -> Option<String> {
        let reads = Reads::Area(Level::District);
        let of_address = draft.text(fields::AMPHOE);
        let Some(column) = self.layout.column(reads) else { return of_address };
        let cell = draft.column_cell(reads).1.map(Cell::written);
        let Some(district) = read_area(cell.as_deref(), Level::District) else {
            if of_address.is_some() {
                return of_address;
            }
            return fill(draft, column, fields::AMPHOE, self.above.district.clone().filter(|_| may_fill));
        };
        let reading = complete_district(district, province);
        let name = reading.value.as_text().map(str::to_owned);
        draft.compare(fields::AMPHOE, column, Level::District, of_address, name.as_deref());
        draft.put(fields::AMPHOE, Some(column), reading);
        name
    }

    fn read_level(
        &self,
        draft: &mut Draft<'_>,
        level: Level,
        field: &'static str,
        may_fill: bool,
    ) -> Option<String> {
        let reads = Reads::Area(level);
        let of_address = draft.text(field);
        let Some(column) = self.layout.column(reads) else { return of_address };
        let cell = draft.column_cell(reads).1.map(Cell::written);
        if let Some(name) = read_area(cell.as_deref(), level) {
            draft.compare(field, column, level, of_address, Some(&name));
            draft.put(field, Some(column), Reading::text(name.clone()));
            return Some(name);
        }
        if of_address.is_some() {
            return of_address;
        }
        let above = match level {
            Level::Province => &self.above.province,
            Level::District => &self.above.district,
            Level::Subdistrict => &self.above.subdistrict,
        };
        fill(draft, column, field, above.clone().filter(|_| may_fill))
    }

    fn read_cells(&self, draft: &mut Draft<'_>) {
        let members = draft.column_cell(Reads::Members).1.map(|it| read_count(Some(it), MAX_MEMBERS));
        let members = members.and_then(|it| it.value.as_int());
        for column in &self.layout.columns {
            let Some(binding) = &column.binding else { continue };
            let cell = draft.cell(column);
            let reading = match binding.reads {
                Reads::CitizenNumber => {
                    let number = read_citizen_number(cell);
                    if let Some(masked) = number.masked {
                        draft.values.insert(fields::PID_MASKED.to_owned(), Value::Text(masked));
                    }
                    number.whole
                }
                Reads::HouseCode => read_house_code(cell, self.profile.house_code),
                Reads::VillageCode => read_village_code(cell),
                Reads::Sex => read_sex(cell),
                Reads::Birth => read_birth(cell, self.latest_year),
                Reads::Age => read_count(cell, MAX_AGE),
                Reads::HouseNumber => {
                    let mut reading = read_house_number(cell, self.latest_year);
                    match draft.values.get(fields::HOUSE_NO).filter(|it| **it != Value::Null) {
                        Some(_) if reading.value == Value::Null && reading.note.is_none() => continue,
                        Some(value) if reading.value != Value::Null && *value != reading.value => {
                            reading.note = reading.note.or(Some(Note::new(codes::ADDRESS_DISAGREES)));
                        }
                        _ => {}
                    }
                    reading
                }
                Reads::Failing => read_failing(cell),
                Reads::IndicatorResult => read_result(cell),
                Reads::Card => read_card(cell),
                Reads::Baht => read_baht(cell),
                Reads::Members => read_count(cell, MAX_MEMBERS),
                Reads::Year => read_year(cell),
                Reads::Status => {
                    let (result, card) = read_register_result(cell);
                    draft.values.insert(fields::CARD.to_owned(), card);
                    result
                }
                Reads::Problem(counts_persons) => {
                    let mut reading = read_problem(cell);
                    if counts_persons && reading.note.is_none() {
                        reading.note = over_members(&reading.value, members);
                    }
                    reading
                }
                Reads::Sequence
                | Reads::Title
                | Reads::First
                | Reads::Last
                | Reads::WholeName
                | Reads::Area(_)
                | Reads::Moo
                | Reads::Village
                | Reads::Address
                | Reads::StatisticCode(_)
                | Reads::Statistic
                | Reads::ShortNumber
                | Reads::Day
                | Reads::DayAhead
                | Reads::Words
                | Reads::OneOf(_)
                | Reads::Worth
                | Reads::Found => continue,
            };
            draft.put(&binding.field, Some(column), reading);
        }
    }
}

/// An empty place name is the one of the row above, where the levels over it are the same.
fn fill(
    draft: &mut Draft<'_>,
    column: &Column,
    field: &'static str,
    above: Option<String>,
) -> Option<String> {
    draft.put(field, Some(column), filled(above.clone().map(Value::Text)));
    above
}

fn filled(above: Option<Value>) -> Reading {
    match above {
        Some(value) => Reading::noted(value, Note::new(codes::AREA_FILLED_DOWN)),
        None => Reading::nothing(codes::AREA_MISSING),
    }
}

/// What columns of their own say of the places, beside an address.
fn places_beside(draft: &Draft<'_>) -> Beside {
    let read = |level| {
        let cell = draft.column_cell(Reads::Area(level)).1.map(Cell::written);
        read_area(cell.as_deref(), level)
    };
    Beside {
        province: read(Level::Province),
        district: read(Level::District),
        subdistrict: read(Level::Subdistrict),
    }
}

fn read_address_column(
    draft: &mut Draft<'_>,
    column: &Column,
    cell: Option<&Cell>,
    beside: &Beside,
    latest: i32,
) {
    let written = cell.map(Cell::written);
    let left = written.as_deref().and_then(without_numbers);
    if left.is_some() {
        draft.tell_of(crate::columns::ADDRESS, Some(column), Note::new(codes::ID_IN_TEXT));
    }
    let address = read_address(left.or(written).as_deref(), beside, latest);
    for (field, value) in [
        (fields::HOUSE_NO, address.house_no),
        (fields::MOO, address.moo),
        (fields::TAMBON, address.subdistrict),
        (fields::AMPHOE, address.district),
        (fields::PROVINCE, address.province),
    ] {
        draft.values.insert(field.to_owned(), value);
    }
    if let Some(village) = address.village {
        draft.values.insert(fields::VILLAGE.to_owned(), Value::Text(village));
    }
    for note in address.notes {
        draft.tell_of(crate::columns::ADDRESS, Some(column), note);
    }
}

/// The reading without a citizen number that stands in words, which are kept in clear.
fn cleaned(field: &str, reading: Reading) -> (Reading, bool) {
    const WORDS: [&str; 16] = [
        fields::HOUSE_NO,
        fields::VILLAGE,
        fields::TAMBON,
        fields::AMPHOE,
        fields::PROVINCE,
        fields::STATUS,
        fields::VISITED_BY,
        fields::TOLD_BY,
        fields::FINDINGS,
        fields::AGENCY,
        fields::PROJECT,
        fields::TEAM,
        fields::MEMBER,
        fields::USER_NAME,
        fields::DISPLAY_NAME,
        fields::ORDER_NUMBER,
    ];
    let text = reading.value.as_text().filter(|_| WORDS.contains(&field));
    let Some(left) = text.and_then(without_numbers) else { return (reading, false) };
    let value = if says_nothing(&left) { Value::Null } else { Value::Text(left) };
    (Reading { value, ..reading }, true)
}

/// A row while it is read.
pub(crate) struct Draft<'a> {
    pub(crate) layout: &'a Layout,
    pub(crate) row: &'a RawRow,
    pub(crate) issues: Vec<Issue>,
    pub(crate) values: BTreeMap<String, Value>,
}

impl<'a> Draft<'a> {
    pub(crate) fn cell(&self, column: &Column) -> Option<&'a Cell> {
        self.row.cell(column.index)
    }

    /// True where a field was taken from the row above.
    fn is_filled_down(&self, field: &str) -> bool {
        let told = |it: &Issue| it.code == codes::AREA_FILLED_DOWN && it.field.as_deref() == Some(field);
        self.issues.iter().any(told)
    }

    fn column_cell(&self, reads: Reads) -> (Option<&'a Column>, Option<&'a Cell>) {
        let column = self.layout.column(reads);
        (column, column.and_then(|it| self.cell(it)))
    }

    /// A value in words that was read before.
    fn text(&self, field: &str) -> Option<String> {
        self.values.get(field).and_then(Value::as_text).map(str::to_owned)
    }

    /// Tells where the address names another area than the column of its own.
    fn compare(
        &mut self,
        field: &str,
        column: &Column,
        level: Level,
        address: Option<String>,
        own: Option<&str>,
    ) {
        if let (Some(address), Some(own)) = (address, own)
            && !is_same_area(level, &address, own)
        {
            self.tell_of(field, Some(column), Note::new(codes::ADDRESS_DISAGREES));
        }
    }

    /// Stores a value and tells what is to be told of it.
    pub(crate) fn put(&mut self, field: &str, column: Option<&Column>, reading: Reading) {
        let is_fault = column.and_then(|it| self.cell(it)).is_some_and(|it| matches!(it, Cell::Fault(_)));
        let (reading, has_stray_number) = cleaned(field, reading);
        let note = match reading.note {
            _ if has_stray_number => Some(Note::new(codes::ID_IN_TEXT)),
            Some(note) if weight(note.code) == Weight::Refuses => Some(note),
            _ if is_fault => Some(Note::new(codes::CELL_FAULT)),
            note => note,
        };
        if let Some(note) = note {
            self.tell_of(field, column, note);
        }
        self.values.insert(field.to_owned(), reading.value);
    }

    pub(crate) fn tell_of(&mut self, field: &str, column: Option<&Column>, note: Note) {
        let value = column.and_then(|it| self.cell(it)).map(Cell::written);
        self.issues.push(issue(note, Some(field.to_owned()), column.map(|it| it.header.clone()), value));
    }

    pub(crate) fn tell(&mut self, field: Option<&str>, note: Note) {
        self.issues.push(issue(note, field.map(str::to_owned), None, None));
    }

    fn finish(self, sheet: &str) -> ReadRow {
        let raw = self
            .row
            .cells
            .iter()
            .map(|(index, cell)| RawCell { column: self.layout.header_at(*index), text: cell.written() });
        ReadRow {
            sheet: sheet.to_owned(),
            row: self.row.number,
            outcome: outcome(&self.issues),
            raw: raw.collect(),
            issues: self.issues,
            values: self.values,
        }
    }
}

/// What becomes of a row with these issues.
pub(crate) fn outcome(issues: &[Issue]) -> Outcome {
    let has = |wanted| issues.iter().any(|it| weight(&it.code) == wanted);
    if has(Weight::Skips) {
        Outcome::Skipped
    } else if has(Weight::Refuses) {
        Outcome::Rejected
    } else if has(Weight::Warns) {
        Outcome::AcceptedWithWarning
    } else {
        Outcome::Accepted
    }
}

pub(crate) fn issue(
    note: Note,
    field: Option<String>,
    column: Option<String>,
    value: Option<String>,
) -> Issue {
    let args = note.args.into_iter().map(|(name, value)| (name.to_owned(), value)).collect();
    Issue { code: note.code.to_owned(), field, column, value, args }
}
