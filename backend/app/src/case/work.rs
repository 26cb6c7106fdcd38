//! The common road of every act on one case: key, lock, permit, version, acts, judgement, store, figures, audit, commit.

use chrono::NaiveDate;
use phonjon_domain::case::act::{CaseAct, CaseEvent, CaseEventKind};
use phonjon_domain::case::{CaseStatus, Conflict as Against, HouseholdClass, Verification};
use phonjon_domain::policy::Action;
use phonjon_store::cases::{self, By, CaseKey, CaseRow, NewEvent};
use phonjon_store::{Tx, figures};
use serde_json::Value as Json;
use uuid::Uuid;

use crate::assess::{self, Cause};
use crate::audit;
use crate::ctx::Ctx;
use crate::error::{AppError, Conflict, Refusal};
use crate::idempotent::{Done, Key};
use crate::parameters;
use crate::permit::{Located, require, scope_for};

/// What somebody wants of a case whose version they read, by field.
#[derive(Debug, Clone, Copy)]
pub struct Changed<'a> {
    /// The version they read; none where the act needs none.
    pub version: Option<i64>,
    /// Field and wanted value.
    pub yours: &'a [(&'a str, Option<&'a str>)],
}

/// An act begun: done before under the same key, or to be done.
pub(crate) enum Begun<'a> {
    /// Done before: the case as it stands now, and what came of it.
    Again(CaseRow, Done),
    /// To be done.
    Fresh(Work<'a>),
}

/// An act on one case inside its transaction.
pub(crate) struct Work<'a> {
    pub(crate) ctx: &'a Ctx,
    pub(crate) tx: Tx,
    pub(crate) case: CaseRow,
    events: Vec<NewEvent>,
    operation: &'static str,
}

impl<'a> Work<'a> {
    /// Begins: asks the key, locks the case within what the actor may read, and asks the policy for the act.
    pub(crate) async fn begin(
        ctx: &'a Ctx,
        operation: &'static str,
        case: CaseKey,
        action: Action,
        key: &Key,
    ) -> Result<Begun<'a>, AppError> {
        let tx = ctx.store.begin().await?;
        let done = key.done(&tx, ctx, operation).await?;
        let scope = scope_for(&ctx.actor, Action::ReadCase, ctx.today());
        let case = cases::find_for_update(&tx, &scope, case).await?.ok_or(AppError::Hidden)?;
        require(&tx, ctx, action, &Located::case(case.area, case.mentor_team)).await?;
        Ok(match done {
            Some(done) => Begun::Again(case, done),
            None => Begun::Fresh(Self { ctx, tx, case, events: Vec::new(), operation }),
        })
    }

    /// Refuses a version that is no longer the case's.
    pub(crate) async fn expect(&self, changed: Changed<'_>) -> Result<(), AppError> {
        match changed.version {
            Some(version) if version != self.case.version => {
                Err(conflict(&self.tx, &self.case, version, changed.yours).await?)
            }
            Some(_) | None => Ok(()),
        }
    }

    /// What the status of something of the case was at a version: each event of these kinds that names it left one
    /// version behind and tells what the status was before it. Nothing for a version that is still to come.
    pub(crate) async fn status_at(
        &self,
        kind: CaseEventKind,
        (name, id): (&str, Uuid),
        version: i64,
    ) -> Result<Option<String>, AppError> {
        let events = cases::events_of_many(&*self.tx, &[self.case.key]).await?.remove(&self.case.key.1);
        let id = id.to_string();
        let is_of = |it: &&cases::EventRow| {
            it.kind == kind && it.detail.get(name).and_then(Json::as_str) == Some(id.as_str())
        };
        let mut changed = events.iter().flatten().filter(is_of);
        let before = usize::try_from(version - 1).ok().and_then(|n| changed.nth(n).cloned());
        Ok(before.and_then(|it| it.detail.get("from")?.as_str().map(str::to_owned)))
    }

    /// Does an act to the case.
    pub(crate) fn act(&mut self, act: CaseAct, detail: Json, on: NaiveDate) -> Result<(), AppError> {
        let event = self.case.state.apply(act).map_err(refused)?;
        apply(&mut self.case, &event, self.ctx, on);
        self.events.push(next_event(&event, detail, on));
        Ok(())
    }

    /// What happened to the case on later days, as far as it is stored.
    pub(crate) async fn events_after(&self, day: NaiveDate) -> Result<Vec<cases::EventRow>, AppError> {
        if self.ctx.today() <= day {
            return Ok(Vec::new());
        }
        let mut events = cases::events_of_many(&*self.tx, &[self.case.key]).await?;
        let mut later = events.remove(&self.case.key.1).unwrap_or_default();
        later.retain(|it| day < it.happened_on);
        Ok(later)
    }

    /// Keeps what was true on a day and was overtaken by a later one: the case stands as it stood.
    pub(crate) fn keep(&mut self, kind: CaseEventKind, mut detail: Json, on: NaiveDate) {
        detail[cases::OVERTAKEN] = true.into();
        self.events.push(NewEvent { kind, status: self.case.state.status, detail, happened_on: on });
    }

    /// Gives a case that was opened again teams that still serve.
    pub(crate) async fn leave_ended_teams(&mut self) -> Result<(), AppError> {
        let on = self.ctx.today();
        self.events.extend(cases::leave_ended_teams(&self.tx, &by(self.ctx), on, &mut self.case).await?);
        Ok(())
    }

    /// Judges the level anew from what is stored in this transaction.
    pub(crate) async fn assess(&mut self, cause: Cause) -> Result<(), AppError> {
        let rules = parameters::rules_in(&*self.tx).await?;
        let judged = assess::judge(self.ctx, &self.tx, &rules, vec![self.case.clone()], cause).await?;
        for it in judged {
            self.case = it.change.case;
            self.events.extend(it.change.events);
        }
        Ok(())
    }

    /// Stores the case with its events, refreshes figures, records, remembers the key, commits.
    pub(crate) async fn finish(
        self,
        audited_as: &str,
        key: &Key,
        kind: &str,
        id: impl ToString + Clone,
    ) -> Result<CaseRow, AppError> {
        let Self { ctx, tx, case, events, operation } = self;
        let by = by(ctx);
        let kinds: Vec<&str> = events.iter().map(|it| it.kind.code()).collect();
        let detail = serde_json::json!({ "events": kinds, kind: id.to_string() });
        let case = cases::append(&tx, &by, case, events).await?;
        figures::refresh(&*tx, &[case.key]).await?;
        audit::record(ctx, &tx, audited_as, ("case", case.key.1.0), detail).await?;
        key.remember(&tx, ctx, operation, kind, id).await?;
        tx.commit().await?;
        Ok(case)
    }
}

