//! Lists of cases: by where they stand, who has them, what ails the household, and whom somebody looks for.

use chrono::{Days, NaiveDate};
use phonjon_domain::access::Scope;
use phonjon_domain::case::{CaseStatus, HouseholdClass, Verification};
use phonjon_domain::dimension::Dimension;
use phonjon_domain::ids::{AreaId, TeamId};
use phonjon_domain::level::Level;
use phonjon_domain::plan::PlanStatus;
use phonjon_domain::problem::ProblemGroup;
use phonjon_domain::source::Source;
use sea_orm::{ConnectionTrait, DbBackend, Value};
use uuid::Uuid;

use super::row::{CaseRow, columns};
use super::{CaseKey, PROGRAMME};
use crate::access::scope_condition;
use crate::database::Tx;
use crate::error::StoreError;
use crate::sql;

/// Which cases are wanted. An empty list or `None` asks nothing; of a list any one will do.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct CaseFilter {
    /// Where the case stands.
    pub statuses: Vec<CaseStatus>,
    /// What checking found.
    pub verifications: Vec<Verification>,
    /// The household's level.
    pub levels: Vec<Level>,
    /// The household's class.
    pub classes: Vec<HouseholdClass>,
    /// A subdistrict team.
    pub team: Option<TeamId>,
    /// A mentor team.
    pub mentor_team: Option<TeamId>,
    /// True: shared to no mentor team; false: to some.
    pub without_mentor_team: Option<bool>,
    /// An area with everything in it.
    pub area: Option<AreaId>,
    /// Failing at the last assessment.
    pub dimensions: Vec<Dimension>,
    /// With a live problem at the last assessment.
    pub problem_groups: Vec<ProblemGroup>,
    /// Sources that speak of the household.
    pub sources: Vec<Source>,
    /// Nobody of the household was met for at least so many days, or ever.
    pub unseen_days: Option<u32>,
    /// To be worked at once, or not.
    pub urgent: Option<bool>,
    /// Under continuing care, or not.
    pub continuing_care: Option<bool>,
    /// At a level that it fell to by a survey alone, not confirmed at home; or not.
    pub level_survey_only: Option<bool>,
    /// With a closing that is proposed and waits, or without.
    pub closing_proposed: Option<bool>,
    /// With a plan that stands so.
    pub plan_statuses: Vec<PlanStatus>,
    /// Whom somebody looks for.
    pub text: Option<Text>,
}

/// Whom somebody looks for.
#[derive(Clone, PartialEq, Eq)]
pub enum Text {
    /// Part of a member's name key, or the whole short number, house code or house number.
    Words {
        /// The part of a name key.
        name_key: String,
        /// The text as typed.
        typed: String,
    },
    /// A citizen number.
    Number {
        /// Its blind indexes under each key.
        hashes: Vec<Vec<u8>>,
        /// Where whoever looks for it may open numbers: it finds nobody elsewhere.
        within: Scope,
    },
}

impl std::fmt::Debug for Text {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Text(…)")
    }
}

/// In which order cases are listed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum CaseOrder {
    /// Urgent first, then those opened longest ago.
    #[default]
    UrgentFirst,
    /// Never met first, then by the day of the last visit that met somebody.
    LongestUnseen,
    /// Opened last first.
    NewestOpened,
    /// Not yet assessable first, then from the lowest level up.
    LowestLevel,
}

impl CaseOrder {
    /// The text to sort by, and whether it falls.
    const fn key(self) -> (&'static str, bool) {
        match self {
            Self::UrgentFirst => {
                ("(case when c.urgent then '0' else '1' end || cast(c.opened_on as text))", false)
            }
            Self::LongestUnseen => ("coalesce(cast(c.last_visited_on as text), '')", false),
            Self::NewestOpened => ("cast(c.opened_on as text)", true),
            Self::LowestLevel => (
                "case c.level when 'not_yet_assessable' then '0' when 'below_survive' then '1' \
                 when 'survive' then '2' when 'sufficient' then '3' else '4' end",
                false,
            ),
        }
    }
}

/// Which part of a list is wanted.
#[derive(Debug, Clone, Default)]
pub struct PageAsked {
    /// How many.
    pub first: u32,
    /// After this place of an earlier page.
    pub after: Option<(String, Uuid)>,
}

/// Part of a list.
#[derive(Debug, Clone)]
pub struct Page {
    /// The cases, each with its place in the order.
    pub cases: Vec<(CaseRow, (String, Uuid))>,
    /// True when more follow.
    pub has_next: bool,
    /// How many cases the filter finds in all.
    pub n_total: i64,
}

