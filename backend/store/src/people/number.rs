//! Numbers of persons, opened with the key file and never printed by accident.

use std::collections::HashMap;

use phonjon_domain::ids::PersonId;
use sea_orm::ConnectionTrait;

use crate::cases::key_condition;
use crate::error::StoreError;
use crate::keys::Keyring;
use crate::people::PersonKey;
use crate::sql;

/// A number of a person.
#[derive(Clone, PartialEq, Eq)]
pub struct NumberRow {
    /// `citizen`, ….
    pub kind: String,
    /// The number as known; a masked one has other characters in place of some digits.
    pub text: String,
    /// `valid`, `masked`, `replaced` or `disputed`.
    pub status: String,
}

impl std::fmt::Debug for NumberRow {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "NumberRow({}, {})", self.kind, self.status)
    }
}

/// The numbers of these persons, those in use first, by person. The caller found the persons within a scope, and
/// masks the numbers or records that they were opened.
///
/// # Errors
///
/// The database's own, or [`StoreError::Keys`] where the key file cannot open one.
pub async fn numbers_of(
    db: &impl ConnectionTrait,
    keys: &Keyring,
    persons: &[PersonKey],
) -> Result<HashMap<PersonId, Vec<NumberRow>>, StoreError> {
    let pairs: Vec<_> = persons.iter().map(|it| (it.0.0, it.1.0)).collect();
    let mut found: HashMap<PersonId, Vec<NumberRow>> = HashMap::new();
    for some in pairs.chunks(5_000) {
        let (condition, values) = key_condition("home_province", "person_id", some);
        let text = format!(
            "select person_id, kind, ciphertext, key_id, status from identifier where {condition} \
             order by case status when 'valid' then 0 when 'disputed' then 1 when 'masked' then 2 else 3 end, id"
        );
        for row in sql::rows(db, &text, values).await? {
            let kind: String = row.try_get("", "kind")?;
            let ciphertext: Vec<u8> = row.try_get("", "ciphertext")?;
            let key_id: String = row.try_get("", "key_id")?;
            let text = keys.open_identifier(&kind, &ciphertext, &key_id)?;
            let status: String = row.try_get("", "status")?;
            found.entry(PersonId(row.try_get("", "person_id")?)).or_default().push(NumberRow {
                kind,
                text,
                status,
            });
        }
    }
    Ok(found)
}
