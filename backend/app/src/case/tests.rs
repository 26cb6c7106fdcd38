//! The life of a case through the uses, on each database there is.

mod moved;
mod problems;
mod release;
mod world;
mod years;

use phonjon_domain::access::Role;
use phonjon_domain::case::{CaseStatus, ClosingReason, HouseholdClass, Verification};
use phonjon_domain::ids::VisitId;
use phonjon_domain::intervention::{InterventionForm, InterventionKind, InterventionStatus, Outcome, Value};
use phonjon_domain::level::Level;
use phonjon_domain::problem::ProblemStatus;
use phonjon_domain::sector::Sector;
use phonjon_domain::visit::{Finding, FindingValue, VisitManner, Visitor};
use phonjon_store::cases::{self, CaseFilter, CaseKey, CaseOrder, Decision, PageAsked, ProposalsAsked, Text};
use phonjon_store::sql;
use serde_json::Value as Json;

use crate::assignment;
use crate::case::{self, Closing};

use crate::ctx::Ctx;
use crate::error::AppError;
use crate::idempotent::Key;
use crate::intervention::{self, HelpChange, NewIntervention};
use crate::plan::{self, NewPlan};
use crate::problem::{self, ProblemChange};
use crate::proposal::{self, NewProposal};
use crate::selection::Selection;
use crate::visit::{self, NewVisit};
use world::{World, worlds};

fn key(text: &str) -> Key {
    Key::new(text, &Json::Null).unwrap()
}

fn code(error: &AppError) -> String {
    let AppError::Refused(refusals) = error else { return error.to_string() };
    refusals[0].code.clone()
}

fn visit(on: &str) -> NewVisit {
    NewVisit {
        id: None,
        visited_on: on.parse().unwrap(),
        manner: VisitManner::AtHome,
        visited_by: vec![Visitor::Named("ผู้ใหญ่บ้าน".to_owned())],
        told_by: Some("เจ้าบ้าน".to_owned()),
        verification: None,
        class: None,
        findings: Vec::new(),
        nothing_changed: false,
        note: None,
        consents: Vec::new(),
        position: None,
    }
}

fn said(code: &str, value: FindingValue) -> Finding {
    Finding { code: code.to_owned(), value }
}

/// Everything the default criteria ask for, in order.
fn all_well() -> Vec<Finding> {
    let codes = [
        "q01",
        "q07",
        "q22",
        "q23",
        "q24",
        "bmn.safe_food",
        "bmn.drinking_water",
        "bmn.bedridden_cared",
        "bmn.disabled_cared",
        "bmn.elderly_cared",
        "dimension.health",
        "dimension.living",
        "dimension.education",
        "dimension.income",
        "dimension.access",
        "q18",
    ];
    let mut findings: Vec<Finding> = codes.iter().map(|it| said(it, FindingValue::Answer(false))).collect();
    findings.push(said("savings", FindingValue::Answer(true)));
    findings.push(said("income_per_person", FindingValue::AmountSatang(6_000_000)));
    findings
}

async fn confirmed(world: &World, ctx: &Ctx, name: &str) -> CaseKey {
    let case = world.open_case(name, "48010203").await;
    let mut first = visit("2026-03-01");
    first.verification = Some(Verification::Confirmed);
    visit::record(ctx, case, first, &key(&format!("first-{name}"))).await.unwrap();
    case
}

