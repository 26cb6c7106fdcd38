//! Persons: their current fields, and to which households they belonged when.

use std::collections::{HashMap, HashSet};

use chrono::NaiveDate;
use phonjon_domain::access::Scope;
use phonjon_domain::ids::{AreaId, HomeProvince, HouseholdId, PersonId};
use sea_orm::{ConnectionTrait, QueryResult};
use uuid::Uuid;

use crate::access::scope_condition;
use crate::cases::{CaseKey, HouseholdKey, key_condition};
use crate::error::StoreError;
use crate::sql;

/// What names a person: the province they were first met in, and their id.
pub type PersonKey = (HomeProvince, PersonId);

/// A person's current fields.
#[derive(Clone, PartialEq, Eq)]
pub struct PersonRow {
    /// Home province and id.
    pub key: PersonKey,
    /// One more at each change.
    pub version: i64,
    /// Title in full.
    pub title: Option<String>,
    /// First name.
    pub first_name: Option<String>,
    /// Last name.
    pub last_name: Option<String>,
    /// `M` or `F`.
    pub sex: Option<String>,
    /// Birth date as far as known: year, year and month, or day.
    pub birth: Option<String>,
    /// Day of death as far as known.
    pub died_on: Option<String>,
    /// The local day the person is known to have moved away.
    pub moved_away_on: Option<NaiveDate>,
    /// Holds a state welfare card.
    pub card: Option<bool>,
    /// Which row each field comes from, as JSON.
    pub composed_from: String,
}

impl std::fmt::Debug for PersonRow {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "PersonRow({:?})", self.key.1)
    }
}

/// Somebody who belongs or belonged to a household.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MemberRow {
    /// Who.
    pub person: PersonRow,
    /// First day known.
    pub since: NaiveDate,
    /// First day known elsewhere.
    pub until: Option<NaiveDate>,
    /// Named as head.
    pub is_head: bool,
}

/// Holds for the membership `m` that places a person now: one that has not ended or, where all have, the last to end.
/// A household that became another one places nobody.
pub(crate) const PRESENT: &str = "(m.until is null or not exists (select 1 from membership later \
     join household home on home.home_province = later.home_province and home.id = later.household_id \
     where later.person_id = m.person_id and home.gone_at is null \
     and (later.until is null or later.until > m.until)))";

const COLUMNS: &str = "p.home_province, p.id, p.version, p.title, p.first_name, p.last_name, p.sex, p.birth, p.died_on, \
     p.moved_away_on, p.card, p.composed_from";

/// The members of these households: the head first, those who left last, by household. The caller found the
/// households within a scope.
///
/// # Errors
///
/// The database's own.
pub async fn members(
    db: &impl ConnectionTrait,
    households: &[HouseholdKey],
) -> Result<HashMap<HouseholdId, Vec<MemberRow>>, StoreError> {
    let pairs: Vec<_> = households.iter().map(|it| (it.0.0, it.1.0)).collect();
    let mut found: HashMap<HouseholdId, Vec<MemberRow>> = HashMap::new();
    for some in pairs.chunks(5_000) {
        let (condition, values) = key_condition("m.home_province", "m.household_id", some);
        let text = format!(
            "select m.household_id, m.since, m.until, m.is_head, {COLUMNS} from membership m \
             join person p on p.home_province = m.person_province and p.id = m.person_id \
             where {condition} and p.gone_at is null \
             order by case when m.until is null then 0 else 1 end, case when m.is_head then 0 else 1 end, p.birth, p.id"
        );
        for row in sql::rows(db, &text, values).await? {
            found.entry(HouseholdId(row.try_get("", "household_id")?)).or_default().push(MemberRow {
                person: read(&row)?,
                since: row.try_get("", "since")?,
                until: row.try_get("", "until")?,
                is_head: row.try_get("", "is_head")?,
            });
        }
    }
    Ok(found)
}

/// A person who belongs to a household that the scope reaches by its area or by its case's mentor team; who belongs to
/// none any more, as the dead, is where they belonged last.
///
/// # Errors
///
/// The database's own.
pub async fn find_person(
    db: &impl ConnectionTrait,
    scope: &Scope,
    key: PersonKey,
) -> Result<Option<PersonRow>, StoreError> {
    let (reach, reach_values) = scope_condition(scope, "h.area_id", Some("c.mentor_team_id"));
    let text = format!(
        "select {COLUMNS} from person p where p.home_province = ? and p.id = ? and exists (select 1 from membership m \
         join household h on h.home_province = m.home_province and h.id = m.household_id \
         left join \"case\" c on c.home_province = h.home_province and c.household_id = h.id \
         where m.person_province = p.home_province and m.person_id = p.id and h.gone_at is null and {PRESENT} \
         and {reach})"
    );
    let values = [key.0.0.into(), key.1.0.into()].into_iter().chain(reach_values).collect();
    sql::row(db, &text, values).await?.as_ref().map(read).transpose()
}

/// Those of these persons whom [`find_person`] finds, by id.
///
/// # Errors
///
/// The database's own.
pub async fn persons(
    db: &impl ConnectionTrait,
    scope: &Scope,
    keys: &[PersonKey],
) -> Result<HashMap<PersonId, PersonRow>, StoreError> {
    let pairs: Vec<_> = keys.iter().map(|it| (it.0.0, it.1.0)).collect();
    let (condition, mut values) = key_condition("p.home_province", "p.id", &pairs);
    let (reach, reach_values) = scope_condition(scope, "h.area_id", Some("c.mentor_team_id"));
    values.extend(reach_values);
    let text = format!(
        "select {COLUMNS} from person p where {condition} and exists (select 1 from membership m \
         join household h on h.home_province = m.home_province and h.id = m.household_id \
         left join \"case\" c on c.home_province = h.home_province and c.household_id = h.id \
         where m.person_province = p.home_province and m.person_id = p.id and h.gone_at is null and {PRESENT} \
         and {reach})"
    );
    let rows = sql::rows(db, &text, values).await?;
    rows.iter().map(read).map(|it| it.map(|person| (person.key.1, person))).collect()
}

