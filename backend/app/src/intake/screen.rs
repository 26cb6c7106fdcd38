//! What a chunk's rows open: cases, listings, tasks to verify, problems, and proposals where a closed household is listed again.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

use phonjon_domain::access::Scope;
use phonjon_domain::calendar::{BuddhistYear, FiscalYear};
use phonjon_domain::case::CaseStatus;
use phonjon_domain::ids::{AreaId, BatchId, CaseId, HomeProvince, HouseholdId};
use phonjon_domain::problem::ProblemCode;
use phonjon_domain::source::Source;
use phonjon_linking::record::RowKey;
use phonjon_rules::screen::{BmnRound, Opens, ScreenFacts, Screening, ThaiqmRound, screen};
use phonjon_rules::seeds::Defaults;
use phonjon_store::cases::{
    self, By, CaseKey, CaseRow, Cause as RestsOn, HouseholdKey, ListingRow, NewCase, ProposalKind,
    ProposalRow,
};
use phonjon_store::{Connection, Tx, teams};
use uuid::Uuid;

use super::compose::Linked;
use super::emptied;
use super::evidence::Values;
use super::problems::{self, counted_items};
use super::survey;
use crate::Ctx;
use crate::assess::{Cause, assess_many, restore};
use crate::error::AppError;

/// By which rules rows of which source and year are screened.
pub(super) struct Round<'a> {
    pub(super) rules: &'a Defaults,
    pub(super) source: Source,
    pub(super) year: BuddhistYear,
    pub(super) batch: Uuid,
}

/// What the rows of the round's year opened, by household.
pub(super) type Before = HashMap<Uuid, Opens>;

/// What screening a chunk came to.
#[derive(Default)]
pub(super) struct Screened {
    /// How many cases were opened.
    pub(super) n_opened: u64,
    /// Households with a case, to be assessed and counted anew.
    pub(super) cases: Vec<CaseKey>,
    /// Households of rows that took older ones' places, or say otherwise than another file.
    pub(super) corrected: Vec<HouseholdKey>,
    /// Households that no row stands in any more, whose cases are no longer counted.
    pub(super) gone: Vec<HouseholdKey>,
}

/// What these rows open for the households they stand in.
pub(super) fn opens(round: &Round<'_>, rows: &[Linked<'_>]) -> Before {
    let homes = rows.iter().map(|it| it.household.1).collect();
    let by_home = by_home(rows, &homes);
    by_home.into_iter().map(|(home, rows)| (home.1, screened(round, &rows).opens)).collect()
}

fn screened(round: &Round<'_>, rows: &[&Linked<'_>]) -> Screening {
    screen(&facts_of(round, rows), round.rules.opening.of(round.year), round.year)
}