#[tokio::test]
async fn a_visit_confirms_finds_problems_and_judges_the_level() {
    for world in worlds().await {
        let ctx = world.actor(Role::TeamMember, "480102").await;
        let case = world.open_case("a", "48010203").await;
        let mut new = visit("2026-03-01");
        new.verification = Some(Verification::Confirmed);
        new.class = Some(HouseholdClass::CanDevelop);
        new.findings = vec![
            said("q07", FindingValue::Answer(true)),
            said("q20", FindingValue::Problem(ProblemStatus::Open)),
        ];
        let (row, id) = visit::record(&ctx, case, new.clone(), &key("k")).await.unwrap();
        assert_eq!(row.state.status, CaseStatus::BeingHelped);
        assert_eq!(row.state.level, Level::BelowSurvive);
        assert!(row.urgent);
        assert_eq!(row.last_visited_on, Some("2026-03-01".parse().unwrap()));

        // The same act sent again happens once and is answered alike.
        let again = visit::record(&ctx, case, new, &key("k")).await.unwrap();
        assert_eq!(again, (row.clone(), id));

        let events =
            case::events(&ctx, &[(case, row.area)], None, 20).await.unwrap().remove(&case.1).unwrap();
        let kinds: Vec<&str> = events.events.iter().rev().map(|it| it.kind.code()).collect();
        let wanted = ["opened", "visited", "verified", "classified", "problem_found", "level_changed"];
        assert_eq!(kinds, wanted, "of drugs nothing was found, as far as the team is told");
        let problems = problem::of_households(&ctx, &[(row.household_key(), row.area)]).await.unwrap();
        let codes: Vec<&str> = problems[&row.household].iter().map(|it| it.code.as_str()).collect();
        assert_eq!(codes, ["q07"], "drugs open only to named officers");
        let named = world.restricted_chief("4801").await;
        let problems = problem::of_households(&named, &[(row.household_key(), row.area)]).await.unwrap();
        assert_eq!(problems[&row.household].len(), 2);
        let visits = visit::of_cases(&ctx, &[(case, row.area)]).await.unwrap();
        assert_eq!(visits[&case.1][0].visit.findings.len(), 1);

        let verdict = case::verdicts(&ctx, &[case]).await.unwrap().remove(&case.1).unwrap();
        let view = case::view(&verdict.verdict).unwrap();
        assert!(!view.is_official);
        let water = view.results.iter().find(|it| it.code == "has_drinking_water").unwrap();
        assert_eq!(water.met, "no");
        assert_eq!(water.fact.as_ref().unwrap().origin, "visit");
        let spans = case::status_spans(&ctx, &[case]).await.unwrap().remove(&case.1).unwrap();
        assert_eq!(
            spans.iter().map(|it| it.status.code()).collect::<Vec<_>>(),
            ["to_verify", "being_helped"]
        );
    }
}

#[tokio::test]
async fn what_lies_elsewhere_is_hidden_and_what_the_role_may_not_is_forbidden() {
    for world in worlds().await {
        let case = world.open_case("a", "48010203").await;
        let elsewhere = world.actor(Role::TeamMember, "480201").await;
        let refused = visit::record(&elsewhere, case, visit("2026-03-01"), &key("k")).await.unwrap_err();
        assert!(matches!(refused, AppError::Hidden));
        assert!(case::case(&elsewhere, case).await.unwrap().is_none());
        let here = world.actor(Role::TeamMember, "480102").await;
        let closing = Closing { case, reason: ClosingReason::NotFound, note: None, version: 1 };
        assert!(matches!(case::close(&here, &closing, &key("k")).await.unwrap_err(), AppError::Forbidden));
        let tomorrow = visit("2026-03-03");
        let refused = visit::record(&here, case, tomorrow, &key("k2")).await.unwrap_err();
        assert_eq!(code(&refused), "VISIT_IN_FUTURE");
    }
}

#[tokio::test]
async fn a_stale_version_tells_base_yours_and_theirs() {
    for world in worlds().await {
        let ctx = world.actor(Role::TeamMember, "480102").await;
        let case = confirmed(&world, &ctx, "a").await;
        let row = case::case(&ctx, case).await.unwrap().unwrap();
        case::classify(&ctx, case, HouseholdClass::CanDevelop, row.version, &key("1")).await.unwrap();
        let refused = case::classify(&ctx, case, HouseholdClass::Declines, row.version, &key("2")).await;
        let AppError::VersionConflict(conflict) = refused.unwrap_err() else { panic!("no conflict") };
        assert_eq!(conflict.version, row.version + 1);
        assert_eq!(
            conflict.fields,
            [("class".to_owned(), None, Some("declines".to_owned()), Some("can_develop".to_owned()))]
        );
        let odd = case::verify(&ctx, case, Verification::Moved, None, row.version, &key("3")).await;
        let AppError::VersionConflict(conflict) = odd.unwrap_err() else { panic!("no conflict") };
        assert_eq!(conflict.fields[0].1.as_deref(), Some("confirmed"));
    }
}

