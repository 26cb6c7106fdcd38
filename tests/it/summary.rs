//! Figures: by every facet and pair exact for who may open persons, and for everybody else nothing that tells of a few.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use crate::district::{District, Row, row, thaiqm, tpmap};
use crate::imports::text;
use crate::world::World;

const FACETS: [&str; 8] =
    ["AREA", "DIMENSION", "PROBLEM_GROUP", "LEVEL", "STATUS", "SECTOR", "SOURCE", "PROGRESS"];
/// Facets of which a household has exactly one value: these may be added.
const EXCLUSIVE: [&str; 3] = ["AREA", "LEVEL", "STATUS"];
/// The smallest number that is published.
const K: i64 = 10;

/// Four households in one subdistrict, 46 in another, 30 in the district beside; seven of the 46 have no clean water.
fn lists() -> (Vec<Row>, Vec<Row>) {
    let village = |n: u64| match n {
        1..=4 => "48010101",
        5..=20 => "48010901",
        21..=40 => "48010902",
        41..=50 => "48010903",
        _ => "48020101",
    };
    let mut all: Vec<Row> = (1..=80).map(|n| row(n, village(n))).collect();
    for it in &mut all[30..37] {
        it.troubles.push("q07");
    }
    let tpmap = all.iter().filter(|it| !(25..=50).contains(&it.n)).cloned().collect();
    all.truncate(50);
    (all, tpmap)
}

async fn district(world: World) -> District {
    let (problems, targets) = lists();
    let d = District::with_problems(world, &problems);
    d.import("tpmap_2566.csv", &tpmap(&targets), 2566);
    d
}

/// A figure by its keys; a total is `*`, an area its code.
type Lines = BTreeMap<Vec<String>, Value>;

async fn summary(d: &District, who: &str, area: &str, by: &[&str]) -> (Value, Lines) {
    let asked = format!(
        "{{ summary(areaId: \"{area}\", fiscalYear: 2566, by: [{}]) {{ isExact smallestShown asOf fiscalYear isImportRunning area {{ code }} \
            total {{ households {{ value withheld }} persons {{ value withheld }} }} \
            lines {{ keys {{ facet value isTotal area {{ code }} }} figure {{ households {{ value withheld }} persons {{ value withheld }} }} }} \
            coverage {{ areaCount reportingCount isComplete lastActivityOn silent {{ code }} }} }} }}",
        by.join(", ")
    );
    let told = d.ask(who, &asked).await["summary"].take();
    let mut lines = Lines::new();
    for line in told["lines"].as_array().unwrap() {
        let keys = line["keys"].as_array().unwrap();
        assert_eq!(keys.iter().map(|it| text(&it["facet"])).collect::<Vec<_>>(), by);
        let name = |it: &Value| match it["isTotal"].as_bool().unwrap() {
            true => "*".to_owned(),
            false => it["value"].as_str().or_else(|| it["area"]["code"].as_str()).unwrap().to_owned(),
        };
        let before = lines.insert(keys.iter().map(name).collect(), line["figure"].clone());
        assert_eq!(before, None, "a line stands once");
    }
    (told, lines)
}

fn count(figure: &Value, of: &str) -> i64 {
    figure[of]["value"].as_i64().unwrap_or_else(|| panic!("not shown: {figure}"))
}

fn at(keys: &[&str]) -> Vec<String> {
    keys.iter().map(|it| (*it).to_owned()).collect()
}

