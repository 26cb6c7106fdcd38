//! Opening cases and listing them for a fiscal year, thousands at a time.

use std::collections::HashMap;

use chrono::NaiveDate;
use phonjon_domain::calendar::{BuddhistYear, FiscalYear};
use phonjon_domain::case::Case;
use phonjon_domain::case::act::CaseEventKind;
use phonjon_domain::ids::{AreaId, BatchId, CaseId, HouseholdId, TeamId};
use sea_orm::ConnectionTrait;

use super::append::{By, NewEvent, event_values, insert_event_values};
use super::find::{id_condition, key_condition};
use super::row::{COLUMNS, CaseRow};
use super::{CaseKey, HouseholdKey, PROGRAMME};
use crate::database::Tx;
use crate::error::StoreError;
use crate::sql;

/// A case to open.
#[derive(Debug, Clone)]
pub struct NewCase {
    /// The household's home province, and the new case's id.
    pub key: CaseKey,
    /// Whose.
    pub household: HouseholdId,
    /// Where the household lives.
    pub area: AreaId,
    /// The local day it is opened.
    pub opened_on: NaiveDate,
    /// Why: list, rule and year, or who proposed it.
    pub because: serde_json::Value,
    /// To be worked at once.
    pub urgent: bool,
}

/// A fiscal year in which a case is open or listed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ListingRow {
    /// The case.
    pub case: CaseKey,
    /// The year.
    pub year: FiscalYear,
    /// The source that lists it, `proposal`, or `open`.
    pub source: String,
    /// Version of the opening rule.
    pub rule_version: String,
    /// The import that listed it.
    pub batch: Option<BatchId>,
}

/// Opens cases: the rows, their first event, and the subdistrict team of their area. Listings come with [`list_many`].
///
/// # Errors
///
/// The database's own; a household has one case for ever, so a second breaks a constraint.
pub async fn open_many(tx: &Tx, by: &By, cases: Vec<NewCase>) -> Result<Vec<CaseRow>, StoreError> {
    // A new case belongs at once to the subdistrict team of its area; no act is needed.
    let teams = teams_of_areas(tx, &places(cases.iter().map(|it| it.area))).await?;
    let mut rows = Vec::with_capacity(cases.len());
    let mut events = Vec::with_capacity(cases.len());
    for case in cases {
        let row = CaseRow {
            key: case.key,
            household: case.household,
            programme: PROGRAMME.to_owned(),
            version: 1,
            last_seq: 1,
            area: case.area,
            opened_on: case.opened_on,
            opened_because: case.because.to_string(),
            state: Case::opened(),
            status_since: by.at,
            closed_on: None,
            team: teams.get(&case.area).copied(),
            mentor_team: None,
            criteria: String::new(),
            assessed_on: None,
            last_visited_on: None,
            urgent: case.urgent,
            failing_dimensions: 0,
            problem_groups: 0,
            closing_proposal: None,
        };
        let event = NewEvent {
            kind: CaseEventKind::Opened,
            status: row.state.status,
            detail: case.because,
            happened_on: case.opened_on,
        };
        events.push(event_values(&row, by, &event));
        rows.push(row);
    }
    let values = rows.iter().map(CaseRow::values).collect();
    sql::insert_many(&**tx, "case", &COLUMNS, values).await?;
    insert_event_values(tx, events).await?;
    Ok(rows)
}

/// Gives the open cases of these households that have no subdistrict team to the team of their area, where there is one
/// now.
///
/// # Errors
///
/// The database's own.
pub async fn give_unassigned(tx: &Tx, households: &[HouseholdKey]) -> Result<(), StoreError> {
    let mut waiting: Vec<(CaseKey, AreaId)> = Vec::new();
    for some in households.chunks(5_000) {
        let pairs: Vec<_> = some.iter().map(|it| (it.0.0, it.1.0)).collect();
        let (condition, values) = id_condition("household_id", &pairs);
        let text = format!(
            "select home_province, id, area_id from \"case\" \
             where {condition} and team_id is null and status <> 'closed'"
        );
        for row in sql::rows(&**tx, &text, values).await? {
            let key = (
                phonjon_domain::ids::HomeProvince(row.try_get("", "home_province")?),
                CaseId(row.try_get("", "id")?),
            );
            waiting.push((key, AreaId(row.try_get("", "area_id")?)));
        }
    }
    let teams = teams_of_areas(tx, &places(waiting.iter().map(|it| it.1))).await?;
    let mut of_team: HashMap<TeamId, Vec<(i16, uuid::Uuid)>> = HashMap::new();
    for (key, area) in waiting {
        if let Some(team) = teams.get(&area) {
            of_team.entry(*team).or_default().push((key.0.0, key.1.0));
        }
    }
    for (team, keys) in of_team {
        for some in keys.chunks(5_000) {
            let (condition, values) = key_condition("home_province", "id", some);
            let text = format!("update \"case\" set team_id = ? where {condition}");
            let values = std::iter::once(team.0.into()).chain(values).collect();
            sql::execute(&**tx, &text, values).await?;
        }
    }
    Ok(())
}

/// Each area once.
fn places(areas: impl Iterator<Item = AreaId>) -> Vec<AreaId> {
    let mut areas: Vec<AreaId> = areas.collect();
    areas.sort_unstable();
    areas.dedup();
    areas
}

