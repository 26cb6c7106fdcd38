//! The wording of the 31 indicators of จปฐ. (survey years 2560 to 2564 and after), by which their columns are known.

use std::sync::OnceLock;

use crate::wording::{key, likeness};

/// Short wording, indicator 1 first. Source: form of the Community Development Department, categories 1 to 5.
pub(crate) const WORDING: [&str; 31] = [
    "เด็กแรกเกิดมีน้ำหนัก 2,500 กรัม ขึ้นไป",
    "เด็กแรกเกิดได้กินนมแม่อย่างเดียวอย่างน้อย 6 เดือน",
    "เด็กแรกเกิดถึง 12 ปี ได้รับวัคซีนครบ",
    "ครัวเรือนกินอาหารถูกสุขลักษณะ ปลอดภัย และได้มาตรฐาน",
    "ครัวเรือนมีการใช้ยาเพื่อบำบัดอย่างเหมาะสม",
    "คนอายุ 35 ปีขึ้นไป ได้รับการตรวจสุขภาพประจำปี",
    "คนอายุ 6 ปีขึ้นไป ออกกำลังกายสัปดาห์ละ 3 วัน",
    "ครัวเรือนมีความมั่นคงในที่อยู่อาศัยและบ้านมีสภาพคงทนถาวร",
    "ครัวเรือนมีน้ำสะอาดสำหรับดื่มเพียงพอตลอดปี",
    "ครัวเรือนมีน้ำใช้เพียงพอตลอดปี",
    "ครัวเรือนมีการจัดบ้านเรือนเป็นระเบียบ สะอาด ถูกสุขลักษณะ",
    "ครัวเรือนไม่ถูกรบกวนจากมลพิษ",
    "ครัวเรือนมีการป้องกันอุบัติภัยและภัยธรรมชาติ",
    "ครัวเรือนมีความปลอดภัยในชีวิตและทรัพย์สิน",
    "เด็กอายุ 3-5 ปี ได้รับบริการเลี้ยงดูเตรียมความพร้อมก่อนวัยเรียน",
    "เด็กอายุ 6-14 ปี ได้รับการศึกษาภาคบังคับ 9 ปี",
    "เด็กจบชั้น ม.3 ได้เรียนต่อชั้น ม.4 หรือเทียบเท่า",
    "คนจบการศึกษาภาคบังคับที่ไม่เรียนต่อและไม่มีงานทำ ได้ฝึกอาชีพ",
    "คนอายุ 15-59 ปี อ่านเขียนภาษาไทยและคิดเลขอย่างง่ายได้",
    "คนอายุ 15-59 ปี มีอาชีพและรายได้",
    "คนอายุ 60 ปีขึ้นไป มีอาชีพและรายได้",
    "รายได้เฉลี่ยของคนในครัวเรือนต่อปี ไม่ต่ำกว่า 38,000 บาท",
    "ครัวเรือนมีการเก็บออมเงิน",
    "คนในครัวเรือนไม่ดื่มสุรา",
    "คนในครัวเรือนไม่สูบบุหรี่",
    "คนอายุ 6 ปีขึ้นไป ปฏิบัติกิจกรรมทางศาสนาอย่างน้อยสัปดาห์ละ 1 ครั้ง",
    "ผู้สูงอายุได้รับการดูแล",
    "ผู้พิการได้รับการดูแล",
    "ผู้ป่วยโรคเรื้อรังได้รับการดูแล",
    "ครัวเรือนมีส่วนร่วมทำกิจกรรมสาธารณะของหมู่บ้าน",
    "ครอบครัวมีความอบอุ่น",
];

/// How alike a wording must be to the one of its number, of 100.
const ALIKE: usize = 55;

/// The indicator that a number and its words name. Words decide: a form may number other indicators alike.
pub(crate) fn find_indicator(number: Option<u32>, words: &str) -> Option<u32> {
    if words.is_empty() {
        return number.filter(|it| (1..=31).contains(it));
    }
    let known = best_match(wordings(), words);
    match (number, known) {
        (_, Some((at, 100))) => Some(at),
        (Some(number), Some((at, score))) if number == at && score >= ALIKE => Some(at),
        (None, Some((at, score))) if score >= 90 => Some(at),
        _ => None,
    }
}

/// The wording most like these words (counted from 1) and how much; digits must be the same.
pub(crate) fn best_match(wordings: &[String], words: &str) -> Option<(u32, usize)> {
    let digits = |it: &str| it.chars().filter(char::is_ascii_digit).collect::<String>();
    let mine = digits(words);
    (1..)
        .zip(wordings)
        .filter(|(_, it)| digits(it) == mine)
        // Words of very other length are not alike; most cells of data end here.
        .filter(|(_, it)| it.len() < words.len() * 2 && words.len() < it.len() * 2)
        .map(|(at, it)| (at, if it == words { 100 } else { likeness(it, words).min(99) }))
        .max_by_key(|(_, score)| *score)
}

fn wordings() -> &'static [String] {
    static KEYS: OnceLock<Vec<String>> = OnceLock::new();
    KEYS.get_or_init(|| WORDING.iter().map(|it| key(it)).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_wording_finds_its_own_number() {
        for (number, words) in (1..).zip(WORDING) {
            assert_eq!(find_indicator(Some(number), &key(words)), Some(number), "{words}");
            assert_eq!(find_indicator(None, &key(words)), Some(number), "{words}");
        }
    }

    #[test]
    fn words_decide_and_numbers_help() {
        assert_eq!(find_indicator(Some(9), ""), Some(9));
        assert_eq!(find_indicator(Some(32), ""), None);
        // The form of 38 indicators numbers others alike.
        assert_eq!(find_indicator(Some(6), &key("ผู้ป่วยโรคเรื้อรังได้รับการดูแล")), Some(29));
        assert_eq!(find_indicator(Some(6), &key("ครัวเรือนมีอินเทอร์เน็ตใช้")), None);
        assert_eq!(find_indicator(Some(9), &key("ครัวเรือนมีน้ำสะอาดสำหรับดื่ม เพียงพอ")), Some(9));
    }
}
