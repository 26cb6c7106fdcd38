//! Recording what is done and read, keeping the chain of it sealed, and answering auditors.

use std::time::Duration;

use chrono::{DateTime, Utc};
use phonjon_domain::access::HeldAs;
use phonjon_domain::ids::PersonId;
use phonjon_domain::policy::Action;
use phonjon_store::audit;
use phonjon_store::{Store, StoreError, Tx};
use serde_json::Value;
use uuid::Uuid;

use crate::ctx::{Clock, Ctx};
use crate::error::AppError;
use crate::permit::authorize;

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

/// Records which persons an answer shows: one event for the whole answer, committed before the answer leaves.
/// An answer without persons records nothing.
///
/// # Errors
///
/// The store's own; then the answer must not leave.
pub async fn persons_read(ctx: &Ctx) -> Result<(), AppError> {
    let shown = ctx.take_shown();
    if shown.persons.is_empty() {
        return Ok(());
    }
    let operation: Vec<String> = shown.operations.into_iter().collect();
    let mut event = event(ctx, "person.read", serde_json::json!({ "operation": operation.join(" ") }));
    event.persons = shown.persons.into_iter().collect();
    let tx = ctx.store.begin().await?;
    audit::record(&tx, &event).await?;
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
        tracing::info!(audit.place = head.place, audit.hash = head.hex(), "head of the audit log");
    }
    Ok(())
}

/// A page of what was recorded, newest first.
///
/// # Errors
///
/// [`AppError::Forbidden`] to all but auditors and the operator; the store's own.
pub async fn events(
    ctx: &Ctx,
    filter: &EventFilter,
    after: Option<(DateTime<Utc>, Uuid)>,
    first: u32,
) -> Result<Vec<AuditEvent>, AppError> {
    authorize(&ctx.actor, Action::ReadAudit, ctx.today())?;
    Ok(audit::events(ctx.store.reader(), filter, after, first).await?)
}

/// The events whose answers showed a person, newest first. That somebody asked is recorded too.
///
/// # Errors
///
/// [`AppError::Forbidden`] to all but auditors and the operator; the store's own.
pub async fn who_saw(
    ctx: &Ctx,
    person: PersonId,
    filter: &EventFilter,
    first: u32,
) -> Result<Vec<AuditEvent>, AppError> {
    authorize(&ctx.actor, Action::ReadAudit, ctx.today())?;
    let found = audit::who_saw(ctx.store.reader(), person, filter, first).await?;
    let tx = ctx.store.begin().await?;
    record(ctx, &tx, "audit.who_saw", ("person", person.0), Value::Null).await?;
    tx.commit().await?;
    Ok(found)
}

/// Checks the chain, against a head that was kept outside where there is one.
///
/// # Errors
///
/// [`AppError::Forbidden`] to all but auditors and the operator; the store's own.
pub async fn verify(ctx: &Ctx, kept: Option<&Head>) -> Result<Report, AppError> {
    authorize(&ctx.actor, Action::ReadAudit, ctx.today())?;
    Ok(audit::verify(&ctx.store, kept).await?)
}
