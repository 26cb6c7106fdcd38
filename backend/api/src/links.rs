//! Questions whether two are one as clients see them, their answers, and persons set right by hand.

mod explained;
mod side;

use std::collections::BTreeMap;

use async_graphql::{Context, Enum, ID, Object, SimpleObject};
use chrono::{DateTime, Utc};
use phonjon_app::household::corrections::Correction;
use phonjon_app::links::{self, Asked, CorrectionRow, QuestionSeen};
use phonjon_domain::ids::{AreaId, HomeProvince, HouseholdId, PersonId, QuestionId};
use phonjon_domain::link::{Band, Stage};
use phonjon_words::sentence;
use uuid::Uuid;

use explained::ExplanationNode;
use side::SideNode;

use crate::accounts::name::{AccountNameNode, account_name};
use crate::areas::{self, AreaNode};
use crate::base::asking::{language, person};
use crate::base::ids::{Kind, id_of, read_id};
use crate::base::key::key_of;
use crate::base::page::{Page, connection};
use crate::base::refusal::{bad_cursor, fault, outcome, payload};
use crate::base::scalars::Date;
use crate::cases::{self, HouseholdNode, PersonNode};

/// An answer to a question whether two are one.
#[derive(Enum, Debug, Clone, Copy, PartialEq, Eq)]
#[graphql(name = "LinkAnswer", remote = "phonjon_app::links::Answer")]
pub(crate) enum Answer {
    /// They are one: everything known of either is put together.
    Same,
    /// They are two; this is never asked again.
    NotTheSame,
}

/// What a question is about.
#[derive(Enum, Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum LinkQuestionKind {
    /// Two persons.
    Persons,
    /// Two households.
    Households,
}

/// How sure a score is, in words.
#[derive(Enum, Debug, Clone, Copy, PartialEq, Eq)]
#[graphql(remote = "Band")]
pub(crate) enum LinkBand {
    /// Surely one.
    Certain,
    /// Probably one.
    Likely,
    /// It may be either.
    Unsure,
}

/// Who is asked first and who later: those who know both families, from the village up.
#[derive(Enum, Debug, Clone, Copy, PartialEq, Eq)]
#[graphql(remote = "Stage")]
pub(crate) enum LinkStage {
    /// Who lives among them.
    Village,
    /// The subdistrict's team and local organisation.
    Subdistrict,
    /// The district and whoever is above it.
    District,
}

/// A question whether two records are one.
pub(crate) struct QuestionNode(QuestionSeen);

impl QuestionNode {
    pub(crate) const fn of(seen: QuestionSeen) -> Self {
        Self(seen)
    }
}

/// A question whether two records are one, with both sides as they are now.
#[Object(name = "LinkQuestion")]
impl QuestionNode {
    /// The question.
    async fn id(&self) -> ID {
        id_of(Kind::Question, HomeProvince(self.0.question.key.0), self.0.question.key.1)
    }

    /// What it is about.
    async fn kind(&self) -> LinkQuestionKind {
        if self.0.question.is_of_households {
            LinkQuestionKind::Households
        } else {
            LinkQuestionKind::Persons
        }
    }

    /// Why it is asked.
    async fn reasons(&self, ctx: &Context<'_>) -> Vec<LinkReason> {
        let reasons = self.0.question.reasons.iter();
        reasons
            .map(|code| LinkReason {
                code: code.clone(),
                message: sentence(language(ctx), code, &BTreeMap::new()),
            })
            .collect()
    }

    /// How likely they are one, 0 to 1000.
    async fn score(&self) -> i32 {
        i32::from(self.0.question.score)
    }

    /// What the score is the sum of; null of households, of what somebody asked, and of what was asked before this was kept.
    #[expect(clippy::unused_async, reason = "every field of the schema is async")]
    async fn explanation(&self, ctx: &Context<'_>) -> async_graphql::Result<Option<ExplanationNode>> {
        let found = links::explained(&self.0.question).map_err(|error| fault(ctx, error))?;
        Ok(found.map(|it| ExplanationNode::of(&it, self.0.question.score, language(ctx))))
    }

    /// How sure that is, in words.
    async fn band(&self) -> LinkBand {
        Band::of(self.0.question.score).into()
    }

    /// Whose turn it is: those who know both, from the village up. Whoever reaches both may answer before.
    async fn waits_for(&self) -> LinkStage {
        self.0.stage.into()
    }

    /// When the next ones are asked too; null at the district, and once it is answered.
    async fn moves_on_at(&self) -> Option<DateTime<Utc>> {
        self.0.moves_at
    }

