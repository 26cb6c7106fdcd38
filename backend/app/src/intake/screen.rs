//! What a chunk's rows open: cases, listings, tasks to verify, problems, and proposals where a closed household is listed again.

use std::collections::{BTreeMap, HashMap, HashSet};

use phonjon_domain::access::Scope;
use phonjon_domain::calendar::FiscalYear;
use phonjon_domain::case::CaseStatus;
use phonjon_domain::ids::{AreaId, BatchId, CaseId, HomeProvince, HouseholdId};
use phonjon_domain::problem::{Polarity, ProblemCode};
use phonjon_domain::source::Source;
use phonjon_rows::{Value, fields};
use phonjon_rules::screen::{BmnRound, Opens, ScreenFacts, Screening, ThaiqmRound, screen};
use phonjon_store::cases::{self, By, CaseKey, HouseholdKey, ListingRow, NewCase};
use phonjon_store::intake::{self as stored, ProblemRow, ProposalRow};
use phonjon_store::{Connection, Tx, teams};
use uuid::Uuid;

use super::chunk::Session;
use super::compose::Linked;
use super::evidence::Values;
use super::survey;
use crate::Ctx;
use crate::assess::{Cause, assess_many, restore};
use crate::error::AppError;
use crate::problem::is_restricted;

/// What screening a chunk came to.
#[derive(Default)]
pub(super) struct Screened {
    /// How many cases were opened.
    pub(super) n_opened: u64,
    /// Households with a case, to be assessed and counted anew.
    pub(super) cases: Vec<CaseKey>,
    /// Households of rows that took older ones' places.
    pub(super) corrected: Vec<HouseholdKey>,
}

/// Opens what the rows of the session's year open for the touched households.
pub(super) async fn open_cases(
    ctx: &Ctx,
    tx: &Tx,
    session: &Session,
    rows: &[Linked<'_>],
    touched: &[Uuid],
) -> Result<Screened, AppError> {
    let touched: HashSet<Uuid> = touched.iter().copied().collect();
    let by_home = by_home(rows, &touched);
    insert_problems(ctx, tx, session, &by_home).await?;

    let keys: Vec<HouseholdKey> = by_home.keys().map(|it| (HomeProvince(it.0), HouseholdId(it.1))).collect();
    let mut existing = cases::find_of_households(&**tx, &Scope::everywhere(ctx.today()), &keys).await?;
    cases::follow_households(tx, &keys).await?;

    let mut new = Vec::new();
    let mut listings = Vec::new();
    let mut proposals = Vec::new();
    for (home, rows) in &by_home {
        let screening = screen(&facts_of(session, rows), &session.rules.opening, session.year);
        let Some(area) = super::compose::household(rows).area() else { continue };
        let id = HouseholdId(home.1);
        let case = existing.get(&id);
        match (screening.opens, case) {
            (Opens::Case, None) => new.push((*home, area, screening)),
            (Opens::Case, Some(case)) => {
                listings.extend(listings_of(session, case.key, &screening));
                if case.state.status == CaseStatus::Closed {
                    proposals.push(proposal(
                        ctx,
                        session,
                        "reopen",
                        *home,
                        Some(case.key.1.0),
                        area,
                        &screening,
                    ));
                }
            }
            (Opens::Task, None) => {
                proposals.push(proposal(ctx, session, "verify", *home, None, area, &screening));
            }
            (Opens::Nothing, Some(case))
                if case.state.status != CaseStatus::Closed && speaks_anew(session, rows) =>
            {
                proposals.push(proposal(
                    ctx,
                    session,
                    "no_longer_listed",
                    *home,
                    Some(case.key.1.0),
                    area,
                    &screening,
                ));
            }
            (Opens::Task, Some(_)) | (Opens::Nothing, _) => {}
        }
    }
    let by = By {
        actor: ctx.actor.name.clone(),
        account: ctx.actor.account,
        at: ctx.now,
        batch: Some(BatchId(session.batch)),
    };
    let n_opened = new.len() as u64;
    let to_open: Vec<NewCase> = new
        .iter()
        .map(|(home, area, screening)| NewCase {
            key: (HomeProvince(home.0), CaseId(ctx.new_id())),
            household: HouseholdId(home.1),
            area: AreaId(*area),
            opened_on: ctx.today(),
            because: because(session, screening),
            urgent: false,
        })
        .collect();
    let mut areas: Vec<AreaId> = new.iter().map(|it| AreaId(it.1)).collect();
    areas.sort_unstable();
    areas.dedup();
    teams::ensure_subdistrict_teams(tx, &areas, ctx.now).await?;
    let opened = cases::open_many(tx, &by, to_open).await?;
    for (row, (_, _, screening)) in opened.iter().zip(&new) {
        listings.extend(listings_of(session, row.key, screening));
    }
    existing.extend(opened.into_iter().map(|it| (it.household, it)));
    cases::list_many(tx, &listings).await?;
    stored::insert_proposals(tx, proposals).await?;
    let cases = existing.into_values().map(|it| it.key).collect();
    Ok(Screened { n_opened, cases, corrected: Vec::new() })
}

/// Rows by the touched household they stand in.
fn by_home<'a>(
    rows: &'a [Linked<'a>],
    touched: &HashSet<Uuid>,
) -> BTreeMap<(i16, Uuid), Vec<&'a Linked<'a>>> {
    let mut by_home: BTreeMap<(i16, Uuid), Vec<&Linked<'_>>> = BTreeMap::new();
    for row in rows.iter().filter(|it| touched.contains(&it.household.1)) {
        by_home.entry(row.household).or_default().push(row);
    }
    by_home
}

