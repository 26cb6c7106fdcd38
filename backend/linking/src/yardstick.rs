//! What pairs are measured by: what each comparison weighs, and from which score on they are the same, asked about, or two.

use crate::bands::Bands;
use crate::weights::Weights;

/// What an import measures by. Two imports with equal yardsticks decide alike.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Yardstick {
    /// The thresholds.
    pub bands: Bands,
    /// What each comparison weighs.
    pub weights: Weights,
}

impl Yardstick {
    /// The usual one with other thresholds.
    pub fn with_bands(bands: Bands) -> Self {
        Self { bands, ..Self::default() }
    }
}
