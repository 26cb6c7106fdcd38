//! What may follow what in a case, and what each act makes of it.

use std::fmt::Write as _;

use uuid::Uuid;

use super::act::{CaseAct, CaseEventKind};
use super::*;
use crate::ids::{InterventionId, PlanId, ProblemId, TeamId, VisitId};
use crate::problem::ProblemStatus;

fn id<T: From<Uuid>>() -> T {
    T::from(Uuid::from_u128(1))
}

fn after(case: Case, act: CaseAct) -> Case {
    case.after(&case.apply(act).expect("the act is allowed"))
}

fn refusal(case: Case, act: CaseAct) -> &'static str {
    case.apply(act).expect_err("the act is refused").code()
}

fn confirmed() -> Case {
    after(Case::opened(), CaseAct::Verify { result: Verification::Confirmed })
}

fn close(reason: ClosingReason) -> CaseAct {
    CaseAct::Close { reason, agreed: Agreement::Chief }
}

fn immediate_help() -> CaseAct {
    CaseAct::PlanHelp { intervention: id::<InterventionId>(), kind: InterventionKind::Immediate }
}

fn development_help() -> CaseAct {
    CaseAct::PlanHelp { intervention: id::<InterventionId>(), kind: InterventionKind::Development }
}

#[test]
fn confirming_begins_the_help_and_other_results_do_not() {
    assert_eq!(confirmed().status, CaseStatus::BeingHelped);
    for result in Verification::ALL.into_iter().filter(|it| *it != Verification::Confirmed) {
        let case = after(Case::opened(), CaseAct::Verify { result });
        assert_eq!((case.status, case.verification), (CaseStatus::ToVerify, Some(result)));
    }
}

#[test]
fn a_result_stays_where_a_later_look_came_to_none() {
    for result in [Verification::Refused, Verification::Inaccessible] {
        let looked = after(confirmed(), CaseAct::Verify { result });
        assert_eq!(looked, confirmed(), "{result:?}");
        let found = after(
            after(Case::opened(), CaseAct::Verify { result }),
            CaseAct::Verify { result: Verification::NotFound },
        );
        assert_eq!(found.verification, Some(Verification::NotFound));
    }
}

#[test]
fn immediate_help_needs_nothing_and_development_help_a_confirmed_household() {
    assert!(Case::opened().apply(immediate_help()).is_ok());
    assert_eq!(refusal(Case::opened(), development_help()), "CASE_NOT_CONFIRMED");
    assert!(confirmed().apply(development_help()).is_ok());
}

#[test]
fn closing_as_sustainable_needs_the_level_and_the_chief() {
    let low = after(confirmed(), CaseAct::ChangeLevel { to: Level::Sufficient, survey_only: false });
    assert_eq!(refusal(low, close(ClosingReason::Sustainable)), "LEVEL_NOT_SUSTAINABLE");
    let high = after(low, CaseAct::ChangeLevel { to: Level::Sustainable, survey_only: false });
    let by_officer = CaseAct::Close { reason: ClosingReason::Sustainable, agreed: Agreement::Officer };
    assert_eq!(refusal(high, by_officer), "CHIEF_MUST_AGREE");
    let closed = after(high, close(ClosingReason::Sustainable));
    assert_eq!((closed.status, closed.closed), (CaseStatus::Closed, Some(ClosingReason::Sustainable)));
}

