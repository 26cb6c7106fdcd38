//! Tests of figures as a whole, on both databases: tallies equal recounts, summaries equal the facts.

use std::collections::HashMap;

use chrono::NaiveDate;
use phonjon_domain::access::{Reach, Scope};
use phonjon_domain::area::AreaCode;
use phonjon_domain::calendar::{BuddhistYear, FiscalYear};
use phonjon_domain::case::act::CaseEventKind;
use phonjon_domain::case::{CaseStatus, ClosingReason};
use phonjon_domain::ids::{AreaId, AssessmentId, CaseId, HomeProvince, HouseholdId};
use phonjon_domain::level::Level;
use phonjon_domain::problem::ProblemGroup;
use sea_orm::DbBackend;
use uuid::Uuid;

use super::summary::{Count, Key, Question, summary};
use super::{Facet, check, coverage, fold, recount, refresh, tally, year};
use crate::areas::{area_id, country_id, ensure_seen};
use crate::assessments::{self, AssessmentRow};
use crate::cases::{
    By, CaseKey, CaseRow, ListingRow, NewCase, NewEvent, append, find_for_update, find_many, list_many,
    listings_of_many, open_many, years_of_many,
};
use crate::database::{Store, Tx};
use crate::sql;
use crate::testing::{instant, stores};

/// Villages in two districts of one province and one of another.
const VILLAGES: [&str; 8] =
    ["48010101", "48010102", "48010201", "48020101", "48020102", "48020301", "26010101", "26010102"];

fn area(code: &str) -> AreaId {
    area_id(Some(&AreaCode::parse(code).unwrap()), None)
}

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

fn by() -> By {
    By { actor: "account:1".to_owned(), account: None, at: instant(0), batch: None }
}

/// A sequence that is the same in every run.
struct Dice(u64);

impl Dice {
    fn below(&mut self, n: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from(self.0 % n as u64).unwrap()
    }
}

/// Opens cases in villages, listed for 2568 and 2569, and refreshes their figures.
async fn opened(tx: &Tx, dice: &mut Dice, n: u128) -> Vec<CaseKey> {
    let codes: Vec<AreaCode> = VILLAGES.iter().map(|it| AreaCode::parse(it).unwrap()).collect();
    ensure_seen(tx, &codes).await.unwrap();
    let (mut homes, mut cases, mut listings, mut keys) = (vec![], vec![], vec![], vec![]);
    for it in 0..n {
        let code = VILLAGES[dice.below(VILLAGES.len())];
        let province = HomeProvince(code[..2].parse().unwrap());
        let key = (province, CaseId(Uuid::from_u128(1_000_000 + it)));
        let household = HouseholdId(Uuid::from_u128(2_000_000 + it));
        let n_members = i32::try_from(1 + dice.below(6)).unwrap();
        homes.push(vec![
            province.0.into(),
            household.0.into(),
            1_i64.into(),
            area(code).0.into(),
            n_members.into(),
            1_i16.into(),
            "{}".into(),
            instant(0).into(),
        ]);
        cases.push(NewCase {
            key,
            household,
            area: area(code),
            opened_on: day("2025-05-01"),
            because: serde_json::json!({}),
            urgent: dice.below(10) == 0,
        });
        for (year, source) in [(2568, "tpmap"), (2569, "bmn")] {
            if dice.below(3) != 0 {
                listings.push(ListingRow {
                    case: key,
                    year: FiscalYear(BuddhistYear::new(year).unwrap()),
                    source: source.to_owned(),
                    rule_version: "1".to_owned(),
                    batch: None,
                });
            }
        }
        keys.push(key);
    }
    let columns =
        ["home_province", "id", "version", "area_id", "n_members", "sources", "composed_from", "created_at"];
    sql::insert_many(&**tx, "household", &columns, homes).await.unwrap();
    open_many(tx, &by(), cases).await.unwrap();
    list_many(tx, &listings).await.unwrap();
    refresh(&**tx, &keys).await.unwrap();
    keys
}

