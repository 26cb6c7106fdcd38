//! Finding partners: within a scope, by area, sector and need; and which sectors attend to which areas.

use std::collections::HashMap;

use phonjon_domain::access::{Reach, Scope};
use phonjon_domain::ids::{AreaId, HomeProvince, PartnerId};
use phonjon_domain::partner::Months;
use phonjon_domain::sector::Sector;
use phonjon_domain::team::{Formality, MemberKind};
use sea_orm::{ConnectionTrait, QueryResult, Value};
use uuid::Uuid;

use super::{PartnerRow, PartnerText};
use crate::access::scope_condition;
use crate::cases::word;
use crate::database::Tx;
use crate::error::StoreError;
use crate::sql;

/// Which partners are wanted.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct PartnerFilter {
    /// Those that help in this area, in something in it, or in what it lies in.
    pub area: Option<AreaId>,
    /// Those of this sector.
    pub sector: Option<Sector>,
    /// Those that can meet this need.
    pub need: Option<String>,
    /// Those whose name, post or network holds this.
    pub text: Option<String>,
    /// Those that left, too.
    pub with_ended: bool,
}

/// How many attend to an area for a sector.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Attending {
    /// The area.
    pub area: AreaId,
    /// The sector.
    pub sector: Sector,
    /// Partners of the register that help there.
    pub n_partners: i64,
    /// Members of teams that serve there; who stands in the register too is counted in both.
    pub n_members: i64,
}

/// A partner that the scope reaches: one that helps in an area of it, or in what such an area lies in.
///
/// # Errors
///
/// The database's own, and [`StoreError::Corrupt`].
pub async fn find(
    db: &impl ConnectionTrait,
    scope: &Scope,
    id: PartnerId,
) -> Result<Option<PartnerRow>, StoreError> {
    Ok(find_many(db, scope, &[id]).await?.pop())
}

/// As [`find`], locked until the transaction ends.
///
/// # Errors
///
/// The database's own, and [`StoreError::Corrupt`].
pub async fn find_for_update(
    tx: &Tx,
    scope: &Scope,
    id: PartnerId,
) -> Result<Option<PartnerRow>, StoreError> {
    let text = format!("select 1 as one from partner where id = ?{}", tx.for_update());
    sql::row(&**tx, &text, vec![id.0.into()]).await?;
    find(&**tx, scope, id).await
}

/// Those of these partners that the scope reaches, in no order.
///
/// # Errors
///
/// The database's own, and [`StoreError::Corrupt`].
pub async fn find_many(
    db: &impl ConnectionTrait,
    scope: &Scope,
    ids: &[PartnerId],
) -> Result<Vec<PartnerRow>, StoreError> {
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    let (reach, bound) = reached(scope);
    let text = format!("select p.* from partner p where p.id in ({}) and {reach}", sql::marks(ids.len()));
    let values = ids.iter().map(|it| it.0.into()).chain(bound).collect();
    with_lists(db, sql::rows(db, &text, values).await?).await
}

/// Partners in the order of their names, after the given one, and whether more follow.
///
/// # Errors
///
/// The database's own, and [`StoreError::Corrupt`].
pub async fn list(
    db: &impl ConnectionTrait,
    scope: &Scope,
    filter: &PartnerFilter,
    first: u32,
    after: Option<&(String, PartnerId)>,
) -> Result<(Vec<PartnerRow>, bool), StoreError> {
    let (mut condition, mut values) = reached(scope);
    if let Some(area) = filter.area {
        condition.push_str(
            " and exists (select 1 from partner_area pa join area_closure ac \
               on (ac.descendant_id = pa.area_id and ac.ancestor_id = ?) \
               or (ac.ancestor_id = pa.area_id and ac.descendant_id = ?) \
               where pa.partner_id = p.id and ac.valid_from <= ? \
                 and (ac.valid_until is null or ? < ac.valid_until))",
        );
        values.extend([area.0.into(), area.0.into(), scope.day.into(), scope.day.into()]);
    }
    if let Some(sector) = filter.sector {
        condition.push_str(" and p.sector = ?");
        values.push(sector.code().into());
    }
    if let Some(need) = &filter.need {
        condition.push_str(
            " and exists (select 1 from partner_need pn where pn.partner_id = p.id and pn.need = ?)",
        );
        values.push(need.as_str().into());
    }
    if let Some(text) = &filter.text {
        let by_letter = sql::by_letter(db.get_database_backend());
        let text_of = format!("lower((p.name || ' ' || coalesce(p.post, '')){by_letter})");
        condition = format!("{condition} and {text_of} like ? escape '\\'");
        values.push(sql::holding(text).into());
    }
    if !filter.with_ended {
        condition.push_str(" and (p.ended_on is null or ? < p.ended_on)");
        values.push(scope.day.into());
    }
    let by_letter = sql::by_letter(db.get_database_backend());
    if let Some((name, id)) = after {
        condition = format!("{condition} and (p.name{by_letter} > ? or (p.name = ? and p.id > ?))");
        values.extend([name.as_str().into(), name.as_str().into(), id.0.into()]);
    }
    values.push((i64::from(first) + 1).into());
    let text =
        format!("select p.* from partner p where {condition} order by p.name{by_letter}, p.id limit ?");
    let mut rows = sql::rows(db, &text, values).await?;
    let first = usize::try_from(first).unwrap_or(usize::MAX);
    let has_next = first < rows.len();
    rows.truncate(first);
    Ok((with_lists(db, rows).await?, has_next))
}

