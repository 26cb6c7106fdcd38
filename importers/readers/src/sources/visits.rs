//! Visits that were made before, and sheets of visits typed into a workbook: a visit a row, with what was found of each
//! question where the sheet asks it.

use phonjon_rows::fields;

use crate::cells::place_codes::HouseCodeUse;
use crate::columns::{Binding, Header, Reads, Vocabulary};
use crate::kind::Kind;
use crate::sources::{Profile, bind_by, bind_household, names_a_household, owned, thaiqm};

pub(crate) const PROFILE: Profile = Profile {
    kind: Kind::Visits,
    bind,
    is_proved_by: |found| {
        let tells = [fields::FINDINGS, fields::VISITED_BY, fields::TOLD_BY, fields::MANNER];
        found.contains(fields::VISITED_ON)
            && names_a_household(found)
            && (tells.iter().any(|it| found.contains(it)) || found.iter().any(|it| thaiqm::is_item(it)))
    },
    usual: || owned(&[fields::VISITED_ON, fields::VISITED_BY, fields::FINDINGS, fields::TOLD_BY]),
    house_code: HouseCodeUse::Key,
    is_household_file: false,
    tells_of_work: true,
};

const MANNERS: Vocabulary = &[
    ("at_home", &["เยี่ยมที่บ้าน", "ที่บ้าน", "พบที่บ้าน", "อยู่บ้าน"]),
    ("elsewhere", &["พบที่อื่น", "ที่อื่น", "นอกบ้าน"]),
    ("telephone", &["โทรศัพท์", "ทางโทรศัพท์", "โทร"]),
    ("nobody_met", &["ไม่พบผู้ใด", "ไม่พบ", "ไม่พบใคร", "ไม่อยู่บ้าน", "ไม่มีผู้ใดอยู่"]),
];

const VERIFICATIONS: Vocabulary = &[
    ("confirmed", &["ยืนยันเป็นเป้าหมาย", "ยืนยัน", "เป็นเป้าหมาย", "เข้าเกณฑ์"]),
    ("not_in_need", &["ไม่เข้าเกณฑ์", "ไม่ตกเกณฑ์"]),
    ("not_found", &["ไม่พบตัว"]),
    ("moved", &["ย้ายที่อยู่", "ย้าย", "ย้ายออก"]),
    ("dead", &["เสียชีวิต", "ตาย"]),
    ("duplicate", &["ข้อมูลซ้ำ", "ซ้ำ"]),
    ("refused", &["ไม่สะดวกให้ข้อมูล", "ไม่ให้ข้อมูล"]),
    ("inaccessible", &["เข้าพื้นที่ไม่ได้"]),
];

const CLASSES: Vocabulary = &[
    ("can_develop", &["พัฒนาได้", "กลุ่มพัฒนาได้"]),
    ("needs_welfare", &["สงเคราะห์", "กลุ่มสงเคราะห์", "ต้องสงเคราะห์"]),
    ("declines", &["ไม่ขอรับความช่วยเหลือ", "ไม่ขอรับ"]),
];

