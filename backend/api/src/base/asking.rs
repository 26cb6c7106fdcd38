//! Who asks, in which language, from where: what each request carries to its fields.

use async_graphql::Context;
use phonjon_app::sessions::{Door, Entered};
use phonjon_app::{AppError, Ctx, Refusal};
use phonjon_words::language::Language;

use super::cookie::Jar;
use super::refusal::fault;
use crate::http::UploadLimits;

/// What a request carries to its fields.
pub(crate) struct Asking {
    /// Where requests come in.
    pub(crate) door: Door,
    /// Who came in.
    pub(crate) entered: Entered,
    /// The language of the answer.
    pub(crate) language: Language,
    /// The address the request came from.
    pub(crate) address: String,
    /// GraphiQL is there for whoever may use it.
    pub(crate) serves_graphiql: bool,
    /// How files are taken in.
    pub(crate) upload: UploadLimits,
    /// What the client says it is.
    pub(crate) device: Option<String>,
    /// A page of ours asks: a session that begins is kept in a cookie.
    pub(crate) page: Option<Jar>,
    /// The cookie that came with it is of a session that is over.
    pub(crate) ended: Option<Jar>,
}

/// What the request carries.
pub(crate) fn asking<'a>(ctx: &Context<'a>) -> async_graphql::Result<&'a Asking> {
    ctx.data::<Asking>()
}

/// The language of the answer.
pub(crate) fn language(ctx: &Context<'_>) -> Language {
    ctx.data_opt::<Asking>().map(|it| it.language).unwrap_or_default()
}

/// The context of whoever is signed in, a program's token included. Whose password somebody else knows changes it
/// first: that nothing may be done and nothing be seen until then has its reason told.
pub(crate) fn signed_in<'a>(ctx: &Context<'a>) -> async_graphql::Result<&'a Ctx> {
    let entered = &asking(ctx)?.entered;
    if entered.must_change_password {
        return Err(fault(ctx, Refusal::new("PASSWORD_CHANGE_REQUIRED").into()));
    }
    known(ctx)
}

/// The context of a person who asks about their own account, with the password of the first day too.
pub(crate) fn own_account<'a>(ctx: &Context<'a>) -> async_graphql::Result<&'a Ctx> {
    let app = known(ctx)?;
    if asking(ctx)?.entered.is_token() { Err(fault(ctx, AppError::Forbidden)) } else { Ok(app) }
}

/// The context of whoever is signed in, with whatever password.
pub(crate) fn known<'a>(ctx: &Context<'a>) -> async_graphql::Result<&'a Ctx> {
    let entered = &asking(ctx)?.entered;
    match entered.ctx.actor.account {
        Some(_) => Ok(&entered.ctx),
        None => Err(fault(ctx, AppError::Unauthenticated)),
    }
}

/// The context of a person who is signed in: a program's token changes nothing, its own account included.
pub(crate) fn person<'a>(ctx: &Context<'a>) -> async_graphql::Result<&'a Ctx> {
    let app = signed_in(ctx)?;
    if asking(ctx)?.entered.is_token() { Err(fault(ctx, AppError::Forbidden)) } else { Ok(app) }
}
