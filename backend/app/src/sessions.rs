//! Coming in and going out: from what a request carries to who asks, signing in, sessions and tokens.

use std::time::Duration;

use chrono::{DateTime, TimeDelta, Utc};
use phonjon_domain::access::{Actor, Grant, Role};
use phonjon_domain::calendar::bangkok_day;
use phonjon_domain::ids::UserId;
use phonjon_domain::policy::Action;
use phonjon_store::access::{self, NewSession, Session};
use phonjon_store::{Store, Tx};
use serde_json::json;
use sha2::{Digest, Sha256};
use uuid::Uuid;

use crate::audit;
use crate::ctx::{Clock, Ctx};
use crate::error::{AppError, Refusal};
use crate::idempotent::Key;
use crate::permit::{Located, require};
use crate::watch::Told;

mod password;
mod sign_in;

pub use password::refuse_weak;
pub(crate) use password::{hash, is_right, random_password};
pub use phonjon_store::access::{Session as OpenSession, SessionKind};
pub use sign_in::{SignIn, SignedIn, forget_old_attempts};

/// How long sessions last.
#[derive(Debug, Clone, Copy)]
pub struct SessionSettings {
    /// A session not seen for this long is over.
    pub idle: TimeDelta,
    /// A session is over after this long at the latest.
    pub absolute: TimeDelta,
}

impl SessionSettings {
    /// Over after so many minutes without use, and after so many hours at the latest.
    pub fn of(idle_minutes: u32, hours: u32) -> Self {
        Self { idle: TimeDelta::minutes(idle_minutes.into()), absolute: TimeDelta::hours(hours.into()) }
    }
}

impl Default for SessionSettings {
    fn default() -> Self {
        Self::of(30, 12)
    }
}

/// Where requests come in.
#[derive(Clone)]
pub struct Door {
    store: Store,
    reading: Store,
    clock: Clock,
    settings: SessionSettings,
}

impl std::fmt::Debug for Door {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Door")
    }
}

/// What somebody comes in for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Purpose {
    /// To read: given up when it takes too long.
    Read,
    /// To change something: what was begun is ended.
    Act,
    /// To go on reading what was asked before: nobody did anything, so the session is no longer for it.
    Watch,
}

/// What somebody carries, and how it came: what was given for one way is nothing in the other.
#[derive(Clone, Copy)]
pub enum Carried<'a> {
    /// In `Authorization: Bearer`: a person's or a program's.
    Bearer(&'a str),
    /// In a browser's cookie.
    Cookie(&'a str),
}

impl Carried<'_> {
    const fn fits(self, kind: SessionKind) -> bool {
        match self {
            Self::Bearer(_) => matches!(kind, SessionKind::Bearer | SessionKind::Token),
            Self::Cookie(_) => matches!(kind, SessionKind::Cookie),
        }
    }

    const fn text(&self) -> &str {
        match self {
            Self::Bearer(text) | Self::Cookie(text) => text,
        }
    }
}

/// Who came in, for one request.
#[derive(Debug, Clone)]
pub struct Entered {
    /// The context of the request; without a live session its actor has no account and no grants.
    pub ctx: Ctx,
    /// The session, where one is live.
    pub session: Option<Uuid>,
    /// What was carried, where a session is live.
    pub kind: Option<SessionKind>,
    /// Until the password is changed, the account has no grants.
    pub must_change_password: bool,
    /// The language the account chose, as `th` or `en`.
    pub language: Option<String>,
}

impl Entered {
    /// True of a program's token: figures, nothing else.
    pub fn is_token(&self) -> bool {
        self.kind == Some(SessionKind::Token)
    }
}

impl Door {
    /// A door to a store.
    pub fn new(store: Store, clock: Clock, settings: SessionSettings) -> Self {
        Self { reading: store.clone(), store, clock, settings }
    }

    /// The same door; who comes in to read, and the look-up of every session, has connections that give up after a
    /// while.
    #[must_use]
    pub fn hurried(self, patience: Duration) -> Self {
        Self { reading: self.store.hurried(patience), ..self }
    }

    /// True when the database answers and its schema is this program's.
    pub async fn is_ready(&self) -> bool {
        let day = bangkok_day((self.clock)());
        let session = access::find_session(self.reading.reader(), [0; 32], day).await;
        session.is_ok() && self.reading.is_current().await.unwrap_or(false)
    }