    /// True where it waits and it is your turn.
    async fn is_my_turn(&self) -> bool {
        self.0.is_my_turn
    }

    /// Its number on paper, once `linkQuestionsNumber` gave it one; nobody else of its province has it.
    async fn number(&self) -> Option<i32> {
        self.0.question.number
    }

    /// Why somebody asks; null where an import does.
    async fn note(&self) -> Option<&str> {
        self.0.question.by_hand.as_ref().map(|it| it.1.as_str())
    }

    /// The account that asks; null where an import does.
    async fn asked_by(&self, ctx: &Context<'_>) -> async_graphql::Result<Option<AccountNameNode>> {
        account_name(ctx, self.0.question.by_hand.as_ref().map(|it| it.0)).await
    }

    /// One of the two.
    async fn left(&self) -> SideNode<'_> {
        SideNode(&self.0.left)
    }

    /// The other.
    async fn right(&self) -> SideNode<'_> {
        SideNode(&self.0.right)
    }

    /// Where it came up.
    async fn area(&self, ctx: &Context<'_>) -> async_graphql::Result<Option<AreaNode>> {
        match self.0.question.area {
            Some(area) => areas::find(ctx, area).await,
            None => Ok(None),
        }
    }

    /// When it was asked.
    async fn asked_at(&self) -> DateTime<Utc> {
        self.0.question.asked_at
    }

    /// The answer; null while it waits.
    async fn answer(&self) -> Option<Answer> {
        self.0.question.answer.map(Into::into)
    }

    /// The account that answered.
    async fn answered_by(&self, ctx: &Context<'_>) -> async_graphql::Result<Option<AccountNameNode>> {
        account_name(ctx, self.0.question.answered_by).await
    }

    /// When it was answered.
    async fn answered_at(&self) -> Option<DateTime<Utc>> {
        self.0.question.answered_at
    }
}

/// Why a question is asked.
#[derive(SimpleObject)]
pub(crate) struct LinkReason {
    /// A stable word such as `SAME_NAME`.
    code: String,
    /// A sentence in the reader's language.
    message: String,
}

connection!(
    /// A page of questions: those that wait, the oldest first; of answered ones the newest answer first.
    LinkQuestionConnection of QuestionNode
);

/// What can be read of links.
#[derive(Default)]
pub(crate) struct LinkQuery;

#[Object]
impl LinkQuery {
    /// Questions whether two are one, of which you reach both sides. Each page is audited: it shows persons.
    #[expect(clippy::too_many_arguments, reason = "each is an argument of the field")]
    async fn link_questions(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Only those that came up in this area.")] area_id: Option<ID>,
        #[graphql(desc = "Answered ones instead of those that wait.", default)] answered: bool,
        #[graphql(desc = "Only those that wait for you: the village is asked first.", default)]
        only_my_turn: bool,
        #[graphql(desc = "Only those with a number on paper.", default)] numbered: bool,
        #[graphql(desc = "Only those with this number on paper; one of each province.")] number: Option<i32>,
        #[graphql(desc = "How many, 1 to 100; 20 where absent.")] first: Option<i32>,
        #[graphql(desc = "The `endCursor` of the page before.")] after: Option<String>,
    ) -> async_graphql::Result<LinkQuestionConnection> {
        let app = person(ctx)?;
        let page = Page::read(first, after.as_deref())?;
        let area = area_id.map(|it| read_id::<AreaId>(Kind::Area, &it)).transpose()?.map(|it| it.1);
        let after = page.after.as_deref().map(place).transpose()?;
        let asked = Asked { answered, area, only_my_turn, is_numbered: numbered, number, after };
        let found = links::questions(app, asked, page.n_to_read()).await;
        let found = found.map_err(|error| fault(ctx, error))?;
        let (found, page_info) = page.cut(found, |it| {
            let at = it.question.answered_at.filter(|_| answered).unwrap_or(it.question.asked_at);
            vec![at.timestamp_micros().to_string(), it.question.key.1.0.to_string()]
        });
        let nodes = found.into_iter().map(QuestionNode).collect();
        Ok(LinkQuestionConnection { nodes, page_info, total_count: None })
    }

    /// One question whether two are one.
    async fn link_question(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The question.")] id: ID,
    ) -> async_graphql::Result<QuestionNode> {
        let app = person(ctx)?;
        let id = read_id::<QuestionId>(Kind::Question, &id)?;
        let found = links::question(app, id).await.map_err(|error| fault(ctx, error))?;
        Ok(QuestionNode(found))
    }
}

