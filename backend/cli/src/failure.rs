//! How the program ends when it cannot do what was asked: 1 refused, 2 not understood, 3 our fault or the machine's.

use std::fmt::Display;
use std::process::ExitCode;

use phonjon_app::{AppError, error_chain};
use phonjon_words::language::Language;

/// Why a command ended without doing what was asked.
#[derive(Debug)]
pub(crate) struct Failure {
    code: u8,
    message: String,
}

impl Failure {
    /// The command was not understood: what was asked for has no meaning.
    pub(crate) fn usage(message: impl Display) -> Self {
        Self { code: 2, message: message.to_string() }
    }

    /// What was asked for cannot be, for a reason of the field.
    pub(crate) fn refused(message: impl Display) -> Self {
        Self { code: 1, message: message.to_string() }
    }

    /// The machine does not let us: an address that is taken, a file that cannot be written.
    pub(crate) fn machine(what: impl Display, error: &(dyn std::error::Error + 'static)) -> Self {
        Self { code: 3, message: format!("{what}: {}", error_chain(error)) }
    }

    /// Something failed that the person could not have asked otherwise.
    pub(crate) fn ours(error: &(dyn std::error::Error + 'static)) -> Self {
        Self { code: 3, message: error_chain(error) }
    }

    /// A file that was to be read: one that is not there was not meant, any other is the machine's fault.
    pub(crate) fn reading(file: &std::path::Path, error: &std::io::Error) -> Self {
        let what = format!("cannot read `{}`", file.display());
        if error.kind() == std::io::ErrorKind::NotFound {
            return Self::usage(format!("{what}: {error}"));
        }
        Self::machine(what, error)
    }

    /// The exit code.
    #[cfg(test)]
    pub(crate) const fn code(&self) -> u8 {
        self.code
    }

    /// Says why on the error stream and gives the exit code.
    pub(crate) fn tell(&self) -> ExitCode {
        aside!("phonjon: {}", self.message);
        ExitCode::from(self.code)
    }
}

impl Display for Failure {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.message)
    }
}

/// A sentence in both languages.
pub(crate) fn both(code: &str, args: &std::collections::BTreeMap<String, String>) -> String {
    let [th, en] =
        [Language::Thai, Language::English].map(|language| phonjon_words::sentence(language, code, args));
    format!("{th} / {en}")
}

impl From<AppError> for Failure {
    fn from(error: AppError) -> Self {
        match &error {
            AppError::Refused(refusals) => {
                let sentences: Vec<String> = refusals.iter().map(|it| both(&it.code, &it.args)).collect();
                Self::refused(sentences.join("\n"))
            }
            AppError::Hidden => Self::refused("ไม่พบข้อมูล / not found"),
            AppError::VersionConflict(_) => {
                Self::refused(both("VERSION_CONFLICT", &std::collections::BTreeMap::new()))
            }
            AppError::Forbidden
            | AppError::Unauthenticated
            | AppError::Busy
            | AppError::Store(_)
            | AppError::Unexpected(_) => Self::ours(&error),
        }
    }
}

impl From<phonjon_store::StoreError> for Failure {
    fn from(error: phonjon_store::StoreError) -> Self {
        Self::ours(&error)
    }
}

impl From<std::io::Error> for Failure {
    fn from(error: std::io::Error) -> Self {
        Self::ours(&error)
    }
}
