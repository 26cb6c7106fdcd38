//! The register of partners (ภาคีเครือข่าย): who of the seven sectors can help where and with what, and where a sector is
//! missing.

mod contribution;

use std::collections::HashMap;

use chrono::NaiveDate;
use phonjon_domain::ids::{AreaId, HomeProvince, PartnerId};
use phonjon_domain::partner::Months;
use phonjon_domain::policy::Action;
use phonjon_domain::sector::Sector;
use phonjon_domain::team::{Formality, MemberKind};
use phonjon_store::partners::{self, PartnerText, contributions};
use phonjon_store::teams::members::{self, MemberRow};
use phonjon_store::{Connection, Tx, areas, teams};
use serde_json::json;

use crate::audit;
use crate::ctx::Ctx;
use crate::error::{AppError, Conflict, ConflictField, Refusal};
use crate::idempotent::Key;
use crate::intervention::find_need;
use crate::parameters;
use crate::permit::{Located, authorize, require_areas, require_reading, scope_for};
use crate::team::{name, stale};

pub use contribution::{NewContribution, note, withdraw};
pub use phonjon_store::partners::contributions::ContributionRow as Contribution;
pub use phonjon_store::partners::{Attending, PartnerFilter, PartnerRow as Partner};

/// Longest office or network, in characters.
const LONGEST_POST: usize = 200;
/// Longest note, in characters.
const LONGEST_NOTE: usize = 2_000;
/// The most households that one partner helps at once.
const MOST_HOUSEHOLDS: i32 = 100_000;
/// More areas than lie directly in any other.
const MOST_AREAS: u32 = 1_000;

/// What somebody writes into the register of a partner.
#[derive(Debug, Clone)]
pub struct NewPartner {
    /// A person or an organisation.
    pub kind: MemberKind,
    /// What it is called.
    pub name: String,
    /// The sector it speaks for.
    pub sector: Sector,
    /// By office or by good will.
    pub formality: Formality,
    /// Its office, or the network it comes from.
    pub post: Option<String>,
    /// What else is to be known.
    pub note: Option<String>,
    /// How many households it can help at once.
    pub n_households: Option<i32>,
    /// The numbers of the months in which it can help; every month where there are none.
    pub months: Vec<u32>,
    /// The needs it can meet, by their codes.
    pub needs: Vec<String>,
    /// The areas it helps in, at least one.
    pub areas: Vec<AreaId>,
}

/// What a partner does and did.
#[derive(Debug, Clone, Default)]
pub struct PartnerWork {
    /// What it contributed, newest first, withdrawn ones too.
    pub contributions: Vec<Contribution>,
    /// Its memberships in teams that the reader sees, past ones too, newest first.
    pub memberships: Vec<MemberRow>,
}

/// Who attends to an area, sector by sector.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AreaSectors {
    /// The area.
    pub area: AreaId,
    /// The sectors that somebody attends for.
    pub attending: Vec<Attending>,
}

impl AreaSectors {
    /// The sectors that nobody attends for: information, not a fault.
    pub fn missing(&self) -> Vec<Sector> {
        let is_missing = |it: &Sector| !self.attending.iter().any(|other| other.sector == *it);
        Sector::ALL.into_iter().filter(is_missing).collect()
    }
}

/// A partner.
///
/// # Errors
///
/// [`AppError::Hidden`] where the actor reaches no such partner.
pub async fn find(ctx: &Ctx, id: PartnerId) -> Result<Partner, AppError> {
    find_many(ctx, &[id]).await?.pop().ok_or(AppError::Hidden)
}

/// Those of these partners that the actor reaches, in no order.
///
/// # Errors
///
/// The store's own.
pub async fn find_many(ctx: &Ctx, ids: &[PartnerId]) -> Result<Vec<Partner>, AppError> {
    let scope = scope_for(&ctx.actor, Action::ReadPartner, ctx.today());
    Ok(partners::find_many(ctx.store.reader(), &scope, ids).await?)
}

