//! A household as it was on a day: people, place and what surveys say as it was true then; its case as it was known when that
//! day ended, from the events recorded by then.

use std::collections::HashMap;

use chrono::{DateTime, Days, NaiveDate, Utc};
use phonjon_domain::case::act::CaseEventKind;
use phonjon_domain::case::{CaseStatus, ClosingReason, HouseholdClass, Verification};
use phonjon_domain::ids::{AreaId, HouseholdId, TeamId};
use phonjon_domain::level::Level;
use phonjon_domain::problem::ProblemStatus;
use phonjon_store::cases::{self, CaseRow, EventRow, HouseholdKey};
use phonjon_store::people;
use phonjon_store::problems::{self, ProblemChange, ProblemRow};
use serde_json::Value as Json;
use uuid::Uuid;

use super::Member;
use crate::case::cases_of_households;
use crate::ctx::{Ctx, midnight};
use crate::error::AppError;
use crate::problem;

/// A household, the area its case lies in now, and the day that is asked about.
pub type HouseholdOn = (HouseholdKey, AreaId, NaiveDate);

/// A household as it was on a day.
#[derive(Debug, Clone, PartialEq)]
pub struct OnDay {
    /// The day.
    pub day: NaiveDate,
    /// Where it lived.
    pub area: Option<AreaId>,
    /// Who belonged to it, the head first.
    pub members: Vec<Member>,
    /// Problems that it had then, as they stood.
    pub problems: Vec<(ProblemRow, ProblemStatus)>,
    /// Its case, where it had one by then.
    pub case: Option<CaseOnDay>,
}

/// A case as it was known when a day ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct CaseOnDay {
    /// Where it stood.
    pub status: CaseStatus,
    /// What checking had found.
    pub verification: Option<Verification>,
    /// What kind of help it could use.
    pub class: Option<HouseholdClass>,
    /// Under continuing care.
    pub continuing_care: bool,
    /// Why it was closed, where it was.
    pub closed: Option<ClosingReason>,
    /// Its level.
    pub level: Level,
    /// The level was from a survey alone.
    pub survey_only: bool,
    /// Its subdistrict team.
    pub team: Option<TeamId>,
    /// Its mentor team.
    pub mentor_team: Option<TeamId>,
    /// The last visit that was recorded by then.
    pub last_visited_on: Option<NaiveDate>,
}

/// These households as they were on their days; a day to come is as today. The caller found them within what the actor may
/// read; cases, people and problems are those that the actor may read today.
///
/// # Errors
///
/// The store's own.
pub async fn on_days(
    ctx: &Ctx,
    asked: &[HouseholdOn],
) -> Result<HashMap<(HouseholdId, NaiveDate), OnDay>, AppError> {
    let db = ctx.store.reader();
    let mut keys: Vec<HouseholdKey> = asked.iter().map(|it| it.0).collect();
    keys.sort_unstable();
    keys.dedup();
    let members = super::members(ctx, "household.asOn", &keys).await?;
    let residences = people::residences(db, &keys).await?;
    let mut places: Vec<(HouseholdKey, AreaId)> = asked.iter().map(|it| (it.0, it.1)).collect();
    places.sort_unstable();
    places.dedup();
    let shown = problem::of_households(ctx, &places).await?;
    let changes = problems::changes_of_households(db, &keys).await?;
    let cases = cases_of_households(ctx, &keys).await?;
    let of_cases: Vec<cases::CaseKey> = cases.values().map(|it| it.key).collect();
    let events = cases::events_of_many(db, &of_cases).await?;
    let of = |(key, _, day): &HouseholdOn| {
        let upto = (*day).min(ctx.today());
        let here = members.get(&key.1).into_iter().flatten();
        let there = |it: &&Member| it.since <= upto && it.until.is_none_or(|until| upto < until);
        let lived = residences.get(&key.1).into_iter().flatten();
        let lived = lived.filter(|it| it.since <= upto && it.until.is_none_or(|until| upto < until));
        let known_by = midnight(upto + Days::new(1));
        let problems = shown.get(&key.1).into_iter().flatten();
        let problems = problems.filter(|it| it.recorded_at < known_by && it.found_on <= upto);
        let stood = |it: &ProblemRow| {
            let of_it = changes.get(&it.key.1).map_or(&[][..], Vec::as_slice);
            (it.clone(), status_on(it, of_it, upto))
        };
        let case = cases
            .get(&key.1)
            .and_then(|case| on_day(case, events.get(&case.key.1).map_or(&[], Vec::as_slice), known_by));
        let then = OnDay {
            day: upto,
            area: lived.map(|it| it.area).next(),
            members: here.filter(there).cloned().collect(),
            problems: problems.map(stood).collect(),
            case,
        };
        ((key.1, *day), then)
    };
    Ok(asked.iter().map(of).collect())
}

