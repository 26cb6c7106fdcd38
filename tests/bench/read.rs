//! How long the case list and the figures take when a district holds very many households.

use std::time::{Duration, Instant};

use serde_json::{Value, json};

use crate::world::World;

/// Requests of each kind, one after the other.
const N_REQUESTS: usize = 300;

const CASES: &str = "query Cases($area: ID!) {
  cases(first: 50, filter: { areaId: $area }) { totalCount nodes { id level household { shortNumber sources } } }
}";
const SUMMARY: &str = "query Summary($area: ID!) {
  summary(areaId: $area, fiscalYear: 2566, by: [LEVEL, AREA]) {
    total { households { value } } lines { keys { value } figure { households { value } persons { value } } }
  }
}";
const AREA: &str = "query Area($code: String!) { area(code: $code) { id } }";

/// Imports a list of `n_households` households into both databases and asks each the same questions.
pub(crate) async fn measure(n_households: u32) {
    answer(World::sqlite(), n_households, "SQLite").await;
    match World::postgres().await {
        Some(world) => answer(world, n_households, "PostgreSQL").await,
        None => println!("PostgreSQL is not installed"),
    }
}

async fn answer(world: World, n_households: u32, database: &str) {
    let settings = phonjon_demo::DemoSettings { seed: 1, n_households, survey_years: vec![2566] };
    let workbooks =
        phonjon_demo::write_workbooks(world.path(), &settings).expect("the workbooks are written");
    let areas = world.file("areas.csv", phonjon_demo::area_lines());
    world.run(&["areas", "import", &areas.to_string_lossy()]);
    let bmn = workbooks.first().expect("a จปฐ. list").to_string_lossy().into_owned();
    world.run(&["import", "apply", &bmn, "--source", "bmn", "--year", "2566"]);
    let token = world.signed_in("chief", "governor", "48").await;
    for (what, query, code) in [
        ("case list, a subdistrict", CASES, "480101"),
        ("case list, the province", CASES, "48"),
        ("summary, a district", SUMMARY, "4801"),
        ("summary, the province", SUMMARY, "48"),
    ] {
        let area = world.data(&token, AREA, json!({ "code": code })).await["area"]["id"].clone();
        let took = timed(&world, &token, query, json!({ "area": area })).await;
        let at = |share: usize| took[(took.len() - 1) * share / 100].as_secs_f64() * 1000.0;
        println!("{database:12} {what:26} median {:7.1} ms  99th percentile {:7.1} ms", at(50), at(99));
    }
}

/// How long each request took, shortest first.
async fn timed(world: &World, token: &str, query: &str, variables: Value) -> Vec<Duration> {
    let mut took = Vec::with_capacity(N_REQUESTS);
    for _ in 0..N_REQUESTS {
        let begun = Instant::now();
        world.data(token, query, variables.clone()).await;
        took.push(begun.elapsed());
    }
    took.sort_unstable();
    took
}