/// The place of a question in its list, from a cursor's parts.
fn place(parts: &[String]) -> async_graphql::Result<(DateTime<Utc>, QuestionId)> {
    let read = || {
        let [at, id] = parts else { return None };
        let at = DateTime::from_timestamp_micros(at.parse().ok()?)?;
        Some((at, QuestionId(id.parse::<Uuid>().ok()?)))
    };
    read().ok_or_else(bad_cursor)
}

/// What a correction by hand says.
#[derive(Enum, Debug, Clone, Copy, PartialEq, Eq)]
#[graphql(remote = "phonjon_app::links::CorrectionKind")]
pub(crate) enum CorrectionKind {
    /// The person belongs to another household.
    Move,
    /// The person died.
    Died,
    /// The person bears another number.
    Number,
}

/// A person set right by hand.
pub(crate) struct CorrectionNode(Correction);

impl From<Correction> for CorrectionNode {
    fn from(correction: Correction) -> Self {
        Self(correction)
    }
}

impl CorrectionNode {
    /// One that the reader just made or took back.
    const fn own(row: CorrectionRow) -> Self {
        Self(Correction { can_undo: row.undone_at.is_none(), row })
    }
}

/// A person set right by hand. It outlives imports: of two facts the later one wins.
#[Object(name = "Correction")]
impl CorrectionNode {
    /// The correction.
    async fn id(&self) -> ID {
        id_of(Kind::Correction, HomeProvince(self.0.row.key.0), self.0.row.key.1)
    }

    /// What it says.
    async fn kind(&self) -> CorrectionKind {
        self.0.row.kind.into()
    }

    /// The person; null where you may not read them any more.
    async fn person(&self, ctx: &Context<'_>) -> async_graphql::Result<Option<PersonNode>> {
        cases::find_person(ctx, (HomeProvince(self.0.row.key.0), PersonId(self.0.row.person))).await
    }

    /// The household that the person moved to; null where you may not read it.
    async fn household(&self, ctx: &Context<'_>) -> async_graphql::Result<Option<HouseholdNode>> {
        match self.0.row.household {
            Some((home, id)) => cases::find_household(ctx, (HomeProvince(home), HouseholdId(id))).await,
            None => Ok(None),
        }
    }

    /// The day from which it is true.
    async fn on(&self) -> Date {
        Date(self.0.row.on)
    }

    /// The account that set it right; null where that was done on the server itself.
    async fn by(&self, ctx: &Context<'_>) -> async_graphql::Result<Option<AccountNameNode>> {
        account_name(ctx, self.0.row.account).await
    }

    /// True where you may take it back with `correctionUndo` and nobody has yet.
    async fn can_undo(&self) -> bool {
        self.0.can_undo
    }

    /// When it was recorded.
    async fn recorded_at(&self) -> DateTime<Utc> {
        self.0.row.recorded_at
    }

    /// When it was taken back; null while it holds.
    async fn undone_at(&self) -> Option<DateTime<Utc>> {
        self.0.row.undone_at
    }
}

/// What can be done with links.
#[derive(Default)]
pub(crate) struct LinkMutation;

#[Object]
impl LinkMutation {
    /// Answers a question: what is the same becomes one, and of two cases the less worked one closes as a duplicate;
    /// what is not the same is never asked again.
    async fn link_question_answer(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The question.")] question_id: ID,
        #[graphql(desc = "The answer.")] answer: Answer,
        #[graphql(desc = "Your own name for this act: sent twice, it happens once.")] key: ID,
    ) -> async_graphql::Result<LinkQuestionPayload> {
        let app = person(ctx)?;
        let id = read_id::<QuestionId>(Kind::Question, &question_id)?;
        let done = async { links::answer(app, id, answer.into(), &key_of(ctx, &key)?).await }.await;
        Ok(outcome(ctx, done)?.map(QuestionNode).into())
    }

    /// Takes an answer back: what became one is two again, and the question waits as before. What was recorded since
    /// stays where it was recorded.
    async fn link_answer_undo(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The question.")] question_id: ID,
        #[graphql(desc = "Your own name for this act: sent twice, it happens once.")] key: ID,
    ) -> async_graphql::Result<LinkQuestionPayload> {
        let app = person(ctx)?;
        let id = read_id::<QuestionId>(Kind::Question, &question_id)?;
        let done = async { links::undo_answer(app, id, &key_of(ctx, &key)?).await }.await;
        Ok(outcome(ctx, done)?.map(QuestionNode).into())
    }

