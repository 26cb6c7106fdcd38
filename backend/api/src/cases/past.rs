//! A household over the years as clients see it: what became of it, its rounds of surveys, and how it was on a day.

use async_graphql::{Context, Enum, Object, SimpleObject};
use phonjon_app::household::lineage::{Turn, What};
use phonjon_app::household::on_day::{CaseOnDay, OnDay};
use phonjon_app::household::rounds::{self, OverYears};
use phonjon_domain::lineage::Kin;
use phonjon_domain::problem::ProblemStatus as Stood;

use super::household::{HouseholdNode, MemberNode, PersonNode};
use super::words::{CaseStatus, ClosingReason, HouseholdClass, Level, ProblemStatus, Source, Verification};
use super::work::ProblemNode;
use super::{find_household, find_person};
use crate::areas::{self, AreaNode};
use crate::base::scalars::Date;
use crate::teams::{self, TeamNode};

/// What became of a household.
#[derive(Enum, Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum HouseholdTurnKind {
    /// It began with people of the other, which goes on.
    SplitFrom,
    /// People of it began the other, and it goes on.
    SplitOff,
    /// All of the other came to it.
    TookIn,
    /// All of it went to the other.
    WentInto,
    /// It began with all of the other.
    Follows,
    /// The other began with all of it.
    FollowedBy,
    /// People came from the other; both go on.
    PeopleCame,
    /// People went to the other; both go on.
    PeopleWent,
    /// It lives elsewhere since.
    Moved,
    /// Its head died.
    HeadDied,
    /// A member bears another number.
    NewNumber,
    /// Another record of it was found to be the same, by hand.
    MadeOne,
}

/// Something that became of a household.
pub(crate) struct TurnNode(pub(super) Turn);

/// Something that became of a household over the years, derived from who belonged where when.
#[Object(name = "HouseholdTurn")]
impl TurnNode {
    /// The first day it is known.
    async fn on(&self) -> Date {
        Date(self.0.on)
    }

    /// What.
    async fn kind(&self) -> HouseholdTurnKind {
        use HouseholdTurnKind as Kind;
        match self.0.what {
            What::Kin(Kin::SplitFrom) => Kind::SplitFrom,
            What::Kin(Kin::SplitOff) => Kind::SplitOff,
            What::Kin(Kin::TookIn) => Kind::TookIn,
            What::Kin(Kin::WentInto) => Kind::WentInto,
            What::Kin(Kin::Follows) => Kind::Follows,
            What::Kin(Kin::FollowedBy) => Kind::FollowedBy,
            What::Kin(Kin::PeopleCame) => Kind::PeopleCame,
            What::Kin(Kin::PeopleWent) => Kind::PeopleWent,
            What::Moved => Kind::Moved,
            What::HeadDied => Kind::HeadDied,
            What::NewNumber => Kind::NewNumber,
            What::MadeOne => Kind::MadeOne,
        }
    }

    /// The other household; null where there is none, or you may not read it.
    async fn household(&self, ctx: &Context<'_>) -> async_graphql::Result<Option<HouseholdNode>> {
        match self.0.other {
            Some(key) => find_household(ctx, key).await,
            None => Ok(None),
        }
    }

    /// How many people it is about; 0 where it is about all.
    async fn n_persons(&self) -> i32 {
        i32::try_from(self.0.n_persons).unwrap_or(i32::MAX)
    }

    /// The person it is about; null where it is about several, or you may not read them.
    async fn person(&self, ctx: &Context<'_>) -> async_graphql::Result<Option<PersonNode>> {
        match self.0.person {
            Some(key) => find_person(ctx, key).await,
            None => Ok(None),
        }
    }

    /// Where it lived before, where it moved.
    async fn from(&self, ctx: &Context<'_>) -> async_graphql::Result<Option<AreaNode>> {
        match self.0.from {
            Some(area) => areas::find(ctx, area).await,
            None => Ok(None),
        }
    }
}

/// What changed from one round to the next.
#[derive(Enum, Debug, Clone, Copy, PartialEq, Eq)]
#[graphql(remote = "rounds::Change")]
pub(crate) enum IndicatorChange {
    /// It failed and passes.
    Better,
    /// It passed and fails.
    Worse,
    /// It stands as it stood.
    Same,
}

