//! Whether figures are what the cases say: facts against cases, tallies against facts; and both made anew.

use std::collections::BTreeMap;

use phonjon_domain::ids::{AreaId, CaseId, HomeProvince};
use sea_orm::{ConnectionTrait, DbBackend, Value};
use uuid::Uuid;

use super::refresh::{self, refresh_locked};
use super::tally::{Difference, rebuild, recount};
use super::year;
use crate::cases::CaseKey;
use crate::database::{Store, Tx};
use crate::error::StoreError;
use crate::sql;

/// Cases looked at in one go.
const CHUNK: i64 = 2_000;

/// What figures say that the cases do not.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Findings {
    /// Facts that are missing, too many, or not what the case says: the case and the fiscal year.
    pub facts: Vec<(CaseKey, i16)>,
    /// Cells of tallies that are not what the facts count to.
    pub cells: Vec<Difference>,
    /// The codes of the cells' areas; one that has none is left out.
    pub codes: BTreeMap<AreaId, String>,
}

impl Findings {
    /// True where figures are what the cases say.
    pub const fn is_empty(&self) -> bool {
        self.facts.is_empty() && self.cells.is_empty()
    }
}

/// Computes every fact again and counts every cell again, in one view of the database, and changes nothing. On SQLite
/// writers wait for it.
///
/// # Errors
///
/// The database's own, and [`StoreError::Corrupt`].
pub async fn check(store: &Store) -> Result<Findings, StoreError> {
    let tx = store.begin().await?;
    if store.backend() == DbBackend::Postgres {
        sql::execute(&*tx, "set transaction isolation level repeatable read", vec![]).await?;
    }
    let through = year::through(&*tx).await?;
    let mut found = Findings::default();
    let mut after = None;
    while let Some((province, cases)) = next_cases(&*tx, &mut after).await? {
        let differing = refresh::differing(&*tx, province.0, &cases, through).await?;
        found.facts.extend(differing.into_iter().map(|(case, year)| ((province, CaseId(case)), year)));
    }
    found.cells = recount(&*tx).await?;
    let mut areas: Vec<Uuid> = found.cells.iter().map(|it| it.area.0).collect();
    areas.sort_unstable();
    areas.dedup();
    for some in areas.chunks(5_000) {
        let text = format!(
            "select id, code from area where code is not null and id in ({})",
            sql::marks(some.len())
        );
        for row in sql::rows(&*tx, &text, some.iter().map(|it| (*it).into()).collect()).await? {
            found.codes.insert(AreaId(row.try_get::<Uuid>("", "id")?), row.try_get("", "code")?);
        }
    }
    Ok(found)
}

/// Makes all facts and tallies again from the cases, in the caller's transaction; writers wait for its end.
///
/// # Errors
///
/// The database's own, and [`StoreError::Corrupt`].
pub async fn make_anew(tx: &Tx) -> Result<(), StoreError> {
    if tx.get_database_backend() == DbBackend::Postgres {
        // The cases first, as everybody does who then changes their facts; whoever has locked one is waited for.
        sql::execute(&**tx, "lock table \"case\" in exclusive mode", vec![]).await?;
        let lock = "lock table case_fact, tally, tally_delta in share row exclusive mode";
        sql::execute(&**tx, lock, vec![]).await?;
    }
    let mut after = None;
    while let Some((province, cases)) = next_cases(&**tx, &mut after).await? {
        let keys: Vec<CaseKey> = cases.into_iter().map(|it| (province, it)).collect();
        refresh_locked(&**tx, &keys).await?;
    }
    rebuild(&**tx).await
}

/// The next cases of one province after the last one given, in the order of their keys; none after the last.
async fn next_cases(
    db: &impl ConnectionTrait,
    after: &mut Option<(i16, Uuid)>,
) -> Result<Option<(HomeProvince, Vec<CaseId>)>, StoreError> {
    let (condition, mut values): (_, Vec<Value>) = match *after {
        None => ("", Vec::new()),
        Some((province, id)) => ("where (home_province, id) > (?, ?)", vec![province.into(), id.into()]),
    };
    values.push(CHUNK.into());
    let text =
        format!("select home_province, id from \"case\" {condition} order by home_province, id limit ?");
    let mut cases: Vec<(i16, Uuid)> = Vec::new();
    for row in sql::rows(db, &text, values).await? {
        cases.push((row.try_get("", "home_province")?, row.try_get("", "id")?));
    }
    let Some((province, _)) = cases.first().copied() else { return Ok(None) };
    cases.retain(|it| it.0 == province);
    *after = cases.last().copied();
    Ok(Some((HomeProvince(province), cases.into_iter().map(|it| CaseId(it.1)).collect())))
}
