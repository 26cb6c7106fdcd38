//! Who may do what, where: roles, actions, grants, and the set of records an action reaches.

use chrono::NaiveDate;

use crate::ids::{AreaId, GrantId, TeamId, UserId};
use crate::sector::Sector;

/// What an account may be, somewhere. The whole policy over roles is one table, [`crate::policy`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Role {
    /// ผู้ว่าราชการจังหวัด and deputies.
    Governor,
    /// หัวหน้าสำนักงานจังหวัด
    ProvincialOfficeHead,
    /// Officer of the province.
    ProvinceOfficer,
    /// นายอำเภอ, in Bangkok ผู้อำนวยการเขต.
    DistrictChief,
    /// Officer of the district.
    DistrictOfficer,
    /// เลขานุการ ศจพ.อ. (พัฒนาการอำเภอ).
    BoardSecretary,
    /// หัวหน้าทีมตำบล
    SubdistrictHead,
    /// Formal member of a subdistrict team.
    TeamMember,
    /// พี่เลี้ยง: sees the households of the mentor team.
    Mentor,
    /// กำนัน, ผู้ใหญ่บ้าน, กม., อสม.: proposes and answers questions for one village.
    VillageReporter,
    /// Officer of a local administrative organisation.
    LocalOfficer,
    /// Officer of an agency: only needs sent to that agency.
    AgencyOfficer,
    /// ศูนย์ดำรงธรรม
    ComplaintOfficer,
    /// Partner organisation: only the need it accepted.
    Partner,
    /// Media member: approved figures only.
    Media,
    /// Ministry analyst: figures, never a person.
    MinistryAnalyst,
    /// Reads the audit log.
    Auditor,
    /// Manages accounts and settings; opens no person.
    SystemAdministrator,
    /// The command line on the server itself.
    Operator,
}

impl Role {
    /// Every role.
    pub const ALL: [Self; 19] = [
        Self::Governor,
        Self::ProvincialOfficeHead,
        Self::ProvinceOfficer,
        Self::DistrictChief,
        Self::DistrictOfficer,
        Self::BoardSecretary,
        Self::SubdistrictHead,
        Self::TeamMember,
        Self::Mentor,
        Self::VillageReporter,
        Self::LocalOfficer,
        Self::AgencyOfficer,
        Self::ComplaintOfficer,
        Self::Partner,
        Self::Media,
        Self::MinistryAnalyst,
        Self::Auditor,
        Self::SystemAdministrator,
        Self::Operator,
    ];

    /// The role's stable word.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Governor => "governor",
            Self::ProvincialOfficeHead => "provincial_office_head",
            Self::ProvinceOfficer => "province_officer",
            Self::DistrictChief => "district_chief",
            Self::DistrictOfficer => "district_officer",
            Self::BoardSecretary => "board_secretary",
            Self::SubdistrictHead => "subdistrict_head",
            Self::TeamMember => "team_member",
            Self::Mentor => "mentor",
            Self::VillageReporter => "village_reporter",
            Self::LocalOfficer => "local_officer",
            Self::AgencyOfficer => "agency_officer",
            Self::ComplaintOfficer => "complaint_officer",
            Self::Partner => "partner",
            Self::Media => "media",
            Self::MinistryAnalyst => "ministry_analyst",
            Self::Auditor => "auditor",
            Self::SystemAdministrator => "system_administrator",
            Self::Operator => "operator",
        }
    }

    /// The role of a stable word.
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|it| it.code() == code)
    }
}

/// How a power is held.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum HeldAs {
    /// In one's own post.
    Held,
    /// รักษาราชการแทน: acting in a vacant or absent holder's post.
    Acting,
    /// ปฏิบัติราชการแทน: powers delegated by order.
    Delegated,
}

impl HeldAs {
    /// All three ways.
    pub const ALL: [Self; 3] = [Self::Held, Self::Acting, Self::Delegated];

    /// The stable word.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Held => "held",
            Self::Acting => "acting",
            Self::Delegated => "delegated",
        }
    }

    /// The way of a stable word.
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|it| it.code() == code)
    }
}

/// A role over a set of areas, from a day, perhaps until a day.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Grant {
    /// The grant.
    pub id: GrantId,
    /// The role it gives.
    pub role: Role,
    /// How the power is held.
    pub held_as: HeldAs,
    /// The areas it covers, with everything in them; `None` is the whole country.
    pub areas: Option<Vec<AreaId>>,
    /// A mentor's team: the grant then reaches that team's households only.
    pub team: Option<TeamId>,
    /// A partner's sector.
    pub sector: Option<Sector>,
    /// The need an agency or partner accepted.
    pub need: Option<String>,
    /// Named to open drugs, being cheated, lured abroad, treated unfairly.
    pub opens_restricted: bool,
    /// First day.
    pub valid_from: NaiveDate,
    /// Last day, if known.
    pub valid_until: Option<NaiveDate>,
}

impl Grant {
    /// True on the days the grant holds.
    pub fn holds_on(&self, day: NaiveDate) -> bool {
        self.valid_from <= day && self.valid_until.is_none_or(|until| day <= until)
    }
}

/// Who is asking: an account with the grants that hold today, or the operator on the server's command line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Actor {
    /// The account; the operator has none.
    pub account: Option<UserId>,
    /// What the audit log calls the actor: `account:<id>` or `operator:<os user>`; never a person's name.
    pub name: String,
    /// The grants that hold today.
    pub grants: Vec<Grant>,
}

impl Actor {
    /// The command line on the server itself: all areas, audited.
    pub fn operator(os_user: &str, day: NaiveDate) -> Self {
        let grant = Grant {
            id: GrantId(uuid::Uuid::nil()),
            role: Role::Operator,
            held_as: HeldAs::Held,
            areas: None,
            team: None,
            sector: None,
            need: None,
            opens_restricted: false,
            valid_from: day,
            valid_until: None,
        };
        Self { account: None, name: format!("operator:{os_user}"), grants: vec![grant] }
    }
}

/// The records an actor reaches with an action: the first argument of whatever looks for people's records.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Scope {
    /// Where.
    pub reach: Reach,
    /// The day the scope is asked on; areas and teams are dated.
    pub day: NaiveDate,
}

/// Where a scope reaches.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Reach {
    /// The whole country.
    Everywhere,
    /// These areas with everything in them, and the households of these mentor teams. Both empty: nothing.
    Within {
        /// Areas, each with everything in it.
        areas: Vec<AreaId>,
        /// Mentor teams.
        teams: Vec<TeamId>,
    },
}

impl Scope {
    /// A scope that reaches nothing.
    pub const fn nothing(day: NaiveDate) -> Self {
        Self { reach: Reach::Within { areas: Vec::new(), teams: Vec::new() }, day }
    }

    /// A scope that reaches everything.
    pub const fn everywhere(day: NaiveDate) -> Self {
        Self { reach: Reach::Everywhere, day }
    }

    /// True where no record can be reached.
    pub fn is_nothing(&self) -> bool {
        match &self.reach {
            Reach::Everywhere => false,
            Reach::Within { areas, teams } => areas.is_empty() && teams.is_empty(),
        }
    }
}
