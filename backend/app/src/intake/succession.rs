//! Whom the rows of a chunk mean, and what a row that takes an older one's place keeps of it.
//!
//! A newer row is linked as if the older one had never been; person and household keep their ids where no other row
//! bears them. What somebody settled or worked on stays where it is.

use std::collections::{HashMap, HashSet};

use phonjon_linking::link::link;
use phonjon_linking::plan::{HouseholdRef, LinkPlan, LinkedRow, Match, Matcher, PersonRef};
use phonjon_linking::record::{Known, KnownRow, PidToken, Record, RowKey};
use phonjon_linking::yardstick::Yardstick;
use phonjon_rows::Outcome;
use phonjon_store::keys::Keyring;
use phonjon_store::{Connection, intake as stored};
use uuid::Uuid;

use super::beyond;
use super::chunk::{CHANGED, ChunkPlan, OTHER_FILE, PlannedRow, Session, StoredRow, issue};
use super::evidence::{self, CITIZEN};
use super::former::Keeps;
use super::survey;
use super::tell::{changed_fields, contradicted_fields};
use crate::Ctx;
use crate::error::AppError;

/// Links the new rows of a chunk; `records` are theirs.
pub(super) async fn link_rows(
    db: &impl Connection,
    keys: &Keyring,
    session: &Session,
    rows: &[PlannedRow],
    records: Vec<Record>,
    known: &[StoredRow],
) -> Result<LinkPlan, AppError> {
    let by_id: HashMap<Uuid, &StoredRow> = known.iter().map(|it| (it.row.key.1, it)).collect();
    let successor = |row: &PlannedRow| {
        let taken = row.takes.filter(|it| it.keeps == Keeps::Link)?;
        by_id.get(&taken.old).copied()
    };
    let settled: HashSet<RowKey> = rows.iter().filter_map(successor).map(|it| it.key).collect();
    let evidence: Vec<&StoredRow> = known
        .iter()
        .filter(|it| !settled.contains(&it.key) && !session.former.is_outdated(it.row.key.1))
        .collect();
    let beyond = beyond::beyond(db, session, known).await?;
    let (far, near): (Vec<&StoredRow>, Vec<&StoredRow>) =
        evidence.iter().copied().partition(|it| beyond.contains(&it.row.household.1));
    let mut within = known_people(db, keys, &near).await?;
    let mut all = if far.is_empty() { None } else { Some(known_people(db, keys, &evidence).await?) };
    let mut asked = Vec::with_capacity(records.len());
    let mut fixed: HashMap<usize, LinkedRow> = HashMap::new();
    for (n, (row, record)) in rows.iter().zip(records).enumerate() {
        let Some(old) = successor(row) else {
            asked.push(record);
            continue;
        };
        let (person, household) = (old.row.person.1.into(), old.row.household.1.into());
        let by = |code: &str| Match { by: Matcher::from_code(code).unwrap_or(Matcher::Fixed), score: 1000 };
        fixed.insert(
            n,
            LinkedRow {
                key: row.key,
                person: PersonRef::Existing(person),
                person_by: by(&old.row.person_matcher),
                household: HouseholdRef::Existing(household),
                household_by: by(&old.row.household_matcher),
                warnings: Vec::new(),
            },
        );
        // It stands where the older row stood, and says what it says now.
        let record = Record { key: old.key, is_head: old.row.is_head, ..record };
        let stands = KnownRow { record, person, household, is_fixed: true };
        if let Some(all) = &mut all {
            all.rows.push(stands.clone());
        }
        within.rows.push(stands);
    }
    let yardstick = Yardstick::with_bands(session.chosen.bands);
    let mut plan = link(&asked, &within, &yardstick);
    if let Some(all) = &all {
        beyond::ask(&mut plan, &link(&asked, all, &yardstick), known, &beyond);
    }
    if !fixed.is_empty() {
        let mut linked = std::mem::take(&mut plan.rows).into_iter();
        plan.rows = (0..rows.len()).filter_map(|n| fixed.remove(&n).or_else(|| linked.next())).collect();
    }
    Ok(plan)
}

