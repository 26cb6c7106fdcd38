//! The current row of a case, as stored and as read back.

use chrono::{DateTime, NaiveDate, Utc};
use phonjon_domain::case::{Case, CaseStatus, ClosingReason, HouseholdClass, Verification};
use phonjon_domain::ids::{AreaId, CaseId, HomeProvince, HouseholdId, TeamId, UserId};
use phonjon_domain::level::Level;
use sea_orm::{QueryResult, Value};
use uuid::Uuid;

use super::{CaseKey, HouseholdKey};
use crate::error::StoreError;

/// A case as it stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CaseRow {
    /// Province it was opened in, and its id.
    pub key: CaseKey,
    /// Whose it is.
    pub household: HouseholdId,
    /// The programme it was opened under.
    pub programme: String,
    /// One more at each change.
    pub version: i64,
    /// Number of its last event.
    pub last_seq: i64,
    /// Where the household lives now.
    pub area: AreaId,
    /// The local day it was opened.
    pub opened_on: NaiveDate,
    /// Why it was opened, as JSON: list, rule and year, or who proposed it.
    pub opened_because: String,
    /// What decides what may be done next.
    pub state: Case,
    /// Since when it has its status.
    pub status_since: DateTime<Utc>,
    /// The local day it was closed.
    pub closed_on: Option<NaiveDate>,
    /// The subdistrict team it belongs to.
    pub team: Option<TeamId>,
    /// The mentor team it is shared to.
    pub mentor_team: Option<TeamId>,
    /// Which criteria set judged the level; empty while none has.
    pub criteria: String,
    /// The local day the level was last judged for.
    pub assessed_on: Option<NaiveDate>,
    /// The local day of the latest visit that met somebody.
    pub last_visited_on: Option<NaiveDate>,
    /// An urgent fact is true, or it was proposed as urgent.
    pub urgent: bool,
    /// TPMAP dimensions failing at the last assessment, as bits.
    pub failing_dimensions: i16,
    /// Problem groups with a live problem at the last assessment, as bits.
    pub problem_groups: i16,
    /// Who proposed to close it, while that waits; the reason stands in `state`.
    pub closing_proposal: Option<ClosingProposal>,
}

/// Who proposed to close a case, and when.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ClosingProposal {
    /// The account, where there is one.
    pub account: Option<UserId>,
    /// When.
    pub at: DateTime<Utc>,
    /// What else was said.
    pub note: Option<String>,
}

pub(super) const COLUMNS: [&str; 30] = [
    "home_province",
    "id",
    "household_id",
    "programme",
    "version",
    "last_seq",
    "area_id",
    "opened_on",
    "opened_because",
    "status",
    "status_since",
    "verification",
    "class",
    "continuing_care",
    "closing_reason",
    "closed_on",
    "team_id",
    "mentor_team_id",
    "level",
    "level_survey_only",
    "criteria",
    "assessed_on",
    "last_visited_on",
    "urgent",
    "failing_dimensions",
    "problem_groups",
    "closing_proposed",
    "closing_proposed_note",
    "closing_proposed_by",
    "closing_proposed_at",
];

/// Reads a stable word back.
pub(crate) fn word<T>(
    what: &'static str,
    code: &str,
    read: impl Fn(&str) -> Option<T>,
) -> Result<T, StoreError> {
    read(code).ok_or_else(|| StoreError::Corrupt { what, why: format!("`{code}` is no word of it") })
}

/// Reads a stable word back where there is one.
pub(crate) fn maybe_word<T>(
    what: &'static str,
    code: Option<&str>,
    read: impl Fn(&str) -> Option<T>,
) -> Result<Option<T>, StoreError> {
    code.map(|it| word(what, it, read)).transpose()
}

impl CaseRow {
    /// The household's own key.
    pub fn household_key(&self) -> HouseholdKey {
        (self.key.0, self.household)
    }

    /// Why it is proposed to be closed, and by whom, while that waits.
    pub fn closing(&self) -> Option<(ClosingReason, &ClosingProposal)> {
        self.state.closing_proposed.zip(self.closing_proposal.as_ref())
    }