/// Opens what the rows of the round's year open for the touched households. `before` is what they opened until now;
/// where it is not given, nobody is asked whether a household is no longer listed.
pub(super) async fn open_cases(
    ctx: &Ctx,
    tx: &Tx,
    round: &Round<'_>,
    rows: &[Linked<'_>],
    touched: &[Uuid],
    before: Option<&Before>,
) -> Result<Screened, AppError> {
    let touched: HashSet<Uuid> = touched.iter().copied().collect();
    let by_home = by_home(rows, &touched);
    if round.source == Source::Thaiqm {
        problems::follow_lists(ctx, tx, round.rules, &by_home).await?;
    }

    let keys: Vec<HouseholdKey> = by_home.keys().map(|it| (HomeProvince(it.0), HouseholdId(it.1))).collect();
    let mut existing = cases::find_of_households(&**tx, &Scope::everywhere(ctx.today()), &keys).await?;
    let by = By {
        actor: ctx.actor.name.clone(),
        account: ctx.actor.account,
        at: ctx.now,
        batch: Some(BatchId(round.batch)),
    };
    cases::follow_households(tx, &by, ctx.today(), &keys).await?;
    let with_case: Vec<CaseKey> = existing.values().map(|it| it.key).collect();
    let listed = if with_case.is_empty() {
        HashMap::new()
    } else {
        cases::listings_of_many(&**tx, &with_case).await?
    };

    let mut new = Vec::new();
    let mut listings = Vec::new();
    let mut proposals = Vec::new();
    let mut listed_again = Vec::new();
    let mut in_care = Vec::new();
    for (home, rows) in &by_home {
        let screening = screened(round, rows);
        let Some(area) = super::compose::household(rows).area() else { continue };
        let case = existing.get(&HouseholdId(home.1));
        let known = case.and_then(|it| listed.get(&it.key.1)).map_or(&[][..], Vec::as_slice);
        // A list of an older year that comes late is history.
        let newest = known.iter().map(|it| it.year.0).max();
        let is_late = newest.is_some_and(|it| round.year < it);
        let proposes = |kind: ProposalKind, case: Option<&CaseRow>, causes: Vec<RestsOn>| {
            let (key, place) = ((HomeProvince(home.0), ctx.new_id()), (HouseholdId(home.1), AreaId(area)));
            let reason = because(&screening).to_string();
            ProposalRow {
                case: case.map(|it| it.key.1),
                causes,
                account: None,
                ..ProposalRow::new(&by, key, kind, place, reason)
            }
        };
        if screening.opens == Opens::Case {
            in_care.push(HouseholdId(home.1));
        }
        match (screening.opens, case) {
            (Opens::Case, None) => new.push((*home, area, screening)),
            (Opens::Case, Some(case)) => {
                let is_known = |it: &ListingRow| {
                    known.iter().any(|known| known.year == it.year && known.source == it.source)
                };
                let fresh = listings_of(round, case.key, &screening);
                let fresh: Vec<ListingRow> = fresh.into_iter().filter(|it| !is_known(it)).collect();
                if case.state.status == CaseStatus::Closed && !fresh.is_empty() && !is_late {
                    let causes = fresh.iter().map(|it| cause(&it.rule_version, &it.source, it.year.0));
                    proposals.push(proposes(ProposalKind::Reopen, Some(case), causes.collect()));
                }
                if !is_late {
                    listed_again.push((case.household, round.year));
                }
                listings.extend(fresh);
            }
            (Opens::Task, None) => {
                let why = screening.why.iter().map(|it| cause(&it.rule, it.source.code(), it.year));
                proposals.push(proposes(
                    ProposalKind::Verify,
                    None,
                    why.collect::<BTreeSet<_>>().into_iter().collect(),
                ));
            }
            (Opens::Nothing, Some(case))
                if case.state.status != CaseStatus::Closed
                    && !is_late
                    && before.is_some_and(|it| is_news(round, rows, it.get(&home.1).copied())) =>
            {
                let rests_on =
                    cause(&round.rules.opening.of(round.year).set.name(), round.source.code(), round.year);
                proposals.push(proposes(ProposalKind::NoLongerListed, Some(case), vec![rests_on]));
            }
            (Opens::Task, Some(_)) | (Opens::Nothing, _) => {}
        }
    }
    let n_opened = new.len() as u64;
    let to_open: Vec<NewCase> = new
        .iter()
        .map(|(home, area, screening)| NewCase {
            key: (HomeProvince(home.0), CaseId(ctx.new_id())),
            household: HouseholdId(home.1),
            area: AreaId(*area),
            opened_on: ctx.today(),
            because: because(screening),
            urgent: false,
        })
        .collect();
    let mut areas: Vec<AreaId> = new.iter().map(|it| AreaId(it.1)).collect();
    areas.sort_unstable();
    areas.dedup();
    teams::ensure_subdistrict_teams(tx, &areas, ctx.now).await?;
    let opened = cases::open_many(tx, &by, to_open).await?;
    for (row, (_, _, screening)) in opened.iter().zip(&new) {
        listings.extend(listings_of(round, row.key, screening));
    }
    existing.extend(opened.into_iter().map(|it| (it.household, it)));
    cases::list_many(tx, &listings).await?;
    cases::withdraw_no_longer_listed(tx, &listed_again, round.batch, ctx.now).await?;
    // What a case is opened for needs no looking at first.
    let verify = Some(ProposalKind::Verify);
    cases::withdraw_waiting(tx, verify, &in_care, round.batch, ctx.now).await?;
    cases::propose_many(tx, proposals).await?;
    let cases = existing.into_values().map(|it| it.key).collect();
    Ok(Screened { n_opened, cases, ..Screened::default() })
}

fn cause(rule: &str, source: &str, year: BuddhistYear) -> RestsOn {
    RestsOn { rule: rule.to_owned(), source: source.to_owned(), year }
}

/// True where it is news that rows open nothing: they did until now, or a source that could list the household speaks of
/// it and does not. Silence is no reason to ask.
fn is_news(round: &Round<'_>, rows: &[&Linked<'_>], before: Option<Opens>) -> bool {
    let could_list = match round.source {
        Source::Bmn | Source::Thaiqm => true,
        // A row of the one always lists, a row of the other never does.
        Source::Tpmap | Source::Welfare => false,
    };
    let speaks = |it: &&Linked<'_>| it.year == round.year && it.source == round.source && !it.is_gone;
    before.is_some_and(|it| it != Opens::Nothing) || could_list && rows.iter().any(speaks)
}

/// Rows by the touched household they stand in.
pub(super) fn by_home<'a>(
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
    round: &Round<'_>,
    rows: &[Linked<'_>],
    touched: &HashSet<Uuid>,
) -> Result<Vec<Uuid>, AppError> {
    let by_home = by_home(rows, touched);
    let keys: Vec<HouseholdKey> = by_home.keys().map(|it| (HomeProvince(it.0), HouseholdId(it.1))).collect();
    let existing = cases::find_of_households(db, &Scope::everywhere(ctx.today()), &keys).await?;
    let opens = by_home.iter().filter(|(home, rows)| {
        !existing.contains_key(&HouseholdId(home.1))
            && screened(round, rows).opens == Opens::Case
            && super::compose::household(rows).area().is_some()
    });
    Ok(opens.map(|(home, _)| home.1).collect())
}

