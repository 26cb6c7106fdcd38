//! Who is signed in.

use async_graphql::{Context, Enum, ID, Object, SimpleObject};
use chrono::{DateTime, Utc};
use phonjon_app::accounts::Profile;
use phonjon_app::sessions;
use phonjon_domain::access::{self, Grant};
use phonjon_domain::policy;

use super::action::Action;
use super::grant::{GrantNode, HeldAs, Role};
use crate::base::asking::{asking, own_account};
use crate::base::ids::{Kind, plain_id};
use crate::base::language::{self, LanguageNode};
use crate::base::refusal::fault;

/// The account that is signed in.
pub(crate) struct Me {
    pub(crate) account: Profile,
    pub(crate) must_change_password: bool,
    pub(crate) may: Vec<Action>,
    pub(crate) gives: Vec<(access::Role, Vec<access::HeldAs>)>,
}

impl Me {
    /// What the grants of today permit, of what is there.
    pub(crate) fn acts(grants: &[Grant], serves_graphiql: bool) -> Vec<Action> {
        let roles: Vec<_> = grants.iter().map(|it| it.role).collect();
        let acts = policy::acts_of(&roles).into_iter().map(Action::from);
        acts.filter(|it| serves_graphiql || *it != Action::UseGraphiql).collect()
    }

    /// The roles that the grants of today let one give.
    pub(crate) fn gives(grants: &[Grant]) -> Vec<(access::Role, Vec<access::HeldAs>)> {
        policy::gives(&grants.iter().map(|it| (it.role, it.held_as)).collect::<Vec<_>>())
    }
}

/// A role that may be given to others.
#[derive(SimpleObject)]
pub(crate) struct RoleToGive {
    /// The role.
    role: Role,
    /// How whoever it is given to may hold it; not as their own where it is one's own post.
    held_as: Vec<HeldAs>,
}

/// The account that is signed in.
#[Object]
impl Me {
    /// The account.
    async fn id(&self) -> ID {
        plain_id(Kind::Account, self.account.id)
    }

    /// What one signs in with.
    async fn user_name(&self) -> &str {
        &self.account.user_name
    }

    /// What others see.
    async fn display_name(&self) -> &str {
        &self.account.display_name
    }

    /// The language chosen; null where the client's is taken.
    async fn language(&self) -> Option<LanguageNode> {
        self.account.language.as_deref().map(|it| language::choose(Some(it), None).into())
    }

    /// Until the password is changed, nothing else is permitted.
    async fn must_change_password(&self) -> bool {
        self.must_change_password
    }

    /// What the account may do, where, since when; grants to come included.
    async fn grants(&self) -> Vec<GrantNode> {
        self.account.grants.iter().cloned().map(GrantNode).collect()
    }

    /// Acts that a grant of today permits somewhere; each is still decided where it is done. None until the password is
    /// changed; `USE_GRAPHIQL` only where the operator turned GraphiQL on.
    async fn may(&self) -> &[Action] {
        &self.may
    }

    /// The roles that the account may give to others, where it may; none until the password is changed. Each giving is still
    /// decided where it is done.
    async fn roles_to_give(&self) -> Vec<RoleToGive> {
        let node = |(role, held_as): &(access::Role, Vec<access::HeldAs>)| RoleToGive {
            role: (*role).into(),
            held_as: held_as.iter().copied().map(Into::into).collect(),
        };
        self.gives.iter().map(node).collect()
    }

    /// Where the account is signed in, newest first.
    async fn sessions(&self, ctx: &Context<'_>) -> async_graphql::Result<Vec<SessionNode>> {
        let current = asking(ctx)?.entered.session;
        let sessions = sessions::mine(own_account(ctx)?).await.map_err(|error| fault(ctx, error))?;
        let node =
            |it: sessions::OpenSession| SessionNode { is_current: Some(it.id) == current, session: it };
        Ok(sessions.into_iter().map(node).collect())
    }
}

/// How what one is signed in by is carried.
#[derive(Enum, Debug, Clone, Copy, PartialEq, Eq)]
#[graphql(name = "SessionKind")]
pub(crate) enum SessionKindNode {
    /// By a program, in `Authorization: Bearer`.
    Bearer,
    /// By a browser, in a cookie.
    Cookie,
}

/// A session that is open.
pub(crate) struct SessionNode {
    session: sessions::OpenSession,
    is_current: bool,
}

/// A session that is open.
#[Object(name = "Session")]
impl SessionNode {
    /// The session.
    async fn id(&self) -> ID {
        plain_id(Kind::Session, self.session.id)
    }

    /// How it is carried.
    async fn kind(&self) -> SessionKindNode {
        match self.session.kind {
            sessions::SessionKind::Cookie => SessionKindNode::Cookie,
            sessions::SessionKind::Bearer | sessions::SessionKind::Token => SessionKindNode::Bearer,
        }
    }

    /// What the person or the client called the device; else what its software says it is.
    async fn device(&self) -> Option<&str> {
        self.session.device.as_deref()
    }

    /// When it began.
    async fn began_at(&self) -> DateTime<Utc> {
        self.session.created_at
    }

    /// When it was last seen, to the minute.
    async fn seen_at(&self) -> DateTime<Utc> {
        self.session.seen_at
    }

    /// It ends then unless it is used before.
    async fn idle_until(&self) -> Option<DateTime<Utc>> {
        self.session.idle_until
    }

    /// It ends then at the latest.
    async fn ends_at(&self) -> DateTime<Utc> {
        self.session.absolute_until
    }

    /// It carries this request.
    async fn is_current(&self) -> bool {
        self.is_current
    }
}