/// Changes some cases at random: closes, follows, cares for, raises levels, lets them fall by a survey, visits, moves.
async fn change(tx: &Tx, dice: &mut Dice, keys: &[CaseKey], n: usize) {
    let everywhere = Scope::everywhere(day("2026-01-05"));
    for _ in 0..n {
        let key = keys[dice.below(keys.len())];
        let mut case: CaseRow = find_many(&**tx, &everywhere, &[key]).await.unwrap().remove(&key.1).unwrap();
        let kind = match dice.below(8) {
            _ if case.state.status == CaseStatus::Closed => {
                case.state.status = CaseStatus::BeingHelped;
                case.state.closed = None;
                case.closed_on = None;
                CaseEventKind::Reopened
            }
            0 => {
                case.state.status = CaseStatus::Closed;
                case.state.closed = Some(ClosingReason::Sustainable);
                case.closed_on = Some(day("2026-01-04"));
                CaseEventKind::Closed
            }
            1 => {
                case.state.status = CaseStatus::BeingFollowed;
                CaseEventKind::FollowStarted
            }
            2 => {
                case.area = area(VILLAGES[dice.below(6)]);
                CaseEventKind::Commented
            }
            3 => {
                case.state.status = CaseStatus::BeingHelped;
                let id = Uuid::from_u128(9_000_000 + u128::from(dice.0 % 1_000_000_000));
                let columns = [
                    "home_province",
                    "id",
                    "case_id",
                    "household_id",
                    "visited_on",
                    "manner",
                    "visited_by",
                    "entered_by",
                    "recorded_at",
                    "verification",
                    "findings",
                    "nothing_changed",
                ];
                let visit = vec![
                    key.0.0.into(),
                    id.into(),
                    key.1.0.into(),
                    case.household.0.into(),
                    day("2026-01-03").into(),
                    "home".into(),
                    "[]".into(),
                    id.into(),
                    instant(0).into(),
                    "confirmed".into(),
                    "[]".into(),
                    false.into(),
                ];
                sql::insert_many(&**tx, "visit", &columns, vec![visit]).await.unwrap();
                CaseEventKind::Visited
            }
            4 => {
                case.state.continuing_care = true;
                CaseEventKind::ContinuingCareSet
            }
            5 => {
                case.state.level = Level::BelowSurvive;
                case.state.survey_only = true;
                case.assessed_on = Some(day("2026-01-04"));
                CaseEventKind::LevelChanged
            }
            _ => {
                case.state.survey_only = false;
                case.state.level = Level::ALL[dice.below(Level::ALL.len())];
                case.failing_dimensions = i16::try_from(dice.below(32)).unwrap();
                case.problem_groups = i16::try_from(dice.below(128)).unwrap();
                case.assessed_on = Some(day("2026-01-04"));
                CaseEventKind::LevelChanged
            }
        };
        let status = case.state.status;
        let detail = serde_json::json!({ "reason": case.state.closed.map(ClosingReason::code) });
        let event = NewEvent { kind, status, detail, happened_on: day("2026-01-04") };
        append(tx, &by(), case, vec![event]).await.unwrap();
        refresh(&**tx, &[key]).await.unwrap();
    }
}

async fn count(
    store: &Store,
    scope: &Scope,
    area: Option<AreaId>,
    by: Option<Facet>,
    and_by: Option<Facet>,
) -> super::summary::Cells {
    let question = Question { area, fiscal_year: 2569, by, and_by };
    summary(store.reader(), scope, &question).await.unwrap()
}

#[tokio::test]
async fn tallies_equal_a_recount_after_random_acts() {
    for store in stores().await {
        let mut dice = Dice(7);
        let tx = store.begin().await.unwrap();
        let keys = opened(&tx, &mut dice, 150).await;
        tx.commit().await.unwrap();
        assert_eq!(recount(store.reader()).await.unwrap(), []);
        for round in 0..4 {
            let tx = store.begin().await.unwrap();
            change(&tx, &mut dice, &keys, 25).await;
            tx.commit().await.unwrap();
            assert_eq!(recount(store.reader()).await.unwrap(), [], "after round {round}");
            if round % 2 == 0 {
                assert!(0 < fold(&store).await.unwrap());
                assert_eq!(recount(store.reader()).await.unwrap(), [], "folded after round {round}");
            }
        }
        // Asking again changes nothing, and a rebuild comes to the same.
        fold(&store).await.unwrap();
        let tx = store.begin().await.unwrap();
        refresh(&*tx, &keys).await.unwrap();
        tx.commit().await.unwrap();
        assert_eq!(fold(&store).await.unwrap(), 0, "nothing had changed");
        let tx = store.begin().await.unwrap();
        tally::rebuild(&*tx).await.unwrap();
        tx.commit().await.unwrap();
        assert_eq!(recount(store.reader()).await.unwrap(), []);
    }
}

