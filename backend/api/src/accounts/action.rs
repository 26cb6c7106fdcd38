//! The acts of the product, as clients see them.

use async_graphql::Enum;

/// An act that somebody may be refused.
#[derive(Enum, Debug, Clone, Copy, PartialEq, Eq)]
#[graphql(remote = "phonjon_domain::policy::Action")]
pub(crate) enum Action {
    /// Open a case, its household, persons, visits, plans, help and level.
    ReadCase,
    /// Open a personal number, with a reason; shown masked otherwise.
    ReadPersonNumber,
    /// Open items about drugs, being cheated, lured abroad or treated unfairly; the grant must also name its holder.
    ReadRestricted,
    /// Read one need and the help for it, without number, health, debt or drugs.
    ReadNeed,
    /// Read teams and who serves in them.
    ReadTeam,
    /// Read proposals of households no list names.
    ReadProposal,
    /// Propose a household no list names.
    ProposeHousehold,
    /// Accept or decline a proposal.
    AcceptProposal,
    /// Correct what is known of a household or person.
    CorrectHousehold,
    /// Prepare an assignment for the chief.
    PrepareAssignment,
    /// Commit an assignment of cases to subdistrict teams.
    AssignCase,
    /// Share a subdistrict team's cases among its mentor teams.
    ShareAmongMentors,
    /// Hand cases over from one team to another.
    HandOver,
    /// Undo a sharing or a handing over; what the chief alone may do, the chief alone undoes.
    UndoAct,
    /// Record a visit to the household.
    RecordVisit,
    /// Record a plan agreed with the household.
    RecordPlan,
    /// Approve or return a plan.
    ApprovePlan,
    /// Record help planned or given.
    RecordIntervention,
    /// Change the status of a problem.
    UpdateProblem,
    /// Record the result of verification and the household's class.
    VerifyCase,
    /// Close a case for any reason but sustainable.
    CloseCase,
    /// Agree that a household is sustainable, and close its case.
    AgreeClosing,
    /// Open a closed case again.
    ReopenCase,
    /// Judge the level again.
    ReassessCase,
    /// Comment on a team's record or return it for correction.
    ReturnRecord,
    /// Make teams and say who serves in them.
    ManageTeam,
    /// Read the register of partners and what they contributed.
    ReadPartner,
    /// Keep the register of partners, and note what they contributed.
    ManagePartner,
    /// Import files.
    Import,
    /// Undo an import.
    UndoImport,
    /// Read and answer questions whether two records are the same.
    AnswerLinkQuestion,
    /// Make two records one without being asked, and take them apart again.
    MergeRecords,
    /// Take lists of records out as a file.
    ExportRecords,
    /// Read published snapshots of figures, small cells withheld.
    ReadFigures,
    /// Read exact figures as they stand now.
    ReadExactFigures,
    /// Read the statistics that TPMAP published.
    ReadPublishedStatistics,
    /// Make and disable accounts, give and revoke grants.
    ManageAccounts,
    /// Make and revoke tokens for programs that read figures.
    ManageTokens,
    /// Load and correct the list of areas.
    ManageAreas,
    /// Draft criteria, target rules, catalogues and settings.
    ManageParameters,
    /// Release a drafted set.
    ReleaseParameters,
    /// Read the audit log.
    ReadAudit,
    /// Ask in GraphiQL at `/graphiql`.
    UseGraphiql,
}
