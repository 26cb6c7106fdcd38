//! Numbers of persons as an import keeps them: what the linked rows say, beside what somebody set right by hand.

use chrono::NaiveDate;
use sea_orm::ConnectionTrait;
use uuid::Uuid;

use super::people::upsert;
use crate::Tx;
use crate::cases::key_condition;
use crate::error::StoreError;
use crate::sql;

/// An identifier of a person.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct IdentifierRow {
    /// Home province of the person, and the identifier's id.
    pub key: (i16, Uuid),
    /// The person.
    pub person_id: Uuid,
    /// `citizen`.
    pub kind: String,
    /// The number, sealed under the master key.
    pub ciphertext: Vec<u8>,
    /// Which key sealed it.
    pub key_id: String,
    /// Keyed blind index; a masked number has none.
    pub blind_index: Option<Vec<u8>>,
    /// Which key indexed it.
    pub index_key_id: String,
    /// First day it is known from.
    pub valid_from: Option<NaiveDate>,
    /// The day from which another number is known.
    pub valid_until: Option<NaiveDate>,
    /// `valid`, `masked`, `replaced` or `disputed`.
    pub status: String,
    /// The correction that brought it; none where rows do.
    pub correction: Option<Uuid>,
}

const COLUMNS: [&str; 12] = [
    "home_province",
    "id",
    "person_id",
    "kind",
    "ciphertext",
    "key_id",
    "blind_index",
    "index_key_id",
    "valid_from",
    "valid_until",
    "status",
    "correction_id",
];

/// The identifiers that persons have.
///
/// # Errors
///
/// The database's own.
pub async fn existing_identifiers(
    db: &impl ConnectionTrait,
    persons: &[Uuid],
) -> Result<Vec<IdentifierRow>, StoreError> {
    let mut out = Vec::new();
    for some in persons.chunks(10_000) {
        let text = format!(
            "select {} from identifier where person_id in ({}) order by id",
            COLUMNS.join(", "),
            sql::marks(some.len())
        );
        for row in sql::rows(db, &text, some.iter().map(|it| (*it).into()).collect()).await? {
            out.push(IdentifierRow {
                key: (row.try_get("", "home_province")?, row.try_get("", "id")?),
                person_id: row.try_get("", "person_id")?,
                kind: row.try_get("", "kind")?,
                ciphertext: row.try_get("", "ciphertext")?,
                key_id: row.try_get("", "key_id")?,
                blind_index: row.try_get("", "blind_index")?,
                index_key_id: row.try_get("", "index_key_id")?,
                valid_from: row.try_get("", "valid_from")?,
                valid_until: row.try_get("", "valid_until")?,
                status: row.try_get("", "status")?,
                correction: row.try_get("", "correction_id")?,
            });
        }
    }
    Ok(out)
}

/// The persons of whom somebody said by hand that they bear one of these numbers; the numbers by their blind indexes of
/// every generation.
///
/// # Errors
///
/// The database's own.
pub async fn persons_by_numbers(
    db: &impl ConnectionTrait,
    kind: &str,
    indexes: &[[u8; 32]],
) -> Result<Vec<Uuid>, StoreError> {
    let mut found = Vec::new();
    for some in indexes.chunks(10_000) {
        let text = format!(
            "select distinct person_id from identifier where correction_id is not null and kind = ? \
             and blind_index in ({})",
            sql::marks(some.len())
        );
        let values = std::iter::once(kind.into()).chain(some.iter().map(|it| it.to_vec().into())).collect();
        for row in sql::rows(db, &text, values).await? {
            found.push(row.try_get("", "person_id")?);
        }
    }
    Ok(found)
}

/// Person, ciphertext and its key of each number that somebody recorded by hand for one of these persons.
///
/// # Errors
///
/// The database's own.
pub async fn numbers_by_hand(
    db: &impl ConnectionTrait,
    kind: &str,
    persons: &[Uuid],
) -> Result<Vec<(Uuid, Vec<u8>, String)>, StoreError> {
    let mut found = Vec::new();
    for some in persons.chunks(10_000) {
        let text = format!(
            "select person_id, ciphertext, key_id from identifier where correction_id is not null and kind = ? \
             and blind_index is not null and person_id in ({}) order by person_id, id",
            sql::marks(some.len())
        );
        let values = std::iter::once(kind.into()).chain(some.iter().map(|it| (*it).into())).collect();
        for row in sql::rows(db, &text, values).await? {
            found.push((
                row.try_get("", "person_id")?,
                row.try_get("", "ciphertext")?,
                row.try_get("", "key_id")?,
            ));
        }
    }
    Ok(found)
}

/// Inserts identifiers, or replaces those that are stored under the same key.
///
/// # Errors
///
/// The database's own.
pub async fn save_identifiers(tx: &Tx, rows: Vec<IdentifierRow>) -> Result<(), StoreError> {
    let values = rows
        .into_iter()
        .map(|it| {
            vec![
                it.key.0.into(),
                it.key.1.into(),
                it.person_id.into(),
                it.kind.into(),
                it.ciphertext.into(),
                it.key_id.into(),
                it.blind_index.into(),
                it.index_key_id.into(),
                it.valid_from.into(),
                it.valid_until.into(),
                it.status.into(),
                it.correction.into(),
            ]
        })
        .collect();
    upsert(tx, "identifier", &COLUMNS, values).await
}

/// Removes identifiers that no row and no correction speaks of any more.
///
/// # Errors
///
/// The database's own.
pub async fn forget_identifiers(tx: &Tx, keys: &[(i16, Uuid)]) -> Result<(), StoreError> {
    for some in keys.chunks(10_000) {
        let (condition, values) = key_condition("home_province", "id", some);
        sql::execute(&**tx, &format!("delete from identifier where {condition}"), values).await?;
    }
    Ok(())
}
