//! What comparisons weigh in the data at hand: the likelihood of each level of one person and of two, by expectation
//! maximisation over pairs of rows of which nobody knows which are the same.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use crate::explain::{Comparison, MAX_LEVELS, Vector};
use crate::judge::IdMatch;
use crate::keys::BlockingKey;
use crate::people::compare_rows;
use crate::record::{Known, Record};
use crate::view::View;
use crate::weights::Weights;

const N: usize = Comparison::ALL.len();

/// How likely each level of each comparison is, where there is something to compare.
#[derive(Debug, Clone, PartialEq)]
pub struct Parameters {
    /// The share of pairs that are one person.
    pub share: f64,
    /// By comparison and level, of one person.
    pub of_one: [[f64; MAX_LEVELS]; N],
    /// The same of two people.
    pub of_two: [[f64; MAX_LEVELS]; N],
}

impl Default for Parameters {
    /// A start from which learning finds the likelier side: of one person the better levels are likely, of two the worse.
    fn default() -> Self {
        let mut all = Self { share: 0.1, of_one: [[0.0; MAX_LEVELS]; N], of_two: [[0.0; MAX_LEVELS]; N] };
        for it in Comparison::ALL {
            let n = it.levels().len();
            let total: f64 = (1..=n).map(of_rank).sum();
            for level in 0..n {
                all.of_one[it as usize][level] = of_rank(level + 1) / total;
                all.of_two[it as usize][level] = of_rank(n - level) / total;
            }
        }
        all
    }
}

/// Each level is a third as likely as the one before.
fn of_rank(rank: usize) -> f64 {
    (0..rank).fold(1.0, |likely, _| likely / 3.0)
}

impl Parameters {
    /// The logarithm of how much likelier a vector is of one person than of two.
    fn odds(&self, vector: &Vector) -> (f64, f64) {
        let of = |likely: &[[f64; MAX_LEVELS]; N]| {
            let levels = likely.iter().zip(vector.0).filter(|(_, level)| *level > 0);
            levels.map(|(of, level)| of[usize::from(level) - 1]).product::<f64>()
        };
        (self.share * of(&self.of_one), (1.0 - self.share) * of(&self.of_two))
    }

    /// The weights that these likelihoods are, with a prior of its own: pairs that share a key are far likelier one
    /// person than any two people are.
    pub fn weights(&self, prior: i32) -> Weights {
        let mut weights = Weights { prior, of: [[0; MAX_LEVELS + 1]; N] };
        for it in Comparison::ALL {
            for level in 0..it.levels().len() {
                let (one, two) = (self.of_one[it as usize][level], self.of_two[it as usize][level]);
                weights.of[it as usize][level + 1] = hundredths((one.max(LEAST) / two.max(LEAST)).log2());
            }
        }
        weights
    }
}

/// What was never seen is not impossible.
const LEAST: f64 = 1e-6;

/// A weight in hundredths of a bit, at most twenty bits either way.
#[expect(clippy::cast_possible_truncation, reason = "it is rounded and between -2000 and 2000")]
fn hundredths(bits: f64) -> i32 {
    (bits * 100.0).round().clamp(-2000.0, 2000.0) as i32
}

/// What was learned, and how well it told of the pairs before each round and after the last.
#[derive(Debug, Clone, PartialEq)]
pub struct Learned {
    /// The likelihoods.
    pub parameters: Parameters,
    /// The logarithm of how likely the pairs were; it never falls.
    pub log_likelihoods: Vec<f64>,
}