async fn every_facet_and_pair_is_exact_for_who_opens_persons(world: World) {
    let d = district(world).await;
    let area = d.area("48").await;
    // Twelve are visited and confirmed in the year, eleven of them helped.
    let (problems, _) = lists();
    for (at, it) in problems[4..16].iter().enumerate() {
        let case = d.case_of(it).await;
        d.visit("chief", &case, "visitedOn: \"2023-04-01\", manner: AT_HOME, verification: CONFIRMED", "id")
            .await;
        if at > 0 {
            let help = format!(
                "caseId: \"{case}\", intervention: {{ need: \"food\", kind: IMMEDIATE, form: IN_KIND, sector: STATE, agency: \"อบต.\", doneOn: \"2023-05-01\" }}"
            );
            d.act("chief", "caseAddIntervention", &help, "intervention { id }").await;
        }
    }
    let mut single: BTreeMap<&str, Lines> = BTreeMap::new();
    for facet in FACETS {
        let (told, lines) = summary(&d, "province", &area, &[facet]).await;
        assert_eq!((&told["isExact"], &told["smallestShown"]), (&json!(true), &json!(null)));
        assert_eq!(
            (count(&told["total"], "households"), count(&told["total"], "persons")),
            (80, 180),
            "{facet}"
        );
        assert_eq!(lines[&at(&["*"])], told["total"], "{facet}");
        if EXCLUSIVE.contains(&facet) {
            for of in ["households", "persons"] {
                let sum: i64 = lines.iter().filter(|it| it.0[0] != "*").map(|it| count(it.1, of)).sum();
                assert_eq!(sum, count(&told["total"], of), "{facet} {of}");
            }
        }
        single.insert(facet, lines);
    }
    let of = |facet: &str, value: &str| count(&single[facet][&at(&[value])], "households");
    let wanted = [
        ("AREA", "4801", 50),
        ("AREA", "4802", 30),
        ("DIMENSION", "income", 54),
        ("DIMENSION", "health", 0),
        ("DIMENSION", "none", 26),
        ("PROBLEM_GROUP", "income", 50),
        ("PROBLEM_GROUP", "water", 7),
        ("PROBLEM_GROUP", "none", 30),
        ("LEVEL", "below_survive", 7),
        ("LEVEL", "not_yet_assessable", 73),
        ("STATUS", "to_verify", 68),
        ("STATUS", "being_helped", 12),
        ("STATUS", "closed", 0),
        ("SECTOR", "state", 11),
        ("SECTOR", "none", 69),
        ("SOURCE", "tpmap", 54),
        ("SOURCE", "thaiqm", 50),
        ("SOURCE", "bmn", 0),
        ("PROGRESS", "listed", 80),
        ("PROGRESS", "visited", 12),
        ("PROGRESS", "verified", 12),
        ("PROGRESS", "helped", 11),
        ("PROGRESS", "closed", 0),
    ];
    for (facet, value, n) in wanted {
        assert_eq!(of(facet, value), n, "{facet} {value}");
    }

    // In a pair, the totals over the one facet are the lines of the other.
    for (n, first) in FACETS.iter().enumerate() {
        for second in &FACETS[n + 1..] {
            let (_, lines) = summary(&d, "province", &area, &[first, second]).await;
            for (facet, place) in [(first, 0), (second, 1)] {
                let totals: Lines = lines
                    .iter()
                    .filter(|it| it.0[1 - place] == "*")
                    .map(|it| (vec![it.0[place].clone()], it.1.clone()))
                    .collect();
                assert_eq!(totals, single[facet], "{first} {second}");
            }
            for exclusive in EXCLUSIVE.iter().filter(|it| [first, second].contains(it)) {
                let place = usize::from(exclusive == second);
                let mut sums: BTreeMap<&str, i64> = BTreeMap::new();
                for (keys, figure) in lines.iter().filter(|it| it.0[place] != "*") {
                    *sums.entry(&keys[1 - place]).or_default() += count(figure, "households");
                }
                for (value, sum) in sums {
                    let mut total = vec!["*".to_owned(); 2];
                    total[1 - place] = value.to_owned();
                    assert_eq!(sum, count(&lines[&total], "households"), "{first} {second} {value}");
                }
            }
        }
    }
    let (_, lines) = summary(&d, "province", &area, &["AREA", "STATUS"]).await;
    assert_eq!(count(&lines[&at(&["4801", "being_helped"])], "persons"), 36, "persons are counted apart");
    let (_, lines) = summary(&d, "province", &area, &["SOURCE", "DIMENSION"]).await;
    assert_eq!(count(&lines[&at(&["thaiqm", "income"])], "households"), 24);

    // Where the figures come from, and which areas are silent.
    let (told, _) = summary(&d, "chief", &d.area("4801").await, &["AREA"]).await;
    let coverage = json!({ "areaCount": 2, "reportingCount": 2, "isComplete": true, "lastActivityOn": "2023-05-01",
        "silent": [{ "code": "480101" }, { "code": "480109" }] });
    assert_eq!((&told["coverage"], &told["isImportRunning"]), (&coverage, &json!(false)));
    let (told, _) = summary(&d, "province", &area, &[]).await;
    assert_eq!((&told["coverage"]["areaCount"], &told["coverage"]["isComplete"]), (&json!(2), &json!(true)));
    assert_eq!(told["area"]["code"], "48");
    let asked = "{ summary(by: [LEVEL, LEVEL]) { asOf } }";
    assert_eq!(d.error("province", asked).await, "BAD_INPUT");
    assert_eq!(d.error("province", "{ summary(by: [LEVEL, STATUS, SOURCE]) { asOf } }").await, "BAD_INPUT");
}

