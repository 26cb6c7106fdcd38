//! What a Thai text says once the accidents of typing are taken away: decomposed vowels, zero-width letters, odd spaces.

/// The text as it should be stored: vowels composed and ordered, `เเ` as `แ`, no invisible letters, single spaces.
pub(crate) fn tidy(text: &str) -> String {
    // Most cells are numbers and codes, in which nothing is to be done.
    if text.bytes().all(|it| it.is_ascii_graphic()) {
        return text.to_owned();
    }
    let mut spaced = Vec::with_capacity(text.len() / 2);
    let mut space_due = false;
    for c in text.chars() {
        if c.is_whitespace() || c == '\u{a0}' {
            space_due = !spaced.is_empty();
        } else if !is_invisible(c) {
            if space_due {
                spaced.push(' ');
                space_due = false;
            }
            spaced.push(c);
        }
    }
    compose(&spaced)
}

/// True where only spaces and invisible letters stand.
pub(crate) fn is_blank(text: &str) -> bool {
    text.chars().all(|c| c.is_whitespace() || c == '\u{a0}' || is_invisible(c))
}

/// The text for comparing headers and words: tidied, ASCII digits, lower case, letters and digits only.
pub(crate) fn key(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in tidy(text).chars().map(ascii_digit) {
        match c {
            // Most letters are these; the tables of all scripts are slow.
            '\u{e01}'..='\u{e3a}' | '\u{e40}'..='\u{e4e}' => out.push(c),
            '\0'..='\u{7f}' if c.is_ascii_alphanumeric() => out.push(c.to_ascii_lowercase()),
            '\0'..='\u{7f}' | '\u{e3f}' | '\u{e4f}'..='\u{e5b}' => {}
            _ if c.is_alphanumeric() => out.extend(c.to_lowercase()),
            _ => {}
        }
    }
    out
}

/// A Thai or full-width digit as ASCII; any other letter as it is.
pub(crate) fn ascii_digit(c: char) -> char {
    let zero = match c {
        '๐'..='๙' => '๐',
        '０'..='９' => '０',
        _ => return c,
    };
    u32::from(c).checked_sub(u32::from(zero)).and_then(|n| char::from_digit(n, 10)).unwrap_or(c)
}

/// The text with its digits as ASCII.
pub(crate) fn ascii_digits(text: &str) -> String {
    text.chars().map(ascii_digit).collect()
}

/// True where a word may begin with this letter: a consonant, a leading vowel, or a letter of another script.
pub(crate) fn can_begin_a_word(c: char) -> bool {
    matches!(c, 'ก'..='ฮ' | 'เ' | 'แ' | 'โ' | 'ใ' | 'ไ')
        || (c.is_alphabetic() && !('\u{e00}'..='\u{e7f}').contains(&c))
}

/// How alike two keys are, from 0 (nothing in common) to 100 (equal): shared pairs of letters.
pub(crate) fn likeness(a: &str, b: &str) -> usize {
    let pairs = |text: &str| {
        let letters: Vec<char> = text.chars().collect();
        letters.windows(2).map(|it| (it[0], it[1])).collect::<Vec<_>>()
    };
    let (a, mut b) = (pairs(a), pairs(b));
    let total = a.len() + b.len();
    let shared = a
        .iter()
        .filter(|pair| b.iter().position(|it| it == *pair).map(|at| b.swap_remove(at)).is_some())
        .count();
    (shared * 200).checked_div(total).unwrap_or(0)
}

fn is_invisible(c: char) -> bool {
    c.is_control()
        || matches!(c, '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{2064}' | '\u{feff}')
}

fn is_tone(c: char) -> bool {
    matches!(c, '\u{e48}'..='\u{e4b}')
}

fn is_vowel_mark(c: char) -> bool {
    matches!(c, '\u{e31}' | '\u{e34}'..='\u{e39}')
}

fn compose(letters: &[char]) -> String {
    let mut out = String::with_capacity(letters.len() * 3);
    let mut at = 0;
    while let Some(&c) = letters.get(at) {
        let next = letters.get(at + 1).copied();
        let after = letters.get(at + 2).copied();
        let taken = match (c, next, after) {
            // Nikhahit (and a tone) before sara aa is sara am.
            ('\u{e4d}', Some('\u{e32}'), _) => {
                out.push('\u{e33}');
                2
            }
            ('\u{e4d}', Some(tone), Some('\u{e32}')) if is_tone(tone) => {
                out.extend([tone, '\u{e33}']);
                3
            }
            ('\u{e33}', Some(tone), _) if is_tone(tone) => {
                out.extend([tone, '\u{e33}']);
                2
            }
            ('เ', Some('เ'), _) => {
                out.push('แ');
                2
            }
            (tone, Some(vowel), _) if is_tone(tone) && is_vowel_mark(vowel) => {
                out.extend([vowel, tone]);
                2
            }
            _ => {
                out.push(c);
                1
            }
        };
        at += taken;
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sara_am_is_one_letter_however_it_was_typed() {
        assert_eq!(tidy("น\u{e4d}\u{e49}\u{e32}ฝน"), "น้ำฝน");
        assert_eq!(tidy("น\u{e49}\u{e4d}\u{e32}ฝน"), "น้ำฝน");
        assert_eq!(tidy("น\u{e33}\u{e49}ฝน"), "น้ำฝน");
        assert_eq!(tidy("ล\u{e4d}\u{e32}ดับ"), "ลำดับ");
    }

    #[test]
    fn two_sara_e_are_sara_ae() {
        assert_eq!(tidy("เเสนสุข"), "แสนสุข");
        assert_eq!(tidy("เสนสุข"), "เสนสุข");
    }

    #[test]
    fn a_tone_stands_after_its_vowel() {
        assert_eq!(tidy("ท\u{e48}\u{e35}"), "ที่");
        assert_eq!(tidy("ท\u{e35}\u{e48}"), "ที่");
    }

    #[test]
    fn invisible_letters_and_odd_spaces_go() {
        assert_eq!(tidy("\u{feff}  เหล่าบ\u{200b}ุตร\u{a0}"), "เหล่าบุตร");
        assert_eq!(tidy("เมือง \n นครพนม"), "เมือง นครพนม");
        assert_eq!(tidy(" \u{a0}\t"), "");
    }

    #[test]
    fn a_key_has_no_spaces_marks_of_writing_or_thai_digits() {
        assert_eq!(key(" รหัส\nบ้าน"), "รหัสบ้าน");
        assert_eq!(key("อายุ (๑๕-59 ปี)"), "อายุ1559ปี");
        assert_eq!(key("Village_ID"), "villageid");
    }

    #[test]
    fn likeness_is_whole_only_for_equal_words() {
        assert_eq!(likeness("abcd", "abcd"), 100);
        assert_eq!(likeness("abcd", "wxyz"), 0);
        assert_eq!(likeness("", ""), 0);
        assert!(likeness("ไม่มีน้ำประปา", "ไม่มีนำประปา") > 70);
    }
}
