//! Entering partners in the register, changing and ending entries, and noting what partners contributed.

use async_graphql::{Context, ID, InputObject, Object};
use phonjon_app::partner::{self, NewContribution, NewPartner, Partner};
use phonjon_app::{AppError, Ctx, Refusal};
use phonjon_domain::ids::{AreaId, ContributionId, PartnerId};

use super::PartnerNode;
use crate::base::asking::person;
use crate::base::ids::{Kind, read_id, read_plain_id};
use crate::base::key::key_of;
use crate::base::refusal::{outcome, payload};
use crate::base::scalars::Date;
use crate::base::sector::Sector;
use crate::cases::{WorthInput, worth};
use crate::teams::{Formality, MemberKind};

/// A partner's entry in the register, the whole of it.
#[derive(InputObject)]
pub(crate) struct PartnerInput {
    /// A person or an organisation.
    kind: MemberKind,
    /// What it is called, at most 200 characters.
    name: String,
    /// The sector it speaks for.
    sector: Sector,
    /// By office or by good will.
    formality: Formality,
    /// Its office where it is formal, the network it comes from where it is not; at most 200 characters.
    post: Option<String>,
    /// What else is to be known, at most 2,000 characters.
    note: Option<String>,
    /// How many households it can help at once, 1 to 100000, where that is known.
    households: Option<i32>,
    /// The months in which it can help, 1 for January; every month where there are none.
    months: Option<Vec<i32>>,
    /// The needs it can meet: codes of `needs`.
    needs: Option<Vec<String>>,
    /// The areas it helps in, at least one.
    area_ids: Vec<ID>,
}

impl PartnerInput {
    fn read(self) -> async_graphql::Result<NewPartner> {
        let areas = self.area_ids.iter().map(|it| Ok(read_id::<AreaId>(Kind::Area, it)?.1));
        // A number below nought is of no month, as nought is.
        let month = |it: i32| u32::try_from(it).unwrap_or(0);
        Ok(NewPartner {
            kind: self.kind.into(),
            name: self.name,
            sector: self.sector.into(),
            formality: self.formality.into(),
            post: self.post,
            note: self.note,
            n_households: self.households,
            months: self.months.unwrap_or_default().into_iter().map(month).collect(),
            needs: self.needs.unwrap_or_default(),
            areas: areas.collect::<async_graphql::Result<_>>()?,
        })
    }
}

/// Something that a partner gave or did, besides help that is recorded with a household.
#[derive(InputObject)]
pub(crate) struct ContributionInput {
    /// The local day it was given or done, not after today; today where absent.
    on: Option<Date>,
    /// The need it meets: a code of `needs`.
    need: String,
    /// What it was, at most 500 characters.
    what: String,
    /// What it is worth.
    value: Option<WorthInput>,
    /// How many households it reached, 1 to 100000, where that is known.
    households: Option<i32>,
    /// Where, if in one area.
    area_id: Option<ID>,
}

impl ContributionInput {
    fn read(self) -> async_graphql::Result<Result<NewContribution, Refusal>> {
        let area = self.area_id.map(|it| read_id::<AreaId>(Kind::Area, &it)).transpose()?;
        let value = match worth(self.value.as_ref()) {
            Ok(value) => value,
            Err(refusal) => return Ok(Err(refusal)),
        };
        Ok(Ok(NewContribution {
            on: self.on.map(|it| it.0),
            need: self.need,
            what: self.what,
            value,
            n_households: self.households,
            area: area.map(|it| it.1),
        }))
    }
}

payload!(
    /// What became of changing the register of partners.
    PartnerPayload {
        /// The partner after it.
        partner: PartnerNode
    }
);

/// What can be done to partners.
#[derive(Default)]
pub(crate) struct PartnerMutation;

#[Object]
impl PartnerMutation {
    /// Enters a partner in the register.
    async fn partner_create(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The partner.")] partner: PartnerInput,
        #[graphql(desc = "Your own name for this act: sent again, it is done once.")] key: ID,
    ) -> async_graphql::Result<PartnerPayload> {
        let app = person(ctx)?;
        let new = partner.read()?;
        let made = match key_of(ctx, &key) {
            Ok(key) => partner::create(app, &key, &new).await,
            Err(error) => Err(error),
        };
        answer(ctx, made)
    }

    /// Writes a partner's entry anew, the whole of it.
    async fn partner_change(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The partner.")] partner_id: ID,
        #[graphql(desc = "The version you saw.")] expected_version: i64,
        #[graphql(desc = "The entry as it shall be.")] partner: PartnerInput,
        #[graphql(desc = "Your own name for this act: sent again, it is done once.")] key: ID,
    ) -> async_graphql::Result<PartnerPayload> {
        let (app, id) = named(ctx, &partner_id)?;
        let new = partner.read()?;
        let changed = match key_of(ctx, &key) {
            Ok(key) => partner::change(app, &key, id, expected_version, &new).await,
            Err(error) => Err(error),
        };
        answer(ctx, changed)
    }

    /// Ends a partner's entry. What it contributed stays, and so do its memberships in teams.
    async fn partner_end(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The partner.")] partner_id: ID,
        #[graphql(desc = "The version you saw.")] expected_version: i64,
        #[graphql(desc = "First day on which it helps no more; today where absent.")] on: Option<Date>,
        #[graphql(desc = "Your own name for this act: sent again, it is done once.")] key: ID,
    ) -> async_graphql::Result<PartnerPayload> {
        let (app, id) = named(ctx, &partner_id)?;
        let ended = match key_of(ctx, &key) {
            Ok(key) => partner::end(app, &key, id, expected_version, on.map(|it| it.0)).await,
            Err(error) => Err(error),
        };
        answer(ctx, ended)
    }

    /// Notes what a partner contributed, besides help that is recorded with a household.
    async fn contribution_add(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The partner.")] partner_id: ID,
        #[graphql(desc = "What it contributed.")] contribution: ContributionInput,
        #[graphql(desc = "Your own name for this act: sent again, it is done once.")] key: ID,
    ) -> async_graphql::Result<PartnerPayload> {
        let (app, id) = named(ctx, &partner_id)?;
        let noted = match (contribution.read()?, key_of(ctx, &key)) {
            (Ok(new), Ok(key)) => partner::note(app, &key, id, &new).await,
            (Err(refusal), _) => Err(refusal.into()),
            (_, Err(error)) => Err(error),
        };
        answer(ctx, noted)
    }

    /// Withdraws a contribution that was noted by mistake: it stays to be read, and counts no more.
    async fn contribution_withdraw(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The contribution.")] contribution_id: ID,
        #[graphql(desc = "Your own name for this act: sent again, it is done once.")] key: ID,
    ) -> async_graphql::Result<PartnerPayload> {
        let app = person(ctx)?;
        let id = read_plain_id::<ContributionId>(Kind::Contribution, &contribution_id)?;
        let withdrawn = match key_of(ctx, &key) {
            Ok(key) => partner::withdraw(app, &key, id).await,
            Err(error) => Err(error),
        };
        answer(ctx, withdrawn)
    }
}

fn named<'a>(ctx: &Context<'a>, partner: &ID) -> async_graphql::Result<(&'a Ctx, PartnerId)> {
    let app = person(ctx)?;
    Ok((app, read_id(Kind::Partner, partner)?.1))
}

fn answer(ctx: &Context<'_>, done: Result<Partner, AppError>) -> async_graphql::Result<PartnerPayload> {
    Ok(outcome(ctx, done)?.map(PartnerNode).into())
}
