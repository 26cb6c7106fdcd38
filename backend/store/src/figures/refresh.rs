//! Facts of many cases recomputed at once, and what changed appended to the tallies.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use phonjon_domain::ids::{CaseId, HomeProvince};
use sea_orm::{ConnectionTrait, DbBackend, Value};
use uuid::Uuid;

use super::fact::{COLUMNS, CellName, Fact};
use super::inputs::Input;
use super::{climb, compute, inputs, year};
use crate::error::StoreError;
use crate::sql;

/// Cases a statement asks for; each binds one value.
const CHUNK: usize = 2_000;

/// Counts of households and persons by tally area, fiscal year and cell.
pub(super) type Changes = BTreeMap<(Uuid, i16, CellName), (i64, i64)>;

/// Recomputes the facts of these cases and appends to the tallies what changed, in the same transaction.
///
/// Made for one case after a visit and for thousands after a chunk of an import: the number of statements does not
/// depend on the number of cases, up to 2,000 of one province. Naming a case twice does no harm.
///
/// The cases are locked first, in the order of their keys: what somebody commits to one of them between the reading of
/// the case and the reading of its facts would be missed for good.
///
/// # Errors
///
/// The database's own, and [`StoreError::Corrupt`].
pub async fn refresh(tx: &impl ConnectionTrait, cases: &[(HomeProvince, CaseId)]) -> Result<(), StoreError> {
    let chunks = chunks(cases);
    if tx.get_database_backend() == DbBackend::Postgres {
        for (province, cases) in &chunks {
            lock(tx, *province, cases).await?;
        }
    }
    refresh_chunks(tx, chunks).await
}

/// As [`refresh`], of cases that the caller has locked.
pub(super) async fn refresh_locked(
    tx: &impl ConnectionTrait,
    cases: &[(HomeProvince, CaseId)],
) -> Result<(), StoreError> {
    refresh_chunks(tx, chunks(cases)).await
}

/// The cases in the order of their keys, each once, by what a statement asks for.
fn chunks(cases: &[(HomeProvince, CaseId)]) -> Vec<(i16, Vec<CaseId>)> {
    let mut by_province: BTreeMap<HomeProvince, Vec<CaseId>> = BTreeMap::new();
    for (province, case) in cases {
        by_province.entry(*province).or_default().push(*case);
    }
    let mut chunks = Vec::new();
    for (province, mut ids) in by_province {
        ids.sort_unstable();
        ids.dedup();
        chunks.extend(ids.chunks(CHUNK).map(|it| (province.0, it.to_vec())));
    }
    chunks
}

async fn lock(tx: &impl ConnectionTrait, province: i16, cases: &[CaseId]) -> Result<(), StoreError> {
    let text = format!(
        "select id from \"case\" where home_province = ? and id in ({}) order by id for update",
        sql::marks(cases.len())
    );
    let values = std::iter::once(province.into()).chain(cases.iter().map(|it| it.0.into()));
    sql::execute(tx, &text, values.collect()).await?;
    Ok(())
}

async fn refresh_chunks(
    tx: &impl ConnectionTrait,
    chunks: Vec<(i16, Vec<CaseId>)>,
) -> Result<(), StoreError> {
    let through = year::through(tx).await?;
    for (province, cases) in chunks {
        refresh_chunk(tx, province, &cases, through).await?;
    }
    Ok(())
}

async fn refresh_chunk(
    tx: &impl ConnectionTrait,
    province: i16,
    cases: &[CaseId],
    through: Option<i16>,
) -> Result<(), StoreError> {
    let Renewal { added, gone } = renewal(tx, province, cases, through).await?;
    let mut changes = Changes::new();
    for old in &gone {
        count(&mut changes, old, -1);
    }
    for fact in &added {
        count(&mut changes, fact, 1);
    }
    remove(tx, province, gone.into_iter().map(|it| (it.case_id, it.fiscal_year)).collect()).await?;
    sql::insert_many(tx, "case_fact", &COLUMNS, added.into_iter().map(Fact::into_values).collect()).await?;
    append(tx, changes).await
}

/// Cases and fiscal years whose kept facts are not what the cases say.
pub(super) async fn differing(
    db: &impl ConnectionTrait,
    province: i16,
    cases: &[CaseId],
    through: Option<i16>,
) -> Result<BTreeSet<(Uuid, i16)>, StoreError> {
    let Renewal { added, gone } = renewal(db, province, cases, through).await?;
    Ok(added.iter().chain(&gone).map(|it| (it.case_id, it.fiscal_year)).collect())
}

