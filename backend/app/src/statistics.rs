//! Published statistics: taking in the lines of TPMAP's public files, and answering them as published.

use std::collections::BTreeMap;

use phonjon_domain::area::{AreaCode, AreaLevel};
use phonjon_domain::ids::BatchId;
use phonjon_domain::policy::Action;
use phonjon_rows::{ReadRow, Value};
use phonjon_store::statistics::{self, PublishedFilter, PublishedRow};
use phonjon_store::{Connection, Tx};

use crate::ctx::Ctx;
use crate::error::AppError;
use crate::permit::authorize;

pub use phonjon_store::statistics::{Published, PublishedCounts};

/// The word of the source, as the reader gives it.
pub const SOURCE: &str = "tpmap-public";

/// Keeps the accepted rows of one public file, in the transaction of its import, beside those of other files; the newest
/// are shown. Says how they compare with those shown before.
///
/// # Errors
///
/// The store's own; [`AppError::Unexpected`] where a row names no area.
pub async fn keep(
    tx: &Tx,
    survey_year: i16,
    batch: BatchId,
    rows: &[ReadRow],
) -> Result<PublishedCounts, AppError> {
    Ok(statistics::insert(tx, SOURCE, survey_year, batch, &published_rows(rows)?).await?)
}

/// How the accepted rows of one public file compare with those that are shown: of other files, or, of a file that was
/// imported to its end, of that file too.
///
/// # Errors
///
/// As [`keep`].
pub async fn compare(
    db: &impl Connection,
    survey_year: i16,
    batch: BatchId,
    rows: &[ReadRow],
    is_done: bool,
) -> Result<PublishedCounts, AppError> {
    let rows = published_rows(rows)?;
    if is_done {
        return Ok(PublishedCounts { n_unchanged: rows.len(), ..PublishedCounts::default() });
    }
    Ok(statistics::compare(db, SOURCE, survey_year, batch, &rows).await?)
}

fn published_rows(rows: &[ReadRow]) -> Result<Vec<PublishedRow>, AppError> {
    rows.iter().filter(|it| it.is_accepted()).map(published_row).collect()
}

/// A page of published figures of the areas at a level, perhaps only those in one area, and how many there are.
///
/// # Errors
///
/// [`AppError::Forbidden`] without the right to read them; the store's own.
pub async fn published(
    ctx: &Ctx,
    survey_year: i16,
    level: AreaLevel,
    within: Option<&AreaCode>,
    page: (Option<&str>, u32),
) -> Result<(Vec<Published>, i64), AppError> {
    authorize(&ctx.actor, Action::ReadPublishedStatistics, ctx.today())?;
    let filter = PublishedFilter { source: SOURCE, survey_year, level, within: within.map(AreaCode::as_str) };
    let db = ctx.store.reader();
    let found = statistics::published(db, &filter, page.0, page.1).await?;
    Ok((found, statistics::n_published(db, &filter).await?))
}

fn published_row(row: &ReadRow) -> Result<PublishedRow, AppError> {
    let named = row.text("level").and_then(AreaLevel::from_code).zip(row.text("code"));
    let (level, code) =
        named.ok_or_else(|| AppError::Unexpected(format!("row {} names no area", row.row)))?;
    let figures: BTreeMap<String, f64> =
        row.values.iter().filter_map(|(name, value)| Some((name.clone(), figure(name, value)?))).collect();
    let shape = if figures.keys().any(|it| it.starts_with("poor.")) { "poor" } else { "base" };
    Ok(PublishedRow { level, code: code.to_owned(), shape: shape.to_owned(), figures })
}

/// The figure of a value: whole numbers as they are, rates and means from their decimals. Codes of areas are none.
fn figure(name: &str, value: &Value) -> Option<f64> {
    if matches!(name, "level" | "code") || name.ends_with("_ID") {
        return None;
    }
    match value {
        Value::Null => None,
        #[expect(clippy::cast_precision_loss, reason = "no published count comes near 2^53")]
        Value::Int(n) => Some(*n as f64),
        Value::Text(text) => text.parse().ok().filter(|it: &f64| it.is_finite()),
    }
}

#[cfg(test)]
mod tests {
    use phonjon_rows::Outcome;

    use super::*;

    fn row(values: &[(&str, Value)]) -> ReadRow {
        ReadRow {
            sheet: String::new(),
            row: 2,
            outcome: Outcome::Accepted,
            issues: vec![],
            values: values.iter().map(|(name, value)| ((*name).to_owned(), value.clone())).collect(),
            raw: vec![],
        }
    }

    fn text(text: &str) -> Value {
        Value::Text(text.to_owned())
    }

    #[test]
    fn a_row_keeps_its_figures_and_leaves_its_codes() {
        let read = row(&[
            ("level", text("village")),
            ("code", text("4801030201")),
            ("village_ID", text("4801030201")),
            ("poor.JPT.CNT", Value::Int(173)),
            ("JPT.MOFval.pov.rate", text("32.7710843373494")),
            ("happiness", Value::Null),
        ]);
        let kept = published_row(&read).unwrap();
        assert_eq!(
            (kept.level, kept.code.as_str(), kept.shape.as_str()),
            (AreaLevel::Village, "4801030201", "poor")
        );
        let figures: Vec<String> =
            kept.figures.iter().map(|(name, value)| format!("{name} {value}")).collect();
        assert_eq!(figures, ["JPT.MOFval.pov.rate 32.7710843373494", "poor.JPT.CNT 173"]);
    }

    #[test]
    fn a_row_without_an_area_is_our_fault() {
        assert!(published_row(&row(&[("poor.JPT.CNT", Value::Int(1))])).is_err());
    }
}
