//! Which rows of a roster of teams are taken: the team each means, made where there is none, and the member it brings.
//!
//! The same rules as by hand: nobody brings into a team whom he could not add to it.

use std::collections::{HashMap, HashSet};

use phonjon_domain::access::{Reach, Scope};
use phonjon_domain::area::AreaLevel;
use phonjon_domain::ids::{AreaId, HomeProvince, TeamId, UserId};
use phonjon_domain::policy::Action;
use phonjon_domain::sector::Sector;
use phonjon_domain::team::{Formality, MemberKind, TeamKind, TeamRole};
use phonjon_rows::{ReadRow, Value, fields};
use phonjon_store::areas::{AreaIndex, CodeSays};
use phonjon_store::teams::members::{self, MemberRow};
use phonjon_store::teams::{self, TeamRow, roster};
use phonjon_store::{Connection, Tx, access, past as stored};
use uuid::Uuid;

use super::PastWork;
use super::plan::{Seen, TakenRow, UnitPlan, issue, refuse, repeat};
use super::visited::day;
use crate::error::{AppError, Refusal};
use crate::intake::places;
use crate::permit::scope_for;
use crate::{Ctx, team};

/// Letters of the codes of a district, a subdistrict and a village.
const DISTRICT: usize = 4;
const SUBDISTRICT: usize = 6;
const VILLAGE: usize = 8;

/// Plans unit by unit.
pub(super) struct Planner<'a> {
    ctx: &'a Ctx,
    /// The import that brings the rows, unless it is done.
    batch: Option<Uuid>,
    areas: AreaIndex,
    /// Where the importer imports, and where teams could be managed by hand.
    reaches: [Scope; 2],
    seen: Seen,
}

/// The team that a row is about, as it says it.
struct Wish {
    /// The row's place among the reports.
    n: usize,
    kind: TeamKind,
    area: AreaId,
    /// The district of a subdistrict team, or the subdistrict of a mentor team.
    over: Option<AreaId>,
    home: HomeProvince,
    content: Vec<u8>,
}

/// What is stored of the teams of a unit, with what its rows before would make.
struct Known {
    teams: Vec<TeamRow>,
    members: HashMap<TeamId, Vec<MemberRow>>,
    accounts: HashMap<String, UserId>,
    /// Areas in which the importer may do so; none where it may everywhere.
    permitted: Option<HashSet<AreaId>>,
}

impl<'a> Planner<'a> {
    pub(super) async fn begin(ctx: &'a Ctx, batch: Option<Uuid>, seen: Seen) -> Result<Self, AppError> {
        let reach = |action| scope_for(&ctx.actor, action, ctx.today());
        Ok(Self {
            ctx,
            batch,
            areas: AreaIndex::load(ctx.store.reader()).await?,
            reaches: [reach(Action::Import), reach(Action::ManageTeam)],
            seen,
        })
    }

    pub(super) fn end(self) -> Seen {
        self.seen
    }

    /// Plans a unit that will be stored, its teams locked.
    pub(super) async fn plan(&mut self, tx: &Tx, reports: Vec<ReadRow>) -> Result<UnitPlan, AppError> {
        let (reports, wishes) = self.wishes(reports)?;
        let found = self.teams(&**tx, &wishes).await?;
        let mut ids: Vec<TeamId> = found.iter().map(|it| it.id).collect();
        ids.sort_unstable();
        let ended = teams::lock_ended(tx, &ids).await?;
        let found = found.into_iter().filter(|it| !ended.contains(&it.id)).collect();
        self.make(&**tx, reports, wishes, found).await
    }

    /// Plans a unit without storing it.
    pub(super) async fn look(
        &mut self,
        db: &impl Connection,
        reports: Vec<ReadRow>,
    ) -> Result<UnitPlan, AppError> {
        let (reports, wishes) = self.wishes(reports)?;
        let found = self.teams(db, &wishes).await?;
        let plan = self.make(db, reports, wishes, found).await?;
        self.seen.teams.extend(plan.teams.iter().cloned());
        self.seen.members.extend(plan.members.iter().cloned());
        Ok(plan)
    }

    /// The teams that the rows are about; those without a readable one are refused.
    fn wishes(&self, mut reports: Vec<ReadRow>) -> Result<(Vec<ReadRow>, Vec<Wish>), AppError> {
        let mut wishes = Vec::new();
        for (n, report) in reports.iter_mut().enumerate().filter(|(_, it)| it.is_accepted()) {
            match self.wish(n, report) {
                Ok(wish) => wishes.push(wish),
                Err(AppError::Refused(why)) => {
                    for it in &why {
                        refuse(report, it);
                    }
                }
                Err(other) => return Err(other),
            }
        }
        // A team is made before those that stand inside it, in whatever order they are listed.
        let rank = |kind| match kind {
            TeamKind::District => 0,
            TeamKind::Subdistrict => 1,
            TeamKind::Mentor => 2,
        };
        wishes.sort_by_key(|it| (rank(it.kind), it.n));
        Ok((reports, wishes))
    }

