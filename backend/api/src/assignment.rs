//! Assignments as clients see them: prepared, committed, shared, handed over, taken back.

use std::collections::HashMap;

use async_graphql::dataloader::{DataLoader, HashMapCache, Loader};
use async_graphql::{Context, Enum, ID, Object};
use chrono::{DateTime, Utc};
use phonjon_app::assignment::{self, Act, ActRow, HandOver, Kept, PreparedRow, Target, Touched, Undone};
use phonjon_app::{AppError, Ctx};
use phonjon_domain::ids::{ActId, TeamId, TeamMemberId};
use uuid::Uuid;

use crate::accounts::name::{AccountNameNode, account_name};
use crate::base::asking::{person, signed_in};
use crate::base::ids::{Kind, plain_id, read_id, read_plain_id};
use crate::base::key::key_of;
use crate::base::page::{Page, PageInfo, connection, cursor};
use crate::base::refusal::{bad_cursor, chain, fault, outcome, payload, unsaid};
use crate::base::scalars::Date;
use crate::cases::selection::CaseSelection;
use crate::cases::words::CaseEventKind;
use crate::cases::{self, CaseNode};
use crate::teams::{self, TeamNode};

mod preview;

use preview::{AssignmentPreview, TeamLoad};

/// An act that was done to many cases at once.
pub(crate) struct ActNode(ActRow, Vec<assignment::TeamLoad>);

/// An act that was done to many cases at once, and can be taken back.
#[Object(name = "BulkAct")]
impl ActNode {
    /// The act.
    async fn id(&self) -> ID {
        plain_id(Kind::Act, self.0.id)
    }

    /// What it was: `assign`, `share`, `hand_over`, `agree_closing` or `approve_plans`.
    async fn kind(&self) -> &str {
        &self.0.kind
    }

    /// How many cases.
    async fn case_count(&self) -> i64 {
        self.0.n_cases
    }

    /// Who did it; null where it was done on the server itself.
    async fn by(&self, ctx: &Context<'_>) -> async_graphql::Result<Option<AccountNameNode>> {
        account_name(ctx, self.0.account).await
    }

    /// When.
    async fn at(&self) -> DateTime<Utc> {
        self.0.at
    }

    /// When it was taken back; null where it was not.
    async fn undone_at(&self) -> Option<DateTime<Utc>> {
        self.0.undone_at
    }

    /// Who took it back.
    async fn undone_by(&self, ctx: &Context<'_>) -> async_graphql::Result<Option<AccountNameNode>> {
        account_name(ctx, self.0.undone_by).await
    }

    /// True where you may take it back with `actUndo` and nobody has yet.
    async fn can_undo(&self, ctx: &Context<'_>) -> async_graphql::Result<bool> {
        if self.0.undone_at.is_some() {
            return Ok(false);
        }
        let key = UndoOf(self.0.id, self.0.kind.clone());
        Ok(ctx.data::<DataLoader<Acts, HashMapCache>>()?.load_one(key).await?.is_some())
    }

    /// Mentor teams of the act that are above the line now: a warning, never a refusal. Empty in lists of acts.
    async fn overloaded(&self) -> Vec<TeamLoad> {
        self.1.iter().cloned().map(TeamLoad::from).collect()
    }
}

impl From<Act> for ActNode {
    fn from(act: Act) -> Self {
        Self(act.row, act.overloaded)
    }
}

connection!(
    /// A page of bulk acts, newest first.
    BulkActConnection of ActNode
);

/// An assignment that officers prepared for the chief to commit.
pub(crate) struct PreparedNode(PreparedRow);

/// An assignment that officers prepared for the chief to commit.
#[Object(name = "PreparedAssignment")]
impl PreparedNode {
    /// The prepared assignment.
    async fn id(&self) -> ID {
        plain_id(Kind::Assignment, self.0.id)
    }

    /// The subdistrict team.
    async fn team(&self, ctx: &Context<'_>) -> async_graphql::Result<Option<TeamNode>> {
        teams::find(ctx, self.0.team).await
    }

    /// The mentor team within it, where one was chosen.
    async fn mentor_team(&self, ctx: &Context<'_>) -> async_graphql::Result<Option<TeamNode>> {
        match self.0.mentor_team {
            Some(team) => teams::find(ctx, team).await,
            None => Ok(None),
        }
    }

