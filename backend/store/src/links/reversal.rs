//! What an import brought, who worked on it since, and taking it back.

use std::collections::{HashMap, HashSet};

use chrono::{DateTime, Utc};
use phonjon_domain::ids::{CaseId, HomeProvince, UserId};
use sea_orm::{ConnectionTrait, Value};
use uuid::Uuid;

use crate::Tx;
use crate::cases::{self, CaseKey, key_condition};
use crate::error::StoreError;
use crate::sources::Batch;
use crate::sql;
use crate::teams::acts::NOT_TAKEN_BACK;

const LIST: usize = 5_000;
/// Rows read at a time.
const PAGE: usize = 10_000;

/// A row that an import brought or moved, and where it stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Brought {
    /// The row.
    pub row: (i16, Uuid),
    /// The person it is linked to.
    pub person: (i16, Uuid),
    /// The household it is linked to.
    pub household: (i16, Uuid),
}

/// The live rows of an import.
///
/// # Errors
///
/// The database's own.
pub async fn brought(db: &impl ConnectionTrait, batch: Uuid) -> Result<Vec<Brought>, StoreError> {
    let condition = "r.batch_id = ? and r.replaced_by is null";
    placed(db, condition, batch).await
}

/// Live rows of other imports that this import moved to another household.
///
/// # Errors
///
/// The database's own.
pub async fn moved(db: &impl ConnectionTrait, batch: Uuid) -> Result<Vec<Brought>, StoreError> {
    let condition = "l.batch_id = ? and r.batch_id <> l.batch_id and r.replaced_by is null";
    placed(db, condition, batch).await
}

async fn placed(db: &impl ConnectionTrait, condition: &str, batch: Uuid) -> Result<Vec<Brought>, StoreError> {
    let mut found = Vec::new();
    let mut after = Uuid::nil();
    loop {
        let text = format!(
            "select r.home_province, r.id, l.person_province, l.person_id, l.household_province, l.household_id \
             from source_row r join link l on l.home_province = r.home_province and l.source_row_id = r.id \
             and l.undone_at is null where {condition} and r.reversed_at is null and r.id > ? \
             order by r.id limit {PAGE}"
        );
        let page = sql::rows(db, &text, vec![batch.into(), after.into()]).await?;
        for row in &page {
            after = row.try_get("", "id")?;
            found.push(Brought {
                row: (row.try_get("", "home_province")?, after),
                person: (row.try_get("", "person_province")?, row.try_get("", "person_id")?),
                household: (row.try_get("", "household_province")?, row.try_get("", "household_id")?),
            });
        }
        if page.len() < PAGE {
            return Ok(found);
        }
    }
}

/// Rows whose place live rows of this import took: old row and new row.
///
/// # Errors
///
/// The database's own.
pub async fn replaced(db: &impl ConnectionTrait, batch: Uuid) -> Result<Vec<(Uuid, Uuid)>, StoreError> {
    let text = "select o.id, n.id as new_id from source_row n join source_row o on o.replaced_by = n.id \
                where n.batch_id = ? and n.reversed_at is null";
    let mut found = Vec::new();
    for row in sql::rows(db, text, vec![batch.into()]).await? {
        found.push((row.try_get("", "id")?, row.try_get("", "new_id")?));
    }
    Ok(found)
}

/// How somebody worked on a household.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Work {
    /// A visit was recorded.
    Visited,
    /// A plan was recorded.
    Planned,
    /// Help was recorded.
    Helped,
    /// The case was worked on in another way: verified, classified, closed, a problem changed, a comment.
    CaseWorked,
    /// A notice was given or consent asked.
    ConsentAsked,
    /// Somebody was set right by hand.
    Corrected,
    /// A question about it was answered.
    Answered,
    /// A proposal was decided.
    Decided,
    /// A later import speaks of it.
    LaterImport,
    /// What a row of a roster or of a list of accounts brought was changed or used.
    ChangedSince,
    /// The team that a row of a roster made is in use.
    TeamInUse,
}

