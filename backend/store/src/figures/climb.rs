//! Which subdistrict areas lie in, and which child of an area.

use std::collections::HashMap;

use sea_orm::{ConnectionTrait, Value};
use uuid::Uuid;

use crate::error::StoreError;
use crate::sql;

/// Where each area is tallied: its subdistrict, or itself where no subdistrict is known.
pub(super) async fn tally_areas(
    db: &impl ConnectionTrait,
    areas: &[Uuid],
) -> Result<HashMap<Uuid, Uuid>, StoreError> {
    let mut found: HashMap<Uuid, Uuid> = areas.iter().map(|it| (*it, *it)).collect();
    for chunk in areas.chunks(5_000) {
        let sql = format!(
            "select c.descendant_id, c.ancestor_id from area_closure c join area a on a.id = c.ancestor_id \
             where a.level = 'subdistrict' and a.kind = 'administrative' and c.valid_until is null \
               and c.descendant_id in ({})",
            sql::marks(chunk.len())
        );
        let values: Vec<Value> = chunk.iter().map(|it| (*it).into()).collect();
        for row in sql::rows(db, &sql, values).await? {
            found.insert(row.try_get("", "descendant_id")?, row.try_get("", "ancestor_id")?);
        }
    }
    Ok(found)
}
