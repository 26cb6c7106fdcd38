//! Sessions and tokens: who carries which, by the hash of what they carry, and until when.

use chrono::{DateTime, NaiveDate, Utc};
use phonjon_domain::access::Grant;
use phonjon_domain::ids::UserId;
use sea_orm::{ConnectionTrait, DbErr, QueryResult};
use uuid::Uuid;

use super::grants::{GRANT_COLUMNS, read_grants};
use crate::database::Tx;
use crate::error::StoreError;
use crate::sql;

/// What is carried.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum SessionKind {
    /// A person's sign-in.
    Bearer,
    /// A person's sign-in in a browser.
    Cookie,
    /// A program's, for figures only.
    Token,
}

impl SessionKind {
    /// The stable word.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Bearer => "bearer",
            Self::Cookie => "cookie",
            Self::Token => "token",
        }
    }
}

/// A session as it is kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Session {
    /// The session; not what is carried.
    pub id: Uuid,
    /// Whose.
    pub account: UserId,
    /// Of which kind.
    pub kind: SessionKind,
    /// What a token is called.
    pub name: Option<String>,
    /// What the client said it is.
    pub device: Option<String>,
    /// When it began.
    pub created_at: DateTime<Utc>,
    /// When it was last seen, to the minute.
    pub seen_at: DateTime<Utc>,
    /// It ends when not seen until then.
    pub idle_until: Option<DateTime<Utc>>,
    /// It ends then at the latest.
    pub absolute_until: DateTime<Utc>,
    /// When it was ended.
    pub revoked_at: Option<DateTime<Utc>>,
}

impl Session {
    /// True while it may be used.
    pub fn is_live(&self, at: DateTime<Utc>) -> bool {
        self.revoked_at.is_none()
            && at < self.absolute_until
            && self.idle_until.is_none_or(|until| at < until)
    }
}

/// A session to be kept.
pub struct NewSession<'a> {
    /// SHA-256 of what is carried.
    pub token_hash: [u8; 32],
    /// The session itself.
    pub session: &'a Session,
}

/// A session with its account and grants, found in one statement.
#[derive(Debug, Clone)]
pub struct Found {
    /// The session.
    pub session: Session,
    /// The account is disabled.
    pub is_disabled: bool,
    /// The password was made by somebody else and not changed yet.
    pub must_change_password: bool,
    /// The language the account chose.
    pub language: Option<String>,
    /// The grants that are not revoked and not over.
    pub grants: Vec<Grant>,
}

/// Keeps a new session.
///
/// # Errors
///
/// The database's own.
pub async fn insert_session(tx: &Tx, new: &NewSession<'_>) -> Result<(), StoreError> {
    let session = new.session;
    let columns = [
        "token_hash",
        "id",
        "account_id",
        "kind",
        "name",
        "device",
        "created_at",
        "seen_at",
        "idle_until",
        "absolute_until",
    ];
    let values = vec![
        new.token_hash.to_vec().into(),
        session.id.into(),
        session.account.0.into(),
        session.kind.code().into(),
        session.name.clone().into(),
        session.device.clone().into(),
        session.created_at.into(),
        session.seen_at.into(),
        session.idle_until.into(),
        session.absolute_until.into(),
    ];
    sql::insert_many(&**tx, "session", &columns, vec![values]).await?;
    Ok(())
}

const SESSION_COLUMNS: &str = "s.id as session_id, s.account_id, s.kind, s.name, s.device, s.created_at, s.seen_at, \
     s.idle_until, s.absolute_until, s.revoked_at";

/// The session of a hash with its account and grants as they are on a day.
///
/// # Errors
///
/// The database's own.
pub async fn find_session(
    db: &impl ConnectionTrait,
    token_hash: [u8; 32],
    day: NaiveDate,
) -> Result<Option<Found>, StoreError> {
    let text = format!(
        "select {SESSION_COLUMNS}, a.disabled_at, a.must_change_password, a.language, {GRANT_COLUMNS} \
         from session s join account a on a.id = s.account_id \
         left join access_grant g on g.account_id = a.id and g.revoked_at is null \
         and (g.valid_until is null or ? <= g.valid_until) \
         left join grant_area ga on ga.grant_id = g.id \
         where s.token_hash = ? order by g.id, ga.area_id"
    );
    let rows = sql::rows(db, &text, vec![day.into(), token_hash.to_vec().into()]).await?;
    let Some(first) = rows.first() else { return Ok(None) };
    Ok(Some(Found {
        session: read(first)?,
        is_disabled: first.try_get::<Option<DateTime<Utc>>>("", "disabled_at")?.is_some(),
        must_change_password: first.try_get("", "must_change_password")?,
        language: first.try_get("", "language")?,
        grants: read_grants(&rows)?,
    }))
}

