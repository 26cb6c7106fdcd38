//! TPMAP's five dimensions (มิติ TPMAP) and sets of them.

/// One of TPMAP's five dimensions of deprivation.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Dimension {
    /// ด้านสุขภาพ
    Health,
    /// ด้านความเป็นอยู่
    Living,
    /// ด้านการศึกษา
    Education,
    /// ด้านรายได้
    Income,
    /// ด้านการเข้าถึงบริการภาครัฐ
    Access,
}

impl Dimension {
    /// All five, in TPMAP's order.
    pub const ALL: [Self; 5] = [Self::Health, Self::Living, Self::Education, Self::Income, Self::Access];

    /// The dimension's stable word; also the field name in an import.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Health => "health",
            Self::Living => "living",
            Self::Education => "education",
            Self::Income => "income",
            Self::Access => "access",
        }
    }

    /// The dimension of a stable word.
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|it| it.code() == code)
    }

    /// Its bit in a [`DimensionSet`]: health 1, living 2, education 4, income 8, access 16.
    pub const fn bit(self) -> u8 {
        match self {
            Self::Health => 1,
            Self::Living => 2,
            Self::Education => 4,
            Self::Income => 8,
            Self::Access => 16,
        }
    }
}

/// A set of dimensions, as bits.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub struct DimensionSet(u8);

impl DimensionSet {
    /// The set that a stored number says; bits above the fifth are dropped.
    pub const fn from_bits(bits: u8) -> Self {
        Self(bits & 31)
    }

    /// The stored number.
    pub const fn bits(self) -> u8 {
        self.0
    }

    /// The set with one more dimension.
    #[must_use]
    pub const fn with(self, dimension: Dimension) -> Self {
        Self(self.0 | dimension.bit())
    }

    /// True when the set holds the dimension.
    pub const fn contains(self, dimension: Dimension) -> bool {
        self.0 & dimension.bit() != 0
    }

    /// True when nothing is in it.
    pub const fn is_empty(self) -> bool {
        self.0 == 0
    }

    /// The dimensions in it, in TPMAP's order.
    pub fn iter(self) -> impl Iterator<Item = Dimension> {
        Dimension::ALL.into_iter().filter(move |it| self.contains(*it))
    }
}

impl FromIterator<Dimension> for DimensionSet {
    fn from_iter<I: IntoIterator<Item = Dimension>>(dimensions: I) -> Self {
        dimensions.into_iter().fold(Self::default(), Self::with)
    }
}
