//! What a stable code says to a person, in Thai or English: sentences with arguments, and labels of the field's words.
//!
//! Other rooms return codes; only here do they become sentences. A sentence never repeats a personal number, whatever
//! arguments it is given. The list of words is `docs/words.md`.

pub mod language;
mod message;

use std::collections::BTreeMap;

use phonjon_domain::calendar::{BUDDHIST_OFFSET, PartialDate};

use language::Language;
use message::Messages;

/// The sentence of a code.
///
/// Arguments that are stable words (a status, a level) are said in the language. A missing argument becomes a dash; an
/// unknown code gives a sentence that names it.
pub fn sentence(language: Language, code: &str, args: &BTreeMap<String, String>) -> String {
    let messages = Messages::of(language);
    let code = said_as(code, args);
    let said = args.iter().map(|(name, value)| {
        let family = word_family(code, name);
        let word = family.and_then(|family| messages.find(&label_key(family, value), &BTreeMap::new()));
        let word = word.or_else(|| is_date(code, name).then(|| date(language, value)).flatten());
        (name.as_str(), word.unwrap_or_else(|| without_numbers(value)))
    });
    match messages.find(&key(code), &said.collect()) {
        Some(sentence) => sentence,
        None => unknown(language, code),
    }
}

/// The key of a code's sentence: of some codes another is said where an argument makes it clearer.
fn said_as<'a>(code: &'a str, args: &BTreeMap<String, String>) -> &'a str {
    let is_help = || args.get("act").is_some_and(|it| it == "intervention_planned");
    match code {
        "BAD_INPUT" if args.contains_key("field") && args.contains_key("code") => "BAD_INPUT_CODE",
        "BAD_INPUT" if args.contains_key("field") => "BAD_INPUT_FIELD",
        "PARAMETER_SET_UNREADABLE" if args.contains_key("value") => "PARAMETER_SET_UNREADABLE_VALUE",
        "PARAMETER_SET_UNREADABLE" if args.contains_key("twice") => "PARAMETER_SET_UNREADABLE_TWICE",
        "PARAMETER_SET_UNREADABLE" if args.contains_key("restricted") => {
            "PARAMETER_SET_UNREADABLE_RESTRICTED"
        }
        "PARAMETER_SET_UNREADABLE" if args.contains_key("missing") && args.contains_key("line") => {
            "PARAMETER_SET_UNREADABLE_KEY"
        }
        "PARAMETER_SET_UNREADABLE" if args.contains_key("missing") => "PARAMETER_SET_UNREADABLE_MISSING",
        "CASE_NOT_CONFIRMED" if is_help() => "CASE_NOT_CONFIRMED_HELP",
        code => code,
    }
}

/// The sentence of a code that takes no arguments.
pub fn plain(language: Language, code: &str) -> String {
    sentence(language, code, &BTreeMap::new())
}

/// The label of a word of the field: family such as `level`, and its stable word.
///
/// An unknown word is given back as it is.
pub fn label(language: Language, family: &str, code: &str) -> String {
    let found = Messages::of(language).find(&label_key(family, code), &BTreeMap::new());
    found.unwrap_or_else(|| code.to_owned())
}

/// What a field of a list is called.
pub fn field(language: Language, name: &str) -> String {
    let of_number =
        |prefix: &str| name.strip_prefix(prefix).filter(|it| it.bytes().all(|b| b.is_ascii_digit()));
    if let Some(number) = of_number("bmn").or_else(|| of_number("ind")) {
        return format!("{} {number}", label(language, "field", "indicator"));
    }
    let family = ["field", "dimension", "problem"].into_iter().find(|it| knows_label(it, name));
    label(language, family.unwrap_or("field"), name)
}

/// True when the code has a sentence.
pub fn knows(code: &str) -> bool {
    Language::ALL.into_iter().all(|it| Messages::of(it).has(&key(code)))
}

/// True when the word of the family has a label.
pub fn knows_label(family: &str, code: &str) -> bool {
    Language::ALL.into_iter().all(|it| Messages::of(it).has(&label_key(family, code)))
}

/// The family of words an argument's value belongs to; `None` for free values.
fn word_family(code: &str, argument: &str) -> Option<&'static str> {
    Some(match (code, argument) {
        (_, "act") => "event",
        (_, "status") => "case_status",
        (_, "level") => "level",
        (_, "role") => "role",
        ("PROBLEM_CANNOT_BECOME", _) => "problem_status",
        ("HELP_CANNOT_BECOME", _) => "intervention_status",
        ("PLAN_CANNOT_BECOME", _) => "plan_status",
        ("TEAM_WRONG_KIND", _) => "team_kind",
        ("source_mismatch", _) => "source",
        ("area_not_found" | "area_name_differs", "missing") => "area_level",
        _ => return None,
    })
}

/// True where an argument's value is a date, or a part of one.
fn is_date(code: &str, argument: &str) -> bool {
    argument == "day" || argument == "stored" && code.starts_with("date_")
}

/// A date as far as it is known, as people write it: its year of the Buddhist era. Nothing where it is no date.
fn date(language: Language, value: &str) -> Option<String> {
    let year = PartialDate::parse_iso(value)?.year() + BUDDHIST_OFFSET;
    let mut parts = value.split('-').skip(1).map(|it| it.trim_start_matches('0'));
    let month = parts.next().map(|number| label(language, "month", number));
    Some(match (month, parts.next()) {
        (None, _) => format!("{} {year}", label(language, "era", "buddhist")),
        (Some(month), None) => format!("{month} {year}"),
        (Some(month), Some(day)) => format!("{day} {month} {year}"),
    })
}

/// Codes as keys of messages: what the message format does not allow becomes a hyphen.
fn key(code: &str) -> String {
    let is_allowed = |it: char| it.is_ascii_alphanumeric() || it == '_' || it == '-';
    code.chars().map(|it| if is_allowed(it) { it } else { '-' }).collect()
}

fn label_key(family: &str, code: &str) -> String {
    format!("{}-{}", key(family), key(code))
}

/// A value as it may stand in a sentence: not when it holds as many digits as a personal number.
fn without_numbers(value: &str) -> String {
    let n_digits = value.chars().filter(|it| it.is_numeric()).count();
    if n_digits < 13 { value.to_owned() } else { "…".to_owned() }
}

fn unknown(language: Language, code: &str) -> String {
    let code: String = without_numbers(&key(code)).chars().take(64).collect();
    match language {
        Language::Thai => format!("ระบบแจ้งรหัส {code} ซึ่งยังไม่มีคำอธิบาย โปรดแจ้งผู้ดูแลระบบ"),
        Language::English => {
            format!("The system reports {code}, which has no explanation yet. Tell the administrator.")
        }
    }
}

#[cfg(test)]
mod tests;
