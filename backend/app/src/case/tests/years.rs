//! What past years keep of a case: why it was closed then, and what was seen then, whenever it became known.

use phonjon_domain::access::Role;
use phonjon_domain::case::{ClosingReason, HouseholdClass};
use phonjon_domain::level::Level;
use phonjon_domain::visit::FindingValue;
use phonjon_store::cases::{CaseFilter, CaseKey, Decision, ProposalKind, ProposalsAsked};
use phonjon_store::figures::recount;
use phonjon_store::sql;

use super::world::{World, worlds};
use super::{all_well, confirmed, key, said, visit};
use crate::case::{self, Closing};
use crate::ctx::Ctx;
use crate::figures::{Amount, Asked, Facet, Of, SILENT_DAYS, country_id, summary};
use crate::proposal;
use crate::selection::Selection;

/// How many households a facet's value counts in a fiscal year.
async fn n(ctx: &Ctx, fiscal_year: i16, facet: Facet, value: &str) -> i64 {
    let asked = Asked {
        area: country_id(),
        fiscal_year: Some(fiscal_year),
        by: vec![facet],
        silent_days: SILENT_DAYS,
    };
    let told = summary(ctx, &asked).await.unwrap();
    let line = told.lines.iter().find(|it| matches!(it.of, Of::Value(of) if of == value)).unwrap();
    let Amount::Shown(count) = line.figure.households else { panic!("exact figures are shown") };
    count
}

/// A case that is sustainable, half a year after it was first sufficient.
async fn sustainable(world: &World, team: &Ctx) -> CaseKey {
    let case = confirmed(world, team, "a").await;
    let mut well = visit("2026-03-02");
    well.findings = all_well();
    visit::record(team, case, well.clone(), &key("well")).await.unwrap();
    world.pass_days(180);
    let team = world.again(team);
    well.visited_on = team.today();
    let (row, _) = visit::record(&team, case, well, &key("still")).await.unwrap();
    assert_eq!(row.state.level, Level::Sustainable);
    case
}

#[tokio::test]
async fn a_year_keeps_the_reason_a_case_was_closed_for_in_it() {
    for world in worlds().await {
        let team = world.actor(Role::TeamMember, "480102").await;
        let case = sustainable(&world, &team).await;
        let chief = world.actor(Role::DistrictChief, "4801").await;
        let version = async || case::case(&world.again(&chief), case).await.unwrap().unwrap().version;
        let selection = Selection::cases(vec![(case, version().await)]);
        case::agree_closing(&world.again(&chief), &selection, &key("close")).await.unwrap();
        let operator = || world.operator();
        let counts = async || {
            let mut all = Vec::new();
            for year in [2569, 2570] {
                for step in ["closed", "sustainable"] {
                    all.push(n(&operator(), year, Facet::Progress, step).await);
                }
            }
            all
        };
        assert_eq!(counts().await, [1, 1, 0, 0]);

        // The year after it is opened again, and closed because nobody is found.
        world.pass_days(60);
        case::reopen(&world.again(&chief), case, None, version().await, &key("again")).await.unwrap();
        assert_eq!(counts().await, [1, 1, 0, 0], "out of poverty in 2569, whatever came later");
        let reason = ClosingReason::NotFound;
        let closing = Closing { case, reason, note: None, version: version().await };
        case::close(&world.again(&chief), &closing, &key("gone")).await.unwrap();
        assert_eq!(counts().await, [1, 1, 1, 0]);
        assert_eq!(recount(team.store.reader()).await.unwrap(), []);
    }
}

