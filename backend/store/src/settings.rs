//! What an office chose, as it is kept: a name, a value, a version.

use phonjon_domain::setting::OfficeSetting;
use sea_orm::{ConnectionTrait, QueryResult};

use crate::database::Tx;
use crate::error::StoreError;
use crate::sql;

/// A chosen value.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SettingRow {
    /// What was chosen for.
    pub setting: OfficeSetting,
    /// The value; none where the choice was taken back.
    pub value: Option<i64>,
    /// 1 with the first choice.
    pub version: i64,
}

/// What was ever chosen, by name.
///
/// # Errors
///
/// The database's own, or [`StoreError::Corrupt`] where a value is no whole number.
pub async fn all(db: &impl ConnectionTrait) -> Result<Vec<SettingRow>, StoreError> {
    let names = OfficeSetting::ALL.map(OfficeSetting::code);
    let text = format!(
        "select name, value, version from setting where name in ({}) order by name",
        sql::marks(names.len())
    );
    let rows = sql::rows(db, &text, names.into_iter().map(Into::into).collect()).await?;
    rows.iter().map(read).collect()
}

/// What was chosen for one setting, if ever anything was.
///
/// # Errors
///
/// As [`all`].
pub async fn find(
    db: &impl ConnectionTrait,
    setting: OfficeSetting,
) -> Result<Option<SettingRow>, StoreError> {
    let text = "select name, value, version from setting where name = ?";
    sql::row(db, text, vec![setting.code().into()]).await?.as_ref().map(read).transpose()
}

/// What was chosen that is no number, with its version, if ever anything was; an empty text takes a choice back.
///
/// # Errors
///
/// The database's own.
pub async fn find_text(db: &impl ConnectionTrait, name: &str) -> Result<Option<(String, i64)>, StoreError> {
    let row = sql::row(db, "select value, version from setting where name = ?", vec![name.into()]).await?;
    row.map(|it| Ok((it.try_get("", "value")?, it.try_get("", "version")?))).transpose()
}

/// Keeps a choice where the kept version is still the one before it, and says whether it was.
///
/// # Errors
///
/// The database's own.
pub async fn put(tx: &Tx, row: SettingRow) -> Result<bool, StoreError> {
    let value = row.value.map(|it| it.to_string()).unwrap_or_default();
    put_text(tx, row.setting.code(), &value, row.version).await
}

/// As [`put`], of what is no number.
///
/// # Errors
///
/// The database's own.
pub async fn put_text(tx: &Tx, name: &str, value: &str, version: i64) -> Result<bool, StoreError> {
    let done = if version == 1 {
        let text =
            "insert into setting (name, value, version) values (?, ?, 1) on conflict (name) do nothing";
        sql::execute(&**tx, text, vec![name.into(), value.into()]).await?
    } else {
        let text = "update setting set value = ?, version = ? where name = ? and version = ?";
        let values = vec![value.into(), version.into(), name.into(), (version - 1).into()];
        sql::execute(&**tx, text, values).await?
    };
    Ok(done.rows_affected() == 1)
}

fn read(row: &QueryResult) -> Result<SettingRow, StoreError> {
    let (name, value): (String, String) = (row.try_get("", "name")?, row.try_get("", "value")?);
    let corrupt = |why: &str| StoreError::Corrupt { what: "setting", why: format!("`{name}` {why}") };
    let setting = OfficeSetting::from_code(&name).ok_or_else(|| corrupt("is not known"))?;
    let value = match value.as_str() {
        "" => None,
        it => Some(it.parse().map_err(|_| corrupt("is no whole number"))?),
    };
    Ok(SettingRow { setting, value, version: row.try_get("", "version")? })
}
