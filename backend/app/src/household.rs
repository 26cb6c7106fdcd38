//! Households and persons as they are read: members, where they lived, what sources say, and numbers opened with a reason.

pub mod corrections;
pub mod lineage;
pub mod on_day;
pub mod origins;
pub mod readers;
pub mod rounds;
pub mod written;

use std::collections::{BTreeMap, HashMap, HashSet};

use chrono::NaiveDate;
use phonjon_domain::access::Scope;
use phonjon_domain::ids::{AreaId, HouseholdId, PersonId};
use phonjon_domain::national_id::NationalId;
use phonjon_domain::policy::Action;
use phonjon_rows::fields;
use phonjon_rules::seeds::Defaults;
use phonjon_store::assessments::{self, SurveyResult};
use phonjon_store::cases::{HouseholdKey, areas_reached};
use phonjon_store::people::{self, MemberRow, consents};
use phonjon_store::visits;
use serde_json::json;
use uuid::Uuid;

use crate::audit;
use crate::case::facts::{form, unpack_counts, unpack_letters};
use crate::ctx::Ctx;
use crate::error::{AppError, Refusal};
use crate::parameters;
use crate::permit::{authorize, scope_for};
use crate::problem::is_restricted;

pub use phonjon_store::people::consents::ConsentRow;
pub use phonjon_store::people::{HouseholdRow, NumberRow, PersonKey, PersonRow, Residence};
pub use phonjon_store::visits::SeenAt;

/// These households. The caller found their cases within what the actor may read.
///
/// # Errors
///
/// The store's own.
pub async fn households(
    ctx: &Ctx,
    keys: &[HouseholdKey],
) -> Result<HashMap<HouseholdId, HouseholdRow>, AppError> {
    Ok(people::households(ctx.store.reader(), keys).await?)
}

/// Those of these households that the actor may read by where they live.
///
/// # Errors
///
/// The store's own.
pub async fn within(
    ctx: &Ctx,
    keys: &[HouseholdKey],
) -> Result<HashMap<HouseholdId, HouseholdRow>, AppError> {
    let mut found = people::households(ctx.store.reader(), keys).await?;
    let mut areas: Vec<AreaId> = found.values().filter_map(|it| it.area).collect();
    areas.sort_unstable();
    areas.dedup();
    let scope = scope_for(&ctx.actor, Action::ReadCase, ctx.today());
    let reached = areas_reached(ctx.store.reader(), &scope, &areas).await?;
    found.retain(|_, it| it.area.is_some_and(|area| reached.contains(&area)));
    Ok(found)
}

/// Those of these persons whom the actor may read, noted as shown.
///
/// # Errors
///
/// The store's own.
pub async fn persons(
    ctx: &Ctx,
    operation: &str,
    keys: &[PersonKey],
) -> Result<HashMap<PersonId, PersonRow>, AppError> {
    let scope = scope_for(&ctx.actor, Action::ReadCase, ctx.today());
    let found = people::persons(ctx.store.reader(), &scope, keys).await?;
    ctx.show(operation, found.keys().copied());
    Ok(found)
}

/// Somebody who belongs or belonged to a household.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Member {
    /// Who.
    pub person: PersonRow,
    /// First day known.
    pub since: NaiveDate,
    /// First day known elsewhere.
    pub until: Option<NaiveDate>,
    /// Named as head.
    pub is_head: bool,
    /// Left, and belongs now where the actor reads nobody: told only what was said of them in this household, without
    /// number.
    pub is_out_of_reach: bool,
}

/// The members of these households, noted as shown; [`audit::persons_read`] records them before the answer leaves.
///
/// # Errors
///
/// The store's own.
pub async fn members(
    ctx: &Ctx,
    operation: &str,
    keys: &[HouseholdKey],
) -> Result<HashMap<HouseholdId, Vec<Member>>, AppError> {
    let scope = scope_for(&ctx.actor, Action::ReadCase, ctx.today());
    let found = members_of(ctx, &scope, keys).await?;
    ctx.show(operation, found.values().flatten().map(|it| it.person.key.1));
    Ok(found)
}

