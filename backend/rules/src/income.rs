//! The จปฐ. income line of a survey year, satang per person per year.

use serde::Deserialize;

use phonjon_domain::calendar::BuddhistYear;
use phonjon_domain::money::Satang;

use crate::parameter::{ParameterError, ParameterKind, ParameterSet};

/// One line and the survey years it holds for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct IncomeLine {
    /// What the set says of itself.
    pub set: ParameterSet,
    /// The line, per person per year; an income at the line is not below it.
    pub line: Satang,
}

#[derive(Deserialize)]
struct Body {
    baht_per_person_per_year: i64,
}

impl IncomeLine {
    /// Reads a line's text.
    ///
    /// # Errors
    ///
    /// [`ParameterError`] for another kind of set or a line that is not above nought.
    pub fn parse(body: &str) -> Result<Self, ParameterError> {
        let set = ParameterSet::parse_as(ParameterKind::IncomeLine, body)?;
        let text: Body = toml::from_str(body).map_err(ParameterError::Syntax)?;
        let baht = text.baht_per_person_per_year;
        let line = Satang::from_baht(baht).filter(|it| Satang(0) < *it);
        match line {
            Some(line) => Ok(Self { set, line }),
            None => Err(ParameterError::Value { what: "baht_per_person_per_year", value: baht.to_string() }),
        }
    }
}

/// The lines of all years.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct IncomeLines(pub Vec<IncomeLine>);

impl IncomeLines {
    /// The line of a survey year; of several that hold, the one that came into force last.
    pub fn find(&self, year: BuddhistYear) -> Option<&IncomeLine> {
        self.0.iter().filter(|it| it.set.holds_in(year)).max_by_key(|it| it.set.valid_from)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::parameter::Standing;
    use crate::seeds::Defaults;

    #[test]
    fn the_line_is_that_of_the_survey_year() {
        let lines = Defaults::read().unwrap().lines;
        let line = |year| lines.find(BuddhistYear::new(year).unwrap());
        assert_eq!(line(2559), None);
        assert_eq!(line(2560).unwrap().line, Satang(3_800_000));
        assert_eq!(line(2565).unwrap().line, Satang(3_800_000));
        assert_eq!(line(2566).unwrap().line, Satang(4_000_000));
        assert_eq!(line(2566).unwrap().set.standing, Standing::DefaultToBeConfirmed);
    }

    #[test]
    fn a_line_is_above_nought() {
        let body = Defaults::read().unwrap().lines.0[0].set.body.replace("= 38000", "= 0");
        assert!(matches!(
            IncomeLine::parse(&body),
            Err(ParameterError::Value { what: "baht_per_person_per_year", .. })
        ));
    }
}
