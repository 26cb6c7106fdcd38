//! Teams as clients see them: who serves in them, which sectors are missing, how much they carry.

mod change;

use std::collections::HashMap;

use async_graphql::dataloader::{DataLoader, HashMapCache, Loader};
use async_graphql::{Context, Enum, ID, Object};
use chrono::{DateTime, Utc};
use phonjon_app::team::{self, Member, Team, TeamFilter};
use phonjon_app::{AppError, Ctx};
use phonjon_domain::ids::{AreaId, TeamId, TeamMemberId};

use crate::accounts::name::{AccountNameNode, account_name};
use crate::areas::{self, AreaNode};
use crate::base::asking::person;
use crate::base::ids::{Kind, id_of, plain_id, read_id};
use crate::base::page::{Page, PageInfo, connection, cursor};
use crate::base::refusal::{bad_cursor, chain, fault, unsaid};
use crate::base::scalars::Date;
use crate::base::sector::Sector;
use crate::partners::{self, PartnerNode};

pub(crate) use change::TeamMutation;

/// The three kinds of team.
#[derive(Enum, Debug, Clone, Copy, PartialEq, Eq)]
#[graphql(remote = "phonjon_domain::team::TeamKind")]
pub(crate) enum TeamKind {
    /// ทีมอำเภอ
    District,
    /// ทีมตำบล
    Subdistrict,
    /// ทีมพี่เลี้ยง: inside a subdistrict team, usually of one village.
    Mentor,
}

/// Whether a member is one person or a whole organisation.
#[derive(Enum, Debug, Clone, Copy, PartialEq, Eq)]
#[graphql(remote = "phonjon_domain::team::MemberKind")]
pub(crate) enum MemberKind {
    /// บุคคล
    Person,
    /// องค์กร
    Organisation,
}

/// By office or by good will.
#[derive(Enum, Debug, Clone, Copy, PartialEq, Eq)]
#[graphql(remote = "phonjon_domain::team::Formality")]
pub(crate) enum Formality {
    /// ทางการ: by post.
    Formal,
    /// ไม่ทางการ: volunteers and networks.
    Informal,
}

/// What a member is in the team.
#[derive(Enum, Debug, Clone, Copy, PartialEq, Eq)]
#[graphql(remote = "phonjon_domain::team::TeamRole")]
pub(crate) enum TeamRole {
    /// หัวหน้าทีม
    Head,
    /// เลขานุการทีม
    Secretary,
    /// ผู้นำทีมพี่เลี้ยง
    Lead,
    /// พี่เลี้ยง
    Mentor,
    /// สมาชิกทีม
    Member,
}

/// One membership of a person or organisation in a team.
pub(crate) struct MemberNode(pub(crate) Member);

/// One membership of a person or organisation in a team. It gives no access; an account's grants do.
#[Object(name = "TeamMember")]
impl MemberNode {
    /// The membership.
    async fn id(&self) -> ID {
        plain_id(Kind::TeamMember, self.0.id)
    }

    /// A person or an organisation.
    async fn kind(&self) -> MemberKind {
        self.0.kind.into()
    }

    /// Who, as the team calls them.
    async fn name(&self) -> &str {
        &self.0.name
    }

    /// The sector the member speaks for.
    async fn sector(&self) -> Sector {
        self.0.term.sector.into()
    }

    /// By office or by good will.
    async fn formality(&self) -> Formality {
        self.0.formality.into()
    }

    /// What the member is in the team.
    async fn role(&self) -> TeamRole {
        self.0.term.role.into()
    }

    /// The member's account, where there is one.
    async fn account(&self, ctx: &Context<'_>) -> async_graphql::Result<Option<AccountNameNode>> {
        account_name(ctx, self.0.account).await
    }

    /// The member's entry in the register of partners, where there is one to be seen.
    async fn partner(&self, ctx: &Context<'_>) -> async_graphql::Result<Option<PartnerNode>> {
        match self.0.partner {
            Some(partner) => partners::find(ctx, partner).await,
            None => Ok(None),
        }
    }

    /// First day in the team.
    async fn since(&self) -> Date {
        Date(self.0.term.from)
    }