async fn known_people(db: &impl Connection, keys: &Keyring, rows: &[&StoredRow]) -> Result<Known, AppError> {
    let persons: HashSet<Uuid> = rows.iter().map(|it| it.row.person.1).collect();
    let households: HashSet<Uuid> = rows.iter().map(|it| it.row.household.1).collect();
    let persons: Vec<Uuid> = persons.into_iter().collect();
    let households: Vec<Uuid> = households.into_iter().collect();
    let worked = stored::worked_households(db, &households).await?;
    let mut numbers = Vec::new();
    for (person, ciphertext, key_id) in stored::numbers_by_hand(db, CITIZEN, &persons).await? {
        let number = keys.open_identifier(CITIZEN, &ciphertext, &key_id)?;
        numbers.push((person.into(), PidToken(keys.link_token(CITIZEN, &number))));
    }
    let pairs = |found: Vec<(Uuid, Uuid)>| found.into_iter();
    Ok(Known {
        rows: rows
            .iter()
            .map(|it| KnownRow {
                record: Record {
                    is_head: it.row.is_head,
                    ..evidence::record(it.key, it.source, it.year, &it.values, keys)
                },
                person: it.row.person.1.into(),
                household: it.row.household.1.into(),
                is_fixed: it.row.person_matcher == "fixed"
                    || it.row.household_matcher == "fixed"
                    || worked.contains(&it.row.household.1),
            })
            .collect(),
        numbers,
        different_people: pairs(stored::refused_pairs(db, "person", &persons).await?)
            .map(|(a, b)| (a.into(), b.into()))
            .collect(),
        different_households: pairs(stored::refused_pairs(db, "household", &households).await?)
            .map(|(a, b)| (a.into(), b.into()))
            .collect(),
    })
}

/// Gives new persons and households their ids: those of the older rows whose place is taken, where nobody else bears
/// them; else new ones, in the home province of the first row that names them.
pub(super) fn name_new(ctx: &Ctx, session: &Session, plan: &mut ChunkPlan) {
    plan.new_people = vec![(0, Uuid::nil()); plan.links.n_new_people as usize];
    plan.new_households = vec![(0, Uuid::nil()); plan.links.n_new_households as usize];
    inherit(session, plan);
    for (row, linked) in plan.rows.iter().zip(&plan.links.rows) {
        if let PersonRef::New(n) = linked.person {
            let slot = &mut plan.new_people[n as usize];
            if slot.1.is_nil() {
                *slot = (row.id.0, ctx.new_id());
            }
        }
        if let HouseholdRef::New(n) = linked.household {
            let slot = &mut plan.new_households[n as usize];
            if slot.1.is_nil() {
                *slot = (row.id.0, ctx.new_id());
            }
        }
    }
    let people: HashMap<Uuid, (i16, Uuid)> =
        plan.known.iter().map(|it| (it.row.person.1, it.row.person)).collect();
    let households: HashMap<Uuid, (i16, Uuid)> =
        plan.known.iter().map(|it| (it.row.household.1, it.row.household)).collect();
    for (row, linked) in plan.rows.iter_mut().zip(&plan.links.rows) {
        row.person = match linked.person {
            PersonRef::New(n) => plan.new_people[n as usize],
            PersonRef::Existing(id) => people.get(&id.0).copied().unwrap_or((0, id.0)),
        };
        row.household = match linked.household {
            HouseholdRef::New(n) => plan.new_households[n as usize],
            HouseholdRef::Existing(id) => households.get(&id.0).copied().unwrap_or((0, id.0)),
        };
    }
    // A household that only a stored row was moved into has no new row to name it.
    for replaced in &plan.links.replaced {
        if let HouseholdRef::New(n) = replaced.household {
            let province = plan.known.iter().find(|it| it.key == replaced.key).map_or(0, |it| it.row.key.0);
            let slot = &mut plan.new_households[n as usize];
            if slot.1.is_nil() {
                *slot = (province, ctx.new_id());
            }
        }
    }
}

