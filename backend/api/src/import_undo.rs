//! What taking an import back does, as clients see it.

use async_graphql::{Context, Enum, Object, SimpleObject};
use chrono::{DateTime, Utc};
use phonjon_app::case::HouseholdKey;
use phonjon_app::undo::{Undoing, Work};
use phonjon_domain::ids::UserId;

use crate::accounts::name::{AccountNameNode, account_name};
use crate::base::page::{Page, connection};
use crate::base::refusal::payload;
use crate::cases::{self, HouseholdNode};

/// Why a household is kept when an import is taken back.
#[derive(Enum, Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum KeptBecause {
    /// It was visited.
    Visited,
    /// A plan was recorded.
    Planned,
    /// Help was recorded.
    Helped,
    /// Its case was worked on in another way.
    CaseWorked,
    /// A notice was given or consent asked.
    ConsentAsked,
    /// Somebody of it was set right by hand.
    Corrected,
    /// A question about it was answered.
    Answered,
    /// A proposal about it was decided.
    Decided,
    /// A later import speaks of it.
    LaterImport,
    /// What a row of a roster or of a list of accounts brought was changed or used since.
    ChangedSince,
    /// The team that a row of a roster made is in use.
    TeamInUse,
}

impl From<Work> for KeptBecause {
    fn from(work: Work) -> Self {
        match work {
            Work::Visited => Self::Visited,
            Work::Planned => Self::Planned,
            Work::Helped => Self::Helped,
            Work::CaseWorked => Self::CaseWorked,
            Work::ConsentAsked => Self::ConsentAsked,
            Work::Corrected => Self::Corrected,
            Work::Answered => Self::Answered,
            Work::Decided => Self::Decided,
            Work::LaterImport => Self::LaterImport,
            Work::ChangedSince => Self::ChangedSince,
            Work::TeamInUse => Self::TeamInUse,
        }
    }
}

/// What taking an import back does, or would do.
pub(crate) struct UndoNode(pub(crate) Undoing);

/// What taking an import back does, or would do.
#[Object(name = "ImportUndo")]
impl UndoNode {
    /// Rows taken back.
    async fn n_rows(&self) -> u64 {
        self.0.n_rows
    }

    /// Households that lose all their rows of the import.
    async fn n_households(&self) -> u64 {
        self.0.n_households
    }

    /// Cases that the import opened and that go with it.
    async fn n_cases(&self) -> u64 {
        self.0.n_cases
    }

    /// What stays because somebody worked on it since.
    async fn kept(&self) -> Vec<KeptCount> {
        let kept = self.0.kept.iter();
        kept.map(|it| KeptCount { because: it.why.into(), n_households: it.n_households, n_rows: it.n_rows })
            .collect()
    }

    /// Rows that could not be taken back though nobody worked on them: the import stays `UNDOING`, and taking it back
    /// again goes on.
    async fn n_failed_rows(&self) -> u64 {
        self.0.failed.n_rows
    }

    /// Households of those rows.
    async fn n_failed_households(&self) -> u64 {
        self.0.failed.n_households
    }

    /// The households that stay.
    #[expect(clippy::unused_async, reason = "every field of the schema is async")]
    async fn kept_households(
        &self,
        #[graphql(desc = "How many, 1 to 100; 20 if left out.")] first: Option<i32>,
        #[graphql(desc = "The `endCursor` of the page before.")] after: Option<String>,
    ) -> async_graphql::Result<KeptHouseholdConnection> {
        let page = Page::read(first, after.as_deref())?;
        let kept = self.0.kept_households.clone();
        page.of_whole(
            kept,
            |it| it.0.1.0.to_string(),
            |(key, worked)| KeptHousehold { because: worked.why.into(), at: worked.at, key, by: worked.by },
        )
    }
}

connection!(
    /// A page of households that stay when an import is taken back.
    KeptHouseholdConnection of KeptHousehold
);

/// Households kept for one reason.
#[derive(SimpleObject)]
pub(crate) struct KeptCount {
    /// Why.
    because: KeptBecause,
    /// How many households.
    n_households: u64,
    /// How many rows of the import stay with them.
    n_rows: u64,
}

/// A household that is kept.
#[derive(SimpleObject)]
#[graphql(complex)]
pub(crate) struct KeptHousehold {
    /// Why.
    because: KeptBecause,
    /// When somebody first worked on it in that way.
    at: DateTime<Utc>,
    #[graphql(skip)]
    key: HouseholdKey,
    #[graphql(skip)]
    by: Option<UserId>,
}

#[async_graphql::ComplexObject]
impl KeptHousehold {
    /// The household; null where you may not read it.
    async fn household(&self, ctx: &Context<'_>) -> async_graphql::Result<Option<HouseholdNode>> {
        cases::find_household(ctx, self.key).await
    }

    /// Who worked on it; null where it was no account, as in an import by the operator, or where you may not know.
    async fn by(&self, ctx: &Context<'_>) -> async_graphql::Result<Option<AccountNameNode>> {
        account_name(ctx, self.by).await
    }
}

payload!(
    /// What became of taking an import back.
    ImportUndoPayload {
        /// What it did.
        undo: UndoNode
    }
);
