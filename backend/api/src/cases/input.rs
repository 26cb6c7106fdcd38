//! What clients send about cases.

use async_graphql::{Context, Enum, ID, InputObject};
use phonjon_app::case::{CaseFilter, CaseOrder, Selection, looked_for};
use phonjon_app::intervention::NewIntervention;
use phonjon_app::plan::NewPlan;
use phonjon_app::proposal::NewProposal;
use phonjon_app::visit::{ConsentKind, NewConsent, NewVisit};
use phonjon_app::{Ctx, Key, Refusal};
use phonjon_domain::ids::{AreaId, CaseId, ProblemId, TeamId, TeamMemberId, UserId};
use phonjon_domain::intervention::Value as Worth;
use phonjon_domain::money::Satang as Amount;
use phonjon_domain::visit::{Finding, FindingValue, Visitor};
use serde_json::Value as Json;
use uuid::Uuid;

use super::words::{
    CaseStatus, Dimension, HelpOutcome, HouseholdClass, InterventionForm, InterventionKind, Level,
    ProblemGroup, ProblemStatus, Source, Verification, VisitManner,
};
use crate::base::ids::{Kind, read_id, read_plain_id};
use crate::base::scalars::{Date, Satang};
use crate::base::sector::Sector;

/// The key of a mutation, with all its arguments as they were sent.
pub(super) fn key_of(ctx: &Context<'_>, key: &ID) -> Result<Key, Refusal> {
    let field = ctx.field();
    let arguments = field.arguments().unwrap_or_default();
    let arguments = arguments
        .into_iter()
        .map(|(name, value)| (name.to_string(), value.into_json().unwrap_or(Json::Null)))
        .collect();
    Key::new(key.as_str(), &Json::Object(arguments))
}

/// An id that the client made, version 7.
fn own_id(id: Option<&ID>) -> Result<Option<Uuid>, Refusal> {
    let parse = |it: &ID| Uuid::parse_str(it.as_str()).map_err(|_| Refusal::of("BAD_ID", "id"));
    id.map(parse).transpose()
}

/// Which cases are wanted. What is left out asks nothing; of a list any one will do.
#[derive(InputObject, Default)]
pub(super) struct CaseFilterInput {
    /// Where the case stands.
    status: Option<Vec<CaseStatus>>,
    /// What checking found.
    verification: Option<Vec<Verification>>,
    /// The household's level.
    level: Option<Vec<Level>>,
    /// The household's class.
    class: Option<Vec<HouseholdClass>>,
    /// The subdistrict team it belongs to.
    team_id: Option<ID>,
    /// The mentor team it is shared to.
    mentor_team_id: Option<ID>,
    /// True: shared to no mentor team; false: to some.
    without_mentor_team: Option<bool>,
    /// An area with everything in it.
    area_id: Option<ID>,
    /// TPMAP dimensions failing at the latest assessment.
    dimension: Option<Vec<Dimension>>,
    /// Groups with a live problem at the latest assessment.
    problem_group: Option<Vec<ProblemGroup>>,
    /// Sources that speak of the household.
    source: Option<Vec<Source>>,
    /// Not visited for at least so many days, or never.
    unseen_for_days: Option<i32>,
    /// To be worked at once, or not.
    urgent: Option<bool>,
    /// Under continuing care, or not.
    continuing_care: Option<bool>,
    /// Part of a member's name, a short number, house code or house number, or a whole citizen number.
    text: Option<String>,
}

fn all<T: Into<U>, U>(list: Option<Vec<T>>) -> Vec<U> {
    list.unwrap_or_default().into_iter().map(Into::into).collect()
}

impl CaseFilterInput {
    pub(super) fn read(self, app: &Ctx) -> async_graphql::Result<CaseFilter> {
        let team = |id: Option<ID>| id.map(|it| read_plain_id::<TeamId>(Kind::Team, &it)).transpose();
        let area = self.area_id.map(|it| read_id::<AreaId>(Kind::Area, &it)).transpose()?;
        Ok(CaseFilter {
            statuses: all(self.status),
            verifications: all(self.verification),
            levels: all(self.level),
            classes: all(self.class),
            team: team(self.team_id)?,
            mentor_team: team(self.mentor_team_id)?,
            without_mentor_team: self.without_mentor_team,
            area: area.map(|it| it.1),
            dimensions: all(self.dimension),
            problem_groups: all(self.problem_group),
            sources: all(self.source),
            unseen_days: self.unseen_for_days.map(|it| u32::try_from(it).unwrap_or(0).min(36_500)),
            urgent: self.urgent,
            continuing_care: self.continuing_care,
            text: self.text.as_deref().and_then(|it| looked_for(app, it)),
        })
    }
}

