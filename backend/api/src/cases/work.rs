//! The work around a case as clients see it: visits, problems, plans, help.

use async_graphql::{Context, ID, Object, SimpleObject};
use chrono::{DateTime, Utc};
use phonjon_app::case::HouseholdKey;
use phonjon_app::intervention::InterventionRow;
use phonjon_app::plan::PlanRow;
use phonjon_app::problem::{ProblemItem, ProblemRow};
use phonjon_app::visit::VisitRow;
use phonjon_domain::ids::AreaId;
use phonjon_domain::visit::{FindingValue, Visitor};

use super::loaders::{ItemOf, ProblemsOf, loader};
use super::words::{
    HelpOutcome, HouseholdClass, InterventionForm, InterventionKind, InterventionStatus, PlanStatus,
    ProblemGroup, ProblemStatus, Verification, VisitManner,
};
use crate::accounts::name::{AccountNameNode, account_name};
use crate::base::ids::{Kind, id_of};
use crate::base::scalars::{Date, Satang};
use crate::base::sector::Sector;
use crate::teams::{self, MemberNode};

/// A visit to a household.
pub(crate) struct VisitNode(pub(super) VisitRow);

/// A visit to a household.
#[Object(name = "Visit")]
impl VisitNode {
    /// The visit.
    async fn id(&self) -> ID {
        id_of(Kind::Visit, self.0.key.0, self.0.key.1)
    }

    /// The local day of the visit.
    async fn visited_on(&self) -> Date {
        Date(self.0.visit.visited_on)
    }

    /// When it was recorded.
    async fn recorded_at(&self) -> DateTime<Utc> {
        self.0.recorded_at
    }

    /// How the household was reached.
    async fn manner(&self) -> VisitManner {
        self.0.visit.manner.into()
    }

    /// Everybody who went.
    async fn visited_by(&self) -> Vec<VisitedBy> {
        self.0.visit.visited_by.iter().cloned().map(VisitedBy).collect()
    }

    /// Who in or near the household told, as written.
    async fn told_by(&self) -> Option<&str> {
        self.0.visit.told_by.as_deref()
    }

    /// The account that typed it in; null for the command line.
    async fn entered_by(&self, ctx: &Context<'_>) -> async_graphql::Result<Option<AccountNameNode>> {
        account_name(ctx, Some(self.0.visit.entered_by)).await
    }

    /// What checking found.
    async fn verification(&self) -> Option<Verification> {
        self.0.verification.map(Into::into)
    }

    /// The class it gave the household.
    async fn class(&self) -> Option<HouseholdClass> {
        self.0.class.map(Into::into)
    }

    /// What was found. Items that open only to named officers are left out for others.
    async fn findings(&self) -> Vec<FindingNode> {
        let node = |it: &phonjon_domain::visit::Finding| FindingNode::of(&it.code, it.value);
        self.0.visit.findings.iter().map(node).collect()
    }

    /// "Nothing changed since the last visit."
    async fn nothing_changed(&self) -> bool {
        self.0.visit.nothing_changed
    }

    /// What else was written down.
    async fn note(&self) -> Option<&str> {
        self.0.note.as_deref()
    }
}

/// One of those who went.
pub(crate) struct VisitedBy(Visitor);

/// One of those who went: at most one of the three is given.
#[Object]
impl VisitedBy {
    /// Somebody with an account.
    async fn account(&self, ctx: &Context<'_>) -> async_graphql::Result<Option<AccountNameNode>> {
        match &self.0 {
            Visitor::Account(id) => account_name(ctx, Some(*id)).await,
            Visitor::Member(_) | Visitor::Named(_) => Ok(None),
        }
    }

    /// A member of a team; null also where you may not read the team.
    async fn team_member(&self, ctx: &Context<'_>) -> async_graphql::Result<Option<MemberNode>> {
        match &self.0 {
            Visitor::Member(id) => teams::find_member(ctx, *id).await,
            Visitor::Account(_) | Visitor::Named(_) => Ok(None),
        }
    }

    /// A name as written.
    async fn name(&self) -> Option<&str> {
        match &self.0 {
            Visitor::Named(name) => Some(name),
            Visitor::Account(_) | Visitor::Member(_) => None,
        }
    }
}

