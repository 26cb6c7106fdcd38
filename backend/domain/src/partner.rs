//! Partners (ภาคีเครือข่าย): persons and organisations of the seven sectors, and in which months each can help.

/// The months of a year in which a partner can help; all of them where none is named.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Months(u16);

impl Months {
    /// Every month.
    pub const ALL: Self = Self(0xfff);

    /// The months of these numbers, 1 for January; all of them where there are none, and nothing for a number that is of
    /// no month.
    pub fn of(numbers: &[u32]) -> Option<Self> {
        if numbers.is_empty() {
            return Some(Self::ALL);
        }
        let bit = |number: &u32| (1..=12).contains(number).then(|| 1_u16 << (number - 1));
        numbers.iter().try_fold(0, |bits, it| Some(bits | bit(it)?)).map(Self)
    }

    /// Their numbers, 1 for January, in order.
    pub fn numbers(self) -> Vec<u32> {
        (1..=12).filter(|it| self.has(*it)).collect()
    }

    /// True when the month of this number is one of them.
    pub fn has(self, number: u32) -> bool {
        (1..=12).contains(&number) && self.0 >> (number - 1) & 1 == 1
    }

    /// As they are kept: a bit a month, January the lowest.
    pub fn bits(self) -> i16 {
        i16::try_from(self.0).unwrap_or(i16::MAX)
    }

    /// As they were kept; nothing for bits that are of no month, or none.
    pub fn from_bits(bits: i16) -> Option<Self> {
        u16::try_from(bits).ok().filter(|it| (1..=Self::ALL.0).contains(it)).map(Self)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn months_are_told_by_their_numbers_and_kept_as_bits() {
        let dry = Months::of(&[3, 1, 12, 1]).unwrap();
        assert_eq!(dry.numbers(), [1, 3, 12]);
        assert_eq!(Months::from_bits(dry.bits()), Some(dry));
        assert!(dry.has(12) && !dry.has(2) && !dry.has(0) && !dry.has(13));
    }

    #[test]
    fn no_month_named_is_every_month() {
        assert_eq!(Months::of(&[]), Some(Months::ALL));
        assert_eq!(Months::ALL.numbers().len(), 12);
        assert_eq!(Months::from_bits(Months::ALL.bits()), Some(Months::ALL));
    }

    #[test]
    fn a_number_of_no_month_is_refused() {
        assert_eq!(Months::of(&[1, 13]), None);
        assert_eq!(Months::of(&[0]), None);
        assert_eq!(
            (Months::from_bits(0), Months::from_bits(-1), Months::from_bits(0x1000)),
            (None, None, None)
        );
    }
}
