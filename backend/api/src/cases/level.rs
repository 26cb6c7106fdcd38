//! Why a household has its level, as clients see it.

use async_graphql::{Context, ID, Object};
use chrono::{DateTime, NaiveDate, Utc};
use phonjon_app::case::{self, AssessmentRow, CriterionView, FactView, VerdictView};
use phonjon_domain::level::Level as Judged;

use super::words::Level;
use crate::base::asking;
use crate::base::ids::{Kind, id_of};
use crate::base::scalars::{Date, Satang};
use phonjon_words::{label, plain};

/// A judgement of a household's level with everything it rests on.
pub(crate) struct VerdictNode {
    row: AssessmentRow,
    view: VerdictView,
}

impl VerdictNode {
    /// Reads a stored judgement.
    pub(super) fn read(row: AssessmentRow) -> Option<Self> {
        let view = case::view(&row.verdict)?;
        Some(Self { row, view })
    }
}

/// A judgement of a household's level with everything it rests on.
#[Object(name = "Verdict")]
impl VerdictNode {
    /// The judgement.
    async fn id(&self) -> ID {
        id_of(Kind::Assessment, self.row.key.0, self.row.key.1)
    }

    /// The local day it judges.
    async fn assessed_on(&self) -> Date {
        Date(self.row.assessed_on)
    }

    /// The last day up to then on which a visit or survey looked at the household. What the office records counts at
    /// once, and the time that passes meanwhile proves nothing: sustainable is counted up to this day.
    async fn seen_on(&self) -> Option<Date> {
        self.view.seen_on.as_deref().and_then(day)
    }

    /// When it was made.
    async fn recorded_at(&self) -> DateTime<Utc> {
        self.row.recorded_at
    }

    /// The level.
    async fn level(&self) -> Level {
        self.row.level.into()
    }

    /// The level's name in the reader's language.
    async fn level_text(&self, ctx: &Context<'_>) -> String {
        label(asking::language(ctx), "level", self.row.level.code())
    }

    /// Lower than the last confirmed level by what a survey says and nobody has seen at home.
    async fn from_survey_only(&self) -> bool {
        self.row.survey_only
    }

    /// What caused it: `visit`, `import`, `merging`, `problem`, `release` or `asked`.
    async fn cause(&self) -> &str {
        &self.row.cause
    }

    /// The criteria set with its version.
    async fn criteria_set(&self) -> &str {
        &self.view.criteria
    }

    /// False for the system's own default, which is not an official criterion.
    async fn is_official(&self) -> bool {
        self.view.is_official
    }

    /// What must stand beside the level until a ministry's set is released; null with an official set.
    async fn note(&self, ctx: &Context<'_>) -> Option<String> {
        (!self.view.is_official).then(|| plain(asking::language(ctx), "CRITERIA_NOT_OFFICIAL"))
    }

    /// Codes of the criteria of the next level about which nothing is known.
    async fn missing(&self) -> &[String] {
        &self.view.missing
    }

    /// The same in the reader's language, in the same order.
    async fn missing_texts(&self, ctx: &Context<'_>) -> Vec<String> {
        self.view.missing.iter().map(|code| criterion_text(ctx, code)).collect()
    }

    /// Earlier assessments at sufficient or above, with none failing since.
    async fn n_sufficient_before(&self) -> i32 {
        i32::try_from(self.view.n_sufficient).unwrap_or(i32::MAX)
    }

    /// The day of the first of them.
    async fn sufficient_since(&self) -> Option<Date> {
        self.view.sufficient_since.as_deref().and_then(day)
    }

    /// The criteria, lowest level first.
    async fn criteria(&self) -> Vec<CriterionNode> {
        self.view.results.iter().cloned().map(CriterionNode).collect()
    }
}

fn criterion_text(ctx: &Context<'_>, code: &str) -> String {
    label(asking::language(ctx), "criterion", code)
}

fn day(text: &str) -> Option<Date> {
    text.parse::<NaiveDate>().ok().map(Date)
}

/// One criterion of a verdict.
pub(crate) struct CriterionNode(CriterionView);

/// One criterion of a verdict.
#[Object(name = "Criterion")]
impl CriterionNode {
    /// Its code.
    async fn code(&self) -> &str {
        &self.0.code
    }

    /// What it asks, in the reader's language.
    async fn text(&self, ctx: &Context<'_>) -> String {
        criterion_text(ctx, &self.0.code)
    }

    /// The level that needs it.
    async fn level(&self) -> Option<Level> {
        Judged::from_code(&self.0.level).map(Into::into)
    }

    /// True where it is met, false where it is not, null where nothing is known.
    async fn is_met(&self) -> Option<bool> {
        match self.0.met.as_str() {
            "yes" => Some(true),
            "no" => Some(false),
            _ => None,
        }
    }

    /// The fact that decides; null where nothing is known.
    async fn fact(&self) -> Option<FactNode> {
        self.0.fact.clone().map(FactNode)
    }

    /// The line that the amount is held against, satang per person per year.
    async fn line(&self) -> Option<Satang> {
        self.0.line_satang.map(Satang)
    }

    /// The set that line comes from, with its version.
    async fn line_version(&self) -> Option<&str> {
        self.0.line_version.as_deref()
    }
}

/// The fact that decides a criterion.
pub(crate) struct FactNode(FactView);

/// The fact that decides a criterion.
#[Object(name = "Fact")]
impl FactNode {
    /// Its code.
    async fn code(&self) -> &str {
        &self.0.code
    }

    /// The trouble is there, or not; null for an amount.
    async fn trouble(&self) -> Option<bool> {
        self.0.trouble
    }

    /// An amount per person per year.
    async fn amount(&self) -> Option<Satang> {
        self.0.satang.map(Satang)
    }

    /// The day it was true.
    async fn observed_on(&self) -> Option<Date> {
        day(&self.0.observed_on)
    }

    /// `tpmap`, `thaiqm`, `bmn`, `welfare`, `visit`, or `office` for what was recorded without a visit.
    async fn origin(&self) -> &str {
        &self.0.origin
    }

    /// Survey year of the source, Buddhist era.
    async fn survey_year(&self) -> Option<i32> {
        self.0.year.map(i32::from)
    }

    /// Seen at home; null for what a survey says.
    async fn seen_at_home(&self) -> Option<bool> {
        self.0.at_home
    }
}
