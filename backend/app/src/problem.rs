//! Problems of a household: found at visits, moved on by those who work on them, shown to those who may open them.

use std::collections::{BTreeSet, HashMap};

use chrono::NaiveDate;
use phonjon_domain::case::act::{CaseAct, CaseEventKind};
use phonjon_domain::ids::{AreaId, HouseholdId, ProblemId};
use phonjon_domain::policy::Action;
use phonjon_domain::problem::{Polarity, ProblemCode, ProblemStatus};
use phonjon_domain::visit::{Finding, FindingValue};
use phonjon_rules::criteria::Criteria;
use phonjon_rules::facts::{Facts, INCOME};
use phonjon_rules::seeds::Defaults;
use phonjon_store::cases::{CaseKey, CaseRow, HouseholdKey};
use phonjon_store::problems;
use phonjon_store::visits::VisitRow;
use serde_json::{Value as Json, json};

use crate::assess::{Cause, gather};
use crate::case::work::{Begun, Work};
use crate::case::{RESTRICTED, status_day};
use crate::ctx::Ctx;
use crate::error::{AppError, Refusal};
use crate::idempotent::Key;
use crate::parameters;

pub use phonjon_store::problems::{ProblemKey, ProblemRow};

/// True for an item that opens only to named district officers, or did under any catalogue that was released.
pub(crate) fn is_restricted(rules: &Defaults, code: &str) -> bool {
    rules.restricted.contains(code)
}

/// What somebody wants to make of a problem.
#[derive(Debug, Clone)]
pub struct ProblemChange<'a> {
    /// The case.
    pub case: CaseKey,
    /// The problem.
    pub problem: ProblemKey,
    /// The wanted status.
    pub to: ProblemStatus,
    /// Since which local day; today where it is not said.
    pub on: Option<NaiveDate>,
    /// To whom it was referred, or what stands against solving it.
    pub note: Option<&'a str>,
    /// The version of the problem that was read.
    pub version: i64,
}

/// Moves a problem on.
///
/// # Errors
///
/// [`AppError::Hidden`], [`AppError::Forbidden`], `PROBLEM_CANNOT_BECOME`, or a version conflict.
pub async fn update(ctx: &Ctx, change: &ProblemChange<'_>, key: &Key) -> Result<CaseRow, AppError> {
    let on = change.on.unwrap_or(ctx.today());
    status_day(ctx, "on", on)?;
    let mut work =
        match Work::begin(ctx, "caseUpdateProblem", change.case, Action::UpdateProblem, key).await? {
            Begun::Again(case, _) => return Ok(case),
            Begun::Fresh(work) => work,
        };
    let found = problems::find(&*work.tx, change.problem).await?;
    let row = found.filter(|it| it.household == work.case.household).ok_or(AppError::Hidden)?;
    if row.restricted {
        let open = crate::case::restricted_open(&*work.tx, ctx, &[work.case.area]).await?;
        if !open.contains(&work.case.area) {
            return Err(AppError::Hidden);
        }
    }
    if row.version != change.version {
        let of = (CaseEventKind::ProblemChanged, ("problem", row.key.1.0));
        let base = work.status_at(of.0, of.1, change.version).await?;
        return Err(AppError::stale_status(row.version, base, change.to.code(), row.status.code()));
    }
    let is_open = !row.restricted;
    move_on(&mut work, row, change.to, on, change.note).await?;
    if is_open {
        // No criterion looks at what is kept to named officers, and a judgement would tell that something happened.
        work.assess(Cause::Problem).await?;
    }
    work.finish("case.problem_updated", key, "problem", change.problem.1.0).await
}

async fn move_on(
    work: &mut Work<'_>,
    row: ProblemRow,
    to: ProblemStatus,
    on: NaiveDate,
    note: Option<&str>,
) -> Result<(), AppError> {
    let from = row.status;
    let (act, detail) = moving(&row, to, note);
    work.act(act, detail, on)?;
    problems::update(&work.tx, moved(row, to, on), from).await?;
    Ok(())
}

/// What happens to a case whose household's problem moves on.
pub(crate) fn moving(row: &ProblemRow, to: ProblemStatus, note: Option<&str>) -> (CaseAct, Json) {
    let from = row.status;
    let since = row.status_since;
    let mut detail =
        json!({ "problem": row.key.1.0, "from": from.code(), "to": to.code(), "note": note, "since": since });
    if row.restricted {
        detail[RESTRICTED] = json!(true);
    }
    (CaseAct::ChangeProblem { problem: row.key.1, from, to }, detail)
}