/// Cases that the scope reaches and the filter asks for: one statement for the page and one for the count.
///
/// # Errors
///
/// The database's own.
pub async fn list(
    db: &impl ConnectionTrait,
    scope: &Scope,
    filter: &CaseFilter,
    order: CaseOrder,
    asked: &PageAsked,
) -> Result<Page, StoreError> {
    let (condition, values) = condition(db.get_database_backend(), scope, filter);
    let n_total: i64 =
        sql::row(db, &format!("select count(*) as n from \"case\" c where {condition}"), values.clone())
            .await?
            .map_or(Ok(0), |row| row.try_get("", "n"))?;

    let (key, falls) = order.key();
    let (beyond, direction) = if falls { ("<", "desc") } else { (">", "asc") };
    let (mut values, mut after) = (values, String::new());
    if let Some((place, id)) = &asked.after {
        after = format!(" and ({key} {beyond} ? or ({key} = ? and c.id {beyond} ?))");
        values.extend([place.clone().into(), place.clone().into(), (*id).into()]);
    }
    values.push((i64::from(asked.first) + 1).into());
    let text = format!(
        "select {}, {key} as place from \"case\" c where {condition}{after} \
         order by {key} {direction}, c.id {direction} limit ?",
        columns("c")
    );
    let mut cases = Vec::new();
    for row in sql::rows(db, &text, values).await? {
        let case = CaseRow::read(&row)?;
        let place = (row.try_get("", "place")?, case.key.1.0);
        cases.push((case, place));
    }
    let first = usize::try_from(asked.first).unwrap_or(usize::MAX);
    let has_next = first < cases.len();
    cases.truncate(first);
    Ok(Page { cases, has_next, n_total })
}

/// The cases that a bulk act is about: what the filter finds but these, locked in the order of their ids.
///
/// # Errors
///
/// The database's own.
pub async fn select_for_update(
    tx: &Tx,
    scope: &Scope,
    filter: &CaseFilter,
    except: &[CaseKey],
) -> Result<Vec<CaseRow>, StoreError> {
    selected(&**tx, scope, (filter, except), tx.for_update()).await
}

/// As [`select_for_update`], without locking.
///
/// # Errors
///
/// The database's own.
pub async fn select(
    db: &impl ConnectionTrait,
    scope: &Scope,
    filter: &CaseFilter,
    except: &[CaseKey],
) -> Result<Vec<CaseRow>, StoreError> {
    selected(db, scope, (filter, except), "").await
}

async fn selected(
    db: &impl ConnectionTrait,
    scope: &Scope,
    (filter, except): (&CaseFilter, &[CaseKey]),
    lock: &str,
) -> Result<Vec<CaseRow>, StoreError> {
    let (condition, mut values) = condition(db.get_database_backend(), scope, filter);
    let mut but = String::new();
    if !except.is_empty() {
        but = format!(" and c.id not in ({})", sql::marks(except.len()));
        values.extend(except.iter().map(|it| Value::from(it.1.0)));
    }
    let text = format!(
        "select {} from \"case\" c where {condition}{but} order by c.home_province, c.id{lock}",
        columns("c")
    );
    sql::rows(db, &text, values).await?.iter().map(CaseRow::read).collect()
}

/// A condition over `"case" c`, and its values.
pub(super) fn condition(backend: DbBackend, scope: &Scope, filter: &CaseFilter) -> (String, Vec<Value>) {
    let (reach, mut values) = scope_condition(scope, "c.area_id", Some("c.mentor_team_id"));
    let (wanted, of_filter) = wanted(backend, scope.day, filter);
    values.push(PROGRAMME.into());
    values.extend(of_filter);
    (format!("{reach} and c.programme = ? and {wanted}"), values)
}