#[test]
fn a_proposed_closing_waits_until_it_is_decided_or_what_it_rests_on_changes() {
    let propose = |reason| CaseAct::ProposeClosing { reason };
    assert_eq!(refusal(confirmed(), CaseAct::ReturnClosing), "CLOSING_NOT_PROPOSED");
    let waiting = after(confirmed(), propose(ClosingReason::SolvedItself));
    assert_eq!(waiting.closing_proposed, Some(ClosingReason::SolvedItself));
    assert_eq!(
        after(waiting, propose(ClosingReason::Declined)).closing_proposed,
        Some(ClosingReason::Declined)
    );
    for same in [
        CaseAct::Visit { visit: id::<VisitId>() },
        CaseAct::Comment,
        CaseAct::StartFollowing,
        CaseAct::Verify { result: Verification::Confirmed },
    ] {
        assert_eq!(after(waiting, same).closing_proposed, waiting.closing_proposed);
    }
    for other in [
        CaseAct::ReturnClosing,
        close(ClosingReason::MovedAway),
        CaseAct::Verify { result: Verification::NotInNeed },
        CaseAct::Classify { class: HouseholdClass::CanDevelop },
        CaseAct::ChangeLevel { to: Level::BelowSurvive, survey_only: false },
    ] {
        assert_eq!(after(waiting, other).closing_proposed, None);
    }
}

#[test]
fn every_other_reason_closes_from_every_open_status_and_is_not_counted() {
    let following = after(confirmed(), CaseAct::StartFollowing);
    for reason in ClosingReason::ALL.into_iter().filter(|it| *it != ClosingReason::Sustainable) {
        assert!(!reason.counts_as_out_of_poverty());
        for case in [Case::opened(), confirmed(), following] {
            assert_eq!(after(case, close(reason)).closed, Some(reason));
        }
    }
    assert!(ClosingReason::Sustainable.counts_as_out_of_poverty());
}

#[test]
fn a_closed_case_hears_news_but_takes_no_work_until_reopened() {
    let closed = after(confirmed(), close(ClosingReason::MovedAway));
    let refused = [
        CaseAct::Visit { visit: id::<VisitId>() },
        CaseAct::Assign { subdistrict_team: id::<TeamId>(), mentor_team: None },
        immediate_help(),
        CaseAct::Verify { result: Verification::Confirmed },
        CaseAct::StartFollowing,
        CaseAct::SetContinuingCare,
    ];
    for act in refused {
        assert_eq!(refusal(closed, act), "CASE_CLOSED");
    }
    assert_eq!(refusal(closed, close(ClosingReason::Declined)), "CASE_ALREADY_SO");
    let news = after(closed, CaseAct::ChangeLevel { to: Level::BelowSurvive, survey_only: true });
    assert_eq!((news.status, news.level, news.survey_only), (CaseStatus::Closed, Level::BelowSurvive, true));
    assert_eq!(after(closed, CaseAct::ProposeReopening).status, CaseStatus::Closed);
    let reopened = after(closed, CaseAct::Reopen);
    assert_eq!((reopened.status, reopened.closed), (CaseStatus::BeingHelped, None));
    assert_eq!(refusal(reopened, CaseAct::Reopen), "CASE_NOT_CLOSED");
    let never_confirmed = after(Case::opened(), close(ClosingReason::NotFound));
    assert_eq!(after(never_confirmed, CaseAct::Reopen).status, CaseStatus::ToVerify);
}

#[test]
fn following_and_helping_go_both_ways() {
    let following = after(confirmed(), CaseAct::StartFollowing);
    assert_eq!(following.status, CaseStatus::BeingFollowed);
    assert_eq!(refusal(following, CaseAct::StartFollowing), "CASE_ALREADY_SO");
    assert_eq!(after(following, CaseAct::ResumeHelp).status, CaseStatus::BeingHelped);
    assert_eq!(refusal(Case::opened(), CaseAct::StartFollowing), "CASE_NOT_CONFIRMED");
}

