//! Sums of households and persons in an area and fiscal year, broken down by up to two facets.

use std::collections::BTreeMap;

use phonjon_domain::access::{Reach, Scope};
use phonjon_domain::area::{AreaKind, AreaLevel};
use phonjon_domain::ids::AreaId;
use sea_orm::{ConnectionTrait, QueryResult, Value};
use uuid::Uuid;

use super::facet::{Facet, TALLIED};
use super::fact::{LEVEL_SQL, PROGRESS_SQL, STATUS_SQL};
use super::snapshot::{Place, find_place};
use crate::access::{in_scope, scope_condition};
use crate::error::StoreError;
use crate::sql;

/// Households and persons, counted apart.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Count {
    /// Households.
    pub households: i64,
    /// Persons in them.
    pub persons: i64,
}

impl Count {
    fn add(&mut self, other: Self) {
        self.households += other.households;
        self.persons += other.persons;
    }
}

/// What a row or column of figures is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Key {
    /// All of them: a total, of distinct households.
    All,
    /// A child of the area asked for, or that area itself for what is known no nearer.
    Area(AreaId),
    /// A value of the facet.
    Value(&'static str),
}

/// What is asked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Question {
    /// The area; `None` is the whole country.
    pub area: Option<AreaId>,
    /// Fiscal year, Buddhist era.
    pub fiscal_year: i16,
    /// The first facet.
    pub by: Option<Facet>,
    /// The second facet, another than the first.
    pub and_by: Option<Facet>,
}

/// Sums by the keys of both facets; a facet not asked for, or [`Key::All`], is the total over it.
///
/// Totals count each household once: they are not the sums of a facet of which a household may have several values.
pub type Cells = BTreeMap<(Key, Key), Count>;

/// The sums that are asked for with all their totals, as far as the scope reaches.
///
/// A tally answers where there is one for the facets and the scope covers the area; the facts answer otherwise.
///
/// # Errors
///
/// The database's own.
pub async fn summary(
    db: &impl ConnectionTrait,
    scope: &Scope,
    question: &Question,
) -> Result<Cells, StoreError> {
    let is_covered = covers(db, scope, question.area).await?;
    let asked = Asked { scope, question, is_covered, asking: asking(db, question.area).await? };
    let (by, and_by) = (question.by, question.and_by);
    let mut cells = asked.sums(db, by, and_by).await?;
    // A facet whose values exclude each other sums to its total; of the others the total is counted apart.
    if let Some(second) = and_by {
        if second.is_several() {
            cells.extend(asked.sums(db, by, None).await?);
        } else {
            add_totals(&mut cells, |(first, _)| (first, Key::All));
        }
    }
    if let Some(first) = by {
        if first.is_several() {
            let totals = asked.sums(db, None, and_by).await?;
            cells.extend(totals.into_iter().map(|((_, second), it)| ((Key::All, second), it)));
            if and_by.is_some() {
                cells.extend(asked.sums(db, None, None).await?);
            }
        } else {
            add_totals(&mut cells, |(_, second)| (Key::All, second));
        }
    }
    cells.entry((Key::All, Key::All)).or_default();
    Ok(cells)
}

fn add_totals(cells: &mut Cells, total: impl Fn((Key, Key)) -> (Key, Key)) {
    let mut totals = Cells::new();
    for (keys, count) in cells.iter() {
        if total(*keys) != *keys {
            totals.entry(total(*keys)).or_default().add(*count);
        }
    }
    cells.extend(totals);
}

/// True when everything in the area lies in the scope.
///
/// # Errors
///
/// The database's own.
pub async fn covers(
    db: &impl ConnectionTrait,
    scope: &Scope,
    area: Option<AreaId>,
) -> Result<bool, StoreError> {
    in_scope(db, scope, area, None).await
}

/// Where figures are asked of: the area and what is known of it, or the whole country.
pub(super) type Asking = Option<(AreaId, Place)>;

/// What is asked of, with what is known of it.
pub(super) async fn asking(db: &impl ConnectionTrait, area: Option<AreaId>) -> Result<Asking, StoreError> {
    let Some(area) = area else { return Ok(None) };
    let unknown = || StoreError::Corrupt { what: "area of figures", why: area.0.to_string() };
    Ok(Some((area, find_place(db, area).await?.ok_or_else(unknown)?)))
}

/// The condition that an area `a` is one of those next below: of a local organisation or a cluster its members, but
/// those that lie in another of them.
pub(super) fn is_below(asking: Asking) -> (&'static str, Vec<Value>) {
    match asking {
        None => ("a.level = 'province' and a.kind = 'administrative'", vec![]),
        Some((area, place)) if place.kind == AreaKind::Administrative => {
            ("a.parent_id = ? and a.kind = 'administrative'", vec![area.0.into()])
        }
        Some((area, _)) => (
            "a.id in (select m.descendant_id from area_closure m \
               where m.ancestor_id = ? and m.depth = 1 and m.valid_until is null) \
             and not exists (select 1 from area_closure o \
               join area_closure m on m.descendant_id = o.ancestor_id \
               where o.descendant_id = a.id and 0 < o.depth and o.valid_until is null \
                 and m.ancestor_id = ? and m.depth = 1 and m.valid_until is null)",
            vec![area.0.into(), area.0.into()],
        ),
    }
}

