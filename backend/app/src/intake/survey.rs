//! A row's survey results, packed in the order of their catalogue.

use chrono::NaiveDate;
use phonjon_domain::calendar::BuddhistYear;
use phonjon_domain::dimension::{Dimension, DimensionSet};
use phonjon_domain::indicator::IndicatorResult;
use phonjon_domain::money::Satang;
use phonjon_domain::source::Source;
use phonjon_rows::{Value, fields};
use phonjon_rules::bmn::{BmnCatalogue, DimensionResults};
use phonjon_store::intake::SurveyRow;
use uuid::Uuid;

use super::evidence::Values;

/// Catalogue of จปฐ. results: 31 letters of [`IndicatorResult`], the first for indicator 1.
pub(crate) const BMN_31: &str = "bmn31";
/// Catalogue of TPMAP target lists: 31 letters as [`BMN_31`]; the 14 that TPMAP does not use are `?`.
pub(crate) const TPMAP_31: &str = "tpmap31";
/// Catalogue of ThaiQM: 36 counts joined by commas, the first for item q01; an empty place was not answered.
pub(crate) const THAIQM_36: &str = "thaiqm36";
/// The welfare register says only who holds a card.
pub(crate) const WELFARE: &str = "welfare";

/// A row with the person and household it is linked to.
#[derive(Clone, Copy)]
pub(super) struct Surveyed<'a> {
    pub(super) row_id: Uuid,
    pub(super) household: (i16, Uuid),
    pub(super) person: Uuid,
    pub(super) source: Source,
    pub(super) year: BuddhistYear,
    pub(super) observed_on: NaiveDate,
    pub(super) values: &'a Values,
}

/// The results of a row.
pub(super) fn results(catalogues: &BmnCatalogue, row: &Surveyed<'_>) -> SurveyRow {
    let Surveyed { row_id, household, person, source, year, observed_on, values } = *row;
    let int = |field: &str| values.get(field).and_then(Value::as_int);
    let (catalogue, results) = match source {
        Source::Tpmap => (TPMAP_31, tpmap(values)),
        Source::Bmn => (BMN_31, bmn(values)),
        Source::Thaiqm => (THAIQM_36, thaiqm(values)),
        Source::Welfare => (WELFARE, String::new()),
    };
    let dimensions = match source {
        Source::Tpmap => stated_dimensions(values),
        Source::Bmn => Some(dimensions_of_bmn(catalogues, values)),
        Source::Thaiqm | Source::Welfare => None,
    };
    let bits = |it: DimensionSet| i16::from(it.bits());
    SurveyRow {
        row_id,
        household,
        person_id: (!source.is_household_file()).then_some(person),
        source: source.code().to_owned(),
        survey_year: year.get(),
        observed_on,
        catalogue: catalogue.to_owned(),
        results,
        failing_dimensions: dimensions.map(|it| bits(it.failing)),
        known_dimensions: dimensions.map(|it| bits(it.known())),
        income_satang: int(fields::INCOME_AVG).and_then(Satang::from_baht).map(|it| it.0),
        n_members: int(fields::MEMBERS).and_then(|n| i32::try_from(n).ok()),
        has_card: card(values),
    }
}

/// Whether a row says that the person, or a member of the household, holds a welfare card.
pub(super) fn card(values: &Values) -> Option<bool> {
    values.get(fields::CARD).and_then(Value::as_int).map(|it| it == 1)
}

/// True for a field that is kept as a result of its row, not of the person or household.
pub(super) fn is_result(field: &str) -> bool {
    let is_numbered = |it: &str| !it.is_empty() && it.bytes().all(|it| it.is_ascii_digit());
    let is_item = ["ind", "bmn", "q"].iter().any(|it| field.strip_prefix(it).is_some_and(is_numbered));
    is_item || field == fields::INCOME_AVG || Dimension::from_code(field).is_some()
}

/// True where the results of a row count no more once a newer one of the same person, source and year says these values:
/// one that marks no dimension takes nothing away from one that does.
pub(super) fn yields(source: Source, old: &Values, new: &Values) -> bool {
    source != Source::Tpmap || stated_dimensions(old).is_none() || stated_dimensions(new).is_some()
}

/// What a target list says of the dimensions; none where it says nothing of any. A dimension whose column is missing,
/// or whose mark is unknown or unreadable, is not known to pass.
fn stated_dimensions(values: &Values) -> Option<DimensionResults> {
    let said = |wanted: i64| -> DimensionSet {
        let is_it = |it: &Dimension| values.get(it.code()).and_then(Value::as_int) == Some(wanted);
        Dimension::ALL.into_iter().filter(is_it).collect()
    };
    let said = DimensionResults { failing: said(1), passing: said(0) };
    (!said.known().is_empty()).then_some(said)
}

fn tpmap(values: &Values) -> String {
    letters(|n| match values.get(&format!("ind{n}")).and_then(Value::as_int) {
        Some(1) => IndicatorResult::Fail,
        Some(0) => IndicatorResult::Pass,
        _ => IndicatorResult::NotAsked,
    })
}

fn bmn_result(values: &Values, n: u8) -> IndicatorResult {
    match values.get(&format!("bmn{n}")) {
        Some(Value::Int(1)) => IndicatorResult::Pass,
        Some(Value::Int(0)) => IndicatorResult::Fail,
        Some(Value::Text(text)) if text == "-" => IndicatorResult::NotApplicable,
        Some(Value::Text(text)) if text == "r" => IndicatorResult::Refused,
        _ => IndicatorResult::NotAsked,
    }
}

fn bmn(values: &Values) -> String {
    letters(|n| bmn_result(values, n))
}

fn letters(result: impl Fn(u8) -> IndicatorResult) -> String {
    (1..=31).map(|n| result(n).letter()).collect()
}

/// What the catalogue's map of indicators to dimensions says of a จปฐ. row.
fn dimensions_of_bmn(catalogue: &BmnCatalogue, values: &Values) -> DimensionResults {
    let results: Vec<(u8, IndicatorResult)> = (1..=31).map(|n| (n, bmn_result(values, n))).collect();
    catalogue.dimensions(&results)
}

/// The dimensions that fail by the catalogue's map.
pub(super) fn failing_of_bmn(catalogue: &BmnCatalogue, values: &Values) -> DimensionSet {
    dimensions_of_bmn(catalogue, values).failing
}

fn thaiqm(values: &Values) -> String {
    let counts: Vec<String> = (1..=36)
        .map(|n| match values.get(&format!("q{n:02}")) {
            Some(Value::Int(count)) => count.to_string(),
            _ => String::new(),
        })
        .collect();
    counts.join(",")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn stated(marks: &[(&str, Value)]) -> Option<(u8, u8)> {
        let values = marks.iter().map(|(field, value)| ((*field).to_owned(), value.clone())).collect();
        stated_dimensions(&values).map(|it| (it.failing.bits(), it.known().bits()))
    }

    #[test]
    fn a_dimension_of_which_a_list_says_nothing_is_not_known() {
        let (income, health, living) = (Dimension::Income, Dimension::Health, Dimension::Living);
        let bits = |all: &[Dimension]| all.iter().copied().collect::<DimensionSet>().bits();
        let two =
            [(income.code(), Value::Int(1)), (health.code(), Value::Int(0)), (living.code(), Value::Null)];
        assert_eq!(stated(&two), Some((bits(&[income]), bits(&[income, health]))));
        assert_eq!(stated(&[(living.code(), Value::Null)]), None);
        assert_eq!(stated(&[]), None);
    }
}
