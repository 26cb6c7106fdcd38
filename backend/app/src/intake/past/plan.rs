//! Which rows of past work are taken, of which household each is, and what follows; the same for a check and an import.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use chrono::NaiveDate;
use phonjon_domain::access::Scope;
use phonjon_domain::ids::{AreaId, CaseId, HouseholdId};
use phonjon_domain::intervention::Intervention;
use phonjon_domain::policy::Action;
use phonjon_domain::setting::OfficeSetting;
use phonjon_rows::{Issue, Outcome, ReadRow, Value, fields};
use phonjon_rules::seeds::Defaults;
use phonjon_store::cases::{self, CaseKey, CaseRow, Change, EventRow, HouseholdKey};
use phonjon_store::interventions::InterventionRow;
use phonjon_store::problems::{Moved, ProblemRow};
use phonjon_store::teams::TeamRow;
use phonjon_store::teams::members::MemberRow;
use phonjon_store::visits::VisitRow;
use phonjon_store::{Connection, Tx, interventions, past as stored, plans};
use uuid::Uuid;

use super::standing::{KnownProblems, Standing};
use super::{PastWork, given, is_place, mark_known, visited, whom};
use crate::Ctx;
use crate::accounts::Listed;
use crate::error::{AppError, Refusal};
use crate::intake::chunk;
use crate::permit::scope_for;
use crate::{parameters, settings};

/// A row that is taken.
pub(in crate::intake) struct TakenRow {
    /// Its place among the reports.
    pub(in crate::intake) report: usize,
    pub(in crate::intake) content: Vec<u8>,
    /// None for a row of a roster or of a list of accounts.
    pub(in crate::intake) household: Option<HouseholdKey>,
    pub(super) area: AreaId,
    /// The visit, the help, the member or the account it brings.
    pub(super) made: Uuid,
    /// The team that is made for the member, or the grant of the account.
    pub(super) also: Option<Uuid>,
    pub(super) n_read_issues: usize,
}

/// What a unit of rows comes to.
pub(in crate::intake) struct UnitPlan {
    pub(in crate::intake) reports: Vec<ReadRow>,
    pub(in crate::intake) rows: Vec<TakenRow>,
    /// Of rows that this import brought before it broke off, by their place: what became of them then.
    pub(super) then: HashMap<usize, Outcome>,
    /// Rows that say what an older one says of the same household.
    pub(super) n_known: u64,
    pub(super) visits: Vec<VisitRow>,
    pub(super) help: Vec<InterventionRow>,
    pub(super) changes: Vec<Change>,
    /// Problems that visits found.
    pub(super) found: Vec<ProblemRow>,
    /// All problems of households whose rows say how they stand, as those leave them.
    problems: HashMap<HouseholdId, Vec<ProblemRow>>,
    /// How visits moved problems on that were known.
    pub(super) moved: Vec<Moved>,
    /// The cases whose households are to be judged anew, and whether somebody looked at them at home.
    pub(super) seen: Vec<(CaseKey, bool)>,
    pub(super) teams: Vec<TeamRow>,
    pub(super) members: Vec<MemberRow>,
    pub(super) accounts: Vec<Listed>,
}

impl UnitPlan {
    /// A plan of which nothing is known yet.
    pub(super) fn of(reports: Vec<ReadRow>) -> Self {
        Self {
            reports,
            rows: Vec::new(),
            then: HashMap::new(),
            n_known: 0,
            visits: Vec::new(),
            help: Vec::new(),
            changes: Vec::new(),
            found: Vec::new(),
            problems: HashMap::new(),
            moved: Vec::new(),
            seen: Vec::new(),
            teams: Vec::new(),
            members: Vec::new(),
            accounts: Vec::new(),
        }
    }

