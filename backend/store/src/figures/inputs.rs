//! What is known of many cases at once, as far as figures go: about a dozen queries however many cases there are.

use std::collections::{BTreeMap, HashMap};

use chrono::{DateTime, NaiveDate, Utc};
use phonjon_domain::calendar::bangkok_day;
use phonjon_domain::case::act::CaseEventKind;
use phonjon_domain::case::{CaseStatus, Verification};
use phonjon_domain::dimension::{Dimension, DimensionSet};
use phonjon_domain::ids::{CaseId, HomeProvince, HouseholdId};
use phonjon_domain::intervention::InterventionStatus;
use phonjon_domain::level::Level;
use phonjon_domain::problem::{ProblemGroup, ProblemStatus};
use phonjon_domain::sector::Sector;
use phonjon_domain::source::Source;
use phonjon_domain::visit::{Finding, FindingValue, VisitManner};
use sea_orm::{ConnectionTrait, QueryResult, Value};
use uuid::Uuid;

use super::fact::{read_level, read_status};
use crate::assessments::{SurveyResult, survey_results};
use crate::cases::{HouseholdKey, OVERTAKEN};
use crate::error::StoreError;
use crate::sql;
use crate::visits::findings;

/// One case with all that its facts are computed from.
#[derive(Debug, Clone)]
pub(super) struct Input {
    pub home_province: i16,
    pub case_id: Uuid,
    pub area_id: Uuid,
    pub status: CaseStatus,
    pub level: Level,
    pub level_survey_only: bool,
    pub assessed_on: Option<NaiveDate>,
    pub continuing_care: bool,
    pub urgent: bool,
    pub closing_reason: Option<String>,
    pub opened_on: NaiveDate,
    pub closed_on: Option<NaiveDate>,
    pub n_persons: i32,
    /// Failing dimensions and groups of problems at the last assessment.
    pub judged: (i16, i16),
    /// Fiscal year and the bits of the sources that list the case in it; no bit where a team proposed it.
    pub listings: BTreeMap<i16, i16>,
    /// Day, what checking found on it, and whether somebody was met.
    pub visits: Vec<(NaiveDate, Option<Verification>, bool)>,
    /// What happened, in the order of the case's own numbers.
    pub events: Vec<Event>,
    /// Days from which and until which a team had the case.
    pub assigned: Vec<(NaiveDate, Option<NaiveDate>)>,
    /// Day, bit of the sector, and whether the help was given.
    pub help: Vec<(NaiveDate, i16, bool)>,
    /// Found, over, and bit of the group.
    pub problems: Vec<(NaiveDate, Option<NaiveDate>, i16)>,
    /// What surveys say of the dimensions.
    pub rounds: Vec<Round>,
    /// What visits found of the dimensions: day, failing ones, and those anything was found of.
    pub found: Vec<(NaiveDate, i16, i16)>,
    /// Judgements by the day they are of, oldest first; of one day in the order they were made.
    pub levels: Vec<Judgement>,
}

/// What a row of a survey says of the dimensions.
#[derive(Debug, Clone, Copy)]
pub(super) struct Round {
    /// The survey year.
    pub year: i16,
    pub on: NaiveDate,
    /// The failing dimensions.
    pub failing: i16,
    /// Those it says anything of.
    pub known: i16,
}

/// A judgement of a level, as far as figures go.
#[derive(Debug, Clone, Copy)]
pub(super) struct Judgement {
    /// The day it is of.
    pub of: NaiveDate,
    pub level: Level,
    pub survey_only: bool,
    /// The day it was made on, where nothing had become known of the household: other criteria were released, or
    /// somebody asked for it.
    pub again_on: Option<NaiveDate>,
}

/// The dimensions that a round speaks of where it does not say of which: all of them.
const ALL_DIMENSIONS: i16 = 31;

/// Causes of judgements that come of nothing that became known of a household.
const AGAIN: [&str; 2] = ["release", "asked"];

/// Where the detail of an event tells its word and its cause.
const TOLD: [(CaseEventKind, &str, &[&str]); 4] = [
    (CaseEventKind::Closed, "reason", &["act", "question"]),
    (CaseEventKind::Reopened, "", &["undone_act", "question"]),
    (CaseEventKind::Classified, "class", &[]),
    (CaseEventKind::Verified, "result", &[]),
];

/// The day a judgement is of, the version of the case it made, and its id: the order in which judgements count.
type Made = (NaiveDate, i64, Uuid);

