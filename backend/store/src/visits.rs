//! Visits as they are kept, and the findings that later assessments lean on.

use std::collections::HashMap;

use chrono::{DateTime, NaiveDate, Utc};
use phonjon_domain::access::Scope;
use phonjon_domain::case::{HouseholdClass, Verification};
use phonjon_domain::ids::{CaseId, HomeProvince, HouseholdId, TeamMemberId, UserId, VisitId};
use phonjon_domain::position::{Position, PositionRefused};
use phonjon_domain::problem::ProblemStatus;
use phonjon_domain::visit::{Finding, FindingValue, Visit, VisitManner, Visitor};
use sea_orm::{ConnectionTrait, QueryResult};
use serde_json::{Value as Json, json};
use uuid::Uuid;

use crate::access::scope_condition;
use crate::cases::{CaseKey, HouseholdKey, id_condition, maybe_word, of_cases_or_homes, word};
use crate::database::Tx;
use crate::error::StoreError;
use crate::sql;

/// A visit with where and when it was recorded.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct VisitRow {
    /// The case's home province, and the visit.
    pub key: (HomeProvince, VisitId),
    /// The case.
    pub case: CaseId,
    /// The household.
    pub household: HouseholdId,
    /// What was recorded.
    pub visit: Visit,
    /// When it was recorded.
    pub recorded_at: DateTime<Utc>,
    /// What checking found.
    pub verification: Option<Verification>,
    /// The class it was given.
    pub class: Option<HouseholdClass>,
    /// What else was written down.
    pub note: Option<String>,
}

const COLUMNS: [&str; 15] = [
    "home_province",
    "id",
    "case_id",
    "household_id",
    "visited_on",
    "manner",
    "visited_by",
    "told_by",
    "entered_by",
    "recorded_at",
    "verification",
    "class",
    "findings",
    "nothing_changed",
    "note",
];

/// Stores visits.
///
/// # Errors
///
/// The database's own; a visit with a known id breaks the primary key.
pub async fn insert_many(tx: &Tx, visits: &[VisitRow]) -> Result<(), StoreError> {
    let values = visits
        .iter()
        .map(|it| {
            let visit = &it.visit;
            vec![
                it.key.0.0.into(),
                it.key.1.0.into(),
                it.case.0.into(),
                it.household.0.into(),
                visit.visited_on.into(),
                visit.manner.code().into(),
                visit.visited_by.iter().map(visitor_json).collect::<Json>().to_string().into(),
                visit.told_by.clone().into(),
                visit.entered_by.0.into(),
                it.recorded_at.into(),
                it.verification.map(Verification::code).into(),
                it.class.map(HouseholdClass::code).into(),
                visit.findings.iter().map(finding_json).collect::<Json>().to_string().into(),
                visit.nothing_changed.into(),
                it.note.clone().into(),
            ]
        })
        .collect();
    Ok(sql::insert_many(&**tx, "visit", &COLUMNS, values).await?)
}

/// Keeps where a visit was made.
///
/// # Errors
///
/// The database's own.
pub async fn set_position(
    tx: &Tx,
    key: (HomeProvince, VisitId),
    position: Position,
) -> Result<(), StoreError> {
    let text = "update visit set latitude = ?, longitude = ?, accuracy_metres = ? \
        where home_province = ? and id = ?";
    let (latitude, longitude) = position.micro();
    let accuracy = position.accuracy_metres();
    let values = vec![latitude.into(), longitude.into(), accuracy.into(), key.0.0.into(), key.1.0.into()];
    sql::execute(&**tx, text, values).await?;
    Ok(())
}

/// Where a household was seen at home, and on which day.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SeenAt {
    /// Where.
    pub position: Position,
    /// The local day of the visit.
    pub on: NaiveDate,
}

