//! What became of a household over the years: where it came from and went to, who headed it, where it lived, what was made
//! one with it, and which doubts about it are open. Derived from what is kept, so that it goes with an import taken back.

use std::collections::{HashMap, HashSet};

use chrono::NaiveDate;
use phonjon_domain::calendar::bangkok_day;
use phonjon_domain::ids::{AreaId, HomeProvince, HouseholdId, PersonId};
use phonjon_domain::lineage::{Kin, kinships};
use phonjon_store::cases::HouseholdKey;
use phonjon_store::links::{self, CorrectionKind, Merging};
use phonjon_store::people::{self, PersonKey};
use uuid::Uuid;

use super::Member;
use crate::ctx::Ctx;
use crate::error::AppError;

/// Something that became of a household.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Turn {
    /// The first day it is known.
    pub on: NaiveDate,
    /// What.
    pub what: What,
    /// The other household, where there is one and it is still one.
    pub other: Option<HouseholdKey>,
    /// How many people it is about.
    pub n_persons: usize,
    /// The person it is about.
    pub person: Option<PersonKey>,
    /// Where it lived before, where it moved.
    pub from: Option<AreaId>,
}

/// What became of a household.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum What {
    /// It stands to another in this way.
    Kin(Kin),
    /// It lives elsewhere since.
    Moved,
    /// Its head died.
    HeadDied,
    /// A member bears another number.
    NewNumber,
    /// Another record of it was found to be the same, by hand.
    MadeOne,
}

/// What became of these households, newest first. The caller found them within what the actor may read; of another household
/// only what the actor may read is to be shown.
///
/// # Errors
///
/// The store's own.
pub async fn lineages(
    ctx: &Ctx,
    households: &[HouseholdKey],
) -> Result<HashMap<HouseholdId, Vec<Turn>>, AppError> {
    let db = ctx.store.reader();
    let (all, keys) = people::belongings(db, households).await?;
    let members = super::members(ctx, "household.lineage", households).await?;
    let mut residences = people::residences(db, households).await?;
    let merged = links::mergings_of(db, households).await?;
    let persons: HashSet<Uuid> = members.values().flatten().map(|it| it.person.key.1.0).collect();
    let numbers = links::corrections_of(db, &Vec::from_iter(persons), &[]).await?;
    let of = |home: &HouseholdKey| {
        let here: &[Member] = members.get(&home.1).map_or(&[], Vec::as_slice);
        let kin = kinships(home.1, &all).into_iter().map(|it| Turn {
            other: keys.get(&it.other).copied(),
            n_persons: it.n_persons,
            ..Turn::of(it.on, What::Kin(it.kin))
        });
        let mut turns: Vec<Turn> = kin.collect();
        let mut lived = residences.remove(&home.1).unwrap_or_default();
        lived.sort_by_key(|it| it.since);
        turns.extend(lived.windows(2).filter_map(|pair| match pair {
            [before, after] if before.area != after.area => {
                Some(Turn { from: Some(before.area), ..Turn::of(after.since, What::Moved) })
            }
            _ => None,
        }));
        let died = here.iter().filter(|it| it.is_head && !it.is_out_of_reach);
        turns.extend(died.filter_map(|it| {
            let on = it.person.died_on.as_deref()?.parse().ok()?;
            Some(Turn { person: Some(it.person.key), n_persons: 1, ..Turn::of(on, What::HeadDied) })
        }));
        let is_member = |person: Uuid| {
            here.iter().any(|it| it.person.key.1.0 == person && !it.is_out_of_reach && it.until.is_none())
        };
        let renumbered =
            numbers.iter().filter(|it| it.kind == CorrectionKind::Number && is_member(it.person));
        turns.extend(renumbered.map(|it| Turn {
            person: Some((HomeProvince(it.key.0), PersonId(it.person))),
            n_persons: 1,
            ..Turn::of(it.on, What::NewNumber)
        }));
        let made_one = merged.get(&home.1).into_iter().flatten();
        let made_one = made_one.filter(|it: &&Merging| it.is_of_households && it.undone.is_none());
        turns.extend(made_one.map(|it| Turn::of(bangkok_day(it.at), What::MadeOne)));
        turns.sort_by_key(|it| std::cmp::Reverse(it.on));
        (home.1, turns)
    };
    Ok(households.iter().map(of).collect())
}

impl Turn {
    const fn of(on: NaiveDate, what: What) -> Self {
        Self { on, what, other: None, n_persons: 0, person: None, from: None }
    }
}

/// How many questions wait whether one of these households, or somebody who belongs to it, is another. Help goes on
/// meanwhile. The caller found the households within what the actor may read.
///
/// # Errors
///
/// The store's own.
pub async fn doubts(ctx: &Ctx, households: &[HouseholdKey]) -> Result<HashMap<HouseholdId, i64>, AppError> {
    let db = ctx.store.reader();
    let homes: Vec<Uuid> = households.iter().map(|it| it.1.0).collect();
    let of_homes = links::doubts_about(db, "household", &homes).await?;
    let members = people::members(db, households).await?;
    let persons: HashSet<Uuid> = members.values().flatten().map(|it| it.person.key.1.0).collect();
    let of_people = links::doubts_about(db, "person", &Vec::from_iter(persons)).await?;
    let of = |home: &HouseholdKey| {
        let here = members.get(&home.1).into_iter().flatten().filter(|it| it.until.is_none());
        let n: i64 = here.filter_map(|it| of_people.get(&it.person.key.1.0)).sum();
        (home.1, n + of_homes.get(&home.1.0).copied().unwrap_or(0))
    };
    Ok(households.iter().map(of).collect())
}
