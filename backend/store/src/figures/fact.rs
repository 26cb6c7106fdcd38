//! One row of facts: what a case was in a fiscal year, and which cells of the tallies it counts in.

use chrono::NaiveDate;
use phonjon_domain::case::{CaseStatus, ClosingReason};
use phonjon_domain::level::Level;
use sea_orm::{QueryResult, Value};
use uuid::Uuid;

use super::facet::{CONTINUING_CARE, FALL_NOT_CONFIRMED, Facet, TALLIED};
use crate::error::StoreError;

/// The columns of `case_fact`, in order.
pub(super) const COLUMNS: [&str; 23] = [
    "home_province",
    "case_id",
    "fiscal_year",
    "area_id",
    "tally_area_id",
    "status",
    "level",
    "level_survey_only",
    "continuing_care",
    "urgent",
    "closing_reason",
    "dimensions",
    "problem_groups",
    "sources",
    "sectors",
    "n_persons",
    "opened_on",
    "assigned_on",
    "visited_on",
    "verified_on",
    "helped_on",
    "closed_on",
    "last_activity_on",
];

/// What a case was in a fiscal year.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Fact {
    pub home_province: i16,
    pub case_id: Uuid,
    pub fiscal_year: i16,
    pub area_id: Uuid,
    pub tally_area_id: Uuid,
    pub status: CaseStatus,
    pub level: Level,
    pub level_survey_only: bool,
    pub continuing_care: bool,
    pub urgent: bool,
    pub closing_reason: Option<String>,
    pub dimensions: i16,
    pub problem_groups: i16,
    pub sources: i16,
    pub sectors: i16,
    pub n_persons: i32,
    pub opened_on: NaiveDate,
    pub assigned_on: Option<NaiveDate>,
    pub visited_on: Option<NaiveDate>,
    pub verified_on: Option<NaiveDate>,
    pub helped_on: Option<NaiveDate>,
    pub closed_on: Option<NaiveDate>,
    pub last_activity_on: Option<NaiveDate>,
}

