//! The schema: what each part of the product brings, one line each.

use async_graphql::{MergedObject, Request, Schema};
use phonjon_app::Ctx;

use crate::accounts::name::AccountNames;
use crate::accounts::{AccountMutation, AccountQuery};
use crate::areas::{AreaQuery, Areas};
use crate::assignment::{Acts, AssignmentMutation, AssignmentQuery};
use crate::audit::AuditQuery;
use crate::base::loader::for_one_request;
use crate::cases::{CaseMutation, CaseQuery, Cases};
use crate::figures::FigureQuery;
use crate::hand_back::{HandBackColumnsMutation, HandBackColumnsQuery, HandBackMutation, HandBackQuery};
use crate::import_approval::{ImportApprovalMutation, ImportApprovalQuery};
use crate::import_check::{ImportCheckMutation, ImportCheckQuery};
use crate::import_mapping::{MappingMutation, MappingQuery};
use crate::imports::{ImportMutation, ImportQuery};
use crate::links::{LinkMutation, LinkQuery};
use crate::live::Watched;
use crate::merging::MergingMutation;
use crate::parameters::{ParameterMutation, ParameterQuery};
use crate::partners::{PartnerMutation, PartnerQuery, Partners};
use crate::settings::{SettingMutation, SettingQuery};
use crate::statistics::StatisticQuery;
use crate::teams::{TeamMutation, TeamQuery, Teams};
use crate::upload_limits::UploadLimitsQuery;
use crate::views::{ViewMutation, ViewQuery};

/// What can be read.
#[derive(MergedObject, Default)]
pub(crate) struct Query(
    AccountQuery,
    AreaQuery,
    StatisticQuery,
    AuditQuery,
    TeamQuery,
    PartnerQuery,
    AssignmentQuery,
    FigureQuery,
    CaseQuery,
    ImportQuery,
    ImportApprovalQuery,
    ImportCheckQuery,
    MappingQuery,
    LinkQuery,
    ParameterQuery,
    SettingQuery,
    UploadLimitsQuery,
    ViewQuery,
    HandBackQuery,
    HandBackColumnsQuery,
);

/// What can be done. A request does one of these.
#[derive(MergedObject, Default)]
pub(crate) struct Mutation(
    AccountMutation,
    TeamMutation,
    PartnerMutation,
    AssignmentMutation,
    CaseMutation,
    ImportMutation,
    ImportApprovalMutation,
    ImportCheckMutation,
    MappingMutation,
    LinkMutation,
    MergingMutation,
    ParameterMutation,
    SettingMutation,
    ViewMutation,
    HandBackMutation,
    HandBackColumnsMutation,
);

/// Attaches the loaders of one request, one line each: `.data(for_one_request(Teams::new(ctx.clone())))`.
pub(crate) fn with_loaders(request: Request, ctx: &Ctx) -> Request {
    request
        .data(for_one_request(Acts::new(ctx.clone())))
        .data(for_one_request(AccountNames::new(ctx.clone())))
        .data(for_one_request(Areas::new(ctx.clone())))
        .data(for_one_request(Cases::new(ctx.clone())))
        .data(for_one_request(Partners::new(ctx.clone())))
        .data(for_one_request(Teams::new(ctx.clone())))
}

/// The schema as it is executed.
pub(crate) type ApiSchema = Schema<Query, Mutation, Watched>;

/// Builds the schema.
pub(crate) fn build() -> ApiSchema {
    Schema::build(Query::default(), Mutation::default(), Watched)
        .disable_suggestions()
        .limit_recursive_depth(64)
        .finish()
}

/// The schema in its own language, the contract with every client; needs no database.
pub fn sdl() -> String {
    build().sdl()
}
