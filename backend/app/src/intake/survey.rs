//! A row's survey results, packed in the order of their catalogue.

use chrono::NaiveDate;
use phonjon_domain::calendar::BuddhistYear;
use phonjon_domain::dimension::{Dimension, DimensionSet};
use phonjon_domain::indicator::IndicatorResult;
use phonjon_domain::money::Satang;
use phonjon_domain::source::Source;
use phonjon_rows::{Value, fields};
use phonjon_rules::bmn::BmnCatalogue;
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
    let (catalogue, results, failing) = match source {
        Source::Tpmap => (TPMAP_31, tpmap(values), stated_dimensions(values)),
        Source::Bmn => (BMN_31, bmn(values), Some(failing_of_bmn(catalogues, values))),
        Source::Thaiqm => (THAIQM_36, thaiqm(values), None),
        Source::Welfare => (WELFARE, String::new(), None),
    };
    SurveyRow {
        row_id,
        household,
        person_id: (!source.is_household_file()).then_some(person),
        source: source.code().to_owned(),
        survey_year: year.get(),
        observed_on,
        catalogue: catalogue.to_owned(),
        results,
        failing_dimensions: failing.map(|it| i16::from(it.bits())),
        income_satang: int(fields::INCOME_AVG).and_then(Satang::from_baht).map(|it| it.0),
        n_members: int(fields::MEMBERS).and_then(|n| i32::try_from(n).ok()),
        has_card: match source {
            Source::Welfare => welfare_card(values),
            Source::Tpmap | Source::Thaiqm | Source::Bmn => int(fields::CARD).map(|it| it == 1),
        },
    }
}

/// Whether the welfare register says the person holds a card.
pub(super) fn welfare_card(values: &Values) -> Option<bool> {
    values.get(fields::STATUS).and_then(Value::as_text).map(|it| it == "ผ่านเกณฑ์")
}

/// The dimensions a target list says fail; none where it has none of the columns.
fn stated_dimensions(values: &Values) -> Option<DimensionSet> {
    let said = |it: &Dimension| values.get(it.code()).and_then(Value::as_int);
    Dimension::ALL
        .iter()
        .any(|it| said(it).is_some())
        .then(|| Dimension::ALL.into_iter().filter(|it| said(it) == Some(1)).collect())
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

/// The dimensions that fail by the catalogue's map of indicators to dimensions.
pub(super) fn failing_of_bmn(catalogue: &BmnCatalogue, values: &Values) -> DimensionSet {
    let results: Vec<(u8, IndicatorResult)> = (1..=31).map(|n| (n, bmn_result(values, n))).collect();
    catalogue.dimensions(&results).failing
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