/// The same of the filter alone, on a day.
pub(super) fn wanted(backend: DbBackend, day: NaiveDate, filter: &CaseFilter) -> (String, Vec<Value>) {
    let mut parts = Parts::default();
    parts.push("1 = 1".to_owned(), vec![]);
    parts.any("c.status", filter.statuses.iter().map(|it| it.code()));
    parts.any("c.verification", filter.verifications.iter().map(|it| it.code()));
    parts.any("c.level", filter.levels.iter().map(|it| it.code()));
    parts.any("c.class", filter.classes.iter().map(|it| it.code()));
    if let Some(team) = filter.team {
        parts.push("c.team_id = ?".to_owned(), vec![team.0.into()]);
    }
    if let Some(team) = filter.mentor_team {
        parts.push("c.mentor_team_id = ?".to_owned(), vec![team.0.into()]);
    }
    match filter.without_mentor_team {
        Some(true) => parts.push("c.mentor_team_id is null".to_owned(), vec![]),
        Some(false) => parts.push("c.mentor_team_id is not null".to_owned(), vec![]),
        None => {}
    }
    if let Some(area) = filter.area {
        parts.push(
            "c.area_id in (select descendant_id from area_closure where ancestor_id = ? \
             and valid_from <= ? and (valid_until is null or ? < valid_until))"
                .to_owned(),
            vec![area.0.into(), day.into(), day.into()],
        );
    }
    let bits = |it: u8| i32::from(it);
    let dimensions: i32 = filter.dimensions.iter().fold(0, |set, it| set | bits(it.bit()));
    if dimensions != 0 {
        parts.push("(c.failing_dimensions & ?) <> 0".to_owned(), vec![dimensions.into()]);
    }
    let groups: i32 = filter.problem_groups.iter().fold(0, |set, it| set | bits(it.bit()));
    if groups != 0 {
        parts.push("(c.problem_groups & ?) <> 0".to_owned(), vec![groups.into()]);
    }
    let sources: i32 = filter.sources.iter().fold(0, |set, it| set | bits(it.bit()));
    if sources != 0 {
        parts.push(
            "exists (select 1 from household h where h.home_province = c.home_province \
             and h.id = c.household_id and (h.sources & ?) <> 0)"
                .to_owned(),
            vec![sources.into()],
        );
    }
    if let Some(days) = filter.unseen_days {
        let line = day.checked_sub_days(Days::new(u64::from(days))).unwrap_or(NaiveDate::MIN);
        parts.push("(c.last_visited_on is null or c.last_visited_on <= ?)".to_owned(), vec![line.into()]);
    }
    parts.is("c.urgent", filter.urgent);
    parts.is("c.continuing_care", filter.continuing_care);
    parts.is("c.level_survey_only", filter.level_survey_only);
    match filter.closing_proposed {
        Some(true) => parts.push("c.closing_proposed is not null".to_owned(), vec![]),
        Some(false) => parts.push("c.closing_proposed is null".to_owned(), vec![]),
        None => {}
    }
    if !filter.plan_statuses.is_empty() {
        parts.push(
            format!(
                "exists (select 1 from plan p where p.home_province = c.home_province and p.case_id = c.id \
                 and p.state in ({}))",
                sql::marks(filter.plan_statuses.len())
            ),
            filter.plan_statuses.iter().map(|it| it.code().into()).collect(),
        );
    }
    if let Some(text) = &filter.text {
        parts.text(backend, text);
    }
    (parts.conditions.join(" and "), parts.values)
}

#[derive(Default)]
struct Parts {
    conditions: Vec<String>,
    values: Vec<Value>,
}

impl Parts {
    fn push(&mut self, condition: String, values: Vec<Value>) {
        self.conditions.push(condition);
        self.values.extend(values);
    }

    fn any(&mut self, column: &str, codes: impl ExactSizeIterator<Item = &'static str>) {
        if codes.len() != 0 {
            self.conditions.push(format!("{column} in ({})", sql::marks(codes.len())));
            self.values.extend(codes.map(Value::from));
        }
    }

    fn is(&mut self, column: &str, wanted: Option<bool>) {
        match wanted {
            Some(true) => self.conditions.push(column.to_owned()),
            Some(false) => self.conditions.push(format!("not {column}")),
            None => {}
        }
    }

    fn text(&mut self, backend: DbBackend, text: &Text) {
        const MEMBER: &str = "select 1 from membership m join person p on p.home_province = m.person_province \
             and p.id = m.person_id";
        const OF_CASE: &str =
            "m.home_province = c.home_province and m.household_id = c.household_id and m.until is null";
        match text {
            Text::Words { name_key, typed } => {
                let part = name_key.replace(['%', '_', '\\'], "").to_ascii_lowercase();
                // Of wildcards alone nothing is left, and nothing is part of every name.
                let like = if part.trim().is_empty() { String::new() } else { format!("%{part}%") };
                let by_letter = sql::by_letter(backend);
                self.push(
                    format!(
                        "(exists ({MEMBER} where {OF_CASE} and lower(p.name_key{by_letter}) like ?) or exists (select 1 from \
                         household h where h.home_province = c.home_province and h.id = c.household_id and \
                         (h.short_number = ? or h.house_code = ? or h.house_no = ?)))"
                    ),
                    vec![like.into(), typed.clone().into(), typed.clone().into(), typed.clone().into()],
                );
            }
            Text::Number { hashes, within } => {
                let (reach, values) = scope_condition(within, "c.area_id", None);
                self.push(reach, values);
                let values = hashes.iter().map(|it| Value::from(it.clone())).collect();
                self.push(
                    format!(
                        "exists (select 1 from membership m join identifier i on i.home_province = \
                         m.person_province and i.person_id = m.person_id where {OF_CASE} and i.kind = 'citizen' \
                         and i.blind_index in ({}))",
                        sql::marks(hashes.len())
                    ),
                    values,
                );
            }
        }
    }
}
