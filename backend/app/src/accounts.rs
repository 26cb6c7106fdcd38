//! Accounts: who has one, who may do what, since when and by which order.

use std::collections::HashMap;

use phonjon_domain::ids::{GrantId, UserId};
use phonjon_domain::policy::Action;
use phonjon_store::access::{self, Account};
use phonjon_store::{Connection, StoreError, Tx};
use serde_json::json;

use crate::audit;
use crate::ctx::Ctx;
use crate::error::{AppError, Conflict, Refusal};
use crate::idempotent::Key;
use crate::permit::{authorize, scope_for};
use crate::sessions::{self, end_all, random_password, who};

mod giving;
mod listed;

pub use giving::GrantDraft;
pub(crate) use giving::{Ground, check, gives_all};
pub(crate) use listed::{Listed, hold_still_manages, insert};
pub use phonjon_store::access::GivenGrant;

use giving::{give, holds, own_post, refuse_unmanageable, show_own_part};

/// An account as its holder and those who manage it see it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Profile {
    /// The account.
    pub id: UserId,
    /// What one signs in with.
    pub user_name: String,
    /// What others see.
    pub display_name: String,
    /// The language chosen, as `th` or `en`.
    pub language: Option<String>,
    /// It can no longer sign in.
    pub is_disabled: bool,
    /// The password was made by somebody else.
    pub must_change_password: bool,
    /// The grants that are not over, those to come included.
    pub grants: Vec<GivenGrant>,
    /// Grows with every change of the account itself.
    pub version: i64,
}

/// An account with a password that somebody else made for it.
#[derive(Clone, PartialEq, Eq)]
pub struct NewPassword {
    /// The account.
    pub account: Profile,
    /// The password; none where the act was done before under the same key, for it is told once.
    pub password: Option<String>,
}

/// An account to be made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewAccount {
    /// What one signs in with: small letters, digits, `.`, `-`, `_`.
    pub user_name: String,
    /// What others see.
    pub display_name: String,
    /// What it may do.
    pub grants: Vec<GrantDraft>,
}

/// The account that asks.
///
/// # Errors
///
/// [`AppError::Unauthenticated`], or the store's own.
pub async fn own(ctx: &Ctx) -> Result<Profile, AppError> {
    let id = who(ctx)?;
    let db = ctx.store.reader();
    let account = access::find_account(db, id).await?.ok_or(AppError::Unauthenticated)?;
    let grants = given(ctx, db, id).await?;
    Ok(profile(account, grants))
}

/// The grants of one account.
async fn given(ctx: &Ctx, db: &impl Connection, id: UserId) -> Result<Vec<GivenGrant>, AppError> {
    Ok(access::given_grants(db, &[id], ctx.today()).await?.remove(&id).unwrap_or_default())
}

fn profile(account: Account, grants: Vec<GivenGrant>) -> Profile {
    Profile {
        id: account.id,
        user_name: account.user_name,
        display_name: account.display_name,
        language: account.language,
        is_disabled: account.disabled_at.is_some(),
        must_change_password: account.must_change_password,
        grants,
        version: account.version,
    }
}

/// What these accounts show to others, by id: to whoever is signed in and sees what they did.
///
/// # Errors
///
/// [`AppError::Unauthenticated`], or the store's own.
pub async fn names(ctx: &Ctx, ids: &[UserId]) -> Result<HashMap<UserId, String>, AppError> {
    who(ctx)?;
    Ok(access::account_names(ctx.store.reader(), ids).await?)
}

