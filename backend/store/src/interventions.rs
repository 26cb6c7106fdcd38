//! Help planned and given, and what else was given for the same need.

use std::collections::HashMap;

use chrono::{DateTime, Utc};
use phonjon_domain::ids::{CaseId, HomeProvince, HouseholdId, InterventionId, ProblemId, UserId};
use phonjon_domain::intervention::{
    Intervention, InterventionForm, InterventionKind, InterventionStatus, NeedItem, Outcome, Value,
};
use phonjon_domain::money::Satang;
use phonjon_domain::sector::Sector;
use sea_orm::{ConnectionTrait, QueryResult, Value as Bound};
use uuid::Uuid;

use crate::cases::{CaseKey, HouseholdKey, maybe_word, of_cases_or_homes, word};
use crate::database::Tx;
use crate::error::StoreError;
use crate::sql;

/// What names a piece of help: its case's home province, and its id.
pub type InterventionKey = (HomeProvince, InterventionId);

/// A piece of help with the case it belongs to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct InterventionRow {
    /// The case's home province; the id stands in `help`.
    pub province: HomeProvince,
    /// The case.
    pub case: CaseId,
    /// The help.
    pub help: Intervention,
    /// Item of the menu of measures it follows.
    pub menu_item: Option<String>,
    /// Whose account recorded it.
    pub made_by: Option<UserId>,
    /// When it was recorded.
    pub recorded_at: DateTime<Utc>,
    /// One more at each change.
    pub version: i64,
}

const COLUMNS: [&str; 22] = [
    "home_province",
    "id",
    "case_id",
    "household_id",
    "need",
    "menu_item",
    "problem_id",
    "kind",
    "form",
    "sector",
    "agency",
    "project",
    "budget_line",
    "amount_satang",
    "value_basis",
    "planned_on",
    "done_on",
    "state",
    "outcome",
    "made_by",
    "recorded_at",
    "version",
];

impl InterventionRow {
    /// What names it.
    pub fn key(&self) -> InterventionKey {
        (self.province, self.help.id)
    }

    fn values(&self) -> Vec<Bound> {
        let help = &self.help;
        vec![
            self.province.0.into(),
            help.id.0.into(),
            self.case.0.into(),
            help.household.0.into(),
            help.need.0.clone().into(),
            self.menu_item.clone().into(),
            help.problem.map(|it| it.0).into(),
            help.kind.code().into(),
            help.form.code().into(),
            help.sector.code().into(),
            help.agency.clone().into(),
            help.project.clone().into(),
            help.budget_line.clone().into(),
            help.value.amount().map(|it| it.0).into(),
            help.value.code().into(),
            help.planned_on.into(),
            help.done_on.into(),
            help.status.code().into(),
            help.outcome.code().into(),
            self.made_by.map(|it| it.0).into(),
            self.recorded_at.into(),
            self.version.into(),
        ]
    }
}

/// Stores new help.
///
/// # Errors
///
/// The database's own; help with a known id breaks the primary key.
pub async fn insert_many(tx: &Tx, rows: &[InterventionRow]) -> Result<(), StoreError> {
    let values = rows.iter().map(InterventionRow::values).collect();
    Ok(sql::insert_many(&**tx, "intervention", &COLUMNS, values).await?)
}

/// Stores how far help has come, if it still has the version that was read, and gives it with the next.
///
/// # Errors
///
/// [`StoreError::Stale`] when somebody changed it.
pub async fn update(tx: &Tx, row: InterventionRow) -> Result<InterventionRow, StoreError> {
    let text = "update intervention set amount_satang = ?, value_basis = ?, planned_on = ?, done_on = ?, state = ?, \
         outcome = ?, version = version + 1 where home_province = ? and id = ? and version = ?";
    let values = vec![
        row.help.value.amount().map(|it| it.0).into(),
        row.help.value.code().into(),
        row.help.planned_on.into(),
        row.help.done_on.into(),
        row.help.status.code().into(),
        row.help.outcome.code().into(),
        row.province.0.into(),
        row.help.id.0.into(),
        row.version.into(),
    ];
    if sql::execute(&**tx, text, values).await?.rows_affected() != 1 {
        return Err(StoreError::Stale);
    }
    Ok(InterventionRow { version: row.version + 1, ..row })
}