/// The touched households without a case for which the rows of the session's year would open one.
pub(super) async fn foresee_cases(
    ctx: &Ctx,
    db: &impl Connection,
    session: &Session,
    rows: &[Linked<'_>],
    touched: &HashSet<Uuid>,
) -> Result<Vec<Uuid>, AppError> {
    let by_home = by_home(rows, touched);
    let keys: Vec<HouseholdKey> = by_home.keys().map(|it| (HomeProvince(it.0), HouseholdId(it.1))).collect();
    let existing = cases::find_of_households(db, &Scope::everywhere(ctx.today()), &keys).await?;
    let opens = by_home.iter().filter(|(home, rows)| {
        !existing.contains_key(&HouseholdId(home.1))
            && screen(&facts_of(session, rows), &session.rules.opening, session.year).opens == Opens::Case
            && super::compose::household(rows).area().is_some()
    });
    Ok(opens.map(|(home, _)| home.1).collect())
}

/// Assesses and counts anew the cases a chunk touched.
pub(super) async fn follow(
    ctx: &Ctx,
    tx: &Tx,
    session: &Session,
    screened: &Screened,
) -> Result<(), AppError> {
    assess_many(ctx, tx, &session.rules, &screened.cases, Cause::Import(BatchId(session.batch))).await?;
    if !screened.corrected.is_empty() {
        let found =
            cases::find_of_households(&**tx, &Scope::everywhere(ctx.today()), &screened.corrected).await?;
        let keys: Vec<CaseKey> = found.into_values().map(|it| it.key).collect();
        // What an older row said wrongly makes nothing urgent any more.
        restore(ctx, tx, &session.rules, &keys).await?;
    }
    Ok(phonjon_store::figures::refresh(&**tx, &screened.cases).await?)
}

/// True where a source that could list the household speaks of it in this year: silence is no reason to ask.
fn speaks_anew(session: &Session, rows: &[&Linked<'_>]) -> bool {
    rows.iter().any(|it| it.year == session.year && it.source == session.source && it.source == Source::Bmn)
}

fn facts_of(session: &Session, rows: &[&Linked<'_>]) -> ScreenFacts {
    let mut facts = ScreenFacts::default();
    let this_year = rows.iter().filter(|it| it.year == session.year);
    let card = this_year.clone().filter_map(|it| card_of(it.source, it.values)).reduce(|a, b| a || b);
    for row in this_year {
        match row.source {
            Source::Tpmap => facts.tpmap.push(row.year),
            Source::Bmn => facts.bmn.push(BmnRound {
                year: row.year,
                failing: survey::failing_of_bmn(&session.rules.bmn31, row.values),
                card,
            }),
            Source::Thaiqm => {
                facts.thaiqm.push(ThaiqmRound { year: row.year, items: marked_items(row.values) });
            }
            Source::Welfare => {}
        }
    }
    facts
}

fn card_of(source: Source, values: &Values) -> Option<bool> {
    match source {
        Source::Welfare => survey::welfare_card(values),
        Source::Tpmap | Source::Bmn | Source::Thaiqm => {
            values.get(fields::CARD).and_then(Value::as_int).map(|it| it == 1)
        }
    }
}

/// ThaiQM items marked or counted above nought.
fn marked_items(values: &Values) -> Vec<ProblemCode> {
    counted_items(values).map(|(code, _)| code).collect()
}

fn counted_items(values: &Values) -> impl Iterator<Item = (ProblemCode, i64)> {
    (1..=36).filter_map(|n| {
        let name = format!("q{n:02}");
        let count = values.get(&name).and_then(Value::as_int).filter(|it| *it > 0)?;
        Some((ProblemCode::parse(&name).ok()?, count))
    })
}

/// Why a household is to be cared for, as everybody who reads its case may know it.
fn because(session: &Session, screening: &Screening) -> serde_json::Value {
    let is_open = |it: &&String| !is_restricted(&session.rules, it);
    let why: Vec<serde_json::Value> = screening
        .why
        .iter()
        .map(|it| {
            serde_json::json!({
                "rule": it.rule,
                "line": it.line,
                "targetRule": it.target_rule,
                "source": it.source.code(),
                "year": it.year.get(),
                "codes": it.codes.iter().filter(is_open).collect::<Vec<_>>(),
            })
        })
        .collect();
    serde_json::json!({ "list": why })
}

fn listings_of(session: &Session, case: CaseKey, screening: &Screening) -> Vec<ListingRow> {
    let opening = screening.why.iter().filter(|it| it.opens == Opens::Case);
    opening
        .map(|it| ListingRow {
            case,
            year: FiscalYear(it.year),
            source: it.source.code().to_owned(),
            rule_version: it.rule.clone(),
            batch: Some(BatchId(session.batch)),
        })
        .collect()
}

fn proposal(
    ctx: &Ctx,
    session: &Session,
    kind: &str,
    home: (i16, Uuid),
    case_id: Option<Uuid>,
    area_id: Uuid,
    screening: &Screening,
) -> ProposalRow {
    ProposalRow {
        key: (home.0, ctx.new_id()),
        kind: kind.to_owned(),
        household_id: home.1,
        case_id,
        area_id,
        reason: because(session, screening).to_string(),
        proposed_by: ctx.actor.name.clone(),
        proposed_at: ctx.now,
        batch_id: session.batch,
    }
}

/// One open problem per household and item: a survey that names it again changes nothing.
async fn insert_problems(
    ctx: &Ctx,
    tx: &Tx,
    session: &Session,
    by_home: &BTreeMap<(i16, Uuid), Vec<&Linked<'_>>>,
) -> Result<(), AppError> {
    if session.source != Source::Thaiqm {
        return Ok(());
    }
    let homes: Vec<Uuid> = by_home.keys().map(|it| it.1).collect();
    let known: HashSet<(Uuid, String)> = stored::known_problems(&**tx, &homes).await?.into_iter().collect();
    let catalogue = session.rules.thaiqm.set.name();
    let mut found: HashMap<(Uuid, String), ProblemRow> = HashMap::new();
    for (home, rows) in by_home {
        for row in rows.iter().filter(|it| it.source == Source::Thaiqm && it.year == session.year) {
            for (code, count) in counted_items(row.values) {
                let Some(item) = session.rules.thaiqm.find(code.as_str()) else { continue };
                let place = (home.1, code.as_str().to_owned());
                if item.polarity == Polarity::Positive || known.contains(&place) {
                    continue;
                }
                found.insert(
                    place,
                    ProblemRow {
                        key: (home.0, ctx.new_id()),
                        household_id: home.1,
                        item: code.as_str().to_owned(),
                        catalogue: catalogue.clone(),
                        source: row.source.code().to_owned(),
                        survey_year: row.year.get(),
                        source_row_id: row.id.1,
                        n_count: i32::try_from(count).unwrap_or(i32::MAX),
                        found_on: session.observed_on(),
                        restricted: is_restricted(&session.rules, item.code.as_str()),
                        recorded_at: ctx.now,
                    },
                );
            }
        }
    }
    let mut rows: Vec<ProblemRow> = found.into_values().collect();
    rows.sort_by(|a, b| (a.household_id, &a.item).cmp(&(b.household_id, &b.item)));
    Ok(stored::insert_problems(tx, rows).await?)
}
