//! Which title a person bears, in full, and where in a glued name it ends.

use crate::wording::{can_begin_a_word, tidy};

/// Titles written out, longest first among those that begin alike.
const WHOLE: [&str; 60] = [
    "เด็กหญิง",
    "เด็กชาย",
    "นางสาว",
    "นาง",
    "นาย",
    "ว่าที่ร้อยตรีหญิง",
    "ว่าที่ร้อยตรี",
    "ว่าที่ร้อยโท",
    "ว่าที่ร้อยเอก",
    "ว่าที่พันตรี",
    "พลตำรวจเอก",
    "พลตำรวจโท",
    "พลตำรวจตรี",
    "พันตำรวจเอก",
    "พันตำรวจโท",
    "พันตำรวจตรี",
    "ร้อยตำรวจเอก",
    "ร้อยตำรวจโท",
    "ร้อยตำรวจตรี",
    "นายดาบตำรวจ",
    "ดาบตำรวจ",
    "จ่าสิบตำรวจ",
    "สิบตำรวจเอก",
    "สิบตำรวจโท",
    "สิบตำรวจตรี",
    "พลเอก",
    "พลโท",
    "พลตรี",
    "พันเอก",
    "พันโท",
    "พันตรี",
    "ร้อยเอก",
    "ร้อยโท",
    "ร้อยตรี",
    "จ่าสิบเอก",
    "จ่าสิบโท",
    "จ่าสิบตรี",
    "สิบเอก",
    "สิบโท",
    "สิบตรี",
    "พลทหาร",
    "พันจ่าเอก",
    "พันจ่าโท",
    "พันจ่าตรี",
    "จ่าเอก",
    "จ่าโท",
    "จ่าตรี",
    "พระครู",
    "พระมหา",
    "พระอธิการ",
    "พระปลัด",
    "พระสมุห์",
    "พระใบฎีกา",
    "พระ",
    "สามเณร",
    "เณร",
    "แม่ชี",
    "หม่อมราชวงศ์",
    "หม่อมหลวง",
    "ดอกเตอร์",
];

/// Letters of abbreviations, dots left out, and the title in full; longest first among those that begin alike.
const SHORT: [(&str, &str); 48] = [
    ("วาที่รตหญิง", "ว่าที่ร้อยตรีหญิง"),
    ("ว่าที่รตหญิง", "ว่าที่ร้อยตรีหญิง"),
    ("ว่าที่รต", "ว่าที่ร้อยตรี"),
    ("ว่าที่รท", "ว่าที่ร้อยโท"),
    ("ว่าที่รอ", "ว่าที่ร้อยเอก"),
    ("ว่าที่พต", "ว่าที่พันตรี"),
    ("นส", "นางสาว"),
    ("ดช", "เด็กชาย"),
    ("ดญ", "เด็กหญิง"),
    ("พลตอ", "พลตำรวจเอก"),
    ("พลตท", "พลตำรวจโท"),
    ("พลตต", "พลตำรวจตรี"),
    ("พตอ", "พันตำรวจเอก"),
    ("พตท", "พันตำรวจโท"),
    ("พตต", "พันตำรวจตรี"),
    ("รตอ", "ร้อยตำรวจเอก"),
    ("รตท", "ร้อยตำรวจโท"),
    ("รตต", "ร้อยตำรวจตรี"),
    ("ดต", "ดาบตำรวจ"),
    ("จสต", "จ่าสิบตำรวจ"),
    ("สตอ", "สิบตำรวจเอก"),
    ("สตท", "สิบตำรวจโท"),
    ("สตต", "สิบตำรวจตรี"),
    ("พลอ", "พลเอก"),
    ("พลท", "พลโท"),
    ("พลต", "พลตรี"),
    ("พอ", "พันเอก"),
    ("พท", "พันโท"),
    ("พต", "พันตรี"),
    ("รอ", "ร้อยเอก"),
    ("รท", "ร้อยโท"),
    ("รต", "ร้อยตรี"),
    ("จสอ", "จ่าสิบเอก"),
    ("จสท", "จ่าสิบโท"),
    ("สอ", "สิบเอก"),
    ("สท", "สิบโท"),
    ("สต", "สิบตรี"),
    ("พลฯ", "พลทหาร"),
    ("พจอ", "พันจ่าเอก"),
    ("พจท", "พันจ่าโท"),
    ("พจต", "พันจ่าตรี"),
    ("จอ", "จ่าเอก"),
    ("จท", "จ่าโท"),
    ("จต", "จ่าตรี"),
    ("มรว", "หม่อมราชวงศ์"),
    ("มล", "หม่อมหลวง"),
    ("ดร", "ดอกเตอร์"),
    ("อส", "อาสาสมัครรักษาดินแดน"),
];

/// English titles, lower case.
const ENGLISH: [(&str, &str); 5] =
    [("mr", "นาย"), ("mrs", "นาง"), ("miss", "นางสาว"), ("ms", "นางสาว"), ("dr", "ดอกเตอร์")];

/// The title that a cell of its own holds.
pub(crate) fn find_title(cell: &str) -> Option<&'static str> {
    let bare: String = tidy(cell).chars().filter(|c| !matches!(c, '.' | ' ')).collect();
    let whole = WHOLE.iter().find(|it| **it == bare).copied();
    let english = || ENGLISH.iter().find(|(it, _)| *it == bare.to_lowercase()).map(|(_, full)| *full);
    whole.or_else(|| SHORT.iter().find(|(it, _)| *it == bare).map(|(_, full)| *full)).or_else(english)
}

