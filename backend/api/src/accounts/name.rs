//! Whose account did something, read together for all records of an answer.

use std::collections::HashMap;

use async_graphql::dataloader::{DataLoader, HashMapCache, Loader};
use async_graphql::{Context, ID, Object};
use phonjon_app::{Ctx, accounts};
use phonjon_domain::ids::UserId;

use crate::base::ids::{Kind, plain_id};
use crate::base::refusal::{chain, unsaid};

/// An account as those see it who see what it did.
pub(crate) struct AccountNameNode(UserId, String);

/// An account as those see it who see what it did.
#[Object(name = "AccountName")]
impl AccountNameNode {
    /// The account.
    async fn id(&self) -> ID {
        plain_id(Kind::Account, self.0)
    }

    /// What others see.
    async fn display_name(&self) -> &str {
        &self.1
    }
}

/// The account that a record names; none where it names none, as for what the command line did.
pub(crate) async fn account_name(
    ctx: &Context<'_>,
    id: Option<UserId>,
) -> async_graphql::Result<Option<AccountNameNode>> {
    let Some(id) = id.filter(|it| !it.0.is_nil()) else { return Ok(None) };
    let found = ctx.data::<DataLoader<AccountNames, HashMapCache>>()?.load_one(id).await?;
    Ok(found.map(|name| AccountNameNode(id, name)))
}

/// Loads the names of accounts for one request.
pub(crate) struct AccountNames {
    ctx: Ctx,
}

impl AccountNames {
    /// A loader that reads as whoever asks.
    pub(crate) const fn new(ctx: Ctx) -> Self {
        Self { ctx }
    }
}

impl Loader<UserId> for AccountNames {
    type Value = String;
    type Error = async_graphql::Error;

    async fn load(&self, ids: &[UserId]) -> Result<HashMap<UserId, String>, Self::Error> {
        accounts::names(&self.ctx, ids).await.map_err(|error| {
            tracing::error!(error.chain = chain(&error), "names of accounts cannot be loaded");
            unsaid("INTERNAL")
        })
    }
}
