//! How the program ends when it cannot do what was asked: 1 some file was refused, 2 usage, 3 our fault.

use std::fmt::Display;
use std::process::ExitCode;

use phonjon_app::AppError;
use phonjon_words::language::Language;

/// Why a command ended without doing what was asked.
#[derive(Debug)]
pub(crate) struct Failure {
    code: u8,
    message: String,
}

impl Failure {
    /// The person asked for something that cannot be.
    pub(crate) fn usage(message: impl Display) -> Self {
        Self { code: 2, message: message.to_string() }
    }

    /// What was asked for cannot be, for a reason of the field.
    pub(crate) fn refused(message: impl Display) -> Self {
        Self { code: 1, message: message.to_string() }
    }

    /// Something failed that the person could not have asked otherwise.
    pub(crate) fn ours(error: &(dyn std::error::Error + 'static)) -> Self {
        let mut message = error.to_string();
        let mut source = error.source();
        while let Some(error) = source {
            message.push_str(": ");
            message.push_str(&error.to_string());
            source = error.source();
        }
        Self { code: 3, message }
    }

    /// Says why on the error stream and gives the exit code.
    pub(crate) fn tell(&self) -> ExitCode {
        eprintln!("phonjon: {}", self.message);
        ExitCode::from(self.code)
    }
}

impl From<AppError> for Failure {
    fn from(error: AppError) -> Self {
        match &error {
            AppError::Refused(refusals) => {
                let sentences: Vec<String> = refusals
                    .iter()
                    .map(|it| {
                        let th = phonjon_words::sentence(Language::Thai, &it.code, &it.args);
                        let en = phonjon_words::sentence(Language::English, &it.code, &it.args);
                        format!("{th} / {en}")
                    })
                    .collect();
                Self::refused(sentences.join("\n"))
            }
            AppError::Hidden => Self::refused("ไม่พบข้อมูล / not found"),
            AppError::Forbidden
            | AppError::Unauthenticated
            | AppError::VersionConflict(_)
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