    /// First day no longer in the team; null while that is not known.
    async fn until(&self) -> Option<Date> {
        self.0.term.until.map(Date)
    }

    /// Grows with every change of the membership: send it as `expectedVersion`.
    async fn version(&self) -> i64 {
        self.0.version
    }
}

/// A district, subdistrict or mentor team.
#[derive(Clone)]
pub(crate) struct TeamNode(pub(crate) Team);

/// A district, subdistrict or mentor team.
#[Object(name = "Team")]
impl TeamNode {
    /// The team.
    pub(crate) async fn id(&self) -> ID {
        team_id(&self.0)
    }

    /// District, subdistrict or mentor team.
    async fn kind(&self) -> TeamKind {
        self.0.row.kind.into()
    }

    /// What it is called.
    async fn name(&self) -> &str {
        &self.0.row.name
    }

    /// The team it stands inside, where that can be seen.
    async fn parent(&self, ctx: &Context<'_>) -> async_graphql::Result<Option<TeamNode>> {
        match self.0.row.parent {
            Some(parent) => find(ctx, parent).await,
            None => Ok(None),
        }
    }

    /// The areas it serves.
    async fn areas(&self, ctx: &Context<'_>) -> async_graphql::Result<Vec<AreaNode>> {
        let mut found = Vec::with_capacity(self.0.row.areas.len());
        for area in
            futures_util::future::try_join_all(self.0.row.areas.iter().map(|it| areas::find(ctx, *it)))
                .await?
        {
            found.extend(area);
        }
        Ok(found)
    }

    /// When it was made.
    async fn created_at(&self) -> DateTime<Utc> {
        self.0.row.created_at
    }

    /// The day it ended; null while it works.
    async fn ended_on(&self) -> Option<Date> {
        self.0.row.ended_on.map(Date)
    }

    /// One more with every change; give it as `expectedVersion`.
    async fn version(&self) -> i64 {
        self.0.row.version
    }

    /// Who serves in it, oldest first.
    #[expect(clippy::unused_async, reason = "every field of the schema is async")]
    async fn members(
        &self,
        #[graphql(desc = "Past members too; only those of today where false or absent.")] with_past: Option<
            bool,
        >,
        #[graphql(desc = "How many, 1 to 100; 20 if left out.")] first: Option<i32>,
        #[graphql(desc = "The `endCursor` of the page before.")] after: Option<String>,
    ) -> async_graphql::Result<TeamMemberConnection> {
        let page = Page::read(first, after.as_deref())?;
        let is_wanted = |it: &&Member| with_past.unwrap_or(false) || it.term.holds_on(self.0.day);
        let wanted = self.0.members.iter().filter(is_wanted).cloned().collect();
        page.of_whole(wanted, |it| it.id.0.to_string(), MemberNode)
    }

    /// Sectors somebody in it speaks for today.
    async fn sectors_present(&self) -> Vec<Sector> {
        self.0.sectors_present().into_iter().map(Sector::from).collect()
    }

    /// Sectors nobody in it speaks for today: information, not a fault.
    async fn sectors_missing(&self) -> Vec<Sector> {
        self.0.sectors_missing().into_iter().map(Sector::from).collect()
    }

    /// Open households it carries.
    async fn household_count(&self) -> i64 {
        self.0.n_households
    }

    /// The households above which a mentor team is warned about.
    async fn load_line(&self) -> u32 {
        self.0.line
    }

    /// True for a mentor team above the line: a warning, never a refusal.
    async fn is_over_line(&self) -> bool {
        self.0.is_over_line()
    }
}

connection!(
    /// A page of the members of a team, oldest first.
    TeamMemberConnection of MemberNode
);

connection!(
    /// A page of teams, in the order of their names.
    TeamConnection of TeamNode
);

/// What can be read of teams.
#[derive(Default)]
pub(crate) struct TeamQuery;

#[Object]
impl TeamQuery {
    /// One team; null where there is none in reach.
    async fn team(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The team.")] id: ID,
    ) -> async_graphql::Result<Option<TeamNode>> {
        let app = person(ctx)?;
        let (_, id) = read_id::<TeamId>(Kind::Team, &id)?;
        match team::find(app, id).await {
            Ok(found) => Ok(Some(TeamNode(found))),
            Err(AppError::Hidden) => Ok(None),
            Err(error) => Err(fault(ctx, error)),
        }
    }