#[tokio::test]
async fn a_household_sufficient_for_180_days_may_be_closed_as_sustainable_by_the_chief() {
    for world in worlds().await {
        let ctx = world.actor(Role::TeamMember, "480102").await;
        let chief = world.actor(Role::DistrictChief, "4801").await;
        let case = confirmed(&world, &ctx, "a").await;
        let other = confirmed(&world, &ctx, "b").await;
        let mut well = visit("2026-03-02");
        well.findings = all_well();
        let (row, _) = visit::record(&ctx, case, well.clone(), &key("w")).await.unwrap();
        assert_eq!(row.state.level, Level::Sufficient);
        let wanted = |row: &cases::CaseRow| Selection::cases(vec![(case, row.version)]);
        let refused = case::agree_closing(&chief, &wanted(&row), &key("c")).await.unwrap_err();
        assert_eq!(code(&refused), "LEVEL_NOT_SUSTAINABLE");

        world.pass_days(180);
        let ctx = world.again(&ctx);
        let chief = world.again(&chief);
        well.visited_on = ctx.today();
        let (row, _) = visit::record(&ctx, case, well, &key("w2")).await.unwrap();
        assert_eq!(row.state.level, Level::Sustainable);
        let filter = CaseFilter { levels: vec![Level::Sustainable], ..CaseFilter::default() };
        let selection = |expected| Selection::found(filter.clone(), vec![other], expected);
        let refused = case::agree_closing(&chief, &selection(2), &key("c")).await.unwrap_err();
        assert_eq!(code(&refused), "SELECTION_CHANGED");
        let agreed = case::agree_closing(&chief, &selection(1), &key("c")).await.unwrap();
        assert_eq!((agreed.row.n_cases, agreed.row.kind.as_str()), (1, "agree_closing"));
        assert_eq!(case::agree_closing(&chief, &selection(1), &key("c")).await.unwrap(), agreed);
        let (acts, _) = assignment::list(&chief, 10, None).await.unwrap();
        assert_eq!(acts, [agreed.row]);
        let row = case::case(&ctx, case).await.unwrap().unwrap();
        assert_eq!((row.state.status, row.closed_on), (CaseStatus::Closed, Some(ctx.today())));
        let head = world.actor(Role::SubdistrictHead, "480102").await;
        let row = case::reopen(&head, case, None, row.version, &key("r")).await.unwrap();
        assert_eq!((row.state.status, row.closed_on), (CaseStatus::BeingHelped, None));
    }
}

#[tokio::test]
async fn agreed_closings_are_taken_back_but_for_what_was_worked_on_since() {
    for world in worlds().await {
        let team = world.actor(Role::TeamMember, "480102").await;
        let (one, two) = (confirmed(&world, &team, "a").await, confirmed(&world, &team, "b").await);
        let mut well = visit("2026-03-02");
        well.findings = all_well();
        for (n, case) in [one, two].into_iter().enumerate() {
            visit::record(&team, case, well.clone(), &key(&format!("well-{n}"))).await.unwrap();
        }
        world.pass_days(180);
        let team = world.again(&team);
        well.visited_on = team.today();
        for (n, case) in [one, two].into_iter().enumerate() {
            visit::record(&team, case, well.clone(), &key(&format!("still-{n}"))).await.unwrap();
        }
        let row = case::case(&team, two).await.unwrap().unwrap();
        case::follow(&team, two, row.version, &key("follow")).await.unwrap();

        let chief = world.actor(Role::DistrictChief, "4801").await;
        let facts = async |text: &str| {
            let text = format!("select count(*) from case_fact where closing_reason {text}");
            let row = sql::row(team.store.reader(), &text, vec![]).await.unwrap().unwrap();
            row.try_get_by_index::<i64>(0).unwrap()
        };
        let all = Selection::found(CaseFilter::default(), vec![], 2);
        let act = case::agree_closing(&chief, &all, &key("close")).await.unwrap();
        assert_eq!(act.row.n_cases, 2);
        assert_eq!(facts("= 'sustainable'").await, 2);
        // One stale version stops the whole act.
        let stale = Selection::cases(vec![(one, 1)]);
        let refused = case::agree_closing(&chief, &stale, &key("stale")).await.unwrap_err();
        assert!(matches!(refused, AppError::VersionConflict(_)));

        case::comment(&chief, one, "ดีมาก", &key("comment")).await.unwrap();
        let head = world.actor(Role::SubdistrictHead, "480102").await;
        let refused = assignment::undo(&head, &key("undo"), act.row.id).await.unwrap_err();
        assert!(matches!(refused, AppError::Forbidden), "only who agrees takes it back");
        let undone = assignment::undo(&chief, &key("undo"), act.row.id).await.unwrap();
        assert_eq!(undone.n_returned, 1);
        let [assignment::Kept::WorkedOn(kept)] = undone.kept.as_slice() else { panic!("{:?}", undone.kept) };
        assert_eq!((kept.key, kept.kind.as_str()), (one, "commented"));
        let row = case::case(&team, two).await.unwrap().unwrap();
        assert_eq!(row.state.status, CaseStatus::BeingFollowed, "it stands where it stood");
        assert_eq!((row.state.closed, row.closed_on), (None, None));
        let row = case::case(&team, one).await.unwrap().unwrap();
        assert_eq!(row.state.closed, Some(ClosingReason::Sustainable));
        assert_eq!(facts("= 'sustainable'").await, 1);
        assert_eq!(phonjon_store::figures::recount(team.store.reader()).await.unwrap(), []);

        let again = assignment::undo(&chief, &key("undo"), act.row.id).await.unwrap();
        assert_eq!((again.n_returned, again.kept.len()), (1, 1));
        let refused = assignment::undo(&chief, &key("undo-twice"), act.row.id).await.unwrap_err();
        assert_eq!(code(&refused), "ALREADY_UNDONE");
    }
}

