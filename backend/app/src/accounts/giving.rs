//! Giving grants: what a grant must say, and who may give it.

use std::collections::{BTreeSet, HashMap, HashSet};

use chrono::NaiveDate;
use phonjon_domain::access::{Grant, HeldAs, Reach, Role, Scope};
use phonjon_domain::ids::{AreaId, GrantId, TeamId, UserId};
use phonjon_domain::policy::{
    Action, Relation, is_post, may_cover_the_country, may_give, must_cover_the_country, permits,
};
use phonjon_domain::sector::Sector;
use phonjon_store::access::{self, Account, GivenGrant, NewGrant};
use phonjon_store::{Connection, Tx, areas};
use serde_json::{Value, json};

use crate::audit;
use crate::ctx::Ctx;
use crate::error::{AppError, Refusal};
use crate::permit::scope_for;
use crate::{intervention, parameters};

/// A grant to be given.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GrantDraft {
    /// The role.
    pub role: Role,
    /// How the power is held.
    pub held_as: HeldAs,
    /// The areas it covers with everything in them; `None` is the whole country, for the few roles that may.
    pub areas: Option<Vec<AreaId>>,
    /// A mentor's team.
    pub team: Option<TeamId>,
    /// A partner's sector.
    pub sector: Option<Sector>,
    /// The need an agency or partner accepted.
    pub need: Option<String>,
    /// Named to open drugs, being cheated, lured abroad, treated unfairly.
    pub opens_restricted: bool,
    /// First day.
    pub valid_from: NaiveDate,
    /// Last day, if known.
    pub valid_until: Option<NaiveDate>,
    /// The post whose powers these are, by its Thai name.
    pub post: Option<String>,
    /// Number of the order it rests on.
    pub order_number: Option<String>,
}

impl GrantDraft {
    /// A power held in one's own post over some areas, from a day on.
    pub const fn held(role: Role, areas: Option<Vec<AreaId>>, valid_from: NaiveDate) -> Self {
        Self {
            role,
            held_as: HeldAs::Held,
            areas,
            team: None,
            sector: None,
            need: None,
            opens_restricted: false,
            valid_from,
            valid_until: None,
            post: None,
            order_number: None,
        }
    }

    /// The same without blanks around its words; what is blank is not there.
    fn trimmed(self) -> Self {
        let words = |it: Option<String>| it.map(|it| it.trim().to_owned()).filter(|it| !it.is_empty());
        Self { post: words(self.post), order_number: words(self.order_number), ..self }
    }

    /// The grant that it becomes.
    pub(super) fn grant(&self, ctx: &Ctx) -> Grant {
        Grant {
            id: GrantId(ctx.new_id()),
            role: self.role,
            held_as: self.held_as,
            areas: self.areas.clone(),
            team: self.team,
            sector: self.sector,
            need: self.need.clone(),
            opens_restricted: self.opens_restricted,
            valid_from: self.valid_from,
            valid_until: self.valid_until,
        }
    }

    /// What is wrong with the grant itself, whoever gives it.
    fn refusals(&self) -> Vec<Refusal> {
        let mut refusals = Vec::new();
        let is_placed =
            self.areas.as_ref().is_some_and(|it| !it.is_empty() && !it.contains(&areas::country_id()));
        let covers_country = self.areas.is_none() && may_cover_the_country(self.role);
        if !is_placed && !covers_country {
            refusals.push(Refusal::of("AREA_REQUIRED", "areaIds"));
        }
        if self.areas.is_some() && must_cover_the_country(self.role) {
            refusals.push(Refusal::of("GRANT_OVER_ALL_AREAS", "areaIds"));
        }
        if self.valid_until.is_some_and(|until| until < self.valid_from) {
            refusals.push(Refusal::of("DAYS_OUT_OF_ORDER", "validUntil"));
        }
        if (self.role == Role::Mentor) != self.team.is_some() {
            refusals.push(Refusal::of("GRANT_TEAM_IS_A_MENTORS", "teamId"));
        }
        let is_for_need = matches!(self.role, Role::AgencyOfficer | Role::Partner);
        if self.need.is_some() && !is_for_need {
            refusals.push(Refusal::of("GRANT_NEED_IS_A_PARTNERS", "need"));
        }
        if self.opens_restricted && !permits(self.role, Action::ReadRestricted, Relation::Within) {
            refusals.push(Refusal::of("GRANT_NEVER_RESTRICTED", "opensRestricted"));
        }
        if self.held_as != HeldAs::Held && self.order_number.is_none() {
            refusals.push(Refusal::of("GRANT_NEEDS_ORDER", "orderNumber"));
        }
        refusals
    }
}

