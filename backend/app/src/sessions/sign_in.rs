//! Signing in: counting first, hashing always, telling nothing.

use chrono::{DateTime, TimeDelta, Utc};
use phonjon_domain::ids::UserId;
use phonjon_store::Tx;
use phonjon_store::access::{self, Account, Attempts, NewSession, Session, SessionKind};
use serde_json::json;
use uuid::Uuid;

use super::{Door, Purpose, actor_name, hash_of, is_right, new_secret};
use crate::audit;
use crate::ctx::Ctx;
use crate::error::{AppError, Refusal};

/// Failures of one account before it is made to wait, and of one account from an address it was signed in from.
const FREE_BY_ACCOUNT: i32 = 5;

/// Failures from one address before it is made to wait: a whole office may share one.
const FREE_BY_ADDRESS: i32 = 30;

/// Longest wait. Nothing is locked for ever, and who goes on failing delays strangers: an account that was signed in
/// from an address lately is counted there apart, so that failures elsewhere, or of colleagues, do not delay it.
const LONGEST_WAIT: i64 = 60;

/// Failures of an account are forgotten a day after the first.
const ACCOUNT_WINDOW: TimeDelta = TimeDelta::days(1);

/// Failures from an address are forgotten this long after the first: an office that mistypes is not a thief.
const ADDRESS_WINDOW: TimeDelta = TimeDelta::minutes(15);

/// How long an address is known after an account was signed in from it.
const KNOWN: TimeDelta = TimeDelta::days(90);

/// What somebody signs in with.
#[derive(Clone, Copy)]
pub struct SignIn<'a> {
    /// The user name, in letters of any size.
    pub user_name: &'a str,
    /// The password.
    pub password: &'a str,
    /// The address the request came from.
    pub address: &'a str,
    /// What the person or the client calls the device.
    pub device: Option<&'a str>,
    /// What the client's software says it is: the device's name where it has no other.
    pub agent: Option<&'a str>,
    /// The session is carried in a cookie.
    pub in_cookie: bool,
}

/// A new session.
#[derive(Clone)]
pub struct SignedIn {
    /// What to carry from now on; shown this once.
    pub carried: String,
    /// Whose it is.
    pub account: UserId,
    /// Nothing else is permitted until the password is changed.
    pub must_change_password: bool,
    /// The context of the account, with its grants.
    pub session: Session,
}

impl Door {
    /// Signs in.
    ///
    /// # Errors
    ///
    /// `TEXT_TOO_LONG` of the device; `LOGIN_FAILED`, the same for an unknown name, a wrong password and a disabled account;
    /// `TOO_MANY_ATTEMPTS` with the instant to try again; [`AppError::Busy`]; or the store's own.
    pub async fn sign_in(&self, with: SignIn<'_>) -> Result<SignedIn, AppError> {
        let mut ctx = self.enter(None, Purpose::Act).await?.ctx;
        let device = device_of(&with)?;
        let user_name: String = with.user_name.trim().to_lowercase().chars().take(200).collect();
        let by_account = subject(&ctx, "account", &user_name);
        let by_address = subject(&ctx, "address", with.address);
        let both = format!("{}/{user_name}", with.address);
        let (known, by_both) = (subject(&ctx, "known", &both), subject(&ctx, "both", &both));
        let is_known = access::is_known(self.store.reader(), &known, ctx.now - KNOWN).await?;
        let counted: &[Counted] = if is_known {
            &[Counted { subject: by_both, free: FREE_BY_ACCOUNT, window: ACCOUNT_WINDOW }]
        } else {
            &[
                Counted { subject: by_account, free: FREE_BY_ACCOUNT, window: ACCOUNT_WINDOW },
                Counted { subject: by_address, free: FREE_BY_ADDRESS, window: ADDRESS_WINDOW },
            ]
        };
        count_attempt(&ctx, counted).await?;

        let found = access::find_account_by_name(self.store.reader(), &user_name).await?;
        let found = found.filter(|it| it.disabled_at.is_none());
        let hash = found.as_ref().and_then(|it| it.password_hash.clone());
        let is_right = is_right(hash, with.password).await?;

        let tx = self.store.begin().await?;
        let unchanged = match found.filter(|_| is_right) {
            Some(verified) => unchanged(&tx, &verified).await?,
            None => None,
        };
        let Some(account) = unchanged else {
            audit::record(&ctx, &tx, "session.refused", ("address", Uuid::from_bytes(by_address)), json!({}))
                .await?;
            tx.commit().await?;
            return Err(Refusal::new("LOGIN_FAILED").into());
        };
        ctx.actor.account = Some(account.id);
        ctx.actor.name = actor_name(account.id);
        // So that the record says in whose stead; until the password is changed there is none.
        if !account.must_change_password {
            ctx.actor.grants = access::grants_of(&*tx, account.id, ctx.today()).await?;
        }
        let (kind, beginning) = if with.in_cookie {
            (SessionKind::Cookie, "phonjon_c_")
        } else {
            (SessionKind::Bearer, "phonjon_s_")
        };
        let carried = new_secret(beginning)?;
        let session = Session {
            id: ctx.new_id(),
            account: account.id,
            kind,
            name: None,
            device,
            created_at: ctx.now,
            seen_at: ctx.now,
            idle_until: Some(ctx.now + self.settings.idle),
            absolute_until: ctx.now + self.settings.absolute,
            revoked_at: None,
        };
        access::insert_session(&tx, &NewSession { token_hash: hash_of(&carried), session: &session }).await?;
        if is_known {
            access::forget_failures(&tx, &by_both).await?;
        } else {
            access::forget_failures(&tx, &by_account).await?;
            access::forgive_failure(&tx, &by_address).await?;
        }
        access::set_known(&tx, &known, ctx.now).await?;
        audit::record(&ctx, &tx, "session.began", ("session", session.id), json!({})).await?;
        tx.commit().await?;
        let must_change_password = account.must_change_password;
        Ok(SignedIn { carried, account: account.id, must_change_password, session })
    }
}

