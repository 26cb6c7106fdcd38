//! Linking rows anew: the last link of a row, rows that come back, and what hangs on a household beside its rows.

use std::collections::HashMap;

use sea_orm::{ConnectionTrait, Value};
use uuid::Uuid;

use crate::Tx;
use crate::error::StoreError;
use crate::sql;

const LIST: usize = 10_000;

/// A link of a row, live or undone.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LastLink {
    /// The row.
    pub row: (i16, Uuid),
    /// Its number among the row's links.
    pub seq: i32,
    /// The person.
    pub person: (i16, Uuid),
    /// What linked the person, and how sure.
    pub person_by: (String, i16),
    /// The household.
    pub household: (i16, Uuid),
    /// What linked the household, and how sure.
    pub household_by: (String, i16),
    /// True where the row names the person as head.
    pub is_head: bool,
    /// The import that linked, if one did.
    pub batch: Option<Uuid>,
    /// True while it holds.
    pub is_live: bool,
}

/// All links of these rows, oldest first, by row.
///
/// # Errors
///
/// The database's own.
pub async fn last_links(
    db: &impl ConnectionTrait,
    rows: &[Uuid],
) -> Result<HashMap<Uuid, Vec<LastLink>>, StoreError> {
    let mut found: HashMap<Uuid, Vec<LastLink>> = HashMap::with_capacity(rows.len());
    for some in rows.chunks(LIST) {
        let text = format!(
            "select home_province, source_row_id, seq, person_province, person_id, person_matcher, person_score, \
             household_province, household_id, household_matcher, household_score, is_head, batch_id, undone_at \
             from link where source_row_id in ({}) order by source_row_id, seq",
            sql::marks(some.len())
        );
        for row in sql::rows(db, &text, some.iter().map(|it| (*it).into()).collect()).await? {
            let id: Uuid = row.try_get("", "source_row_id")?;
            let undone_at: Option<chrono::DateTime<chrono::Utc>> = row.try_get("", "undone_at")?;
            found.entry(id).or_default().push(LastLink {
                row: (row.try_get("", "home_province")?, id),
                seq: row.try_get("", "seq")?,
                person: (row.try_get("", "person_province")?, row.try_get("", "person_id")?),
                person_by: (row.try_get("", "person_matcher")?, row.try_get("", "person_score")?),
                household: (row.try_get("", "household_province")?, row.try_get("", "household_id")?),
                household_by: (row.try_get("", "household_matcher")?, row.try_get("", "household_score")?),
                is_head: row.try_get("", "is_head")?,
                batch: row.try_get("", "batch_id")?,
                is_live: undone_at.is_none(),
            });
        }
    }
    Ok(found)
}

/// Marks rows as no longer replaced by rows of an import that is undone.
///
/// # Errors
///
/// The database's own.
pub async fn revive_rows(tx: &Tx, rows: &[Uuid]) -> Result<(), StoreError> {
    for some in rows.chunks(LIST) {
        let text =
            format!("update source_row set replaced_by = null where id in ({})", sql::marks(some.len()));
        sql::execute(&**tx, &text, some.iter().map(|it| (*it).into()).collect()).await?;
    }
    Ok(())
}

/// Household and person that the stored results of these rows are kept for, by row.
///
/// # Errors
///
/// The database's own.
pub async fn results_of(
    db: &impl ConnectionTrait,
    rows: &[Uuid],
) -> Result<HashMap<Uuid, (Uuid, Option<Uuid>)>, StoreError> {
    let mut found = HashMap::with_capacity(rows.len());
    for some in rows.chunks(LIST) {
        let text = format!(
            "select source_row_id, household_id, person_id from survey_result where source_row_id in ({})",
            sql::marks(some.len())
        );
        for row in sql::rows(db, &text, some.iter().map(|it| (*it).into()).collect()).await? {
            found.insert(
                row.try_get("", "source_row_id")?,
                (row.try_get("", "household_id")?, row.try_get("", "person_id")?),
            );
        }
    }
    Ok(found)
}

/// What hangs on a household beside its rows and its case.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Dependents {
    /// Problems with their items, those that are gone left out.
    pub problems: Vec<(Uuid, String)>,
    /// Consents.
    pub consents: Vec<Uuid>,
    /// Proposals that wait.
    pub proposals: Vec<Uuid>,
    /// Visits, of its case.
    pub visits: Vec<Uuid>,
    /// Help, of its case.
    pub interventions: Vec<Uuid>,
}

/// What hangs on a household beside its rows and its case.
///
/// # Errors
///
/// The database's own.
pub async fn dependents_of(db: &impl ConnectionTrait, household: Uuid) -> Result<Dependents, StoreError> {
    let values = || vec![household.into()];
    let mut found = Dependents::default();
    let text = "select id, item from problem where household_id = ? \
                and gone_at is null order by id";
    for row in sql::rows(db, text, values()).await? {
        found.problems.push((row.try_get("", "id")?, row.try_get("", "item")?));
    }
    for (text, ids) in [
        ("select id from consent where household_id = ? order by id", &mut found.consents),
        (
            "select id from opening_proposal where household_id = ? \
             and decided_at is null and case_id is null order by id",
            &mut found.proposals,
        ),
        ("select id from visit where household_id = ? order by id", &mut found.visits),
        ("select id from intervention where household_id = ? order by id", &mut found.interventions),
    ] {
        for row in sql::rows(db, text, values()).await? {
            ids.push(row.try_get("", "id")?);
        }
    }
    Ok(found)
}

