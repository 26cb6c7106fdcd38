//! Parameter sets: dated, versioned texts of values, each with its source, its standing and the hash of its content.

use std::fmt;

use serde::Deserialize;
use sha2::{Digest, Sha256};

use phonjon_domain::calendar::BuddhistYear;

/// What a parameter set speaks of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ParameterKind {
    /// จปฐ. indicators and the dimensions they feed.
    BmnCatalogue,
    /// ThaiQM items.
    ProblemCatalogue,
    /// The จปฐ. income line.
    IncomeLine,
    /// Who is a target.
    TargetRule,
    /// What opens a case.
    OpeningRule,
    /// What makes a level.
    Criteria,
    /// What help is for.
    NeedMenu,
}

impl ParameterKind {
    /// All of them.
    pub const ALL: [Self; 7] = [
        Self::BmnCatalogue,
        Self::ProblemCatalogue,
        Self::IncomeLine,
        Self::TargetRule,
        Self::OpeningRule,
        Self::Criteria,
        Self::NeedMenu,
    ];

    /// Its stable word.
    pub const fn code(self) -> &'static str {
        match self {
            Self::BmnCatalogue => "bmn_catalogue",
            Self::ProblemCatalogue => "problem_catalogue",
            Self::IncomeLine => "income_line",
            Self::TargetRule => "target_rule",
            Self::OpeningRule => "opening_rule",
            Self::Criteria => "criteria",
            Self::NeedMenu => "need_menu",
        }
    }

    /// The kind of a stable word.
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|it| it.code() == code)
    }
}

/// Whether an office answers for the values.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Standing {
    /// Printed by the office that sets it.
    Official,
    /// เกณฑ์ตั้งต้นของระบบ รอหน่วยงานยืนยัน
    DefaultToBeConfirmed,
}

impl Standing {
    /// Both.
    pub const ALL: [Self; 2] = [Self::Official, Self::DefaultToBeConfirmed];

    /// Its stable word.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Official => "official",
            Self::DefaultToBeConfirmed => "default_to_be_confirmed",
        }
    }

    /// The standing of a stable word.
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|it| it.code() == code)
    }
}

/// SHA-256 of a parameter set's text.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ContentHash(pub [u8; 32]);

impl ContentHash {
    /// The hash of a text, byte for byte.
    pub fn of(text: &str) -> Self {
        Self(Sha256::digest(text.as_bytes()).into())
    }
}

impl fmt::Display for ContentHash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|byte| write!(f, "{byte:02x}"))
    }
}

impl fmt::Debug for ContentHash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "ContentHash({self})")
    }
}

/// A text of values with what every such text says of itself.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ParameterSet {
    /// What it speaks of.
    pub kind: ParameterKind,
    /// Which of its kind: `bmn31`, `default_levels`.
    pub code: String,
    /// Its version, one of a kind.
    pub version: String,
    /// First year it holds for: survey or fiscal, as its kind has it.
    pub valid_from: BuddhistYear,
    /// Last year it holds for, where there is one.
    pub valid_until: Option<BuddhistYear>,
    /// Whether an office answers for it.
    pub standing: Standing,
    /// Where the values come from.
    pub source: String,
    /// The whole text.
    pub body: String,
    /// The text's hash.
    pub hash: ContentHash,
}

/// What stands at the head of every parameter set's text.
#[derive(Debug, Deserialize)]
struct Head {
    kind: ParameterKind,
    code: String,
    version: String,
    valid_from: i32,
    valid_until: Option<i32>,
    standing: Standing,
    source: String,
}

