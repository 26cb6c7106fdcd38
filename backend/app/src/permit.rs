//! Asking the policy: what an actor reaches with an act, and whether one record is among it.
//!
//! A use first loads its record within `scope_for(actor, ReadCase, day)`, so that what one may not see is hidden,
//! and then calls [`require`] for the act itself. Where areas lie is read from the database's dated closure of
//! areas in one statement; nothing is decided from area codes.

use chrono::NaiveDate;
use phonjon_domain::access::{Actor, Grant, Reach, Scope};
use phonjon_domain::ids::{AreaId, TeamId, UserId};
use phonjon_domain::policy::{Action, Relation, permits};
use phonjon_store::{Tx, access, cases};

use crate::ctx::Ctx;
use crate::error::AppError;

/// Where the record of an act lies. Nothing known is the country as a whole: settings, criteria, tokens.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Located<'a> {
    /// The area of the record.
    pub area: Option<AreaId>,
    /// The mentor team that cares for it.
    pub mentor_team: Option<TeamId>,
    /// The need, for agencies and partners.
    pub need: Option<&'a str>,
    /// The account that made it.
    pub owner: Option<UserId>,
}

impl Located<'_> {
    /// A record of the country as a whole.
    pub const COUNTRY: Self = Self { area: None, mentor_team: None, need: None, owner: None };

    /// A record that lies in an area and has no team.
    pub const fn in_area(area: AreaId) -> Self {
        Self { area: Some(area), mentor_team: None, need: None, owner: None }
    }

    /// A case: where its household lives, and its mentor team if it has one.
    pub const fn case(area: AreaId, mentor_team: Option<TeamId>) -> Self {
        Self { area: Some(area), mentor_team, need: None, owner: None }
    }
}

/// The records an actor reaches with an act on a day: every grant that holds and whose role may do it, together.
pub fn scope_for(actor: &Actor, action: Action, day: NaiveDate) -> Scope {
    let (mut areas, mut teams) = (Vec::new(), Vec::new());
    for grant in grants_for(actor, action, day) {
        if permits(grant.role, action, Relation::Within) {
            match &grant.areas {
                None => return Scope::everywhere(day),
                Some(of_grant) => areas.extend(of_grant),
            }
        }
        if permits(grant.role, action, Relation::MentorTeam) {
            teams.extend(grant.team);
        }
    }
    areas.sort_unstable();
    areas.dedup();
    teams.sort_unstable();
    teams.dedup();
    Scope { reach: Reach::Within { areas, teams }, day }
}

/// Refuses an act that no grant of the actor permits anywhere, before anything is read.
///
/// # Errors
///
/// [`AppError::Unauthenticated`] without an actor's grants of any kind, else [`AppError::Forbidden`].
pub fn authorize(actor: &Actor, action: Action, day: NaiveDate) -> Result<(), AppError> {
    let somewhere = grants_for(actor, action, day)
        .any(|grant| Relation::ALL.into_iter().any(|relation| permits(grant.role, action, relation)));
    if somewhere { Ok(()) } else { Err(AppError::Forbidden) }
}

/// Refuses an act on a record that lies outside what the actor reaches with it, in an open transaction.
///
/// # Errors
///
/// [`AppError::Forbidden`], or the store's failure.
pub async fn require(tx: &Tx, ctx: &Ctx, action: Action, located: &Located<'_>) -> Result<(), AppError> {
    if permitted_without_place(&ctx.actor, action, ctx.today(), located) {
        return Ok(());
    }
    let scope = scope_for(&ctx.actor, action, ctx.today());
    if access::in_scope(&**tx, &scope, located.area, located.mentor_team).await? {
        Ok(())
    } else {
        Err(AppError::Forbidden)
    }
}

/// As [`require`], for records that lie in these areas and have no team: all of them.
///
/// # Errors
///
/// [`AppError::Forbidden`], or the store's failure.
pub async fn require_areas(tx: &Tx, ctx: &Ctx, action: Action, areas: &[AreaId]) -> Result<(), AppError> {
    let scope = scope_for(&ctx.actor, action, ctx.today());
    let reached = cases::areas_reached(&**tx, &scope, areas).await?;
    if areas.iter().all(|it| reached.contains(it)) { Ok(()) } else { Err(AppError::Forbidden) }
}

