//! Accounts: signing in and out, who I am, and who may do what.

use async_graphql::{Context, ID, Object};
use axum::http::{HeaderValue, header};
use phonjon_app::Key;
use phonjon_app::accounts::{self, NewAccount};
use phonjon_app::sessions::{self, PasswordChange, SessionKind, SignedIn, TokenDraft};
use phonjon_words::language::Language;
use serde_json::Value;

use crate::base::asking::{asking, known, own_account, person};
use crate::base::cookie::Jar;
use crate::base::ids::{Kind, read_plain_id};
use crate::base::key::key_of;
use crate::base::language::LanguageNode;
use crate::base::page::Page;
use crate::base::refusal::{fault, outcome};

mod action;
pub(crate) mod grant;
mod manage;
mod me;
pub(crate) mod name;
mod session;

use grant::GrantInput;
use manage::{
    AccountConnection, AccountNode, AccountPayload, NewPassword, NewPasswordPayload, NewToken,
    NewTokenPayload, TokenConnection, TokenNode,
};
use me::Me;
use session::{DonePayload, SignInPayload, SignedInNode, retry_at};

/// Letters of a search for accounts that are looked at: as many as a name has at most.
const MOST_LETTERS: usize = 200;

/// What can be read of accounts.
#[derive(Default)]
pub(crate) struct AccountQuery;

#[Object]
impl AccountQuery {
    /// Who is signed in; null where nobody is.
    async fn me(&self, ctx: &Context<'_>) -> async_graphql::Result<Option<Me>> {
        if asking(ctx)?.entered.ctx.actor.account.is_none() {
            return Ok(None);
        }
        let account = accounts::own(known(ctx)?).await.map_err(|error| fault(ctx, error))?;
        let asking = asking(ctx)?;
        let entered = &asking.entered;
        let grants = &entered.ctx.actor.grants;
        let (may, gives) = (Me::acts(grants, asking.serves_graphiql), Me::gives(grants));
        Ok(Some(Me { account, must_change_password: entered.must_change_password, may, gives }))
    }

    /// The accounts with a grant in your areas, by user name. Of an account that you may not manage, only its grants within
    /// your areas are told, and no numbers of orders that others gave.
    async fn accounts(
        &self,
        ctx: &Context<'_>,
        #[graphql(
            desc = "Only those in whose name or user name this stands, in letters of any size; all if left out. At most 200 characters."
        )]
        search: Option<String>,
        #[graphql(desc = "How many, 1 to 100; 20 if left out.")] first: Option<i32>,
        #[graphql(desc = "The `endCursor` of the page before.")] after: Option<String>,
    ) -> async_graphql::Result<AccountConnection> {
        let page = Page::read(first, after.as_deref())?;
        let after = page.after.as_ref().and_then(|it| it.first()).map_or("", String::as_str);
        let part: String = search.unwrap_or_default().chars().take(MOST_LETTERS).collect();
        let found = accounts::list(person(ctx)?, &part, after, page.n_to_read()).await;
        let found = found.map_err(|error| fault(ctx, error))?;
        let (kept, page_info) = page.cut(found, |it| vec![it.user_name.clone()]);
        let nodes = kept.into_iter().map(AccountNode).collect();
        Ok(AccountConnection { nodes, page_info, total_count: None })
    }

    /// The tokens that programs carry, newest first.
    async fn tokens(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "How many, 1 to 100; 20 if left out.")] first: Option<i32>,
        #[graphql(desc = "The `endCursor` of the page before.")] after: Option<String>,
    ) -> async_graphql::Result<TokenConnection> {
        let page = Page::read(first, after.as_deref())?;
        let tokens = sessions::list_tokens(person(ctx)?).await.map_err(|error| fault(ctx, error))?;
        page.of_whole(tokens, |it| it.id.to_string(), TokenNode)
    }
}

/// What can be done with accounts.
#[derive(Default)]
pub(crate) struct AccountMutation;