/// Where these households were last visited at home and told, of those whose cases the scope reaches; not where they lived
/// before they moved.
///
/// # Errors
///
/// The database's own, and [`StoreError::Corrupt`].
pub async fn positions(
    db: &impl ConnectionTrait,
    scope: &Scope,
    households: &[HouseholdKey],
) -> Result<HashMap<HouseholdId, SeenAt>, StoreError> {
    let pairs: Vec<_> = households.iter().map(|it| (it.0.0, it.1.0)).collect();
    let mut found = HashMap::new();
    for some in pairs.chunks(5_000) {
        let (condition, mut values) = id_condition("c.household_id", some);
        let (reach, of_reach) = scope_condition(scope, "c.area_id", Some("c.mentor_team_id"));
        values.extend(of_reach);
        let text = format!(
            "select v.household_id, v.visited_on, v.latitude, v.longitude, v.accuracy_metres from \"case\" c \
             join visit v on v.household_id = c.household_id \
             where {condition} and {reach} and v.latitude is not null and v.longitude is not null \
             and v.manner = 'at_home' and not exists (select 1 from residence r \
               where r.household_id = v.household_id and r.until > v.visited_on) \
             order by v.visited_on desc, v.id desc"
        );
        for row in sql::rows(db, &text, values).await? {
            let corrupt =
                |why: PositionRefused| StoreError::Corrupt { what: "position", why: why.to_string() };
            let (latitude, longitude) = (row.try_get("", "latitude")?, row.try_get("", "longitude")?);
            let position = Position::of_micro(latitude, longitude, row.try_get("", "accuracy_metres")?);
            let seen = SeenAt { position: position.map_err(corrupt)?, on: row.try_get("", "visited_on")? };
            found.entry(HouseholdId(row.try_get("", "household_id")?)).or_insert(seen);
        }
    }
    Ok(found)
}

/// True when a visit of this id is stored.
///
/// # Errors
///
/// The database's own.
pub async fn exists(db: &impl ConnectionTrait, key: (HomeProvince, VisitId)) -> Result<bool, StoreError> {
    let text = "select 1 as one from visit where home_province = ? and id = ?";
    Ok(sql::row(db, text, vec![key.0.0.into(), key.1.0.into()]).await?.is_some())
}

/// The visits of these cases, newest first, by case: those recorded under it, and those of its household that were
/// recorded under the case of another that became one with it. The caller found the cases within a scope.
///
/// # Errors
///
/// The database's own.
pub async fn of_cases(
    db: &impl ConnectionTrait,
    keys: &[CaseKey],
) -> Result<HashMap<CaseId, Vec<VisitRow>>, StoreError> {
    let pairs: Vec<_> = keys.iter().map(|it| (it.0.0, it.1.0)).collect();
    let mut found: HashMap<CaseId, Vec<VisitRow>> = HashMap::new();
    for some in pairs.chunks(5_000) {
        let (text, values) = of_cases_or_homes("visit", &COLUMNS, some);
        for row in sql::rows(db, &format!("{text} order by t.visited_on desc, t.id desc"), values).await? {
            let case = CaseId(row.try_get("", "of_case")?);
            found.entry(case).or_default().push(read(&row)?);
        }
    }
    Ok(found)
}

/// One visit. The caller checks that its case is within a scope.
///
/// # Errors
///
/// The database's own.
pub async fn find(
    db: &impl ConnectionTrait,
    key: (HomeProvince, VisitId),
) -> Result<Option<VisitRow>, StoreError> {
    let text = format!("select {} from visit where home_province = ? and id = ?", COLUMNS.join(", "));
    sql::row(db, &text, vec![key.0.0.into(), key.1.0.into()]).await?.as_ref().map(read).transpose()
}

/// What a visit to somebody found, as far as levels go.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct VisitFindings {
    /// The visit.
    pub visit: VisitId,
    /// Its local day.
    pub visited_on: NaiveDate,
    /// How the household was reached.
    pub manner: VisitManner,
    /// What was found; nothing where nothing had changed.
    pub findings: Vec<Finding>,
}

/// The visits to these households that met somebody and say how things stand, by household.
///
/// # Errors
///
/// The database's own.
pub async fn findings_of_households(
    db: &impl ConnectionTrait,
    households: &[HouseholdKey],
) -> Result<HashMap<HouseholdId, Vec<VisitFindings>>, StoreError> {
    let pairs: Vec<_> = households.iter().map(|it| (it.0.0, it.1.0)).collect();
    let mut found: HashMap<HouseholdId, Vec<VisitFindings>> = HashMap::new();
    for some in pairs.chunks(5_000) {
        let (condition, values) = id_condition("household_id", some);
        let text = format!(
            "select household_id, id, visited_on, manner, findings from visit \
             where {condition} and manner <> 'nobody_met' and (findings <> '[]' or nothing_changed)"
        );
        for row in sql::rows(db, &text, values).await? {
            let manner: String = row.try_get("", "manner")?;
            found.entry(HouseholdId(row.try_get("", "household_id")?)).or_default().push(VisitFindings {
                visit: VisitId(row.try_get("", "id")?),
                visited_on: row.try_get("", "visited_on")?,
                manner: word("visit manner", &manner, VisitManner::from_code)?,
                findings: findings(&row)?,
            });
        }
    }
    Ok(found)
}

