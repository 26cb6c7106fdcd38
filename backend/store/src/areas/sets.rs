//! Areas that are sets of others: local administrative organisations and clusters, each member from a day on.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use chrono::NaiveDate;
use phonjon_domain::area::{AreaCode, AreaKind, AreaLevel, AreaOrigin, AreaSetLine};
use phonjon_domain::ids::AreaId;
use sea_orm::Value;
use sha2::{Digest, Sha256};

use super::list::{enclose, insert_missing};
use super::{Area, country_id, find, find_by_codes, name_key};
use crate::database::Tx;
use crate::error::StoreError;
use crate::sql;

/// What became of a list of sets.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct SetCounts {
    /// Sets that were not known before.
    pub n_new: usize,
    /// Sets with another name or other members than before.
    pub n_changed: usize,
    /// Sets that are as they were.
    pub n_unchanged: usize,
    /// Sets left out because no list has named one of their members.
    pub n_left_out: usize,
}

/// Takes in a list of sets on a day. A set that is not in the list stays; one that is has the members the list gives it
/// from that day on.
///
/// # Errors
///
/// The database's own.
pub async fn import_sets(tx: &Tx, lines: &[AreaSetLine], on: NaiveDate) -> Result<SetCounts, StoreError> {
    let mut codes: BTreeSet<AreaCode> = lines.iter().flat_map(|it| it.members.iter().cloned()).collect();
    codes.extend(lines.iter().filter_map(|it| shared(&it.members)));
    let codes: Vec<AreaCode> = codes.into_iter().collect();
    let mut known: HashMap<AreaCode, Area> = HashMap::new();
    for some in codes.chunks(5_000) {
        let found = find_by_codes(&**tx, some).await?;
        known.extend(found.into_iter().filter_map(|it| Some((it.code.clone()?, it))));
    }
    let mut counts = SetCounts::default();
    // Of two lines about the same the last counts.
    let lines: BTreeMap<AreaId, &AreaSetLine> = lines.iter().map(|it| (set_id(it), it)).collect();
    for (id, line) in lines {
        let members: Option<BTreeSet<AreaId>> =
            line.members.iter().map(|it| known.get(it).map(|area| area.id)).collect();
        match members {
            Some(members) => take_in(tx, (id, line), &members, &known, on, &mut counts).await?,
            None => counts.n_left_out += 1,
        }
    }
    Ok(counts)
}

async fn take_in(
    tx: &Tx,
    (id, line): (AreaId, &AreaSetLine),
    members: &BTreeSet<AreaId>,
    known: &HashMap<AreaCode, Area>,
    on: NaiveDate,
    counts: &mut SetCounts,
) -> Result<(), StoreError> {
    let before = find(&**tx, id).await?;
    let key = name_key(AreaLevel::Country, &line.name);
    if before.is_none() {
        insert(tx, (id, line), &key, known).await?;
    }
    let is_renamed = before.as_ref().is_some_and(|it| it.name_th.as_deref() != Some(line.name.as_str()));
    if is_renamed {
        let text = "update area set name_th = ?, name_key = ? where id = ?";
        sql::execute(&**tx, text, vec![line.name.clone().into(), key.into(), id.0.into()]).await?;
    }
    let text =
        "select descendant_id from area_closure where ancestor_id = ? and depth = 1 and valid_until is null";
    let mut held = BTreeSet::new();
    for row in &sql::rows(&**tx, text, vec![id.0.into()]).await? {
        held.insert(AreaId(row.try_get_by_index(0)?));
    }
    let left: Vec<AreaId> = held.difference(members).copied().collect();
    let joined: Vec<AreaId> = members.difference(&held).copied().collect();
    leave(tx, id, &left, on).await?;
    join(tx, id, &joined, on).await?;
    match &before {
        None => counts.n_new += 1,
        Some(_) if is_renamed || !left.is_empty() || !joined.is_empty() => counts.n_changed += 1,
        Some(_) => counts.n_unchanged += 1,
    }
    Ok(())
}

