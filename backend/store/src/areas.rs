//! Areas: what they are called, what lies in what and since when, and which area a row of a file speaks of.

use chrono::NaiveDate;
use phonjon_domain::area::{AreaCode, AreaLevel};
use phonjon_domain::ids::{AreaId, HomeProvince};
use sea_orm::{ConnectionTrait, QueryResult, Value};
use sha2::{Digest, Sha256};
use uuid::Uuid;

use crate::error::StoreError;
use crate::sql;

mod index;
mod list;
mod name;
mod seed;
mod sets;
mod supersede;

pub use index::{AreaIndex, AreaQuery, CodeSays, Resolved};
pub use list::{ListCounts, ensure_seen, foresee, import_list};
pub use name::name_key;
pub(crate) use seed::seed;
pub use sets::{SetCounts, import_sets};
pub use supersede::{successors, supersede};

/// An area as it is kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Area {
    /// The area.
    pub id: AreaId,
    /// Its code; the country and areas of other kinds have none.
    pub code: Option<AreaCode>,
    /// How deep it lies.
    pub level: AreaLevel,
    /// `administrative`, `local_organisation` or `cluster`.
    pub kind: String,
    /// `official`, or `seen` where no list has named it yet.
    pub origin: String,
    /// What it lies in; the country lies in nothing.
    pub parent: Option<AreaId>,
    /// Thai name without prefix.
    pub name_th: Option<String>,
    /// English name.
    pub name_en: Option<String>,
    /// The province that records made here are kept under; the country's is 0.
    pub home_province: HomeProvince,
    /// First day, where known.
    pub valid_from: Option<NaiveDate>,
    /// The day from which it is no more.
    pub valid_until: Option<NaiveDate>,
}

const COLUMNS: &str = "a.id, a.code, a.level, a.kind, a.origin, a.parent_id, a.name_th, a.name_en, a.home_province, \
     a.valid_from, a.valid_until";

impl Area {
    fn read(row: &QueryResult) -> Result<Self, StoreError> {
        let corrupt = |why: String| StoreError::Corrupt { what: "area", why };
        let code: Option<String> = row.try_get_by_index(1)?;
        let level: String = row.try_get_by_index(2)?;
        Ok(Self {
            id: AreaId(row.try_get_by_index(0)?),
            code: code
                .map(|it| AreaCode::parse(&it))
                .transpose()
                .map_err(|error| corrupt(error.to_string()))?,
            level: AreaLevel::from_code(&level).ok_or_else(|| corrupt(format!("level `{level}`")))?,
            kind: row.try_get_by_index(3)?,
            origin: row.try_get_by_index(4)?,
            parent: row.try_get_by_index::<Option<Uuid>>(5)?.map(AreaId),
            name_th: row.try_get_by_index(6)?,
            name_en: row.try_get_by_index(7)?,
            home_province: HomeProvince(row.try_get_by_index(8)?),
            valid_from: row.try_get_by_index(9)?,
            valid_until: row.try_get_by_index(10)?,
        })
    }
}

async fn read(db: &impl ConnectionTrait, rest: &str, values: Vec<Value>) -> Result<Vec<Area>, StoreError> {
    let sql = format!("select {COLUMNS} from area a {rest}");
    sql::rows(db, &sql, values).await?.iter().map(Area::read).collect()
}

/// The day from which areas hold whose first day is not known.
const ALWAYS: NaiveDate = NaiveDate::from_ymd_opt(1, 1, 1).expect("the first day of the first year exists");

/// The country's own area.
pub fn country_id() -> AreaId {
    area_id(None, None)
}

/// The id of an area that has a code: the same on every machine, so that two databases can be joined and a place
/// met twice at once is made once. A code that is given again later is another area, told by its first day.
pub fn area_id(code: Option<&AreaCode>, since: Option<NaiveDate>) -> AreaId {
    let since = since.map(|it| it.to_string()).unwrap_or_default();
    let digest = Sha256::digest(format!("area/{}/{since}", code.map_or("", AreaCode::as_str)));
    let mut bytes = [0; 16];
    bytes.copy_from_slice(&digest[..16]);
    AreaId(uuid::Builder::from_custom_bytes(bytes).into_uuid())
}

/// Finds an area.
///
/// # Errors
///
/// The database's own.
pub async fn find(db: &impl ConnectionTrait, id: AreaId) -> Result<Option<Area>, StoreError> {
    Ok(find_many(db, &[id]).await?.pop())
}

/// Finds the areas of some ids, in no order.
///
/// # Errors
///
/// The database's own.
pub async fn find_many(db: &impl ConnectionTrait, ids: &[AreaId]) -> Result<Vec<Area>, StoreError> {
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    let values = ids.iter().map(|it| it.0.into()).collect();
    read(db, &format!("where a.id in ({})", sql::marks(ids.len())), values).await
}

