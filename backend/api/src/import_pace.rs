//! How far an import is and how quickly it gets on, as clients see it.

use async_graphql::{Enum, SimpleObject};
use chrono::{DateTime, Utc};
use phonjon_app::imports::Import;

/// How far an import is.
#[derive(Enum, Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum ImportState {
    /// It waits until a second person agrees to its plan; see `approval`.
    Waiting,
    /// The second person sent it back; see `approval`. Nothing was stored.
    SentBack,
    /// Being brought in; figures say that an import is running.
    Applying,
    /// All rows were taken up.
    Applied,
    /// Being taken back.
    Undoing,
    /// Taken back, except what was kept because somebody worked on it.
    Undone,
    /// Ended without success; see `failure`. What was taken up before stays; the same file again goes on from there.
    Failed,
    /// It stopped itself before anything was stored, because it held too many duplicates; see `failure`.
    Stopped,
}

/// How quickly an import gets on.
#[derive(SimpleObject, Debug, Clone, PartialEq, Eq)]
pub(crate) struct ImportPace {
    /// Rows that are not taken up yet; 0 until the file was read.
    n_rows_left: i64,
    /// Rows a minute on the whole since it was begun or last gone on with, reading the file included; null while that is not
    /// known, and once it is at its end.
    rows_per_minute: Option<i64>,
    /// Seconds until its last row if it goes on so; null where the pace is.
    seconds_left: Option<i64>,
    /// Rows that were taken up when it was last gone on with; null where it was never broken off.
    resumed_after_rows: Option<i64>,
    /// When it was last gone on with after it was broken off.
    resumed_at: Option<DateTime<Utc>>,
}

impl ImportPace {
    /// Of an import as it is now.
    pub(crate) fn of(import: &Import, now: DateTime<Utc>) -> Self {
        let pace = import.pace(now);
        Self {
            n_rows_left: (import.n_rows - import.n_rows_done).max(0),
            rows_per_minute: pace.map(|it| it.rows_per_minute),
            seconds_left: pace.map(|it| it.seconds_left),
            resumed_after_rows: import.resumed.map(|it| it.n_rows),
            resumed_at: import.resumed.map(|it| it.at),
        }
    }
}