fn help(need: &str, planned_on: &str) -> NewIntervention {
    NewIntervention {
        id: None,
        need: need.to_owned(),
        menu_item: None,
        problem: None,
        kind: InterventionKind::Development,
        form: InterventionForm::InKind,
        sector: Sector::State,
        agency: "พมจ.".to_owned(),
        project: None,
        budget_line: None,
        value: Value::None,
        planned_on: Some(planned_on.parse().unwrap()),
        done_on: None,
        outcome: Outcome::NotYetKnown,
    }
}

#[tokio::test]
async fn the_same_need_warns_and_does_not_refuse() {
    for world in worlds().await {
        let ctx = world.actor(Role::TeamMember, "480102").await;
        let case = world.open_case("a", "48010203").await;
        let refused = intervention::add(&ctx, case, help("house_repair", "2026-03-01"), &key("0")).await;
        assert_eq!(code(&refused.unwrap_err()), "CASE_NOT_CONFIRMED");
        let urgent = NewIntervention { kind: InterventionKind::Immediate, ..help("food", "2026-03-01") };
        intervention::add(&ctx, case, urgent, &key("i")).await.unwrap();
        let case = confirmed(&world, &ctx, "b").await;
        let first =
            intervention::add(&ctx, case, help("house_repair", "2026-03-01"), &key("1")).await.unwrap();
        assert!(first.same_need_met_by.is_empty());
        let second =
            intervention::add(&ctx, case, help("house_repair", "2027-03-01"), &key("2")).await.unwrap();
        assert_eq!(second.same_need_met_by.len(), 1);
        let third =
            intervention::add(&ctx, case, help("house_repair", "2025-02-28"), &key("3")).await.unwrap();
        assert!(third.same_need_met_by.is_empty(), "a day over a year apart");
        let change = HelpChange {
            case,
            intervention: (case.0, first.id),
            to: InterventionStatus::Done,
            done_on: Some("2026-03-02".parse().unwrap()),
            outcome: Some(Outcome::NeedMet),
            value: None,
            version: 1,
        };
        intervention::change(&ctx, &change, &key("4")).await.unwrap();
        let again = intervention::change(&ctx, &change, &key("5")).await.unwrap_err();
        assert!(matches!(again, AppError::VersionConflict(_)));
        let all = intervention::of_cases(&ctx, &[case]).await.unwrap().remove(&case.1).unwrap();
        assert_eq!(all.len(), 3);
    }
}

#[tokio::test]
async fn a_plan_is_made_approved_and_replaced() {
    for world in worlds().await {
        let ctx = world.actor(Role::TeamMember, "480102").await;
        let chief = world.actor(Role::DistrictChief, "4801").await;
        let case = confirmed(&world, &ctx, "a").await;
        let new = NewPlan {
            id: None,
            attitude: "อยากทำ".to_owned(),
            skills: "จักสาน".to_owned(),
            resources: "ไม้ไผ่".to_owned(),
            way_out: "กลุ่มจักสาน".to_owned(),
            agreed_on: "2026-03-02".parse().unwrap(),
        };
        let (_, id) = plan::make(&ctx, case, new.clone(), &key("1")).await.unwrap();
        assert!(matches!(
            plan::approve(&ctx, case, (case.0, id), 1, &key("2")).await.unwrap_err(),
            AppError::Forbidden
        ));
        plan::approve(&chief, case, (case.0, id), 1, &key("2")).await.unwrap();
        plan::make(&ctx, case, new, &key("3")).await.unwrap();
        let plans = plan::of_cases(&ctx, &[case]).await.unwrap().remove(&case.1).unwrap();
        let seen: Vec<_> = plans.iter().map(|it| (it.plan.version, it.status.code())).collect();
        assert_eq!(seen, [(2, "agreed"), (1, "replaced")]);
    }
}