/// Finds the area that bears a code now.
///
/// # Errors
///
/// The database's own.
pub async fn find_by_code(db: &impl ConnectionTrait, code: &AreaCode) -> Result<Option<Area>, StoreError> {
    Ok(read(db, "where a.code = ? and a.valid_until is null", vec![code.as_str().into()]).await?.pop())
}

/// Finds the areas that bear some codes now, in no order.
///
/// # Errors
///
/// The database's own.
pub async fn find_by_codes(db: &impl ConnectionTrait, codes: &[AreaCode]) -> Result<Vec<Area>, StoreError> {
    if codes.is_empty() {
        return Ok(Vec::new());
    }
    let values = codes.iter().map(|it| it.as_str().into()).collect();
    let rest = format!("where a.valid_until is null and a.code in ({})", sql::marks(codes.len()));
    read(db, &rest, values).await
}

/// The areas that lie directly in one, in the order of their codes, after the last of the page before.
///
/// # Errors
///
/// The database's own.
pub async fn children(
    db: &impl ConnectionTrait,
    parent: AreaId,
    after: Option<&AreaCode>,
    first: u32,
) -> Result<Vec<Area>, StoreError> {
    let after = after.map_or("", AreaCode::as_str);
    let rest = format!(
        "where a.parent_id = ? and a.valid_until is null and a.code > ? order by a.code, a.id limit {first}"
    );
    read(db, &rest, vec![parent.0.into(), after.into()]).await
}

/// How many areas lie directly in one.
///
/// # Errors
///
/// The database's own.
pub async fn n_children(db: &impl ConnectionTrait, parent: AreaId) -> Result<i64, StoreError> {
    let sql = "select count(*) from area where parent_id = ? and valid_until is null and code is not null";
    let row = sql::row(db, sql, vec![parent.0.into()]).await?;
    Ok(row.map(|it| it.try_get_by_index(0)).transpose()?.unwrap_or(0))
}

/// For each of some areas what it lies in, from the country down to itself, as it is on a day.
///
/// # Errors
///
/// The database's own.
pub async fn paths(
    db: &impl ConnectionTrait,
    ids: &[AreaId],
    day: NaiveDate,
) -> Result<Vec<(AreaId, Vec<Area>)>, StoreError> {
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    let sql = format!(
        "select {COLUMNS}, c.descendant_id from area_closure c join area a on a.id = c.ancestor_id
         where c.descendant_id in ({}) and (a.kind = 'administrative' or c.depth = 0) and c.valid_from <= ? and (c.valid_until is null or ? < c.valid_until)
         order by c.descendant_id, c.depth desc",
        sql::marks(ids.len())
    );
    let mut values: Vec<Value> = ids.iter().map(|it| it.0.into()).collect();
    values.extend([day.into(), day.into()]);
    let mut paths: Vec<(AreaId, Vec<Area>)> = Vec::with_capacity(ids.len());
    for row in &sql::rows(db, &sql, values).await? {
        let of = AreaId(row.try_get_by_index(11)?);
        let area = Area::read(row)?;
        match paths.last_mut().filter(|it| it.0 == of) {
            Some((_, path)) => path.push(area),
            None => paths.push((of, vec![area])),
        }
    }
    Ok(paths)
}

/// What an area lies in, from the country down to itself, as it is on a day.
///
/// # Errors
///
/// The database's own.
pub async fn path(db: &impl ConnectionTrait, id: AreaId, day: NaiveDate) -> Result<Vec<Area>, StoreError> {
    Ok(paths(db, &[id], day).await?.pop().map(|it| it.1).unwrap_or_default())
}

/// Areas whose name, former name or code begins with a text, the highest first.
///
/// # Errors
///
/// The database's own.
pub async fn search(db: &impl ConnectionTrait, text: &str, first: u32) -> Result<Vec<Area>, StoreError> {
    let text = text.trim();
    let keys: Vec<String> = AreaLevel::ALL.iter().map(|level| name_key(*level, text)).collect();
    let shortest = keys.into_iter().min_by_key(String::len).unwrap_or_default();
    if shortest.is_empty() {
        return Ok(Vec::new());
    }
    let beyond = format!("{shortest}\u{10ffff}");
    // A range instead of `like`: it knows no wildcards, and the size of letters matters to it on both databases.
    let by_letter = sql::by_letter(db.get_database_backend());
    let within = |column: &str| format!("({column}{by_letter} >= ? and {column}{by_letter} < ?)");
    let rest = format!(
        "where a.valid_until is null and ({} or {} or a.id in (select area_id from area_alias where {}))
         order by length(coalesce(a.code, '')), a.name_key{by_letter}, a.code limit {first}",
        within("a.name_key"),
        within("a.code"),
        within("alias_key"),
    );
    let values = [&shortest, &beyond].repeat(3).into_iter().map(|it| it.clone().into()).collect();
    read(db, &rest, values).await
}

#[cfg(test)]
mod tests;
