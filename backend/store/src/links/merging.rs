//! What was made one by hand: kept with its reason and with what it changed, and never deleted when it is taken apart.

use std::collections::HashMap;

use chrono::{DateTime, Utc};
use phonjon_domain::ids::{HouseholdId, UserId};
use sea_orm::{ConnectionTrait, QueryResult, Value};
use uuid::Uuid;

use crate::Tx;
use crate::cases::{HouseholdKey, word};
use crate::error::StoreError;
use crate::sql;

/// Two that somebody made one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Merging {
    /// Home province of the one that stays, and the merging's id.
    pub key: (i16, Uuid),
    /// True of two households, false of two persons.
    pub is_of_households: bool,
    /// The one that stays.
    pub kept: (i16, Uuid),
    /// The one that is gone.
    pub gone: (i16, Uuid),
    /// Why.
    pub reason: String,
    /// What it changed, as JSON, to be taken apart by.
    pub outcome: String,
    /// `account:<id>` or `operator:<os user>`.
    pub by_actor: String,
    /// The account, where there is one.
    pub account: Option<UserId>,
    /// When.
    pub at: DateTime<Utc>,
    /// When it was taken apart, by whom, and why.
    pub undone: Option<(DateTime<Utc>, Option<UserId>, String)>,
}

const COLUMNS: [&str; 15] = [
    "home_province",
    "id",
    "kind",
    "kept_province",
    "kept_id",
    "gone_province",
    "gone_id",
    "reason",
    "outcome",
    "by_actor",
    "account_id",
    "at",
    "undone_at",
    "undone_by",
    "undone_reason",
];

/// Stores a merging.
///
/// # Errors
///
/// The database's own.
pub async fn insert_merging(tx: &Tx, row: &Merging) -> Result<(), StoreError> {
    let kind = if row.is_of_households { "household" } else { "person" };
    let values: Vec<Value> = vec![
        row.key.0.into(),
        row.key.1.into(),
        kind.into(),
        row.kept.0.into(),
        row.kept.1.into(),
        row.gone.0.into(),
        row.gone.1.into(),
        row.reason.clone().into(),
        row.outcome.clone().into(),
        row.by_actor.clone().into(),
        row.account.map(|it| it.0).into(),
        row.at.into(),
    ];
    Ok(sql::insert_many(&**tx, "merging", &COLUMNS[..12], vec![values]).await?)
}

/// A merging, locked until the transaction ends. The caller asks whether its household is within a scope.
///
/// # Errors
///
/// The database's own.
pub async fn find_merging_for_update(tx: &Tx, key: (i16, Uuid)) -> Result<Option<Merging>, StoreError> {
    let text = format!(
        "select {} from merging where home_province = ? and id = ?{}",
        COLUMNS.join(", "),
        tx.for_update()
    );
    sql::row(&**tx, &text, vec![key.0.into(), key.1.into()]).await?.as_ref().map(read).transpose()
}

/// Marks a merging as taken apart.
///
/// # Errors
///
/// [`StoreError::Stale`] where it was before.
pub async fn undo_merging(
    tx: &Tx,
    key: (i16, Uuid),
    at: DateTime<Utc>,
    by: Option<UserId>,
    reason: &str,
) -> Result<(), StoreError> {
    let text = "update merging set undone_at = ?, undone_by = ?, undone_reason = ? \
                where home_province = ? and id = ? and undone_at is null";
    let values = vec![at.into(), by.map(|it| it.0).into(), reason.into(), key.0.into(), key.1.into()];
    let done = sql::execute(&**tx, text, values).await?;
    if done.rows_affected() == 1 { Ok(()) } else { Err(StoreError::Stale) }
}

/// True where either side of this merging became one with something else by hand since, and is so still.
///
/// # Errors
///
/// The database's own.
pub async fn is_merged_since(db: &impl ConnectionTrait, of: &Merging) -> Result<bool, StoreError> {
    for column in ["kept_id", "gone_id"] {
        let text = format!(
            "select 1 as one from merging where {column} = ? and undone_at is null and id <> ? \
             and (at > ? or (at = ? and id > ?)) limit 1"
        );
        let values: Vec<Value> =
            vec![of.kept.1.into(), of.key.1.into(), of.at.into(), of.at.into(), of.key.1.into()];
        if sql::row(db, &text, values).await?.is_some() {
            return Ok(true);
        }
    }
    Ok(false)
}

/// The mergings of these households and of whoever belongs or belonged to them, newest first, by household. The caller found
/// the households within a scope.
///
/// # Errors
///
/// The database's own.
pub async fn mergings_of(
    db: &impl ConnectionTrait,
    households: &[HouseholdKey],
) -> Result<HashMap<HouseholdId, Vec<Merging>>, StoreError> {
    let columns = COLUMNS.map(|it| format!("g.{it}")).join(", ");
    let mut found: HashMap<HouseholdId, Vec<Merging>> = HashMap::new();
    for some in households.chunks(5_000) {
        let ids = || some.iter().map(|it| it.1.0.into()).collect::<Vec<Value>>();
        let marks = sql::marks(some.len());
        for text in [
            format!(
                "select g.kept_id as owner, {columns} from merging g where g.kind = 'household' and g.kept_id in ({marks})"
            ),
            format!(
                "select distinct m.household_id as owner, {columns} from membership m \
                 join merging g on g.kept_id = m.person_id where g.kind = 'person' and m.household_id in ({marks})"
            ),
        ] {
            for row in sql::rows(db, &text, ids()).await? {
                found.entry(HouseholdId(row.try_get("", "owner")?)).or_default().push(read(&row)?);
            }
        }
    }
    for all in found.values_mut() {
        all.sort_by_key(|it| (std::cmp::Reverse(it.at), it.key.1));
    }
    Ok(found)
}

fn read(row: &QueryResult) -> Result<Merging, StoreError> {
    let kind: String = row.try_get("", "kind")?;
    let undone_at: Option<DateTime<Utc>> = row.try_get("", "undone_at")?;
    let undone_by = row.try_get::<Option<Uuid>>("", "undone_by")?.map(UserId);
    let undone_reason: Option<String> = row.try_get("", "undone_reason")?;
    Ok(Merging {
        key: (row.try_get("", "home_province")?, row.try_get("", "id")?),
        is_of_households: word("merging", &kind, |it| match it {
            "household" => Some(true),
            "person" => Some(false),
            _ => None,
        })?,
        kept: (row.try_get("", "kept_province")?, row.try_get("", "kept_id")?),
        gone: (row.try_get("", "gone_province")?, row.try_get("", "gone_id")?),
        reason: row.try_get("", "reason")?,
        outcome: row.try_get("", "outcome")?,
        by_actor: row.try_get("", "by_actor")?,
        account: row.try_get::<Option<Uuid>>("", "account_id")?.map(UserId),
        at: row.try_get("", "at")?,
        undone: undone_at.map(|at| (at, undone_by, undone_reason.unwrap_or_default())),
    })
}