/// The members of these households, those who left as far as the scope goes.
pub(crate) async fn members_of(
    ctx: &Ctx,
    scope: &Scope,
    keys: &[HouseholdKey],
) -> Result<HashMap<HouseholdId, Vec<Member>>, AppError> {
    let db = ctx.store.reader();
    let found = people::members(db, keys).await?;
    let mut left: Vec<PersonKey> =
        found.values().flatten().filter(|it| it.until.is_some()).map(|it| it.person.key).collect();
    left.sort_unstable();
    left.dedup();
    if !left.is_empty() {
        let reached = people::persons(db, scope, &left).await?;
        left.retain(|it| !reached.contains_key(&it.1));
    }
    let rows = people::rows_of_persons(db, &left).await?;
    let left: HashSet<PersonId> = left.into_iter().map(|it| it.1).collect();
    let told = |home: HouseholdId, it: MemberRow| {
        let is_out_of_reach = it.until.is_some() && left.contains(&it.person.key.1);
        let person = if is_out_of_reach { as_told(it.person, home, &rows) } else { it.person };
        Member { person, since: it.since, until: it.until, is_head: it.is_head, is_out_of_reach }
    };
    Ok(found
        .into_iter()
        .map(|(home, members)| (home, members.into_iter().map(|it| told(home, it)).collect()))
        .collect())
}

/// A person as the rows of a household tell of them: what other rows say, and what became of them later, is left out.
fn as_told(person: PersonRow, home: HouseholdId, rows: &HashSet<(HouseholdId, PersonId, Uuid)>) -> PersonRow {
    let from: BTreeMap<String, String> = serde_json::from_str(&person.composed_from).unwrap_or_default();
    let is_of_home = |row: &String| row.parse().is_ok_and(|row| rows.contains(&(home, person.key.1, row)));
    let kept: BTreeMap<&String, &String> = from.iter().filter(|(_, row)| is_of_home(row)).collect();
    // Whom no row tells of was named when the household was proposed.
    let is_kept = |field: &str| from.is_empty() || kept.keys().any(|it| *it == field);
    PersonRow {
        key: person.key,
        version: person.version,
        title: person.title.filter(|_| is_kept(fields::TITLE)),
        first_name: person.first_name.filter(|_| is_kept(fields::FIRST)),
        last_name: person.last_name.filter(|_| is_kept(fields::LAST)),
        sex: person.sex.filter(|_| is_kept(fields::SEX)),
        birth: person.birth.filter(|_| is_kept(fields::BIRTH)),
        died_on: None,
        moved_away_on: None,
        card: person.card.filter(|_| is_kept(fields::CARD)),
        composed_from: serde_json::to_string(&kept).unwrap_or_default(),
    }
}

/// Where these households lived.
///
/// # Errors
///
/// The store's own.
pub async fn residences(
    ctx: &Ctx,
    keys: &[HouseholdKey],
) -> Result<HashMap<HouseholdId, Vec<Residence>>, AppError> {
    Ok(people::residences(ctx.store.reader(), keys).await?)
}

/// Where these households were last visited at home and told, of those whose cases the actor may read.
///
/// # Errors
///
/// The store's own.
pub async fn positions(ctx: &Ctx, keys: &[HouseholdKey]) -> Result<HashMap<HouseholdId, SeenAt>, AppError> {
    let scope = scope_for(&ctx.actor, Action::ReadCase, ctx.today());
    Ok(visits::positions(ctx.store.reader(), &scope, keys).await?)
}

/// Notices given and consents asked of these households.
///
/// # Errors
///
/// The store's own.
pub async fn consents(
    ctx: &Ctx,
    keys: &[HouseholdKey],
) -> Result<HashMap<HouseholdId, Vec<ConsentRow>>, AppError> {
    Ok(consents::of_households(ctx.store.reader(), keys).await?)
}

/// What one row of a survey or list says, unpacked.
#[derive(Debug, Clone)]
pub struct Survey {
    /// The row.
    pub row: SurveyResult,
    /// Each indicator or item with its result: `pass`, `fail`, `not_applicable`, `not_asked`, `refused`, or a count.
    pub answers: Vec<SurveyAnswer>,
}

/// One answer of a survey.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SurveyAnswer {
    /// `bmn.safe_food`, `q01`, ….
    pub code: String,
    /// Its wording, Thai.
    pub text: String,
    /// True: passes, or nobody has the problem; false: fails, or somebody has; none: not known.
    pub passes: Option<bool>,
    /// `pass`, `fail`, `not_applicable`, `not_asked` or `refused`; for a count, the count.
    pub result: String,
}