    /// How many cases.
    async fn case_count(&self) -> i64 {
        self.0.n_cases
    }

    /// Who prepared it; null where it was done on the server itself.
    async fn by(&self, ctx: &Context<'_>) -> async_graphql::Result<Option<AccountNameNode>> {
        account_name(ctx, self.0.account).await
    }

    /// When it was prepared.
    async fn at(&self) -> DateTime<Utc> {
        self.0.at
    }

    /// Where it stands: `prepared`, `committed` or `withdrawn`.
    async fn state(&self) -> &str {
        self.0.state.code()
    }

    /// When it was committed or withdrawn.
    async fn decided_at(&self) -> Option<DateTime<Utc>> {
        self.0.decided_at
    }

    /// The act it became.
    async fn act(&self, ctx: &Context<'_>) -> async_graphql::Result<Option<ActNode>> {
        let Some(act) = self.0.act else { return Ok(None) };
        let found = ctx.data::<DataLoader<Acts, HashMapCache>>()?.load_one(act).await?;
        Ok(found.map(|it| ActNode(it, Vec::new())))
    }
}

/// Why an undo left a case as it is.
#[derive(Enum, Debug, Clone, Copy, PartialEq, Eq)]
#[graphql(name = "CaseKeptBecause")]
pub(crate) enum CaseKeptBecause {
    /// Somebody has worked on it since.
    WorkedOn,
    /// A team that it would go back to has ended.
    TeamEnded,
}

/// A case that an undo left as it is.
pub(crate) struct KeptNode(Kept);

/// A case that an undo left as it is.
#[Object(name = "KeptCase")]
impl KeptNode {
    /// The case; null where you may not read it any more.
    async fn case(&self, ctx: &Context<'_>) -> async_graphql::Result<Option<CaseNode>> {
        cases::find_case(ctx, self.0.key()).await
    }

    /// Why it stays.
    async fn because(&self) -> CaseKeptBecause {
        match self.0 {
            Kept::WorkedOn(_) => CaseKeptBecause::WorkedOn,
            Kept::TeamEnded(_) => CaseKeptBecause::TeamEnded,
        }
    }

    /// Who worked on it first; null where it was done on the server itself, and where `at` is.
    async fn by(&self, ctx: &Context<'_>) -> async_graphql::Result<Option<AccountNameNode>> {
        account_name(ctx, self.told().and_then(|it| it.account)).await
    }

    /// When; null where nobody worked on it, or all work on it since opens only to named district officers.
    async fn at(&self) -> Option<DateTime<Utc>> {
        self.told().map(|it| it.at)
    }

    /// What was done; null where `at` is, and for what a newer program recorded.
    async fn event(&self) -> Option<CaseEventKind> {
        let told = self.told()?;
        phonjon_domain::case::act::CaseEventKind::from_code(&told.kind).map(Into::into)
    }
}

impl KeptNode {
    /// The work, unless it opens only to named district officers.
    fn told(&self) -> Option<&Touched> {
        match &self.0 {
            Kept::WorkedOn(work) => Some(work).filter(|it| !it.restricted),
            Kept::TeamEnded(_) => None,
        }
    }
}

connection!(
    /// A page of cases that an undo left as they are.
    KeptCaseConnection of KeptNode
);

/// What taking an act back did.
pub(crate) struct UndoneNode(Undone);

/// What taking an act back did.
#[Object(name = "UndoneAct")]
impl UndoneNode {
    /// The act.
    async fn act(&self) -> ActNode {
        self.0.act.clone().into()
    }

    /// Cases that are as they were before it again.
    async fn returned_count(&self) -> i64 {
        self.0.n_returned
    }

    /// How many cases were left as they are.
    async fn kept_count(&self) -> usize {
        self.0.kept.len()
    }

    /// Cases left as they are, each with the first work on it since; then those whose team has ended. For the next page, send the same act again.
    #[expect(clippy::unused_async, reason = "every field of the schema is async")]
    async fn kept(
        &self,
        #[graphql(desc = "How many, 1 to 100; 20 if left out.")] first: Option<i32>,
        #[graphql(desc = "The `endCursor` of the page before.")] after: Option<String>,
    ) -> async_graphql::Result<KeptCaseConnection> {
        let page = Page::read(first, after.as_deref())?;
        page.of_whole(self.0.kept.clone(), |it| it.key().1.0.to_string(), KeptNode)
    }
}

