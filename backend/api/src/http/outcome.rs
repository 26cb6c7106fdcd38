//! Errors as they leave: every one with a code, none with words of the database or, unless allowed, of the schema.

use async_graphql::{Response, ServerError, Value};
use serde_json::json;

use super::misfit::explain;

/// The body of a request that is not executed.
pub(super) fn refusal(code: &str, message: &str) -> serde_json::Value {
    json!({ "errors": [{ "message": message, "extensions": { "code": code } }] })
}

/// Gives every error a code and a sentence that tells nothing it should not, and says which codes there are.
pub(super) fn coded(mut response: Response, tell_schema: bool) -> (Response, Vec<String>) {
    let errors = std::mem::take(&mut response.errors);
    response.errors = errors.into_iter().map(|it| with_code(it, tell_schema)).collect();
    let codes = response.errors.iter().map(code_of).collect();
    (response, codes)
}

fn code_of(error: &ServerError) -> String {
    match error.extensions.as_ref().and_then(|it| it.get("code")) {
        Some(Value::String(code)) => code.clone(),
        _ => String::new(),
    }
}

fn with_code(mut error: ServerError, tell_schema: bool) -> ServerError {
    if !code_of(&error).is_empty() {
        return error;
    }
    let code = if error.path.is_empty() || is_of_arguments(&error.message) {
        if !tell_schema || tells_a_value(&error.message) {
            error.message = explain(&error);
        }
        "DOCUMENT_INVALID"
    } else {
        // A fault that reached the edge without being turned into a code: its words stay in the log.
        tracing::error!(error.text = error.message, "a field failed without a code");
        "the server failed".clone_into(&mut error.message);
        "INTERNAL"
    };
    error.extensions.get_or_insert_default().set("code", code);
    error
}

/// The library's words that may repeat what was sent.
fn tells_a_value(message: &str) -> bool {
    is_of_arguments(message) && !message.starts_with("Unknown argument")
}

/// Arguments are read when their field is resolved; these are the library's words for one that cannot be.
fn is_of_arguments(message: &str) -> bool {
    ["Failed to parse", "Invalid value", "Expected input type", "Unknown argument", "Variable "]
        .iter()
        .any(|it| message.starts_with(it))
}