#[tokio::test]
async fn a_problem_solved_raises_the_level_again() {
    for world in worlds().await {
        let ctx = world.actor(Role::TeamMember, "480102").await;
        let case = confirmed(&world, &ctx, "a").await;
        let mut new = visit("2026-03-01");
        new.findings = all_well();
        new.findings.retain(|it| it.code != "q01");
        new.findings.push(said("q01", FindingValue::Answer(true)));
        let (row, _) = visit::record(&ctx, case, new, &key("1")).await.unwrap();
        assert_eq!(row.state.level, Level::BelowSurvive);
        let problems = problem::of_households(&ctx, &[(row.household_key(), row.area)]).await.unwrap();
        let found = &problems[&row.household][0];
        let change = ProblemChange {
            case,
            problem: found.key,
            to: ProblemStatus::Solved,
            on: None,
            note: None,
            version: found.version,
        };
        let row = problem::update(&ctx, &change, &key("2")).await.unwrap();
        assert_eq!(row.state.level, Level::Sufficient);
        assert!(!row.urgent);
    }
}

#[tokio::test]
async fn an_urgent_proposal_is_worked_at_once_and_decided_later() {
    for world in worlds().await {
        let area = world.area("48010203").await;
        let mentor = world.actor(Role::VillageReporter, "48010203").await;
        let new = NewProposal {
            area,
            house_no: None,
            description: "เพิงริมคลองท้ายหมู่บ้าน".to_owned(),
            head: Some((None, Some("สมมุติ".to_owned()), None)),
            n_members: Some(2),
            reason: "ไม่มีบ้าน".to_owned(),
            urgent: true,
            met_on: None,
        };
        let row = proposal::propose(&mentor, &new, &key("p")).await.unwrap();
        assert_eq!(proposal::propose(&mentor, &new, &key("p")).await.unwrap().key, row.key);
        let head = world.actor(Role::SubdistrictHead, "480102").await;
        let case = case::case(&head, (row.key.0, row.case.unwrap())).await.unwrap().unwrap();
        assert!(case.urgent && case.state.level == Level::NotYetAssessable);
        let asked = ProposalsAsked { only_waiting: true, first: 10, ..ProposalsAsked::default() };
        assert_eq!(proposal::list(&head, &asked).await.unwrap().0.len(), 1);
        assert_eq!(proposal::list(&mentor, &asked).await.unwrap().0.len(), 1);
        let refused = proposal::decide(&mentor, row.key, Decision::Accepted, None, &key("d")).await;
        assert!(matches!(refused.unwrap_err(), AppError::Forbidden));
        proposal::decide(&head, row.key, Decision::Refused, Some("มีบ้านแล้ว"), &key("d")).await.unwrap();
        let case = case::case(&head, (row.key.0, row.case.unwrap())).await.unwrap().unwrap();
        assert_eq!(case.state.closed, Some(ClosingReason::NotInNeed));
        let refused = proposal::decide(&head, row.key, Decision::Accepted, None, &key("e")).await;
        assert_eq!(code(&refused.unwrap_err()), "PROPOSAL_SETTLED");

        let calm = NewProposal { urgent: false, ..new };
        let row = proposal::propose(&mentor, &calm, &key("q")).await.unwrap();
        assert_eq!(row.case, None);
        let row = proposal::decide(&head, row.key, Decision::Accepted, None, &key("f")).await.unwrap();
        let case = case::case(&head, (row.key.0, row.case.unwrap())).await.unwrap().unwrap();
        let listings = case::listings(&head, &[case.key]).await.unwrap();
        assert_eq!(listings[&case.key.1][0].source, "proposal");
    }
}