payload!(
    /// What became of a bulk act.
    BulkActPayload {
        /// The act.
        act: ActNode
    }
);

payload!(
    /// What became of preparing or withdrawing an assignment.
    PreparedAssignmentPayload {
        /// The prepared assignment.
        prepared: PreparedNode
    }
);

payload!(
    /// What became of taking an act back.
    ActUndoPayload {
        /// What was returned and what was kept.
        undone: UndoneNode
    }
);

/// Loads bulk acts for one request.
pub(crate) struct Acts {
    ctx: Ctx,
}

impl Acts {
    /// A loader that reads as whoever asks.
    pub(crate) const fn new(ctx: Ctx) -> Self {
        Self { ctx }
    }
}

impl Loader<ActId> for Acts {
    type Value = ActRow;
    type Error = async_graphql::Error;

    async fn load(&self, ids: &[ActId]) -> Result<HashMap<ActId, ActRow>, Self::Error> {
        let found = assignment::find_many(&self.ctx, ids).await.map_err(|error| {
            tracing::error!(error.chain = chain(&error), "bulk acts cannot be loaded");
            unsaid("INTERNAL")
        })?;
        Ok(found.into_iter().map(|it| (it.id, it)).collect())
    }
}

/// Whether an act of this kind may be taken back.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
struct UndoOf(ActId, String);

impl Loader<UndoOf> for Acts {
    type Value = ();
    type Error = async_graphql::Error;

    async fn load(&self, keys: &[UndoOf]) -> Result<HashMap<UndoOf, ()>, Self::Error> {
        let acts: Vec<(ActId, String)> = keys.iter().map(|it| (it.0, it.1.clone())).collect();
        let found = assignment::undoable(&self.ctx, &acts).await.map_err(|error| {
            tracing::error!(error.chain = chain(&error), "whether acts can be undone is not known");
            unsaid("INTERNAL")
        })?;
        Ok(keys.iter().filter(|it| found.contains(&it.0)).map(|it| (it.clone(), ())).collect())
    }
}

/// What can be read of assignments.
#[derive(Default)]
pub(crate) struct AssignmentQuery;

#[Object]
impl AssignmentQuery {
    /// What an assignment would do to the teams' loads, and what stands in its way, without doing it.
    async fn assignment_preview(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which cases; neither the expected count nor versions are compared.")]
        selection: CaseSelection,
        #[graphql(desc = "The subdistrict team.")] team_id: ID,
        #[graphql(desc = "The mentor team within it.")] mentor_team_id: Option<ID>,
    ) -> async_graphql::Result<AssignmentPreview> {
        let app = person(ctx)?;
        let target = target(&team_id, mentor_team_id.as_ref())?;
        let selection = selection.read(app).await?;
        let told = async { assignment::preview(app, &selection?, target).await }.await;
        Ok(AssignmentPreview::of(ctx, told.map_err(|error| fault(ctx, error))?))
    }

    /// What sharing cases among mentor teams would do to the teams' loads, without doing it.
    async fn sharing_preview(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which cases; neither the expected count nor versions are compared.")]
        selection: CaseSelection,
        #[graphql(desc = "The mentor teams, all inside one subdistrict team; at most 100.")]
        mentor_team_ids: Vec<ID>,
    ) -> async_graphql::Result<AssignmentPreview> {
        let app = person(ctx)?;
        let selection = selection.read(app).await?;
        let teams = team_ids(&mentor_team_ids)?;
        let told = async { assignment::share_preview(app, &selection?, &teams).await }.await;
        Ok(AssignmentPreview::of(ctx, told.map_err(|error| fault(ctx, error))?))
    }

    /// Assignments that wait for the chief, oldest first, at most 100.
    async fn prepared_assignments(&self, ctx: &Context<'_>) -> async_graphql::Result<Vec<PreparedNode>> {
        let found = assignment::waiting(signed_in(ctx)?).await.map_err(|error| fault(ctx, error))?;
        Ok(found.into_iter().map(PreparedNode).collect())
    }

