//! Teams: making and ending them, who serves in them, which sectors are missing, and how much they carry.

use std::collections::HashMap;

use chrono::NaiveDate;
use phonjon_domain::ids::{AreaId, HomeProvince, PartnerId, TeamId, TeamMemberId, UserId};
use phonjon_domain::policy::Action;
use phonjon_domain::sector::Sector;
use phonjon_domain::setting::OfficeSetting;
use phonjon_domain::team::{
    Formality, MemberKind, Membership, TeamKind, TeamRole, is_overloaded, missing_sectors,
};
use phonjon_store::teams::members::{self, MemberRow};
use phonjon_store::teams::{self, TeamRow, load};
use phonjon_store::{Connection, StoreError, Tx, access, areas, partners};
use serde_json::json;

use crate::audit;
use crate::ctx::Ctx;
use crate::error::{AppError, Conflict, Refusal};
use crate::idempotent::Key;
use crate::permit::{authorize, scope_for};
use crate::settings;

pub use phonjon_store::teams::TeamFilter;
pub use phonjon_store::teams::members::MemberRow as Member;

/// Longest name of a team or member, in characters.
const LONGEST_NAME: usize = 200;

/// A team as it is shown.
#[derive(Debug, Clone)]
pub struct Team {
    /// The team itself.
    pub row: TeamRow,
    /// Its members, past ones too, oldest first.
    pub members: Vec<MemberRow>,
    /// The day it is shown for.
    pub day: NaiveDate,
    /// Open households it carries.
    pub n_households: i64,
    /// The households above which a mentor team is warned about.
    pub line: u32,
}

impl Team {
    /// Sectors somebody in the team speaks for today, in the order documents print them.
    pub fn sectors_present(&self) -> Vec<Sector> {
        let missing = self.sectors_missing();
        Sector::ALL.into_iter().filter(|it| !missing.contains(it)).collect()
    }

    /// Sectors nobody in the team speaks for today: information, not a fault.
    pub fn sectors_missing(&self) -> Vec<Sector> {
        let terms: Vec<Membership> = self.members.iter().map(|it| it.term).collect();
        missing_sectors(&terms, self.day)
    }

    /// True for a mentor team with more households than the line: a warning, never a refusal.
    pub fn is_over_line(&self) -> bool {
        self.row.kind == TeamKind::Mentor && is_overloaded(self.n_households, self.line)
    }
}

/// A team to make.
#[derive(Debug, Clone)]
pub struct NewTeam {
    /// District, subdistrict or mentor team.
    pub kind: TeamKind,
    /// What it is called.
    pub name: String,
    /// The team it stands inside; a mentor team needs one.
    pub parent: Option<TeamId>,
    /// The areas it serves, at least one.
    pub areas: Vec<AreaId>,
}

/// A member to add.
#[derive(Debug, Clone)]
pub struct NewMember {
    /// A person or an organisation.
    pub kind: MemberKind,
    /// Who, as the team calls them.
    pub name: String,
    /// The sector the member speaks for.
    pub sector: Sector,
    /// By office or by good will.
    pub formality: Formality,
    /// The member's part in the team.
    pub role: TeamRole,
    /// The account, where the member has one. It gives no access.
    pub account: Option<UserId>,
    /// The entry in the register of partners, where the member has one.
    pub partner: Option<PartnerId>,
    /// First day; today where it is not given.
    pub since: Option<NaiveDate>,
}

/// The households above which a mentor team is warned about.
///
/// # Errors
///
/// The store's own.
pub async fn load_line(ctx: &Ctx) -> Result<u32, AppError> {
    Ok(settings::count(ctx.store.reader(), OfficeSetting::TeamsMentorLoadLine).await?)
}

/// A team.
///
/// # Errors
///
/// [`AppError::Hidden`] where the actor reaches no such team.
pub async fn find(ctx: &Ctx, id: TeamId) -> Result<Team, AppError> {
    find_many(ctx, &[id]).await?.pop().ok_or(AppError::Hidden)
}

/// Those of these teams that the actor reaches, in no order.
///
/// # Errors
///
/// The store's own.
pub async fn find_many(ctx: &Ctx, ids: &[TeamId]) -> Result<Vec<Team>, AppError> {
    let scope = scope_for(&ctx.actor, Action::ReadTeam, ctx.today());
    let rows = teams::find_many(ctx.store.reader(), &scope, ids).await?;
    shown(ctx, rows).await
}

