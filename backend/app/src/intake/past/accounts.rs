//! Which rows of a list of accounts are taken: the role each gives, over which place or team, and the account it makes.
//!
//! The same rules as by hand: nobody brings an account in a role that he could not give, and what is there is changed on the
//! screen alone.

use std::collections::{HashMap, HashSet};

use phonjon_domain::access::{Grant, HeldAs, Reach, Role, Scope};
use phonjon_domain::ids::{AreaId, TeamId, UserId};
use phonjon_domain::policy::{Action, may_come_from_a_list};
use phonjon_domain::sector::Sector;
use phonjon_domain::team::TeamKind;
use phonjon_rows::{ReadRow, fields};
use phonjon_store::access::{self, Account, GivenGrant};
use phonjon_store::areas::{AreaIndex, CodeSays};
use phonjon_store::teams::{TeamRow, roster};
use phonjon_store::{Connection, Tx, past as stored};
use uuid::Uuid;

use super::PastWork;
use super::plan::{Seen, TakenRow, UnitPlan, refuse, repeat};
use super::teams::{coded, content, is_called, missing};
use super::visited::day;
use crate::Ctx;
use crate::accounts::{self, GrantDraft, Ground, Listed};
use crate::error::{AppError, Refusal};
use crate::intake::places;
use crate::permit::scope_for;

/// Letters of the code of a subdistrict.
const SUBDISTRICT: usize = 6;

/// Plans unit by unit.
pub(super) struct Planner<'a> {
    ctx: &'a Ctx,
    /// The import that brings the rows, unless it is done.
    batch: Option<Uuid>,
    areas: AreaIndex,
    seen: Seen,
}

/// The account that a row is about, as it says it.
struct Wish {
    /// The row's place among the reports.
    n: usize,
    user_name: String,
    /// What others see, where the row says it.
    display_name: Option<String>,
    area: AreaId,
    /// The subdistrict that the area is or lies in.
    subdistrict: Option<AreaId>,
    /// What the mentor team is called.
    team: Option<String>,
    /// False where the first day is today for want of another.
    says_from: bool,
    draft: GrantDraft,
    content: Vec<u8>,
}

/// A mentor team as rows mean it.
struct MentorTeam {
    id: TeamId,
    name: String,
    /// What it serves, and the subdistrict it stands in.
    areas: Vec<AreaId>,
}

/// What is stored of the accounts and places of a unit.
struct Known {
    accounts: HashMap<String, Account>,
    grants: HashMap<UserId, Vec<GivenGrant>>,
    /// Accounts that the importer manages or sees among those managed.
    visible: HashSet<UserId>,
    ground: Ground,
    /// Areas that the importer imports for; none where that is everywhere.
    imports: Option<HashSet<AreaId>>,
}

impl<'a> Planner<'a> {
    pub(super) async fn begin(ctx: &'a Ctx, batch: Option<Uuid>, seen: Seen) -> Result<Self, AppError> {
        Ok(Self { ctx, batch, areas: AreaIndex::load(ctx.store.reader()).await?, seen })
    }

    pub(super) fn end(self) -> Seen {
        self.seen
    }

    /// Plans a unit that will be stored, the account that asks locked.
    pub(super) async fn plan(&mut self, tx: &Tx, reports: Vec<ReadRow>) -> Result<UnitPlan, AppError> {
        accounts::hold_still_manages(self.ctx, tx).await?;
        self.make(&**tx, reports).await
    }

    /// Plans a unit without storing it.
    pub(super) async fn look(
        &mut self,
        db: &impl Connection,
        reports: Vec<ReadRow>,
    ) -> Result<UnitPlan, AppError> {
        let plan = self.make(db, reports).await?;
        self.seen.accounts.extend(plan.accounts.iter().cloned());
        Ok(plan)
    }

