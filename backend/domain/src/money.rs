//! Money: always whole satang, never a fraction that a database could round.

/// An amount in satang (1 baht = 100 satang).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Satang(pub i64);

impl Satang {
    /// Whole baht as satang; `None` when it would overflow.
    pub fn from_baht(baht: i64) -> Option<Self> {
        baht.checked_mul(100).map(Self)
    }
}
