//! The links between rows, persons and households, the keys rows are found by, and questions about pairs.

use std::collections::HashSet;

use chrono::{DateTime, Utc};
use sea_orm::{ConnectionTrait, Value};
use uuid::Uuid;

use crate::Tx;
use crate::error::StoreError;
use crate::sql;

/// How many values are bound to one list at most.
const LIST: usize = 10_000;

/// A link to be stored.
#[derive(Debug, Clone)]
pub struct LinkRow {
    /// The row.
    pub row: (i16, Uuid),
    /// 0 for the first link of a row, then 1, 2, ….
    pub seq: i32,
    /// The person.
    pub person: (i16, Uuid),
    /// What linked the person, and how sure (0 to 1000).
    pub person_by: (String, i16),
    /// The household.
    pub household: (i16, Uuid),
    /// What linked the household, and how sure.
    pub household_by: (String, i16),
    /// True where the row names the person as head.
    pub is_head: bool,
    /// Who linked.
    pub by_actor: String,
    /// When.
    pub at: DateTime<Utc>,
    /// The import that linked; none where a person did.
    pub batch: Option<Uuid>,
}

/// Stores links.
///
/// # Errors
///
/// The database's own.
pub async fn insert_links(tx: &Tx, links: Vec<LinkRow>) -> Result<(), StoreError> {
    let columns = [
        "home_province",
        "source_row_id",
        "seq",
        "person_province",
        "person_id",
        "person_matcher",
        "person_score",
        "household_province",
        "household_id",
        "household_matcher",
        "household_score",
        "is_head",
        "by_actor",
        "at",
        "batch_id",
    ];
    let values = links
        .into_iter()
        .map(|it| {
            vec![
                it.row.0.into(),
                it.row.1.into(),
                it.seq.into(),
                it.person.0.into(),
                it.person.1.into(),
                it.person_by.0.into(),
                it.person_by.1.into(),
                it.household.0.into(),
                it.household.1.into(),
                it.household_by.0.into(),
                it.household_by.1.into(),
                it.is_head.into(),
                it.by_actor.into(),
                it.at.into(),
                it.batch.into(),
            ]
        })
        .collect();
    Ok(sql::insert_many(&**tx, "link", &columns, values).await?)
}

/// Undoes the live links of rows; they stay to be read.
///
/// # Errors
///
/// The database's own.
pub async fn undo_links(tx: &Tx, rows: &[Uuid], at: DateTime<Utc>) -> Result<(), StoreError> {
    for some in rows.chunks(LIST) {
        let text = format!(
            "update link set undone_at = ? where undone_at is null and source_row_id in ({})",
            sql::marks(some.len())
        );
        let mut values: Vec<Value> = vec![at.into()];
        values.extend(some.iter().map(|it| Value::from(*it)));
        sql::execute(&**tx, &text, values).await?;
    }
    Ok(())
}

/// Marks rows as replaced by newer ones of the same place: old row, new row.
///
/// # Errors
///
/// The database's own.
pub async fn replace_rows(tx: &Tx, pairs: &[(Uuid, Uuid)]) -> Result<(), StoreError> {
    for some in pairs.chunks(500) {
        let arms = "when ? then ? ".repeat(some.len());
        // PostgreSQL cannot tell the type of bound values inside a bare case expression.
        let cast = if tx.get_database_backend() == sea_orm::DbBackend::Postgres { "uuid" } else { "blob" };
        let text = format!(
            "update source_row set replaced_by = cast(case id {arms} end as {cast}) where id in ({})",
            sql::marks(some.len())
        );
        let mut values: Vec<Value> = Vec::with_capacity(some.len() * 3);
        for (old, new) in some {
            values.extend([Value::from(*old), Value::from(*new)]);
        }
        values.extend(some.iter().map(|it| Value::from(it.0)));
        sql::execute(&**tx, &text, values).await?;
    }
    Ok(())
}

/// Stores the blocking keys that rows are found by.
///
/// # Errors
///
/// The database's own.
pub async fn insert_keys(tx: &Tx, keys: Vec<([u8; 16], (i16, Uuid))>) -> Result<(), StoreError> {
    let values =
        keys.into_iter().map(|(hash, row)| vec![hash.to_vec().into(), row.0.into(), row.1.into()]).collect();
    Ok(sql::insert_many(&**tx, "link_key", &["key_hash", "home_province", "source_row_id"], values).await?)
}

