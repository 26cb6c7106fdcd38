//! จปฐ. by household: 31 indicators (1 passes, 0 fails, `-` not applicable), incomes, spending and debt of a year.

use phonjon_rows::fields;

use crate::cells::place_codes::HouseCodeUse;
use crate::columns::{Binding, Header, Reads, WHOLE_NAME, bind_shared};
use crate::kind::Kind;
use crate::sources::indicators::find_indicator;
use crate::sources::{Profile, count, owned};

pub(crate) const PROFILE: Profile = Profile {
    kind: Kind::Bmn,
    bind,
    is_proved_by: |found| count(found, |it| it.starts_with("bmn")) >= 6,
    usual: || {
        let mut usual = owned(&[
            fields::HOUSE_CODE,
            fields::PID,
            WHOLE_NAME,
            fields::HOUSE_NO,
            fields::MOO,
            fields::TAMBON,
            fields::AMPHOE,
            fields::PROVINCE,
            fields::MEMBERS,
            fields::INCOME_TOTAL,
            fields::INCOME_AVG,
        ]);
        usual.extend((1..=31).map(|it| format!("bmn{it}")));
        usual
    },
    house_code: HouseCodeUse::Key,
    is_household_file: true,
    tells_of_work: false,
};

/// Amounts of a year, baht, by the words of their header without unit.
pub(crate) const AMOUNTS: [(&str, &[&str]); 8] = [
    ("income_main", &["รายได้จากอาชีพหลัก", "รายได้อาชีพหลัก"]),
    ("income_second", &["รายได้จากอาชีพรอง", "รายได้อาชีพรอง", "รายได้จากอาชีพเสริม"]),
    ("income_other", &["รายได้อื่น", "รายได้อื่นๆ", "รายได้จากแหล่งอื่น"]),
    ("income_own", &["รายได้จากการทำหาเอง", "รายได้ทำหาเอง", "รายได้จากการปลูกเลี้ยงหาเอง"]),
    (fields::INCOME_TOTAL, &["รายได้รวม", "รายได้ครัวเรือนรวม", "รวมรายได้", "รายได้รวมของครัวเรือน"]),
    (fields::INCOME_AVG, &["รายได้เฉลี่ย", "รายได้เฉลี่ยต่อคน", "รายได้บุคคลเฉลี่ย"]),
    ("expense", &["รายจ่าย", "รายจ่ายรวม", "รายจ่ายครัวเรือน"]),
    ("debt", &["หนี้สิน", "หนี้สินรวม", "จำนวนหนี้สิน"]),
];

fn bind(header: &Header) -> Option<Binding> {
    if let Some((field, _)) = AMOUNTS.iter().find(|(_, words)| words.contains(&header.bare.as_str())) {
        return Some(Binding::new(*field, Reads::Baht));
    }
    if let Some(shared) = bind_shared(header) {
        return Some(shared);
    }
    let bare = ["ตัวชี้วัดที่", "ตัวชี้วัด", "ตชว", "ข้อที่", "ข้อ", "bmn", "indicator"]
        .iter()
        .find_map(|it| header.bare.strip_prefix(it))
        .unwrap_or(&header.bare);
    let end = bare.find(|c: char| !c.is_ascii_digit()).unwrap_or(bare.len());
    let (number, words) = bare.split_at(end);
    find_indicator(number.parse().ok(), words)
        .map(|it| Binding::new(format!("bmn{it}"), Reads::IndicatorResult))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn field(header: &str) -> Option<String> {
        bind(&Header::new(header)).map(|it| it.field)
    }

    #[test]
    fn indicators_and_amounts_are_known() {
        assert_eq!(field("9. ครัวเรือนมีน้ำสะอาดสำหรับดื่มเพียงพอตลอดปี").as_deref(), Some("bmn9"));
        assert_eq!(field("22. รายได้เฉลี่ยของคนในครัวเรือนต่อปี ไม่ต่ำกว่า 38,000 บาท").as_deref(), Some("bmn22"));
        assert_eq!(field("3. เด็กแรกเกิดถึง 12 ปี ได้รับวัคซีนครบ").as_deref(), Some("bmn3"));
        assert_eq!(field("รายได้จากการทำ-หาเอง (บาท/ปี)").as_deref(), Some("income_own"));
        assert_eq!(field("หนี้สิน (บาท)").as_deref(), Some("debt"));
        assert_eq!(field("ตรวจแล้ว"), None);
    }
}
