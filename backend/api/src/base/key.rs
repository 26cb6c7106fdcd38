//! The key of a mutation, with the arguments it came with.

use async_graphql::Context;
use phonjon_app::{AppError, Key};
use serde_json::{Map, Value};

/// The key that makes one act of several sendings: `text` with all the arguments of the field.
pub(crate) fn key_of(ctx: &Context<'_>, text: &str) -> Result<Key, AppError> {
    let arguments = ctx
        .field()
        .arguments()
        .map_err(|error| AppError::Unexpected(format!("arguments cannot be read again: {error}")))?;
    let mut all = Map::new();
    for (name, value) in arguments {
        let value = value.into_json().map_err(|error| AppError::Unexpected(error.to_string()))?;
        all.insert(name.to_string(), value);
    }
    Ok(Key::new(text, &Value::Object(all))?)
}
