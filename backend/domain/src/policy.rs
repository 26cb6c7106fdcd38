//! The whole policy: which role may do which act on a record that stands to its grant in which way.
//!
//! One table, [`permits`]; `tests/policy.md` is its print. Where something lies is not known here.

use crate::access::HeldAs;
use crate::access::Role::{
    self, AgencyOfficer as Agency, Auditor, BoardSecretary as Secretary, ComplaintOfficer as Complaint,
    DistrictChief as Chief, DistrictOfficer as District, Governor, LocalOfficer as Local, Media, Mentor,
    MinistryAnalyst as Ministry, Operator, Partner, ProvinceOfficer as Province,
    ProvincialOfficeHead as ProvinceHead, SubdistrictHead as Head, SystemAdministrator as System,
    TeamMember as Member, VillageReporter as Reporter,
};

coded! {
    /// Every act of the product that somebody may be refused.
    pub enum Action {
        /// Open a case, its household, persons, visits, plans, help and level.
        ReadCase = "read_case",
        /// Open a personal number, with a reason; shown masked otherwise.
        ReadPersonNumber = "read_person_number",
        /// Open items about drugs, being cheated, lured abroad or treated unfairly; the grant must also name its holder.
        ReadRestricted = "read_restricted",
        /// Read one need and the help for it, without number, health, debt or drugs.
        ReadNeed = "read_need",
        /// Read teams and who serves in them.
        ReadTeam = "read_team",
        /// Read proposals of households no list names.
        ReadProposal = "read_proposal",
        /// Propose a household no list names.
        ProposeHousehold = "propose_household",
        /// Accept or decline a proposal.
        AcceptProposal = "accept_proposal",
        /// Correct what is known of a household or person.
        CorrectHousehold = "correct_household",
        /// Prepare an assignment for the chief.
        PrepareAssignment = "prepare_assignment",
        /// Commit an assignment of cases to subdistrict teams.
        AssignCase = "assign_case",
        /// Share a subdistrict team's cases among its mentor teams.
        ShareAmongMentors = "share_among_mentors",
        /// Hand cases over from one team to another.
        HandOver = "hand_over",
        /// Undo a sharing or a handing over; what the chief alone may do, the chief alone undoes.
        UndoAct = "undo_act",
        /// Record a visit to the household.
        RecordVisit = "record_visit",
        /// Record a plan agreed with the household.
        RecordPlan = "record_plan",
        /// Approve or return a plan.
        ApprovePlan = "approve_plan",
        /// Record help planned or given.
        RecordIntervention = "record_intervention",
        /// Change the status of a problem.
        UpdateProblem = "update_problem",
        /// Record the result of verification and the household's class.
        VerifyCase = "verify_case",
        /// Close a case for any reason but sustainable.
        CloseCase = "close_case",
        /// Agree that a household is sustainable, and close its case.
        AgreeClosing = "agree_closing",
        /// Open a closed case again.
        ReopenCase = "reopen_case",
        /// Judge the level again.
        ReassessCase = "reassess_case",
        /// Comment on a team's record or return it for correction.
        ReturnRecord = "return_record",
        /// Make teams and say who serves in them.
        ManageTeam = "manage_team",
        /// Read the register of partners and what they contributed.
        ReadPartner = "read_partner",
        /// Keep the register of partners, and note what they contributed.
        ManagePartner = "manage_partner",
        /// Import files.
        Import = "import",
        /// Undo an import.
        UndoImport = "undo_import",
        /// Read and answer questions whether two records are the same.
        AnswerLinkQuestion = "answer_link_question",
        /// Make two records one without being asked, and take them apart again.
        MergeRecords = "merge_records",
        /// Take lists of records out as a file.
        ExportRecords = "export_records",
        /// Read published snapshots of figures, small cells withheld.
        ReadFigures = "read_figures",
        /// Read exact figures as they stand now.
        ReadExactFigures = "read_exact_figures",
        /// Read the statistics that TPMAP published.
        ReadPublishedStatistics = "read_published_statistics",
        /// Make and disable accounts, give and revoke grants.
        ManageAccounts = "manage_accounts",
        /// Make and revoke tokens for programs that read figures.
        ManageTokens = "manage_tokens",
        /// Load and correct the list of areas.
        ManageAreas = "manage_areas",
        /// Draft criteria, target rules, catalogues and settings.
        ManageParameters = "manage_parameters",
        /// Release a drafted set.
        ReleaseParameters = "release_parameters",
        /// Read the audit log.
        ReadAudit = "read_audit",
        /// Ask in GraphiQL, where the operator turned it on.
        UseGraphiql = "use_graphiql",
    }
}

coded! {
    /// How a record stands to a grant.
    pub enum Relation {
        /// It lies in the grant's areas.
        Within = "within",
        /// It lies elsewhere.
        Outside = "outside",
        /// It belongs to the grant's mentor team.
        MentorTeam = "mentor_team",
        /// It is the need that the grant's agency or partner accepted.
        AcceptedNeed = "accepted_need",
        /// The actor made it.
        Own = "own",
    }
}

