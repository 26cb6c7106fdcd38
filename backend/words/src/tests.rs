//! Both languages say the same things, every code of the field has its words, and no sentence tells a personal number.

use fluent_bundle::FluentResource;

use super::message::{ENGLISH, THAI, keys_of};
use super::*;

use phonjon_domain::{
    access, case, dimension, figures, intervention, level, plan, policy, problem, sector, setting, source,
    team, visit,
};

fn args(pairs: &[(&str, &str)]) -> BTreeMap<String, String> {
    pairs.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect()
}

#[test]
fn both_languages_have_the_same_keys_and_arguments() {
    let (thai, english) = (Messages::of(Language::Thai), Messages::of(Language::English));
    assert_eq!(thai.keys(), english.keys());
    for key in thai.keys().keys() {
        assert!(thai.has(key) && english.has(key), "{key}");
    }
}

#[test]
fn every_text_can_be_read_and_no_key_stands_twice() {
    for (language, texts) in [(Language::Thai, THAI), (Language::English, ENGLISH)] {
        assert!(texts.iter().all(|it| FluentResource::try_new((*it).to_owned()).is_ok()));
        let n_keys: usize = texts.iter().map(|it| keys_of(it).len()).sum();
        assert_eq!(n_keys, Messages::of(language).keys().len());
        let is_message = |line: &&str| !line.is_empty() && !line.starts_with('#');
        let n_lines: usize = texts.iter().map(|it| it.lines().filter(is_message).count()).sum();
        assert_eq!(n_keys, n_lines, "a message is one line");
    }
}

#[test]
fn every_argument_of_every_message_is_filled() {
    for language in Language::ALL {
        let messages = Messages::of(language);
        for (key, names) in messages.keys() {
            let given = names.iter().map(|it| (it.as_str(), format!("<{it}>"))).collect();
            let said = messages.find(key, &given).unwrap();
            assert!(names.iter().all(|it| said.contains(&format!("<{it}>"))), "{key}: {said}");
            assert!(!said.contains('{') && !said.is_empty(), "{key}: {said}");
        }
    }
}

#[test]
fn thai_is_thai_and_english_is_not() {
    let is_thai = |text: &str| text.chars().any(|it| ('\u{e00}'..='\u{e7f}').contains(&it));
    for key in Messages::of(Language::Thai).keys().keys() {
        let thai = Messages::of(Language::Thai).find(key, &BTreeMap::new()).unwrap();
        let english = Messages::of(Language::English).find(key, &BTreeMap::new()).unwrap();
        assert!(is_thai(&thai) || thai == english, "{key}: {thai}");
        // Names of Thai offices and surveys keep their own spelling.
        let english = english.replace("จปฐ.", "").replace("ศูนย์ดำรงธรรม", "");
        assert!(!is_thai(&english), "{key}: {english}");
    }
}

#[test]
fn every_word_of_the_field_has_a_label() {
    macro_rules! labelled {
        ($($family:literal of $name:ty),+ $(,)?) => {$(
            for it in <$name>::ALL {
                assert!(knows_label($family, it.code()), "{}-{}", $family, it.code());
            }
        )+};
    }
    labelled! {
        "level" of level::Level,
        "case_status" of case::CaseStatus,
        "verification" of case::Verification,
        "household_class" of case::HouseholdClass,
        "closing_reason" of case::ClosingReason,
        "agreement" of case::Agreement,
        "event" of case::act::CaseEventKind,
        "step" of case::step::Step,
        "problem_group" of problem::ProblemGroup,
        "unit" of problem::Unit,
        "polarity" of problem::Polarity,
        "sensitivity" of problem::Sensitivity,
        "problem_status" of problem::ProblemStatus,
        "team_kind" of team::TeamKind,
        "member_kind" of team::MemberKind,
        "formality" of team::Formality,
        "team_role" of team::TeamRole,
        "sector" of sector::Sector,
        "dimension" of dimension::Dimension,
        "source" of source::Source,
        "visit_manner" of visit::VisitManner,
        "plan_part" of plan::PlanPart,
        "plan_status" of plan::PlanStatus,
        "intervention_kind" of intervention::InterventionKind,
        "intervention_form" of intervention::InterventionForm,
        "intervention_status" of intervention::InterventionStatus,
        "outcome" of intervention::Outcome,
        "withheld" of figures::Withheld,
        "role" of access::Role,
        "held_as" of access::HeldAs,
        "action" of policy::Action,
        "setting" of setting::OfficeSetting,
    }
    for number in 1..=36 {
        assert!(knows_label("problem", &format!("q{number:02}")));
    }
    for code in words_of_linking() {
        let code = code.to_ascii_lowercase();
        assert!(knows_label("link_comparison", &code) || knows_label("link_level", &code), "{code}");
    }
}

