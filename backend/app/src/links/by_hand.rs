//! Two made one by hand, with a reason, and taken apart again without loss; who may not, asks.

use std::collections::HashMap;

use phonjon_domain::ids::{AreaId, HomeProvince, HouseholdId, PersonId, QuestionId};
use phonjon_domain::policy::Action;
use phonjon_store::cases::{HouseholdKey, areas_reached};
use phonjon_store::intake::{QuestionRow, insert_questions, refused_pairs};
use phonjon_store::links::{self, Question};
use phonjon_store::people::{self, PersonKey};
use phonjon_store::{StoreError, Tx, access, sources};
use serde_json::json;
use uuid::Uuid;

use super::merge::{Merged, merge, split};
use super::{QuestionKey, QuestionSeen, question};
use crate::audit;
use crate::ctx::Ctx;
use crate::error::{AppError, Conflict, Refusal};
use crate::idempotent::Key;
use crate::permit::{authorize, scope_for};

pub use phonjon_store::links::Merging;

/// Fewest letters of a reason, and the most.
const REASON: std::ops::RangeInclusive<usize> = 3..=1_000;
/// Why a question is asked that somebody asks.
const BY_HAND: &str = "BY_HAND";

/// Two of a kind that may be one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Pair {
    /// Two households.
    Households(HouseholdKey, HouseholdKey),
    /// Two persons.
    Persons(PersonKey, PersonKey),
}

impl Pair {
    fn sides(self) -> [(i16, Uuid); 2] {
        match self {
            Self::Households(one, other) => [(one.0.0, one.1.0), (other.0.0, other.1.0)],
            Self::Persons(one, other) => [(one.0.0, one.1.0), (other.0.0, other.1.0)],
        }
    }

    const fn kind(self) -> &'static str {
        match self {
            Self::Households(..) => "household",
            Self::Persons(..) => "person",
        }
    }
}

/// Makes two one: the one with the open case stays, else the one that was worked on more. What either had is the one's.
///
/// # Errors
///
/// [`AppError::Hidden`], [`AppError::Forbidden`], [`AppError::VersionConflict`], `REASON_NEEDED`, `SAME_RECORD`,
/// `SAID_NOT_THE_SAME`, or `QUESTION_WAITS`.
pub async fn make_one(
    ctx: &Ctx,
    pair: Pair,
    versions: [i64; 2],
    reason: &str,
    once: &Key,
) -> Result<Merging, AppError> {
    const OPERATION: &str = "recordsMerge";
    let reason = told(reason)?;
    let tx = ctx.store.begin().await?;
    sources::wait_for_turn(&tx).await?;
    let done = once.done(&tx, ctx, OPERATION).await?;
    if let Some(done) = done {
        let found = links::find_merging_for_update(&tx, (pair.sides()[0].0, done.uuid()?)).await?;
        let found = match found {
            Some(it) => Some(it),
            None => links::find_merging_for_update(&tx, (pair.sides()[1].0, done.uuid()?)).await?,
        };
        let found = found.ok_or(AppError::Hidden)?;
        permitted_to_undo(ctx, &tx, &found).await?;
        return Ok(found);
    }
    let stand = reached(ctx, &tx, pair, Action::MergeRecords).await?;
    apart(&tx, pair).await?;
    if let Some(theirs) = (0..2).map(|n| (versions[n], stand.versions[n])).find(|it| it.0 != it.1) {
        return Err(AppError::VersionConflict(Box::new(Conflict { version: theirs.1, fields: Vec::new() })));
    }
    let id = ctx.new_id();
    let asked = as_question(ctx, pair, id, stand.area);
    let merged = merge(ctx, &tx, &asked, Some(id)).await?;
    let (kept, gone) = merged.pair();
    let row = Merging {
        key: (kept.0, id),
        is_of_households: asked.is_of_households,
        kept,
        gone,
        reason,
        outcome: serde_json::to_string(&merged).map_err(|e| AppError::Unexpected(e.to_string()))?,
        by_actor: ctx.actor.name.clone(),
        account: ctx.actor.account,
        at: ctx.now,
        undone: None,
    };
    links::insert_merging(&tx, &row).await?;
    let detail = json!({ "kind": pair.kind(), "kept": kept.1, "gone": gone.1, "reason": row.reason });
    audit::record(ctx, &tx, "records.merged", ("merging", id), detail).await?;
    once.remember(&tx, ctx, OPERATION, "merging", id).await?;
    tx.commit().await?;
    Ok(row)
}

