//! The two sides of a question whether they are one, as far as it helps to tell them apart.

use async_graphql::{Context, Object, SimpleObject};
use phonjon_app::case::HouseholdKey;
use phonjon_app::household::PersonKey;
use phonjon_app::links::Side;
use phonjon_domain::ids::AreaId;

use crate::areas::{self, AreaNode};
use crate::base::scalars::Date;
use crate::cases::{self, HouseholdNode, PersonNode};

/// One of two that may be one.
pub(super) struct SideNode<'a>(pub(super) &'a Side);

/// One of two that may be one. Empty where it is no more, because both became one.
#[Object(name = "LinkSide")]
impl SideNode<'_> {
    /// The household, or the households in your areas that the person belongs or belonged to.
    async fn households(&self) -> Vec<LinkHousehold> {
        let households = self.0.households.iter();
        households
            .map(|it| LinkHousehold {
                key: it.key,
                house_code: it.house_code.clone(),
                house_no: it.house_no.clone(),
                moo: it.moo.map(i32::from),
                village_name: it.village_name.clone(),
                description: it.description.clone(),
                area: it.area,
            })
            .collect()
    }

    /// The districts in which the person belongs or belonged to further households, outside your areas: whom to ask.
    async fn elsewhere(&self, ctx: &Context<'_>) -> async_graphql::Result<Vec<AreaNode>> {
        let districts = self.0.elsewhere.iter().map(|it| areas::find(ctx, *it));
        Ok(futures_util::future::try_join_all(districts).await?.into_iter().flatten().collect())
    }

    /// The person, or the members of the household: the head first, those who left last. Of who left for where you read
    /// nobody you see what was said of them there, and no number.
    async fn persons(&self) -> Vec<LinkPerson> {
        let persons = self.0.persons.iter();
        persons
            .map(|(it, numbers)| LinkPerson {
                key: it.person.key,
                title: it.person.title.clone(),
                first_name: it.person.first_name.clone(),
                last_name: it.person.last_name.clone(),
                sex: it.person.sex.clone(),
                birth: it.person.birth.clone(),
                is_head: it.is_head,
                since: Date(it.since),
                until: it.until.map(Date),
                masked_numbers: numbers.iter().map(|it| it.text.clone()).collect(),
            })
            .collect()
    }
}

/// A household, as far as it helps to tell it from another.
#[derive(SimpleObject)]
#[graphql(complex)]
pub(crate) struct LinkHousehold {
    /// House code, 11 digits.
    house_code: Option<String>,
    /// House number.
    house_no: Option<String>,
    /// Village number.
    moo: Option<i32>,
    /// Village name as written.
    village_name: Option<String>,
    /// How to find it, where it has no number.
    description: Option<String>,
    #[graphql(skip)]
    area: Option<AreaId>,
    #[graphql(skip)]
    key: HouseholdKey,
}

#[async_graphql::ComplexObject]
impl LinkHousehold {
    /// The household; null where you may not read it.
    async fn household(&self, ctx: &Context<'_>) -> async_graphql::Result<Option<HouseholdNode>> {
        cases::find_household(ctx, self.key).await
    }

    /// Where it lives now.
    async fn area(&self, ctx: &Context<'_>) -> async_graphql::Result<Option<AreaNode>> {
        match self.area {
            Some(area) => areas::find(ctx, area).await,
            None => Ok(None),
        }
    }
}

/// A person, as far as it helps to tell them from another.
#[derive(SimpleObject)]
#[graphql(complex)]
pub(crate) struct LinkPerson {
    /// Title in full.
    title: Option<String>,
    /// First name.
    first_name: Option<String>,
    /// Last name.
    last_name: Option<String>,
    /// `M` or `F`.
    sex: Option<String>,
    /// Birth date as far as known, common era.
    birth: Option<String>,
    /// Named as head of the household.
    is_head: bool,
    /// The first day in the household that is known.
    since: Date,
    /// The first day known elsewhere; null while a member.
    until: Option<Date>,
    /// Citizen numbers with all but the last two digits hidden, the valid one first.
    masked_numbers: Vec<String>,
    #[graphql(skip)]
    key: PersonKey,
}

#[async_graphql::ComplexObject]
impl LinkPerson {
    /// The person; null where you may not read them.
    async fn person(&self, ctx: &Context<'_>) -> async_graphql::Result<Option<PersonNode>> {
        cases::find_person(ctx, self.key).await
    }
}
