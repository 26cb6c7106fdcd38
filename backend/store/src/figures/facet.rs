//! What figures can be broken down by, the values of each, and the pairs that are tallied.

use phonjon_domain::case::CaseStatus;
use phonjon_domain::dimension::Dimension;
use phonjon_domain::level::Level;
use phonjon_domain::problem::ProblemGroup;
use phonjon_domain::sector::Sector;
use phonjon_domain::source::Source;

/// What figures are broken down by.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Facet {
    /// The areas next below the one asked for.
    Area,
    /// Dimensions that the latest survey round of the year or before finds failing.
    Dimension,
    /// Groups of problems that are still there, also those that cannot be solved.
    ProblemGroup,
    /// The household's level; [`FALL_NOT_CONFIRMED`] in place of a level that it fell to by a survey alone.
    Level,
    /// Where the case stands; [`CONTINUING_CARE`] in place of where an open case under it stands.
    Status,
    /// Sectors that help in the year.
    Sector,
    /// Sources that list the household in the year.
    Source,
    /// How far the work has come in the year: listed, assigned, visited, verified, helped, closed, sustainable.
    Progress,
}

/// What stands for "none of them" in a facet of which a household may have several values or none.
pub const NONE: &str = "none";

/// The value of [`Facet::Level`] for a household that fell by a survey alone and was not seen at home since.
pub const FALL_NOT_CONFIRMED: &str = "fall_not_confirmed";

/// The value of [`Facet::Status`] for an open case under continuing care, which is neither solved nor failed.
pub const CONTINUING_CARE: &str = "continuing_care";

/// The values of [`Facet::Progress`], in order; their bits are 1, 2, 4, ….
pub const PROGRESS: [&str; 7] =
    ["listed", "assigned", "visited", "verified", "helped", "closed", "sustainable"];

/// The facets and pairs of facets that are tallied, beside the number of all.
///
/// [`Facet::Area`] goes with each of them: tallies are kept by subdistrict and climb from there.
pub const TALLIED: [(Option<Facet>, Option<Facet>); 12] = [
    (None, None),
    (Some(Facet::Progress), None),
    (Some(Facet::Status), None),
    (Some(Facet::Level), None),
    (Some(Facet::Dimension), None),
    (Some(Facet::ProblemGroup), None),
    (Some(Facet::Source), None),
    (Some(Facet::Sector), None),
    (Some(Facet::Level), Some(Facet::Status)),
    (Some(Facet::Dimension), Some(Facet::Level)),
    (Some(Facet::Dimension), Some(Facet::Status)),
    (Some(Facet::ProblemGroup), Some(Facet::Status)),
];

impl Facet {
    /// Every facet.
    pub const ALL: [Self; 8] = [
        Self::Area,
        Self::Dimension,
        Self::ProblemGroup,
        Self::Level,
        Self::Status,
        Self::Sector,
        Self::Source,
        Self::Progress,
    ];

    /// The stable word, as kept in tallies.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Area => "area",
            Self::Dimension => "dimension",
            Self::ProblemGroup => "problem_group",
            Self::Level => "level",
            Self::Status => "status",
            Self::Sector => "sector",
            Self::Source => "source",
            Self::Progress => "progress",
        }
    }

    /// The facet of a stable word.
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|it| it.code() == code)
    }

    /// True where one household may count under several values: its values never sum to a total.
    pub const fn is_several(self) -> bool {
        match self {
            Self::Dimension | Self::ProblemGroup | Self::Sector | Self::Source | Self::Progress => true,
            Self::Area | Self::Level | Self::Status => false,
        }
    }

    /// The values, in the order of the field; areas have none of their own.
    pub fn values(self) -> Vec<&'static str> {
        match self {
            Self::Area => Vec::new(),
            Self::Dimension => Dimension::ALL.iter().map(|it| it.code()).chain([NONE]).collect(),
            Self::ProblemGroup => ProblemGroup::ALL.iter().map(|it| it.code()).chain([NONE]).collect(),
            Self::Level => Level::ALL.iter().map(|it| it.code()).chain([FALL_NOT_CONFIRMED]).collect(),
            Self::Status => CaseStatus::ALL.iter().map(|it| it.code()).chain([CONTINUING_CARE]).collect(),
            Self::Sector => Sector::ALL.iter().map(|it| it.code()).chain([NONE]).collect(),
            Self::Source => Source::ALL.iter().map(|it| it.code()).chain([NONE]).collect(),
            Self::Progress => PROGRESS.to_vec(),
        }
    }

    /// The value's own text, of a text that was read from the database.
    pub fn value(self, text: &str) -> Option<&'static str> {
        self.values().into_iter().find(|it| *it == text)
    }

    /// The values in a bit set; a facet with "none" gives it for the empty set.
    pub(crate) fn values_of_bits(self, bits: i64) -> Vec<&'static str> {
        let set: Vec<&'static str> = self
            .values()
            .into_iter()
            .filter(|it| *it != NONE)
            .enumerate()
            .filter(|(place, _)| bits >> place & 1 == 1)
            .map(|(_, value)| value)
            .collect();
        if set.is_empty() && self != Self::Progress { vec![NONE] } else { set }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bits_stand_in_the_order_of_the_values() {
        for (place, dimension) in Dimension::ALL.into_iter().enumerate() {
            assert_eq!(i32::from(dimension.bit()), 1 << place);
        }
        for (place, group) in ProblemGroup::ALL.into_iter().enumerate() {
            assert_eq!(i32::from(group.bit()), 1 << place);
        }
        for (place, source) in Source::ALL.into_iter().enumerate() {
            assert_eq!(i32::from(source.bit()), 1 << place);
        }
        assert_eq!(Facet::Dimension.values_of_bits(9), ["health", "income"]);
        assert_eq!(Facet::Source.values_of_bits(0), [NONE]);
        assert!(Facet::Progress.values_of_bits(0).is_empty());
    }

    #[test]
    fn tallied_pairs_stand_in_the_order_of_the_facets() {
        for pair in TALLIED {
            if let (Some(a), Some(b)) = pair {
                assert!(a < b, "{a:?} before {b:?}");
            }
        }
    }
}
