//! The work around a case as clients see it: visits, problems, plans, help.

use async_graphql::{Context, ID, Object, SimpleObject};
use chrono::{DateTime, Utc};
use phonjon_app::intervention::InterventionRow;
use phonjon_app::plan::PlanRow;
use phonjon_app::problem::{ProblemItem, ProblemRow};
use phonjon_app::visit::VisitRow;
use phonjon_domain::visit::{FindingValue, Visitor};

use super::loaders::{ItemOf, loader};
use super::words::{
    HelpOutcome, HouseholdClass, InterventionForm, InterventionKind, InterventionStatus, PlanStatus,
    ProblemGroup, ProblemStatus, Verification, VisitManner,
};
use crate::base::ids::{Kind, id_of, plain_id};
use crate::base::scalars::{Date, Satang};
use crate::base::sector::Sector;

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
        self.0.visit.visited_by.iter().map(VisitedBy::of).collect()
    }

    /// Who in or near the household told, as written.
    async fn told_by(&self) -> Option<&str> {
        self.0.visit.told_by.as_deref()
    }

    /// The account that typed it in; null for the command line.
    async fn entered_by_id(&self) -> Option<ID> {
        let entered_by = self.0.visit.entered_by;
        (!entered_by.0.is_nil()).then(|| plain_id(Kind::Account, entered_by))
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

/// One of those who went: exactly one of the three is given.
#[derive(SimpleObject)]
pub(crate) struct VisitedBy {
    /// Somebody with an account.
    account_id: Option<ID>,
    /// A member of a team.
    team_member_id: Option<ID>,
    /// A name as written.
    name: Option<String>,
}

impl VisitedBy {
    fn of(visitor: &Visitor) -> Self {
        let none = Self { account_id: None, team_member_id: None, name: None };
        match visitor {
            Visitor::Account(id) => Self { account_id: Some(plain_id(Kind::Account, *id)), ..none },
            Visitor::Member(id) => Self { team_member_id: Some(plain_id(Kind::TeamMember, *id)), ..none },
            Visitor::Named(name) => Self { name: Some(name.clone()), ..none },
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
    /// The household would not say.
    refused: bool,
}

impl FindingNode {
    fn of(code: &str, value: FindingValue) -> Self {
        let none = Self { code: code.to_owned(), problem: None, answer: None, amount: None, refused: false };
        match value {
            FindingValue::Problem(status) => Self { problem: Some(status.into()), ..none },
            FindingValue::Answer(answer) => Self { answer: Some(answer), ..none },
            FindingValue::AmountSatang(amount) => Self { amount: Some(Satang(amount)), ..none },
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
    async fn approved_by_id(&self) -> Option<ID> {
        self.0.approved_by.map(|it| plain_id(Kind::Account, it))
    }

    /// When it was recorded.
    async fn recorded_at(&self) -> DateTime<Utc> {
        self.0.recorded_at
    }
}

/// A piece of help, planned or given (การช่วยเหลือ).
pub(crate) struct InterventionNode(pub(super) InterventionRow);

/// A piece of help, planned or given (การช่วยเหลือ).
#[Object(name = "Intervention")]
impl InterventionNode {
    /// The help.
    async fn id(&self) -> ID {
        id_of(Kind::Intervention, self.0.province, self.0.help.id)
    }

    /// Send this as `expectedVersion` with what changes the help.
    async fn version(&self) -> i32 {
        i32::try_from(self.0.version).unwrap_or(i32::MAX)
    }

    /// The need it meets.
    async fn need(&self) -> &str {
        &self.0.help.need.0
    }

    /// Item of the menu of measures.
    async fn menu_item(&self) -> Option<&str> {
        self.0.menu_item.as_deref()
    }

    /// The problem it is meant to solve.
    async fn problem_id(&self) -> Option<ID> {
        self.0.help.problem.map(|it| id_of(Kind::Problem, self.0.province, it))
    }

    /// Immediate or development.
    async fn kind(&self) -> InterventionKind {
        self.0.help.kind.into()
    }

    /// Cash, in kind or service.
    async fn form(&self) -> InterventionForm {
        self.0.help.form.into()
    }

    /// The sector that gives it.
    async fn sector(&self) -> Sector {
        self.0.help.sector.into()
    }

    /// Who gives it, as named.
    async fn agency(&self) -> &str {
        &self.0.help.agency
    }

    /// The project.
    async fn project(&self) -> Option<&str> {
        self.0.help.project.as_deref()
    }

    /// The budget line.
    async fn budget_line(&self) -> Option<&str> {
        self.0.help.budget_line.as_deref()
    }

    /// `known`, `estimated` or `none`: how its value is known.
    async fn value_basis(&self) -> &str {
        self.0.help.value.code()
    }

    /// What it is worth; null where nobody put a value on it.
    async fn value(&self) -> Option<Satang> {
        self.0.help.value.amount().map(|it| Satang(it.0))
    }

    /// The local day it is planned for.
    async fn planned_on(&self) -> Option<Date> {
        self.0.help.planned_on.map(Date)
    }

    /// The local day it was given.
    async fn done_on(&self) -> Option<Date> {
        self.0.help.done_on.map(Date)
    }

    /// Where it stands.
    async fn status(&self) -> InterventionStatus {
        self.0.help.status.into()
    }

    /// What came of it.
    async fn outcome(&self) -> HelpOutcome {
        self.0.help.outcome.into()
    }

    /// When it was recorded.
    async fn recorded_at(&self) -> DateTime<Utc> {
        self.0.recorded_at
    }
}