/// A question to be asked: are these two the same?
#[derive(Debug, Clone)]
pub struct QuestionRow {
    /// Home province and id.
    pub key: (i16, Uuid),
    /// `person` or `household`.
    pub kind: String,
    /// One of the two.
    pub left: (i16, Uuid),
    /// The other.
    pub right: (i16, Uuid),
    /// Why it is asked, as JSON list of codes.
    pub reasons: String,
    /// How likely they are the same, 0 to 1000.
    pub score: i16,
    /// What the score is the sum of, as JSON.
    pub explanation: Option<String>,
    /// Where it is asked.
    pub area_id: Option<Uuid>,
    /// The import it came up in.
    pub batch_id: Option<Uuid>,
    /// When.
    pub asked_at: DateTime<Utc>,
}

/// The pairs that were asked about before, answered or not, of which one of these is the left one.
///
/// # Errors
///
/// The database's own.
pub async fn asked_pairs(
    db: &impl ConnectionTrait,
    lefts: &[Uuid],
) -> Result<HashSet<(Uuid, Uuid)>, StoreError> {
    let mut asked = HashSet::new();
    for some in lefts.chunks(LIST) {
        let text = format!(
            "select left_id, right_id from link_question where left_id in ({})",
            sql::marks(some.len())
        );
        for row in sql::rows(db, &text, some.iter().map(|it| (*it).into()).collect()).await? {
            asked.insert((row.try_get("", "left_id")?, row.try_get("", "right_id")?));
        }
    }
    Ok(asked)
}

/// Stores questions, leaving out pairs that were asked before, answered or not; gives how many are new.
///
/// # Errors
///
/// The database's own.
pub async fn insert_questions(tx: &Tx, questions: Vec<QuestionRow>) -> Result<usize, StoreError> {
    if questions.is_empty() {
        return Ok(0);
    }
    let lefts: Vec<Uuid> = questions.iter().map(|it| it.left.1).collect();
    let mut asked: HashSet<(Uuid, Uuid)> = asked_pairs(&**tx, &lefts).await?;
    let columns = [
        "home_province",
        "id",
        "kind",
        "left_province",
        "left_id",
        "right_province",
        "right_id",
        "reasons",
        "score",
        "explanation",
        "area_id",
        "batch_id",
        "asked_at",
    ];
    let values: Vec<Vec<Value>> = questions
        .into_iter()
        .filter(|it| asked.insert((it.left.1, it.right.1)))
        .map(|it| {
            vec![
                it.key.0.into(),
                it.key.1.into(),
                it.kind.into(),
                it.left.0.into(),
                it.left.1.into(),
                it.right.0.into(),
                it.right.1.into(),
                it.reasons.into(),
                it.score.into(),
                it.explanation.into(),
                it.area_id.into(),
                it.batch_id.into(),
                it.asked_at.into(),
            ]
        })
        .collect();
    let n_new = values.len();
    sql::insert_many(&**tx, "link_question", &columns, values).await?;
    Ok(n_new)
}

/// Those of these households that somebody worked on: visited, planned for or helped. Their rows stay where they are.
///
/// # Errors
///
/// The database's own.
pub async fn worked_households(
    db: &impl ConnectionTrait,
    households: &[Uuid],
) -> Result<HashSet<Uuid>, StoreError> {
    let mut worked = HashSet::new();
    for some in households.chunks(LIST) {
        let text = format!(
            "select c.household_id from \"case\" c where c.household_id in ({}) and (\
             exists (select 1 from visit v where v.home_province = c.home_province and v.case_id = c.id) \
             or exists (select 1 from plan p where p.home_province = c.home_province and p.case_id = c.id) \
             or exists (select 1 from intervention i where i.home_province = c.home_province and i.case_id = c.id))",
            sql::marks(some.len())
        );
        for row in sql::rows(db, &text, some.iter().map(|it| (*it).into()).collect()).await? {
            worked.insert(row.try_get("", "household_id")?);
        }
    }
    Ok(worked)
}

/// Pairs a person declared to be two, of this kind, that one of these ids is in.
///
/// # Errors
///
/// The database's own.
pub async fn refused_pairs(
    db: &impl ConnectionTrait,
    kind: &str,
    ids: &[Uuid],
) -> Result<Vec<(Uuid, Uuid)>, StoreError> {
    let mut pairs = Vec::new();
    for some in ids.chunks(LIST) {
        let text = format!(
            "select left_id, right_id from link_refusal where kind = ? and left_id in ({})",
            sql::marks(some.len())
        );
        let mut values: Vec<Value> = vec![kind.into()];
        values.extend(some.iter().map(|it| Value::from(*it)));
        for row in sql::rows(db, &text, values).await? {
            pairs.push((row.try_get("", "left_id")?, row.try_get("", "right_id")?));
        }
    }
    Ok(pairs)
}
