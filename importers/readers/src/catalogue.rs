//! Which fields a file of a source may hold, in the order and wording of its template; what must be there to be read at all.

use std::collections::BTreeSet;

use phonjon_domain::dimension::Dimension;
use phonjon_rows::fields;

use crate::columns::{ADDRESS, Binding, Header, Reads, SEQUENCE, WHOLE_NAME};
use crate::kind::Kind;
use crate::sources::indicators::WORDING;
use crate::sources::{accounts, bmn, help, profile, teams, thaiqm, visits};
use crate::work::{FOUND, offered};

/// What may be written into the cells of a column.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Cells {
    /// Words or numbers.
    Free,
    /// Digits that a spreadsheet program must not take for a number.
    Digits,
    /// One of these.
    OneOf(&'static [&'static str]),
    /// One of these codes, in the words that officers read, of which the first is offered.
    Coded(&'static [(&'static str, &'static [&'static str])]),
}

impl Cells {
    /// The words that are offered; none where anything may be written.
    pub fn offered(self) -> Vec<&'static str> {
        match self {
            Self::Free | Self::Digits => Vec::new(),
            Self::OneOf(words) => words.to_vec(),
            Self::Coded(codes) => offered(codes).collect(),
        }
    }
}

/// A field of a source.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CatalogueField {
    /// Its name.
    pub field: String,
    /// Its header as the template writes it.
    pub header: String,
    /// True where the template has a column for it; the others are other ways to say the same.
    pub is_in_template: bool,
    /// True where a row says nothing of use without it.
    pub is_needed: bool,
    /// What its cells may hold.
    pub cells: Cells,
}

const SEXES: &[&str] = &["ชาย", "หญิง"];
const FAILS: &[&str] = &["1", "0"];
const RESULTS: &[&str] = &["1", "0", "-"];
const HAS: &[&str] = &["มี", "ไม่มี"];
const TICK: &[&str] = &["✓"];
const REGISTER: &[&str] = &["ผ่านเกณฑ์", "ไม่ผ่านเกณฑ์"];

/// The indicators that TPMAP's lists print.
const OF_TPMAP: [usize; 17] = [1, 4, 5, 7, 8, 9, 10, 11, 15, 16, 17, 19, 20, 21, 22, 27, 28];

/// The fields of a source, in the order of its template; none for published statistics, whose columns keep their names.
pub fn catalogue(kind: Kind) -> Vec<CatalogueField> {
    let mut all = Fields::default();
    match kind {
        Kind::Tpmap => tpmap(&mut all),
        Kind::Thaiqm => thaiqm(&mut all),
        Kind::Bmn => bmn(&mut all),
        Kind::Welfare => welfare(&mut all),
        Kind::Visits => {
            work(&mut all, visits::COLUMNS);
            // What is asked stands behind what every visit says, so that who asks nothing of it can leave it out.
            for (number, item) in (1..).zip(thaiqm::ITEMS) {
                all.add(format!("q{number:02}"), item, cells_of(Reads::Found));
            }
        }
        Kind::Help => work(&mut all, help::COLUMNS),
        Kind::Teams => {
            let needed = [fields::TEAM_KIND, fields::MEMBER, fields::SECTOR, fields::AMPHOE];
            roster(&mut all, teams::COLUMNS, &needed);
        }
        Kind::Accounts => {
            let needed = [fields::USER_NAME, fields::DISPLAY_NAME, fields::ROLE];
            roster(&mut all, accounts::COLUMNS, &needed);
        }
        Kind::TpmapPublic => return Vec::new(),
    }
    all.other(SEQUENCE, "ลำดับ");
    all.0
}

/// How a field of a source is read; nothing where the source has no such field.
pub(crate) fn binding_of(kind: Kind, field: &str) -> Option<Binding> {
    let found = catalogue(kind).into_iter().find(|it| it.field == field)?;
    (profile(kind).bind)(&Header::new(&found.header)).filter(|it| it.field == field)
}

