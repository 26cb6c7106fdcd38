//! What can be done with cases: one act each, once for each key.

use async_graphql::{Context, ID, Object};
use phonjon_app::case::{self, CaseKey, CaseRow, Closing};
use phonjon_app::intervention::{self, Added, HelpChange};
use phonjon_app::problem::{self, ProblemChange};
use phonjon_app::{AppError, Ctx, Key, plan, proposal, visit};
use phonjon_domain::ids::{CaseId, InterventionId, PlanId, ProblemId, VisitId};
use phonjon_domain::intervention::InterventionStatus as HelpStatus;
use uuid::Uuid;

use super::case::CaseNode;
use super::input::{
    HelpDoneInput, HouseholdProposalInput, InterventionInput, PlanInput, ProblemChangeInput, VisitInput,
    WorthInput, worth,
};
use super::loaders::{HelpOf, VisitsOf, loader};
use super::proposal::{Decision, ProposalNode};
use super::selection::CaseSelection;
use super::words::{ClosingReason, HelpOutcome, HouseholdClass, Verification};
use super::work::{InterventionNode, VisitNode};
use crate::assignment::{BulkActPayload, acted};
use crate::base::asking::person;
use crate::base::ids::{Kind, read_id};
use crate::base::key::key_of;
use crate::base::refusal::{UserError, outcome, payload};
use crate::base::scalars::Date;

/// What can be done with cases.
#[derive(Default)]
pub(crate) struct CaseMutation;

/// Does an act on one case, once for its key, and answers what it made of the case.
async fn act(
    ctx: &Context<'_>,
    (case_id, key): (&ID, &ID),
    does: impl AsyncFnOnce(&Ctx, CaseKey, &Key) -> Result<CaseRow, AppError>,
) -> async_graphql::Result<CasePayload> {
    let app = person(ctx)?;
    let case = read_id::<CaseId>(Kind::Case, case_id)?;
    let done = match key_of(ctx, key) {
        Ok(key) => does(app, case, &key).await,
        Err(refused) => Err(refused),
    };
    Ok(outcome(ctx, done)?.map(CaseNode).into())
}

#[Object]
impl CaseMutation {
    /// Records a visit with what was found; problems, class, verification and level follow from it.
    async fn case_record_visit(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The case.")] case_id: ID,
        #[graphql(desc = "The visit.")] visit: VisitInput,
        #[graphql(desc = "Your own name for this act: sent twice, it happens once.")] key: ID,
    ) -> async_graphql::Result<VisitPayload> {
        let app = person(ctx)?;
        let case = read_id::<CaseId>(Kind::Case, &case_id)?;
        let visit = visit.read()?;
        let done = async { visit::record(app, case, visit?, &key_of(ctx, &key)?).await }.await;
        let done = outcome(ctx, done)?;
        let recorded = done.thing.map(|(case, id)| (CaseNode(case), id));
        Ok(VisitPayload { recorded, user_errors: done.user_errors })
    }

    /// Records what checking found.
    async fn case_verify(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The case.")] case_id: ID,
        #[graphql(desc = "What was found.")] result: Verification,
        #[graphql(desc = "The local day; today if left out.")] on: Option<Date>,
        #[graphql(desc = "The version of the case that you read.")] expected_version: i32,
        #[graphql(desc = "Your own name for this act: sent twice, it happens once.")] key: ID,
    ) -> async_graphql::Result<CasePayload> {
        act(ctx, (&case_id, &key), async |app, case, key| {
            case::verify(app, case, result.into(), on.map(|it| it.0), expected_version.into(), key).await
        })
        .await
    }

    /// Sets what kind of help the household can use.
    async fn case_classify(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The case.")] case_id: ID,
        #[graphql(desc = "The class.")] class: HouseholdClass,
        #[graphql(desc = "The version of the case that you read.")] expected_version: i32,
        #[graphql(desc = "Your own name for this act: sent twice, it happens once.")] key: ID,
    ) -> async_graphql::Result<CasePayload> {
        act(ctx, (&case_id, &key), async |app, case, key| {
            case::classify(app, case, class.into(), expected_version.into(), key).await
        })
        .await
    }

    /// Puts a household that needs welfare under continuing care, or ends that.
    async fn case_set_continuing_care(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The case.")] case_id: ID,
        #[graphql(desc = "True to begin, false to end.")] wanted: bool,
        #[graphql(desc = "The version of the case that you read.")] expected_version: i32,
        #[graphql(desc = "Your own name for this act: sent twice, it happens once.")] key: ID,
    ) -> async_graphql::Result<CasePayload> {
        act(ctx, (&case_id, &key), async |app, case, key| {
            case::set_continuing_care(app, case, wanted, expected_version.into(), key).await
        })
        .await
    }

