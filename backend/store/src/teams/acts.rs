//! Bulk acts: what was done to many cases at once, what each was before, and which were worked on since.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use phonjon_domain::access::Scope;
use phonjon_domain::case::{CaseStatus, ClosingReason};
use phonjon_domain::ids::{ActId, CaseId, HomeProvince, PlanId, TeamId, TeamMemberId, UserId};
use sea_orm::{ConnectionTrait, QueryResult, Value};
use serde_json::json;
use uuid::Uuid;

use super::assign::by_province;
use super::members::{self, MemberRow};
use crate::access::scope_condition;
use crate::cases::{CaseKey, CaseRow, ClosingProposal};
use crate::database::Tx;
use crate::error::StoreError;
use crate::sql;

/// A bulk act as kept.
#[derive(Debug, Clone, PartialEq)]
pub struct ActRow {
    /// The act.
    pub id: ActId,
    /// `assign`, `share`, `hand_over`, `agree_closing` or `approve_plans`.
    pub kind: String,
    /// Who did it; nobody where it was the command line.
    pub account: Option<UserId>,
    /// When.
    pub at: DateTime<Utc>,
    /// How many cases.
    pub n_cases: i64,
    /// Ids and stable words.
    pub detail: serde_json::Value,
    /// When it was taken back, if it was.
    pub undone_at: Option<DateTime<Utc>>,
    /// Who took it back.
    pub undone_by: Option<UserId>,
}

/// What a case was before an act.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Was {
    /// The subdistrict team it had.
    pub team: Option<TeamId>,
    /// The mentor team it had.
    pub mentor_team: Option<TeamId>,
    /// Where it stood, for an act that changed that.
    pub status: Option<CaseStatus>,
    /// Since when it stood there, for such an act.
    pub status_since: Option<DateTime<Utc>>,
    /// It was under continuing care, for an act that ended that.
    pub continuing_care: bool,
    /// The closing that was proposed, for an act that settled it.
    pub closing: Option<(ClosingReason, ClosingProposal)>,
    /// The plan that waited, for an act that approved it.
    pub plan: Option<PlanId>,
}

/// The first work on a case after an act.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Touched {
    /// The case.
    pub key: CaseKey,
    /// The event's number in the case.
    pub seq: i64,
    /// `account:<id>`, `operator:<os user>` or `system`.
    pub by_actor: String,
    /// The account, where there is one.
    pub account: Option<UserId>,
    /// When.
    pub at: DateTime<Utc>,
    /// What: the word of a case event.
    pub kind: String,
    /// It opens only to named district officers.
    pub restricted: bool,
}

/// A case that the undo of an act leaves as it is, and why.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Kept {
    /// Somebody has worked on it since.
    WorkedOn(Touched),
    /// A team that it would go back to has ended.
    TeamEnded(CaseKey),
}

impl Kept {
    /// The case.
    pub const fn key(&self) -> CaseKey {
        match self {
            Self::WorkedOn(work) => work.key,
            Self::TeamEnded(key) => *key,
        }
    }
}

/// The number kept of a case that no work keeps: no event has it.
const NO_EVENT: i64 = 0;

