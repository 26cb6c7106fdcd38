//! Grants as clients see and give them.

use async_graphql::{Context, Enum, ID, InputObject, Object};
use phonjon_app::accounts::{GivenGrant, GrantDraft};
use phonjon_domain::ids::AreaId;

use super::name::{AccountNameNode, account_name};
use crate::areas::{self, AreaNode};
use crate::base::ids::{Kind, plain_id, read_plain_id};
use crate::base::scalars::Date;
use crate::base::sector::Sector;
use crate::teams::{self, TeamNode};

/// What an account may be, somewhere.
#[derive(Enum, Debug, Clone, Copy, PartialEq, Eq)]
#[graphql(remote = "phonjon_domain::access::Role")]
pub(crate) enum Role {
    /// Governor of a province, and deputies.
    Governor,
    /// Head of a provincial office.
    ProvincialOfficeHead,
    /// Officer of a province.
    ProvinceOfficer,
    /// District chief; in Bangkok the director of a district.
    DistrictChief,
    /// Officer of a district.
    DistrictOfficer,
    /// Secretary of the district board.
    BoardSecretary,
    /// Head of a subdistrict team.
    SubdistrictHead,
    /// Formal member of a subdistrict team.
    TeamMember,
    /// Mentor: sees the households of one mentor team.
    Mentor,
    /// Village reporter: proposes households and answers questions for one village.
    VillageReporter,
    /// Officer of a local administrative organisation.
    LocalOfficer,
    /// Officer of an agency: only the needs sent to it.
    AgencyOfficer,
    /// Officer of a complaint centre.
    ComplaintOfficer,
    /// Partner organisation: only the need it accepted.
    Partner,
    /// Media member: approved figures only.
    Media,
    /// Ministry analyst: figures, never a person.
    MinistryAnalyst,
    /// Reads the audit log.
    Auditor,
    /// Manages accounts and settings; opens no person.
    SystemAdministrator,
    /// The command line on the server itself.
    Operator,
}

/// How a power is held.
#[derive(Enum, Debug, Clone, Copy, PartialEq, Eq)]
#[graphql(remote = "phonjon_domain::access::HeldAs")]
pub(crate) enum HeldAs {
    /// In one's own post.
    Held,
    /// Acting in a vacant or absent holder's post.
    Acting,
    /// By powers delegated by order.
    Delegated,
}

/// A role over areas, from a day, perhaps until a day.
pub(crate) struct GrantNode(pub(crate) GivenGrant);

/// A role over areas, from a day, perhaps until a day.
#[Object(name = "Grant")]
impl GrantNode {
    /// The grant.
    async fn id(&self) -> ID {
        plain_id(Kind::Grant, self.0.grant.id)
    }

    /// The role it gives.
    async fn role(&self) -> Role {
        self.0.grant.role.into()
    }

    /// How the power is held.
    async fn held_as(&self) -> HeldAs {
        self.0.grant.held_as.into()
    }

    /// It covers the whole country.
    async fn is_everywhere(&self) -> bool {
        self.0.grant.areas.is_none()
    }

    /// The areas it covers, each with everything in it.
    async fn areas(&self, ctx: &Context<'_>) -> async_graphql::Result<Vec<AreaNode>> {
        areas::find_many(ctx, self.0.grant.areas.as_deref().unwrap_or_default()).await
    }

    /// The mentor team whose households it reaches; null also where you may not read it.
    async fn team(&self, ctx: &Context<'_>) -> async_graphql::Result<Option<TeamNode>> {
        match self.0.grant.team {
            Some(team) => teams::find(ctx, team).await,
            None => Ok(None),
        }
    }

    /// The sector of a partner.
    async fn sector(&self) -> Option<Sector> {
        self.0.grant.sector.map(Into::into)
    }

    /// The need that an agency or partner accepted.
    async fn need(&self) -> Option<&str> {
        self.0.grant.need.as_deref()
    }

    /// It opens items about drugs, being cheated, lured abroad or treated unfairly.
    async fn opens_restricted(&self) -> bool {
        self.0.grant.opens_restricted
    }

    /// The post whose powers these are, by its Thai name.
    async fn post(&self) -> Option<&str> {
        self.0.post.as_deref()
    }

    /// Number of the order it rests on.
    async fn order_number(&self) -> Option<&str> {
        self.0.order_number.as_deref()
    }

    /// Who gave it; null where the command line did.
    async fn given_by(&self, ctx: &Context<'_>) -> async_graphql::Result<Option<AccountNameNode>> {
        account_name(ctx, self.0.given_by).await
    }

    /// First day.
    async fn valid_from(&self) -> Date {
        Date(self.0.grant.valid_from)
    }

    /// Last day, if known.
    async fn valid_until(&self) -> Option<Date> {
        self.0.grant.valid_until.map(Date)
    }
}

/// A grant to be given.
#[derive(InputObject)]
pub(crate) struct GrantInput {
    /// The role.
    pub(crate) role: Role,
    /// How the power is held.
    #[graphql(default_with = "HeldAs::Held")]
    pub(crate) held_as: HeldAs,
    /// The areas it covers, each with everything in it; left out for the whole country, which few roles may cover.
    pub(crate) area_ids: Option<Vec<ID>>,
    /// The mentor team, for a mentor.
    pub(crate) team_id: Option<ID>,
    /// The sector, for a partner.
    pub(crate) sector: Option<Sector>,
    /// The need accepted, for an agency or partner.
    pub(crate) need: Option<String>,
    /// Named to open items about drugs, being cheated, lured abroad or treated unfairly.
    #[graphql(default)]
    pub(crate) opens_restricted: bool,
    /// First day.
    pub(crate) valid_from: Date,
    /// Last day, if known.
    pub(crate) valid_until: Option<Date>,
    /// The post whose powers these are, by its Thai name.
    pub(crate) post: Option<String>,
    /// Number of the order it rests on.
    pub(crate) order_number: Option<String>,
}

impl GrantInput {
    /// The grant it describes.
    pub(crate) fn draft(self) -> async_graphql::Result<GrantDraft> {
        let areas = self.area_ids.map(|ids| {
            ids.iter().map(|id| read_plain_id::<AreaId>(Kind::Area, id)).collect::<Result<Vec<_>, _>>()
        });
        let team = self.team_id.map(|id| read_plain_id(Kind::Team, &id));
        Ok(GrantDraft {
            role: self.role.into(),
            held_as: self.held_as.into(),
            areas: areas.transpose()?,
            team: team.transpose()?,
            sector: self.sector.map(Into::into),
            need: self.need,
            opens_restricted: self.opens_restricted,
            valid_from: self.valid_from.0,
            valid_until: self.valid_until.map(|it| it.0),
            post: self.post,
            order_number: self.order_number,
        })
    }
}