/// A fact that a visit saw: exactly one value is given.
#[derive(SimpleObject)]
#[graphql(name = "Finding")]
pub(crate) struct FindingNode {
    /// The fact's code: `q07`, `bmn.safe_food`, `dimension.income`, `income_per_person`, `savings`.
    code: String,
    /// A problem stands so.
    problem: Option<ProblemStatus>,
    /// The trouble is there, or not; for `savings`, the household saves, or not.
    answer: Option<bool>,
    /// An amount per person per year, as told.
    amount: Option<Satang>,
    /// An amount per person per month, as told.
    amount_per_month: Option<Satang>,
    /// The household would not say.
    refused: bool,
}

impl FindingNode {
    fn of(code: &str, value: FindingValue) -> Self {
        let none = Self {
            code: code.to_owned(),
            problem: None,
            answer: None,
            amount: None,
            amount_per_month: None,
            refused: false,
        };
        match value {
            FindingValue::Problem(status) => Self { problem: Some(status.into()), ..none },
            FindingValue::Answer(answer) => Self { answer: Some(answer), ..none },
            FindingValue::AmountSatang(amount) => Self { amount: Some(Satang(amount)), ..none },
            FindingValue::MonthlySatang(amount) => Self { amount_per_month: Some(Satang(amount)), ..none },
            FindingValue::Refused => Self { refused: true, ..none },
        }
    }
}

/// A problem of a household (ปัญหา/ความเดือดร้อน).
pub(crate) struct ProblemNode(pub(super) ProblemRow);

/// A problem of a household (ปัญหา/ความเดือดร้อน).
#[Object(name = "Problem")]
impl ProblemNode {
    /// The problem.
    async fn id(&self) -> ID {
        id_of(Kind::Problem, self.0.key.0, self.0.key.1)
    }

    /// Send this as `expectedVersion` with what changes the problem.
    async fn version(&self) -> i32 {
        i32::try_from(self.0.version).unwrap_or(i32::MAX)
    }

    /// The catalogue's item.
    async fn code(&self) -> &str {
        self.0.code.as_str()
    }

    /// The item's wording, Thai; null where the catalogue in force no longer has it.
    async fn text(&self, ctx: &Context<'_>) -> async_graphql::Result<Option<String>> {
        Ok(self.item(ctx).await?.map(|it| it.text))
    }

    /// The item's group; null where the catalogue in force no longer has it.
    async fn group(&self, ctx: &Context<'_>) -> async_graphql::Result<Option<ProblemGroup>> {
        Ok(self.item(ctx).await?.map(|it| it.group.into()))
    }

    /// The agency that owns such problems unless decided otherwise.
    async fn owning_agency(&self, ctx: &Context<'_>) -> async_graphql::Result<Option<String>> {
        Ok(self.item(ctx).await?.map(|it| it.agency))
    }

    /// Where it stands.
    async fn status(&self) -> ProblemStatus {
        self.0.status.into()
    }

    /// Since which local day.
    async fn status_since(&self) -> Date {
        Date(self.0.status_since)
    }

    /// The local day it was found, or the first of the survey year.
    async fn found_on(&self) -> Date {
        Date(self.0.found_on)
    }

    /// The local day it was solved or gone.
    async fn solved_on(&self) -> Option<Date> {
        self.0.solved_on.map(Date)
    }

    /// How many persons or households it counts.
    async fn count(&self) -> i32 {
        self.0.n_count
    }

    /// The source that named it first, or `visit`.
    async fn source(&self) -> &str {
        &self.0.source
    }

    /// Survey year of that source, Buddhist era.
    async fn survey_year(&self) -> Option<i32> {
        self.0.survey_year.map(i32::from)
    }

    /// Opens only to named district officers.
    async fn is_restricted(&self) -> bool {
        self.0.restricted
    }
}

impl ProblemNode {
    async fn item(&self, ctx: &Context<'_>) -> async_graphql::Result<Option<ProblemItem>> {
        loader(ctx)?.load_one(ItemOf(self.0.code.clone())).await
    }
}

/// A version of a household's plan: the four ท.
pub(crate) struct PlanNode(pub(super) PlanRow);

/// A version of a household's plan: the four ท.
#[Object(name = "Plan")]
impl PlanNode {
    /// The plan.
    async fn id(&self) -> ID {
        id_of(Kind::Plan, self.0.key.0, self.0.key.1)
    }

    /// Send this as `expectedVersion` with what changes the plan.
    async fn version(&self) -> i32 {
        i32::try_from(self.0.version).unwrap_or(i32::MAX)
    }