/// What somebody can say of a number: itself give or take what rounding hides, or what a withheld one may be.
fn bounds(figure: &Value) -> (i64, i64) {
    match (figure["value"].as_i64(), figure["withheld"].as_str()) {
        (Some(value), None) => (value - 4, value + 4),
        (None, Some("SMALL")) => (0, K - 1),
        (None, Some("COMPLEMENTARY")) => (0, i64::from(i32::MAX)),
        other => panic!("{other:?}"),
    }
}

/// Takes what is shown from the total: no household count between nought and k may be left with fewer than k / 2 values.
/// Gives how many numbers were attacked.
fn attack(published: &Lines, truth: &Lines, place: &str) -> usize {
    let mut n_attacked = 0;
    for of in ["households", "persons"] {
        let (least, most) = bounds(&published[&at(&["*"])][of]);
        let parts: Vec<_> = published.iter().filter(|it| it.0[0] != "*").collect();
        for (keys, figure) in &parts {
            let real = count(&truth[*keys], of);
            if !(1..K).contains(&real) {
                continue;
            }
            assert_eq!(figure[of], json!({ "value": null, "withheld": "SMALL" }), "{place} {keys:?}");
            let others = parts.iter().filter(|it| it.0 != *keys).map(|it| bounds(&it.1[of]));
            let (others_least, others_most) = others.fold((0, 0), |sum, it| (sum.0 + it.0, sum.1 + it.1));
            let lowest = (least - others_most).max(0);
            let highest = (most - others_least).min(K - 1);
            assert!(highest - lowest + 1 >= K / 2, "{place} {keys:?} {of}: between {lowest} and {highest}");
            n_attacked += 1;
        }
    }
    n_attacked
}

#[test]
#[should_panic(expected = "households: between 0 and 3")]
fn a_table_that_gives_a_small_number_away_is_caught() {
    let shown = |value: i64| json!({ "value": value, "withheld": null });
    let small = json!({ "value": null, "withheld": "SMALL" });
    let figure = |it: &Value| json!({ "households": it, "persons": it });
    let table = |small: Value| {
        let lines = [("*", figure(&shown(50))), ("a", small), ("b", figure(&shown(55)))];
        lines.into_iter().map(|(key, it)| (at(&[key]), it)).collect::<Lines>()
    };
    attack(&table(figure(&small)), &table(figure(&shown(1))), "a table");
}

