//! What every new database begins with: the country and its provinces.

use phonjon_domain::area::{AreaCode, AreaKind, AreaLevel, AreaOrigin};
use sea_orm::{ConnectionTrait, DatabaseConnection, TransactionTrait};

use super::list::{NewArea, enclose, insert, insert_missing};
use super::{area_id, country_id};
use crate::error::StoreError;
use crate::sql;

/// Code, Thai and English name of Bangkok and the 76 provinces, in the order of their codes.
const PROVINCES: &str = include_str!("provinces.csv");

/// Inserts the country and its provinces where there is no area yet. Two processes may do so at once.
///
/// # Errors
///
/// The database's own.
pub(crate) async fn seed(db: &DatabaseConnection) -> Result<(), StoreError> {
    if sql::row(db, "select 1 from area limit 1", vec![]).await?.is_some() {
        return Ok(());
    }
    let tx = db.begin().await?;
    country(&tx).await?;
    insert(&tx, provinces()?).await?;
    Ok(tx.commit().await?)
}

async fn country(db: &impl ConnectionTrait) -> Result<(), StoreError> {
    let row = vec![
        country_id().0.into(),
        AreaLevel::Country.code().into(),
        AreaKind::Administrative.code().into(),
        AreaOrigin::Official.code().into(),
        "ประเทศไทย".into(),
        "Thailand".into(),
        "ประเทศไทย".into(),
        0_i16.into(),
    ];
    let columns = ["id", "level", "kind", "origin", "name_th", "name_en", "name_key", "home_province"];
    insert_missing(db, "area", &columns, vec![row]).await?;
    enclose(db, &[country_id().0]).await
}

fn provinces() -> Result<Vec<NewArea>, StoreError> {
    let corrupt = |line: &str| StoreError::Corrupt { what: "list of provinces", why: line.to_owned() };
    PROVINCES
        .lines()
        .skip(1)
        .map(|line| {
            let (code, names) = line.split_once(',').ok_or_else(|| corrupt(line))?;
            let (name_th, name_en) = names.split_once(',').ok_or_else(|| corrupt(line))?;
            let code = AreaCode::parse(code).map_err(|_| corrupt(line))?;
            Ok(NewArea {
                id: area_id(Some(&code), None),
                code,
                origin: AreaOrigin::Official,
                parent: country_id(),
                name_th: Some(name_th.to_owned()),
                name_en: Some(name_en.to_owned()),
                valid_from: None,
            })
        })
        .collect()
}