    /// True where a row says what an older one of any file says, or an earlier one of this: it brings nothing.
    pub(super) fn is_known(
        &mut self,
        n: usize,
        known: Option<&stored::PastRow>,
        (batch, seen): (Option<Uuid>, &mut HashSet<Vec<u8>>),
        content: &[u8],
    ) -> Result<bool, AppError> {
        let Some(report) = self.reports.get_mut(n) else { return Ok(true) };
        if let Some(row) = known {
            let is_own = Some(row.batch) == batch;
            self.n_known += 1;
            if is_own && !is_place(row, report) {
                repeat(report);
            } else if let Some(then) = mark_known(report, row, is_own)? {
                self.then.insert(n, then);
            }
            return Ok(true);
        }
        if seen.insert(content.to_vec()) {
            return Ok(false);
        }
        self.n_known += 1;
        repeat(report);
        Ok(true)
    }

    /// Takes in a case as its rows leave it. `stored` are the problems that were known before.
    fn leave(&mut self, standing: Standing, stored: &HashMap<HouseholdId, Vec<ProblemRow>>) {
        let Standing { case, events, problems, moved, seen } = standing;
        let before = stored.get(&case.household).map_or(&[][..], Vec::as_slice);
        let is_new = |it: &&ProblemRow| !before.iter().any(|old| old.key == it.key);
        self.found.extend(problems.iter().flatten().filter(is_new).cloned());
        self.moved.extend(moved);
        self.seen.extend(seen.map(|at_home| (case.key, at_home)));
        self.problems.extend(problems.map(|it| (case.household, it)));
        self.changes.push(Change { case, events });
    }

    pub(super) fn n_new(&self) -> u64 {
        self.rows.len() as u64
    }
}

/// What the rows before said, of this file and of those that were checked before it.
#[derive(Default)]
pub(crate) struct Seen {
    pub(super) contents: HashSet<Vec<u8>>,
    days: HashSet<(HouseholdId, NaiveDate)>,
    help: HashMap<HouseholdId, Vec<Intervention>>,
    /// Cases as a check leaves them.
    standings: HashMap<HouseholdId, Standing>,
    /// Teams and members as a check would have made them.
    pub(super) teams: Vec<TeamRow>,
    pub(super) members: Vec<MemberRow>,
    /// Accounts as a check would have made them.
    pub(super) accounts: Vec<Listed>,
}

/// What is stored of the households of a unit.
#[derive(Default)]
struct Known {
    events: HashMap<CaseId, Vec<EventRow>>,
    days: HashSet<(HouseholdId, NaiveDate)>,
    help: HashMap<CaseId, Vec<InterventionRow>>,
    plans: HashMap<CaseId, Vec<plans::PlanRow>>,
    problems: KnownProblems,
}

/// Plans unit by unit.
pub(super) struct Planner<'a> {
    ctx: &'a Ctx,
    work: PastWork,
    /// The import that brings the rows, unless it is done.
    batch: Option<Uuid>,
    rules: Arc<Defaults>,
    /// Above what value development help needs an approved plan.
    line: Option<i64>,
    /// Where the importer imports, and where the same work could be recorded by hand.
    reaches: [Scope; 2],
    seen: Seen,
}

impl<'a> Planner<'a> {
    pub(super) async fn begin(
        ctx: &'a Ctx,
        work: PastWork,
        batch: Option<Uuid>,
        seen: Seen,
    ) -> Result<Self, AppError> {
        let reach = |action| scope_for(&ctx.actor, action, ctx.today());
        let db = ctx.store.reader();
        Ok(Self {
            ctx,
            work,
            batch,
            rules: parameters::rules(&ctx.store).await?,
            line: settings::value(db, OfficeSetting::HelpPlanNeededAboveSatang).await?,
            reaches: [reach(Action::Import), reach(work.action())],
            seen,
        })
    }

    /// What the files that follow in the same check have to know.
    pub(super) fn end(self) -> Seen {
        self.seen
    }