    fn wish(&self, n: usize, report: &ReadRow) -> Result<Wish, AppError> {
        let kind = coded(report, fields::TEAM_KIND, TeamKind::from_code)?
            .ok_or_else(|| missing(fields::TEAM_KIND))?;
        let query = places::query(&report.values);
        let unknown = || Refusal::of("roster_area_unknown", area_field(kind));
        let found = self.areas.resolve(&query).ok_or_else(unknown)?;
        // A village that is not known is nothing to a district team.
        let is_missed = found.unmatched.is_some_and(|it| it <= level(kind))
            || matches!(found.code, CodeSays::Contradicts | CodeSays::Unknown);
        let code = self.areas.code(found.area).ok_or_else(unknown)?;
        let at = |letters: usize| code.get(..letters).and_then(|it| self.areas.by_code(it));
        let (area, over) = match kind {
            TeamKind::District => (at(DISTRICT), None),
            TeamKind::Subdistrict => (at(SUBDISTRICT), at(DISTRICT)),
            TeamKind::Mentor => (at(VILLAGE).or_else(|| at(SUBDISTRICT)), at(SUBDISTRICT)),
        };
        let area = area.filter(|_| !is_missed).ok_or_else(unknown)?;
        let content = self.content(report, kind, area)?;
        Ok(Wish { n, kind, area, over, home: found.home_province, content })
    }

    /// The teams of the areas that rows name, and those inside them; what a check made so far is among them.
    async fn teams(&self, db: &impl Connection, wishes: &[Wish]) -> Result<Vec<TeamRow>, AppError> {
        let reads = scope_for(&self.ctx.actor, Action::ReadTeam, self.ctx.today());
        let mut areas: Vec<AreaId> =
            wishes.iter().flat_map(|it| std::iter::once(it.area).chain(it.over)).collect();
        areas.sort_unstable();
        areas.dedup();
        let mut found = roster::of_areas(db, &reads, &areas).await?;
        let has_mentors = wishes.iter().any(|it| it.kind == TeamKind::Mentor);
        let parents: Vec<TeamId> = found
            .iter()
            .filter(|it| has_mentors && it.kind == TeamKind::Subdistrict)
            .map(|it| it.id)
            .collect();
        found.retain(|it| it.kind != TeamKind::Mentor);
        found.extend(roster::inside(db, &reads, &parents).await?);
        Ok(found)
    }

    async fn known(
        &self,
        db: &impl Connection,
        reports: &[ReadRow],
        wishes: &[Wish],
        found: Vec<TeamRow>,
    ) -> Result<Known, AppError> {
        let ids: Vec<TeamId> = found.iter().map(|it| it.id).collect();
        let mut members = members::of_teams(db, &ids).await?;
        for it in &self.seen.members {
            members.entry(it.team).or_default().push(it.clone());
        }
        let mut names: Vec<String> = wishes.iter().filter_map(|it| user_name(reports.get(it.n)?)).collect();
        names.sort_unstable();
        names.dedup();
        let teams: Vec<TeamRow> = found.into_iter().chain(self.seen.teams.iter().cloned()).collect();
        let mut areas: Vec<AreaId> = wishes.iter().map(|it| it.area).collect();
        areas.extend(teams.iter().flat_map(|it| it.areas.iter().copied()));
        areas.sort_unstable();
        areas.dedup();
        let mut permitted: Option<HashSet<AreaId>> = None;
        for scope in &self.reaches {
            if scope.reach == Reach::Everywhere {
                continue;
            }
            let covering = access::areas_covering(db, scope, &areas).await?;
            let within: HashSet<AreaId> = covering.into_keys().collect();
            permitted = Some(match permitted {
                None => within,
                Some(before) => before.intersection(&within).copied().collect(),
            });
        }
        Ok(Known { accounts: roster::accounts_named(db, &names).await?, teams, members, permitted })
    }

