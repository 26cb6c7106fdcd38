//! Figures as clients see them: households and persons apart, withheld where they are small, with where they come from.

use async_graphql::{Context, Enum, ID, Object, SimpleObject};
use chrono::{DateTime, Utc};

use phonjon_app::figures::{self, Amount, Asked, Of, SILENT_DAYS, Summary, country_id};
use phonjon_domain::ids::AreaId;
use phonjon_words::plain;

use crate::areas::{self, AreaNode};
use crate::base::asking::{language, signed_in};
use crate::base::ids::{Kind, read_id};
use crate::base::refusal::fault;
use crate::base::scalars::Date;

/// What figures are broken down by.
#[derive(Enum, Debug, Clone, Copy, PartialEq, Eq)]
#[graphql(remote = "phonjon_app::figures::Facet")]
pub(crate) enum Facet {
    /// The areas next below; households of which none is known stand under the area asked for.
    Area,
    /// TPMAP dimensions failing: `health`, `living`, `education`, `income`, `access`, `none`. Never add them: a
    /// household may count under several.
    Dimension,
    /// Groups of problems not settled: `housing`, `water`, `education`, `income`, `safety`, `vulnerable`, `other`,
    /// `none`. Never add them.
    ProblemGroup,
    /// The household's level: `not_yet_assessable`, `below_survive`, `survive`, `sufficient`, `sustainable`, and
    /// `fall_not_confirmed` in place of a level that it fell to by a survey alone.
    Level,
    /// Where the case stands: `to_verify`, `being_helped`, `being_followed`, `closed`, and `continuing_care` for an open
    /// case under it, wherever that stands.
    Status,
    /// Sectors that helped, or planned to, in the year: `state`, `religion`, `academia`, `private`, `people`,
    /// `civil_society`, `media`, `none`. Never add them.
    Sector,
    /// Sources that list the household in the year: `tpmap`, `thaiqm`, `bmn`, `welfare`, `none`. Never add them.
    Source,
    /// How far the work has come: `listed`, `assigned`, `visited`, `verified`, `helped`, `closed`, `sustainable`.
    /// Never add them.
    Progress,
}

/// Why a number is withheld.
#[derive(Enum, Debug, Clone, Copy, PartialEq, Eq)]
#[graphql(remote = "phonjon_domain::figures::Withheld")]
pub(crate) enum Withheld {
    /// ไม่แสดง (จำนวนน้อย): it is below the smallest number shown, perhaps nought.
    Small,
    /// ไม่แสดง (กันการคำนวณย้อน): shown, it would give a small one away.
    Complementary,
}

/// Households and persons, counted apart.
#[derive(SimpleObject)]
pub(crate) struct Figure {
    /// Households.
    households: Count,
    /// Persons in them.
    persons: Count,
}

/// A number, or why it is withheld.
#[derive(SimpleObject)]
pub(crate) struct Count {
    /// The number; null where it is withheld, which is not nought.
    value: Option<i64>,
    /// Why it is withheld; null where it is shown.
    withheld: Option<Withheld>,
}

impl From<Amount> for Count {
    fn from(amount: Amount) -> Self {
        match amount {
            Amount::Shown(count) => Self { value: Some(count), withheld: None },
            Amount::Withheld(why) => Self { value: None, withheld: Some(why.into()) },
        }
    }
}

impl From<figures::Figure> for Figure {
    fn from(figure: figures::Figure) -> Self {
        Self { households: figure.households.into(), persons: figure.persons.into() }
    }
}

/// What a line is about in one facet.
pub(crate) struct KeyNode(figures::Facet, Of);

/// What a line is about in one facet.
#[Object(name = "SummaryKey")]
impl KeyNode {
    /// The facet.
    async fn facet(&self) -> Facet {
        self.0.into()
    }

    /// The value's stable word; null for all of them, and where the facet is the area.
    async fn value(&self) -> Option<&'static str> {
        match self.1 {
            Of::Value(value) => Some(value),
            Of::All | Of::Area(_) => None,
        }
    }

    /// The area, where the facet is the area; null for all of them.
    async fn area(&self, ctx: &Context<'_>) -> async_graphql::Result<Option<AreaNode>> {
        match self.1 {
            Of::Area(area) => areas::find(ctx, area).await,
            Of::All | Of::Value(_) => Ok(None),
        }
    }

    /// True where the line is the total over this facet, of distinct households.
    async fn is_total(&self) -> bool {
        self.1 == Of::All
    }
}

/// One line of a summary.
#[derive(SimpleObject)]
pub(crate) struct SummaryLine {
    /// What it is about, in the order of `by`.
    keys: Vec<KeyNode>,
    /// The figure.
    figure: Figure,
}

/// How far the work has come, each of distinct households.
#[derive(SimpleObject)]
pub(crate) struct ProgressFigure {
    /// `listed`, `assigned`, `visited`, `verified`, `helped`, `closed` or `sustainable`.
    step: &'static str,
    /// The figure.
    figure: Figure,
}

/// From how many of how many areas a summary comes.
pub(crate) struct CoverageNode(figures::Coverage);

/// From how many of how many areas a summary comes.
#[Object(name = "Coverage")]
impl CoverageNode {
    /// Areas next below.
    async fn area_count(&self) -> usize {
        self.0.n_areas
    }

