//! Household plans (แผนครัวเรือน): the analysis of the four ท., agreed with the household, in versions.

use chrono::NaiveDate;

coded! {
    /// The four ท. that a plan analyses.
    pub enum PlanPart {
        /// ทัศนคติ
        Attitude = "attitude",
        /// ทักษะ
        Skills = "skills",
        /// ทรัพยากร
        Resources = "resources",
        /// ทางออก
        WayOut = "way_out",
    }
}

coded! {
    /// Where a version of a plan stands.
    pub enum PlanStatus {
        /// ร่าง
        Draft = "draft",
        /// จัดทำแผนครัวเรือนแล้ว: agreed with the household.
        Agreed = "agreed",
        /// ส่งคืนแก้ไข
        Returned = "returned",
        /// ศจพ.อ. เห็นชอบแล้ว
        Approved = "approved",
        /// A later version took its place.
        Replaced = "replaced",
    }
}

impl PlanStatus {
    /// What may follow.
    pub const fn may_become(self) -> &'static [Self] {
        match self {
            Self::Agreed => &[Self::Returned, Self::Approved, Self::Replaced],
            Self::Draft | Self::Returned => &[Self::Agreed, Self::Replaced],
            Self::Approved => &[Self::Replaced],
            Self::Replaced => &[],
        }
    }

    /// True when `next` may follow this status.
    pub fn allows(self, next: Self) -> bool {
        self.may_become().contains(&next)
    }
}

/// What a version of a plan says.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Plan {
    /// Which version, from 1.
    pub version: u32,
    /// ทัศนคติ: what the household wants and believes it can do.
    pub attitude: String,
    /// ทักษะ: what its members can do.
    pub skills: String,
    /// ทรัพยากร: what it has.
    pub resources: String,
    /// ทางออก: what will be done.
    pub way_out: String,
    /// The local day it was agreed with the household.
    pub agreed_on: Option<NaiveDate>,
}

/// Why a plan is refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum PlanRefused {
    /// Agreed on a day after today.
    #[error("the plan is agreed on {agreed_on}, after today, {today}")]
    AgreedInFuture {
        /// The day as given.
        agreed_on: NaiveDate,
        /// Today, local.
        today: NaiveDate,
    },
    /// A plan without a way out helps nobody.
    #[error("a plan says its way out (ทางออก)")]
    NoWayOut,
    /// The version does not follow the one before.
    #[error("the plan is version {found}; the next is {wanted}")]
    VersionOutOfOrder {
        /// The next version.
        wanted: u32,
        /// The version given.
        found: u32,
    },
}

impl PlanRefused {
    /// The refusal's stable word.
    pub const fn code(self) -> &'static str {
        match self {
            Self::AgreedInFuture { .. } => "PLAN_AGREED_IN_FUTURE",
            Self::NoWayOut => "PLAN_WITHOUT_WAY_OUT",
            Self::VersionOutOfOrder { .. } => "PLAN_VERSION_OUT_OF_ORDER",
        }
    }
}

impl Plan {
    /// The text of one of the four parts.
    pub fn part(&self, part: PlanPart) -> &str {
        match part {
            PlanPart::Attitude => &self.attitude,
            PlanPart::Skills => &self.skills,
            PlanPart::Resources => &self.resources,
            PlanPart::WayOut => &self.way_out,
        }
    }

    /// Accepts the plan as the version after `last_version` (0 = the first).
    ///
    /// # Errors
    ///
    /// [`PlanRefused`] names the first rule it breaks.
    pub fn check(&self, last_version: u32, today: NaiveDate) -> Result<(), PlanRefused> {
        let wanted = last_version + 1;
        if self.version != wanted {
            return Err(PlanRefused::VersionOutOfOrder { wanted, found: self.version });
        }
        if self.way_out.trim().is_empty() {
            return Err(PlanRefused::NoWayOut);
        }
        match self.agreed_on {
            Some(agreed_on) if today < agreed_on => Err(PlanRefused::AgreedInFuture { agreed_on, today }),
            Some(_) | None => Ok(()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn plan() -> Plan {
        Plan {
            version: 1,
            way_out: "เลี้ยงไก่ไข่".to_owned(),
            agreed_on: Some("2023-03-05".parse().unwrap()),
            ..Plan::default()
        }
    }

    #[test]
    fn a_plan_needs_a_way_out_and_a_past_day() {
        let today = "2023-03-05".parse().unwrap();
        assert_eq!(plan().check(0, today), Ok(()));
        let without = Plan { way_out: "  ".to_owned(), ..plan() };
        assert_eq!(without.check(0, today), Err(PlanRefused::NoWayOut));
        let yesterday = "2023-03-04".parse().unwrap();
        assert_eq!(plan().check(0, yesterday).unwrap_err().code(), "PLAN_AGREED_IN_FUTURE");
    }

    #[test]
    fn versions_follow_each_other() {
        let today = "2023-03-05".parse().unwrap();
        assert_eq!(plan().check(1, today), Err(PlanRefused::VersionOutOfOrder { wanted: 2, found: 1 }));
        assert_eq!(Plan { version: 2, ..plan() }.check(1, today), Ok(()));
    }

    #[test]
    fn a_returned_plan_is_agreed_again_before_it_is_approved() {
        assert!(!PlanStatus::Returned.allows(PlanStatus::Approved));
        assert!(PlanStatus::Returned.allows(PlanStatus::Agreed));
        assert!(PlanStatus::Replaced.may_become().is_empty());
    }
}
