//! Questions whether two records are the same: asked of whoever reaches both, answered once, and opened again.

use chrono::{DateTime, Utc};
use phonjon_domain::access::Scope;
use phonjon_domain::ids::{AreaId, QuestionId, UserId};
use phonjon_domain::link::{Stage, Waits};
use sea_orm::{ConnectionTrait, QueryResult, Value};
use uuid::Uuid;

use super::turn::{self, Turn};
use crate::Tx;
use crate::access::scope_condition;
use crate::cases::{maybe_word, word};
use crate::error::StoreError;
use crate::people::PRESENT;
use crate::sql;

/// What a person answered.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Answer {
    /// They are one.
    Same,
    /// They are two.
    NotTheSame,
}

impl Answer {
    /// The stable word.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Same => "same",
            Self::NotTheSame => "not_the_same",
        }
    }

    fn from_code(code: &str) -> Option<Self> {
        [Self::Same, Self::NotTheSame].into_iter().find(|it| it.code() == code)
    }
}

/// A question.
#[derive(Debug, Clone, PartialEq)]
pub struct Question {
    /// Home province and id.
    pub key: (i16, QuestionId),
    /// True where it is about two households, false where about two persons.
    pub is_of_households: bool,
    /// One of the two.
    pub left: (i16, Uuid),
    /// The other.
    pub right: (i16, Uuid),
    /// Why it is asked: stable words.
    pub reasons: Vec<String>,
    /// How likely they are the same, 0 to 1000.
    pub score: i16,
    /// Of two people, what the score is the sum of, as JSON; none of households, of who was asked by hand, and of what was
    /// asked before this was kept.
    pub explanation: Option<String>,
    /// Where the row lies that it came up with.
    pub area: Option<AreaId>,
    /// When it was asked.
    pub asked_at: DateTime<Utc>,
    /// The answer, where there is one.
    pub answer: Option<Answer>,
    /// Who answered.
    pub answered_by: Option<UserId>,
    /// When.
    pub answered_at: Option<DateTime<Utc>>,
    /// What the answer changed, as JSON, to be taken back by.
    pub outcome: Option<String>,
    /// Whom it was passed on to by somebody who did not know, and when.
    pub passed: Option<(Stage, DateTime<Utc>)>,
    /// Its number on paper, where it was printed.
    pub number: Option<i32>,
    /// The account that asked, and why, where no import did.
    pub by_hand: Option<(UserId, String)>,
    /// Somebody of the village reaches both.
    pub village_knows: bool,
    /// Somebody of the subdistrict reaches both.
    pub subdistrict_knows: bool,
}

impl Question {
    /// What says whose turn it is.
    pub const fn waits(&self) -> Waits {
        Waits {
            asked_at: self.asked_at,
            passed: self.passed,
            village_knows: self.village_knows,
            subdistrict_knows: self.subdistrict_knows,
        }
    }
}

const COLUMNS: &str = "q.home_province, q.id, q.kind, q.left_province, q.left_id, q.right_province, q.right_id, \
     q.reasons, q.score, q.area_id, q.asked_at, q.answer, q.answered_by, q.answered_at, q.outcome, \
     q.passed_to, q.passed_at, q.number, q.asked_by, q.note, q.explanation";

/// Which questions are asked for.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct QuestionsAsked {
    /// True for answered ones, newest answer first; false for those that wait, the oldest first.
    pub answered: bool,
    /// Only those that came up in this area or one in it.
    pub area: Option<AreaId>,
    /// Only those whose turn it is.
    pub turn: Option<Turn>,
    /// Only those with a number on paper.
    pub is_numbered: bool,
    /// Only those with this number.
    pub number: Option<i32>,
    /// Instant and id of the last question of the page before.
    pub after: Option<(DateTime<Utc>, QuestionId)>,
    /// How many.
    pub limit: u64,
}