#[tokio::test]
async fn the_recount_finds_a_planted_error() {
    for store in stores().await {
        let tx = store.begin().await.unwrap();
        opened(&tx, &mut Dice(3), 5).await;
        let wrong = "update tally_delta set n_households = n_households + 1 where facet_a = '' and fiscal_year = 2569";
        sql::execute(&*tx, wrong, vec![]).await.unwrap();
        tx.commit().await.unwrap();
        assert!(!recount(store.reader()).await.unwrap().is_empty());
    }
}

#[tokio::test]
async fn two_who_fold_at_once_count_each_change_once() {
    for store in stores().await {
        let mut dice = Dice(11);
        let tx = store.begin().await.unwrap();
        opened(&tx, &mut dice, 200).await;
        tx.commit().await.unwrap();
        let (one, other) = tokio::join!(fold(&store), fold(&store));
        assert!(0 < one.unwrap() + other.unwrap());
        assert_eq!(recount(store.reader()).await.unwrap(), []);
    }
}

#[tokio::test]
async fn a_summary_from_tallies_equals_one_from_facts() {
    for store in stores().await {
        let mut dice = Dice(5);
        let tx = store.begin().await.unwrap();
        let keys = opened(&tx, &mut dice, 150).await;
        change(&tx, &mut dice, &keys, 80).await;
        tx.commit().await.unwrap();
        let today = day("2026-01-05");
        year::turn(&store, today).await.unwrap();
        let everywhere = Scope::everywhere(today);
        let (one, other) = (area("48"), area("26"));
        // Reaching both provinces without reaching the country, so that the facts answer.
        let both = Scope { reach: Reach::Within { areas: vec![one, other], teams: vec![] }, day: today };
        for by in Facet::ALL {
            for and_by in Facet::ALL {
                if by == and_by {
                    continue;
                }
                let tallied = count(&store, &everywhere, None, Some(by), Some(and_by)).await;
                let counted = count(&store, &both, None, Some(by), Some(and_by)).await;
                assert_eq!(tallied, counted, "{by:?} by {and_by:?}");
                assert_eq!(tallied[&(Key::All, Key::All)].households, 150);
            }
        }
        // The parts of an area are the whole.
        let by_district = count(&store, &everywhere, Some(one), Some(Facet::Area), None).await;
        let sum: i64 = by_district.iter().filter(|it| it.0.0 != Key::All).map(|it| it.1.households).sum();
        assert_eq!(sum, by_district[&(Key::All, Key::All)].households);
        let of_country = count(&store, &everywhere, Some(country_id()), Some(Facet::Area), None).await;
        assert_eq!(of_country[&(Key::Area(one), Key::All)], by_district[&(Key::All, Key::All)]);
    }
}

#[tokio::test]
async fn a_fall_by_a_survey_and_continuing_care_stand_apart() {
    for store in stores().await {
        let tx = store.begin().await.unwrap();
        let keys = opened(&tx, &mut Dice(31), 3).await;
        let everywhere = Scope::everywhere(day("2026-01-05"));
        for (n, key) in keys.iter().enumerate() {
            let mut case = find_many(&*tx, &everywhere, &[*key]).await.unwrap().remove(&key.1).unwrap();
            case.state.level = Level::BelowSurvive;
            case.state.survey_only = n == 0;
            case.state.continuing_care = n == 1;
            case.state.status = CaseStatus::BeingFollowed;
            case.assessed_on = Some(day("2026-01-04"));
            append(&tx, &by(), case, vec![]).await.unwrap();
        }
        refresh(&*tx, &keys).await.unwrap();
        tx.commit().await.unwrap();
        year::turn(&store, day("2026-01-05")).await.unwrap();
        // Once from the tallies, once from the facts: both provinces without the country.
        let both = Reach::Within { areas: vec![area("48"), area("26")], teams: vec![] };
        for scope in [everywhere, Scope { reach: both, day: day("2026-01-05") }] {
            let by_level = count(&store, &scope, None, Some(Facet::Level), None).await;
            let n = |cells: &super::summary::Cells, of| cells.get(&(Key::Value(of), Key::All)).copied();
            assert_eq!(n(&by_level, "fall_not_confirmed").unwrap().households, 1);
            assert_eq!(n(&by_level, "below_survive").unwrap().households, 2);
            let by_status = count(&store, &scope, None, Some(Facet::Status), None).await;
            assert_eq!(n(&by_status, "continuing_care").unwrap().households, 1);
            assert_eq!(n(&by_status, "being_followed").unwrap().households, 2);
            for cells in [by_level, by_status] {
                assert_eq!(cells[&(Key::All, Key::All)].households, 3, "each stands in one");
            }
        }
        assert_eq!(recount(store.reader()).await.unwrap(), []);
    }
}

