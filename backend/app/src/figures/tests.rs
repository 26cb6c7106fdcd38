//! Tests of figures: exact for those inside, published and safe from subtraction for everybody else.

use std::collections::HashMap;

use phonjon_domain::access::Role;
use phonjon_domain::area::{AreaCode, AreaKind, AreaSetLine};
use phonjon_domain::figures::{Withheld, round_to_5, width};
use phonjon_domain::ids::AreaId;
use phonjon_store::areas::{country_id, import_sets};
use phonjon_store::figures::Facet;
use phonjon_store::sql;
use uuid::Uuid;

use super::grid::{Exact, Place, Published, Told, columns, key};
use super::{Amount, Asked, Figure, Line, Of, SILENT_DAYS, publish, summary};
use crate::assignment::tests::world::{World, area, at, worlds};
use crate::error::AppError;

fn asked(area: AreaId, by: &[Facet]) -> Asked {
    Asked { area, fiscal_year: Some(2569), by: by.to_vec(), silent_days: SILENT_DAYS }
}

fn shown(figure: Figure) -> Option<i64> {
    match figure.households {
        Amount::Shown(count) => Some(count),
        Amount::Withheld(_) => None,
    }
}

#[tokio::test]
async fn inside_figures_are_exact_and_outside_published() {
    for world in worlds().await {
        world.open_cases(0, &[("48010101", 33), ("48010201", 42), ("48010301", 27), ("48020101", 61)]).await;
        let chief = world.ctx(1, Role::DistrictChief, &["4801"], 10).await;
        let own = summary(&chief, &asked(area("4801"), &[Facet::Area, Facet::Status])).await.unwrap();
        assert_eq!((own.k, shown(own.total)), (None, Some(102)));
        let line = own
            .lines
            .iter()
            .find(|it| it.of == Of::Area(area("480102")) && it.and_of == Of::Value("to_verify"))
            .unwrap();
        assert_eq!(line.figure.persons, Amount::Shown(126));
        assert_eq!((own.coverage.n_areas, own.coverage.n_reporting), (3, 3));
        assert_eq!(own.progress[0], ("listed", own.total));

        let ministry = world.ctx(9, Role::MinistryAnalyst, &[], 10).await;
        for ctx in [&chief, &ministry] {
            let told = summary(ctx, &asked(area("48"), &[Facet::Area])).await.unwrap();
            assert_eq!(told.k, Some(10));
            assert_eq!(told.as_of, at(10));
            for line in &told.lines {
                assert!(shown(line.figure).is_none_or(|it| it % 5 == 0), "{line:?}");
            }
        }
        // What is entered later is not seen until the next snapshot.
        world.open_cases(5_000, &[("48010101", 50)]).await;
        let before = summary(&ministry, &asked(area("48"), &[])).await.unwrap();
        publish(&world.store, 2569, at(3_600)).await.unwrap();
        let after = summary(&ministry, &asked(area("48"), &[])).await.unwrap();
        assert!(shown(before.total).unwrap() + 40 <= shown(after.total).unwrap());
        assert_eq!((before.as_of, after.as_of), (at(10), at(3_600)));
        let now = summary(&chief, &asked(area("4801"), &[])).await.unwrap();
        assert_eq!(shown(now.total), Some(152));
    }
}

/// A local organisation of a subdistrict, a village of it and a village beside, and a cluster of that one.
async fn sets(world: &World) -> [AreaId; 2] {
    let code = |it: &str| AreaCode::parse(it).unwrap();
    let line = |kind, name: &str, members: &[&str]| AreaSetLine {
        kind,
        code: None,
        name: name.to_owned(),
        members: members.iter().map(|it| code(it)).collect(),
    };
    let lines = [
        line(AreaKind::LocalOrganisation, "เทศบาลตำบลสมมุติ", &["480101", "48010101", "48010201"]),
        line(AreaKind::Cluster, "คุ้มสมมุติ", &["48010201"]),
    ];
    let tx = world.store.begin().await.unwrap();
    import_sets(&tx, &lines, at(0).date_naive()).await.unwrap();
    let mut found = [country_id(); 2];
    for (at, line) in lines.iter().enumerate() {
        let text = "select id from area where kind = ?";
        let row = sql::row(&*tx, text, vec![line.kind.code().into()]).await.unwrap().unwrap();
        found[at] = AreaId(row.try_get("", "id").unwrap());
    }
    tx.commit().await.unwrap();
    found
}

