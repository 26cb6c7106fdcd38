//! The acts done to a case, and the event each leaves behind.

use crate::calendar::FiscalYear;
use crate::case::{Agreement, CaseStatus, ClosingReason, HouseholdClass, Verification};
use crate::ids::{InterventionId, PlanId, ProblemId, TeamId, VisitId};
use crate::intervention::{InterventionKind, InterventionStatus};
use crate::level::Level;
use crate::problem::{ProblemCode, ProblemStatus};
use crate::source::Source;

coded! {
    /// What happened to a case, as one word.
    pub enum CaseEventKind {
        /// รับเข้าดูแล
        Opened = "opened",
        /// มอบหมายแล้ว: to a subdistrict team, and within it perhaps to a mentor team.
        Assigned = "assigned",
        /// ส่งมอบงาน: from one team to another.
        HandedOver = "handed_over",
        /// The assignment was taken back.
        Unassigned = "unassigned",
        /// ครัวเรือนย้ายที่อยู่: the household lives elsewhere now, and the case went with it.
        Moved = "moved",
        /// เยี่ยมแล้ว
        Visited = "visited",
        /// ตรวจสอบแล้ว
        Verified = "verified",
        /// The household's class was set.
        Classified = "classified",
        /// จัดทำแผนครัวเรือนแล้ว
        PlanAgreed = "plan_agreed",
        /// ส่งคืนแก้ไข
        PlanReturned = "plan_returned",
        /// ศจพ.อ. เห็นชอบแล้ว
        PlanApproved = "plan_approved",
        /// A problem was found.
        ProblemFound = "problem_found",
        /// A problem's status changed.
        ProblemChanged = "problem_changed",
        /// Help was planned or given.
        InterventionPlanned = "intervention_planned",
        /// Help went on.
        InterventionChanged = "intervention_changed",
        /// The household's level changed.
        LevelChanged = "level_changed",
        /// ติดตามต่อเนื่อง
        FollowStarted = "follow_started",
        /// From following back to helping.
        HelpResumed = "help_resumed",
        /// ดูแลต่อเนื่อง
        ContinuingCareSet = "continuing_care_set",
        /// Continuing care ended.
        ContinuingCareEnded = "continuing_care_ended",
        /// Closing was proposed to the chief.
        ClosingProposed = "closing_proposed",
        /// The proposed closing came back.
        ClosingReturned = "closing_returned",
        /// ยุติการดูแล
        Closed = "closed",
        /// Reopening was proposed.
        ReopeningProposed = "reopening_proposed",
        /// เปิดดูแลอีกครั้ง
        Reopened = "reopened",
        /// อยู่ในบัญชีเป้าหมาย: listed for a fiscal year.
        Listed = "listed",
        /// No longer a target under the opening rule; a proposal, never a closing.
        NoLongerListed = "no_longer_listed",
        /// อุปสรรค
        ObstacleRecorded = "obstacle_recorded",
        /// An obstacle is out of the way.
        ObstacleSettled = "obstacle_settled",
        /// ข้อเสนอแนะ, or a superior's comment.
        Commented = "commented",
    }
}

impl CaseEventKind {
    /// Whether the case is under continuing care after this event: it begins and ends, and ends with the case and with
    /// any other class than that of a household that needs welfare. `class` is the class that the event set.
    pub fn is_in_care_after(self, before: bool, class: Option<HouseholdClass>) -> bool {
        match self {
            Self::ContinuingCareSet => true,
            Self::ContinuingCareEnded | Self::Closed => false,
            Self::Classified => before && class == Some(HouseholdClass::NeedsWelfare),
            Self::Opened
            | Self::Assigned
            | Self::HandedOver
            | Self::Unassigned
            | Self::Moved
            | Self::Visited
            | Self::Verified
            | Self::PlanAgreed
            | Self::PlanReturned
            | Self::PlanApproved
            | Self::ProblemFound
            | Self::ProblemChanged
            | Self::InterventionPlanned
            | Self::InterventionChanged
            | Self::LevelChanged
            | Self::FollowStarted
            | Self::HelpResumed
            | Self::ClosingProposed
            | Self::ClosingReturned
            | Self::ReopeningProposed
            | Self::Reopened
            | Self::Listed
            | Self::NoLongerListed
            | Self::ObstacleRecorded
            | Self::ObstacleSettled
            | Self::Commented => before,
        }
    }
}

