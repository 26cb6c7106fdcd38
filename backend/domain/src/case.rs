//! A case (กรณี): what it is, which act may follow in which state, and what the act makes of it.
//!
//! Who may do an act is answered by `access`; here stands what the state itself allows.

pub mod act;
pub mod step;

use crate::intervention::InterventionKind;
use crate::level::Level;
use act::{CaseAct, CaseEvent, CaseEventKind};

coded! {
    /// Where a case stands.
    pub enum CaseStatus {
        /// รอตรวจสอบ
        ToVerify = "to_verify",
        /// อยู่ระหว่างดำเนินการ
        BeingHelped = "being_helped",
        /// ติดตามต่อเนื่อง
        BeingFollowed = "being_followed",
        /// ยุติแล้ว
        Closed = "closed",
    }
}

impl CaseStatus {
    /// True for every status but closed.
    pub const fn is_open(self) -> bool {
        match self {
            Self::ToVerify | Self::BeingHelped | Self::BeingFollowed => true,
            Self::Closed => false,
        }
    }
}

coded! {
    /// What checking a listed household found.
    pub enum Verification {
        /// ยืนยันเป็นเป้าหมาย
        Confirmed = "confirmed",
        /// ไม่เข้าเกณฑ์
        NotInNeed = "not_in_need",
        /// ไม่พบตัว
        NotFound = "not_found",
        /// ย้ายที่อยู่
        Moved = "moved",
        /// เสียชีวิต
        Dead = "dead",
        /// ข้อมูลซ้ำ
        Duplicate = "duplicate",
        /// ไม่สะดวกให้ข้อมูล
        Refused = "refused",
        /// เข้าพื้นที่ไม่ได้
        Inaccessible = "inaccessible",
    }
}

impl Verification {
    /// True when checking came to an answer; a household that could not be met is still to verify.
    pub const fn is_a_result(self) -> bool {
        match self {
            Self::Confirmed
            | Self::NotInNeed
            | Self::NotFound
            | Self::Moved
            | Self::Dead
            | Self::Duplicate => true,
            Self::Refused | Self::Inaccessible => false,
        }
    }
}

coded! {
    /// What kind of help a confirmed household can use.
    pub enum HouseholdClass {
        /// พัฒนาได้
        CanDevelop = "can_develop",
        /// สงเคราะห์
        NeedsWelfare = "needs_welfare",
        /// ไม่ขอรับความช่วยเหลือ
        Declines = "declines",
    }
}

coded! {
    /// Why a case was closed (ยุติการดูแล). Only `sustainable` counts as brought out of poverty.
    pub enum ClosingReason {
        /// ถึงขั้นยั่งยืน
        Sustainable = "sustainable",
        /// ไม่เข้าเกณฑ์
        NotInNeed = "not_in_need",
        /// ไม่พบตัว
        NotFound = "not_found",
        /// ย้ายที่อยู่
        MovedAway = "moved_away",
        /// เสียชีวิตทั้งครัวเรือน
        AllDied = "all_died",
        /// ข้อมูลซ้ำ
        Duplicate = "duplicate",
        /// ไม่ขอรับความช่วยเหลือ
        Declined = "declined",
        /// แก้ไขได้ด้วยตนเอง
        SolvedItself = "solved_itself",
        /// แก้ไขแล้วโดยหน่วยงานอื่น
        SolvedElsewhere = "solved_elsewhere",
    }
}

impl ClosingReason {
    /// True when the closing counts as brought out of poverty.
    pub const fn counts_as_out_of_poverty(self) -> bool {
        match self {
            Self::Sustainable => true,
            Self::NotInNeed
            | Self::NotFound
            | Self::MovedAway
            | Self::AllDied
            | Self::Duplicate
            | Self::Declined
            | Self::SolvedItself
            | Self::SolvedElsewhere => false,
        }
    }
}

coded! {
    /// Who agrees to a closing.
    pub enum Agreement {
        /// The district chief, or whoever holds or acts in the post.
        Chief = "chief",
        /// Another officer who may close for reasons other than `sustainable`.
        Officer = "officer",
    }
}

/// Everything about a case that decides what may be done next.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Case {
    /// Where it stands.
    pub status: CaseStatus,
    /// What checking found last.
    pub verification: Option<Verification>,
    /// What help the household can use.
    pub class: Option<HouseholdClass>,
    /// ดูแลต่อเนื่อง: needs met and last seen are measured, with no overdue clock and no sustainable target.
    pub continuing_care: bool,
    /// Why it is closed, while it is.
    pub closed: Option<ClosingReason>,
    /// Why it is proposed to be closed, while the proposal waits.
    pub closing_proposed: Option<ClosingReason>,
    /// The household's present level.
    pub level: Level,
    /// The level fell by an imported survey alone and no visit has confirmed it.
    pub survey_only: bool,
}

