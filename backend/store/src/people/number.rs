//! Numbers of persons, opened with the key file and never printed by accident.

use std::collections::HashMap;

use phonjon_domain::ids::PersonId;
use sea_orm::ConnectionTrait;

use crate::cases::id_condition;
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

/// A valid number is disputed as long as another person bears it as valid: until both become one, or one of them gets
/// another number. It is told from what is stored, so that an answer and its undo need not touch it.
const STATUS: &str = "case when i.status = 'valid' and i.blind_index is not null and exists (select 1 from identifier o \
     join person p on p.home_province = o.home_province and p.id = o.person_id where o.kind = i.kind \
     and o.blind_index = i.blind_index and o.person_id <> i.person_id and o.status = 'valid' and p.gone_at is null) \
     then 'disputed' else i.status end";

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
        let (condition, values) = id_condition("i.person_id", some);
        let text = format!(
            "select i.person_id, i.kind, i.ciphertext, i.key_id, {STATUS} as status from identifier i \
             where {condition} order by case i.status when 'valid' then 0 when 'disputed' then 1 when 'masked' then 2 else 3 end, i.id"
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
