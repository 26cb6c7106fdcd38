//! Work that goes on in the background: what it is about, how far it has come, from when it may be done.

use chrono::{DateTime, Utc};
use sea_orm::{ConnectionTrait, QueryResult};
use uuid::Uuid;

use crate::database::Tx;
use crate::error::StoreError;
use crate::sql;

/// The state of a job that is done.
const DONE: &str = "done";

/// A piece of work.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Job {
    /// The job.
    pub id: Uuid,
    /// What kind of work.
    pub kind: String,
    /// What it is about.
    pub subject: String,
    /// It is done.
    pub is_done: bool,
    /// How far it has come, as JSON.
    pub payload: String,
    /// Not before this instant.
    pub run_after: DateTime<Utc>,
}

/// Adds a job.
///
/// # Errors
///
/// The database's own.
pub async fn insert(tx: &Tx, job: &Job) -> Result<(), StoreError> {
    let row = vec![
        job.id.into(),
        job.kind.as_str().into(),
        job.subject.as_str().into(),
        if job.is_done { DONE } else { "waiting" }.into(),
        job.payload.as_str().into(),
        job.run_after.into(),
        0_i32.into(),
    ];
    let columns = ["id", "kind", "subject", "state", "payload", "run_after", "n_tries"];
    Ok(sql::insert_many(&**tx, "job", &columns, vec![row]).await?)
}

/// The jobs of a kind that are not done, those first that may be done first.
///
/// # Errors
///
/// The database's own.
pub async fn waiting(db: &impl ConnectionTrait, kind: &str) -> Result<Vec<Job>, StoreError> {
    let text = "select id, kind, subject, state, payload, run_after from job
        where kind = ? and state <> ? order by run_after, id";
    sql::rows(db, text, vec![kind.into(), DONE.into()]).await?.iter().map(read).collect()
}

/// A job, locked: whoever else would go on with it waits.
///
/// # Errors
///
/// The database's own.
pub async fn find_for_update(tx: &Tx, id: Uuid) -> Result<Option<Job>, StoreError> {
    let text = format!(
        "select id, kind, subject, state, payload, run_after from job where id = ?{}",
        tx.for_update()
    );
    sql::row(&**tx, &text, vec![id.into()]).await?.as_ref().map(read).transpose()
}

/// Keeps how far a job has come, in the transaction of what was done.
///
/// # Errors
///
/// The database's own.
pub async fn keep(tx: &Tx, job: &Job) -> Result<(), StoreError> {
    let state = if job.is_done { DONE } else { "running" };
    let values = vec![state.into(), job.payload.as_str().into(), job.id.into()];
    sql::execute(&**tx, "update job set state = ?, payload = ? where id = ?", values).await?;
    Ok(())
}

fn read(row: &QueryResult) -> Result<Job, StoreError> {
    let state: String = row.try_get_by_index(3)?;
    Ok(Job {
        id: row.try_get_by_index(0)?,
        kind: row.try_get_by_index(1)?,
        subject: row.try_get_by_index::<Option<String>>(2)?.unwrap_or_default(),
        is_done: state == DONE,
        payload: row.try_get_by_index(4)?,
        run_after: row.try_get_by_index(5)?,
    })
}