/// In which order cases are listed.
#[derive(Enum, Debug, Clone, Copy, PartialEq, Eq)]
#[graphql(name = "CaseOrder", remote = "CaseOrder")]
pub(super) enum CaseOrderInput {
    /// Urgent first, then those opened longest ago.
    UrgentFirst,
    /// Never visited first, then by the day of the latest visit.
    LongestUnseen,
    /// Opened last first.
    NewestOpened,
    /// Not yet assessable first, then from the lowest level up.
    LowestLevel,
}

/// A case at the version that was read.
#[derive(InputObject)]
pub(super) struct CaseAtVersion {
    /// The case.
    case_id: ID,
    /// Its version.
    expected_version: i32,
}

/// Which cases a bulk act is about: either `cases`, or `filter` with `expectedCount`.
#[derive(InputObject)]
pub(super) struct CaseSelectionInput {
    /// These, each at the version that was read.
    cases: Option<Vec<CaseAtVersion>>,
    /// All that a filter finds.
    filter: Option<CaseFilterInput>,
    /// But these, at most 100.
    except_ids: Option<Vec<ID>>,
    /// How many you saw, those left out not counted; another number refuses the act.
    expected_count: Option<i32>,
}

impl CaseSelectionInput {
    pub(super) fn read(self, app: &Ctx) -> async_graphql::Result<Result<Selection, Refusal>> {
        let case = |id: &ID| read_id::<CaseId>(Kind::Case, id);
        match (self.cases, self.filter, self.expected_count) {
            (Some(cases), None, None) => {
                let read = |it: &CaseAtVersion| Ok((case(&it.case_id)?, i64::from(it.expected_version)));
                let cases = cases.iter().map(read).collect::<async_graphql::Result<_>>()?;
                Ok(Ok(Selection::Cases(cases)))
            }
            (None, Some(filter), Some(expected)) => {
                let except = self.except_ids.unwrap_or_default();
                let except = except.iter().map(case).collect::<async_graphql::Result<_>>()?;
                let expected = usize::try_from(expected).unwrap_or(0);
                let filter = Box::new(filter.read(app)?);
                Ok(Ok(Selection::Filtered { filter, except, expected }))
            }
            _ => Ok(Err(Refusal::of("BAD_INPUT", "selection"))),
        }
    }
}

/// One of those who went: give exactly one.
#[derive(InputObject)]
pub(super) struct VisitorInput {
    /// Somebody with an account.
    account_id: Option<ID>,
    /// A member of a team.
    team_member_id: Option<ID>,
    /// A name as written on the sheet.
    name: Option<String>,
}

impl VisitorInput {
    fn read(self) -> async_graphql::Result<Result<Visitor, Refusal>> {
        Ok(match (self.account_id, self.team_member_id, self.name) {
            (Some(id), None, None) => Ok(Visitor::Account(read_plain_id::<UserId>(Kind::Account, &id)?)),
            (None, Some(id), None) => {
                Ok(Visitor::Member(read_plain_id::<TeamMemberId>(Kind::TeamMember, &id)?))
            }
            (None, None, Some(name)) if !name.trim().is_empty() => Ok(Visitor::Named(name)),
            _ => Err(Refusal::of("BAD_INPUT", "visitedBy")),
        })
    }
}

/// A fact that a visit saw: give exactly one value.
#[derive(InputObject)]
pub(super) struct FindingInput {
    /// The fact's code: an item such as `q07`, `bmn.safe_food`, `dimension.income`, `income_per_person`, `savings`.
    code: String,
    /// A problem stands so.
    problem: Option<ProblemStatus>,
    /// The trouble is there, or not; for `savings`, the household saves, or not.
    answer: Option<bool>,
    /// An amount per person per year, as told.
    amount: Option<Satang>,
    /// An amount per person per month, as told; kept as twelve times that.
    amount_per_month: Option<Satang>,
    /// The household would not say.
    refused: Option<bool>,
}

impl FindingInput {
    fn read(self) -> Result<Finding, Refusal> {
        let malformed = || Refusal::of("BAD_INPUT", "findings").with("code", &self.code);
        let per_year = match (self.amount, self.amount_per_month) {
            (Some(year), None) => Some(year.0),
            (None, Some(month)) => Some(month.0.checked_mul(12).ok_or_else(malformed)?),
            (None, None) => None,
            (Some(_), Some(_)) => return Err(malformed()),
        };
        let value = match (self.problem, self.answer, per_year, self.refused.unwrap_or(false)) {
            (Some(status), None, None, false) => FindingValue::Problem(status.into()),
            (None, Some(answer), None, false) => FindingValue::Answer(answer),
            (None, None, Some(amount), false) => FindingValue::AmountSatang(amount),
            (None, None, None, true) => FindingValue::Refused,
            _ => return Err(malformed()),
        };
        Ok(Finding { code: self.code, value })
    }
}

