//! Figures: exact for who may open persons in the area, a published snapshot for everybody else.

mod check;
mod grid;
mod keep;
mod published;
#[cfg(test)]
mod tests;

use chrono::{DateTime, NaiveDate, Utc};
use phonjon_domain::calendar::{BuddhistYear, FIRST_BUDDHIST_YEAR, FiscalYear};
use phonjon_domain::figures::Withheld;
use phonjon_domain::ids::AreaId;
use phonjon_domain::policy::Action;

use phonjon_store::figures::coverage::{coverage, is_import_running};
use phonjon_store::figures::summary::{Cells, Count, Question, covers, summary as sums};
use phonjon_store::figures::{snapshot, year};

use crate::ctx::Ctx;
use crate::error::{AppError, Refusal};
use crate::parameters;
use crate::permit::{authorize, scope_for};

pub use check::{check, make_anew};
pub use keep::{keep_figures, publish};
pub use phonjon_store::areas::country_id;
pub use phonjon_store::figures::Facet;
pub use phonjon_store::figures::facet::{NONE, PROGRESS};
pub use phonjon_store::figures::summary::Key as Of;

/// Days after which an area without activity counts as silent, unless asked otherwise.
pub const SILENT_DAYS: u32 = 90;

/// A number as it may be told.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Amount {
    /// The number: exact, or rounded to 5 in a published snapshot.
    Shown(i64),
    /// Nothing but the reason.
    Withheld(Withheld),
}

/// Households and persons, counted apart.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Figure {
    /// Households.
    pub households: Amount,
    /// Persons in them.
    pub persons: Amount,
}

impl Figure {
    /// What a published snapshot says of nothing: too small to be told.
    const SMALL: Self =
        Self { households: Amount::Withheld(Withheld::Small), persons: Amount::Withheld(Withheld::Small) };

    const fn exact(count: Count) -> Self {
        Self { households: Amount::Shown(count.households), persons: Amount::Shown(count.persons) }
    }
}

/// One line of an answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Line {
    /// Of which value of the first facet, or all.
    pub of: Of,
    /// Of which value of the second facet, or all.
    pub and_of: Of,
    /// The figure.
    pub figure: Figure,
}

/// From how many of how many areas an answer comes.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Coverage {
    /// Areas next below.
    pub n_areas: usize,
    /// Areas next below with households in the figures; in a published snapshot those with enough of them to tell.
    pub n_reporting: usize,
    /// The last day on which somebody visited, helped, verified or closed anywhere.
    pub last_on: Option<NaiveDate>,
    /// Areas with households in the figures where nothing was done for longer than was asked.
    pub silent: Vec<AreaId>,
}

/// Figures of an area and fiscal year.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Summary {
    /// The area.
    pub area: AreaId,
    /// Fiscal year, Buddhist era.
    pub fiscal_year: i16,
    /// The facets, at most two.
    pub by: Vec<Facet>,
    /// When the figures were true.
    pub as_of: DateTime<Utc>,
    /// The smallest number shown, in a published snapshot; nothing where the figures are exact.
    pub k: Option<u32>,
    /// All households of the area and year.
    pub total: Figure,
    /// How far the work has come, each of distinct households.
    pub progress: Vec<(&'static str, Figure)>,
    /// The lines, totals among them.
    pub lines: Vec<Line>,
    /// Where the figures come from.
    pub coverage: Coverage,
    /// True while an import is being applied that may change them.
    pub is_import_running: bool,
}

/// What is asked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Asked {
    /// The area.
    pub area: AreaId,
    /// Fiscal year, Buddhist era; the present one where it is not given.
    pub fiscal_year: Option<i16>,
    /// The facets, at most two and not the same.
    pub by: Vec<Facet>,
    /// Days after which an area counts as silent.
    pub silent_days: u32,
}

