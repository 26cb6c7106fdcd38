//! A person's citizen numbers: a pure function of the linked rows, beside those that somebody set right by hand.

use std::collections::{BTreeMap, HashMap};

use chrono::NaiveDate;
use phonjon_linking::record::RowKey;
use phonjon_rows::{Value, fields};
use phonjon_store::Tx;
use phonjon_store::intake::{IdentifierRow, existing_identifiers, forget_identifiers, save_identifiers};
use uuid::Uuid;

use super::compose::Linked;
use super::evidence::{CITIZEN, observed_on};
use crate::Ctx;
use crate::error::AppError;

/// A number and the days it stands on.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Number {
    text: String,
    first: NaiveDate,
    last: NaiveDate,
}

/// What rows say of a person's numbers.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Numbers {
    /// Whole numbers, the one that was met last at the end.
    whole: Vec<Number>,
    /// A masked one, where no whole one is known.
    masked: Option<Number>,
}

/// What these rows say.
pub(super) fn of_rows(rows: &[&Linked<'_>]) -> Numbers {
    let whole = met(rows, fields::PID);
    let masked = if whole.is_empty() { met(rows, fields::PID_MASKED).pop() } else { None };
    Numbers { whole, masked }
}

fn met(rows: &[&Linked<'_>], field: &str) -> Vec<Number> {
    let mut by_text: BTreeMap<&str, (NaiveDate, (NaiveDate, RowKey))> = BTreeMap::new();
    for row in rows {
        let Some(text) = row.values.get(field).and_then(Value::as_text) else { continue };
        let on = observed_on(row.year);
        let spot = by_text.entry(text).or_insert((on, (on, row.key)));
        spot.0 = spot.0.min(on);
        spot.1 = spot.1.max((on, row.key));
    }
    let mut met: Vec<_> = by_text.into_iter().collect();
    met.sort_unstable_by_key(|(_, (_, last))| *last);
    met.into_iter().map(|(text, (first, (last, _)))| Number { text: text.to_owned(), first, last }).collect()
}

/// A number as it shall be stored: which row it has, if any, and what it says.
struct Wanted<'a> {
    stored: Option<&'a IdentifierRow>,
    text: Option<&'a str>,
    first: NaiveDate,
    last: NaiveDate,
}

/// Brings the stored numbers of these persons to what rows and corrections say.
pub(super) async fn save(
    ctx: &Ctx,
    tx: &Tx,
    numbers: &BTreeMap<(i16, Uuid), Numbers>,
) -> Result<(), AppError> {
    let persons: Vec<Uuid> = numbers.keys().map(|it| it.1).collect();
    let mut by_person: HashMap<Uuid, Vec<IdentifierRow>> = HashMap::new();
    for it in existing_identifiers(&**tx, &persons).await?.into_iter().filter(|it| it.kind == CITIZEN) {
        by_person.entry(it.person_id).or_default().push(it);
    }
    let (mut changed, mut forgotten) = (Vec::new(), Vec::new());
    for (person, said) in numbers {
        let existing = by_person.get(&person.1).map_or(&[][..], Vec::as_slice);
        let mut kept = Vec::new();
        for row in
            whole(ctx, *person, said, existing)?.into_iter().chain(masked(ctx, *person, said, existing)?)
        {
            kept.push(row.key);
            if !existing.contains(&row) {
                changed.push(row);
            }
        }
        forgotten.extend(existing.iter().map(|it| it.key).filter(|it| !kept.contains(it)));
    }
    forget_identifiers(tx, &forgotten).await?;
    Ok(save_identifiers(tx, changed).await?)
}

/// The whole numbers: the one known last is valid, each other one was until the next was known.
fn whole(
    ctx: &Ctx,
    person: (i16, Uuid),
    said: &Numbers,
    existing: &[IdentifierRow],
) -> Result<Vec<IdentifierRow>, AppError> {
    let keys = ctx.store.keys();
    let find = |text: &str| {
        let hashes = keys.blind_indexes(CITIZEN, text);
        let is_it = |it: &&IdentifierRow| {
            it.blind_index.as_ref().is_some_and(|stored| hashes.iter().any(|hash| hash[..] == stored[..]))
        };
        existing.iter().find(is_it)
    };
    let mut wanted: Vec<Wanted<'_>> = said
        .whole
        .iter()
        .map(|it| Wanted { stored: find(&it.text), text: Some(&it.text), first: it.first, last: it.last })
        .collect();
    for row in existing.iter().filter(|it| it.correction.is_some()) {
        let from = row.valid_from.unwrap_or_default();
        match wanted.iter_mut().find(|it| it.stored.is_some_and(|stored| stored.key == row.key)) {
            // Rows bear the corrected number too: then they show it still holds.
            Some(it) => it.last = it.last.max(from),
            None => wanted.push(Wanted { stored: Some(row), text: None, first: from, last: from }),
        }
    }
    wanted.sort_by_key(|it| it.last);
    let mut rows = Vec::with_capacity(wanted.len());
    for (n, it) in wanted.iter().enumerate() {
        let until = wanted.get(n + 1).map(|next| next.first.max(it.last));
        let status = if until.is_none() { "valid" } else { "replaced" }.to_owned();
        let from = it.stored.filter(|row| row.correction.is_some()).and_then(|row| row.valid_from);
        let dated = |row: IdentifierRow| IdentifierRow {
            valid_from: from.or(Some(it.first)),
            valid_until: until,
            status: status.clone(),
            ..row
        };
        match (it.stored, it.text) {
            (Some(row), _) => rows.push(dated(row.clone())),
            (None, Some(text)) => rows.push(dated(sealed(ctx, person, text)?)),
            (None, None) => {}
        }
    }
    Ok(rows)
}

fn masked(
    ctx: &Ctx,
    person: (i16, Uuid),
    said: &Numbers,
    existing: &[IdentifierRow],
) -> Result<Option<IdentifierRow>, AppError> {
    let Some(number) = &said.masked else { return Ok(None) };
    let keys = ctx.store.keys();
    if existing.iter().any(|it| it.correction.is_some()) {
        return Ok(None);
    }
    for row in existing.iter().filter(|it| it.status == "masked") {
        if keys.open_identifier(CITIZEN, &row.ciphertext, &row.key_id)? == number.text {
            return Ok(Some(IdentifierRow { valid_from: Some(number.first), ..row.clone() }));
        }
    }
    let sealed = keys.seal_masked_identifier(CITIZEN, &number.text)?;
    Ok(Some(IdentifierRow {
        key: (person.0, ctx.new_id()),
        person_id: person.1,
        kind: CITIZEN.to_owned(),
        ciphertext: sealed.ciphertext,
        key_id: sealed.key_id,
        blind_index: None,
        index_key_id: sealed.index_key_id,
        valid_from: Some(number.first),
        valid_until: None,
        status: "masked".to_owned(),
        correction: None,
    }))
}

/// A number to be stored, its days left open.
pub(crate) fn sealed(ctx: &Ctx, person: (i16, Uuid), text: &str) -> Result<IdentifierRow, AppError> {
    let sealed = ctx.store.keys().seal_identifier(CITIZEN, text)?;
    Ok(IdentifierRow {
        key: (person.0, ctx.new_id()),
        person_id: person.1,
        kind: CITIZEN.to_owned(),
        ciphertext: sealed.ciphertext,
        key_id: sealed.key_id,
        blind_index: sealed.blind_index,
        index_key_id: sealed.index_key_id,
        valid_from: None,
        valid_until: None,
        status: "valid".to_owned(),
        correction: None,
    })
}
