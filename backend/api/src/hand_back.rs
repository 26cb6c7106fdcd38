//! What waits to be entered in the TPMAP Logbook or ThaiQM, as clients see it, and as a workbook for whoever enters it.

use async_graphql::{Context, Enum, ID, Object};
use chrono::{DateTime, Utc};
use phonjon_app::hand_back::{self, HandBack, Line, Mark};
use phonjon_domain::hand_back::{HandBackKind, HandBackTarget};
use phonjon_domain::ids::{AreaId, HandBackMarkId};

use crate::accounts::name::{AccountNameNode, account_name};
use crate::areas::{self, AreaNode};
use crate::base::asking::{language, person};
use crate::base::ids::{Kind, plain_id, read_id, read_plain_id};
use crate::base::key::key_of;
use crate::base::refusal::{fault, outcome, payload};
use crate::base::scalars::Date;

mod columns;
mod workbook;

pub(crate) use columns::{HandBackColumnsMutation, HandBackColumnsQuery};

pub use workbook::workbook;

/// A system in which work done here is entered by hand.
#[derive(Enum, Debug, Clone, Copy, PartialEq, Eq)]
#[graphql(remote = "HandBackTarget")]
pub(crate) enum HandBackTargetName {
    /// TPMAP Logbook.
    TpmapLogbook,
    /// ThaiQM.
    Thaiqm,
}

/// What is entered there.
#[derive(Enum, Debug, Clone, Copy, PartialEq, Eq)]
#[graphql(remote = "HandBackKind", name = "HandBackKind")]
pub(crate) enum HandBackKindName {
    /// Help that was given.
    Help,
    /// The class of a household.
    Class,
    /// A household that no list names.
    Household,
}

pub(crate) struct HandBackNode(HandBack);

/// What waits to be entered in another system, of one area.
#[Object(name = "HandBack")]
impl HandBackNode {
    /// Where it is to be entered.
    async fn target(&self) -> HandBackTargetName {
        self.0.target.into()
    }

    /// How much waits: what `handBackMark` expects.
    async fn count(&self) -> usize {
        self.0.lines.len()
    }

    /// What waits, household by household; at most 5,000.
    async fn lines(&self) -> Vec<HandBackLineNode<'_>> {
        self.0.lines.iter().map(HandBackLineNode).collect()
    }
}

pub(crate) struct HandBackLineNode<'a>(&'a Line);

/// One thing to be entered.
#[Object(name = "HandBackLine")]
impl HandBackLineNode<'_> {
    /// What.
    async fn kind(&self) -> HandBackKindName {
        self.0.kind.into()
    }

    /// The short number of the household.
    async fn short_number(&self) -> Option<&str> {
        self.0.short_number.as_deref()
    }

    /// House number.
    async fn house_no(&self) -> Option<&str> {
        self.0.house_no.as_deref()
    }

    /// Village number.
    async fn moo(&self) -> Option<i32> {
        self.0.moo.map(i32::from)
    }

    /// The area it lies in, by name.
    async fn place(&self) -> Option<&str> {
        self.0.area.as_deref()
    }

    /// Who heads it, by name.
    async fn head(&self) -> Option<&str> {
        self.0.head.as_deref()
    }

    /// What is to be entered, in words of the reader's language.
    async fn text(&self, ctx: &Context<'_>) -> String {
        workbook::told(self.0, language(ctx))
    }

    /// The day the help was given, or the case was opened.
    async fn day(&self) -> Option<Date> {
        self.0.day.map(Date)
    }
}

pub(crate) struct HandBackMarkNode(Mark);

/// A list that was marked as entered.
#[Object(name = "HandBackMark")]
impl HandBackMarkNode {
    /// The mark.
    async fn id(&self) -> ID {
        plain_id(Kind::HandBackMark, self.0.id)
    }

    /// Where it was entered.
    async fn target(&self) -> HandBackTargetName {
        self.0.target.into()
    }