/// Records an act with what every case was before it; `stored` are the cases after it.
///
/// # Errors
///
/// The database's own.
pub async fn insert(
    tx: &Tx,
    act: &ActRow,
    before: &BTreeMap<CaseKey, Was>,
    stored: &[CaseRow],
) -> Result<(), StoreError> {
    let account = act.account.map_or(Uuid::nil(), |it| it.0);
    let head = vec![
        act.id.0.into(),
        act.kind.as_str().into(),
        account.into(),
        act.at.into(),
        act.n_cases.into(),
        act.detail.to_string().into(),
    ];
    let columns = ["id", "kind", "account_id", "at", "n_cases", "detail"];
    sql::insert_many(&**tx, "bulk_act", &columns, vec![head]).await?;
    let rows = stored
        .iter()
        .map(|case| {
            let was = before.get(&case.key).cloned().unwrap_or_default();
            let id = |team: Option<TeamId>| team.map(|it| it.0.to_string());
            let mut kept = json!({ "team": id(was.team), "mentor_team": id(was.mentor_team) });
            if let Some(status) = was.status {
                kept["status"] = status.code().into();
            }
            if let Some(since) = was.status_since {
                kept["status_since"] = since.to_rfc3339().into();
            }
            if was.continuing_care {
                kept["continuing_care"] = true.into();
            }
            if let Some(closing) = &was.closing {
                kept["closing"] = closing_json(closing);
            }
            if let Some(plan) = was.plan {
                kept["plan"] = plan.0.to_string().into();
            }
            vec![
                act.id.0.into(),
                case.key.0.0.into(),
                case.key.1.0.into(),
                case.last_seq.into(),
                kept.to_string().into(),
            ]
        })
        .collect();
    let columns = ["act_id", "home_province", "case_id", "seq", "before"];
    Ok(sql::insert_many(&**tx, "bulk_act_case", &columns, rows).await?)
}

/// An act of which the scope reaches at least one case.
///
/// # Errors
///
/// The database's own, and [`StoreError::Corrupt`].
pub async fn find(db: &impl ConnectionTrait, scope: &Scope, id: ActId) -> Result<Option<ActRow>, StoreError> {
    let (reach, bound) = reached(scope);
    let text = format!("select a.* from bulk_act a where a.id = ? and {reach}");
    let values = std::iter::once(id.0.into()).chain(bound).collect();
    sql::row(db, &text, values).await?.as_ref().map(read).transpose()
}

/// Those of these acts of which the scope reaches at least one case.
///
/// # Errors
///
/// The database's own, and [`StoreError::Corrupt`].
pub async fn find_many(
    db: &impl ConnectionTrait,
    scope: &Scope,
    ids: &[ActId],
) -> Result<Vec<ActRow>, StoreError> {
    let (reach, bound) = reached(scope);
    let text = format!("select a.* from bulk_act a where a.id in ({}) and {reach}", sql::marks(ids.len()));
    let values = ids.iter().map(|it| it.0.into()).chain(bound).collect();
    sql::rows(db, &text, values).await?.iter().map(read).collect()
}

/// Acts of which the scope reaches at least one case, newest first, and whether more follow.
///
/// # Errors
///
/// The database's own, and [`StoreError::Corrupt`].
pub async fn list(
    db: &impl ConnectionTrait,
    scope: &Scope,
    first: u32,
    after: Option<(DateTime<Utc>, ActId)>,
) -> Result<(Vec<ActRow>, bool), StoreError> {
    let (reach, mut values) = reached(scope);
    let mut beyond = String::new();
    if let Some((at, id)) = after {
        beyond.push_str(" and (a.at < ? or (a.at = ? and a.id < ?))");
        values.extend([at.into(), at.into(), id.0.into()]);
    }
    values.push((i64::from(first) + 1).into());
    let text =
        format!("select a.* from bulk_act a where {reach}{beyond} order by a.at desc, a.id desc limit ?");
    let mut acts = sql::rows(db, &text, values).await?.iter().map(read).collect::<Result<Vec<_>, _>>()?;
    let first = usize::try_from(first).unwrap_or(usize::MAX);
    let has_next = first < acts.len();
    acts.truncate(first);
    Ok((acts, has_next))
}

