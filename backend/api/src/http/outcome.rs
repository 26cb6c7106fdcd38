//! Errors as they leave: every one with a code, none with words of the database or, unless allowed, of the schema.

use std::collections::BTreeMap;

use async_graphql::{Response, ServerError, Value};
use phonjon_words::language::Language;
use phonjon_words::{plain, sentence};
use serde_json::json;

use crate::base::page::MOST_FIRST;

/// The body of a request that is not executed: a sentence for its reader, and in English what exactly is wrong for
/// whoever wrote the client.
pub(super) fn refusal(language: Language, code: &str, detail: &str) -> serde_json::Value {
    let extensions = json!({ "code": code, "detail": detail });
    json!({ "errors": [{ "message": plain(language, code), "extensions": extensions }] })
}

/// Gives every error a code and a sentence that tells nothing it should not, and says which codes there are.
pub(super) fn coded(
    mut response: Response,
    tell_schema: bool,
    language: Language,
) -> (Response, Vec<String>) {
    let errors = std::mem::take(&mut response.errors);
    response.errors = errors.into_iter().map(|it| with_code(it, tell_schema, language)).collect();
    let codes = response.errors.iter().map(code_of).collect();
    (response, codes)
}

fn code_of(error: &ServerError) -> String {
    match error.extensions.as_ref().and_then(|it| it.get("code")) {
        Some(Value::String(code)) => code.clone(),
        _ => String::new(),
    }
}

fn with_code(mut error: ServerError, tell_schema: bool, language: Language) -> ServerError {
    let code = code_of(&error);
    match code.as_str() {
        // What was refused before anybody knew in which language.
        "NOT_FOUND" | "BAD_CURSOR" | "INTERNAL" => error.message = plain(language, &code),
        "PAGE_SIZE" => {
            let (min, max) = ("min".to_owned(), "max".to_owned());
            let args = BTreeMap::from([(min, "1".to_owned()), (max, MOST_FIRST.to_string())]);
            error.message = sentence(language, &code, &args);
        }
        _ => {}
    }
    if !code.is_empty() {
        return error;
    }
    let code = if error.path.is_empty() || is_of_arguments(&error.message) {
        if !tell_schema {
            error.message = plain(language, "DOCUMENT_INVALID");
        }
        "DOCUMENT_INVALID"
    } else {
        // A fault that reached the edge without being turned into a code: its words stay in the log.
        tracing::error!(error.text = error.message, "a field failed without a code");
        error.message = plain(language, "INTERNAL");
        "INTERNAL"
    };
    error.extensions.get_or_insert_default().set("code", code);
    error
}

/// Arguments are read when their field is resolved; these are the library's words for one that cannot be.
fn is_of_arguments(message: &str) -> bool {
    ["Failed to parse", "Invalid value", "Expected input type", "Unknown argument", "Variable "]
        .iter()
        .any(|it| message.starts_with(it))
}
