//! What can be read of cases.

use async_graphql::{Context, ID, Object, SimpleObject};
use phonjon_app::case::{self, CaseOrder, PageAsked};
use phonjon_app::proposal::{self, ProposalsAsked};
use phonjon_app::{household, intervention, problem, visit};
use phonjon_domain::ids::{CaseId, PersonId};
use phonjon_domain::problem::Polarity;

use super::case::{CaseConnection, CaseNode};
use super::counts::{CaseCountBy, CaseCountNode, WaitingNode};
use super::former::FormerCaseNode;
use super::household::PersonNumber;
use super::input::CaseOrderInput;
use super::proposal::{ProposalConnection, ProposalKind, ProposalNode};
use super::selection::CaseFilterInput;
use super::words::{Dimension, ProblemGroup};
use crate::base::asking::person;
use crate::base::ids::{Kind, read_id};
use crate::base::page::{Page, PageInfo, cursor};
use crate::base::refusal::{bad_cursor, fault};

/// What can be read of cases.
#[derive(Default)]
pub(crate) struct CaseQuery;

#[Object]
impl CaseQuery {
    /// One case; null where there is none or you may not read it.
    async fn case(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The case.")] id: ID,
    ) -> async_graphql::Result<Option<CaseNode>> {
        let Ok(key) = read_id::<CaseId>(Kind::Case, &id) else { return Ok(None) };
        let found = case::case(person(ctx)?, key).await.map_err(|error| fault(ctx, error))?;
        Ok(found.map(CaseNode))
    }

    /// What happened to a case while its household lived in your areas, where it has moved away since; null where it has
    /// not, or never lived there. Nothing else of it is shown.
    async fn former_case(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The case.")] id: ID,
    ) -> async_graphql::Result<Option<FormerCaseNode>> {
        let Ok(key) = read_id::<CaseId>(Kind::Case, &id) else { return Ok(None) };
        let times = case::former_times(person(ctx)?, key).await.map_err(|error| fault(ctx, error))?;
        Ok((!times.is_empty()).then_some(FormerCaseNode { key, times }))
    }

    /// Cases that you may read.
    async fn cases(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which cases; all if left out.")] filter: Option<CaseFilterInput>,
        #[graphql(desc = "In which order; urgent first if left out.")] order: Option<CaseOrderInput>,
        #[graphql(desc = "How many, 1 to 100; 20 if left out.")] first: Option<i32>,
        #[graphql(desc = "The `endCursor` of the page before.")] after: Option<String>,
    ) -> async_graphql::Result<CaseConnection> {
        let app = person(ctx)?;
        let page = Page::read(first, after.as_deref())?;
        let after = match page.after.as_deref() {
            Some([place, id]) => Some((place.clone(), id.parse().map_err(|_| bad_cursor())?)),
            Some(_) => return Err(bad_cursor()),
            None => None,
        };
        let filter = filter.unwrap_or_default().read(app).await?.map_err(|error| fault(ctx, error))?;
        let order = order.map_or_else(CaseOrder::default, Into::into);
        let found = case::cases(app, &filter, order, &PageAsked { first: page.first, after }).await;
        let found = found.map_err(|error| fault(ctx, error))?;
        let end_cursor = found.cases.last().map(|(_, (place, id))| cursor(&[place.clone(), id.to_string()]));
        Ok(CaseConnection {
            page_info: PageInfo { has_next_page: found.has_next, end_cursor },
            total_count: i32::try_from(found.n_total).ok(),
            nodes: found.cases.into_iter().map(|it| CaseNode(it.0)).collect(),
        })
    }

    /// How many of the cases that you may read and a filter finds are alike, the most first.
    async fn case_counts(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which cases; all if left out.")] filter: Option<CaseFilterInput>,
        #[graphql(desc = "Alike in what.")] by: CaseCountBy,
    ) -> async_graphql::Result<Vec<CaseCountNode>> {
        let app = person(ctx)?;
        let filter = filter.unwrap_or_default().read(app).await?.map_err(|error| fault(ctx, error))?;
        let found = case::case_counts(app, &filter, by.into()).await.map_err(|error| fault(ctx, error))?;
        Ok(found.into_iter().map(|(alike, n)| CaseCountNode(alike, n)).collect())
    }

    /// What waits for you, for a home screen.
    #[expect(clippy::unused_async, reason = "every field of the schema is async")]
    async fn waiting(&self, ctx: &Context<'_>) -> async_graphql::Result<WaitingNode> {
        person(ctx)?;
        Ok(WaitingNode)
    }