/// Those of these acts whose cases all lie within what the actor may do the act on, but for those that moved away since
/// to where the actor reads nothing.
///
/// # Errors
///
/// The database's own.
pub async fn within(
    db: &impl ConnectionTrait,
    reads: &Scope,
    reach: &Scope,
    ids: &[ActId],
) -> Result<Vec<ActId>, StoreError> {
    let (reads, of_reads) = scope_condition(reads, "c.area_id", Some("c.mentor_team_id"));
    let (reach, of_reach) = scope_condition(reach, "c.area_id", Some("c.mentor_team_id"));
    let text = format!(
        "select a.id from bulk_act a where a.id in ({}) and not exists (select 1 from bulk_act_case b \
           join \"case\" c on c.home_province = b.home_province and c.id = b.case_id \
           where b.act_id = a.id and ({reach}) is not true and (({reads}) is true or not exists (select 1 \
             from case_event e where e.home_province = b.home_province and e.case_id = b.case_id \
             and e.seq > b.seq and e.kind = 'moved')))",
        sql::marks(ids.len())
    );
    let values = ids.iter().map(|it| it.0.into()).chain(of_reach).chain(of_reads).collect();
    let rows = sql::rows(db, &text, values).await?;
    rows.iter().map(|row| Ok(ActId(row.try_get("", "id")?))).collect()
}

/// The cases of an act as they were before it, those first that come first in a case list.
///
/// # Errors
///
/// The database's own, and [`StoreError::Corrupt`].
pub async fn cases_before(db: &impl ConnectionTrait, id: ActId) -> Result<Vec<(CaseKey, Was)>, StoreError> {
    let text = "select home_province, case_id, before from bulk_act_case where act_id = ? \
        order by home_province, case_id";
    let mut found = Vec::new();
    for row in sql::rows(db, text, vec![id.0.into()]).await? {
        let was: String = row.try_get("", "before")?;
        let was: serde_json::Value = serde_json::from_str(&was)
            .map_err(|error| StoreError::Corrupt { what: "bulk_act_case.before", why: error.to_string() })?;
        let id = |name: &str| was.get(name)?.as_str().and_then(|it| Uuid::parse_str(it).ok());
        let key = (HomeProvince(row.try_get("", "home_province")?), CaseId(row.try_get("", "case_id")?));
        let status = was.get("status").and_then(|it| it.as_str()).and_then(CaseStatus::from_code);
        let status_since = was.get("status_since").and_then(serde_json::Value::as_str).and_then(instant);
        let continuing_care =
            was.get("continuing_care").and_then(serde_json::Value::as_bool).unwrap_or(false);
        let closing = was.get("closing").and_then(closing);
        let (team, mentor_team) = (id("team").map(TeamId), id("mentor_team").map(TeamId));
        let plan = id("plan").map(PlanId);
        found.push((key, Was { team, mentor_team, status, status_since, continuing_care, closing, plan }));
    }
    Ok(found)
}

fn instant(kept: &str) -> Option<DateTime<Utc>> {
    Some(DateTime::parse_from_rfc3339(kept).ok()?.to_utc())
}

fn closing_json((reason, by): &(ClosingReason, ClosingProposal)) -> serde_json::Value {
    let account = by.account.map(|it| it.0.to_string());
    json!({ "reason": reason.code(), "account": account, "at": by.at.to_rfc3339(), "note": by.note })
}

fn closing(kept: &serde_json::Value) -> Option<(ClosingReason, ClosingProposal)> {
    let text = |name: &str| kept.get(name).and_then(serde_json::Value::as_str);
    let by = ClosingProposal {
        account: text("account").and_then(|it| Uuid::parse_str(it).ok()).map(UserId),
        at: instant(text("at")?)?,
        note: text("note").map(str::to_owned),
    };
    Some((ClosingReason::from_code(text("reason")?)?, by))
}

/// The condition over `case_event e` that it is neither of a bulk act that was taken back, of which the case is as it was
/// before, nor of the taking back.
pub(crate) const NOT_TAKEN_BACK: &str = "not exists (select 1 from bulk_act_case ub \
    join bulk_act u on u.id = ub.act_id \
    where ub.home_province = e.home_province and ub.case_id = e.case_id and u.undone_at is not null \
      and (ub.seq = e.seq or u.undone_at = e.recorded_at) \
      and not exists (select 1 from kept_by_undo k where k.act_id = u.id \
        and k.home_province = e.home_province and k.case_id = e.case_id))";

