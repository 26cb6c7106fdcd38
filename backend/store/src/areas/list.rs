//! Taking in official lists of areas, and making areas that files name before any list does.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

use chrono::NaiveDate;
use phonjon_domain::area::{AreaCode, AreaKind, AreaLevel, AreaLine, AreaOrigin};
use phonjon_domain::ids::AreaId;
use sea_orm::{ConnectionTrait, Value};
use uuid::Uuid;

use super::{ALWAYS, area_id, country_id, name_key};
use crate::database::Tx;
use crate::error::StoreError;
use crate::sql;

/// Areas in one statement: PostgreSQL binds 65 535 values, SQLite 32 766.
const CHUNK: usize = 500;

/// What became of a list.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct ListCounts {
    /// Areas that were not known before.
    pub n_new: usize,
    /// Areas with another Thai name than before, which stays as a former name.
    pub n_renamed: usize,
    /// Areas of which only the English name is new or another, or that had no Thai one.
    pub n_changed: usize,
    /// Areas that files had named before and the list makes official.
    pub n_made_official: usize,
    /// Areas that are as they were.
    pub n_unchanged: usize,
    /// Areas that had to be made above those of the list, without a name.
    pub n_parents_made: usize,
}

/// A new area, before it is inserted.
pub(super) struct NewArea {
    pub(super) id: AreaId,
    pub(super) code: AreaCode,
    pub(super) origin: AreaOrigin,
    pub(super) parent: AreaId,
    pub(super) name_th: Option<String>,
    pub(super) name_en: Option<String>,
    pub(super) valid_from: Option<NaiveDate>,
}

struct Known {
    id: AreaId,
    name_th: Option<String>,
    name_en: Option<String>,
    seen: bool,
}

/// Takes in an official list on a day. Areas that are not in the list stay as they are.
///
/// # Errors
///
/// The database's own.
pub async fn import_list(tx: &Tx, lines: &[AreaLine], on: NaiveDate) -> Result<ListCounts, StoreError> {
    let lines: BTreeMap<(AreaLevel, &AreaCode), &AreaLine> =
        lines.iter().map(|it| ((it.code.level(), &it.code), it)).collect();
    let (known, closed) = known_codes(&**tx).await?;
    let mut counts = ListCounts::default();
    let mut ids: HashMap<String, AreaId> = known.iter().map(|(code, it)| (code.clone(), it.id)).collect();
    let mut new = Vec::new();
    for (level, code) in with_parents(lines.keys().map(|it| it.1)) {
        if known.contains_key(code.as_str()) {
            continue;
        }
        let line = lines.get(&(level, &code)).copied();
        if line.is_some() {
            counts.n_new += 1;
        } else {
            counts.n_parents_made += 1;
        }
        let valid_from = closed.contains(code.as_str()).then_some(on);
        let id = area_id(Some(&code), valid_from);
        ids.insert(code.as_str().to_owned(), id);
        new.push(NewArea {
            id,
            parent: parent_of(&code, &ids),
            origin: if line.is_some() { AreaOrigin::Official } else { AreaOrigin::Seen },
            name_th: line.and_then(|it| it.name_th.clone()),
            name_en: line.and_then(|it| it.name_en.clone()),
            valid_from,
            code,
        });
    }
    let mut changes = Changes::default();
    for line in lines.values() {
        if let Some(old) = known.get(line.code.as_str()) {
            changes.note(line, old, &mut counts);
        }
    }
    insert(&**tx, new).await?;
    changes.store(tx).await?;
    Ok(counts)
}

/// Makes areas that files name before any list does, with their missing parents, all without names; gives those
/// that were made. Two imports may do so at once.
///
/// # Errors
///
/// The database's own.
pub async fn ensure_seen(tx: &Tx, codes: &[AreaCode]) -> Result<Vec<(AreaId, AreaCode)>, StoreError> {
    let new = missing(&**tx, codes).await?;
    let made = new.iter().map(|it| (it.id, it.code.clone())).collect();
    insert(&**tx, new).await?;
    Ok(made)
}