    /// From helping to following: what was to be done is done, and the household is seen again.
    async fn case_follow(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The case.")] case_id: ID,
        #[graphql(desc = "The version of the case that you read.")] expected_version: i32,
        #[graphql(desc = "Your own name for this act: sent twice, it happens once.")] key: ID,
    ) -> async_graphql::Result<CasePayload> {
        act(ctx, (&case_id, &key), async |app, case, key| {
            case::follow(app, case, expected_version.into(), key).await
        })
        .await
    }

    /// From following back to helping.
    async fn case_resume_help(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The case.")] case_id: ID,
        #[graphql(desc = "The version of the case that you read.")] expected_version: i32,
        #[graphql(desc = "Your own name for this act: sent twice, it happens once.")] key: ID,
    ) -> async_graphql::Result<CasePayload> {
        act(ctx, (&case_id, &key), async |app, case, key| {
            case::resume_help(app, case, expected_version.into(), key).await
        })
        .await
    }

    /// Comments on a record, or returns it for correction; nobody edits a team's record silently.
    async fn case_comment(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The case.")] case_id: ID,
        #[graphql(desc = "The remark.")] text: String,
        #[graphql(desc = "Your own name for this act: sent twice, it happens once.")] key: ID,
    ) -> async_graphql::Result<CasePayload> {
        act(ctx, (&case_id, &key), async |app, case, key| case::comment(app, case, &text, key).await).await
    }

    /// Judges the level again from what is known today.
    async fn case_reassess(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The case.")] case_id: ID,
        #[graphql(desc = "Your own name for this act: sent twice, it happens once.")] key: ID,
    ) -> async_graphql::Result<CasePayload> {
        act(ctx, (&case_id, &key), async |app, case, key| phonjon_app::assess::reassess(app, case, key).await)
            .await
    }

    /// Records the plan that the household agreed to, as the next version.
    async fn case_make_plan(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The case.")] case_id: ID,
        #[graphql(desc = "The plan.")] plan: PlanInput,
        #[graphql(desc = "Your own name for this act: sent twice, it happens once.")] key: ID,
    ) -> async_graphql::Result<CasePayload> {
        act(ctx, (&case_id, &key), async |app, case, key| {
            let made = plan::make(app, case, plan.read()?, key).await;
            made.map(|it| it.0)
        })
        .await
    }

    /// Approves a plan for the district board.
    async fn case_approve_plan(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The case.")] case_id: ID,
        #[graphql(desc = "The plan.")] plan_id: ID,
        #[graphql(desc = "The version of the plan that you read.")] expected_version: i32,
        #[graphql(desc = "Your own name for this act: sent twice, it happens once.")] key: ID,
    ) -> async_graphql::Result<CasePayload> {
        person(ctx)?;
        let plan = read_id::<PlanId>(Kind::Plan, &plan_id)?;
        act(ctx, (&case_id, &key), async |app, case, key| {
            plan::approve(app, case, plan, expected_version.into(), key).await
        })
        .await
    }

    /// Sends a plan back to be corrected.
    async fn case_return_plan(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The case.")] case_id: ID,
        #[graphql(desc = "The plan.")] plan_id: ID,
        #[graphql(desc = "What is to be corrected.")] note: String,
        #[graphql(desc = "The version of the plan that you read.")] expected_version: i32,
        #[graphql(desc = "Your own name for this act: sent twice, it happens once.")] key: ID,
    ) -> async_graphql::Result<CasePayload> {
        person(ctx)?;
        let plan = read_id::<PlanId>(Kind::Plan, &plan_id)?;
        act(ctx, (&case_id, &key), async |app, case, key| {
            plan::return_plan(app, case, plan, expected_version.into(), &note, key).await
        })
        .await
    }

    /// Approves for the district board the plans that wait, one of each of these cases: those named, or all that a filter
    /// finds (`planStatus: AGREED`) but some. All or none, in one act that `actUndo` takes back.
    async fn plans_approve(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which cases.")] selection: CaseSelection,
        #[graphql(desc = "What else is to be known; it stands in each case's history.")] note: Option<String>,
        #[graphql(desc = "Your own name for this act: sent twice, it happens once.")] key: ID,
    ) -> async_graphql::Result<BulkActPayload> {
        let app = person(ctx)?;
        let selection = selection.read(app).await?;
        let note = note.as_deref();
        let done = async { plan::approve_many(app, &selection?, note, &key_of(ctx, &key)?).await }.await;
        acted(ctx, done)
    }

