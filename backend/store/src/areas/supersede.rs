//! Areas that end: split, merged, moved or numbered anew, from a day on.

use chrono::NaiveDate;
use phonjon_domain::ids::AreaId;
use sea_orm::{ConnectionTrait, Value};

use super::list::insert_missing;
use crate::database::Tx;
use crate::error::StoreError;
use crate::sql;

/// Ends an area from a day on, in favour of its successors.
///
/// Records keep the area they were made in. What now encloses its only successor, and the successor itself, enclose
/// the old area too from that day on, and nothing else does; with several successors what enclosed it stays, since
/// only a visit can tell which part a household lives in. Gives false where the area has ended already.
///
/// # Errors
///
/// The database's own.
pub async fn supersede(
    tx: &Tx,
    old: AreaId,
    successors: &[AreaId],
    since: NaiveDate,
) -> Result<bool, StoreError> {
    let ended = "update area set valid_until = ? where id = ? and valid_until is null";
    if sql::execute(&**tx, ended, vec![since.into(), old.0.into()]).await?.rows_affected() == 0 {
        return Ok(false);
    }
    let rows = successors.iter().map(|it| vec![old.0.into(), it.0.into(), since.into()]).collect();
    insert_missing(&**tx, "area_successor", &["area_id", "successor_id", "since"], rows).await?;
    if let [successor] = successors {
        enclose_by(tx, old, *successor, since).await?;
    }
    Ok(true)
}

/// What these areas became: the area, its successor, and since when.
///
/// # Errors
///
/// The database's own.
pub async fn successors(
    db: &impl ConnectionTrait,
    areas: &[AreaId],
) -> Result<Vec<(AreaId, AreaId, NaiveDate)>, StoreError> {
    if areas.is_empty() {
        return Ok(Vec::new());
    }
    let text = format!(
        "select s.area_id, s.successor_id, s.since from area_successor s join area a on a.id = s.successor_id \
         where s.area_id in ({}) order by s.area_id, a.code, a.id",
        sql::marks(areas.len())
    );
    let mut found = Vec::new();
    for row in &sql::rows(db, &text, areas.iter().map(|it| it.0.into()).collect()).await? {
        found.push((
            AreaId(row.try_get_by_index(0)?),
            AreaId(row.try_get_by_index(1)?),
            row.try_get_by_index(2)?,
        ));
    }
    Ok(found)
}

async fn enclose_by(tx: &Tx, old: AreaId, successor: AreaId, since: NaiveDate) -> Result<(), StoreError> {
    let [old, successor, since] = [Value::from(old.0), Value::from(successor.0), Value::from(since)];
    // What encloses the old area and all in it ends.
    let close = "update area_closure set valid_until = ?
        where valid_until is null
          and descendant_id in (
            select d.descendant_id from area_closure d where d.ancestor_id = ? and d.valid_until is null)
          and ancestor_id in (
            select u.ancestor_id from area_closure u
            where u.descendant_id = ? and u.ancestor_id <> ? and u.valid_until is null)";
    sql::execute(&**tx, close, vec![since.clone(), old.clone(), old.clone(), old.clone()]).await?;
    // The successor and what encloses it begin; one that began on this very day goes on.
    let open = "insert into area_closure (ancestor_id, descendant_id, depth, valid_from)
        select u.ancestor_id, d.descendant_id, u.depth + d.depth + 1, ?
        from area_closure u, area_closure d
        where u.descendant_id = ? and u.valid_until is null and d.ancestor_id = ? and d.valid_until is null
        on conflict (ancestor_id, descendant_id, valid_from)
            do update set valid_until = null, depth = excluded.depth";
    sql::execute(&**tx, open, vec![since, successor, old]).await?;
    Ok(())
}