/// True where something says whom or which house a row is about, or who serves.
pub(crate) fn says_who(found: &BTreeSet<&str>) -> bool {
    [fields::PID, fields::FIRST, WHOLE_NAME, fields::HOUSE_CODE, fields::MEMBER, fields::USER_NAME]
        .iter()
        .any(|it| found.contains(it))
}

/// True where at least one field is the source's own: a dimension, an indicator, a problem, a result of the register.
pub(crate) fn says_what(kind: Kind, found: &BTreeSet<&str>) -> bool {
    found.iter().any(|it| is_own(kind, it))
}

/// True for a field that only files of this source have.
pub(crate) fn is_own(kind: Kind, field: &str) -> bool {
    let numbered = |prefix: &str| {
        field.strip_prefix(prefix).is_some_and(|it| !it.is_empty() && it.bytes().all(|b| b.is_ascii_digit()))
    };
    match kind {
        Kind::Tpmap => Dimension::from_code(field).is_some() || numbered("ind"),
        Kind::Thaiqm => numbered("q"),
        Kind::Bmn => numbered("bmn"),
        Kind::Welfare => field == fields::STATUS || field == fields::ROUND,
        Kind::Visits => visits::COLUMNS.iter().any(|it| it.0 == field) || numbered("q"),
        Kind::Help => help::COLUMNS.iter().any(|it| it.0 == field),
        Kind::Teams => teams::COLUMNS.iter().any(|it| it.0 == field),
        Kind::Accounts => accounts::COLUMNS.iter().any(|it| it.0 == field),
        Kind::TpmapPublic => true,
    }
}

#[derive(Default)]
struct Fields(Vec<CatalogueField>);

impl Fields {
    fn add(&mut self, field: impl Into<String>, header: impl Into<String>, cells: Cells) {
        self.0.push(CatalogueField {
            field: field.into(),
            header: header.into(),
            is_in_template: true,
            is_needed: false,
            cells,
        });
    }

    fn needed(&mut self, field: &str, header: &str, cells: Cells) {
        self.add(field, header, cells);
        if let Some(last) = self.0.last_mut() {
            last.is_needed = true;
        }
    }

    /// Another way to say what the template says.
    fn other(&mut self, field: &str, header: &str) {
        self.add(field, header, Cells::Free);
        if let Some(last) = self.0.last_mut() {
            last.is_in_template = false;
        }
    }

    fn place(&mut self) {
        self.add(fields::HOUSE_NO, "บ้านเลขที่", Cells::Digits);
        self.add(fields::MOO, "หมู่ที่", Cells::Free);
        self.add(fields::VILLAGE, "ชื่อหมู่บ้าน", Cells::Free);
        self.needed(fields::TAMBON, "ตำบล", Cells::Free);
        self.needed(fields::AMPHOE, "อำเภอ", Cells::Free);
        self.needed(fields::PROVINCE, "จังหวัด", Cells::Free);
        self.add(fields::AREA_CODE, "รหัสพื้นที่", Cells::Digits);
    }

    fn name(&mut self) {
        self.add(fields::TITLE, "คำนำหน้า", Cells::Free);
        self.needed(fields::FIRST, "ชื่อ", Cells::Free);
        self.needed(fields::LAST, "นามสกุล", Cells::Free);
    }

    fn head(&mut self) {
        self.needed(fields::PID, "เลขประจำตัวประชาชนหัวหน้าครัวเรือน", Cells::Digits);
        self.needed(WHOLE_NAME, "ชื่อ-สกุล หัวหน้าครัวเรือน", Cells::Free);
    }

    fn other_names(&mut self) {
        self.other(fields::TITLE, "คำนำหน้า");
        self.other(fields::FIRST, "ชื่อ");
        self.other(fields::LAST, "นามสกุล");
        self.other(fields::SEX, "เพศ");
        self.other(fields::BIRTH, "วันเกิด");
        self.other(fields::AGE, "อายุ (ปี)");
        self.other(ADDRESS, "ที่อยู่");
    }
}

