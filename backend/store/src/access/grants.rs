//! Grants: which role an account holds over which areas, from when, until when, by which order.

use std::collections::HashMap;

use chrono::{DateTime, NaiveDate, Utc};
use phonjon_domain::access::{Grant, HeldAs, Role};
use phonjon_domain::calendar::bangkok_day;
use phonjon_domain::ids::{AreaId, GrantId, TeamId, UserId};
use phonjon_domain::sector::Sector;
use sea_orm::{ConnectionTrait, QueryResult, Value};
use uuid::Uuid;

use crate::database::Tx;
use crate::error::StoreError;
use crate::sql;

/// A grant to be given.
pub struct NewGrant<'a> {
    /// Who gets it.
    pub account: UserId,
    /// Who gives it; the command line has no account.
    pub given_by: Option<UserId>,
    /// The giver's own grant, where its powers are delegated or exercised in the giver's stead.
    pub under: Option<GrantId>,
    /// Number of the order it rests on.
    pub order_number: Option<&'a str>,
    /// The post whose powers these are, by its Thai name.
    pub post: Option<&'a str>,
    /// Id for the post, should it be new.
    pub post_id: Uuid,
    /// The grant itself.
    pub grant: &'a Grant,
    /// When it is given.
    pub at: DateTime<Utc>,
}

/// Gives a grant; a post first named here is made.
///
/// # Errors
///
/// The database's own.
pub async fn insert_grant(tx: &Tx, new: &NewGrant<'_>) -> Result<(), StoreError> {
    let post = match new.post {
        Some(name) => Some(post_of(tx, new, name).await?),
        None => None,
    };
    insert(tx, std::slice::from_ref(new), post).await
}

