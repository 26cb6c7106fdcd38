//! What each comparison weighs, and the score that a sum of weights is.
//!
//! Weights are logarithms to base two of how much likelier a level is of one person than of two (Fellegi and Sunter),
//! in hundredths of a bit: whole numbers, so that every machine comes to the same sum.

use crate::explain::{Comparison, Explanation, Level, MAX_LEVELS, Part, Vector};

/// The weight of every level of every comparison, and of having compared nothing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Weights {
    /// How much likelier any two people are two than one.
    pub(crate) prior: i32,
    /// By comparison and level; the first of each is nothing to compare and weighs nothing.
    pub(crate) of: [[i32; MAX_LEVELS + 1]; Comparison::ALL.len()],
}

impl Weights {
    /// What a level of a comparison weighs; nothing where the comparison does not have it.
    pub fn of_level(&self, comparison: Comparison, level: Level) -> i32 {
        let at = comparison.levels().iter().position(|it| *it == level);
        at.map_or(0, |at| self.of[comparison as usize][at + 1])
    }

    /// The sum of what was compared.
    pub fn sum(&self, vector: &Vector) -> i32 {
        let weights = self.of.iter().zip(vector.0);
        self.prior + weights.map(|(of, level)| of[usize::from(level)]).sum::<i32>()
    }

    /// The same sum, part by part.
    pub fn explain(&self, vector: &Vector) -> Explanation {
        let part = |comparison: Comparison| {
            let level = vector.level(comparison)?;
            let at = usize::from(vector.0[comparison as usize]);
            Some(Part { comparison, level, weight: self.of[comparison as usize][at] })
        };
        Explanation { prior: self.prior, parts: Comparison::ALL.into_iter().filter_map(part).collect() }
    }
}

impl Default for Weights {
    /// Learned from invented people, a province of them; decisions/0019 says how.
    fn default() -> Self {
        Self {
            prior: -2400,
            of: [
                // Number: a slip, mask agrees, mask differs, other.
                [0, 1400, 600, -700, -850, 0, 0],
                // Given name: same, slip, heard alike, near, swapped, other.
                [0, 730, 720, 300, 350, 900, -700],
                // Surname at home, in the village, elsewhere.
                [0, 60, 60, 50, 50, 500, -700],
                [0, 480, 450, 400, 250, 500, -480],
                [0, 1200, 1100, 600, 450, 900, -1000],
                // Birth: same day, same month, same year, same age, a slip, other.
                [0, 1430, 990, 610, 430, 150, -830],
                // Sex: same, other.
                [0, 100, -840, 0, 0, 0, 0],
                // Place: house code, address, village, subdistrict, elsewhere.
                [0, 2190, 2160, 1450, 900, -400, 0],
                // Company: shared, none.
                [0, 700, -150, 0, 0, 0, 0],
                // List: apart.
                [0, -300, 0, 0, 0, 0, 0],
            ],
        }
    }
}

/// How likely two are one, in thousandths, by the sum of their weights: whole bits exactly, between them in a line.
pub fn score(sum: i32) -> u16 {
    const N_BITS: i32 = 10;
    let bits = sum.div_euclid(100);
    if bits >= N_BITS {
        return 999;
    }
    if bits < -N_BITS {
        return 0;
    }
    // 1000 · 2^n / (2^n + 1), rounded.
    let whole = |n: i32| {
        let odds = 1_i32 << n.unsigned_abs();
        let likely = (2000 * odds + odds + 1) / (2 * (odds + 1));
        if n < 0 { 1000 - likely } else { likely }
    };
    let (low, high) = (whole(bits), whole(bits + 1));
    let between = low + (high - low) * sum.rem_euclid(100) / 100;
    u16::try_from(between.clamp(0, 999)).unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_score_is_the_likelihood_of_its_weights() {
        assert_eq!([0, 100, -100, 200, 300, -300].map(score), [500, 667, 333, 800, 889, 111]);
        assert_eq!(score(50), 583);
        assert_eq!([1000, 5000, i32::MAX].map(score), [999, 999, 999]);
        assert_eq!([-1100, i32::MIN].map(score), [0, 0]);
        let scores: Vec<u16> = (-1200..1200).map(score).collect();
        assert!(scores.is_sorted());
    }

    #[test]
    fn what_agrees_more_never_weighs_less() {
        let weights = Weights::default();
        for comparison in Comparison::ALL {
            let of = &weights.of[comparison as usize];
            let levels = comparison.levels();
            assert!(of[1] > 0 || levels == [Level::Apart], "{comparison:?}");
            assert!(of[levels.len()] < 0, "{comparison:?}");
            assert_eq!(of[0], 0);
            assert!(of[levels.len() + 1..].iter().all(|it| *it == 0), "{comparison:?}");
        }
    }

    #[test]
    fn a_score_is_the_sum_of_its_parts() {
        let mut vector = Vector::default();
        vector.set(Comparison::Given, Level::Slip);
        vector.set(Comparison::Surname, Level::Same);
        vector.set(Comparison::Birth, Level::SameYear);
        vector.set(Comparison::Place, Level::Village);
        let weights = Weights::default();
        let told = weights.explain(&vector);
        assert_eq!(told.sum(), weights.sum(&vector));
        assert_eq!(told.parts.len(), 4);
        assert_eq!(told.parts[0].level, Level::Slip);
    }
}
