//! Problems and the levels that follow them: solved on the day of a visit, back again, told late, kept to named officers.

use chrono::NaiveDate;
use phonjon_domain::access::Role;
use phonjon_domain::case::HouseholdClass;
use phonjon_domain::level::Level;
use phonjon_domain::problem::ProblemStatus;
use phonjon_domain::visit::FindingValue;
use phonjon_store::cases::{CaseKey, CaseRow};
use phonjon_store::problems::ProblemRow;

use super::world::{World, worlds};
use super::{all_well, code, confirmed, key, said, visit};
use crate::case;
use crate::ctx::Ctx;
use crate::problem::{self, ProblemChange};

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

async fn of_case(ctx: &Ctx, case: CaseKey) -> Vec<ProblemRow> {
    let row = case::case(ctx, case).await.unwrap().unwrap();
    let at = [(row.household_key(), row.area)];
    problem::of_households(ctx, &at).await.unwrap().remove(&row.household).unwrap_or_default()
}

async fn becomes(ctx: &Ctx, case: CaseKey, item: &str, to: ProblemStatus, on: Option<NaiveDate>) -> CaseRow {
    let row = of_case(ctx, case).await.into_iter().rfind(|it| it.code.as_str() == item).unwrap();
    let name = format!("{item}-{}-{}", to.code(), row.version);
    let change = ProblemChange { case, problem: row.key, to, on, note: None, version: row.version };
    problem::update(ctx, &change, &key(&name)).await.unwrap()
}

/// A household where a visit of today found no drinking water, and all else well.
async fn thirsty(world: &World, team: &Ctx) -> CaseKey {
    let case = confirmed(world, team, "a").await;
    let mut found = visit("2026-03-02");
    found.findings = all_well();
    found.findings.retain(|it| it.code != "q07" && it.code != "bmn.drinking_water");
    found.findings.push(said("q07", FindingValue::Answer(true)));
    let (row, _) = visit::record(team, case, found, &key("thirsty")).await.unwrap();
    assert_eq!((row.state.level, row.urgent), (Level::BelowSurvive, true));
    case
}

#[tokio::test]
async fn what_is_solved_on_the_day_of_the_visit_counts_at_once() {
    for world in worlds().await {
        let team = world.actor(Role::TeamMember, "480102").await;
        let case = thirsty(&world, &team).await;
        let row = becomes(&team, case, "q07", ProblemStatus::Solved, None).await;
        assert_eq!((row.state.level, row.urgent), (Level::Sufficient, false));
        let row = becomes(&team, case, "q07", ProblemStatus::Open, None).await;
        assert_eq!((row.state.level, row.urgent), (Level::BelowSurvive, true), "and so does its coming back");
    }
}

#[tokio::test]
async fn what_came_back_stays_until_it_is_over_and_past_days_keep_what_was_true() {
    for world in worlds().await {
        let team = world.actor(Role::TeamMember, "480102").await;
        let case = thirsty(&world, &team).await;
        world.pass_days(4);
        let team = world.again(&team);
        becomes(&team, case, "q07", ProblemStatus::Solved, Some(day("2026-03-03"))).await;
        let row = becomes(&team, case, "q07", ProblemStatus::Open, Some(day("2026-03-05"))).await;
        assert_eq!(row.state.level, Level::BelowSurvive);
        for to in [ProblemStatus::InProgress, ProblemStatus::Referred] {
            let row = becomes(&team, case, "q07", to, None).await;
            assert_eq!(row.state.level, Level::BelowSurvive, "work on it does not lift the household");
        }
        let levels = phonjon_store::assessments::levels_of_many(team.store.reader(), &[case]).await.unwrap();
        let on =
            |day: NaiveDate| levels[&case.1].iter().rev().find(|it| it.assessed_on == day).map(|it| it.level);
        assert_eq!(on(day("2026-03-03")), Some(Level::Sufficient), "it had been solved for two days");
        assert_eq!(on(day("2026-03-05")), Some(Level::BelowSurvive));
    }
}

#[tokio::test]
async fn a_sheet_typed_in_late_opens_nothing_that_is_known_to_be_gone() {
    for world in worlds().await {
        let team = world.actor(Role::TeamMember, "480102").await;
        let case = confirmed(&world, &team, "a").await;
        let seen = async |on: &str, is_there: bool| {
            let mut found = visit(on);
            found.findings = vec![said("q01", FindingValue::Answer(is_there))];
            visit::record(&team, case, found, &key(on)).await.unwrap()
        };
        seen("2026-02-20", false).await;
        seen("2026-01-10", true).await;
        let problems = of_case(&team, case).await;
        let told = |it: &ProblemRow| (it.found_on, it.status, it.solved_on);
        let gone = (day("2026-01-10"), ProblemStatus::NoLongerPresent, Some(day("2026-02-20")));
        assert_eq!(problems.iter().map(told).collect::<Vec<_>>(), [gone]);
    }
}

