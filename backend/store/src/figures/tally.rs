//! Tallies: changes added up in the background, and the full recount that proves them.

use std::collections::BTreeMap;

use phonjon_domain::ids::AreaId;
use sea_orm::{ConnectionTrait, DbBackend, QueryResult, Value};
use uuid::Uuid;

use super::fact::{COLUMNS, Fact};
use super::refresh::{Changes, count};
use crate::database::Store;
use crate::error::StoreError;
use crate::sql;

/// Changes folded in one transaction.
const CHUNK: i64 = 5_000;

/// Facts read at once by a recount.
const RECOUNT_CHUNK: i64 = 10_000;

/// Area, fiscal year, and the cell's facet, value, facet and value.
type CellKey = (Uuid, i16, [String; 4]);

/// Adds the changes appended so far to the tallies and says how many were added.
///
/// Two processes may fold at once: each change is taken by one of them. A reader sees every change exactly once, in
/// the changes or in the tallies.
///
/// # Errors
///
/// The database's own.
pub async fn fold(store: &Store) -> Result<u64, StoreError> {
    let mut n_folded = 0;
    loop {
        let n = fold_chunk(store).await?;
        n_folded += n;
        if n < CHUNK.unsigned_abs() {
            return Ok(n_folded);
        }
    }
}

async fn fold_chunk(store: &Store) -> Result<u64, StoreError> {
    // Looking first costs a read; beginning would take SQLite's only writer.
    if sql::row(store.reader(), "select 1 as one from tally_delta limit 1", vec![]).await?.is_none() {
        return Ok(0);
    }
    let tx = store.begin().await?;
    let skip = if store.backend() == DbBackend::Postgres { " for update skip locked" } else { "" };
    let take = format!(
        "delete from tally_delta where id in (select id from tally_delta order by id limit ?{skip}) \
         returning area_id, fiscal_year, facet_a, value_a, facet_b, value_b, n_households, n_persons"
    );
    let taken = sql::rows(&*tx, &take, vec![CHUNK.into()]).await?;
    let n_taken = taken.len() as u64;
    // Sorted by key, so that two folding processes lock rows in one order.
    let mut sums: BTreeMap<CellKey, (i64, i64)> = BTreeMap::new();
    for row in taken {
        let (key, (households, persons)) = read(&row)?;
        let sum = sums.entry(key).or_default();
        sum.0 += households;
        sum.1 += persons;
    }
    put(&*tx, sums).await?;
    tx.commit().await?;
    Ok(n_taken)
}

async fn put(tx: &impl ConnectionTrait, sums: BTreeMap<CellKey, (i64, i64)>) -> Result<(), StoreError> {
    let values = sums
        .into_iter()
        .filter(|(_, it)| *it != (0, 0))
        .map(|((area, year, cell), (households, persons))| {
            let cell = cell.iter().map(|it| Value::from(it.as_str()));
            let place = [area.into(), year.into()].into_iter();
            place.chain(cell).chain([households.into(), persons.into()]).collect()
        })
        .collect();
    let columns =
        ["area_id", "fiscal_year", "facet_a", "value_a", "facet_b", "value_b", "n_households", "n_persons"];
    let conflict = "on conflict (fiscal_year, facet_a, facet_b, area_id, value_a, value_b) do update set \
           n_households = tally.n_households + excluded.n_households, \
           n_persons = tally.n_persons + excluded.n_persons";
    Ok(sql::insert_many_or(tx, "tally", &columns, values, conflict).await?)
}

fn read(row: &QueryResult) -> Result<(CellKey, (i64, i64)), StoreError> {
    let cell = [
        row.try_get("", "facet_a")?,
        row.try_get("", "value_a")?,
        row.try_get("", "facet_b")?,
        row.try_get("", "value_b")?,
    ];
    let key = (row.try_get("", "area_id")?, row.try_get("", "fiscal_year")?, cell);
    Ok((key, (row.try_get("", "n_households")?, row.try_get("", "n_persons")?)))
}