#[Object]
impl AccountMutation {
    /// Signs in: gives what to carry as `Authorization: Bearer` from now on. Sent by a page of the server with the header
    /// `X-Phonjon-Client: web`, the browser is given it in a cookie that no page can read, and the token is null. Unknown
    /// names, wrong passwords and disabled accounts are answered alike.
    async fn sign_in(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The user name, in letters of any size.")] user_name: String,
        #[graphql(desc = "The password.")] password: String,
        #[graphql(
            desc = "What to call the device among one's sessions, up to 100 characters; what its software says it is if left out."
        )]
        device: Option<String>,
    ) -> async_graphql::Result<SignInPayload> {
        let asking = asking(ctx)?;
        let with = sessions::SignIn {
            user_name: &user_name,
            password: &password,
            address: &asking.address,
            device: device.as_deref(),
            agent: asking.device.as_deref(),
            in_cookie: asking.page.is_some(),
        };
        let signed_in = asking.door.sign_in(with).await;
        let retry_at = signed_in.as_ref().err().and_then(retry_at);
        if let (Some(jar), Ok(SignedIn { carried, session, .. })) = (asking.page, &signed_in) {
            let seconds = (session.absolute_until - session.created_at).num_seconds();
            set_cookie(ctx, jar.set(carried, seconds));
        }
        let outcome = outcome(ctx, signed_in)?.map(SignedInNode);
        Ok(SignInPayload { session: outcome.thing, retry_at, user_errors: outcome.user_errors })
    }

    /// Ends the session that carries this request, or another of one's own.
    async fn sign_out(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Another session of yours; the one that carries this request if left out.")]
        session_id: Option<ID>,
    ) -> async_graphql::Result<DonePayload> {
        let app = own_account(ctx)?;
        let named = session_id.map(|id| read_plain_id(Kind::Session, &id)).transpose()?;
        let current = asking(ctx)?.entered.session;
        let ends = named.or(current);
        let done = match ends {
            Some(session) => sessions::sign_out(app, session).await,
            None => Ok(()),
        };
        if done.is_ok() && ends == current {
            take_cookie(ctx)?;
        }
        Ok(outcome(ctx, done)?.map(|()| true).into())
    }

    /// Ends every session of one's own, this one too, and the tokens of the account.
    async fn sign_out_everywhere(&self, ctx: &Context<'_>) -> async_graphql::Result<DonePayload> {
        let done = sessions::sign_out_everywhere(own_account(ctx)?).await;
        if done.is_ok() {
            take_cookie(ctx)?;
        }
        Ok(outcome(ctx, done)?.map(|_| true).into())
    }

    /// Changes one's own password; the other sessions end.
    async fn change_password(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The password as it is.")] old_password: String,
        #[graphql(
            desc = "The password as it shall be: at least 12 characters, not made of common words or your name."
        )]
        new_password: String,
        #[graphql(desc = "Your own name for this act: sent again, it is done once.")] key: ID,
    ) -> async_graphql::Result<DonePayload> {
        let app = own_account(ctx)?;
        let session = asking(ctx)?.entered.session;
        let change = PasswordChange { session, old: &old_password, new: &new_password };
        let done = async {
            // Without the passwords: no hash is kept of them that could be tried fast.
            let key = Key::new(&key, &Value::Null)?;
            sessions::change_password(app, &key, change).await
        };
        Ok(outcome(ctx, done.await)?.map(|()| true).into())
    }

    /// Keeps the language that you are answered in.
    async fn choose_language(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The language.")] language: LanguageNode,
        #[graphql(desc = "Your own name for this act: sent again, it is done once.")] key: ID,
    ) -> async_graphql::Result<DonePayload> {
        let (app, language) = (own_account(ctx)?, Language::from(language).code());
        let done = async { accounts::choose_language(app, &key_of(ctx, &key)?, language).await };
        Ok(outcome(ctx, done.await)?.map(|()| true).into())
    }

    /// Makes an account with its grants, and a password that must be changed at the first sign-in and is told once: sent
    /// again with the same key, the account is answered and the password is null.
    async fn account_create(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What one signs in with: small letters, digits, `.`, `-`, `_`, `@`.")]
        user_name: String,
        #[graphql(desc = "What others see.")] display_name: String,
        #[graphql(desc = "What it may do.")] grants: Vec<GrantInput>,
        #[graphql(desc = "Your own name for this act: sent again, it is done once.")] key: ID,
    ) -> async_graphql::Result<NewPasswordPayload> {
        let app = person(ctx)?;
        let grants = grants.into_iter().map(GrantInput::draft).collect::<Result<Vec<_>, _>>()?;
        let new = NewAccount { user_name, display_name, grants };
        let added = async { accounts::add(app, &key_of(ctx, &key)?, new).await };
        Ok(outcome(ctx, added.await)?.map(NewPassword::from).into())
    }

    /// Disables an account; its sessions and tokens end at once.
    async fn account_disable(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The account.")] account_id: ID,
        #[graphql(desc = "The version of the account that you read.")] expected_version: i64,
        #[graphql(desc = "Your own name for this act: sent again, it is done once.")] key: ID,
    ) -> async_graphql::Result<AccountPayload> {
        let app = person(ctx)?;
        let id = read_plain_id(Kind::Account, &account_id)?;
        let disabled = async { accounts::disable(app, &key_of(ctx, &key)?, id, expected_version).await };
        Ok(outcome(ctx, disabled.await)?.map(AccountNode).into())
    }

    /// Gives an account a new password that must be changed at the next sign-in; its sessions and tokens end at once.
    /// The password is told once: sent again with the same key, it is null.
    async fn account_reset_password(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The account.")] account_id: ID,
        #[graphql(desc = "The version of the account that you read.")] expected_version: i64,
        #[graphql(desc = "Your own name for this act: sent again, it is done once.")] key: ID,
    ) -> async_graphql::Result<NewPasswordPayload> {
        let app = person(ctx)?;
        let id = read_plain_id(Kind::Account, &account_id)?;
        let reset = async { accounts::reset(app, &key_of(ctx, &key)?, id, expected_version).await };
        Ok(outcome(ctx, reset.await)?.map(NewPassword::from).into())
    }

    /// Gives a grant to an account of somebody else. Whoever holds a post names who acts in it and delegates its powers:
    /// `heldAs` `ACTING` or `DELEGATED`, with the number of the order and the last day, over no more than the post covers.
    async fn grant_give(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The account.")] account_id: ID,
        #[graphql(desc = "The grant.")] grant: GrantInput,
        #[graphql(desc = "Your own name for this act: sent again, it is done once.")] key: ID,
    ) -> async_graphql::Result<AccountPayload> {
        let app = person(ctx)?;
        let (id, draft) = (read_plain_id(Kind::Account, &account_id)?, grant.draft()?);
        let given = async { accounts::grant(app, &key_of(ctx, &key)?, id, &draft).await };
        Ok(outcome(ctx, given.await)?.map(AccountNode).into())
    }

    /// Revokes a grant at once, and what its holder gave under it. Who gave powers of the own post takes them back.
    async fn grant_revoke(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The grant.")] grant_id: ID,
        #[graphql(desc = "Your own name for this act: sent again, it is done once.")] key: ID,
    ) -> async_graphql::Result<AccountPayload> {
        let (app, id) = (person(ctx)?, read_plain_id(Kind::Grant, &grant_id)?);
        let revoked = async { accounts::revoke(app, &key_of(ctx, &key)?, id).await };
        Ok(outcome(ctx, revoked.await)?.map(AccountNode).into())
    }

    /// Makes a token for a program that reads figures, and nothing else, on the account of a ministry analyst. What to
    /// carry is told once: sent again with the same key, it is null.
    async fn token_create(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The account of a ministry analyst.")] account_id: ID,
        #[graphql(desc = "What the token is called.")] name: String,
        #[graphql(desc = "For how many days, 1 to 365.")] days: i32,
        #[graphql(desc = "Your own name for this act: sent again, it is done once.")] key: ID,
    ) -> async_graphql::Result<NewTokenPayload> {
        let app = person(ctx)?;
        let account = read_plain_id(Kind::Account, &account_id)?;
        let draft = TokenDraft { account, name: &name, days: days.into() };
        let made = async { sessions::create_token(app, &key_of(ctx, &key)?, draft).await };
        Ok(outcome(ctx, made.await)?.map(NewToken::from).into())
    }

    /// Ends a token at once.
    async fn token_revoke(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The token.")] token_id: ID,
        #[graphql(desc = "Your own name for this act: sent again, it is done once.")] key: ID,
    ) -> async_graphql::Result<DonePayload> {
        let (app, id) = (person(ctx)?, read_plain_id(Kind::Session, &token_id)?);
        let done = async { sessions::revoke_token(app, &key_of(ctx, &key)?, id).await };
        Ok(outcome(ctx, done.await)?.map(|()| true).into())
    }
}

/// Gives the answer a cookie.
fn set_cookie(ctx: &Context<'_>, cookie: Option<HeaderValue>) {
    if let Some(cookie) = cookie {
        ctx.insert_http_header(header::SET_COOKIE, cookie);
    }
}

/// Takes the session's cookie away, where it came by one.
fn take_cookie(ctx: &Context<'_>) -> async_graphql::Result<()> {
    let asking = asking(ctx)?;
    if asking.entered.kind == Some(SessionKind::Cookie) {
        set_cookie(ctx, asking.page.and_then(Jar::clear));
    }
    Ok(())
}

#[cfg(test)]
mod tests;
#[cfg(test)]
mod whose_tests;
