//! The parameter sets compiled into the program: they seed an empty database and stand in for it in tests.

use std::collections::BTreeSet;

use crate::bmn::BmnCatalogue;
use crate::criteria::Criteria;
use crate::in_years::InYears;
use crate::income::{IncomeLine, IncomeLines};
use crate::needs::NeedMenu;
use crate::parameter::{ParameterError, ParameterSet};
use crate::screen::OpeningRule;
use crate::target::{TargetRule, TargetRules};
use crate::thaiqm::ThaiqmCatalogue;

const BMN31: &str = include_str!("../seeds/bmn31.toml");
const BMN38: &str = include_str!("../seeds/bmn38.toml");
const THAIQM: &str = include_str!("../seeds/thaiqm.toml");
const INCOME_LINES: [&str; 2] =
    [include_str!("../seeds/income_line_2560.toml"), include_str!("../seeds/income_line_2566.toml")];
const TARGET_RULES: [&str; 2] =
    [include_str!("../seeds/target_rule_2561.toml"), include_str!("../seeds/target_rule_2566.toml")];
const OPENING_RULE: &str = include_str!("../seeds/opening_rule.toml");
const CRITERIA: &str = include_str!("../seeds/criteria.toml");
const NEED_MENU: &str = include_str!("../seeds/need_menu.toml");

/// Every compiled-in set, in an order in which they can be stored.
///
/// # Errors
///
/// [`ParameterError`] if a compiled-in text were broken; a test reads them all.
pub fn seeds() -> Result<Vec<ParameterSet>, ParameterError> {
    [BMN31, BMN38, THAIQM]
        .into_iter()
        .chain(INCOME_LINES)
        .chain(TARGET_RULES)
        .chain([OPENING_RULE, CRITERIA, NEED_MENU])
        .map(ParameterSet::parse)
        .collect()
}

/// The compiled-in sets, read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Defaults {
    /// The 31 indicators.
    pub bmn31: BmnCatalogue,
    /// The 38 indicators.
    pub bmn38: BmnCatalogue,
    /// The ThaiQM items.
    pub thaiqm: ThaiqmCatalogue,
    /// Income lines.
    pub lines: IncomeLines,
    /// Target rules.
    pub targets: TargetRules,
    /// What opens a case, by survey year.
    pub opening: InYears<OpeningRule>,
    /// What makes a level, by fiscal year.
    pub criteria: InYears<Criteria>,
    /// What help is for.
    pub needs: NeedMenu,
    /// Codes of the items that any released catalogue kept to named officers: a later one opens nothing that was found
    /// under it.
    pub restricted: BTreeSet<String>,
}

impl Defaults {
    /// Reads the compiled-in sets.
    ///
    /// # Errors
    ///
    /// [`ParameterError`] if a compiled-in text were broken; a test reads them all.
    pub fn read() -> Result<Self, ParameterError> {
        let thaiqm = ThaiqmCatalogue::parse(THAIQM)?;
        let lines = IncomeLines(INCOME_LINES.into_iter().map(IncomeLine::parse).collect::<Result<_, _>>()?);
        let targets = TargetRules(TARGET_RULES.into_iter().map(TargetRule::parse).collect::<Result<_, _>>()?);
        Ok(Self {
            bmn31: BmnCatalogue::parse(BMN31)?,
            bmn38: BmnCatalogue::parse(BMN38)?,
            opening: InYears::always(OpeningRule::parse(OPENING_RULE, targets.clone(), thaiqm.clone())?),
            criteria: InYears::always(Criteria::parse(CRITERIA, lines.clone())?),
            needs: NeedMenu::parse(NEED_MENU)?,
            restricted: thaiqm.restricted().collect(),
            thaiqm,
            lines,
            targets,
        })
    }
}

#[cfg(test)]
mod tests {
    use phonjon_domain::calendar::BuddhistYear;

    use super::*;
    use crate::parameter::Standing;

    #[test]
    fn every_seed_can_be_read_and_has_its_own_version() {
        let sets = seeds().unwrap();
        let names: BTreeSet<_> = sets.iter().map(|it| (it.kind, it.version.clone())).collect();
        assert_eq!((sets.len(), names.len()), (10, 10));
        assert!(Defaults::read().is_ok());
    }

    #[test]
    fn what_no_office_has_set_is_called_a_default() {
        let defaults = Defaults::read().unwrap();
        let year = BuddhistYear::new(2569).unwrap();
        let (criteria, opening) = (&defaults.criteria.of(year).set, &defaults.opening.of(year).set);
        for set in [criteria, opening, &defaults.bmn38.set, &defaults.needs.set] {
            assert_eq!(set.standing, Standing::DefaultToBeConfirmed, "{}", set.name());
        }
        assert_eq!(criteria.source, "เกณฑ์ตั้งต้นของระบบ รอหน่วยงานยืนยัน");
    }
}
