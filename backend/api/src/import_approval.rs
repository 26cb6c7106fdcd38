//! The second person of an import as clients see it: who asked, what its plan comes to, and what was said.

use async_graphql::{Context, ID, Object};
use chrono::{DateTime, Utc};
use phonjon_app::uploads::{self, Approval, Decision};
use phonjon_domain::ids::BatchId;

use crate::accounts::name::{AccountNameNode, account_name};
use crate::base::asking::person;
use crate::base::ids::{Kind, read_plain_id};
use crate::base::key::key_of;
use crate::base::refusal::{fault, outcome, payload};
use crate::imports::ImportNode;

/// What a second person said of an import, or is asked to say, beside what its plan comes to.
pub(crate) struct ApprovalNode {
    pub(crate) of: Approval,
    /// Nothing was decided, and it may be.
    pub(crate) waits: bool,
    /// It waits for whoever asks: somebody else wants it imported.
    pub(crate) can_agree: bool,
}

/// What a second person said of an import, or is asked to say, beside what its plan comes to.
#[Object(name = "ImportApproval")]
impl ApprovalNode {
    /// Who asked for the import.
    async fn asked_by(&self, ctx: &Context<'_>) -> async_graphql::Result<Option<AccountNameNode>> {
        account_name(ctx, Some(self.of.asked_by)).await
    }

    /// When.
    async fn asked_at(&self) -> DateTime<Utc> {
        self.of.asked_at
    }

    /// Who decided; null while it waits.
    async fn decided_by(&self, ctx: &Context<'_>) -> async_graphql::Result<Option<AccountNameNode>> {
        account_name(ctx, self.of.decided.as_ref().map(|it| it.by)).await
    }

    /// When; null while it waits.
    async fn decided_at(&self) -> Option<DateTime<Utc>> {
        self.of.decided.as_ref().map(|it| it.at)
    }

    /// True where it may be imported, false where it was sent back; null while it waits.
    async fn is_agreed(&self) -> Option<bool> {
        self.of.decided.as_ref().map(|it| it.is_agreed)
    }

    /// Why it was sent back.
    async fn reason(&self) -> Option<&str> {
        self.of.decided.as_ref()?.reason.as_deref()
    }

    /// True where you may agree to it: it waits, and somebody else asked for it.
    async fn can_agree(&self) -> bool {
        self.can_agree
    }

    /// True where you may send it back, or take it back as your own.
    async fn can_send_back(&self) -> bool {
        self.waits
    }

    /// Rows that the plan takes as they stand.
    async fn n_accepted(&self) -> u64 {
        self.of.counts.rows.accepted
    }

    /// Rows that it takes with a remark.
    async fn n_accepted_with_warning(&self) -> u64 {
        self.of.counts.rows.accepted_with_warning
    }

    /// Rows that it refuses.
    async fn n_rejected(&self) -> u64 {
        self.of.counts.rows.rejected
    }

    /// Rows that nothing stored spoke of.
    async fn n_new(&self) -> u64 {
        self.of.counts.compared.new
    }

    /// Rows that would take the place of a row that the same file had before.
    async fn n_changed(&self) -> u64 {
        self.of.counts.compared.changed
    }

    /// Rows that say what the same file said before.
    async fn n_unchanged(&self) -> u64 {
        self.of.counts.compared.unchanged
    }

    /// Cases that would be opened.
    async fn n_cases_opened(&self) -> u64 {
        self.of.counts.n_cases_opened
    }

    /// Questions that would be asked for the first time.
    async fn n_questions(&self) -> u64 {
        self.of.counts.n_questions
    }

    /// Households with a case that would change.
    async fn n_households_changing(&self) -> i64 {
        self.of.counts.n_changing.0
    }

    /// Those of them whose level would fall.
    async fn n_households_falling(&self) -> i64 {
        self.of.counts.n_changing.1
    }
}

/// What can be read of imports that wait for a second person.
#[derive(Default)]
pub(crate) struct ImportApprovalQuery;

#[Object]
impl ImportApprovalQuery {
    /// Imports of others that wait for you: you may import for all that they touch. The longest waiting first, at most 100.
    async fn imports_to_agree(&self, ctx: &Context<'_>) -> async_graphql::Result<Vec<ImportNode>> {
        let found = uploads::waiting(person(ctx)?).await.map_err(|error| fault(ctx, error))?;
        Ok(found.into_iter().map(ImportNode).collect())
    }
}

/// What can be said of imports that wait for a second person.
#[derive(Default)]
pub(crate) struct ImportApprovalMutation;

#[Object]
impl ImportApprovalMutation {
    /// Agrees that somebody else's import begins, or sends it back. It keeps to its plan: where that no longer holds, it
    /// fails with PLAN_STALE and nothing is stored. Who asked for it cannot agree, and may take it back.
    async fn import_decide(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The import.")] import_id: ID,
        #[graphql(desc = "True lets it begin, false sends it back.")] agree: bool,
        #[graphql(desc = "Why it is sent back, at most 1,000 letters; wanted there, and kept nowhere else.")]
        reason: Option<String>,
        #[graphql(desc = "Your own name for this act: sent twice, it happens once.")] key: ID,
    ) -> async_graphql::Result<ImportDecidePayload> {
        let app = person(ctx)?;
        let id = read_plain_id::<BatchId>(Kind::Batch, &import_id)?;
        let reason = reason.as_deref().unwrap_or_default();
        let decision = if agree { Decision::Agree } else { Decision::SendBack(reason) };
        let done = async { uploads::decide(app, &key_of(ctx, &key)?, id, decision).await }.await;
        Ok(outcome(ctx, done)?.map(ImportNode).into())
    }
}

payload!(
    /// What became of agreeing to an import, or sending it back.
    ImportDecidePayload {
        /// The import.
        import: ImportNode
    }
);
