//! Storing a planned chunk: rows, links, caches, results, cases, in the one transaction that also moves the checkpoint.

use std::collections::{HashMap, HashSet};
use std::mem;

use phonjon_domain::ids::{HomeProvince, HouseholdId};
use phonjon_linking::plan::{HouseholdRef, Pair, PersonRef};
use phonjon_linking::record::RowKey;
use phonjon_rows::{Outcome, ReadRow};
use phonjon_store::cases::HouseholdKey;
use phonjon_store::intake::{self as stored, LinkRow, QuestionRow};
use phonjon_store::keys::DataKey;
use phonjon_store::{Tx, sources};
use uuid::Uuid;

use super::caches::{self, Caches};
use super::chunk::{ChunkPlan, FACTS, OTHER_FILE, PlannedRow, Session};
use super::compose::Linked;
use super::numbers;
use super::raw::{Sealing, seal_aside};
use super::screen::{self, Screened};
use super::survey::{self, Surveyed};
use crate::Ctx;
use crate::error::AppError;
use crate::links::explained;

/// Additional data the refused rows' issues are sealed with.
pub(crate) const ISSUES: &[u8] = b"rejected-row-issues";

/// What storing a chunk came to.
#[derive(Default)]
pub(super) struct Written {
    /// Cases opened and households to be assessed.
    pub(super) screened: Screened,
    /// Questions asked for the first time.
    pub(super) n_questions: u64,
}

/// Stores what a chunk came to, and gives what its rows opened.
pub(super) async fn store(
    ctx: &Ctx,
    tx: &Tx,
    session: &Session,
    plan: &mut ChunkPlan,
    ordinal: i32,
) -> Result<Written, AppError> {
    let sealing = seal_cells(session, plan)?;
    let written = store_rows(ctx, tx, session, plan).await?;
    insert_cells(tx, session, plan, ordinal, sealing).await?;
    Ok(written)
}

async fn store_rows(ctx: &Ctx, tx: &Tx, session: &Session, plan: &ChunkPlan) -> Result<Written, AppError> {
    let gone: HashSet<RowKey> = plan.replaced.iter().map(|it| it.0).collect();
    insert_rejected(tx, session, plan).await?;
    if plan.rows.is_empty() {
        return Ok(Written::default());
    }
    insert_rows(ctx, tx, session, plan).await?;

    let old_ids: HashMap<RowKey, Uuid> = plan.known.iter().map(|it| (it.key, it.row.key.1)).collect();
    let pairs: Vec<(Uuid, Uuid)> =
        plan.replaced.iter().filter_map(|(old, new)| Some((*old_ids.get(old)?, *new))).collect();
    stored::replace_rows(tx, &pairs).await?;
    let gone_ids: Vec<Uuid> = pairs.iter().map(|it| it.0).collect();
    stored::undo_links(tx, &gone_ids, ctx.now).await?;
    stored::forget_survey_results(tx, &gone_ids).await?;
    stored::put_away_problems(tx, &gone_ids, ctx.now).await?;

    let before = screen::opens(&session.round(), &caches::rows_before(&plan.known));
    let rows = caches::linked_rows(&session.areas, session, plan, &gone);
    let gone_rows: HashSet<Uuid> = gone_ids.iter().copied().collect();
    let composed = caches::compose(ctx, &**tx, caches::touched(plan, &gone), &rows, &gone_rows).await?;
    let left = composed.households.iter().filter(|it| it.gone_at.is_some());
    let left: Vec<HouseholdKey> = left.map(|it| (HomeProvince(it.key.0), HouseholdId(it.key.1))).collect();
    let touched = save(ctx, tx, composed).await?;
    insert_links(ctx, tx, session, plan, &rows).await?;
    insert_results(tx, session, plan, &rows).await?;
    let asked = stored::insert_questions(tx, questions(ctx, session, plan)?).await?;
    let mut screened = screen::open_cases(ctx, tx, &session.round(), &rows, &touched, Some(&before)).await?;
    let corrected: HashSet<Uuid> = plan.replaced.iter().map(|it| it.1).collect();
    let says_otherwise =
        |it: &PlannedRow| plan.reports[it.report].issues.iter().any(|it| it.code == OTHER_FILE);
    let corrected = plan.rows.iter().filter(|it| corrected.contains(&it.id.1) || says_otherwise(it));
    let corrected = corrected.map(|it| it.household);
    screened.corrected = corrected.map(|it| (HomeProvince(it.0), HouseholdId(it.1))).collect();
    screened.gone = left;
    Ok(Written { screened, n_questions: u64::try_from(asked).unwrap_or(0) })
}

/// Stores composed caches, and gives the households they are about.
pub(super) async fn save(ctx: &Ctx, tx: &Tx, caches: Caches) -> Result<Vec<Uuid>, AppError> {
    stored::save_persons(tx, caches.persons).await?;
    stored::save_households(tx, caches.households).await?;
    numbers::save(ctx, tx, &caches.numbers).await?;
    let of_lists: Vec<Uuid> =
        caches.touched_households.iter().copied().filter(|it| !caches.own_homes.contains(it)).collect();
    stored::replace_residences(tx, &of_lists, caches.residences).await?;
    stored::replace_memberships(tx, &caches.touched_households, caches.memberships).await?;
    Ok(caches.touched_households)
}

