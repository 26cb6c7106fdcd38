//! What a plan would change of households that have a case already, field by field, each value with the row it comes from.
//!
//! This is told and never stored, and no part of the plan's hash: the level is what would be judged of it today.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

use phonjon_domain::access::Scope;
use phonjon_domain::case::CaseStatus;
use phonjon_domain::ids::{HomeProvince, HouseholdId};
use phonjon_domain::level::Level;
use phonjon_domain::source::Source;
use phonjon_linking::compose::{Current, Origin, Value as Stated};
use phonjon_linking::record::RowKey;
use phonjon_rows::{Value, fields};
use phonjon_store::assessments::{SurveyResult, newest_results};
use phonjon_store::cases::{self, CaseRow, HouseholdKey};
use phonjon_store::import_jobs::{self, CheckChange};
use phonjon_store::intake as stored;
use phonjon_store::keys::DataKey;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::chunk::{self, ChunkPlan, Session, StoredRow};
use super::compose::{self, Composed, Linked};
use super::evidence::{Values, observed_on};
use super::survey::{self, Surveyed};
use crate::Ctx;
use crate::assess;
use crate::error::AppError;

/// Additional data a changed household is sealed with.
pub(crate) const CHANGE: &[u8] = b"import-check-change";

/// A household with a case that an import would change.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ChangedHousehold {
    /// Its home province and id.
    pub household: (i16, Uuid),
    /// Its case is open.
    pub is_open: bool,
    /// The fields that change.
    pub fields: Vec<ChangedField>,
    /// The level of its case now.
    pub level: String,
    /// The level that would be judged of it.
    pub level_after: String,
    /// The level would be a lower one.
    pub falls: bool,
}

/// A field that an import would change.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ChangedField {
    /// Whose it is; none for the household's own.
    pub person: Option<String>,
    /// Its stable word.
    pub field: String,
    /// What is known now; none where nothing is.
    pub before: Option<ToldValue>,
    /// What would be; none where nothing would be known any more.
    pub after: Option<ToldValue>,
}

/// A value with the row that says it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ToldValue {
    /// What it says.
    pub text: String,
    /// File, sheet and row; none where somebody set it right by hand.
    pub from: Option<(String, String, u32)>,
}

/// Where the households go that a check would change.
pub(crate) struct Changes {
    job: Uuid,
    key: DataKey,
    /// Those that are kept so far: a later row may change one again, or change it back.
    kept: HashSet<Uuid>,
}

impl Changes {
    /// Keeps them with a job, sealed under this key.
    pub(crate) fn of_job(job: Uuid, key: DataKey) -> Self {
        Self { job, key, kept: HashSet::new() }
    }

    /// Keeps what a unit of rows would change. `rows` are all rows of the touched households as they would be.
    pub(super) async fn note(
        &mut self,
        ctx: &Ctx,
        session: &mut Session,
        plan: &ChunkPlan,
        (rows, homes): (&[Linked<'_>], &HashSet<(i16, Uuid)>),
    ) -> Result<(), AppError> {
        let db = ctx.store.reader();
        let keys: Vec<HouseholdKey> =
            homes.iter().map(|it| (HomeProvince(it.0), HouseholdId(it.1))).collect();
        let cases = cases::find_of_households(db, &Scope::everywhere(ctx.today()), &keys).await?;
        if cases.is_empty() {
            return Ok(());
        }
        let homes: Vec<Uuid> = cases.keys().map(|it| it.0).collect();
        let with_case: HashSet<Uuid> = homes.iter().copied().collect();
        let now: Vec<&Linked<'_>> = rows.iter().filter(|it| with_case.contains(&it.household.1)).collect();
        let persons: BTreeSet<Uuid> = now.iter().map(|it| it.person.1).collect();
        let persons: Vec<Uuid> = persons.into_iter().collect();
        let before = stored::rows_of_entities(db, &persons, &homes).await?;
        let before = chunk::open_rows(ctx, db, session, before).await?;
        let compared = Compared::of(session, plan, &before, rows);

        let after = compared.results_after(session, &with_case);
        let levels = assess::foresee(ctx, db, &session.rules, cases.values(), after).await?;
        let mut changed = Vec::new();
        let mut same = Vec::new();
        for case in cases.values() {
            let level = levels.get(&case.household).copied().unwrap_or(case.state.level);
            match compared.household(case, level) {
                Some(it) => changed.push(it),
                None => same.push(case.household.0),
            }
        }
        same.retain(|it| self.kept.remove(it));
        self.keep(ctx, changed, &same).await
    }

    async fn keep(
        &mut self,
        ctx: &Ctx,
        changed: Vec<ChangedHousehold>,
        same: &[Uuid],
    ) -> Result<(), AppError> {
        if changed.is_empty() && same.is_empty() {
            return Ok(());
        }
        let mut all = Vec::with_capacity(changed.len());
        for it in changed {
            self.kept.insert(it.household.1);
            let body = serde_json::to_vec(&it).map_err(|e| AppError::Unexpected(e.to_string()))?;
            let body = self.key.seal(CHANGE, &body)?;
            all.push(CheckChange { household: it.household.1, is_open: it.is_open, falls: it.falls, body });
        }
        let tx = ctx.store.begin().await?;
        import_jobs::keep_changes(&tx, self.job, all, same).await?;
        Ok(tx.commit().await?)
    }
}

/// The rows of some households and their members, as they are and as they would be.
struct Compared<'a> {
    before: Vec<Linked<'a>>,
    after: &'a [Linked<'a>],
    /// Where each row stands that is stored, by its key among those before.
    places_before: HashMap<RowKey, (String, String, u32)>,
    places_after: HashMap<RowKey, (String, String, u32)>,
    /// Rows that the unit brings.
    new: HashSet<RowKey>,
    areas: HashMap<Uuid, String>,
}

