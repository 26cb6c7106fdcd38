//! A criteria set: what must be known and true of a household for each level, and for how long.

use std::collections::BTreeSet;

use serde::Deserialize;

use phonjon_domain::level::Level;

use crate::income::IncomeLines;
use crate::parameter::{ParameterError, ParameterKind, ParameterSet, Standing};

/// What a criterion looks at.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Test {
    /// None of these troubles is there. The codes of one list ask after the same thing in different forms, so that the
    /// newest of them answers; one list says nothing of another's.
    NoTrouble(Vec<Vec<String>>),
    /// Income per person is at the line of its year or above.
    IncomeAtLine,
}

/// One criterion of a level.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Criterion {
    /// Its code.
    pub code: String,
    /// The level that needs it: survive, sufficient or sustainable.
    pub level: Level,
    /// What it looks at.
    pub test: Test,
}

/// A criteria set with the income lines it uses.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Criteria {
    /// What the set says of itself.
    pub set: ParameterSet,
    /// The criteria, lowest level first.
    pub criteria: Vec<Criterion>,
    /// Sufficient must hold at so many assessments, this one included.
    pub sustained_assessments: u32,
    /// The first of them at least so many days before this one.
    pub sustained_days: u32,
    /// The lines that incomes are measured by.
    pub lines: IncomeLines,
}

#[derive(Deserialize)]
struct Body {
    sustained_assessments: u32,
    sustained_days: u32,
    criterion: Vec<CriterionText>,
}

#[derive(Deserialize)]
struct CriterionText {
    code: String,
    level: String,
    #[serde(default)]
    troubles: Vec<Trouble>,
    #[serde(default)]
    income_line: bool,
}

/// A trouble that one code asks after, or several in different forms.
#[derive(Deserialize)]
#[serde(untagged)]
enum Trouble {
    Code(String),
    Forms(Vec<String>),
}

impl Trouble {
    fn forms(self) -> Vec<String> {
        match self {
            Self::Code(code) => vec![code],
            Self::Forms(codes) => codes,
        }
    }
}

/// The levels that criteria speak of, lowest first.
pub(crate) const LEVELS: [Level; 3] = [Level::Survive, Level::Sufficient, Level::Sustainable];

impl Criteria {
    /// Reads a set's text.
    ///
    /// # Errors
    ///
    /// [`ParameterError`] for another kind of set, a level without criteria or that nobody can reach, a criterion that
    /// looks at nothing or at two things, or a code that stands twice.
    pub fn parse(body: &str, lines: IncomeLines) -> Result<Self, ParameterError> {
        let set = ParameterSet::parse_as(ParameterKind::Criteria, body)?;
        let texts: Body = toml::from_str(body).map_err(ParameterError::Syntax)?;
        let mut seen = BTreeSet::new();
        let mut criteria = Vec::with_capacity(texts.criterion.len());
        for it in texts.criterion {
            if !seen.insert(it.code.clone()) {
                return Err(ParameterError::Twice { code: it.code });
            }
            let level = Level::from_code(&it.level).filter(|level| LEVELS.contains(level));
            let Some(level) = level else {
                return Err(ParameterError::Value { what: "level", value: it.level });
            };
            let troubles: Vec<Vec<String>> = it.troubles.into_iter().map(Trouble::forms).collect();
            let test = match (it.income_line, troubles.iter().all(Vec::is_empty)) {
                (true, true) => Test::IncomeAtLine,
                (false, false) => Test::NoTrouble(troubles),
                (true, false) | (false, true) => {
                    return Err(ParameterError::Value { what: "criterion", value: it.code });
                }
            };
            criteria.push(Criterion { code: it.code, level, test });
        }
        if criteria.iter().all(|it| it.level != Level::Survive) {
            return Err(ParameterError::Missing { what: "criterion (level = survive)" });
        }
        if texts.sustained_assessments == 0 {
            return Err(ParameterError::Value { what: "sustained_assessments", value: "0".to_owned() });
        }
        criteria.sort_by_key(|it| it.level);
        Ok(Self {
            set,
            criteria,
            sustained_assessments: texts.sustained_assessments,
            sustained_days: texts.sustained_days,
            lines,
        })
    }

    /// True when a ministry's set; otherwise every level shows
    /// "เกณฑ์ตั้งต้นของระบบ รอหน่วยงานยืนยัน" beside it.
    pub fn is_official(&self) -> bool {
        self.set.standing == Standing::Official
    }

    /// Every fact code that any criterion looks at, for the form of a visit.
    pub fn fact_codes(&self) -> BTreeSet<String> {
        let codes = |it: &Criterion| match &it.test {
            Test::NoTrouble(troubles) => troubles.concat(),
            Test::IncomeAtLine => vec![crate::facts::INCOME.to_owned()],
        };
        self.criteria.iter().flat_map(codes).collect()
    }
}