/// Work that was done, under the first header by which each of its columns is known; the household by any of three signs.
fn work(all: &mut Fields, columns: &[(&str, Reads, &[&str])]) {
    all.add(fields::SHORT_NUMBER, "เลขย่อครัวเรือน", Cells::Digits);
    all.add(fields::HOUSE_CODE, "รหัสบ้าน", Cells::Digits);
    all.add(fields::PID, "เลขประจำตัวประชาชน", Cells::Digits);
    for (at, (field, reads, headers)) in columns.iter().enumerate() {
        let header = headers.first().copied().unwrap_or(field);
        let cells = cells_of(*reads);
        // The day stands first; without it nothing is known of the work.
        if at == 0 { all.needed(field, header, cells) } else { all.add(*field, header, cells) }
    }
}

/// Who serves or signs in, a row each, under the first header by which each column is known, and the place.
fn roster(all: &mut Fields, columns: &[(&str, Reads, &[&str])], needed: &[&str]) {
    for (field, reads, headers) in columns {
        let header = headers.first().copied().unwrap_or(field);
        let cells = cells_of(*reads);
        if needed.contains(field) {
            all.needed(field, header, cells);
        } else if *field == fields::HELD_AS {
            // What a list brings is held in one's own post: the column is known, and nobody is asked to fill it in.
            all.other(field, header);
        } else {
            all.add(*field, header, cells);
        }
    }
    all.add(fields::MOO, "หมู่ที่", Cells::Free);
    all.add(fields::VILLAGE, "ชื่อหมู่บ้าน", Cells::Free);
    all.add(fields::TAMBON, "ตำบล", Cells::Free);
    if needed.contains(&fields::AMPHOE) {
        all.needed(fields::AMPHOE, "อำเภอ", Cells::Free);
    } else {
        all.add(fields::AMPHOE, "อำเภอ", Cells::Free);
    }
    all.needed(fields::PROVINCE, "จังหวัด", Cells::Free);
    all.add(fields::AREA_CODE, "รหัสพื้นที่", Cells::Digits);
}

fn cells_of(reads: Reads) -> Cells {
    if let Reads::OneOf(codes) = reads {
        Cells::Coded(codes)
    } else if reads == Reads::Found {
        Cells::Coded(FOUND)
    } else if matches!(reads, Reads::Day | Reads::DayAhead) {
        Cells::Digits
    } else {
        Cells::Free
    }
}

fn tpmap(all: &mut Fields) {
    all.add(fields::HOUSE_CODE, "รหัสบ้าน", Cells::Digits);
    all.needed(fields::PID, "เลขประจำตัวประชาชน", Cells::Digits);
    all.name();
    all.add(fields::SEX, "เพศ", Cells::OneOf(SEXES));
    all.add(fields::BIRTH, "วันเกิด", Cells::Digits);
    all.add(fields::AGE, "อายุ (ปี)", Cells::Free);
    all.place();
    for dimension in Dimension::ALL {
        let header = match dimension {
            Dimension::Health => "ด้านสุขภาพ",
            Dimension::Living => "ด้านความเป็นอยู่",
            Dimension::Education => "ด้านการศึกษา",
            Dimension::Income => "ด้านรายได้",
            Dimension::Access => "ด้านการเข้าถึงบริการภาครัฐ",
        };
        all.needed(dimension.code(), header, Cells::OneOf(FAILS));
    }
    for (number, words) in (1..).zip(WORDING) {
        all.add(format!("ind{number}"), format!("ตชว.{number} {words}"), Cells::OneOf(FAILS));
        if let Some(last) = all.0.last_mut() {
            last.is_in_template = OF_TPMAP.contains(&number);
        }
    }
    all.add(fields::CARD, "บัตรสวัสดิการแห่งรัฐ", Cells::OneOf(HAS));
    all.add(fields::INCOME_AVG, "รายได้เฉลี่ย (บาท/คน/ปี)", Cells::Free);
    all.other(WHOLE_NAME, "ชื่อ-นามสกุล");
    all.other(ADDRESS, "ที่อยู่");
    all.other(fields::MEMBERS, "จำนวนสมาชิก (คน)");
}