    /// Plans a unit that will be stored, its cases locked.
    pub(super) async fn plan(&mut self, tx: &Tx, reports: Vec<ReadRow>) -> Result<UnitPlan, AppError> {
        let named = whom::named(self.ctx, &**tx, &reports).await?;
        let found = self.cases(&**tx, &named).await?;
        let keys: Vec<CaseKey> = found.values().map(|it| it.key).collect();
        let [reach, _] = &self.reaches;
        let locked = cases::find_many_for_update(tx, reach, &keys).await?;
        let found = locked.into_iter().map(|it| (it.household, it)).collect();
        self.make(&**tx, reports, &named, found).await
    }

    /// Plans a unit without storing it.
    pub(super) async fn look(
        &mut self,
        db: &impl Connection,
        reports: Vec<ReadRow>,
    ) -> Result<UnitPlan, AppError> {
        let named = whom::named(self.ctx, db, &reports).await?;
        let found = self.cases(db, &named).await?;
        let mut plan = self.make(db, reports, &named, found).await?;
        for it in std::mem::take(&mut plan.changes) {
            let home = it.case.household;
            let problems = plan.problems.remove(&home);
            self.seen
                .standings
                .insert(home, Standing { events: it.events, ..Standing::of(it.case, problems) });
        }
        Ok(plan)
    }

    /// The cases of the households that rows name, as far as the importer reaches them; what lies elsewhere is not there.
    async fn cases(
        &self,
        db: &impl Connection,
        named: &HashMap<usize, whom::Named>,
    ) -> Result<HashMap<HouseholdId, CaseRow>, AppError> {
        let mut homes: Vec<HouseholdKey> = named.values().flat_map(whom::Named::all).collect();
        homes.sort_unstable();
        homes.dedup();
        let [imports, acts] = &self.reaches;
        let mut found = cases::find_of_households(db, imports, &homes).await?;
        if acts != imports {
            let permitted = cases::find_of_households(db, acts, &homes).await?;
            found.retain(|home, _| permitted.contains_key(home));
        }
        Ok(found)
    }

    async fn make(
        &mut self,
        db: &impl Connection,
        mut reports: Vec<ReadRow>,
        named: &HashMap<usize, whom::Named>,
        mut found: HashMap<HouseholdId, CaseRow>,
    ) -> Result<UnitPlan, AppError> {
        let mut meant: Vec<(String, usize, HouseholdKey, Vec<u8>)> = Vec::new();
        for (n, report) in reports.iter_mut().enumerate().filter(|(_, it)| it.is_accepted()) {
            match named.get(&n).map_or(Err(whom::NOT_NAMED), |it| it.home(&found)) {
                Ok(home) => {
                    let day = report.text(fields::VISITED_ON).or(report.text(fields::DONE_ON));
                    meant.push((day.unwrap_or_default().to_owned(), n, home, self.content(report, home)?));
                }
                Err(code) => refuse(report, &Refusal::new(code)),
            }
        }
        // What is true of an earlier day comes first, in whatever order it was written down.
        meant.sort_by(|a, b| (&a.0, a.1).cmp(&(&b.0, b.1)));
        let contents: Vec<Vec<u8>> = meant.iter().map(|it| it.3.clone()).collect();
        let known_rows = stored::known(db, &contents).await?;
        for (home, standing) in &self.seen.standings {
            if let Some(case) = found.get_mut(home) {
                case.clone_from(&standing.case);
            }
        }
        let known = self.known(db, &reports, &meant, &found).await?;
        let mut plan = UnitPlan::of(reports);
        let mut standings: HashMap<HouseholdId, Standing> = HashMap::new();
        for (_, n, home, content) in meant {
            let seen = (self.batch, &mut self.seen.contents);
            if plan.is_known(n, known_rows.get(&content), seen, &content)? {
                continue;
            }
            let Some(report) = plan.reports.get_mut(n) else { continue };
            let standing = match standings.get(&home.1).or_else(|| self.seen.standings.get(&home.1)) {
                Some(standing) => standing.clone(),
                None => match found.get(&home.1) {
                    Some(case) => Standing::of(case.clone(), None),
                    None => continue,
                },
            };
            let n_read_issues = report.issues.len();
            let area = standing.case.area;
            match self.take(report, standing, &known) {
                Ok((standing, made)) => {
                    let made = match made {
                        Made::Visit(it) => {
                            let id = it.key.1.0;
                            plan.visits.push(it);
                            id
                        }
                        Made::Help(it) => {
                            let id = it.help.id.0;
                            plan.help.push(*it);
                            id
                        }
                    };
                    plan.rows.push(TakenRow {
                        report: n,
                        content,
                        household: Some(home),
                        area,
                        made,
                        also: None,
                        n_read_issues,
                    });
                    standings.insert(home.1, standing);
                }
                Err(AppError::Refused(why)) => {
                    self.seen.contents.remove(&content);
                    for it in &why {
                        refuse(report, it);
                    }
                }
                Err(other) => return Err(other),
            }
        }
        plan.rows.sort_by_key(|it| it.report);
        let mut standings: Vec<Standing> = standings.into_values().collect();
        standings.sort_by_key(|it| it.case.key);
        for it in standings {
            plan.leave(it, &known.problems.rows);
        }
        Ok(plan)
    }