/// Takes apart what was made one by hand: each has its own again, as before. What was recorded since stays where it was
/// recorded.
///
/// # Errors
///
/// [`AppError::Hidden`], [`AppError::Forbidden`], `REASON_NEEDED`, `ALREADY_UNDONE`, or `MERGED_SINCE`.
pub async fn take_apart(
    ctx: &Ctx,
    key: (HomeProvince, Uuid),
    reason: &str,
    once: &Key,
) -> Result<Merging, AppError> {
    const OPERATION: &str = "mergingUndo";
    let reason = told(reason)?;
    let tx = ctx.store.begin().await?;
    sources::wait_for_turn(&tx).await?;
    let done = once.done(&tx, ctx, OPERATION).await?;
    let mut found = links::find_merging_for_update(&tx, (key.0.0, key.1)).await?.ok_or(AppError::Hidden)?;
    permitted_to_undo(ctx, &tx, &found).await?;
    if done.is_some() {
        return Ok(found);
    }
    if found.undone.is_some() {
        return Err(Refusal::of("ALREADY_UNDONE", "mergingId").into());
    }
    if links::is_merged_since(&*tx, &found).await? {
        return Err(Refusal::of("MERGED_SINCE", "mergingId").into());
    }
    let merged: Merged =
        serde_json::from_str(&found.outcome).map_err(|e| AppError::Unexpected(e.to_string()))?;
    let pair = if found.is_of_households {
        let of = |it: (i16, Uuid)| (HomeProvince(it.0), HouseholdId(it.1));
        Pair::Households(of(found.kept), of(found.gone))
    } else {
        let of = |it: (i16, Uuid)| (HomeProvince(it.0), PersonId(it.1));
        Pair::Persons(of(found.kept), of(found.gone))
    };
    split(ctx, &tx, &as_question(ctx, pair, found.key.1, None), &merged).await?;
    links::undo_merging(&tx, found.key, ctx.now, ctx.actor.account, &reason)
        .await
        .map_err(undone_meanwhile)?;
    let detail = json!({ "kind": pair.kind(), "reason": reason });
    audit::record(ctx, &tx, "records.taken_apart", ("merging", found.key.1), detail).await?;
    once.remember(&tx, ctx, OPERATION, "merging", found.key.1).await?;
    tx.commit().await?;
    found.undone = Some((ctx.now, ctx.actor.account, reason));
    Ok(found)
}

