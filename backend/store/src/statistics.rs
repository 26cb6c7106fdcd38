//! TPMAP's published aggregates: kept as published, beside our own figures and never mixed with them.

use std::collections::{BTreeMap, HashMap};

use phonjon_domain::area::AreaLevel;
use phonjon_domain::ids::{AreaId, BatchId};
use sea_orm::{ConnectionTrait, Value};
use uuid::Uuid;

use crate::database::Tx;
use crate::error::StoreError;
use crate::sql;

/// Rows in one statement.
const CHUNK: usize = 500;

/// What one line of a published file says about an area.
#[derive(Debug, Clone, PartialEq)]
pub struct PublishedRow {
    /// The area's level.
    pub level: AreaLevel,
    /// The area's code as published, ten digits for a part of a village; `country` for the country.
    pub code: String,
    /// Which of the published tables the line is from.
    pub shape: String,
    /// Figures by the names they were published under; a figure that was not published is absent.
    pub figures: BTreeMap<String, f64>,
}

/// What became of published lines.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct PublishedCounts {
    /// Lines that were not known.
    pub n_new: usize,
    /// Lines that said something else before.
    pub n_changed: usize,
    /// Lines that are as they were.
    pub n_unchanged: usize,
}

/// Which published figures are asked for, each at its own level.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PublishedFilter<'a> {
    /// Whose figures: `tpmap-public`.
    pub source: &'a str,
    /// Survey year, Buddhist era.
    pub survey_year: i16,
    /// Level of the areas.
    pub level: AreaLevel,
    /// Only areas whose code begins with this one's.
    pub within: Option<&'a str>,
}

impl PublishedFilter<'_> {
    fn clause(&self, after: &str) -> (String, Vec<Value>) {
        let mut clause = format!(
            "p.source = ? and p.survey_year = ? and p.level = ? and p.code > ? and {}",
            is_whole("p")
        );
        let mut values =
            vec![self.source.into(), self.survey_year.into(), self.level.code().into(), after.into()];
        if let Some(within) = self.within {
            clause.push_str(" and p.code >= ? and p.code < ?");
            // The letter after the digit 9.
            values.extend([within.into(), format!("{within}:").into()]);
        }
        (clause, values)
    }
}

/// All published figures of an area, from every table of its year.
#[derive(Debug, Clone, PartialEq)]
pub struct Published {
    /// The area's code as published.
    pub code: String,
    /// The area, where it is known; for a part of a village, the village.
    pub area: Option<AreaId>,
    /// Figures by the names they were published under.
    pub figures: BTreeMap<String, f64>,
}

/// A file that is still being taken in is not shown: half of it would not add up.
fn is_whole(alias: &str) -> String {
    format!(
        "not exists (select 1 from import_batch b where b.id = {alias}.batch_id and b.state = 'applying')"
    )
}

/// Of the lines of several files about the same the newest file's is shown.
fn is_newest() -> String {
    format!(
        "not exists (select 1 from published_statistic n where n.source = p.source \
         and n.survey_year = p.survey_year and n.level = p.level and n.code = p.code and n.shape = p.shape \
         and n.batch_id > p.batch_id and {})",
        is_whole("n")
    )
}

/// How published lines compare with those that are shown without their file.
///
/// # Errors
///
/// The database's own.
pub async fn compare(
    db: &impl ConnectionTrait,
    source: &str,
    survey_year: i16,
    batch: BatchId,
    rows: &[PublishedRow],
) -> Result<PublishedCounts, StoreError> {
    let mut counts = PublishedCounts::default();
    for chunk in rows.chunks(CHUNK) {
        let known = known(db, source, survey_year, batch, chunk).await?;
        for row in chunk {
            let figures = figures_text(&row.figures)?;
            let key = (row.level.code().to_owned(), row.code.clone(), row.shape.clone());
            match known.get(&key) {
                Some(old) if *old == figures => counts.n_unchanged += 1,
                Some(_) => counts.n_changed += 1,
                None => counts.n_new += 1,
            }
        }
    }
    Ok(counts)
}

