//! Which register or survey a file comes from, public statistics included.

use phonjon_domain::source::Source;

/// What a file holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Kind {
    /// TPMAP's target list, persons.
    Tpmap,
    /// ThaiQM's household problems.
    Thaiqm,
    /// จปฐ. results, households.
    Bmn,
    /// The state welfare register, persons.
    Welfare,
    /// TPMAP's public figures by area; no persons.
    TpmapPublic,
    /// Visits that were made before, or written on sheets.
    Visits,
    /// Help that was given before.
    Help,
    /// Who serves in which team.
    Teams,
    /// Who has an account, in which role.
    Accounts,
}

impl Kind {
    /// All of them.
    pub const ALL: [Self; 9] = [
        Self::Tpmap,
        Self::Thaiqm,
        Self::Bmn,
        Self::Welfare,
        Self::TpmapPublic,
        Self::Visits,
        Self::Help,
        Self::Teams,
        Self::Accounts,
    ];

    /// The kind's stable word.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Tpmap => Source::Tpmap.code(),
            Self::Thaiqm => Source::Thaiqm.code(),
            Self::Bmn => Source::Bmn.code(),
            Self::Welfare => Source::Welfare.code(),
            Self::TpmapPublic => "tpmap-public",
            Self::Visits => "visits",
            Self::Help => "help",
            Self::Teams => "teams",
            Self::Accounts => "accounts",
        }
    }

    /// The kind of a stable word.
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|it| it.code() == code)
    }

    /// The source of persons and households, if it is one.
    pub const fn source(self) -> Option<Source> {
        match self {
            Self::Tpmap => Some(Source::Tpmap),
            Self::Thaiqm => Some(Source::Thaiqm),
            Self::Bmn => Some(Source::Bmn),
            Self::Welfare => Some(Source::Welfare),
            Self::TpmapPublic | Self::Visits | Self::Help | Self::Teams | Self::Accounts => None,
        }
    }
}
