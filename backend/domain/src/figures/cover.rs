//! Which further cells must be withheld so that every small cell of a table stays uncertain.
//!
//! A table with totals is a network: rows and columns are nodes, cells are arcs, and every row and column sums to
//! nought when totals count negatively. What somebody who knows the shown cells can still doubt are exactly the cycles
//! of withheld arcs along which counts can shift without leaving the bounds the marks tell.

use std::collections::VecDeque;

use super::{Table, Withheld, width};

/// The reason each cell is withheld, row-major, `None` where it is shown; cells of `also` are withheld elsewhere.
pub(super) fn cover(table: &Table, k: u32, also: &[bool]) -> Vec<Option<Withheld>> {
    let mut grid = Grid::new(table, k);
    for (cell, _) in also.iter().enumerate().filter(|(_, is_withheld)| **is_withheld) {
        grid.withheld[cell].get_or_insert(Withheld::Complementary);
    }
    let small: Vec<usize> = (0..grid.counts.len()).filter(|it| grid.withheld[*it].is_some()).collect();
    let wanted = i64::from(width(k));
    for cell in small {
        // Each round withholds at least one more cell, so it ends.
        while !grid.is_in_doubt(cell, wanted) {
            if !grid.withhold_best_rectangle(cell, wanted) {
                break;
            }
        }
    }
    grid.withheld
}

struct Grid {
    n_rows: usize,
    n_cols: usize,
    k: i64,
    counts: Vec<i64>,
    withheld: Vec<Option<Withheld>>,
}

/// Which way a count is to move, seen in a network where totals count negatively.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Way {
    Up,
    Down,
}

impl Way {
    const fn other(self) -> Self {
        match self {
            Self::Up => Self::Down,
            Self::Down => Self::Up,
        }
    }
}

impl Grid {
    fn new(table: &Table, k: u32) -> Self {
        let counts: Vec<i64> = table.counts.iter().copied().map(i64::from).collect();
        let k = i64::from(k);
        let withheld = counts.iter().map(|it| (*it < k).then_some(Withheld::Small)).collect();
        Self { n_rows: table.rows(), n_cols: table.cols(), k, counts, withheld }
    }

    const fn at(&self, row: usize, col: usize) -> usize {
        row * self.n_cols + col
    }

    /// True where the count enters the sums of its row and column with opposite signs: a row or column total.
    const fn is_negative(&self, cell: usize) -> bool {
        let is_total_row = cell / self.n_cols == self.n_rows - 1;
        let is_total_col = cell % self.n_cols == self.n_cols - 1;
        is_total_row != is_total_col
    }

    /// How far a count could move if the cell were withheld as its own size demands.
    fn room_if_withheld(&self, cell: usize, way: Way) -> i64 {
        let count = self.counts[cell];
        let is_small = count < self.k;
        let way = if self.is_negative(cell) { way.other() } else { way };
        match (way, is_small) {
            (Way::Up, true) => self.k - 1 - count,
            (Way::Down, true) => count,
            (Way::Up, false) => i64::MAX,
            (Way::Down, false) => count - self.k,
        }
    }

    fn room(&self, cell: usize, way: Way) -> i64 {
        if self.withheld[cell].is_some() { self.room_if_withheld(cell, way) } else { 0 }
    }

    /// True when the cell could be at least so many numbers, to somebody who knows all that is shown.
    fn is_in_doubt(&self, cell: usize, wanted: i64) -> bool {
        let up = self.push(cell, Way::Up, wanted - 1);
        wanted <= 1 + up + self.push(cell, Way::Down, wanted - 1 - up)
    }

    /// How far the cell can move one way, up to `limit`, with the others making up for it.
    fn push(&self, cell: usize, way: Way, limit: i64) -> i64 {
        let most = self.room(cell, way).min(limit);
        let mut moved = vec![0_i64; self.counts.len()];
        let mut pushed = 0;
        while pushed < most {
            let Some(path) = self.find_path(cell, way, &moved) else { break };
            let step = path.iter().map(|(arc, way)| self.room_left(*arc, *way, &moved)).min().unwrap_or(0);
            let step = step.min(most - pushed);
            for (arc, way) in path {
                moved[arc] += if way == Way::Up { step } else { -step };
            }
            pushed += step;
        }
        pushed
    }