fn read(row: &QueryResult) -> Result<Session, DbErr> {
    let kind: String = row.try_get("", "kind")?;
    Ok(Session {
        id: row.try_get("", "session_id")?,
        account: UserId(row.try_get::<Uuid>("", "account_id")?),
        kind: match kind.as_str() {
            "bearer" => SessionKind::Bearer,
            "cookie" => SessionKind::Cookie,
            _ => SessionKind::Token,
        },
        name: row.try_get("", "name")?,
        device: row.try_get("", "device")?,
        created_at: row.try_get("", "created_at")?,
        seen_at: row.try_get("", "seen_at")?,
        idle_until: row.try_get("", "idle_until")?,
        absolute_until: row.try_get("", "absolute_until")?,
        revoked_at: row.try_get("", "revoked_at")?,
    })
}

/// Notes that a session was seen; one that was revoked meanwhile stays so.
///
/// # Errors
///
/// The database's own.
pub async fn touch_session(
    db: &impl ConnectionTrait,
    id: Uuid,
    at: DateTime<Utc>,
    idle_until: Option<DateTime<Utc>>,
) -> Result<(), StoreError> {
    let text = "update session set seen_at = ?, idle_until = ? where id = ? and revoked_at is null";
    sql::execute(db, text, vec![at.into(), idle_until.into(), id.into()]).await?;
    Ok(())
}

/// The live sessions of an account, newest first.
///
/// # Errors
///
/// The database's own.
pub async fn sessions_of(
    db: &impl ConnectionTrait,
    account: UserId,
    at: DateTime<Utc>,
) -> Result<Vec<Session>, StoreError> {
    let text = format!(
        "select {SESSION_COLUMNS} from session s where s.account_id = ? and s.revoked_at is null order by s.id desc"
    );
    live(&sql::rows(db, &text, vec![account.0.into()]).await?, at)
}

/// The live tokens of all accounts, newest first.
///
/// # Errors
///
/// The database's own.
pub async fn tokens(db: &impl ConnectionTrait, at: DateTime<Utc>) -> Result<Vec<Session>, StoreError> {
    let text = format!(
        "select {SESSION_COLUMNS} from session s where s.kind = ? and s.revoked_at is null order by s.id desc"
    );
    live(&sql::rows(db, &text, vec![SessionKind::Token.code().into()]).await?, at)
}

fn live(rows: &[QueryResult], at: DateTime<Utc>) -> Result<Vec<Session>, StoreError> {
    let sessions = rows.iter().map(read).collect::<Result<Vec<_>, _>>()?;
    Ok(sessions.into_iter().filter(|it| it.is_live(at)).collect())
}

/// Ends a session of a kind; says whether there was one.
///
/// # Errors
///
/// The database's own.
pub async fn revoke_session(
    tx: &Tx,
    id: Uuid,
    kind: SessionKind,
    at: DateTime<Utc>,
) -> Result<bool, StoreError> {
    let text = "update session set revoked_at = ? where id = ? and kind = ? and revoked_at is null";
    let done = sql::execute(&**tx, text, vec![at.into(), id.into(), kind.code().into()]).await?;
    Ok(0 < done.rows_affected())
}

/// Ends all sessions of an account, its tokens too, and says how many; `except` stays.
///
/// # Errors
///
/// The database's own.
pub async fn revoke_sessions(
    tx: &Tx,
    account: UserId,
    except: Option<Uuid>,
    at: DateTime<Utc>,
) -> Result<u64, StoreError> {
    let text = "update session set revoked_at = ? where account_id = ? and revoked_at is null and id <> ?";
    let except = except.unwrap_or(Uuid::nil());
    let done = sql::execute(&**tx, text, vec![at.into(), account.0.into(), except.into()]).await?;
    Ok(done.rows_affected())
}