/// Something that happened to a case, as far as figures go.
#[derive(Debug, Clone)]
pub(super) struct Event {
    pub on: NaiveDate,
    pub kind: CaseEventKind,
    /// Where the case stood after it.
    pub status: CaseStatus,
    /// Why it was closed, which class was set, or what checking found; nothing for other events.
    pub word: Option<String>,
    /// The bulk act or the answered question that closed it, or whose closing was taken back.
    pub cause: Option<String>,
}

impl Event {
    fn read(row: &QueryResult) -> Result<Option<Self>, StoreError> {
        let kind: String = row.try_get("", "kind")?;
        let Some(kind) = CaseEventKind::from_code(&kind) else { return Ok(None) };
        let mut event = Self {
            on: row.try_get("", "happened_on")?,
            kind,
            status: read_status(row)?,
            word: None,
            cause: None,
        };
        if let Some((_, word, causes)) = TOLD.iter().find(|it| it.0 == kind) {
            let detail: String = row.try_get("", "detail")?;
            let detail: serde_json::Value = serde_json::from_str(&detail)
                .map_err(|error| StoreError::Corrupt { what: "event detail", why: error.to_string() })?;
            if kind == CaseEventKind::Classified && detail.get(OVERTAKEN).is_some() {
                return Ok(None);
            }
            let said = |field: &str| detail.get(field)?.as_str().map(str::to_owned);
            event.word = said(word);
            event.cause = causes.iter().find_map(|it| said(it));
        }
        Ok(Some(event))
    }
}

impl Judgement {
    fn read(row: &QueryResult) -> Result<Self, StoreError> {
        let cause: String = row.try_get("", "cause")?;
        let made_on = bangkok_day(row.try_get("", "recorded_at")?);
        Ok(Self {
            of: row.try_get("", "assessed_on")?,
            level: read_level(row)?,
            survey_only: row.try_get("", "survey_only")?,
            again_on: AGAIN.contains(&cause.as_str()).then_some(made_on),
        })
    }
}

/// The cases of one province; left out are ids that are no cases, and cases of households that are gone: made one with
/// another, which is counted.
pub(super) async fn load(
    db: &impl ConnectionTrait,
    province: i16,
    cases: &[CaseId],
) -> Result<Vec<Input>, StoreError> {
    let ids = Ids { province: Some(province), ids: cases.iter().map(|it| it.0).collect() };
    let mut inputs: Vec<(Uuid, Input)> = Vec::with_capacity(cases.len());
    for row in ids
        .rows(
            db,
            "select c.*, h.n_members, \
               (select count(*) from membership m where m.home_province = c.home_province \
                  and m.household_id = c.household_id and m.until is null) as n_known \
             from \"case\" c join household h on h.home_province = c.home_province and h.id = c.household_id \
             where h.gone_at is null and c.home_province = ? and c.id in",
        )
        .await?
    {
        inputs.push(read_case(&row)?);
    }
    let of_case: HashMap<Uuid, usize> =
        inputs.iter().enumerate().map(|(place, (_, it))| (it.case_id, place)).collect();
    let mut of_household: HashMap<Uuid, Vec<usize>> = HashMap::with_capacity(inputs.len());
    for (place, (household, _)) in inputs.iter().enumerate() {
        of_household.entry(*household).or_default().push(place);
    }
    let households = Ids { province: None, ids: of_household.keys().copied().collect() };
    let mut inputs: Vec<Input> = inputs.into_iter().map(|(_, it)| it).collect();

    work(db, &ids, &of_case, &mut inputs).await?;
    care(db, &households, &of_household, &mut inputs).await?;
    needs(db, province, &households, &of_household, &mut inputs).await?;
    Ok(inputs)
}

/// A list of ids for `… id in` queries; with their province for `… home_province = ? and id in`, where a key leads with it.
struct Ids {
    province: Option<i16>,
    ids: Vec<Uuid>,
}

impl Ids {
    async fn rows(&self, db: &impl ConnectionTrait, sql: &str) -> Result<Vec<QueryResult>, StoreError> {
        if self.ids.is_empty() {
            return Ok(Vec::new());
        }
        let sql = format!("{sql} ({})", sql::marks(self.ids.len()));
        let values: Vec<Value> = self
            .province
            .map(Value::from)
            .into_iter()
            .chain(self.ids.iter().map(|it| (*it).into()))
            .collect();
        Ok(sql::rows(db, &sql, values).await?)
    }
}