/// Learns from pairs, in so many rounds. With `is_two_known` what is said of two people stays as it is: random pairs
/// tell it better than pairs that share a key.
#[expect(clippy::cast_precision_loss, reason = "there are far fewer pairs than 2^52")]
pub fn learn(pairs: &[Vector], start: Parameters, is_two_known: bool, n_rounds: usize) -> Learned {
    let mut counts: BTreeMap<Vector, usize> = BTreeMap::new();
    for it in pairs {
        *counts.entry(*it).or_default() += 1;
    }
    let mut parameters = start;
    let mut log_likelihoods = Vec::with_capacity(n_rounds + 1);
    for _ in 0..n_rounds {
        let mut log_likelihood = 0.0;
        let mut one = [[0.0; MAX_LEVELS]; N];
        let mut two = [[0.0; MAX_LEVELS]; N];
        let (mut n_one, mut n_all) = (0.0, 0.0);
        for (vector, count) in &counts {
            let count = *count as f64;
            let (as_one, as_two) = parameters.odds(vector);
            let both = as_one + as_two;
            if both <= 0.0 {
                continue;
            }
            log_likelihood += count * both.ln();
            let likely = as_one / both;
            n_one += count * likely;
            n_all += count;
            for (at, level) in vector.0.into_iter().enumerate().filter(|(_, level)| *level > 0) {
                let level = usize::from(level) - 1;
                one[at][level] += count * likely;
                two[at][level] += count * (1.0 - likely);
            }
        }
        log_likelihoods.push(log_likelihood);
        if n_all > 0.0 {
            parameters.share = n_one / n_all;
        }
        shares(&one, &mut parameters.of_one);
        if !is_two_known {
            shares(&two, &mut parameters.of_two);
        }
    }
    log_likelihoods.push(log_likelihood(&counts, &parameters));
    Learned { parameters, log_likelihoods }
}

#[expect(clippy::cast_precision_loss, reason = "there are far fewer pairs than 2^52")]
fn log_likelihood(counts: &BTreeMap<Vector, usize>, parameters: &Parameters) -> f64 {
    let of = |(vector, count): (&Vector, &usize)| {
        let (one, two) = parameters.odds(vector);
        if one + two > 0.0 { *count as f64 * (one + two).ln() } else { 0.0 }
    };
    counts.iter().map(of).sum()
}

/// Counts as shares; a comparison of which nothing was counted keeps what it had.
fn shares(counts: &[[f64; MAX_LEVELS]; N], into: &mut [[f64; MAX_LEVELS]; N]) {
    for (of, into) in counts.iter().zip(into) {
        let total: f64 = of.iter().sum();
        if total > 0.0 {
            *into = of.map(|it| it / total);
        }
    }
}

/// Counts how often each level occurs, each comparison by itself: what random pairs say of two people.
pub fn count(pairs: &[Vector]) -> [[f64; MAX_LEVELS]; N] {
    let mut counts = [[0.0; MAX_LEVELS]; N];
    for vector in pairs {
        for (at, level) in vector.0.into_iter().enumerate().filter(|(_, level)| *level > 0) {
            counts[at][usize::from(level) - 1] += 1.0;
        }
    }
    let mut likely = [[0.0; MAX_LEVELS]; N];
    shares(&counts, &mut likely);
    likely
}

/// A pair of rows and how they compare.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Pair {
    /// Places of the two among the rows.
    pub rows: (usize, usize),
    /// How they compare; equal valid numbers are no part of it.
    pub vector: Vector,
    /// True where both bear one valid citizen number.
    pub has_one_number: bool,
}

/// Every pair of rows that share a key, each once; keys that more than 64 rows share tell nobody apart.
pub fn pairs(rows: &[Record]) -> Vec<Pair> {
    let known = Known::default();
    let view = View::new(rows, &known);
    let mut by_key: HashMap<BlockingKey, Vec<usize>> = HashMap::new();
    for (at, row) in view.rows.iter().enumerate() {
        row.keys.iter().for_each(|key| by_key.entry(*key).or_default().push(at));
    }
    let mut found = BTreeSet::new();
    for rows in by_key.values().filter(|it| it.len() <= 64) {
        for (n, a) in rows.iter().enumerate() {
            found.extend(rows[n + 1..].iter().map(|b| (*a, *b)));
        }
    }
    found.into_iter().map(|(a, b)| pair(&view, a, b)).collect()
}

/// About `n` pairs of rows that lie anywhere, the same for the same rows.
pub fn random_pairs(rows: &[Record], n: usize) -> Vec<Pair> {
    let known = Known::default();
    let view = View::new(rows, &known);
    let n_rows = rows.len();
    let mut state = 0x9e37_79b9_7f4a_7c15_usize;
    let mut next = || {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (state >> 33) % n_rows.max(1)
    };
    let drawn = (0..if n_rows > 1 { n } else { 0 }).map(|_| (next(), next()));
    let drawn: Vec<(usize, usize)> = drawn.filter(|(a, b)| a != b).collect();
    drawn.into_iter().map(|(a, b)| pair(&view, a, b)).collect()
}