/// What giving has to know of the places that grants name: which areas are on the list, where teams serve, and in which of
/// the giver's own areas each lies.
pub(crate) struct Ground {
    known: HashSet<AreaId>,
    of_teams: HashMap<TeamId, Vec<AreaId>>,
    covering: HashMap<AreaId, HashSet<AreaId>>,
}

impl Ground {
    /// In as many statements for a thousand grants as for one.
    pub(crate) async fn load(
        ctx: &Ctx,
        db: &impl Connection,
        drafts: &[&GrantDraft],
    ) -> Result<Self, AppError> {
        let once = |ids: Vec<AreaId>| Vec::from_iter(ids.into_iter().collect::<BTreeSet<AreaId>>());
        let named = once(drafts.iter().filter_map(|it| it.areas.as_deref()).flatten().copied().collect());
        let teams: BTreeSet<TeamId> = drafts.iter().filter_map(|it| it.team).collect();
        let of_teams = access::areas_of_teams(db, &Vec::from_iter(teams)).await?;
        let places = once(named.iter().chain(of_teams.values().flatten()).copied().collect());
        let own = managing(ctx).filter_map(|it| it.areas.as_deref()).flatten().copied().collect();
        let own = Scope { reach: Reach::Within { areas: once(own), teams: Vec::new() }, day: ctx.today() };
        Ok(Self {
            known: areas::find_many(db, &named).await?.into_iter().map(|it| it.id).collect(),
            of_teams,
            covering: access::areas_covering(db, &own, &places).await?,
        })
    }

    /// True where each of these places lies within a scope of areas that the giver manages accounts in.
    fn covers(&self, givers: &Scope, places: &[AreaId]) -> bool {
        let Reach::Within { areas: own, .. } = &givers.reach else { return true };
        let is_covered = |it: &AreaId| {
            self.covering.get(it).is_some_and(|covering| own.iter().any(|area| covering.contains(area)))
        };
        places.iter().all(is_covered)
    }

    /// A grant with its areas each once, and every one on the list.
    fn on_the_list(&self, draft: GrantDraft) -> Result<GrantDraft, Refusal> {
        let Some(ids) = &draft.areas else { return Ok(draft) };
        // The first is the post's.
        let mut seen = HashSet::new();
        let ids: Vec<AreaId> = ids.iter().copied().filter(|it| seen.insert(*it)).collect();
        if !ids.iter().all(|it| self.known.contains(it)) {
            return Err(Refusal::of("AREA_UNKNOWN", "areaIds"));
        }
        Ok(GrantDraft { areas: Some(ids), ..draft })
    }
}

/// A grant as it will be stored, refused where there is something wrong with it, whoever gives it.
fn sound(draft: &GrantDraft, ground: &Ground) -> Result<GrantDraft, AppError> {
    let draft = draft.clone().trimmed();
    let refusals = draft.refusals();
    if !refusals.is_empty() {
        return Err(AppError::Refused(refusals));
    }
    Ok(ground.on_the_list(draft)?)
}

/// Refuses a grant that the actor could not give to an account that is managed.
fn hold_givable(ctx: &Ctx, draft: &GrantDraft, ground: &Ground) -> Result<(), AppError> {
    let givers = giving_scope(ctx, draft.role, draft.opens_restricted);
    if givers.is_nothing() {
        return Err(Refusal::of("ROLE_CANNOT_BE_GIVEN", "role").into());
    }
    let mut places = draft.areas.clone().unwrap_or_default();
    if let Some(team) = draft.team {
        let unknown = || Refusal::of("TEAM_UNKNOWN", "teamId");
        places.extend(ground.of_teams.get(&team).ok_or_else(unknown)?);
    }
    let is_within = match draft.areas {
        None => givers.reach == Reach::Everywhere,
        Some(_) => ground.covers(&givers, &places),
    };
    if is_within { Ok(()) } else { Err(AppError::Forbidden) }
}

/// A grant held in one's own post as it would be stored, where the actor could give it by hand to an account that is made
/// for it.
pub(crate) fn check(ctx: &Ctx, draft: &GrantDraft, ground: &Ground) -> Result<GrantDraft, AppError> {
    let draft = sound(draft, ground)?;
    hold_givable(ctx, &draft, ground)?;
    Ok(draft)
}