/// Why a text is not a parameter set.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ParameterError {
    /// It is not TOML, or a key is missing or of another kind.
    #[error("{}", place_and_fault(.0))]
    Syntax(toml::de::Error),
    /// It speaks of another thing.
    #[error("a set of `{wanted}` is wanted and `{found}` was found", wanted = wanted.code(), found = found.code())]
    Kind {
        /// The kind asked for.
        wanted: ParameterKind,
        /// The kind of the text.
        found: ParameterKind,
    },
    /// A year is not one of the Buddhist era, or the last comes before the first.
    #[error("the years {from} to {until:?} are not years of the Buddhist era in order")]
    Years {
        /// First year as written.
        from: i32,
        /// Last year as written.
        until: Option<i32>,
    },
    /// A value is not among those that are possible.
    #[error("`{value}` is not a possible `{what}`")]
    Value {
        /// The key it is meant for.
        what: &'static str,
        /// The value as written.
        value: String,
    },
    /// The same code or number stands twice.
    #[error("`{code}` stands twice")]
    Twice {
        /// The code or number.
        code: String,
    },
    /// A criterion, or a line of an opening rule, looks at nothing but what is kept to named officers: everybody who sees a
    /// level, or why a case was opened, would see it.
    #[error("`{code}` is kept to named officers and cannot decide what everybody sees")]
    Restricted {
        /// The item or line.
        code: String,
    },
    /// A thing that must be there is not.
    #[error("`{what}` is missing")]
    Missing {
        /// The thing, as the text would name it.
        what: &'static str,
    },
}

impl ParameterError {
    /// Where the text is unfit, as names and values that stand in a sentence of any language: keys, codes and values of the
    /// text itself, and places in it.
    pub fn place_in(&self, body: &str) -> Vec<(&'static str, String)> {
        match self {
            Self::Syntax(error) => {
                let (line, column) = line_and_column(body, error.span().map_or(0, |it| it.start));
                match error.message().strip_prefix("missing field `").and_then(|it| it.split('`').next()) {
                    Some(key) => vec![("missing", key.to_owned()), ("line", line.to_string())],
                    None => vec![("line", line.to_string()), ("column", column.to_string())],
                }
            }
            Self::Kind { found, .. } => vec![("key", "kind".to_owned()), ("value", found.code().to_owned())],
            Self::Years { from, until: None } => {
                vec![("key", "valid_from".to_owned()), ("value", from.to_string())]
            }
            Self::Years { from, until: Some(until) } => {
                vec![("key", "valid_from, valid_until".to_owned()), ("value", format!("{from}, {until}"))]
            }
            Self::Value { what, value } => vec![("key", (*what).to_owned()), ("value", value.clone())],
            Self::Twice { code } => vec![("twice", code.clone())],
            Self::Restricted { code } => vec![("restricted", code.clone())],
            Self::Missing { what } => vec![("missing", (*what).to_owned())],
        }
    }
}

/// The line and column, both from 1, of a byte of a text.
fn line_and_column(body: &str, at: usize) -> (usize, usize) {
    let before = body.get(..at).unwrap_or_default();
    let line = before.rsplit('\n').next().unwrap_or_default();
    (before.matches('\n').count() + 1, line.chars().count() + 1)
}

/// Where the text breaks and why, in one line: the library draws the place over several.
fn place_and_fault(error: &toml::de::Error) -> String {
    let drawn = error.to_string();
    let place = drawn.lines().next().and_then(|it| it.strip_prefix("TOML parse error at "));
    let fault = error.message().lines().collect::<Vec<_>>().join(", ");
    place.map_or_else(|| fault.clone(), |place| format!("{place}: {fault}"))
}

impl ParameterSet {
    /// Reads the head of a parameter set's text; the values are read by the type of its kind.
    ///
    /// # Errors
    ///
    /// [`ParameterError`] where the head is not complete or its years are not in order.
    pub fn parse(body: &str) -> Result<Self, ParameterError> {
        let head: Head = toml::from_str(body).map_err(ParameterError::Syntax)?;
        let years = ParameterError::Years { from: head.valid_from, until: head.valid_until };
        let Some(valid_from) = BuddhistYear::new(head.valid_from) else { return Err(years) };
        let valid_until = match head.valid_until {
            Some(year) => match BuddhistYear::new(year).filter(|it| valid_from <= *it) {
                Some(year) => Some(year),
                None => return Err(years),
            },
            None => None,
        };
        Ok(Self {
            kind: head.kind,
            code: head.code,
            version: head.version,
            valid_from,
            valid_until,
            standing: head.standing,
            source: head.source,
            body: body.to_owned(),
            hash: ContentHash::of(body),
        })
    }

