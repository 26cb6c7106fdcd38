//! The problems that problem lists name: what all lists and visits of a household say together, whatever order they came in.

use std::collections::{BTreeMap, HashMap};

use chrono::NaiveDate;
use phonjon_domain::calendar::BuddhistYear;
use phonjon_domain::ids::{HomeProvince, HouseholdId};
use phonjon_domain::problem::{Polarity, ProblemCode};
use phonjon_domain::source::Source;
use phonjon_domain::visit::FindingValue;
use phonjon_rows::Value;
use phonjon_rules::seeds::Defaults;
use phonjon_store::Tx;
use phonjon_store::cases::HouseholdKey;
use phonjon_store::intake::{self as stored, KnownProblem, ProblemRow};
use phonjon_store::visits::{self, VisitFindings};
use uuid::Uuid;

use super::compose::Linked;
use super::evidence::{Values, observed_on};
use crate::Ctx;
use crate::error::AppError;
use crate::problem::is_restricted;

/// Brings the problems that lists named and nobody worked on to what the lists say now. A problem that somebody worked
/// on stays as it is; while it is there nothing is named beside it, and once it was over only a later list names it anew.
pub(super) async fn follow_lists(
    ctx: &Ctx,
    tx: &Tx,
    rules: &Defaults,
    by_home: &BTreeMap<(i16, Uuid), Vec<&Linked<'_>>>,
) -> Result<(), AppError> {
    let homes: Vec<Uuid> = by_home.keys().map(|it| it.1).collect();
    let mut known: HashMap<Uuid, BTreeMap<String, Vec<KnownProblem>>> = HashMap::new();
    for it in stored::known_problems(&**tx, &homes).await? {
        known.entry(it.row.household_id).or_default().entry(it.row.item.clone()).or_default().push(it);
    }
    let keys: Vec<HouseholdKey> = by_home.keys().map(|it| (HomeProvince(it.0), HouseholdId(it.1))).collect();
    let findings = visits::findings_of_households(&**tx, &keys).await?;
    let mut changes = Changes::default();
    for (home, rows) in by_home {
        let seen = findings.get(&HouseholdId(home.1)).map_or(&[][..], Vec::as_slice);
        let mut known = known.remove(&home.1).unwrap_or_default();
        let lists = lists(rows);
        for n in 1..=36 {
            let code = item_code(n);
            let Some(item) = rules.thaiqm.find(&code) else { continue };
            let stored = known.remove(&code).unwrap_or_default();
            if item.polarity == Polarity::Positive {
                continue;
            }
            // What a row said whose content is no longer kept cannot be told again.
            let is_worked = |it: &KnownProblem| {
                it.is_worked
                    || rows.iter().any(|row| row.values.is_empty() && row.id.1 == it.row.source_row_id)
            };
            let (worked, own): (Vec<KnownProblem>, Vec<KnownProblem>) =
                stored.into_iter().partition(is_worked);
            if worked.iter().any(|it| it.is_still_there) {
                continue;
            }
            let over = worked.iter().map(|it| it.status_since).max();
            let is_later = |on: NaiveDate| over.is_none_or(|it| it < on);
            let own: Vec<KnownProblem> = own.into_iter().filter(|it| is_later(it.row.found_on)).collect();
            let named = lists.iter().filter(|it| is_later(observed_on(*it.0)));
            let mut said: Vec<(NaiveDate, Said<'_>)> =
                named.filter_map(|(year, rows)| Some((observed_on(*year), said_of(rows, &code)?))).collect();
            let absences = seen.iter().filter(|it| is_absent(it, &code)).map(|it| it.visited_on);
            said.extend(absences.map(|it| (it, Said::Absent)));
            let wanted = spells(said).into_iter().map(|it| ProblemRow {
                key: (home.0, ctx.new_id()),
                household_id: home.1,
                item: code.clone(),
                catalogue: rules.thaiqm.set.name(),
                source: Source::Thaiqm.code().to_owned(),
                survey_year: it.row.year.get(),
                source_row_id: it.row.id.1,
                n_count: it.count,
                found_on: it.found_on,
                gone_on: it.gone_on,
                restricted: is_restricted(rules, &code),
                recorded_at: ctx.now,
            });
            changes.add(own, wanted.collect());
        }
    }
    // Who works on one of them in this moment keeps it as it is.
    stored::take_untouched_problems(tx, &changes.stale).await?;
    Ok(stored::save_problems(tx, changes.rows).await?)
}

/// What differs from what is stored.
#[derive(Default)]
struct Changes {
    /// Problems to be taken out.
    stale: Vec<Uuid>,
    /// Problems to be stored: new ones, and those that become others under their ids.
    rows: Vec<ProblemRow>,
}

impl Changes {
    /// Turns the problems of one item into the wanted ones, each into the one that the same row named, else in their order.
    fn add(&mut self, mut own: Vec<KnownProblem>, wanted: Vec<ProblemRow>) {
        own.sort_by_key(|it| (it.row.found_on, it.row.key.1));
        let mut left = Vec::new();
        for it in wanted {
            match own.iter().position(|was| was.row.source_row_id == it.source_row_id) {
                Some(at) => self.turn(own.remove(at), it),
                None => left.push(it),
            }
        }
        let mut own = own.into_iter();
        for it in left {
            match own.next() {
                Some(was) => self.turn(was, it),
                None => self.rows.push(it),
            }
        }
        self.stale.extend(own.map(|it| it.row.key.1));
    }

    fn turn(&mut self, was: KnownProblem, wanted: ProblemRow) {
        let was = was.row;
        let is_same = was.source_row_id == wanted.source_row_id
            && (was.found_on, was.gone_on, was.n_count) == (wanted.found_on, wanted.gone_on, wanted.n_count);
        if is_same {
            return;
        }
        let restricted = was.restricted || wanted.restricted;
        self.rows.push(ProblemRow { key: was.key, recorded_at: was.recorded_at, restricted, ..wanted });
    }
}

/// What is said of an item on a day.
#[derive(Clone, Copy)]
enum Said<'a> {
    /// So many times, by this row.
    Counted(i32, &'a Linked<'a>),
    Absent,
}

