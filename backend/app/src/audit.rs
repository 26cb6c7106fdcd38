//! Recording what is done and read, keeping the chain of it sealed, and answering auditors.

use std::time::Duration;

use chrono::{DateTime, Utc};
use phonjon_domain::access::HeldAs;
use phonjon_domain::ids::PersonId;
use phonjon_domain::policy::Action;
use phonjon_store::audit;
use phonjon_store::{Store, StoreError, Tx, people};
use serde_json::{Value, json};
use uuid::Uuid;

use crate::ctx::{Clock, Ctx, Shown};
use crate::error::AppError;
use crate::permit::{Located, authorize, require_reading};

pub use phonjon_store::audit::{AuditEvent, EventFilter, Fault, Head, Report, Unsealed};

/// How often committed events are given their place.
const EVERY: Duration = Duration::from_secs(3);

/// The head of the chain is written to the log, outside the database, each time this many rounds have passed.
const HEAD_EVERY: u32 = 100;

/// Records something done, in the transaction that does it.
///
/// `subject` is the kind and id of what it was done to. `detail` never holds names, personal numbers or addresses.
///
/// # Errors
///
/// The store's own.
pub async fn record(
    ctx: &Ctx,
    tx: &Tx,
    action: &str,
    subject: (&str, impl ToString),
    detail: Value,
) -> Result<(), AppError> {
    let mut event = event(ctx, action, detail);
    event.subject = Some((subject.0.to_owned(), subject.1.to_string()));
    Ok(audit::record(tx, &event).await?)
}

/// Records several things done, each with what it was done to, in the transaction that does them.
///
/// # Errors
///
/// The store's own.
pub(crate) async fn record_many(
    ctx: &Ctx,
    tx: &Tx,
    done: Vec<(&str, (&str, String), Value)>,
) -> Result<(), AppError> {
    let of = |(action, (kind, id), detail): (&str, (&str, String), Value)| AuditEvent {
        subject: Some((kind.to_owned(), id)),
        ..event(ctx, action, detail)
    };
    let events: Vec<AuditEvent> = done.into_iter().map(of).collect();
    Ok(audit::record_many(tx, &events).await?)
}

/// Records which persons an answer shows, or shows something told of: one event for the whole answer, committed before
/// the answer leaves. What is told of a household is told of its members, and of its head where nobody belongs to it any
/// more. An answer without persons records nothing.
///
/// # Errors
///
/// The store's own; then the answer must not leave.
pub async fn persons_read(ctx: &Ctx) -> Result<(), AppError> {
    let Shown { mut persons, households, cases, operations } = ctx.take_shown();
    if persons.is_empty() && households.is_empty() && cases.is_empty() {
        return Ok(());
    }
    let tx = ctx.store.begin().await?;
    let (households, cases) = (Vec::from_iter(households), Vec::from_iter(cases));
    persons.extend(people::told_of(&*tx, &households, &cases).await?);
    if persons.is_empty() {
        return Ok(());
    }
    let operation: Vec<String> = operations.into_iter().collect();
    let mut event = event(ctx, "person.read", json!({ "operation": operation.join(" ") }));
    event.persons = persons.into_iter().collect();
    audit::record(&tx, &event).await?;
    Ok(tx.commit().await?)
}

/// What the command line writes into a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Export<'a> {
    /// What became of each row of these files, when they were checked or imported.
    ImportReport {
        /// `check` or `apply`.
        mode: &'a str,
        /// How many files.
        n_files: usize,
    },
    /// Which person and household each stored row belongs to.
    Sources,
    /// The whole state.
    State,
}

/// Records that stored records or personal numbers are written into a file: committed before the first of them is.
///
/// # Errors
///
/// [`AppError::Forbidden`] without the right to take records out; the store's own.
pub async fn exporting(ctx: &Ctx, what: Export<'_>) -> Result<(), AppError> {
    authorize(&ctx.actor, Action::ExportRecords, ctx.today())?;
    let (action, detail) = match what {
        Export::ImportReport { mode, n_files } => {
            ("export.import_report", json!({ "mode": mode, "files": n_files }))
        }
        Export::Sources => ("export.sources", json!({})),
        Export::State => ("export.state", json!({})),
    };
    let tx = ctx.store.begin().await?;
    audit::record(&tx, &event(ctx, action, detail)).await?;
    Ok(tx.commit().await?)
}

/// An event of this context about nothing in particular, for those who record several at once.
pub fn event(ctx: &Ctx, action: &str, mut detail: Value) -> AuditEvent {
    let in_stead = powers_in_stead(ctx);
    if let (Some(fields), false) = (detail.as_object_mut(), in_stead.is_empty()) {
        fields.insert("inStead".to_owned(), in_stead.into());
    }
    AuditEvent {
        id: ctx.new_id(),
        at: ctx.now,
        actor: ctx.actor.name.clone(),
        account: ctx.actor.account,
        action: action.to_owned(),
        subject: None,
        detail,
        persons: Vec::new(),
    }
}