    /// What one row brings.
    fn take(
        &mut self,
        report: &mut ReadRow,
        mut standing: Standing,
        known: &Known,
    ) -> Result<(Standing, Made), AppError> {
        let home = standing.case.household;
        let case = standing.case.key.1;
        match self.work {
            PastWork::Visits => {
                let events = known.events.get(&case).map_or(&[][..], Vec::as_slice);
                let visit = visited::take(self.ctx, report, &mut standing, events)?;
                if visited::says_what_stands(report) {
                    standing.follow(self.ctx, &self.rules, &visit, &known.problems)?;
                }
                let day = (home, visit.visit.visited_on);
                if known.days.contains(&day) || self.seen.days.contains(&day) {
                    warn(report, issue("past_same_day", fields::VISITED_ON, &[("day", day.1.to_string())]));
                }
                self.seen.days.insert(day);
                Ok((standing, Made::Visit(visit)))
            }
            PastWork::Help => {
                let row = given::take(self.ctx, &self.rules.needs, report, &mut standing)?;
                let stored = known.help.get(&case).into_iter().flatten().map(|it| &it.help);
                let before = self.seen.help.get(&home).into_iter().flatten();
                if let Some(other) = given::same_need(&row.help, stored.chain(before)) {
                    warn(report, other);
                }
                let plans = known.plans.get(&case).map_or(&[][..], Vec::as_slice);
                if given::lacks_plan(&row.help, self.line, plans) {
                    warn(report, issue("past_help_without_plan", fields::VALUE_SATANG, &[]));
                }
                self.seen.help.entry(home).or_default().push(row.help.clone());
                Ok((standing, Made::Help(Box::new(row))))
            }
            PastWork::Teams | PastWork::Accounts => {
                Err(AppError::Unexpected("a roster brings no work".to_owned()))
            }
        }
    }