#[tokio::test]
async fn continuing_care_taken_back_with_a_closing_counts_in_every_year() {
    for world in worlds().await {
        let team = world.actor(Role::TeamMember, "480102").await;
        let case = confirmed(&world, &team, "a").await;
        let version = async || case::case(&world.again(&team), case).await.unwrap().unwrap().version;
        let class = HouseholdClass::NeedsWelfare;
        case::classify(&team, case, class, version().await, &key("class")).await.unwrap();
        case::set_continuing_care(&team, case, true, version().await, &key("care")).await.unwrap();
        let (reason, version_now) = (ClosingReason::MovedAway, version().await);
        let closing = Closing { case, reason, note: None, version: version_now };
        case::propose_closing(&team, &closing, &key("propose")).await.unwrap();
        let chief = world.actor(Role::DistrictChief, "4801").await;
        let selection = Selection::cases(vec![(case, version().await)]);
        let act = case::agree_closing(&chief, &selection, &key("close")).await.unwrap();
        assert!(!case::case(&team, case).await.unwrap().unwrap().state.continuing_care);
        crate::assignment::undo(&chief, &key("undo"), act.row.id).await.unwrap();
        let row = case::case(&team, case).await.unwrap().unwrap();
        assert!(row.state.continuing_care, "it is under continuing care as before");
        assert_eq!(row.state.closing_proposed, Some(reason));

        // What a past year keeps is told by the events alone.
        world.pass_days(300);
        case::comment(&world.again(&chief), case, "ดูแลต่อ", &key("comment")).await.unwrap();
        assert_eq!(n(&world.operator(), 2569, Facet::Status, "continuing_care").await, 1);
        assert_eq!(recount(team.store.reader()).await.unwrap(), []);
    }
}

/// A row of a ThaiQM list of a year: clean water is missing there or not.
async fn survey(world: &World, case: CaseKey, year: i16, has_water: bool) {
    let ctx = world.operator();
    let row = case::case(&ctx, case).await.unwrap().unwrap();
    let tx = ctx.store.begin().await.unwrap();
    let mut counts = vec![""; 36];
    counts[6] = if has_water { "0" } else { "1" };
    let text = "insert into survey_result (home_province, household_id, source_row_id, source, survey_year, \
        observed_on, catalogue, results) values (?, ?, ?, ?, ?, ?, ?, ?)";
    let observed: chrono::NaiveDate = format!("{}-01-01", year - 543).parse().unwrap();
    let values = vec![
        48_i16.into(),
        row.household.0.into(),
        ctx.new_id().into(),
        "thaiqm".into(),
        year.into(),
        observed.into(),
        "thaiqm36".into(),
        counts.join(",").into(),
    ];
    sql::execute(&*tx, text, values).await.unwrap();
    let rules = crate::parameters::rules_in(&*tx).await.unwrap();
    let import = crate::assess::Cause::Import(phonjon_domain::ids::BatchId(ctx.new_id()));
    crate::assess::assess_many(&ctx, &tx, &rules, &[case], import).await.unwrap();
    phonjon_store::figures::refresh(&*tx, &[case]).await.unwrap();
    tx.commit().await.unwrap();
}

async fn waiting(ctx: &Ctx) -> Vec<proposal::ProposalRow> {
    let kinds = vec![ProposalKind::Recheck];
    let asked = ProposalsAsked { only_waiting: true, own: false, kinds, first: 10, after: None };
    proposal::list(ctx, &asked).await.unwrap().0
}

