//! Judgements of levels as they are kept, and what surveys say that they rest on.

use std::collections::HashMap;

use chrono::{DateTime, NaiveDate, Utc};
use phonjon_domain::ids::{AssessmentId, BatchId, CaseId, HomeProvince, HouseholdId};
use phonjon_domain::level::Level;
use phonjon_domain::source::Source;
use sea_orm::{ConnectionTrait, QueryResult};
use uuid::Uuid;

use crate::cases::{CaseKey, HouseholdKey, id_condition, key_condition, word};
use crate::database::Tx;
use crate::error::StoreError;
use crate::sql;

/// A judgement of a household's level.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AssessmentRow {
    /// The case's home province, and the judgement.
    pub key: (HomeProvince, AssessmentId),
    /// The case.
    pub case: CaseId,
    /// The version of the case that comes of it.
    pub case_version: i64,
    /// The local day it judges.
    pub assessed_on: NaiveDate,
    /// When it was made.
    pub recorded_at: DateTime<Utc>,
    /// The level.
    pub level: Level,
    /// It fell by a survey alone.
    pub survey_only: bool,
    /// The criteria set with its version.
    pub criteria: String,
    /// `visit`, `import`, `problem`, `release` or `asked`.
    pub cause: String,
    /// Every criterion with value, line and result, as JSON.
    pub verdict: String,
    /// The import that caused it.
    pub batch: Option<BatchId>,
}

const COLUMNS: [&str; 12] = [
    "home_province",
    "id",
    "case_id",
    "case_version",
    "assessed_on",
    "recorded_at",
    "level",
    "survey_only",
    "criteria",
    "cause",
    "verdict",
    "batch_id",
];

/// Stores judgements.
///
/// # Errors
///
/// The database's own.
pub async fn insert_many(tx: &Tx, rows: &[AssessmentRow]) -> Result<(), StoreError> {
    let values = rows
        .iter()
        .map(|it| {
            vec![
                it.key.0.0.into(),
                it.key.1.0.into(),
                it.case.0.into(),
                it.case_version.into(),
                it.assessed_on.into(),
                it.recorded_at.into(),
                it.level.code().into(),
                it.survey_only.into(),
                it.criteria.clone().into(),
                it.cause.clone().into(),
                it.verdict.clone().into(),
                it.batch.map(|batch| batch.0).into(),
            ]
        })
        .collect();
    Ok(sql::insert_many(&**tx, "assessment", &COLUMNS, values).await?)
}

/// A judgement without what it rests on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PastLevel {
    /// The local day it judges.
    pub assessed_on: NaiveDate,
    /// When it was made.
    pub recorded_at: DateTime<Utc>,
    /// The level.
    pub level: Level,
    /// It fell by a survey alone.
    pub survey_only: bool,
    /// The criteria set with its version.
    pub criteria: String,
}

/// Those of these cases that an import's rows had judged.
///
/// # Errors
///
/// The database's own.
pub async fn judged_by(
    db: &impl ConnectionTrait,
    batch: Uuid,
    cases: &[CaseKey],
) -> Result<Vec<CaseKey>, StoreError> {
    let mut found = Vec::new();
    for some in cases.chunks(5_000) {
        let pairs: Vec<_> = some.iter().map(|it| (it.0.0, it.1.0)).collect();
        let (condition, keys) = key_condition("home_province", "case_id", &pairs);
        let text = format!(
            "select distinct home_province, case_id from assessment where batch_id = ? and {condition} order by 1, 2"
        );
        for row in sql::rows(db, &text, std::iter::once(batch.into()).chain(keys).collect()).await? {
            found
                .push((HomeProvince(row.try_get("", "home_province")?), CaseId(row.try_get("", "case_id")?)));
        }
    }
    Ok(found)
}

/// The levels these cases had, in the order they were made, by case; of one day only the last counts for the next.
///
/// # Errors
///
/// The database's own.
pub async fn levels_of_many(
    db: &impl ConnectionTrait,
    keys: &[CaseKey],
) -> Result<HashMap<CaseId, Vec<PastLevel>>, StoreError> {
    let pairs: Vec<_> = keys.iter().map(|it| (it.0.0, it.1.0)).collect();
    let mut found: HashMap<CaseId, Vec<PastLevel>> = HashMap::new();
    for some in pairs.chunks(5_000) {
        let (condition, values) = key_condition("home_province", "case_id", some);
        let text = format!(
            "select case_id, assessed_on, recorded_at, level, survey_only, criteria from assessment \
             where {condition} order by case_id, case_version, id"
        );
        for row in sql::rows(db, &text, values).await? {
            let level: String = row.try_get("", "level")?;
            found.entry(CaseId(row.try_get("", "case_id")?)).or_default().push(PastLevel {
                assessed_on: row.try_get("", "assessed_on")?,
                recorded_at: row.try_get("", "recorded_at")?,
                level: word("level", &level, Level::from_code)?,
                survey_only: row.try_get("", "survey_only")?,
                criteria: row.try_get("", "criteria")?,
            });
        }
    }
    Ok(found)
}

