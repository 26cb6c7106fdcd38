//! How long others wait for a page of their cases, while something else runs and while nothing does.

use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use serde_json::{Value, json};

use crate::world::World;

const AREA: &str = "query Area($code: String!) { area(code: $code) { id } }";
const CASES: &str = "query Cases($area: ID!) {
  cases(first: 50, filter: { areaId: $area }) { totalCount nodes { id level household { shortNumber sources } } }
}";
/// Between one question and the next.
const PAUSE: Duration = Duration::from_millis(100);
/// Questions asked while nothing else runs.
const N_QUIET: usize = 200;

/// Somebody who looks at the cases of a subdistrict again and again.
#[derive(Debug)]
pub(crate) struct Other {
    token: String,
    area: Value,
}

impl Other {
    pub(crate) async fn signed_in(world: &World) -> Self {
        let token = world.signed_in("chief", "governor", "48").await;
        let area = world.data(&token, AREA, json!({ "code": "480101" })).await["area"]["id"].clone();
        Self { token, area }
    }

    /// The 99th percentile while nothing else runs.
    pub(crate) async fn quiet(&self, world: &World) -> Duration {
        let mut took = Vec::new();
        for _ in 0..N_QUIET {
            took.push(self.ask(world).await);
        }
        percentile_99(took)
    }

    /// The 99th percentile until it is said to end.
    pub(crate) async fn until(&self, world: &World, ended: &AtomicBool) -> Duration {
        let mut took = Vec::new();
        while !ended.load(Ordering::Relaxed) {
            took.push(self.ask(world).await);
        }
        percentile_99(took)
    }

    async fn ask(&self, world: &World) -> Duration {
        let begun = Instant::now();
        world.data(&self.token, CASES, json!({ "area": self.area })).await;
        let took = begun.elapsed();
        tokio::time::sleep(PAUSE).await;
        took
    }
}

fn percentile_99(mut took: Vec<Duration>) -> Duration {
    took.sort_unstable();
    took.get((took.len() * 99).div_ceil(100).saturating_sub(1)).copied().unwrap_or_default()
}