    /// Acts that were done to many cases at once, newest first.
    async fn bulk_acts(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "How many, 1 to 100; 20 where absent.")] first: Option<i32>,
        #[graphql(desc = "The `endCursor` of the page before.")] after: Option<String>,
    ) -> async_graphql::Result<BulkActConnection> {
        let app = signed_in(ctx)?;
        let page = Page::read(first, after.as_deref())?;
        let wrong = bad_cursor;
        let after = match page.after.as_deref() {
            None => None,
            Some([at, id]) => {
                let at = at.parse().ok().and_then(DateTime::from_timestamp_micros).ok_or_else(wrong)?;
                Some((at, ActId(id.parse().map_err(|_| wrong())?)))
            }
            Some(_) => return Err(wrong()),
        };
        let (found, has_next_page) =
            assignment::list(app, page.first, after).await.map_err(|error| fault(ctx, error))?;
        let end_cursor =
            found.last().map(|it| cursor(&[it.at.timestamp_micros().to_string(), it.id.0.to_string()]));
        let nodes = found.into_iter().map(|it| ActNode(it, Vec::new())).collect();
        Ok(BulkActConnection { nodes, page_info: PageInfo { has_next_page, end_cursor }, total_count: None })
    }
}

/// What can be done with assignments.
#[derive(Default)]
pub(crate) struct AssignmentMutation;

#[Object]
impl AssignmentMutation {
    /// Gives cases to a subdistrict team, and perhaps one of its mentor teams, in one act.
    async fn cases_assign(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which cases.")] selection: CaseSelection,
        #[graphql(desc = "The subdistrict team.")] team_id: ID,
        #[graphql(desc = "The mentor team within it.")] mentor_team_id: Option<ID>,
        #[graphql(desc = "Your own name for this act: sent again, it is done once.")] key: ID,
    ) -> async_graphql::Result<BulkActPayload> {
        let app = person(ctx)?;
        let (selection, target) = (selection.read(app).await?, target(&team_id, mentor_team_id.as_ref())?);
        let done = async { assignment::assign(app, &key_of(ctx, &key)?, &selection?, target).await }.await;
        acted(ctx, done)
    }

    /// Prepares an assignment for the chief to commit; nothing else changes.
    async fn assignment_prepare(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which cases.")] selection: CaseSelection,
        #[graphql(desc = "The subdistrict team.")] team_id: ID,
        #[graphql(desc = "The mentor team within it.")] mentor_team_id: Option<ID>,
        #[graphql(desc = "Your own name for this act: sent again, it is done once.")] key: ID,
    ) -> async_graphql::Result<PreparedAssignmentPayload> {
        let app = person(ctx)?;
        let (selection, target) = (selection.read(app).await?, target(&team_id, mentor_team_id.as_ref())?);
        let done = async { assignment::prepare(app, &key_of(ctx, &key)?, &selection?, target).await }.await;
        Ok(outcome(ctx, done)?.map(PreparedNode).into())
    }

    /// Commits a prepared assignment with exactly the cases it was prepared with.
    async fn assignment_commit(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The prepared assignment.")] prepared_id: ID,
        #[graphql(desc = "Your own name for this act: sent again, it is done once.")] key: ID,
    ) -> async_graphql::Result<BulkActPayload> {
        let (app, id) = prepared(ctx, &prepared_id)?;
        let done = match key_of(ctx, &key) {
            Ok(key) => assignment::commit(app, &key, id).await,
            Err(error) => Err(error),
        };
        acted(ctx, done)
    }

    /// Takes a prepared assignment back, or returns it to who prepared it.
    async fn assignment_withdraw(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The prepared assignment.")] prepared_id: ID,
        #[graphql(desc = "Your own name for this act: sent again, it is done once.")] key: ID,
    ) -> async_graphql::Result<PreparedAssignmentPayload> {
        let (app, id) = prepared(ctx, &prepared_id)?;
        let done = match key_of(ctx, &key) {
            Ok(key) => assignment::withdraw(app, &key, id).await,
            Err(error) => Err(error),
        };
        Ok(outcome(ctx, done)?.map(PreparedNode).into())
    }

