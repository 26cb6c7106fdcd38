//! The audit log as auditors see it: what was done and read, never about whom by name.

use async_graphql::{Context, ID, InputObject, Object};
use chrono::{DateTime, Utc};
use phonjon_app::Refusal;
use phonjon_app::audit::{self, AuditEvent, EventFilter};
use phonjon_domain::ids::PersonId;
use uuid::Uuid;

use crate::accounts::name::{AccountNameNode, account_name};
use crate::base::asking::signed_in;
use crate::base::ids::{Kind, plain_id, read_id, read_plain_id};
use crate::base::page::{Page, connection};
use crate::base::refusal::{bad_cursor, fault};

/// Something that was done or read.
pub(crate) struct AuditEventNode(AuditEvent);

/// Something that was done or read.
#[Object(name = "AuditEvent")]
impl AuditEventNode {
    /// The event.
    async fn id(&self) -> ID {
        plain_id(Kind::AuditEvent, self.0.id)
    }

    /// When.
    async fn at(&self) -> DateTime<Utc> {
        self.0.at
    }

    /// `account:<id>`, `operator:<user>` or `system`.
    async fn actor(&self) -> &str {
        &self.0.actor
    }

    /// The account, where there is one.
    async fn account(&self, ctx: &Context<'_>) -> async_graphql::Result<Option<AccountNameNode>> {
        account_name(ctx, self.0.account).await
    }

    /// What: `person.read`, `case.visit_recorded`, ….
    async fn action(&self) -> &str {
        &self.0.action
    }

    /// The kind of thing it was done to.
    async fn subject_kind(&self) -> Option<&str> {
        self.0.subject.as_ref().map(|it| it.0.as_str())
    }

    /// The id, within the system, of the thing it was done to.
    async fn subject_id(&self) -> Option<&str> {
        self.0.subject.as_ref().map(|it| it.1.as_str())
    }

    /// The rest, as JSON text.
    async fn detail(&self) -> String {
        self.0.detail.to_string()
    }

    /// How many persons the answer showed.
    async fn n_persons(&self) -> i32 {
        i32::try_from(self.0.persons.len()).unwrap_or(i32::MAX)
    }
}

connection!(
    /// A page of the audit log, newest first.
    AuditEventConnection of AuditEventNode
);

/// Which events are asked for.
#[derive(InputObject, Default)]
pub(crate) struct AuditEventFilter {
    /// Of this account.
    account_id: Option<ID>,
    /// Of this kind, such as `person.read`.
    action: Option<String>,
    /// About this kind of thing; give `subjectId` with it.
    subject_kind: Option<String>,
    /// About this thing, by its id within the system; give `subjectKind` with it.
    subject_id: Option<String>,
    /// From this instant on.
    from: Option<DateTime<Utc>>,
    /// Before this instant.
    until: Option<DateTime<Utc>>,
}

impl AuditEventFilter {
    fn read(self, ctx: &Context<'_>) -> async_graphql::Result<EventFilter> {
        let account = self.account_id.map(|it| read_plain_id(Kind::Account, &it)).transpose()?;
        let subject = match (self.subject_kind, self.subject_id) {
            (Some(kind), Some(id)) => Some((kind, id)),
            (None, None) => None,
            _ => {
                let refusal = Refusal::of("BOTH_OR_NEITHER", "filter.subjectId")
                    .with("one", "subjectKind")
                    .with("other", "subjectId");
                return Err(fault(ctx, refusal.into()));
            }
        };
        Ok(EventFilter { account, action: self.action, subject, from: self.from, until: self.until })
    }
}

/// What can be read of the audit log.
#[derive(Default)]
pub(crate) struct AuditQuery;

#[Object]
impl AuditQuery {
    /// What was done and read, newest first. For auditors.
    async fn audit_events(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which events; all of them where absent.")] filter: Option<AuditEventFilter>,
        #[graphql(desc = "How many, 1 to 100; 20 where absent.")] first: Option<i32>,
        #[graphql(desc = "The `endCursor` of the page before.")] after: Option<String>,
    ) -> async_graphql::Result<AuditEventConnection> {
        let app = signed_in(ctx)?;
        let (page, after) = read_page(first, after.as_deref())?;
        let filter = filter.unwrap_or_default().read(ctx)?;
        let found = audit::events(app, &filter, after, page.first + 1).await;
        Ok(AuditEventConnection::of(&page, found.map_err(|error| fault(ctx, error))?))
    }

    /// Whose answers showed a person, newest first. For auditors; that it was asked is recorded too.
    async fn audit_who_saw(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The person.")] person_id: ID,
        #[graphql(desc = "From this instant on.")] from: Option<DateTime<Utc>>,
        #[graphql(desc = "Before this instant.")] until: Option<DateTime<Utc>>,
        #[graphql(desc = "How many, 1 to 100; 20 where absent.")] first: Option<i32>,
        #[graphql(desc = "The `endCursor` of the page before.")] after: Option<String>,
    ) -> async_graphql::Result<AuditEventConnection> {
        let app = signed_in(ctx)?;
        let (page, after) = read_page(first, after.as_deref())?;
        let (_, person) = read_id::<PersonId>(Kind::Person, &person_id)?;
        let filter = EventFilter { from, until, ..EventFilter::default() };
        let found = audit::who_saw(app, person, &filter, after, page.first + 1).await;
        Ok(AuditEventConnection::of(&page, found.map_err(|error| fault(ctx, error))?))
    }
}

impl AuditEventConnection {
    fn of(page: &Page, found: Vec<AuditEvent>) -> Self {
        let place = |it: &AuditEvent| vec![it.at.timestamp_micros().to_string(), it.id.to_string()];
        let (found, page_info) = page.cut(found, place);
        Self { nodes: found.into_iter().map(AuditEventNode).collect(), page_info, total_count: None }
    }
}

/// Where an event stands: when, and which.
type Place = (DateTime<Utc>, Uuid);

/// A page of events, and the place of the event before it.
fn read_page(first: Option<i32>, after: Option<&str>) -> async_graphql::Result<(Page, Option<Place>)> {
    let page = Page::read(first, after)?;
    let after = page.after.as_deref().map(|parts| read_place(parts).ok_or_else(bad_cursor)).transpose()?;
    Ok((page, after))
}

fn read_place(parts: &[String]) -> Option<Place> {
    let [at, id] = parts else { return None };
    Some((DateTime::from_timestamp_micros(at.parse().ok()?)?, id.parse().ok()?))
}