/// The accounts with a grant in the areas where the one who asks manages accounts, by user name, after one name; with a
/// part, those in whose name or user name it stands. Of one that may not be managed only the grants there are told.
///
/// # Errors
///
/// [`AppError::Forbidden`], or the store's own.
pub async fn list(ctx: &Ctx, part: &str, after: &str, n: u64) -> Result<Vec<Profile>, AppError> {
    authorize(&ctx.actor, Action::ManageAccounts, ctx.today())?;
    let scope = scope_for(&ctx.actor, Action::ManageAccounts, ctx.today());
    let db = ctx.store.reader();
    let accounts = access::accounts_within(db, &scope, part.trim(), after, n).await?;
    let ids: Vec<UserId> = accounts.iter().map(|it| it.id).collect();
    let mut grants = access::given_grants(db, &ids, ctx.today()).await?;
    show_own_part(ctx, db, &mut grants).await?;
    Ok(accounts
        .into_iter()
        .map(|it| {
            let of_it = grants.remove(&it.id).unwrap_or_default();
            profile(it, of_it)
        })
        .collect())
}

/// Makes an account with its grants; gives the password, which is told this once and must be changed.
///
/// # Errors
///
/// `ACCOUNT_NAME_MALFORMED`, `ACCOUNT_NAME_TAKEN`, the refusals of grants, [`AppError::Forbidden`], [`AppError::Busy`], or
/// the store's own.
pub async fn add(ctx: &Ctx, key: &Key, new: NewAccount) -> Result<NewPassword, AppError> {
    authorize(&ctx.actor, Action::ManageAccounts, ctx.today())?;
    let user_name = user_name(&new.user_name)?;
    let display_name = display_name(&new.display_name, &user_name);
    let password = random_password()?;
    let hash = sessions::hash(&password).await?;
    let id = UserId(ctx.new_id());

    let tx = ctx.store.begin().await?;
    if let Some(done) = key.done(&tx, ctx, "accountCreate").await? {
        return told_before(ctx, tx, UserId(done.uuid()?)).await;
    }
    let account = access::NewAccount {
        id,
        user_name: &user_name,
        display_name: &display_name,
        password_hash: Some(&hash),
        made_by: ctx.actor.account,
        at: ctx.now,
    };
    match access::insert_accounts(&tx, &[account]).await {
        Err(StoreError::Constraint("account_user_name")) => {
            return Err(Refusal::of("ACCOUNT_NAME_TAKEN", "userName").into());
        }
        done => done?,
    }
    audit::record(ctx, &tx, "account.added", ("account", id.0), json!({})).await?;
    access::lock_accounts(&tx, ctx.actor.account.as_slice()).await?;
    for draft in &new.grants {
        give(ctx, &tx, id, draft).await?;
    }
    key.remember(&tx, ctx, "accountCreate", "account", id.0).await?;
    let account = committed(ctx, tx, id).await?;
    Ok(NewPassword { account, password: Some(password) })
}

/// The account of an act that was done before: its password was told then and is kept nowhere.
async fn told_before(ctx: &Ctx, tx: Tx, id: UserId) -> Result<NewPassword, AppError> {
    manageable(ctx, &tx, id).await?;
    Ok(NewPassword { account: committed(ctx, tx, id).await?, password: None })
}

/// What others see of an account: its user name where nothing else is said.
pub(crate) fn display_name(text: &str, user_name: &str) -> String {
    let name: String = text.trim().chars().take(200).collect();
    if name.is_empty() { user_name.to_owned() } else { name }
}

/// A user name in small letters.
pub(crate) fn user_name(text: &str) -> Result<String, Refusal> {
    let name = text.trim().to_lowercase();
    let is_plain =
        |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || matches!(c, '.' | '-' | '_' | '@');
    if 3 <= name.len() && name.len() <= 60 && name.chars().all(is_plain) {
        Ok(name)
    } else {
        Err(Refusal::of("ACCOUNT_NAME_MALFORMED", "userName"))
    }
}