/// Keeps published lines as their file's, and says how they compare with those shown before it. The lines of other
/// files stay, so that they are shown again when this one is taken back.
///
/// # Errors
///
/// The database's own.
pub async fn insert(
    tx: &Tx,
    source: &str,
    survey_year: i16,
    batch: BatchId,
    rows: &[PublishedRow],
) -> Result<PublishedCounts, StoreError> {
    let counts = compare(&**tx, source, survey_year, batch, rows).await?;
    for chunk in rows.chunks(CHUNK) {
        let areas = area_ids(tx, chunk).await?;
        // Of two lines of one file about the same the last counts.
        let mut fresh: BTreeMap<(&str, &str, &str), Vec<Value>> = BTreeMap::new();
        for row in chunk {
            let figures = figures_text(&row.figures)?;
            let key = (row.level.code(), row.code.as_str(), row.shape.as_str());
            let values = vec![
                source.into(),
                survey_year.into(),
                key.0.into(),
                key.1.into(),
                key.2.into(),
                area_code(row).and_then(|it| areas.get(it)).copied().into(),
                figures.into(),
                batch.0.into(),
            ];
            fresh.insert(key, values);
        }
        upsert(tx, fresh.into_values().collect()).await?;
    }
    Ok(counts)
}

async fn upsert(tx: &Tx, rows: Vec<Vec<Value>>) -> Result<(), StoreError> {
    let columns = ["source", "survey_year", "level", "code", "shape", "area_id", "figures", "batch_id"];
    let conflict = "on conflict (source, survey_year, level, code, shape, batch_id) \
        do update set figures = excluded.figures, area_id = excluded.area_id";
    Ok(sql::insert_many_or(&**tx, "published_statistic", &columns, rows, conflict).await?)
}

type Kept = HashMap<(String, String, String), String>;

/// The lines of other files about the same areas, the newest of each.
async fn known(
    db: &impl ConnectionTrait,
    source: &str,
    year: i16,
    batch: BatchId,
    rows: &[PublishedRow],
) -> Result<Kept, StoreError> {
    let text = format!(
        "select p.level, p.code, p.shape, p.figures from published_statistic p
         where p.source = ? and p.survey_year = ? and p.batch_id <> ? and {} and p.code in ({})
         order by p.batch_id",
        is_whole("p"),
        sql::marks(rows.len())
    );
    let mut values = vec![source.into(), year.into(), batch.0.into()];
    values.extend(rows.iter().map(|it| Value::from(it.code.as_str())));
    let mut kept = HashMap::new();
    for row in &sql::rows(db, &text, values).await? {
        let key = (row.try_get_by_index(0)?, row.try_get_by_index(1)?, row.try_get_by_index(2)?);
        kept.insert(key, row.try_get_by_index(3)?);
    }
    Ok(kept)
}

async fn area_ids(tx: &Tx, rows: &[PublishedRow]) -> Result<HashMap<String, Uuid>, StoreError> {
    let codes: Vec<Value> = rows.iter().filter_map(area_code).map(Value::from).collect();
    if codes.is_empty() {
        return Ok(HashMap::new());
    }
    let text = format!(
        "select code, id from area where valid_until is null and code in ({})",
        sql::marks(codes.len())
    );
    let mut ids = HashMap::new();
    for row in &sql::rows(&**tx, &text, codes).await? {
        ids.insert(row.try_get_by_index(0)?, row.try_get_by_index(1)?);
    }
    Ok(ids)
}

/// The area's own code: of the ten digits of a part of a village the first eight.
fn area_code(row: &PublishedRow) -> Option<&str> {
    (row.level != AreaLevel::Country).then(|| row.code.get(..8).unwrap_or(&row.code))
}