/// The grants by which the actor acts in somebody else's post or uses powers delegated by order.
fn powers_in_stead(ctx: &Ctx) -> Vec<Value> {
    let today = ctx.today();
    let grants = ctx.actor.grants.iter().filter(|it| it.held_as != HeldAs::Held && it.holds_on(today));
    let told = grants.map(
        |it| serde_json::json!({ "grant": it.id.0, "role": it.role.code(), "heldAs": it.held_as.code() }),
    );
    told.collect()
}

/// Gives all committed events their place, as a command does before it ends, and gives the head of the chain.
///
/// # Errors
///
/// The store's own.
pub async fn seal_now(ctx: &Ctx) -> Result<Option<Head>, AppError> {
    audit::seal(&ctx.store, ctx.now).await?;
    Ok(audit::head(&ctx.store).await?)
}

/// Seals every few seconds until it is dropped; a server runs it beside its work, and several may.
pub async fn keep_sealing(store: Store, clock: Clock) {
    let mut every = tokio::time::interval(EVERY);
    every.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Delay);
    let mut round = 0_u32;
    loop {
        every.tick().await;
        if let Err(error) = one_round(&store, &clock, round.is_multiple_of(HEAD_EVERY)).await {
            tracing::error!(error = &error as &dyn std::error::Error, "the audit log cannot be sealed");
        }
        round = round.wrapping_add(1);
    }
}

async fn one_round(store: &Store, clock: &Clock, tell_head: bool) -> Result<(), StoreError> {
    audit::seal(store, clock()).await?;
    if tell_head && let Some(head) = audit::head(store).await? {
        tracing::info!(audit.head = %head, "head of the audit log");
    }
    Ok(())
}

/// A page of what was recorded, newest first.
///
/// # Errors
///
/// [`AppError::Forbidden`] to all but auditors of the whole country and the operator; the store's own.
pub async fn events(
    ctx: &Ctx,
    filter: &EventFilter,
    after: Option<(DateTime<Utc>, Uuid)>,
    first: u32,
) -> Result<Vec<AuditEvent>, AppError> {
    everywhere(ctx).await?;
    Ok(audit::events(ctx.store.reader(), filter, after, first).await?)
}

/// The events whose answers showed a person, newest first, after the last one of the page before. That somebody asked is recorded too.
///
/// # Errors
///
/// [`AppError::Forbidden`] to all but auditors of the whole country and the operator; the store's own.
pub async fn who_saw(
    ctx: &Ctx,
    person: PersonId,
    filter: &EventFilter,
    after: Option<(DateTime<Utc>, Uuid)>,
    first: u32,
) -> Result<Vec<AuditEvent>, AppError> {
    everywhere(ctx).await?;
    let found = audit::who_saw(ctx.store.reader(), person, filter, after, first).await?;
    let tx = ctx.store.begin().await?;
    record(ctx, &tx, "audit.who_saw", ("person", person.0), json!({})).await?;
    tx.commit().await?;
    Ok(found)
}

/// An event names no area: who reads the log reads all of it, so a power over some areas opens none of it.
async fn everywhere(ctx: &Ctx) -> Result<(), AppError> {
    require_reading(ctx, Action::ReadAudit, &Located::COUNTRY).await
}

/// Checks the chain, against a head that was kept outside where there is one; `told` hears how many events of how
/// many were checked.
///
/// # Errors
///
/// [`AppError::Forbidden`] to all but auditors and the operator; the store's own.
pub async fn verify(
    ctx: &Ctx,
    kept: Option<&Head>,
    told: &mut (dyn FnMut(u64, u64) + Send),
) -> Result<Report, AppError> {
    authorize(&ctx.actor, Action::ReadAudit, ctx.today())?;
    Ok(audit::verify(&ctx.store, kept, told).await?)
}

#[cfg(test)]
mod tests {
    use phonjon_domain::access::Role;
    use phonjon_domain::area::AreaCode;

    use super::*;
    use crate::testing::stores;

    #[tokio::test]
    async fn who_audits_some_areas_reads_nothing_of_a_log_that_names_none() {
        for store in stores().await {
            let area = phonjon_store::areas::area_id(Some(&AreaCode::parse("48").unwrap()), None);
            let mut ctx = store.officer(10, 7, area);
            ctx.actor.grants[0].role = Role::Auditor;
            let (filter, nobody) = (EventFilter::default(), PersonId(Uuid::nil()));
            assert!(matches!(events(&ctx, &filter, None, 1).await, Err(AppError::Forbidden)));
            assert!(matches!(who_saw(&ctx, nobody, &filter, None, 1).await, Err(AppError::Forbidden)));
            ctx.actor.grants[0].areas = None;
            assert!(events(&ctx, &filter, None, 1).await.is_ok());
            assert!(who_saw(&ctx, nobody, &filter, None, 1).await.unwrap().is_empty());
            // Who asks in somebody's stead does so on record.
            ctx.actor.grants[0].held_as = HeldAs::Delegated;
            assert!(who_saw(&ctx, nobody, &filter, None, 1).await.unwrap().is_empty());
            let asked = EventFilter { action: Some("audit.who_saw".to_owned()), ..EventFilter::default() };
            let found = events(&ctx, &asked, None, 10).await.unwrap();
            let in_stead = found.iter().filter(|it| it.detail["inStead"][0]["heldAs"] == "delegated");
            assert_eq!((found.len(), in_stead.count()), (2, 1), "{found:?}");
        }
    }
}