/// Begins to seal the cells of the rows that are stored, as they were written, while the rows are.
fn seal_cells(session: &Session, plan: &mut ChunkPlan) -> Result<Sealing, AppError> {
    let key = session.data_keys.get(&session.batch).ok_or_else(no_key)?;
    let mut rows = Vec::with_capacity(plan.rows.len());
    for row in &plan.rows {
        let report = &mut plan.reports[row.report];
        rows.push((report.sheet.clone(), report.row, mem::take(&mut report.raw)));
    }
    Ok(seal_aside(key, rows))
}

async fn insert_cells(
    tx: &Tx,
    session: &Session,
    plan: &mut ChunkPlan,
    ordinal: i32,
    sealing: Sealing,
) -> Result<(), AppError> {
    let sealed = sealing.await.map_err(|e| AppError::Unexpected(format!("cells were not sealed: {e}")))?;
    let (body, rows) = sealed?;
    for (row, (_, _, cells)) in plan.rows.iter().zip(rows) {
        plan.reports[row.report].raw = cells;
    }
    let Some(first) = plan.rows.first() else { return Ok(()) };
    let report = &plan.reports[first.report];
    let ordinal = ordinal.saturating_add(i32::try_from(first.report).unwrap_or(i32::MAX));
    let n_rows = i32::try_from(plan.rows.len()).unwrap_or(i32::MAX);
    let place = (report.sheet.as_str(), number(report.row));
    Ok(sources::insert_raw_chunk(tx, session.batch, ordinal, place, n_rows, body).await?)
}

async fn insert_rows(ctx: &Ctx, tx: &Tx, session: &Session, plan: &ChunkPlan) -> Result<(), AppError> {
    let key = session.data_keys.get(&session.batch).ok_or_else(no_key)?;
    let mut rows = Vec::with_capacity(plan.rows.len());
    for row in &plan.rows {
        let report = &plan.reports[row.report];
        rows.push(sources::NewRow {
            key: row.id,
            batch_id: session.batch,
            source: session.source.code().to_owned(),
            survey_year: session.year.get(),
            file_name: session.file_name.clone(),
            sheet: report.sheet.clone(),
            row_number: number(report.row),
            content_hash: row.content_hash.clone(),
            outcome: outcome_text(report.outcome).to_owned(),
            remarks: remarks(&report.issues, row.n_read_issues)?,
            area_id: row.area_id,
            is_place_open: row.is_place_open,
            observed_on: session.observed_on(),
            recorded_at: ctx.now,
            facts: key.seal(FACTS, &row.packed)?,
        });
    }
    Ok(sources::insert_rows(tx, rows).await?)
}

async fn insert_rejected(tx: &Tx, session: &Session, plan: &ChunkPlan) -> Result<(), AppError> {
    let key = session.data_keys.get(&session.batch).ok_or_else(no_key)?;
    keep_rejected(tx, session.batch, key, &plan.reports).await
}

/// Keeps why rows were refused.
pub(super) async fn keep_rejected(
    tx: &Tx,
    batch: Uuid,
    key: &DataKey,
    reports: &[ReadRow],
) -> Result<(), AppError> {
    let mut rows = Vec::new();
    for report in reports.iter().filter(|it| it.outcome == Outcome::Rejected) {
        let bytes = serde_json::to_vec(&(&report.issues, &report.raw))
            .map_err(|e| AppError::Unexpected(e.to_string()))?;
        rows.push((report.sheet.clone(), number(report.row), key.seal(ISSUES, &bytes)?));
    }
    Ok(sources::insert_rejected(tx, batch, rows).await?)
}