#[tokio::test]
async fn of_one_day_the_judgement_made_last_counts() {
    for store in stores().await {
        let tx = store.begin().await.unwrap();
        let keys = opened(&tx, &mut Dice(37), 1).await;
        let judged = |n: u128, version: i64, level: Level| AssessmentRow {
            key: (keys[0].0, AssessmentId(Uuid::from_u128(n))),
            case: keys[0].1,
            case_version: version,
            assessed_on: day("2025-06-01"),
            recorded_at: instant(0),
            level,
            survey_only: false,
            criteria: "x".to_owned(),
            cause: "asked".to_owned(),
            verdict: "{}".to_owned(),
            batch: None,
        };
        let rows = [
            judged(5, 3, Level::Survive),
            judged(9, 2, Level::Sufficient),
            judged(7, 1, Level::BelowSurvive),
        ];
        assessments::insert_many(&tx, &rows).await.unwrap();
        let everywhere = Scope::everywhere(day("2026-01-05"));
        let mut case = find_many(&*tx, &everywhere, &keys).await.unwrap().remove(&keys[0].1).unwrap();
        case.assessed_on = Some(day("2026-01-04"));
        append(&tx, &by(), case, vec![]).await.unwrap();
        refresh(&*tx, &keys).await.unwrap();
        tx.commit().await.unwrap();
        let question = Question { area: None, fiscal_year: 2568, by: Some(Facet::Level), and_by: None };
        let cells = summary(store.reader(), &everywhere, &question).await.unwrap();
        assert_eq!(cells[&(Key::Value("survive"), Key::All)].households, 1);
    }
}

#[tokio::test]
async fn a_year_in_which_a_case_is_merely_open_is_a_listing() {
    for store in stores().await {
        let tx = store.begin().await.unwrap();
        let keys = opened(&tx, &mut Dice(41), 30).await;
        tx.commit().await.unwrap();
        year::turn(&store, day("2026-10-01")).await.unwrap();
        let listed = listings_of_many(store.reader(), &keys).await.unwrap();
        let listed: HashMap<(CaseId, i16), &str> = listed
            .values()
            .flatten()
            .map(|it| ((it.case.1, it.year.0.get()), if it.source == "bmn" { "bmn" } else { "tpmap" }))
            .collect();
        let years = years_of_many(store.reader(), &keys).await.unwrap();
        for key in &keys {
            let told: Vec<(i16, &str)> =
                years[&key.1].iter().map(|it| (it.year.0.get(), it.source.as_str())).collect();
            let wanted: Vec<(i16, &str)> = [2568, 2569, 2570]
                .into_iter()
                .map(|year| (year, listed.get(&(key.1, year)).copied().unwrap_or("open")))
                .collect();
            assert_eq!(told, wanted);
        }
        let with_list = keys.iter().find(|it| listed.contains_key(&(it.1, 2568))).unwrap();
        assert_eq!(years[&with_list.1][2].rule_version, "1", "under the rule that listed it last");
    }
}