/// Longest name of a device.
const LONGEST_DEVICE: usize = 100;

/// What the device is called; a blank name is none.
fn device_of(with: &SignIn<'_>) -> Result<Option<String>, Refusal> {
    let named = with.device.map(str::trim).filter(|it| !it.is_empty());
    if named.is_some_and(|it| LONGEST_DEVICE < it.chars().count()) {
        return Err(Refusal::of("TEXT_TOO_LONG", "device").with("max", LONGEST_DEVICE));
    }
    Ok(named.map(str::to_owned).or_else(|| with.agent.map(|it| it.chars().take(200).collect())))
}

/// The account whose password was verified, locked; none where it was given another password or disabled meanwhile. Who
/// does either ends its sessions, and must not miss one that begins with the password as it was.
async fn unchanged(tx: &Tx, verified: &Account) -> Result<Option<Account>, AppError> {
    let now = access::find_account_for_update(tx, verified.id).await?;
    Ok(now.filter(|it| it.disabled_at.is_none() && it.password_hash == verified.password_hash))
}

/// Forgets who was counted so long ago that it counts for nothing.
///
/// # Errors
///
/// The store's own.
pub async fn forget_old_attempts(ctx: &Ctx) -> Result<u64, AppError> {
    let tx = ctx.store.begin().await?;
    let n = access::forget_attempts(&tx, ctx.now - KNOWN).await?;
    tx.commit().await?;
    Ok(n)
}

/// What failures are counted by, how many are free, and for how long they count.
#[derive(Clone, Copy)]
pub(super) struct Counted {
    pub(super) subject: Subject,
    free: i32,
    window: TimeDelta,
}

/// Failures to name one's own password.
pub(super) fn by_password(ctx: &Ctx, account: UserId) -> Counted {
    let subject = subject(ctx, "password", &account.0.to_string());
    Counted { subject, free: FREE_BY_ACCOUNT, window: ACCOUNT_WINDOW }
}

/// Counts an attempt for every subject before it is made, or refuses it where one of them must wait. Counting first
/// keeps many attempts at once from all being evaluated.
pub(super) async fn count_attempt(ctx: &Ctx, all: &[Counted]) -> Result<(), AppError> {
    let tx = ctx.store.begin().await?;
    for counted in all {
        let before = access::lock_attempts(&tx, &counted.subject, "sign_in", ctx.now).await?;
        if let Some(until) = before.blocked_until.filter(|until| ctx.now < *until) {
            // Dropped without commit: asking while waiting does not make the wait longer.
            return Err(Refusal::new("TOO_MANY_ATTEMPTS").with("retryAt", until.to_rfc3339()).into());
        }
        access::set_attempts(&tx, &counted.subject, counted.one_more(before, ctx.now)).await?;
    }
    Ok(tx.commit().await?)
}