    async fn make(&mut self, db: &impl Connection, mut reports: Vec<ReadRow>) -> Result<UnitPlan, AppError> {
        let mut wishes = self.wishes(db, &mut reports).await?;
        let known = self.known(db, &wishes).await?;
        let contents: Vec<Vec<u8>> = wishes.iter().map(|it| it.content.clone()).collect();
        let known_rows = stored::known(db, &contents).await?;
        let mut plan = UnitPlan::of(reports);
        for wish in &mut wishes {
            // Who may not give it is told nothing of what is there.
            match self.givable(wish, &known) {
                Ok(draft) => wish.draft = draft,
                Err(error) => {
                    if let Some(report) = plan.reports.get_mut(wish.n) {
                        refuse_row(report, error)?;
                    }
                    continue;
                }
            }
            let seen = (self.batch, &mut self.seen.contents);
            if plan.is_known(wish.n, known_rows.get(&wish.content), seen, &wish.content)? {
                continue;
            }
            let Some(report) = plan.reports.get_mut(wish.n) else { continue };
            match self.is_there(wish, &known, &plan.accounts) {
                Ok(false) => {}
                Ok(true) => {
                    plan.n_known += 1;
                    repeat(report);
                    continue;
                }
                Err(why) => {
                    self.seen.contents.remove(&wish.content);
                    refuse(report, &why);
                    continue;
                }
            }
            let shown = wish.display_name.as_deref().unwrap_or_default();
            let shown = accounts::display_name(shown, &wish.user_name);
            let made = Listed::new(self.ctx, wish.user_name.clone(), shown, &wish.draft);
            plan.rows.push(TakenRow {
                report: wish.n,
                content: wish.content.clone(),
                household: None,
                area: wish.area,
                made: made.id.0,
                also: Some(made.grant.id.0),
                n_read_issues: report.issues.len(),
            });
            plan.accounts.push(made);
        }
        Ok(plan)
    }

    /// The accounts that the rows are about; rows without a readable one are refused.
    async fn wishes(&self, db: &impl Connection, reports: &mut [ReadRow]) -> Result<Vec<Wish>, AppError> {
        let mut wishes = Vec::new();
        for (n, report) in reports.iter_mut().enumerate().filter(|(_, it)| it.is_accepted()) {
            match self.wish(n, report) {
                Ok(wish) => wishes.push(wish),
                Err(error) => refuse_row(report, error)?,
            }
        }
        let teams = self.mentor_teams(db, &wishes).await?;
        wishes.retain_mut(|wish| match team_of(wish, &teams) {
            Ok(team) => {
                wish.draft.team = team;
                true
            }
            Err(why) => {
                if let Some(report) = reports.get_mut(wish.n) {
                    refuse(report, &why);
                }
                false
            }
        });
        Ok(wishes)
    }

    fn wish(&self, n: usize, report: &ReadRow) -> Result<Wish, AppError> {
        let text = |field| report.text(field).map(str::to_owned);
        let user_name = text(fields::USER_NAME).ok_or_else(|| missing(fields::USER_NAME))?;
        let user_name = accounts::user_name(&user_name)?;
        let role = coded(report, fields::ROLE, Role::from_code)?.ok_or_else(|| missing(fields::ROLE))?;
        if !may_come_from_a_list(role) {
            return Err(Refusal::of("account_role_by_hand", fields::ROLE).into());
        }
        let held_as = coded(report, fields::HELD_AS, HeldAs::from_code)?;
        if held_as.is_some_and(|it| it != HeldAs::Held) {
            return Err(Refusal::of("account_held_by_hand", fields::HELD_AS).into());
        }
        let unknown = || Refusal::of("account_area_unknown", area_field(report));
        let found = self.areas.resolve(&places::query(&report.values)).ok_or_else(unknown)?;
        // A role over more than the row says would be given otherwise.
        if found.unmatched.is_some() || matches!(found.code, CodeSays::Contradicts | CodeSays::Unknown) {
            return Err(unknown().into());
        }
        let area = found.area;
        let code = self.areas.code(area).and_then(|it| it.get(..SUBDISTRICT));
        let from = day(report, fields::VALID_FROM);
        let draft = GrantDraft {
            sector: coded(report, fields::SECTOR, Sector::from_code)?,
            valid_until: day(report, fields::VALID_UNTIL),
            order_number: text(fields::ORDER_NUMBER),
            ..GrantDraft::held(role, Some(vec![area]), from.unwrap_or_else(|| self.ctx.today()))
        };
        Ok(Wish {
            n,
            content: content(self.ctx, report, (PastWork::Accounts, role.code()), area)?,
            user_name,
            display_name: text(fields::DISPLAY_NAME),
            area,
            subdistrict: code.and_then(|it| self.areas.by_code(it)),
            team: text(fields::TEAM),
            says_from: from.is_some(),
            draft,
        })
    }