/// Persons and households that the linking holds for new keep the ids of the rows whose place they take.
fn inherit(session: &Session, plan: &mut ChunkPlan) {
    if plan.rows.iter().all(|it| it.takes.is_none()) {
        return;
    }
    let by_id: HashMap<Uuid, &StoredRow> = plan.known.iter().map(|it| (it.row.key.1, it)).collect();
    let evidence = || plan.known.iter().filter(|it| !session.former.is_outdated(it.row.key.1));
    let mut people: HashSet<Uuid> = evidence().map(|it| it.row.person.1).collect();
    let mut homes: HashSet<Uuid> = evidence().map(|it| it.row.household.1).collect();
    for (row, linked) in plan.rows.iter().zip(&plan.links.rows) {
        let Some((taken, old)) = row.takes.and_then(|it| Some((it, *by_id.get(&it.old)?))) else { continue };
        if let PersonRef::New(n) = linked.person
            && taken.keeps != Keeps::Household
            && let Some(slot) = plan.new_people.get_mut(n as usize)
            && slot.1.is_nil()
            && people.insert(old.row.person.1)
        {
            *slot = old.row.person;
        }
        if let HouseholdRef::New(n) = linked.household
            && let Some(slot) = plan.new_households.get_mut(n as usize)
            && slot.1.is_nil()
            && homes.insert(old.row.household.1)
        {
            *slot = old.row.household;
        }
    }
}

/// Notes on the reports what is odd about the links.
pub(super) fn note_links(plan: &mut ChunkPlan) {
    for (row, linked) in plan.rows.iter().zip(&plan.links.rows) {
        let report = &mut plan.reports[row.report];
        for code in linked.warnings.iter().map(|it| it.code()) {
            // What the file itself shows was told by its reader, under the same word.
            if !report.issues.iter().any(|it| it.code.eq_ignore_ascii_case(code)) {
                report.issues.push(issue(code));
            }
            report.outcome = Outcome::AcceptedWithWarning;
        }
    }
}

/// Notes on the reports of rows that take an older row's place what they change. Where nothing told the two apart or
/// together, the linking does: the only older row left of the same person.
pub(super) fn note_changes(session: &mut Session, plan: &mut ChunkPlan) {
    let by_id: HashMap<Uuid, &StoredRow> = plan.known.iter().map(|it| (it.row.key.1, it)).collect();
    let mut left: HashMap<Uuid, Vec<&StoredRow>> = HashMap::new();
    for it in plan.known.iter().filter(|it| session.former.is_left(it.row.key.1)) {
        left.entry(it.row.person.1).or_default().push(it);
    }
    for row in &plan.rows {
        let old = match row.takes {
            Some(taken) => by_id.get(&taken.old).copied(),
            None => left.get_mut(&row.person.1).filter(|it| it.len() == 1).and_then(Vec::pop),
        };
        let Some(old) = old else { continue };
        session.former.meet(old.row.key.1);
        let mut changed = issue(CHANGED);
        changed.args.insert("fields".to_owned(), changed_fields(&old.values, &row.values).join(", "));
        plan.reports[row.report].issues.push(changed);
        plan.replaced.push((old.key, row.id.1));
    }
}

/// Notes on the reports of rows what they say otherwise than the newest row of another file says of the same person in
/// the same household, source and year: they came later and count instead of it.
pub(super) fn note_other_files(session: &Session, plan: &mut ChunkPlan) {
    let taken: HashSet<RowKey> = plan.replaced.iter().map(|it| it.0).collect();
    let moved = plan.moved();
    let is_other = |it: &&StoredRow| {
        (it.source, it.year) == (session.source, session.year)
            && it.row.file_name != session.file_name
            && !taken.contains(&it.key)
    };
    let mut newest: HashMap<(Uuid, Uuid), &StoredRow> = HashMap::new();
    for it in plan.known.iter().filter(is_other) {
        let household = moved.get(&it.key).map_or(it.row.household.1, |it| it.1);
        let kept = newest.entry((it.row.person.1, household)).or_insert(it);
        if kept.key < it.key {
            *kept = it;
        }
    }
    for row in &plan.rows {
        let Some(other) = newest.get(&(row.person.1, row.household.1)) else { continue };
        let results_count = survey::yields(session.source, &other.values, &row.values);
        let fields = contradicted_fields(&other.values, &row.values, results_count);
        if fields.is_empty() {
            continue;
        }
        let place = match other.row.sheet.as_str() {
            "" => other.row.file_name.clone(),
            sheet => format!("{}, {sheet}", other.row.file_name),
        };
        let mut issue = issue(OTHER_FILE);
        let args =
            [("place", place), ("row", other.row.row_number.to_string()), ("fields", fields.join(", "))];
        issue.args = args.map(|it| (it.0.to_owned(), it.1)).into();
        let report = &mut plan.reports[row.report];
        report.issues.push(issue);
        report.outcome = Outcome::AcceptedWithWarning;
    }
}
