//! How alike two Thai names are: equal, a slip of hand or ear, nearly, or different.

use crate::keys::known;
use crate::record::{Record, Sex};
use crate::sound::sound;

/// How alike two names are, from most to least; unknown when either is missing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Likeness {
    /// Letter for letter.
    Same,
    /// One sound written in two ways: tone and silencing marks, long and short vowels, letters of one sound.
    Slip,
    /// Written otherwise, heard alike: วงศ์ and วงค์.
    Sound,
    /// One letter away from a slip.
    Near,
    /// Other names.
    Different,
    /// A name is missing.
    Unknown,
}

impl Likeness {
    /// Same or a slip.
    pub const fn is_slip(self) -> bool {
        matches!(self, Self::Same | Self::Slip)
    }

    /// Same, a slip, heard alike or nearly.
    pub const fn is_alike(self) -> bool {
        matches!(self, Self::Same | Self::Slip | Self::Sound | Self::Near)
    }
}

/// Titles that clerks leave in the field of the given name, the longer ones first.
const TITLES: [&str; 11] =
    ["เด็กหญิง", "เด็กชาย", "นางสาว", "ว่าที่ร้อยตรี", "ด.ญ.", "ด.ช.", "น.ส.", "นส.", "นาย", "นาง", "แม่ชี"];

/// A name without a title in front of it, as far as what is left is still a name: นายิกา and นางนวล are names, and for
/// comparing it does no harm that นวล is taken for the latter too.
pub(crate) fn without_title(name: &str) -> &str {
    let name = name.trim();
    for title in TITLES {
        let Some(rest) = name.strip_prefix(title) else { continue };
        let rest = rest.trim_start();
        let begins = rest.chars().next().is_some_and(|it| matches!(it, 'ก'..='ฮ' | 'เ'..='ไ'));
        // What follows the title's last letter may belong to it: นายก, พระยา.
        if begins && rest.chars().filter(|it| matches!(it, 'ก'..='ฮ')).count() > 1 {
            return rest;
        }
    }
    name
}

/// The given name of a row, without its title where that was written before it too.
pub(crate) fn given_name(record: &Record) -> Option<&str> {
    let name = known(record.first.as_deref())?;
    let bare = without_title(name);
    let titled = name.strip_suffix(bare).unwrap_or_default().trim();
    let title = known(record.title.as_deref()).unwrap_or(titled);
    // นาย นางนวล is called นางนวล.
    Some(if title == titled || Sex::of_title(titled).is_none() { bare } else { name })
}

/// What is left of a name when everything a clerk may slip on is taken away: for blocking and comparing, not for show.
pub fn skeleton(name: &str) -> String {
    let mut out: Vec<char> = Vec::with_capacity(name.len() / 3);
    let mut letters = without_title(name).chars().peekable();
    while let Some(letter) = letters.next() {
        // รร is sounded ัน before a silent or no final: วรรณ, วันณ.
        if letter == 'ร' && letters.peek() == Some(&'ร') {
            letters.next();
            push(&mut out, 'ั');
            push(&mut out, 'น');
            continue;
        }
        if let Some(letter) = bare(letter) {
            push(&mut out, letter);
        }
    }
    out.into_iter().collect()
}

fn push(out: &mut Vec<char>, letter: char) {
    if out.last() != Some(&letter) {
        out.push(letter);
    }
}

fn bare(letter: char) -> Option<char> {
    Some(match letter {
        '\u{0E47}'..='\u{0E4C}' | '\u{200B}'..='\u{200D}' | '\u{FEFF}' | '.' | '-' => return None,
        it if it.is_whitespace() => return None,
        'ี' | 'ึ' | 'ื' => 'ิ',
        'ู' => 'ุ',
        'แ' => 'เ',
        'ใ' => 'ไ',
        'ศ' | 'ษ' => 'ส',
        'ณ' => 'น',
        'ญ' => 'ย',
        'ภ' => 'พ',
        'ธ' | 'ฑ' | 'ฒ' => 'ท',
        'ฐ' => 'ถ',
        'ฎ' => 'ด',
        'ฏ' => 'ต',
        'ฬ' => 'ล',
        'ฆ' => 'ค',
        'ฌ' => 'ช',
        it => it,
    })
}

/// Compares two names, empty meaning unknown.
pub fn compare(a: &str, b: &str) -> Likeness {
    let (a, b) = (a.trim(), b.trim());
    if a.is_empty() || b.is_empty() {
        Likeness::Unknown
    } else if a == b {
        Likeness::Same
    } else {
        let (x, y) = (skeleton(a), skeleton(b));
        if x == y { Likeness::Slip } else { compare_skeletons(&x, &y, sound(a) == sound(b)) }
    }
}