/// Teams in the order of their names, after the given one, and whether more follow.
///
/// # Errors
///
/// [`AppError::Forbidden`], or the store's failure.
pub async fn list(
    ctx: &Ctx,
    filter: &TeamFilter,
    first: u32,
    after: Option<&(String, TeamId)>,
) -> Result<(Vec<Team>, bool), AppError> {
    authorize(&ctx.actor, Action::ReadTeam, ctx.today())?;
    let scope = scope_for(&ctx.actor, Action::ReadTeam, ctx.today());
    let (rows, has_next) = teams::list(ctx.store.reader(), &scope, filter, first, after).await?;
    Ok((shown(ctx, rows).await?, has_next))
}

/// Makes a team.
///
/// # Errors
///
/// `REQUIRED`, `TEXT_TOO_LONG`, `AREA_REQUIRED`, `AREA_UNKNOWN`, `TEAM_WRONG_KIND`, `TEAM_OUTSIDE_AREA`, `TEAM_ENDED`.
pub async fn create(ctx: &Ctx, key: &Key, new: NewTeam) -> Result<Team, AppError> {
    let tx = ctx.store.begin().await?;
    if let Some(done) = key.done(&tx, ctx, "teamCreate").await? {
        drop(tx);
        return find(ctx, TeamId(done.uuid()?)).await;
    }
    authorize(&ctx.actor, Action::ManageTeam, ctx.today())?;
    let name = name(&new.name, "name")?;
    let mut served = new.areas;
    served.sort_unstable();
    served.dedup();
    if served.is_empty() {
        return Err(Refusal::of("AREA_REQUIRED", "areaIds").into());
    }
    let known = areas::find_many(&*tx, &served).await?;
    if known.len() != served.len() {
        return Err(Refusal::of("AREA_UNKNOWN", "areaIds").into());
    }
    require_all(&tx, ctx, &served).await?;
    let parent = check_parent(&tx, ctx, new.kind, new.parent, &served).await?;
    let row = TeamRow {
        id: TeamId(ctx.new_id()),
        home_province: known.first().map_or(HomeProvince(0), |it| it.home_province),
        kind: new.kind,
        name,
        parent,
        areas: served,
        created_at: ctx.now,
        ended_on: None,
        version: 1,
    };
    insert(ctx, &tx, std::slice::from_ref(&row)).await?;
    key.remember(&tx, ctx, "teamCreate", "team", row.id.0).await?;
    tx.commit().await?;
    find(ctx, row.id).await
}

/// Stores new teams in an open transaction; the caller has permitted and checked them.
pub(crate) async fn insert(ctx: &Ctx, tx: &Tx, rows: &[TeamRow]) -> Result<(), AppError> {
    teams::insert(tx, rows).await?;
    let mut done = Vec::with_capacity(rows.len());
    for row in rows {
        // Teams that were made with their areas before there was a district team.
        let n_adopted = if row.kind == TeamKind::District { teams::adopt(tx, &row.areas).await? } else { 0 };
        let parent = row.parent.map(|it| it.0.to_string());
        let detail = json!({ "kind": row.kind.code(), "parent": parent, "adopted": n_adopted });
        done.push(("team.created", ("team", row.id.0.to_string()), detail));
    }
    audit::record_many(ctx, tx, done).await
}

/// Those of these memberships whose team the actor reads.
///
/// # Errors
///
/// The store's own.
pub async fn members_of(ctx: &Ctx, ids: &[TeamMemberId]) -> Result<Vec<Member>, AppError> {
    members_in(ctx.store.reader(), ctx, ids).await
}

/// As [`members_of`], also in an open transaction.
///
/// # Errors
///
/// The store's own.
pub(crate) async fn members_in(
    db: &impl Connection,
    ctx: &Ctx,
    ids: &[TeamMemberId],
) -> Result<Vec<Member>, AppError> {
    let found = members::find_many(db, ids).await?;
    let mut of: Vec<TeamId> = found.iter().map(|it| it.team).collect();
    of.sort_unstable();
    of.dedup();
    let scope = scope_for(&ctx.actor, Action::ReadTeam, ctx.today());
    let read: Vec<TeamId> = teams::find_many(db, &scope, &of).await?.into_iter().map(|it| it.id).collect();
    Ok(found.into_iter().filter(|it| read.contains(&it.team)).collect())
}

