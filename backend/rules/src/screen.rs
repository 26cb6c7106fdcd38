//! What a household's sources open under the opening rule of the programme: a case, only a task to verify, or nothing.

use std::collections::BTreeSet;

use serde::Deserialize;

use phonjon_domain::calendar::BuddhistYear;
use phonjon_domain::dimension::DimensionSet;
use phonjon_domain::problem::{Polarity, ProblemCode};
use phonjon_domain::source::Source;

use crate::parameter::{ParameterError, ParameterKind, ParameterSet};
use crate::target::{IsTarget, TargetRules};
use crate::thaiqm::ThaiqmCatalogue;

/// What a line of the rule opens, least first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Opens {
    /// Nothing.
    Nothing,
    /// A task to verify the household.
    Task,
    /// A case.
    Case,
}

impl Opens {
    /// Its stable word.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Nothing => "nothing",
            Self::Task => "task",
            Self::Case => "case",
        }
    }
}

/// One จปฐ. round of a household.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct BmnRound {
    /// Survey year.
    pub year: BuddhistYear,
    /// Failing dimensions.
    pub failing: DimensionSet,
    /// Whether any member holds a state welfare card; `None` where no source says.
    pub card: Option<bool>,
}

/// One ThaiQM round of a household.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ThaiqmRound {
    /// Survey year.
    pub year: BuddhistYear,
    /// The items marked or counted above nought, positive ones included.
    pub items: Vec<ProblemCode>,
}

/// What the sources say of one household.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct ScreenFacts {
    /// Years in which a member stands in TPMAP's target list.
    pub tpmap: Vec<BuddhistYear>,
    /// จปฐ. rounds.
    pub bmn: Vec<BmnRound>,
    /// ThaiQM rounds.
    pub thaiqm: Vec<ThaiqmRound>,
}

/// One reason of a screening.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Why {
    /// The rule with its version: `default_opening/1`.
    pub rule: String,
    /// The line of the rule.
    pub line: String,
    /// The target rule it leans on, with its version, where it does.
    pub target_rule: Option<String>,
    /// The source.
    pub source: Source,
    /// The survey year.
    pub year: BuddhistYear,
    /// The dimensions or items seen, by code.
    pub codes: Vec<String>,
    /// What this reason opens.
    pub opens: Opens,
}

/// What a household's sources open.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Screening {
    /// The most that any reason opens.
    pub opens: Opens,
    /// Every reason that opens something, in the order of the sources.
    pub why: Vec<Why>,
}

/// The opening rule, with the target rules and the catalogue its lines speak of.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OpeningRule {
    /// What the set says of itself.
    pub set: ParameterSet,
    lines: Vec<Line>,
    targets: TargetRules,
    catalogue: ThaiqmCatalogue,
}

#[derive(Debug, Clone, PartialEq, Eq)]
struct Line {
    source: Source,
    code: String,
    opens: Opens,
    items: Vec<String>,
    polarity: Option<Polarity>,
}

#[derive(Deserialize)]
struct Body {
    line: Vec<LineText>,
}

#[derive(Deserialize)]
struct LineText {
    source: String,
    code: String,
    opens: Opens,
    #[serde(default)]
    items: Vec<String>,
    polarity: Option<String>,
}

impl OpeningRule {
    /// Reads a rule's text.
    ///
    /// # Errors
    ///
    /// [`ParameterError`] for another kind of set, an unknown source, polarity or item.
    pub fn parse(
        body: &str,
        targets: TargetRules,
        catalogue: ThaiqmCatalogue,
    ) -> Result<Self, ParameterError> {
        let set = ParameterSet::parse_as(ParameterKind::OpeningRule, body)?;
        let texts: Body = toml::from_str(body).map_err(ParameterError::Syntax)?;
        let mut lines = Vec::with_capacity(texts.line.len());
        for it in texts.line {
            if let Some(item) = it.items.iter().find(|item| catalogue.find(item).is_none()) {
                return Err(ParameterError::Value { what: "items", value: item.clone() });
            }
            let polarity = match it.polarity {
                Some(word) => Some(
                    Polarity::from_code(&word)
                        .ok_or(ParameterError::Value { what: "polarity", value: word })?,
                ),
                None => None,
            };
            let Some(source) = Source::from_code(&it.source) else {
                return Err(ParameterError::Value { what: "source", value: it.source });
            };
            lines.push(Line { source, code: it.code, opens: it.opens, items: it.items, polarity });
        }
        Ok(Self { set, lines, targets, catalogue })
    }

