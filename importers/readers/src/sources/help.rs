//! Help that was given before: a piece of help a row.

use phonjon_rows::fields;

use crate::cells::place_codes::HouseCodeUse;
use crate::columns::{Binding, Header, Reads, Vocabulary};
use crate::kind::Kind;
use crate::sources::{Profile, bind_by, bind_household, names_a_household, owned};

pub(crate) const PROFILE: Profile = Profile {
    kind: Kind::Help,
    bind,
    is_proved_by: |found| {
        let says_when = found.contains(fields::DONE_ON) || found.contains(fields::PLANNED_ON);
        found.contains(fields::NEED) && says_when && names_a_household(found)
    },
    usual: || {
        owned(&[
            fields::DONE_ON,
            fields::NEED,
            fields::KIND,
            fields::FORM,
            fields::VALUE_SATANG,
            fields::AGENCY,
            fields::SECTOR,
        ])
    },
    house_code: HouseCodeUse::Key,
    is_household_file: false,
    tells_of_work: true,
};

const KINDS: Vocabulary = &[
    ("immediate", &["เร่งด่วน", "ช่วยเหลือเร่งด่วน", "เฉพาะหน้า"]),
    ("development", &["พัฒนา", "พัฒนาศักยภาพ", "ระยะยาว"]),
];

const FORMS: Vocabulary = &[
    ("cash", &["เงิน", "เงินสด", "เงินช่วยเหลือ", "เงินสงเคราะห์"]),
    ("in_kind", &["สิ่งของ", "วัสดุ", "ของ", "วัสดุอุปกรณ์"]),
    ("service", &["บริการ", "ให้บริการ", "ฝึกอบรม"]),
];

pub(crate) const SECTORS: Vocabulary = &[
    ("state", &["ราชการ", "ภาครัฐ", "ภาคราชการ"]),
    ("religion", &["ผู้นำศาสนา", "ศาสนา", "ภาคศาสนา"]),
    ("academia", &["วิชาการ", "ภาควิชาการ"]),
    ("private", &["เอกชน", "ภาคเอกชน"]),
    ("people", &["ประชาชน", "ภาคประชาชน"]),
    ("civil_society", &["ประชาสังคม", "ภาคประชาสังคม"]),
    ("media", &["สื่อสารมวลชน", "สื่อมวลชน"]),
];

const OUTCOMES: Vocabulary = &[
    ("need_met", &["ได้รับการช่วยเหลือครบแล้ว", "ครบแล้ว", "ครบ"]),
    ("partly_met", &["ได้รับการช่วยเหลือบางส่วน", "บางส่วน"]),
    ("not_met", &["ยังไม่ได้รับการช่วยเหลือ", "ยังไม่ได้รับ"]),
    ("not_yet_known", &["ยังไม่ทราบผล"]),
];

pub(crate) const COLUMNS: &[(&str, Reads, &[&str])] = &[
    (
        fields::DONE_ON,
        Reads::Day,
        &[
            "วันที่ช่วยเหลือ",
            "วันที่ให้การช่วยเหลือ",
            "วันที่ให้ความช่วยเหลือ",
            "วันที่ได้รับการช่วยเหลือ",
            "วันที่ดำเนินการ",
            "วันที่มอบ",
            "done on",
        ],
    ),
    (fields::PLANNED_ON, Reads::Day, &["วันที่วางแผน", "กำหนดช่วยเหลือ", "วันที่กำหนด", "planned on"]),
    (
        fields::NEED,
        Reads::Words,
        &["ความต้องการช่วยเหลือ", "ความต้องการ", "เรื่องที่ช่วยเหลือ", "รายการช่วยเหลือ", "การช่วยเหลือ", "need"],
    ),
    (fields::KIND, Reads::OneOf(KINDS), &["ประเภทการช่วยเหลือ", "ประเภทความช่วยเหลือ", "kind"]),
    (
        fields::FORM,
        Reads::OneOf(FORMS),
        &["รูปแบบการช่วยเหลือ", "รูปแบบความช่วยเหลือ", "รูปแบบ", "ลักษณะการช่วยเหลือ", "form"],
    ),
    (fields::SECTOR, Reads::OneOf(SECTORS), &["ภาคีเครือข่าย", "ภาคี", "ภาคส่วน", "sector"]),
    (
        fields::AGENCY,
        Reads::Words,
        &["หน่วยงาน", "หน่วยงานที่ช่วยเหลือ", "หน่วยงานผู้ให้", "หน่วยงานที่ให้การช่วยเหลือ", "ผู้ให้การช่วยเหลือ", "agency"],
    ),
    (fields::PROJECT, Reads::Words, &["โครงการ", "ชื่อโครงการ", "โครงการ/กิจกรรม", "project"]),
    (
        fields::VALUE_SATANG,
        Reads::Worth,
        &["มูลค่า", "มูลค่าการช่วยเหลือ", "จำนวนเงิน", "งบประมาณ", "งบประมาณที่ใช้", "value"],
    ),
    (fields::OUTCOME, Reads::OneOf(OUTCOMES), &["ผลการช่วยเหลือ", "ผลที่ได้", "outcome"]),
];

fn bind(header: &Header) -> Option<Binding> {
    // Of thousands nothing is taken: they would be read as baht.
    let found = bind_by(COLUMNS, header).or_else(|| bind_household(header))?;
    (found.reads != Reads::Worth || !header.written.contains("พัน") && !header.written.contains("ล้าน"))
        .then_some(found)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_of_help_are_known_by_what_offices_call_them() {
        let field = |header: &str| bind(&Header::new(header)).map(|it| it.field);
        for (header, name) in [
            ("วันที่ให้ความช่วยเหลือ", "done_on"),
            ("มูลค่า (บาท)", "value_satang"),
            ("ภาคีเครือข่าย", "sector"),
            ("หน่วยงาน", "agency"),
        ] {
            assert_eq!(field(header).as_deref(), Some(name), "{header}");
        }
        assert_eq!(field("มูลค่า (พันบาท)"), None);
        assert_eq!(field("ผู้รับเงิน"), None);
    }
}