    /// Plans help, or records help given. Where the same need is already met the help is recorded and the other help is
    /// told: a warning, never a refusal.
    async fn case_add_intervention(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The case.")] case_id: ID,
        #[graphql(desc = "The help.")] intervention: InterventionInput,
        #[graphql(desc = "Your own name for this act: sent twice, it happens once.")] key: ID,
    ) -> async_graphql::Result<AddInterventionPayload> {
        let app = person(ctx)?;
        let case = read_id::<CaseId>(Kind::Case, &case_id)?;
        let new = intervention.read()?;
        let done = async { intervention::add(app, case, new?, &key_of(ctx, &key)?).await }.await;
        let done = outcome(ctx, done)?;
        Ok(AddInterventionPayload { added: done.thing, user_errors: done.user_errors })
    }

    /// Begins planned help.
    async fn case_begin_intervention(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The case.")] case_id: ID,
        #[graphql(desc = "The help.")] intervention_id: ID,
        #[graphql(desc = "The version of the help that you read.")] expected_version: i32,
        #[graphql(desc = "Your own name for this act: sent twice, it happens once.")] key: ID,
    ) -> async_graphql::Result<CasePayload> {
        let ids = (&case_id, &intervention_id);
        let change = Moved { to: HelpStatus::InProgress, done_on: None, outcome: None, value: None };
        move_help(ctx, ids, change, expected_version, &key).await
    }

    /// Records that help was given, and what came of it.
    async fn case_complete_intervention(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The case.")] case_id: ID,
        #[graphql(desc = "The help.")] intervention_id: ID,
        #[graphql(desc = "When it was given and what came of it.")] done: HelpDoneInput,
        #[graphql(desc = "The version of the help that you read.")] expected_version: i32,
        #[graphql(desc = "Your own name for this act: sent twice, it happens once.")] key: ID,
    ) -> async_graphql::Result<CasePayload> {
        let ids = (&case_id, &intervention_id);
        let HelpDoneInput { done_on, outcome, value } = done;
        let change = Moved { to: HelpStatus::Done, done_on: Some(done_on), outcome: Some(outcome), value };
        move_help(ctx, ids, change, expected_version, &key).await
    }

    /// Cancels help that was not given.
    async fn case_cancel_intervention(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The case.")] case_id: ID,
        #[graphql(desc = "The help.")] intervention_id: ID,
        #[graphql(desc = "The version of the help that you read.")] expected_version: i32,
        #[graphql(desc = "Your own name for this act: sent twice, it happens once.")] key: ID,
    ) -> async_graphql::Result<CasePayload> {
        let ids = (&case_id, &intervention_id);
        let change = Moved { to: HelpStatus::Cancelled, done_on: None, outcome: None, value: None };
        move_help(ctx, ids, change, expected_version, &key).await
    }

    /// Moves a problem on: worked on, referred, put to the province, solved, come back.
    async fn case_update_problem(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The case.")] case_id: ID,
        #[graphql(desc = "The problem.")] problem_id: ID,
        #[graphql(desc = "Where it stands now.")] change: ProblemChangeInput,
        #[graphql(desc = "The version of the problem that you read.")] expected_version: i32,
        #[graphql(desc = "Your own name for this act: sent twice, it happens once.")] key: ID,
    ) -> async_graphql::Result<CasePayload> {
        person(ctx)?;
        let problem = read_id::<ProblemId>(Kind::Problem, &problem_id)?;
        act(ctx, (&case_id, &key), async |app, case, key| {
            let change = ProblemChange {
                case,
                problem,
                to: change.status.into(),
                on: change.on.map(|it| it.0),
                note: change.note.as_deref(),
                version: expected_version.into(),
            };
            problem::update(app, &change, key).await
        })
        .await
    }

    /// Closes a case for a reason. Closing as sustainable is for the district chief, at that level.
    async fn case_close(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The case.")] case_id: ID,
        #[graphql(desc = "Why.")] reason: ClosingReason,
        #[graphql(desc = "What else is to be known.")] note: Option<String>,
        #[graphql(desc = "The version of the case that you read.")] expected_version: i32,
        #[graphql(desc = "Your own name for this act: sent twice, it happens once.")] key: ID,
    ) -> async_graphql::Result<CasePayload> {
        act(ctx, (&case_id, &key), async |app, case, key| {
            let closing = Closing {
                case,
                reason: reason.into(),
                note: note.as_deref(),
                version: expected_version.into(),
            };
            case::close(app, &closing, key).await
        })
        .await
    }