/// What must come and go so that the facts are what the cases say; a fact that changed does both.
struct Renewal {
    added: Vec<Fact>,
    gone: Vec<Fact>,
}

async fn renewal(
    db: &impl ConnectionTrait,
    province: i16,
    cases: &[CaseId],
    through: Option<i16>,
) -> Result<Renewal, StoreError> {
    let inputs = inputs::load(db, province, cases).await?;
    let mut areas: Vec<Uuid> = inputs.iter().map(|it| it.area_id).collect();
    areas.sort_unstable();
    areas.dedup();
    let tally_areas = climb::tally_areas(db, &areas).await?;
    let mut kept = kept(db, province, cases).await?;
    let mut renewal = Renewal { added: Vec::new(), gone: Vec::new() };
    for fact in inputs.iter().flat_map(|it| facts(it, &tally_areas, through)) {
        match kept.remove(&(fact.case_id, fact.fiscal_year)) {
            Some(old) if old == fact => {}
            old => {
                renewal.gone.extend(old);
                renewal.added.push(fact);
            }
        }
    }
    renewal.gone.extend(kept.into_values());
    Ok(renewal)
}

fn facts(input: &Input, tally_areas: &HashMap<Uuid, Uuid>, through: Option<i16>) -> Vec<Fact> {
    let tally_area = tally_areas.get(&input.area_id).copied().unwrap_or(input.area_id);
    compute::facts(input, tally_area, through)
}

/// Adds or takes away a row from the cells it counts in.
pub(super) fn count(changes: &mut Changes, fact: &Fact, sign: i64) {
    for cell in fact.cells() {
        let change = changes.entry((fact.tally_area_id, fact.fiscal_year, cell)).or_default();
        change.0 += sign;
        change.1 += sign * i64::from(fact.n_persons);
    }
}

async fn kept(
    tx: &impl ConnectionTrait,
    province: i16,
    cases: &[CaseId],
) -> Result<HashMap<(Uuid, i16), Fact>, StoreError> {
    let sql = format!(
        "select * from case_fact where home_province = ? and case_id in ({})",
        sql::marks(cases.len())
    );
    let values: Vec<Value> =
        std::iter::once(province.into()).chain(cases.iter().map(|it| it.0.into())).collect();
    let mut kept = HashMap::new();
    for row in sql::rows(tx, &sql, values).await? {
        let fact = Fact::read(&row)?;
        kept.insert((fact.case_id, fact.fiscal_year), fact);
    }
    Ok(kept)
}

async fn remove(tx: &impl ConnectionTrait, province: i16, gone: Vec<(Uuid, i16)>) -> Result<(), StoreError> {
    let mut by_year: BTreeMap<i16, Vec<Uuid>> = BTreeMap::new();
    for (case, year) in gone {
        by_year.entry(year).or_default().push(case);
    }
    for (year, cases) in by_year {
        let sql = format!(
            "delete from case_fact where home_province = ? and fiscal_year = ? and case_id in ({})",
            sql::marks(cases.len())
        );
        let values: Vec<Value> =
            [province.into(), year.into()].into_iter().chain(cases.into_iter().map(Into::into)).collect();
        sql::execute(tx, &sql, values).await?;
    }
    Ok(())
}

/// Appends changes to the tallies; [`super::fold`] adds them up later.
pub(super) async fn append(tx: &impl ConnectionTrait, changes: Changes) -> Result<(), StoreError> {
    let rows = changes
        .into_iter()
        .filter(|(_, (households, persons))| *households != 0 || *persons != 0)
        .map(|((area, year, [facet_a, value_a, facet_b, value_b]), (households, persons))| {
            vec![
                new_id().into(),
                area.into(),
                year.into(),
                facet_a.into(),
                value_a.into(),
                facet_b.into(),
                value_b.into(),
                households.into(),
                persons.into(),
            ]
        })
        .collect();
    let columns = [
        "id",
        "area_id",
        "fiscal_year",
        "facet_a",
        "value_a",
        "facet_b",
        "value_b",
        "n_households",
        "n_persons",
    ];
    Ok(sql::insert_many(tx, "tally_delta", &columns, rows).await?)
}

/// A row's own id; it is never told to anybody and says nothing.
fn new_id() -> Uuid {
    #[expect(clippy::disallowed_methods, reason = "the id of a change to a tally is the store's own affair")]
    Uuid::now_v7()
}