#[tokio::test]
async fn an_organisation_and_a_cluster_are_counted_by_their_members_and_not_published() {
    for world in worlds().await {
        world.open_cases(0, &[("48010101", 11), ("48010102", 12), ("48010201", 20), ("48010202", 40)]).await;
        let [organisation, cluster] = sets(&world).await;
        let chief = world.ctx(1, Role::DistrictChief, &["4801"], 10).await;
        let told = summary(&chief, &asked(organisation, &[Facet::Area, Facet::Status])).await.unwrap();
        assert_eq!(shown(told.total), Some(43));
        assert_eq!(told.progress[0], ("listed", told.total));
        let of = |place: AreaId| {
            let is_it = |it: &&Line| it.of == Of::Area(place) && it.and_of == Of::Value("to_verify");
            told.lines.iter().find(is_it).map(|it| shown(it.figure).unwrap())
        };
        assert_eq!((of(area("480101")), of(area("48010201"))), (Some(23), Some(20)));
        assert_eq!(of(area("48010101")), None, "counted with its subdistrict");
        assert_eq!((told.coverage.n_areas, told.coverage.n_reporting), (2, 2));
        let told = summary(&chief, &asked(cluster, &[Facet::Level])).await.unwrap();
        assert_eq!(shown(told.total), Some(20));
        let all = summary(&chief, &asked(area("4801"), &[Facet::Area])).await.unwrap();
        assert_eq!(
            (shown(all.total), all.coverage.n_areas),
            (Some(83), 2),
            "neither is beside the subdistricts"
        );

        let ministry = world.ctx(9, Role::MinistryAnalyst, &[], 10).await;
        for place in [organisation, cluster] {
            let error = summary(&ministry, &asked(place, &[])).await.unwrap_err();
            let AppError::Refused(refusals) = error else { panic!("{error:?}") };
            assert_eq!(
                (refusals[0].code.as_str(), refusals[0].field.as_deref()),
                ("FIGURES_NOT_PUBLISHED", Some("areaId"))
            );
        }
    }
}

#[tokio::test]
async fn a_year_without_households_is_told_as_nothing_and_not_kept() {
    for world in worlds().await {
        world.open_cases(0, &[("48010101", 33)]).await;
        let ministry = world.ctx(9, Role::MinistryAnalyst, &[], 10).await;
        for year in [2500, 2569, 2570] {
            let asked = Asked { fiscal_year: Some(year), ..asked(area("48"), &[]) };
            let told = summary(&ministry, &asked).await.unwrap();
            assert_eq!((told.k, shown(told.total).is_some()), (Some(10), year == 2569), "{year}");
        }
        assert_eq!(world.store.count_rows("figure_snapshot").await.unwrap(), 1);
    }
}

#[tokio::test]
async fn small_areas_villages_and_pairs_are_not_published() {
    for world in worlds().await {
        world.open_cases(0, &[("48010101", 3), ("48010201", 60)]).await;
        let ministry = world.ctx(9, Role::MinistryAnalyst, &[], 10).await;
        let told = summary(&ministry, &asked(area("480101"), &[])).await.unwrap();
        assert_eq!(told.total, Figure::SMALL);
        let told = summary(&ministry, &asked(area("2601"), &[Facet::Area])).await;
        assert!(matches!(told, Err(AppError::Hidden)), "no such area");
        let told = summary(&ministry, &asked(area("26"), &[Facet::Level])).await.unwrap();
        assert!(told.lines.iter().all(|it| it.figure == Figure::SMALL), "nothing is small too");
        for (place, by) in [
            (area("48010201"), vec![]),
            (area("480102"), vec![Facet::Area]),
            (area("48"), vec![Facet::Level, Facet::Status]),
        ] {
            let error = summary(&ministry, &asked(place, &by)).await.unwrap_err();
            let AppError::Refused(refusals) = error else { panic!("{error:?}") };
            assert_eq!(refusals[0].code, "FIGURES_NOT_PUBLISHED");
        }
        let twice = summary(&ministry, &asked(area("48"), &[Facet::Level, Facet::Level])).await;
        assert!(matches!(twice, Err(AppError::Refused(_))));
    }
}