    pub(super) fn read(row: &QueryResult) -> Result<Self, StoreError> {
        let text = |name: &str| row.try_get::<Option<String>>("", name);
        let status: String = row.try_get("", "status")?;
        let level: String = row.try_get("", "level")?;
        Ok(Self {
            key: (HomeProvince(row.try_get("", "home_province")?), CaseId(row.try_get("", "id")?)),
            household: HouseholdId(row.try_get("", "household_id")?),
            programme: row.try_get("", "programme")?,
            version: row.try_get("", "version")?,
            last_seq: row.try_get("", "last_seq")?,
            area: AreaId(row.try_get("", "area_id")?),
            opened_on: row.try_get("", "opened_on")?,
            opened_because: row.try_get("", "opened_because")?,
            state: Case {
                status: word("case status", &status, CaseStatus::from_code)?,
                verification: maybe_word(
                    "verification",
                    text("verification")?.as_deref(),
                    Verification::from_code,
                )?,
                class: maybe_word("class", text("class")?.as_deref(), HouseholdClass::from_code)?,
                continuing_care: row.try_get("", "continuing_care")?,
                closed: maybe_word(
                    "closing reason",
                    text("closing_reason")?.as_deref(),
                    ClosingReason::from_code,
                )?,
                closing_proposed: maybe_word(
                    "closing reason",
                    text("closing_proposed")?.as_deref(),
                    ClosingReason::from_code,
                )?,
                level: word("level", &level, Level::from_code)?,
                survey_only: row.try_get("", "level_survey_only")?,
            },
            status_since: row.try_get("", "status_since")?,
            closed_on: row.try_get("", "closed_on")?,
            team: row.try_get::<Option<Uuid>>("", "team_id")?.map(TeamId),
            mentor_team: row.try_get::<Option<Uuid>>("", "mentor_team_id")?.map(TeamId),
            criteria: row.try_get("", "criteria")?,
            assessed_on: row.try_get("", "assessed_on")?,
            last_visited_on: row.try_get("", "last_visited_on")?,
            urgent: row.try_get("", "urgent")?,
            failing_dimensions: row.try_get("", "failing_dimensions")?,
            problem_groups: row.try_get("", "problem_groups")?,
            closing_proposal: row
                .try_get::<Option<DateTime<Utc>>>("", "closing_proposed_at")?
                .map(|at| {
                    Ok::<_, StoreError>(ClosingProposal {
                        account: row.try_get::<Option<Uuid>>("", "closing_proposed_by")?.map(UserId),
                        at,
                        note: text("closing_proposed_note")?,
                    })
                })
                .transpose()?,
        })
    }

    /// The row's values in the order of [`COLUMNS`].
    pub(super) fn values(&self) -> Vec<Value> {
        let closing = self.closing();
        vec![
            self.key.0.0.into(),
            self.key.1.0.into(),
            self.household.0.into(),
            self.programme.clone().into(),
            self.version.into(),
            self.last_seq.into(),
            self.area.0.into(),
            self.opened_on.into(),
            self.opened_because.clone().into(),
            self.state.status.code().into(),
            self.status_since.into(),
            self.state.verification.map(Verification::code).into(),
            self.state.class.map(HouseholdClass::code).into(),
            self.state.continuing_care.into(),
            self.state.closed.map(ClosingReason::code).into(),
            self.closed_on.into(),
            self.team.map(|it| it.0).into(),
            self.mentor_team.map(|it| it.0).into(),
            self.state.level.code().into(),
            self.state.survey_only.into(),
            self.criteria.clone().into(),
            self.assessed_on.into(),
            self.last_visited_on.into(),
            self.urgent.into(),
            self.failing_dimensions.into(),
            self.problem_groups.into(),
            closing.map(|it| it.0.code()).into(),
            closing.and_then(|it| it.1.note.clone()).into(),
            closing.and_then(|it| it.1.account).map(|it| it.0).into(),
            closing.map(|it| it.1.at).into(),
        ]
    }
}

/// The columns of a case as `prefix.name`, for a select.
pub(super) fn columns(prefix: &str) -> String {
    COLUMNS.map(|it| format!("{prefix}.{it}")).join(", ")
}