/// Figures of an area and fiscal year by up to two facets.
///
/// # Errors
///
/// [`AppError::Hidden`] for an area that is not, `BAD_INPUT` for facets that do not go together,
/// `YEAR_OUT_OF_RANGE` for a year of the common era or one that is far ahead, and
/// `FIGURES_NOT_PUBLISHED` where only exact figures could answer.
pub async fn summary(ctx: &Ctx, asked: &Asked) -> Result<Summary, AppError> {
    authorize(&ctx.actor, Action::ReadFigures, ctx.today())?;
    let is_pair = matches!(asked.by.as_slice(), [] | [_]) || matches!(asked.by[..], [a, b] if a != b);
    if !is_pair {
        return Err(Refusal::of("BAD_INPUT", "by").into());
    }
    let this_year = FiscalYear::of(ctx.today()).map_or(0, |it| it.0.get());
    let fiscal_year = asked.fiscal_year.unwrap_or(this_year);
    let next_year = this_year.saturating_add(1);
    if BuddhistYear::new(i32::from(fiscal_year)).is_none() || next_year < fiscal_year {
        let refusal = Refusal::of("YEAR_OUT_OF_RANGE", "fiscalYear");
        return Err(refusal.with("from", FIRST_BUDDHIST_YEAR).with("to", next_year).into());
    }
    snapshot::find_place(ctx.store.reader(), asked.area).await?.ok_or(AppError::Hidden)?;
    if fiscal_year == this_year {
        year::turn(&ctx.store, ctx.today()).await?;
    }
    let reach = scope_for(&ctx.actor, Action::ReadExactFigures, ctx.today());
    if covers(ctx.store.reader(), &reach, Some(asked.area)).await? {
        exact(ctx, asked, fiscal_year).await
    } else {
        published::summary(ctx, asked, fiscal_year).await
    }
}

/// True where levels follow an official criteria set, false for the default of the system.
///
/// # Errors
///
/// The store's own.
pub async fn levels_are_official(ctx: &Ctx) -> Result<bool, AppError> {
    Ok(parameters::rules(&ctx.store).await?.criteria.on(ctx.today()).is_official())
}

/// The whole country is the absence of an area to the store's queries, which then need not look inside it.
fn inside(area: AreaId) -> Option<AreaId> {
    (area != country_id()).then_some(area)
}

async fn exact(ctx: &Ctx, asked: &Asked, fiscal_year: i16) -> Result<Summary, AppError> {
    let db = ctx.store.reader();
    let scope = scope_for(&ctx.actor, Action::ReadExactFigures, ctx.today());
    let area = inside(asked.area);
    let question = |by, and_by| Question { area, fiscal_year, by, and_by };
    let cells = sums(db, &scope, &question(asked.by.first().copied(), asked.by.get(1).copied())).await?;
    let progress = sums(db, &scope, &question(Some(Facet::Progress), None)).await?;
    let below = coverage(db, area, fiscal_year).await?;
    let areas: Vec<AreaId> = below.areas.iter().map(|it| it.area).collect();
    let count = |of| progress.get(&(of, Of::All)).copied().unwrap_or_default();
    Ok(Summary {
        area: asked.area,
        fiscal_year,
        by: asked.by.clone(),
        as_of: ctx.now,
        k: None,
        total: Figure::exact(count(Of::All)),
        progress: PROGRESS.iter().map(|it| (*it, Figure::exact(count(Of::Value(it))))).collect(),
        lines: lines(&asked.by, &areas, asked.area, &cells),
        coverage: Coverage {
            n_areas: below.n_areas(),
            n_reporting: below.n_reporting(),
            last_on: below.last_on(),
            silent: below.silent(ctx.today(), asked.silent_days),
        },
        is_import_running: is_import_running(db, area).await?,
    })
}

/// Every line that the facets make, nought where nothing was counted: an absent line would have to be guessed at.
fn lines(by: &[Facet], areas: &[AreaId], own: AreaId, cells: &Cells) -> Vec<Line> {
    let keys = |facet: Option<&Facet>| match facet {
        None => vec![Of::All],
        Some(Facet::Area) => {
            let of_own = cells.keys().any(|it| it.0 == Of::Area(own) || it.1 == Of::Area(own));
            let rest = of_own.then_some(Of::Area(own));
            areas.iter().map(|it| Of::Area(*it)).chain(rest).chain([Of::All]).collect()
        }
        Some(facet) => facet.values().into_iter().map(Of::Value).chain([Of::All]).collect(),
    };
    let mut lines = Vec::new();
    for of in keys(by.first()) {
        for and_of in keys(by.get(1)) {
            let count = cells.get(&(of, and_of)).copied().unwrap_or_default();
            lines.push(Line { of, and_of, figure: Figure::exact(count) });
        }
    }
    lines
}
