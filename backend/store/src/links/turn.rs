//! Whose turn a question is: those who know both, from the village up; and the number it has on paper.

use chrono::{DateTime, NaiveDate, TimeDelta, Utc};
use phonjon_domain::access::Role;
use phonjon_domain::ids::{QuestionId, UserId};
use phonjon_domain::link::Stage;
use phonjon_domain::policy::{Action, Relation, permits};
use sea_orm::{ConnectionTrait, Value};
use uuid::Uuid;

use crate::Tx;
use crate::error::StoreError;
use crate::people::PRESENT;
use crate::sql;

/// Whose turn is asked about, and by which clock.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Turn {
    /// Who asks answers here.
    pub stage: Stage,
    /// The instant.
    pub now: DateTime<Utc>,
    /// How long a question waits at each stage.
    pub days: TimeDelta,
}

/// Holds where somebody who answers at a stage reaches both sides of the question `q`; takes the day twice.
pub(super) fn knows(stage: Stage) -> String {
    let answers =
        |it: &Role| Stage::of(*it) == stage && permits(*it, Action::AnswerLinkQuestion, Relation::Within);
    let roles: Vec<String> =
        Role::ALL.into_iter().filter(answers).map(|it| format!("'{}'", it.code())).collect();
    let lies = "join area_closure d on d.descendant_id = h.area_id and d.ancestor_id = ga.area_id \
                and d.valid_until is null";
    let [left, right] = ["left_id", "right_id"].map(|side| {
        format!(
            "((q.kind = 'household' and exists (select 1 from household h {lies} where h.id = q.{side} \
             and h.gone_at is null)) or (q.kind = 'person' and exists (select 1 from membership m \
             join household h on h.home_province = m.home_province and h.id = m.household_id {lies} \
             where m.person_id = q.{side} and h.gone_at is null and {PRESENT})))"
        )
    });
    format!(
        "exists (select 1 from area_closure up join grant_area ga on ga.area_id = up.ancestor_id \
         join access_grant g on g.id = ga.grant_id join account a on a.id = g.account_id \
         where up.descendant_id = q.area_id and up.valid_until is null and g.role in ({}) \
         and g.revoked_at is null and a.disabled_at is null and g.valid_from <= ? \
         and (g.valid_until is null or ? <= g.valid_until) and {left} and {right})",
        roles.join(", ")
    )
}

/// What a question's row says of who knows both, and its values.
pub(super) fn known_columns(day: NaiveDate) -> (String, Vec<Value>) {
    let text = format!(
        "case when {} then 1 else 0 end as village_knows, case when {} then 1 else 0 end as subdistrict_knows",
        knows(Stage::Village),
        knows(Stage::Subdistrict)
    );
    (text, vec![day.into(), day.into(), day.into(), day.into()])
}

/// Holds where it is this stage's turn, and its values; the same as
/// [`phonjon_domain::link::Waits::is_turn_of`] says.
pub(super) fn is_turn(turn: Turn, day: NaiveDate) -> (String, Vec<Value>) {
    let once: Value = (turn.now - turn.days).into();
    let twice: Value = (turn.now - turn.days * 2).into();
    let village = || [Value::from(day), Value::from(day)];
    let knows_village = knows(Stage::Village);
    let has_left_village = format!("(q.passed_to is not null or q.asked_at <= ? or not {knows_village})");
    match turn.stage {
        Stage::Village => ("q.passed_to is null".to_owned(), Vec::new()),
        Stage::Subdistrict => {
            let text = format!("({has_left_village} and (q.passed_to is null or q.passed_to <> 'district'))");
            (text, std::iter::once(once).chain(village()).collect())
        }
        Stage::District => {
            let text = format!(
                "(q.passed_to = 'district' or ({has_left_village} and (q.asked_at <= ? or q.passed_at <= ? \
                 or not {} or (q.asked_at <= ? and not {knows_village}))))",
                knows(Stage::Subdistrict)
            );
            let mut values = vec![once.clone()];
            values.extend(village());
            values.extend([twice, once.clone()]);
            values.extend(village());
            values.push(once);
            values.extend(village());
            (text, values)
        }
    }
}

/// Passes a question that waits on to others.
///
/// # Errors
///
/// [`StoreError::Stale`] where somebody answered meanwhile.
pub async fn pass_on(
    tx: &Tx,
    key: (i16, QuestionId),
    to: Stage,
    by: Option<UserId>,
    at: DateTime<Utc>,
) -> Result<(), StoreError> {
    let text = "update link_question set passed_to = ?, passed_by = ?, passed_at = ? \
                where home_province = ? and id = ? and answered_at is null";
    let values = vec![to.code().into(), by.map(|it| it.0).into(), at.into(), key.0.into(), key.1.0.into()];
    let done = sql::execute(&**tx, text, values).await?;
    if done.rows_affected() == 1 { Ok(()) } else { Err(StoreError::Stale) }
}

/// Gives these questions of a province numbers after the last one given there, in the order of their ids.
///
/// # Errors
///
/// The database's own.
pub async fn number(tx: &Tx, province: i16, questions: &[Uuid]) -> Result<(), StoreError> {
    let text = "select number from link_question where home_province = ? and number is not null \
                order by number desc limit 1";
    let last = sql::row(&**tx, text, vec![province.into()]).await?;
    let last: i32 = last.map_or(Ok(0), |row| row.try_get("", "number"))?;
    let marks = sql::marks(questions.len());
    let text = format!(
        "update link_question set number = cast(? as integer) + (select count(*) from link_question o \
         where o.home_province = link_question.home_province and o.id in ({marks}) and o.id <= link_question.id) \
         where home_province = ? and id in ({marks}) and number is null"
    );
    let ids = || questions.iter().map(|it| Value::from(*it));
    let values = std::iter::once(last.into()).chain(ids()).chain([province.into()]).chain(ids()).collect();
    sql::execute(&**tx, &text, values).await?;
    Ok(())
}

/// How many questions wait that ask about this person or household.
///
/// # Errors
///
/// The database's own.
pub async fn doubts_about(
    db: &impl ConnectionTrait,
    kind: &str,
    sides: &[Uuid],
) -> Result<std::collections::HashMap<Uuid, i64>, StoreError> {
    let mut found = std::collections::HashMap::new();
    for some in sides.chunks(5_000) {
        for side in ["left_id", "right_id"] {
            let text = format!(
                "select {side} as side, count(*) as n from link_question where kind = ? and answered_at is null \
                 and {side} in ({}) group by {side}",
                sql::marks(some.len())
            );
            let values = std::iter::once(kind.into()).chain(some.iter().map(|it| (*it).into())).collect();
            for row in sql::rows(db, &text, values).await? {
                let n: i64 = row.try_get("", "n")?;
                *found.entry(row.try_get("", "side")?).or_insert(0) += n;
            }
        }
    }
    Ok(found)
}
