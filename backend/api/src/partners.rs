//! The register of partners as clients see it: who of the seven sectors can help where and with what, and what they gave.

mod change;

use std::collections::HashMap;

use async_graphql::dataloader::{DataLoader, HashMapCache, Loader};
use async_graphql::{Context, ID, Object, SimpleObject};
use chrono::{DateTime, Utc};
use phonjon_app::partner::{self, AreaSectors, Attending, Contribution, Partner, PartnerFilter, PartnerWork};
use phonjon_app::team::Member;
use phonjon_app::{AppError, Ctx};
use phonjon_domain::ids::{AreaId, PartnerId};

use crate::accounts::name::{AccountNameNode, account_name};
use crate::areas::{self, AreaNode};
use crate::base::asking::person;
use crate::base::ids::{Kind, id_of, plain_id, read_id};
use crate::base::page::{Page, PageInfo, connection, cursor};
use crate::base::refusal::{bad_cursor, chain, fault, unsaid};
use crate::base::scalars::{Date, Satang};
use crate::base::sector::Sector;
use crate::teams::{self, Formality, MemberKind, MemberNode, TeamNode};

pub(crate) use change::PartnerMutation;

/// A person or organisation of one of the seven sectors that can help.
#[derive(Clone)]
pub(crate) struct PartnerNode(pub(crate) Partner);

/// A person or organisation of one of the seven sectors that can help. Standing in the register gives no access.
#[Object(name = "Partner")]
impl PartnerNode {
    /// The partner.
    async fn id(&self) -> ID {
        id_of(Kind::Partner, self.0.home_province, self.0.id)
    }

    /// One more with every change; give it as `expectedVersion`.
    async fn version(&self) -> i64 {
        self.0.version
    }

    /// A person or an organisation.
    async fn kind(&self) -> MemberKind {
        self.0.says.kind.into()
    }

    /// What it is called.
    async fn name(&self) -> &str {
        &self.0.says.name
    }

    /// The sector it speaks for.
    async fn sector(&self) -> Sector {
        self.0.says.sector.into()
    }

    /// By office or by good will.
    async fn formality(&self) -> Formality {
        self.0.says.formality.into()
    }

    /// Its office where it is formal, the network it comes from where it is not.
    async fn post(&self) -> Option<&str> {
        self.0.says.post.as_deref()
    }

    /// What else is to be known.
    async fn note(&self) -> Option<&str> {
        self.0.says.note.as_deref()
    }

    /// How many households it can help at once; null where that is not known.
    async fn households(&self) -> Option<i32> {
        self.0.says.n_households
    }

    /// The months in which it can help, 1 for January, in order.
    async fn months(&self) -> Vec<u32> {
        self.0.says.months.numbers()
    }

    /// The needs it can meet: codes of `needs`; empty where that is not known.
    async fn needs(&self) -> &[String] {
        &self.0.says.needs
    }

    /// The areas it helps in.
    async fn areas(&self, ctx: &Context<'_>) -> async_graphql::Result<Vec<AreaNode>> {
        let all = self.0.areas.iter().map(|it| areas::find(ctx, *it));
        Ok(futures_util::future::try_join_all(all).await?.into_iter().flatten().collect())
    }

    /// When it was entered.
    async fn created_at(&self) -> DateTime<Utc> {
        self.0.created_at
    }

    /// First day on which it helps no more; null while it does.
    async fn ended_on(&self) -> Option<Date> {
        self.0.ended_on.map(Date)
    }

    /// What it contributed besides help that is recorded with a household, newest first.
    async fn contributions(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Withdrawn ones too; not where absent.")] with_withdrawn: Option<bool>,
        #[graphql(desc = "How many, 1 to 100; 20 if left out.")] first: Option<i32>,
        #[graphql(desc = "The `endCursor` of the page before.")] after: Option<String>,
    ) -> async_graphql::Result<ContributionConnection> {
        let page = Page::read(first, after.as_deref())?;
        let mut all = work(ctx, self.0.id).await?.contributions;
        all.retain(|it| with_withdrawn.unwrap_or(false) || it.withdrawn_at.is_none());
        page.of_whole(all, |it| it.id.0.to_string(), ContributionNode)
    }

    /// Its memberships in teams that you see, newest first, past ones too.
    async fn memberships(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "How many, 1 to 100; 20 if left out.")] first: Option<i32>,
        #[graphql(desc = "The `endCursor` of the page before.")] after: Option<String>,
    ) -> async_graphql::Result<PartnerMembershipConnection> {
        let page = Page::read(first, after.as_deref())?;
        let all = work(ctx, self.0.id).await?.memberships;
        page.of_whole(all, |it| it.id.0.to_string(), PartnerMembershipNode)
    }
}