    /// Passes a question on, as you do not know both: from the village to the subdistrict, from there to the district.
    async fn link_question_pass_on(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The question.")] question_id: ID,
        #[graphql(desc = "Your own name for this act: sent twice, it happens once.")] key: ID,
    ) -> async_graphql::Result<LinkQuestionPayload> {
        let app = person(ctx)?;
        let id = read_id::<QuestionId>(Kind::Question, &question_id)?;
        let done = async { links::pass_on(app, id, &key_of(ctx, &key)?).await }.await;
        Ok(outcome(ctx, done)?.map(QuestionNode).into())
    }

    /// Gives questions that wait numbers for paper: the oldest 100, those that have none. A number stays.
    async fn link_questions_number(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Only those that came up in this area.")] area_id: Option<ID>,
        #[graphql(desc = "Only those that wait for you.", default)] only_my_turn: bool,
        #[graphql(desc = "Your own name for this act: sent twice, it happens once.")] key: ID,
    ) -> async_graphql::Result<LinkQuestionsNumberedPayload> {
        let app = person(ctx)?;
        let area = area_id.map(|it| read_id::<AreaId>(Kind::Area, &it)).transpose()?.map(|it| it.1);
        let asked = Asked { area, only_my_turn, ..Asked::default() };
        let done = async { links::number(app, asked, &key_of(ctx, &key)?).await }.await;
        Ok(outcome(ctx, done)?.map(|it| i32::try_from(it).unwrap_or(i32::MAX)).into())
    }

    /// Moves a person to another household.
    async fn person_move(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The person.")] person_id: ID,
        #[graphql(desc = "The household they belong to from that day.")] to_household_id: ID,
        #[graphql(desc = "The first local day there.")] on: Date,
        #[graphql(desc = "Your own name for this act: sent twice, it happens once.")] key: ID,
    ) -> async_graphql::Result<CorrectionPayload> {
        let app = person(ctx)?;
        let who = read_id::<PersonId>(Kind::Person, &person_id)?;
        let to = read_id::<HouseholdId>(Kind::Household, &to_household_id)?;
        let done = async { links::person_move(app, who, to, on.0, &key_of(ctx, &key)?).await }.await;
        Ok(outcome(ctx, done)?.map(CorrectionNode::own).into())
    }

    /// Records that a person died.
    async fn person_died(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The person.")] person_id: ID,
        #[graphql(desc = "The local day.")] on: Date,
        #[graphql(desc = "Your own name for this act: sent twice, it happens once.")] key: ID,
    ) -> async_graphql::Result<CorrectionPayload> {
        let app = person(ctx)?;
        let who = read_id::<PersonId>(Kind::Person, &person_id)?;
        let done = async { links::person_died(app, who, on.0, &key_of(ctx, &key)?).await }.await;
        Ok(outcome(ctx, done)?.map(CorrectionNode::own).into())
    }

    /// Records another citizen number of a person.
    async fn person_new_number(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The person.")] person_id: ID,
        #[graphql(desc = "The number, 13 digits.")] number: String,
        #[graphql(desc = "The local day from which it is valid.")] on: Date,
        #[graphql(desc = "Your own name for this act: sent twice, it happens once.")] key: ID,
    ) -> async_graphql::Result<CorrectionPayload> {
        let app = person(ctx)?;
        let who = read_id::<PersonId>(Kind::Person, &person_id)?;
        let done = async {
            let once = links::number_key(app, &key, who, &number, on.0)?;
            links::person_new_number(app, who, &number, on.0, &once).await
        }
        .await;
        Ok(outcome(ctx, done)?.map(CorrectionNode::own).into())
    }

    /// Takes a correction back.
    async fn correction_undo(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The correction.")] correction_id: ID,
        #[graphql(desc = "Your own name for this act: sent twice, it happens once.")] key: ID,
    ) -> async_graphql::Result<CorrectionPayload> {
        let app = person(ctx)?;
        let (home, id) = read_id::<Uuid>(Kind::Correction, &correction_id)?;
        let done = async { links::correction_undo(app, (home.0, id), &key_of(ctx, &key)?).await }.await;
        Ok(outcome(ctx, done)?.map(CorrectionNode::own).into())
    }
}

payload!(
    /// What became of an answer.
    LinkQuestionPayload {
        /// The question after it.
        question: QuestionNode
    }
);

payload!(
    /// What became of numbering questions.
    LinkQuestionsNumberedPayload {
        /// How many were given a number.
        numbered: i32
    }
);

payload!(
    /// What became of a correction.
    CorrectionPayload {
        /// The correction.
        correction: CorrectionNode
    }
);