    /// Areas next below with households in the figures; in a published snapshot those with enough of them to tell.
    async fn reporting_count(&self) -> usize {
        self.0.n_reporting
    }

    /// True where every area next below has households in the figures; nothing is called complete without it.
    async fn is_complete(&self) -> bool {
        0 < self.0.n_areas && self.0.n_areas == self.0.n_reporting
    }

    /// The last day on which somebody visited, helped, verified or closed anywhere.
    async fn last_activity_on(&self) -> Option<Date> {
        self.0.last_on.map(Date)
    }

    /// Areas with households in the figures where nothing was done for longer than `silentDays`.
    async fn silent(&self, ctx: &Context<'_>) -> async_graphql::Result<Vec<AreaNode>> {
        let found = futures_util::future::try_join_all(self.0.silent.iter().map(|it| areas::find(ctx, *it)));
        Ok(found.await?.into_iter().flatten().collect())
    }
}

/// Figures of an area and fiscal year.
pub(crate) struct SummaryNode(Summary);

/// Figures of an area and fiscal year.
#[Object(name = "Summary")]
impl SummaryNode {
    /// The area.
    async fn area(&self, ctx: &Context<'_>) -> async_graphql::Result<Option<AreaNode>> {
        areas::find(ctx, self.0.area).await
    }

    /// Fiscal year, Buddhist era: 2566 runs from 1 October 2022 to 30 September 2023.
    async fn fiscal_year(&self) -> i16 {
        self.0.fiscal_year
    }

    /// When the figures were true.
    async fn as_of(&self) -> DateTime<Utc> {
        self.0.as_of
    }

    /// True for exact figures of the moment; false for a published snapshot, rounded to 5 with small numbers withheld.
    async fn is_exact(&self) -> bool {
        self.0.k.is_none()
    }

    /// The smallest number shown, in a published snapshot.
    async fn smallest_shown(&self) -> Option<u32> {
        self.0.k
    }

    /// All households of the area and year.
    async fn total(&self) -> Figure {
        self.0.total.into()
    }

    /// How far the work has come. Never add the steps: a household stands in several.
    async fn progress(&self) -> Vec<ProgressFigure> {
        let steps = self.0.progress.iter();
        steps.map(|(step, figure)| ProgressFigure { step, figure: (*figure).into() }).collect()
    }

    /// The lines, with a total for every facet. Never add lines of a facet of which a household may have several values.
    async fn lines(&self) -> Vec<SummaryLine> {
        let by = &self.0.by;
        let keys = |line: &figures::Line| {
            by.iter().zip([line.of, line.and_of]).map(|(facet, of)| KeyNode(*facet, of)).collect()
        };
        let lines = self.0.lines.iter();
        lines.map(|line| SummaryLine { keys: keys(line), figure: line.figure.into() }).collect()
    }

    /// What must stand beside levels until a ministry's criteria set is released; null without the facet `LEVEL`, and
    /// with an official set.
    async fn level_note(&self, ctx: &Context<'_>) -> async_graphql::Result<Option<String>> {
        if !self.0.by.contains(&figures::Facet::Level) {
            return Ok(None);
        }
        let is_official = figures::levels_are_official(signed_in(ctx)?).await;
        let is_official = is_official.map_err(|error| fault(ctx, error))?;
        Ok((!is_official).then(|| plain(language(ctx), "CRITERIA_NOT_OFFICIAL")))
    }

    /// Where the figures come from.
    async fn coverage(&self) -> CoverageNode {
        CoverageNode(self.0.coverage.clone())
    }

    /// True while an import is being applied that may change the figures.
    async fn is_import_running(&self) -> bool {
        self.0.is_import_running
    }
}

/// What can be read of figures.
#[derive(Default)]
pub(crate) struct FigureQuery;

#[Object]
impl FigureQuery {
    /// Figures of an area and fiscal year by up to two facets: exact for who may open persons there, the latest
    /// published snapshot for everybody else. A snapshot tells an area by one facet, its areas next below, or both; no
    /// villages.
    async fn summary(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The area; the country where absent.")] area_id: Option<ID>,
        #[graphql(desc = "Fiscal year, Buddhist era; the present one where absent.")] fiscal_year: Option<
            i32,
        >,
        #[graphql(desc = "At most two facets, not the same; only the total where absent.")] by: Option<
            Vec<Facet>,
        >,
        #[graphql(desc = "Days without activity after which an area is silent; 90 where absent.")]
        silent_days: Option<u32>,
    ) -> async_graphql::Result<SummaryNode> {
        let app = signed_in(ctx)?;
        let area = match area_id {
            Some(id) => read_id::<AreaId>(Kind::Area, &id)?.1,
            None => country_id(),
        };
        let asked = Asked {
            area,
            // A number that is too large for a year is none of the years that are known.
            fiscal_year: fiscal_year.map(|it| i16::try_from(it).unwrap_or(i16::MAX)),
            by: by.unwrap_or_default().into_iter().map(Into::into).collect(),
            silent_days: silent_days.unwrap_or(SILENT_DAYS),
        };
        let found = figures::summary(app, &asked).await.map_err(|error| fault(ctx, error))?;
        Ok(SummaryNode(found))
    }
}