/// Disables an account and ends its sessions and tokens.
///
/// # Errors
///
/// `ACCOUNT_OWN` for one's own, [`AppError::Hidden`] for one that may not be managed,
/// [`AppError::VersionConflict`], or the store's own.
pub async fn disable(ctx: &Ctx, key: &Key, id: UserId, version: i64) -> Result<Profile, AppError> {
    if ctx.actor.account == Some(id) {
        return Err(Refusal::of("ACCOUNT_OWN", "accountId").into());
    }
    let tx = ctx.store.begin().await?;
    let account = manageable(ctx, &tx, id).await?;
    if key.done(&tx, ctx, "accountDisable").await?.is_some() {
        return committed(ctx, tx, id).await;
    }
    let is_disabled = account.disabled_at.is_some();
    check_version(&account, version, ("isDisabled", Some("true"), Some(is_disabled.to_string())))?;
    access::disable_account(&tx, id, ctx.now).await?;
    end_all(ctx, &tx, id, None).await?;
    // Whoever acts in the post does so no longer than its holder holds it.
    let n_under = access::revoke_given_under(&tx, id, ctx.now).await?;
    audit::record(ctx, &tx, "account.disabled", ("account", id.0), json!({ "under": n_under })).await?;
    key.remember(&tx, ctx, "accountDisable", "account", id.0).await?;
    committed(ctx, tx, id).await
}

/// Gives an account a new password, which is told this once and must be changed; its sessions and tokens end.
///
/// # Errors
///
/// `ACCOUNT_DISABLED` for one that signs in no more, [`AppError::Hidden`] for one that may not be managed, [`AppError::VersionConflict`], [`AppError::Busy`], or the
/// store's own.
pub async fn reset(ctx: &Ctx, key: &Key, id: UserId, version: i64) -> Result<NewPassword, AppError> {
    let password = random_password()?;
    authorize(&ctx.actor, Action::ManageAccounts, ctx.today())?;
    let hash = sessions::hash(&password).await?;
    let tx = ctx.store.begin().await?;
    let account = manageable(ctx, &tx, id).await?;
    if key.done(&tx, ctx, "accountResetPassword").await?.is_some() {
        return told_before(ctx, tx, id).await;
    }
    if account.disabled_at.is_some() {
        return Err(Refusal::of("ACCOUNT_DISABLED", "accountId").into());
    }
    check_version(&account, version, ("password", None, None))?;
    access::set_password(&tx, id, &hash, true).await?;
    end_all(ctx, &tx, id, None).await?;
    audit::record(ctx, &tx, "account.password_reset", ("account", id.0), json!({})).await?;
    key.remember(&tx, ctx, "accountResetPassword", "account", id.0).await?;
    let account = committed(ctx, tx, id).await?;
    Ok(NewPassword { account, password: Some(password) })
}

/// Gives a grant to an account: a role that the one who asks may give to the accounts managed in the area, or, as acting
/// or delegated, the powers of a post that the one who asks holds.
///
/// # Errors
///
/// The refusals of grants, [`AppError::Hidden`] for an account that may not be managed, or the store's own.
pub async fn grant(ctx: &Ctx, key: &Key, id: UserId, draft: &GrantDraft) -> Result<Profile, AppError> {
    let tx = ctx.store.begin().await?;
    let both: Vec<UserId> = ctx.actor.account.into_iter().chain([id]).collect();
    access::lock_accounts(&tx, &both).await?;
    let is_own_post = own_post(ctx, draft).is_some();
    if is_own_post {
        let account = access::find_account(&*tx, id).await?;
        account.filter(|it| it.disabled_at.is_none()).ok_or(AppError::Hidden)?;
    } else {
        manageable(ctx, &tx, id).await?;
    }
    if key.done(&tx, ctx, "grantGive").await?.is_none() {
        give(ctx, &tx, id, draft).await?;
        key.remember(&tx, ctx, "grantGive", "account", id.0).await?;
    }
    told(ctx, tx, id, is_own_post).await
}