/// Those cases of an act that somebody has worked on since, each with the first work. What a list or an assessment
/// brought by itself is no work, nor is another act that was taken back.
///
/// # Errors
///
/// The database's own.
pub async fn touched_since(db: &impl ConnectionTrait, id: ActId) -> Result<Vec<Touched>, StoreError> {
    let text = "select e.home_province, e.case_id, e.seq, e.kind, e.by_actor, e.account_id, e.recorded_at, e.restricted \
        from bulk_act_case b join case_event e on e.home_province = b.home_province and e.case_id = b.case_id \
          and e.seq > b.seq \
        where b.act_id = ? and e.kind not in ('listed', 'no_longer_listed', 'level_changed', 'reopening_proposed') \
        and {NOT_TAKEN_BACK} order by e.home_province, e.case_id, e.restricted, e.seq";
    let text = text.replace("{NOT_TAKEN_BACK}", NOT_TAKEN_BACK);
    first_of_each(&sql::rows(db, &text, vec![id.0.into()]).await?)
}

/// Keeps which cases an undo left as they are, with the event that was the first work on each.
///
/// # Errors
///
/// The database's own.
pub async fn keep_undone(tx: &Tx, id: ActId, kept: &[Kept]) -> Result<(), StoreError> {
    let row = |it: &Kept| {
        let seq = match it {
            Kept::WorkedOn(work) => work.seq,
            Kept::TeamEnded(_) => NO_EVENT,
        };
        vec![id.0.into(), it.key().0.0.into(), it.key().1.0.into(), seq.into()]
    };
    let rows = kept.iter().map(row).collect();
    let columns = ["act_id", "home_province", "case_id", "seq"];
    Ok(sql::insert_many(&**tx, "kept_by_undo", &columns, rows).await?)
}

/// The cases that the undo of an act left as they are, each with the first work on it; first those that were worked on.
///
/// # Errors
///
/// The database's own.
pub async fn kept_by_undo(db: &impl ConnectionTrait, id: ActId) -> Result<Vec<Kept>, StoreError> {
    let text = "select e.home_province, e.case_id, e.seq, e.kind, e.by_actor, e.account_id, e.recorded_at, e.restricted \
        from kept_by_undo k join case_event e on e.home_province = k.home_province and e.case_id = k.case_id \
          and e.seq = k.seq where k.act_id = ? order by e.home_province, e.case_id";
    let worked = first_of_each(&sql::rows(db, text, vec![id.0.into()]).await?)?;
    let text = "select home_province, case_id from kept_by_undo where act_id = ? and seq = ? \
        order by home_province, case_id";
    let rows = sql::rows(db, text, vec![id.0.into(), NO_EVENT.into()]).await?;
    let key = |row: &QueryResult| -> Result<CaseKey, StoreError> {
        Ok((HomeProvince(row.try_get("", "home_province")?), CaseId(row.try_get("", "case_id")?)))
    };
    let without_team = rows.iter().map(|row| Ok(Kept::TeamEnded(key(row)?)));
    worked.into_iter().map(|it| Ok(Kept::WorkedOn(it))).chain(without_team).collect()
}

/// The first row of each case, of rows in the order of cases.
fn first_of_each(rows: &[QueryResult]) -> Result<Vec<Touched>, StoreError> {
    let mut found: Vec<Touched> = Vec::new();
    for row in rows {
        let key = (HomeProvince(row.try_get("", "home_province")?), CaseId(row.try_get("", "case_id")?));
        if found.last().is_some_and(|it| it.key == key) {
            continue;
        }
        found.push(Touched {
            key,
            seq: row.try_get("", "seq")?,
            by_actor: row.try_get("", "by_actor")?,
            account: row.try_get::<Option<Uuid>>("", "account_id")?.map(UserId),
            at: row.try_get("", "recorded_at")?,
            kind: row.try_get("", "kind")?,
            restricted: row.try_get("", "restricted")?,
        });
    }
    Ok(found)
}