impl Counted {
    /// What is counted after one attempt more.
    fn one_more(&self, before: Attempts, now: DateTime<Utc>) -> Attempts {
        let is_over = self.window <= now - before.since;
        let (n_before, since) = if is_over { (0, now) } else { (before.n_failures, before.since) };
        let n_failures = n_before.saturating_add(1);
        let blocked_until = delay(n_failures, self.free).map(|wait| now + wait);
        Attempts { n_failures, since, blocked_until }
    }
}

/// The wait after a number of failures: doubling from one second to a minute.
fn delay(n_failures: i32, free: i32) -> Option<TimeDelta> {
    let beyond = n_failures - free;
    (0 <= beyond).then(|| TimeDelta::seconds(LONGEST_WAIT.min(1 << beyond.min(10))))
}

/// What failures are counted by.
pub(crate) type Subject = [u8; 16];

/// Names and addresses are counted by their keyed hash.
fn subject(ctx: &Ctx, kind: &str, text: &str) -> Subject {
    ctx.store.keys().link_hash(format!("sign_in/{kind}/{text}"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::{instant, stores};

    #[test]
    fn the_wait_doubles_and_ends_at_a_minute() {
        let waits: Vec<_> =
            (1..=13).map(|n| delay(n, FREE_BY_ACCOUNT).map_or(0, |it| it.num_seconds())).collect();
        assert_eq!(waits, [0, 0, 0, 0, 1, 2, 4, 8, 16, 32, 60, 60, 60]);
    }

    #[test]
    fn an_address_recovers_when_its_window_is_over() {
        let counted = Counted { subject: [0; 16], free: FREE_BY_ADDRESS, window: ADDRESS_WINDOW };
        let begun: DateTime<Utc> = "2026-03-02T03:00:00Z".parse().unwrap();
        let mut attempts = Attempts { n_failures: 0, since: begun, blocked_until: None };
        for n in 0..40 {
            attempts = counted.one_more(attempts, begun + TimeDelta::seconds(n));
        }
        assert_eq!(attempts.n_failures, 40);
        assert!(attempts.blocked_until.is_some());
        let last = counted.one_more(attempts, begun + ADDRESS_WINDOW - TimeDelta::microseconds(1));
        assert!(last.blocked_until.is_some());
        let after = counted.one_more(last, begun + ADDRESS_WINDOW);
        assert_eq!((after.n_failures, after.since, after.blocked_until), (1, begun + ADDRESS_WINDOW, None));
        // One wrong password a minute never keeps an office out.
        let mut attempts = Attempts { n_failures: 0, since: begun, blocked_until: None };
        for n in 0..600 {
            attempts = counted.one_more(attempts, begun + TimeDelta::minutes(n));
            assert_eq!(attempts.blocked_until, None, "minute {n}");
        }
    }

    #[tokio::test]
    async fn a_password_verified_before_it_was_changed_begins_no_session() {
        for store in stores().await {
            let id = UserId(Uuid::from_u128(7));
            let tx = store.begin().await.unwrap();
            let new = access::NewAccount {
                id,
                user_name: "somchai",
                display_name: "somchai",
                password_hash: Some("the old one"),
                made_by: None,
                at: instant(0),
            };
            access::insert_accounts(&tx, &[new]).await.unwrap();
            tx.commit().await.unwrap();
            let verified = access::find_account(store.reader(), id).await.unwrap().unwrap();
            let tx = store.begin().await.unwrap();
            assert!(unchanged(&tx, &verified).await.unwrap().is_some());
            access::set_password(&tx, id, "the new one", false).await.unwrap();
            assert!(unchanged(&tx, &verified).await.unwrap().is_none());
            let verified = access::find_account(&*tx, id).await.unwrap().unwrap();
            access::disable_account(&tx, id, instant(1)).await.unwrap();
            assert!(unchanged(&tx, &verified).await.unwrap().is_none());
        }
    }
}