/// A privacy notice or a consent, asked apart from the others.
#[derive(async_graphql::Enum, Debug, Clone, Copy, PartialEq, Eq)]
#[graphql(remote = "ConsentKind", name = "ConsentKind")]
pub(super) enum ConsentKindInput {
    /// The privacy notice was given.
    Notice,
    /// To take a photo.
    Photo,
    /// To share with partners that are not of the state.
    Sharing,
    /// To publish.
    Publishing,
}

/// A privacy notice given, or a consent asked at the visit.
#[derive(InputObject)]
pub(super) struct ConsentInput {
    /// What.
    kind: ConsentKindInput,
    /// Given, or refused without losing help.
    given: bool,
    /// Which text was read or handed out.
    notice_version: Option<String>,
    /// In which language.
    language: Option<String>,
}

/// A visit to a household.
#[derive(InputObject)]
pub(super) struct VisitInput {
    /// An id that the client made: a UUID, version 7. One is made where it is left out.
    id: Option<ID>,
    /// The local day of the visit; not after today.
    visited_on: Date,
    /// How the household was reached; at home where it is left out.
    manner: Option<VisitManner>,
    /// Everybody who went; you where it is left out.
    visited_by: Option<Vec<VisitorInput>>,
    /// Who in or near the household told, as written.
    told_by: Option<String>,
    /// What checking found.
    verification: Option<Verification>,
    /// What kind of help the household can use.
    class: Option<HouseholdClass>,
    /// What was found.
    findings: Option<Vec<FindingInput>>,
    /// "Nothing changed since the last visit."
    nothing_changed: Option<bool>,
    /// What else was written down.
    note: Option<String>,
    /// The privacy notice given and the consents asked.
    consents: Option<Vec<ConsentInput>>,
}

impl VisitInput {
    pub(super) fn read(self) -> async_graphql::Result<Result<NewVisit, Refusal>> {
        let mut visited_by = Vec::new();
        for it in self.visited_by.unwrap_or_default() {
            match it.read()? {
                Ok(visitor) => visited_by.push(visitor),
                Err(refusal) => return Ok(Err(refusal)),
            }
        }
        let findings = self.findings.unwrap_or_default().into_iter().map(FindingInput::read).collect();
        let (id, findings): (Option<Uuid>, Vec<Finding>) = match (own_id(self.id.as_ref()), findings) {
            (Ok(id), Ok(findings)) => (id, findings),
            (Err(refusal), _) | (_, Err(refusal)) => return Ok(Err(refusal)),
        };
        let consent = |it: ConsentInput| NewConsent {
            kind: it.kind.into(),
            given: it.given,
            notice_version: it.notice_version,
            language: it.language,
        };
        Ok(Ok(NewVisit {
            id,
            visited_on: self.visited_on.0,
            manner: self.manner.unwrap_or(VisitManner::AtHome).into(),
            visited_by,
            told_by: self.told_by,
            verification: self.verification.map(Into::into),
            class: self.class.map(Into::into),
            findings,
            nothing_changed: self.nothing_changed.unwrap_or(false),
            note: self.note,
            consents: self.consents.unwrap_or_default().into_iter().map(consent).collect(),
        }))
    }
}

/// A household's plan: the four ท.
#[derive(InputObject)]
pub(super) struct PlanInput {
    /// An id that the client made: a UUID, version 7.
    id: Option<ID>,
    /// ทัศนคติ: what the household wants and believes it can do.
    attitude: Option<String>,
    /// ทักษะ: what its members can do.
    skills: Option<String>,
    /// ทรัพยากร: what it has.
    resources: Option<String>,
    /// ทางออก: what will be done.
    way_out: String,
    /// The local day the household agreed; not after today.
    agreed_on: Date,
}

impl PlanInput {
    pub(super) fn read(self) -> Result<NewPlan, Refusal> {
        Ok(NewPlan {
            id: own_id(self.id.as_ref())?,
            attitude: self.attitude.unwrap_or_default(),
            skills: self.skills.unwrap_or_default(),
            resources: self.resources.unwrap_or_default(),
            way_out: self.way_out,
            agreed_on: self.agreed_on.0,
        })
    }
}

/// What help is worth: known or estimated with an amount, or none.
#[derive(InputObject)]
pub(super) struct WorthInput {
    /// As on a receipt or budget line.
    known: Option<Satang>,
    /// Somebody's estimate.
    estimated: Option<Satang>,
}

