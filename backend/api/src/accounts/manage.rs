//! Accounts and tokens as those who manage them see them.

use async_graphql::{Context, ID, Object, SimpleObject};
use chrono::{DateTime, Utc};
use phonjon_app::accounts::{self, Profile};
use phonjon_app::sessions::{self, OpenSession};

use super::grant::GrantNode;
use super::name::{AccountNameNode, account_name};
use crate::base::ids::{Kind, plain_id};
use crate::base::page::connection;
use crate::base::refusal::payload;

/// An account.
pub(crate) struct AccountNode(pub(crate) Profile);

/// An account.
#[Object(name = "Account")]
impl AccountNode {
    /// The account.
    async fn id(&self) -> ID {
        plain_id(Kind::Account, self.0.id)
    }

    /// What one signs in with.
    async fn user_name(&self) -> &str {
        &self.0.user_name
    }

    /// What others see.
    async fn display_name(&self) -> &str {
        &self.0.display_name
    }

    /// It can no longer sign in.
    async fn is_disabled(&self) -> bool {
        self.0.is_disabled
    }

    /// The password was made by somebody else and not changed yet.
    async fn must_change_password(&self) -> bool {
        self.0.must_change_password
    }

    /// Grows with every change of the account itself: send it as `expectedVersion`.
    async fn version(&self) -> i64 {
        self.0.version
    }

    /// What it may do, where, since when; grants to come included.
    async fn grants(&self) -> Vec<GrantNode> {
        self.0.grants.iter().cloned().map(GrantNode).collect()
    }
}

connection!(
    /// A page of tokens, newest first.
    TokenConnection of TokenNode
);

connection!(
    /// A page of accounts, by user name.
    AccountConnection of AccountNode
);

/// An account just made, or one whose password was made new.
#[derive(SimpleObject)]
pub(crate) struct NewPassword {
    /// The account.
    account: AccountNode,
    /// The password, told once: null where the act was done before under the same key. It must be changed at the first
    /// sign-in.
    password: Option<String>,
}

impl From<accounts::NewPassword> for NewPassword {
    fn from(made: accounts::NewPassword) -> Self {
        Self { account: AccountNode(made.account), password: made.password }
    }
}

/// What a program carries to read figures.
pub(crate) struct TokenNode(pub(crate) OpenSession);

/// What a program carries to read figures.
#[Object(name = "Token")]
impl TokenNode {
    /// The token; not what is carried.
    async fn id(&self) -> ID {
        plain_id(Kind::Session, self.0.id)
    }

    /// What it is called.
    async fn name(&self) -> Option<&str> {
        self.0.name.as_deref()
    }

    /// The account it acts for.
    async fn account(&self, ctx: &Context<'_>) -> async_graphql::Result<Option<AccountNameNode>> {
        account_name(ctx, Some(self.0.account)).await
    }

    /// When it was made.
    async fn created_at(&self) -> DateTime<Utc> {
        self.0.created_at
    }

    /// When it was last seen, to the minute.
    async fn seen_at(&self) -> DateTime<Utc> {
        self.0.seen_at
    }

    /// When it ends.
    async fn ends_at(&self) -> DateTime<Utc> {
        self.0.absolute_until
    }
}

/// A token just made.
#[derive(SimpleObject)]
pub(crate) struct NewToken {
    /// The token.
    token: TokenNode,
    /// Carry this as `Authorization: Bearer`. It is told once: null where the token was made before under the same key.
    carried: Option<String>,
}

impl From<sessions::NewToken> for NewToken {
    fn from(made: sessions::NewToken) -> Self {
        Self { token: TokenNode(made.token), carried: made.carried }
    }
}

payload!(
    /// What became of making an account or a password.
    NewPasswordPayload {
        /// The account with its password.
        new_password: NewPassword
    }
);

payload!(
    /// What became of changing an account.
    AccountPayload {
        /// The account after it.
        account: AccountNode
    }
);

payload!(
    /// What became of making a token.
    NewTokenPayload {
        /// The token with what to carry.
        new_token: NewToken
    }
);