/// True when a role may do the act on a record that stands to its grant in this way.
pub fn permits(role: Role, action: Action, relation: Relation) -> bool {
    let (within, others) = who(action);
    match relation {
        Relation::Within => within.contains(&role),
        Relation::Outside | Relation::MentorTeam | Relation::AcceptedNeed | Relation::Own => {
            others.iter().any(|(it, roles)| *it == relation && roles.contains(&role))
        }
    }
}

/// Acts that a grant in one of the roles permits on something that stands to it in some way but outside: what a screen
/// offers. Figures are there for every role.
pub fn acts_of(roles: &[Role]) -> Vec<Action> {
    let permitted = |action: Action, role: Role| {
        Relation::ALL.iter().any(|it| *it != Relation::Outside && permits(role, action, *it))
    };
    Action::ALL.into_iter().filter(|action| roles.iter().any(|role| permitted(*action, *role))).collect()
}

/// True when a role may cover the whole country; every other role is bound to places.
pub const fn may_cover_the_country(role: Role) -> bool {
    match role {
        Role::Media | Role::MinistryAnalyst | Role::Auditor | Role::SystemAdministrator | Role::Operator => {
            true
        }
        Role::Governor
        | Role::ProvincialOfficeHead
        | Role::ProvinceOfficer
        | Role::DistrictChief
        | Role::DistrictOfficer
        | Role::BoardSecretary
        | Role::SubdistrictHead
        | Role::TeamMember
        | Role::Mentor
        | Role::VillageReporter
        | Role::LocalOfficer
        | Role::AgencyOfficer
        | Role::ComplaintOfficer
        | Role::Partner => false,
    }
}

/// True when a list may bring accounts in a role: one that is bound to places. What covers the country, or keeps the
/// system, is given by hand.
pub const fn may_come_from_a_list(role: Role) -> bool {
    matches!(role, Role::Media) || !may_cover_the_country(role)
}

/// True when a role is never bound to places: what an auditor reads names none.
pub fn must_cover_the_country(role: Role) -> bool {
    role == Role::Auditor
}

/// True when who manages accounts in one role may give the other.
pub fn may_give(giver: Role, wanted: Role) -> bool {
    match giver {
        Role::Operator | Role::SystemAdministrator => wanted != Role::Operator,
        Role::ProvincialOfficeHead => {
            wanted == Role::DistrictChief
                || wanted == Role::ProvinceOfficer
                || DISTRICT_GIVES.contains(&wanted)
        }
        Role::DistrictChief => DISTRICT_GIVES.contains(&wanted),
        Role::Governor
        | Role::ProvinceOfficer
        | Role::DistrictOfficer
        | Role::BoardSecretary
        | Role::SubdistrictHead
        | Role::TeamMember
        | Role::Mentor
        | Role::VillageReporter
        | Role::LocalOfficer
        | Role::AgencyOfficer
        | Role::ComplaintOfficer
        | Role::Partner
        | Role::Media
        | Role::MinistryAnalyst
        | Role::Auditor => false,
    }
}

/// The roles that somebody with these grants may give, and how each may be held by whom it is given to: as somebody's
/// own where the giver manages accounts, else only in the giver's stead, for a post that the giver holds.
pub fn gives(grants: &[(Role, HeldAs)]) -> Vec<(Role, Vec<HeldAs>)> {
    let of = |wanted: Role| {
        if grants.iter().any(|(giver, _)| may_give(*giver, wanted)) {
            return Some((wanted, HeldAs::ALL.to_vec()));
        }
        let is_own = |it: &(Role, HeldAs)| *it == (wanted, HeldAs::Held) && is_post(wanted);
        grants.iter().any(is_own).then(|| (wanted, vec![HeldAs::Acting, HeldAs::Delegated]))
    };
    Role::ALL.into_iter().filter_map(of).collect()
}

/// True when the role is a post: whoever holds it may name who acts in it, and delegate its powers by order.
pub const fn is_post(role: Role) -> bool {
    match role {
        Role::Governor
        | Role::ProvincialOfficeHead
        | Role::DistrictChief
        | Role::BoardSecretary
        | Role::SubdistrictHead => true,
        Role::ProvinceOfficer
        | Role::DistrictOfficer
        | Role::TeamMember
        | Role::Mentor
        | Role::VillageReporter
        | Role::LocalOfficer
        | Role::AgencyOfficer
        | Role::ComplaintOfficer
        | Role::Partner
        | Role::Media
        | Role::MinistryAnalyst
        | Role::Auditor
        | Role::SystemAdministrator
        | Role::Operator => false,
    }
}

/// What a district chief gives.
const DISTRICT_GIVES: &[Role] =
    &[District, Secretary, Head, Member, Mentor, Reporter, Local, Agency, Complaint, Partner, Media];

/// Who opens cases by area.
const READERS: &[Role] =
    &[Governor, ProvinceHead, Province, Chief, District, Secretary, Head, Member, Local, Operator];

/// Who works on cases by area.
const TEAMS: &[Role] = &[Chief, District, Secretary, Head, Member, Operator];

/// The same with the local administrative organisation.
const TEAMS_AND_LOCAL: &[Role] = &[Chief, District, Secretary, Head, Member, Local, Operator];