/// One piece of help. The caller checks that its case is within a scope.
///
/// # Errors
///
/// The database's own.
pub async fn find(
    db: &impl ConnectionTrait,
    key: InterventionKey,
) -> Result<Option<InterventionRow>, StoreError> {
    let text = format!("select {} from intervention where home_province = ? and id = ?", COLUMNS.join(", "));
    sql::row(db, &text, vec![key.0.0.into(), key.1.0.into()]).await?.as_ref().map(read).transpose()
}

/// The help of these cases, newest first, by case: that recorded under it, and that of its household that was recorded
/// under the case of another that became one with it. The caller found the cases within a scope.
///
/// # Errors
///
/// The database's own.
pub async fn of_cases(
    db: &impl ConnectionTrait,
    keys: &[CaseKey],
) -> Result<HashMap<CaseId, Vec<InterventionRow>>, StoreError> {
    let pairs: Vec<_> = keys.iter().map(|it| (it.0.0, it.1.0)).collect();
    let mut found: HashMap<CaseId, Vec<InterventionRow>> = HashMap::new();
    for some in pairs.chunks(5_000) {
        let (text, values) = of_cases_or_homes("intervention", &COLUMNS, some);
        for row in sql::rows(db, &format!("{text} order by t.recorded_at desc, t.id desc"), values).await? {
            let case = CaseId(row.try_get("", "of_case")?);
            found.entry(case).or_default().push(read(&row)?);
        }
    }
    Ok(found)
}

/// The help of any case, sector or agency that a household had or is to have for a need.
///
/// # Errors
///
/// The database's own.
pub async fn of_need(
    db: &impl ConnectionTrait,
    household: HouseholdKey,
    need: &NeedItem,
) -> Result<Vec<InterventionRow>, StoreError> {
    let values = vec![household.0.0.into(), household.1.0.into(), need.0.clone().into()];
    select(db, "home_province = ? and household_id = ? and need = ?", values).await
}

async fn select(
    db: &impl ConnectionTrait,
    condition: &str,
    values: Vec<Bound>,
) -> Result<Vec<InterventionRow>, StoreError> {
    let text = format!(
        "select {} from intervention where {condition} order by recorded_at desc, id desc",
        COLUMNS.join(", ")
    );
    sql::rows(db, &text, values).await?.iter().map(read).collect()
}

fn read(row: &QueryResult) -> Result<InterventionRow, StoreError> {
    let code = |name: &str| row.try_get::<String>("", name);
    let amount = row.try_get::<Option<i64>>("", "amount_satang")?.map(Satang);
    let outcome: Option<String> = row.try_get("", "outcome")?;
    Ok(InterventionRow {
        province: HomeProvince(row.try_get("", "home_province")?),
        case: CaseId(row.try_get("", "case_id")?),
        help: Intervention {
            id: InterventionId(row.try_get("", "id")?),
            household: HouseholdId(row.try_get("", "household_id")?),
            need: NeedItem(row.try_get("", "need")?),
            problem: row.try_get::<Option<Uuid>>("", "problem_id")?.map(ProblemId),
            kind: word("kind of help", &code("kind")?, InterventionKind::from_code)?,
            form: word("form of help", &code("form")?, InterventionForm::from_code)?,
            sector: word("sector", &code("sector")?, Sector::from_code)?,
            agency: row.try_get("", "agency")?,
            project: row.try_get("", "project")?,
            budget_line: row.try_get("", "budget_line")?,
            value: word("value of help", &code("value_basis")?, |it| Value::from_parts(it, amount))?,
            planned_on: row.try_get("", "planned_on")?,
            done_on: row.try_get("", "done_on")?,
            status: word("status of help", &code("state")?, InterventionStatus::from_code)?,
            outcome: maybe_word("outcome", outcome.as_deref(), Outcome::from_code)?
                .unwrap_or(Outcome::NotYetKnown),
        },
        menu_item: row.try_get("", "menu_item")?,
        made_by: row.try_get::<Option<Uuid>>("", "made_by")?.map(UserId),
        recorded_at: row.try_get("", "recorded_at")?,
        version: row.try_get("", "version")?,
    })
}
