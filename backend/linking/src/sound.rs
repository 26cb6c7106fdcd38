//! How a Thai name sounds, as far as a clerk who hears it can tell: a Thai Soundex in the manner of LK82.
//!
//! Silenced letters fall away, consonants of one final sound become one digit, short vowels and tone marks are not
//! heard. Two names of one code are not the same name: the code is one level of comparing, and a key to find by.

use crate::name::without_title;

/// The code of a name, empty where nothing of it is heard.
pub fn sound(name: &str) -> String {
    let heard = heard(name);
    let mut letters = heard.iter().copied().peekable();
    let mut code = String::new();
    let mut push = |it: char| {
        if !code.ends_with(it) {
            code.push(it);
        }
    };
    let mut is_first = true;
    while let Some(letter) = letters.next() {
        // A leading vowel is heard after its consonant.
        if matches!(letter, 'เ' | 'แ' | 'โ' | 'ใ' | 'ไ') {
            if let Some(consonant) = letters.next_if(|it| is_consonant(*it)) {
                encode(consonant, is_first).into_iter().for_each(&mut push);
                is_first = false;
            }
            push(vowel(letter));
            continue;
        }
        if letter == 'ร' && letters.next_if_eq(&'ร').is_some() {
            push('4');
            continue;
        }
        if is_consonant(letter) {
            encode(letter, is_first).into_iter().for_each(&mut push);
            is_first = false;
        } else if matches!(letter, 'า' | 'ๅ' | 'ุ' | 'ู' | 'ำ') {
            push(vowel(letter));
        }
    }
    code
}

/// The first consonants of what [`crate::name::skeleton`] left of a name, coarser than any slip: to find by, beside
/// something else.
pub(crate) fn coarse(skeleton: &str) -> String {
    const N_CONSONANTS: usize = 3;
    let mut out = String::new();
    for letter in skeleton.chars().filter(|it| is_consonant(*it)) {
        if let Some(it) = encode(letter, out.is_empty())
            && !out.ends_with(it)
        {
            out.push(it);
        }
        if out.chars().count() == N_CONSONANTS {
            break;
        }
    }
    out
}

/// The letters of a name that are heard: without marks, and without what a ์ silences.
fn heard(name: &str) -> Vec<char> {
    let mut out: Vec<char> = Vec::with_capacity(name.len() / 3);
    for letter in without_title(name).chars() {
        match letter {
            '์' => {
                if matches!(out.last(), Some('ิ' | 'ุ')) {
                    out.pop();
                }
                let silenced = out.pop();
                // จันทร์, ศาสตร์, จันทน์: two letters are silent.
                if matches!(
                    (out.last(), silenced),
                    (Some('ท' | 'ต'), Some('ร')) | (Some('ณ'), Some('ฑ')) | (Some('ท'), Some('น'))
                ) {
                    out.pop();
                }
            }
            '\u{0E47}'..='\u{0E4B}' | '\u{0E4D}' | '\u{0E4E}' => {}
            it if is_thai(it) => out.push(it),
            _ => {}
        }
    }
    out
}

const fn is_thai(letter: char) -> bool {
    matches!(letter, '\u{0E01}'..='\u{0E4E}')
}

const fn is_consonant(letter: char) -> bool {
    matches!(letter, 'ก'..='ฮ')
}

/// What is heard of a consonant: at the beginning which it is, later only how it ends a syllable.
const fn encode(letter: char, is_first: bool) -> Option<char> {
    if is_first {
        return Some(match letter {
            'ข' | 'ฃ' | 'ค' | 'ฅ' | 'ฆ' => 'ค',
            'ช' | 'ฉ' | 'ฌ' => 'ช',
            'ซ' | 'ศ' | 'ษ' | 'ส' => 'ส',
            'ญ' | 'ย' => 'ย',
            'ฎ' | 'ด' => 'ด',
            'ฏ' | 'ต' => 'ต',
            'ฐ' | 'ฑ' | 'ฒ' | 'ถ' | 'ท' | 'ธ' => 'ท',
            'ณ' | 'น' => 'น',
            'ผ' | 'พ' | 'ภ' => 'พ',
            'ฝ' | 'ฟ' => 'ฟ',
            'ร' | 'ฤ' | 'ล' | 'ฬ' | 'ฦ' => 'ร',
            'ห' | 'ฮ' => 'ห',
            it => it,
        });
    }
    match letter {
        'ก' | 'ข' | 'ฃ' | 'ค' | 'ฅ' | 'ฆ' => Some('1'),
        'ง' => Some('2'),
        'จ' | 'ฉ' | 'ช' | 'ซ' | 'ฌ' | 'ฎ' | 'ฏ' | 'ฐ' | 'ฑ' | 'ฒ' | 'ด' | 'ต' | 'ถ' | 'ท' | 'ธ' | 'ศ'
        | 'ษ' | 'ส' => Some('3'),
        'ณ' | 'น' | 'ร' | 'ล' | 'ฬ' | 'ฤ' | 'ฦ' => Some('4'),
        'บ' | 'ป' | 'ผ' | 'ฝ' | 'พ' | 'ฟ' | 'ภ' => Some('5'),
        'ม' => Some('6'),
        'ญ' | 'ย' => Some('7'),
        'ว' => Some('8'),
        // ห and อ carry a vowel or lead another letter.
        _ => None,
    }
}

const fn vowel(letter: char) -> char {
    match letter {
        'า' | 'ๅ' | 'ำ' => 'a',
        'เ' | 'แ' => 'e',
        'โ' => 'o',
        'ใ' | 'ไ' => 'y',
        _ => 'u',
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::name::skeleton;

    #[test]
    fn names_that_sound_alike_have_one_code() {
        for (a, b) in [
            ("วงศ์", "วงค์"),
            ("พงษ์", "พงศ์"),
            ("จันทร์", "จัน"),
            ("สิทธิ์", "สิทธ์"),
            ("พันธุ์", "พันธ์"),
            ("เบญจวรรณ", "เบญจวัน"),
            ("ศักดิ์", "สัก"),
            ("ฐิติ", "ธิติ"),
            ("นายสมชาย", "สมชาย"),
            ("หญิง", "ญิง"),
        ] {
            if a == "หญิง" {
                assert_ne!(sound(a), sound(b), "the first letter is heard");
            } else {
                assert_eq!(sound(a), sound(b), "{a} {b}");
            }
        }
    }

    #[test]
    fn names_that_sound_otherwise_do_not() {
        for (a, b) in
            [("สมชาย", "สมชัย"), ("บุญมี", "บุญมา"), ("สมศรี", "สมศักดิ์"), ("แก้ว", "แดง"), ("มานพ", "มานะ")]
        {
            assert_ne!(sound(a), sound(b), "{a} {b}");
        }
        assert_eq!(sound(""), "");
    }

    #[test]
    fn the_coarse_code_outlives_slips() {
        for (a, b) in [("มะลิวัลย์", "มะลิวัลย"), ("เพ็ญศรี", "เพ็ยศรี"), ("พิมพ์ชนก", "พิมพ์ชก"), ("แสงวงศ์", "แสงวงค์")]
        {
            assert_eq!(coarse(&skeleton(a)), coarse(&skeleton(b)), "{a} {b}");
        }
        assert_ne!(coarse(&skeleton("สมชาย")), coarse(&skeleton("มานพ")));
    }
}
