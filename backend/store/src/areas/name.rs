//! The key an area's name is compared by: without prefix, abbreviation, spaces and the accidents of typing.

use phonjon_domain::area::AreaLevel;

/// The key of a name at a level; two writings of one name have the same.
///
/// `ต.ในเมือง`, `ตำบล ในเมือง` and `ในเมือง` are one subdistrict, `กทม.` is กรุงเทพมหานคร. An `เมือง` without its
/// province's name stays `เมือง`: which one it is only its province says.
pub fn name_key(level: AreaLevel, text: &str) -> String {
    let text = plain(text);
    let bare = prefixes(level)
        .iter()
        .find_map(|prefix| text.strip_prefix(prefix).filter(|it| !it.trim().is_empty()))
        .unwrap_or(&text);
    let key: String =
        bare.chars().filter(|c| !c.is_whitespace() && !matches!(c, 'ฯ' | '.' | '-' | '\'')).collect();
    match (level, key.as_str()) {
        (AreaLevel::Province, "กทม" | "กรุงเทพ" | "กรุงเทพมหานคร" | "bangkok" | "bangkokmetropolis") => {
            "กรุงเทพมหานคร".to_owned()
        }
        (AreaLevel::Province, "อยุธยา") => "พระนครศรีอยุธยา".to_owned(),
        _ => key,
    }
}

/// Prefixes of a level, the longest first. A single letter counts only with its dot or a space.
const fn prefixes(level: AreaLevel) -> &'static [&'static str] {
    match level {
        AreaLevel::Country => &[],
        AreaLevel::Province => &["จังหวัด", "จ.", "จ "],
        AreaLevel::District => &["กิ่งอำเภอ", "กิ่ง อ.", "กิ่งอ.", "อำเภอ", "เขต", "อ.", "อ "],
        AreaLevel::Subdistrict => &["ตำบล", "แขวง", "ต.", "ต "],
        AreaLevel::Village => &["หมู่บ้าน", "บ้าน", "บ.", "บ "],
    }
}

/// The text with each letter written one way: no zero-width letters, sara am and sara ae as one letter, Arabic
/// digits, small Latin letters.
fn plain(text: &str) -> String {
    const NIKHAHIT: char = '\u{0e4d}';
    const SARA_AA: char = '\u{0e32}';
    const SARA_AM: char = '\u{0e33}';
    let mut out: Vec<char> = Vec::with_capacity(text.len() / 3 + 1);
    for c in text.trim().chars() {
        match c {
            '\u{200b}'..='\u{200f}' | '\u{2060}' | '\u{feff}' | '\u{00ad}' => {}
            '\u{00a0}' => out.push(' '),
            '๐'..='๙' => out.push(char::from_u32(c as u32 - '๐' as u32 + '0' as u32).unwrap_or(c)),
            'เ' if out.last() == Some(&'เ') => {
                out.pop();
                out.push('แ');
            }
            SARA_AA if out.last() == Some(&NIKHAHIT) => {
                out.pop();
                out.push(SARA_AM);
            }
            // ํ + tone + า: the tone stands before sara am.
            SARA_AA if is_tone(out.last()) && out.len() > 1 && out[out.len() - 2] == NIKHAHIT => {
                let tone = out.pop().unwrap_or_default();
                out.pop();
                out.extend([tone, SARA_AM]);
            }
            // A tone typed after sara am.
            _ if is_tone(Some(&c)) && out.last() == Some(&SARA_AM) => {
                out.pop();
                out.extend([c, SARA_AM]);
            }
            _ => out.extend(c.to_lowercase()),
        }
    }
    out.into_iter().collect::<String>().trim().to_owned()
}

fn is_tone(c: Option<&char>) -> bool {
    c.is_some_and(|c| ('\u{0e48}'..='\u{0e4b}').contains(c))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn same(level: AreaLevel, writings: &[&str]) {
        let keys: Vec<String> = writings.iter().map(|it| name_key(level, it)).collect();
        assert!(keys.iter().all(|it| *it == keys[0]), "{keys:?}");
    }

    #[test]
    fn a_name_is_the_same_with_and_without_its_prefix() {
        same(
            AreaLevel::Subdistrict,
            &["ในเมือง", "ตำบลในเมือง", "ต.ในเมือง", "ต. ในเมือง", "ต ในเมือง", "แขวงในเมือง"],
        );
        same(AreaLevel::District, &["ธาตุพนม", "อำเภอธาตุพนม", "อ.ธาตุพนม", "กิ่งอำเภอ ธาตุพนม"]);
        same(AreaLevel::District, &["พระนคร", "เขตพระนคร"]);
        same(AreaLevel::Province, &["นครพนม", "จังหวัดนครพนม", "จ.นครพนม", "จ. นครพนม "]);
        same(AreaLevel::Province, &["กทม.", "กรุงเทพฯ", "กรุงเทพมหานคร", "กทม", "จ.กรุงเทพมหานคร", "Bangkok"]);
        same(AreaLevel::Village, &["ดอนแสง", "บ้านดอนแสง", "บ.ดอนแสง", "บ้าน ดอนแสง"]);
    }

    #[test]
    fn a_letter_is_no_prefix_without_its_dot() {
        assert_eq!(name_key(AreaLevel::Subdistrict, "ตาก"), "ตาก");
        assert_eq!(name_key(AreaLevel::Province, "จันทบุรี"), "จันทบุรี");
        assert_eq!(name_key(AreaLevel::Subdistrict, "บ้านแพง"), "บ้านแพง");
    }

    #[test]
    fn a_name_that_is_only_a_prefix_stays() {
        assert_eq!(name_key(AreaLevel::Village, "บ้าน"), "บ้าน");
        assert_eq!(name_key(AreaLevel::Village, ""), "");
    }

    #[test]
    fn typing_leaves_no_trace() {
        same(
            AreaLevel::Subdistrict,
            &["น้ำก่ำ", "น\u{e4d}\u{e49}าก\u{e4d}\u{e48}า", "น\u{e33}\u{e49}ก\u{e33}\u{e48}", "น้ำ\u{200b}ก่ำ"],
        );
        same(AreaLevel::District, &["แม่สอด", "เเม่สอด"]);
        same(AreaLevel::Village, &["ทุ่ง 5", "ทุ่ง๕"]);
    }
}