async fn what_is_published_tells_of_nobody(world: World) {
    let d = district(world).await;
    let (district, province) = (d.area("4801").await, d.area("48").await);
    let mut withheld: BTreeMap<String, usize> = BTreeMap::new();
    let mut n_attacked = 0;
    for (code, area) in [
        ("48", &province),
        ("4801", &district),
        ("480109", &d.area("480109").await),
        ("4802", &d.area("4802").await),
    ] {
        for facet in FACETS {
            if code.len() == 6 && facet == "AREA" {
                continue;
            }
            let (told, lines) = summary(&d, "ministry", area, &[facet]).await;
            assert_eq!((&told["isExact"], &told["smallestShown"]), (&json!(false), &json!(K)));
            for (keys, figure) in &lines {
                for of in ["households", "persons"] {
                    match (&figure[of]["value"], figure[of]["withheld"].as_str()) {
                        (Value::Null, Some(why)) => *withheld.entry(why.to_owned()).or_default() += 1,
                        (value, None) => {
                            let value = value.as_i64().unwrap();
                            assert!(value >= K && value % 5 == 0, "{code} {keys:?}: {value}");
                        }
                        other => panic!("{code} {keys:?}: {other:?}"),
                    }
                }
            }
            if EXCLUSIVE.contains(&facet) {
                let (_, truth) = summary(&d, "province", area, &[facet]).await;
                n_attacked += attack(&lines, &truth, &format!("{code} {facet}"));
            }
        }
    }
    assert!(n_attacked >= 4, "{n_attacked} small numbers were there to attack");
    assert!(withheld["SMALL"] > 10 && withheld["COMPLEMENTARY"] > 2, "{withheld:?}");

    // The total is shown; of two subdistricts the small one is withheld, and the large one lest it give it away.
    let (told, lines) = summary(&d, "ministry", &district, &["AREA"]).await;
    assert_eq!(told["total"]["households"], json!({ "value": 50, "withheld": null }));
    assert_eq!(lines[&at(&["480101"])]["households"], json!({ "value": null, "withheld": "SMALL" }));
    assert_eq!(lines[&at(&["480109"])]["households"], json!({ "value": null, "withheld": "COMPLEMENTARY" }));
    let (_, lines) = summary(&d, "ministry", &province, &["LEVEL"]).await;
    assert_eq!(lines[&at(&["below_survive"])]["households"]["withheld"], "SMALL");
    assert_eq!(lines[&at(&["not_yet_assessable"])]["households"]["withheld"], "COMPLEMENTARY");
    // What one answer withholds no other shows.
    let own = summary(&d, "ministry", &d.area("480109").await, &[]).await.0;
    assert_eq!(own["total"]["households"]["withheld"], "COMPLEMENTARY");

    // A chief elsewhere is told no more than the ministry, and one's own district exactly.
    let (told, lines) = summary(&d, "far_chief", &district, &["AREA"]).await;
    assert_eq!(
        (&told["isExact"], &lines[&at(&["480101"])]["households"]["withheld"]),
        (&json!(false), &json!("SMALL"))
    );
    let (told, _) = summary(&d, "far_chief", &d.area("4802").await, &[]).await;
    assert_eq!((&told["isExact"], count(&told["total"], "households")), (&json!(true), 30));
    // A token of the ministry reads figures and nothing else; villages and free pairs are not published.
    for refused in [
        "{ cases { totalCount } }",
        "{ teams { nodes { id } } }",
        "{ linkQuestions { nodes { id } } }",
        "{ imports { nodes { id } } }",
        "{ accounts { nodes { id } } }",
    ] {
        let code = d.error("ministry", refused).await;
        assert_eq!(code, "FORBIDDEN", "{refused}");
    }
    let village = d.area("48010901").await;
    for (area, by) in [(&village, ""), (&province, "LEVEL, STATUS")] {
        let asked = format!("{{ summary(areaId: \"{area}\", by: [{by}]) {{ asOf }} }}");
        assert_eq!(d.error("ministry", &asked).await, "FIGURES_NOT_PUBLISHED");
    }
    // Published by the hour: what is entered now is not told at once, and the answer says as of when.
    let (before, _) = summary(&d, "ministry", &province, &[]).await;
    d.import("thaiqm_more.csv", &thaiqm(&(101..=140).map(|n| row(n, "48010902")).collect::<Vec<_>>()), 2566);
    let (after, _) = summary(&d, "ministry", &province, &[]).await;
    assert_eq!((&before["asOf"], &before["total"]), (&after["asOf"], &after["total"]));
    assert_eq!(count(&summary(&d, "province", &province, &[]).await.0["total"], "households"), 120);
}

on_both!(every_facet_and_pair_is_exact_for_who_opens_persons, what_is_published_tells_of_nobody);