/// The areas next below with everything in each, and the area itself for what is known no nearer.
pub(super) fn children(asking: Asking) -> (String, Vec<Value>) {
    let (is_below, mut values) = is_below(asking);
    let own = if asking.is_some() { "union all select id, id from area where id = ?" } else { "" };
    values.extend(asking.map(|it| Value::from(it.0.0)));
    let text = format!(
        "(select c.descendant_id, c.ancestor_id as child_id from area_closure c \
          join area a on a.id = c.ancestor_id where c.valid_until is null and {is_below} {own})"
    );
    (text, values)
}

/// A question with what decides where its answer is read.
struct Asked<'a> {
    scope: &'a Scope,
    question: &'a Question,
    is_covered: bool,
    asking: Asking,
}

impl Asked<'_> {
    /// The sums by these facets, without totals.
    async fn sums(
        &self,
        db: &impl ConnectionTrait,
        by: Option<Facet>,
        and_by: Option<Facet>,
    ) -> Result<Cells, StoreError> {
        let by_area = by == Some(Facet::Area) || and_by == Some(Facet::Area);
        // What is left beside the area, in the order tallies keep it.
        let mut rest: Vec<Facet> =
            [by, and_by].into_iter().flatten().filter(|it| *it != Facet::Area).collect();
        rest.sort_unstable();
        let pair = (rest.first().copied(), rest.get(1).copied());
        // Tallies are kept by subdistrict, so they know nothing of its villages, nor of sets of villages.
        let is_tallied = match self.asking {
            None => true,
            Some((_, place)) if place.kind != AreaKind::Administrative => false,
            Some((_, place)) => match place.level {
                AreaLevel::Village => false,
                AreaLevel::Subdistrict => !by_area,
                AreaLevel::District | AreaLevel::Province | AreaLevel::Country => true,
            },
        };
        let groups = if self.is_covered && is_tallied && TALLIED.contains(&pair) {
            self.tallied(db, by_area, pair).await?
        } else {
            self.counted(db, by_area, pair).await?
        };
        let mut cells = Cells::new();
        for (child, values, count) in groups {
            let key = |facet: Option<Facet>| match facet {
                None => Key::All,
                Some(Facet::Area) => child.map_or(Key::All, |it| Key::Area(AreaId(it))),
                Some(it) if Some(it) == pair.0 => Key::Value(values[0]),
                Some(_) => Key::Value(values[1]),
            };
            cells.entry((key(by), key(and_by))).or_default().add(count);
        }
        Ok(cells)
    }

    async fn tallied(
        &self,
        db: &impl ConnectionTrait,
        by_area: bool,
        pair: (Option<Facet>, Option<Facet>),
    ) -> Result<Vec<Group>, StoreError> {
        let facets = [pair.0.map_or("", Facet::code), pair.1.map_or("", Facet::code)];
        let side = |table: &str| {
            format!(
                "select area_id, value_a, value_b, n_households, n_persons from {table} \
                 where fiscal_year = ? and facet_a = ? and facet_b = ?"
            )
        };
        let inner = format!("{} union all {}", side("tally"), side("tally_delta"));
        let year = || [self.question.fiscal_year.into(), facets[0].into(), facets[1].into()];
        let mut values: Vec<Value> = year().into_iter().chain(year()).collect();
        let (select, join) = self.climb(by_area, &mut values);
        let sql = format!(
            "select {select} t.value_a, t.value_b, cast(sum(t.n_households) as bigint) as n_households, \
               cast(sum(t.n_persons) as bigint) as n_persons \
             from ({inner}) t {join} group by {select} t.value_a, t.value_b"
        );
        let mut groups = Vec::new();
        for row in sql::rows(db, &sql, values).await? {
            let value = |facet: Option<Facet>, column: &str| -> Result<&'static str, StoreError> {
                let text: String = row.try_get("", column)?;
                match facet {
                    None => Ok(""),
                    Some(it) => it.value(&text).ok_or(StoreError::Corrupt { what: "tally.value", why: text }),
                }
            };
            let values = [value(pair.0, "value_a")?, value(pair.1, "value_b")?];
            let count = read_count(&row)?;
            if count != Count::default() {
                groups.push((read_child(&row, by_area)?, values, count));
            }
        }
        Ok(groups)
    }

    async fn counted(
        &self,
        db: &impl ConnectionTrait,
        by_area: bool,
        pair: (Option<Facet>, Option<Facet>),
    ) -> Result<Vec<Group>, StoreError> {
        let mut values: Vec<Value> = vec![self.question.fiscal_year.into()];
        let within = self.within(&mut values);
        let columns = [column(pair.0), column(pair.1)];
        let (select, join) = self.climb(by_area, &mut values);
        // Grouped by the smallest area first: there are far fewer of those than cases to climb from.
        let sql = format!(
            "select {select} t.value_a, t.value_b, cast(sum(t.n_households) as bigint) as n_households, \
               cast(sum(t.n_persons) as bigint) as n_persons \
             from (select area_id, value_a, value_b, count(*) as n_households, sum(n_persons) as n_persons \
               from (select area_id, {} as value_a, {} as value_b, n_persons \
                 from case_fact where fiscal_year = ? {within}) f \
               group by area_id, value_a, value_b) t {join} group by {select} t.value_a, t.value_b",
            columns[0], columns[1]
        );
        let mut groups = Vec::new();
        for row in sql::rows(db, &sql, values).await? {
            let child = read_child(&row, by_area)?;
            let count = read_count(&row)?;
            for value_a in read_values(&row, pair.0, "value_a")? {
                for value_b in read_values(&row, pair.1, "value_b")? {
                    groups.push((child, [value_a, value_b], count));
                }
            }
        }
        Ok(groups)
    }

    /// The column and join that climb from the smallest areas to the children, or that only keep what is inside.
    fn climb(&self, by_area: bool, values: &mut Vec<Value>) -> (&'static str, String) {
        if by_area {
            let (children, bound) = children(self.asking);
            values.extend(bound);
            return ("m.child_id,", format!("join {children} m on m.descendant_id = t.area_id"));
        }
        let Some(area) = self.question.area else { return ("", String::new()) };
        values.push(area.0.into());
        let inside = "join area_closure m on m.descendant_id = t.area_id and m.ancestor_id = ? \
            and m.valid_until is null";
        ("", inside.to_owned())
    }

    /// The condition that keeps facts within the scope.
    fn within(&self, values: &mut Vec<Value>) -> String {
        if self.is_covered {
            return String::new();
        }
        let (mut condition, bound) = scope_condition(self.scope, "area_id", None);
        values.extend(bound);
        if let Reach::Within { teams, .. } = &self.scope.reach
            && !teams.is_empty()
        {
            condition = format!(
                "({condition} or (home_province, case_id) in (select home_province, id from \"case\" \
                   where mentor_team_id in ({})))",
                sql::marks(teams.len())
            );
            values.extend(teams.iter().map(|it| Value::from(it.0)));
        }
        format!("and {condition}")
    }
}

