//! What somebody set right by hand: a person moved, died, or bears another number.

use std::collections::HashMap;

use chrono::{DateTime, NaiveDate, Utc};
use phonjon_domain::ids::UserId;
use sea_orm::{ConnectionTrait, QueryResult};
use uuid::Uuid;

use crate::Tx;
use crate::cases::word;
use crate::error::StoreError;
use crate::sql;

const LIST: usize = 10_000;

/// What a correction says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CorrectionKind {
    /// The person belongs to another household.
    Move,
    /// The person died.
    Died,
    /// The person bears another number.
    Number,
}

impl CorrectionKind {
    /// The stable word.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Move => "move",
            Self::Died => "died",
            Self::Number => "number",
        }
    }

    fn from_code(code: &str) -> Option<Self> {
        [Self::Move, Self::Died, Self::Number].into_iter().find(|it| it.code() == code)
    }
}

/// A correction of a person.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CorrectionRow {
    /// The person's home province, and the correction's id.
    pub key: (i16, Uuid),
    /// What it says.
    pub kind: CorrectionKind,
    /// Whose.
    pub person: Uuid,
    /// The household a person moved to.
    pub household: Option<(i16, Uuid)>,
    /// The day from which it is true.
    pub on: NaiveDate,
    /// `account:<id>` or `operator:<os user>`.
    pub by_actor: String,
    /// The account, where there is one.
    pub account: Option<UserId>,
    /// When it was recorded.
    pub recorded_at: DateTime<Utc>,
    /// When it was taken back.
    pub undone_at: Option<DateTime<Utc>>,
}

const COLUMNS: [&str; 11] = [
    "home_province",
    "id",
    "kind",
    "person_id",
    "household_province",
    "household_id",
    "on_day",
    "by_actor",
    "account_id",
    "recorded_at",
    "undone_at",
];

/// Stores a correction.
///
/// # Errors
///
/// The database's own.
pub async fn insert_correction(tx: &Tx, row: &CorrectionRow) -> Result<(), StoreError> {
    let values = vec![
        row.key.0.into(),
        row.key.1.into(),
        row.kind.code().into(),
        row.person.into(),
        row.household.map(|it| it.0).into(),
        row.household.map(|it| it.1).into(),
        row.on.into(),
        row.by_actor.clone().into(),
        row.account.map(|it| it.0).into(),
        row.recorded_at.into(),
        row.undone_at.into(),
    ];
    Ok(sql::insert_many(&**tx, "correction", &COLUMNS, vec![values]).await?)
}

/// A correction by its key.
///
/// # Errors
///
/// The database's own.
pub async fn find_correction(
    db: &impl ConnectionTrait,
    key: (i16, Uuid),
) -> Result<Option<CorrectionRow>, StoreError> {
    let text = format!("select {} from correction where home_province = ? and id = ?", COLUMNS.join(", "));
    sql::row(db, &text, vec![key.0.into(), key.1.into()]).await?.as_ref().map(read).transpose()
}

/// Takes a correction back; gives false where it was taken back before.
///
/// # Errors
///
/// The database's own.
pub async fn undo_correction(tx: &Tx, key: (i16, Uuid), at: DateTime<Utc>) -> Result<bool, StoreError> {
    let text = "update correction set undone_at = ? where home_province = ? and id = ? and undone_at is null";
    let done = sql::execute(&**tx, text, vec![at.into(), key.0.into(), key.1.into()]).await?;
    Ok(done.rows_affected() == 1)
}

/// The corrections that hold of these persons, and those that moved anybody into these households, in the order
/// they were made.
///
/// # Errors
///
/// The database's own.
pub async fn corrections_of(
    db: &impl ConnectionTrait,
    persons: &[Uuid],
    households: &[Uuid],
) -> Result<Vec<CorrectionRow>, StoreError> {
    let mut found = corrections_ever_of(db, persons, households).await?;
    found.retain(|it| it.undone_at.is_none());
    Ok(found)
}

/// The same with those that were taken back.
///
/// # Errors
///
/// The database's own.
pub async fn corrections_ever_of(
    db: &impl ConnectionTrait,
    persons: &[Uuid],
    households: &[Uuid],
) -> Result<Vec<CorrectionRow>, StoreError> {
    let mut found = Vec::new();
    for (column, ids) in [("person_id", persons), ("household_id", households)] {
        for some in ids.chunks(LIST) {
            let text = format!(
                "select {} from correction where {column} in ({})",
                COLUMNS.join(", "),
                sql::marks(some.len())
            );
            for row in sql::rows(db, &text, some.iter().map(|it| (*it).into()).collect()).await? {
                found.push(read(&row)?);
            }
        }
    }
    found.sort_by_key(|it| (it.recorded_at, it.key.1));
    found.dedup_by_key(|it| it.key);
    Ok(found)
}

