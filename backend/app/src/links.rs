//! Questions whether two persons or households are one, shown side by side to whoever reaches both, and their answers.

use std::collections::HashMap;

use chrono::{DateTime, Utc};
use phonjon_domain::ids::{AreaId, HomeProvince, HouseholdId, PersonId, QuestionId};
use phonjon_domain::policy::Action;
use phonjon_store::cases::HouseholdKey;
use phonjon_store::links::{self, Question, QuestionsAsked};
use phonjon_store::people::{self, HouseholdRow, MemberRow, NumberRow, PersonKey};
use uuid::Uuid;

use crate::ctx::Ctx;
use crate::error::AppError;
use crate::household::masked_numbers;
use crate::permit::{authorize, scope_for};

mod answer;
mod correct;
mod merge;

pub use answer::{answer, undo_answer};
pub use correct::{correction_undo, number_key, person_died, person_move, person_new_number};
pub use phonjon_store::links::{Answer, CorrectionKind, CorrectionRow};

/// What names a question: its home province and id.
pub type QuestionKey = (HomeProvince, QuestionId);

/// A question with both sides as they are now.
#[derive(Debug, Clone)]
pub struct QuestionSeen {
    /// The question.
    pub question: Question,
    /// One of the two.
    pub left: Side,
    /// The other.
    pub right: Side,
}

/// One of two that may be one. Empty where it is no more: both became one.
#[derive(Debug, Clone, Default)]
pub struct Side {
    /// The household, or the households that the person belongs or belonged to.
    pub households: Vec<HouseholdRow>,
    /// The person, or the members of the household, with their masked numbers.
    pub persons: Vec<(MemberRow, Vec<NumberRow>)>,
}

/// Which questions are asked for.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Asked {
    /// Answered ones instead of those that wait.
    pub answered: bool,
    /// Only those that came up in this area.
    pub area: Option<AreaId>,
    /// Instant and id of the last question of the page before.
    pub after: Option<(DateTime<Utc>, QuestionId)>,
}

/// Questions that the actor may answer: those that wait, the oldest first; of answered ones the newest answer first.
///
/// # Errors
///
/// [`AppError::Forbidden`], or the store's failure.
pub async fn questions(ctx: &Ctx, asked: Asked, limit: u64) -> Result<Vec<QuestionSeen>, AppError> {
    authorize(&ctx.actor, Action::AnswerLinkQuestion, ctx.today())?;
    let scope = scope_for(&ctx.actor, Action::AnswerLinkQuestion, ctx.today());
    let asked = QuestionsAsked { answered: asked.answered, area: asked.area, after: asked.after, limit };
    let found = links::questions(ctx.store.reader(), &scope, &asked).await?;
    seen(ctx, found).await
}

/// One question that the actor may answer.
///
/// # Errors
///
/// [`AppError::Hidden`], or the store's failure.
pub async fn question(ctx: &Ctx, key: QuestionKey) -> Result<QuestionSeen, AppError> {
    let scope = scope_for(&ctx.actor, Action::AnswerLinkQuestion, ctx.today());
    let found = links::find_question(ctx.store.reader(), &scope, (key.0.0, key.1)).await?;
    let found = found.ok_or(AppError::Hidden)?;
    seen(ctx, vec![found]).await?.pop().ok_or(AppError::Hidden)
}

/// Both sides of each question; everybody shown is noted, to be recorded before the answer leaves.
async fn seen(ctx: &Ctx, questions: Vec<Question>) -> Result<Vec<QuestionSeen>, AppError> {
    let db = ctx.store.reader();
    let persons: Vec<Uuid> =
        questions.iter().filter(|it| !it.is_of_households).flat_map(|it| [it.left.1, it.right.1]).collect();
    let homes_of = links::homes_of(db, &persons).await?;
    let homes = |it: &Question, side: (i16, Uuid)| -> Vec<(i16, Uuid)> {
        if it.is_of_households { vec![side] } else { homes_of.get(&side.1).cloned().unwrap_or_default() }
    };
    let mut keys: Vec<HouseholdKey> = questions
        .iter()
        .flat_map(|it| [homes(it, it.left), homes(it, it.right)])
        .flatten()
        .map(|it| (HomeProvince(it.0), HouseholdId(it.1)))
        .collect();
    keys.sort_unstable();
    keys.dedup();
    let households = people::households(db, &keys).await?;
    let members = people::members(db, &keys).await?;
    let shown = |it: &Question, side: (i16, Uuid)| -> Side {
        let homes = homes(it, side).into_iter().map(|home| HouseholdId(home.1));
        let households: Vec<HouseholdRow> =
            homes.filter_map(|it| households.get(&it)).filter(|it| it.gone_at.is_none()).cloned().collect();
        let mut persons: Vec<(MemberRow, Vec<NumberRow>)> = Vec::new();
        for member in households.iter().filter_map(|it| members.get(&it.key.1)).flatten() {
            let is_meant = it.is_of_households || member.person.key.1 == PersonId(side.1);
            if is_meant && persons.iter().all(|(known, _)| known.person.key != member.person.key) {
                persons.push((member.clone(), Vec::new()));
            }
        }
        Side { households, persons }
    };
    let mut seen: Vec<QuestionSeen> = questions
        .into_iter()
        .map(|it| QuestionSeen { left: shown(&it, it.left), right: shown(&it, it.right), question: it })
        .collect();
    add_numbers(ctx, &mut seen).await?;
    Ok(seen)
}

async fn add_numbers(ctx: &Ctx, seen: &mut [QuestionSeen]) -> Result<(), AppError> {
    let mut persons: Vec<PersonKey> = seen
        .iter()
        .flat_map(|it| [&it.left, &it.right])
        .flat_map(|it| it.persons.iter().map(|(member, _)| member.person.key))
        .collect();
    persons.sort_unstable();
    persons.dedup();
    ctx.show("linkQuestions", persons.iter().map(|it| it.1));
    let numbers: HashMap<PersonId, Vec<NumberRow>> = masked_numbers(ctx, &persons).await?;
    for side in seen.iter_mut().flat_map(|it| [&mut it.left, &mut it.right]) {
        for (member, shown) in &mut side.persons {
            *shown = numbers.get(&member.person.key.1).cloned().unwrap_or_default();
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests;
