//! What happened to a case, as clients see it.

use async_graphql::{Context, Object};
use chrono::{DateTime, Utc};
use phonjon_app::case::EventRow;

use super::words::{CaseEventKind, CaseStatus};
use crate::accounts::name::{AccountNameNode, account_name};
use crate::base::scalars::Date;

/// Something that happened to a case.
pub(crate) struct EventNode(pub(crate) EventRow);

/// Something that happened to a case.
#[Object(name = "CaseEvent")]
impl EventNode {
    /// Its number, from 1, among what you may see of the case.
    async fn number(&self) -> i32 {
        i32::try_from(self.0.seq).unwrap_or(i32::MAX)
    }

    /// What happened.
    async fn kind(&self) -> CaseEventKind {
        self.0.kind.into()
    }

    /// Where the case stood after it.
    async fn status(&self) -> CaseStatus {
        self.0.status.into()
    }

    /// The rest as JSON: ids and stable words, never names.
    async fn detail(&self) -> String {
        self.0.detail.to_string()
    }

    /// `account:<id>`, `operator:<name>` or `system`.
    async fn by(&self) -> &str {
        &self.0.by_actor
    }

    /// The account, where there is one.
    async fn account(&self, ctx: &Context<'_>) -> async_graphql::Result<Option<AccountNameNode>> {
        account_name(ctx, self.0.account).await
    }

    /// The local day it happened.
    async fn happened_on(&self) -> Date {
        Date(self.0.happened_on)
    }

    /// When it was recorded.
    async fn recorded_at(&self) -> DateTime<Utc> {
        self.0.recorded_at
    }
}
