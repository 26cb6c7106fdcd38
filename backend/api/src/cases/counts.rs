//! Counts of cases, and what waits for the reader, as clients see them.

use async_graphql::{Context, Enum, Object};
use phonjon_app::Refusal;
use phonjon_app::case::{Alike, CountBy};
use phonjon_app::waiting::Waiting;

use super::loaders::{WaitingOf, loader};
use super::words::{CaseStatus, HouseholdClass, Level, Verification};
use crate::base::refusal::fault;
use crate::teams::{self, TeamNode};

/// What cases are counted by.
#[derive(Enum, Debug, Clone, Copy, PartialEq, Eq)]
#[graphql(remote = "CountBy")]
pub(super) enum CaseCountBy {
    /// Where the case stands.
    Status,
    /// The household's level.
    Level,
    /// What checking found.
    Verification,
    /// The household's class.
    Class,
    /// The subdistrict team.
    Team,
    /// The mentor team.
    MentorTeam,
}

/// How many cases are alike in what they are counted by.
pub(super) struct CaseCountNode(pub(super) Alike, pub(super) i64);

/// How many cases are alike in what they are counted by; the other fields are null, and it is where they have none.
#[Object(name = "CaseCount")]
impl CaseCountNode {
    /// Counted by `STATUS`: where they stand.
    async fn status(&self) -> Option<CaseStatus> {
        if let Alike::Status(it) = self.0 { Some(it.into()) } else { None }
    }

    /// Counted by `LEVEL`: their level.
    async fn level(&self) -> Option<Level> {
        if let Alike::Level(it) = self.0 { Some(it.into()) } else { None }
    }

    /// Counted by `VERIFICATION`: what checking found.
    async fn verification(&self) -> Option<Verification> {
        if let Alike::Verification(it) = self.0 { it.map(Into::into) } else { None }
    }

    /// Counted by `CLASS`: their class.
    async fn class(&self) -> Option<HouseholdClass> {
        if let Alike::Class(it) = self.0 { it.map(Into::into) } else { None }
    }

    /// Counted by `TEAM` or `MENTOR_TEAM`: the team; null too where you may not read it.
    async fn team(&self, ctx: &Context<'_>) -> async_graphql::Result<Option<TeamNode>> {
        let (Alike::Team(Some(team)) | Alike::MentorTeam(Some(team))) = self.0 else { return Ok(None) };
        teams::find(ctx, team).await
    }

    /// How many.
    async fn count(&self) -> i64 {
        self.1
    }
}

/// What waits for you.
pub(super) struct WaitingNode;

/// What waits for you, in all places where it is yours to do; null where it is yours nowhere. Cases are open ones, the
/// same that `cases` finds by the filter that is named.
#[Object(name = "Waiting")]
impl WaitingNode {
    /// Cases shared to no mentor team (`withoutMentorTeam`).
    async fn without_mentor_team(&self, ctx: &Context<'_>) -> async_graphql::Result<Option<i64>> {
        count(ctx, Waiting::WithoutMentorTeam).await
    }

    /// Urgent cases of which nobody was met for so many days, or ever (`urgent`, `unseenForDays`).
    async fn urgent_unseen(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "For how many days, 0 to 36500.", default = 30)] days: i32,
    ) -> async_graphql::Result<Option<i64>> {
        count(ctx, Waiting::UrgentUnseen(read(ctx, days)?)).await
    }

    /// Cases of which nobody was met for so many days, or ever (`unseenForDays`).
    async fn unseen(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "For how many days, 0 to 36500.", default = 30)] days: i32,
    ) -> async_graphql::Result<Option<i64>> {
        count(ctx, Waiting::Unseen(read(ctx, days)?)).await
    }

    /// Cases to verify (`status: TO_VERIFY`).
    async fn to_verify(&self, ctx: &Context<'_>) -> async_graphql::Result<Option<i64>> {
        count(ctx, Waiting::ToVerify).await
    }

    /// Cases with a plan that waits for the board (`planStatus: AGREED`).
    async fn plans_to_approve(&self, ctx: &Context<'_>) -> async_graphql::Result<Option<i64>> {
        count(ctx, Waiting::PlansToApprove).await
    }

    /// Cases with a closing that is proposed (`closingProposed`).
    async fn closings_to_agree(&self, ctx: &Context<'_>) -> async_graphql::Result<Option<i64>> {
        count(ctx, Waiting::ClosingsToAgree).await
    }

    /// Prepared assignments to commit.
    async fn assignments_to_commit(&self, ctx: &Context<'_>) -> async_graphql::Result<Option<i64>> {
        count(ctx, Waiting::AssignmentsToCommit).await
    }

    /// Proposals to decide on, rechecks not counted: a visit settles these.
    async fn proposals_to_decide(&self, ctx: &Context<'_>) -> async_graphql::Result<Option<i64>> {
        count(ctx, Waiting::ProposalsToDecide).await
    }

    /// Questions whether two are one.
    async fn link_questions(&self, ctx: &Context<'_>) -> async_graphql::Result<Option<i64>> {
        count(ctx, Waiting::LinkQuestions).await
    }

    /// Households that fell by a survey alone and wait to be seen at home.
    async fn rechecks(&self, ctx: &Context<'_>) -> async_graphql::Result<Option<i64>> {
        count(ctx, Waiting::Rechecks).await
    }
}

fn read(ctx: &Context<'_>, days: i32) -> async_graphql::Result<u32> {
    let days = u32::try_from(days).ok().filter(|it| *it <= 36_500);
    days.ok_or_else(|| fault(ctx, Refusal::of("BAD_INPUT", "days").into()))
}

async fn count(ctx: &Context<'_>, what: Waiting) -> async_graphql::Result<Option<i64>> {
    loader(ctx)?.load_one(WaitingOf(what)).await
}