/// A problem that moved on, with the version it had.
pub(crate) fn moved(row: ProblemRow, to: ProblemStatus, on: NaiveDate) -> ProblemRow {
    let solved_on = (!to.is_still_there()).then_some(on);
    ProblemRow { status: to, status_since: on, solved_on, ..row }
}

/// Brings the household's problems to what a visit found: new ones, solved ones, gone ones. A visit of an earlier day
/// than a problem's last change leaves that as it is, and what is kept to named officers is left to them.
pub(crate) async fn follow_findings(work: &mut Work<'_>, visit: &VisitRow) -> Result<(), AppError> {
    let rules = parameters::rules_in(&*work.tx).await?;
    check_findings(&rules, &visit.visit.findings)?;
    let household = work.case.household_key();
    let rows =
        problems::of_households(&*work.tx, &[household]).await?.remove(&household.1).unwrap_or_default();
    let open = crate::case::restricted_open(&*work.tx, work.ctx, &[work.case.area]).await?;
    let followed = follow(&rules, visit, rows, open.contains(&work.case.area));
    for (row, to) in followed.moved {
        move_on(work, row, to, visit.visit.visited_on, None).await?;
    }
    find_new(work, visit, &rules, followed.found).await
}

/// What the findings of a visit make of the problems of its household.
pub(crate) struct Followed {
    /// Those that stand otherwise now, as they stood.
    pub(crate) moved: Vec<(ProblemRow, ProblemStatus)>,
    /// Those that nobody knew.
    pub(crate) found: Vec<(ProblemCode, ProblemStatus)>,
}

/// Compares what a visit found with the problems that are known.
pub(crate) fn follow(
    rules: &Defaults,
    visit: &VisitRow,
    mut rows: Vec<ProblemRow>,
    opens_restricted: bool,
) -> Followed {
    let on = visit.visit.visited_on;
    let mut followed = Followed { moved: Vec::new(), found: Vec::new() };
    for finding in &visit.visit.findings {
        let Some(item) = rules.thaiqm.find(&finding.code).filter(|it| it.polarity == Polarity::Negative)
        else {
            continue;
        };
        // The latest of several of one item is the one that is worked on.
        let latest = rows.iter().rposition(|it| it.code == item.code).map(|at| rows.remove(at));
        let Some(to) = wanted(finding.value, latest.as_ref().map(|it| it.status)) else { continue };
        match latest {
            // Who may not open it neither moves it nor learns of it; once it was over it is found anew.
            Some(row) if row.restricted && !opens_restricted => {
                let was_over = !row.status.is_still_there() && row.status_since < on;
                followed.found.extend((was_over && to.is_still_there()).then(|| (item.code.clone(), to)));
            }
            Some(row) if row.status == to || on < row.status_since => {}
            Some(row) => followed.moved.push((row, to)),
            None if to.is_still_there() => followed.found.push((item.code.clone(), to)),
            None => {}
        }
    }
    followed
}

/// Refuses findings that the catalogue does not know, or whose value is of another kind.
pub(crate) fn check_findings(rules: &Defaults, findings: &[Finding]) -> Result<(), Refusal> {
    // A sheet may be of a year with other criteria.
    let known: BTreeSet<String> = rules.criteria.iter().flat_map(Criteria::fact_codes).collect();
    for finding in findings {
        let is_known = rules.thaiqm.find(&finding.code).is_some() || known.contains(&finding.code);
        if !is_known || !is_fitting(finding) {
            let code = if is_known { "BAD_INPUT" } else { "PROBLEM_UNKNOWN" };
            return Err(Refusal::of(code, "findings").with("code", &finding.code));
        }
    }
    Ok(())
}

/// Names problems that a visit found.
async fn find_new(
    work: &mut Work<'_>,
    visit: &VisitRow,
    rules: &Defaults,
    found: Vec<(ProblemCode, ProblemStatus)>,
) -> Result<(), AppError> {
    if found.is_empty() {
        return Ok(());
    }
    let household = work.case.household_key();
    let known = gather(&*work.tx, rules, &[household]).await?.remove(&household.1).unwrap_or_default();
    let mut rows = Vec::with_capacity(found.len());
    for found in found {
        let row = found_at(work.ctx, visit, found, rules, &known.facts);
        let (act, detail) = finding(&row, visit);
        work.act(act, detail, visit.visit.visited_on)?;
        rows.push(row);
    }
    Ok(problems::insert_many(&work.tx, &rows).await?)
}

