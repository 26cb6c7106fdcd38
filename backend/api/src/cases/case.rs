//! A case as clients see it.

use async_graphql::{Context, ID, Object, SimpleObject};
use chrono::{DateTime, Utc};
use phonjon_app::case::{self, CaseRow, ClosingProposal, EventPage, Related};
use phonjon_domain::case::{CaseStatus as Status, ClosingReason as Reason};
use phonjon_domain::dimension::DimensionSet;
use phonjon_domain::problem::ProblemGroup as Group;
use phonjon_words::plain;

use super::event::EventNode;
use super::household::HouseholdNode;
use super::level::VerdictNode;
use super::loaders::{
    AssignedOf, EventsOf, HelpOf, HouseholdOf, LevelsAreOfficial, ListingsOf, PlansOf, ProblemsOf, SpansOf,
    VerdictOf, VisitsOf, loader,
};
use super::words::{
    CaseStatus, ClosingReason, Dimension, HouseholdClass, Level, ProblemGroup, Step, Verification,
};
use super::work::{InterventionNode, PlanNode, ProblemNode, VisitNode};
use crate::accounts::name::{AccountNameNode, account_name};
use crate::areas::{self, AreaNode};
use crate::base::asking::{language, signed_in};
use crate::base::ids::{Kind, id_of};
use crate::base::page::{Page, connection};
use crate::base::refusal::{bad_cursor, not_found};
use crate::base::scalars::Date;
use crate::teams::{self, TeamNode};

/// A household being helped under a programme (กรณี).
#[derive(Clone)]
pub(crate) struct CaseNode(pub(crate) CaseRow);

impl CaseNode {
    /// Notes that the answer shows what is told of the people of the case, be it that nothing is.
    pub(super) fn told(&self, ctx: &Context<'_>, operation: &str) -> async_graphql::Result<()> {
        signed_in(ctx)?.show_case(operation, self.0.key);
        Ok(())
    }
}

/// A household being helped under a programme (กรณี).
#[Object(name = "Case")]
impl CaseNode {
    /// The case.
    async fn id(&self) -> ID {
        id_of(Kind::Case, self.0.key.0, self.0.key.1)
    }

    /// Send this as `expectedVersion` with what changes the case.
    async fn version(&self) -> i32 {
        i32::try_from(self.0.version).unwrap_or(i32::MAX)
    }

    /// Where it stands.
    async fn status(&self) -> CaseStatus {
        self.0.state.status.into()
    }

    /// Since when it stands there.
    async fn status_since(&self) -> DateTime<Utc> {
        self.0.status_since
    }

    /// How far it has come, as one step.
    async fn step(&self, ctx: &Context<'_>) -> async_graphql::Result<Step> {
        let plans = loader(ctx)?.load_one(PlansOf(self.0.key)).await?.unwrap_or_default();
        let help = loader(ctx)?.load_one(HelpOf(self.0.key)).await?.unwrap_or_default();
        let at = ProblemsOf((self.0.household_key(), self.0.area));
        let problems = loader(ctx)?.load_one(at).await?.unwrap_or_default();
        let is_assigned = loader(ctx)?.load_one(AssignedOf(self.0.key)).await?.unwrap_or(false);
        let related = Related { plans: &plans, help: &help, problems: &problems, is_assigned };
        Ok(case::progress(&self.0, &related).into())
    }

    /// What checking found last.
    async fn verification(&self) -> Option<Verification> {
        self.0.state.verification.map(Into::into)
    }

    /// What kind of help the household can use.
    async fn class(&self) -> Option<HouseholdClass> {
        self.0.state.class.map(Into::into)
    }

    /// ดูแลต่อเนื่อง: needs met and last seen are measured, with no overdue clock and no sustainable target.
    async fn continuing_care(&self) -> bool {
        self.0.state.continuing_care
    }

    /// Why it is closed, while it is.
    async fn closing_reason(&self) -> Option<ClosingReason> {
        self.0.state.closed.map(Into::into)
    }

    /// The local day it was closed, while it is.
    async fn closed_on(&self) -> Option<Date> {
        self.0.closed_on.map(Date)
    }

    /// The closing that is proposed and waits for the chief.
    async fn closing_proposal(&self) -> Option<ClosingProposalNode> {
        let (reason, by) = self.0.closing()?;
        Some(ClosingProposalNode { reason, by: by.clone() })
    }

    /// An urgent need is known, or it was proposed as urgent.
    async fn urgent(&self) -> bool {
        self.0.urgent
    }

    /// The household's level; `verdict` says why.
    async fn level(&self) -> Level {
        self.0.state.level.into()
    }

    /// What must stand beside the level until a ministry's criteria set is released; null with an official set. It is
    /// there before the first assessment too.
    async fn level_note(&self, ctx: &Context<'_>) -> async_graphql::Result<Option<String>> {
        let is_official = loader(ctx)?.load_one(LevelsAreOfficial).await?.unwrap_or(false);
        Ok((!is_official).then(|| plain(language(ctx), "CRITERIA_NOT_OFFICIAL")))
    }