/// Assesses and counts anew the cases a chunk touched.
pub(super) async fn follow(
    ctx: &Ctx,
    tx: &Tx,
    round: &Round<'_>,
    screened: &Screened,
) -> Result<(), AppError> {
    let mut counted = screened.cases.clone();
    if !screened.gone.is_empty() {
        let everywhere = Scope::everywhere(ctx.today());
        let gone = cases::find_of_households(&**tx, &everywhere, &screened.gone).await?;
        let gone: Vec<CaseKey> = gone.into_values().map(|it| it.key).collect();
        counted.extend(&gone);
        // All of them in one order, before the judged ones are locked alone.
        cases::find_many_for_update(tx, &everywhere, &counted).await?;
        emptied::close(ctx, tx, BatchId(round.batch), &gone).await?;
    }
    assess_many(ctx, tx, round.rules, &screened.cases, Cause::Import(BatchId(round.batch))).await?;
    if !screened.corrected.is_empty() {
        let found =
            cases::find_of_households(&**tx, &Scope::everywhere(ctx.today()), &screened.corrected).await?;
        let keys: Vec<CaseKey> = found.into_values().map(|it| it.key).collect();
        // What an older row said wrongly makes nothing urgent any more.
        restore(ctx, tx, round.rules, &keys).await?;
    }
    Ok(phonjon_store::figures::refresh(&**tx, &counted).await?)
}

/// What the rows of the round's year say: of each person and source the newest, for a list may have been corrected in
/// another file. One that its file no longer lists says nothing any more.
fn facts_of(round: &Round<'_>, rows: &[&Linked<'_>]) -> ScreenFacts {
    let mut facts = ScreenFacts::default();
    let listed = || rows.iter().filter(|it| it.year == round.year && !it.is_gone);
    let mut newest: HashMap<(Source, Uuid), RowKey> = HashMap::new();
    for row in listed() {
        let key = newest.entry((row.source, row.person.1)).or_insert(row.key);
        *key = row.key.max(*key);
    }
    let this_year = listed().filter(|it| newest.get(&(it.source, it.person.1)) == Some(&it.key));
    let card = this_year.clone().filter_map(|it| survey::card(it.values)).reduce(|a, b| a || b);
    for row in this_year {
        match row.source {
            Source::Tpmap => facts.tpmap.push(row.year),
            Source::Bmn => facts.bmn.push(BmnRound {
                year: row.year,
                failing: survey::failing_of_bmn(&round.rules.bmn31, row.values),
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

/// ThaiQM items marked or counted above nought.
fn marked_items(values: &Values) -> Vec<ProblemCode> {
    counted_items(values).map(|(code, _)| code).collect()
}

/// Why a household is to be cared for, as everybody who reads its case may know it.
///
/// Of a problem list no item is named: a case that only what is restricted opened looks like any other.
fn because(screening: &Screening) -> serde_json::Value {
    let why: Vec<serde_json::Value> = screening
        .why
        .iter()
        .map(|it| {
            let codes = if it.source == Source::Thaiqm { &[][..] } else { &it.codes };
            serde_json::json!({
                "rule": it.rule,
                "line": it.line,
                "targetRule": it.target_rule,
                "source": it.source.code(),
                "year": it.year.get(),
                "codes": codes,
            })
        })
        .collect();
    serde_json::json!({ "list": why })
}

fn listings_of(round: &Round<'_>, case: CaseKey, screening: &Screening) -> Vec<ListingRow> {
    let opening = screening.why.iter().filter(|it| it.opens == Opens::Case);
    opening
        .map(|it| ListingRow {
            case,
            year: FiscalYear(it.year),
            source: it.source.code().to_owned(),
            rule_version: it.rule.clone(),
            batch: Some(BatchId(round.batch)),
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::problem::is_restricted;

    #[test]
    fn a_case_that_only_something_restricted_opened_tells_the_same_as_any_other() {
        let rules = Defaults::read().unwrap();
        let year = BuddhistYear::new(2566).unwrap();
        let told = |items: &[&str]| {
            let items = items.iter().map(|it| ProblemCode::parse(it).unwrap()).collect();
            let thaiqm = vec![ThaiqmRound { year, items }];
            let facts = ScreenFacts { thaiqm, ..ScreenFacts::default() };
            let screening = screen(&facts, rules.opening.of(year), year);
            assert_eq!(screening.opens, Opens::Case);
            because(&screening).to_string()
        };
        assert!(is_restricted(&rules, "q20"));
        assert_eq!(told(&["q20"]), told(&["q18"]));
        assert_eq!(told(&["q18", "q20"]), told(&["q07", "q18"]));
    }
}
