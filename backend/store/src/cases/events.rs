//! What happened to cases, and how long each stood where.

use std::collections::HashMap;

use chrono::{DateTime, NaiveDate, Utc};
use phonjon_domain::case::act::CaseEventKind;
use phonjon_domain::case::{CaseStatus, HouseholdClass};
use phonjon_domain::ids::{BatchId, CaseId, UserId};
use sea_orm::{ConnectionTrait, QueryResult, Value};
use uuid::Uuid;

use super::CaseKey;
use super::find::key_condition;
use super::row::word;
use crate::error::StoreError;
use crate::sql;

/// Something that happened to a case.
#[derive(Debug, Clone, PartialEq)]
pub struct EventRow {
    /// Its number, from 1: in the case or, on a page for a reader, among what that reader may see of it.
    pub seq: i64,
    /// The version of the case that it made.
    pub version: i64,
    /// What.
    pub kind: CaseEventKind,
    /// Where the case stood after it.
    pub status: CaseStatus,
    /// The rest, as JSON.
    pub detail: serde_json::Value,
    /// `account:<id>`, `operator:<os user>` or `system`.
    pub by_actor: String,
    /// The account, where there is one.
    pub account: Option<UserId>,
    /// The local day it happened.
    pub happened_on: NaiveDate,
    /// When it was recorded.
    pub recorded_at: DateTime<Utc>,
    /// The import that did it.
    pub batch: Option<BatchId>,
}

const EVENT_COLUMNS: &str =
    "seq, case_version, kind, status, detail, by_actor, account_id, happened_on, recorded_at, batch_id";

/// The same of an event that was numbered for its reader.
pub(super) const NUMBERED_COLUMNS: &str = "number as seq, case_version, kind, status, detail, by_actor, account_id, happened_on, recorded_at, batch_id";

/// What the detail of an event says that tells of a day overtaken by a later one, and so changed nothing.
pub const OVERTAKEN: &str = "overtaken";

impl EventRow {
    /// True for what was typed in late and changed nothing, because a later day said otherwise.
    pub fn is_overtaken(&self) -> bool {
        self.detail.get(OVERTAKEN).and_then(serde_json::Value::as_bool) == Some(true)
    }

    pub(super) fn read(row: &QueryResult) -> Result<Self, StoreError> {
        let kind: String = row.try_get("", "kind")?;
        let status: String = row.try_get("", "status")?;
        let detail: String = row.try_get("", "detail")?;
        Ok(Self {
            seq: row.try_get("", "seq")?,
            version: row.try_get("", "case_version")?,
            kind: word("event kind", &kind, CaseEventKind::from_code)?,
            status: word("case status", &status, CaseStatus::from_code)?,
            detail: serde_json::from_str(&detail)
                .map_err(|error| StoreError::Corrupt { what: "event detail", why: error.to_string() })?,
            by_actor: row.try_get("", "by_actor")?,
            account: row.try_get::<Option<Uuid>>("", "account_id")?.map(UserId),
            happened_on: row.try_get("", "happened_on")?,
            recorded_at: row.try_get("", "recorded_at")?,
            batch: row.try_get::<Option<Uuid>>("", "batch_id")?.map(BatchId),
        })
    }
}

/// Which page of the events of each of some cases is wanted, and of whose cases what is restricted is on it.
#[derive(Debug, Clone, Copy)]
pub struct EventsAsked<'a> {
    /// The cases. The caller found them within a scope.
    pub cases: &'a [CaseKey],
    /// Those of them of which the reader opens what is restricted.
    pub open: &'a [CaseKey],
    /// Only those before the event that has this number for the reader.
    pub before: Option<i64>,
    /// How many a case.
    pub first: u32,
}

/// A page of what a reader may see of a case.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct EventPage {
    /// Newest first, each with its number among what the reader may see: a gap would tell that something is hidden.
    pub events: Vec<EventRow>,
    /// How many events the reader may see in all.
    pub n_total: i64,
}

/// Events of each of these cases, newest first.
///
/// # Errors
///
/// The database's own.
pub async fn events(
    db: &impl ConnectionTrait,
    asked: &EventsAsked<'_>,
) -> Result<HashMap<CaseId, EventPage>, StoreError> {
    let pairs: Vec<_> = asked.cases.iter().map(|it| (it.0.0, it.1.0)).collect();
    let (condition, mut values) = key_condition("e.home_province", "e.case_id", &pairs);
    let visible = if asked.open.is_empty() {
        "not e.restricted".to_owned()
    } else {
        values.extend(asked.open.iter().map(|it| Value::from(it.1.0)));
        format!("(not e.restricted or e.case_id in ({}))", sql::marks(asked.open.len()))
    };
    // The newest one comes along on every page: it tells how many there are.
    let text = format!(
        "select case_id, {NUMBERED_COLUMNS}, n_total from (select e.*, \
           row_number() over (partition by home_province, case_id order by e.seq) as number, \
           count(*) over (partition by home_province, case_id) as n_total \
           from case_event e where {condition} and {visible}) seen \
         where number = n_total or (number < ? and number >= (case when n_total < ? then n_total + 1 else ? end) - ?) \
         order by case_id, number desc"
    );
    let before = asked.before.unwrap_or(i64::MAX);
    values.extend([before.into(), before.into(), before.into(), i64::from(asked.first).into()]);
    let mut found: HashMap<CaseId, EventPage> = HashMap::new();
    for row in sql::rows(db, &text, values).await? {
        let page = found.entry(CaseId(row.try_get("", "case_id")?)).or_default();
        page.n_total = row.try_get("", "n_total")?;
        let event = EventRow::read(&row)?;
        if event.seq < before && page.events.len() < usize::try_from(asked.first).unwrap_or(usize::MAX) {
            page.events.push(event);
        }
    }
    Ok(found)
}