/// Where a problem stood on a day.
fn status_on(problem: &ProblemRow, changes: &[ProblemChange], day: NaiveDate) -> ProblemStatus {
    let by_then = changes.iter().rev().find(|it| it.since <= day).map(|it| it.to);
    by_then.or_else(|| changes.first().map(|it| it.from)).unwrap_or(problem.status)
}

/// A case from its events, oldest first, as it was known before an instant; none where it was not opened by then.
fn on_day(case: &CaseRow, events: &[EventRow], known_by: DateTime<Utc>) -> Option<CaseOnDay> {
    let (known, later): (Vec<&EventRow>, Vec<&EventRow>) =
        events.iter().partition(|it| it.recorded_at < known_by);
    let status = known.last()?.status;
    let mut then = CaseOnDay {
        status,
        verification: None,
        class: None,
        continuing_care: false,
        closed: None,
        level: Level::NotYetAssessable,
        survey_only: false,
        team: case.team,
        mentor_team: case.mentor_team,
        last_visited_on: None,
    };
    for it in known {
        note(&mut then, it);
    }
    // Which teams had it is told by what was done to it since, the latest first.
    for it in later.into_iter().rev() {
        if let Some(team) = it.detail.get("from_team") {
            then.team = id(team).map(TeamId);
            then.mentor_team = it.detail.get("from_mentor_team").and_then(id).map(TeamId);
        }
    }
    Some(then)
}

fn id(value: &Json) -> Option<Uuid> {
    value.as_str()?.parse().ok()
}

fn note(then: &mut CaseOnDay, event: &EventRow) {
    let word = |name: &str| event.detail.get(name).and_then(Json::as_str);
    if event.kind == CaseEventKind::Visited {
        then.last_visited_on = then.last_visited_on.max(Some(event.happened_on));
    }
    if event.is_overtaken() {
        return;
    }
    let class = word("class").and_then(HouseholdClass::from_code);
    then.continuing_care = event.kind.is_in_care_after(then.continuing_care, class);
    match event.kind {
        CaseEventKind::Verified => {
            let told = word("result").and_then(Verification::from_code);
            then.verification = told.filter(|it| it.is_a_result()).or(then.verification);
        }
        CaseEventKind::Classified => then.class = class.or(then.class),
        CaseEventKind::Closed => then.closed = word("reason").and_then(ClosingReason::from_code),
        CaseEventKind::Reopened => then.closed = None,
        CaseEventKind::LevelChanged => {
            then.level = word("to").and_then(Level::from_code).unwrap_or(then.level);
            then.survey_only = event.detail.get("surveyOnly").and_then(Json::as_bool).unwrap_or(false);
        }
        CaseEventKind::Opened
        | CaseEventKind::Assigned
        | CaseEventKind::HandedOver
        | CaseEventKind::Unassigned
        | CaseEventKind::Moved
        | CaseEventKind::Visited
        | CaseEventKind::PlanAgreed
        | CaseEventKind::PlanReturned
        | CaseEventKind::PlanApproved
        | CaseEventKind::ProblemFound
        | CaseEventKind::ProblemChanged
        | CaseEventKind::InterventionPlanned
        | CaseEventKind::InterventionChanged
        | CaseEventKind::FollowStarted
        | CaseEventKind::HelpResumed
        | CaseEventKind::ContinuingCareSet
        | CaseEventKind::ContinuingCareEnded
        | CaseEventKind::ClosingProposed
        | CaseEventKind::ClosingReturned
        | CaseEventKind::ReopeningProposed
        | CaseEventKind::Listed
        | CaseEventKind::NoLongerListed
        | CaseEventKind::ObstacleRecorded
        | CaseEventKind::ObstacleSettled
        | CaseEventKind::Commented => {}
    }
}