    async fn make(
        &mut self,
        db: &impl Connection,
        reports: Vec<ReadRow>,
        wishes: Vec<Wish>,
        found: Vec<TeamRow>,
    ) -> Result<UnitPlan, AppError> {
        let contents: Vec<Vec<u8>> = wishes.iter().map(|it| it.content.clone()).collect();
        let known_rows = stored::known(db, &contents).await?;
        let mut known = self.known(db, &reports, &wishes, found).await?;
        let mut plan = UnitPlan::of(reports);
        for wish in wishes {
            if !known.permits(&[wish.area]) {
                if let Some(report) = plan.reports.get_mut(wish.n) {
                    refuse(report, &Refusal::of("roster_area_elsewhere", area_field(wish.kind)));
                }
                continue;
            }
            let seen = (self.batch, &mut self.seen.contents);
            if plan.is_known(wish.n, known_rows.get(&wish.content), seen, &wish.content)? {
                continue;
            }
            let Some(report) = plan.reports.get_mut(wish.n) else { continue };
            let n_read_issues = report.issues.len();
            match self.take(report, &wish, &known) {
                Ok((made, member)) => {
                    let of_team = known.members.entry(member.team).or_default();
                    if of_team.iter().any(|it| is_same(self.ctx, it, &member)) {
                        plan.n_known += 1;
                        repeat(report);
                        continue;
                    }
                    of_team.push(member.clone());
                    let area = made.as_ref().or_else(|| known.teams.iter().find(|it| it.id == member.team));
                    plan.rows.push(TakenRow {
                        report: wish.n,
                        content: wish.content,
                        household: None,
                        area: area.and_then(|it| it.areas.first()).copied().unwrap_or(wish.area),
                        made: member.id.0,
                        also: made.as_ref().map(|it| it.id.0),
                        n_read_issues,
                    });
                    plan.members.push(member);
                    if let Some(made) = made {
                        known.teams.push(made.clone());
                        plan.teams.push(made);
                    }
                }
                Err(AppError::Refused(why)) => {
                    self.seen.contents.remove(&wish.content);
                    for it in &why {
                        refuse(report, it);
                    }
                }
                Err(other) => return Err(other),
            }
        }
        plan.rows.sort_by_key(|it| it.report);
        Ok(plan)
    }

    /// The member that a row brings, and the team where it has to be made.
    fn take(
        &self,
        report: &mut ReadRow,
        wish: &Wish,
        known: &Known,
    ) -> Result<(Option<TeamRow>, MemberRow), AppError> {
        let called = report.text(fields::TEAM).map(str::to_owned);
        let parent = match (wish.kind, wish.over) {
            (TeamKind::District, _) | (_, None) => None,
            (TeamKind::Subdistrict, Some(over)) => known.of_area(TeamKind::District, over)?,
            (TeamKind::Mentor, Some(over)) => {
                let parent = known.of_area(TeamKind::Subdistrict, over)?;
                Some(parent.ok_or_else(|| Refusal::of("roster_subdistrict_team_missing", fields::TAMBON))?)
            }
        };
        let found = match (wish.kind, parent) {
            (TeamKind::Mentor, Some(parent)) => {
                let called = called.as_deref().ok_or_else(|| missing(fields::TEAM))?;
                known.mentor_team(parent.id, called)?
            }
            _ => known.of_area(wish.kind, wish.area)?,
        };
        let made = match found {
            Some(team) => {
                if !known.permits(&team.areas) {
                    return Err(Refusal::of("roster_area_elsewhere", area_field(wish.kind)).into());
                }
                // What stands in the cell is not told: remarks are kept in the open.
                if called.is_some_and(|it| !is_called(&team.name, &it)) {
                    let args = [("found", team.name.clone())];
                    report.issues.push(issue("roster_team_called", fields::TEAM, &args));
                }
                None
            }
            None => Some(TeamRow {
                id: TeamId(self.ctx.new_id()),
                home_province: wish.home,
                kind: wish.kind,
                name: team::name(&called.ok_or_else(|| missing(fields::TEAM))?, fields::TEAM)?,
                parent: parent.map(|it| it.id),
                areas: vec![wish.area],
                created_at: self.ctx.now,
                ended_on: None,
                version: 1,
            }),
        };
        let id = made.as_ref().or(found).map(|it| it.id);
        let id = id.ok_or_else(|| AppError::Unexpected("a row has no team".to_owned()))?;
        Ok((made, self.member(report, id, known)?))
    }

    fn member(&self, report: &ReadRow, team: TeamId, known: &Known) -> Result<MemberRow, AppError> {
        let unknown = || Refusal::of("ACCOUNT_UNKNOWN", fields::USER_NAME);
        let account = match user_name(report) {
            Some(name) => Some(*known.accounts.get(&name).ok_or_else(unknown)?),
            None => None,
        };
        let sector = coded(report, fields::SECTOR, Sector::from_code)?;
        let new = team::NewMember {
            kind: coded(report, fields::MEMBER_KIND, MemberKind::from_code)?.unwrap_or(MemberKind::Person),
            name: report.text(fields::MEMBER).ok_or_else(|| missing(fields::MEMBER))?.to_owned(),
            sector: sector.ok_or_else(|| missing(fields::SECTOR))?,
            formality: coded(report, fields::FORMALITY, Formality::from_code)?.unwrap_or(Formality::Formal),
            role: coded(report, fields::PART, TeamRole::from_code)?.unwrap_or(TeamRole::Member),
            account,
            partner: None,
            since: day(report, fields::SINCE),
        };
        Ok(team::member(self.ctx, team, &new)
            .map_err(|it| Refusal { field: Some(fields::MEMBER.to_owned()), ..it })?)
    }