/// All events of these cases, oldest first, by case. The caller found the cases within a scope.
///
/// # Errors
///
/// The database's own.
pub async fn events_of_many(
    db: &impl ConnectionTrait,
    keys: &[CaseKey],
) -> Result<HashMap<CaseId, Vec<EventRow>>, StoreError> {
    let pairs: Vec<_> = keys.iter().map(|it| (it.0.0, it.1.0)).collect();
    let (condition, values) = key_condition("home_province", "case_id", &pairs);
    let text = format!(
        "select case_id, {EVENT_COLUMNS} \
         from case_event where {condition} order by case_id, seq"
    );
    by_case(&sql::rows(db, &text, values).await?)
}

/// The days on which cases came under continuing care (true) or stopped being (false), in order of day; cases that
/// never were are left out.
///
/// # Errors
///
/// The database's own.
pub async fn care_of_many(
    db: &impl ConnectionTrait,
    keys: &[CaseKey],
) -> Result<HashMap<CaseId, Vec<(NaiveDate, bool)>>, StoreError> {
    let pairs: Vec<_> = keys.iter().map(|it| (it.0.0, it.1.0)).collect();
    let mut found: HashMap<CaseId, Vec<(NaiveDate, bool)>> = HashMap::new();
    for some in pairs.chunks(5_000) {
        let (condition, values) = key_condition("home_province", "case_id", some);
        let text = format!(
            "select case_id, {EVENT_COLUMNS} from case_event where {condition} \
             and kind in ('continuing_care_set', 'continuing_care_ended', 'closed', 'classified') \
             order by case_id, happened_on, seq"
        );
        for row in sql::rows(db, &text, values).await? {
            let event = EventRow::read(&row)?;
            if event.is_overtaken() {
                continue;
            }
            let class = event.detail.get("class").and_then(serde_json::Value::as_str);
            let spans = found.entry(CaseId(row.try_get("", "case_id")?)).or_default();
            let before = spans.last().is_some_and(|it| it.1);
            let after = event.kind.is_in_care_after(before, class.and_then(HouseholdClass::from_code));
            if after != before {
                spans.push((event.happened_on, after));
            }
        }
    }
    found.retain(|_, spans| !spans.is_empty());
    Ok(found)
}

fn by_case(rows: &[sea_orm::QueryResult]) -> Result<HashMap<CaseId, Vec<EventRow>>, StoreError> {
    let mut found: HashMap<CaseId, Vec<EventRow>> = HashMap::new();
    for row in rows {
        found.entry(CaseId(row.try_get("", "case_id")?)).or_default().push(EventRow::read(row)?);
    }
    Ok(found)
}

/// A time during which a case had one status.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct StatusSpan {
    /// Where it stood.
    pub status: CaseStatus,
    /// Since when.
    pub since: DateTime<Utc>,
    /// Until when; the last one lasts.
    pub until: Option<DateTime<Utc>>,
}

/// The bulk act or the answered question that closed a case, or whose closing was taken back.
fn cause<'a>(event: &'a EventRow, names: &[&str]) -> Option<&'a str> {
    names.iter().find_map(|it| event.detail.get(it)?.as_str())
}

/// The events, oldest first, without closings that were taken back and all until that: these never were.
fn without_taken_back(events: &[EventRow]) -> Vec<&EventRow> {
    let mut standing: Vec<&EventRow> = Vec::with_capacity(events.len());
    for event in events {
        let back = (event.kind == CaseEventKind::Reopened)
            .then(|| cause(event, &["undone_act", "question"]))
            .flatten();
        let is_its_closing =
            |it: &&EventRow| it.kind == CaseEventKind::Closed && cause(it, &["act", "question"]) == back;
        if let Some(closing) = standing.iter().rposition(is_its_closing).filter(|_| back.is_some()) {
            standing.truncate(closing);
        }
        standing.push(event);
    }
    standing
}

/// How long a case stood where, oldest first, from its events oldest first. A closing that was taken back never was.
pub fn status_spans(events: &[EventRow]) -> Vec<StatusSpan> {
    let mut spans: Vec<StatusSpan> = Vec::new();
    for event in without_taken_back(events) {
        match spans.last_mut() {
            Some(last) if last.status == event.status => {}
            last => {
                if let Some(last) = last {
                    last.until = Some(event.recorded_at);
                }
                spans.push(StatusSpan { status: event.status, since: event.recorded_at, until: None });
            }
        }
    }
    spans
}
