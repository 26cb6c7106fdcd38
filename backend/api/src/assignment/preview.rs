//! What an assignment would do, before it is done: to the teams' loads, and which cases stand in its way.

use async_graphql::{Context, ID, SimpleObject};
use phonjon_app::assignment::{self, InTheWay};
use phonjon_domain::ids::{AreaId, TeamId};

use crate::areas::{self, AreaNode};
use crate::base::ids::{Kind, id_of};
use crate::base::refusal::{UserError, user_error};
use crate::teams::{self, TeamNode};

/// A team with the open households it carries before and after an act.
#[derive(SimpleObject)]
#[graphql(complex)]
pub(crate) struct TeamLoad {
    /// Its name.
    name: String,
    /// Open households before.
    before: i64,
    /// Open households after.
    after: i64,
    /// True for a mentor team above the line after: a warning, never a refusal.
    is_over_line: bool,
    #[graphql(skip)]
    team: TeamId,
}

#[async_graphql::ComplexObject]
impl TeamLoad {
    /// The team.
    async fn team(&self, ctx: &Context<'_>) -> async_graphql::Result<Option<TeamNode>> {
        teams::find(ctx, self.team).await
    }
}

impl From<assignment::TeamLoad> for TeamLoad {
    fn from(load: assignment::TeamLoad) -> Self {
        Self {
            team: load.team.id,
            name: load.team.name,
            before: load.before,
            after: load.after,
            is_over_line: load.is_over_line,
        }
    }
}

/// How many of some cases lie in an area.
#[derive(SimpleObject)]
#[graphql(complex)]
pub(crate) struct CasesInArea {
    /// How many.
    case_count: i64,
    #[graphql(skip)]
    area: AreaId,
}

#[async_graphql::ComplexObject]
impl CasesInArea {
    /// The area.
    async fn area(&self, ctx: &Context<'_>) -> async_graphql::Result<Option<AreaNode>> {
        areas::find(ctx, self.area).await
    }
}

/// Cases for which an assignment would be refused, all for one reason: leave them out, or settle it first.
#[derive(SimpleObject)]
pub(crate) struct AssignmentRefusal {
    /// The stable word that the act would be refused with, such as `TEAM_OUTSIDE_AREA`, `CASE_CLOSED`, `CASE_HAS_NO_TEAM`,
    /// `MENTOR_TEAM_ELSEWHERE` or `FORBIDDEN`.
    code: String,
    /// A sentence in the reader's language.
    message: String,
    /// How many cases.
    case_count: usize,
    /// Which cases: as many as can be named or left out of a selection, the first 500.
    case_ids: Vec<ID>,
    /// The subdistricts they lie in, or a larger area where no more is known; the most first.
    areas: Vec<CasesInArea>,
}

/// What an assignment would do.
#[derive(SimpleObject)]
pub(crate) struct AssignmentPreview {
    /// Cases that the selection finds now; give it as `expectedCount`.
    case_count: i64,
    /// Why it would be refused, the most cases first: it is done to all of them or none. Empty where nothing stands in the
    /// way.
    refusals: Vec<AssignmentRefusal>,
    /// Every team that gains or loses once the refused cases are left out, the gaining first.
    loads: Vec<TeamLoad>,
    /// The households above which a mentor team is warned about.
    load_line: u32,
}

impl AssignmentPreview {
    pub(super) fn of(ctx: &Context<'_>, told: assignment::Preview) -> Self {
        let refusal = |it: InTheWay| {
            let case_count = it.cases.len();
            let case_ids =
                it.cases.into_iter().take(MOST_IDS).map(|it| id_of(Kind::Case, it.0, it.1)).collect();
            let areas = it.places.into_iter().map(|(area, case_count)| CasesInArea { case_count, area });
            let areas = areas.collect();
            let UserError { code, message, .. } = user_error(ctx, it.refusal);
            AssignmentRefusal { code, message, case_count, case_ids, areas }
        };
        Self {
            case_count: told.n_cases,
            refusals: told.in_the_way.into_iter().map(refusal).collect(),
            loads: told.loads.into_iter().map(TeamLoad::from).collect(),
            load_line: told.line,
        }
    }
}

/// Cases of a refusal that are named: as many as a selection may name.
const MOST_IDS: usize = 500;