    /// The level fell by what an imported survey says; nobody has seen that at home yet.
    async fn level_from_survey_only(&self) -> bool {
        self.0.state.survey_only
    }

    /// Every criterion of the latest assessment with its value, line and source; null before the first.
    async fn verdict(&self, ctx: &Context<'_>) -> async_graphql::Result<Option<VerdictNode>> {
        let found = loader(ctx)?.load_one(VerdictOf(self.0.key)).await?;
        self.told(ctx, "case.verdict")?;
        Ok(found.and_then(VerdictNode::read))
    }

    /// TPMAP dimensions failing at the latest assessment.
    async fn failing_dimensions(&self) -> Vec<Dimension> {
        let bits = u8::try_from(self.0.failing_dimensions).unwrap_or_default();
        DimensionSet::from_bits(bits).iter().map(Into::into).collect()
    }

    /// Groups with a live problem at the latest assessment; problems that open only to named officers do not count.
    async fn problem_groups(&self) -> Vec<ProblemGroup> {
        let bits = u8::try_from(self.0.problem_groups).unwrap_or_default();
        Group::ALL.into_iter().filter(|it| bits & it.bit() != 0).map(Into::into).collect()
    }

    /// The local day it was opened.
    async fn opened_on(&self) -> Date {
        Date(self.0.opened_on)
    }

    /// Why it was opened, as JSON: list, rule and year, or who proposed it.
    async fn opened_because(&self) -> &str {
        &self.0.opened_because
    }

    /// The local day of the latest visit that met somebody.
    async fn last_visited_on(&self) -> Option<Date> {
        self.0.last_visited_on.map(Date)
    }

    /// The subdistrict team it belongs to; null where it has none or you may not read it.
    async fn team(&self, ctx: &Context<'_>) -> async_graphql::Result<Option<TeamNode>> {
        match self.0.team {
            Some(team) => teams::find(ctx, team).await,
            None => Ok(None),
        }
    }

    /// The mentor team it is shared to; null where it has none or you may not read it.
    async fn mentor_team(&self, ctx: &Context<'_>) -> async_graphql::Result<Option<TeamNode>> {
        match self.0.mentor_team {
            Some(team) => teams::find(ctx, team).await,
            None => Ok(None),
        }
    }

    /// Where the household lives now.
    async fn area(&self, ctx: &Context<'_>) -> async_graphql::Result<AreaNode> {
        areas::find(ctx, self.0.area).await?.ok_or_else(not_found)
    }

    /// The household.
    async fn household(&self, ctx: &Context<'_>) -> async_graphql::Result<HouseholdNode> {
        let found = loader(ctx)?.load_one(HouseholdOf(self.0.household_key())).await?;
        found.map(|row| HouseholdNode { row, area: self.0.area }).ok_or_else(not_found)
    }

    /// Problems of the household. Items that open only to named district officers are left out for everybody else.
    async fn problems(&self, ctx: &Context<'_>) -> async_graphql::Result<Vec<ProblemNode>> {
        let at = ProblemsOf((self.0.household_key(), self.0.area));
        let found = loader(ctx)?.load_one(at).await?.unwrap_or_default();
        self.told(ctx, "case.problems")?;
        Ok(found.into_iter().map(ProblemNode).collect())
    }

