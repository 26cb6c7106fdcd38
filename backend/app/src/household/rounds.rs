//! The rounds of a survey beside each other, indicator by indicator, and what changed from one year to the next. Pure.

use std::collections::BTreeMap;

use phonjon_domain::dimension::{Dimension, DimensionSet};
use phonjon_domain::source::Source;

use super::Survey;

/// An indicator, a problem item or a TPMAP dimension over the rounds of one source.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OverYears {
    /// The source.
    pub source: Source,
    /// `bmn.safe_food`, `q01`, `dimension.income`, ….
    pub code: String,
    /// Its wording, Thai; empty for a dimension.
    pub text: String,
    /// What each round says, the oldest first; a round that says nothing of it is left out.
    pub rounds: Vec<Round>,
    /// What changed between the last two rounds that know.
    pub change: Option<Change>,
}

/// What one round says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Round {
    /// Survey year, Buddhist era.
    pub year: i16,
    /// True: passes, or nobody has the problem; false: fails, or somebody has; none: not known.
    pub passes: Option<bool>,
}

/// What changed from one round to the next.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Change {
    /// It failed and passes.
    Better,
    /// It passed and fails.
    Worse,
    /// It stands as it stood.
    Same,
}

/// Of an indicator, its source, its wording, and whether each year passes.
type Told = (Source, String, BTreeMap<i16, Option<bool>>);

/// What these surveys say of each indicator over the years: of several rows of a round one that fails is enough.
pub fn over_years(surveys: &[Survey]) -> Vec<OverYears> {
    let mut found: BTreeMap<(&'static str, String), Told> = BTreeMap::new();
    for it in surveys {
        let mut put = |code: String, text: &str, passes: Option<bool>| {
            let entry = found.entry((it.row.source.code(), code));
            let (_, _, years) = entry.or_insert_with(|| (it.row.source, text.to_owned(), BTreeMap::new()));
            let year = years.entry(it.row.year).or_insert(passes);
            *year = match (*year, passes) {
                (Some(a), Some(b)) => Some(a && b),
                (known, None) | (None, known) => known,
            };
        };
        for answer in &it.answers {
            put(answer.code.clone(), &answer.text, answer.passes);
        }
        let bits = |set: Option<i16>| {
            DimensionSet::from_bits(set.and_then(|it| u8::try_from(it).ok()).unwrap_or_default())
        };
        let (known, failing) = (bits(it.row.known_dimensions), bits(it.row.failing_dimensions));
        for dimension in Dimension::ALL.into_iter().filter(|it| known.iter().any(|known| known == *it)) {
            let fails = failing.iter().any(|it| it == dimension);
            put(format!("dimension.{}", dimension.code()), "", Some(!fails));
        }
    }
    let told = |((_, code), (source, text, years)): ((&str, String), (Source, String, BTreeMap<_, _>))| {
        let rounds: Vec<Round> = years.into_iter().map(|(year, passes)| Round { year, passes }).collect();
        OverYears { source, code, text, change: change(&rounds), rounds }
    };
    found.into_iter().map(told).collect()
}

fn change(rounds: &[Round]) -> Option<Change> {
    let mut known = rounds.iter().rev().filter_map(|it| it.passes);
    let (now, before) = (known.next()?, known.next()?);
    Some(match (before, now) {
        (false, true) => Change::Better,
        (true, false) => Change::Worse,
        (true, true) | (false, false) => Change::Same,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(rounds: &[Option<bool>]) -> Option<Change> {
        let rounds: Vec<Round> =
            (2565..).zip(rounds).map(|(year, passes)| Round { year, passes: *passes }).collect();
        change(&rounds)
    }

    #[test]
    fn a_change_is_between_the_last_two_rounds_that_know() {
        assert_eq!(of(&[Some(false), Some(true)]), Some(Change::Better));
        assert_eq!(of(&[Some(true), None, Some(false)]), Some(Change::Worse));
        assert_eq!(of(&[Some(false), Some(true), Some(true)]), Some(Change::Same));
        assert_eq!((of(&[Some(true)]), of(&[None, None]), of(&[])), (None, None, None));
    }
}