/// District officers and above.
const IMPORTERS: &[Role] = &[ProvinceHead, Province, Chief, District, Secretary, Operator];

type Others = &'static [(Relation, &'static [Role])];

const NOBODY_ELSE: Others = &[];
const MENTOR: Others = &[(Relation::MentorTeam, &[Mentor])];
const ANYWHERE: Others = &[(Relation::Outside, &Role::ALL)];

/// Who may do an act within their areas, and who in other relations.
fn who(action: Action) -> (&'static [Role], Others) {
    match action {
        Action::ReadCase | Action::ReadTeam => (READERS, MENTOR),
        Action::ReadPersonNumber => {
            (&[Province, Chief, District, Secretary, Head, Member, Operator], NOBODY_ELSE)
        }
        Action::ReadRestricted => (&[Chief, District, Secretary], NOBODY_ELSE),
        Action::ReadNeed => {
            (READERS, &[(Relation::MentorTeam, &[Mentor]), (Relation::AcceptedNeed, &[Agency, Partner])])
        }
        Action::ReadProposal => (
            &[Chief, District, Secretary, Head, Operator],
            &[(Relation::Own, &[Province, Member, Mentor, Reporter, Local, Complaint])],
        ),
        Action::ProposeHousehold => (
            &[
                Province, Chief, District, Secretary, Head, Member, Mentor, Reporter, Local, Complaint,
                Operator,
            ],
            NOBODY_ELSE,
        ),
        Action::AcceptProposal
        | Action::ShareAmongMentors
        | Action::HandOver
        | Action::UndoAct
        | Action::CloseCase
        | Action::ReopenCase => (&[Chief, Head, Operator], NOBODY_ELSE),
        Action::CorrectHousehold => (TEAMS_AND_LOCAL, NOBODY_ELSE),
        Action::PrepareAssignment => (&[Chief, District, Secretary, Operator], NOBODY_ELSE),
        Action::AssignCase | Action::ApprovePlan | Action::AgreeClosing => (&[Chief, Operator], NOBODY_ELSE),
        Action::RecordVisit | Action::UpdateProblem => (TEAMS_AND_LOCAL, MENTOR),
        Action::RecordPlan | Action::VerifyCase | Action::ReassessCase => (TEAMS, MENTOR),
        Action::RecordIntervention => (
            TEAMS_AND_LOCAL,
            &[(Relation::MentorTeam, &[Mentor]), (Relation::AcceptedNeed, &[Agency, Partner])],
        ),
        Action::ReturnRecord => {
            (&[Governor, ProvinceHead, Province, Chief, District, Secretary, Head, Operator], NOBODY_ELSE)
        }
        Action::ManageTeam => (&[Chief, District, Secretary, Head, Operator], NOBODY_ELSE),
        Action::ManagePartner => {
            (&[ProvinceHead, Province, Chief, District, Secretary, Head, Operator], NOBODY_ELSE)
        }
        Action::Import | Action::UndoImport | Action::MergeRecords | Action::ExportRecords => {
            (IMPORTERS, NOBODY_ELSE)
        }
        Action::AnswerLinkQuestion => {
            (&[Province, Chief, District, Secretary, Head, Member, Reporter, Local, Operator], NOBODY_ELSE)
        }
        Action::ReadPartner | Action::ReadExactFigures => (READERS, NOBODY_ELSE),
        Action::ReadFigures | Action::ReadPublishedStatistics => (&Role::ALL, ANYWHERE),
        Action::ManageAccounts => (&[ProvinceHead, Chief, System, Operator], NOBODY_ELSE),
        Action::ManageTokens | Action::ManageAreas | Action::ManageParameters | Action::ReleaseParameters => {
            (&[System, Operator], NOBODY_ELSE)
        }
        Action::ReadAudit => (&[Auditor, Operator], NOBODY_ELSE),
        Action::UseGraphiql => (&[Ministry, System], NOBODY_ELSE),
    }
}

/// The roles that must never reach a person's record, for the tests that hold the table to it.
pub const NEVER_PERSONS: [Role; 4] = [Ministry, Media, Auditor, System];

/// The acts that open or change persons' records.
pub const ABOUT_PERSONS: [Action; 27] = [
    Action::ReadCase,
    Action::ReadPersonNumber,
    Action::ReadRestricted,
    Action::ReadNeed,
    Action::ReadProposal,
    Action::ProposeHousehold,
    Action::AcceptProposal,
    Action::CorrectHousehold,
    Action::PrepareAssignment,
    Action::AssignCase,
    Action::ShareAmongMentors,
    Action::HandOver,
    Action::UndoAct,
    Action::RecordVisit,
    Action::RecordPlan,
    Action::ApprovePlan,
    Action::RecordIntervention,
    Action::UpdateProblem,
    Action::VerifyCase,
    Action::CloseCase,
    Action::AgreeClosing,
    Action::ReopenCase,
    Action::ReassessCase,
    Action::AnswerLinkQuestion,
    Action::MergeRecords,
    Action::ExportRecords,
    Action::ReadExactFigures,
];
