//! What was done here and is not yet entered in the TPMAP Logbook or ThaiQM: listed, marked as entered, and the mark
//! taken back.

use chrono::NaiveDate;
use phonjon_domain::access::Scope;
use phonjon_domain::case::HouseholdClass;
use phonjon_domain::hand_back::{HandBackColumn, HandBackKind, HandBackTarget};
use phonjon_domain::ids::{AreaId, HandBackMarkId, HouseholdId};
use phonjon_domain::policy::Action;
use phonjon_rules::needs::NeedMenu;
use phonjon_store::cases::{self, CaseKey, CaseRow, HouseholdKey};
use phonjon_store::hand_back::{self as stored, MarkRow, Waiting};
use phonjon_store::interventions::{self, InterventionRow};
use phonjon_store::people::{self, HouseholdRow};
use phonjon_store::{Connection, StoreError, access};
use serde_json::json;
use std::collections::{HashMap, HashSet};

use crate::audit;
use crate::ctx::Ctx;
use crate::error::{AppError, Refusal};
use crate::idempotent::Key;
use crate::permit::{authorize, require_areas, scope_for};
use crate::{areas, parameters};

mod columns;

pub use columns::{Columns, choose as choose_columns, find as columns};
pub use phonjon_store::hand_back::MarkRow as Mark;

/// Most things on one list: a subdistrict's work of a year is far below it.
const MOST: u32 = 5_000;
/// Marks that are told.
const MARKS: u32 = 50;

/// One thing to be entered.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Line {
    /// What.
    pub kind: HandBackKind,
    /// The case.
    pub case: CaseKey,
    /// The short number of the household.
    pub short_number: Option<String>,
    /// House code.
    pub house_code: Option<String>,
    /// House number.
    pub house_no: Option<String>,
    /// Village number.
    pub moo: Option<i16>,
    /// The area it lies in.
    pub area: Option<String>,
    /// Who heads it, by name.
    pub head: Option<String>,
    /// The household's class, of a line about it.
    pub class: Option<HouseholdClass>,
    /// The need, in words, of a line about help.
    pub need: Option<String>,
    /// The help, of a line about it.
    pub help: Option<InterventionRow>,
    /// The day it was given, or the case was opened.
    pub day: Option<NaiveDate>,
}

/// A list of what waits for a target.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HandBack {
    /// Where it is to be entered.
    pub target: HandBackTarget,
    /// Of which area.
    pub area: AreaId,
    /// What, household by household.
    pub lines: Vec<Line>,
    /// What its workbook has, in this order.
    pub columns: Vec<HandBackColumn>,
}

/// What waits to be entered in a system, of one area.
///
/// # Errors
///
/// [`AppError::Forbidden`] where the actor takes no records out, `HAND_BACK_TOO_LONG` for an area with too much at once.
pub async fn list(ctx: &Ctx, target: HandBackTarget, area: AreaId) -> Result<HandBack, AppError> {
    authorize(&ctx.actor, Action::ExportRecords, ctx.today())?;
    let db = ctx.store.reader();
    let scope = scope_for(&ctx.actor, Action::ExportRecords, ctx.today());
    let items = waiting(db, &scope, area, target).await?;
    let lines = lines(ctx, db, &scope, items).await?;
    for it in &lines {
        ctx.show_case("handBack", it.case);
    }
    let columns = columns::of(db, target).await?.columns;
    Ok(HandBack { target, area, lines, columns })
}

async fn waiting(
    db: &impl Connection,
    scope: &Scope,
    area: AreaId,
    target: HandBackTarget,
) -> Result<Vec<Waiting>, AppError> {
    let found = stored::waiting(db, scope, area, target, MOST + 1).await?;
    if found.len() > usize::try_from(MOST).unwrap_or(usize::MAX) {
        return Err(Refusal::of("HAND_BACK_TOO_LONG", "areaId").with("max", MOST).into());
    }
    Ok(found)
}