/// The subdistrict team that serves each of these areas: the nearest above it, if there is one.
pub(super) async fn teams_of_areas(tx: &Tx, areas: &[AreaId]) -> Result<HashMap<AreaId, TeamId>, StoreError> {
    let mut teams = HashMap::new();
    for some in areas.chunks(5_000) {
        let text = format!(
            "select ac.descendant_id, ta.team_id from area_closure ac \
             join team_area ta on ta.area_id = ac.ancestor_id join team t on t.id = ta.team_id \
             where ac.descendant_id in ({}) and ac.valid_until is null and t.kind = 'subdistrict' \
             and t.ended_on is null order by ac.depth desc, t.id desc",
            sql::marks(some.len())
        );
        // The nearest comes last and stays.
        for row in sql::rows(&**tx, &text, some.iter().map(|it| it.0.into()).collect()).await? {
            teams.insert(AreaId(row.try_get("", "descendant_id")?), TeamId(row.try_get("", "team_id")?));
        }
    }
    Ok(teams)
}

/// Lists cases for fiscal years; what is listed already stays as it is.
///
/// # Errors
///
/// The database's own.
pub async fn list_many(tx: &Tx, listings: &[ListingRow]) -> Result<(), StoreError> {
    let values = listings
        .iter()
        .map(|it| {
            vec![
                it.case.0.0.into(),
                it.case.1.0.into(),
                it.year.0.get().into(),
                it.source.clone().into(),
                it.rule_version.clone().into(),
                it.batch.map(|batch| batch.0).into(),
            ]
        })
        .collect();
    let columns = ["home_province", "case_id", "fiscal_year", "source", "rule_version", "batch_id"];
    let conflict = "on conflict (home_province, case_id, fiscal_year, source) do nothing";
    Ok(sql::insert_many_or(&**tx, "listing", &columns, values, conflict).await?)
}

/// What stands in place of a source in a fiscal year in which a case is open and nothing lists it.
const OPEN: &str = "open";

/// What sources and teams list these cases for, oldest year first, by case. The caller found the cases within a scope.
///
/// # Errors
///
/// The database's own.
pub async fn listings_of_many(
    db: &impl ConnectionTrait,
    keys: &[CaseKey],
) -> Result<HashMap<CaseId, Vec<ListingRow>>, StoreError> {
    let pairs: Vec<_> = keys.iter().map(|it| (it.0.0, it.1.0)).collect();
    let (condition, values) = key_condition("home_province", "case_id", &pairs);
    let text = format!(
        "select home_province, case_id, fiscal_year, source, rule_version, batch_id from listing \
         where {condition} order by fiscal_year, source"
    );
    read_listings(&sql::rows(db, &text, values).await?)
}

/// Every fiscal year in which these cases are open or listed, oldest first, by case: a year without a listing is
/// `open`, under the rule that listed the case last. The caller found the cases within a scope.
///
/// # Errors
///
/// The database's own, and [`StoreError::Corrupt`].
pub async fn years_of_many(
    db: &impl ConnectionTrait,
    keys: &[CaseKey],
) -> Result<HashMap<CaseId, Vec<ListingRow>>, StoreError> {
    let pairs: Vec<_> = keys.iter().map(|it| (it.0.0, it.1.0)).collect();
    let (listed, mut values) = key_condition("home_province", "case_id", &pairs);
    let (open, again) = key_condition("f.home_province", "f.case_id", &pairs);
    values.extend(again);
    let of_case = "from listing l where l.home_province = f.home_province and l.case_id = f.case_id";
    let text = format!(
        "select home_province, case_id, fiscal_year, source, rule_version, batch_id from listing where {listed} \
         union all select f.home_province, f.case_id, f.fiscal_year, '{OPEN}', coalesce( \
           (select l.rule_version {of_case} and l.fiscal_year < f.fiscal_year \
             order by l.fiscal_year desc, l.source limit 1), \
           (select l.rule_version {of_case} order by l.fiscal_year, l.source limit 1), ''), null \
         from case_fact f where {open} and not exists (select 1 {of_case} and l.fiscal_year = f.fiscal_year) \
         order by fiscal_year, source"
    );
    read_listings(&sql::rows(db, &text, values).await?)
}

fn read_listings(rows: &[sea_orm::QueryResult]) -> Result<HashMap<CaseId, Vec<ListingRow>>, StoreError> {
    let mut found: HashMap<CaseId, Vec<ListingRow>> = HashMap::new();
    for row in rows {
        let case = (
            phonjon_domain::ids::HomeProvince(row.try_get("", "home_province")?),
            CaseId(row.try_get("", "case_id")?),
        );
        let year: i16 = row.try_get("", "fiscal_year")?;
        let year = BuddhistYear::new(i32::from(year))
            .ok_or_else(|| StoreError::Corrupt { what: "fiscal year", why: year.to_string() })?;
        found.entry(case.1).or_default().push(ListingRow {
            case,
            year: FiscalYear(year),
            source: row.try_get("", "source")?,
            rule_version: row.try_get("", "rule_version")?,
            batch: row.try_get::<Option<uuid::Uuid>>("", "batch_id")?.map(BatchId),
        });
    }
    Ok(found)
}