    /// Which plan of the household, from 1.
    async fn number(&self) -> i32 {
        i32::try_from(self.0.plan.version).unwrap_or(i32::MAX)
    }

    /// ทัศนคติ: what the household wants and believes it can do.
    async fn attitude(&self) -> &str {
        &self.0.plan.attitude
    }

    /// ทักษะ: what its members can do.
    async fn skills(&self) -> &str {
        &self.0.plan.skills
    }

    /// ทรัพยากร: what it has.
    async fn resources(&self) -> &str {
        &self.0.plan.resources
    }

    /// ทางออก: what will be done.
    async fn way_out(&self) -> &str {
        &self.0.plan.way_out
    }

    /// Where it stands.
    async fn status(&self) -> PlanStatus {
        self.0.status.into()
    }

    /// The local day the household agreed.
    async fn agreed_on(&self) -> Option<Date> {
        self.0.plan.agreed_on.map(Date)
    }

    /// The local day it was approved.
    async fn approved_on(&self) -> Option<Date> {
        self.0.approved_on.map(Date)
    }

    /// The account that approved it.
    async fn approved_by(&self, ctx: &Context<'_>) -> async_graphql::Result<Option<AccountNameNode>> {
        account_name(ctx, self.0.approved_by).await
    }

    /// When it was recorded.
    async fn recorded_at(&self) -> DateTime<Utc> {
        self.0.recorded_at
    }
}

/// A piece of help, planned or given (การช่วยเหลือ).
pub(crate) struct InterventionNode {
    pub(super) row: InterventionRow,
    /// The household with where its case lies, as far as what may be opened goes.
    pub(super) household: (HouseholdKey, AreaId),
}

/// A piece of help, planned or given (การช่วยเหลือ).
#[Object(name = "Intervention")]
impl InterventionNode {
    /// The help.
    async fn id(&self) -> ID {
        id_of(Kind::Intervention, self.row.province, self.row.help.id)
    }

    /// Send this as `expectedVersion` with what changes the help.
    async fn version(&self) -> i32 {
        i32::try_from(self.row.version).unwrap_or(i32::MAX)
    }

    /// The need it meets: a code of `needs`.
    async fn need(&self) -> &str {
        &self.row.help.need.0
    }

    /// Item of the menu of measures.
    async fn menu_item(&self) -> Option<&str> {
        self.row.menu_item.as_deref()
    }

    /// The problem it is meant to solve; null also where it opens only to named officers.
    async fn problem(&self, ctx: &Context<'_>) -> async_graphql::Result<Option<ProblemNode>> {
        let Some(problem) = self.row.help.problem else { return Ok(None) };
        let found = loader(ctx)?.load_one(ProblemsOf(self.household)).await?.unwrap_or_default();
        Ok(found.into_iter().find(|it| it.key.1 == problem).map(ProblemNode))
    }

    /// Immediate or development.
    async fn kind(&self) -> InterventionKind {
        self.row.help.kind.into()
    }

    /// Cash, in kind or service.
    async fn form(&self) -> InterventionForm {
        self.row.help.form.into()
    }

    /// The sector that gives it.
    async fn sector(&self) -> Sector {
        self.row.help.sector.into()
    }

    /// Who gives it, as named.
    async fn agency(&self) -> &str {
        &self.row.help.agency
    }

    /// The project.
    async fn project(&self) -> Option<&str> {
        self.row.help.project.as_deref()
    }

    /// The budget line.
    async fn budget_line(&self) -> Option<&str> {
        self.row.help.budget_line.as_deref()
    }

    /// `known`, `estimated` or `none`: how its value is known.
    async fn value_basis(&self) -> &str {
        self.row.help.value.code()
    }

    /// What it is worth; null where nobody put a value on it.
    async fn value(&self) -> Option<Satang> {
        self.row.help.value.amount().map(|it| Satang(it.0))
    }

    /// The local day it is planned for.
    async fn planned_on(&self) -> Option<Date> {
        self.row.help.planned_on.map(Date)
    }

    /// The local day it was given.
    async fn done_on(&self) -> Option<Date> {
        self.row.help.done_on.map(Date)
    }

    /// Where it stands.
    async fn status(&self) -> InterventionStatus {
        self.row.help.status.into()
    }

    /// What came of it.
    async fn outcome(&self) -> HelpOutcome {
        self.row.help.outcome.into()
    }

    /// When it was recorded.
    async fn recorded_at(&self) -> DateTime<Utc> {
        self.row.recorded_at
    }
}
