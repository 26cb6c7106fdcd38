//! How a use can end without doing what was asked.

use std::collections::BTreeMap;

use phonjon_store::StoreError;
use phonjon_store::cases::CaseKey;

/// A refusal of the field: expected, told to the person, not logged as an error.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refusal {
    /// Stable word such as `VISIT_IN_FUTURE`.
    pub code: String,
    /// The argument it is about, as named in the API.
    pub field: Option<String>,
    /// Arguments of the sentence.
    pub args: BTreeMap<String, String>,
    /// The case it is about, of an act over many.
    pub case: Option<CaseKey>,
}

impl Refusal {
    /// A refusal that concerns no single argument.
    pub fn new(code: &str) -> Self {
        Self { code: code.to_owned(), field: None, args: BTreeMap::new(), case: None }
    }

    /// A refusal of one argument.
    pub fn of(code: &str, field: &str) -> Self {
        Self { code: code.to_owned(), field: Some(field.to_owned()), args: BTreeMap::new(), case: None }
    }

    /// The same of an argument with another name.
    #[must_use]
    pub(crate) fn at(self, field: &str) -> Self {
        Self { field: Some(field.to_owned()), ..self }
    }

    /// The same of one case among many that were selected.
    #[must_use]
    pub fn of_case(mut self, case: CaseKey) -> Self {
        self.case = Some(case);
        self.field.get_or_insert_with(|| "selection".to_owned());
        self
    }

    /// The same with one more argument of the sentence.
    #[must_use]
    #[expect(
        clippy::needless_pass_by_value,
        reason = "callers hand over numbers and words they no longer need"
    )]
    pub fn with(mut self, name: &str, value: impl ToString) -> Self {
        self.args.insert(name.to_owned(), value.to_string());
        self
    }
}

impl AppError {
    /// A status that somebody else changed meanwhile: the version that is there now, and what it was, shall be and is.
    pub(crate) fn stale_status(version: i64, base: Option<String>, yours: &str, theirs: &str) -> Self {
        let field = ("status".to_owned(), base, Some(yours.to_owned()), Some(theirs.to_owned()));
        Self::VersionConflict(Box::new(Conflict { version, fields: vec![field] }))
    }
}

/// A field that two people changed: its name, what it was when you read it (where known), yours, theirs.
pub type ConflictField = (String, Option<String>, Option<String>, Option<String>);

/// Two people changed the same record: what it was, what you wanted, what the other made of it, by field.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Conflict {
    /// The version that is there now.
    pub version: i64,
    /// The fields that differ.
    pub fields: Vec<ConflictField>,
}

/// An error with all its sources, as a log or a terminal has it; what an error says of its source itself stands once.
pub fn error_chain(error: &dyn std::error::Error) -> String {
    let mut text = error.to_string();
    let mut source = error.source();
    while let Some(error) = source {
        let cause = error.to_string();
        if !text.ends_with(&cause) {
            text = format!("{text}: {cause}");
        }
        source = error.source();
    }
    text
}

/// One variant per thing a caller may do differently.
#[derive(Debug, thiserror::Error)]
pub enum AppError {
    /// Refusals of the field.
    #[error("refused: {}", .0.first().map_or("", |it| it.code.as_str()))]
    Refused(Vec<Refusal>),
    /// What one may not see does not exist.
    #[error("not found")]
    Hidden,
    /// Seen, but this role may not do it.
    #[error("forbidden")]
    Forbidden,
    /// Nobody is signed in.
    #[error("not signed in")]
    Unauthenticated,
    /// Somebody else was faster.
    #[error("the version is stale")]
    VersionConflict(Box<Conflict>),
    /// Too much is asked at once; try again.
    #[error("busy")]
    Busy,
    /// Our fault, or the database's.
    #[error("the store failed")]
    Store(#[from] StoreError),
    /// Our fault: something that cannot be happened.
    #[error("unexpected: {0}")]
    Unexpected(String),
}

impl From<Refusal> for AppError {
    fn from(refusal: Refusal) -> Self {
        Self::Refused(vec![refusal])
    }
}

impl AppError {
    /// The code of a failure that nobody is refused for: the database has no time just now, or something is wrong.
    pub fn failure(&self) -> &'static str {
        let Self::Store(error) = self else { return "INTERNAL" };
        if error.is_busy() {
            "BUSY"
        } else if error.is_too_slow() {
            "TOO_SLOW"
        } else {
            "INTERNAL"
        }
    }
}

#[cfg(test)]
mod tests {
    use std::io;

    use super::*;

    #[derive(Debug, thiserror::Error)]
    #[error("{said}")]
    struct Outer {
        said: &'static str,
        source: io::Error,
    }

    #[test]
    fn a_cause_is_told_once() {
        let told = |said| error_chain(&Outer { said, source: io::Error::other("the disk is full") });
        assert_eq!(told("cannot write"), "cannot write: the disk is full");
        assert_eq!(told("cannot write: the disk is full"), "cannot write: the disk is full");
    }
}