    /// What is stored of the households of a unit and bears on its rows.
    async fn known(
        &self,
        db: &impl Connection,
        reports: &[ReadRow],
        meant: &[(String, usize, HouseholdKey, Vec<u8>)],
        found: &HashMap<HouseholdId, CaseRow>,
    ) -> Result<Known, AppError> {
        let keys = |rows: &mut dyn Iterator<Item = &HouseholdKey>| -> Vec<CaseKey> {
            let mut keys: Vec<CaseKey> = rows.filter_map(|it| Some(found.get(&it.1)?.key)).collect();
            keys.sort_unstable();
            keys.dedup();
            keys
        };
        let all = keys(&mut meant.iter().map(|it| &it.2));
        if all.is_empty() {
            return Ok(Known::default());
        }
        match self.work {
            PastWork::Visits => {
                let says_what_was_found = |n: &usize| {
                    let text = |field| reports.get(*n).and_then(|it| it.text(field));
                    text(fields::VERIFICATION).is_some() || text(fields::CLASS).is_some()
                };
                let of = keys(&mut meant.iter().filter(|it| says_what_was_found(&it.1)).map(|it| &it.2));
                let events =
                    if of.is_empty() { HashMap::new() } else { cases::events_of_many(db, &of).await? };
                let homes: Vec<Uuid> = meant.iter().map(|it| it.2.1.0).collect();
                let days = stored::days_visited(db, &homes).await?.into_iter().collect();
                let says = |n: &usize| reports.get(*n).is_some_and(visited::says_what_stands);
                let of = meant.iter().filter(|it| says(&it.1)).map(|it| it.2);
                let problems = KnownProblems::load(self.ctx, db, &self.rules, &of.collect(), found).await?;
                Ok(Known { events, days, problems, ..Known::default() })
            }
            PastWork::Help => {
                let help = interventions::of_cases(db, &all).await?;
                let plans =
                    if self.line.is_some() { plans::of_cases(db, &all).await? } else { HashMap::new() };
                Ok(Known { help, plans, ..Known::default() })
            }
            PastWork::Teams | PastWork::Accounts => Ok(Known::default()),
        }
    }

    /// A keyed hash of what a row says of a household, however it names it.
    fn content(&self, report: &ReadRow, home: HouseholdKey) -> Result<Vec<u8>, AppError> {
        const NAMES: [&str; 4] = [fields::PID, fields::PID_MASKED, fields::HOUSE_CODE, fields::SHORT_NUMBER];
        let says = |it: &(&String, &Value)| !NAMES.contains(&it.0.as_str()) && *it.1 != Value::Null;
        let values: Vec<(&String, &Value)> = report.values.iter().filter(says).collect();
        let text = serde_json::to_string(&(self.work.code(), home.1.0.to_string(), values))
            .map_err(|e| AppError::Unexpected(e.to_string()))?;
        Ok(self.ctx.store.keys().link_hash(text).to_vec())
    }
}

/// What a row brings.
enum Made {
    Visit(VisitRow),
    Help(Box<InterventionRow>),
}

/// A remark on a field.
pub(super) fn issue(code: &str, field: &str, args: &[(&str, String)]) -> Issue {
    let args = args.iter().map(|(name, value)| ((*name).to_owned(), value.clone())).collect();
    Issue { field: Some(field.to_owned()), args, ..chunk::issue(code) }
}

fn warn(report: &mut ReadRow, issue: Issue) {
    report.issues.push(issue);
    report.outcome = Outcome::AcceptedWithWarning;
}

/// A row that an earlier one of the file says already.
pub(super) fn repeat(report: &mut ReadRow) {
    if !report.issues.iter().any(|it| it.code == "duplicate_row") {
        report.outcome = Outcome::Accepted;
        report.issues.push(chunk::issue(chunk::UNCHANGED));
    }
}

pub(super) fn refuse(report: &mut ReadRow, why: &Refusal) {
    report.outcome = Outcome::Rejected;
    let field = why.field.as_deref().map(field_of);
    report.issues.push(Issue { field, args: why.args.clone(), ..chunk::issue(&why.code) });
}

/// The field of a row that an argument of the same act by hand is: `visitedOn` is `visited_on`.
fn field_of(argument: &str) -> String {
    let mut field = String::with_capacity(argument.len() + 2);
    for letter in argument.chars() {
        if letter.is_ascii_uppercase() {
            field.push('_');
        }
        field.push(letter.to_ascii_lowercase());
    }
    if field == "value" { fields::VALUE_SATANG.to_owned() } else { field }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_refusal_of_an_act_names_the_field_of_the_row() {
        assert_eq!(field_of("visitedOn"), fields::VISITED_ON);
        assert_eq!(field_of("value"), fields::VALUE_SATANG);
        assert_eq!(field_of("class"), fields::CLASS);
    }
}