fn read_case(row: &QueryResult) -> Result<(Uuid, Input), StoreError> {
    let members: Option<i32> = row.try_get("", "n_members")?;
    let known: i64 = row.try_get("", "n_known")?;
    let known = i32::try_from(known).unwrap_or(i32::MAX);
    let input = Input {
        home_province: row.try_get("", "home_province")?,
        case_id: row.try_get("", "id")?,
        area_id: row.try_get("", "area_id")?,
        status: read_status(row)?,
        level: read_level(row)?,
        level_survey_only: row.try_get("", "level_survey_only")?,
        assessed_on: row.try_get("", "assessed_on")?,
        continuing_care: row.try_get("", "continuing_care")?,
        urgent: row.try_get("", "urgent")?,
        closing_reason: row.try_get("", "closing_reason")?,
        opened_on: row.try_get("", "opened_on")?,
        closed_on: row.try_get("", "closed_on")?,
        // A survey counts the whole household, a target list names some of it: the larger is nearer the truth.
        n_persons: members.unwrap_or(0).max(known),
        judged: (row.try_get("", "failing_dimensions")?, row.try_get("", "problem_groups")?),
        listings: BTreeMap::new(),
        visits: Vec::new(),
        events: Vec::new(),
        assigned: Vec::new(),
        help: Vec::new(),
        problems: Vec::new(),
        rounds: Vec::new(),
        found: Vec::new(),
        levels: Vec::new(),
    };
    Ok((row.try_get("", "household_id")?, input))
}

/// What was done with the cases: listings, events, assignments, assessments.
async fn work(
    db: &impl ConnectionTrait,
    ids: &Ids,
    of_case: &HashMap<Uuid, usize>,
    inputs: &mut [Input],
) -> Result<(), StoreError> {
    let place = |row: &QueryResult| -> Result<Option<usize>, StoreError> {
        Ok(of_case.get(&row.try_get::<Uuid>("", "case_id")?).copied())
    };
    let listings = "select case_id, fiscal_year, source from listing where home_province = ? and case_id in";
    for row in ids.rows(db, listings).await? {
        let source: String = row.try_get("", "source")?;
        let bit = Source::from_code(&source).map_or(0, |it| i16::from(it.bit()));
        if let Some(place) = place(&row)? {
            *inputs[place].listings.entry(row.try_get("", "fiscal_year")?).or_default() |= bit;
        }
    }
    let events = "select case_id, seq, kind, status, detail, happened_on from case_event where home_province = ? and case_id in";
    let mut found: Vec<(i64, usize, Event)> = Vec::new();
    for row in ids.rows(db, events).await? {
        if let (Some(place), Some(event)) = (place(&row)?, Event::read(&row)?) {
            found.push((row.try_get("", "seq")?, place, event));
        }
    }
    found.sort_unstable_by_key(|it| (it.1, it.0));
    for (_, place, event) in found {
        inputs[place].events.push(event);
    }
    let assignments = "select case_id, since, until from assignment where home_province = ? and case_id in";
    for row in ids.rows(db, assignments).await? {
        let until: Option<DateTime<Utc>> = row.try_get("", "until")?;
        let days = (bangkok_day(row.try_get("", "since")?), until.map(bangkok_day));
        if let Some(place) = place(&row)? {
            inputs[place].assigned.push(days);
        }
    }
    let levels = "select case_id, assessed_on, case_version, id, level, survey_only, cause, recorded_at from assessment \
        where home_province = ? and case_id in";
    let mut found: Vec<(Made, usize, Judgement)> = Vec::new();
    for row in ids.rows(db, levels).await? {
        if let Some(place) = place(&row)? {
            let judgement = Judgement::read(&row)?;
            let made = (judgement.of, row.try_get("", "case_version")?, row.try_get("", "id")?);
            found.push((made, place, judgement));
        }
    }
    // Of one day the judgement that was made last counts.
    found.sort_unstable_by_key(|it| it.0);
    for (_, place, judgement) in found {
        inputs[place].levels.push(judgement);
    }
    Ok(())
}

