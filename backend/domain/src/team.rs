//! Teams: district, subdistrict and mentor teams, who is in them, which sectors are missing, and how much they carry.

use chrono::NaiveDate;

use crate::sector::Sector;

coded! {
    /// The three kinds of team.
    pub enum TeamKind {
        /// ทีมอำเภอ
        District = "district",
        /// ทีมตำบล
        Subdistrict = "subdistrict",
        /// ทีมพี่เลี้ยง: inside a subdistrict team, usually of one village.
        Mentor = "mentor",
    }
}

impl TeamKind {
    /// The kind of team that a team of this kind stands inside.
    pub const fn parent(self) -> Option<Self> {
        match self {
            Self::District => None,
            Self::Subdistrict => Some(Self::District),
            Self::Mentor => Some(Self::Subdistrict),
        }
    }
}

coded! {
    /// Whether a member is one person or a whole organisation.
    pub enum MemberKind {
        /// บุคคล
        Person = "person",
        /// องค์กร
        Organisation = "organisation",
    }
}

coded! {
    /// By office or by good will.
    pub enum Formality {
        /// ทางการ: by post.
        Formal = "formal",
        /// ไม่ทางการ: volunteers and networks.
        Informal = "informal",
    }
}

coded! {
    /// What a member is in the team.
    pub enum TeamRole {
        /// หัวหน้าทีม
        Head = "head",
        /// เลขานุการทีม
        Secretary = "secretary",
        /// ผู้นำทีมพี่เลี้ยง: leads a mentor team.
        Lead = "lead",
        /// พี่เลี้ยง
        Mentor = "mentor",
        /// สมาชิกทีม
        Member = "member",
    }
}

/// How many households one mentor team is expected to carry at most, unless configured otherwise.
///
/// Source: the figure printed in announcements of 2565; a warning, never a refusal.
pub const MENTOR_LOAD_WARNING: u32 = 15;

/// One membership, as far as sectors and dates go.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Membership {
    /// The sector the member speaks for.
    pub sector: Sector,
    /// The member's part in the team.
    pub role: TeamRole,
    /// First day.
    pub from: NaiveDate,
    /// First day no longer in the team, if there is one.
    pub until: Option<NaiveDate>,
}

impl Membership {
    /// True when the member is in the team on the day.
    pub fn holds_on(&self, day: NaiveDate) -> bool {
        self.from <= day && self.until.is_none_or(|until| day < until)
    }
}

/// The sectors nobody in the team speaks for on a day: information, not a fault.
pub fn missing_sectors(members: &[Membership], day: NaiveDate) -> Vec<Sector> {
    Sector::ALL
        .into_iter()
        .filter(|sector| !members.iter().any(|it| it.sector == *sector && it.holds_on(day)))
        .collect()
}

/// True when a mentor team carries more households than the line.
pub const fn is_overloaded(n_households: i64, line: u32) -> bool {
    (line as i64) < n_households
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    #[test]
    fn fifteen_households_are_not_yet_too_many() {
        assert!(!is_overloaded(15, MENTOR_LOAD_WARNING));
        assert!(is_overloaded(16, MENTOR_LOAD_WARNING));
    }

    #[test]
    fn a_sector_is_missing_from_the_day_its_member_leaves() {
        let monk = Membership {
            sector: Sector::Religion,
            role: TeamRole::Mentor,
            from: day("2023-01-01"),
            until: Some(day("2023-07-01")),
        };
        assert!(missing_sectors(&[monk], day("2022-12-31")).contains(&Sector::Religion));
        assert!(!missing_sectors(&[monk], day("2023-06-30")).contains(&Sector::Religion));
        assert!(missing_sectors(&[monk], day("2023-07-01")).contains(&Sector::Religion));
        assert_eq!(missing_sectors(&[], day("2023-01-01")).len(), 7);
    }

    #[test]
    fn a_mentor_team_stands_inside_a_subdistrict_team() {
        assert_eq!(TeamKind::Mentor.parent(), Some(TeamKind::Subdistrict));
        assert_eq!(TeamKind::District.parent(), None);
    }
}
