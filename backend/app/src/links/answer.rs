//! Answering a question, and taking the answer back.

use phonjon_domain::policy::Action;
use phonjon_store::links::{self, Answer, Question};
use phonjon_store::{StoreError, Tx, access, sources};
use serde_json::json;

use super::merge::{Merged, merge, split};
use super::{QuestionKey, QuestionSeen, question};
use crate::audit;
use crate::ctx::Ctx;
use crate::error::{AppError, Refusal};
use crate::idempotent::Key;
use crate::permit::{authorize, scope_for};

/// Answers a question: what is the same becomes one, with everything that hangs on either; what is not is never
/// asked again.
///
/// # Errors
///
/// [`AppError::Hidden`], [`AppError::Forbidden`], `QUESTION_SETTLED`.
pub async fn answer(ctx: &Ctx, key: QuestionKey, said: Answer, once: &Key) -> Result<QuestionSeen, AppError> {
    const OPERATION: &str = "linkQuestionAnswer";
    let tx = ctx.store.begin().await?;
    sources::wait_for_turn(&tx).await?;
    let done = once.done(&tx, ctx, OPERATION).await?;
    let asked = lock(ctx, &tx, key).await?;
    if done.is_some() {
        drop(tx);
        return question(ctx, key).await;
    }
    if asked.answered_at.is_some() {
        return Err(settled(&tx, &asked).await?);
    }
    let outcome = match said {
        Answer::Same => {
            let merged = merge(ctx, &tx, &asked, None).await?;
            serde_json::to_string(&merged).map_err(|e| AppError::Unexpected(e.to_string()))?
        }
        Answer::NotTheSame => {
            let pair = (asked.left.1, asked.right.1);
            links::refuse(&tx, kind(&asked), pair, &ctx.actor.name, ctx.now).await?;
            "{}".to_owned()
        }
    };
    let stored = links::answer(&tx, asked.key, said, ctx.actor.account, ctx.now, &outcome).await;
    stored.map_err(answered_meanwhile)?;
    let detail = json!({ "kind": kind(&asked), "answer": said.code() });
    audit::record(ctx, &tx, "link.answered", ("question", asked.key.1.0), detail).await?;
    once.remember(&tx, ctx, OPERATION, "question", asked.key.1.0).await?;
    tx.commit().await?;
    question(ctx, key).await
}

/// Takes an answer back: what became one is two again, each with its own rows, and the question waits as before.
/// What was recorded since stays where it was recorded.
///
/// # Errors
///
/// [`AppError::Hidden`], [`AppError::Forbidden`], `QUESTION_NOT_ANSWERED`.
pub async fn undo_answer(ctx: &Ctx, key: QuestionKey, once: &Key) -> Result<QuestionSeen, AppError> {
    const OPERATION: &str = "linkAnswerUndo";
    let tx = ctx.store.begin().await?;
    sources::wait_for_turn(&tx).await?;
    let done = once.done(&tx, ctx, OPERATION).await?;
    let asked = lock(ctx, &tx, key).await?;
    if done.is_some() {
        drop(tx);
        return question(ctx, key).await;
    }
    match asked.answer {
        None => return Err(Refusal::of("QUESTION_NOT_ANSWERED", "questionId").into()),
        Some(Answer::NotTheSame) => {
            let pair = [(asked.left.1, asked.right.1)];
            links::forget_refusals(&tx, kind(&asked), &pair).await?;
        }
        Some(Answer::Same) => {
            let merged: Merged = serde_json::from_str(asked.outcome.as_deref().unwrap_or_default())
                .map_err(|e| AppError::Unexpected(e.to_string()))?;
            split(ctx, &tx, &asked, &merged).await?;
        }
    }
    links::reopen(&tx, asked.key).await.map_err(answered_meanwhile)?;
    let detail = json!({ "kind": kind(&asked) });
    audit::record(ctx, &tx, "link.answer_undone", ("question", asked.key.1.0), detail).await?;
    once.remember(&tx, ctx, OPERATION, "question", asked.key.1.0).await?;
    tx.commit().await?;
    question(ctx, key).await
}

pub(super) async fn lock(ctx: &Ctx, tx: &Tx, key: QuestionKey) -> Result<Question, AppError> {
    authorize(&ctx.actor, Action::AnswerLinkQuestion, ctx.today())?;
    let scope = scope_for(&ctx.actor, Action::AnswerLinkQuestion, ctx.today());
    let found = links::find_question_for_update(tx, &scope, (key.0.0, key.1)).await?;
    found.ok_or(AppError::Hidden)
}

/// That somebody answered before, and who: the second of two is told.
pub(super) async fn settled(tx: &Tx, question: &Question) -> Result<AppError, AppError> {
    let names = access::account_names(&**tx, question.answered_by.as_slice()).await?;
    let name = question.answered_by.and_then(|it| names.get(&it).cloned()).unwrap_or_default();
    Ok(Refusal::of("QUESTION_SETTLED", "questionId").with("who", name).into())
}

/// The word that refusals and questions are stored under.
pub(super) fn kind(question: &Question) -> &'static str {
    if question.is_of_households { "household" } else { "person" }
}

pub(super) fn answered_meanwhile(error: StoreError) -> AppError {
    if matches!(error, StoreError::Stale) {
        Refusal::of("QUESTION_SETTLED", "questionId").with("who", "").into()
    } else {
        error.into()
    }
}