/// Revokes a grant at once, and what was given under it. Who gave powers of the own post takes them back.
///
/// # Errors
///
/// [`AppError::Hidden`] where there is none that one may manage, or the store's own.
pub async fn revoke(ctx: &Ctx, key: &Key, id: GrantId) -> Result<Profile, AppError> {
    let tx = ctx.store.begin().await?;
    let done = key.done(&tx, ctx, "grantRevoke").await?;
    let found = access::find_grant(&tx, id).await?.ok_or(AppError::Hidden)?;
    // The operator has no account, and gives under no post.
    let is_own_post =
        found.by.is_some() && found.by == ctx.actor.account && found.under.is_some_and(|it| holds(ctx, it));
    if !is_own_post {
        manageable(ctx, &tx, found.account).await?;
    }
    if done.is_none() {
        if found.is_revoked {
            return Err(AppError::Hidden);
        }
        let n_under = access::revoke_grant(&tx, id, ctx.now).await?;
        let detail = json!({ "account": found.account.0, "under": n_under });
        audit::record(ctx, &tx, "grant.revoked", ("grant", id.0), detail).await?;
        key.remember(&tx, ctx, "grantRevoke", "account", found.account.0).await?;
    }
    told(ctx, tx, found.account, is_own_post).await
}

/// The account after an act on one of its grants. Who only gave or took back powers of the own post, and does not manage
/// the account, is told of no other grants than those.
async fn told(ctx: &Ctx, tx: Tx, id: UserId, is_own_post: bool) -> Result<Profile, AppError> {
    let is_managed = !is_own_post || manageable(ctx, &tx, id).await.is_ok();
    let mut profile = committed(ctx, tx, id).await?;
    if !is_managed {
        let own = |it: &GivenGrant| it.under.is_some() && it.given_by == ctx.actor.account;
        profile.grants.retain(own);
    }
    Ok(profile)
}

/// Keeps the language that the account that asks is answered in, `th` or `en`.
///
/// # Errors
///
/// `BAD_INPUT`, [`AppError::Unauthenticated`], or the store's own.
pub async fn choose_language(ctx: &Ctx, key: &Key, language: &str) -> Result<(), AppError> {
    let account = who(ctx)?;
    if !["th", "en"].contains(&language) {
        return Err(Refusal::of("BAD_INPUT", "language").into());
    }
    let tx = ctx.store.begin().await?;
    if key.done(&tx, ctx, "chooseLanguage").await?.is_some() {
        return Ok(());
    }
    access::set_language(&tx, account, language).await?;
    let detail = json!({ "language": language });
    audit::record(ctx, &tx, "account.language_chosen", ("account", account.0), detail).await?;
    key.remember(&tx, ctx, "chooseLanguage", "account", account.0).await?;
    Ok(tx.commit().await?)
}

/// The account of a user name, for the command line.
///
/// # Errors
///
/// [`AppError::Forbidden`], [`AppError::Hidden`] where there is none, or the store's own.
pub async fn named(ctx: &Ctx, name: &str) -> Result<Profile, AppError> {
    authorize(&ctx.actor, Action::ManageAccounts, ctx.today())?;
    let tx = ctx.store.begin().await?;
    let name = name.trim().to_lowercase();
    let account = access::find_account_by_name(&*tx, &name).await?.ok_or(AppError::Hidden)?;
    manageable(ctx, &tx, account.id).await?;
    committed(ctx, tx, account.id).await
}

/// Locks an account, and holds that it exists and that who asks may manage it.
async fn manageable(ctx: &Ctx, tx: &Tx, id: UserId) -> Result<Account, AppError> {
    authorize(&ctx.actor, Action::ManageAccounts, ctx.today())?;
    let account = access::find_account_for_update(tx, id).await?.ok_or(AppError::Hidden)?;
    refuse_unmanageable(ctx, tx, &account).await?;
    Ok(account)
}

/// Refuses a version that is no longer the account's; `differs` is the field with the wish and what stands.
fn check_version(
    account: &Account,
    version: i64,
    (field, yours, theirs): (&str, Option<&str>, Option<String>),
) -> Result<(), AppError> {
    if account.version == version {
        return Ok(());
    }
    let fields = vec![(field.to_owned(), None, yours.map(str::to_owned), theirs)];
    Err(AppError::VersionConflict(Box::new(Conflict { version: account.version, fields })))
}

async fn committed(ctx: &Ctx, tx: Tx, id: UserId) -> Result<Profile, AppError> {
    let account = access::find_account(&*tx, id).await?.ok_or(AppError::Hidden)?;
    let grants = given(ctx, &*tx, id).await?;
    tx.commit().await?;
    Ok(profile(account, grants))
}

