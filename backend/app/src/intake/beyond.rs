//! Households outside the importer's areas: a row is not linked to one, which would change it; whether it means it is asked
//! of the office over both, and the importer sees somebody new.

use std::collections::{HashMap, HashSet};

use phonjon_domain::ids::AreaId;
use phonjon_linking::plan::{HouseholdRef, LinkPlan, LinkedRow, Matcher, Pair, PersonRef, Question, Reason};
use phonjon_store::{Connection, intake as stored};
use uuid::Uuid;

use super::chunk::{Session, StoredRow};
use crate::error::AppError;

/// The households of these rows that lie outside the importer's areas: where they belong today, else where their rows do.
pub(super) async fn beyond(
    db: &impl Connection,
    session: &Session,
    rows: &[StoredRow],
) -> Result<HashSet<Uuid>, AppError> {
    let Some(reach) = &session.reach else { return Ok(HashSet::new()) };
    let mut areas: HashMap<Uuid, Vec<Uuid>> = HashMap::new();
    for it in rows {
        areas.entry(it.row.household.1).or_default().extend(it.row.area_id);
    }
    let homes: Vec<Uuid> = areas.keys().copied().collect();
    for (home, area) in stored::areas_of_households(db, &homes).await? {
        areas.insert(home, vec![area]);
    }
    let is_beyond = |of: &[Uuid]| !of.is_empty() && !of.iter().any(|it| reach.contains(&AreaId(*it)));
    Ok(areas.into_iter().filter(|(_, of)| is_beyond(of)).map(|(home, _)| home).collect())
}

/// Asks whether rows that were linked apart from what lies beyond mean somebody of it; `whole` is whom they would mean if
/// nothing did.
pub(super) fn ask(plan: &mut LinkPlan, whole: &LinkPlan, known: &[StoredRow], beyond: &HashSet<Uuid>) {
    let people: HashSet<Uuid> =
        known.iter().filter(|it| beyond.contains(&it.row.household.1)).map(|it| it.row.person.1).collect();
    let questions = plan.rows.iter().zip(&whole.rows);
    let questions: Vec<Question> = questions
        .filter_map(|(own, other)| {
            of_person(own, other, &people).or_else(|| of_household(own, other, beyond))
        })
        .collect();
    for it in questions {
        if !plan.questions.iter().any(|asked| asked.pair == it.pair) {
            plan.questions.push(it);
        }
    }
    plan.questions.sort_unstable();
}

fn of_person(own: &LinkedRow, other: &LinkedRow, beyond: &HashSet<Uuid>) -> Option<Question> {
    let PersonRef::Existing(id) = other.person else { return None };
    let is_asked = beyond.contains(&id.0) && own.person != other.person;
    let pair = Pair::People(own.person.min(other.person), own.person.max(other.person));
    is_asked.then(|| Question {
        pair,
        score: other.person_by.score,
        row: own.key,
        reasons: reasons(other.person_by.by),
        explanation: None,
    })
}

fn of_household(own: &LinkedRow, other: &LinkedRow, beyond: &HashSet<Uuid>) -> Option<Question> {
    let HouseholdRef::Existing(id) = other.household else { return None };
    let is_asked = beyond.contains(&id.0) && own.household != other.household;
    let pair = Pair::Households(own.household.min(other.household), own.household.max(other.household));
    is_asked.then(|| Question {
        pair,
        score: other.household_by.score,
        row: own.key,
        reasons: reasons(other.household_by.by),
        explanation: None,
    })
}

/// What speaks for two being one that a comparison holds for one; sorted, as the reasons of a question are.
fn reasons(by: Matcher) -> Vec<Reason> {
    match by {
        Matcher::New => Vec::new(),
        Matcher::Id => vec![Reason::SameId],
        Matcher::IdName => vec![Reason::SameId, Reason::SameName],
        Matcher::IdPartOfName => vec![Reason::SameId, Reason::OtherName],
        Matcher::NameBirth => vec![Reason::SameName, Reason::SameBirth],
        Matcher::HouseName => vec![Reason::SameName, Reason::SameHouse],
        Matcher::VillageName => vec![Reason::SameName, Reason::SameVillage],
        Matcher::HouseCode | Matcher::Address | Matcher::SameHouse => vec![Reason::SameHouse],
        Matcher::Members => vec![Reason::SharedMembers],
        Matcher::Fixed => vec![Reason::Fixed],
    }
}