    /// The code of a line that speaks of none but these items: whoever reads why a case was opened would learn of them.
    pub fn find_line_of_only(&self, items: &BTreeSet<String>) -> Option<&str> {
        let only = |it: &&Line| !it.items.is_empty() && it.items.iter().all(|item| items.contains(item));
        self.lines.iter().find(only).map(|it| it.code.as_str())
    }

    /// The first line that speaks of a source, and for items of the item's code or polarity.
    fn find_line(&self, source: Source, item: Option<&str>) -> Option<&Line> {
        self.lines.iter().filter(|it| it.source == source).find(|line| match item {
            None => true,
            Some(item) => {
                let polarity = self.catalogue.find(item).map(|it| it.polarity);
                let by_code = line.items.is_empty() || line.items.iter().any(|it| it == item);
                by_code && (line.polarity.is_none() || line.polarity == polarity)
            }
        })
    }

    fn why(&self, line: &Line, year: BuddhistYear, opens: Opens) -> Why {
        Why {
            rule: self.set.name(),
            line: line.code.clone(),
            target_rule: None,
            source: line.source,
            year,
            codes: Vec::new(),
            opens,
        }
    }

    fn screen_tpmap(&self, year: BuddhistYear) -> Option<Why> {
        let line = self.find_line(Source::Tpmap, None)?;
        Some(self.why(line, year, line.opens))
    }

    fn screen_bmn(&self, round: BmnRound) -> Option<Why> {
        let line = self.find_line(Source::Bmn, None)?;
        let target = self.targets.find(round.year)?;
        let opens = match target.judge(round.failing, round.card) {
            IsTarget::No => return None,
            IsTarget::Yes => line.opens,
            // Somebody must ask about the card before the household is a target.
            IsTarget::IfCard => line.opens.min(Opens::Task),
        };
        let codes = round.failing.iter().map(|it| it.code().to_owned()).collect();
        Some(Why { target_rule: Some(target.set.name()), codes, ..self.why(line, round.year, opens) })
    }

    fn screen_thaiqm(&self, round: &ThaiqmRound) -> Vec<Why> {
        let mut reasons: Vec<Why> = Vec::new();
        for item in &round.items {
            let Some(line) = self.find_line(Source::Thaiqm, Some(item.as_str())) else { continue };
            match reasons.iter_mut().find(|it| it.line == line.code) {
                Some(why) => why.codes.push(item.to_string()),
                None => reasons
                    .push(Why { codes: vec![item.to_string()], ..self.why(line, round.year, line.opens) }),
            }
        }
        reasons
    }
}