    /// Finds who carries a token. One that is unknown, over or of a disabled account is nobody.
    ///
    /// # Errors
    ///
    /// The store's own.
    pub async fn enter(&self, carried: Option<Carried<'_>>, purpose: Purpose) -> Result<Entered, AppError> {
        let now = (self.clock)();
        let store = if purpose == Purpose::Act { &self.store } else { &self.reading };
        let nobody = Actor { account: None, name: "anonymous".to_owned(), grants: Vec::new() };
        let mut entered = Entered {
            ctx: Ctx::new(store.clone(), nobody, now),
            session: None,
            kind: None,
            must_change_password: false,
            language: None,
        };
        let Some(carried) = carried else { return Ok(entered) };
        let today = entered.ctx.today();
        let Some(found) = access::find_session(self.reading.reader(), hash_of(carried.text()), today).await?
        else {
            return Ok(entered);
        };
        let kind = found.session.kind;
        if found.is_disabled || !found.session.is_live(now) || !carried.fits(kind) {
            return Ok(entered);
        }
        if purpose != Purpose::Watch {
            self.note(&found.session, now).await;
        }
        let mut grants: Vec<Grant> = found.grants.into_iter().filter(|it| it.holds_on(today)).collect();
        entered.kind = Some(kind);
        if entered.is_token() {
            grants.retain(|it| it.role == Role::MinistryAnalyst);
        } else if found.must_change_password {
            grants.clear();
            entered.must_change_password = true;
        }
        let account = found.session.account;
        entered.ctx.actor = Actor { account: Some(account), name: actor_name(account), grants };
        entered.session = Some(found.session.id);
        entered.language = found.language;
        Ok(entered)
    }

    /// True where it is as it was told no longer; whoever was told found it within their scope.
    ///
    /// # Errors
    ///
    /// The store's own.
    pub async fn is_old(&self, told: &Told) -> Result<bool, AppError> {
        told.is_old(&self.reading).await
    }

    /// Notes that a session was seen. Where it cannot be written just now, the next request writes it: a reader does not
    /// wait for writers.
    async fn note(&self, session: &Session, now: DateTime<Utc>) {
        let touched = tokio::time::timeout(TOUCH_PATIENCE, self.touch(session, now)).await;
        if !matches!(touched, Ok(Ok(()))) {
            tracing::debug!("a session's last use was not noted");
        }
    }

    /// Notes at most once a minute that a session was seen.
    async fn touch(&self, session: &Session, now: DateTime<Utc>) -> Result<(), AppError> {
        if now - session.seen_at < TimeDelta::minutes(1) {
            return Ok(());
        }
        let idle_until = session.idle_until.map(|_| now + self.settings.idle);
        Ok(access::touch_session(self.reading.reader(), session.id, now, idle_until).await?)
    }
}

/// How long a request waits for its session's last use to be noted.
const TOUCH_PATIENCE: Duration = Duration::from_secs(1);

/// What the audit log calls an account.
pub(crate) fn actor_name(account: UserId) -> String {
    format!("account:{}", account.0)
}

/// Only the hash of what is carried is kept.
fn hash_of(carried: &str) -> [u8; 32] {
    Sha256::digest(carried.as_bytes()).into()
}

/// 256 bits, with a beginning that programs looking for leaked secrets can find.
fn new_secret(beginning: &str) -> Result<String, AppError> {
    let mut halves = [[0_u8; 16]; 2];
    getrandom::fill(halves.as_flattened_mut())
        .map_err(|error| AppError::Unexpected(format!("no randomness: {error}")))?;
    let [high, low] = halves.map(u128::from_be_bytes);
    Ok(format!("{beginning}{high:032x}{low:032x}"))
}

/// The account that asks.
///
/// # Errors
///
/// [`AppError::Unauthenticated`] where nobody is signed in.
pub fn who(ctx: &Ctx) -> Result<UserId, AppError> {
    ctx.actor.account.ok_or(AppError::Unauthenticated)
}

/// The live sessions of the account that asks, newest first.
///
/// # Errors
///
/// [`AppError::Unauthenticated`], or the store's own.
pub async fn mine(ctx: &Ctx) -> Result<Vec<Session>, AppError> {
    let sessions = access::sessions_of(ctx.store.reader(), who(ctx)?, ctx.now).await?;
    Ok(sessions.into_iter().filter(|it| it.kind != SessionKind::Token).collect())
}

