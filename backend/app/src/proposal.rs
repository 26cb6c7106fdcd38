//! Proposals: a household that no list names, one that a list only asks to verify, a closed case to reopen.

mod decide;

use chrono::NaiveDate;
use phonjon_domain::ids::{AreaId, HouseholdId, PersonId};
use phonjon_domain::policy::Action;
use phonjon_store::people::{self, NewHead, NewHousehold};
use phonjon_store::{areas, cases};
use serde_json::json;

use crate::audit;
use crate::case::work::by;
use crate::ctx::Ctx;
use crate::error::{AppError, Refusal};
use crate::idempotent::Key;
use crate::permit::{Located, require, scope_for};
use decide::open;

pub use decide::{decide, decide_many};
pub use phonjon_store::cases::{Decision, ProposalKey, ProposalKind, ProposalRow, ProposalsAsked};

/// A household that no list names, as somebody proposes it.
#[derive(Debug, Clone)]
pub struct NewProposal {
    /// The village, or a larger area where that is not known.
    pub area: AreaId,
    /// House number, if it has one.
    pub house_no: Option<String>,
    /// How to find it.
    pub description: String,
    /// Title, first and last name of the head, as far as told.
    pub head: Option<(Option<String>, Option<String>, Option<String>)>,
    /// How many members, as far as told.
    pub n_members: Option<u16>,
    /// Why it needs help.
    pub reason: String,
    /// To be worked at once: the case opens before anybody decides.
    pub urgent: bool,
    /// The local day somebody met the household there.
    pub met_on: Option<NaiveDate>,
}

/// Proposes a household that no list names. An urgent one is opened at once and decided on later.
///
/// # Errors
///
/// [`AppError::Forbidden`], `REQUIRED`, `AREA_UNKNOWN`, or `DAY_IN_FUTURE`.
pub async fn propose(ctx: &Ctx, new: &NewProposal, key: &Key) -> Result<ProposalRow, AppError> {
    const OPERATION: &str = "householdPropose";
    let on = new.met_on.unwrap_or(ctx.today());
    crate::case::status_day(ctx, "metOn", on)?;
    crate::case::required("description", &new.description)?;
    crate::case::required("reason", &new.reason)?;
    let tx = ctx.store.begin().await?;
    let done = key.done(&tx, ctx, OPERATION).await?;
    let area = areas::find(&*tx, new.area).await?.ok_or_else(|| Refusal::of("AREA_UNKNOWN", "areaId"))?;
    require(&tx, ctx, Action::ProposeHousehold, &Located::in_area(area.id)).await?;
    if let Some(done) = done {
        let everywhere = phonjon_domain::access::Scope::everywhere(ctx.today());
        let key = (area.home_province, done.uuid()?);
        let found = cases::find_proposal(&*tx, &everywhere, ctx.actor.account, key).await?;
        return found.map(|row| ProposalRow { lives_in: row.area, ..row }).ok_or(AppError::Hidden);
    }
    let household = NewHousehold {
        key: (area.home_province, HouseholdId(ctx.new_id())),
        area: area.id,
        house_no: new.house_no.clone(),
        description: new.description.trim().to_owned(),
        n_members: new.n_members.map(i32::from),
        head: new.head.clone().map(|(title, first_name, last_name)| NewHead {
            id: PersonId(ctx.new_id()),
            title,
            first_name,
            last_name,
        }),
        at: ctx.now,
        on,
    };
    people::insert_household(&tx, &household).await?;
    let (id, place) = ((area.home_province, ctx.new_id()), (household.key.1, area.id));
    // In the words of who proposes it, who may read no more of the household afterwards than they told.
    let reason = json!({ "text": new.reason.trim(), "description": new.description.trim() }).to_string();
    let mut row = ProposalRow {
        urgent: new.urgent,
        ..ProposalRow::new(&by(ctx), id, ProposalKind::Household, place, reason)
    };
    if row.urgent {
        open(ctx, &tx, vec![&mut row]).await?;
    }
    cases::insert_proposals(&tx, vec![row.clone()]).await?;
    let detail = json!({ "urgent": row.urgent, "case": row.case.map(|it| it.0) });
    audit::record(ctx, &tx, "household.proposed", ("proposal", row.key.1), detail).await?;
    key.remember(&tx, ctx, OPERATION, "proposal", row.key.1).await?;
    tx.commit().await?;
    Ok(row)
}

/// Proposals within what the actor may read by where their households live now, and the actor's own; of these no more is
/// told of where a household went that left.
///
/// # Errors
///
/// The store's own.
pub async fn list(ctx: &Ctx, asked: &ProposalsAsked) -> Result<(Vec<ProposalRow>, bool), AppError> {
    let scope = scope_for(&ctx.actor, Action::ReadProposal, ctx.today());
    let (mut found, more) = cases::proposals(ctx.store.reader(), &scope, ctx.actor.account, asked).await?;
    let moved: Vec<AreaId> = found.iter().filter(|it| it.lives_in != it.area).map(|it| it.lives_in).collect();
    let reached = cases::areas_reached(ctx.store.reader(), &scope, &moved).await?;
    for row in &mut found {
        if !reached.contains(&row.lives_in) {
            row.lives_in = row.area;
        }
    }
    Ok((found, more))
}
