//! TPMAP's target list: a person a row, the five dimensions and the indicators that feed them, 1 = fails.

use phonjon_domain::dimension::Dimension;
use phonjon_rows::fields;

use crate::cells::place_codes::HouseCodeUse;
use crate::columns::{Binding, Header, Reads, bind_shared};
use crate::kind::Kind;
use crate::sources::indicators::find_indicator;
use crate::sources::{Profile, count, owned};

pub(crate) const PROFILE: Profile = Profile {
    kind: Kind::Tpmap,
    bind,
    is_proved_by: |found| count(found, |it| Dimension::from_code(it).is_some()) >= 2,
    usual: || {
        let mut usual = owned(&[
            fields::PID,
            fields::FIRST,
            fields::LAST,
            fields::SEX,
            fields::BIRTH,
            fields::HOUSE_CODE,
            fields::HOUSE_NO,
            fields::MOO,
            fields::TAMBON,
            fields::AMPHOE,
            fields::PROVINCE,
            fields::AREA_CODE,
            fields::CARD,
        ]);
        usual.extend(Dimension::ALL.iter().map(|it| it.code().to_owned()));
        usual
    },
    house_code: HouseCodeUse::Sign,
    is_household_file: false,
    tells_of_work: false,
};

fn bind(header: &Header) -> Option<Binding> {
    if let Some(dimension) = find_dimension(&header.bare) {
        return Some(Binding::new(dimension.code(), Reads::Failing));
    }
    if let Some(number) = find_numbered(&header.bare) {
        return Some(Binding::new(format!("ind{number}"), Reads::Failing));
    }
    if is_card(&header.bare) {
        return Some(Binding::new(fields::CARD, Reads::Card));
    }
    bind_shared(header)
}

fn find_dimension(key: &str) -> Option<Dimension> {
    let key = key.strip_prefix("มิติ").unwrap_or(key);
    let key = key.strip_prefix("ด้าน").unwrap_or(key);
    match key {
        "สุขภาพ" | "health" => Some(Dimension::Health),
        "ความเป็นอยู่" | "living" => Some(Dimension::Living),
        "การศึกษา" | "education" => Some(Dimension::Education),
        "รายได้" | "income" => Some(Dimension::Income),
        "การเข้าถึงบริการภาครัฐ"
        | "การเข้าถึงบริการรัฐ"
        | "การเข้าถึงบริการของรัฐ"
        | "การเข้าถึงบริการ"
        | "access"
        | "accessibility" => Some(Dimension::Access),
        _ => None,
    }
}

/// `ตชว.9 …`, `ตัวชี้วัดที่ 9 …`, `ind9`.
fn find_numbered(key: &str) -> Option<u32> {
    let rest = ["ตัวชี้วัดที่", "ตัวชี้วัดข้อ", "ตัวชี้วัด", "ตชว", "indicator", "ind"]
        .iter()
        .find_map(|it| key.strip_prefix(it))?;
    let end = rest.find(|c: char| !c.is_ascii_digit()).unwrap_or(rest.len());
    let (number, words) = rest.split_at(end);
    find_indicator(Some(number.parse().ok()?), words)
}

fn is_card(key: &str) -> bool {
    [
        "บัตรสวัสดิการแห่งรัฐ",
        "บัตรสวัสดิการ",
        "ถือบัตรสวัสดิการแห่งรัฐ",
        "มีบัตรสวัสดิการแห่งรัฐ",
        "ผู้มีบัตรสวัสดิการแห่งรัฐ",
        "การถือบัตรสวัสดิการแห่งรัฐ",
        "บัตรคนจน",
    ]
    .contains(&key)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn field(header: &str) -> Option<String> {
        bind(&Header::new(header)).map(|it| it.field)
    }

    #[test]
    fn dimensions_and_indicators_are_known() {
        assert_eq!(field("ด้านการเข้าถึงบริการภาครัฐ").as_deref(), Some("access"));
        assert_eq!(field("มิติด้านสุขภาพ").as_deref(), Some("health"));
        assert_eq!(field("ตชว.9 ครัวเรือนมีน้ำสะอาดสำหรับดื่มเพียงพอตลอดปี").as_deref(), Some("ind9"));
        assert_eq!(field("ตัวชี้วัดที่ 1 เด็กแรกเกิดมีน้ําหนัก 2,500 กรัม ขึ้นไป").as_deref(), Some("ind1"));
        assert_eq!(field("บัตรสวัสดิการ\nแห่งรัฐ").as_deref(), Some("card"));
        assert_eq!(field("รายได้เฉลี่ย (บาท/คน/ปี)").as_deref(), Some("income_avg"));
        assert_eq!(field("หมายเหตุ"), None);
    }
}
