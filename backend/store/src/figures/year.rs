//! The turn of the fiscal year: every open case gets a row for the new year.

use chrono::NaiveDate;
use phonjon_domain::calendar::FiscalYear;
use phonjon_domain::ids::{CaseId, HomeProvince};
use phonjon_domain::problem::ProblemGroup;
use sea_orm::ConnectionTrait;
use uuid::Uuid;

use super::refresh::refresh_locked;
use crate::database::Store;
use crate::error::StoreError;
use crate::sql;

/// Cases that get their row in one transaction.
const CHUNK: i64 = 2_000;

/// The fiscal year up to which open cases have a row, once [`turn`] was called.
pub(super) async fn through(db: &impl ConnectionTrait) -> Result<Option<i16>, StoreError> {
    let row = sql::row(db, "select max(fiscal_year) as year from figure_year", vec![]).await?;
    Ok(row.map(|it| it.try_get("", "year")).transpose()?.flatten())
}

/// Gives every open case a row for the fiscal year of the day, unless that was done.
///
/// Goes on where it was stopped; two processes may do it at once. Call it before figures are served and with every
/// [`super::fold`]: where nothing is to do it reads one row.
///
/// # Errors
///
/// The database's own.
pub async fn turn(store: &Store, day: NaiveDate) -> Result<(), StoreError> {
    let Some((year, Some(last))) = FiscalYear::of(day).map(|it| (it.0.get(), it.last_day())) else {
        return Ok(());
    };
    let known = sql::row(
        store.reader(),
        "select is_complete from figure_year where fiscal_year = ?",
        vec![year.into()],
    )
    .await?;
    let known: Option<bool> = known.map(|it| it.try_get("", "is_complete")).transpose()?;
    if known == Some(true) {
        return Ok(());
    }
    let tx = store.begin().await?;
    let begin = "insert into figure_year (fiscal_year, is_complete) values (?, ?) on conflict do nothing";
    sql::execute(&*tx, begin, vec![year.into(), false.into()]).await?;
    tx.commit().await?;
    while turn_chunk(store, year, last).await? {}
    let done = "update figure_year set is_complete = ? where fiscal_year = ?";
    sql::execute(store.reader(), done, vec![true.into(), year.into()]).await?;
    Ok(())
}

/// True while there may be more.
async fn turn_chunk(store: &Store, year: i16, last: NaiveDate) -> Result<bool, StoreError> {
    let tx = store.begin().await?;
    let sql = format!(
        "select c.home_province, c.id from \"case\" c where c.status <> 'closed' \
           and c.opened_on <= ? and not exists \
           (select 1 from case_fact f where f.home_province = c.home_province and f.case_id = c.id \
              and f.fiscal_year = ?) and not exists \
           (select 1 from household h where h.home_province = c.home_province and h.id = c.household_id \
              and h.gone_at is not null) \
         order by c.home_province, c.id limit ?{}",
        tx.for_update()
    );
    let mut cases: Vec<(HomeProvince, CaseId)> = Vec::new();
    for row in sql::rows(&*tx, &sql, vec![last.into(), year.into(), CHUNK.into()]).await? {
        cases.push((HomeProvince(row.try_get("", "home_province")?), CaseId(row.try_get::<Uuid>("", "id")?)));
    }
    refresh_locked(&*tx, &cases).await?;
    let is_more = i64::try_from(cases.len()).is_ok_and(|it| it == CHUNK);
    tx.commit().await?;
    Ok(is_more)
}

/// Says which problem group each item of a catalogue counts under, in place of what was said before.
///
/// Items of positive polarity are left out. Facts already computed keep their groups until they are refreshed.
///
/// # Errors
///
/// The database's own.
pub async fn put_items(
    tx: &impl ConnectionTrait,
    catalogue: &str,
    items: &[(String, ProblemGroup)],
) -> Result<(), StoreError> {
    sql::execute(tx, "delete from figure_item where catalogue = ?", vec![catalogue.into()]).await?;
    let rows = items
        .iter()
        .map(|(item, group)| vec![catalogue.into(), item.as_str().into(), group.code().into()])
        .collect();
    Ok(sql::insert_many(tx, "figure_item", &["catalogue", "item", "problem_group"], rows).await?)
}