/// The areas that [`ensure_seen`] would make.
///
/// # Errors
///
/// The database's own.
pub async fn foresee(
    db: &impl ConnectionTrait,
    codes: &[AreaCode],
) -> Result<Vec<(AreaId, AreaCode)>, StoreError> {
    Ok(missing(db, codes).await?.into_iter().map(|it| (it.id, it.code)).collect())
}

async fn missing(db: &impl ConnectionTrait, codes: &[AreaCode]) -> Result<Vec<NewArea>, StoreError> {
    let mut wanted: Vec<AreaCode> = with_parents(codes.iter()).into_iter().map(|it| it.1).collect();
    let mut ids = HashMap::new();
    for chunk in wanted.chunks(CHUNK) {
        // Areas that are no more come first, so that the one that bears the code now wins.
        let text = format!(
            "select code, id from area where code in ({}) order by valid_until is null",
            sql::marks(chunk.len())
        );
        let values = chunk.iter().map(|it| it.as_str().into()).collect();
        for row in &sql::rows(db, &text, values).await? {
            ids.insert(row.try_get_by_index::<String>(0)?, AreaId(row.try_get_by_index(1)?));
        }
    }
    wanted.retain(|it| !ids.contains_key(it.as_str()));
    let mut new = Vec::with_capacity(wanted.len());
    for code in wanted {
        let id = area_id(Some(&code), None);
        ids.insert(code.as_str().to_owned(), id);
        new.push(NewArea {
            id,
            parent: parent_of(&code, &ids),
            origin: AreaOrigin::Seen,
            name_th: None,
            name_en: None,
            valid_from: None,
            code,
        });
    }
    Ok(new)
}

/// What a list changes about areas that are known.
#[derive(Default)]
struct Changes {
    named: Vec<Vec<Value>>,
    aliases: Vec<Vec<Value>>,
}

impl Changes {
    fn note(&mut self, line: &AreaLine, old: &Known, counts: &mut ListCounts) {
        let level = line.code.level();
        let name_th = line.name_th.as_ref().or(old.name_th.as_ref());
        let name_en = line.name_en.as_ref().or(old.name_en.as_ref());
        if name_th == old.name_th.as_ref() && name_en == old.name_en.as_ref() && !old.seen {
            counts.n_unchanged += 1;
            return;
        }
        let former = old.name_th.as_ref().filter(|it| Some(*it) != name_th);
        match (old.seen, former) {
            (true, _) => counts.n_made_official += 1,
            (false, Some(_)) => counts.n_renamed += 1,
            (false, None) => counts.n_changed += 1,
        }
        if let Some(former) = former {
            self.aliases.push(vec![old.id.0.into(), former.clone().into(), name_key(level, former).into()]);
        }
        let key = name_th.map(|it| name_key(level, it));
        self.named.push(vec![old.id.0.into(), name_th.cloned().into(), name_en.cloned().into(), key.into()]);
    }

    async fn store(self, tx: &Tx) -> Result<(), StoreError> {
        for chunk in self.named.chunks(CHUNK) {
            // The second column of values has no name of its own that both databases know but `column2`.
            let text = format!(
                "update area set name_th = v.column2, name_en = v.column3, name_key = v.column4, origin = '{}'
                 from (values {}) as v where area.id = v.column1",
                AreaOrigin::Official.code(),
                vec!["(?, ?, ?, ?)"; chunk.len()].join(", ")
            );
            sql::execute(&**tx, &text, chunk.iter().flatten().cloned().collect()).await?;
        }
        insert_missing(&**tx, "area_alias", &["area_id", "alias", "alias_key"], self.aliases).await
    }
}

type KnownCodes = (HashMap<String, Known>, HashSet<String>);