/// Compares what [`skeleton`] left of two names, where that differs.
pub(crate) fn compare_skeletons(a: &str, b: &str, is_one_sound: bool) -> Likeness {
    if is_one_sound {
        return Likeness::Sound;
    }
    // One letter of a short name is another name: บุญมี and บุญมา.
    let (n, m) = (a.chars().count(), b.chars().count());
    let n_letters = n.min(m);
    let allowed = match n_letters {
        0..=5 => 0,
        6..=9 => 1,
        _ => 2,
    };
    if allowed > 0 && n.abs_diff(m) <= allowed && strsim::osa_distance(a, b) <= allowed {
        Likeness::Near
    } else {
        Likeness::Different
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_clerk_slips_on_is_a_slip() {
        for (a, b) in [
            ("ศรีสุข", "ศริสุข"),
            ("มะลิวัลย์", "มะลิวัลย"),
            ("เพ็ญศรี", "เพ็ยศรี"),
            ("เบญจวรรณ", "เบญจวันณ"),
            ("ฮ่มป่า", "ฮมป่า"),
            ("มูลสาร", "มุลสาร"),
            ("ใจดี", "ไจดี"),
            ("วงศ์ ษา", "วงค์ษา".replace('ค', "ศ").as_str()),
        ] {
            assert_eq!(compare(a, b), Likeness::Slip, "{a} {b}");
            assert_eq!(compare(b, a), Likeness::Slip, "{b} {a}");
        }
    }

    #[test]
    fn a_letter_of_a_long_name_is_near() {
        assert_eq!(compare("พิมพ์ชนก", "พิมพ์ชก"), Likeness::Near);
        assert_eq!(compare("เกรียงไกร", "เกรียงไผร"), Likeness::Near);
    }

    #[test]
    fn what_is_heard_alike_is_told_from_a_slip() {
        for (a, b) in [("อินทะวงศ์", "อินทวงศ์"), ("แสงวงศ์", "แสงวงค์"), ("จันทร์เพ็ญ", "จันเพ็ญ"), ("สมศักดิ์", "สมสัก")]
        {
            assert_eq!(compare(a, b), Likeness::Sound, "{a} {b}");
            assert_eq!(compare(b, a), Likeness::Sound, "{b} {a}");
        }
    }

    #[test]
    fn a_title_before_a_name_is_none_of_it() {
        assert_eq!(compare("นายสมชาย", "สมชาย"), Likeness::Slip);
        assert_eq!(compare("นส.มาลี", "มาลี"), Likeness::Slip);
        assert_eq!(compare("นายิกา", "ิกา"), Likeness::Different);
        let row = |title: &str, first: &str| Record {
            title: Some(title.into()),
            first: Some(first.into()),
            ..Record::empty(
                crate::record::RowKey(1),
                phonjon_domain::source::Source::Bmn,
                phonjon_domain::calendar::BuddhistYear::new(2566).unwrap(),
            )
        };
        assert_eq!(given_name(&row("นาย", "นายสมชาย")), Some("สมชาย"));
        assert_eq!(given_name(&row("", "นางสาว มาลี")), Some("มาลี"));
        assert_eq!(given_name(&row("นาย", "นางนวล")), Some("นางนวล"));
        assert_eq!(given_name(&row("นาง", "นายิกา")), Some("นายิกา"));
    }

    #[test]
    fn a_letter_of_a_short_name_is_another_name() {
        assert_eq!(compare("บุญมี", "บุญมา"), Likeness::Different);
        assert_eq!(compare("สมชาย", "สมชัย"), Likeness::Different);
        assert_eq!(compare("แก้ว", "แดง"), Likeness::Different);
    }

    #[test]
    fn other_names_differ() {
        assert_eq!(compare("สมชาย", "มานิตย์"), Likeness::Different);
        assert_eq!(compare("สมศรี", "สมศักดิ์"), Likeness::Different);
    }

    #[test]
    fn a_missing_name_says_nothing() {
        assert_eq!(compare("", "สมชาย"), Likeness::Unknown);
        assert_eq!(compare("  ", "  "), Likeness::Unknown);
    }

    #[test]
    fn equal_names_are_the_same_whatever_stands_around_them() {
        assert_eq!(compare(" สมชาย", "สมชาย "), Likeness::Same);
        assert!(Likeness::Same.is_slip() && Likeness::Near.is_alike() && !Likeness::Near.is_slip());
    }
}