impl Work {
    /// The stable word.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Visited => "visited",
            Self::Planned => "planned",
            Self::Helped => "helped",
            Self::CaseWorked => "case_worked",
            Self::ConsentAsked => "consent_asked",
            Self::Corrected => "corrected",
            Self::Answered => "answered",
            Self::Decided => "decided",
            Self::LaterImport => "later_import",
            Self::ChangedSince => "changed_since",
            Self::TeamInUse => "team_in_use",
        }
    }
}

/// What keeps a household: the work, who did it and when.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Worked {
    /// The work.
    pub why: Work,
    /// When it was recorded.
    pub at: DateTime<Utc>,
    /// Whose account it was; none where no account did it.
    pub by: Option<UserId>,
}

/// Statements that give the households, among those listed at `{in}`, that somebody worked on since an instant, with
/// when and who. Those listed are the last values; the first is the instant, and the import where `{not_own}` and its like
/// leave out what its own rows brought.
const WORK: &[(Work, &str)] = &[
    (
        Work::Visited,
        "select household_id, recorded_at as at, entered_by as account_id from visit \
         where recorded_at >= ? and {not_own} and household_id in {in}",
    ),
    (
        Work::Planned,
        "select c.household_id, p.recorded_at as at, p.made_by as account_id from plan p \
         join \"case\" c on c.home_province = p.home_province \
         and c.id = p.case_id where p.recorded_at >= ? and c.household_id in {in}",
    ),
    (
        Work::Helped,
        "select household_id, recorded_at as at, made_by as account_id from intervention \
         where recorded_at >= ? and {not_own} and household_id in {in}",
    ),
    (
        Work::CaseWorked,
        "select c.household_id, e.recorded_at as at, e.account_id from case_event e \
         join \"case\" c on c.home_province = e.home_province \
         and c.id = e.case_id where e.recorded_at >= ? and e.batch_id is null and e.kind not in ('opened', \
         'assigned', 'handed_over', 'unassigned', 'moved', 'level_changed', 'listed', 'no_longer_listed', \
         'reopening_proposed') and {not_taken_back} and c.household_id in {in}",
    ),
    (
        Work::CaseWorked,
        "select p.household_id, p.recorded_at as at, v.entered_by as account_id from problem p \
         left join visit v on v.home_province = p.home_province and v.id = p.visit_id \
         where p.recorded_at >= ? and (p.version > 1 or p.visit_id is not null) and {not_own_visit} \
         and p.household_id in {in}",
    ),
    (
        Work::ConsentAsked,
        "select household_id, recorded_at as at, recorded_by as account_id from consent \
         where recorded_at >= ? and household_id in {in}",
    ),
    (
        Work::Corrected,
        "select household_id, recorded_at as at, account_id from correction \
         where recorded_at >= ? and household_id in {in}",
    ),
    (
        Work::Corrected,
        "select l.household_id, k.recorded_at as at, k.account_id from correction k \
         join link l on l.person_id = k.person_id \
         and l.undone_at is null where k.recorded_at >= ? and l.household_id in {in}",
    ),
    (
        Work::Answered,
        "select left_id as household_id, answered_at as at, answered_by as account_id from link_question \
         where answered_at >= ? and left_id in {in}",
    ),
    (
        Work::Answered,
        "select right_id as household_id, answered_at as at, answered_by as account_id from link_question \
         where answered_at >= ? and right_id in {in}",
    ),
    (
        Work::Answered,
        "select l.household_id, q.answered_at as at, q.answered_by as account_id from link_question q \
         join link l on l.person_id = q.left_id \
         and l.undone_at is null where q.answered_at >= ? and l.household_id in {in}",
    ),
    (
        Work::Answered,
        "select l.household_id, q.answered_at as at, q.answered_by as account_id from link_question q \
         join link l on l.person_id = q.right_id \
         and l.undone_at is null where q.answered_at >= ? and l.household_id in {in}",
    ),
    (
        Work::Decided,
        "select household_id, decided_at as at, decided_by as account_id from opening_proposal \
         where decided_at >= ? and decision <> 'withdrawn' and {not_own_decision} and household_id in {in}",
    ),
];

