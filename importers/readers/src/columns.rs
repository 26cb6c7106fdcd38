//! What a column holds, found by its header in any order and many spellings.

use std::collections::BTreeMap;
use std::sync::OnceLock;

use phonjon_rows::fields;

use crate::cells::areas::Level;
use crate::wording::key;

/// How the cells of a column are read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Reads {
    /// A running number: says nothing.
    Sequence,
    CitizenNumber,
    HouseCode,
    Title,
    First,
    Last,
    WholeName,
    Sex,
    Birth,
    Age,
    HouseNumber,
    Moo,
    Village,
    Area(Level),
    VillageCode,
    Address,
    Failing,
    /// A problem; true where persons are counted.
    Problem(bool),
    IndicatorResult,
    Card,
    Baht,
    Members,
    Year,
    Status,
    /// A code of a published statistic with this many digits.
    StatisticCode(u8),
    Statistic,
    /// The short number of a household.
    ShortNumber,
    /// The whole day on which something was done.
    Day,
    /// A whole day that may lie ahead.
    DayAhead,
    /// Words as written.
    Words,
    /// One of some words, kept by its code.
    OneOf(Vocabulary),
    /// What something was worth in baht, kept in satang.
    Worth,
    /// What a visit found of a question, kept by its code.
    Found,
}

/// Codes and the words that stand for each, the first as officers read it; a blank one is known and offered to nobody.
pub(crate) type Vocabulary = &'static [(&'static str, &'static [&'static str])];

/// A column understood.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Binding {
    pub(crate) field: String,
    pub(crate) reads: Reads,
}

impl Binding {
    pub(crate) fn new(field: impl Into<String>, reads: Reads) -> Self {
        Self { field: field.into(), reads }
    }
}

/// A header in the forms it is compared in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Header {
    /// As written.
    pub(crate) written: String,
    /// Letters and digits only.
    pub(crate) key: String,
    /// The same without what stands in brackets at the end: the unit.
    pub(crate) bare: String,
}

impl Header {
    pub(crate) fn new(written: &str) -> Self {
        let trimmed = written.trim_end();
        let without_unit =
            trimmed.strip_suffix(')').and_then(|it| it.rsplit_once('(')).map_or(trimmed, |(it, _)| it);
        Self { written: written.to_owned(), key: key(written), bare: key(without_unit) }
    }

    /// True where it says a period shorter than the year that amounts are kept for.
    fn is_of_a_part_of_the_year(&self) -> bool {
        ["เดือน", "ต่อวัน", "บาทวัน", "สัปดาห์", "month", "week", "perday"].iter().any(|it| self.key.contains(it))
    }

    /// True where the unit in brackets counts persons.
    pub(crate) fn counts_persons(&self) -> bool {
        self.unit() == "คน"
    }

    /// True where amounts under it are what a field keeps: baht a year, of a person for the average income and of the
    /// household for every other. Of thousands, or of the household where a person is meant, nothing is taken.
    pub(crate) fn is_in_unit_of(&self, field: &str) -> bool {
        let unit = self.unit().replace("ต่อ", "");
        let of = if field == fields::INCOME_AVG { "คน" } else { "ครัวเรือน" };
        let known = ["", "บาท"].into_iter().flat_map(|baht| {
            ["", of].into_iter().flat_map(move |of| ["", "ปี"].map(|year| format!("{baht}{of}{year}")))
        });
        !self.is_of_a_part_of_the_year() && (unit == "baht" || known.into_iter().any(|it| it == unit))
    }

    /// True where amounts under it are baht, and not thousands of them.
    pub(crate) fn is_in_baht(&self) -> bool {
        matches!(self.unit(), "" | "บาท" | "baht")
    }

    /// What stands in brackets at the end, letters and digits only.
    fn unit(&self) -> &str {
        self.key.strip_prefix(&self.bare).unwrap_or_default()
    }
}

/// Columns that several sources share: who, where, how many.
pub(crate) fn bind_shared(header: &Header) -> Option<Binding> {
    static TABLE: OnceLock<BTreeMap<String, Binding>> = OnceLock::new();
    let table = TABLE.get_or_init(|| {
        let rows = SHARED.iter().flat_map(|(field, reads, names)| {
            names.iter().map(|name| (key(name), Binding::new(*field, *reads)))
        });
        rows.collect()
    });
    let of_head = |text: &str| -> Option<Binding> {
        let bare = text.strip_suffix("หัวหน้าครัวเรือน").or_else(|| text.strip_suffix("หัวหน้าครอบครัว"))?;
        table.get(bare).cloned()
    };
    let found = [&header.key, &header.bare]
        .into_iter()
        .find_map(|it| table.get(it).cloned().or_else(|| of_head(it)))?;
    // ชื่อ-สกุล is a whole name, ชื่อสกุล the last one.
    let parted = ["-", "–", " และ", "/"].iter().any(|it| header.written.contains(it));
    if found.reads == Reads::Last && parted && header.key.starts_with("ชื่อ") {
        return Some(Binding::new(WHOLE_NAME, Reads::WholeName));
    }
    Some(found)
}