/// As [`require`], for a read that needs no transaction.
///
/// # Errors
///
/// [`AppError::Forbidden`], or the store's failure.
pub async fn require_reading(ctx: &Ctx, action: Action, located: &Located<'_>) -> Result<(), AppError> {
    if permitted_without_place(&ctx.actor, action, ctx.today(), located) {
        return Ok(());
    }
    let scope = scope_for(&ctx.actor, action, ctx.today());
    if access::in_scope(ctx.store.reader(), &scope, located.area, located.mentor_team).await? {
        Ok(())
    } else {
        Err(AppError::Forbidden)
    }
}

/// The grants that hold on the day and may be used for the act.
fn grants_for(actor: &Actor, action: Action, day: NaiveDate) -> impl Iterator<Item = &Grant> {
    actor
        .grants
        .iter()
        .filter(move |it| it.holds_on(day))
        .filter(move |it| action != Action::ReadRestricted || it.opens_restricted)
}

/// What the policy permits by need, by authorship or anywhere.
fn permitted_without_place(actor: &Actor, action: Action, day: NaiveDate, located: &Located<'_>) -> bool {
    let is_own = located.owner.is_some() && located.owner == actor.account;
    grants_for(actor, action, day).any(|grant| {
        let is_accepted = located.need.is_some() && grant.need.as_deref() == located.need;
        permits(grant.role, action, Relation::Outside)
            || is_own && permits(grant.role, action, Relation::Own)
            || is_accepted && permits(grant.role, action, Relation::AcceptedNeed)
    })
}

#[cfg(test)]
mod tests {
    use phonjon_domain::access::{HeldAs, Role};
    use phonjon_domain::ids::GrantId;
    use uuid::Uuid;

    use super::*;

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    fn area(n: u128) -> AreaId {
        AreaId(Uuid::from_u128(n))
    }

    fn grant(role: Role, areas: Option<Vec<AreaId>>) -> Grant {
        Grant {
            id: GrantId(Uuid::nil()),
            role,
            held_as: HeldAs::Held,
            areas,
            team: None,
            sector: None,
            need: None,
            opens_restricted: false,
            valid_from: day("2025-10-01"),
            valid_until: Some(day("2026-09-30")),
        }
    }

    fn actor(grants: Vec<Grant>) -> Actor {
        Actor { account: Some(UserId(Uuid::from_u128(9))), name: "account:9".to_owned(), grants }
    }

    #[test]
    fn a_scope_joins_the_grants_whose_role_may_do_the_act() {
        let head = grant(Role::SubdistrictHead, Some(vec![area(2), area(1)]));
        let reporter = grant(Role::VillageReporter, Some(vec![area(3)]));
        let actor = actor(vec![head, reporter]);
        let reads = scope_for(&actor, Action::ReadCase, day("2026-01-01"));
        assert_eq!(reads.reach, Reach::Within { areas: vec![area(1), area(2)], teams: vec![] });
        let proposes = scope_for(&actor, Action::ProposeHousehold, day("2026-01-01"));
        assert_eq!(proposes.reach, Reach::Within { areas: vec![area(1), area(2), area(3)], teams: vec![] });
        assert!(scope_for(&actor, Action::AssignCase, day("2026-01-01")).is_nothing());
        assert!(authorize(&actor, Action::AssignCase, day("2026-01-01")).is_err());
        assert!(authorize(&actor, Action::AcceptProposal, day("2026-01-01")).is_ok());
    }

    #[test]
    fn a_grant_reaches_nothing_the_day_after_it_ends() {
        let actor = actor(vec![grant(Role::DistrictChief, Some(vec![area(1)]))]);
        assert!(!scope_for(&actor, Action::ReadCase, day("2026-09-30")).is_nothing());
        assert!(scope_for(&actor, Action::ReadCase, day("2026-10-01")).is_nothing());
        assert!(scope_for(&actor, Action::ReadCase, day("2025-09-30")).is_nothing());
    }