    fn room_left(&self, cell: usize, way: Way, moved: &[i64]) -> i64 {
        match way {
            Way::Up => self.room(cell, Way::Up).saturating_sub(moved[cell]),
            Way::Down => self.room(cell, Way::Down).saturating_add(moved[cell]),
        }
    }

    /// Arcs that make up for a move of the cell: from its column alternately against and with it, back to its row.
    fn find_path(&self, cell: usize, way: Way, moved: &[i64]) -> Option<Vec<(usize, Way)>> {
        let (goal, start) = (cell / self.n_cols, cell % self.n_cols);
        // Nodes: rows first, then columns. The arc by which each was reached.
        let mut reached_by: Vec<Option<usize>> = vec![None; self.n_rows + self.n_cols];
        let mut queue = VecDeque::from([self.n_rows + start]);
        while let Some(node) = queue.pop_front() {
            if node < self.n_rows {
                for col in 0..self.n_cols {
                    let (arc, next) = (self.at(node, col), self.n_rows + col);
                    let is_free = col != start && reached_by[next].is_none();
                    if is_free && 0 < self.room_left(arc, way, moved) {
                        reached_by[next] = Some(arc);
                        queue.push_back(next);
                    }
                }
            } else {
                let col = node - self.n_rows;
                for row in 0..self.n_rows {
                    let arc = self.at(row, col);
                    let is_free = arc != cell && reached_by[row].is_none();
                    if is_free && 0 < self.room_left(arc, way.other(), moved) {
                        reached_by[row] = Some(arc);
                        if row == goal {
                            return Some(self.trace(row, start, way, &reached_by));
                        }
                        queue.push_back(row);
                    }
                }
            }
        }
        None
    }

    fn trace(&self, goal: usize, start: usize, way: Way, reached_by: &[Option<usize>]) -> Vec<(usize, Way)> {
        let mut path = Vec::new();
        let mut row = goal;
        while let Some(down) = reached_by[row] {
            path.push((down, way.other()));
            let col = down % self.n_cols;
            if col == start {
                break;
            }
            let Some(up) = reached_by[self.n_rows + col] else { break };
            path.push((up, way));
            row = up / self.n_cols;
        }
        path
    }

    /// Withholds the cheapest three cells that make a rectangle with this one and add to its doubt.
    ///
    /// The price is the sum of the counts newly withheld, so totals come last. A rectangle that gives the whole doubt
    /// is taken before one that gives a part of it. False when nothing more can be withheld.
    fn withhold_best_rectangle(&mut self, cell: usize, wanted: i64) -> bool {
        let (row, col) = (cell / self.n_cols, cell % self.n_cols);
        let mut best: Option<((i64, i64), [usize; 3])> = None;
        for other_row in (0..self.n_rows).filter(|it| *it != row) {
            for other_col in (0..self.n_cols).filter(|it| *it != col) {
                let corners =
                    [self.at(row, other_col), self.at(other_row, col), self.at(other_row, other_col)];
                let price: i64 = corners.iter().map(|it| self.price(*it)).sum();
                if price == 0 {
                    continue;
                }
                let given = self.give(cell, corners, Way::Up) + self.give(cell, corners, Way::Down);
                let missing = (wanted - 1 - given).max(0);
                let rank = (missing, price);
                if best.as_ref().is_none_or(|(lowest, _)| rank < *lowest) {
                    best = Some((rank, corners));
                }
            }
        }
        let Some((_, corners)) = best else { return false };
        for corner in corners {
            self.withheld[corner].get_or_insert(Withheld::Complementary);
        }
        true
    }

    /// One more than the count for a shown cell, so that an empty price means that nothing new is withheld.
    fn price(&self, cell: usize) -> i64 {
        if self.withheld[cell].is_some() { 0 } else { self.counts[cell] + 1 }
    }

    /// How far the cell could move one way around the rectangle.
    fn give(&self, cell: usize, [beside, below, across]: [usize; 3], way: Way) -> i64 {
        self.room_if_withheld(cell, way)
            .min(self.room_if_withheld(beside, way.other()))
            .min(self.room_if_withheld(below, way.other()))
            .min(self.room_if_withheld(across, way))
            .min(self.k)
    }
}
