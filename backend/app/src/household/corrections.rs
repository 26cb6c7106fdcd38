//! What somebody set right by hand of those who belong or belonged to a household, told as its history.

use std::collections::{HashMap, HashSet};

use phonjon_domain::ids::{HouseholdId, PersonId};
use phonjon_domain::policy::Action;
use phonjon_store::cases::HouseholdKey;
use phonjon_store::links::{self, CorrectionRow};
use phonjon_store::people::{self, PersonKey};
use uuid::Uuid;

use crate::ctx::Ctx;
use crate::error::AppError;
use crate::permit::scope_for;

/// A correction as whoever reads the household sees it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Correction {
    /// The correction.
    pub row: CorrectionRow,
    /// The actor may take it back, and nobody has yet.
    pub can_undo: bool,
}

/// The corrections of the members of these households, past ones too, and of whoever was moved into them, newest first;
/// those taken back among them. Of who belongs now where the actor reads nobody, nothing is told.
///
/// # Errors
///
/// The store's own.
pub async fn corrections(
    ctx: &Ctx,
    households: &[HouseholdKey],
) -> Result<HashMap<HouseholdId, Vec<Correction>>, AppError> {
    let db = ctx.store.reader();
    let members = people::members(db, households).await?;
    let of_home: HashMap<HouseholdId, HashSet<Uuid>> = members
        .into_iter()
        .map(|(home, members)| (home, members.iter().map(|it| it.person.key.1.0).collect()))
        .collect();
    let mut persons: Vec<Uuid> = of_home.values().flatten().copied().collect();
    persons.sort_unstable();
    persons.dedup();
    let homes: Vec<Uuid> = households.iter().map(|it| it.1.0).collect();
    let mut found = links::corrections_ever_of(db, &persons, &homes).await?;
    let keys: HashSet<PersonKey> =
        found.iter().map(|it| (phonjon_domain::ids::HomeProvince(it.key.0), PersonId(it.person))).collect();
    let keys = Vec::from_iter(keys);
    let read = people::persons(db, &scope_for(&ctx.actor, Action::ReadCase, ctx.today()), &keys).await?;
    let corrects = scope_for(&ctx.actor, Action::CorrectHousehold, ctx.today());
    let corrected = people::persons(db, &corrects, &keys).await?;
    found.retain(|it| read.contains_key(&PersonId(it.person)));
    found.reverse();
    ctx.show("household.corrections", found.iter().map(|it| PersonId(it.person)));
    let told = |row: &CorrectionRow| Correction {
        can_undo: row.undone_at.is_none() && corrected.contains_key(&PersonId(row.person)),
        row: row.clone(),
    };
    let of = |home: &HouseholdKey| {
        let is_of = |it: &&CorrectionRow| {
            let is_member = of_home.get(&home.1).is_some_and(|members| members.contains(&it.person));
            is_member || it.household.is_some_and(|to| to.1 == home.1.0)
        };
        (home.1, found.iter().filter(is_of).map(told).collect())
    };
    Ok(households.iter().map(of).collect())
}