    /// The mentor teams of the places that rows name, as far as the importer reads teams.
    async fn mentor_teams(&self, db: &impl Connection, wishes: &[Wish]) -> Result<Vec<MentorTeam>, AppError> {
        let reads = scope_for(&self.ctx.actor, Action::ReadTeam, self.ctx.today());
        let of_teams = wishes.iter().filter(|it| it.team.is_some());
        let areas: HashSet<AreaId> =
            of_teams.flat_map(|it| std::iter::once(it.area).chain(it.subdistrict)).collect();
        let found = roster::of_areas(db, &reads, &Vec::from_iter(areas)).await?;
        let is_over = |it: &&TeamRow| it.kind == TeamKind::Subdistrict;
        let parents: HashMap<TeamId, Vec<AreaId>> =
            found.iter().filter(is_over).map(|it| (it.id, it.areas.clone())).collect();
        let inside = roster::inside(db, &reads, &parents.keys().copied().collect::<Vec<_>>()).await?;
        let mut seen = HashSet::new();
        let all = found.into_iter().chain(inside);
        let mentors = all.filter(|it| it.kind == TeamKind::Mentor && seen.insert(it.id));
        let as_meant = |it: TeamRow| {
            let mut areas = it.areas;
            areas.extend(it.parent.and_then(|it| parents.get(&it)).into_iter().flatten());
            MentorTeam { id: it.id, name: it.name, areas }
        };
        Ok(mentors.map(as_meant).collect())
    }

    async fn known(&self, db: &impl Connection, wishes: &[Wish]) -> Result<Known, AppError> {
        let today = self.ctx.today();
        let names: HashSet<&String> = wishes.iter().map(|it| &it.user_name).collect();
        let names: Vec<String> = names.into_iter().cloned().collect();
        let accounts = access::find_accounts_by_names(db, &names).await?;
        let ids: Vec<UserId> = accounts.values().map(|it| it.id).collect();
        let grants = access::given_grants(db, &ids, today).await?;
        let of_grants = grants.values().flatten().filter_map(|it| it.grant.areas.as_deref()).flatten();
        let of_grants: HashSet<AreaId> = of_grants.copied().collect();
        let manages = scope_for(&self.ctx.actor, Action::ManageAccounts, today);
        let here = within(db, &manages, of_grants).await?;
        let is_here = |it: &GivenGrant| {
            let areas = it.grant.areas.as_deref().unwrap_or_default();
            here.as_ref().is_none_or(|here| areas.iter().any(|area| here.contains(area)))
        };
        let is_visible =
            |id: &UserId| here.is_none() || grants.get(id).is_some_and(|of_it| of_it.iter().any(is_here));
        let visible = ids.iter().copied().filter(is_visible).collect();
        let imports = scope_for(&self.ctx.actor, Action::Import, today);
        let imports = within(db, &imports, wishes.iter().map(|it| it.area).collect()).await?;
        let drafts: Vec<&GrantDraft> = wishes.iter().map(|it| &it.draft).collect();
        let ground = Ground::load(self.ctx, db, &drafts).await?;
        Ok(Known { accounts, grants, visible, ground, imports })
    }

    /// The grant of a row as it will be stored, where the importer could give it by hand and imports for its area.
    fn givable(&self, wish: &Wish, known: &Known) -> Result<GrantDraft, AppError> {
        if known.imports.as_ref().is_some_and(|it| !it.contains(&wish.area)) {
            return Err(AppError::Forbidden);
        }
        accounts::check(self.ctx, &wish.draft, &known.ground)
    }