async fn insert(
    tx: &Tx,
    (id, line): (AreaId, &AreaSetLine),
    key: &str,
    known: &HashMap<AreaCode, Area>,
) -> Result<(), StoreError> {
    let shared = shared(&line.members);
    let parent = shared.as_ref().and_then(|it| known.get(it)).map_or_else(country_id, |it| it.id);
    let level = match line.kind {
        AreaKind::Cluster => AreaLevel::Village,
        AreaKind::LocalOrganisation | AreaKind::Administrative => AreaLevel::Subdistrict,
    };
    let row = vec![
        id.0.into(),
        level.code().into(),
        line.kind.code().into(),
        AreaOrigin::Official.code().into(),
        parent.0.into(),
        line.name.clone().into(),
        key.into(),
        shared.map_or(0, |it| it.province()).into(),
    ];
    let columns = ["id", "level", "kind", "origin", "parent_id", "name_th", "name_key", "home_province"];
    insert_missing(&**tx, "area", &columns, vec![row]).await?;
    enclose(&**tx, &[id.0]).await?;
    let Some(code) = &line.code else { return Ok(()) };
    let alias = vec![id.0.into(), code.clone().into(), name_key(AreaLevel::Country, code).into()];
    insert_missing(&**tx, "area_alias", &["area_id", "alias", "alias_key"], vec![alias]).await
}

/// Ends that areas, and all in them, belong to a set.
async fn leave(tx: &Tx, set: AreaId, members: &[AreaId], on: NaiveDate) -> Result<(), StoreError> {
    for some in members.chunks(5_000) {
        let text = format!(
            "update area_closure set valid_until = ? where ancestor_id = ? and valid_until is null \
             and descendant_id in (select d.descendant_id from area_closure d where d.ancestor_id in ({}))",
            sql::marks(some.len())
        );
        let mut values: Vec<Value> = vec![on.into(), set.0.into()];
        values.extend(some.iter().map(|it| Value::from(it.0)));
        sql::execute(&**tx, &text, values).await?;
    }
    Ok(())
}

/// Begins that areas, and all in them, belong to a set.
async fn join(tx: &Tx, set: AreaId, members: &[AreaId], on: NaiveDate) -> Result<(), StoreError> {
    for some in members.chunks(5_000) {
        let text = format!(
            "insert into area_closure (ancestor_id, descendant_id, depth, valid_from)
             select s.id, d.descendant_id, min(d.depth) + 1, ? from area s, area_closure d
             where s.id = ? and d.valid_until is null and d.ancestor_id in ({}) group by s.id, d.descendant_id
             on conflict (ancestor_id, descendant_id, valid_from)
                do update set valid_until = null, depth = excluded.depth",
            sql::marks(some.len())
        );
        let mut values: Vec<Value> = vec![on.into(), set.0.into()];
        values.extend(some.iter().map(|it| Value::from(it.0)));
        sql::execute(&**tx, &text, values).await?;
    }
    Ok(())
}

/// The deepest area above all of these, by their codes.
fn shared(members: &[AreaCode]) -> Option<AreaCode> {
    let above = |code: &AreaCode| -> Vec<AreaCode> {
        std::iter::successors(code.parent(), AreaCode::parent).collect()
    };
    let (first, rest) = members.split_first()?;
    above(first).into_iter().find(|it| rest.iter().all(|other| above(other).contains(it)))
}

/// The same set on every machine: by its own code, or by its name where it lies.
fn set_id(line: &AreaSetLine) -> AreaId {
    let called = match &line.code {
        Some(code) => code.clone(),
        None => {
            let place = shared(&line.members).map(|it| it.to_string()).unwrap_or_default();
            format!("{place}/{}", name_key(AreaLevel::Country, &line.name))
        }
    };
    let digest = Sha256::digest(format!("area-set/{}/{called}", line.kind.code()));
    let mut bytes = [0; 16];
    bytes.copy_from_slice(&digest[..16]);
    AreaId(uuid::Builder::from_custom_bytes(bytes).into_uuid())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_set_lies_in_what_all_its_members_lie_in() {
        let shared = |codes: &[&str]| {
            let codes: Vec<AreaCode> = codes.iter().map(|it| AreaCode::parse(it).unwrap()).collect();
            super::shared(&codes).map(|it| it.to_string()).unwrap_or_default()
        };
        assert_eq!(shared(&["48010101", "48010102"]), "480101");
        assert_eq!(shared(&["48010101", "48010903"]), "4801");
        assert_eq!(shared(&["48010101", "480109"]), "4801");
        assert_eq!(shared(&["48010101", "47010101"]), "");
        assert_eq!(shared(&["480101"]), "4801");
    }
}
