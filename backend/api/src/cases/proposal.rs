//! Proposals as clients see them.

use async_graphql::{Context, Enum, ID, Object};
use chrono::{DateTime, Utc};
use phonjon_app::proposal::ProposalRow;

use super::case::CaseNode;
use super::find_household;
use super::household::HouseholdNode;
use super::loaders::{CaseOf, loader};
use crate::accounts::name::{AccountNameNode, account_name};
use crate::areas::{self, AreaNode};
use crate::base::ids::{Kind, id_of};
use crate::base::page::connection;

/// What is proposed.
#[derive(Enum, Debug, Clone, Copy, PartialEq, Eq)]
#[graphql(remote = "phonjon_app::proposal::ProposalKind")]
pub(super) enum ProposalKind {
    /// Take in a household that no list names.
    Household,
    /// Verify a household that a list names without opening a case.
    Verify,
    /// Reopen a closed case whose household is listed again, or fell by a survey.
    Reopen,
    /// Look again at a case whose household is no longer listed.
    NoLongerListed,
    /// Look again at a household that fell by a survey alone. A visit that judges it settles this by itself: accepted
    /// where it confirms the fall, refused where it does not.
    Recheck,
}

/// What came of a proposal.
#[derive(Enum, Debug, Clone, Copy, PartialEq, Eq)]
#[graphql(name = "ProposalDecision", remote = "phonjon_app::proposal::Decision")]
pub(super) enum Decision {
    /// Taken.
    Accepted,
    /// Not taken.
    Refused,
}

/// A proposal that the head of the subdistrict team decides on.
pub(crate) struct ProposalNode(pub(super) ProposalRow);

/// A proposal that the head of the subdistrict team decides on.
#[Object(name = "Proposal")]
impl ProposalNode {
    /// The proposal.
    async fn id(&self) -> ID {
        id_of(Kind::Proposal, self.0.key.0, self.0.key.1)
    }

    /// What is proposed.
    async fn kind(&self) -> ProposalKind {
        self.0.kind.into()
    }

    /// The household; null where you may not read it.
    async fn household(&self, ctx: &Context<'_>) -> async_graphql::Result<Option<HouseholdNode>> {
        find_household(ctx, (self.0.key.0, self.0.household)).await
    }

    /// Its case; null where it has none or you may not read it.
    async fn case(&self, ctx: &Context<'_>) -> async_graphql::Result<Option<CaseNode>> {
        let Some(case) = self.0.case else { return Ok(None) };
        Ok(loader(ctx)?.load_one(CaseOf((self.0.key.0, case))).await?.map(CaseNode))
    }

    /// Where the household lives; where it was proposed, if it lives now where you may not read proposals.
    async fn area(&self, ctx: &Context<'_>) -> async_graphql::Result<Option<AreaNode>> {
        areas::find(ctx, self.0.lives_in).await
    }

    /// Why, as JSON: the text of who proposed it, or list, rule and year.
    async fn reason(&self) -> &str {
        &self.0.reason
    }

    /// To be worked at once.
    async fn urgent(&self) -> bool {
        self.0.urgent
    }

    /// `account:<id>` or `operator:<name>`.
    async fn proposed_by(&self) -> &str {
        &self.0.proposed_by
    }

    /// When.
    async fn proposed_at(&self) -> DateTime<Utc> {
        self.0.proposed_at
    }

    /// What came of it; null while it waits, and where it was withdrawn.
    async fn decision(&self) -> Option<Decision> {
        self.0.decided.map(|it| it.0.into())
    }

    /// What the one who decided wrote.
    async fn decision_note(&self) -> Option<&str> {
        self.0.decision_note.as_deref()
    }

    /// The account that decided.
    async fn decided_by(&self, ctx: &Context<'_>) -> async_graphql::Result<Option<AccountNameNode>> {
        account_name(ctx, self.0.decided.and_then(|it| it.1)).await
    }

    /// When it was decided.
    async fn decided_at(&self) -> Option<DateTime<Utc>> {
        self.0.decided.map(|it| it.2)
    }

    /// When it was withdrawn, because what it rested on was no more: the household is listed again.
    async fn withdrawn_at(&self) -> Option<DateTime<Utc>> {
        self.0.withdrawn_at
    }
}

connection!(
    /// A page of proposals, urgent first and then oldest first.
    ProposalConnection of ProposalNode
);