/// Asks whether two are one, for those to answer who know both.
///
/// # Errors
///
/// [`AppError::Hidden`], [`AppError::Forbidden`], `REASON_NEEDED`, `SAME_RECORD`, `SAID_NOT_THE_SAME`, or
/// `QUESTION_WAITS`.
pub async fn ask(ctx: &Ctx, pair: Pair, note: &str, once: &Key) -> Result<QuestionSeen, AppError> {
    const OPERATION: &str = "linkQuestionAsk";
    let note = told(note)?;
    let tx = ctx.store.begin().await?;
    sources::wait_for_turn(&tx).await?;
    let home = pair.sides()[0].0;
    if let Some(done) = once.done(&tx, ctx, OPERATION).await? {
        drop(tx);
        return question(ctx, (HomeProvince(home), QuestionId(done.uuid()?))).await;
    }
    let stand = reached(ctx, &tx, pair, Action::AnswerLinkQuestion).await?;
    apart(&tx, pair).await?;
    let key: QuestionKey = (HomeProvince(home), QuestionId(ctx.new_id()));
    let [left, right] = pair.sides();
    let row = QuestionRow {
        key: (home, key.1.0),
        kind: pair.kind().to_owned(),
        left,
        right,
        reasons: json!([BY_HAND]).to_string(),
        score: 500,
        explanation: None,
        area_id: stand.area.map(|it| it.0),
        batch_id: None,
        asked_at: ctx.now,
    };
    insert_questions(&tx, vec![row]).await?;
    links::note(&tx, (home, key.1), ctx.actor.account, &note).await?;
    let detail = json!({ "kind": pair.kind() });
    audit::record(ctx, &tx, "link.asked", ("question", key.1.0), detail).await?;
    once.remember(&tx, ctx, OPERATION, "question", key.1.0).await?;
    tx.commit().await?;
    question(ctx, key).await
}

/// A merging as the reader of its household sees it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MergingSeen {
    /// The merging.
    pub row: Merging,
    /// True where the reader may take it apart and nobody has.
    pub can_undo: bool,
}

/// What was made one by hand of these households and of whoever belongs or belonged to them. The caller found the households
/// within what the actor may read.
///
/// # Errors
///
/// The store's own.
pub async fn mergings(
    ctx: &Ctx,
    households: &[HouseholdKey],
) -> Result<HashMap<HouseholdId, Vec<MergingSeen>>, AppError> {
    let db = ctx.store.reader();
    let found = links::mergings_of(db, households).await?;
    let rows = people::households(db, households).await?;
    let mut areas: Vec<AreaId> = rows.values().filter_map(|it| it.area).collect();
    areas.sort_unstable();
    areas.dedup();
    let scope = scope_for(&ctx.actor, Action::MergeRecords, ctx.today());
    let may = areas_reached(db, &scope, &areas).await?;
    let seen = |home: HouseholdId, row: Merging| {
        let area = rows.get(&home).and_then(|it| it.area);
        let can_undo = row.undone.is_none() && area.is_some_and(|it| may.contains(&it));
        MergingSeen { row, can_undo }
    };
    Ok(found
        .into_iter()
        .map(|(home, all)| (home, all.into_iter().map(|it| seen(home, it)).collect()))
        .collect())
}

/// How the two stand now.
struct Stand {
    versions: [i64; 2],
    /// Where the first one lives.
    area: Option<AreaId>,
}

/// Both sides, where the actor reads them and may do the act on them.
async fn reached(ctx: &Ctx, tx: &Tx, pair: Pair, act: Action) -> Result<Stand, AppError> {
    let [one, other] = pair.sides();
    let reads = scope_for(&ctx.actor, Action::ReadCase, ctx.today());
    let acts = scope_for(&ctx.actor, act, ctx.today());
    let mut stand = Stand { versions: [0, 0], area: None };
    match pair {
        Pair::Households(left, right) => {
            let rows = people::households(&**tx, &[left, right]).await?;
            let mut forbidden = false;
            for (n, key) in [left, right].into_iter().enumerate() {
                let row = rows.get(&key.1).filter(|it| it.gone_at.is_none() && it.key == key);
                let row = row.ok_or(AppError::Hidden)?;
                let does = access::in_scope(&**tx, &acts, row.area, None).await?;
                // Who answers questions without reading cases reaches by the former.
                if !does && !access::in_scope(&**tx, &reads, row.area, None).await? {
                    return Err(AppError::Hidden);
                }
                forbidden |= !does;
                stand.versions[n] = row.version;
                stand.area = stand.area.or(row.area);
            }
            if forbidden {
                return Err(AppError::Forbidden);
            }
        }
        Pair::Persons(left, right) => {
            let mut forbidden = false;
            for (n, key) in [left, right].into_iter().enumerate() {
                let does = people::reaches_person(&**tx, &acts, key).await?;
                if !does && !people::reaches_person(&**tx, &reads, key).await? {
                    return Err(AppError::Hidden);
                }
                forbidden |= !does;
                let (version, area) = people::standing(&**tx, key).await?.ok_or(AppError::Hidden)?;
                stand.versions[n] = version;
                stand.area = stand.area.or(area);
            }
            if forbidden {
                return Err(AppError::Forbidden);
            }
        }
    }
    authorize(&ctx.actor, act, ctx.today())?;
    if one == other {
        return Err(Refusal::of("SAME_RECORD", "otherId").into());
    }
    Ok(stand)
}