/// Why an act is refused in the case's present state.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Conflict {
    /// The case is closed; reopen it first.
    #[error("the case is closed; `{act}` needs an open one")]
    Closed {
        /// The act.
        act: &'static str,
    },
    /// Only a closed case can be reopened.
    #[error("the case is not closed but {status}")]
    NotClosed {
        /// Where it stands.
        status: &'static str,
    },
    /// The act needs a household confirmed as a target.
    #[error("the household is not confirmed as a target; `{act}` needs that")]
    NotConfirmed {
        /// The act.
        act: &'static str,
    },
    /// Closing as sustainable needs that level.
    #[error("closing as sustainable needs the level sustainable; the household is {level}")]
    LevelNotSustainable {
        /// The present level.
        level: &'static str,
    },
    /// Closing as sustainable needs the chief's agreement.
    #[error("closing as sustainable needs the district chief's agreement")]
    ChiefMustAgree,
    /// Continuing care is for households that need welfare.
    #[error("continuing care is for households that need welfare")]
    NotNeedsWelfare,
    /// A household under continuing care has no sustainable target.
    #[error("the household is under continuing care; end that first")]
    UnderContinuingCare,
    /// No closing is proposed.
    #[error("no closing is proposed")]
    ClosingNotProposed,
    /// There is no continuing care to end.
    #[error("the household is not under continuing care")]
    NotInContinuingCare,
    /// The case already stands so.
    #[error("the case already is {status}")]
    AlreadySo {
        /// Where it stands.
        status: &'static str,
    },
    /// The problem cannot go from the one status to the other.
    #[error("a problem that is {from} cannot become {to}")]
    ProblemCannotBecome {
        /// Present status.
        from: &'static str,
        /// Wanted status.
        to: &'static str,
    },
    /// The help cannot go from the one status to the other.
    #[error("help that is {from} cannot become {to}")]
    HelpCannotBecome {
        /// Present status.
        from: &'static str,
        /// Wanted status.
        to: &'static str,
    },
}

impl Conflict {
    /// The refusal's stable word.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Closed { .. } => "CASE_CLOSED",
            Self::NotClosed { .. } => "CASE_NOT_CLOSED",
            Self::NotConfirmed { .. } => "CASE_NOT_CONFIRMED",
            Self::LevelNotSustainable { .. } => "LEVEL_NOT_SUSTAINABLE",
            Self::ChiefMustAgree => "CHIEF_MUST_AGREE",
            Self::NotNeedsWelfare => "NOT_NEEDS_WELFARE",
            Self::UnderContinuingCare => "UNDER_CONTINUING_CARE",
            Self::ClosingNotProposed => "CLOSING_NOT_PROPOSED",
            Self::NotInContinuingCare => "NOT_IN_CONTINUING_CARE",
            Self::AlreadySo { .. } => "CASE_ALREADY_SO",
            Self::ProblemCannotBecome { .. } => "PROBLEM_CANNOT_BECOME",
            Self::HelpCannotBecome { .. } => "HELP_CANNOT_BECOME",
        }
    }

    /// The arguments of its sentence: stable words of acts, statuses and levels.
    pub fn args(self) -> Vec<(&'static str, &'static str)> {
        match self {
            Self::Closed { act } | Self::NotConfirmed { act } => vec![("act", act)],
            Self::NotClosed { status } | Self::AlreadySo { status } => vec![("status", status)],
            Self::LevelNotSustainable { level } => vec![("level", level)],
            Self::ProblemCannotBecome { from, to } | Self::HelpCannotBecome { from, to } => {
                vec![("from", from), ("to", to)]
            }
            Self::ChiefMustAgree
            | Self::NotNeedsWelfare
            | Self::UnderContinuingCare
            | Self::ClosingNotProposed
            | Self::NotInContinuingCare => Vec::new(),
        }
    }
}