/// Finds the areas of lines that were taken in before a list named them.
///
/// # Errors
///
/// The database's own.
pub async fn find_areas(tx: &Tx) -> Result<u64, StoreError> {
    let found = "select a.id from area a where a.valid_until is null \
         and a.code = substr(published_statistic.code, 1, 8)";
    let text = format!(
        "update published_statistic set area_id = ({found}) where area_id is null and level <> ? and exists ({found})"
    );
    let country = AreaLevel::Country.code();
    Ok(sql::execute(&**tx, &text, vec![country.into()]).await?.rows_affected())
}

/// Forgets what a batch published: what was shown before it is shown again.
///
/// # Errors
///
/// The database's own.
pub async fn remove_batch(tx: &Tx, batch: BatchId) -> Result<u64, StoreError> {
    let sql = "delete from published_statistic where batch_id = ?";
    Ok(sql::execute(&**tx, sql, vec![batch.0.into()]).await?.rows_affected())
}

/// Published figures in the order of the codes, after the last of the page before.
///
/// # Errors
///
/// The database's own.
pub async fn published(
    db: &impl ConnectionTrait,
    filter: &PublishedFilter<'_>,
    after: Option<&str>,
    first: u32,
) -> Result<Vec<Published>, StoreError> {
    let (clause, mut values) = filter.clause(after.unwrap_or_default());
    let text = format!(
        "select p.code, p.area_id, p.figures from published_statistic p
         where {clause} and {} and p.code <= (
            select max(c.code) from (
                select distinct p.code from published_statistic p where {clause} order by p.code limit {first}) c)
         order by p.code, p.shape",
        is_newest()
    );
    values.extend(values.clone());
    let mut all: Vec<Published> = Vec::new();
    for row in &sql::rows(db, &text, values).await? {
        let code: String = row.try_get_by_index(0)?;
        let figures: BTreeMap<String, f64> = serde_json::from_str(&row.try_get_by_index::<String>(2)?)
            .map_err(|error| StoreError::Corrupt { what: "published figures", why: error.to_string() })?;
        if let Some(published) = all.last_mut().filter(|it| it.code == code) {
            published.figures.extend(figures);
        } else {
            let area = row.try_get_by_index::<Option<Uuid>>(1)?.map(AreaId);
            all.push(Published { code, area, figures });
        }
    }
    Ok(all)
}

/// How many areas have published figures.
///
/// # Errors
///
/// The database's own.
pub async fn n_published(db: &impl ConnectionTrait, filter: &PublishedFilter<'_>) -> Result<i64, StoreError> {
    let (clause, values) = filter.clause("");
    let text = format!("select count(distinct p.code) from published_statistic p where {clause}");
    let row = sql::row(db, &text, values).await?;
    Ok(row.map(|it| it.try_get_by_index(0)).transpose()?.unwrap_or(0))
}