/// The name of a tally's cell within an area and year: facet, value, facet, value; empty where there is none.
pub(super) type CellName = [&'static str; 4];

/// The SQL that gives [`Facet::Progress`] of a row as bits, as [`Fact::progress`] does.
pub(super) const PROGRESS_SQL: &str = "(case when sources <> 0 then 1 else 0 end \
    + case when assigned_on is not null then 2 else 0 end \
    + case when visited_on is not null then 4 else 0 end \
    + case when verified_on is not null then 8 else 0 end \
    + case when helped_on is not null then 16 else 0 end \
    + case when closed_on is not null then 32 else 0 end \
    + case when closing_reason = 'sustainable' then 64 else 0 end)";

/// The SQL that gives [`Facet::Level`] of a row, as [`Fact::level_value`] does.
pub(super) const LEVEL_SQL: &str = "(case when level_survey_only then 'fall_not_confirmed' else level end)";

/// The SQL that gives [`Facet::Status`] of a row, as [`Fact::status_value`] does.
pub(super) const STATUS_SQL: &str =
    "(case when continuing_care and status <> 'closed' then 'continuing_care' else status end)";

impl Fact {
    /// The one value of [`Facet::Level`]: a fall that only a survey says stands apart from the level it fell to.
    const fn level_value(&self) -> &'static str {
        if self.level_survey_only { FALL_NOT_CONFIRMED } else { self.level.code() }
    }

    /// The one value of [`Facet::Status`]: continuing care stands apart from the help that leads out of poverty.
    fn status_value(&self) -> &'static str {
        let is_in_care = self.continuing_care && self.status != CaseStatus::Closed;
        if is_in_care { CONTINUING_CARE } else { self.status.code() }
    }

    /// How far the work came, as bits in the order of [`super::facet::PROGRESS`].
    fn progress(&self) -> i64 {
        let is_sustainable = self.closing_reason.as_deref() == Some(ClosingReason::Sustainable.code());
        let steps = [
            self.sources != 0,
            self.assigned_on.is_some(),
            self.visited_on.is_some(),
            self.verified_on.is_some(),
            self.helped_on.is_some(),
            self.closed_on.is_some(),
            is_sustainable,
        ];
        steps.into_iter().enumerate().map(|(place, is_done)| i64::from(is_done) << place).sum()
    }

    /// The values of a facet that the row counts under.
    fn values(&self, facet: Option<Facet>) -> Vec<&'static str> {
        match facet {
            None | Some(Facet::Area) => vec![""],
            Some(it @ Facet::Dimension) => it.values_of_bits(self.dimensions.into()),
            Some(it @ Facet::ProblemGroup) => it.values_of_bits(self.problem_groups.into()),
            Some(it @ Facet::Sector) => it.values_of_bits(self.sectors.into()),
            Some(it @ Facet::Source) => it.values_of_bits(self.sources.into()),
            Some(it @ Facet::Progress) => it.values_of_bits(self.progress()),
            Some(Facet::Level) => vec![self.level_value()],
            Some(Facet::Status) => vec![self.status_value()],
        }
    }

    /// Every cell of the tallies that the row counts in, once each.
    pub(super) fn cells(&self) -> Vec<CellName> {
        let mut cells = Vec::with_capacity(32);
        for (a, b) in TALLIED {
            for value_a in self.values(a) {
                for value_b in self.values(b) {
                    cells.push([a.map_or("", Facet::code), value_a, b.map_or("", Facet::code), value_b]);
                }
            }
        }
        cells
    }

    /// The values to insert, in the order of [`COLUMNS`].
    pub(super) fn into_values(self) -> Vec<Value> {
        vec![
            self.home_province.into(),
            self.case_id.into(),
            self.fiscal_year.into(),
            self.area_id.into(),
            self.tally_area_id.into(),
            self.status.code().into(),
            self.level.code().into(),
            self.level_survey_only.into(),
            self.continuing_care.into(),
            self.urgent.into(),
            self.closing_reason.into(),
            self.dimensions.into(),
            self.problem_groups.into(),
            self.sources.into(),
            self.sectors.into(),
            self.n_persons.into(),
            self.opened_on.into(),
            self.assigned_on.into(),
            self.visited_on.into(),
            self.verified_on.into(),
            self.helped_on.into(),
            self.closed_on.into(),
            self.last_activity_on.into(),
        ]
    }

    /// A row as kept.
    ///
    /// # Errors
    ///
    /// The database's own, and [`StoreError::Corrupt`] for a word that is no status or level.
    pub(super) fn read(row: &QueryResult) -> Result<Self, StoreError> {
        Ok(Self {
            home_province: row.try_get("", "home_province")?,
            case_id: row.try_get("", "case_id")?,
            fiscal_year: row.try_get("", "fiscal_year")?,
            area_id: row.try_get("", "area_id")?,
            tally_area_id: row.try_get("", "tally_area_id")?,
            status: read_status(row)?,
            level: read_level(row)?,
            level_survey_only: row.try_get("", "level_survey_only")?,
            continuing_care: row.try_get("", "continuing_care")?,
            urgent: row.try_get("", "urgent")?,
            closing_reason: row.try_get("", "closing_reason")?,
            dimensions: row.try_get("", "dimensions")?,
            problem_groups: row.try_get("", "problem_groups")?,
            sources: row.try_get("", "sources")?,
            sectors: row.try_get("", "sectors")?,
            n_persons: row.try_get("", "n_persons")?,
            opened_on: row.try_get("", "opened_on")?,
            assigned_on: row.try_get("", "assigned_on")?,
            visited_on: row.try_get("", "visited_on")?,
            verified_on: row.try_get("", "verified_on")?,
            helped_on: row.try_get("", "helped_on")?,
            closed_on: row.try_get("", "closed_on")?,
            last_activity_on: row.try_get("", "last_activity_on")?,
        })
    }
}

/// The column `status`.
pub(super) fn read_status(row: &QueryResult) -> Result<CaseStatus, StoreError> {
    let text: String = row.try_get("", "status")?;
    CaseStatus::from_code(&text).ok_or(StoreError::Corrupt { what: "case.status", why: text })
}

/// The column `level`.
pub(super) fn read_level(row: &QueryResult) -> Result<Level, StoreError> {
    let text: String = row.try_get("", "level")?;
    Level::from_code(&text).ok_or(StoreError::Corrupt { what: "case.level", why: text })
}