/// Gives a team another name.
///
/// # Errors
///
/// [`AppError::Hidden`], [`AppError::Forbidden`], [`AppError::VersionConflict`], `REQUIRED`, `TEXT_TOO_LONG`.
pub async fn rename(
    ctx: &Ctx,
    key: &Key,
    id: TeamId,
    expected: i64,
    new_name: &str,
) -> Result<Team, AppError> {
    let tx = ctx.store.begin().await?;
    if key.done(&tx, ctx, "teamRename").await?.is_none() {
        let mut team = managed(&tx, ctx, id).await?;
        check_version(&team, expected, Some(("name", new_name)))?;
        team.name = name(new_name, "name")?;
        stored(&tx, &team).await?;
        audit::record(ctx, &tx, "team.renamed", ("team", id.0), json!({})).await?;
        key.remember(&tx, ctx, "teamRename", "team", id.0).await?;
        tx.commit().await?;
    }
    find(ctx, id).await
}

/// Ends a team that carries no household any more; its members' terms end with it.
///
/// # Errors
///
/// [`AppError::Hidden`], [`AppError::Forbidden`], [`AppError::VersionConflict`], `TEAM_ENDED`, `TEAM_HAS_CASES`,
/// `DAY_IN_FUTURE`, and `DAYS_OUT_OF_ORDER` for a day before somebody joined it.
pub async fn end(
    ctx: &Ctx,
    key: &Key,
    id: TeamId,
    expected: i64,
    on: Option<NaiveDate>,
) -> Result<Team, AppError> {
    let tx = ctx.store.begin().await?;
    if key.done(&tx, ctx, "teamEnd").await?.is_none() {
        let mut team = managed(&tx, ctx, id).await?;
        check_version(&team, expected, None)?;
        let on = on.unwrap_or_else(|| ctx.today());
        if ctx.today() < on {
            return Err(Refusal::of("DAY_IN_FUTURE", "on").into());
        }
        if team.ended_on.is_some() {
            return Err(Refusal::of("TEAM_ENDED", "teamId").into());
        }
        let serving = members::of_teams(&*tx, &[id]).await?.remove(&id).unwrap_or_default();
        let joined_since = serving.iter().map(|it| it.term).filter(|it| it.holds_on(it.from));
        if joined_since.map(|it| it.from).any(|from| on < from && from <= ctx.today()) {
            return Err(Refusal::of("DAYS_OUT_OF_ORDER", "on").into());
        }
        // Who assigns households to the team holds it meanwhile, and so was first or finds it ended.
        let n_households = load::of_teams(&*tx, &[id]).await?.get(&id).copied().unwrap_or(0);
        if 0 < n_households {
            return Err(Refusal::of("TEAM_HAS_CASES", "teamId").with("count", n_households).into());
        }
        team.ended_on = Some(on);
        stored(&tx, &team).await?;
        members::end_all(&tx, id, on).await?;
        audit::record(ctx, &tx, "team.ended", ("team", id.0), json!({ "on": on.to_string() })).await?;
        key.remember(&tx, ctx, "teamEnd", "team", id.0).await?;
        tx.commit().await?;
    }
    find(ctx, id).await
}

