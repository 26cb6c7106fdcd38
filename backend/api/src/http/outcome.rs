//! Errors as they leave: every one with a code, none with words of the database or, unless allowed, of the schema.

use async_graphql::{Response, ServerError, Value};
use phonjon_words::language::Language;
use phonjon_words::{knows, sentence};
use serde_json::json;

use crate::base::page::MOST_FIRST;

/// The body of a request that is not executed.
pub(super) fn refusal(code: &str, message: &str) -> serde_json::Value {
    json!({ "errors": [{ "message": message, "extensions": { "code": code } }] })
}

/// Gives every error a code and a sentence that tells nothing it should not, in the reader's language, and says which
/// codes there are.
pub(super) fn coded(
    mut response: Response,
    language: Language,
    tell_schema: bool,
) -> (Response, Vec<String>) {
    let errors = std::mem::take(&mut response.errors);
    let errors = errors.into_iter().map(|it| said(with_code(it, tell_schema), language));
    response.errors = errors.collect();
    let codes = response.errors.iter().map(code_of).collect();
    (response, codes)
}

fn code_of(error: &ServerError) -> String {
    match error.extensions.as_ref().and_then(|it| it.get("code")) {
        Some(Value::String(code)) => code.clone(),
        _ => String::new(),
    }
}

/// An error made where the reader's language is not known carries its code for a message.
fn said(mut error: ServerError, language: Language) -> ServerError {
    let code = code_of(&error);
    if error.message == code && knows(&code) {
        // The only arguments any of them names.
        let limits = [("min", 1), ("max", MOST_FIRST)].map(|(name, it)| (name.to_owned(), it.to_string()));
        error.message = sentence(language, &code, &limits.into());
    }
    error
}

fn with_code(mut error: ServerError, tell_schema: bool) -> ServerError {
    if !code_of(&error).is_empty() {
        return error;
    }
    let (code, message) = if error.path.is_empty() || is_of_arguments(&error.message) {
        ("DOCUMENT_INVALID", "the document does not fit the schema")
    } else {
        // A fault that reached the edge without being turned into a code: its words stay in the log.
        tracing::error!(error.text = error.message, "a field failed without a code");
        error.message.clear();
        ("INTERNAL", "INTERNAL")
    };
    if !tell_schema || error.message.is_empty() {
        message.clone_into(&mut error.message);
    }
    error.extensions.get_or_insert_default().set("code", code);
    error
}

/// Arguments are read when their field is resolved; these are the library's words for one that cannot be.
fn is_of_arguments(message: &str) -> bool {
    ["Failed to parse", "Invalid value", "Expected input type", "Unknown argument", "Variable "]
        .iter()
        .any(|it| message.starts_with(it))
}