#[test]
fn continuing_care_is_for_those_who_need_welfare_and_has_no_sustainable_target() {
    assert_eq!(refusal(confirmed(), CaseAct::SetContinuingCare), "NOT_NEEDS_WELFARE");
    let welfare = after(confirmed(), CaseAct::Classify { class: HouseholdClass::NeedsWelfare });
    assert_eq!(refusal(welfare, CaseAct::EndContinuingCare), "NOT_IN_CONTINUING_CARE");
    let cared = after(welfare, CaseAct::SetContinuingCare);
    assert!(cared.continuing_care && cared.is_open());
    let cared = after(cared, CaseAct::ChangeLevel { to: Level::Sustainable, survey_only: false });
    assert_eq!(refusal(cared, close(ClosingReason::Sustainable)), "UNDER_CONTINUING_CARE");
    let can = after(cared, CaseAct::Classify { class: HouseholdClass::CanDevelop });
    assert!(!can.continuing_care);
    assert!(!after(cared, CaseAct::EndContinuingCare).continuing_care);
}

#[test]
fn class_plan_and_approval_follow_confirmation() {
    let class = CaseAct::Classify { class: HouseholdClass::CanDevelop };
    assert_eq!(refusal(Case::opened(), class), "CASE_NOT_CONFIRMED");
    let plan = CaseAct::AgreePlan { plan: id::<PlanId>(), version: 1 };
    assert_eq!(refusal(Case::opened(), plan.clone()), "CASE_NOT_CONFIRMED");
    assert!(confirmed().apply(plan).is_ok());
}

#[test]
fn problems_and_help_move_by_their_own_tables() {
    let act = |from, to| CaseAct::ChangeProblem { problem: id::<ProblemId>(), from, to };
    assert!(confirmed().apply(act(ProblemStatus::Open, ProblemStatus::Solved)).is_ok());
    let wrong = confirmed().apply(act(ProblemStatus::Solved, ProblemStatus::Referred)).unwrap_err();
    assert_eq!(wrong.code(), "PROBLEM_CANNOT_BECOME");
    assert_eq!(wrong.args(), [("from", "solved"), ("to", "referred")]);
}

#[test]
fn the_table_of_transitions() {
    let mut lines = String::new();
    for kind in CaseEventKind::ALL {
        let row: Vec<&str> = CaseStatus::ALL
            .into_iter()
            .map(|from| status_after(from, kind).map_or("-", CaseStatus::code))
            .collect();
        writeln!(lines, "{:22}{}", kind.code(), row.join(" ")).unwrap();
    }
    insta::assert_snapshot!(lines, @r"
    opened                - - - -
    assigned              to_verify being_helped being_followed -
    handed_over           to_verify being_helped being_followed -
    unassigned            to_verify being_helped being_followed -
    moved                 to_verify being_helped being_followed closed
    visited               to_verify being_helped being_followed -
    verified              to_verify being_helped being_followed -
    classified            to_verify being_helped being_followed -
    plan_agreed           to_verify being_helped being_followed -
    plan_returned         to_verify being_helped being_followed -
    plan_approved         to_verify being_helped being_followed -
    problem_found         to_verify being_helped being_followed -
    problem_changed       to_verify being_helped being_followed -
    intervention_planned  to_verify being_helped being_followed -
    intervention_changed  to_verify being_helped being_followed -
    level_changed         to_verify being_helped being_followed closed
    follow_started        - being_followed - -
    help_resumed          - - being_helped -
    continuing_care_set   to_verify being_helped being_followed -
    continuing_care_ended to_verify being_helped being_followed -
    closing_proposed      to_verify being_helped being_followed -
    closing_returned      to_verify being_helped being_followed -
    closed                closed closed closed -
    reopening_proposed    to_verify being_helped being_followed closed
    reopened              - - - being_helped
    listed                to_verify being_helped being_followed closed
    no_longer_listed      to_verify being_helped being_followed closed
    obstacle_recorded     to_verify being_helped being_followed -
    obstacle_settled      to_verify being_helped being_followed -
    commented             to_verify being_helped being_followed closed
    ");
}

#[test]
fn stable_words_come_back() {
    for kind in CaseEventKind::ALL {
        assert_eq!(CaseEventKind::from_code(kind.code()), Some(kind));
    }
    assert_eq!(CaseStatus::from_code("open"), None);
}