/// Questions of which the scope reaches both sides.
///
/// # Errors
///
/// The database's own.
pub async fn questions(
    db: &impl ConnectionTrait,
    scope: &Scope,
    asked: &QuestionsAsked,
) -> Result<Vec<Question>, StoreError> {
    let (mut conditions, mut values) = reached(scope, asked.answered);
    let (column, order, beyond) =
        if asked.answered { ("q.answered_at", "desc", "<") } else { ("q.asked_at", "asc", ">") };
    conditions.push(format!("q.answered_at is {}", if asked.answered { "not null" } else { "null" }));
    if let Some(area) = asked.area {
        conditions.push(
            "q.area_id in (select descendant_id from area_closure where ancestor_id = ? and valid_until is null)"
                .to_owned(),
        );
        values.push(area.0.into());
    }
    if let Some(turn) = asked.turn {
        let (is_turn, bound) = turn::is_turn(turn, scope.day);
        conditions.push(is_turn);
        values.extend(bound);
    }
    if asked.is_numbered {
        conditions.push("q.number is not null".to_owned());
    }
    if let Some(number) = asked.number {
        conditions.push("q.number = ?".to_owned());
        values.push(number.into());
    }
    if let Some((at, id)) = asked.after {
        conditions.push(format!("({column} {beyond} ? or ({column} = ? and q.id {beyond} ?))"));
        values.extend([at.into(), at.into(), Value::from(id.0)]);
    }
    let (known, bound) = turn::known_columns(scope.day);
    values.splice(0..0, bound);
    let text = format!(
        "select {COLUMNS}, {known} from link_question q where {} order by {column} {order}, q.id {order} limit {}",
        conditions.join(" and "),
        asked.limit
    );
    sql::rows(db, &text, values).await?.iter().map(read).collect()
}

/// How many questions wait of which the scope reaches both sides and whose turn it is.
///
/// # Errors
///
/// The database's own.
pub async fn count_waiting(db: &impl ConnectionTrait, scope: &Scope, turn: Turn) -> Result<i64, StoreError> {
    let (mut conditions, mut values) = reached(scope, false);
    let (is_turn, bound) = turn::is_turn(turn, scope.day);
    conditions.push(is_turn);
    values.extend(bound);
    let conditions = conditions.join(" and ");
    let text = format!("select count(*) from link_question q where {conditions} and q.answered_at is null");
    let row = sql::row(db, &text, values).await?;
    Ok(row.map_or(Ok(0), |row| row.try_get_by_index(0))?)
}

/// A question of which the scope reaches both sides.
///
/// # Errors
///
/// The database's own.
pub async fn find_question(
    db: &impl ConnectionTrait,
    scope: &Scope,
    key: (i16, QuestionId),
) -> Result<Option<Question>, StoreError> {
    find(db, scope, key, "").await
}

/// The same, locked until the transaction ends.
///
/// # Errors
///
/// The database's own.
pub async fn find_question_for_update(
    tx: &Tx,
    scope: &Scope,
    key: (i16, QuestionId),
) -> Result<Option<Question>, StoreError> {
    find(&**tx, scope, key, tx.for_update()).await
}

async fn find(
    db: &impl ConnectionTrait,
    scope: &Scope,
    key: (i16, QuestionId),
    tail: &str,
) -> Result<Option<Question>, StoreError> {
    let (conditions, mut values) = reached(scope, true);
    let conditions = conditions.join(" and ");
    let (known, bound) = turn::known_columns(scope.day);
    values.splice(0..0, bound);
    let text = format!(
        "select {COLUMNS}, {known} from link_question q where {conditions} and q.home_province = ? and q.id = ?{tail}"
    );
    values.extend([key.0.into(), Value::from(key.1.0)]);
    sql::row(db, &text, values).await?.as_ref().map(read).transpose()
}