    /// Proposes to the chief to close a case.
    async fn case_propose_closing(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The case.")] case_id: ID,
        #[graphql(desc = "Why.")] reason: ClosingReason,
        #[graphql(desc = "What else is to be known.")] note: Option<String>,
        #[graphql(desc = "The version of the case that you read.")] expected_version: i32,
        #[graphql(desc = "Your own name for this act: sent twice, it happens once.")] key: ID,
    ) -> async_graphql::Result<CasePayload> {
        act(ctx, (&case_id, &key), async |app, case, key| {
            let closing = Closing {
                case,
                reason: reason.into(),
                note: note.as_deref(),
                version: expected_version.into(),
            };
            case::propose_closing(app, &closing, key).await
        })
        .await
    }

    /// Sends a proposed closing back, with a remark.
    async fn case_return_closing(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The case.")] case_id: ID,
        #[graphql(desc = "Why not.")] note: String,
        #[graphql(desc = "The version of the case that you read.")] expected_version: i32,
        #[graphql(desc = "Your own name for this act: sent twice, it happens once.")] key: ID,
    ) -> async_graphql::Result<CasePayload> {
        act(ctx, (&case_id, &key), async |app, case, key| {
            case::return_closing(app, case, &note, expected_version.into(), key).await
        })
        .await
    }

    /// Agrees to close cases, each for the reason that is proposed, as sustainable where none is: those named, or all
    /// that a filter finds but some. All or none, in one act that `actUndo` takes back.
    async fn case_agree_closing(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which cases.")] selection: CaseSelection,
        #[graphql(desc = "Your own name for this act: sent twice, it happens once.")] key: ID,
    ) -> async_graphql::Result<BulkActPayload> {
        let app = person(ctx)?;
        let selection = selection.read(app).await?;
        let done = async { case::agree_closing(app, &selection?, &key_of(ctx, &key)?).await }.await;
        acted(ctx, done)
    }

    /// Opens a closed case again.
    async fn case_reopen(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The case.")] case_id: ID,
        #[graphql(desc = "Why.")] note: Option<String>,
        #[graphql(desc = "The version of the case that you read.")] expected_version: i32,
        #[graphql(desc = "Your own name for this act: sent twice, it happens once.")] key: ID,
    ) -> async_graphql::Result<CasePayload> {
        act(ctx, (&case_id, &key), async |app, case, key| {
            case::reopen(app, case, note.as_deref(), expected_version.into(), key).await
        })
        .await
    }

    /// Proposes a household that no list names. An urgent one is opened at once.
    async fn household_propose(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The household.")] household: HouseholdProposalInput,
        #[graphql(desc = "Your own name for this act: sent twice, it happens once.")] key: ID,
    ) -> async_graphql::Result<ProposalPayload> {
        let app = person(ctx)?;
        let new = household.read()?;
        let done = async { proposal::propose(app, &new?, &key_of(ctx, &key)?).await }.await;
        Ok(outcome(ctx, done)?.map(ProposalNode).into())
    }

    /// Accepts a proposal or does not. Refused, an urgent household's case is closed as not in need.
    async fn proposal_decide(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The proposal.")] proposal_id: ID,
        #[graphql(desc = "Accepted or refused.")] decision: Decision,
        #[graphql(desc = "What else is to be known.")] note: Option<String>,
        #[graphql(desc = "Your own name for this act: sent twice, it happens once.")] key: ID,
    ) -> async_graphql::Result<ProposalPayload> {
        let app = person(ctx)?;
        let id = read_id::<Uuid>(Kind::Proposal, &proposal_id)?;
        let done =
            async { proposal::decide(app, id, decision.into(), note.as_deref(), &key_of(ctx, &key)?).await };
        Ok(outcome(ctx, done.await)?.map(ProposalNode).into())
    }

    /// Accepts proposals or does not, the same of each, all of them or none. What is refused names the proposal by its
    /// place, as `proposalIds.2`.
    async fn proposals_decide(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The proposals, 1 to 100.")] proposal_ids: Vec<ID>,
        #[graphql(desc = "Accepted or refused.")] decision: Decision,
        #[graphql(desc = "What else is to be known.")] note: Option<String>,
        #[graphql(desc = "Your own name for this act: sent twice, it happens once.")] key: ID,
    ) -> async_graphql::Result<ProposalsPayload> {
        let app = person(ctx)?;
        let ids = proposal_ids.iter().map(|it| read_id::<Uuid>(Kind::Proposal, it));
        let ids = ids.collect::<async_graphql::Result<Vec<_>>>()?;
        let note = note.as_deref();
        let done =
            async { proposal::decide_many(app, &ids, decision.into(), note, &key_of(ctx, &key)?).await };
        let see = |rows: Vec<_>| rows.into_iter().map(ProposalNode).collect();
        Ok(outcome(ctx, done.await)?.map(see).into())
    }
}