/// Partners in the order of their names, after the given one, and whether more follow.
///
/// # Errors
///
/// [`AppError::Forbidden`], or the store's failure.
pub async fn list(
    ctx: &Ctx,
    filter: &PartnerFilter,
    first: u32,
    after: Option<&(String, PartnerId)>,
) -> Result<(Vec<Partner>, bool), AppError> {
    authorize(&ctx.actor, Action::ReadPartner, ctx.today())?;
    let scope = scope_for(&ctx.actor, Action::ReadPartner, ctx.today());
    Ok(partners::list(ctx.store.reader(), &scope, filter, first, after).await?)
}

/// What these partners do and did, of those that the actor reaches.
///
/// # Errors
///
/// The store's own.
pub async fn work_of(ctx: &Ctx, ids: &[PartnerId]) -> Result<HashMap<PartnerId, PartnerWork>, AppError> {
    let db = ctx.store.reader();
    let reached: Vec<PartnerId> = find_many(ctx, ids).await?.iter().map(|it| it.id).collect();
    let mut contributed = contributions::of_partners(db, &reached).await?;
    let memberships = members::of_partners(db, &reached).await?;
    let mut of: Vec<_> = memberships.iter().map(|it| it.team).collect();
    of.sort_unstable();
    of.dedup();
    let reads = scope_for(&ctx.actor, Action::ReadTeam, ctx.today());
    let seen: Vec<_> = teams::find_many(db, &reads, &of).await?.into_iter().map(|it| it.id).collect();
    let mut work: HashMap<PartnerId, PartnerWork> = HashMap::new();
    for id in reached {
        let contributions = contributed.remove(&id).unwrap_or_default();
        work.insert(id, PartnerWork { contributions, memberships: Vec::new() });
    }
    for it in memberships.into_iter().filter(|it| seen.contains(&it.team)) {
        if let Some(own) = it.partner.and_then(|id| work.get_mut(&id)) {
            own.memberships.push(it);
        }
    }
    Ok(work)
}

/// Who attends to an area and to each that lies directly in it, sector by sector, the area itself first.
///
/// # Errors
///
/// [`AppError::Forbidden`] where the actor reads no partners there, or the store's failure.
pub async fn attending(ctx: &Ctx, area: AreaId) -> Result<Vec<AreaSectors>, AppError> {
    require_reading(ctx, Action::ReadPartner, &Located::in_area(area)).await?;
    let db = ctx.store.reader();
    let mut of = vec![area];
    of.extend(areas::children(db, area, None, MOST_AREAS).await?.into_iter().map(|it| it.id));
    let scope = scope_for(&ctx.actor, Action::ReadPartner, ctx.today());
    let found = partners::attending(db, &scope, &of).await?;
    let sectors = |area: AreaId| {
        let mut attending: Vec<Attending> = found.iter().filter(|it| it.area == area).copied().collect();
        attending.sort_by_key(|it| it.sector);
        AreaSectors { area, attending }
    };
    Ok(of.into_iter().map(sectors).collect())
}

/// Enters a partner in the register.
///
/// # Errors
///
/// [`AppError::Forbidden`], `REQUIRED`, `TEXT_TOO_LONG`, `AREA_REQUIRED`, `AREA_UNKNOWN`, `NEED_UNKNOWN`, `BAD_INPUT`.
pub async fn create(ctx: &Ctx, key: &Key, new: &NewPartner) -> Result<Partner, AppError> {
    let tx = ctx.store.begin().await?;
    if let Some(done) = key.done(&tx, ctx, "partnerCreate").await? {
        drop(tx);
        return find(ctx, PartnerId(done.uuid()?)).await;
    }
    authorize(&ctx.actor, Action::ManagePartner, ctx.today())?;
    let (areas, home_province) = served(&*tx, &new.areas).await?;
    require_areas(&tx, ctx, Action::ManagePartner, &areas).await?;
    let row = Partner {
        id: PartnerId(ctx.new_id()),
        home_province,
        says: says(&*tx, new, &[]).await?,
        areas,
        created_at: ctx.now,
        ended_on: None,
        version: 1,
    };
    partners::insert(&tx, &row).await?;
    let detail = json!({ "sector": row.says.sector.code() });
    audit::record(ctx, &tx, "partner.created", ("partner", row.id.0), detail).await?;
    key.remember(&tx, ctx, "partnerCreate", "partner", row.id.0).await?;
    tx.commit().await?;
    find(ctx, row.id).await
}