#[tokio::test]
async fn the_last_day_of_work_in_a_small_area_is_told_nowhere() {
    for world in worlds().await {
        world.open_cases(0, &[("48010101", 3), ("48010201", 60), ("48010301", 50), ("48020101", 40)]).await;
        let day = |text: &str| text.parse::<chrono::NaiveDate>().unwrap();
        for (code, on) in [("480101", "2026-01-02"), ("480102", "2025-12-01"), ("480103", "2025-11-01")] {
            let text = "update case_fact set last_activity_on = ? where tally_area_id = ?";
            let values = vec![day(on).into(), area(code).0.into()];
            phonjon_store::sql::execute(world.store.reader(), text, values).await.unwrap();
        }
        publish(&world.store, 2569, at(5)).await.unwrap();
        let ministry = world.ctx(9, Role::MinistryAnalyst, &[], 10).await;
        for (code, silent) in [("4801", vec![]), ("48", vec![area("4802")])] {
            let told = summary(&ministry, &asked(area(code), &[])).await.unwrap();
            assert_eq!(told.coverage.last_on, Some(day("2025-12-01")), "{code}");
            assert_eq!(told.coverage.silent, silent, "{code}");
        }
        // Nor by asking from which number of days on the small one, or its district, is silent.
        for n_days in 0..60 {
            let narrow = |code| Asked { silent_days: n_days, ..asked(area(code), &[]) };
            let told = summary(&ministry, &narrow("4801")).await.unwrap();
            assert!(!told.coverage.silent.contains(&area("480101")), "{n_days}");
            let above = summary(&ministry, &narrow("48")).await.unwrap();
            let is_silent = above.coverage.silent.contains(&area("4801"));
            assert_eq!(is_silent, told.coverage.silent.contains(&area("480102")), "{n_days}");
        }
        let own = world.ctx(1, Role::DistrictChief, &["4801"], 10).await;
        let exact = summary(&own, &asked(area("4801"), &[])).await.unwrap();
        assert_eq!(exact.coverage.last_on, Some(day("2026-01-02")), "who opens persons there sees it");
    }
}

/// What somebody can work out who knows everything that is told, how it is rounded, and that parts sum to wholes.
struct Attacker {
    bounds: HashMap<Number, (i64, i64)>,
    /// Wholes with their parts.
    sums: Vec<(Number, Vec<Number>)>,
}

/// Place and column.
type Number = (usize, usize);

const ENDLESS: i64 = 1_000_000;

impl Attacker {
    fn new(exact: &Exact, published: &Published, k: i64, measure: usize) -> Self {
        let mut bounds = HashMap::new();
        for (at, numbers) in published.iter().enumerate() {
            for (column, told) in numbers.iter().enumerate() {
                let key = key(exact.places[at].0, 2569, columns()[column], measure);
                let bound = match told[measure] {
                    // The way numbers are rounded is no secret.
                    Told::Shown(told) => {
                        let could_be = (told.saturating_sub(4)..=told + 4)
                            .filter(|it| round_to_5(*it, key) == told)
                            .map(i64::from);
                        let told = i64::from(told);
                        (could_be.clone().min().unwrap_or(told), could_be.max().unwrap_or(told))
                    }
                    Told::Withheld(Withheld::Small) => (0, k - 1),
                    Told::Withheld(Withheld::Complementary) => (k, ENDLESS),
                };
                bounds.insert((at, column), bound);
            }
        }
        let columns = columns();
        let mut sums = Vec::new();
        for (whole, (_, below)) in exact.places.iter().enumerate() {
            if !below.is_empty() {
                for column in 0..columns.len() {
                    sums.push(((whole, column), below.iter().map(|it| (*it, column)).collect()));
                }
            }
            for facet in [Facet::Status, Facet::Level] {
                let of_facet = (0..columns.len()).filter(|it| columns[*it].0 == facet.code());
                sums.push(((whole, 0), of_facet.map(|it| (whole, it)).collect()));
            }
        }
        Self { bounds, sums }
    }

    /// Narrows what each number can be until nothing narrows any more.
    fn work_out(&mut self) {
        loop {
            let mut is_settled = true;
            for (whole, parts) in &self.sums {
                let low: i64 = parts.iter().map(|it| self.bounds[it].0).sum();
                let high: i64 = parts.iter().map(|it| self.bounds[it].1).sum();
                let of_whole = self.bounds[whole];
                let mut narrowed = vec![(*whole, (low, high))];
                for part in parts {
                    let own = self.bounds[part];
                    narrowed.push((*part, (of_whole.0 - (high - own.1), of_whole.1 - (low - own.0))));
                }
                for (name, (low, high)) in narrowed {
                    let bound = self.bounds.get_mut(&name).unwrap();
                    let tighter = (bound.0.max(low), bound.1.min(high));
                    if tighter != *bound {
                        *bound = tighter;
                        is_settled = false;
                    }
                }
            }
            if is_settled {
                return;
            }
        }
    }
}

fn id(n: u32) -> AreaId {
    AreaId(Uuid::from_u128(u128::from(n)))
}

