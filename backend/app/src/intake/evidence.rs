//! A row's values as evidence for linking, as facts to keep, and as a hash that tells a repeated row.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use phonjon_domain::calendar::{BuddhistYear, PartialDate};
use phonjon_domain::source::Source;
use phonjon_linking::keys::BlockingKey;
use phonjon_linking::record::{Digits, PidToken, Record, RowKey, Sex};
use phonjon_rows::{Value, fields};
use phonjon_store::keys::Keyring;

use crate::error::AppError;

/// A row's values by field name.
pub(super) type Values = BTreeMap<String, Value>;

/// Kind under which citizen numbers are sealed and indexed.
pub(super) const CITIZEN: &str = "citizen";

/// The day the facts of a survey year count from: its first. A visit in the same year is then the newer fact.
pub(super) fn observed_on(year: BuddhistYear) -> NaiveDate {
    NaiveDate::from_ymd_opt(year.common(), 1, 1).unwrap_or_default()
}

/// What a row says that helps to tell who it means.
pub(super) fn record(
    key: RowKey,
    source: Source,
    year: BuddhistYear,
    values: &Values,
    keys: &Keyring,
) -> Record {
    let text = |field: &str| values.get(field).and_then(Value::as_text).map(str::to_owned);
    let small = |field: &str| values.get(field).and_then(Value::as_int).and_then(|n| u16::try_from(n).ok());
    Record {
        pid: text(fields::PID).map(|pid| PidToken(keys.link_token(CITIZEN, &pid))),
        digits: values.get(fields::PID).and_then(Value::as_text).and_then(Digits::parse),
        masked: text(fields::PID_MASKED),
        title: text(fields::TITLE),
        first: text(fields::FIRST),
        last: text(fields::LAST),
        sex: match values.get(fields::SEX).and_then(Value::as_text) {
            Some("M") => Some(Sex::Male),
            Some("F") => Some(Sex::Female),
            _ => None,
        },
        birth: values.get(fields::BIRTH).and_then(Value::as_text).and_then(PartialDate::parse_iso),
        age: small(fields::AGE),
        house_code: text(fields::HOUSE_CODE),
        house_no: text(fields::HOUSE_NO),
        moo: small(fields::MOO),
        area_code: text(fields::AREA_CODE),
        tambon: text(fields::TAMBON),
        amphoe: text(fields::AMPHOE),
        province: text(fields::PROVINCE),
        ..Record::empty(key, source, year)
    }
}

/// The values as bytes to seal.
pub(super) fn pack(values: &Values) -> Result<Vec<u8>, AppError> {
    serde_json::to_vec(values).map_err(|e| AppError::Unexpected(e.to_string()))
}

/// The values that [`pack`] made bytes of.
pub(super) fn unpack(bytes: &[u8]) -> Result<Values, AppError> {
    serde_json::from_slice(bytes).map_err(|e| AppError::Unexpected(e.to_string()))
}

/// Two rows of one source and year with equal hashes say the same.
pub(super) fn content_hash(keys: &Keyring, source: Source, year: BuddhistYear, packed: &[u8]) -> Vec<u8> {
    let mut text = Vec::with_capacity(packed.len() + 16);
    text.extend_from_slice(source.code().as_bytes());
    text.extend_from_slice(&year.get().to_le_bytes());
    text.extend_from_slice(packed);
    keys.link_hash(text).to_vec()
}

/// What a link key is stored under: kinds never meet, and the keys of one place stand together.
pub(super) fn key_hash(keys: &Keyring, key: &BlockingKey) -> [u8; 16] {
    let mut text = [0; 17];
    text[0] = key.kind.number();
    text[1..].copy_from_slice(&key.hash);
    let mut hash = keys.link_hash(text);
    if let Some(place) = key.place {
        hash[..4].copy_from_slice(&keys.link_hash(place)[..4]);
    }
    hash
}