/// What happens to a case whose household has a problem that a visit found.
pub(crate) fn finding(row: &ProblemRow, visit: &VisitRow) -> (CaseAct, Json) {
    let mut detail = json!({ "problem": row.key.1.0, "visit": visit.key.1.0 });
    if row.restricted {
        detail[RESTRICTED] = json!(true);
    } else {
        detail["code"] = json!(row.code.as_str());
    }
    (CaseAct::FindProblem { problem: row.key.1, code: row.code.clone() }, detail)
}

/// The status a finding asks for; none where it says nothing of a problem's status.
fn wanted(value: FindingValue, present: Option<ProblemStatus>) -> Option<ProblemStatus> {
    match value {
        FindingValue::Problem(status) => Some(status),
        FindingValue::Answer(true) => {
            Some(present.filter(|it| it.is_still_there()).unwrap_or(ProblemStatus::Open))
        }
        FindingValue::Answer(false) => {
            let is_over = present.is_some_and(|it| !it.is_still_there());
            Some(present.filter(|_| is_over).unwrap_or(ProblemStatus::NoLongerPresent))
        }
        FindingValue::AmountSatang(_) | FindingValue::MonthlySatang(_) | FindingValue::Refused => None,
    }
}

/// True where the value is of the kind the code asks for.
fn is_fitting(finding: &Finding) -> bool {
    match finding.value {
        FindingValue::AmountSatang(amount) => finding.code == INCOME && 0 <= amount,
        FindingValue::MonthlySatang(amount) => {
            finding.code == INCOME && 0 <= amount && amount.checked_mul(12).is_some()
        }
        FindingValue::Refused => true,
        FindingValue::Problem(_) => ProblemCode::parse(&finding.code).is_ok() && finding.code != INCOME,
        FindingValue::Answer(_) => finding.code != INCOME,
    }
}

/// A problem that a visit found. One that is known to have gone since, because an older sheet is typed in late, is kept as
/// what it was.
pub(crate) fn found_at(
    ctx: &Ctx,
    visit: &VisitRow,
    (code, status): (ProblemCode, ProblemStatus),
    rules: &Defaults,
    known: &Facts,
) -> ProblemRow {
    let on = visit.visit.visited_on;
    let gone_on = known.find_gone(code.as_str(), ctx.today()).filter(|it| on < *it);
    ProblemRow {
        key: (visit.key.0, ProblemId(ctx.new_id())),
        household: visit.household,
        restricted: is_restricted(rules, code.as_str()),
        code,
        catalogue: rules.thaiqm.set.name(),
        source: "visit".to_owned(),
        survey_year: None,
        source_row: None,
        visit: Some(visit.key.1),
        n_count: 1,
        status: if gone_on.is_some() { ProblemStatus::NoLongerPresent } else { status },
        status_since: gone_on.unwrap_or(on),
        found_on: on,
        solved_on: gone_on,
        recorded_at: ctx.now,
        version: 1,
    }
}

/// The problems of these households, with the area each lies in; what is restricted is left out where the actor may
/// not open it.
///
/// # Errors
///
/// The store's own.
pub async fn of_households(
    ctx: &Ctx,
    households: &[(HouseholdKey, AreaId)],
) -> Result<HashMap<HouseholdId, Vec<ProblemRow>>, AppError> {
    let keys: Vec<HouseholdKey> = households.iter().map(|it| it.0).collect();
    let areas: Vec<AreaId> = households.iter().map(|it| it.1).collect();
    let mut found = problems::of_households(ctx.store.reader(), &keys).await?;
    let open = crate::case::restricted_open(ctx.store.reader(), ctx, &areas).await?;
    for (key, area) in households {
        if !open.contains(area)
            && let Some(rows) = found.get_mut(&key.1)
        {
            rows.retain(|it| !it.restricted);
        }
    }
    Ok(found)
}

/// An item of the catalogue of problems.
pub use phonjon_rules::thaiqm::ProblemItem;

/// The catalogue's items; those that open only to named officers too, since any visit may find them.
///
/// # Errors
///
/// The store's own.
pub async fn items(ctx: &Ctx) -> Result<Vec<ProblemItem>, AppError> {
    Ok(parameters::rules(&ctx.store).await?.thaiqm.items.clone())
}