/// What was done for the households, by the cases of those that became one with another too: visits with what they found
/// of the dimensions, and help.
async fn care(
    db: &impl ConnectionTrait,
    ids: &Ids,
    of_household: &HashMap<Uuid, Vec<usize>>,
    inputs: &mut [Input],
) -> Result<(), StoreError> {
    let visits =
        "select household_id, visited_on, verification, manner, findings from visit where household_id in";
    for row in ids.rows(db, visits).await? {
        let found: Option<String> = row.try_get("", "verification")?;
        let found = found.as_deref().and_then(Verification::from_code);
        let manner: String = row.try_get("", "manner")?;
        let met = VisitManner::from_code(&manner).is_none_or(VisitManner::met_somebody);
        let on: NaiveDate = row.try_get("", "visited_on")?;
        let (failing, known) = if met { dimensions_found(&findings(&row)?) } else { (0, 0) };
        for place in of_household.get(&row.try_get::<Uuid>("", "household_id")?).into_iter().flatten() {
            inputs[*place].visits.push((on, found, met));
            inputs[*place].found.extend((known != 0).then_some((on, failing, known)));
        }
    }
    let help =
        "select household_id, sector, state, planned_on, done_on from intervention where household_id in";
    for row in ids.rows(db, help).await? {
        let state: String = row.try_get("", "state")?;
        let planned: Option<NaiveDate> = row.try_get("", "planned_on")?;
        let done: Option<NaiveDate> = row.try_get("", "done_on")?;
        let sector: String = row.try_get("", "sector")?;
        let day = done.or(planned).filter(|_| state != InterventionStatus::Cancelled.code());
        let Some(day) = day else { continue };
        for place in of_household.get(&row.try_get::<Uuid>("", "household_id")?).into_iter().flatten() {
            inputs[*place].help.push((day, sector_bit(&sector), done.is_some()));
        }
    }
    Ok(())
}

/// What the households lack: problems, and the dimensions that surveys say fail.
async fn needs(
    db: &impl ConnectionTrait,
    province: i16,
    ids: &Ids,
    of_household: &HashMap<Uuid, Vec<usize>>,
    inputs: &mut [Input],
) -> Result<(), StoreError> {
    let problems = "select p.household_id, p.status, p.status_since, p.found_on, p.solved_on, i.problem_group \
        from problem p join figure_item i on i.catalogue = p.catalogue and i.item = p.item \
        where p.gone_at is null and not p.restricted and p.household_id in";
    for row in ids.rows(db, problems).await? {
        let status: String = row.try_get("", "status")?;
        let is_there = ProblemStatus::from_code(&status).is_none_or(ProblemStatus::is_still_there);
        let solved: Option<NaiveDate> = row.try_get("", "solved_on")?;
        let over =
            if is_there { None } else { Some(solved.map_or_else(|| row.try_get("", "status_since"), Ok)?) };
        let group: String = row.try_get("", "problem_group")?;
        let bit = ProblemGroup::from_code(&group).map_or(0, |it| i16::from(it.bit()));
        for place in of_household.get(&row.try_get::<Uuid>("", "household_id")?).into_iter().flatten() {
            inputs[*place].problems.push((row.try_get("", "found_on")?, over, bit));
        }
    }
    let homes: Vec<HouseholdKey> =
        ids.ids.iter().map(|it| (HomeProvince(province), HouseholdId(*it))).collect();
    for (household, results) in survey_results(db, &homes).await? {
        for place in of_household.get(&household.0).into_iter().flatten() {
            inputs[*place].rounds.extend(results.iter().filter_map(round_of));
        }
    }
    Ok(())
}

fn round_of(result: &SurveyResult) -> Option<Round> {
    Some(Round {
        year: result.year,
        on: result.observed_on,
        failing: result.failing_dimensions?,
        known: result.known_dimensions.unwrap_or(ALL_DIMENSIONS),
    })
}

/// The failing dimensions that a visit found, and those it found anything of.
fn dimensions_found(findings: &[Finding]) -> (i16, i16) {
    let (mut failing, mut known) = (DimensionSet::default(), DimensionSet::default());
    for it in findings {
        let dimension = it.code.strip_prefix("dimension.").and_then(Dimension::from_code);
        let (Some(dimension), FindingValue::Answer(fails)) = (dimension, it.value) else { continue };
        known = known.with(dimension);
        if fails {
            failing = failing.with(dimension);
        }
    }
    (i16::from(failing.bits()), i16::from(known.bits()))
}

/// A sector's bit: the order of [`Sector::ALL`].
fn sector_bit(code: &str) -> i16 {
    Sector::ALL.into_iter().position(|it| it.code() == code).map_or(0, |place| 1 << place)
}