/// What surveys and lists say of these households, newest first; items that are restricted are left out where the
/// actor may not open them.
///
/// # Errors
///
/// The store's own.
pub async fn surveys(
    ctx: &Ctx,
    households: &[(HouseholdKey, AreaId)],
) -> Result<HashMap<HouseholdId, Vec<Survey>>, AppError> {
    let keys: Vec<HouseholdKey> = households.iter().map(|it| it.0).collect();
    let areas: Vec<AreaId> = households.iter().map(|it| it.1).collect();
    let open = crate::case::restricted_open(ctx.store.reader(), ctx, &areas).await?;
    let rules = parameters::rules(&ctx.store).await?;
    let mut found = assessments::survey_results(ctx.store.reader(), &keys).await?;
    Ok(households
        .iter()
        .map(|(key, area)| {
            let rows = found.remove(&key.1).unwrap_or_default();
            let all = rows.into_iter().map(|row| Survey { answers: answers(&row, &rules), row });
            let shown = all.map(|mut it| {
                if !open.contains(area) {
                    it.answers.retain(|answer| !is_restricted(&rules, &answer.code));
                    // The packed text would give them away.
                    it.row.results.clear();
                }
                it
            });
            (key.1, shown.collect())
        })
        .collect())
}

fn answers(row: &SurveyResult, rules: &Defaults) -> Vec<SurveyAnswer> {
    use phonjon_domain::indicator::IndicatorResult as Result;
    if let Some(form) = form(&row.catalogue, rules) {
        let answer = |(n, result): (u8, Result)| {
            let indicator = form.find(n)?;
            let (passes, word) = match result {
                Result::Pass => (Some(true), "pass"),
                Result::Fail => (Some(false), "fail"),
                Result::NotApplicable => (None, "not_applicable"),
                Result::NotAsked => (None, "not_asked"),
                Result::Refused => (None, "refused"),
            };
            Some(SurveyAnswer {
                code: format!("bmn.{}", indicator.key),
                text: indicator.text.clone(),
                passes,
                result: word.to_owned(),
            })
        };
        return unpack_letters(&row.results).filter_map(answer).collect();
    }
    if row.source != phonjon_domain::source::Source::Thaiqm {
        return Vec::new();
    }
    unpack_counts(&row.results)
        .filter_map(|(code, count)| {
            let item = rules.thaiqm.find(code.as_str())?;
            Some(SurveyAnswer {
                code: code.to_string(),
                text: item.text.clone(),
                passes: Some(count == 0),
                result: count.to_string(),
            })
        })
        .collect()
}

/// Numbers of these persons with all but the last two digits hidden.
///
/// # Errors
///
/// The store's own.
pub async fn masked_numbers(
    ctx: &Ctx,
    persons: &[PersonKey],
) -> Result<HashMap<PersonId, Vec<NumberRow>>, AppError> {
    let mut found = people::numbers_of(ctx.store.reader(), ctx.store.keys(), persons).await?;
    for number in found.values_mut().flatten() {
        number.text = masked(&number.text);
    }
    Ok(found)
}

fn masked(number: &str) -> String {
    match NationalId::parse(number) {
        Ok(number) => number.masked(),
        // A number that was masked in its source says no more than it did there.
        Err(_) if number.contains(['x', 'X', '*']) => number.to_owned(),
        Err(_) => "x".repeat(number.chars().count()),
    }
}

/// Opens the numbers of a person for a reason, recorded before they are shown.
///
/// # Errors
///
/// `REASON_REQUIRED`, [`AppError::Forbidden`], or [`AppError::Hidden`].
pub async fn open_numbers(ctx: &Ctx, person: PersonKey, reason: &str) -> Result<Vec<NumberRow>, AppError> {
    if reason.trim().chars().count() < 3 {
        return Err(Refusal::of("REASON_REQUIRED", "reason").into());
    }
    authorize(&ctx.actor, Action::ReadPersonNumber, ctx.today())?;
    let reads: Scope = scope_for(&ctx.actor, Action::ReadCase, ctx.today());
    let opens: Scope = scope_for(&ctx.actor, Action::ReadPersonNumber, ctx.today());
    let tx = ctx.store.begin().await?;
    people::find_person(&*tx, &reads, person).await?.ok_or(AppError::Hidden)?;
    people::find_person(&*tx, &opens, person).await?.ok_or(AppError::Forbidden)?;
    let numbers = people::numbers_of(&*tx, tx.keys(), &[person]).await?.remove(&person.1).unwrap_or_default();
    let mut event = audit::event(ctx, "person.number_opened", json!({ "reason": reason.trim() }));
    event.subject = Some(("person".to_owned(), person.1.0.to_string()));
    event.persons = vec![person.1];
    phonjon_store::audit::record(&tx, &event).await?;
    tx.commit().await?;
    Ok(numbers)
}

#[cfg(test)]
mod tests {
    use super::masked;

    #[test]
    fn only_the_last_two_digits_are_shown() {
        assert_eq!(masked("1234567890121"), "1-xxxx-xxxxx-12-x");
        assert_eq!(masked("1234567890123"), "xxxxxxxxxxxxx");
        assert_eq!(masked("3-4801-xxxxx-xx-5"), "3-4801-xxxxx-xx-5");
    }
}
