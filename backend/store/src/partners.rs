//! The register of partners: who of the seven sectors can help where, and with what.

pub mod contributions;
mod find;

use chrono::{DateTime, NaiveDate, Utc};
use phonjon_domain::ids::{AreaId, HomeProvince, PartnerId};
use phonjon_domain::partner::Months;
use phonjon_domain::sector::Sector;
use phonjon_domain::team::{Formality, MemberKind};
use sea_orm::Value;

use crate::database::Tx;
use crate::error::StoreError;
use crate::sql;

pub use find::{Attending, PartnerFilter, attending, find, find_for_update, find_many, list};

/// A partner as kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PartnerRow {
    /// The partner.
    pub id: PartnerId,
    /// The province it was made in.
    pub home_province: HomeProvince,
    /// What the register says of it.
    pub says: PartnerText,
    /// The areas it helps in, in order.
    pub areas: Vec<AreaId>,
    /// When it was made.
    pub created_at: DateTime<Utc>,
    /// The day it left, if it did.
    pub ended_on: Option<NaiveDate>,
    /// One more with every change.
    pub version: i64,
}

/// What the register says of a partner, besides where it helps.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PartnerText {
    /// A person or an organisation.
    pub kind: MemberKind,
    /// What it is called.
    pub name: String,
    /// The sector it speaks for.
    pub sector: Sector,
    /// By office or by good will.
    pub formality: Formality,
    /// Its office, or the network it comes from.
    pub post: Option<String>,
    /// What else is to be known.
    pub note: Option<String>,
    /// How many households it can help at once, where that is known.
    pub n_households: Option<i32>,
    /// The months in which it can help.
    pub months: Months,
    /// The needs it can meet, by their codes, in order; none where that is not known.
    pub needs: Vec<String>,
}

/// Adds a partner.
///
/// # Errors
///
/// The database's own.
pub async fn insert(tx: &Tx, partner: &PartnerRow) -> Result<(), StoreError> {
    let columns = [
        "id",
        "home_province",
        "kind",
        "name",
        "sector",
        "formality",
        "post",
        "note",
        "n_households",
        "months",
        "created_at",
        "ended_on",
        "version",
    ];
    let says = &partner.says;
    let values = vec![
        partner.id.0.into(),
        partner.home_province.0.into(),
        says.kind.code().into(),
        says.name.as_str().into(),
        says.sector.code().into(),
        says.formality.code().into(),
        says.post.clone().into(),
        says.note.clone().into(),
        says.n_households.into(),
        says.months.bits().into(),
        partner.created_at.into(),
        partner.ended_on.into(),
        partner.version.into(),
    ];
    sql::insert_many(&**tx, "partner", &columns, vec![values]).await?;
    insert_lists(tx, partner).await
}

/// Stores what changed of a partner; `partner.version` is the one that was read.
///
/// # Errors
///
/// [`StoreError::Stale`] when somebody changed it since.
pub async fn update(tx: &Tx, partner: &PartnerRow) -> Result<(), StoreError> {
    let says = &partner.says;
    let text = "update partner set kind = ?, name = ?, sector = ?, formality = ?, post = ?, note = ?, \
        n_households = ?, months = ?, ended_on = ?, version = version + 1 where id = ? and version = ?";
    let values = vec![
        says.kind.code().into(),
        says.name.as_str().into(),
        says.sector.code().into(),
        says.formality.code().into(),
        says.post.clone().into(),
        says.note.clone().into(),
        says.n_households.into(),
        says.months.bits().into(),
        partner.ended_on.into(),
        partner.id.0.into(),
        partner.version.into(),
    ];
    if sql::execute(&**tx, text, values).await?.rows_affected() != 1 {
        return Err(StoreError::Stale);
    }
    for table in ["partner_area", "partner_need"] {
        let text = format!("delete from {table} where partner_id = ?");
        sql::execute(&**tx, &text, vec![partner.id.0.into()]).await?;
    }
    insert_lists(tx, partner).await
}

async fn insert_lists(tx: &Tx, partner: &PartnerRow) -> Result<(), StoreError> {
    let of = Value::from(partner.id.0);
    let areas = partner.areas.iter().map(|it| vec![of.clone(), it.0.into()]).collect();
    sql::insert_many(&**tx, "partner_area", &["partner_id", "area_id"], areas).await?;
    let needs = partner.says.needs.iter().map(|it| vec![of.clone(), it.as_str().into()]).collect();
    Ok(sql::insert_many(&**tx, "partner_need", &["partner_id", "need"], needs).await?)
}