/// The judgement of each of these cases that its level stands on, by case: of the day it was last judged for, the one
/// made last. The caller found the cases within a scope.
///
/// # Errors
///
/// The database's own.
pub async fn latest_of_many(
    db: &impl ConnectionTrait,
    keys: &[CaseKey],
) -> Result<HashMap<CaseId, AssessmentRow>, StoreError> {
    let pairs: Vec<_> = keys.iter().map(|it| (it.0.0, it.1.0)).collect();
    let mut found = HashMap::new();
    for some in pairs.chunks(5_000) {
        let (condition, values) = key_condition("a.home_province", "a.case_id", some);
        let columns = COLUMNS.map(|it| format!("a.{it}")).join(", ");
        let text = format!(
            "select {columns} from assessment a join \"case\" c on c.home_province = a.home_province \
             and c.id = a.case_id and c.assessed_on = a.assessed_on where {condition} and not exists \
             (select 1 from assessment b where b.home_province = a.home_province and b.case_id = a.case_id \
             and b.assessed_on = a.assessed_on and (b.case_version > a.case_version or (b.case_version = a.case_version and b.id > a.id)))"
        );
        for row in sql::rows(db, &text, values).await? {
            let assessment = read(&row)?;
            found.insert(assessment.case, assessment);
        }
    }
    Ok(found)
}

fn read(row: &QueryResult) -> Result<AssessmentRow, StoreError> {
    let level: String = row.try_get("", "level")?;
    Ok(AssessmentRow {
        key: (HomeProvince(row.try_get("", "home_province")?), AssessmentId(row.try_get("", "id")?)),
        case: CaseId(row.try_get("", "case_id")?),
        case_version: row.try_get("", "case_version")?,
        assessed_on: row.try_get("", "assessed_on")?,
        recorded_at: row.try_get("", "recorded_at")?,
        level: word("level", &level, Level::from_code)?,
        survey_only: row.try_get("", "survey_only")?,
        criteria: row.try_get("", "criteria")?,
        cause: row.try_get("", "cause")?,
        verdict: row.try_get("", "verdict")?,
        batch: row.try_get::<Option<Uuid>>("", "batch_id")?.map(BatchId),
    })
}

/// What one row of a survey or list says of a household or one of its members.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SurveyResult {
    /// The row that says it.
    pub source_row: Uuid,
    /// The household.
    pub household: HouseholdId,
    /// The member, in a file of persons.
    pub person: Option<Uuid>,
    /// The source.
    pub source: Source,
    /// Survey year, Buddhist era.
    pub year: i16,
    /// The day its facts count from.
    pub observed_on: NaiveDate,
    /// Which catalogue `results` follow.
    pub catalogue: String,
    /// The results, packed.
    pub results: String,
    /// Failing TPMAP dimensions, as bits.
    pub failing_dimensions: Option<i16>,
    /// TPMAP dimensions the row says anything of, as bits; of the others it is not known whether they fail.
    pub known_dimensions: Option<i16>,
    /// Income per person per year.
    pub income_satang: Option<i64>,
    /// How many members it says there are.
    pub n_members: Option<i32>,
    /// Whether a state welfare card is held.
    pub has_card: Option<bool>,
}

/// What surveys and lists say of these households, newest round first, by household: of each person in a source and year
/// the newest row, for a list may have been corrected in another file. The caller found the households within a scope.
///
/// # Errors
///
/// The database's own.
pub async fn survey_results(
    db: &impl ConnectionTrait,
    households: &[HouseholdKey],
) -> Result<HashMap<HouseholdId, Vec<SurveyResult>>, StoreError> {
    let pairs: Vec<_> = households.iter().map(|it| (it.0.0, it.1.0)).collect();
    let mut all: Vec<(Option<Uuid>, SurveyResult)> = Vec::new();
    for some in pairs.chunks(5_000) {
        let (condition, values) = id_condition("s.household_id", some);
        let text = format!(
            "select s.source_row_id, s.household_id, s.person_id, l.person_id as about, s.source, s.survey_year, \
             s.observed_on, s.catalogue, s.results, s.failing_dimensions, s.known_dimensions, s.income_satang, \
             s.n_members, s.has_card from survey_result s \
             left join link l on l.source_row_id = s.source_row_id and l.undone_at is null where {condition} \
             order by s.survey_year desc, s.source, s.source_row_id"
        );
        for row in sql::rows(db, &text, values).await? {
            let source: String = row.try_get("", "source")?;
            let result = SurveyResult {
                source_row: row.try_get("", "source_row_id")?,
                household: HouseholdId(row.try_get("", "household_id")?),
                person: row.try_get("", "person_id")?,
                source: word("source", &source, Source::from_code)?,
                year: row.try_get("", "survey_year")?,
                observed_on: row.try_get("", "observed_on")?,
                catalogue: row.try_get("", "catalogue")?,
                results: row.try_get("", "results")?,
                failing_dimensions: row.try_get("", "failing_dimensions")?,
                known_dimensions: row.try_get("", "known_dimensions")?,
                income_satang: row.try_get("", "income_satang")?,
                n_members: row.try_get("", "n_members")?,
                has_card: row.try_get("", "has_card")?,
            };
            all.push((row.try_get("", "about")?, result));
        }
    }
    let mut found: HashMap<HouseholdId, Vec<SurveyResult>> = HashMap::new();
    for it in newest_results(all) {
        found.entry(it.household).or_default().push(it);
    }
    Ok(found)
}