/// An act somebody wants to do to a case.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum CaseAct {
    /// Take the household into care.
    Open,
    /// Give the case to a subdistrict team and perhaps one of its mentor teams.
    Assign {
        /// The subdistrict team.
        subdistrict_team: TeamId,
        /// The mentor team inside it.
        mentor_team: Option<TeamId>,
    },
    /// Move the case from its present teams to others.
    HandOver {
        /// The subdistrict team.
        subdistrict_team: TeamId,
        /// The mentor team inside it.
        mentor_team: Option<TeamId>,
    },
    /// Take the assignment back.
    Unassign,
    /// Follow the household to where it lives now.
    Move,
    /// Record a visit; the visit itself is checked by `Visit::check`.
    Visit {
        /// The visit.
        visit: VisitId,
    },
    /// Record what checking found.
    Verify {
        /// What was found.
        result: Verification,
    },
    /// Set the household's class.
    Classify {
        /// The class.
        class: HouseholdClass,
    },
    /// Record the plan that the household agreed to.
    AgreePlan {
        /// The plan.
        plan: PlanId,
        /// Its version.
        version: u32,
    },
    /// Send a plan back to be corrected.
    ReturnPlan {
        /// The plan.
        plan: PlanId,
    },
    /// Approve a plan for the district board.
    ApprovePlan {
        /// The plan.
        plan: PlanId,
    },
    /// Add a problem.
    FindProblem {
        /// The problem.
        problem: ProblemId,
        /// Its catalogue item.
        code: ProblemCode,
    },
    /// Move a problem on.
    ChangeProblem {
        /// The problem.
        problem: ProblemId,
        /// Its present status.
        from: ProblemStatus,
        /// The wanted status.
        to: ProblemStatus,
    },
    /// Plan help, or record help given.
    PlanHelp {
        /// The help.
        intervention: InterventionId,
        /// Immediate or development.
        kind: InterventionKind,
    },
    /// Move help on.
    ChangeHelp {
        /// The help.
        intervention: InterventionId,
        /// Its present status.
        from: InterventionStatus,
        /// The wanted status.
        to: InterventionStatus,
    },
    /// Take over the level that `rules` judged.
    ChangeLevel {
        /// The level.
        to: Level,
        /// It fell by a survey alone.
        survey_only: bool,
    },
    /// From helping to following.
    StartFollowing,
    /// From following back to helping.
    ResumeHelp,
    /// Put a household that needs welfare under continuing care.
    SetContinuingCare,
    /// End continuing care.
    EndContinuingCare,
    /// Propose closing to the chief.
    ProposeClosing {
        /// Why.
        reason: ClosingReason,
    },
    /// Send a proposed closing back.
    ReturnClosing,
    /// Close.
    Close {
        /// Why.
        reason: ClosingReason,
        /// Who agrees.
        agreed: Agreement,
    },
    /// Propose to reopen.
    ProposeReopening,
    /// Reopen.
    Reopen,
    /// The case is listed for a fiscal year.
    List {
        /// The year.
        year: FiscalYear,
        /// The source that lists it; none when a team proposed it.
        source: Option<Source>,
    },
    /// The opening rule no longer sees a target.
    NoLongerList {
        /// The year.
        year: FiscalYear,
    },
    /// Record an obstacle.
    RecordObstacle,
    /// Settle an obstacle.
    SettleObstacle,
    /// Comment.
    Comment,
}

impl CaseAct {
    /// The kind of event the act leaves.
    pub const fn kind(&self) -> CaseEventKind {
        match self {
            Self::Open => CaseEventKind::Opened,
            Self::Assign { .. } => CaseEventKind::Assigned,
            Self::HandOver { .. } => CaseEventKind::HandedOver,
            Self::Unassign => CaseEventKind::Unassigned,
            Self::Move => CaseEventKind::Moved,
            Self::Visit { .. } => CaseEventKind::Visited,
            Self::Verify { .. } => CaseEventKind::Verified,
            Self::Classify { .. } => CaseEventKind::Classified,
            Self::AgreePlan { .. } => CaseEventKind::PlanAgreed,
            Self::ReturnPlan { .. } => CaseEventKind::PlanReturned,
            Self::ApprovePlan { .. } => CaseEventKind::PlanApproved,
            Self::FindProblem { .. } => CaseEventKind::ProblemFound,
            Self::ChangeProblem { .. } => CaseEventKind::ProblemChanged,
            Self::PlanHelp { .. } => CaseEventKind::InterventionPlanned,
            Self::ChangeHelp { .. } => CaseEventKind::InterventionChanged,
            Self::ChangeLevel { .. } => CaseEventKind::LevelChanged,
            Self::StartFollowing => CaseEventKind::FollowStarted,
            Self::ResumeHelp => CaseEventKind::HelpResumed,
            Self::SetContinuingCare => CaseEventKind::ContinuingCareSet,
            Self::EndContinuingCare => CaseEventKind::ContinuingCareEnded,
            Self::ProposeClosing { .. } => CaseEventKind::ClosingProposed,
            Self::ReturnClosing => CaseEventKind::ClosingReturned,
            Self::Close { .. } => CaseEventKind::Closed,
            Self::ProposeReopening => CaseEventKind::ReopeningProposed,
            Self::Reopen => CaseEventKind::Reopened,
            Self::List { .. } => CaseEventKind::Listed,
            Self::NoLongerList { .. } => CaseEventKind::NoLongerListed,
            Self::RecordObstacle => CaseEventKind::ObstacleRecorded,
            Self::SettleObstacle => CaseEventKind::ObstacleSettled,
            Self::Comment => CaseEventKind::Commented,
        }
    }
}

/// An act that was allowed, with the status it led from and to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CaseEvent {
    /// The act.
    pub act: CaseAct,
    /// The status before.
    pub from: CaseStatus,
    /// The status after.
    pub to: CaseStatus,
}

impl CaseEvent {
    /// What happened, as one word.
    pub const fn kind(&self) -> CaseEventKind {
        self.act.kind()
    }

    /// The first event of every case.
    pub const fn opening() -> Self {
        Self { act: CaseAct::Open, from: CaseStatus::ToVerify, to: CaseStatus::ToVerify }
    }
}