/// The value of help; nothing given is nothing known.
pub(super) fn worth(input: Option<&WorthInput>) -> Result<Worth, Refusal> {
    match input.map(|it| (it.known, it.estimated)) {
        None | Some((None, None)) => Ok(Worth::None),
        Some((Some(amount), None)) => Ok(Worth::Known(Amount(amount.0))),
        Some((None, Some(amount))) => Ok(Worth::Estimated(Amount(amount.0))),
        Some((Some(_), Some(_))) => Err(Refusal::of("BAD_INPUT", "value")),
    }
}

/// Help, planned or given.
#[derive(InputObject)]
pub(super) struct InterventionInput {
    /// An id that the client made: a UUID, version 7.
    id: Option<ID>,
    /// The need it meets, such as `house_repair`.
    need: String,
    /// Item of the menu of measures.
    menu_item: Option<String>,
    /// The problem it is meant to solve.
    problem_id: Option<ID>,
    /// Immediate or development.
    kind: InterventionKind,
    /// Cash, in kind or service.
    form: InterventionForm,
    /// The sector that gives it.
    sector: Sector,
    /// Who gives it, as named.
    agency: String,
    /// The project.
    project: Option<String>,
    /// The budget line.
    budget_line: Option<String>,
    /// What it is worth.
    value: Option<WorthInput>,
    /// The local day it is planned for.
    planned_on: Option<Date>,
    /// The local day it was given; it is then done.
    done_on: Option<Date>,
    /// What came of it.
    outcome: Option<HelpOutcome>,
}

impl InterventionInput {
    pub(super) fn read(self) -> async_graphql::Result<Result<NewIntervention, Refusal>> {
        let problem = self.problem_id.map(|it| read_id::<ProblemId>(Kind::Problem, &it)).transpose()?;
        let (id, value) = match (own_id(self.id.as_ref()), worth(self.value.as_ref())) {
            (Ok(id), Ok(value)) => (id, value),
            (Err(refusal), _) | (_, Err(refusal)) => return Ok(Err(refusal)),
        };
        Ok(Ok(NewIntervention {
            id,
            need: self.need,
            menu_item: self.menu_item,
            problem: problem.map(|it| it.1),
            kind: self.kind.into(),
            form: self.form.into(),
            sector: self.sector.into(),
            agency: self.agency,
            project: self.project,
            budget_line: self.budget_line,
            value,
            planned_on: self.planned_on.map(|it| it.0),
            done_on: self.done_on.map(|it| it.0),
            outcome: self.outcome.unwrap_or(HelpOutcome::NotYetKnown).into(),
        }))
    }
}

/// When help was given and what came of it.
#[derive(InputObject)]
pub(super) struct HelpDoneInput {
    /// The local day it was given; not after today.
    pub(super) done_on: Date,
    /// What came of it.
    pub(super) outcome: HelpOutcome,
    /// What it turned out to be worth; as planned if left out.
    pub(super) value: Option<WorthInput>,
}

/// Where a problem stands now.
#[derive(InputObject)]
pub(super) struct ProblemChangeInput {
    /// Where it stands.
    pub(super) status: ProblemStatus,
    /// Since which local day; today if left out.
    pub(super) on: Option<Date>,
    /// To whom it was referred, or what stands against solving it.
    pub(super) note: Option<String>,
}

/// A household that no list names: a village and a description suffice.
#[derive(InputObject)]
pub(super) struct HouseholdProposalInput {
    /// The village, or a larger area where that is not known.
    area_id: ID,
    /// House number, if it has one.
    house_no: Option<String>,
    /// How to find it.
    description: String,
    /// Title of its head, as told.
    head_title: Option<String>,
    /// First name of its head, as told.
    head_first_name: Option<String>,
    /// Last name of its head, as told.
    head_last_name: Option<String>,
    /// How many members it has, as told.
    n_members: Option<i32>,
    /// Why it needs help.
    reason: String,
    /// To be worked at once: its case opens before anybody decides.
    urgent: Option<bool>,
    /// The local day somebody met the household there; today where it is left out.
    met_on: Option<Date>,
}

impl HouseholdProposalInput {
    pub(super) fn read(self) -> async_graphql::Result<NewProposal> {
        let (_, area) = read_id::<AreaId>(Kind::Area, &self.area_id)?;
        let has_head =
            self.head_title.is_some() || self.head_first_name.is_some() || self.head_last_name.is_some();
        Ok(NewProposal {
            area,
            house_no: self.house_no,
            description: self.description,
            head: has_head.then_some((self.head_title, self.head_first_name, self.head_last_name)),
            n_members: self.n_members.and_then(|it| u16::try_from(it).ok()),
            reason: self.reason,
            urgent: self.urgent.unwrap_or(false),
            met_on: self.met_on.map(|it| it.0),
        })
    }
}
