//! Which household a row of past work is about: by the number on its sheet, its house code, or a number of somebody in it.

use std::collections::{BTreeSet, HashMap};

use phonjon_domain::ids::HouseholdId;
use phonjon_rows::{ReadRow, fields};
use phonjon_store::Connection;
use phonjon_store::cases::{CaseRow, HouseholdKey};
use phonjon_store::past::{NamedBy, households_named, households_of_numbers};

use crate::Ctx;
use crate::error::AppError;
use crate::intake::evidence::CITIZEN;

/// The row names no household.
pub(super) const NOT_NAMED: &str = "past_not_named";
/// No household with a case within reach is named so.
const UNKNOWN: &str = "past_household_unknown";
/// Two are.
const SEVERAL: &str = "past_household_several";
/// The row names one by one sign and another by another.
const DISAGREE: &str = "past_names_disagree";

/// The households that bear each of the signs a row gives.
#[derive(Debug, Default)]
pub(super) struct Named {
    signs: Vec<BTreeSet<HouseholdKey>>,
}

impl Named {
    pub(super) fn all(&self) -> impl Iterator<Item = HouseholdKey> {
        self.signs.iter().flatten().copied()
    }

    /// The one household that all signs mean, among those whose case is within reach.
    pub(super) fn home(&self, cases: &HashMap<HouseholdId, CaseRow>) -> Result<HouseholdKey, &'static str> {
        if self.signs.is_empty() {
            return Err(NOT_NAMED);
        }
        let reached = |it: &BTreeSet<HouseholdKey>| -> BTreeSet<HouseholdKey> {
            it.iter().filter(|home| cases.contains_key(&home.1)).copied().collect()
        };
        let signs: Vec<BTreeSet<HouseholdKey>> = self.signs.iter().map(reached).collect();
        if signs.iter().any(BTreeSet::is_empty) {
            return Err(UNKNOWN);
        }
        let meant =
            signs.into_iter().reduce(|a, b| a.intersection(&b).copied().collect()).unwrap_or_default();
        match (meant.first(), meant.len()) {
            (Some(home), 1) => Ok(*home),
            (None, _) => Err(DISAGREE),
            (Some(_), _) => Err(SEVERAL),
        }
    }
}

/// What the rows that are taken name, by their place.
pub(super) async fn named(
    ctx: &Ctx,
    db: &impl Connection,
    reports: &[ReadRow],
) -> Result<HashMap<usize, Named>, AppError> {
    let mut signs: HashMap<usize, Vec<Sign>> = HashMap::new();
    for (n, report) in reports.iter().enumerate().filter(|(_, it)| it.is_accepted()) {
        let text = |field| report.text(field).map(str::to_owned);
        let given = [
            text(fields::SHORT_NUMBER).map(Sign::ShortNumber),
            text(fields::HOUSE_CODE).map(Sign::HouseCode),
            text(fields::PID).map(Sign::Number),
        ];
        let given: Vec<Sign> = given.into_iter().flatten().collect();
        if !given.is_empty() {
            signs.insert(n, given);
        }
    }
    let homes = homes(ctx, db, signs.values().flatten()).await?;
    let of = |sign: &Sign| homes.get(sign).cloned().unwrap_or_default();
    Ok(signs.into_iter().map(|(n, all)| (n, Named { signs: all.iter().map(of).collect() })).collect())
}

/// A sign by which a row names a household.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
enum Sign {
    ShortNumber(String),
    HouseCode(String),
    Number(String),
}

async fn homes<'a>(
    ctx: &Ctx,
    db: &impl Connection,
    signs: impl Iterator<Item = &'a Sign>,
) -> Result<HashMap<Sign, BTreeSet<HouseholdKey>>, AppError> {
    let (mut short, mut codes, mut numbers) = (Vec::new(), Vec::new(), HashMap::new());
    for sign in signs {
        match sign {
            Sign::ShortNumber(text) => short.push(text.clone()),
            Sign::HouseCode(text) => codes.push(text.clone()),
            Sign::Number(text) => {
                for index in ctx.store.keys().blind_indexes(CITIZEN, text) {
                    numbers.insert(index, text.clone());
                }
            }
        }
    }
    let mut homes: HashMap<Sign, BTreeSet<HouseholdKey>> = HashMap::new();
    for (name, home) in households_named(db, NamedBy::ShortNumber, &short).await? {
        homes.entry(Sign::ShortNumber(name)).or_default().insert(home);
    }
    for (name, home) in households_named(db, NamedBy::HouseCode, &codes).await? {
        homes.entry(Sign::HouseCode(name)).or_default().insert(home);
    }
    let indexes: Vec<[u8; 32]> = numbers.keys().copied().collect();
    for (index, home) in households_of_numbers(db, CITIZEN, &indexes).await? {
        let number = <[u8; 32]>::try_from(index).ok().and_then(|it| numbers.get(&it));
        if let Some(number) = number {
            homes.entry(Sign::Number(number.clone())).or_default().insert(home);
        }
    }
    Ok(homes)
}