    /// Shares cases of one subdistrict team among its mentor teams: by village where a mentor team serves it, and
    /// evenly by load.
    async fn cases_share_among_mentors(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which cases.")] selection: CaseSelection,
        #[graphql(desc = "The mentor teams, all inside one subdistrict team; at most 100.")]
        mentor_team_ids: Vec<ID>,
        #[graphql(desc = "Your own name for this act: sent again, it is done once.")] key: ID,
    ) -> async_graphql::Result<BulkActPayload> {
        let app = person(ctx)?;
        let selection = selection.read(app).await?;
        let teams = team_ids(&mentor_team_ids)?;
        let done = async { assignment::share(app, &key_of(ctx, &key)?, &selection?, &teams).await }.await;
        acted(ctx, done)
    }

    /// Hands all open households of a subdistrict or mentor team over to another, and ends the membership of who
    /// leaves, in one act.
    #[expect(clippy::too_many_arguments, reason = "each is an argument of the field")]
    async fn cases_hand_over(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The team that gives.")] from_team_id: ID,
        #[graphql(desc = "The subdistrict team that takes; the same one where it stays inside it.")] team_id: ID,
        #[graphql(desc = "The mentor team that takes.")] mentor_team_id: Option<ID>,
        #[graphql(
            desc = "How many open households of the giving team you saw; with another number nothing is done."
        )]
        expected_count: i64,
        #[graphql(desc = "The membership in the giving team that ends with it.")] leaving_member_id: Option<
            ID,
        >,
        #[graphql(desc = "First day no longer in the team; today where absent.")] until: Option<Date>,
        #[graphql(desc = "Your own name for this act: sent again, it is done once.")] key: ID,
    ) -> async_graphql::Result<BulkActPayload> {
        let app = person(ctx)?;
        let leaving = leaving_member_id.map(|it| read_plain_id::<TeamMemberId>(Kind::TeamMember, &it));
        let asked = HandOver {
            from: read_id(Kind::Team, &from_team_id)?.1,
            to: target(&team_id, mentor_team_id.as_ref())?,
            expected_count,
            leaving: leaving.transpose()?,
            until: until.map(|it| it.0),
        };
        let done = match key_of(ctx, &key) {
            Ok(key) => assignment::hand_over(app, &key, &asked).await,
            Err(error) => Err(error),
        };
        acted(ctx, done)
    }

    /// Takes a bulk act back: every case is as it was before, except those worked on since and those whose team has ended,
    /// which are listed; a membership that ended with it goes on where its team serves. Taking an assignment, agreed
    /// closings or approved plans back is for who may do them.
    async fn act_undo(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The act.")] act_id: ID,
        #[graphql(desc = "Your own name for this act: sent again, it is done once.")] key: ID,
    ) -> async_graphql::Result<ActUndoPayload> {
        let app = person(ctx)?;
        let id = read_plain_id::<ActId>(Kind::Act, &act_id)?;
        let done = match key_of(ctx, &key) {
            Ok(key) => assignment::undo(app, &key, id).await,
            Err(error) => Err(error),
        };
        Ok(outcome(ctx, done)?.map(UndoneNode).into())
    }
}

fn target(team: &ID, mentor_team: Option<&ID>) -> async_graphql::Result<Target> {
    let mentor_team = mentor_team.map(|it| read_id::<TeamId>(Kind::Team, it)).transpose()?;
    Ok(Target { team: read_id(Kind::Team, team)?.1, mentor_team: mentor_team.map(|it| it.1) })
}

/// The teams of these ids.
fn team_ids(ids: &[ID]) -> async_graphql::Result<Vec<TeamId>> {
    ids.iter().map(|it| Ok(read_id::<TeamId>(Kind::Team, it)?.1)).collect()
}

fn prepared<'a>(ctx: &Context<'a>, id: &ID) -> async_graphql::Result<(&'a Ctx, Uuid)> {
    let app = person(ctx)?;
    Ok((app, read_plain_id(Kind::Assignment, id)?))
}

pub(crate) fn acted(ctx: &Context<'_>, done: Result<Act, AppError>) -> async_graphql::Result<BulkActPayload> {
    Ok(outcome(ctx, done)?.map(ActNode::from).into())
}
