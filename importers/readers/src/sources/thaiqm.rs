//! ThaiQM's household problems: a household a row, 34 problems and 2 positive questions in seven groups.

use std::sync::OnceLock;

use phonjon_rows::fields;

use crate::cells::place_codes::HouseCodeUse;
use crate::columns::{Binding, Header, Reads, WHOLE_NAME, bind_shared};
use crate::kind::Kind;
use crate::sources::indicators::best_match;
use crate::sources::{Profile, count, owned};
use crate::wording::key;

/// Wording of the 36 items as printed, `q01` first; persons are counted where the unit is persons.
/// Source: a province report of May 2565 that prints the items of the survey by group.
pub(crate) const ITEMS: [&str; 36] = [
    "ไม่มีบ้านอยู่อาศัย",
    "บ้านทรุดโทรม",
    "ไม่มีส้วม",
    "ส้วมไม่ถูกสุขลักษณะ",
    "ปลูกผักสวนครัว",
    "คัดแยกขยะ",
    "ไม่มีน้ำดื่มสะอาด",
    "ไม่มีน้ำสะอาดสำหรับใช้",
    "ได้รับผลกระทบจากมลพิษ",
    "เด็ก 3-5 ปี ไม่ได้เข้าศูนย์พัฒนาเด็กเล็ก",
    "เด็ก 6-14 ปี ไม่ได้เรียน",
    "จบ ม.3 ไม่ได้เรียนต่อ",
    "อ่านเขียนภาษาไทยไม่ได้",
    "คิดเลขอย่างง่ายไม่ได้",
    "รายได้เฉลี่ยต่ำกว่า 40,000 บาทต่อปี",
    "อายุ 15-59 ปี ไม่มีอาชีพและรายได้",
    "อายุ 60 ปีขึ้นไป ไม่มีอาชีพและรายได้",
    "ไม่มีเงินออม",
    "ไม่ปลอดภัยในชีวิตและทรัพย์สิน",
    "ได้รับผลกระทบจากยาเสพติด",
    "ผู้ป่วยเรื้อรังไม่มีผู้ดูแล",
    "ผู้ป่วยติดเตียงไม่มีผู้ดูแล",
    "ผู้พิการไม่ได้รับการช่วยเหลือ",
    "ผู้สูงอายุไม่ได้รับการช่วยเหลือ",
    "เดินทางไปโรงพยาบาลไม่ได้",
    "ไม่มีบัตรประชาชน",
    "บ้านไม่มีเลขที่",
    "ไม่มีชื่อในทะเบียนบ้าน",
    "ไม่มีถนนเข้าออก",
    "ไม่มีไฟฟ้าใช้",
    "ไม่มีน้ำประปา",
    "หนี้นอกระบบ",
    "ถูกหลอกไปทำงานต่างประเทศ",
    "ถูกฉ้อโกง",
    "ไม่ได้รับความเป็นธรรม",
    "ที่ดินทำกินไม่มีเอกสารสิทธิ์",
];

/// The unit of items that ask about the house.
pub(crate) const HOUSEHOLD: &str = "ครัวเรือน";
/// The unit of items that count persons.
const PERSONS: &str = "คน";

/// What each item counts, as printed behind its wording.
pub(crate) const UNITS: [&str; 36] = [
    PERSONS, HOUSEHOLD, HOUSEHOLD, HOUSEHOLD, HOUSEHOLD, HOUSEHOLD, HOUSEHOLD, HOUSEHOLD, HOUSEHOLD, PERSONS,
    PERSONS, PERSONS, PERSONS, PERSONS, PERSONS, PERSONS, PERSONS, PERSONS, HOUSEHOLD, HOUSEHOLD, PERSONS,
    PERSONS, PERSONS, PERSONS, PERSONS, PERSONS, HOUSEHOLD, HOUSEHOLD, HOUSEHOLD, HOUSEHOLD, HOUSEHOLD,
    PERSONS, PERSONS, PERSONS, PERSONS, PERSONS,
];

/// How alike a header must be to an item, of 100.
const ALIKE: usize = 85;

pub(crate) const PROFILE: Profile = Profile {
    kind: Kind::Thaiqm,
    bind,
    is_proved_by: |found| count(found, is_item) >= 6,
    usual: || {
        let mut usual = owned(&[
            fields::PID,
            WHOLE_NAME,
            fields::HOUSE_NO,
            fields::MOO,
            fields::TAMBON,
            fields::AMPHOE,
            fields::PROVINCE,
            fields::MEMBERS,
        ]);
        usual.extend((1..=ITEMS.len()).map(|it| format!("q{it:02}")));
        usual
    },
    house_code: HouseCodeUse::Sign,
    is_household_file: true,
    tells_of_work: false,
};

fn bind(header: &Header) -> Option<Binding> {
    bind_shared(header).or_else(|| Some(Binding::new(item(header)?, Reads::Problem(header.counts_persons()))))
}

/// The field of the item that a header words.
pub(crate) fn item(header: &Header) -> Option<String> {
    static KEYS: OnceLock<Vec<String>> = OnceLock::new();
    let keys = KEYS.get_or_init(|| ITEMS.iter().map(|it| key(it)).collect());
    let words = header.bare.trim_start_matches(|c: char| c.is_ascii_digit());
    let found = [header.bare.as_str(), words]
        .into_iter()
        .find_map(|it| best_match(keys, it).filter(|(_, score)| *score >= ALIKE))?;
    Some(format!("q{:02}", found.0))
}

pub(crate) fn is_item(field: &str) -> bool {
    field.strip_prefix('q').is_some_and(|it| it.len() == 2)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn field(header: &str) -> Option<Binding> {
        bind(&Header::new(header))
    }

    #[test]
    fn items_are_known_by_their_words_wherever_they_stand() {
        assert_eq!(field("เด็ก 6-14 ปี ไม่ได้เรียน (คน)"), Some(Binding::new("q11", Reads::Problem(true))));
        assert_eq!(field("ไม่มีน้ําดื่มสะอาด (ครัวเรือน)"), Some(Binding::new("q07", Reads::Problem(false))));
        assert_eq!(field("ไม่มีบัตรประชาชน (คน)"), Some(Binding::new("q26", Reads::Problem(true))));
        assert_eq!(field("12. จบ ม.3 ไม่ได้เรียนต่อ"), Some(Binding::new("q12", Reads::Problem(false))));
        assert_eq!(field("การศึกษา"), None);
        assert_eq!(field("หมายเหตุ"), None);
    }

    #[test]
    fn every_item_finds_itself() {
        for (number, item) in (1..).zip(ITEMS) {
            assert_eq!(field(item).unwrap().field, format!("q{number:02}"), "{item}");
        }
    }
}
