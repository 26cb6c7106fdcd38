//! Parameter sets as they are kept: criteria, target rules, catalogues and lines, drafted or released.

use chrono::{DateTime, Utc};
use phonjon_domain::ids::ParameterSetId;
use sea_orm::{ConnectionTrait, QueryResult};

use crate::database::Tx;
use crate::error::StoreError;
use crate::sql;

const COLUMNS: &str =
    "id, kind, version, first_year, last_year, body, content_hash, status, state, released_at";

/// A parameter set.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ParameterRow {
    /// The set.
    pub id: ParameterSetId,
    /// What it speaks of: `criteria`, `target_rule`, ….
    pub kind: String,
    /// `code/version`.
    pub version: String,
    /// First year it holds for, Buddhist era.
    pub first_year: Option<i16>,
    /// Last year it holds for.
    pub last_year: Option<i16>,
    /// Its text.
    pub body: String,
    /// SHA-256 of its text.
    pub content_hash: Vec<u8>,
    /// `official` or `default_to_be_confirmed`.
    pub standing: String,
    /// `draft`, `to_release` where its day is named and has not come, or `released`.
    pub state: String,
    /// When it was released, or will be.
    pub released_at: Option<DateTime<Utc>>,
}

/// Stores sets whose kind and version are not yet there, and gives how many were.
///
/// # Errors
///
/// The database's own.
pub async fn insert_new(tx: &Tx, sets: &[ParameterRow]) -> Result<u64, StoreError> {
    if sets.is_empty() {
        return Ok(0);
    }
    let text = format!(
        "insert into parameter_set (id, kind, version, first_year, last_year, body, content_hash, status, state, \
         released_at) values {} on conflict (kind, version) do nothing",
        vec!["(?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"; sets.len()].join(", ")
    );
    let values = sets
        .iter()
        .flat_map(|it| {
            [
                it.id.0.into(),
                it.kind.clone().into(),
                it.version.clone().into(),
                it.first_year.into(),
                it.last_year.into(),
                it.body.clone().into(),
                it.content_hash.clone().into(),
                it.standing.clone().into(),
                it.state.clone().into(),
                it.released_at.into(),
            ]
        })
        .collect();
    Ok(sql::execute(&**tx, &text, values).await?.rows_affected())
}

/// All sets, by kind and version.
///
/// # Errors
///
/// The database's own.
pub async fn all(db: &impl ConnectionTrait) -> Result<Vec<ParameterRow>, StoreError> {
    let text = format!("select {COLUMNS} from parameter_set order by kind, version");
    sql::rows(db, &text, vec![]).await?.iter().map(read).collect()
}

/// A set, locked.
///
/// # Errors
///
/// The database's own.
pub async fn find_for_update(tx: &Tx, id: ParameterSetId) -> Result<Option<ParameterRow>, StoreError> {
    let text = format!("select {COLUMNS} from parameter_set where id = ?{}", tx.for_update());
    sql::row(&**tx, &text, vec![id.0.into()]).await?.as_ref().map(read).transpose()
}

/// Says from when a draft is used.
///
/// # Errors
///
/// The database's own.
pub async fn schedule(tx: &Tx, id: ParameterSetId, at: DateTime<Utc>) -> Result<(), StoreError> {
    let text =
        "update parameter_set set state = 'to_release', released_at = ? where id = ? and state = 'draft'";
    sql::execute(&**tx, text, vec![at.into(), id.0.into()]).await?;
    Ok(())
}

/// Releases a set.
///
/// # Errors
///
/// The database's own.
pub async fn release(tx: &Tx, id: ParameterSetId, at: DateTime<Utc>) -> Result<(), StoreError> {
    let text =
        "update parameter_set set state = 'released', released_at = ? where id = ? and state <> 'released'";
    sql::execute(&**tx, text, vec![at.into(), id.0.into()]).await?;
    Ok(())
}

/// The hashes of the released sets' texts, by kind and in the order of release: equal hashes are equal rules.
///
/// # Errors
///
/// The database's own.
pub async fn released_hashes(db: &impl ConnectionTrait) -> Result<Vec<Vec<u8>>, StoreError> {
    let text = "select content_hash from parameter_set where state = 'released'
        order by kind, released_at, version";
    let rows = sql::rows(db, text, vec![]).await?;
    rows.iter().map(|row| Ok(row.try_get("", "content_hash")?)).collect()
}

/// Kind and version of the released sets that hold for a year.
///
/// # Errors
///
/// The database's own.
pub async fn in_force(db: &impl ConnectionTrait, year: i16) -> Result<Vec<(String, String)>, StoreError> {
    let text = "select kind, version from parameter_set where state = 'released'
        and (first_year is null or first_year <= ?) and (last_year is null or last_year >= ?)
        order by kind, released_at, version";
    let rows = sql::rows(db, text, vec![year.into(), year.into()]).await?;
    rows.iter().map(|row| Ok((row.try_get("", "kind")?, row.try_get("", "version")?))).collect()
}

fn read(row: &QueryResult) -> Result<ParameterRow, StoreError> {
    Ok(ParameterRow {
        id: ParameterSetId(row.try_get("", "id")?),
        kind: row.try_get("", "kind")?,
        version: row.try_get("", "version")?,
        first_year: row.try_get("", "first_year")?,
        last_year: row.try_get("", "last_year")?,
        body: row.try_get("", "body")?,
        content_hash: row.try_get("", "content_hash")?,
        standing: row.try_get("", "status")?,
        state: row.try_get("", "state")?,
        released_at: row.try_get("", "released_at")?,
    })
}
