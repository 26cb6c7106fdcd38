//! What pairs are measured by: from which score on they are the same, asked about, or two.

use crate::bands::Bands;

/// What an import measures by. Two imports with equal yardsticks decide alike.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Yardstick {
    /// The thresholds.
    pub bands: Bands,
}

impl Yardstick {
    /// The usual one with other thresholds.
    pub const fn with_bands(bands: Bands) -> Self {
        Self { bands }
    }
}
