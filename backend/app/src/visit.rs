//! Visits: recorded with what was found, from which problems, class, verification and level follow in the same act.

use std::collections::{BTreeSet, HashMap};

use chrono::NaiveDate;
use phonjon_domain::case::act::CaseAct;
use phonjon_domain::case::{HouseholdClass, Verification};
use phonjon_domain::ids::{AreaId, CaseId, UserId, VisitId};
use phonjon_domain::policy::Action;
use phonjon_domain::position::Position;
use phonjon_domain::visit::{Finding, Visit, VisitManner, Visitor};
use phonjon_store::cases::{CaseKey, CaseRow};
use phonjon_store::people::consents::{self, ConsentRow};
use phonjon_store::{access, visits};
use serde_json::json;
use uuid::Uuid;

use crate::assess::Cause;
use crate::case::told::Told;
use crate::case::work::{Begun, Work, client_id};
use crate::ctx::Ctx;
use crate::error::{AppError, Refusal};
use crate::idempotent::Key;
use crate::parameters;
use crate::permit::{Located, require};
use crate::problem;
use crate::team;

pub use phonjon_store::people::consents::ConsentKind;
pub use phonjon_store::visits::VisitRow;

/// A visit as somebody reports it.
#[derive(Debug, Clone)]
pub struct NewVisit {
    /// The id the client gave it, version 7; made here where it gave none.
    pub id: Option<Uuid>,
    /// The local day of the visit.
    pub visited_on: NaiveDate,
    /// How the household was reached.
    pub manner: VisitManner,
    /// Everybody who went; nobody means the account that records it.
    pub visited_by: Vec<Visitor>,
    /// Who told, as written.
    pub told_by: Option<String>,
    /// What checking found.
    pub verification: Option<Verification>,
    /// What help the household can use.
    pub class: Option<HouseholdClass>,
    /// What was found.
    pub findings: Vec<Finding>,
    /// "Nothing changed since the last visit."
    pub nothing_changed: bool,
    /// What else was written down.
    pub note: Option<String>,
    /// The privacy notice and the consents asked at this visit.
    pub consents: Vec<NewConsent>,
    /// Where it was made, as a device told it.
    pub position: Option<Position>,
}

/// A notice given or a consent asked at a visit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewConsent {
    /// `notice`, `photo`, `sharing` or `publishing`.
    pub kind: ConsentKind,
    /// Given, or refused without losing help.
    pub given: bool,
    /// Which text was read or handed out.
    pub notice_version: Option<String>,
    /// In which language.
    pub language: Option<String>,
}

/// Records a visit: events, problems, level, figures and audit in one transaction.
///
/// # Errors
///
/// [`AppError::Hidden`], [`AppError::Forbidden`], the refusals of a visit (`VISIT_IN_FUTURE`, …), of a finding, or of
/// the case's state.
pub async fn record(
    ctx: &Ctx,
    case: CaseKey,
    new: NewVisit,
    key: &Key,
) -> Result<(CaseRow, VisitId), AppError> {
    let mut work = match Work::begin(ctx, "caseRecordVisit", case, Action::RecordVisit, key).await? {
        Begun::Again(case, done) => return Ok((case, VisitId(done.uuid()?))),
        Begun::Fresh(work) => work,
    };
    if new.verification.is_some() || new.class.is_some() {
        let located = Located::case(work.case.area, work.case.mentor_team);
        require(&work.tx, ctx, Action::VerifyCase, &located).await?;
    }
    let row = accept(&work, new.clone())?;
    check_visitors(&work, &row.visit.visited_by).await?;
    if visits::exists(&*work.tx, row.key).await? {
        return Err(Refusal::of("BAD_ID", "id").into());
    }
    visits::insert_many(&work.tx, std::slice::from_ref(&row)).await?;
    if let Some(position) = new.position {
        visits::set_position(&work.tx, row.key, position).await?;
    }
    let (id, on) = (row.key.1, row.visit.visited_on);
    work.act(CaseAct::Visit { visit: id }, json!({ "visit": id.0 }), on)?;
    if row.visit.manner.met_somebody() {
        work.case.last_visited_on = work.case.last_visited_on.max(Some(on));
    }
    if new.verification.is_some() || new.class.is_some() {
        Told { verification: new.verification, class: new.class, visit: Some(id) }.on(&mut work, on).await?;
    }
    problem::follow_findings(&mut work, &row).await?;
    consents::insert_many(&work.tx, &consent_rows(&work, &new, on)).await?;
    work.assess(Cause::Visit { at_home: row.visit.manner.confirms_at_home() }).await?;
    let case = work.finish("case.visit_recorded", key, "visit", id.0).await?;
    Ok((case, id))
}

