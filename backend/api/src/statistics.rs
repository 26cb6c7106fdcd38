//! Published statistics as clients see them: as published, each at its own level.

use async_graphql::{Context, Object, SimpleObject};
use chrono::{Datelike, NaiveDate};
use phonjon_app::Refusal;
use phonjon_app::statistics::{self, Published};
use phonjon_domain::area::AreaCode;
use phonjon_domain::calendar::{BUDDHIST_OFFSET, BuddhistYear, FIRST_BUDDHIST_YEAR};

use crate::areas::{self, AreaLevel, AreaNode};
use crate::base::asking::signed_in;
use crate::base::page::{Page, connection};
use crate::base::refusal::{bad_cursor, fault};

/// One published figure.
#[derive(SimpleObject)]
pub(crate) struct PublishedFigure {
    /// The name it was published under, such as `poor.JPT.MOFval.CNT`.
    name: String,
    /// The figure as published; a figure that was not published is absent from the list.
    value: f64,
}

/// What was published about an area. Persons are counted once for each dimension: never add dimensions.
pub(crate) struct PublishedNode(Published);

/// What was published about an area. Persons are counted once for each dimension: never add dimensions.
#[Object(name = "PublishedStatistic")]
impl PublishedNode {
    /// The area's code as published: `country`, 2, 4 or 6 digits, or 10 for a part of a village.
    async fn code(&self) -> &str {
        &self.0.code
    }

    /// The area, where it is known; for a part of a village the village.
    async fn area(&self, ctx: &Context<'_>) -> async_graphql::Result<Option<AreaNode>> {
        match self.0.area {
            Some(area) => areas::find(ctx, area).await,
            None => Ok(None),
        }
    }

    /// The figures, by name.
    async fn figures(
        &self,
        #[graphql(desc = "Only these names; all of them where absent.")] names: Option<Vec<String>>,
    ) -> Vec<PublishedFigure> {
        self.0
            .figures
            .iter()
            .filter(|(name, _)| names.as_ref().is_none_or(|names| names.contains(name)))
            .map(|(name, value)| PublishedFigure { name: name.clone(), value: *value })
            .collect()
    }
}

connection!(
    /// A page of published statistics, in the order of the areas' codes.
    PublishedStatisticConnection of PublishedNode
);

/// A survey year of the Buddhist era, not after the present one.
fn survey_year(year: i32, today: NaiveDate) -> Result<i16, Refusal> {
    let this_year = today.year() + BUDDHIST_OFFSET;
    let known = BuddhistYear::new(year).filter(|it| i32::from(it.get()) <= this_year);
    known.map(BuddhistYear::get).ok_or_else(|| {
        Refusal::of("YEAR_OUT_OF_RANGE", "year").with("from", FIRST_BUDDHIST_YEAR).with("to", this_year)
    })
}

/// What can be read of published statistics.
#[derive(Default)]
pub(crate) struct StatisticQuery;

#[Object]
impl StatisticQuery {
    /// What TPMAP published, beside our own figures and never mixed with them.
    async fn published_statistics(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Survey year, Buddhist era.")] year: i32,
        #[graphql(desc = "Level of the areas; sums of smaller areas are not made.")] level: AreaLevel,
        #[graphql(desc = "Only areas in the one with this code.")] within_code: Option<String>,
        #[graphql(desc = "How many, 1 to 100; 20 where absent.")] first: Option<i32>,
        #[graphql(desc = "The `endCursor` of the page before.")] after: Option<String>,
    ) -> async_graphql::Result<PublishedStatisticConnection> {
        let app = signed_in(ctx)?;
        let page = Page::read(first, after.as_deref())?;
        let wrong = |refusal: Refusal| fault(ctx, refusal.into());
        let year = survey_year(year, app.today()).map_err(wrong)?;
        let malformed = |_| wrong(Refusal::of("AREA_CODE_MALFORMED", "withinCode"));
        let within = within_code.map(|it| AreaCode::parse(&it)).transpose().map_err(malformed)?;
        let after = match page.after.as_deref() {
            Some([code]) => Some(code.as_str()),
            Some(_) => return Err(bad_cursor()),
            None => None,
        };
        let asked = (after, page.first + 1);
        let (found, n) = statistics::published(app, year, level.into(), within.as_ref(), asked)
            .await
            .map_err(|error| fault(ctx, error))?;
        let (found, page_info) = page.cut(found, |it| vec![it.code.clone()]);
        let nodes = found.into_iter().map(PublishedNode).collect();
        Ok(PublishedStatisticConnection { nodes, page_info, total_count: i32::try_from(n).ok() })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_survey_year_is_one_of_the_buddhist_era_that_has_begun() {
        let year = |year| survey_year(year, "2026-01-05".parse().unwrap()).map_err(|it| it.code);
        assert_eq!((year(2561), year(2569)), (Ok(2561), Ok(2569)));
        for wrong in [2018, 2570, 0, -1, i32::MAX] {
            assert_eq!(year(wrong), Err("YEAR_OUT_OF_RANGE".to_owned()), "{wrong}");
        }
    }
}
