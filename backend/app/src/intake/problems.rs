//! The problems that a problem list names: new ones, ones that were over and are there again, ones that have gone since.

use std::collections::{BTreeMap, HashMap};

use chrono::NaiveDate;
use phonjon_domain::ids::{HomeProvince, HouseholdId};
use phonjon_domain::problem::{Polarity, ProblemCode};
use phonjon_domain::source::Source;
use phonjon_domain::visit::FindingValue;
use phonjon_rows::Value;
use phonjon_store::Tx;
use phonjon_store::cases::HouseholdKey;
use phonjon_store::intake::{self as stored, ProblemRow};
use phonjon_store::visits::{self, VisitFindings};
use uuid::Uuid;

use super::compose::Linked;
use super::evidence::{Values, observed_on};
use super::screen::Round;
use crate::Ctx;
use crate::error::AppError;
use crate::problem::is_restricted;

/// Stores what the rows of the round name. A problem that is known stays as it is, unless it was over by then: it is named
/// anew. One that a visit or a later list has already found gone is kept as what it was.
pub(super) async fn insert(
    ctx: &Ctx,
    tx: &Tx,
    round: &Round<'_>,
    by_home: &BTreeMap<(i16, Uuid), Vec<&Linked<'_>>>,
) -> Result<(), AppError> {
    if round.source != Source::Thaiqm {
        return Ok(());
    }
    let on = observed_on(round.year);
    let homes: Vec<Uuid> = by_home.keys().map(|it| it.1).collect();
    let mut over_since: HashMap<(Uuid, String), Option<NaiveDate>> = HashMap::new();
    for it in stored::known_problems(&**tx, &homes).await? {
        let since = (!it.status.is_still_there()).then_some(it.status_since);
        let latest = over_since.entry((it.household, it.item)).or_insert(since);
        // While one of several is there, the problem is there.
        *latest = latest.zip(since).map(|(a, b)| a.max(b));
    }
    let keys: Vec<HouseholdKey> = by_home.keys().map(|it| (HomeProvince(it.0), HouseholdId(it.1))).collect();
    let findings = visits::findings_of_households(&**tx, &keys).await?;
    let catalogue = round.rules.thaiqm.set.name();
    let mut found: HashMap<(Uuid, String), ProblemRow> = HashMap::new();
    for (home, rows) in by_home {
        let seen = findings.get(&HouseholdId(home.1)).map_or(&[][..], Vec::as_slice);
        for row in rows.iter().filter(|it| it.source == Source::Thaiqm && it.year == round.year) {
            for (code, count) in counted_items(row.values) {
                let Some(item) = round.rules.thaiqm.find(code.as_str()) else { continue };
                let place = (home.1, code.as_str().to_owned());
                let is_known = over_since.get(&place).is_some_and(|over| over.is_none_or(|it| on <= it));
                if item.polarity == Polarity::Positive || is_known {
                    continue;
                }
                let gone_on = gone_after(on, code.as_str(), seen, rows);
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
                        found_on: on,
                        gone_on,
                        restricted: is_restricted(round.rules, item.code.as_str()),
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

/// The last day after a survey on which a visit or a later list found that an item was not there.
fn gone_after(on: NaiveDate, code: &str, seen: &[VisitFindings], rows: &[&Linked<'_>]) -> Option<NaiveDate> {
    let visits = seen.iter().flat_map(|visit| visit.findings.iter().map(|it| (visit.visited_on, it)));
    let visits = visits.filter(|(_, it)| it.code == code && is_absence(it.value)).map(|it| it.0);
    let lists = rows.iter().filter(|it| it.source == Source::Thaiqm && !it.is_gone);
    let lists = lists.filter(|it| it.values.get(code).and_then(Value::as_int) == Some(0));
    let lists = lists.map(|it| observed_on(it.year));
    visits.chain(lists).filter(|it| on < *it).max()
}

const fn is_absence(value: FindingValue) -> bool {
    match value {
        FindingValue::Problem(status) => !status.is_still_there(),
        FindingValue::Answer(is_there) => !is_there,
        FindingValue::AmountSatang(_) | FindingValue::MonthlySatang(_) | FindingValue::Refused => false,
    }
}

/// The items that a row counts above nought.
pub(super) fn counted_items(values: &Values) -> impl Iterator<Item = (ProblemCode, i64)> {
    (1..=36).filter_map(|n| {
        let name = format!("q{n:02}");
        let count = values.get(&name).and_then(Value::as_int).filter(|it| *it > 0)?;
        Some((ProblemCode::parse(&name).ok()?, count))
    })
}
