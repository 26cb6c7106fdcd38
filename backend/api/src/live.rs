//! What is told as it changes: each answer is that of a query asked anew, by whoever asks as they are then.

use std::sync::{Arc, Mutex, PoisonError};

use async_graphql::{Context, ID, Subscription};
use futures_util::Stream;
use futures_util::stream::once;
use phonjon_app::watch::Told;
use phonjon_app::{case, imports};
use phonjon_domain::ids::CaseId;

use crate::base::asking::{person, signed_in};
use crate::base::ids::{Kind, read_id, read_plain_id};
use crate::base::refusal::{fault, not_found};
use crate::cases::CaseNode;
use crate::imports::ImportNode;

/// Where a field leaves what it told, so that it is known when that has changed.
#[derive(Debug, Clone, Default)]
pub(crate) struct Telling(Arc<Mutex<Option<Told>>>);

impl Telling {
    fn tell(&self, told: Told) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = Some(told);
    }

    /// What was told; nothing where it was refused.
    pub(crate) fn take(&self) -> Option<Told> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).take()
    }
}

/// What can be watched, over Server-Sent Events. A request watches one of these.
#[derive(Default)]
pub(crate) struct Watched;

/// What can be watched, over Server-Sent Events. A request watches one of these.
#[Subscription(name = "Subscription")]
impl Watched {
    /// How far an import is: now, and whenever its rows or its state change; ends when it is `APPLIED` or `UNDONE`.
    async fn import_progress(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The import.")] import_id: ID,
    ) -> async_graphql::Result<impl Stream<Item = ImportNode> + use<>> {
        let id = read_plain_id(Kind::Batch, &import_id)?;
        let import = imports::find(signed_in(ctx)?, id).await.map_err(|error| fault(ctx, error))?;
        ctx.data::<Telling>()?.tell(Told::from(&import));
        Ok(once(std::future::ready(ImportNode(import))))
    }

    /// A case: as it is now, and whenever its version grows. Ends where you may read it no longer.
    async fn case_changed(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The case.")] case_id: ID,
    ) -> async_graphql::Result<impl Stream<Item = CaseNode> + use<>> {
        let key = read_id::<CaseId>(Kind::Case, &case_id)?;
        let case = case::case(person(ctx)?, key).await.map_err(|error| fault(ctx, error))?;
        let case = case.ok_or_else(not_found)?;
        ctx.data::<Telling>()?.tell(Told::from(&case));
        Ok(once(std::future::ready(CaseNode(case))))
    }
}
