//! Answers from the latest published snapshot: one fixed grid, the same for everybody.

use std::collections::BTreeMap;

use chrono::{Days, NaiveDate};
use phonjon_domain::area::{AreaKind, AreaLevel};
use phonjon_domain::figures::Withheld;
use phonjon_domain::ids::AreaId;
use phonjon_domain::setting::OfficeSetting;
use phonjon_store::figures::coverage::is_import_running;
use phonjon_store::figures::snapshot::{Snapshot, find_grid, find_latest, find_place, has_facts};
use uuid::Uuid;

use super::keep::{Grid, Kept, publish};
use super::{Amount, Asked, Coverage, Facet, Figure, Line, Of, PROGRESS, Summary, inside};
use crate::ctx::Ctx;
use crate::error::{AppError, Refusal};
use crate::settings;

/// Figures from the latest snapshot; where there is none yet of a year that has any, one is made.
pub(super) async fn summary(ctx: &Ctx, asked: &Asked, fiscal_year: i16) -> Result<Summary, AppError> {
    let db = ctx.store.reader();
    let place = find_place(db, asked.area).await?.ok_or(AppError::Hidden)?;
    // Taken from the figures of the subdistrict, those of an organisation in it would tell of the few that are left.
    if place.kind != AreaKind::Administrative {
        return Err(Refusal::of("FIGURES_NOT_PUBLISHED", "areaId").into());
    }
    let is_broken_down = match place.level {
        AreaLevel::Country | AreaLevel::Province | AreaLevel::District => true,
        AreaLevel::Subdistrict => false,
        // Villages are too small to be told of.
        AreaLevel::Village => return Err(Refusal::of("FIGURES_NOT_PUBLISHED", "areaId").into()),
    };
    let by_area = asked.by.contains(&Facet::Area);
    if asked.by.len() == 2 && !by_area || by_area && !is_broken_down {
        return Err(Refusal::of("FIGURES_NOT_PUBLISHED", "by").into());
    }
    let taken = match find_latest(db, fiscal_year).await? {
        Some(taken) => taken,
        None if has_facts(db, fiscal_year).await? => publish(&ctx.store, fiscal_year, ctx.now).await?,
        // Nothing is kept of a year without households, or whoever asks for every year would fill the database.
        None => {
            let k = settings::count(db, OfficeSetting::FiguresK).await?;
            Snapshot { id: Uuid::nil(), fiscal_year, taken_at: ctx.now, k }
        }
    };
    let kept_under = if is_broken_down { Some(asked.area) } else { place.parent };
    let body = find_grid(db, taken.id, kept_under.and_then(inside)).await?;
    let mut grid = match body {
        None => None,
        Some(body) => {
            let read: Grid = serde_json::from_str(&body)
                .map_err(|error| AppError::Unexpected(format!("a kept grid cannot be read: {error}")))?;
            Some(read)
        }
    };
    let mut own_last_on = None;
    if !is_broken_down {
        grid = grid.and_then(|it| {
            let own = it.below.into_iter().find(|it| it.area == asked.area.0)?;
            own_last_on = own.last_on.filter(|_| is_told(&own.figures));
            Some(Grid { whole: own.figures, below: Vec::new(), rest: None })
        });
    }
    let grid = grid.unwrap_or(Grid { whole: BTreeMap::new(), below: Vec::new(), rest: None });
    let progress = |it: &'static str| (it, figure(&grid.whole, Of::Value(it), Some(Facet::Progress)));
    Ok(Summary {
        area: asked.area,
        fiscal_year,
        by: asked.by.clone(),
        as_of: taken.taken_at,
        k: Some(taken.k),
        total: figure(&grid.whole, Of::All, None),
        progress: PROGRESS.into_iter().map(progress).collect(),
        lines: lines(&asked.by, asked.area, &grid),
        coverage: coverage(&grid, own_last_on, ctx.today(), asked.silent_days),
        is_import_running: is_import_running(db, inside(asked.area)).await?,
    })
}

fn lines(by: &[Facet], own: AreaId, grid: &Grid) -> Vec<Line> {
    let facet = by.iter().copied().find(|it| *it != Facet::Area);
    let values: Vec<Of> = match facet {
        None => vec![Of::All],
        Some(facet) => facet.values().into_iter().map(Of::Value).chain([Of::All]).collect(),
    };
    let whole = (Of::All, &grid.whole);
    let places: Vec<(Of, &Kept)> = if by.contains(&Facet::Area) {
        let below = grid.below.iter().map(|it| (Of::Area(AreaId(it.area)), &it.figures));
        let rest = grid.rest.iter().map(|it| (Of::Area(own), it));
        below.chain(rest).chain([whole]).collect()
    } else {
        vec![whole]
    };
    let is_area_first = by.first() == Some(&Facet::Area);
    let mut lines = Vec::new();
    for (place, kept) in places {
        for value in &values {
            let figure = figure(kept, *value, facet);
            let (of, and_of) = if is_area_first { (place, *value) } else { (*value, place) };
            lines.push(Line { of, and_of, figure });
        }
    }
    lines
}

/// A figure as kept; what is not kept is too small to be told.
fn figure(kept: &Kept, of: Of, facet: Option<Facet>) -> Figure {
    let name = match (facet, of) {
        (Some(facet), Of::Value(value)) => format!("{}/{value}", facet.code()),
        (None, _) | (Some(_), Of::All | Of::Area(_)) => String::new(),
    };
    let Some([households, persons]) = kept.get(&name) else { return Figure::SMALL };
    Figure { households: amount(households), persons: amount(persons) }
}

fn amount(kept: &serde_json::Value) -> Amount {
    if let Some(count) = kept.as_i64() {
        return Amount::Shown(count);
    }
    let why = kept.as_str().and_then(Withheld::from_code);
    Amount::Withheld(why.unwrap_or(Withheld::Small))
}

fn is_told(kept: &Kept) -> bool {
    matches!(figure(kept, Of::All, None).households, Amount::Shown(_))
}

fn coverage(grid: &Grid, own_last_on: Option<NaiveDate>, day: NaiveDate, silent_days: u32) -> Coverage {
    let since = day.checked_sub_days(Days::new(silent_days.into())).unwrap_or(NaiveDate::MIN);
    let told = || grid.below.iter().filter(|it| is_told(&it.figures));
    Coverage {
        n_areas: grid.below.len(),
        n_reporting: told().count(),
        last_on: told().filter_map(|it| it.last_on).chain(own_last_on).max(),
        silent: told()
            .filter(|it| it.last_on.is_none_or(|on| on < since))
            .map(|it| AreaId(it.area))
            .collect(),
    }
}