#[tokio::test]
async fn a_list_is_filtered_ordered_and_paged() {
    for world in worlds().await {
        let ctx = world.actor(Role::TeamMember, "480102").await;
        let seen = confirmed(&world, &ctx, "a").await;
        let mut all = vec![seen];
        for name in ["b", "c"] {
            all.push(world.open_case(name, "48010203").await);
        }
        world.open_case("d", "48020101").await;
        let page = |filter: CaseFilter, after| {
            let ctx = ctx.clone();
            async move {
                let asked = PageAsked { first: 2, after };
                case::cases(&ctx, &filter, CaseOrder::LongestUnseen, &asked).await.unwrap()
            }
        };
        let first = page(CaseFilter::default(), None).await;
        assert_eq!((first.n_total, first.has_next, first.cases.len()), (3, true, 2));
        let after = first.cases.last().map(|it| it.1.clone());
        let second = page(CaseFilter::default(), after).await;
        assert_eq!((second.has_next, second.cases.len()), (false, 1));
        assert_eq!(second.cases[0].0.key, seen, "the one visited comes last");

        let only = |filter: CaseFilter| async { page(filter, None).await.n_total };
        let default = CaseFilter::default;
        assert_eq!(only(CaseFilter { unseen_days: Some(1), ..default() }).await, 3);
        assert_eq!(only(CaseFilter { unseen_days: Some(2), ..default() }).await, 2);
        assert_eq!(only(CaseFilter { verifications: vec![Verification::Confirmed], ..default() }).await, 1);
        assert_eq!(only(CaseFilter { urgent: Some(true), ..default() }).await, 0);
        assert_eq!(only(CaseFilter { without_mentor_team: Some(true), ..default() }).await, 3);
        let area = Some(world.area("480201").await);
        assert_eq!(only(CaseFilter { area, ..default() }).await, 0);
        // A name in Latin letters is found whatever their size, on both databases.
        for typed in ["สมหมาย-b", "หมาย-B"] {
            let text = case::looked_for(&ctx, typed).await.unwrap();
            assert!(matches!(text, Some(Text::Words { .. })));
            assert_eq!(only(CaseFilter { text, ..default() }).await, 1, "{typed}");
        }
        let text = case::looked_for(&ctx, world::NUMBER).await.unwrap();
        assert!(matches!(text, Some(Text::Number { .. })));
        assert_eq!(only(CaseFilter { text, ..default() }).await, 3);
        assert_eq!(all.len(), 3);
    }
}

#[tokio::test]
async fn a_number_is_shown_masked_and_opened_for_a_reason() {
    for world in worlds().await {
        let ctx = world.actor(Role::TeamMember, "480102").await;
        let case = world.open_case("a", "48010203").await;
        let row = case::case(&ctx, case).await.unwrap().unwrap();
        let members = crate::household::members(&ctx, "case", &[row.household_key()]).await.unwrap();
        let person = members[&row.household][0].person.key;
        let masked = crate::household::masked_numbers(&ctx, &[person]).await.unwrap();
        assert_eq!(masked[&person.1][0].text, "xxxxxxxxxxxxx");
        let refused = crate::household::open_numbers(&ctx, person, " ").await.unwrap_err();
        assert_eq!(code(&refused), "REASON_REQUIRED");
        let open = crate::household::open_numbers(&ctx, person, "ตรวจสอบสิทธิ").await.unwrap();
        assert_eq!(open[0].text, world::NUMBER);
        let elsewhere = world.actor(Role::TeamMember, "480201").await;
        let refused = crate::household::open_numbers(&elsewhere, person, "ตรวจสอบสิทธิ").await.unwrap_err();
        assert!(matches!(refused, AppError::Hidden));
        let local = world.actor(Role::LocalOfficer, "480102").await;
        let refused = crate::household::open_numbers(&local, person, "ตรวจสอบสิทธิ").await.unwrap_err();
        assert!(matches!(refused, AppError::Forbidden));
    }
}