/// Refuses what was said to be two, and what is asked already.
async fn apart(tx: &Tx, pair: Pair) -> Result<(), AppError> {
    let [one, other] = pair.sides();
    let refused = refused_pairs(&**tx, pair.kind(), &[one.1]).await?;
    if refused.iter().any(|it| it.1 == other.1) {
        return Err(Refusal::of("SAID_NOT_THE_SAME", "otherId").into());
    }
    let waiting = links::open_between(&**tx, pair.kind(), one.1).await?;
    if waiting.iter().any(|it| it.1 == other.1) {
        return Err(Refusal::of("QUESTION_WAITS", "otherId").into());
    }
    Ok(())
}

/// Whoever may merge where the one that stays is may take it apart.
async fn permitted_to_undo(ctx: &Ctx, tx: &Tx, of: &Merging) -> Result<(), AppError> {
    let reads = scope_for(&ctx.actor, Action::ReadCase, ctx.today());
    let acts = scope_for(&ctx.actor, Action::MergeRecords, ctx.today());
    let (does, sees) = if of.is_of_households {
        let key = (HomeProvince(of.kept.0), HouseholdId(of.kept.1));
        let area = people::households(&**tx, &[key]).await?.remove(&key.1).and_then(|it| it.area);
        let does = area.is_some() && access::in_scope(&**tx, &acts, area, None).await?;
        (does, area.is_some() && access::in_scope(&**tx, &reads, area, None).await?)
    } else {
        let key = (HomeProvince(of.kept.0), PersonId(of.kept.1));
        let does = people::reaches_person(&**tx, &acts, key).await?;
        (does, people::reaches_person(&**tx, &reads, key).await?)
    };
    match (sees, does) {
        (false, _) => Err(AppError::Hidden),
        (true, false) => Err(AppError::Forbidden),
        (true, true) => Ok(()),
    }
}

/// What joining two needs of a question: nobody asked one.
fn as_question(ctx: &Ctx, pair: Pair, id: Uuid, area: Option<AreaId>) -> Question {
    let [left, right] = pair.sides();
    Question {
        key: (left.0, QuestionId(id)),
        is_of_households: matches!(pair, Pair::Households(..)),
        left,
        right,
        reasons: Vec::new(),
        score: 1_000,
        explanation: None,
        area,
        asked_at: ctx.now,
        answer: None,
        answered_by: None,
        answered_at: None,
        outcome: None,
        passed: None,
        number: None,
        by_hand: None,
        village_knows: false,
        subdistrict_knows: false,
    }
}

fn told(reason: &str) -> Result<String, Refusal> {
    let reason = reason.trim();
    let n = reason.chars().count();
    if n < *REASON.start() {
        return Err(Refusal::of("REASON_NEEDED", "reason"));
    }
    if *REASON.end() < n {
        return Err(Refusal::of("TEXT_TOO_LONG", "reason").with("max", REASON.end()));
    }
    Ok(reason.to_owned())
}

fn undone_meanwhile(error: StoreError) -> AppError {
    if matches!(error, StoreError::Stale) {
        Refusal::of("ALREADY_UNDONE", "mergingId").into()
    } else {
        error.into()
    }
}
