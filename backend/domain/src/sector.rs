//! The seven partner sectors (ภาคีเครือข่าย).

/// One of the seven sectors a team draws its members from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Sector {
    /// ราชการ
    State,
    /// ศาสนา
    Religion,
    /// วิชาการ
    Academia,
    /// เอกชน
    Private,
    /// ประชาชน
    People,
    /// ประชาสังคม
    CivilSociety,
    /// สื่อสารมวลชน
    Media,
}

impl Sector {
    /// All seven, in the order documents print them.
    pub const ALL: [Self; 7] = [
        Self::State,
        Self::Religion,
        Self::Academia,
        Self::Private,
        Self::People,
        Self::CivilSociety,
        Self::Media,
    ];

    /// The sector's stable word.
    pub const fn code(self) -> &'static str {
        match self {
            Self::State => "state",
            Self::Religion => "religion",
            Self::Academia => "academia",
            Self::Private => "private",
            Self::People => "people",
            Self::CivilSociety => "civil_society",
            Self::Media => "media",
        }
    }

    /// The sector of a stable word.
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|it| it.code() == code)
    }
}
