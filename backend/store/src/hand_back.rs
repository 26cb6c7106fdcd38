//! What waits to be entered in another system, and the lists that were marked as entered there.

use chrono::{DateTime, Utc};
use phonjon_domain::access::{Reach, Scope};
use phonjon_domain::hand_back::{HandBackKind, HandBackTarget};
use phonjon_domain::ids::{AreaId, CaseId, HomeProvince, UserId};
use sea_orm::{ConnectionTrait, QueryResult, Value};
use uuid::Uuid;

use crate::access::scope_condition;
use crate::cases::{CaseKey, word};
use crate::database::Tx;
use crate::error::StoreError;
use crate::sql;

/// Something that waits.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Waiting {
    /// What.
    pub kind: HandBackKind,
    /// The help, the case or the household.
    pub subject: Uuid,
    /// What it says.
    pub said: String,
    /// The case.
    pub case: CaseKey,
}

/// What waits for a target of the cases in an area that the scope reaches, case by case, at most so much.
///
/// # Errors
///
/// The database's own.
pub async fn waiting(
    db: &impl ConnectionTrait,
    scope: &Scope,
    area: AreaId,
    target: HandBackTarget,
    limit: u32,
) -> Result<Vec<Waiting>, StoreError> {
    let within = Scope { reach: Reach::Within { areas: vec![area], teams: Vec::new() }, day: scope.day };
    let (here, here_values) = scope_condition(&within, "c.area_id", None);
    let (reach, reach_values) = scope_condition(scope, "c.area_id", None);
    let of = |kind: HandBackKind, subject: &str, said: &str, join: &str, condition: &str| {
        let entered = format!(
            "select 1 from hand_back_entry e where e.target = ? and e.kind = '{kind}' \
             and e.subject_id = {subject} and e.said = {said}",
            kind = kind.code()
        );
        let text = format!(
            "select '{kind}' as kind, {subject} as subject_id, {said} as said, c.home_province, c.id as case_id \
             from \"case\" c {join} where {here} and {reach} and {condition} and not exists ({entered})",
            kind = kind.code()
        );
        let mut values = here_values.clone();
        values.extend(reach_values.clone());
        values.push(target.code().into());
        (text, values)
    };
    let parts = [
        of(
            HandBackKind::Help,
            "i.id",
            "cast(i.version as text)",
            "join intervention i on i.household_id = c.household_id",
            "i.state = 'done'",
        ),
        of(HandBackKind::Class, "c.id", "c.class", "", "c.class is not null"),
        of(
            HandBackKind::Household,
            "c.household_id",
            "'new'",
            "join household h on h.home_province = c.home_province and h.id = c.household_id",
            "h.sources = 0 and h.gone_at is null",
        ),
    ];
    let texts: Vec<String> = parts.iter().map(|it| it.0.clone()).collect();
    let text = format!("{} order by case_id, kind, subject_id limit {limit}", texts.join(" union all "));
    let values = parts.into_iter().flat_map(|it| it.1).collect();
    let read = |row: &QueryResult| -> Result<Waiting, StoreError> {
        let kind: String = row.try_get("", "kind")?;
        Ok(Waiting {
            kind: word("kind of hand-back", &kind, HandBackKind::from_code)?,
            subject: row.try_get("", "subject_id")?,
            said: row.try_get("", "said")?,
            case: (HomeProvince(row.try_get("", "home_province")?), CaseId(row.try_get("", "case_id")?)),
        })
    };
    sql::rows(db, &text, values).await?.iter().map(read).collect()
}

/// A list that was marked as entered.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MarkRow {
    /// Its id.
    pub id: Uuid,
    /// Where it was entered.
    pub target: HandBackTarget,
    /// Of which area.
    pub area: AreaId,
    /// How many things.
    pub n_items: i64,
    /// Whose account marked it.
    pub account: Option<UserId>,
    /// `account:<id>` or `operator:<os user>`.
    pub by_actor: String,
    /// When.
    pub at: DateTime<Utc>,
    /// When that was taken back.
    pub undone_at: Option<DateTime<Utc>>,
}

/// Marks a list.
///
/// # Errors
///
/// The database's own; what somebody marked meanwhile breaks the primary key.
pub async fn mark(tx: &Tx, mark: &MarkRow, items: &[Waiting]) -> Result<(), StoreError> {
    let columns = ["id", "target", "area_id", "n_items", "account_id", "by_actor", "at"];
    let values = vec![
        mark.id.into(),
        mark.target.code().into(),
        mark.area.0.into(),
        mark.n_items.into(),
        mark.account.map(|it| it.0).into(),
        mark.by_actor.clone().into(),
        mark.at.into(),
    ];
    sql::insert_many(&**tx, "hand_back_mark", &columns, vec![values]).await?;
    let rows = items.iter().map(|it| -> Vec<Value> {
        vec![
            mark.target.code().into(),
            it.kind.code().into(),
            it.subject.into(),
            it.said.clone().into(),
            mark.id.into(),
        ]
    });
    let columns = ["target", "kind", "subject_id", "said", "mark_id"];
    Ok(sql::insert_many(&**tx, "hand_back_entry", &columns, rows.collect()).await?)
}

/// A list that was marked.
///
/// # Errors
///
/// The database's own.
pub async fn find_mark(db: &impl ConnectionTrait, id: Uuid) -> Result<Option<MarkRow>, StoreError> {
    let text = format!("select {MARK} from hand_back_mark where id = ?");
    sql::row(db, &text, vec![id.into()]).await?.as_ref().map(read_mark).transpose()
}

const MARK: &str = "id, target, area_id, n_items, account_id, by_actor, at, undone_at";

/// The last lists marked for a target of areas that the scope reaches, newest first.
///
/// # Errors
///
/// The database's own.
pub async fn marks(
    db: &impl ConnectionTrait,
    scope: &Scope,
    target: HandBackTarget,
    limit: u32,
) -> Result<Vec<MarkRow>, StoreError> {
    let (reach, mut values) = scope_condition(scope, "m.area_id", None);
    values.insert(0, target.code().into());
    let text = format!(
        "select {MARK} from hand_back_mark m where m.target = ? and {reach} order by m.at desc, m.id desc limit {limit}"
    );
    sql::rows(db, &text, values).await?.iter().map(read_mark).collect()
}

fn read_mark(row: &QueryResult) -> Result<MarkRow, StoreError> {
    let target: String = row.try_get("", "target")?;
    Ok(MarkRow {
        id: row.try_get("", "id")?,
        target: word("target of a hand-back", &target, HandBackTarget::from_code)?,
        area: AreaId(row.try_get("", "area_id")?),
        n_items: row.try_get("", "n_items")?,
        account: row.try_get::<Option<Uuid>>("", "account_id")?.map(UserId),
        by_actor: row.try_get("", "by_actor")?,
        at: row.try_get("", "at")?,
        undone_at: row.try_get("", "undone_at")?,
    })
}

/// Takes a mark back: what it marked waits again.
///
/// # Errors
///
/// [`StoreError::Stale`] where it was taken back already.
pub async fn unmark(tx: &Tx, id: Uuid, by: &str, at: DateTime<Utc>) -> Result<(), StoreError> {
    sql::execute(&**tx, "delete from hand_back_entry where mark_id = ?", vec![id.into()]).await?;
    let text = "update hand_back_mark set undone_at = ?, undone_by = ? where id = ? and undone_at is null";
    let done = sql::execute(&**tx, text, vec![at.into(), by.into(), id.into()]).await?;
    if done.rows_affected() == 1 { Ok(()) } else { Err(StoreError::Stale) }
}
