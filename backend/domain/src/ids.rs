//! Identifiers of the things we keep: one type each, so that a team is never looked up by the id of a case.

use std::fmt;

use uuid::Uuid;

macro_rules! ids {
    ($($(#[$doc:meta])* $name:ident),+ $(,)?) => {$(
        $(#[$doc])*
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name(pub Uuid);

        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                write!(f, "{}({})", stringify!($name), self.0)
            }
        }

        impl From<Uuid> for $name {
            fn from(id: Uuid) -> Self {
                Self(id)
            }
        }

        impl From<$name> for Uuid {
            fn from(id: $name) -> Self {
                id.0
            }
        }
    )+};
}

ids! {
    /// An administrative area, a local organisation's area or a cluster.
    AreaId,
    /// A person named by some source or team.
    PersonId,
    /// A household: the group of people, wherever it lives.
    HouseholdId,
    /// A household being helped under a programme.
    CaseId,
    /// A district, subdistrict or mentor team.
    TeamId,
    /// One membership of a person or organisation in a team.
    TeamMemberId,
    /// A person or organisation in the register of partners.
    PartnerId,
    /// Something that a partner contributed.
    ContributionId,
    /// An account.
    UserId,
    /// A grant of a role over a set of areas.
    GrantId,
    /// One file's import.
    BatchId,
    /// A file that was sent and waits to be checked or imported.
    UploadId,
    /// A check of an uploaded file.
    CheckId,
    /// A version of a mapping of columns that an office saved.
    MappingId,
    /// One row of one imported file.
    SourceRowId,
    /// A list that was marked as entered in another system.
    HandBackMarkId,
    /// A view of a screen that somebody keeps.
    SavedViewId,
    /// A visit to a household.
    VisitId,
    /// A household plan.
    PlanId,
    /// A piece of help, planned or given.
    InterventionId,
    /// A problem of a household.
    ProblemId,
    /// A judgement of a household's level.
    AssessmentId,
    /// A question whether two records are the same.
    QuestionId,
    /// A bulk act that can be undone.
    ActId,
    /// A dated set of values: criteria, target rules, a catalogue.
    ParameterSetId,
}

/// The province a record was made in: it never changes and leads the keys of everything about the record.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct HomeProvince(pub i16);