#[tokio::test]
async fn dimensions_do_not_sum_to_the_total() {
    for store in stores().await {
        let tx = store.begin().await.unwrap();
        let keys = opened(&tx, &mut Dice(13), 4).await;
        let everywhere = Scope::everywhere(day("2026-01-05"));
        for key in &keys {
            let mut case = find_many(&*tx, &everywhere, &[*key]).await.unwrap().remove(&key.1).unwrap();
            case.failing_dimensions = 3;
            case.assessed_on = Some(day("2026-01-04"));
            append(&tx, &by(), case, vec![]).await.unwrap();
        }
        refresh(&*tx, &keys).await.unwrap();
        tx.commit().await.unwrap();
        year::turn(&store, day("2026-01-05")).await.unwrap();
        let cells = count(&store, &everywhere, None, Some(Facet::Dimension), None).await;
        assert_eq!(cells[&(Key::Value("health"), Key::All)].households, 4);
        assert_eq!(cells[&(Key::Value("living"), Key::All)].households, 4);
        assert_eq!(cells[&(Key::All, Key::All)].households, 4);
    }
}

#[tokio::test]
async fn a_scope_counts_its_own_and_nothing_else() {
    for store in stores().await {
        let tx = store.begin().await.unwrap();
        opened(&tx, &mut Dice(17), 100).await;
        tx.commit().await.unwrap();
        let today = day("2026-01-05");
        let all = count(&store, &Scope::everywhere(today), Some(area("48")), Some(Facet::Area), None).await;
        let district = area("4801");
        let reach = Reach::Within { areas: vec![district], teams: vec![] };
        let own =
            count(&store, &Scope { reach, day: today }, Some(area("48")), Some(Facet::Area), None).await;
        assert_eq!(own[&(Key::Area(district), Key::All)], all[&(Key::Area(district), Key::All)]);
        assert_eq!(own[&(Key::All, Key::All)], own[&(Key::Area(district), Key::All)]);
        assert!(own[&(Key::All, Key::All)].households < all[&(Key::All, Key::All)].households);
        let nothing = count(&store, &Scope::nothing(today), Some(area("48")), None, None).await;
        assert_eq!(nothing[&(Key::All, Key::All)], Count::default());
    }
}

#[tokio::test]
async fn the_turn_of_the_year_gives_every_open_case_a_row_once() {
    for store in stores().await {
        let tx = store.begin().await.unwrap();
        let keys = opened(&tx, &mut Dice(19), 60).await;
        change(&tx, &mut Dice(23), &keys, 40).await;
        tx.commit().await.unwrap();
        let everywhere = Scope::everywhere(day("2026-01-05"));
        let of = |fiscal_year| Question { area: None, fiscal_year, by: None, and_by: None };
        year::turn(&store, day("2026-10-01")).await.unwrap();
        let open =
            sql::row(store.reader(), "select count(*) as n from \"case\" where status <> 'closed'", vec![]);
        let open: i64 = open.await.unwrap().unwrap().try_get("", "n").unwrap();
        let turned = summary(store.reader(), &everywhere, &of(2570)).await.unwrap();
        assert_eq!(turned[&(Key::All, Key::All)].households, open);
        year::turn(&store, day("2026-10-02")).await.unwrap();
        assert_eq!(recount(store.reader()).await.unwrap(), []);
    }
}

#[tokio::test]
async fn coverage_names_the_silent() {
    for store in stores().await {
        let tx = store.begin().await.unwrap();
        let keys = opened(&tx, &mut Dice(29), 80).await;
        let everywhere = Scope::everywhere(day("2026-01-05"));
        let found = find_many(&*tx, &everywhere, &keys).await.unwrap();
        let worked = found.values().find(|it| it.area == area("48010101")).unwrap().clone();
        let status = worked.state.status;
        let event = NewEvent {
            kind: CaseEventKind::Verified,
            status,
            detail: serde_json::json!({ "result": "confirmed" }),
            happened_on: day("2026-01-02"),
        };
        let key = worked.key;
        append(&tx, &by(), worked, vec![event]).await.unwrap();
        refresh(&*tx, &[key]).await.unwrap();
        tx.commit().await.unwrap();
        year::turn(&store, day("2026-01-05")).await.unwrap();
        let found = coverage::coverage(store.reader(), Some(area("48")), 2569).await.unwrap();
        assert_eq!((found.n_areas(), found.n_reporting()), (2, 2));
        assert_eq!(found.last_on(), Some(day("2026-01-02")));
        assert_eq!(found.silent(day("2026-01-05"), 30), [area("4802")]);
        assert_eq!(found.silent(day("2026-06-05"), 30), [area("4801"), area("4802")]);
        // Nothing lies below a village: what was done there is its own.
        let village = coverage::coverage(store.reader(), Some(area("48010101")), 2569).await.unwrap();
        assert_eq!((village.n_areas(), village.last_on()), (0, Some(day("2026-01-02"))));
    }
}