/// A child area where one was asked for, the values of both facets, and the sums.
type Group = (Option<Uuid>, [&'static str; 2], Count);

/// The column or expression of `case_fact` that holds a facet: a word, or bits.
const fn column(facet: Option<Facet>) -> &'static str {
    match facet {
        None | Some(Facet::Area) => "0",
        Some(Facet::Dimension) => "dimensions",
        Some(Facet::ProblemGroup) => "problem_groups",
        Some(Facet::Level) => LEVEL_SQL,
        Some(Facet::Status) => STATUS_SQL,
        Some(Facet::Sector) => "sectors",
        Some(Facet::Source) => "sources",
        Some(Facet::Progress) => PROGRESS_SQL,
    }
}

fn read_values(
    row: &QueryResult,
    facet: Option<Facet>,
    column: &str,
) -> Result<Vec<&'static str>, StoreError> {
    match facet {
        None | Some(Facet::Area) => Ok(vec![""]),
        Some(it @ (Facet::Level | Facet::Status)) => {
            let text: String = row.try_get("", column)?;
            it.value(&text).map(|it| vec![it]).ok_or(StoreError::Corrupt { what: "case_fact", why: text })
        }
        Some(it) => Ok(it.values_of_bits(read_bits(row, column)?)),
    }
}

/// A bit set, whose width differs: a column is narrow, an expression is not.
fn read_bits(row: &QueryResult, column: &str) -> Result<i64, StoreError> {
    if let Ok(bits) = row.try_get::<i16>("", column) {
        return Ok(bits.into());
    }
    if let Ok(bits) = row.try_get::<i32>("", column) {
        return Ok(bits.into());
    }
    Ok(row.try_get("", column)?)
}

fn read_child(row: &QueryResult, by_area: bool) -> Result<Option<Uuid>, StoreError> {
    if by_area { Ok(Some(row.try_get("", "child_id")?)) } else { Ok(None) }
}

fn read_count(row: &QueryResult) -> Result<Count, StoreError> {
    Ok(Count { households: row.try_get("", "n_households")?, persons: row.try_get("", "n_persons")? })
}
