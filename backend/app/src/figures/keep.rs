//! Keeping figures: changes folded into tallies, the fiscal year turned, snapshots published when they are due.

use std::collections::{BTreeMap, HashMap};
use std::time::Duration;

use chrono::{DateTime, NaiveDate, TimeDelta, Utc};
use phonjon_domain::calendar::{FiscalYear, bangkok_day};
use phonjon_domain::ids::AreaId;
use phonjon_domain::setting::OfficeSetting;
use phonjon_store::areas::country_id;
use phonjon_store::figures::snapshot::{self, Snapshot};
use phonjon_store::figures::{fold, year};
use phonjon_store::{Store, StoreError};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::grid::{self, Exact, Place, Published, Told};
use crate::ctx::Clock;
use crate::settings;

/// How often changes are folded.
const EVERY: Duration = Duration::from_secs(5);

/// The numbers of a place by `facet/value`: households and persons, each a number or the reason it is withheld.
pub(super) type Kept = BTreeMap<String, [serde_json::Value; 2]>;

/// What a snapshot keeps of an area.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(super) struct Grid {
    /// The area with everything in it.
    pub whole: Kept,
    /// What lies directly in it, in the order of codes.
    pub below: Vec<Below>,
    /// Households of which no area below it is known.
    pub rest: Option<Kept>,
}

/// An area next below.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(super) struct Below {
    /// The area.
    pub area: Uuid,
    /// Its numbers.
    pub figures: Kept,
    /// The last day anybody worked there, as far as places whose households are shown say.
    pub last_on: Option<NaiveDate>,
}

/// Takes and keeps a snapshot of a fiscal year as it is now.
///
/// # Errors
///
/// The store's own.
pub async fn publish(store: &Store, fiscal_year: i16, now: DateTime<Utc>) -> Result<Snapshot, StoreError> {
    let db = store.reader();
    let k = settings::count(db, OfficeSetting::FiguresK).await?;
    let tree = snapshot::tree(db).await?;
    let tallied = snapshot::tallied(db, fiscal_year).await?;
    let active = snapshot::last_activity(db, fiscal_year).await?;
    // The arithmetic for a whole country would hold up everybody else on this thread.
    let bodies = tokio::task::spawn_blocking(move || {
        let exact = Exact::new(&tree, &tallied);
        let published = exact.publish(fiscal_year, k);
        bodies(&exact, &published, &last_days(&exact, &published, &active))
    })
    .await
    .map_err(|error| StoreError::Corrupt { what: "figures to publish", why: error.to_string() })?;
    let taken = Snapshot { id: new_id(), fiscal_year, taken_at: now, k };
    let tx = store.begin().await?;
    snapshot::put(&*tx, &taken, bodies).await?;
    tx.commit().await?;
    Ok(taken)
}

/// The last day of work in each place that is told of, as far as the places told of in it say: the day of a place too
/// small to be told stays its own, also to who takes what a district tells from what its subdistricts tell.
fn last_days(exact: &Exact, published: &Published, active: &[(AreaId, NaiveDate)]) -> Vec<Option<NaiveDate>> {
    let active: HashMap<AreaId, NaiveDate> = active.iter().copied().collect();
    let mut last: Vec<Option<NaiveDate>> = vec![None; exact.places.len()];
    let mut is_done = vec![false; exact.places.len()];
    let mut open: Vec<usize> = (0..exact.places.len()).collect();
    // What lies in a place comes before it.
    while let Some(at) = open.pop() {
        let (place, below) = &exact.places[at];
        if is_done[at] {
            continue;
        }
        if below.iter().any(|it| !is_done[*it]) {
            open.push(at);
            open.extend(below.iter().filter(|it| !is_done[**it]));
            continue;
        }
        is_done[at] = true;
        let (Place::Whole(area) | Place::Rest(area)) = place;
        let is_told = matches!(published[at][0][0], Told::Shown(_));
        let own = if below.is_empty() {
            active.get(area).copied()
        } else {
            below.iter().filter_map(|it| last[*it]).max()
        };
        last[at] = own.filter(|_| is_told);
    }
    last
}

fn bodies(
    exact: &Exact,
    published: &[Vec<[Told; 2]>],
    last: &[Option<NaiveDate>],
) -> Vec<(Option<AreaId>, String)> {
    let mut bodies = Vec::new();
    for (at, (place, below)) in exact.places.iter().enumerate() {
        let Place::Whole(area) = place else { continue };
        if below.is_empty() || exact.counts[at][0][0] == 0 {
            continue;
        }
        let mut grid = Grid { whole: grid::kept(&published[at]), below: Vec::new(), rest: None };
        for inner in below {
            let figures = grid::kept(&published[*inner]);
            match exact.places[*inner].0 {
                Place::Rest(_) => grid.rest = Some(figures),
                Place::Whole(area) => {
                    grid.below.push(Below { area: area.0, figures, last_on: last[*inner] });
                }
            }
        }
        let area = Some(*area).filter(|it| *it != country_id());
        // Maps of text and numbers always have a text.
        let Ok(body) = serde_json::to_string(&grid) else { continue };
        bodies.push((area, body));
    }
    bodies
}

/// Folds, turns and publishes until it is dropped; a server runs it beside its work, and several may.
pub async fn keep_figures(store: Store, clock: Clock) {
    let mut every = tokio::time::interval(EVERY);
    every.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Delay);
    loop {
        every.tick().await;
        if let Err(error) = one_round(&store, clock()).await {
            tracing::error!(error = &error as &dyn std::error::Error, "figures cannot be kept");
        }
    }
}

async fn one_round(store: &Store, now: DateTime<Utc>) -> Result<(), StoreError> {
    let today = bangkok_day(now);
    year::turn(store, today).await?;
    fold(store).await?;
    let minutes = settings::count(store.reader(), OfficeSetting::FiguresPublishMinutes).await?;
    let due = now - TimeDelta::minutes(minutes.into());
    let Some(this_year) = FiscalYear::of(today).map(|it| it.0.get()) else { return Ok(()) };
    let latest = snapshot::find_latest(store.reader(), this_year).await?;
    if latest.is_some_and(|it| due < it.taken_at) {
        return Ok(());
    }
    // Past years change too, by late entries: each is published with the present one.
    let mut years = snapshot::years(store.reader()).await?;
    years.retain(|it| *it != this_year);
    for fiscal_year in years.into_iter().chain([this_year]) {
        publish(store, fiscal_year, now).await?;
    }
    Ok(())
}

/// The id of a snapshot, which nobody asked for.
fn new_id() -> Uuid {
    #[expect(clippy::disallowed_methods, reason = "a snapshot is taken by the clock, outside any request")]
    Uuid::now_v7()
}