#[tokio::test]
async fn a_fall_by_a_survey_waits_to_be_seen_at_home() {
    for world in worlds().await {
        let team = world.actor(Role::TeamMember, "480102").await;
        let mut cases = Vec::new();
        for name in ["a", "b"] {
            let case = world.open_case(name, "48010203").await;
            let mut well = visit("2025-06-01");
            well.verification = Some(phonjon_domain::case::Verification::Confirmed);
            well.findings = all_well();
            visit::record(&team, case, well, &key(&format!("well-{name}"))).await.unwrap();
            survey(&world, case, 2569, false).await;
            cases.push(case);
        }
        let operator = world.operator();
        let row = case::case(&team, cases[0]).await.unwrap().unwrap();
        assert_eq!((row.state.level, row.state.survey_only), (Level::BelowSurvive, true));
        assert_eq!(n(&operator, 2569, Facet::Level, "fall_not_confirmed").await, 2);
        assert_eq!(n(&operator, 2569, Facet::Level, "below_survive").await, 0);
        let filter = CaseFilter { level_survey_only: Some(true), ..CaseFilter::default() };
        let asked = phonjon_store::cases::PageAsked { first: 10, after: None };
        let found = case::cases(&team, &filter, case::CaseOrder::default(), &asked).await.unwrap();
        assert_eq!(found.n_total, 2);
        let head = world.actor(Role::SubdistrictHead, "480102").await;
        let rechecks = waiting(&head).await;
        assert_eq!(rechecks.len(), 2, "one for each household");
        assert!(rechecks[0].reason.contains(r#""from":"sufficient""#), "{}", rechecks[0].reason);

        // The same said again, for another day, asks nobody twice.
        survey(&world, cases[0], 2569, false).await;
        assert_eq!(waiting(&head).await.len(), 2);

        // One is as the survey says, the other is not.
        for (n, (case, is_missing)) in cases.iter().zip([true, false]).enumerate() {
            let mut seen = visit("2026-03-02");
            seen.findings = vec![said("q07", FindingValue::Answer(is_missing))];
            visit::record(&team, *case, seen, &key(&format!("seen-{n}"))).await.unwrap();
        }
        assert_eq!(waiting(&head).await, []);
        let asked =
            ProposalsAsked { kinds: vec![ProposalKind::Recheck], first: 10, ..ProposalsAsked::default() };
        let (settled, _) = proposal::list(&head, &asked).await.unwrap();
        let by = team.actor.account;
        for (case, decision) in cases.iter().zip([Decision::Accepted, Decision::Refused]) {
            let of_case = settled.iter().find(|it| it.case == Some(case.1)).unwrap();
            assert_eq!(of_case.decided.map(|it| (it.0, it.1)), Some((decision, by)));
        }
        assert_eq!(n(&operator, 2569, Facet::Level, "fall_not_confirmed").await, 0);
        assert_eq!(n(&operator, 2569, Facet::Level, "below_survive").await, 1);
        assert_eq!(recount(team.store.reader()).await.unwrap(), []);
    }
}

#[tokio::test]
async fn surveys_say_the_same_in_whatever_order_they_come() {
    for world in worlds().await {
        let forwards = world.open_case("a", "48010203").await;
        let backwards = world.open_case("b", "48010204").await;
        for year in [2565, 2566, 2567] {
            survey(&world, forwards, year, year != 2565).await;
        }
        for year in [2567, 2566, 2565] {
            survey(&world, backwards, year, year != 2565).await;
        }
        let ctx = world.operator();
        let mut told = Vec::new();
        for case in [forwards, backwards] {
            let row = case::case(&ctx, case).await.unwrap().unwrap();
            let judged = case::verdicts(&ctx, &[case]).await.unwrap().remove(&case.1).unwrap();
            assert_eq!(Some(judged.assessed_on), row.assessed_on, "the verdict told is the present one");
            let tx = ctx.store.begin().await.unwrap();
            let levels = phonjon_store::assessments::levels_of_many(&*tx, &[case]).await.unwrap();
            let mut levels: Vec<_> =
                levels[&case.1].iter().map(|it| (it.assessed_on, it.level, it.survey_only)).collect();
            levels.sort_by_key(|it| it.0);
            told.push((row.state, row.assessed_on, row.urgent, levels, judged.level));
        }
        assert_eq!(told[0], told[1]);
        assert_eq!(told[0].3.len(), 3, "one judgement a survey");
        assert_eq!(told[0].3[0].1, Level::BelowSurvive);
        assert_eq!(told[0].0.level, Level::NotYetAssessable);
    }
}

#[tokio::test]
async fn a_visit_typed_in_late_counts_for_its_day() {
    for world in worlds().await {
        let team = world.actor(Role::TeamMember, "480102").await;
        let case = world.open_case("a", "48010203").await;
        let mut now = visit("2026-03-01");
        now.findings = all_well();
        visit::record(&team, case, now, &key("now")).await.unwrap();
        let operator = world.operator();
        let mut then = visit("2025-09-20");
        then.findings = vec![said("q07", FindingValue::Answer(true))];
        let (row, _) = visit::record(&team, case, then, &key("then")).await.unwrap();
        assert_eq!(row.state.level, Level::Sufficient);
        let tx = operator.store.begin().await.unwrap();
        let levels = phonjon_store::assessments::levels_of_many(&*tx, &[case]).await.unwrap();
        let late = levels[&case.1].iter().find(|it| it.assessed_on == "2025-09-20".parse().unwrap()).unwrap();
        assert_eq!(late.level, Level::BelowSurvive);
    }
}
