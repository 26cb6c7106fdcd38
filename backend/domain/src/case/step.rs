//! How far a case has come, as one step shown to people: derived from its fields and dates, never stored as truth.

use crate::case::{Case, CaseStatus, ClosingReason, Verification};

coded! {
    /// The steps of the work in their order.
    pub enum Step {
        /// อยู่ในบัญชีเป้าหมาย
        Listed = "listed",
        /// มอบหมายแล้ว
        Assigned = "assigned",
        /// เยี่ยมแล้ว
        Visited = "visited",
        /// ตรวจสอบแล้ว
        Verified = "verified",
        /// จำแนกครัวเรือนแล้ว
        Classified = "classified",
        /// จัดทำแผนครัวเรือนแล้ว
        PlanAgreed = "plan_agreed",
        /// ศจพ.อ. เห็นชอบแล้ว
        Approved = "approved",
        /// อยู่ระหว่างดำเนินการ
        InProgress = "in_progress",
        /// เสนอจังหวัด/กระทรวงพิจารณา
        Escalated = "escalated",
        /// แก้ไขแล้วในระดับอำเภอ
        SolvedAtDistrict = "solved_at_district",
        /// แก้ไขแล้วโดยหน่วยงานอื่น
        SolvedElsewhere = "solved_elsewhere",
        /// ติดตามต่อเนื่อง
        Following = "following",
        /// ดูแลต่อเนื่อง
        ContinuingCare = "continuing_care",
        /// ยุติแล้ว
        Closed = "closed",
    }
}

/// What has been done in a case besides what its state says.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
#[expect(clippy::struct_excessive_bools, reason = "each is a fact of its own, none excludes another")]
pub struct Done {
    /// A mentor team, or a subdistrict team by a chief's act, has it.
    pub assigned: bool,
    /// At least one visit.
    pub visited: bool,
    /// A plan agreed with the household.
    pub plan_agreed: bool,
    /// A plan approved by the board.
    pub plan_approved: bool,
    /// Help begun or given.
    pub help_begun: bool,
    /// A problem put to the province or a ministry, and not settled.
    pub escalated: bool,
    /// A problem was solved, and none is still there.
    pub problems_settled: bool,
}

/// The furthest step of a case.
pub fn step(case: &Case, done: &Done) -> Step {
    if case.status == CaseStatus::Closed {
        return match case.closed {
            Some(ClosingReason::SolvedElsewhere) => Step::SolvedElsewhere,
            Some(
                ClosingReason::Sustainable
                | ClosingReason::NotInNeed
                | ClosingReason::NotFound
                | ClosingReason::MovedAway
                | ClosingReason::AllDied
                | ClosingReason::Duplicate
                | ClosingReason::Declined
                | ClosingReason::SolvedItself,
            )
            | None => Step::Closed,
        };
    }
    // Furthest first: the first line that is true is the step.
    let reached = [
        (Step::ContinuingCare, case.continuing_care),
        (Step::Following, case.status == CaseStatus::BeingFollowed),
        (Step::Escalated, done.escalated),
        (Step::SolvedAtDistrict, done.problems_settled && done.help_begun),
        (Step::InProgress, done.help_begun),
        (Step::Approved, done.plan_approved),
        (Step::PlanAgreed, done.plan_agreed),
        (Step::Classified, case.class.is_some()),
        (Step::Verified, case.verification.is_some_and(Verification::is_a_result)),
        (Step::Visited, done.visited),
        (Step::Assigned, done.assigned),
    ];
    reached.into_iter().find(|(_, is_reached)| *is_reached).map_or(Step::Listed, |(step, _)| step)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_case_shows_the_furthest_step_it_reached() {
        let case = Case::opened();
        assert_eq!(step(&case, &Done::default()), Step::Listed);
        let visited = Done { assigned: true, visited: true, ..Done::default() };
        assert_eq!(step(&case, &visited), Step::Visited);
        let confirmed = Case { verification: Some(Verification::Confirmed), ..case };
        assert_eq!(step(&confirmed, &visited), Step::Verified);
        let helped = Done { help_begun: true, ..visited };
        assert_eq!(step(&confirmed, &helped), Step::InProgress);
        assert_eq!(step(&confirmed, &Done { problems_settled: true, ..helped }), Step::SolvedAtDistrict);
    }

    #[test]
    fn a_household_that_could_not_be_met_is_not_verified() {
        let case = Case { verification: Some(Verification::Inaccessible), ..Case::opened() };
        assert_eq!(step(&case, &Done { visited: true, ..Done::default() }), Step::Visited);
    }

    #[test]
    fn a_closed_case_is_closed_whatever_was_done() {
        let closed =
            Case { status: CaseStatus::Closed, closed: Some(ClosingReason::Declined), ..Case::opened() };
        assert_eq!(step(&closed, &Done { help_begun: true, ..Done::default() }), Step::Closed);
        let elsewhere = Case { closed: Some(ClosingReason::SolvedElsewhere), ..closed };
        assert_eq!(step(&elsewhere, &Done::default()), Step::SolvedElsewhere);
    }
}