/// Conditions that hold where the scope reaches both sides, persons where they belong now, and their values. A side that is no more since both
/// became one is reached where the other is; a question about such a pair never waits.
fn reached(scope: &Scope, with_gone: bool) -> (Vec<String>, Vec<Value>) {
    let (mut conditions, mut values) = (Vec::new(), Vec::new());
    let (reach, bound) = scope_condition(scope, "h.area_id", None);
    let gone = |table: &str, side: &str| {
        if with_gone {
            format!(" or exists (select 1 from {table} g where g.id = q.{side} and g.gone_at is not null)")
        } else {
            String::new()
        }
    };
    for side in ["left_id", "right_id"] {
        conditions.push(format!(
            "((q.kind = 'household' and (exists (select 1 from household h where h.id = q.{side} \
             and h.gone_at is null and {reach}){})) or (q.kind = 'person' and (exists (select 1 from membership m \
             join household h on h.home_province = m.home_province and h.id = m.household_id \
             where m.person_id = q.{side} and h.gone_at is null and {PRESENT} and {reach}){})))",
            gone("household", side),
            gone("person", side)
        ));
        values.extend(bound.iter().cloned());
        values.extend(bound.iter().cloned());
    }
    if with_gone {
        // Never through two that are both gone.
        conditions.push(
            "(exists (select 1 from household g where g.id in (q.left_id, q.right_id) and g.gone_at is null) \
             or exists (select 1 from person g where g.id in (q.left_id, q.right_id) and g.gone_at is null))"
                .to_owned(),
        );
    }
    (conditions, values)
}

fn read(row: &QueryResult) -> Result<Question, StoreError> {
    let kind: String = row.try_get("", "kind")?;
    let reasons: String = row.try_get("", "reasons")?;
    let answer: Option<String> = row.try_get("", "answer")?;
    let passed_to: Option<String> = row.try_get("", "passed_to")?;
    let asked_by: Option<Uuid> = row.try_get("", "asked_by")?;
    let is_one = |name: &str| row.try_get::<i32>("", name).map(|it| it == 1);
    Ok(Question {
        key: (row.try_get("", "home_province")?, QuestionId(row.try_get("", "id")?)),
        is_of_households: word("question", &kind, |it| match it {
            "household" => Some(true),
            "person" => Some(false),
            _ => None,
        })?,
        left: (row.try_get("", "left_province")?, row.try_get("", "left_id")?),
        right: (row.try_get("", "right_province")?, row.try_get("", "right_id")?),
        reasons: serde_json::from_str(&reasons)
            .map_err(|e| StoreError::Corrupt { what: "link_question.reasons", why: e.to_string() })?,
        score: row.try_get("", "score")?,
        explanation: row.try_get("", "explanation")?,
        area: row.try_get::<Option<Uuid>>("", "area_id")?.map(AreaId),
        asked_at: row.try_get("", "asked_at")?,
        answer: maybe_word("answer", answer.as_deref(), Answer::from_code)?,
        answered_by: row.try_get::<Option<Uuid>>("", "answered_by")?.map(UserId),
        answered_at: row.try_get("", "answered_at")?,
        outcome: row.try_get("", "outcome")?,
        passed: maybe_word("stage", passed_to.as_deref(), Stage::from_code)?
            .zip(row.try_get("", "passed_at")?),
        number: row.try_get("", "number")?,
        by_hand: asked_by.map(UserId).zip(row.try_get("", "note")?),
        village_knows: is_one("village_knows")?,
        subdistrict_knows: is_one("subdistrict_knows")?,
    })
}

/// Stores the answer of a question that waits.
///
/// # Errors
///
/// [`StoreError::Stale`] where somebody answered meanwhile.
pub async fn answer(
    tx: &Tx,
    key: (i16, QuestionId),
    answer: Answer,
    by: Option<UserId>,
    at: DateTime<Utc>,
    outcome: &str,
) -> Result<(), StoreError> {
    let text = "update link_question set answer = ?, answered_by = ?, answered_at = ?, outcome = ? \
                where home_province = ? and id = ? and answered_at is null";
    let values = vec![
        answer.code().into(),
        by.map(|it| it.0).into(),
        at.into(),
        outcome.into(),
        key.0.into(),
        key.1.0.into(),
    ];
    if sql::execute(&**tx, text, values).await?.rows_affected() == 1 {
        Ok(())
    } else {
        Err(StoreError::Stale)
    }
}

