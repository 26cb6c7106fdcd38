//! One invented person: a valid number of an office that does not exist, names, sex and day of birth.

use phonjon_domain::national_id::check_digit;

use crate::chance::Chance;

const MEN: [&str; 40] = [
    "สมชาย",
    "ประสิทธิ์",
    "บุญมี",
    "ทองใส",
    "จีรวัฒน์",
    "เพ็ง",
    "สุรชัย",
    "วิชัย",
    "อนุชา",
    "คำพันธ์",
    "สมพงษ์",
    "บุญเลิศ",
    "ไพบูลย์",
    "ธีรพล",
    "นิรันดร์",
    "ประยูร",
    "สุริยา",
    "วีระ",
    "ชัยวัฒน์",
    "กิตติ",
    "ทวี",
    "สมศักดิ์",
    "บุญธรรม",
    "อุดม",
    "พิชิต",
    "สุทัศน์",
    "มานพ",
    "เกรียงไกร",
    "ณัฐพล",
    "ธนากร",
    "ภาณุ",
    "วรพล",
    "ศุภชัย",
    "อภิสิทธิ์",
    "คำปุ่น",
    "หนูกัน",
    "แสวง",
    "สังวาล",
    "บัวลอย",
    "จันที",
];
const WOMEN: [&str; 40] = [
    "สมหญิง",
    "ศิริพร",
    "ชุติมา",
    "บุญเรือง",
    "ทองใบ",
    "มาลี",
    "สมจิตร",
    "จันทร์เพ็ญ",
    "อรทัย",
    "กัลยา",
    "พิมพ์ใจ",
    "สุดารัตน์",
    "วิไล",
    "รัตนา",
    "นงลักษณ์",
    "ปราณี",
    "สุภาพร",
    "เพ็ญศรี",
    "คำหล้า",
    "บัวผัน",
    "ดวงใจ",
    "ลำดวน",
    "สายฝน",
    "ณัฐชา",
    "ปวีณา",
    "กนกวรรณ",
    "อัมพร",
    "ละมัย",
    "ทองคำ",
    "หนูเล็ก",
    "สุนันทา",
    "วราภรณ์",
    "จารุณี",
    "พรทิพย์",
    "ธิดา",
    "มะลิวัลย์",
    "นวลจันทร์",
    "อารีย์",
    "บุปผา",
    "คำมูล",
];
const SURNAME_HEADS: [&str; 32] = [
    "แสง",
    "ดวง",
    "ศรี",
    "บุญ",
    "ทอง",
    "แก้ว",
    "วงศ์",
    "พรหม",
    "ชัย",
    "สุข",
    "จันทร์",
    "ราช",
    "มหา",
    "โพธิ์",
    "คำ",
    "หาญ",
    "เพชร",
    "รัตน",
    "สาร",
    "ภู",
    "อิน",
    "นาม",
    "ประ",
    "ธรรม",
    "วิเศษ",
    "กุล",
    "ไชย",
    "เทพ",
    "สิงห์",
    "พล",
    "นคร",
    "อุดม",
];
const SURNAME_TAILS: [&str; 32] = [
    "สว่าง",
    "แก้ว",
    "สิทธิ์",
    "มาลา",
    "วงศ์",
    "สาร",
    "ทิพย์",
    "ชาติ",
    "โคตร",
    "บุตร",
    "สุริย์",
    "บุรม",
    "พันธ์",
    "รักษา",
    "เจริญ",
    "มงคล",
    "ภักดี",
    "วิชัย",
    "ประเสริฐ",
    "คำมี",
    "ดี",
    "ไพศาล",
    "สมบัติ",
    "ศักดิ์",
    "สกุล",
    "เรือง",
    "ลักษณ์",
    "วัฒนา",
    "กิจ",
    "พิลา",
    "โสม",
    "สุวรรณ",
];

/// A person's sex as the lists know it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Sex {
    /// ชาย
    Man,
    /// หญิง
    Woman,
}

