//! What partners contributed, besides help that is recorded with a household.

use std::collections::HashMap;

use chrono::{DateTime, NaiveDate, Utc};
use phonjon_domain::ids::{AreaId, ContributionId, PartnerId, UserId};
use phonjon_domain::intervention::{NeedItem, Value};
use phonjon_domain::money::Satang;
use sea_orm::{ConnectionTrait, QueryResult};
use uuid::Uuid;

use crate::cases::word;
use crate::database::Tx;
use crate::error::StoreError;
use crate::sql;

/// Something that a partner gave or did.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ContributionRow {
    /// The contribution.
    pub id: ContributionId,
    /// Whose it is.
    pub partner: PartnerId,
    /// The day it was given or done.
    pub happened_on: NaiveDate,
    /// The need it meets.
    pub need: NeedItem,
    /// What it was.
    pub what: String,
    /// What it is worth.
    pub value: Value,
    /// How many households it reached, where that is known.
    pub n_households: Option<i32>,
    /// Where, if in one area.
    pub area: Option<AreaId>,
    /// The account that noted it.
    pub account: Option<UserId>,
    /// Who noted it, as the record of acts names them.
    pub by_actor: String,
    /// When it was noted.
    pub recorded_at: DateTime<Utc>,
    /// When it was withdrawn as a mistake.
    pub withdrawn_at: Option<DateTime<Utc>>,
}

/// Adds a contribution.
///
/// # Errors
///
/// The database's own.
pub async fn insert(tx: &Tx, it: &ContributionRow) -> Result<(), StoreError> {
    let columns = [
        "id",
        "partner_id",
        "happened_on",
        "need",
        "what",
        "value_basis",
        "amount_satang",
        "n_households",
        "area_id",
        "account_id",
        "by_actor",
        "recorded_at",
        "withdrawn_at",
    ];
    let values = vec![
        it.id.0.into(),
        it.partner.0.into(),
        it.happened_on.into(),
        it.need.0.as_str().into(),
        it.what.as_str().into(),
        it.value.code().into(),
        it.value.amount().map(|it| it.0).into(),
        it.n_households.into(),
        it.area.map(|it| it.0).into(),
        it.account.map(|it| it.0).into(),
        it.by_actor.as_str().into(),
        it.recorded_at.into(),
        it.withdrawn_at.into(),
    ];
    Ok(sql::insert_many(&**tx, "contribution", &columns, vec![values]).await?)
}

/// A contribution. The caller finds its partner within a scope before using it.
///
/// # Errors
///
/// The database's own, and [`StoreError::Corrupt`].
pub async fn find(
    db: &impl ConnectionTrait,
    id: ContributionId,
) -> Result<Option<ContributionRow>, StoreError> {
    let row = sql::row(db, "select * from contribution where id = ?", vec![id.0.into()]).await?;
    row.as_ref().map(read).transpose()
}

/// What each of these partners contributed, newest first, withdrawn ones too. The caller found the partners within a scope.
///
/// # Errors
///
/// The database's own, and [`StoreError::Corrupt`].
pub async fn of_partners(
    db: &impl ConnectionTrait,
    partners: &[PartnerId],
) -> Result<HashMap<PartnerId, Vec<ContributionRow>>, StoreError> {
    let mut found: HashMap<PartnerId, Vec<ContributionRow>> = HashMap::new();
    if partners.is_empty() {
        return Ok(found);
    }
    let text = format!(
        "select * from contribution where partner_id in ({}) order by happened_on desc, id desc",
        sql::marks(partners.len())
    );
    for row in sql::rows(db, &text, partners.iter().map(|it| it.0.into()).collect()).await? {
        let it = read(&row)?;
        found.entry(it.partner).or_default().push(it);
    }
    Ok(found)
}

/// Withdraws a contribution; false where it was withdrawn before.
///
/// # Errors
///
/// The database's own.
pub async fn withdraw(tx: &Tx, id: ContributionId, at: DateTime<Utc>) -> Result<bool, StoreError> {
    let text = "update contribution set withdrawn_at = ? where id = ? and withdrawn_at is null";
    Ok(sql::execute(&**tx, text, vec![at.into(), id.0.into()]).await?.rows_affected() == 1)
}

fn read(row: &QueryResult) -> Result<ContributionRow, StoreError> {
    let amount = row.try_get::<Option<i64>>("", "amount_satang")?.map(Satang);
    let basis: String = row.try_get("", "value_basis")?;
    Ok(ContributionRow {
        id: ContributionId(row.try_get("", "id")?),
        partner: PartnerId(row.try_get("", "partner_id")?),
        happened_on: row.try_get("", "happened_on")?,
        need: NeedItem(row.try_get("", "need")?),
        what: row.try_get("", "what")?,
        value: word("value of a contribution", &basis, |it| Value::from_parts(it, amount))?,
        n_households: row.try_get("", "n_households")?,
        area: row.try_get::<Option<Uuid>>("", "area_id")?.map(AreaId),
        account: row.try_get::<Option<Uuid>>("", "account_id")?.map(UserId),
        by_actor: row.try_get("", "by_actor")?,
        recorded_at: row.try_get("", "recorded_at")?,
        withdrawn_at: row.try_get("", "withdrawn_at")?,
    })
}