/// True where the person belongs now, or belonged last, to a household that the scope reaches by its area.
///
/// # Errors
///
/// The database's own.
pub async fn reaches_person(
    db: &impl ConnectionTrait,
    scope: &Scope,
    key: PersonKey,
) -> Result<bool, StoreError> {
    let (reach, reach_values) = scope_condition(scope, "h.area_id", None);
    let text = format!(
        "select 1 as one from membership m \
         join household h on h.home_province = m.home_province and h.id = m.household_id \
         where m.person_province = ? and m.person_id = ? and h.gone_at is null and {PRESENT} and {reach} limit 1"
    );
    let values = [key.0.0.into(), key.1.0.into()].into_iter().chain(reach_values).collect();
    Ok(sql::row(db, &text, values).await?.is_some())
}

/// The version of a person who is, and where they belong now or belonged last. The caller asks whether that is within a scope.
///
/// # Errors
///
/// The database's own.
pub async fn standing(
    db: &impl ConnectionTrait,
    key: PersonKey,
) -> Result<Option<(i64, Option<AreaId>)>, StoreError> {
    let text = format!(
        "select p.version, (select h.area_id from membership m \
         join household h on h.home_province = m.home_province and h.id = m.household_id \
         where m.person_province = p.home_province and m.person_id = p.id and h.gone_at is null and {PRESENT} \
         order by h.id limit 1) as area_id \
         from person p where p.home_province = ? and p.id = ? and p.gone_at is null"
    );
    let row = sql::row(db, &text, vec![key.0.0.into(), key.1.0.into()]).await?;
    let read = |row: QueryResult| {
        Ok((row.try_get("", "version")?, row.try_get::<Option<Uuid>>("", "area_id")?.map(AreaId)))
    };
    row.map(read).transpose()
}

/// The rows that speak of these persons, each with the person and the household in which it places them.
///
/// # Errors
///
/// The database's own.
pub async fn rows_of_persons(
    db: &impl ConnectionTrait,
    persons: &[PersonKey],
) -> Result<HashSet<(HouseholdId, PersonId, Uuid)>, StoreError> {
    let mut found = HashSet::new();
    for some in persons.chunks(5_000) {
        let text = format!(
            "select household_id, person_id, source_row_id from link where person_id in ({}) and undone_at is null",
            sql::marks(some.len())
        );
        for row in sql::rows(db, &text, some.iter().map(|it| it.1.0.into()).collect()).await? {
            found.insert((
                HouseholdId(row.try_get("", "household_id")?),
                PersonId(row.try_get("", "person_id")?),
                row.try_get("", "source_row_id")?,
            ));
        }
    }
    Ok(found)
}

/// Whom something told of these households, or of the households of these cases, is told of: the members, and the head
/// where nobody belongs to it any more.
///
/// # Errors
///
/// The database's own.
pub async fn told_of(
    db: &impl ConnectionTrait,
    households: &[HouseholdKey],
    cases: &[CaseKey],
) -> Result<Vec<PersonId>, StoreError> {
    const MEMBERS: &str = "join membership m on m.household_id = h.id \
         and (m.until is null or m.person_id = h.head_person_id)";
    // Two statements in one, each led by its own key: with an `or` between them every household would be looked at.
    let (mut arms, mut values) = (Vec::new(), Vec::new());
    if !households.is_empty() {
        let households: Vec<_> = households.iter().map(|it| (it.0.0, it.1.0)).collect();
        let (condition, keys) = key_condition("h.home_province", "h.id", &households);
        arms.push(format!("select m.person_id from household h {MEMBERS} where {condition}"));
        values.extend(keys);
    }
    if !cases.is_empty() {
        let cases: Vec<_> = cases.iter().map(|it| (it.0.0, it.1.0)).collect();
        let (condition, keys) = key_condition("c.home_province", "c.id", &cases);
        arms.push(format!(
            "select m.person_id from \"case\" c join household h on h.home_province = c.home_province \
             and h.id = c.household_id {MEMBERS} where {condition}"
        ));
        values.extend(keys);
    }
    if arms.is_empty() {
        return Ok(Vec::new());
    }
    let rows = sql::rows(db, &arms.join(" union "), values).await?;
    Ok(rows.iter().map(|row| row.try_get_by_index(0).map(PersonId)).collect::<Result<_, _>>()?)
}

fn read(row: &QueryResult) -> Result<PersonRow, StoreError> {
    Ok(PersonRow {
        key: (HomeProvince(row.try_get("", "home_province")?), PersonId(row.try_get("", "id")?)),
        version: row.try_get("", "version")?,
        title: row.try_get("", "title")?,
        first_name: row.try_get("", "first_name")?,
        last_name: row.try_get("", "last_name")?,
        sex: row.try_get("", "sex")?,
        birth: row.try_get("", "birth")?,
        died_on: row.try_get("", "died_on")?,
        moved_away_on: row.try_get("", "moved_away_on")?,
        card: row.try_get("", "card")?,
        composed_from: row.try_get("", "composed_from")?,
    })
}