async fn insert_links(
    ctx: &Ctx,
    tx: &Tx,
    session: &Session,
    plan: &ChunkPlan,
    rows: &[Linked<'_>],
) -> Result<(), AppError> {
    let by =
        |it: phonjon_linking::plan::Match| (it.by.code().to_owned(), i16::try_from(it.score).unwrap_or(0));
    let mut links = Vec::with_capacity(plan.rows.len());
    let mut keys = Vec::new();
    for (row, linked) in plan.rows.iter().zip(&plan.links.rows) {
        keys.extend(row.link_keys.iter().map(|hash| (*hash, row.id)));
        links.push(LinkRow {
            row: row.id,
            seq: 0,
            person: row.person,
            person_by: by(linked.person_by),
            household: row.household,
            household_by: by(linked.household_by),
            is_head: session.source.is_household_file(),
            by_actor: ctx.actor.name.clone(),
            at: ctx.now,
            batch: Some(session.batch),
        });
    }
    let now_at: HashMap<RowKey, (i16, Uuid)> = rows.iter().map(|it| (it.key, it.household)).collect();
    let known: HashMap<RowKey, &stored::StoredRow> = plan.known.iter().map(|it| (it.key, &it.row)).collect();
    let mut moved = Vec::new();
    for replaced in &plan.links.replaced {
        let (Some(row), Some(household)) = (known.get(&replaced.key), now_at.get(&replaced.key)) else {
            continue;
        };
        moved.push(row.key.1);
        links.push(LinkRow {
            row: row.key,
            seq: row.link_seq + 1,
            person: row.person,
            person_by: (row.person_matcher.clone(), 1000),
            household: *household,
            household_by: by(replaced.by),
            is_head: row.is_head,
            by_actor: ctx.actor.name.clone(),
            at: ctx.now,
            batch: Some(session.batch),
        });
    }
    stored::undo_links(tx, &moved, ctx.now).await?;
    stored::insert_links(tx, links).await?;
    Ok(stored::insert_keys(tx, keys).await?)
}

/// Results of the new rows, and of stored rows whose household changed.
async fn insert_results(
    tx: &Tx,
    session: &Session,
    plan: &ChunkPlan,
    rows: &[Linked<'_>],
) -> Result<(), AppError> {
    let moved: HashSet<RowKey> = plan.links.replaced.iter().map(|it| it.key).collect();
    let n_known = plan.known.len() as u64;
    let mut results = Vec::new();
    let mut anew = Vec::new();
    for row in rows.iter().filter(|it| it.key.0 >= n_known || moved.contains(&it.key)) {
        if row.key.0 < n_known {
            anew.push(row.id.1);
        }
        results.push(survey::results(
            &session.rules.bmn31,
            &Surveyed {
                row_id: row.id.1,
                household: row.household,
                person: row.person.1,
                source: row.source,
                year: row.year,
                observed_on: super::evidence::observed_on(row.year),
                values: row.values,
            },
        ));
    }
    stored::forget_survey_results(tx, &anew).await?;
    Ok(stored::insert_survey_results(tx, results).await?)
}

/// The questions that a chunk raises.
pub(super) fn questions(
    ctx: &Ctx,
    session: &Session,
    plan: &ChunkPlan,
) -> Result<Vec<QuestionRow>, AppError> {
    let people: HashMap<Uuid, (i16, Uuid)> =
        plan.known.iter().map(|it| (it.row.person.1, it.row.person)).collect();
    let homes: HashMap<Uuid, (i16, Uuid)> =
        plan.known.iter().map(|it| (it.row.household.1, it.row.household)).collect();
    let person = |it: PersonRef| match it {
        PersonRef::New(n) => plan.new_people.get(n as usize).copied(),
        PersonRef::Existing(id) => people.get(&id.0).copied(),
    };
    let home = |it: HouseholdRef| match it {
        HouseholdRef::New(n) => plan.new_households.get(n as usize).copied(),
        HouseholdRef::Existing(id) => homes.get(&id.0).copied(),
    };
    let areas: HashMap<RowKey, Option<Uuid>> = plan.rows.iter().map(|it| (it.key, it.area_id)).collect();
    let mut questions = Vec::new();
    for it in &plan.links.questions {
        let (kind, left, right) = match it.pair {
            Pair::People(a, b) => ("person", person(a), person(b)),
            Pair::Households(a, b) => ("household", home(a), home(b)),
        };
        let (Some(left), Some(right)) = (left, right) else { continue };
        let (left, right) = if left.1 <= right.1 { (left, right) } else { (right, left) };
        let reasons: Vec<&str> = it.reasons.iter().map(|reason| reason.code()).collect();
        questions.push(QuestionRow {
            key: (left.0, ctx.new_id()),
            kind: kind.to_owned(),
            left,
            right,
            reasons: serde_json::to_string(&reasons).map_err(|e| AppError::Unexpected(e.to_string()))?,
            score: i16::try_from(it.score).unwrap_or(0),
            explanation: it.explanation.as_ref().map(explained::kept).transpose()?,
            area_id: areas.get(&it.row).copied().flatten(),
            batch_id: Some(session.batch),
            asked_at: ctx.now,
        });
    }
    Ok(questions)
}

/// What was noted on a row since it was read, as JSON: it holds codes, field names and places, no values.
pub(super) fn remarks(issues: &[phonjon_rows::Issue], n_read: usize) -> Result<Option<String>, AppError> {
    let noted = issues.get(n_read..).unwrap_or_default();
    if noted.is_empty() {
        return Ok(None);
    }
    serde_json::to_string(noted).map(Some).map_err(|e| AppError::Unexpected(e.to_string()))
}

/// How the outcome of a stored row is kept.
pub(super) const fn outcome_text(outcome: Outcome) -> &'static str {
    match outcome {
        Outcome::Accepted => "accepted",
        Outcome::AcceptedWithWarning | Outcome::Rejected | Outcome::Skipped => "accepted_with_warning",
    }
}

pub(super) fn number(row: u32) -> i32 {
    i32::try_from(row).unwrap_or(i32::MAX)
}

pub(super) fn no_key() -> AppError {
    AppError::Unexpected("the batch has no data key".to_owned())
}