    /// Teams in the order of their names.
    #[expect(clippy::too_many_arguments, reason = "each is an argument of the field")]
    async fn teams(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Only teams that serve this area or something in it.")] area_id: Option<ID>,
        #[graphql(desc = "Only teams of this kind.")] kind: Option<TeamKind>,
        #[graphql(desc = "Only teams directly inside this one.")] parent_id: Option<ID>,
        #[graphql(desc = "Ended teams too; not where absent.")] with_ended: Option<bool>,
        #[graphql(desc = "How many, 1 to 100; 20 where absent.")] first: Option<i32>,
        #[graphql(desc = "The `endCursor` of the page before.")] after: Option<String>,
    ) -> async_graphql::Result<TeamConnection> {
        let app = person(ctx)?;
        let page = Page::read(first, after.as_deref())?;
        let filter = TeamFilter {
            area: area_id.map(|it| read_id::<AreaId>(Kind::Area, &it)).transpose()?.map(|it| it.1),
            kind: kind.map(Into::into),
            parent: parent_id.map(|it| read_id::<TeamId>(Kind::Team, &it)).transpose()?.map(|it| it.1),
            with_ended: with_ended.unwrap_or(false),
        };
        let wrong = bad_cursor;
        let after = match page.after.as_deref() {
            None => None,
            Some([name, id]) => {
                let id = id.parse().map_err(|_| wrong())?;
                Some((name.clone(), TeamId(id)))
            }
            Some(_) => return Err(wrong()),
        };
        let (found, has_next_page) =
            team::list(app, &filter, page.first, after.as_ref()).await.map_err(|error| fault(ctx, error))?;
        let end_cursor = found.last().map(|it| cursor(&[it.row.name.clone(), it.row.id.0.to_string()]));
        let nodes = found.into_iter().map(TeamNode).collect();
        Ok(TeamConnection { nodes, page_info: PageInfo { has_next_page, end_cursor }, total_count: None })
    }
}

/// A team's id as clients see it.
pub(crate) fn team_id(team: &Team) -> ID {
    id_of(Kind::Team, team.row.home_province, team.row.id)
}

/// The team of another record, read together with those of its neighbours; none where it is out of reach.
pub(crate) async fn find(ctx: &Context<'_>, id: TeamId) -> async_graphql::Result<Option<TeamNode>> {
    Ok(ctx.data::<DataLoader<Teams, HashMapCache>>()?.load_one(id).await?.map(TeamNode))
}

/// A membership of another record; none where its team is out of reach.
pub(crate) async fn find_member(
    ctx: &Context<'_>,
    id: TeamMemberId,
) -> async_graphql::Result<Option<MemberNode>> {
    Ok(ctx.data::<DataLoader<Teams, HashMapCache>>()?.load_one(id).await?.map(MemberNode))
}

/// Loads teams for one request.
pub(crate) struct Teams {
    ctx: Ctx,
}

impl Teams {
    /// A loader that reads as whoever asks.
    pub(crate) const fn new(ctx: Ctx) -> Self {
        Self { ctx }
    }
}

impl Loader<TeamId> for Teams {
    type Value = Team;
    type Error = async_graphql::Error;

    async fn load(&self, ids: &[TeamId]) -> Result<HashMap<TeamId, Team>, Self::Error> {
        let found = team::find_many(&self.ctx, ids).await.map_err(|error| failed(&error))?;
        Ok(found.into_iter().map(|it| (it.row.id, it)).collect())
    }
}

impl Loader<TeamMemberId> for Teams {
    type Value = Member;
    type Error = async_graphql::Error;

    async fn load(&self, ids: &[TeamMemberId]) -> Result<HashMap<TeamMemberId, Member>, Self::Error> {
        let found = team::members_of(&self.ctx, ids).await.map_err(|error| failed(&error))?;
        Ok(found.into_iter().map(|it| (it.id, it)).collect())
    }
}

fn failed(error: &AppError) -> async_graphql::Error {
    tracing::error!(error.chain = chain(error), "teams cannot be loaded");
    unsaid("INTERNAL")
}