/// Two provinces of three districts of four subdistricts, with households by status and level at random.
fn country(seed: u64) -> Exact {
    let mut state = seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1;
    let mut below = |n: u64| {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        state % n
    };
    let (mut tree, mut tallied) = (Vec::new(), Vec::new());
    for province in 1..=2_u32 {
        tree.push((id(province), None));
        for district in 1..=3 {
            let district = province * 10 + district;
            tree.push((id(district), Some(id(province))));
            for subdistrict in 1..=4 {
                let subdistrict = district * 10 + subdistrict;
                tree.push((id(subdistrict), Some(id(district))));
                let n_households = [3, 15, 60, 300][usize::try_from(below(4)).unwrap()];
                for _ in 0..n_households {
                    let persons = i64::try_from(1 + below(6)).unwrap();
                    let mut count = |facet: Option<Facet>, value: &'static str| {
                        tallied.push((id(subdistrict), facet, value, 1, persons));
                    };
                    let status = ["to_verify", "to_verify", "being_helped", "being_followed", "closed"];
                    let level = ["not_yet_assessable", "below_survive", "survive", "survive", "sufficient"];
                    let of_status = status[usize::try_from(below(5)).unwrap()];
                    let of_level = level[usize::try_from(below(5)).unwrap()];
                    let dimension = Facet::Dimension.values()[usize::try_from(below(6)).unwrap()];
                    count(None, "");
                    count(Some(Facet::Status), of_status);
                    count(Some(Facet::Level), of_level);
                    count(Some(Facet::Dimension), dimension);
                    count(Some(Facet::Progress), "listed");
                }
            }
        }
    }
    Exact::new(&tree, &tallied)
}

#[test]
fn no_small_number_is_shown_or_can_be_worked_out() {
    let k = 10;
    for seed in 1..=12 {
        let exact = country(seed);
        let published = exact.publish(2569, k);
        for measure in 0..2 {
            let mut attacker = Attacker::new(&exact, &published, i64::from(k), measure);
            attacker.work_out();
            for (at, counts) in exact.counts.iter().enumerate() {
                for (column, count) in counts.iter().enumerate() {
                    let is_small = count[measure] < k;
                    let is_empty = counts[0][0] == 0 || exact.counts.iter().all(|it| it[column][0] == 0);
                    let told = published[at][column][measure];
                    assert!(!is_small || matches!(told, Told::Withheld(_)), "{at} {column} {told:?}");
                    if is_small && !is_empty {
                        let (low, high) = attacker.bounds[&(at, column)];
                        assert!(low <= i64::from(count[measure]) && i64::from(count[measure]) <= high);
                        assert!(
                            i64::from(width(k)) <= high - low + 1,
                            "{:?} {:?} is from {low} to {high}",
                            exact.places[at],
                            columns()[column],
                        );
                    }
                }
            }
        }
    }
}

#[test]
fn the_attacker_does_find_what_is_not_protected() {
    let exact = country(3);
    let mut published = exact.publish(2569, 10);
    // Told exactly and without protection, a small number comes back by subtraction.
    for (at, counts) in exact.counts.iter().enumerate() {
        for (column, count) in counts.iter().enumerate() {
            let is_small = count[0] < 10;
            published[at][column][0] =
                if is_small { Told::Withheld(Withheld::Small) } else { Told::Shown(count[0]) };
        }
    }
    let mut attacker = Attacker::new(&exact, &published, 10, 0);
    for (at, numbers) in published.iter().enumerate() {
        for (column, told) in numbers.iter().enumerate() {
            if let Told::Shown(count) = told[0] {
                attacker.bounds.insert((at, column), (i64::from(count), i64::from(count)));
            }
        }
    }
    attacker.work_out();
    let found = attacker
        .bounds
        .iter()
        .filter(|((at, column), (low, high))| low == high && exact.counts[*at][*column][0] < 10 && *high > 0);
    assert!(0 < found.count());
}

#[test]
fn most_of_what_is_large_is_told() {
    let exact = country(5);
    let published = exact.publish(2569, 10);
    let (mut n_large, mut n_told) = (0, 0);
    for (at, (place, _)) in exact.places.iter().enumerate() {
        if *place == Place::Whole(country_id()) {
            continue;
        }
        for (column, told) in published[at].iter().enumerate() {
            if 50 <= exact.counts[at][column][0] {
                n_large += 1;
                n_told += u32::from(matches!(told[0], Told::Shown(_)));
            }
        }
    }
    assert!(n_large / 2 < n_told, "{n_told} of {n_large}");
}
