//! Views of screens that people keep for themselves, as clients see them.

use async_graphql::{Context, ID, Object};
use phonjon_app::views::{self, NewView, SavedView};
use phonjon_domain::ids::SavedViewId;

use crate::base::asking::person;
use crate::base::ids::{Kind, plain_id, read_plain_id};
use crate::base::key::key_of;
use crate::base::refusal::{fault, outcome, payload};

pub(crate) struct SavedViewNode(SavedView);

/// A view of a screen that you keep for yourself.
#[Object(name = "SavedView")]
impl SavedViewNode {
    /// The view.
    async fn id(&self) -> ID {
        plain_id(Kind::SavedView, self.0.id)
    }

    /// What you call it.
    async fn name(&self) -> &str {
        &self.0.name
    }

    /// Which screen, such as `cases`.
    async fn screen(&self) -> &str {
        &self.0.screen
    }

    /// The query of the screen's address, without `?`.
    async fn query(&self) -> &str {
        &self.0.query
    }

    /// Its version.
    async fn version(&self) -> i64 {
        self.0.version
    }
}

payload!(
    /// What became of keeping a view.
    SavedViewPayload {
        /// The view after it.
        saved_view: SavedViewNode
    }
);

payload!(
    /// What became of removing a view.
    SavedViewsPayload {
        /// The views that are left, by name.
        saved_views: Vec<SavedViewNode>
    }
);

/// What can be read of views.
#[derive(Default)]
pub(crate) struct ViewQuery;

#[Object]
impl ViewQuery {
    /// The views that you keep, by name; at most 50.
    async fn saved_views(&self, ctx: &Context<'_>) -> async_graphql::Result<Vec<SavedViewNode>> {
        let found = views::mine(person(ctx)?).await.map_err(|error| fault(ctx, error))?;
        Ok(found.into_iter().map(SavedViewNode).collect())
    }
}

/// What can be done with views.
#[derive(Default)]
pub(crate) struct ViewMutation;

#[Object]
impl ViewMutation {
    /// Keeps a view of a screen for yourself, new or changed. It must hold no citizen number.
    #[expect(clippy::too_many_arguments, reason = "each is an argument of the field")]
    async fn saved_view_put(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The view to change; a new one if left out.")] id: Option<ID>,
        #[graphql(desc = "What you call it, at most 100 characters.")] name: String,
        #[graphql(desc = "Which screen: a word of small letters, digits and hyphens, such as `cases`.")]
        screen: String,
        #[graphql(desc = "The query of the screen's address, at most 2,000 characters.")] query: String,
        #[graphql(desc = "The version that you read; 0 for a new one.")] expected_version: i32,
        #[graphql(desc = "Your own name for this act: sent again, it is done once.")] key: ID,
    ) -> async_graphql::Result<SavedViewPayload> {
        let app = person(ctx)?;
        let id = id.map(|it| read_plain_id::<SavedViewId>(Kind::SavedView, &it)).transpose()?;
        let new =
            NewView { id, name: &name, screen: &screen, query: &query, version: expected_version.into() };
        let done = async { views::put(app, &new, &key_of(ctx, &key)?).await }.await;
        Ok(outcome(ctx, done)?.map(SavedViewNode).into())
    }

    /// Removes a view that you keep.
    async fn saved_view_remove(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The view.")] id: ID,
        #[graphql(desc = "Your own name for this act: sent again, it is done once.")] key: ID,
    ) -> async_graphql::Result<SavedViewsPayload> {
        let app = person(ctx)?;
        let id = read_plain_id::<SavedViewId>(Kind::SavedView, &id)?;
        let done = async { views::remove(app, id, &key_of(ctx, &key)?).await }.await;
        let see = |rows: Vec<_>| rows.into_iter().map(SavedViewNode).collect();
        Ok(outcome(ctx, done)?.map(see).into())
    }
}