fn read(row: &QueryResult) -> Result<VisitRow, StoreError> {
    let text = |name: &str| row.try_get::<Option<String>>("", name);
    let manner: String = row.try_get("", "manner")?;
    Ok(VisitRow {
        key: (HomeProvince(row.try_get("", "home_province")?), VisitId(row.try_get("", "id")?)),
        case: CaseId(row.try_get("", "case_id")?),
        household: HouseholdId(row.try_get("", "household_id")?),
        visit: Visit {
            visited_on: row.try_get("", "visited_on")?,
            manner: word("visit manner", &manner, VisitManner::from_code)?,
            visited_by: list(row, "visited_by", "visitor", visitor)?,
            told_by: text("told_by")?,
            entered_by: UserId(row.try_get("", "entered_by")?),
            findings: findings(row)?,
            nothing_changed: row.try_get("", "nothing_changed")?,
        },
        recorded_at: row.try_get("", "recorded_at")?,
        verification: maybe_word("verification", text("verification")?.as_deref(), Verification::from_code)?,
        class: maybe_word("class", text("class")?.as_deref(), HouseholdClass::from_code)?,
        note: text("note")?,
    })
}

pub(crate) fn findings(row: &QueryResult) -> Result<Vec<Finding>, StoreError> {
    list(row, "findings", "finding", finding)
}

fn list<T>(
    row: &QueryResult,
    column: &str,
    what: &'static str,
    read: impl Fn(&Json) -> Option<T>,
) -> Result<Vec<T>, StoreError> {
    let text: String = row.try_get("", column)?;
    let items: Vec<Json> =
        serde_json::from_str(&text).map_err(|error| StoreError::Corrupt { what, why: error.to_string() })?;
    items
        .iter()
        .map(|it| read(it).ok_or(StoreError::Corrupt { what, why: "it has another shape".to_owned() }))
        .collect()
}

fn visitor_json(visitor: &Visitor) -> Json {
    match visitor {
        Visitor::Account(id) => json!({ "account": id.0 }),
        Visitor::Member(id) => json!({ "member": id.0 }),
        Visitor::Named(name) => json!({ "name": name }),
    }
}

fn visitor(json: &Json) -> Option<Visitor> {
    let id = |name: &str| json.get(name).and_then(Json::as_str).and_then(|it| Uuid::parse_str(it).ok());
    if let Some(id) = id("account") {
        return Some(Visitor::Account(UserId(id)));
    }
    if let Some(id) = id("member") {
        return Some(Visitor::Member(TeamMemberId(id)));
    }
    json.get("name").and_then(Json::as_str).map(|it| Visitor::Named(it.to_owned()))
}

fn finding_json(finding: &Finding) -> Json {
    match finding.value {
        FindingValue::Problem(status) => json!({ "code": finding.code, "problem": status.code() }),
        FindingValue::Answer(answer) => json!({ "code": finding.code, "answer": answer }),
        FindingValue::AmountSatang(amount) => json!({ "code": finding.code, "satang": amount }),
        FindingValue::MonthlySatang(amount) => json!({ "code": finding.code, "satang_a_month": amount }),
        FindingValue::Refused => json!({ "code": finding.code, "refused": true }),
    }
}

fn finding(json: &Json) -> Option<Finding> {
    let code = json.get("code").and_then(Json::as_str)?.to_owned();
    let value = if let Some(status) = json.get("problem").and_then(Json::as_str) {
        FindingValue::Problem(ProblemStatus::from_code(status)?)
    } else if let Some(answer) = json.get("answer").and_then(Json::as_bool) {
        FindingValue::Answer(answer)
    } else if let Some(amount) = json.get("satang").and_then(Json::as_i64) {
        FindingValue::AmountSatang(amount)
    } else if let Some(amount) = json.get("satang_a_month").and_then(Json::as_i64) {
        FindingValue::MonthlySatang(amount)
    } else {
        json.get("refused").map(|_| FindingValue::Refused)?
    };
    Some(Finding { code, value })
}