/// Refuses visitors that there are not: accounts nobody has, members of no team that the actor reads.
async fn check_visitors(work: &Work<'_>, visitors: &[Visitor]) -> Result<(), AppError> {
    let (mut accounts, mut members) = (BTreeSet::new(), BTreeSet::new());
    for visitor in visitors {
        match visitor {
            Visitor::Account(id) if work.ctx.actor.account == Some(*id) => {}
            Visitor::Account(id) => drop(accounts.insert(*id)),
            Visitor::Member(id) => drop(members.insert(*id)),
            Visitor::Named(_) => {}
        }
    }
    let accounts = Vec::from_iter(accounts);
    if !accounts.is_empty() && access::account_names(&*work.tx, &accounts).await?.len() < accounts.len() {
        return Err(Refusal::of("ACCOUNT_UNKNOWN", "visitedBy").into());
    }
    let members = Vec::from_iter(members);
    if !members.is_empty() && team::members_in(&*work.tx, work.ctx, &members).await?.len() < members.len() {
        return Err(Refusal::of("MEMBER_UNKNOWN", "visitedBy").into());
    }
    Ok(())
}

/// The visit as it will be stored, checked.
fn accept(work: &Work<'_>, new: NewVisit) -> Result<VisitRow, AppError> {
    let ctx = work.ctx;
    let id = client_id(ctx, new.id)?;
    let entered_by = ctx.actor.account.unwrap_or(UserId(Uuid::nil()));
    let visited_by = match (new.visited_by.is_empty(), ctx.actor.account) {
        (true, Some(account)) => vec![Visitor::Account(account)],
        (true, None) | (false, _) => new.visited_by,
    };
    let visit = Visit {
        visited_on: new.visited_on,
        manner: new.manner,
        visited_by,
        told_by: new.told_by.filter(|it| !it.trim().is_empty()),
        entered_by,
        findings: new.findings,
        nothing_changed: new.nothing_changed,
    };
    let needs_somebody = [
        ("verification", new.verification == Some(Verification::Confirmed)),
        ("class", new.class.is_some()),
        ("consents", new.consents.iter().any(|it| it.kind != ConsentKind::Notice)),
    ];
    let mut told = needs_somebody.into_iter().filter(|it| it.1);
    let checked = visit.check(ctx.today());
    let checked = checked.and_then(|()| told.try_for_each(|it| visit.needs_somebody_met(it.0)));
    checked.map_err(|refused| {
        Refusal::of(refused.code(), refused.field())
            .with("visitedOn", visit.visited_on)
            .with("today", ctx.today())
    })?;
    Ok(VisitRow {
        key: (work.case.key.0, VisitId(id)),
        case: work.case.key.1,
        household: work.case.household,
        visit,
        recorded_at: ctx.now,
        verification: new.verification,
        class: new.class,
        note: new.note.filter(|it| !it.trim().is_empty()),
    })
}

fn consent_rows(work: &Work<'_>, new: &NewVisit, on: NaiveDate) -> Vec<ConsentRow> {
    let row = |it: &NewConsent| ConsentRow {
        key: (work.case.key.0, work.ctx.new_id()),
        household: work.case.household,
        kind: it.kind,
        given: it.given,
        notice_version: it.notice_version.clone(),
        language: it.language.clone(),
        on_day: on,
        withdrawn_on: None,
        recorded_at: work.ctx.now,
        recorded_by: work.ctx.actor.account.unwrap_or(UserId(Uuid::nil())),
    };
    new.consents.iter().map(row).collect()
}

/// The fact codes that the criteria of today look at, for the form of a visit.
///
/// # Errors
///
/// The store's own.
pub async fn fact_codes(ctx: &Ctx) -> Result<Vec<String>, AppError> {
    let rules = parameters::rules(&ctx.store).await?;
    Ok(rules.criteria.on(ctx.today()).fact_codes().into_iter().collect())
}

/// A case with the area it lies in, as far as reading what belongs to it goes.
pub type CaseAt = (CaseKey, AreaId);

/// The visits to these cases, newest first. Findings about what is restricted are left out where the actor may not
/// open them.
///
/// # Errors
///
/// The store's own.
pub async fn of_cases(ctx: &Ctx, cases: &[CaseAt]) -> Result<HashMap<CaseId, Vec<VisitRow>>, AppError> {
    let keys: Vec<CaseKey> = cases.iter().map(|it| it.0).collect();
    let areas: Vec<AreaId> = cases.iter().map(|it| it.1).collect();
    let mut found = visits::of_cases(ctx.store.reader(), &keys).await?;
    let open = crate::case::restricted_open(ctx.store.reader(), ctx, &areas).await?;
    let rules = parameters::rules(&ctx.store).await?;
    for (key, area) in cases {
        if !open.contains(area) {
            for visit in found.get_mut(&key.1).into_iter().flatten() {
                visit.visit.findings.retain(|it| !problem::is_restricted(&rules, &it.code));
            }
        }
    }
    Ok(found)
}