/// True where the actor could give every one of these grants.
pub(crate) async fn gives_all(ctx: &Ctx, db: &impl Connection, grants: Vec<Grant>) -> Result<bool, AppError> {
    // Of a team that ended since nothing is asked: the area stands for it.
    let of = |it: Grant| GrantDraft::held(it.role, it.areas, it.valid_from);
    let drafts: Vec<GrantDraft> = grants.into_iter().map(of).collect();
    let ground = Ground::load(ctx, db, &drafts.iter().collect::<Vec<_>>()).await?;
    Ok(drafts.iter().all(|it| hold_givable(ctx, it, &ground).is_ok()))
}

/// Gives a grant in an open transaction that holds the lock of the account that asks: who takes its posts away waits for
/// this or was first, so that nothing outlives the post it was given under.
pub(super) async fn give(ctx: &Ctx, tx: &Tx, to: UserId, draft: &GrantDraft) -> Result<(), AppError> {
    if ctx.actor.account == Some(to) {
        return Err(Refusal::of("GRANT_TO_SELF", "accountId").into());
    }
    let ground = Ground::load(ctx, &**tx, &[draft]).await?;
    let draft = &sound(draft, &ground)?;
    if let Some(need) = &draft.need {
        intervention::find_need(&parameters::rules_in(&**tx).await?.needs, need)?;
    }
    if let Some(own) = own_post(ctx, draft) {
        return in_own_stead(ctx, tx, to, draft, own).await;
    }
    hold_givable(ctx, draft, &ground)?;
    store(ctx, tx, to, draft, None).await
}

/// The post that the actor holds and a draft would have somebody else act in, or use the powers of. Who acts or was
/// delegated passes nothing on. None where the role is among those that the actor gives to accounts anyway.
pub(super) fn own_post<'a>(ctx: &'a Ctx, draft: &GrantDraft) -> Option<&'a Grant> {
    if draft.held_as == HeldAs::Held || !giving_scope(ctx, draft.role, false).is_nothing() {
        return None;
    }
    held_posts(ctx).find(|it| it.role == draft.role)
}

/// The posts that the actor holds today.
fn held_posts(ctx: &Ctx) -> impl Iterator<Item = &Grant> {
    let today = ctx.today();
    let held = move |it: &&Grant| it.holds_on(today) && it.held_as == HeldAs::Held && is_post(it.role);
    ctx.actor.grants.iter().filter(held)
}

/// True where the actor holds the post of a grant today.
pub(super) fn holds(ctx: &Ctx, post: GrantId) -> bool {
    held_posts(ctx).any(|it| it.id == post)
}

/// Has somebody act in the actor's own post or use its powers: over no more than it covers, no longer than it lasts.
async fn in_own_stead(
    ctx: &Ctx,
    tx: &Tx,
    to: UserId,
    draft: &GrantDraft,
    own: &Grant,
) -> Result<(), AppError> {
    let mut refusals = Vec::new();
    match draft.valid_until {
        None => refusals.push(Refusal::of("GRANT_NEEDS_LAST_DAY", "validUntil")),
        Some(until) if own.valid_until.is_some_and(|last| last < until) => {
            refusals.push(Refusal::of("GRANT_OUTLASTS_POST", "validUntil"));
        }
        Some(_) => {}
    }
    if draft.valid_from < own.valid_from {
        refusals.push(Refusal::of("GRANT_OUTLASTS_POST", "validFrom"));
    }
    if draft.opens_restricted && !own.opens_restricted {
        refusals.push(Refusal::of("GRANT_NEVER_RESTRICTED", "opensRestricted"));
    }
    if !refusals.is_empty() {
        return Err(AppError::Refused(refusals));
    }
    let areas = own.areas.clone().unwrap_or_default();
    let reach = Scope { reach: Reach::Within { areas, teams: Vec::new() }, day: ctx.today() };
    if !access::all_in_scope(&**tx, &reach, draft.areas.as_deref().unwrap_or_default()).await? {
        return Err(AppError::Forbidden);
    }
    // The post may have been taken away since the request came in.
    if !access::is_live(tx, own.id).await? {
        return Err(AppError::Forbidden);
    }
    store(ctx, tx, to, draft, Some(own.id)).await
}

async fn store(
    ctx: &Ctx,
    tx: &Tx,
    to: UserId,
    draft: &GrantDraft,
    under: Option<GrantId>,
) -> Result<(), AppError> {
    let grant = draft.grant(ctx);
    let new = NewGrant {
        account: to,
        given_by: ctx.actor.account,
        under,
        order_number: draft.order_number.as_deref(),
        post: draft.post.as_deref(),
        post_id: ctx.new_id(),
        grant: &grant,
        at: ctx.now,
    };
    access::insert_grant(tx, &new).await?;
    audit::record(ctx, tx, "grant.given", ("grant", grant.id.0), told(&new)).await
}