/// Those of the results that count, each beside the person whom its row names; they come in the order of their rows. One
/// that marks no dimension takes nothing away from one that does.
pub fn newest_results(all: Vec<(Option<Uuid>, SurveyResult)>) -> impl Iterator<Item = SurveyResult> {
    type About = (HouseholdId, Uuid, Source, i16);
    let about = |person: Option<Uuid>, it: &SurveyResult| -> About {
        (it.household, person.unwrap_or(it.source_row), it.source, it.year)
    };
    let mut newest: HashMap<(About, bool), Uuid> = HashMap::new();
    for (person, it) in &all {
        let about = about(*person, it);
        newest.insert((about, false), it.source_row);
        if it.failing_dimensions.is_some() {
            newest.insert((about, true), it.source_row);
        }
    }
    let counts = move |(person, it): &(Option<Uuid>, SurveyResult)| {
        newest.get(&(about(*person, it), it.failing_dimensions.is_some())) == Some(&it.source_row)
    };
    all.into_iter().filter(counts).map(|it| it.1)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn result(row: u128, source: Source, year: i16, failing: Option<i16>) -> SurveyResult {
        SurveyResult {
            source_row: Uuid::from_u128(row),
            household: HouseholdId(Uuid::from_u128(1)),
            person: None,
            source,
            year,
            observed_on: "2023-01-01".parse().unwrap(),
            catalogue: String::new(),
            results: String::new(),
            failing_dimensions: failing,
            known_dimensions: failing.map(|_| 31),
            income_satang: None,
            n_members: None,
            has_card: None,
        }
    }

    /// The rows that count of rows about persons.
    fn counted(all: &[(u128, SurveyResult)]) -> Vec<u128> {
        let all = all.iter().map(|it| (Some(Uuid::from_u128(it.0)), it.1.clone())).collect();
        newest_results(all).map(|it| it.source_row.as_u128()).collect()
    }

    #[test]
    fn of_a_person_the_newest_row_of_a_source_and_year_counts() {
        let tpmap = |row, failing| result(row, Source::Tpmap, 2566, Some(failing));
        assert_eq!(counted(&[(7, tpmap(1, 8)), (7, tpmap(2, 0))]), [2]);
        assert_eq!(counted(&[(7, tpmap(1, 8)), (8, tpmap(2, 0))]), [1, 2], "another person");
        let bmn = result(2, Source::Bmn, 2566, Some(0));
        assert_eq!(counted(&[(7, tpmap(1, 8)), (7, bmn)]), [1, 2], "another source");
        let older = result(2, Source::Tpmap, 2565, Some(0));
        assert_eq!(counted(&[(7, tpmap(1, 8)), (7, older)]), [1, 2], "another year");
        let elsewhere = SurveyResult { household: HouseholdId(Uuid::from_u128(2)), ..tpmap(2, 0) };
        assert_eq!(counted(&[(7, tpmap(1, 8)), (7, elsewhere)]), [1, 2], "another household");
        // Of a row that nobody's link names any more nothing is known but itself.
        assert_eq!(newest_results(vec![(None, tpmap(1, 8)), (None, tpmap(2, 0))]).count(), 2);
    }

    #[test]
    fn a_row_that_marks_no_dimension_takes_none_away() {
        let tpmap = |row, failing| result(row, Source::Tpmap, 2566, failing);
        let lists = [(7, tpmap(1, Some(8))), (7, tpmap(2, None)), (7, tpmap(3, None))];
        assert_eq!(counted(&lists), [1, 3]);
        let lists = [lists.as_slice(), &[(7, tpmap(4, Some(0)))]].concat();
        assert_eq!(counted(&lists), [4]);
    }
}