/// The areas that bear a code now, and the codes that others have borne before.
async fn known_codes(db: &impl ConnectionTrait) -> Result<KnownCodes, StoreError> {
    let sql = "select code, id, name_th, name_en, origin, valid_until from area where code is not null";
    let (mut known, mut closed) = (HashMap::new(), HashSet::new());
    for row in &sql::rows(db, sql, vec![]).await? {
        let code: String = row.try_get_by_index(0)?;
        if row.try_get_by_index::<Option<NaiveDate>>(5)?.is_some() {
            closed.insert(code);
            continue;
        }
        let area = Known {
            id: AreaId(row.try_get_by_index(1)?),
            name_th: row.try_get_by_index(2)?,
            name_en: row.try_get_by_index(3)?,
            seen: row.try_get_by_index::<String>(4)? == AreaOrigin::Seen.code(),
        };
        known.insert(code, area);
    }
    Ok((known, closed))
}

/// Codes with those of everything above, the highest first.
fn with_parents<'a>(codes: impl Iterator<Item = &'a AreaCode>) -> BTreeSet<(AreaLevel, AreaCode)> {
    let mut all = BTreeSet::new();
    for code in codes {
        let mut next = Some(code.clone());
        while let Some(code) = next.take() {
            next = code.parent();
            if !all.insert((code.level(), code)) {
                break;
            }
        }
    }
    all
}

fn parent_of(code: &AreaCode, ids: &HashMap<String, AreaId>) -> AreaId {
    code.parent().and_then(|it| ids.get(it.as_str()).copied()).unwrap_or_else(country_id)
}

/// Inserts new areas, parents before children, and what they lie in.
pub(super) async fn insert(db: &impl ConnectionTrait, new: Vec<NewArea>) -> Result<(), StoreError> {
    let ids: Vec<(AreaLevel, AreaId)> = new.iter().map(|it| (it.code.level(), it.id)).collect();
    let rows = new
        .into_iter()
        .map(|it| {
            let key = it.name_th.as_deref().map(|name| name_key(it.code.level(), name));
            vec![
                it.id.0.into(),
                it.code.as_str().into(),
                it.code.level().code().into(),
                AreaKind::Administrative.code().into(),
                it.origin.code().into(),
                it.parent.0.into(),
                it.name_th.into(),
                it.name_en.into(),
                key.into(),
                it.code.province().into(),
                it.valid_from.into(),
            ]
        })
        .collect();
    let columns = [
        "id",
        "code",
        "level",
        "kind",
        "origin",
        "parent_id",
        "name_th",
        "name_en",
        "name_key",
        "home_province",
        "valid_from",
    ];
    insert_missing(db, "area", &columns, rows).await?;
    for level in AreaLevel::ALL {
        let of_level: Vec<Uuid> = ids.iter().filter(|it| it.0 == level).map(|it| it.1.0).collect();
        enclose(db, &of_level).await?;
    }
    Ok(())
}

/// Writes what areas of one level lie in, from what their parents lie in.
pub(super) async fn enclose(db: &impl ConnectionTrait, ids: &[Uuid]) -> Result<(), StoreError> {
    for chunk in ids.chunks(CHUNK) {
        let marks = sql::marks(chunk.len());
        let always = Value::from(ALWAYS);
        let of_itself = format!(
            "insert into area_closure (ancestor_id, descendant_id, depth, valid_from)
             select id, id, 0, coalesce(valid_from, ?) from area where id in ({marks}) on conflict do nothing"
        );
        let chunk: Vec<Value> = chunk.iter().map(|it| (*it).into()).collect();
        let values = [vec![always.clone()], chunk.clone()].concat();
        sql::execute(db, &of_itself, values).await?;
        let of_parents = format!(
            "insert into area_closure (ancestor_id, descendant_id, depth, valid_from)
             select c.ancestor_id, a.id, c.depth + 1,
                case when a.valid_from > c.valid_from then a.valid_from else c.valid_from end
             from area a join area_closure c on c.descendant_id = a.parent_id and c.valid_until is null
             where a.id in ({marks}) on conflict do nothing"
        );
        sql::execute(db, &of_parents, chunk).await?;
    }
    Ok(())
}

/// As [`sql::insert_many`], leaving alone the rows that are there.
pub(super) async fn insert_missing(
    db: &impl ConnectionTrait,
    table: &str,
    columns: &[&str],
    rows: Vec<Vec<Value>>,
) -> Result<(), StoreError> {
    Ok(sql::insert_many_or(db, table, columns, rows, "on conflict do nothing").await?)
}