/// Writes a partner's entry anew.
///
/// # Errors
///
/// [`AppError::Hidden`], [`AppError::VersionConflict`], `PARTNER_ENDED`, and as for [`create`].
pub async fn change(
    ctx: &Ctx,
    key: &Key,
    id: PartnerId,
    expected: i64,
    new: &NewPartner,
) -> Result<Partner, AppError> {
    let tx = ctx.store.begin().await?;
    if key.done(&tx, ctx, "partnerChange").await?.is_none() {
        let before = managed(&tx, ctx, id).await?;
        let says = says(&*tx, new, &before.says.needs).await?;
        let (areas, _) = served(&*tx, &new.areas).await?;
        let after = Partner { says, areas, ..before.clone() };
        if before.version != expected {
            let fields = differing(&after, &before);
            return Err(AppError::VersionConflict(Box::new(Conflict { version: before.version, fields })));
        }
        if before.ended_on.is_some() {
            return Err(Refusal::of("PARTNER_ENDED", "partnerId").into());
        }
        require_areas(&tx, ctx, Action::ManagePartner, &after.areas).await?;
        partners::update(&tx, &after).await.map_err(stale)?;
        let changed: Vec<String> = differing(&after, &before).into_iter().map(|it| it.0).collect();
        audit::record(ctx, &tx, "partner.changed", ("partner", id.0), json!({ "fields": changed })).await?;
        key.remember(&tx, ctx, "partnerChange", "partner", id.0).await?;
        tx.commit().await?;
    }
    find(ctx, id).await
}

/// Ends a partner's entry on the first day on which it helps no more. What it contributed stays.
///
/// # Errors
///
/// [`AppError::Hidden`], [`AppError::Forbidden`], [`AppError::VersionConflict`], `PARTNER_ENDED`, `DAY_IN_FUTURE`.
pub async fn end(
    ctx: &Ctx,
    key: &Key,
    id: PartnerId,
    expected: i64,
    on: Option<NaiveDate>,
) -> Result<Partner, AppError> {
    let tx = ctx.store.begin().await?;
    if key.done(&tx, ctx, "partnerEnd").await?.is_none() {
        let mut partner = managed(&tx, ctx, id).await?;
        let on = on.unwrap_or_else(|| ctx.today());
        if partner.version != expected {
            let theirs = partner.ended_on.map(|it| it.to_string());
            let fields = vec![("endedOn".to_owned(), None, Some(on.to_string()), theirs)];
            return Err(AppError::VersionConflict(Box::new(Conflict { version: partner.version, fields })));
        }
        if partner.ended_on.is_some() {
            return Err(Refusal::of("PARTNER_ENDED", "partnerId").into());
        }
        if ctx.today() < on {
            return Err(Refusal::of("DAY_IN_FUTURE", "on").into());
        }
        partner.ended_on = Some(on);
        partners::update(&tx, &partner).await.map_err(stale)?;
        let detail = json!({ "on": on.to_string() });
        audit::record(ctx, &tx, "partner.ended", ("partner", id.0), detail).await?;
        key.remember(&tx, ctx, "partnerEnd", "partner", id.0).await?;
        tx.commit().await?;
    }
    find(ctx, id).await
}

/// A partner that the actor reads, locked, and may manage: wherever it helps.
async fn managed(tx: &Tx, ctx: &Ctx, id: PartnerId) -> Result<Partner, AppError> {
    let partner = locked(tx, ctx, id).await?;
    require_areas(tx, ctx, Action::ManagePartner, &partner.areas).await?;
    Ok(partner)
}