/// From when to when an item was there, and the row that named it first.
struct Spell<'a> {
    row: &'a Linked<'a>,
    count: i32,
    found_on: NaiveDate,
    gone_on: Option<NaiveDate>,
}

/// The spells in which an item was there: each begins with the list that names it, and ends with the first later day on
/// which it was not there. A list that names it again in between says nothing new.
fn spells(mut said: Vec<(NaiveDate, Said<'_>)>) -> Vec<Spell<'_>> {
    said.sort_by_key(|it| it.0);
    let mut spells: Vec<Spell<'_>> = Vec::new();
    let mut last = NaiveDate::MIN;
    for (on, it) in said {
        let open = spells.last_mut().filter(|it| it.gone_on.is_none());
        match (it, open) {
            (Said::Counted(count, row), None) => {
                spells.push(Spell { row, count, found_on: on, gone_on: None });
                last = on;
            }
            (Said::Counted(..), Some(_)) => last = on,
            // On the day of the list itself the list is believed.
            (Said::Absent, Some(open)) if last < on => open.gone_on = Some(on),
            (Said::Absent, _) => {}
        }
    }
    spells
}

/// The rows of problem lists, by year: of each head the newest, for a list may have been corrected in another file.
fn lists<'a>(rows: &[&'a Linked<'a>]) -> BTreeMap<BuddhistYear, Vec<&'a Linked<'a>>> {
    let mut newest: BTreeMap<(BuddhistYear, (i16, Uuid)), &Linked<'_>> = BTreeMap::new();
    for row in rows.iter().filter(|it| it.source == Source::Thaiqm) {
        let kept = newest.entry((row.year, row.person)).or_insert(row);
        if kept.key < row.key {
            *kept = row;
        }
    }
    let mut lists: BTreeMap<BuddhistYear, Vec<&Linked<'_>>> = BTreeMap::new();
    for ((year, _), row) in newest {
        lists.entry(year).or_default().push(row);
    }
    lists
}

/// What the rows of a year say of an item; nothing where it was not answered.
fn said_of<'a>(rows: &[&'a Linked<'a>], code: &str) -> Option<Said<'a>> {
    let counts = rows.iter().filter_map(|it| Some((*it, it.values.get(code).and_then(Value::as_int)?)));
    let counted = counts.clone().filter(|it| it.1 > 0).max_by_key(|it| it.0.key);
    match counted {
        Some((row, count)) => Some(Said::Counted(i32::try_from(count).unwrap_or(i32::MAX), row)),
        None => counts.clone().any(|it| it.1 == 0).then_some(Said::Absent),
    }
}

fn is_absent(visit: &VisitFindings, code: &str) -> bool {
    visit.findings.iter().any(|it| it.code == code && is_absence(it.value))
}

const fn is_absence(value: FindingValue) -> bool {
    match value {
        FindingValue::Problem(status) => !status.is_still_there(),
        FindingValue::Answer(is_there) => !is_there,
        FindingValue::AmountSatang(_) | FindingValue::MonthlySatang(_) | FindingValue::Refused => false,
    }
}

fn item_code(n: u8) -> String {
    format!("q{n:02}")
}

/// The items that a row counts above nought.
pub(super) fn counted_items(values: &Values) -> impl Iterator<Item = (ProblemCode, i64)> {
    (1..=36).filter_map(|n| {
        let name = item_code(n);
        let count = values.get(&name).and_then(Value::as_int).filter(|it| *it > 0)?;
        Some((ProblemCode::parse(&name).ok()?, count))
    })
}