/// Locks a person until the transaction ends: of two who set one right at once the second sees what the first did.
///
/// # Errors
///
/// The database's own.
pub async fn lock_person(tx: &Tx, person: (i16, Uuid)) -> Result<(), StoreError> {
    let text = format!("select 1 as one from person where home_province = ? and id = ?{}", tx.for_update());
    sql::row(&**tx, &text, vec![person.0.into(), person.1.into()]).await?;
    Ok(())
}

fn read(row: &QueryResult) -> Result<CorrectionRow, StoreError> {
    let kind: String = row.try_get("", "kind")?;
    let province: Option<i16> = row.try_get("", "household_province")?;
    let household: Option<Uuid> = row.try_get("", "household_id")?;
    Ok(CorrectionRow {
        key: (row.try_get("", "home_province")?, row.try_get("", "id")?),
        kind: word("correction", &kind, CorrectionKind::from_code)?,
        person: row.try_get("", "person_id")?,
        household: province.zip(household),
        on: row.try_get("", "on_day")?,
        by_actor: row.try_get("", "by_actor")?,
        account: row.try_get::<Option<Uuid>>("", "account_id")?.map(UserId),
        recorded_at: row.try_get("", "recorded_at")?,
        undone_at: row.try_get("", "undone_at")?,
    })
}

/// The corrections that hold of a person, put to another one, and the numbers they brought; gives which.
///
/// # Errors
///
/// The database's own.
pub async fn move_corrections(tx: &Tx, from: Uuid, to: (i16, Uuid)) -> Result<Vec<Uuid>, StoreError> {
    let ids: Vec<Uuid> = corrections_of(&**tx, &[from], &[]).await?.into_iter().map(|it| it.key.1).collect();
    put_corrections(tx, &ids, to).await?;
    Ok(ids)
}

/// Puts these corrections, and the numbers they brought, to a person.
///
/// # Errors
///
/// The database's own.
pub async fn put_corrections(tx: &Tx, ids: &[Uuid], to: (i16, Uuid)) -> Result<(), StoreError> {
    for some in ids.chunks(LIST) {
        for (table, column) in [("correction", "id"), ("identifier", "correction_id")] {
            let text = format!(
                "update {table} set home_province = ?, person_id = ? where {column} in ({})",
                sql::marks(some.len())
            );
            let values = [to.0.into(), to.1.into()];
            let values = values.into_iter().chain(some.iter().map(|it| sea_orm::Value::from(*it))).collect();
            sql::execute(&**tx, &text, values).await?;
        }
    }
    Ok(())
}

/// The households that persons belong or belonged to, by person.
///
/// # Errors
///
/// The database's own.
pub async fn homes_of(
    db: &impl ConnectionTrait,
    persons: &[Uuid],
) -> Result<HashMap<Uuid, Vec<(i16, Uuid)>>, StoreError> {
    let mut found: HashMap<Uuid, Vec<(i16, Uuid)>> = HashMap::new();
    for some in persons.chunks(LIST) {
        let text = format!(
            "select distinct m.person_id, m.home_province, m.household_id from membership m join household h \
             on h.home_province = m.home_province and h.id = m.household_id \
             where m.person_id in ({}) and h.gone_at is null order by m.household_id",
            sql::marks(some.len())
        );
        for row in sql::rows(db, &text, some.iter().map(|it| (*it).into()).collect()).await? {
            let home = (row.try_get("", "home_province")?, row.try_get("", "household_id")?);
            found.entry(row.try_get("", "person_id")?).or_default().push(home);
        }
    }
    Ok(found)
}

/// A row that places a person in a household.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Stand {
    /// The row.
    pub row: Uuid,
    /// The person.
    pub person: Uuid,
    /// The household.
    pub household: Uuid,
    /// The day it was true.
    pub on: NaiveDate,
}

/// Every live row that places one of these persons anywhere.
///
/// # Errors
///
/// The database's own.
pub async fn stands(db: &impl ConnectionTrait, persons: &[Uuid]) -> Result<Vec<Stand>, StoreError> {
    let mut found = Vec::new();
    for some in persons.chunks(LIST) {
        let text = format!(
            "select l.source_row_id, l.person_id, l.household_id, r.observed_on from link l join source_row r \
             on r.home_province = l.home_province and r.id = l.source_row_id where l.person_id in ({}) \
             and l.undone_at is null and r.reversed_at is null and r.replaced_by is null",
            sql::marks(some.len())
        );
        for row in sql::rows(db, &text, some.iter().map(|it| (*it).into()).collect()).await? {
            found.push(Stand {
                row: row.try_get("", "source_row_id")?,
                person: row.try_get("", "person_id")?,
                household: row.try_get("", "household_id")?,
                on: row.try_get("", "observed_on")?,
            });
        }
    }
    Ok(found)
}