/// Ends one session of the account that asks.
///
/// # Errors
///
/// [`AppError::Hidden`] where it has no such session, [`AppError::Unauthenticated`], or the store's own.
pub async fn sign_out(ctx: &Ctx, session: Uuid) -> Result<(), AppError> {
    let account = who(ctx)?;
    let tx = ctx.store.begin().await?;
    let own = access::sessions_of(&*tx, account, ctx.now).await?;
    let kind = own.iter().find(|it| it.id == session && it.kind != SessionKind::Token).map(|it| it.kind);
    let kind = kind.ok_or(AppError::Hidden)?;
    if !access::revoke_session(&tx, session, kind, ctx.now).await? {
        return Err(AppError::Hidden);
    }
    audit::record(ctx, &tx, "session.ended", ("session", session), json!({})).await?;
    Ok(tx.commit().await?)
}

/// Ends every session of the account that asks, and says how many.
///
/// # Errors
///
/// [`AppError::Unauthenticated`], or the store's own.
pub async fn sign_out_everywhere(ctx: &Ctx) -> Result<u64, AppError> {
    let account = who(ctx)?;
    let tx = ctx.store.begin().await?;
    let n_sessions = end_all(ctx, &tx, account, None).await?;
    tx.commit().await?;
    Ok(n_sessions)
}

/// Ends an account's sessions and tokens, all but one perhaps.
pub(crate) async fn end_all(
    ctx: &Ctx,
    tx: &Tx,
    account: UserId,
    except: Option<Uuid>,
) -> Result<u64, AppError> {
    let n_sessions = access::revoke_sessions(tx, account, except, ctx.now).await?;
    let detail = json!({ "nSessions": n_sessions });
    audit::record(ctx, tx, "session.all_ended", ("account", account.0), detail).await?;
    Ok(n_sessions)
}

/// The name under which changed passwords are remembered.
const CHANGE: &str = "changePassword";

/// A password as it is and as it shall be.
#[derive(Clone, Copy)]
pub struct PasswordChange<'a> {
    /// The session that asks: it does not end.
    pub session: Option<Uuid>,
    /// The password as it is.
    pub old: &'a str,
    /// The password as it shall be.
    pub new: &'a str,
}

/// Changes the password of the account that asks; its other sessions end.
///
/// The key comes without the passwords, of which no other hash than the slow one is kept. Sent again it is answered
/// as done where the new password is the account's own, and is `KEY_REUSED` where it is another.
///
/// # Errors
///
/// `PASSWORD_WRONG` and the refusals of weak passwords, `KEY_REUSED`, [`AppError::Busy`], or the store's own.
pub async fn change_password(ctx: &Ctx, key: &Key, change: PasswordChange<'_>) -> Result<(), AppError> {
    let account = who(ctx)?;
    let PasswordChange { session, old, new } = change;
    let found = access::find_account(ctx.store.reader(), account).await?.ok_or(AppError::Unauthenticated)?;
    let is_again = is_password_changed(ctx, key).await?;
    if !is_again {
        // Told before anything is counted: a weak new password tries no old one.
        refuse_weak(new, &found.user_name, "newPassword")?;
    }
    let counted = sign_in::by_password(ctx, account);
    sign_in::count_attempt(ctx, &[counted]).await?;
    let counted = counted.subject;
    if is_again {
        if !is_right(found.password_hash, new).await? {
            return Err(Refusal::of("KEY_REUSED", "key").into());
        }
        let tx = ctx.store.begin().await?;
        access::forget_failures(&tx, &counted).await?;
        return Ok(tx.commit().await?);
    }
    let verified = found.password_hash;
    if !is_right(verified.clone(), old).await? {
        let tx = ctx.store.begin().await?;
        audit::record(ctx, &tx, "password.refused", ("account", account.0), json!({})).await?;
        tx.commit().await?;
        return Err(Refusal::of("PASSWORD_WRONG", "oldPassword").into());
    }
    if old == new {
        return Err(Refusal::of("PASSWORD_UNCHANGED", "newPassword").into());
    }
    let hash = hash(new).await?;
    let tx = ctx.store.begin().await?;
    let now = access::find_account_for_update(&tx, account).await?;
    if key.done(&tx, ctx, CHANGE).await?.is_some() {
        // Done a moment ago by the same key sent twice at once: asked again, the password decides.
        return Err(AppError::Busy);
    }
    // Given another password while the old one was verified, by whoever may reset it: that one stays.
    if now.is_none_or(|it| it.disabled_at.is_some() || it.password_hash != verified) {
        return Err(Refusal::of("PASSWORD_WRONG", "oldPassword").into());
    }
    access::set_password(&tx, account, &hash, false).await?;
    access::forget_failures(&tx, &counted).await?;
    access::revoke_sessions(&tx, account, session, ctx.now).await?;
    audit::record(ctx, &tx, "account.password_changed", ("account", account.0), json!({})).await?;
    key.remember(&tx, ctx, CHANGE, "account", account.0).await?;
    Ok(tx.commit().await?)
}

