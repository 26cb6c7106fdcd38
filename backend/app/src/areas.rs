//! Areas: taking in official lists, ending areas, and finding them. Names of places are open to whoever is signed in.

use std::collections::HashMap;

use chrono::NaiveDate;
use phonjon_domain::area::{AreaCode, AreaLine, AreaSetLine};
use phonjon_domain::ids::AreaId;
use phonjon_domain::policy::Action;
use phonjon_store::{areas, statistics};

use crate::audit;
use crate::ctx::Ctx;
use crate::error::{AppError, Refusal};
use crate::intake::place_again;
use crate::permit::authorize;

pub use crate::intake::Placed;
pub use phonjon_store::areas::{Area, ListCounts, SetCounts};

/// Takes in an official list. Areas that are not in it stay; a changed name keeps the old one as a former name. Rows
/// that were imported before anybody knew their place are then placed, with their households and cases.
///
/// # Errors
///
/// [`AppError::Forbidden`] without the right to manage areas; the store's own.
pub async fn import_list(ctx: &Ctx, lines: &[AreaLine]) -> Result<(ListCounts, Placed), AppError> {
    authorize(&ctx.actor, Action::ManageAreas, ctx.today())?;
    let tx = ctx.store.begin().await?;
    let counts = areas::import_list(&tx, lines, ctx.today()).await?;
    statistics::find_areas(&tx).await?;
    let detail = serde_json::json!({
        "lines": lines.len(),
        "new": counts.n_new,
        "renamed": counts.n_renamed,
        "changed": counts.n_changed,
        "made_official": counts.n_made_official,
        "unchanged": counts.n_unchanged,
        "parents_made": counts.n_parents_made,
    });
    audit::record(ctx, &tx, "area.list_imported", ("area", areas::country_id().0), detail).await?;
    tx.commit().await?;
    Ok((counts, place_again(ctx).await?))
}

/// Takes in a list of local administrative organisations and clusters: each is an area of its own, a set of others from
/// today on. A grant over it reaches what lies in its members.
///
/// # Errors
///
/// [`AppError::Forbidden`] without the right to manage areas; the store's own.
pub async fn import_sets(ctx: &Ctx, lines: &[AreaSetLine]) -> Result<SetCounts, AppError> {
    authorize(&ctx.actor, Action::ManageAreas, ctx.today())?;
    let tx = ctx.store.begin().await?;
    let counts = areas::import_sets(&tx, lines, ctx.today()).await?;
    let detail = serde_json::json!({
        "lines": lines.len(),
        "new": counts.n_new,
        "changed": counts.n_changed,
        "unchanged": counts.n_unchanged,
        "left_out": counts.n_left_out,
    });
    audit::record(ctx, &tx, "area.sets_imported", ("area", areas::country_id().0), detail).await?;
    tx.commit().await?;
    Ok(counts)
}

/// Ends an area from a day on, in favour of its successors: split, merged, moved or numbered anew.
///
/// # Errors
///
/// [`AppError::Hidden`] where one of the areas is not known, `AREA_ENDED` where the old one has ended already,
/// `AREA_OWN_SUCCESSOR` where it would follow itself, `AREA_ENDS_LATER` for a day to come; [`AppError::Forbidden`]; the store's own.
pub async fn supersede(
    ctx: &Ctx,
    old: &AreaCode,
    successors: &[AreaCode],
    since: NaiveDate,
) -> Result<(), AppError> {
    authorize(&ctx.actor, Action::ManageAreas, ctx.today())?;
    if successors.contains(old) {
        return Err(Refusal::of("AREA_OWN_SUCCESSOR", "successors").into());
    }
    // Whoever asks which areas there are asks for those without a last day: an end takes effect at once.
    if ctx.today() < since {
        return Err(Refusal::of("AREA_ENDS_LATER", "since").into());
    }
    let tx = ctx.store.begin().await?;
    let codes: Vec<AreaCode> = std::iter::once(old).chain(successors).cloned().collect();
    let found = areas::find_by_codes(&*tx, &codes).await?;
    let id = |code: &AreaCode| {
        found.iter().find(|it| it.code.as_ref() == Some(code)).map(|it| it.id).ok_or(AppError::Hidden)
    };
    let heirs: Vec<AreaId> = successors.iter().map(id).collect::<Result<_, _>>()?;
    if !areas::supersede(&tx, id(old)?, &heirs, since).await? {
        return Err(Refusal::of("AREA_ENDED", "code").into());
    }
    let successors: Vec<&str> = successors.iter().map(AreaCode::as_str).collect();
    let detail = serde_json::json!({ "code": old.as_str(), "since": since, "successors": successors });
    audit::record(ctx, &tx, "area.superseded", ("area", id(old)?.0), detail).await?;
    Ok(tx.commit().await?)
}

/// Finds an area.
///
/// # Errors
///
/// The store's own.
pub async fn find(ctx: &Ctx, id: AreaId) -> Result<Option<Area>, AppError> {
    Ok(areas::find(ctx.store.reader(), id).await?)
}

/// Finds many areas at once, in no order.
///
/// # Errors
///
/// The store's own.
pub async fn find_many(ctx: &Ctx, ids: &[AreaId]) -> Result<Vec<Area>, AppError> {
    Ok(areas::find_many(ctx.store.reader(), ids).await?)
}

/// Finds the area that bears a code now.
///
/// # Errors
///
/// The store's own.
pub async fn find_by_code(ctx: &Ctx, code: &AreaCode) -> Result<Option<Area>, AppError> {
    Ok(areas::find_by_code(ctx.store.reader(), code).await?)
}

/// A page of the areas that lie directly in one, or in the country, and how many there are.
///
/// # Errors
///
/// The store's own.
pub async fn children(
    ctx: &Ctx,
    parent: Option<AreaId>,
    after: Option<&AreaCode>,
    first: u32,
) -> Result<(Vec<Area>, i64), AppError> {
    let (db, parent) = (ctx.store.reader(), parent.unwrap_or_else(areas::country_id));
    Ok((areas::children(db, parent, after, first).await?, areas::n_children(db, parent).await?))
}

/// For each of some areas what it lies in today, from the country down to itself.
///
/// # Errors
///
/// The store's own.
pub async fn paths(ctx: &Ctx, ids: &[AreaId]) -> Result<Vec<(AreaId, Vec<Area>)>, AppError> {
    Ok(areas::paths(ctx.store.reader(), ids, ctx.today()).await?)
}

/// What some areas became when they ended, each successor with the area it follows.
///
/// # Errors
///
/// The store's own.
pub async fn successors(ctx: &Ctx, ids: &[AreaId]) -> Result<Vec<(AreaId, Area)>, AppError> {
    let db = ctx.store.reader();
    let found = areas::successors(db, ids).await?;
    let heirs: Vec<AreaId> = found.iter().map(|it| it.1).collect();
    let heirs: HashMap<AreaId, Area> =
        areas::find_many(db, &heirs).await?.into_iter().map(|it| (it.id, it)).collect();
    Ok(found.into_iter().filter_map(|(old, heir, _)| Some((old, heirs.get(&heir)?.clone()))).collect())
}

/// Areas whose name, former name or code begins with a text, the highest first.
///
/// # Errors
///
/// The store's own.
pub async fn search(ctx: &Ctx, text: &str, first: u32) -> Result<Vec<Area>, AppError> {
    Ok(areas::search(ctx.store.reader(), text, first).await?)
}
