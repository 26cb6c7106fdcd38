//! Which cases are wanted: of a list, and of an act on many.

use async_graphql::{ID, InputObject};
use phonjon_app::case::{CaseFilter, looked_for};
use phonjon_app::selection::{Selection, Which};
use phonjon_app::{AppError, Ctx, Refusal};
use phonjon_domain::ids::{AreaId, CaseId, TeamId};

use super::words::{
    CaseStatus, Dimension, HouseholdClass, Level, PlanStatus, ProblemGroup, Source, Verification,
};
use crate::base::ids::{Kind, read_id};

/// Which cases are wanted. What is left out asks nothing; of a list any one will do.
#[derive(InputObject, Default)]
#[graphql(name = "CaseFilter")]
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
    /// Nobody of the household was met for at least so many days, or ever.
    unseen_for_days: Option<i32>,
    /// To be worked at once, or not.
    urgent: Option<bool>,
    /// Under continuing care, or not.
    continuing_care: Option<bool>,
    /// At a level that the household fell to by a survey alone, not confirmed at home; or not.
    level_survey_only: Option<bool>,
    /// With a closing that is proposed and waits for the chief, or without.
    closing_proposed: Option<bool>,
    /// With a plan that stands so: `AGREED` waits for the board.
    plan_status: Option<Vec<PlanStatus>>,
    /// Part of a member's name, a short number, house code or house number, or a whole citizen number. A number is looked
    /// for only where you may open numbers; each search by one is recorded, and they are limited for an account and day.
    text: Option<String>,
}

fn all<T: Into<U>, U>(list: Option<Vec<T>>) -> Vec<U> {
    list.unwrap_or_default().into_iter().map(Into::into).collect()
}

impl CaseFilterInput {
    pub(super) async fn read(self, app: &Ctx) -> async_graphql::Result<Result<CaseFilter, AppError>> {
        let team = |id: Option<ID>| -> async_graphql::Result<Option<TeamId>> {
            Ok(id.map(|it| read_id(Kind::Team, &it)).transpose()?.map(|it| it.1))
        };
        let area = self.area_id.map(|it| read_id::<AreaId>(Kind::Area, &it)).transpose()?;
        let Ok(unseen_days) = self.unseen_for_days.map(u32::try_from).transpose() else {
            return Ok(Err(Refusal::of("BAD_INPUT", "filter.unseenForDays").into()));
        };
        let text = match looked_for(app, self.text.as_deref().unwrap_or_default()).await {
            Ok(text) => text,
            Err(error) => return Ok(Err(error)),
        };
        Ok(Ok(CaseFilter {
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
            unseen_days: unseen_days.map(|it| it.min(36_500)),
            urgent: self.urgent,
            continuing_care: self.continuing_care,
            level_survey_only: self.level_survey_only,
            closing_proposed: self.closing_proposed,
            plan_statuses: all(self.plan_status),
            text,
        }))
    }
}

/// A case at the version that was read.
#[derive(InputObject)]
pub(super) struct CaseAtVersion {
    /// The case.
    case_id: ID,
    /// Its version.
    expected_version: i32,
}

/// Which cases an act on many is about: either `cases`, or `filter` with `expectedCount`. Evaluated on the server when
/// the act is done, all or nothing.
#[derive(InputObject)]
pub(crate) struct CaseSelection {
    /// These, each at the version that was read; at most 500.
    cases: Option<Vec<CaseAtVersion>>,
    /// All that a filter finds, as `cases` lists them.
    filter: Option<CaseFilterInput>,
    /// With `filter`: but these, at most 100.
    except_ids: Option<Vec<ID>>,
    /// How many cases you saw, those left out not counted; with another number nothing is done.
    expected_count: Option<i64>,
}

impl CaseSelection {
    /// What the uses call it.
    pub(crate) async fn read(self, app: &Ctx) -> async_graphql::Result<Result<Selection, AppError>> {
        let case = |id: &ID| read_id::<CaseId>(Kind::Case, id);
        let which = match (self.cases, self.filter, self.except_ids) {
            (Some(cases), None, None) => {
                let read = |it: &CaseAtVersion| Ok((case(&it.case_id)?, i64::from(it.expected_version)));
                Which::Cases(cases.iter().map(read).collect::<async_graphql::Result<_>>()?)
            }
            (None, Some(filter), except) => {
                let except = except.unwrap_or_default();
                let except = except.iter().map(case).collect::<async_graphql::Result<_>>()?;
                match filter.read(app).await? {
                    Ok(filter) => Which::Found { filter: Box::new(filter), except },
                    Err(error) => return Ok(Err(error)),
                }
            }
            (Some(_) | None, _, _) => return Ok(Err(Refusal::of("BAD_INPUT", "selection").into())),
        };
        Ok(Ok(Selection { which, expected_count: self.expected_count }))
    }
}