/// Screens one household for a survey year.
///
/// Only what the sources say of that year counts. An item the catalogue does not know opens nothing.
pub fn screen(facts: &ScreenFacts, rule: &OpeningRule, year: BuddhistYear) -> Screening {
    let tpmap = facts.tpmap.iter().find(|it| **it == year);
    let bmn = facts.bmn.iter().filter(|it| it.year == year);
    let thaiqm = facts.thaiqm.iter().filter(|it| it.year == year);
    let why: Vec<Why> = tpmap
        .and_then(|year| rule.screen_tpmap(*year))
        .into_iter()
        .chain(bmn.filter_map(|it| rule.screen_bmn(*it)))
        .chain(thaiqm.flat_map(|it| rule.screen_thaiqm(it)))
        .filter(|it| Opens::Nothing < it.opens)
        .collect();
    let opens = why.iter().map(|it| it.opens).max().unwrap_or(Opens::Nothing);
    Screening { opens, why }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::seeds::Defaults;
    use phonjon_domain::dimension::Dimension;

    fn year(year: i32) -> BuddhistYear {
        BuddhistYear::new(year).unwrap()
    }

    /// The one place that calls the rule: what opens, and by which reasons.
    fn opened(facts: &ScreenFacts, survey_year: i32) -> String {
        let screening =
            screen(facts, Defaults::read().unwrap().opening.of(year(survey_year)), year(survey_year));
        let reasons: Vec<String> = screening
            .why
            .iter()
            .map(|it| {
                let target = it.target_rule.as_deref().unwrap_or("-");
                format!("{} {} {} {}", it.rule, it.line, target, it.codes.join(","))
            })
            .collect();
        format!("{} | {}", screening.opens.code(), reasons.join(" | "))
    }

    fn bmn(survey_year: i32, failing: &[Dimension], card: Option<bool>) -> ScreenFacts {
        let failing = failing.iter().copied().collect();
        ScreenFacts {
            bmn: vec![BmnRound { year: year(survey_year), failing, card }],
            ..ScreenFacts::default()
        }
    }

    fn thaiqm(items: &[&str]) -> ScreenFacts {
        let items = items.iter().map(|it| ProblemCode::parse(it).unwrap()).collect();
        ScreenFacts { thaiqm: vec![ThaiqmRound { year: year(2566), items }], ..ScreenFacts::default() }
    }

    #[test]
    fn a_row_of_the_target_list_opens_a_case_in_its_own_year() {
        let listed = ScreenFacts { tpmap: vec![year(2565)], ..ScreenFacts::default() };
        insta::assert_snapshot!(opened(&listed, 2565), @"case | default_opening/1 tpmap_listed - ");
        insta::assert_snapshot!(opened(&listed, 2566), @"nothing | ");
    }

    #[test]
    fn a_failing_dimension_needs_a_card_through_2565() {
        use Dimension::{Health, Income};
        insta::assert_snapshot!(opened(&bmn(2565, &[Income], Some(true)), 2565),
            @"case | default_opening/1 bmn_fails_target_rule tpmap_target/2561 income");
        insta::assert_snapshot!(opened(&bmn(2565, &[Income], Some(false)), 2565), @"nothing | ");
        insta::assert_snapshot!(opened(&bmn(2565, &[Income], None), 2565),
            @"task | default_opening/1 bmn_fails_target_rule tpmap_target/2561 income");
        insta::assert_snapshot!(opened(&bmn(2566, &[Health, Income], Some(false)), 2566),
            @"case | default_opening/1 bmn_fails_target_rule tpmap_target/2566 health,income");
        insta::assert_snapshot!(opened(&bmn(2566, &[], Some(true)), 2566), @"nothing | ");
    }

    #[test]
    fn a_problem_opens_a_case_and_a_positive_answer_nothing() {
        insta::assert_snapshot!(opened(&thaiqm(&["q05", "q06"]), 2566), @"nothing | ");
        insta::assert_snapshot!(opened(&thaiqm(&["q05", "q07", "q22"]), 2566),
            @"case | default_opening/1 thaiqm_problem - q07,q22");
        insta::assert_snapshot!(opened(&thaiqm(&["q99"]), 2566), @"nothing | ");
    }

    #[test]
    fn a_rule_may_say_which_items_only_ask_to_verify() {
        let defaults = Defaults::read().unwrap();
        let line =
            "[[line]]\nsource = \"thaiqm\"\ncode = \"papers\"\nopens = \"task\"\nitems = [\"q27\"]\n\n";
        let body =
            defaults.opening.of(year(2566)).set.body.replacen("[[line]]", &format!("{line}[[line]]"), 1);
        let rule = OpeningRule::parse(&body, defaults.targets.clone(), defaults.thaiqm.clone()).unwrap();
        assert_eq!(screen(&thaiqm(&["q27"]), &rule, year(2566)).opens, Opens::Task);
        let both = screen(&thaiqm(&["q27", "q01"]), &rule, year(2566));
        assert_eq!(both.opens, Opens::Case);
        assert_eq!(both.why.len(), 2);
        let odd = body.replace("q27", "q77");
        assert!(OpeningRule::parse(&odd, defaults.targets, defaults.thaiqm).is_err());
    }

    #[test]
    fn several_sources_give_several_reasons() {
        let mut facts = thaiqm(&["q02"]);
        facts.tpmap.push(year(2566));
        facts.bmn = bmn(2566, &[Dimension::Living], None).bmn;
        let screening = screen(&facts, Defaults::read().unwrap().opening.of(year(2566)), year(2566));
        let sources: Vec<Source> = screening.why.iter().map(|it| it.source).collect();
        assert_eq!(sources, [Source::Tpmap, Source::Bmn, Source::Thaiqm]);
    }
}