/// Codes that stand as texts in a folder or file of another room, found by what stands before them.
fn codes_in(place: &str, marks: &[&str]) -> Vec<String> {
    let root = format!("{}/../../{place}", env!("CARGO_MANIFEST_DIR"));
    let mut paths = vec![std::path::PathBuf::from(root)];
    let mut codes = Vec::new();
    while let Some(path) = paths.pop() {
        if path.is_dir() {
            paths.extend(std::fs::read_dir(&path).unwrap().map(|it| it.unwrap().path()));
        } else if path.extension().is_some_and(|it| it == "rs") {
            let text = std::fs::read_to_string(&path).unwrap();
            for mark in marks {
                let after = text.split(mark).skip(1).filter_map(|it| it.split('"').next());
                codes.extend(after.map(str::to_owned));
            }
        }
    }
    codes.sort();
    codes.dedup();
    codes
}

/// What of two is compared, and how it compared: labels, not refusals.
fn words_of_linking() -> Vec<String> {
    codes_in("backend/linking/src/explain.rs", &["=> \""])
}

fn is_screaming(code: &str) -> bool {
    code.starts_with(|it: char| it.is_ascii_uppercase())
        && code.chars().all(|it| it.is_ascii_uppercase() || it.is_ascii_digit() || it == '_')
}

#[test]
fn every_refusal_of_the_field_has_a_sentence() {
    // Labels, and a word of GraphQL's own.
    let mut labels = words_of_linking();
    labels.extend(["SMALL", "COMPLEMENTARY", "NON_NULL", "RELEASED"].map(str::to_owned));
    for folder in ["backend/domain/src", "backend/linking/src", "backend/app/src", "backend/api/src"] {
        let marks = ["=> \"", "Refusal::new(\"", "Refusal::of(\"", "Warning::new(\"", "refusal(\"", "= \""];
        let codes = codes_in(folder, &marks);
        for code in codes.iter().filter(|it| is_screaming(it) && !labels.contains(it)) {
            assert!(knows(code), "{folder}: {code} has no sentence");
        }
    }
}

#[test]
fn every_issue_of_an_imported_row_or_file_has_a_sentence() {
    let text = format!("{}/../../importers/readers/src/codes.rs", env!("CARGO_MANIFEST_DIR"));
    let text = std::fs::read_to_string(text).unwrap();
    let weights = [" Skips;", " Refuses;", " Warns;", " Notes;", " RefusesFile;"];
    let lines = text.lines().filter(|it| weights.iter().any(|weight| it.ends_with(weight)));
    let codes: Vec<&str> = lines.filter_map(|it| it.split('"').nth(1)).collect();
    assert!(50 < codes.len(), "{codes:?}");
    for code in codes {
        assert!(knows(code), "{code} has no sentence");
    }
}

#[test]
fn an_argument_that_is_a_word_of_the_field_is_said_in_the_language() {
    let refused = args(&[("from", "solved"), ("to", "referred")]);
    insta::assert_snapshot!(sentence(Language::Thai, "PROBLEM_CANNOT_BECOME", &refused),
        @"เปลี่ยนสถานะปัญหาจาก “แก้ไขแล้ว” เป็น “ส่งต่อหน่วยงาน” ไม่ได้");
    insta::assert_snapshot!(sentence(Language::English, "LEVEL_NOT_SUSTAINABLE", &args(&[("level", "survive")])),
        @"The case cannot be closed as sustainable. The household’s level is: survive.");
    insta::assert_snapshot!(sentence(Language::Thai, "CASE_CLOSED", &args(&[("act", "visited")])),
        @"กรณีนี้ยุติแล้ว จึงทำรายการ “เยี่ยมครัวเรือน” ไม่ได้ หากจำเป็นให้เปิดดูแลอีกครั้งก่อน");
}

#[test]
fn a_sentence_speaks_of_what_was_wanted_and_of_nothing_else() {
    let wanted = |act: &str| sentence(Language::Thai, "CASE_NOT_CONFIRMED", &args(&[("act", act)]));
    assert!(wanted("intervention_planned").contains("การช่วยเหลือเร่งด่วน"));
    assert!(!wanted("plan_agreed").contains("การช่วยเหลือเร่งด่วน"));
    assert!(!wanted("intervention_planned").contains("บันทึก “บันทึก"));
    let finding = args(&[("field", "findings"), ("code", "q07")]);
    for (given, named) in [(&finding, "q07"), (&args(&[("field", "by")]), "by")] {
        for language in Language::ALL {
            assert!(sentence(language, "BAD_INPUT", given).contains(named));
        }
    }
    assert_eq!(sentence(Language::Thai, "BAD_INPUT", &args(&[])), plain(Language::Thai, "BAD_INPUT"));
}