/// The names are in order, so that the same figures are the same text.
fn figures_text(figures: &BTreeMap<String, f64>) -> Result<String, StoreError> {
    serde_json::to_string(figures)
        .map_err(|error| StoreError::Corrupt { what: "published figures", why: error.to_string() })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::{self, TestStore};

    fn row(level: AreaLevel, code: &str, shape: &str, figures: &[(&str, f64)]) -> PublishedRow {
        PublishedRow {
            level,
            code: code.to_owned(),
            shape: shape.to_owned(),
            figures: figures.iter().map(|it| (it.0.to_owned(), it.1)).collect(),
        }
    }

    async fn kept(store: &TestStore, rows: &[PublishedRow]) -> PublishedCounts {
        kept_by(store, 1, rows).await
    }

    async fn kept_by(store: &TestStore, batch: u128, rows: &[PublishedRow]) -> PublishedCounts {
        let tx = store.begin().await.unwrap();
        let batch = BatchId(Uuid::from_u128(batch));
        let counts = insert(&tx, "tpmap-public", 2561, batch, rows).await.unwrap();
        tx.commit().await.unwrap();
        counts
    }

    fn at(level: AreaLevel, within: Option<&str>) -> PublishedFilter<'_> {
        PublishedFilter { source: "tpmap-public", survey_year: 2561, level, within }
    }

    #[tokio::test]
    async fn both_tables_of_an_area_are_one_answer() {
        for store in testing::stores().await {
            let rows = [
                row(
                    AreaLevel::Province,
                    "48",
                    "poor",
                    &[("poor.JPT.CNT", 9.0), ("JPT.MOFval.pov.rate", 4.5)],
                ),
                row(AreaLevel::Province, "48", "base", &[("household.CNT", 100.0)]),
                row(AreaLevel::Country, "country", "poor", &[("poor.JPT.CNT", 12.0)]),
                row(AreaLevel::Village, "4801010101", "poor", &[("poor.JPT.CNT", 1.0)]),
            ];
            assert_eq!(kept(&store, &rows).await, PublishedCounts { n_new: 4, ..Default::default() });
            assert_eq!(
                kept_by(&store, 2, &rows).await,
                PublishedCounts { n_unchanged: 4, ..Default::default() }
            );
            let found = published(store.reader(), &at(AreaLevel::Province, None), None, 10).await.unwrap();
            assert_eq!(found.len(), 1);
            assert_eq!(found[0].figures.len(), 3);
            assert_eq!(found[0].figures["JPT.MOFval.pov.rate"].to_string(), "4.5");
            assert!(found[0].area.is_some());
            let village = published(store.reader(), &at(AreaLevel::Village, None), None, 10).await.unwrap();
            assert_eq!(village[0].area, None, "nobody has named the village");

            let changed = [row(AreaLevel::Province, "48", "base", &[("household.CNT", 101.0)])];
            let counts = kept_by(&store, 3, &changed).await;
            assert_eq!(counts, PublishedCounts { n_changed: 1, ..Default::default() });
            let shown = async || {
                let found =
                    published(store.reader(), &at(AreaLevel::Province, None), None, 10).await.unwrap();
                assert_eq!((found.len(), found[0].figures.len()), (1, 3), "each line is shown once");
                found[0].figures["household.CNT"].to_string()
            };
            assert_eq!(shown().await, "101");
            let tx = store.begin().await.unwrap();
            assert_eq!(remove_batch(&tx, BatchId(Uuid::from_u128(3))).await.unwrap(), 1);
            tx.commit().await.unwrap();
            assert_eq!(shown().await, "100", "the file before it is shown again");
        }
    }

    #[tokio::test]
    async fn a_list_of_areas_finds_the_areas_of_what_was_published() {
        for store in testing::stores().await {
            let rows = [row(AreaLevel::Village, "4801010101", "poor", &[("poor.JPT.CNT", 1.0)])];
            kept(&store, &rows).await;
            let tx = store.begin().await.unwrap();
            let village = phonjon_domain::area::AreaCode::parse("48010101").unwrap();
            crate::areas::ensure_seen(&tx, &[village]).await.unwrap();
            assert_eq!(find_areas(&tx).await.unwrap(), 1);
            tx.commit().await.unwrap();
            let found = published(store.reader(), &at(AreaLevel::Village, None), None, 10).await.unwrap();
            assert!(found[0].area.is_some());
        }
    }

    #[tokio::test]
    async fn pages_follow_the_codes_within_an_area() {
        for store in testing::stores().await {
            let codes = ["4701", "4801", "4802", "4803", "4901"];
            let rows: Vec<PublishedRow> = codes
                .iter()
                .flat_map(|code| {
                    ["base", "poor"].map(|shape| row(AreaLevel::District, code, shape, &[(shape, 1.0)]))
                })
                .collect();
            kept(&store, &rows).await;
            let filter = at(AreaLevel::District, Some("48"));
            assert_eq!(n_published(store.reader(), &filter).await.unwrap(), 3);
            let codes = |found: Vec<Published>| found.into_iter().map(|it| it.code).collect::<Vec<_>>();
            let page = published(store.reader(), &filter, None, 2).await.unwrap();
            assert!(page.iter().all(|it| it.figures.len() == 2));
            assert_eq!(codes(page), ["4801", "4802"]);
            let rest = published(store.reader(), &filter, Some("4802"), 2).await.unwrap();
            assert_eq!(codes(rest), ["4803"]);
        }
    }
}
