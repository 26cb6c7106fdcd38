//! What waits for somebody: how much of each kind of work lies within what they may do it on.

use std::collections::HashMap;

use phonjon_domain::access::Scope;
use phonjon_domain::case::CaseStatus;
use phonjon_domain::plan::PlanStatus;
use phonjon_domain::policy::Action;
use phonjon_store::cases::{self, CaseFilter};
use phonjon_store::links;
use phonjon_store::teams::prepared;

use crate::ctx::Ctx;
use crate::error::AppError;
use crate::links::turn_of;
use crate::permit::scope_for;

/// A kind of work that waits.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Waiting {
    /// Open cases shared to no mentor team.
    WithoutMentorTeam,
    /// Urgent open cases of which nobody was met for so many days, or ever.
    UrgentUnseen(u32),
    /// Open cases of which nobody was met for so many days, or ever.
    Unseen(u32),
    /// Cases to verify.
    ToVerify,
    /// Open cases with a plan that waits for the board.
    PlansToApprove,
    /// Open cases with a closing that is proposed.
    ClosingsToAgree,
    /// Prepared assignments.
    AssignmentsToCommit,
    /// Proposals to decide on.
    ProposalsToDecide,
    /// Questions whether two are one.
    LinkQuestions,
    /// Households that fell by a survey alone and wait to be seen at home.
    Rechecks,
}

impl Waiting {
    /// What is done to it: it waits for whoever may.
    const fn action(self) -> Action {
        match self {
            Self::WithoutMentorTeam => Action::ShareAmongMentors,
            Self::UrgentUnseen(_) | Self::Unseen(_) | Self::Rechecks => Action::RecordVisit,
            Self::ToVerify => Action::VerifyCase,
            Self::PlansToApprove => Action::ApprovePlan,
            Self::ClosingsToAgree => Action::AgreeClosing,
            Self::AssignmentsToCommit => Action::AssignCase,
            Self::ProposalsToDecide => Action::AcceptProposal,
            Self::LinkQuestions => Action::AnswerLinkQuestion,
        }
    }

    /// The open cases that it is, where it is cases: the same that a list finds by this filter.
    fn filter(self) -> Option<CaseFilter> {
        let all = CaseFilter::default();
        Some(match self {
            Self::WithoutMentorTeam => CaseFilter { without_mentor_team: Some(true), ..all },
            Self::UrgentUnseen(days) => CaseFilter { urgent: Some(true), unseen_days: Some(days), ..all },
            Self::Unseen(days) => CaseFilter { unseen_days: Some(days), ..all },
            Self::ToVerify => CaseFilter { statuses: vec![CaseStatus::ToVerify], ..all },
            Self::PlansToApprove => CaseFilter { plan_statuses: vec![PlanStatus::Agreed], ..all },
            Self::ClosingsToAgree => CaseFilter { closing_proposed: Some(true), ..all },
            Self::AssignmentsToCommit | Self::ProposalsToDecide | Self::LinkQuestions | Self::Rechecks => {
                return None;
            }
        })
    }
}

/// How much waits of each of these kinds; those that are not the actor's to do are left out. All that is cases costs one
/// statement for each scope, and most actors do all they may within one.
///
/// # Errors
///
/// The store's own.
pub async fn count(ctx: &Ctx, asked: &[Waiting]) -> Result<HashMap<Waiting, i64>, AppError> {
    let db = ctx.store.reader();
    let mut found = HashMap::new();
    let mut of_cases: Vec<(Scope, Vec<(Waiting, CaseFilter)>)> = Vec::new();
    for what in asked.iter().copied() {
        let scope = scope_for(&ctx.actor, what.action(), ctx.today());
        if scope.is_nothing() {
            continue;
        }
        if let Some(filter) = what.filter() {
            match of_cases.iter_mut().find(|it| it.0 == scope) {
                Some(same) => same.1.push((what, filter)),
                None => of_cases.push((scope, vec![(what, filter)])),
            }
            continue;
        }
        let n = match what {
            Waiting::AssignmentsToCommit => prepared::count_waiting(db, &scope).await?,
            Waiting::ProposalsToDecide => cases::count_waiting_proposals(db, &scope).await?,
            Waiting::LinkQuestions => links::count_waiting(db, &scope, turn_of(ctx).await?).await?,
            Waiting::Rechecks => cases::count_waiting_rechecks(db, &scope).await?,
            Waiting::WithoutMentorTeam
            | Waiting::UrgentUnseen(_)
            | Waiting::Unseen(_)
            | Waiting::ToVerify
            | Waiting::PlansToApprove
            | Waiting::ClosingsToAgree => continue,
        };
        found.insert(what, n);
    }
    for (scope, wanted) in of_cases {
        let (kinds, filters): (Vec<Waiting>, Vec<CaseFilter>) = wanted.into_iter().unzip();
        let counted = cases::count_open_of_each(db, &scope, &filters).await?;
        found.extend(kinds.into_iter().zip(counted));
    }
    Ok(found)
}