pub(crate) const COLUMNS: &[(&str, Reads, &[&str])] = &[
    (
        fields::VISITED_ON,
        Reads::Day,
        &[
            "วันที่เยี่ยม",
            "วันเยี่ยม",
            "วันที่เยี่ยมครัวเรือน",
            "วันที่เยี่ยมบ้าน",
            "วันที่ลงเยี่ยม",
            "วันที่ออกเยี่ยม",
            "วัน/เดือน/ปี ที่เยี่ยม",
            "วันที่ลงพื้นที่",
            "visit date",
            "visited on",
        ],
    ),
    (fields::MANNER, Reads::OneOf(MANNERS), &["วิธีเยี่ยม", "ลักษณะการเยี่ยม", "การพบ", "พบที่ใด", "manner"]),
    (
        fields::VISITED_BY,
        Reads::Words,
        &["ผู้เยี่ยม", "ผู้ไปเยี่ยม", "ผู้ออกเยี่ยม", "ผู้ลงเยี่ยม", "คณะผู้เยี่ยม", "ทีมผู้เยี่ยม", "ผู้ลงพื้นที่", "visited by"],
    ),
    (fields::TOLD_BY, Reads::Words, &["ผู้ให้ข้อมูล", "ผู้ให้ข้อมูลในครัวเรือน", "ชื่อผู้ให้ข้อมูล", "told by"]),
    (
        fields::FINDINGS,
        Reads::Words,
        &[
            "สิ่งที่พบ",
            "ผลการเยี่ยม",
            "ผลการเยี่ยมบ้าน",
            "บันทึกการเยี่ยม",
            "รายละเอียดการเยี่ยม",
            "สภาพปัญหาที่พบ",
            "ปัญหาที่พบ",
            "findings",
        ],
    ),
    (
        fields::VERIFICATION,
        Reads::OneOf(VERIFICATIONS),
        &["ผลตรวจสอบ", "ผลการตรวจสอบ", "ผลการตรวจสอบครัวเรือน", "verification"],
    ),
    (
        fields::CLASS,
        Reads::OneOf(CLASSES),
        &["ประเภทครัวเรือน", "กลุ่มครัวเรือน", "การจำแนกครัวเรือน", "จำแนกครัวเรือน", "class"],
    ),
    (
        fields::NOTHING_CHANGED,
        Reads::Found,
        &[
            "ไม่มีอะไรเปลี่ยนจากครั้งก่อน",
            "ไม่มีอะไรเปลี่ยน",
            "ไม่เปลี่ยนแปลงจากครั้งก่อน",
            "ไม่มีการเปลี่ยนแปลง",
            "nothing changed",
        ],
    ),
    (
        fields::INCOME_YEAR,
        Reads::Worth,
        &["รายได้ต่อคนต่อปี (บาท)", "รายได้เฉลี่ยต่อคนต่อปี", "รายได้ต่อคนต่อปี", "income a person a year"],
    ),
    (
        fields::INCOME_MONTH,
        Reads::Worth,
        &["รายได้ต่อคนต่อเดือน (บาท)", "รายได้เฉลี่ยต่อคนต่อเดือน", "รายได้ต่อคนต่อเดือน", "income a person a month"],
    ),
];

fn bind(header: &Header) -> Option<Binding> {
    bind_by(COLUMNS, header)
        .filter(|it| it.reads != Reads::Worth || header.is_in_baht())
        .or_else(|| bind_household(header))
        .or_else(|| Some(Binding::new(thaiqm::item(header)?, Reads::Found)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_of_visits_are_known_by_what_offices_call_them() {
        let field = |header: &str| bind(&Header::new(header)).map(|it| it.field);
        for (header, name) in [
            ("วันที่ลงเยี่ยม", "visited_on"),
            ("วัน/เดือน/ปีที่เยี่ยม", "visited_on"),
            ("รหัสครัวเรือน", "short_number"),
            ("เลขประจำตัวประชาชนหัวหน้าครัวเรือน", "pid"),
            ("รหัสบ้าน (11 หลัก)", "house_code"),
            ("ผลการเยี่ยม", "findings"),
        ] {
            assert_eq!(field(header).as_deref(), Some(name), "{header}");
        }
        assert_eq!(field("ชื่อ-สกุล"), None);
        for (header, name) in [
            ("บ้านทรุดโทรม", "q02"),
            ("11. เด็ก 6-14 ปี ไม่ได้เรียน (คน)", "q11"),
            ("รายได้เฉลี่ยต่อคนต่อปี (บาท)", "income_year"),
            ("รายได้ต่อคนต่อเดือน", "income_month"),
            ("ไม่มีการเปลี่ยนแปลง", "nothing_changed"),
        ] {
            assert_eq!(field(header).as_deref(), Some(name), "{header}");
        }
        assert_eq!(field("รายได้เฉลี่ยต่อคนต่อปี (พันบาท)"), None);
    }
}
