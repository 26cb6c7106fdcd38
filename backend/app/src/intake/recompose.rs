//! Caches composed anew after links or corrections changed outside an import: of an answered question, an undone import,
//! somebody moved by hand.

use std::collections::{BTreeSet, HashMap, HashSet};

use phonjon_domain::area::AreaCode;
use phonjon_domain::ids::{AreaId, BatchId, HomeProvince, HouseholdId};
use phonjon_linking::record::RowKey;
use phonjon_store::cases::{self, By, CaseKey, HouseholdKey};
use phonjon_store::{Tx, areas, figures, intake as stored, links};
use uuid::Uuid;

use super::caches::{self, Touched};
use super::chunk::{self, StoredRow};
use super::compose::Linked;
use super::survey::{self, Surveyed};
use super::{problems, screen, write};
use crate::Ctx;
use crate::case::work::by;
use crate::error::AppError;
use crate::parameters;

/// Composes persons and households anew from every row linked to them now, puts results and problems of rows where
/// the rows stand, lets cases follow their households, and gives the cases of all of these households.
pub(crate) async fn recompose(ctx: &Ctx, tx: &Tx, touched: Touched) -> Result<Vec<CaseKey>, AppError> {
    recompose_as(ctx, tx, touched, None).await
}

/// The same; where cases follow their households is noted as done by this act, so that it goes when that is taken back.
pub(crate) async fn recompose_as(
    ctx: &Ctx,
    tx: &Tx,
    touched: Touched,
    act: Option<BatchId>,
) -> Result<Vec<CaseKey>, AppError> {
    let (touched, rows) = load(ctx, tx, touched).await?;
    let codes = codes(tx, &rows).await?;
    let linked: Vec<Linked<'_>> = rows
        .iter()
        .map(|it| Linked {
            key: it.key,
            id: it.row.key,
            source: it.source,
            year: it.year,
            values: &it.values,
            area: it.row.area_id.and_then(|id| Some((id, codes.get(&id)?.clone()))),
            person: it.row.person,
            household: it.row.household,
            is_head: it.row.is_head,
            is_gone: it.row.is_gone,
        })
        .collect();
    let households: Vec<HouseholdKey> =
        touched.homes.iter().map(|it| (HomeProvince(it.0), HouseholdId(it.1))).collect();
    let told_anew: HashSet<Uuid> =
        if touched.names_problems { touched.homes.iter().map(|it| it.1).collect() } else { HashSet::new() };
    let composed = caches::compose(ctx, &**tx, touched, &linked, &HashSet::new()).await?;
    write::save(ctx, tx, composed).await?;
    place_results(ctx, tx, &linked).await?;
    if !told_anew.is_empty() {
        let rules = parameters::rules(&ctx.store).await?;
        problems::follow_lists(ctx, tx, &rules, &screen::by_home(&linked, &told_anew)).await?;
    }
    let scope = phonjon_domain::access::Scope::everywhere(ctx.today());
    let found = cases::find_of_households(&**tx, &scope, &households).await?;
    let keys: Vec<CaseKey> = found.into_values().map(|it| it.key).collect();
    // All of them at once and in order, before those that follow their households are locked alone.
    cases::find_many_for_update(tx, &scope, &keys).await?;
    let by = By { batch: act, ..by(ctx) };
    cases::follow_households(tx, &by, ctx.today(), &households).await?;
    figures::refresh(&**tx, &keys).await?;
    Ok(keys)
}

/// Every live row of these, and of the households that these persons stand in, in the order they came.
async fn load(ctx: &Ctx, tx: &Tx, mut touched: Touched) -> Result<(Touched, Vec<StoredRow>), AppError> {
    let people: Vec<Uuid> = touched.people.iter().map(|it| it.1).collect();
    for it in stored::rows_of_entities(&**tx, &people, &[]).await? {
        touched.homes.insert(it.household);
    }
    let moves = links::corrections_of(&**tx, &people, &[]).await?;
    touched.homes.extend(moves.iter().filter_map(|it| it.household));
    let homes: Vec<Uuid> = touched.homes.iter().map(|it| it.1).collect();
    let rows = stored::rows_of_entities(&**tx, &people, &homes).await?;
    let mut keys = HashMap::new();
    let mut rows = chunk::open_stored(ctx, &**tx, &mut keys, rows).await?;
    rows.sort_by_key(|it| it.row.key.1);
    for (n, row) in (0..).zip(&mut rows) {
        row.key = RowKey(n);
    }
    Ok((touched, rows))
}

async fn codes(tx: &Tx, rows: &[StoredRow]) -> Result<HashMap<Uuid, AreaCode>, AppError> {
    let ids: BTreeSet<AreaId> = rows.iter().filter_map(|it| it.row.area_id).map(AreaId).collect();
    let ids: Vec<AreaId> = ids.into_iter().collect();
    let mut codes = HashMap::with_capacity(ids.len());
    for some in ids.chunks(10_000) {
        for area in areas::find_many(&**tx, some).await? {
            // As an import sees it: an area without a code is no place a row can name.
            if let Some(code) = &area.code {
                codes.insert(area.id.0, code.clone());
            }
        }
    }
    Ok(codes)
}

/// Results of rows are kept for the person and household the rows are linked to; problems likewise.
async fn place_results(ctx: &Ctx, tx: &Tx, rows: &[Linked<'_>]) -> Result<(), AppError> {
    let ids: Vec<Uuid> = rows.iter().map(|it| it.id.1).collect();
    let kept = links::results_of(&**tx, &ids).await?;
    let rules = parameters::rules(&ctx.store).await?;
    let (mut anew, mut results, mut moved) = (Vec::new(), Vec::new(), Vec::new());
    for row in rows {
        let of_person = (!row.source.is_household_file()).then_some(row.person.1);
        if kept.get(&row.id.1) == Some(&(row.household.1, of_person)) {
            continue;
        }
        anew.push(row.id.1);
        moved.push((row.id.1, row.household));
        results.push(survey::results(
            &rules.bmn31,
            &Surveyed {
                row_id: row.id.1,
                household: row.household,
                person: row.person.1,
                source: row.source,
                year: row.year,
                observed_on: super::evidence::observed_on(row.year),
                values: row.values,
            },
        ));
    }
    stored::forget_survey_results(tx, &anew).await?;
    stored::insert_survey_results(tx, results).await?;
    Ok(links::restore_places(tx, &moved).await?)
}