async fn lines(
    ctx: &Ctx,
    db: &impl Connection,
    scope: &Scope,
    items: Vec<Waiting>,
) -> Result<Vec<Line>, AppError> {
    let keys: HashSet<CaseKey> = items.iter().map(|it| it.case).collect();
    let keys: Vec<CaseKey> = keys.into_iter().collect();
    if keys.is_empty() {
        return Ok(Vec::new());
    }
    let found = cases::find_many(db, scope, &keys).await?;
    let homes: Vec<HouseholdKey> = found.values().map(CaseRow::household_key).collect();
    let households = people::households(db, &homes).await?;
    let heads = heads(ctx, db, &homes).await?;
    let help = interventions::of_cases(db, &keys).await?;
    let help: HashMap<_, _> = help.into_values().flatten().map(|it| (it.help.id.0, it)).collect();
    let places: HashSet<AreaId> = found.values().map(|it| it.area).collect();
    let places: Vec<AreaId> = places.into_iter().collect();
    let places: HashMap<AreaId, Option<String>> =
        areas::find_many(ctx, &places).await?.into_iter().map(|it| (it.id, it.name_th)).collect();
    let menu = &parameters::rules(&ctx.store).await?.needs;
    let known = Known { households, heads, help, places, menu };
    Ok(items.into_iter().filter_map(|it| known.line(found.get(&it.case.1)?, &it)).collect())
}

struct Known<'a> {
    households: HashMap<HouseholdId, HouseholdRow>,
    heads: HashMap<HouseholdId, String>,
    help: HashMap<uuid::Uuid, InterventionRow>,
    places: HashMap<AreaId, Option<String>>,
    menu: &'a NeedMenu,
}

impl Known<'_> {
    fn line(&self, case: &CaseRow, item: &Waiting) -> Option<Line> {
        let home = self.households.get(&case.household)?;
        let help = match item.kind {
            HandBackKind::Help => Some(self.help.get(&item.subject)?.clone()),
            HandBackKind::Class | HandBackKind::Household => None,
        };
        let need = help.as_ref().map(|it| {
            let code = &it.help.need.0;
            self.menu.find(code).map_or_else(|| code.clone(), |it| it.text.clone())
        });
        let day = match item.kind {
            HandBackKind::Help => help.as_ref().and_then(|it| it.help.done_on),
            HandBackKind::Household => Some(case.opened_on),
            HandBackKind::Class => None,
        };
        Some(Line {
            kind: item.kind,
            case: case.key,
            short_number: home.short_number.clone(),
            house_code: home.house_code.clone(),
            house_no: home.house_no.clone(),
            moo: home.moo,
            area: self.places.get(&case.area).cloned().flatten(),
            head: self.heads.get(&case.household).cloned(),
            class: case.state.class.filter(|_| item.kind == HandBackKind::Class),
            need,
            help,
            day,
        })
    }
}

/// Who heads these households, or who else is first of those who live there.
async fn heads(
    ctx: &Ctx,
    db: &impl Connection,
    homes: &[HouseholdKey],
) -> Result<HashMap<HouseholdId, String>, AppError> {
    let members = people::members(db, homes).await?;
    let mut heads = HashMap::with_capacity(members.len());
    let mut shown = Vec::new();
    for (home, members) in members {
        let Some(first) = members.into_iter().find(|it| it.until.is_none()) else { continue };
        shown.push(first.person.key.1);
        let it = first.person;
        let names: Vec<String> = [it.title, it.first_name, it.last_name].into_iter().flatten().collect();
        heads.insert(home, names.join(" "));
    }
    ctx.show("handBack", shown);
    Ok(heads)
}

