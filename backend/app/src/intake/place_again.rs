//! Rows whose place a list of areas knows at last: placed anew, and with them households, cases and what waits.

use std::collections::{BTreeSet, HashMap};

use phonjon_domain::calendar::BuddhistYear;
use phonjon_domain::ids::{AreaId, HomeProvince, HouseholdId};
use phonjon_domain::source::Source;
use phonjon_store::areas::AreaIndex;
use phonjon_store::cases::{self, HouseholdKey};
use phonjon_store::intake::{self as stored, PlacedRow};
use phonjon_store::{Tx, audit, sources, teams};
use uuid::Uuid;

use super::batch::event;
use super::caches::Touched;
use super::chunk::{self, StoredRow};
use super::compose::Linked;
use super::screen::{self, Round};
use super::{places, recompose};
use crate::Ctx;
use crate::error::AppError;
use crate::parameters;

/// Rows looked at in one commit.
const ROWS_A_COMMIT: u32 = 500;

/// What became of rows whose place was not known.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Placed {
    /// Rows that lie elsewhere now, or deeper.
    pub n_rows: u64,
    /// Households of these rows.
    pub n_households: u64,
    /// Cases opened for households that had no place.
    pub n_cases_opened: u64,
}

/// Looks for the place of every row again that names more than was known, in small transactions.
///
/// # Errors
///
/// The store's own; what was committed stays, and the next list of areas goes on.
pub(crate) async fn place_again(ctx: &Ctx) -> Result<Placed, AppError> {
    let areas = AreaIndex::load(ctx.store.reader()).await?;
    let mut data_keys = HashMap::new();
    let mut placed = Placed::default();
    let mut after = (Uuid::nil(), Uuid::nil());
    loop {
        let tx = ctx.store.begin().await?;
        sources::wait_for_turn(&tx).await?;
        let Some((rows, last)) = stored::open_places(&*tx, after, ROWS_A_COMMIT).await? else {
            return Ok(placed);
        };
        after = last;
        let rows = chunk::open_stored(ctx, &*tx, &mut data_keys, rows).await?;
        let mut found = Vec::new();
        let mut moved: Vec<&StoredRow> = Vec::new();
        for row in &rows {
            let place = places::place(&areas, &std::collections::BTreeMap::new(), &row.values);
            let is_elsewhere = place.area.is_some() && place.area != row.row.area_id;
            if is_elsewhere || !place.is_open {
                found.push(PlacedRow { id: row.row.key.1, area: place.area, is_open: place.is_open });
            }
            if is_elsewhere {
                moved.push(row);
            }
        }
        stored::set_places(&tx, &found).await?;
        if let Some(first) = moved.first() {
            let homes: BTreeSet<(i16, Uuid)> = moved.iter().map(|it| it.row.household).collect();
            let of = (last.0, first.source, first.year);
            let n_opened = follow(ctx, &tx, &areas, of, &homes).await?;
            let (n_rows, n_households) = (moved.len() as u64, homes.len() as u64);
            let detail =
                serde_json::json!({ "rows": n_rows, "households": n_households, "casesOpened": n_opened });
            audit::record(&tx, &event(ctx, "import.placed_again", last.0, detail)).await?;
            placed.n_rows += n_rows;
            placed.n_households += n_households;
            placed.n_cases_opened += n_opened;
        }
        tx.commit().await?;
    }
}

/// Brings households, their cases and what waits to where their rows lie now, and opens what their rows open. Gives how
/// many cases were opened.
async fn follow(
    ctx: &Ctx,
    tx: &Tx,
    areas: &AreaIndex,
    (batch, source, year): (Uuid, Source, BuddhistYear),
    homes: &BTreeSet<(i16, Uuid)>,
) -> Result<u64, AppError> {
    let touched = Touched { homes: homes.clone(), is_anew: true, ..Touched::default() };
    recompose(ctx, tx, touched).await?;
    let ids: Vec<Uuid> = homes.iter().map(|it| it.1).collect();
    let rows = stored::rows_of_households(&**tx, &ids).await?;
    let rows = chunk::open_stored(ctx, &**tx, &mut HashMap::new(), rows).await?;
    let linked: Vec<Linked<'_>> = rows.iter().map(|it| chunk::linked(areas, it)).collect();
    let mut wanted: Vec<AreaId> =
        linked.iter().filter_map(|it| it.area.as_ref()).map(|it| AreaId(it.0)).collect();
    wanted.sort_unstable();
    wanted.dedup();
    teams::ensure_subdistrict_teams(tx, &wanted, ctx.now).await?;
    let households: Vec<HouseholdKey> =
        homes.iter().map(|it| (HomeProvince(it.0), HouseholdId(it.1))).collect();
    cases::give_unassigned(tx, &households).await?;
    let rules = parameters::rules(&ctx.store).await?;
    let round = Round { rules: &rules, source, year, batch };
    let screened = screen::open_cases(ctx, tx, &round, &linked, &ids, None).await?;
    stored::move_what_waits(tx, &ids).await?;
    screen::follow(ctx, tx, &round, &screened).await?;
    Ok(screened.n_opened)
}
