//! A case as rows of past work leave it: what happened to it, and how the problems of its household stand.

use std::collections::{BTreeSet, HashMap, HashSet};

use chrono::NaiveDate;
use phonjon_domain::case::act::{CaseAct, CaseEventKind};
use phonjon_domain::ids::{AreaId, HouseholdId};
use phonjon_rules::facts::Facts;
use phonjon_rules::seeds::Defaults;
use phonjon_store::Connection;
use phonjon_store::cases::{CaseRow, HouseholdKey, NewEvent, OVERTAKEN};
use phonjon_store::problems::{self, Moved, ProblemRow};
use phonjon_store::visits::VisitRow;
use serde_json::Value as Json;

use crate::assess::gather;
use crate::case::facts::Gathered;
use crate::case::restricted_open;
use crate::case::work::{apply, next_event, refused};
use crate::error::AppError;
use crate::{Ctx, problem};

/// A case as rows leave it, with what happened.
#[derive(Clone)]
pub(super) struct Standing {
    pub(super) case: CaseRow,
    pub(super) events: Vec<NewEvent>,
    /// Its household's problems; None until a row says how they stand.
    pub(super) problems: Option<Vec<ProblemRow>>,
    /// Those that moved on.
    pub(super) moved: Vec<Moved>,
    /// Where it is to be judged anew: whether somebody looked at the household at home.
    pub(super) seen: Option<bool>,
}

impl Standing {
    /// Nothing happened yet.
    pub(super) fn of(case: CaseRow, problems: Option<Vec<ProblemRow>>) -> Self {
        Self { case, events: Vec::new(), problems, moved: Vec::new(), seen: None }
    }

    /// Brings the household's problems to what a visit found, as when it is recorded by hand.
    pub(super) fn follow(
        &mut self,
        ctx: &Ctx,
        rules: &Defaults,
        visit: &VisitRow,
        known: &KnownProblems,
    ) -> Result<(), AppError> {
        let on = visit.visit.visited_on;
        problem::check_findings(rules, &visit.visit.findings)?;
        let opens_restricted = known.open.contains(&self.case.area);
        let stored = || known.rows.get(&self.case.household).cloned().unwrap_or_default();
        let mut problems = self.problems.take().unwrap_or_else(stored);
        let followed = problem::follow(rules, visit, problems.clone(), opens_restricted);
        for (row, to) in followed.moved {
            let (act, detail) = problem::moving(&row, to, None);
            self.act(ctx, act, detail, on)?;
            let from = row.status;
            let next = problem::moved(row, to, on);
            let next = ProblemRow { version: next.version + 1, ..next };
            for it in problems.iter_mut().filter(|it| it.key == next.key) {
                it.clone_from(&next);
            }
            self.moved.push(Moved { row: next, from });
        }
        let nothing = Facts::default();
        let facts = known.facts.get(&self.case.household).map_or(&nothing, |it| &it.facts);
        for found in followed.found {
            let row = problem::found_at(ctx, visit, found, rules, facts);
            let (act, detail) = problem::finding(&row, visit);
            self.act(ctx, act, detail, on)?;
            problems.push(row);
        }
        self.problems = Some(problems);
        let at_home = visit.visit.manner.confirms_at_home();
        self.seen = Some(self.seen.unwrap_or_default() || at_home);
        Ok(())
    }

    /// Does an act to the case.
    pub(super) fn act(
        &mut self,
        ctx: &Ctx,
        act: CaseAct,
        detail: Json,
        on: NaiveDate,
    ) -> Result<(), AppError> {
        let event = self.case.state.apply(act).map_err(refused)?;
        apply(&mut self.case, &event, ctx, on);
        self.events.push(next_event(&event, detail, on));
        Ok(())
    }

    /// Keeps what a later day overtook.
    pub(super) fn keep(&mut self, kind: CaseEventKind, mut detail: Json, on: NaiveDate) {
        detail[OVERTAKEN] = true.into();
        self.events.push(NewEvent { kind, status: self.case.state.status, detail, happened_on: on });
    }
}

/// What is stored of the problems of households whose rows say how they stand.
#[derive(Default)]
pub(super) struct KnownProblems {
    pub(super) rows: HashMap<HouseholdId, Vec<ProblemRow>>,
    facts: HashMap<HouseholdId, Gathered>,
    /// Where the importer may open what is kept to named officers.
    open: HashSet<AreaId>,
}

impl KnownProblems {
    /// In as many statements for many households as for one, none where no row says how anything stands.
    pub(super) async fn load(
        ctx: &Ctx,
        db: &impl Connection,
        rules: &Defaults,
        homes: &BTreeSet<HouseholdKey>,
        cases: &HashMap<HouseholdId, CaseRow>,
    ) -> Result<Self, AppError> {
        if homes.is_empty() {
            return Ok(Self::default());
        }
        let homes: Vec<HouseholdKey> = homes.iter().copied().collect();
        let areas: BTreeSet<AreaId> = homes.iter().filter_map(|it| Some(cases.get(&it.1)?.area)).collect();
        Ok(Self {
            rows: problems::of_households(db, &homes).await?,
            facts: gather(db, rules, &homes).await?,
            open: restricted_open(db, ctx, &Vec::from_iter(areas)).await?,
        })
    }
}