connection!(
    /// A page of partners, in the order of their names.
    PartnerConnection of PartnerNode
);

/// A membership of a partner.
pub(crate) struct PartnerMembershipNode(Member);

/// A membership of a partner, with its team.
#[Object(name = "PartnerMembership")]
impl PartnerMembershipNode {
    /// The membership.
    async fn member(&self) -> MemberNode {
        MemberNode(self.0.clone())
    }

    /// The team.
    async fn team(&self, ctx: &Context<'_>) -> async_graphql::Result<Option<TeamNode>> {
        teams::find(ctx, self.0.team).await
    }
}

connection!(
    /// A page of the memberships of a partner, newest first.
    PartnerMembershipConnection of PartnerMembershipNode
);

/// Something that a partner contributed.
pub(crate) struct ContributionNode(Contribution);

/// Something that a partner gave or did, besides help that is recorded with a household.
#[Object(name = "Contribution")]
impl ContributionNode {
    /// The contribution.
    async fn id(&self) -> ID {
        plain_id(Kind::Contribution, self.0.id)
    }

    /// The local day it was given or done.
    async fn on(&self) -> Date {
        Date(self.0.happened_on)
    }

    /// The need it meets: a code of `needs`.
    async fn need(&self) -> &str {
        &self.0.need.0
    }

    /// What it was.
    async fn what(&self) -> &str {
        &self.0.what
    }

    /// `known`, `estimated` or `none`: how its value is known.
    async fn value_basis(&self) -> &'static str {
        self.0.value.code()
    }

    /// What it is worth; null where nobody put a value on it.
    async fn value(&self) -> Option<Satang> {
        self.0.value.amount().map(|it| Satang(it.0))
    }

    /// How many households it reached; null where that is not known.
    async fn households(&self) -> Option<i32> {
        self.0.n_households
    }

    /// Where, if in one area.
    async fn area(&self, ctx: &Context<'_>) -> async_graphql::Result<Option<AreaNode>> {
        match self.0.area {
            Some(area) => areas::find(ctx, area).await,
            None => Ok(None),
        }
    }

    /// The account that noted it; null where it was done on the server itself.
    async fn by(&self, ctx: &Context<'_>) -> async_graphql::Result<Option<AccountNameNode>> {
        account_name(ctx, self.0.account).await
    }

    /// When it was noted.
    async fn recorded_at(&self) -> DateTime<Utc> {
        self.0.recorded_at
    }

    /// When it was withdrawn as a mistake; null while it counts.
    async fn withdrawn_at(&self) -> Option<DateTime<Utc>> {
        self.0.withdrawn_at
    }
}

connection!(
    /// A page of what a partner contributed, newest first.
    ContributionConnection of ContributionNode
);

/// Who attends to an area.
pub(crate) struct AreaSectorsNode(AreaSectors);

/// Who attends to an area, sector by sector: in it, in something in it, or in what it lies in.
#[Object(name = "AreaSectors")]
impl AreaSectorsNode {
    /// The area.
    async fn area(&self, ctx: &Context<'_>) -> async_graphql::Result<Option<AreaNode>> {
        areas::find(ctx, self.0.area).await
    }

    /// The sectors that somebody attends for.
    async fn attending(&self) -> Vec<SectorAttending> {
        self.0.attending.iter().map(SectorAttending::from).collect()
    }

    /// The sectors that nobody attends for: information, not a fault.
    async fn missing(&self) -> Vec<Sector> {
        self.0.missing().into_iter().map(Sector::from).collect()
    }
}

/// How many attend to an area for one sector.
#[derive(SimpleObject)]
pub(crate) struct SectorAttending {
    /// The sector.
    sector: Sector,
    /// Partners of the register that help there.
    partners: i64,
    /// Members of teams that serve there; who stands in the register too is counted in both.
    members: i64,
}

impl From<&Attending> for SectorAttending {
    fn from(it: &Attending) -> Self {
        Self { sector: it.sector.into(), partners: it.n_partners, members: it.n_members }
    }
}

/// What can be read of partners.
#[derive(Default)]
pub(crate) struct PartnerQuery;

#[Object]
impl PartnerQuery {
    /// One partner; null where there is none in reach.
    async fn partner(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The partner.")] id: ID,
    ) -> async_graphql::Result<Option<PartnerNode>> {
        let app = person(ctx)?;
        let (_, id) = read_id::<PartnerId>(Kind::Partner, &id)?;
        match partner::find(app, id).await {
            Ok(found) => Ok(Some(PartnerNode(found))),
            Err(AppError::Hidden) => Ok(None),
            Err(error) => Err(fault(ctx, error)),
        }
    }