#[cfg(test)]
mod tests {
    use chrono::NaiveDate;
    use phonjon_domain::access::{Actor, HeldAs, Role};
    use phonjon_domain::area::AreaCode;
    use uuid::Uuid;

    use super::*;
    use crate::testing::{TestStore, instant, stores};

    fn key(text: &str) -> Key {
        Key::new(text, &json!({})).unwrap()
    }

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    /// A request of an account with the grants it has now.
    async fn request(store: &TestStore, id: UserId, seconds: i64) -> Ctx {
        let grants = access::grants_of(store.reader(), id, day("2026-01-01")).await.unwrap();
        let actor = Actor { account: Some(id), name: format!("account:{}", id.0), grants };
        Ctx::new((**store).clone(), actor, instant(seconds))
    }

    #[tokio::test]
    async fn nothing_is_delegated_under_a_post_that_was_taken_away_meanwhile() {
        for store in stores().await {
            store.load_areas("nakhonphanom-300").await;
            let code = AreaCode::parse("4801").unwrap();
            let area = crate::areas::find_by_code(&store.ctx(0), &code).await.unwrap().unwrap().id;
            let [chief, other, officer] = [7, 8, 9].map(|n| UserId(Uuid::from_u128(n)));
            let tx = store.begin().await.unwrap();
            for (id, user_name) in [(chief, "chief"), (other, "other"), (officer, "officer")] {
                let new = access::NewAccount {
                    id,
                    user_name,
                    display_name: user_name,
                    password_hash: None,
                    made_by: None,
                    at: instant(0),
                };
                access::insert_accounts(&tx, &[new]).await.unwrap();
            }
            tx.commit().await.unwrap();
            let post = GrantDraft::held(Role::DistrictChief, Some(vec![area]), day("2026-01-01"));
            let acting = GrantDraft {
                held_as: HeldAs::Acting,
                valid_until: Some(day("2026-02-01")),
                order_number: Some("1/2569".to_owned()),
                ..post.clone()
            };
            for (n, holder) in [(1, chief), (2, other)] {
                grant(&store.ctx(n), &key(&format!("post-{n}")), holder, &post).await.unwrap();
            }
            // Both came in with their posts; then one is taken away, and the account of the other disabled.
            let (of_chief, of_other) = (request(&store, chief, 10).await, request(&store, other, 10).await);
            grant(&of_chief, &key("a"), officer, &acting).await.unwrap();
            hold_still_manages(&of_chief, &store.begin().await.unwrap()).await.unwrap();
            let own = of_chief.actor.grants[0].id;
            revoke(&store.ctx(20), &key("r"), own).await.unwrap();
            disable(&store.ctx(20), &key("d"), other, 1).await.unwrap();
            for late in [&of_chief, &of_other] {
                let refused = grant(late, &key("b"), officer, &acting).await.unwrap_err();
                assert!(matches!(refused, AppError::Forbidden), "{refused:?}");
                // Nor does a list bring anything.
                let refused = hold_still_manages(late, &store.begin().await.unwrap()).await.unwrap_err();
                assert!(matches!(refused, AppError::Forbidden), "{refused:?}");
            }
            let left = access::given_grants(store.reader(), &[officer], day("2026-01-01")).await.unwrap();
            assert!(left.is_empty(), "{left:?}");
            // Sent again by who holds nothing any more, what was taken back is told to nobody.
            let without = request(&store, chief, 30).await;
            assert!(grant(&without, &key("a"), officer, &acting).await.is_err());
        }
    }

    #[test]
    fn a_user_name_is_plain_and_in_small_letters() {
        assert_eq!(user_name(" Somsri.P ").unwrap(), "somsri.p");
        for wrong in ["ab", "สมศรี", "a b c", "somsri'--", &"a".repeat(61)] {
            assert!(user_name(wrong).is_err(), "{wrong}");
        }
    }
}
