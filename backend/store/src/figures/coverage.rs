//! From how many of how many areas figures come, when each was last worked in, and which are silent.

use chrono::{Days, NaiveDate};
use phonjon_domain::ids::AreaId;
use sea_orm::ConnectionTrait;
use uuid::Uuid;

use super::summary::{asking, children, is_below};
use crate::error::StoreError;
use crate::sql;

/// One area next below the one asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Activity {
    /// The area.
    pub area: AreaId,
    /// Households in its figures of the year.
    pub n_households: i64,
    /// The last day on which somebody visited, helped, verified or closed there; `None` when nobody did.
    pub last_on: Option<NaiveDate>,
}

/// Where figures come from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Coverage {
    /// The areas next below, each with its last activity; in the order of their codes.
    pub areas: Vec<Activity>,
    /// The last activity for households of which no more is known than that they are in the area itself: in a village,
    /// all of it.
    pub own_last_on: Option<NaiveDate>,
}

impl Coverage {
    /// Areas next below, with or without a household in the figures.
    pub fn n_areas(&self) -> usize {
        self.areas.len()
    }

    /// Areas with at least one household in the figures.
    pub fn n_reporting(&self) -> usize {
        self.areas.iter().filter(|it| 0 < it.n_households).count()
    }

    /// The last activity anywhere.
    pub fn last_on(&self) -> Option<NaiveDate> {
        self.areas.iter().filter_map(|it| it.last_on).chain(self.own_last_on).max()
    }

    /// Areas with households in the figures where nothing was done within so many days before a day.
    pub fn silent(&self, day: NaiveDate, n_days: u32) -> Vec<AreaId> {
        let since = day.checked_sub_days(Days::new(n_days.into())).unwrap_or(NaiveDate::MIN);
        let is_silent = |it: &&Activity| 0 < it.n_households && it.last_on.is_none_or(|on| on < since);
        self.areas.iter().filter(is_silent).map(|it| it.area).collect()
    }
}

/// The coverage of an area's figures in a fiscal year; `None` is the whole country.
///
/// # Errors
///
/// The database's own.
pub async fn coverage(
    db: &impl ConnectionTrait,
    area: Option<AreaId>,
    fiscal_year: i16,
) -> Result<Coverage, StoreError> {
    let asking = asking(db, area).await?;
    let (below, mut values) = children(asking);
    values.push(fiscal_year.into());
    let (is_below, bound) = is_below(asking);
    values.extend(bound);
    let own = asking.map(|it| it.0);
    values.push(own.map(|it| it.0).into());
    // Grouped by the smallest area first, as the sums are.
    let sql = format!(
        "select a.id, cast(coalesce(s.n_households, 0) as bigint) as n_households, s.last_on \
         from area a left join ( \
           select m.child_id, sum(t.n_households) as n_households, max(t.last_on) as last_on \
           from {below} m join ( \
             select area_id, count(*) as n_households, max(last_activity_on) as last_on \
             from case_fact where fiscal_year = ? group by area_id) t on t.area_id = m.descendant_id \
           group by m.child_id) s on s.child_id = a.id \
         where ({is_below} and a.valid_until is null) or a.id = ? order by a.code"
    );
    let mut coverage = Coverage { areas: Vec::new(), own_last_on: None };
    for row in sql::rows(db, &sql, values).await? {
        let area = AreaId(row.try_get::<Uuid>("", "id")?);
        let last_on = row.try_get("", "last_on")?;
        if Some(area) == own {
            coverage.own_last_on = last_on;
        } else {
            coverage.areas.push(Activity { area, n_households: row.try_get("", "n_households")?, last_on });
        }
    }
    Ok(coverage)
}

/// True while an import is being applied where it may change figures of the area: somewhere in its province.
///
/// # Errors
///
/// The database's own.
pub async fn is_import_running(db: &impl ConnectionTrait, area: Option<AreaId>) -> Result<bool, StoreError> {
    let running = "select 1 as one from import_batch b where b.state in ('applying', 'undoing')";
    let found = match area {
        None => sql::row(db, &format!("{running} limit 1"), vec![]).await?,
        Some(area) => {
            // The plus keeps SQLite from the key that leads with the province, and to the rows of the import.
            let sql = format!(
                "{running} and exists (select 1 from source_row r where r.batch_id = b.id and +r.home_province = \
                   (select a.home_province from area a where a.id = ?)) limit 1"
            );
            sql::row(db, &sql, vec![area.0.into()]).await?
        }
    };
    Ok(found.is_some())
}