/// Notes who asks a question, and why.
///
/// # Errors
///
/// The database's own.
pub async fn note(tx: &Tx, key: (i16, QuestionId), by: Option<UserId>, note: &str) -> Result<(), StoreError> {
    let text = "update link_question set asked_by = ?, note = ? where home_province = ? and id = ?";
    let values = vec![by.map(|it| it.0).into(), note.into(), key.0.into(), key.1.0.into()];
    sql::execute(&**tx, text, values).await?;
    Ok(())
}

/// Opens an answered question again.
///
/// # Errors
///
/// [`StoreError::Stale`] where somebody did meanwhile.
pub async fn reopen(tx: &Tx, key: (i16, QuestionId)) -> Result<(), StoreError> {
    let text = "update link_question set answer = null, answered_by = null, answered_at = null, outcome = null \
                where home_province = ? and id = ? and answered_at is not null";
    let done = sql::execute(&**tx, text, vec![key.0.into(), key.1.0.into()]).await?;
    if done.rows_affected() == 1 { Ok(()) } else { Err(StoreError::Stale) }
}

/// Remembers that two are two, in both directions.
///
/// # Errors
///
/// The database's own.
pub async fn refuse(
    tx: &Tx,
    kind: &str,
    pair: (Uuid, Uuid),
    by_actor: &str,
    at: DateTime<Utc>,
) -> Result<(), StoreError> {
    let text = "insert into link_refusal (kind, left_id, right_id, by_actor, at) values (?, ?, ?, ?, ?), \
                (?, ?, ?, ?, ?) on conflict (kind, left_id, right_id) do nothing";
    let one = |a: Uuid, b: Uuid| [kind.into(), a.into(), b.into(), by_actor.into(), at.into()];
    let values = one(pair.0, pair.1).into_iter().chain(one(pair.1, pair.0)).collect();
    sql::execute(&**tx, text, values).await?;
    Ok(())
}

/// Forgets that two are two.
///
/// # Errors
///
/// The database's own.
pub async fn forget_refusals(tx: &Tx, kind: &str, pairs: &[(Uuid, Uuid)]) -> Result<(), StoreError> {
    for (a, b) in pairs {
        let text = "delete from link_refusal where kind = ? and ((left_id = ? and right_id = ?) \
                    or (left_id = ? and right_id = ?))";
        let values = vec![kind.into(), (*a).into(), (*b).into(), (*b).into(), (*a).into()];
        sql::execute(&**tx, text, values).await?;
    }
    Ok(())
}

/// Questions that wait and name this one, with the other side of each.
///
/// # Errors
///
/// The database's own.
pub async fn open_between(
    db: &impl ConnectionTrait,
    kind: &str,
    side: Uuid,
) -> Result<Vec<((i16, QuestionId), Uuid)>, StoreError> {
    let text = "select home_province, id, left_id, right_id from link_question where answered_at is null \
                and kind = ? and (left_id = ? or right_id = ?) order by id";
    let mut found = Vec::new();
    for row in sql::rows(db, text, vec![kind.into(), side.into(), side.into()]).await? {
        let (left, right): (Uuid, Uuid) = (row.try_get("", "left_id")?, row.try_get("", "right_id")?);
        let key = (row.try_get("", "home_province")?, QuestionId(row.try_get("", "id")?));
        found.push((key, if left == side { right } else { left }));
    }
    Ok(found)
}

/// Lets a question ask about another one instead.
///
/// # Errors
///
/// The database's own.
pub async fn redirect(
    tx: &Tx,
    key: (i16, QuestionId),
    from: Uuid,
    to: (i16, Uuid),
) -> Result<(), StoreError> {
    for side in ["left", "right"] {
        let text = format!(
            "update link_question set {side}_province = ?, {side}_id = ? \
             where home_province = ? and id = ? and {side}_id = ?"
        );
        let values = vec![to.0.into(), to.1.into(), key.0.into(), key.1.0.into(), from.into()];
        sql::execute(&**tx, &text, values).await?;
    }
    Ok(())
}