/// True where a password was changed under this key before.
async fn is_password_changed(ctx: &Ctx, key: &Key) -> Result<bool, AppError> {
    let tx = ctx.store.begin().await?;
    Ok(key.done(&tx, ctx, CHANGE).await?.is_some())
}

/// Longest life of a token.
const TOKEN_DAYS: i64 = 365;

/// A token with what to carry.
#[derive(Clone)]
pub struct NewToken {
    /// The token.
    pub token: Session,
    /// What to carry; none where the token was made before under the same key, for it is told once.
    pub carried: Option<String>,
}

/// What a token shall be.
#[derive(Debug, Clone, Copy)]
pub struct TokenDraft<'a> {
    /// The account it acts for.
    pub account: UserId,
    /// What it is called.
    pub name: &'a str,
    /// For how many days.
    pub days: i64,
}

/// Makes a token for a program that reads figures, on an account of a ministry analyst; what to carry is told this
/// once.
///
/// # Errors
///
/// `NOT_AN_ANALYST` where the account holds no such grant, `TOKEN_DAYS` beyond a year, [`AppError::Forbidden`],
/// [`AppError::Hidden`] where the account is unknown or the token made before has ended, or the store's own.
pub async fn create_token(ctx: &Ctx, key: &Key, draft: TokenDraft<'_>) -> Result<NewToken, AppError> {
    let TokenDraft { account, name, days } = draft;
    if !(1..=TOKEN_DAYS).contains(&days) {
        return Err(Refusal::of("TOKEN_DAYS", "days").with("max", TOKEN_DAYS).into());
    }
    let tx = ctx.store.begin().await?;
    require(&tx, ctx, Action::ManageTokens, &Located::COUNTRY).await?;
    if let Some(done) = key.done(&tx, ctx, "tokenCreate").await? {
        let id = done.uuid()?;
        let live = access::tokens(&*tx, ctx.now).await?;
        let token = live.into_iter().find(|it| it.id == id).ok_or(AppError::Hidden)?;
        return Ok(NewToken { token, carried: None });
    }
    let found = access::find_account(&*tx, account).await?.ok_or(AppError::Hidden)?;
    let grants = access::grants_of(&*tx, account, ctx.today()).await?;
    if found.disabled_at.is_some() || !grants.iter().any(|it| it.role == Role::MinistryAnalyst) {
        return Err(Refusal::of("NOT_AN_ANALYST", "accountId").into());
    }
    let carried = new_secret("phonjon_t_")?;
    let session = Session {
        id: ctx.new_id(),
        account,
        kind: SessionKind::Token,
        name: Some(name.chars().take(100).collect()),
        device: None,
        created_at: ctx.now,
        seen_at: ctx.now,
        idle_until: None,
        absolute_until: ctx.now + TimeDelta::days(days),
        revoked_at: None,
    };
    access::insert_session(&tx, &NewSession { token_hash: hash_of(&carried), session: &session }).await?;
    let detail = json!({ "account": account.0, "until": session.absolute_until });
    audit::record(ctx, &tx, "token.created", ("token", session.id), detail).await?;
    key.remember(&tx, ctx, "tokenCreate", "token", session.id).await?;
    tx.commit().await?;
    Ok(NewToken { token: session, carried: Some(carried) })
}

/// The live tokens, newest first.
///
/// # Errors
///
/// [`AppError::Forbidden`], or the store's own.
pub async fn list_tokens(ctx: &Ctx) -> Result<Vec<Session>, AppError> {
    crate::permit::require_reading(ctx, Action::ManageTokens, &Located::COUNTRY).await?;
    Ok(access::tokens(ctx.store.reader(), ctx.now).await?)
}

/// Ends a token.
///
/// # Errors
///
/// [`AppError::Hidden`] where there is none, [`AppError::Forbidden`], or the store's own.
pub async fn revoke_token(ctx: &Ctx, key: &Key, id: Uuid) -> Result<(), AppError> {
    let tx = ctx.store.begin().await?;
    require(&tx, ctx, Action::ManageTokens, &Located::COUNTRY).await?;
    if key.done(&tx, ctx, "tokenRevoke").await?.is_some() {
        return Ok(());
    }
    if !access::revoke_session(&tx, id, SessionKind::Token, ctx.now).await? {
        return Err(AppError::Hidden);
    }
    audit::record(ctx, &tx, "token.revoked", ("token", id), json!({})).await?;
    key.remember(&tx, ctx, "tokenRevoke", "token", id).await?;
    Ok(tx.commit().await?)
}