/// True of what no row of the import brought.
const NOT_OWN: &str = "id not in (select made_id from past_row where batch_id = ?)";
/// True of a problem that no visit of the import found.
const NOT_OWN_VISIT: &str =
    "(p.visit_id is null or p.visit_id not in (select made_id from past_row where batch_id = ?))";
/// True of what no visit of the import decided.
const NOT_OWN_DECISION: &str = "(withdrawn_in is null or withdrawn_in <> ?)";

/// Which of these households somebody worked on since the import began: of the first kind of work, the first.
///
/// # Errors
///
/// The database's own.
pub async fn worked_since(
    db: &impl ConnectionTrait,
    batch: &Batch,
    households: &[Uuid],
) -> Result<HashMap<Uuid, Worked>, StoreError> {
    let mut found = HashMap::new();
    for some in households.chunks(LIST) {
        let list = format!("({})", sql::marks(some.len()));
        let ids = || some.iter().map(|it| Value::from(*it));
        for (work, text) in WORK {
            let own = text.contains("{not_own").then(|| Value::from(batch.id));
            let text = text.replace("{in}", &list).replace("{not_taken_back}", NOT_TAKEN_BACK);
            let text = text.replace("{not_own}", NOT_OWN).replace("{not_own_visit}", NOT_OWN_VISIT);
            let text = text.replace("{not_own_decision}", NOT_OWN_DECISION);
            let values = std::iter::once(batch.started_at.into()).chain(own).chain(ids()).collect();
            keep_first(&mut found, *work, &sql::rows(db, &text, values).await?)?;
        }
        // By the batch of the row, and by the batch that moved a row.
        for column in ["r.batch_id", "l.batch_id"] {
            let text = format!(
                "select distinct l.household_id, b.started_at as at, b.account_id \
                 from link l join source_row r on r.home_province = l.home_province \
                 and r.id = l.source_row_id join import_batch b on b.id = {column} where l.undone_at is null \
                 and r.reversed_at is null and r.replaced_by is null and b.id <> ? \
                 and (b.started_at > ? or (b.started_at = ? and b.id > ?)) and l.household_id in {list}"
            );
            let at = || Value::from(batch.started_at);
            let values = [batch.id.into(), at(), at(), batch.id.into()].into_iter().chain(ids()).collect();
            keep_first(&mut found, Work::LaterImport, &sql::rows(db, &text, values).await?)?;
        }
    }
    Ok(found)
}

fn keep_first(
    found: &mut HashMap<Uuid, Worked>,
    why: Work,
    rows: &[sea_orm::QueryResult],
) -> Result<(), StoreError> {
    for row in rows {
        let by: Option<Uuid> = row.try_get("", "account_id")?;
        let worked = Worked { why, at: row.try_get("", "at")?, by: by.map(UserId) };
        let kept = found.entry(row.try_get("", "household_id")?).or_insert(worked);
        if kept.why == why && worked.at < kept.at {
            *kept = worked;
        }
    }
    Ok(())
}

/// Takes rows of an import back: their links, results, blocking keys and the problems they brought go with them.
///
/// # Errors
///
/// The database's own.
pub async fn reverse_rows(tx: &Tx, rows: &[Uuid], at: DateTime<Utc>) -> Result<(), StoreError> {
    crate::intake::undo_links(tx, rows, at).await?;
    crate::intake::forget_survey_results(tx, rows).await?;
    for some in rows.chunks(LIST) {
        let marks = sql::marks(some.len());
        let ids = || some.iter().map(|it| Value::from(*it));
        let text = format!("update source_row set reversed_at = ? where id in ({marks})");
        sql::execute(&**tx, &text, std::iter::once(at.into()).chain(ids()).collect()).await?;
        for table in ["link_key", "problem"] {
            let text = format!("delete from {table} where source_row_id in ({marks})");
            sql::execute(&**tx, &text, ids().collect()).await?;
        }
    }
    Ok(())
}

/// Removes the questions that wait since this import about any of these persons or households.
///
/// # Errors
///
/// The database's own.
pub async fn forget_questions(tx: &Tx, batch: Uuid, about: &[Uuid]) -> Result<(), StoreError> {
    for some in about.chunks(LIST) {
        let marks = sql::marks(some.len());
        for side in ["left_id", "right_id"] {
            let text = format!(
                "delete from link_question where batch_id = ? and answered_at is null and {side} in ({marks})"
            );
            let values = std::iter::once(batch.into()).chain(some.iter().map(|it| (*it).into())).collect();
            sql::execute(&**tx, &text, values).await?;
        }
    }
    Ok(())
}