/// How help goes on.
struct Moved {
    to: HelpStatus,
    done_on: Option<Date>,
    outcome: Option<HelpOutcome>,
    value: Option<WorthInput>,
}

async fn move_help(
    ctx: &Context<'_>,
    (case_id, intervention_id): (&ID, &ID),
    moved: Moved,
    expected_version: i32,
    key: &ID,
) -> async_graphql::Result<CasePayload> {
    person(ctx)?;
    let intervention = read_id::<InterventionId>(Kind::Intervention, intervention_id)?;
    act(ctx, (case_id, key), async |app, case, key| {
        let value = moved.value.as_ref().map(|it| worth(Some(it))).transpose()?;
        let change = HelpChange {
            case,
            intervention,
            to: moved.to,
            done_on: moved.done_on.map(|it| it.0),
            outcome: moved.outcome.map(Into::into),
            value,
            version: expected_version.into(),
        };
        intervention::change(app, &change, key).await
    })
    .await
}

payload!(
    /// What became of an act on a case.
    CasePayload {
        /// The case after it.
        case: CaseNode
    }
);

payload!(
    /// What became of a proposal.
    ProposalPayload {
        /// The proposal after it.
        proposal: ProposalNode
    }
);

payload!(
    /// What became of several proposals.
    ProposalsPayload {
        /// The proposals after it, in the order in which they were named.
        proposals: Vec<ProposalNode>
    }
);

/// What became of recording a visit.
pub(crate) struct VisitPayload {
    recorded: Option<(CaseNode, VisitId)>,
    user_errors: Vec<UserError>,
}

/// What became of recording a visit.
#[Object(name = "CaseRecordVisitPayload")]
impl VisitPayload {
    /// The case after it.
    async fn case(&self) -> Option<CaseNode> {
        self.recorded.as_ref().map(|it| it.0.clone())
    }

    /// The visit.
    async fn visit(&self, ctx: &Context<'_>) -> async_graphql::Result<Option<VisitNode>> {
        let Some((case, id)) = &self.recorded else { return Ok(None) };
        let found = loader(ctx)?.load_one(VisitsOf((case.0.key, case.0.area))).await?.unwrap_or_default();
        case.told(ctx, "caseRecordVisit.visit")?;
        Ok(found.into_iter().find(|it| it.key.1 == *id).map(VisitNode))
    }

    /// Why the act was refused; empty when it was done.
    async fn user_errors(&self) -> &[UserError] {
        &self.user_errors
    }
}

/// What became of adding help.
pub(crate) struct AddInterventionPayload {
    added: Option<Added>,
    user_errors: Vec<UserError>,
}

/// What became of adding help.
#[Object(name = "CaseAddInterventionPayload")]
impl AddInterventionPayload {
    /// The case after it.
    async fn case(&self) -> Option<CaseNode> {
        self.added.as_ref().map(|it| CaseNode(it.case.clone()))
    }

    /// The help.
    async fn intervention(&self, ctx: &Context<'_>) -> async_graphql::Result<Option<InterventionNode>> {
        let Some(added) = &self.added else { return Ok(None) };
        let found = loader(ctx)?.load_one(HelpOf(added.case.key)).await?.unwrap_or_default();
        CaseNode(added.case.clone()).told(ctx, "caseAddIntervention.intervention")?;
        let household = (added.case.household_key(), added.case.area);
        let row = found.into_iter().find(|it| it.help.id == added.id);
        Ok(row.map(|row| InterventionNode { row, household }))
    }

    /// Other help that already meets the same need: a warning, never a refusal.
    #[expect(clippy::unused_async, reason = "every field of the schema is async")]
    async fn same_need_met_by(&self, ctx: &Context<'_>) -> async_graphql::Result<Vec<InterventionNode>> {
        let Some(added) = &self.added else { return Ok(Vec::new()) };
        CaseNode(added.case.clone()).told(ctx, "caseAddIntervention.sameNeedMetBy")?;
        let household = (added.case.household_key(), added.case.area);
        let rows = added.same_need_met_by.iter().cloned();
        Ok(rows.map(|row| InterventionNode { row, household }).collect())
    }

    /// Why the act was refused; empty when it was done.
    async fn user_errors(&self) -> &[UserError] {
        &self.user_errors
    }
}
