//! Accounts that a list brings, each with one grant and without a password: whoever manages them gives the first one.

use phonjon_domain::access::Grant;
use phonjon_domain::ids::UserId;
use phonjon_store::access::{self, NewAccount, NewGrant};
use phonjon_store::{StoreError, Tx};
use serde_json::json;

use super::GrantDraft;
use super::giving::told;
use crate::audit;
use crate::ctx::Ctx;
use crate::error::{AppError, Refusal};

/// An account to be made with its grant.
#[derive(Debug, Clone)]
pub(crate) struct Listed {
    pub(crate) id: UserId,
    pub(crate) user_name: String,
    pub(crate) display_name: String,
    pub(crate) grant: Grant,
    order_number: Option<String>,
}

impl Listed {
    /// Of a user name that nobody has, and of a grant that was checked.
    pub(crate) fn new(ctx: &Ctx, user_name: String, display_name: String, draft: &GrantDraft) -> Self {
        Self {
            id: UserId(ctx.new_id()),
            user_name,
            display_name,
            grant: draft.grant(ctx),
            order_number: draft.order_number.clone(),
        }
    }
}

/// Locks the account that asks, and refuses where one of its posts was taken away since it asked: who takes them away
/// waits for this or was first.
pub(crate) async fn hold_still_manages(ctx: &Ctx, tx: &Tx) -> Result<(), AppError> {
    let Some(id) = ctx.actor.account else { return Ok(()) };
    let account = access::find_account_for_update(tx, id).await?;
    let held = access::grants_of(&**tx, id, ctx.today()).await?;
    let is_held = |it: &Grant| held.iter().any(|held| held.id == it.id);
    let stands = account.is_some_and(|it| it.disabled_at.is_none()) && ctx.actor.grants.iter().all(is_held);
    if stands { Ok(()) } else { Err(AppError::Forbidden) }
}

/// Stores accounts with their grants; the audit log has them as if each were made by hand.
pub(crate) async fn insert(ctx: &Ctx, tx: &Tx, rows: &[Listed]) -> Result<(), AppError> {
    if rows.is_empty() {
        return Ok(());
    }
    let accounts: Vec<NewAccount<'_>> = rows
        .iter()
        .map(|it| NewAccount {
            id: it.id,
            user_name: &it.user_name,
            display_name: &it.display_name,
            password_hash: None,
            made_by: ctx.actor.account,
            at: ctx.now,
        })
        .collect();
    match access::insert_accounts(tx, &accounts).await {
        // Somebody made one of them by hand at this moment; the same file again goes on.
        Err(StoreError::Constraint("account_user_name")) => {
            return Err(Refusal::of("ACCOUNT_NAME_TAKEN", "userName").into());
        }
        done => done?,
    }
    let grants: Vec<NewGrant<'_>> = rows
        .iter()
        .map(|it| NewGrant {
            account: it.id,
            given_by: ctx.actor.account,
            under: None,
            order_number: it.order_number.as_deref(),
            post: None,
            post_id: ctx.new_id(),
            grant: &it.grant,
            at: ctx.now,
        })
        .collect();
    access::insert_grants_without_post(tx, &grants).await?;
    let mut done = Vec::with_capacity(rows.len() * 2);
    for it in &grants {
        done.push(("account.added", ("account", it.account.0.to_string()), json!({})));
        done.push(("grant.given", ("grant", it.grant.id.0.to_string()), told(it)));
    }
    audit::record_many(ctx, tx, done).await
}