/// The field name of a column that holds title, first and last name together.
pub(crate) const WHOLE_NAME: &str = "name";
/// The field name of a column that holds a whole address.
pub(crate) const ADDRESS: &str = "address";
/// The field name of the running number.
pub(crate) const SEQUENCE: &str = "seq";

type Spellings = (&'static str, Reads, &'static [&'static str]);

const SHARED: &[Spellings] = &[
    (SEQUENCE, Reads::Sequence, &["ลำดับ", "ลำดับที่", "no", "no."]),
    (
        fields::PID,
        Reads::CitizenNumber,
        &[
            "เลขประจำตัวประชาชน",
            "เลขบัตรประชาชน",
            "หมายเลขบัตรประชาชน",
            "หมายเลขประจำตัวประชาชน",
            "เลขบัตรประจำตัวประชาชน",
            "หมายเลขบัตรประจำตัวประชาชน",
            "หมายเลขประจำตัว 13 หลัก",
            "เลขประจำตัว 13 หลัก",
            "เลขประจำตัวประชาชน 13 หลัก",
            "เลขบัตรประชาชน 13 หลัก",
            "เลข 13 หลัก",
            "บัตรประชาชน",
            "เลขประจำตัว",
            "เลขปชช",
            "pid",
            "cid",
            "id card",
            "citizen id",
            "national id",
        ],
    ),
    (
        fields::HOUSE_CODE,
        Reads::HouseCode,
        &[
            "รหัสบ้าน",
            "รหัสประจำบ้าน",
            "เลขรหัสประจำบ้าน",
            "เลขรหัสบ้าน",
            "รหัสประจำบ้าน (ทะเบียนบ้าน)",
            "รหัสประจำบ้าน 11 หลัก",
            "รหัสบ้าน 11 หลัก",
            "hid",
            "house id",
            "house code",
        ],
    ),
    (fields::TITLE, Reads::Title, &["คำนำหน้า", "คำนำหน้าชื่อ", "คำนำหน้านาม", "prefix", "title"]),
    (fields::FIRST, Reads::First, &["ชื่อ", "ชื่อตัว", "ชื่อจริง", "fname", "first name"]),
    (fields::LAST, Reads::Last, &["นามสกุล", "ชื่อสกุล", "สกุล", "lname", "last name"]),
    (
        WHOLE_NAME,
        Reads::WholeName,
        &[
            "ชื่อ-นามสกุล",
            "ชื่อ-สกุล หัวหน้าครัวเรือน",
            "ชื่อ-นามสกุล หัวหน้าครัวเรือน",
            "ชื่อตัว-ชื่อสกุล",
            "ชื่อหัวหน้าครัวเรือน",
            "หัวหน้าครัวเรือน",
            "full name",
        ],
    ),
    (fields::SEX, Reads::Sex, &["เพศ", "sex", "gender"]),
    (
        fields::BIRTH,
        Reads::Birth,
        &[
            "วันเกิด",
            "วันเดือนปีเกิด",
            "วัน/เดือน/ปีเกิด",
            "ว/ด/ป เกิด",
            "วันเดือนปี เกิด",
            "dob",
            "birth date",
            "birthdate",
        ],
    ),
    (fields::AGE, Reads::Age, &["อายุ", "อายุ (ปี)", "age"]),
    (fields::HOUSE_NO, Reads::HouseNumber, &["บ้านเลขที่", "เลขที่", "เลขที่บ้าน", "hno", "house no"]),
    (fields::MOO, Reads::Moo, &["หมู่ที่", "หมู่", "ม.", "หมู่ที่บ้าน", "moo"]),
    (
        fields::VILLAGE,
        Reads::Village,
        &["ชื่อหมู่บ้าน", "หมู่บ้าน", "ชื่อบ้าน", "ชื่อหมู่บ้าน/ชุมชน", "หมู่บ้าน/ชุมชน", "ชุมชน", "village"],
    ),
    (
        fields::TAMBON,
        Reads::Area(Level::Subdistrict),
        &["ตำบล", "ตำบล/แขวง", "แขวง", "แขวง/ตำบล", "ต.", "tambon", "subdistrict"],
    ),
    (
        fields::AMPHOE,
        Reads::Area(Level::District),
        &["อำเภอ", "อำเภอ/เขต", "เขต", "เขต/อำเภอ", "อ.", "amphoe", "district"],
    ),
    (fields::PROVINCE, Reads::Area(Level::Province), &["จังหวัด", "จ.", "province"]),
    (
        fields::AREA_CODE,
        Reads::VillageCode,
        &["รหัสพื้นที่", "รหัสหมู่บ้าน", "รหัสพื้นที่ 8 หลัก", "รหัสหมู่บ้าน 8 หลัก", "ccaattmm", "area code"],
    ),
    (ADDRESS, Reads::Address, &["ที่อยู่", "ที่อยู่ตามทะเบียนบ้าน", "ที่อยู่ปัจจุบัน", "address"]),
    (
        fields::MEMBERS,
        Reads::Members,
        &[
            "จำนวนสมาชิก",
            "จำนวนสมาชิก (คน)",
            "จำนวนคนในครัวเรือน",
            "จำนวนสมาชิกในครัวเรือน",
            "สมาชิกในครัวเรือน",
            "จำนวนคน",
            "members",
        ],
    ),
    (
        fields::INCOME_AVG,
        Reads::Baht,
        &["รายได้เฉลี่ย (บาท/คน/ปี)", "รายได้เฉลี่ย", "รายได้เฉลี่ยต่อคนต่อปี", "รายได้เฉลี่ยต่อคนต่อปี (บาท)"],
    ),
];

#[cfg(test)]
mod tests {
    use super::*;

    fn field(header: &str) -> Option<String> {
        bind_shared(&Header::new(header)).map(|it| it.field)
    }

    #[test]
    fn a_header_is_known_in_every_spelling() {
        for (header, name) in [
            (" รหัส\nบ้าน", "house_code"),
            ("เลขประจําตัว\nประชาชน", "pid"),
            ("เลขประจำตัวประชาชนหัวหน้าครัวเรือน", "pid"),
            ("หมายเลขประจำตัว ๑๓ หลัก", "pid"),
            ("อายุ (ปี)", "age"),
            ("จํานวนสมาชิก (คน)", "members"),
            ("ชื่อ", "first"),
            ("ชื่อสกุล", "last"),
            ("ชื่อ-สกุล", "name"),
            ("ชื่อ-สกุล หัวหน้าครัวเรือน", "name"),
            ("เลขที่", "house_no"),
        ] {
            assert_eq!(field(header).as_deref(), Some(name), "{header}");
        }
    }

    #[test]
    fn what_is_not_known_stays_unknown() {
        for header in ["ที่", "หมายเหตุ", "รหัส cm", "", "ตรวจแล้ว", "ชื่อเล่น"]
        {
            assert_eq!(field(header), None, "{header}");
        }
    }

    #[test]
    fn an_amount_of_a_month_is_told_from_one_of_a_year() {
        for header in ["รายได้เฉลี่ย (บาท/คน/เดือน)", "รายได้ต่อเดือน", "รายได้ (บาท/วัน)", "Income per month"]
        {
            assert!(Header::new(header).is_of_a_part_of_the_year(), "{header}");
        }
        assert!(!Header::new("รายได้เฉลี่ย (บาท/คน/ปี)").is_of_a_part_of_the_year());
    }

    #[test]
    fn an_amount_in_another_unit_is_not_taken() {
        let fits = |header: &str, field: &str| Header::new(header).is_in_unit_of(field);
        for header in [
            "รายได้เฉลี่ย",
            "รายได้เฉลี่ย (บาท)",
            "รายได้เฉลี่ย (บาท/คน/ปี)",
            "รายได้เฉลี่ย (บาทต่อคนต่อปี)",
            "รายได้เฉลี่ย (บาท/ปี)",
            "รายได้เฉลี่ย (ต่อคน)",
        ] {
            assert!(fits(header, fields::INCOME_AVG), "{header}");
        }
        for header in [
            "รายได้เฉลี่ย (บาท/ครัวเรือน/ปี)",
            "รายได้เฉลี่ย (พันบาท)",
            "รายได้เฉลี่ย (บาท/คน/เดือน)",
            "รายได้เฉลี่ย (ล้านบาท)",
            "รายได้เฉลี่ย (ร้อยละ)",
        ] {
            assert!(!fits(header, fields::INCOME_AVG), "{header}");
        }
        assert!(fits("รายได้รวม (บาท/ครัวเรือน/ปี)", fields::INCOME_TOTAL));
        assert!(fits("หนี้สิน (บาท)", "debt"));
        assert!(!fits("รายได้รวม (บาท/คน/ปี)", fields::INCOME_TOTAL));
        assert!(!fits("หนี้สิน (พันบาท)", "debt"));
    }

    #[test]
    fn a_unit_stands_apart() {
        assert!(Header::new("ไม่มีเงินออม (คน)").counts_persons());
        assert!(!Header::new("ไม่มีส้วม (ครัวเรือน)").counts_persons());
    }
}
