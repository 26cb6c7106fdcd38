//! Invented Thai names: given names as they are spread, surnames as families of a village share them.

use crate::chance::Chance;

const MEN: [&str; 44] = [
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
    "สมบูรณ์",
    "ประเสริฐ",
    "สำราญ",
    "เฉลิม",
];
const WOMEN: [&str; 44] = [
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
    "สมศรี",
    "บุญมา",
    "ประไพ",
    "เบญจวรรณ",
];
const GIVEN_HEADS: [&str; 30] = [
    "ณัฐ",
    "ธน",
    "ภัทร",
    "กิตติ",
    "วร",
    "ศิริ",
    "ปิย",
    "พงศ์",
    "อภิ",
    "ชัย",
    "สุ",
    "นิ",
    "พิมพ์",
    "กัญ",
    "ธัญ",
    "จิร",
    "รัตน",
    "อร",
    "วิภา",
    "ปริญ",
    "เกศ",
    "ดารา",
    "นภา",
    "มณี",
    "ศุภ",
    "อนุ",
    "ประ",
    "บวร",
    "เอก",
    "วิ",
];
const GIVEN_TAILS_M: [&str; 16] =
    ["พล", "วัฒน์", "ศักดิ์", "ชัย", "พงษ์", "กร", "เดช", "ภูมิ", "นนท์", "พัฒน์", "สิทธิ์", "ยุทธ", "รัฐ", "วุฒิ", "ธร", "นันท์"];
const GIVEN_TAILS_W: [&str; 16] = [
    "พร",
    "ภรณ์",
    "รัตน์",
    "นารี",
    "วรรณ",
    "ชนก",
    "ญา",
    "กานต์",
    "ลักษณ์",
    "ดา",
    "ธิดา",
    "นันท์",
    "ศรี",
    "มาศ",
    "วดี",
    "ทิพย์",
];
const SURNAME_HEADS: [&str; 40] = [
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
    "เหล่า",
    "พิม",
    "ฮ่ม",
    "เหง้า",
    "ไตร",
    "กอง",
    "หอม",
    "อุ่น",
];
const SURNAME_MIDDLES: [&str; 16] =
    ["", "", "", "ทะ", "ประ", "สุริ", "มณี", "ละ", "พา", "นนท์", "วร", "ยา", "คำ", "เพ็ญ", "ภัก", "ธนะ"];
const SURNAME_TAILS: [&str; 40] = [
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
    "ป่า",
    "ษา",
    "ขันธ์",
    "ศิลป์",
    "ไกร",
    "นาค",
    "รินทร์",
    "ยศ",
];

/// A given name; every other one is among the common ones.
pub(crate) fn given(chance: &mut Chance, is_man: bool) -> String {
    if chance.per_mille(500) {
        let common = if is_man { &MEN } else { &WOMEN };
        return common[chance.skewed(common.len())].to_owned();
    }
    let tails = if is_man { &GIVEN_TAILS_M } else { &GIVEN_TAILS_W };
    format!("{}{}", chance.one_of(&GIVEN_HEADS), chance.one_of(tails))
}

/// A surname: one of 25,600 spellings or fewer.
pub(crate) fn surname(chance: &mut Chance) -> String {
    let (head, tail) = (chance.one_of(&SURNAME_HEADS), chance.one_of(&SURNAME_TAILS));
    format!("{head}{}{tail}", chance.one_of(&SURNAME_MIDDLES))
}

/// The name as a clerk writes what a clerk hears: another letter of the same sound, a mark less.
pub(crate) fn slipped(chance: &mut Chance, name: &str) -> Option<String> {
    const PAIRS: [(&str, &str); 30] = [
        ("ี", "ิ"),
        ("ิ", "ี"),
        ("ู", "ุ"),
        ("ุ", "ู"),
        ("ศ", "ส"),
        ("ษ", "ศ"),
        ("ณ", "น"),
        ("น", "ณ"),
        ("ญ", "ย"),
        ("ใ", "ไ"),
        ("ไ", "ใ"),
        ("ธ", "ท"),
        ("ภ", "พ"),
        ("รร", "ัน"),
        ("์", ""),
        ("่", ""),
        ("้", ""),
        ("็", ""),
        ("ฐ", "ถ"),
        ("ฒ", "ท"),
        ("ึ", "ื"),
        ("วงศ์", "วงษ์"),
        ("วงศ์", "วงค์"),
        ("พันธ์", "พันธุ์"),
        ("สิทธิ์", "สิทธ์"),
        ("ศักดิ์", "ศักด์"),
        ("ทิพย์", "ทิพ"),
        ("จันทร์", "จันท์"),
        ("โพธิ์", "โพธ์"),
        ("รัตน์", "รัตณ์"),
    ];
    let fitting: Vec<_> = PAIRS.iter().filter(|(from, _)| name.contains(from)).collect();
    if fitting.is_empty() {
        return None;
    }
    let (from, to) = chance.one_of(&fitting);
    Some(name.replacen(from, to, 1))
}

/// The name with a letter lost, doubled, changed, or two changed in place.
pub(crate) fn mistyped(chance: &mut Chance, name: &str) -> String {
    const LETTERS: [char; 16] =
        ['ก', 'ด', 'น', 'ม', 'ร', 'ว', 'ส', 'า', 'ิ', 'เ', 'พ', 'ท', 'ง', 'ย', 'ล', 'ั'];
    let mut letters: Vec<char> = name.chars().collect();
    let at = chance.below(letters.len());
    match chance.below(4) {
        0 if letters.len() > 3 => {
            letters.remove(at);
        }
        1 if at + 1 < letters.len() => letters.swap(at, at + 1),
        2 => letters[at] = *chance.one_of(&LETTERS),
        _ => letters.insert(at, *chance.one_of(&LETTERS)),
    }
    letters.into_iter().collect()
}
