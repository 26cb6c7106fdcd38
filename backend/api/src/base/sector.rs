//! The seven sectors that teams are drawn from, as clients see them.

use async_graphql::Enum;

/// One of the seven sectors that a team draws its members from.
#[derive(Enum, Debug, Clone, Copy, PartialEq, Eq)]
#[graphql(remote = "phonjon_domain::sector::Sector")]
pub(crate) enum Sector {
    /// The state.
    State,
    /// Religion.
    Religion,
    /// Academia.
    Academia,
    /// The private sector.
    Private,
    /// The people.
    People,
    /// Civil society.
    CivilSociety,
    /// The media.
    Media,
}