#[tokio::test]
async fn what_became_one_with_another_is_counted_there_alone() {
    for store in stores().await {
        let tx = store.begin().await.unwrap();
        let keys = opened(&tx, &mut Dice(43), 5).await;
        let gone = |when: &str| {
            format!(
                "update household set gone_at = {when} where id = (select household_id from \"case\" where id = ?)"
            )
        };
        sql::execute(&*tx, &gone("created_at"), vec![keys[0].1.0.into()]).await.unwrap();
        refresh(&*tx, &keys).await.unwrap();
        tx.commit().await.unwrap();
        // Closed or not, the turn of the year gives it no row either.
        year::turn(&store, day("2026-01-05")).await.unwrap();
        let everywhere = Scope::everywhere(day("2026-01-05"));
        let cells = count(&store, &everywhere, None, None, None).await;
        assert_eq!(cells[&(Key::All, Key::All)].households, 4);
        let found = check::check(&store).await.unwrap();
        assert!(found.is_empty(), "{found:?}");

        let tx = store.begin().await.unwrap();
        sql::execute(&*tx, &gone("null"), vec![keys[0].1.0.into()]).await.unwrap();
        refresh(&*tx, &keys[..1]).await.unwrap();
        tx.commit().await.unwrap();
        let cells = count(&store, &everywhere, None, None, None).await;
        assert_eq!(cells[&(Key::All, Key::All)].households, 5, "two again");
    }
}

#[tokio::test]
async fn a_problem_that_cannot_be_solved_is_still_there() {
    for store in stores().await {
        let tx = store.begin().await.unwrap();
        let keys = opened(&tx, &mut Dice(47), 3).await;
        let item = ("q01".to_owned(), ProblemGroup::Housing);
        year::put_items(&*tx, "thaiqm36", &[item]).await.unwrap();
        let everywhere = Scope::everywhere(day("2026-01-05"));
        let found = find_many(&*tx, &everywhere, &keys).await.unwrap();
        let columns = [
            "home_province",
            "id",
            "household_id",
            "version",
            "catalogue",
            "item",
            "status",
            "status_since",
            "found_on",
            "source",
            "recorded_at",
            "restricted",
            "n_count",
        ];
        let since: NaiveDate = day("2025-07-01");
        let rows = keys.iter().zip(["open", "cannot_be_solved", "solved"]).map(|(key, status)| {
            vec![
                key.0.0.into(),
                key.1.0.into(),
                found[&key.1].household.0.into(),
                1_i64.into(),
                "thaiqm36".into(),
                "q01".into(),
                status.into(),
                since.into(),
                since.into(),
                "visit".into(),
                instant(0).into(),
                false.into(),
                1.into(),
            ]
        });
        sql::insert_many(&*tx, "problem", &columns, rows.collect()).await.unwrap();
        refresh(&*tx, &keys).await.unwrap();
        tx.commit().await.unwrap();
        let question =
            Question { area: None, fiscal_year: 2568, by: Some(Facet::ProblemGroup), and_by: None };
        let cells = summary(store.reader(), &everywhere, &question).await.unwrap();
        assert_eq!(cells[&(Key::Value("housing"), Key::All)].households, 2);
    }
}

#[tokio::test]
async fn figures_wait_for_who_works_on_the_case() {
    for store in stores().await {
        // SQLite has one writer.
        if store.backend() != DbBackend::Postgres {
            continue;
        }
        let tx = store.begin().await.unwrap();
        let keys = opened(&tx, &mut Dice(53), 3).await;
        tx.commit().await.unwrap();
        let everywhere = Scope::everywhere(day("2026-01-05"));
        let visit = store.begin().await.unwrap();
        find_for_update(&visit, &everywhere, keys[1]).await.unwrap().unwrap();
        let other = store.begin().await.unwrap();
        sql::execute(&*other, "set local lock_timeout = '50ms'", vec![]).await.unwrap();
        assert!(refresh(&*other, &keys).await.is_err(), "what the visit is about to commit would be missed");
        drop((visit, other));
        let tx = store.begin().await.unwrap();
        refresh(&*tx, &keys).await.unwrap();
        tx.commit().await.unwrap();
    }
}