    /// True where the account is there with the grant; of an account that the importer sees nothing of, only that its name
    /// is taken is told, as by hand.
    fn is_there(&self, wish: &Wish, known: &Known, made: &[Listed]) -> Result<bool, Refusal> {
        let differs = || Refusal::of("account_differs", fields::USER_NAME);
        let is_shown = |shown: &str| wish.display_name.as_deref().is_none_or(|it| is_called(it, shown));
        let before = made.iter().chain(&self.seen.accounts).find(|it| it.user_name == wish.user_name);
        if let Some(it) = before {
            let is_same = is_same(&it.grant, wish) && is_shown(&it.display_name);
            return if is_same { Ok(true) } else { Err(differs()) };
        }
        let Some(account) = known.accounts.get(&wish.user_name) else { return Ok(false) };
        if !known.visible.contains(&account.id) {
            return Err(Refusal::of("ACCOUNT_NAME_TAKEN", fields::USER_NAME));
        }
        let mut grants = known.grants.get(&account.id).into_iter().flatten();
        let has_it = grants.any(|it| is_same(&it.grant, wish));
        let is_same = has_it && account.disabled_at.is_none() && is_shown(&account.display_name);
        if is_same { Ok(true) } else { Err(differs()) }
    }
}

/// Which of some areas lie within a scope; none where it is everywhere.
async fn within(
    db: &impl Connection,
    scope: &Scope,
    areas: HashSet<AreaId>,
) -> Result<Option<HashSet<AreaId>>, AppError> {
    if scope.reach == Reach::Everywhere {
        return Ok(None);
    }
    let covering = access::areas_covering(db, scope, &Vec::from_iter(areas)).await?;
    Ok(Some(covering.into_keys().collect()))
}

/// The team of a mentor, known by its name inside its subdistrict.
fn team_of(wish: &Wish, teams: &[MentorTeam]) -> Result<Option<TeamId>, Refusal> {
    let Some(called) = &wish.team else { return Ok(None) };
    if wish.draft.role != Role::Mentor {
        return Err(Refusal::of("GRANT_TEAM_IS_A_MENTORS", fields::TEAM));
    }
    let here = |it: &&MentorTeam| {
        let mut places = std::iter::once(wish.area).chain(wish.subdistrict);
        places.any(|place| it.areas.contains(&place)) && is_called(&it.name, called)
    };
    match teams.iter().filter(here).collect::<Vec<_>>()[..] {
        [] => Err(Refusal::of("account_team_unknown", fields::TEAM)),
        [team] => Ok(Some(team.id)),
        _ => Err(Refusal::of("account_team_several", fields::TEAM)),
    }
}

/// True where a grant gives what a row says.
fn is_same(grant: &Grant, wish: &Wish) -> bool {
    let draft = &wish.draft;
    (grant.role, grant.held_as, grant.team, grant.sector, grant.valid_until)
        == (draft.role, draft.held_as, draft.team, draft.sector, draft.valid_until)
        && grant.areas == draft.areas
        && (!wish.says_from || grant.valid_from == draft.valid_from)
}

/// Refuses a row for what an act by hand would be refused for.
fn refuse_row(report: &mut ReadRow, error: AppError) -> Result<(), AppError> {
    let area = area_field(report);
    if matches!(error, AppError::Forbidden) {
        refuse(report, &Refusal::of("account_area_elsewhere", area));
        return Ok(());
    }
    let AppError::Refused(why) = error else { return Err(error) };
    for it in why {
        let field = it.field.as_deref().map(|it| match it {
            "areaIds" => area,
            "teamId" => fields::TEAM,
            "accountId" => fields::USER_NAME,
            other => other,
        });
        let field = field.map(str::to_owned);
        refuse(report, &Refusal { field, ..it });
    }
    Ok(())
}

/// The deepest place that a row names.
fn area_field(report: &ReadRow) -> &'static str {
    let says = |it: &&str| report.values.get(*it).is_some_and(|it| *it != phonjon_rows::Value::Null);
    let all = [fields::MOO, fields::VILLAGE, fields::TAMBON, fields::AMPHOE, fields::PROVINCE];
    all.into_iter().find(says).unwrap_or(fields::AMPHOE)
}
