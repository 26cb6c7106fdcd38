//! Published figures as kept: a snapshot of a fiscal year, one grid for each area.

use chrono::{DateTime, NaiveDate, Utc};
use phonjon_domain::area::{AreaKind, AreaLevel};
use phonjon_domain::ids::AreaId;
use sea_orm::ConnectionTrait;
use uuid::Uuid;

use super::facet::Facet;
use crate::error::StoreError;
use crate::sql;

/// A snapshot without its grids.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Snapshot {
    /// The snapshot.
    pub id: Uuid,
    /// Fiscal year, Buddhist era.
    pub fiscal_year: i16,
    /// When the figures were true.
    pub taken_at: DateTime<Utc>,
    /// The smallest count shown.
    pub k: u32,
}

/// Keeps a snapshot with its grids and removes the year's older ones but the latest of them.
///
/// # Errors
///
/// The database's own.
pub async fn put(
    tx: &impl ConnectionTrait,
    snapshot: &Snapshot,
    grids: Vec<(Option<AreaId>, String)>,
) -> Result<(), StoreError> {
    let k = i32::try_from(snapshot.k).unwrap_or(i32::MAX);
    let head =
        vec![vec![snapshot.id.into(), snapshot.fiscal_year.into(), snapshot.taken_at.into(), k.into()]];
    sql::insert_many(tx, "figure_snapshot", &["id", "fiscal_year", "taken_at", "k"], head).await?;
    let rows = grids
        .into_iter()
        .map(|(area, body)| vec![snapshot.id.into(), area_text(area).into(), body.into()])
        .collect();
    sql::insert_many(tx, "figure_grid", &["snapshot_id", "area", "body"], rows).await?;
    // Two remain, so that who is just reading the one before finds its grids.
    let old = "select id from figure_snapshot where fiscal_year = ? and id not in \
        (select id from figure_snapshot where fiscal_year = ? order by taken_at desc, id desc limit 2)";
    let year = || vec![snapshot.fiscal_year.into(), snapshot.fiscal_year.into()];
    sql::execute(tx, &format!("delete from figure_grid where snapshot_id in ({old})"), year()).await?;
    sql::execute(tx, &format!("delete from figure_snapshot where id in ({old})"), year()).await?;
    Ok(())
}

/// The latest snapshot of a fiscal year.
///
/// # Errors
///
/// The database's own, and [`StoreError::Corrupt`].
pub async fn find_latest(
    db: &impl ConnectionTrait,
    fiscal_year: i16,
) -> Result<Option<Snapshot>, StoreError> {
    let sql = "select id, fiscal_year, taken_at, k from figure_snapshot where fiscal_year = ? \
        order by taken_at desc, id desc limit 1";
    let Some(row) = sql::row(db, sql, vec![fiscal_year.into()]).await? else { return Ok(None) };
    let k: i32 = row.try_get("", "k")?;
    Ok(Some(Snapshot {
        id: row.try_get("", "id")?,
        fiscal_year: row.try_get("", "fiscal_year")?,
        taken_at: row.try_get("", "taken_at")?,
        k: u32::try_from(k)
            .map_err(|_| StoreError::Corrupt { what: "figure_snapshot.k", why: k.to_string() })?,
    }))
}

/// The grid of an area in a snapshot; `None` is the whole country.
///
/// # Errors
///
/// The database's own.
pub async fn find_grid(
    db: &impl ConnectionTrait,
    snapshot: Uuid,
    area: Option<AreaId>,
) -> Result<Option<String>, StoreError> {
    let sql = "select body from figure_grid where snapshot_id = ? and area = ?";
    let row = sql::row(db, sql, vec![snapshot.into(), area_text(area).into()]).await?;
    Ok(row.map(|it| it.try_get("", "body")).transpose()?)
}

fn area_text(area: Option<AreaId>) -> String {
    area.map_or_else(|| "country".to_owned(), |it| it.0.to_string())
}