#[tokio::test]
async fn who_may_not_open_what_is_restricted_neither_moves_it_nor_learns_of_it() {
    for world in worlds().await {
        let team = world.actor(Role::TeamMember, "480102").await;
        let named = world.restricted_chief("4801").await;
        let case = confirmed(&world, &team, "a").await;
        let finds = async |ctx: &Ctx, value: FindingValue, name: &str| {
            let mut found = visit("2026-03-02");
            found.findings = vec![said("q20", value)];
            visit::record(ctx, case, found, &key(name)).await.unwrap();
        };
        finds(&team, FindingValue::Answer(true), "found").await;
        let before = case::case(&team, case).await.unwrap().unwrap();
        let row = becomes(&named, case, "q20", ProblemStatus::Referred, None).await;
        assert_eq!(row.version, before.version, "what was done is not told by a number");
        assert_eq!(row.last_seq, before.last_seq + 1);

        // Neither that it is gone nor that it is as before is refused, and neither moves it.
        finds(&team, FindingValue::Answer(false), "gone").await;
        finds(&team, FindingValue::Problem(ProblemStatus::Open), "open").await;
        let status = async || of_case(&named, case).await.into_iter().map(|it| it.status).collect::<Vec<_>>();
        assert_eq!(status().await, [ProblemStatus::Referred]);
        // Once it was over it is found anew.
        becomes(&named, case, "q20", ProblemStatus::Solved, Some(day("2026-03-01"))).await;
        finds(&team, FindingValue::Answer(true), "again").await;
        assert_eq!(status().await, [ProblemStatus::Solved, ProblemStatus::Open]);
        finds(&named, FindingValue::Answer(false), "named").await;
        assert_eq!(status().await, [ProblemStatus::Solved, ProblemStatus::NoLongerPresent]);
        assert!(of_case(&team, case).await.is_empty());
    }
}

#[tokio::test]
async fn the_end_of_continuing_care_by_another_class_is_judged_at_once() {
    for world in worlds().await {
        let team = world.actor(Role::TeamMember, "480102").await;
        let case = confirmed(&world, &team, "a").await;
        let chief = world.actor(Role::DistrictChief, "4801").await;
        let version = async || case::case(&world.again(&chief), case).await.unwrap().unwrap().version;
        let well = async |name: &str| {
            let team = world.again(&team);
            let mut well = visit(&team.today().to_string());
            well.findings = all_well();
            visit::record(&team, case, well, &key(name)).await.unwrap().0
        };
        let welfare = HouseholdClass::NeedsWelfare;
        case::classify(&team, case, welfare, version().await, &key("class")).await.unwrap();
        well("first").await;
        world.pass_days(180);
        let set_care = |wanted: bool, version: i64| {
            let team = world.again(&team);
            async move {
                case::set_continuing_care(&team, case, wanted, version, &key(&format!("{wanted}{version}")))
                    .await
            }
        };
        set_care(true, version().await).await.unwrap();
        assert_eq!(well("second").await.state.level, Level::Sufficient, "no sustainable target");
        let team = world.again(&team);
        let class = HouseholdClass::CanDevelop;
        let row = case::classify(&team, case, class, version().await, &key("other")).await.unwrap();
        assert_eq!((row.state.continuing_care, row.state.level), (false, Level::Sustainable));

        // Coming under care today does not change what earlier days were.
        case::classify(&team, case, welfare, version().await, &key("back")).await.unwrap();
        world.pass_days(30);
        well("third").await;
        world.pass_days(30);
        set_care(true, version().await).await.unwrap();
        let on = async |text: &str| {
            let levels =
                phonjon_store::assessments::levels_of_many(team.store.reader(), &[case]).await.unwrap();
            levels[&case.1].iter().rev().find(|it| it.assessed_on == day(text)).unwrap().level
        };
        assert_eq!(on("2026-09-28").await, Level::Sufficient, "how it stands now follows the mark");
        well("fourth").await;
        assert_eq!(on("2026-09-28").await, Level::Sustainable, "how it stood then does not");
        assert_eq!(on("2026-10-28").await, Level::Sufficient);
        set_care(false, version().await).await.unwrap();
        assert_eq!(on("2026-10-28").await, Level::Sustainable);
        let refused = set_care(false, version().await).await;
        assert_ne!(code(&refused.unwrap_err()), "");
    }
}
