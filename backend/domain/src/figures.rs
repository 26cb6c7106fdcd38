//! Published figures: which cells of a table are withheld so that no small one can be worked out, and how the rest round.
//!
//! A cell below `k` is withheld as small. That alone protects nothing where a total gives it back by subtraction,
//! so further cells are withheld until, for every small cell, other tables agree with everything shown *and* with the
//! marks: the small cell could be at least [`width`] different numbers. An empty cell is small too.

mod cover;

coded! {
    /// Why a cell is withheld.
    pub enum Withheld {
        /// ไม่แสดง (จำนวนน้อย): the count is below `k`.
        Small = "SMALL",
        /// ไม่แสดง (กันการคำนวณย้อน): shown, it would give a small one away.
        Complementary = "COMPLEMENTARY",
    }
}

/// The smallest count shown, for households and for persons each, unless configured otherwise.
pub const DEFAULT_K: u32 = 10;

/// A table of counts with a total for every row, every column, and all.
///
/// Shape: row-major; the last row and the last column are the totals. The cells of a row must not overlap: a table
/// whose columns may count one household twice (dimensions) is published as one table a column.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Table {
    n_rows: usize,
    n_cols: usize,
    counts: Vec<u32>,
}

/// Why counts are not a table.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum TableError {
    /// The number of counts is not rows times columns.
    #[error("{wanted} counts are wanted and {found} were found")]
    Shape {
        /// Rows times columns.
        wanted: usize,
        /// Counts given.
        found: usize,
    },
    /// A total is beyond what fits.
    #[error("a total is more than {max}", max = u32::MAX)]
    TooLarge,
}

impl Table {
    /// Makes a table from its inner cells, row by row, and adds the totals.
    ///
    /// # Errors
    ///
    /// [`TableError`] says whether the shape or a total is wrong.
    pub fn new(n_rows: usize, n_cols: usize, inner: &[u32]) -> Result<Self, TableError> {
        if inner.len() != n_rows * n_cols || n_cols == 0 {
            return Err(TableError::Shape { wanted: n_rows * n_cols, found: inner.len() });
        }
        let mut counts = Vec::with_capacity((n_rows + 1) * (n_cols + 1));
        let mut totals = vec![0_u32; n_cols + 1];
        for row in inner.chunks(n_cols) {
            let total = sum(row.iter().copied())?;
            for (column, count) in row.iter().copied().chain([total]).enumerate() {
                counts.push(count);
                totals[column] = totals[column].checked_add(count).ok_or(TableError::TooLarge)?;
            }
        }
        counts.extend(totals);
        Ok(Self { n_rows, n_cols, counts })
    }

    /// Rows, the row of totals included.
    pub const fn rows(&self) -> usize {
        self.n_rows + 1
    }

    /// Columns, the column of totals included.
    pub const fn cols(&self) -> usize {
        self.n_cols + 1
    }

    /// The count of a cell; the last row and column are totals.
    pub fn count(&self, row: usize, col: usize) -> u32 {
        self.counts[row * self.cols() + col]
    }
}

fn sum(counts: impl Iterator<Item = u32>) -> Result<u32, TableError> {
    counts.into_iter().try_fold(0_u32, u32::checked_add).ok_or(TableError::TooLarge)
}

/// A cell as it may be published.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Cell {
    /// The count.
    Shown(u32),
    /// Nothing but the reason.
    Withheld(Withheld),
}

/// How many different numbers a withheld small cell could at least be, to somebody who knows all that is shown.
///
/// Half of `k`, and never less than two; with a `k` of 1 the mark itself says nought.
pub const fn width(k: u32) -> u32 {
    match k {
        0..=2 => k,
        _ => k.div_ceil(2),
    }
}

/// The table as it may be published, row-major with totals, in the shape of [`Table`].
///
/// Counts are exact; [`round_to_5`] comes after. A table may share cells with others: `also` marks, row-major with
/// totals, those that another table withholds; none where it is empty. Each of them stays as uncertain as a small one, so
/// that this table does not give it back.
pub fn suppress_linked(table: &Table, k: u32, also: &[bool]) -> Vec<Cell> {
    let withheld = cover::cover(table, k, also);
    let cell = |(count, withheld): (&u32, Option<Withheld>)| match withheld {
        Some(why) => Cell::Withheld(why),
        None => Cell::Shown(*count),
    };
    table.counts.iter().zip(withheld).map(cell).collect()
}

/// A number that is always the same for the same cell, from the words that name it: area, year, facet, value.
///
/// FNV-1a of 64 bits, with a separator after each word.
pub fn cell_key(names: &[&str]) -> u64 {
    let bytes = names.iter().flat_map(|name| name.bytes().chain([0x1f]));
    bytes.fold(0xcbf2_9ce4_8422_2325, |hash, byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01b3)
    })
}

/// Rounds a count to a multiple of 5, up or down by a threshold that belongs to the cell.
///
/// The same cell with the same count always rounds the same way, so asking again tells nothing; on the average over
/// cells nothing is added or lost. Multiples of 5 stay.
pub const fn round_to_5(count: u32, cell_key: u64) -> u32 {
    // The high bits of the product depend on every bit of the key.
    let mixed = (cell_key ^ (cell_key >> 29)).wrapping_mul(0xbf58_476d_1ce4_e5b9) >> 33;
    let rest = count % 5;
    let threshold = mixed % 5;
    if threshold < rest as u64 { count.saturating_add(5 - rest) } else { count - rest }
}

#[cfg(test)]
#[path = "figures/tests.rs"]
mod tests;