impl<'a> Compared<'a> {
    fn of(session: &Session, plan: &ChunkPlan, before: &'a [StoredRow], after: &'a [Linked<'a>]) -> Self {
        let number = |it: i32| u32::try_from(it).unwrap_or_default();
        let place = |it: &StoredRow| {
            (it.key, (it.row.file_name.clone(), it.row.sheet.clone(), number(it.row.row_number)))
        };
        let mut places_after: HashMap<_, _> = plan.known.iter().map(place).collect();
        for row in &plan.rows {
            if let Some(report) = plan.reports.get(row.report) {
                let place = (session.file_name.clone(), report.sheet.clone(), report.row);
                places_after.insert(row.key, place);
            }
        }
        let linked: Vec<Linked<'a>> = before.iter().map(|it| chunk::linked(&session.areas, it)).collect();
        let areas = linked.iter().chain(after).filter_map(|it| it.area.as_ref());
        let areas = areas.map(|(id, code)| (*id, code.as_str().to_owned())).collect();
        Self {
            places_before: before.iter().map(place).collect(),
            places_after,
            new: plan.rows.iter().map(|it| it.key).collect(),
            before: linked,
            after,
            areas,
        }
    }

    /// What surveys and lists would say of the households.
    fn results_after(
        &self,
        session: &Session,
        homes: &HashSet<Uuid>,
    ) -> HashMap<HouseholdId, Vec<SurveyResult>> {
        let mut all: Vec<(Option<Uuid>, SurveyResult)> = Vec::new();
        for row in self.after.iter().filter(|it| homes.contains(&it.household.1)) {
            let surveyed = Surveyed {
                row_id: row.id.1,
                household: row.household,
                person: row.person.1,
                source: row.source,
                year: row.year,
                observed_on: observed_on(row.year),
                values: row.values,
            };
            let it = survey::results(&session.rules.bmn31, &surveyed);
            let result = SurveyResult {
                source_row: it.row_id,
                household: HouseholdId(it.household.1),
                person: it.person_id,
                source: row.source,
                year: it.survey_year,
                observed_on: it.observed_on,
                catalogue: it.catalogue,
                results: it.results,
                failing_dimensions: it.failing_dimensions,
                known_dimensions: it.known_dimensions,
                income_satang: it.income_satang,
                n_members: it.n_members,
                has_card: it.has_card,
            };
            all.push((Some(row.person.1), result));
        }
        let order = |it: &SurveyResult| (std::cmp::Reverse(it.year), it.source.code(), it.source_row);
        all.sort_by(|a, b| order(&a.1).cmp(&order(&b.1)));
        let mut found: HashMap<HouseholdId, Vec<SurveyResult>> = HashMap::new();
        for it in newest_results(all) {
            found.entry(it.household).or_default().push(it);
        }
        found
    }

    /// What changes of a household; none where nothing does.
    fn household(&self, case: &CaseRow, level: Level) -> Option<ChangedHousehold> {
        let home = case.household.0;
        let before: Vec<&Linked<'_>> = self.before.iter().filter(|it| it.household.1 == home).collect();
        let after: Vec<&Linked<'_>> = self.after.iter().filter(|it| it.household.1 == home).collect();
        let mut fields = Vec::new();
        self.compare(None, &compose::household(&before), &compose::household(&after), &mut fields);
        let people = |rows: &[&Linked<'_>]| rows.iter().map(|it| it.person.1).collect::<BTreeSet<Uuid>>();
        let (were, are) = (people(&before), people(&after));
        for person in were.union(&are) {
            let (was, is) = (person_of(&self.before, *person), person_of(self.after, *person));
            let name = name_of(&is).or_else(|| name_of(&was));
            match (were.contains(person), are.contains(person)) {
                (true, true) => self.compare(name.as_deref(), &was, &is, &mut fields),
                (was_here, _) => {
                    let told = name.map(|text| ToldValue { text, from: None });
                    let (before, after) = if was_here { (told, None) } else { (None, told) };
                    fields.push(ChangedField { person: None, field: "member".to_owned(), before, after });
                }
            }
        }
        for row in after.iter().filter(|it| self.new.contains(&it.key)) {
            self.compare_results(row, &mut fields);
        }
        let falls = level < case.state.level && level != Level::NotYetAssessable;
        if fields.is_empty() && level == case.state.level {
            return None;
        }
        Some(ChangedHousehold {
            household: (case.key.0.0, home),
            is_open: case.state.status != CaseStatus::Closed,
            fields,
            level: case.state.level.code().to_owned(),
            level_after: level.code().to_owned(),
            falls,
        })
    }

    fn compare(&self, person: Option<&str>, was: &Composed, is: &Composed, into: &mut Vec<ChangedField>) {
        let names: BTreeSet<&String> = was.fields.keys().chain(is.fields.keys()).collect();
        for field in names {
            let (before, after) = (was.fields.get(field), is.fields.get(field));
            if before.map(|it| &it.value) == after.map(|it| &it.value) {
                continue;
            }
            let told = |it: Option<&Current>, places: &HashMap<RowKey, (String, String, u32)>| {
                it.map(|it| ToldValue {
                    text: self.text(&it.value),
                    from: match it.origin {
                        Origin::Row(key) => places.get(&key).cloned(),
                        Origin::Correction(_) => None,
                    },
                })
            };
            into.push(ChangedField {
                person: person.map(str::to_owned),
                field: field.clone(),
                before: told(before, &self.places_before),
                after: told(after, &self.places_after),
            });
        }
    }

    /// Results that a new row says otherwise than the newest older row of its source about the same person.
    fn compare_results(&self, row: &Linked<'_>, into: &mut Vec<ChangedField>) {
        let same = self.before.iter().filter(|it| it.person.1 == row.person.1 && it.source == row.source);
        let same = same.filter(|it| it.year <= row.year);
        let Some(old) = same.max_by_key(|it| (it.year, it.key)) else { return };
        let said = |values: &Values, field: &str| match values.get(field) {
            Some(Value::Int(n)) => Some(n.to_string()),
            Some(Value::Text(text)) => Some(text.clone()),
            Some(Value::Null) | None => None,
        };
        let names: BTreeSet<&String> = old.values.keys().chain(row.values.keys()).collect();
        for field in names.into_iter().filter(|it| survey::is_result(it)) {
            let (before, after) = (said(old.values, field), said(row.values, field));
            if before == after {
                continue;
            }
            let told = |text: Option<String>, from: Option<&(String, String, u32)>| {
                text.map(|text| ToldValue { text, from: from.cloned() })
            };
            into.push(ChangedField {
                person: (row.source != Source::Thaiqm).then(|| own_name(row.values)).flatten(),
                field: field.clone(),
                before: told(before, self.places_before.get(&old.key)),
                after: told(after, self.places_after.get(&row.key)),
            });
        }
    }

    fn text(&self, value: &Stated) -> String {
        match value {
            Stated::Text(text) => {
                let area = text.parse::<Uuid>().ok().and_then(|it| self.areas.get(&it));
                area.cloned().unwrap_or_else(|| text.clone())
            }
            Stated::Whole(n) => n.to_string(),
            Stated::Date(date) => date.to_string(),
        }
    }
}

fn person_of(rows: &[Linked<'_>], person: Uuid) -> Composed {
    let rows: Vec<&Linked<'_>> = rows.iter().filter(|it| it.person.1 == person).collect();
    compose::person(&rows, &[])
}

fn name_of(it: &Composed) -> Option<String> {
    let parts: Vec<String> =
        [fields::FIRST, fields::LAST].into_iter().filter_map(|field| it.text(field)).collect();
    (!parts.is_empty()).then(|| parts.join(" "))
}

fn own_name(values: &BTreeMap<String, Value>) -> Option<String> {
    let parts = [fields::FIRST, fields::LAST].into_iter().filter_map(|it| values.get(it)?.as_text());
    let parts: Vec<&str> = parts.collect();
    (!parts.is_empty()).then(|| parts.join(" "))
}