/// What the audit log tells of a grant that is given.
pub(super) fn told(new: &NewGrant<'_>) -> Value {
    let grant = new.grant;
    json!({
        "account": new.account.0,
        "role": grant.role.code(),
        "heldAs": grant.held_as.code(),
        "areas": grant.areas.as_ref().map(|it| it.iter().map(|id| id.0).collect::<Vec<_>>()),
        "opensRestricted": grant.opens_restricted,
        "from": grant.valid_from,
        "until": grant.valid_until,
        "post": new.post,
        "order": new.order_number,
        "under": new.under.map(|it| it.0),
    })
}

/// Where the actor may give a role: the areas of the grants whose role gives it.
fn giving_scope(ctx: &Ctx, role: Role, opens_restricted: bool) -> Scope {
    let today = ctx.today();
    // Only who may open restricted items by office, or sees to them for the province, names who opens them; who acts in
    // the office or was delegated, only where the order opens them to this person too.
    let names = |giver: &Grant| {
        let by_office =
            matches!(giver.role, Role::DistrictChief | Role::ProvincialOfficeHead | Role::Operator);
        !opens_restricted || by_office && (giver.held_as == HeldAs::Held || giver.opens_restricted)
    };
    let mut areas = Vec::new();
    for grant in managing(ctx) {
        if may_give(grant.role, role) && names(grant) {
            match &grant.areas {
                None => return Scope::everywhere(today),
                Some(of_grant) => areas.extend(of_grant),
            }
        }
    }
    Scope { reach: Reach::Within { areas, teams: Vec::new() }, day: today }
}

/// The grants of the actor that let accounts be managed today.
fn managing(ctx: &Ctx) -> impl Iterator<Item = &Grant> {
    let today = ctx.today();
    let may = |it: &Grant| permits(it.role, Action::ManageAccounts, Relation::Within);
    ctx.actor.grants.iter().filter(move |it| it.holds_on(today) && may(it))
}

/// Hides an account that the actor does not manage: one that holds a grant which the actor could not give. What is given
/// under a post that the actor holds hides nothing from its holder. Where no grant is left, the last ones tell whose
/// account it is; where none was ever given, it is its maker's.
pub(super) async fn refuse_unmanageable(ctx: &Ctx, tx: &Tx, account: &Account) -> Result<(), AppError> {
    let given = super::given(ctx, &**tx, account.id).await?;
    let is_without = given.is_empty();
    let own: Vec<GrantId> = held_posts(ctx).map(|it| it.id).collect();
    let is_others = |it: &GivenGrant| it.under.is_none_or(|under| !own.contains(&under));
    let mut grants: Vec<Grant> = given.into_iter().filter(is_others).map(|it| it.grant).collect();
    if is_without {
        grants = access::last_grants_of(&**tx, account.id).await?;
    }
    if is_without && grants.is_empty() {
        let is_maker = account.made_by.is_some() && account.made_by == ctx.actor.account;
        return if is_maker || manages_all(ctx) { Ok(()) } else { Err(AppError::Hidden) };
    }
    for role in Role::ALL {
        let of_role: Vec<&Grant> = grants.iter().filter(|it| it.role == role).collect();
        if of_role.is_empty() {
            continue;
        }
        let givers = giving_scope(ctx, role, false);
        if givers.reach == Reach::Everywhere {
            continue;
        }
        if of_role.iter().any(|it| it.areas.is_none()) {
            return Err(AppError::Hidden);
        }
        let areas: Vec<AreaId> = of_role.iter().filter_map(|it| it.areas.clone()).flatten().collect();
        if !access::all_in_scope(&**tx, &givers, &areas).await? {
            return Err(AppError::Hidden);
        }
    }
    Ok(())
}

