//! Making, naming and ending teams and memberships.

use async_graphql::{Context, ID, InputObject, Object};
use phonjon_app::team::{self, NewMember, NewTeam, Team};
use phonjon_app::{AppError, Ctx};
use phonjon_domain::ids::{AreaId, PartnerId, TeamId, TeamMemberId, UserId};

use super::{Formality, MemberKind, TeamKind, TeamNode, TeamRole};
use crate::base::asking::person;
use crate::base::ids::{Kind, read_id, read_plain_id};
use crate::base::key::key_of;
use crate::base::refusal::{outcome, payload};
use crate::base::scalars::Date;
use crate::base::sector::Sector;

/// A team to make.
#[derive(InputObject)]
pub(crate) struct TeamInput {
    /// District, subdistrict or mentor team.
    kind: TeamKind,
    /// What it is called, at most 200 characters.
    name: String,
    /// The team it stands inside; a mentor team needs its subdistrict team.
    parent_id: Option<ID>,
    /// The areas it serves, at least one.
    area_ids: Vec<ID>,
}

impl TeamInput {
    fn read(self) -> async_graphql::Result<NewTeam> {
        let areas = self.area_ids.iter().map(|it| Ok(read_id::<AreaId>(Kind::Area, it)?.1));
        Ok(NewTeam {
            kind: self.kind.into(),
            name: self.name,
            parent: self.parent_id.map(|it| read_id::<TeamId>(Kind::Team, &it)).transpose()?.map(|it| it.1),
            areas: areas.collect::<async_graphql::Result<_>>()?,
        })
    }
}

/// A member to add.
#[derive(InputObject)]
pub(crate) struct TeamMemberInput {
    /// A person or an organisation.
    kind: MemberKind,
    /// Who, as the team calls them, at most 200 characters.
    name: String,
    /// The sector the member speaks for.
    sector: Sector,
    /// By office or by good will.
    formality: Formality,
    /// What the member is in the team.
    role: TeamRole,
    /// The member's account, where there is one. It gives no access; grants do.
    account_id: Option<ID>,
    /// The member's entry in the register of partners, where there is one.
    partner_id: Option<ID>,
    /// First day in the team; today where absent.
    since: Option<Date>,
}

impl TeamMemberInput {
    fn read(self) -> async_graphql::Result<NewMember> {
        Ok(NewMember {
            kind: self.kind.into(),
            name: self.name,
            sector: self.sector.into(),
            formality: self.formality.into(),
            role: self.role.into(),
            account: self.account_id.map(|it| read_plain_id::<UserId>(Kind::Account, &it)).transpose()?,
            partner: self
                .partner_id
                .map(|it| read_id::<PartnerId>(Kind::Partner, &it))
                .transpose()?
                .map(|it| it.1),
            since: self.since.map(|it| it.0),
        })
    }
}

payload!(
    /// What became of changing a team.
    TeamPayload {
        /// The team after it.
        team: TeamNode
    }
);

/// What can be done to teams.
#[derive(Default)]
pub(crate) struct TeamMutation;

#[Object]
impl TeamMutation {
    /// Makes a team.
    async fn team_create(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The team.")] team: TeamInput,
        #[graphql(desc = "Your own name for this act: sent again, it is done once.")] key: ID,
    ) -> async_graphql::Result<TeamPayload> {
        let app = person(ctx)?;
        let new = team.read()?;
        let made = match key_of(ctx, &key) {
            Ok(key) => team::create(app, &key, new).await,
            Err(error) => Err(error),
        };
        answer(ctx, made)
    }

    /// Gives a team another name.
    async fn team_rename(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The team.")] team_id: ID,
        #[graphql(desc = "The version you saw.")] expected_version: i64,
        #[graphql(desc = "The name, at most 200 characters.")] name: String,
        #[graphql(desc = "Your own name for this act: sent again, it is done once.")] key: ID,
    ) -> async_graphql::Result<TeamPayload> {
        let (app, team) = named(ctx, &team_id)?;
        let renamed = match key_of(ctx, &key) {
            Ok(key) => team::rename(app, &key, team, expected_version, &name).await,
            Err(error) => Err(error),
        };
        answer(ctx, renamed)
    }

    /// Ends a team that carries no household any more; its members' terms end with it.
    async fn team_end(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The team.")] team_id: ID,
        #[graphql(desc = "The version you saw.")] expected_version: i64,
        #[graphql(desc = "The day it ends; today where absent.")] on: Option<Date>,
        #[graphql(desc = "Your own name for this act: sent again, it is done once.")] key: ID,
    ) -> async_graphql::Result<TeamPayload> {
        let (app, team) = named(ctx, &team_id)?;
        let ended = match key_of(ctx, &key) {
            Ok(key) => team::end(app, &key, team, expected_version, on.map(|it| it.0)).await,
            Err(error) => Err(error),
        };
        answer(ctx, ended)
    }

    /// Adds a member to a team.
    async fn team_add_member(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The team.")] team_id: ID,
        #[graphql(desc = "The member.")] member: TeamMemberInput,
        #[graphql(desc = "Your own name for this act: sent again, it is done once.")] key: ID,
    ) -> async_graphql::Result<TeamPayload> {
        let (app, team) = named(ctx, &team_id)?;
        let new = member.read()?;
        let added = match key_of(ctx, &key) {
            Ok(key) => team::add_member(app, &key, team, new).await,
            Err(error) => Err(error),
        };
        answer(ctx, added)
    }

    /// Ends a membership. Households of a leaving lead are handed over with `casesHandOver`.
    async fn team_end_member(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The membership.")] member_id: ID,
        #[graphql(desc = "The version of the membership that you read.")] expected_version: i64,
        #[graphql(desc = "First day no longer in the team; today where absent.")] until: Option<Date>,
        #[graphql(desc = "Your own name for this act: sent again, it is done once.")] key: ID,
    ) -> async_graphql::Result<TeamPayload> {
        let app = person(ctx)?;
        let member = read_plain_id::<TeamMemberId>(Kind::TeamMember, &member_id)?;
        let ended = match key_of(ctx, &key) {
            Ok(key) => team::end_member(app, &key, member, expected_version, until.map(|it| it.0)).await,
            Err(error) => Err(error),
        };
        answer(ctx, ended)
    }
}

fn named<'a>(ctx: &Context<'a>, team: &ID) -> async_graphql::Result<(&'a Ctx, TeamId)> {
    let app = person(ctx)?;
    Ok((app, read_id(Kind::Team, team)?.1))
}

fn answer(ctx: &Context<'_>, done: Result<Team, AppError>) -> async_graphql::Result<TeamPayload> {
    Ok(outcome(ctx, done)?.map(TeamNode).into())
}
