//! Whose turn a question is, passing it on to who may know, and its number on paper.

use std::collections::BTreeMap;

use chrono::TimeDelta;
use phonjon_domain::link::Stage;
use phonjon_domain::policy::{Action, Relation, permits};
use phonjon_domain::setting::OfficeSetting;
use phonjon_store::links::{self, QuestionsAsked, Turn};
use phonjon_store::{StoreError, sources};
use serde_json::json;
use uuid::Uuid;

use super::answer::{answered_meanwhile, lock, settled};
use super::{Asked, QuestionKey, QuestionSeen, question};
use crate::audit;
use crate::ctx::Ctx;
use crate::error::{AppError, Refusal};
use crate::idempotent::Key;
use crate::permit::{authorize, scope_for};
use crate::settings;

/// Most questions that are numbered in one act.
const MOST_NUMBERED: u64 = 100;

/// Whose turn is the actor's, as things stand.
pub(crate) async fn turn_of(ctx: &Ctx) -> Result<Turn, StoreError> {
    let days = settings::count(ctx.store.reader(), OfficeSetting::LinksDaysAtEachStep).await?;
    Ok(Turn { stage: stage_of(ctx), now: ctx.now, days: TimeDelta::days(i64::from(days)) })
}

/// Where the actor answers: the furthest up of their grants.
fn stage_of(ctx: &Ctx) -> Stage {
    let holds = ctx.actor.grants.iter().filter(|it| it.holds_on(ctx.today()));
    let answers = holds.filter(|it| permits(it.role, Action::AnswerLinkQuestion, Relation::Within));
    answers.map(|it| Stage::of(it.role)).max().unwrap_or(Stage::Village)
}

/// Passes a question on to who may know both, as the actor does not.
///
/// # Errors
///
/// [`AppError::Hidden`], [`AppError::Forbidden`], `QUESTION_SETTLED`, `QUESTION_AT_DISTRICT`.
pub async fn pass_on(ctx: &Ctx, key: QuestionKey, once: &Key) -> Result<QuestionSeen, AppError> {
    const OPERATION: &str = "linkQuestionPassOn";
    let turn = turn_of(ctx).await?;
    let tx = ctx.store.begin().await?;
    let done = once.done(&tx, ctx, OPERATION).await?;
    let asked = lock(ctx, &tx, key).await?;
    if done.is_some() {
        drop(tx);
        return question(ctx, key).await;
    }
    if asked.answered_at.is_some() {
        return Err(settled(&tx, &asked).await?);
    }
    let stands = asked.waits().stage(ctx.now, turn.days).0.max(turn.stage);
    let to = stands.next().ok_or_else(|| Refusal::of("QUESTION_AT_DISTRICT", "questionId"))?;
    let stored = links::pass_on(&tx, asked.key, to, ctx.actor.account, ctx.now).await;
    stored.map_err(answered_meanwhile)?;
    let detail = json!({ "to": to.code() });
    audit::record(ctx, &tx, "link.passed_on", ("question", asked.key.1.0), detail).await?;
    once.remember(&tx, ctx, OPERATION, "question", asked.key.1.0).await?;
    tx.commit().await?;
    question(ctx, key).await
}

/// Gives the questions that wait numbers for paper, the oldest 100 that have none; gives how many.
///
/// # Errors
///
/// [`AppError::Forbidden`], or the store's failure.
pub async fn number(ctx: &Ctx, asked: Asked, once: &Key) -> Result<usize, AppError> {
    const OPERATION: &str = "linkQuestionsNumber";
    authorize(&ctx.actor, Action::AnswerLinkQuestion, ctx.today())?;
    let scope = scope_for(&ctx.actor, Action::AnswerLinkQuestion, ctx.today());
    let turn = if asked.only_my_turn { Some(turn_of(ctx).await?) } else { None };
    let tx = ctx.store.begin().await?;
    // Numbers follow each other: one at a time.
    sources::wait_for_turn(&tx).await?;
    if let Some(done) = once.done(&tx, ctx, OPERATION).await? {
        return Ok(done.id.parse().unwrap_or(0));
    }
    let wanted = QuestionsAsked { turn, limit: MOST_NUMBERED, area: asked.area, ..QuestionsAsked::default() };
    let mut by_province: BTreeMap<i16, Vec<Uuid>> = BTreeMap::new();
    for it in links::questions(&*tx, &scope, &wanted).await?.iter().filter(|it| it.number.is_none()) {
        by_province.entry(it.key.0).or_default().push(it.key.1.0);
    }
    let n = by_province.values().map(Vec::len).sum();
    for (province, ids) in &by_province {
        links::number(&tx, *province, ids).await?;
    }
    audit::record(ctx, &tx, "link.numbered", ("questions", n), json!({ "numbered": n })).await?;
    once.remember(&tx, ctx, OPERATION, "questions", n).await?;
    tx.commit().await?;
    Ok(n)
}