/// Moves problems, consents and proposals to another household, and lets visits and help of the same province speak of
/// it; they stay with their case.
///
/// # Errors
///
/// The database's own.
pub async fn move_dependents(tx: &Tx, what: &Dependents, to: (i16, Uuid)) -> Result<(), StoreError> {
    let problems: Vec<Uuid> = what.problems.iter().map(|it| it.0).collect();
    for (table, ids) in
        [("problem", &problems), ("consent", &what.consents), ("opening_proposal", &what.proposals)]
    {
        for some in ids.chunks(LIST) {
            let text = format!(
                "update {table} set home_province = ?, household_id = ? where id in ({})",
                sql::marks(some.len())
            );
            let values = [to.0.into(), to.1.into()];
            let values = values.into_iter().chain(some.iter().map(|it| Value::from(*it))).collect();
            sql::execute(&**tx, &text, values).await?;
        }
    }
    for (table, ids) in [("visit", &what.visits), ("intervention", &what.interventions)] {
        for some in ids.chunks(LIST) {
            let text = format!(
                "update {table} set household_id = ? where home_province = ? and id in ({})",
                sql::marks(some.len())
            );
            let values = [to.1.into(), to.0.into()];
            let values = values.into_iter().chain(some.iter().map(|it| Value::from(*it))).collect();
            sql::execute(&**tx, &text, values).await?;
        }
    }
    Ok(())
}

/// Marks problems as gone, or as there again.
///
/// # Errors
///
/// The database's own.
pub async fn mark_problems(
    tx: &Tx,
    problems: &[Uuid],
    gone_at: Option<chrono::DateTime<chrono::Utc>>,
) -> Result<(), StoreError> {
    for some in problems.chunks(LIST) {
        let text = format!("update problem set gone_at = ? where id in ({})", sql::marks(some.len()));
        let values = std::iter::once(gone_at.into()).chain(some.iter().map(|it| (*it).into())).collect();
        sql::execute(&**tx, &text, values).await?;
    }
    Ok(())
}

/// Removes listings of a case: all, or those of these years and sources.
///
/// # Errors
///
/// The database's own.
pub async fn remove_listings(
    tx: &Tx,
    case: crate::cases::CaseKey,
    only: Option<&[(i16, String)]>,
) -> Result<(), StoreError> {
    let text = "delete from listing where home_province = ? and case_id = ?";
    let key = || vec![case.0.0.into(), case.1.0.into()];
    let Some(only) = only else {
        sql::execute(&**tx, text, key()).await?;
        return Ok(());
    };
    for (year, source) in only {
        let mut values: Vec<Value> = key();
        values.extend([(*year).into(), source.clone().into()]);
        sql::execute(&**tx, &format!("{text} and fiscal_year = ? and source = ?"), values).await?;
    }
    Ok(())
}

/// Removes events of a case, with what it took over from another: all since happened where it stood before them.
///
/// # Errors
///
/// The database's own.
pub async fn remove_events(
    tx: &Tx,
    case: crate::cases::CaseKey,
    events: &[i64],
    status: &str,
) -> Result<(), StoreError> {
    let key = || -> [Value; 2] { [case.0.0.into(), case.1.0.into()] };
    let text = format!(
        "delete from case_event where home_province = ? and case_id = ? and seq in ({})",
        sql::marks(events.len())
    );
    let values = key().into_iter().chain(events.iter().map(|it| (*it).into())).collect();
    sql::execute(&**tx, &text, values).await?;
    let text = "update case_event set status = ? where home_province = ? and case_id = ? and seq > ?";
    let last = events.iter().max().copied().unwrap_or(i64::MAX);
    let values = std::iter::once(status.into()).chain(key()).chain([last.into()]).collect();
    sql::execute(&**tx, text, values).await?;
    Ok(())
}

/// Puts the problems that rows brought where the rows stand now.
///
/// # Errors
///
/// The database's own.
pub async fn restore_places(tx: &Tx, rows: &[(Uuid, (i16, Uuid))]) -> Result<(), StoreError> {
    let mut by_home: HashMap<(i16, Uuid), Vec<Uuid>> = HashMap::new();
    for (row, home) in rows {
        by_home.entry(*home).or_default().push(*row);
    }
    for (home, rows) in by_home {
        for some in rows.chunks(LIST) {
            let text = format!(
                "update problem set home_province = ?, household_id = ? where household_id <> ? \
                 and source_row_id in ({})",
                sql::marks(some.len())
            );
            let values = [home.0.into(), home.1.into(), home.1.into()];
            let values = values.into_iter().chain(some.iter().map(|it| Value::from(*it))).collect();
            sql::execute(&**tx, &text, values).await?;
        }
    }
    Ok(())
}