    /// Reads the head and makes sure of the kind.
    pub(crate) fn parse_as(kind: ParameterKind, body: &str) -> Result<Self, ParameterError> {
        let set = Self::parse(body)?;
        if set.kind == kind { Ok(set) } else { Err(ParameterError::Kind { wanted: kind, found: set.kind }) }
    }

    /// True when the set holds for a year.
    pub fn holds_in(&self, year: BuddhistYear) -> bool {
        self.valid_from <= year && self.valid_until.is_none_or(|until| year <= until)
    }

    /// `code/version`, as a verdict names it.
    pub fn name(&self) -> String {
        format!("{}/{}", self.code, self.version)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(years: &str) -> String {
        format!(
            "kind = \"criteria\"\ncode = \"x\"\nversion = \"1\"\n{years}\nstanding = \"official\"\nsource = \"test\"\n"
        )
    }

    #[test]
    fn a_head_is_read_with_its_hash() {
        let set = ParameterSet::parse(&text("valid_from = 2565\nvalid_until = 2566")).unwrap();
        assert_eq!((set.kind, set.standing), (ParameterKind::Criteria, Standing::Official));
        let year = |it| BuddhistYear::new(it).unwrap();
        assert!(!set.holds_in(year(2564)) && set.holds_in(year(2565)));
        assert!(set.holds_in(year(2566)) && !set.holds_in(year(2567)));
        assert_eq!(set.hash.to_string().len(), 64);
        assert_ne!(set.hash, ContentHash::of("another text"));
    }

    #[test]
    fn the_hash_is_sha_256() {
        let empty = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";
        assert_eq!(ContentHash::of("").to_string(), empty);
    }

    #[test]
    fn years_are_in_order_and_of_the_buddhist_era() {
        for years in ["valid_from = 2022", "valid_from = 2566\nvalid_until = 2565"] {
            assert!(
                matches!(ParameterSet::parse(&text(years)), Err(ParameterError::Years { .. })),
                "{years}"
            );
        }
        assert!(matches!(ParameterSet::parse(&text("")), Err(ParameterError::Syntax(_))));
    }

    #[test]
    fn where_a_text_breaks_is_said_in_one_line() {
        let told = ParameterSet::parse(&text("valid_from = \"soon\"")).unwrap_err().to_string();
        assert!(told.starts_with("line 4, column ") && !told.contains('\n'), "{told}");
        let told = ParameterSet::parse("kind = \"criteria\"\n= 5\n").unwrap_err().to_string();
        assert!(told.starts_with("line 2, column 1: "), "{told}");
    }

    #[test]
    fn the_place_of_a_fault_is_told_without_words_of_a_language() {
        let place = |body: &str| ParameterSet::parse(body).unwrap_err().place_in(body);
        let at = |line: &str, column: &str| vec![("line", line.to_owned()), ("column", column.to_owned())];
        assert_eq!(place(&text("valid_from = \"soon\"")), at("4", "14"));
        assert_eq!(place("kind = \"criteria\"\n= 5\n"), at("2", "1"));
        assert_eq!(place(&text("valid_from = 2565").replace("criteria", "ก")), at("1", "8"));
        let missing = vec![("missing", "valid_from".to_owned()), ("line", "1".to_owned())];
        assert_eq!(place(&text("")), missing);
        let years = place(&text("valid_from = 2566\nvalid_until = 2565"));
        assert_eq!(
            years,
            [("key", "valid_from, valid_until".to_owned()), ("value", "2566, 2565".to_owned())]
        );
    }

    #[test]
    fn codes_and_texts_name_the_same_kinds() {
        for kind in ParameterKind::ALL {
            let body = text("valid_from = 2565").replace("criteria", kind.code());
            assert_eq!(ParameterSet::parse(&body).unwrap().kind, kind);
            assert_eq!(ParameterKind::from_code(kind.code()), Some(kind));
        }
        for standing in Standing::ALL {
            let body = text("valid_from = 2565").replace("official", standing.code());
            assert_eq!(ParameterSet::parse(&body).unwrap().standing, standing);
        }
    }
}