/// Marks a whole list as entered.
///
/// # Errors
///
/// `SELECTION_CHANGED` where another number of things waits than was seen, `HAND_BACK_EMPTY`, or
/// [`AppError::Forbidden`] for an area beyond the actor's.
pub async fn mark(
    ctx: &Ctx,
    target: HandBackTarget,
    area: AreaId,
    n_expected: u64,
    key: &Key,
) -> Result<Mark, AppError> {
    const OPERATION: &str = "handBackMark";
    authorize(&ctx.actor, Action::ExportRecords, ctx.today())?;
    let tx = ctx.store.begin().await?;
    if let Some(done) = key.done(&tx, ctx, OPERATION).await? {
        let mark = stored::find_mark(&*tx, done.uuid()?).await?.ok_or(AppError::Hidden)?;
        return reached(ctx, mark).await;
    }
    require_areas(&tx, ctx, Action::ExportRecords, &[area]).await?;
    let scope = scope_for(&ctx.actor, Action::ExportRecords, ctx.today());
    let items = waiting(&*tx, &scope, area, target).await?;
    let n_items = items.len() as u64;
    if n_items != n_expected {
        return Err(Refusal::of("SELECTION_CHANGED", "expectedCount")
            .with("wanted", n_expected)
            .with("found", n_items)
            .into());
    }
    if items.is_empty() {
        return Err(Refusal::of("HAND_BACK_EMPTY", "areaId").into());
    }
    let mark = MarkRow {
        id: ctx.new_id(),
        target,
        area,
        n_items: i64::try_from(n_items).unwrap_or(i64::MAX),
        account: ctx.actor.account,
        by_actor: ctx.actor.name.clone(),
        at: ctx.now,
        undone_at: None,
    };
    stored::mark(&tx, &mark, &items).await?;
    let detail = json!({ "target": target.code(), "items": n_items });
    audit::record(ctx, &tx, "hand_back.marked", ("hand_back_mark", mark.id), detail).await?;
    key.remember(&tx, ctx, OPERATION, "hand_back_mark", mark.id).await?;
    tx.commit().await?;
    Ok(mark)
}

/// Takes a mark back: what it marked waits again.
///
/// # Errors
///
/// [`AppError::Hidden`] for a mark beyond the actor's areas, `ALREADY_UNDONE`.
pub async fn unmark(ctx: &Ctx, id: HandBackMarkId, key: &Key) -> Result<Mark, AppError> {
    const OPERATION: &str = "handBackUnmark";
    authorize(&ctx.actor, Action::ExportRecords, ctx.today())?;
    let mark = stored::find_mark(ctx.store.reader(), id.0).await?.ok_or(AppError::Hidden)?;
    let mark = reached(ctx, mark).await?;
    let tx = ctx.store.begin().await?;
    if key.done(&tx, ctx, OPERATION).await?.is_some() {
        return Ok(mark);
    }
    let unmarked = stored::unmark(&tx, id.0, &ctx.actor.name, ctx.now).await;
    unmarked.map_err(|error| {
        let is_undone = matches!(error, StoreError::Stale);
        if is_undone { Refusal::of("ALREADY_UNDONE", "markId").into() } else { AppError::from(error) }
    })?;
    let detail = json!({ "target": mark.target.code() });
    audit::record(ctx, &tx, "hand_back.unmarked", ("hand_back_mark", id.0), detail).await?;
    key.remember(&tx, ctx, OPERATION, "hand_back_mark", id.0).await?;
    tx.commit().await?;
    Ok(Mark { undone_at: Some(ctx.now), ..mark })
}

/// The last lists that were marked for a target, newest first, of the actor's areas.
///
/// # Errors
///
/// [`AppError::Forbidden`], or the store's own.
pub async fn marks(ctx: &Ctx, target: HandBackTarget) -> Result<Vec<Mark>, AppError> {
    authorize(&ctx.actor, Action::ExportRecords, ctx.today())?;
    let scope = scope_for(&ctx.actor, Action::ExportRecords, ctx.today());
    Ok(stored::marks(ctx.store.reader(), &scope, target, MARKS).await?)
}

/// A mark of the actor's areas.
async fn reached(ctx: &Ctx, mark: Mark) -> Result<Mark, AppError> {
    let scope = scope_for(&ctx.actor, Action::ExportRecords, ctx.today());
    let sees = access::in_scope(ctx.store.reader(), &scope, Some(mark.area), None).await?;
    if sees { Ok(mark) } else { Err(AppError::Hidden) }
}