#[test]
fn the_default_criteria_are_called_what_they_are() {
    assert_eq!(plain(Language::Thai, "CRITERIA_NOT_OFFICIAL"), "เกณฑ์ตั้งต้นของระบบ รอหน่วยงานยืนยัน");
}

#[test]
fn a_personal_number_given_as_an_argument_is_not_repeated() {
    for number in ["1234567890123", "1-2345-67890-12-3", "๑๒๓๔๕๖๗๘๙๐๑๒๓"] {
        let said = sentence(Language::Thai, "house_number_was_date", &args(&[("stored", number)]));
        assert!(said.contains('…') && !said.contains(number), "{said}");
        assert!(!sentence(Language::English, number, &BTreeMap::new()).contains(number));
    }
    let said = sentence(Language::Thai, "house_number_was_date", &args(&[("stored", "12/3")]));
    assert!(said.contains("12/3"));
}

#[test]
fn a_date_is_said_with_its_year_of_the_buddhist_era_as_far_as_it_is_known() {
    let said = |language, stored| sentence(language, "date_partial", &args(&[("stored", stored)]));
    for (stored, thai, english) in [
        ("1993", "พ.ศ. 2536", "B.E. 2536"),
        ("1993-05", "พฤษภาคม 2536", "May 2536"),
        ("1993-05-20", "20 พฤษภาคม 2536", "20 May 2536"),
    ] {
        assert!(said(Language::Thai, stored).ends_with(&format!("เก็บเป็น {thai}")), "{stored}");
        assert!(said(Language::English, stored).contains(&format!("as {english}.")), "{stored}");
    }
    let since = sentence(Language::Thai, "CORRECTED_SINCE", &args(&[("day", "2026-03-05")]));
    assert!(since.contains("5 มีนาคม 2569"), "{since}");
    // What is no date stands as it is.
    assert!(said(Language::Thai, "ปีมะโรง").contains("ปีมะโรง"));
    assert!(sentence(Language::Thai, "house_number_was_date", &args(&[("stored", "1993")])).contains("1993"));
}

#[test]
fn a_missing_argument_is_a_dash_and_one_too_many_is_left_out() {
    insta::assert_snapshot!(plain(Language::English, "PASSWORD_TOO_SHORT"),
        @"The password is too short. It needs at least – characters.");
    assert_eq!(sentence(Language::English, "BUSY", &args(&[("x", "1")])), plain(Language::English, "BUSY"));
}

#[test]
fn an_unknown_code_is_named_and_an_unknown_word_given_back() {
    insta::assert_snapshot!(plain(Language::Thai, "NEVER_HEARD"),
        @"ระบบแจ้งรหัส NEVER_HEARD ซึ่งยังไม่มีคำอธิบาย โปรดแจ้งผู้ดูแลระบบ");
    insta::assert_snapshot!(plain(Language::English, "a b{c}"),
        @"The system reports a-b-c-, which has no explanation yet. Tell the administrator.");
    assert_eq!(label(Language::Thai, "level", "golden"), "golden");
    assert_eq!(label(Language::Thai, "matcher", "id+name"), "เลขประจำตัวและชื่อตรงกัน");
    assert!(!knows("NEVER_HEARD") && knows("CASE_CLOSED"));
}

#[test]
fn the_list_of_words_says_what_the_labels_say() {
    let path = format!("{}/../../docs/words.md", env!("CARGO_MANIFEST_DIR"));
    let list = std::fs::read_to_string(path).unwrap();
    let mut n_words = 0;
    for row in list.lines().filter(|it| it.starts_with("| `")) {
        let cells: Vec<&str> = row.split('|').map(str::trim).collect();
        let code = cells[1].trim_matches('`');
        let is_said = |key: &&String| {
            let said = |language| Messages::of(language).find(key, &BTreeMap::new()).unwrap();
            said(Language::English) == cells[2] && said(Language::Thai) == cells[3]
        };
        let keys = Messages::of(Language::Thai).keys();
        let ends = |key: &&String| key.split_once('-').is_some_and(|(_, word)| word == code);
        assert!(keys.keys().filter(ends).any(|it| is_said(&it)), "{row}");
        n_words += 1;
    }
    assert!(150 < n_words, "{n_words}");
}