/// Gives grants that name no post.
///
/// # Errors
///
/// The database's own.
pub async fn insert_grants_without_post(tx: &Tx, new: &[NewGrant<'_>]) -> Result<(), StoreError> {
    insert(tx, new, None).await
}

/// Stores grants of one post, or of none.
async fn insert(tx: &Tx, new: &[NewGrant<'_>], post: Option<Uuid>) -> Result<(), StoreError> {
    let columns = [
        "id",
        "account_id",
        "role",
        "post_id",
        "held_as",
        "given_by",
        "given_under",
        "order_number",
        "sector",
        "need",
        "team_id",
        "everywhere",
        "opens_restricted",
        "valid_from",
        "valid_until",
        "created_at",
    ];
    let values = new.iter().map(|it| {
        let grant = it.grant;
        vec![
            grant.id.0.into(),
            it.account.0.into(),
            grant.role.code().into(),
            post.into(),
            grant.held_as.code().into(),
            it.given_by.map(|it| it.0).into(),
            it.under.map(|it| it.0).into(),
            it.order_number.map(str::to_owned).into(),
            grant.sector.map(|it| it.code().to_owned()).into(),
            grant.need.clone().into(),
            grant.team.map(|it| it.0).into(),
            grant.areas.is_none().into(),
            grant.opens_restricted.into(),
            grant.valid_from.into(),
            grant.valid_until.into(),
            it.at.into(),
        ]
    });
    sql::insert_many(&**tx, "access_grant", &columns, values.collect()).await?;
    let areas = new
        .iter()
        .flat_map(|it| it.grant.areas.iter().flatten().map(|area| vec![it.grant.id.0.into(), area.0.into()]));
    sql::insert_many(&**tx, "grant_area", &["grant_id", "area_id"], areas.collect()).await?;
    Ok(())
}

/// The post of a name over a grant's first area.
async fn post_of(tx: &Tx, new: &NewGrant<'_>, name: &str) -> Result<Uuid, StoreError> {
    let area = new.grant.areas.as_ref().and_then(|it| it.first()).map(|it| it.0);
    let (condition, mut values) = match area {
        Some(area) => ("area_id = ?", vec![area.into()]),
        None => ("area_id is null", Vec::new()),
    };
    values.extend([name.into(), new.grant.role.code().into()]);
    let text = format!("select id from post where {condition} and name_th = ? and role = ?");
    if let Some(row) = sql::row(&**tx, &text, values).await? {
        return Ok(row.try_get("", "id")?);
    }
    let columns = ["id", "name_th", "role", "area_id", "created_at"];
    let values =
        vec![new.post_id.into(), name.into(), new.grant.role.code().into(), area.into(), new.at.into()];
    sql::insert_many(&**tx, "post", &columns, vec![values]).await?;
    Ok(new.post_id)
}

/// To whom a grant was given, and by whom.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct GrantGiven {
    /// Who has it.
    pub account: UserId,
    /// Who gave it; the command line has no account.
    pub by: Option<UserId>,
    /// The giver's own grant, whose powers these are.
    pub under: Option<GrantId>,
    /// It was taken back.
    pub is_revoked: bool,
}

/// To whom a grant was given, and by whom.
///
/// # Errors
///
/// The database's own.
pub async fn find_grant(tx: &Tx, id: GrantId) -> Result<Option<GrantGiven>, StoreError> {
    let text = "select account_id, given_by, given_under, revoked_at from access_grant where id = ?";
    let Some(row) = sql::row(&**tx, text, vec![id.0.into()]).await? else { return Ok(None) };
    Ok(Some(GrantGiven {
        account: UserId(row.try_get("", "account_id")?),
        by: row.try_get::<Option<Uuid>>("", "given_by")?.map(UserId),
        under: row.try_get::<Option<Uuid>>("", "given_under")?.map(GrantId),
        is_revoked: row.try_get::<Option<DateTime<Utc>>>("", "revoked_at")?.is_some(),
    }))
}

/// True where a grant is not revoked and the account that has it is not disabled. It stays so while the caller holds that
/// account's lock.
///
/// # Errors
///
/// The database's own.
pub async fn is_live(tx: &Tx, id: GrantId) -> Result<bool, StoreError> {
    let text = "select 1 from access_grant g join account a on a.id = g.account_id \
        where g.id = ? and g.revoked_at is null and a.disabled_at is null";
    Ok(sql::row(&**tx, text, vec![id.0.into()]).await?.is_some())
}

/// Revokes a grant at once, and what was given under it; says how many that were. The caller holds the lock of the account
/// that has it, so that nothing is given under it meanwhile.
///
/// # Errors
///
/// The database's own.
pub async fn revoke_grant(tx: &Tx, id: GrantId, at: DateTime<Utc>) -> Result<u64, StoreError> {
    let text =
        "update access_grant set revoked_at = ? where (id = ? or given_under = ?) and revoked_at is null";
    let done = sql::execute(&**tx, text, vec![at.into(), id.0.into(), id.0.into()]).await?;
    Ok(done.rows_affected().saturating_sub(1))
}

/// Revokes what was given under the grants of an account, whose lock the caller holds, and says how many that were.
///
/// # Errors
///
/// The database's own.
pub async fn revoke_given_under(tx: &Tx, account: UserId, at: DateTime<Utc>) -> Result<u64, StoreError> {
    let text = "update access_grant set revoked_at = ? where revoked_at is null and given_under in \
        (select own.id from access_grant own where own.account_id = ?)";
    Ok(sql::execute(&**tx, text, vec![at.into(), account.0.into()]).await?.rows_affected())
}

/// The grants of an account that are not revoked and not over on a day, those to come included; by id.
///
/// # Errors
///
/// The database's own.
pub async fn grants_of(
    db: &impl ConnectionTrait,
    account: UserId,
    day: NaiveDate,
) -> Result<Vec<Grant>, StoreError> {
    let text = format!(
        "select {GRANT_COLUMNS} from access_grant g left join grant_area ga on ga.grant_id = g.id \
         where g.account_id = ? and g.revoked_at is null and (g.valid_until is null or ? <= g.valid_until) \
         order by g.id, ga.area_id"
    );
    read_grants(&sql::rows(db, &text, vec![account.0.into(), day.into()]).await?)
}

/// The grants of an account that ended last, whether revoked or over; those to come are not among them.
///
/// # Errors
///
/// The database's own.
pub async fn last_grants_of(db: &impl ConnectionTrait, account: UserId) -> Result<Vec<Grant>, StoreError> {
    let text = format!(
        "select {GRANT_COLUMNS}, g.revoked_at from access_grant g left join grant_area ga on ga.grant_id = g.id \
         where g.account_id = ? order by g.id, ga.area_id"
    );
    let rows = sql::rows(db, &text, vec![account.0.into()]).await?;
    let mut ended: HashMap<GrantId, NaiveDate> = HashMap::new();
    for row in &rows {
        let revoked: Option<DateTime<Utc>> = row.try_get("", "revoked_at")?;
        let over: Option<NaiveDate> = row.try_get("", "valid_until")?;
        let revoked = revoked.map(bangkok_day);
        if let Some(end) = revoked.into_iter().chain(over).min() {
            ended.insert(GrantId(row.try_get("", "grant_id")?), end);
        }
    }
    let last = ended.values().max().copied();
    let mut grants = read_grants(&rows)?;
    grants.retain(|it| last.is_some() && ended.get(&it.id).copied() == last);
    Ok(grants)
}

/// A grant with the post whose powers it gives, the order it rests on, and who gave it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GivenGrant {
    /// The grant.
    pub grant: Grant,
    /// The post, by its Thai name.
    pub post: Option<String>,
    /// Number of the order.
    pub order_number: Option<String>,
    /// Who gave it; the command line has no account.
    pub given_by: Option<UserId>,
    /// The giver's own grant, where its powers are delegated or exercised in the giver's stead.
    pub under: Option<GrantId>,
}