/// Adds a member to a team and gives the team.
///
/// # Errors
///
/// [`AppError::Hidden`], [`AppError::Forbidden`], `TEAM_ENDED`, `ACCOUNT_UNKNOWN`, `REQUIRED`, `TEXT_TOO_LONG`.
pub async fn add_member(ctx: &Ctx, key: &Key, team: TeamId, new: NewMember) -> Result<Team, AppError> {
    let tx = ctx.store.begin().await?;
    if key.done(&tx, ctx, "teamAddMember").await?.is_none() {
        let found = managed(&tx, ctx, team).await?;
        if found.ended_on.is_some() {
            return Err(Refusal::of("TEAM_ENDED", "teamId").into());
        }
        if let Some(account) = new.account
            && access::find_account(&*tx, account).await?.is_none()
        {
            return Err(Refusal::of("ACCOUNT_UNKNOWN", "member.accountId").into());
        }
        if let Some(partner) = new.partner {
            let reads = scope_for(&ctx.actor, Action::ReadPartner, ctx.today());
            let found = partners::find(&*tx, &reads, partner).await?.ok_or(AppError::Hidden)?;
            if found.ended_on.is_some_and(|it| it <= ctx.today()) {
                return Err(Refusal::of("PARTNER_ENDED", "member.partnerId").into());
            }
        }
        let member = member(ctx, team, &new)?;
        insert_members(ctx, &tx, std::slice::from_ref(&member)).await?;
        key.remember(&tx, ctx, "teamAddMember", "team_member", member.id.0).await?;
        tx.commit().await?;
    }
    find(ctx, team).await
}

/// A new membership, as it is kept.
pub(crate) fn member(ctx: &Ctx, team: TeamId, new: &NewMember) -> Result<MemberRow, Refusal> {
    let from = new.since.unwrap_or_else(|| ctx.today());
    Ok(MemberRow {
        id: TeamMemberId(ctx.new_id()),
        team,
        kind: new.kind,
        name: name(&new.name, "member.name")?,
        formality: new.formality,
        account: new.account,
        partner: new.partner,
        term: Membership { sector: new.sector, role: new.role, from, until: None },
        version: 1,
    })
}

/// Stores new members in an open transaction; the caller has permitted and checked them.
pub(crate) async fn insert_members(ctx: &Ctx, tx: &Tx, rows: &[MemberRow]) -> Result<(), AppError> {
    members::insert(tx, rows).await?;
    let of = |it: &MemberRow| {
        let detail = json!({ "member": it.id.0.to_string(), "role": it.term.role.code() });
        ("team.member_added", ("team", it.team.0.to_string()), detail)
    };
    audit::record_many(ctx, tx, rows.iter().map(of).collect()).await
}

/// Ends a membership on the first day no longer in the team, and gives the team.
///
/// # Errors
///
/// [`AppError::Hidden`], [`AppError::Forbidden`], [`AppError::VersionConflict`], `MEMBER_ENDED`, `DAYS_OUT_OF_ORDER`.
pub async fn end_member(
    ctx: &Ctx,
    key: &Key,
    id: TeamMemberId,
    expected: i64,
    until: Option<NaiveDate>,
) -> Result<Team, AppError> {
    let tx = ctx.store.begin().await?;
    let member = members::find(&*tx, id).await?.ok_or(AppError::Hidden)?;
    if key.done(&tx, ctx, "teamEndMember").await?.is_none() {
        managed(&tx, ctx, member.team).await?;
        // The team is locked, and with it whatever changes its members.
        let member = members::find(&*tx, id).await?.ok_or(AppError::Hidden)?;
        if member.version != expected {
            let yours = until.map(|it| it.to_string());
            let theirs = member.term.until.map(|it| it.to_string());
            let fields = vec![("until".to_owned(), None, yours, theirs)];
            return Err(AppError::VersionConflict(Box::new(Conflict { version: member.version, fields })));
        }
        end_membership(&tx, ctx, &member, until.unwrap_or_else(|| ctx.today())).await?;
        key.remember(&tx, ctx, "teamEndMember", "team_member", id.0).await?;
        tx.commit().await?;
    }
    find(ctx, member.team).await
}

/// Ends a membership in an open transaction; the caller has found and permitted its team.
pub(crate) async fn end_membership(
    tx: &Tx,
    ctx: &Ctx,
    member: &MemberRow,
    until: NaiveDate,
) -> Result<(), AppError> {
    if member.term.until.is_some() {
        return Err(Refusal::of("MEMBER_ENDED", "memberId").into());
    }
    if until < member.term.from {
        return Err(Refusal::of("DAYS_OUT_OF_ORDER", "until").into());
    }
    members::end(tx, member, until).await.map_err(stale)?;
    let detail = json!({ "member": member.id.0.to_string(), "until": until.to_string() });
    audit::record(ctx, tx, "team.member_ended", ("team", member.team.0), detail).await
}