    /// Visits, newest first.
    async fn visits(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "How many, 1 to 100; 20 if left out.")] first: Option<i32>,
        #[graphql(desc = "The `endCursor` of the page before.")] after: Option<String>,
    ) -> async_graphql::Result<VisitConnection> {
        let page = Page::read(first, after.as_deref())?;
        let found = loader(ctx)?.load_one(VisitsOf((self.0.key, self.0.area))).await?.unwrap_or_default();
        self.told(ctx, "case.visits")?;
        page.of_whole(found, |it| it.key.1.0.to_string(), VisitNode)
    }

    /// Plans, the newest version first.
    async fn plans(&self, ctx: &Context<'_>) -> async_graphql::Result<Vec<PlanNode>> {
        let found = loader(ctx)?.load_one(PlansOf(self.0.key)).await?.unwrap_or_default();
        self.told(ctx, "case.plans")?;
        Ok(found.into_iter().map(PlanNode).collect())
    }

    /// Help planned and given, recorded last first.
    async fn interventions(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "How many, 1 to 100; 20 if left out.")] first: Option<i32>,
        #[graphql(desc = "The `endCursor` of the page before.")] after: Option<String>,
    ) -> async_graphql::Result<InterventionConnection> {
        let page = Page::read(first, after.as_deref())?;
        let found = loader(ctx)?.load_one(HelpOf(self.0.key)).await?.unwrap_or_default();
        self.told(ctx, "case.interventions")?;
        let household = (self.0.household_key(), self.0.area);
        let node = |row| InterventionNode { row, household };
        page.of_whole(found, |it| it.key().1.0.to_string(), node)
    }

    /// What happened, newest first. What opens only to named officers is left out, numbers and counts included.
    async fn events(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "How many, 1 to 100; 20 if left out.")] first: Option<i32>,
        #[graphql(desc = "The `endCursor` of the page before.")] after: Option<String>,
    ) -> async_graphql::Result<EventConnection> {
        let page = Page::read(first, after.as_deref())?;
        let before = EventConnection::before(&page)?;
        let asked = EventsOf { case: self.0.key, area: self.0.area, before, first: page.first + 1 };
        let found = loader(ctx)?.load_one(asked).await?.unwrap_or_default();
        self.told(ctx, "case.events")?;
        Ok(EventConnection::of(&page, found))
    }

    /// How long it stood where, oldest first.
    async fn time_in_state(&self, ctx: &Context<'_>) -> async_graphql::Result<Vec<TimeInState>> {
        let now = signed_in(ctx)?.now;
        let spans = loader(ctx)?.load_one(SpansOf(self.0.key)).await?.unwrap_or_default();
        let span = |it: case::StatusSpan| TimeInState {
            status: Status::into(it.status),
            since: it.since,
            until: it.until,
            days: i32::try_from((it.until.unwrap_or(now) - it.since).num_days()).unwrap_or(i32::MAX),
        };
        Ok(spans.into_iter().map(span).collect())
    }

    /// The fiscal years in which it is open or listed, oldest first.
    async fn listings(&self, ctx: &Context<'_>) -> async_graphql::Result<Vec<Listing>> {
        let found = loader(ctx)?.load_one(ListingsOf(self.0.key)).await?.unwrap_or_default();
        let listing = |it: case::ListingRow| Listing {
            fiscal_year: i32::from(it.year.0.get()),
            source: it.source,
            rule_version: it.rule_version,
        };
        Ok(found.into_iter().map(listing).collect())
    }
}

/// A closing that is proposed.
pub(crate) struct ClosingProposalNode {
    reason: Reason,
    by: ClosingProposal,
}

/// A closing that is proposed and waits for the chief: agreed to, returned, or gone with another verification, class,
/// level or continuing care.
#[Object(name = "ClosingProposal")]
impl ClosingProposalNode {
    /// Why it is to be closed.
    async fn reason(&self) -> ClosingReason {
        self.reason.into()
    }

    /// What else is to be known.
    async fn note(&self) -> Option<&str> {
        self.by.note.as_deref()
    }

    /// Who proposed it; null where it was done on the server itself.
    async fn proposed_by(&self, ctx: &Context<'_>) -> async_graphql::Result<Option<AccountNameNode>> {
        account_name(ctx, self.by.account).await
    }

    /// When.
    async fn proposed_at(&self) -> DateTime<Utc> {
        self.by.at
    }
}

/// A time during which a case had one status.
#[derive(SimpleObject)]
pub(crate) struct TimeInState {
    /// Where it stood.
    status: CaseStatus,
    /// Since when.
    since: DateTime<Utc>,
    /// Until when; null while it lasts.
    until: Option<DateTime<Utc>>,
    /// Whole days.
    days: i32,
}

/// A fiscal year in which a case is open or listed.
#[derive(SimpleObject)]
pub(crate) struct Listing {
    /// The fiscal year, Buddhist era, named by the year it ends in.
    fiscal_year: i32,
    /// The source that lists it, `proposal`, or `open` where it is open and nothing lists it.
    source: String,
    /// Version of the opening rule; for `open` that of the listing before.
    rule_version: String,
}

connection!(
    /// A page of visits, newest first.
    VisitConnection of VisitNode
);

connection!(
    /// A page of help planned and given, recorded last first.
    InterventionConnection of InterventionNode
);

connection!(
    /// A page of cases.
    CaseConnection of CaseNode
);

connection!(
    /// A page of a case's events, newest first.
    EventConnection of EventNode
);

impl EventConnection {
    /// The number of the last event of the page before.
    pub(super) fn before(page: &Page) -> async_graphql::Result<Option<i64>> {
        match page.after.as_deref() {
            Some([seq]) => seq.parse().map(Some).map_err(|_| bad_cursor()),
            Some(_) => Err(bad_cursor()),
            None => Ok(None),
        }
    }

    /// A page of what was found with one event more than it holds.
    pub(super) fn of(page: &Page, found: EventPage) -> Self {
        let (kept, page_info) = page.cut(found.events, |it| vec![it.seq.to_string()]);
        let nodes = kept.into_iter().map(EventNode).collect();
        Self { nodes, page_info, total_count: i32::try_from(found.n_total).ok() }
    }
}
