//! How well groups of rows agree with the truth, by pairs of rows.

use std::collections::HashMap;
use std::fmt;
use std::hash::Hash;

/// Agreement over pairs of rows.
#[derive(Default)]
pub(crate) struct Pairwise {
    pub(crate) right: u64,
    pub(crate) found: u64,
    pub(crate) truth: u64,
}

impl Pairwise {
    pub(crate) fn of<A: Hash + Eq + Clone, B: Hash + Eq + Clone>(
        rows: impl Iterator<Item = (A, B)> + Clone,
    ) -> Self {
        fn pairs<K: Hash + Eq>(groups: impl Iterator<Item = K>) -> u64 {
            let mut sizes: HashMap<K, u64> = HashMap::new();
            groups.for_each(|it| *sizes.entry(it).or_default() += 1);
            sizes.into_values().map(|n| n * (n - 1) / 2).sum()
        }
        Self {
            right: pairs(rows.clone()),
            found: pairs(rows.clone().map(|(found, _)| found)),
            truth: pairs(rows.map(|(_, truth)| truth)),
        }
    }

    #[expect(clippy::cast_precision_loss, reason = "a sample has far fewer pairs than 2^52")]
    pub(crate) fn f1(&self) -> f64 {
        2.0 * self.right as f64 / (self.found + self.truth) as f64
    }
}

impl fmt::Display for Pairwise {
    #[expect(clippy::cast_precision_loss, reason = "a sample has far fewer pairs than 2^52")]
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let right = self.right as f64;
        let (precision, recall) = (right / self.found as f64, right / self.truth as f64);
        write!(f, "P {precision:.4} R {recall:.4} F1 {:.4}", self.f1())
    }
}
