//! A verdict as it is stored and shown: every criterion with its value, line, result and source.

use phonjon_domain::level::Level;
use phonjon_rules::assess::{CriterionResult, Verdict};
use phonjon_rules::facts::{Fact, FactValue, Origin};
use serde::{Deserialize, Serialize};

/// A stored verdict. What is unknown is left out: there is one for every judgement of every case.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct VerdictView {
    /// The criteria set with its version.
    pub criteria: String,
    /// False for the default of the system, which is not an official criterion.
    pub is_official: bool,
    /// The last day up to then on which somebody looked at the household.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub seen_on: Option<String>,
    /// Codes of the criteria of the next level that are unknown.
    pub missing: Vec<String>,
    /// Earlier assessments at sufficient or above, with none failing since.
    pub n_sufficient: u32,
    /// The first of them.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub sufficient_since: Option<String>,
    /// The criteria, lowest level first.
    pub results: Vec<CriterionView>,
}

/// One criterion of a stored verdict.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct CriterionView {
    /// The criterion.
    pub code: String,
    /// The level that needs it.
    pub level: String,
    /// `yes`, `no` or `unknown`.
    pub met: String,
    /// The fact that decides; none where nothing is known.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub fact: Option<FactView>,
    /// The line its value is held against, satang per person per year.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub line_satang: Option<i64>,
    /// The version of that line.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub line_version: Option<String>,
}

/// The fact that decides a criterion.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct FactView {
    /// Its code.
    pub code: String,
    /// The trouble is there, or not.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub trouble: Option<bool>,
    /// An amount per person per year.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub satang: Option<i64>,
    /// The day it was true.
    pub observed_on: String,
    /// The source's word, `visit` or `office`.
    pub origin: String,
    /// Survey year of that source, Buddhist era.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub year: Option<i16>,
    /// The visit.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub visit: Option<String>,
    /// Seen at home, not told elsewhere.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub at_home: Option<bool>,
}

/// The text a verdict is stored as.
pub(crate) fn stored(verdict: &Verdict) -> String {
    let view = VerdictView {
        criteria: verdict.criteria.clone(),
        is_official: verdict.is_official,
        seen_on: Some(verdict.seen_on.to_string()),
        missing: verdict.missing.clone(),
        n_sufficient: verdict.run.n_assessments,
        sufficient_since: verdict.run.since.map(|it| it.to_string()),
        results: verdict.results.iter().map(criterion).collect(),
    };
    serde_json::to_string(&view).unwrap_or_default()
}

/// A stored verdict, read back; `None` where the text has another shape.
pub fn view(stored: &str) -> Option<VerdictView> {
    serde_json::from_str(stored).ok()
}

fn criterion(result: &CriterionResult) -> CriterionView {
    CriterionView {
        code: result.code.clone(),
        level: Level::code(result.level).to_owned(),
        met: result.met.code().to_owned(),
        fact: result.fact.as_ref().map(fact),
        line_satang: result.line.map(|it| it.0),
        line_version: result.line_version.clone(),
    }
}

fn fact(fact: &Fact) -> FactView {
    let (trouble, satang) = match fact.value {
        FactValue::Trouble(is_there) => (Some(is_there), None),
        FactValue::PerYear(amount) => (None, Some(amount.0)),
    };
    let (year, visit, at_home) = match fact.origin {
        Origin::Survey { year, .. } => (Some(year.get()), None, None),
        Origin::Visit { visit, at_home } => (None, Some(visit.0.to_string()), Some(at_home)),
        Origin::Office => (None, None, Some(false)),
    };
    FactView {
        code: fact.code.clone(),
        trouble,
        satang,
        observed_on: fact.observed_on.to_string(),
        origin: fact.origin.code().to_owned(),
        year,
        visit,
        at_home,
    }
}
