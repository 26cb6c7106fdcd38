//! The rows of a file, a unit at a time: as many as one plan is made for. The next are opened while these are planned and
//! stored.

use std::collections::VecDeque;

use phonjon_rows::ReadRow;
use tokio::sync::mpsc;
use tokio::task::JoinHandle;

use super::decide::Chosen;
use super::stage::Staged;
use crate::error::AppError;

/// Rows planned together, always the same: what is found of a row must not depend on how fast the machine is.
pub(super) const UNIT_ROWS: usize = 500;

/// Frames of rows that are opened ahead of their turn.
const FRAMES_AHEAD: usize = 1;

/// The rows of a file, a unit at a time.
pub(super) struct Units {
    frames: mpsc::Receiver<Result<Vec<ReadRow>, AppError>>,
    /// Opens them; none once it ended.
    opening: Option<JoinHandle<()>>,
    waiting: VecDeque<ReadRow>,
    pub(super) n_taken: u64,
}

impl Units {
    pub(super) fn of(staged: &Staged, chosen: Chosen) -> Self {
        let (to, frames) = mpsc::channel(FRAMES_AHEAD);
        let staged = staged.frames_with(chosen);
        let opening = tokio::task::spawn_blocking(move || {
            for frame in staged {
                if to.blocking_send(frame).is_err() {
                    // Nobody takes any more.
                    break;
                }
            }
        });
        Self { frames, opening: Some(opening), waiting: VecDeque::new(), n_taken: 0 }
    }

    /// The next rows, and whether they are the last.
    pub(super) async fn take(&mut self) -> Result<(Vec<ReadRow>, bool), AppError> {
        // One row more tells whether this unit is the last.
        while self.waiting.len() <= UNIT_ROWS {
            match self.next_frame().await? {
                Some(rows) => self.waiting.extend(rows),
                None => break,
            }
        }
        let n = self.waiting.len().min(UNIT_ROWS);
        let rows: Vec<ReadRow> = self.waiting.drain(..n).collect();
        self.n_taken += n as u64;
        Ok((rows, self.waiting.is_empty()))
    }

    async fn next_frame(&mut self) -> Result<Option<Vec<ReadRow>>, AppError> {
        if let Some(frame) = self.frames.recv().await {
            return frame.map(Some);
        }
        // A file that breaks off is not one that ends.
        if let Some(opening) = self.opening.take() {
            opening.await.map_err(|e| AppError::Unexpected(format!("the staged rows break off: {e}")))?;
        }
        Ok(None)
    }
}