fn thaiqm(all: &mut Fields) {
    all.add(fields::HOUSE_CODE, "รหัสบ้าน", Cells::Digits);
    all.head();
    all.place();
    all.add(fields::MEMBERS, "จำนวนสมาชิก (คน)", Cells::Free);
    for (number, (item, unit)) in (1..).zip(thaiqm::ITEMS.iter().zip(thaiqm::UNITS)) {
        let cells = if unit == thaiqm::HOUSEHOLD { Cells::OneOf(TICK) } else { Cells::Free };
        all.add(format!("q{number:02}"), format!("{item} ({unit})"), cells);
    }
    all.other_names();
    all.other(fields::INCOME_AVG, "รายได้เฉลี่ย (บาท/คน/ปี)");
}

fn bmn(all: &mut Fields) {
    all.needed(fields::HOUSE_CODE, "รหัสบ้าน", Cells::Digits);
    all.head();
    all.place();
    all.add(fields::MEMBERS, "จำนวนสมาชิก (คน)", Cells::Free);
    for (number, words) in (1..).zip(WORDING) {
        all.add(format!("bmn{number}"), format!("{number}. {words}"), Cells::OneOf(RESULTS));
    }
    for (field, words) in bmn::AMOUNTS {
        let unit = match field {
            fields::INCOME_AVG => "บาท/คน/ปี",
            "debt" => "บาท",
            _ => "บาท/ปี",
        };
        let words = words.first().copied().unwrap_or_default();
        all.add(field, format!("{words} ({unit})"), Cells::Free);
    }
    all.other_names();
}

fn welfare(all: &mut Fields) {
    all.needed(fields::PID, "เลขประจำตัวประชาชน", Cells::Digits);
    all.name();
    all.add(fields::SEX, "เพศ", Cells::OneOf(SEXES));
    all.add(fields::BIRTH, "วันเกิด", Cells::Digits);
    all.needed(ADDRESS, "ที่อยู่", Cells::Free);
    all.needed(fields::ROUND, "ปีที่ลงทะเบียน", Cells::Free);
    all.needed(fields::STATUS, "ผลการพิจารณา", Cells::OneOf(REGISTER));
    all.other(WHOLE_NAME, "ชื่อ-นามสกุล");
    all.other(fields::AGE, "อายุ (ปี)");
    all.other(fields::HOUSE_CODE, "รหัสบ้าน");
    all.other(fields::HOUSE_NO, "บ้านเลขที่");
    all.other(fields::MOO, "หมู่ที่");
    all.other(fields::VILLAGE, "ชื่อหมู่บ้าน");
    all.other(fields::TAMBON, "ตำบล");
    all.other(fields::AMPHOE, "อำเภอ");
    all.other(fields::PROVINCE, "จังหวัด");
    all.other(fields::AREA_CODE, "รหัสพื้นที่");
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_field_of_a_catalogue_is_read_from_its_own_header() {
        for kind in Kind::ALL {
            let all = catalogue(kind);
            for it in &all {
                assert!(binding_of(kind, &it.field).is_some(), "{kind:?} {} {}", it.field, it.header);
            }
            let names: BTreeSet<&str> = all.iter().map(|it| it.field.as_str()).collect();
            assert_eq!(names.len(), all.len(), "{kind:?} names a field twice");
            for usual in (profile(kind).usual)() {
                assert!(names.contains(usual.as_str()), "{kind:?} lacks {usual}");
            }
        }
    }

    #[test]
    fn a_template_proves_its_source_and_no_other() {
        for kind in [Kind::Tpmap, Kind::Thaiqm, Kind::Bmn, Kind::Welfare] {
            let all = catalogue(kind);
            let names: BTreeSet<&str> =
                all.iter().filter(|it| it.is_in_template).map(|it| it.field.as_str()).collect();
            assert!((profile(kind).is_proved_by)(&names) && says_who(&names) && says_what(kind, &names));
        }
        assert!(!says_what(Kind::Tpmap, &BTreeSet::from(["first", "pid"])));
        assert!(!says_who(&BTreeSet::from(["moo", "health"])));
    }
}