/// One tallied number: the area it is tallied in, facet and value (empty for all), households and persons.
pub type Tallied = (AreaId, Option<Facet>, &'static str, i64, i64);

/// Everything tallied in a fiscal year under single facets, by the area it is tallied in.
///
/// # Errors
///
/// The database's own, and [`StoreError::Corrupt`].
pub async fn tallied(db: &impl ConnectionTrait, fiscal_year: i16) -> Result<Vec<Tallied>, StoreError> {
    let side = |table: &str| {
        format!(
            "select area_id, facet_a, value_a, n_households, n_persons from {table} \
             where fiscal_year = ? and facet_b = ''"
        )
    };
    let text = format!(
        "select area_id, facet_a, value_a, cast(sum(n_households) as bigint) as n_households, \
           cast(sum(n_persons) as bigint) as n_persons from ({} union all {}) t \
         group by area_id, facet_a, value_a",
        side("tally"),
        side("tally_delta")
    );
    let mut found = Vec::new();
    for row in sql::rows(db, &text, vec![fiscal_year.into(), fiscal_year.into()]).await? {
        let (facet, value): (String, String) = (row.try_get("", "facet_a")?, row.try_get("", "value_a")?);
        let corrupt = || StoreError::Corrupt { what: "tally", why: format!("{facet} {value}") };
        let facet = if facet.is_empty() { None } else { Some(Facet::from_code(&facet).ok_or_else(corrupt)?) };
        let value = match facet {
            None => "",
            Some(facet) => facet.value(&value).ok_or_else(corrupt)?,
        };
        found.push((
            AreaId(row.try_get::<Uuid>("", "area_id")?),
            facet,
            value,
            row.try_get("", "n_households")?,
            row.try_get("", "n_persons")?,
        ));
    }
    Ok(found)
}

/// Provinces, districts and subdistricts of today, each with the area above it; provinces have none.
///
/// # Errors
///
/// The database's own.
pub async fn tree(db: &impl ConnectionTrait) -> Result<Vec<(AreaId, Option<AreaId>)>, StoreError> {
    let text = "select id, parent_id, level from area where kind = 'administrative' and valid_until is null \
        and level in ('province', 'district', 'subdistrict') order by code, id";
    let mut found = Vec::new();
    for row in sql::rows(db, text, vec![]).await? {
        let level: String = row.try_get("", "level")?;
        let parent: Option<Uuid> = row.try_get("", "parent_id")?;
        let parent = parent.filter(|_| level != "province").map(AreaId);
        found.push((AreaId(row.try_get::<Uuid>("", "id")?), parent));
    }
    Ok(found)
}

/// What figures hang on of an area.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Place {
    /// Its level.
    pub level: AreaLevel,
    /// What kind of area it is.
    pub kind: AreaKind,
    /// The area above it.
    pub parent: Option<AreaId>,
}

/// The level and kind of an area and the area above it; nothing where there is no such area.
///
/// # Errors
///
/// The database's own, and [`StoreError::Corrupt`].
pub async fn find_place(db: &impl ConnectionTrait, area: AreaId) -> Result<Option<Place>, StoreError> {
    let text = "select level, kind, parent_id from area where id = ?";
    let Some(row) = sql::row(db, text, vec![area.0.into()]).await? else { return Ok(None) };
    let (level, kind): (String, String) = (row.try_get("", "level")?, row.try_get("", "kind")?);
    Ok(Some(Place {
        level: AreaLevel::from_code(&level).ok_or(StoreError::Corrupt { what: "area.level", why: level })?,
        kind: AreaKind::from_code(&kind).ok_or(StoreError::Corrupt { what: "area.kind", why: kind })?,
        parent: row.try_get::<Option<Uuid>>("", "parent_id")?.map(AreaId),
    }))
}

/// The last activity in each area that facts of the year are tallied in.
///
/// # Errors
///
/// The database's own.
pub async fn last_activity(
    db: &impl ConnectionTrait,
    fiscal_year: i16,
) -> Result<Vec<(AreaId, NaiveDate)>, StoreError> {
    let text = "select tally_area_id, max(last_activity_on) as last_on from case_fact \
        where fiscal_year = ? and last_activity_on is not null group by tally_area_id";
    sql::rows(db, text, vec![fiscal_year.into()])
        .await?
        .iter()
        .map(|row| Ok((AreaId(row.try_get::<Uuid>("", "tally_area_id")?), row.try_get("", "last_on")?)))
        .collect()
}

/// True where there is anything to publish of a fiscal year.
///
/// # Errors
///
/// The database's own.
pub async fn has_facts(db: &impl ConnectionTrait, fiscal_year: i16) -> Result<bool, StoreError> {
    let text = "select 1 from case_fact where fiscal_year = ? limit 1";
    Ok(sql::row(db, text, vec![fiscal_year.into()]).await?.is_some())
}

/// The fiscal years there are figures of, oldest first.
///
/// # Errors
///
/// The database's own.
pub async fn years(db: &impl ConnectionTrait) -> Result<Vec<i16>, StoreError> {
    let text = "select fiscal_year from tally where facet_a = '' and facet_b = '' \
        union select fiscal_year from tally_delta where facet_a = '' and facet_b = '' order by fiscal_year";
    sql::rows(db, text, vec![]).await?.iter().map(|row| Ok(row.try_get("", "fiscal_year")?)).collect()
}