#[tokio::test]
async fn a_former_area_sees_the_events_of_its_own_time_and_nothing_else() {
    for world in worlds().await {
        let here = world.actor(Role::DistrictChief, "4801").await;
        let there = world.actor(Role::DistrictChief, "4802").await;
        let elsewhere = world.actor(Role::DistrictChief, "4803").await;
        let case = confirmed(&world, &here, "a").await;
        case::comment(&here, case, "ดูแลต่อ", &key("own")).await.unwrap();
        assert!(case::former_times(&here, case).await.unwrap().is_empty(), "it lives there still");

        world.pass_days(10);
        world.move_household(case, ("48010203", "2026-03-10"), "48020101").await;
        let (here, there) = (world.again(&here), world.again(&there));
        // Typed in late: by the former area for its own time, by the new one for a day before the move, and of its own.
        let late = async |ctx: &Ctx, on: &str, name: &str| {
            let tx = ctx.store.begin().await.unwrap();
            let everywhere = phonjon_domain::access::Scope::everywhere(ctx.today());
            let row = cases::find_for_update(&tx, &everywhere, case).await.unwrap().unwrap();
            let by = crate::case::work::by(ctx);
            let event = cases::NewEvent {
                kind: phonjon_domain::case::act::CaseEventKind::Commented,
                status: row.state.status,
                detail: serde_json::json!({ "text": name }),
                happened_on: on.parse().unwrap(),
            };
            cases::append(&tx, &by, row, vec![event]).await.unwrap();
            tx.commit().await.unwrap();
        };
        late(&here, "2026-03-09", "ours, late").await;
        late(&there, "2026-03-09", "theirs, of a day before").await;
        late(&there, "2026-03-11", "theirs").await;

        assert!(case::case(&here, case).await.unwrap().is_none(), "the case itself is the new area's");
        let times = case::former_times(&here, case).await.unwrap();
        assert_eq!(times.iter().map(|it| it.until.to_string()).collect::<Vec<_>>(), ["2026-03-10"]);
        let kinds = async |ctx: &Ctx, before, first| {
            let found = case::former_events(ctx, case, before, first).await.unwrap();
            found.events.into_iter().map(|it| (it.seq, it.kind.code())).collect::<Vec<_>>()
        };
        let own = [(5, "commented"), (4, "commented"), (3, "verified"), (2, "visited"), (1, "opened")];
        assert_eq!(kinds(&here, None, 20).await, own);
        assert_eq!(kinds(&here, Some(5), 2).await, own[1..3]);
        for nobody in [&there, &elsewhere] {
            assert!(case::former_times(nobody, case).await.unwrap().is_empty());
            assert!(kinds(nobody, None, 20).await.is_empty());
        }
        let row = case::case(&there, case).await.unwrap().unwrap();
        assert_eq!(case::events(&there, &[(case, row.area)], None, 20).await.unwrap()[&case.1].n_total, 7);
    }
}

#[tokio::test]
async fn a_visit_takes_the_id_of_its_client_once() {
    for world in worlds().await {
        let ctx = world.actor(Role::TeamMember, "480102").await;
        let case = world.open_case("a", "48010203").await;
        let id = ctx.new_id();
        let new = NewVisit { id: Some(id), ..visit("2026-03-01") };
        let (_, made) = visit::record(&ctx, case, new.clone(), &key("1")).await.unwrap();
        assert_eq!(made, VisitId(id));
        assert_eq!(code(&visit::record(&ctx, case, new, &key("2")).await.unwrap_err()), "BAD_ID");
        let odd = NewVisit { id: Some(uuid::Uuid::nil()), ..visit("2026-03-01") };
        assert_eq!(code(&visit::record(&ctx, case, odd, &key("3")).await.unwrap_err()), "BAD_ID");
        let unknown =
            NewVisit { findings: vec![said("q99", FindingValue::Answer(true))], ..visit("2026-03-01") };
        assert_eq!(
            code(&visit::record(&ctx, case, unknown, &key("4")).await.unwrap_err()),
            "PROBLEM_UNKNOWN"
        );
    }
}

#[tokio::test]
async fn rules_are_seeded_once_and_a_draft_counts_from_its_release() {
    for world in worlds().await {
        let ctx = world.operator();
        assert_eq!(crate::parameters::seed(&ctx).await.unwrap(), 0);
        let rules = crate::parameters::rules(&ctx.store).await.unwrap();
        let body = rules.criteria.on(ctx.today()).set.body.replace("version = \"1\"", "version = \"2\"");
        let body = body.replace("sustained_days = 180", "sustained_days = 90");
        let body = body.replace("valid_from = 2560", "valid_from = 2569");
        let draft = crate::parameters::draft(&ctx, &key("d"), &body).await.unwrap();
        let same = crate::parameters::rules(&ctx.store).await.unwrap();
        assert_eq!(same.criteria.on(ctx.today()).sustained_days, 180);
        crate::parameters::release(&ctx, &key("r"), draft.id, None).await.unwrap();
        let rules = crate::parameters::rules(&ctx.store).await.unwrap();
        let criteria = rules.criteria.on(ctx.today());
        assert_eq!((criteria.sustained_days, criteria.set.name().as_str()), (90, "default_levels/2"));
    }
}
