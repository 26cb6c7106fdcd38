//! The rows of a file, a unit at a time: as many as one plan is made for.

use std::collections::VecDeque;

use phonjon_rows::ReadRow;

use super::decide::Chosen;
use super::stage::Staged;
use crate::error::AppError;

/// Rows planned together, always the same: what is found of a row must not depend on how fast the machine is.
pub(super) const UNIT_ROWS: usize = 500;

/// The rows of a file, a unit at a time.
pub(super) struct Units<'a> {
    frames: Box<dyn Iterator<Item = Result<Vec<ReadRow>, AppError>> + Send + 'a>,
    waiting: VecDeque<ReadRow>,
    pub(super) n_taken: u64,
}

impl<'a> Units<'a> {
    pub(super) fn of(staged: &'a Staged, chosen: Chosen) -> Self {
        Self { frames: Box::new(staged.frames_with(chosen)), waiting: VecDeque::new(), n_taken: 0 }
    }

    /// The next rows, and whether they are the last.
    pub(super) fn take(&mut self) -> Result<(Vec<ReadRow>, bool), AppError> {
        // One row more tells whether this unit is the last.
        while self.waiting.len() <= UNIT_ROWS {
            match self.frames.next().transpose()? {
                Some(rows) => self.waiting.extend(rows),
                None => break,
            }
        }
        let n = self.waiting.len().min(UNIT_ROWS);
        let rows: Vec<ReadRow> = self.waiting.drain(..n).collect();
        self.n_taken += n as u64;
        Ok((rows, self.waiting.is_empty()))
    }
}
