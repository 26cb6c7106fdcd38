//! How quickly an import gets on, and how long it will still take if it goes on so.

use chrono::{DateTime, TimeDelta, Utc};

use super::Import;

/// How quickly an import gets on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Pace {
    /// Rows a minute.
    pub rows_per_minute: i64,
    /// Seconds until the last row, if it goes on so.
    pub seconds_left: i64,
}

/// That an import which was broken off was gone on with.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Resumed {
    /// Rows that were taken up by then.
    pub n_rows: i64,
    /// When.
    pub at: DateTime<Utc>,
}

impl Import {
    /// Its pace on the whole since somebody took it up, or last went on with it; nothing while no row was taken up since,
    /// and once it is at its end. Reading the file is part of it: it tells too little at first, never too much.
    pub fn pace(&self, now: DateTime<Utc>) -> Option<Pace> {
        if self.state != "applying" {
            return None;
        }
        // What was done before it was broken off was not done since, and nobody worked while it lay.
        let (before, since) = self.resumed.map_or((0, self.started_at), |it| (it.n_rows, it.at));
        Pace::of(self.n_rows_done - before, self.n_rows - self.n_rows_done, now - since)
    }
}

impl Pace {
    /// Of so many rows in a time, while so many are left; nothing where it is less than a row a minute.
    fn of(n_rows: i64, n_left: i64, time: TimeDelta) -> Option<Self> {
        let millis = time.num_milliseconds();
        if n_rows <= 0 || millis <= 0 {
            return None;
        }
        let rows_per_minute = n_rows.checked_mul(60_000)? / millis;
        let seconds_left = n_left.max(0).checked_mul(millis)? / n_rows / 1_000;
        (rows_per_minute > 0).then_some(Self { rows_per_minute, seconds_left })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pace(n_rows: i64, n_left: i64, seconds: i64) -> Option<(i64, i64)> {
        Pace::of(n_rows, n_left, TimeDelta::seconds(seconds)).map(|it| (it.rows_per_minute, it.seconds_left))
    }

    #[test]
    fn as_it_went_so_it_goes_on() {
        assert_eq!(pace(4_000, 6_000, 120), Some((2_000, 180)));
        assert_eq!(pace(1_000, 0, 60), Some((1_000, 0)));
        assert_eq!(pace(1, 1, 60), Some((1, 60)));
    }

    #[test]
    fn nothing_is_said_where_nothing_is_known() {
        for (n_rows, seconds) in [(0, 60), (-3, 60), (10, 0), (10, -60), (1, 86_400), (i64::MAX, 60)] {
            assert_eq!(pace(n_rows, 1_000, seconds), None, "{n_rows} rows in {seconds} s");
        }
    }
}
