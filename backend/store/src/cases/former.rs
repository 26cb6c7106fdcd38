//! What an area may still see of a case whose household has moved away: the events of its own time, and nothing else.

use chrono::{DateTime, NaiveDate, Utc};
use phonjon_domain::access::Scope;
use phonjon_domain::ids::{AreaId, UserId};
use sea_orm::{ConnectionTrait, Value};
use uuid::Uuid;

use super::CaseKey;
use super::events::{EventPage, EventRow, NUMBERED_COLUMNS};
use crate::access::scope_condition;
use crate::error::StoreError;
use crate::sql;

/// A time during which the household lived in an area, and that is over.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct FormerTime {
    /// The area.
    pub area: AreaId,
    /// First local day known.
    pub since: NaiveDate,
    /// First local day it lived elsewhere.
    pub until: NaiveDate,
}

/// The times over in which the household of a case lived where the scope reaches by area, the latest first.
///
/// # Errors
///
/// The database's own.
pub async fn former_times(
    db: &impl ConnectionTrait,
    scope: &Scope,
    key: CaseKey,
) -> Result<Vec<FormerTime>, StoreError> {
    let (reach, reach_values) = scope_condition(scope, "r.area_id", None);
    let text = format!(
        "select r.area_id, r.since, r.until from \"case\" c join residence r \
         on r.home_province = c.home_province and r.household_id = c.household_id \
         where c.home_province = ? and c.id = ? and r.until is not null and {reach} order by r.since desc"
    );
    let values = [key.0.0.into(), key.1.0.into()].into_iter().chain(reach_values).collect();
    let rows = sql::rows(db, &text, values).await?;
    rows.iter()
        .map(|row| {
            Ok(FormerTime {
                area: AreaId(row.try_get_by_index::<Uuid>(0)?),
                since: row.try_get_by_index(1)?,
                until: row.try_get_by_index(2)?,
            })
        })
        .collect()
}

/// A time with the instant at which it was over: what was recorded later is another area's, unless it is one's own.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct OwnTime {
    /// The days.
    pub time: FormerTime,
    /// The instant the first local day elsewhere began.
    pub over_at: DateTime<Utc>,
}

/// What an area may see of a case that has moved away.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct OwnPast {
    /// What happened within these times and was recorded within them.
    pub times: Vec<OwnTime>,
    /// What this account recorded, whenever, of what happened within them.
    pub account: Option<UserId>,
    /// The events after the one number and before the other: the case itself lay there.
    pub between: Vec<(i64, i64)>,
}

/// Events of a case that an area may still see, newest first, before an event's number, each with its number among them.
/// What is restricted is left out, unless it is open to the reader.
///
/// # Errors
///
/// The database's own.
pub async fn events_of_times(
    db: &impl ConnectionTrait,
    key: CaseKey,
    past: &OwnPast,
    is_open: bool,
    (before, first): (Option<i64>, u32),
) -> Result<EventPage, StoreError> {
    let OwnPast { times, account, between } = past;
    if times.is_empty() {
        return Ok(EventPage::default());
    }
    let mut values: Vec<Value> = vec![key.0.0.into(), key.1.0.into()];
    let mut within =
        vec!["happened_on >= ? and happened_on < ? and (recorded_at < ? or account_id = ?)"; times.len()];
    for it in times {
        let account: Value = account.map(|it| it.0).into();
        values.extend([it.time.since.into(), it.time.until.into(), it.over_at.into(), account]);
    }
    for (after, before) in between {
        within.push("seq > ? and seq < ?");
        values.extend([(*after).into(), (*before).into()]);
    }
    values.extend([before.unwrap_or(i64::MAX).into(), i64::from(first).into()]);
    let visible = if is_open { "1 = 1" } else { "not restricted" };
    let text = format!(
        "select {NUMBERED_COLUMNS}, n_total from (select e.*, row_number() over (order by e.seq) as number, \
           count(*) over () as n_total from case_event e where home_province = ? and case_id = ? and ({}) and {visible}) \
         own where number < ? order by number desc limit ?",
        within.join(" or ")
    );
    let rows = sql::rows(db, &text, values).await?;
    Ok(EventPage {
        n_total: rows.first().map_or(Ok(0), |row| row.try_get("", "n_total"))?,
        events: rows.iter().map(EventRow::read).collect::<Result<_, _>>()?,
    })
}
