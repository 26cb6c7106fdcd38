//! What a partner contributed: noted once, and withdrawn where that was a mistake.

use chrono::NaiveDate;
use phonjon_domain::ids::{AreaId, ContributionId, PartnerId};
use phonjon_domain::intervention::{NeedItem, Value};
use phonjon_domain::policy::Action;
use phonjon_store::areas;
use phonjon_store::partners::contributions;
use serde_json::json;

use super::{Contribution, MOST_HOUSEHOLDS, Partner, find, locked, text};
use crate::audit;
use crate::ctx::Ctx;
use crate::error::{AppError, Refusal};
use crate::idempotent::Key;
use crate::intervention::find_need;
use crate::parameters;
use crate::permit::require_areas;

/// Longest description of a contribution, in characters.
const LONGEST_WHAT: usize = 500;

/// Something that a partner gave or did.
#[derive(Debug, Clone)]
pub struct NewContribution {
    /// The day it was given or done; today where it is not given.
    pub on: Option<NaiveDate>,
    /// The need it meets.
    pub need: String,
    /// What it was.
    pub what: String,
    /// What it is worth.
    pub value: Value,
    /// How many households it reached.
    pub n_households: Option<i32>,
    /// Where, if in one area.
    pub area: Option<AreaId>,
}

/// Notes what a partner contributed, for whoever keeps the register where it was contributed, and gives the partner.
///
/// # Errors
///
/// [`AppError::Hidden`], [`AppError::Forbidden`], `PARTNER_ENDED`, `REQUIRED`, `TEXT_TOO_LONG`, `NEED_UNKNOWN`,
/// `AREA_UNKNOWN`, `DAY_IN_FUTURE`, `BAD_INPUT`.
pub async fn note(
    ctx: &Ctx,
    key: &Key,
    partner: PartnerId,
    new: &NewContribution,
) -> Result<Partner, AppError> {
    let tx = ctx.store.begin().await?;
    if key.done(&tx, ctx, "contributionAdd").await?.is_none() {
        let of = locked(&tx, ctx, partner).await?;
        if let Some(area) = new.area
            && areas::find(&*tx, area).await?.is_none()
        {
            return Err(Refusal::of("AREA_UNKNOWN", "areaId").into());
        }
        require_areas(&tx, ctx, Action::ManagePartner, &places(&of, new.area)).await?;
        let on = new.on.unwrap_or_else(|| ctx.today());
        if ctx.today() < on {
            return Err(Refusal::of("DAY_IN_FUTURE", "on").into());
        }
        if of.ended_on.is_some_and(|it| it <= on) {
            return Err(Refusal::of("PARTNER_ENDED", "on").into());
        }
        let rules = parameters::rules_in(&*tx).await?;
        find_need(&rules.needs, &new.need)?;
        if new.n_households.is_some_and(|it| !(1..=MOST_HOUSEHOLDS).contains(&it)) {
            return Err(Refusal::of("BAD_INPUT", "households").into());
        }
        let what = text(Some(&new.what), "what", LONGEST_WHAT)?;
        let row = Contribution {
            id: ContributionId(ctx.new_id()),
            partner,
            happened_on: on,
            need: NeedItem(new.need.clone()),
            what: what.ok_or_else(|| Refusal::of("REQUIRED", "what"))?,
            value: new.value,
            n_households: new.n_households,
            area: new.area,
            account: ctx.actor.account,
            by_actor: ctx.actor.name.clone(),
            recorded_at: ctx.now,
            withdrawn_at: None,
        };
        contributions::insert(&tx, &row).await?;
        let detail = json!({ "contribution": row.id.0.to_string(), "need": row.need.0 });
        audit::record(ctx, &tx, "partner.contributed", ("partner", partner.0), detail).await?;
        key.remember(&tx, ctx, "contributionAdd", "contribution", row.id.0).await?;
        tx.commit().await?;
    }
    find(ctx, partner).await
}

/// Withdraws what was noted by mistake, and gives the partner: it stays to be read, and counts no more.
///
/// # Errors
///
/// [`AppError::Hidden`], [`AppError::Forbidden`], `ALREADY_UNDONE`.
pub async fn withdraw(ctx: &Ctx, key: &Key, id: ContributionId) -> Result<Partner, AppError> {
    let tx = ctx.store.begin().await?;
    let noted = contributions::find(&*tx, id).await?.ok_or(AppError::Hidden)?;
    if key.done(&tx, ctx, "contributionWithdraw").await?.is_none() {
        let of = locked(&tx, ctx, noted.partner).await?;
        require_areas(&tx, ctx, Action::ManagePartner, &places(&of, noted.area)).await?;
        if !contributions::withdraw(&tx, id, ctx.now).await? {
            return Err(Refusal::of("ALREADY_UNDONE", "contributionId").into());
        }
        let detail = json!({ "contribution": id.0.to_string() });
        audit::record(ctx, &tx, "partner.contribution_withdrawn", ("partner", of.id.0), detail).await?;
        key.remember(&tx, ctx, "contributionWithdraw", "contribution", id.0).await?;
        tx.commit().await?;
    }
    find(ctx, noted.partner).await
}

/// Where it was contributed: everywhere the partner helps, unless a place is named.
fn places(partner: &Partner, area: Option<AreaId>) -> Vec<AreaId> {
    area.map_or_else(|| partner.areas.clone(), |it| vec![it])
}