/// A partner that the actor reads, locked.
async fn locked(tx: &Tx, ctx: &Ctx, id: PartnerId) -> Result<Partner, AppError> {
    let reads = scope_for(&ctx.actor, Action::ReadPartner, ctx.today());
    partners::find_for_update(tx, &reads, id).await?.ok_or(AppError::Hidden)
}

/// The areas, each once, and the province of the first.
async fn served(db: &impl Connection, wanted: &[AreaId]) -> Result<(Vec<AreaId>, HomeProvince), AppError> {
    let mut served = wanted.to_vec();
    served.sort_unstable();
    served.dedup();
    if served.is_empty() {
        return Err(Refusal::of("AREA_REQUIRED", "areaIds").into());
    }
    let known = areas::find_many(db, &served).await?;
    if known.len() != served.len() {
        return Err(Refusal::of("AREA_UNKNOWN", "areaIds").into());
    }
    Ok((served, known.first().map_or(HomeProvince(0), |it| it.home_province)))
}

/// What the register will say of a partner. A need that it `had` may have left the menu since.
async fn says(db: &impl Connection, new: &NewPartner, had: &[String]) -> Result<PartnerText, AppError> {
    let rules = parameters::rules_in(db).await?;
    let mut needs = new.needs.clone();
    needs.sort_unstable();
    needs.dedup();
    for it in needs.iter().filter(|it| !had.contains(it)) {
        find_need(&rules.needs, it).map_err(|it| it.at("needs"))?;
    }
    let bad = |field: &str| Refusal::of("BAD_INPUT", field);
    if new.n_households.is_some_and(|it| !(1..=MOST_HOUSEHOLDS).contains(&it)) {
        return Err(bad("households").into());
    }
    Ok(PartnerText {
        kind: new.kind,
        name: name(&new.name, "name")?,
        sector: new.sector,
        formality: new.formality,
        post: text(new.post.as_deref(), "post", LONGEST_POST)?,
        note: text(new.note.as_deref(), "note", LONGEST_NOTE)?,
        n_households: new.n_households,
        months: Months::of(&new.months).ok_or_else(|| bad("months"))?,
        needs,
    })
}

/// A text that may be left out.
fn text(text: Option<&str>, field: &str, longest: usize) -> Result<Option<String>, Refusal> {
    let text = text.map(str::trim).filter(|it| !it.is_empty());
    match text {
        Some(text) if longest < text.chars().count() => {
            Err(Refusal::of("TEXT_TOO_LONG", field).with("max", longest))
        }
        _ => Ok(text.map(str::to_owned)),
    }
}

/// The fields in which two entries differ, as the argument names them, with what either says.
fn differing(yours: &Partner, theirs: &Partner) -> Vec<ConflictField> {
    let of = |it: &Partner| {
        let listed = |items: Vec<String>| (!items.is_empty()).then(|| items.join(", "));
        let says = &it.says;
        [
            ("kind", Some(says.kind.code().to_owned())),
            ("name", Some(says.name.clone())),
            ("sector", Some(says.sector.code().to_owned())),
            ("formality", Some(says.formality.code().to_owned())),
            ("post", says.post.clone()),
            ("note", says.note.clone()),
            ("households", says.n_households.map(|it| it.to_string())),
            ("months", listed(says.months.numbers().iter().map(ToString::to_string).collect())),
            ("needs", listed(says.needs.clone())),
            ("areaIds", Some(format!("{}", it.areas.len()))),
        ]
    };
    let mut fields = Vec::new();
    for ((name, yours_says), (_, theirs_says)) in of(yours).into_iter().zip(of(theirs)) {
        if yours_says != theirs_says || (name == "areaIds" && yours.areas != theirs.areas) {
            fields.push((name.to_owned(), None, yours_says, theirs_says));
        }
    }
    fields
}
