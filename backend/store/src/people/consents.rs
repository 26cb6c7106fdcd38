//! The privacy notice given to a household, and the consents asked apart.

use std::collections::HashMap;

use chrono::{DateTime, NaiveDate, Utc};
use phonjon_domain::ids::{HomeProvince, HouseholdId, UserId};
use sea_orm::ConnectionTrait;
use uuid::Uuid;

use crate::cases::{HouseholdKey, id_condition, word};
use crate::database::Tx;
use crate::error::StoreError;
use crate::sql;

/// What was given or asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum ConsentKind {
    /// The privacy notice was given.
    Notice,
    /// To take a photo.
    Photo,
    /// To share with partners that are not of the state.
    Sharing,
    /// To publish.
    Publishing,
}

impl ConsentKind {
    /// All of them.
    pub const ALL: [Self; 4] = [Self::Notice, Self::Photo, Self::Sharing, Self::Publishing];

    /// The stable word.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Notice => "notice",
            Self::Photo => "photo",
            Self::Sharing => "sharing",
            Self::Publishing => "publishing",
        }
    }

    /// The kind of a stable word.
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|it| it.code() == code)
    }
}

/// A notice given or a consent asked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ConsentRow {
    /// The household's home province, and an id.
    pub key: (HomeProvince, Uuid),
    /// The household.
    pub household: HouseholdId,
    /// What.
    pub kind: ConsentKind,
    /// Given, or refused without losing help.
    pub given: bool,
    /// Which text.
    pub notice_version: Option<String>,
    /// In which language.
    pub language: Option<String>,
    /// The local day.
    pub on_day: NaiveDate,
    /// The local day it was withdrawn.
    pub withdrawn_on: Option<NaiveDate>,
    /// When it was recorded.
    pub recorded_at: DateTime<Utc>,
    /// Whose account recorded it.
    pub recorded_by: UserId,
}

const COLUMNS: [&str; 10] = [
    "home_province",
    "id",
    "household_id",
    "kind",
    "given",
    "notice_version",
    "language",
    "on_day",
    "recorded_at",
    "recorded_by",
];

/// Stores notices and consents.
///
/// # Errors
///
/// The database's own.
pub async fn insert_many(tx: &Tx, rows: &[ConsentRow]) -> Result<(), StoreError> {
    let values = rows
        .iter()
        .map(|it| {
            vec![
                it.key.0.0.into(),
                it.key.1.into(),
                it.household.0.into(),
                it.kind.code().into(),
                it.given.into(),
                it.notice_version.clone().into(),
                it.language.clone().into(),
                it.on_day.into(),
                it.recorded_at.into(),
                it.recorded_by.0.into(),
            ]
        })
        .collect();
    Ok(sql::insert_many(&**tx, "consent", &COLUMNS, values).await?)
}

/// Notices and consents of these households, newest first, by household. The caller found the households within a
/// scope.
///
/// # Errors
///
/// The database's own.
pub async fn of_households(
    db: &impl ConnectionTrait,
    keys: &[HouseholdKey],
) -> Result<HashMap<HouseholdId, Vec<ConsentRow>>, StoreError> {
    let pairs: Vec<_> = keys.iter().map(|it| (it.0.0, it.1.0)).collect();
    let mut found: HashMap<HouseholdId, Vec<ConsentRow>> = HashMap::new();
    for some in pairs.chunks(5_000) {
        let (condition, values) = id_condition("household_id", some);
        let text = format!(
            "select {}, withdrawn_on from consent where {condition} order by on_day desc, id desc",
            COLUMNS.join(", ")
        );
        for row in sql::rows(db, &text, values).await? {
            let kind: String = row.try_get("", "kind")?;
            let household = HouseholdId(row.try_get("", "household_id")?);
            found.entry(household).or_default().push(ConsentRow {
                key: (HomeProvince(row.try_get("", "home_province")?), row.try_get("", "id")?),
                household,
                kind: word("consent kind", &kind, ConsentKind::from_code)?,
                given: row.try_get("", "given")?,
                notice_version: row.try_get("", "notice_version")?,
                language: row.try_get("", "language")?,
                on_day: row.try_get("", "on_day")?,
                withdrawn_on: row.try_get("", "withdrawn_on")?,
                recorded_at: row.try_get("", "recorded_at")?,
                recorded_by: UserId(row.try_get("", "recorded_by")?),
            });
        }
    }
    Ok(found)
}
