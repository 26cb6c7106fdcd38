//! Cases as clients see them: read with what belongs to them, and changed by one act at a time.

mod case;
mod counts;
mod event;
mod former;
mod household;
mod input;
mod known;
mod level;
mod loaders;
mod mutation;
mod past;
mod proposal;
mod query;
pub(crate) mod selection;
pub(crate) mod words;
mod work;

#[cfg(test)]
mod tests;

use async_graphql::Context;
use phonjon_app::case::{CaseKey, HouseholdKey};
use phonjon_app::household::PersonKey;

use loaders::{CaseOf, HouseholdWithin, PersonOf, loader};

pub(crate) use case::CaseNode;
pub(crate) use household::{HouseholdNode, PersonNode};
pub(crate) use input::{WorthInput, worth};
pub(crate) use loaders::Cases;
pub(crate) use mutation::CaseMutation;
pub(crate) use query::CaseQuery;

/// The case of another record; none where it is out of reach.
pub(crate) async fn find_case(ctx: &Context<'_>, key: CaseKey) -> async_graphql::Result<Option<CaseNode>> {
    Ok(loader(ctx)?.load_one(CaseOf(key)).await?.map(CaseNode))
}

/// The household of another record; none where it lives out of reach.
pub(crate) async fn find_household(
    ctx: &Context<'_>,
    key: HouseholdKey,
) -> async_graphql::Result<Option<HouseholdNode>> {
    let found = loader(ctx)?.load_one(HouseholdWithin(key)).await?;
    Ok(found.and_then(|row| row.area.map(|area| HouseholdNode { row, area })))
}

/// The person of another record, recorded as read; none where they are out of reach.
pub(crate) async fn find_person(
    ctx: &Context<'_>,
    key: PersonKey,
) -> async_graphql::Result<Option<PersonNode>> {
    Ok(loader(ctx)?.load_one(PersonOf(key)).await?.map(PersonNode::read))
}