/// Leaves of accounts that the actor sees and does not manage the grants within the actor's own areas, without the numbers
/// of orders that others gave: what somebody is elsewhere, and by whose order, is told to whoever manages it there.
pub(super) async fn show_own_part(
    ctx: &Ctx,
    db: &impl Connection,
    of_accounts: &mut HashMap<UserId, Vec<GivenGrant>>,
) -> Result<(), AppError> {
    let manages = scope_for(&ctx.actor, Action::ManageAccounts, ctx.today());
    let Reach::Within { areas: here, .. } = &manages.reach else { return Ok(()) };
    let areas: HashSet<AreaId> = of_accounts
        .values()
        .flatten()
        .filter_map(|it| it.grant.areas.as_deref())
        .flatten()
        .copied()
        .collect();
    let areas = Vec::from_iter(areas);
    let covering = access::areas_covering(db, &manages, &areas).await?;
    let is_in = |grant: &Grant, within: &[AreaId]| {
        let is_covered =
            |area: &AreaId| covering.get(area).is_some_and(|it| within.iter().any(|own| it.contains(own)));
        grant.areas.as_ref().is_some_and(|it| it.iter().all(is_covered))
    };
    let own: Vec<GrantId> = held_posts(ctx).map(|it| it.id).collect();
    let is_own = |it: &GivenGrant| it.under.is_some_and(|under| own.contains(&under));
    let could_give = |it: &Grant| match giving_scope(ctx, it.role, false).reach {
        Reach::Everywhere => true,
        Reach::Within { areas, .. } => is_in(it, &areas),
    };
    for (account, grants) in of_accounts {
        let is_managed = grants.iter().all(|it| is_own(it) || could_give(&it.grant));
        if is_managed || ctx.actor.account == Some(*account) {
            continue;
        }
        grants.retain(|it| is_own(it) || is_in(&it.grant, here));
        for grant in grants.iter_mut().filter(|it| it.given_by != ctx.actor.account) {
            grant.order_number = None;
        }
    }
    Ok(())
}

/// True for the system administrator and the operator.
fn manages_all(ctx: &Ctx) -> bool {
    let is_over_all =
        |it: &Grant| it.areas.is_none() && matches!(it.role, Role::SystemAdministrator | Role::Operator);
    ctx.actor.grants.iter().any(|it| it.holds_on(ctx.today()) && is_over_all(it))
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;

    fn codes(change: impl FnOnce(&mut GrantDraft)) -> Vec<String> {
        let area = AreaId(Uuid::from_u128(1));
        let mut draft =
            GrantDraft::held(Role::SubdistrictHead, Some(vec![area]), "2025-10-01".parse().unwrap());
        change(&mut draft);
        draft.trimmed().refusals().into_iter().map(|it| it.code).collect()
    }

    #[test]
    fn a_place_bound_role_never_covers_the_country() {
        assert!(codes(|_| ()).is_empty());
        assert_eq!(codes(|it| it.areas = None), ["AREA_REQUIRED"]);
        assert_eq!(codes(|it| it.areas = Some(vec![])), ["AREA_REQUIRED"]);
        assert_eq!(codes(|it| it.areas = Some(vec![areas::country_id()])), ["AREA_REQUIRED"]);
        assert!(codes(|it| (it.role, it.areas) = (Role::MinistryAnalyst, None)).is_empty());
    }

    #[test]
    fn an_auditor_is_never_bound_to_areas() {
        assert!(codes(|it| (it.role, it.areas) = (Role::Auditor, None)).is_empty());
        assert_eq!(codes(|it| it.role = Role::Auditor), ["GRANT_OVER_ALL_AREAS"]);
    }

    #[test]
    fn a_mentor_has_a_team_and_nobody_else_does() {
        let team = Some(TeamId(Uuid::from_u128(2)));
        assert_eq!(codes(|it| it.role = Role::Mentor), ["GRANT_TEAM_IS_A_MENTORS"]);
        assert!(codes(|it| (it.role, it.team) = (Role::Mentor, team)).is_empty());
        assert_eq!(codes(|it| it.team = team), ["GRANT_TEAM_IS_A_MENTORS"]);
    }

    #[test]
    fn restricted_items_are_for_district_officers_and_acting_needs_an_order() {
        assert_eq!(codes(|it| it.opens_restricted = true), ["GRANT_NEVER_RESTRICTED"]);
        assert!(codes(|it| (it.role, it.opens_restricted) = (Role::DistrictOfficer, true)).is_empty());
        assert_eq!(codes(|it| it.held_as = HeldAs::Acting), ["GRANT_NEEDS_ORDER"]);
        for (order, refused) in [(" 12/2569 ", false), (" ", true), ("\u{a0}\t", true), ("", true)] {
            let of = |it: &mut GrantDraft| {
                (it.held_as, it.order_number) = (HeldAs::Delegated, Some(order.to_owned()));
            };
            assert_eq!(codes(of), if refused { &["GRANT_NEEDS_ORDER"][..] } else { &[] }, "{order:?}");
        }
    }
}
