//! What clients send about cases.

use async_graphql::{Enum, ID, InputObject};
use phonjon_app::Refusal;
use phonjon_app::case::CaseOrder;
use phonjon_app::intervention::NewIntervention;
use phonjon_app::plan::NewPlan;
use phonjon_app::proposal::NewProposal;
use phonjon_app::visit::{ConsentKind, NewConsent, NewVisit};
use phonjon_domain::ids::{AreaId, ProblemId, TeamMemberId, UserId};
use phonjon_domain::intervention::Value as Worth;
use phonjon_domain::money::Satang as Amount;
use phonjon_domain::position::Position;
use phonjon_domain::visit::{Finding, FindingValue, Visitor};
use uuid::Uuid;

use super::words::{
    HelpOutcome, HouseholdClass, InterventionForm, InterventionKind, ProblemStatus, Verification, VisitManner,
};
use crate::base::ids::{Kind, read_id, read_plain_id};
use crate::base::scalars::{Date, Satang};
use crate::base::sector::Sector;

/// An id that the client made, version 7.
fn own_id(id: Option<&ID>) -> Result<Option<Uuid>, Refusal> {
    let parse = |it: &ID| Uuid::parse_str(it.as_str()).map_err(|_| Refusal::of("BAD_ID", "id"));
    id.map(parse).transpose()
}

/// In which order cases are listed.
#[derive(Enum, Debug, Clone, Copy, PartialEq, Eq)]
#[graphql(name = "CaseOrder", remote = "CaseOrder")]
pub(super) enum CaseOrderInput {
    /// Urgent first, then those opened longest ago.
    UrgentFirst,
    /// Never met first, then by the day of the latest visit that met somebody.
    LongestUnseen,
    /// Opened last first.
    NewestOpened,
    /// Not yet assessable first, then from the lowest level up.
    LowestLevel,
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
    /// An amount per person per month, as told; it counts as twelve times that a year.
    amount_per_month: Option<Satang>,
    /// The household would not say.
    refused: Option<bool>,
}

impl FindingInput {
    fn read(self) -> Result<Finding, Refusal> {
        let malformed = || Refusal::of("BAD_INPUT", "findings").with("code", &self.code);
        let values = [
            self.problem.map(|it| FindingValue::Problem(it.into())),
            self.answer.map(FindingValue::Answer),
            self.amount.map(|it| FindingValue::AmountSatang(it.0)),
            self.amount_per_month.map(|it| FindingValue::MonthlySatang(it.0)),
            self.refused.filter(|it| *it).map(|_| FindingValue::Refused),
        ];
        let mut given = values.into_iter().flatten();
        let (Some(value), None) = (given.next(), given.next()) else { return Err(malformed()) };
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

/// Where a visit was made, as a device told it: a place in Thailand.
#[derive(InputObject)]
pub(super) struct PositionInput {
    /// Degrees north.
    latitude: f64,
    /// Degrees east.
    longitude: f64,
    /// How many metres it may be off, 0 to 100000, where the device says.
    accuracy_metres: Option<i32>,
}

impl PositionInput {
    fn read(&self) -> Result<Position, Refusal> {
        let read = Position::of_degrees(self.latitude, self.longitude, self.accuracy_metres);
        read.map_err(|refused| Refusal::of(refused.code(), refused.field()))
    }
}

/// A visit to a household.
#[derive(InputObject)]
pub(super) struct VisitInput {
    /// An id that the client made: a UUID, version 7. One is made where it is left out.
    id: Option<ID>,
    /// The local day of the visit; not after today.
    visited_on: Date,
    /// How the household was reached; at home where it is left out. Where nobody was met, a visit has no findings, no
    /// class, and neither confirms nor says that nothing changed.
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
    /// Where it was made. Of visits at home the newest one says where the household is.
    position: Option<PositionInput>,
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
        let position = match self.position.as_ref().map(PositionInput::read).transpose() {
            Ok(position) => position,
            Err(refusal) => return Ok(Err(refusal)),
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
            position,
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
pub(crate) struct WorthInput {
    /// As on a receipt or budget line.
    known: Option<Satang>,
    /// Somebody's estimate.
    estimated: Option<Satang>,
}

/// The value of help; nothing given is nothing known.
pub(crate) fn worth(input: Option<&WorthInput>) -> Result<Worth, Refusal> {
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
    /// The need it meets: a code of `needs`, such as `house_repair`.
    need: String,
    /// Item of the menu of measures: a code of the need's `items`.
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
    pub(super) fn read(self) -> async_graphql::Result<Result<NewProposal, Refusal>> {
        let (_, area) = read_id::<AreaId>(Kind::Area, &self.area_id)?;
        let Ok(n_members) = self.n_members.map(u16::try_from).transpose() else {
            return Ok(Err(Refusal::of("BAD_INPUT", "nMembers")));
        };
        let has_head =
            self.head_title.is_some() || self.head_first_name.is_some() || self.head_last_name.is_some();
        Ok(Ok(NewProposal {
            area,
            house_no: self.house_no,
            description: self.description,
            head: has_head.then_some((self.head_title, self.head_first_name, self.head_last_name)),
            n_members,
            reason: self.reason,
            urgent: self.urgent.unwrap_or(false),
            met_on: self.met_on.map(|it| it.0),
        }))
    }
}