/// Keeps which membership an act ended, and the version that made it.
///
/// # Errors
///
/// The database's own.
pub async fn insert_ended(tx: &Tx, id: ActId, member: TeamMemberId, version: i64) -> Result<(), StoreError> {
    let row = vec![id.0.into(), member.0.into(), version.into()];
    Ok(sql::insert_many(&**tx, "ended_by_act", &["act_id", "member_id", "version"], vec![row]).await?)
}

/// Lets the memberships that an act ended go on, those that nobody changed since and whose team still serves, and gives
/// them.
///
/// # Errors
///
/// The database's own, and [`StoreError::Corrupt`].
pub async fn resume_ended(tx: &Tx, id: ActId) -> Result<Vec<MemberRow>, StoreError> {
    let text = "select member_id from ended_by_act e where e.act_id = ? and exists (select 1 from team_member m \
        join team t on t.id = m.team_id \
        where m.id = e.member_id and m.version = e.version and t.ended_on is null)";
    let rows = sql::rows(&**tx, text, vec![id.0.into()]).await?;
    let ids: Vec<TeamMemberId> =
        rows.iter().map(|row| row.try_get_by_index(0).map(TeamMemberId)).collect::<Result<_, _>>()?;
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    let text = format!(
        "update team_member set until = null, version = version + 1 where id in ({})",
        sql::marks(ids.len())
    );
    sql::execute(&**tx, &text, ids.iter().map(|it| it.0.into()).collect()).await?;
    members::find_many(&**tx, &ids).await
}

/// Marks an act as taken back.
///
/// # Errors
///
/// [`StoreError::Stale`] when it was taken back meanwhile.
pub async fn mark_undone(
    tx: &Tx,
    id: ActId,
    at: DateTime<Utc>,
    by: Option<UserId>,
) -> Result<(), StoreError> {
    let text = "update bulk_act set undone_at = ?, undone_by = ? where id = ? and undone_at is null";
    let by: Value = by.map(|it| it.0).into();
    let done = sql::execute(&**tx, text, vec![at.into(), by, id.0.into()]).await?;
    if done.rows_affected() == 1 { Ok(()) } else { Err(StoreError::Stale) }
}

/// Locks these cases in the order of their ids and gives those that the scope reaches.
///
/// # Errors
///
/// The database's own.
pub async fn lock_cases(tx: &Tx, scope: &Scope, keys: &[CaseKey]) -> Result<Vec<CaseRow>, StoreError> {
    let mut found = Vec::with_capacity(keys.len());
    for (province, cases) in by_province(keys) {
        let province = HomeProvince(province);
        let keys: Vec<CaseKey> = cases.into_iter().map(|it| (province, CaseId(it))).collect();
        // Keys come in the order of their ids, so pieces keep the one order in which rows are locked.
        for some in keys.chunks(5_000) {
            found.extend(crate::cases::find_many_for_update(tx, scope, some).await?);
        }
    }
    Ok(found)
}

/// The condition over `bulk_act a` that the scope reaches a case of it.
fn reached(scope: &Scope) -> (String, Vec<Value>) {
    let (condition, values) = scope_condition(scope, "c.area_id", Some("c.mentor_team_id"));
    let text = format!(
        "exists (select 1 from bulk_act_case b join \"case\" c on c.home_province = b.home_province \
           and c.id = b.case_id where b.act_id = a.id and {condition})"
    );
    (text, values)
}

fn read(row: &QueryResult) -> Result<ActRow, StoreError> {
    let detail: String = row.try_get("", "detail")?;
    let account: Uuid = row.try_get("", "account_id")?;
    Ok(ActRow {
        id: ActId(row.try_get("", "id")?),
        kind: row.try_get("", "kind")?,
        account: (!account.is_nil()).then_some(UserId(account)),
        at: row.try_get("", "at")?,
        n_cases: row.try_get("", "n_cases")?,
        detail: serde_json::from_str(&detail)
            .map_err(|error| StoreError::Corrupt { what: "bulk_act.detail", why: error.to_string() })?,
        undone_at: row.try_get("", "undone_at")?,
        undone_by: row.try_get::<Option<Uuid>>("", "undone_by")?.map(UserId),
    })
}
