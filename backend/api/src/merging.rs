//! Two made one by hand, taken apart again, and asked about, as clients see it.

use async_graphql::{Context, ID, Object};
use chrono::{DateTime, Utc};
use phonjon_app::links::{self, MergingSeen, Pair};
use phonjon_domain::ids::{HomeProvince, HouseholdId, PersonId};
use uuid::Uuid;

use crate::accounts::name::{AccountNameNode, account_name};
use crate::base::asking::person;
use crate::base::ids::{Kind, id_of, read_id};
use crate::base::key::key_of;
use crate::base::refusal::{outcome, payload};
use crate::links::{LinkQuestionKind, LinkQuestionPayload, QuestionNode};

/// Two that somebody made one.
pub(crate) struct MergingNode(MergingSeen);

impl From<MergingSeen> for MergingNode {
    fn from(seen: MergingSeen) -> Self {
        Self(seen)
    }
}

/// Two that somebody made one by hand. Taken apart it stays here, with when and why.
#[Object(name = "Merging")]
impl MergingNode {
    /// The merging.
    async fn id(&self) -> ID {
        id_of(Kind::Merging, HomeProvince(self.0.row.key.0), self.0.row.key.1)
    }

    /// What they are.
    async fn kind(&self) -> LinkQuestionKind {
        if self.0.row.is_of_households { LinkQuestionKind::Households } else { LinkQuestionKind::Persons }
    }

    /// Why they were made one.
    async fn reason(&self) -> &str {
        &self.0.row.reason
    }

    /// When.
    async fn at(&self) -> DateTime<Utc> {
        self.0.row.at
    }

    /// The account that did; null where that was done on the server itself.
    async fn by(&self, ctx: &Context<'_>) -> async_graphql::Result<Option<AccountNameNode>> {
        account_name(ctx, self.0.row.account).await
    }

    /// True where you may take it apart with `mergingUndo` and nobody has yet.
    async fn can_undo(&self) -> bool {
        self.0.can_undo
    }

    /// When it was taken apart; null while it holds.
    async fn undone_at(&self) -> Option<DateTime<Utc>> {
        self.0.row.undone.as_ref().map(|it| it.0)
    }

    /// The account that took it apart.
    async fn undone_by(&self, ctx: &Context<'_>) -> async_graphql::Result<Option<AccountNameNode>> {
        account_name(ctx, self.0.row.undone.as_ref().and_then(|it| it.1)).await
    }

    /// Why it was taken apart.
    async fn undone_reason(&self) -> Option<&str> {
        self.0.row.undone.as_ref().map(|it| it.2.as_str())
    }
}

/// What can be done with two that may be one, without being asked.
#[derive(Default)]
pub(crate) struct MergingMutation;

#[Object]
impl MergingMutation {
    /// Makes two households one: the one in care stays, else the one that was worked on more, and what either had is its.
    #[expect(clippy::too_many_arguments, reason = "each is an argument of the field")]
    async fn households_merge(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "One of the two.")] household_id: ID,
        #[graphql(desc = "Its version as you read it.")] expected_version: i32,
        #[graphql(desc = "The other.")] other_id: ID,
        #[graphql(desc = "The other's version as you read it.")] other_version: i32,
        #[graphql(desc = "Why they are one, at least three letters.")] reason: String,
        #[graphql(desc = "Your own name for this act: sent twice, it happens once.")] key: ID,
    ) -> async_graphql::Result<MergingPayload> {
        person(ctx)?;
        let one = read_id::<HouseholdId>(Kind::Household, &household_id)?;
        let other = read_id::<HouseholdId>(Kind::Household, &other_id)?;
        let versions = [expected_version, other_version].map(i64::from);
        make_one(ctx, Pair::Households(one, other), versions, &reason, &key).await
    }

    /// Makes two persons one: what sources, corrections and numbers say of either is the one's.
    #[expect(clippy::too_many_arguments, reason = "each is an argument of the field")]
    async fn persons_merge(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "One of the two.")] person_id: ID,
        #[graphql(desc = "Their version as you read it.")] expected_version: i32,
        #[graphql(desc = "The other.")] other_id: ID,
        #[graphql(desc = "The other's version as you read it.")] other_version: i32,
        #[graphql(desc = "Why they are one, at least three letters.")] reason: String,
        #[graphql(desc = "Your own name for this act: sent twice, it happens once.")] key: ID,
    ) -> async_graphql::Result<MergingPayload> {
        person(ctx)?;
        let one = read_id::<PersonId>(Kind::Person, &person_id)?;
        let other = read_id::<PersonId>(Kind::Person, &other_id)?;
        let versions = [expected_version, other_version].map(i64::from);
        make_one(ctx, Pair::Persons(one, other), versions, &reason, &key).await
    }

    /// Takes apart what was made one by hand: each is as it was before. What was recorded since stays where it was recorded.
    async fn merging_undo(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The merging.")] merging_id: ID,
        #[graphql(desc = "Why they are two, at least three letters.")] reason: String,
        #[graphql(desc = "Your own name for this act: sent twice, it happens once.")] key: ID,
    ) -> async_graphql::Result<MergingPayload> {
        let app = person(ctx)?;
        let id = read_id::<Uuid>(Kind::Merging, &merging_id)?;
        let done = async { links::take_apart(app, id, &reason, &key_of(ctx, &key)?).await }.await;
        Ok(outcome(ctx, done)?.map(|row| MergingNode(MergingSeen { can_undo: false, row })).into())
    }

    /// Asks whether two households, or two persons, are one: for those to answer who know both.
    async fn link_question_ask(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "One of the two: a household, or a person.")] one_id: ID,
        #[graphql(desc = "The other, of the same kind.")] other_id: ID,
        #[graphql(desc = "Why you ask, at least three letters.")] reason: String,
        #[graphql(desc = "Your own name for this act: sent twice, it happens once.")] key: ID,
    ) -> async_graphql::Result<LinkQuestionPayload> {
        let app = person(ctx)?;
        let pair = match read_id::<HouseholdId>(Kind::Household, &one_id) {
            Ok(one) => Pair::Households(one, read_id::<HouseholdId>(Kind::Household, &other_id)?),
            Err(_) => Pair::Persons(
                read_id::<PersonId>(Kind::Person, &one_id)?,
                read_id::<PersonId>(Kind::Person, &other_id)?,
            ),
        };
        let done = async { links::ask(app, pair, &reason, &key_of(ctx, &key)?).await }.await;
        Ok(outcome(ctx, done)?.map(QuestionNode::of).into())
    }
}

async fn make_one(
    ctx: &Context<'_>,
    pair: Pair,
    versions: [i64; 2],
    reason: &str,
    key: &ID,
) -> async_graphql::Result<MergingPayload> {
    let app = person(ctx)?;
    let done = async { links::make_one(app, pair, versions, reason, &key_of(ctx, key)?).await }.await;
    let seen = |row: links::Merging| MergingNode(MergingSeen { can_undo: row.undone.is_none(), row });
    Ok(outcome(ctx, done)?.map(seen).into())
}

payload!(
    /// What became of making two one, or of taking them apart.
    MergingPayload {
        /// The merging after it.
        merging: MergingNode
    }
);