/// The table of allowed transitions: the status an act leads to from a status, or `None` where it may not be done.
///
/// Conditions beyond the status (level, class, confirmation) stand in [`Case::apply`].
pub const fn status_after(status: CaseStatus, kind: CaseEventKind) -> Option<CaseStatus> {
    use CaseEventKind as Kind;
    use CaseStatus::{BeingFollowed, BeingHelped, Closed, ToVerify};
    match (kind, status) {
        // What is heard of a closed case is kept, and changes nothing by itself.
        (
            Kind::Listed
            | Kind::NoLongerListed
            | Kind::Moved
            | Kind::LevelChanged
            | Kind::ReopeningProposed
            | Kind::Commented,
            _,
        ) => Some(status),

        (Kind::Reopened, Closed) | (Kind::HelpResumed, BeingFollowed) => Some(BeingHelped),
        // Opening happens once, to a case that has no earlier state; a closed case takes no work.
        (Kind::Opened, _)
        | (Kind::FollowStarted, ToVerify | BeingFollowed)
        | (Kind::HelpResumed, ToVerify | BeingHelped)
        | (Kind::Reopened, ToVerify | BeingHelped | BeingFollowed)
        | (_, Closed) => None,

        (Kind::Closed, _) => Some(Closed),
        (Kind::FollowStarted, BeingHelped) => Some(BeingFollowed),

        // Where confirmation leads is decided by the result; see `apply`.
        (
            Kind::Assigned
            | Kind::HandedOver
            | Kind::Unassigned
            | Kind::Visited
            | Kind::Verified
            | Kind::Classified
            | Kind::PlanAgreed
            | Kind::PlanReturned
            | Kind::PlanApproved
            | Kind::ProblemFound
            | Kind::ProblemChanged
            | Kind::InterventionPlanned
            | Kind::InterventionChanged
            | Kind::ClosingProposed
            | Kind::ClosingReturned
            | Kind::ContinuingCareSet
            | Kind::ContinuingCareEnded
            | Kind::ObstacleRecorded
            | Kind::ObstacleSettled,
            _,
        ) => Some(status),
    }
}

impl Case {
    /// A case just opened: to verify, with nothing known.
    pub const fn opened() -> Self {
        Self {
            status: CaseStatus::ToVerify,
            verification: None,
            class: None,
            continuing_care: false,
            closed: None,
            closing_proposed: None,
            level: Level::NotYetAssessable,
            survey_only: false,
        }
    }

    /// True unless closed.
    pub const fn is_open(&self) -> bool {
        self.status.is_open()
    }

    /// Decides on an act.
    ///
    /// # Errors
    ///
    /// [`Conflict`] says what in the present state stands against it.
    pub fn apply(&self, act: CaseAct) -> Result<CaseEvent, Conflict> {
        let kind = act.kind();
        let to = status_after(self.status, kind).ok_or_else(|| self.why_not(kind))?;
        self.check(&act)?;
        let is_confirmed = self.verification == Some(Verification::Confirmed);
        let to = if kind == CaseEventKind::Reopened && !is_confirmed {
            CaseStatus::ToVerify
        } else if act == (CaseAct::Verify { result: Verification::Confirmed }) && to == CaseStatus::ToVerify {
            CaseStatus::BeingHelped
        } else {
            to
        };
        Ok(CaseEvent { act, from: self.status, to })
    }

    /// The conditions of an act beyond the status.
    fn check(self, act: &CaseAct) -> Result<(), Conflict> {
        let is_confirmed = self.verification == Some(Verification::Confirmed);
        let needs_confirmed =
            || if is_confirmed { Ok(()) } else { Err(Conflict::NotConfirmed { act: act.kind().code() }) };
        match act {
            CaseAct::Classify { .. } | CaseAct::AgreePlan { .. } | CaseAct::ApprovePlan { .. } => {
                needs_confirmed()
            }
            CaseAct::PlanHelp { kind, .. } => match kind {
                InterventionKind::Immediate => Ok(()),
                InterventionKind::Development => needs_confirmed(),
            },
            CaseAct::ChangeProblem { from, to, .. } if !from.allows(*to) => {
                Err(Conflict::ProblemCannotBecome { from: from.code(), to: to.code() })
            }
            CaseAct::ChangeHelp { from, to, .. } if !from.allows(*to) => {
                Err(Conflict::HelpCannotBecome { from: from.code(), to: to.code() })
            }
            CaseAct::ProposeClosing { reason } => self.check_closing(*reason),
            CaseAct::Close { reason, agreed } => {
                self.check_closing(*reason)?;
                match agreed {
                    Agreement::Officer if reason.counts_as_out_of_poverty() => Err(Conflict::ChiefMustAgree),
                    Agreement::Chief | Agreement::Officer => Ok(()),
                }
            }
            CaseAct::SetContinuingCare if self.class != Some(HouseholdClass::NeedsWelfare) => {
                Err(Conflict::NotNeedsWelfare)
            }
            CaseAct::SetContinuingCare if self.continuing_care => Err(Conflict::UnderContinuingCare),
            CaseAct::EndContinuingCare if !self.continuing_care => Err(Conflict::NotInContinuingCare),
            CaseAct::ReturnClosing if self.closing_proposed.is_none() => Err(Conflict::ClosingNotProposed),
            CaseAct::Open
            | CaseAct::Assign { .. }
            | CaseAct::HandOver { .. }
            | CaseAct::Unassign
            | CaseAct::Move
            | CaseAct::Visit { .. }
            | CaseAct::Verify { .. }
            | CaseAct::ReturnPlan { .. }
            | CaseAct::FindProblem { .. }
            | CaseAct::ChangeProblem { .. }
            | CaseAct::ChangeHelp { .. }
            | CaseAct::ChangeLevel { .. }
            | CaseAct::StartFollowing
            | CaseAct::ResumeHelp
            | CaseAct::SetContinuingCare
            | CaseAct::EndContinuingCare
            | CaseAct::ReturnClosing
            | CaseAct::ProposeReopening
            | CaseAct::Reopen
            | CaseAct::List { .. }
            | CaseAct::NoLongerList { .. }
            | CaseAct::RecordObstacle
            | CaseAct::SettleObstacle
            | CaseAct::Comment => Ok(()),
        }
    }