/// The cases of these households that an import opened.
///
/// # Errors
///
/// The database's own.
pub async fn opened_by(
    db: &impl ConnectionTrait,
    batch: Uuid,
    households: &[Uuid],
) -> Result<Vec<CaseKey>, StoreError> {
    let mut found = Vec::new();
    for some in households.chunks(LIST) {
        let text = format!(
            "select c.home_province, c.id from \"case\" c join case_event e on e.home_province = c.home_province \
             and e.case_id = c.id and e.seq = 1 where e.kind = 'opened' and e.batch_id = ? \
             and c.household_id in ({})",
            sql::marks(some.len())
        );
        let values = std::iter::once(batch.into()).chain(some.iter().map(|it| (*it).into())).collect();
        for row in sql::rows(db, &text, values).await? {
            found.push((HomeProvince(row.try_get("", "home_province")?), CaseId(row.try_get("", "id")?)));
        }
    }
    Ok(found)
}

/// Removes cases that an import opened and nobody worked on.
///
/// # Errors
///
/// The database's own.
pub async fn remove_cases(tx: &Tx, cases: &[CaseKey]) -> Result<(), StoreError> {
    for some in cases.chunks(LIST) {
        let pairs: Vec<_> = some.iter().map(|it| (it.0.0, it.1.0)).collect();
        for (table, column) in [
            ("prepared_assignment_case", "case_id"),
            ("bulk_act_case", "case_id"),
            ("kept_by_undo", "case_id"),
            ("assignment", "case_id"),
            ("assessment", "case_id"),
            ("listing", "case_id"),
            ("opening_proposal", "case_id"),
            ("case_event", "case_id"),
            ("\"case\"", "id"),
        ] {
            let (condition, values) = key_condition("home_province", column, &pairs);
            sql::execute(&**tx, &format!("delete from {table} where {condition}"), values).await?;
        }
    }
    Ok(())
}

/// Takes back what an import added to cases of these households that were there before: listings, proposals that
/// wait, judgements and their events, and that they followed a household that moved. What it withdrew waits again.
///
/// # Errors
///
/// The database's own.
pub async fn forget_additions(tx: &Tx, batch: Uuid, households: &[Uuid]) -> Result<(), StoreError> {
    cases::follow_back(tx, batch, households).await?;
    open_again(tx, batch, households).await?;
    cases::forget_withdrawn(tx, batch, households).await?;
    for some in households.chunks(LIST) {
        let marks = sql::marks(some.len());
        let values = || {
            let first: Value = batch.into();
            std::iter::once(first).chain(some.iter().map(|it| Value::from(*it))).collect::<Vec<_>>()
        };
        let text = format!(
            "delete from opening_proposal where batch_id = ? and decided_at is null and household_id in ({marks})"
        );
        sql::execute(&**tx, &text, values()).await?;
        let cases = case_keys(tx, some).await?;
        if cases.is_empty() {
            continue;
        }
        for table in ["listing", "assessment", "case_event"] {
            let (condition, keys) = key_condition("home_province", "case_id", &cases);
            let text = format!("delete from {table} where batch_id = ? and {condition}");
            let first: Value = batch.into();
            sql::execute(&**tx, &text, std::iter::once(first).chain(keys).collect()).await?;
        }
        let text = format!(
            "update \"case\" set last_seq = (select max(e.seq) from case_event e \
             where e.home_province = \"case\".home_province and e.case_id = \"case\".id) \
             where household_id in ({marks})"
        );
        sql::execute(&**tx, &text, some.iter().map(|it| (*it).into()).collect()).await?;
    }
    Ok(())
}