/// One invented person.
#[expect(clippy::struct_excessive_bools, reason = "four facts that do not depend on each other")]
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Person {
    /// 13 digits with their check digit; a few people have none.
    pub(crate) pid: Option<String>,
    pub(crate) sex: Sex,
    pub(crate) first: &'static str,
    pub(crate) last: String,
    /// Year of birth, common era.
    pub(crate) born_year: u16,
    /// 1 to 12.
    pub(crate) born_month: u8,
    /// 1 to 28.
    pub(crate) born_day: u8,
    /// ผู้พิการ
    pub(crate) is_disabled: bool,
    /// ผู้ป่วยโรคเรื้อรัง
    pub(crate) is_ill: bool,
    /// บัตรสวัสดิการแห่งรัฐ
    pub(crate) has_card: bool,
    /// Married, which decides a woman's title.
    pub(crate) is_married: bool,
}

impl Person {
    /// The person of this number, of this age at the beginning of `year` (common era).
    pub(crate) fn invented(chance: &mut Chance, number: u64, age: u16, year: u16, last: &str) -> Self {
        let sex = if chance.per_mille(490) { Sex::Man } else { Sex::Woman };
        let first = match sex {
            Sex::Man => *chance.one_of(&MEN),
            Sex::Woman => *chance.one_of(&WOMEN),
        };
        // Born the year before or earlier: nobody is older on paper than the list is.
        let born_year = year.saturating_sub(age + 1);
        Self {
            pid: (!chance.per_mille(8)).then(|| pid(number, born_year)),
            sex,
            first,
            last: last.to_owned(),
            born_year,
            born_month: u8::try_from(chance.between(1, 12)).unwrap_or(1),
            born_day: u8::try_from(chance.between(1, 28)).unwrap_or(1),
            is_disabled: chance.per_mille(if age >= 60 { 90 } else { 20 }),
            is_ill: age >= 40 && chance.per_mille(220),
            has_card: age >= 18 && chance.per_mille(520),
            is_married: age >= 24 && chance.per_mille(750),
        }
    }

    /// Whole years at the end of a year of the common era, as the lists count.
    pub(crate) fn age_in(&self, year: u16) -> u16 {
        year.saturating_sub(self.born_year)
    }

    /// The title at that age, in full.
    pub(crate) fn title_in(&self, year: u16) -> &'static str {
        match (self.sex, self.age_in(year) < 15, self.is_married) {
            (Sex::Man, true, _) => "เด็กชาย",
            (Sex::Man, false, _) => "นาย",
            (Sex::Woman, true, _) => "เด็กหญิง",
            (Sex::Woman, false, true) => "นาง",
            (Sex::Woman, false, false) => "นางสาว",
        }
    }
}

/// A surname that a family shares.
pub(crate) fn surname(chance: &mut Chance) -> String {
    format!("{}{}", chance.one_of(&SURNAME_HEADS), chance.one_of(&SURNAME_TAILS))
}

/// The 13 digits of the person with this number, below 10,000,000: two people never share one. The offices 4840 to
/// 4859 do not exist, the seven digits after them are the number, scattered.
fn pid(number: u64, born_year: u16) -> String {
    let class = if born_year >= 1984 { 1 } else { 3 };
    let scattered = (number * 7_654_321 + 2_718_281) % 10_000_000;
    let mut digits = format!("{class}{}{scattered:07}", 4840 + number % 20);
    let check = check_digit(&digits);
    digits.push(char::from(b'0' + check));
    digits
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use phonjon_domain::national_id::NationalId;

    use super::*;

    #[test]
    fn every_number_is_valid_and_belongs_to_one_person() {
        let numbers: HashSet<String> = (0..50_000).map(|it| pid(it * 17, 1990)).collect();
        assert_eq!(numbers.len(), 50_000);
        assert!(numbers.iter().all(|it| NationalId::parse(it).is_ok()));
    }
}