/// The title at the beginning of a tidied name and the rest; none where the name only looks as if it had one.
///
/// นายิกา and นางาม are names: no word goes on with a vowel mark. นางสาวิตรี is นาง and สาวิตรี.
pub(crate) fn split_title(name: &str) -> Option<(&'static str, &str)> {
    split_short(name).or_else(|| split_whole(name)).or_else(|| split_english(name))
}

fn split_whole(name: &str) -> Option<(&'static str, &str)> {
    // Longest first: นางสาว before นาง; but a rest that cannot begin a word gives the shorter one its turn.
    let mut found: Vec<(&'static str, &str)> =
        WHOLE.iter().filter_map(|title| Some((*title, rest_of_name(name.strip_prefix(title)?)?))).collect();
    found.sort_by_key(|(title, _)| std::cmp::Reverse(title.len()));
    found.first().copied()
}

fn split_short(name: &str) -> Option<(&'static str, &str)> {
    let mut found: Vec<(&'static str, Rest<'_>)> = SHORT
        .iter()
        .filter_map(|(letters, full)| Some((*full, rest_after_letters(name, letters)?)))
        .collect();
    // ร.ต.อนุชา is ร.ต. and อนุชา: a title that is parted from the name comes first, then the longest.
    found.sort_by_key(|(_, rest)| (!rest.is_parted, rest.text.len()));
    found.first().map(|(full, rest)| (*full, rest.text))
}

/// What follows a title, and whether a dot or space parts them.
struct Rest<'a> {
    text: &'a str,
    is_parted: bool,
}

fn split_english(name: &str) -> Option<(&'static str, &str)> {
    let (word, rest) = name.split_once([' ', '.'])?;
    let full = ENGLISH.iter().find(|(it, _)| *it == word.to_lowercase())?.1;
    Some((full, rest_of_name(rest)?))
}

/// What follows the letters of an abbreviation, dots and spaces between them or not; some dot or space must mark it.
fn rest_after_letters<'a>(name: &'a str, letters: &str) -> Option<Rest<'a>> {
    let mut rest = name;
    let mut marked = false;
    for letter in letters.chars() {
        let bare = rest.trim_start_matches(['.', ' ']);
        marked |= bare.len() < rest.len();
        rest = bare.strip_prefix(letter)?;
    }
    let is_parted = rest.starts_with(['.', ' ']);
    (is_parted || marked).then(|| rest_of_name(rest)).flatten().map(|text| Rest { text, is_parted })
}

fn rest_of_name(rest: &str) -> Option<&str> {
    let rest = rest.trim_start_matches(['.', ' ']);
    let mut letters = rest.chars();
    let begins = letters.next().is_some_and(can_begin_a_word);
    (begins && letters.next().is_some()).then_some(rest)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_title_is_written_in_full() {
        for (short, full) in [
            ("น.ส.", "นางสาว"),
            ("น.ส", "นางสาว"),
            ("นส.", "นางสาว"),
            ("นาย.", "นาย"),
            ("ด.ช", "เด็กชาย"),
            ("ดญ.", "เด็กหญิง"),
            ("จ.ส.อ.", "จ่าสิบเอก"),
            ("ว่าที่ ร.ต.", "ว่าที่ร้อยตรี"),
            ("Mr.", "นาย"),
            ("พระ", "พระ"),
        ] {
            assert_eq!(find_title(short), Some(full), "{short}");
        }
        assert_eq!(find_title("คุณหญิงใหญ่"), None);
        assert_eq!(find_title(""), None);
    }

    #[test]
    fn a_glued_title_is_cut_off() {
        for (name, title, rest) in [
            ("นายจีรวัฒน์", "นาย", "จีรวัฒน์"),
            ("นาย.อุทัย", "นาย", "อุทัย"),
            ("นาย. สมพงษ์ โคตรธรรม", "นาย", "สมพงษ์ โคตรธรรม"),
            ("น.ส.จิราพร", "นางสาว", "จิราพร"),
            ("น.ส จันทร์เพ็ญ", "นางสาว", "จันทร์เพ็ญ"),
            ("นส.คำไพ เหล่าบุตร", "นางสาว", "คำไพ เหล่าบุตร"),
            ("นางสาวแสงเดือน โพนทัน", "นางสาว", "แสงเดือน โพนทัน"),
            ("เด็กชายอนุชา", "เด็กชาย", "อนุชา"),
            ("ว่าที่ร้อยตรีสมชาย", "ว่าที่ร้อยตรี", "สมชาย"),
            ("ว่าที่ ร.ต. สมชาย ใจดี", "ว่าที่ร้อยตรี", "สมชาย ใจดี"),
            ("จ.ส.อ.บุญมี", "จ่าสิบเอก", "บุญมี"),
            ("พ.ต.อ.เอกชัย", "พันตำรวจเอก", "เอกชัย"),
            ("น.สนวลจันทร์", "นางสาว", "นวลจันทร์"),
            ("ร.ต.อนุชา", "ร้อยตรี", "อนุชา"),
            ("พระมหาบุญธรรม", "พระมหา", "บุญธรรม"),
        ] {
            assert_eq!(split_title(name), Some((title, rest)), "{name}");
        }
    }

    #[test]
    fn names_that_only_look_like_titles_stay_whole() {
        for name in ["นายิกา", "นางาม", "สมชาย", "ดชา", "นสมใจ", "นาง", "นาย ", ""]
        {
            assert_eq!(split_title(name), None, "{name}");
        }
        assert_eq!(split_title("นางสาวิตรี สุทธิอาจ"), Some(("นาง", "สาวิตรี สุทธิอาจ")));
    }
}
