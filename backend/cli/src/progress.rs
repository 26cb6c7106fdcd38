//! How long work shows itself: a bar with rate and time left on a terminal, plain lines in a log.

use std::io::IsTerminal;
use std::sync::atomic::{AtomicU64, Ordering};

use indicatif::{ProgressBar, ProgressStyle};

/// A piece of long work, row by row.
pub(crate) struct Work {
    bar: Option<ProgressBar>,
    name: String,
    told: AtomicU64,
}

impl Work {
    /// Begins the work; `name` is a file's base name.
    pub(crate) fn begin(name: &str) -> Self {
        let bar = std::io::stderr().is_terminal().then(|| {
            let bar = ProgressBar::new(0);
            let style = ProgressStyle::with_template(
                "{prefix} {wide_bar} {human_pos}/{human_len} rows {per_sec} {eta} left",
            );
            bar.set_style(style.unwrap_or_else(|_| ProgressStyle::default_bar()));
            bar.set_prefix(name.to_owned());
            bar
        });
        Self { bar, name: name.to_owned(), told: AtomicU64::new(0) }
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
                let tenth = (n_done * 10).checked_div(n_all).unwrap_or(10);
                if tenth > self.told.swap(tenth, Ordering::Relaxed) {
                    eprintln!("{}: {n_done} of {n_all} rows", self.name);
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