    /// A keyed hash of what a row says of a team, however it names the place.
    fn content(&self, report: &ReadRow, kind: TeamKind, area: AreaId) -> Result<Vec<u8>, AppError> {
        content(self.ctx, report, (PastWork::Teams, kind.code()), area)
    }
}

impl Known {
    /// True where the importer may bring members to teams in every one of these areas.
    fn permits(&self, areas: &[AreaId]) -> bool {
        self.permitted.as_ref().is_none_or(|it| areas.iter().all(|area| it.contains(area)))
    }

    /// The team of a kind that serves an area: of several the one that serves nothing else.
    fn of_area(&self, kind: TeamKind, area: AreaId) -> Result<Option<&TeamRow>, Refusal> {
        let of_area: Vec<&TeamRow> =
            self.teams.iter().filter(|it| it.kind == kind && it.areas.contains(&area)).collect();
        let alone: Vec<&TeamRow> = of_area.iter().copied().filter(|it| it.areas.len() == 1).collect();
        one(if alone.is_empty() { &of_area } else { &alone })
    }

    fn mentor_team(&self, parent: TeamId, called: &str) -> Result<Option<&TeamRow>, Refusal> {
        let is_it = |it: &&TeamRow| {
            it.kind == TeamKind::Mentor && it.parent == Some(parent) && is_called(&it.name, called)
        };
        one(&self.teams.iter().filter(is_it).collect::<Vec<_>>())
    }
}

/// A keyed hash of what a row says of something in an area, however it names the place.
pub(super) fn content(
    ctx: &Ctx,
    report: &ReadRow,
    (work, kind): (PastWork, &str),
    area: AreaId,
) -> Result<Vec<u8>, AppError> {
    const PLACES: [&str; 6] =
        [fields::MOO, fields::VILLAGE, fields::TAMBON, fields::AMPHOE, fields::PROVINCE, fields::AREA_CODE];
    let says = |it: &(&String, &Value)| !PLACES.contains(&it.0.as_str()) && *it.1 != Value::Null;
    let values: Vec<(&String, &Value)> = report.values.iter().filter(says).collect();
    let text = serde_json::to_string(&(work.code(), kind, area.0.to_string(), values))
        .map_err(|e| AppError::Unexpected(e.to_string()))?;
    Ok(ctx.store.keys().link_hash(text).to_vec())
}

/// The only one; of several nobody can tell which is meant.
fn one<'a>(found: &[&'a TeamRow]) -> Result<Option<&'a TeamRow>, Refusal> {
    match found {
        [] => Ok(None),
        [team] => Ok(Some(team)),
        _ => Err(Refusal::of("roster_team_several", fields::TEAM)),
    }
}

/// True where two names are the same but for their blanks.
pub(super) fn is_called(name: &str, other: &str) -> bool {
    name.split_whitespace().eq(other.split_whitespace())
}

/// True where somebody is in the team already, or shall be, for the same sector and in the same part.
fn is_same(ctx: &Ctx, known: &MemberRow, new: &MemberRow) -> bool {
    is_called(&known.name, &new.name)
        && (known.term.sector, known.term.role) == (new.term.sector, new.term.role)
        && known.term.until.is_none_or(|until| ctx.today() < until)
}

fn user_name(report: &ReadRow) -> Option<String> {
    report.text(fields::USER_NAME).map(|it| it.trim().to_lowercase())
}

pub(super) fn missing(field: &'static str) -> Refusal {
    Refusal::of("past_field_missing", field)
}

/// What a word that the reader gave stands for.
pub(super) fn coded<T>(
    report: &ReadRow,
    field: &'static str,
    of: impl Fn(&str) -> Option<T>,
) -> Result<Option<T>, AppError> {
    let unknown = || AppError::Unexpected("the reader gave a word that is none".to_owned());
    report.text(field).map(|it| of(it).ok_or_else(unknown)).transpose()
}

const fn level(kind: TeamKind) -> AreaLevel {
    match kind {
        TeamKind::District => AreaLevel::District,
        TeamKind::Subdistrict => AreaLevel::Subdistrict,
        TeamKind::Mentor => AreaLevel::Village,
    }
}

const fn area_field(kind: TeamKind) -> &'static str {
    match kind {
        TeamKind::District => fields::AMPHOE,
        TeamKind::Subdistrict | TeamKind::Mentor => fields::TAMBON,
    }
}