/// A cell whose tally differs from what its facts count to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Difference {
    /// The subdistrict, or the area where no subdistrict is known.
    pub area: AreaId,
    /// Fiscal year, Buddhist era.
    pub fiscal_year: i16,
    /// Facet, value, facet, value; empty where there is none.
    pub cell: [String; 4],
    /// Households and persons that the facts count to.
    pub counted: (i64, i64),
    /// Households and persons that the tallies say, folded or not.
    pub tallied: (i64, i64),
}

/// Counts all facts again and names every cell whose tally differs; nothing, when all is well.
///
/// Asked inside one transaction or while nobody writes, it must answer nothing.
///
/// # Errors
///
/// The database's own, and [`StoreError::Corrupt`].
pub async fn recount(db: &impl ConnectionTrait) -> Result<Vec<Difference>, StoreError> {
    let counted = counted(db).await?;
    let mut sides: BTreeMap<CellKey, [(i64, i64); 2]> = BTreeMap::new();
    for ((area, year, cell), counts) in counted {
        sides.entry((area, year, cell.map(str::to_owned))).or_default()[0] = counts;
    }
    let sql = "select area_id, fiscal_year, facet_a, value_a, facet_b, value_b, \
          cast(sum(n_households) as bigint) as n_households, cast(sum(n_persons) as bigint) as n_persons \
        from (select area_id, fiscal_year, facet_a, value_a, facet_b, value_b, n_households, n_persons from tally \
          union all select area_id, fiscal_year, facet_a, value_a, facet_b, value_b, n_households, n_persons \
          from tally_delta) t group by area_id, fiscal_year, facet_a, value_a, facet_b, value_b";
    for row in sql::rows(db, sql, vec![]).await? {
        let (key, counts) = read(&row)?;
        sides.entry(key).or_default()[1] = counts;
    }
    let different = sides.into_iter().filter(|(_, [counted, tallied])| counted != tallied);
    Ok(different
        .map(|((area, fiscal_year, cell), [counted, tallied])| Difference {
            area: AreaId(area),
            fiscal_year,
            cell,
            counted,
            tallied,
        })
        .collect())
}

/// Throws the tallies away and makes them again from the facts, in the caller's transaction.
///
/// # Errors
///
/// The database's own, and [`StoreError::Corrupt`].
pub async fn rebuild(tx: &impl ConnectionTrait) -> Result<(), StoreError> {
    let counted = counted(tx).await?;
    sql::execute(tx, "delete from tally_delta", vec![]).await?;
    sql::execute(tx, "delete from tally", vec![]).await?;
    put(
        tx,
        counted
            .into_iter()
            .map(|((area, year, cell), it)| ((area, year, cell.map(str::to_owned)), it))
            .collect(),
    )
    .await
}

/// Every cell that the facts count to, read in pieces by primary key.
async fn counted(db: &impl ConnectionTrait) -> Result<Changes, StoreError> {
    let mut counted = Changes::new();
    let mut after: Option<Fact> = None;
    loop {
        let columns = COLUMNS.join(", ");
        let order = "order by home_province, case_id, fiscal_year limit ?";
        let rows = match &after {
            None => {
                let sql = format!("select {columns} from case_fact {order}");
                sql::rows(db, &sql, vec![RECOUNT_CHUNK.into()]).await?
            }
            Some(last) => {
                let sql = format!(
                    "select {columns} from case_fact where (home_province, case_id, fiscal_year) > (?, ?, ?) {order}"
                );
                let values = vec![
                    last.home_province.into(),
                    last.case_id.into(),
                    last.fiscal_year.into(),
                    RECOUNT_CHUNK.into(),
                ];
                sql::rows(db, &sql, values).await?
            }
        };
        after = None;
        for row in rows {
            let fact = Fact::read(&row)?;
            count(&mut counted, &fact, 1);
            after = Some(fact);
        }
        if after.is_none() {
            return Ok(counted);
        }
    }
}