    /// Of which area.
    async fn area(&self, ctx: &Context<'_>) -> async_graphql::Result<Option<AreaNode>> {
        areas::find(ctx, self.0.area).await
    }

    /// How many things.
    async fn count(&self) -> i64 {
        self.0.n_items
    }

    /// Who marked it; null for the command line.
    async fn by(&self, ctx: &Context<'_>) -> async_graphql::Result<Option<AccountNameNode>> {
        account_name(ctx, self.0.account).await
    }

    /// When.
    async fn at(&self) -> DateTime<Utc> {
        self.0.at
    }

    /// When that was taken back.
    async fn undone_at(&self) -> Option<DateTime<Utc>> {
        self.0.undone_at
    }
}

payload!(
    /// What became of marking a list as entered.
    HandBackMarkPayload {
        /// The mark.
        mark: HandBackMarkNode
    }
);

payload!(
    /// What became of taking a mark back.
    HandBackUnmarkPayload {
        /// The mark that was taken back.
        mark: HandBackMarkNode
    }
);

/// What can be read of what waits to be entered elsewhere.
#[derive(Default)]
pub(crate) struct HandBackQuery;

#[Object]
impl HandBackQuery {
    /// What was done and is not yet entered in another system, of the cases of one area: help, classes, and households
    /// that no list names. For whoever takes records out; recorded as a read of their persons.
    async fn hand_back(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Where it is to be entered.")] target: HandBackTargetName,
        #[graphql(desc = "A subdistrict, or another area.")] area_id: ID,
    ) -> async_graphql::Result<HandBackNode> {
        let app = person(ctx)?;
        let (_, area) = read_id::<AreaId>(Kind::Area, &area_id)?;
        let found = hand_back::list(app, target.into(), area).await.map_err(|error| fault(ctx, error))?;
        Ok(HandBackNode(found))
    }

    /// The last 50 lists that were marked as entered, newest first.
    async fn hand_back_marks(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Where they were entered.")] target: HandBackTargetName,
    ) -> async_graphql::Result<Vec<HandBackMarkNode>> {
        let found = hand_back::marks(person(ctx)?, target.into()).await.map_err(|error| fault(ctx, error))?;
        Ok(found.into_iter().map(HandBackMarkNode).collect())
    }
}

/// What can be done with it.
#[derive(Default)]
pub(crate) struct HandBackMutation;

#[Object]
impl HandBackMutation {
    /// Marks the whole list of an area as entered: it waits no more, and what is done or changed later waits again.
    async fn hand_back_mark(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Where it was entered.")] target: HandBackTargetName,
        #[graphql(desc = "The area of the list.")] area_id: ID,
        #[graphql(desc = "How much the list had: another number is refused.")] expected_count: i32,
        #[graphql(desc = "Your own name for this act: sent again, it is done once.")] key: ID,
    ) -> async_graphql::Result<HandBackMarkPayload> {
        let app = person(ctx)?;
        let (_, area) = read_id::<AreaId>(Kind::Area, &area_id)?;
        let n_expected = u64::try_from(expected_count).unwrap_or(0);
        let done =
            async { hand_back::mark(app, target.into(), area, n_expected, &key_of(ctx, &key)?).await }.await;
        Ok(outcome(ctx, done)?.map(HandBackMarkNode).into())
    }

    /// Takes a mark back: what it marked waits again.
    async fn hand_back_unmark(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The mark.")] mark_id: ID,
        #[graphql(desc = "Your own name for this act: sent again, it is done once.")] key: ID,
    ) -> async_graphql::Result<HandBackUnmarkPayload> {
        let app = person(ctx)?;
        let id = read_plain_id::<HandBackMarkId>(Kind::HandBackMark, &mark_id)?;
        let done = async { hand_back::unmark(app, id, &key_of(ctx, &key)?).await }.await;
        Ok(outcome(ctx, done)?.map(HandBackMarkNode).into())
    }
}
