//! Whether a citizen number stands in a cell that is for something else, and what the cell says without it.

use phonjon_domain::national_id::NationalId;

use crate::wording::ascii_digit;

/// Digits of a citizen number.
const DIGITS: usize = 13;

/// Digits of each part of a citizen number as it stands on the card: `1-2345-67890-12-3`.
const PARTS: [usize; 5] = [1, 4, 5, 2, 1];

/// Digits that stand together, by the place of their bytes.
struct Run {
    digits: String,
    from: usize,
    to: usize,
}

/// True where a citizen number stands in the text, whole or masked.
pub(crate) fn reads_as_number(text: &str) -> bool {
    without_numbers(text).is_some() || is_masked(text)
}

/// The text without the citizen numbers in it; `None` where there is none. Digits may be Thai, with dashes, dots or
/// spaces between them.
pub(crate) fn without_numbers(text: &str) -> Option<String> {
    let runs = runs(text);
    let mut left = String::new();
    let (mut kept, mut at) = (0, 0);
    while at < runs.len() {
        match n_runs_of_number(text, &runs[at..]) {
            Some(n) => {
                left.push_str(&text[kept..runs[at].from]);
                kept = runs[at + n - 1].to;
                at += n;
            }
            None => at += 1,
        }
    }
    if kept == 0 {
        return None;
    }
    left.push_str(&text[kept..]);
    Some(left.trim().to_owned())
}

/// How many of these runs, from the first on, are one citizen number.
fn n_runs_of_number(text: &str, runs: &[Run]) -> Option<usize> {
    if runs.first().is_some_and(|it| it.digits.len() >= DIGITS) {
        return Some(1);
    }
    let mut digits = String::new();
    for (n, run) in runs.iter().enumerate() {
        if n > 0 && !is_joint(&text[runs[n - 1].to..run.from]) {
            return None;
        }
        digits.push_str(&run.digits);
        if digits.len() >= DIGITS {
            let is_as_on_card = runs[..=n].iter().map(|it| it.digits.len()).eq(PARTS);
            let is_number = digits.len() == DIGITS && (is_as_on_card || NationalId::parse(&digits).is_ok());
            return is_number.then_some(n + 1);
        }
    }
    None
}

fn is_joint(text: &str) -> bool {
    text.chars().all(|c| c.is_whitespace() || matches!(c, '-' | '–' | '—' | '_' | '.'))
}

fn runs(text: &str) -> Vec<Run> {
    let mut runs: Vec<Run> = Vec::new();
    for (at, c) in text.char_indices() {
        let c = (c.len_utf8(), ascii_digit(c));
        if !c.1.is_ascii_digit() {
            continue;
        }
        match runs.last_mut() {
            Some(run) if run.to == at => {
                run.digits.push(c.1);
                run.to = at + c.0;
            }
            _ => runs.push(Run { digits: c.1.to_string(), from: at, to: at + c.0 }),
        }
    }
    runs
}

/// True for `1-2345-xxxxx-12-3` and its likes.
fn is_masked(text: &str) -> bool {
    let is_mask = |c: char| matches!(c, 'x' | 'X' | '*' | '×' | '•' | '●' | '#');
    let is_digit = |c: char| ascii_digit(c).is_ascii_digit();
    let bare: Vec<char> = text.chars().filter(|c| !is_joint(c.encode_utf8(&mut [0; 4]))).collect();
    bare.len() == DIGITS
        && bare.iter().any(|c| is_digit(*c))
        && bare.iter().all(|c| is_digit(*c) || is_mask(*c))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_citizen_number_is_found_however_it_is_written() {
        for number in [
            "1484956378381",
            "1-4849-56378-38-1",
            "1 4849 56378 38 1",
            "๑-๔๘๔๙-๕๖๓๗๘-๓๘-๑",
            "3485 6420 81374",
        ] {
            assert_eq!(without_numbers(number).as_deref(), Some(""), "{number}");
            let among = format!("42/16 {number} บ้านกลาง");
            assert_eq!(without_numbers(&among).as_deref(), Some("42/16  บ้านกลาง"), "{number}");
        }
        assert!(reads_as_number("1-4849-xxxxx-38-1"));
    }

    #[test]
    fn house_numbers_codes_and_telephones_are_no_citizen_numbers() {
        for text in
            ["42/16", "48019253910", "12/3 48019253910", "081-234-5678", "2566-01-01 12:00", "", "บ้านกลาง"]
        {
            assert_eq!(without_numbers(text), None, "{text}");
            assert!(!reads_as_number(text), "{text}");
        }
    }
}
