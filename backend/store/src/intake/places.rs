//! Rows of which the place is not known down to the last name, and what follows a household to the place it is found at.

use sea_orm::ConnectionTrait;
use uuid::Uuid;

use super::candidates::{StoredRow, rows_by_ids};
use crate::Tx;
use crate::error::StoreError;
use crate::sql;

/// Values bound to one list at most.
const LIST: usize = 5_000;

/// A row and where it lies.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PlacedRow {
    /// The row.
    pub id: Uuid,
    /// The deepest area its place is known to lie in.
    pub area: Option<Uuid>,
    /// True where its names say more than that.
    pub is_open: bool,
}

/// Live rows of one import whose place is not known down to the last name: those that come next after an import and a
/// row, at most so many; and the import and row that the next page begins after.
///
/// # Errors
///
/// The database's own.
pub async fn open_places(
    db: &impl ConnectionTrait,
    after: (Uuid, Uuid),
    limit: u32,
) -> Result<Option<(Vec<StoredRow>, (Uuid, Uuid))>, StoreError> {
    let text = format!(
        "select batch_id, id from source_row where is_place_open and reversed_at is null and replaced_by is null \
         and (batch_id > ? or (batch_id = ? and id > ?)) order by batch_id, id limit {limit}"
    );
    let mut page: Vec<(Uuid, Uuid)> = Vec::new();
    for row in sql::rows(db, &text, vec![after.0.into(), after.0.into(), after.1.into()]).await? {
        page.push((row.try_get("", "batch_id")?, row.try_get("", "id")?));
    }
    let Some(first) = page.first().copied() else { return Ok(None) };
    page.retain(|it| it.0 == first.0);
    let last = page.last().copied().unwrap_or(first);
    let ids: Vec<Uuid> = page.into_iter().map(|it| it.1).collect();
    Ok(Some((rows_by_ids(db, &ids).await?, last)))
}

/// Writes where rows lie.
///
/// # Errors
///
/// The database's own.
pub async fn set_places(tx: &Tx, rows: &[PlacedRow]) -> Result<(), StoreError> {
    for some in rows.chunks(500) {
        // The columns of values have no names that both databases know but these.
        let text = format!(
            "update source_row set area_id = v.column2, is_place_open = v.column3 from (values {}) as v \
             where source_row.id = v.column1",
            vec!["(?, ?, ?)"; some.len()].join(", ")
        );
        let values = some.iter().flat_map(|it| [it.id.into(), it.area.into(), it.is_open.into()]);
        sql::execute(&**tx, &text, values.collect()).await?;
    }
    Ok(())
}

/// Moves what waits for somebody's answer about these households to where they live now: proposals, and questions about
/// them and their members.
///
/// # Errors
///
/// The database's own.
pub async fn move_what_waits(tx: &Tx, households: &[Uuid]) -> Result<(), StoreError> {
    for some in households.chunks(LIST) {
        let marks = sql::marks(some.len());
        let of_households = |table: &str, column: &str, waits: &str| {
            format!(
                "update {table} set area_id = h.area_id from household h where h.id = {table}.{column} \
                 and h.area_id is not null and {waits} and {table}.{column} in ({marks})"
            )
        };
        let of_members = format!(
            "update link_question set area_id = h.area_id from household h join membership m \
             on m.household_id = h.id where m.person_id = link_question.left_id and m.until is null \
             and h.area_id is not null and link_question.answered_at is null \
             and link_question.kind = 'person' and h.id in ({marks})"
        );
        let waits = "link_question.answered_at is null and link_question.kind = 'household'";
        for text in [
            of_households("opening_proposal", "household_id", "opening_proposal.decided_at is null"),
            of_households("link_question", "left_id", waits),
            of_members,
        ] {
            sql::execute(&**tx, &text, some.iter().map(|it| (*it).into()).collect()).await?;
        }
    }
    Ok(())
}

/// Where these households live today, as far as that is known.
///
/// # Errors
///
/// The database's own.
pub async fn areas_of_households(
    db: &impl ConnectionTrait,
    homes: &[Uuid],
) -> Result<Vec<(Uuid, Uuid)>, StoreError> {
    let mut found = Vec::with_capacity(homes.len());
    for some in homes.chunks(10_000) {
        let text = format!(
            "select id, area_id from household where area_id is not null and id in ({})",
            sql::marks(some.len())
        );
        for row in sql::rows(db, &text, some.iter().map(|it| (*it).into()).collect()).await? {
            found.push((row.try_get("", "id")?, row.try_get("", "area_id")?));
        }
    }
    Ok(found)
}
