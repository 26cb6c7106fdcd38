//! The sources that speak of persons and households.

/// Which register or survey a row comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Source {
    /// TPMAP's target list: a row is a person.
    Tpmap,
    /// ThaiQM's household problem survey: a row is a household, named by its head.
    Thaiqm,
    /// The จปฐ. household file: a row is a household, named by its head.
    Bmn,
    /// The state welfare register: a row is a person.
    Welfare,
}

impl Source {
    /// All of them.
    pub const ALL: [Self; 4] = [Self::Tpmap, Self::Thaiqm, Self::Bmn, Self::Welfare];

    /// The source's stable word, also on the command line.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Tpmap => "tpmap",
            Self::Thaiqm => "thaiqm",
            Self::Bmn => "bmn",
            Self::Welfare => "welfare",
        }
    }

    /// The source of a stable word.
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|it| it.code() == code)
    }

    /// Its bit in a set of sources: tpmap 1, thaiqm 2, bmn 4, welfare 8.
    pub const fn bit(self) -> u8 {
        match self {
            Self::Tpmap => 1,
            Self::Thaiqm => 2,
            Self::Bmn => 4,
            Self::Welfare => 8,
        }
    }

    /// True where one row speaks of a whole household and names its head.
    pub const fn is_household_file(self) -> bool {
        match self {
            Self::Thaiqm | Self::Bmn => true,
            Self::Tpmap | Self::Welfare => false,
        }
    }
}