/// A team that the actor reads, locked, and may manage: wherever it serves.
async fn managed(tx: &Tx, ctx: &Ctx, id: TeamId) -> Result<TeamRow, AppError> {
    let reads = scope_for(&ctx.actor, Action::ReadTeam, ctx.today());
    let team = teams::find_for_update(tx, &reads, id).await?.ok_or(AppError::Hidden)?;
    require_all(tx, ctx, &team.areas).await?;
    Ok(team)
}

/// Refuses who may not manage teams in every one of these areas.
async fn require_all(tx: &Tx, ctx: &Ctx, areas: &[AreaId]) -> Result<(), AppError> {
    let manages = scope_for(&ctx.actor, Action::ManageTeam, ctx.today());
    if manages.is_nothing() || !access::all_in_scope(&**tx, &manages, areas).await? {
        return Err(AppError::Forbidden);
    }
    Ok(())
}

/// The team a new one stands inside: of the right kind, alive, and serving its areas.
async fn check_parent(
    tx: &Tx,
    ctx: &Ctx,
    kind: TeamKind,
    parent: Option<TeamId>,
    served: &[AreaId],
) -> Result<Option<TeamId>, AppError> {
    let Some(id) = parent else {
        return if kind == TeamKind::Mentor {
            Err(Refusal::of("REQUIRED", "parentId").into())
        } else {
            Ok(None)
        };
    };
    let reads = scope_for(&ctx.actor, Action::ReadTeam, ctx.today());
    let found = teams::find(&**tx, &reads, id).await?.ok_or(AppError::Hidden)?;
    match kind.parent() {
        Some(wanted) if found.kind == wanted => {}
        wanted => {
            let refusal = Refusal::of("TEAM_WRONG_KIND", "parentId").with("found", found.kind.code());
            return Err(refusal.with("wanted", wanted.map_or("", TeamKind::code)).into());
        }
    }
    if found.ended_on.is_some() {
        return Err(Refusal::of("TEAM_ENDED", "parentId").into());
    }
    if !teams::outside(&**tx, id, served).await?.is_empty() {
        return Err(Refusal::of("TEAM_OUTSIDE_AREA", "areaIds").into());
    }
    Ok(Some(id))
}

fn check_version(team: &TeamRow, expected: i64, yours: Option<(&str, &str)>) -> Result<(), AppError> {
    if team.version == expected {
        return Ok(());
    }
    let fields =
        yours.map(|(field, value)| (field.to_owned(), None, Some(value.to_owned()), Some(team.name.clone())));
    let conflict = Conflict { version: team.version, fields: fields.into_iter().collect() };
    Err(AppError::VersionConflict(Box::new(conflict)))
}

async fn stored(tx: &Tx, team: &TeamRow) -> Result<(), AppError> {
    teams::update(tx, team).await.map_err(stale)
}

/// A row that moved on although it was locked can only have been changed around us.
pub(crate) fn stale(error: StoreError) -> AppError {
    if matches!(error, StoreError::Stale) {
        AppError::VersionConflict(Box::default())
    } else {
        AppError::Store(error)
    }
}

pub(crate) fn name(text: &str, field: &str) -> Result<String, Refusal> {
    let text = text.trim();
    if text.is_empty() {
        return Err(Refusal::of("REQUIRED", field));
    }
    if LONGEST_NAME < text.chars().count() {
        return Err(Refusal::of("TEXT_TOO_LONG", field).with("max", LONGEST_NAME));
    }
    Ok(text.to_owned())
}

/// Rows with members and load: two statements however many teams there are.
async fn shown(ctx: &Ctx, rows: Vec<TeamRow>) -> Result<Vec<Team>, AppError> {
    let ids: Vec<TeamId> = rows.iter().map(|it| it.id).collect();
    let mut members: HashMap<TeamId, Vec<MemberRow>> = members::of_teams(ctx.store.reader(), &ids).await?;
    let loads = load::of_teams(ctx.store.reader(), &ids).await?;
    let line = load_line(ctx).await?;
    Ok(rows
        .into_iter()
        .map(|row| Team {
            members: members.remove(&row.id).unwrap_or_default(),
            n_households: loads.get(&row.id).copied().unwrap_or(0),
            day: ctx.today(),
            line,
            row,
        })
        .collect())
}

#[cfg(test)]
mod tests;