/// An indicator over the rounds of one source.
#[derive(SimpleObject)]
pub(crate) struct IndicatorOverYears {
    /// The source.
    source: Source,
    /// `bmn.safe_food`, `q01`, `dimension.income`, ….
    code: String,
    /// Its wording, Thai; empty for a TPMAP dimension.
    text: String,
    /// What each round says, the oldest first.
    rounds: Vec<IndicatorRound>,
    /// What changed between the last two rounds that know; null where fewer do.
    change: Option<IndicatorChange>,
}

/// What one round says of an indicator.
#[derive(SimpleObject)]
pub(crate) struct IndicatorRound {
    /// Survey year, Buddhist era.
    survey_year: i32,
    /// Passes, or nobody has the problem; of several rows one that fails is enough; null where nothing is known.
    passes: Option<bool>,
}

impl IndicatorOverYears {
    pub(super) fn of(it: OverYears) -> Self {
        let round = |it: rounds::Round| IndicatorRound { survey_year: i32::from(it.year), passes: it.passes };
        Self {
            source: it.source.into(),
            code: it.code,
            text: it.text,
            rounds: it.rounds.into_iter().map(round).collect(),
            change: it.change.map(Into::into),
        }
    }
}

/// A household as it was on a day.
pub(crate) struct OnDayNode(pub(super) OnDay);

/// A household as it was on a day: people and place as it was true then, its case and its problems as they were known when
/// that day ended.
#[Object(name = "HouseholdOnDay")]
impl OnDayNode {
    /// The day; today where a day to come was asked for.
    async fn day(&self) -> Date {
        Date(self.0.day)
    }

    /// Where it lived; null where nothing is known of that day.
    async fn area(&self, ctx: &Context<'_>) -> async_graphql::Result<Option<AreaNode>> {
        match self.0.area {
            Some(area) => areas::find(ctx, area).await,
            None => Ok(None),
        }
    }

    /// Who belonged to it then, with the names that are known today.
    async fn members(&self) -> Vec<MemberNode> {
        self.0.members.iter().cloned().map(MemberNode::of).collect()
    }

    /// The problems that were known then, as they stood.
    async fn problems(&self) -> Vec<ProblemOnDay> {
        let told =
            |it: &(_, Stood)| ProblemOnDay { status: it.1.into(), problem: ProblemNode(Clone::clone(&it.0)) };
        self.0.problems.iter().map(told).collect()
    }

    /// Its case; null where it was not opened by then, or you may not read it.
    async fn case(&self) -> Option<CaseOnDayNode> {
        self.0.case.map(CaseOnDayNode)
    }
}

/// A problem as it stood on a day.
#[derive(SimpleObject)]
pub(crate) struct ProblemOnDay {
    /// Where it stood.
    status: ProblemStatus,
    /// The problem as it is now.
    problem: ProblemNode,
}

struct CaseOnDayNode(CaseOnDay);

/// A case as it was known when a day ended.
#[Object(name = "CaseOnDay")]
impl CaseOnDayNode {
    /// Where it stood.
    async fn status(&self) -> CaseStatus {
        self.0.status.into()
    }

    /// What checking had found.
    async fn verification(&self) -> Option<Verification> {
        self.0.verification.map(Into::into)
    }

    /// What kind of help the household could use.
    async fn class(&self) -> Option<HouseholdClass> {
        self.0.class.map(Into::into)
    }

    /// It was under continuing care.
    async fn continuing_care(&self) -> bool {
        self.0.continuing_care
    }

    /// Why it was closed, where it was.
    async fn closing_reason(&self) -> Option<ClosingReason> {
        self.0.closed.map(Into::into)
    }

    /// Its level.
    async fn level(&self) -> Level {
        self.0.level.into()
    }

    /// The level was from a survey alone.
    async fn level_from_survey_only(&self) -> bool {
        self.0.survey_only
    }

    /// Its subdistrict team.
    async fn team(&self, ctx: &Context<'_>) -> async_graphql::Result<Option<TeamNode>> {
        match self.0.team {
            Some(team) => teams::find(ctx, team).await,
            None => Ok(None),
        }
    }

    /// Its mentor team.
    async fn mentor_team(&self, ctx: &Context<'_>) -> async_graphql::Result<Option<TeamNode>> {
        match self.0.mentor_team {
            Some(team) => teams::find(ctx, team).await,
            None => Ok(None),
        }
    }

    /// The last visit that was recorded by then.
    async fn last_visited_on(&self) -> Option<Date> {
        self.0.last_visited_on.map(Date)
    }
}