/// Who attends to each of these areas, by sector: partners, and members of teams, that help or serve in it, in something
/// in it, or in what it lies in. The caller found the areas within a scope.
///
/// # Errors
///
/// The database's own, and [`StoreError::Corrupt`].
pub async fn attending(
    db: &impl ConnectionTrait,
    scope: &Scope,
    areas: &[AreaId],
) -> Result<Vec<Attending>, StoreError> {
    if areas.is_empty() {
        return Ok(Vec::new());
    }
    let marks = sql::marks(areas.len());
    let day = scope.day;
    // An area, with each area that lies in it and each that it lies in.
    let near = format!(
        "select ac.ancestor_id as area_id, ac.descendant_id as near_id from area_closure ac \
         where ac.ancestor_id in ({marks}) and ac.valid_from <= ? and (ac.valid_until is null or ? < ac.valid_until) \
         union select ac.descendant_id, ac.ancestor_id from area_closure ac \
         where ac.descendant_id in ({marks}) and ac.valid_from <= ? and (ac.valid_until is null or ? < ac.valid_until)"
    );
    let text = format!(
        "with near as ({near}), attending as (\
         select n.area_id, p.sector, 1 as is_partner, p.id from near n join partner_area pa on pa.area_id = n.near_id \
           join partner p on p.id = pa.partner_id where (p.ended_on is null or ? < p.ended_on) \
         union select n.area_id, m.sector, 0, m.id from near n join team_area ta on ta.area_id = n.near_id \
           join team t on t.id = ta.team_id and (t.ended_on is null or ? < t.ended_on) \
           join team_member m on m.team_id = t.id and m.since <= ? and (m.until is null or ? < m.until)) \
         select area_id, sector, cast(sum(is_partner) as bigint) as n_partners, \
           cast(sum(1 - is_partner) as bigint) as n_members from attending group by area_id, sector"
    );
    let ids = || areas.iter().map(|it| Value::from(it.0));
    let days = |n: usize| std::iter::repeat_n(Value::from(day), n);
    let values = ids().chain(days(2)).chain(ids()).chain(days(6)).collect();
    let mut found = Vec::new();
    for row in sql::rows(db, &text, values).await? {
        let sector: String = row.try_get("", "sector")?;
        found.push(Attending {
            area: AreaId(row.try_get("", "area_id")?),
            sector: word("sector", &sector, Sector::from_code)?,
            n_partners: row.try_get("", "n_partners")?,
            n_members: row.try_get("", "n_members")?,
        });
    }
    Ok(found)
}

/// The condition over `partner p` that the scope reaches it.
fn reached(scope: &Scope) -> (String, Vec<Value>) {
    if scope.reach == Reach::Everywhere {
        return ("1 = 1".to_owned(), Vec::new());
    }
    let (within, bound) = scope_condition(scope, "up.descendant_id", None);
    let condition = format!(
        "exists (select 1 from partner_area pa join area_closure up on up.ancestor_id = pa.area_id \
         and up.valid_from <= ? and (up.valid_until is null or ? < up.valid_until) \
         where pa.partner_id = p.id and {within})"
    );
    let days = [Value::from(scope.day), Value::from(scope.day)];
    (condition, days.into_iter().chain(bound).collect())
}

/// The partners of these rows, each with its areas and needs.
async fn with_lists(
    db: &impl ConnectionTrait,
    rows: Vec<QueryResult>,
) -> Result<Vec<PartnerRow>, StoreError> {
    let mut partners = rows.iter().map(read).collect::<Result<Vec<PartnerRow>, StoreError>>()?;
    if partners.is_empty() {
        return Ok(partners);
    }
    let marks = sql::marks(partners.len());
    let ids = || partners.iter().map(|it| Value::from(it.id.0)).collect::<Vec<_>>();
    let text = format!(
        "select partner_id, area_id from partner_area where partner_id in ({marks}) order by area_id"
    );
    let mut areas: HashMap<Uuid, Vec<AreaId>> = HashMap::new();
    for row in sql::rows(db, &text, ids()).await? {
        let of = row.try_get("", "partner_id")?;
        areas.entry(of).or_default().push(AreaId(row.try_get("", "area_id")?));
    }
    let text =
        format!("select partner_id, need from partner_need where partner_id in ({marks}) order by need");
    let mut needs: HashMap<Uuid, Vec<String>> = HashMap::new();
    for row in sql::rows(db, &text, ids()).await? {
        needs.entry(row.try_get("", "partner_id")?).or_default().push(row.try_get("", "need")?);
    }
    for it in &mut partners {
        it.areas = areas.remove(&it.id.0).unwrap_or_default();
        it.says.needs = needs.remove(&it.id.0).unwrap_or_default();
    }
    Ok(partners)
}

fn read(row: &QueryResult) -> Result<PartnerRow, StoreError> {
    let text = |column: &str| row.try_get::<String>("", column);
    let months: i16 = row.try_get("", "months")?;
    Ok(PartnerRow {
        id: PartnerId(row.try_get("", "id")?),
        home_province: HomeProvince(row.try_get("", "home_province")?),
        says: PartnerText {
            kind: word("kind of partner", &text("kind")?, MemberKind::from_code)?,
            name: text("name")?,
            sector: word("sector", &text("sector")?, Sector::from_code)?,
            formality: word("formality", &text("formality")?, Formality::from_code)?,
            post: row.try_get("", "post")?,
            note: row.try_get("", "note")?,
            n_households: row.try_get("", "n_households")?,
            months: Months::from_bits(months)
                .ok_or_else(|| StoreError::Corrupt { what: "months", why: months.to_string() })?,
            needs: Vec::new(),
        },
        areas: Vec::new(),
        created_at: row.try_get("", "created_at")?,
        ended_on: row.try_get("", "ended_on")?,
        version: row.try_get("", "version")?,
    })
}