fn pair(view: &View<'_>, a: usize, b: usize) -> Pair {
    let evidence = compare_rows(view, a, b);
    Pair { rows: (a, b), vector: evidence.vector(), has_one_number: evidence.id == IdMatch::Same }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// Numbers between 0 and 1, the same for the same seed.
    struct Draw(u64);

    impl Draw {
        #[expect(clippy::cast_precision_loss, reason = "53 bits are kept")]
        fn next(&mut self) -> f64 {
            self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
            let x = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
            let x = (x ^ (x >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
            ((x ^ (x >> 31)) >> 11) as f64 / (1_u64 << 53) as f64
        }

        fn level(&mut self, of: &[f64; MAX_LEVELS], n: usize) -> u8 {
            let mut at = self.next();
            for (level, likely) in of.iter().enumerate().take(n) {
                if at < *likely {
                    return u8::try_from(level + 1).unwrap();
                }
                at -= likely;
            }
            u8::try_from(n).unwrap()
        }
    }

    /// Pairs as these parameters would have them; every tenth comparison has nothing to compare.
    fn drawn(truth: &Parameters, n: usize, seed: u64) -> Vec<Vector> {
        let mut draw = Draw(seed);
        let pair = |draw: &mut Draw| {
            let of = if draw.next() < truth.share { &truth.of_one } else { &truth.of_two };
            let mut vector = Vector::default();
            for it in Comparison::ALL {
                let level = draw.level(&of[it as usize], it.levels().len());
                vector.0[it as usize] = if draw.next() < 0.1 { 0 } else { level };
            }
            vector
        };
        (0..n).map(|_| pair(&mut draw)).collect()
    }

    #[test]
    fn what_pairs_were_drawn_from_is_learned_from_them() {
        let mut truth = Parameters { share: 0.23, ..Parameters::default() };
        truth.of_one[Comparison::Given as usize] = [0.8, 0.09, 0.04, 0.03, 0.02, 0.02];
        truth.of_two[Comparison::Given as usize] = [0.02, 0.01, 0.02, 0.01, 0.01, 0.93];
        truth.of_one[Comparison::Birth as usize] = [0.7, 0.1, 0.1, 0.04, 0.05, 0.01];
        let learned = learn(&drawn(&truth, 40_000, 7), Parameters::default(), false, 60).parameters;
        assert!((learned.share - truth.share).abs() < 0.01, "{}", learned.share);
        for it in Comparison::ALL {
            for level in 0..it.levels().len() {
                let (at, off) = (it as usize, |a: f64, b: f64| (a - b).abs());
                assert!(off(learned.of_one[at][level], truth.of_one[at][level]) < 0.03, "{it:?} {level}");
                assert!(off(learned.of_two[at][level], truth.of_two[at][level]) < 0.03, "{it:?} {level}");
            }
        }
    }

    #[test]
    fn what_is_known_of_two_people_stays() {
        let truth = Parameters { share: 0.4, ..Parameters::default() };
        let learned = learn(&drawn(&truth, 5_000, 3), Parameters::default(), true, 20).parameters;
        assert_eq!(learned.of_two, Parameters::default().of_two);
        assert!((learned.share - 0.4).abs() < 0.03);
    }

    #[test]
    fn of_no_pairs_nothing_is_learned() {
        let learned = learn(&[], Parameters::default(), false, 3);
        assert_eq!(learned.parameters, Parameters::default());
        assert!(pairs(&[]).is_empty() && random_pairs(&[], 10).is_empty());
    }

    #[test]
    fn a_weight_is_how_much_likelier_a_level_is_of_one_person() {
        let mut parameters = Parameters::default();
        parameters.of_one[Comparison::Sex as usize][0] = 0.8;
        parameters.of_two[Comparison::Sex as usize][0] = 0.1;
        parameters.of_one[Comparison::Sex as usize][1] = 0.0;
        let weights = parameters.weights(-2000);
        assert_eq!(weights.of[Comparison::Sex as usize][1], 300);
        assert!(weights.of[Comparison::Sex as usize][2] < -1000);
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(24))]
        #[test]
        fn each_round_tells_the_pairs_no_worse(share in 0.05f64..0.95, seed in 0u64..1000, is_two_known: bool) {
            let truth = Parameters { share, ..Parameters::default() };
            let learned = learn(&drawn(&truth, 600, seed), Parameters::default(), is_two_known, 15);
            prop_assert_eq!(learned.log_likelihoods.len(), 16);
            for rounds in learned.log_likelihoods.windows(2) {
                prop_assert!(rounds[1] >= rounds[0] - 1e-6, "{:?}", rounds);
            }
        }
    }
}