    /// Partners in the order of their names.
    #[expect(clippy::too_many_arguments, reason = "each is an argument of the field")]
    async fn partners(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Only those that help in this area, in something in it, or in what it lies in.")]
        area_id: Option<ID>,
        #[graphql(desc = "Only those of this sector.")] sector: Option<Sector>,
        #[graphql(desc = "Only those that can meet this need: a code of `needs`.")] need: Option<String>,
        #[graphql(desc = "Only those whose name, office or network holds this.")] text: Option<String>,
        #[graphql(desc = "Those that help no more, too; not where absent.")] with_ended: Option<bool>,
        #[graphql(desc = "How many, 1 to 100; 20 where absent.")] first: Option<i32>,
        #[graphql(desc = "The `endCursor` of the page before.")] after: Option<String>,
    ) -> async_graphql::Result<PartnerConnection> {
        let app = person(ctx)?;
        let page = Page::read(first, after.as_deref())?;
        let filter = PartnerFilter {
            area: area_id.map(|it| read_id::<AreaId>(Kind::Area, &it)).transpose()?.map(|it| it.1),
            sector: sector.map(Into::into),
            need,
            text: text.map(|it| it.trim().to_owned()).filter(|it| !it.is_empty()),
            with_ended: with_ended.unwrap_or(false),
        };
        let after = match page.after.as_deref() {
            None => None,
            Some([name, id]) => Some((name.clone(), PartnerId(id.parse().map_err(|_| bad_cursor())?))),
            Some(_) => return Err(bad_cursor()),
        };
        let (found, has_next_page) = partner::list(app, &filter, page.first, after.as_ref())
            .await
            .map_err(|error| fault(ctx, error))?;
        let end_cursor = found.last().map(|it| cursor(&[it.says.name.clone(), it.id.0.to_string()]));
        let nodes = found.into_iter().map(PartnerNode).collect();
        Ok(PartnerConnection { nodes, page_info: PageInfo { has_next_page, end_cursor }, total_count: None })
    }

    /// Who attends to an area and to each that lies directly in it, sector by sector; the area itself first.
    async fn area_sectors(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The area.")] area_id: ID,
    ) -> async_graphql::Result<Vec<AreaSectorsNode>> {
        let app = person(ctx)?;
        let (_, area) = read_id::<AreaId>(Kind::Area, &area_id)?;
        let found = partner::attending(app, area).await.map_err(|error| fault(ctx, error))?;
        Ok(found.into_iter().map(AreaSectorsNode).collect())
    }
}

/// The partner of another record, read together with those of its neighbours; none where it is out of reach.
pub(crate) async fn find(ctx: &Context<'_>, id: PartnerId) -> async_graphql::Result<Option<PartnerNode>> {
    Ok(ctx.data::<DataLoader<Partners, HashMapCache>>()?.load_one(id).await?.map(PartnerNode))
}

async fn work(ctx: &Context<'_>, id: PartnerId) -> async_graphql::Result<PartnerWork> {
    let loader = ctx.data::<DataLoader<Partners, HashMapCache>>()?;
    Ok(loader.load_one(WorkOf(id)).await?.unwrap_or_default())
}

/// What a partner does and did.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) struct WorkOf(PartnerId);

/// Loads partners for one request.
pub(crate) struct Partners {
    ctx: Ctx,
}

impl Partners {
    /// A loader that reads as whoever asks.
    pub(crate) const fn new(ctx: Ctx) -> Self {
        Self { ctx }
    }
}

impl Loader<PartnerId> for Partners {
    type Value = Partner;
    type Error = async_graphql::Error;

    async fn load(&self, ids: &[PartnerId]) -> Result<HashMap<PartnerId, Partner>, Self::Error> {
        let found = partner::find_many(&self.ctx, ids).await.map_err(|error| failed(&error))?;
        Ok(found.into_iter().map(|it| (it.id, it)).collect())
    }
}

impl Loader<WorkOf> for Partners {
    type Value = PartnerWork;
    type Error = async_graphql::Error;

    async fn load(&self, ids: &[WorkOf]) -> Result<HashMap<WorkOf, PartnerWork>, Self::Error> {
        let ids: Vec<PartnerId> = ids.iter().map(|it| it.0).collect();
        let found = partner::work_of(&self.ctx, &ids).await.map_err(|error| failed(&error))?;
        Ok(found.into_iter().map(|(id, it)| (WorkOf(id), it)).collect())
    }
}

fn failed(error: &AppError) -> async_graphql::Error {
    tracing::error!(error.chain = chain(error), "partners cannot be loaded");
    unsaid("INTERNAL")
}
