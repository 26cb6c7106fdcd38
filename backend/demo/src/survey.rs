//! What a จปฐ. survey finds in a household: 31 indicators, incomes, and the ThaiQM problems that go with them.

use crate::chance::Chance;
use crate::person::Person;

/// Indicators of the 31-indicator form.
pub(crate) const N_INDICATORS: usize = 31;

/// Items of the ThaiQM form.
pub(crate) const N_QUESTIONS: usize = 36;

/// The 17 indicators that feed TPMAP's five dimensions, by dimension: health, living, education, income, access.
pub(crate) const DIMENSIONS: [&[usize]; 5] =
    [&[1, 4, 5, 7], &[8, 9, 10, 11], &[15, 16, 17, 19], &[20, 21, 22], &[27, 28]];

/// How many of a thousand households at the worst hardship fail each indicator, 1 to 31.
const FAILING: [u32; N_INDICATORS] = [
    60, 60, 30, 90, 70, 180, 120, 190, 150, 110, 200, 60, 80, 50, 160, 90, 130, 120, 150, 260, 280, 0, 380,
    200, 260, 90, 160, 210, 140, 90, 40,
];

/// The line of indicator 22, baht per person per year.
pub(crate) const INCOME_LINE_BAHT: u32 = 38_000;

/// One household's answers in one round.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Survey {
    /// `1` pass, `0` fail, `-` not applicable.
    pub(crate) results: [char; N_INDICATORS],
    /// Main, second, other and own produce, baht per year.
    pub(crate) incomes: [u32; 4],
    /// Baht per year.
    pub(crate) spending: u32,
    /// Baht.
    pub(crate) debt: u32,
    /// Persons or a mark per ThaiQM item; 0 is none.
    pub(crate) problems: [u32; N_QUESTIONS],
}

impl Survey {
    /// What is found at this hardship with this luck, in a year of the common era.
    pub(crate) fn found(
        hardship: u32,
        luck: &[u32; N_INDICATORS],
        members: &[Person],
        year: u16,
        chance: &mut Chance,
    ) -> Self {
        let n_members = u32::try_from(members.len()).unwrap_or(1).max(1);
        let per_person = 24_000 + (1000 - hardship) * 55 + chance.below(9_000);
        let total = per_person * n_members;
        let rounded = |percent: u32| total / 10_000 * percent * 100;
        let (second, other, own) = (rounded(14), rounded(11), rounded(5));
        let incomes = [(total / 100 * 100).saturating_sub(second + other + own), second, other, own];
        let mut survey = Self {
            results: ['1'; N_INDICATORS],
            incomes,
            spending: total / 100 * chance.between(60, 110),
            debt: if chance.per_mille(450) { chance.between(5, 200) * 1_000 } else { 0 },
            problems: [0; N_QUESTIONS],
        };
        for (at, result) in survey.results.iter_mut().enumerate() {
            let indicator = at + 1;
            if !concerns_anyone(indicator, members, year) {
                *result = '-';
            } else if luck[at] < FAILING[at] * hardship / 1000 {
                *result = '0';
            }
        }
        survey.results[21] = if survey.income_avg(n_members) < INCOME_LINE_BAHT { '0' } else { '1' };
        survey.problems = survey.problems_of(members, year, hardship, chance);
        survey
    }

    /// True where the indicator, 1 to 31, fails.
    pub(crate) fn fails(&self, indicator: usize) -> bool {
        self.results[indicator - 1] == '0'
    }

    /// Baht per year, all together.
    pub(crate) fn income_total(&self) -> u32 {
        self.incomes.iter().sum()
    }

    /// Baht per person per year.
    pub(crate) fn income_avg(&self, n_members: u32) -> u32 {
        self.income_total() / n_members.max(1)
    }

    /// True where an item of negative polarity has an answer; 5 and 6 are the two positive ones.
    pub(crate) fn has_problem(&self) -> bool {
        self.problems.iter().enumerate().any(|(at, n)| *n > 0 && at != 4 && at != 5)
    }

    fn problems_of(
        &self,
        members: &[Person],
        year: u16,
        hardship: u32,
        chance: &mut Chance,
    ) -> [u32; N_QUESTIONS] {
        let n_members = u32::try_from(members.len()).unwrap_or(1);
        let aged = |lo: u16, hi: u16| {
            let within = members.iter().filter(|it| (lo..=hi).contains(&it.age_in(year)));
            u32::try_from(within.count()).unwrap_or_default()
        };
        let mut problems = [0; N_QUESTIONS];
        let mut set = |item: usize, n: u32| problems[item - 1] = n;
        let when = |fails: bool, n: u32| if fails { n } else { 0 };
        set(2, when(self.fails(8), 1));
        set(7, when(self.fails(9), 1));
        set(8, when(self.fails(10), 1));
        set(9, when(self.fails(12), 1));
        set(10, when(self.fails(15), aged(3, 5)));
        set(11, when(self.fails(16), aged(6, 14)));
        set(12, when(self.fails(17), aged(15, 17).min(1)));
        set(13, when(self.fails(19), aged(15, 59).min(1)));
        set(15, when(self.fails(22), n_members));
        set(16, when(self.fails(20), aged(15, 59).min(1)));
        set(17, when(self.fails(21), aged(60, 120)));
        set(18, when(self.fails(23), n_members));
        set(19, when(self.fails(14), 1));
        set(21, when(self.fails(29), 1));
        set(23, when(self.fails(28), 1));
        set(24, when(self.fails(27), aged(60, 120).min(1)));
        set(5, u32::from(chance.per_mille(620)));
        set(6, u32::from(chance.per_mille(480)));
        // What no จปฐ. indicator asks about, rare and rarer, in a thousand at the worst hardship.
        for (item, most) in
            [(1, 8), (4, 40), (22, 15), (25, 20), (26, 6), (28, 8), (30, 12), (31, 30), (32, 50), (36, 60)]
        {
            if chance.per_mille(most * hardship / 1000) {
                set(item, 1);
            }
        }
        problems
    }
}

/// True where the household has somebody the indicator, 1 to 31, asks about.
fn concerns_anyone(indicator: usize, members: &[Person], year: u16) -> bool {
    members.iter().any(|it| concerns(indicator, it, year))
}

/// True where the indicator, 1 to 31, asks about this member.
pub(crate) fn concerns(indicator: usize, member: &Person, year: u16) -> bool {
    let age = member.age_in(year);
    match indicator {
        1 | 2 => age < 2,
        3 => age <= 12,
        6 => age >= 35,
        7 | 26 => age >= 6,
        15 => (3..=5).contains(&age),
        16 => (6..=14).contains(&age),
        17 => (15..=17).contains(&age),
        18 => (15..=24).contains(&age),
        19 | 20 => (15..=59).contains(&age),
        21 | 27 => age >= 60,
        28 => member.is_disabled,
        29 => member.is_ill,
        _ => true,
    }
}

/// The indicators of TPMAP that this member fails: those of the whole household, and those that ask about them.
pub(crate) fn failed_by(member: &Person, survey: &Survey, year: u16) -> Vec<usize> {
    DIMENSIONS
        .iter()
        .flat_map(|it| it.iter().copied())
        .filter(|it| survey.fails(*it) && concerns(*it, member, year))
        .collect()
}