    fn check_closing(self, reason: ClosingReason) -> Result<(), Conflict> {
        if !reason.counts_as_out_of_poverty() {
            return Ok(());
        }
        if self.verification != Some(Verification::Confirmed) {
            return Err(Conflict::NotConfirmed { act: CaseEventKind::Closed.code() });
        }
        if self.continuing_care {
            return Err(Conflict::UnderContinuingCare);
        }
        if self.level != Level::Sustainable {
            return Err(Conflict::LevelNotSustainable { level: self.level.code() });
        }
        Ok(())
    }

    fn why_not(self, kind: CaseEventKind) -> Conflict {
        if self.status == CaseStatus::Closed && kind != CaseEventKind::Closed {
            return Conflict::Closed { act: kind.code() };
        }
        if kind == CaseEventKind::Reopened {
            return Conflict::NotClosed { status: self.status.code() };
        }
        if self.status == CaseStatus::ToVerify {
            return Conflict::NotConfirmed { act: kind.code() };
        }
        Conflict::AlreadySo { status: self.status.code() }
    }

    /// True where nothing changed that a proposal to close rests on.
    fn rests_as(self, earlier: Self) -> bool {
        let of = |it: Self| (it.verification, it.class, it.level, it.continuing_care, it.closed);
        of(self) == of(earlier)
    }

    /// The state after an event. What a proposal to close rests on changes with another verification, class, level or
    /// continuing care: the proposal is then no more.
    #[must_use]
    pub fn after(&self, event: &CaseEvent) -> Self {
        let mut next = self.changed(event);
        if !next.rests_as(*self) {
            next.closing_proposed = None;
        }
        next
    }

    fn changed(self, event: &CaseEvent) -> Self {
        let mut next = Self { status: event.to, ..self };
        match event.act {
            CaseAct::Open => next = Self { status: event.to, ..Self::opened() },
            CaseAct::Verify { result } => {
                // Who could not be met says nothing against what was found before.
                let is_known = self.verification.is_some_and(Verification::is_a_result);
                if result.is_a_result() || !is_known {
                    next.verification = Some(result);
                }
            }
            CaseAct::Classify { class } => {
                next.class = Some(class);
                next.continuing_care = self.continuing_care && class == HouseholdClass::NeedsWelfare;
            }
            CaseAct::ChangeLevel { to, survey_only } => {
                next.level = to;
                next.survey_only = survey_only;
            }
            CaseAct::Close { reason, .. } => {
                next.closed = Some(reason);
                next.continuing_care = false;
            }
            CaseAct::Reopen => next.closed = None,
            CaseAct::ProposeClosing { reason } => next.closing_proposed = Some(reason),
            CaseAct::ReturnClosing => next.closing_proposed = None,
            CaseAct::SetContinuingCare => next.continuing_care = true,
            CaseAct::EndContinuingCare => next.continuing_care = false,
            CaseAct::Assign { .. }
            | CaseAct::HandOver { .. }
            | CaseAct::Unassign
            | CaseAct::Move
            | CaseAct::Visit { .. }
            | CaseAct::AgreePlan { .. }
            | CaseAct::ReturnPlan { .. }
            | CaseAct::ApprovePlan { .. }
            | CaseAct::FindProblem { .. }
            | CaseAct::ChangeProblem { .. }
            | CaseAct::PlanHelp { .. }
            | CaseAct::ChangeHelp { .. }
            | CaseAct::StartFollowing
            | CaseAct::ResumeHelp
            | CaseAct::ProposeReopening
            | CaseAct::List { .. }
            | CaseAct::NoLongerList { .. }
            | CaseAct::RecordObstacle
            | CaseAct::SettleObstacle
            | CaseAct::Comment => {}
        }
        next
    }
}

#[cfg(test)]
#[path = "case/tests.rs"]
mod tests;
