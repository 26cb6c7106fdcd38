//! Seeded chance: the same seed and the same names of what is asked always give the same answer.

/// A stream of numbers that a seed and a path of numbers decide.
#[derive(Debug, Clone)]
pub(crate) struct Chance(u64);

impl Chance {
    /// The stream of this path under this seed.
    pub(crate) fn of(seed: u64, path: &[u64]) -> Self {
        let mut state = mixed(seed ^ 0x9e37_79b9_7f4a_7c15);
        for step in path {
            state = mixed(state ^ mixed(step.wrapping_add(0x632b_e59b_d9b4_e019)));
        }
        Self(state)
    }

    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        mixed(self.0)
    }

    /// A number from 0 up to and without `n`; 0 where `n` is 0.
    pub(crate) fn below(&mut self, n: u32) -> u32 {
        u32::try_from((u64::from(n) * (self.next() >> 32)) >> 32).unwrap_or(0)
    }

    /// A number from `lo` to `hi`, both included.
    pub(crate) fn between(&mut self, lo: u32, hi: u32) -> u32 {
        lo + self.below(hi.saturating_sub(lo) + 1)
    }

    /// True `n` times in a thousand.
    pub(crate) fn per_mille(&mut self, n: u32) -> bool {
        self.below(1000) < n
    }

    /// One of some things.
    pub(crate) fn one_of<'a, T>(&mut self, things: &'a [T]) -> &'a T {
        let n = u32::try_from(things.len()).unwrap_or(u32::MAX);
        &things[self.below(n) as usize]
    }
}

/// The finaliser of splitmix64.
fn mixed(mut x: u64) -> u64 {
    x = (x ^ (x >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    x = (x ^ (x >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    x ^ (x >> 31)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_path_gives_the_same_numbers_and_another_path_others() {
        let numbers = |path: &[u64]| {
            let mut chance = Chance::of(7, path);
            [(); 8].map(|()| chance.below(1_000_000))
        };
        assert_eq!(numbers(&[1, 2]), numbers(&[1, 2]));
        assert_ne!(numbers(&[1, 2]), numbers(&[2, 1]));
    }

    #[test]
    fn a_number_stays_between_its_bounds() {
        let mut chance = Chance::of(1, &[]);
        assert!((0..10_000).all(|_| (3..=5).contains(&chance.between(3, 5))));
        assert_eq!(chance.below(0), 0);
    }
}
