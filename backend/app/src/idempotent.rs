//! One effect per key: a mutation sent twice happens once and is answered twice.
//!
//! A use asks [`Key::done`] right after it begins its transaction, and calls [`Key::remember`] before it commits.
//! Refusals are not remembered: the same key may be sent again with what was wrong put right.

use std::fmt::Write;

use phonjon_store::{Tx, idempotency};
use serde_json::Value;
use sha2::{Digest, Sha256};
use uuid::Uuid;

use crate::ctx::Ctx;
use crate::error::{AppError, Refusal};

/// Longest key, in bytes.
const LONGEST: usize = 100;

/// Keys are kept this long.
const KEPT: chrono::Days = chrono::Days::new(90);

/// What a caller calls one act of theirs, with the arguments of the act.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Key {
    text: String,
    arguments_hash: [u8; 32],
}

/// What was done under a key before.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Done {
    /// `visit`, `plan`, …, as it was remembered.
    pub kind: String,
    /// The id, as it was remembered.
    pub id: String,
}

impl Done {
    /// The id, where it is a uuid.
    ///
    /// # Errors
    ///
    /// [`AppError::Unexpected`] where it is not.
    pub fn uuid(&self) -> Result<Uuid, AppError> {
        Uuid::parse_str(&self.id)
            .map_err(|_| AppError::Unexpected(format!("the remembered {} is no uuid", self.kind)))
    }
}

impl Key {
    /// A key with the arguments it comes with; the order of their names does not matter, and a key among them is
    /// not part of them.
    ///
    /// # Errors
    ///
    /// `KEY_MALFORMED` where the key is empty, longer than 100 bytes or not printable ASCII.
    pub fn new(text: &str, arguments: &Value) -> Result<Self, Refusal> {
        if text.is_empty() || text.len() > LONGEST || !text.bytes().all(|b| b.is_ascii_graphic()) {
            return Err(Refusal::of("KEY_MALFORMED", "key"));
        }
        let mut canonical = String::new();
        write_canonical(&mut canonical, arguments, true);
        Ok(Self { text: text.to_owned(), arguments_hash: Sha256::digest(canonical).into() })
    }

    /// A key of its own, for a command that is sent once.
    pub fn fresh(ctx: &Ctx) -> Self {
        Self { text: ctx.new_id().to_string(), arguments_hash: Sha256::digest([]).into() }
    }

    /// What was done under this key before, if anything. Ask inside the transaction, before anything is changed,
    /// and answer what was done by authorising and reading it afresh.
    ///
    /// # Errors
    ///
    /// `KEY_REUSED` when the key was used for another operation or other arguments.
    pub async fn done(&self, tx: &Tx, ctx: &Ctx, operation: &str) -> Result<Option<Done>, AppError> {
        let Some(act) = idempotency::find(tx, ctx.actor.account, &self.text).await? else { return Ok(None) };
        if act.operation != operation || act.arguments_hash != self.kept_hash(ctx) {
            return Err(Refusal::of("KEY_REUSED", "key").into());
        }
        Ok(Some(Done { kind: act.result_kind, id: act.result_id }))
    }

    /// The hash as it is kept: keyed, since the numbers of people among the arguments are few enough to be tried out.
    fn kept_hash(&self, ctx: &Ctx) -> Vec<u8> {
        ctx.store.keys().link_hash(self.arguments_hash).to_vec()
    }

    /// Remembers what was done, in the same transaction.
    ///
    /// # Errors
    ///
    /// The store's own.
    pub async fn remember(
        &self,
        tx: &Tx,
        ctx: &Ctx,
        operation: &str,
        kind: &str,
        id: impl ToString,
    ) -> Result<(), AppError> {
        let act = idempotency::DoneAct {
            operation: operation.to_owned(),
            arguments_hash: self.kept_hash(ctx),
            result_kind: kind.to_owned(),
            result_id: id.to_string(),
        };
        Ok(idempotency::insert(tx, ctx.actor.account, &self.text, act, ctx.now).await?)
    }
}

/// Forgets keys older than 90 days and gives how many.
///
/// # Errors
///
/// The store's own.
pub async fn forget_old_keys(ctx: &Ctx) -> Result<u64, AppError> {
    let tx = ctx.store.begin().await?;
    let n = idempotency::forget_before(&tx, ctx.now - KEPT).await?;
    tx.commit().await?;
    Ok(n)
}

/// JSON with the names of each object in order, whatever order they came in.
fn write_canonical(out: &mut String, value: &Value, top: bool) {
    match value {
        Value::Object(fields) => {
            let mut fields: Vec<_> =
                fields.iter().filter(|(name, _)| !top || name.as_str() != "key").collect();
            fields.sort_by_key(|(name, _)| name.as_str());
            out.push('{');
            for (name, value) in fields {
                let _ = write!(out, "{}:", Value::from(name.as_str()));
                write_canonical(out, value, false);
                out.push(',');
            }
            out.push('}');
        }
        Value::Array(items) => {
            out.push('[');
            for item in items {
                write_canonical(out, item, false);
                out.push(',');
            }
            out.push(']');
        }
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {
            let _ = write!(out, "{value}");
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn key(arguments: &Value) -> Key {
        Key::new("k", arguments).unwrap()
    }

    #[test]
    fn the_order_of_names_and_the_key_itself_are_no_arguments() {
        let one = key(&json!({ "caseId": "1", "visit": { "on": "2026-01-01", "note": null }, "key": "a" }));
        let two = key(&json!({ "key": "b", "visit": { "note": null, "on": "2026-01-01" }, "caseId": "1" }));
        assert_eq!(one, two);
    }

    #[test]
    fn any_other_argument_makes_another_act() {
        let base = key(&json!({ "ids": ["1", "2"], "n": 1 }));
        for other in [
            json!({ "ids": ["2", "1"], "n": 1 }),
            json!({ "ids": ["1", "2"], "n": 2 }),
            json!({ "ids": ["1", "2"], "n": "1" }),
            json!({ "ids": ["1,2"], "n": 1 }),
            json!({ "ids": ["1", "2"] }),
            json!({ "ids": ["1", "2"], "n": 1, "inner": { "key": 1 } }),
        ] {
            assert_ne!(base, key(&other), "{other}");
        }
    }

    #[test]
    fn a_key_is_short_and_printable() {
        for text in ["", "a b", "ก", &"x".repeat(101)] {
            assert_eq!(Key::new(text, &Value::Null).unwrap_err().code, "KEY_MALFORMED");
        }
    }
}
