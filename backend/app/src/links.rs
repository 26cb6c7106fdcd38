//! Questions whether two persons or households are one, shown side by side to whoever reaches both, and their answers.

use std::collections::HashMap;

use chrono::{DateTime, Utc};
use phonjon_domain::area::AreaLevel;
use phonjon_domain::ids::{AreaId, HomeProvince, HouseholdId, PersonId, QuestionId};
use phonjon_domain::link::Stage;
use phonjon_domain::policy::Action;
use phonjon_store::areas::{self, Area};
use phonjon_store::cases::{HouseholdKey, areas_reached};
use phonjon_store::links::{self, Question, QuestionsAsked};
use phonjon_store::people::{self, HouseholdRow, NumberRow, PersonKey};
use uuid::Uuid;

use crate::ctx::Ctx;
use crate::error::AppError;
use crate::household::{Member, masked_numbers, members_of};
use crate::permit::{authorize, scope_for};

mod answer;
mod by_hand;
mod carry;
mod correct;
pub(crate) mod explained;
mod merge;
mod turn;

pub use answer::{answer, undo_answer};
pub use by_hand::{Merging, MergingSeen, Pair, ask, make_one, mergings, take_apart};
pub use correct::{correction_undo, number_key, person_died, person_move, person_new_number};
pub use explained::{Explained, Weighed, explained};
pub use phonjon_store::links::{Answer, CorrectionKind, CorrectionRow};
pub(crate) use turn::turn_of;
pub use turn::{number, pass_on};

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
    /// Whose turn it is.
    pub stage: Stage,
    /// When the next ones are asked too; none at the district, and once it is answered.
    pub moves_at: Option<DateTime<Utc>>,
    /// True where it is the reader's turn.
    pub is_my_turn: bool,
}

/// One of two that may be one. Empty where it is no more: both became one.
#[derive(Debug, Clone, Default)]
pub struct Side {
    /// The household, or the households that the person belongs or belonged to, as far as the actor reaches them.
    pub households: Vec<HouseholdRow>,
    /// The districts of further households of the person, which lie out of reach: whom to ask, and nothing else.
    pub elsewhere: Vec<AreaId>,
    /// The person, or the members of the household, with their masked numbers.
    pub persons: Vec<(Member, Vec<NumberRow>)>,
}

/// Which questions are asked for.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Asked {
    /// Answered ones instead of those that wait.
    pub answered: bool,
    /// Only those that came up in this area.
    pub area: Option<AreaId>,
    /// Only those whose turn is the actor's.
    pub only_my_turn: bool,
    /// Only those with a number on paper.
    pub is_numbered: bool,
    /// Only those with this number.
    pub number: Option<i32>,
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
    let turn = if asked.only_my_turn { Some(turn_of(ctx).await?) } else { None };
    let asked = QuestionsAsked {
        answered: asked.answered,
        area: asked.area,
        turn,
        is_numbered: asked.is_numbered,
        number: asked.number,
        after: asked.after,
        limit,
    };
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

/// Both sides of each question, as far as the actor reaches them; everybody shown is noted, to be recorded before the
/// answer leaves.
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
    let mut households = people::households(db, &keys).await?;
    households.retain(|_, it| it.gone_at.is_none());
    let scope = scope_for(&ctx.actor, Action::AnswerLinkQuestion, ctx.today());
    let mut areas: Vec<AreaId> = households.values().filter_map(|it| it.area).collect();
    areas.sort_unstable();
    areas.dedup();
    let reached = areas_reached(db, &scope, &areas).await?;
    let is_reached = |it: &HouseholdRow| it.area.is_some_and(|area| reached.contains(&area));
    areas.retain(|it| !reached.contains(it));
    let districts = districts(ctx, &areas).await?;
    keys.retain(|it| households.get(&it.1).is_some_and(is_reached));
    let members = members_of(ctx, &scope, &keys).await?;
    let shown = |it: &Question, side: (i16, Uuid)| -> Side {
        let homes = homes(it, side).into_iter().map(|home| HouseholdId(home.1));
        let (here, elsewhere): (Vec<&HouseholdRow>, Vec<&HouseholdRow>) =
            homes.filter_map(|it| households.get(&it)).partition(|it| is_reached(it));
        let mut persons: Vec<(Member, Vec<NumberRow>)> = Vec::new();
        let mut of_homes: Vec<&Member> =
            here.iter().filter_map(|it| members.get(&it.key.1)).flatten().collect();
        if !it.is_of_households {
            of_homes.retain(|member| member.person.key.1 == PersonId(side.1));
            // Where the person belongs now says more than where they left.
            of_homes.sort_by_key(|member| member.until.is_some());
        }
        for member in of_homes {
            if persons.iter().all(|(known, _)| known.person.key != member.person.key) {
                persons.push((member.clone(), Vec::new()));
            }
        }
        let mut elsewhere: Vec<AreaId> =
            elsewhere.iter().filter_map(|it| districts.get(&it.area?).copied()).collect();
        elsewhere.sort_unstable();
        elsewhere.dedup();
        Side { households: here.into_iter().cloned().collect(), elsewhere, persons }
    };
    let turn = turn_of(ctx).await?;
    let told = |it: Question| {
        let (stage, moves_at) = it.waits().stage(ctx.now, turn.days);
        let waits = it.answered_at.is_none();
        let is_my_turn = waits && it.waits().is_turn_of(turn.stage, ctx.now, turn.days);
        QuestionSeen {
            left: shown(&it, it.left),
            right: shown(&it, it.right),
            stage,
            moves_at: moves_at.filter(|_| waits),
            is_my_turn,
            question: it,
        }
    };
    let mut seen: Vec<QuestionSeen> = questions.into_iter().map(told).collect();
    add_numbers(ctx, &mut seen).await?;
    Ok(seen)
}

/// The district that each of these areas lies in, or the area itself where it is larger.
async fn districts(ctx: &Ctx, of: &[AreaId]) -> Result<HashMap<AreaId, AreaId>, AppError> {
    let paths = areas::paths(ctx.store.reader(), of, ctx.today()).await?;
    let district = |path: &[Area]| path.iter().find(|it| it.level == AreaLevel::District).map(|it| it.id);
    Ok(paths.into_iter().map(|(id, path)| (id, district(&path).unwrap_or(id))).collect())
}

async fn add_numbers(ctx: &Ctx, seen: &mut [QuestionSeen]) -> Result<(), AppError> {
    let shown = seen.iter().flat_map(|it| [&it.left, &it.right]).flat_map(|it| &it.persons);
    ctx.show("linkQuestions", shown.map(|(member, _)| member.person.key.1));
    let mut persons: Vec<PersonKey> = seen
        .iter()
        .flat_map(|it| [&it.left, &it.right])
        .flat_map(|it| &it.persons)
        .filter(|(member, _)| !member.is_out_of_reach)
        .map(|(member, _)| member.person.key)
        .collect();
    persons.sort_unstable();
    persons.dedup();
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
