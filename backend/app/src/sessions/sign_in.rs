//! Signing in: counting first, hashing always, telling nothing.

use chrono::TimeDelta;
use phonjon_domain::ids::UserId;
use phonjon_store::access::{self, Attempts, NewSession, Session, SessionKind};
use serde_json::json;
use uuid::Uuid;

use super::{Door, actor_name, hash_of, is_right, new_secret};
use crate::audit;
use crate::ctx::Ctx;
use crate::error::{AppError, Refusal};

/// Failures of one account before it is made to wait.
const FREE_BY_ACCOUNT: i32 = 5;

/// Failures from one address before it is made to wait: a whole office may share one.
const FREE_BY_ADDRESS: i32 = 30;

/// Longest wait: an account is delayed, never locked, so that nobody can lock another out.
const LONGEST_WAIT: i64 = 60;

/// What somebody signs in with.
#[derive(Clone, Copy)]
pub struct SignIn<'a> {
    /// The user name, in letters of any size.
    pub user_name: &'a str,
    /// The password.
    pub password: &'a str,
    /// The address the request came from.
    pub address: &'a str,
    /// What the client says it is.
    pub device: Option<&'a str>,
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
    /// `LOGIN_FAILED`, the same for an unknown name, a wrong password and a disabled account;
    /// `TOO_MANY_ATTEMPTS` with the instant to try again; [`AppError::Busy`]; or the store's own.
    pub async fn sign_in(&self, with: SignIn<'_>) -> Result<SignedIn, AppError> {
        let mut ctx = self.enter(None).await?.ctx;
        let user_name: String = with.user_name.trim().to_lowercase().chars().take(200).collect();
        let by_account = subject(&ctx, "account", &user_name);
        let by_address = subject(&ctx, "address", with.address);
        count_attempt(&ctx, &[(by_account, FREE_BY_ACCOUNT), (by_address, FREE_BY_ADDRESS)]).await?;

        let found = access::find_account_by_name(self.store.reader(), &user_name).await?;
        let found = found.filter(|it| it.disabled_at.is_none());
        let hash = found.as_ref().and_then(|it| it.password_hash.clone());
        let is_right = is_right(hash, with.password).await?;

        let tx = self.store.begin().await?;
        let Some(account) = found.filter(|_| is_right) else {
            audit::record(&ctx, &tx, "session.refused", ("address", Uuid::from_bytes(by_address)), json!({}))
                .await?;
            tx.commit().await?;
            return Err(Refusal::new("LOGIN_FAILED").into());
        };
        ctx.actor.account = Some(account.id);
        ctx.actor.name = actor_name(account.id);
        let carried = new_secret("phonjon_s_")?;
        let session = Session {
            id: ctx.new_id(),
            account: account.id,
            kind: SessionKind::Bearer,
            name: None,
            device: with.device.map(|it| it.chars().take(200).collect()),
            created_at: ctx.now,
            seen_at: ctx.now,
            idle_until: Some(ctx.now + self.settings.idle),
            absolute_until: ctx.now + self.settings.absolute,
            revoked_at: None,
        };
        access::insert_session(&tx, &NewSession { token_hash: hash_of(&carried), session: &session }).await?;
        access::forget_failures(&tx, &by_account).await?;
        access::forgive_failure(&tx, &by_address).await?;
        audit::record(&ctx, &tx, "session.began", ("session", session.id), json!({})).await?;
        tx.commit().await?;
        let must_change_password = account.must_change_password;
        Ok(SignedIn { carried, account: account.id, must_change_password, session })
    }
}

/// Counts an attempt for every subject before it is made, or refuses it where one of them must wait. Counting first
/// keeps many attempts at once from all being evaluated.
pub(super) async fn count_attempt(ctx: &Ctx, subjects: &[(Subject, i32)]) -> Result<(), AppError> {
    let tx = ctx.store.begin().await?;
    for (subject, free) in subjects {
        let before = access::lock_attempts(&tx, subject, "sign_in", ctx.now).await?;
        if let Some(until) = before.blocked_until.filter(|until| ctx.now < *until) {
            // Dropped without commit: asking while waiting does not make the wait longer.
            return Err(Refusal::new("TOO_MANY_ATTEMPTS").with("retryAt", until.to_rfc3339()).into());
        }
        let n_failures = before.n_failures.saturating_add(1);
        let blocked_until = delay(n_failures, *free).map(|wait| ctx.now + wait);
        access::set_attempts(&tx, subject, Attempts { n_failures, blocked_until }).await?;
    }
    Ok(tx.commit().await?)
}

/// The wait after a number of failures: doubling from one second to a minute.
fn delay(n_failures: i32, free: i32) -> Option<TimeDelta> {
    let beyond = n_failures - free;
    (0 <= beyond).then(|| TimeDelta::seconds(LONGEST_WAIT.min(1 << beyond.min(10))))
}

/// What failures are counted by.
pub(super) type Subject = [u8; 16];

/// Names and addresses are counted by their keyed hash.
pub(super) fn subject(ctx: &Ctx, kind: &str, text: &str) -> Subject {
    ctx.store.keys().link_hash(format!("sign_in/{kind}/{text}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_wait_doubles_and_ends_at_a_minute() {
        let waits: Vec<_> =
            (1..=13).map(|n| delay(n, FREE_BY_ACCOUNT).map_or(0, |it| it.num_seconds())).collect();
        assert_eq!(waits, [0, 0, 0, 0, 1, 2, 4, 8, 16, 32, 60, 60, 60]);
    }
}