/// The grants of several accounts that are not revoked and not over on a day, those to come included; by account, each
/// with what stands behind it.
///
/// # Errors
///
/// The database's own.
pub async fn given_grants(
    db: &impl ConnectionTrait,
    accounts: &[UserId],
    day: NaiveDate,
) -> Result<HashMap<UserId, Vec<GivenGrant>>, StoreError> {
    let mut of_accounts: HashMap<UserId, Vec<GivenGrant>> = HashMap::new();
    if accounts.is_empty() {
        return Ok(of_accounts);
    }
    let text = format!(
        "select g.account_id, p.name_th as post, g.order_number, g.given_by, g.given_under, {GRANT_COLUMNS} \
         from access_grant g left join grant_area ga on ga.grant_id = g.id left join post p on p.id = g.post_id \
         where g.account_id in ({}) and g.revoked_at is null \
         and (g.valid_until is null or ? <= g.valid_until) order by g.account_id, g.id, ga.area_id",
        sql::marks(accounts.len())
    );
    let mut values: Vec<Value> = accounts.iter().map(|it| it.0.into()).collect();
    values.push(day.into());
    let rows = sql::rows(db, &text, values).await?;
    let of_row: HashMap<GrantId, &QueryResult> = rows
        .iter()
        .map(|row| Ok((GrantId(row.try_get("", "grant_id")?), row)))
        .collect::<Result<_, StoreError>>()?;
    for grant in read_grants(&rows)? {
        let Some(row) = of_row.get(&grant.id) else { continue };
        let holder = UserId(row.try_get("", "account_id")?);
        of_accounts.entry(holder).or_default().push(GivenGrant {
            grant,
            post: row.try_get("", "post")?,
            order_number: row.try_get("", "order_number")?,
            given_by: row.try_get::<Option<Uuid>>("", "given_by")?.map(UserId),
            under: row.try_get::<Option<Uuid>>("", "given_under")?.map(GrantId),
        });
    }
    Ok(of_accounts)
}

/// What [`read_grants`] reads, from `access_grant g left join grant_area ga`.
pub(super) const GRANT_COLUMNS: &str = "g.id as grant_id, g.role, g.held_as, g.sector, g.need, g.team_id, \
     g.everywhere, g.opens_restricted, g.valid_from, g.valid_until, ga.area_id";

/// Gathers rows, one per grant and area and ordered by grant, into grants. A role or sector that this version does
/// not know gives nothing: a power nobody can name is not used.
pub(super) fn read_grants(rows: &[QueryResult]) -> Result<Vec<Grant>, StoreError> {
    let mut grants: Vec<Grant> = Vec::new();
    for row in rows {
        let Some(id) = row.try_get::<Option<Uuid>>("", "grant_id")? else { continue };
        let area: Option<AreaId> = row.try_get::<Option<Uuid>>("", "area_id")?.map(AreaId);
        if let Some(last) = grants.last_mut().filter(|it| it.id.0 == id) {
            if let Some(areas) = &mut last.areas {
                areas.extend(area);
            }
            continue;
        }
        let role = Role::from_code(&row.try_get::<String>("", "role")?);
        let held_as = HeldAs::from_code(&row.try_get::<String>("", "held_as")?);
        let (Some(role), Some(held_as)) = (role, held_as) else { continue };
        let everywhere: bool = row.try_get("", "everywhere")?;
        grants.push(Grant {
            id: GrantId(id),
            role,
            held_as,
            areas: (!everywhere).then(|| area.into_iter().collect()),
            team: row.try_get::<Option<Uuid>>("", "team_id")?.map(TeamId),
            sector: row.try_get::<Option<String>>("", "sector")?.and_then(|code| Sector::from_code(&code)),
            need: row.try_get("", "need")?,
            opens_restricted: row.try_get("", "opens_restricted")?,
            valid_from: row.try_get("", "valid_from")?,
            valid_until: row.try_get("", "valid_until")?,
        });
    }
    Ok(grants)
}
