//! What an area still sees of a case whose household has moved away.

use async_graphql::{Context, ID, Object};
use phonjon_app::case::{self, CaseKey, FormerTime};

use super::case::EventConnection;
use crate::areas::{self, AreaNode};
use crate::base::asking::person;
use crate::base::ids::{Kind, id_of};
use crate::base::page::Page;
use crate::base::refusal::fault;
use crate::base::scalars::Date;

/// A case whose household lived in your areas and lives elsewhere now: what happened in that time, and nothing else.
pub(crate) struct FormerCaseNode {
    pub(super) key: CaseKey,
    pub(super) times: Vec<FormerTime>,
}

/// A case whose household lived in your areas and lives elsewhere now: what happened in that time, and nothing else.
#[Object(name = "FormerCase")]
impl FormerCaseNode {
    /// The case.
    async fn id(&self) -> ID {
        id_of(Kind::Case, self.key.0, self.key.1)
    }

    /// When the household lived in your areas, the latest time first.
    async fn times(&self) -> Vec<FormerTimeNode> {
        self.times.iter().copied().map(FormerTimeNode).collect()
    }

    /// What happened in these times and was recorded in them, or later by yourself; newest first.
    async fn events(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "How many, 1 to 100; 20 if left out.")] first: Option<i32>,
        #[graphql(desc = "The `endCursor` of the page before.")] after: Option<String>,
    ) -> async_graphql::Result<EventConnection> {
        let page = Page::read(first, after.as_deref())?;
        let before = EventConnection::before(&page)?;
        let app = person(ctx)?;
        let found = case::former_events(app, self.key, before, page.first + 1).await;
        let found = found.map_err(|error| fault(ctx, error))?;
        app.show_case("formerCase.events", self.key);
        Ok(EventConnection::of(&page, found))
    }
}

/// A time in which a household lived in an area.
pub(crate) struct FormerTimeNode(FormerTime);

/// A time in which a household lived in an area.
#[Object(name = "FormerTime")]
impl FormerTimeNode {
    /// The area; null where it is no longer kept.
    async fn area(&self, ctx: &Context<'_>) -> async_graphql::Result<Option<AreaNode>> {
        areas::find(ctx, self.0.area).await
    }

    /// The first local day this is known.
    async fn since(&self) -> Date {
        Date(self.0.since)
    }

    /// The first local day it lived elsewhere.
    async fn until(&self) -> Date {
        Date(self.0.until)
    }
}