    #[test]
    fn a_mentor_reaches_the_team_and_not_the_village() {
        let mut mentor = grant(Role::Mentor, Some(vec![area(1)]));
        mentor.team = Some(TeamId(Uuid::from_u128(5)));
        let scope = scope_for(&actor(vec![mentor]), Action::ReadCase, day("2026-01-01"));
        assert_eq!(scope.reach, Reach::Within { areas: vec![], teams: vec![TeamId(Uuid::from_u128(5))] });
    }

    #[test]
    fn restricted_items_open_only_to_the_named() {
        let mut chief = grant(Role::DistrictChief, Some(vec![area(1)]));
        assert!(
            scope_for(&actor(vec![chief.clone()]), Action::ReadRestricted, day("2026-01-01")).is_nothing()
        );
        chief.opens_restricted = true;
        assert!(!scope_for(&actor(vec![chief]), Action::ReadRestricted, day("2026-01-01")).is_nothing());
    }

    #[test]
    fn a_partner_is_permitted_by_the_accepted_need_alone() {
        let mut partner = grant(Role::Partner, Some(vec![area(1)]));
        partner.need = Some("house-repair-1".to_owned());
        let actor = actor(vec![partner]);
        let today = day("2026-01-01");
        let located = |need| Located { need, ..Located::in_area(area(1)) };
        assert!(scope_for(&actor, Action::ReadNeed, today).is_nothing());
        assert!(permitted_without_place(&actor, Action::ReadNeed, today, &located(Some("house-repair-1"))));
        assert!(!permitted_without_place(&actor, Action::ReadNeed, today, &located(Some("house-repair-2"))));
        assert!(!permitted_without_place(&actor, Action::ReadNeed, today, &located(None)));
    }

    #[tokio::test]
    async fn a_chief_acts_in_the_villages_of_the_district_and_nowhere_else() {
        let dir = tempfile::tempdir().unwrap();
        let settings = phonjon_store::StoreSettings {
            database_url: format!("sqlite:{}", dir.path().join("phonjon.db").display()),
            data_dir: dir.path().to_owned(),
            key_file: dir.path().join("phonjon.keys"),
            max_connections: 2,
        };
        let store = phonjon_store::Store::open(&settings).await.unwrap();
        let codes: Vec<_> = ["48010902", "48020101", "4801"]
            .map(|it| phonjon_domain::area::AreaCode::parse(it).unwrap())
            .to_vec();
        let tx = store.begin().await.unwrap();
        phonjon_store::areas::ensure_seen(&tx, &codes).await.unwrap();
        tx.commit().await.unwrap();
        let of = |code| phonjon_store::areas::area_id(Some(code), None);
        let chief = actor(vec![grant(Role::DistrictChief, Some(vec![of(&codes[2])]))]);
        let ctx = Ctx::new(store, chief, "2026-03-02T03:00:00Z".parse().unwrap());

        let here = Located::case(of(&codes[0]), None);
        let there = Located::case(of(&codes[1]), None);
        let tx = ctx.store.begin().await.unwrap();
        assert!(require(&tx, &ctx, Action::AssignCase, &here).await.is_ok());
        let refused = require(&tx, &ctx, Action::AssignCase, &there).await;
        assert!(matches!(refused, Err(AppError::Forbidden)));
        let refused = require(&tx, &ctx, Action::ManageTokens, &here).await;
        assert!(matches!(refused, Err(AppError::Forbidden)));
        drop(tx);
        assert!(require_reading(&ctx, Action::ReadCase, &here).await.is_ok());
        assert!(require_reading(&ctx, Action::ReadCase, &there).await.is_err());
        assert!(require_reading(&ctx, Action::ReadCase, &Located::COUNTRY).await.is_err());
        assert!(require_reading(&ctx, Action::ReadFigures, &there).await.is_ok());
    }
}