/// The keys of these households' cases.
async fn case_keys(tx: &Tx, households: &[Uuid]) -> Result<Vec<(i16, Uuid)>, StoreError> {
    let text = format!(
        "select home_province, id from \"case\" where household_id in ({}) order by home_province, id",
        sql::marks(households.len())
    );
    let rows = sql::rows(&**tx, &text, households.iter().map(|it| (*it).into()).collect()).await?;
    Ok(rows
        .iter()
        .map(|it| Ok((it.try_get("", "home_province")?, it.try_get("", "id")?)))
        .collect::<Result<_, sea_orm::DbErr>>()?)
}

/// Opens again the cases that an import closed because their households had no row left: as they stood before, which is
/// as they were opened, since nobody had worked on them.
async fn open_again(tx: &Tx, batch: Uuid, households: &[Uuid]) -> Result<(), StoreError> {
    for some in households.chunks(LIST) {
        let text = format!(
            "update \"case\" set closing_reason = null, closed_on = null, status_since = \
               (select min(e.recorded_at) from case_event e \
                where e.home_province = \"case\".home_province and e.case_id = \"case\".id), status = \
               (select e.status from case_event e where e.home_province = \"case\".home_province \
                  and e.case_id = \"case\".id and (e.batch_id is null or e.batch_id <> ?) \
                order by e.seq desc limit 1) \
             where household_id in ({}) and exists (select 1 from case_event e \
               where e.home_province = \"case\".home_province and e.case_id = \"case\".id \
                 and e.kind = 'closed' and e.batch_id = ?)",
            sql::marks(some.len())
        );
        let ids = some.iter().map(|it| Value::from(*it));
        let batch: Value = batch.into();
        let values = std::iter::once(batch.clone()).chain(ids).chain([batch]).collect();
        sql::execute(&**tx, &text, values).await?;
    }
    Ok(())
}

/// Those of these households that somebody proposed as urgent.
///
/// # Errors
///
/// The database's own.
pub async fn proposed_urgent(
    db: &impl ConnectionTrait,
    households: &[Uuid],
) -> Result<HashSet<Uuid>, StoreError> {
    let mut found = HashSet::new();
    for some in households.chunks(LIST) {
        let text = format!(
            "select household_id from opening_proposal where urgent and decision = 'accepted' \
             and household_id in ({})",
            sql::marks(some.len())
        );
        for row in sql::rows(db, &text, some.iter().map(|it| (*it).into()).collect()).await? {
            found.insert(row.try_get("", "household_id")?);
        }
    }
    Ok(found)
}

/// Marks an import as being undone, or as undone.
///
/// # Errors
///
/// [`StoreError::Stale`] where it is undone already.
pub async fn mark_batch(
    tx: &Tx,
    batch: Uuid,
    state: &str,
    undone_at: Option<DateTime<Utc>>,
) -> Result<(), StoreError> {
    let text = "update import_batch set state = ?, undone_at = ? where id = ? and undone_at is null";
    let done = sql::execute(&**tx, text, vec![state.into(), undone_at.into(), batch.into()]).await?;
    if done.rows_affected() == 1 { Ok(()) } else { Err(StoreError::Stale) }
}

/// How many rows of an import were taken back.
///
/// # Errors
///
/// The database's own.
pub async fn n_reversed(db: &impl ConnectionTrait, batch: Uuid) -> Result<i64, StoreError> {
    let text = "select count(*) as n from source_row where batch_id = ? and reversed_at is not null";
    let row = sql::row(db, text, vec![batch.into()]).await?;
    Ok(row.map(|it| it.try_get("", "n")).transpose()?.unwrap_or(0))
}

/// The areas that live rows of an import lie in.
///
/// # Errors
///
/// The database's own.
pub async fn areas_of_batch(
    db: &impl ConnectionTrait,
    batch: Uuid,
) -> Result<Vec<phonjon_domain::ids::AreaId>, StoreError> {
    let text = "select distinct area_id from source_row where batch_id = ? and area_id is not null \
                union select distinct area_id from past_row where batch_id = ? and undone_at is null";
    let rows = sql::rows(db, text, vec![batch.into(), batch.into()]).await?;
    Ok(rows
        .iter()
        .map(|row| row.try_get("", "area_id").map(phonjon_domain::ids::AreaId))
        .collect::<Result<_, _>>()?)
}