/// The id that a client made, version 7, or one of our own where it made none.
pub(crate) fn client_id(ctx: &Ctx, given: Option<Uuid>) -> Result<Uuid, Refusal> {
    match given {
        Some(id) if id.get_version_num() == 7 => Ok(id),
        Some(_) => Err(Refusal::of("BAD_ID", "id")),
        None => Ok(ctx.new_id()),
    }
}

/// Who does it, in this request.
pub(crate) fn by(ctx: &Ctx) -> By {
    By { actor: ctx.actor.name.clone(), account: ctx.actor.account, at: ctx.now, batch: None }
}

/// Brings the row to what an allowed act makes of it.
pub(crate) fn apply(case: &mut CaseRow, event: &CaseEvent, ctx: &Ctx, on: NaiveDate) {
    case.state = case.state.after(event);
    if event.from != event.to {
        case.status_since = ctx.now;
        case.closed_on = (event.to == CaseStatus::Closed).then_some(on);
    }
}

/// An allowed act as the event to store.
pub(crate) fn next_event(event: &CaseEvent, detail: Json, on: NaiveDate) -> NewEvent {
    NewEvent { kind: event.kind(), status: event.to, detail, happened_on: on }
}

/// What the state of a case stands against, as a refusal.
pub(crate) fn refusal(against: Against) -> Refusal {
    let refusal = Refusal::new(against.code());
    against.args().into_iter().fold(refusal, |it, (name, value)| it.with(name, value))
}

/// The same as an error.
pub(crate) fn refused(against: Against) -> AppError {
    refusal(against).into()
}

/// Base, yours and theirs of a stale version.
pub(crate) async fn conflict(
    tx: &Tx,
    case: &CaseRow,
    version: i64,
    yours: &[(&str, Option<&str>)],
) -> Result<AppError, AppError> {
    let events = cases::events_of_many(&**tx, &[case.key]).await?.remove(&case.key.1).unwrap_or_default();
    let is_known = |it: &&cases::EventRow| it.version <= version && !it.is_overtaken();
    let known: Vec<&cases::EventRow> = events.iter().filter(is_known).collect();
    let base = |field: &str| base(&known, field);
    let fields = yours
        .iter()
        .map(|(field, yours)| {
            ((*field).to_owned(), base(field), yours.map(str::to_owned), theirs(case, field))
        })
        .collect();
    Ok(AppError::VersionConflict(Box::new(Conflict { version: case.version, fields })))
}

/// What a field was after these events, oldest first: as the last of those that touch it left it.
pub(crate) fn base(events: &[&cases::EventRow], field: &str) -> Option<String> {
    use CaseEventKind as Kind;
    let said = |it: &cases::EventRow, name: &str| it.detail.get(name)?.as_str().map(str::to_owned);
    let last = |is_asked: &dyn Fn(&cases::EventRow) -> bool| events.iter().rev().find(|it| is_asked(it));
    match field {
        "status" => last(&|_| true).map(|it| it.status.code().to_owned()),
        "verification" => {
            let found = |it: &cases::EventRow| said(it, "result").and_then(|it| Verification::from_code(&it));
            let is_result = |it: &cases::EventRow| found(it).is_some_and(Verification::is_a_result);
            last(&|it| it.kind == Kind::Verified && is_result(it))
                .or_else(|| last(&|it| it.kind == Kind::Verified))
                .and_then(|it| said(it, "result"))
        }
        "class" => last(&|it| it.kind == Kind::Classified).and_then(|it| said(it, "class")),
        "closingReason" => last(&|it| [Kind::Closed, Kind::Reopened].contains(&it.kind))
            .filter(|it| it.kind == Kind::Closed)
            .and_then(|it| said(it, "reason")),
        "continuingCare" => {
            let marks = [Kind::ContinuingCareSet, Kind::ContinuingCareEnded, Kind::Closed];
            let welfare = Some(HouseholdClass::NeedsWelfare.code().to_owned());
            // Another class ends it.
            let ends = |it: &cases::EventRow| it.kind == Kind::Classified && said(it, "class") != welfare;
            let newest = last(&|it| marks.contains(&it.kind) || ends(it));
            Some(newest.is_some_and(|it| it.kind == Kind::ContinuingCareSet).to_string())
        }
        _ => None,
    }
}

fn theirs(case: &CaseRow, field: &str) -> Option<String> {
    let state = &case.state;
    match field {
        "verification" => state.verification.map(|it| it.code().to_owned()),
        "class" => state.class.map(|it| it.code().to_owned()),
        "closingReason" => state.closed.map(|it| it.code().to_owned()),
        "continuingCare" => Some(state.continuing_care.to_string()),
        "status" => Some(state.status.code().to_owned()),
        "closingProposed" => state.closing_proposed.map(|it| it.code().to_owned()),
        _ => None,
    }
}