    /// Proposals in your areas, and your own: urgent first and then oldest first.
    async fn proposals(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Only those that wait for a decision; true if left out.")] only_waiting: Option<
            bool,
        >,
        #[graphql(desc = "Only of these kinds; all if left out.")] kinds: Option<Vec<ProposalKind>>,
        #[graphql(desc = "Only your own, newest first, wherever they lie.", default)] own: bool,
        #[graphql(desc = "How many, 1 to 100; 20 if left out.")] first: Option<i32>,
        #[graphql(desc = "The `endCursor` of the page before.")] after: Option<String>,
    ) -> async_graphql::Result<ProposalConnection> {
        let page = Page::read(first, after.as_deref())?;
        let after = match page.after.as_deref() {
            Some([urgent, id]) => Some((urgent == "1", id.parse().map_err(|_| bad_cursor())?)),
            Some(_) => return Err(bad_cursor()),
            None => None,
        };
        let asked = ProposalsAsked {
            only_waiting: only_waiting.unwrap_or(true),
            kinds: kinds.unwrap_or_default().into_iter().map(Into::into).collect(),
            own,
            first: page.first,
            after,
        };
        let found = proposal::list(person(ctx)?, &asked).await;
        let (found, has_next_page) = found.map_err(|error| fault(ctx, error))?;
        let place = |it: &proposal::ProposalRow| {
            cursor(&[if it.urgent { "1" } else { "0" }.to_owned(), it.key.1.to_string()])
        };
        let end_cursor = found.last().map(place);
        let nodes = found.into_iter().map(ProposalNode).collect();
        Ok(ProposalConnection { nodes, page_info: PageInfo { has_next_page, end_cursor }, total_count: None })
    }

    /// Opens the numbers of a person for a reason; that you did is recorded before they are shown.
    async fn person_number(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The person.")] person_id: ID,
        #[graphql(desc = "Why you need it.")] reason: String,
    ) -> async_graphql::Result<Vec<PersonNumber>> {
        let key = read_id::<PersonId>(Kind::Person, &person_id)?;
        let found = household::open_numbers(person(ctx)?, key, &reason).await;
        Ok(found.map_err(|error| fault(ctx, error))?.into_iter().map(PersonNumber::of).collect())
    }

    /// The items of the catalogue of problems in force, in printed order.
    async fn problem_items(&self, ctx: &Context<'_>) -> async_graphql::Result<Vec<ProblemItem>> {
        let found = problem::items(person(ctx)?).await.map_err(|error| fault(ctx, error))?;
        Ok(found.into_iter().map(ProblemItem::of).collect())
    }

    /// The needs that help can be for, in the order of the menu in force.
    async fn needs(&self, ctx: &Context<'_>) -> async_graphql::Result<Vec<NeedNode>> {
        let found = intervention::needs(person(ctx)?).await.map_err(|error| fault(ctx, error))?;
        Ok(found.into_iter().map(NeedNode::of).collect())
    }

    /// Codes of the facts that the criteria in force look at, for the form of a visit.
    async fn visit_facts(&self, ctx: &Context<'_>) -> async_graphql::Result<Vec<String>> {
        visit::fact_codes(person(ctx)?).await.map_err(|error| fault(ctx, error))
    }
}

/// A need that help can be for (ความต้องการช่วยเหลือ).
#[derive(SimpleObject)]
#[graphql(name = "Need")]
pub(crate) struct NeedNode {
    /// Its code: help for the same code is help for the same need.
    code: String,
    /// Its wording, Thai.
    text: String,
    /// The TPMAP dimension it belongs to.
    dimension: Dimension,
    /// What can be done, as the menu names it.
    items: Vec<MenuItem>,
}

/// An item of the menu of measures.
#[derive(SimpleObject)]
pub(crate) struct MenuItem {
    /// Its code: `menuItem` of help.
    code: String,
    /// Its wording, Thai.
    text: String,
}

impl NeedNode {
    fn of(need: intervention::Need) -> Self {
        let item = |it: intervention::MenuItem| MenuItem { code: it.code, text: it.text };
        Self {
            code: need.code,
            text: need.text,
            dimension: need.dimension.into(),
            items: need.items.into_iter().map(item).collect(),
        }
    }
}

/// An item of the catalogue of problems.
#[derive(SimpleObject)]
pub(crate) struct ProblemItem {
    /// Its code.
    code: String,
    /// Its wording, Thai.
    text: String,
    /// Its group.
    group: ProblemGroup,
    /// Something good that is also asked, not a problem.
    is_positive: bool,
    /// Somebody must go at once.
    is_urgent: bool,
    /// Who may see it: `ordinary`, `health`, `debt` or `restricted`.
    sensitivity: String,
    /// The agency that owns it unless decided otherwise.
    owning_agency: String,
}

impl ProblemItem {
    fn of(item: problem::ProblemItem) -> Self {
        Self {
            code: item.code.to_string(),
            text: item.text,
            group: item.group.into(),
            is_positive: item.polarity == Polarity::Positive,
            is_urgent: item.is_urgent,
            sensitivity: item.sensitivity.code().to_owned(),
            owning_agency: item.agency,
        }
    }
}
