//! How long work shows itself: a bar with rate and time left on a terminal, plain lines in a log.

use std::io::IsTerminal;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

use indicatif::{ProgressBar, ProgressStyle};

/// A piece of long work, counted in one unit.
pub(crate) struct Work {
    bar: Option<ProgressBar>,
    name: String,
    unit: &'static str,
    begun: Instant,
    told: AtomicU64,
}

impl Work {
    /// Begins the work; `name` is what is worked on, `unit` what is counted, in the plural.
    pub(crate) fn begin(name: &str, unit: &'static str) -> Self {
        let bar = std::io::stderr().is_terminal().then(|| {
            let bar = ProgressBar::new(0);
            let template = format!(
                "{{prefix}} {{wide_bar}} {{human_pos}}/{{human_len}} {unit} {{per_sec}} {{eta}} left"
            );
            bar.set_style(
                ProgressStyle::with_template(&template).unwrap_or_else(|_| ProgressStyle::default_bar()),
            );
            bar.set_prefix(name.to_owned());
            bar
        });
        Self { bar, name: name.to_owned(), unit, begun: Instant::now(), told: AtomicU64::new(0) }
    }

    /// Shows how far it has come.
    pub(crate) fn show(&self, n_done: u64, n_all: u64) {
        match &self.bar {
            Some(bar) => {
                bar.set_length(n_all);
                bar.set_position(n_done);
            }
            None => {
                // A line for each tenth is enough for a log.
                let tenth = (n_done * 10).checked_div(n_all).unwrap_or(0);
                if tenth > self.told.swap(tenth, Ordering::Relaxed) {
                    aside!("{}", line(&self.name, (n_done, n_all), self.unit, self.begun.elapsed()));
                }
            }
        }
    }

    /// Ends the work.
    pub(crate) fn end(self) {
        if let Some(bar) = self.bar {
            bar.finish_and_clear();
        }
    }
}

/// What a log is told: how much of how much, how fast, and how long it will take or took.
fn line(name: &str, (n_done, n_all): (u64, u64), unit: &str, passed: Duration) -> String {
    let so_far = format!("{name}: {n_done} of {n_all} {unit}");
    let millis = u64::try_from(passed.as_millis()).unwrap_or(u64::MAX).max(1);
    let rate = n_done.saturating_mul(1_000) / millis;
    if n_done >= n_all {
        return format!("{so_far}, {rate} a second, done in {} s", passed.as_secs());
    }
    let left = (n_all - n_done).saturating_mul(millis) / n_done.max(1) / 1_000;
    format!("{so_far}, {rate} a second, {left} s left")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_of_a_log_says_how_much_how_fast_and_how_long() {
        let told = |done, passed| line("tpmap.csv", (done, 2_000), "rows", Duration::from_millis(passed));
        assert_eq!(told(500, 2_000), "tpmap.csv: 500 of 2000 rows, 250 a second, 6 s left");
        assert_eq!(told(2_000, 8_400), "tpmap.csv: 2000 of 2000 rows, 238 a second, done in 8 s");
        assert_eq!(told(200, 0), "tpmap.csv: 200 of 2000 rows, 200000 a second, 0 s left");
        assert_eq!(told(0, 3_000), "tpmap.csv: 0 of 2000 rows, 0 a second, 6000 s left");
    }
}
